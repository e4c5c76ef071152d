//! How closely rows and columns are associated.

use super::{Contingency, pearson};
use crate::stats::distribution::NoncentralChiSquared;
use crate::stats::{Estimated, Interval, Level, Undefined, root};

/// Cramer's V: `sqrt(X^2 / (N (min(rows, columns) - 1)))` of Pearson's chi-squared, from 0 to 1, with the interval by
/// the noncentral chi-squared distribution.
///
/// The limits are `V` at the noncentralities under which the observed chi-squared is at its upper and lower
/// `(1 - level) / 2` quantile; 0 where no such noncentrality exists. V is biased upwards in small samples, and the
/// interval may then exclude it from below: it is extended to contain it. [`cramers_v_corrected`] corrects the bias.
/// Errors as for [`pearson`].
///
/// ```
/// use utfall::stats::{Level, tables::{Contingency, cramers_v}};
///
/// // Agresti (2007), table 2.5: X^2 = 30.07 among 2757 people.
/// let v = cramers_v(&Contingency::new(&[[762, 327, 468], [484, 239, 477]])?, Level::NINETY_FIVE)?;
/// assert!((v.value - (30.070_149_f64 / 2757.0).sqrt()).abs() < 1e-8);
/// assert!(v.interval.contains(v.value) && v.interval.lower().unwrap() > 0.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cramer, H. (1946). *Mathematical Methods of Statistics*, section 21.9; Smithson, M. (2003). *Confidence Intervals*,
/// section 4.3.
pub fn cramers_v(table: &Contingency, level: Level) -> Result<Estimated, Undefined> {
    let (statistic, df, size) = parts(table)?;
    let tail = 0.5 * level.alpha();
    let lower = noncentrality(statistic, df, 1.0 - tail)?;
    let upper = noncentrality(statistic, df, tail)?;
    let value = libm::sqrt(statistic / size).min(1.0);
    let at = |ncp: f64| libm::sqrt(ncp / size).min(1.0);
    Ok(Estimated {
        value,
        standard_error: None,
        interval: Interval::Bounded { lower: at(lower).min(value), upper: at(upper).max(value) },
    })
}

/// Bergsma's bias-corrected V: with `f = max(0, X^2 / N - (r - 1) (c - 1) / (N - 1))` and `r~ = r - (r - 1)^2 / (N - 1)`,
/// `c~` likewise, `sqrt(f / (min(r~, c~) - 1))`.
///
/// ```
/// use utfall::stats::tables::{Contingency, cramers_v_corrected};
///
/// // Independence in the sample: 0.
/// assert_eq!(cramers_v_corrected(&Contingency::new(&[[10, 20], [20, 40]])?)?, 0.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bergsma, W. (2013). A bias-correction for Cramer's V and Tschuprow's T. *Journal of the Korean Statistical Society* 42,
/// 323-328.
pub fn cramers_v_corrected(table: &Contingency) -> Result<f64, Undefined> {
    let (statistic, df, _) = parts(table)?;
    let n = table.total() as f64;
    if n < 2.0 {
        return Err(Undefined::TooFewObservations);
    }
    let less = |categories: f64| categories - (categories - 1.0) * (categories - 1.0) / (n - 1.0);
    let smaller = less(table.rows() as f64).min(less(table.columns() as f64));
    if smaller <= 1.0 {
        return Err(Undefined::TooFewObservations);
    }
    let excess = (statistic / n - df / (n - 1.0)).max(0.0);
    Ok(libm::sqrt(excess / (smaller - 1.0)).min(1.0))
}

/// Chi-squared, its degrees of freedom, and what it would be at a V of 1.
fn parts(table: &Contingency) -> Result<(f64, f64, f64), Undefined> {
    let test = pearson(table)?;
    let (statistic, df) = (test.statistic.unwrap_or(0.0), test.df.unwrap_or(1.0));
    Ok((statistic, df, table.total() as f64 * (table.rows().min(table.columns()) - 1) as f64))
}

/// The noncentrality under which a chi-squared of `statistic` or less has probability `p`, or 0 if there is none.
fn noncentrality(statistic: f64, df: f64, p: f64) -> Result<f64, Undefined> {
    let excess = |ncp: f64| NoncentralChiSquared::new(df, ncp).map_or(f64::NAN, |x| x.cdf(statistic) - p);
    if excess(0.0) <= 0.0 {
        return Ok(0.0);
    }
    let spread = libm::sqrt(2.0 * df + 4.0 * statistic).max(1.0);
    root::outwards(excess, 0.0, statistic + spread, (0.0, 1e12), false)
}
