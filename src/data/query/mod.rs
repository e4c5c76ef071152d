//! Tables of a database, whose rows stay where they are: what is asked of them, as SQL, and the answers.
//!
//! Analyses ask data how many rows have which values. Of a table of a database they ask the same, and the question becomes
//! a query that groups and counts there. `utfall query` prints the queries of a specification; whoever may log in to the
//! database runs them and saves each answer, a small table, as a file of the name that the query carries. A build reads
//! the answers, and is the same as if it had read the rows.
//!
//! ```text
//! table ─▶ columns ─▶ derive ─▶ where ─▶ outcomes of a panel ─▶ population ─▶ GROUP BY   (statement.rs, panel.rs)
//! ```
//!
//! The name of an answer holds a hash of its query: an answer to another query is not found.

mod answers;
mod dialect;
mod panel;
mod statement;

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

pub use dialect::Dialect;

pub(in crate::data) use answers::{Answers, Key};
pub(in crate::data) use panel::{RemoteState, beside};
pub(in crate::data) use statement::Statement;

use super::frame::Frame;
use super::raw::{Places, RawColumn, RawTable, Recognised};
use super::{ColumnType, DataSource, codebook, derive};
use crate::data::frames::Frames;
use crate::diag::{Diagnostic, Problem, Spanned};

/// A table of a database.
///
/// Its columns are declared under `columns`, with their types. New columns are derived by expressions; joins, other
/// shapes and item sums are for the database to make, as a view.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sql {
    /// The table, with its schema where it has one: `register.persons`.
    pub table: Spanned<String>,
    /// The database.
    pub dialect: Dialect,
    /// The folder beside the specification that holds the answers; `answers` unless given.
    #[serde(default)]
    pub answers: Option<Spanned<String>>,
}

/// A table of a database, as far as a specification goes: where its answers are, and what its rows are.
#[derive(Clone, Debug)]
pub(in crate::data) struct Remote {
    /// The folder of the answers.
    pub folder: PathBuf,
    /// The folder as the specification writes it.
    pub shown: String,
    /// The rows.
    pub statement: Statement,
}

/// A question to a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The file of its answer, with the folder that the specification names.
    pub file: String,
    /// Where that file is.
    pub path: PathBuf,
    /// The query.
    pub sql: String,
    /// Whether the answer is there.
    pub answered: bool,
}

/// The frame of a table of a database: what is known of its columns, and no rows.
pub(in crate::data) fn frame(
    name: &Spanned<String>,
    source: &DataSource,
    sql: &Sql,
    folder: &Path,
    earlier: &Frames,
) -> Result<Frame, Vec<Diagnostic>> {
    let mut problems = refused(source, sql);
    let table = RawTable {
        columns: source.columns.iter().map(|(name, column)| empty(name, column.kind())).collect(),
        height: 0,
        places: Places::Numbers,
        recognised: Recognised { format: "SQL", ..Recognised::default() },
    };
    let undeclared = source.columns.iter().filter(|(_, column)| column.kind().is_none());
    problems.extend(undeclared.map(|(name, _)| {
        let problem = Problem::new(format!("the type of `{name}` is not stated, and a database is not asked for it"));
        problem.hint(format!("write `{name}: integer`, or another type")).at(name.location())
    }));
    let (declared, more) = codebook::declare(table, source, name);
    problems.extend(more);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut declared = declared;
    declared.give_reasons(source);
    let mut frame = derive::shape(declared, source, earlier)?;
    let statement = Statement::of(source, sql, &frame)?;
    let shown = sql.answers.as_ref().map_or("answers", |answers| answers.as_str()).trim_end_matches('/').to_owned();
    if let Some(answers) = &sql.answers {
        super::insist_on_beside(answers).map_err(|problem| vec![problem.at(answers.location())])?;
    }
    frame.remote = Some(Remote { folder: folder.join(&shown), shown, statement });
    Ok(frame)
}

/// What a database has to do itself.
fn refused(source: &DataSource, sql: &Sql) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut refuse = |is: bool, what: &str| {
        if is {
            let problem = Problem::new(format!("a table of a database cannot be {what} here"));
            problems
                .push(problem.hint("make a view of it in the database, and name the view").at(sql.table.location()));
        }
    };
    refuse(!source.join.is_empty(), "joined");
    refuse(source.reshape.is_some(), "reshaped");
    problems.extend(source.of_files("a table of a database has"));
    for (name, derivation) in source.derive.iter().filter(|(_, derivation)| derivation.expression().is_none()) {
        let _ = derivation;
        let problem = Problem::new(format!("`{name}` of a table of a database is derived by an expression"));
        problems.push(problem.hint("write it with `if \u{2026} then \u{2026} else \u{2026}`").at(name.location()));
    }
    problems
}

/// A column without values.
fn empty(name: &Spanned<String>, kind: Option<ColumnType>) -> RawColumn {
    RawColumn {
        name: name.value.clone(),
        values: super::column::empty_series(name, kind.unwrap_or(ColumnType::Text)),
        label: None,
        codes: Vec::new(),
        missing: None,
    }
}
