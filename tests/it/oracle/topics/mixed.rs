//! 08: mixed models.

use utfall::stats::mixed::{Criterion, RandomEffects, linear_mixed, logistic_mixed};
use utfall::stats::regression::{Coefficients, Contrast, Design, Factor, persons};
use utfall::stats::{Level, Undefined};

use super::super::case::{ABSENT, Case, Fields, Outcome};
use super::formula::{self, Columns, list};
use super::regression::{contrasts, figures};
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    Some(match case.method().as_str() {
        "lmer" => linear(case),
        "glmer" => logistic(case),
        _ => return None,
    })
}

/// The columns of a case, its outcome, its design and its groups.
fn parts(case: &Case) -> Result<(Vec<f64>, Design, Factor), String> {
    let formula = case.option("formula").ok_or("no `formula`")?;
    let columns = Columns::of_case(case);
    let outcome = columns.numbers(&formula::sides(formula).0)?.to_vec();
    let design = formula::design(formula, &columns, outcome.len(), true)?;
    Ok((outcome, design, columns.factor("cluster")?))
}

/// The fixed effects by the names of the oracle, compared with the normal.
fn fixed(coefficients: &Coefficients, design: &Design, level: Level) -> Result<Fields, String> {
    let all: Vec<usize> = (0..coefficients.values().len()).collect();
    let contrasts = contrasts(coefficients, &all)?;
    let p = contrasts.iter().map(|contrast| contrast.test()).collect::<Result<Vec<_>, _>>().map_err(undefined)?;
    Ok(figures("coef", &contrasts, level)?
        .with("terms", formula::terms(design.columns()))
        .with("p_z", list(p.iter().map(|test| test.p))))
}

fn linear(case: &Case) -> Outcome {
    let (outcome, design, groups) = parts(case)?;
    let criterion =
        if case.option_flag("reml") == Some(false) { Criterion::MaximumLikelihood } else { Criterion::Reml };
    let model = linear_mixed(&design, &outcome, &groups, RandomEffects::Intercept, criterion).map_err(undefined)?;
    let fields = fixed(&model.normal_coefficients(), &design, level(case)?)?;
    let satterthwaite: Vec<Contrast> = (0..design.columns().len())
        .map(|i| model.coefficients().coefficient(i))
        .collect::<Result<_, Undefined>>()
        .map_err(undefined)?;
    let p = satterthwaite.iter().map(|contrast| contrast.test()).collect::<Result<Vec<_>, _>>().map_err(undefined)?;
    Ok(fields
        .number("sigma_u", model.random_sd()[0])
        .number("sigma_e", model.residual_sd())
        .optional("icc", model.intraclass_correlation())
        .number("loglik", model.log_likelihood())
        .number("n_groups", groups.levels().len() as f64)
        .with("ranef", list(model.deviations().iter().map(|deviations| deviations[0])))
        .with("df_satterthwaite", list(satterthwaite.iter().map(|contrast| contrast.df.unwrap_or(ABSENT))))
        .with("p_satterthwaite", list(p.iter().map(|test| test.p))))
}

fn logistic(case: &Case) -> Outcome {
    let (outcome, design, groups) = parts(case)?;
    let points = case.option_number("nAGQ").unwrap_or(1.0) as usize;
    let happened: Vec<bool> = outcome.iter().map(|outcome| *outcome == 1.0).collect();
    let model = logistic_mixed(&design, &persons(&happened), &groups, points).map_err(undefined)?;
    Ok(fixed(model.coefficients(), &design, level(case)?)?
        .number("sigma_u", model.random_sd())
        .number("icc_latent", model.latent_intraclass_correlation())
        .number("loglik", model.log_likelihood()))
}
