//! Rubin's rules: one estimate from those of several imputed data sets.

use crate::stats::distribution::{Normal, StudentT};
use crate::stats::regression::Contrast;
use crate::stats::sum::sum;
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// An estimate from one imputed data set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImputedEstimate {
    /// The estimate, on the scale on which it is roughly normal: the logarithm of a ratio.
    pub value: f64,
    /// Its squared standard error, computed as if nothing had been missing.
    pub variance: f64,
}

impl ImputedEstimate {
    /// An estimate with its standard error, as programs print it.
    pub fn from_standard_error(value: f64, standard_error: f64) -> ImputedEstimate {
        ImputedEstimate { value, variance: standard_error * standard_error }
    }
}

/// Estimates of several imputed data sets, pooled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pooled {
    /// The mean of the estimates.
    pub value: f64,
    /// The mean of their variances: what the error would be with nothing missing.
    pub within: f64,
    /// The variance of the estimates from data set to data set: what is not known of the missing.
    pub between: f64,
    /// The number of data sets.
    pub imputations: usize,
    /// The degrees of freedom with nothing missing; infinite for a normal distribution.
    pub complete_df: f64,
}

/// Rubin's rules for one quantity.
///
/// With `m` estimates `q`, the pooled one is their mean, with the variance `total = within + (1 + 1/m) between`, where
/// `within` is the mean of their variances and `between = sum((q - mean)^2) / (m - 1)`. Intervals and tests are by
/// Student's t with the degrees of freedom of Barnard and Rubin. `complete_df` are those that an analysis of the whole
/// data has: observations less coefficients, [`f64::INFINITY`] for estimates that are compared with the normal.
///
/// This is also how the results of data that another program has imputed are pooled. Estimates must be on a scale on
/// which they are roughly normal: pool logarithms of ratios, and take [`Pooled::ratio`].
///
/// [`Undefined::TooFewObservations`] for fewer than two data sets, [`Undefined::OutsideDomain`] for a negative variance
/// or degrees of freedom that are not positive, [`Undefined::NotFinite`] for numbers that are not finite.
///
/// ```
/// use utfall::stats::imputation::{ImputedEstimate, pool};
///
/// // mice 3.15: pool.scalar of five estimates with 150 complete-data degrees of freedom.
/// let sets = [(1.21, 0.40), (1.05, 0.42), (1.40, 0.39), (1.17, 0.41), (1.33, 0.43)];
/// let sets = sets.map(|(value, error)| ImputedEstimate::from_standard_error(value, error));
/// let pooled = pool(&sets, 150.0)?;
/// assert!((pooled.value - 1.232).abs() < 1e-12);
/// assert!((pooled.standard_error() - 0.436_902_735).abs() < 1e-9);
/// assert!((pooled.df() - 89.598_652_8).abs() < 1e-7);
/// assert!((pooled.fraction_missing() - 0.137_355_892).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Rubin, D. B. (1987). *Multiple Imputation for Nonresponse in Surveys*, section 3.1. Barnard, J. and Rubin, D. B.
/// (1999). Small-sample degrees of freedom with multiple imputation. *Biometrika* 86, 948-955.
pub fn pool(sets: &[ImputedEstimate], complete_df: f64) -> Result<Pooled, Undefined> {
    if sets.len() < 2 {
        return Err(Undefined::TooFewObservations);
    }
    if sets.iter().any(|set| !(set.value.is_finite() && set.variance.is_finite())) {
        return Err(Undefined::NotFinite);
    }
    if sets.iter().any(|set| set.variance < 0.0) || complete_df.is_nan() || complete_df <= 0.0 {
        return Err(Undefined::OutsideDomain);
    }
    let m = sets.len() as f64;
    // About the first, so that equal estimates have exactly no variance.
    let origin = sets[0].value;
    let mean = sum(sets.iter().map(|set| (set.value - origin) / m));
    let squares = sets.iter().map(|set| (set.value - origin - mean) * (set.value - origin - mean));
    let pooled = Pooled {
        value: origin + mean,
        within: sum(sets.iter().map(|set| set.variance / m)),
        between: sum(squares) / (m - 1.0),
        imputations: sets.len(),
        complete_df,
    };
    if pooled.value.is_finite() && pooled.total().is_finite() { Ok(pooled) } else { Err(Undefined::NotFinite) }
}

/// The degrees of freedom of Barnard and Rubin, from the number of imputations and two variances.
///
/// With `lambda = (1 + 1/m) between / total`, `1 / df = 1 / large + 1 / observed`, where `large = (m - 1) / lambda^2`
/// are Rubin's, for data without end, and `observed = complete_df (complete_df + 1) / (complete_df + 3) (1 - lambda)`.
/// Never more than `complete_df`. Infinite when the estimates do not differ and `complete_df` is infinite.
///
/// [`Undefined::TooFewObservations`] for fewer than two imputations, [`Undefined::OutsideDomain`] for a negative
/// variance, a `total` of 0, a `lambda` above 1, or degrees of freedom that are not positive.
///
/// ```
/// use utfall::stats::imputation::barnard_rubin_df;
///
/// // The tests of mice: ten imputations, half of the variance due to the missing: 9 / 0.5^2.
/// assert_eq!(barnard_rubin_df(10, 5.0 / 11.0, 1.0, f64::INFINITY)?, 36.0);
/// assert!((barnard_rubin_df(10, 0.0, 1.0, 100.0)? - 100.0 * 101.0 / 103.0).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Barnard and Rubin (1999), formula 3; Rubin (1987), formula 3.1.6.
pub fn barnard_rubin_df(imputations: usize, between: f64, total: f64, complete_df: f64) -> Result<f64, Undefined> {
    if imputations < 2 {
        return Err(Undefined::TooFewObservations);
    }
    let m = imputations as f64;
    let lambda = (1.0 + 1.0 / m) * between / total;
    // Rounding may lift a lambda of 1 a little.
    let possible = between >= 0.0 && total > 0.0 && complete_df > 0.0 && lambda <= 1.0 + 1e-12;
    if possible { Ok(degrees_of_freedom(m, lambda.min(1.0), complete_df)) } else { Err(Undefined::OutsideDomain) }
}

/// [`barnard_rubin_df`] from `lambda`.
fn degrees_of_freedom(m: f64, lambda: f64, complete_df: f64) -> f64 {
    let large = (m - 1.0) / (lambda * lambda);
    if complete_df == f64::INFINITY {
        return large;
    }
    let observed = (complete_df + 1.0) / (complete_df + 3.0) * complete_df * (1.0 - lambda);
    // Rubin's are at least 1, and infinite when the estimates do not differ.
    observed / (1.0 + observed / large)
}

impl Pooled {
    /// `within + (1 + 1/m) between`, the squared standard error.
    pub fn total(&self) -> f64 {
        self.within + self.between_inflated()
    }

    /// The standard error.
    pub fn standard_error(&self) -> f64 {
        libm::sqrt(self.total())
    }

    /// `(1 + 1/m) between`.
    fn between_inflated(&self) -> f64 {
        (1.0 + 1.0 / self.imputations as f64) * self.between
    }

    /// `(1 + 1/m) between / within`, the relative increase in variance due to the missing; infinite when there is no
    /// variance within, 0 when there is none at all.
    pub fn relative_increase(&self) -> f64 {
        if self.between == 0.0 { 0.0 } else { self.between_inflated() / self.within }
    }

    /// `lambda = (1 + 1/m) between / total`, the share of the variance that is due to the missing.
    pub fn lambda(&self) -> f64 {
        if self.between == 0.0 { 0.0 } else { self.between_inflated() / self.total() }
    }

    /// The degrees of freedom of Barnard and Rubin ([`barnard_rubin_df`]); infinite for a normal distribution.
    pub fn df(&self) -> f64 {
        degrees_of_freedom(self.imputations as f64, self.lambda(), self.complete_df)
    }

    /// Rubin's degrees of freedom for data without end, `(m - 1) / lambda^2`, which may exceed the number of
    /// observations.
    pub fn large_sample_df(&self) -> f64 {
        degrees_of_freedom(self.imputations as f64, self.lambda(), f64::INFINITY)
    }

    /// The fraction of missing information, `(r + 2 / (df + 3)) / (r + 1)` with `r` the [relative
    /// increase](Pooled::relative_increase): how much more precise the estimate would be with nothing missing.
    ///
    /// It is not the share of values that are missing: what is observed of a person tells about the rest.
    ///
    /// Rubin (1987), formula 3.1.10.
    pub fn fraction_missing(&self) -> f64 {
        let lambda = self.lambda();
        lambda + (1.0 - lambda) * 2.0 / (self.df() + 3.0)
    }

    /// `1 / (1 + fraction_missing / m)`: the variance with infinitely many imputations over that with these.
    ///
    /// Rubin (1987), formula 4.1.1.
    pub fn relative_efficiency(&self) -> f64 {
        1.0 / (1.0 + self.fraction_missing() / self.imputations as f64)
    }

    /// How many imputations would keep the standard error itself from varying, between repeated runs with other seeds,
    /// by more than `variation` times its size.
    ///
    /// `1 + (fraction_missing / variation)^2 / 2`; 0.05 is a common choice of `variation`. [`Undefined::OutsideDomain`]
    /// unless `variation` is above 0, [`Undefined::TooLarge`] for more than a billion.
    ///
    /// ```
    /// use utfall::stats::imputation::{ImputedEstimate, pool};
    ///
    /// let sets = [1.0, 2.0, 3.0, 4.0].map(|value| ImputedEstimate { value, variance: 1.0 });
    /// let pooled = pool(&sets, f64::INFINITY)?;
    /// let by_hand = 1.0 + 0.5 * (pooled.fraction_missing() / 0.05).powi(2);
    /// assert_eq!(pooled.imputations_needed(0.05)?, by_hand.ceil() as u64);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// von Hippel, P. T. (2020). How many imputations do you need? A two-stage calculation using a quadratic rule.
    /// *Sociological Methods & Research* 49, 699-718, formula 2.
    pub fn imputations_needed(&self, variation: f64) -> Result<u64, Undefined> {
        if variation.is_nan() || variation <= 0.0 {
            return Err(Undefined::OutsideDomain);
        }
        let ratio = self.fraction_missing() / variation;
        let needed = libm::ceil(1.0 + 0.5 * ratio * ratio);
        if needed <= 1e9 { Ok((needed as u64).max(2)) } else { Err(Undefined::TooLarge) }
    }

    /// The estimate with its interval by Student's t.
    ///
    /// [`Undefined::NoVariation`] when there is no variance within at all, so that no degrees of freedom are left.
    pub fn estimated(&self, level: Level) -> Result<Estimated, Undefined> {
        self.contrast()?.estimated(level)
    }

    /// [`Pooled::estimated`] of the exponential: a ratio, for pooled logarithms; the standard error stays that of the
    /// logarithm.
    pub fn ratio(&self, level: Level) -> Result<Estimated, Undefined> {
        self.contrast()?.ratio(level)
    }

    /// The test that the quantity is 0; two-sided.
    pub fn test(&self) -> Result<TestResult, Undefined> {
        self.test_against(0.0)
    }

    /// The test that the quantity is `null`; two-sided.
    ///
    /// [`Undefined::NoVariation`] when the standard error is 0.
    pub fn test_against(&self, null: f64) -> Result<TestResult, Undefined> {
        self.contrast()?.test_against(null)
    }

    /// The same as a coefficient of a regression.
    ///
    /// [`Undefined::NoVariation`] when no degrees of freedom are left.
    pub fn contrast(&self) -> Result<Contrast, Undefined> {
        let df = self.df();
        if df.is_nan() || df <= 0.0 {
            return Err(Undefined::NoVariation);
        }
        let df = Some(df).filter(|df| df.is_finite());
        Ok(Contrast { value: self.value, standard_error: self.standard_error(), df })
    }

    /// The quantile of [`Pooled::estimated`], in standard errors.
    pub(super) fn critical(&self, level: Level) -> Result<f64, Undefined> {
        let df = self.contrast()?.df;
        match df {
            Some(df) => StudentT::new(df)?.upper_quantile(0.5 * level.alpha()),
            None => Normal.upper_quantile(0.5 * level.alpha()),
        }
    }
}
