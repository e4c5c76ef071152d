//! Tests of several quantities at once from imputed data: D1, D2 and D3.

use nalgebra::{DMatrix, DVector};

use super::{ImputedEstimate, Pooled, pool};
use crate::stats::Undefined;
use crate::stats::distribution::{ChiSquared, FisherF};
use crate::stats::linear::Cholesky;
use crate::stats::regression::Coefficients;
use crate::stats::sum::sum;

/// Coefficients and their covariance from one imputed data set.
#[derive(Debug, Clone, PartialEq)]
pub struct ImputedCoefficients {
    values: Vec<f64>,
    covariance: DMatrix<f64>,
}

/// A test of several quantities at once, from imputed data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PooledTest {
    /// The statistic, to be compared with F; below 0 where chance has made it so.
    pub statistic: f64,
    /// The number of quantities, the degrees of freedom of the numerator.
    pub df: f64,
    /// The degrees of freedom of the denominator; `None` when they are infinite.
    pub residual_df: Option<f64>,
    /// The average relative increase in variance due to the missing.
    pub relative_increase: f64,
    /// The p-value.
    pub p: f64,
}

/// The likelihood ratio statistic of one imputed data set, twice the difference in log-likelihood of two models.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImputedLikelihoodRatio {
    /// With the parameters that fit this data set best.
    pub fitted: f64,
    /// With the means, over all imputed data sets, of those parameters.
    pub at_pooled: f64,
}

impl ImputedCoefficients {
    /// Coefficients with the rows of their covariance.
    ///
    /// [`Undefined::OutsideDomain`] unless the covariance has a row and a column for each coefficient,
    /// [`Undefined::NoObservations`] for none, [`Undefined::NotFinite`] for numbers that are not finite.
    pub fn new(values: &[f64], covariance: &[Vec<f64>]) -> Result<ImputedCoefficients, Undefined> {
        let width = values.len();
        if width == 0 {
            return Err(Undefined::NoObservations);
        }
        if covariance.len() != width || covariance.iter().any(|row| row.len() != width) {
            return Err(Undefined::OutsideDomain);
        }
        if values.iter().chain(covariance.iter().flatten()).any(|entry| !entry.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let covariance = DMatrix::from_fn(width, width, |i, j| covariance[i][j]);
        Ok(ImputedCoefficients { values: values.to_vec(), covariance })
    }

    /// The coefficients of a regression of one imputed data set.
    pub fn of(coefficients: &Coefficients) -> ImputedCoefficients {
        let width = coefficients.values().len();
        let covariance = DMatrix::from_fn(width, width, |i, j| coefficients.covariance(i, j));
        ImputedCoefficients { values: coefficients.values().to_vec(), covariance }
    }
}

/// Rubin's rules ([`pool`]) for each coefficient of a model that was fitted to each imputed data set.
///
/// [`Undefined::OutsideDomain`] when the models have different numbers of coefficients; other errors as for [`pool`].
///
/// ```
/// use utfall::stats::imputation::{ImputedCoefficients, pool_coefficients};
///
/// let covariance = vec![vec![0.04, 0.01], vec![0.01, 0.09]];
/// let sets = [
///     ImputedCoefficients::new(&[1.0, 0.2], &covariance)?,
///     ImputedCoefficients::new(&[1.2, 0.4], &covariance)?,
/// ];
/// let pooled = pool_coefficients(&sets, 50.0)?;
/// assert!((pooled[1].value - 0.3).abs() < 1e-15);
/// // 0.09 + (1 + 1/2) 0.02
/// assert!((pooled[1].total() - 0.12).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn pool_coefficients(sets: &[ImputedCoefficients], complete_df: f64) -> Result<Vec<Pooled>, Undefined> {
    let width = common_width(sets)?;
    let of_set = |set: &ImputedCoefficients, i: usize| ImputedEstimate {
        value: set.values[i],
        variance: set.covariance[(i, i)],
    };
    (0..width).map(|i| pool(&sets.iter().map(|set| of_set(set, i)).collect::<Vec<_>>(), complete_df)).collect()
}

/// D1, the pooled Wald test that the coefficients at these places are all 0.
///
/// With `k` coefficients, `q` their means, `W` the mean of their covariances and `B` the covariance between data sets,
/// `r = (1 + 1/m) tr(B W^-1) / k` and `D1 = q' W^-1 q / (k (1 + r))`, compared with F on `k` and, with `t = k (m - 1)`,
/// `4 + (t - 4) (1 + (1 - 2/t) / r)^2` degrees of freedom (`t (1 + 1/k) (1 + 1/r)^2 / 2` when `t <= 4`). It supposes
/// that the missing cost all coefficients about equally much. With `complete_df`, those that the test would have with
/// nothing missing, and `t > 4`, Reiter's degrees of freedom, which never exceed them.
///
/// [`Undefined::TooFewObservations`] for fewer than two data sets; [`Undefined::OutsideDomain`] for no places, a place
/// that does not exist, data sets with different numbers of coefficients, or `complete_df` that are not positive;
/// [`Undefined::Collinear`] when the mean covariance is singular.
///
/// ```
/// use utfall::stats::imputation::{ImputedCoefficients, pooled_wald};
///
/// // mice 3.15: D1 of two coefficients in five data sets.
/// let sets = [
///     ([0.6431, 0.1205], [0.03918, 0.02886]),
///     ([0.1959, 0.2382], [0.04990, 0.04718]),
///     ([0.1544, 0.1579], [0.04966, 0.02197]),
///     ([0.4122, 0.2825], [0.03881, 0.03471]),
///     ([0.3229, 0.6285], [0.04913, 0.03087]),
/// ];
/// let sets = sets
///     .map(|(values, [a, b])| ImputedCoefficients::new(&values, &[vec![a, 0.004], vec![0.004, b]]).unwrap());
/// let test = pooled_wald(&sets, &[0, 1], None)?;
/// assert!((test.statistic - 1.015_156_456_1).abs() < 1e-10);
/// assert!((test.residual_df.unwrap() - 14.014_352_147).abs() < 1e-9);
/// assert!((test.p - 0.387_502_889_8).abs() < 1e-10);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Li, K. H., Raghunathan, T. E. and Rubin, D. B. (1991). Large-sample significance levels from multiply imputed data
/// using moment-based statistics and an F reference distribution. *Journal of the American Statistical Association* 86,
/// 1065-1073. Reiter, J. P. (2007). Small-sample degrees of freedom for multi-component significance tests with
/// multiple imputation for missing data. *Biometrika* 94, 502-508, formulas 1 and 2.
pub fn pooled_wald(
    sets: &[ImputedCoefficients],
    places: &[usize],
    complete_df: Option<f64>,
) -> Result<PooledTest, Undefined> {
    let width = common_width(sets)?;
    if places.is_empty() || places.iter().any(|place| *place >= width) {
        return Err(Undefined::OutsideDomain);
    }
    if complete_df.is_some_and(|df| df.is_nan() || df <= 0.0) {
        return Err(Undefined::OutsideDomain);
    }
    let (m, k) = (sets.len() as f64, places.len() as f64);
    let size = places.len();
    let values = |set: &ImputedCoefficients| DVector::from_fn(size, |i, _| set.values[places[i]]);
    let origin = values(&sets[0]);
    let apart: Vec<DVector<f64>> = sets.iter().map(|set| values(set) - &origin).collect();
    let shift = DVector::from_fn(size, |i, _| sum(apart.iter().map(|apart| apart[i] / m)));
    let within =
        DMatrix::from_fn(size, size, |i, j| sum(sets.iter().map(|set| set.covariance[(places[i], places[j])] / m)));
    let factor = Cholesky::new(&within)?;
    // tr(B W^-1) is the sum of the quadratic forms of the deviations.
    let trace = sum(apart.iter().map(|apart| factor.quadratic_form(&(apart - &shift)))) / (m - 1.0);
    let increase = (1.0 + 1.0 / m) * trace / k;
    let statistic = factor.quadratic_form(&(origin + shift)) / (k * (1.0 + increase));
    let t = k * (m - 1.0);
    let residual_df = match complete_df {
        Some(complete) if t > 4.0 && complete.is_finite() => reiter_df(t, increase, complete)?,
        _ if t > 4.0 => 4.0 + (t - 4.0) * square(1.0 + (1.0 - 2.0 / t) / increase),
        _ => 0.5 * t * (1.0 + 1.0 / k) * square(1.0 + 1.0 / increase),
    };
    PooledTest::new(statistic, k, residual_df, increase)
}

/// Reiter's degrees of freedom of the denominator of [`pooled_wald`].
fn reiter_df(t: f64, increase: f64, complete_df: f64) -> Result<f64, Undefined> {
    let a = increase * t / (t - 2.0);
    let observed = (complete_df + 1.0) / (complete_df + 3.0) * complete_df;
    let (c0, c1, c2) = (1.0 / (t - 4.0), observed - 2.0 * (1.0 + a), observed - 4.0 * (1.0 + a));
    let terms = a * a * c1 / ((1.0 + a) * (1.0 + a) * c2)
        + 8.0 * a * a * c1 / ((1.0 + a) * c2 * c2)
        + 4.0 * a * a / ((1.0 + a) * c2)
        + 4.0 * a * a / (c2 * c1)
        + 16.0 * a * a * c1 / (c2 * c2 * c2)
        + 8.0 * a * a / (c2 * c2);
    let df = 4.0 + 1.0 / (1.0 / c2 + c0 * terms);
    // The expansion is for observations that are many compared with what is missing.
    if c2 > 0.0 && df.is_finite() { Ok(df) } else { Err(Undefined::TooFewObservations) }
}

/// D2: the chi-squared statistics of the imputed data sets, each with `df` degrees of freedom, pooled.
///
/// With `d` the statistics, `r = (1 + 1/m) var(sqrt(d))` and `D2 = (mean(d) / k - r (m + 1) / (m - 1)) / (1 + r)`,
/// compared with F on `k = df` and `(m - 1) (1 + 1/r)^2 / k^(3/m)` degrees of freedom. It needs nothing but the
/// statistics, and pays for it: prefer D1 or D3, whose p-values are closer to the truth.
///
/// [`Undefined::TooFewObservations`] for fewer than two data sets, [`Undefined::OutsideDomain`] for a statistic below 0
/// or a `df` that is not positive, [`Undefined::NotFinite`] for numbers that are not finite.
///
/// ```
/// use utfall::stats::imputation::pooled_chi_squared;
///
/// // By hand for 4, 9 and 16, roots 2, 3 and 4: r = 4/3, D2 = (29/6 - 2 * 4/3) / (7/3), df = 2 (7/4)^2 / 2.
/// let test = pooled_chi_squared(&[4.0, 9.0, 16.0], 2.0)?;
/// assert!((test.statistic - 13.0 / 14.0).abs() < 1e-14);
/// assert!((test.residual_df.unwrap() - 3.0625).abs() < 1e-14);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Li, K. H., Meng, X. L., Raghunathan, T. E. and Rubin, D. B. (1991). Significance levels from repeated p-values with
/// multiply-imputed data. *Statistica Sinica* 1, 65-92.
pub fn pooled_chi_squared(statistics: &[f64], df: f64) -> Result<PooledTest, Undefined> {
    let m = check_sets(statistics.len(), df)?;
    if statistics.iter().any(|statistic| !statistic.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if statistics.iter().any(|statistic| *statistic < 0.0) {
        return Err(Undefined::OutsideDomain);
    }
    let roots: Vec<f64> =
        statistics.iter().map(|statistic| libm::sqrt(*statistic) - libm::sqrt(statistics[0])).collect();
    let mean_root = sum(roots.iter().map(|root| root / m));
    let increase = (1.0 + 1.0 / m) * sum(roots.iter().map(|root| square(root - mean_root))) / (m - 1.0);
    let mean = sum(statistics.iter().map(|statistic| statistic / m));
    let statistic = (mean / df - (m + 1.0) / (m - 1.0) * increase) / (1.0 + increase);
    let residual_df = libm::pow(df, -3.0 / m) * (m - 1.0) * square(1.0 + 1.0 / increase);
    PooledTest::new(statistic, df, residual_df, increase)
}

/// D3: the pooled likelihood ratio test of two nested models that differ by `df` parameters.
///
/// With `d` the mean of the statistics at the parameters that fit each data set, and `c` their mean at the mean
/// parameters, `r = (m + 1) / (k (m - 1)) (d - c)` and `D3 = c / (k (1 + r))`, compared with F on `k = df` and, with
/// `t = k (m - 1)`, `4 + (t - 4) (1 + (1 - 2/t) / r)^2` degrees of freedom (`t (1 + 1/k) (1 + 1/r)^2 / 2` when
/// `t <= 4`). An `r` below 0, which chance can give, is taken as 0. Without missing values it is the ordinary
/// likelihood ratio test. [`log_likelihood_normal`](super::log_likelihood_normal) and
/// [`log_likelihood_logistic`](super::log_likelihood_logistic) give the likelihoods at stated parameters.
///
/// Errors as for [`pooled_chi_squared`], but that statistics may be below 0 by rounding.
///
/// ```
/// use utfall::stats::imputation::{ImputedLikelihoodRatio, pooled_likelihood_ratio};
///
/// // The tests of mice: five times the same data, a likelihood ratio of 0.857 on one degree of freedom.
/// let ratio = 2.0 * (137.516_434_459_951 - 137.087_912_980_007);
/// let test = pooled_likelihood_ratio(&[ImputedLikelihoodRatio { fitted: ratio, at_pooled: ratio }; 5], 1.0)?;
/// assert!((test.p - 0.354_567_523_4).abs() < 1e-9);
/// assert_eq!(test.residual_df, None);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Meng, X. L. and Rubin, D. B. (1992). Performing likelihood ratio tests with multiply-imputed data sets. *Biometrika*
/// 79, 103-111.
pub fn pooled_likelihood_ratio(sets: &[ImputedLikelihoodRatio], df: f64) -> Result<PooledTest, Undefined> {
    let m = check_sets(sets.len(), df)?;
    if sets.iter().any(|set| !(set.fitted.is_finite() && set.at_pooled.is_finite())) {
        return Err(Undefined::NotFinite);
    }
    let fall = sum(sets.iter().map(|set| (set.fitted - set.at_pooled) / m));
    let at_pooled = sum(sets.iter().map(|set| set.at_pooled / m));
    let increase = ((m + 1.0) / (df * (m - 1.0)) * fall).max(0.0);
    let statistic = at_pooled / (df * (1.0 + increase));
    let t = df * (m - 1.0);
    let residual_df = if t > 4.0 {
        4.0 + (t - 4.0) * square(1.0 + (1.0 - 2.0 / t) / increase)
    } else {
        0.5 * t * (1.0 + 1.0 / df) * square(1.0 + 1.0 / increase)
    };
    PooledTest::new(statistic, df, residual_df, increase)
}

impl PooledTest {
    fn new(statistic: f64, df: f64, residual_df: f64, relative_increase: f64) -> Result<PooledTest, Undefined> {
        if !(statistic.is_finite() && relative_increase.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let p = match statistic > 0.0 {
            false => 1.0,
            true if residual_df.is_finite() => FisherF::new(df, residual_df)?.sf(statistic),
            true => ChiSquared::new(df)?.sf(statistic * df),
        };
        let residual_df = Some(residual_df).filter(|df| df.is_finite());
        Ok(PooledTest { statistic, df, residual_df, relative_increase, p })
    }
}

/// The number of coefficients in each of at least two sets.
fn common_width(sets: &[ImputedCoefficients]) -> Result<usize, Undefined> {
    let width = sets.first().ok_or(Undefined::TooFewObservations)?.values.len();
    if sets.iter().any(|set| set.values.len() != width) {
        Err(Undefined::OutsideDomain)
    } else if sets.len() < 2 {
        Err(Undefined::TooFewObservations)
    } else {
        Ok(width)
    }
}

fn check_sets(sets: usize, df: f64) -> Result<f64, Undefined> {
    if sets < 2 {
        Err(Undefined::TooFewObservations)
    } else if df > 0.0 && df.is_finite() {
        Ok(sets as f64)
    } else {
        Err(Undefined::OutsideDomain)
    }
}

fn square(x: f64) -> f64 {
    x * x
}
