//! What a language has to say: the form that `nb.rs`, `nn.rs` and `en.rs` fill in.

use super::Style;
use crate::results::{Basis, Method, Note, Reason, Unit};

/// All words and marks of one language.
pub(super) struct Words {
    /// The BCP 47 tag.
    pub tag: &'static str,
    /// Between the whole number and its decimals.
    pub decimal_mark: char,
    /// Between groups of three digits.
    pub group_mark: char,
    /// From how many digits a whole number is grouped in running text; tables group from four.
    pub grouped_from: usize,
    /// Between the numbers of a list, where a decimal comma makes a comma unreadable.
    pub number_separator: &'static str,
    /// The twelve months, January first.
    pub months: [&'static str; 12],
    /// After the day of a date in text: a full stop or nothing.
    pub day_mark: &'static str,
    /// Whether a date in a table is `14.12.2023` rather than `2023-12-14`.
    pub dotted_dates: bool,
    /// The numbers from zero to twelve.
    pub numerals: [&'static str; 13],
    /// Between the last two items of a list.
    pub and: &'static str,
    /// Between the two ends of a range.
    pub to: &'static str,
    /// Of the part of a set below a bound; before the number.
    pub at_most: &'static str,
    /// Of the part of a set above a bound; before the number.
    pub at_least: &'static str,
    /// Between the two parts of a set.
    pub or: &'static str,
    /// The set of all numbers.
    pub whole_line: &'static str,
    /// After a positive number needed to treat whose interval passes infinity.
    pub one_more: &'static str,
    /// After a negative one.
    pub one_fewer: &'static str,
    /// A break-even interval without upper end.
    pub no_upper_limit: &'static str,
    /// After `95 %`.
    pub confidence_short: &'static str,
    /// After `95`, in words.
    pub confidence_long: &'static str,
    /// Where a number does not exist, in running text.
    pub not_defined: &'static str,
    /// One participant and several.
    pub participants: [&'static str; 2],
    /// How a unit stands with its number.
    pub unit: fn(Unit, Style) -> Wording,
    /// A unit on its own, in a header or under an axis.
    pub unit_name: fn(Unit, Style) -> String,
    /// The word that a judgement such as a level of certainty stands for.
    pub judgement: fn(Unit, i64) -> &'static str,
    /// The name of a method.
    pub method: fn(Method) -> &'static str,
    /// The name of a method of intervals, as it stands after «regnet med»; of others, as `method`.
    pub interval_method: fn(Method) -> &'static str,
    /// The sentence of a note.
    pub note: fn(Note) -> &'static str,
    /// The phrase of a reason.
    pub reason: fn(Reason) -> &'static str,
    /// The adjective of a basis.
    pub basis: fn(Basis) -> &'static str,
}

/// How a unit stands with its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wording {
    /// The number alone.
    Bare,
    /// A noun or sign after the number and a hard space, in its form for `1` and for all else.
    After(&'static str, &'static str),
    /// A sign right after the number.
    Attached(&'static str),
    /// A code before the number and a hard space, and words after it.
    Around(&'static str, &'static str),
}

impl Wording {
    /// The same word after every number.
    pub(super) const fn invariant(word: &'static str) -> Wording {
        Wording::After(word, word)
    }
}
