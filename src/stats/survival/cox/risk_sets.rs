//! The risk sets of a Cox model: one pass over them gives the likelihood, its derivatives and what the
//! residuals are made of.

use std::cmp::Ordering;

use nalgebra::{DMatrix, DVector};

use super::exact::Selections;
use super::{Subject, Ties};
use crate::stats::Undefined;
use crate::stats::newton::Evaluation;
use crate::stats::power_of_two;
use crate::stats::regression::Design;
use crate::stats::sum::{Sum, sum};

/// Subjects in strata, by decreasing time, with centred and scaled covariates.
pub(super) struct RiskSets {
    pub width: usize,
    pub rows: Vec<Row>,
    /// Row after row, in the order of `rows`.
    pub covariates: Vec<f64>,
    /// What one unit of a scaled covariate is in its own units.
    pub scale: Vec<f64>,
    /// The places of late entrants, by stratum and decreasing entry.
    entrants: Vec<usize>,
    pub ties: Ties,
}

/// One subject; `original` is its place in the input.
pub(super) struct Row {
    pub original: usize,
    pub stratum: usize,
    pub entry: f64,
    pub time: f64,
    pub event: bool,
    pub weight: f64,
}

/// The events of one time in one stratum, at some coefficients.
pub(super) struct EventTime {
    pub stratum: usize,
    pub time: f64,
    pub deaths: usize,
    pub log_likelihood: f64,
    pub score: Vec<f64>,
    pub information: Vec<f64>,
    /// The hazard of a subject with relative risk 1, and its sum over the means of the covariates.
    pub hazard: f64,
    pub hazard_mean: Vec<f64>,
    /// The same for those who die at this time, who by Efron leave the risk set one by one.
    pub own_hazard: f64,
    pub own_hazard_mean: Vec<f64>,
    /// The mean with which the covariates of those who die are compared.
    pub mean: Vec<f64>,
}

/// Sums over a set of subjects of the risk, times 1, the covariates, and their products.
#[derive(Clone)]
struct Moments {
    zero: Sum,
    one: Vec<Sum>,
    two: Vec<Sum>,
}

impl Moments {
    fn new(width: usize) -> Moments {
        Moments { zero: Sum::default(), one: vec![Sum::default(); width], two: vec![Sum::default(); width * width] }
    }

    fn add(&mut self, risk: f64, x: &[f64]) {
        self.zero.add(risk);
        for i in 0..x.len() {
            self.one[i].add(risk * x[i]);
            for j in 0..=i {
                self.two[i * x.len() + j].add(risk * x[i] * x[j]);
            }
        }
    }
}

impl RiskSets {
    pub fn new(subjects: &[Subject], design: &Design, ties: Ties) -> Result<RiskSets, Undefined> {
        if subjects.len() != design.rows() || design.has_intercept() {
            return Err(Undefined::OutsideDomain);
        }
        for subject in subjects {
            subject.check()?;
        }
        let uneven = subjects.iter().any(|subject| subject.weight != 1.0);
        if uneven && ties == Ties::Exact {
            return Err(Undefined::OutsideDomain);
        }
        if !subjects.iter().any(|subject| subject.event) {
            return Err(if subjects.is_empty() { Undefined::NoObservations } else { Undefined::NoEvents });
        }
        let width = design.columns().len();
        let mut rows: Vec<Row> = subjects
            .iter()
            .enumerate()
            .map(|(original, subject)| Row {
                original,
                stratum: subject.stratum,
                entry: subject.entry.unwrap_or(f64::NEG_INFINITY),
                // A zero has two signs, which are the same time.
                time: subject.time + 0.0,
                event: subject.event,
                weight: subject.weight,
            })
            .collect();
        // Canonical, so that the order of the input changes no bit.
        rows.sort_by(|a, b| {
            (a.stratum.cmp(&b.stratum))
                .then(b.time.total_cmp(&a.time))
                .then(b.event.cmp(&a.event))
                .then(b.entry.total_cmp(&a.entry))
                .then(a.weight.total_cmp(&b.weight))
                .then_with(|| {
                    let pairs = design.row(a.original).iter().zip(design.row(b.original));
                    pairs.map(|(x, y)| x.total_cmp(y)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
                })
        });
        let order: Vec<usize> = rows.iter().map(|row| row.original).collect();
        let (centre, scale) = centre_and_scale(design, &order)?;
        let mut covariates = Vec::with_capacity(rows.len() * width);
        for row in &rows {
            let own = design.row(row.original);
            covariates.extend((0..width).map(|j| (own[j] - centre[j]) / scale[j]));
        }
        let mut entrants: Vec<usize> = (0..rows.len()).filter(|i| rows[*i].entry > f64::NEG_INFINITY).collect();
        entrants
            .sort_by(|a, b| (rows[*a].stratum.cmp(&rows[*b].stratum)).then(rows[*b].entry.total_cmp(&rows[*a].entry)));
        Ok(RiskSets { width, rows, covariates, scale, entrants, ties })
    }

    pub fn covariates(&self, row: usize) -> &[f64] {
        &self.covariates[row * self.width..(row + 1) * self.width]
    }

    /// The largest change of a linear predictor that a step of the coefficients makes.
    pub fn largest_change(&self, step: &DVector<f64>) -> f64 {
        (0..self.rows.len()).map(|row| self.predictor(row, step.as_slice()).abs()).fold(0.0, f64::max)
    }

    fn predictor(&self, row: usize, coefficients: &[f64]) -> f64 {
        self.covariates(row).iter().zip(coefficients).map(|(x, b)| x * b).sum()
    }

    /// Relative risks, the largest of which is 1.
    pub fn risks(&self, coefficients: &[f64]) -> Vec<f64> {
        let predictors: Vec<f64> = (0..self.rows.len()).map(|row| self.predictor(row, coefficients)).collect();
        let largest = predictors.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        predictors.into_iter().map(|predictor| libm::exp(predictor - largest)).collect()
    }

    /// The partial likelihood and its derivatives.
    pub fn evaluate(&self, coefficients: &DVector<f64>) -> Evaluation {
        let width = self.width;
        let mut value = Sum::default();
        let mut score = vec![Sum::default(); width];
        let mut information = vec![Sum::default(); width * width];
        self.visit(coefficients.as_slice(), |at| {
            value.add(at.log_likelihood);
            score.iter_mut().zip(&at.score).for_each(|(sum, term)| sum.add(*term));
            information.iter_mut().zip(&at.information).for_each(|(sum, term)| sum.add(*term));
        });
        Evaluation {
            value: value.value(),
            gradient: DVector::from_fn(width, |i, _| score[i].value()),
            information: DMatrix::from_fn(width, width, |i, j| information[i.max(j) * width + i.min(j)].value()),
        }
    }

    /// Goes through the event times of each stratum, the latest first.
    pub fn visit(&self, coefficients: &[f64], mut event_time: impl FnMut(EventTime)) {
        let risks = self.risks(coefficients);
        let (mut next, mut leaver) = (0, 0);
        while next < self.rows.len() {
            let stratum = self.rows[next].stratum;
            let mut at_risk = Moments::new(self.width);
            let mut members: Vec<usize> = Vec::new();
            while next < self.rows.len() && self.rows[next].stratum == stratum {
                let time = self.rows[next].time;
                let first = next;
                while next < self.rows.len() && self.rows[next].stratum == stratum && self.rows[next].time == time {
                    at_risk.add(self.rows[next].weight * risks[next], self.covariates(next));
                    next += 1;
                }
                // Those who die stand first among those of a time.
                let deaths = (first..next).take_while(|row| self.rows[*row].event).count();
                if self.ties == Ties::Exact {
                    members.extend(first..next);
                }
                while let Some(&row) = self.entrants.get(leaver).filter(|row| {
                    let row = &self.rows[**row];
                    row.stratum < stratum || row.stratum == stratum && row.entry >= time
                }) {
                    // Of an earlier stratum, one may be left that entered before its first event.
                    if self.rows[row].stratum == stratum {
                        at_risk.add(-self.rows[row].weight * risks[row], self.covariates(row));
                    }
                    leaver += 1;
                }
                if deaths > 0 {
                    let dying: Vec<usize> = (first..first + deaths).collect();
                    let mut at = match self.ties {
                        Ties::Exact => {
                            members.retain(|row| self.rows[*row].entry < time);
                            self.exact(&members, &dying, &risks)
                        }
                        Ties::Breslow | Ties::Efron => EventTime::empty(self.width),
                    };
                    self.sequential(&at_risk, &dying, &risks, &mut at);
                    (at.stratum, at.time, at.deaths) = (stratum, time, deaths);
                    event_time(at);
                }
            }
        }
    }

    /// The terms of Breslow and Efron: the likelihood is a product over those who die.
    ///
    /// With exact ties the hazards alone are filled in; they are Breslow's.
    fn sequential(&self, at_risk: &Moments, dying: &[usize], risks: &[f64], at: &mut EventTime) {
        let width = self.width;
        let mut leaving = Moments::new(width);
        for &row in dying {
            leaving.add(self.rows[row].weight * risks[row], self.covariates(row));
        }
        let weight = sum(dying.iter().map(|row| self.rows[*row].weight));
        let exact = self.ties == Ties::Exact;
        // All tied events from the same risk set, or each from what the earlier ones leave of it.
        let (rounds, each) =
            if self.ties == Ties::Efron { (dying.len(), weight / dying.len() as f64) } else { (1, weight) };
        let mut value = Sum::default();
        let mut score = vec![Sum::default(); width];
        let mut information = vec![Sum::default(); width * width];
        for round in 0..rounds {
            let gone = round as f64 / rounds as f64;
            let left = |whole: &Sum, leaving: &Sum| whole.value() - gone * leaving.value();
            let zero = left(&at_risk.zero, &leaving.zero);
            let mean: Vec<f64> = (0..width).map(|j| left(&at_risk.one[j], &leaving.one[j]) / zero).collect();
            value.add(-each * libm::log(zero));
            for i in 0..width {
                score[i].add(-each * mean[i]);
                for j in 0..=i {
                    let second = left(&at_risk.two[i * width + j], &leaving.two[i * width + j]) / zero;
                    information[i * width + j].add(each * (second - mean[i] * mean[j]));
                }
                at.hazard_mean[i] += each / zero * mean[i];
                at.own_hazard_mean[i] += (1.0 - gone) * each / zero * mean[i];
                at.mean[i] += mean[i] / rounds as f64;
            }
            at.hazard += each / zero;
            at.own_hazard += (1.0 - gone) * each / zero;
        }
        if exact {
            return;
        }
        for &row in dying {
            let weight = self.rows[row].weight;
            value.add(weight * libm::log(risks[row]));
            for (sum, x) in score.iter_mut().zip(self.covariates(row)) {
                sum.add(weight * x);
            }
        }
        at.log_likelihood = value.value();
        at.score = score.iter().map(|sum| sum.value()).collect();
        at.information = information.iter().map(|sum| sum.value()).collect();
    }

    /// The terms of the exact method: of all sets of as many members, these died.
    fn exact(&self, members: &[usize], dying: &[usize], risks: &[f64]) -> EventTime {
        let mut at = EventTime::empty(self.width);
        let mut selections = Selections::new(dying.len(), self.width);
        // Risks whose sum is the number of deaths keep the sums over selections in range.
        let total = sum(members.iter().map(|row| risks[*row]));
        let factor = dying.len() as f64 / total;
        for &row in members {
            selections.add(factor * risks[row], self.covariates(row));
        }
        let (log_total, mean, second) = selections.of_all();
        let log = |row: &usize| libm::log(factor * risks[*row]);
        at.log_likelihood = sum(dying.iter().map(log)) - log_total;
        for i in 0..self.width {
            at.score[i] = sum(dying.iter().map(|row| self.covariates(*row)[i])) - mean[i];
            for j in 0..=i {
                at.information[i * self.width + j] = second[i * self.width + j] - mean[i] * mean[j];
            }
        }
        at
    }

    /// How much work the exact method is: members of risk sets times events, summed over event times.
    pub fn exact_work(&self) -> f64 {
        let mut work = 0.0;
        let mut first = 0;
        while first < self.rows.len() {
            let (stratum, time) = (self.rows[first].stratum, self.rows[first].time);
            let same = |row: &&Row| row.stratum == stratum && row.time == time;
            let tied = self.rows[first..].iter().take_while(same).count();
            let deaths = self.rows[first..first + tied].iter().filter(|row| row.event).count();
            let earlier = self.rows[..first].partition_point(|row| row.stratum < stratum);
            work += deaths as f64 * (first + tied - earlier) as f64;
            first += tied;
        }
        work
    }
}

impl EventTime {
    fn empty(width: usize) -> EventTime {
        EventTime {
            stratum: 0,
            time: 0.0,
            deaths: 0,
            log_likelihood: 0.0,
            score: vec![0.0; width],
            information: vec![0.0; width * width],
            hazard: 0.0,
            hazard_mean: vec![0.0; width],
            own_hazard: 0.0,
            own_hazard_mean: vec![0.0; width],
            mean: vec![0.0; width],
        }
    }
}

/// The mean of each column, and a power of two above its largest deviation.
fn centre_and_scale(design: &Design, order: &[usize]) -> Result<(Vec<f64>, Vec<f64>), Undefined> {
    let rows = design.rows() as f64;
    let mut found = (Vec::new(), Vec::new());
    for j in 0..design.columns().len() {
        let column = || order.iter().map(|row| design.row(*row)[j]);
        let mean = sum(column().map(|x| x / rows));
        let deviation = column().map(|x| (x - mean).abs()).fold(0.0, f64::max);
        if !deviation.is_finite() {
            return Err(Undefined::NotFinite);
        }
        found.0.push(mean);
        found.1.push(power_of_two::above(deviation));
    }
    Ok(found)
}
