//! One-way sensitivity: what the result would be with each assumption at the ends of its range.

use crate::stats::Undefined;

/// An assumption with the range it is varied over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The value assumed.
    pub assumed: f64,
    /// The low end.
    pub low: f64,
    /// The high end.
    pub high: f64,
}

/// The bar of one assumption.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Which of the assumptions, by its place in the input.
    pub assumption: usize,
    /// The result with the assumption at its low end, and why there is none.
    pub at_low: Result<f64, Undefined>,
    /// The result with the assumption at its high end.
    pub at_high: Result<f64, Undefined>,
}

impl Bar {
    /// How far the result moves; infinite where it has no value at an end.
    pub fn swing(&self) -> f64 {
        match (self.at_low, self.at_high) {
            (Ok(low), Ok(high)) if low == high => 0.0,
            (Ok(low), Ok(high)) if !low.is_nan() && !high.is_nan() => (high - low).abs(),
            _ => f64::INFINITY,
        }
    }
}

/// The bars of a tornado diagram, the longest first: `result` with one assumption at a time at the ends of its range, the
/// others as assumed.
///
/// Bars of equal length stay in the order of the assumptions. It shows how much each assumption matters, not how likely its
/// ends are, and nothing of what they do together.
///
/// ```
/// use utfall::econ::tornado::{Range, tornado};
///
/// let range = |assumed, low, high| Range { assumed, low, high };
/// let ranges = [range(10.0, 9.0, 11.0), range(2.0, 1.0, 4.0)];
/// // A ratio of 5, from 4.5 to 5.5 with the first and from 10 to 2.5 with the second.
/// let bars = tornado(&ranges, |x| Ok(x[0] / x[1]));
/// assert_eq!((bars[0].assumption, bars[0].at_low, bars[0].at_high), (1, Ok(10.0), Ok(2.5)));
/// assert_eq!((bars[1].assumption, bars[1].swing()), (0, 1.0));
/// ```
///
/// Briggs, A. H., Sculpher, M. J. and Buxton, M. J. (1994). Uncertainty in the economic evaluation of health care technologies:
/// the role of sensitivity analysis. *Health Economics* 3, 95-104.
pub fn tornado(ranges: &[Range], result: impl Fn(&[f64]) -> Result<f64, Undefined>) -> Vec<Bar> {
    let assumed: Vec<f64> = ranges.iter().map(|range| range.assumed).collect();
    let with = |assumption: usize, value: f64| {
        let mut values = assumed.clone();
        values[assumption] = value;
        result(&values)
    };
    let bar = |(assumption, range): (usize, &Range)| Bar {
        assumption,
        at_low: with(assumption, range.low),
        at_high: with(assumption, range.high),
    };
    let mut bars: Vec<Bar> = ranges.iter().enumerate().map(bar).collect();
    bars.sort_by(|one, two| two.swing().total_cmp(&one.swing()).then(one.assumption.cmp(&two.assumption)));
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_that_is_lost_swings_furthest() {
        let range = Range { assumed: 1.0, low: 0.0, high: 2.0 };
        let bars =
            tornado(&[range, range], |x| if x[1] == 0.0 { Err(Undefined::ZeroDifference) } else { Ok(x[0] / x[1]) });
        assert_eq!((bars[0].assumption, bars[0].swing()), (1, f64::INFINITY));
        assert_eq!(bars[1].swing(), 2.0);
        assert_eq!(tornado(&[], |_| Ok(1.0)), []);
    }
}
