//! 16: regressions, time to event, questionnaires and mixed models on whole data sets.

use utfall::stats::Arm;
use utfall::stats::mixed::{Criterion, RandomEffects, linear_mixed, logistic_mixed};
use utfall::stats::regression::{
    Clustered, Contrast, Design, Factor, Heteroskedastic, fixed_effects, logistic, modified_poisson,
    ordinary_least_squares, persons, weighted_least_squares,
};
use utfall::stats::reliability::Items;
use utfall::stats::survey::{LikertItem, likert_item};
use utfall::stats::survival::{
    EventTable, LimitScale, Observation, Subject, Ties, cox, kaplan_meier, log_rank, restricted_mean,
};

use super::super::case::{ABSENT, Case, Field, Fields, Outcome};
use super::datasets::Frame;
use super::formula::{self, list};
use super::regression::{Data, contrasts, figures, table};
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let id = case.id.strip_prefix("data-")?;
    Some(match id.split_once('-').map_or(id, |(start, _)| start) {
        "logit" => logit(case),
        "mpois" => ratios(case),
        "lpm" => linear_probability(case),
        "ancova" => ancova(case),
        "subgroup" => subgroups(case),
        "logrank" => curves(case),
        "cox" => hazards(case),
        "rmst30" => restricted_means(case),
        "monthly" if id == "monthly-lpm" => monthly(case),
        "fidelity" if id == "fidelity-binomial" => fidelity_logistic(case),
        "fidelity" if id == "fidelity-wls" => fidelity_weighted(case),
        "glmer" => site_intercepts(case),
        "lmer" => repeated(case),
        "survey" if id == "survey-alpha" => survey_alpha(case),
        "survey" if id == "survey-items" => survey_items(case),
        _ => return None,
    })
}

/// The complete cases of the variables of the formula of a case.
fn data(case: &Case) -> Result<Data, String> {
    let formula = case.option("formula").ok_or("no `formula`")?;
    let (outcome, terms) = formula::sides(formula);
    let bare = |name: &String| name.trim_start_matches("factor(").trim_end_matches(')').to_owned();
    let mut names: Vec<String> = terms.iter().flatten().map(bare).collect();
    names.push(outcome);
    let frame = Frame::of_case(case)?.complete_cases(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
    Data::new(formula, frame.columns())
}

fn logit(case: &Case) -> Outcome {
    let data = data(case)?;
    let model = data.logistic()?;
    let coefficients = model.coefficients().map_err(undefined)?;
    Ok(table(&coefficients, &data.design, level(case)?)?
        .with("odds_ratio", list(coefficients.values().iter().map(|value| value.exp())))
        .number("deviance", model.deviance())
        .number("loglik", model.log_likelihood())
        .number("aic", model.aic()))
}

fn ratios(case: &Case) -> Outcome {
    let data = data(case)?;
    let model = modified_poisson(&data.design, &data.yes_or_no()).map_err(undefined)?;
    table(&model.coefficients().map_err(undefined)?, &data.design, level(case)?)
}

/// By the deviations from the means of the sites.
fn linear_probability(case: &Case) -> Outcome {
    let data = data(case)?;
    let sites = data.columns.factor("site")?;
    let mut design = Design::without_intercept(data.outcome.len());
    for name in ["arm", "work_baseline"] {
        design = design.numeric(name, data.columns.numbers(name)?).map_err(undefined)?;
    }
    let model = fixed_effects(&design, &data.outcome, &sites).map_err(undefined)?;
    table(&model.clustered(&sites, Clustered::Cr1Stata).map_err(undefined)?, &design, level(case)?)
}

fn ancova(case: &Case) -> Outcome {
    let data = data(case)?;
    let model = data.linear()?;
    let robust = model.robust(Heteroskedastic::Hc3).map_err(undefined)?;
    let errors = contrasts(&robust, &[0, 1, 2])?.into_iter().map(|contrast| contrast.standard_error);
    Ok(table(&model.coefficients(), &data.design, level(case)?)?
        .number("n", data.outcome.len() as f64)
        .with("hc3_se", list(errors)))
}

/// A saturated linear probability model with HC0 has Wald's errors of risk differences.
fn subgroups(case: &Case) -> Outcome {
    let frame = Frame::of_case(case)?;
    let (outcome, arm, age) = (frame.complete("employed_18")?, frame.complete("arm")?, frame.complete("age")?);
    let young: Vec<f64> = age.iter().map(|age| f64::from(u8::from(*age < 30.0))).collect();
    let design = Design::with_intercept(outcome.len())
        .numeric("arm", &arm)
        .and_then(|design| design.numeric("young", &young))
        .and_then(|design| design.interaction(&["arm", "young"]))
        .map_err(undefined)?;
    let model = ordinary_least_squares(&design, &outcome).map_err(undefined)?;
    let coefficients = model.robust(Heteroskedastic::Hc0).map_err(undefined)?;
    let effect = |weights: [f64; 4]| coefficients.contrast(&weights).map_err(undefined);
    let (old, younger) = (effect([0.0, 1.0, 0.0, 0.0])?, effect([0.0, 1.0, 0.0, 1.0])?);
    // Compared with the normal, as Wald's test is.
    let interaction = Contrast { df: None, ..effect([0.0, 0.0, 0.0, 1.0])? };
    let test = interaction.test().map_err(undefined)?;
    Ok(Fields::new()
        .number("rd_young", younger.value)
        .number("se_young", younger.standard_error)
        .number("rd_old", old.value)
        .number("se_old", old.standard_error)
        .number("difference", interaction.value)
        .number("z", test.statistic.unwrap_or(ABSENT))
        .number("p", test.p))
}

/// The times to a job of the control arm and of the IPS arm.
fn job_tables(case: &Case) -> Result<[EventTable; 2], String> {
    let frame = Frame::of_case(case)?;
    let arm = |arm: &str| -> Result<EventTable, String> {
        let members = frame.filtered("arm", |cell| cell == arm)?;
        let times = members.complete("time_to_job")?.into_iter().zip(members.complete("got_job")?);
        EventTable::from_observations(times.map(|(time, status)| Observation { time, event: status == 1.0 }))
            .map_err(undefined)
    };
    Ok([arm("0")?, arm("1")?])
}

fn curves(case: &Case) -> Outcome {
    let tables = job_tables(case)?;
    let test = log_rank(&tables).map_err(undefined)?.test;
    let level = level(case)?;
    let median = |table: &EventTable| {
        let median = kaplan_meier(table).map_err(undefined)?.median(level, LimitScale::Log);
        Ok::<_, String>((
            median.value.unwrap_or(ABSENT),
            list([median.lower, median.upper].map(|limit| limit.unwrap_or(ABSENT))),
        ))
    };
    let [(control, ci_control), (ips, ci_ips)] = [median(&tables[0])?, median(&tables[1])?];
    Ok(Fields::new()
        .number("chi2", test.statistic.unwrap_or(ABSENT))
        .number("p", test.p)
        .number("median_control", control)
        .number("median_ips", ips)
        .with("ci_control", ci_control)
        .with("ci_ips", ci_ips))
}

fn hazards(case: &Case) -> Outcome {
    let frame = Frame::of_case(case)?;
    let times = frame.complete("time_to_job")?.into_iter().zip(frame.complete("got_job")?);
    let subjects: Vec<Subject> = times.map(|(time, status)| Subject::new(time, status == 1.0)).collect();
    let design = formula::design("~ arm + age + work_baseline", &frame.columns(), frame.len(), false)?;
    let ties = if case.option("ties") == Some("breslow") { Ties::Breslow } else { Ties::Efron };
    table(cox(&subjects, &design, ties).map_err(undefined)?.coefficients(), &design, level(case)?)
}

fn restricted_means(case: &Case) -> Outcome {
    let horizon = case.option_number("tau").ok_or("no `tau`")?;
    let tables = job_tables(case)?;
    let mean =
        |table: &EventTable| kaplan_meier(table).and_then(|curve| restricted_mean(&curve, horizon)).map_err(undefined);
    let (control, ips) = (mean(&tables[0])?, mean(&tables[1])?);
    let difference = ips.difference(control, level(case)?).map_err(undefined)?;
    Ok(Fields::new()
        .with("rmst", list([control.mean, ips.mean]))
        .with("se", list([control.variance.sqrt(), ips.variance.sqrt()]))
        .number("difference", difference.value)
        .number("difference_se", difference.standard_error.unwrap_or(ABSENT)))
}

/// The figures of one coefficient as plain numbers.
fn single(contrast: Contrast, case: &Case) -> Outcome {
    let estimated = contrast.estimated(level(case)?).map_err(undefined)?;
    Ok(super::estimate(estimated))
}

fn monthly(case: &Case) -> Outcome {
    let frame = Frame::of_case(case)?.joined(&Frame::read("ips_rct.csv")?, "id", "arm")?;
    let design = Design::with_intercept(frame.len())
        .numeric("arm", &frame.complete("arm")?)
        .and_then(|design| design.factor("month", Factor::new(&frame.texts("month").unwrap_or_default())))
        .map_err(undefined)?;
    let model = ordinary_least_squares(&design, &frame.complete("employed")?).map_err(undefined)?;
    let persons = Factor::new(&frame.texts("id")?);
    let coefficients = model.clustered(&persons, Clustered::Cr1Stata).map_err(undefined)?;
    single(coefficients.coefficient(1).map_err(undefined)?, case)
}

fn fidelity_logistic(case: &Case) -> Outcome {
    let frame = Frame::of_case(case)?;
    let counts = frame.complete("employed")?.into_iter().zip(frame.complete("participants")?);
    let arms = counts.map(|(events, total)| Arm::new(events as u64, total as u64)).collect::<Result<Vec<_>, _>>();
    let design = formula::design("~ fidelity", &frame.columns(), frame.len(), true)?;
    let model = logistic(&design, &arms.map_err(undefined)?).map_err(undefined)?;
    let quasi = model.quasi().map_err(undefined)?;
    let errors = contrasts(&quasi, &[0, 1])?.into_iter().map(|contrast| contrast.standard_error);
    Ok(table(&model.coefficients().map_err(undefined)?, &design, level(case)?)?
        .number("deviance", model.deviance())
        .number("df", model.residual_df())
        .optional("dispersion", model.dispersion())
        .with("quasi_se", list(errors)))
}

fn fidelity_weighted(case: &Case) -> Outcome {
    let frame = Frame::of_case(case)?;
    let weights = frame.complete("participants")?;
    let rates: Vec<f64> = frame
        .complete("employed")?
        .iter()
        .zip(&weights)
        .map(|(employed, participants)| employed / participants)
        .collect();
    let design = formula::design("~ fidelity", &frame.columns(), frame.len(), true)?;
    let model = weighted_least_squares(&design, &rates, &weights).map_err(undefined)?;
    let robust = model.robust(Heteroskedastic::Hc1).map_err(undefined)?;
    let errors: Field = list(contrasts(&robust, &[0, 1])?.into_iter().map(|contrast| contrast.standard_error));
    Ok(figures("coef", &contrasts(&model.coefficients(), &[0, 1])?, level(case)?)?
        .with("terms", formula::terms(design.columns()))
        .with("hc1_se", errors)
        .number("r2", model.r_squared()))
}

/// The answers to the eight items of the survey.
fn answers(case: &Case) -> Result<Vec<Vec<Option<f64>>>, String> {
    let frame = Frame::of_case(case)?;
    (1..=8).map(|item| frame.numbers(&format!("q{item}"))).collect()
}

fn survey_alpha(case: &Case) -> Outcome {
    let columns = answers(case)?;
    let rows: Vec<Vec<Option<f64>>> =
        (0..columns[0].len()).map(|row| columns.iter().map(|column| column[row]).collect()).collect();
    super::reliability::alpha_of(&Items::complete(&rows).map_err(undefined)?, case)
}

fn survey_items(case: &Case) -> Outcome {
    let weights = Frame::of_case(case)?.complete("weight")?;
    let columns = answers(case)?;
    let items = |weights: Option<&[f64]>| -> Result<Vec<LikertItem>, String> {
        let whole = |answer: &Option<f64>| answer.map(|answer| answer as i64);
        let item = |column: &Vec<Option<f64>>| {
            likert_item(&column.iter().map(whole).collect::<Vec<_>>(), 1, 5, weights).map_err(undefined)
        };
        columns.iter().map(item).collect()
    };
    let (plain, weighted) = (items(None)?, items(Some(&weights))?);
    Ok(Fields::new()
        .with("n", list(plain.iter().map(|item| item.answered() as f64)))
        .with("missing", list(plain.iter().map(|item| item.missing as f64)))
        .with("mean", list(plain.iter().map(LikertItem::mean)))
        .with("sd", list(plain.iter().map(|item| item.sd().unwrap_or(ABSENT))))
        .with("weighted_mean", list(weighted.iter().map(LikertItem::mean)))
        .with("weighted_top2", list(weighted.iter().map(|item| item.share_from(4)))))
}

/// The coefficients and their standard errors.
fn values_and_errors(contrasts: &[Contrast]) -> Fields {
    Fields::new()
        .with("coef", list(contrasts.iter().map(|contrast| contrast.value)))
        .with("se", list(contrasts.iter().map(|contrast| contrast.standard_error)))
}

fn site_intercepts(case: &Case) -> Outcome {
    let frame = Frame::of_case(case)?;
    let formula = case.option("formula").ok_or("no `formula`")?;
    let happened: Vec<bool> = frame.complete(&formula::sides(formula).0)?.iter().map(|y| *y == 1.0).collect();
    let design = formula::design(formula, &frame.columns(), frame.len(), true)?;
    let sites = Factor::new(&frame.texts("site")?);
    let model = logistic_mixed(&design, &persons(&happened), &sites, 1).map_err(undefined)?;
    Ok(values_and_errors(&contrasts(model.coefficients(), &[0, 1])?).number("sigma_u", model.random_sd()))
}

fn repeated(case: &Case) -> Outcome {
    let frame = Frame::of_case(case)?;
    let at = |column: &str, t12: &str| -> Result<Frame, String> {
        let seen = frame.complete_cases(&[column, "hads_0"])?;
        let hads = seen.texts(column)?;
        Ok(seen.clone().with("hads", hads).with("t12", vec![t12.to_owned(); seen.len()]))
    };
    let long = at("hads_6", "0")?.followed_by(at("hads_12", "1")?);
    let formula = case.option("formula").ok_or("no `formula`")?;
    let design = formula::design(formula, &long.columns(), long.len(), true)?;
    let (hads, persons) = (long.complete("hads")?, Factor::new(&long.texts("id")?));
    let model = linear_mixed(&design, &hads, &persons, RandomEffects::Intercept, Criterion::Reml).map_err(undefined)?;
    Ok(values_and_errors(&contrasts(&model.normal_coefficients(), &[0, 1, 2, 3, 4])?)
        .number("n", long.len() as f64)
        .with("terms", formula::terms(design.columns()))
        .number("sigma_u", model.random_sd()[0])
        .number("sigma_e", model.residual_sd())
        .number("loglik", model.log_likelihood()))
}
