//! From what a specification says, what the file holds and who the persons are, to what is gathered.

use polars::prelude::Series;

use super::condition::Condition;
use super::gather::{Plan, Sum};
use super::money::Worth;
use super::persons::{NoKey, Persons};
use super::question::{Questions, Total};
use super::spec::{CalendarMonth, Month, Panel};
use crate::data::ColumnType;
use crate::data::expression::{Parsed, Schema};
use crate::data::frame::Frame;
use crate::diag::{Diagnostic, Problem, Spanned};

/// The columns of a panel that a specification may name.
pub(super) struct PanelColumns {
    /// What the panel is called in messages: its file, or its name.
    pub called: String,
    pub columns: Vec<(String, ColumnType)>,
}

impl Schema for PanelColumns {
    fn column(&self, name: &str) -> Option<ColumnType> {
        self.columns.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind)
    }

    fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// What a specification asks for, before the file is looked at.
pub(super) struct Asked<'a> {
    pub panel: &'a Panel,
    pub months: usize,
    pub questions: Questions,
    pub states: Vec<Parsed>,
    /// Which rows count, unless they are chosen before they come here.
    pub keep: Option<Parsed>,
}

/// What is gathered, and the columns that it is gathered from, in the order of a stretch.
pub(super) struct Planned {
    pub plan: Plan,
    pub names: Vec<String>,
}

impl Planned {
    /// Checks what is asked for against the columns of the panel and the persons; `keep` says whether rows are still to be
    /// chosen.
    pub fn new(
        asked: &Asked<'_>,
        keep: bool,
        known: &PanelColumns,
        persons: &Frame,
    ) -> Result<Planned, Vec<Diagnostic>> {
        let chosen = asked.keep.as_ref().filter(|_| keep);
        let panel = asked.panel;
        let mut problems = Vec::new();
        let mut names = Vec::new();
        let mut place_of = |name: &str| {
            let known = names.iter().position(|known| known == name);
            known.unwrap_or_else(|| {
                names.push(name.to_owned());
                names.len() - 1
            })
        };
        let mut insist = |name: &Spanned<String>, what: &str, allowed: &[ColumnType]| {
            place_of(name);
            match known.column(name) {
                Some(kind) if allowed.contains(&kind) => Some(kind),
                Some(kind) => {
                    let problem = Problem::new(format!("`{name}` of `{}` is {kind}, and no {what}", known.called));
                    problems.push(problem.at(name.location()));
                    None
                }
                None => {
                    let problem = Problem::new(format!("`{}` has no column `{name}`", known.called));
                    problems.push(problem.closest_of(name, known.names()).at(name.location()));
                    None
                }
            }
        };
        use ColumnType::{Category, Date, Integer, Number, Text};
        // The person comes first and the month second; a file may name both in one column, and then has no panel.
        let person = insist(&panel.person.panel, "name of a person", &[Integer, Number, Text, Category]);
        match &panel.month {
            Month::Number(name) => insist(name, "number of a month", &[Integer, Number, Text]),
            Month::Calendar(calendar) => {
                insist(&calendar.date, "calendar month", &[Integer, Number, Text, Category, Date])
            }
        };
        for total in &asked.questions.totals {
            insist(&total.column, "amount", &[Integer, Number]);
            if let Some(year) = &total.year {
                insist(year, "year", &[Integer, Number]);
            }
        }
        if panel.person.panel.value == panel.month.column().value {
            let problem = Problem::new("the person and the month are one column");
            problems.push(problem.hint("name the column with the month").at(panel.month.location()));
        }
        let mut conditions = Vec::new();
        let mut keep = None;
        for (at, parsed) in asked.states.iter().map(Some).chain([chosen]).enumerate() {
            let Some(parsed) = parsed else { continue };
            match parsed.check_condition(known) {
                Ok(typed) => {
                    let columns = parsed.columns().into_iter().map(|name| (place_of(name), name.to_owned())).collect();
                    let condition = Condition { columns, holds: typed.expr() };
                    match at == asked.states.len() {
                        true => keep = Some(condition),
                        false => conditions.push(condition),
                    }
                }
                Err(more) => problems.extend(more),
            }
        }
        let mut totals = Vec::new();
        for total in &asked.questions.totals {
            match sum(total, panel, &mut place_of) {
                Ok(sum) => totals.push(sum),
                Err(problem) => problems.push(problem),
            }
        }
        let since = match &panel.month {
            Month::Number(_) => None,
            Month::Calendar(calendar) => match since(calendar, persons) {
                Ok(since) => Some(since),
                Err(problem) => {
                    problems.push(problem);
                    None
                }
            },
        };
        let as_numbers = matches!(person, Some(Integer | Number));
        let persons = match persons_of(panel, persons, as_numbers) {
            Ok(persons) if problems.is_empty() => persons,
            Ok(_) => return Err(problems),
            Err(problem) => {
                problems.push(problem);
                return Err(problems);
            }
        };
        let first = i32::try_from(panel.months.value[0]).unwrap_or_default();
        let absence_is_missing = panel.absence_is_missing();
        let months = asked.months;
        Ok(Planned {
            plan: Plan { persons, since, first, months, keep, conditions, totals, absence_is_missing },
            names,
        })
    }
}

fn sum(total: &Total, panel: &Panel, place_of: &mut impl FnMut(&str) -> usize) -> Result<Sum, Diagnostic> {
    Ok(Sum {
        column: place_of(&total.column),
        year: total.year.as_ref().map(|year| place_of(year)),
        window: total.window,
        worth: Worth::in_unit(&total.unit, panel)?,
    })
}

/// The persons, found by the column that names them.
fn persons_of(panel: &Panel, frame: &Frame, as_numbers: bool) -> Result<Persons, Diagnostic> {
    let name = &panel.person.persons;
    let ids = frame.series(name)?;
    Persons::new(ids, as_numbers).map_err(|why| {
        let called = frame.name();
        let problem = match why {
            NoKey::Type(kind) => Problem::new(format!("`{name}` of `{called}` is {kind}, and does not name persons"))
                .hint("name a column of whole numbers or text"),
            NoKey::Twice(row) => {
                let value = shown(ids, row);
                let what = format!("`{called}` has `{name}` `{value}` twice, the second time in {}", frame.place(row));
                Problem::new(what).hint("the persons of a panel have one row each")
            }
            NoKey::TooMany => Problem::new(format!("`{called}` has more persons than can be counted")),
        };
        problem.at(name.location())
    })
}

/// The calendar month that is month 0, for each person.
fn since(calendar: &CalendarMonth, persons: &Frame) -> Result<Vec<i32>, Diagnostic> {
    let name = &calendar.since;
    let kind = persons.column(name)?.kind;
    let at_name = |problem: Problem| problem.at(name.location());
    let Some(days) = persons.series(name)?.date().ok().map(|days| days.physical()) else {
        let problem = Problem::new(format!("`{name}` of `{}` is {kind}, and no date", persons.name()));
        return Err(at_name(problem.hint(format!("declare it: `columns: {{{name}: {{type: date}}}}`"))));
    };
    let mut months = Vec::with_capacity(days.len());
    let mut without = Vec::new();
    for (row, days) in days.iter().enumerate() {
        match days.and_then(super::calendar::of_days) {
            Some(month) => months.push(month),
            None => {
                without.push(row);
                months.push(0);
            }
        }
    }
    if without.is_empty() {
        return Ok(months);
    }
    let named: Vec<String> = without.iter().take(3).map(|row| persons.place(*row)).collect();
    let more = match without.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let what =
        format!("`{}` has no `{name}` in {}{more}, and months cannot be counted", persons.name(), named.join(", "));
    Err(at_name(Problem::new(what).hint(format!("leave those persons out: `where: not is_missing({name})`"))))
}

fn shown(ids: &Series, row: usize) -> String {
    ids.get(row).map(|value| value.str_value().into_owned()).unwrap_or_default()
}
