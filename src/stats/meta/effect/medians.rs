//! Means and standard deviations from medians, quartiles and ranges.

use super::GroupMean;
use crate::stats::Undefined;
use crate::stats::distribution::Normal;

/// What a publication says of the distribution in a group instead of its mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantiles {
    /// The smallest value, the median and the largest.
    Range {
        /// The smallest value.
        least: f64,
        /// The median.
        median: f64,
        /// The largest value.
        most: f64,
    },
    /// The quartiles.
    Quartiles {
        /// The lower quartile.
        lower: f64,
        /// The median.
        median: f64,
        /// The upper quartile.
        upper: f64,
    },
    /// All five numbers.
    Five {
        /// The smallest value.
        least: f64,
        /// The lower quartile.
        lower: f64,
        /// The median.
        median: f64,
        /// The upper quartile.
        upper: f64,
        /// The largest value.
        most: f64,
    },
}

impl Quantiles {
    /// The mean and the standard deviation of a normal distribution that explains these quantiles of `total` values.
    ///
    /// The mean is Luo's weighted average of the middle of the range, the middle of the quartiles and the median; the
    /// standard deviation is Wan's, the width over that expected of standard normal values. Only for distributions that
    /// are not skewed, which [`skewness_test`] helps to judge: publications give medians *because* values are skewed.
    /// [`Undefined::OutsideDomain`] when the quantiles are not in increasing order, [`Undefined::TooFewObservations`]
    /// below two values.
    ///
    /// ```
    /// use utfall::stats::meta::effect::Quantiles;
    ///
    /// // The quantiles of a normal distribution with mean 10 and standard deviation 2, in a large group, give it back.
    /// let half = 0.674_489_750_196_082 * 2.0;
    /// let quartiles = Quantiles::Quartiles { lower: 10.0 - half, median: 10.0, upper: 10.0 + half };
    /// let group = quartiles.group_mean(1e6)?;
    /// assert!((group.mean() - 10.0).abs() < 1e-12);
    /// assert!((group.sd() - 2.0).abs() < 1e-4);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Luo, D., Wan, X., Liu, J. and Tong, T. (2018). Optimally estimating the sample mean from the sample size, median,
    /// mid-range, and/or mid-quartile range. *Statistical Methods in Medical Research* 27, 1785-1805, equations 7, 11 and
    /// 15; Wan, X., Wang, W., Liu, J. and Tong, T. (2014). Estimating the sample mean and standard deviation from the
    /// sample size, median, range and/or interquartile range. *BMC Medical Research Methodology* 14, 135, equations 9, 13
    /// and 16.
    pub fn group_mean(self, total: f64) -> Result<GroupMean, Undefined> {
        if total.is_nan() || total < 2.0 {
            return Err(Undefined::TooFewObservations);
        }
        let n = total;
        let (mean, sd) = match self {
            Quantiles::Range { least, median, most } => {
                ordered(&[least, median, most])?;
                let weight = 4.0 / (4.0 + libm::pow(n, 0.75));
                (weight * middle(least, most) + (1.0 - weight) * median, (most - least) / width_of_range(n)?)
            }
            Quantiles::Quartiles { lower, median, upper } => {
                ordered(&[lower, median, upper])?;
                let weight = 0.7 + 0.39 / n;
                (weight * middle(lower, upper) + (1.0 - weight) * median, (upper - lower) / width_of_quartiles(n)?)
            }
            Quantiles::Five { least, lower, median, upper, most } => {
                ordered(&[least, lower, median, upper, most])?;
                let range = 2.2 / (2.2 + libm::pow(n, 0.75));
                let quartiles = 0.7 - 0.72 / libm::pow(n, 0.55);
                let mean =
                    range * middle(least, most) + quartiles * middle(lower, upper) + (1.0 - range - quartiles) * median;
                let sd = 0.5 * ((most - least) / width_of_range(n)? + (upper - lower) / width_of_quartiles(n)?);
                (mean, sd)
            }
        };
        GroupMean::new(mean, sd, n)
    }
}

/// Whether the quantiles of `total` values contradict a symmetric distribution, at the level of 5 %.
///
/// The test statistic is how far the median is from the middle, over the width, with the critical values of Shi et al.
/// [`Undefined::NoVariation`] when the width is 0; else errors as for [`Quantiles::group_mean`].
///
/// ```
/// use utfall::stats::meta::effect::{Quantiles, skewness_test};
///
/// let skewed = Quantiles::Quartiles { lower: 1.0, median: 2.0, upper: 9.0 };
/// assert!(skewness_test(skewed, 100.0)?);
/// let symmetric = Quantiles::Quartiles { lower: 1.0, median: 5.1, upper: 9.0 };
/// assert!(!skewness_test(symmetric, 100.0)?);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Shi, J., Luo, D., Wan, X., Liu, Y., Liu, J., Bian, Z. and Tong, T. (2023). Detecting the skewness of data from the
/// five-number summary and its application in meta-analysis. *Statistical Methods in Medical Research* 32, 1338-1360.
pub fn skewness_test(quantiles: Quantiles, total: f64) -> Result<bool, Undefined> {
    quantiles.group_mean(total)?;
    let skew = |low: f64, median: f64, high: f64| {
        if high > low {
            Ok(((low - median) + (high - median)).abs() / (high - low))
        } else {
            Err(Undefined::NoVariation)
        }
    };
    let n = total;
    Ok(match quantiles {
        Quantiles::Range { least, median, most } => {
            skew(least, median, most)? > 1.0 / libm::log(n + 9.0) + 2.5 / (n + 1.0)
        }
        Quantiles::Quartiles { lower, median, upper } => {
            skew(lower, median, upper)? > 2.65 / libm::sqrt(n) - 6.0 / (n * n)
        }
        Quantiles::Five { least, lower, median, upper, most } => {
            let range = 2.65 * libm::log(0.6 * n) / libm::sqrt(n) * skew(least, median, most)?;
            range.max(skew(lower, median, upper)?) > 3.0 / libm::sqrt(n) - 40.0 / (n * n * n)
        }
    })
}

/// The expected range of `n` standard normal values, by Blom's approximation.
fn width_of_range(n: f64) -> Result<f64, Undefined> {
    Ok(2.0 * Normal.quantile((n - 0.375) / (n + 0.25))?)
}

/// The expected distance of the quartiles of `n` standard normal values, by Blom's approximation.
fn width_of_quartiles(n: f64) -> Result<f64, Undefined> {
    Ok(2.0 * Normal.quantile((0.75 * n - 0.125) / (n + 0.25))?)
}

fn middle(low: f64, high: f64) -> f64 {
    0.5 * low + 0.5 * high
}

fn ordered(quantiles: &[f64]) -> Result<(), Undefined> {
    if quantiles.iter().all(|x| x.is_finite()) && quantiles.is_sorted() {
        Ok(())
    } else {
        Err(Undefined::OutsideDomain)
    }
}
