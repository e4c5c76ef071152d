//! The binomial distribution.

use super::beta::{self, LnTails};
use super::special::ln_binomial_kernel;
use crate::stats::Undefined;

/// The number of events among `total` independent ones of the same probability.
///
/// Probabilities of single counts come from Loader's saddle-point form, tails from the incomplete
/// beta function; both keep their relative accuracy for any total that a double can hold, and
/// nothing is summed.
///
/// ```
/// use utfall::stats::distribution::Binomial;
///
/// let binomial = Binomial::new(100, 0.27).unwrap();
/// assert!((binomial.pmf(37) - 0.007_652_957_819_447_835).abs() < 1e-16);
/// assert!((binomial.cdf(37) - 0.989_304_089_799_361_5).abs() < 1e-14);
/// ```
///
/// Loader, C. (2000). Fast and accurate computation of binomial probabilities; Abramowitz and Stegun
/// (1964), 26.5.24.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binomial {
    total: u64,
    probability: f64,
}

impl Binomial {
    /// The distribution; the probability must be in `[0, 1]`.
    pub fn new(total: u64, probability: f64) -> Result<Binomial, Undefined> {
        if (0.0..=1.0).contains(&probability) {
            Ok(Binomial { total, probability })
        } else {
            Err(Undefined::OutsideDomain)
        }
    }

    /// `P(X = x)`.
    pub fn pmf(self, x: u64) -> f64 {
        libm::exp(self.ln_pmf(x))
    }

    /// `ln P(X = x)`.
    pub fn ln_pmf(self, x: u64) -> f64 {
        if x > self.total {
            return f64::NEG_INFINITY;
        }
        let rest = (self.total - x) as f64;
        ln_binomial_kernel(x as f64, rest, self.probability, 1.0 - self.probability)
    }

    /// `P(X <= x)`.
    pub fn cdf(self, x: u64) -> f64 {
        libm::exp(self.ln_tails(x).lower)
    }

    /// `P(X > x)`.
    pub fn sf(self, x: u64) -> f64 {
        libm::exp(self.ln_tails(x).upper)
    }

    /// A most probable count.
    pub fn mode(self) -> u64 {
        let mode = libm::floor((self.total as f64 + 1.0) * self.probability);
        (mode as u64).min(self.total)
    }

    /// The smallest `x` with `P(X <= x) >= p`.
    pub fn quantile(self, p: f64) -> Result<u64, Undefined> {
        smallest_count(p, self.total, |x| self.cdf(x))
    }

    fn ln_tails(self, x: u64) -> LnTails {
        if x >= self.total {
            return LnTails::from_lower(0.0);
        }
        // P(X > x) is the lower tail of Beta(x + 1, total - x) at the probability.
        let (a, b) = ((x + 1) as f64, (self.total - x) as f64);
        beta::ln_tails(a, b, self.probability, 1.0 - self.probability).swapped()
    }
}

/// The smallest `x` in `[0, last]` with `cdf(x) >= p`, by bisection.
///
/// A relative tolerance of 64 units in the last place keeps a quantile at its own cumulative
/// probability, as in R.
pub(super) fn smallest_count(p: f64, last: u64, cdf: impl Fn(u64) -> f64) -> Result<u64, Undefined> {
    if !(0.0..=1.0).contains(&p) {
        return Err(Undefined::OutsideDomain);
    }
    let p = p * (1.0 - 64.0 * f64::EPSILON);
    let (mut low, mut high) = (0, last);
    while low < high {
        let middle = low + (high - low) / 2;
        if cdf(middle) >= p {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(low)
}
