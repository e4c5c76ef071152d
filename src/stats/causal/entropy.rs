//! Entropy balancing: weights that make the controls like the treated in the mean of every covariate.

use nalgebra::{DMatrix, DVector};

use super::weighting::{Influenced, contrasts};
use crate::stats::linear::Cholesky;
use crate::stats::newton::{Evaluation, climb};
use crate::stats::regression::{Design, StandardisedRisks};
use crate::stats::sum::sum;
use crate::stats::{Sample, Undefined};

/// Means that differ by less than this, in standard deviations, are the same.
const BALANCED: f64 = 1e-8;

/// Weights with which the controls have the means of the treated.
#[derive(Debug, Clone, PartialEq)]
pub struct EntropyBalance {
    weights: Vec<f64>,
    treated: Vec<bool>,
    /// Row after row, each covariate less its mean among the treated, in standard deviations.
    columns: Vec<Vec<f64>>,
    order: Vec<usize>,
}

/// The weights of the controls, as equal as can be, with which the mean of every column of the design is that of the
/// treated.
///
/// They minimise `sum(w ln(w / q))`, with `q` equal weights, under these conditions: `w = exp(lambda . x)`, where
/// `lambda` solves a convex problem by Newton's method. Weights of the controls sum to the number of treated, each of
/// whom weighs 1. Give squares and products of covariates their own columns to balance spreads and associations as
/// well. For the effect on the treated, if nothing else than the covariates affects both treatment and outcome.
///
/// [`Undefined::Separation`] when no weights can do it: the treated lie outside what controls there are, and leaving
/// out treated, or covariates, is a choice for people to make. [`Undefined::Collinear`] when a column is a combination
/// of others, [`Undefined::OutsideDomain`] for another number of rows, [`Undefined::NoObservations`] when a group is
/// empty.
///
/// ```
/// use utfall::stats::causal::entropy_balance;
/// use utfall::stats::regression::Design;
///
/// // Treated 1 and 3; controls 0, 1 and 4: the weights u^0, u^1 and u^4 of mean 2.
/// let design = Design::with_intercept(5).numeric("x", &[1.0, 3.0, 0.0, 1.0, 4.0])?;
/// let balance = entropy_balance(&design, &[true, true, false, false, false])?;
/// let weights = balance.weights();
/// assert!((weights[2..].iter().sum::<f64>() - 2.0).abs() < 1e-12);
/// assert!((weights[3] + 4.0 * weights[4] - 4.0).abs() < 1e-8);
/// assert!(((weights[4] / weights[2]).ln() - 4.0 * (weights[3] / weights[2]).ln()).abs() < 1e-8);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Hainmueller, J. (2012). Entropy balancing for causal effects: a multivariate reweighting method to produce balanced
/// samples in observational studies. *Political Analysis* 20, 25-46.
pub fn entropy_balance(design: &Design, treated: &[bool]) -> Result<EntropyBalance, Undefined> {
    let rows = design.rows();
    if treated.len() != rows {
        return Err(Undefined::OutsideDomain);
    }
    let order = design.canonical_order(&[]);
    let controls: Vec<usize> = order.iter().copied().filter(|row| !treated[*row]).collect();
    if controls.is_empty() || controls.len() == rows {
        return Err(Undefined::NoObservations);
    }
    let mut columns = Vec::new();
    for place in usize::from(design.has_intercept())..design.columns().len() {
        let value = |row: usize| design.row(row)[place];
        let of =
            |wanted: bool| Sample::new(&(0..rows).filter(|r| treated[*r] == wanted).map(value).collect::<Vec<_>>());
        let (target, own) = (of(true)?.summary().mean(), of(false)?);
        let sd = own.summary().sd().unwrap_or(0.0);
        if sd == 0.0 {
            // All controls are alike: balanced already, or never.
            if own.minimum() == target {
                continue;
            }
            return Err(Undefined::Separation);
        }
        if !(own.minimum() < target && target < own.maximum()) {
            return Err(Undefined::Separation);
        }
        columns.push((0..rows).map(|row| value(row) / sd - target / sd).collect::<Vec<f64>>());
    }
    let shares = shares(&columns, &controls)?;
    let count = (rows - controls.len()) as f64;
    let mut weights = vec![1.0; rows];
    controls.iter().zip(&shares).for_each(|(row, share)| weights[*row] = share * count);
    Ok(EntropyBalance { weights, treated: treated.to_vec(), columns, order })
}

/// The share of the weight that each control has.
fn shares(columns: &[Vec<f64>], controls: &[usize]) -> Result<Vec<f64>, Undefined> {
    let width = columns.len();
    let z = |row: usize, place: usize| columns[place][controls[row]];
    let predictor = |row: usize, lambda: &[f64]| (0..width).map(|j| lambda[j] * z(row, j)).sum::<f64>();
    // ln of the sum of the exponentials, and the share of each.
    let softmax = |lambda: &[f64]| {
        let predictors: Vec<f64> = (0..controls.len()).map(|row| predictor(row, lambda)).collect();
        let top = predictors.iter().fold(f64::NEG_INFINITY, |top: f64, x| top.max(*x));
        let terms: Vec<f64> = predictors.iter().map(|x| libm::exp(x - top)).collect();
        let all = sum(terms.iter().copied());
        (top + libm::log(all), terms.into_iter().map(|term| term / all).collect::<Vec<f64>>())
    };
    if width == 0 {
        return Ok(softmax(&[]).1);
    }
    let means = |shares: &[f64]| -> Vec<f64> {
        (0..width).map(|j| sum(shares.iter().enumerate().map(|(row, share)| share * z(row, j)))).collect()
    };
    let evaluate = |lambda: &DVector<f64>| {
        let (ln_all, shares) = softmax(lambda.as_slice());
        let mean = means(&shares);
        let covariance = |i: usize, j: usize| {
            sum(shares.iter().enumerate().map(|(row, share)| share * (z(row, i) - mean[i]) * (z(row, j) - mean[j])))
        };
        let mut information = DMatrix::zeros(width, width);
        for i in 0..width {
            for j in 0..=i {
                let entry = covariance(i, j);
                (information[(i, j)], information[(j, i)]) = (entry, entry);
            }
        }
        Evaluation { value: -ln_all, gradient: -DVector::from_vec(mean), information }
    };
    let change =
        |step: &DVector<f64>| (0..controls.len()).map(|row| predictor(row, step.as_slice()).abs()).fold(0.0, f64::max);
    // Collinear at the start: a column is a combination of others. Later: the weights gather on too few.
    Cholesky::new(&evaluate(&DVector::zeros(width)).information)?;
    let maximum = climb(evaluate, change, DVector::zeros(width), 1.0).map_err(|_| Undefined::Separation)?;
    let (_, shares) = softmax(maximum.parameters.as_slice());
    if means(&shares).iter().all(|mean| mean.abs() <= BALANCED) { Ok(shares) } else { Err(Undefined::Separation) }
}

impl EntropyBalance {
    /// The weights, row by row; 1 for the treated.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The mean outcome of the treated, that of the weighted controls, and their difference: the effect on the treated.
    ///
    /// The standard errors are by the delta method for the whole of the estimating equations: the weights have been
    /// estimated, and so have the means that they reproduce. Compared with the normal. As the covariates are balanced,
    /// what they explain of the outcome adds nothing to the error of the difference.
    ///
    /// [`Undefined::OutsideDomain`] for another number of outcomes than people, [`Undefined::NotFinite`] for one that
    /// is not finite.
    ///
    /// ```
    /// use utfall::stats::causal::entropy_balance;
    /// use utfall::stats::regression::Design;
    ///
    /// // An outcome on a line, and 2 more for the treated.
    /// let x = [1.0, 3.0, 2.0, 0.0, 1.0, 4.0, 2.5];
    /// let treated = [true, true, true, false, false, false, false];
    /// let outcome: Vec<f64> = x.iter().zip(treated).map(|(x, t)| 3.0 * x + if t { 2.0 } else { 0.0 }).collect();
    /// let balance = entropy_balance(&Design::with_intercept(7).numeric("x", &x)?, &treated)?;
    /// let means = balance.means(&outcome)?;
    /// assert!((means.difference.value - 2.0).abs() < 1e-7 && means.difference.standard_error < 1e-7);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Jann, B. (2021). Entropy balancing as an estimation command. University of Bern Social Sciences Working Papers
    /// 39.
    pub fn means(&self, outcome: &[f64]) -> Result<StandardisedRisks, Undefined> {
        if outcome.len() != self.treated.len() {
            return Err(Undefined::OutsideDomain);
        }
        if outcome.iter().any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let group = |wanted: bool| self.order.iter().copied().filter(move |row| self.treated[*row] == wanted);
        let count = group(true).count() as f64;
        let mean = |wanted: bool| sum(group(wanted).map(|row| self.weights[row] / count * outcome[row]));
        let (of_treated, of_controls) = (mean(true), mean(false));
        // The slopes of the outcome on the covariates among the weighted controls.
        let width = self.columns.len();
        let slopes = if width == 0 {
            DVector::zeros(0)
        } else {
            let products = |f: &dyn Fn(usize) -> f64| sum(group(false).map(|row| self.weights[row] / count * f(row)));
            let z = |row: usize, j: usize| self.columns[j][row];
            let squares = DMatrix::from_fn(width, width, |i, j| products(&|row| z(row, i) * z(row, j)));
            let along = DVector::from_fn(width, |j, _| products(&|row| z(row, j) * (outcome[row] - of_controls)));
            Cholesky::new(&squares)?.solve(&along)
        };
        let explained = |row: usize| (0..width).map(|j| slopes[j] * self.columns[j][row]).sum::<f64>();
        let rows = 0..outcome.len();
        let treated = Influenced {
            value: of_treated,
            influence: rows
                .clone()
                .map(|row| if self.treated[row] { (outcome[row] - of_treated) / count } else { 0.0 })
                .collect(),
        };
        let control = Influenced {
            value: of_controls,
            influence: rows
                .map(|row| match self.treated[row] {
                    true => explained(row) / count,
                    false => self.weights[row] / count * (outcome[row] - of_controls - explained(row)),
                })
                .collect(),
        };
        contrasts(treated, control, &self.order)
    }
}
