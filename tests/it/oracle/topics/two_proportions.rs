//! 02: two independent proportions.

use utfall::stats::two_proportions::{
    cohens_h, cohens_h_test, number_needed_to_treat, odds_ratio, risk_difference, risk_ratio, tests,
};
use utfall::stats::{Alternative, Arm, Estimated, Interval, Level, Undefined};

use super::super::case::{ABSENT, Case, Field, Fields, Outcome};
use super::{arm, estimate, estimate_with_p, level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let (treated, control) = match (arm(case, "x1", "n1"), arm(case, "x2", "n2")) {
        (Ok(treated), Ok(control)) => (treated, control),
        (Err(why), _) | (_, Err(why)) => return Some(Err(why)),
    };
    let level = match level(case) {
        Ok(level) => level,
        Err(why) => return Some(Err(why)),
    };
    let interval = |method: fn(Arm, Arm, Level) -> Result<Estimated, Undefined>| {
        method(treated, control, level).map(estimate).map_err(undefined)
    };
    Some(match case.method().as_str() {
        "rd_wald" => estimate_with_p(
            risk_difference::wald(treated, control, level),
            risk_difference::wald_test(treated, control),
        ),
        "rd_newcombe" => interval(risk_difference::newcombe),
        "rd_miettinen_nurminen" => interval(risk_difference::miettinen_nurminen),
        "rd_mee" => interval(risk_difference::mee),
        "rd_agresti_caffo" => interval(risk_difference::agresti_caffo),
        "rr_katz_log" => {
            estimate_with_p(risk_ratio::katz(treated, control, level), risk_ratio::katz_test(treated, control))
        }
        "rr_katz_log_cc05_only0" => estimate_with_p(
            risk_ratio::katz_half(treated, control, level),
            risk_ratio::katz_half_test(treated, control),
        ),
        "rr_koopman" => interval(risk_ratio::koopman),
        "rr_miettinen_nurminen" => interval(risk_ratio::miettinen_nurminen),
        "or_woolf" => {
            estimate_with_p(odds_ratio::woolf(treated, control, level), odds_ratio::woolf_test(treated, control))
        }
        "or_woolf_cc05_only0" => estimate_with_p(
            odds_ratio::woolf_half(treated, control, level),
            odds_ratio::woolf_half_test(treated, control),
        ),
        "or_haldane_all" => {
            estimate_with_p(odds_ratio::haldane(treated, control, level), odds_ratio::haldane_test(treated, control))
        }
        "or_conditional_mle" => interval(odds_ratio::conditional),
        "nnt_newcombe" => nnt_newcombe(treated, control, level),
        "chi2" => chi_squared(treated, control),
        "fisher_exact" => fisher_exact(treated, control),
        "cohens_h" => estimate_with_p(cohens_h(treated, control, level), cohens_h_test(treated, control)),
        _ => return None,
    })
}

/// The oracle prints the reciprocals of the two limits as they come; the set that they enclose is
/// ours.
fn nnt_newcombe(treated: Arm, control: Arm, level: Level) -> Outcome {
    let difference = risk_difference::newcombe(treated, control, level).map_err(undefined)?;
    let number = number_needed_to_treat::from_risk_difference(difference).map_err(undefined)?;
    let (of_lower, of_upper, crosses_zero) = match number.interval {
        Interval::Bounded { lower, upper } => (upper, lower, false),
        Interval::Complement { lower, upper } => (lower, upper, true),
        Interval::Whole => return Err("the whole line".to_owned()),
    };
    Ok(Fields::new()
        .number("estimate", number.value)
        .number("rd_ci_low", difference.interval.lower().unwrap_or(ABSENT))
        .number("rd_ci_high", difference.interval.upper().unwrap_or(ABSENT))
        .number("inv_rd_ci_low", of_lower)
        .number("inv_rd_ci_high", of_upper)
        .with("crosses_zero", Field::Flag(crosses_zero)))
}

fn chi_squared(treated: Arm, control: Arm) -> Outcome {
    let pearson = tests::pearson(treated, control).map_err(undefined)?;
    let yates = tests::yates(treated, control).map_err(undefined)?;
    let n_minus_1 = tests::n_minus_1(treated, control).map_err(undefined)?;
    let z = tests::pooled_z(treated, control).map_err(undefined)?;
    let phi = tests::phi(treated, control).map_err(undefined)?;
    Ok(super::test(pearson)
        .number("statistic_yates", yates.statistic.unwrap_or(ABSENT))
        .number("p_yates", yates.p)
        .number("statistic_n_minus_1", n_minus_1.statistic.unwrap_or(ABSENT))
        .number("p_n_minus_1", n_minus_1.p)
        .number("z_pooled", z.statistic.unwrap_or(ABSENT))
        .number("phi", phi))
}

fn fisher_exact(treated: Arm, control: Arm) -> Outcome {
    let exact = |alternative| tests::fisher(treated, control, alternative).map(|test| test.p).map_err(undefined);
    let mid = |alternative| tests::fisher_mid_p(treated, control, alternative).map(|test| test.p).map_err(undefined);
    Ok(Fields::new()
        .number("p", exact(Alternative::TwoSided)?)
        .number("p_less", exact(Alternative::Less)?)
        .number("p_greater", exact(Alternative::Greater)?)
        .number("midp", mid(Alternative::TwoSided)?)
        .number("midp_less", mid(Alternative::Less)?)
        .number("midp_greater", mid(Alternative::Greater)?))
}
