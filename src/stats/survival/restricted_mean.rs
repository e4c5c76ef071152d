//! The restricted mean survival time: the area under a Kaplan-Meier curve up to a horizon.

use super::KaplanMeier;
use crate::stats::distribution::Normal;
use crate::stats::sum::Sum;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// The mean time to the event, counted up to a horizon, in one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RestrictedMean {
    /// The time up to which it counts.
    pub horizon: f64,
    /// The mean of the smaller of the time to the event and the horizon.
    pub mean: f64,
    /// The variance of `mean`.
    pub variance: f64,
}

/// The restricted mean time to the event: the area under the curve from 0 to `horizon`.
///
/// `var = sum A(t)^2 d / (n (n - d))` over the event times up to the horizon, with `A(t)` the area from
/// `t` to the horizon. Without censoring it is the mean of the smaller of time and horizon.
/// [`Undefined::BeyondFollowUp`] when the horizon lies beyond the last observation while the curve is
/// above 0: the area there is unknown. [`Undefined::OutsideDomain`] unless the horizon is positive.
///
/// Needs no proportional hazards, which makes it the measure of choice when curves cross. Choose the
/// horizon before seeing the data.
///
/// ```
/// use utfall::stats::survival::{EventTable, Observation, kaplan_meier, restricted_mean};
///
/// // Freireich et al. (1963), placebo, all with a relapse: the mean is 182 weeks / 21 persons.
/// let weeks = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
/// let placebo = EventTable::from_observations(weeks.map(|t| Observation { time: f64::from(t), event: true }))?;
/// let mean = restricted_mean(&kaplan_meier(&placebo)?, 30.0)?;
/// assert!((mean.mean - 182.0 / 21.0).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Royston, P. and Parmar, M. K. B. (2013). Restricted mean survival time: an alternative to the hazard
/// ratio for the design and analysis of randomized trials with a time-to-event outcome. *BMC Medical
/// Research Methodology* 13, 152. The variance: Klein, J. P. and Moeschberger, M. L. (2003). *Survival
/// Analysis*, 2nd edition, equation 4.5.2.
pub fn restricted_mean(curve: &KaplanMeier, horizon: f64) -> Result<RestrictedMean, Undefined> {
    if !(horizon > 0.0 && horizon.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    if horizon > curve.last_time() && curve.survival(horizon) > 0.0 {
        return Err(Undefined::BeyondFollowUp);
    }
    // From the right: the area after each time is known when its turn comes.
    let (mut area, mut variance) = (Sum::default(), Sum::default());
    let mut until = horizon;
    for step in curve.steps().iter().rev().filter(|step| step.time <= horizon) {
        area.add(step.survival * (until - step.time));
        let (n, survivors) = (step.at_risk as f64, (step.at_risk - step.events) as f64);
        if step.events > 0 && survivors > 0.0 {
            variance.add(area.value() * area.value() * (step.events as f64 / n / survivors));
        }
        until = step.time;
    }
    area.add(until);
    let (mean, variance) = (area.value(), variance.value());
    if variance.is_finite() { Ok(RestrictedMean { horizon, mean, variance }) } else { Err(Undefined::NotFinite) }
}

impl RestrictedMean {
    /// The mean with its normal interval, cut at 0 and at the horizon.
    pub fn estimated(self, level: Level) -> Estimated {
        let standard_error = libm::sqrt(self.variance);
        let margin = level.z() * standard_error;
        Estimated {
            value: self.mean,
            standard_error: Some(standard_error),
            interval: Interval::Bounded {
                lower: (self.mean - margin).max(0.0),
                upper: (self.mean + margin).min(self.horizon),
            },
        }
    }

    /// The difference `self - control`, with a normal interval.
    ///
    /// [`Undefined::OutsideDomain`] when the horizons differ.
    pub fn difference(self, control: RestrictedMean, level: Level) -> Result<Estimated, Undefined> {
        self.comparable(control)?;
        let value = self.mean - control.mean;
        let standard_error = libm::sqrt(self.variance + control.variance);
        let interval = Interval::around(value, level.z() * standard_error);
        Ok(Estimated { value, standard_error: Some(standard_error), interval })
    }

    /// The z test that matches [`RestrictedMean::difference`]; two-sided.
    ///
    /// [`Undefined::NoVariation`] when neither mean varies.
    pub fn difference_test(self, control: RestrictedMean) -> Result<TestResult, Undefined> {
        self.comparable(control)?;
        z_test(self.mean - control.mean, libm::sqrt(self.variance + control.variance))
    }

    /// The ratio `self / control`, normal on the log scale; the standard error is that of the logarithm.
    ///
    /// [`Undefined::OutsideDomain`] when the horizons differ, [`Undefined::ZeroDifference`] when a mean is
    /// 0.
    ///
    /// Uno, H. et al. (2014). Moving beyond the hazard ratio in quantifying the between-group difference
    /// in survival analysis. *Journal of Clinical Oncology* 32, 2380-2385; as in the R package `survRM2`.
    pub fn ratio(self, control: RestrictedMean, level: Level) -> Result<Estimated, Undefined> {
        self.comparable(control)?;
        log_ratio(self.mean, self.variance, control.mean, control.variance).map(|ratio| ratio.estimated(level))
    }

    /// The z test that matches [`RestrictedMean::ratio`]; two-sided.
    pub fn ratio_test(self, control: RestrictedMean) -> Result<TestResult, Undefined> {
        self.comparable(control)?;
        log_ratio(self.mean, self.variance, control.mean, control.variance)?.test()
    }

    /// The ratio of the mean times *lost* before the horizon, `(horizon - self) / (horizon - control)`.
    ///
    /// Where the event is wanted (a job), the time lost is the time in which it has happened.
    /// [`Undefined::ZeroDifference`] when nothing is lost in a group.
    pub fn lost_ratio(self, control: RestrictedMean, level: Level) -> Result<Estimated, Undefined> {
        self.comparable(control)?;
        self.lost_log_ratio(control).map(|ratio| ratio.estimated(level))
    }

    /// The z test that matches [`RestrictedMean::lost_ratio`]; two-sided.
    pub fn lost_ratio_test(self, control: RestrictedMean) -> Result<TestResult, Undefined> {
        self.comparable(control)?;
        self.lost_log_ratio(control)?.test()
    }

    fn lost_log_ratio(self, control: RestrictedMean) -> Result<LogRatio, Undefined> {
        log_ratio(self.horizon - self.mean, self.variance, control.horizon - control.mean, control.variance)
    }

    fn comparable(self, control: RestrictedMean) -> Result<(), Undefined> {
        if self.horizon == control.horizon { Ok(()) } else { Err(Undefined::OutsideDomain) }
    }
}

/// A ratio that is treated as normal on the log scale.
struct LogRatio {
    ratio: f64,
    standard_error: f64,
}

fn log_ratio(treated: f64, variance: f64, control: f64, control_variance: f64) -> Result<LogRatio, Undefined> {
    if treated <= 0.0 || control <= 0.0 {
        return Err(Undefined::ZeroDifference);
    }
    let relative = |mean: f64, variance: f64| libm::sqrt(variance) / mean;
    let standard_error = libm::hypot(relative(treated, variance), relative(control, control_variance));
    let ratio = treated / control;
    if ratio > 0.0 && ratio.is_finite() { Ok(LogRatio { ratio, standard_error }) } else { Err(Undefined::NotFinite) }
}

impl LogRatio {
    fn estimated(&self, level: Level) -> Estimated {
        let reach = libm::exp(level.z() * self.standard_error);
        Estimated {
            value: self.ratio,
            standard_error: Some(self.standard_error),
            interval: Interval::Bounded { lower: self.ratio / reach, upper: self.ratio * reach },
        }
    }

    fn test(&self) -> Result<TestResult, Undefined> {
        z_test(libm::log(self.ratio), self.standard_error)
    }
}

fn z_test(difference: f64, standard_error: f64) -> Result<TestResult, Undefined> {
    if standard_error > 0.0 {
        let z = difference / standard_error;
        Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
    } else {
        Err(Undefined::NoVariation)
    }
}
