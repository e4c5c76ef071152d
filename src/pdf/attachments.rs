//! The files inside a PDF.

use hayro_svg::hayro_syntax::Pdf;
use hayro_svg::hayro_syntax::object::{Array, Dict, Stream, String as PdfString};

use crate::diag::Problem;

/// A file that a PDF carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, such as `results.json`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The files that a PDF carries as its associated files, in order; `name` is what the user calls the PDF.
///
/// # Errors
/// A [`Problem`] when it is no PDF, is cut off, is locked with a password, or holds a file that cannot be unpacked.
///
/// ```
/// let problem = utfall::pdf::attachments("report.pdf", b"<html>".to_vec()).unwrap_err();
/// assert_eq!(problem.what, "`report.pdf` is no PDF");
/// let problem = utfall::pdf::attachments("report.pdf", b"%PDF-1.7\n1 0 obj".to_vec()).unwrap_err();
/// assert_eq!(problem.what, "`report.pdf` is a PDF that is damaged or cut off");
/// ```
pub fn attachments(name: &str, pdf: Vec<u8>) -> Result<Vec<Attachment>, Problem> {
    let pdf = opened(name, pdf)?;
    let Some(root) = pdf.xref().get::<Dict>(pdf.xref().root_id()) else { return Err(damaged(name)) };
    let Some(files) = root.get::<Array>("AF") else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for file in files.iter::<Dict>() {
        let stream = file.get::<Dict>("EF").and_then(|embedded| embedded.get::<Stream>("F"));
        let bytes = stream.and_then(|stream| Some(stream.decoded().ok()?.into_owned()));
        let named = file.get::<PdfString>("UF").or_else(|| file.get::<PdfString>("F"));
        let (Some(bytes), Some(named)) = (bytes, named) else { return Err(damaged(name)) };
        found.push(Attachment { name: words(&named), bytes });
    }
    Ok(found)
}

/// A PDF that can be read.
pub(super) fn opened(name: &str, bytes: Vec<u8>) -> Result<Pdf, Problem> {
    if !bytes.starts_with(b"%PDF-") {
        return Err(Problem::new(format!("`{name}` is no PDF")).hint("give the `report.pdf` that utfall made"));
    }
    // A file that was cut off is read by searching it, and pages or attachments are then silently missing.
    let end = &bytes[bytes.len().saturating_sub(1024)..];
    if !end.windows(5).any(|part| part == b"%%EOF") {
        return Err(damaged(name));
    }
    Pdf::new(bytes).map_err(|error| match error {
        hayro_svg::hayro_syntax::LoadPdfError::Decryption(_) => {
            Problem::new(format!("`{name}` is locked with a password")).hint("save it again without one")
        }
        hayro_svg::hayro_syntax::LoadPdfError::Invalid => damaged(name),
    })
}

fn damaged(name: &str) -> Problem {
    Problem::new(format!("`{name}` is a PDF that is damaged or cut off"))
        .hint("fetch it again, or build the report again")
}

/// A text of a PDF: UTF-16 or UTF-8 with its mark, else plain letters.
fn words(string: &PdfString) -> String {
    let bytes = string.as_bytes();
    match bytes.strip_prefix(&[0xfe, 0xff]) {
        Some(utf16) => {
            let units: Vec<u16> = utf16.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        None => String::from_utf8_lossy(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)).into_owned(),
    }
}
