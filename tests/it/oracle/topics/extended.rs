//! 20: printed results of published suites and textbooks, on several topics.

use utfall::stats::two_proportions::{odds_ratio, risk_difference, tests};
use utfall::stats::{Arm, Estimated, Level, TestResult, Undefined, one_proportion as one};

use super::super::case::{Case, Outcome};
use super::{arm, estimate, level, test, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    match case.topic() {
        "one proportion" => one_proportion(case),
        "two proportions" => two_proportions(case),
        _ => None,
    }
}

fn one_proportion(case: &Case) -> Option<Outcome> {
    let against_null = |method: fn(Arm, f64) -> Result<TestResult, Undefined>| {
        let null = case.number("p0").ok_or("no `p0`")?;
        method(arm(case, "x", "n")?, null).map(test).map_err(undefined)
    };
    Some(match case.method().as_str() {
        "score_test" => against_null(one::score_test),
        "wald_test" => against_null(one::wald_test),
        _ => return None,
    })
}

fn two_proportions(case: &Case) -> Option<Outcome> {
    let interval = |method: fn(Arm, Arm, Level) -> Result<Estimated, Undefined>| {
        method(arm(case, "x1", "n1")?, arm(case, "x2", "n2")?, level(case)?).map(estimate).map_err(undefined)
    };
    let tested = |method: fn(Arm, Arm) -> Result<TestResult, Undefined>| {
        method(arm(case, "x1", "n1")?, arm(case, "x2", "n2")?).map(test).map_err(undefined)
    };
    Some(match case.method().as_str() {
        "or_miettinen_nurminen" => interval(odds_ratio::miettinen_nurminen),
        "or_score" => interval(odds_ratio::score),
        "z_unpooled" => tested(risk_difference::wald_test),
        "lr_test" => tested(tests::likelihood_ratio),
        "fisher_midp" if case.option("statistic") == Some("hypergeometric") => tested(tests::fisher_irwin_mid_p),
        _ => return None,
    })
}
