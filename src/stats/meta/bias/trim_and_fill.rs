//! Trim and fill: the studies that a symmetric funnel would miss.

use serde::{Deserialize, Serialize};

use super::asymmetry::{AsymmetryModel, Predictor, asymmetry};
use crate::stats::meta::fitter::Fitter;
use crate::stats::meta::pool::{Model, Pooled, pool};
use crate::stats::meta::reference::Inference;
use crate::stats::meta::{Studies, Study};
use crate::stats::{Level, Undefined};

/// More rounds than the number of missing studies takes to settle.
const MOST_ROUNDS: usize = 100;

/// How the number of missing studies is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingStudies {
    /// From the ranks of all studies on the fuller side; the default.
    L0,
    /// From the longest run of extreme studies; it has a test.
    R0,
    /// Like L0, from a quadratic equation, which may have no solution.
    Q0,
}

/// The side of the funnel on which studies are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Below the pooled effect.
    Left,
    /// Above the pooled effect.
    Right,
}

/// A funnel that was filled up.
#[derive(Debug, Clone, PartialEq)]
pub struct TrimAndFill {
    /// The number of missing studies.
    pub missing: usize,
    /// The standard error of that number; none where its estimate of the variance is negative or infinite.
    pub standard_error: Option<f64>,
    /// The p-value of no missing studies on that side, for [`MissingStudies::R0`].
    pub p: Option<f64>,
    /// The side on which they are missing.
    pub side: Side,
    /// The studies that were filled in: mirror images of the outermost ones, the innermost first.
    pub filled: Vec<Study>,
    /// The pooled effect of all studies, the filled ones last.
    pub pooled: Pooled,
}

/// Duval and Tweedie's trim and fill, with the model that the studies are pooled with.
///
/// A sensitivity analysis, not a correction: it takes all asymmetry to come from missing studies, and fills in studies where
/// there are none when effects differ for other reasons. Without a side, the one is taken to which effects of small studies do
/// *not* lean, by a meta-regression on the standard error. [`Undefined::TooFewObservations`] below three studies;
/// [`Undefined::Collinear`] when the side is to be found and all variances are equal; [`Undefined::NoConvergence`] when Q0 has
/// no solution.
///
/// ```
/// use utfall::stats::Level;
/// use utfall::stats::meta::bias::{MissingStudies, Side, trim_and_fill};
/// use utfall::stats::meta::{Inference, Model, examples};
///
/// // The BCG trials in metafor, trimfill of a fixed-effect model: four missing on the right, -0.2910.
/// let (model, level) = (Model::CommonEffect, Level::NINETY_FIVE);
/// let filled = trim_and_fill(&examples::bcg(), MissingStudies::L0, None, model, Inference::Wald, level)?;
/// assert_eq!((filled.missing, filled.side), (4, Side::Right));
/// assert!((filled.pooled.estimated.value + 0.2910).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Duval, S. and Tweedie, R. (2000). Trim and fill: a simple funnel-plot-based method of testing and adjusting for publication
/// bias in meta-analysis. *Biometrics* 56, 455-463; Duval, S. and Tweedie, R. (2000). A nonparametric "trim and fill" method of
/// accounting for publication bias in meta-analysis. *Journal of the American Statistical Association* 95, 89-98.
pub fn trim_and_fill(
    studies: &[Study],
    estimator: MissingStudies,
    side: Option<Side>,
    model: Model,
    inference: Inference,
    level: Level,
) -> Result<TrimAndFill, Undefined> {
    if studies.len() < 3 {
        return Err(Undefined::TooFewObservations);
    }
    let side = match side {
        Some(side) => side,
        None => {
            let wald = AsymmetryModel::MetaRegression(model, Inference::Wald);
            let test = asymmetry(studies, Predictor::StandardError, wald, level)?;
            if test.slope.value < 0.0 { Side::Right } else { Side::Left }
        }
    };
    // From here on studies are missing on the left.
    let sign = if side == Side::Right { -1.0 } else { 1.0 };
    let mut sorted = studies.iter().map(|study| study.scaled(sign)).collect::<Result<Vec<_>, _>>()?;
    sorted.sort_unstable_by(|a, b| a.effect().total_cmp(&b.effect()).then(a.variance().total_cmp(&b.variance())));
    let (round, centre) = settle(&sorted, estimator, model)?;
    let filled = sorted[sorted.len() - round.missing..]
        .iter()
        .map(|study| Study::new(sign * (2.0 * centre - study.effect()), study.variance()))
        .collect::<Result<Vec<_>, _>>()?;
    let pooled = pool(&Studies::new(&[studies, &filled].concat())?, model, inference, level)?;
    Ok(TrimAndFill {
        missing: round.missing,
        standard_error: round.standard_error.is_finite().then_some(round.standard_error),
        p: (estimator == MissingStudies::R0).then(|| libm::pow(0.5, round.missing as f64 + 1.0)),
        side,
        filled,
        pooled,
    })
}

/// An estimate of the number of missing studies.
#[derive(Debug, Clone, Copy)]
struct Round {
    missing: usize,
    standard_error: f64,
}

/// Trims until the number of missing studies settles; also the effect that was left in the middle.
fn settle(sorted: &[Study], estimator: MissingStudies, model: Model) -> Result<(Round, f64), Undefined> {
    let mut fitter = Fitter::new(model, Inference::Wald, Level::NINETY_FIVE);
    let mut alone = Fitter::new(Model::CommonEffect, Inference::Wald, Level::NINETY_FIVE);
    let all = Studies::new(sorted)?;
    let mut missing = 0;
    for _ in 0..MOST_ROUNDS {
        let kept = all.filtered(|place| place + missing < sorted.len()).map_err(|_| Undefined::NoConvergence)?;
        let fit = if kept.len() == 1 { alone.fit(&kept)? } else { fitter.fit(&kept)? };
        let round = estimator.estimate(&signed_ranks(sorted, fit.estimate))?;
        if round.missing == missing {
            return Ok((round, fit.estimate));
        }
        missing = round.missing;
    }
    Err(Undefined::NoConvergence)
}

/// The ranks of the distances from the middle, with the sign of their side; ties by their order.
fn signed_ranks(sorted: &[Study], centre: f64) -> Vec<f64> {
    let away: Vec<f64> = sorted.iter().map(|study| study.effect() - centre).collect();
    let mut order: Vec<usize> = (0..away.len()).collect();
    order.sort_by(|i, j| away[*i].abs().total_cmp(&away[*j].abs()));
    let mut ranks = vec![0.0; away.len()];
    for (rank, place) in order.into_iter().enumerate() {
        let sign = if away[place] == 0.0 { 0.0 } else { away[place].signum() };
        ranks[place] = sign * (rank + 1) as f64;
    }
    ranks
}

impl MissingStudies {
    fn estimate(self, ranks: &[f64]) -> Result<Round, Undefined> {
        let k = ranks.len() as f64;
        let above: f64 = ranks.iter().filter(|rank| **rank > 0.0).sum();
        let (number, standard_error) = match self {
            MissingStudies::R0 => {
                let below = ranks.iter().map(|rank| -rank).fold(f64::NEG_INFINITY, f64::max);
                if below <= 0.0 {
                    return Err(Undefined::NoVariation);
                }
                let number = k - below - 1.0;
                (number, libm::sqrt(2.0 * number.max(0.0) + 2.0))
            }
            MissingStudies::L0 => {
                let number = (4.0 * above - k * (k + 1.0)) / (2.0 * k - 1.0);
                (number, 4.0 * libm::sqrt(variance_of_sum(k, number)) / (2.0 * k - 1.0))
            }
            MissingStudies::Q0 => {
                let square = 2.0 * k * k - 4.0 * above + 0.25;
                if square < 0.0 {
                    return Err(Undefined::NoConvergence);
                }
                let number = k - 0.5 - libm::sqrt(square);
                let slope = (k - 0.5) * (k - 0.5) - number * (2.0 * k - number - 1.0);
                (number, 2.0 * libm::sqrt(variance_of_sum(k, number)) / libm::sqrt(slope))
            }
        };
        Ok(Round { missing: libm::rint(number.max(0.0)) as usize, standard_error })
    }
}

/// The variance of the sum of the ranks above the middle when `m` of `k + m` studies are missing.
fn variance_of_sum(k: f64, m: f64) -> f64 {
    (k * (k + 1.0) * (2.0 * k + 1.0) + 10.0 * m * m * m + 27.0 * m * m + 17.0 * m - 18.0 * k * m * m - 18.0 * k * m
        + 6.0 * k * k * m)
        / 24.0
}
