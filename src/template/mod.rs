//! Results and the author's words, through Tera, to Typst source.
//!
//! A [`Document`] goes in; [`render`] gives `report.typ` with all that it reads. Numbers never enter a template: results
//! are *handles*, and only a filter turns one into text, in the conventions of the language (see [`filters`]).
//! `{{ employment.month_18.treated.proportion | percent }}` prints «37,4 prosent»; `{{ employment.treated | percent }}`
//! does so too where the entry has one section.
//!
//! # What a chapter can say
//!
//! A chapter is Typst markup, with Tera in it:
//!
//! * `{{ path | filter }}` for every number;
//! * `{{ prose(of="employment") }}` for the sentences that a kind of analysis generates, as one paragraph;
//! * `{{ show(of="employment") }}` for the table of an entry or a figure, where it shall stand inside the text;
//! * `{% if employment.risk_difference is significant %} … {% endif %}`;
//! * `@employment` refers to the table of an entry, `@employment_over_time` to a chart, `@results` to a chapter's label.
//!
//! Values are escaped for markup; in Typst *code* they need `| typst_str`. A brace that Tera shall not read is written
//! `{{ "{{" }}`, and Typst's `{#x` is written `{ #x`.
//!
//! # Templates
//!
//! The built-in files lie under `templates/` and are part of the program; the project's own ones take their place (see
//! [`Overrides`]). A template of a kind sees `entry` with `id`, `labels`, `times`, `notes`, `source` and `sections`; one
//! of a whole report sees `document`. All see the results by their names.

mod appendices;
mod builtin;
mod change_report;
mod colours;
mod context;
mod document;
mod engine;
mod errors;
mod escape;
pub mod filters;
mod grading;
mod handles;
mod lines;
mod markup;
mod mentions;
mod overrides;
mod parts;
mod phrasing;
mod plain;
mod rendering;
mod said;
mod unbound;
mod words;

pub use builtin::built_in;
pub use change_report::change_report;
pub use document::{
    Attachment, Cell, Column, Document, Favours, Figure, FigureBody, Forest, ForestPart, Item, Part, PartRole,
    PercentStyle, ReferenceStyle, References, Relationship, Row, Width,
};
pub use markup::Markup;
pub use mentions::{Mention, mentions};
pub use overrides::Overrides;
pub use phrasing::{Phrasing, phrasing};
pub use rendering::{Rendered, render};
pub use said::Said;
pub use unbound::{KnownNumbers, StaleNumber, UnboundNumber, stale_numbers, unbound_numbers};
