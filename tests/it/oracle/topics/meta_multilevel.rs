//! 10f, and robust variance estimation of 20: several effects from the same study.

use utfall::stats::meta::RobustVariance;
use utfall::stats::meta::multilevel::{
    SamplingCovariance, ThreeLevel, ThreeLevelLikelihood, correlated_effects, three_level,
};
use utfall::stats::regression::{Coefficients, Contrast};

use super::super::case::{ABSENT, Case, Fields, Outcome};
use super::meta_regression::{coefficients, design, list, moderators, terms};
use super::{level, meta_diagnostics, meta_effects, meta_pooled, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    Some(match case.method().as_str() {
        "REML" => fitted(case, ThreeLevelLikelihood::Restricted),
        "ML" => fitted(case, ThreeLevelLikelihood::Plain),
        "rve_correlated" => robust(case),
        _ => return None,
    })
}

fn fitted(case: &Case, likelihood: ThreeLevelLikelihood) -> Outcome {
    let studies = meta_effects::studies(case)?;
    let clusters = meta_diagnostics::clusters(case)?;
    let design = design(case, case.option("formula").unwrap_or("~ 1"), studies.len())?;
    let sampling = case.option_number("rho").map_or(SamplingCovariance::Independent, SamplingCovariance::Correlated);
    let student = case.option("test") == Some("t");
    let fit = three_level(&studies, &design, &clusters, sampling, likelihood, student).map_err(undefined)?;
    let level = level(case)?;
    let fields = coefficients(&fit.coefficients, level)?
        .with("terms", terms(&design))
        .with("sigma2", list(vec![fit.between, fit.within]))
        .optional("QE", fit.q.statistic.ok_or(()))
        .number("QE_p", fit.q.p)
        .number("loglik", fit.ln_likelihood)
        .number("I2_between", 100.0 * fit.i_squared_between)
        .number("I2_within", 100.0 * fit.i_squared_within);
    let mut fields = moderators(fields, fit.moderators);
    if fit.moderators.is_none() {
        fields = meta_pooled::with_interval(fields, ["pi_low", "pi_high"], fit.prediction_interval(&[1.0], level));
    }
    with_robust(fields, &fit)
}

fn with_robust(fields: Fields, fit: &ThreeLevel) -> Outcome {
    let [se, p, df] = columns(&fit.robust(RobustVariance::Cr1).map_err(undefined)?)?;
    let fields = fields.with("robust_se", list(se)).with("robust_p", list(p)).number("robust_df", df[0]);
    let [se, p, df] = columns(&fit.robust(RobustVariance::Cr2).map_err(undefined)?)?;
    Ok(fields.with("cr2_se", list(se)).with("cr2_p", list(p)).with("cr2_df", list(df)))
}

/// Standard errors, p-values and degrees of freedom.
fn columns(fitted: &Coefficients) -> Result<[Vec<f64>; 3], String> {
    let contrasts = (0..fitted.values().len())
        .map(|i| fitted.coefficient(i))
        .collect::<Result<Vec<Contrast>, _>>()
        .map_err(undefined)?;
    let p = contrasts.iter().map(|contrast| Ok(contrast.test()?.p)).collect::<Result<_, _>>().map_err(undefined)?;
    let df = contrasts.iter().map(|contrast| contrast.df.unwrap_or(ABSENT)).collect();
    Ok([contrasts.iter().map(|contrast| contrast.standard_error).collect(), p, df])
}

fn robust(case: &Case) -> Outcome {
    let studies = meta_effects::studies(case)?;
    let clusters = meta_diagnostics::clusters(case)?;
    let design = design(case, case.option("formula").unwrap_or("~ 1"), studies.len())?;
    let rho = case.option_number("rho").ok_or("no `rho`")?;
    let fit = correlated_effects(&studies, &design, &clusters, rho, RobustVariance::Cr2).map_err(undefined)?;
    let [se, _, df] = columns(&fit.coefficients)?;
    Ok(Fields::new()
        .with("terms", terms(&design))
        .number("tau2", fit.tau_squared)
        .with("coef", list(fit.coefficients.values().to_vec()))
        .with("se", list(se))
        .with("df", list(df)))
}
