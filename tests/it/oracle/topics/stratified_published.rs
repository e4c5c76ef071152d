//! 20: two proportions within strata, and descriptive statistics.

use utfall::stats::stratified_proportions::{self as strata, FitStatistic, ScoreCorrections, Stratum};
use utfall::stats::two_proportions::unconditional::Measure;
use utfall::stats::{Sample, means};

use super::super::case::{Case, Fields, Outcome};
use super::{estimate, level, test, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let tables = match super::stratified::tables(case) {
        Ok(tables) => tables,
        Err(why) => return Some(Err(why)),
    };
    Some(match case.method().as_str() {
        "cochran_q_test" if case.option("link") == Some("linear") => {
            strata::cochran_q_risk_difference(&tables).map(test).map_err(undefined)
        }
        "ml_common_or" => common(case, &tables, Measure::OddsRatio),
        "ml_estimates_and_cis" => contrast(case, &tables),
        "pearson_lr_homogeneity_test" => link(case).and_then(|measure| {
            let fit = strata::maximum_likelihood(&tables, measure).map_err(undefined)?;
            fit.homogeneity_test(FitStatistic::Pearson).map(test).map_err(undefined)
        }),
        "pearson_lr_test_common_effect" => link(case).and_then(|measure| {
            let fit = strata::maximum_likelihood(&tables, measure).map_err(undefined)?;
            fit.common_effect_test(FitStatistic::Pearson).map(test).map_err(undefined)
        }),
        "rr_score_stratified" => {
            level(case).and_then(|level| strata::score_risk_ratio(&tables, level).map(estimate).map_err(undefined))
        }
        "rr_score_stratified_homogeneity" => strata::score_risk_ratio_homogeneity(&tables).map(test).map_err(undefined),
        "or_score_stratified" => odds_ratio(case, &tables),
        _ => return None,
    })
}

fn link(case: &Case) -> Result<Measure, String> {
    match case.option("link") {
        Some("linear") => Ok(Measure::RiskDifference),
        Some("log") => Ok(Measure::RiskRatio),
        Some("logit") => Ok(Measure::OddsRatio),
        _ => Err("an unknown link".to_owned()),
    }
}

fn common(case: &Case, tables: &[Stratum], measure: Measure) -> Outcome {
    let fit = strata::maximum_likelihood(tables, measure).map_err(undefined)?;
    Ok(estimate(fit.effect(level(case)?)))
}

/// The level of the stratum that is named, `gammahat_2`, against that of the first.
fn contrast(case: &Case, tables: &[Stratum]) -> Outcome {
    let fit = strata::maximum_likelihood(tables, link(case)?).map_err(undefined)?;
    let named = case.option("component").and_then(|name| name.strip_prefix("gammahat_")?.parse::<usize>().ok());
    let stratum = named.ok_or("no stratum")?;
    fit.stratum_contrast(stratum - 1, 0, level(case)?).map(estimate).map_err(undefined)
}

/// Corrected for bias, as the suite does where it is not told otherwise.
fn odds_ratio(case: &Case, tables: &[Stratum]) -> Outcome {
    let flag = |name: &str| case.option_flag(name).unwrap_or(false);
    let corrections = ScoreCorrections { bias: true, skewness: flag("skew"), continuity: flag("continuity") };
    strata::score_odds_ratio(tables, corrections, level(case)?).map(estimate).map_err(undefined)
}

/// Number, mean, standard deviation and autocorrelation of a series.
pub fn describe(case: &Case) -> Option<Outcome> {
    if case.method() != "describe" {
        return None;
    }
    Some(case.numbers("y").ok_or("no `y`".to_owned()).and_then(|y| {
        let summary = Sample::new(&y).map_err(undefined)?.summary();
        Ok(Fields::new()
            .number("n", summary.n() as f64)
            .number("mean", summary.mean())
            .optional("sd", summary.sd())
            .optional("autocorr_lag1", means::autocorrelation(&y, 1)))
    }))
}
