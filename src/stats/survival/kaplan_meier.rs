//! The Kaplan-Meier curve, its pointwise limits and its quantiles.

use super::EventTable;
use crate::stats::sum::Sum;
use crate::stats::{Interval, Level, Undefined};

/// Two survival probabilities closer than this are the same fraction, differently rounded.
const SAME_PROBABILITY: f64 = 1e-12;

/// The Kaplan-Meier estimate of the probability of no event by each time.
///
/// `S(t) = prod (1 - d / n)` over the times up to `t`, with `d` events among `n` at risk. Those
/// censored at a time are at risk of the events at that time.
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    steps: Vec<SurvivalStep>,
    total: u64,
}

/// The curve at one distinct time, and until the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalStep {
    /// The time of an event or a censoring.
    pub time: f64,
    /// How many were under observation just before.
    pub at_risk: u64,
    /// How many had the event.
    pub events: u64,
    /// How many were censored.
    pub censored: u64,
    /// The probability of no event up to and including `time`.
    pub survival: f64,
    /// Greenwood's sum, `sum d / (n (n - d))`: the variance of `ln S`; infinite when `survival` is 0.
    pub log_variance: f64,
}

/// The scale on which the limits of a probability are symmetric, with `S` that probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitScale {
    /// `S +- z se(S)`, cut at 0 and 1.
    Plain,
    /// `exp(ln S +- z se(ln S))`, cut at 1: the default of R.
    Log,
    /// `exp(-exp(ln(-ln S) +- z se))`: always inside 0 to 1, and the best of the three in small groups.
    LogLog,
}

/// A quantile of the time to the event, with the limits of Brookmeyer and Crowley.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalQuantile {
    /// The time; [`Undefined::BeyondFollowUp`] when the curve does not come down to it.
    pub value: Result<f64, Undefined>,
    /// The lower limit; `None` when it lies beyond the follow-up.
    pub lower: Option<f64>,
    /// The upper limit; `None` when it lies beyond the follow-up, which leaves it open.
    pub upper: Option<f64>,
}

/// The Kaplan-Meier curve of a group, `S(t) = prod (1 - d / n)`, with Greenwood's variance.
///
/// [`Undefined::NoObservations`] for an empty table. A curve without events stays at 1; it ends at 0
/// when the last person observed has the event. It describes the time to an event that nothing else
/// prevents: where death precludes it, `1 - S` exceeds the share who get it.
///
/// ```
/// use utfall::stats::survival::{EventTable, TimeRow, kaplan_meier};
///
/// // Freireich et al. (1963), 6-MP: S = 0.857 (se 0.0764) at 6 weeks, 0.448 (0.1346) at 23, median 23.
/// let row = |time, events, censored| TimeRow { time, events, censored };
/// let mp = EventTable::new([
///     row(6.0, 3, 1), row(7.0, 1, 0), row(9.0, 0, 1), row(10.0, 1, 1), row(11.0, 0, 1), row(13.0, 1, 0),
///     row(16.0, 1, 0), row(17.0, 0, 1), row(19.0, 0, 1), row(20.0, 0, 1), row(22.0, 1, 0), row(23.0, 1, 0),
///     row(25.0, 0, 1), row(32.0, 0, 2), row(34.0, 0, 1), row(35.0, 0, 1),
/// ])?;
/// let curve = kaplan_meier(&mp)?;
/// assert!((curve.survival(6.0) - 0.857).abs() < 5e-4);
/// assert!((curve.survival(24.0) - 0.448).abs() < 5e-4);
/// assert!((curve.step(6.0).unwrap().standard_error().unwrap() - 0.0764).abs() < 5e-5);
/// assert!((curve.step(24.0).unwrap().standard_error().unwrap() - 0.1346).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations.
/// *Journal of the American Statistical Association* 53, 457-481, equations 2b and 2f (Greenwood).
/// The figures: Collett, D. (2015). *Modelling Survival Data in Medical Research*, 3rd edition, and any
/// printout of R's `survfit`.
pub fn kaplan_meier(table: &EventTable) -> Result<KaplanMeier, Undefined> {
    if table.total() == 0 {
        return Err(Undefined::NoObservations);
    }
    let mut at_risk = table.total();
    let mut survival = 1.0;
    let mut log_variance = Sum::default();
    let steps = table
        .rows()
        .iter()
        .map(|row| {
            let (n, survivors) = (at_risk as f64, (at_risk - row.events) as f64);
            survival *= survivors / n;
            log_variance.add(if row.events == 0 { 0.0 } else { row.events as f64 / n / survivors });
            let step = SurvivalStep {
                time: row.time,
                at_risk,
                events: row.events,
                censored: row.censored,
                survival,
                log_variance: log_variance.value(),
            };
            at_risk -= row.events + row.censored;
            step
        })
        .collect();
    Ok(KaplanMeier { steps, total: table.total() })
}

impl KaplanMeier {
    /// The curve at every distinct time, in order.
    pub fn steps(&self) -> &[SurvivalStep] {
        &self.steps
    }

    /// The number of persons.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The last time at which anyone was observed; the curve says nothing beyond it unless it is 0.
    pub fn last_time(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.time)
    }

    /// The step that holds at `time`; `None` before the first, where the curve is 1.
    pub fn step(&self, time: f64) -> Option<&SurvivalStep> {
        let after = self.steps.partition_point(|step| step.time <= time);
        self.steps[..after].last()
    }

    /// `S(time)`, which beyond the last observation is the last value.
    pub fn survival(&self, time: f64) -> f64 {
        self.step(time).map_or(1.0, |step| step.survival)
    }

    /// How many were under observation just before `time`.
    pub fn at_risk(&self, time: f64) -> u64 {
        let first = self.steps.partition_point(|step| step.time < time);
        self.steps.get(first).map_or(0, |step| step.at_risk)
    }

    /// The median time to the event, with limits.
    ///
    /// ```
    /// use utfall::stats::survival::{EventTable, LimitScale, Observation, kaplan_meier};
    /// use utfall::stats::{Level, Undefined};
    ///
    /// // Freireich et al. (1963), placebo: median 8, 95 % interval 4 to 12 (R, survfit).
    /// let weeks = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
    /// let placebo = EventTable::from_observations(weeks.map(|t| Observation { time: f64::from(t), event: true }))?;
    /// let median = kaplan_meier(&placebo)?.median(Level::NINETY_FIVE, LimitScale::Log);
    /// assert_eq!((median.value, median.lower, median.upper), (Ok(8.0), Some(4.0), Some(12.0)));
    ///
    /// let nobody = EventTable::from_observations([Observation { time: 9.0, event: false }])?;
    /// let median = kaplan_meier(&nobody)?.median(Level::NINETY_FIVE, LimitScale::Log);
    /// assert_eq!(median.value, Err(Undefined::BeyondFollowUp));
    /// # Ok::<(), Undefined>(())
    /// ```
    pub fn median(&self, level: Level, scale: LimitScale) -> SurvivalQuantile {
        self.first_below(0.5, level, scale)
    }

    /// The time by which all but the share `survival` have had the event, with limits: those times at
    /// which the pointwise interval of the curve contains `survival`.
    ///
    /// The first time with `S(t) <= survival`; where `S` equals it along a flat stretch, the middle of
    /// the stretch, which ends with the next event or else with the follow-up. The limits are read in
    /// the same way off the limits of the curve. [`Undefined::OutsideDomain`] unless
    /// `0 < survival < 1`. The upper limit is often open: say so, rather than quote the last time.
    ///
    /// Brookmeyer, R. and Crowley, J. (1982). A confidence interval for the median survival time.
    /// *Biometrics* 38, 29-41; the flat stretch as in R's `quantile.survfit`.
    pub fn quantile(&self, survival: f64, level: Level, scale: LimitScale) -> Result<SurvivalQuantile, Undefined> {
        if survival > 0.0 && survival < 1.0 {
            Ok(self.first_below(survival, level, scale))
        } else {
            Err(Undefined::OutsideDomain)
        }
    }

    fn first_below(&self, survival: f64, level: Level, scale: LimitScale) -> SurvivalQuantile {
        let z = level.z();
        let limits = || self.steps.iter().map(|step| (step.time, step.limits(z, scale)));
        let defined = |limits: Option<(f64, f64)>| limits.map_or((f64::NAN, f64::NAN), |limits| limits);
        SurvivalQuantile {
            value: self
                .crossing(self.steps.iter().map(|step| (step.time, step.survival)), survival)
                .ok_or(Undefined::BeyondFollowUp),
            lower: self.crossing(limits().map(|(time, limits)| (time, defined(limits).0)), survival),
            upper: self.crossing(limits().map(|(time, limits)| (time, defined(limits).1)), survival),
        }
    }

    /// Where a falling curve comes down to `level`; a NaN is a point at which it is not defined.
    fn crossing(&self, curve: impl Iterator<Item = (f64, f64)>, level: f64) -> Option<f64> {
        let mut curve = curve.skip_while(|(_, value)| value.is_nan() || *value > level + SAME_PROBABILITY);
        let (first, value) = curve.next()?;
        if value < level - SAME_PROBABILITY {
            return Some(first);
        }
        let next = curve.find(|(_, value)| *value < level - SAME_PROBABILITY).map(|(time, _)| time);
        Some(first + 0.5 * (next.unwrap_or(self.last_time()) - first))
    }
}

impl SurvivalStep {
    /// Greenwood's standard error of `survival`, `S sqrt(sum d / (n (n - d)))`; `None` when the curve
    /// has come down to 0.
    pub fn standard_error(&self) -> Option<f64> {
        (self.survival > 0.0).then(|| self.survival * libm::sqrt(self.log_variance))
    }

    /// The pointwise interval of `survival`.
    ///
    /// `None` when the curve has come down to 0 and, on the scale [`LimitScale::LogLog`], before the
    /// first event, where the other scales give the point 1. The interval holds for one time: the band
    /// of all of them together does not cover the whole curve at `level`.
    ///
    /// ```
    /// use utfall::stats::survival::{EventTable, LimitScale, TimeRow, kaplan_meier};
    /// use utfall::stats::Level;
    ///
    /// // 6-MP again, at 6 weeks: 0.720 to 1.000 (log), 0.620 to 0.952 (log-log).
    /// let mp = EventTable::new([TimeRow { time: 6.0, events: 3, censored: 1 }, TimeRow { time: 35.0, events: 0, censored: 17 }])?;
    /// let curve = kaplan_meier(&mp)?;
    /// let log = curve.steps()[0].interval(Level::NINETY_FIVE, LimitScale::Log).unwrap();
    /// assert!((log.lower().unwrap() - 0.720).abs() < 5e-4 && log.upper() == Some(1.0));
    /// let log_log = curve.steps()[0].interval(Level::NINETY_FIVE, LimitScale::LogLog).unwrap();
    /// assert!((log_log.lower().unwrap() - 0.620).abs() < 5e-4 && (log_log.upper().unwrap() - 0.952).abs() < 5e-4);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Kalbfleisch, J. D. and Prentice, R. L. (2002). *The Statistical Analysis of Failure Time Data*,
    /// 2nd edition, section 1.4. Borgan, O. and Liestol, K. (1990). A note on confidence intervals and
    /// bands for the survival function based on transformations. *Scandinavian Journal of Statistics*
    /// 17, 35-41.
    pub fn interval(&self, level: Level, scale: LimitScale) -> Option<Interval> {
        self.limits(level.z(), scale).map(|(lower, upper)| Interval::Bounded { lower, upper })
    }

    fn limits(&self, z: f64, scale: LimitScale) -> Option<(f64, f64)> {
        if self.survival > 0.0 { scale.limits(self.survival, libm::sqrt(self.log_variance), z) } else { None }
    }
}

impl LimitScale {
    /// The limits of a probability above 0 whose logarithm has this standard error.
    pub(super) fn limits(self, probability: f64, log_error: f64, z: f64) -> Option<(f64, f64)> {
        let reach = z * log_error;
        Some(match self {
            LimitScale::Plain => {
                ((probability - probability * reach).max(0.0), (probability + probability * reach).min(1.0))
            }
            LimitScale::Log => (probability * libm::exp(-reach), (probability * libm::exp(reach)).min(1.0)),
            LimitScale::LogLog => {
                let log = libm::log(probability);
                if log >= 0.0 {
                    return None;
                }
                // p^exp(z se / |ln p|) and p^exp(-z se / |ln p|)
                let power = libm::exp(reach / -log);
                (libm::exp(log * power), libm::exp(log / power))
            }
        })
    }
}
