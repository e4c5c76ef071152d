//! 09: time to an event.

use utfall::stats::regression::{Coefficients, Contrast, Design, JointTest};
use utfall::stats::survival::{
    EventTable, KaplanMeier, LimitScale, Observation, RestrictedMean, Subject, TestWeights, Ties, cox, kaplan_meier,
    restricted_mean, weighted_log_rank,
};
use utfall::stats::{Estimated, Interval, Level, Undefined};

use super::super::case::{ABSENT, Case, Field, Fields, Outcome};
use super::formula::{self, Columns, list};
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    Some(match case.method().as_str() {
        "km" => curve(case),
        "logrank" => log_rank(case),
        "rmst" => restricted_means(case),
        "cox" => cox_model(case),
        "cox_cluster" => cox_clustered(case),
        _ => return None,
    })
}

/// The times and statuses of the input.
pub fn observations(case: &Case) -> Result<Vec<Observation>, String> {
    let (Some(times), Some(statuses)) = (case.numbers("time"), case.numbers("status")) else {
        return Err("no `time` and `status`".to_owned());
    };
    Ok(times.into_iter().zip(statuses).map(|(time, status)| Observation { time, event: status != 0.0 }).collect())
}

/// The persons as one table for each value of `of`, in increasing order of the values.
fn tables_by(persons: &[(Observation, f64)]) -> Result<Vec<EventTable>, String> {
    let mut values: Vec<f64> = persons.iter().map(|(_, value)| *value).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let table = |value: &f64| {
        let members = persons.iter().filter(|(_, group)| group == value).map(|(person, _)| *person);
        EventTable::from_observations(members).map_err(undefined)
    };
    values.iter().map(table).collect()
}

fn curve_of(persons: Vec<Observation>) -> Result<KaplanMeier, Undefined> {
    kaplan_meier(&EventTable::from_observations(persons)?)
}

fn scale(case: &Case) -> Result<LimitScale, String> {
    match case.option("conf_type") {
        Some("plain") => Ok(LimitScale::Plain),
        Some("log") => Ok(LimitScale::Log),
        Some("log-log") => Ok(LimitScale::LogLog),
        other => Err(format!("unknown scale {other:?}")),
    }
}

fn curve(case: &Case) -> Outcome {
    let curve = curve_of(observations(case)?).map_err(undefined)?;
    let (level, scale) = (level(case)?, scale(case)?);
    let limit = |interval: Option<Interval>, end: fn(Interval) -> Option<f64>| {
        Field::Number(interval.and_then(end).unwrap_or(ABSENT))
    };
    let (mut time, mut n_risk, mut n_event) = (Vec::new(), Vec::new(), Vec::new());
    let (mut surv, mut se, mut ci_low, mut ci_high) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for step in curve.steps() {
        time.push(Field::Number(step.time));
        n_risk.push(Field::Number(step.at_risk as f64));
        n_event.push(Field::Number(step.events as f64));
        surv.push(Field::Number(step.survival));
        se.push(Field::Number(step.standard_error().unwrap_or(ABSENT)));
        ci_low.push(limit(step.interval(level, scale), Interval::lower));
        ci_high.push(limit(step.interval(level, scale), Interval::upper));
    }
    let median = curve.median(level, scale);
    Ok(Fields::new()
        .with("time", Field::List(time))
        .with("n_risk", Field::List(n_risk))
        .with("n_event", Field::List(n_event))
        .with("surv", Field::List(surv))
        .with("se", Field::List(se))
        .with("ci_low", Field::List(ci_low))
        .with("ci_high", Field::List(ci_high))
        .optional("median", median.value)
        .optional("median_low", median.lower.ok_or(()))
        .optional("median_high", median.upper.ok_or(())))
}

fn log_rank(case: &Case) -> Outcome {
    let persons = observations(case)?;
    let groups = case.numbers("group").ok_or("no `group`")?;
    let strata = case.numbers("strata").unwrap_or_else(|| vec![0.0; persons.len()]);
    let mut distinct_groups = groups.clone();
    distinct_groups.sort_by(f64::total_cmp);
    distinct_groups.dedup();
    let mut distinct_strata = strata.clone();
    distinct_strata.sort_by(f64::total_cmp);
    distinct_strata.dedup();
    let table = |stratum: f64, group: f64| {
        let members = persons.iter().zip(&groups).zip(&strata);
        let members = members.filter(|((_, g), s)| **g == group && **s == stratum).map(|((person, _), _)| *person);
        EventTable::from_observations(members).map_err(undefined)
    };
    let tables = distinct_strata
        .iter()
        .map(|stratum| distinct_groups.iter().map(|group| table(*stratum, *group)).collect())
        .collect::<Result<Vec<Vec<EventTable>>, String>>()?;
    let compared = weighted_log_rank(&tables, TestWeights::LogRank).map_err(undefined)?;
    let peto = weighted_log_rank(&tables, TestWeights::PetoPeto).map_err(undefined)?;
    Ok(Fields::new()
        .with("observed", list(compared.observed))
        .with("expected", list(compared.expected))
        .number("chi2", compared.test.statistic.unwrap_or(ABSENT))
        .number("df", compared.test.df.unwrap_or(ABSENT))
        .number("p", compared.test.p)
        .number("chi2_peto", peto.test.statistic.unwrap_or(ABSENT))
        .number("p_peto", peto.test.p))
}

fn restricted_means(case: &Case) -> Outcome {
    let persons = observations(case)?;
    let groups = case.numbers("group").ok_or("no `group`")?;
    let horizon = case.option_number("tau").ok_or("no `tau`")?;
    let level = level(case)?;
    let persons: Vec<(Observation, f64)> = persons.into_iter().zip(groups).collect();
    let means = tables_by(&persons)?
        .iter()
        .map(|table| kaplan_meier(table).and_then(|curve| restricted_mean(&curve, horizon)).map_err(undefined))
        .collect::<Result<Vec<_>, String>>()?;
    let [control, treated] = means[..] else { return Err("not two groups".to_owned()) };
    let difference = treated.difference(control, level).map_err(undefined)?;
    let test = treated.difference_test(control).map_err(undefined)?;
    let both = |value: fn(&RestrictedMean) -> f64| list([value(&control), value(&treated)]);
    Ok(Fields::new()
        .with("groups", list([0.0, 1.0]))
        .with("rmst", both(|mean| mean.mean))
        .with("se", both(|mean| mean.variance.sqrt()))
        .number("difference", difference.value)
        .number("difference_se", difference.standard_error.unwrap_or(ABSENT))
        .number("ci_low", difference.interval.lower().unwrap_or(ABSENT))
        .number("ci_high", difference.interval.upper().unwrap_or(ABSENT))
        .number("p", test.p))
}

/// The subjects of a case, with its strata.
fn subjects(case: &Case) -> Result<Vec<Subject>, String> {
    let strata = case.numbers("strata");
    let persons = observations(case)?.into_iter().enumerate();
    let stratum = |i: usize| strata.as_ref().map_or(0, |strata| strata[i] as usize);
    Ok(persons.map(|(i, person)| Subject::new(person.time, person.event).in_stratum(stratum(i))).collect())
}

pub fn ties(case: &Case) -> Result<Ties, String> {
    match case.option("ties") {
        Some("efron") | None => Ok(Ties::Efron),
        Some("breslow") => Ok(Ties::Breslow),
        Some("exact") => Ok(Ties::Exact),
        Some(other) => Err(format!("unknown ties `{other}`")),
    }
}

/// The design of a case whose formula is that of a Cox model.
pub fn cox_design(case: &Case, rows: usize) -> Result<Design, String> {
    formula::design(case.option("formula").unwrap_or_default(), &Columns::of_case(case), rows, false)
}

/// A figure of every coefficient.
fn each<T>(coefficients: &Coefficients, figure: impl Fn(Contrast) -> Result<T, Undefined>) -> Result<Vec<T>, String> {
    let count = coefficients.values().len();
    (0..count).map(|i| coefficients.coefficient(i).and_then(&figure).map_err(undefined)).collect()
}

fn ratios(coefficients: &Coefficients, level: Level) -> Result<[Field; 3], String> {
    let ratios = each(coefficients, |coefficient| coefficient.ratio(level))?;
    let field = |figure: fn(&Estimated) -> f64| list(ratios.iter().map(figure));
    Ok([
        field(|ratio| ratio.value),
        field(|ratio| ratio.interval.lower().unwrap_or(ABSENT)),
        field(|ratio| ratio.interval.upper().unwrap_or(ABSENT)),
    ])
}

fn cox_model(case: &Case) -> Outcome {
    let subjects = subjects(case)?;
    let design = cox_design(case, subjects.len())?;
    let model = cox(&subjects, &design, ties(case)?).map_err(undefined)?;
    let coefficients = model.coefficients();
    let [hr, ci_low, ci_high] = ratios(coefficients, level(case)?)?;
    let statistic = |test: Result<JointTest, Undefined>| test.map(|test| test.statistic);
    Ok(Fields::new()
        .with("terms", formula::terms(design.columns()))
        .with("coef", list(coefficients.values().to_vec()))
        .with("se", list(each(coefficients, |coefficient| Ok(coefficient.standard_error))?))
        .with("hr", hr)
        .with("ci_low", ci_low)
        .with("ci_high", ci_high)
        .with("z", list(each(coefficients, |c| Ok(c.test()?.statistic.unwrap_or(ABSENT)))?))
        .with("p", list(each(coefficients, |c| Ok(c.test()?.p))?))
        .number("loglik_null", model.null_log_likelihood())
        .number("loglik", model.log_likelihood())
        .optional("lr_chi2", statistic(model.likelihood_ratio_test()))
        .optional("wald_chi2", statistic(model.wald_test()))
        .optional("score_chi2", statistic(model.score_test()))
        .number("df", coefficients.values().len() as f64))
}

fn cox_clustered(case: &Case) -> Outcome {
    let subjects = subjects(case)?;
    let design = cox_design(case, subjects.len())?;
    let model = cox(&subjects, &design, ties(case)?).map_err(undefined)?;
    let clusters = Columns::of_case(case).factor("cluster")?;
    let robust = model.clustered(&clusters).map_err(undefined)?;
    let [_, ci_low, ci_high] = ratios(&robust, level(case)?)?;
    Ok(Fields::new()
        .with("terms", formula::terms(design.columns()))
        .with("coef", list(robust.values().to_vec()))
        .with("se_naive", list(each(model.coefficients(), |coefficient| Ok(coefficient.standard_error))?))
        .with("se", list(each(&robust, |coefficient| Ok(coefficient.standard_error))?))
        .with("ci_low", ci_low)
        .with("ci_high", ci_high)
        .with("p", list(each(&robust, |c| Ok(c.test()?.p))?)))
}
