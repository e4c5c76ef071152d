//! Integrals of smooth positive functions that are known through their logarithms.

use super::special::LN_SQRT_2PI;

/// Positive nodes and weights of the 16-point Gauss-Legendre rule on `[-1, 1]`.
const GAUSS_16: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_58),
    (0.458_016_777_657_227_37, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_8, 0.149_595_988_816_576_74),
    (0.755_404_408_355_003, 0.124_628_971_255_533_88),
    (0.865_631_202_387_831_8, 0.095_158_511_682_492_79),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_894),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_096),
];

/// What is left out of an integral, relative to its largest ordinate: `e^-46 = 1e-20`.
const NEGLIGIBLE: f64 = -46.0;

/// Gauss-Legendre over one panel.
pub(super) fn panel(f: &mut impl FnMut(f64) -> f64, from: f64, to: f64) -> f64 {
    let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
    let sum: f64 =
        GAUSS_16.iter().map(|&(node, weight)| weight * (f(middle - half * node) + f(middle + half * node))).sum();
    half * sum
}

/// `∫ exp(ln_ratio(v)) dv` over `v >= 0`, for a concave `ln_ratio` that is 0 at 0 and falls with a
/// slope of at least `rate` and on a scale of at most `scale`: the part of a tail beyond its edge.
pub(super) fn tail(ln_ratio: impl Fn(f64) -> f64, rate: f64, scale: f64) -> f64 {
    let width = 4.0 / (rate.max(0.0) + 1.0 / scale);
    let mut f = |v: f64| libm::exp(ln_ratio(v));
    let (mut from, mut sum) = (0.0, 0.0);
    for _ in 0..400 {
        sum += panel(&mut f, from, from + width);
        from += width;
        if ln_ratio(from) < NEGLIGIBLE {
            break;
        }
    }
    sum
}

/// `ln ∫ exp(g(u)) du` over the line, for a `g` that rises to one summit and falls on both sides.
///
/// The summit is found first, then the points on both sides where `g` has fallen by 46, and the
/// range between them is integrated by panels that are halved until both halves agree with the
/// whole, to a relative `tolerance` of the integral. `start` and `scale` are a guess of the summit and of the width
/// around it.
pub(super) fn ln_integral(g: impl Fn(f64) -> f64, start: f64, scale: f64, tolerance: f64) -> f64 {
    let (summit, highest) = summit(&g, start, scale);
    if !highest.is_finite() {
        return f64::NEG_INFINITY;
    }
    let left = edge(&g, summit, highest, -scale);
    let right = edge(&g, summit, highest, scale);
    let mut f = |u: f64| libm::exp(g(u) - highest);
    // A concave `g` that falls by 46 on both sides encloses at least a 46th of the range. What is
    // allowed to a panel never falls below the rounding of `g` itself.
    let mut precision = Precision {
        absolute: 0.1 * tolerance * (right - left) / -NEGLIGIBLE,
        relative: 8.0 * f64::EPSILON * (1.0 + highest.abs()),
        panels_left: MOST_PANELS,
    };
    let mut total = 0.0;
    for (from, to) in [(left, summit), (summit, right)] {
        let middle = 0.5 * (from + to);
        for (from, to) in [(from, middle), (middle, to)] {
            let whole = panel(&mut f, from, to);
            total += refined(&mut f, (from, to), whole, &mut precision);
        }
    }
    highest + libm::log(total)
}

/// More panels are not spent on one integral.
const MOST_PANELS: u32 = 2_000;

/// When a panel is accurate enough.
struct Precision {
    absolute: f64,
    relative: f64,
    panels_left: u32,
}

/// The integral over a panel, halved until the halves agree with the whole.
fn refined(f: &mut impl FnMut(f64) -> f64, (from, to): (f64, f64), whole: f64, precision: &mut Precision) -> f64 {
    let middle = 0.5 * (from + to);
    let (left, right) = (panel(f, from, middle), panel(f, middle, to));
    let halves = left + right;
    let allowed = precision.absolute.max(precision.relative * halves);
    if precision.panels_left == 0 || (halves - whole).abs() <= allowed {
        return halves;
    }
    precision.panels_left -= 1;
    refined(f, (from, middle), left, precision) + refined(f, (middle, to), right, precision)
}

/// The place and height of the summit of `g`, by a search outwards and then by golden section.
fn summit(g: &impl Fn(f64) -> f64, start: f64, scale: f64) -> (f64, f64) {
    let (mut best, mut height) = (start, g(start));
    for direction in [1.0, -1.0] {
        let mut step = scale * direction;
        for _ in 0..200 {
            let (next, at_next) = (best + step, g(best + step));
            if at_next.is_nan() || (at_next <= height && height.is_finite()) {
                break;
            }
            (best, height) = (next, at_next);
            step *= 1.5;
        }
    }
    // The last step of the search bounds the summit.
    let mut reach = scale.max((best - start).abs());
    let golden = 0.381_966_011_250_105_1;
    let (mut low, mut high) = (best - reach, best + reach);
    while reach > 0.02 * scale {
        let (one, two) = (low + golden * (high - low), high - golden * (high - low));
        if g(one) > g(two) {
            high = two;
        } else {
            low = one;
        }
        reach = high - low;
    }
    let middle = 0.5 * (low + high);
    let at_middle = g(middle);
    if at_middle > height { (middle, at_middle) } else { (best, height) }
}

/// A point beyond which `g` stays more than 46 below `highest`.
fn edge(g: &impl Fn(f64) -> f64, summit: f64, highest: f64, step: f64) -> f64 {
    let enough = |u: f64| {
        let height = g(u);
        height.is_nan() || height - highest < NEGLIGIBLE
    };
    let (mut inside, mut outside, mut step) = (summit, summit + step, step);
    for _ in 0..400 {
        if enough(outside) {
            break;
        }
        inside = outside;
        step *= 1.5;
        outside += step;
    }
    for _ in 0..8 {
        let middle = 0.5 * (inside + outside);
        if enough(middle) {
            outside = middle;
        } else {
            inside = middle;
        }
    }
    outside
}

/// The logarithm of the density of `ln S`, for `S^2` a chi-squared variable with `df` degrees of
/// freedom divided by them, at `S = e^u`.
pub(super) fn ln_density_of_ln_chi(df: f64, u: f64) -> f64 {
    // With a = df / 2 and x = a s^2, the density is 2 x^a e^-x / Gamma(a).
    let a = 0.5 * df;
    // a ln(x) - x - (a ln(a) - a) = a (2 u - w) with w = e^{2 u} - 1: near 0 that is a (ln(1 + w) - w),
    // which does not cancel; far from 0 it is 1 + w that would.
    let w = libm::expm1(2.0 * u);
    let shape = if u.abs() < 0.2 { a * super::special::ln_1p_minus(w) } else { a * (2.0 * u - w) };
    shape + 0.5 * libm::log(a) - LN_SQRT_2PI - super::special::stirling_error(a) + std::f64::consts::LN_2
}
