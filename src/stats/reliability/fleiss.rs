//! Fleiss' kappa.

use crate::stats::distribution::StudentT;
use crate::stats::sum::sum;
use crate::stats::{Estimated, Interval, Level, Undefined};

/// The agreement of several raters beyond what chance would give.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeveralRaters {
    /// Kappa: 1 for full agreement, 0 for that of chance.
    pub kappa: f64,
    /// Its standard error over samples of subjects.
    pub standard_error: f64,
    /// The share of pairs of raters that agree on a subject.
    pub observed: f64,
    /// The share expected from how common the categories are.
    pub expected: f64,
    subjects: f64,
}

/// Fleiss' kappa, `(observed - expected) / (1 - expected)`, of counts: a row for each subject, and how many of its raters
/// chose each category.
///
/// `observed` is the mean over subjects of `sum r (r - 1) / (m (m - 1))` with `m` raters, `expected` the sum of the squared
/// shares of the categories. The raters need not be the same for all subjects. The standard error is that of Gwet, which,
/// unlike the one that Fleiss gave, holds when raters do agree. [`Undefined::OutsideDomain`] unless every subject has the
/// same number of raters, two or more, and every row the same two or more categories; [`Undefined::TooFewObservations`]
/// with fewer than two subjects, [`Undefined::NoVariation`] when one category only is used.
///
/// ```
/// use utfall::stats::reliability::fleiss_kappa;
///
/// // Fourteen raters, ten subjects, five categories (R: irr::kappam.fleiss): 0.210.
/// let rated = [
///     [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
///     [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
/// ];
/// let found = fleiss_kappa(&rated)?;
/// assert!((found.kappa - 0.210).abs() < 5e-4);
/// assert!((found.observed - 0.378).abs() < 5e-4 && (found.expected - 0.213).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. *Psychological Bulletin* 76, 378-382. The
/// standard error: Gwet, K. L. (2021). Large-sample variance of Fleiss generalized kappa. *Educational and Psychological
/// Measurement* 81, 781-790, equation 13.
pub fn fleiss_kappa<R: AsRef<[u64]>>(rated: &[R]) -> Result<SeveralRaters, Undefined> {
    let mut rows: Vec<&[u64]> = rated.iter().map(AsRef::as_ref).collect();
    rows.sort_unstable();
    let size = rows.first().map_or(0, |row| row.len());
    let raters = |row: &[u64]| row.iter().try_fold(0u64, |all, count| all.checked_add(*count));
    let each = rows.first().and_then(|row| raters(row)).unwrap_or(0);
    if rows.len() < 2 {
        return Err(Undefined::TooFewObservations);
    }
    if size < 2 || each < 2 || rows.iter().any(|row| row.len() != size || raters(row) != Some(each)) {
        return Err(Undefined::OutsideDomain);
    }
    let (n, m) = (rows.len() as f64, each as f64);
    let share = |count: u64| count as f64 / m;
    let common: Vec<f64> = (0..size).map(|k| sum(rows.iter().map(|row| share(row[k]) / n))).collect();
    let expected = sum(common.iter().map(|share| share * share));
    // One category for everyone, but for rounding.
    if common.iter().filter(|share| **share > 0.0).count() < 2 {
        return Err(Undefined::NoVariation);
    }
    let agreeing =
        |row: &[u64]| sum(row.iter().map(|count| share(*count) * (*count as f64 - 1.0).max(0.0))) / (m - 1.0);
    let by_chance = |row: &[u64]| sum(row.iter().zip(&common).map(|(count, common)| share(*count) * common));
    let observed = sum(rows.iter().map(|row| agreeing(row) / n));
    let kappa = (observed - expected) / (1.0 - expected);
    let spread = sum(rows.iter().map(|row| {
        let own = (agreeing(row) - expected) / (1.0 - expected);
        let term = own - 2.0 * (1.0 - kappa) * (by_chance(row) - expected) / (1.0 - expected) - kappa;
        term * term
    }));
    let standard_error = libm::sqrt(spread / (n * (n - 1.0)));
    Ok(SeveralRaters { kappa, standard_error, observed, expected, subjects: n })
}

impl SeveralRaters {
    /// Kappa with its interval by Student's t with `subjects - 1` degrees of freedom; it may pass 1.
    pub fn estimated(self, level: Level) -> Result<Estimated, Undefined> {
        let t = StudentT::new(self.subjects - 1.0)?.upper_quantile(0.5 * level.alpha())?;
        Ok(Estimated {
            value: self.kappa,
            standard_error: Some(self.standard_error),
            interval: Interval::around(self.kappa, t * self.standard_error),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_agreement_is_one_and_the_order_of_subjects_and_categories_is_nothing() {
        let full = fleiss_kappa(&[[3, 0], [0, 3], [3, 0]]).unwrap();
        assert!((full.kappa - 1.0).abs() < 1e-15 && full.standard_error.abs() < 1e-15);
        let one = fleiss_kappa(&[[3, 1, 0], [0, 2, 2], [1, 1, 2], [4, 0, 0]]).unwrap();
        let turned = fleiss_kappa(&[[0, 0, 4], [2, 1, 1], [2, 2, 0], [0, 1, 3]]).unwrap();
        assert!((one.kappa - turned.kappa).abs() < 1e-15 && (one.standard_error - turned.standard_error).abs() < 1e-15);
    }

    #[test]
    fn what_is_no_table_of_ratings_is_undefined() {
        assert_eq!(fleiss_kappa::<[u64; 2]>(&[]), Err(Undefined::TooFewObservations));
        assert_eq!(fleiss_kappa(&[[3, 0], [3, 0]]), Err(Undefined::NoVariation));
        assert_eq!(fleiss_kappa(&[[3, 0], [2, 0]]), Err(Undefined::OutsideDomain));
        assert_eq!(fleiss_kappa(&[[u64::MAX, 1], [2, 0]]), Err(Undefined::OutsideDomain));
    }
}
