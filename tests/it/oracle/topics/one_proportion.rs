//! 01: one proportion.

use utfall::stats::{Alternative, Arm, Level, one_proportion as one};

use super::super::case::{ABSENT, Case, Outcome};
use super::{arm, estimate, level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let method = case.method();
    let known = [
        "wald",
        "wilson",
        "wilson_cc",
        "agresti_coull",
        "clopper_pearson",
        "jeffreys",
        "jeffreys_unmodified",
        "binom_test",
    ];
    known.contains(&method.as_str()).then(|| {
        let arm = arm(case, "x", "n")?;
        let level = level(case)?;
        let null = case.number("p0").ok_or("no `p0`".to_owned());
        match method.as_str() {
            "wald" => one::wald(arm, level).map(estimate).map_err(undefined),
            "wilson" => one::wilson(arm, level).map(estimate).map_err(undefined),
            "wilson_cc" => wilson_cc(arm, level, null?),
            "agresti_coull" => one::agresti_coull(arm, level).map(estimate).map_err(undefined),
            "clopper_pearson" => one::clopper_pearson(arm, level).map(estimate).map_err(undefined),
            "jeffreys" => one::jeffreys(arm, level).map(estimate).map_err(undefined),
            "jeffreys_unmodified" => one::jeffreys_unmodified(arm, level).map(estimate).map_err(undefined),
            _ => binom_test(arm, level, null?),
        }
    })
}

/// R's `prop.test` never corrects by more than the distance to the null hypothesis, not even in the
/// interval.
fn wilson_cc(arm: Arm, level: Level, null: f64) -> Outcome {
    let distance = (arm.events() as f64 - arm.total() as f64 * null).abs();
    let correction = distance.min(0.5);
    let estimated = one::wilson_with_correction(arm, correction, level).map_err(undefined)?;
    let test = one::score_test_cc(arm, null).map_err(undefined)?;
    Ok(estimate(estimated).number("statistic", test.statistic.unwrap_or(ABSENT)).number("p", test.p))
}

fn binom_test(arm: Arm, level: Level, null: f64) -> Outcome {
    let p = |alternative: Alternative| one::binom_test(arm, null, alternative).map(|test| test.p).map_err(undefined);
    let exact = one::clopper_pearson(arm, level).map_err(undefined)?;
    Ok(estimate(exact)
        .number("p", p(Alternative::TwoSided)?)
        .number("p_less", p(Alternative::Less)?)
        .number("p_greater", p(Alternative::Greater)?))
}
