//! The difference in means of two arms whose members are clustered, from sums per cluster.

use super::difference::Difference;
use crate::stats::sum::sum;
use crate::stats::{Estimated, Level, Sample, TestResult, Undefined};

/// What the members of one arm contribute within one cluster: their number, the sum of their values and the sum of
/// the squares.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ArmSums {
    n: u64,
    sum: f64,
    sum_of_squares: f64,
}

impl ArmSums {
    /// Nobody of this arm in this cluster.
    pub const NONE: ArmSums = ArmSums { n: 0, sum: 0.0, sum_of_squares: 0.0 };

    /// From sums made elsewhere.
    ///
    /// [`Undefined::NotFinite`] for sums that are not; [`Undefined::OutsideDomain`] for those that no values have: a
    /// negative sum of squares, or anything but 0 of nobody.
    pub fn new(n: u64, sum: f64, sum_of_squares: f64) -> Result<ArmSums, Undefined> {
        if !(sum.is_finite() && sum_of_squares.is_finite()) {
            Err(Undefined::NotFinite)
        } else if sum_of_squares < 0.0 || n == 0 && (sum != 0.0 || sum_of_squares != 0.0) {
            Err(Undefined::OutsideDomain)
        } else {
            Ok(ArmSums { n, sum, sum_of_squares })
        }
    }

    /// From the values of the members, in any order; [`ArmSums::NONE`] for none.
    ///
    /// [`Undefined::NotFinite`] when a value or a sum is not.
    pub fn of_values(values: &[f64]) -> Result<ArmSums, Undefined> {
        if values.is_empty() { Ok(ArmSums::NONE) } else { ArmSums::of_sample(&Sample::new(values)?) }
    }

    /// From a sample.
    pub fn of_sample(sample: &Sample) -> Result<ArmSums, Undefined> {
        let total = |power: fn(f64) -> f64| sum(sample.pairs().map(|(value, count)| count as f64 * power(value)));
        ArmSums::new(sample.total(), total(|value| value), total(|value| value * value))
    }

    /// From members of whom `events` have a yes-or-no outcome: values of 1 and 0.
    pub fn of_events(events: u64, total: u64) -> Result<ArmSums, Undefined> {
        if events > total {
            return Err(Undefined::EventsExceedTotal);
        }
        Ok(ArmSums { n: total, sum: events as f64, sum_of_squares: events as f64 })
    }

    /// The number of members.
    pub fn n(self) -> u64 {
        self.n
    }

    /// What orders clusters canonically.
    fn key(self) -> (u64, u64, u64) {
        let ordered = |x: f64| {
            let bits = (x + 0.0).to_bits();
            if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
        };
        (self.n, ordered(self.sum), ordered(self.sum_of_squares))
    }
}

/// One cluster: its treated and its controls. Where whole clusters were allocated, one of the two is
/// [`ArmSums::NONE`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ClusterSums {
    /// The treated of the cluster.
    pub treated: ArmSums,
    /// The controls of the cluster.
    pub control: ArmSums,
}

/// Which of the sandwich estimators, by its name in the literature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClusterMethod {
    /// `CR1`, Stata's: the plain sandwich times `G / (G - 1) (N - 1) / (N - 2)`, with `G - 1` degrees of freedom.
    /// Too narrow for few or unequal clusters.
    Cr1,
    /// `CR2`: Bell and McCaffrey's correction for leverage, with Satterthwaite's degrees of freedom under independence.
    /// The better choice below some fifty clusters.
    Cr2,
}

/// A difference in means with a standard error that allows for clusters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusteredDifference {
    value: f64,
    standard_error: f64,
    df: f64,
    clusters: u64,
    naive_standard_error: f64,
}

impl ClusteredDifference {
    /// The mean of the treated minus the mean of the controls, everyone weighing the same.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// The cluster-robust standard error.
    pub fn standard_error(&self) -> f64 {
        self.standard_error
    }

    /// The degrees of freedom of the t distribution.
    pub fn df(&self) -> f64 {
        self.df
    }

    /// The number of clusters that hold anyone.
    pub fn clusters(&self) -> u64 {
        self.clusters
    }

    /// The variance over that which ignores the clusters (Student's, pooled): the design effect; `None` when the
    /// values do not vary within arms or cancellation leaves nothing of their spread.
    pub fn design_effect(&self) -> Option<f64> {
        let ratio = self.standard_error / self.naive_standard_error;
        Some(ratio * ratio).filter(|effect| effect.is_finite() && self.naive_standard_error > 0.0)
    }

    /// The estimate and its t interval; [`Undefined::NoVariation`] when the standard error is zero.
    pub fn estimated(&self, level: Level) -> Result<Estimated, Undefined> {
        Difference::new(self.value, self.standard_error, self.df)?.estimated(level)
    }

    /// The t test of no difference, two-sided; [`Undefined::NoVariation`] when the standard error is zero.
    pub fn test(&self) -> Result<TestResult, Undefined> {
        Difference::new(self.value, self.standard_error, self.df)?.test()
    }
}

/// The difference in means of two arms whose members are clustered: the coefficient of treatment in ordinary least
/// squares on a constant and treatment, with a cluster-robust standard error.
///
/// With `r_g1` and `r_g0` the residual sums of the two arms of cluster `g`, each over the size of its arm,
/// `CR0 = sum((r_g1 - r_g0)^2)`; `CR1` multiplies it. In `CR2` each `r_ga` is divided by `sqrt(1 - n_ga / n_a)`, which is
/// what the general formula `(I - H_gg)^(-1/2)` comes to for this model, and the degrees of freedom are
/// Satterthwaite's for independent errors of equal variance. All of it from sums per
/// cluster, so that a million people cost no more than their clusters, and the order of clusters changes no bit.
///
/// The mean of everyone in an arm, not of cluster means: large clusters weigh more. [`Undefined::NoObservations`] when
/// an arm is empty; [`Undefined::TooFewGroups`] when all members of an arm are in one cluster, whose deviation the
/// data then cannot show, or when there are fewer than two clusters.
///
/// ```
/// use utfall::stats::means::{ArmSums, ClusterMethod, ClusterSums, clustered_difference};
///
/// // Two clusters of two an arm, by hand: means 4 and 2, residual sums ±2 and ±1 in arms of four.
/// let arm = |values: &[f64]| ArmSums::of_values(values);
/// let clusters = [
///     ClusterSums { treated: arm(&[2.0, 4.0])?, control: ArmSums::NONE },
///     ClusterSums { treated: arm(&[5.0, 5.0])?, control: ArmSums::NONE },
///     ClusterSums { treated: ArmSums::NONE, control: arm(&[1.0, 2.0])? },
///     ClusterSums { treated: ArmSums::NONE, control: arm(&[3.0, 2.0])? },
/// ];
/// let difference = clustered_difference(&clusters, ClusterMethod::Cr1)?;
/// assert_eq!(difference.value(), 2.0);
/// // CR0 is 2 (2/4)^2 + 2 (1/4)^2 = 0.625, CR1 4/3 7/6 of it.
/// assert!((difference.standard_error().powi(2) - 0.625 * 28.0 / 18.0).abs() < 1e-15);
/// assert_eq!(difference.df(), 3.0);
/// // CR2 divides each residual by sqrt(1/2): the variance of the difference of cluster means, df 2.
/// let difference = clustered_difference(&clusters, ClusterMethod::Cr2)?;
/// assert!((difference.standard_error().powi(2) - 1.25).abs() < 1e-15);
/// assert!((difference.df() - 2.0).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Liang, K.-Y. and Zeger, S. L. (1986). *Biometrika* 73, 13-22; Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction
/// in standard errors for linear regression with multi-stage samples. *Survey Methodology* 28, 169-181; Cameron, A. C.
/// and Miller, D. L. (2015). *Journal of Human Resources* 50, 317-372, formulas 10 to 12 and section VI.
pub fn clustered_difference(clusters: &[ClusterSums], method: ClusterMethod) -> Result<ClusteredDifference, Undefined> {
    let mut clusters: Vec<ClusterSums> =
        clusters.iter().copied().filter(|cluster| cluster.treated.n + cluster.control.n > 0).collect();
    clusters.sort_unstable_by_key(|cluster| (cluster.treated.key(), cluster.control.key()));
    let treated = WholeArm::new(clusters.iter().map(|cluster| cluster.treated))?;
    let control = WholeArm::new(clusters.iter().map(|cluster| cluster.control))?;
    let value = treated.mean - control.mean;
    let groups = clusters.len() as f64;
    let total = treated.n + control.n;
    let corrected = method == ClusterMethod::Cr2;
    let squares = sum(clusters.iter().map(|cluster| {
        let residual = treated.residual(cluster.treated, corrected) - control.residual(cluster.control, corrected);
        residual * residual
    }));
    let (factor, df) = match method {
        ClusterMethod::Cr1 => (groups / (groups - 1.0) * ((total - 1.0) / (total - 2.0)), groups - 1.0),
        ClusterMethod::Cr2 => (1.0, satterthwaite(&clusters, treated, control)),
    };
    let standard_error = libm::sqrt(factor * squares);
    if !(value.is_finite() && standard_error.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let within = (treated.squares + control.squares) / (total - 2.0);
    let naive_standard_error = libm::sqrt(within * (1.0 / treated.n + 1.0 / control.n));
    Ok(ClusteredDifference { value, standard_error, df, clusters: clusters.len() as u64, naive_standard_error })
}

/// `(tr P)^2 / tr P^2`, where `P` is the matrix of the quadratic form that estimates the variance, for independent
/// errors of equal variance.
///
/// Its diagonal is `n_g1 / n_1^2 + n_g0 / n_0^2`, and off the diagonal it is `-(a_g a_h + b_g b_h)`, with
/// `a_g = n_g1 / sqrt(n_1^3 (1 - n_g1 / n_1))` and `b_g` likewise for the controls.
fn satterthwaite(clusters: &[ClusterSums], treated: WholeArm, control: WholeArm) -> f64 {
    let weights = |cluster: &ClusterSums| (treated.weight(cluster.treated), control.weight(cluster.control));
    let total = |term: &dyn Fn((f64, f64), f64) -> f64| {
        sum(clusters.iter().map(|cluster| {
            let diagonal = treated.share(cluster.treated) / treated.n + control.share(cluster.control) / control.n;
            term(weights(cluster), diagonal)
        }))
    };
    let trace = 1.0 / treated.n + 1.0 / control.n;
    let (aa, ab, bb) = (total(&|(a, _), _| a * a), total(&|(a, b), _| a * b), total(&|(_, b), _| b * b));
    let own = total(&|(a, b), diagonal| {
        let squares = a * a + b * b;
        diagonal * diagonal - squares * squares
    });
    trace * trace / (own + aa * aa + 2.0 * ab * ab + bb * bb)
}

/// One arm over all clusters.
#[derive(Clone, Copy)]
struct WholeArm {
    n: f64,
    mean: f64,
    /// The sum of squared deviations from the mean.
    squares: f64,
}

impl WholeArm {
    fn new(parts: impl Iterator<Item = ArmSums> + Clone) -> Result<WholeArm, Undefined> {
        let n = sum(parts.clone().map(|part| part.n as f64));
        if n == 0.0 {
            return Err(Undefined::NoObservations);
        }
        if parts.clone().filter(|part| part.n > 0).count() < 2 {
            return Err(Undefined::TooFewGroups);
        }
        let mean = sum(parts.clone().map(|part| part.sum)) / n;
        let squares = sum(parts.map(|part| part.sum_of_squares)) - n * mean * mean;
        Ok(WholeArm { n, mean, squares: squares.max(0.0) })
    }

    /// The part of the arm that is in a cluster.
    fn share(self, part: ArmSums) -> f64 {
        part.n as f64 / self.n
    }

    /// The residual sum over the size of the arm, divided by the root of one minus the leverage if `corrected`.
    fn residual(self, part: ArmSums, corrected: bool) -> f64 {
        if part.n == 0 {
            return 0.0;
        }
        let plain = (part.sum - part.n as f64 * self.mean) / self.n;
        if corrected { plain / libm::sqrt(self.rest(part)) } else { plain }
    }

    /// `a_g` of [`satterthwaite`].
    fn weight(self, part: ArmSums) -> f64 {
        self.share(part) / libm::sqrt(self.n * self.rest(part))
    }

    /// One minus the share, from the numbers.
    fn rest(self, part: ArmSums) -> f64 {
        (self.n - part.n as f64) / self.n
    }
}
