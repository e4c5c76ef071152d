//! Effects from events and person-time of two arms.

use super::study;
use crate::stats::Undefined;
use crate::stats::meta::Study;

/// Events in the person-time of one arm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArmRate {
    events: f64,
    person_time: f64,
}

impl ArmRate {
    /// An arm; no fewer than 0 events in a positive, finite time. Events may be fractions after a correction for
    /// clusters.
    pub fn new(events: f64, person_time: f64) -> Result<ArmRate, Undefined> {
        if !events.is_finite() || !person_time.is_finite() {
            Err(Undefined::NotFinite)
        } else if person_time <= 0.0 {
            Err(Undefined::NoObservations)
        } else if events < 0.0 {
            Err(Undefined::OutsideDomain)
        } else {
            Ok(ArmRate { events, person_time })
        }
    }

    /// The number of events.
    pub fn events(self) -> f64 {
        self.events
    }

    /// The person-time.
    pub fn person_time(self) -> f64 {
        self.person_time
    }

    fn per_time(self) -> f64 {
        self.events / self.person_time
    }

    fn plus(self, added: f64) -> ArmRate {
        ArmRate { events: self.events + added, ..self }
    }
}

/// Two arms whose events are counted over person-time.
///
/// Where an arm has no events, `added` events go to both arms of that study; 0.5 is usual, and 0 keeps the counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoRates {
    treated: ArmRate,
    control: ArmRate,
    counted: (ArmRate, ArmRate),
}

impl TwoRates {
    /// The two arms; `added` is not negative, and finite.
    pub fn new(treated: ArmRate, control: ArmRate, added: f64) -> Result<TwoRates, Undefined> {
        if !(added >= 0.0 && added.is_finite()) {
            return Err(Undefined::OutsideDomain);
        }
        let added = if treated.events == 0.0 || control.events == 0.0 { added } else { 0.0 };
        Ok(TwoRates { treated: treated.plus(added), control: control.plus(added), counted: (treated, control) })
    }

    /// The log rate ratio, with variance `1/x1 + 1/x2`.
    ///
    /// [`Undefined::ZeroCell`] when an arm has no events and nothing was added.
    ///
    /// ```
    /// use utfall::stats::meta::effect::{ArmRate, TwoRates};
    ///
    /// // Hart et al. (1999), the AFASAK trial: 9 strokes in 413 person-years against 19 in 413: -0.747.
    /// let trial = TwoRates::new(ArmRate::new(9.0, 413.0)?, ArmRate::new(19.0, 413.0)?, 0.5)?;
    /// let ratio = trial.log_rate_ratio()?;
    /// assert!((ratio.effect() - (9.0_f64 / 19.0).ln()).abs() < 1e-15);
    /// assert!((ratio.variance() - (1.0 / 9.0 + 1.0 / 19.0)).abs() < 1e-15);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Rothman, K. J., Greenland, S. and Lash, T. L. (2008). *Modern Epidemiology*, 3rd edition, chapter 14.
    pub fn log_rate_ratio(self) -> Result<Study, Undefined> {
        let (x1, x2) = (self.treated.events, self.control.events);
        if x1 == 0.0 || x2 == 0.0 {
            return Err(Undefined::ZeroCell);
        }
        study(libm::log(self.treated.per_time() / self.control.per_time()), 1.0 / x1 + 1.0 / x2)
    }

    /// The rate difference, with variance `x1 / t1^2 + x2 / t2^2`.
    ///
    /// [`Undefined::NoEvents`] when there are none in either arm and nothing was added.
    ///
    /// Rothman, Greenland and Lash (2008), chapter 14.
    pub fn rate_difference(self) -> Result<Study, Undefined> {
        let TwoRates { treated, control, .. } = self;
        if treated.events + control.events == 0.0 {
            return Err(Undefined::NoEvents);
        }
        let variance = |arm: ArmRate| arm.per_time() / arm.person_time;
        study(treated.per_time() - control.per_time(), variance(treated) + variance(control))
    }

    /// The difference of the square roots of the rates, with variance `1 / (4 t1) + 1 / (4 t2)`; nothing is ever added.
    ///
    /// Rothman, Greenland and Lash (2008), chapter 14.
    pub fn root_rate_difference(self) -> Result<Study, Undefined> {
        let (treated, control) = self.counted;
        let effect = libm::sqrt(treated.per_time()) - libm::sqrt(control.per_time());
        study(effect, 0.25 / treated.person_time + 0.25 / control.person_time)
    }
}
