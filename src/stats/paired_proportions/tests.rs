//! McNemar's tests that both sides have the same proportion.
//!
//! `b` and `c` are the pairs with the event on the first side only and on the second only.

use super::PairedCounts;
use crate::stats::distribution::{Binomial, Normal};
use crate::stats::nuisance::{binomial_probabilities, largest};
use crate::stats::one_proportion::{binom_test_mid_p, clopper_pearson};
use crate::stats::{Alternative, Arm, Level, TestResult, Undefined, one_proportion};

/// The most pairs of the unconditional test.
const MOST_PAIRS: u64 = 5_000;

/// McNemar's test, `z = (b - c) / sqrt(b + c)`; two-sided. Its square is the usual chi-squared.
///
/// [`Undefined::NoVariation`] without discordant pairs.
///
/// ```
/// use utfall::stats::paired_proportions::{PairedCounts, tests};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8, airway hyper-responsiveness: z = -2.132... of 22 discordant.
/// let test = tests::mcnemar(PairedCounts::new(59, 6, 16, 80)?)?;
/// assert!((test.statistic.unwrap() + 2.132).abs() < 5e-4);
/// assert!((test.p - 0.033_006).abs() < 5e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// McNemar, Q. (1947). Note on the sampling error of the difference between correlated proportions or percentages.
/// *Psychometrika* 12, 153-157.
pub fn mcnemar(pairs: PairedCounts) -> Result<TestResult, Undefined> {
    let ([_, b, c, _], _) = pairs.reals();
    with_discordant(pairs)?;
    let z = (b - c) / libm::sqrt(b + c);
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// McNemar's test with Edwards's continuity correction, `(|b - c| - 1) / sqrt(b + c)`, not below zero and without sign.
///
/// Imitates [`exact`], and is as conservative; here to reproduce published tables.
///
/// ```
/// use utfall::stats::paired_proportions::{PairedCounts, tests};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: 1.919, p = 0.055009.
/// let test = tests::mcnemar_cc(PairedCounts::new(59, 6, 16, 80)?)?;
/// assert!((test.statistic.unwrap() - 1.919).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Edwards, A. L. (1948). *Psychometrika* 13, 185-187.
pub fn mcnemar_cc(pairs: PairedCounts) -> Result<TestResult, Undefined> {
    let ([_, b, c, _], _) = pairs.reals();
    with_discordant(pairs)?;
    let z = ((b - c).abs() - 1.0).max(0.0) / libm::sqrt(b + c);
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// McNemar's exact test: the binomial test that half of the discordant pairs have the event on the first side.
///
/// Conservative: prefer [`mid_p`] unless a guarantee is wanted. p is 1 without discordant pairs.
///
/// ```
/// use utfall::stats::paired_proportions::{PairedCounts, tests};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: p = 0.052479.
/// assert!((tests::exact(PairedCounts::new(59, 6, 16, 80)?)?.p - 0.052_479).abs() < 5e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cochran, W. G. (1950). *Biometrika* 37, 256-266.
pub fn exact(pairs: PairedCounts) -> Result<TestResult, Undefined> {
    match pairs.discordant() {
        Ok(discordant) => one_proportion::binom_test(discordant, 0.5, Alternative::TwoSided),
        Err(_) => Ok(TestResult::exact(1.0)),
    }
}

/// McNemar's mid-p test: [`exact`] with half the probability of the observed outcome in its tail.
///
/// The default: rarely above the level, and much less conservative. p is 1 without discordant pairs.
///
/// ```
/// use utfall::stats::paired_proportions::{PairedCounts, tests};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: p = 0.034690.
/// assert!((tests::mid_p(PairedCounts::new(59, 6, 16, 80)?)?.p - 0.034_690).abs() < 5e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, M. W., Lydersen, S. and Laake, P. (2013). The McNemar test for binary matched-pairs data: mid-p and asymptotic
/// are better than exact conditional. *BMC Medical Research Methodology* 13, 91.
pub fn mid_p(pairs: PairedCounts) -> Result<TestResult, Undefined> {
    match pairs.discordant() {
        Ok(discordant) => binom_test_mid_p(discordant, 0.5),
        Err(_) => Ok(TestResult::exact(1.0)),
    }
}

/// Suissa and Shuster's exact unconditional test: the largest probability, over the share of discordant pairs, of
/// outcomes with at least the observed size of McNemar's statistic.
///
/// The share is sought in its exact interval at level `1 - gamma`, and `gamma` is added to the result (Berger and Boos);
/// 0 seeks it everywhere, 0.0001 is usual. p is 1 without discordant pairs. [`Undefined::TooLarge`] above 5 000 pairs,
/// [`Undefined::OutsideDomain`] unless `gamma` is in `[0, 1)`.
///
/// ```
/// use utfall::stats::paired_proportions::{PairedCounts, tests};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: p = 0.542071 on a grid of 1000 points, and
/// // 0.5420718 at the maximum between two of them.
/// let test = tests::exact_unconditional(PairedCounts::new(5, 0, 1, 8)?, 0.0001)?;
/// assert!((test.p - 0.542_071_8).abs() < 5e-8);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Suissa, S. and Shuster, J. J. (1991). The 2 x 2 matched-pairs trial: exact unconditional design and analysis.
/// *Biometrics* 47, 361-372; Berger and Boos (1994).
pub fn exact_unconditional(pairs: PairedCounts, gamma: f64) -> Result<TestResult, Undefined> {
    let n = pairs.total();
    if !(0.0..1.0).contains(&gamma) {
        return Err(Undefined::OutsideDomain);
    }
    if n > MOST_PAIRS {
        return Err(Undefined::TooLarge);
    }
    let (b, c) = (pairs.first_only(), pairs.second_only());
    if b == c {
        return Ok(TestResult::exact(1.0));
    }
    // (x - y)^2 / (x + y) compared in whole numbers.
    let (top, bottom) = (u128::from(b.abs_diff(c)) * u128::from(b.abs_diff(c)), u128::from(b + c));
    let extreme = |discordant: u64| {
        let Ok(binomial) = Binomial::new(discordant, 0.5) else { return f64::NAN };
        let far = |x: u64| {
            let apart = u128::from(x.abs_diff(discordant - x));
            apart * apart * bottom >= top * u128::from(discordant) && apart > 0
        };
        // Outcomes from the end inwards, on one side; the other is its mirror image.
        one_proportion::last_where(0, discordant / 2, far).map_or(0.0, |x| 2.0 * binomial.cdf(x))
    };
    let given: Vec<f64> = (0..=n).map(extreme).collect();
    let range = if gamma > 0.0 {
        let share = clopper_pearson(Arm::new(b + c, n)?, Level::new(1.0 - gamma)?)?.interval;
        (share.lower().unwrap_or(0.0), share.upper().unwrap_or(1.0))
    } else {
        (0.0, 1.0)
    };
    let probability = |share: f64| {
        binomial_probabilities(n as usize, share).iter().zip(&given).map(|(p, extreme)| p * extreme).sum::<f64>()
    };
    Ok(TestResult::exact(gamma + largest(probability, range)))
}

fn with_discordant(pairs: PairedCounts) -> Result<(), Undefined> {
    pairs.discordant().map(|_| ())
}
