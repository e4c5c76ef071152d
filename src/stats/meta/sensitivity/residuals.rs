//! How far each study is from the pooled effect, and what the others make of it.

use crate::stats::Level;
use crate::stats::Undefined;
use crate::stats::meta::Studies;
use crate::stats::meta::fitter::Fitter;
use crate::stats::meta::pool::Model;
use crate::stats::meta::reference::{Inference, finite};

/// The residual of one study and its shrunken effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudyResidual {
    /// The effect of the study less the pooled one.
    pub residual: f64,
    /// The standard error of the residual, `sqrt(v_i + tau^2 - se^2)`.
    pub standard_error: f64,
    /// The residual over its standard error; none where that is 0, as it is for one study.
    pub standardised: Option<f64>,
    /// The best linear unbiased prediction of the true effect in the study: its estimate, drawn towards the pooled effect by
    /// the share `v_i / (v_i + tau^2)`.
    pub shrunken: f64,
    /// The standard error of the prediction.
    pub shrunken_error: f64,
}

/// The residuals of all studies, in the order of the input; errors as for [`pool`](crate::stats::meta::pool).
///
/// ```
/// use utfall::stats::meta::{Estimator, Inference, Model, Studies, examples, sensitivity::residuals};
///
/// // The BCG trials in metafor, rstandard() and blup(): for the first one z = -0.2244, and -0.8002 (0.4099).
/// let model = Model::RandomEffects(Estimator::RestrictedMaximumLikelihood);
/// let first = residuals(&Studies::new(&examples::bcg())?, model, Inference::Wald)?[0];
/// assert!((first.standardised.unwrap() + 0.2244).abs() < 5e-5);
/// assert!((first.shrunken + 0.8002).abs() < 5e-5);
/// assert!((first.shrunken_error - 0.4099).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Raudenbush, S. W. and Bryk, A. S. (1985). Empirical Bayes meta-analysis. *Journal of Educational Statistics* 10, 75-98.
pub fn residuals(studies: &Studies, model: Model, inference: Inference) -> Result<Vec<StudyResidual>, Undefined> {
    let fit = Fitter::new(model, inference, Level::NINETY_FIVE).details(studies)?;
    let tau = fit.tau_squared;
    let found = studies
        .sorted()
        .iter()
        .map(|study| {
            let (effect, variance) = (study.effect(), study.variance());
            let residual = effect - fit.estimate;
            let standard_error = libm::sqrt((variance + tau - 1.0 / fit.weight).max(0.0));
            let own = tau / (tau + variance);
            Ok(StudyResidual {
                residual,
                standard_error,
                standardised: if standard_error > 0.0 { Some(finite(residual / standard_error)?) } else { None },
                shrunken: own * effect + (1.0 - own) * fit.estimate,
                shrunken_error: libm::hypot(libm::sqrt(own * variance), (1.0 - own) * fit.standard_error()),
            })
        })
        .collect::<Result<Vec<_>, Undefined>>()?;
    Ok(studies.in_order_of_input(&found))
}
