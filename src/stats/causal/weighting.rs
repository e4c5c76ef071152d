//! Weighting by the inverse of the probability of the treatment that was had.

use nalgebra::{DMatrix, DVector};

use super::Propensity;
use crate::stats::linear::Cholesky;
use crate::stats::regression::{Contrast, StandardisedRisks};
use crate::stats::sum::{Sum, sum};
use crate::stats::{QuantileType, Sample, Undefined};

/// On whom the effect is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Estimand {
    /// The average effect on everyone (ATE): `1 / e` for the treated and `1 / (1 - e)` for the controls.
    Everyone,
    /// The effect on the treated (ATT): 1 and `e / (1 - e)`.
    Treated,
    /// The effect on the controls, had they been treated (ATC): `(1 - e) / e` and 1.
    Controls,
}

/// What is done about probabilities near 0 and 1, whose weights are large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Trimming {
    /// Nothing.
    None,
    /// Those with a score below this, or above 1 less this, are left out; 0.1 is Crump's rule of thumb. The effect is
    /// then that on those who are left.
    LeaveOut(f64),
    /// Weights above this quantile of the weights of their group, 0.99 say, are lowered to it, at the price of some
    /// bias.
    LowerTo(f64),
}

/// How people are weighted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighting {
    /// On whom the effect is wanted.
    pub estimand: Estimand,
    /// Whether weights are multiplied by the share of the person's group, so that their mean is near 1. It changes
    /// neither means nor effects, in which weights are divided by their sum in each group.
    pub stabilised: bool,
    /// What is done about large weights.
    pub trimming: Trimming,
}

/// Weights, row by row, with what a change of the score would do to each.
struct Weights {
    values: Vec<f64>,
    /// The derivative by the linear predictor of the score.
    slopes: Vec<f64>,
}

/// The weights of a propensity score; 0 for those who are left out.
///
/// [`Undefined::OutsideDomain`] for a limit of the trimming that is not between 0 and 0.5, or a quantile not between 0
/// and 1; [`Undefined::NotFinite`] when a weight overflows.
///
/// ```
/// use utfall::stats::causal::{Estimand, Propensity, Trimming, Weighting, inverse_probability_weights};
/// use utfall::stats::regression::Design;
///
/// // Of four women three are treated, of four men one.
/// let women = [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0];
/// let treated = [true, true, true, false, true, false, false, false];
/// let propensity = Propensity::new(&Design::with_intercept(8).numeric("woman", &women)?, &treated)?;
/// let plain = Weighting { estimand: Estimand::Everyone, stabilised: false, trimming: Trimming::None };
/// let weights = inverse_probability_weights(&propensity, plain)?;
/// let by_hand = [4.0 / 3.0, 4.0 / 3.0, 4.0 / 3.0, 4.0, 4.0, 4.0 / 3.0, 4.0 / 3.0, 4.0 / 3.0];
/// assert!(weights.iter().zip(by_hand).all(|(found, expected)| (found - expected).abs() < 1e-12));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Robins, J. M., Hernán, M. A. and Brumback, B. (2000). Marginal structural models and causal inference in
/// epidemiology. *Epidemiology* 11, 550-560. Crump, R. K., Hotz, V. J., Imbens, G. W. and Mitnik, O. A. (2009). Dealing
/// with limited overlap in estimation of average treatment effects. *Biometrika* 96, 187-199. Cole, S. R. and Hernán,
/// M. A. (2008). Constructing inverse probability weights for marginal structural models. *American Journal of
/// Epidemiology* 168, 656-664.
pub fn inverse_probability_weights(propensity: &Propensity, weighting: Weighting) -> Result<Vec<f64>, Undefined> {
    Ok(weigh(propensity, weighting)?.values)
}

/// The mean outcomes with and without the treatment, by inverse probability weighting, with their difference and ratio.
///
/// In each group the mean with [weights](inverse_probability_weights) that are divided by their sum. The standard
/// errors are by the delta method for the whole of the estimating equations, the logistic regression of the score among
/// them: to know the score exactly would make the effect on everyone less precise, not more. They suppose that people
/// are independent, and who is left out or has a lowered weight counts as fixed. Compared with the normal.
///
/// The effect is causal if nothing else than the covariates of the score affects both treatment and outcome, and
/// everyone could have had either treatment.
///
/// [`Undefined::OutsideDomain`] for another number of outcomes than people, [`Undefined::NotFinite`] for one that is
/// not finite, [`Undefined::NoObservations`] when nobody in a group is left; other errors as for
/// [`inverse_probability_weights`].
///
/// ```
/// use utfall::stats::causal::{Estimand, Propensity, Trimming, Weighting, inverse_probability_means};
/// use utfall::stats::regression::Design;
///
/// // Women are treated more often and do better whatever they get: the difference is 0.1 among either.
/// let people = [(1.0, true, 30, 60), (1.0, false, 8, 20), (0.0, true, 6, 20), (0.0, false, 12, 60)];
/// let group = |(w, t, events, n): (f64, bool, i32, i32)| (0..n).map(move |i| (w, t, f64::from(i < events)));
/// let expanded = || people.into_iter().flat_map(group);
/// let design = Design::with_intercept(160).numeric("woman", &expanded().map(|(w, _, _)| w).collect::<Vec<_>>())?;
/// let treated: Vec<bool> = expanded().map(|(_, t, _)| t).collect();
/// let outcome: Vec<f64> = expanded().map(|(_, _, y)| y).collect();
/// let propensity = Propensity::new(&design, &treated)?;
/// let plain = Weighting { estimand: Estimand::Everyone, stabilised: false, trimming: Trimming::None };
/// let means = inverse_probability_means(&propensity, &outcome, plain)?;
/// assert!((means.difference.value - 0.1).abs() < 1e-10);
/// assert!((means.treated.value - 0.4).abs() < 1e-10);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Lunceford, J. K. and Davidian, M. (2004). Stratification and weighting via the propensity score in estimation of
/// causal treatment effects: a comparative study. *Statistics in Medicine* 23, 2937-2960, section 3. Stefanski, L. A.
/// and Boos, D. D. (2002). The calculus of M-estimation. *The American Statistician* 56, 29-38.
pub fn inverse_probability_means(
    propensity: &Propensity,
    outcome: &[f64],
    weighting: Weighting,
) -> Result<StandardisedRisks, Undefined> {
    let rows = propensity.treated.len();
    if outcome.len() != rows {
        return Err(Undefined::OutsideDomain);
    }
    if outcome.iter().any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let weights = weigh(propensity, weighting)?;
    // What each person adds to the coefficients of the score.
    let width = propensity.design.columns().len();
    let scores = propensity.scores();
    let order = propensity.design.canonical_order(&[outcome]);
    let mut information = vec![Sum::default(); width * width];
    for row in &order {
        let x = propensity.design.row(*row);
        let weight = scores[*row] * (1.0 - scores[*row]);
        for i in 0..width {
            for j in 0..=i {
                information[i * width + j].add(weight * x[i] * x[j]);
            }
        }
    }
    let information = DMatrix::from_fn(width, width, |i, j| information[i.max(j) * width + i.min(j)].value());
    let factor = Cholesky::new(&information)?;
    let mean = |treated: bool| weighted_mean(propensity, outcome, &weights, treated, &order, &factor);
    contrasts(mean(true)?, mean(false)?, &order)
}

/// A mean with what each person adds to its error.
pub(super) struct Influenced {
    pub value: f64,
    pub influence: Vec<f64>,
}

fn weighted_mean(
    propensity: &Propensity,
    outcome: &[f64],
    weights: &Weights,
    treated: bool,
    order: &[usize],
    factor: &Cholesky,
) -> Result<Influenced, Undefined> {
    let members = || order.iter().copied().filter(|row| propensity.treated[*row] == treated);
    let all = sum(members().map(|row| weights.values[row]));
    if all == 0.0 {
        return Err(Undefined::NoObservations);
    }
    let value = sum(members().map(|row| weights.values[row] / all * outcome[row]));
    // How the mean moves with the coefficients of the score.
    let width = propensity.design.columns().len();
    let slope = DVector::from_fn(width, |j, _| {
        sum(members().map(|row| weights.slopes[row] / all * (outcome[row] - value) * propensity.design.row(row)[j]))
    });
    let through = factor.solve(&slope);
    let influence = (0..outcome.len())
        .map(|row| {
            let surprise = f64::from(propensity.treated[row]) - propensity.score(row);
            let along: f64 = propensity.design.row(row).iter().zip(through.iter()).map(|(x, b)| x * b).sum();
            let own = match propensity.treated[row] == treated {
                true => weights.values[row] / all * (outcome[row] - value),
                false => 0.0,
            };
            own + surprise * along
        })
        .collect();
    Ok(Influenced { value, influence })
}

/// Two means, their difference and the logarithm of their ratio, compared with the normal.
pub(super) fn contrasts(
    treated: Influenced,
    control: Influenced,
    order: &[usize],
) -> Result<StandardisedRisks, Undefined> {
    let combined = |value: f64, a: f64, b: f64| {
        let variance = sum(order.iter().map(|row| {
            let influence = a * treated.influence[*row] + b * control.influence[*row];
            influence * influence
        }));
        let finite = value.is_finite() && variance.is_finite();
        let contrast = Contrast { value, standard_error: libm::sqrt(variance), df: None };
        if finite { Ok(contrast) } else { Err(Undefined::NotFinite) }
    };
    let (one, two) = (treated.value, control.value);
    let log_ratio = match one > 0.0 && two > 0.0 {
        true => Some(combined(libm::log(one / two), 1.0 / one, -1.0 / two)?),
        false => None,
    };
    Ok(StandardisedRisks {
        treated: combined(one, 1.0, 0.0)?,
        control: combined(two, 0.0, 1.0)?,
        difference: combined(one - two, 1.0, -1.0)?,
        log_ratio,
    })
}

fn weigh(propensity: &Propensity, weighting: Weighting) -> Result<Weights, Undefined> {
    let possible = match weighting.trimming {
        Trimming::None => true,
        Trimming::LeaveOut(limit) => limit > 0.0 && limit < 0.5,
        Trimming::LowerTo(quantile) => quantile > 0.0 && quantile < 1.0,
    };
    if !possible {
        return Err(Undefined::OutsideDomain);
    }
    let treated = &propensity.treated;
    let rows = treated.len() as f64;
    let share = treated.iter().filter(|treated| **treated).count() as f64 / rows;
    let (mut values, mut slopes) = (Vec::new(), Vec::new());
    for (row, predictor) in propensity.predictors.iter().enumerate() {
        // The odds of the other treatment, and how they move with the predictor.
        let (odds, slope) = if treated[row] {
            let odds = libm::exp(-predictor);
            (odds, -odds)
        } else {
            let odds = libm::exp(*predictor);
            (odds, odds)
        };
        let (weight, slope) = match (weighting.estimand, treated[row]) {
            (Estimand::Everyone, _) => (1.0 + odds, slope),
            (Estimand::Treated, true) | (Estimand::Controls, false) => (1.0, 0.0),
            (Estimand::Treated, false) | (Estimand::Controls, true) => (odds, slope),
        };
        let factor = match (weighting.stabilised, weighting.estimand, treated[row]) {
            (false, ..) => 1.0,
            (true, Estimand::Everyone, true) => share,
            (true, Estimand::Everyone, false) => 1.0 - share,
            (true, Estimand::Treated, false) => (1.0 - share) / share,
            (true, Estimand::Controls, true) => share / (1.0 - share),
            (true, Estimand::Treated, true) | (true, Estimand::Controls, false) => 1.0,
        };
        let score = propensity.score(row);
        let left_out = matches!(weighting.trimming, Trimming::LeaveOut(limit) if score < limit || score > 1.0 - limit);
        values.push(if left_out { 0.0 } else { factor * weight });
        slopes.push(if left_out { 0.0 } else { factor * slope });
    }
    if values.iter().chain(&slopes).any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if let Trimming::LowerTo(quantile) = weighting.trimming {
        for group in [true, false] {
            let members: Vec<usize> = (0..values.len()).filter(|row| treated[*row] == group).collect();
            let own: Vec<f64> = members.iter().map(|row| values[*row]).collect();
            let most = Sample::new(&own)?.quantile(quantile, QuantileType::Seven)?;
            for row in members {
                if values[row] > most {
                    (values[row], slopes[row]) = (most, 0.0);
                }
            }
        }
    }
    Ok(Weights { values, slopes })
}
