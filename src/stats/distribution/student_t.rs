//! Student's t distribution.

use super::Normal;
use super::beta::{self, Beta, LnTails};
use crate::stats::Undefined;

/// Student's t distribution, with any positive degrees of freedom; infinite ones give the normal
/// distribution.
///
/// `T^2 / (df + T^2)` has a beta distribution with shapes 1/2 and `df / 2`, from which tails and
/// quantiles come. Nothing is approximated for large degrees of freedom, and the square is never
/// formed where it would overflow.
///
/// ```
/// use utfall::stats::distribution::StudentT;
///
/// let t = StudentT::new(12.34).unwrap();
/// assert!((t.quantile(0.975).unwrap() - 2.172_173_296_809_783).abs() < 1e-13);
/// // statrs 0.19 does not return here, and panics at 1e-300.
/// let many = StudentT::new(1e8).unwrap();
/// assert!((many.upper_quantile(0.025).unwrap() - 1.959_964_008_26).abs() < 1e-10);
/// assert!(many.upper_quantile(1e-300).unwrap() > 37.0);
/// ```
///
/// Abramowitz and Stegun (1964), 26.7.1 and 26.5.27.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudentT {
    pub(super) df: f64,
}

impl StudentT {
    /// The distribution with these degrees of freedom: positive, perhaps infinite.
    pub fn new(df: f64) -> Result<StudentT, Undefined> {
        if df > 0.0 { Ok(StudentT { df }) } else { Err(Undefined::OutsideDomain) }
    }

    /// `P(T <= t)`.
    pub fn cdf(self, t: f64) -> f64 {
        self.sf(-t)
    }

    /// `P(T > t)`.
    pub fn sf(self, t: f64) -> f64 {
        if self.df == f64::INFINITY {
            return Normal.sf(t);
        }
        let tails = self.ln_tails_of_square(t);
        if t > 0.0 { 0.5 * libm::exp(tails.upper) } else { 0.5 + 0.5 * libm::exp(tails.lower) }
    }

    /// `ln P(T > t)`.
    pub fn ln_sf(self, t: f64) -> f64 {
        if self.df == f64::INFINITY {
            Normal.ln_sf(t)
        } else if t > 0.0 {
            self.ln_tails_of_square(t).upper - std::f64::consts::LN_2
        } else {
            libm::log1p(-self.sf(-t))
        }
    }

    /// `ln P(T <= t)`.
    pub fn ln_cdf(self, t: f64) -> f64 {
        self.ln_sf(-t)
    }

    /// Two-sided p-value of a t statistic: `2 P(T > |t|)`.
    pub fn two_sided(self, t: f64) -> f64 {
        2.0 * self.sf(t.abs())
    }

    /// The `t` with `P(T <= t) = p`; infinite at 0 and 1, [`Undefined::NotFinite`] where it is beyond
    /// the largest double.
    pub fn quantile(self, p: f64) -> Result<f64, Undefined> {
        self.upper_quantile(p).map(|t| -t)
    }

    /// The `t` with `P(T > t) = p`.
    pub fn upper_quantile(self, p: f64) -> Result<f64, Undefined> {
        if !(0.0..=1.0).contains(&p) {
            return Err(Undefined::OutsideDomain);
        }
        if self.df == f64::INFINITY || p == 0.0 || p == 1.0 {
            return Normal.upper_quantile(p);
        }
        if p > 0.5 {
            // 1 - p is exact here.
            return self.upper_quantile(1.0 - p).map(|t| -t);
        }
        if p == 0.5 {
            return Ok(0.0);
        }
        // 2 p is always exact; 1 - 2 p is where it is the one that decides.
        let log_odds = Beta::new(0.5, 0.5 * self.df)?.log_odds_at(1.0 - 2.0 * p, 2.0 * p)?;
        let t = libm::sqrt(self.df) * libm::exp(0.5 * log_odds);
        if t.is_finite() { Ok(t) } else { Err(Undefined::NotFinite) }
    }

    /// The tails of `T^2` at `t^2`.
    fn ln_tails_of_square(self, t: f64) -> LnTails {
        let (a, b) = (0.5, 0.5 * self.df);
        let scaled = t.abs() / libm::sqrt(self.df);
        let ratio = scaled * scaled;
        if ratio > 1e280 {
            let ln_ratio = 2.0 * (libm::log(t.abs()) - 0.5 * libm::log(self.df));
            return beta::ln_tails_at_log_odds(a, b, ln_ratio);
        }
        beta::ln_tails(a, b, ratio / (1.0 + ratio), 1.0 / (1.0 + ratio))
    }
}
