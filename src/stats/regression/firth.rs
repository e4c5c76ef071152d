//! Firth's logistic regression, which is finite where maximum likelihood is not.

use nalgebra::{DMatrix, DVector};

use super::family::Family;
use super::rows::{Rows, binomial};
use super::{Coefficients, Design, GeneralizedModel, Link, Reference, logistic};
use crate::stats::distribution::ChiSquared;
use crate::stats::linear::{Cholesky, product};
use crate::stats::newton::{self, Evaluation, Maximum};
use crate::stats::root;
use crate::stats::{Arm, Estimated, Interval, Level, TestResult, Undefined};

/// How far from the estimate, in standard errors, a profile limit is looked for.
const FARTHEST: f64 = 1e4;

/// Rows times the cube of the columns up to which second derivatives are computed.
const MOST_WORK: f64 = 1e7;

/// A logistic model by Firth's penalised likelihood.
pub struct Firth {
    rows: Rows,
    maximum: Maximum,
    coefficients: Coefficients,
}

/// A logistic model, by maximum likelihood where that exists.
pub enum Logistic {
    /// The estimate of maximum likelihood.
    MaximumLikelihood(Box<GeneralizedModel>),
    /// The outcome was separated, and the estimate is Firth's: say so where it is reported.
    Firth(Box<Firth>),
}

/// Firth's logistic regression: the largest `ln L + ln det I / 2`, with `I` the information.
///
/// The penalty takes out most of the bias of small samples and keeps every estimate finite, also when the
/// covariates separate those with the outcome from those without. Without covariates but a treatment it adds
/// half a person to each cell of the 2 x 2 table. Take [`Firth::profile`] intervals: with separation the
/// likelihood is far from symmetric and Wald's are wrong. Other errors as for [`logistic`].
///
/// ```
/// use utfall::stats::Arm;
/// use utfall::stats::regression::{Design, firth};
///
/// // None of 10 against 4 of 10: ln((0.5 / 10.5) / (4.5 / 6.5)).
/// let design = Design::with_intercept(2).numeric("arm", &[1.0, 0.0])?;
/// let model = firth(&design, &[Arm::new(0, 10)?, Arm::new(4, 10)?])?;
/// let log_ratio = (0.5 / 10.5 / (4.5 / 6.5) as f64).ln();
/// assert!((model.coefficients().values()[1] - log_ratio).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Firth, D. (1993). Bias reduction of maximum likelihood estimates. *Biometrika* 80, 27-38. Heinze, G. and
/// Schemper, M. (2002). A solution to the problem of separation in logistic regression. *Statistics in
/// Medicine* 21, 2409-2419.
pub fn firth(design: &Design, outcome: &[Arm]) -> Result<Firth, Undefined> {
    let rows = Rows::new(design, &binomial(outcome, None)?)?;
    let start = DVector::zeros(rows.width);
    let all = DMatrix::identity(rows.width, rows.width);
    let maximum = newton::climb(
        |parameters| Penalised::new(&rows, parameters).along(&all),
        |step| rows.largest_change(step),
        start,
        rows.unit(),
    )?;
    let values = rows.basis.coefficients(maximum.parameters.as_slice());
    let information = rows.evaluate(Family::Logistic, &maximum.parameters).information;
    let covariance = rows.basis.covariance(&Cholesky::new(&information)?.inverse());
    if values.iter().chain(covariance.iter()).any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let coefficients = Coefficients::new(values, covariance, Reference::Normal);
    Ok(Firth { rows, maximum, coefficients })
}

/// [`logistic`] regression, or [`firth`]'s where the outcome is separated.
pub fn logistic_or_firth(design: &Design, outcome: &[Arm]) -> Result<Logistic, Undefined> {
    match logistic(design, outcome) {
        Ok(model) => Ok(Logistic::MaximumLikelihood(Box::new(model))),
        Err(Undefined::Separation) => firth(design, outcome).map(|model| Logistic::Firth(Box::new(model))),
        Err(why) => Err(why),
    }
}

impl Logistic {
    /// The coefficients, whichever way they were estimated.
    pub fn coefficients(&self) -> Result<Coefficients, Undefined> {
        match self {
            Logistic::MaximumLikelihood(model) => model.coefficients(),
            Logistic::Firth(model) => Ok(model.coefficients().clone()),
        }
    }

    /// Whether the outcome was separated and the likelihood penalised.
    pub fn penalised(&self) -> bool {
        matches!(self, Logistic::Firth(_))
    }
}

/// The penalised log-likelihood with its derivatives.
struct Penalised {
    value: f64,
    gradient: DVector<f64>,
    /// The negative second derivatives, where they are not too much work; they need not be positive.
    exact: Option<DMatrix<f64>>,
    /// The information when the penalty is taken as `leverage / 2` more events and as many more non-events
    /// in each row, which is what it is when the leverages do not change.
    augmented: DMatrix<f64>,
}

impl Penalised {
    fn new(rows: &Rows, parameters: &DVector<f64>) -> Penalised {
        let Evaluation { value, gradient, information } = rows.evaluate(Family::Logistic, parameters);
        let Ok(factor) = Cholesky::new(&information) else {
            return Penalised { value: f64::NEG_INFINITY, gradient, exact: None, augmented: information };
        };
        let width = rows.width;
        let work = rows.responses.len() as f64 * (width as f64).powi(3);
        let mut at = Penalised {
            value: value + 0.5 * factor.ln_determinant(),
            gradient,
            exact: (work <= MOST_WORK).then(|| information.clone()),
            augmented: information,
        };
        // The derivatives of the information by each parameter.
        let mut turns = vec![DMatrix::zeros(width, width); if at.exact.is_some() { width } else { 0 }];
        for (row, response) in rows.responses.iter().enumerate() {
            let q = DVector::from_column_slice(&rows.entries[row * width..(row + 1) * width]);
            let predictor = rows.predictor(row, parameters.as_slice());
            let (p, slope) = (Link::Logit.mean(predictor), Link::Logit.slope(predictor));
            let persons = response.weight * response.m;
            let spread = factor.quadratic_form(&q);
            let leverage = persons * slope * spread;
            at.gradient += &q * (leverage * (0.5 - p));
            let square = &q * q.transpose();
            at.augmented += &square * (leverage * slope);
            if let Some(exact) = &mut at.exact {
                *exact -= &square * (0.5 * persons * slope * (1.0 - 6.0 * slope) * spread);
                for (turn, q) in turns.iter_mut().zip(q.iter()) {
                    *turn += &square * (persons * slope * (1.0 - 2.0 * p) * q);
                }
            }
        }
        if let Some(exact) = &mut at.exact {
            let solved: Vec<DMatrix<f64>> = turns
                .iter()
                .map(|turn| {
                    let columns: Vec<DVector<f64>> =
                        turn.column_iter().map(|column| factor.solve(&column.clone_owned())).collect();
                    DMatrix::from_columns(&columns)
                })
                .collect();
            *exact += DMatrix::from_fn(width, width, |k, l| {
                let trace: f64 =
                    (0..width).map(|i| (0..width).map(|j| solved[k][(i, j)] * solved[l][(j, i)]).sum::<f64>()).sum();
                0.5 * trace
            });
        }
        at
    }

    /// The likelihood as a function of `x`, with parameters `free x`.
    fn along(self, free: &DMatrix<f64>) -> Evaluation {
        let reduced = |information: &DMatrix<f64>| product(&free.transpose(), &product(information, free));
        let exact = self.exact.as_ref().map(reduced).filter(|exact| Cholesky::new(exact).is_ok());
        Evaluation {
            value: self.value,
            gradient: free.transpose() * self.gradient,
            information: exact.unwrap_or_else(|| reduced(&self.augmented)),
        }
    }
}

impl Firth {
    /// The coefficients with the covariance of the likelihood at the penalised estimate.
    pub fn coefficients(&self) -> &Coefficients {
        &self.coefficients
    }

    /// The penalised log-likelihood; constants are left out, so that only differences mean anything.
    pub fn penalised_log_likelihood(&self) -> f64 {
        self.maximum.at.value
    }

    /// One coefficient with its profile interval: all values that the penalised likelihood ratio test does
    /// not reject. An end that lies beyond 10,000 standard errors is infinite.
    ///
    /// [`Undefined::OutsideDomain`] when there are not so many coefficients.
    pub fn profile(&self, place: usize, level: Level) -> Result<Estimated, Undefined> {
        let coefficient = self.coefficients.coefficient(place)?;
        let critical = ChiSquared::new(1.0)?.upper_quantile(level.alpha())?;
        let limit = |direction: f64| {
            // The first failure of the search within is the failure of the whole.
            let mut failure = None;
            let mut excess = |distance: f64| {
                let at = coefficient.value + direction * distance * coefficient.standard_error;
                self.drop_at(place, at).unwrap_or_else(|why| {
                    failure.get_or_insert(why);
                    f64::NAN
                }) - critical
            };
            let found = root::outwards(&mut excess, 0.0, libm::sqrt(critical), (0.0, FARTHEST), true);
            if let Some(why) = failure {
                return Err(why);
            }
            let distance = found?;
            let end = if distance >= FARTHEST { f64::INFINITY } else { distance * coefficient.standard_error };
            Ok(coefficient.value + direction * end)
        };
        Ok(Estimated {
            value: coefficient.value,
            standard_error: Some(coefficient.standard_error),
            interval: Interval::Bounded { lower: limit(-1.0)?, upper: limit(1.0)? },
        })
    }

    /// The penalised likelihood ratio test that a coefficient is 0; it matches [`Firth::profile`].
    pub fn test(&self, place: usize) -> Result<TestResult, Undefined> {
        let statistic = self.drop_at(place, 0.0)?.max(0.0);
        Ok(TestResult { statistic: Some(statistic), df: Some(1.0), p: ChiSquared::new(1.0)?.sf(statistic) })
    }

    /// Twice the fall of the penalised log-likelihood when a coefficient is fixed and the others are not.
    fn drop_at(&self, place: usize, fixed: f64) -> Result<f64, Undefined> {
        let width = self.rows.width;
        if place >= width {
            return Err(Undefined::OutsideDomain);
        }
        // The coefficient is `a . parameters`.
        let unit = |j: usize| (0..width).map(|i| if i == j { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
        let a = DVector::from_fn(width, |j, _| self.rows.basis.coefficients(&unit(j))[place]);
        let square = a.norm_squared();
        let shift = (fixed - self.coefficients.values()[place]) / square;
        let start = &self.maximum.parameters + &a * shift;
        if width == 1 {
            return Ok(2.0 * (self.maximum.at.value - Penalised::new(&self.rows, &start).value));
        }
        let free = complement(&a);
        let maximum = newton::climb(
            |step| Penalised::new(&self.rows, &(&start + &free * step)).along(&free),
            |step| self.rows.largest_change(&(&free * step)),
            DVector::zeros(width - 1),
            self.rows.unit(),
        )?;
        Ok(2.0 * (self.maximum.at.value - maximum.at.value))
    }
}

/// An orthonormal basis of what is orthogonal to `a`: all but one column of the reflection that takes `a` to
/// an axis.
fn complement(a: &DVector<f64>) -> DMatrix<f64> {
    let width = a.len();
    let largest = (0..width).max_by(|i, j| a[*i].abs().total_cmp(&a[*j].abs())).unwrap_or(0);
    let mut v = a / a.norm();
    v[largest] += 1_f64.copysign(v[largest]);
    let half = v.norm_squared() / 2.0;
    let others: Vec<usize> = (0..width).filter(|j| *j != largest).collect();
    DMatrix::from_fn(width, width - 1, |i, j| {
        let identity = if i == others[j] { 1.0 } else { 0.0 };
        identity - v[i] * v[others[j]] / half
    })
}
