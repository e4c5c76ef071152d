//! Generalised linear models by maximum likelihood.

use nalgebra::DVector;

use super::family::{Family, Link};
use super::rows::{Response, Rows};
use super::sandwich::Pieces;
use super::{Clustered, Coefficients, Design, Factor, Heteroskedastic, JointTest, Reference};
use crate::stats::Undefined;
use crate::stats::newton;
use crate::stats::orthogonal::Orthogonal;
use crate::stats::sum::{Sum, sum};

/// A generalised linear model: a function of the mean of the outcome, its link, is `x . coefficients`.
#[derive(Debug, Clone)]
pub struct GeneralizedModel {
    family: Family,
    /// Whether the likelihood is that of the outcome, or a device for estimating ratios.
    likelihood: bool,
    pieces: Pieces,
    values: Vec<f64>,
    log_likelihood: f64,
    deviance: f64,
    null_deviance: f64,
    pearson: f64,
    constant: usize,
}

/// Fits a model by maximum likelihood.
pub(super) fn fit(family: Family, design: &Design, responses: &[Response]) -> Result<GeneralizedModel, Undefined> {
    let rows = Rows::new(design, responses)?;
    let events = sum(rows.responses.iter().map(|r| r.weight * r.y));
    let total = sum(rows.responses.iter().map(|r| r.weight * r.m));
    if events == 0.0 {
        return Err(Undefined::NoEvents);
    }
    let common = events / total;
    let level = match family.link() {
        Link::Logit => libm::log(common / (1.0 - common)),
        Link::Log | Link::Identity => libm::log(common),
    };
    let start = if design.has_intercept() { rows.constant(level) } else { DVector::zeros(rows.width) };
    let maximum = newton::climb(
        |parameters| rows.evaluate(family, parameters),
        |step| rows.largest_change(step),
        start,
        rows.unit(),
    )?;
    let values = rows.basis.coefficients(maximum.parameters.as_slice());
    let parameters = maximum.parameters.as_slice();
    // Scores and information of the rows, as residuals and columns of a weighted least squares.
    let (mut roots, mut residuals, mut pearson) = (Vec::new(), Vec::new(), Sum::default());
    let (mut saturated, mut constants) = (Sum::default(), Sum::default());
    for (row, response) in rows.responses.iter().enumerate() {
        let Response { y, m, weight } = *response;
        let predictor = rows.predictor(row, parameters);
        let term = family.term(y, m, predictor);
        let root = libm::sqrt(weight * term.information);
        roots.push(root);
        residuals.push(if root > 0.0 { weight * term.score / root } else { 0.0 });
        let mean = m * family.link().mean(predictor);
        let variance = family.variance(m, mean);
        if variance > 0.0 {
            pearson.add(weight * (y - mean) * (y - mean) / variance);
        }
        saturated.add(weight * family.saturated(y, m));
        constants.add(weight * family.constant(y, m));
    }
    let null = sum(rows.responses.iter().map(|r| r.weight * family.term(r.y, r.m, level).log_likelihood));
    let weighted = |j: usize| rows.order.iter().zip(&roots).map(|(row, root)| root * design.row(*row)[j]).collect();
    let factored = Orthogonal::new((0..rows.width).map(weighted).collect(), design.has_intercept())?;
    let constant = usize::from(design.has_intercept());
    let value = maximum.at.value;
    let (saturated, log_likelihood) = (saturated.value(), value + constants.value());
    let (deviance, null_deviance) = (2.0 * (saturated - value), 2.0 * (saturated - null));
    if values.iter().chain([&log_likelihood, &deviance]).any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let pieces = Pieces { order: rows.order, factored, residuals, absorbed: None, parameters: rows.width };
    let pearson = pearson.value();
    let likelihood = true;
    Ok(GeneralizedModel {
        family,
        likelihood,
        pieces,
        values,
        log_likelihood,
        deviance,
        null_deviance,
        pearson,
        constant,
    })
}

impl GeneralizedModel {
    /// The same estimates without the claim that the outcome has this distribution.
    pub(super) fn without_likelihood(self) -> GeneralizedModel {
        GeneralizedModel { likelihood: false, ..self }
    }

    /// The coefficients with the covariance of the model, compared with the normal; with White's (HC0) for
    /// [`modified_poisson`](super::modified_poisson).
    pub fn coefficients(&self) -> Result<Coefficients, Undefined> {
        if self.likelihood {
            let covariance = self.pieces.model_based(1.0);
            Ok(Coefficients::new(self.values.clone(), covariance, Reference::Normal))
        } else {
            self.robust(Heteroskedastic::Hc0)
        }
    }

    /// The coefficients with a covariance that does not rely on the variance of the model.
    pub fn robust(&self, kind: Heteroskedastic) -> Result<Coefficients, Undefined> {
        let covariance = self.pieces.heteroskedastic(kind)?;
        Ok(Coefficients::new(self.values.clone(), covariance, Reference::Normal))
    }

    /// The coefficients with a covariance that allows for dependence within clusters, compared with the
    /// normal, or with Student's t for [`Clustered::Cr2`].
    ///
    /// See [`LinearModel::clustered`](super::LinearModel::clustered).
    pub fn clustered(&self, clusters: &Factor, kind: Clustered) -> Result<Coefficients, Undefined> {
        self.pieces.clustered(&self.values, clusters, kind, |_| Reference::Normal)
    }

    /// The coefficients with the covariance of the model times [`GeneralizedModel::dispersion`], compared
    /// with Student's t.
    ///
    /// [`Undefined::TooFewObservations`] without residual degrees of freedom.
    ///
    /// Wedderburn, R. W. M. (1974). Quasi-likelihood functions, generalized linear models, and the
    /// Gauss-Newton method. *Biometrika* 61, 439-447.
    pub fn quasi(&self) -> Result<Coefficients, Undefined> {
        let covariance = self.pieces.model_based(self.dispersion()?);
        Ok(Coefficients::new(self.values.clone(), covariance, Reference::Student(self.residual_df())))
    }

    /// Pearson's chi-squared over its degrees of freedom: 1 when rows vary as the model says, above 1 when
    /// they vary more. It says nothing where each row is one person.
    pub fn dispersion(&self) -> Result<f64, Undefined> {
        if self.residual_df() > 0.0 {
            Ok(self.pearson / self.residual_df())
        } else {
            Err(Undefined::TooFewObservations)
        }
    }

    /// The scale on which the model is linear.
    pub fn link(&self) -> Link {
        self.family.link()
    }

    /// The residual degrees of freedom, rows less coefficients.
    pub fn residual_df(&self) -> f64 {
        self.pieces.residual_df()
    }

    /// The log-likelihood, constants included.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Twice the log-likelihood that a model could have above this one.
    pub fn deviance(&self) -> f64 {
        self.deviance
    }

    /// The deviance of the model with an intercept alone.
    pub fn null_deviance(&self) -> f64 {
        self.null_deviance
    }

    /// Akaike's criterion.
    pub fn aic(&self) -> f64 {
        2.0 * self.pieces.parameters as f64 - 2.0 * self.log_likelihood
    }

    /// The likelihood ratio test that all coefficients but the intercept are 0.
    ///
    /// [`Undefined::OutsideDomain`] for [`modified_poisson`](super::modified_poisson), which has no likelihood, and without an
    /// intercept.
    pub fn overall_test(&self) -> Result<JointTest, Undefined> {
        if !self.likelihood || self.constant == 0 {
            return Err(Undefined::OutsideDomain);
        }
        JointTest::chi_squared(self.null_deviance - self.deviance, (self.pieces.parameters - self.constant) as f64)
    }

    /// The likelihood ratio test that the coefficients that `reduced` lacks are 0; both fitted to the same
    /// outcome.
    ///
    /// [`Undefined::OutsideDomain`] unless `reduced` is of the same kind and has fewer coefficients and the
    /// same rows.
    pub fn against(&self, reduced: &GeneralizedModel) -> Result<JointTest, Undefined> {
        let comparable = self.family == reduced.family
            && self.likelihood
            && reduced.likelihood
            && self.pieces.rows() == reduced.pieces.rows()
            && self.pieces.parameters > reduced.pieces.parameters;
        if !comparable {
            return Err(Undefined::OutsideDomain);
        }
        let df = (self.pieces.parameters - reduced.pieces.parameters) as f64;
        JointTest::chi_squared(2.0 * (self.log_likelihood - reduced.log_likelihood), df)
    }
}
