//! Files of other programs as tables. Home of the crates that read them.
//!
//! A file is what its bytes say (`format`), wherever it may be read from (`found`), and a fault in it is an error at the
//! field of the specification that names it (`fault`).

mod arrow;
mod chunks;
mod columnar;
mod excel;
mod fault;
mod format;
mod found;
mod guard;
mod inline;
mod many;
mod names;
mod opened;
mod parquet;
mod reasons;
mod revman;
mod sas;
mod series;
mod spss;
mod stata;
mod text;

pub(in crate::data) use chunks::chunks;
pub(in crate::data) use found::{Found, find};
pub(in crate::data) use guard::guarded;
pub use inline::InlineRows;
pub(in crate::data) use opened::Opened;

use std::path::Path;

use self::fault::{Fault, Field};
use self::format::Format;
use super::frame::InputFile;
use super::raw::RawTable;
use super::source::DataSource;
use crate::diag::{Diagnostic, Problem};

/// Reads the rows of a source, from its file, its files, or the specification itself.
pub(in crate::data) fn read(source: &DataSource, folder: &Path) -> Result<(RawTable, Vec<InputFile>), Vec<Diagnostic>> {
    if let Some(rows) = &source.rows {
        let problems = source.of_files("rows that stand here have");
        return if problems.is_empty() { Ok((rows.table()?, Vec::new())) } else { Err(problems) };
    }
    let found = found::find(source, folder).map_err(|problem| vec![problem])?;
    let mut parts = Vec::new();
    let mut inputs = Vec::new();
    let mut problems = Vec::new();
    for file in &found {
        match whole(file, source) {
            Ok((table, read)) => {
                parts.push((file.shown.clone(), table));
                inputs.extend(read);
            }
            Err(fault) => problems.push(fault.of(&file.shown, source)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let table = match parts.len() {
        1 => parts.remove(0).1,
        _ => many::joined(parts).map_err(|(file, fault)| vec![fault.of(&file, source)])?,
    };
    Ok((table, inputs))
}

/// Reads a text that is no file of a source, such as the answer of a database.
pub(in crate::data) fn text_of(text: &str) -> Result<RawTable, Problem> {
    let file = Found { shown: String::new(), path: std::path::PathBuf::new() };
    let opened = Opened::with(&file, text.as_bytes().to_vec());
    text::read(&opened, text::Stated::default()).map_err(|fault| fault.problem)
}

/// Reads one file, and says what was read for it.
fn whole(file: &Found, source: &DataSource) -> Result<(RawTable, Vec<InputFile>), Fault> {
    let opened = Opened::new(file)?;
    let (table, format) = table(&opened, source)?;
    let mut inputs = vec![opened.into_input()];
    if format == Format::Sas
        && let Some(catalogue) = sas::catalogue(file)
    {
        inputs.push(Opened::new(&catalogue)?.into_input());
    }
    Ok((table, inputs))
}

/// The table of a file, and what it is.
fn table(opened: &Opened<'_>, source: &DataSource) -> Result<(RawTable, Format), Fault> {
    let (format, remark) = format::recognise(opened)?;
    insist_on_fields(format, source)?;
    let mut table = match format {
        Format::Text => text::read(opened, text::Stated::by(source))?,
        Format::Parquet => parquet::read(opened)?,
        Format::ArrowFile | Format::ArrowStream => arrow::read(opened, format)?,
        Format::Excel | Format::OpenDocument => excel::read(opened, format, source)?,
        Format::Stata => stata::read(opened, text::Stated::by(source).encoding)?,
        Format::Spss => spss::read(opened)?,
        Format::Sas => sas::read(opened)?,
        Format::RevMan => revman::read(opened, source)?,
    };
    table.recognised.remarks.splice(0..0, remark);
    table.recognised.decimal = table.recognised.decimal.or(source.decimal.as_ref().map(|stated| stated.value));
    Ok((table, format))
}

/// Insists that a source states nothing that a file of this format has not.
fn insist_on_fields(format: Format, source: &DataSource) -> Result<(), Fault> {
    let cannot = |field: Field, name: &str, what: &str| {
        let problem = Problem::new(format!("is a file of the format {}, which has no {what}", format.name()));
        Err(Fault::at(field, problem.hint(format!("leave out `{name}`"))))
    };
    match format {
        Format::Text | Format::Stata => {}
        _ if source.encoding.is_some() => return cannot(Field::Encoding, "encoding", "encoding that can be stated"),
        _ => {}
    }
    if format != Format::Text && source.delimiter.is_some() {
        return cannot(Field::Delimiter, "delimiter", "delimiter");
    }
    if !format.is_workbook() && source.sheet.is_some() {
        return cannot(Field::Sheet, "sheet", "sheets");
    }
    if !format.is_workbook() && source.range.is_some() {
        return cannot(Field::Range, "range", "ranges of cells");
    }
    if format != Format::RevMan && source.outcome.is_some() {
        return cannot(Field::Outcome, "outcome", "outcomes to choose from");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
