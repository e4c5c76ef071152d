//! Spearman's rank correlation.

use super::Pairs;
use super::pearson::{coefficient, fisher, t_test};
use crate::stats::rank::midranks;
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// The most pairs whose permutations are counted.
const MOST_PAIRS: usize = 12;

/// Spearman's rho: Pearson's correlation of the midranks.
///
/// [`Undefined::NoVariation`] when a variable is constant.
///
/// ```
/// use utfall::stats::correlation::{Pairs, spearman_coefficient};
///
/// // Hollander and Wolfe (1973), p. 187, quality of tuna (R's ?cor.test): S = 48, rho = 0.6.
/// let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
/// let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
/// assert!((spearman_coefficient(&Pairs::new(&x, &y)?)? - 0.6).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Spearman, C. (1904). The proof and measurement of association between two things. *American Journal of Psychology* 15,
/// 72-101.
pub fn spearman_coefficient(pairs: &Pairs) -> Result<f64, Undefined> {
    let even = vec![1.0; pairs.total()];
    coefficient(&midranks(&pairs.x), &midranks(&pairs.y), &even)
}

/// Spearman's rho with Bonett and Wright's interval, `tanh(atanh(rho) +- z sqrt((1 + rho^2 / 2) / (n - 3)))`.
///
/// The standard error is on Fisher's scale. [`Undefined::TooFewObservations`] for three pairs.
///
/// ```
/// use utfall::stats::{Level, correlation::{Pairs, spearman}};
///
/// // The tuna: atanh(0.6) = 0.693147, with half-width 1.959964 sqrt(1.18 / 6).
/// let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
/// let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
/// let rho = spearman(&Pairs::new(&x, &y)?, Level::NINETY_FIVE)?;
/// let half_width = 1.959_963_985 * (1.18_f64 / 6.0).sqrt();
/// assert!((rho.interval.lower().unwrap() - (std::f64::consts::LN_2 - half_width).tanh()).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bonett, D. G. and Wright, T. A. (2000). Sample size requirements for estimating Pearson, Kendall and Spearman
/// correlations. *Psychometrika* 65, 23-28.
pub fn spearman(pairs: &Pairs, level: Level) -> Result<Estimated, Undefined> {
    let rho = spearman_coefficient(pairs)?;
    fisher(rho, (1.0 + 0.5 * rho * rho) / (pairs.size() - 3.0), level)
}

/// The test of no association by `t = rho sqrt((n - 2) / (1 - rho^2))` with `n - 2` degrees of freedom; two-sided.
///
/// For ten pairs or more, ties or not. A perfect order has no finite t, and a p of 0.
///
/// Kendall, M. G. (1970). *Rank Correlation Methods*, 4th ed., formula 5.10; R's `cor.test(exact = FALSE)`.
pub fn spearman_test(pairs: &Pairs) -> Result<TestResult, Undefined> {
    t_test(spearman_coefficient(pairs)?, pairs.size() - 2.0)
}

/// The exact test of no association: twice the smaller tail of `sum(d^2)`, the squared differences of the ranks, over
/// all permutations.
///
/// [`Undefined::OutsideDomain`] with ties, whose ranks are no permutation; [`Undefined::TooLarge`] above 12 pairs:
/// [`spearman_test`] serves there.
///
/// ```
/// use utfall::stats::correlation::{Pairs, spearman_exact_test};
///
/// // The tuna: p = 0.0968 (R).
/// let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
/// let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
/// assert!((spearman_exact_test(&Pairs::new(&x, &y)?)?.p - 0.0968).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Best, D. J. and Roberts, D. E. (1975). Algorithm AS 89: the upper tail probabilities of Spearman's rho. *Applied
/// Statistics* 24, 377-379.
pub fn spearman_exact_test(pairs: &Pairs) -> Result<TestResult, Undefined> {
    spearman_coefficient(pairs)?;
    let n = pairs.total();
    let (x, y) = (midranks(&pairs.x), midranks(&pairs.y));
    let tied = |ranks: &[f64]| {
        let mut sorted = ranks.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.windows(2).any(|two| two[0] == two[1])
    };
    if tied(&x) || tied(&y) {
        return Err(Undefined::OutsideDomain);
    }
    if n > MOST_PAIRS {
        return Err(Undefined::TooLarge);
    }
    let observed = x.iter().zip(&y).map(|(x, y)| (x - y) * (x - y)).sum::<f64>() as usize;
    let ways = sums_of_squares(n);
    let total: f64 = ways.iter().sum();
    let lower: f64 = ways[..=observed].iter().sum();
    let upper: f64 = ways[observed..].iter().sum();
    Ok(TestResult::exact(2.0 * lower.min(upper) / total))
}

/// How many permutations of `n` ranks have each sum of squared differences.
fn sums_of_squares(n: usize) -> Vec<f64> {
    let most = n * (n * n - 1) / 3;
    // By the set of ranks that the first places have used: one bit each.
    let mut ways: Vec<Option<Vec<f64>>> = vec![None; 1 << n];
    let mut start = vec![0.0; most + 1];
    start[0] = 1.0;
    ways[0] = Some(start);
    for used in 0..(1_usize << n) - 1 {
        let Some(before) = ways[used].take() else { continue };
        let place = used.count_ones() as usize;
        for rank in (0..n).filter(|rank| used >> rank & 1 == 0) {
            let square = place.abs_diff(rank) * place.abs_diff(rank);
            let after = ways[used | 1 << rank].get_or_insert_with(|| vec![0.0; most + 1]);
            for (target, source) in after[square..].iter_mut().zip(&before) {
                *target += source;
            }
        }
    }
    ways.pop().flatten().unwrap_or_default()
}
