//! Where the effect of another study is expected.

use serde::{Deserialize, Serialize};

use super::pool::{Model, Pooled};
use super::reference::{Reference, finite};
use crate::stats::{Interval, Level, Undefined};

/// The distribution that a prediction interval takes its quantile from.
///
/// All are `estimate ± quantile sqrt(tau^2 + se^2)` and take effects to be normal around the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prediction {
    /// The normal distribution, as if tau squared were known: too narrow, and what metafor prints after a Wald test.
    Normal,
    /// Student's t with `k - 1` degrees of freedom: what metafor prints after a t or Hartung-Knapp test.
    StudentKLessOne,
    /// Student's t with `k - 2` degrees of freedom, the proposal of Higgins, Thompson and Spiegelhalter; with a
    /// Hartung-Knapp standard error that of Partlett and Riley. The default; needs three studies.
    ///
    /// Higgins, J. P. T., Thompson, S. G. and Spiegelhalter, D. J. (2009). A re-evaluation of random-effects
    /// meta-analysis. *Journal of the Royal Statistical Society A* 172, 137-159, equation 12; Partlett, C. and Riley, R.
    /// D. (2017). Random effects meta-analysis: coverage performance of 95% confidence and prediction intervals following
    /// REML estimation. *Statistics in Medicine* 36, 301-317.
    HigginsThompsonSpiegelhalter,
}

/// The prediction interval of a random-effects model, with the standard error that its inference gave.
///
/// It is far too narrow as often as not when studies are few (below ten, say) or tau squared came out as 0, where it is no
/// wider than a confidence interval. [`Undefined::OutsideDomain`] for a common effect, of which there is nothing to
/// predict; [`Undefined::TooFewObservations`] without degrees of freedom.
///
/// ```
/// use utfall::stats::meta::{Estimator, Inference, Model, Prediction, Studies, examples, pool, prediction_interval};
/// use utfall::stats::Level;
///
/// // The BCG trials in metafor: rma(yi, vi) and predict() give a risk ratio between 0.155 and 1.549.
/// let model = Model::RandomEffects(Estimator::RestrictedMaximumLikelihood);
/// let pooled = pool(&Studies::new(&examples::bcg())?, model, Inference::Wald, Level::NINETY_FIVE)?;
/// let interval = prediction_interval(&pooled, Prediction::Normal, Level::NINETY_FIVE)?;
/// assert!((interval.lower().unwrap().exp() - 0.155).abs() < 5e-4);
/// assert!((interval.upper().unwrap().exp() - 1.549).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn prediction_interval(pooled: &Pooled, prediction: Prediction, level: Level) -> Result<Interval, Undefined> {
    if pooled.model == Model::CommonEffect {
        return Err(Undefined::OutsideDomain);
    }
    // One less than the studies with an effect; weights may also stand for studies without one.
    let df = pooled.heterogeneity.q.df.unwrap_or(0.0);
    let reference = match prediction {
        Prediction::Normal => Reference::normal(level),
        Prediction::StudentKLessOne => Reference::student(df, level)?,
        Prediction::HigginsThompsonSpiegelhalter => Reference::student(df - 1.0, level)?,
    };
    let error = pooled.estimated.standard_error.ok_or(Undefined::NoVariation)?;
    let spread = finite(libm::hypot(libm::sqrt(pooled.tau_squared), error))?;
    let reach = finite(reference.quantile * spread)?;
    Ok(Interval::around(pooled.estimated.value, reach))
}
