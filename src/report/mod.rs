//! A specification, typed: one YAML file, and the chapter files that it names.
//!
//! ```yaml
//! report:   {title: …, date: 2016-06-01}     # Header
//! data:     {participants: {file: …}}        # name → DataSource
//! analyses: {employment: {kind: …}}          # id → Analysis
//! charts:   {over_time: {kind: …}}           # id → Chart
//! chapters: [{title: …, text: …, show: […]}] # Chapter, in order
//! ```
//!
//! Each layer owns the structs of its own entries; this one composes them. The file is read twice: once for its
//! outline (`outline.rs`), which finds every entry, and then entry by entry (`yaml.rs`), so that *all* mistakes are
//! found in one run, each with its own line and column. What the YAML crate says is put into our own words
//! (`explain.rs`).
//!
//! Deliberately absent: includes, environment variables, and any default that depends on the machine.

mod chapter;
mod explain;
mod files;
mod header;
mod identifiers;
mod ids;
mod one_or_many;
mod outline;
mod prose;
mod read;
mod scan;
mod schema;
mod yaml;

use std::sync::Arc;

use crate::analysis::Analysis;
use crate::charts::Chart;
use crate::data::DataSource;
use crate::diag::{Diagnostic, Source, Spanned};

pub use chapter::{Chapter, Part};
pub use files::Files;
pub use header::{Author, CitationStyle, Editions, Header, MethodEdition, PercentStyle};
pub use one_or_many::OneOrMany;
pub use prose::{ChapterText, Prose};
pub use schema::schema;

/// Entries in the order of the file, each under the id that it was given; the id knows its place.
pub type Entries<T> = Vec<(Spanned<String>, T)>;

/// One specification.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file that it was read from.
    pub source: Arc<Source>,
    /// The files that chapters were read from, by their paths in the specification.
    pub chapter_files: Vec<(String, Arc<Source>)>,
    /// `report:`
    pub header: Header,
    /// `data:`
    pub data: Entries<DataSource>,
    /// `analyses:`
    pub analyses: Entries<Analysis>,
    /// `charts:`
    pub charts: Entries<Chart>,
    /// `chapters:`
    pub chapters: Vec<Chapter>,
}

impl Report {
    /// Reads the specification at this path, and the chapter files beside it.
    ///
    /// # Errors
    /// All mistakes of all entries, each at its own place.
    pub fn load(path: &str) -> Result<Report, Vec<Diagnostic>> {
        let source = files::read_source(path, path, "check the path, from the folder you stand in")
            .map_err(|problem| vec![problem.nowhere()])?;
        read::report(&Arc::new(source), Files::beside(path))
    }

    /// Reads a specification that is in memory already; `files` answers for the chapter files that it names.
    ///
    /// # Errors
    /// As for [`Report::load`].
    pub fn parse(source: Arc<Source>, files: Files<'_>) -> Result<Report, Vec<Diagnostic>> {
        read::report(&source, files)
    }

    /// Every chapter and section, in the order of reading.
    pub fn all_chapters(&self) -> impl Iterator<Item = &Chapter> {
        self.chapters.iter().flat_map(Chapter::with_sections)
    }
}
