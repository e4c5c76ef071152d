//! Tests of no difference between two proportions.
//!
//! [`n_minus_1`] is the default and matches the Miettinen-Nurminen intervals; [`pearson`] is the one
//! that most papers report.

use super::table::Table;
use crate::stats::distribution::{ChiSquared, NoncentralHypergeometric, Normal, ln_1p_minus};
use crate::stats::one_proportion::last_where;
use crate::stats::{Alternative, Arm, TestResult, Undefined};

/// Pearson's chi-squared, `N (a d - b c)^2 / (n1 n2 m1 m0)`, with one degree of freedom.
///
/// [`Undefined::ZeroMargin`] when everyone or no one had the event.
///
/// ```
/// use utfall::stats::{Arm, two_proportions::tests};
///
/// // Davis et al. (2012): 32/42 against 12/43, chi-squared 19.84.
/// let test = tests::pearson(Arm::new(32, 42)?, Arm::new(12, 43)?)?;
/// assert!((test.statistic.unwrap() - 19.84).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Pearson, K. (1900). *Philosophical Magazine* 50, 157-175.
pub fn pearson(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    let z = with_margins(treated, control)?.pooled_z();
    chi_squared(z * z)
}

/// The «N - 1» chi-squared, `(N - 1) (a d - b c)^2 / (n1 n2 m1 m0)`.
///
/// The default: the score test with the unbiased variance, which the Miettinen-Nurminen intervals
/// invert. Recommended over Pearson's and Yates's where the smallest expected count is at least 1.
///
/// ```
/// use utfall::stats::{Arm, two_proportions::tests};
///
/// // 10/10 against 4/12: Pearson 220/21, and 21/22 of it.
/// let test = tests::n_minus_1(Arm::new(10, 10)?, Arm::new(4, 12)?)?;
/// assert!((test.statistic.unwrap() - 10.0).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Campbell, I. (2007). Chi-squared and Fisher-Irwin tests of two-by-two tables with small sample
/// recommendations. *Statistics in Medicine* 26, 3661-3675.
pub fn n_minus_1(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    let table = with_margins(treated, control)?;
    let z = table.pooled_z();
    chi_squared(z * z / table.variance_factor())
}

/// Yates's corrected chi-squared, `N (|a d - b c| - N/2)^2 / (n1 n2 m1 m0)`, the correction not
/// overshooting zero.
///
/// Imitates Fisher's exact test, and is as conservative; here to reproduce published tables.
///
/// ```
/// use utfall::stats::{Arm, two_proportions::tests};
///
/// // 8 of 15 against 3 of 15 has |ad - bc| = 75, less 15 is 60: 30 * 3600 / (15 * 15 * 11 * 19).
/// let test = tests::yates(Arm::new(8, 15)?, Arm::new(3, 15)?)?;
/// assert!((test.statistic.unwrap() - 108_000.0 / 47_025.0).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Yates, F. (1934). *Supplement to the Journal of the Royal Statistical Society* 1, 217-235.
pub fn yates(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    let table = with_margins(treated, control)?;
    let size = table.determinant.abs();
    let corrected = size - size.min(0.5 * table.total);
    let z = Table { determinant: corrected, ..table }.pooled_z();
    chi_squared(z * z)
}

/// The z test with the pooled standard error; its square is Pearson's chi-squared. Positive when the
/// treated have more events.
///
/// ```
/// use utfall::stats::{Arm, two_proportions::tests};
///
/// let test = tests::pooled_z(Arm::new(32, 42)?, Arm::new(12, 43)?)?;
/// assert!((test.statistic.unwrap().powi(2) - 19.84).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn pooled_z(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    let z = with_margins(treated, control)?.pooled_z();
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// The likelihood-ratio chi-squared, `2 sum(observed ln(observed / expected))`.
///
/// ```
/// use utfall::stats::{Arm, two_proportions::tests};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 3/4 against 1/4, 2.093, p = 0.14798.
/// let test = tests::likelihood_ratio(Arm::new(3, 4)?, Arm::new(1, 4)?)?;
/// assert!((test.statistic.unwrap() - 2.093).abs() < 5e-4);
/// assert!((test.p - 0.14798).abs() < 5e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn likelihood_ratio(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    let table = with_margins(treated, control)?;
    // Every cell deviates by the same amount, a - n1 m1 / N = determinant / N, so that the linear
    // terms of observed ln(observed / expected) sum to zero and can be left out.
    let deviation = table.determinant / table.total;
    let part = |observed: f64, deviation: f64| {
        if observed == 0.0 { -deviation } else { -observed * ln_1p_minus(-deviation / observed) }
    };
    let sum =
        part(table.a, deviation) + part(table.b, -deviation) + part(table.c, -deviation) + part(table.d, deviation);
    chi_squared(2.0 * sum.max(0.0))
}

/// The phi coefficient of the table: `z / sqrt(N)` for the pooled z, from -1 to 1.
///
/// ```
/// use utfall::stats::{Arm, two_proportions::tests};
///
/// assert_eq!(tests::phi(Arm::new(10, 10)?, Arm::new(0, 20)?)?, 1.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn phi(treated: Arm, control: Arm) -> Result<f64, Undefined> {
    Ok(with_margins(treated, control)?.phi().clamp(-1.0, 1.0))
}

/// Fisher's exact test, given both margins.
///
/// Two-sided, the p-value is the probability of all tables that are no more probable than the observed
/// one, with a relative tolerance of 1e-7 for ties, as in R. A table with a zero margin has p = 1.
/// Conservative: prefer [`fisher_mid_p`] unless a guarantee is wanted. [`Undefined::TooLarge`] when
/// the smallest expected count exceeds some 1e11.
///
/// ```
/// use utfall::stats::{Alternative, Arm, two_proportions::tests};
///
/// // Fisher's tea tasting: 3/4 against 1/4, p = 17/70 one-sided and 34/70 two-sided.
/// let (said_milk, said_tea) = (Arm::new(3, 4)?, Arm::new(1, 4)?);
/// let greater = tests::fisher(said_milk, said_tea, Alternative::Greater)?;
/// let two_sided = tests::fisher(said_milk, said_tea, Alternative::TwoSided)?;
/// assert!((greater.p - 17.0 / 70.0).abs() < 1e-14);
/// assert!((two_sided.p - 34.0 / 70.0).abs() < 1e-14);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fisher, R. A. (1935). *The Design of Experiments*, chapter II; Irwin, J. O. (1935). *Metron* 12.
pub fn fisher(treated: Arm, control: Arm, alternative: Alternative) -> Result<TestResult, Undefined> {
    let x = treated.events();
    let null = null_distribution(treated, control)?;
    Ok(TestResult::exact(match alternative {
        Alternative::Less => null.cdf(x),
        Alternative::Greater => at_least(&null, x),
        Alternative::TwoSided => no_more_probable(&null, null.ln_pmf(x) + TIES),
    }))
}

/// Fisher's test with mid-p values: the observed table counts half.
///
/// Two-sided, twice the smaller of the one-sided mid-p values. See [`fisher_irwin_mid_p`] for the
/// other two-sided definition.
///
/// ```
/// use utfall::stats::{Alternative, Arm, two_proportions::tests};
///
/// // Fisher's tea tasting: 1/70 and half of 16/70.
/// let greater = tests::fisher_mid_p(Arm::new(3, 4)?, Arm::new(1, 4)?, Alternative::Greater)?;
/// assert!((greater.p - 9.0 / 70.0).abs() < 1e-14);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Lancaster, H. O. (1961). Significance tests in discrete distributions. *Journal of the American
/// Statistical Association* 56, 223-234.
pub fn fisher_mid_p(treated: Arm, control: Arm, alternative: Alternative) -> Result<TestResult, Undefined> {
    let x = treated.events();
    let null = null_distribution(treated, control)?;
    let half = 0.5 * null.pmf(x);
    let less = below(&null, x) + half;
    let greater = null.sf(x) + half;
    Ok(TestResult::exact(match alternative {
        Alternative::Less => less,
        Alternative::Greater => greater,
        Alternative::TwoSided => 2.0 * less.min(greater),
    }))
}

/// The two-sided mid-p value in Fisher and Irwin's ordering: the probability of all less probable
/// tables, and half that of those as probable as the observed one.
///
/// ```
/// use utfall::stats::{Arm, two_proportions::tests};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 0/16 against 15/72, p = 0.04466.
/// let test = tests::fisher_irwin_mid_p(Arm::new(0, 16)?, Arm::new(15, 72)?)?;
/// assert!((test.p - 0.04466).abs() < 5e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, M. W., Lydersen, S. and Laake, P. (2017). *Statistical Analysis of Contingency Tables*.
pub fn fisher_irwin_mid_p(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    let x = treated.events();
    let null = null_distribution(treated, control)?;
    let observed = null.ln_pmf(x);
    let with_ties = no_more_probable(&null, observed + TIES);
    let without = no_more_probable(&null, observed - TIES);
    Ok(TestResult::exact(0.5 * (with_ties + without)))
}

/// The exact mid-p test, given both margins, that orders tables by [`likelihood_ratio`] instead of by probability: the
/// probability of all tables with a larger statistic, and half that of those with the same.
///
/// ```
/// use utfall::stats::{Arm, two_proportions::tests};
///
/// // 0/16 against 15/72: 0.0231797 (mpmath). Fagerland's suite prints 0.04466, which orders tables by probability.
/// let test = tests::likelihood_ratio_mid_p(Arm::new(0, 16)?, Arm::new(15, 72)?)?;
/// assert!((test.p - 0.023_179_7).abs() < 5e-8);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, Lydersen and Laake (2017), section 4.4.6.
pub fn likelihood_ratio_mid_p(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    let null = null_distribution(treated, control)?;
    let (lowest, highest) = null.support();
    let events = treated.events() + control.events();
    let statistic = |x: u64| {
        let arms = (Arm::new(x, treated.total()), Arm::new(events - x, control.total()));
        let (Ok(one), Ok(two)) = arms else { return f64::NAN };
        likelihood_ratio(one, two).map_or(f64::NAN, |test| test.statistic.unwrap_or(0.0))
    };
    let observed = likelihood_ratio(treated, control)?.statistic.unwrap_or(0.0);
    let share = treated.total() as f64 / (treated.total() as f64 + control.total() as f64);
    // The statistic falls up to the expected number of events, and rises from there.
    let middle = ((events as f64 * share) as u64).clamp(lowest, highest);
    let beyond = |limit: f64| {
        let low = last_where(lowest, middle, |k| statistic(k) >= limit);
        let above = (middle + 1).min(highest);
        let high = last_where(0, highest - above, |k| statistic(highest - k) >= limit);
        let below = low.map_or(0.0, |k| null.cdf(k));
        below + high.filter(|_| middle < highest).map_or(0.0, |k| at_least(&null, highest - k))
    };
    Ok(TestResult::exact(0.5 * (beyond(observed * (1.0 - TIES)) + beyond(observed * (1.0 + TIES)))))
}

/// Probabilities within this relative distance are ties, as in R's `fisher.test`.
const TIES: f64 = 1e-7;

/// The probability of all counts whose log-probability is at most `threshold`.
fn no_more_probable(null: &NoncentralHypergeometric, threshold: f64) -> f64 {
    let (lowest, highest) = null.support();
    let mode = null.mode();
    if null.ln_pmf(mode) <= threshold {
        return 1.0;
    }
    let low = last_where(lowest, mode, |k| null.ln_pmf(k) <= threshold);
    let high = last_where(0, highest - mode, |k| null.ln_pmf(highest - k) <= threshold);
    low.map_or(0.0, |k| null.cdf(k)) + high.map_or(0.0, |k| at_least(null, highest - k))
}

fn at_least(null: &NoncentralHypergeometric, x: u64) -> f64 {
    if x == 0 { 1.0 } else { null.sf(x - 1) }
}

fn below(null: &NoncentralHypergeometric, x: u64) -> f64 {
    if x == 0 { 0.0 } else { null.cdf(x - 1) }
}

/// The distribution of the events among the treated when the odds ratio is 1.
fn null_distribution(treated: Arm, control: Arm) -> Result<NoncentralHypergeometric, Undefined> {
    let events = treated.events().checked_add(control.events()).ok_or(Undefined::TooLarge)?;
    NoncentralHypergeometric::new(treated.total(), control.total(), events, 1.0)
}

fn with_margins(treated: Arm, control: Arm) -> Result<Table, Undefined> {
    let table = Table::new(treated, control);
    if table.has_zero_margin() { Err(Undefined::ZeroMargin) } else { Ok(table) }
}

fn chi_squared(statistic: f64) -> Result<TestResult, Undefined> {
    Ok(TestResult { statistic: Some(statistic), df: Some(1.0), p: ChiSquared::new(1.0)?.sf(statistic) })
}
