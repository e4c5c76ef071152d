//! Distributions given by a table of counts.

use super::binomial::smallest_count;
use crate::stats::Undefined;

/// The distribution of a whole-numbered statistic, symmetric, under equally likely arrangements.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counts {
    /// Probabilities of the values from 0.
    probabilities: Vec<f64>,
    /// Their running sums.
    cumulative: Vec<f64>,
}

impl Counts {
    /// From the number of arrangements that give each value from 0.
    pub(super) fn new(arrangements: Vec<f64>) -> Counts {
        let total: f64 = arrangements.iter().sum();
        let probabilities: Vec<f64> = arrangements.into_iter().map(|n| n / total).collect();
        let mut sum = 0.0;
        let cumulative = probabilities
            .iter()
            .map(|p| {
                sum += p;
                sum
            })
            .collect();
        Counts { probabilities, cumulative }
    }

    /// The largest value.
    pub(super) fn largest(&self) -> u64 {
        (self.probabilities.len() - 1) as u64
    }

    pub(super) fn pmf(&self, x: u64) -> f64 {
        let index = usize::try_from(x).unwrap_or(usize::MAX);
        self.probabilities.get(index).copied().unwrap_or(0.0)
    }

    /// `P(X <= x)`: a running sum in the lower half, its mirror image in the upper.
    pub(super) fn cdf(&self, x: u64) -> f64 {
        if x >= self.largest() {
            1.0
        } else if 2 * x < self.largest() {
            self.cumulative[x as usize]
        } else {
            1.0 - self.cumulative[(self.largest() - x - 1) as usize]
        }
    }

    /// `P(X > x)`, by symmetry `P(X < largest - x)`.
    pub(super) fn sf(&self, x: u64) -> f64 {
        if x >= self.largest() { 0.0 } else { self.cdf(self.largest() - x - 1) }
    }

    pub(super) fn quantile(&self, p: f64) -> Result<u64, Undefined> {
        smallest_count(p, self.largest(), |x| self.cdf(x))
    }
}
