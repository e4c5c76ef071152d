//! Fisher's F distribution.

use super::beta::{self, Beta, LnTails};
use crate::stats::Undefined;

/// Fisher's F distribution, with any positive degrees of freedom.
///
/// `df1 F / (df1 F + df2)` has a beta distribution with shapes `df1 / 2` and `df2 / 2`.
///
/// ```
/// use utfall::stats::distribution::FisherF;
///
/// let f = FisherF::new(1.0, 30.0).unwrap();
/// assert!((f.sf(4.0) - 0.054_625_044_962_983_1).abs() < 1e-15);
/// assert!((f.quantile(0.975).unwrap() - 5.567_534_996_510_773).abs() < 1e-12);
/// ```
///
/// Abramowitz and Stegun (1964), 26.6.2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FisherF {
    df1: f64,
    df2: f64,
}

impl FisherF {
    /// The distribution with these degrees of freedom of the numerator and the denominator, which
    /// must be positive and finite.
    pub fn new(df1: f64, df2: f64) -> Result<FisherF, Undefined> {
        Beta::new(0.5 * df1, 0.5 * df2).map(|_| FisherF { df1, df2 })
    }

    /// `P(F <= f)`.
    pub fn cdf(self, f: f64) -> f64 {
        libm::exp(self.ln_tails(f).lower)
    }

    /// `P(F > f)`.
    pub fn sf(self, f: f64) -> f64 {
        libm::exp(self.ln_tails(f).upper)
    }

    /// `ln P(F <= f)`.
    pub fn ln_cdf(self, f: f64) -> f64 {
        self.ln_tails(f).lower
    }

    /// `ln P(F > f)`.
    pub fn ln_sf(self, f: f64) -> f64 {
        self.ln_tails(f).upper
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
        let beta = Beta::new(0.5 * self.df1, 0.5 * self.df2)?;
        let log_odds = beta.log_odds_at(lower, upper)?;
        let ratio = libm::log(self.df2) - libm::log(self.df1);
        let f = if log_odds.abs() < 600.0 && ratio.abs() < 60.0 {
            libm::exp(log_odds) / self.df1 * self.df2
        } else {
            libm::exp(log_odds + ratio)
        };
        if f.is_finite() || upper == 0.0 { Ok(f) } else { Err(Undefined::NotFinite) }
    }

    fn ln_tails(self, f: f64) -> LnTails {
        let (a, b) = (0.5 * self.df1, 0.5 * self.df2);
        if f <= 0.0 {
            return beta::ln_tails(a, b, 0.0, 1.0);
        }
        let ratio = self.df1 * f / self.df2;
        if (1e-280..1e280).contains(&ratio) {
            beta::ln_tails(a, b, ratio / (1.0 + ratio), 1.0 / (1.0 + ratio))
        } else {
            let log_odds = libm::log(f) + libm::log(self.df1) - libm::log(self.df2);
            beta::ln_tails_at_log_odds(a, b, log_odds)
        }
    }
}
