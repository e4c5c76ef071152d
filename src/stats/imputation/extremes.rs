//! What the missing could change at most: proportions with every possible count among the missing.

use crate::stats::{Arm, Undefined};

/// The most cells of a [`TippingGrid`].
const MOST_CELLS: u64 = 1_000_000;

/// An arm of which the outcome of some is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IncompleteArm {
    events: u64,
    non_events: u64,
    missing: u64,
}

impl IncompleteArm {
    /// An arm by the number with the outcome, without it, and of whom it is not known.
    ///
    /// [`Undefined::NoObservations`] for nobody at all, [`Undefined::TooLarge`] for more than a `u64` holds.
    pub fn new(events: u64, non_events: u64, missing: u64) -> Result<IncompleteArm, Undefined> {
        let total = events.checked_add(non_events).and_then(|known| known.checked_add(missing));
        match total.ok_or(Undefined::TooLarge)? {
            0 => Err(Undefined::NoObservations),
            _ => Ok(IncompleteArm { events, non_events, missing }),
        }
    }

    /// The number of whom the outcome is not known.
    pub fn missing(self) -> u64 {
        self.missing
    }

    /// Everyone, known or not.
    pub fn total(self) -> u64 {
        self.events + self.non_events + self.missing
    }

    /// Those of whom the outcome is known; [`Undefined::NoObservations`] when it is of nobody.
    pub fn observed(self) -> Result<Arm, Undefined> {
        Arm::new(self.events, self.events + self.non_events)
    }

    /// Everyone, when `events` of the missing have the outcome.
    ///
    /// [`Undefined::EventsExceedTotal`] for more than are missing.
    pub fn with(self, events: u64) -> Result<Arm, Undefined> {
        if events > self.missing {
            return Err(Undefined::EventsExceedTotal);
        }
        Arm::new(self.events + events, self.total())
    }
}

/// What is supposed of those whose outcome is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Assumption {
    /// They are left out.
    LeftOut,
    /// None has the outcome: the custom where the outcome is a success.
    NoneHasIt,
    /// All have the outcome.
    AllHaveIt,
    /// All the treated have it and none of the controls: the largest difference that is possible.
    AllTreatedNoControls,
    /// None of the treated have it and all the controls: the smallest difference that is possible.
    NoTreatedAllControls,
}

impl Assumption {
    /// All of them, in the order in which a table prints them.
    pub const ALL: [Assumption; 5] = [
        Assumption::LeftOut,
        Assumption::NoneHasIt,
        Assumption::AllHaveIt,
        Assumption::AllTreatedNoControls,
        Assumption::NoTreatedAllControls,
    ];

    /// The two arms, treated and control, when this holds; analyse them by any method for two proportions.
    ///
    /// [`Undefined::NoObservations`] for [`Assumption::LeftOut`] when the outcome is known of nobody in an arm.
    ///
    /// ```
    /// use utfall::stats::imputation::{Assumption, IncompleteArm};
    ///
    /// let (treated, control) = (IncompleteArm::new(30, 50, 20)?, IncompleteArm::new(20, 70, 10)?);
    /// let (best, _) = Assumption::AllTreatedNoControls.arms(treated, control)?;
    /// assert_eq!((best.events(), best.total()), (50, 100));
    /// let (worst, other) = Assumption::NoTreatedAllControls.arms(treated, control)?;
    /// assert_eq!((worst.events(), other.events()), (30, 30));
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Hollis, S. (2002). A graphical sensitivity analysis for clinical trials with non-ignorable missing binary
    /// outcome. *Statistics in Medicine* 21, 3823-3834.
    pub fn arms(self, treated: IncompleteArm, control: IncompleteArm) -> Result<(Arm, Arm), Undefined> {
        let (of_treated, of_control) = match self {
            Assumption::LeftOut => return Ok((treated.observed()?, control.observed()?)),
            Assumption::NoneHasIt => (0, 0),
            Assumption::AllHaveIt => (treated.missing, control.missing),
            Assumption::AllTreatedNoControls => (treated.missing, 0),
            Assumption::NoTreatedAllControls => (0, control.missing),
        };
        Ok((treated.with(of_treated)?, control.with(of_control)?))
    }
}

/// For every possible number with the outcome among the missing of each arm, whether a conclusion holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TippingGrid {
    holds: Vec<bool>,
    of_control: usize,
}

impl TippingGrid {
    /// Tries every possible number with the outcome among the missing of each arm.
    ///
    /// `conclusion` says of two complete arms, treated and control, whether the conclusion holds; its first error is
    /// that of the whole. [`Undefined::TooLarge`] for more than a million combinations.
    ///
    /// ```
    /// use utfall::stats::imputation::{IncompleteArm, TippingGrid};
    /// use utfall::stats::two_proportions::tests;
    ///
    /// let (treated, control) = (IncompleteArm::new(40, 50, 10)?, IncompleteArm::new(20, 75, 5)?);
    /// let grid = TippingGrid::new(treated, control, |treated, control| {
    ///     Ok(treated.proportion() > control.proportion() && tests::n_minus_1(treated, control)?.p < 0.05)
    /// })?;
    /// // Even if all five of the missing controls, and none of the treated, have the outcome.
    /// assert_eq!(grid.holds(0, 5), Some(true));
    /// assert!(grid.always() && grid.share() == 1.0);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Liublinska, V. and Rubin, D. B. (2014). Sensitivity analysis for a partially missing binary outcome in a two-arm
    /// randomized clinical trial. *Statistics in Medicine* 33, 4170-4185.
    pub fn new(
        treated: IncompleteArm,
        control: IncompleteArm,
        conclusion: impl Fn(Arm, Arm) -> Result<bool, Undefined>,
    ) -> Result<TippingGrid, Undefined> {
        let cells = treated.missing.checked_add(1).zip(control.missing.checked_add(1));
        let cells = cells.and_then(|(rows, columns)| rows.checked_mul(columns));
        if cells.is_none_or(|cells| cells > MOST_CELLS) {
            return Err(Undefined::TooLarge);
        }
        let mut holds = Vec::new();
        for of_treated in 0..=treated.missing {
            for of_control in 0..=control.missing {
                holds.push(conclusion(treated.with(of_treated)?, control.with(of_control)?)?);
            }
        }
        Ok(TippingGrid { holds, of_control: control.missing as usize + 1 })
    }

    /// Whether the conclusion holds with so many events among the missing; `None` for more than are missing.
    pub fn holds(&self, of_treated: u64, of_control: u64) -> Option<bool> {
        let (row, column) = (usize::try_from(of_treated).ok()?, usize::try_from(of_control).ok()?);
        if column >= self.of_control {
            return None;
        }
        self.holds.get(row.checked_mul(self.of_control)?.checked_add(column)?).copied()
    }

    /// The rows of the grid, by the number of events among the missing treated; in each, by that of the controls.
    pub fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.holds.chunks(self.of_control)
    }

    /// Whether the conclusion holds whatever the missing would have shown.
    pub fn always(&self) -> bool {
        self.holds.iter().all(|holds| *holds)
    }

    /// The share of the combinations in which the conclusion holds: a description, for they are not equally likely.
    pub fn share(&self) -> f64 {
        self.holds.iter().filter(|holds| **holds).count() as f64 / self.holds.len() as f64
    }
}
