//! Events per time at risk: one rate, and two compared.
//!
//! A rate is events over person-time, a proportion events over people. Events are taken to be Poisson: independent,
//! and as likely at any time.

mod difference;
mod one_rate;
mod ratio;
mod ratio_by_probability;

use serde::{Deserialize, Serialize};

use crate::stats::Undefined;

pub use difference::{rate_difference, rate_difference_mover, rate_difference_test};
pub use one_rate::{garwood, jeffreys, mid_p, one_rate_test, rate};
pub use ratio::{
    rate_ratio, rate_ratio_exact, rate_ratio_exact_test, rate_ratio_mid_p, rate_ratio_mid_p_test,
    rate_ratio_mover_jeffreys, rate_ratio_score, rate_ratio_score_test, rate_ratio_test,
};
pub use ratio_by_probability::{
    rate_ratio_by_probability, rate_ratio_by_probability_mid_p, rate_ratio_by_probability_mid_p_test,
    rate_ratio_by_probability_test,
};

/// Events and the time at risk in which they happened, validated: the time is positive and finite.
///
/// ```
/// use utfall::stats::{Undefined, rates::PersonTime};
///
/// let women = PersonTime::new(60, 51_477.5)?;
/// assert!((women.rate() - 0.001_165_6).abs() < 1e-7);
/// assert_eq!(PersonTime::new(3, 0.0), Err(Undefined::OutsideDomain));
/// # Ok::<(), Undefined>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Counted", into = "Counted")]
pub struct PersonTime {
    events: u64,
    time: f64,
}

/// The unvalidated form of [`PersonTime`] in files.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    events: u64,
    time: f64,
}

impl PersonTime {
    /// [`Undefined::OutsideDomain`] unless the time is positive, [`Undefined::NotFinite`] unless it is finite.
    pub fn new(events: u64, time: f64) -> Result<PersonTime, Undefined> {
        if !time.is_finite() {
            Err(Undefined::NotFinite)
        } else if time <= 0.0 {
            Err(Undefined::OutsideDomain)
        } else {
            Ok(PersonTime { events, time })
        }
    }

    /// The number of events.
    pub fn events(self) -> u64 {
        self.events
    }

    /// The time at risk, of all people together.
    pub fn time(self) -> f64 {
        self.time
    }

    /// Events per unit of time.
    pub fn rate(self) -> f64 {
        self.events as f64 / self.time
    }

    /// The share of this time in both together.
    fn share(self, other: PersonTime) -> f64 {
        1.0 / (1.0 + other.time / self.time)
    }
}

impl TryFrom<Counted> for PersonTime {
    type Error = Undefined;

    fn try_from(counted: Counted) -> Result<PersonTime, Undefined> {
        PersonTime::new(counted.events, counted.time)
    }
}

impl From<PersonTime> for Counted {
    fn from(own: PersonTime) -> Counted {
        Counted { events: own.events, time: own.time }
    }
}
