//! Coefficients with their covariance: estimates, contrasts and joint tests, whatever the model.

use nalgebra::{DMatrix, DVector};

use crate::stats::distribution::{ChiSquared, FisherF, Normal, StudentT};
use crate::stats::linear::Cholesky;
use crate::stats::sum::{Sum, sum};
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// The coefficients of a model with one of its covariance matrices.
///
/// A model has several: that of the model itself, and robust ones. Each says with which distribution
/// its estimates are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficients {
    values: Vec<f64>,
    covariance: DMatrix<f64>,
    reference: Reference,
}

/// The distribution of an estimate over its standard error.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::stats) enum Reference {
    /// Standard normal.
    Normal,
    /// Student's t with these degrees of freedom, for every contrast.
    Student(f64),
    /// Student's t with degrees of freedom that depend on the contrast.
    Satterthwaite(ClusterPieces),
    /// The same, from the variances of a mixed model.
    Components(Components),
}

/// What the degrees of freedom of a contrast `c` are computed from: the matrix `P` over the clusters
/// with `P[g, h] = [g = h] c' within_g c - (between_g c)' (between_h c)`.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::stats) struct ClusterPieces {
    pub within: Vec<DMatrix<f64>>,
    pub between: Vec<DMatrix<f64>>,
}

/// How the covariance of the coefficients depends on the parameters of the variance of the outcome, and how well
/// those are known.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::stats) struct Components {
    /// The derivatives of the covariance of the coefficients, one for each parameter.
    pub derivatives: Vec<DMatrix<f64>>,
    /// The covariance of the parameters.
    pub covariance: DMatrix<f64>,
}

impl Components {
    /// Satterthwaite's degrees of freedom, `2 v^2 / var(v)`, of a contrast with the variance `v`.
    fn df(&self, contrast: &DVector<f64>, variance: f64) -> f64 {
        let slopes = DVector::from_iterator(
            self.derivatives.len(),
            self.derivatives.iter().map(|derivative| inner(contrast, &times(derivative, contrast))),
        );
        2.0 * variance * variance / inner(&slopes, &times(&self.covariance, &slopes))
    }
}

impl ClusterPieces {
    /// Satterthwaite's degrees of freedom, `(tr P)^2 / tr(P^2)`.
    fn df(&self, contrast: &DVector<f64>) -> f64 {
        let within: Vec<f64> = self.within.iter().map(|within| inner(contrast, &times(within, contrast))).collect();
        let between: Vec<DVector<f64>> = self.between.iter().map(|between| times(between, contrast)).collect();
        let reach: Vec<f64> = between.iter().map(|between| inner(between, between)).collect();
        let trace = sum(within.iter().zip(&reach).map(|(within, reach)| within - reach));
        // tr(P^2) without going through all pairs of clusters: the last term is tr((B'B)^2) = tr((BB')^2).
        let width = contrast.len();
        let mut square: Sum =
            within.iter().zip(&reach).map(|(within, reach)| within * (within - 2.0 * reach)).collect();
        for i in 0..width {
            for j in 0..width {
                let entry = sum(between.iter().map(|between| between[i] * between[j]));
                square.add(entry * entry);
            }
        }
        trace * trace / square.value()
    }
}

fn times(matrix: &DMatrix<f64>, vector: &DVector<f64>) -> DVector<f64> {
    DVector::from_fn(matrix.nrows(), |i, _| sum((0..matrix.ncols()).map(|j| matrix[(i, j)] * vector[j])))
}

fn inner(a: &DVector<f64>, b: &DVector<f64>) -> f64 {
    sum(a.iter().zip(b.iter()).map(|(a, b)| a * b))
}

/// A linear combination of coefficients, or one of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    /// The value, on the scale of the coefficients.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The degrees of freedom of its t distribution; `None` for the normal.
    pub df: Option<f64>,
}

impl Contrast {
    /// The value with its interval, `value +- quantile * standard_error`.
    ///
    /// For a ratio (odds, risks, hazards) map `value` and `interval` by `exp`; the standard error stays
    /// that of the logarithm.
    pub fn estimated(self, level: Level) -> Result<Estimated, Undefined> {
        let quantile = match self.df {
            None => level.z(),
            Some(df) => StudentT::new(df)?.upper_quantile(0.5 * level.alpha())?,
        };
        let interval = Interval::around(self.value, quantile * self.standard_error);
        Ok(Estimated { value: self.value, standard_error: Some(self.standard_error), interval })
    }

    /// [`Contrast::estimated`] of the exponential: a ratio, whose standard error is that of its logarithm.
    pub fn ratio(self, level: Level) -> Result<Estimated, Undefined> {
        let log = self.estimated(level)?;
        Ok(Estimated { value: libm::exp(log.value), interval: log.interval.map_monotone(libm::exp), ..log })
    }

    /// The test that the value is 0; two-sided.
    pub fn test(self) -> Result<TestResult, Undefined> {
        self.test_against(0.0)
    }

    /// The test that the value is `null`; two-sided.
    ///
    /// [`Undefined::NoVariation`] when the standard error is 0.
    pub fn test_against(self, null: f64) -> Result<TestResult, Undefined> {
        if self.standard_error <= 0.0 || self.standard_error.is_nan() {
            return Err(Undefined::NoVariation);
        }
        let statistic = (self.value - null) / self.standard_error;
        let p = match self.df {
            None => Normal.two_sided(statistic),
            Some(df) => StudentT::new(df)?.two_sided(statistic),
        };
        Ok(TestResult { statistic: Some(statistic), df: self.df, p })
    }
}

/// A test of several coefficients at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JointTest {
    /// The F statistic, or chi-squared where `residual_df` is `None`.
    pub statistic: f64,
    /// The number of coefficients.
    pub df: f64,
    /// The denominator degrees of freedom of an F test.
    pub residual_df: Option<f64>,
    /// The p-value.
    pub p: f64,
}

impl JointTest {
    /// A chi-squared test.
    pub(in crate::stats) fn chi_squared(statistic: f64, df: f64) -> Result<JointTest, Undefined> {
        // A likelihood ratio of equal models is 0 but for rounding.
        let p = if df > 0.0 { ChiSquared::new(df)?.sf(statistic.max(0.0)) } else { 1.0 };
        Ok(JointTest { statistic, df, residual_df: None, p })
    }

    /// An F test.
    pub(in crate::stats) fn f(statistic: f64, df: f64, residual_df: f64) -> Result<JointTest, Undefined> {
        let p = FisherF::new(df, residual_df)?.sf(statistic);
        Ok(JointTest { statistic, df, residual_df: Some(residual_df), p })
    }
}

impl Coefficients {
    pub(in crate::stats) fn new(values: Vec<f64>, covariance: DMatrix<f64>, reference: Reference) -> Coefficients {
        Coefficients { values, covariance, reference }
    }

    /// The coefficients, in the order of the columns of the design.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The covariance of two coefficients.
    pub fn covariance(&self, i: usize, j: usize) -> f64 {
        self.covariance[(i, j)]
    }

    /// One coefficient.
    ///
    /// [`Undefined::OutsideDomain`] when there are not so many.
    pub fn coefficient(&self, i: usize) -> Result<Contrast, Undefined> {
        if i >= self.values.len() {
            return Err(Undefined::OutsideDomain);
        }
        let mut weights = vec![0.0; self.values.len()];
        weights[i] = 1.0;
        self.contrast(&weights)
    }

    /// The sum of the coefficients, each with its weight: a subgroup's effect is that of treatment plus
    /// that of its product with the subgroup.
    ///
    /// [`Undefined::OutsideDomain`] unless there is one weight for each coefficient, not all 0.
    pub fn contrast(&self, weights: &[f64]) -> Result<Contrast, Undefined> {
        if weights.len() != self.values.len() || weights.iter().all(|weight| *weight == 0.0) {
            return Err(Undefined::OutsideDomain);
        }
        let weights = DVector::from_column_slice(weights);
        let variance = inner(&weights, &times(&self.covariance, &weights));
        let value = sum(self.values.iter().zip(weights.iter()).map(|(b, w)| b * w));
        if !(variance.is_finite() && value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let df = match &self.reference {
            Reference::Normal => None,
            Reference::Student(df) => Some(*df),
            Reference::Satterthwaite(pieces) => Some(pieces.df(&weights)),
            Reference::Components(components) => Some(components.df(&weights, variance)),
        };
        if df.is_some_and(|df| !(df > 0.0 && df.is_finite())) {
            return Err(Undefined::NoVariation);
        }
        Ok(Contrast { value, standard_error: libm::sqrt(variance.max(0.0)), df })
    }

    /// Wald's test that the coefficients at these places are all 0: chi-squared where the estimates are
    /// compared with the normal, otherwise F.
    ///
    /// [`Undefined::OutsideDomain`] for no places, or one that does not exist;
    /// [`Undefined::Collinear`] when their covariance is singular, as it is for more coefficients than
    /// there are clusters. The degrees of freedom of CR2 and of mixed models belong to one contrast each:
    /// there [`Undefined::OutsideDomain`] for more than one place.
    pub fn joint_test(&self, places: &[usize]) -> Result<JointTest, Undefined> {
        if places.is_empty() || places.iter().any(|place| *place >= self.values.len()) {
            return Err(Undefined::OutsideDomain);
        }
        let size = places.len();
        let covariance = DMatrix::from_fn(size, size, |i, j| self.covariance[(places[i], places[j])]);
        let values = DVector::from_fn(size, |i, _| self.values[places[i]]);
        let statistic = Cholesky::new(&covariance)?.quadratic_form(&values);
        let df = size as f64;
        match &self.reference {
            Reference::Normal => JointTest::chi_squared(statistic, df),
            Reference::Student(residual_df) => JointTest::f(statistic / df, df, *residual_df),
            Reference::Satterthwaite(_) | Reference::Components(_) if size == 1 => {
                let residual_df = self.coefficient(places[0])?.df.ok_or(Undefined::NoVariation)?;
                JointTest::f(statistic, 1.0, residual_df)
            }
            Reference::Satterthwaite(_) | Reference::Components(_) => Err(Undefined::OutsideDomain),
        }
    }
}
