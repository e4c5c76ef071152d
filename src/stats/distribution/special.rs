//! The special functions that the distributions are built from.

use std::f64::consts::PI;

/// `ln(sqrt(2 pi))`.
pub(crate) const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;

/// The natural logarithm of the gamma function, for `x > 0`.
///
/// Infinite at 0, at the negative integers and at infinity.
///
/// ```
/// use utfall::stats::distribution::ln_gamma;
///
/// // ln(170!)
/// assert!((ln_gamma(171.0) - 706.573_062_245_787_5).abs() < 1e-12);
/// ```
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The digamma function, the derivative of [`ln_gamma`], for `x > 0`.
///
/// `psi(x) = psi(x + 1) - 1/x` up to `x >= 10`, then the asymptotic series (Abramowitz and Stegun 1964,
/// 6.3.5 and 6.3.18). For `x <= 0` it is negative infinity, the limit from the right at 0.
///
/// ```
/// use utfall::stats::distribution::digamma;
///
/// // minus the Euler-Mascheroni constant
/// assert!((digamma(1.0) + 0.577_215_664_901_532_9).abs() < 1e-14);
/// ```
pub fn digamma(x: f64) -> f64 {
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += 1.0 / x;
        x += 1.0;
    }
    // Bernoulli numbers over 2k: B_2k / (2k).
    const TERMS: [f64; 7] =
        [1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0, -691.0 / 32_760.0, 1.0 / 12.0];
    libm::log(x) - 0.5 / x - even_series(&TERMS, x) - shift
}

/// The trigamma function, the derivative of [`digamma`], for `x > 0`.
///
/// The same recurrence and series (Abramowitz and Stegun 1964, 6.4.6 and 6.4.12). For `x <= 0` it is
/// infinity, the limit from the right at 0.
///
/// ```
/// use utfall::stats::distribution::trigamma;
///
/// let basel = std::f64::consts::PI.powi(2) / 6.0;
/// assert!((trigamma(1.0) - basel).abs() < 1e-14);
/// ```
pub fn trigamma(x: f64) -> f64 {
    if x <= 0.0 {
        return f64::INFINITY;
    }
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += 1.0 / (x * x);
        x += 1.0;
    }
    // Bernoulli numbers B_2k.
    const TERMS: [f64; 7] = [1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2730.0, 7.0 / 6.0];
    1.0 / x + 0.5 / (x * x) + even_series(&TERMS, x) / x + shift
}

/// `terms[0] / x^2 + terms[1] / x^4 + ...`.
fn even_series(terms: &[f64], x: f64) -> f64 {
    let inverse = 1.0 / (x * x);
    terms.iter().rev().fold(0.0, |sum, c| (sum + c) * inverse)
}

/// `ln(1 + x) - x`, without cancellation near 0.
///
/// With `r = x / (2 + x)`, `ln(1 + x) = 2 atanh(r)` and `2 r - x = -r x`, so that the leading terms
/// cancel on paper instead of in the machine.
pub(crate) fn ln_1p_minus(x: f64) -> f64 {
    if !(-0.6..=1.5).contains(&x) {
        return libm::log1p(x) - x;
    }
    let r = x / (2.0 + x);
    let square = r * r;
    let (mut power, mut sum, mut k) = (1.0, 0.0, 3.0);
    loop {
        let term = power / k;
        sum += term;
        if term <= sum * 1e-17 {
            break;
        }
        power *= square;
        k += 2.0;
    }
    r * (2.0 * square * sum - x)
}

/// The error of Stirling's formula: `ln(x!) - ln(sqrt(2 pi x)) - x ln(x) + x`, for `x > 0`.
///
/// Loader, C. (2000), Fast and accurate computation of binomial probabilities, section 2.
pub(crate) fn stirling_error(x: f64) -> f64 {
    if x > 15.0 {
        const TERMS: [f64; 7] =
            [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0, 1.0 / 156.0];
        even_series(&TERMS, x) * x
    } else {
        libm::lgamma(x + 1.0) - (x + 0.5) * libm::log(x) + x - LN_SQRT_2PI
    }
}

/// The deviance part of a Poisson or binomial probability: `x ln(x / mean) + mean - x`.
///
/// Loader (2000), section 3, by [`ln_1p_minus`].
pub(crate) fn deviance(x: f64, mean: f64) -> f64 {
    if x == 0.0 {
        return mean;
    }
    let ratio = (mean - x) / x;
    if (-0.6..=1e6).contains(&ratio) {
        -x * ln_1p_minus(ratio)
    } else {
        // Far from the mean nothing cancels, but `1 + ratio` would: at mean / x = 1e-10 it has lost
        // ten digits.
        x * (libm::log(x) - libm::log(mean)) + (mean - x)
    }
}

/// The logarithm of `x^a y^b Gamma(a + b + 1) / (Gamma(a + 1) Gamma(b + 1))` for `y = 1 - x`: the
/// binomial probability of `a` among `a + b`, for real `a, b >= 0`.
///
/// Loader's saddle-point form keeps full relative accuracy where the gamma functions themselves are
/// of the order of `1e17` and their difference of the order of 1.
pub(crate) fn ln_binomial_kernel(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    if a == 0.0 {
        return if b == 0.0 { 0.0 } else { b * ln_of_complement(y, x) };
    }
    if b == 0.0 {
        return a * ln_of_complement(x, y);
    }
    if x <= 0.0 || y <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let correction = stirling_error(n) - stirling_error(a) - stirling_error(b);
    correction - deviance(a, n * x) - deviance(b, n * y) + 0.5 * libm::log(n / a / b / (2.0 * PI))
}

/// `ln(x)` for `x = 1 - y`, from whichever of the two is more accurate.
pub(crate) fn ln_of_complement(x: f64, y: f64) -> f64 {
    if x > 0.5 { libm::log1p(-y) } else { libm::log(x) }
}

/// The logarithm of the Poisson probability `mean^x e^-mean / Gamma(x + 1)`, for real `x >= 0`.
pub(crate) fn ln_poisson_kernel(x: f64, mean: f64) -> f64 {
    if x == 0.0 {
        return -mean;
    }
    if mean <= 0.0 {
        return f64::NEG_INFINITY;
    }
    -stirling_error(x) - deviance(x, mean) - 0.5 * libm::log(2.0 * PI) - 0.5 * libm::log(x)
}

/// `ln(1 - e^x)` for `x <= 0`, accurate at both ends (Maechler 2012).
pub(crate) fn ln_1m_exp(x: f64) -> f64 {
    if x >= 0.0 {
        f64::NEG_INFINITY
    } else if x > -std::f64::consts::LN_2 {
        libm::log(-libm::expm1(x))
    } else {
        libm::log1p(-libm::exp(x))
    }
}
