//! Roots of functions of one variable, bracketed and bounded.

use super::Undefined;

/// More steps than bisection needs to exhaust the doubles of any bracket.
const MOST_STEPS: usize = 2_200;

/// Steps that interpolation may spend before the search falls back on bisection alone.
const MOST_INTERPOLATIONS: usize = 120;

/// A root of `f` between `a` and `b`, to the last few bits.
///
/// `f(a)` and `f(b)` must have opposite signs, or [`Undefined::NoConvergence`] is returned; either
/// may be infinite, and an infinite value is bisected, never interpolated. A NaN from `f` is
/// [`Undefined::NotFinite`]. The number of evaluations is bounded whatever `f` does. Where `f` jumps
/// across zero the place of the jump is returned.
///
/// The method is Brent's: inverse quadratic interpolation where it helps and bisection where it does
/// not.
///
/// ```
/// use utfall::stats::root::bracketed;
///
/// // The example of Brent (1973), chapter 4: x^3 - 2 x - 5, the cubic of Wallis.
/// let root = bracketed(|x| x * x * x - 2.0 * x - 5.0, 2.0, 3.0).unwrap();
/// assert!((root - 2.094_551_481_542_327).abs() < 1e-15);
/// ```
///
/// Brent, R. P. (1973). *Algorithms for Minimization without Derivatives*, chapter 4.
pub fn bracketed(mut f: impl FnMut(f64) -> f64, a: f64, b: f64) -> Result<f64, Undefined> {
    let (fa, fb) = (f(a), f(b));
    bracketed_from(f, (a, fa), (b, fb))
}

/// [`bracketed`] where the values at the ends are known.
pub fn bracketed_from(
    mut f: impl FnMut(f64) -> f64,
    (a, fa): (f64, f64),
    (b, fb): (f64, f64),
) -> Result<f64, Undefined> {
    // `b` is the best estimate, `a` the one before it, and the root lies between `b` and `c`.
    let (mut a, mut fa, mut b, mut fb) = (a, fa, b, fb);
    if fa.is_nan() || fb.is_nan() || !a.is_finite() || !b.is_finite() {
        return Err(Undefined::NotFinite);
    }
    if fa == 0.0 {
        return Ok(a);
    }
    if fb == 0.0 {
        return Ok(b);
    }
    if fa.signum() == fb.signum() {
        return Err(Undefined::NoConvergence);
    }
    let (mut c, mut fc) = (a, fa);
    let mut step = b - a;
    let mut last_step = step;
    for count in 0..MOST_STEPS {
        if fb.signum() == fc.signum() {
            (c, fc) = (a, fa);
            step = b - a;
            last_step = step;
        }
        if fc.abs() < fb.abs() {
            (a, fa, b, fb, c, fc) = (b, fb, c, fc, b, fb);
        }
        let tolerance = f64::EPSILON * b.abs();
        let half = 0.5 * (c - b);
        if fb == 0.0 || half.abs() <= tolerance || half.abs() < f64::MIN_POSITIVE {
            return Ok(b);
        }
        let interpolated = if count < MOST_INTERPOLATIONS && last_step.abs() >= tolerance {
            interpolate((a, fa), (b, fb), (c, fc), half, tolerance, last_step)
        } else {
            None
        };
        match interpolated {
            Some(distance) => (last_step, step) = (step, distance),
            None => (last_step, step) = (half, half),
        }
        (a, fa) = (b, fb);
        b += if step.abs() > tolerance { step } else { tolerance.max(f64::MIN_POSITIVE).copysign(half) };
        fb = f(b);
        if fb.is_nan() {
            return Err(Undefined::NotFinite);
        }
    }
    Err(Undefined::NoConvergence)
}

/// The step that inverse interpolation proposes, if it falls well inside the bracket and the steps
/// are shrinking.
fn interpolate(
    (a, fa): (f64, f64),
    (b, fb): (f64, f64),
    (c, fc): (f64, f64),
    half: f64,
    tolerance: f64,
    last_step: f64,
) -> Option<f64> {
    if !(fa.is_finite() && fb.is_finite() && fc.is_finite()) || fa.abs() <= fb.abs() {
        return None;
    }
    let s = fb / fa;
    let (mut p, mut q) = if a == c {
        (2.0 * half * s, 1.0 - s)
    } else {
        let (q, r) = (fa / fc, fb / fc);
        (s * (2.0 * half * q * (q - r) - (b - a) * (r - 1.0)), (q - 1.0) * (r - 1.0) * (s - 1.0))
    };
    if p > 0.0 {
        q = -q;
    } else {
        p = -p;
    }
    let inside = 2.0 * p < 3.0 * half * q - (tolerance * q).abs();
    let shrinking = p < (0.5 * last_step * q).abs();
    let distance = p / q;
    (inside && shrinking && distance.is_finite()).then_some(distance)
}

/// A root of the monotone `f`, searched outwards from `start` by doubling steps within
/// `[lowest, highest]`.
///
/// `rising` says whether `f` increases. When the sign does not change within the limits the limit on
/// that side is returned: the caller chooses limits beyond which a number cannot be represented.
pub(crate) fn outwards(
    mut f: impl FnMut(f64) -> f64,
    start: f64,
    first_step: f64,
    (lowest, highest): (f64, f64),
    rising: bool,
) -> Result<f64, Undefined> {
    let start = start.clamp(lowest, highest);
    let at_start = f(start);
    if at_start.is_nan() {
        return Err(Undefined::NotFinite);
    }
    if at_start == 0.0 {
        return Ok(start);
    }
    let upwards = (at_start < 0.0) == rising;
    let (mut near, mut at_near, mut step) = (start, at_start, first_step);
    loop {
        let far = if upwards { (near + step).min(highest) } else { (near - step).max(lowest) };
        if far == near {
            return Ok(far);
        }
        let at_far = f(far);
        if at_far.is_nan() {
            return Err(Undefined::NotFinite);
        }
        if at_far == 0.0 || at_far.signum() != at_start.signum() {
            return bracketed_from(f, (near, at_near), (far, at_far));
        }
        (near, at_near) = (far, at_far);
        step *= 2.0;
    }
}
