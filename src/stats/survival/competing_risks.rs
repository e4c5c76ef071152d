//! Competing risks: several events of which each prevents the others.

use super::LimitScale;
use crate::stats::sum::Sum;
use crate::stats::{Interval, Level, Undefined};

/// The persons whose follow-up ended at one time, by what ended it.
#[derive(Debug, Clone, PartialEq)]
pub struct CompetingRow {
    /// The time.
    pub time: f64,
    /// How many had each of the events, in the order of the causes.
    pub events: Vec<u64>,
    /// How many were censored.
    pub censored: u64,
}

/// The share who have had the event of one cause, over time.
#[derive(Debug, Clone, PartialEq)]
pub struct CumulativeIncidence {
    /// The curve at every distinct time, in order.
    pub steps: Vec<IncidenceStep>,
}

/// A cumulative incidence from one time until the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncidenceStep {
    /// The time.
    pub time: f64,
    /// How many were under observation just before, free of any event.
    pub at_risk: u64,
    /// How many had the event of this cause.
    pub events: u64,
    /// The probability of having had the event of this cause by `time`.
    pub incidence: f64,
    /// The variance of `incidence`.
    pub variance: f64,
}

/// The Aalen-Johansen estimates of the cumulative incidence of each cause.
///
/// `F(t) = sum S(t-) d / n` over the times up to `t`, with `d` events of the cause among `n` at risk and
/// `S` the probability of no event at all. The incidences of all causes and `S` sum to 1, which the
/// complements of one Kaplan-Meier curve per cause do not. The variance is Greenwood's in the case of
/// one cause, and by the delta method otherwise.
///
/// Rows may be in any order and times may repeat. [`Undefined::NoObservations`] for nobody;
/// [`Undefined::OutsideDomain`] for a negative time or rows that differ in their number of causes;
/// [`Undefined::NotFinite`] and [`Undefined::TooLarge`] as for
/// [`EventTable::new`](super::EventTable::new).
///
/// To compare hazards by cause, use [`log_rank`](super::log_rank()) with the other causes as censored.
///
/// ```
/// use utfall::stats::survival::{CompetingRow, cumulative_incidence};
///
/// // By hand: of 10, 2 get a job at 1 month and 1 retires; of the 7 left 1 retires at 2; of 6, 3 get a
/// // job at 3. Jobs: 2/10 + 6/10 * 3/6 = 1/2; retirement: 1/10 + 7/10 * 1/7 = 1/5.
/// let row = |time, jobs, retirements| CompetingRow { time, events: vec![jobs, retirements], censored: 0 };
/// let [jobs, retirements] =
///     &cumulative_incidence(&[row(1.0, 2, 1), row(2.0, 0, 1), row(3.0, 3, 0), CompetingRow {
///         time: 4.0, events: vec![0, 0], censored: 3,
///     }])?[..] else { unreachable!() };
/// assert!((jobs.at(3.5) - 0.5).abs() < 1e-15);
/// assert!((retirements.at(3.5) - 0.2).abs() < 1e-15);
/// // Nobody is censored before month 4: the variance is that of a proportion, p (1 - p) / 10.
/// assert!((jobs.steps[2].variance - 0.025).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Aalen, O. O. and Johansen, S. (1978). An empirical transition matrix for non-homogeneous Markov chains
/// based on censored observations. *Scandinavian Journal of Statistics* 5, 141-150. The variance:
/// Marubini, E. and Valsecchi, M. G. (1995). *Analysing Survival Data from Clinical Trials and
/// Observational Studies*, equation 10.12.
pub fn cumulative_incidence(rows: &[CompetingRow]) -> Result<Vec<CumulativeIncidence>, Undefined> {
    let rows = tidied(rows)?;
    let causes = rows[0].events.len();
    Ok((0..causes).map(|cause| of_cause(&rows, cause)).collect())
}

/// Sorted, each time once, every row with somebody.
fn tidied(rows: &[CompetingRow]) -> Result<Vec<CompetingRow>, Undefined> {
    if rows.iter().any(|row| !row.time.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let causes = rows.first().map_or(0, |row| row.events.len());
    if rows.iter().any(|row| row.time < 0.0 || row.events.len() != causes) {
        return Err(Undefined::OutsideDomain);
    }
    let mut sorted: Vec<&CompetingRow> = rows.iter().collect();
    sorted.sort_by(|a, b| a.time.total_cmp(&b.time));
    let mut tidy: Vec<CompetingRow> = Vec::new();
    let mut total: u64 = 0;
    for row in sorted {
        let persons = row.events.iter().try_fold(row.censored, |sum, events| sum.checked_add(*events));
        let persons = persons.ok_or(Undefined::TooLarge)?;
        total = total.checked_add(persons).filter(|total| *total <= 1 << 53).ok_or(Undefined::TooLarge)?;
        match tidy.last_mut() {
            Some(last) if last.time == row.time => {
                last.events.iter_mut().zip(&row.events).for_each(|(sum, events)| *sum += events);
                last.censored += row.censored;
            }
            _ if persons > 0 => tidy.push(row.clone()),
            _ => {}
        }
    }
    if total == 0 { Err(Undefined::NoObservations) } else { Ok(tidy) }
}

fn of_cause(rows: &[CompetingRow], cause: usize) -> CumulativeIncidence {
    let persons = |row: &CompetingRow| row.events.iter().sum::<u64>() + row.censored;
    let mut at_risk: u64 = rows.iter().map(persons).sum();
    let (mut survival, mut incidence) = (1.0, Sum::default());
    // With a = d / (n (n - d)) over all causes and b = S(t-) d_k / n^2, the variance is
    // sum a (F - F_j)^2 - 2 b (F - F_j) + S(t-)^2 d_k (n - d_k) / n^3, multiplied out to be summed once.
    let [mut a, mut a_f, mut a_ff, mut b, mut b_f, mut c] = [Sum::default(); 6];
    let mut steps = Vec::with_capacity(rows.len());
    for row in rows {
        let n = at_risk as f64;
        let all = row.events.iter().sum::<u64>();
        let (own, survivors) = (row.events[cause] as f64, (at_risk - all) as f64);
        incidence.add(survival * (own / n));
        let f = incidence.value();
        // When nobody is left nothing comes after, and the term would be multiplied by 0.
        let hazard = if survivors > 0.0 { all as f64 / n / survivors } else { 0.0 };
        a.add(hazard);
        a_f.add(hazard * f);
        a_ff.add(hazard * f * f);
        let share = survival * own / n / n;
        b.add(share);
        b_f.add(share * f);
        c.add(survival * survival * own / n * ((n - own) / n) / n);
        let variance =
            f * f * a.value() - 2.0 * f * (a_f.value() + b.value()) + a_ff.value() + 2.0 * b_f.value() + c.value();
        steps.push(IncidenceStep {
            time: row.time,
            at_risk,
            events: row.events[cause],
            incidence: f,
            variance: variance.max(0.0),
        });
        survival *= survivors / n;
        at_risk -= persons(row);
    }
    CumulativeIncidence { steps }
}

impl CumulativeIncidence {
    /// The cumulative incidence at `time`, 0 before the first.
    pub fn at(&self, time: f64) -> f64 {
        let after = self.steps.partition_point(|step| step.time <= time);
        self.steps[..after].last().map_or(0.0, |step| step.incidence)
    }
}

impl IncidenceStep {
    /// The standard error of `incidence`.
    pub fn standard_error(&self) -> f64 {
        libm::sqrt(self.variance)
    }

    /// The pointwise interval of `incidence`, symmetric on `scale`; `None` where the incidence is 0, and
    /// on the scale [`LimitScale::LogLog`] where it is 1.
    pub fn interval(&self, level: Level, scale: LimitScale) -> Option<Interval> {
        if self.incidence <= 0.0 {
            return None;
        }
        scale
            .limits(self.incidence, self.standard_error() / self.incidence, level.z())
            .map(|(lower, upper)| Interval::Bounded { lower, upper })
    }
}
