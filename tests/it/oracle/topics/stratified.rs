//! 03: two proportions within strata.

use utfall::stats::stratified_proportions::{self as strata, DifferenceVariance, Stratum};
use utfall::stats::{Arm, Estimated, Interval, Level, TestResult, Undefined};

use super::super::case::{Case, Fields, Outcome};
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let (tables, level) = match (tables(case), level(case)) {
        (Ok(tables), Ok(level)) => (tables, level),
        (Err(why), _) | (_, Err(why)) => return Some(Err(why)),
    };
    let difference = |variance: DifferenceVariance| {
        plain(
            strata::mantel_haenszel_risk_difference(&tables, variance, level),
            strata::mantel_haenszel_risk_difference_test(&tables, variance),
        )
    };
    Some(match case.method().as_str() {
        "mh_or" => {
            ratio(strata::mantel_haenszel_odds_ratio(&tables, level), strata::mantel_haenszel_odds_ratio_test(&tables))
        }
        "mh_rr" => {
            ratio(strata::mantel_haenszel_risk_ratio(&tables, level), strata::mantel_haenszel_risk_ratio_test(&tables))
        }
        "mh_rd" => difference(DifferenceVariance::Sato),
        "rd_mh_gr" => difference(DifferenceVariance::GreenlandRobins),
        "cmh" => cochran_mantel_haenszel(&tables),
        "breslow_day" => homogeneity(&tables),
        "exact" => exact(&tables, level),
        "inverse_variance" => inverse_variance(&tables, level),
        _ => return None,
    })
}

/// The strata of the input; an arm of nobody says nothing, nor does its stratum.
pub fn tables(case: &Case) -> Result<Vec<Stratum>, String> {
    let column = |name: &str| case.numbers(name).ok_or(format!("no `{name}`"));
    let (x1, n1, x2, n2) = (column("x1")?, column("n1")?, column("x2")?, column("n2")?);
    (0..x1.len())
        .filter(|i| n1[*i] > 0.0 && n2[*i] > 0.0)
        .map(|i| {
            let treated = Arm::new(x1[i] as u64, n1[i] as u64).map_err(undefined)?;
            let control = Arm::new(x2[i] as u64, n2[i] as u64).map_err(undefined)?;
            Ok(Stratum { treated, control })
        })
        .collect()
}

fn interval(estimated: Estimated) -> Fields {
    let fields = Fields::new().number("estimate", estimated.value);
    match estimated.interval {
        Interval::Bounded { lower, upper } => fields.number("ci_low", lower).number("ci_high", upper),
        Interval::Complement { .. } | Interval::Whole => fields,
    }
}

fn plain(estimated: Result<Estimated, Undefined>, test: Result<TestResult, Undefined>) -> Outcome {
    let estimated = estimated.map_err(undefined)?;
    let fields = interval(estimated).optional("p", test.map(|test| test.p));
    Ok(fields.optional("se", estimated.standard_error.ok_or(())))
}

fn ratio(estimated: Result<Estimated, Undefined>, test: Result<TestResult, Undefined>) -> Outcome {
    let estimated = estimated.map_err(undefined)?;
    let fields = interval(estimated).number("log_estimate", estimated.value.ln());
    let fields = fields.optional("se_log", estimated.standard_error.ok_or(()));
    Ok(fields.optional("p", test.map(|test| test.p)))
}

fn cochran_mantel_haenszel(tables: &[Stratum]) -> Outcome {
    let plain = strata::cochran_mantel_haenszel(tables).map_err(undefined)?;
    let corrected = strata::cochran_mantel_haenszel_corrected(tables).map_err(undefined)?;
    Ok(super::test(plain).optional("statistic_cc", corrected.statistic.ok_or(())).number("p_cc", corrected.p))
}

fn homogeneity(tables: &[Stratum]) -> Outcome {
    let tarone = strata::tarone(tables).map_err(undefined)?;
    let fields = super::test(strata::breslow_day(tables).map_err(undefined)?);
    Ok(fields.optional("statistic_tarone", tarone.statistic.ok_or(())).number("p_tarone", tarone.p))
}

fn exact(tables: &[Stratum], level: Level) -> Outcome {
    let estimated = strata::exact_odds_ratio(tables, level).map_err(undefined)?;
    Ok(interval(estimated).optional("p", strata::exact_test(tables).map(|test| test.p)))
}

fn inverse_variance(tables: &[Stratum], level: Level) -> Outcome {
    let fields =
        ratio(strata::inverse_variance_odds_ratio(tables, level), strata::inverse_variance_odds_ratio_test(tables))?;
    let woolf = strata::woolf_heterogeneity(tables);
    Ok(fields
        .optional("woolf_het", woolf.and_then(|test| test.statistic.ok_or(Undefined::NoVariation)))
        .optional("woolf_het_p", woolf.map(|test| test.p)))
}
