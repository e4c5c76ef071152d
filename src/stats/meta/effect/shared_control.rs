//! Trials with several treated arms and one control group, which must not be counted more than once.
//!
//! Three remedies, of which the first is the best where the arms are alike: take the treated arms together; divide the
//! control group among the comparisons, which wastes a little and leaves the comparisons slightly dependent; or keep all
//! comparisons with the covariance that the shared controls give them, for a
//! [multilevel model](crate::stats::meta::multilevel). [`controls_counted_once`] does the first two for a whole review; the
//! other functions give the covariances.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::stats::Undefined;

use super::{EffectiveArm, GroupMean};

/// A group of people that can be divided, and taken together with another.
pub trait Group: Copy + PartialEq {
    /// A group a `by`-th as large, in which the outcome is the same.
    fn divided(self, by: f64) -> Result<Self, Undefined>;
    /// Both groups as one.
    fn with(self, other: Self) -> Result<Self, Undefined>;
}

impl Group for EffectiveArm {
    fn divided(self, by: f64) -> Result<EffectiveArm, Undefined> {
        EffectiveArm::divided(self, by)
    }

    fn with(self, other: EffectiveArm) -> Result<EffectiveArm, Undefined> {
        EffectiveArm::with(self, other)
    }
}

impl Group for GroupMean {
    fn divided(self, by: f64) -> Result<GroupMean, Undefined> {
        GroupMean::divided(self, by)
    }

    fn with(self, other: GroupMean) -> Result<GroupMean, Undefined> {
        GroupMean::with(self, other)
    }
}

/// A treated arm and the controls it is compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison<'a, G> {
    /// The treated.
    pub treated: G,
    /// The whole control group, whoever else is compared with it.
    pub control: G,
    /// The name of the control group, the same for all that share it; none for a control group of its own.
    pub shared: Option<&'a str>,
}

/// What is done about comparisons with the same controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SharedControls {
    /// The controls are divided evenly among the comparisons: events and total of counts; of means the size alone.
    Divided,
    /// The treated arms are taken together, to one comparison with all controls.
    Combined,
}

/// A comparison in which no control is counted that another comparison counts as well.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedOnce<G> {
    /// The places, in the input, of the comparisons it stands for: one, or all that share a control group.
    pub places: Vec<usize>,
    /// The treated and the controls, or why they cannot be had.
    pub groups: Result<(G, G), Undefined>,
}

/// The comparisons of a review, such that nobody in a control group that several treated arms share is counted twice.
///
/// Dividing keeps the comparisons apart, for subgroups or a meta-regression by dose, say; under a common effect, arms of
/// equal size and spread then give a pooled mean difference the very variance that combining gives it. Comparisons come in
/// the order of the input, those that were combined at the place of the first. With [`Undefined::OutsideDomain`] come those
/// that name the same controls but do not have the same numbers of them; with the reason of the group those that cannot be
/// divided (a mean of so few that at most one person is left).
///
/// ```
/// use utfall::stats::Arm;
/// use utfall::stats::meta::effect::EffectiveArm;
/// use utfall::stats::meta::effect::shared_control::{Comparison, SharedControls, controls_counted_once};
///
/// // Two doses against one placebo group of 60, 21 of them with the outcome, and a trial with two arms.
/// let arm = |events, total| Arm::new(events, total).map(EffectiveArm::from);
/// let comparisons = [
///     Comparison { treated: arm(10, 58)?, control: arm(21, 60)?, shared: Some("Trial A") },
///     Comparison { treated: arm(5, 40)?, control: arm(9, 41)?, shared: None },
///     Comparison { treated: arm(14, 61)?, control: arm(21, 60)?, shared: Some("Trial A") },
/// ];
/// // Cochrane Handbook, section 23.3.4: both the events and the total of the shared group are divided.
/// let divided = controls_counted_once(&comparisons, SharedControls::Divided);
/// let (_, controls) = divided[2].groups?;
/// assert_eq!((controls.events(), controls.total()), (10.5, 30.0));
///
/// let combined = controls_counted_once(&comparisons, SharedControls::Combined);
/// assert_eq!((combined.len(), &combined[0].places), (2, &vec![0, 2]));
/// let (treated, controls) = combined[0].groups?;
/// assert_eq!((treated.events(), treated.total(), controls.total()), (24.0, 119.0, 60.0));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Higgins, J. P. T., Eldridge, S. and Li, T. (2024). Including variants on randomized trials. In *Cochrane Handbook* 6.5,
/// section 23.3.4.
pub fn controls_counted_once<G: Group>(
    comparisons: &[Comparison<'_, G>],
    remedy: SharedControls,
) -> Vec<CountedOnce<G>> {
    // For each name its places, and whether all have the same controls.
    let mut sharing: BTreeMap<&str, (Vec<usize>, bool)> = BTreeMap::new();
    for (place, comparison) in comparisons.iter().enumerate() {
        if let Some(name) = comparison.shared {
            let (places, same) = sharing.entry(name).or_insert((Vec::new(), true));
            *same &= places.first().is_none_or(|first| comparisons[*first].control == comparison.control);
            places.push(place);
        }
    }
    let mut counted = Vec::with_capacity(comparisons.len());
    for (place, comparison) in comparisons.iter().enumerate() {
        let Comparison { treated, control, shared } = *comparison;
        let alone = (vec![place], true);
        let (places, same) = shared.and_then(|name| sharing.get(name)).unwrap_or(&alone);
        let stated = if *same { Ok(control) } else { Err(Undefined::OutsideDomain) };
        match remedy {
            SharedControls::Divided => {
                let groups = stated.and_then(|control| Ok((treated, control.divided(places.len() as f64)?)));
                counted.push(CountedOnce { places: vec![place], groups });
            }
            SharedControls::Combined if places[0] == place => {
                let all = places[1..].iter().try_fold(treated, |all, other| all.with(comparisons[*other].treated));
                let groups = stated.and_then(|control| Ok((all?, control)));
                counted.push(CountedOnce { places: places.clone(), groups });
            }
            SharedControls::Combined => {}
        }
    }
    counted
}

/// The covariance of two log risk ratios with the same controls: `1/c - 1/n2`, the variance of the log risk among them.
///
/// [`Undefined::ZeroCell`] when the controls have no events.
///
/// ```
/// use utfall::stats::{Arm, meta::effect::{ZeroCells, shared_control::log_risk_ratios, two_by_two_tables}};
///
/// // It is the controls' part of the variance of each log risk ratio.
/// let (treated, control) = (Arm::new(6, 306)?, Arm::new(29, 303)?);
/// let ratio = two_by_two_tables(&[(treated.into(), control.into())], ZeroCells::NONE)[0]?.log_risk_ratio()?;
/// let treated_part = 1.0 / 6.0 - 1.0 / 306.0;
/// assert!((log_risk_ratios(control.into())? - (ratio.variance() - treated_part)).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Gleser, L. J. and Olkin, I. (2009). Stochastically dependent effect sizes. In *The Handbook of Research Synthesis and
/// Meta-Analysis*, 2nd edition, chapter 19.
pub fn log_risk_ratios(control: EffectiveArm) -> Result<f64, Undefined> {
    let (x, n) = (control.events(), control.total());
    if x == 0.0 { Err(Undefined::ZeroCell) } else { Ok(control.non_events() / x / n) }
}

/// The covariance of two log odds ratios with the same controls: `1/c + 1/d`.
///
/// [`Undefined::ZeroCell`] when the controls have no events, or no non-events.
///
/// Gleser and Olkin (2009).
pub fn log_odds_ratios(control: EffectiveArm) -> Result<f64, Undefined> {
    let (x, y) = (control.events(), control.non_events());
    if x == 0.0 || y == 0.0 { Err(Undefined::ZeroCell) } else { Ok(1.0 / x + 1.0 / y) }
}

/// The covariance of two risk differences with the same controls: `p2 q2 / n2`.
///
/// Gleser and Olkin (2009).
pub fn risk_differences(control: EffectiveArm) -> f64 {
    let n = control.total();
    control.events() / n * (control.non_events() / n) / n
}

/// The covariance of two mean differences with the same controls: `sd2^2 / n2`.
pub fn mean_differences(control: GroupMean) -> f64 {
    control.sd() * control.sd() / control.total()
}

/// The covariance of two standardised mean differences with the same controls: `1/n2 + g1 g2 / (2 n)`, with `n` everyone
/// in the trial.
///
/// [`Undefined::OutsideDomain`] unless `n` is above the size of the control group.
///
/// Gleser and Olkin (2009), equation 19.19.
pub fn standardised_mean_differences(control: GroupMean, g: (f64, f64), n: f64) -> Result<f64, Undefined> {
    if n > control.total() && (g.0 * g.1).is_finite() {
        Ok(1.0 / control.total() + g.0 * g.1 / (2.0 * n))
    } else {
        Err(Undefined::OutsideDomain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::meta::effect::{TwoMeans, ZeroCells, two_by_two_tables};
    use crate::stats::meta::{Inference, Model, Studies, Study, pool};
    use crate::stats::{Arm, Level};

    fn mean(mean: f64, sd: f64, total: f64) -> GroupMean {
        GroupMean::new(mean, sd, total).unwrap()
    }

    fn pooled(studies: &[Study]) -> (f64, f64) {
        let sorted = Studies::new(studies).unwrap();
        let pooled = pool(&sorted, Model::CommonEffect, Inference::Wald, Level::NINETY_FIVE).unwrap();
        (pooled.estimated.value, pooled.estimated.standard_error.unwrap())
    }

    fn differences(counted: &[CountedOnce<GroupMean>]) -> Vec<Study> {
        let difference = |(treated, control)| TwoMeans { treated, control }.mean_difference().unwrap();
        counted.iter().map(|comparison| difference(comparison.groups.unwrap())).collect()
    }

    #[test]
    fn dividing_and_combining_agree_for_equal_arms_and_counting_twice_is_too_precise() {
        let control = mean(10.0, 2.0, 60.0);
        // Three arms with the same mean, so that taking them together adds no spread but that of degrees of freedom.
        let comparisons: Vec<Comparison<GroupMean>> = [40.0, 40.0, 40.0]
            .map(|total| Comparison { treated: mean(11.5, 2.0, total), control, shared: Some("a") })
            .to_vec();
        let by = |remedy| pooled(&differences(&controls_counted_once(&comparisons, remedy)));
        let (divided, combined) = (by(SharedControls::Divided), by(SharedControls::Combined));
        assert!((divided.0 - combined.0).abs() < 1e-12);
        let spread: f64 = 4.0 * (3.0 * 39.0 / 119.0) / 120.0 + 4.0 / 60.0;
        assert!((combined.1 - spread.sqrt()).abs() < 1e-12);
        let expected: f64 = 4.0 / 120.0 + 4.0 / 60.0;
        assert!((divided.1 - expected.sqrt()).abs() < 1e-12);
        let twice: Vec<Comparison<GroupMean>> =
            comparisons.iter().map(|comparison| Comparison { shared: None, ..*comparison }).collect();
        let twice = pooled(&differences(&controls_counted_once(&twice, SharedControls::Divided)));
        assert!(twice.1 < 0.8 * divided.1);
    }

    #[test]
    fn everybody_is_counted_once_and_places_are_those_of_the_input() {
        let arm = |events, total| EffectiveArm::from(Arm::new(events, total).unwrap());
        let names = [Some("b"), None, Some("a"), Some("b"), Some("a"), Some("b"), Some("alone")];
        let comparisons: Vec<Comparison<EffectiveArm>> = (0..names.len())
            .map(|i| {
                let control = match names[i] {
                    Some("a") => arm(3, 50),
                    Some("b") => arm(7, 31),
                    _ => arm(2, 20),
                };
                Comparison { treated: arm(i as u64, 40 + i as u64), control, shared: names[i] }
            })
            .collect();
        let total = |counted: &[CountedOnce<EffectiveArm>]| -> (f64, f64) {
            let groups: Vec<_> = counted.iter().map(|comparison| comparison.groups.unwrap()).collect();
            (groups.iter().map(|(t, _)| t.total()).sum(), groups.iter().map(|(_, c)| c.total()).sum())
        };
        let divided = controls_counted_once(&comparisons, SharedControls::Divided);
        let combined = controls_counted_once(&comparisons, SharedControls::Combined);
        for counted in [&divided, &combined] {
            let (treated, controls) = total(counted);
            assert_eq!(treated, 40.0 * 7.0 + 21.0);
            assert!((controls - (50.0 + 31.0 + 20.0 + 20.0)).abs() < 1e-12);
        }
        let places = |counted: &[CountedOnce<EffectiveArm>]| -> Vec<Vec<usize>> {
            counted.iter().map(|comparison| comparison.places.clone()).collect()
        };
        assert_eq!(places(&divided), (0..7).map(|place| vec![place]).collect::<Vec<_>>());
        assert_eq!(places(&combined), [vec![0, 3, 5], vec![1], vec![2, 4], vec![6]]);
        // A name that no one else has changes nothing.
        assert_eq!(divided[6].groups, Ok((comparisons[6].treated, comparisons[6].control)));
    }

    #[test]
    fn a_group_that_is_not_the_same_or_too_small_is_said_so() {
        let arm = |events, total| EffectiveArm::from(Arm::new(events, total).unwrap());
        let differ = [(3, 50), (3, 49)].map(|(events, total)| Comparison {
            treated: arm(1, 50),
            control: arm(events, total),
            shared: Some("a"),
        });
        for remedy in [SharedControls::Divided, SharedControls::Combined] {
            for counted in controls_counted_once(&differ, remedy) {
                assert_eq!(counted.groups, Err(Undefined::OutsideDomain));
            }
        }
        let few = Comparison { treated: mean(1.0, 1.0, 9.0), control: mean(0.0, 1.0, 3.0), shared: Some("a") };
        for counted in controls_counted_once(&[few; 3], SharedControls::Divided) {
            assert_eq!(counted.groups, Err(Undefined::TooFewObservations));
        }
        assert!(controls_counted_once::<GroupMean>(&[], SharedControls::Combined).is_empty());
    }

    #[test]
    fn the_covariance_of_shared_controls_is_what_counting_them_twice_forgets() {
        // With equal arms, the generalised least squares estimate of two comparisons with their covariance has the variance
        // (v + c) / 2, where v is that of each: that of one comparison with half the treated variance.
        let (treated, control) = (mean(3.0, 2.0, 30.0), mean(1.0, 2.0, 20.0));
        let v = TwoMeans { treated, control }.mean_difference().unwrap().variance();
        let c = mean_differences(control);
        assert!(((v + c) / 2.0 - (4.0 / 60.0 + 4.0 / 20.0)).abs() < 1e-15);
        let arms = (EffectiveArm::new(5.0, 30.0).unwrap(), EffectiveArm::new(8.0, 20.0).unwrap());
        let table = two_by_two_tables(&[arms], ZeroCells::NONE)[0].unwrap();
        let odds = table.log_odds_ratio().unwrap().variance();
        assert!((odds - log_odds_ratios(arms.1).unwrap() - (1.0 / 5.0 + 1.0 / 25.0)).abs() < 1e-15);
        let difference = table.risk_difference().unwrap().variance();
        assert!((difference - risk_differences(arms.1) - 5.0 * 25.0 / 27_000.0).abs() < 1e-15);
    }
}
