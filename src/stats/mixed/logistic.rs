//! Logistic regression with a random intercept for each group.

use nalgebra::{DMatrix, DVector};

use super::hermite::normal_quadrature;
use crate::stats::linear::Cholesky;
use crate::stats::optimize::{self, Value};
use crate::stats::orthogonal::Orthogonal;
use crate::stats::regression::{Coefficients, Design, Factor, Reference, logistic};
use crate::stats::sum::{Sum, sum};
use crate::stats::{Arm, Undefined};

/// The most points of the quadrature.
const MOST_POINTS: usize = 50;

/// A standard deviation of the intercepts beyond which it is infinite.
const LARGEST_SD: f64 = 100.0;

/// A step of the most likely deviation, in standard deviations, that is the last.
const SMALL_STEP: f64 = 1e-7;

const MOST_STEPS: usize = 200;

/// Odds so small that one more than them has lost too many of their digits.
const SMALL_ODDS: f64 = 1e-3;

/// A product of numbers from 1 to 2 that is not yet too large for another.
const LARGE_PRODUCT: f64 = 1e300;

/// A logistic model whose intercept differs from group to group.
#[derive(Debug, Clone)]
pub struct LogisticMixed {
    coefficients: Coefficients,
    random_sd: f64,
    log_likelihood: f64,
    singular: bool,
}

/// Fits `logit(p) = x . coefficients + deviation of the group`, the deviations normal, by maximum likelihood.
///
/// The likelihood of a group is an integral over its deviation. With one `point` it is Laplace's approximation;
/// with more, adaptive quadrature by Gauss and Hermite about the most likely deviation: 9 are enough for most
/// data, and Laplace's is good unless groups are small. An odds ratio of this model compares members of the same
/// group, and is further from 1 than that of all together. Standard errors come from the curvature of the
/// likelihood in all parameters; when the intercepts do not vary ([`LogisticMixed::singular`]) the model is that
/// of [`logistic`].
///
/// [`Undefined::TooFewGroups`] with one group, [`Undefined::NoVariation`] when all have the outcome or none,
/// [`Undefined::Separation`] when the covariates tell who has it, or the groups do; other errors as for
/// [`logistic`]; [`Undefined::OutsideDomain`] too for no points or more than 50.
///
/// ```
/// use utfall::stats::Arm;
/// use utfall::stats::mixed::logistic_mixed;
/// use utfall::stats::regression::{Design, Factor};
///
/// // Groups with equal shares differ by less than chance: the model is that of logistic regression.
/// let outcome = [Arm::new(2, 10)?, Arm::new(4, 10)?, Arm::new(2, 10)?, Arm::new(4, 10)?];
/// let design = Design::with_intercept(4).numeric("arm", &[0.0, 1.0, 0.0, 1.0])?;
/// let model = logistic_mixed(&design, &outcome, &Factor::new(&["a", "a", "b", "b"]), 9)?;
/// assert!(model.singular());
/// let log_ratio = (4.0 / 6.0 / (2.0 / 8.0) as f64).ln();
/// assert!((model.coefficients().values()[1] - log_ratio).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Pinheiro, J. C. and Bates, D. M. (1995). Approximations to the log-likelihood function in the nonlinear
/// mixed-effects model. *Journal of Computational and Graphical Statistics* 4, 12-35, section 2.4.
pub fn logistic_mixed(
    design: &Design,
    outcome: &[Arm],
    groups: &Factor,
    points: usize,
) -> Result<LogisticMixed, Undefined> {
    if groups.len() != design.rows() || outcome.len() != design.rows() || !(1..=MOST_POINTS).contains(&points) {
        return Err(Undefined::OutsideDomain);
    }
    if groups.levels().len() < 2 {
        return Err(Undefined::TooFewGroups);
    }
    let plain = logistic(design, outcome)?;
    let problem = Problem::new(design, outcome, groups, points)?;
    let start = problem.rotated(plain.coefficients()?.values());
    let with_sd = |sd: f64| DVector::from_iterator(start.len() + 1, start.iter().copied().chain([sd]));
    let grid = [0.1, 0.3, 1.0, 2.0, 4.0].map(|sd| (problem.evaluate(&with_sd(sd)).value, sd));
    let (_, sd) = grid.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).ok_or(Undefined::NoConvergence)?;
    let minimum = optimize::minimise(|at| problem.evaluate(at), with_sd(sd))?;
    let found = minimum.at[start.len()].abs();
    if found > LARGEST_SD {
        return Err(Undefined::Separation);
    }
    let without = problem.evaluate(&with_sd(0.0)).value;
    if without <= minimum.value + 1e-9 * (1.0 + without.abs()) {
        let log_likelihood = problem.constant - without;
        return Ok(LogisticMixed {
            coefficients: plain.coefficients()?,
            random_sd: 0.0,
            log_likelihood,
            singular: true,
        });
    }
    // Newton's last steps, with one curvature, and that at their end for the standard errors.
    let curvature = |at: &DVector<f64>| {
        let second = optimize::jacobian(|x| problem.evaluate(x).gradient, at, 1e-4);
        let symmetric = (&second + second.transpose()) * 0.5;
        Cholesky::new(&symmetric)
            .map_err(|why| if why == Undefined::Collinear { Undefined::NoConvergence } else { why })
    };
    let mut at = minimum.at;
    let mut factor = curvature(&at)?;
    let mut gradient = problem.evaluate(&at).gradient;
    let begin = at.clone();
    for _ in 0..3 {
        let next = &at - factor.solve(&gradient);
        let found = problem.evaluate(&next);
        if found.gradient.norm() >= gradient.norm() || found.value.is_nan() {
            break;
        }
        (at, gradient) = (next, found.gradient);
    }
    if at != begin {
        factor = curvature(&at)?;
    }
    let width = start.len();
    let inverse = factor.inverse();
    let covariance = problem.basis.covariance(&inverse.view((0, 0), (width, width)).clone_owned());
    let values = problem.basis.coefficients(&at.as_slice()[..width]);
    if values.iter().chain(covariance.iter()).any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    Ok(LogisticMixed {
        coefficients: Coefficients::new(values, covariance, Reference::Normal),
        random_sd: at[width].abs(),
        log_likelihood: problem.constant - problem.evaluate(&at).value,
        singular: false,
    })
}

/// One row of a group.
struct Row {
    /// The entries of the orthonormal basis.
    basis: DVector<f64>,
    events: f64,
    total: f64,
}

/// The data by group, with the columns as an orthonormal basis.
struct Problem {
    groups: Vec<Vec<Row>>,
    basis: Orthogonal,
    least: DMatrix<f64>,
    rule: Vec<(f64, f64)>,
    /// The logarithms of the numbers of ways in which the events of groups of persons may fall.
    constant: f64,
}

impl Problem {
    fn new(design: &Design, outcome: &[Arm], groups: &Factor, points: usize) -> Result<Problem, Undefined> {
        let codes: Vec<f64> = groups.codes().iter().map(|code| *code as f64).collect();
        let events: Vec<f64> = outcome.iter().map(|arm| arm.events() as f64).collect();
        let totals: Vec<f64> = outcome.iter().map(|arm| arm.total() as f64).collect();
        let order = design.canonical_order(&[&codes, &events, &totals]);
        let width = design.columns().len();
        let column = |j: usize| order.iter().map(|row| design.row(*row)[j]).collect();
        let basis = Orthogonal::new((0..width).map(column).collect(), design.has_intercept())?;
        let mut by_group: Vec<Vec<Row>> = Vec::new();
        let mut last = None;
        let mut constant = Sum::default();
        for (place, row) in order.iter().enumerate() {
            if last.replace(groups.codes()[*row]) != Some(groups.codes()[*row]) {
                by_group.push(Vec::new());
            }
            let entries = DVector::from_iterator(width, basis.row(place));
            let (events, total) = (events[*row], totals[*row]);
            constant.add(crate::stats::regression::ln_ways(events, total));
            if let Some(group) = by_group.last_mut() {
                group.push(Row { basis: entries, events, total });
            }
        }
        // Turns coefficients of the columns into those of the basis.
        let least = DMatrix::from_fn(width, width, |i, j| {
            sum(order.iter().enumerate().map(|(place, row)| basis.entry(place, i) * design.row(*row)[j]))
        });
        Ok(Problem { groups: by_group, basis, least, rule: normal_quadrature(points), constant: constant.value() })
    }

    fn rotated(&self, coefficients: &[f64]) -> DVector<f64> {
        &self.least * DVector::from_column_slice(coefficients)
    }

    /// Minus the log-likelihood and its gradient, at coefficients of the basis followed by the standard deviation.
    fn evaluate(&self, at: &DVector<f64>) -> Value {
        let width = at.len() - 1;
        let mut value = Sum::default();
        let mut gradient = vec![Sum::default(); at.len()];
        for group in &self.groups {
            let predictor = |row: &Row| row.basis.iter().zip(at.iter()).map(|(q, b)| q * b).sum();
            let group = Group { rows: group, predictors: group.iter().map(predictor).collect(), sd: at[width] };
            let Some(found) = Integral::new(&group, width, &self.rule) else {
                return Value { value: f64::INFINITY, gradient: DVector::from_element(at.len(), f64::NAN) };
            };
            value.add(-found.logarithm);
            gradient.iter_mut().zip(found.gradient.iter()).for_each(|(sum, slope)| sum.add(-slope));
        }
        Value { value: value.value(), gradient: DVector::from_fn(at.len(), |i, _| gradient[i].value()) }
    }
}

/// The logarithm of the likelihood of a group, with its gradient.
struct Integral {
    logarithm: f64,
    gradient: DVector<f64>,
}

/// A group at some coefficients: its rows with their predictors, and the standard deviation.
struct Group<'a> {
    rows: &'a [Row],
    predictors: Vec<f64>,
    sd: f64,
}

impl Group<'_> {
    /// The first of these sums over the group at a deviation, in standard deviations, for outcomes `y` of `m` with shares
    /// `p`: the log-likelihood, the score `sum (y - m p)`, the weight `sum m p (1 - p)`, and the bend, which is the
    /// derivative of the weight by the predictor. `row` is told of each row's score, weight and bend, in order.
    fn at<const SUMS: usize>(&self, u: f64, mut row: impl FnMut([f64; 3])) -> [f64; SUMS] {
        let mut sums = [Sum::default(); SUMS];
        // The logarithm of a product takes the place of one for each person.
        let mut product = 1.0_f64;
        for (own, predictor) in self.rows.iter().zip(&self.predictors) {
            let x = predictor + self.sd * u;
            // Exact in both tails.
            let odds = libm::exp(-x.abs());
            let (large, small) = (1.0 / (1.0 + odds), odds / (1.0 + odds));
            let (p, q) = if x >= 0.0 { (large, small) } else { (small, large) };
            let terms = [own.events - own.total * p, own.total * p * q, own.total * p * q * (q - p)];
            sums[0].add(own.events * x - own.total * x.max(0.0));
            if own.total == 1.0 && odds > SMALL_ODDS {
                product *= 1.0 + odds;
                if product > LARGE_PRODUCT {
                    sums[0].add(-libm::log(product));
                    product = 1.0;
                }
            } else {
                sums[0].add(-own.total * libm::log1p(odds));
            }
            sums[1..].iter_mut().zip(terms).for_each(|(sum, term)| sum.add(term));
            row(terms);
        }
        sums[0].add(-libm::log(product));
        sums.map(Sum::value)
    }

    /// The rows of the basis, each times its value, together.
    fn along(&self, values: impl Iterator<Item = f64>, width: usize) -> DVector<f64> {
        let mut along = DVector::zeros(width);
        self.rows.iter().zip(values).for_each(|(row, value)| along.axpy(value, &row.basis, 1.0));
        along
    }

    /// The deviation with the largest likelihood, by Newton's method; the likelihood is concave.
    fn most_likely(&self) -> Option<f64> {
        let sd = self.sd;
        let height = |u: f64, [log_likelihood, ..]: [f64; 3]| log_likelihood - 0.5 * u * u;
        let mut u = 0.0;
        let mut here = self.at(u, |_| {});
        for _ in 0..MOST_STEPS {
            let [_, score, weight] = here;
            let step = (sd * score - u) / (1.0 + sd * sd * weight);
            if step.abs() <= SMALL_STEP {
                // Newton's last step squares the error.
                return Some(u + step);
            }
            let mut share = 1.0;
            (u, here) = loop {
                let there = self.at(u + share * step, |_| {});
                if height(u + share * step, there) >= height(u, here) {
                    break (u + share * step, there);
                }
                share *= 0.5;
                if share < SMALL_STEP {
                    // Rounding allows no better.
                    return Some(u);
                }
            };
        }
        None
    }
}

impl Integral {
    /// With `l(u)` the log-likelihood at the deviation `u`, in standard deviations, less `u^2 / 2`, and `c` minus
    /// its second derivative at its maximum `v`:
    /// `ln sum w exp(l(v + z / sqrt(c)) + z^2 / 2) - ln(c) / 2` over the points `z`.
    fn new(group: &Group<'_>, width: usize, rule: &[(f64, f64)]) -> Option<Integral> {
        let sd = group.sd;
        let mode = group.most_likely()?;
        let (mut weights, mut bends) = (Vec::new(), Vec::new());
        let [_, score, weight, bend] = group.at(mode, |[_, weight, bend]| {
            weights.push(weight);
            bends.push(bend);
        });
        let (weights, bends) = (group.along(weights.into_iter(), width), group.along(bends.into_iter(), width));
        let curvature = 1.0 + sd * sd * weight;
        let reach = 1.0 / libm::sqrt(curvature);
        // The scores of all rows at one point after the other.
        let mut scores = Vec::with_capacity(rule.len() * group.rows.len());
        let points: Vec<(f64, f64, f64)> = rule
            .iter()
            .map(|(z, weight)| {
                let u = mode + z * reach;
                let [log_likelihood, score] = group.at(u, |[score, ..]| scores.push(score));
                (*z, libm::log(*weight) + log_likelihood - 0.5 * u * u + 0.5 * z * z, score)
            })
            .collect();
        let largest = points.iter().map(|(_, log, _)| *log).fold(f64::NEG_INFINITY, f64::max);
        let shares: Vec<f64> = points.iter().map(|(_, log, _)| libm::exp(log - largest)).collect();
        let total = sum(shares.iter().copied());
        let shares: Vec<f64> = shares.iter().map(|share| share / total).collect();
        let logarithm = largest + libm::log(total) - 0.5 * libm::log(curvature);
        // How the likelihood at the points changes: with the parameters themselves, and with the mode and the curvature
        // that the points follow.
        let mut expected = vec![0.0; group.rows.len()];
        for (share, scores) in shares.iter().zip(scores.chunks_exact(group.rows.len())) {
            expected.iter_mut().zip(scores).for_each(|(expected, score)| *expected += share * score);
        }
        let direct = group.along(expected.into_iter(), width);
        let (mut by_sd, mut by_mode, mut by_sharpness) = (0.0, 0.0, 0.0);
        for ((z, _, score), share) in points.iter().zip(&shares) {
            let u = mode + z * reach;
            let outward = share * (sd * score - u);
            by_sd += share * score * u;
            by_mode += outward;
            by_sharpness -= outward * 0.5 * z * reach / curvature;
        }
        // How the mode and the curvature move with each parameter: the coefficients, then the deviation.
        let third = -sd * sd * sd * bend;
        let gradient = DVector::from_fn(width + 1, |j, _| {
            let (direct, by_slope, by_curvature) = if j < width {
                (direct[j], -sd * weights[j], sd * sd * bends[j])
            } else {
                let by_slope = score - sd * mode * weight;
                (by_sd, by_slope, 2.0 * sd * weight + sd * sd * mode * bend)
            };
            let moved = by_slope / curvature;
            let sharpened = by_curvature - third * moved;
            direct + by_mode * moved + (by_sharpness - 0.5 / curvature) * sharpened
        });
        let finite = logarithm.is_finite() && gradient.iter().all(|slope| slope.is_finite());
        finite.then_some(Integral { logarithm, gradient })
    }
}

impl LogisticMixed {
    /// The coefficients, log odds ratios among members of one group, compared with the normal.
    pub fn coefficients(&self) -> &Coefficients {
        &self.coefficients
    }

    /// The standard deviation of the groups' intercepts, on the scale of log odds.
    pub fn random_sd(&self) -> f64 {
        self.random_sd
    }

    /// The intraclass correlation of the tendency that lies behind the outcome, `s^2 / (s^2 + pi^2 / 3)`.
    pub fn latent_intraclass_correlation(&self) -> f64 {
        let variance = self.random_sd * self.random_sd;
        variance / (variance + std::f64::consts::PI * std::f64::consts::PI / 3.0)
    }

    /// The log-likelihood, as approximated.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Whether the intercepts do not vary.
    pub fn singular(&self) -> bool {
        self.singular
    }
}
