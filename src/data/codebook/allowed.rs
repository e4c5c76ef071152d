//! Values of the right type, held against the codes, the range and the codes for missing values.

use super::date::days_to;
use super::mistake::{Mistake, Mistakes};
use super::reasons::Reasons;
use super::rules::{Rules, value_of};
use crate::data::Cell;

/// What the values of a column may be, as values of its own type.
pub(super) struct Allowed<T> {
    /// The values that mean that there is none, and the place of the reason.
    missing: Vec<(T, usize)>,
    /// The codes, sorted; any value where there are none.
    codes: Vec<T>,
    low: Option<T>,
    high: Option<T>,
}

/// What is to be done with a value.
enum Verdict {
    Keep,
    Missing(usize),
    Mistake(Mistake),
}

impl<T: Copy + PartialOrd> Allowed<T> {
    /// The rules of a column in its own type.
    pub fn of<'a>(
        rules: &'a Rules,
        of_cell: impl Fn(&Cell) -> Option<T>,
        of_text: impl Fn(&'a str) -> Option<T>,
    ) -> Self {
        let of_end = |end: &Option<Cell>| end.as_ref().and_then(&of_cell);
        let missing = rules.missing.iter().zip(0..).filter_map(|((code, _), reason)| Some((of_text(code)?, reason)));
        let mut codes: Vec<T> = rules.codes.iter().filter_map(|(code, _)| of_cell(code)).collect();
        codes.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        Allowed { missing: missing.collect(), codes, low: of_end(&rules.low), high: of_end(&rules.high) }
    }

    /// Whether every value is allowed, so that there is nothing to look at.
    pub fn is_everything(&self) -> bool {
        self.missing.is_empty() && self.codes.is_empty() && self.low.is_none() && self.high.is_none()
    }

    fn verdict(&self, value: T) -> Verdict {
        if let Some((_, reason)) = self.missing.iter().find(|(code, _)| *code == value) {
            return Verdict::Missing(*reason);
        }
        let is_code = || {
            let place = self.codes.partition_point(|code| *code < value);
            self.codes.get(place).is_some_and(|code| *code == value)
        };
        let has_range = self.low.is_some() || self.high.is_some();
        let is_within = || self.low.is_none_or(|low| low <= value) && self.high.is_none_or(|high| value <= high);
        match (self.codes.is_empty(), has_range) {
            (true, false) => Verdict::Keep,
            (true, true) if is_within() => Verdict::Keep,
            (false, false) if is_code() => Verdict::Keep,
            (false, true) if is_within() || is_code() => Verdict::Keep,
            (_, true) => Verdict::Mistake(Mistake::OutsideRange),
            (false, false) => Verdict::Mistake(Mistake::UnknownCode),
        }
    }

    /// Removes the values that are not allowed or mean that there is none.
    pub fn hold(
        &self,
        values: &mut [Option<T>],
        mistakes: &mut Mistakes,
        reasons: &mut Reasons,
        shown: impl Fn(T) -> String,
    ) {
        if self.is_everything() {
            return;
        }
        for (row, place) in values.iter_mut().enumerate() {
            let Some(value) = *place else { continue };
            match self.verdict(value) {
                Verdict::Keep => continue,
                Verdict::Missing(reason) => reasons.give(row, reason),
                Verdict::Mistake(mistake) => mistakes.see(mistake, row, || shown(value)),
            }
            *place = None;
        }
    }
}

impl Allowed<i64> {
    /// The rules of a column of whole numbers.
    pub fn integers(rules: &Rules) -> Allowed<i64> {
        let of_cell = |cell: &Cell| match cell {
            Cell::Integer(number) => Some(*number),
            _ => None,
        };
        Allowed::of(rules, of_cell, |written| of_cell(&value_of(rules.kind, written)?))
    }
}

impl Allowed<f64> {
    /// The rules of a column of numbers.
    pub fn floats(rules: &Rules) -> Allowed<f64> {
        Allowed::of(rules, Cell::as_number, |written| value_of(rules.kind, written)?.as_number())
    }
}

impl Allowed<bool> {
    /// The rules of a column of true and false. A code for missing values is no truth value, and was met as text.
    pub fn booleans(rules: &Rules) -> Allowed<bool> {
        let of_cell = |cell: &Cell| match cell {
            Cell::Boolean(value) => Some(*value),
            _ => None,
        };
        Allowed::of(rules, of_cell, |_| None)
    }
}

impl Allowed<i32> {
    /// The rules of a column of dates, as days from 1 January 1970.
    pub fn dates(rules: &Rules) -> Allowed<i32> {
        let of_cell = |cell: &Cell| match cell {
            Cell::Date(date) => Some(days_to(*date)),
            _ => None,
        };
        Allowed::of(rules, of_cell, |written| of_cell(&value_of(rules.kind, written)?))
    }
}
