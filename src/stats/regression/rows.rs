//! The rows of a generalised linear model and their likelihood.

use nalgebra::{DMatrix, DVector};

use super::Design;
use super::family::Family;
use crate::stats::newton::Evaluation;
use crate::stats::orthogonal::Orthogonal;
use crate::stats::sum::Sum;
use crate::stats::{Arm, Undefined};

/// The outcome of a row of a model: `events` of `total`, or a count and its exposure; and how much it counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Response {
    pub y: f64,
    pub m: f64,
    pub weight: f64,
}

/// One weight above 0 for each row.
pub(super) fn check_weights(rows: usize, weights: &[f64]) -> Result<(), Undefined> {
    if weights.iter().any(|weight| !weight.is_finite()) {
        Err(Undefined::NotFinite)
    } else if weights.len() != rows || weights.iter().any(|weight| *weight <= 0.0) {
        Err(Undefined::OutsideDomain)
    } else {
        Ok(())
    }
}

/// The responses of arms, of which some must have the outcome and some not.
pub(super) fn binomial(outcome: &[Arm], weights: Option<&[f64]>) -> Result<Vec<Response>, Undefined> {
    if let Some(weights) = weights {
        check_weights(outcome.len(), weights)?;
    }
    if outcome.is_empty() {
        return Err(Undefined::NoObservations);
    }
    if outcome.iter().all(|arm| arm.events() == 0) || outcome.iter().all(|arm| arm.non_events() == 0) {
        return Err(Undefined::NoVariation);
    }
    let response = |(row, arm): (usize, &Arm)| Response {
        y: arm.events() as f64,
        m: arm.total() as f64,
        weight: weights.map_or(1.0, |weights| weights[row]),
    };
    Ok(outcome.iter().enumerate().map(response).collect())
}

/// The rows of a model in canonical order, its columns as an orthonormal basis.
pub(super) struct Rows {
    pub order: Vec<usize>,
    pub responses: Vec<Response>,
    pub basis: Orthogonal,
    /// Row after row of the basis.
    pub entries: Vec<f64>,
    pub width: usize,
}

impl Rows {
    pub fn new(design: &Design, responses: &[Response]) -> Result<Rows, Undefined> {
        let width = design.columns().len();
        if responses.len() != design.rows() || width == 0 {
            return Err(Undefined::OutsideDomain);
        }
        if responses.is_empty() {
            return Err(Undefined::NoObservations);
        }
        let part = |part: fn(&Response) -> f64| responses.iter().map(part).collect::<Vec<f64>>();
        let (y, m, weights) = (part(|r| r.y), part(|r| r.m), part(|r| r.weight));
        let order = design.canonical_order(&[&y, &m, &weights]);
        let column = |j: usize| order.iter().map(|row| design.row(*row)[j]).collect();
        let basis = Orthogonal::new((0..width).map(column).collect(), design.has_intercept())?;
        let entries = (0..order.len()).flat_map(|row| basis.row(row).collect::<Vec<_>>()).collect();
        let responses = order.iter().map(|row| responses[*row]).collect();
        Ok(Rows { order, responses, basis, entries, width })
    }

    pub fn predictor(&self, row: usize, parameters: &[f64]) -> f64 {
        let entries = &self.entries[row * self.width..(row + 1) * self.width];
        entries.iter().zip(parameters).map(|(q, g)| q * g).sum()
    }

    /// The largest change of a linear predictor that a step makes.
    pub fn largest_change(&self, step: &DVector<f64>) -> f64 {
        (0..self.responses.len()).map(|row| self.predictor(row, step.as_slice()).abs()).fold(0.0, f64::max)
    }

    /// The mean weight of a row.
    pub fn unit(&self) -> f64 {
        self.responses.iter().map(|response| response.weight).sum::<f64>() / self.responses.len() as f64
    }

    pub fn evaluate(&self, family: Family, parameters: &DVector<f64>) -> Evaluation {
        let width = self.width;
        let mut value = Sum::default();
        let mut gradient = vec![Sum::default(); width];
        let mut information = vec![Sum::default(); width * width];
        for (row, response) in self.responses.iter().enumerate() {
            let term = family.term(response.y, response.m, self.predictor(row, parameters.as_slice()));
            value.add(response.weight * term.log_likelihood);
            let q = &self.entries[row * width..(row + 1) * width];
            let (score, weight) = (response.weight * term.score, response.weight * term.information);
            for i in 0..width {
                gradient[i].add(score * q[i]);
                for j in 0..=i {
                    information[i * width + j].add(weight * q[i] * q[j]);
                }
            }
        }
        Evaluation {
            value: value.value(),
            gradient: DVector::from_fn(width, |i, _| gradient[i].value()),
            information: DMatrix::from_fn(width, width, |i, j| information[i.max(j) * width + i.min(j)].value()),
        }
    }

    /// Parameters with which every linear predictor is `level`, as near as the columns come to a constant.
    pub fn constant(&self, level: f64) -> DVector<f64> {
        DVector::from_vec(self.basis.project(&vec![level; self.responses.len()]).along)
    }
}
