//! The confidence level.

use serde::{Deserialize, Serialize};

use super::Undefined;
use super::distribution::Normal;

/// A confidence level, strictly between 0 and 1.
///
/// It is written as a number in files and validated when read, so that a function that is handed a
/// `Level` never has to ask whether 95 means 0.95.
///
/// ```
/// use utfall::stats::{Level, Undefined};
///
/// assert!((Level::NINETY_FIVE.z() - 1.959_963_984_540_054).abs() < 1e-15);
/// assert_eq!(Level::new(95.0), Err(Undefined::OutsideDomain));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Level(f64);

impl Level {
    /// The conventional 95 %.
    pub const NINETY_FIVE: Level = Level(0.95);

    /// A level, or [`Undefined::OutsideDomain`] unless `0 < level < 1`.
    pub fn new(level: f64) -> Result<Level, Undefined> {
        if level > 0.0 && level < 1.0 { Ok(Level(level)) } else { Err(Undefined::OutsideDomain) }
    }

    /// The level as a number, 0.95 for 95 %.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The probability outside the interval, both tails together: `1 - level`.
    pub fn alpha(self) -> f64 {
        1.0 - self.0
    }

    /// The standard normal quantile at `(1 + level) / 2`, 1.96 for 95 %.
    pub fn z(self) -> f64 {
        Normal.upper_quantile(0.5 * self.alpha()).unwrap_or(0.0)
    }
}

impl TryFrom<f64> for Level {
    type Error = Undefined;

    fn try_from(level: f64) -> Result<Level, Undefined> {
        Level::new(level)
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> f64 {
        level.0
    }
}
