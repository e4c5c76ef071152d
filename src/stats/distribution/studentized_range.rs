//! The studentized range distribution.

use super::Normal;
use super::quadrature::{ln_density_of_ln_chi, ln_integral};
use super::special::ln_1m_exp;
use crate::stats::Undefined;

/// More groups than this would make the inner integral slow.
const MOST_GROUPS: u32 = 500;

/// The range of `groups` independent standard normal variables, divided by an independent estimate
/// of their standard deviation with `df` degrees of freedom: Tukey's q.
///
/// The distribution of the range, an integral over its largest variable, is integrated over that of
/// the standard deviation. Both tails keep their relative accuracy, to some 1e-10.
///
/// ```
/// use utfall::stats::distribution::StudentizedRange;
///
/// // Harter (1960), table: q(0.95; 3, 20) = 3.578.
/// let q = StudentizedRange::new(3, 20.0).unwrap();
/// assert!((q.quantile(0.95).unwrap() - 3.578).abs() < 5e-4);
/// ```
///
/// Copenhaver, M. D. and Holland, B. (1988). Computation of the distribution of the maximum studentized
/// range statistic. *Journal of Statistical Computation and Simulation* 30, 1-15; Harter, H. L.
/// (1960). Tables of range and studentized range. *Annals of Mathematical Statistics* 31, 1122-1147.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudentizedRange {
    groups: u32,
    df: f64,
}

impl StudentizedRange {
    /// The distribution for at least two groups; `df` must be positive and may be infinite.
    /// [`Undefined::TooLarge`] above 500 groups.
    pub fn new(groups: u32, df: f64) -> Result<StudentizedRange, Undefined> {
        if groups > MOST_GROUPS {
            Err(Undefined::TooLarge)
        } else if groups < 2 || df.is_nan() || df <= 0.0 {
            Err(Undefined::OutsideDomain)
        } else {
            Ok(StudentizedRange { groups, df })
        }
    }

    /// `P(Q <= q)`.
    pub fn cdf(self, q: f64) -> f64 {
        libm::exp(self.ln_tail(q, false))
    }

    /// `P(Q > q)`.
    pub fn sf(self, q: f64) -> f64 {
        libm::exp(self.ln_tail(q, true))
    }

    /// The `q` with `P(Q <= q) = p`; [`Undefined::NotFinite`] where it is beyond the largest double.
    pub fn quantile(self, p: f64) -> Result<f64, Undefined> {
        self.at(p, 1.0 - p)
    }

    /// The `q` with `P(Q > q) = p`.
    pub fn upper_quantile(self, p: f64) -> Result<f64, Undefined> {
        self.at(1.0 - p, p)
    }

    fn at(self, lower: f64, upper: f64) -> Result<f64, Undefined> {
        let tail = |q: f64, upper: bool| self.ln_tail(q, upper);
        super::mixture::quantile(tail, (lower, upper), 3.0)
    }

    fn ln_tail(self, q: f64, upper: bool) -> f64 {
        let groups = f64::from(self.groups);
        if q <= 0.0 {
            return if upper { 0.0 } else { f64::NEG_INFINITY };
        }
        if q == f64::INFINITY {
            return if upper { f64::NEG_INFINITY } else { 0.0 };
        }
        let of_range = |w: f64| {
            if upper { ln_upper_of_range(w, groups) } else { ln_lower_of_range(w, groups) }
        };
        if self.df > 1e15 {
            return of_range(q);
        }
        let g = |u: f64| of_range(q * libm::exp(u)) + ln_density_of_ln_chi(self.df, u);
        // The summit is near S = 1, or where q S is an ordinary range.
        let other = libm::log(2.0 / q);
        let start = if g(0.0) >= g(other) { 0.0 } else { other };
        let size = (q * libm::exp(start)).min(1e150);
        let scale = 1.0 / libm::sqrt(1.0 + 2.0 * self.df + size * size);
        ln_integral(g, start, scale, 1e-7).min(0.0)
    }
}

/// `ln P(range > w)` for `k` variables: `k` times the integral over `z`, the largest, of
/// `density(z) (cdf(z)^(k - 1) - (cdf(z) - cdf(z - w))^(k - 1))`.
fn ln_upper_of_range(w: f64, k: f64) -> f64 {
    let integrand = |z: f64| {
        let ln_cdf = Normal.ln_cdf(z);
        let ln_share = Normal.ln_cdf(z - w) - ln_cdf;
        let ln_some_below = if ln_share < -36.0 {
            libm::log(k - 1.0) + ln_share
        } else {
            ln_1m_exp((k - 1.0) * ln_1m_exp(ln_share.min(0.0)))
        };
        Normal.ln_density(z) + (k - 1.0) * ln_cdf + ln_some_below
    };
    // The largest lies as far above 0 as the smallest lies below it.
    (libm::log(k) + ln_sum(integrand, (0.5 * w - 10.0, 0.5 * w + 10.0), k)).min(0.0)
}

/// `ln P(range <= w)`: `k` times the integral of `density(z) (cdf(z) - cdf(z - w))^(k - 1)`.
fn ln_lower_of_range(w: f64, k: f64) -> f64 {
    if w > 9.0 {
        return ln_1m_exp(ln_upper_of_range(w, k));
    }
    let integrand = |z: f64| Normal.ln_density(z) + (k - 1.0) * ln_between(z, w);
    (libm::log(k) + ln_sum(integrand, (-9.0, 9.0 + 0.5 * w), k)).min(0.0)
}

/// `ln P(upper - width < Z < upper)`, from the tail on whose side the interval lies.
fn ln_between(upper: f64, width: f64) -> f64 {
    let (a, b, middle) = (upper - width, upper, upper - 0.5 * width);
    if width < 1e-3 {
        let bend = width * width * (middle * middle - 1.0) / 24.0;
        return libm::log(width) + Normal.ln_density(middle) + libm::log1p(bend);
    }
    let (a, b) = if middle > 0.0 { (-b, -a) } else { (a, b) };
    let ln_b = Normal.ln_cdf(b);
    ln_b + ln_1m_exp(Normal.ln_cdf(a) - ln_b)
}

/// `ln ∫ exp(g(z)) dz` over `range` by the trapezoidal rule, which converges geometrically for these
/// integrands; their features are no narrower than `1 / sqrt(k)`.
fn ln_sum(g: impl Fn(f64) -> f64, (from, to): (f64, f64), k: f64) -> f64 {
    let step = 0.35 / libm::sqrt(k);
    let steps = libm::ceil((to - from) / step) as u32;
    let values: Vec<f64> = (0..=steps).map(|i| g(from + f64::from(i) * step)).collect();
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if highest == f64::NEG_INFINITY {
        return highest;
    }
    let sum: f64 = values.iter().map(|value| libm::exp(value - highest)).sum();
    highest + libm::log(step * sum)
}
