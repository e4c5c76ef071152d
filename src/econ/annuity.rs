//! Annuities: what a level stream of payments is worth, and the level stream that is worth as much as another.

use super::discount::{DiscountSchedule, Timing};
use super::increment::finite;
use crate::stats::{Undefined, sum};

/// Equally long periods, each with the discount factor of a payment in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Periods {
    factors: Vec<f64>,
    /// The length of a period, in years.
    length: f64,
}

impl Periods {
    /// So many years.
    pub fn years(schedule: &DiscountSchedule, count: usize, timing: Timing) -> Periods {
        Periods::new(schedule, count, timing, 1.0)
    }

    /// So many months.
    ///
    /// A month is a twelfth of a year, and its factor the one of the schedule at that time: (1 + r)^(−m/12) at the end of
    /// month m, not (1 + r/12)^−m.
    ///
    /// ```
    /// use utfall::econ::annuity::Periods;
    /// use utfall::econ::{DiscountSchedule, Timing};
    ///
    /// let schedule = DiscountSchedule::flat(0.04).unwrap();
    /// let months = Periods::months(&schedule, 24, Timing::End);
    /// assert!((months.factors()[11] - 1.0 / 1.04).abs() < 1e-15);
    /// ```
    pub fn months(schedule: &DiscountSchedule, count: usize, timing: Timing) -> Periods {
        Periods::new(schedule, count, timing, 1.0 / 12.0)
    }

    fn new(schedule: &DiscountSchedule, count: usize, timing: Timing, length: f64) -> Periods {
        let per_year = 1.0 / length;
        // Divided, so that twelve months are a year.
        let at = |k: usize| schedule.factor((k as f64 + timing.share_of_period()) / per_year);
        Periods { factors: (0..count).map(at).collect(), length }
    }

    /// The discount factor of each period.
    pub fn factors(&self) -> &[f64] {
        &self.factors
    }

    /// The length of a period, in years.
    pub fn length(&self) -> f64 {
        self.length
    }

    /// The present value of one krone in each period: the sum of the discount factors.
    pub fn annuity_factor(&self) -> f64 {
        sum(self.factors.iter().copied())
    }

    /// The present value of payments, the first in the first period.
    ///
    /// [`Undefined::OutsideDomain`] for more payments than periods, [`Undefined::NotFinite`] where the sum is too large.
    pub fn present_value(&self, payments: &[f64]) -> Result<f64, Undefined> {
        if payments.len() > self.factors.len() {
            return Err(Undefined::OutsideDomain);
        }
        finite(sum(payments.iter().zip(&self.factors).map(|(payment, factor)| payment * factor)))
    }

    /// The level payment in every period that is worth as much as these payments: the equivalent annual cost, where
    /// periods are years.
    ///
    /// [`Undefined::NoObservations`] without periods.
    ///
    /// ```
    /// use utfall::econ::annuity::Periods;
    /// use utfall::econ::{DiscountSchedule, Timing};
    ///
    /// // Equipment for 5 000 that lasts five years, at 5 % in arrears: 5 000 / 4.3295 = 1 154.87 a year.
    /// let schedule = DiscountSchedule::flat(0.05).unwrap();
    /// let years = Periods::years(&schedule, 5, Timing::End);
    /// assert!((years.annuity_factor() - 4.3295).abs() < 5e-5);
    /// assert!((years.level_payment(5_000.0)? - 1_154.87).abs() < 5e-3);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Drummond, M. F., Sculpher, M. J., Claxton, K., Stoddart, G. L. and Torrance, G. W. (2015). *Methods for the Economic
    /// Evaluation of Health Care Programmes*, 4th edition, annex 7.1.
    pub fn level_payment(&self, present_value: f64) -> Result<f64, Undefined> {
        if self.factors.is_empty() {
            return Err(Undefined::NoObservations);
        }
        finite(present_value / self.annuity_factor())
    }

    /// The net present value of benefits and costs, period by period, with what is paid at once: −at_once + Σ DF (b − c).
    ///
    /// Errors as for [`Periods::present_value`].
    pub fn net_present_value(&self, at_once: f64, benefits: &[f64], costs: &[f64]) -> Result<f64, Undefined> {
        finite(self.present_value(benefits)? - self.present_value(costs)? - at_once)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_annuity_is_the_closed_form() {
        let schedule = DiscountSchedule::flat(0.04).unwrap();
        let years = Periods::years(&schedule, 10, Timing::End);
        assert!((years.annuity_factor() - (1.0 - 1.04_f64.powi(-10)) / 0.04).abs() < 1e-13);
        let start = Periods::years(&schedule, 10, Timing::Start);
        assert!((start.annuity_factor() - 1.04 * years.annuity_factor()).abs() < 1e-13);
        assert!((years.present_value(&[1.0; 10]).unwrap() - years.annuity_factor()).abs() < 1e-15);
        assert!((years.level_payment(years.annuity_factor()).unwrap() - 1.0).abs() < 1e-15);
        assert_eq!(years.present_value(&[1.0; 11]), Err(Undefined::OutsideDomain));
        assert_eq!(Periods::years(&schedule, 0, Timing::End).level_payment(1.0), Err(Undefined::NoObservations));
    }
}
