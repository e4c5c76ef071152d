//! Numbers in hand-written text that no result stands behind.
//!
//! Every number of a report should come from a result, so that it changes when the result does. A number that was typed
//! into a chapter and equals none is most often a result of an earlier run.

mod literals;

use std::ops::Range;

pub(super) use literals::text_ranges;
use literals::{Literal, literals};

use crate::locale::{Locale, Style};
use crate::results::{ConfidenceInterval, FacetValue, Results, Unit, Value};
use crate::stats::Interval;

/// A number in a chapter that equals no result.
#[derive(Clone, Debug, PartialEq)]
pub struct UnboundNumber {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// As it stands there.
    pub literal: String,
    /// The path of the nearest result and how it is shown, where there is any.
    pub nearest: Option<(String, String)>,
}

/// The numbers in the text of a chapter that equal nothing a report of these results would show.
///
/// Left out are Tera, Typst code, mathematics, raw text, comments, labels, citations and addresses; years from 1900 to
/// 2100, dates and times of day; list markers and the numbers of chapters, tables and pages; and what is part of a name,
/// such as `R-109/21`. Known are all results as they are shown, the ends of their intervals, their p-values, the levels,
/// the times of follow-up, and shares as so many of a hundred. Signs do not count: «2 færre» is −2.
///
/// ```
/// use utfall::locale::Locale;
/// use utfall::results::{Language, Results, ReportInfo, Text};
/// use utfall::template::{KnownNumbers, unbound_numbers};
/// # let report = ReportInfo { title: Text::from("x"), languages: vec![Language::Bokmal], date: None };
/// # let schema = utfall::results::SCHEMA.to_owned();
/// let results = Results { schema, edition: "2026.1".into(), report, sections: Vec::new() };
/// let known = KnownNumbers::of(&results, Locale::new(Language::Bokmal));
/// let found = unbound_numbers("I 2016 var 37,4 prosent i jobb.", &known);
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].literal, "37,4");
/// ```
pub fn unbound_numbers(text: &str, known: &KnownNumbers) -> Vec<UnboundNumber> {
    let found = literals(text, known.locale.decimal_mark());
    found.into_iter().filter_map(|literal| known.unbound(literal)).collect()
}

/// A number in a chapter that equals what a result was, and equals no result now.
#[derive(Clone, Debug, PartialEq)]
pub struct StaleNumber {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// As it stands there.
    pub literal: String,
    /// The path of the result that it equals in the old results.
    pub path: String,
    /// How that result is shown now, where it is still there.
    pub now: Option<String>,
}

/// The hand-written numbers of a text that were right by the old results and are not by the new ones.
///
/// ```
/// # use utfall::locale::Locale;
/// # use utfall::results::{Language, Quantity, Unit, Value, from_json};
/// use utfall::template::{KnownNumbers, stale_numbers};
/// # let of = |share: f64| from_json(&format!(r#"{{"schema": "utfall-results-1", "edition": "2026.1", "report": {{
/// #   "title": "x", "languages": ["nb"]}}, "sections": {{"work": {{"entry": "work", "kind": "one_proportion", "values": {{
/// #   "share": {{"quantity": {{"value": {share}, "unit": "proportion", "decimals": 1}}}}}},
/// #   "provenance": {{"basis": "observed"}}}}}}}}"#)).unwrap();
/// let (old, new) = (of(0.374), of(0.361));
/// let [was, is] = [&old, &new].map(|results| KnownNumbers::of(results, Locale::new(Language::Bokmal)));
/// let found = stale_numbers("I alt var 37,4 prosent i jobb.", &was, &is);
/// assert_eq!((found[0].literal.as_str(), found[0].path.as_str()), ("37,4", "work.share"));
/// assert_eq!(found[0].now.as_deref(), Some("36,1\u{a0}%"));
/// ```
pub fn stale_numbers(text: &str, was: &KnownNumbers, is: &KnownNumbers) -> Vec<StaleNumber> {
    let found = literals(text, is.locale.decimal_mark());
    let stale = found.into_iter().filter(|literal| !is.knows(literal.value)).filter_map(|literal| {
        let shown = was.shown.iter().find(|shown| is_same(shown.number, literal.value))?;
        let now = is.shown.iter().find(|now| now.path == shown.path).map(|now| is.written(now));
        Some(StaleNumber { range: literal.range, literal: literal.text, path: shown.path.clone(), now })
    });
    stale.collect()
}

/// Whether a reader takes two numbers for the same.
fn is_same(number: f64, wanted: f64) -> bool {
    (number - wanted).abs() <= 1e-9 * wanted.abs().max(1.0)
}

/// Everything that a report of some results can show in a language, as numbers: found once for all its texts.
#[derive(Debug)]
pub struct KnownNumbers {
    /// Shown results with their paths.
    shown: Vec<Shown>,
    /// Numbers that are right but no results of their own.
    also: Vec<f64>,
    locale: Locale,
}

#[derive(Debug)]
struct Shown {
    number: f64,
    path: String,
    unit: Option<Unit>,
    value: f64,
    decimals: i8,
}

impl KnownNumbers {
    /// The numbers of all results, those of what belongs to them (ends of intervals, p-values, levels, times), and shares
    /// as so many of a hundred.
    pub fn of(results: &Results, locale: Locale) -> KnownNumbers {
        let mut known = KnownNumbers { shown: Vec::new(), also: Vec::new(), locale };
        for (id, section) in &results.sections {
            for facet in section.coordinates() {
                if let FacetValue::Number { value, .. } = facet.value {
                    known.also.push(value);
                }
            }
            for (name, value) in &section.values {
                known.add(&format!("{id}.{name}"), value);
            }
        }
        known
    }

    fn add(&mut self, path: &str, value: &Value) {
        match value {
            Value::Count(count) => self.put(path, *count as f64, None, 0),
            Value::Quantity(quantity) => self.put(path, quantity.value, Some(quantity.unit), quantity.decimals),
            Value::Estimate(estimate) => {
                self.put(path, estimate.value, Some(estimate.unit), estimate.decimals);
                if let Some(ConfidenceInterval { bounds, level, .. }) = estimate.interval {
                    self.also.extend(self.read(&self.locale.confidence_name(level, Style::Table)));
                    if let Interval::Bounded { lower, upper } | Interval::Complement { lower, upper } = bounds {
                        for (end, number) in [("lower", lower), ("upper", upper)] {
                            let path = format!("{path} | {end}");
                            self.put(&path, number, Some(estimate.unit), estimate.decimals);
                        }
                    }
                }
                for test in &estimate.tests {
                    self.also.extend(self.read(&self.locale.p_value(test.p)));
                }
            }
            Value::Table(table) => {
                for row in &table.rows {
                    for (column, cell) in table.columns.iter().zip(&row.cells) {
                        self.add(&format!("{path}.{}.{column}", row.name), cell);
                    }
                }
            }
            Value::Curve(_) | Value::Undefined(_) => {}
        }
    }

    fn put(&mut self, path: &str, value: f64, unit: Option<Unit>, decimals: i8) {
        let shown =
            |decimals| self.read(&self.locale.shown(value, unit.unwrap_or(Unit::Number), decimals, Style::Text));
        let Some(number) = shown(decimals) else { return };
        if matches!(unit, Some(Unit::Proportion | Unit::ProportionDifference)) {
            self.also.extend(shown(0));
        }
        self.shown.push(Shown { number, path: path.to_owned(), unit, value, decimals });
    }

    /// The number that a reader sees, without its sign.
    fn read(&self, shown: &str) -> Option<f64> {
        let mark = self.locale.decimal_mark();
        let digits = shown.chars().filter(|c| c.is_ascii_digit() || *c == mark);
        digits.map(|c| if c == mark { '.' } else { c }).collect::<String>().parse().ok()
    }

    /// Whether a report may show this number.
    fn knows(&self, wanted: f64) -> bool {
        self.shown.iter().any(|shown| is_same(shown.number, wanted))
            || self.also.iter().any(|number| is_same(*number, wanted))
    }

    fn unbound(&self, literal: Literal) -> Option<UnboundNumber> {
        let wanted = literal.value;
        if self.knows(wanted) {
            return None;
        }
        let distance = |shown: &Shown| (shown.number - wanted).abs() / shown.number.max(wanted).max(1e-9);
        let nearest = self.shown.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        Some(UnboundNumber {
            range: literal.range,
            literal: literal.text,
            nearest: nearest.map(|shown| (shown.path.clone(), self.written(shown))),
        })
    }

    fn written(&self, shown: &Shown) -> String {
        match shown.unit {
            Some(unit) => self.locale.with_unit(shown.value, unit, shown.decimals, Style::Table),
            None => self.locale.number(shown.value, shown.decimals, Style::Table),
        }
    }
}
