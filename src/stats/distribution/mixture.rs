//! Poisson mixtures: what noncentral chi-squared and F distributions are.

use super::beta::LnTails;
use super::special::ln_poisson_kernel;
use crate::stats::{Undefined, root};

/// A family of distributions indexed by `j = 0, 1, 2, ...`, stochastically increasing, whose tails
/// differ by a known step from one `j` to the next.
pub(super) trait Components {
    /// Both tails of component `j`.
    fn ln_tails(&self, j: f64) -> LnTails;
    /// The logarithm of `P_j(X <= x) - P_{j + 1}(X <= x)`.
    fn ln_step(&self, j: f64) -> f64;
    /// The step at `j + 1` over the step at `j`.
    fn step_ratio(&self, j: f64) -> f64;
}

/// More terms than this are added by recurrence.
const DIRECT: f64 = 400.0;

/// What is left out of a sum, relative to its largest term.
const NEGLIGIBLE: f64 = 42.0;

/// The logarithm of the lower or upper tail of the mixture with Poisson weights of mean `mean`.
///
/// The terms, weight times tail, rise to one largest and fall again; that term is found first, then
/// those beyond which nothing matters, so that a tail is right relative to its own size however far
/// from the bulk of the weights its own bulk lies. Long sums use the recurrence of the tails in the
/// direction in which it adds.
pub(super) fn ln_tail(components: &impl Components, mean: f64, upper: bool) -> f64 {
    let tail = |j: f64| {
        let tails = components.ln_tails(j);
        if upper { tails.upper } else { tails.lower }
    };
    let term = |j: f64| ln_poisson_kernel(j, mean) + tail(j);
    let falls = |j: f64| {
        let next = term(j + 1.0);
        next == f64::NEG_INFINITY || next < term(j)
    };
    let largest = first(0.0, libm::sqrt(mean) + 8.0, falls);
    let highest = term(largest);
    if highest == f64::NEG_INFINITY {
        return f64::NEG_INFINITY;
    }
    let spread = libm::sqrt(mean) + 4.0;
    let last = first(largest, spread, |j| term(j) < highest - NEGLIGIBLE);
    let before = first(0.0, spread, |back| back >= largest || term(largest - back) < highest - NEGLIGIBLE);
    let from = (largest - before).max(0.0);
    let sum = if last - from <= DIRECT {
        let mut sum = 0.0;
        let mut j = from;
        while j <= last {
            sum += libm::exp(term(j) - highest);
            j += 1.0;
        }
        sum
    } else {
        by_recurrence(components, mean, upper, (from, last), (largest, tail(largest)))
    };
    (highest + libm::log(sum)).min(0.0)
}

/// The sum over `from..=last` of weight times tail, relative to the term at `largest`.
fn by_recurrence(
    components: &impl Components,
    mean: f64,
    upper: bool,
    (from, last): (f64, f64),
    (largest, ln_reference): (f64, f64),
) -> f64 {
    let relative_weight = |j: f64| libm::exp(ln_poisson_kernel(j, mean) - ln_poisson_kernel(largest, mean));
    let mut sum = 0.0;
    if upper {
        let mut j = from;
        let mut weight = relative_weight(j);
        let mut tail = libm::exp(components.ln_tails(j).upper - ln_reference);
        let mut step = libm::exp(components.ln_step(j) - ln_reference);
        while j <= last {
            sum += weight * tail;
            tail += step;
            step *= components.step_ratio(j);
            j += 1.0;
            weight *= mean / j;
        }
    } else {
        let mut j = last;
        let mut weight = relative_weight(j);
        let mut tail = libm::exp(components.ln_tails(j).lower - ln_reference);
        let mut step = libm::exp(components.ln_step(j) - ln_reference);
        while j >= from {
            sum += weight * tail;
            weight *= j / mean;
            j -= 1.0;
            if j < 0.0 {
                break;
            }
            step /= components.step_ratio(j);
            tail += step;
        }
    }
    sum
}

/// The first `j >= from` where `holds`, which is false up to some point and true after it.
fn first(from: f64, step: f64, holds: impl Fn(f64) -> bool) -> f64 {
    if holds(from) {
        return from;
    }
    let mut step = libm::ceil(step);
    let (mut no, mut yes) = (from, from + step);
    while !holds(yes) {
        no = yes;
        step *= 2.0;
        yes += step;
        if step > 1e15 {
            return yes;
        }
    }
    while yes - no > 1.0 {
        let middle = libm::floor(no + 0.5 * (yes - no));
        if holds(middle) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    yes
}

/// The `x > 0` at which a mixture has the tails `lower` and `upper`, the smaller of which decides.
///
/// `ln_tail(x, upper)` is the tail at `x`; `start` is a guess. An `x` too small to be represented is
/// 0; one too large is [`Undefined::NotFinite`].
pub(super) fn quantile(
    ln_tail: impl Fn(f64, bool) -> f64,
    (lower, upper): (f64, f64),
    start: f64,
) -> Result<f64, Undefined> {
    const RANGE: (f64, f64) = (-745.0, 709.0);
    if !((0.0..=1.0).contains(&lower) && (0.0..=1.0).contains(&upper)) {
        return Err(Undefined::OutsideDomain);
    }
    if lower == 0.0 {
        return Ok(0.0);
    }
    if upper == 0.0 {
        return Ok(f64::INFINITY);
    }
    let from_above = upper < lower;
    let target = libm::log(if from_above { upper } else { lower });
    let ln_x = root::outwards(
        |ln_x| ln_tail(libm::exp(ln_x), from_above) - target,
        libm::log(start),
        0.25,
        RANGE,
        !from_above,
    )?;
    if ln_x <= RANGE.0 {
        Ok(0.0)
    } else if ln_x >= RANGE.1 {
        Err(Undefined::NotFinite)
    } else {
        Ok(libm::exp(ln_x))
    }
}
