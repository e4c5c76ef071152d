//! 20: rates.

use utfall::stats::rates::{self, PersonTime};

use super::super::case::{Case, Outcome};
use super::{estimate, level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    Some(match case.method().as_str() {
        "rate_ratio_mover_jeffreys" => groups(case).and_then(|(one, two)| {
            rates::rate_ratio_mover_jeffreys(one, two, level(case)?).map(estimate).map_err(undefined)
        }),
        "rate_ratio_exact_minlike" => groups(case).and_then(|(one, two)| {
            let ratio = rates::rate_ratio_by_probability(one, two, level(case)?).map_err(undefined)?;
            let test = rates::rate_ratio_by_probability_test(one, two);
            Ok(estimate(ratio).optional("p", test.map(|test| test.p)))
        }),
        "rate_ratio_exact_minlike_midp" => groups(case).and_then(|(one, two)| {
            let ratio = rates::rate_ratio_by_probability_mid_p(one, two, level(case)?).map_err(undefined)?;
            let test = rates::rate_ratio_by_probability_mid_p_test(one, two);
            Ok(estimate(ratio).optional("p", test.map(|test| test.p)))
        }),
        _ => return None,
    })
}

fn groups(case: &Case) -> Result<(PersonTime, PersonTime), String> {
    let group = |events: &str, time: &str| {
        let events = case.count(events).ok_or("no events")?;
        PersonTime::new(events, case.number(time).ok_or("no time")?).map_err(undefined)
    };
    Ok((group("x1", "t1")?, group("x2", "t2")?))
}
