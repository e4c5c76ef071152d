//! What an uncertain input may be.

use super::sampler::Sampler;
use crate::stats::distribution::{Beta, Gamma, Normal};
use crate::stats::{Level, Undefined};

/// The distribution of an uncertain input, validated.
///
/// Gamma and log-normal for costs and wages, beta for shares, normal for differences and for logarithms of ratios; the
/// constructors `…_of_mean` take a mean and a standard error, as a publication prints them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distribution(Shape);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    Fixed(f64),
    Normal { mean: f64, sd: f64 },
    LogNormal { mean_log: f64, sd_log: f64 },
    Gamma { shape: f64, scale: f64 },
    Beta { a: f64, b: f64 },
}

/// Beyond the largest normal number that is drawn, 8.2.
const FARTHEST: f64 = 9.0;

/// Far below the logarithm of the largest double.
const LARGEST_LOG: f64 = 700.0;

impl Distribution {
    /// A number that is known.
    ///
    /// [`Undefined::NotFinite`] where it is no number.
    pub fn fixed(value: f64) -> Result<Distribution, Undefined> {
        if value.is_finite() { Ok(Distribution(Shape::Fixed(value))) } else { Err(Undefined::NotFinite) }
    }

    /// Normal, with this mean and standard deviation.
    ///
    /// Here and below: [`Undefined::OutsideDomain`] for parameters that cannot be, a standard deviation of 0 among them;
    /// [`Undefined::NotFinite`] where a draw could be too large.
    pub fn normal(mean: f64, sd: f64) -> Result<Distribution, Undefined> {
        positive(&[sd])?;
        if (mean.abs() + FARTHEST * sd).is_finite() {
            Ok(Distribution(Shape::Normal { mean, sd }))
        } else {
            Err(Undefined::NotFinite)
        }
    }

    /// A number whose logarithm is normal, with this mean and standard deviation of the logarithm.
    pub fn log_normal(mean_log: f64, sd_log: f64) -> Result<Distribution, Undefined> {
        positive(&[sd_log])?;
        // Also its variance must be a number.
        if mean_log.abs() + (FARTHEST + 2.0 * sd_log) * sd_log < LARGEST_LOG {
            Ok(Distribution(Shape::LogNormal { mean_log, sd_log }))
        } else {
            Err(Undefined::NotFinite)
        }
    }

    /// Log-normal, with this mean and standard deviation of the number itself: σ² = ln(1 + sd²/mean²), μ = ln mean − σ²/2.
    ///
    /// ```
    /// use utfall::econ::draws::Distribution;
    ///
    /// let wage = Distribution::log_normal_of_mean(450_000.0, 40_000.0)?;
    /// assert!((wage.mean() / 450_000.0 - 1.0).abs() < 1e-14 && (wage.sd() / 40_000.0 - 1.0).abs() < 1e-13);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn log_normal_of_mean(mean: f64, sd: f64) -> Result<Distribution, Undefined> {
        positive(&[mean, sd])?;
        let ratio = sd / mean;
        let variance = libm::log1p(ratio * ratio);
        Distribution::log_normal(libm::log(mean) - 0.5 * variance, libm::sqrt(variance))
    }

    /// Log-normal, with these limits of the interval at this level: a risk ratio as a publication prints it. The median is the
    /// geometric mean of the limits.
    pub fn log_normal_of_interval(lower: f64, upper: f64, level: Level) -> Result<Distribution, Undefined> {
        positive(&[lower, upper])?;
        let (low, high) = (libm::log(lower), libm::log(upper));
        Distribution::log_normal(0.5 * (low + high), 0.5 * (high - low) / level.z())
    }

    /// Gamma, with this shape and scale: mean shape · scale, variance shape · scale².
    pub fn gamma(shape: f64, scale: f64) -> Result<Distribution, Undefined> {
        positive(&[shape, scale])?;
        if (1e4 * (shape + 1.0) * scale).is_finite() {
            Ok(Distribution(Shape::Gamma { shape, scale }))
        } else {
            Err(Undefined::NotFinite)
        }
    }

    /// Gamma, with this mean and standard deviation: shape mean²/sd², scale sd²/mean.
    ///
    /// ```
    /// use utfall::econ::draws::Distribution;
    ///
    /// let cost = Distribution::gamma_of_mean(60_000.0, 12_000.0)?;
    /// assert_eq!(cost, Distribution::gamma(25.0, 2_400.0)?);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn gamma_of_mean(mean: f64, sd: f64) -> Result<Distribution, Undefined> {
        positive(&[mean, sd])?;
        let ratio = mean / sd;
        Distribution::gamma(ratio * ratio, sd / ratio)
    }

    /// Beta, with these shapes: for `events` of `total` with a flat prior they are events + 1 and total − events + 1.
    pub fn beta(a: f64, b: f64) -> Result<Distribution, Undefined> {
        positive(&[a, b])?;
        if (1e4 * (a + b)).is_finite() { Ok(Distribution(Shape::Beta { a, b })) } else { Err(Undefined::NotFinite) }
    }

    /// Beta, with this mean and standard deviation: a + b = mean (1 − mean)/sd² − 1.
    ///
    /// [`Undefined::OutsideDomain`] for a standard deviation that no share with this mean can have.
    ///
    /// ```
    /// use utfall::econ::draws::Distribution;
    ///
    /// let share = Distribution::beta_of_mean(0.4, 0.1)?;
    /// assert!((share.mean() - 0.4).abs() < 1e-15 && (share.sd() - 0.1).abs() < 1e-15);
    /// assert!(Distribution::beta_of_mean(0.4, 0.5).is_err());
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn beta_of_mean(mean: f64, sd: f64) -> Result<Distribution, Undefined> {
        positive(&[mean, sd])?;
        let both = mean * (1.0 - mean) / sd / sd - 1.0;
        Distribution::beta(mean * both, (1.0 - mean) * both)
    }

    /// The mean.
    pub fn mean(self) -> f64 {
        match self.0 {
            Shape::Fixed(value) => value,
            Shape::Normal { mean, .. } => mean,
            Shape::LogNormal { mean_log, sd_log } => libm::exp(mean_log + 0.5 * sd_log * sd_log),
            Shape::Gamma { shape, scale } => shape * scale,
            Shape::Beta { a, b } => a / (a + b),
        }
    }

    /// The standard deviation; 0 for a number that is known.
    pub fn sd(self) -> f64 {
        match self.0 {
            Shape::Fixed(_) => 0.0,
            Shape::Normal { sd, .. } => sd,
            Shape::LogNormal { sd_log, .. } => self.mean() * libm::sqrt(libm::expm1(sd_log * sd_log)),
            Shape::Gamma { shape, scale } => libm::sqrt(shape) * scale,
            Shape::Beta { a, b } => libm::sqrt(a / (a + b) * (b / (a + b)) / (a + b + 1.0)),
        }
    }

    /// The value below which it lies with probability `p`; [`Undefined::OutsideDomain`] for `p` outside (0, 1).
    pub fn quantile(self, p: f64) -> Result<f64, Undefined> {
        if !(p > 0.0 && p < 1.0) {
            return Err(Undefined::OutsideDomain);
        }
        match self.0 {
            Shape::Fixed(value) => Ok(value),
            Shape::Normal { mean, sd } => Ok(mean + sd * Normal.quantile(p)?),
            Shape::LogNormal { mean_log, sd_log } => Ok(libm::exp(mean_log + sd_log * Normal.quantile(p)?)),
            Shape::Gamma { shape, scale } => Ok(scale * Gamma::new(shape)?.quantile(p)?),
            Shape::Beta { a, b } => Beta::new(a, b)?.quantile(p),
        }
    }

    /// The middle interval that holds it with this probability: the range of a one-way sensitivity analysis.
    ///
    /// ```
    /// use utfall::econ::draws::Distribution;
    /// use utfall::stats::Level;
    ///
    /// let (low, high) = Distribution::normal(0.10, 0.03)?.range(Level::NINETY_FIVE)?;
    /// assert!((low - 0.0412).abs() < 5e-5 && (high - 0.1588).abs() < 5e-5);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn range(self, level: Level) -> Result<(f64, f64), Undefined> {
        let tail = 0.5 * level.alpha();
        Ok((self.quantile(tail)?, self.quantile(1.0 - tail)?))
    }

    pub(super) fn sampler(self) -> Sampler {
        match self.0 {
            Shape::Fixed(value) => Sampler::Fixed(value),
            Shape::Normal { mean, sd } => Sampler::Normal { mean, sd },
            Shape::LogNormal { mean_log, sd_log } => Sampler::LogNormal { mean_log, sd_log },
            Shape::Gamma { shape, scale } => Sampler::gamma(shape, scale),
            Shape::Beta { a, b } => Sampler::beta(a, b),
        }
    }
}

fn positive(parameters: &[f64]) -> Result<(), Undefined> {
    if parameters.iter().any(|parameter| parameter.is_nan() || *parameter == f64::INFINITY) {
        Err(Undefined::NotFinite)
    } else if parameters.iter().all(|parameter| *parameter > 0.0) {
        Ok(())
    } else {
        Err(Undefined::OutsideDomain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Random;

    #[test]
    fn draws_follow_their_distribution() {
        let all = [
            Distribution::normal(-3.0, 2.0),
            Distribution::log_normal(0.5, 0.7),
            Distribution::log_normal_of_interval(0.8, 1.9, Level::NINETY_FIVE),
            Distribution::gamma(0.05, 3.0),
            Distribution::gamma(0.7, 1.0),
            Distribution::gamma(25.0, 2_400.0),
            Distribution::gamma(1e12, 1.0),
            Distribution::beta(0.02, 0.3),
            Distribution::beta(2.0, 5.0),
            Distribution::beta(86.0, 143.0),
            Distribution::beta(0.5, 40.0),
        ];
        const DRAWS: usize = 20_000;
        for distribution in all.map(Result::unwrap) {
            let mut draws = vec![0.0; DRAWS];
            distribution.sampler().fill(&mut draws, &mut Random::new(17, 3));
            assert!(draws.iter().all(|draw| draw.is_finite()));
            // The share below each decile: Kolmogorov and Smirnov at a level of about 1e-5.
            for decile in 1..10 {
                let p = f64::from(decile) / 10.0;
                let limit = distribution.quantile(p).unwrap();
                let below = draws.iter().filter(|draw| **draw <= limit).count() as f64 / DRAWS as f64;
                assert!((below - p).abs() < 2.4 / (DRAWS as f64).sqrt(), "{distribution:?} {p} {below}");
            }
            let mean = draws.iter().sum::<f64>() / DRAWS as f64;
            let error = distribution.sd() / (DRAWS as f64).sqrt();
            assert!((mean - distribution.mean()).abs() < 5.0 * error, "{distribution:?} {mean}");
        }
    }

    #[test]
    fn parameters_that_cannot_be() {
        assert_eq!(Distribution::normal(0.0, 0.0), Err(Undefined::OutsideDomain));
        assert_eq!(Distribution::normal(f64::INFINITY, 1.0), Err(Undefined::NotFinite));
        assert_eq!(Distribution::normal(1e308, 1e308), Err(Undefined::NotFinite));
        assert_eq!(Distribution::log_normal(690.0, 2.0), Err(Undefined::NotFinite));
        assert_eq!(Distribution::gamma(1e-300, 0.0), Err(Undefined::OutsideDomain));
        assert_eq!(Distribution::beta_of_mean(1.2, 0.1), Err(Undefined::OutsideDomain));
        assert_eq!(Distribution::gamma_of_mean(1e300, 1e-300), Err(Undefined::NotFinite));
        assert_eq!(Distribution::fixed(3.0).unwrap().range(Level::NINETY_FIVE), Ok((3.0, 3.0)));
    }
}
