//! Logistic, log-binomial and Poisson regression by maximum likelihood.

use nalgebra::{DMatrix, DVector};

use super::family::{Family, Link};
use super::sandwich::Pieces;
use super::{Clustered, Coefficients, Design, Factor, Heteroskedastic, JointTest, Reference};
use crate::stats::newton::{self, Evaluation};
use crate::stats::orthogonal::Orthogonal;
use crate::stats::sum::{Sum, sum};
use crate::stats::{Arm, Undefined};

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

/// The outcome of a row of a model: `events` of `total`, or a count and its exposure; and how much it counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Response {
    pub y: f64,
    pub m: f64,
    pub weight: f64,
}

/// Each person as an arm of one.
pub fn persons(outcome: &[bool]) -> Vec<Arm> {
    let arm = |happened: &bool| Arm::new(u64::from(*happened), 1);
    outcome.iter().filter_map(|happened| arm(happened).ok()).collect()
}

/// Logistic regression: `logit(p) = x . coefficients`, by maximum likelihood; coefficients are log odds
/// ratios, compared with the normal.
///
/// Each row is a person ([`persons`]) or a group of them. [`Undefined::NoVariation`] when all have the
/// outcome or none; [`Undefined::Separation`] when the covariates tell who has it, so that an odds ratio
/// is infinite: [`firth`](super::firth()) gives a finite one. [`Undefined::Collinear`] when a column is a
/// combination of others, [`Undefined::OutsideDomain`] for another number of rows than the design.
///
/// Where the outcome is common an odds ratio is far from a risk ratio: report
/// [standardised risks](super::standardised_risks) beside it.
///
/// ```
/// use utfall::stats::Arm;
/// use utfall::stats::regression::{Design, logistic};
///
/// // Two groups: the log odds ratio of Woolf, ln(10 * 12 / (4 * 7)), with sqrt(1/10 + 1/7 + 1/4 + 1/12).
/// let design = Design::with_intercept(2).numeric("arm", &[1.0, 0.0])?;
/// let model = logistic(&design, &[Arm::new(10, 17)?, Arm::new(4, 16)?])?;
/// let arm = model.coefficients()?.coefficient(1)?;
/// assert!((arm.value - (10.0 * 12.0 / (4.0 * 7.0) as f64).ln()).abs() < 1e-13);
/// assert!((arm.standard_error - (1.0 / 10.0 + 1.0 / 7.0 + 1.0 / 4.0 + 1.0 / 12.0 as f64).sqrt()).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// McCullagh, P. and Nelder, J. A. (1989). *Generalized Linear Models*, 2nd edition, chapter 4.
pub fn logistic(design: &Design, outcome: &[Arm]) -> Result<GeneralizedModel, Undefined> {
    fit(Family::Logistic, design, &binomial(outcome, None)?)
}

/// [`logistic`] with weights, as for sampling or for inverse probabilities: take a
/// [robust](GeneralizedModel::robust) covariance.
///
/// [`Undefined::OutsideDomain`] for a weight that is not above 0.
pub fn weighted_logistic(design: &Design, outcome: &[Arm], weights: &[f64]) -> Result<GeneralizedModel, Undefined> {
    fit(Family::Logistic, design, &binomial(outcome, Some(weights))?)
}

/// Log-binomial regression: `ln(p) = x . coefficients`, by maximum likelihood; coefficients are log risk
/// ratios.
///
/// Every `p` stays below 1. Where the likelihood is largest with a `p` of 1, as happens with measurements
/// among the covariates, it is [`Undefined::NoConvergence`]: take [`modified_poisson`]. Other errors as
/// for [`logistic`], and [`Undefined::OutsideDomain`] for a design without an intercept.
///
/// ```
/// use utfall::stats::Arm;
/// use utfall::stats::regression::{Design, log_binomial};
///
/// // Two groups: the log risk ratio of Katz, with sqrt(1/32 - 1/42 + 1/12 - 1/43).
/// let design = Design::with_intercept(2).numeric("arm", &[1.0, 0.0])?;
/// let arm = log_binomial(&design, &[Arm::new(32, 42)?, Arm::new(12, 43)?])?.coefficients()?.coefficient(1)?;
/// assert!((arm.value.exp() - 2.73).abs() < 5e-3);
/// assert!((arm.standard_error.powi(2) - (1.0 / 32.0 - 1.0 / 42.0 + 1.0 / 12.0 - 1.0 / 43.0)).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Wacholder, S. (1986). Binomial regression in GLIM: estimating risk ratios and risk differences. *American
/// Journal of Epidemiology* 123, 174-184.
pub fn log_binomial(design: &Design, outcome: &[Arm]) -> Result<GeneralizedModel, Undefined> {
    if !design.has_intercept() {
        return Err(Undefined::OutsideDomain);
    }
    fit(Family::LogBinomial, design, &binomial(outcome, None)?)
}

/// Modified Poisson regression of a yes-or-no outcome: log risk ratios, with White's covariance (HC0).
///
/// The estimating equations of Poisson regression are unbiased for risk ratios; its variance is not that
/// of a yes-or-no, and is never given. [`Undefined::Separation`] when a group has no events. Unlike
/// [`log_binomial`] it always converges otherwise, at the price that a fitted risk may exceed 1. Use
/// [`GeneralizedModel::clustered`] for dependent rows.
///
/// ```
/// use utfall::stats::regression::{Design, modified_poisson};
///
/// // Two groups: Katz's interval of the risk ratio, exactly.
/// let yes = |count, of| (0..of).map(move |i| i < count);
/// let outcome: Vec<bool> = yes(32, 42).chain(yes(12, 43)).collect();
/// let arm: Vec<f64> = (0..85).map(|i| if i < 42 { 1.0 } else { 0.0 }).collect();
/// let model = modified_poisson(&Design::with_intercept(85).numeric("arm", &arm)?, &outcome)?;
/// let arm = model.coefficients()?.coefficient(1)?;
/// assert!((arm.standard_error.powi(2) - (1.0 / 32.0 - 1.0 / 42.0 + 1.0 / 12.0 - 1.0 / 43.0)).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Zou, G. (2004). A modified Poisson regression approach to prospective studies with binary data. *American
/// Journal of Epidemiology* 159, 702-706.
pub fn modified_poisson(design: &Design, outcome: &[bool]) -> Result<GeneralizedModel, Undefined> {
    weighted_modified_poisson(design, outcome, &vec![1.0; outcome.len()])
}

/// [`modified_poisson`] with weights, as for sampling or for inverse probabilities.
///
/// [`Undefined::OutsideDomain`] for a weight that is not above 0.
pub fn weighted_modified_poisson(
    design: &Design,
    outcome: &[bool],
    weights: &[f64],
) -> Result<GeneralizedModel, Undefined> {
    check_weights(outcome.len(), weights)?;
    let response = |(happened, weight): (&bool, &f64)| Response { y: f64::from(*happened), m: 1.0, weight: *weight };
    let responses: Vec<Response> = outcome.iter().zip(weights).map(response).collect();
    if outcome.iter().all(|happened| *happened) {
        return Err(Undefined::NoVariation);
    }
    let model = fit(Family::Poisson, design, &responses)?;
    Ok(GeneralizedModel { likelihood: false, ..model })
}

/// Poisson regression of counts: `ln(count / exposure) = x . coefficients`; coefficients are log rate ratios.
///
/// `exposure` is the time, or the number, in which each count arose. [`Undefined::NoEvents`] when all
/// counts are 0, [`Undefined::Separation`] when a group has none. Counts of people vary more than Poisson's
/// distribution says: take a [robust](GeneralizedModel::robust) covariance or
/// [`GeneralizedModel::quasi`].
///
/// ```
/// use utfall::stats::regression::{Design, poisson};
///
/// // Two rates: ln(15 / 19017 * 28010 / 41), with sqrt(1/15 + 1/41) (Rothman and Greenland, radiation).
/// let design = Design::with_intercept(2).numeric("exposed", &[1.0, 0.0])?;
/// let model = poisson(&design, &[41, 15], &[28_010.0, 19_017.0])?;
/// let exposed = model.coefficients()?.coefficient(1)?;
/// assert!((exposed.value.exp() - 1.86).abs() < 5e-3);
/// assert!((exposed.standard_error.powi(2) - (1.0 / 41.0 + 1.0 / 15.0)).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// McCullagh and Nelder (1989), chapter 6. The figures: Rothman, K. J. and Greenland, S. (1998). *Modern
/// Epidemiology*, 2nd edition, chapter 14.
pub fn poisson(design: &Design, counts: &[u64], exposure: &[f64]) -> Result<GeneralizedModel, Undefined> {
    check_weights(counts.len(), exposure)?;
    let response = |(count, exposure): (&u64, &f64)| Response { y: *count as f64, m: *exposure, weight: 1.0 };
    fit(Family::Poisson, design, &counts.iter().zip(exposure).map(response).collect::<Vec<_>>())
}

fn check_weights(rows: usize, weights: &[f64]) -> Result<(), Undefined> {
    if weights.iter().any(|weight| !weight.is_finite()) {
        Err(Undefined::NotFinite)
    } else if weights.len() != rows || weights.iter().any(|weight| *weight <= 0.0) {
        Err(Undefined::OutsideDomain)
    } else {
        Ok(())
    }
}

/// The responses of arms, of which some must have the outcome and some not.
pub(super) fn binomial(outcome: &[Arm], weights: Option<&[f64]>) -> Result<Vec<Response>, Undefined> {
    if let Some(weights) = weights {
        check_weights(outcome.len(), weights)?;
    }
    if outcome.is_empty() {
        return Err(Undefined::NoObservations);
    }
    if outcome.iter().all(|arm| arm.events() == 0) || outcome.iter().all(|arm| arm.non_events() == 0) {
        return Err(Undefined::NoVariation);
    }
    let response = |(row, arm): (usize, &Arm)| Response {
        y: arm.events() as f64,
        m: arm.total() as f64,
        weight: weights.map_or(1.0, |weights| weights[row]),
    };
    Ok(outcome.iter().enumerate().map(response).collect())
}

/// The rows of a model in canonical order, its columns as an orthonormal basis.
pub(super) struct Rows {
    pub order: Vec<usize>,
    pub responses: Vec<Response>,
    pub basis: Orthogonal,
    /// Row after row of the basis.
    pub entries: Vec<f64>,
    pub width: usize,
}

impl Rows {
    pub fn new(design: &Design, responses: &[Response]) -> Result<Rows, Undefined> {
        let width = design.columns().len();
        if responses.len() != design.rows() || width == 0 {
            return Err(Undefined::OutsideDomain);
        }
        if responses.is_empty() {
            return Err(Undefined::NoObservations);
        }
        let part = |part: fn(&Response) -> f64| responses.iter().map(part).collect::<Vec<f64>>();
        let (y, m, weights) = (part(|r| r.y), part(|r| r.m), part(|r| r.weight));
        let order = design.canonical_order(&[&y, &m, &weights]);
        let column = |j: usize| order.iter().map(|row| design.row(*row)[j]).collect();
        let basis = Orthogonal::new((0..width).map(column).collect(), design.has_intercept())?;
        let entries = (0..order.len()).flat_map(|row| basis.row(row).collect::<Vec<_>>()).collect();
        let responses = order.iter().map(|row| responses[*row]).collect();
        Ok(Rows { order, responses, basis, entries, width })
    }

    pub fn predictor(&self, row: usize, parameters: &[f64]) -> f64 {
        let entries = &self.entries[row * self.width..(row + 1) * self.width];
        entries.iter().zip(parameters).map(|(q, g)| q * g).sum()
    }

    /// The largest change of a linear predictor that a step makes.
    pub fn largest_change(&self, step: &DVector<f64>) -> f64 {
        (0..self.responses.len()).map(|row| self.predictor(row, step.as_slice()).abs()).fold(0.0, f64::max)
    }

    /// The mean weight of a row.
    pub fn unit(&self) -> f64 {
        self.responses.iter().map(|response| response.weight).sum::<f64>() / self.responses.len() as f64
    }

    pub fn evaluate(&self, family: Family, parameters: &DVector<f64>) -> Evaluation {
        let width = self.width;
        let mut value = Sum::default();
        let mut gradient = vec![Sum::default(); width];
        let mut information = vec![Sum::default(); width * width];
        for (row, response) in self.responses.iter().enumerate() {
            let term = family.term(response.y, response.m, self.predictor(row, parameters.as_slice()));
            value.add(response.weight * term.log_likelihood);
            let q = &self.entries[row * width..(row + 1) * width];
            let (score, weight) = (response.weight * term.score, response.weight * term.information);
            for i in 0..width {
                gradient[i].add(score * q[i]);
                for j in 0..=i {
                    information[i * width + j].add(weight * q[i] * q[j]);
                }
            }
        }
        Evaluation {
            value: value.value(),
            gradient: DVector::from_fn(width, |i, _| gradient[i].value()),
            information: DMatrix::from_fn(width, width, |i, j| information[i.max(j) * width + i.min(j)].value()),
        }
    }

    /// Parameters with which every linear predictor is `level`, as near as the columns come to a constant.
    pub fn constant(&self, level: f64) -> DVector<f64> {
        DVector::from_vec(self.basis.project(&vec![level; self.responses.len()]).along)
    }
}

fn fit(family: Family, design: &Design, responses: &[Response]) -> Result<GeneralizedModel, Undefined> {
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
    /// The coefficients with the covariance of the model, compared with the normal; with White's (HC0) for
    /// [`modified_poisson`].
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
    /// [`Undefined::OutsideDomain`] for [`modified_poisson`], which has no likelihood, and without an
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
