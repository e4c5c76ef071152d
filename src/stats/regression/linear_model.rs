//! Linear models by ordinary and weighted least squares.

use super::sandwich::Pieces;
use super::{Clustered, Coefficients, Design, Factor, Heteroskedastic, JointTest, Reference};
use crate::stats::Undefined;
use crate::stats::orthogonal::{Orthogonal, Projected};
use crate::stats::sum::sum;

/// Residuals below this share of the variation of the outcome are rounding: the fit is perfect.
const PERFECT: f64 = 1e-12;

/// A linear model, `outcome = x . coefficients + error`, fitted by least squares.
#[derive(Debug, Clone)]
pub struct LinearModel {
    pieces: Pieces,
    values: Vec<f64>,
    /// The sums of squares, weighted: of the residuals, and of the outcome about its mean (about 0 without
    /// an intercept).
    residual_squares: f64,
    total_squares: f64,
    /// 1 with an intercept, 0 without; the coefficients that a constant would need.
    constant: usize,
    /// In the order of the pieces.
    weights: Vec<f64>,
    /// The groups whose effects were taken out before fitting.
    groups: Option<Factor>,
}

/// Ordinary least squares.
///
/// [`Undefined::OutsideDomain`] when the outcome has another number of rows than the design,
/// [`Undefined::TooFewObservations`] when no residual degree of freedom is left, [`Undefined::Collinear`]
/// when a column is a combination of others, [`Undefined::NoVariation`] when the outcome is constant or
/// the fit perfect: no standard error exists then.
///
/// On a yes-or-no outcome it is the linear probability model, whose coefficients are risk differences; give
/// it a [robust](LinearModel::robust) covariance.
///
/// ```
/// use utfall::stats::regression::{Design, Heteroskedastic, ordinary_least_squares};
///
/// // Anscombe (1973), data set 1: 3.00 + 0.500 x, standard error of the slope 0.118, R^2 0.667.
/// let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
/// let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
/// let model = ordinary_least_squares(&Design::with_intercept(11).numeric("x", &x)?, &y)?;
/// assert!((model.coefficients().values()[0] - 3.00).abs() < 5e-3);
/// let slope = model.coefficients().coefficient(1)?;
/// assert!((slope.value - 0.500).abs() < 5e-4 && (slope.standard_error - 0.118).abs() < 5e-4);
/// assert!((model.r_squared() - 0.667).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Seber, G. A. F. and Lee, A. J. (2003). *Linear Regression Analysis*, 2nd edition, chapter 3. The figures:
/// Anscombe, F. J. (1973). Graphs in statistical analysis. *The American Statistician* 27, 17-21.
pub fn ordinary_least_squares(design: &Design, outcome: &[f64]) -> Result<LinearModel, Undefined> {
    fit(design, outcome, None)
}

/// Weighted least squares: each squared residual counts `weight` times; the variance of a row is taken to
/// be in inverse proportion to its weight.
///
/// For weights that are not variances (sampling, inverse probability) take a
/// [robust](LinearModel::robust) covariance. Errors as for [`ordinary_least_squares`], and
/// [`Undefined::OutsideDomain`] for a weight that is not above 0.
///
/// ```
/// use utfall::stats::regression::{Design, weighted_least_squares};
///
/// // A weighted mean: (1 * 2 + 3 * 6) / 4.
/// let model = weighted_least_squares(&Design::with_intercept(2), &[2.0, 6.0], &[1.0, 3.0])?;
/// assert!((model.coefficients().values()[0] - 5.0).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn weighted_least_squares(design: &Design, outcome: &[f64], weights: &[f64]) -> Result<LinearModel, Undefined> {
    if weights.len() != design.rows() || weights.iter().any(|weight| *weight <= 0.0) {
        return Err(Undefined::OutsideDomain);
    }
    fit(design, outcome, Some(weights))
}

fn fit(design: &Design, outcome: &[f64], weights: Option<&[f64]>) -> Result<LinearModel, Undefined> {
    let rows = design.rows();
    if outcome.len() != rows {
        return Err(Undefined::OutsideDomain);
    }
    let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]);
    if (0..rows).any(|row| !(outcome[row].is_finite() && weight(row).is_finite())) {
        return Err(Undefined::NotFinite);
    }
    if rows == 0 {
        return Err(Undefined::NoObservations);
    }
    let width = design.columns().len();
    if rows <= width {
        return Err(Undefined::TooFewObservations);
    }
    let order = design.canonical_order(&[Some(outcome), weights].into_iter().flatten().collect::<Vec<_>>());
    let roots: Vec<f64> = order.iter().map(|row| libm::sqrt(weight(*row))).collect();
    let columns =
        (0..width).map(|j| order.iter().zip(&roots).map(|(row, root)| root * design.row(*row)[j]).collect()).collect();
    let scaled: Vec<f64> = order.iter().zip(&roots).map(|(row, root)| root * outcome[*row]).collect();
    let factored = Orthogonal::new(columns, design.has_intercept())?;
    let about = match design.has_intercept() {
        true => Orthogonal::new(vec![roots.clone()], true)?.project(&scaled).residuals,
        false => scaled.clone(),
    };
    let weights = order.iter().map(|row| weight(*row)).collect();
    let Projected { along, residuals } = factored.project(&scaled);
    let values = factored.coefficients(&along);
    let pieces = Pieces { order, factored, residuals, absorbed: None, parameters: width };
    LinearModel::new(pieces, values, &about, &scaled, usize::from(design.has_intercept()), weights)
}

impl LinearModel {
    pub(super) fn new(
        pieces: Pieces,
        values: Vec<f64>,
        about: &[f64],
        scaled: &[f64],
        constant: usize,
        weights: Vec<f64>,
    ) -> Result<LinearModel, Undefined> {
        let squares = |vector: &[f64]| sum(vector.iter().map(|entry| entry * entry));
        let residual_squares = squares(&pieces.residuals);
        let total_squares = squares(about);
        let finite = values.iter().all(|value| value.is_finite());
        if !(finite && residual_squares.is_finite() && total_squares.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let rounding = PERFECT * libm::sqrt(total_squares) + 1e-15 * libm::sqrt(squares(scaled));
        if libm::sqrt(residual_squares) <= rounding {
            return Err(Undefined::NoVariation);
        }
        Ok(LinearModel { pieces, values, residual_squares, total_squares, constant, weights, groups: None })
    }

    /// The same model, with the groups whose effects were taken out.
    pub(super) fn with_groups(self, groups: Factor) -> LinearModel {
        LinearModel { groups: Some(groups), ..self }
    }

    pub(super) fn pieces(&self) -> &Pieces {
        &self.pieces
    }

    /// Whether every group whose effect was taken out lies in one cluster.
    pub(super) fn groups_within(&self, clusters: &Factor) -> bool {
        let Some(groups) = &self.groups else { return true };
        let mut of_group = vec![None; groups.levels().len()];
        groups
            .codes()
            .iter()
            .zip(clusters.codes())
            .all(|(group, cluster)| *of_group[*group].get_or_insert(*cluster) == *cluster)
    }

    /// The coefficients with the covariance of equal variances, compared with Student's t.
    pub fn coefficients(&self) -> Coefficients {
        let covariance = self.pieces.model_based(self.residual_squares / self.residual_df());
        Coefficients::new(self.values.clone(), covariance, Reference::Student(self.residual_df()))
    }

    /// The coefficients with a covariance that allows for unequal variances, compared with Student's t.
    ///
    /// [`Undefined::FullLeverage`] for HC2 to HC4 when one row alone determines a coefficient.
    ///
    /// ```
    /// use utfall::stats::regression::{Design, Heteroskedastic, ordinary_least_squares};
    ///
    /// // The difference of two means with HC2 has the variance of Welch: 2.5 / 5 + 10 / 4 here.
    /// let arm = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    /// let y = [1.0, 2.0, 3.0, 4.0, 5.0, 4.0, 8.0, 6.0, 11.0];
    /// let model = ordinary_least_squares(&Design::with_intercept(9).numeric("arm", &arm)?, &y)?;
    /// let difference = model.robust(Heteroskedastic::Hc2)?.coefficient(1)?;
    /// let variance = 2.5 / 5.0 + (107.0 / 12.0) / 4.0;
    /// assert!((difference.standard_error.powi(2) - variance).abs() < 1e-13);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// MacKinnon, J. G. and White, H. (1985). Some heteroskedasticity-consistent covariance matrix estimators
    /// with improved finite sample properties. *Journal of Econometrics* 29, 305-325. HC4: Cribari-Neto, F.
    /// (2004). *Computational Statistics & Data Analysis* 45, 215-233.
    pub fn robust(&self, kind: Heteroskedastic) -> Result<Coefficients, Undefined> {
        let covariance = self.pieces.heteroskedastic(kind)?;
        Ok(Coefficients::new(self.values.clone(), covariance, Reference::Student(self.residual_df())))
    }

    /// [`LinearModel::robust`] as Stata computes it for `regress` with `aweight`: the leverage of a row is that
    /// of its covariates, not of its weight.
    ///
    /// Without weights the two are the same. [`Undefined::FullLeverage`] when such a leverage reaches 1.
    pub fn robust_as_stata(&self, kind: Heteroskedastic) -> Result<Coefficients, Undefined> {
        let mean = sum(self.weights.iter().copied()) / self.weights.len() as f64;
        let leverages = self.pieces.leverages();
        let leverages = leverages.iter().zip(&self.weights).map(|(h, weight)| h / weight * mean).collect();
        let covariance = self.pieces.heteroskedastic_with(kind, leverages)?;
        Ok(Coefficients::new(self.values.clone(), covariance, Reference::Student(self.residual_df())))
    }

    /// The coefficients with a covariance that allows for dependence within clusters, compared with
    /// Student's t: with `clusters - 1` degrees of freedom, or with those of the contrast for
    /// [`Clustered::Cr2`].
    ///
    /// [`Undefined::TooFewGroups`] with one cluster; a coefficient that fewer clusters determine than its
    /// standard error needs is [`Undefined::NoVariation`] where it is asked for. Treatment that varies
    /// between six counties has at most five degrees of freedom, however many people they hold.
    ///
    /// Liang, K.-Y. and Zeger, S. L. (1986). Longitudinal data analysis using generalized linear models.
    /// *Biometrika* 73, 13-22. Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for
    /// linear regression with multi-stage samples. *Survey Methodology* 28, 169-181. Pustejovsky, J. E. and
    /// Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and hypothesis testing
    /// in fixed effects models. *Journal of Business & Economic Statistics* 36, 672-683.
    pub fn clustered(&self, clusters: &Factor, kind: Clustered) -> Result<Coefficients, Undefined> {
        if kind == Clustered::Cr2 && !self.groups_within(clusters) {
            return Err(Undefined::OutsideDomain);
        }
        self.pieces.clustered(&self.values, clusters, kind, Reference::Student)
    }

    /// The residual degrees of freedom, rows less coefficients.
    pub fn residual_df(&self) -> f64 {
        self.pieces.residual_df()
    }

    /// The residual standard deviation.
    pub fn residual_sd(&self) -> f64 {
        libm::sqrt(self.residual_squares / self.residual_df())
    }

    /// The share of the variation of the outcome that the model explains.
    pub fn r_squared(&self) -> f64 {
        (1.0 - self.residual_squares / self.total_squares).max(0.0)
    }

    /// [`LinearModel::r_squared`] with both sums of squares over their degrees of freedom.
    pub fn adjusted_r_squared(&self) -> f64 {
        let total_df = self.pieces.rows() as f64 - self.constant as f64;
        1.0 - (1.0 - self.r_squared()) * (total_df / self.residual_df())
    }

    /// The F test that all coefficients but the intercept are 0.
    ///
    /// [`Undefined::OutsideDomain`] when there are none.
    pub fn overall_test(&self) -> Result<JointTest, Undefined> {
        let df = (self.pieces.parameters - self.constant) as f64;
        if df == 0.0 {
            return Err(Undefined::OutsideDomain);
        }
        let explained = (self.total_squares - self.residual_squares).max(0.0);
        let statistic = explained / df / (self.residual_squares / self.residual_df());
        JointTest::f(statistic, df, self.residual_df())
    }

    /// The log-likelihood with normal errors.
    pub fn log_likelihood(&self) -> f64 {
        let n = self.pieces.rows() as f64;
        let variance = self.residual_squares / n;
        let log_weights = sum(self.weights.iter().map(|weight| libm::log(*weight)));
        0.5 * (log_weights - n * (libm::log(2.0 * std::f64::consts::PI) + 1.0 + libm::log(variance)))
    }

    /// Akaike's criterion; the residual variance counts as a parameter.
    pub fn aic(&self) -> f64 {
        2.0 * (self.pieces.parameters + 1) as f64 - 2.0 * self.log_likelihood()
    }

    /// Schwarz's criterion; the residual variance counts as a parameter.
    pub fn bic(&self) -> f64 {
        (self.pieces.parameters + 1) as f64 * libm::log(self.pieces.rows() as f64) - 2.0 * self.log_likelihood()
    }

    /// The F test that the coefficients that `reduced` lacks are 0; both fitted to the same outcome.
    ///
    /// [`Undefined::OutsideDomain`] unless `reduced` has fewer coefficients and the same rows.
    pub fn against(&self, reduced: &LinearModel) -> Result<JointTest, Undefined> {
        if reduced.pieces.rows() != self.pieces.rows() || reduced.pieces.parameters >= self.pieces.parameters {
            return Err(Undefined::OutsideDomain);
        }
        let df = (self.pieces.parameters - reduced.pieces.parameters) as f64;
        let explained = (reduced.residual_squares - self.residual_squares).max(0.0);
        JointTest::f(explained / df / (self.residual_squares / self.residual_df()), df, self.residual_df())
    }
}
