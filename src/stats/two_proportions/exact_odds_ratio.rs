//! Exact intervals of the odds ratio around the sample odds ratio.

use super::conditional::conditional;
use super::odds_ratio::estimate;
use super::table::Table;
use crate::stats::acceptance::{self, Tilted};
use crate::stats::distribution::NoncentralHypergeometric;
use crate::stats::{Arm, Estimated, Interval, Level, Undefined, root};

/// The largest logarithm of an odds ratio that is searched.
const FARTHEST: f64 = 700.0;

/// Cornfield's exact interval: that of [`conditional`], with the sample odds ratio `a d / (b c)` as the estimate.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // R, fisher.test: 9/13 against 4/14, 0.84722 to 40.43737.
/// let exact = odds_ratio::cornfield_exact(Arm::new(9, 13)?, Arm::new(4, 14)?, Level::NINETY_FIVE)?;
/// assert_eq!(exact.value, 5.625);
/// assert!((exact.interval.lower().unwrap() - 0.84722).abs() < 1e-5);
/// assert!((exact.interval.upper().unwrap() - 40.43737).abs() < 1e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cornfield (1956).
pub fn cornfield_exact(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let conditional = conditional(treated, control, level)?;
    Ok(Estimated { value: estimate(&Table::new(treated, control)).0, ..conditional })
}

/// The mid-p interval given both margins: the odds ratios under which more (fewer) events among the treated than
/// observed, and half of as many, have probability `alpha / 2`.
///
/// Shorter than [`cornfield_exact`], with coverage near the level rather than nowhere below it. The estimate is the
/// sample odds ratio. Errors as for [`conditional`].
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 3/4 against 1/4, 0.3101 to 308.5568.
/// let mid_p = odds_ratio::cornfield_mid_p(Arm::new(3, 4)?, Arm::new(1, 4)?, Level::NINETY_FIVE)?;
/// assert!((mid_p.interval.lower().unwrap() - 0.3101).abs() < 5e-5);
/// assert!((mid_p.interval.upper().unwrap() - 308.5568).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Lancaster (1961); Fagerland, Lydersen and Laake (2017), section 4.8.7.
pub fn cornfield_mid_p(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let ln_tail = libm::log(0.5 * level.alpha());
    both_ends(treated, control, |margins| {
        margins.at(margins.start)?;
        let excess = |log_odds: f64| {
            margins
                .at(log_odds)
                .map_or(f64::NAN, |x| libm::log(x.sf(margins.observed) + 0.5 * x.pmf(margins.observed)) - ln_tail)
        };
        root::outwards(excess, margins.start, 0.5, (-FARTHEST, FARTHEST), true)
    })
}

/// Baptista and Pike's exact interval: the hull of the odds ratios under which the outcomes no more probable than the
/// observed one have together a probability of `alpha` or more, given both margins.
///
/// The interval that goes with the two-sided [`fisher`](super::tests::fisher) test; mostly shorter than
/// [`cornfield_exact`], and as exact. The estimate is the sample odds ratio. Errors as for [`conditional`], and
/// [`Undefined::TooLarge`] with more than 5 000 possible outcomes.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // Fagerland (2012), Bentur et al.: 7/34 against 1/34, 1.00 to 155.
/// let exact = odds_ratio::baptista_pike(Arm::new(7, 34)?, Arm::new(1, 34)?, Level::NINETY_FIVE)?;
/// assert!((exact.interval.lower().unwrap() - 1.00).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Baptista, J. and Pike, M. C. (1977). Algorithm AS 115: exact two-sided confidence limits for the odds ratio in a
/// 2 x 2 table. *Applied Statistics* 26, 214-220.
pub fn baptista_pike(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    by_probability(treated, control, level, 1.0)
}

/// [`baptista_pike`] with half of the probability of the observed outcome: the interval that goes with
/// [`fisher_irwin_mid_p`](super::tests::fisher_irwin_mid_p).
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // R package contingencytables: 25/400 in both groups, 0.5660 to 1.7667.
/// let (treated, control) = (Arm::new(25, 400)?, Arm::new(25, 400)?);
/// let mid_p = odds_ratio::baptista_pike_mid_p(treated, control, Level::NINETY_FIVE)?;
/// assert!((mid_p.interval.lower().unwrap() - 0.5660).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, Lydersen and Laake (2017), section 4.8.8.
pub fn baptista_pike_mid_p(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    by_probability(treated, control, level, 0.5)
}

fn by_probability(treated: Arm, control: Arm, level: Level, own: f64) -> Result<Estimated, Undefined> {
    let search = |margins: &Margins| {
        acceptance::lower_limit(margins, margins.observed, own, level.alpha(), (-FARTHEST, FARTHEST))
    };
    both_ends(treated, control, search)
}

/// The events among the treated, given both margins.
struct Margins {
    treated: u64,
    control: u64,
    events: u64,
    observed: u64,
    /// A logarithm of the odds ratio to start from.
    start: f64,
    /// The distribution at an odds ratio of 1.
    null: NoncentralHypergeometric,
}

impl Margins {
    fn new(treated: Arm, control: Arm) -> Result<Margins, Undefined> {
        let table = Table::new(treated, control);
        let half = |x: f64| x + 0.5;
        let start = libm::log(half(table.a) / half(table.b)) - libm::log(half(table.c) / half(table.d));
        let events = treated.events().checked_add(control.events()).ok_or(Undefined::TooLarge)?;
        let null = NoncentralHypergeometric::new(treated.total(), control.total(), events, 1.0)?;
        let (treated, control, observed) = (treated.total(), control.total(), treated.events());
        Ok(Margins { treated, control, events, observed, start, null })
    }

    fn at(&self, log_odds: f64) -> Result<NoncentralHypergeometric, Undefined> {
        NoncentralHypergeometric::new(self.treated, self.control, self.events, libm::exp(log_odds))
    }
}

impl Tilted for Margins {
    fn lowest(&self) -> u64 {
        self.events.saturating_sub(self.control)
    }

    fn ln_weight(&self, count: u64) -> f64 {
        self.null.ln_pmf(count)
    }

    fn tails(&self, log_odds: f64, low: Option<u64>, observed: u64) -> Result<(f64, f64), Undefined> {
        let x = self.at(log_odds)?;
        let above = if observed == 0 { 1.0 } else { x.sf(observed - 1) };
        Ok((low.map_or(0.0, |low| x.cdf(low)) + above, x.pmf(observed)))
    }
}

/// The lower limit by `search` for the logarithm, and the upper as the reciprocal of that of the opposite question.
fn both_ends(
    treated: Arm,
    control: Arm,
    search: impl Fn(&Margins) -> Result<f64, Undefined>,
) -> Result<Estimated, Undefined> {
    let table = Table::new(treated, control);
    if table.has_zero_margin() {
        return Err(Undefined::ZeroMargin);
    }
    let (value, [at_zero, at_infinity]) = estimate(&table);
    let lower = if at_zero { 0.0 } else { libm::exp(search(&Margins::new(treated, control)?)?) };
    let upper = if at_infinity { f64::INFINITY } else { libm::exp(-search(&Margins::new(control, treated)?)?) };
    Ok(Estimated { value, standard_error: None, interval: Interval::Bounded { lower, upper } })
}
