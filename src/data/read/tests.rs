//! The files of `tests/data`, which other software wrote: what is read of them, and that damaged ones are errors.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::{DataType, Series};

use super::*;
use crate::data::raw::{RawColumn, Recognised};
use crate::data::source::Decimal;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

fn source(more: &str) -> DataSource {
    serde_yaml::from_str(&format!("{{file: a.csv{more}}}")).unwrap()
}

fn read_bytes(name: &str, bytes: Vec<u8>, more: &str) -> Result<RawTable, String> {
    let file = Found { shown: name.to_owned(), path: folder().join(name) };
    let table = table(&Opened::with(&file, bytes), &source(more));
    table.map(|(table, _)| table).map_err(|fault| fault.of(name, &source(more)).problem.to_string())
}

fn read_file(name: &str, more: &str) -> Result<RawTable, String> {
    read_bytes(name, fs::read(folder().join(name)).unwrap(), more)
}

fn cell(series: &Series, row: usize) -> String {
    let text = series.cast(&DataType::String).unwrap();
    text.str().unwrap().get(row).map_or("–".to_owned(), |text| text.replace('\n', "\\n"))
}

/// A table as a text: what it was recognised as, and each column with all that is known of it.
fn shown(table: &RawTable) -> String {
    let mut text = String::new();
    let Recognised { format, encoding, delimiter, decimal, left_out, remarks } = &table.recognised;
    let mut told = vec![(*format).to_owned()];
    told.extend(encoding.map(|encoding| format!("{encoding:?}")));
    told.extend(delimiter.map(|delimiter| format!("{delimiter:?}")));
    told.extend(decimal.map(|decimal| format!("decimal {decimal:?}")));
    writeln!(
        text,
        "{}, {} rows, from {} to {}",
        told.join(", "),
        table.height,
        table.places.of(0),
        table.places.of(table.height.saturating_sub(1))
    )
    .unwrap();
    for remark in remarks {
        writeln!(text, "remark: {remark}").unwrap();
    }
    for (name, why) in left_out {
        writeln!(text, "left out: {name} {why}").unwrap();
    }
    for column in &table.columns {
        assert_eq!(column.values.len(), table.height, "{}", column.name);
        assert_eq!(column.values.name().as_str(), column.name);
        let label = column.label.as_ref().map_or(String::new(), |label| format!(" «{label}»"));
        writeln!(text, "{}: {}{label}", column.name, column.values.dtype()).unwrap();
        let cells: Vec<String> = (0..table.height)
            .map(|row| match &column.missing {
                Some(missing) if !missing.get(row).unwrap().is_null() => format!("({})", cell(missing, row)),
                _ => cell(&column.values, row),
            })
            .collect();
        writeln!(text, "    {}", cells.join(" | ")).unwrap();
        for (code, label) in &column.codes {
            writeln!(text, "    {code} = {label}").unwrap();
        }
    }
    text
}

/// Every file of the folder, with what is stated of it.
fn files() -> Vec<(String, &'static str)> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".py") && !name.ends_with(".c") && !name.ends_with(".xls") && name.contains('.'))
        .collect();
    names.sort();
    let stated = |name: &str| match name {
        _ if name.starts_with("persons.") && ["xlsx", "ods"].iter().any(|kind| name.ends_with(kind)) => {
            ", sheet: Ark1, range: B3:N9"
        }
        "persons_libreoffice.xlsx" => ", sheet: Ark1, range: B3",
        _ => "",
    };
    names.into_iter().map(|name| (name.clone(), stated(&name))).collect()
}

#[test]
fn files_of_other_software_are_read_as_they_are() {
    let mut wrong = Vec::new();
    for (name, stated) in files() {
        let read = read_file(&name, stated).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let expected = fs::read_to_string(folder().join("expected").join(format!("{name}.txt"))).unwrap_or_default();
        if shown(&read) != expected {
            wrong.push(format!("=== {name}\n{}", shown(&read)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join(""));
}

/// The values of a table alone, with all numbers as numbers.
fn values(table: &RawTable) -> Vec<(String, Vec<String>)> {
    let values = |column: &RawColumn| {
        let values = match column.values.dtype() {
            DataType::Int64 => column.values.cast(&DataType::Float64).unwrap(),
            _ => column.values.clone(),
        };
        let reason = |row: usize| column.missing.as_ref().map_or(String::new(), |missing| cell(missing, row));
        (0..table.height).map(|row| format!("{} {}", cell(&values, row), reason(row).replace('–', ""))).collect()
    };
    table.columns.iter().map(|column| (column.name.clone(), values(column))).collect()
}

#[test]
fn a_file_in_parts_is_the_whole_file() {
    for (name, stated) in files() {
        let whole = values(&read_file(&name, stated).unwrap());
        let file = Found { shown: name.clone(), path: folder().join(&name) };
        let opened = Opened::new(&file).unwrap();
        // Small enough for several parts of each file, and none of one row where a column may then have no values.
        for cells in [2 * whole.len(), 3 * whole.len(), usize::MAX] {
            let mut joined: Vec<(String, Vec<String>)> = Vec::new();
            let mut parts = 0;
            let mut keep = |table: RawTable| {
                parts += 1;
                assert!(cells == usize::MAX || table.height <= 3, "{name}");
                match joined.is_empty() {
                    true => joined = values(&table),
                    false => joined.iter_mut().zip(values(&table)).for_each(|(all, more)| all.1.extend(more.1)),
                }
                Ok(())
            };
            let outcome = match format::recognise(&opened).unwrap().0 {
                Format::Stata => stata::stream(&opened, text::Stated::by(&source(stated)).encoding, cells, &mut keep),
                Format::Spss => spss::stream(&opened, cells, &mut keep),
                Format::Sas => sas::stream(&opened, cells, &mut keep),
                _ => continue,
            };
            outcome.unwrap();
            // Text that is called Windows-1252 and is UTF-8 is found out only in the whole; so are dates without times.
            if !name.starts_with("missing_1") && !name.starts_with("missing_8") && cells == usize::MAX {
                assert_eq!(joined, whole, "{name}");
            }
            let height = whole.first().map_or(0, |(_, values)| values.len());
            assert_eq!(joined.first().map_or(0, |(_, values)| values.len()), height, "{name}");
            assert!(parts > 1 || cells == usize::MAX || height == 0, "{name}");
        }
        let mut parts = Vec::new();
        let outcome = chunks(&source(stated), &file, &mut |table| {
            parts.push(values(&table));
            Ok(())
        });
        outcome.unwrap();
        assert_eq!(parts.len(), 1, "{name}");
    }
}

/// A file that was cut off, or has some wrong bytes, is a table or an error; and no reader panics or takes long.
#[test]
fn damaged_files_are_errors_or_tables() {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut next = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % limit as u64).unwrap()
    };
    for (name, stated) in files() {
        let good = fs::read(folder().join(&name)).unwrap();
        for at in (0..good.len()).step_by(good.len() / 60 + 1) {
            let outcome = read_bytes(&name, good[..at].to_vec(), stated);
            let text = matches!(name.rsplit('.').next(), Some("csv" | "tsv" | "txt"));
            let labels = name.ends_with(".dta") && at > good.len() * 3 / 4;
            assert!(outcome.is_err() || text || labels || name.ends_with(".arrows"), "{name} cut at {at}");
        }
        for _ in 0..150 {
            let mut bytes = good.clone();
            for _ in 0..=next(3) {
                let at = next(bytes.len());
                bytes[at] = match next(4) {
                    0 => 0,
                    1 => 0xff,
                    2 => bytes[at] ^ (1 << next(8)),
                    _ => u8::try_from(next(256)).unwrap(),
                };
            }
            let _ = read_bytes(&name, bytes, stated);
        }
    }
}

#[test]
fn a_file_is_what_its_bytes_say() {
    let csv = || b"a;b\n1;2\n".to_vec();
    let table = read_bytes("a.sav", csv(), "").unwrap();
    assert_eq!(table.recognised.remarks, ["is called `.sav`, but is delimited text"]);
    let parquet = fs::read(folder().join("types.parquet")).unwrap();
    let table = read_bytes("a.csv", parquet, "").unwrap();
    assert_eq!(table.recognised.remarks, ["is called `.csv`, but is Parquet"]);
    assert_eq!(read_bytes("a", csv(), "").unwrap().recognised.remarks, Vec::<String>::new());
    let wrong = |name: &str, bytes: &[u8]| read_bytes(name, bytes.to_vec(), "").unwrap_err();
    assert!(wrong("a.sav", b"\x01\x02\x03").starts_with("`a.sav` is no SPSS file, though it is called `.sav`"));
    assert!(wrong("a.parquet", b"PAR1\0\0").starts_with("`a.parquet` is a damaged Parquet file: its end is missing"));
    assert!(wrong("a.csv", b"\x1f\x8b\x08").starts_with("`a.csv` is compressed with gzip; unpack it"));
    assert!(wrong("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").contains("is a file of Excel 97"));
    assert!(wrong("a.csv", b"").starts_with("`a.csv` is empty"));
}

#[test]
fn a_field_that_a_format_has_not_is_wrong() {
    let wrong = |name: &str, more: &str| read_file(name, more).unwrap_err();
    let expected = "`persons_utf8.csv` is a file of the format delimited text, which has no sheets; leave out `sheet`";
    assert_eq!(wrong("persons_utf8.csv", ", sheet: Ark1"), expected);
    assert!(wrong("types.parquet", ", delimiter: tab").contains("which has no delimiter"));
    assert!(wrong("persons.sav", ", encoding: utf-8").contains("no encoding that can be stated"));
    assert!(wrong("persons_118.dta", ", encoding: latin-1").contains("Stata 14 or later"));
    assert!(wrong("persons_utf8.csv", ", delimiter: tab").contains("has `,` in its first line, and not a tab"));
    assert!(
        wrong("persons_utf8.csv", ", decimal: comma")
            .contains("with a decimal point, as `23.0` (line 2, column `alder`)")
    );
    assert!(wrong("persons_1252.csv", ", encoding: utf-8").contains("is not UTF-8 text (line 1)"));
    assert_eq!(read_file("persons.sav", ", decimal: comma").unwrap().recognised.decimal, Some(Decimal::Comma));
}

#[test]
fn a_sheet_is_a_table_or_says_why_not() {
    let wrong = |more: &str| read_file("persons.xlsx", more).unwrap_err();
    let first = read_file("persons.xlsx", "").unwrap();
    assert_eq!(first.recognised.remarks, ["has 6 sheets, of which `Forklaring` is read"]);
    assert!(wrong(", sheet: Ark2").contains("has no sheet `Ark2`; did you mean `Ark1`?"));
    let title = wrong(", sheet: Ark1");
    assert!(title.contains("has no name in `C2` of the sheet `Ark1`, and `kommune` in `C3` below it"), "{title}");
    assert!(title.contains("such as `range: A4`"), "{title}");
    assert!(wrong(", sheet: Feil").contains("has errors in 1 cell of the sheet `Feil`: `#N/A` in `B3`"));
    assert!(wrong(", sheet: Uregnet").contains("has formulas without values in the sheet `Uregnet`: `B2`"));
    assert!(wrong(", sheet: Sammen").contains("has merged cells in the sheet `Sammen`: `A1:B1`"));
    assert!(wrong(", sheet: Tomt").contains("has no values in the sheet `Tomt`"));
    assert!(wrong(", sheet: Ark1, range: B3-H9").contains("has no cells `B3-H9`"));
    assert!(wrong(", sheet: Ark1, range: X50:Z60").contains("has no values in `X50:Z60`"));
    let computed = |more: &str| read_file("persons_libreoffice.xlsx", more);
    assert!(computed(", sheet: Feil").unwrap_err().contains("has errors in 2 cells of the sheet `Feil`"));
    assert_eq!(cell(&computed(", sheet: Uregnet").unwrap().columns[1].values, 0), "2");
    let part = read_file("persons.xlsx", ", sheet: Ark1, range: B3:D5").unwrap();
    assert_eq!((part.height, part.columns.len(), part.places.of(1)), (2, 3, "row 5 of the sheet".to_owned()));
}
