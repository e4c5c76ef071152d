//! Cox's proportional hazards model.

mod exact;
mod proportional_hazards;
mod residuals;
mod risk_sets;
mod subject;

use nalgebra::{DMatrix, DVector};

use crate::stats::Undefined;
use crate::stats::newton::{self, Maximum};
use crate::stats::regression::{Coefficients, Design, Factor, JointTest, Reference};
use risk_sets::RiskSets;

pub use proportional_hazards::{ProportionalHazards, TimeScale};
pub use residuals::martingale_residuals;
pub use subject::Subject;

/// The most events among one time, and the most members of risk sets times events, that the exact method
/// is used with.
const MOST_TIED: usize = 600;
const MOST_WORK: f64 = 1e8;

/// How events at the same time are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ties {
    /// Each tied event from a risk set that holds, on average, what the earlier ones left: the default of
    /// R, close to exact.
    Efron,
    /// All tied events from the whole risk set: the default of Stata and SAS; with many ties it draws the
    /// estimate towards 0.
    Breslow,
    /// The probability that those who died, of all sets of as many, are the ones: right where time is
    /// truly discrete (months). A logistic regression conditional on the risk sets.
    Exact,
}

/// A fitted Cox model.
///
/// The coefficients are log hazard ratios.
pub struct Cox {
    risk_sets: RiskSets,
    maximum: Maximum,
    null_log_likelihood: f64,
    score_statistic: f64,
    coefficients: Coefficients,
}

/// Fits a Cox model by maximum partial likelihood: `hazard = baseline(t) exp(x . coefficients)`, one
/// baseline to each stratum.
///
/// The design has no intercept ([`Undefined::OutsideDomain`] otherwise, and for another number of rows).
/// [`Undefined::NoEvents`] without events. [`Undefined::Separation`] when the likelihood grows for ever
/// (no events in an arm, say): the hazard ratio is 0 or infinite then. [`Undefined::Collinear`] when a
/// covariate does not vary among those at risk, or is a combination of others. With
/// [`Ties::Exact`], weights are [`Undefined::OutsideDomain`] and more than 600 events at one time
/// [`Undefined::TooLarge`].
///
/// The hazards must be proportional: see [`Cox::proportional_hazards`]. Where they are not the hazard
/// ratio is an average that depends on the censoring; compare
/// [restricted means](super::restricted_mean).
///
/// ```
/// use utfall::stats::regression::Design;
/// use utfall::stats::survival::{Subject, Ties, cox};
///
/// // Freireich et al. (1963): log hazard ratio of placebo 1.572 (se 0.412), by Breslow 1.509 (0.410),
/// // exact 1.628 (0.433).
/// let mp = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|t| (t, true)).into_iter()
///     .chain([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|t| (t, false)));
/// let placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23].map(|t| (t, true));
/// let subjects: Vec<Subject> =
///     mp.chain(placebo).map(|(time, event): (i32, bool)| Subject::new(f64::from(time), event)).collect();
/// let arm: Vec<f64> = (0..42).map(|i| if i < 21 { 0.0 } else { 1.0 }).collect();
/// let design = Design::without_intercept(42).numeric("placebo", &arm)?;
/// for (ties, log_ratio, standard_error) in
///     [(Ties::Efron, 1.572, 0.412), (Ties::Breslow, 1.509, 0.410), (Ties::Exact, 1.628, 0.433)]
/// {
///     let placebo = cox(&subjects, &design, ties)?.coefficients().coefficient(0)?;
///     assert!((placebo.value - log_ratio).abs() < 5e-4);
///     assert!((placebo.standard_error - standard_error).abs() < 5e-4);
/// }
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cox, D. R. (1972). Regression models and life-tables. *Journal of the Royal Statistical Society B*
/// 34, 187-220. Efron, B. (1977). The efficiency of Cox's likelihood function for censored data.
/// *Journal of the American Statistical Association* 72, 557-565. Breslow, N. (1974). Covariance
/// analysis of censored survival data. *Biometrics* 30, 89-99. The figures: Kleinbaum and Klein (2012),
/// chapter 3, and R's `coxph`.
pub fn cox(subjects: &[Subject], design: &Design, ties: Ties) -> Result<Cox, Undefined> {
    let risk_sets = RiskSets::new(subjects, design, ties)?;
    if ties == Ties::Exact && (risk_sets.exact_work() > MOST_WORK || risk_sets.most_tied() > MOST_TIED) {
        return Err(Undefined::TooLarge);
    }
    let width = risk_sets.width;
    if width == 0 {
        return Err(Undefined::NoVariation);
    }
    let start = DVector::zeros(width);
    let null = risk_sets.evaluate(&start);
    let unit = risk_sets.rows.iter().map(|row| row.weight).sum::<f64>() / risk_sets.rows.len() as f64;
    let maximum = newton::climb(
        |coefficients| risk_sets.evaluate(coefficients),
        |step| risk_sets.largest_change(step),
        start,
        unit,
    )?;
    let score_statistic = crate::stats::linear::Cholesky::new(&null.information)?.quadratic_form(&null.gradient);
    let values: Vec<f64> = (0..width).map(|j| maximum.parameters[j] / risk_sets.scale[j]).collect();
    let covariance = risk_sets.unscaled(&maximum.factor.inverse());
    if values.iter().any(|value| !value.is_finite()) || covariance.iter().any(|entry| !entry.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let coefficients = Coefficients::new(values, covariance, Reference::Normal);
    Ok(Cox { risk_sets, maximum, null_log_likelihood: null.value, score_statistic, coefficients })
}

impl Cox {
    /// The coefficients with the covariance of the model, the inverse of the information.
    pub fn coefficients(&self) -> &Coefficients {
        &self.coefficients
    }

    /// The coefficients with a covariance that allows for dependence within clusters, and for
    /// [weights](Subject::weighted) that are not counts: the sum over clusters of squared sums of the
    /// approximate changes that leaving out each subject would make (`dfbeta`).
    ///
    /// It is compared with the normal and without a correction for few clusters: with fewer than some
    /// forty it is too small. [`Undefined::TooFewGroups`] with fewer than two clusters,
    /// [`Undefined::OutsideDomain`] for another number of rows and for [`Ties::Exact`].
    ///
    /// Lin, D. Y. and Wei, L. J. (1989). The robust inference for the Cox proportional hazards model.
    /// *Journal of the American Statistical Association* 84, 1074-1078.
    pub fn clustered(&self, clusters: &Factor) -> Result<Coefficients, Undefined> {
        if self.risk_sets.ties == Ties::Exact || clusters.len() != self.risk_sets.rows.len() {
            return Err(Undefined::OutsideDomain);
        }
        if clusters.levels().len() < 2 {
            return Err(Undefined::TooFewGroups);
        }
        let scores = self.risk_sets.score_residuals(self.maximum.parameters.as_slice());
        let by_cluster = residuals::totals(&self.risk_sets, &scores, clusters);
        let covariance = residuals::sandwich(&self.maximum.factor, &by_cluster);
        let covariance = self.risk_sets.unscaled(&covariance);
        Ok(Coefficients::new(self.coefficients.values().to_vec(), covariance, Reference::Normal))
    }

    /// The logarithm of the partial likelihood at the estimate.
    pub fn log_likelihood(&self) -> f64 {
        self.maximum.at.value
    }

    /// The logarithm of the partial likelihood when all coefficients are 0.
    pub fn null_log_likelihood(&self) -> f64 {
        self.null_log_likelihood
    }

    /// The likelihood ratio test that all coefficients are 0; meaningless with weights that are not counts.
    pub fn likelihood_ratio_test(&self) -> Result<JointTest, Undefined> {
        let statistic = 2.0 * (self.log_likelihood() - self.null_log_likelihood);
        JointTest::chi_squared(statistic, self.risk_sets.width as f64)
    }

    /// Wald's test that all coefficients are 0.
    pub fn wald_test(&self) -> Result<JointTest, Undefined> {
        self.coefficients.joint_test(&(0..self.risk_sets.width).collect::<Vec<_>>())
    }

    /// The score test that all coefficients are 0: for one factor and [`Ties::Exact`], the log-rank test.
    pub fn score_test(&self) -> Result<JointTest, Undefined> {
        JointTest::chi_squared(self.score_statistic, self.risk_sets.width as f64)
    }

    /// Martingale residuals, in the order of the subjects: events less those that the model expects.
    ///
    /// See [`martingale_residuals`].
    pub fn martingale_residuals(&self) -> Vec<f64> {
        self.risk_sets.martingales(self.maximum.parameters.as_slice())
    }
}

impl RiskSets {
    /// A covariance of scaled coefficients in the units of the covariates.
    fn unscaled(&self, covariance: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(self.width, self.width, |i, j| covariance[(i, j)] / self.scale[i] / self.scale[j])
    }

    /// The most events of one time.
    fn most_tied(&self) -> usize {
        let same = |a: &risk_sets::Row, b: &risk_sets::Row| a.stratum == b.stratum && a.time == b.time;
        let tied = self.rows.chunk_by(same).map(|rows| rows.iter().filter(|row| row.event).count());
        tied.max().unwrap_or(0)
    }
}
