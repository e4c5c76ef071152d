//! Pearson's product-moment correlation.

use super::Pairs;
use crate::stats::distribution::StudentT;
use crate::stats::sum::sum;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined, power_of_two};

/// Pearson's correlation, `sum((x - mean x) (y - mean y)) / sqrt(sum((x - mean x)^2) sum((y - mean y)^2))`.
///
/// [`Undefined::NoVariation`] when a variable is constant.
///
/// ```
/// use utfall::stats::correlation::{Pairs, pearson_coefficient};
///
/// // Anscombe (1973), the first of the four data sets: 0.816.
/// let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
/// let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
/// assert!((pearson_coefficient(&Pairs::new(&x, &y)?)? - 0.816_420_516_3).abs() < 1e-10);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Pearson, K. (1896). *Philosophical Transactions A* 187, 253-318.
pub fn pearson_coefficient(pairs: &Pairs) -> Result<f64, Undefined> {
    let even = vec![1.0; pairs.total()];
    coefficient(&pairs.x, &pairs.y, &even)
}

/// Pearson's correlation with Fisher's interval, `tanh(atanh(r) +- z / sqrt(n - 3))`.
///
/// The standard error is on Fisher's scale. For variables that are jointly normal; skewness or a curved relation
/// spoils its level. [`Undefined::TooFewObservations`] for three pairs. A perfect correlation has an interval of no
/// width.
///
/// ```
/// use utfall::stats::{Level, correlation::{Pairs, pearson}};
///
/// // Anscombe's first set; R's cor.test: 0.4243912 to 0.9506933.
/// let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
/// let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
/// let r = pearson(&Pairs::new(&x, &y)?, Level::NINETY_FIVE)?;
/// assert!((r.interval.lower().unwrap() - 0.424_391_2).abs() < 1e-7);
/// assert!((r.interval.upper().unwrap() - 0.950_693_3).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fisher, R. A. (1921). On the «probable error» of a coefficient of correlation deduced from a small sample. *Metron*
/// 1, 3-32.
pub fn pearson(pairs: &Pairs, level: Level) -> Result<Estimated, Undefined> {
    fisher(pearson_coefficient(pairs)?, 1.0 / (pairs.size() - 3.0), level)
}

/// The t test that Pearson's correlation is 0: `t = r sqrt((n - 2) / (1 - r^2))` with `n - 2` degrees of freedom;
/// two-sided.
///
/// A perfect correlation has no finite t, and a p of 0.
///
/// ```
/// use utfall::stats::correlation::{Pairs, pearson_test};
///
/// // Anscombe's first set: t = 4.24, p = 0.00217.
/// let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
/// let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
/// let test = pearson_test(&Pairs::new(&x, &y)?)?;
/// assert!((test.statistic.unwrap() - 4.241_455).abs() < 1e-6 && (test.p - 0.002_169_63).abs() < 1e-8);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Student (1908). Probable error of a correlation coefficient. *Biometrika* 6, 302-310; Fisher (1921).
pub fn pearson_test(pairs: &Pairs) -> Result<TestResult, Undefined> {
    t_test(pearson_coefficient(pairs)?, pairs.size() - 2.0)
}

/// The interval of a correlation on Fisher's scale, given the variance there; none when that is not positive.
pub(super) fn fisher(r: f64, variance: f64, level: Level) -> Result<Estimated, Undefined> {
    if !(variance > 0.0 && variance.is_finite()) {
        return Err(Undefined::TooFewObservations);
    }
    let standard_error = libm::sqrt(variance);
    let z = libm::atanh(r);
    let interval = if z.is_finite() {
        Interval::around(z, level.z() * standard_error).map_monotone(libm::tanh)
    } else {
        Interval::Bounded { lower: r, upper: r }
    };
    Ok(Estimated { value: r, standard_error: Some(standard_error), interval })
}

/// The t test that a correlation is 0.
pub(super) fn t_test(r: f64, df: f64) -> Result<TestResult, Undefined> {
    let t = r * libm::sqrt(df / ((1.0 - r) * (1.0 + r)));
    if t.is_finite() {
        Ok(TestResult { statistic: Some(t), df: Some(df), p: StudentT::new(df)?.two_sided(t) })
    } else {
        Ok(TestResult { statistic: None, df: Some(df), p: 0.0 })
    }
}

/// The weighted correlation of two columns; weights are not negative.
pub(super) fn coefficient(x: &[f64], y: &[f64], weights: &[f64]) -> Result<f64, Undefined> {
    let (x, y) = (deviations(x, weights)?, deviations(y, weights)?);
    let product = |a: &[f64], b: &[f64]| sum(a.iter().zip(b).zip(weights).map(|((a, b), w)| w * a * b));
    let (xx, yy) = (product(&x, &x), product(&y, &y));
    if xx == 0.0 || yy == 0.0 {
        return Err(Undefined::NoVariation);
    }
    // One root where the product is a normal number: a perfect correlation is then exactly 1.
    let size = if xx * yy > f64::MIN_POSITIVE { libm::sqrt(xx * yy) } else { libm::sqrt(xx) * libm::sqrt(yy) };
    Ok((product(&x, &y) / size).clamp(-1.0, 1.0))
}

/// The deviations from the weighted mean, over a power of two that makes the largest about 1; all 0 when the values
/// with any weight are equal.
fn deviations(values: &[f64], weights: &[f64]) -> Result<Vec<f64>, Undefined> {
    let weighted = || values.iter().zip(weights).filter(|(_, weight)| **weight > 0.0).map(|(value, _)| *value);
    let Some(first) = weighted().next() else {
        return Err(Undefined::NoObservations);
    };
    if weighted().all(|value| value == first) {
        return Err(Undefined::NoVariation);
    }
    let size = power_of_two::above(weighted().fold(0.0, |largest: f64, value| largest.max(value.abs())));
    // Values without weight may be huge, and must count for nothing.
    let scaled = |(value, weight): (&f64, &f64)| if *weight > 0.0 { value / size } else { 0.0 };
    let total = sum(weights.iter().copied());
    let rough = sum(values.iter().zip(weights).map(|pair| pair.1 * scaled(pair))) / total;
    let rest = sum(values.iter().zip(weights).map(|pair| pair.1 * (scaled(pair) - rough))) / total;
    let mut apart: Vec<f64> = values.iter().zip(weights).map(|pair| scaled(pair) - rough - rest).collect();
    let largest = apart.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
    let unit = power_of_two::above(largest.fold(0.0, |largest: f64, (value, _)| largest.max(value.abs())));
    apart.iter_mut().for_each(|value| *value /= unit);
    Ok(apart)
}
