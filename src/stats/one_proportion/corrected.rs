//! Variants of the simple intervals that published tables use.

use super::{counts, inside, wald, wald_standard_error};
use crate::stats::distribution::Normal;
use crate::stats::{Arm, Estimated, Interval, Level, TestResult, Undefined};

/// [`wald`] cut at 0 and 1.
///
/// ```
/// use utfall::stats::{Arm, Interval, Level, one_proportion};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 2: 1 of 2, 0 to 1.
/// let wald = one_proportion::wald_truncated(Arm::new(1, 2)?, Level::NINETY_FIVE)?;
/// assert_eq!(wald.interval, Interval::Bounded { lower: 0.0, upper: 1.0 });
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn wald_truncated(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    Ok(cut(wald(arm, level)?))
}

/// [`wald`] with a continuity correction of half a person on each side, cut at 0 and 1.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 2: 13 of 16, 90 %: 0.6207 to 1.
/// let wald = one_proportion::wald_cc(Arm::new(13, 16)?, Level::new(0.90)?)?;
/// assert!((wald.interval.lower().unwrap() - 0.6207).abs() < 1e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe (1998), method 2.
pub fn wald_cc(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let (_, _, n) = counts(arm);
    let standard_error = wald_standard_error(arm);
    let margin = level.z() * standard_error + 0.5 / n;
    Ok(cut(Estimated {
        value: arm.proportion(),
        standard_error: Some(standard_error),
        interval: Interval::around(arm.proportion(), margin),
    }))
}

fn cut(estimated: Estimated) -> Estimated {
    let interval = match estimated.interval {
        Interval::Bounded { lower, upper } => Interval::Bounded { lower: lower.max(0.0), upper: upper.min(1.0) },
        other => other,
    };
    Estimated { interval, ..estimated }
}

/// The z test that matches [`wald_cc`], its correction not overshooting zero; two-sided.
///
/// [`Undefined::NoVariation`] at 0 and n events.
///
/// ```
/// use utfall::stats::{Arm, one_proportion};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 2: 13 of 16 against 0.1, z = 6.982.
/// let test = one_proportion::wald_test_cc(Arm::new(13, 16)?, 0.1)?;
/// assert!((test.statistic.unwrap() - 6.982).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn wald_test_cc(arm: Arm, null: f64) -> Result<TestResult, Undefined> {
    let (_, _, n) = counts(arm);
    let standard_error = wald_standard_error(arm);
    if standard_error == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let difference = arm.proportion() - inside(null)?;
    let size = (difference.abs() - 0.5 / n).max(0.0);
    let z = size.copysign(difference) / standard_error;
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// Agresti and Coull's interval with two events and two non-events added, whatever the level: `p +- z sqrt(p q / n)` with
/// `p = (events + 2) / (total + 4)` and `n = total + 4`.
///
/// The estimate is the adjusted proportion, and the interval may leave `[0, 1]`. At 95 %
/// [`agresti_coull`](super::agresti_coull) is all but the same and better at other levels.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 2: 19 of 20, 85 %: 0.875, 0.7778 to 0.9722.
/// let plus_4 = one_proportion::agresti_coull_plus_4(Arm::new(19, 20)?, Level::new(0.85)?)?;
/// assert!((plus_4.interval.lower().unwrap() - 0.7778).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti, A. and Coull, B. A. (1998). Approximate is better than «exact» for interval estimation of binomial
/// proportions. *The American Statistician* 52, 119-126.
pub fn agresti_coull_plus_4(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let (events, non_events, n) = counts(arm);
    let (p, q, n) = ((events + 2.0) / (n + 4.0), (non_events + 2.0) / (n + 4.0), n + 4.0);
    let standard_error = libm::sqrt(p * q / n);
    Ok(Estimated {
        value: p,
        standard_error: Some(standard_error),
        interval: Interval::around(p, level.z() * standard_error),
    })
}
