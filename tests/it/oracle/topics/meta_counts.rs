//! 10c: Mantel-Haenszel and Peto.

use utfall::stats::meta::effect::ArmRate;
use utfall::stats::meta::{
    CountMeasure, PooledCounts, mantel_haenszel, mantel_haenszel_rate_difference, mantel_haenszel_rate_ratio, peto,
};
use utfall::stats::stratified_proportions::{Stratum, cochran_mantel_haenszel_corrected, tarone};
use utfall::stats::{Arm, Undefined};

use super::super::case::{Case, Fields, Outcome};
use super::{level, meta_pooled, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    Some(match (case.method().as_str(), case.option("measure")) {
        ("mh", Some("OR")) => odds_ratio(case),
        ("mh", Some("RR")) => tables(case, CountMeasure::RiskRatio),
        ("mh", Some("RD")) => tables(case, CountMeasure::RiskDifference),
        ("mh", Some("IRR")) => rates(case)
            .and_then(|rates| mantel_haenszel_rate_ratio(&rates, level(case)?).map(fields).map_err(undefined)),
        ("mh", Some("IRD")) => rates(case)
            .and_then(|rates| mantel_haenszel_rate_difference(&rates, level(case)?).map(fields).map_err(undefined)),
        ("peto", None) => strata(case).and_then(|strata| peto(&strata, level(case)?).map(fields).map_err(undefined)),
        _ => return None,
    })
}

fn tables(case: &Case, measure: CountMeasure) -> Outcome {
    mantel_haenszel(&strata(case)?, measure, level(case)?).map(fields).map_err(undefined)
}

fn odds_ratio(case: &Case) -> Outcome {
    let strata = strata(case)?;
    let fields = tables(case, CountMeasure::OddsRatio)?;
    let test = cochran_mantel_haenszel_corrected(&strata).map_err(undefined)?;
    let fields = fields.optional("cmh", test.statistic.ok_or(())).number("cmh_p", test.p);
    Ok(match tarone(&strata) {
        Ok(test) => fields.optional("tarone", test.statistic.ok_or(())).number("tarone_p", test.p),
        // One table differs from nothing.
        Err(Undefined::TooFewGroups) => fields.number("tarone", 0.0),
        Err(_) => fields,
    })
}

fn fields(pooled: PooledCounts) -> Fields {
    let fields = super::estimate(pooled.estimated).number("p", pooled.test.p);
    let fields = fields.optional("statistic", pooled.test.statistic.ok_or(()));
    meta_pooled::with_heterogeneity(fields, &pooled.heterogeneity)
}

/// The two arms of each study.
pub fn strata(case: &Case) -> Result<Vec<Stratum>, String> {
    let column = |name: &str| case.numbers(name).ok_or(format!("no `{name}`"));
    let (events, totals) = ([column("ai")?, column("ci")?], [column("n1i")?, column("n2i")?]);
    let arm = |arm: usize, row: usize| Arm::new(events[arm][row] as u64, totals[arm][row] as u64).map_err(undefined);
    (0..events[0].len()).map(|row| Ok(Stratum { treated: arm(0, row)?, control: arm(1, row)? })).collect()
}

fn rates(case: &Case) -> Result<Vec<(ArmRate, ArmRate)>, String> {
    let column = |name: &str| case.numbers(name).ok_or(format!("no `{name}`"));
    let (x1, t1, x2, t2) = (column("x1i")?, column("t1i")?, column("x2i")?, column("t2i")?);
    let rate = |x: f64, t: f64| ArmRate::new(x, t).map_err(undefined);
    (0..x1.len()).map(|row| Ok((rate(x1[row], t1[row])?, rate(x2[row], t2[row])?))).collect()
}
