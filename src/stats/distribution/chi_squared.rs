//! The chi-squared distribution.

use super::Gamma;
use crate::stats::Undefined;

/// The chi-squared distribution, with any positive degrees of freedom: twice a gamma variable of
/// shape `df / 2`.
///
/// ```
/// use utfall::stats::distribution::ChiSquared;
///
/// let one = ChiSquared::new(1.0).unwrap();
/// assert!((one.quantile(0.95).unwrap() - 3.841_458_820_694_124).abs() < 1e-13);
/// // Where statrs 0.19 is wrong in the fourth digit.
/// assert!((one.quantile(1e-4).unwrap() / 1.570_796_335_019_317_6e-8 - 1.0).abs() < 1e-12);
/// ```
///
/// Reference values: Abramowitz and Stegun (1964), table 26.8.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquared {
    half: Gamma,
}

impl ChiSquared {
    /// The distribution with these degrees of freedom, which must be positive and finite.
    pub fn new(df: f64) -> Result<ChiSquared, Undefined> {
        Gamma::new(0.5 * df).map(|half| ChiSquared { half })
    }

    /// The density at `x`.
    pub fn density(self, x: f64) -> f64 {
        0.5 * self.half.density(0.5 * x)
    }

    /// `P(X <= x)`.
    pub fn cdf(self, x: f64) -> f64 {
        self.half.cdf(0.5 * x)
    }

    /// `P(X > x)`.
    pub fn sf(self, x: f64) -> f64 {
        self.half.sf(0.5 * x)
    }

    /// `ln P(X <= x)`.
    pub fn ln_cdf(self, x: f64) -> f64 {
        self.half.ln_cdf(0.5 * x)
    }

    /// `ln P(X > x)`.
    pub fn ln_sf(self, x: f64) -> f64 {
        self.half.ln_sf(0.5 * x)
    }

    /// The `x` with `P(X <= x) = p`.
    pub fn quantile(self, p: f64) -> Result<f64, Undefined> {
        self.half.quantile(p).map(|x| 2.0 * x)
    }

    /// The `x` with `P(X > x) = p`.
    pub fn upper_quantile(self, p: f64) -> Result<f64, Undefined> {
        self.half.upper_quantile(p).map(|x| 2.0 * x)
    }
}
