//! The rank correlation of effects and their variances.

use crate::stats::correlation::{Pairs, kendall_coefficient, kendall_exact_test, kendall_test};
use crate::stats::meta::fitter::Fitter;
use crate::stats::meta::pool::Model;
use crate::stats::meta::reference::Inference;
use crate::stats::meta::{Studies, Study};
use crate::stats::{Level, TestResult, Undefined};

/// Begg and Mazumdar's test: Kendall's tau of the standardised effects and their variances, which it returns with its test.
///
/// The effects are `(y_i - mean) / sqrt(v_i - 1 / sum(w))` around the common effect. The test is exact without ties and up to
/// 500 studies, normal otherwise. It has little power. [`Undefined::TooFewObservations`] for one study,
/// [`Undefined::NoVariation`] when all variances, or all effects, are equal.
///
/// ```
/// use utfall::stats::meta::{bias::begg_mazumdar, examples};
///
/// // The BCG trials in metafor, ranktest: tau = 0.0256, p = 0.9524.
/// let (tau, test) = begg_mazumdar(&examples::bcg())?;
/// assert!((tau - 0.0256).abs() < 5e-5);
/// assert!((test.p - 0.9524).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Begg, C. B. and Mazumdar, M. (1994). Operating characteristics of a rank correlation test for publication bias.
/// *Biometrics* 50, 1088-1101.
pub fn begg_mazumdar(studies: &[Study]) -> Result<(f64, TestResult), Undefined> {
    if studies.len() < 2 {
        return Err(Undefined::TooFewObservations);
    }
    let sorted = Studies::new(studies)?;
    let common = Fitter::new(Model::CommonEffect, Inference::Wald, Level::NINETY_FIVE).details(&sorted)?;
    let known = 1.0 / common.weight;
    let standardised: Vec<f64> = sorted
        .sorted()
        .iter()
        .map(|study| (study.effect() - common.estimate) / libm::sqrt(study.variance() - known))
        .collect();
    let variances: Vec<f64> = sorted.sorted().iter().map(|study| study.variance()).collect();
    if let ([one, other], [least, most]) = (&standardised[..], &variances[..]) {
        // Two studies agree or disagree, and either is as likely.
        return if one == other || least == most {
            Err(Undefined::NoVariation)
        } else {
            Ok((if other > one { 1.0 } else { -1.0 }, TestResult::exact(1.0)))
        };
    }
    let pairs = Pairs::new(&standardised, &variances)?;
    let tau = kendall_coefficient(&pairs)?;
    let test = kendall_exact_test(&pairs).or_else(|_| kendall_test(&pairs))?;
    Ok((tau, test))
}
