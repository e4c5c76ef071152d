//! Answers to questionnaires: estimates for a population from a sample drawn by a design, and Likert items.

mod design;
mod likert;

pub use design::{SurveyDesign, kish_design_effect, kish_effective_size};
pub use likert::{LikertItem, likert_item};
