//! P-values adjusted for the number of tests in a family.
//!
//! Each function takes the raw p-values of one family, declared beforehand, in any order, and returns the adjusted ones
//! in the same order: an adjusted p at most alpha means that the hypothesis is rejected while the family as a whole
//! keeps alpha. [`holm`] is the default: it needs no assumption and never loses to [`bonferroni`].
//!
//! All of them say [`Undefined::OutsideDomain`] when a number is not a p-value and [`Undefined::NoObservations`] for an
//! empty family.

use super::Undefined;
use super::sum::sum;

/// The largest family that [`hommel`] adjusts, a fifth of a second.
const LARGEST_HOMMEL: usize = 20_000;

/// Bonferroni's adjustment, `min(1, n p)`: the family-wise error rate under any dependence.
///
/// ```
/// use utfall::stats::multiplicity::bonferroni;
///
/// assert_eq!(bonferroni(&[0.25, 0.5])?, [0.5, 1.0]);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Dunn, O. J. (1961). Multiple comparisons among means. *Journal of the American Statistical Association* 56, 52-64.
pub fn bonferroni(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    let n = checked(p)?;
    Ok(p.iter().map(|p| (n * p).min(1.0)).collect())
}

/// Sidak's adjustment, `1 - (1 - p)^n`: a little less than [`bonferroni`], for independent tests.
///
/// ```
/// use utfall::stats::multiplicity::sidak;
///
/// assert_eq!(sidak(&[0.5, 0.0, 1.0])?, [0.875, 0.0, 1.0]);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Sidak, Z. (1967). *Journal of the American Statistical Association* 62, 626-633.
pub fn sidak(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    let n = checked(p)?;
    Ok(p.iter().map(|p| -libm::expm1(n * libm::log1p(-p))).collect())
}

/// Holm's step-down adjustment: the smallest p times `n`, the next times `n - 1` and so on, never less than the one
/// before; the family-wise error rate under any dependence.
///
/// ```
/// use utfall::stats::multiplicity::holm;
///
/// // Wright (1992), table 1, as in R's ?p.adjust: the order of the p-values is kept.
/// let adjusted = holm(&[0.04, 0.01, 0.03])?;
/// assert_eq!(adjusted, [0.06, 0.03, 0.06]);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Holm, S. (1979). A simple sequentially rejective multiple test procedure. *Scandinavian Journal of Statistics* 6,
/// 65-70; Wright, S. P. (1992). Adjusted p-values for simultaneous inference. *Biometrics* 48, 1005-1013.
pub fn holm(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    let n = checked(p)?;
    step_down(p, |rank, p| (n - rank) * p)
}

/// Hochberg's step-up adjustment: the largest p, the next times 2 and so on, never more than the one after.
///
/// Less than [`holm`]'s, but only for tests that are independent or positively dependent.
///
/// ```
/// use utfall::stats::multiplicity::hochberg;
///
/// assert_eq!(hochberg(&[0.04, 0.01, 0.03])?, [0.04, 0.03, 0.04]);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Hochberg, Y. (1988). A sharper Bonferroni procedure for multiple tests of significance. *Biometrika* 75, 800-802.
pub fn hochberg(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    let n = checked(p)?;
    step_up(p, |rank, p| (n - rank) * p)
}

/// Hommel's adjustment, by Simes's test of every intersection: never more than [`hochberg`]'s, under the same conditions.
///
/// [`Undefined::TooLarge`] above 20 000 tests.
///
/// ```
/// use utfall::stats::multiplicity::hommel;
///
/// // R: p.adjust(c(0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205), "hommel"), the fourth 0.111.
/// let adjusted = hommel(&[0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205])?;
/// assert!((adjusted[3] - 0.111).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Hommel, G. (1988). A stagewise rejective multiple test procedure based on a modified Bonferroni test. *Biometrika* 75,
/// 383-386; the algorithm of Wright (1992), appendix.
pub fn hommel(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    checked(p)?;
    let n = p.len();
    if n > LARGEST_HOMMEL {
        return Err(Undefined::TooLarge);
    }
    let order = sorted(p);
    let p_sorted: Vec<f64> = order.iter().map(|place| p[*place]).collect();
    let simes = |p: &[f64], size: usize, first: usize| {
        p.iter().enumerate().map(|(i, p)| size as f64 * p / (first + i) as f64).fold(f64::INFINITY, f64::min)
    };
    let mut adjusted = vec![simes(&p_sorted, n, 1); n];
    for size in (2..n).rev() {
        // Intersections of `size` hypotheses: of the largest p-values, all but one smaller.
        let cut = n - size + 1;
        let among_largest = simes(&p_sorted[cut..], size, 2);
        let at = |p: f64| (size as f64 * p).min(among_largest);
        for (adjusted, p) in adjusted[..cut].iter_mut().zip(&p_sorted) {
            *adjusted = adjusted.max(at(*p));
        }
        let rest = at(p_sorted[cut - 1]);
        for adjusted in &mut adjusted[cut..] {
            *adjusted = adjusted.max(rest);
        }
    }
    let mut result = vec![0.0; n];
    for ((place, adjusted), p) in order.into_iter().zip(adjusted).zip(p_sorted) {
        result[place] = adjusted.max(p).min(1.0);
    }
    Ok(result)
}

/// Benjamini and Hochberg's adjustment: the smallest of `n p / rank` from each p upwards; the false discovery rate.
///
/// It bounds the share of false ones among the rejected, for independent or positively dependent tests; it does not
/// protect the family as a whole. For exploration, not for primary outcomes.
///
/// ```
/// use utfall::stats::multiplicity::benjamini_hochberg;
///
/// // Benjamini and Hochberg (1995), section 4: of these 15 p-values the four smallest are at most 0.05.
/// let p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
///     0.7590, 1.0];
/// assert_eq!(benjamini_hochberg(&p)?.iter().filter(|p| **p <= 0.05).count(), 4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. *Journal of the Royal Statistical
/// Society B* 57, 289-300.
pub fn benjamini_hochberg(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    let n = checked(p)?;
    step_up(p, |rank, p| n / (rank + 1.0) * p)
}

/// Benjamini and Yekutieli's adjustment: [`benjamini_hochberg`]'s times `1 + 1/2 + … + 1/n`; the false discovery rate
/// under any dependence.
///
/// ```
/// use utfall::stats::multiplicity::benjamini_yekutieli;
///
/// assert_eq!(benjamini_yekutieli(&[0.25, 0.5])?, [0.75, 0.75]);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Benjamini, Y. and Yekutieli, D. (2001). The control of the false discovery rate in multiple testing under dependency.
/// *Annals of Statistics* 29, 1165-1188.
pub fn benjamini_yekutieli(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    let n = checked(p)?;
    let harmonic = sum((1..=p.len()).map(|i| 1.0 / i as f64));
    step_up(p, |rank, p| harmonic * n / (rank + 1.0) * p)
}

/// The adjustment of tests made in a fixed order, each only if all before it rejected: the largest p up to each.
///
/// The family-wise error rate under any dependence, at no price for the first test; the order must be declared.
///
/// ```
/// use utfall::stats::multiplicity::fixed_sequence;
///
/// assert_eq!(fixed_sequence(&[0.01, 0.2, 0.001])?, [0.01, 0.2, 0.2]);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Maurer, W., Hothorn, L. A. and Lehmacher, W. (1995). In *Biometrie in der chemisch-pharmazeutischen Industrie* 6,
/// 3-18.
pub fn fixed_sequence(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    checked(p)?;
    let largest = p.iter().scan(0.0, |largest: &mut f64, p| {
        *largest = largest.max(*p);
        Some(*largest)
    });
    Ok(largest.collect())
}

/// The number of p-values, if they all are.
fn checked(p: &[f64]) -> Result<f64, Undefined> {
    if p.is_empty() {
        Err(Undefined::NoObservations)
    } else if p.iter().all(|p| (0.0..=1.0).contains(p)) {
        Ok(p.len() as f64)
    } else {
        Err(Undefined::OutsideDomain)
    }
}

/// The places of the p-values from the smallest.
fn sorted(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    order
}

/// From the smallest p upwards: the adjusted one is never less than the one before. Ranks count from 0.
fn step_down(p: &[f64], factor: impl Fn(f64, f64) -> f64) -> Result<Vec<f64>, Undefined> {
    let mut adjusted = vec![0.0; p.len()];
    let mut largest: f64 = 0.0;
    for (rank, place) in sorted(p).into_iter().enumerate() {
        largest = largest.max(factor(rank as f64, p[place]).min(1.0));
        adjusted[place] = largest;
    }
    Ok(adjusted)
}

/// From the largest p downwards: the adjusted one is never more than the one after. Ranks count from 0.
fn step_up(p: &[f64], factor: impl Fn(f64, f64) -> f64) -> Result<Vec<f64>, Undefined> {
    let mut adjusted = vec![0.0; p.len()];
    let mut smallest: f64 = 1.0;
    for (rank, place) in sorted(p).into_iter().enumerate().rev() {
        smallest = smallest.min(factor(rank as f64, p[place]));
        adjusted[place] = smallest;
    }
    Ok(adjusted)
}
