//! Cohen's kappa.

use crate::stats::distribution::Normal;
use crate::stats::sum::sum;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// How much two neighbouring categories agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AgreementWeights {
    /// Only the same category agrees: for categories without order.
    Unweighted,
    /// `1 - |i - j| / (k - 1)`, equal steps.
    Linear,
    /// `1 - (i - j)^2 / (k - 1)^2`; with it kappa is close to an intraclass correlation.
    Quadratic,
}

/// The agreement of two raters beyond what chance would give.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Kappa: 1 for full agreement, 0 for that of chance.
    pub kappa: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The share on which the raters agree, weighted.
    pub observed: f64,
    /// The share expected if they rated independently.
    pub expected: f64,
    /// The standard error of kappa when chance alone makes them agree.
    pub null_standard_error: f64,
}

/// Cohen's kappa, `(observed - expected) / (1 - expected)`, of a square table: the rows are the categories of
/// one rater and the columns, in the same order, of the other.
///
/// With weights, the shares are weighted sums. Kappa depends on how common the categories are: two raters of a
/// rare one can agree on 98 % with a kappa of 0.66. [`Undefined::OutsideDomain`] unless the table is square with
/// two categories or more, [`Undefined::NoObservations`] when it is empty, [`Undefined::NoVariation`] when both
/// raters use one category only.
///
/// ```
/// use utfall::stats::reliability::{AgreementWeights, kappa};
///
/// // Fleiss, Levin and Paik (2003), table 18.1: kappa 0.68, standard error 0.076 under chance; that of the
/// // estimate is printed as 0.087, from rounded figures.
/// let table = [vec![75, 1, 4], vec![5, 4, 1], vec![0, 0, 10]];
/// let agreement = kappa(&table, AgreementWeights::Unweighted)?;
/// assert!((agreement.kappa - 0.68).abs() < 5e-3);
/// assert!((agreement.standard_error - 0.0877).abs() < 5e-5);
/// assert!((agreement.null_standard_error - 0.076).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cohen, J. (1968). Weighted kappa. *Psychological Bulletin* 70, 213-220. The standard errors: Fleiss, J. L.,
/// Cohen, J. and Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa. *Psychological
/// Bulletin* 72, 323-327, equations 8 and 14.
pub fn kappa<R: AsRef<[u64]>>(table: &[R], weights: AgreementWeights) -> Result<Agreement, Undefined> {
    let size = table.len();
    if size < 2 || table.iter().any(|row| row.as_ref().len() != size) {
        return Err(Undefined::OutsideDomain);
    }
    let count = |i: usize, j: usize| table[i].as_ref()[j] as f64;
    let cells = || (0..size).flat_map(|i| (0..size).map(move |j| (i, j)));
    let n = sum(cells().map(|(i, j)| count(i, j)));
    if n == 0.0 {
        return Err(Undefined::NoObservations);
    }
    let weight = |i: usize, j: usize| {
        let distance = i.abs_diff(j) as f64 / (size as f64 - 1.0);
        match weights {
            AgreementWeights::Unweighted => f64::from(u8::from(i == j)),
            AgreementWeights::Linear => 1.0 - distance,
            AgreementWeights::Quadratic => 1.0 - distance * distance,
        }
    };
    let share = |i: usize, j: usize| count(i, j) / n;
    let rows: Vec<f64> = (0..size).map(|i| sum((0..size).map(|j| share(i, j)))).collect();
    let columns: Vec<f64> = (0..size).map(|j| sum((0..size).map(|i| share(i, j)))).collect();
    let observed = sum(cells().map(|(i, j)| weight(i, j) * share(i, j)));
    let expected = sum(cells().map(|(i, j)| weight(i, j) * rows[i] * columns[j]));
    let disagreement = sum(cells().map(|(i, j)| (1.0 - weight(i, j)) * rows[i] * columns[j]));
    if disagreement == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let kappa = 1.0 - sum(cells().map(|(i, j)| (1.0 - weight(i, j)) * share(i, j))) / disagreement;
    // The mean weight of a category of one rater over the categories of the other.
    let of_row: Vec<f64> = (0..size).map(|i| sum((0..size).map(|j| weight(i, j) * columns[j]))).collect();
    let of_column: Vec<f64> = (0..size).map(|j| sum((0..size).map(|i| weight(i, j) * rows[i]))).collect();
    let spread = sum(cells().map(|(i, j)| {
        let term = weight(i, j) - (of_row[i] + of_column[j]) * (1.0 - kappa);
        share(i, j) * term * term
    }));
    let centre = kappa - expected * (1.0 - kappa);
    let null_spread = sum(cells().map(|(i, j)| {
        let term = weight(i, j) - of_row[i] - of_column[j];
        rows[i] * columns[j] * term * term
    }));
    let error = |variance: f64| {
        // With full agreement, or none, rounding may leave a trace above or below 0.
        let variance = if variance.abs() <= 1e-14 { 0.0 } else { variance.max(0.0) };
        libm::sqrt(variance / n) / disagreement
    };
    Ok(Agreement {
        kappa,
        standard_error: error(spread - centre * centre),
        observed,
        expected,
        null_standard_error: error(null_spread - expected * expected),
    })
}

impl Agreement {
    /// Kappa with its normal interval, which may pass 1.
    pub fn estimated(self, level: Level) -> Estimated {
        Estimated {
            value: self.kappa,
            standard_error: Some(self.standard_error),
            interval: Interval::around(self.kappa, level.z() * self.standard_error),
        }
    }

    /// The z test that the raters agree as chance would have it; two-sided.
    ///
    /// That they agree better than chance says little: report the interval.
    /// [`Undefined::NoVariation`] when the standard error under chance is 0.
    pub fn test(self) -> Result<TestResult, Undefined> {
        if self.null_standard_error <= 0.0 {
            return Err(Undefined::NoVariation);
        }
        let z = self.kappa / self.null_standard_error;
        Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
    }
}
