//! Whether chains of imputations have forgotten where they started.

use crate::stats::Undefined;
use crate::stats::sum::sum;

/// What was imputed for one variable, iteration by iteration, in each imputation.
///
/// Plotted, healthy chains mix freely with one another and show no trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// The variable.
    pub variable: String,
    /// The level of the variable at whose levels the data were imputed [separately](super::Plan::separately_by).
    pub level: Option<String>,
    /// The mean of the imputed values: for each imputation, after each iteration. Categories count by the place of
    /// their level, a yes-or-no as 1 and 0.
    pub means: Vec<Vec<f64>>,
    /// Their standard deviation; `None` when only one value is missing.
    pub sds: Option<Vec<Vec<f64>>>,
}

impl Chain {
    pub(super) fn new(variable: &str) -> Chain {
        Chain { variable: variable.to_owned(), level: None, means: Vec::new(), sds: Some(Vec::new()) }
    }

    /// Adds one imputation.
    pub(super) fn add(&mut self, states: &[(f64, Option<f64>)]) {
        self.means.push(states.iter().map(|(mean, _)| *mean).collect());
        match (states.iter().map(|(_, sd)| *sd).collect::<Option<Vec<f64>>>(), &mut self.sds) {
            (Some(own), Some(sds)) => sds.push(own),
            (_, sds) => *sds = None,
        }
    }

    /// [`potential_scale_reduction`] of the means, the first half of the iterations left out.
    pub fn scale_reduction_of_means(&self) -> Result<f64, Undefined> {
        second_half(&self.means)
    }

    /// [`potential_scale_reduction`] of the standard deviations, the first half of the iterations left out.
    ///
    /// [`Undefined::TooFewObservations`] when only one value is missing.
    pub fn scale_reduction_of_sds(&self) -> Result<f64, Undefined> {
        second_half(self.sds.as_ref().ok_or(Undefined::TooFewObservations)?)
    }
}

fn second_half(chains: &[Vec<f64>]) -> Result<f64, Undefined> {
    let halves: Vec<Vec<f64>> = chains.iter().map(|chain| chain[chain.len() / 2..].to_vec()).collect();
    potential_scale_reduction(&halves)
}

/// Gelman and Rubin's diagnostic of several chains, `sqrt(((n - 1) / n W + B / n) / W)`.
///
/// With `n` iterations, `W` is the mean of the variances within the chains and `B` is `n` times the variance of their
/// means. Near 1 when the chains tell of the same distribution; above 1.1 they should be longer. With few iterations it
/// is rough.
///
/// [`Undefined::TooFewGroups`] for fewer than two chains, [`Undefined::TooFewObservations`] for fewer than two
/// iterations, [`Undefined::OutsideDomain`] for chains of different lengths, [`Undefined::NoVariation`] when none
/// varies.
///
/// ```
/// use utfall::stats::imputation::potential_scale_reduction;
///
/// // By hand: W = 1 and B = 3 * 0.5, so sqrt(2/3 + 0.5).
/// let reduction = potential_scale_reduction(&[vec![1.0, 2.0, 3.0], vec![2.0, 3.0, 4.0]])?;
/// assert!((reduction - (7.0_f64 / 6.0).sqrt()).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Gelman, A. and Rubin, D. B. (1992). Inference from iterative simulation using multiple sequences. *Statistical
/// Science* 7, 457-472.
pub fn potential_scale_reduction(chains: &[Vec<f64>]) -> Result<f64, Undefined> {
    if chains.len() < 2 {
        return Err(Undefined::TooFewGroups);
    }
    let length = chains[0].len();
    if chains.iter().any(|chain| chain.len() != length) {
        return Err(Undefined::OutsideDomain);
    }
    if length < 2 {
        return Err(Undefined::TooFewObservations);
    }
    let (n, m) = (length as f64, chains.len() as f64);
    let mean = |values: &[f64]| sum(values.iter().map(|value| value / values.len() as f64));
    let squares = |values: &[f64], mean: f64| sum(values.iter().map(|value| (value - mean) * (value - mean)));
    let means: Vec<f64> = chains.iter().map(|chain| mean(chain)).collect();
    let within = sum(chains.iter().zip(&means).map(|(chain, mean)| squares(chain, *mean) / (n - 1.0) / m));
    let between = squares(&means, mean(&means)) / (m - 1.0);
    if within <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let reduction = libm::sqrt(((n - 1.0) / n * within + between) / within);
    if reduction.is_finite() { Ok(reduction) } else { Err(Undefined::NotFinite) }
}
