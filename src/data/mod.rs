//! From files to columns that can be trusted. Home of polars and of the readers of files: no other module names them.
//!
//! ```text
//! file ─read─▶ RawTable ─codebook─▶ Frame ─derive─▶ Frame ─┬─ populations ─▶ Rows ─▶ Tally, Distribution, numbers
//! file ─panel─────────────────────────▶ outcomes of persons ┘
//! ```
//!
//! A file is recognised by its contents and read as it is (`read`). The codebook of the specification says what its
//! columns mean, and every value that it does not allow is an error with its place (`codebook`). New columns are derived
//! in a small language that maps to polars expressions (`expression`, `derive`). Rows of persons and months are never
//! held: they are aggregated as they are read (`panel`). Named populations say who is counted, and why others are not
//! (`population`). Analyses see [`Rows`]: they ask how many rows have which values ([`Tally`]), for the numbers of a column
//! as values and frequencies ([`Distribution`]), or for the columns themselves.

mod account;
mod alphabet;
mod cell;
mod codebook;
mod coded;
mod column;
mod derive;
mod expression;
mod frame;
mod frames;
mod ordered;
mod panel;
mod path;
mod population;
mod query;
mod raw;
mod read;
mod rows;
mod source;

pub use alphabet::alphabetical;
pub use cell::Cell;
pub use codebook::DeclaredColumn;
pub use column::{Column, ColumnType};
pub use expression::{Expression, expression_language};
pub use frame::{Contents, Fact, Frame, InputFile};
pub use frames::Frames;
pub use ordered::Ordered;
pub use panel::{Outcome, Panel, StateMonths};
pub use path::insist_on_beside;
pub use population::{Exclusion, Members, Population};
pub use query::{Dialect, Query, Sql};
pub use rows::{By, Distribution, Months, Rows, Tally};
pub use source::{DataSource, Decimal, Delimiter, Encoding};
