//! How alike neighbours in a series are.

use crate::stats::sum::sum;
use crate::stats::{Sample, Undefined};

/// The autocorrelation of a series at a lag: `sum((x_t - mean) (x_{t + lag} - mean)) / sum((x_t - mean)^2)`.
///
/// Here the order of the values does matter. [`Undefined::TooFewObservations`] unless the series is longer than the lag,
/// [`Undefined::NoVariation`] when all values are equal.
///
/// ```
/// use utfall::stats::means::autocorrelation;
///
/// // NIST, Statistical Reference Datasets, NumAcc1: -0.5.
/// let r = autocorrelation(&[10_000_001.0, 10_000_003.0, 10_000_002.0], 1)?;
/// assert!((r + 0.5).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Box, G. E. P. and Jenkins, G. M. (1970). *Time Series Analysis*, formula 2.1.11.
pub fn autocorrelation(series: &[f64], lag: usize) -> Result<f64, Undefined> {
    let summary = Sample::new(series)?.summary();
    if series.len() <= lag {
        return Err(Undefined::TooFewObservations);
    }
    let sd = summary.sd()?;
    if sd == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let apart: Vec<f64> = series.iter().map(|x| (x - summary.mean()) / sd).collect();
    let product = sum(apart.iter().zip(&apart[lag..]).map(|(one, two)| one * two));
    Ok(product / sum(apart.iter().map(|x| x * x)))
}
