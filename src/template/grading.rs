//! A summary of findings as its templates see it: the sentence of each outcome, and footnotes numbered through the table.

use tera::Value;
use tera::value::{Key, Map};

use super::context::{map, markup};
use super::handles::Handles;
use crate::locale::{Finding, Locale};
use crate::results::{Estimate, Note, Quantity, Row, Section, Table, Text, Unit, Value as Result};

/// Between these the sentence says «dobbelt så stor», where the author has words for it.
const DOUBLE: std::ops::RangeInclusive<f64> = 1.9..=2.1;

/// From there to here it says «mer enn dobbelt så stor»; from three times on that would say too little.
const MORE_THAN_DOUBLE: f64 = 3.0;

/// An outcome in the table of a summary of findings.
#[derive(Clone, Copy)]
pub(super) struct Outcome<'a> {
    section: &'a Section,
    table: &'a Table,
    row: &'a Row,
}

impl<'a> Outcome<'a> {
    /// The row of this table as an outcome, where the table has the columns of one.
    pub(super) fn of(section: &'a Section, table: &'a Table, row: &'a Row) -> Option<Outcome<'a>> {
        let is_outcome =
            ["difference", "certainty", "magnitude"].iter().all(|name| table.columns.iter().any(|c| c == name));
        is_outcome.then_some(Outcome { section, table, row })
    }

    fn cell(&self, column: &str) -> Option<&'a Result> {
        let at = self.table.columns.iter().position(|known| known == column)?;
        self.row.cells.get(at)
    }

    fn word(&self, name: &str) -> Option<&'a Text> {
        self.row.words.iter().find(|(known, _)| known == name).map(|(_, text)| text)
    }

    /// What was found.
    fn finding(&self) -> Finding {
        if matches!(self.cell("studies"), Some(Result::Count(0))) {
            return Finding::NoStudies;
        }
        let judgement = |column: &str| match self.cell(column) {
            Some(Result::Quantity(Quantity { value, .. })) => Some(*value),
            _ => None,
        };
        let Some(certainty) = judgement("certainty").map(|level| level as u8) else { return Finding::NotEstimated };
        if certainty <= 1 {
            return Finding::Effect { certainty, magnitude: 0 };
        }
        let magnitude = match (judgement("magnitude"), self.cell("magnitude")) {
            (Some(size), _) => size as i8,
            (None, Some(hidden)) if hidden.is_protected() => return Finding::NotShown,
            _ => return Finding::NotEstimated,
        };
        let doubled = self.word("doubling").and_then(|_| self.risk_ratio()).filter(|_| magnitude > 0);
        match doubled {
            Some(ratio) if DOUBLE.contains(&ratio) => Finding::Doubling { certainty, more: false },
            Some(ratio) if ratio > *DOUBLE.end() && ratio < MORE_THAN_DOUBLE => {
                Finding::Doubling { certainty, more: true }
            }
            _ if magnitude == 0 && self.section.label("wording").is_some() => {
                Finding::Unimportant { certainty, side: self.side() }
            }
            _ => Finding::Effect { certainty, magnitude },
        }
    }

    /// On which side of no difference the whole interval lies: 0 where it holds it, or where there is none.
    fn side(&self) -> i8 {
        let Some(Result::Estimate(Estimate { interval: Some(interval), .. })) = self.cell("difference") else {
            return 0;
        };
        match (interval.bounds.lower(), interval.bounds.upper()) {
            (Some(lower), Some(_)) if lower > 0.0 => 1,
            (Some(_), Some(upper)) if upper < 0.0 => -1,
            _ => 0,
        }
    }

    /// The risk with the programme over that without, with two decimals as tables show ratios.
    fn risk_ratio(&self) -> Option<f64> {
        let number = |column: &str| match self.cell(column) {
            Some(Result::Quantity(quantity)) => Some(quantity.value),
            Some(Result::Estimate(estimate)) => Some(estimate.value),
            _ => None,
        };
        Some((number("treated_risk")? / number("control_risk")? * 100.0).round() / 100.0)
    }

    /// What was found, as a whole sentence.
    pub(super) fn sentence(&self, locale: Locale) -> String {
        let language = locale.language();
        let own = |text: &Text| text.get(language).to_owned();
        let finding = self.finding();
        let programme = self.section.label("treated.short").or_else(|| self.section.label("treated"));
        let outcome = match finding {
            Finding::Doubling { .. } => self.word("doubling").map(own),
            _ => self.word("named").map(own),
        };
        let label = || self.row.label.as_ref().map_or_else(|| self.row.name.replace('_', " "), own);
        let outcome = outcome.unwrap_or_else(|| locale.within_sentence(&label()));
        locale.finding(finding, &programme.map(own).unwrap_or_default(), &outcome)
    }

    /// The difference, where the sentence says anything of its size.
    fn difference(&self) -> Option<&'a Estimate> {
        match (self.finding(), self.cell("difference")) {
            (
                Finding::Effect { certainty: 2.., .. } | Finding::Unimportant { .. } | Finding::Doubling { .. },
                Some(Result::Estimate(difference)),
            ) => Some(difference),
            _ => None,
        }
    }
}

/// Footnotes in the order in which they are first needed; one that says the same is the same.
#[derive(Default)]
struct Footnotes(Vec<Footnote>);

/// A footnote: words, the author's markup after them, and a full stop where there is markup.
#[derive(PartialEq)]
struct Footnote {
    words: String,
    markup: Option<String>,
}

impl Footnotes {
    /// The mark of a footnote.
    fn mark(&mut self, words: String, markup: Option<&str>) -> String {
        let note = Footnote { words, markup: markup.map(|markup| markup.trim().trim_end_matches('.').to_owned()) };
        let at = self.0.iter().position(|known| *known == note).unwrap_or_else(|| {
            self.0.push(note);
            self.0.len() - 1
        });
        (at + 1).to_string()
    }
}

/// What the templates of an entry need beside its rows: nothing for an entry that is no summary of findings.
///
/// `rows` by the name of the outcome: `sentence`, `level` of certainty, `difference` and its `interval` in words,
/// `treated_interval` and `relative_interval`, `absolute` for running text, `marks` by column. `notes` in order: `mark`, `words`, `markup`. `definitions` of the levels of certainty,
/// and the `measures` that are used.
pub(super) fn graded(handles: &Handles, locale: Locale, entry: &str) -> Option<Value> {
    let section = handles.results().sections_of(entry).next()?;
    let (Some(Result::Table(outcomes)), Some(Result::Table(grading))) =
        (section.value("outcomes"), section.value("grading"))
    else {
        return None;
    };
    let mut notes = Footnotes::default();
    let mut rows = Map::new();
    let mut measures: Vec<Value> = Vec::new();
    for row in &outcomes.rows {
        let outcome = Outcome::of(section, outcomes, row)?;
        let graded = grading.rows.iter().find(|graded| graded.name == row.name);
        rows.insert(Key::from(row.name.clone()), self::row(&outcome, graded.zip(Some(grading)), &mut notes, locale));
        if let Some(measure) = outcome.word("measure").map(|text| text.get(locale.language()))
            && !measures.iter().any(|known| known.as_str() == Some(measure))
        {
            measures.push(Value::from(measure));
        }
    }
    let notes = notes.0.iter().enumerate().map(|(at, note)| {
        map([
            ("mark", Value::from((at + 1).to_string())),
            ("words", Value::from(note.words.as_str())),
            ("markup", markup(note.markup.as_deref())),
        ])
    });
    let definitions = [4, 3, 2, 1].map(|level| Value::from(locale.certainty_definition(level)));
    Some(map([
        ("rows", Value::from(rows)),
        ("notes", Value::from(notes.collect::<Vec<_>>())),
        ("definitions", Value::from(definitions.to_vec())),
        ("measures", Value::from(measures)),
    ]))
}

fn row(outcome: &Outcome<'_>, grading: Option<(&Row, &Table)>, notes: &mut Footnotes, locale: Locale) -> Value {
    let own = |text: &Text| text.get(locale.language()).to_owned();
    // From left to right, as they are read.
    let mut control = Vec::new();
    if let Some(Result::Estimate(Estimate { method: Some(method), .. })) = outcome.cell("control_risk") {
        control.push(notes.mark(locale.control_risk_by(locale.method(*method)), None));
    }
    if let Some(source) = outcome.word("baseline").map(own) {
        control.push(notes.mark(locale.grounds_of_control().to_owned(), Some(&source)));
    }
    let mut treated = Vec::new();
    if let Some(Result::Estimate(risk @ Estimate { unit: Unit::PerThousand, .. })) = outcome.cell("treated_risk") {
        let ends = risk.interval.and_then(|interval| interval.bounds.lower().zip(interval.bounds.upper()));
        let (least, most) = ends.unwrap_or((risk.value, risk.value));
        for (note, reached) in [(Note::RiskCappedAtAll, most == 1.0), (Note::RiskAtLeastNone, least == 0.0)] {
            if reached && outcome.section.notes.contains(&note) {
                treated.push(notes.mark(locale.note(note).to_owned(), None));
            }
        }
    }
    let mut certainty = Vec::new();
    if let Some((graded, table)) = grading {
        for (domain, levels) in table.columns.iter().zip(&graded.cells) {
            let Result::Count(levels @ 1..) = levels else { continue };
            let Some(words) = locale.graded(domain, *levels) else { continue };
            let reason = graded.words.iter().find(|(known, _)| known == domain).map(|(_, text)| own(text));
            certainty.push(match reason {
                Some(reason) => notes.mark(format!("{words}: "), Some(&reason)),
                None => notes.mark(format!("{words}."), None),
            });
        }
    }
    let marks = |marks: Vec<String>| {
        if marks.is_empty() { Value::none() } else { Value::from(marks.join(",\u{a0}")) }
    };
    let level = match outcome.cell("certainty") {
        Some(Result::Quantity(Quantity { value, .. })) => Value::from(*value as u64),
        _ => Value::none(),
    };
    let (difference, interval) = match outcome.cell("difference") {
        Some(Result::Estimate(estimate)) => {
            let Estimate { value, unit, decimals, .. } = *estimate;
            (Some(locale.more_or_fewer(value, unit, decimals)), locale.more_or_fewer_interval(estimate))
        }
        _ => (None, None),
    };
    let optional = |text: Option<String>| text.map_or_else(Value::none, Value::from);
    let interval_of = |column: &str| match outcome.cell(column) {
        Some(Result::Estimate(estimate)) => optional(locale.interval_in_table(estimate)),
        _ => Value::none(),
    };
    map([
        ("sentence", Value::from(outcome.sentence(locale))),
        ("level", level),
        ("difference", optional(difference)),
        ("interval", optional(interval)),
        ("treated_interval", interval_of("treated_risk")),
        ("relative_interval", interval_of("relative")),
        ("absolute", optional(outcome.difference().map(|difference| locale.absolute_difference(difference)))),
        ("marks", map([("control", marks(control)), ("treated", marks(treated)), ("certainty", marks(certainty))])),
    ])
}
