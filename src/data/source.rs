//! One data source of a specification.

use schemars::JsonSchema;
use serde::Deserialize;

use super::codebook::DeclaredColumn;
use super::derive::{Derivation, Join, Reshape};
use super::expression::Expression;
use super::ordered::Ordered;
use super::panel::Panel;
use super::query::Sql;
use super::read::InlineRows;
use crate::diag::{Diagnostic, Problem, Spanned};

/// One source of data: a file beside the specification, several of one shape, rows written here, or a database.
///
/// Delimited text, Parquet, Arrow, Excel, Stata, SPSS, SAS and RevMan 5 files are told apart by their contents. What a
/// text file does not say of itself (its delimiter, decimal mark and encoding) is recognised, and may be stated.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DataSource {
    /// The file, relative to the specification; `*` and `?` stand for any characters, and files of that pattern are
    /// read as one table, in the order of their names.
    #[serde(default)]
    pub file: Option<Spanned<String>>,
    /// The rows themselves, instead of a file.
    #[serde(default)]
    pub rows: Option<InlineRows>,
    /// A table of a database, instead of a file.
    #[serde(default)]
    pub sql: Option<Sql>,
    /// The character between the cells of a text file.
    #[serde(default)]
    pub delimiter: Option<Spanned<Delimiter>>,
    /// The decimal mark of the numbers of a text file.
    #[serde(default)]
    pub decimal: Option<Spanned<Decimal>>,
    /// The encoding of a text file.
    #[serde(default)]
    pub encoding: Option<Spanned<Encoding>>,
    /// The sheet of a workbook; the first one where it is not stated.
    #[serde(default)]
    pub sheet: Option<Spanned<String>>,
    /// The cells of a sheet, such as `B3:H412`; the first row names the columns.
    #[serde(default)]
    pub range: Option<Spanned<String>>,
    /// The outcome of a RevMan 5 review, such as `1.5`; all of them where it is not stated. A row is a study in an outcome.
    #[serde(default)]
    pub outcome: Option<Spanned<String>>,
    /// Whether the file may lie outside the folder of the specification.
    #[serde(default)]
    pub allow_outside: bool,
    /// The column that names each row; no two rows may share a value.
    #[serde(default)]
    pub id: Option<Spanned<String>>,
    /// The codebook: what the columns mean, by name.
    #[serde(default)]
    pub columns: Ordered<DeclaredColumn>,
    /// Whether a column that the codebook does not name is an error.
    #[serde(default)]
    pub only_declared: bool,
    /// Columns of other sources, found by a key.
    #[serde(default)]
    pub join: Vec<Join>,
    /// Turns columns into rows, or rows into columns.
    #[serde(default)]
    pub reshape: Option<Reshape>,
    /// New columns, each from those before it.
    #[serde(default)]
    pub derive: Ordered<Derivation>,
    /// The rows that are kept.
    #[serde(default, rename = "where")]
    pub keep: Option<Expression>,
    /// One row per person and month, which becomes outcomes of the persons.
    #[serde(default)]
    pub panel: Option<Panel>,
}

impl DataSource {
    /// What is well-formed but cannot be: a source says once where its rows are.
    pub fn check(&self, name: &Spanned<String>) -> Option<Diagnostic> {
        let origins = [self.file.is_some(), self.rows.is_some(), self.sql.is_some()];
        let problem = match origins.into_iter().filter(|given| *given).count() {
            1 => return None,
            0 => Problem::new(format!("the data source `{name}` names no data")).hint(
                "add `file:` with a path, `rows:` with the rows themselves, or `sql:` with a table of a database",
            ),
            _ => Problem::new(format!("the data source `{name}` names its data twice"))
                .hint("keep one of `file`, `rows` and `sql`"),
        };
        Some(problem.at(name.location()))
    }

    /// One error for each thing that is stated of a file, where `what` has the rows instead.
    pub(in crate::data) fn of_files(&self, what: &str) -> Vec<Diagnostic> {
        let stated = [
            ("delimiter", self.delimiter.as_ref().map(Spanned::location)),
            ("decimal", self.decimal.as_ref().map(Spanned::location)),
            ("encoding", self.encoding.as_ref().map(Spanned::location)),
            ("sheet", self.sheet.as_ref().map(Spanned::location)),
            ("range", self.range.as_ref().map(Spanned::location)),
            ("outcome", self.outcome.as_ref().map(Spanned::location)),
        ];
        let stated = stated.into_iter().filter_map(|(key, place)| place.map(|place| (key, place)));
        let problem = |key| Problem::new(format!("{what} no `{key}`")).hint(format!("remove `{key}`"));
        stated.map(|(key, place)| problem(key).at(place)).collect()
    }
}

/// The character between the cells of a delimited text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// The tab character.
    Tab,
}

/// The decimal mark of a text file's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decimal {
    /// `1 234,5`
    Comma,
    /// `1234.5`
    Point,
}

/// The encoding of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, which Norwegian Excel writes.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// Latin-1 (ISO 8859-1).
    #[serde(rename = "latin-1")]
    Latin1,
    /// UTF-16, which Excel calls Unicode text.
    #[serde(rename = "utf-16")]
    Utf16,
}
