//! 20: the same people in categories twice.

use utfall::stats::paired_categories as paired;
use utfall::stats::tables::{Contingency, Simultaneous};
use utfall::stats::{TestResult, Undefined};

use super::super::case::{Case, Fields, Outcome};
use super::{estimate, level, test, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let table = match super::tables::table(case) {
        Ok(table) => table,
        Err(why) => return Some(Err(why)),
    };
    let scores = case.numbers("scores_rows").unwrap_or_else(|| (1..=table.rows()).map(|row| row as f64).collect());
    let tested = |result: Result<TestResult, Undefined>| result.map(test).map_err(undefined);
    let differences = |family: Simultaneous| {
        level(case).and_then(|level| {
            let category = component(case).ok_or("no category")?;
            let all = paired::marginal_differences(&table, family, level).map_err(undefined)?;
            Ok(estimate(all[category - 1]))
        })
    };
    Some(match case.method().as_str() {
        "bhapkar_test_paired_cxc" => tested(paired::bhapkar(&table)),
        "stuart_test_paired_cxc" | "fleiss_everitt_test_paired_cxc" => tested(paired::stuart(&table)),
        "mc_nemar_bowker_test_paired_cxc" => tested(paired::bowker(&table)),
        "fleiss_levin_paik_test_paired_cxc" => fleiss_levin_paik(&table, &scores),
        "bonferroni_type_cis_paired_cxc" => differences(Simultaneous::Bonferroni),
        "scheffe_type_cis_paired_cxc" => differences(Simultaneous::Scheffe),
        "score_test_and_ci_marginal_mean_scores_paired_cxc" => level(case)
            .and_then(|level| paired::mean_scores_null(&table, &scores, level).map(estimate).map_err(undefined)),
        "wald_test_and_ci_marginal_mean_scores_paired_cxc" => {
            level(case).and_then(|level| paired::mean_scores(&table, &scores, level).map(estimate).map_err(undefined))
        }
        "wald_test_and_ci_marginal_mean_ranks_paired_cxc" => level(case).and_then(|level| {
            let increase = paired::probability_of_increase(&table, level).map_err(undefined)?;
            let test = paired::probability_of_increase_test(&table).map_err(undefined)?;
            Ok(estimate(increase).number("p", test.p).optional("statistic", test.statistic.ok_or(())))
        }),
        _ => return None,
    })
}

/// The category that is named: 4 in `pi_4+ vs pi_+4`.
fn component(case: &Case) -> Option<usize> {
    case.option("component")?.strip_prefix("pi_")?.split('+').next()?.parse().ok()
}

/// The square of the score test of mean scores.
fn fleiss_levin_paik(table: &Contingency, scores: &[f64]) -> Outcome {
    let test = paired::mean_scores_test(table, scores).map_err(undefined)?;
    let z = test.statistic.ok_or("no statistic")?;
    Ok(Fields::new().number("statistic", z * z).number("df", 1.0).number("p", test.p))
}
