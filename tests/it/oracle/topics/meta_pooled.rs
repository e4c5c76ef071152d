//! 10b: pooled effects.

use utfall::stats::meta::{
    Estimator, Heterogeneity, Inference, Model, Pooled, Prediction, Studies, pool, prediction_interval, q_profile,
};
use utfall::stats::{Interval, Level, TestResult, Undefined};

use super::super::case::{Case, Field, Fields, Outcome};
use super::{level, meta_effects, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let (model, inference) = (model(&case.method())?, inference(case.option("test"))?);
    Some(meta_effects::studies(case).and_then(|studies| {
        let level = level(case)?;
        let studies = Studies::new(&studies).map_err(undefined)?;
        let pooled = pool(&studies, model, inference, level).map_err(undefined)?;
        let limits = q_profile(&studies, level);
        let fields = fields(&pooled)
            .number("loglik", pooled.ln_likelihood)
            .number("aic", pooled.akaike)
            .with("weights", percents(&pooled.weights));
        let fields = with_interval(fields, ["tau2_ci_low", "tau2_ci_high"], limits.map(|limits| limits.tau_squared));
        let percent = |share: Interval| share.map_monotone(|share| 100.0 * share);
        let fields = with_interval(fields, ["I2_ci_low", "I2_ci_high"], limits.map(|limits| percent(limits.i_squared)));
        Ok(with_predictions(fields, &pooled, level))
    }))
}

/// What every pooled effect reports.
pub fn fields(pooled: &Pooled) -> Fields {
    let fields = super::estimate(pooled.estimated).number("tau2", pooled.tau_squared).number("p", pooled.test.p);
    let fields = fields.optional("statistic", pooled.test.statistic.ok_or(()));
    with_heterogeneity(fields, &pooled.heterogeneity)
}

/// Q, I squared and H squared.
pub fn with_heterogeneity(fields: Fields, heterogeneity: &Heterogeneity) -> Fields {
    let TestResult { statistic, df, p } = heterogeneity.q;
    fields
        .optional("Q", statistic.ok_or(()))
        .optional("Q_df", df.ok_or(()))
        .number("Q_p", p)
        .number("I2", 100.0 * heterogeneity.i_squared)
        .number("H2", heterogeneity.h_squared)
}

/// The interval that metafor predicts, and that with `k - 2` degrees of freedom.
fn with_predictions(fields: Fields, pooled: &Pooled, level: Level) -> Fields {
    let usual = prediction_interval(pooled, usual_prediction(pooled.inference), level);
    let fields = with_interval(fields, ["pi_low", "pi_high"], usual);
    let t = prediction_interval(pooled, Prediction::HigginsThompsonSpiegelhalter, level);
    with_interval(fields, ["pi_t_k2_low", "pi_t_k2_high"], t)
}

/// The prediction that metafor makes after an inference.
pub fn usual_prediction(inference: Inference) -> Prediction {
    if inference == Inference::Wald { Prediction::Normal } else { Prediction::StudentKLessOne }
}

/// The ends of an interval that may not exist.
pub fn with_interval(fields: Fields, [low, high]: [&'static str; 2], interval: Result<Interval, Undefined>) -> Fields {
    match interval {
        Ok(Interval::Bounded { lower, upper }) => fields.number(low, lower).number(high, upper),
        _ => fields,
    }
}

/// Shares as percentages.
pub fn percents(shares: &[f64]) -> Field {
    Field::List(shares.iter().map(|share| Field::Number(100.0 * share)).collect())
}

/// A model by metafor's name of its estimator.
pub fn model(name: &str) -> Option<Model> {
    Some(Model::RandomEffects(match name {
        "FE" => return Some(Model::CommonEffect),
        "DL" => Estimator::DerSimonianLaird,
        "PM" => Estimator::PauleMandel,
        "REML" => Estimator::RestrictedMaximumLikelihood,
        "ML" => Estimator::MaximumLikelihood,
        "EB" => Estimator::EmpiricalBayes,
        "SJ" => Estimator::SidikJonkman,
        "HE" => Estimator::Hedges,
        "HS" => Estimator::HunterSchmidt,
        _ => return None,
    }))
}

/// The inference by metafor's name of the test.
pub fn inference(name: Option<&str>) -> Option<Inference> {
    Some(match name {
        None | Some("z") => Inference::Wald,
        Some("t") => Inference::StudentT,
        Some("knha") => Inference::HartungKnapp,
        Some("adhoc") => Inference::HartungKnappTruncated,
        Some(_) => return None,
    })
}
