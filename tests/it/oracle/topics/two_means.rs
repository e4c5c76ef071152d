//! 04: two means, independent and paired.

use utfall::stats::means::{
    self, ChangeMeasure, MeanSummary, Repeated, SmdVariance, bonett_d, bonett_d_test, cohens_d, difference,
    glass_delta, glass_delta_normal, glass_delta_normal_test, hedges_g, hedges_g_normal, hedges_g_normal_test,
    ratio_of_repeated_means, ratio_of_repeated_means_test, small_sample_correction, standardised_change,
    standardised_change_test,
};
use utfall::stats::{Estimated, Interval, Level, Sample, TestResult, Undefined};

use super::super::case::{Case, Fields, Outcome};
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let method = case.method();
    if let Some(method) = method.strip_suffix("_summary") {
        return independent(case, method, printed(case, 1), printed(case, 2));
    }
    if let Some(method) = method.strip_suffix("_raw") {
        return independent(case, method, raw(case, "x"), raw(case, "y"));
    }
    Some(match method.as_str() {
        "mc" => change(case, ChangeMeasure::Raw),
        "smcc" => change(case, ChangeMeasure::ByChange),
        "smcr" => change(case, ChangeMeasure::ByAfter),
        "smcrh" => change(case, ChangeMeasure::ByAfterUnequal),
        "rom_change" => ratio_change(case),
        "paired_t" => paired(case),
        "ancova" => ancova(case),
        _ => return None,
    })
}

fn printed(case: &Case, group: u8) -> Result<MeanSummary, String> {
    let number = |name: &str| case.number(&format!("{name}{group}")).ok_or(format!("no `{name}{group}`"));
    let n = case.count(&format!("n{group}")).ok_or("no number of people")?;
    MeanSummary::new(n, number("m")?, number("sd")?).map_err(undefined)
}

fn raw(case: &Case, name: &str) -> Result<MeanSummary, String> {
    let values = case.numbers(name).ok_or("no list of numbers")?;
    Sample::new(&values).map(|sample| sample.summary()).map_err(undefined)
}

fn independent(
    case: &Case,
    method: &str,
    treated: Result<MeanSummary, String>,
    control: Result<MeanSummary, String>,
) -> Option<Outcome> {
    let (treated, control, level) = match (treated, control, level(case)) {
        (Ok(treated), Ok(control), Ok(level)) => (treated, control, level),
        (Err(why), _, _) | (_, Err(why), _) | (_, _, Err(why)) => return Some(Err(why)),
    };
    let smd = |variance: SmdVariance| {
        fields(hedges_g_normal(treated, control, variance, level), hedges_g_normal_test(treated, control, variance))
    };
    Some(match method {
        "md_student" => fields(difference::pooled(treated, control, level), difference::pooled_test(treated, control)),
        "md_welch" => fields(difference::welch(treated, control, level), difference::welch_test(treated, control)),
        "md_z" => fields(difference::normal(treated, control, level), difference::normal_test(treated, control)),
        "cohen_d" => cohens_d(treated, control, level)
            .map_err(undefined)
            .map(|d| interval(d, d.value).optional("pooled_sd", difference::pooled_sd(treated, control))),
        "hedges_g" => hedges_g(treated, control, level).map_err(undefined).map(|g| {
            let df = (treated.n() + control.n() - 2) as f64;
            interval(g, g.value)
                .optional("J", small_sample_correction(df))
                .number("J_approx", 1.0 - 3.0 / (4.0 * df - 1.0))
        }),
        "glass_delta" => glass_delta(treated, control, level).map_err(undefined).map(|d| interval(d, d.value)),
        "smd_ls" => smd(SmdVariance::LargeSample),
        "smd_ls2" => smd(SmdVariance::Borenstein),
        "smd_ub" => smd(SmdVariance::Unbiased),
        "smdh" => fields(bonett_d(treated, control, level), bonett_d_test(treated, control)),
        "smd1" => fields(glass_delta_normal(treated, control, level), glass_delta_normal_test(treated, control)),
        "rom" => {
            logarithm(means::ratio_of_means(treated, control, level), means::ratio_of_means_test(treated, control))
        }
        "ln_vr" => logarithm(means::ratio_of_sds(treated, control, level), means::ratio_of_sds_test(treated, control)),
        "f_test" => {
            fields(means::ratio_of_variances(treated, control, level), means::ratio_of_variances_test(treated, control))
        }
        _ => return None,
    })
}

/// An estimate and its interval, after a monotone change of scale.
fn interval(estimated: Estimated, value: f64) -> Fields {
    let fields = Fields::new().number("estimate", value);
    match estimated.interval {
        Interval::Bounded { lower, upper } => fields.number("ci_low", lower).number("ci_high", upper),
        Interval::Complement { .. } | Interval::Whole => fields,
    }
}

fn fields(estimated: Result<Estimated, Undefined>, test: Result<TestResult, Undefined>) -> Outcome {
    let (estimated, test) = (estimated.map_err(undefined)?, test.map_err(undefined)?);
    let fields = interval(estimated, estimated.value).number("p", test.p);
    let fields = match estimated.standard_error {
        Some(se) => fields.number("se", se).number("variance", se * se),
        None => fields,
    };
    Ok(fields.optional("t", test.statistic.ok_or(())).optional("df", test.df.ok_or(())))
}

/// The oracle has the logarithm of a ratio.
fn logarithm(ratio: Result<Estimated, Undefined>, test: Result<TestResult, Undefined>) -> Outcome {
    let log = |ratio: Estimated| Estimated {
        value: ratio.value.ln(),
        interval: ratio.interval.map_monotone(f64::ln),
        ..ratio
    };
    fields(ratio.map(log), test)
}

fn repeated(case: &Case) -> Result<(Repeated, Level), String> {
    let number = |name: &str| case.number(name).ok_or(format!("no `{name}`"));
    let n = case.count("n").ok_or("no number of people")?;
    let summary = |mean: &str, sd: &str| MeanSummary::new(n, number(mean)?, number(sd)?).map_err(undefined);
    let repeated = Repeated::new(summary("m1", "sd1")?, summary("m2", "sd2")?, number("ri")?);
    Ok((repeated.map_err(undefined)?, level(case)?))
}

fn change(case: &Case, measure: ChangeMeasure) -> Outcome {
    let (repeated, level) = repeated(case)?;
    fields(standardised_change(repeated, measure, level), standardised_change_test(repeated, measure))
}

fn ratio_change(case: &Case) -> Outcome {
    let (repeated, level) = repeated(case)?;
    logarithm(ratio_of_repeated_means(repeated, level), ratio_of_repeated_means_test(repeated))
}

fn paired(case: &Case) -> Outcome {
    let (x, y) = (case.numbers("x").ok_or("no `x`")?, case.numbers("y").ok_or("no `y`")?);
    let pairs: Vec<(f64, f64)> = x.into_iter().zip(y).collect();
    let differences = means::paired_differences(&pairs).map_err(undefined)?.summary();
    let sd = differences.sd().map_err(undefined)?;
    let outcome = fields(means::one_mean(differences, level(case)?), means::one_mean_test(differences, 0.0))?;
    Ok(outcome.number("d_z", differences.mean() / sd))
}

fn ancova(case: &Case) -> Outcome {
    let column = |name: &str| case.numbers(name).ok_or(format!("no `{name}`"));
    let (outcome, baseline, site) = (column("y")?, column("baseline")?, column("site")?);
    let treated: Vec<bool> = column("arm")?.into_iter().map(|arm| arm == 1.0).collect();
    let sites = Sample::new(&site).map_err(undefined)?;
    let indicators = || {
        sites
            .values()
            .iter()
            .skip(1)
            .map(|level| site.iter().map(|site| if site == level { 1.0 } else { 0.0 }).collect::<Vec<f64>>())
    };
    let adjusted = match case.option("formula") {
        Some("y ~ arm + baseline") => means::ancova(&outcome, &treated, &[baseline]),
        Some("y ~ arm + baseline + factor(site)") => {
            let mut covariates = vec![baseline.clone()];
            covariates.extend(indicators());
            means::ancova(&outcome, &treated, &covariates)
        }
        Some("I(y - baseline) ~ arm") => {
            let change: Vec<f64> = outcome.iter().zip(&baseline).map(|(after, before)| after - before).collect();
            means::ancova(&change, &treated, &[])
        }
        _ => return Err("an unknown formula".to_owned()),
    };
    let adjusted = adjusted.map_err(undefined)?;
    Ok(fields(adjusted.estimated(level(case)?), adjusted.test())?.number("sigma", adjusted.residual_sd()))
}
