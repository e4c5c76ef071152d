//! Designs in which people come in clusters: classes, offices, services.

use super::means::{detectable_ncp, t_power};
use super::proportions::{checked, nearest};
use super::{SignificanceTest, attainable};
use crate::stats::Undefined;

/// The factor by which clustering multiplies the variance of a mean, and the number of people needed:
/// `1 + ((1 + cv^2) m - 1) icc`, with `m` the mean size of a cluster and `cv` the coefficient of variation of the sizes.
///
/// For whole clusters in one arm. [`Undefined::OutsideDomain`] unless `m` is at least 1, the intraclass correlation
/// between 0 and 1 and `cv` not negative.
///
/// ```
/// use utfall::stats::power::design_effect;
///
/// // 20 in a cluster and an intraclass correlation of 0.05: 1.95 (Donner and Klar 2000, formula 1.1).
/// assert!((design_effect(20.0, 0.05, 0.0)? - 1.95).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Kish (1965), section 5.4; Eldridge, S. M., Ashby, D. and Kerry, S. (2006). Sample size for cluster randomized trials:
/// effect of coefficient of variation of cluster size. *International Journal of Epidemiology* 35, 1292-1300.
pub fn design_effect(cluster_size: f64, icc: f64, size_variation: f64) -> Result<f64, Undefined> {
    let valid = cluster_size >= 1.0
        && cluster_size.is_finite()
        && (0.0..=1.0).contains(&icc)
        && size_variation >= 0.0
        && size_variation.is_finite();
    if !valid {
        return Err(Undefined::OutsideDomain);
    }
    let effect = 1.0 + ((1.0 + size_variation * size_variation) * cluster_size - 1.0) * icc;
    if effect.is_finite() { Ok(effect) } else { Err(Undefined::NotFinite) }
}

/// The number of clusters in an arm that needs `size` people when they are independent: the size times the
/// [`design_effect`], over the size of a cluster, rounded up.
///
/// ```
/// use utfall::stats::power::clusters_needed;
///
/// // 340.4 people, 20 in a cluster, icc 0.05: 663.8 people in 34 clusters.
/// assert_eq!(clusters_needed(340.401_926_578, 20.0, 0.05, 0.0)?, 34.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Donner, A. and Klar, N. (2000). *Design and Analysis of Cluster Randomization Trials in Health Research*, chapter 5.
pub fn clusters_needed(size: f64, cluster_size: f64, icc: f64, size_variation: f64) -> Result<f64, Undefined> {
    if !(size > 0.0 && size.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    Ok(libm::ceil(size * design_effect(cluster_size, icc, size_variation)? / cluster_size))
}

/// Two arms of whole clusters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusteredArms {
    treated: f64,
    control: f64,
    cluster_size: f64,
    effect: f64,
}

impl ClusteredArms {
    /// The numbers of clusters in the arms, their mean size, the intraclass correlation and the coefficient of variation
    /// of the sizes.
    ///
    /// [`Undefined::TooFewGroups`] with fewer than three clusters, which leave no degree of freedom;
    /// [`Undefined::OutsideDomain`] as for [`design_effect`].
    pub fn new(
        treated: u64,
        control: u64,
        cluster_size: f64,
        icc: f64,
        size_variation: f64,
    ) -> Result<ClusteredArms, Undefined> {
        if treated == 0 || control == 0 || treated.saturating_add(control) < 3 {
            return Err(Undefined::TooFewGroups);
        }
        let effect = design_effect(cluster_size, icc, size_variation)?;
        Ok(ClusteredArms { treated: treated as f64, control: control as f64, cluster_size, effect })
    }

    /// Clusters less two.
    fn df(self) -> f64 {
        self.treated + self.control - 2.0
    }

    /// The factors of the two variances: the design effect over the number of people.
    fn variance_factors(self) -> (f64, f64) {
        let each = self.effect / self.cluster_size;
        (each / self.treated, each / self.control)
    }
}

/// The power of a t test on cluster means: noncentral t with `difference / (sd sqrt(deff (1/n1 + 1/n2)))` and as many
/// degrees of freedom as clusters less two.
///
/// ```
/// use utfall::stats::power::{ArmSizes, ClusteredArms, SignificanceTest, clustered_means_power, two_means_power};
///
/// // Clusters of one person are people.
/// let (usual, one) = (SignificanceTest::USUAL, ClusteredArms::new(20, 20, 1.0, 0.3, 0.0)?);
/// let people = two_means_power(1.0, 1.0, ArmSizes::equal(20.0)?, usual)?;
/// assert!((clustered_means_power(1.0, 1.0, one, usual)? - people).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Donner and Klar (2000), section 5.2; Murray, D. M. (1998). *Design and Analysis of Group-Randomized Trials*, chapter 9.
pub fn clustered_means_power(
    difference: f64,
    sd: f64,
    arms: ClusteredArms,
    test: SignificanceTest,
) -> Result<f64, Undefined> {
    if !(sd > 0.0 && sd.is_finite() && difference.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    let (one, two) = arms.variance_factors();
    t_power(difference.abs() / sd / libm::sqrt(one + two), arms.df(), test)
}

/// The smallest difference that [`clustered_means_power`] detects with this power.
///
/// ```
/// use utfall::stats::power::{ClusteredArms, SignificanceTest, clustered_means_detectable, clustered_means_power};
///
/// // Six counties against six, 50 people in each, icc 0.05: not much under 0.4 standard deviations.
/// let arms = ClusteredArms::new(6, 6, 50.0, 0.05, 0.0)?;
/// let detectable = clustered_means_detectable(1.0, arms, 0.80, SignificanceTest::USUAL)?;
/// assert!(detectable > 0.3 && detectable < 0.5);
/// assert!((clustered_means_power(detectable, 1.0, arms, SignificanceTest::USUAL)? - 0.80).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bloom, H. S. (2005). Randomizing groups to evaluate place-based programs. In *Learning More from Social Experiments*,
/// 115-172.
pub fn clustered_means_detectable(
    sd: f64,
    arms: ClusteredArms,
    power: f64,
    test: SignificanceTest,
) -> Result<f64, Undefined> {
    if !(sd > 0.0 && sd.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    let (one, two) = arms.variance_factors();
    Ok(detectable_ncp(arms.df(), power, test)? * sd * libm::sqrt(one + two))
}

/// The power of a t test on cluster proportions: as [`clustered_means_power`] with `p q` of each arm for the variance.
///
/// [`Undefined::NoVariation`] when both proportions are 0 or 1.
///
/// Donner and Klar (2000), section 5.3.
pub fn clustered_proportions_power(
    treated: f64,
    control: f64,
    arms: ClusteredArms,
    test: SignificanceTest,
) -> Result<f64, Undefined> {
    let (one, two) = arms.variance_factors();
    let variance = one * checked(treated)? * (1.0 - treated) + two * checked(control)? * (1.0 - control);
    if variance == 0.0 {
        return Err(Undefined::NoVariation);
    }
    t_power((treated - control).abs() / libm::sqrt(variance), arms.df(), test)
}

/// The proportion of the treated nearest to that of the controls, above it or below, that
/// [`clustered_proportions_power`] detects with this power.
///
/// [`Undefined::TooFewObservations`] when even the proportion next to 1 (or 0) is not detected.
///
/// ```
/// use utfall::stats::power::{ClusteredArms, SignificanceTest, clustered_proportions_detectable};
///
/// // More clusters detect less.
/// let detectable = |clusters: u64| {
///     let arms = ClusteredArms::new(clusters, clusters, 20.0, 0.05, 0.0)?;
///     clustered_proportions_detectable(0.27, arms, true, 0.80, SignificanceTest::USUAL)
/// };
/// assert!(detectable(34)? < detectable(10)?);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn clustered_proportions_detectable(
    control: f64,
    arms: ClusteredArms,
    above: bool,
    power: f64,
    test: SignificanceTest,
) -> Result<f64, Undefined> {
    let power = attainable(power, test)?;
    checked(control)?;
    // At the very end the variance of the treated vanishes.
    let end = if above { 1.0 - f64::EPSILON } else { f64::EPSILON };
    if (above && control >= end) || (!above && control <= end) {
        return Err(Undefined::TooFewObservations);
    }
    let excess =
        |treated: f64| clustered_proportions_power(treated, control, arms, test).map_or(f64::NAN, |p| p - power);
    nearest(excess, control, end)
}
