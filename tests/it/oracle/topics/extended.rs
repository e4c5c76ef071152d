//! 20: printed results of published suites and textbooks, on several topics.

use utfall::stats::tables::Contingency;
use utfall::stats::two_proportions::unconditional::{self, Measure};
use utfall::stats::two_proportions::{odds_ratio, risk_difference, risk_ratio, tests};
use utfall::stats::{Arm, Estimated, Level, TestResult, Undefined, one_proportion as one};

use super::super::case::{Case, Outcome};
use super::{arm, estimate, level, test, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    match case.topic() {
        "one proportion" => one_proportion(case),
        "r x c tables" => super::tables::run(case),
        "incidence rates" => super::rates::run(case),
        "paired categories" => super::paired_categories::run(case),
        "stratified 2x2 tables" => super::stratified_published::run(case),
        "descriptive statistics" => super::stratified_published::describe(case),
        "paired proportions" => super::paired_proportions::run(case),
        "survival" => super::survival_published::run(case),
        "multiple imputation pooling" => super::imputation::run(case),
        "meta-analysis: three-level and correlated effects" => super::meta_multilevel::run(case),
        "regression" => super::regression::run(case),
        "cost-effectiveness" => super::cost_effectiveness::run(case),
        "two proportions" => two_proportions(case),
        _ => None,
    }
}

fn one_proportion(case: &Case) -> Option<Outcome> {
    let against_null = |method: fn(Arm, f64) -> Result<TestResult, Undefined>| {
        let null = case.number("p0").ok_or("no `p0`")?;
        method(arm(case, "x", "n")?, null).map(test).map_err(undefined)
    };
    let interval = |method: fn(Arm, Level) -> Result<Estimated, Undefined>| {
        method(arm(case, "x", "n")?, level(case)?).map(estimate).map_err(undefined)
    };
    Some(match case.method().as_str() {
        "score_test" => against_null(one::score_test),
        "wald_test" => against_null(one::wald_test),
        "wald_test_cc" => against_null(one::wald_test_cc),
        "lr_test" => against_null(one::likelihood_ratio_test),
        "blaker_test" => against_null(one::blaker_test),
        "blaker_midp_test" => against_null(one::blaker_mid_p_test),
        "binom_test_midp" => against_null(one::binom_test_mid_p),
        "wald_clamped" => interval(one::wald_truncated),
        "wald_cc" => interval(one::wald_cc),
        "agresti_coull_plus4" => interval(one::agresti_coull_plus_4),
        "arcsine" => interval(one::arcsine),
        "logit" => interval(one::logit),
        "likelihood_ratio" | "lrt" => interval(one::likelihood_ratio),
        "blaker" => interval(one::blaker),
        "blaker_midp" => interval(one::blaker_mid_p),
        "clopper_pearson_midp" => interval(one::mid_p),
        _ => return None,
    })
}

type ExactInterval = fn(Arm, Arm, Measure, Level) -> Result<Estimated, Undefined>;

fn two_proportions(case: &Case) -> Option<Outcome> {
    let interval = |method: fn(Arm, Arm, Level) -> Result<Estimated, Undefined>| {
        method(arm(case, "x1", "n1")?, arm(case, "x2", "n2")?, level(case)?).map(estimate).map_err(undefined)
    };
    let exact = |method: ExactInterval, measure: Measure| {
        method(arm(case, "x1", "n1")?, arm(case, "x2", "n2")?, measure, level(case)?).map(estimate).map_err(undefined)
    };
    let tested = |method: fn(Arm, Arm) -> Result<TestResult, Undefined>| {
        method(arm(case, "x1", "n1")?, arm(case, "x2", "n2")?).map(test).map_err(undefined)
    };
    Some(match case.method().as_str() {
        "rd_wald_cc" => interval(risk_difference::wald_cc),
        "rd_mover_jeffreys" => interval(risk_difference::mover_jeffreys),
        "rr_adjusted_log" => interval(risk_ratio::walter),
        "rr_inv_sinh" => interval(risk_ratio::inverse_sinh),
        "rr_inv_sinh_adjusted" => interval(risk_ratio::inverse_sinh_adjusted),
        "rr_mover_wilson" => interval(risk_ratio::mover_wilson),
        "rr_price_bonett" => interval(risk_ratio::price_bonett),
        "or_inv_sinh" => interval(odds_ratio::inverse_sinh),
        "or_inv_sinh_adjusted" => interval(odds_ratio::inverse_sinh_adjusted),
        "or_independence_smoothed" => interval(odds_ratio::independence_smoothed),
        "or_mover_wilson" => interval(odds_ratio::mover_wilson),
        "or_cornfield_cc" => interval(odds_ratio::cornfield_cc),
        "or_cornfield_exact" => interval(odds_ratio::cornfield_exact),
        "or_cornfield_midp" => interval(odds_ratio::cornfield_mid_p),
        "or_baptista_pike" => interval(odds_ratio::baptista_pike),
        "or_baptista_pike_midp" => interval(odds_ratio::baptista_pike_mid_p),
        "rd_chan_zhang" => exact(unconditional::chan_zhang, Measure::RiskDifference),
        "rd_agresti_min" => exact(unconditional::agresti_min, Measure::RiskDifference),
        "rr_chan_zhang" => exact(unconditional::chan_zhang, Measure::RiskRatio),
        "rr_agresti_min" => exact(unconditional::agresti_min, Measure::RiskRatio),
        "or_agresti_min" => exact(unconditional::agresti_min, Measure::OddsRatio),
        "suissa_shuster" => suissa_shuster(case),
        "or_miettinen_nurminen" => interval(odds_ratio::miettinen_nurminen),
        "or_score" => interval(odds_ratio::score),
        "z_unpooled" => tested(risk_difference::wald_test),
        "lr_test" => tested(tests::likelihood_ratio),
        "fisher_midp" if case.option("statistic") == Some("hypergeometric") => tested(tests::fisher_irwin_mid_p),
        "fisher_midp" if case.option("statistic") == Some("LR") => tested(tests::likelihood_ratio_mid_p),
        _ => return None,
    })
}

/// A table, since one of its groups may be empty.
fn suissa_shuster(case: &Case) -> Outcome {
    let count = |name: &str| case.count(name).ok_or(format!("no count `{name}`"));
    let (x1, n1, x2, n2) = (count("x1")?, count("n1")?, count("x2")?, count("n2")?);
    let table = Contingency::new(&[[x1, n1 - x1], [x2, n2 - x2]]).map_err(undefined)?;
    let gamma = case.option_number("gamma").ok_or("no `gamma`")?;
    unconditional::suissa_shuster(&table, gamma).map(test).map_err(undefined)
}
