//! Registers with one row per person and month, as outcomes of the persons.
//!
//! A register has tens of millions of rows, and an evaluation asks little of each: was the person in work that month, how
//! many hours, how much in wages. So the rows are never held. Each person keeps one bit per month and state, and one sum
//! per total; memory grows with the persons, and the outcomes (in work in month 12, months in work, the first month) are
//! read off the bits.
//!
//! ```text
//! file ─parquet/─▶ Stretch ─readings─▶ whose, when ─┐
//!                     └────condition──▶ in the state ┴─gather─▶ bits, sums ─answers─▶ columns of the persons
//! ```
//!
//! # What counts
//!
//! * **Months** are whole numbers from the first to the last of `months`. Rows outside are left out and counted. With
//!   `{date, since}` the number is that of calendar months from the month of `since`, which is month 0, to that of `date`.
//! * **Several rows of one person and month**: the person is in a state if one of the rows says so, and amounts add up.
//! * **Persons without rows, and months without a row**: as `absent` says. `not_in_state`: in no state, and nothing
//!   earned. `missing`: nobody knows. Then the number of months or periods and a total are missing unless every month that
//!   they cover has a row; `in` with a grace is yes if one month of its window says so, no if its month itself has a row, and
//!   else missing; and the time of `first_month_in` is cut off at the last month with a row. An absence between two
//!   months with rows does not move that: the first month seen in the state is the first month.
//! * **Rows of persons that are not among the persons** are left out and counted. If all are, that is an error: the two
//!   columns do not name the same thing.
//! * **Amounts** are added exactly, so that the order of the rows never shows. In kroner of a price year an amount is
//!   multiplied by the consumer price index of that year and divided by that of its own; in basic amounts it is divided by
//!   the average G of its own calendar year, so that a year's wage of one G is 1.

mod amounts;
mod answers;
mod calendar;
mod condition;
mod exact_sum;
mod faults;
mod gather;
mod input;
mod money;
mod months;
mod outcome;
mod parquet;
mod persons;
mod plan;
mod question;
mod readings;
mod row_groups;
mod spec;
mod stretch;
#[cfg(test)]
mod tests;

use std::path::Path;

use polars::prelude::Series;

use self::faults::Fault;
use self::input::{Read, Reading};

use self::plan::Asked;
use super::frame::{Fact, Frame, InputFile};
use super::{Column, DataSource, Frames};
use crate::diag::{Diagnostic, Location, Problem, Spanned};

pub(in crate::data) use money::Worth;
pub use months::StateMonths;
pub use outcome::Outcome;
pub(in crate::data) use question::{MoneyUnit, Question, Questions, Total, Window};
pub use spec::{Absent, Month, Panel};

/// What a panel says of the persons.
#[derive(Debug)]
pub(in crate::data) struct PanelOutcome {
    /// The outcomes, one value for each row of the persons.
    pub columns: Vec<(Column, Series)>,
    /// The months in each state.
    pub states: Vec<StateMonths>,
    pub facts: Vec<Fact>,
    pub files: Vec<InputFile>,
}

/// Reads a panel, and works out what it says of the persons.
pub(in crate::data) fn aggregate(
    name: &Spanned<String>,
    source: &DataSource,
    panel: &Panel,
    persons: &Frame,
    earlier: &Frames,
    folder: &Path,
) -> Result<PanelOutcome, Vec<Diagnostic>> {
    let asked = ask(name, source, panel, persons)?;
    let reading = Reading { name, source, asked: &asked, persons, earlier, folder };
    let Read { planned, gathered, files } = reading.read()?;
    let wrong = gathered.faults.diagnostics(|fault, rows| say(fault, rows, name, &asked));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let counts = gathered.counts;
    let counted = counts.rows - counts.left_out;
    if counted > 0 && counts.unknown_persons == counted {
        return Err(vec![strangers(name, panel, persons, planned.plan.persons.example())]);
    }
    let fact = Fact::Panel {
        source: name.value.clone(),
        rows: counts.rows,
        left_out: counts.left_out,
        unknown_persons: counts.unknown_persons,
        outside_months: counts.outside_months,
        persons_without_rows: gathered.persons_without_rows(),
    };
    let columns = answers::columns(&asked, &gathered, persons.height());
    Ok(PanelOutcome { columns, states: answers::states(&asked, gathered), facts: vec![fact], files })
}

/// What is asked for, checked as far as that goes without the file.
fn ask<'a>(
    name: &Spanned<String>,
    source: &'a DataSource,
    panel: &'a Panel,
    persons: &Frame,
) -> Result<Asked<'a>, Vec<Diagnostic>> {
    let months = panel.length().map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let useless = |key: &str, hint: &str, location: Option<Location>| {
        Problem::new(format!("a panel has no `{key}`")).hint(hint.to_owned()).at(location)
    };
    if let Some(id) = &source.id {
        problems.push(useless("id", "`person` and `month` say what a row is", id.location()));
    }
    if source.reshape.is_some() {
        problems.push(useless("reshape", "it has one row per person and month already", name.location()));
    }
    if !source.join.is_empty() {
        let hint = format!("join the columns to `{}`, or to the file before it is read", panel.of);
        problems.push(useless("join", &hint, name.location()));
    }
    if panel.states.is_empty() && panel.outcomes.is_empty() {
        let problem = Problem::new(format!("the panel `{name}` asks for nothing"));
        problems.push(problem.hint("add `states` with their conditions, and `outcomes`").at(name.location()));
    }
    money::check(panel, &mut problems);
    let questions = Questions::of(panel, &mut problems);
    insist_on_new_names(&questions, persons, &mut problems);
    let mut parse = |expression: &super::Expression| expression.parse().map_err(|problem| problems.push(problem)).ok();
    let states = panel.states.iter().filter_map(|(_, expression)| parse(expression)).collect();
    let keep = source.keep.as_ref().and_then(&mut parse);
    match problems.is_empty() {
        true => Ok(Asked { panel, months, questions, states, keep }),
        false => Err(problems),
    }
}

/// Insists that no outcome takes the name of a column that is there, or of another outcome.
fn insist_on_new_names(questions: &Questions, persons: &Frame, problems: &mut Vec<Diagnostic>) {
    let mut taken: Vec<(String, &str)> = Vec::new();
    for (name, question) in &questions.named {
        let mut names = vec![name.value.clone()];
        if matches!(question, Question::FirstMonthIn { .. }) {
            names.extend([answers::TIME, answers::OBSERVED].map(|ending| format!("{name}{ending}")));
        }
        for new in names {
            let of_persons = persons.columns().iter().any(|column| column.name == new);
            let of_outcome = taken.iter().find(|(known, _)| *known == new).map(|(_, outcome)| *outcome);
            let what = match of_outcome {
                _ if of_persons => format!("`{}` has a column `{new}` already", persons.name()),
                Some(other) => format!("the outcomes `{other}` and `{name}` both make a column `{new}`"),
                None => {
                    taken.push((new, name));
                    continue;
                }
            };
            problems.push(Problem::new(what).hint("give the outcome another name").at(name.location()));
        }
    }
}

/// What is wrong with some rows, and where the specification names their column.
fn say(fault: &Fault, rows: &str, name: &Spanned<String>, asked: &Asked<'_>) -> (Problem, Option<Location>) {
    let panel = asked.panel;
    let (person, month) = (&panel.person.panel, panel.month.column());
    let total = |at: usize| asked.questions.totals.get(at);
    match fault {
        Fault::NoPerson => {
            let problem = Problem::new(format!("`{name}` has no `{person}` in {rows}"));
            (problem.hint("every row belongs to a person; leave the others out with `where`"), person.location())
        }
        Fault::NoMonth => {
            let problem = Problem::new(format!("`{name}` has no `{month}` in {rows}"));
            (problem.hint("every row belongs to a month; leave the others out with `where`"), month.location())
        }
        Fault::Month => {
            let what = match panel.month {
                Month::Number(_) => "is not the number of a month",
                Month::Calendar(_) => "is no calendar month",
            };
            let hint = match panel.month {
                Month::Number(_) => {
                    "months are whole numbers; count calendar months with `month: {date: \u{2026}, since: \u{2026}}`"
                }
                Month::Calendar(_) => "write `2016-03`, `2016M03`, `201603` or a date",
            };
            (Problem::new(format!("`{month}` of `{name}` {what}: {rows}")).hint(hint), month.location())
        }
        Fault::Amount(at) => {
            let column = total(*at).map(|total| &total.column);
            let shown = column.map_or("", |column| column.as_str());
            let problem = Problem::new(format!("`{shown}` of `{name}` is too large to be an amount: {rows}"));
            (problem.hint("leave those rows out with `where`"), column.and_then(Spanned::location))
        }
        Fault::Year(at) => {
            let year = total(*at).and_then(|total| total.year.as_ref());
            let shown = year.map_or("", |year| year.as_str());
            let problem = Problem::new(format!("`{shown}` of `{name}` is no year: {rows}"));
            (problem.hint("a row with an amount needs its calendar year"), year.and_then(Spanned::location))
        }
        Fault::UnknownYear(at, year) => {
            let unit = total(*at).map(|total| &total.unit).unwrap_or(&MoneyUnit::AsIs);
            let column = total(*at).and_then(|total| total.column.location());
            let mut problem = money::year_unknown(unit, panel, *year);
            problem.what = format!("{}: {rows}", problem.what);
            (problem, column)
        }
    }
}

/// No row belongs to a person that is known.
fn strangers(name: &Spanned<String>, panel: &Panel, persons: &Frame, example: Option<String>) -> Diagnostic {
    let (here, there) = (&panel.person.panel, &panel.person.persons);
    let what = format!("no row of `{name}` belongs to a person of `{}`", persons.name());
    let problem = Problem::new(what).hint(format!("`{here}` must hold what `{there}` of `{}` holds", persons.name()));
    match example {
        Some(example) => problem.hint(format!("the first person there is `{example}`")),
        None => problem,
    }
    .at(here.location())
}
