//! Stata files (`.dta`), of every version.
//!
//! Variable and value labels are kept. The missing values `.a` to `.z` are missing, each with its label as the reason, or
//! its name where it has none. Dates are dates: `%td` and `%tc` the day, `%tw`, `%tm`, `%tq` and `%th` the first day.

mod columns;
mod lengths;

use dta::stata::dta::dta_error::DtaError;
use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::long_string_table::LongStringTable;
use dta::stata::dta::release::Release;
use dta::stata::dta::variable_type::VariableType;
use encoding_rs::{UTF_8, WINDOWS_1252};

use self::columns::{Column, Labels, LongTexts};
use self::lengths::Walk;
use super::chunks::rows;
use super::fault::{Fault, Field};
use super::format::Format;
use super::guard::{damaged, guarded};
use super::names::insist_on_names;
use super::opened::Opened;
use crate::data::raw::{Places, RawTable, Recognised};
use crate::data::source::Encoding;
use crate::diag::Problem;

/// Reads a Stata file whole.
pub(super) fn read(opened: &Opened<'_>, stated: Option<Encoding>) -> Result<RawTable, Fault> {
    let whole = |encoding: Option<Encoding>| {
        let mut tables = Vec::new();
        stream(opened, encoding, usize::MAX, &mut |table| {
            tables.push(table);
            Ok(())
        })?;
        Ok::<RawTable, Fault>(tables.remove(0))
    };
    let table = whole(stated)?;
    // Before version 14, Stata's text was that of Windows; other programs have written UTF-8 into such files.
    if stated.is_none()
        && table.recognised.encoding == Some(Encoding::Windows1252)
        && garbled(&table)
        && let Ok(mut table) = whole(Some(Encoding::Utf8))
    {
        table.recognised.remarks.push("is of a version whose text is Windows-1252, but holds UTF-8".into());
        return Ok(table);
    }
    Ok(table)
}

/// Reads a Stata file in tables of so many cells, at least one; only the last one has fewer.
pub(super) fn stream(
    opened: &Opened<'_>,
    stated: Option<Encoding>,
    cells: usize,
    each: &mut dyn FnMut(RawTable) -> Result<(), Fault>,
) -> Result<(), Fault> {
    guarded("Stata", || Ok(tables(opened, stated, cells, each)))?
}

fn broken(error: DtaError) -> Problem {
    damaged("Stata", error)
}

fn tables(
    opened: &Opened<'_>,
    stated: Option<Encoding>,
    cells: usize,
    each: &mut dyn FnMut(RawTable) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let too_long = |what| damaged("Stata", format!("it is too short for {what}"));
    let reader = match stated {
        Some(Encoding::Utf8) => DtaReader::new().encoding(UTF_8),
        Some(_) => DtaReader::new().encoding(WINDOWS_1252),
        None => DtaReader::new(),
    };
    let schema = reader.from_reader(opened.reader()?).read_header().map_err(broken)?;
    let header = schema.header().clone();
    insist_on_encoding(header.release(), stated)?;
    lengths::insist_on_variables(&header, opened.size).map_err(too_long)?;
    let encoding = schema.encoding();
    let mut file = schema.read_schema().map_err(broken)?;
    let schema = file.schema().clone();
    Walk { reader: opened.reader()?, size: opened.size, header: &header }.insist_on_rows(&schema).map_err(too_long)?;
    let variables = schema.variables();
    let rows = rows(cells, variables.len());
    let names: Vec<String> = variables.iter().map(|variable| variable.name().to_owned()).collect();
    insist_on_names(&names, |index| format!("variable {}", index + 1))?;
    let mut records = match header.release().is_xml_like() {
        true => file.seek_records().map_err(broken)?,
        false => {
            file.skip_to_end().map_err(broken)?;
            file.into_record_reader().map_err(broken)?
        }
    };
    let mut texts = LongTexts { table: LongStringTable::for_reading(), encoding };
    if variables.iter().any(|variable| variable.variable_type() == VariableType::LongString) {
        let mut reader = records.seek_long_strings().map_err(broken)?;
        reader.read_remaining_into(&mut texts.table).map_err(broken)?;
        records = reader.seek_records().map_err(broken)?;
    }
    let mut reader = records.seek_value_labels().map_err(broken)?;
    let mut labels = Labels::new();
    while let Some(set) = reader.read_value_label_set().map_err(broken)? {
        let entries = set.entries().iter().map(|entry| (entry.value(), entry.label().trim().to_owned()));
        labels.insert(set.name().to_owned(), entries.collect());
    }
    let mut records = reader.seek_records().map_err(broken)?;
    let mut columns: Vec<Column> = variables.iter().map(|variable| Column::new(variable, &labels)).collect();
    let recognised = Recognised {
        format: Format::Stata.name(),
        encoding: Some(match stated {
            Some(stated) => stated,
            None if encoding == UTF_8 => Encoding::Utf8,
            None => Encoding::Windows1252,
        }),
        ..Recognised::default()
    };
    let (mut height, mut row, mut tables) = (0, 0, 0);
    loop {
        let record =
            records.read_lazy_record().map_err(|error| damaged("Stata", format!("row {}: {error}", row + 1)))?;
        let ended = record.is_none();
        if let Some(record) = record {
            for (index, column) in columns.iter_mut().enumerate() {
                let wrong = |why: String| {
                    let name = names.get(index).map_or("", String::as_str);
                    damaged("Stata", format!("row {} of `{name}`: {why}", row + 1))
                };
                let value = record.value(index).map_err(|error| wrong(error.to_string()))?;
                column.push(value, &texts).map_err(wrong)?;
            }
            height += 1;
            row += 1;
        }
        if height == rows || ended && (height > 0 || tables == 0) {
            each(table(&mut columns, height, row - height, &recognised))?;
            height = 0;
            tables += 1;
        }
        if ended {
            return Ok(());
        }
    }
}

fn table(columns: &mut [Column], height: usize, rows_before: usize, recognised: &Recognised) -> RawTable {
    let mut recognised = recognised.clone();
    let mut kept = Vec::with_capacity(columns.len());
    for column in columns {
        match column.take() {
            Ok(column) => kept.push(column),
            Err((name, why)) => recognised.left_out.push((name, why.said(rows_before))),
        }
    }
    RawTable { columns: kept, height, places: Places::Numbers, recognised }
}

/// Insists that a stated encoding can be that of a file of this version.
fn insist_on_encoding(release: Release, stated: Option<Encoding>) -> Result<(), Fault> {
    let wrong = |what: &str| Err(Fault::at(Field::Encoding, Problem::new(what).hint("leave out `encoding`")));
    match stated {
        Some(Encoding::Utf16) => wrong("is a Stata file, whose text is never UTF-16"),
        Some(Encoding::Windows1252 | Encoding::Latin1) if release >= Release::V118 => {
            wrong("is a file of Stata 14 or later, whose text is UTF-8")
        }
        _ => Ok(()),
    }
}

/// Whether a table shows the Norwegian letters of UTF-8 as two letters of Windows-1252.
fn garbled(table: &RawTable) -> bool {
    let letters = |text: &str| {
        let mut last = ' ';
        text.chars().any(|now| {
            let before = std::mem::replace(&mut last, now);
            before == '\u{c3}' && matches!(now, '\u{a6}' | '\u{b8}' | '\u{a5}' | '\u{2020}' | '\u{2dc}' | '\u{2026}')
        })
    };
    table.columns.iter().any(|column| {
        let words = column.label.iter().chain(column.codes.iter().map(|(_, label)| label)).chain([&column.name]);
        words.into_iter().any(|word| letters(word))
            || column.values.str().is_ok_and(|texts| texts.iter().flatten().any(letters))
    })
}
