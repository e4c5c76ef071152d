//! Values that are not missing at random: what was imputed, shifted.

use super::incomplete::Kind;
use super::{
    Imputations, ImputedMeans, Pooled, TippingPoint, TippingSearch, pooled_mean_difference, pooled_risk_difference,
    tipping_point,
};
use crate::stats::means::MeanSummary;
use crate::stats::{Interval, Level, Undefined, sum};

/// By how much those missing in each arm differ from what the imputation supposed: in the unit of a numeric outcome, in
/// log odds for a yes-or-no.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// Among the treated.
    pub treated: f64,
    /// Among the controls.
    pub control: f64,
}

impl Shift {
    /// One unit among the treated alone.
    pub const TREATED: Shift = Shift { treated: 1.0, control: 0.0 };
    /// One unit among the controls alone.
    pub const CONTROL: Shift = Shift { treated: 0.0, control: 1.0 };
    /// One unit in both arms.
    pub const BOTH: Shift = Shift { treated: 1.0, control: 1.0 };

    /// So many times this shift.
    pub fn times(self, delta: f64) -> Shift {
        Shift { treated: self.treated * delta, control: self.control * delta }
    }
}

/// The means of both arms in imputed data sets, for any shift of what was imputed; see [`Imputations::shiftable_means`].
///
/// A shift `d` moves the `k` imputed values among the `n` of an arm alike: its mean by `d k / n`, and the sum of its
/// squared deviations from `q` to `q + 2 d s + d^2 k (1 - k / n)`, with `s` the sum of the deviations of those imputed.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftableMeans {
    /// Of each data set the treated and the controls.
    sets: Vec<[ShiftableArm; 2]>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct ShiftableArm {
    summary: MeanSummary,
    imputed: f64,
    deviations: f64,
}

impl ShiftableMeans {
    /// The means of each data set when what was imputed is shifted.
    ///
    /// [`Undefined::NotFinite`] for a shift that is not finite, or numbers that overflow.
    pub fn at(&self, shift: Shift) -> Result<Vec<ImputedMeans>, Undefined> {
        let of_set = |[treated, control]: &[ShiftableArm; 2]| {
            Ok(ImputedMeans { treated: treated.at(shift.treated)?, control: control.at(shift.control)? })
        };
        self.sets.iter().map(of_set).collect()
    }
}

impl ShiftableArm {
    fn at(&self, delta: f64) -> Result<MeanSummary, Undefined> {
        let (n, sd) = (self.summary.n() as f64, self.summary.sd()?);
        let squares = (n - 1.0) * sd * sd
            + 2.0 * delta * self.deviations
            + delta * delta * self.imputed * (1.0 - self.imputed / n);
        let mean = self.summary.mean() + delta * self.imputed / n;
        // Of equal values rounding may leave less than nothing.
        MeanSummary::new(self.summary.n(), mean, libm::sqrt(squares.max(0.0) / (n - 1.0)))
    }
}

/// On which side of no effect an interval lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Conclusion {
    /// All of it below.
    Less,
    /// It contains no effect, or says nothing.
    Unclear,
    /// All of it above.
    More,
}

impl Conclusion {
    /// What an interval says about a value that means no effect.
    ///
    /// ```
    /// use utfall::stats::{Interval, imputation::Conclusion};
    ///
    /// assert_eq!(Conclusion::of(Interval::Bounded { lower: 0.02, upper: 0.2 }, 0.0), Conclusion::More);
    /// assert_eq!(Conclusion::of(Interval::Bounded { lower: 0.9, upper: 1.2 }, 1.0), Conclusion::Unclear);
    /// ```
    pub fn of(interval: Interval, no_effect: f64) -> Conclusion {
        match interval {
            Interval::Bounded { lower, .. } if lower > no_effect => Conclusion::More,
            Interval::Bounded { upper, .. } if upper < no_effect => Conclusion::Less,
            Interval::Bounded { .. } | Interval::Complement { .. } | Interval::Whole => Conclusion::Unclear,
        }
    }
}

impl Imputations {
    /// The same data sets with what was imputed for one outcome shifted: a pattern mixture model, in which those
    /// missing differ from those observed by more than the predictors tell.
    ///
    /// Imputed numbers are moved by the shift of the person's arm. For a yes-or-no the shift is added to the log odds
    /// of the model, and the event drawn with the same random number, so that a larger shift never takes an event away.
    /// Other variables that were imputed from this one stay as they are. `group` is a yes-or-no, yes for the treated.
    ///
    /// [`Undefined::OutsideDomain`] for variables that do not exist or of another kind, and for a yes-or-no that was
    /// not imputed by logistic regression here; [`Undefined::NotFinite`] for a shift that is not finite, or numbers
    /// that overflow.
    ///
    /// ```
    /// use utfall::stats::imputation::{Incomplete, Plan, Shift, impute, pooled_mean_difference};
    ///
    /// let arm = [true, true, true, false, false, false].map(Some);
    /// let outcome = [Some(3.0), None, Some(5.0), Some(1.0), Some(2.0), Some(4.0)];
    /// let data = Incomplete::new(6).binary("arm", &arm)?.numeric("outcome", &outcome)?;
    /// let imputations = impute(&data, &Plan::new(5, 1))?;
    /// let at = |delta: f64| {
    ///     let shifted = imputations.shifted("outcome", "arm", Shift::TREATED.times(delta))?;
    ///     Ok(pooled_mean_difference(&shifted.means("outcome", "arm")?)?.value)
    /// };
    /// // One of three treated is imputed.
    /// assert!((at(-1.5)? - (at(0.0)? - 0.5)).abs() < 1e-14);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Rubin, D. B. (1987). *Multiple Imputation for Nonresponse in Surveys*, section 6.2; van Buuren, S. (2018).
    /// *Flexible Imputation of Missing Data*, 2nd edition, section 3.8.
    pub fn shifted(&self, outcome: &str, group: &str, shift: Shift) -> Result<Imputations, Undefined> {
        if !(shift.treated.is_finite() && shift.control.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let (place, group) = (self.data.place(outcome)?, self.data.place(group)?);
        let variable = &self.data.variables()[place];
        if place == group || self.data.variables()[group].kind != Kind::Binary {
            return Err(Undefined::OutsideDomain);
        }
        let mut shifted = self.clone();
        for set in 0..self.sets.len() {
            let treated = self.filled(set, group);
            let by = |row: usize| if treated[row] == 1.0 { shift.treated } else { shift.control };
            let own = &mut shifted.sets[set][place];
            match (&variable.kind, &self.latent[set][place]) {
                (Kind::Numeric, _) => own.iter_mut().zip(&variable.missing).for_each(|(value, row)| *value += by(*row)),
                (Kind::Binary, Some(drawn)) => {
                    for ((value, latent), row) in own.iter_mut().zip(drawn).zip(&variable.missing) {
                        *value = f64::from(latent.happens(by(*row)));
                    }
                }
                (Kind::Binary, None) if variable.missing.is_empty() => (),
                _ => return Err(Undefined::OutsideDomain),
            }
            if own.iter().any(|value| !value.is_finite()) {
                return Err(Undefined::NotFinite);
            }
        }
        Ok(shifted)
    }

    /// The smallest shift of what was imputed, in a direction, with which the difference in means leads to another
    /// conclusion.
    ///
    /// See [`tipping_point`], [`Imputations::shifted`] and [`Conclusion`]; the interval is that of
    /// [`pooled_mean_difference`].
    ///
    /// ```
    /// use utfall::stats::imputation::{Incomplete, Plan, Shift, TippingPoint, TippingSearch, impute};
    /// use utfall::stats::Level;
    ///
    /// let arm: Vec<Option<bool>> = (0..40).map(|i| Some(i < 20)).collect();
    /// let value = |i: i32| f64::from(i % 5 + if i < 20 { 3 } else { 0 });
    /// let outcome: Vec<Option<f64>> = (0..40).map(|i| (i % 4 > 0).then_some(value(i))).collect();
    /// let data = Incomplete::new(40).binary("arm", &arm)?.numeric("outcome", &outcome)?;
    /// let imputations = impute(&data, &Plan::new(10, 1))?;
    /// let search = TippingSearch { limit: -20.0, steps: 40 };
    /// let tips = imputations.tipping_mean_difference("outcome", "arm", Shift::TREATED, search, Level::NINETY_FIVE)?;
    /// assert!(matches!(tips, TippingPoint::At(delta) if delta < -2.0));
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn tipping_mean_difference(
        &self,
        outcome: &str,
        group: &str,
        direction: Shift,
        search: TippingSearch,
        level: Level,
    ) -> Result<TippingPoint, Undefined> {
        let means = self.shiftable_means(outcome, group)?;
        tipping(search, level, |delta| pooled_mean_difference(&means.at(direction.times(delta))?))
    }

    /// The means of a numeric outcome in both arms, which can be shifted any number of times without data sets made anew.
    ///
    /// Errors as for [`Imputations::shifted`] and [`Imputations::means`], and [`Undefined::TooFewObservations`] for an arm
    /// of one.
    ///
    /// ```
    /// use utfall::stats::imputation::{Incomplete, Plan, Shift, impute};
    ///
    /// let arm = [true, true, true, false, false, false].map(Some);
    /// let outcome = [Some(3.0), None, Some(5.0), Some(1.0), None, Some(4.0)];
    /// let data = Incomplete::new(6).binary("arm", &arm)?.numeric("outcome", &outcome)?;
    /// let imputations = impute(&data, &Plan::new(5, 1))?;
    /// let shift = Shift { treated: -2.0, control: 0.5 };
    /// let quick = imputations.shiftable_means("outcome", "arm")?.at(shift)?;
    /// let plain = imputations.shifted("outcome", "arm", shift)?.means("outcome", "arm")?;
    /// for (quick, plain) in quick.iter().zip(&plain) {
    ///     assert!((quick.treated.mean() - plain.treated.mean()).abs() < 1e-12);
    ///     assert!((quick.treated.sd()? - plain.treated.sd()?).abs() < 1e-12);
    ///     assert!((quick.control.sd()? - plain.control.sd()?).abs() < 1e-12);
    /// }
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn shiftable_means(&self, outcome: &str, group: &str) -> Result<ShiftableMeans, Undefined> {
        let (place, by) = (self.data.place(outcome)?, self.data.place(group)?);
        let variable = &self.data.variables()[place];
        if variable.kind != Kind::Numeric || self.data.variables()[by].kind != Kind::Binary {
            return Err(Undefined::OutsideDomain);
        }
        let means = self.means(outcome, group)?;
        let mut sets = Vec::new();
        for (set, means) in means.iter().enumerate() {
            let treated = self.filled(set, by);
            let arm = |summary: MeanSummary, own: f64| -> Result<ShiftableArm, Undefined> {
                let imputed = variable.missing.iter().zip(&self.sets[set][place]);
                let imputed: Vec<f64> = imputed.filter(|(row, _)| treated[**row] == own).map(|(_, x)| *x).collect();
                summary.sd()?;
                Ok(ShiftableArm {
                    summary,
                    imputed: imputed.len() as f64,
                    deviations: sum(imputed.iter().map(|value| value - summary.mean())),
                })
            };
            sets.push([arm(means.treated, 1.0)?, arm(means.control, 0.0)?]);
        }
        Ok(ShiftableMeans { sets })
    }

    /// The smallest shift in log odds of what was imputed, in a direction, with which the risk difference leads to
    /// another conclusion.
    ///
    /// As [`Imputations::tipping_mean_difference`], with the interval of [`pooled_risk_difference`].
    pub fn tipping_risk_difference(
        &self,
        outcome: &str,
        group: &str,
        direction: Shift,
        search: TippingSearch,
        level: Level,
    ) -> Result<TippingPoint, Undefined> {
        tipping(search, level, |delta| {
            let shifted = self.shifted(outcome, group, direction.times(delta))?;
            pooled_risk_difference(&shifted.arms(outcome, group)?)
        })
    }
}

/// The delta at which the interval of a pooled difference lies elsewhere about 0.
fn tipping(
    search: TippingSearch,
    level: Level,
    difference: impl Fn(f64) -> Result<Pooled, Undefined>,
) -> Result<TippingPoint, Undefined> {
    tipping_point(search, |delta| Ok(Conclusion::of(difference(delta)?.estimated(level)?.interval, 0.0)))
}
