//! Exact methods that count half of the observed outcome.

use super::{at_least, ordered};
use crate::stats::distribution::Binomial;
use crate::stats::{Arm, Estimated, Level, TestResult, Undefined, root};

/// The mid-p interval: the proportions at which the probability of more (fewer) events than observed, and half that of
/// as many, is `alpha / 2`.
///
/// Shorter than [`clopper_pearson`](super::clopper_pearson), with a coverage near the level on average rather than
/// nowhere below it. 0 and 1 are attained exactly at 0 and n events.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // Newcombe (1998), table I: 0 of 20, 0 to 0.1391.
/// let interval = one_proportion::mid_p(Arm::new(0, 20)?, Level::NINETY_FIVE)?.interval;
/// assert!((interval.upper().unwrap() - 0.1391).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Lancaster, H. O. (1961). Significance tests in discrete distributions. *Journal of the American Statistical
/// Association* 56, 223-234; Newcombe (1998), method 6.
pub fn mid_p(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let lower = lower_limit(arm, level)?;
    let upper = 1.0 - lower_limit(arm.complement(), level)?;
    Ok(Estimated { value: arm.proportion(), standard_error: None, interval: ordered(lower, upper) })
}

/// The proportion at which the [`mid_tail`] of the observed count is `alpha / 2`.
fn lower_limit(arm: Arm, level: Level) -> Result<f64, Undefined> {
    if arm.events() == 0 {
        return Ok(0.0);
    }
    let ln_tail = libm::log(0.5 * level.alpha());
    let excess = |ln_p: f64| libm::log(mid_tail(arm, libm::exp(ln_p))) - ln_tail;
    let start = libm::log(arm.proportion()) - 1.0 / arm.events() as f64;
    root::outwards(excess, start, 0.1, (-745.0, 0.0), true).map(libm::exp)
}

/// `P(X > events) + P(X = events) / 2`, which rises with the probability.
fn mid_tail(arm: Arm, probability: f64) -> f64 {
    Binomial::new(arm.total(), probability)
        .map_or(f64::NAN, |binomial| binomial.sf(arm.events()) + 0.5 * binomial.pmf(arm.events()))
}

/// The mid-p binomial test of `null`: twice the smaller tail from the observed count, of which half counts.
///
/// ```
/// use utfall::stats::{Arm, one_proportion};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 2: 13 of 16 against 1/2, p = 0.01273.
/// assert!((one_proportion::binom_test_mid_p(Arm::new(13, 16)?, 0.5)?.p - 0.01273).abs() < 5e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Lancaster (1961); Fagerland, M. W., Lydersen, S. and Laake, P. (2017). *Statistical Analysis of Contingency Tables*,
/// section 2.5.5.
pub fn binom_test_mid_p(arm: Arm, null: f64) -> Result<TestResult, Undefined> {
    let binomial = Binomial::new(arm.total(), null)?;
    let smaller = binomial.cdf(arm.events()).min(at_least(&binomial, arm.events()));
    Ok(TestResult::exact(2.0 * (smaller - 0.5 * binomial.pmf(arm.events()))))
}
