//! Minima of smooth functions of a few variables.

use nalgebra::{DMatrix, DVector};

use super::Undefined;

const MOST_STEPS: usize = 1_000;
const MOST_HALVINGS: usize = 60;

/// A fall that the next step promises, relative to the value, below which the search ends.
const SMALL_FALL: f64 = 1e-14;

/// The same, with which it may end when rounding allows no further step.
const SMALL_ENOUGH: f64 = 1e-9;

/// A fall, relative to the value, that rounding hides.
const HIDDEN: f64 = 1e-16;

/// A function's value and its gradient; infinite or a NaN outside its domain.
#[derive(Debug, Clone)]
pub(in crate::stats) struct Value {
    pub value: f64,
    pub gradient: DVector<f64>,
}

/// The lowest point that was found, with the value and the gradient there.
#[derive(Debug, Clone)]
pub(in crate::stats) struct Minimum {
    pub at: DVector<f64>,
    pub value: f64,
}

/// A local minimum by the method of Broyden, Fletcher, Goldfarb and Shanno, from `start` downwards.
///
/// [`Undefined::NotFinite`] when the function is not finite at `start`, [`Undefined::NoConvergence`] when no
/// minimum is found in a bounded number of steps.
///
/// Nocedal, J. and Wright, S. J. (2006). *Numerical Optimization*, 2nd edition, algorithm 6.1.
pub(in crate::stats) fn minimise(
    mut evaluate: impl FnMut(&DVector<f64>) -> Value,
    start: DVector<f64>,
) -> Result<Minimum, Undefined> {
    let size = start.len();
    let mut at = start;
    let Value { mut value, mut gradient } = evaluate(&at);
    if !value.is_finite() || gradient.iter().any(|slope| !slope.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    // The inverse of the second derivatives, as far as is known.
    let mut inverse = DMatrix::identity(size, size);
    let mut known = false;
    for _ in 0..MOST_STEPS {
        let mut step = -(&inverse * &gradient);
        let mut promised = -step.dot(&gradient);
        if promised <= 0.0 && known {
            (inverse, known) = (DMatrix::identity(size, size), false);
            step = -&gradient;
            promised = gradient.dot(&gradient);
        }
        let unit = 1.0 + value.abs();
        if promised <= SMALL_FALL * unit {
            return Ok(Minimum { at, value });
        }
        if !known {
            // Nothing is known of the scale: a step of at most 1 in all.
            let length = step.norm();
            if length > 1.0 {
                step /= length;
                promised /= length;
            }
        }
        let mut next = None;
        let mut share = 1.0;
        for _ in 0..MOST_HALVINGS {
            if share * promised <= HIDDEN * unit {
                break;
            }
            let there = &at + &step * share;
            let found = evaluate(&there);
            let finite = found.gradient.iter().all(|slope| slope.is_finite());
            if finite && found.value <= value - 1e-4 * share * promised {
                next = Some((there, found));
                break;
            }
            share *= 0.5;
        }
        let Some((there, found)) = next else {
            if promised <= SMALL_ENOUGH * unit {
                return Ok(Minimum { at, value });
            }
            if !known {
                return Err(Undefined::NoConvergence);
            }
            // What was learnt may have misled.
            (inverse, known) = (DMatrix::identity(size, size), false);
            continue;
        };
        let (moved, turned) = (&there - &at, &found.gradient - &gradient);
        let curvature = moved.dot(&turned);
        if curvature > 1e-300 {
            if !known {
                inverse *= curvature / turned.dot(&turned);
                known = true;
            }
            let through = &inverse * &turned;
            let factor = (1.0 + turned.dot(&through) / curvature) / curvature;
            inverse += &moved * moved.transpose() * factor
                - (&through * moved.transpose() + &moved * through.transpose()) / curvature;
        }
        (at, value, gradient) = (there, found.value, found.gradient);
    }
    Err(Undefined::NoConvergence)
}

/// The gradient of a function by central differences with a step of `step` in each variable.
pub(in crate::stats) fn gradient(
    mut f: impl FnMut(&DVector<f64>) -> f64,
    at: &DVector<f64>,
    step: f64,
) -> DVector<f64> {
    DVector::from_fn(at.len(), |i, _| {
        let mut shifted = at.clone();
        shifted[i] = at[i] + step;
        let above = f(&shifted);
        shifted[i] = at[i] - step;
        (above - f(&shifted)) / (2.0 * step)
    })
}

/// The derivatives of a vector by each variable, as columns, by five-point central differences.
pub(in crate::stats) fn jacobian(
    mut f: impl FnMut(&DVector<f64>) -> DVector<f64>,
    at: &DVector<f64>,
    step: f64,
) -> DMatrix<f64> {
    if at.is_empty() {
        return DMatrix::zeros(f(at).len(), 0);
    }
    let columns: Vec<DVector<f64>> = (0..at.len())
        .map(|i| {
            let mut shifted = |by: f64| {
                let mut there = at.clone();
                there[i] += by;
                f(&there)
            };
            (8.0 * (shifted(step) - shifted(-step)) - (shifted(2.0 * step) - shifted(-2.0 * step))) / (12.0 * step)
        })
        .collect();
    DMatrix::from_columns(&columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_bottom_of_rosenbrocks_valley() {
        let valley = |x: &DVector<f64>| {
            let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
            Value {
                value: a * a + 100.0 * b * b,
                gradient: DVector::from_vec(vec![-2.0 * a - 400.0 * b * x[0], 200.0 * b]),
            }
        };
        let found = minimise(valley, DVector::from_vec(vec![-1.2, 1.0])).unwrap();
        assert!((found.at[0] - 1.0).abs() < 1e-6 && (found.at[1] - 1.0).abs() < 1e-6, "{found:?}");
        let slopes = gradient(|x| valley(x).value, &found.at, 1e-5);
        assert!(slopes.amax() < 1e-4);
        let second = jacobian(|x| valley(x).gradient, &DVector::from_vec(vec![1.0, 1.0]), 1e-3);
        assert!((second[(0, 0)] - 802.0).abs() < 1e-6 && (second[(0, 1)] + 400.0).abs() < 1e-6);
    }
}
