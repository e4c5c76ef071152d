//! Newton's method for a concave log-likelihood, and how to tell that its maximum is at infinity.

use nalgebra::{DMatrix, DVector};

use super::Undefined;
use super::linear::Cholesky;

/// A step that changes no linear predictor by more than this is the last but one.
const SMALL_CHANGE: f64 = 1e-8;

/// No step changes a linear predictor by more than this.
const LARGEST_CHANGE: f64 = 20.0;

/// A possible gain in log-likelihood, per unit of weight, below which nothing is left to be gained.
const NEGLIGIBLE_GAIN: f64 = 1e-9;

/// A change of a linear predictor that is far from nothing.
const REAL_CHANGE: f64 = 0.1;

/// When rounding allows no better step, one that changes no linear predictor by more than this will do.
const SMALL_ENOUGH: f64 = 1e-6;

const MOST_STEPS: usize = 200;
const MOST_HALVINGS: usize = 60;

/// A log-likelihood at some parameters, with its derivatives.
#[derive(Debug, Clone)]
pub(in crate::stats) struct Evaluation {
    /// The log-likelihood; minus infinity or a NaN outside its domain.
    pub value: f64,
    /// The first derivatives.
    pub gradient: DVector<f64>,
    /// The negative second derivatives, or what is expected of them.
    pub information: DMatrix<f64>,
}

/// Where a log-likelihood is largest.
#[derive(Debug, Clone)]
pub(in crate::stats) struct Maximum {
    /// The parameters there.
    pub parameters: DVector<f64>,
    /// The log-likelihood and its derivatives there.
    pub at: Evaluation,
    /// The factored information there.
    pub factor: Cholesky,
}

/// Climbs from `start` to the maximum of a concave log-likelihood, halving steps that lead downwards.
///
/// `change` is the largest change of any linear predictor that a step makes, and `unit` the weight of
/// one observation. At a finite maximum the steps shrink quadratically, in the predictors as in the
/// likelihood. Where the likelihood is monotone each step gains less than the one before, while the
/// predictors go on changing by about 1 for ever: that is [`Undefined::Separation`].
/// [`Undefined::Collinear`] when the information is singular at `start`.
pub(in crate::stats) fn climb(
    mut evaluate: impl FnMut(&DVector<f64>) -> Evaluation,
    change: impl Fn(&DVector<f64>) -> f64,
    start: DVector<f64>,
    unit: f64,
) -> Result<Maximum, Undefined> {
    let mut here = Place::new(start, &mut evaluate)?;
    if !here.at.value.is_finite() {
        return Err(Undefined::NotFinite);
    }
    for _ in 0..MOST_STEPS {
        let full_change = change(&here.step);
        if !full_change.is_finite() {
            return Err(Undefined::NotFinite);
        }
        if here.gain.abs() < NEGLIGIBLE_GAIN * unit && full_change > REAL_CHANGE {
            return Err(Undefined::Separation);
        }
        let mut step = here.step.clone();
        if full_change > LARGEST_CHANGE {
            step *= LARGEST_CHANGE / full_change;
        }
        // Below the rounding of the likelihood, the gain that is left says whether a step leads upwards.
        let below_rounding = here.gain <= 1e-12 * (1.0 + here.at.value.abs());
        let mut next = None;
        for _ in 0..MOST_HALVINGS {
            let there = Place::new(&here.parameters + &step, &mut evaluate);
            let better = |there: &Place| {
                if below_rounding {
                    there.gain < here.gain || here.gain <= 0.0
                } else {
                    there.at.value >= here.at.value
                }
            };
            match there {
                Ok(there) if better(&there) => {
                    next = Some(there);
                    break;
                }
                // It was regular at the start: the information about some direction has vanished.
                Err(Undefined::Collinear) if here.gain < NEGLIGIBLE_GAIN * unit => return Err(Undefined::Separation),
                _ => step *= 0.5,
            }
        }
        here = match next {
            Some(next) => next,
            None if full_change <= SMALL_ENOUGH => return Ok(here.into()),
            None => return Err(Undefined::NoConvergence),
        };
        if full_change <= SMALL_CHANGE {
            return Ok(here.into());
        }
    }
    Err(Undefined::NoConvergence)
}

/// A point of the climb: the likelihood, the step that Newton takes from it and what that promises to gain.
struct Place {
    parameters: DVector<f64>,
    at: Evaluation,
    factor: Cholesky,
    step: DVector<f64>,
    gain: f64,
}

impl Place {
    fn new(
        parameters: DVector<f64>,
        evaluate: &mut impl FnMut(&DVector<f64>) -> Evaluation,
    ) -> Result<Place, Undefined> {
        let at = evaluate(&parameters);
        let factor = Cholesky::new(&at.information)?;
        let step = factor.solve(&at.gradient);
        let gain = 0.5 * at.gradient.iter().zip(step.iter()).map(|(g, s)| g * s).sum::<f64>();
        Ok(Place { parameters, at, factor, step, gain })
    }
}

impl From<Place> for Maximum {
    fn from(Place { parameters, at, factor, .. }: Place) -> Maximum {
        Maximum { parameters, at, factor }
    }
}
