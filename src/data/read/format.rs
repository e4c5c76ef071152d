//! What a file is, told from its bytes.

use super::opened::Opened;
use super::revman;
use crate::diag::Problem;

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::data) enum Format {
    Text,
    Parquet,
    ArrowFile,
    ArrowStream,
    /// `.xlsx` and `.xlsm`.
    Excel,
    OpenDocument,
    Stata,
    Spss,
    Sas,
    /// A review of RevMan 5.
    RevMan,
}

impl Format {
    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "delimited text",
            Format::Parquet => "Parquet",
            Format::ArrowFile => "Arrow",
            Format::ArrowStream => "Arrow stream",
            Format::Excel => "Excel",
            Format::OpenDocument => "OpenDocument",
            Format::Stata => "Stata",
            Format::Spss => "SPSS",
            Format::Sas => "SAS",
            Format::RevMan => revman::NAME,
        }
    }

    /// Whether this is a workbook of sheets.
    pub fn is_workbook(self) -> bool {
        matches!(self, Format::Excel | Format::OpenDocument)
    }

    /// The format that the name of a file promises, where it promises one.
    fn promised_by(name: &str) -> Option<&'static [Format]> {
        let (_, extension) = name.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "tab" | "txt" | "dat" => &[Format::Text],
            "parquet" | "pq" => &[Format::Parquet],
            "arrow" | "feather" | "ipc" | "arrows" => &[Format::ArrowFile, Format::ArrowStream],
            "xlsx" | "xlsm" => &[Format::Excel],
            "ods" => &[Format::OpenDocument],
            "dta" => &[Format::Stata],
            "sav" | "zsav" => &[Format::Spss],
            "sas7bdat" => &[Format::Sas],
            "rm5" => &[Format::RevMan],
            _ => return None,
        })
    }
}

/// The format of a file by its contents, and a remark where its name promises another one.
///
/// A file that is called otherwise is read as what it is.
pub(super) fn recognise(opened: &Opened<'_>) -> Result<(Format, Option<String>), Problem> {
    let name = opened.file.shown.as_str();
    let format = by_magic(&opened.head, &opened.tail)?.unwrap_or(Format::Text);
    match Format::promised_by(name) {
        Some(promised) if !promised.contains(&format) => {
            let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
            let kind = promised.first().map_or("", |promised| promised.name());
            // Bytes that are no text are a damaged file of the promised format, rather than a table of odd characters;
            // and so is a text that should be XML.
            let is_damaged = !looks_like_text(&opened.head) || promised == [Format::RevMan];
            if format == Format::Text && is_damaged {
                return Err(Problem::new(format!("is no {kind} file, though it is called `.{extension}`"))
                    .hint("copy or export it again"));
            }
            Ok((format, Some(format!("is called `.{extension}`, but is {}", format.name()))))
        }
        _ => Ok((format, None)),
    }
}

/// Whether bytes can be text in any of the encodings that are read.
fn looks_like_text(head: &[u8]) -> bool {
    let utf_16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    utf_16 || !head.iter().any(|byte| matches!(byte, 0..=8 | 14..=25 | 27..=31))
}

const SAS: &[u8] = &[
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xc2, 0xea, 0x81, 0x60, 0xb3, 0x14, 0x11, 0xcf, 0xbd, 0x92, 0x08, 0x00, 0x09,
    0xc7, 0x31, 0x8c, 0x18, 0x1f, 0x10, 0x11,
];

/// The format that the first bytes of a file name; `None` for a text.
fn by_magic(head: &[u8], tail: &[u8]) -> Result<Option<Format>, Problem> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    Ok(Some(match head {
        _ if starts(b"PAR1") => Format::Parquet,
        _ if starts(b"ARROW1") => Format::ArrowFile,
        _ if starts(b"\xff\xff\xff\xff") => Format::ArrowStream,
        _ if starts(b"$FL2") || starts(b"$FL3") => Format::Spss,
        _ if starts(b"<stata_dta>") => Format::Stata,
        // The release, the order of bytes, and the one type of file that there is.
        [102..=116, 1 | 2, 1, _, ..] => Format::Stata,
        _ if starts(SAS) => Format::Sas,
        _ if revman::is_review(head) => Format::RevMan,
        _ if starts(b"PK\x03\x04") => archive(head, tail)?,
        _ if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => return Err(compound(head, tail)),
        _ => match other(head) {
            Some((kind, hint)) => return Err(Problem::new(format!("is {kind}")).hint(hint)),
            None => return Ok(None),
        },
    }))
}

const SAVE: &str = "open it in Excel or LibreOffice, and save it as `.xlsx`";

/// Why a compound file of old Office programs is not read.
///
/// Its reader makes room for as many cells as the file states, and a wrong byte there would end the program.
fn compound(head: &[u8], tail: &[u8]) -> Problem {
    // A workbook with a password is wrapped in such a file.
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = [head, tail].iter().any(|bytes| bytes.windows(wide.len()).any(|window| window == wide));
    match locked {
        true => Problem::new("is protected by a password").hint("save it without one"),
        false => Problem::new("is a file of Excel 97 (`.xls`) or another old program, which is not read").hint(SAVE),
    }
}

/// The workbook that an archive holds: its parts are listed at its end.
fn archive(head: &[u8], tail: &[u8]) -> Result<Format, Problem> {
    let holds = |part: &[u8]| [head, tail].iter().any(|bytes| bytes.windows(part.len()).any(|window| window == part));
    match () {
        () if holds(b"xl/workbook.bin") => {
            Err(Problem::new("is a binary workbook of Excel (`.xlsb`), which is not read").hint(SAVE))
        }
        () if holds(b"xl/workbook.xml") || holds(b"xl/worksheets/") => Ok(Format::Excel),
        () if holds(b"opendocument.spreadsheet") => Ok(Format::OpenDocument),
        () => Err(Problem::new("is a ZIP archive, and no workbook").hint("unpack it, and name the file in it")),
    }
}

/// Files that are often mistaken for data, and what to do instead.
fn other(head: &[u8]) -> Option<(&'static str, &'static str)> {
    const UNPACK: &str = "unpack it, and name the file in it";
    const EXPORT: &str = "export the table as CSV, Parquet, or a file of SPSS, Stata or SAS";
    let starts = |magic: &[u8]| head.starts_with(magic);
    let tag = head.trim_ascii_start();
    let tagged = |name: &[u8]| tag.len() >= name.len() && tag[..name.len()].eq_ignore_ascii_case(name);
    let catalogue = head.len() >= SAS.len() && head[..12] == SAS[..12] && head[12..15] == SAS[12..15];
    Some(match () {
        () if starts(b"PARE") => ("an encrypted Parquet file", "write it without encryption"),
        () if starts(b"FEA1") => ("a Feather file of version 1", "write it as version 2, or as Parquet"),
        () if starts(b"\x1f\x8b") => ("compressed with gzip", UNPACK),
        () if starts(b"\x28\xb5\x2f\xfd") => ("compressed with zstd", UNPACK),
        () if starts(b"BZh") && head.get(4..7) == Some(b"1AY") => ("compressed with bzip2", UNPACK),
        () if starts(b"\xfd7zXZ\0") => ("compressed with xz", UNPACK),
        () if starts(b"7z\xbc\xaf\x27\x1c") => ("a 7-Zip archive", UNPACK),
        () if starts(b"%PDF-") => ("a PDF document", EXPORT),
        () if starts(b"SQLite format 3\0") => ("an SQLite database", EXPORT),
        () if starts(b"RDX2\n") || starts(b"RDX3\n") => ("a workspace of R", EXPORT),
        () if starts(b"ASCII SPSS PORT FILE") => ("a portable file of SPSS", "save it as `.sav`"),
        () if starts(b"HEADER RECORD*******") => ("a transport file of SAS", "save it as `.sas7bdat`, or as CSV"),
        () if catalogue => ("a catalogue of SAS formats, which holds no rows", "name the `.sas7bdat` file"),
        () if tagged(b"<!doctype html") || tagged(b"<html") => {
            ("a web page", "it may be the page that asked you to log in: download the file itself")
        }
        () if tagged(b"<?xml") => ("an XML file", EXPORT),
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        assert_eq!(by_magic(b"PAR1....", b"").unwrap(), Some(Format::Parquet));
        assert_eq!(by_magic(b"$FL2@(#) SPSS", b"").unwrap(), Some(Format::Spss));
        assert_eq!(by_magic(b"s\x02\x01\x00", b"").unwrap(), Some(Format::Stata));
        assert_eq!(by_magic(b"sn;b\n", b"").unwrap(), None);
        assert_eq!(by_magic(b"<?xml version='1.0'?>\n<COCHRANE_REVIEW ID='1'>", b"").unwrap(), Some(Format::RevMan));
        assert_eq!(by_magic(b"<?xml version='1.0'?>\n<review>", b"").unwrap_err().what, "is an XML file");
        assert_eq!(by_magic(b"PK\x03\x04", b"xl/workbook.xml").unwrap(), Some(Format::Excel));
        assert_eq!(by_magic(b"PK\x03\x04", b"a.csv").unwrap_err().what, "is a ZIP archive, and no workbook");
        assert_eq!(by_magic(b"\n <!DOCTYPE HTML>", b"").unwrap_err().what, "is a web page");
        assert_eq!(by_magic(b"", b"").unwrap(), None);
    }
}
