//! 20: paired proportions.

use utfall::stats::paired_proportions::{PairedCounts, odds_ratio, risk_difference, risk_ratio, tests};
use utfall::stats::{Estimated, Level, TestResult, Undefined};

use super::super::case::{Case, Outcome};
use super::{estimate, level, test, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let interval = |method: fn(PairedCounts, Level) -> Result<Estimated, Undefined>| {
        method(pairs(case)?, level(case)?).map(estimate).map_err(undefined)
    };
    let tested =
        |method: fn(PairedCounts) -> Result<TestResult, Undefined>| method(pairs(case)?).map(test).map_err(undefined);
    Some(match case.method().as_str() {
        "mcnemar" => tested(tests::mcnemar),
        "mcnemar_cc" => tested(tests::mcnemar_cc),
        "mcnemar_exact" => tested(tests::exact),
        "mcnemar_midp" => tested(tests::mid_p),
        "mcnemar_exact_unconditional" => unconditional(case),
        "paired_rd_wald" => interval(risk_difference::wald),
        "paired_rd_wald_cc" => interval(risk_difference::wald_cc),
        "paired_rd_agresti_min" => interval(risk_difference::agresti_min),
        "paired_rd_bonett_price" => interval(risk_difference::bonett_price),
        "paired_rd_newcombe" => interval(risk_difference::newcombe),
        "paired_rd_newcombe_method8" => interval(risk_difference::newcombe_method_8),
        "paired_rd_tango" => interval(risk_difference::tango),
        "paired_rr_wald" => interval(risk_ratio::wald),
        "paired_rr_tang" => interval(risk_ratio::tang),
        "paired_rr_mover_wilson" => interval(risk_ratio::mover_wilson),
        "paired_rr_bonett_price" => interval(risk_ratio::bonett_price),
        "paired_rr_bonett_price_cc" => interval(risk_ratio::bonett_price_cc),
        "paired_or_wald" => interval(odds_ratio::wald),
        "paired_or_wald_laplace" => interval(odds_ratio::wald_laplace),
        "paired_or_transformed_wilson" => interval(odds_ratio::wilson),
        "paired_or_clopper_pearson" => interval(odds_ratio::clopper_pearson),
        "paired_or_clopper_pearson_midp" => interval(odds_ratio::mid_p),
        "paired_or_blaker" => interval(odds_ratio::blaker),
        "paired_or_score" => interval(odds_ratio::skewness_corrected),
        _ => return None,
    })
}

fn pairs(case: &Case) -> Result<PairedCounts, String> {
    let table = case.lists("table").ok_or("no `table`")?;
    let cell = |row: usize, column: usize| table[row][column] as u64;
    PairedCounts::new(cell(0, 0), cell(0, 1), cell(1, 0), cell(1, 1)).map_err(undefined)
}

fn unconditional(case: &Case) -> Outcome {
    let gamma = case.option_number("gamma").ok_or("no `gamma`")?;
    tests::exact_unconditional(pairs(case)?, gamma).map(test).map_err(undefined)
}
