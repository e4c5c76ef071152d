//! One proportion: intervals and tests.
//!
//! [`wilson`] is the default. The functions share the shape `(Arm, Level) -> Estimated`; the estimate
//! is always `events / total`, whatever the interval is centred on.

mod blaker;
mod corrected;
mod likelihood;
mod mid_p;
mod transformed;

use super::distribution::{Beta, Binomial, ChiSquared, Normal};
use super::{Alternative, Arm, Estimated, Interval, Level, TestResult, Undefined};

pub use blaker::{blaker, blaker_mid_p, blaker_mid_p_test, blaker_test};
pub use corrected::{agresti_coull_plus_4, wald_cc, wald_test_cc, wald_truncated};
pub use likelihood::{likelihood_ratio, likelihood_ratio_test};
pub use mid_p::{binom_test_mid_p, mid_p};
pub use transformed::{arcsine, logit};

/// The simple asymptotic interval `p +- z sqrt(p (1 - p) / n)`, not clamped to `[0, 1]`.
///
/// It has no width at 0 and n events and covers far too little near them; it is here to reproduce
/// published tables. The standard error is that of the proportion.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // Newcombe (1998), table I: 81 of 263, 0.2522 to 0.3638.
/// let wald = one_proportion::wald(Arm::new(81, 263)?, Level::NINETY_FIVE)?;
/// assert!((wald.interval.lower().unwrap() - 0.2522).abs() < 5e-5);
/// assert!((wald.interval.upper().unwrap() - 0.3638).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion: comparison of
/// seven methods. *Statistics in Medicine* 17, 857-872, method 1.
pub fn wald(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let p = arm.proportion();
    let standard_error = wald_standard_error(arm);
    Ok(Estimated {
        value: p,
        standard_error: Some(standard_error),
        interval: Interval::around(p, level.z() * standard_error),
    })
}

/// `sqrt(p (1 - p) / n)`.
fn wald_standard_error(arm: Arm) -> f64 {
    let (events, non_events, total) = counts(arm);
    libm::sqrt(events / total * (non_events / total) / total)
}

/// The score interval: all `p` with `(events - n p)^2 <= z^2 n p (1 - p)`.
///
/// Its ends are the roots of `(n + z^2) p^2 - (2 events + z^2) p + events^2 / n`; 0 and 1 are
/// attained exactly at 0 and n events. It contains exactly the values that [`score_test`] does not
/// reject.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // Newcombe (1998), table I: 81 of 263, 0.2553 to 0.3662.
/// let wilson = one_proportion::wilson(Arm::new(81, 263)?, Level::NINETY_FIVE)?;
/// assert!((wilson.interval.lower().unwrap() - 0.2553).abs() < 5e-5);
/// assert!((wilson.interval.upper().unwrap() - 0.3662).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
/// *Journal of the American Statistical Association* 22, 209-212.
pub fn wilson(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let z = level.z();
    Ok(Estimated {
        value: arm.proportion(),
        standard_error: None,
        interval: Interval::Bounded { lower: wilson_lower(arm, z), upper: wilson_upper(arm, z) },
    })
}

/// The lower end of [`wilson`] for any `z`: the smaller root, as a quotient that does not cancel.
pub(in crate::stats) fn wilson_lower(arm: Arm, z: f64) -> f64 {
    let (events, non_events, total) = counts(arm);
    let discriminant = libm::sqrt(z * z + 4.0 * events * (non_events / total));
    let lower = 2.0 * events * (events / total) / (2.0 * events + z * z + z * discriminant);
    if arm.events() == 0 { 0.0 } else { lower.min(arm.proportion()) }
}

/// The upper end of [`wilson`] for any `z`.
pub(in crate::stats) fn wilson_upper(arm: Arm, z: f64) -> f64 {
    let (events, non_events, total) = counts(arm);
    let discriminant = libm::sqrt(z * z + 4.0 * events * (non_events / total));
    let upper = (2.0 * events + z * z + z * discriminant) / (2.0 * (total + z * z));
    if arm.non_events() == 0 { 1.0 } else { upper.clamp(arm.proportion(), 1.0) }
}

/// The score interval with Yates's continuity correction of half an event.
///
/// Conservative; the price of a minimum coverage that the uncorrected interval does not promise.
///
/// R's `prop.test` makes the correction smaller when the proportion is within half an event of the
/// null hypothesis that it was given, so that its interval depends on that hypothesis; this one does
/// not. [`wilson_with_correction`] reproduces R's.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // Newcombe (1998), table I: 81 of 263, 0.2535 to 0.3682.
/// let corrected = one_proportion::wilson_cc(Arm::new(81, 263)?, Level::NINETY_FIVE)?;
/// assert!((corrected.interval.lower().unwrap() - 0.2535).abs() < 5e-5);
/// assert!((corrected.interval.upper().unwrap() - 0.3682).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe (1998), method 4; Fleiss, J. L. (1981). *Statistical Methods for Rates and Proportions*,
/// 2nd ed.
pub fn wilson_cc(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    wilson_with_correction(arm, 0.5, level)
}

/// The score interval after moving the proportion away from the limit by `correction` events, from 0
/// (none) to 1/2 (Yates).
pub fn wilson_with_correction(arm: Arm, correction: f64, level: Level) -> Result<Estimated, Undefined> {
    if !(0.0..=0.5).contains(&correction) {
        return Err(Undefined::OutsideDomain);
    }
    let z = level.z();
    Ok(Estimated {
        value: arm.proportion(),
        standard_error: None,
        interval: Interval::Bounded {
            lower: corrected_lower(arm, correction, z),
            upper: 1.0 - corrected_lower(arm.complement(), correction, z),
        },
    })
}

/// The lower end of [`wilson_with_correction`] for any `z`: the smaller root of
/// `(1 + z^2/n) x^2 - (2 p + z^2/n) x + p^2`, as a quotient.
pub(in crate::stats) fn corrected_lower(arm: Arm, correction: f64, z: f64) -> f64 {
    let (events, _, n) = counts(arm);
    let p = (events - correction) / n;
    if p <= 0.0 {
        return 0.0;
    }
    let z2 = z * z / n;
    let discriminant = z * libm::sqrt((z2 + 4.0 * p * (1.0 - p)) / n);
    2.0 * p * p / (2.0 * p + z2 + discriminant)
}

/// The Wald interval around `(events + z^2/2) / (n + z^2)`, not clamped to `[0, 1]`.
///
/// It contains the Wilson interval, with the same midpoint, and may stick out below 0 and above 1.
/// Intervals of higher level need not contain those of lower level, since the midpoint moves.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // 0 of 20: -0.0287 to 0.1898 (R 4.2.2).
/// let ac = one_proportion::agresti_coull(Arm::new(0, 20)?, Level::NINETY_FIVE)?;
/// assert!((ac.interval.lower().unwrap() + 0.028_684_402_489_67).abs() < 1e-13);
/// assert!((ac.interval.upper().unwrap() - 0.189_809_560_542_49).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti, A. and Coull, B. A. (1998). Approximate is better than "exact" for interval estimation of
/// binomial proportions. *The American Statistician* 52, 119-126.
pub fn agresti_coull(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let z = level.z();
    let (events, non_events, total) = counts(arm);
    let n = total + z * z;
    let p = (events + 0.5 * z * z) / n;
    let q = (non_events + 0.5 * z * z) / n;
    Ok(Estimated {
        value: arm.proportion(),
        standard_error: None,
        interval: Interval::around(p, z * libm::sqrt(p * q / n)),
    })
}

/// The exact interval: all `p` under which neither tail beyond the observed count is below `alpha/2`.
///
/// The ends are quantiles of the beta distributions with shapes `(events, non-events + 1)` and
/// `(events + 1, non-events)`. Never covers less than its level, and mostly more: not the interval to
/// compare groups with.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // Newcombe (1998), table I: 81 of 263, 0.2527 to 0.3676.
/// let exact = one_proportion::clopper_pearson(Arm::new(81, 263)?, Level::NINETY_FIVE)?;
/// assert!((exact.interval.lower().unwrap() - 0.2527).abs() < 5e-5);
/// assert!((exact.interval.upper().unwrap() - 0.3676).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in
/// the case of the binomial. *Biometrika* 26, 404-413.
pub fn clopper_pearson(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let tail = 0.5 * level.alpha();
    let (events, non_events, _) = counts(arm);
    let lower = if arm.events() == 0 { 0.0 } else { Beta::new(events, non_events + 1.0)?.quantile(tail)? };
    let upper = if arm.non_events() == 0 { 1.0 } else { Beta::new(events + 1.0, non_events)?.upper_quantile(tail)? };
    Ok(Estimated { value: arm.proportion(), standard_error: None, interval: ordered(lower, upper) })
}

/// The Jeffreys interval: equal-tailed quantiles of `Beta(events + 1/2, non-events + 1/2)`, with the
/// lower end put to 0 at 0 events and the upper end to 1 at n.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // Brown, Cai & DasGupta (2001), table 5: 1 of 10, 0.011 to 0.381.
/// let jeffreys = one_proportion::jeffreys(Arm::new(1, 10)?, Level::NINETY_FIVE)?;
/// assert!((jeffreys.interval.lower().unwrap() - 0.011).abs() < 5e-4);
/// assert!((jeffreys.interval.upper().unwrap() - 0.381).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Brown, L. D., Cai, T. T. and DasGupta, A. (2001). Interval estimation for a binomial proportion.
/// *Statistical Science* 16, 101-133, table 5.
pub fn jeffreys(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let mut estimated = jeffreys_unmodified(arm, level)?;
    if let Interval::Bounded { lower, upper } = &mut estimated.interval {
        if arm.events() == 0 {
            *lower = 0.0;
        }
        if arm.non_events() == 0 {
            *upper = 1.0;
        }
    }
    Ok(estimated)
}

/// The Jeffreys interval without the rule for the ends.
///
/// At 0 and n events it does not contain the estimate; use [`jeffreys`] for reports.
pub fn jeffreys_unmodified(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let tail = 0.5 * level.alpha();
    let (events, non_events, _) = counts(arm);
    let posterior = Beta::new(events + 0.5, non_events + 0.5)?;
    Ok(Estimated {
        value: arm.proportion(),
        standard_error: None,
        interval: ordered(posterior.quantile(tail)?, posterior.upper_quantile(tail)?),
    })
}

/// The exact binomial test of `null`.
///
/// Two-sided, the p-value is the probability of all counts that are no more probable than the
/// observed one, with a relative tolerance of 1e-7 for ties, as in R. At a null of 0 or 1 the test is
/// exact too: the p-value is 1 or 0.
///
/// ```
/// use utfall::stats::{Alternative, Arm, one_proportion};
///
/// // Conover (1971), p. 97: Mendel's 682 of 925 plants against 3/4, p = 0.3825.
/// let test = one_proportion::binom_test(Arm::new(682, 925)?, 0.75, Alternative::TwoSided)?;
/// assert!((test.p - 0.3825).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn binom_test(arm: Arm, null: f64, alternative: Alternative) -> Result<TestResult, Undefined> {
    let binomial = Binomial::new(arm.total(), null)?;
    let x = arm.events();
    let p = match alternative {
        Alternative::Less => binomial.cdf(x),
        Alternative::Greater => at_least(&binomial, x),
        Alternative::TwoSided => {
            let threshold = binomial.ln_pmf(x) + 1e-7;
            let mode = binomial.mode();
            if binomial.ln_pmf(mode) <= threshold {
                1.0
            } else {
                let below = last_where(0, mode, |k| binomial.ln_pmf(k) <= threshold);
                let beyond = last_where(0, arm.total() - mode, |k| binomial.ln_pmf(arm.total() - k) <= threshold);
                below.map_or(0.0, |k| binomial.cdf(k)) + beyond.map_or(0.0, |k| at_least(&binomial, arm.total() - k))
            }
        }
    };
    Ok(TestResult::exact(p))
}

fn at_least(binomial: &Binomial, x: u64) -> f64 {
    if x == 0 { 1.0 } else { binomial.sf(x - 1) }
}

/// The last `k` in `[from, to]` where `holds`, which is true up to some point and false after it.
pub(super) fn last_where(from: u64, to: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    if !holds(from) {
        return None;
    }
    let (mut yes, mut no) = (from, to + 1);
    while no - yes > 1 {
        let middle = yes + (no - yes) / 2;
        if holds(middle) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    Some(yes)
}

/// The score test of `null`: `z = (p - null) / sqrt(null (1 - null) / n)`, two-sided.
///
/// ```
/// use utfall::stats::{Arm, one_proportion};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 2: 13 of 16 against 1/2, z = 2.5, p = 0.01242.
/// let test = one_proportion::score_test(Arm::new(13, 16)?, 0.5)?;
/// assert!((test.statistic.unwrap() - 2.5).abs() < 1e-12);
/// assert!((test.p - 0.01242).abs() < 5e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn score_test(arm: Arm, null: f64) -> Result<TestResult, Undefined> {
    let (_, _, n) = counts(arm);
    z_test(arm, null, libm::sqrt(inside(null)? * (1.0 - null) / n))
}

/// The Wald test of `null`, with the standard error of [`wald`]; two-sided.
///
/// [`Undefined::NoVariation`] at 0 and n events, where that standard error is zero.
///
/// ```
/// use utfall::stats::{Arm, one_proportion};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 2: 13 of 16 against 0.1, z = 7.302.
/// let test = one_proportion::wald_test(Arm::new(13, 16)?, 0.1)?;
/// assert!((test.statistic.unwrap() - 7.302).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn wald_test(arm: Arm, null: f64) -> Result<TestResult, Undefined> {
    let standard_error = wald_standard_error(arm);
    if standard_error == 0.0 {
        return Err(Undefined::NoVariation);
    }
    z_test(arm, inside(null)?, standard_error)
}

/// The score test with Yates's correction: `(|events - n null| - 1/2)^2 / (n null (1 - null))`,
/// chi-squared with one degree of freedom.
///
/// The correction is not allowed to overshoot: within half an event of the null the statistic is 0.
/// This is the test of R's `prop.test` for one proportion.
pub fn score_test_cc(arm: Arm, null: f64) -> Result<TestResult, Undefined> {
    let (events, _, n) = counts(arm);
    let variance = n * inside(null)? * (1.0 - null);
    let distance = (events - n * null).abs();
    let corrected = distance - distance.min(0.5);
    let statistic = corrected * corrected / variance;
    Ok(TestResult { statistic: Some(statistic), df: Some(1.0), p: ChiSquared::new(1.0)?.sf(statistic) })
}

fn z_test(arm: Arm, null: f64, standard_error: f64) -> Result<TestResult, Undefined> {
    let z = (arm.proportion() - null) / standard_error;
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// `null`, if strictly between 0 and 1.
fn inside(null: f64) -> Result<f64, Undefined> {
    if null > 0.0 && null < 1.0 { Ok(null) } else { Err(Undefined::OutsideDomain) }
}

/// An interval from two ends that rounding may have exchanged, at levels near 0 and huge totals.
fn ordered(lower: f64, upper: f64) -> Interval {
    Interval::Bounded { lower: lower.min(upper), upper: lower.max(upper) }
}

fn counts(arm: Arm) -> (f64, f64, f64) {
    (arm.events() as f64, arm.non_events() as f64, arm.total() as f64)
}
