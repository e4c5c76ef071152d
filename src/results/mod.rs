//! The narrow waist: what every analysis returns and every chart, template, export and diff reads.
//!
//! [`Results`] is an ordered list of [`Section`]s, each an ordered list of named [`Value`]s with notes and
//! provenance. `results.json` is exactly this, in full double precision, with no clock and no environment in it, so
//! that the same inputs give the same bytes.
//!
//! Adding a *kind* of analysis touches nothing here. Adding a *shape* is rare: every exhaustive match on [`Value`] has
//! to be completed before the crate compiles.

mod agreement;
mod edition;
mod json;
mod lookup;
mod method;
mod note;
mod person_cells;
mod protection;
mod provenance;
mod section;
mod text;
mod unit;
mod value;

pub use agreement::Disagreement;
pub use edition::Edition;
pub use json::{SCHEMA, from_json, schema, to_json};
pub use lookup::{Found, LookupError};
pub use method::Method;
pub use note::Note;
pub use person_cells::PersonCell;
pub use protection::Protection;
pub use provenance::{Basis, Input, Origin, Provenance};
pub use section::{Facet, FacetValue, ReportInfo, Results, Role, Section};
pub use text::{Language, Text, with_required_languages};
pub use unit::{Unit, decimals_for_share};
pub use value::{
    ConfidenceInterval, Curve, CurveStyle, Estimate, Point, Quantity, Reason, Row, Table, Test, Undefined, Value,
};
