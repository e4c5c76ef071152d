//! Residuals of a Cox model, and the robust covariance that they give.

use nalgebra::{DMatrix, DVector};

use super::risk_sets::{EventTime, RiskSets};
use super::{Subject, Ties};
use crate::stats::Undefined;
use crate::stats::linear::Cholesky;
use crate::stats::regression::{Design, Factor};
use crate::stats::sum::{Sum, sum};

/// Martingale residuals at given coefficients, in the order of the subjects: whether the event happened,
/// less how many the model expects in the time under observation.
///
/// `r = event - exp(x . b) (H(time) - H(entry))` with `H` the cumulative baseline hazard: Breslow's, with
/// [`Ties::Exact`] too, or Efron's. They sum to 0 (weighted). Errors as for [`cox`](super::cox()), and
/// [`Undefined::OutsideDomain`] for another number of coefficients than columns.
///
/// ```
/// use utfall::stats::regression::Design;
/// use utfall::stats::survival::{Subject, Ties, martingale_residuals};
///
/// // Therneau and Grambsch (2000), appendix E.1: at 0 the hazards are 1/6, 3/6 ... of the test data.
/// let subjects = [(9.0, true), (1.0, true), (1.0, false), (6.0, true), (6.0, true), (8.0, false)]
///     .map(|(time, event)| Subject::new(time, event));
/// let design = Design::without_intercept(6).numeric("x", &[0.0, 1.0, 1.0, 1.0, 0.0, 0.0])?;
/// let residuals = martingale_residuals(&subjects, &design, Ties::Breslow, &[0.0])?;
/// let expected = [1.0 / 6.0 + 0.5 + 1.0, 1.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0 + 0.5, 1.0 / 6.0 + 0.5, 1.0 / 6.0 + 0.5];
/// for ((residual, subject), expected) in residuals.iter().zip(&subjects).zip(expected) {
///     assert!((f64::from(u8::from(subject.event)) - residual - expected).abs() < 1e-14);
/// }
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Therneau, T. M. and Grambsch, P. M. (2000). *Modeling Survival Data: Extending the Cox Model*, chapter
/// 4 and appendix E.
pub fn martingale_residuals(
    subjects: &[Subject],
    design: &Design,
    ties: Ties,
    coefficients: &[f64],
) -> Result<Vec<f64>, Undefined> {
    let risk_sets = RiskSets::new(subjects, design, ties)?;
    if coefficients.len() != risk_sets.width {
        return Err(Undefined::OutsideDomain);
    }
    let scaled: Vec<f64> = coefficients.iter().zip(&risk_sets.scale).map(|(b, scale)| b * scale).collect();
    if scaled.iter().any(|b| !b.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let residuals = risk_sets.martingales(&scaled);
    if residuals.iter().all(|residual| residual.is_finite()) { Ok(residuals) } else { Err(Undefined::NotFinite) }
}

/// The cumulative hazard of one stratum and its sum over the means of the covariates, after each event
/// time; the first entry is at the beginning.
struct Cumulative {
    times: Vec<f64>,
    hazard: Vec<f64>,
    hazard_mean: Vec<Vec<f64>>,
    events: Vec<EventTime>,
}

impl Cumulative {
    /// The number of event times up to and including `time`.
    fn up_to(&self, time: f64) -> usize {
        self.times.partition_point(|event| *event <= time)
    }
}

impl RiskSets {
    fn cumulative(&self, coefficients: &[f64]) -> Vec<(usize, Cumulative)> {
        let mut strata: Vec<(usize, Vec<EventTime>)> = Vec::new();
        self.visit(coefficients, |at| match strata.last_mut() {
            Some((stratum, events)) if *stratum == at.stratum => events.push(at),
            _ => strata.push((at.stratum, vec![at])),
        });
        let cumulate = |(stratum, mut events): (usize, Vec<EventTime>)| {
            events.reverse();
            let (mut total, mut totals) = (Sum::default(), vec![Sum::default(); self.width]);
            let (mut hazard, mut hazard_mean) = (vec![0.0], vec![vec![0.0; self.width]]);
            for at in &events {
                total.add(at.hazard);
                totals.iter_mut().zip(&at.hazard_mean).for_each(|(sum, term)| sum.add(*term));
                hazard.push(total.value());
                hazard_mean.push(totals.iter().map(|sum| sum.value()).collect());
            }
            let times = events.iter().map(|at| at.time).collect();
            (stratum, Cumulative { times, hazard, hazard_mean, events })
        };
        strata.into_iter().map(cumulate).collect()
    }

    /// For each row: the hazard it was exposed to and the same over the means, its own death by Efron's
    /// rule; and the mean its covariates are compared with if it dies.
    fn exposures(&self, coefficients: &[f64], mut each: impl FnMut(usize, f64, &[f64], &[f64])) {
        let cumulative = self.cumulative(coefficients);
        let none = vec![0.0; self.width];
        for (index, row) in self.rows.iter().enumerate() {
            let Ok(place) = cumulative.binary_search_by_key(&row.stratum, |(stratum, _)| *stratum) else {
                each(index, 0.0, &none, &none);
                continue;
            };
            let stratum = &cumulative[place].1;
            let (before, until) = (stratum.up_to(row.entry), stratum.up_to(row.time));
            let mut hazard = stratum.hazard[until] - stratum.hazard[before];
            let mut hazard_mean: Vec<f64> =
                (0..self.width).map(|j| stratum.hazard_mean[until][j] - stratum.hazard_mean[before][j]).collect();
            let mut mean = none.as_slice();
            if row.event {
                let own = &stratum.events[until - 1];
                hazard += own.own_hazard - own.hazard;
                for (sum, (own, all)) in hazard_mean.iter_mut().zip(own.own_hazard_mean.iter().zip(&own.hazard_mean)) {
                    *sum += own - all;
                }
                mean = &own.mean;
            }
            each(index, hazard, &hazard_mean, mean);
        }
    }

    /// Martingale residuals, in the order of the input.
    pub(super) fn martingales(&self, coefficients: &[f64]) -> Vec<f64> {
        let risks = self.risks(coefficients);
        let mut residuals = vec![0.0; self.rows.len()];
        self.exposures(coefficients, |index, hazard, _, _| {
            let row = &self.rows[index];
            residuals[row.original] = f64::from(u8::from(row.event)) - risks[index] * hazard;
        });
        residuals
    }

    /// Score residuals, each times its weight, in the order of the rows.
    pub(super) fn score_residuals(&self, coefficients: &[f64]) -> Vec<DVector<f64>> {
        let risks = self.risks(coefficients);
        let mut residuals = vec![DVector::zeros(0); self.rows.len()];
        self.exposures(coefficients, |index, hazard, hazard_mean, mean| {
            let (row, x) = (&self.rows[index], self.covariates(index));
            residuals[index] = DVector::from_fn(self.width, |j, _| {
                let at_death = if row.event { x[j] - mean[j] } else { 0.0 };
                row.weight * (at_death - risks[index] * (x[j] * hazard - hazard_mean[j]))
            });
        });
        residuals
    }
}

/// The sums of residuals by cluster, in the order of the levels.
pub(super) fn totals(risk_sets: &RiskSets, residuals: &[DVector<f64>], clusters: &Factor) -> Vec<DVector<f64>> {
    let mut sums = vec![vec![Sum::default(); risk_sets.width]; clusters.levels().len()];
    for (row, residual) in risk_sets.rows.iter().zip(residuals) {
        let sums = &mut sums[clusters.codes()[row.original]];
        sums.iter_mut().zip(residual.iter()).for_each(|(sum, term)| sum.add(*term));
    }
    sums.iter().map(|sums| DVector::from_fn(risk_sets.width, |j, _| sums[j].value())).collect()
}

/// `sum u u'` over `u = information^-1 total`.
pub(super) fn sandwich(information: &Cholesky, totals: &[DVector<f64>]) -> DMatrix<f64> {
    let changes: Vec<DVector<f64>> = totals.iter().map(|total| information.solve(total)).collect();
    let width = totals.first().map_or(0, |total| total.len());
    DMatrix::from_fn(width, width, |i, j| sum(changes.iter().map(|change| change[i.max(j)] * change[i.min(j)])))
}
