//! The correlation that is left when other variables are held constant.

use super::pearson::{coefficient, fisher, t_test};
use crate::stats::projection::Projection;
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// A partial correlation and the degrees of freedom that it leaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartialCorrelation {
    value: f64,
    df: f64,
}

impl PartialCorrelation {
    /// The partial correlation.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// `n - 2 - k` for `k` independent covariates.
    pub fn df(&self) -> f64 {
        self.df
    }

    /// With Fisher's interval, `tanh(atanh(r) +- z / sqrt(n - 3 - k))`; the standard error is on Fisher's scale.
    /// [`Undefined::TooFewObservations`] with one degree of freedom.
    pub fn estimated(&self, level: Level) -> Result<Estimated, Undefined> {
        fisher(self.value, 1.0 / (self.df - 1.0), level)
    }

    /// The t test that the partial correlation is 0, two-sided.
    pub fn test(&self) -> Result<TestResult, Undefined> {
        t_test(self.value, self.df)
    }
}

/// The partial correlation of two variables given covariates: Pearson's correlation of what a linear regression on a
/// constant and the covariates leaves of each.
///
/// Covariates that are combinations of others count once. [`Undefined::TooFewObservations`] when no degree of freedom is
/// left, [`Undefined::NoVariation`] when the covariates explain all of a variable.
///
/// ```
/// use utfall::stats::correlation::partial;
///
/// // R's stackloss data: the correlation of loss and acid given flow and temperature has t = -0.973 on 17 degrees of
/// // freedom, that of the regression coefficient (Draper and Smith 1998, chapter 6).
/// let flow = vec![80.0, 80.0, 75.0, 62.0, 62.0, 62.0, 62.0, 62.0, 58.0, 58.0, 58.0, 58.0, 58.0, 58.0, 50.0, 50.0, 50.0,
///     50.0, 50.0, 56.0, 70.0];
/// let water = vec![27.0, 27.0, 25.0, 24.0, 22.0, 23.0, 24.0, 24.0, 23.0, 18.0, 18.0, 17.0, 18.0, 19.0, 18.0, 18.0, 19.0,
///     19.0, 20.0, 20.0, 20.0];
/// let acid = [89.0, 88.0, 90.0, 87.0, 87.0, 87.0, 93.0, 93.0, 87.0, 80.0, 89.0, 88.0, 82.0, 93.0, 89.0, 86.0, 72.0,
///     79.0, 80.0, 82.0, 91.0];
/// let loss = [42.0, 37.0, 37.0, 28.0, 18.0, 18.0, 19.0, 20.0, 15.0, 14.0, 14.0, 13.0, 11.0, 12.0, 8.0, 7.0, 8.0, 8.0,
///     9.0, 15.0, 15.0];
/// let r = partial(&loss, &acid, &[flow, water])?;
/// assert!((r.test()?.statistic.unwrap() + 0.973).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fisher, R. A. (1924). The distribution of the partial correlation coefficient. *Metron* 3, 329-332.
pub fn partial(x: &[f64], y: &[f64], covariates: &[Vec<f64>]) -> Result<PartialCorrelation, Undefined> {
    let held = Projection::new(x.len(), covariates)?;
    let df = x.len() as f64 - 1.0 - held.rank() as f64;
    if df < 1.0 {
        return Err(Undefined::TooFewObservations);
    }
    let even = vec![1.0; x.len()];
    Ok(PartialCorrelation { value: coefficient(&held.residuals(x)?, &held.residuals(y)?, &even)?, df })
}
