//! Workbooks of Excel and LibreOffice: one sheet, the first row of which names the columns.

mod cells;
mod range;
mod table;

use calamine::{Ods, Reader as _, Xlsx};

use self::cells::Workbook;
use self::range::Area;
use super::fault::{Fault, Field, counted};
use super::format::Format;
use super::guard::{damaged, guarded};
use super::opened::{Opened, Reader};
use crate::data::raw::RawTable;
use crate::data::source::DataSource;
use crate::diag::{Problem, one_of};

/// Reads a sheet of a workbook.
pub(super) fn read(opened: &Opened<'_>, format: Format, source: &DataSource) -> Result<RawTable, Fault> {
    let stated = source.sheet.as_ref().map(|sheet| sheet.as_str());
    let area = source.range.as_ref().map(|range| Area::parse(range)).transpose()?;
    // A fault at a field is no panic, and has to come through as it is.
    guarded(format.name(), || Ok(sheet(opened, format, stated, area)))?
}

fn sheet(opened: &Opened<'_>, format: Format, stated: Option<&str>, area: Option<Area>) -> Result<RawTable, Fault> {
    let mut book = open(opened, format)?;
    let sheets = book.sheets();
    let (name, remark) = chosen(&sheets, stated)?;
    let cells = book.cells(&name, area.unwrap_or(Area::SHEET))?;
    let merged = book.merged(&name);
    let mut table = table::table(cells, &merged, &name, area)?;
    table.recognised.format = format.name();
    table.recognised.remarks.splice(0..0, remark);
    Ok(table)
}

fn open<'a>(opened: &'a Opened<'_>, format: Format) -> Result<Workbook<Reader<'a>>, Problem> {
    let reader = opened.reader()?;
    Ok(match format {
        Format::OpenDocument => {
            Workbook::OpenDocument(Box::new(Ods::new(reader).map_err(|error| damaged(format.name(), error))?))
        }
        _ => Workbook::Excel(Box::new(Xlsx::new(reader).map_err(|error| damaged(format.name(), error))?)),
    })
}

/// The sheet that is stated, or else the first one that is shown; with a remark if there were others.
fn chosen(sheets: &[(String, bool)], stated: Option<&str>) -> Result<(String, Option<String>), Fault> {
    let shown = || sheets.iter().filter(|(_, shown)| *shown).map(|(name, _)| name.as_str());
    match stated {
        Some(stated) => match sheets.iter().find(|(name, _)| name == stated) {
            Some((name, _)) => Ok((name.clone(), None)),
            None => {
                let names = sheets.iter().map(|(name, _)| name.as_str());
                let problem = Problem::new(format!("has no sheet `{stated}`")).closest_of(stated, names.clone());
                Err(Fault::at(Field::Sheet, problem.hint(format!("its sheets are {}", one_of(names)))))
            }
        },
        None => {
            let first = shown().next().ok_or_else(|| Problem::new("has no sheet of cells that is shown"))?;
            let remark = || format!("has {}, of which `{first}` is read", counted(sheets.len(), "sheet"));
            Ok((first.to_owned(), (shown().count() > 1).then(remark)))
        }
    }
}
