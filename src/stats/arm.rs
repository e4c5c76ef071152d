//! One arm of a study with a yes-or-no outcome.

use serde::{Deserialize, Serialize};

use super::Undefined;

/// Events among the members of one group, validated: `0 < total` and `events <= total`.
///
/// ```
/// use utfall::stats::{Arm, Undefined};
///
/// let treated = Arm::new(85, 227).unwrap();
/// assert_eq!(treated.non_events(), 142);
/// assert_eq!(Arm::new(3, 2), Err(Undefined::EventsExceedTotal));
/// assert_eq!(Arm::new(0, 0), Err(Undefined::NoObservations));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Counts", into = "Counts")]
pub struct Arm {
    events: u64,
    total: u64,
}

/// The unvalidated form of an [`Arm`] in files.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counts {
    events: u64,
    total: u64,
}

impl Arm {
    /// An arm, or [`Undefined::NoObservations`] when `total` is 0, or
    /// [`Undefined::EventsExceedTotal`].
    pub fn new(events: u64, total: u64) -> Result<Arm, Undefined> {
        if events > total {
            Err(Undefined::EventsExceedTotal)
        } else if total == 0 {
            Err(Undefined::NoObservations)
        } else {
            Ok(Arm { events, total })
        }
    }

    /// The number with the outcome.
    pub fn events(self) -> u64 {
        self.events
    }

    /// The number observed.
    pub fn total(self) -> u64 {
        self.total
    }

    /// The number without the outcome.
    pub fn non_events(self) -> u64 {
        self.total - self.events
    }

    /// `events / total`.
    pub fn proportion(self) -> f64 {
        self.events as f64 / self.total as f64
    }

    /// The same people counted by the opposite outcome.
    pub fn complement(self) -> Arm {
        Arm { events: self.non_events(), total: self.total }
    }
}

impl TryFrom<Counts> for Arm {
    type Error = Undefined;

    fn try_from(counts: Counts) -> Result<Arm, Undefined> {
        Arm::new(counts.events, counts.total)
    }
}

impl From<Arm> for Counts {
    fn from(arm: Arm) -> Counts {
        Counts { events: arm.events, total: arm.total }
    }
}
