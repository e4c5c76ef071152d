//! Imputation of a yes-or-no by logistic regression.

use nalgebra::{DMatrix, DVector};

use super::draws;
use super::regressors::{Regressors, largest_prediction, predictions};
use super::triangle::{Triangle, weighted_squares};
use crate::stats::Undefined;
use crate::stats::newton::{Evaluation, Maximum, climb};
use crate::stats::orthogonal::dot;
use crate::stats::random::Random;
use crate::stats::regression::Link;
use crate::stats::sum::sum;

/// Parameters with the triangle of their information.
type Fitted = (Vec<f64>, Triangle, Option<Difficulty>);

/// How a category was drawn: an event when `uniform < expit(predictor)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Latent {
    pub predictor: f64,
    pub uniform: f64,
}

impl Latent {
    /// Whether the event happens when the predictor is so much higher.
    pub fn happens(self, shift: f64) -> bool {
        self.uniform < Link::Logit.mean(self.predictor + shift)
    }
}

/// What was drawn, and whether the model had to be another than the plain one.
pub(super) struct Imputed<T> {
    pub values: Vec<T>,
    pub difficulty: Option<Difficulty>,
}

/// Why a model for categories was not that of maximum likelihood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Difficulty {
    /// The outcome is separated.
    Separated,
    /// No model could be fitted; drawn without regard to the predictors.
    NoModel,
}

/// A yes-or-no for the rows where it is missing, by logistic regression with coefficients drawn from their approximate
/// posterior, normal about the estimate with its covariance.
///
/// Where the outcome is separated the estimate and covariance are those of Firth's penalised likelihood. Where all
/// observed outcomes are the same, or no model can be fitted, the proportion is drawn from its posterior with Jeffreys'
/// prior, without regard to the predictors.
pub(super) fn logistic(
    regressors: &Regressors,
    outcome: &[f64],
    random: &mut Random,
) -> Result<Imputed<Latent>, Undefined> {
    let events = sum(outcome.iter().copied());
    let others = outcome.len() as f64 - events;
    let fitted =
        if events == 0.0 || others == 0.0 { Err(Undefined::NoVariation) } else { fit_logistic(regressors, outcome) };
    let latent = |predictor: f64, random: &mut Random| Latent { predictor, uniform: random.uniform() };
    match fitted {
        Ok((parameters, triangle, difficulty)) => {
            let step = triangle.solve_transposed(&draws::normals(random, parameters.len()));
            let drawn: Vec<f64> = parameters.iter().zip(step).map(|(fit, step)| fit + step).collect();
            let predictors = predictions(&regressors.missing, &drawn);
            Ok(Imputed { values: predictors.into_iter().map(|x| latent(x, random)).collect(), difficulty })
        }
        Err(why) => {
            let p = draws::proportion(random, events, others)?;
            let predictor = libm::log(p) - libm::log1p(-p);
            let count = regressors.missing_rows();
            let values = (0..count).map(|_| latent(predictor, random)).collect();
            let difficulty = (why != Undefined::NoVariation).then_some(Difficulty::NoModel);
            Ok(Imputed { values, difficulty })
        }
    }
}

/// The coefficients, with the triangle of their information.
fn fit_logistic(regressors: &Regressors, outcome: &[f64]) -> Result<Fitted, Undefined> {
    let columns = &regressors.observed;
    let change = |step: &DVector<f64>| largest_prediction(columns, step.as_slice());
    let start = DVector::zeros(regressors.width());
    let plain = climb(|parameters| Logit::new(columns, outcome, parameters).evaluation(), change, start.clone(), 1.0);
    let (Maximum { parameters, .. }, difficulty) = match plain {
        Ok(maximum) => (maximum, None),
        Err(Undefined::Separation) => {
            let penalised = |parameters: &DVector<f64>| Logit::new(columns, outcome, parameters).penalised();
            (climb(penalised, change, start, 1.0)?, Some(Difficulty::Separated))
        }
        Err(why) => return Err(why),
    };
    let information = Logit::new(columns, outcome, &parameters).information();
    Ok((parameters.as_slice().to_vec(), Triangle::new(&information)?, difficulty))
}

/// A logistic model at some parameters.
struct Logit<'a> {
    columns: &'a [Vec<f64>],
    log_likelihood: f64,
    /// The derivative of the log-likelihood by the predictor of each row.
    scores: Vec<f64>,
    weights: Vec<f64>,
    p: Vec<f64>,
}

impl<'a> Logit<'a> {
    fn new(columns: &'a [Vec<f64>], outcome: &[f64], parameters: &DVector<f64>) -> Logit<'a> {
        let predictors = predictions(columns, parameters.as_slice());
        let log_likelihood = sum(predictors.iter().zip(outcome).map(|(x, y)| {
            let towards = if *y > 0.5 { *x } else { -x };
            towards.min(0.0) - libm::log1p(libm::exp(-towards.abs()))
        }));
        let p: Vec<f64> = predictors.iter().map(|x| Link::Logit.mean(*x)).collect();
        let weights = predictors.iter().map(|x| Link::Logit.slope(*x)).collect();
        let scores = predictors
            .iter()
            .zip(outcome)
            .map(|(x, y)| if *y > 0.5 { Link::Logit.mean(-x) } else { -Link::Logit.mean(*x) })
            .collect();
        Logit { columns, log_likelihood, scores, weights, p }
    }

    fn information(&self) -> DMatrix<f64> {
        weighted_squares(self.columns, &self.weights)
    }

    fn evaluation(&self) -> Evaluation {
        Evaluation {
            value: self.log_likelihood,
            gradient: DVector::from_iterator(self.columns.len(), self.columns.iter().map(|c| dot(c, &self.scores))),
            information: self.information(),
        }
    }

    /// Firth's: `ln L + ln det I / 2`. Its second derivatives are taken as if the leverages did not change.
    fn penalised(&self) -> Evaluation {
        let plain = self.evaluation();
        let Ok(triangle) = Triangle::new(&plain.information) else {
            return Evaluation { value: f64::NEG_INFINITY, ..plain };
        };
        let leverages: Vec<f64> = (0..self.weights.len())
            .map(|row| {
                let entries: Vec<f64> = self.columns.iter().map(|column| column[row]).collect();
                let half = triangle.solve(&entries);
                self.weights[row] * dot(&half, &half)
            })
            .collect();
        let scores: Vec<f64> =
            (0..self.p.len()).map(|row| self.scores[row] + leverages[row] * (0.5 - self.p[row])).collect();
        let weights: Vec<f64> =
            self.weights.iter().zip(&leverages).map(|(weight, leverage)| weight * (1.0 + leverage)).collect();
        Evaluation {
            value: self.log_likelihood + 0.5 * triangle.ln_determinant(),
            gradient: DVector::from_iterator(self.columns.len(), self.columns.iter().map(|c| dot(c, &scores))),
            information: weighted_squares(self.columns, &weights),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::regression::{Design, firth, logistic as by_design, persons};

    /// The same data as columns and as a design.
    fn both(x: &[f64], outcome: &[f64]) -> (Regressors, Design, Vec<crate::stats::Arm>) {
        let columns = vec![vec![1.0; x.len()], x.to_vec()];
        let design = Design::with_intercept(x.len()).numeric("x", x).unwrap();
        let happened: Vec<bool> = outcome.iter().map(|y| *y == 1.0).collect();
        (Regressors::new(columns.clone(), columns).0, design, persons(&happened))
    }

    #[test]
    fn fits_as_the_regressions_do() {
        let x = [-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 0.25];
        let mixed = [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0];
        let (regressors, design, outcome) = both(&x, &mixed);
        let (found, triangle, difficulty) = fit_logistic(&regressors, &mixed).unwrap();
        let model = by_design(&design, &outcome).unwrap().coefficients().unwrap();
        assert_eq!(difficulty, None);
        assert!(found.iter().zip(model.values()).all(|(own, other)| (own - other).abs() < 1e-8));
        // The covariance is the inverse of the information.
        let column = triangle.solve_transposed(&triangle.solve(&[0.0, 1.0]));
        assert!((column[1] - model.covariance(1, 1)).abs() < 1e-7);
        let separated = [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0];
        let (regressors, design, outcome) = both(&x, &separated);
        let (found, triangle, difficulty) = fit_logistic(&regressors, &separated).unwrap();
        let model = firth(&design, &outcome).unwrap();
        assert_eq!(difficulty, Some(Difficulty::Separated));
        let other = model.coefficients();
        assert!(found.iter().zip(other.values()).all(|(own, other)| (own - other).abs() < 1e-6), "{found:?}");
        let column = triangle.solve_transposed(&triangle.solve(&[0.0, 1.0]));
        assert!((column[1] / other.covariance(1, 1) - 1.0).abs() < 1e-5);
    }
}
