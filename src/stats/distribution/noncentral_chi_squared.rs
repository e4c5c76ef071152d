//! The noncentral chi-squared distribution.

use super::beta::LnTails;
use super::gamma;
use super::mixture::{self, Components};
use super::special::ln_poisson_kernel;
use crate::stats::Undefined;

/// The largest noncentrality, of these distributions and of F's: its sums have some 500 000 terms.
pub(super) const LARGEST: f64 = 1e9;

/// The most degrees of freedom: beyond them those of neighbouring components can hardly be told apart.
pub(super) const MOST_DF: f64 = 1e12;

/// The sum of squares of normal variables with unit variance whose squared means sum to `ncp`.
///
/// A mixture of chi-squared distributions with `df + 2 j` degrees of freedom, `j` Poisson with mean
/// `ncp / 2`. Both tails keep their relative accuracy.
///
/// ```
/// use utfall::stats::distribution::NoncentralChiSquared;
///
/// let x = NoncentralChiSquared::new(3.0, 5.0).unwrap();
/// assert!((x.cdf(10.0) - 0.706_648_647_777_452_1).abs() < 1e-12);
/// assert!((x.quantile(0.9).unwrap() - 14.896_384_993_275_369).abs() < 1e-9);
/// ```
///
/// Johnson, N. L., Kotz, S. and Balakrishnan, N. (1995). *Continuous Univariate Distributions*, 2nd
/// ed., vol. 2, chapter 29.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoncentralChiSquared {
    df: f64,
    ncp: f64,
}

impl NoncentralChiSquared {
    /// The distribution; `df` must be positive and `ncp` not negative. [`Undefined::TooLarge`] when the
    /// noncentrality is beyond 1e9, or the degrees of freedom beyond 1e12.
    pub fn new(df: f64, ncp: f64) -> Result<NoncentralChiSquared, Undefined> {
        if !(df > 0.0 && df.is_finite() && ncp >= 0.0 && ncp.is_finite()) {
            Err(Undefined::OutsideDomain)
        } else if ncp > LARGEST || df > MOST_DF {
            Err(Undefined::TooLarge)
        } else {
            Ok(NoncentralChiSquared { df, ncp })
        }
    }

    /// `P(X <= x)`.
    pub fn cdf(self, x: f64) -> f64 {
        libm::exp(self.ln_cdf(x))
    }

    /// `P(X > x)`.
    pub fn sf(self, x: f64) -> f64 {
        libm::exp(self.ln_sf(x))
    }

    /// `ln P(X <= x)`.
    pub fn ln_cdf(self, x: f64) -> f64 {
        self.ln_tail(x, false)
    }

    /// `ln P(X > x)`.
    pub fn ln_sf(self, x: f64) -> f64 {
        self.ln_tail(x, true)
    }

    /// The `x` with `P(X <= x) = p`.
    pub fn quantile(self, p: f64) -> Result<f64, Undefined> {
        self.at(p, 1.0 - p)
    }

    /// The `x` with `P(X > x) = p`.
    pub fn upper_quantile(self, p: f64) -> Result<f64, Undefined> {
        self.at(1.0 - p, p)
    }

    fn at(self, lower: f64, upper: f64) -> Result<f64, Undefined> {
        let tail = |x: f64, upper: bool| self.ln_tail(x, upper);
        mixture::quantile(tail, (lower, upper), self.df + self.ncp)
    }

    fn ln_tail(self, x: f64, upper: bool) -> f64 {
        let components = Shifted { shape: 0.5 * self.df, at: 0.5 * x };
        if x <= 0.0 || x == f64::INFINITY || self.ncp == 0.0 {
            let tails = components.ln_tails(0.0);
            return if upper { tails.upper } else { tails.lower };
        }
        mixture::ln_tail(&components, 0.5 * self.ncp, upper)
    }
}

/// Gamma distributions of shape `shape + j`, at one point.
struct Shifted {
    shape: f64,
    at: f64,
}

impl Components for Shifted {
    fn ln_tails(&self, j: f64) -> LnTails {
        gamma::ln_tails(self.shape + j, self.at)
    }

    fn ln_step(&self, j: f64) -> f64 {
        ln_poisson_kernel(self.shape + j, self.at)
    }

    fn step_ratio(&self, j: f64) -> f64 {
        self.at / (self.shape + j + 1.0)
    }
}
