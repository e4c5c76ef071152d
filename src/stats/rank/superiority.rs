//! How often a treated is above a control: Cliff's delta and its relatives.

use super::mann_whitney::u;
use super::pooled::Pooled;
use crate::stats::sum::sum;
use crate::stats::{Estimated, Interval, Level, Sample, Undefined};

/// The dominance of the treated: the share of pairs of a treated and a control in which the treated is above, less that
/// in which it is below, from -1 to 1.
///
/// This is Cliff's delta and the rank-biserial correlation of two groups, without an interval.
///
/// ```
/// use utfall::stats::{Sample, rank};
///
/// let (treated, control) = (Sample::new(&[3.0, 5.0])?, Sample::new(&[1.0, 3.0, 4.0])?);
/// assert_eq!(rank::dominance(&treated, &control)?, (4.0 - 1.0) / 6.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cliff, N. (1993). Dominance statistics: ordinal analyses to answer ordinal questions. *Psychological Bulletin* 114,
/// 494-509.
pub fn dominance(treated: &Sample, control: &Sample) -> Result<f64, Undefined> {
    Ok(delta(&Pooled::new(&[treated, control])?, treated, control))
}

fn delta(pooled: &Pooled, treated: &Sample, control: &Sample) -> f64 {
    let pairs = treated.total() as f64 * control.total() as f64;
    ((2.0 * u(pooled) - pairs) / pairs).clamp(-1.0, 1.0)
}

/// Cliff's delta, the [`dominance`], with a normal interval from its unbiased variance.
///
/// With `d_ij` the sign of each difference, `d_i` and `d_j` its means over a row or a column and `d` over all,
/// the variance is `(n2^2 sum(d_i - d)^2 + n1^2 sum(d_j - d)^2 - sum(d_ij - d)^2) / (n1 n2 (n1 - 1) (n2 - 1))`, or 0 where
/// that is negative. The interval is not cut at -1 and 1, and has no width when the groups do not overlap.
/// [`Undefined::TooFewObservations`] when a group has one member.
///
/// ```
/// use utfall::stats::{Level, Sample, rank};
///
/// // The example of the R package effsize: delta = -0.25. The sums of squares are 173/72, 2.235 and 45.25.
/// let treated = Sample::new(&[10.0, 10.0, 20.0, 20.0, 20.0, 30.0, 30.0, 30.0, 40.0, 50.0])?;
/// let control = Sample::new(&[10.0, 20.0, 30.0, 40.0, 40.0, 50.0])?;
/// let delta = rank::cliffs_delta(&treated, &control, Level::NINETY_FIVE)?;
/// assert_eq!(delta.value, -0.25);
/// let variance = (36.0 * 173.0 / 72.0 + 100.0 * 2.235 - 45.25) / 2700.0;
/// assert!((delta.standard_error.unwrap().powi(2) - variance).abs() < 1e-14);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cliff (1993), formula 7.
pub fn cliffs_delta(treated: &Sample, control: &Sample, level: Level) -> Result<Estimated, Undefined> {
    with_variance(treated, control, level, false)
}

/// [`cliffs_delta`] with `n1^2` and `n2^2` exchanged in the variance, as some software has it; here to check numbers
/// that were computed so.
///
/// Wrong unless the groups are equally large. For groups of 4 from N(0.4, 2) and 20 from N(0, 1) the variance of delta
/// is 0.153 (40,000 simulations); the mean of [`cliffs_delta`]'s is 0.154 and of this one 0.315.
pub fn cliffs_delta_sizes_exchanged(treated: &Sample, control: &Sample, level: Level) -> Result<Estimated, Undefined> {
    with_variance(treated, control, level, true)
}

fn with_variance(treated: &Sample, control: &Sample, level: Level, exchanged: bool) -> Result<Estimated, Undefined> {
    let pooled = Pooled::new(&[treated, control])?;
    let (n1, n2) = (treated.total() as f64, control.total() as f64);
    if treated.total() < 2 || control.total() < 2 {
        return Err(Undefined::TooFewObservations);
    }
    let delta = delta(&pooled, treated, control);
    let rows = squares(&pooled, 0, n2, delta);
    let columns = squares(&pooled, 1, n1, -delta);
    let tied = sum(pooled.ties.iter().map(|tied| tied.counts[0] as f64 * tied.counts[1] as f64));
    let cells = n1 * n2 * (1.0 - delta * delta) - tied;
    // Divided by n1 n2 at once, without forming the large products.
    let (one, two) = if exchanged { (n1 / n2, n2 / n1) } else { (n2 / n1, n1 / n2) };
    let variance = one * rows + two * columns - cells / n1 / n2;
    let standard_error = libm::sqrt((variance / (n1 - 1.0) / (n2 - 1.0)).max(0.0));
    Ok(Estimated {
        value: delta,
        standard_error: Some(standard_error),
        interval: Interval::around(delta, level.z() * standard_error),
    })
}

/// The sum of `(d_i - d)^2` over the members of a group, the other having `others` members.
fn squares(pooled: &Pooled, group: usize, others: f64, delta: f64) -> f64 {
    let mut below = 0.0;
    sum(pooled.ties.iter().map(|tied| {
        let (own, other) = (tied.counts[group] as f64, tied.counts[1 - group] as f64);
        let above = others - below - other;
        let apart = (below - above) / others - delta;
        below += other;
        own * apart * apart
    }))
}

/// The rank-biserial correlation of two groups, the [`dominance`], with the interval of Kerby's formula on Fisher's
/// scale.
///
/// `tanh(atanh(r) +- z sqrt((n1 + n2 + 1) / (3 n1 n2)))`, as the R package effectsize computes it; the standard error
/// is on that scale. It takes the variance to be what it is under no effect; [`cliffs_delta`] does not.
/// [`Undefined::NoVariation`] when the groups do not overlap, so that `r` is -1 or 1.
///
/// ```
/// use utfall::stats::{Level, Sample, rank};
///
/// // effectsize 0.8.3: 0.68 (0.22 to 0.89).
/// let treated = Sample::new(&[4.0, 5.0, 3.0, 5.0, 4.0, 2.0, 5.0, 4.0])?;
/// let control = Sample::new(&[2.0, 3.0, 3.0, 1.0, 4.0, 2.0, 3.0])?;
/// let r = rank::rank_biserial(&treated, &control, Level::NINETY_FIVE)?;
/// assert!((r.interval.lower().unwrap() - 0.218_045_853).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cureton, E. E. (1956). Rank-biserial correlation. *Psychometrika* 21, 287-290; Ben-Shachar, M. S. et al. (2020).
/// effectsize. *Journal of Open Source Software* 5, 2815.
pub fn rank_biserial(treated: &Sample, control: &Sample, level: Level) -> Result<Estimated, Undefined> {
    let r = dominance(treated, control)?;
    if r.abs() == 1.0 {
        return Err(Undefined::NoVariation);
    }
    let (n1, n2) = (treated.total() as f64, control.total() as f64);
    let standard_error = libm::sqrt((n1 + n2 + 1.0) / n1 / n2 / 3.0);
    let interval = Interval::around(libm::atanh(r), level.z() * standard_error);
    Ok(Estimated { value: r, standard_error: Some(standard_error), interval: interval.map_monotone(libm::tanh) })
}

/// The probability that a random treated is above a random control, ties counting a half, with an interval.
///
/// `(1 + delta) / 2` with [`cliffs_delta`], whose interval it takes on the logit scale, by the delta method, so that it
/// stays within 0 and 1. [`Undefined::NoVariation`] when the groups do not overlap; the standard error is that of the
/// probability itself.
///
/// ```
/// use utfall::stats::{Level, Sample, rank};
///
/// let treated = Sample::new(&[4.0, 5.0, 3.0, 5.0, 4.0, 2.0, 5.0, 4.0])?;
/// let control = Sample::new(&[2.0, 3.0, 3.0, 1.0, 4.0, 2.0, 3.0])?;
/// let p = rank::probability_of_superiority(&treated, &control, Level::NINETY_FIVE)?;
/// assert!((p.value - 47.0 / 56.0).abs() < 1e-15);
/// assert!(p.interval.upper().unwrap() < 1.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe, R. G. (2006). Confidence intervals for an effect size measure based on the Mann-Whitney statistic.
/// *Statistics in Medicine* 25, 543-573; Perme, M. P. and Manevski, D. (2019). *Statistical Methods in Medical Research*
/// 28, 3755-3768 (the logit interval).
pub fn probability_of_superiority(treated: &Sample, control: &Sample, level: Level) -> Result<Estimated, Undefined> {
    let delta = cliffs_delta(treated, control, level)?;
    let p = 0.5 * (1.0 + delta.value);
    if p == 0.0 || p == 1.0 {
        return Err(Undefined::NoVariation);
    }
    let standard_error = 0.5 * delta.standard_error.unwrap_or(0.0);
    let logit = Interval::around(libm::log(p / (1.0 - p)), level.z() * standard_error / (p * (1.0 - p)));
    let back = |x: f64| if x >= 0.0 { 1.0 / (1.0 + libm::exp(-x)) } else { libm::exp(x) / (1.0 + libm::exp(x)) };
    Ok(Estimated { value: p, standard_error: Some(standard_error), interval: logit.map_monotone(back) })
}
