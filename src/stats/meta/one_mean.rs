//! The model with one mean: no moderators.

use super::Studies;
use super::tau_squared::Linear;
use super::weighted::{Slope, Sums};
use crate::stats::sum::sum;

/// What a fit needs at one value of the variance between studies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighing {
    /// The variance between studies, `t`.
    pub at: f64,
    /// The sum of the weights.
    pub weight: f64,
    /// The weighted mean less the effect of the first study.
    pub mean: f64,
    /// The residual sum of squares.
    pub squares: f64,
}

/// A model of one mean.
pub(super) trait Evaluate: Linear {
    /// The weighted mean and what goes with it at `t`.
    fn weighing(&mut self, t: f64) -> Weighing;
    /// The number of studies.
    fn count(&self) -> usize;
    /// The studies from which it was scaled; one of them may be left out.
    fn studies(&self) -> &Studies;
}

/// The studies with room for their weights, so that a fit allocates nothing.
pub(super) struct OneMean<'a> {
    studies: &'a Studies,
    weights: &'a mut [f64],
}

impl<'a> OneMean<'a> {
    /// The model; `room` grows to what it needs.
    pub(super) fn new(studies: &'a Studies, room: &'a mut Vec<f64>) -> OneMean<'a> {
        let needed = studies.variances.len();
        if room.len() < needed {
            room.resize(needed, 0.0);
        }
        OneMean { studies, weights: &mut room[..needed] }
    }

    /// The weighted sums at `t`.
    fn sums(&mut self, t: f64) -> Sums {
        Sums::new(self.studies, t, self.weights)
    }

    /// The sum of the logarithms of the total variances at `t`.
    fn ln_variances(&self, t: f64) -> f64 {
        sum(self.studies.scaled().map(|(variance, _)| libm::log(variance + t)))
    }
}

impl Evaluate for OneMean<'_> {
    fn weighing(&mut self, t: f64) -> Weighing {
        let Sums { at, weight, mean, squares, .. } = self.sums(t);
        Weighing { at, weight, mean, squares }
    }

    fn count(&self) -> usize {
        self.studies.len()
    }

    fn studies(&self) -> &Studies {
        self.studies
    }
}

impl Linear for OneMean<'_> {
    fn restricted(&mut self, t: f64) -> Slope {
        self.sums(t).restricted()
    }

    fn plain(&mut self, t: f64) -> Slope {
        self.sums(t).plain()
    }

    fn ln_restricted(&mut self, t: f64) -> f64 {
        let sums = self.sums(t);
        -0.5 * (self.ln_variances(t) + libm::log(sums.weight) + sums.squares)
    }

    fn ln_plain(&mut self, t: f64) -> f64 {
        let sums = self.sums(t);
        -0.5 * (self.ln_variances(t) + sums.squares)
    }

    fn variances(&self) -> (f64, f64) {
        (self.studies.least, self.studies.most)
    }

    fn unweighted(&self) -> (f64, f64) {
        let variances = sum(self.studies.scaled().map(|(variance, _)| variance));
        (self.studies.spread, variances * (1.0 - 1.0 / self.studies.len() as f64))
    }

    fn spread(&self) -> f64 {
        self.studies.spread
    }

    fn deviations(&self) -> (f64, f64) {
        (self.studies.spread, self.studies.len() as f64)
    }
}
