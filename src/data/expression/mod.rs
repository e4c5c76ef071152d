//! The language in which a specification writes conditions and new columns.
//!
//! ```yaml
//! derive:
//!   under30: alder < 30
//!   mnd: months_between(randomisert, dato)
//!   gruppe: if alder < 30 then "ung" else "voksen"
//! where: samtykke == 1 and status in ["jobb", "utdanning"]
//! ```
//!
//! An expression gives one value for each row, from the other values of that row alone. It runs no code, reads no clock
//! and asks nothing of the platform, so it has the same value on every machine; and every expression becomes SQL that has
//! the same value in a database. It is *total*: whatever the columns hold, the value is a value of its type, or missing.
//!
//! # Values
//!
//! | type | written | |
//! |---|---|---|
//! | whole number | `12`, `-3` | from −2^63 to 2^63 − 1 |
//! | number | `0.5`, `1e6` | floating point; never infinite and never NaN. A whole number is one where one is needed. |
//! | text | `"jobb"`, `'jobb'` | the quote itself is written twice |
//! | date | `"2023-12-14"`, `"14.12.2023"`, `14.12.2023`, `date("2023-12-14")` | from year 1 to 9999; a text is a date where it stands beside one, or where a function takes one |
//! | true or false | `true`, `false` | |
//! | no value | `missing` | of the type that it stands beside: `if alder > 120 then missing else alder` |
//!
//! A column is written by its name: letters, digits and `_`, not starting with a digit. Any other name stands in
//! backticks: `` `Antall barn` ``. Categories are texts: their codes. A code may be written as the number that it looks
//! like, `kjonn == 1`, and a code that the codebook does not have is an error.
//!
//! # Operators
//!
//! Those further up bind tighter; those of one line are read from left to right.
//!
//! | | takes | gives | |
//! |---|---|---|---|
//! | `-x` | number | the same | |
//! | `a * b` | numbers | whole if both are | |
//! | `a / b` | numbers | number | missing when `b` is 0 |
//! | `a div b`, `a mod b` | whole numbers | whole number | how many whole times, rounded down, and what is left, with the sign of `b`; missing when `b` is 0 |
//! | `a + b`, `a - b` | numbers | whole if both are | |
//! | `a == b`, `a != b` | values of one type | true or false | |
//! | `a < b`, `a <= b`, `a > b`, `a >= b` | numbers, texts, dates | true or false | texts by code point, in every database |
//! | `a in [1, 2]`, `a not in [1, 2]` | a value, and a list of values | true or false | |
//! | `a between b and c`, `a not between b and c` | as `<=` | true or false | both ends included |
//! | `a is missing`, `a is not missing` | anything | true or false | never missing |
//! | `not a` | true or false | the same | |
//! | `a and b` | true or false | the same | |
//! | `a or b` | true or false | the same | |
//! | `if c then a else b` | true or false, and two values of one type | that type | `b` may be another `if` |
//!
//! Comparisons do not follow each other: `18 <= a and a < 30`. Whole numbers that become too large are missing, and so is
//! every number that would be infinite.
//!
//! # Missing values
//!
//! They are those of SQL. What is computed from a missing value is missing, also `a == b` when either is. `and` and `or`
//! (Kleene) know the answer when the other side decides it:
//!
//! | `and` | true | false | missing | | `or` | true | false | missing |
//! |---|---|---|---|---|---|---|---|---|
//! | **true** | true | false | missing | | **true** | true | true | true |
//! | **false** | false | false | false | | **false** | true | false | missing |
//! | **missing** | missing | false | missing | | **missing** | true | missing | missing |
//!
//! `not` of missing is missing, and `in` a list is what `==` with each of its values gives. `if` with a missing condition
//! is missing (SQL's `CASE` would take the other value, and call a person of unknown age old); write
//! `if alder is missing then "ukjent" else if …` for another answer. A condition that is missing does not hold where rows
//! are chosen: in `where`, `exclude` and the states of a panel.
//!
//! # Functions
//!
//! Missing when an argument is missing, but for the last four lines of the table.
//!
//! | | takes | gives | |
//! |---|---|---|---|
//! | `abs(x)` | number | the same | its size |
//! | `min(a, b, …)`, `max(a, b, …)` | numbers or dates | the same | |
//! | `round(x)` | number | whole number | halves away from zero: 2.5 → 3, −2.5 → −3 |
//! | `round(x, 2)` | number, and −15 to 15 | number | `x · 10²` as a computer multiplies it, rounded, divided: 1.005 → 1.00 |
//! | `floor(x)`, `ceil(x)` | number | whole number | down, up |
//! | `sqrt(x)`, `ln(x)`, `exp(x)` | number | number | missing where there is none. `ln` and `exp` may differ in the last digit in a database. |
//! | `year(date)`, `month(date)`, `day(date)` | date | whole number | |
//! | `date("2023-12-14")` | text written here | date | |
//! | `date(year, month, day)` | whole numbers | date | missing where there is no such day |
//! | `days_between(from, to)` | dates | whole number | negative when `to` is earlier |
//! | `months_between(from, to)` | dates | whole number | completed months: the same day of the month is reached, or the last day of a month without it, so from 31 January to 28 February is one (in a leap year to the 29th). When `to` is earlier, minus those from `to` to `from`: the days on both sides of `from` give 0. |
//! | `years_between(from, to)` | dates | whole number | completed months in twelves: age |
//! | `add_days(date, n)` | date, whole number | date | missing after year 9999 |
//! | `add_months(date, n)` | date, whole number | date | the same day of the month, or the last of a shorter one |
//! | `lower(text)`, `upper(text)` | text | text | letters of Latin-1 and Latin Extended-A, which hold Norwegian and Sami; others stay |
//! | `trim(text)` | text | text | without spaces, tabs, line ends and no-break spaces around it |
//! | `starts_with(text, start)`, `contains(text, part)` | texts | true or false | |
//! | `length(text)` | text | whole number | characters |
//! | `first(n, text)` | number written here, text | text | the first `n` characters |
//! | `substring(text, start, n)` | text, numbers written here | text | `n` characters from this one, counted from 1 |
//! | `text(x)` | whole number, date, true or false | text | `12`, `2023-12-14`, `true` |
//! | `number(x)` | text, number, true or false | number | at most 18 digits on each side of a decimal point or comma; missing when it reads otherwise |
//! | `coalesce(a, b, …)` | values of one type | that type | the first that is not missing |
//! | `count_missing(a, b, …)` | anything | whole number | how many are missing |
//! | `is_missing(x)` | anything | true or false | `x is missing` |
//! | `if` | | | see above |
//!
//! # Limits
//!
//! An expression has at most 20 000 bytes, and at most 100 parts within each other.

mod calendar;
mod check;
mod evaluate;
mod function;
mod numbers;
mod parse;
mod sql;
mod texts;
mod token;
mod tree;
mod typed;
mod written;

#[cfg(test)]
mod tests;

/// The description of the language, as Markdown: what stands at the head of this page.
///
/// ```
/// assert!(utfall::data::expression_language().contains("`a is missing`"));
/// ```
pub fn expression_language() -> String {
    let page = include_str!("mod.rs").lines().map_while(|line| line.strip_prefix("//!"));
    page.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
}

use polars::prelude::Expr;

pub use written::Expression;

use self::tree::{Part, Tree};
use self::typed::Node;
use super::ColumnType;
use super::query::Dialect;
use crate::diag::{Diagnostic, Problem};

/// The columns that an expression may name.
pub trait Schema {
    /// The type of a column, if there is one of this name.
    fn column(&self, name: &str) -> Option<ColumnType>;

    /// All names, for «did you mean».
    fn names(&self) -> Vec<&str>;

    /// The codes of a category as they are written, when they are known; a comparison with another is then an error.
    fn codes(&self, _name: &str) -> Vec<String> {
        Vec::new()
    }
}

/// An expression whose structure is known, but not yet the types of its columns.
#[derive(Clone, Debug)]
pub(in crate::data) struct Parsed {
    written: Expression,
    tree: Tree,
}

/// An expression whose types fit.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::data) struct Typed {
    node: Node,
}

impl Parsed {
    /// Every column that is named, once, in the order in which they stand.
    pub fn columns(&self) -> Vec<&str> {
        let mut columns = Vec::new();
        let mut open = vec![&self.tree];
        while let Some(tree) = open.pop() {
            if let Part::Column(name) = &tree.part
                && !columns.contains(&name.as_str())
            {
                columns.push(name.as_str());
            }
            let first_new = open.len();
            tree.part.each(|within| open.push(within));
            open[first_new..].reverse();
        }
        columns
    }

    /// Gives every part its type.
    ///
    /// # Errors
    /// Everything that is wrong, each at its token: unknown columns and functions, types that do not fit, a wrong number
    /// of arguments, codes that a category does not have.
    pub fn check(&self, schema: &dyn Schema) -> Result<Typed, Vec<Diagnostic>> {
        let text = self.written.text();
        let node = check::check(text, &self.tree, schema).map_err(|failures| {
            failures.into_iter().map(|(problem, span)| problem.at(self.written.part(span))).collect::<Vec<Diagnostic>>()
        })?;
        let typed = Typed { node };
        let becomes_sql = |dialect: &Dialect| sql::sql(&typed.node, *dialect, &|name| dialect.identifier(name)).is_ok();
        if Dialect::ALL.iter().all(becomes_sql) {
            return Ok(typed);
        }
        let problem =
            Problem::new("too many functions that name their arguments several times stand within each other")
                .hint("split it over several columns under `derive`");
        Err(vec![problem.at(self.written.location())])
    }

    /// The same for an expression that must be a condition, such as that of `where`.
    ///
    /// # Errors
    /// Also when the value is not true or false.
    pub fn check_condition(&self, schema: &dyn Schema) -> Result<Typed, Vec<Diagnostic>> {
        let typed = self.check(schema)?;
        match typed.kind() {
            ColumnType::Boolean => Ok(typed),
            _ => {
                let problem = check::no_condition(self.written.text(), typed.node, self.tree.span.clone());
                Err(vec![problem.at(self.written.part(self.tree.span.clone()))])
            }
        }
    }
}

impl Typed {
    /// The type of its values.
    pub fn kind(&self) -> ColumnType {
        self.node.kind()
    }

    /// The polars expression, whose column has no certain name: `alias` it. Its values are `Boolean`, `Int64`, `Float64`,
    /// `String` or `Date`, whatever of these kinds the columns have.
    pub fn expr(&self) -> Expr {
        evaluate::expr(&self.node)
    }

    /// The SQL that says the same; `column` writes the name of a column, such as [`Dialect::identifier`].
    pub fn sql(&self, dialect: Dialect, column: &dyn Fn(&str) -> String) -> String {
        // `check` has made sure that there is one; only names of immense length could make it too long.
        sql::sql(&self.node, dialect, column).unwrap_or_else(|sql::TooLong| dialect.null_of(self.kind()))
    }
}
