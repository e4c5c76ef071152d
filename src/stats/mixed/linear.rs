//! Linear mixed models with a random intercept, and perhaps a random slope, for each group.

use nalgebra::{DMatrix, DVector};

use crate::stats::linear::{Cholesky, product};
use crate::stats::optimize::{self, Value};
use crate::stats::orthogonal::Orthogonal;
use crate::stats::regression::{Coefficients, Components, Design, Factor, Reference};
use crate::stats::sum::sum;
use crate::stats::{Undefined, power_of_two};

/// What differs from group to group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RandomEffects<'a> {
    /// The level.
    Intercept,
    /// The level and the slope of a variable, which may be correlated; the variable's values row by row.
    InterceptAndSlope(&'a [f64]),
}

/// By what the variances are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Criterion {
    /// Restricted maximum likelihood: variances without the downward bias of maximum likelihood. The default.
    Reml,
    /// Maximum likelihood: for comparing models with different fixed effects by their likelihoods.
    MaximumLikelihood,
}

/// A fitted linear mixed model.
#[derive(Debug, Clone)]
pub struct LinearMixed {
    values: Vec<f64>,
    covariance: DMatrix<f64>,
    components: Components,
    residual_sd: f64,
    random_sd: Vec<f64>,
    correlation: Option<f64>,
    deviations: Vec<Vec<f64>>,
    log_likelihood: f64,
    singular: bool,
}

/// Fits `outcome = x . coefficients + deviations of the group + error`.
///
/// Deviations and errors are normal and independent of each other; rows of one group share its deviations.
/// When the groups differ less than chance would have them their variance is 0
/// ([`LinearMixed::singular`]) and the model is that of least squares.
///
/// [`Undefined::TooFewGroups`] with one group; [`Undefined::TooFewObservations`] when every row is a group of
/// its own, or no more rows than coefficients; [`Undefined::Collinear`] when a column is a combination of
/// others; [`Undefined::NoVariation`] when the outcome is constant or fitted without error;
/// [`Undefined::OutsideDomain`] for lengths that differ; [`Undefined::NoConvergence`] when no maximum is found.
///
/// ```
/// use utfall::stats::mixed::{Criterion, RandomEffects, linear_mixed};
/// use utfall::stats::regression::{Design, Factor};
///
/// // Balanced groups, by analysis of variance: mean squares 18 between (2 degrees of freedom) and 2 within (3)
/// // give the variances 2 and (18 - 2) / 2, and a standard error of sqrt(18 / 6) for the mean.
/// let y = [1.0, 3.0, 4.0, 6.0, 7.0, 9.0];
/// let groups = Factor::new(&["a", "a", "b", "b", "c", "c"]);
/// let model = linear_mixed(&Design::with_intercept(6), &y, &groups, RandomEffects::Intercept, Criterion::Reml)?;
/// assert!((model.residual_sd().powi(2) - 2.0).abs() < 1e-6);
/// assert!((model.random_sd()[0].powi(2) - 8.0).abs() < 1e-5);
/// let mean = model.coefficients().coefficient(0)?;
/// assert!((mean.value - 5.0).abs() < 1e-12 && (mean.standard_error - 3_f64.sqrt()).abs() < 1e-6);
/// assert!((mean.df.unwrap() - 2.0).abs() < 1e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bates, D., Maechler, M., Bolker, B. and Walker, S. (2015). Fitting linear mixed-effects models using lme4.
/// *Journal of Statistical Software* 67(1), equations 30 to 41.
pub fn linear_mixed(
    design: &Design,
    outcome: &[f64],
    groups: &Factor,
    random: RandomEffects<'_>,
    criterion: Criterion,
) -> Result<LinearMixed, Undefined> {
    let problem = Problem::new(design, outcome, groups, random, criterion)?;
    let (theta, singular) = problem.best()?;
    problem.fitted(&theta, singular)
}

/// The sums of one group: `Z'Z`, `Z'Q` and `Z'r`.
struct Group {
    square: DMatrix<f64>,
    with_basis: DMatrix<f64>,
    with_residuals: DVector<f64>,
}

/// The data, reduced to what the likelihood needs: with the columns as `Q R`, and what least squares leaves of
/// the outcome as `r`.
struct Problem {
    rows: f64,
    basis: Orthogonal,
    least_squares: Vec<f64>,
    residual_square: f64,
    groups: Vec<Group>,
    /// What the variable of the slope was divided by.
    slope_scale: f64,
    /// The number of deviations of a group.
    width: usize,
    /// The divisor of the residual variance.
    df: f64,
    criterion: Criterion,
}

/// The likelihood at some relative standard deviations, maximised over all else.
struct Profile {
    /// `ln det` of what does not depend on the residual variance.
    log_determinants: f64,
    /// The penalised residual sum of squares.
    squares: f64,
    /// The coefficients of the basis, from those of least squares.
    shift: DVector<f64>,
    fixed: Cholesky,
}

impl Problem {
    fn new(
        design: &Design,
        outcome: &[f64],
        groups: &Factor,
        random: RandomEffects<'_>,
        criterion: Criterion,
    ) -> Result<Problem, Undefined> {
        let (rows, columns) = (design.rows(), design.columns().len());
        let slope = match random {
            RandomEffects::Intercept => None,
            RandomEffects::InterceptAndSlope(values) => Some(values),
        };
        if outcome.len() != rows
            || groups.len() != rows
            || slope.is_some_and(|values| values.len() != rows)
            || columns == 0
        {
            return Err(Undefined::OutsideDomain);
        }
        if outcome.iter().chain(slope.unwrap_or_default()).any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let count = groups.levels().len();
        if count < 2 {
            return Err(if rows == 0 { Undefined::NoObservations } else { Undefined::TooFewGroups });
        }
        if count == rows || rows <= columns {
            return Err(Undefined::TooFewObservations);
        }
        let codes: Vec<f64> = groups.codes().iter().map(|code| *code as f64).collect();
        let order = design
            .canonical_order(&[Some(codes.as_slice()), Some(outcome), slope].into_iter().flatten().collect::<Vec<_>>());
        let column = |j: usize| order.iter().map(|row| design.row(*row)[j]).collect();
        let basis = Orthogonal::new((0..columns).map(column).collect(), design.has_intercept())?;
        let y: Vec<f64> = order.iter().map(|row| outcome[*row]).collect();
        let projected = basis.project(&y);
        let residual_square = sum(projected.residuals.iter().map(|r| r * r));
        if !residual_square.is_finite() {
            return Err(Undefined::NotFinite);
        }
        if residual_square <= 1e-24 * sum(y.iter().map(|y| y * y)) {
            return Err(Undefined::NoVariation);
        }
        let slope_scale = slope.map_or(1.0, |values| {
            power_of_two::above(values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs())))
        });
        let width = 1 + usize::from(slope.is_some());
        let random = |row: usize, effect: usize| match (effect, slope) {
            (1, Some(values)) => values[order[row]] / slope_scale,
            _ => 1.0,
        };
        let mut starts = Vec::new();
        for (place, row) in order.iter().enumerate() {
            if place == 0 || groups.codes()[*row] != groups.codes()[order[place - 1]] {
                starts.push(place);
            }
        }
        let of_group = |(index, start): (usize, &usize)| {
            let end = starts.get(index + 1).copied().unwrap_or(rows);
            let members = *start..end;
            Group {
                square: DMatrix::from_fn(width, width, |i, j| {
                    sum(members.clone().map(|row| random(row, i) * random(row, j)))
                }),
                with_basis: DMatrix::from_fn(width, columns, |i, j| {
                    sum(members.clone().map(|row| random(row, i) * basis.entry(row, j)))
                }),
                with_residuals: DVector::from_fn(width, |i, _| {
                    sum(members.clone().map(|row| random(row, i) * projected.residuals[row]))
                }),
            }
        };
        let sums = starts.iter().enumerate().map(of_group).collect();
        let df = match criterion {
            Criterion::Reml => (rows - columns) as f64,
            Criterion::MaximumLikelihood => rows as f64,
        };
        Ok(Problem {
            rows: rows as f64,
            least_squares: projected.along.clone(),
            residual_square,
            groups: sums,
            slope_scale,
            width,
            df,
            criterion,
            basis,
        })
    }

    /// The lower triangle of the relative covariance of a group's deviations.
    fn relative(&self, theta: &DVector<f64>) -> DMatrix<f64> {
        match self.width {
            1 => DMatrix::from_element(1, 1, theta[0]),
            _ => DMatrix::from_row_slice(2, 2, &[theta[0], 0.0, theta[1], theta[2]]),
        }
    }

    /// The factor of `L' Z'Z L + 1` of a group, and its `half` solutions of `L' Z'Q` and `L' Z'r`.
    fn reduced(
        &self,
        group: &Group,
        relative: &DMatrix<f64>,
    ) -> Result<(Cholesky, DMatrix<f64>, DVector<f64>), Undefined> {
        let turned = relative.transpose();
        let inner = product(&turned, &product(&group.square, relative)) + DMatrix::identity(self.width, self.width);
        let factor = Cholesky::new(&inner)?;
        let columns: Vec<DVector<f64>> = product(&turned, &group.with_basis)
            .column_iter()
            .map(|column| factor.half_solve(&column.clone_owned()))
            .collect();
        let residuals = factor.half_solve(&(&turned * &group.with_residuals));
        Ok((factor, DMatrix::from_columns(&columns), residuals))
    }

    fn profile(&self, theta: &DVector<f64>) -> Result<Profile, Undefined> {
        let relative = self.relative(theta);
        let columns = self.basis.width();
        let mut fixed = DMatrix::identity(columns, columns);
        let mut right = DVector::zeros(columns);
        let mut squares = vec![self.residual_square];
        let mut log_determinants = Vec::new();
        for group in &self.groups {
            let (factor, with_basis, with_residuals) = self.reduced(group, &relative)?;
            log_determinants.push(factor.ln_determinant());
            for i in 0..columns {
                for j in 0..=i {
                    fixed[(i, j)] -= with_basis.column(i).dot(&with_basis.column(j));
                }
                right[i] -= with_basis.column(i).dot(&with_residuals);
            }
            squares.push(-with_residuals.norm_squared());
        }
        let fixed = Cholesky::new(&fixed)?;
        squares.push(-fixed.quadratic_form(&right));
        if self.criterion == Criterion::Reml {
            log_determinants.push(fixed.ln_determinant() + 2.0 * self.basis.ln_determinant());
        }
        Ok(Profile {
            log_determinants: sum(log_determinants),
            squares: sum(squares),
            shift: fixed.solve(&right),
            fixed,
        })
    }

    /// Minus twice the log-likelihood, maximised over all but `theta`; infinite where it cannot be computed.
    fn deviance(&self, theta: &DVector<f64>) -> f64 {
        match self.profile(theta) {
            Ok(profile) if profile.squares > 0.0 => {
                let variance = profile.squares / self.df;
                profile.log_determinants + self.df * (1.0 + libm::log(2.0 * std::f64::consts::PI * variance))
            }
            _ => f64::INFINITY,
        }
    }

    /// The relative standard deviations with the largest likelihood, and whether they lie on the border.
    ///
    /// The likelihood does not change with the sign of a column of the triangle, so that the border is no
    /// border for the search; it starts from the best of a grid.
    fn best(&self) -> Result<(DVector<f64>, bool), Undefined> {
        let grid = (-3..=8).map(|step| libm::pow(10.0, 0.5 * f64::from(step)));
        let starts: Vec<DVector<f64>> = match self.width {
            1 => grid.map(|level| DVector::from_vec(vec![level])).collect(),
            _ => grid
                .clone()
                .flat_map(|level| grid.clone().map(move |slope| DVector::from_vec(vec![level, 0.0, slope])))
                .collect(),
        };
        let lowest = starts.into_iter().map(|start| (self.deviance(&start), start)).min_by(|a, b| a.0.total_cmp(&b.0));
        let (_, start) = lowest.ok_or(Undefined::NoConvergence)?;
        // In units of the start; the covariance in those of the slope.
        let units =
            DVector::from_fn(start.len(), |i, _| if start[i] == 0.0 { start[start.len() - 1] } else { start[i] });
        let there = |x: &DVector<f64>| x.component_mul(&units);
        let found = optimize::minimise(
            |x| Value {
                value: self.deviance(&there(x)),
                gradient: optimize::gradient(|x| self.deviance(&there(x)), x, 1e-5),
            },
            start.component_div(&units),
        )?;
        let mut theta = there(&found.at);
        // Without the deviations, or the one or the other of them, as good a fit says that they are 0.
        let mut singular = false;
        let borders: &[&[usize]] = if self.width == 1 { &[&[0]] } else { &[&[0, 1, 2], &[1, 2], &[0, 1], &[2], &[0]] };
        for border in borders {
            let mut without = theta.clone();
            border.iter().for_each(|place| without[*place] = 0.0);
            if self.deviance(&without) <= found.value + 1e-9 * (1.0 + found.value.abs()) {
                (theta, singular) = (without, true);
                break;
            }
        }
        if self.width == 2 && theta[0] == 0.0 && theta[2] == 0.0 && theta[1] != 0.0 {
            // Only the slope varies: the same covariance in the canonical triangle.
            (theta[2], theta[1]) = (theta[1].abs(), 0.0);
        }
        if theta[0] < 0.0 {
            theta[0] = -theta[0];
            if self.width == 2 {
                theta[1] = -theta[1];
            }
        }
        if self.width == 2 {
            theta[2] = theta[2].abs();
        }
        Ok((theta, singular))
    }

    fn fitted(&self, theta: &DVector<f64>, singular: bool) -> Result<LinearMixed, Undefined> {
        let profile = self.profile(theta)?;
        let variance = profile.squares / self.df;
        if variance <= 1e-14 * self.residual_square / self.rows {
            return Err(Undefined::NoVariation);
        }
        let residual_sd = libm::sqrt(variance);
        let basis: Vec<f64> = self.least_squares.iter().zip(profile.shift.iter()).map(|(b, shift)| b + shift).collect();
        let covariance = self.basis.covariance(&(profile.fixed.inverse() * variance));
        let relative = self.relative(theta);
        let spread = product(&relative, &relative.transpose()) * variance;
        let scales = [1.0, self.slope_scale];
        let random_sd: Vec<f64> = (0..self.width).map(|i| libm::sqrt(spread[(i, i)]) / scales[i]).collect();
        let correlation = (self.width == 2 && spread[(0, 0)] > 0.0 && spread[(1, 1)] > 0.0)
            .then(|| spread[(1, 0)] / libm::sqrt(spread[(0, 0)]) / libm::sqrt(spread[(1, 1)]));
        let deviations = self
            .groups
            .iter()
            .map(|group| {
                let left = &group.with_residuals - &group.with_basis * &profile.shift;
                let inner = product(&relative.transpose(), &product(&group.square, &relative))
                    + DMatrix::identity(self.width, self.width);
                let scaled = &relative * Cholesky::new(&inner)?.solve(&(relative.transpose() * left));
                Ok(scaled.iter().zip(scales).map(|(deviation, scale)| deviation / scale).collect())
            })
            .collect::<Result<Vec<Vec<f64>>, Undefined>>()?;
        let values = self.basis.coefficients(&basis);
        if values.iter().chain(covariance.iter()).any(|value| !value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let components = self.components(theta, variance, &covariance)?;
        let log_likelihood = -0.5 * self.deviance(theta);
        Ok(LinearMixed {
            values,
            covariance,
            components,
            residual_sd,
            random_sd,
            correlation,
            deviations,
            log_likelihood,
            singular,
        })
    }

    /// How the covariance of the coefficients depends on the variance parameters that are not 0, and the
    /// covariance of those: with `-2 ln L = a(theta) + b(theta) / s^2 + df ln(2 pi s^2)`.
    fn components(
        &self,
        theta: &DVector<f64>,
        variance: f64,
        covariance: &DMatrix<f64>,
    ) -> Result<Components, Undefined> {
        let free: Vec<usize> = (0..theta.len()).filter(|i| theta[*i] != 0.0).collect();
        let sd = libm::sqrt(variance);
        let units: Vec<f64> = free.iter().map(|i| theta[*i].abs()).collect();
        let at = |x: &DVector<f64>| {
            let mut there = theta.clone();
            free.iter().zip(x.iter()).zip(&units).for_each(|((i, x), unit)| there[*i] = x * unit);
            self.profile(&there)
        };
        let here = DVector::from_fn(free.len(), |i, _| theta[free[i]] / units[i]);
        let nothing = || DVector::from_element(2, f64::NAN);
        let parts = |x: &DVector<f64>| {
            at(x).map_or_else(|_| nothing(), |p| DVector::from_vec(vec![p.log_determinants, p.squares]))
        };
        let slopes = optimize::jacobian(parts, &here, 1e-3);
        let size = free.len() + 1;
        let mut information = DMatrix::zeros(size, size);
        for i in 0..free.len() {
            let column = |x: &DVector<f64>| {
                let mut unit = DVector::zeros(free.len());
                unit[i] = 1.0;
                let step = 1e-3;
                (parts(&(x + &unit * step)) - parts(&(x - &unit * step))) / (2.0 * step)
            };
            let second = optimize::jacobian(column, &here, 1e-3);
            for j in 0..free.len() {
                information[(i, j)] = second[(0, j)] + second[(1, j)] / variance;
            }
            information[(i, size - 1)] = -2.0 * slopes[(1, i)] / (variance * sd);
            information[(size - 1, i)] = information[(i, size - 1)];
        }
        information[(size - 1, size - 1)] = 4.0 * self.df / variance;
        let flat = |x: &DVector<f64>| match at(x) {
            Ok(profile) => {
                let entries = self.basis.covariance(&(profile.fixed.inverse() * variance));
                DVector::from_iterator(entries.len(), entries.iter().copied())
            }
            Err(_) => DVector::from_element(covariance.len(), f64::NAN),
        };
        let width = covariance.nrows();
        let mut derivatives: Vec<DMatrix<f64>> = optimize::jacobian(flat, &here, 1e-3)
            .column_iter()
            .map(|column| DMatrix::from_iterator(width, width, column.iter().copied()))
            .collect();
        derivatives.push(covariance * (2.0 / sd));
        // Half the curvature of the deviance is the information.
        let inverse = Cholesky::new(&information).map_err(|_| Undefined::NoConvergence)?.inverse() * 2.0;
        Ok(Components { derivatives, covariance: inverse })
    }
}

impl LinearMixed {
    /// The coefficients, compared with Student's t with degrees of freedom by Satterthwaite, contrast by
    /// contrast.
    ///
    /// Kuznetsova, A., Brockhoff, P. B. and Christensen, R. H. B. (2017). lmerTest package: tests in linear mixed
    /// effects models. *Journal of Statistical Software* 82(13), section 2.2.
    pub fn coefficients(&self) -> Coefficients {
        let reference = Reference::Components(self.components.clone());
        Coefficients::new(self.values.clone(), self.covariance.clone(), reference)
    }

    /// The coefficients, compared with the normal: for many groups, and for joint tests.
    pub fn normal_coefficients(&self) -> Coefficients {
        Coefficients::new(self.values.clone(), self.covariance.clone(), Reference::Normal)
    }

    /// The standard deviation of the errors.
    pub fn residual_sd(&self) -> f64 {
        self.residual_sd
    }

    /// The standard deviations of the groups' deviations: of the level, and of the slope if there is one.
    pub fn random_sd(&self) -> &[f64] {
        &self.random_sd
    }

    /// The correlation of level and slope; `None` without a slope, and when either does not vary.
    pub fn correlation(&self) -> Option<f64> {
        self.correlation
    }

    /// The share of the variance that lies between groups, given the covariates: the intraclass correlation.
    ///
    /// [`Undefined::OutsideDomain`] with a random slope, where it differs from person to person.
    pub fn intraclass_correlation(&self) -> Result<f64, Undefined> {
        match self.random_sd[..] {
            [level] => {
                let ratio = level / self.residual_sd;
                Ok(ratio * ratio / (1.0 + ratio * ratio))
            }
            _ => Err(Undefined::OutsideDomain),
        }
    }

    /// The predicted deviations of each group, in the order of the levels: drawn towards 0, the more the fewer
    /// its members.
    pub fn deviations(&self) -> &[Vec<f64>] {
        &self.deviations
    }

    /// The log-likelihood; restricted, by [`Criterion::Reml`].
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Whether a variance is 0, or level and slope correlate fully.
    pub fn singular(&self) -> bool {
        self.singular
    }
}
