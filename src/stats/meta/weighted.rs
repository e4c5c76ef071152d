//! The weighted sums of a review, at one value of the variance between studies.

use super::Studies;
use super::lanes::{LANES, Lanes, total};

/// What a likelihood says about the variance between studies, `t`, at one value of it.
///
/// With `P` the matrix that takes the effects to their weighted residuals, the derivative of twice the restricted
/// log-likelihood is `excess = y'P^2 y - tr P`. For the plain likelihood the trace is that of the weights.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slope {
    /// The variance between studies.
    pub at: f64,
    /// `y'P y`, the residual sum of squares.
    pub squares: f64,
    /// `y'P^2 y`, the derivative of `-squares`.
    pub fall: f64,
    /// `y'P^3 y`, half the derivative of `-fall`.
    pub half_curve: f64,
    /// The trace.
    pub trace: f64,
    /// The derivative of `-trace`: the trace of the square.
    pub trace_of_square: f64,
    /// The residual degrees of freedom.
    pub df: f64,
}

/// Weighted sums with weights `1 / (variance + t)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sums {
    /// The variance between studies, `t`.
    pub at: f64,
    /// The sum of the weights.
    pub weight: f64,
    /// The weighted mean less the effect of the first study.
    pub mean: f64,
    /// The residual sum of squares.
    pub squares: f64,
    fall: f64,
    half_curve: f64,
    /// The sum of the weights of all but the first, and of their squares and cubes.
    rest: [f64; 3],
    first: f64,
    df: f64,
}

impl Sums {
    /// The sums at `t`; `weights` is room for as many numbers as the studies have differences.
    ///
    /// Nothing is subtracted that could cancel: the first study, which weighs most, is kept out of the sums, and the
    /// others stand as differences from it. That the weight of the first is at least that of any other is what makes
    /// the formulas below safe.
    pub(super) fn new(studies: &Studies, t: f64, weights: &mut [f64]) -> Sums {
        let variances = studies.variances.as_chunks().0;
        let differences = studies.differences.as_chunks().0;
        let weights = weights.as_chunks_mut().0;
        let [rest, squared, cubed, weighted] = weigh(variances, differences, t, weights);
        let first = 1.0 / (studies.least + t);
        let weight = first + rest;
        let mean = weighted / weight;
        let [squares, fall, cross, curve] = residuals(differences, weights, mean);
        let pull = -first * mean;
        let half_curve = first * pull * pull * (rest / weight) - 2.0 * first * pull * (cross / weight) + curve
            - cross * (cross / weight);
        Sums {
            at: t,
            weight,
            mean,
            squares: squares - pull * mean,
            fall: fall + pull * pull,
            half_curve,
            rest: [rest, squared, cubed],
            first,
            df: (studies.len() - 1) as f64,
        }
    }

    /// `tr P = sum(w) - sum(w^2) / sum(w)`.
    pub(super) fn trace(&self) -> f64 {
        let [rest, squared, _] = self.rest;
        (2.0 * self.first * rest + (rest * rest - squared)) / self.weight
    }

    /// The slope of the restricted likelihood.
    pub(super) fn restricted(&self) -> Slope {
        let [rest, squared, cubed] = self.rest;
        let first = self.first * self.first;
        let trace_of_square = (first * rest / self.weight * rest + (2.0 * first + squared) * squared / self.weight)
            / self.weight
            + (squared - 2.0 * cubed / self.weight);
        self.slope(self.trace(), trace_of_square)
    }

    /// The slope of the plain likelihood.
    pub(super) fn plain(&self) -> Slope {
        let [rest, squared, _] = self.rest;
        self.slope(self.first + rest, self.first * self.first + squared)
    }

    fn slope(&self, trace: f64, trace_of_square: f64) -> Slope {
        let Sums { at, squares, fall, half_curve, df, .. } = *self;
        Slope { at, squares, fall, half_curve, trace, trace_of_square, df }
    }
}

/// Fills in the weights; returns the sums of `w`, `w^2`, `w^3` and `w y`.
fn weigh(variances: &[Lanes], differences: &[Lanes], t: f64, weights: &mut [Lanes]) -> [f64; 4] {
    let [mut rest, mut squared, mut cubed, mut weighted] = [[0.0; LANES]; 4];
    for ((variance, difference), weight) in variances.iter().zip(differences).zip(weights) {
        for lane in 0..LANES {
            let w = 1.0 / (variance[lane] + t);
            let square = w * w;
            weight[lane] = w;
            rest[lane] += w;
            squared[lane] += square;
            cubed[lane] += square * w;
            weighted[lane] += w * difference[lane];
        }
    }
    [total(rest), total(squared), total(cubed), total(weighted)]
}

/// With `r = y - mean`, the sums of `w r^2`, `w^2 r^2`, `w^2 r` and `w^3 r^2`.
fn residuals(differences: &[Lanes], weights: &[Lanes], mean: f64) -> [f64; 4] {
    let [mut squares, mut fall, mut cross, mut curve] = [[0.0; LANES]; 4];
    for (difference, weight) in differences.iter().zip(weights) {
        for lane in 0..LANES {
            let residual = difference[lane] - mean;
            let pull = weight[lane] * residual;
            let pulled = weight[lane] * pull;
            squares[lane] += pull * residual;
            fall[lane] += pull * pull;
            cross[lane] += pulled;
            curve[lane] += pulled * pull;
        }
    }
    [total(squares), total(fall), total(cross), total(curve)]
}
