//! A regression model fitted by the family and with the standard errors that a specification asks for.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::analysis::explanatory::{Explanatory, Piece, design, independent};
use crate::analysis::proportion_methods::{test, with_interval};
use crate::results::{Estimate, Method, Note, Unit, Value};
use crate::stats::regression::{
    Clustered, Coefficients, Contrast, Design, Factor, Firth, GeneralizedModel, Heteroskedastic, LinearModel, Link,
    Logistic, StandardisedRisks, fixed_effects, log_binomial, logistic_or_firth, modified_poisson,
    ordinary_least_squares, persons, standardised_risks,
};
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// Fewer clusters than this make cluster-robust intervals uncertain.
const FEW_CLUSTERS: usize = 20;

/// What is modelled, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::analysis) enum Family {
    /// A number by least squares: coefficients are differences in means.
    Linear,
    /// A yes-or-no by least squares: coefficients are differences in shares, in percentage points.
    LinearProbability,
    /// A yes-or-no by logistic regression: coefficients are odds ratios. Firth's where the outcome is separated.
    Logistic,
    /// A yes-or-no by modified Poisson regression: coefficients are risk ratios, with robust standard errors.
    ModifiedPoisson,
    /// A yes-or-no by log-binomial regression: coefficients are risk ratios. Modified Poisson where it does not converge.
    LogBinomial,
}

impl Family {
    /// The scale on which the model is linear.
    pub fn link(self) -> Link {
        match self {
            Family::Linear | Family::LinearProbability => Link::Identity,
            Family::Logistic => Link::Logit,
            Family::ModifiedPoisson | Family::LogBinomial => Link::Log,
        }
    }

    /// Whether it is fitted by least squares.
    pub fn is_linear(self) -> bool {
        self.link() == Link::Identity
    }

    /// Whether the outcome is a yes-or-no.
    pub fn is_binary(self) -> bool {
        self != Family::Linear
    }

    /// The name of what a coefficient measures.
    pub fn measure(self) -> &'static str {
        match self {
            Family::Linear => "mean_difference",
            Family::LinearProbability => "risk_difference",
            Family::Logistic => "odds_ratio",
            Family::ModifiedPoisson | Family::LogBinomial => "risk_ratio",
        }
    }

    /// As an author writes it.
    pub fn written(self) -> &'static str {
        match self {
            Family::Linear => "linear",
            Family::LinearProbability => "linear_probability",
            Family::Logistic => "logistic",
            Family::ModifiedPoisson => "modified_poisson",
            Family::LogBinomial => "log_binomial",
        }
    }
}

/// By what the uncertainty of coefficients is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::analysis) enum StandardErrors {
    /// That of the model itself.
    Model,
    /// White's, which allow for unequal variances; too small in small samples.
    Hc0,
    /// White's times n/(n − k), as Stata has them.
    Hc1,
    /// Robust with the leverage of each row; those of Welch where there are two groups and nothing else.
    Hc2,
    /// Robust and close to the jackknife.
    Hc3,
    /// Cluster-robust without correction.
    Cr0,
    /// Cluster-robust with Stata's correction.
    Cr1,
    /// Bell and McCaffrey's cluster-robust ones, with Satterthwaite's degrees of freedom: the choice for few clusters.
    Cr2,
}

impl StandardErrors {
    /// Those of a family unless the author says which.
    pub fn usual(family: Family, clustered: bool) -> StandardErrors {
        match family {
            _ if clustered => StandardErrors::Cr2,
            Family::Linear | Family::LinearProbability => StandardErrors::Hc2,
            Family::ModifiedPoisson => StandardErrors::Hc0,
            Family::Logistic | Family::LogBinomial => StandardErrors::Model,
        }
    }

    /// Whether they need clusters.
    pub fn is_clustered(self) -> bool {
        matches!(self, StandardErrors::Cr0 | StandardErrors::Cr1 | StandardErrors::Cr2)
    }

    /// The names of the interval and of the test.
    fn methods(self, link: Link) -> (Method, Method) {
        match self {
            StandardErrors::Model if link == Link::Identity => (Method::LeastSquaresT, Method::CoefficientTest),
            StandardErrors::Model => (Method::Wald, Method::WaldTest),
            StandardErrors::Hc0 => (Method::HeteroskedasticHc0, Method::RobustTest),
            StandardErrors::Hc1 => (Method::HeteroskedasticHc1, Method::RobustTest),
            StandardErrors::Hc2 => (Method::HeteroskedasticHc2, Method::RobustTest),
            StandardErrors::Hc3 => (Method::HeteroskedasticHc3, Method::RobustTest),
            StandardErrors::Cr0 => (Method::ClusterRobustCr0, Method::ClusterRobustTest),
            StandardErrors::Cr1 => (Method::ClusterRobustCr1, Method::ClusterRobustTest),
            StandardErrors::Cr2 => (Method::ClusterRobustCr2, Method::ClusterRobustTest),
        }
    }

    fn heteroskedastic(self) -> Option<Heteroskedastic> {
        match self {
            StandardErrors::Hc0 => Some(Heteroskedastic::Hc0),
            StandardErrors::Hc1 => Some(Heteroskedastic::Hc1),
            StandardErrors::Hc2 => Some(Heteroskedastic::Hc2),
            StandardErrors::Hc3 => Some(Heteroskedastic::Hc3),
            _ => None,
        }
    }

    fn clustered(self) -> Option<Clustered> {
        match self {
            StandardErrors::Cr0 => Some(Clustered::Cr0),
            StandardErrors::Cr1 => Some(Clustered::Cr1Stata),
            StandardErrors::Cr2 => Some(Clustered::Cr2),
            _ => None,
        }
    }
}

/// Everything that a model is fitted to.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Plan<'a> {
    /// The variables, of which a model has some.
    pub variables: &'a [Explanatory],
    /// The family.
    pub family: Family,
    /// The standard errors.
    pub errors: StandardErrors,
    /// The outcome, row by row; 1 and 0 for a yes-or-no.
    pub outcome: &'a [f64],
    /// The clusters.
    pub clusters: Option<&'a Factor>,
    /// The groups that have an effect of their own each.
    pub groups: Option<&'a Factor>,
}

/// A fitted model.
pub(in crate::analysis) struct Fit {
    /// The place of each asked column among the coefficients; nothing for one that is left out.
    places: Vec<Option<usize>>,
    design: Design,
    link: Link,
    uncertainty: Uncertainty,
    methods: (Method, Method),
    /// The model itself, where it is one of those with measures of fit.
    pub model: Model,
    /// How it was fitted.
    pub estimator: Method,
    /// What was done otherwise than asked for.
    pub notes: Vec<Note>,
}

/// The fitted model.
pub(in crate::analysis) enum Model {
    /// By least squares.
    Linear(Box<LinearModel>),
    /// By maximum likelihood.
    Generalized(Box<GeneralizedModel>),
    /// By Firth's penalised likelihood.
    Penalised,
}

enum Uncertainty {
    Covariance(Coefficients),
    Profile(Box<Firth>),
    /// There is none: the coefficients alone.
    None(Vec<f64>),
}

impl Plan<'_> {
    /// Fits the model of these columns.
    pub fn fit(&self, pieces: &[Piece]) -> Result<Fit, Undefined> {
        let rows = self.outcome.len();
        let kept = independent(self.variables, pieces, rows, self.groups)?;
        let intercept = self.groups.is_none();
        let mut next = usize::from(intercept);
        let places = kept.iter().map(|kept| {
            let place = kept.then_some(next);
            next += usize::from(*kept);
            place
        });
        let places: Vec<Option<usize>> = places.collect();
        let shown: Vec<&Piece> = pieces.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(piece, _)| piece).collect();
        if shown.is_empty() && !intercept {
            return Err(Undefined::Collinear);
        }
        let design = design(self.variables, &shown, rows, intercept)?;
        let mut notes = Vec::new();
        if kept.contains(&false) {
            notes.push(Note::CollinearLeftOut);
        }
        let happened: Vec<bool> = self.outcome.iter().map(|value| *value == 1.0).collect();
        let (model, estimator) = match self.family {
            Family::Linear | Family::LinearProbability => match self.groups {
                Some(groups) => {
                    let model = fixed_effects(&design, self.outcome, groups)?;
                    (Model::Linear(Box::new(model)), Method::FixedEffectsRegression)
                }
                None => {
                    let model = ordinary_least_squares(&design, self.outcome)?;
                    (Model::Linear(Box::new(model)), Method::LinearRegression)
                }
            },
            Family::Logistic => match logistic_or_firth(&design, &persons(&happened))? {
                Logistic::MaximumLikelihood(model) => (Model::Generalized(model), Method::LogisticRegression),
                Logistic::Firth(firth) => {
                    notes.push(Note::FirthInstead);
                    return Ok(Fit {
                        places,
                        design,
                        link: Link::Logit,
                        uncertainty: Uncertainty::Profile(firth),
                        methods: (Method::FirthProfile, Method::PenalisedLikelihoodRatio),
                        model: Model::Penalised,
                        estimator: Method::FirthRegression,
                        notes,
                    });
                }
            },
            Family::ModifiedPoisson => {
                (Model::Generalized(Box::new(modified_poisson(&design, &happened)?)), Method::ModifiedPoisson)
            }
            Family::LogBinomial => match log_binomial(&design, &persons(&happened)) {
                Ok(model) => (Model::Generalized(Box::new(model)), Method::LogBinomial),
                Err(Undefined::NoConvergence) => {
                    notes.push(Note::ModifiedPoissonInstead);
                    (Model::Generalized(Box::new(modified_poisson(&design, &happened)?)), Method::ModifiedPoisson)
                }
                Err(other) => return Err(other),
            },
        };
        // The variance of modified Poisson regression is never that of the model.
        let errors = match (estimator, self.errors) {
            (Method::ModifiedPoisson, StandardErrors::Model) => StandardErrors::Hc0,
            (_, errors) => errors,
        };
        let link = self.family.link();
        let mut methods = errors.methods(link);
        let uncertainty = match self.covariance(&model, errors) {
            Ok(coefficients) => Uncertainty::Covariance(coefficients),
            Err(Undefined::FullLeverage) => {
                notes.push(Note::Hc1Instead);
                methods = StandardErrors::Hc1.methods(link);
                Uncertainty::Covariance(self.covariance(&model, StandardErrors::Hc1)?)
            }
            Err(Undefined::TooFewGroups) => {
                notes.push(Note::OneCluster);
                Uncertainty::None(model.values()?)
            }
            Err(other) => return Err(other),
        };
        if let (Uncertainty::Covariance(_), Some(clusters), true) = (&uncertainty, self.clusters, errors.is_clustered())
        {
            notes.push(Note::ClusterRobust);
            if clusters.levels().len() < FEW_CLUSTERS {
                notes.push(Note::FewClusters);
            }
        }
        Ok(Fit { places, design, link, uncertainty, methods, model, estimator, notes })
    }

    fn covariance(&self, model: &Model, errors: StandardErrors) -> Result<Coefficients, Undefined> {
        match (model, errors.heteroskedastic(), errors.clustered().zip(self.clusters)) {
            (Model::Linear(model), Some(kind), _) => model.robust(kind),
            (Model::Linear(model), _, Some((kind, clusters))) => model.clustered(clusters, kind),
            (Model::Linear(model), None, None) => Ok(model.coefficients()),
            (Model::Generalized(model), Some(kind), _) => model.robust(kind),
            (Model::Generalized(model), _, Some((kind, clusters))) => model.clustered(clusters, kind),
            (Model::Generalized(model), None, None) => model.coefficients(),
            (Model::Penalised, ..) => Err(Undefined::OutsideDomain),
        }
    }
}

impl Model {
    fn values(&self) -> Result<Vec<f64>, Undefined> {
        match self {
            Model::Linear(model) => Ok(model.coefficients().values().to_vec()),
            Model::Generalized(model) => Ok(model.coefficients()?.values().to_vec()),
            Model::Penalised => Err(Undefined::OutsideDomain),
        }
    }
}

impl Fit {
    /// The coefficient of a column: a ratio but for linear models.
    pub fn estimate(&self, piece: usize, unit: Unit, decimals: i8, level: Level) -> Value {
        match self.places[piece] {
            Some(place) => self.at(place, unit, decimals, level),
            None => Undefined::Collinear.into(),
        }
    }

    /// The intercept, where there is one.
    pub fn intercept(&self, unit: Unit, decimals: i8, level: Level) -> Option<Value> {
        self.design.has_intercept().then(|| self.at(0, unit, decimals, level))
    }

    /// The place of a column among the coefficients.
    pub fn place(&self, piece: usize) -> Option<usize> {
        self.places[piece]
    }

    fn at(&self, place: usize, unit: Unit, decimals: i8, level: Level) -> Value {
        match self.computed(place, level) {
            Ok((Some(estimated), tested)) => {
                let mut estimate = with_interval(self.empty(unit, decimals), estimated, level, self.methods.0);
                estimate.method = Some(self.estimator);
                estimate.tests.extend(tested.map(|result| test(self.methods.1, result)));
                finite(estimate)
            }
            Ok((None, _)) => match &self.uncertainty {
                Uncertainty::None(values) => {
                    let value = if self.link == Link::Identity { values[place] } else { libm::exp(values[place]) };
                    finite(Estimate { value, ..self.empty(unit, decimals) })
                }
                _ => Undefined::NotFinite.into(),
            },
            Err(why) => why.into(),
        }
    }

    fn empty(&self, unit: Unit, decimals: i8) -> Estimate {
        let no_effect = if self.link == Link::Identity { 0.0 } else { 1.0 };
        Estimate { no_effect: Some(no_effect), method: Some(self.estimator), ..Estimate::new(0.0, unit, decimals) }
    }

    fn computed(&self, place: usize, level: Level) -> Result<(Option<Estimated>, Option<TestResult>), Undefined> {
        match &self.uncertainty {
            Uncertainty::Covariance(coefficients) => {
                let contrast = coefficients.coefficient(place)?;
                let estimated =
                    if self.link == Link::Identity { contrast.estimated(level)? } else { contrast.ratio(level)? };
                Ok((Some(estimated), contrast.test().ok()))
            }
            Uncertainty::Profile(firth) => {
                let log = firth.profile(place, level)?;
                let ratio =
                    Estimated { value: libm::exp(log.value), interval: log.interval.map_monotone(libm::exp), ..log };
                Ok((Some(ratio), firth.test(place).ok()))
            }
            Uncertainty::None(_) => Ok((None, None)),
        }
    }

    /// The mean outcome with everyone and with nobody treated, the other variables as they are.
    ///
    /// A model with an effect for every group has a difference, and no level.
    pub fn standardised(&self, treatment: &str) -> Result<StandardisedRisks, Undefined> {
        match &self.uncertainty {
            Uncertainty::Covariance(coefficients) => {
                standardised_risks(self.link, coefficients, &self.design, treatment)
            }
            Uncertainty::Profile(firth) => standardised_risks(self.link, firth.coefficients(), &self.design, treatment),
            Uncertainty::None(_) => Err(Undefined::TooFewGroups),
        }
    }

    /// A standardised mean, difference or ratio as a result.
    pub fn shown(&self, contrast: Result<Contrast, Undefined>, empty: Estimate, level: Level) -> Value {
        let is_ratio = empty.unit == Unit::Ratio;
        let computed = contrast.and_then(|contrast| {
            Ok((contrast, if is_ratio { contrast.ratio(level)? } else { contrast.estimated(level)? }))
        });
        match computed {
            Ok((contrast, estimated)) => {
                let method = if self.link == Link::Identity { self.methods.0 } else { Method::DeltaMethod };
                let mut estimate = with_interval(empty, estimated, level, method);
                estimate.method = Some(self.estimator);
                if estimate.no_effect.is_some() {
                    let name = match self.methods.1 {
                        Method::PenalisedLikelihoodRatio => Method::WaldTest,
                        own => own,
                    };
                    estimate.tests.extend(contrast.test().ok().map(|result| test(name, result)));
                }
                finite(estimate)
            }
            Err(why) => why.into(),
        }
    }
}

/// The estimate, where its value is a number.
fn finite(estimate: Estimate) -> Value {
    if estimate.value.is_finite() { estimate.into() } else { Undefined::NotFinite.into() }
}
