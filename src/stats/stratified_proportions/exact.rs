//! The common odds ratio given all margins.

use super::{Stratum, tables};
use crate::stats::distribution::NoncentralHypergeometric;
use crate::stats::sum::sum;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined, root};

/// Beyond this many possible totals the convolution takes too long.
const MOST_TOTALS: u64 = 20_000;

/// The largest logarithm of an odds ratio that the search considers.
const FARTHEST: f64 = 700.0;

/// The conditional maximum-likelihood estimate of the odds ratio common to all strata, with the exact interval.
///
/// Given all margins, the total number of events among the treated is a sum of noncentral hypergeometric counts. The
/// estimate is the odds ratio under which its expectation is what was observed; the limits are those under which the
/// tails from the observed total outwards are `alpha / 2`. Works with zero cells, where the estimate
/// and a limit may be 0 or infinite. Conservative, as every exact interval.
///
/// [`Undefined::ZeroMargin`] when in every stratum everyone or no one had the event; [`Undefined::TooLarge`] when there
/// are more than 20 000 possible totals.
///
/// ```
/// use utfall::stats::{Arm, Level, stratified_proportions::{Stratum, exact_odds_ratio}};
///
/// // Penicillin and rabbits (Agresti 1990, p. 234; R's `mantelhaen.test`): 10.361 (1.0774 to 529.8). R's search stops
/// // early: the roots are 10.361046, 1.077388 and 531.512783 (mpmath).
/// let doses = [(0, 6, 0, 5), (3, 6, 0, 6), (6, 6, 2, 6), (5, 6, 6, 6), (2, 2, 5, 5)]
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let pooled = exact_odds_ratio(&doses, Level::NINETY_FIVE)?;
/// assert!((pooled.value - 10.361_046_3).abs() < 1e-7);
/// assert!((pooled.interval.lower().unwrap() - 1.077_387_763_5).abs() < 1e-10);
/// assert!((pooled.interval.upper().unwrap() - 531.512_782_9).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Gart, J. J. (1970). *Biometrika* 57, 471-475; Mehta, C. R., Patel, N. R. and Gray, R. (1985). Computing an exact
/// confidence interval for the common odds ratio. *Journal of the American Statistical Association* 80, 969-973.
pub fn exact_odds_ratio(strata: &[Stratum], level: Level) -> Result<Estimated, Undefined> {
    let margins = Margins::new(strata)?;
    let Margins { lowest, highest, observed, .. } = margins;
    let centre = margins.tilt_to((observed as f64).max(lowest as f64 + 0.5).min(highest as f64 - 0.5))?;
    let totals = margins.totals(centre)?;
    let place = (observed - lowest) as usize;
    let ln_tail = libm::log(0.5 * level.alpha());
    let search = |f: &dyn Fn(f64) -> f64, rising: bool| {
        root::outwards(f, 0.0, 0.5, (-FARTHEST, FARTHEST), rising).map(|shift| libm::exp(centre + shift))
    };
    let (at_zero, at_infinity) = (observed == lowest, observed == highest);
    let lower = if at_zero { 0.0 } else { search(&|shift| totals.ln_share(shift, place, true) - ln_tail, true)? };
    let upper = if at_infinity {
        f64::INFINITY
    } else {
        search(&|shift| totals.ln_share(shift, place, false) - ln_tail, false)?
    };
    let value = if at_zero {
        0.0
    } else if at_infinity {
        f64::INFINITY
    } else {
        search(&|shift| totals.mean(shift) - place as f64, true)?
    };
    Ok(Estimated { value, standard_error: None, interval: Interval::Bounded { lower, upper } })
}

/// The exact test that the odds ratio is 1 in all strata: the probability, given all margins, of a total that is no
/// more likely than the observed one.
///
/// Errors as for [`exact_odds_ratio`], whose interval may disagree with it at the border, the tails being counted
/// differently.
///
/// ```
/// use utfall::stats::{Arm, stratified_proportions::{Stratum, exact_test}};
///
/// // Six sites (R 4.2.2, mantelhaen.test(exact = TRUE)): 0.03478.
/// let sites = [(14, 38, 9, 36), (12, 35, 8, 34), (9, 30, 7, 31), (16, 37, 12, 38), (11, 31, 8, 30), (14, 35, 11, 35)]
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// assert!((exact_test(&sites)?.p - 0.034_780_110).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Gart (1970); the two-sided rule is that of R's `mantelhaen.test`.
pub fn exact_test(strata: &[Stratum]) -> Result<TestResult, Undefined> {
    let margins = Margins::new(strata)?;
    let totals = margins.totals(0.0)?.0;
    // Totals that are equally likely but for rounding count as equal.
    let limit = totals[(margins.observed - margins.lowest) as usize] * (1.0 + 1e-7);
    let all = sum(totals.iter().copied());
    Ok(TestResult::exact(sum(totals.into_iter().filter(|weight| *weight <= limit)) / all))
}

/// The informative strata with the range of the total over them.
struct Margins {
    /// Treated, controls and events of each.
    strata: Vec<(u64, u64, u64)>,
    lowest: u64,
    highest: u64,
    observed: u64,
}

impl Margins {
    fn new(strata: &[Stratum]) -> Result<Margins, Undefined> {
        let mut margins = Margins { strata: Vec::new(), lowest: 0, highest: 0, observed: 0 };
        for t in tables(strata).into_iter().filter(|t| t.is_informative()) {
            if t.total > 9e15 {
                return Err(Undefined::TooLarge);
            }
            let (n1, n2, events) = (t.n1 as u64, t.n2 as u64, t.events() as u64);
            margins.strata.push((n1, n2, events));
            margins.lowest = margins.lowest.checked_add(events.saturating_sub(n2)).ok_or(Undefined::TooLarge)?;
            margins.highest = margins.highest.checked_add(n1.min(events)).ok_or(Undefined::TooLarge)?;
            margins.observed = margins.observed.checked_add(t.a as u64).ok_or(Undefined::TooLarge)?;
        }
        if margins.strata.is_empty() {
            Err(Undefined::ZeroMargin)
        } else if margins.highest - margins.lowest > MOST_TOTALS {
            Err(Undefined::TooLarge)
        } else {
            Ok(margins)
        }
    }

    fn counts(&self, log_odds: f64) -> Result<Vec<NoncentralHypergeometric>, Undefined> {
        let odds = libm::exp(log_odds);
        self.strata.iter().map(|(n1, n2, events)| NoncentralHypergeometric::new(*n1, *n2, *events, odds)).collect()
    }

    /// The logarithm of the odds ratio under which the expected total is `target`.
    fn tilt_to(&self, target: f64) -> Result<f64, Undefined> {
        let excess = |log_odds: f64| {
            self.counts(log_odds).map_or(f64::NAN, |counts| sum(counts.iter().map(|count| count.mean())) - target)
        };
        root::outwards(excess, 0.0, 0.5, (-FARTHEST, FARTHEST), true)
    }

    /// The distribution of the total at one odds ratio: a convolution.
    fn totals(&self, log_odds: f64) -> Result<Totals, Undefined> {
        let mut totals = vec![1.0];
        for count in self.counts(log_odds)? {
            let (least, most) = count.support();
            let weights: Vec<f64> = (least..=most).map(|x| count.pmf(x)).collect();
            let mut next = vec![0.0; totals.len() + weights.len() - 1];
            for (i, total) in totals.iter().enumerate() {
                for (j, weight) in weights.iter().enumerate() {
                    next[i + j] += total * weight;
                }
            }
            totals = next;
        }
        Ok(Totals(totals))
    }
}

/// Probabilities of the totals from the lowest, at one odds ratio; at another they are tilted by its ratio to that one.
struct Totals(Vec<f64>);

impl Totals {
    /// The weights at an odds ratio `exp(shift)` times as large, up to a common factor.
    fn tilted(&self, shift: f64) -> Vec<f64> {
        let logs: Vec<f64> =
            self.0.iter().enumerate().map(|(x, weight)| libm::log(*weight) + shift * x as f64).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        logs.into_iter().map(|log| libm::exp(log - largest)).collect()
    }

    fn mean(&self, shift: f64) -> f64 {
        let weights = self.tilted(shift);
        let moment = sum(weights.iter().enumerate().map(|(x, weight)| x as f64 * weight));
        moment / sum(weights)
    }

    /// The logarithm of the probability of `place` and above, or of `place` and below.
    fn ln_share(&self, shift: f64, place: usize, above: bool) -> f64 {
        let weights = self.tilted(shift);
        let part = if above { &weights[place..] } else { &weights[..=place] };
        libm::log(sum(part.iter().copied())) - libm::log(sum(weights.iter().copied()))
    }
}
