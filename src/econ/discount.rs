//! Discounting by a schedule of real rates that falls with distance in time.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When in its period a payment falls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// At the start of the period: the first payment is not discounted.
    Start,
    /// In the middle of the period.
    Mid,
    /// At the end of the period.
    #[default]
    End,
}

impl Timing {
    /// How far into its period the payment falls, as a share of the period.
    pub fn share_of_period(self) -> f64 {
        match self {
            Timing::Start => 0.0,
            Timing::Mid => 0.5,
            Timing::End => 1.0,
        }
    }
}

/// Real rates a year, each from a year on, chained year by year.
///
/// With rate r_k in year k (the k-th year ends at time k), the factor at the end of year t is
/// DF_t = Π_{k=1..t} 1/(1 + r_k), *not* (1 + r_t)^−t: the step at year 41 does not reach back. Between whole years the
/// factor moves with the rate of the year that is running.
///
/// ```
/// use utfall::econ::DiscountSchedule;
/// let official = DiscountSchedule::official();
/// assert!((official.factor(40.0) - 0.208289).abs() < 5e-7);
/// assert!((official.factor(41.0) - 0.202222).abs() < 5e-7);
/// assert!((official.factor(76.0) - 0.072571).abs() < 5e-7);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DiscountSchedule {
    /// The last year (inclusive) of each step and its rate; the last step has no end.
    steps: Vec<(f64, f64)>,
}

/// Why a list of rates is no schedule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ScheduleError {
    /// A rate of −100 % or less, or one that is not finite.
    Rate(f64),
    /// Steps that do not follow one another.
    Order,
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ScheduleError::Rate(rate) => write!(f, "a discount rate must lie above −100 % and be finite, not {rate}"),
            ScheduleError::Order => f.write_str("the steps of a discount schedule must follow one another in time"),
        }
    }
}

impl DiscountSchedule {
    /// One rate for all years.
    ///
    /// # Errors
    /// [`ScheduleError::Rate`] for a rate at or below −1, or one that is not finite.
    pub fn flat(rate: f64) -> Result<DiscountSchedule, ScheduleError> {
        DiscountSchedule::steps(&[(f64::INFINITY, rate)])
    }

    /// Rates by the last year each holds for; the last one holds for ever.
    ///
    /// # Errors
    /// [`ScheduleError::Rate`] for a rate at or below −1, [`ScheduleError::Order`] where years do not rise or no step
    /// is given.
    pub fn steps(steps: &[(f64, f64)]) -> Result<DiscountSchedule, ScheduleError> {
        let mut before = 0.0;
        for &(until, rate) in steps {
            if !(rate.is_finite() && rate > -1.0) {
                return Err(ScheduleError::Rate(rate));
            }
            if until.is_nan() || until <= before {
                return Err(ScheduleError::Order);
            }
            before = until;
        }
        let mut steps = steps.to_vec();
        steps.last_mut().ok_or(ScheduleError::Order)?.0 = f64::INFINITY;
        Ok(DiscountSchedule { steps })
    }

    /// The Norwegian state's rates: 4 % to year 40, 3 % to year 75, then 2 %.
    ///
    /// Ministry of Finance, circular R-109/2021. The three rates are seen in state code that cites the circular; the
    /// years of the steps (40 and 75) are common knowledge that was not at hand in print.
    pub fn official() -> DiscountSchedule {
        DiscountSchedule { steps: vec![(40.0, 0.04), (75.0, 0.03), (f64::INFINITY, 0.02)] }
    }

    /// The rate of the year that ends at `year` (1 is the first year).
    pub fn rate(&self, year: u32) -> f64 {
        let year = f64::from(year);
        self.steps.iter().find(|(until, _)| year <= *until).or(self.steps.last()).map_or(0.0, |(_, rate)| *rate)
    }

    /// The discount factor at `time` years from now; 1 at zero and before.
    pub fn factor(&self, time: f64) -> f64 {
        let mut factor = 1.0;
        let mut from = 0.0;
        for &(until, rate) in &self.steps {
            let years = time.min(until) - from;
            if years <= 0.0 {
                break;
            }
            factor *= libm::pow(1.0 + rate, -years);
            from = until;
        }
        factor
    }

    /// The discounted sum of a path of payments, one a period: Σ_k path_k · DF((k + share of period) · period).
    ///
    /// `period` is the length of a period in years (1 or 1/12). An empty path sums to zero.
    ///
    /// ```
    /// use utfall::econ::{DiscountSchedule, Timing};
    /// let schedule = DiscountSchedule::flat(0.04).unwrap();
    /// // Two payments at the end of the year: 1/1.04 + 1/1.04².
    /// let annuity = schedule.present_value(&[1.0, 1.0], 1.0, Timing::End);
    /// assert!((annuity - 1.886_094_674_556_213).abs() < 1e-15);
    /// ```
    pub fn present_value(&self, path: &[f64], period: f64, timing: Timing) -> f64 {
        let mut sum = 0.0;
        let mut lost = 0.0;
        for (index, payment) in path.iter().enumerate() {
            let time = (index as f64 + timing.share_of_period()) * period;
            // Neumaier's compensated sum: a long path must not lose its small late terms.
            let term = payment * self.factor(time);
            let next = sum + term;
            lost += if f64::abs(sum) >= f64::abs(term) { (sum - next) + term } else { (term - next) + sum };
            sum = next;
        }
        sum + lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_staircase_of_the_state() {
        let official = DiscountSchedule::official();
        for (time, factor) in [
            (0.0, 1.0),
            (1.0, 0.961538),
            (10.0, 0.675564),
            (40.0, 0.208289),
            (41.0, 0.202222),
            (75.0, 0.074022),
            (76.0, 0.072571),
        ] {
            assert!((official.factor(time) - factor).abs() < 5e-7, "{time}: {}", official.factor(time));
        }
        assert_eq!([40, 41, 75, 76].map(|year| official.rate(year)), [0.04, 0.03, 0.03, 0.02]);
    }

    #[test]
    fn bad_schedules() {
        assert_eq!(DiscountSchedule::flat(-1.0), Err(ScheduleError::Rate(-1.0)));
        assert_eq!(DiscountSchedule::steps(&[(40.0, 0.04), (30.0, 0.03)]), Err(ScheduleError::Order));
        assert_eq!(DiscountSchedule::steps(&[]), Err(ScheduleError::Order));
    }
}
