//! Numbers observed on people, as a sorted table of distinct values and how often each occurs.

use super::means::MeanSummary;
use super::sum::Sum;
use super::{Undefined, power_of_two};

/// Observed values with their frequencies, sorted: what remains of a column when the order of its rows has no
/// meaning.
///
/// Raw rows and a frequency table of the same people give the same sample, and so the same bits in everything that
/// is computed from it. All values are finite and there is at least one.
///
/// ```
/// use utfall::stats::Sample;
///
/// let rows = Sample::new(&[3.0, 1.0, 2.0, 3.0])?;
/// let table = Sample::from_counts(&[(1.0, 1), (3.0, 2), (2.0, 1)])?;
/// assert_eq!(rows, table);
/// assert_eq!(rows.total(), 4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Strictly increasing.
    values: Vec<f64>,
    /// As many as the values, all positive.
    counts: Vec<u64>,
    total: u64,
}

/// Which of the definitions of a sample quantile, by its number in Hyndman and Fan (1996) and in R.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuantileType {
    /// Type 2: the inverse of the distribution function, averaged where it is flat. The definition of SAS and Stata.
    Two,
    /// Type 6: linear between the `k`-th values at `k / (n + 1)`. The definition of SPSS and Minitab.
    Six,
    /// Type 7: linear between the `k`-th values at `(k - 1) / (n - 1)`. The definition of R, NumPy and Excel.
    Seven,
}

impl Sample {
    /// A sample of raw values, in any order.
    ///
    /// [`Undefined::NoObservations`] for none, [`Undefined::NotFinite`] when one is infinite or not a number.
    pub fn new(values: &[f64]) -> Result<Sample, Undefined> {
        if !values.iter().all(|value| value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        // Adding zero makes -0 a 0, so that equal numbers are equal bits.
        let mut sorted: Vec<f64> = values.iter().map(|value| value + 0.0).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        Sample::merged(sorted.into_iter().map(|value| (value, 1)))
    }

    /// A sample of `(value, count)` pairs, in any order; values may occur in several pairs, and counts may be 0.
    ///
    /// Errors as for [`Sample::new`], and [`Undefined::TooLarge`] when the counts sum to more than a `u64` holds.
    pub fn from_counts(pairs: &[(f64, u64)]) -> Result<Sample, Undefined> {
        if !pairs.iter().all(|(value, _)| value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let mut sorted: Vec<(f64, u64)> = pairs.iter().map(|(value, count)| (value + 0.0, *count)).collect();
        sorted.sort_unstable_by(|(a, _), (b, _)| a.total_cmp(b));
        Sample::merged(sorted.into_iter().filter(|(_, count)| *count > 0))
    }

    /// From sorted pairs with positive counts.
    fn merged(pairs: impl Iterator<Item = (f64, u64)>) -> Result<Sample, Undefined> {
        let mut sample = Sample { values: Vec::new(), counts: Vec::new(), total: 0 };
        for (value, count) in pairs {
            sample.total = sample.total.checked_add(count).ok_or(Undefined::TooLarge)?;
            match sample.counts.last_mut() {
                Some(last) if sample.values.last() == Some(&value) => *last += count,
                _ => {
                    sample.values.push(value);
                    sample.counts.push(count);
                }
            }
        }
        if sample.total == 0 { Err(Undefined::NoObservations) } else { Ok(sample) }
    }

    /// The number of observations.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The distinct values, increasing.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The frequency of each of [`Sample::values`].
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Pairs of value and frequency, by increasing value.
    pub fn pairs(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        self.values.iter().copied().zip(self.counts.iter().copied())
    }

    /// Every observation, sorted.
    pub fn observations(&self) -> impl Iterator<Item = f64> + '_ {
        self.pairs().flat_map(|(value, count)| (0..count).map(move |_| value))
    }

    /// The smallest value.
    pub fn minimum(&self) -> f64 {
        self.values[0]
    }

    /// The largest value.
    pub fn maximum(&self) -> f64 {
        self.values[self.values.len() - 1]
    }

    /// The values with the opposite sign.
    pub fn negated(&self) -> Sample {
        Sample {
            values: self.values.iter().rev().map(|value| 0.0 - value).collect(),
            counts: self.counts.iter().rev().copied().collect(),
            total: self.total,
        }
    }

    /// Number, mean and standard deviation.
    ///
    /// `mean = sum(x) / n` and `sd = sqrt(sum((x - mean)^2) / (n - 1))`, in two passes of compensated sums over values
    /// scaled by a power of two, so that neither 1e300 nor 1e-300 overflows or vanishes. A sample of equal values has
    /// that value as its mean and exactly 0 as its standard deviation.
    ///
    /// ```
    /// use utfall::stats::Sample;
    ///
    /// // Student (1908), the additional hours of sleep by drug 1: 0.75 with standard deviation 1.79.
    /// let sleep = Sample::new(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])?;
    /// assert!((sleep.summary().mean() - 0.75).abs() < 1e-15);
    /// assert!((sleep.summary().sd()? - 1.79).abs() < 5e-3);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Chan, T. F., Golub, G. H. and LeVeque, R. J. (1983). Algorithms for computing the sample variance: analysis and
    /// recommendations. *The American Statistician* 37, 242-247, the corrected two-pass algorithm.
    pub fn summary(&self) -> MeanSummary {
        let n = self.total as f64;
        if self.values.len() == 1 {
            return MeanSummary::of_equal(self.total, self.values[0]);
        }
        let scale = power_of_two::above(self.minimum().abs().max(self.maximum().abs()));
        let scaled = || self.pairs().map(|(value, count)| (value / scale, count as f64));
        let mean = weighted_sum(scaled()) / n;
        let reach =
            power_of_two::above((self.minimum() / scale - mean).abs().max((self.maximum() / scale - mean).abs()));
        let deviations = || scaled().map(|(value, count)| ((value - mean) / reach, count));
        let off_centre = weighted_sum(deviations());
        let squares = weighted_sum(deviations().map(|(d, count)| (d * d, count)));
        let variance = ((squares - off_centre * off_centre / n) / (n - 1.0)).max(0.0);
        // What the first pass lost to rounding is given back to the mean.
        let mean = (mean + off_centre / n * reach).clamp(self.minimum() / scale, self.maximum() / scale);
        MeanSummary::from_parts(self.total, mean * scale, libm::sqrt(variance) * reach * scale)
    }

    /// The value below which a share `p` of the sample lies, by one of three common definitions; `p` in `[0, 1]`.
    ///
    /// With `x(k)` the `k`-th smallest of the `n` values, counted from 1, the quantile lies a share `g` of the way from
    /// `x(j)` to `x(j + 1)`, where `j + g` is `p (n + 1)` for type 6 and `1 + p (n - 1)` for type 7; for type 2 it
    /// is `x(ceil(n p))`, or the midpoint of `x(n p)` and `x(n p + 1)` when `n p` is whole. Beyond the ends the
    /// extreme values. [`Undefined::OutsideDomain`] when `p` is.
    ///
    /// ```
    /// use utfall::stats::{QuantileType, Sample};
    ///
    /// // R: quantile(1:10, 0.25, type = t) is 3, 2.75 and 3.25.
    /// let ten = Sample::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0])?;
    /// assert_eq!(ten.quantile(0.25, QuantileType::Two)?, 3.0);
    /// assert_eq!(ten.quantile(0.25, QuantileType::Six)?, 2.75);
    /// assert_eq!(ten.quantile(0.25, QuantileType::Seven)?, 3.25);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Hyndman, R. J. and Fan, Y. (1996). Sample quantiles in statistical packages. *The American Statistician* 50,
    /// 361-365, definitions 2, 6 and 7.
    pub fn quantile(&self, p: f64, kind: QuantileType) -> Result<f64, Undefined> {
        if !(0.0..=1.0).contains(&p) {
            return Err(Undefined::OutsideDomain);
        }
        // A product like 0.07 * 100 that should be whole is taken as whole, as R does.
        const FUZZ: f64 = 4.0 * f64::EPSILON;
        let n = self.total as f64;
        let place = match kind {
            QuantileType::Two => p * n,
            QuantileType::Six => p * (n + 1.0),
            QuantileType::Seven => 1.0 + p * (n - 1.0),
        };
        let whole = libm::floor(place + FUZZ * place.max(1.0));
        let rest = place - whole;
        let rest = if rest.abs() < FUZZ * place.max(1.0) { 0.0 } else { rest };
        let share = match kind {
            QuantileType::Two if rest == 0.0 => 0.5,
            QuantileType::Two => 1.0,
            QuantileType::Six | QuantileType::Seven => rest,
        };
        let (low, high) = (self.order_statistic(whole), self.order_statistic(whole + 1.0));
        Ok(if share == 0.0 || low == high {
            low
        } else if share == 1.0 {
            high
        } else {
            // Not low + share (high - low), which may overflow.
            (1.0 - share) * low + share * high
        })
    }

    /// The median; the mean of the two middle values when the number is even.
    ///
    /// ```
    /// use utfall::stats::Sample;
    ///
    /// assert_eq!(Sample::new(&[7.0, 1.0, 2.0, 4.0])?.median(), 3.0);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn median(&self) -> f64 {
        let (low, high) = ((self.total - 1) / 2, self.total / 2);
        0.5 * self.at(low) + 0.5 * self.at(high)
    }

    /// The `k`-th smallest value, counted from 1, `k` whole; the extremes beyond the ends.
    fn order_statistic(&self, k: f64) -> f64 {
        if k <= 1.0 { self.minimum() } else { self.at((k as u64 - 1).min(self.total - 1)) }
    }

    /// The value with `before` observations before it in sorted order.
    fn at(&self, before: u64) -> f64 {
        let mut passed = 0_u64;
        for (value, count) in self.pairs() {
            passed += count;
            if passed > before {
                return value;
            }
        }
        self.maximum()
    }
}

/// `sum(count * term)`.
fn weighted_sum(terms: impl Iterator<Item = (f64, f64)>) -> f64 {
    let mut sum = Sum::default();
    for (term, count) in terms {
        let product = count * term;
        sum.add(product);
        if count != 1.0 {
            // The rounding error of the product.
            sum.add(libm::fma(count, term, -product));
        }
    }
    sum.value()
}
