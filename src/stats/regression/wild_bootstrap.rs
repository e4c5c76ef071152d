//! The wild cluster bootstrap: tests with few clusters.

use rayon::prelude::*;

use super::{Factor, LinearModel};
use crate::stats::random::Random;
use crate::stats::sum::{Sum, sum};
use crate::stats::{Interval, Level, Undefined, root};

/// With at most so many possible draws they are all made, once each, instead of at random.
const MOST_ENUMERATED: u64 = 1 << 20;

/// The most weights, replicates times clusters, that are drawn.
const MOST_DRAWN: u64 = 50_000_000;

/// How far from the estimate, in standard errors, a limit is looked for.
const FARTHEST: f64 = 1e4;

/// Statistics closer than this, relatively, are the same number differently rounded.
const SAME: f64 = 1e-9;

/// By what the residuals of a cluster are multiplied in a replicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WildWeights {
    /// By 1 or -1.
    Rademacher,
    /// By plus or minus the root of 1/2, 1 or 3/2: for fewer than some twelve clusters, which have too few
    /// patterns of signs.
    Webb,
}

/// How a wild bootstrap draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WildPlan {
    /// By what the residuals of a cluster are multiplied.
    pub weights: WildWeights,
    /// The number of replicates; 9,999 makes the p-value exact to two decimals or better.
    pub replicates: u64,
    /// The seed; the same seed gives the same result everywhere.
    pub seed: u64,
}

/// A coefficient by the wild cluster bootstrap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WildBootstrap {
    /// The coefficient.
    pub value: f64,
    /// The p-value of the test that it is 0, two-sided.
    pub p: f64,
    /// All values that the test does not reject.
    pub interval: Interval,
    /// How many patterns of weights were used.
    pub replicates: u64,
    /// Whether they are all that exist, so that chance has no part in the result.
    pub exhaustive: bool,
}

/// The restricted wild cluster bootstrap of one coefficient of a linear model.
///
/// The model is fitted with the coefficient held at its null value; in each replicate the residuals of every
/// cluster are multiplied by a random weight of its own and t is computed anew. The p-value is the share of
/// replicates whose `|t|` is at least that of the data. When all patterns of weights are fewer than
/// `replicates` and a million they are gone through instead. The interval inverts the test with the same
/// patterns.
///
/// With `G` clusters and [`WildWeights::Rademacher`] no p-value is below `2^(1 - G)`. When few of the clusters
/// are treated the test hardly ever rejects; permute the treatment of clusters then. Errors as for
/// [`LinearModel::clustered`]; [`Undefined::OutsideDomain`] for no replicates or a coefficient that does not
/// exist, [`Undefined::TooLarge`] for more than fifty million weights in all.
///
/// ```
/// use utfall::stats::Level;
/// use utfall::stats::regression::{Design, Factor, WildPlan, WildWeights, ordinary_least_squares, wild_bootstrap};
///
/// // A mean of four clusters whose sums are 5, 1, 3 and 2: 2 of the 16 patterns of signs give as large a t.
/// let model = ordinary_least_squares(&Design::with_intercept(4), &[5.0, 1.0, 3.0, 2.0])?;
/// let clusters = Factor::new(&["a", "b", "c", "d"]);
/// let plan = WildPlan { weights: WildWeights::Rademacher, replicates: 999, seed: 1 };
/// let test = wild_bootstrap(&model, 0, &clusters, plan, Level::NINETY_FIVE)?;
/// assert!(test.exhaustive);
/// assert_eq!((test.replicates, test.p), (16, 2.0 / 16.0));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2008). Bootstrap-based improvements for inference with
/// clustered errors. *Review of Economics and Statistics* 90, 414-427. Webb, M. D. (2023). Reworking wild
/// bootstrap-based inference for clustered errors. *Canadian Journal of Economics* 56, 839-858. The algebra:
/// Roodman, D. et al. (2019). Fast and wild. *Stata Journal* 19, 4-60.
pub fn wild_bootstrap(
    model: &LinearModel,
    place: usize,
    clusters: &Factor,
    plan: WildPlan,
    level: Level,
) -> Result<WildBootstrap, Undefined> {
    let WildPlan { weights, replicates, seed } = plan;
    let sums = ClusterSums::new(model, place, clusters)?;
    let count = sums.slope.len();
    let patterns = weights.patterns(count).filter(|patterns| *patterns <= replicates.min(MOST_ENUMERATED));
    let used = patterns.unwrap_or(replicates);
    if used == 0 {
        return Err(Undefined::OutsideDomain);
    }
    if used.saturating_mul(count as u64) > MOST_DRAWN {
        return Err(Undefined::TooLarge);
    }
    let draw = |replicate: u64| -> Vec<f64> {
        let mut rest = replicate;
        let mut random = Random::new(seed, replicate);
        let faces = weights.faces().len() as u64;
        let mut face = || match patterns {
            Some(_) => {
                let face = rest % faces;
                rest /= faces;
                face
            }
            None => random.below(faces),
        };
        (0..count).map(|_| weights.faces()[face() as usize]).collect()
    };
    let draws: Vec<Vec<f64>> = (0..used).into_par_iter().map(draw).collect();
    let value = model.coefficients().values()[place];
    // The share of replicates at least as extreme, with the coefficient held `distance` below its estimate.
    let p_at = |distance: f64| {
        let observed = sums.observed(distance);
        let extreme = |draw: &Vec<f64>| sums.statistic(distance, draw) >= observed * (1.0 - SAME);
        draws.par_iter().filter(|draw| extreme(draw)).count() as f64 / used as f64
    };
    let unit = sums.standard_error();
    if unit <= 0.0 || unit.is_nan() {
        return Err(Undefined::NoVariation);
    }
    let limit = |direction: f64| {
        let excess = |steps: f64| p_at(-direction * steps * unit) - level.alpha();
        let steps = root::outwards(excess, 0.0, 1.0, (0.0, FARTHEST), false)?;
        Ok(if steps >= FARTHEST { direction * f64::INFINITY } else { value + direction * steps * unit })
    };
    Ok(WildBootstrap {
        value,
        p: p_at(value),
        interval: Interval::Bounded { lower: limit(-1.0)?, upper: limit(1.0)? },
        replicates: used,
        exhaustive: patterns.is_some(),
    })
}

impl WildWeights {
    fn faces(self) -> &'static [f64] {
        // The roots of 1/2 and of 3/2.
        const LOW: f64 = std::f64::consts::FRAC_1_SQRT_2;
        const HIGH: f64 = 1.224_744_871_391_589;
        match self {
            WildWeights::Rademacher => &[1.0, -1.0],
            WildWeights::Webb => &[-HIGH, -1.0, -LOW, LOW, 1.0, HIGH],
        }
    }

    /// How many patterns there are, if a `u64` holds it.
    fn patterns(self, clusters: usize) -> Option<u64> {
        (self.faces().len() as u64).checked_pow(u32::try_from(clusters).ok()?)
    }
}

/// What every statistic is made of, cluster by cluster. With `z` the vector whose product with the outcome is
/// the coefficient, `q` the orthonormal basis and `e` the residuals of the unrestricted fit:
struct ClusterSums {
    /// `sum z e`.
    slope: Vec<f64>,
    /// `sum z^2 / z'z`: what the slope gains for each unit that the coefficient is held below its estimate.
    reach: Vec<f64>,
    /// `sum z q`.
    basis: Vec<Vec<f64>>,
    /// `sum q e`.
    scores: Vec<Vec<f64>>,
    /// `z'z`.
    square: f64,
}

impl ClusterSums {
    fn new(model: &LinearModel, place: usize, clusters: &Factor) -> Result<ClusterSums, Undefined> {
        let pieces = model.pieces();
        let width = pieces.factored.width();
        if place >= width || clusters.len() != pieces.rows() || !model.groups_within(clusters) {
            return Err(Undefined::OutsideDomain);
        }
        let count = clusters.levels().len();
        if count < 2 {
            return Err(Undefined::TooFewGroups);
        }
        let unit = |j: usize| (0..width).map(|i| if i == j { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
        let a: Vec<f64> = (0..width).map(|j| pieces.factored.coefficients(&unit(j))[place]).collect();
        let square = sum(a.iter().map(|a| a * a));
        let zero = || vec![Sum::default(); count];
        let (mut slope, mut reach) = (zero(), zero());
        let mut basis = vec![vec![Sum::default(); width]; count];
        let mut scores = basis.clone();
        for (row, e) in pieces.residuals.iter().enumerate() {
            let g = clusters.codes()[pieces.order[row]];
            let q: Vec<f64> = pieces.factored.row(row).collect();
            let z: f64 = q.iter().zip(&a).map(|(q, a)| q * a).sum();
            slope[g].add(z * e);
            reach[g].add(z * z / square);
            for (j, q) in q.iter().enumerate() {
                basis[g][j].add(z * q);
                scores[g][j].add(q * e);
            }
        }
        let values = |sums: Vec<Sum>| sums.into_iter().map(Sum::value).collect::<Vec<f64>>();
        Ok(ClusterSums {
            slope: values(slope),
            reach: values(reach),
            basis: basis.into_iter().map(values).collect(),
            scores: scores.into_iter().map(values).collect(),
            square,
        })
    }

    /// The cluster-robust standard error of the coefficient, uncorrected.
    fn standard_error(&self) -> f64 {
        libm::sqrt(sum(self.slope.iter().map(|slope| slope * slope)))
    }

    /// `|t|` of the data.
    fn observed(&self, distance: f64) -> f64 {
        distance.abs() / self.standard_error()
    }

    /// `|t|` of a replicate; infinite where its standard error is 0.
    fn statistic(&self, distance: f64, draw: &[f64]) -> f64 {
        let slopes = self.slope.iter().zip(&self.reach).map(|(slope, reach)| slope + distance * reach);
        let drawn: Vec<f64> = slopes.zip(draw).map(|(slope, v)| slope * v).collect();
        // The coefficients of the basis in the regression of the drawn residuals.
        let width = self.basis.first().map_or(0, Vec::len);
        let along: Vec<f64> = (0..width)
            .map(|j| {
                let entry = |g: usize| draw[g] * (self.scores[g][j] + distance / self.square * self.basis[g][j]);
                (0..draw.len()).map(entry).sum()
            })
            .collect();
        let estimate: f64 = drawn.iter().sum();
        let variance: f64 = drawn
            .iter()
            .zip(&self.basis)
            .map(|(drawn, basis)| {
                let fitted: f64 = basis.iter().zip(&along).map(|(d, c)| d * c).sum();
                (drawn - fitted) * (drawn - fitted)
            })
            .sum();
        if variance > 0.0 { estimate.abs() / libm::sqrt(variance) } else { f64::INFINITY }
    }
}
