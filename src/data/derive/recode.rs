//! Values that get other codes: `{recode: education, codes: {primary: low, secondary: middle}, else: high}`.

use super::super::codebook::{Sightings, value_of};
use super::super::{Cell, Column, ColumnType, Frame};
use super::derived::{Derived, reasons_of, spread, told};
use super::words::{NewValue, Recodes, code_of};
use crate::data::coded::Coded;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::Text;

/// Gives the values of a column other codes. Missing values stay missing; a value that has no new one is an error unless
/// `otherwise` says what it becomes.
///
/// The new column is whole numbers, numbers or truth values where all new values are, and categories otherwise.
pub(super) fn recode(
    frame: &Frame,
    name: &Spanned<String>,
    column: &Spanned<String>,
    codes: &Recodes,
    otherwise: Option<&NewValue>,
) -> Result<Derived, Vec<Diagnostic>> {
    let one = |problem: Diagnostic| vec![problem];
    let source = frame.column(column).map_err(one)?;
    let series = frame.series(column).map_err(one)?;
    let coded = Coded::of(series)
        .map_err(|error| vec![Problem::new(format!("`{column}` cannot be read: {error}")).at(column.location())])?;
    let old = Old::new(codes);
    let rules: Vec<Option<usize>> = coded.values.iter().map(|value| old.find(value)).collect();
    let mut problems = unknown_codes(source, codes, &rules);
    if otherwise.is_none() {
        problems.extend(uncovered(frame, name, column, &coded, &rules));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let texts: Vec<&Option<Text>> = codes.iter().map(|(_, new)| &new.0).chain(otherwise.map(|new| &new.0)).collect();
    let kind = kind_of(&texts);
    let new: Vec<Option<Cell>> =
        texts.iter().map(|text| text.as_ref().and_then(|text| value_of(kind, code_of(text)))).collect();
    // The place of `else` is the last one.
    let of_value: Vec<Option<u32>> = coded
        .values
        .iter()
        .zip(&rules)
        .map(|(value, rule)| {
            let place = if value.is_missing() { None } else { Some(rule.unwrap_or(codes.0.len())) };
            place.and_then(|place| u32::try_from(place).ok())
        })
        .collect();
    let of_row: Vec<Option<u32>> = coded.codes.iter().map(|code| of_value[*code as usize]).collect();
    let mut words: Vec<(Cell, Text)> = Vec::new();
    if kind == ColumnType::Category {
        for text in texts.into_iter().flatten() {
            let code = Cell::text(code_of(text));
            if !words.iter().any(|(known, _)| *known == code) {
                words.push((code, text.clone()));
            }
        }
    }
    let made = Column { label: source.label.clone(), codes: words, ..Column::plain(name.value.clone(), kind) };
    Ok(Derived { reasons: reasons_of(frame, column), ..Derived::new(made, spread(kind, &new, &of_row)) })
}

/// The old values, for looking up.
struct Old<'a> {
    codes: &'a Recodes,
    texts: std::collections::HashMap<&'a str, usize>,
    numbers: Vec<(f64, usize)>,
}

impl<'a> Old<'a> {
    fn new(codes: &'a Recodes) -> Old<'a> {
        let mut texts = std::collections::HashMap::new();
        for (place, (code, _)) in codes.iter().enumerate() {
            texts.entry(code.as_str()).or_insert(place);
        }
        let number = |(place, (code, _)): (usize, &'a (Spanned<String>, NewValue))| Some((code.parse().ok()?, place));
        Old { codes, texts, numbers: codes.iter().enumerate().filter_map(number).collect() }
    }

    /// The place of the rule for this value.
    fn find(&self, value: &Cell) -> Option<usize> {
        match value {
            Cell::Missing => None,
            Cell::Text(text) => self.texts.get(&**text).copied(),
            Cell::Integer(_) | Cell::Number(_) => {
                let number = value.as_number()?;
                self.numbers.iter().find(|(known, _)| *known == number).map(|(_, place)| *place)
            }
            Cell::Boolean(_) | Cell::Date(_) => self.codes.iter().position(|(code, _)| value.is_written(code)),
        }
    }
}

/// Old values that the codebook of the column does not know.
fn unknown_codes(source: &Column, codes: &Recodes, used: &[Option<usize>]) -> Vec<Diagnostic> {
    if source.codes.is_empty() {
        return Vec::new();
    }
    let known = |code: &str| source.codes.iter().any(|(cell, _)| cell.is_written(code));
    let unknown = codes.iter().enumerate().filter(|(place, (code, _))| !known(code) && !used.contains(&Some(*place)));
    let names: Vec<String> = source.codes.iter().map(|(code, _)| code.to_string()).collect();
    let diagnostic = |(_, (code, _)): (usize, &(Spanned<String>, NewValue))| {
        Problem::new(format!("`{}` has no code `{code}`", source.name))
            .closest_of(code, names.iter().map(String::as_str))
            .at(code.location())
    };
    unknown.map(diagnostic).collect()
}

/// Values for which there is no rule.
fn uncovered(
    frame: &Frame,
    name: &Spanned<String>,
    column: &Spanned<String>,
    coded: &Coded,
    rules: &[Option<usize>],
) -> Option<Diagnostic> {
    let is_uncovered = |code: u32| rules[code as usize].is_none() && !coded.values[code as usize].is_missing();
    let mut seen = Sightings::default();
    for (row, code) in coded.codes.iter().enumerate().filter(|(_, code)| is_uncovered(**code)) {
        seen.see(row, || coded.values[*code as usize].to_string());
    }
    (!seen.is_empty()).then(|| {
        let one = format!("that gets no new value in `{name}`");
        let many = format!("that get no new value in `{name}`");
        let hint = "add them to `codes`, or say what all others become: `else: \u{2026}`";
        told(frame, &seen, column, &one, &many).hint(hint).at(column.location().or_else(|| name.location()))
    })
}

/// The type that all new values have.
fn kind_of(texts: &[&Option<Text>]) -> ColumnType {
    let given = || texts.iter().filter_map(|text| text.as_ref());
    let all = |kind: ColumnType| {
        // `01` is a code and no number.
        let same = |text: &str| value_of(kind, text).is_some_and(|value| value.to_string() == text);
        given().next().is_some() && given().all(|text| matches!(text, Text::Same(text) if same(text)))
    };
    let kinds = [ColumnType::Integer, ColumnType::Number, ColumnType::Boolean];
    kinds.into_iter().find(|kind| all(*kind)).unwrap_or(ColumnType::Category)
}
