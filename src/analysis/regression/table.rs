//! The table of a regression, and the persons behind its numbers.

use super::{Fit, ModelRows, Plan, events_among};
use crate::analysis::explanatory::{Explanatory, Piece, Scale, main_pieces};
use crate::analysis::input::Event;
use crate::analysis::names::free_name;
use crate::analysis::persons::{Persons, values_of};
use crate::results::{Note, PersonCell, Quantity, Row, Section, Table, Text, Unit, Value};
use crate::stats::{Level, Undefined};

/// How coefficients are shown.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    /// Their unit and decimals.
    pub units: (Unit, i8),
    /// The level of their intervals.
    pub level: Level,
    /// Whether the first variable tells two groups apart.
    pub groups: bool,
}

/// A row before it has its numbers.
pub(in crate::analysis) struct Line {
    /// The name of the row.
    pub name: String,
    /// What it is called.
    pub label: Option<Text>,
    /// Its role, and the names that templates put it together from.
    pub words: Vec<(String, Text)>,
    /// Its variable and category; the first ones of a product.
    pub of: (usize, usize),
    /// Its place among the columns of the whole model; nothing for a reference.
    pub piece: Option<usize>,
    /// How many persons have it.
    pub persons: u64,
    /// How many units its coefficient is for, where that is said.
    pub unit: Option<Quantity>,
}

/// The row of a category, or of a number: the same in all languages.
const ROLE: &str = "role";

fn words(role: &str) -> Vec<(String, Text)> {
    vec![(ROLE.to_owned(), Text::from(role))]
}

/// The name of the row of a category of a variable.
fn row_name(variable: &Explanatory, level: usize) -> String {
    match &variable.scale {
        Scale::Number { .. } => variable.name.clone(),
        Scale::Categories { binary: true, .. } => variable.name.clone(),
        Scale::Categories { levels, .. } => format!("{} {}", variable.name, levels[level].0),
    }
}

/// What a category is called, and what a number is.
fn level_label(variable: &Explanatory, level: usize) -> Text {
    match &variable.scale {
        Scale::Categories { levels, binary: false, .. } => levels[level].1.clone(),
        _ => variable.label.clone(),
    }
}

/// The rows of all variables in their order, references included.
pub(in crate::analysis) fn lines(variables: &[Explanatory], pieces: &[Piece], groups: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let place = |piece: &Piece| pieces.iter().position(|known| known == piece);
    for (at, variable) in variables.iter().enumerate() {
        let (levels, role): (Vec<usize>, &str) = match &variable.scale {
            Scale::Number { .. } => (vec![0], "number"),
            Scale::Categories { binary: true, .. } if groups && at == 0 => (vec![1], "treatment"),
            Scale::Categories { levels, binary: true, .. } => (vec![levels.len() - 1], "binary"),
            Scale::Categories { levels, .. } => ((0..levels.len()).collect(), "category"),
        };
        for (first, level) in levels.into_iter().enumerate() {
            let role = if role == "category" && level == 0 { "reference" } else { role };
            let mut words = words(role);
            if first == 0 && matches!(&variable.scale, Scale::Categories { binary: false, .. }) {
                words.push(("variable".to_owned(), variable.label.clone()));
            }
            let unit = match &variable.scale {
                Scale::Number { per, unit, .. } if *per != 1.0 || unit.is_some() => {
                    let decimals = if per.fract() == 0.0 { 0 } else { 1 };
                    Some(Quantity { value: *per, unit: unit.unwrap_or(Unit::Number), decimals })
                }
                _ => None,
            };
            let name = if role == "treatment" { "treatment".to_owned() } else { row_name(variable, level) };
            lines.push(Line {
                name: free_name(&name, |name| lines.iter().any(|line| line.name == name)),
                label: Some(level_label(variable, level)),
                words,
                of: (at, level),
                piece: place(&Piece(vec![(at, level)])),
                persons: variable.count(level),
                unit,
            });
        }
    }
    for (at, piece) in pieces.iter().enumerate().filter(|(_, piece)| !piece.is_single()) {
        let mut words = words("interaction");
        let mut name = String::new();
        for (part, (variable, level)) in ["first", "second"].into_iter().zip(&piece.0) {
            let variable = &variables[*variable];
            words.push((part.to_owned(), level_label(variable, *level)));
            if matches!(&variable.scale, Scale::Categories { binary: false, .. }) {
                words.push((format!("{part}_variable"), variable.label.clone()));
            }
            name = if name.is_empty() {
                row_name(variable, *level)
            } else {
                format!("{name} x {}", row_name(variable, *level))
            };
        }
        let rows = (0..rows_of(variables))
            .filter(|row| piece.0.iter().all(|(variable, level)| variables[*variable].holds(*level, *row)));
        lines.push(Line {
            name: free_name(&name, |name| lines.iter().any(|line| line.name == name)),
            label: None,
            words,
            of: piece.0.first().copied().unwrap_or_default(),
            piece: Some(at),
            persons: rows.count() as u64,
            unit: None,
        });
    }
    lines
}

/// Both estimates of a row of the table.
fn estimates_of(row: &str) -> [String; 2] {
    ["crude", "adjusted"].map(|column| format!("coefficients/{row}/{column}"))
}

fn rows_of(variables: &[Explanatory]) -> usize {
    match variables.first().map(|variable| &variable.scale) {
        Some(Scale::Number { values, .. }) => values.len(),
        Some(Scale::Categories { codes, .. }) => codes.len(),
        None => 0,
    }
}

/// One row for each category and number: persons, crude and adjusted estimate. With it come the notes of the crude
/// models.
pub(super) fn coefficients(
    plan: Plan<'_>,
    pieces: &[Piece],
    fit: &Result<Fit, Undefined>,
    shown: Shown,
) -> (Table, Vec<Vec<Note>>) {
    let variables = plan.variables;
    let (unit, decimals) = shown.units;
    let crude: Vec<(Vec<Piece>, Result<Fit, Undefined>)> = (0..variables.len())
        .map(|place| {
            let own = main_pieces(variables, [place]);
            let fit = plan.fit(&own);
            (own, fit)
        })
        .collect();
    let estimate = |fit: &Result<Fit, Undefined>, place: usize| match fit {
        Ok(fit) => fit.estimate(place, unit, decimals, shown.level),
        Err(why) => (*why).into(),
    };
    let linear = plan.family.is_linear();
    let constant = fit.as_ref().ok().filter(|_| linear).and_then(|fit| fit.intercept(unit, decimals, shown.level));
    let shape = TableOf { unit, decimals, linear, groups: shown.groups, constant };
    let mut table = coefficients_of(variables, pieces, shape, &|place| estimate(fit, place));
    let reference = || Value::from(Quantity { value: if linear { 0.0 } else { 1.0 }, unit, decimals });
    let lines = lines(variables, pieces, shown.groups);
    for (place, row) in table.rows.iter_mut().enumerate() {
        let piece = lines.get(place).map(|line| line.piece.map(|piece| &pieces[piece]));
        let alone = match piece {
            Some(None) => reference(),
            // A product says nothing on its own, and nor does the constant.
            Some(Some(piece)) => piece
                .0
                .first()
                .filter(|_| piece.is_single())
                .and_then(|(variable, _)| {
                    let (own, fit) = &crude[*variable];
                    Some(estimate(fit, own.iter().position(|known| known == piece)?))
                })
                .unwrap_or_else(|| Undefined::OutsideDomain.into()),
            None => Undefined::OutsideDomain.into(),
        };
        row.cells.insert(2, alone);
    }
    table.columns.insert(2, "crude".to_owned());
    let notes = crude.into_iter().filter_map(|(_, fit)| fit.ok()).map(|fit| fit.notes).collect();
    (table, notes)
}

/// How a table of coefficients is made.
pub(in crate::analysis) struct TableOf {
    /// The unit of the coefficients.
    pub unit: Unit,
    /// Their decimals.
    pub decimals: i8,
    /// Whether they are differences and not ratios.
    pub linear: bool,
    /// Whether the first variable tells two groups apart.
    pub groups: bool,
    /// The constant, where it is shown.
    pub constant: Option<Value>,
}

/// One row for each category and number, with its persons, the units it is for and its `adjusted` coefficient.
pub(in crate::analysis) fn coefficients_of(
    variables: &[Explanatory],
    pieces: &[Piece],
    shape: TableOf,
    adjusted: &dyn Fn(usize) -> Value,
) -> Table {
    let TableOf { unit, decimals, linear, groups, constant } = shape;
    let reference = || Value::from(Quantity { value: if linear { 0.0 } else { 1.0 }, unit, decimals });
    let row = |name: String, label: Option<Text>, words: Vec<(String, Text)>, cells: Vec<Value>| Row {
        name,
        label,
        basis: None,
        source: None,
        words,
        cells,
    };
    let mut rows: Vec<Row> = lines(variables, pieces, groups)
        .into_iter()
        .map(|line| {
            let per = line.unit.map_or_else(|| Value::Count(1), Value::from);
            let value = line.piece.map_or_else(reference, adjusted);
            row(line.name, line.label, line.words, vec![Value::Count(line.persons), per, value])
        })
        .collect();
    if let Some(constant) = constant {
        let all = Value::Count(rows_of(variables) as u64);
        rows.push(row("constant".to_owned(), None, words("constant"), vec![all, Value::Count(1), constant]));
    }
    Table { columns: ["persons", "per", "adjusted"].map(str::to_owned).to_vec(), rows }
}

/// The persons behind the numbers of a model of these columns: of each group and category, with the outcome and without
/// it.
pub(in crate::analysis) fn persons_behind(
    everyone: &Persons,
    (columns, event): (&[String], Option<&Event>),
    found: &ModelRows,
    pieces: &[Piece],
    section: &Section,
) -> Vec<PersonCell> {
    let of_everyone =
        values_of(section, &["crude", "adjusted", "standardised", "bootstrap", "total", "r_squared", "pseudo", "aic"]);
    let everything = of_everyone.into_iter().chain(values_of(section, &["adjusted_r_squared", "coefficients"]));
    let everything: Vec<String> = everything.collect();
    let complete = format!("all of {}", columns.join(", "));
    let known = everyone.known(&complete, true);
    let rows = found.kept.len() as u64;
    let mut cells =
        vec![known.cell(rows, &everything), everyone.known(&complete, false).cell(found.missing, ["missing"])];
    let outcome = event.map(Event::dimension);
    let mut divided = |persons: &Persons, count: u64, events: u64, own: &[String], events_in: &[String]| {
        cells.push(persons.cell(count, own.iter()));
        if let Some(outcome) = &outcome {
            cells.push(persons.in_category(outcome, "yes").cell(events, events_in.iter()));
            cells.push(persons.in_category(outcome, "no").cell(count - events, events_in.iter()));
        }
    };
    if outcome.is_some() {
        let events = events_among(found, |_| true);
        let shown: Vec<String> = everything.iter().cloned().chain(["events".to_owned()]).collect();
        divided(&known, rows, events, &[], &shown);
    }
    for (at, variable) in found.variables.iter().enumerate() {
        let Scale::Categories { levels, .. } = &variable.scale else { continue };
        for (level, (cell, _)) in levels.iter().enumerate() {
            let persons = known.with(&variable.name, cell);
            let events = events_among(found, |row| variable.holds(level, row));
            let (mut own, mut with): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
            if at == 0 && found.members.is_some() {
                let name = if level == 1 { "treated" } else { "control" };
                own.push(format!("{name}.total"));
                with.extend([format!("{name}.events"), "crude".to_owned(), "adjusted".to_owned()]);
                with.extend(values_of(section, &["standardised", "bootstrap"]));
            }
            for (row, piece) in rows_telling(found, pieces, at, level) {
                let Some(piece) = piece else {
                    // A reference has no estimate; those of the other categories are compared with it.
                    own.push(format!("coefficients/{row}/persons"));
                    with.extend((1..levels.len()).flat_map(|other| {
                        let rows = rows_telling(found, pieces, at, other).into_iter();
                        rows.flat_map(|(row, _)| estimates_of(&row))
                    }));
                    continue;
                };
                let is_category =
                    |(other, _): &(usize, usize)| matches!(found.variables[*other].scale, Scale::Categories { .. });
                if piece.is_single() || !piece.0.iter().all(is_category) {
                    own.push(format!("coefficients/{row}/persons"));
                }
                own.extend(estimates_of(&row));
                with.extend(estimates_of(&row));
            }
            divided(&persons, variable.count(level), events, &own, &with);
        }
    }
    for line in lines(&found.variables, pieces, found.members.is_some()) {
        let Some(piece) = line.piece.map(|place| &pieces[place]).filter(|piece| !piece.is_single()) else {
            continue;
        };
        let mut persons = known.clone();
        let mut crossed = 0;
        for (variable, level) in &piece.0 {
            if let Scale::Categories { levels, .. } = &found.variables[*variable].scale {
                persons = persons.with(&found.variables[*variable].name, &levels[*level].0);
                crossed += 1;
            }
        }
        if crossed < 2 {
            continue;
        }
        let holds = |row: usize| piece.0.iter().all(|(at, level)| found.variables[*at].holds(*level, row));
        let events = events_among(found, holds);
        let shown = ["persons", "adjusted"].map(|column| format!("coefficients/{}/{column}", line.name));
        divided(&persons, line.persons, events, &shown, &shown[1..]);
    }
    cells
}

/// The rows of the table that tell of a category of a variable: its own, and those of its products.
fn rows_telling<'a>(
    found: &ModelRows,
    pieces: &'a [Piece],
    variable: usize,
    level: usize,
) -> Vec<(String, Option<&'a Piece>)> {
    let lines = lines(&found.variables, pieces, found.members.is_some());
    let is_of = |line: &Line| match line.piece {
        Some(place) => pieces[place].0.contains(&(variable, level)),
        None => {
            let own = row_name(&found.variables[variable], level);
            level == 0 && line.name == crate::analysis::names::name_of(&own)
        }
    };
    let named = |line: Line| (line.name, line.piece.map(|place| &pieces[place]));
    lines.into_iter().filter(is_of).map(named).collect()
}
