//! The filters and tests of templates.
//!
//! A filter takes a result and gives finished text in the conventions of the language; it refuses a result of another
//! unit, so that a difference in percentage points is never printed as a percentage.
//!
//! | Filter | For | Gives (bokmål) |
//! |---|---|---|
//! | `percent` | shares | `37,4 prosent`, or `37,4 %` with `percent: sign` |
//! | `points` | differences of shares | `10,4 prosentpoeng` |
//! | `ratio` | ratios | `1,38` |
//! | `kroner` | amounts | `395 000 kroner` |
//! | `count` | counts | `410` |
//! | `number` | any | `37,4`, without unit |
//! | `quantity` | any | `18 måneder`, with unit in words |
//! | `short` | any | `37,4 %`, `395 000 kr`, as in parentheses |
//! | `chance` | proportion | `37 %`; a chance that is neither none nor certain is `< 1 %` or `> 99 %` |
//! | `cell` | any | `37,4`, as in a table, `–` where there is none |
//! | `in_words` | whole numbers | `ti`, in letters up to twelve |
//! | `of_hundred` | shares, differences | `ti` for 10,4 points: so many of hundred persons, without sign |
//! | `of_hundred(beside=other)` | shares, differences | the same in digits where the other exceeds twelve |
//! | `ci` | estimates | `95 % KI 1,3 til 19,4` |
//! | `interval`, `interval(dash=true)` | estimates | `1,3 til 19,4`, `1,03–1,85` |
//! | `interval(short=true)` | estimates | the same, but `minst 265 000` where there is no upper end |
//! | `needed`, `needed_interval` | numbers needed to treat | `22`, `13 til 75 færre`: without sign |
//! | `no_effect` | estimates | `25 prosent`: the value that the test is against |
//! | `price_year` | amounts | `2016` |
//! | `level`, `level(style="text")` | estimates | `95 % KI`, `95 prosents konfidensintervall` |
//! | `lower`, `upper` | estimates | the end of the interval, for one more filter: `x \| lower \| points` |
//! | `p`, `p_bare` | tested estimates | `p = 0,027`, `0,027`, of the first test |
//! | `p(test="fisher_exact")` | tested estimates | of another test; `p_bare` and `test_name` take it too |
//! | `statistic` | tested estimates | `Q(16) = 51,3`, of the first test |
//! | `interval_method`, `test_name`, `method_name` | estimates | `Walds konfidensintervall` |
//! | `reason` | what is not defined | why there is no such number |
//! | `unit_name` | any | `prosentpoeng` |
//! | `basis` | any | `publisert`: how the number is known |
//! | `finding` | an outcome of a summary of findings | what was found, as a sentence: `IPS øker trolig andelen i arbeid.` |
//! | `judgement` | judgements | the name of the level, for a template: `some_concerns` |
//! | `bias_domain` | a name | `Manglende data`: the heading of a domain of risk of bias |
//! | `label`, `label(of="outcome")` | any, or a group | the author's own words |
//! | `facet` | any, or a group | `18 måneder`: which of the entry's sections it stands in |
//! | `word`, `word(name=…)` | a key | the fixed words of `words/<language>.json`, filled |
//! | `list` | texts | `a, b og c` |
//! | `sentence` | a text | the same with a capital first letter |
//! | `header` | a text | the same for the head of a column: English without its article |
//! | `typst_str` | a text | `"…"`, a string in Typst code; a text that is none gives `none` |
//!
//! Tests: `x is significant` (the interval leaves out «no effect»), `is undefined_value`, `is protected` (not shown for the sake of
//! privacy), `is estimated`, `is tested`,
//! `is with_interval`, `is bounded` (the interval has a lower and an upper end), `is agrees` (interval and first test say
//! the same of «no effect»), `is positive`, `is negative`, `is zero` (a count of none), `is one`, `is whole_hundred_zero` (`of_hundred` gives nought),
//! `is without_any_wage`, `is carried_by_every_wage` (why a break-even wage is not defined).

mod judgements;
mod numbers;
mod properties;
mod uncertainty;
mod wording;

use std::sync::Arc;

use tera::{Error, Kwargs, Tera, TeraResult};

use super::document::PercentStyle;
use super::errors;
use super::handles::Handles;
use super::mentions::said;
use super::words::Words;
use crate::diag::{Problem, one_of};
use crate::locale::Locale;

/// The names of our filters, for suggestions.
pub(super) const FILTERS: &[&str] = &[
    "percent",
    "points",
    "ratio",
    "kroner",
    "count",
    "number",
    "quantity",
    "short",
    "cell",
    "in_words",
    "of_hundred",
    "ci",
    "interval",
    "needed",
    "needed_interval",
    "no_effect",
    "price_year",
    "level",
    "lower",
    "upper",
    "p",
    "p_bare",
    "statistic",
    "interval_method",
    "test_name",
    "method_name",
    "reason",
    "unit_name",
    "basis",
    "finding",
    "judgement",
    "bias_domain",
    "label",
    "facet",
    "parameter",
    "word",
    "list",
    "sentence",
    "header",
    "typst_str",
];

/// The names of our tests, for suggestions.
pub(super) const TESTS: &[&str] = &[
    "significant",
    "protected",
    "undefined_value",
    "estimated",
    "tested",
    "with_interval",
    "bounded",
    "agrees",
    "without_any_wage",
    "carried_by_every_wage",
    "positive",
    "negative",
    "whole_hundred_zero",
    "zero",
    "one",
    "defined",
    "undefined",
    "none",
];

/// What filters look things up in, and how they write them.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    pub handles: Arc<Handles>,
    pub locale: Locale,
    pub percent: PercentStyle,
    pub words: Arc<Words>,
    /// The result whose mentions are looked for, where any is.
    pub looked_for: Option<Arc<str>>,
}

impl Writer {
    /// What a filter gives of a result, marked where that is looked for.
    fn said(&self, path: &str, text: String) -> String {
        said(self.looked_for.as_deref(), path, text)
    }
}

/// Adds all filters and tests.
pub(super) fn register(tera: &mut Tera, writer: &Writer) {
    judgements::register(tera, writer);
    numbers::register(tera, writer);
    uncertainty::register(tera, writer);
    wording::register(tera, writer);
    properties::register(tera, writer);
}

/// Refuses arguments that a filter does not have; Tera would ignore them.
pub(super) fn only(arguments: &Kwargs, known: &[&str]) -> TeraResult<()> {
    for (name, _) in arguments.iter() {
        let name = name.as_str().unwrap_or_default();
        if !known.contains(&name) {
            let problem = Problem::new(format!("there is no argument `{name}`"));
            let problem = if known.is_empty() {
                problem.hint("it takes none")
            } else {
                problem
                    .closest_of(name, known.iter().copied())
                    .hint(format!("it takes {}", one_of(known.iter().copied())))
            };
            return Err(errors::carrying(problem));
        }
    }
    Ok(())
}

fn refused(what: impl Into<String>, hint: impl Into<String>) -> Error {
    errors::carrying(Problem::new(what).hint(hint))
}
