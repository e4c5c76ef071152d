//! Exact methods that hold the sizes of the two groups fixed, and not the number of events.
//!
//! The probability of the outcomes that speak at least as much against a hypothesis depends on a nuisance parameter,
//! the proportion of the controls; the largest value counts. More powerful than the methods given both margins
//! ([`tests::fisher`](super::tests::fisher), [`odds_ratio::cornfield_exact`]), and
//! slower: for up to some hundred people a group.

use super::score::Score;
use super::table::Table;
use super::{odds_ratio, risk_difference, risk_ratio};
use crate::stats::nuisance::{binomial_probabilities, largest};
use crate::stats::one_proportion::clopper_pearson;
use crate::stats::tables::Contingency;
use crate::stats::{Arm, Estimated, Interval, Level, TestResult, Undefined, root};

/// The largest number of outcomes, of both groups together, that an interval looks through at each value of the effect:
/// a few seconds.
const MOST_OUTCOMES: u64 = 10_000;

/// The largest group of the test, which looks through the outcomes once.
const LARGEST_GROUP: u64 = 3_000;

/// The chance that the nuisance parameter is outside the interval in which it is sought (Berger and Boos), which is added
/// to every probability: the usual value.
const OUTSIDE: f64 = 1e-6;

/// How many steps beyond a limit are looked at for effects that are not rejected after all.
const LOOKED_AT: usize = 60;

/// Statistics that agree to this much are equal.
const TIES: f64 = 1e-9;

/// Suissa and Shuster's exact test: the largest probability, over the common proportion, of outcomes with at least the
/// observed Pearson's chi-squared.
///
/// The proportion is sought in its exact interval at level `1 - gamma`, and `gamma` is added to the result (Berger and
/// Boos); 0 seeks it everywhere, 0.0001 is usual. The rows of the table are the groups, the first of its two columns
/// the events. A table that cannot speak against the hypothesis, as one with an empty row or column, has a p of one.
/// [`Undefined::OutsideDomain`] unless the table is 2 by 2 and `gamma` is in `[0, 1)`, [`Undefined::TooLarge`] above
/// 3 000 people in a group.
///
/// ```
/// use utfall::stats::{tables::Contingency, two_proportions::unconditional::suissa_shuster};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 3/4 against 1/4, p = 0.28916.
/// let test = suissa_shuster(&Contingency::new(&[[3, 1], [1, 3]])?, 0.0001)?;
/// assert!((test.p - 0.28916).abs() < 5e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Suissa, S. and Shuster, J. J. (1985). Exact unconditional sample sizes for the 2 x 2 binomial trial. *Journal of the
/// Royal Statistical Society A* 148, 317-327; Berger, R. L. and Boos, D. D. (1994). *Journal of the American
/// Statistical Association* 89, 1012-1016.
pub fn suissa_shuster(table: &Contingency, gamma: f64) -> Result<TestResult, Undefined> {
    if table.rows() != 2 || table.columns() != 2 || !(0.0..1.0).contains(&gamma) {
        return Err(Undefined::OutsideDomain);
    }
    let rows = table.row_totals();
    if rows.iter().any(|n| *n > LARGEST_GROUP) {
        return Err(Undefined::TooLarge);
    }
    let (n1, n2) = (rows[0], rows[1]);
    let (observed1, observed2) = (table.cell(0, 0), table.cell(1, 0));
    // Chi-squared up to a constant, as a fraction of whole numbers: (a d - b c)^2 / (m1 m0).
    let chi_squared = |x1: u64, x2: u64| {
        let events = x1 + x2;
        let determinant = u128::from((x1 * (n2 - x2)).abs_diff((n1 - x1) * x2));
        (determinant * determinant, u128::from(events * (n1 + n2 - events)))
    };
    let (top, bottom) = chi_squared(observed1, observed2);
    if top == 0 {
        return Ok(TestResult::exact(1.0));
    }
    let region = Region::new((n1, n2), |x1, x2| {
        let (other_top, other_bottom) = chi_squared(x1, x2);
        other_top > 0 && other_top * bottom >= top * other_bottom
    });
    let events = observed1 + observed2;
    let range = if gamma > 0.0 {
        let interval = clopper_pearson(Arm::new(events, table.total())?, Level::new(1.0 - gamma)?)?.interval;
        (interval.lower().unwrap_or(0.0), interval.upper().unwrap_or(1.0))
    } else {
        (0.0, 1.0)
    };
    Ok(TestResult::exact(gamma + largest(|p| region.probability(p, p), range)))
}

/// What an effect of two proportions is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// `p1 - p2`.
    RiskDifference,
    /// `p1 / p2`.
    RiskRatio,
    /// `(p1 / q1) / (p2 / q2)`.
    OddsRatio,
}

/// Chan and Zhang's exact interval: two one-sided tests at `alpha / 2` by the score statistic, inverted.
///
/// Covers with at least the level, each side with at most `alpha / 2` beyond it. The proportion of the controls is sought
/// in its exact interval at level `1 - 1e-6`, and 1e-6 is added to the p-values (Berger and Boos). [`Undefined::NoEvents`] for a risk ratio
/// and [`Undefined::ZeroMargin`] for an odds ratio that the data say nothing about; [`Undefined::TooLarge`] when there
/// are more than 10 000 outcomes, about 100 people a group.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::unconditional::{Measure, chan_zhang}};
///
/// // Fagerland, Lydersen & Laake (2015): 7/34 against 1/34, difference 0.019 to 0.36.
/// let (treated, control) = (Arm::new(7, 34)?, Arm::new(1, 34)?);
/// let exact = chan_zhang(treated, control, Measure::RiskDifference, Level::NINETY_FIVE)?;
/// assert!((exact.interval.lower().unwrap() - 0.019).abs() < 5e-4);
/// assert!((exact.interval.upper().unwrap() - 0.36).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Chan, I. S. F. and Zhang, Z. (1999). Test-based exact confidence intervals for the difference of two binomial
/// proportions. *Biometrics* 55, 1202-1209.
pub fn chan_zhang(treated: Arm, control: Arm, measure: Measure, level: Level) -> Result<Estimated, Undefined> {
    interval(treated, control, measure, level, false)
}

/// Agresti and Min's exact interval: a two-sided test by the size of the score statistic, inverted.
///
/// Covers with at least the level, and is mostly shorter than [`chan_zhang`]'s. The set of effects that are not
/// rejected may have gaps; its hull is returned, to the resolution of a search in steps of a sixtieth of the distance
/// from the estimate. Nuisance and errors as there.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::unconditional::{Measure, agresti_min}};
///
/// // Fagerland, Lydersen & Laake (2015): 7/34 against 1/34, difference 0.024 to 0.35.
/// let (treated, control) = (Arm::new(7, 34)?, Arm::new(1, 34)?);
/// let exact = agresti_min(treated, control, Measure::RiskDifference, Level::NINETY_FIVE)?;
/// assert!((exact.interval.lower().unwrap() - 0.024).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti, A. and Min, Y. (2001). On small-sample confidence intervals for parameters in discrete distributions.
/// *Biometrics* 57, 963-971.
pub fn agresti_min(treated: Arm, control: Arm, measure: Measure, level: Level) -> Result<Estimated, Undefined> {
    interval(treated, control, measure, level, true)
}

fn interval(
    treated: Arm,
    control: Arm,
    measure: Measure,
    level: Level,
    two_sided: bool,
) -> Result<Estimated, Undefined> {
    let study = Study::new(treated, control, measure)?;
    let alpha = if two_sided { level.alpha() } else { 0.5 * level.alpha() };
    let start = study.start();
    let (least, most) = study.range();
    let step = 0.1 * if measure == Measure::RiskDifference { 1.0 } else { 5.0 };
    let search = |upwards: bool| {
        let sign = if two_sided { None } else { Some(!upwards) };
        let excess = |effect: f64| study.p(effect, sign) - alpha;
        let range = if upwards { (start, most) } else { (least, start) };
        if excess(start) <= 0.0 {
            return Ok(start);
        }
        let first = root::outwards(excess, start, step, range, !upwards)?;
        // The p-value falls on the way out, but not everywhere: the last effect that is not rejected counts.
        let stride = (first - start) / LOOKED_AT as f64;
        let beyond = (1..=LOOKED_AT).rev().map(|steps| (first + steps as f64 * stride).clamp(least, most));
        match beyond.into_iter().find(|effect| excess(*effect) > 0.0) {
            Some(inside) => root::bracketed(excess, inside, (inside + stride).clamp(least, most)),
            None => Ok(first),
        }
    };
    let (at_lowest, at_highest) = study.at_ends();
    let back = |effect: f64| if measure == Measure::RiskDifference { effect } else { libm::exp(effect) };
    let lower = if at_lowest { back(f64::NEG_INFINITY).max(-1.0) } else { back(search(false)?) };
    let upper = if at_highest { f64::INFINITY } else { back(search(true)?) };
    Ok(Estimated { value: study.value(), standard_error: None, interval: Interval::Bounded { lower, upper } })
}

/// The observed table, and the measure whose interval is sought: ratios on the scale of logarithms.
struct Study {
    treated: Arm,
    control: Arm,
    table: Table,
    measure: Measure,
    /// Where the proportion of the controls is sought.
    nuisance: (f64, f64),
}

impl Study {
    fn new(treated: Arm, control: Arm, measure: Measure) -> Result<Study, Undefined> {
        let table = Table::new(treated, control);
        let outcomes = (treated.total().saturating_add(1)).saturating_mul(control.total().saturating_add(1));
        if outcomes > MOST_OUTCOMES {
            return Err(Undefined::TooLarge);
        }
        match measure {
            Measure::RiskRatio if table.events() == 0.0 => Err(Undefined::NoEvents),
            Measure::OddsRatio if table.has_zero_margin() => Err(Undefined::ZeroMargin),
            _ => {
                let sought = clopper_pearson(control, Level::new(1.0 - OUTSIDE)?)?.interval;
                let nuisance = (sought.lower().unwrap_or(0.0), sought.upper().unwrap_or(1.0));
                Ok(Study { treated, control, table, measure, nuisance })
            }
        }
    }

    fn value(&self) -> f64 {
        let Table { a, b, c, d, treated, control, .. } = self.table;
        match self.measure {
            Measure::RiskDifference => self.table.difference(),
            Measure::RiskRatio => a / treated / (c / control),
            Measure::OddsRatio => {
                if b == 0.0 || c == 0.0 {
                    f64::INFINITY
                } else {
                    a / b / (c / d)
                }
            }
        }
    }

    /// Whether the estimate is the smallest or the largest possible on a ratio's scale.
    fn at_ends(&self) -> (bool, bool) {
        let value = self.value();
        match self.measure {
            Measure::RiskDifference => (false, false),
            Measure::RiskRatio | Measure::OddsRatio => (value == 0.0, value == f64::INFINITY),
        }
    }

    /// The estimate, or a finite value near it.
    fn start(&self) -> f64 {
        let Table { a, b, c, d, treated, control, .. } = self.table;
        let half = if self.at_ends() == (false, false) { 0.0 } else { 0.5 };
        let ratio = |x: f64, y: f64| libm::log((x + half) / (y + half));
        match self.measure {
            Measure::RiskDifference => self.table.difference(),
            Measure::RiskRatio => ratio(a, c) - libm::log(treated / control),
            Measure::OddsRatio => ratio(a, b) - ratio(c, d),
        }
    }

    fn range(&self) -> (f64, f64) {
        if self.measure == Measure::RiskDifference { (-1.0, 1.0) } else { (-300.0, 300.0) }
    }

    /// The score statistic of a table at a value of the effect, bounded.
    fn statistic(&self, table: &Table, effect: f64) -> f64 {
        let score: Score = match self.measure {
            Measure::RiskDifference => risk_difference::score_at(table, effect, 1.0),
            Measure::RiskRatio => risk_ratio::score_at(table, effect, 1.0),
            Measure::OddsRatio => odds_ratio::score_at(table, effect, 1.0),
        };
        score.bounded()
    }

    /// The largest probability, over the proportion of the controls, of outcomes at least as far from the effect as the
    /// observed one: above it (`Some(true)`), below it (`Some(false)`), or either way.
    fn p(&self, effect: f64, above: Option<bool>) -> f64 {
        let observed = self.statistic(&self.table, effect);
        let (n1, n2) = (self.treated.total(), self.control.total());
        let region = Region::new((n1, n2), |x1, x2| {
            let (Ok(one), Ok(two)) = (Arm::new(x1, n1), Arm::new(x2, n2)) else { return false };
            let other = self.statistic(&Table::new(one, two), effect);
            match above {
                Some(true) => other >= observed - TIES,
                Some(false) => other <= observed + TIES,
                None => other.abs() >= observed.abs() - TIES,
            }
        });
        let (treated_from, range): (Box<dyn Fn(f64) -> f64>, (f64, f64)) = match self.measure {
            Measure::RiskDifference => (Box::new(move |p| p + effect), ((-effect).max(0.0), (1.0 - effect).min(1.0))),
            Measure::RiskRatio => {
                let ratio = libm::exp(effect);
                (Box::new(move |p| p * ratio), (0.0, (1.0 / ratio).min(1.0)))
            }
            Measure::OddsRatio => {
                let odds = libm::exp(effect);
                (Box::new(move |p| odds * p / (1.0 - p + odds * p)), (0.0, 1.0))
            }
        };
        let range = (range.0.max(self.nuisance.0), range.1.min(self.nuisance.1));
        let within = |p: f64| region.probability(treated_from(p).clamp(0.0, 1.0), p);
        // An effect that the proportion of the controls rules out has no probability left.
        OUTSIDE + if range.0 <= range.1 { largest(within, range) } else { 0.0 }
    }
}

/// A set of outcomes: for each number of events in the first group, stretches of numbers in the second.
struct Region {
    sizes: (usize, usize),
    stretches: Vec<Vec<(usize, usize)>>,
}

impl Region {
    fn new((n1, n2): (u64, u64), contains: impl Fn(u64, u64) -> bool) -> Region {
        let row = |x1: u64| {
            let mut stretches: Vec<(usize, usize)> = Vec::new();
            for x2 in (0..=n2).filter(|x2| contains(x1, *x2)) {
                let x2 = x2 as usize;
                match stretches.last_mut() {
                    Some((_, end)) if *end == x2 => *end = x2 + 1,
                    _ => stretches.push((x2, x2 + 1)),
                }
            }
            stretches
        };
        Region { sizes: (n1 as usize, n2 as usize), stretches: (0..=n1).map(row).collect() }
    }

    /// The probability of the region for these proportions.
    fn probability(&self, p1: f64, p2: f64) -> f64 {
        let one = binomial_probabilities(self.sizes.0, p1);
        let two = binomial_probabilities(self.sizes.1, p2);
        let mut cumulative = vec![0.0; two.len() + 1];
        for (k, probability) in two.iter().enumerate() {
            cumulative[k + 1] = cumulative[k] + probability;
        }
        let within = |stretches: &Vec<(usize, usize)>| {
            stretches.iter().map(|(from, to)| cumulative[*to] - cumulative[*from]).sum::<f64>()
        };
        one.iter().zip(&self.stretches).map(|(probability, stretches)| probability * within(stretches)).sum()
    }
}
