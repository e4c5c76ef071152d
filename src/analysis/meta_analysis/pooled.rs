//! The pooled effect under some settings.

use super::settings::{IntervalChoice, ModelChoice, Settings, names};
use super::studies::{EffectMeasure, Gathered, note};
use crate::results::{Method, Note};
use crate::stats::meta::{
    Caution, CountMeasure, Heterogeneity, Inference, Model, Pooled, PooledCounts, Studies, Study, mantel_haenszel,
    mantel_haenszel_random, peto, pool,
};
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// A pooled effect on the scale of the analysis, with all that is said of it.
#[derive(Clone, Debug)]
pub(super) struct Fitted {
    /// The pooled effect.
    pub estimated: Estimated,
    /// The test of no effect.
    pub test: TestResult,
    /// The variance between studies, where effects are thought to differ.
    pub tau_squared: Option<f64>,
    /// How much studies differ.
    pub heterogeneity: Heterogeneity,
    /// The weight of each study that has an effect; they sum to 1.
    pub weights: Vec<f64>,
    /// The name of the model.
    pub method: Method,
    /// The name of the interval.
    pub interval: Method,
    /// The name of the test.
    pub test_method: Method,
    /// What has to be said.
    pub notes: Vec<Note>,
    /// The fit that a prediction interval is made from.
    pub pooled: Option<Pooled>,
}

/// The studies that have an effect, with their places.
pub(super) fn with_effect(effects: &[Result<Study, Undefined>]) -> (Vec<usize>, Vec<Study>) {
    effects.iter().enumerate().filter_map(|(place, effect)| Some((place, effect.ok()?))).unzip()
}

/// The model of the statistics layer, where the settings pool by inverse variances.
pub(super) fn model_of(settings: Settings) -> Model {
    if settings.model.is_random() {
        Model::RandomEffects(settings.tau_squared.estimator())
    } else {
        Model::CommonEffect
    }
}

/// The settings that can be used for these studies: RevMan's random effects need counts, and are DerSimonian and Laird's
/// without them.
pub(super) fn applicable(settings: Settings, gathered: &Gathered) -> Settings {
    if settings.model == ModelChoice::MantelHaenszelRandom && gathered.strata().is_none() {
        Settings { model: ModelChoice::RandomEffects, ..settings }
    } else {
        settings
    }
}

/// The pooled effect of all studies that have one.
///
/// # Errors
/// [`Undefined::NoObservations`] without any such study; else the reasons of the statistics.
pub(super) fn fit(
    gathered: &Gathered,
    effects: &[Result<Study, Undefined>],
    measure: EffectMeasure,
    settings: Settings,
    level: Level,
) -> Result<Fitted, Undefined> {
    let mut fitted = fit_model(gathered, effects, measure, settings, level)?;
    // Whatever the model, two studies are few.
    if fitted.weights.len() == 2 {
        note(&mut fitted.notes, Note::TwoStudies);
    }
    Ok(fitted)
}

fn fit_model(
    gathered: &Gathered,
    effects: &[Result<Study, Undefined>],
    measure: EffectMeasure,
    settings: Settings,
    level: Level,
) -> Result<Fitted, Undefined> {
    let (_, studies) = with_effect(effects);
    match (settings.model, studies.len()) {
        (_, 0) => Err(Undefined::NoObservations),
        (_, 1) => {
            let alone = pool(&Studies::new(&studies)?, Model::CommonEffect, Inference::Wald, level)?;
            let mut fitted = by_inverse_variances(alone, settings);
            fitted.notes = vec![Note::OneStudy];
            Ok(Fitted { tau_squared: None, method: Method::InverseVariance, pooled: None, ..fitted })
        }
        (ModelChoice::RandomEffects | ModelChoice::CommonEffect, _) => {
            let sorted = Studies::new(&studies)?;
            let model = model_of(settings);
            let (pooled, instead) = match settings.interval {
                IntervalChoice::HartungKnappWhereHeterogeneous => {
                    let wald = pool(&sorted, model, Inference::Wald, level)?;
                    match settings.interval.inference(sorted.len(), wald.tau_squared) {
                        Inference::Wald => (wald, model != Model::CommonEffect),
                        inference => (pool(&sorted, model, inference, level)?, false),
                    }
                }
                interval => (pool(&sorted, model, interval.inference(sorted.len(), 0.0), level)?, false),
            };
            let mut fitted = by_inverse_variances(pooled, settings);
            if instead {
                note(&mut fitted.notes, Note::WaldInstead);
            }
            Ok(fitted)
        }
        (ModelChoice::MantelHaenszelRandom, _) => {
            let strata = gathered.strata().ok_or(Undefined::OutsideDomain)?;
            let measure = counts(measure)?;
            let pooled = mantel_haenszel_random(&strata, measure, level)?;
            let all = pooled.weights.clone();
            let mut fitted = by_inverse_variances(pooled, settings);
            fitted.weights = effects.iter().zip(all).filter(|(effect, _)| effect.is_ok()).map(|(_, w)| w).collect();
            Ok(Fitted { method: Method::MantelHaenszelRandom, ..fitted })
        }
        (ModelChoice::MantelHaenszel, _) => {
            let strata = gathered.strata().ok_or(Undefined::OutsideDomain)?;
            Ok(by_counts(mantel_haenszel(&strata, counts(measure)?, level)?, effects, Method::MantelHaenszel))
        }
        (ModelChoice::Peto, _) => {
            let strata = gathered.strata().ok_or(Undefined::OutsideDomain)?;
            Ok(by_counts(peto(&strata, level)?, effects, Method::Peto))
        }
    }
}

/// The measure of the methods that pool counts.
fn counts(measure: EffectMeasure) -> Result<CountMeasure, Undefined> {
    match measure {
        EffectMeasure::RiskRatio => Ok(CountMeasure::RiskRatio),
        EffectMeasure::OddsRatio => Ok(CountMeasure::OddsRatio),
        EffectMeasure::RiskDifference => Ok(CountMeasure::RiskDifference),
        _ => Err(Undefined::OutsideDomain),
    }
}

fn by_inverse_variances(pooled: Pooled, settings: Settings) -> Fitted {
    let (interval, test_method) = names(pooled.inference);
    let random = pooled.model != Model::CommonEffect;
    let notes = pooled
        .cautions
        .iter()
        .map(|caution| match caution {
            Caution::TwoStudies => Note::TwoStudies,
            Caution::NarrowerThanWald => Note::NarrowerThanWald,
            Caution::SeveralMaxima => Note::SeveralMaxima,
        })
        .collect();
    Fitted {
        estimated: pooled.estimated,
        test: pooled.test,
        tau_squared: random.then_some(pooled.tau_squared),
        heterogeneity: pooled.heterogeneity,
        weights: pooled.weights.clone(),
        method: if random { settings.tau_squared.method() } else { Method::InverseVariance },
        interval,
        test_method,
        notes,
        pooled: Some(pooled),
    }
}

fn by_counts(pooled: PooledCounts, effects: &[Result<Study, Undefined>], method: Method) -> Fitted {
    let weights = effects.iter().zip(&pooled.weights).filter(|(effect, _)| effect.is_ok()).map(|(_, w)| *w).collect();
    Fitted {
        estimated: pooled.estimated,
        test: pooled.test,
        tau_squared: None,
        heterogeneity: pooled.heterogeneity,
        weights,
        method,
        interval: Method::Wald,
        test_method: Method::WaldTest,
        notes: Vec::new(),
        pooled: None,
    }
}
