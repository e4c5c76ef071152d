//! Regression of effects on their precision: Egger's test and its relatives.

use crate::stats::meta::Study;
use crate::stats::meta::effect::{TwoByTwo, ZeroCells, two_by_two_tables};
use crate::stats::meta::moderators::meta_regression;
use crate::stats::meta::pool::Model;
use crate::stats::meta::reference::Inference;
use crate::stats::regression::{Contrast, Design};
use crate::stats::stratified_proportions::Stratum;
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// What stands for the precision of a study.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Predictor<'a> {
    /// The standard error: Egger's choice, and PET.
    StandardError,
    /// The sampling variance: PEESE.
    Variance,
    /// The number of participants, one for each study: Macaskill's choice.
    SampleSize(&'a [f64]),
    /// The inverse of the number of participants: Peters' choice.
    InverseSampleSize(&'a [f64]),
    /// The square root of the number of participants.
    RootSampleSize(&'a [f64]),
    /// The inverse of the square root of the number of participants.
    InverseRootSampleSize(&'a [f64]),
}

impl Predictor<'_> {
    fn values(self, studies: &[Study]) -> Vec<f64> {
        let of = |sizes: &[f64], f: fn(f64) -> f64| sizes.iter().map(|n| f(*n)).collect();
        match self {
            Predictor::StandardError => studies.iter().map(|study| study.standard_error()).collect(),
            Predictor::Variance => studies.iter().map(|study| study.variance()).collect(),
            Predictor::SampleSize(sizes) => sizes.to_vec(),
            Predictor::InverseSampleSize(sizes) => of(sizes, |n| 1.0 / n),
            Predictor::RootSampleSize(sizes) => of(sizes, libm::sqrt),
            Predictor::InverseRootSampleSize(sizes) => of(sizes, |n| 1.0 / libm::sqrt(n)),
        }
    }

    /// Whether the predictor is 0 for an infinitely large study.
    fn vanishes(self) -> bool {
        !matches!(self, Predictor::SampleSize(_) | Predictor::RootSampleSize(_))
    }
}

/// The model of a regression test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AsymmetryModel {
    /// Weights `1 / v_i` and a multiplicative dispersion, with Student's t: Egger's test as published.
    Egger,
    /// A meta-regression.
    MetaRegression(Model, Inference),
}

/// A regression of effects on their precision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AsymmetryTest {
    /// The effect at a predictor of 0.
    pub intercept: Contrast,
    /// The change of the effect by the predictor; in Egger's own formulation (the standardised effect by precision) this is
    /// the intercept.
    pub slope: Contrast,
    /// The test that the slope is 0.
    pub test: TestResult,
    /// The effect that is expected of an infinitely large study; none for predictors that grow with size.
    pub limit: Option<Estimated>,
    /// The variance between studies that is left; 0 without random effects.
    pub tau_squared: f64,
}

/// The regression test of funnel asymmetry.
///
/// [`Undefined::TooFewObservations`] below three studies; [`Undefined::Collinear`] when all studies have the same precision;
/// [`Undefined::OutsideDomain`] for a number of participants that is not positive, or unless there is one for each study.
/// Not for log odds ratios or standardised mean differences by their own standard errors, which depend on the effects:
/// [`harbord`], [`peters`] or [`Predictor::InverseRootSampleSize`] serve there.
///
/// ```
/// use utfall::stats::Level;
/// use utfall::stats::meta::bias::{AsymmetryModel, Predictor, asymmetry};
/// use utfall::stats::meta::examples;
///
/// // The BCG trials in metafor, regtest(model = "lm"): t = -1.4013 with 11 degrees of freedom, p = 0.1887.
/// let egger = asymmetry(&examples::bcg(), Predictor::StandardError, AsymmetryModel::Egger, Level::NINETY_FIVE)?;
/// assert!((egger.test.statistic.unwrap() + 1.4013).abs() < 5e-5);
/// assert!((egger.test.p - 0.1887).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Egger, M., Davey Smith, G., Schneider, M. and Minder, C. (1997). Bias in meta-analysis detected by a simple, graphical
/// test. *BMJ* 315, 629-634; Sterne, J. A. C. and Egger, M. (2005). Regression methods to detect publication and other bias in
/// meta-analysis. In *Publication Bias in Meta-Analysis*, chapter 6.
pub fn asymmetry(
    studies: &[Study],
    predictor: Predictor,
    model: AsymmetryModel,
    level: Level,
) -> Result<AsymmetryTest, Undefined> {
    if studies.len() < 3 {
        return Err(Undefined::TooFewObservations);
    }
    let values = predictor.values(studies);
    if !values.iter().all(|value| *value > 0.0 && value.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    let (model, inference) = match model {
        // The same standard errors: the residual variance times that of the model.
        AsymmetryModel::Egger => (Model::CommonEffect, Inference::HartungKnapp),
        AsymmetryModel::MetaRegression(model, inference) => (model, inference),
    };
    let design = Design::with_intercept(studies.len()).numeric("predictor", &values)?;
    let fit = meta_regression(studies, &design, model, inference, level)?;
    let (intercept, slope) = (fit.coefficients.coefficient(0)?, fit.coefficients.coefficient(1)?);
    Ok(AsymmetryTest {
        intercept,
        slope,
        test: slope.test()?,
        limit: if predictor.vanishes() { Some(intercept.estimated(level)?) } else { None },
        tau_squared: fit.tau_squared,
    })
}

/// Harbord's test: Egger's regression of Peto's log odds ratios, whose variances hardly depend on the effects.
///
/// Studies in which everyone or no one had the event are left out. Errors as for [`asymmetry`].
///
/// Harbord, R. M., Egger, M. and Sterne, J. A. C. (2006). A modified test for small-study effects in meta-analyses of
/// controlled trials with binary endpoints. *Statistics in Medicine* 25, 3443-3457.
pub fn harbord(studies: &[Stratum], level: Level) -> Result<AsymmetryTest, Undefined> {
    let effects: Vec<Study> =
        tables(studies).filter_map(|(table, _)| table.and_then(TwoByTwo::peto_log_odds_ratio).ok()).collect();
    asymmetry(&effects, Predictor::StandardError, AsymmetryModel::Egger, level)
}

/// Peters' test: log odds ratios by the inverse of the number of participants, with weights
/// `1 / (1 / events + 1 / non-events)` over both arms.
///
/// Half is added to the cells of studies with an empty one; studies in which everyone or no one had the event are left out.
/// Errors as for [`asymmetry`].
///
/// Peters, J. L., Sutton, A. J., Jones, D. R., Abrams, K. R. and Rushton, L. (2006). Comparison of two methods to detect
/// publication bias in meta-analysis. *JAMA* 295, 676-680.
pub fn peters(studies: &[Stratum], level: Level) -> Result<AsymmetryTest, Undefined> {
    let rows: Vec<(Study, f64)> = tables(studies)
        .filter_map(|(table, stratum)| {
            let events = (stratum.treated.events() + stratum.control.events()) as f64;
            let others = (stratum.treated.non_events() + stratum.control.non_events()) as f64;
            let effect = table.and_then(TwoByTwo::log_odds_ratio).ok()?.effect();
            Some((Study::new(effect, 1.0 / events + 1.0 / others).ok()?, events + others))
        })
        .collect();
    let (effects, sizes): (Vec<Study>, Vec<f64>) = rows.into_iter().unzip();
    asymmetry(&effects, Predictor::InverseSampleSize(&sizes), AsymmetryModel::Egger, level)
}

/// The tables of the studies, filled where needed.
fn tables(studies: &[Stratum]) -> impl Iterator<Item = (Result<TwoByTwo, Undefined>, &Stratum)> {
    let arms: Vec<_> = studies.iter().map(|stratum| (stratum.treated.into(), stratum.control.into())).collect();
    two_by_two_tables(&arms, ZeroCells::HALF_WHERE_NEEDED).into_iter().zip(studies)
}
