//! The standard normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

use super::special::{LN_SQRT_2PI, ln_1m_exp};
use crate::stats::Undefined;

/// The standard normal distribution.
///
/// Tails come from the complementary error function and are right to some `1e-15` of their own size
/// until they underflow at 37.5; [`Normal::ln_sf`] goes on from there.
///
/// ```
/// use utfall::stats::distribution::Normal;
///
/// assert!((Normal.cdf(1.0) - 0.841_344_746_068_542_9).abs() < 1e-15);
/// assert!((Normal.sf(10.0) / 7.619_853_024_160_527e-24 - 1.0).abs() < 1e-12);
/// assert!((Normal.quantile(0.975).unwrap() - 1.959_963_984_540_054).abs() < 1e-15);
/// ```
///
/// Reference values: Abramowitz and Stegun (1964), table 26.1; Wichura, M. J. (1988), Algorithm
/// AS 241, *Applied Statistics* 37, 477-484.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Normal;

impl Normal {
    /// The density `exp(-x^2 / 2) / sqrt(2 pi)`.
    pub fn density(self, x: f64) -> f64 {
        libm::exp(self.ln_density(x))
    }

    /// The logarithm of the density.
    pub fn ln_density(self, x: f64) -> f64 {
        -0.5 * x * x - LN_SQRT_2PI
    }

    /// `P(X <= x)`.
    pub fn cdf(self, x: f64) -> f64 {
        0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
    }

    /// `P(X > x)`, accurate in the upper tail.
    pub fn sf(self, x: f64) -> f64 {
        self.cdf(-x)
    }

    /// `ln P(X <= x)`, accurate in both tails and finite for all finite `x` that are squared without
    /// overflow.
    pub fn ln_cdf(self, x: f64) -> f64 {
        self.ln_sf(-x)
    }

    /// `ln P(X > x)`.
    pub fn ln_sf(self, x: f64) -> f64 {
        if x < 0.0 {
            libm::log1p(-self.sf(-x))
        } else if x < 10.0 {
            libm::log(self.sf(x))
        } else {
            self.ln_density(x) + libm::log(mills_ratio(x))
        }
    }

    /// Two-sided p-value of a z statistic: `2 P(X > |z|)`.
    pub fn two_sided(self, z: f64) -> f64 {
        libm::erfc(z.abs() * FRAC_1_SQRT_2)
    }

    /// The `x` with `P(X <= x) = p`; infinite at 0 and 1, [`Undefined::OutsideDomain`] elsewhere
    /// outside `[0, 1]`.
    pub fn quantile(self, p: f64) -> Result<f64, Undefined> {
        self.upper_quantile(p).map(|x| -x)
    }

    /// The `x` with `P(X > x) = p`, for `p` however small.
    pub fn upper_quantile(self, p: f64) -> Result<f64, Undefined> {
        if !(0.0..=1.0).contains(&p) {
            Err(Undefined::OutsideDomain)
        } else if p == 0.0 {
            Ok(f64::INFINITY)
        } else if p == 1.0 {
            Ok(f64::NEG_INFINITY)
        } else if p > 0.75 {
            // 1 - p is exact here.
            Ok(-upper_tail_quantile(libm::log(1.0 - p)))
        } else if p >= 0.25 {
            Ok(central_quantile(1.0 - 2.0 * p))
        } else {
            Ok(upper_tail_quantile(libm::log(p)))
        }
    }

    /// The `x` with `ln P(X <= x) = ln_p`, for probabilities too small to be represented.
    pub fn quantile_ln(self, ln_p: f64) -> Result<f64, Undefined> {
        if ln_p > 0.0 || ln_p.is_nan() {
            Err(Undefined::OutsideDomain)
        } else if ln_p == f64::NEG_INFINITY {
            Ok(f64::NEG_INFINITY)
        } else if ln_p < -2.0 {
            Ok(-upper_tail_quantile(ln_p))
        } else if ln_p < -0.25 {
            self.quantile(libm::exp(ln_p))
        } else {
            Ok(upper_tail_quantile(ln_1m_exp(ln_p)))
        }
    }
}

/// `P(X > x) / density(x)` for `x >= 10`, by Laplace's continued fraction.
fn mills_ratio(x: f64) -> f64 {
    let mut fraction = x;
    for k in (1..=30).rev() {
        fraction = x + f64::from(k) / fraction;
    }
    1.0 / fraction
}

/// The `x > 0` with `ln P(X > x) = ln_p`, for `ln_p <= ln(1/4)`.
///
/// `ln P(X > x)` is concave, so Newton's iteration from the left of the root steps to its right once
/// and then descends to it; 60 steps are never needed.
fn upper_tail_quantile(ln_p: f64) -> f64 {
    if ln_p < -1e300 {
        return libm::sqrt(-2.0 * ln_p);
    }
    // statrs is trusted for a starting value only: its normal tail is right to 7e-11.
    let mut x = if ln_p > -600.0 {
        SQRT_2 * statrs::function::erf::erfc_inv(2.0 * libm::exp(ln_p))
    } else {
        let y = -2.0 * ln_p;
        libm::sqrt(y - libm::log(2.0 * std::f64::consts::PI * y))
    };
    for _ in 0..60 {
        let ln_tail = Normal.ln_sf(x);
        let slope = -libm::exp(Normal.ln_density(x) - ln_tail);
        let step = (ln_tail - ln_p) / slope;
        x -= step;
        if step.abs() <= 4.0 * f64::EPSILON * x.abs() {
            break;
        }
    }
    x
}

/// The `x` with `P(-x < X < x) = area`, with the sign of `area`, for `|area| <= 1/2`.
fn central_quantile(area: f64) -> f64 {
    let mut x = area / (2.0 * Normal.density(0.0));
    for _ in 0..60 {
        let step = (libm::erf(x * FRAC_1_SQRT_2) - area) / (2.0 * Normal.density(x));
        x -= step;
        if step.abs() <= 4.0 * f64::EPSILON * x.abs() {
            break;
        }
    }
    x
}
