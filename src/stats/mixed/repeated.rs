//! Repeated outcomes of persons at given visits, with a covariance between the visits instead of random effects.

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use super::Criterion;
use crate::stats::Undefined;
use crate::stats::linear::{Cholesky, product};
use crate::stats::optimize::{self, Value};
use crate::stats::orthogonal::Orthogonal;
use crate::stats::regression::{Coefficients, Components, Design, Factor, Reference};
use crate::stats::sum::sum;

/// The most visits.
const MOST_VISITS: usize = 12;

/// How the outcomes of one person at different visits depend on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dependence {
    /// Every visit has its own variance and every pair its own correlation: the choice for trials.
    Unstructured,
    /// One variance and one correlation, as with a random intercept; the correlation may be negative here.
    CompoundSymmetry,
    /// One variance, and correlations that are powers of one by how many visits lie between.
    Autoregressive,
}

/// A fitted model of repeated measures.
#[derive(Debug, Clone)]
pub struct RepeatedMeasures {
    values: Vec<f64>,
    covariance: DMatrix<f64>,
    components: Components,
    between_visits: DMatrix<f64>,
    log_likelihood: f64,
}

/// Fits `outcome = x . coefficients + error`, the errors of one person at different visits correlated: the mixed
/// model for repeated measures (MMRM) when treatment, visit and their product are in the design.
///
/// A person may miss visits. The estimates are right when what is missing depends, given the covariates, on what
/// was seen of the person only (missing at random): no one needs to be left out or filled in. Visits are in the
/// order of the levels.
///
/// [`Undefined::TooFewGroups`] with fewer than two persons or visits, [`Undefined::TooLarge`] with more than 12
/// visits, [`Undefined::OutsideDomain`] when a person has two rows of one visit or lengths differ,
/// [`Undefined::NoConvergence`] when no maximum is found, as when two visits share no persons or fewer persons than
/// visits were seen. Others as for [`linear_mixed`](super::linear_mixed).
///
/// Mallinckrodt, C. H. et al. (2008). Recommendations for the primary analysis of continuous endpoints in
/// longitudinal clinical trials. *Drug Information Journal* 42, 303-319. Jennrich, R. I. and Schluchter, M. D. (1986).
/// Unbalanced repeated-measures models with structured covariance matrices. *Biometrics* 42, 805-820.
pub fn repeated_measures(
    design: &Design,
    outcome: &[f64],
    persons: &Factor,
    visits: &Factor,
    dependence: Dependence,
    criterion: Criterion,
) -> Result<RepeatedMeasures, Undefined> {
    let problem = Problem::new(design, outcome, persons, visits, dependence, criterion)?;
    let found = optimize::minimise(|at| problem.value(at), problem.start())?;
    problem.fitted(&found.at)
}

/// The rows of one person.
struct Person {
    visits: Vec<usize>,
    /// One row of the basis for each visit.
    basis: DMatrix<f64>,
    residuals: DVector<f64>,
}

struct Problem {
    persons: Vec<Person>,
    basis: Orthogonal,
    least_squares: Vec<f64>,
    /// What the residuals of least squares were divided by.
    unit: f64,
    rows: f64,
    visits: usize,
    dependence: Dependence,
    criterion: Criterion,
}

/// The likelihood at a covariance between visits, maximised over the coefficients.
struct Profile {
    deviance: f64,
    /// The derivatives by the entries of the covariance.
    slopes: DMatrix<f64>,
    shift: DVector<f64>,
    fixed: Cholesky,
}

impl Problem {
    fn new(
        design: &Design,
        outcome: &[f64],
        persons: &Factor,
        visits: &Factor,
        dependence: Dependence,
        criterion: Criterion,
    ) -> Result<Problem, Undefined> {
        let (rows, columns) = (design.rows(), design.columns().len());
        if outcome.len() != rows || persons.len() != rows || visits.len() != rows || columns == 0 {
            return Err(Undefined::OutsideDomain);
        }
        if outcome.iter().any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let count = visits.levels().len();
        if persons.levels().len() < 2 || count < 2 {
            return Err(if rows == 0 { Undefined::NoObservations } else { Undefined::TooFewGroups });
        }
        if count > MOST_VISITS {
            return Err(Undefined::TooLarge);
        }
        if rows <= columns || persons.levels().len() == rows {
            return Err(Undefined::TooFewObservations);
        }
        let codes = |factor: &Factor| factor.codes().iter().map(|code| *code as f64).collect::<Vec<f64>>();
        let order = design.canonical_order(&[&codes(persons), &codes(visits), outcome]);
        let column = |j: usize| order.iter().map(|row| design.row(*row)[j]).collect();
        let basis = Orthogonal::new((0..columns).map(column).collect(), design.has_intercept())?;
        let y: Vec<f64> = order.iter().map(|row| outcome[*row]).collect();
        let projected = basis.project(&y);
        let unit = libm::sqrt(sum(projected.residuals.iter().map(|r| r * r)) / rows as f64);
        if !unit.is_finite() {
            return Err(Undefined::NotFinite);
        }
        if unit <= 1e-12 * y.iter().fold(0.0, |largest: f64, y| largest.max(y.abs())) {
            return Err(Undefined::NoVariation);
        }
        let mut members: Vec<Person> = Vec::new();
        let places: Vec<usize> = (0..rows).collect();
        for person in places.chunk_by(|a, b| persons.codes()[order[*a]] == persons.codes()[order[*b]]) {
            let seen: Vec<usize> = person.iter().map(|place| visits.codes()[order[*place]]).collect();
            if seen.windows(2).any(|pair| pair[0] == pair[1]) {
                return Err(Undefined::OutsideDomain);
            }
            members.push(Person {
                basis: DMatrix::from_fn(person.len(), columns, |i, j| basis.entry(person[i], j)),
                residuals: DVector::from_fn(person.len(), |i, _| projected.residuals[person[i]] / unit),
                visits: seen,
            });
        }
        Ok(Problem {
            persons: members,
            least_squares: projected.along,
            unit,
            rows: rows as f64,
            visits: count,
            dependence,
            criterion,
            basis,
        })
    }

    /// Parameters of unit variances and correlations of about a half.
    fn start(&self) -> DVector<f64> {
        let size = self.visits;
        match self.dependence {
            Dependence::Unstructured => {
                let half = DMatrix::from_fn(size, size, |i, j| if i == j { 1.0 } else { 0.5 });
                let lower = match half.cholesky() {
                    Some(factor) => factor.l(),
                    None => DMatrix::identity(size, size),
                };
                let entry = |(i, j): (usize, usize)| if i == j { libm::log(lower[(i, i)]) } else { lower[(i, j)] };
                DVector::from_vec(triangle(size).map(entry).collect())
            }
            Dependence::CompoundSymmetry | Dependence::Autoregressive => DVector::from_vec(vec![0.0, 0.5]),
        }
    }

    /// The covariance between visits, and its derivatives by each parameter.
    fn between(&self, at: &DVector<f64>) -> (DMatrix<f64>, Vec<DMatrix<f64>>) {
        let size = self.visits;
        if self.dependence == Dependence::Unstructured {
            let mut lower = DMatrix::zeros(size, size);
            for ((i, j), entry) in triangle(size).zip(at.iter()) {
                lower[(i, j)] = if i == j { libm::exp(*entry) } else { *entry };
            }
            let derivative = |(i, j): (usize, usize)| {
                // Only row i of the triangle moves.
                let rate = if i == j { lower[(i, i)] } else { 1.0 };
                DMatrix::from_fn(size, size, |a, b| {
                    let mut entry = 0.0;
                    if a == i {
                        entry += rate * lower[(b, j)];
                    }
                    if b == i {
                        entry += rate * lower[(a, j)];
                    }
                    entry
                })
            };
            return (product(&lower, &lower.transpose()), triangle(size).map(derivative).collect());
        }
        let variance = libm::exp(2.0 * at[0]);
        // The correlation between -1, or what is possible among so many visits, and 1.
        let lowest = match self.dependence {
            Dependence::CompoundSymmetry => -1.0 / (size as f64 - 1.0),
            _ => -1.0,
        };
        let share = 0.5 + 0.5 * libm::tanh(at[1]);
        let (correlation, rate) = (lowest + (1.0 - lowest) * share, (1.0 - lowest) * 2.0 * share * (1.0 - share));
        let power = |i: usize, j: usize| match self.dependence {
            Dependence::CompoundSymmetry => i32::from(i != j),
            _ => i.abs_diff(j) as i32,
        };
        let raised = |n: i32| (0..n).map(|_| correlation).product::<f64>();
        let matrix = DMatrix::from_fn(size, size, |i, j| variance * raised(power(i, j)));
        let by_correlation = DMatrix::from_fn(size, size, |i, j| match power(i, j) {
            0 => 0.0,
            n => variance * rate * f64::from(n) * raised(n - 1),
        });
        (matrix.clone(), vec![matrix * 2.0, by_correlation])
    }

    fn profile(&self, between: &DMatrix<f64>) -> Result<Profile, Undefined> {
        let columns = self.basis.width();
        let mut fixed = DMatrix::zeros(columns, columns);
        let mut right = DVector::zeros(columns);
        let mut terms = Vec::new();
        // The inverse of what was seen of the covariance, for each pattern of visits.
        let mut inverses: BTreeMap<&[usize], (DMatrix<f64>, f64)> = BTreeMap::new();
        for person in &self.persons {
            let seen = person.visits.as_slice();
            if !inverses.contains_key(seen) {
                let factor =
                    Cholesky::new(&DMatrix::from_fn(seen.len(), seen.len(), |i, j| between[(seen[i], seen[j])]))?;
                inverses.insert(seen, (factor.inverse(), factor.ln_determinant()));
            }
            let (inverse, log_determinant) = &inverses[seen];
            let weighted = product(inverse, &person.basis);
            fixed += product(&person.basis.transpose(), &weighted);
            right += weighted.transpose() * &person.residuals;
            terms.push(*log_determinant);
            terms.push(person.residuals.dot(&(inverse * &person.residuals)));
        }
        let fixed = Cholesky::new(&fixed)?;
        let shift = fixed.solve(&right);
        terms.push(-shift.dot(&right));
        let restricted = self.criterion == Criterion::Reml;
        if restricted {
            terms.push(fixed.ln_determinant());
        }
        let known = fixed.inverse();
        let mut slopes = DMatrix::zeros(self.visits, self.visits);
        for person in &self.persons {
            let seen = &person.visits;
            let inverse = &inverses[seen.as_slice()].0;
            let left = inverse * (&person.residuals - &person.basis * &shift);
            let mut own = inverse - &left * left.transpose();
            if restricted {
                let weighted = product(inverse, &person.basis);
                own -= product(&weighted, &product(&known, &weighted.transpose()));
            }
            for (i, a) in seen.iter().enumerate() {
                for (j, b) in seen.iter().enumerate() {
                    slopes[(*a, *b)] += own[(i, j)];
                }
            }
        }
        Ok(Profile { deviance: sum(terms), slopes, shift, fixed })
    }

    /// Minus twice the log-likelihood but for constants, and its gradient.
    fn value(&self, at: &DVector<f64>) -> Value {
        let (between, derivatives) = self.between(at);
        match self.profile(&between) {
            Ok(profile) => Value {
                value: profile.deviance,
                gradient: DVector::from_iterator(
                    at.len(),
                    derivatives.iter().map(|derivative| profile.slopes.dot(derivative)),
                ),
            },
            Err(_) => Value { value: f64::INFINITY, gradient: DVector::from_element(at.len(), f64::NAN) },
        }
    }

    fn fitted(&self, at: &DVector<f64>) -> Result<RepeatedMeasures, Undefined> {
        let (between, _) = self.between(at);
        let profile = self.profile(&between)?;
        let square = self.unit * self.unit;
        let along: Vec<f64> =
            self.least_squares.iter().zip(profile.shift.iter()).map(|(b, shift)| b + self.unit * shift).collect();
        let values = self.basis.coefficients(&along);
        let covariance = self.basis.covariance(&(profile.fixed.inverse() * square));
        if values.iter().chain(covariance.iter()).any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let second = optimize::jacobian(|x| self.value(x).gradient, at, 1e-3);
        let information = (&second + second.transpose()) * 0.5;
        let parameters = Cholesky::new(&information).map_err(|_| Undefined::NoConvergence)?.inverse() * 2.0;
        let flat = |x: &DVector<f64>| match self.profile(&self.between(x).0) {
            Ok(profile) => {
                let entries = self.basis.covariance(&(profile.fixed.inverse() * square));
                DVector::from_iterator(entries.len(), entries.iter().copied())
            }
            Err(_) => DVector::from_element(covariance.len(), f64::NAN),
        };
        let width = covariance.nrows();
        let derivatives = optimize::jacobian(flat, at, 1e-3)
            .column_iter()
            .map(|column| DMatrix::from_iterator(width, width, column.iter().copied()))
            .collect();
        let (df, constants) = match self.criterion {
            Criterion::Reml => (self.rows - width as f64, 2.0 * self.basis.ln_determinant()),
            Criterion::MaximumLikelihood => (self.rows, 0.0),
        };
        let units = df * libm::log(2.0 * std::f64::consts::PI * square);
        Ok(RepeatedMeasures {
            values,
            covariance,
            components: Components { derivatives, covariance: parameters },
            between_visits: between * square,
            log_likelihood: -0.5 * (profile.deviance + units + constants),
        })
    }
}

/// The places of a lower triangle, row by row.
fn triangle(size: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..size).flat_map(|i| (0..=i).map(move |j| (i, j)))
}

impl RepeatedMeasures {
    /// The coefficients, compared with Student's t with degrees of freedom by Satterthwaite, contrast by
    /// contrast.
    pub fn coefficients(&self) -> Coefficients {
        let reference = Reference::Components(self.components.clone());
        Coefficients::new(self.values.clone(), self.covariance.clone(), reference)
    }

    /// The coefficients, compared with the normal: for many persons, and for joint tests.
    pub fn normal_coefficients(&self) -> Coefficients {
        Coefficients::new(self.values.clone(), self.covariance.clone(), Reference::Normal)
    }

    /// The covariance of a person's outcomes at two visits, given the covariates.
    pub fn between_visits(&self, one: usize, other: usize) -> f64 {
        self.between_visits[(one, other)]
    }

    /// The log-likelihood; restricted, by [`Criterion::Reml`].
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }
}
