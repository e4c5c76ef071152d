//! The Poisson distribution.

use super::beta::LnTails;
use super::binomial::smallest_count;
use super::gamma;
use super::special::ln_poisson_kernel;
use crate::stats::Undefined;

/// The number of events when they come independently at a constant rate.
///
/// Tails come from the incomplete gamma function; nothing is summed.
///
/// ```
/// use utfall::stats::distribution::Poisson;
///
/// let poisson = Poisson::new(7.2).unwrap();
/// assert!((poisson.cdf(11) - 0.937_094_166_092_132_8).abs() < 1e-14);
/// ```
///
/// Abramowitz and Stegun (1964), 26.4.21.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    mean: f64,
}

impl Poisson {
    /// The distribution; the mean must be finite and not negative.
    pub fn new(mean: f64) -> Result<Poisson, Undefined> {
        if mean >= 0.0 && mean.is_finite() { Ok(Poisson { mean }) } else { Err(Undefined::OutsideDomain) }
    }

    /// `P(X = x)`.
    pub fn pmf(self, x: u64) -> f64 {
        libm::exp(self.ln_pmf(x))
    }

    /// `ln P(X = x)`.
    pub fn ln_pmf(self, x: u64) -> f64 {
        ln_poisson_kernel(x as f64, self.mean)
    }

    /// `P(X <= x)`.
    pub fn cdf(self, x: u64) -> f64 {
        libm::exp(self.ln_tails(x).lower)
    }

    /// `P(X > x)`.
    pub fn sf(self, x: u64) -> f64 {
        libm::exp(self.ln_tails(x).upper)
    }

    /// The smallest `x` with `P(X <= x) >= p`; [`Undefined::NotFinite`] at `p = 1`.
    pub fn quantile(self, p: f64) -> Result<u64, Undefined> {
        if p == 1.0 && self.mean > 0.0 {
            return Err(Undefined::NotFinite);
        }
        smallest_count(p, u64::MAX - 1, |x| self.cdf(x))
    }

    fn ln_tails(self, x: u64) -> LnTails {
        gamma::ln_tails(x as f64 + 1.0, self.mean).swapped()
    }
}
