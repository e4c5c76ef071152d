//! Means, shares and totals of a population, from a sample with weights, strata and clusters.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::distribution::StudentT;
use crate::stats::regression::{Contrast, Factor};
use crate::stats::sum::sum;
use crate::stats::{Estimated, Interval, Level, Undefined};

/// How a sample was drawn: weights, and perhaps strata, clusters and the size of the population.
///
/// A row of weight 0 was drawn but stands for nobody, as members outside a subpopulation do: it counts in the
/// size of the sample, not in the degrees of freedom. Clusters (primary sampling units) are numbered within
/// strata: the same label in two strata is two clusters.
///
/// ```
/// use utfall::stats::regression::Factor;
/// use utfall::stats::survey::SurveyDesign;
///
/// // Without weights it is the mean with the standard error of s / sqrt(n).
/// let design = SurveyDesign::new(&[1.0; 4])?;
/// let mean = design.mean(&[1.0, 2.0, 3.0, 6.0])?;
/// assert!((mean.value - 3.0).abs() < 1e-15);
/// assert!((mean.standard_error.powi(2) - 14.0 / 3.0 / 4.0).abs() < 1e-14);
/// assert_eq!(mean.df, Some(3.0));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyDesign {
    weights: Vec<f64>,
    strata: Option<Factor>,
    clusters: Option<Factor>,
    /// The number of clusters of the stratum of each row in the population.
    populations: Option<Vec<f64>>,
}

impl SurveyDesign {
    /// A design of weights alone: each row stands for `weight` members of the population.
    ///
    /// [`Undefined::OutsideDomain`] for a negative weight, [`Undefined::NotFinite`] for one that is no finite
    /// number, [`Undefined::NoObservations`] when none is above 0.
    pub fn new(weights: &[f64]) -> Result<SurveyDesign, Undefined> {
        if weights.iter().any(|weight| !weight.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        if weights.iter().any(|weight| *weight < 0.0) {
            return Err(Undefined::OutsideDomain);
        }
        if weights.iter().all(|weight| *weight == 0.0) {
            return Err(Undefined::NoObservations);
        }
        Ok(SurveyDesign { weights: weights.to_vec(), strata: None, clusters: None, populations: None })
    }

    /// The same design, drawn within each stratum apart.
    ///
    /// [`Undefined::OutsideDomain`] for another number of rows; so with the other parts.
    pub fn with_strata(self, strata: Factor) -> Result<SurveyDesign, Undefined> {
        self.fits(strata.len())?;
        Ok(SurveyDesign { strata: Some(strata), ..self })
    }

    /// The same design, drawn cluster by cluster (offices, say), not person by person.
    pub fn with_clusters(self, clusters: Factor) -> Result<SurveyDesign, Undefined> {
        self.fits(clusters.len())?;
        Ok(SurveyDesign { clusters: Some(clusters), ..self })
    }

    /// The same design, drawn without replacement from a finite population: for each row, how many clusters (or
    /// persons, without clusters) its stratum has in the population.
    ///
    /// [`Undefined::OutsideDomain`] too when it differs within a stratum or is less than the sample has; this is
    /// found when an estimate is made.
    pub fn with_populations(self, populations: &[f64]) -> Result<SurveyDesign, Undefined> {
        self.fits(populations.len())?;
        if populations.iter().any(|population| !population.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        Ok(SurveyDesign { populations: Some(populations.to_vec()), ..self })
    }

    fn fits(&self, rows: usize) -> Result<(), Undefined> {
        if rows == self.weights.len() { Ok(()) } else { Err(Undefined::OutsideDomain) }
    }

    /// The mean of the population, with a standard error by linearisation and `clusters - strata` degrees of
    /// freedom.
    ///
    /// `mean = sum w y / sum w`. [`Undefined::TooFewGroups`] when a stratum has one cluster only: its variance
    /// cannot be told. Errors also as for [`SurveyDesign::with_populations`].
    ///
    /// Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
    /// *International Statistical Review* 51, 279-292. Lumley, T. (2010). *Complex Surveys*, chapter 2.
    pub fn mean(&self, values: &[f64]) -> Result<Contrast, Undefined> {
        self.ratio(values, &vec![1.0; values.len()])
    }

    /// The share of the population with a property.
    ///
    /// [`SurveyDesign::logit_interval`] keeps its limits between 0 and 1.
    pub fn proportion(&self, happened: &[bool]) -> Result<Contrast, Undefined> {
        self.mean(&happened.iter().map(|happened| f64::from(u8::from(*happened))).collect::<Vec<_>>())
    }

    /// The mean of those members of the population for whom `belongs` holds.
    ///
    /// The whole sample must be given, not the subgroup alone: its size in the sample is chance too.
    /// [`Undefined::NoObservations`] when nobody in the sample belongs.
    pub fn mean_within(&self, values: &[f64], belongs: &[bool]) -> Result<Contrast, Undefined> {
        self.fits(belongs.len())?;
        self.fits(values.len())?;
        let inside: Vec<f64> = belongs.iter().map(|belongs| f64::from(u8::from(*belongs))).collect();
        let values: Vec<f64> =
            values.iter().zip(belongs).map(|(value, belongs)| if *belongs { *value } else { 0.0 }).collect();
        self.ratio(&values, &inside)
    }

    /// The ratio of two totals of the population, `sum w y / sum w x`.
    ///
    /// [`Undefined::NoObservations`] when the lower total is 0.
    pub fn ratio(&self, above: &[f64], below: &[f64]) -> Result<Contrast, Undefined> {
        self.fits(above.len())?;
        self.fits(below.len())?;
        let total = |values: &[f64]| sum(self.ordered().iter().map(|row| self.weights[*row] * values[*row]));
        let (top, bottom) = (total(above), total(below));
        if bottom == 0.0 {
            return Err(Undefined::NoObservations);
        }
        let value = top / bottom;
        let influence: Vec<f64> =
            (0..above.len()).map(|row| self.weights[row] * (above[row] - value * below[row]) / bottom).collect();
        self.estimate(value, &influence)
    }

    /// The total of the population, `sum w y`.
    pub fn total(&self, values: &[f64]) -> Result<Contrast, Undefined> {
        self.fits(values.len())?;
        let terms: Vec<f64> = values.iter().zip(&self.weights).map(|(value, weight)| value * weight).collect();
        self.estimate(sum(self.ordered().iter().map(|row| terms[*row])), &terms)
    }

    /// A share with an interval that is symmetric on the scale of log odds, by Student's t.
    ///
    /// `logit(p) +- t se / (p (1 - p))`. [`Undefined::NoVariation`] when all have the property, or none.
    pub fn logit_interval(share: Contrast, level: Level) -> Result<Estimated, Undefined> {
        let Contrast { value: p, standard_error, df } = share;
        if !(p > 0.0 && p < 1.0) {
            return Err(Undefined::NoVariation);
        }
        let quantile = match df {
            Some(df) => StudentT::new(df)?.upper_quantile(0.5 * level.alpha())?,
            None => level.z(),
        };
        let reach = quantile * standard_error / (p * (1.0 - p));
        let odds = libm::log(p / (1.0 - p));
        let interval = Interval::around(odds, reach).map_monotone(|odds| 1.0 / (1.0 + libm::exp(-odds)));
        Ok(Estimated { value: p, standard_error: Some(standard_error), interval })
    }

    /// The rows in an order that the order of the input does not change.
    fn ordered(&self) -> Vec<usize> {
        let code = |factor: &Option<Factor>, row: usize| factor.as_ref().map_or(0, |factor| factor.codes()[row]);
        let mut rows: Vec<usize> = (0..self.weights.len()).collect();
        rows.sort_by(|a, b| {
            (code(&self.strata, *a).cmp(&code(&self.strata, *b)))
                .then(code(&self.clusters, *a).cmp(&code(&self.clusters, *b)))
                .then(self.weights[*a].total_cmp(&self.weights[*b]))
        });
        rows
    }

    /// A value with the variance of the sum of its influences over the sample.
    fn estimate(&self, value: f64, influence: &[f64]) -> Result<Contrast, Undefined> {
        if !value.is_finite() || influence.iter().any(|u| !u.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        // Stratum by stratum, the influences of each cluster.
        let mut strata: BTreeMap<usize, BTreeMap<usize, Vec<f64>>> = BTreeMap::new();
        let mut populations: BTreeMap<usize, f64> = BTreeMap::new();
        let (mut counted, mut counted_strata) = (BTreeSet::new(), BTreeSet::new());
        for row in self.ordered() {
            let stratum = self.strata.as_ref().map_or(0, |strata| strata.codes()[row]);
            let cluster = self.clusters.as_ref().map_or(row, |clusters| clusters.codes()[row]);
            if self.weights[row] > 0.0 {
                counted.insert((stratum, cluster));
                counted_strata.insert(stratum);
            }
            strata.entry(stratum).or_default().entry(cluster).or_default().push(influence[row]);
            if let Some(given) = &self.populations {
                let population = populations.entry(stratum).or_insert(given[row]);
                if *population != given[row] {
                    return Err(Undefined::OutsideDomain);
                }
            }
        }
        let mut variances = Vec::new();
        for (stratum, members) in &strata {
            let mut totals: Vec<f64> = members.values().map(|terms| sum(sorted(terms))).collect();
            totals.sort_by(f64::total_cmp);
            let n = totals.len() as f64;
            let drawn = match populations.get(stratum) {
                Some(population) if *population < n => return Err(Undefined::OutsideDomain),
                Some(population) => n / population,
                None => 0.0,
            };
            if n < 2.0 {
                // A stratum that was counted in full does not vary.
                if drawn == 1.0 { continue } else { return Err(Undefined::TooFewGroups) }
            }
            let mean = sum(totals.iter().map(|total| total / n));
            let squares = sum(totals.iter().map(|total| (total - mean) * (total - mean)));
            variances.push((1.0 - drawn) * n / (n - 1.0) * squares);
        }
        let variance = sum(variances);
        let df = counted.len() as f64 - counted_strata.len() as f64;
        if !variance.is_finite() {
            return Err(Undefined::NotFinite);
        }
        if df < 1.0 {
            return Err(Undefined::TooFewGroups);
        }
        Ok(Contrast { value, standard_error: libm::sqrt(variance), df: Some(df) })
    }
}

fn sorted(terms: &[f64]) -> Vec<f64> {
    let mut terms = terms.to_vec();
    terms.sort_by(f64::total_cmp);
    terms
}

/// Kish's design effect of unequal weights, `n sum w^2 / (sum w)^2 = 1 + cv^2(w)`: how many times larger they make
/// the variance of a mean, if they have nothing to do with the outcome.
///
/// Errors as for [`SurveyDesign::new`].
///
/// Kish, L. (1965). *Survey Sampling*, section 11.7.
pub fn kish_design_effect(weights: &[f64]) -> Result<f64, Undefined> {
    kish_effective_size(weights).map(|size| weights.len() as f64 / size)
}

/// Kish's effective sample size, `(sum w)^2 / sum w^2`.
///
/// ```
/// use utfall::stats::survey::kish_effective_size;
///
/// // Equal weights: the number of rows. One weight of 3 and one of 1: 16 / 10.
/// assert_eq!(kish_effective_size(&[2.0, 2.0, 2.0])?, 3.0);
/// assert!((kish_effective_size(&[3.0, 1.0])? - 1.6).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn kish_effective_size(weights: &[f64]) -> Result<f64, Undefined> {
    SurveyDesign::new(weights)?;
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let shares = sorted(&weights.iter().map(|weight| weight / largest).collect::<Vec<_>>());
    let total = sum(shares.iter().copied());
    Ok(total * total / sum(shares.iter().map(|share| share * share)))
}
