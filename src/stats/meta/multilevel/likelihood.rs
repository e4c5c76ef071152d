//! The likelihood of two variances: between clusters and between the effects within them.

use nalgebra::{DMatrix, DVector};

use crate::stats::Undefined;
use crate::stats::linear::{Cholesky, eigen};
use crate::stats::orthogonal::Orthogonal;
use crate::stats::sum::{Sum, sum};

/// One cluster in the coordinates in which its sampling covariance is diagonal.
#[derive(Debug, Clone)]
struct Cluster {
    /// The eigenvalues of the sampling covariance.
    variances: Vec<f64>,
    /// The effects, a column of ones, and the columns of the basis.
    effects: Vec<f64>,
    ones: Vec<f64>,
    basis: Vec<Vec<f64>>,
}

/// The two variances.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Variances {
    pub between: f64,
    pub within: f64,
}

/// A linear model with two variances.
///
/// The covariance of a cluster is `V + within I + between 11'`, with `V` that of sampling. Rotated once so that `V` is
/// diagonal, it is a diagonal and a product of one vector with itself, whose inverse and determinant take no more than a
/// pass over the effects.
#[derive(Debug, Clone)]
pub(super) struct TwoVariances {
    clusters: Vec<Cluster>,
    restricted: bool,
    width: usize,
}

/// The fit at given variances.
pub(super) struct Solved {
    /// Coefficients of the basis.
    pub along: Vec<f64>,
    /// Their covariance.
    pub covariance: DMatrix<f64>,
    /// The residual sum of squares.
    pub squares: f64,
    ln_determinant: f64,
    ln_information: f64,
}

/// First derivatives of the log-likelihood by (between, within), and the average information.
struct Curvature {
    score: [f64; 2],
    information: [[f64; 2]; 2],
}

impl TwoVariances {
    /// From the sampling covariance of each cluster, over its rows of `effects` and of the basis.
    ///
    /// [`Undefined::OutsideDomain`] unless every covariance is positive definite.
    pub(super) fn new(
        blocks: &[(Vec<usize>, DMatrix<f64>)],
        effects: &[f64],
        factored: &Orthogonal,
        restricted: bool,
    ) -> Result<TwoVariances, Undefined> {
        let width = factored.width();
        let clusters = blocks
            .iter()
            .map(|(rows, covariance)| {
                let size = rows.len();
                let diagonal = (0..size).all(|i| (0..i).all(|j| covariance[(i, j)] == 0.0));
                let (variances, turn) = if diagonal {
                    ((0..size).map(|i| covariance[(i, i)]).collect(), DMatrix::identity(size, size))
                } else {
                    eigen(covariance)
                };
                let largest = variances.iter().fold(0.0, |largest: f64, value| largest.max(*value));
                if variances.iter().any(|value| value.is_nan() || *value <= 1e-12 * largest) {
                    return Err(Undefined::OutsideDomain);
                }
                let turned = |column: &dyn Fn(usize) -> f64| -> Vec<f64> {
                    if diagonal {
                        return (0..size).map(column).collect();
                    }
                    (0..size).map(|j| sum((0..size).map(|i| turn[(i, j)] * column(i)))).collect()
                };
                let rows_of_basis: Vec<Vec<f64>> = rows.iter().map(|row| factored.row(*row).collect()).collect();
                Ok(Cluster {
                    variances,
                    effects: turned(&|i| effects[rows[i]]),
                    ones: turned(&|_| 1.0),
                    basis: (0..width).map(|j| turned(&|i| rows_of_basis[i][j])).collect(),
                })
            })
            .collect::<Result<Vec<_>, Undefined>>()?;
        Ok(TwoVariances { clusters, restricted, width })
    }

    /// The fit at given variances.
    pub(super) fn solve(&self, at: Variances) -> Result<Solved, Undefined> {
        let width = self.width;
        let mut information = vec![Sum::default(); width * width];
        let mut right = vec![Sum::default(); width];
        let mut ln_determinant = Sum::default();
        for cluster in &self.clusters {
            let weights = cluster.weights(at);
            ln_determinant.add(weights.ln_determinant);
            for i in 0..width {
                let weighted = weights.times(&cluster.ones, &cluster.basis[i]);
                right[i].add(dot(&weighted, &cluster.effects));
                for j in 0..=i {
                    information[i * width + j].add(dot(&weighted, &cluster.basis[j]));
                }
            }
        }
        let information = DMatrix::from_fn(width, width, |i, j| information[i.max(j) * width + i.min(j)].value());
        let cholesky = Cholesky::new(&information)?;
        let right = DVector::from_iterator(width, right.iter().map(|sum| sum.value()));
        let along: Vec<f64> = cholesky.solve(&right).iter().copied().collect();
        let squares = sum(self.clusters.iter().map(|cluster| {
            let residuals = cluster.residuals(&along);
            dot(&cluster.weights(at).times(&cluster.ones, &residuals), &residuals)
        }));
        Ok(Solved {
            covariance: cholesky.inverse(),
            along,
            squares,
            ln_determinant: ln_determinant.value(),
            ln_information: cholesky.ln_determinant(),
        })
    }

    /// The log-likelihood, but for what does not depend on the variances.
    pub(super) fn ln(&self, solved: &Solved) -> f64 {
        let information = if self.restricted { solved.ln_information } else { 0.0 };
        -0.5 * (solved.ln_determinant + information + solved.squares)
    }

    /// The trace of `P` where only sampling varies, which defines the variance of a typical effect.
    pub(super) fn sampling_trace(&self) -> Result<f64, Undefined> {
        let none = Variances { between: 0.0, within: 0.0 };
        let solved = self.solve(none)?;
        let all = sum(self.clusters.iter().flat_map(|cluster| cluster.variances.iter().map(|v| 1.0 / v)));
        Ok(all - self.explained(&solved, none).1)
    }

    /// `tr(C X'W T W X)` for the two directions `T` of the variances: `11'` and `I` in each cluster.
    fn explained(&self, solved: &Solved, at: Variances) -> (f64, f64) {
        let (mut between, mut within) = (Sum::default(), Sum::default());
        for cluster in &self.clusters {
            let weights = cluster.weights(at);
            let weighted: Vec<Vec<f64>> =
                cluster.basis.iter().map(|column| weights.times(&cluster.ones, column)).collect();
            let along: Vec<f64> = weighted.iter().map(|column| dot(column, &cluster.ones)).collect();
            for i in 0..self.width {
                for j in 0..self.width {
                    let covariance = solved.covariance[(i, j)];
                    between.add(covariance * along[i] * along[j]);
                    within.add(covariance * dot(&weighted[i], &weighted[j]));
                }
            }
        }
        (between.value(), within.value())
    }

    /// The derivatives at given variances.
    fn curvature(&self, at: Variances, solved: &Solved) -> Curvature {
        let mut score = [Sum::default(), Sum::default()];
        let mut inner = [[Sum::default(); 2]; 2];
        let mut through = [vec![Sum::default(); self.width], vec![Sum::default(); self.width]];
        for cluster in &self.clusters {
            let weights = cluster.weights(at);
            let pull = weights.times(&cluster.ones, &cluster.residuals(&solved.along));
            let along = dot(&pull, &cluster.ones);
            let directions = [cluster.ones.iter().map(|one| one * along).collect::<Vec<f64>>(), pull.clone()];
            let ones_squared = sum(cluster.ones.iter().zip(&weights.inverse).map(|(one, w)| one * w * (one * w)));
            let traces = [
                weights.ones - weights.shared * weights.ones * weights.ones,
                sum(weights.inverse.iter().copied()) - weights.shared * ones_squared,
            ];
            score[0].add(0.5 * (along * along - traces[0]));
            score[1].add(0.5 * (dot(&pull, &pull) - traces[1]));
            let weighted = directions.each_ref().map(|direction| weights.times(&cluster.ones, direction));
            for (i, weighted) in weighted.iter().enumerate() {
                for (j, direction) in directions.iter().enumerate() {
                    inner[i][j].add(dot(weighted, direction));
                }
                through[i].iter_mut().zip(&cluster.basis).for_each(|(sum, column)| sum.add(dot(weighted, column)));
            }
        }
        let mut score = score.map(Sum::value);
        if self.restricted {
            let (between, within) = self.explained(solved, at);
            score[0] += 0.5 * between;
            score[1] += 0.5 * within;
        }
        let through = through.map(|sums| sums.iter().map(|sum| sum.value()).collect::<Vec<f64>>());
        let explained = |i: usize, j: usize| {
            let entry = |a: usize, b: usize| through[i][a] * solved.covariance[(a, b)] * through[j][b];
            sum((0..self.width).flat_map(|a| (0..self.width).map(move |b| (a, b))).map(|(a, b)| entry(a, b)))
        };
        let information = [0, 1].map(|i| [0, 1].map(|j| 0.5 * (inner[i][j].value() - explained(i, j))));
        Curvature { score, information }
    }

    /// The variances at which the likelihood is highest: from every summit of a grid that covers the orders of magnitude
    /// around `typical`, by steps with the average information that never go downhill.
    pub(super) fn highest(&self, typical: f64) -> Result<(Variances, Solved), Undefined> {
        const STEPS: usize = 14;
        let level = |i: usize| if i == 0 { 0.0 } else { typical * libm::pow(10.0, 0.5 * i as f64 - 4.5) };
        let mut heights = [[f64::NEG_INFINITY; STEPS]; STEPS];
        for (i, row) in heights.iter_mut().enumerate() {
            for (j, height) in row.iter_mut().enumerate() {
                let solved = self.solve(Variances { between: level(i), within: level(j) })?;
                *height = self.ln(&solved);
            }
        }
        let near = |i: usize| i.saturating_sub(1)..(i + 2).min(STEPS);
        let mut best: Option<(f64, Variances, Solved)> = None;
        for i in 0..STEPS {
            for j in 0..STEPS {
                let height = heights[i][j];
                if height.is_nan() || near(i).any(|a| near(j).any(|b| heights[a][b] > height)) {
                    continue;
                }
                let (at, solved) = self.climb(Variances { between: level(i), within: level(j) }, typical)?;
                let height = self.ln(&solved);
                if best.as_ref().is_none_or(|(highest, _, _)| height > *highest) {
                    best = Some((height, at, solved));
                }
            }
        }
        best.map(|(_, at, solved)| (at, solved)).ok_or(Undefined::NotFinite)
    }

    /// Climbs from a point to the summit next to it.
    fn climb(&self, from: Variances, typical: f64) -> Result<(Variances, Solved), Undefined> {
        const MOST_STEPS: usize = 500;
        let mut at = from;
        let mut solved = self.solve(at)?;
        for _ in 0..MOST_STEPS {
            let Curvature { score, information } = self.curvature(at, &solved);
            let step = step([at.between, at.within], score, information);
            let mut share = 1.0;
            let better = loop {
                let next = Variances {
                    between: (at.between + share * step[0]).max(0.0),
                    within: (at.within + share * step[1]).max(0.0),
                };
                if next == at || share < 1e-12 {
                    break None;
                }
                let found = self.solve(next)?;
                if self.ln(&found) > self.ln(&solved) {
                    break Some((next, found));
                }
                share *= 0.5;
            };
            let Some((next, found)) = better else { break };
            let moved = (next.between - at.between).abs().max((next.within - at.within).abs());
            (at, solved) = (next, found);
            if moved <= 1e-12 * (at.between + at.within + 1e-3 * typical) {
                break;
            }
        }
        Ok((at, solved))
    }
}

/// Newton's step with the average information; a variance that is 0 and would become negative stays.
fn step(at: [f64; 2], score: [f64; 2], information: [[f64; 2]; 2]) -> [f64; 2] {
    let held = [0, 1].map(|i| at[i] == 0.0 && score[i] <= 0.0);
    let alone = |i: usize| if information[i][i] > 0.0 { score[i] / information[i][i] } else { 0.0 };
    match held {
        [true, true] => [0.0, 0.0],
        [true, false] => [0.0, alone(1)],
        [false, true] => [alone(0), 0.0],
        [false, false] => {
            let [[a, b], [_, d]] = information;
            let determinant = a * d - b * b;
            if determinant > 1e-12 * a * d {
                [(d * score[0] - b * score[1]) / determinant, (a * score[1] - b * score[0]) / determinant]
            } else {
                [0.5 * alone(0), 0.5 * alone(1)]
            }
        }
    }
}

impl Cluster {
    fn weights(&self, at: Variances) -> Weights {
        let inverse: Vec<f64> = self.variances.iter().map(|variance| 1.0 / (variance + at.within)).collect();
        let ones = sum(self.ones.iter().zip(&inverse).map(|(one, w)| one * one * w));
        let grown = 1.0 + at.between * ones;
        let ln_determinant =
            sum(self.variances.iter().map(|variance| libm::log(variance + at.within))) + libm::log(grown);
        Weights { inverse, shared: at.between / grown, ones, ln_determinant }
    }

    fn residuals(&self, along: &[f64]) -> Vec<f64> {
        let fitted = |i: usize| sum(along.iter().zip(&self.basis).map(|(b, column)| b * column[i]));
        self.effects.iter().enumerate().map(|(i, y)| y - fitted(i)).collect()
    }
}

/// The inverse of the covariance of a cluster: a diagonal less a multiple of a product.
struct Weights {
    inverse: Vec<f64>,
    shared: f64,
    /// `1' D^-1 1`.
    ones: f64,
    ln_determinant: f64,
}

impl Weights {
    /// The inverse times a vector.
    fn times(&self, ones: &[f64], vector: &[f64]) -> Vec<f64> {
        let along = sum(ones.iter().zip(&self.inverse).zip(vector).map(|((one, w), x)| one * w * x));
        let shared = self.shared * along;
        ones.iter().zip(&self.inverse).zip(vector).map(|((one, w), x)| w * (x - one * shared)).collect()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    sum(a.iter().zip(b).map(|(a, b)| a * b))
}
