//! The comparison of two groups of numbers, with or without clusters.

use schemars::JsonSchema;
use serde::Deserialize;

use super::proportion_methods::{test, with_interval};
use crate::data::{Cell, Distribution};
use crate::results::{Estimate, Method, Quantity, Section, Unit, Value};
use crate::stats::means::{
    ArmSums, ClusterMethod, ClusterSums, MeanSummary, clustered_difference, difference, one_mean,
};
use crate::stats::{Estimated, Level, Sample, TestResult, Undefined};

/// How intervals allow for clusters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClusterAdjustment {
    /// Bell and McCaffrey's CR2 with Satterthwaite's degrees of freedom: the better choice for few clusters.
    #[default]
    Cr2,
    /// CR1 with one degree of freedom less than there are clusters, as Stata has it.
    Cr1,
}

impl ClusterAdjustment {
    /// The name in the report.
    pub(super) fn method(self) -> Method {
        match self {
            ClusterAdjustment::Cr1 => Method::ClusterRobustCr1,
            ClusterAdjustment::Cr2 => Method::ClusterRobustCr2,
        }
    }

    pub(super) fn of_statistics(self) -> ClusterMethod {
        match self {
            ClusterAdjustment::Cr1 => ClusterMethod::Cr1,
            ClusterAdjustment::Cr2 => ClusterMethod::Cr2,
        }
    }
}

/// All values of some groups of rows as one sample.
pub(super) fn sample(groups: &[&Distribution]) -> Result<Sample, Undefined> {
    let pairs: Vec<(f64, u64)> = groups.iter().flat_map(|group| group.values.iter().copied()).collect();
    Sample::from_counts(&pairs)
}

/// Number, mean and standard deviation of some groups of rows.
pub(super) fn summary(groups: &[&Distribution]) -> Result<MeanSummary, Undefined> {
    Ok(sample(groups)?.summary())
}

/// The mean of some groups of rows with its t interval.
pub(super) fn mean_of(groups: &[&Distribution], level: Level) -> Result<Estimated, Undefined> {
    one_mean(summary(groups)?, level)
}

/// Puts `name.total`, `name.mean` with its t interval and `name.sd` into a section.
pub(super) fn describe_mean(
    section: &mut Section,
    name: &str,
    summary: Result<MeanSummary, Undefined>,
    (unit, decimals): (Unit, i8),
    level: Level,
) {
    let total = summary.map_or(0, MeanSummary::n);
    section.values.push((format!("{name}.total"), Value::Count(total)));
    let mean = summary.map(|summary| {
        let empty = Estimate::new(summary.mean(), unit, decimals);
        match one_mean(summary, level) {
            Ok(computed) => with_interval(empty, computed, level, Method::StudentT),
            Err(_) => empty,
        }
    });
    section.values.push((format!("{name}.mean"), mean.map_or_else(Value::from, Value::from)));
    let sd = summary.and_then(MeanSummary::sd).map(|value| Quantity { value, unit, decimals });
    section.values.push((format!("{name}.sd"), sd.map_or_else(Value::from, Value::from)));
}

/// The difference in means of the treated and the control group: Welch's, or cluster-robust where `cluster` names the
/// place of the cluster among what tells groups of rows apart.
pub(super) fn compare_means(
    treated: &[&Distribution],
    control: &[&Distribution],
    cluster: Option<(usize, ClusterAdjustment)>,
    level: Level,
    empty: Estimate,
) -> Value {
    let (computed, method, test_method) = match cluster {
        None => (welch(treated, control, level), Method::Welch, Method::WelchTest),
        Some((place, adjustment)) => {
            (clustered(treated, control, place, adjustment, level), adjustment.method(), Method::ClusterRobustTest)
        }
    };
    match computed {
        Ok((estimated, tested)) => {
            let mut estimate = with_interval(Estimate { no_effect: Some(0.0), ..empty }, estimated, level, method);
            estimate.tests.extend(tested.map(|tested| test(test_method, tested)));
            estimate.into()
        }
        Err(undefined) => undefined.into(),
    }
}

fn welch(
    treated: &[&Distribution],
    control: &[&Distribution],
    level: Level,
) -> Result<(Estimated, Option<TestResult>), Undefined> {
    let (treated, control) = (summary(treated)?, summary(control)?);
    Ok((difference::welch(treated, control, level)?, difference::welch_test(treated, control).ok()))
}

fn clustered(
    treated: &[&Distribution],
    control: &[&Distribution],
    place: usize,
    adjustment: ClusterAdjustment,
    level: Level,
) -> Result<(Estimated, Option<TestResult>), Undefined> {
    let mut clusters: Vec<(&Cell, ClusterSums)> = Vec::new();
    for (groups, is_treated) in [(treated, true), (control, false)] {
        for group in groups.iter().filter(|group| !group.values.is_empty()) {
            let sums = ArmSums::of_sample(&Sample::from_counts(&group.values)?)?;
            let found = clusters.iter().position(|(cluster, _)| **cluster == group.group[place]);
            let found = found.unwrap_or_else(|| {
                clusters.push((&group.group[place], ClusterSums::default()));
                clusters.len() - 1
            });
            let cluster = &mut clusters[found].1;
            *if is_treated { &mut cluster.treated } else { &mut cluster.control } = sums;
        }
    }
    let clusters: Vec<ClusterSums> = clusters.into_iter().map(|(_, sums)| sums).collect();
    let difference = clustered_difference(&clusters, adjustment.of_statistics())?;
    Ok((difference.estimated(level)?, difference.test().ok()))
}
