//! 10a: effect sizes, by the names of metafor's `escalc`.

use utfall::stats::Undefined;
use utfall::stats::meta::Study;
use utfall::stats::meta::effect::one_group as one;
use utfall::stats::meta::effect::{
    AddTo, Addition, ArmRate, EffectiveArm, GroupMean, RepeatedMeans, StandardisedVariance, TwoByTwo, TwoMeans,
    TwoRates, WithoutContrast, ZeroCells, standardised_mean_differences_average_variance, two_by_two_tables,
};

use super::super::case::{ABSENT, Case, Field, Fields, Outcome};
use super::undefined;

type Effect = Result<Study, Undefined>;

/// What metafor adds to empty cells.
const HALF: f64 = 0.5;

pub fn run(case: &Case) -> Option<Outcome> {
    effects(case).map(|studies| {
        let list = |number: fn(Study) -> f64| {
            Field::List(studies.iter().map(|study| Field::Number(study.map_or(ABSENT, number))).collect())
        };
        Ok(Fields::new().with("yi", list(Study::effect)).with("vi", list(Study::variance)))
    })
}

fn effects(case: &Case) -> Option<Vec<Effect>> {
    let columns = |names: &[&str]| -> Option<Vec<Vec<f64>>> {
        let columns: Vec<Vec<f64>> = names.iter().map(|name| case.numbers(name)).collect::<Option<_>>()?;
        Some((0..columns[0].len()).map(|row| columns.iter().map(|column| column[row]).collect()).collect())
    };
    if let Some(rows) = columns(&["ai", "bi", "ci", "di"]) {
        let measure = two_by_two(case.option("measure")?)?;
        return Some(two_by_two_of(case, &rows)?.into_iter().map(|table| table.and_then(measure)).collect());
    }
    if let Some(rows) = columns(&["m1i", "sd1i", "m2i", "sd2i", "ni", "ri"]) {
        let measure = repeated(case.option("measure")?)?;
        let means = |x: &[f64]| RepeatedMeans::new((x[0], x[2]), (x[1], x[3]), x[4], x[5]);
        return Some(rows.iter().map(|row| means(row).and_then(measure)).collect());
    }
    if let Some(rows) = columns(&["m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"]) {
        let group = |x: &[f64]| GroupMean::new(x[0], x[1], x[2]);
        let means = rows
            .iter()
            .map(|row| Ok(TwoMeans { treated: group(&row[..3])?, control: group(&row[3..])? }))
            .collect::<Result<Vec<_>, Undefined>>()
            .ok()?;
        return two_means(case, &means);
    }
    if let Some(rows) = columns(&["x1i", "t1i", "x2i", "t2i"]) {
        let measure = two_rates(case.option("measure")?)?;
        let rates = |x: &[f64]| TwoRates::new(ArmRate::new(x[0], x[1])?, ArmRate::new(x[2], x[3])?, HALF);
        return Some(rows.iter().map(|row| rates(row).and_then(measure)).collect());
    }
    let measure = one_group(case.option("measure")?)?;
    let rows = [&["xi", "ni"][..], &["xi", "ti"], &["mi", "sdi", "ni"], &["ai", "mi", "ni"], &["ri", "ni"]]
        .iter()
        .find_map(|names| columns(names))?;
    Some(rows.iter().map(|row| measure(row)).collect())
}

fn two_by_two_of(case: &Case, rows: &[Vec<f64>]) -> Option<Vec<Result<TwoByTwo, Undefined>>> {
    let to = match case.option("to") {
        None | Some("only0") => AddTo::WhereNeeded,
        Some("all") => AddTo::All,
        Some("if0all") => AddTo::AllIfAny,
        Some("none") => AddTo::None,
        Some(_) => return None,
    };
    let drops = case.option_flag("drop00") == Some(true);
    let policy = ZeroCells {
        add: Addition::Constant(case.option_number("add").unwrap_or(HALF)),
        to,
        without_contrast: if drops { WithoutContrast::LeaveOut } else { WithoutContrast::Keep },
    };
    let arm = |events: f64, others: f64| EffectiveArm::new(events, events + others);
    let arms = rows
        .iter()
        .map(|row| Ok((arm(row[0], row[1])?, arm(row[2], row[3])?)))
        .collect::<Result<Vec<_>, Undefined>>()
        .ok()?;
    Some(two_by_two_tables(&arms, policy))
}

fn two_by_two(measure: &str) -> Option<fn(TwoByTwo) -> Effect> {
    Some(match measure {
        "RR" => TwoByTwo::log_risk_ratio,
        "OR" => TwoByTwo::log_odds_ratio,
        "RD" => TwoByTwo::risk_difference,
        "PETO" => TwoByTwo::peto_log_odds_ratio,
        "AS" => TwoByTwo::arcsine_difference,
        "PHI" => TwoByTwo::phi,
        "YUQ" => TwoByTwo::yules_q,
        "OR2DN" => TwoByTwo::standardised_difference_normal,
        "OR2DL" => TwoByTwo::standardised_difference_logistic,
        _ => return None,
    })
}

fn two_means(case: &Case, means: &[TwoMeans]) -> Option<Vec<Effect>> {
    let standardised =
        |variance: StandardisedVariance| move |means: &TwoMeans| means.standardised_mean_difference(variance);
    let each = |measure: fn(TwoMeans) -> Effect| means.iter().map(|means| measure(*means)).collect();
    Some(match (case.option("measure")?, case.option("vtype")) {
        ("MD", None) => each(TwoMeans::mean_difference),
        ("MD", Some("HO")) => each(TwoMeans::mean_difference_pooled),
        ("SMD", None) => means.iter().map(standardised(StandardisedVariance::LargeSample)).collect(),
        ("SMD", Some("LS2")) => means.iter().map(standardised(StandardisedVariance::Borenstein)).collect(),
        ("SMD", Some("UB")) => means.iter().map(standardised(StandardisedVariance::Unbiased)).collect(),
        ("SMD", Some("AV")) => {
            standardised_mean_differences_average_variance(means).ok()?.into_iter().map(Ok).collect()
        }
        ("SMDH", None) => each(TwoMeans::standardised_mean_difference_unequal),
        ("SMD1", None) => each(TwoMeans::glass_delta),
        ("ROM", None) => each(TwoMeans::log_ratio_of_means),
        ("VR", None) => each(TwoMeans::log_variability_ratio),
        ("CVR", None) => each(TwoMeans::log_variation_ratio),
        ("D2ORN", None) => each(TwoMeans::log_odds_ratio_normal),
        ("D2ORL", None) => each(TwoMeans::log_odds_ratio_logistic),
        ("RPB", None) => each(TwoMeans::point_biserial_correlation),
        _ => return None,
    })
}

fn repeated(measure: &str) -> Option<fn(RepeatedMeans) -> Effect> {
    Some(match measure {
        "MC" => RepeatedMeans::mean_change,
        "SMCC" => RepeatedMeans::change_in_units_of_change,
        "SMCR" => RepeatedMeans::change_in_units_of_first,
        "SMCRH" => RepeatedMeans::change_in_units_of_first_unequal,
        "ROMC" => RepeatedMeans::log_ratio_of_means,
        _ => return None,
    })
}

fn two_rates(measure: &str) -> Option<fn(TwoRates) -> Effect> {
    Some(match measure {
        "IRR" => TwoRates::log_rate_ratio,
        "IRD" => TwoRates::rate_difference,
        "IRSD" => TwoRates::root_rate_difference,
        _ => return None,
    })
}

fn one_group(measure: &str) -> Option<fn(&[f64]) -> Effect> {
    Some(match measure {
        "PR" => |x| one::proportion(EffectiveArm::new(x[0], x[1])?, HALF),
        "PLN" => |x| one::log_proportion(EffectiveArm::new(x[0], x[1])?, HALF),
        "PLO" => |x| one::log_odds(EffectiveArm::new(x[0], x[1])?, HALF),
        "PAS" => |x| one::arcsine(EffectiveArm::new(x[0], x[1])?),
        "PFT" => |x| one::double_arcsine(EffectiveArm::new(x[0], x[1])?),
        "IR" => |x| one::rate(ArmRate::new(x[0], x[1])?, HALF),
        "IRLN" => |x| one::log_rate(ArmRate::new(x[0], x[1])?, HALF),
        "IRS" => |x| one::root_rate(ArmRate::new(x[0], x[1])?),
        "MN" => |x| one::mean(GroupMean::new(x[0], x[1], x[2])?),
        "MNLN" => |x| one::log_mean(GroupMean::new(x[0], x[1], x[2])?),
        "COR" => |x| one::correlation(x[0], x[1]),
        "ZCOR" => |x| one::fishers_z(x[0], x[1]),
        "ARAW" => |x| one::cronbachs_alpha(x[0], x[1], x[2]),
        "AHW" => |x| one::hakstian_whalen_alpha(x[0], x[1], x[2]),
        "ABT" => |x| one::bonett_alpha(x[0], x[1], x[2]),
        _ => return None,
    })
}

/// The studies of `yi` and `vi`.
pub fn studies(case: &Case) -> Result<Vec<Study>, String> {
    let (Some(effects), Some(variances)) = (case.numbers("yi"), case.numbers("vi")) else {
        return Err("no `yi` and `vi`".to_owned());
    };
    effects.iter().zip(&variances).map(|(y, v)| Study::new(*y, *v).map_err(undefined)).collect()
}
