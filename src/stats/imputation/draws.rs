//! Random variables, each from one uniform number: so that a draw moves with its parameters and nothing else.

use crate::stats::Undefined;
use crate::stats::distribution::{Beta, ChiSquared, Normal};
use crate::stats::random::Random;

/// A standard normal number.
pub(super) fn normal(random: &mut Random) -> f64 {
    Normal.quantile(random.uniform()).unwrap_or(0.0)
}

/// So many standard normal numbers.
pub(super) fn normals(random: &mut Random, count: usize) -> Vec<f64> {
    (0..count).map(|_| normal(random)).collect()
}

/// A chi-squared number with `df` degrees of freedom.
pub(super) fn chi_squared(random: &mut Random, df: f64) -> Result<f64, Undefined> {
    ChiSquared::new(df)?.quantile(random.uniform())
}

/// A proportion from its posterior, by Jeffreys' prior, given so many with the outcome and without.
pub(super) fn proportion(random: &mut Random, with: f64, without: f64) -> Result<f64, Undefined> {
    Beta::new(with + 0.5, without + 0.5)?.quantile(random.uniform())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn have_the_moments_that_they_should() {
        let mut random = Random::new(3, 0);
        let drawn = normals(&mut random, 4000);
        let mean = drawn.iter().sum::<f64>() / 4000.0;
        let square = drawn.iter().map(|x| x * x).sum::<f64>() / 4000.0;
        assert!(mean.abs() < 0.05 && (square - 1.0).abs() < 0.07, "{mean} {square}");
        let squares: f64 = (0..1000).map(|_| chi_squared(&mut random, 7.0).unwrap()).sum();
        assert!((squares / 1000.0 - 7.0).abs() < 0.4);
        let shares: f64 = (0..1000).map(|_| proportion(&mut random, 3.0, 7.0).unwrap()).sum();
        assert!((shares / 1000.0 - 3.5 / 11.0).abs() < 0.015);
    }
}
