//! Whether small studies tell another story than large ones.
//!
//! Asymmetry of a funnel plot has many causes besides unpublished studies, heterogeneity first among them. Below ten studies
//! none of these tests can say anything.

mod asymmetry;
mod fail_safe;
mod rank_test;
mod trim_and_fill;

pub use asymmetry::{AsymmetryModel, AsymmetryTest, Predictor, asymmetry, harbord, peters};
pub use fail_safe::{FailSafe, orwin, rosenberg, rosenthal};
pub use rank_test::begg_mazumdar;
pub use trim_and_fill::{MissingStudies, Side, TrimAndFill, trim_and_fill};
