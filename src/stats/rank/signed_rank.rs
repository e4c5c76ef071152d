//! Wilcoxon's signed ranks of differences within pairs.

use super::permutation::as_far_by_sign;
use super::selection;
use crate::stats::distribution::{Normal, SignedRank};
use crate::stats::sum::sum;
use crate::stats::{Interval, Level, Sample, TestResult, Undefined};

/// The signed ranks of differences: what their tests and effect size are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedRanks {
    /// The sum of the midranks of the positive differences, R's `V`.
    pub positive: f64,
    /// The sum of those of the negative differences.
    pub negative: f64,
    /// The number of differences that are not zero.
    pub nonzero: u64,
    /// `(midrank, how many)` of the distinct sizes.
    ties: Vec<(f64, u64)>,
}

impl SignedRanks {
    /// The matched-pairs rank-biserial correlation, `(positive - negative) / (positive + negative)`.
    ///
    /// Kerby, D. S. (2014). The simple difference formula. *Comprehensive Psychology* 3, 1.
    pub fn rank_biserial(&self) -> f64 {
        (self.positive - self.negative) / (self.positive + self.negative)
    }
}

/// Ranks the differences within pairs by their size, leaving out those that are zero.
///
/// [`Undefined::NoVariation`] when all are zero, [`Undefined::TooLarge`] for more than 2^52.
///
/// ```
/// use utfall::stats::{Sample, rank};
///
/// let ranks = rank::signed_ranks(&Sample::new(&[0.0, 1.0, 3.0, 0.0, 2.0, -4.0])?)?;
/// assert_eq!((ranks.positive, ranks.negative, ranks.nonzero), (6.0, 4.0, 4));
/// assert_eq!(ranks.rank_biserial(), 0.2);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Wilcoxon (1945), see [`SignedRank`].
pub fn signed_ranks(differences: &Sample) -> Result<SignedRanks, Undefined> {
    let mut sizes: Vec<(f64, u64, bool)> = differences
        .pairs()
        .filter(|(difference, _)| *difference != 0.0)
        .map(|(difference, count)| (difference.abs(), count, difference > 0.0))
        .collect();
    sizes.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
    let nonzero: u64 = sizes.iter().map(|(_, count, _)| count).sum();
    if nonzero == 0 {
        return Err(Undefined::NoVariation);
    }
    if nonzero > 1 << 52 {
        return Err(Undefined::TooLarge);
    }
    let mut ranks = SignedRanks { positive: 0.0, negative: 0.0, nonzero, ties: Vec::new() };
    let mut before = 0;
    let mut signed = [Vec::new(), Vec::new()];
    for same in sizes.chunk_by(|a, b| a.0 == b.0) {
        let size: u64 = same.iter().map(|(_, count, _)| count).sum();
        let midrank = before as f64 + 0.5 * (size + 1) as f64;
        for (_, count, positive) in same {
            signed[usize::from(*positive)].push(midrank * *count as f64);
        }
        ranks.ties.push((midrank, size));
        before += size;
    }
    let [negative, positive] = signed;
    (ranks.negative, ranks.positive) = (sum(negative), sum(positive));
    Ok(ranks)
}

/// Wilcoxon's signed-rank test by the normal approximation; two-sided.
///
/// `z = (V - n (n + 1) / 4) / sqrt(sum(midrank^2) / 4)` over the `n` differences that are not zero. It tests that
/// differences are symmetric around 0. For ten pairs or more.
///
/// ```
/// use utfall::stats::{means, rank};
///
/// // Hollander and Wolfe (1973), p. 29, depression scores (R's ?wilcox.test): V = 40, exact one-sided p = 0.01953.
/// let (first, second) = ([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30],
///     [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]);
/// let pairs: Vec<(f64, f64)> = first.into_iter().zip(second).collect();
/// let differences = means::paired_differences(&pairs)?;
/// assert_eq!(rank::signed_ranks(&differences)?.positive, 40.0);
/// assert!((rank::signed_rank_exact_test(&differences)?.p - 2.0 * 0.019_531_25).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Wilcoxon (1945); Lehmann (1975), formula 3.13.
pub fn signed_rank_test(differences: &Sample) -> Result<TestResult, Undefined> {
    normal_test(differences, 0.0)
}

/// [`signed_rank_test`] with half taken from `|V - n (n + 1) / 4|`, as R's `wilcox.test` does.
pub fn signed_rank_corrected_test(differences: &Sample) -> Result<TestResult, Undefined> {
    normal_test(differences, 0.5)
}

fn normal_test(differences: &Sample, correction: f64) -> Result<TestResult, Undefined> {
    let ranks = signed_ranks(differences)?;
    let excess = 0.5 * (ranks.positive - ranks.negative);
    let deviation = 0.5 * libm::sqrt(sum(ranks.ties.iter().map(|(midrank, size)| midrank * midrank * *size as f64)));
    let z = (excess.abs() - correction).max(0.0) / deviation;
    Ok(TestResult { statistic: Some(z.copysign(excess)), df: None, p: Normal.two_sided(z) })
}

/// The exact signed-rank test: the probability, when each difference is as likely to have either sign, of a `V` at least
/// as far from its expectation.
///
/// Without ties it is twice the smaller tail of [`SignedRank`]; with ties the sums of midranks are counted. Zeros are
/// left out. [`Undefined::TooLarge`] above 500 pairs: [`signed_rank_test`] serves there, and its example here.
///
/// Lehmann (1975), section 3.2.
pub fn signed_rank_exact_test(differences: &Sample) -> Result<TestResult, Undefined> {
    let ranks = signed_ranks(differences)?;
    if ranks.ties.iter().all(|(_, size)| *size == 1) {
        let distribution = SignedRank::new(ranks.nonzero)?;
        return Ok(TestResult::exact(2.0 * distribution.cdf(ranks.positive.min(ranks.negative) as u64)));
    }
    if ranks.nonzero > 500 {
        return Err(Undefined::TooLarge);
    }
    let doubled: Vec<u64> =
        ranks.ties.iter().flat_map(|(midrank, size)| (0..*size).map(|_| (2.0 * *midrank) as u64)).collect();
    as_far_by_sign(&doubled, (2.0 * ranks.positive) as u64).map(TestResult::exact)
}

/// The Hodges-Lehmann estimate of the centre of differences within pairs: the median of the averages of all pairs of
/// differences, each with itself too; zeros are left out, as R's `wilcox.test` does.
///
/// ```
/// use utfall::stats::{Sample, rank};
///
/// // The ten averages of 1, 3, 2 and -4; the middle two are 1 and 1.5.
/// assert_eq!(rank::paired_hodges_lehmann(&Sample::new(&[1.0, 3.0, 2.0, -4.0])?)?, 1.25);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Hodges and Lehmann (1963).
pub fn paired_hodges_lehmann(differences: &Sample) -> Result<f64, Undefined> {
    let nonzero: Vec<(f64, u64)> = differences.pairs().filter(|(difference, _)| *difference != 0.0).collect();
    if nonzero.is_empty() {
        return Err(Undefined::NoVariation);
    }
    let nonzero = Sample::from_counts(&nonzero)?;
    let n = u128::from(nonzero.total());
    let pairs = n * (n + 1) / 2;
    let low = selection::average(&nonzero, pairs.div_ceil(2));
    let high = selection::average(&nonzero, pairs / 2 + 1);
    Ok(0.5 * low + 0.5 * high)
}

/// The interval that belongs to [`paired_hodges_lehmann`]: from the `q`-th smallest to the `q`-th largest average of two
/// differences, each with itself too; zeros are left out.
///
/// Up to 25 differences `q` is the smallest count whose cumulative [`SignedRank`] probability reaches `alpha / 2`, as in R's
/// `wilcox.test`, so that the level is at least the one asked for; above that it is the whole number nearest to
/// `n (n + 1) / 4 - z sqrt(n (n + 1) (2 n + 1) / 24)`. With ties it is conservative. It supposes that the differences are
/// symmetric about their centre.
///
/// [`Undefined::NoVariation`] when all differences are zero, [`Undefined::TooFewObservations`] for so few that even all
/// averages have an alpha half as large again as the one asked for, [`Undefined::TooLarge`] above 2^52 differences.
///
/// ```
/// use utfall::stats::{Interval, Level, means, rank};
///
/// // Hollander and Wolfe (1999), example 3.3, depression scores: 0.010 to 0.786, with a level of 96.1 per cent.
/// let (first, second) = ([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30],
///     [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]);
/// let pairs: Vec<(f64, f64)> = first.into_iter().zip(second).collect();
/// let differences = means::paired_differences(&pairs)?;
/// let interval = rank::paired_hodges_lehmann_interval(&differences, Level::NINETY_FIVE)?;
/// let (lower, upper) = (interval.lower().unwrap(), interval.upper().unwrap());
/// assert!((lower - 0.010).abs() < 1e-12 && (upper - 0.786).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Tukey's interval: Hollander, M. and Wolfe, D. A. (1999). *Nonparametric Statistical Methods*, 2nd edition, section 3.3.
pub fn paired_hodges_lehmann_interval(differences: &Sample, level: Level) -> Result<Interval, Undefined> {
    /// The most differences of which the exact distribution is used.
    const EXACT: u64 = 25;
    let nonzero: Vec<(f64, u64)> = differences.pairs().filter(|(difference, _)| *difference != 0.0).collect();
    if nonzero.is_empty() {
        return Err(Undefined::NoVariation);
    }
    let nonzero = Sample::from_counts(&nonzero)?;
    if nonzero.total() > 1 << 52 {
        return Err(Undefined::TooLarge);
    }
    let place = if nonzero.total() <= EXACT {
        let distribution = SignedRank::new(nonzero.total())?;
        let place = distribution.quantile(0.5 * level.alpha())?.max(1);
        if 2.0 * distribution.cdf(place - 1) > 1.5 * level.alpha() {
            return Err(Undefined::TooFewObservations);
        }
        u128::from(place)
    } else {
        let n = nonzero.total() as f64;
        let spread = libm::sqrt(n * (n + 1.0) * (2.0 * n + 1.0) / 24.0);
        libm::round(0.25 * n * (n + 1.0) - level.z() * spread).max(1.0) as u128
    };
    let n = u128::from(nonzero.total());
    let lower = selection::average(&nonzero, place);
    let upper = selection::average(&nonzero, n * (n + 1) / 2 - place + 1);
    Ok(Interval::Bounded { lower, upper })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_turns_with_the_differences_and_grows_with_the_level() {
        for count in [6, 12, 25, 26, 60, 300] {
            let values: Vec<f64> = (0..count).map(|i| f64::from(i * i % 53) - 11.3).collect();
            let turned: Vec<f64> = values.iter().map(|value| -value).collect();
            let interval = |values: &[f64], level: Level| {
                paired_hodges_lehmann_interval(&Sample::new(values).unwrap(), level).unwrap()
            };
            let (own, back) = (interval(&values, Level::NINETY_FIVE), interval(&turned, Level::NINETY_FIVE));
            assert_eq!((own.lower(), own.upper()), (back.upper().map(|x| -x), back.lower().map(|x| -x)), "{count}");
            let centre = paired_hodges_lehmann(&Sample::new(&values).unwrap()).unwrap();
            assert!(own.contains(centre));
            let narrower = interval(&values, Level::new(0.8).unwrap());
            assert!(narrower.lower() >= own.lower() && narrower.upper() <= own.upper(), "{count}");
        }
    }

    #[test]
    fn too_few_differences_have_no_interval() {
        let few = Sample::new(&[1.0, 2.0, 3.0]).unwrap();
        assert_eq!(paired_hodges_lehmann_interval(&few, Level::NINETY_FIVE), Err(Undefined::TooFewObservations));
        let none = Sample::new(&[0.0, 0.0]).unwrap();
        assert_eq!(paired_hodges_lehmann_interval(&none, Level::NINETY_FIVE), Err(Undefined::NoVariation));
    }
}
