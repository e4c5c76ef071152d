//! A specification, typed: one YAML file, and the chapter files that it names.
//!
//! ```yaml
//! report:   {title: …, date: 2016-06-01}     # Header
//! data:     {participants: {file: …}}        # name → DataSource
//! populations: {analysed: {from: …}}         # name → Population
//! disclosure: {minimum: 5}                   # Disclosure
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
mod filled;
mod header;
mod identifiers;
mod ids;
mod one_or_many;
mod outline;
mod prose;
mod read;
mod scan;
mod schema;
mod settings;
mod yaml;

use std::sync::Arc;

use crate::analysis::Analysis;
use crate::charts::Chart;
use crate::data::{DataSource, Population};
use crate::diag::{Diagnostic, Source, Spanned};
use crate::disclosure::Disclosure;
use crate::results::Facet;

pub use chapter::{Chapter, Part};
pub use files::Files;
pub use header::{Author, CitationStyle, Editions, ForEach, Header, PercentStyle};
pub use one_or_many::OneOrMany;
pub use prose::{ChapterText, Prose};
pub use schema::schema;
pub use settings::read_settings;

/// Entries in the order of the file, each under the id that it was given; the id knows its place.
pub type Entries<T> = Vec<(Spanned<String>, T)>;

/// An analysis that is to be run: an entry under `analyses`, or one combination of an entry with `for_each`.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The id of the entry.
    pub id: Spanned<String>,
    /// What it is of, among the analyses of its entry.
    pub combination: Vec<Facet>,
    /// The times that its sections are at.
    pub times: Vec<Facet>,
    /// The analysis.
    pub analysis: Analysis,
}

impl Planned {
    /// The id of the entry with what the analysis is of: `break_even.women`.
    pub fn full_id(&self) -> String {
        Facet::id(&self.id.value, self.combination.iter().chain(&self.times))
    }
}

/// One specification.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file that it was read from.
    pub source: Arc<Source>,
    /// The files that chapters were read from, by their paths in the specification.
    pub chapter_files: Vec<(String, Arc<Source>)>,
    /// `report:`
    pub header: Header,
    /// `disclosure:`
    pub disclosure: Disclosure,
    /// `data:`
    pub data: Entries<DataSource>,
    /// `populations:`
    pub populations: Entries<Population>,
    /// `analyses:`
    pub analyses: Vec<Planned>,
    /// `charts:`
    pub charts: Entries<Chart>,
    /// `chapters:`
    pub chapters: Vec<Chapter>,
}

/// What could be read of a specification.
#[derive(Clone, Debug)]
pub struct Partly {
    /// The entries that are right, where the header is; whole when there are no problems.
    pub report: Option<Report>,
    /// The ids under `analyses` of the entries that are wrong.
    pub broken: Vec<String>,
    /// All that is wrong.
    pub problems: Vec<Diagnostic>,
}

impl Report {
    /// Reads the specification at this path, and the chapter files beside it.
    ///
    /// # Errors
    /// All mistakes of all entries, each at its own place.
    pub fn load(path: &str) -> Result<Report, Vec<Diagnostic>> {
        Report::load_partly(path).whole()
    }

    /// Reads as much as is right of the specification at this path, and all that is wrong with the rest.
    pub fn load_partly(path: &str) -> Partly {
        match files::read_source(path, path, "check the path, from the folder you stand in") {
            Ok(source) => read::partly(&Arc::new(source), Files::beside(path)),
            Err(problem) => Partly { report: None, broken: Vec::new(), problems: vec![problem.nowhere()] },
        }
    }

    /// Reads a specification that is in memory already; `files` answers for the chapter files that it names.
    ///
    /// # Errors
    /// As for [`Report::load`].
    pub fn parse(source: Arc<Source>, files: Files<'_>) -> Result<Report, Vec<Diagnostic>> {
        read::partly(&source, files).whole()
    }

    /// Every chapter and section, in the order of reading.
    pub fn all_chapters(&self) -> impl Iterator<Item = &Chapter> {
        self.chapters.iter().flat_map(Chapter::with_sections)
    }
}

impl Partly {
    /// The report, if nothing is wrong with it.
    fn whole(self) -> Result<Report, Vec<Diagnostic>> {
        match self.report {
            Some(report) if self.problems.is_empty() => Ok(report),
            _ => Err(self.problems),
        }
    }
}
