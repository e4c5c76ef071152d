//! 10d: meta-regression and subgroups.

use utfall::stats::meta::{Inference, MetaRegression, Model, TauSharing, meta_regression, subgroups};
use utfall::stats::regression::{Coefficients, Column, Design, Factor, JointTest};
use utfall::stats::{Interval, Level};

use super::super::case::{ABSENT, Case, Field, Fields, Outcome};
use super::{level, meta_effects, meta_pooled, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let model = meta_pooled::model(&case.method())?;
    let inference = meta_pooled::inference(case.option("test"))?;
    Some(match case.option("formula") {
        Some(formula) => regression(case, formula, model, inference),
        None => by_subgroup(case, model, inference),
    })
}

fn regression(case: &Case, formula: &str, model: Model, inference: Inference) -> Outcome {
    let studies = meta_effects::studies(case)?;
    let level = level(case)?;
    let design = design(case, formula, studies.len())?;
    let fit = meta_regression(&studies, &design, model, inference, level).map_err(undefined)?;
    let fields = coefficients(&fit.coefficients, level)?
        .with("terms", terms(&design))
        .number("tau2", fit.tau_squared)
        .number("R2", 100.0 * fit.r_squared.unwrap_or(ABSENT));
    Ok(residual(moderators(fields, fit.moderators), &fit))
}

/// What is left of the heterogeneity, under metafor's names.
fn residual(fields: Fields, fit: &MetaRegression) -> Fields {
    let q = fit.heterogeneity.q;
    fields
        .optional("QE", q.statistic.ok_or(()))
        .optional("QE_df", q.df.ok_or(()))
        .number("QE_p", q.p)
        .number("I2", 100.0 * fit.heterogeneity.i_squared)
        .number("H2", fit.heterogeneity.h_squared)
}

/// The joint test of the moderators.
pub fn moderators(fields: Fields, test: Option<JointTest>) -> Fields {
    match test {
        None => fields,
        Some(test) => fields
            .number("QM", test.statistic)
            .number("QM_df1", test.df)
            .optional("QM_df2", test.residual_df.ok_or(()))
            .number("QM_p", test.p),
    }
}

/// The coefficients with their tests and intervals.
pub fn coefficients(fitted: &Coefficients, level: Level) -> Result<Fields, String> {
    let contrasts =
        (0..fitted.values().len()).map(|i| fitted.coefficient(i)).collect::<Result<Vec<_>, _>>().map_err(undefined)?;
    let mut lists = [const { Vec::new() }; 6];
    for contrast in contrasts {
        let (test, estimated) = (contrast.test().map_err(undefined)?, contrast.estimated(level).map_err(undefined)?);
        let Interval::Bounded { lower, upper } = estimated.interval else {
            return Err("not bounded".to_owned());
        };
        let statistic = test.statistic.unwrap_or(ABSENT);
        let numbers = [contrast.value, contrast.standard_error, statistic, test.p, lower, upper];
        lists.iter_mut().zip(numbers).for_each(|(list, number)| list.push(Field::Number(number)));
    }
    let names = ["coef", "se", "statistic", "p", "ci_low", "ci_high"];
    Ok(names.into_iter().zip(lists).fold(Fields::new(), |fields, (name, list)| fields.with(name, Field::List(list))))
}

/// The names that metafor gives the columns.
pub fn terms(design: &Design) -> Field {
    let name = |column: &Column| match &column.parts[..] {
        [] => "intrcpt".to_owned(),
        parts => parts.iter().map(|(name, level)| format!("{name}{}", level.as_deref().unwrap_or_default())).collect(),
    };
    Field::List(design.columns().iter().map(name).map(Field::Text).collect())
}

/// The design of a formula of main effects, or the intercept alone.
pub fn design(case: &Case, formula: &str, rows: usize) -> Result<Design, String> {
    let mut variables = formula.trim_start_matches('~').split('+').map(str::trim).filter(|name| *name != "1");
    variables.try_fold(Design::with_intercept(rows), |design, variable| {
        let inside = variable.strip_prefix("factor(").and_then(|rest| rest.strip_suffix(')'));
        match (case.numbers(inside.unwrap_or(variable)), case.texts(variable)) {
            (Some(values), _) if inside.is_some() => {
                let labels: Vec<String> = values.iter().map(f64::to_string).collect();
                design.factor(variable, Factor::new(&labels))
            }
            (_, Some(labels)) => design.factor(variable, Factor::new(&labels)),
            (Some(values), _) => design.numeric(variable, &values),
            (None, None) => return Err(format!("no `{variable}`")),
        }
        .map_err(undefined)
    })
}

fn by_subgroup(case: &Case, model: Model, inference: Inference) -> Outcome {
    let studies = meta_effects::studies(case)?;
    let labels = case.texts("group").ok_or("no `group`")?;
    let found = subgroups(&studies, &Factor::new(&labels), TauSharing::Separate, model, inference, level(case)?)
        .map_err(undefined)?;
    let groups = found.groups.into_iter().collect::<Result<Vec<_>, _>>().map_err(undefined)?;
    let between = found.between.map_err(undefined)?;
    let limit = |end: fn(Interval) -> Option<f64>| {
        groups.iter().map(|group| end(group.estimated.interval).unwrap_or(ABSENT)).collect()
    };
    let columns: [(&'static str, Vec<f64>); 8] = [
        ("k", groups.iter().map(|group| group.studies as f64).collect()),
        ("estimate", groups.iter().map(|group| group.estimated.value).collect()),
        ("se", groups.iter().map(|group| group.estimated.standard_error.unwrap_or(ABSENT)).collect()),
        ("ci_low", limit(Interval::lower)),
        ("ci_high", limit(Interval::upper)),
        ("p", groups.iter().map(|group| group.test.p).collect()),
        ("tau2", groups.iter().map(|group| group.tau_squared).collect()),
        ("I2", groups.iter().map(|group| 100.0 * group.heterogeneity.i_squared).collect()),
    ];
    let q = groups.iter().map(|group| group.heterogeneity.q.statistic.unwrap_or(ABSENT)).collect();
    let labels = groups.iter().map(|group| Field::Text(group.label.clone())).collect();
    let fields = Fields::new()
        .with("levels", Field::List(labels))
        .number("Q_between", between.statistic)
        .number("df_between", between.df)
        .number("p_between", between.p);
    let fields = columns.into_iter().fold(fields, |fields, (name, numbers)| fields.with(name, list(numbers)));
    Ok(fields.with("Q", list(q)))
}

/// A list of numbers.
pub fn list(numbers: Vec<f64>) -> Field {
    Field::List(numbers.into_iter().map(Field::Number).collect())
}
