//! 12: pooling of imputed data.

use utfall::stats::Level;
use utfall::stats::imputation::{
    ImputedCoefficients, ImputedEstimate, ImputedLikelihoodRatio, Pooled, barnard_rubin_df, pool, pooled_chi_squared,
    pooled_likelihood_ratio, pooled_wald,
};

use super::super::case::{Case, Fields, Outcome};
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    Some(match case.method().as_str() {
        "rubin" => rubin(case),
        "wald_multi" => wald(case),
        "barnard_rubin" => degrees_of_freedom(case),
        "pooled_lrt" => likelihood_ratio(case),
        _ => return None,
    })
}

fn rubin(case: &Case) -> Outcome {
    let estimates = case.numbers("estimate").ok_or("no `estimate`")?;
    let errors = case.numbers("se").ok_or("no `se`")?;
    let set = |(value, error): (&f64, &f64)| ImputedEstimate::from_standard_error(*value, *error);
    let sets: Vec<ImputedEstimate> = estimates.iter().zip(&errors).map(set).collect();
    let pooled = pool(&sets, case.number("df_complete").unwrap_or(f64::INFINITY)).map_err(undefined)?;
    let test = pooled.test().map_err(undefined)?;
    let fields = Fields::new()
        .number("estimate", pooled.value)
        .number("within", pooled.within)
        .number("between", pooled.between)
        .number("total", pooled.total())
        .number("se", pooled.standard_error())
        .number("riv", pooled.relative_increase())
        .number("lambda", pooled.lambda())
        .number("df", pooled.df())
        .number("df_old", pooled.large_sample_df())
        .number("fmi", pooled.fraction_missing())
        .number("p", test.p)
        .optional("t", test.statistic.ok_or(()));
    interval(case, pooled, level(case)?, fields)
}

/// The interval, and that of the ratio where the estimates are logarithms.
fn interval(case: &Case, pooled: Pooled, level: Level, fields: Fields) -> Outcome {
    let plain = pooled.estimated(level).map_err(undefined)?;
    let fields = fields
        .optional("ci_low", plain.interval.lower().ok_or(()))
        .optional("ci_high", plain.interval.upper().ok_or(()));
    if case.option_flag("log_scale") != Some(true) {
        return Ok(fields);
    }
    let ratio = pooled.ratio(level).map_err(undefined)?;
    Ok(fields
        .number("exp_estimate", ratio.value)
        .optional("exp_ci_low", ratio.interval.lower().ok_or(()))
        .optional("exp_ci_high", ratio.interval.upper().ok_or(())))
}

fn wald(case: &Case) -> Outcome {
    let estimates = case.lists("estimates").ok_or("no `estimates`")?;
    let covariances = case.matrices("covariances").ok_or("no `covariances`")?;
    let set = |(values, covariance): (&Vec<f64>, &Vec<Vec<f64>>)| ImputedCoefficients::new(values, covariance);
    let sets = estimates.iter().zip(&covariances).map(set).collect::<Result<Vec<_>, _>>().map_err(undefined)?;
    let places: Vec<usize> = (0..estimates.first().map_or(0, Vec::len)).collect();
    let test = pooled_wald(&sets, &places, case.number("df_complete")).map_err(undefined)?;
    Ok(Fields::new()
        .number("D", test.statistic)
        .number("df1", test.df)
        .number("df2", test.residual_df.unwrap_or(f64::INFINITY))
        .number("r", test.relative_increase)
        .number("p", test.p))
}

fn degrees_of_freedom(case: &Case) -> Outcome {
    let number = |name: &str| case.number(name).ok_or(format!("no `{name}`"));
    let imputations = case.count("m").ok_or("no `m`")? as usize;
    let df = barnard_rubin_df(imputations, number("between")?, number("total")?, number("df_complete")?);
    Ok(Fields::new().number("df", df.map_err(undefined)?))
}

/// Log-likelihoods at the parameters that fit each data set. When the data sets are all the same these are also those at
/// the mean parameters, and D3 is known; otherwise D2 is what can be had of them.
fn likelihood_ratio(case: &Case) -> Outcome {
    let full = case.numbers("loglik_full").ok_or("no `loglik_full`")?;
    let null = case.numbers("loglik_null").ok_or("no `loglik_null`")?;
    let df = case.number("df").ok_or("no `df`")?;
    let ratios: Vec<f64> = full.iter().zip(&null).map(|(full, null)| 2.0 * (full - null)).collect();
    let test = if full.iter().all(|value| *value == full[0]) && null.iter().all(|value| *value == null[0]) {
        let set = |ratio: &f64| ImputedLikelihoodRatio { fitted: *ratio, at_pooled: *ratio };
        pooled_likelihood_ratio(&ratios.iter().map(set).collect::<Vec<_>>(), df)
    } else {
        pooled_chi_squared(&ratios.iter().map(|ratio| ratio.max(0.0)).collect::<Vec<_>>(), df)
    };
    let test = test.map_err(undefined)?;
    Ok(Fields::new()
        .number("chisq", test.statistic * test.df)
        .number("F", test.statistic)
        .number("df2", test.residual_df.unwrap_or(f64::INFINITY))
        .number("r", test.relative_increase)
        .number("p", test.p))
}
