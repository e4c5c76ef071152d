//! A person, or a stretch of a person's time, in a Cox model.

use crate::stats::Undefined;

/// A subject of a Cox model: under observation until `time`, when the event happened or not.
///
/// A person whose covariates change is several subjects, each with its own entry and time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Subject {
    /// When observation began, if not from the start; at risk after it.
    pub entry: Option<f64>,
    /// The time of the event, or the last time without it.
    pub time: f64,
    /// Whether the event happened at `time`.
    pub event: bool,
    /// Risk is compared within a stratum alone.
    pub stratum: usize,
    /// How much the subject counts, above 0.
    pub weight: f64,
}

impl Subject {
    /// A subject observed from the start, in the only stratum, with weight 1.
    pub fn new(time: f64, event: bool) -> Subject {
        Subject { entry: None, time, event, stratum: 0, weight: 1.0 }
    }

    /// The same subject under observation after `entry` only.
    pub fn entering(self, entry: f64) -> Subject {
        Subject { entry: Some(entry), ..self }
    }

    /// The same subject in another stratum.
    pub fn in_stratum(self, stratum: usize) -> Subject {
        Subject { stratum, ..self }
    }

    /// The same subject with another weight.
    pub fn weighted(self, weight: f64) -> Subject {
        Subject { weight, ..self }
    }

    /// Whether the numbers make sense.
    pub(super) fn check(&self) -> Result<(), Undefined> {
        let numbers = [self.time, self.weight, self.entry.unwrap_or(0.0)];
        if numbers.iter().any(|number| !number.is_finite()) {
            Err(Undefined::NotFinite)
        } else if self.time < 0.0 || self.weight <= 0.0 || self.entry.is_some_and(|entry| entry >= self.time) {
            Err(Undefined::OutsideDomain)
        } else {
            Ok(())
        }
    }
}
