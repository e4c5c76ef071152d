//! The likelihood ratio.

use super::{counts, inside, ordered};
use crate::stats::distribution::ChiSquared;
use crate::stats::{Arm, Estimated, Level, TestResult, Undefined, root};

/// The likelihood-ratio interval: all `p` with `2 (l(events / total) - l(p)) <= z^2`, where `l` is the log-likelihood
/// `events ln p + non_events ln(1 - p)`.
///
/// 0 and 1 are attained exactly at 0 and n events. It contains exactly the values that [`likelihood_ratio_test`] does
/// not reject.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 2: 13 of 16, 0.5828 to 0.9497.
/// let interval = one_proportion::likelihood_ratio(Arm::new(13, 16)?, Level::NINETY_FIVE)?.interval;
/// assert!((interval.lower().unwrap() - 0.5828).abs() < 5e-5);
/// assert!((interval.upper().unwrap() - 0.9497).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Wilks (1938); Brown, L. D., Cai, T. T. and DasGupta, A. (2001). *Statistical Science* 16, 101-133, section 4.2.2.
pub fn likelihood_ratio(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let lower = lower_limit(arm, level)?;
    let upper = 1.0 - lower_limit(arm.complement(), level)?;
    Ok(Estimated { value: arm.proportion(), standard_error: None, interval: ordered(lower, upper) })
}

fn lower_limit(arm: Arm, level: Level) -> Result<f64, Undefined> {
    let (events, non_events, n) = counts(arm);
    if events == 0.0 {
        return Ok(0.0);
    }
    let limit = 0.5 * level.z() * level.z();
    if non_events == 0.0 {
        return Ok(libm::exp(-limit / n));
    }
    // On the scale of p / phat, on which a small proportion is as good as a large one.
    let (p, q) = (events / n, non_events / n);
    let excess = |ln_share: f64| {
        let (share, lost) = (libm::exp(ln_share), -libm::expm1(ln_share));
        // ln((1 - p share) / q) = ln(1 + p (1 - share) / q)
        let loss = -(events * ln_share + non_events * libm::log1p(p * lost / q));
        if share == 0.0 { f64::INFINITY } else { loss - limit }
    };
    // Far enough down: the loss is at least that of the events alone less what the others gain.
    let step = (2.0 * libm::sqrt(limit / events)).clamp(1e-9, 1.0);
    let ln_share = root::outwards(excess, -1e-300, step, (-745.0, -1e-300), false)?;
    Ok(p * libm::exp(ln_share))
}

/// The likelihood-ratio test of `null`: `2 (l(events / total) - l(null))`, chi-squared with one degree of freedom.
///
/// ```
/// use utfall::stats::{Arm, one_proportion};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 2: 13 of 16 against 1/2, 6.738, p = 0.00944.
/// let test = one_proportion::likelihood_ratio_test(Arm::new(13, 16)?, 0.5)?;
/// assert!((test.statistic.unwrap() - 6.738).abs() < 5e-4);
/// assert!((test.p - 0.00944).abs() < 5e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Wilks (1938).
pub fn likelihood_ratio_test(arm: Arm, null: f64) -> Result<TestResult, Undefined> {
    let null = inside(null)?;
    let (events, non_events, n) = counts(arm);
    let part = |observed: f64, expected: f64| {
        if observed == 0.0 { 0.0 } else { observed * libm::log(observed / expected) }
    };
    let statistic = (2.0 * (part(events, n * null) + part(non_events, n * (1.0 - null)))).max(0.0);
    Ok(TestResult { statistic: Some(statistic), df: Some(1.0), p: ChiSquared::new(1.0)?.sf(statistic) })
}
