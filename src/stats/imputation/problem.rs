//! What all imputations of the same data have in common.

use super::incomplete::{Kind, Variable};
use super::logistic::Difficulty;
use super::plan::Target;
use super::regressors::Reason;
use super::{Event, Incomplete, Plan};
use crate::stats::{Sample, Undefined};

/// What happened to a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Happening {
    /// A column was left out.
    Without(Reason, usize),
    Difficult(Difficulty),
}

/// How a variable enters a model: one standardised column, or an indicator for each level but the first.
pub(super) struct Coding {
    center: f64,
    scale: f64,
    /// The number of levels, 0 for a number.
    pub levels: usize,
}

impl Coding {
    fn new(variable: &Variable) -> Result<Coding, Undefined> {
        if let Kind::Nominal(levels) | Kind::Ordered(levels) = &variable.kind {
            return Ok(Coding { center: 0.0, scale: 1.0, levels: levels.len() });
        }
        let (center, scale) = center_and_scale(variable)?;
        Ok(Coding { center, scale, levels: 0 })
    }

    pub fn width(&self) -> usize {
        if self.levels > 0 { self.levels - 1 } else { 1 }
    }

    pub fn code(&self, value: f64, column: usize) -> f64 {
        if self.levels > 0 {
            if value == (column + 1) as f64 { 1.0 } else { 0.0 }
        } else {
            standardised(value, self.center, self.scale)
        }
    }
}

/// The mean and the standard deviation of the observed values; 0 for one that does not exist.
fn center_and_scale(variable: &Variable) -> Result<(f64, f64), Undefined> {
    let observed = variable.observed();
    let values: Vec<f64> = variable.values.iter().zip(observed).filter(|(_, seen)| *seen).map(|(x, _)| *x).collect();
    if values.is_empty() {
        return Ok((0.0, 0.0));
    }
    let summary = Sample::new(&values)?.summary();
    Ok((summary.mean(), summary.sd().unwrap_or(0.0)))
}

/// `(value - center) / scale` without overflow; 0 without a scale.
pub(super) fn standardised(value: f64, center: f64, scale: f64) -> f64 {
    if scale > 0.0 { value / scale - center / scale } else { 0.0 }
}

/// What all imputations have in common; rows in canonical order.
pub(super) struct Problem<'a> {
    pub data: &'a Incomplete,
    pub plan: &'a Plan,
    pub targets: &'a [Target],
    pub values: Vec<Vec<f64>>,
    /// For each target, the rows where it is observed and where it is missing.
    pub observed: Vec<Vec<usize>>,
    pub missing: Vec<Vec<usize>>,
    /// For each target, the place in its variable's list of missing rows of each of `missing`.
    pub places: Vec<Vec<usize>>,
    pub codings: Vec<Coding>,
    /// The mean and standard deviation of what is observed of each target, for linear models.
    pub scales: Vec<(f64, f64)>,
    /// The variable and the column within it of every column.
    pub columns: Vec<(usize, usize)>,
    /// The first column of each variable.
    pub first_column: Vec<usize>,
}

impl<'a> Problem<'a> {
    pub fn new(data: &'a Incomplete, targets: &'a [Target], plan: &'a Plan) -> Result<Problem<'a>, Undefined> {
        let order = data.canonical_order();
        let variables = data.variables();
        let codings = variables.iter().map(Coding::new).collect::<Result<Vec<_>, _>>()?;
        let mut columns = Vec::new();
        let mut first_column = Vec::new();
        for (place, coding) in codings.iter().enumerate() {
            first_column.push(columns.len());
            columns.extend((0..coding.width()).map(|column| (place, column)));
        }
        let seen: Vec<Vec<bool>> = targets.iter().map(|target| variables[target.place].observed()).collect();
        let rows = |target: usize, wanted: bool| -> Vec<usize> {
            (0..order.len()).filter(|row| seen[target][order[*row]] == wanted).collect()
        };
        let missing: Vec<Vec<usize>> = (0..targets.len()).map(|target| rows(target, false)).collect();
        let place = |target: usize, row: usize| {
            variables[targets[target].place].missing.binary_search(&order[row]).unwrap_or(0)
        };
        Ok(Problem {
            data,
            plan,
            targets,
            values: variables.iter().map(|v| order.iter().map(|row| v.values[*row]).collect()).collect(),
            observed: (0..targets.len()).map(|target| rows(target, true)).collect(),
            places: (0..targets.len()).map(|t| missing[t].iter().map(|row| place(t, *row)).collect()).collect(),
            missing,
            codings,
            scales: targets.iter().map(|t| center_and_scale(&variables[t.place])).collect::<Result<_, _>>()?,
            columns,
            first_column,
        })
    }

    pub fn event(&self, happening: Happening) -> Event {
        match happening {
            Happening::Difficult(Difficulty::Separated) => Event::Separated,
            Happening::Difficult(Difficulty::NoModel) => Event::NoModel,
            Happening::Without(reason, column) => {
                let (place, within) = self.columns[column];
                let variable = &self.data.variables()[place];
                let level = match &variable.kind {
                    Kind::Nominal(levels) | Kind::Ordered(levels) => levels.get(within + 1).cloned(),
                    Kind::Numeric | Kind::Binary => None,
                };
                Event::PredictorLeftOut { predictor: variable.name.clone(), level, reason }
            }
        }
    }
}
