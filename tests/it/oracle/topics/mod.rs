//! One adapter per topic: from the names of the oracle to the functions of `utfall::stats`.

pub mod correlation;
pub mod cost_effectiveness;
pub mod datasets;
pub mod datasets_models;
pub mod datasets_trials;
pub mod distributions;
pub mod extended;
pub mod formula;
pub mod imputation;
pub mod meta_counts;
pub mod meta_datasets;
pub mod meta_diagnostics;
pub mod meta_effects;
pub mod meta_multilevel;
pub mod meta_pooled;
pub mod meta_regression;
pub mod mixed;
pub mod multiplicity_power;
pub mod one_proportion;
pub mod paired_categories;
pub mod paired_proportions;
pub mod rank;
pub mod rates;
pub mod regression;
pub mod reliability;
pub mod stratified;
pub mod stratified_published;
pub mod survival;
pub mod survival_published;
pub mod tables;
pub mod two_means;
pub mod two_proportions;

use utfall::stats::{Arm, Estimated, Interval, Level, TestResult, Undefined};

use super::case::{Case, Fields, Outcome};

/// The reason in words.
fn undefined(why: Undefined) -> String {
    why.to_string()
}

/// An arm from two counts of the input.
fn arm(case: &Case, events: &str, total: &str) -> Result<Arm, String> {
    let (Some(events), Some(total)) = (case.count(events), case.count(total)) else {
        return Err(format!("no counts `{events}` and `{total}`"));
    };
    Arm::new(events, total).map_err(undefined)
}

/// The level of the options.
fn level(case: &Case) -> Result<Level, String> {
    Level::new(case.level()).map_err(undefined)
}

/// The fields of an estimate.
fn estimate(estimated: Estimated) -> Fields {
    let mut fields = Fields::new().number("estimate", estimated.value);
    if let Interval::Bounded { lower, upper } = estimated.interval {
        fields = fields.number("ci_low", lower).number("ci_high", upper);
    }
    match estimated.standard_error {
        Some(standard_error) => fields.number("se", standard_error),
        None => fields,
    }
}

/// The fields of a test.
fn test(result: TestResult) -> Fields {
    let mut fields = Fields::new().number("p", result.p);
    if let Some(statistic) = result.statistic {
        fields = fields.number("statistic", statistic);
    }
    match result.df {
        Some(df) => fields.number("df", df),
        None => fields,
    }
}

/// The fields of an estimate and the p-value of a test that may be undefined on its own.
fn estimate_with_p(estimated: Result<Estimated, Undefined>, result: Result<TestResult, Undefined>) -> Outcome {
    let fields = estimate(estimated.map_err(undefined)?);
    Ok(fields.optional("p", result.map(|result| result.p)))
}
