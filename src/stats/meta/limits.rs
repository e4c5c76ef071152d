//! Confidence limits of the variance between studies, for any linear model.

use super::heterogeneity::HeterogeneityLimits;
use super::maximum::{self, Likelihood};
use super::tau_squared::{self, Estimator, Linear, Plain, Restricted};
use crate::stats::distribution::ChiSquared;
use crate::stats::{Level, Undefined, root};

/// Limits from the Q profile.
pub(super) fn q_profile(model: &mut impl Linear, scale: f64, level: Level) -> Result<HeterogeneityLimits, Undefined> {
    let zero = model.restricted(0.0);
    if zero.df <= 0.0 {
        return Err(Undefined::TooFewObservations);
    }
    let chi = ChiSquared::new(zero.df)?;
    let tail = 0.5 * level.alpha();
    let lower = tau_squared::root_of_squares(model, chi.upper_quantile(tail)?)?;
    let upper = tau_squared::root_of_squares(model, chi.quantile(tail)?)?;
    Ok(HeterogeneityLimits::new((lower, upper), zero.df / zero.trace, scale))
}

/// Limits from the profile of a likelihood.
pub(super) fn profile_likelihood(
    model: &mut impl Linear,
    estimator: Estimator,
    scale: f64,
    level: Level,
) -> Result<HeterogeneityLimits, Undefined> {
    let zero = model.restricted(0.0);
    if zero.df <= 0.0 {
        return Err(Undefined::TooFewObservations);
    }
    let ends = match estimator {
        Estimator::RestrictedMaximumLikelihood => ends(&mut Restricted(model), level)?,
        Estimator::MaximumLikelihood => ends(&mut Plain(model), level)?,
        _ => return Err(Undefined::OutsideDomain),
    };
    Ok(HeterogeneityLimits::new(ends, zero.df / zero.trace, scale))
}

/// The ends of the set of `t` at which the likelihood is high enough.
fn ends(likelihood: &mut impl Likelihood, level: Level) -> Result<(f64, f64), Undefined> {
    let drop = 0.5 * ChiSquared::new(1.0)?.upper_quantile(level.alpha())?;
    let summits = maximum::all(likelihood);
    let heights: Vec<(f64, f64)> = summits.iter().map(|t| (*t, likelihood.ln(*t))).collect();
    let highest = heights.iter().map(|(_, ln)| *ln).fold(f64::NEG_INFINITY, f64::max);
    let enough = highest - drop;
    // Between two neighbouring summits the likelihood falls and rises once; outside them it only falls.
    let reached: Vec<f64> = heights.iter().filter(|(_, ln)| *ln >= enough).map(|(t, _)| *t).collect();
    let (Some(&first), Some(&last)) = (reached.first(), reached.last()) else {
        return Err(Undefined::NotFinite);
    };
    let before = summits.iter().copied().take_while(|t| *t < first).last().unwrap_or(0.0);
    let mut height = |t: f64| likelihood.ln(t) - enough;
    let lower = if height(before) >= 0.0 { before } else { root::bracketed(&mut height, before, first)? };
    let mut far = 2.0 * last + 1.0;
    for _ in 0..1000 {
        if height(far) < 0.0 {
            break;
        }
        far *= 2.0;
    }
    let upper = root::bracketed(&mut height, last, far)?;
    Ok((lower, upper))
}
