//! The propensity score: the probability of being treated, given covariates.

use crate::stats::Undefined;
use crate::stats::regression::{Design, Link, logistic_or_firth, persons};

/// Who was treated, and with what probability each would have been.
#[derive(Debug, Clone, PartialEq)]
pub struct Propensity {
    pub(super) design: Design,
    pub(super) treated: Vec<bool>,
    pub(super) predictors: Vec<f64>,
    penalised: bool,
}

/// The range of the scores in which both groups have members.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// The larger of the smallest scores of the two groups.
    pub lower: f64,
    /// The smaller of the largest scores; below `lower` when the groups do not overlap.
    pub upper: f64,
    /// How many of the treated lie outside.
    pub treated_outside: usize,
    /// How many of the controls lie outside.
    pub controls_outside: usize,
}

impl Propensity {
    /// Propensity scores by logistic regression on the design, by Firth's penalised likelihood where the covariates
    /// tell who was treated.
    ///
    /// Put into the design what affects both treatment and outcome, from before the treatment. How well the scores
    /// predict is no measure of their worth: look at the [balance](super::balance) that they give.
    ///
    /// [`Undefined::NoVariation`] when all were treated or nobody; other errors as for
    /// [`logistic`](crate::stats::regression::logistic).
    pub fn new(design: &Design, treated: &[bool]) -> Result<Propensity, Undefined> {
        let model = logistic_or_firth(design, &persons(treated))?;
        let coefficients = model.coefficients()?;
        let predictors = (0..design.rows()).map(|row| design.predictor(row, coefficients.values())).collect();
        Ok(Propensity { design: design.clone(), treated: treated.to_vec(), predictors, penalised: model.penalised() })
    }

    /// The probability of being treated, row by row.
    pub fn scores(&self) -> Vec<f64> {
        (0..self.predictors.len()).map(|row| self.score(row)).collect()
    }

    /// The probability of being treated of one row.
    pub(super) fn score(&self, row: usize) -> f64 {
        Link::Logit.mean(self.predictors[row])
    }

    /// Who was treated, row by row.
    pub fn treated(&self) -> &[bool] {
        &self.treated
    }

    /// Whether the covariates tell exactly who was treated, so that the likelihood was penalised: then there is nobody
    /// to compare with, whatever is computed from the scores.
    pub fn penalised(&self) -> bool {
        self.penalised
    }

    /// In what range of the scores both groups have members.
    pub fn overlap(&self) -> Overlap {
        let scores = self.scores();
        let of = |treated: bool| scores.iter().zip(&self.treated).filter(move |(_, t)| **t == treated).map(|(s, _)| *s);
        let extreme =
            |treated: bool| of(treated).fold((1.0, 0.0), |(low, high): (f64, f64), s| (low.min(s), high.max(s)));
        let ((low1, high1), (low0, high0)) = (extreme(true), extreme(false));
        let (lower, upper) = (low1.max(low0), high1.min(high0));
        let outside = |treated: bool| of(treated).filter(|score| !(lower..=upper).contains(score)).count();
        Overlap { lower, upper, treated_outside: outside(true), controls_outside: outside(false) }
    }
}
