//! The kinds of analysis: one file each, one row each.
//!
//! The struct that serde fills *is* the analysis: its fields are what a specification can say, and [`Analyse::run`]
//! computes from them. A new kind is one file here, one row in the table below, one template per language and one
//! fixture. Nothing outside this file asks «which kind is this?».

mod arms;
mod assumption;
mod break_even_wage;
mod input;
mod one_proportion;
mod proportion_methods;
mod stated_numbers;
mod two_proportions;

use crate::catalogue::kinds;
use crate::diag::Diagnostic;
use crate::results::Section;

pub use input::Entry;

kinds! {
    /// One entry under `analyses`.
    pub enum Analysis("analysis"): dyn Analyse {
        "stated_numbers" => stated_numbers::StatedNumbers,
        "one_proportion" => one_proportion::OneProportion,
        "two_proportions" => two_proportions::TwoProportions,
        "break_even_wage" => break_even_wage::BreakEvenWage,
    }
}

/// What every kind of analysis can do.
pub trait Analyse: std::fmt::Debug + Send + Sync {
    /// Computes the entry's sections, in the order in which they are shown.
    ///
    /// # Errors
    /// Everything that is wrong with the entry, each at its own place.
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>>;
}
