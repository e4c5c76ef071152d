//! Kendall's rank correlation.

use super::Pairs;
use super::pearson::fisher;
use crate::stats::distribution::Normal;
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// The most pairs whose permutations are counted.
const MOST_PAIRS: usize = 500;

/// Kendall's tau-b: concordant less discordant pairs of people, over the root of the product of the numbers of pairs
/// that are not tied in each variable.
///
/// Without ties this is the share of concordant less that of discordant pairs. [`Undefined::NoVariation`] when a
/// variable is constant.
///
/// ```
/// use utfall::stats::correlation::{Pairs, kendall_coefficient};
///
/// // Hollander and Wolfe (1973), p. 187, quality of tuna (R's ?cor.test): T = 26 of 36, tau = 0.4444.
/// let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
/// let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
/// assert!((kendall_coefficient(&Pairs::new(&x, &y)?)? - 16.0 / 36.0).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Kendall, M. G. (1938). A new measure of rank correlation. *Biometrika* 30, 81-93; (1945) *Biometrika* 33, 239-251
/// (ties).
pub fn kendall_coefficient(pairs: &Pairs) -> Result<f64, Undefined> {
    Concordance::new(pairs)?.tau_b()
}

/// Kendall's tau-b with Fieller's interval on Fisher's scale, `tanh(atanh(tau) +- z sqrt(0.437 / (n - 4)))`.
///
/// The standard error is on that scale. [`Undefined::TooFewObservations`] below five pairs.
///
/// ```
/// use utfall::stats::{Level, correlation::{Pairs, kendall}};
///
/// let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
/// let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
/// let tau = kendall(&Pairs::new(&x, &y)?, Level::NINETY_FIVE)?;
/// assert!((tau.standard_error.unwrap().powi(2) - 0.437 / 5.0).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fieller, E. C., Hartley, H. O. and Pearson, E. S. (1957). *Biometrika* 44, 470-481; Bonett and Wright (2000).
pub fn kendall(pairs: &Pairs, level: Level) -> Result<Estimated, Undefined> {
    fisher(kendall_coefficient(pairs)?, 0.437 / (pairs.size() - 4.0), level)
}

/// The test of no association by `z = S / sqrt(var S)`, `S` being concordant less discordant pairs and its variance
/// corrected for ties; two-sided.
///
/// For ten pairs or more.
///
/// ```
/// use utfall::stats::correlation::{Pairs, kendall_test};
///
/// // Without ties var S = n (n - 1) (2 n + 5) / 18: here 92, and S is 16.
/// let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
/// let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
/// let test = kendall_test(&Pairs::new(&x, &y)?)?;
/// assert!((test.statistic.unwrap() - 16.0 / 92.0_f64.sqrt()).abs() < 1e-14);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Kendall (1970), formula 4.4; R's `cor.test(exact = FALSE)`.
pub fn kendall_test(pairs: &Pairs) -> Result<TestResult, Undefined> {
    let concordance = Concordance::new(pairs)?;
    concordance.tau_b()?;
    let z = concordance.score as f64 / libm::sqrt(concordance.variance());
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// The exact test of no association: twice the smaller tail of the number of concordant pairs over all permutations.
///
/// [`Undefined::OutsideDomain`] with ties, [`Undefined::TooLarge`] above 500 pairs: [`kendall_test`] serves there.
///
/// ```
/// use utfall::stats::correlation::{Pairs, kendall_exact_test};
///
/// // The tuna: p = 0.1194 (R).
/// let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
/// let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
/// assert!((kendall_exact_test(&Pairs::new(&x, &y)?)?.p - 0.1194).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Kendall (1938).
pub fn kendall_exact_test(pairs: &Pairs) -> Result<TestResult, Undefined> {
    let concordance = Concordance::new(pairs)?;
    concordance.tau_b()?;
    if !concordance.ties_x.is_empty() || !concordance.ties_y.is_empty() {
        return Err(Undefined::OutsideDomain);
    }
    if pairs.total() > MOST_PAIRS {
        return Err(Undefined::TooLarge);
    }
    // The rarer kind of pair, so that the tail is the lower one.
    let rarer = ((concordance.all - concordance.score.abs()) / 2) as usize;
    let inversions = lower_half_of_inversions(pairs.total());
    let tail = inversions.iter().take(rarer + 1).sum::<f64>();
    Ok(TestResult::exact(if rarer + 1 > inversions.len() { 1.0 } else { 2.0 * tail }))
}

/// The probability that a random permutation has 0, 1, … inversions, up to half of the most possible.
///
/// A new largest element adds 0 to `n - 1` inversions, all equally likely: a moving average. Below the middle the
/// probabilities rise, so that what the moving sum subtracts is never larger than what it keeps.
fn lower_half_of_inversions(n: usize) -> Vec<f64> {
    let most = n * (n - 1) / 2;
    let half = most / 2;
    let mut probabilities = vec![0.0; half + 1];
    probabilities[0] = 1.0;
    for size in 2..=n {
        let mut next = vec![0.0; half + 1];
        let mut window = 0.0;
        let symmetric = size * (size - 1) / 2;
        for k in 0..=half.min(symmetric) {
            if 2 * k > symmetric {
                next[k] = next[symmetric - k];
            } else {
                window += probabilities[k];
                if k >= size {
                    window -= probabilities[k - size];
                }
                next[k] = window / size as f64;
            }
        }
        probabilities = next;
    }
    probabilities
}

/// What Kendall's methods count.
struct Concordance {
    /// The number of pairs of people.
    all: i128,
    /// Concordant less discordant ones.
    score: i128,
    /// The sizes above 1 of the groups of equal values.
    ties_x: Vec<i128>,
    ties_y: Vec<i128>,
    n: f64,
}

impl Concordance {
    fn new(pairs: &Pairs) -> Result<Concordance, Undefined> {
        let n = pairs.total() as i128;
        let sizes = |groups: Vec<usize>| groups.into_iter().filter(|size| *size > 1).map(|size| size as i128).collect();
        let ties_x: Vec<i128> = sizes(pairs.x.chunk_by(|a, b| a == b).map(<[f64]>::len).collect());
        let mut y = pairs.y.clone();
        // The pairs are sorted by x, then by y, so that what is exchanged in sorting by y is discordant.
        let discordant = exchanges(&mut y);
        let ties_y: Vec<i128> = sizes(y.chunk_by(|a, b| a == b).map(<[f64]>::len).collect());
        let both: Vec<(f64, f64)> = pairs.x.iter().copied().zip(pairs.y.iter().copied()).collect();
        let ties_both: Vec<i128> = sizes(both.chunk_by(|a, b| a == b).map(<[(f64, f64)]>::len).collect());
        let all = n * (n - 1) / 2;
        let untied = all - pairs_within(&ties_x) - pairs_within(&ties_y) + pairs_within(&ties_both);
        Ok(Concordance { all, score: untied - 2 * discordant, ties_x, ties_y, n: n as f64 })
    }

    fn tau_b(&self) -> Result<f64, Undefined> {
        let (x, y) = (self.all - pairs_within(&self.ties_x), self.all - pairs_within(&self.ties_y));
        if x == 0 || y == 0 {
            return Err(Undefined::NoVariation);
        }
        let score = self.score as f64;
        // A single root where the numbers agree, so that a perfect order is exactly 1.
        let tau = if x == y { score / x as f64 } else { score / libm::sqrt(x as f64) / libm::sqrt(y as f64) };
        Ok(tau.clamp(-1.0, 1.0))
    }

    fn variance(&self) -> f64 {
        let n = self.n;
        let total = |ties: &[i128], term: fn(f64) -> f64| crate::stats::sum::sum(ties.iter().map(|t| term(*t as f64)));
        let v = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
        let two = |t: f64| t * (t - 1.0);
        let three = |t: f64| t * (t - 1.0) * (t - 2.0);
        let (x, y) = (&self.ties_x, &self.ties_y);
        (v(n) - total(x, v) - total(y, v)) / 18.0
            + total(x, two) * total(y, two) / (2.0 * two(n))
            + total(x, three) * total(y, three) / (9.0 * three(n))
    }
}

/// The number of pairs of which both are in one group.
fn pairs_within(sizes: &[i128]) -> i128 {
    sizes.iter().map(|size| size * (size - 1) / 2).sum()
}

/// Sorts, and counts the pairs that stood in the wrong order: merge sort (Knight 1966).
fn exchanges(values: &mut [f64]) -> i128 {
    let mut count = 0;
    let mut buffer = values.to_vec();
    let mut width = 1;
    while width < values.len() {
        for block in values.chunks_mut(2 * width).zip(buffer.chunks_mut(2 * width)) {
            let (from, to) = block;
            let middle = width.min(from.len());
            let (mut i, mut j) = (0, middle);
            for place in to.iter_mut() {
                let left = i < middle && (j >= from.len() || from[i] <= from[j]);
                if left {
                    *place = from[i];
                    i += 1;
                } else {
                    *place = from[j];
                    count += (middle - i) as i128;
                    j += 1;
                }
            }
            from.copy_from_slice(to);
        }
        width *= 2;
    }
    count
}
