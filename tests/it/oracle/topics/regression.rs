//! 07, and the regressions of 20: linear, logistic and Poisson models.

use utfall::stats::regression::{
    Clustered, Coefficients, Contrast, Design, GeneralizedModel, Heteroskedastic, LinearModel, average_marginal_effect,
    logistic, modified_poisson, ordinary_least_squares, persons, poisson, weighted_least_squares,
};
use utfall::stats::{Estimated, Level, TestResult, Undefined};

use super::super::case::{ABSENT, Case, Fields, Outcome};
use super::formula::{self, Columns, list};
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    Some(match case.method().as_str() {
        "ols" | "wls" => least_squares(case),
        "hc0" => robust(case, Heteroskedastic::Hc0),
        "hc1" | "wls_hc1" => robust(case, Heteroskedastic::Hc1),
        "hc2" => robust(case, Heteroskedastic::Hc2),
        "hc3" => robust(case, Heteroskedastic::Hc3),
        "hc4" => robust(case, Heteroskedastic::Hc4),
        "cr1" => clustered(case, Clustered::Cr1Stata),
        "cr2" => clustered(case, Clustered::Cr2),
        "interaction_ols" => linear_interaction(case),
        "margins_by_group" => effects_by_group(case),
        "logit" => logit(case),
        "interaction_logit" => logistic_interaction(case),
        "ame" => marginal_effects(case),
        "modified_poisson" => ratios(case, |model, _| model.coefficients()),
        "modified_poisson_cluster" => ratios(case, |model, data| {
            let clusters = data.columns.factor("cluster").map_err(|_| Undefined::OutsideDomain)?;
            model.clustered(&clusters, Clustered::Cr1)
        }),
        "poisson" => counts(case),
        "wls_hc2_stata" => as_stata(case, |model, _| model.robust_as_stata(Heteroskedastic::Hc2)),
        "wls_hc3_stata" => as_stata(case, |model, _| model.robust_as_stata(Heteroskedastic::Hc3)),
        "wls_cr1" => as_stata(case, |model, data| {
            let clusters = data.columns.factor("cluster").map_err(|_| Undefined::OutsideDomain)?;
            model.clustered(&clusters, Clustered::Cr1Stata)
        }),
        _ => return None,
    })
}

/// The columns of a case, its outcome and its design.
pub struct Data {
    pub columns: Columns,
    pub outcome: Vec<f64>,
    pub design: Design,
}

impl Data {
    pub fn new(formula: &str, columns: Columns) -> Result<Data, String> {
        let outcome = columns.numbers(&formula::sides(formula).0)?.to_vec();
        let design = formula::design(formula, &columns, outcome.len(), true)?;
        Ok(Data { columns, outcome, design })
    }

    fn of_case(case: &Case) -> Result<Data, String> {
        Data::new(case.option("formula").ok_or("no `formula`")?, Columns::of_case(case))
    }

    pub fn yes_or_no(&self) -> Vec<bool> {
        self.outcome.iter().map(|outcome| *outcome == 1.0).collect()
    }

    pub fn linear(&self) -> Result<LinearModel, String> {
        match self.columns.numbers("w") {
            Ok(weights) => weighted_least_squares(&self.design, &self.outcome, weights),
            Err(_) => ordinary_least_squares(&self.design, &self.outcome),
        }
        .map_err(undefined)
    }

    pub fn logistic(&self) -> Result<GeneralizedModel, String> {
        logistic(&self.design, &persons(&self.yes_or_no())).map_err(undefined)
    }
}

/// The contrasts of some coefficients.
pub fn contrasts(coefficients: &Coefficients, places: &[usize]) -> Result<Vec<Contrast>, String> {
    places.iter().map(|place| coefficients.coefficient(*place).map_err(undefined)).collect()
}

/// Estimates, standard errors, tests and intervals, by the names of the oracle but for that of the
/// estimates.
pub fn figures(name: &'static str, contrasts: &[Contrast], level: Level) -> Result<Fields, String> {
    let intervals: Vec<Estimated> =
        contrasts.iter().map(|contrast| contrast.estimated(level)).collect::<Result<_, _>>().map_err(undefined)?;
    let tests: Vec<TestResult> =
        contrasts.iter().map(|contrast| contrast.test()).collect::<Result<_, _>>().map_err(undefined)?;
    Ok(Fields::new()
        .with(name, list(contrasts.iter().map(|contrast| contrast.value)))
        .with("se", list(contrasts.iter().map(|contrast| contrast.standard_error)))
        .with("statistic", list(tests.iter().map(|test| test.statistic.unwrap_or(ABSENT))))
        .with("p", list(tests.iter().map(|test| test.p)))
        .with("ci_low", list(intervals.iter().map(|estimated| estimated.interval.lower().unwrap_or(ABSENT))))
        .with("ci_high", list(intervals.iter().map(|estimated| estimated.interval.upper().unwrap_or(ABSENT)))))
}

fn all(coefficients: &Coefficients) -> Vec<usize> {
    (0..coefficients.values().len()).collect()
}

/// The table of all coefficients.
pub fn table(coefficients: &Coefficients, design: &Design, level: Level) -> Result<Fields, String> {
    let contrasts = contrasts(coefficients, &all(coefficients))?;
    Ok(figures("coef", &contrasts, level)?.with("terms", formula::terms(design.columns())))
}

fn least_squares(case: &Case) -> Outcome {
    let data = Data::of_case(case)?;
    let model = data.linear()?;
    let fields = table(&model.coefficients(), &data.design, level(case)?)?;
    let overall = model.overall_test();
    Ok(fields
        .number("df", model.residual_df())
        .number("sigma", model.residual_sd())
        .number("r2", model.r_squared())
        .number("adj_r2", model.adjusted_r_squared())
        .optional("F", overall.map(|test| test.statistic))
        .optional("F_df1", overall.map(|test| test.df))
        .optional("F_df2", overall.map(|test| test.residual_df.unwrap_or(ABSENT)))
        .optional("F_p", overall.map(|test| test.p))
        .number("loglik", model.log_likelihood())
        .number("aic", model.aic())
        .number("bic", model.bic()))
}

fn robust(case: &Case, kind: Heteroskedastic) -> Outcome {
    let data = Data::of_case(case)?;
    let model = data.linear()?;
    let coefficients = model.robust(kind).map_err(undefined)?;
    Ok(table(&coefficients, &data.design, level(case)?)?.number("df", model.residual_df()))
}

/// With fixed effects of the clusters the oracle lists the other coefficients alone.
fn clustered(case: &Case, kind: Clustered) -> Outcome {
    let data = Data::of_case(case)?;
    let clusters = data.columns.factor("cluster")?;
    let coefficients = data.linear()?.clustered(&clusters, kind).map_err(undefined)?;
    let own = |place: &usize| data.design.columns()[*place].parts.iter().any(|(name, _)| name == "factor(cluster)");
    let fixed_effects = all(&coefficients).iter().any(own);
    let listed: Vec<usize> =
        all(&coefficients).into_iter().filter(|place| !fixed_effects || *place > 0 && !own(place)).collect();
    let contrasts = contrasts(&coefficients, &listed)?;
    let names: Vec<_> = listed.iter().map(|place| data.design.columns()[*place].clone()).collect();
    let fields = figures("coef", &contrasts, level(case)?)?
        .with("terms", formula::terms(&names))
        .number("clusters", clusters.levels().len() as f64);
    let df = contrasts.iter().map(|contrast| contrast.df.unwrap_or(ABSENT));
    Ok(match kind {
        Clustered::Cr2 => fields.with("df", list(df)),
        _ => fields.number("df", df.fold(ABSENT, f64::max)),
    })
}

/// The model of `formula0`, which lacks the products.
fn reduced(case: &Case) -> Result<Data, String> {
    Data::new(case.option("formula0").ok_or("no `formula0`")?, Columns::of_case(case))
}

/// The places of the coefficients that the model of `formula0` lacks; they come last.
fn added(data: &Data, reduced: &Data) -> Vec<usize> {
    (reduced.design.columns().len()..data.design.columns().len()).collect()
}

fn linear_interaction(case: &Case) -> Outcome {
    let (data, reduced) = (Data::of_case(case)?, reduced(case)?);
    let (model, smaller) = (data.linear()?, reduced.linear()?);
    let test = model.against(&smaller).map_err(undefined)?;
    let wald = model.coefficients().joint_test(&added(&data, &reduced)).map_err(undefined)?;
    if (wald.statistic - test.statistic).abs() > 1e-8 * test.statistic {
        return Err("the F test by sums of squares is not that of Wald".to_owned());
    }
    Ok(table(&model.coefficients(), &data.design, level(case)?)?
        .number("F", test.statistic)
        .number("df1", test.df)
        .number("df2", test.residual_df.unwrap_or(ABSENT))
        .number("p_interaction", test.p))
}

/// The effect of `arm` where `sex` is 0, and where it is 1.
fn effects_by_group(case: &Case) -> Outcome {
    let data = Data::of_case(case)?;
    let model = data.linear()?;
    let effect = |sex: f64| model.coefficients().contrast(&[0.0, 1.0, 0.0, sex]).map_err(undefined);
    let effects = [effect(0.0)?, effect(1.0)?];
    Ok(figures("estimate", &effects, level(case)?)?.number("df", model.residual_df()))
}

fn logit(case: &Case) -> Outcome {
    let data = Data::of_case(case)?;
    let model = data.logistic()?;
    let coefficients = model.coefficients().map_err(undefined)?;
    let overall = model.overall_test().map_err(undefined)?;
    Ok(table(&coefficients, &data.design, level(case)?)?
        .with("odds_ratio", list(coefficients.values().iter().map(|value| value.exp())))
        .number("deviance", model.deviance())
        .number("null_deviance", model.null_deviance())
        .number("df_residual", model.residual_df())
        .number("loglik", model.log_likelihood())
        .number("aic", model.aic())
        .number("lr_chi2", overall.statistic)
        .number("lr_df", overall.df)
        .number("lr_p", overall.p))
}

fn logistic_interaction(case: &Case) -> Outcome {
    let (data, reduced) = (Data::of_case(case)?, reduced(case)?);
    let (model, smaller) = (data.logistic()?, reduced.logistic()?);
    let coefficients = model.coefficients().map_err(undefined)?;
    let ratio = model.against(&smaller).map_err(undefined)?;
    let wald = coefficients.joint_test(&added(&data, &reduced)).map_err(undefined)?;
    Ok(table(&coefficients, &data.design, level(case)?)?
        .number("lr_chi2", ratio.statistic)
        .number("df", ratio.df)
        .number("lr_p", ratio.p)
        .number("wald_chi2", wald.statistic)
        .number("wald_p", wald.p))
}

fn marginal_effects(case: &Case) -> Outcome {
    let data = Data::of_case(case)?;
    let model = data.logistic()?;
    let coefficients = model.coefficients().map_err(undefined)?;
    let variables: Vec<_> = data.design.columns().iter().filter(|column| column.parts.len() == 1).cloned().collect();
    let effects: Vec<Contrast> = variables
        .iter()
        .map(|column| average_marginal_effect(model.link(), &coefficients, &data.design, &column.parts[0].0))
        .collect::<Result<_, _>>()
        .map_err(undefined)?;
    Ok(figures("estimate", &effects, level(case)?)?.with("terms", formula::terms(&variables)))
}

fn ratios(case: &Case, with: fn(&GeneralizedModel, &Data) -> Result<Coefficients, Undefined>) -> Outcome {
    let data = Data::of_case(case)?;
    let model = modified_poisson(&data.design, &data.yes_or_no()).map_err(undefined)?;
    let coefficients = with(&model, &data).map_err(undefined)?;
    Ok(table(&coefficients, &data.design, level(case)?)?
        .with("ratio", list(coefficients.values().iter().map(|value| value.exp()))))
}

fn counts(case: &Case) -> Outcome {
    let data = Data::of_case(case)?;
    let counts: Vec<u64> = data.outcome.iter().map(|count| *count as u64).collect();
    let model = poisson(&data.design, &counts, &vec![1.0; counts.len()]).map_err(undefined)?;
    let coefficients = model.coefficients().map_err(undefined)?;
    Ok(table(&coefficients, &data.design, level(case)?)?
        .with("ratio", list(coefficients.values().iter().map(|value| value.exp()))))
}

/// The outcome of these cases had been read into Stata in single precision, which shows in the last printed
/// digit of F.
fn as_stata(case: &Case, with: fn(&LinearModel, &Data) -> Result<Coefficients, Undefined>) -> Outcome {
    let mut data = Data::of_case(case)?;
    data.outcome.iter_mut().for_each(|y| *y = f64::from(*y as f32));
    let coefficients = with(&data.linear()?, &data).map_err(undefined)?;
    let joint = coefficients.joint_test(&[1]).map_err(undefined)?;
    Ok(table(&coefficients, &data.design, level(case)?)?
        .number("df", joint.residual_df.unwrap_or(ABSENT))
        .number("F_robust", joint.statistic))
}
