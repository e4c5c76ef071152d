//! The rows that an analysis works with, and the few questions it asks of them.

use std::sync::Arc;

use polars::prelude::{
    BooleanChunked, Column as Values, DataFrame, DataType, IntoLazy, PlHashMap, PolarsResult, Series,
};

use super::coded::Coded;
use super::expression::{Expression, Schema};
use super::frame::missing_reasons;
use super::population::{RemoteMembers, Standing};
use super::query::{Key, Remote, RemoteState};
use super::{Cell, Column, ColumnType, Frame, Frames, Members, StateMonths};
use crate::diag::{Diagnostic, Location, Problem, Spanned};
use crate::results::Text;

/// The rows of a data source or of a population.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    frames: &'a Frames,
    frame: &'a Frame,
    population: Option<&'a Members>,
    /// Whether each row of the frame is among them; all are where this is nothing.
    chosen: Option<Arc<[bool]>>,
    /// The rows in a database, where that is where they are.
    remote: Option<Remote>,
}

/// What rows are counted by.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// The values of a column.
    Column(&'a Spanned<String>),
    /// Whether a condition holds: true, false, or missing.
    Condition(&'a Expression),
    /// Whether a column has no value: true or false.
    IsMissing(&'a Spanned<String>),
    /// Why a column has no value: the reason that the file or the codebook gives, an empty text without one, and missing
    /// where the column has a value.
    WhyMissing(&'a Spanned<String>),
}

/// How many rows have each combination of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The combinations that occur, in their canonical order, each with its number of rows.
    pub counts: Vec<(Vec<Cell>, u64)>,
}

impl Tally {
    /// The numbers in the last place of the combinations, in each group that the others make.
    fn distributions(self) -> Vec<Distribution> {
        let mut all: Vec<Distribution> = Vec::new();
        for (mut group, count) in self.counts {
            let number = group.pop().and_then(|cell| cell.as_number());
            if all.last().is_none_or(|last| last.group != group) {
                all.push(Distribution { group, values: Vec::new(), missing: 0 });
            }
            let Some(last) = all.last_mut() else { continue };
            match number {
                Some(number) => last.values.push((number, count)),
                None => last.missing += count,
            }
        }
        all
    }

    /// How many rows there are in all.
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    /// How many rows have a combination that is wanted.
    pub fn sum(&self, wanted: impl Fn(&[Cell]) -> bool) -> u64 {
        self.counts.iter().filter(|(cells, _)| wanted(cells)).map(|(_, count)| count).sum()
    }

    /// The distinct values in one place of the combinations, in their canonical order.
    pub fn values(&self, place: usize) -> Vec<Cell> {
        let mut values: Vec<Cell> = self.counts.iter().filter_map(|(cells, _)| cells.get(place).cloned()).collect();
        values.sort();
        values.dedup();
        values
    }
}

/// The numbers of one column in one group of rows, as the values that occur and how often.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// What the rows of the group have in common.
    pub group: Vec<Cell>,
    /// The values from the lowest to the highest, each with its number of rows.
    pub values: Vec<(f64, u64)>,
    /// How many rows of the group have no value.
    pub missing: u64,
}

/// How many rows of a group were in a state, month by month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Months {
    /// What the rows of the group have in common.
    pub group: Vec<Cell>,
    /// How many rows the group has.
    pub rows: u64,
    /// How many of them were in the state, for each month from the first.
    pub in_state: Vec<u64>,
    /// How many of them were observed, for each month from the first.
    pub observed: Vec<u64>,
}

/// Why a value is missing, where nobody says.
const NO_REASON: &str = "no reason";

/// The category of those who belong to a population.
const INCLUDED: &str = "included";

impl<'a> Rows<'a> {
    pub(in crate::data) fn new(frames: &'a Frames, frame: &'a Frame, population: Option<&'a Members>) -> Rows<'a> {
        let members = |population: &Members| population.standing.iter().map(|s| *s == Standing::Member).collect();
        let only = |remote: &Remote, members: &RemoteMembers| Remote {
            statement: remote.statement.only(members.member.clone()),
            ..remote.clone()
        };
        let remote = frame.remote.as_ref().map(|remote| match population.and_then(|members| members.remote.as_ref()) {
            Some(members) => only(remote, members),
            None => remote.clone(),
        });
        Rows { frames, frame, population, chosen: population.map(members), remote }
    }

    /// The source that the rows belong to.
    pub fn frame(&self) -> &'a Frame {
        self.frame
    }

    /// The population, where that is what they are.
    pub fn population(&self) -> Option<&'a Members> {
        self.population
    }

    /// What the rows have in common, by dimension: the value that the whole report is about, and the populations that
    /// they belong to.
    pub fn in_common(&self) -> Vec<(String, String)> {
        let mut common = Vec::new();
        if let Some((column, value)) = self.frames.restriction()
            && self.frame.columns().iter().any(|known| known.name == column)
        {
            common.push((column.to_owned(), value.to_string()));
        }
        let mut population = self.population;
        while let Some(members) = population {
            if !members.is_everyone {
                common.push((members.name.clone(), INCLUDED.to_owned()));
            }
            population = members.parent.as_deref().and_then(|parent| self.frames.population(parent));
        }
        common
    }

    /// The rows that a population starts from but leaves out, by this exclusion, counted from zero; by its condition where
    /// none is named.
    pub fn taken_out(&self, exclusion: Option<usize>) -> Rows<'a> {
        let wanted = match exclusion {
            None => Standing::NotKept,
            Some(place) => Standing::Excluded(u16::try_from(place).unwrap_or(u16::MAX)),
        };
        let chosen = match self.population {
            Some(population) => population.standing.iter().map(|standing| *standing == wanted).collect(),
            None => std::iter::repeat_n(false, self.frame.height()).collect(),
        };
        let remote = self.frame.remote.as_ref().map(|remote| {
            let members = self.population.and_then(|population| population.remote.as_ref());
            let condition = members.and_then(|members| match exclusion {
                None => Some(&members.not_kept),
                Some(place) => members.excluded.get(place),
            });
            let condition = condition.map_or("FALSE", String::as_str).to_owned();
            Remote { statement: remote.statement.only(condition), ..remote.clone() }
        });
        Rows { chosen: Some(chosen), remote, ..self.clone() }
    }

    /// How many of the rows have each combination of values.
    ///
    /// # Errors
    /// A column that is not there, or what is wrong with a condition.
    pub fn tally(&self, by: &[By<'_>]) -> Result<Tally, Vec<Diagnostic>> {
        if let Some(remote) = &self.remote {
            let (sql, keys) = self.asked(remote, by)?;
            return self.frames.answers().tally(&self.frame.name, remote, &remote.statement.tally(&sql), &keys);
        }
        let (groups, combinations) = self.groups(by)?;
        let mut counts = vec![0u64; combinations.len()];
        for group in groups.into_iter().flatten() {
            counts[group as usize] += 1;
        }
        let counts = combinations.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect();
        Ok(Tally { counts })
    }

    /// The numbers of a column in each group.
    ///
    /// # Errors
    /// A column that is not there or holds no numbers, or what is wrong with a condition.
    pub fn distributions(&self, column: &Spanned<String>, by: &[By<'_>]) -> Result<Vec<Distribution>, Vec<Diagnostic>> {
        let numbers = self.frame.numbers(column).map_err(|problem| vec![problem])?;
        if self.remote.is_some() {
            let by: Vec<By<'_>> = by.iter().copied().chain([By::Column(column)]).collect();
            return Ok(self.tally(&by)?.distributions());
        }
        let (groups, combinations) = self.groups(by)?;
        let mut of_group: Vec<(Vec<f64>, u64, u64)> = vec![(Vec::new(), 0, 0); combinations.len()];
        for (group, number) in groups.into_iter().zip(numbers) {
            let Some(group) = group else { continue };
            let (values, missing, rows) = &mut of_group[group as usize];
            *rows += 1;
            match number {
                Some(number) => values.push(number + 0.0),
                None => *missing += 1,
            }
        }
        let distribution = |(group, (mut values, missing, _)): (Vec<Cell>, (Vec<f64>, u64, u64))| {
            values.sort_unstable_by(f64::total_cmp);
            let values = values.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u64)).collect();
            Distribution { group, values, missing }
        };
        let occurring = combinations.into_iter().zip(of_group).filter(|(_, (_, _, rows))| *rows > 0);
        Ok(occurring.map(distribution).collect())
    }

    /// How many rows of each group were in a state, month by month; the first month comes with them.
    ///
    /// # Errors
    /// A state or a column that is not there, or what is wrong with a condition.
    pub fn months(&self, state: &Spanned<String>, by: &[By<'_>]) -> Result<(i64, Vec<Months>), Vec<Diagnostic>> {
        let state = self.frame.state(state).map_err(|problem| vec![problem])?;
        if let (Some(remote), Some(there)) = (&self.remote, &state.remote) {
            return Ok((state.first_month, self.months_remotely(remote, state, there, by)?));
        }
        let (groups, combinations) = self.groups(by)?;
        let (in_state, observed) = state.by_month(&groups, combinations.len());
        let mut rows = vec![0u64; combinations.len()];
        for group in groups.into_iter().flatten() {
            rows[group as usize] += 1;
        }
        let months = combinations.into_iter().zip(rows).zip(in_state.into_iter().zip(observed));
        let months = months
            .filter(|((_, rows), _)| *rows > 0)
            .map(|((group, rows), (in_state, observed))| Months { group, rows, in_state, observed })
            .collect();
        Ok((state.first_month, months))
    }

    /// How many months each row of a group was in a state; missing for a row that was not observed in every month.
    ///
    /// # Errors
    /// A state or a column that is not there, or what is wrong with a condition.
    pub fn months_in(&self, state: &Spanned<String>, by: &[By<'_>]) -> Result<Vec<Distribution>, Vec<Diagnostic>> {
        let state = self.frame.state(state).map_err(|problem| vec![problem])?;
        if let (Some(remote), Some(there)) = (&self.remote, &state.remote) {
            let (mut sql, mut keys) = self.asked(remote, by)?;
            sql.push(there.months_of_each(remote.statement.dialect));
            keys.push(Key { name: state.name.clone(), kind: ColumnType::Integer, codes: Vec::new(), empty: None });
            let statement = remote.statement.tally(&sql);
            return Ok(self.frames.answers().tally(&self.frame.name, remote, &statement, &keys)?.distributions());
        }
        let (groups, combinations) = self.groups(by)?;
        let months = state.months_in();
        let in_every_month = state.observed_throughout();
        // Few different numbers of months, so they are counted and not sorted.
        let mut counts = vec![vec![0u64; state.months + 1]; combinations.len()];
        let mut missing = vec![0u64; combinations.len()];
        for (row, (group, months)) in groups.into_iter().zip(months).enumerate() {
            let Some(group) = group else { continue };
            if in_every_month.as_ref().is_none_or(|observed| observed[row]) {
                counts[group as usize][months as usize] += 1;
            } else {
                missing[group as usize] += 1;
            }
        }
        let distribution = |((group, counts), missing): ((Vec<Cell>, Vec<u64>), u64)| {
            let values = counts.into_iter().enumerate().filter(|(_, count)| *count > 0);
            Distribution { group, values: values.map(|(months, count)| (months as f64, count)).collect(), missing }
        };
        Ok(combinations.into_iter().zip(counts).zip(missing).map(distribution).collect())
    }

    /// Whether a population leaves out some rows of the file; of a database that is not known, and taken to be so.
    pub fn are_some(&self) -> bool {
        match &self.chosen {
            Some(chosen) => chosen.contains(&false),
            None => self.population.is_some(),
        }
    }

    /// The numbers of a column, row by row.
    ///
    /// # Errors
    /// A column that is not there or holds no numbers.
    pub fn numbers(&self, column: &Spanned<String>) -> Result<Vec<Option<f64>>, Diagnostic> {
        self.insist_on_rows(column)?;
        Ok(self.choose(self.frame.numbers(column)?))
    }

    /// The values of a column, row by row.
    ///
    /// # Errors
    /// A column that is not there.
    pub fn cells(&self, column: &Spanned<String>) -> Result<Vec<Cell>, Diagnostic> {
        self.insist_on_rows(column)?;
        let coded = coded(self.frame.series(column)?, column)?;
        Ok(self.choose(coded.codes).into_iter().map(|code| coded.values[code as usize].clone()).collect())
    }

    /// What the values of a column are called, row by row: the words of the codebook, or else the value as it stands;
    /// nothing where it is missing. Numbers have the decimal mark of each language, and as many decimals as any other of
    /// the column, four at most.
    ///
    /// # Errors
    /// A column that is not there.
    pub fn words(&self, column: &Spanned<String>) -> Result<Vec<Option<Text>>, Diagnostic> {
        let cells = self.cells(column)?;
        let codes = &self.column(column)?.codes;
        let decimals = cells.iter().map(decimals_of).max().unwrap_or_default();
        let word = |cell: &Cell| match codes.iter().find(|(code, _)| code == cell) {
            Some((_, text)) => Some(text.clone()),
            None if cell.is_missing() => None,
            None => Some(match cell.as_number() {
                Some(number) if decimals > 0 => {
                    Text::with_decimal_mark(&format!("{number:.decimals$}").replace('-', "\u{2212}"))
                }
                _ => Text::from(cell.to_string().as_str()),
            }),
        };
        Ok(cells.iter().map(word).collect())
    }

    /// What rows are counted by, row by row: the values of a column, or whether a condition holds.
    ///
    /// # Errors
    /// A column that is not there, or what is wrong with a condition.
    pub fn cells_by(&self, by: By<'_>) -> Result<Vec<Cell>, Vec<Diagnostic>> {
        let place = match by {
            By::Column(column) | By::IsMissing(column) | By::WhyMissing(column) => column.location(),
            By::Condition(condition) => condition.location(),
        };
        self.insist_on_rows_at(place).map_err(|problem| vec![problem])?;
        let coded = self.coded(by)?;
        Ok(self.choose(coded.codes).into_iter().map(|code| coded.values[code as usize].clone()).collect())
    }

    /// Insists that the rows themselves are at hand.
    fn insist_on_rows(&self, column: &Spanned<String>) -> Result<(), Diagnostic> {
        self.insist_on_rows_at(column.location())
    }

    fn insist_on_rows_at(&self, place: Option<Location>) -> Result<(), Diagnostic> {
        match self.remote {
            None => Ok(()),
            Some(_) => {
                let what = format!("`{}` is a table of a database, and this analysis needs its rows", self.frame.name);
                let problem = Problem::new(what).hint("export the rows to a file, and name that file");
                Err(problem.at(place))
            }
        }
    }

    /// What rows are counted by, as expressions of a query and as what to expect in its answer.
    fn asked(&self, remote: &Remote, by: &[By<'_>]) -> Result<(Vec<String>, Vec<Key>), Vec<Diagnostic>> {
        let mut sql = Vec::new();
        let mut keys = Vec::new();
        let mut problems = Vec::new();
        for one in by {
            let statement = &remote.statement;
            let column = |name: &Spanned<String>| self.frame.column(name).map_err(|problem| vec![problem]);
            let identifier = |name: &Spanned<String>| statement.dialect.identifier(name);
            let asked = match one {
                By::Column(name) => column(name).map(|column| {
                    let codes = column.codes.iter().map(|(code, _)| code.clone()).collect();
                    (identifier(name), Key { name: name.value.clone(), kind: column.kind, codes, empty: None })
                }),
                By::Condition(condition) => statement.expression(self.frame, condition).map(|sql| {
                    (
                        sql,
                        Key {
                            name: condition.text().to_owned(),
                            kind: ColumnType::Boolean,
                            codes: Vec::new(),
                            empty: None,
                        },
                    )
                }),
                By::IsMissing(name) => column(name).map(|column| {
                    let key =
                        Key { name: column.name.clone(), kind: ColumnType::Boolean, codes: Vec::new(), empty: None };
                    (format!("{} IS NULL", identifier(name)), key)
                }),
                By::WhyMissing(name) => column(name).map(|column| {
                    let empty = Some(NO_REASON);
                    let key = Key { name: column.name.clone(), kind: ColumnType::Text, codes: Vec::new(), empty };
                    (statement.why_missing(column, NO_REASON), key)
                }),
            };
            match asked {
                Ok((expression, key)) => {
                    sql.push(expression);
                    keys.push(key);
                }
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() { Ok((sql, keys)) } else { Err(problems) }
    }

    /// The months of each group, by two queries: how many rows a group has, and how many were in the state or observed.
    fn months_remotely(
        &self,
        remote: &Remote,
        state: &StateMonths,
        there: &RemoteState,
        by: &[By<'_>],
    ) -> Result<Vec<Months>, Vec<Diagnostic>> {
        let rows = self.tally(by);
        let (sql, keys) = self.asked(remote, by)?;
        let (in_state, observed) = there.by_month(&remote.statement, &sql);
        let mut keys = keys;
        keys.push(Key { name: "month".to_owned(), kind: ColumnType::Integer, codes: Vec::new(), empty: None });
        let ask = |sql: &str| self.frames.answers().tally(&self.frame.name, remote, sql, &keys);
        let in_state = ask(&in_state);
        let observed = observed.map(|sql| ask(&sql)).transpose();
        let (rows, in_state, observed) = (rows?, in_state?, observed?);
        let of = |tally: &Tally, group: &[Cell], month: usize| {
            let month = Cell::Integer(state.first_month + month as i64);
            tally.sum(|cells| cells[..group.len()] == *group && cells[group.len()] == month)
        };
        let months = rows.counts.into_iter().map(|(group, rows)| Months {
            in_state: (0..state.months).map(|month| of(&in_state, &group, month)).collect(),
            observed: (0..state.months)
                .map(|month| observed.as_ref().map_or(rows, |observed| of(observed, &group, month)))
                .collect(),
            rows,
            group,
        });
        Ok(months.collect())
    }

    fn choose<T>(&self, values: Vec<T>) -> Vec<T> {
        match &self.chosen {
            None => values,
            Some(chosen) => values.into_iter().zip(chosen.iter()).filter_map(|(v, c)| c.then_some(v)).collect(),
        }
    }

    /// For each row of the frame its combination of values, nothing for a row that is not among these, and the
    /// combinations in their canonical order.
    fn groups(&self, by: &[By<'_>]) -> Result<(Vec<Option<u32>>, Vec<Vec<Cell>>), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut parts = Vec::new();
        for one in by {
            match self.coded(*one) {
                Ok(coded) => parts.push(coded),
                Err(more) => problems.extend(more),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut known: PlHashMap<u64, u32> = PlHashMap::default();
        let mut keys: Vec<u64> = Vec::new();
        let height = self.frame.height();
        let mut groups: Vec<Option<u32>> = Vec::with_capacity(height);
        let product = parts.iter().try_fold(1u64, |product, part| product.checked_mul(part.values.len().max(1) as u64));
        if product.is_none() {
            let problem = Problem::new("so many columns have too many combinations of values to be counted together");
            return Err(vec![problem.nowhere()]);
        }
        let mut last: Option<(u64, u32)> = None;
        for row in 0..height {
            if self.chosen.as_ref().is_some_and(|chosen| !chosen[row]) {
                groups.push(None);
                continue;
            }
            let key = parts.iter().fold(0, |key, part| key * part.values.len() as u64 + u64::from(part.codes[row]));
            let group = match last {
                Some((before, group)) if before == key => group,
                _ => *known.entry(key).or_insert_with(|| {
                    keys.push(key);
                    u32::try_from(keys.len() - 1).unwrap_or(u32::MAX)
                }),
            };
            last = Some((key, group));
            groups.push(Some(group));
        }
        // Codes are in canonical order, and so are the keys made of them.
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_unstable_by_key(|place| keys[*place]);
        let mut place = vec![0u32; keys.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = u32::try_from(new).unwrap_or(u32::MAX);
        }
        for group in groups.iter_mut().flatten() {
            *group = place[*group as usize];
        }
        let combination = |old: usize| {
            let mut key = keys[old];
            let mut cells: Vec<Cell> = Vec::with_capacity(parts.len());
            for part in parts.iter().rev() {
                let size = part.values.len().max(1) as u64;
                cells.push(part.values[(key % size) as usize].clone());
                key /= size;
            }
            cells.reverse();
            cells
        };
        Ok((groups, order.into_iter().map(combination).collect()))
    }

    fn coded(&self, by: By<'_>) -> Result<Coded, Vec<Diagnostic>> {
        match by {
            By::Column(name) => {
                let series = self.frame.series(name).map_err(|problem| vec![problem])?;
                coded(series, name).map_err(|problem| vec![problem])
            }
            By::Condition(condition) => {
                let holds = evaluated(self.frame, condition)?;
                let code = |holds: Option<bool>| holds.map_or(2, u32::from);
                Ok(Coded {
                    values: vec![Cell::Boolean(false), Cell::Boolean(true), Cell::Missing],
                    codes: holds.iter().map(code).collect(),
                })
            }
            By::IsMissing(name) => {
                let missing = self.frame.series(name).map_err(|problem| vec![problem])?.is_null();
                Ok(Coded {
                    values: vec![Cell::Boolean(false), Cell::Boolean(true)],
                    codes: missing.iter().map(|missing| u32::from(missing == Some(true))).collect(),
                })
            }
            By::WhyMissing(name) => {
                let one = |problem: Diagnostic| vec![problem];
                let values = self.frame.series(name).map_err(one)?;
                let none = || Series::full_null("reason".into(), values.len(), &DataType::String);
                let reasons = self.frame.rows.column(&missing_reasons(name));
                let reasons = reasons.map_or_else(|_| none(), |reasons| reasons.as_materialized_series().clone());
                let reasons = coded(&reasons, name).map_err(one)?;
                let empty = Cell::text("");
                let cells: Vec<Cell> =
                    reasons.values.iter().map(|r| if r.is_missing() { empty.clone() } else { r.clone() }).collect();
                let missing = values.is_null();
                let texts = missing.iter().zip(&reasons.codes).map(|(missing, code)| match missing {
                    Some(true) => match &cells[*code as usize] {
                        Cell::Text(reason) => Some(reason.to_string()),
                        _ => Some(String::new()),
                    },
                    _ => None,
                });
                let texts: Vec<Option<String>> = texts.collect();
                coded(&Series::from_iter(texts), name).map_err(one)
            }
        }
    }

    /// All data sources and populations.
    pub fn frames(&self) -> &'a Frames {
        self.frames
    }

    /// What is known of a column.
    ///
    /// # Errors
    /// A diagnostic at the name when there is no such column.
    pub fn column(&self, name: &Spanned<String>) -> Result<&'a Column, Diagnostic> {
        self.frame.column(name)
    }
}

impl Frame {
    /// The numbers of a column, row by row.
    pub(in crate::data) fn numbers(&self, name: &Spanned<String>) -> Result<Vec<Option<f64>>, Diagnostic> {
        let series = self.series(name)?;
        let numeric = matches!(series.dtype(), DataType::Int64 | DataType::Float64 | DataType::Boolean);
        let numbers = numeric.then(|| series.cast(&DataType::Float64)).and_then(Result::ok);
        match numbers.as_ref().and_then(|numbers| numbers.f64().ok()) {
            Some(numbers) => Ok(numbers.iter().map(|number| number.filter(|number| number.is_finite())).collect()),
            None => {
                let kind = self.column(name)?.kind;
                Err(Problem::new(format!("`{name}` holds {kind}, and numbers are needed here"))
                    .hint(format!("declare it under `columns:` as `{name}: {{type: number}}`, or name another column"))
                    .at(name.location()))
            }
        }
    }
}

fn coded(series: &Series, name: &Spanned<String>) -> Result<Coded, Diagnostic> {
    Coded::of(series).map_err(|error| Problem::new(format!("`{name}` cannot be counted: {error}")).at(name.location()))
}

/// Whether a condition holds for each row of a frame: not where it is missing.
pub(in crate::data) fn holds(frame: &Frame, condition: &Expression) -> Result<Vec<bool>, Vec<Diagnostic>> {
    Ok(evaluated(frame, condition)?.iter().map(|holds| holds == Some(true)).collect())
}

/// Whether a condition holds for each row: true, false or missing.
fn evaluated(frame: &Frame, condition: &Expression) -> Result<BooleanChunked, Vec<Diagnostic>> {
    let typed = condition.parse().map_err(|problem| vec![problem])?.check(frame)?;
    if typed.kind() != ColumnType::Boolean {
        let problem = Problem::new(format!("`{}` is no condition: it gives {}", condition.text(), typed.kind()));
        return Err(vec![problem.hint("compare it with something, such as `== 1`").at(condition.location())]);
    }
    let failed = |error: polars::error::PolarsError| {
        vec![Problem::new(format!("`{}` cannot be evaluated: {error}", condition.text())).at(condition.location())]
    };
    values_of(frame, &typed.expr()).and_then(|values| values.bool().cloned()).map_err(failed)
}

/// The values of an expression, one for each row of a frame.
pub(in crate::data) fn values_of(frame: &Frame, expression: &polars::prelude::Expr) -> PolarsResult<Series> {
    let one: DataFrame = frame.rows.clone().lazy().select([expression.clone().alias("value")]).collect()?;
    let values = one.column("value").map(Values::as_materialized_series)?;
    // An expression without columns has one value for all rows.
    Ok(if values.len() == 1 && frame.height() != 1 { values.new_from_index(0, frame.height()) } else { values.clone() })
}

impl Schema for Frame {
    fn column(&self, name: &str) -> Option<ColumnType> {
        self.columns.iter().find(|column| column.name == name).map(|column| column.kind)
    }

    fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    fn codes(&self, name: &str) -> Vec<String> {
        let column = self.columns.iter().find(|column| column.name == name && column.kind == ColumnType::Category);
        column.map(|column| column.codes.iter().map(|(code, _)| code.to_string()).collect()).unwrap_or_default()
    }
}

/// How many decimals a number is written with, four at most; none for other values.
fn decimals_of(cell: &Cell) -> usize {
    match cell {
        Cell::Number(value) => value.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len().min(4)),
        _ => 0,
    }
}
