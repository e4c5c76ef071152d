//! How many unseen studies without effect would change the conclusion.

use crate::stats::distribution::Normal;
use crate::stats::meta::fitter::Fitter;
use crate::stats::meta::pool::Model;
use crate::stats::meta::reference::Inference;
use crate::stats::meta::{Studies, Study};
use crate::stats::sum::sum;
use crate::stats::{Level, Undefined};

/// A fail-safe number.
///
/// A large number reassures less than it seems to: unseen studies need not have an effect of zero on average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FailSafe {
    /// The number of further studies, rounded up; infinite when no number is enough.
    pub studies: f64,
    /// The p-value of the test that they would have to overturn; none for Orwin's.
    pub p: Option<f64>,
}

/// Rosenthal's: so many studies with `z = 0` that the sum of all z over the root of their number is no longer significant,
/// one-sided at `1 - level`.
///
/// ```
/// use utfall::stats::Level;
/// use utfall::stats::meta::{bias::rosenthal, examples};
///
/// // The BCG trials in metafor, fsn: 598.
/// assert_eq!(rosenthal(&examples::bcg(), Level::NINETY_FIVE)?.studies, 598.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Rosenthal, R. (1979). The "file drawer problem" and tolerance for null results. *Psychological Bulletin* 86, 638-641.
pub fn rosenthal(studies: &[Study], level: Level) -> Result<FailSafe, Undefined> {
    let k = number(studies)?;
    let z = sorted_sum(studies.iter().map(|study| study.effect() / study.standard_error())).abs() / libm::sqrt(k);
    let ratio = z / Normal.upper_quantile(level.alpha())?;
    rounded_up(k * ratio * ratio - k, Some(Normal.sf(z)))
}

/// Orwin's: so many studies without effect that the plain mean of the effects falls to `target`.
///
/// Infinite for a target of 0 or of the other sign. [`Undefined::NotFinite`] for a target that is.
///
/// ```
/// use utfall::stats::meta::{Study, bias::orwin};
///
/// // Halving the mean of ten studies takes ten more.
/// let studies = vec![Study::new(0.5, 0.1)?; 10];
/// assert_eq!(orwin(&studies, 0.25)?.studies, 10.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Orwin, R. G. (1983). A fail-safe N for effect size in meta-analysis. *Journal of Educational Statistics* 8, 157-159.
pub fn orwin(studies: &[Study], target: f64) -> Result<FailSafe, Undefined> {
    let k = number(studies)?;
    if !target.is_finite() {
        return Err(Undefined::NotFinite);
    }
    let mean = sorted_sum(studies.iter().map(|study| study.effect() / k));
    if target == 0.0 || target.signum() != mean.signum() {
        return Ok(FailSafe { studies: f64::INFINITY, p: None });
    }
    rounded_up(k * ((mean - target) / target), None)
}

/// Rosenberg's: so many studies of average weight without effect that the common effect is no longer significant,
/// two-sided.
///
/// ```
/// use utfall::stats::Level;
/// use utfall::stats::meta::{bias::rosenberg, examples};
///
/// // The BCG trials in metafor, fsn(type = "Rosenberg"): 370.
/// assert_eq!(rosenberg(&examples::bcg(), Level::NINETY_FIVE)?.studies, 370.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Rosenberg, M. S. (2005). The file-drawer problem revisited: a general weighted method for calculating fail-safe numbers in
/// meta-analysis. *Evolution* 59, 464-468.
pub fn rosenberg(studies: &[Study], level: Level) -> Result<FailSafe, Undefined> {
    let k = number(studies)?;
    let common = Fitter::new(Model::CommonEffect, Inference::Wald, level).fit(&Studies::new(studies)?)?;
    let z = common.estimate / common.standard_error;
    let ratio = z / level.z();
    rounded_up(k * (ratio * ratio - 1.0), Some(Normal.two_sided(z)))
}

fn number(studies: &[Study]) -> Result<f64, Undefined> {
    if studies.is_empty() { Err(Undefined::NoObservations) } else { Ok(studies.len() as f64) }
}

fn rounded_up(studies: f64, p: Option<f64>) -> Result<FailSafe, Undefined> {
    if studies.is_finite() {
        Ok(FailSafe { studies: libm::ceil(studies.max(0.0)), p })
    } else {
        Err(Undefined::NotFinite)
    }
}

/// A compensated sum that does not depend on the order of the terms.
fn sorted_sum(terms: impl Iterator<Item = f64>) -> f64 {
    let mut terms: Vec<f64> = terms.collect();
    terms.sort_unstable_by(f64::total_cmp);
    sum(terms)
}
