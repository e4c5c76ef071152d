//! The test of proportional hazards.

use nalgebra::{DMatrix, DVector};

use super::Cox;
use super::risk_sets::EventTime;
use crate::stats::Undefined;
use crate::stats::linear::Cholesky;
use crate::stats::regression::JointTest;
use crate::stats::sum::sum;
use crate::stats::survival::{EventTable, Observation, kaplan_meier};

/// The function of time along which a log hazard ratio may rise or fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeScale {
    /// Time itself: the test is most sensitive to the last events.
    Identity,
    /// The logarithm of time; the events must be after 0.
    Log,
    /// `1 - S` just before, with `S` the Kaplan-Meier estimate of all together: the default of R, little
    /// swayed by censoring and by late events.
    KaplanMeier,
}

/// Tests that the log hazard ratios do not change with time.
#[derive(Debug, Clone, PartialEq)]
pub struct ProportionalHazards {
    /// One for each column of the design.
    pub columns: Vec<JointTest>,
    /// One for all of them together.
    pub together: JointTest,
}

impl Cox {
    /// Tests of proportional hazards: the score tests for adding `x g(t)` to the model, column by column and
    /// together.
    ///
    /// A small p-value says that the hazard ratio changes over time; a large one that too few events
    /// were seen to say so. [`Undefined::OutsideDomain`] for events at time 0 on the logarithmic scale,
    /// [`Undefined::NoVariation`] when all events happen at one time. Late entry does not count in the
    /// Kaplan-Meier scale.
    ///
    /// ```
    /// use utfall::stats::regression::Design;
    /// use utfall::stats::survival::{Subject, Ties, TimeScale, cox};
    ///
    /// // The test data of Therneau and Grambsch (2000), appendix E.1: the hazard ratio is
    /// // r = (3 + sqrt(33)) / 2, and the test follows from the scores u and information i at 1, 6, 6.
    /// let subjects = [(9.0, true), (1.0, true), (1.0, false), (6.0, true), (6.0, true), (8.0, false)]
    ///     .map(|(time, event)| Subject::new(time, event));
    /// let design = Design::without_intercept(6).numeric("x", &[0.0, 1.0, 1.0, 1.0, 0.0, 0.0])?;
    /// let model = cox(&subjects, &design, Ties::Breslow)?;
    /// let r: f64 = 0.5 * (3.0 + 33_f64.sqrt());
    /// let (u1, u6) = (1.0 / (r + 1.0), (3.0 - r) / (r + 3.0));
    /// let (i1, i6) = (r / (r + 1.0).powi(2), 6.0 * r / (r + 3.0).powi(2));
    /// let statistic = (u1 + 6.0 * u6).powi(2) / (i1 + 36.0 * i6 - (i1 + 6.0 * i6).powi(2) / (i1 + i6));
    /// let test = model.proportional_hazards(TimeScale::Identity)?;
    /// assert!((test.columns[0].statistic - statistic).abs() < 1e-10);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Grambsch, P. M. and Therneau, T. M. (1994). Proportional hazards tests and diagnostics based on
    /// weighted residuals. *Biometrika* 81, 515-526; as the score test that R's `cox.zph` has been since
    /// version 3.0 of `survival`.
    pub fn proportional_hazards(&self, scale: TimeScale) -> Result<ProportionalHazards, Undefined> {
        let width = self.risk_sets.width;
        let mut events: Vec<EventTime> = Vec::new();
        self.risk_sets.visit(self.maximum.parameters.as_slice(), |at| events.push(at));
        let mut along = self.along(&events, scale)?;
        let deaths: f64 = events.iter().map(|at| at.deaths as f64).sum();
        let mean = sum(along.iter().zip(&events).map(|(g, at)| g * (at.deaths as f64 / deaths)));
        let spread = along.iter().map(|g| (g - mean).abs()).fold(0.0, f64::max);
        if spread <= 1e-12 * mean.abs() {
            return Err(Undefined::NoVariation);
        }
        along.iter_mut().for_each(|g| *g = (*g - mean) / spread);
        let score = DVector::from_fn(width, |j, _| sum(along.iter().zip(&events).map(|(g, at)| g * at.score[j])));
        let weighted = |weight: fn(f64) -> f64| {
            DMatrix::from_fn(width, width, |i, j| {
                let place = i.max(j) * width + i.min(j);
                sum(along.iter().zip(&events).map(|(g, at)| weight(*g) * at.information[place]))
            })
        };
        // What the coefficients themselves explain is taken out of the information about their trends.
        let (cross, square) = (weighted(|g| g), weighted(|g| g * g));
        let explained: Vec<DVector<f64>> =
            (0..width).map(|j| self.maximum.factor.half_solve(&cross.column(j).clone_owned())).collect();
        let left = DMatrix::from_fn(width, width, |i, j| {
            square[(i, j)] - sum(explained[i].iter().zip(explained[j].iter()).map(|(a, b)| a * b))
        });
        let test = |places: &[usize]| {
            let size = places.len();
            let information = DMatrix::from_fn(size, size, |i, j| left[(places[i], places[j])]);
            let score = DVector::from_fn(size, |i, _| score[places[i]]);
            let factor = Cholesky::new(&information).map_err(|_| Undefined::NoVariation)?;
            JointTest::chi_squared(factor.quadratic_form(&score), size as f64)
        };
        let columns = (0..width).map(|j| test(&[j])).collect::<Result<Vec<_>, _>>()?;
        Ok(ProportionalHazards { columns, together: test(&(0..width).collect::<Vec<_>>())? })
    }

    /// The scale at each event time.
    fn along(&self, events: &[EventTime], scale: TimeScale) -> Result<Vec<f64>, Undefined> {
        match scale {
            TimeScale::Identity => Ok(events.iter().map(|at| at.time).collect()),
            TimeScale::Log if events.iter().any(|at| at.time <= 0.0) => Err(Undefined::OutsideDomain),
            TimeScale::Log => Ok(events.iter().map(|at| libm::log(at.time)).collect()),
            TimeScale::KaplanMeier => {
                let rows = self.risk_sets.rows.iter().map(|row| Observation { time: row.time, event: row.event });
                let curve = kaplan_meier(&EventTable::from_observations(rows)?)?;
                let before = |time: f64| {
                    let earlier = curve.steps().partition_point(|step| step.time < time);
                    earlier.checked_sub(1).map_or(0.0, |last| 1.0 - curve.steps()[last].survival)
                };
                Ok(events.iter().map(|at| before(at.time)).collect())
            }
        }
    }
}
