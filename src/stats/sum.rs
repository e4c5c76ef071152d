//! Sums that do not lose their last digits.

/// A compensated sum: the rounding error of each addition is kept and added back at the end.
///
/// The result is as if summed in twice the precision, then rounded, and depends on the order of the
/// terms only far beyond the digits that are read. An overflow or a NaN among the terms shows in the
/// value, as it would in a plain sum.
///
/// Neumaier, A. (1974). Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen.
/// *Zeitschrift für Angewandte Mathematik und Mechanik* 54, 39-51, method IV; the error of one addition as in Knuth, D. E.
/// (1997). *The Art of Computer Programming* 2, 3rd edition, section 4.2.2, theorem B.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    total: f64,
    correction: f64,
}

impl Sum {
    /// Adds one term.
    ///
    /// The error is found without asking which of the two is larger: sums are most of the time of a bootstrap.
    #[inline]
    pub(crate) fn add(&mut self, term: f64) {
        let total = self.total + term;
        let added = total - self.total;
        self.correction += (self.total - (total - added)) + (term - added);
        self.total = total;
    }

    /// The sum so far.
    pub(crate) fn value(self) -> f64 {
        // The correction of an overflow is a NaN; the total says it better.
        if self.total.is_finite() { self.total + self.correction } else { self.total }
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> Sum {
        let mut sum = Sum::default();
        for term in terms {
            sum.add(term);
        }
        sum
    }
}

/// The compensated sum of `terms`.
pub(crate) fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    terms.into_iter().collect::<Sum>().value()
}

#[cfg(test)]
mod tests {
    use super::sum;

    #[test]
    fn keeps_what_a_plain_sum_loses() {
        assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum([0.1; 10]), 1.0);
        assert_eq!(sum([]), 0.0);
    }

    #[test]
    fn overflow_is_infinite() {
        assert_eq!(sum([f64::MAX, f64::MAX]), f64::INFINITY);
    }
}
