//! Typst source to PDF: an in-memory world, embedded fonts, PDF/UA-1 and PDF/A-3a in one file.
//!
//! The compiler never touches disk, network or clock. Every file that a report may read is in its [`Project`], the fonts
//! are in the program, and «today» is the date of the specification, so that the same project gives the same bytes, on
//! one thread or many.
//!
//! ```
//! use std::collections::BTreeMap;
//! use utfall::typeset::{Options, Project, typeset};
//!
//! let report = "#set document(title: \"Rapport\", date: datetime.today())\n#set text(lang: \"nb\", region: \"no\")\nHei.";
//! let files = BTreeMap::from([("report.typ".to_owned(), report.as_bytes().to_vec())]);
//! let project = Project::new("report.typ", files);
//! let options = Options { date: Some(jiff::civil::date(2016, 6, 1)), ident: "hei".to_owned() };
//! let typeset = typeset(&project, &options).unwrap();
//! assert_eq!(typeset.pages, 1);
//! assert!(typeset.pdf.starts_with(b"%PDF-1.7"));
//! ```

mod export;
mod fonts;
mod forecast;
mod problems;
mod project;
mod syntax;
mod vancouver;
mod warm_up;
mod world;

pub use export::{Options, Typeset, forget, typeset};
pub use fonts::font_files;
pub use forecast::{FORECAST, forecast};
pub use project::Project;
pub use syntax::syntax_problems;
pub use vancouver::{VANCOUVER, vancouver};
pub use warm_up::warm_up;
