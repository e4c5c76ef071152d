//! Effects as publications report them: an estimate with an interval, a p-value or a score statistic.

use crate::stats::distribution::{Normal, StudentT};
use crate::stats::meta::Study;
use crate::stats::{Level, Undefined};

/// The scale on which a published estimate is normal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scale {
    /// Differences: the numbers as printed.
    Plain,
    /// Ratios: their natural logarithms.
    Logarithmic,
}

impl Scale {
    fn of(self, x: f64) -> Result<f64, Undefined> {
        match self {
            Scale::Plain => Ok(x),
            Scale::Logarithmic if x > 0.0 => Ok(libm::log(x)),
            Scale::Logarithmic => Err(Undefined::OutsideDomain),
        }
    }
}

/// An estimate with its confidence interval: the standard error is the width over twice the quantile.
///
/// `df` are the degrees of freedom of an interval from Student's t; none for a normal one. The estimate need not be in the
/// middle (see [`asymmetry`]); the width alone counts. [`Undefined::OutsideDomain`] for a ratio that is not positive or an
/// interval without width, [`Undefined::NotFinite`] for a limit that is.
///
/// ```
/// use utfall::stats::{Level, meta::effect::reported::{Scale, from_interval}};
///
/// // Cochrane Handbook 6.4, section 6.3.1: an interval for a difference has SE = (upper - lower) / 3.92.
/// let study = from_interval(0.8, (0.2, 1.4), Scale::Plain, None, Level::NINETY_FIVE)?;
/// assert!((study.standard_error() - 1.2 / 3.92).abs() < 1e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// *Cochrane Handbook* 6.4, sections 6.3.1 and 6.3.2.
pub fn from_interval(
    estimate: f64,
    (lower, upper): (f64, f64),
    scale: Scale,
    df: Option<f64>,
    level: Level,
) -> Result<Study, Undefined> {
    let width = scale.of(upper)? - scale.of(lower)?;
    Study::from_standard_error(scale.of(estimate)?, width / (2.0 * quantile(df, level.alpha())?))
}

/// How far an estimate is from the middle of its interval, in units of half the width; 0 when it is right there.
///
/// Wald intervals are symmetric but for rounding, on the scale on which they were computed. A value that rounding cannot
/// explain shows a misprint, the wrong scale, or an interval of another kind (score, exact, profile).
/// [`Undefined::OutsideDomain`] for a ratio that is not positive or an interval without width.
///
/// ```
/// use utfall::stats::meta::effect::reported::{Scale, asymmetry};
///
/// // 2.00 (1.00 to 4.00) is symmetric as a ratio, and far from it as a difference.
/// assert!(asymmetry(2.0, (1.0, 4.0), Scale::Logarithmic)?.abs() < 1e-15);
/// assert!((asymmetry(2.0, (1.0, 4.0), Scale::Plain)? + 1.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn asymmetry(estimate: f64, (lower, upper): (f64, f64), scale: Scale) -> Result<f64, Undefined> {
    let (lower, upper) = (scale.of(lower)?, scale.of(upper)?);
    let half = 0.5 * (upper - lower);
    let away = (scale.of(estimate)? - lower - half) / half;
    if half > 0.0 && away.is_finite() { Ok(away) } else { Err(Undefined::OutsideDomain) }
}

/// An estimate with the two-sided p-value of the hypothesis of no effect.
///
/// `df` are the degrees of freedom of a t test; none for a z test. Only as exact as the p-value: "p < 0.05" gives an upper
/// bound of the precision at best. [`Undefined::OutsideDomain`] unless `0 < p < 1`, [`Undefined::ZeroDifference`] for an
/// estimate of no effect, from which nothing follows.
///
/// ```
/// use utfall::stats::meta::effect::reported::{Scale, from_p_value};
///
/// // Cochrane Handbook 6.4, section 6.5.2.3: a difference of 3.8 with p = 0.008 in 25 + 22 people: t = 2.78, SE = 1.37.
/// let study = from_p_value(3.8, 0.008, Scale::Plain, Some(45.0))?;
/// assert!((study.standard_error() - 1.37).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// *Cochrane Handbook* 6.4, sections 6.3.1 and 6.5.2.3.
pub fn from_p_value(estimate: f64, p: f64, scale: Scale, df: Option<f64>) -> Result<Study, Undefined> {
    if !(p > 0.0 && p < 1.0) {
        return Err(Undefined::OutsideDomain);
    }
    let effect = scale.of(estimate)?;
    if effect == 0.0 {
        return Err(Undefined::ZeroDifference);
    }
    Study::from_standard_error(effect, effect.abs() / quantile(df, p)?)
}

/// Observed less expected events and their variance, as log-rank tests give them: the log hazard ratio or Peto's log odds
/// ratio `(O - E) / V`, with variance `1 / V`.
///
/// [`Undefined::OutsideDomain`] unless `V` is positive.
///
/// ```
/// use utfall::stats::meta::effect::reported::from_observed_less_expected;
///
/// // The score test (O - E) / sqrt(V) is the Wald test of the result.
/// let study = from_observed_less_expected(-5.2, 13.0)?;
/// assert!((study.effect() / study.standard_error() + 5.2 / 13.0_f64.sqrt()).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Parmar, M. K. B., Torri, V. and Stewart, L. (1998). Extracting summary statistics to perform meta-analyses of the
/// published literature for survival endpoints. *Statistics in Medicine* 17, 2815-2834.
pub fn from_observed_less_expected(observed_less_expected: f64, variance: f64) -> Result<Study, Undefined> {
    if variance > 0.0 {
        Study::new(observed_less_expected / variance, 1.0 / variance)
    } else {
        Err(Undefined::OutsideDomain)
    }
}

/// The quantile that a two-sided probability leaves outside.
fn quantile(df: Option<f64>, outside: f64) -> Result<f64, Undefined> {
    match df {
        None => Normal.upper_quantile(0.5 * outside),
        Some(df) => StudentT::new(df)?.upper_quantile(0.5 * outside),
    }
}
