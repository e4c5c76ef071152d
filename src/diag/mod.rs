//! What went wrong, where, and what to do about it.
//!
//! Inner layers return a [`Problem`]: what was found, and hints that are actions. Whoever knows the place adds it with
//! [`Problem::at`], which makes a [`Diagnostic`]. Independent problems are collected in a `Vec<Diagnostic>`, and
//! [`render`] is the only place that turns them into text.
//!
//! A value that an error may have to point at is a [`Spanned`] in its struct: it knows its own [`Location`].
//!
//! ```
//! use std::sync::Arc;
//! use utfall::diag::{Problem, Source, render};
//!
//! let source = Arc::new(Source::new("ips.yaml", "treated: {count: employd_12m}\n"));
//! let diagnostic = Problem::new("`participants.csv` has no column `employd_12m`")
//!     .closest_of("employd_12m", ["person", "employed_12m"])
//!     .at(source.location(17..28));
//! assert_eq!(
//!     render(&[diagnostic], false),
//!     "\
//! error: `participants.csv` has no column `employd_12m`
//!  --> ips.yaml:1:18
//!   |
//! 1 | treated: {count: employd_12m}
//!   |                  ^^^^^^^^^^^
//! help: did you mean `employed_12m`?
//! "
//! );
//! ```

mod closest;
mod problem;
mod render;
mod source;
mod spanned;

pub use closest::closest;
pub use problem::{Diagnostic, Problem, Severity, distinct, one_of};
pub use render::render;
pub use source::{Location, Source};
pub use spanned::{ResultRef, Spanned, reading, reading_after};
