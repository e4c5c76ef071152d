//! 13: reliability of scales and raters, and estimates from surveys.

use utfall::stats::regression::{Contrast, Factor};
use utfall::stats::reliability::{
    Agreement, AgreementWeights, IntraclassForm, Items, cronbach_alpha, intraclass, kappa,
};
use utfall::stats::survey::{SurveyDesign, kish_design_effect, kish_effective_size};
use utfall::stats::{Estimated, TestResult, Undefined};

use super::super::case::{ABSENT, Case, Field, Fields, Outcome};
use super::formula::list;
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    Some(match case.method().as_str() {
        "alpha" => alpha(case),
        "kappa" => agreement(case),
        "icc" => intraclass_correlations(case),
        "svymean" => survey(case, false),
        "svyprop" => survey(case, true),
        _ => return None,
    })
}

/// A list of rows of the input; a missing cell is `None`.
fn rows(case: &Case, name: &str) -> Result<Vec<Vec<Option<f64>>>, String> {
    case.table(name).ok_or(format!("no table `{name}`"))
}

/// A list in which what is undefined is not a number.
fn results(values: impl IntoIterator<Item = Result<f64, Undefined>>) -> Field {
    list(values.into_iter().map(|value| value.unwrap_or(ABSENT)))
}

fn alpha(case: &Case) -> Outcome {
    alpha_of(&Items::complete(&rows(case, "items")?).map_err(undefined)?, case)
}

pub fn alpha_of(items: &Items, case: &Case) -> Outcome {
    let alpha = cronbach_alpha(items).map_err(undefined)?;
    let estimated = alpha.estimated(level(case)?).map_err(undefined)?;
    Ok(Fields::new()
        .number("n", items.persons() as f64)
        .number("alpha", alpha.alpha)
        .optional("alpha_standardised", alpha.standardised)
        .number("ci_low", estimated.interval.lower().unwrap_or(ABSENT))
        .number("ci_high", estimated.interval.upper().unwrap_or(ABSENT))
        .with("alpha_if_dropped", results(alpha.items.iter().map(|item| item.alpha_if_dropped)))
        .with("item_rest_correlation", results(alpha.items.iter().map(|item| item.rest_correlation)))
        .number("mean_score", alpha.mean_score)
        .number("sem", alpha.measurement_error))
}

fn agreement(case: &Case) -> Outcome {
    let table: Vec<Vec<u64>> = rows(case, "table")?
        .into_iter()
        .map(|row| row.into_iter().map(|count| count.unwrap_or(0.0) as u64).collect())
        .collect();
    let with = |weights: AgreementWeights| kappa(&table, weights).map_err(undefined);
    let (plain, linear, quadratic): (Agreement, Agreement, Agreement) =
        (with(AgreementWeights::Unweighted)?, with(AgreementWeights::Linear)?, with(AgreementWeights::Quadratic)?);
    let estimated = plain.estimated(level(case)?);
    Ok(Fields::new()
        .number("kappa", plain.kappa)
        .number("se", plain.standard_error)
        .number("ci_low", estimated.interval.lower().unwrap_or(ABSENT))
        .number("ci_high", estimated.interval.upper().unwrap_or(ABSENT))
        .number("agreement", plain.observed)
        .number("kappa_linear", linear.kappa)
        .number("se_linear", linear.standard_error)
        .number("kappa_quadratic", quadratic.kappa)
        .number("se_quadratic", quadratic.standard_error))
}

fn intraclass_correlations(case: &Case) -> Outcome {
    const FORMS: [(&str, IntraclassForm); 6] = [
        ("ICC1", IntraclassForm::OneWay),
        ("ICC2", IntraclassForm::TwoWayRandom),
        ("ICC3", IntraclassForm::TwoWayFixed),
        ("ICC1k", IntraclassForm::OneWayMean),
        ("ICC2k", IntraclassForm::TwoWayRandomMean),
        ("ICC3k", IntraclassForm::TwoWayFixedMean),
    ];
    let ratings: Vec<Vec<f64>> = rows(case, "ratings")?
        .into_iter()
        .map(|row| row.into_iter().collect::<Option<Vec<f64>>>().ok_or("a rating is missing".to_owned()))
        .collect::<Result<_, _>>()?;
    let found = intraclass(&ratings).map_err(undefined)?;
    let level = level(case)?;
    let each = |form: &IntraclassForm| Ok((found.estimated(*form, level)?, found.test(*form)?));
    let forms: Vec<(Estimated, TestResult)> =
        FORMS.iter().map(|(_, form)| each(form)).collect::<Result<_, _>>().map_err(undefined)?;
    Ok(Fields::new()
        .with("types", Field::List(FORMS.iter().map(|(name, _)| Field::Text((*name).to_owned())).collect()))
        .with("icc", list(forms.iter().map(|(estimated, _)| estimated.value)))
        .with("ci_low", list(forms.iter().map(|(estimated, _)| estimated.interval.lower().unwrap_or(ABSENT))))
        .with("ci_high", list(forms.iter().map(|(estimated, _)| estimated.interval.upper().unwrap_or(ABSENT))))
        .with("F", list(forms.iter().map(|(_, test)| test.statistic.unwrap_or(ABSENT))))
        .with("p", list(forms.iter().map(|(_, test)| test.p))))
}

fn survey(case: &Case, proportion: bool) -> Outcome {
    let (y, w) = (case.numbers("y").ok_or("no `y`")?, case.numbers("w").ok_or("no `w`")?);
    let factor = |name: &str| {
        case.numbers(name).map(|values| Factor::new(&values.iter().map(f64::to_string).collect::<Vec<_>>()))
    };
    let mut design = SurveyDesign::new(&w).map_err(undefined)?;
    if let Some(strata) = factor("strata") {
        design = design.with_strata(strata).map_err(undefined)?;
    }
    if let Some(clusters) = factor("psu") {
        design = design.with_clusters(clusters).map_err(undefined)?;
    }
    if let Some(populations) = case.numbers("fpc") {
        design = design.with_populations(&populations).map_err(undefined)?;
    }
    let level = level(case)?;
    let mean = match proportion {
        true => design.proportion(&y.iter().map(|y| *y == 1.0).collect::<Vec<_>>()),
        false => design.mean(&y),
    }
    .map_err(undefined)?;
    let total = design.total(&y).map_err(undefined)?;
    let normal = Contrast { df: None, ..mean }.estimated(level).map_err(undefined)?;
    let fields = super::estimate(mean.estimated(level).map_err(undefined)?)
        .number("df", mean.df.unwrap_or(ABSENT))
        .number("ci_low_z", normal.interval.lower().unwrap_or(ABSENT))
        .number("ci_high_z", normal.interval.upper().unwrap_or(ABSENT))
        .number("total", total.value)
        .number("total_se", total.standard_error)
        .optional("kish_deff", kish_design_effect(&w))
        .optional("n_eff", kish_effective_size(&w));
    let logit = SurveyDesign::logit_interval(mean, level);
    Ok(fields
        .optional("ci_low_logit", logit.map(|logit| logit.interval.lower().unwrap_or(ABSENT)))
        .optional("ci_high_logit", logit.map(|logit| logit.interval.upper().unwrap_or(ABSENT))))
}
