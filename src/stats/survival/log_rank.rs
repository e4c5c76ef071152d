//! The log-rank test and its weighted relatives, for two or more groups and for strata.

use nalgebra::{DMatrix, DVector};

use super::EventTable;
use crate::stats::distribution::ChiSquared;
use crate::stats::linear::Cholesky;
use crate::stats::sum::Sum;
use crate::stats::{TestResult, Undefined};

/// How much the events at each time count in a comparison of curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TestWeights {
    /// All alike: the log-rank test, best when the hazards are proportional.
    LogRank,
    /// By the pooled Kaplan-Meier estimate just before: early differences count most, and censoring
    /// has no part in the weights.
    PetoPeto,
    /// By the number at risk, as in the generalised Wilcoxon test: early differences count most, but
    /// the weights follow the censoring too.
    GehanBreslow,
    /// By the square root of the number at risk.
    TaroneWare,
}

/// A comparison of the curves of two or more groups.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// The events of each group, weighted as the test weights them.
    pub observed: Vec<f64>,
    /// What each group would have had, were the hazards equal; weighted in the same way.
    pub expected: Vec<f64>,
    /// The chi-squared test that the hazards are equal.
    pub test: TestResult,
}

/// The log-rank test that two or more groups have the same hazard.
///
/// `chi^2 = (O - E)' V^-1 (O - E)` with `k - 1` degrees of freedom; at each time `E` shares the events
/// by the numbers at risk and `V` is hypergeometric. A group that nobody is at risk in while events
/// happen is left out. [`Undefined::TooFewGroups`] with fewer than two groups, [`Undefined::NoEvents`]
/// without an event, [`Undefined::NoVariation`] when no event happens while two groups are at risk.
///
/// Curves that cross can differ without the test noticing: compare
/// [restricted means](super::restricted_mean) then.
///
/// ```
/// use utfall::stats::survival::{EventTable, Observation, log_rank};
///
/// // Freireich et al. (1963): 9 events against 19.25 expected, 21 against 10.75, chi-squared 16.79.
/// let week = |time: i32, event| Observation { time: f64::from(time), event };
/// let mp = EventTable::from_observations(
///     [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|t| week(t, true)).into_iter()
///         .chain([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|t| week(t, false))),
/// )?;
/// let placebo = EventTable::from_observations(
///     [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23].map(|t| week(t, true)),
/// )?;
/// let compared = log_rank(&[mp, placebo])?;
/// assert_eq!(compared.observed, [9.0, 21.0]);
/// assert!((compared.expected[0] - 19.25).abs() < 5e-3);
/// assert!((compared.test.statistic.unwrap() - 16.79).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Mantel, N. (1966). Evaluation of survival data and two new rank order statistics arising in its
/// consideration. *Cancer Chemotherapy Reports* 50, 163-170. The figures: Kleinbaum, D. G. and Klein, M.
/// (2012). *Survival Analysis*, 3rd edition, chapter 2.
pub fn log_rank(groups: &[EventTable]) -> Result<LogRank, Undefined> {
    weighted_log_rank(&[groups], TestWeights::LogRank)
}

/// The Peto-Peto test: the log-rank test with each time weighted by the pooled Kaplan-Meier estimate
/// just before it (Fleming and Harrington's family at `rho = 1`).
///
/// Sensitive to early differences. Errors as for [`log_rank`].
///
/// Peto, R. and Peto, J. (1972). Asymptotically efficient rank invariant test procedures. *Journal of
/// the Royal Statistical Society A* 135, 185-207. Harrington, D. P. and Fleming, T. R. (1982). A class of
/// rank test procedures for censored survival data. *Biometrika* 69, 553-566.
pub fn peto_peto(groups: &[EventTable]) -> Result<LogRank, Undefined> {
    weighted_log_rank(&[groups], TestWeights::PetoPeto)
}

/// A weighted log-rank test in one or more strata; each stratum lists the same groups in the same order.
///
/// `O`, `E` and `V` are summed over the strata, within which alone persons are compared; a group may
/// have nobody in a stratum (an empty table). Weights are those of the stratum. Errors as for
/// [`log_rank`]; [`Undefined::OutsideDomain`] when the strata differ in their number of groups.
///
/// ```
/// use utfall::stats::survival::{EventTable, Observation, TestWeights, weighted_log_rank};
///
/// // Freireich et al. (1963) by Gehan (1965): chi-squared 13.46 with Gehan's weights.
/// let week = |time: i32, event| Observation { time: f64::from(time), event };
/// let mp = EventTable::from_observations(
///     [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|t| week(t, true)).into_iter()
///         .chain([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|t| week(t, false))),
/// )?;
/// let placebo = EventTable::from_observations(
///     [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23].map(|t| week(t, true)),
/// )?;
/// let test = weighted_log_rank(&[&[mp, placebo]], TestWeights::GehanBreslow)?.test;
/// assert!((test.statistic.unwrap() - 13.46).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Tarone, R. E. and Ware, J. (1977). On distribution-free tests for equality of survival
/// distributions. *Biometrika* 64, 156-160. Gehan, E. A. (1965). *Biometrika* 52, 203-223. Breslow, N.
/// (1970). *Biometrika* 57, 579-594.
pub fn weighted_log_rank<G: AsRef<[EventTable]>>(strata: &[G], weights: TestWeights) -> Result<LogRank, Undefined> {
    let count = strata.first().map_or(0, |groups| groups.as_ref().len());
    if count < 2 {
        return Err(Undefined::TooFewGroups);
    }
    if strata.iter().any(|groups| groups.as_ref().len() != count) {
        return Err(Undefined::OutsideDomain);
    }
    let mut sums = Sums::new(count);
    for groups in strata {
        sums.add_stratum(groups.as_ref(), weights);
    }
    sums.compared()
}

/// The running sums of a test: observed, expected, and the covariance of their difference.
struct Sums {
    observed: Vec<Sum>,
    expected: Vec<Sum>,
    covariance: Vec<Sum>,
}

impl Sums {
    fn new(groups: usize) -> Sums {
        Sums {
            observed: vec![Sum::default(); groups],
            expected: vec![Sum::default(); groups],
            covariance: vec![Sum::default(); groups * groups],
        }
    }

    fn add_stratum(&mut self, groups: &[EventTable], weights: TestWeights) {
        let mut at_risk: Vec<f64> = groups.iter().map(|group| group.total() as f64).collect();
        let mut rows: Vec<_> = groups.iter().map(|group| group.rows().iter().peekable()).collect();
        let mut pooled_survival = 1.0;
        let mut events = vec![0.0; groups.len()];
        let mut leaving = vec![0.0; groups.len()];
        // The next time in any of the groups, until all are exhausted.
        while let Some(time) = rows.iter_mut().filter_map(|rows| rows.peek().map(|row| row.time)).reduce(f64::min) {
            for ((rows, events), leaving) in rows.iter_mut().zip(&mut events).zip(&mut leaving) {
                let row = rows.next_if(|row| row.time == time);
                *events = row.map_or(0.0, |row| row.events as f64);
                *leaving = row.map_or(0.0, |row| (row.events + row.censored) as f64);
            }
            let n: f64 = at_risk.iter().sum();
            let d: f64 = events.iter().sum();
            if d > 0.0 {
                let weight = match weights {
                    TestWeights::LogRank => 1.0,
                    TestWeights::PetoPeto => pooled_survival,
                    TestWeights::GehanBreslow => n,
                    TestWeights::TaroneWare => libm::sqrt(n),
                };
                self.add_time(&events, &at_risk, (d, n), weight);
                pooled_survival *= (n - d) / n;
            }
            for (at_risk, leaving) in at_risk.iter_mut().zip(&leaving) {
                *at_risk -= leaving;
            }
        }
    }

    /// Adds the events of one time: hypergeometric expectations and covariances.
    fn add_time(&mut self, events: &[f64], at_risk: &[f64], (d, n): (f64, f64), weight: f64) {
        let groups = events.len();
        // With everybody at risk having the event, or one person at risk, nothing varies.
        let spread = if n > 1.0 { weight * weight * d * ((n - d) / (n - 1.0)) } else { 0.0 };
        for i in 0..groups {
            let share = at_risk[i] / n;
            self.observed[i].add(weight * events[i]);
            self.expected[i].add(weight * d * share);
            for j in 0..groups {
                let other = at_risk[j] / n;
                // share (1 - share) without cancellation when one group is all but alone.
                let factor = if i == j { share * ((n - at_risk[i]) / n) } else { -share * other };
                self.covariance[i * groups + j].add(spread * factor);
            }
        }
    }

    fn compared(&self) -> Result<LogRank, Undefined> {
        let groups = self.observed.len();
        let observed: Vec<f64> = self.observed.iter().map(|sum| sum.value()).collect();
        let expected: Vec<f64> = self.expected.iter().map(|sum| sum.value()).collect();
        if observed.iter().all(|events| *events == 0.0) {
            return Err(Undefined::NoEvents);
        }
        // Those at risk of an event, but for one of them: the differences sum to zero.
        let compared: Vec<usize> = (0..groups).filter(|i| expected[*i] > 0.0).skip(1).collect();
        if compared.is_empty() {
            return Err(Undefined::NoVariation);
        }
        let difference = DVector::from_iterator(compared.len(), compared.iter().map(|i| observed[*i] - expected[*i]));
        let covariance = DMatrix::from_fn(compared.len(), compared.len(), |i, j| {
            self.covariance[compared[i] * groups + compared[j]].value()
        });
        let statistic = match Cholesky::new(&covariance) {
            Ok(factor) => factor.quadratic_form(&difference),
            Err(Undefined::Collinear) => return Err(Undefined::NoVariation),
            Err(why) => return Err(why),
        };
        let df = compared.len() as f64;
        let p = ChiSquared::new(df)?.sf(statistic);
        Ok(LogRank { observed, expected, test: TestResult { statistic: Some(statistic), df: Some(df), p } })
    }
}
