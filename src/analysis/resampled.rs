//! Intervals and tests of a difference in means from resampled data.

use schemars::JsonSchema;
use serde::Deserialize;

use super::comparison::sample;
use super::proportion_methods::{test, with_interval};
use crate::data::Distribution;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Estimate, Method, Section, Text, Value};
use crate::stats::resampling::{
    BootstrapPlan, bootstrap_mean_difference, permutation_test_of_means, studentised_mean_difference,
};
use crate::stats::{Level, TestResult, Undefined};

/// How data are resampled: `{seed: 20260115}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Resampling {
    /// The seed of the random numbers: the same seed gives the same numbers everywhere.
    seed: Spanned<u64>,
    /// How many times; 10,000 unless given.
    #[serde(default)]
    replicates: Option<Spanned<u64>>,
}

/// The interval of a difference in means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum MeansInterval {
    /// Welch's t interval.
    #[default]
    Welch,
    /// The percentile interval of the bootstrap.
    BootstrapPercentile,
    /// The bias-corrected and accelerated interval of the bootstrap.
    BootstrapBca,
    /// The studentised interval of the bootstrap.
    BootstrapStudentised,
}

/// The test of a difference in means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum MeansTest {
    /// Welch's t test.
    #[default]
    Welch,
    /// The permutation test.
    Permutation,
}

/// What a difference in means is told with beside Welch's methods.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resampled<'a> {
    pub interval: Option<&'a Spanned<MeansInterval>>,
    pub test: Option<&'a Spanned<MeansTest>>,
    pub resampling: Option<&'a Resampling>,
}

impl Resampled<'_> {
    fn interval(&self) -> MeansInterval {
        self.interval.map_or(MeansInterval::Welch, |interval| interval.value)
    }

    fn test(&self) -> MeansTest {
        self.test.map_or(MeansTest::Welch, |test| test.value)
    }

    fn is_wanted(&self) -> bool {
        self.interval() != MeansInterval::Welch || self.test() != MeansTest::Welch
    }

    /// What does not depend on the data; `why_not` says why there are no data to resample, where there are none.
    pub fn check(&self, why_not: Option<&str>) -> Result<(), Diagnostic> {
        let place = || {
            let interval = self.interval.filter(|interval| interval.value != MeansInterval::Welch);
            interval.and_then(Spanned::location).or_else(|| self.test.and_then(Spanned::location))
        };
        match (self.is_wanted(), self.resampling) {
            (true, None) => {
                let problem = Problem::new("a bootstrap or a permutation test needs a seed");
                return Err(problem.hint("add `resampling: {seed: \u{2026}}` with any whole number").at(place()));
            }
            (false, Some(resampling)) => {
                let problem = Problem::new("nothing is resampled here");
                let hint = "add `interval: bootstrap_bca` or `test: permutation`, or remove `resampling`";
                return Err(problem.hint(hint).at(resampling.seed.location()));
            }
            _ => {}
        }
        if let (true, Some(why)) = (self.is_wanted(), why_not) {
            return Err(Problem::new(format!("only the rows of a data source can be resampled: {why}"))
                .hint("name the data source with `from`, and leave out `cluster`; or remove this")
                .at(place()));
        }
        let replicates = self.resampling.and_then(|resampling| resampling.replicates.as_ref());
        match replicates.filter(|replicates| !(100..=1_000_000).contains(&replicates.value)) {
            None => Ok(()),
            Some(replicates) => Err(Problem::new(format!("there are 100 to 1000000 replicates, not {replicates}"))
                .hint("10,000 settle the limits of an interval")
                .at(replicates.location())),
        }
    }

    /// The same difference with the interval and the test that are wanted.
    pub fn apply(
        &self,
        section: &mut Section,
        difference: Value,
        [treated, control]: [&[&Distribution]; 2],
        level: Level,
    ) -> Value {
        let (Some(resampling), Value::Estimate(estimate), true) = (self.resampling, &difference, self.is_wanted())
        else {
            return difference;
        };
        let replicates = resampling.replicates.as_ref().map_or(10_000, |replicates| replicates.value);
        let plan = BootstrapPlan { replicates, seed: resampling.seed.value };
        section.labels.push(("seed".to_owned(), Text::from(plan.seed.to_string().as_str())));
        section.values.push(("replicates".to_owned(), Value::Count(replicates)));
        let resampled = || -> Result<Estimate, Undefined> {
            let (treated, control) = (sample(treated)?, sample(control)?);
            let mut estimate = estimate.clone();
            let computed = match self.interval() {
                MeansInterval::Welch => None,
                MeansInterval::BootstrapPercentile => {
                    let bootstrap = bootstrap_mean_difference(&treated, &control, plan)?;
                    Some((bootstrap.percentile(level)?, Method::BootstrapPercentile))
                }
                MeansInterval::BootstrapBca => {
                    let bootstrap = bootstrap_mean_difference(&treated, &control, plan)?;
                    Some((bootstrap.bca(level)?, Method::BootstrapBca))
                }
                MeansInterval::BootstrapStudentised => {
                    let studentised = studentised_mean_difference(&treated, &control, plan)?;
                    Some((studentised.interval(level)?, Method::BootstrapStudentised))
                }
            };
            if let Some((computed, method)) = computed {
                estimate = with_interval(estimate, computed, level, method);
            }
            if self.test() == MeansTest::Permutation {
                let permuted = permutation_test_of_means(&treated, &control, plan)?;
                let method = if permuted.exact { Method::PermutationOfMeansExact } else { Method::PermutationOfMeans };
                estimate.tests.insert(0, test(method, TestResult::exact(permuted.p)));
            }
            Ok(estimate)
        };
        resampled().map_or_else(Value::from, Value::from)
    }
}
