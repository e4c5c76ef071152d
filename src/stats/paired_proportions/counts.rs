//! Pairs by their two outcomes.

use serde::{Deserialize, Serialize};

use crate::stats::{Arm, Undefined};

/// Pairs with a yes-or-no outcome on each side, validated: at least one pair.
///
/// ```
/// use utfall::stats::{Undefined, paired_proportions::PairedCounts};
///
/// let pairs = PairedCounts::new(59, 6, 16, 80)?;
/// assert_eq!((pairs.first().events(), pairs.second().events(), pairs.total()), (65, 75, 161));
/// assert_eq!(PairedCounts::new(0, 0, 0, 0), Err(Undefined::NoObservations));
/// # Ok::<(), Undefined>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Cells", into = "Cells")]
pub struct PairedCounts {
    both: u64,
    first_only: u64,
    second_only: u64,
    neither: u64,
}

/// The unvalidated form of [`PairedCounts`] in files.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cells {
    both: u64,
    first_only: u64,
    second_only: u64,
    neither: u64,
}

impl PairedCounts {
    /// Pairs with the event on both sides, on the first only, on the second only, and on neither.
    ///
    /// [`Undefined::NoObservations`] for none, [`Undefined::TooLarge`] when their sum is beyond 2^53.
    pub fn new(both: u64, first_only: u64, second_only: u64, neither: u64) -> Result<PairedCounts, Undefined> {
        let cells = [both, first_only, second_only, neither];
        let total = cells.iter().try_fold(0_u64, |sum, cell| sum.checked_add(*cell));
        match total {
            None => Err(Undefined::TooLarge),
            Some(0) => Err(Undefined::NoObservations),
            Some(total) if total > 1 << 53 => Err(Undefined::TooLarge),
            Some(_) => Ok(PairedCounts { both, first_only, second_only, neither }),
        }
    }

    /// Pairs with the event on both sides.
    pub fn both(self) -> u64 {
        self.both
    }

    /// Pairs with the event on the first side only.
    pub fn first_only(self) -> u64 {
        self.first_only
    }

    /// Pairs with the event on the second side only.
    pub fn second_only(self) -> u64 {
        self.second_only
    }

    /// Pairs without the event.
    pub fn neither(self) -> u64 {
        self.neither
    }

    /// All pairs.
    pub fn total(self) -> u64 {
        self.both + self.first_only + self.second_only + self.neither
    }

    /// The first side as a group of its own.
    pub fn first(self) -> Arm {
        self.side(self.first_only)
    }

    /// The second side as a group of its own.
    pub fn second(self) -> Arm {
        self.side(self.second_only)
    }

    /// The pairs with the sides exchanged.
    pub fn exchanged(self) -> PairedCounts {
        PairedCounts { first_only: self.second_only, second_only: self.first_only, ..self }
    }

    /// The discordant pairs, of which those with the event on the first side count as events;
    /// [`Undefined::NoVariation`] when there are none.
    pub fn discordant(self) -> Result<Arm, Undefined> {
        Arm::new(self.first_only, self.first_only + self.second_only).map_err(|_| Undefined::NoVariation)
    }

    fn side(self, only: u64) -> Arm {
        // The constructor has seen to it that there is a pair.
        Arm::new(self.both + only, self.total()).unwrap_or_else(|_| unreachable!("pairs are not empty"))
    }

    /// `[a, b, c, d]` and their sum as real numbers: both, first only, second only, neither.
    pub(super) fn reals(self) -> ([f64; 4], f64) {
        ([self.both as f64, self.first_only as f64, self.second_only as f64, self.neither as f64], self.total() as f64)
    }

    /// `(b - c) / n`, from the integers.
    pub(super) fn difference(self) -> f64 {
        let size = self.first_only.abs_diff(self.second_only) as f64 / self.total() as f64;
        if self.first_only >= self.second_only { size } else { -size }
    }
}

impl TryFrom<Cells> for PairedCounts {
    type Error = Undefined;

    fn try_from(cells: Cells) -> Result<PairedCounts, Undefined> {
        PairedCounts::new(cells.both, cells.first_only, cells.second_only, cells.neither)
    }
}

impl From<PairedCounts> for Cells {
    fn from(pairs: PairedCounts) -> Cells {
        let PairedCounts { both, first_only, second_only, neither } = pairs;
        Cells { both, first_only, second_only, neither }
    }
}
