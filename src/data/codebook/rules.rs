//! What a column may hold, checked against itself.

use super::super::cell::Cell;
use super::super::column::ColumnType;
use super::codes::Codes;
use super::date::{Pattern, dotted, iso};
use super::declared::Fields;
use crate::data::coded::day_of;
use crate::diag::{Diagnostic, Location, Problem, Spanned};
use crate::results::{Language, Text};

/// What a column may hold.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub kind: ColumnType,
    /// The codes that the specification names, with their words.
    pub codes: Vec<(Cell, Text)>,
    /// The smallest value.
    pub low: Option<Cell>,
    /// The largest value.
    pub high: Option<Cell>,
    /// The values that mean that there is none, as they are written, each with the reason.
    pub missing: Vec<(String, String)>,
    pub format: Option<Pattern>,
    pub required: bool,
}

impl Rules {
    /// The rules of an entry whose values are of this kind; what is wrong with them is added to `found`.
    pub fn of(
        fields: &Fields,
        kind: ColumnType,
        key: &Spanned<String>,
        of_file: &[(Cell, String)],
        found: &mut Vec<Diagnostic>,
    ) -> Rules {
        let mut checks = Checks { kind, key, found };
        let codes = checks.codes(fields.codes.as_ref());
        let (low, high) = checks.range(fields.range.as_ref());
        let missing = checks.missing(fields.missing.as_ref(), &codes, of_file);
        let format = checks.format(fields.format.as_ref());
        let is_number = matches!(kind, ColumnType::Integer | ColumnType::Number);
        if let Some(unit) = fields.unit.as_ref().filter(|_| !is_number) {
            checks.refuse(format!("`{key}` has a unit, and holds {kind}"), unit.location(), "remove `unit`");
        }
        Rules { kind, codes, low, high, missing, format, required: fields.required }
    }

    /// The words of the codes that a report shows: those of the specification or else of the file, without those that
    /// mean that there is no value.
    pub fn shown_codes(&self, of_file: &[(Cell, String)]) -> Vec<(Cell, Text)> {
        let is_missing = |code: &Cell| self.missing.iter().any(|(written, _)| code.is_written(written));
        let mut codes = self.codes.clone();
        if codes.is_empty() {
            let of_kind = |(code, words): &(Cell, String)| {
                Some((value_of(self.kind, &code.to_string())?, Text::from(words.as_str())))
            };
            codes = of_file.iter().filter_map(of_kind).collect();
        }
        codes.retain(|(code, _)| !is_missing(code));
        codes
    }
}

/// A value of this kind, as it is written in a specification.
pub(in crate::data) fn value_of(kind: ColumnType, written: &str) -> Option<Cell> {
    match kind {
        ColumnType::Text | ColumnType::Category => Some(Cell::text(written)),
        ColumnType::Integer => {
            let whole = || match Cell::number(written.parse().ok()?) {
                Cell::Integer(whole) => Some(whole),
                _ => None,
            };
            written.parse().ok().or_else(whole).map(Cell::Integer)
        }
        ColumnType::Number => written.parse().ok().map(Cell::number).filter(|cell| !cell.is_missing()),
        ColumnType::Boolean => match written {
            "true" | "1" => Some(Cell::Boolean(true)),
            "false" | "0" => Some(Cell::Boolean(false)),
            _ => None,
        },
        ColumnType::Date => {
            iso(written).or_else(|_| dotted(written, 1)).ok().map(|day| Cell::Date(day_of(i64::from(day))))
        }
    }
}

/// One value of this kind, in words.
fn one(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Text | ColumnType::Category => "a text",
        ColumnType::Integer => "a whole number",
        ColumnType::Number => "a number",
        ColumnType::Boolean => "`true` or `false`",
        ColumnType::Date => "a date such as `2023-12-14`",
    }
}

struct Checks<'a> {
    kind: ColumnType,
    key: &'a Spanned<String>,
    found: &'a mut Vec<Diagnostic>,
}

impl Checks<'_> {
    fn refuse(&mut self, what: String, location: Option<Location>, hint: &str) {
        self.found.push(Problem::new(what).hint(hint).at(location.or_else(|| self.key.location())));
    }

    fn codes(&mut self, written: Option<&Codes>) -> Vec<(Cell, Text)> {
        let Some(Codes(written)) = written else { return Vec::new() };
        let (kind, key) = (self.kind, self.key);
        if written.is_empty() {
            self.refuse(format!("`{key}` has no codes under `codes`"), None, "name them, or remove `codes`");
        }
        if kind == ColumnType::Date {
            let first = written.first().and_then(|(code, _)| code.location());
            self.refuse(format!("`{key}` has codes, and holds dates"), first, "remove `codes`");
            return Vec::new();
        }
        let mut codes: Vec<(Cell, Text)> = Vec::with_capacity(written.len());
        for (code, words) in written {
            match value_of(kind, code) {
                None => {
                    let what = format!("the code `{code}` of `{key}` is not {}", one(kind));
                    self.refuse(what, code.location(), "write another code, or `type: category`");
                }
                Some(cell) if codes.iter().any(|(known, _)| *known == cell) => {
                    self.refuse(format!("the code `{code}` of `{key}` stands twice"), code.location(), "remove one");
                }
                Some(cell) => {
                    codes.push((cell, words.clone().unwrap_or_else(|| Text::from(code.as_str()))));
                }
            }
        }
        codes
    }

    fn range(&mut self, range: Option<&Spanned<Vec<Option<Spanned<String>>>>>) -> (Option<Cell>, Option<Cell>) {
        let Some(range) = range else { return (None, None) };
        let (kind, key) = (self.kind, self.key);
        if matches!(kind, ColumnType::Text | ColumnType::Category | ColumnType::Boolean) {
            let hint = "remove `range`, or state the type: `integer`, `number` or `date`";
            self.refuse(format!("`{key}` has a range, and holds {kind}"), range.location(), hint);
            return (None, None);
        }
        let [low, high] = range.value.as_slice() else {
            let what = format!("the range of `{key}` has {} ends", range.value.len());
            self.refuse(what, range.location(), "write the smallest and the largest value: `[18, 67]`");
            return (None, None);
        };
        let mut end = |written: &Option<Spanned<String>>| {
            let written = written.as_ref()?;
            let cell = value_of(kind, written);
            if cell.is_none() {
                let what = format!("the range of `{key}` ends at `{written}`, which is not {}", one(kind));
                self.refuse(what, written.location(), "write a value that the column may hold, or `null`");
            }
            cell
        };
        let (low, high) = (end(low), end(high));
        if let (Some(low), Some(high)) = (&low, &high)
            && low > high
        {
            let hint = format!("write `[{high}, {low}]`");
            self.refuse(format!("the range of `{key}` ends before it starts"), range.location(), &hint);
            return (None, None);
        }
        (low, high)
    }

    fn missing(
        &mut self,
        written: Option<&Codes>,
        codes: &[(Cell, Text)],
        of_file: &[(Cell, String)],
    ) -> Vec<(String, String)> {
        let Some(Codes(written)) = written else { return Vec::new() };
        let mut missing: Vec<(String, String)> = Vec::with_capacity(written.len());
        for (code, words) in written {
            if missing.iter().any(|(known, _)| known == code.as_str()) {
                let what = format!("`{code}` stands twice under `missing` of `{}`", self.key);
                self.refuse(what, code.location(), "remove one");
                continue;
            }
            let in_words = |text: &Text| text.get(Language::Bokmal).to_owned();
            let declared = || codes.iter().find(|(known, _)| known.is_written(code)).map(|(_, words)| in_words(words));
            let labelled = || of_file.iter().find(|(known, _)| known.is_written(code)).map(|(_, words)| words.clone());
            let reason = words.as_ref().map(in_words).or_else(declared).or_else(labelled);
            missing.push((code.value.clone(), reason.unwrap_or_else(|| code.value.clone())));
        }
        missing
    }

    fn format(&mut self, written: Option<&Spanned<String>>) -> Option<Pattern> {
        let written = written?;
        let (kind, key) = (self.kind, self.key);
        if kind != ColumnType::Date {
            let hint = "remove `format`, or write `type: date`";
            self.refuse(format!("`{key}` has the format of a date, and holds {kind}"), written.location(), hint);
            return None;
        }
        let pattern = Pattern::of(written);
        if pattern.is_none() {
            let hint = "write `dd` or `d`, `mm` or `m`, and `yyyy`, each once, such as `dd/mm/yyyy`";
            self.refuse(format!("`{written}` is not the format of a date"), written.location(), hint);
        }
        pattern
    }
}
