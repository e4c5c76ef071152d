//! The shift between two groups.

use super::mann_whitney::u;
use super::pooled::Pooled;
use super::selection;
use crate::stats::distribution::Wilcoxon;
use crate::stats::{Interval, Level, Sample, Undefined};

/// A shift with an interval from the order statistics of the pairwise differences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HodgesLehmann {
    /// The median of the differences `x - y` over all pairs of a treated and a control.
    pub value: f64,
    /// The interval between two of these differences.
    pub interval: Interval,
    /// The level that this interval has, which is not quite the one asked for.
    pub achieved_level: f64,
}

/// The Hodges-Lehmann estimate of a shift: the median of the differences `x - y` over all pairs.
///
/// Not the difference of the medians. The pairs are never formed: the work grows with the number of distinct values
/// alone. [`Undefined::NotFinite`] when a difference overflows.
///
/// ```
/// use utfall::stats::{Sample, rank};
///
/// // Hollander and Wolfe (1973), p. 69 (R's ?wilcox.test): 0.305.
/// let term = Sample::new(&[0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46])?;
/// let weeks = Sample::new(&[1.15, 0.88, 0.90, 0.74, 1.21])?;
/// assert!((rank::hodges_lehmann_estimate(&term, &weeks)? - 0.305).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Hodges, J. L. and Lehmann, E. L. (1963). Estimates of location based on rank tests. *Annals of Mathematical
/// Statistics* 34, 598-611.
pub fn hodges_lehmann_estimate(treated: &Sample, control: &Sample) -> Result<f64, Undefined> {
    let pairs = u128::from(treated.total()) * u128::from(control.total());
    let low = selection::difference(treated, control, pairs.div_ceil(2));
    let high = selection::difference(treated, control, pairs / 2 + 1);
    finite(0.5 * low + 0.5 * high)
}

fn finite(x: f64) -> Result<f64, Undefined> {
    if x.is_finite() { Ok(x) } else { Err(Undefined::NotFinite) }
}

/// [`hodges_lehmann_estimate`] with the exact interval that the Mann-Whitney test without ties inverts.
///
/// With `q` the smallest count whose cumulative [`Wilcoxon`] probability reaches `alpha / 2`, or 1 if that is 0, the
/// limits are the `q`-th smallest and the `q`-th largest difference, as in R's `wilcox.test`. The level
/// is at least that asked for, but for groups so small that even all differences do not attain it: their range then
/// has the level that is returned, or the interval is [`Undefined::TooFewObservations`] when alpha would be half as
/// large again. The interval supposes that the distributions differ by a shift alone, and no ties; with ties it is
/// conservative. [`Undefined::TooLarge`] above some 140 a group: [`hodges_lehmann_normal`] serves there.
///
/// ```
/// use utfall::stats::{Level, Sample, rank};
///
/// // Hollander and Wolfe (1973), p. 69; R: wilcox.test(conf.int = TRUE): -0.15 to 0.76.
/// let term = Sample::new(&[0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46])?;
/// let weeks = Sample::new(&[1.15, 0.88, 0.90, 0.74, 1.21])?;
/// let shift = rank::hodges_lehmann(&term, &weeks, Level::NINETY_FIVE)?;
/// assert!((shift.interval.lower().unwrap() + 0.15).abs() < 1e-12);
/// assert!((shift.interval.upper().unwrap() - 0.76).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bauer, D. F. (1972). Constructing confidence sets using rank statistics. *Journal of the American Statistical
/// Association* 67, 687-690.
pub fn hodges_lehmann(treated: &Sample, control: &Sample, level: Level) -> Result<HodgesLehmann, Undefined> {
    let value = hodges_lehmann_estimate(treated, control)?;
    let distribution = Wilcoxon::new(treated.total(), control.total())?;
    let pairs = u128::from(treated.total()) * u128::from(control.total());
    let place = distribution.quantile(0.5 * level.alpha())?.max(1);
    let achieved_alpha = 2.0 * distribution.cdf(place - 1);
    if achieved_alpha > 1.5 * level.alpha() {
        return Err(Undefined::TooFewObservations);
    }
    let lower = finite(selection::difference(treated, control, u128::from(place)))?;
    let upper = finite(selection::difference(treated, control, pairs - u128::from(place) + 1))?;
    let interval = Interval::Bounded { lower, upper };
    Ok(HodgesLehmann { value, interval, achieved_level: 1.0 - achieved_alpha })
}

/// The interval that the corrected Mann-Whitney test by the normal approximation inverts: the shifts at which its z,
/// ties counted anew at each shift, passes the quantiles of the normal distribution.
///
/// What R's `wilcox.test(exact = FALSE, conf.int = TRUE)` prints, to the precision of its search, and the interval to
/// report with ties or many people. The limits are differences between a treated and a control. At the ends of the
/// possible shifts, where the test rejects nothing, the end is the limit. [`Undefined::NoVariation`] when neither group
/// varies.
///
/// ```
/// use utfall::stats::{Level, Sample, rank};
///
/// // Satisfaction on a scale of five: R gives 0 (6e-14) to 3.
/// let treated = Sample::new(&[4.0, 5.0, 3.0, 5.0, 4.0, 2.0, 5.0, 4.0])?;
/// let control = Sample::new(&[2.0, 3.0, 3.0, 1.0, 4.0, 2.0, 3.0])?;
/// let shift = rank::hodges_lehmann_normal(&treated, &control, Level::NINETY_FIVE)?;
/// assert!(shift.lower().unwrap().abs() < 1e-9 && (shift.upper().unwrap() - 3.0).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bauer (1972); R's `wilcox.test`.
pub fn hodges_lehmann_normal(treated: &Sample, control: &Sample, level: Level) -> Result<Interval, Undefined> {
    let z = level.z();
    let at = |target: f64| search(treated, control, |shift| Ok(shifted_z(treated, control, shift, 0.5)? - target));
    Ok(Interval::Bounded { lower: at(z)?, upper: at(-z)? })
}

/// The shift at which the uncorrected z of [`hodges_lehmann_normal`] is 0, as R's `wilcox.test(exact = FALSE)` finds it.
///
/// Where z is 0 over a whole stretch of shifts every one of them is a root, and the one returned is that at which R's
/// search happens to stop. Here to reproduce published numbers: [`hodges_lehmann_estimate`] is the median of the
/// differences, which R's documentation promises, and the one to report.
///
/// R's `wilcox.test` and `uniroot`, with tolerance 1e-12.
pub fn hodges_lehmann_normal_estimate(treated: &Sample, control: &Sample) -> Result<f64, Undefined> {
    search(treated, control, |shift| shifted_z(treated, control, shift, 0.0))
}

/// The z statistic of the treated less `shift` against the controls.
fn shifted_z(treated: &Sample, control: &Sample, shift: f64, correction: f64) -> Result<f64, Undefined> {
    let moved: Vec<(f64, u64)> = treated.pairs().map(|(value, count)| (value - shift, count)).collect();
    let pooled = Pooled::new(&[&Sample::from_counts(&moved)?, control])?;
    let (n1, n2, n) = (treated.total() as f64, control.total() as f64, pooled.total as f64);
    let excess = u(&pooled) - 0.5 * n1 * n2;
    let deviation = libm::sqrt(n1 / n * (n2 / (n - 1.0)) * pooled.rank_squares());
    if deviation == 0.0 {
        // All values equal: the groups do not differ at this shift.
        return Ok(0.0);
    }
    let sign = if excess > 0.0 {
        1.0
    } else if excess < 0.0 {
        -1.0
    } else {
        0.0
    };
    Ok((excess - sign * correction) / deviation)
}

/// The zero of a decreasing function of the shift, between the smallest and the largest difference; the end, if the
/// sign does not change.
fn search(treated: &Sample, control: &Sample, f: impl Fn(f64) -> Result<f64, Undefined>) -> Result<f64, Undefined> {
    let low = finite(treated.minimum() - control.maximum())?;
    let high = finite(treated.maximum() - control.minimum())?;
    if low == high {
        return Err(Undefined::NoVariation);
    }
    let (at_low, at_high) = (f(low)?, f(high)?);
    if at_low <= 0.0 {
        return Ok(low);
    }
    if at_high >= 0.0 {
        return Ok(high);
    }
    zeroin(f, (low, at_low), (high, at_high))
}

/// Brent's search in the form of Netlib's `zeroin.c`, which is R's `uniroot`, step by step.
///
/// A step function is zero over stretches, and which of their points is found depends on every step of the path.
/// [`crate::stats::root`] takes slightly other ones: it compares with the step before the last.
fn zeroin(
    f: impl Fn(f64) -> Result<f64, Undefined>,
    (low, at_low): (f64, f64),
    (high, at_high): (f64, f64),
) -> Result<f64, Undefined> {
    const TOLERANCE: f64 = 1e-12;
    const MOST_STEPS: usize = 5000;
    let (mut a, mut fa, mut b, mut fb) = (low, at_low, high, at_high);
    let (mut c, mut fc) = (a, fa);
    for _ in 0..MOST_STEPS {
        let previous = b - a;
        if fc.abs() < fb.abs() {
            (a, fa, b, fb, c, fc) = (b, fb, c, fc, b, fb);
        }
        let tolerance = 2.0 * f64::EPSILON * b.abs() + 0.5 * TOLERANCE;
        let across = c - b;
        let mut step = 0.5 * across;
        if step.abs() <= tolerance || fb == 0.0 {
            return Ok(b);
        }
        if previous.abs() >= tolerance && fa.abs() > fb.abs() {
            let (mut p, mut q) = if a == c {
                let t = fb / fa;
                (across * t, 1.0 - t)
            } else {
                let (q, t1, t2) = (fa / fc, fb / fc, fb / fa);
                (t2 * (across * q * (q - t1) - (b - a) * (t1 - 1.0)), (q - 1.0) * (t1 - 1.0) * (t2 - 1.0))
            };
            if p > 0.0 {
                q = -q;
            } else {
                p = -p;
            }
            if p < 0.75 * across * q - 0.5 * (tolerance * q).abs() && p < (0.5 * previous * q).abs() {
                step = p / q;
            }
        }
        if step.abs() < tolerance {
            step = tolerance.copysign(step);
        }
        (a, fa) = (b, fb);
        b += step;
        fb = f(b)?;
        if (fb > 0.0 && fc > 0.0) || (fb < 0.0 && fc < 0.0) {
            (c, fc) = (a, fa);
        }
    }
    Err(Undefined::NoConvergence)
}
