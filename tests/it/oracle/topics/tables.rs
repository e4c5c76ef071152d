//! 20: tables with any number of rows and columns.

use utfall::stats::tables::{
    self, Contingency, ExactStatistic, OrderStatistic, RowDifference, Simultaneous, midrank_scores, trend,
};
use utfall::stats::{TestResult, Undefined};

use super::super::case::{ABSENT, Case, Fields, Outcome};
use super::{estimate, level, test, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let table = match table(case) {
        Ok(table) => table,
        Err(why) => return Some(Err(why)),
    };
    let scores = case.numbers("scores_rows").unwrap_or_else(|| (1..=table.rows()).map(|row| row as f64).collect());
    let component = case.option("component").unwrap_or_default();
    let tested = |result: Result<TestResult, Undefined>| result.map(test).map_err(undefined);
    Some(match case.method().as_str() {
        "pearson_lr_tests_rxc" if component.starts_with("Pearson") => tested(tables::pearson(&table)),
        "pearson_lr_tests_rxc" => tested(tables::likelihood_ratio(&table)),
        "fisher_freeman_halton_asymptotic_test_rxc" => tested(tables::fisher_freeman_halton_asymptotic(&table)),
        "exact_cond_mid_p_tests_rxc" => exact(&table, component),
        "cochran_armitage" => tested(trend::cochran_armitage(&table, &scores)),
        "cochran_armitage_mh_tests_rx2" if component.starts_with("Mantel") => {
            tested(trend::mantel_haenszel(&table, &scores))
        }
        "cochran_armitage_mh_tests_rx2" => tested(trend::cochran_armitage(&table, &scores)),
        "cochran_armitage_exact_cond_mid_p_tests_rx2" => linear_rank(&table, &scores, component),
        "cochran_armitage_ci_rx2" => {
            level(case).and_then(|level| trend::slope(&table, &scores, level).map(estimate).map_err(undefined))
        }
        "trend_estimate_ci_tests_rx2" if case.option("linkfunction") == Some("logit") => {
            level(case).and_then(|level| trend::logit_slope(&table, &scores, level).map(estimate).map_err(undefined))
        }
        "exact_cond_mid_p_linear_rank_tests_2xc" => {
            let columns = table.transposed();
            linear_rank(&columns, &midrank_scores(&columns.row_totals()), component)
        }
        "mantel_haenszel_test_2xc" => mantel_haenszel(&table),
        "linear_by_linear_test_rxc" => {
            let columns: Vec<f64> = (1..=table.columns()).map(|column| column as f64).collect();
            tested(tables::linear_by_linear(&table, &scores, &columns))
        }
        "jonckheere_terpstra_test_rxc" => tested(tables::jonckheere_terpstra(&table)),
        "gamma_coefficient_rxc" => {
            let pairs = tables::concordance(&table);
            let share = pairs.discordant / (pairs.concordant + pairs.discordant);
            Ok(Fields::new().number("discordant_proportion", if share.is_nan() { ABSENT } else { share }))
        }
        "pearson_lr_tests_unspecific_ordering_rx2" => {
            tested(tables::ordered_proportions_test(&table, rising(case), statistic(component)))
        }
        "exact_cond_mid_p_unspecific_ordering_rx2" => unspecific_ordering(case, &table, component)?,
        "pearson_lr_tests_cum_or_2xc" => {
            tested(tables::cumulative_odds_test(&table, rising(case), statistic(component)))
        }
        "bonferroni_type_cis_rxc" => differences(case, &table, Simultaneous::Bonferroni, component),
        "scheffe_type_cis_rxc" => differences(case, &table, Simultaneous::Scheffe, component),
        _ => return None,
    })
}

pub fn table(case: &Case) -> Result<Contingency, String> {
    let rows = case.lists("table").ok_or("no `table`")?;
    let counts: Vec<Vec<u64>> =
        rows.into_iter().map(|row| row.into_iter().map(|count| count as u64).collect()).collect();
    Contingency::new(&counts).map_err(undefined)
}

fn rising(case: &Case) -> bool {
    case.option("direction") == Some("increasing")
}

fn statistic(component: &str) -> OrderStatistic {
    if component.starts_with("Pearson") { OrderStatistic::Pearson } else { OrderStatistic::LikelihoodRatio }
}

fn exact(table: &Contingency, component: &str) -> Outcome {
    let statistic = if component.contains("LR") {
        ExactStatistic::LikelihoodRatio
    } else if component.contains("Pearson") {
        ExactStatistic::Pearson
    } else {
        ExactStatistic::Probability
    };
    let result = if component.starts_with("Mid-P") {
        tables::exact_mid_p_test(table, statistic)
    } else {
        tables::exact_test(table, statistic)
    };
    result.map(test).map_err(undefined)
}

fn linear_rank(table: &Contingency, scores: &[f64], component: &str) -> Outcome {
    let result = if component.contains("mid-P") || component.contains("Mid-P") {
        trend::mid_p_test(table, scores)
    } else {
        trend::exact_test(table, scores)
    };
    result.map(test).map_err(undefined)
}

/// The square of the linear-by-linear z with midranks of the columns.
fn mantel_haenszel(table: &Contingency) -> Outcome {
    let midranks = midrank_scores(&table.column_totals());
    let linear = tables::linear_by_linear(table, &[1.0, 0.0], &midranks).map_err(undefined)?;
    let z = linear.statistic.ok_or("no statistic")?;
    Ok(Fields::new().number("statistic", z * z).number("p", linear.p).number("df", 1.0))
}

fn unspecific_ordering(case: &Case, table: &Contingency, component: &str) -> Option<Outcome> {
    let statistic = match case.option("statistic") {
        Some("Pearson") => OrderStatistic::Pearson,
        Some("LR") => OrderStatistic::LikelihoodRatio,
        Some("PearsonCumOR") => {
            let columns = table.transposed();
            let result = tables::cumulative_odds_exact_test(&columns, rising(case), OrderStatistic::Pearson);
            return Some(result.map(test).map_err(undefined));
        }
        _ => return None,
    };
    let result = if component.starts_with("Mid-P") {
        tables::ordered_proportions_mid_p_test(table, rising(case), statistic)
    } else {
        tables::ordered_proportions_exact_test(table, rising(case), statistic)
    };
    Some(result.map(test).map_err(undefined))
}

/// The component names the rows: `pi_1|1 - pi_1|3`.
fn differences(case: &Case, table: &Contingency, family: Simultaneous, component: &str) -> Outcome {
    let rows: Vec<usize> =
        component.split('|').skip(1).filter_map(|part| part.split(' ').next()?.parse::<usize>().ok()).collect();
    let all = tables::row_differences(table, family, level(case)?).map_err(undefined)?;
    let named = |pair: &&RowDifference| rows == [pair.first + 1, pair.second + 1];
    let pair = all.iter().find(named).ok_or("no such pair of rows")?;
    Ok(estimate(pair.difference))
}
