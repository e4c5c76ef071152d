//! The linear model of effects with moderators, to be evaluated at values of the variance between studies.

use std::cmp::Ordering;

use nalgebra::DMatrix;

use super::Study;
use super::studies::{canonical, scale_of};
use super::tau_squared::Linear;
use super::weighted::Slope;
use crate::stats::Undefined;
use crate::stats::orthogonal::{Orthogonal, Projected};
use crate::stats::regression::{Design, Factor};
use crate::stats::sum::{Sum, sum};

/// Studies with their rows of a design, sorted and scaled like [`Studies`](super::Studies).
#[derive(Debug, Clone)]
pub(super) struct Moderated {
    /// Columns of the design in the sorted order.
    columns: Vec<Vec<f64>>,
    /// Effects over `scale`, less those of the first study if there is an intercept.
    effects: Vec<f64>,
    /// Variances over the square of `scale`.
    variances: Vec<f64>,
    /// What was subtracted, on the scale of the effects.
    origin: f64,
    pub scale: f64,
    intercept: bool,
    /// Where each study stands in the input.
    pub order: Vec<usize>,
    /// The sum of squared residuals without weights, and what sampling alone would give.
    unweighted: (f64, f64),
}

/// The fit at one value of the variance between studies.
pub(super) struct Weighted {
    factored: Orthogonal,
    along: Vec<f64>,
    residuals: Vec<f64>,
    roots: Vec<f64>,
}

impl Moderated {
    /// The studies and the rows of `design` that belong to them.
    ///
    /// [`Undefined::OutsideDomain`] when their numbers differ, [`Undefined::TooFewObservations`] when there are fewer
    /// studies than columns, [`Undefined::Collinear`] when a moderator is constant or a combination of others.
    pub(super) fn new(studies: &[Study], design: &Design) -> Result<Moderated, Undefined> {
        let width = design.columns().len();
        if studies.len() != design.rows() {
            return Err(Undefined::OutsideDomain);
        }
        if studies.is_empty() {
            return Err(Undefined::NoObservations);
        }
        if studies.len() < width {
            return Err(Undefined::TooFewObservations);
        }
        let order = order(studies, design);
        let first = studies[order[0]];
        let scale = scale_of(first.variance());
        let origin = if design.has_intercept() { first.effect() } else { 0.0 };
        let effects: Vec<f64> = order.iter().map(|place| studies[*place].effect() / scale - origin / scale).collect();
        let variances: Vec<f64> = order.iter().map(|place| studies[*place].variance() / scale / scale).collect();
        if !effects.iter().chain(&variances).all(|x| x.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let columns = (0..width).map(|j| order.iter().map(|place| design.row(*place)[j]).collect()).collect();
        let mut model = Moderated {
            columns,
            effects,
            variances,
            origin,
            scale,
            intercept: design.has_intercept(),
            order,
            unweighted: (0.0, 0.0),
        };
        let plain = model.project(vec![1.0; studies.len()])?;
        let spread = sum(plain.residuals.iter().map(|r| r * r));
        let expected = sum((0..studies.len()).map(|row| model.variances[row] * (1.0 - plain.leverage(row))));
        model.unweighted = (spread, expected);
        Ok(model)
    }

    /// The same studies with their rows of the design in another order.
    pub(super) fn with_rows(&self, rows: &[usize]) -> Result<Moderated, Undefined> {
        let columns = self.columns.iter().map(|column| rows.iter().map(|row| column[*row]).collect()).collect();
        let mut model = Moderated { columns, ..self.clone() };
        let plain = model.project(vec![1.0; rows.len()])?;
        model.unweighted.0 = sum(plain.residuals.iter().map(|r| r * r));
        model.unweighted.1 = sum((0..rows.len()).map(|row| model.variances[row] * (1.0 - plain.leverage(row))));
        Ok(model)
    }

    /// `ln det X'X`.
    pub(super) fn ln_determinant_of_design(&self) -> f64 {
        self.project(vec![1.0; self.len()]).map_or(f64::NAN, |plain| plain.ln_determinant())
    }

    /// The number of studies.
    pub(super) fn len(&self) -> usize {
        self.effects.len()
    }

    /// The number of coefficients.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// The degrees of freedom of the residuals.
    pub(super) fn df(&self) -> f64 {
        (self.len() - self.width()) as f64
    }

    /// The row of the design of the study at `index` in the sorted order.
    pub(super) fn row(&self, index: usize) -> Vec<f64> {
        self.columns.iter().map(|column| column[index]).collect()
    }

    /// The columns of the design in the sorted order.
    pub(super) fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// The scaled effects in the sorted order, less those of the first study if there is an intercept.
    pub(super) fn effects(&self) -> &[f64] {
        &self.effects
    }

    /// The scaled variance of the study at `index` in the sorted order.
    pub(super) fn variance(&self, index: usize) -> f64 {
        self.variances[index]
    }

    /// The studies of each cluster in the sorted order, and the clusters in an order that depends on their studies alone.
    pub(super) fn clusters_in_order(&self, clusters: &Factor) -> Vec<Vec<usize>> {
        let mut groups = vec![Vec::new(); clusters.levels().len()];
        for (row, place) in self.order.iter().enumerate() {
            groups[clusters.codes()[*place]].push(row);
        }
        let content = |row: &usize| {
            let row = *row;
            let own = [self.variances[row], self.effects[row]];
            own.into_iter().chain(self.columns.iter().map(move |column| column[row]))
        };
        groups.sort_by(|one, two| {
            let (one, two) = (one.iter().flat_map(content), two.iter().flat_map(content));
            one.zip(two).map(|(a, b)| a.total_cmp(&b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        groups
    }

    /// Coefficients on the scale of the effects from those of the scaled ones.
    pub(super) fn unscaled(&self, mut values: Vec<f64>) -> Vec<f64> {
        values.iter_mut().for_each(|value| *value *= self.scale);
        if self.intercept {
            values[0] += self.origin;
        }
        values
    }

    /// The weighted fit at `t`.
    pub(super) fn weighted(&self, t: f64) -> Result<Weighted, Undefined> {
        self.project(self.variances.iter().map(|variance| 1.0 / libm::sqrt(variance + t)).collect())
    }

    fn project(&self, roots: Vec<f64>) -> Result<Weighted, Undefined> {
        let times = |column: &[f64]| column.iter().zip(&roots).map(|(x, root)| x * root).collect::<Vec<f64>>();
        let columns = self.columns.iter().map(|column| times(column)).collect();
        let factored = Orthogonal::new(columns, self.intercept)?;
        let Projected { along, residuals } = factored.project(&times(&self.effects));
        Ok(Weighted { factored, along, residuals, roots })
    }

    /// The coefficients of a fit on the scale of the effects.
    pub(super) fn coefficients(&self, fit: &Weighted) -> Vec<f64> {
        self.unscaled(fit.factored.coefficients(&fit.along))
    }

    /// The model-based covariance of the coefficients, on the scale of the effects, times `factor`.
    pub(super) fn covariance(&self, fit: &Weighted, factor: f64) -> DMatrix<f64> {
        let width = self.width();
        let inner = DMatrix::from_diagonal_element(width, width, factor * self.scale * self.scale);
        fit.factored.covariance(&inner)
    }

    /// The sum of the logarithms of the total variances.
    fn ln_variances(&self, t: f64) -> f64 {
        sum(self.variances.iter().map(|variance| libm::log(variance + t)))
    }

    /// The slope at `t`, with the trace of either likelihood; nothing but NaN where the columns cannot be told apart.
    fn slope(&self, t: f64, restricted: bool) -> Slope {
        let df = self.df();
        let nothing = f64::NAN;
        let Ok(fit) = self.weighted(t) else {
            return Slope {
                at: t,
                squares: nothing,
                fall: nothing,
                half_curve: nothing,
                trace: nothing,
                trace_of_square: nothing,
                df,
            };
        };
        let Weighted { factored, residuals, roots, .. } = &fit;
        let pulls: Vec<f64> = residuals.iter().zip(roots).map(|(residual, root)| residual * root).collect();
        let pulled: Vec<f64> = pulls.iter().zip(roots).map(|(pull, root)| pull * root).collect();
        let rest = factored.project(&pulled).residuals;
        let squares = |vector: &[f64]| sum(vector.iter().map(|x| x * x));
        let (trace, trace_of_square) = if restricted {
            fit.traces()
        } else {
            (squares(roots), sum(roots.iter().map(|root| root * root * root * root)))
        };
        Slope {
            at: t,
            squares: squares(residuals),
            fall: squares(&pulls),
            half_curve: squares(&rest),
            trace,
            trace_of_square,
            df,
        }
    }
}

impl Weighted {
    /// The residual sum of squares.
    pub(super) fn squares(&self) -> f64 {
        sum(self.residuals.iter().map(|r| r * r))
    }

    /// The leverage of the study at `row` in the sorted order.
    pub(super) fn leverage(&self, row: usize) -> f64 {
        sum(self.factored.row(row).map(|q| q * q))
    }

    /// `tr P` and `tr P^2`, where `P = W - W X (X'W X)^-1 X'W`.
    fn traces(&self) -> (f64, f64) {
        let width = self.factored.width();
        let (mut trace, mut square) = (Sum::default(), Sum::default());
        let mut inner = vec![Sum::default(); width * width];
        let mut q = vec![0.0; width];
        for (row, root) in self.roots.iter().enumerate() {
            q.iter_mut().zip(self.factored.row(row)).for_each(|(own, entry)| *own = entry);
            let weight = root * root;
            let free = 1.0 - q.iter().map(|q| q * q).sum::<f64>();
            trace.add(weight * free);
            square.add(weight * weight * (2.0 * free - 1.0));
            for i in 0..width {
                for j in 0..=i {
                    inner[i * width + j].add(weight * q[i] * q[j]);
                }
            }
        }
        for i in 0..width {
            for j in 0..=i {
                let entry = inner[i * width + j].value();
                square.add(if i == j { entry * entry } else { 2.0 * entry * entry });
            }
        }
        (trace.value(), square.value().max(0.0))
    }

    /// `ln det X'W X`.
    fn ln_determinant(&self) -> f64 {
        let width = self.factored.width();
        let entry = |i: usize| {
            let mut unit = vec![0.0; width];
            unit[i] = 1.0;
            // The diagonal of the inverse of a triangle holds the inverses of its diagonal.
            libm::log(self.factored.coefficients(&unit)[i].abs())
        };
        -2.0 * sum((0..width).map(entry))
    }
}

impl Linear for Moderated {
    fn restricted(&mut self, t: f64) -> Slope {
        self.slope(t, true)
    }

    fn plain(&mut self, t: f64) -> Slope {
        self.slope(t, false)
    }

    fn ln_restricted(&mut self, t: f64) -> f64 {
        match self.weighted(t) {
            Ok(fit) => -0.5 * (self.ln_variances(t) + fit.ln_determinant() + fit.squares()),
            Err(_) => f64::NEG_INFINITY,
        }
    }

    fn ln_plain(&mut self, t: f64) -> f64 {
        match self.weighted(t) {
            Ok(fit) => -0.5 * (self.ln_variances(t) + fit.squares()),
            Err(_) => f64::NEG_INFINITY,
        }
    }

    fn variances(&self) -> (f64, f64) {
        (self.variances[0], self.variances[self.len() - 1])
    }

    fn spread(&self) -> f64 {
        self.unweighted.0
    }

    fn unweighted(&self) -> (f64, f64) {
        self.unweighted
    }

    fn deviations(&self) -> (f64, f64) {
        let k = self.len() as f64;
        let mean = sum(self.effects.iter().copied()) / k;
        (sum(self.effects.iter().map(|y| (y - mean) * (y - mean))), k)
    }
}

/// The studies by variance, then by effect, then by their rows.
fn order(studies: &[Study], design: &Design) -> Vec<usize> {
    let mut order: Vec<usize> = (0..studies.len()).collect();
    order.sort_by(|i, j| {
        let rows = || design.row(*i).iter().zip(design.row(*j)).map(|(x, y)| x.total_cmp(y));
        canonical(studies[*i], studies[*j]).then_with(|| rows().find(|order| order.is_ne()).unwrap_or(Ordering::Equal))
    });
    order
}
