//! Fits of one mean, for the pooled effect and for everything that refits it.

use rayon::prelude::*;

use super::Studies;
use super::heterogeneity::Heterogeneity;
use super::one_mean::{Evaluate, OneMean, Weighing};
use super::pool::{Fit, Model};
use super::reference::{Inference, Quantiles, Reference, finite};
use super::sensitivity::PooledSubset;
use super::tau_squared::{self, Estimator, Linear, TauSquared};
use super::weighted::Slope;
use super::without::{self, Table, Without};
use crate::stats::{Level, Undefined};

/// A fit and what it rests on.
pub(super) struct Fitted {
    pub fit: Fit,
    /// What the estimate is compared with.
    pub reference: Reference,
    /// The variance between studies, scaled.
    pub tau: TauSquared,
    /// The weights at that variance.
    pub weighing: Weighing,
}

impl Fitted {
    pub(super) fn new(mean: &mut impl Evaluate, model: Model, quantiles: &Quantiles) -> Result<Fitted, Undefined> {
        let tau = match model {
            Model::CommonEffect => TauSquared { value: 0.0, maxima: 1 },
            Model::RandomEffects(_) if mean.count() < 2 => return Err(Undefined::TooFewObservations),
            Model::RandomEffects(estimator) => tau_squared::estimate(mean, estimator)?,
        };
        Fitted::at(mean, tau, quantiles)
    }

    /// The fit at a known variance between studies.
    pub(super) fn at(mean: &mut impl Evaluate, tau: TauSquared, quantiles: &Quantiles) -> Result<Fitted, Undefined> {
        let weighing = mean.weighing(tau.value);
        let df = (mean.count() - 1) as f64;
        let (factor, reference) = quantiles.choose(if df > 0.0 { weighing.squares / df } else { 0.0 })?;
        let (scale, origin) = (mean.studies().scale, mean.studies().origin());
        let standard_error = finite(factor / libm::sqrt(weighing.weight) * scale)?;
        let estimate = origin + weighing.mean * scale;
        let reach = reference.quantile * standard_error;
        let fit = Fit {
            estimate,
            standard_error,
            lower: finite(estimate - reach)?,
            upper: finite(estimate + reach)?,
            tau_squared: finite(weighing.at * scale * scale)?,
        };
        Ok(Fitted { fit, reference, tau, weighing })
    }
}

/// Fits review after review, and keeps what they share.
pub(super) struct Fitter {
    model: Model,
    inference: Inference,
    level: Level,
    room: Vec<f64>,
    quantiles: Option<(usize, Quantiles)>,
}

/// All studies of a review but one.
pub(super) enum Others<'a> {
    /// As a review of their own.
    Listed(Studies),
    /// As sums over all studies less those of the one.
    Tabulated(Without<'a>),
}

impl Others<'_> {
    /// The sum of the weights at a variance between studies, over all of `studies`, the one that is left out included.
    pub(super) fn weight_of_all(&self, studies: &Studies, tau_squared: f64) -> f64 {
        match self {
            Others::Listed(_) => studies.sorted().iter().map(|study| 1.0 / (study.variance() + tau_squared)).sum(),
            Others::Tabulated(others) => {
                let scale = studies.scale;
                others.weight_of_all(tau_squared / scale / scale) / scale / scale
            }
        }
    }
}

/// A result for each study in the sorted order, from a fitter and the other studies; on all threads where they are many.
pub(super) fn each_without<T: Send>(
    studies: &Studies,
    fitter: impl Fn() -> Fitter + Sync,
    result: impl Fn(&mut Fitter, usize, Others) -> Result<T, Undefined> + Sync,
) -> Vec<Result<T, Undefined>> {
    let direct = |fitter: &mut Fitter, index: usize| result(fitter, index, Others::Listed(studies.without(index)?));
    if studies.len() < without::LARGE {
        let mut fitter = fitter();
        return (0..studies.len()).map(|index| direct(&mut fitter, index)).collect();
    }
    let table = Table::new(studies);
    let indices: Vec<usize> = (0..studies.len()).collect();
    indices
        .par_chunks(256)
        .flat_map_iter(|chunk| {
            let mut fitter = fitter();
            let (table, result, direct) = (&table, &result, &direct);
            chunk.iter().map(move |index| match table.without(*index) {
                Some(others) => result(&mut fitter, *index, Others::Tabulated(others)),
                None => direct(&mut fitter, *index),
            })
        })
        .collect()
}

impl Fitter {
    pub(super) fn new(model: Model, inference: Inference, level: Level) -> Fitter {
        Fitter { model, inference, level, room: Vec::new(), quantiles: None }
    }

    /// The fit of a review.
    pub(super) fn fit(&mut self, studies: &Studies) -> Result<Fit, Undefined> {
        let (model, quantiles) = (self.model, self.quantiles(studies.len())?);
        Fitted::new(&mut OneMean::new(studies, &mut self.room), model, &quantiles).map(|fitted| fitted.fit)
    }

    /// What the diagnostics compare.
    pub(super) fn details(&mut self, studies: &Studies) -> Result<Details, Undefined> {
        let (model, quantiles) = (self.model, self.quantiles(studies.len())?);
        Details::new(&mut OneMean::new(studies, &mut self.room), model, &quantiles)
    }

    /// What the diagnostics compare, without one study.
    pub(super) fn details_of_others(&mut self, others: &mut Others) -> Result<Details, Undefined> {
        match others {
            Others::Listed(studies) => self.details(studies),
            Others::Tabulated(others) => {
                let quantiles = self.quantiles(Evaluate::count(others))?;
                Details::new(others, self.model, &quantiles)
            }
        }
    }

    /// The fit with its test and its heterogeneity.
    pub(super) fn subset(&mut self, studies: &Studies) -> Result<PooledSubset, Undefined> {
        let (model, quantiles) = (self.model, self.quantiles(studies.len())?);
        subset(&mut OneMean::new(studies, &mut self.room), model, &quantiles)
    }

    /// The fit with its test and its heterogeneity, without one study.
    pub(super) fn subset_of_others(&mut self, others: Others) -> Result<PooledSubset, Undefined> {
        match others {
            Others::Listed(studies) => self.subset(&studies),
            Others::Tabulated(mut others) => {
                let quantiles = self.quantiles(Evaluate::count(&others))?;
                subset(&mut others, self.model, &quantiles)
            }
        }
    }

    fn quantiles(&mut self, count: usize) -> Result<Quantiles, Undefined> {
        match self.quantiles {
            Some((known, quantiles)) if known == count => Ok(quantiles),
            _ => {
                let quantiles = Quantiles::new(self.inference, (count - 1) as f64, self.level)?;
                self.quantiles = Some((count, quantiles));
                Ok(quantiles)
            }
        }
    }
}

fn subset(mean: &mut impl Evaluate, model: Model, quantiles: &Quantiles) -> Result<PooledSubset, Undefined> {
    let Fitted { fit, reference, tau, .. } = Fitted::new(mean, model, quantiles)?;
    let random = (model != Model::CommonEffect).then_some(tau.value);
    let zero = mean.restricted(0.0);
    Ok(PooledSubset {
        estimated: fit.estimated(),
        test: reference.test(fit.estimate, fit.standard_error)?,
        tau_squared: fit.tau_squared,
        heterogeneity: Heterogeneity::new(&zero, random, mean.studies().scale)?,
    })
}

/// A fit in the parts that diagnostics compare, on the scale of the effects.
#[derive(Debug, Clone, Copy)]
pub(super) struct Details {
    pub estimate: f64,
    /// The sum of the weights.
    pub weight: f64,
    /// The standard error over the model-based one.
    pub factor: f64,
    pub tau_squared: f64,
    /// Cochran's Q.
    pub q: f64,
}

impl Details {
    fn new(mean: &mut impl Evaluate, model: Model, quantiles: &Quantiles) -> Result<Details, Undefined> {
        let Fitted { fit, weighing, .. } = Fitted::new(mean, model, quantiles)?;
        let scale = mean.studies().scale;
        let weight = weighing.weight / scale / scale;
        let q = finite(mean.weighing(0.0).squares)?;
        let factor = fit.standard_error * libm::sqrt(weight);
        Ok(Details { estimate: fit.estimate, weight, factor, tau_squared: fit.tau_squared, q })
    }

    /// The standard error.
    pub(super) fn standard_error(&self) -> f64 {
        self.factor / libm::sqrt(self.weight)
    }

    /// The squared standard error.
    pub(super) fn variance(&self) -> f64 {
        self.factor * self.factor / self.weight
    }
}

/// The variance between studies by an estimator, over the square of the scale of the studies.
pub(super) fn scaled_tau_squared(studies: &Studies, estimator: Estimator) -> Result<f64, Undefined> {
    if studies.len() < 2 {
        return Err(Undefined::TooFewObservations);
    }
    let mut room = Vec::new();
    tau_squared::estimate(&mut OneMean::new(studies, &mut room), estimator).map(|tau| tau.value)
}

/// The slope of the restricted likelihood without variance between studies; its squares are Cochran's Q.
pub(super) fn weighted_slope(studies: &Studies) -> Slope {
    OneMean::new(studies, &mut Vec::new()).restricted(0.0)
}
