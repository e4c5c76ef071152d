//! One adapter per topic: from the names of the oracle to the functions of `utfall::stats`.

pub mod distributions;
pub mod extended;
pub mod one_proportion;
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
