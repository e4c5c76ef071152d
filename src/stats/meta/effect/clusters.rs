//! Cluster-randomised trials that were analysed as if their members were independent.

use crate::stats::Undefined;
use crate::stats::meta::Study;

/// The design effect of clusters, `1 + (m - 1) icc`, with `m` their mean size and `icc` the correlation within them.
///
/// Arms are divided by it ([`EffectiveArm::divided`](super::EffectiveArm::divided),
/// [`GroupMean::divided`](super::GroupMean::divided)), or the variance of an effect is multiplied by it ([`inflated`]).
/// Only where the published analysis ignored the clusters. [`Undefined::OutsideDomain`] for clusters below one member, or
/// a correlation outside `[0, 1]`.
///
/// ```
/// use utfall::stats::{Arm, meta::effect::{EffectiveArm, design_effect}};
///
/// // Cochrane Handbook 6.4, section 23.1.4.1: 625 children in 21 classes, icc 0.02: 1.576, and 63 of 295 children become
/// // 40.0 of 187.2.
/// let effect = design_effect(29.8, 0.02)?;
/// assert!((effect - 1.576).abs() < 1e-12);
/// let effective = EffectiveArm::from(Arm::new(63, 295)?).divided(effect)?;
/// assert!((effective.events() - 40.0).abs() < 0.05);
/// assert!((effective.total() - 187.2).abs() < 0.05);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Higgins, J. P. T., Eldridge, S. and Li, T. (2023). Including variants on randomized trials. *Cochrane Handbook* 6.4,
/// section 23.1.4; Rao, J. N. K. and Scott, A. J. (1992). A simple method for the analysis of clustered binary data.
/// *Biometrics* 48, 577-585.
pub fn design_effect(mean_size: f64, icc: f64) -> Result<f64, Undefined> {
    if mean_size >= 1.0 && mean_size.is_finite() && (0.0..=1.0).contains(&icc) {
        Ok(1.0 + (mean_size - 1.0) * icc)
    } else {
        Err(Undefined::OutsideDomain)
    }
}

/// A study with its variance multiplied by the design effect: the standard error grows by its square root.
///
/// ```
/// use utfall::stats::meta::{Study, effect::inflated};
///
/// // Cochrane Handbook 6.4, section 23.1.5: a standard error of 0.218 and a design effect of 1.576 give 0.274.
/// let study = inflated(Study::from_standard_error(0.5, 0.218)?, 1.576)?;
/// assert!((study.standard_error() - 0.274).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// *Cochrane Handbook* 6.4, section 23.1.5.
pub fn inflated(study: Study, design_effect: f64) -> Result<Study, Undefined> {
    if design_effect >= 1.0 {
        Study::new(study.effect(), study.variance() * design_effect)
    } else {
        Err(Undefined::OutsideDomain)
    }
}
