//! The noncentral F distribution.

use super::beta::{self, LnTails};
use super::mixture::{self, Components};
use super::noncentral_chi_squared::{LARGEST, MOST_DF};
use super::special::ln_binomial_kernel;
use crate::stats::Undefined;

/// The ratio of a noncentral chi-squared variable to an independent central one, each divided by its
/// degrees of freedom: the F statistic when the null hypothesis is false.
///
/// A Poisson mixture of beta distributions, summed like [`NoncentralChiSquared`].
///
/// ```
/// use utfall::stats::distribution::NoncentralF;
///
/// let f = NoncentralF::new(2.0, 40.0, 4.0).unwrap();
/// // mpmath, 30 digits; R 4.2.2 gives 0.57534833090.
/// assert!((f.cdf(3.0) - 0.575_348_331_012_359_4).abs() < 1e-14);
/// ```
///
/// Johnson, N. L., Kotz, S. and Balakrishnan, N. (1995). *Continuous Univariate Distributions*, 2nd
/// ed., vol. 2, chapter 30.
///
/// [`NoncentralChiSquared`]: super::NoncentralChiSquared
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoncentralF {
    df1: f64,
    df2: f64,
    ncp: f64,
}

impl NoncentralF {
    /// The distribution; degrees of freedom must be positive and finite and `ncp` not negative.
    /// [`Undefined::TooLarge`] when the noncentrality is beyond 1e9, or `df1` beyond 1e12.
    pub fn new(df1: f64, df2: f64, ncp: f64) -> Result<NoncentralF, Undefined> {
        let valid = |df: f64| df > 0.0 && df.is_finite();
        if !(valid(df1) && valid(df2) && valid(df1 + df2) && ncp >= 0.0 && ncp.is_finite()) {
            Err(Undefined::OutsideDomain)
        } else if ncp > LARGEST || df1 > MOST_DF {
            Err(Undefined::TooLarge)
        } else {
            Ok(NoncentralF { df1, df2, ncp })
        }
    }

    /// `P(F <= f)`.
    pub fn cdf(self, f: f64) -> f64 {
        libm::exp(self.ln_cdf(f))
    }

    /// `P(F > f)`.
    pub fn sf(self, f: f64) -> f64 {
        libm::exp(self.ln_sf(f))
    }

    /// `ln P(F <= f)`.
    pub fn ln_cdf(self, f: f64) -> f64 {
        self.ln_tail(f, false)
    }

    /// `ln P(F > f)`.
    pub fn ln_sf(self, f: f64) -> f64 {
        self.ln_tail(f, true)
    }

    /// The `f` with `P(F <= f) = p`; [`Undefined::NotFinite`] where it is beyond the largest double.
    pub fn quantile(self, p: f64) -> Result<f64, Undefined> {
        self.at(p, 1.0 - p)
    }

    /// The `f` with `P(F > f) = p`.
    pub fn upper_quantile(self, p: f64) -> Result<f64, Undefined> {
        self.at(1.0 - p, p)
    }

    fn at(self, lower: f64, upper: f64) -> Result<f64, Undefined> {
        let tail = |f: f64, upper: bool| self.ln_tail(f, upper);
        mixture::quantile(tail, (lower, upper), 1.0 + self.ncp / self.df1)
    }

    fn ln_tail(self, f: f64, upper: bool) -> f64 {
        let ratio = self.df1 * f / self.df2;
        let (x, y) = if ratio == f64::INFINITY { (1.0, 0.0) } else { (ratio / (1.0 + ratio), 1.0 / (1.0 + ratio)) };
        let components = Shifted { a: 0.5 * self.df1, b: 0.5 * self.df2, x, y };
        if f <= 0.0 || self.ncp == 0.0 || x == 0.0 || y == 0.0 {
            let tails = components.ln_tails(0.0);
            return if upper { tails.upper } else { tails.lower };
        }
        mixture::ln_tail(&components, 0.5 * self.ncp, upper)
    }
}

/// Beta distributions with shapes `a + j` and `b`, at one point `x = 1 - y`.
struct Shifted {
    a: f64,
    b: f64,
    x: f64,
    y: f64,
}

impl Components for Shifted {
    fn ln_tails(&self, j: f64) -> LnTails {
        beta::ln_tails(self.a + j, self.b, self.x, self.y)
    }

    fn ln_step(&self, j: f64) -> f64 {
        let a = self.a + j;
        ln_binomial_kernel(a, self.b, self.x, self.y) + libm::log(self.b / (a + self.b))
    }

    fn step_ratio(&self, j: f64) -> f64 {
        let a = self.a + j;
        self.x * (a + self.b) / (a + 1.0)
    }
}
