//! How much the effects of the studies differ.

use super::Studies;
use super::limits;
use super::one_mean::OneMean;
use super::reference::finite;
use super::tau_squared::Estimator;
use super::weighted::Slope;
use crate::stats::distribution::ChiSquared;
use crate::stats::{Interval, Level, TestResult, Undefined};

/// Measures of heterogeneity beside tau squared.
///
/// In a meta-regression they describe what the moderators leave: `k - 1` becomes the number of studies less that of the
/// coefficients, and Q is taken around the fitted effects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heterogeneity {
    /// Cochran's Q, `sum((y_i - mean)^2 / v_i)` around the common effect, with its chi-squared test.
    ///
    /// Where no degrees of freedom are left it is 0, with `p = 1`.
    pub q: TestResult,
    /// I squared as a share, between 0 and 1.
    ///
    /// `tau^2 / (tau^2 + s^2)` under random effects, where `s^2` is [`Heterogeneity::typical_variance`];
    /// `max(0, (Q - df) / Q)` under a common effect. The two agree for DerSimonian and Laird's tau squared.
    pub i_squared: f64,
    /// H squared: `(tau^2 + s^2) / s^2` under random effects, `Q / df` under a common effect, 1 where no degrees of
    /// freedom are left.
    pub h_squared: f64,
    /// The variance of a typical study, `(k - 1) sum(w) / (sum(w)^2 - sum(w^2))` with `w_i = 1 / v_i`; none where no
    /// degrees of freedom are left, or counts were pooled.
    ///
    /// Higgins, J. P. T. and Thompson, S. G. (2002). Quantifying heterogeneity in a meta-analysis. *Statistics in
    /// Medicine* 21, 1539-1558, equation 9.
    pub typical_variance: Option<f64>,
}

impl Heterogeneity {
    /// From the slope at `t = 0` and the scaled variance between studies, none under a common effect.
    pub(super) fn new(zero: &Slope, tau_squared: Option<f64>, scale: f64) -> Result<Heterogeneity, Undefined> {
        let around = Heterogeneity::around(zero.squares, zero.df)?;
        if zero.df == 0.0 {
            return Ok(around);
        }
        let typical = zero.df / zero.trace;
        let typical_variance = Some(finite(typical * scale * scale)?);
        Ok(match tau_squared {
            None => Heterogeneity { typical_variance, ..around },
            Some(t) => Heterogeneity {
                i_squared: t / (t + typical),
                h_squared: finite((t + typical) / typical)?,
                typical_variance,
                ..around
            },
        })
    }

    /// From Q alone.
    pub(super) fn around(q: f64, df: f64) -> Result<Heterogeneity, Undefined> {
        if df == 0.0 {
            let nothing = TestResult { statistic: Some(0.0), df: Some(0.0), p: 1.0 };
            return Ok(Heterogeneity { q: nothing, i_squared: 0.0, h_squared: 1.0, typical_variance: None });
        }
        Ok(Heterogeneity {
            q: TestResult { statistic: Some(finite(q)?), df: Some(df), p: ChiSquared::new(df)?.sf(q) },
            i_squared: if q > df { (q - df) / q } else { 0.0 },
            h_squared: q / df,
            typical_variance: None,
        })
    }
}

/// Confidence limits of the heterogeneity: one set of numbers on three scales.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeterogeneityLimits {
    /// The variance between studies.
    pub tau_squared: Interval,
    /// I squared as a share.
    pub i_squared: Interval,
    /// H squared.
    pub h_squared: Interval,
}

impl HeterogeneityLimits {
    /// From scaled limits of tau squared and the scaled variance of a typical study.
    pub(super) fn new((lower, upper): (f64, f64), typical: f64, scale: f64) -> HeterogeneityLimits {
        let tau_squared = Interval::Bounded { lower, upper };
        HeterogeneityLimits {
            tau_squared: tau_squared.map_monotone(|t| t * scale * scale),
            i_squared: tau_squared.map_monotone(|t| if t == f64::INFINITY { 1.0 } else { t / (t + typical) }),
            h_squared: tau_squared.map_monotone(|t| (t + typical) / typical),
        }
    }
}

/// Limits from the Q profile: all `t` at which `Q(t)` lies between the tails of its chi-squared distribution.
///
/// Exact when sampling variances are known. Where even `Q(0)` is below the lower tail no `t` is compatible with the data
/// and both limits are 0, as in metafor: the studies agree better than chance would let them. They do not depend on how
/// tau squared is estimated, and need not contain the estimate. [`Undefined::TooFewObservations`] for one study.
///
/// ```
/// use utfall::stats::meta::{Studies, Study, q_profile};
/// use utfall::stats::{Interval, Level};
///
/// // Viechtbauer (2007): the BCG trials of Colditz et al. (1994), tau squared between 0.12 and 1.11.
/// # let bcg = utfall::stats::meta::examples::bcg();
/// let limits = q_profile(&Studies::new(&bcg)?, Level::NINETY_FIVE)?;
/// assert!((limits.tau_squared.lower().unwrap() - 0.1197).abs() < 5e-5);
/// assert!((limits.tau_squared.upper().unwrap() - 1.1115).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Viechtbauer, W. (2007). Confidence intervals for the amount of heterogeneity in meta-analysis. *Statistics in
/// Medicine* 26, 37-52, section 3.1.
pub fn q_profile(studies: &Studies, level: Level) -> Result<HeterogeneityLimits, Undefined> {
    let mut room = Vec::new();
    limits::q_profile(&mut OneMean::new(studies, &mut room), studies.scale, level)
}

/// Limits from the profile of the likelihood: all `t` at which it is at most `chi^2 / 2` below its maximum.
///
/// The restricted likelihood for [`Estimator::RestrictedMaximumLikelihood`], the plain one for
/// [`Estimator::MaximumLikelihood`]; other estimators have none and give [`Undefined::OutsideDomain`]. The lower limit
/// is 0 where the likelihood has not fallen enough there. Where the likelihood has two maxima the set may have a gap,
/// which the limits span.
///
/// Hardy and Thompson (1996), section 3.
pub fn profile_likelihood(
    studies: &Studies,
    estimator: Estimator,
    level: Level,
) -> Result<HeterogeneityLimits, Undefined> {
    let mut room = Vec::new();
    limits::profile_likelihood(&mut OneMean::new(studies, &mut room), estimator, studies.scale, level)
}
