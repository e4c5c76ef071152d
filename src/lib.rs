//! utfall (Norwegian: *outcome*): from a YAML analysis specification and a data set to a finished Norwegian
//! evaluation report.
//!
//! # The pipeline
//!
//! ```text
//! report.yaml ─report─▶ Report ─data─▶ Frames ─analysis─▶ Results ─┬─charts─▶ SVG ─┐
//!                                         │  (stats, econ)         ├─template▶ Typst ┴typeset▶ PDF
//!                                         ▼                        └─export─▶ csv
//!                                   plain numbers
//! ```
//!
//! The folders are the stages, in order. [`results`] is the narrow waist: every kind of analysis produces, and every
//! chart, template and export consumes, the same few shapes. `results.json` is the product; the PDF is a view of it.
//!
//! # What may use what
//!
//! Each crate has one home: polars in [`data`], statrs in [`stats`], plotters in [`charts`], tera in [`template`],
//! typst in [`typeset`], walkdir in [`discover`], the YAML crate in [`report`] and [`diag`]. Inner layers know nothing of
//! outer ones. `tests/it/layers.rs` reads the sources and fails when a rule is broken; the rules stand there as a table.
//!
//! # Where this departs from the design card, and why
//!
//! * [`results`] also holds [`Text`](results::Text) and [`Language`](results::Language), because the author's words
//!   travel with the numbers; so [`report`] and [`charts`] may use [`results`].
//! * Several times of follow-up are several [`Section`](results::Section)s of one entry, told apart by
//!   [`Facet`](results::Facet)s, and not one section with groups: charts and templates then meet the same shape whether
//!   an entry has one time or twelve.
//! * How many decimals a number is shown with is part of the number, so that text, tables, charts and a comparison of
//!   two versions can never round it differently.
//! * Raw floating-point numbers never reach a template: results are opaque handles that only a filter can print.
//!
//! # Deliberately absent
//!
//! Network access, clocks, environment variables that change a result, includes between specifications, and arithmetic
//! in templates.

pub mod cli;
pub mod commands;
pub mod pipeline;

pub mod discover;
pub mod report;

pub mod data;

pub mod analysis;
pub mod econ;
pub mod stats;

pub mod results;

pub mod disclosure;

pub mod charts;
pub mod diff;
pub mod export;
pub mod ledger;
pub mod locale;
pub mod pdf;
pub mod template;
pub mod typeset;

pub mod catalogue;
pub mod diag;
