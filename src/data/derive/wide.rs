//! One row per person, from one row per person and time.

use polars::prelude::{ChunkCompareEq, PlHashMap};

use super::super::codebook::Sightings;
use super::super::{Cell, Column, Frame};
use super::derived::{called, reasons_of};
use super::reshape::{Reshaped, rows_at};
use crate::data::coded::Coded;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Language, Text};

/// More columns than this are not made of one.
const MOST_TIMES: usize = 1_000;

/// Spreads columns out, one for each value of `from`: `hads_6`, `hads_12`.
///
/// Persons stand in the order of their first rows. The other columns must have one value for each person.
pub(super) fn wide(
    frame: Frame,
    id: &[Spanned<String>],
    measures: &[Spanned<String>],
    from: &Spanned<String>,
) -> Result<Frame, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let roles: Vec<&Spanned<String>> = id.iter().chain(measures).chain([from]).collect();
    problems.extend(roles.iter().filter_map(|name| frame.column(name).err()));
    for (_, name) in roles.iter().enumerate().filter(|(place, name)| roles[..*place].contains(name)) {
        let problem = Problem::new(format!("`{name}` stands twice in the new shape")).hint("remove one");
        problems.push(problem.at(name.location()));
    }
    if id.is_empty() || measures.is_empty() {
        let problem =
            Problem::new("`to: wide` needs the columns of `id` and `columns`").hint("name at least one of each");
        problems.push(problem.at(from.location()));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let one = |problem: Diagnostic| vec![problem];
    let (persons, firsts) = persons(&frame, id).map_err(one)?;
    let times = coded(&frame, from).map_err(one)?;
    let cells = cells(&frame, from, &persons, firsts.len(), &times)?;
    let first_rows = rows_at(firsts.iter().map(|row| Some(*row)));
    let failed =
        |error| vec![Problem::new(format!("`{}` cannot be reshaped: {error}", called(&frame))).at(from.location())];
    let mut reshaped = Reshaped::new(firsts.len());
    let is_spread =
        |column: &Column| from.value == column.name || measures.iter().any(|name| name.value == column.name);
    for column in frame.columns.iter().filter(|column| !is_spread(column)) {
        problems.extend(varying(&frame, column, from, &persons, &firsts).err());
        reshaped.keep(&frame, column, &first_rows).map_err(failed)?;
    }
    let time_codes = frame.column(from).map_err(one)?.codes.clone();
    for measure in measures {
        let column = frame.column(measure).map_err(one)?.clone();
        let values = frame.series(measure).map_err(one)?;
        let reasons = reasons_of(&frame, measure);
        for (time, of_time) in times.values.iter().filter(|time| !time.is_missing()).zip(&cells) {
            let name = format!("{measure}_{time}");
            if reshaped.has(&name) {
                let problem = Problem::new(format!("the new shape has a column `{name}` already"));
                problems.push(problem.hint("rename the one that is there").at(measure.location()));
                continue;
            }
            let rows = rows_at(of_time.iter().copied());
            let label = column.label.as_ref().map(|label| labelled(label, time, &time_codes));
            let spread = Column { name, label, ..column.clone() };
            let reasons = reasons.as_ref().map(|reasons| reasons.take(&rows)).transpose().map_err(failed)?;
            let values = values.take(&rows).map_err(failed)?;
            reshaped.push(spread, values, reasons).map_err(failed)?;
        }
    }
    if problems.is_empty() { reshaped.finish(frame.clone(), &first_rows).map_err(failed) } else { Err(problems) }
}

fn coded(frame: &Frame, name: &Spanned<String>) -> Result<Coded, Diagnostic> {
    let failed = |error| Problem::new(format!("`{name}` cannot be read: {error}")).at(name.location());
    Coded::of(frame.series(name)?).map_err(failed)
}

/// The person of each row, and the first row of each person.
fn persons(frame: &Frame, id: &[Spanned<String>]) -> Result<(Vec<usize>, Vec<usize>), Diagnostic> {
    let mut of_row = vec![0usize; frame.height()];
    let mut firsts: Vec<usize> = Vec::new();
    for name in id {
        let coded = coded(frame, name)?;
        let mut absent = Sightings::default();
        let mut known: PlHashMap<(usize, u32), usize> = PlHashMap::default();
        known.reserve(frame.height());
        firsts.clear();
        for (row, (person, code)) in of_row.iter_mut().zip(&coded.codes).enumerate() {
            if coded.values[*code as usize].is_missing() {
                absent.see_nothing(row);
            }
            let next = firsts.len();
            *person = *known.entry((*person, *code)).or_insert(next);
            if *person == next {
                firsts.push(row);
            }
        }
        if !absent.is_empty() {
            let what = format!("`{}` has no `{name}` in {}", called(frame), absent.listed(|row| frame.place(row)));
            return Err(Problem::new(what).hint("every row needs a person").at(name.location()));
        }
    }
    Ok((of_row, firsts))
}

/// For each time the row of each person; an error where a row has no time, or a person two rows of one time.
fn cells(
    frame: &Frame,
    from: &Spanned<String>,
    persons: &[usize],
    count: usize,
    times: &Coded,
) -> Result<Vec<Vec<Option<usize>>>, Vec<Diagnostic>> {
    let known = times.values.iter().filter(|time| !time.is_missing()).count();
    if known > MOST_TIMES {
        let what = format!("`{from}` has {known} different values, each of which would be a column");
        let hint = "name a column with few values, such as the month of a measurement";
        return Err(vec![Problem::new(what).hint(hint).at(from.location())]);
    }
    let mut cells: Vec<Vec<Option<usize>>> = vec![vec![None; count]; known];
    let (mut absent, mut twice) = (Sightings::default(), Sightings::default());
    for (row, (person, code)) in persons.iter().zip(&times.codes).enumerate() {
        // Missing comes last among the values.
        match cells.get_mut(*code as usize).map(|of_time| &mut of_time[*person]) {
            None => absent.see_nothing(row),
            Some(Some(_)) => twice.see(row, || times.values[*code as usize].to_string()),
            Some(cell) => *cell = Some(row),
        }
    }
    let mut problems = Vec::new();
    if !absent.is_empty() {
        let what = format!("`{}` has no `{from}` in {}", called(frame), absent.listed(|row| frame.place(row)));
        problems.push(Problem::new(what).hint("every row needs a time").at(from.location()));
    }
    if !twice.is_empty() {
        let rows = twice.counted("a row", "rows");
        let listed = twice.listed(|row| frame.place(row));
        let what = format!("`{}` has {rows} with a `{from}` that the person has already: {listed}", called(frame));
        problems.push(Problem::new(what).hint("keep one row for each person and time").at(from.location()));
    }
    if problems.is_empty() { Ok(cells) } else { Err(problems) }
}

/// Insists that a column that is not spread out has one value for each person.
fn varying(
    frame: &Frame,
    column: &Column,
    from: &Spanned<String>,
    persons: &[usize],
    firsts: &[usize],
) -> Result<(), Diagnostic> {
    let name = Spanned::new(column.name.clone(), from.location());
    let values = frame.series(&name)?;
    let first_rows = rows_at(persons.iter().map(|person| Some(firsts[*person])));
    let failed = |error| Problem::new(format!("`{name}` cannot be compared: {error}")).at(from.location());
    let differs = values.take(&first_rows).and_then(|first| values.not_equal_missing(&first)).map_err(failed)?;
    let mut seen = Sightings::default();
    let shown = |row: usize| values.get(row).map(|value| value.str_value().into_owned()).unwrap_or_default();
    for (row, _) in differs.iter().enumerate().filter(|(_, differs)| *differs == Some(true)) {
        seen.see(row, || shown(row));
    }
    if seen.is_empty() {
        return Ok(());
    }
    let listed = seen.listed(|row| frame.place(row));
    let what = format!("`{}` differs between the rows of one person: {listed}", column.name);
    Err(Problem::new(what).hint(format!("name it under `columns`: `[…, {}]`", column.name)).at(from.location()))
}

/// A label with the time behind it: `HADS (6)`.
fn labelled(label: &Text, time: &Cell, codes: &[(Cell, Text)]) -> Text {
    let words = codes.iter().find(|(code, _)| code == time).map(|(_, words)| words.clone());
    let words = words.unwrap_or_else(|| Text::from(time.to_string().as_str()));
    let both = |language| format!("{} ({})", label.get(language), words.get(language));
    match (label, &words) {
        (Text::Same(label), Text::Same(words)) => Text::Same(format!("{label} ({words})")),
        _ => Text::per_language(Language::ALL.map(|language| (language, both(language)))),
    }
}
