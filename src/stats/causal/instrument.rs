//! Instrumental variables: the effect of what was received, from what was assigned.

use nalgebra::{DMatrix, DVector};

use crate::stats::distribution::StudentT;
use crate::stats::linear::Cholesky;
use crate::stats::orthogonal::Orthogonal;
use crate::stats::regression::{Clustered, Contrast, Design, Factor, JointTest};
use crate::stats::sum::{Sum, sum};
use crate::stats::{Interval, Level, Undefined};

/// Errors that survive unequal variances, and dependence within clusters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RobustErrors<'a> {
    /// White's, times `n / (n - k)` when `corrected`: HC1 and Stata's `robust`, otherwise HC0.
    Heteroskedastic {
        /// Whether the sums of squares are taken over their degrees of freedom.
        corrected: bool,
    },
    /// By cluster.
    Clustered {
        /// The cluster of each row.
        clusters: &'a Factor,
        /// How the few clusters are allowed for; [`Clustered::Cr2`] is not to be had here.
        kind: Clustered,
    },
}

/// The effect of something received on an outcome, by two-stage least squares.
#[derive(Debug, Clone, PartialEq)]
pub struct InstrumentalEffect {
    /// The effect of one more unit received.
    pub effect: Contrast,
    /// The F test, with the same errors, that the instruments do not move what is received: below about 10 they are
    /// weak, and the effect and its interval not to be trusted. `None` when what is received follows from them exactly.
    pub first_stage: Option<JointTest>,
    /// The effect of the first instrument on what is received.
    pub on_received: Contrast,
    /// The effect of the first instrument on the outcome: of being assigned, «intention to treat».
    pub on_outcome: Contrast,
    /// The covariance of the last two.
    covariance: f64,
    instruments: usize,
}

/// The effect on those who comply: who receive a treatment exactly if they are assigned to it.
///
/// Wald's estimator, `(mean outcome assigned - mean outcome not) / (share receiving assigned - share not)`, with robust
/// (HC1) errors: two-stage least squares with the assignment as the instrument and no covariates. It supposes that the
/// assignment is as good as random, that it acts on the outcome through what is received alone, and that nobody does
/// the opposite of what they are assigned to. The effect of having been assigned is [`InstrumentalEffect::on_outcome`],
/// the share of compliers [`InstrumentalEffect::on_received`].
///
/// [`Undefined::OutsideDomain`] for lists of different lengths; other errors as for [`two_stage_least_squares`].
///
/// ```
/// use utfall::stats::causal::complier_average_causal_effect;
///
/// // Sommer and Zeger (1991), vitamin A: of 12,094 infants assigned to it 9,675 received it, of whom 12 died, and 34
/// // of the others; of 11,588 not assigned 74. Imbens and Rubin (1997): 2.6 (0.9) fewer deaths in a thousand by
/// // assignment, 3.2 (1.2) by receipt.
/// let groups = [(true, true, 12, 9675), (true, false, 34, 2419), (false, false, 74, 11_588)];
/// let people = || groups.iter().flat_map(|(z, d, deaths, n)| (0..*n).map(move |i| (*z, *d, f64::from(i < *deaths))));
/// let assigned: Vec<bool> = people().map(|(z, _, _)| z).collect();
/// let received: Vec<bool> = people().map(|(_, d, _)| d).collect();
/// let died: Vec<f64> = people().map(|(_, _, y)| y).collect();
/// let found = complier_average_causal_effect(&assigned, &received, &died)?;
/// assert!((found.on_outcome.value + 0.0026).abs() < 5e-5 && (found.on_outcome.standard_error - 0.0009).abs() < 5e-5);
/// assert!((found.effect.value + 0.0032).abs() < 5e-5 && (found.effect.standard_error - 0.0012).abs() < 5e-5);
/// assert!((found.on_received.value - 0.8).abs() < 1e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Angrist, J. D., Imbens, G. W. and Rubin, D. B. (1996). Identification of causal effects using instrumental
/// variables. *Journal of the American Statistical Association* 91, 444-455. Imbens, G. W. and Rubin, D. B. (1997).
/// Bayesian inference for causal effects in randomized experiments with noncompliance. *Annals of Statistics* 25,
/// 305-327.
pub fn complier_average_causal_effect(
    assigned: &[bool],
    received: &[bool],
    outcome: &[f64],
) -> Result<InstrumentalEffect, Undefined> {
    let numbers = |flags: &[bool]| flags.iter().map(|flag| f64::from(*flag)).collect::<Vec<f64>>();
    let instruments = Design::without_intercept(assigned.len()).numeric("assigned", &numbers(assigned))?;
    let errors = RobustErrors::Heteroskedastic { corrected: true };
    let covariates = Design::with_intercept(assigned.len());
    two_stage_least_squares(&covariates, &instruments, &numbers(received), outcome, errors)
}

/// Two-stage least squares: the effect of `received` on `outcome` given covariates, moved by `instruments` alone.
///
/// `received` is predicted by least squares from the covariates and the instruments, and the outcome regressed on the
/// covariates and that prediction; residuals are those with what was received in fact. `covariates` hold the intercept
/// and what else affects both the instruments and the outcome; `instruments` are a design without intercept. Compared
/// with Student's t, on the residual degrees of freedom or one less than the clusters.
///
/// [`Undefined::OutsideDomain`] for lists of different lengths, no instruments, or [`Clustered::Cr2`];
/// [`Undefined::NotFinite`] for a number that is not finite; [`Undefined::TooFewObservations`] without residual degrees
/// of freedom; [`Undefined::TooFewGroups`] with one cluster; [`Undefined::Collinear`] when a column is a combination of
/// others, or the instruments do not move what is received at all; [`Undefined::NoVariation`] when no error is left to
/// judge by.
///
/// ```
/// use utfall::stats::causal::{RobustErrors, two_stage_least_squares};
/// use utfall::stats::regression::Design;
///
/// // By hand: with one instrument and no covariates the effect is cov(z, y) / cov(z, d).
/// let z = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
/// let d = [1.0, 0.0, 2.0, 2.0, 3.0, 5.0];
/// let y = [2.0, 1.0, 3.0, 5.0, 6.0, 9.0];
/// let instruments = Design::without_intercept(6).numeric("z", &z)?;
/// let errors = RobustErrors::Heteroskedastic { corrected: false };
/// let found = two_stage_least_squares(&Design::with_intercept(6), &instruments, &d, &y, errors)?;
/// // sum (z - 2.5) y = 26 and sum (z - 2.5) d = 14.5.
/// assert!((found.effect.value - 26.0 / 14.5).abs() < 1e-13);
/// assert!((found.on_outcome.value / found.on_received.value - found.effect.value).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Wooldridge, J. M. (2010). *Econometric Analysis of Cross Section and Panel Data*, 2nd edition, sections 5.2.1 and
/// 5.2.5.
pub fn two_stage_least_squares(
    covariates: &Design,
    instruments: &Design,
    received: &[f64],
    outcome: &[f64],
    errors: RobustErrors,
) -> Result<InstrumentalEffect, Undefined> {
    let rows = covariates.rows();
    let count = instruments.columns().len();
    if instruments.rows() != rows || received.len() != rows || outcome.len() != rows {
        return Err(Undefined::OutsideDomain);
    }
    if count == 0 || instruments.has_intercept() {
        return Err(Undefined::OutsideDomain);
    }
    if received.iter().chain(outcome).any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if rows == 0 {
        return Err(Undefined::NoObservations);
    }
    let width = covariates.columns().len();
    if rows <= width + count {
        return Err(Undefined::TooFewObservations);
    }
    // Rows alike in all else may differ in their instruments.
    let keys: Vec<Vec<f64>> = (0..count).map(|j| (0..rows).map(|row| instruments.row(row)[j]).collect()).collect();
    let mut first: Vec<&[f64]> = vec![outcome, received];
    first.extend(keys.iter().map(Vec::as_slice));
    let order = covariates.canonical_order(&first);
    let column = |design: &Design, j: usize| order.iter().map(|row| design.row(*row)[j]).collect::<Vec<f64>>();
    let exogenous: Vec<Vec<f64>> = (0..width).map(|j| column(covariates, j)).collect();
    let moved: Vec<Vec<f64>> = (0..count).map(|j| column(instruments, j)).collect();
    let constant = covariates.has_intercept();
    let sorted = |values: &[f64]| order.iter().map(|row| values[*row]).collect::<Vec<f64>>();
    let (received, outcome) = (sorted(received), sorted(outcome));
    let spread = Spread { order: &order, errors };

    let reduced = Orthogonal::new([exogenous.clone(), moved].concat(), constant)?;
    let (first_stage, itt) = (reduced.project(&received), reduced.project(&outcome));
    let (on_received, on_outcome) = (reduced.coefficients(&first_stage.along), reduced.coefficients(&itt.along));
    let covariance =
        |a: &[f64], b: &[f64]| spread.covariance(&reduced, a, b, width + count).map(|inner| reduced.covariance(&inner));
    let of_received = covariance(&first_stage.residuals, &first_stage.residuals)?;
    let of_outcome = covariance(&itt.residuals, &itt.residuals)?;
    let between = covariance(&first_stage.residuals, &itt.residuals)?;
    let residual_df = spread.df(rows - width - count)?;

    let fitted: Vec<f64> = received.iter().zip(&first_stage.residuals).map(|(d, rest)| d - rest).collect();
    let second = Orthogonal::new([exogenous.clone(), vec![fitted]].concat(), constant)?;
    let values = second.coefficients(&second.project(&outcome).along);
    let residuals: Vec<f64> = (0..rows)
        .map(|row| {
            let explained: f64 = exogenous.iter().zip(&values).map(|(column, b)| column[row] * b).sum();
            outcome[row] - explained - values[width] * received[row]
        })
        .collect();
    let inner = spread.covariance(&second, &residuals, &residuals, width + 1)?;
    let variance = second.covariance(&inner)[(width, width)];
    let contrast = |value: f64, variance: f64, df: f64| {
        if !(value.is_finite() && variance.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        Ok(Contrast { value, standard_error: libm::sqrt(variance.max(0.0)), df: Some(df) })
    };
    let instrumented = DMatrix::from_fn(count, count, |i, j| of_received[(width + i, width + j)]);
    let moving = DVector::from_fn(count, |i, _| on_received[width + i]);
    let first_stage = match Cholesky::new(&instrumented) {
        Ok(factor) => Some(JointTest::f(factor.quadratic_form(&moving) / count as f64, count as f64, residual_df)?),
        // Without a residual there is no error to divide by.
        Err(Undefined::Collinear) => None,
        Err(why) => return Err(why),
    };
    Ok(InstrumentalEffect {
        effect: contrast(values[width], variance, spread.df(rows - width - 1)?)?,
        first_stage,
        on_received: contrast(on_received[width], of_received[(width, width)], residual_df)?,
        on_outcome: contrast(on_outcome[width], of_outcome[(width, width)], residual_df)?,
        covariance: between[(width, width)],
        instruments: count,
    })
}

/// How residuals become a covariance.
struct Spread<'a> {
    order: &'a [usize],
    errors: RobustErrors<'a>,
}

impl Spread<'_> {
    /// The covariance of the coefficients of the basis, from the residuals of one or of two outcomes.
    fn covariance(
        &self,
        basis: &Orthogonal,
        a: &[f64],
        b: &[f64],
        parameters: usize,
    ) -> Result<DMatrix<f64>, Undefined> {
        let (rows, width) = (self.order.len(), basis.width());
        let (n, k) = (rows as f64, parameters as f64);
        let (groups, factor) = match self.errors {
            RobustErrors::Heteroskedastic { corrected } => (None, if corrected { n / (n - k) } else { 1.0 }),
            RobustErrors::Clustered { clusters, kind } => {
                let count = clusters.levels().len() as f64;
                if clusters.len() != rows || kind == Clustered::Cr2 {
                    return Err(Undefined::OutsideDomain);
                }
                if count < 2.0 {
                    return Err(Undefined::TooFewGroups);
                }
                let factor = match kind {
                    Clustered::Cr0 | Clustered::Cr2 => 1.0,
                    Clustered::Cr1 => count / (count - 1.0),
                    Clustered::Cr1Stata => count / (count - 1.0) * ((n - 1.0) / (n - k)),
                };
                (Some(clusters), factor)
            }
        };
        let count = groups.map_or(rows, |clusters| clusters.levels().len());
        let group = |row: usize| groups.map_or(row, |clusters| clusters.codes()[self.order[row]]);
        let scores = |residuals: &[f64]| {
            let mut sums = vec![vec![Sum::default(); width]; count];
            for (row, residual) in residuals.iter().enumerate() {
                let own = &mut sums[group(row)];
                basis.row(row).zip(own).for_each(|(q, sum)| sum.add(q * residual));
            }
            sums.into_iter().map(|sums| sums.iter().map(|sum| sum.value()).collect()).collect::<Vec<Vec<f64>>>()
        };
        let (of_a, of_b) = (scores(a), scores(b));
        Ok(DMatrix::from_fn(width, width, |i, j| factor * sum(of_a.iter().zip(&of_b).map(|(a, b)| a[i] * b[j]))))
    }

    /// The degrees of freedom with which estimates are compared.
    fn df(&self, residual: usize) -> Result<f64, Undefined> {
        match self.errors {
            RobustErrors::Heteroskedastic { .. } => Ok(residual as f64),
            RobustErrors::Clustered { clusters, .. } => match clusters.levels().len() {
                0 | 1 => Err(Undefined::TooFewGroups),
                count => Ok(count as f64 - 1.0),
            },
        }
    }
}

impl InstrumentalEffect {
    /// The interval of Anderson and Rubin, which is right however weak the instrument: all effects `b` for which
    /// `outcome - b received` does not depend on it.
    ///
    /// All `b` with `(y - b d)^2 <= t^2 var(y - b d)`, where `y` and `d` are the effects of the instrument on the
    /// outcome and on what is received. With a weak instrument it is the outside of an interval, or the whole line.
    ///
    /// [`Undefined::OutsideDomain`] with several instruments.
    ///
    /// ```
    /// use utfall::stats::causal::complier_average_causal_effect;
    /// use utfall::stats::{Interval, Level};
    ///
    /// // Nearly all do as they are told: hardly another interval than the plain one.
    /// let assigned: Vec<bool> = (0..200).map(|i| i % 2 == 0).collect();
    /// let received: Vec<bool> = (0..200).map(|i| i % 2 == 0 && i % 10 != 0).collect();
    /// let value = |i: usize| (i * 7 % 13) as f64 + if received[i] { 3.0 } else { 0.0 };
    /// let outcome: Vec<f64> = (0..200).map(value).collect();
    /// let found = complier_average_causal_effect(&assigned, &received, &outcome)?;
    /// let plain = found.effect.estimated(Level::NINETY_FIVE)?.interval;
    /// let robust = found.anderson_rubin(Level::NINETY_FIVE)?;
    /// assert!((plain.lower().unwrap() - robust.lower().unwrap()).abs() < 0.05);
    /// assert!((plain.upper().unwrap() - robust.upper().unwrap()).abs() < 0.05);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Anderson, T. W. and Rubin, H. (1949). Estimation of the parameters of a single equation in a complete system of
    /// stochastic equations. *Annals of Mathematical Statistics* 20, 46-63.
    pub fn anderson_rubin(&self, level: Level) -> Result<Interval, Undefined> {
        if self.instruments != 1 {
            return Err(Undefined::OutsideDomain);
        }
        let df = self.on_outcome.df.unwrap_or(f64::INFINITY);
        let t = StudentT::new(df)?.upper_quantile(0.5 * level.alpha())?;
        let (y, d) = (self.on_outcome.value, self.on_received.value);
        let square = |error: f64| t * t * error * error;
        // a b^2 - 2 h b + c <= 0.
        let a = d * d - square(self.on_received.standard_error);
        let h = y * d - t * t * self.covariance;
        let c = y * y - square(self.on_outcome.standard_error);
        let discriminant = h * h - a * c;
        if !(a.is_finite() && discriminant.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        if discriminant < 0.0 {
            // With a > 0 the estimate itself, y / d, would be excluded.
            return if a < 0.0 { Ok(Interval::Whole) } else { Err(Undefined::NoVariation) };
        }
        let root = libm::sqrt(discriminant);
        // The roots without cancellation.
        let far = h + root.copysign(h);
        let (one, two) = if far == 0.0 { (0.0, 0.0) } else { (far / a, c / far) };
        let (lower, upper) = (one.min(two), one.max(two));
        Ok(if a > 0.0 {
            Interval::Bounded { lower, upper }
        } else if a < 0.0 {
            Interval::Complement { lower, upper }
        } else if h > 0.0 {
            Interval::Bounded { lower: c / (2.0 * h), upper: f64::INFINITY }
        } else if h < 0.0 {
            Interval::Bounded { lower: f64::NEG_INFINITY, upper: c / (2.0 * h) }
        } else {
            Interval::Whole
        })
    }
}
