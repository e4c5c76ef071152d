//! Exact methods for the ratio of two rates that order outcomes by their probability.

use super::PersonTime;
use super::ratio::{share, value};
use crate::stats::acceptance::{self, Tilted};
use crate::stats::distribution::Binomial;
use crate::stats::{Alternative, Arm, Estimated, Interval, Level, TestResult, Undefined, one_proportion};

/// The largest logarithm of a ratio that is searched.
const FARTHEST: f64 = 700.0;

/// The exact interval that goes with [`rate_ratio_by_probability_test`]: the hull of the ratios under which outcomes no
/// more probable than the observed one have together a probability of `alpha` or more.
///
/// Mostly shorter than [`rate_ratio_exact`](super::rate_ratio_exact), and as exact. [`Undefined::NoEvents`] without
/// events, [`Undefined::TooLarge`] for more than 5 000 of them.
///
/// ```
/// use utfall::stats::{Level, rates::{PersonTime, rate_ratio_by_probability}};
///
/// // Fay (2010): 2 in 17,877 against 10 in 20,000; the test rejects with p = 0.042, and the interval leaves 1 out.
/// let (one, two) = (PersonTime::new(2, 17_877.0)?, PersonTime::new(10, 20_000.0)?);
/// let ratio = rate_ratio_by_probability(one, two, Level::NINETY_FIVE)?;
/// assert!(ratio.interval.upper().unwrap() < 1.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Sterne, T. E. (1954). Some remarks on confidence or fiducial limits. *Biometrika* 41, 275-278; Fay, M. P. (2010). Two-sided
/// exact tests and matching confidence intervals for discrete data. *R Journal* 2(1), 53-58.
pub fn rate_ratio_by_probability(
    treated: PersonTime,
    control: PersonTime,
    level: Level,
) -> Result<Estimated, Undefined> {
    interval(treated, control, level, 1.0)
}

/// [`rate_ratio_by_probability`] with half of the probability of the observed outcome.
pub fn rate_ratio_by_probability_mid_p(
    treated: PersonTime,
    control: PersonTime,
    level: Level,
) -> Result<Estimated, Undefined> {
    interval(treated, control, level, 0.5)
}

fn interval(treated: PersonTime, control: PersonTime, level: Level, own: f64) -> Result<Estimated, Undefined> {
    let share = share(treated, control)?;
    let limit = |arm: Arm| {
        if arm.events() == 0 {
            return Ok(0.0);
        }
        let family = Share { events: arm.total(), null: Binomial::new(arm.total(), 0.5)? };
        let range = (-FARTHEST, FARTHEST);
        acceptance::lower_limit(&family, arm.events(), own, level.alpha(), range).map(libm::exp)
    };
    let times = control.time() / treated.time();
    let interval = Interval::Bounded { lower: limit(share)? * times, upper: times / limit(share.complement())? };
    Ok(Estimated { value: value(treated, control), standard_error: None, interval })
}

/// The exact test that rates are equal: the probability, given all events, of outcomes that are no more probable than
/// the observed one. The same as [`rate_ratio_exact_test`](super::rate_ratio_exact_test).
///
/// ```
/// use utfall::stats::rates::{PersonTime, rate_ratio_by_probability_test};
///
/// // R package exactci: 60 in 51,477.5 against 30 in 54,308.7, p = 0.000675183.
/// let test = rate_ratio_by_probability_test(PersonTime::new(60, 51_477.5)?, PersonTime::new(30, 54_308.7)?)?;
/// assert!((test.p - 0.000_675_182_658_686_321).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fay (2010).
pub fn rate_ratio_by_probability_test(treated: PersonTime, control: PersonTime) -> Result<TestResult, Undefined> {
    one_proportion::binom_test(share(treated, control)?, treated.share(control), Alternative::TwoSided)
}

/// [`rate_ratio_by_probability_test`] with half of the probability of the observed outcome.
///
/// ```
/// use utfall::stats::rates::{PersonTime, rate_ratio_by_probability_mid_p_test};
///
/// // R package exactci, midp = TRUE: p = 0.000557262.
/// let test = rate_ratio_by_probability_mid_p_test(PersonTime::new(60, 51_477.5)?, PersonTime::new(30, 54_308.7)?)?;
/// assert!((test.p - 0.000_557_262_406_619_052).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fay (2010).
pub fn rate_ratio_by_probability_mid_p_test(treated: PersonTime, control: PersonTime) -> Result<TestResult, Undefined> {
    let share = share(treated, control)?;
    let null = treated.share(control);
    let whole = one_proportion::binom_test(share, null, Alternative::TwoSided)?.p;
    let own = Binomial::new(share.total(), null)?.pmf(share.events());
    Ok(TestResult::exact(whole - 0.5 * own))
}

/// The events among the treated, of all events; tilted by the logarithm of the odds of an event being among them.
struct Share {
    events: u64,
    null: Binomial,
}

impl Tilted for Share {
    fn lowest(&self) -> u64 {
        0
    }

    fn ln_weight(&self, count: u64) -> f64 {
        self.null.ln_pmf(count)
    }

    fn tails(&self, log_odds: f64, low: Option<u64>, observed: u64) -> Result<(f64, f64), Undefined> {
        let p = if log_odds >= 0.0 {
            1.0 / (1.0 + libm::exp(-log_odds))
        } else {
            libm::exp(log_odds) / (1.0 + libm::exp(log_odds))
        };
        let x = Binomial::new(self.events, p)?;
        let above = if observed == 0 { 1.0 } else { x.sf(observed - 1) };
        Ok((low.map_or(0.0, |low| x.cdf(low)) + above, x.pmf(observed)))
    }
}
