//! What was read, in words for whoever wrote the specification.

use super::frame::{Fact, Frame};
use super::source::{Decimal, Delimiter, Encoding};

impl Frame {
    /// What the source turned out to be and what happened to its rows, a line each.
    pub fn account(&self) -> Vec<String> {
        let recognised = &self.recognised;
        let mut parts = vec![recognised.format.to_owned()];
        parts.extend(recognised.encoding.map(|encoding| match encoding {
            Encoding::Utf8 => "UTF-8".to_owned(),
            Encoding::Windows1252 => "Windows-1252".to_owned(),
            Encoding::Latin1 => "Latin-1".to_owned(),
            Encoding::Utf16 => "UTF-16".to_owned(),
        }));
        parts.extend(recognised.delimiter.map(|delimiter| match delimiter {
            Delimiter::Semicolon => "semicolons".to_owned(),
            Delimiter::Comma => "commas".to_owned(),
            Delimiter::Tab => "tabs".to_owned(),
        }));
        parts.extend(recognised.decimal.map(|decimal| match decimal {
            Decimal::Comma => "decimal comma".to_owned(),
            Decimal::Point => "decimal point".to_owned(),
        }));
        let files = match self.files.as_slice() {
            [] => String::new(),
            [only] => format!(" from `{}`", only.path),
            several => format!(" from {} files", several.len()),
        };
        let rows = match self.remote {
            Some(_) => "a table of a database".to_owned(),
            None => format!("{} rows", self.height()),
        };
        let shape = format!("{rows}, {} columns", self.columns.len());
        let mut lines = vec![format!("`{}`{files}: {}; {shape}", self.name, parts.join(", "))];
        lines.extend(recognised.remarks.iter().map(|remark| format!("`{}` {remark}", self.name)));
        lines.extend(self.facts.iter().filter_map(|fact| told(&self.name, fact)));
        lines
    }
}

fn told(name: &str, fact: &Fact) -> Option<String> {
    Some(match fact {
        Fact::RowsRead(_) => return None,
        Fact::RowsLeftOut(rows) => format!("`{name}`: `where` left out {rows} rows"),
        Fact::Joined { with, matched, unmatched, unused } => format!(
            "`{name}` joined with `{with}`: {matched} rows matched, {unmatched} did not, {unused} rows of `{with}` were not asked for"
        ),
        Fact::Panel { source, rows, left_out, unknown_persons, outside_months, persons_without_rows } => format!(
            "`{name}` with `{source}`: {rows} rows, of which {left_out} left out by `where`, {unknown_persons} of unknown persons and \
             {outside_months} outside the months; {persons_without_rows} persons without any row"
        ),
    })
}
