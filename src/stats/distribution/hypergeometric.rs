//! The hypergeometric distribution.

use super::NoncentralHypergeometric;
use crate::stats::Undefined;

/// The number of successes among `draws` drawn without replacement from `successes` and `failures`:
/// [`NoncentralHypergeometric`] at odds 1.
///
/// ```
/// use utfall::stats::distribution::Hypergeometric;
///
/// // Fisher's tea-tasting experiment: 1, 16, 36, 16 and 1 of 70.
/// let tea = Hypergeometric::new(4, 4, 4).unwrap();
/// assert!((tea.pmf(3) - 16.0 / 70.0).abs() < 1e-15);
/// assert!((tea.sf(2) - 17.0 / 70.0).abs() < 1e-15);
/// ```
///
/// Fisher, R. A. (1935). *The Design of Experiments*, chapter II.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hypergeometric {
    inner: NoncentralHypergeometric,
}

impl Hypergeometric {
    /// The distribution; `draws` must not exceed `successes + failures`.
    pub fn new(successes: u64, failures: u64, draws: u64) -> Result<Hypergeometric, Undefined> {
        NoncentralHypergeometric::new(successes, failures, draws, 1.0).map(|inner| Hypergeometric { inner })
    }

    /// `P(X = x)`.
    pub fn pmf(self, x: u64) -> f64 {
        self.inner.pmf(x)
    }

    /// `P(X <= x)`.
    pub fn cdf(self, x: u64) -> f64 {
        self.inner.cdf(x)
    }

    /// `P(X > x)`.
    pub fn sf(self, x: u64) -> f64 {
        self.inner.sf(x)
    }

    /// The smallest `x` with `P(X <= x) >= p`.
    pub fn quantile(self, p: f64) -> Result<u64, Undefined> {
        self.inner.quantile(p)
    }
}
