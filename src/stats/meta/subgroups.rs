//! Subgroups of studies, and whether their effects differ.

use serde::{Deserialize, Serialize};

use super::fitter::weighted_slope;
use super::heterogeneity::Heterogeneity;
use super::moderators::{MetaRegression, meta_regression};
use super::pool::{Model, Pooled, pool};
use super::reference::Inference;
use super::{Studies, Study};
use crate::stats::distribution::ChiSquared;
use crate::stats::regression::{Design, Factor, JointTest};
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// Whether subgroups have a variance between studies each, or one for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TauSharing {
    /// Each subgroup is pooled on its own; they are compared by Q between. What RevMan does.
    Separate,
    /// One tau squared from a meta-regression on the subgroup; better when subgroups are small (fewer than five studies,
    /// say). A Hartung-Knapp standard error takes its `q` and its degrees of freedom from all studies.
    ///
    /// Borenstein, M., Hedges, L. V., Higgins, J. P. T. and Rothstein, H. R. (2009). *Introduction to Meta-Analysis*,
    /// chapter 19.
    Common,
}

/// The pooled effect of one subgroup.
#[derive(Debug, Clone, PartialEq)]
pub struct Subgroup {
    /// The name of the subgroup.
    pub label: String,
    /// The number of its studies.
    pub studies: usize,
    /// The pooled effect.
    pub estimated: Estimated,
    /// The test of no effect in the subgroup.
    pub test: TestResult,
    /// The variance between studies.
    pub tau_squared: f64,
    /// How much the studies of the subgroup differ.
    pub heterogeneity: Heterogeneity,
}

/// Subgroups and their comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Subgroups {
    /// The subgroups in the order of the levels of the factor; why there is no pooled effect where there is none. A study
    /// that is a subgroup of its own stands for itself, with its normal interval.
    pub groups: Vec<Result<Subgroup, Undefined>>,
    /// The test that the effects of all subgroups are equal.
    ///
    /// With separate variances, `Q = sum((estimate_g - mean)^2 / se_g^2)` around the mean weighted by `1 / se_g^2`, and a
    /// chi-squared test; with a common one the test of the moderator. [`Undefined::TooFewGroups`] for one subgroup, or the
    /// reason why a subgroup has no effect.
    pub between: Result<JointTest, Undefined>,
}

/// The pooled effects of the subgroups that `groups` names, one label for each study.
///
/// A difference between subgroups is an association between studies, not a finding of a trial. To compare subgroups by
/// which of them is «significant» is an error: the test between them is the one that counts. [`Undefined::OutsideDomain`]
/// unless there is one label for each study.
///
/// ```
/// use utfall::stats::meta::{Estimator, Inference, Model, TauSharing, examples, subgroups};
/// use utfall::stats::{Level, regression::Factor};
///
/// // The BCG trials by allocation in metafor: random -0.97, systematic -0.42, alternate -0.54 in separate models, Q between 1.8614.
/// let allocation = Factor::new(&["random", "random", "random", "random", "alternate", "alternate", "random", "random",
///     "random", "systematic", "systematic", "systematic", "systematic"]);
/// let model = Model::RandomEffects(Estimator::RestrictedMaximumLikelihood);
/// let found =
///     subgroups(&examples::bcg(), &allocation, TauSharing::Separate, model, Inference::Wald, Level::NINETY_FIVE)?;
/// assert!((found.between?.statistic - 1.8614).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn subgroups(
    studies: &[Study],
    groups: &Factor,
    sharing: TauSharing,
    model: Model,
    inference: Inference,
    level: Level,
) -> Result<Subgroups, Undefined> {
    if studies.len() != groups.len() {
        return Err(Undefined::OutsideDomain);
    }
    if studies.is_empty() {
        return Err(Undefined::NoObservations);
    }
    let members = |group: usize| -> Vec<Study> {
        studies.iter().zip(groups.codes()).filter(|(_, code)| **code == group).map(|(study, _)| *study).collect()
    };
    let labelled = groups.levels().iter().enumerate().map(|(group, label)| (label.as_str(), members(group)));
    match sharing {
        TauSharing::Separate => {
            let groups: Vec<Result<Subgroup, Undefined>> =
                labelled.map(|(label, members)| separate(label, &members, model, inference, level)).collect();
            let between = between(&groups);
            Ok(Subgroups { groups, between })
        }
        TauSharing::Common => {
            let design = Design::with_intercept(studies.len()).factor("subgroup", groups.clone())?;
            let fit = meta_regression(studies, &design, model, inference, level)?;
            let groups = labelled
                .enumerate()
                .map(|(place, (label, members))| common(&fit, place, label, &members, level))
                .collect();
            Ok(Subgroups { groups, between: fit.moderators.ok_or(Undefined::TooFewGroups) })
        }
    }
}

fn separate(
    label: &str,
    members: &[Study],
    model: Model,
    inference: Inference,
    level: Level,
) -> Result<Subgroup, Undefined> {
    // A study alone stands for itself.
    let (model, inference) =
        if members.len() == 1 { (Model::CommonEffect, Inference::Wald) } else { (model, inference) };
    let Pooled { estimated, test, tau_squared, heterogeneity, .. } =
        pool(&Studies::new(members)?, model, inference, level)?;
    Ok(Subgroup { label: label.to_owned(), studies: members.len(), estimated, test, tau_squared, heterogeneity })
}

/// The comparison of effects that were estimated separately.
fn between(groups: &[Result<Subgroup, Undefined>]) -> Result<JointTest, Undefined> {
    let effects = groups
        .iter()
        .map(|group| {
            let estimated = group.as_ref().map_err(|why| *why)?.estimated;
            Ok((estimated.value, estimated.standard_error.ok_or(Undefined::NoVariation)?))
        })
        .collect::<Result<Vec<_>, Undefined>>()?;
    if effects.len() < 2 {
        return Err(Undefined::TooFewGroups);
    }
    let studies = effects
        .iter()
        .map(|(effect, error)| Study::from_standard_error(*effect, *error))
        .collect::<Result<Vec<_>, Undefined>>()?;
    let q = weighted_slope(&Studies::new(&studies)?).squares;
    let df = (effects.len() - 1) as f64;
    Ok(JointTest { statistic: q, df, residual_df: None, p: ChiSquared::new(df)?.sf(q) })
}

/// A subgroup of a regression on the subgroup.
fn common(
    fit: &MetaRegression,
    place: usize,
    label: &str,
    members: &[Study],
    level: Level,
) -> Result<Subgroup, Undefined> {
    // The intercept is the first subgroup, and the others are differences from it.
    let mut row = vec![0.0; fit.coefficients.values().len()];
    row[0] = 1.0;
    row[place] = 1.0;
    let effect = fit.coefficients.contrast(&row)?;
    let sorted = Studies::new(members)?;
    let scale = sorted.scale;
    let random = (fit.model != Model::CommonEffect).then_some(fit.tau_squared / scale / scale);
    Ok(Subgroup {
        label: label.to_owned(),
        studies: members.len(),
        estimated: effect.estimated(level)?,
        test: effect.test()?,
        tau_squared: fit.tau_squared,
        heterogeneity: Heterogeneity::new(&weighted_slope(&sorted), random, scale)?,
    })
}
