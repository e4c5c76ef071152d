//! How well weighting or matching balances covariates.

use super::Estimand;
use crate::stats::regression::{Column, Design};
use crate::stats::sum::sum;
use crate::stats::{Sample, Undefined, power_of_two};

/// The balance of one column of a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Balance {
    /// The column.
    pub column: Column,
    /// The standardised difference, treated less control, without weights.
    pub before: Result<f64, Undefined>,
    /// The same with weights.
    pub after: Result<f64, Undefined>,
}

/// The standardised difference of each column of a design, but the intercept, without weights and with them.
///
/// `(mean1 - mean0) / sd`, where `sd` is the same before and after, from the unweighted groups:
/// `sqrt((var1 + var0) / 2)` for the effect on everyone, that of the treated for the effect on the treated, that of the
/// controls for theirs. The variance of a 0-or-1 is `p (1 - p)`. Below 0.1 after weighting is the custom. A column
/// without variance differs by 0 when the means are equal; otherwise its difference is [`Undefined::NoVariation`].
///
/// [`Undefined::OutsideDomain`] for lists of different lengths or a negative weight, [`Undefined::NotFinite`] for a
/// weight that is not finite, [`Undefined::NoObservations`] when a group is empty or all its weights are 0.
///
/// ```
/// use utfall::stats::causal::{Estimand, balance};
/// use utfall::stats::regression::Design;
///
/// // Half of the treated are women and a quarter of the controls; weights of 3 for the women of the controls.
/// let women = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0];
/// let design = Design::with_intercept(8).numeric("woman", &women)?;
/// let treated = [true, true, true, true, false, false, false, false];
/// let found = balance(&design, &treated, &[1.0, 1.0, 1.0, 1.0, 3.0, 1.0, 1.0, 1.0], Estimand::Treated)?;
/// assert_eq!((found[0].before, found[0].after), (Ok(0.5), Ok(0.0)));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Austin, P. C. and Stuart, E. A. (2015). Moving towards best practice when using inverse probability of treatment
/// weighting (IPTW) using the propensity score to estimate causal treatment effects in observational studies.
/// *Statistics in Medicine* 34, 3661-3679.
pub fn balance(
    design: &Design,
    treated: &[bool],
    weights: &[f64],
    estimand: Estimand,
) -> Result<Vec<Balance>, Undefined> {
    if treated.len() != design.rows() || weights.len() != design.rows() {
        return Err(Undefined::OutsideDomain);
    }
    if weights.iter().any(|weight| !weight.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if weights.iter().any(|weight| *weight < 0.0) {
        return Err(Undefined::OutsideDomain);
    }
    let first = usize::from(design.has_intercept());
    let of = |place: usize| {
        let column: Vec<f64> = (0..design.rows()).map(|row| design.row(row)[place]).collect();
        let group = |wanted: bool| Group::new(&column, weights, treated, wanted);
        let (one, two) = (group(true)?, group(false)?);
        let sd = match estimand {
            Estimand::Everyone => libm::sqrt(0.5 * (one.variance + two.variance)),
            Estimand::Treated => libm::sqrt(one.variance),
            Estimand::Controls => libm::sqrt(two.variance),
        };
        let standardised = |difference: f64| {
            if difference == 0.0 {
                Ok(0.0)
            } else if sd == 0.0 {
                Err(Undefined::NoVariation)
            } else if (difference / sd).is_finite() {
                Ok(difference / sd)
            } else {
                Err(Undefined::NotFinite)
            }
        };
        Ok(Balance {
            column: design.columns()[place].clone(),
            before: standardised(one.mean - two.mean),
            after: standardised(one.weighted - two.weighted),
        })
    };
    (first..design.columns().len()).map(of).collect()
}

/// One column in one group.
struct Group {
    mean: f64,
    weighted: f64,
    variance: f64,
}

impl Group {
    fn new(column: &[f64], weights: &[f64], treated: &[bool], wanted: bool) -> Result<Group, Undefined> {
        let members = || (0..column.len()).filter(|row| treated[*row] == wanted);
        let values: Vec<f64> = members().map(|row| column[row]).collect();
        let summary = Sample::new(&values)?.summary();
        let mean = summary.mean();
        let all = sum(members().map(|row| weights[row]));
        if all == 0.0 {
            return Err(Undefined::NoObservations);
        }
        let sd = summary.sd().unwrap_or(0.0);
        let binary = column.iter().all(|x| *x == 0.0 || *x == 1.0);
        Ok(Group {
            mean,
            // The mean of equal values is their value, whatever rounding does to the weights.
            weighted: if sd == 0.0 { mean } else { sum(members().map(|row| weights[row] / all * column[row])) },
            variance: if binary { mean * (1.0 - mean) } else { sd * sd },
        })
    }
}

/// How many people of equal weight would tell as much: `sum(weights)^2 / sum(weights^2)`.
///
/// [`Undefined::NoObservations`] when all weights are 0, [`Undefined::NotFinite`] for one that is not finite,
/// [`Undefined::OutsideDomain`] for one below 0.
///
/// ```
/// use utfall::stats::causal::effective_sample_size;
///
/// assert_eq!(effective_sample_size(&[2.0, 2.0, 2.0])?, 3.0);
/// assert_eq!(effective_sample_size(&[3.0, 1.0])?, 1.6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Kish, L. (1965). *Survey Sampling*, section 8.2.
pub fn effective_sample_size(weights: &[f64]) -> Result<f64, Undefined> {
    let largest = weights.iter().fold(0.0, |largest: f64, weight| largest.max(*weight));
    if weights.iter().any(|weight| !weight.is_finite()) {
        Err(Undefined::NotFinite)
    } else if weights.iter().any(|weight| *weight < 0.0) {
        Err(Undefined::OutsideDomain)
    } else if largest == 0.0 {
        Err(Undefined::NoObservations)
    } else {
        let scale = power_of_two::above(largest);
        let all = sum(weights.iter().map(|weight| weight / scale));
        Ok(all * all / sum(weights.iter().map(|weight| weight / scale * (weight / scale))))
    }
}
