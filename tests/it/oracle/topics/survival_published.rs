//! 20, survival: by-hand solutions of Therneau and Grambsch, and the vignette of survRM2.

use utfall::stats::survival::{
    EventTable, LimitScale, RestrictedMean, Subject, cox, kaplan_meier, martingale_residuals, restricted_mean,
};
use utfall::stats::{Estimated, Undefined};

use super::super::case::{ABSENT, Case, Fields, Outcome};
use super::formula::{self, list};
use super::survival::{cox_design, observations, ties};
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    Some(match case.method().as_str() {
        "km_quantiles" => quantiles(case),
        "rmst_ratio" => restricted_mean_ratios(case),
        "cox_counting_process" => counting_process(case),
        "cox_weighted_martingale_at_zero" => expected_events_at_zero(case),
        "cox_martingale_residuals" => residuals_of_a_monotone_likelihood(case),
        _ => return None,
    })
}

fn quantiles(case: &Case) -> Outcome {
    let level = level(case)?;
    let table = EventTable::from_observations(observations(case)?).map_err(undefined)?;
    let curve = kaplan_meier(&table).map_err(undefined)?;
    let found = case
        .option_fractions("survival")
        .ok_or("no `survival`")?
        .into_iter()
        .map(|survival| curve.quantile(survival, level, LimitScale::Log).map_err(undefined))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Fields::new()
        .with("quantile", list(found.iter().map(|quantile| quantile.value.unwrap_or(ABSENT))))
        .with("lower", list(found.iter().map(|quantile| quantile.lower.unwrap_or(ABSENT))))
        .with("upper", list(found.iter().map(|quantile| quantile.upper.unwrap_or(ABSENT)))))
}

fn restricted_mean_ratios(case: &Case) -> Outcome {
    let persons = observations(case)?;
    let groups = case.numbers("group").ok_or("no `group`")?;
    let horizon = case.option_number("tau").ok_or("no `tau`")?;
    let level = level(case)?;
    let mean = |group: f64| -> Result<RestrictedMean, Undefined> {
        let members = persons.iter().zip(&groups).filter(|(_, g)| **g == group).map(|(person, _)| *person);
        restricted_mean(&kaplan_meier(&EventTable::from_observations(members)?)?, horizon)
    };
    let (control, treated) = (mean(0.0).map_err(undefined)?, mean(1.0).map_err(undefined)?);
    let ratio = treated.ratio(control, level).map_err(undefined)?;
    let lost = treated.lost_ratio(control, level).map_err(undefined)?;
    let low = |estimated: Estimated| estimated.interval.lower().unwrap_or(ABSENT);
    let high = |estimated: Estimated| estimated.interval.upper().unwrap_or(ABSENT);
    Ok(Fields::new()
        .number("rmst_ratio", ratio.value)
        .number("rmst_ratio_low", low(ratio))
        .number("rmst_ratio_high", high(ratio))
        .number("rmtl_ratio", lost.value)
        .number("rmtl_ratio_low", low(lost))
        .number("rmtl_ratio_high", high(lost))
        .number("p", treated.ratio_test(control).map_err(undefined)?.p))
}

fn counting_process(case: &Case) -> Outcome {
    let list_of = |name: &str| case.numbers(name).ok_or(format!("no `{name}`"));
    let (start, stop, status) = (list_of("start")?, list_of("stop")?, list_of("status")?);
    let times = start.iter().zip(&stop).zip(&status);
    let subjects: Vec<Subject> =
        times.map(|((start, stop), status)| Subject::new(*stop, *status == 1.0).entering(*start)).collect();
    let design = cox_design(case, subjects.len())?;
    let model = cox(&subjects, &design, ties(case)?).map_err(undefined)?;
    let coefficient = model.coefficients().coefficient(0).map_err(undefined)?;
    Ok(Fields::new()
        .with("terms", formula::terms(design.columns()))
        .with("coef", list([coefficient.value]))
        .with("se", list([coefficient.standard_error]))
        .number("loglik_null", model.null_log_likelihood())
        .number("loglik", model.log_likelihood())
        .optional("score_chi2", model.score_test().map(|test| test.statistic)))
}

/// The residuals at given coefficients, of a model in `x`.
fn residuals_at(case: &Case, subjects: &[Subject], coefficient: f64) -> Result<Vec<f64>, String> {
    let design = utfall::stats::regression::Design::without_intercept(subjects.len())
        .numeric("x", &case.numbers("x").ok_or("no `x`")?)
        .map_err(undefined)?;
    martingale_residuals(subjects, &design, ties(case)?, &[coefficient]).map_err(undefined)
}

fn expected_events_at_zero(case: &Case) -> Outcome {
    let weights = case.numbers("weights").ok_or("no `weights`")?;
    let persons = observations(case)?.into_iter().zip(weights);
    let subjects: Vec<Subject> =
        persons.map(|(person, weight)| Subject::new(person.time, person.event).weighted(weight)).collect();
    let residuals = residuals_at(case, &subjects, 0.0)?;
    let events = subjects.iter().map(|subject| f64::from(u8::from(subject.event)));
    Ok(Fields::new().with("expected_events", list(events.zip(residuals).map(|(event, residual)| event - residual))))
}

/// The likelihood of this case grows for ever (`cox` says so), while the residuals have a limit; the book
/// gives the limit. At a coefficient of 40 they have reached it to the last bit.
fn residuals_of_a_monotone_likelihood(case: &Case) -> Outcome {
    let subjects: Vec<Subject> =
        observations(case)?.into_iter().map(|person| Subject::new(person.time, person.event)).collect();
    Ok(Fields::new().with("residuals", list(residuals_at(case, &subjects, 40.0)?)))
}
