//! How long an effect lasts, and what is left of it once the follow-up is over.

use std::f64::consts::LN_2;

use super::annuity::Periods;
use super::increment::finite;
use crate::stats::{Sum, Undefined};

/// What happens to an effect after the time for which it is full.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FadeOut {
    /// It is gone at once: nothing is counted beyond what was seen.
    None,
    /// It falls in a straight line to nothing.
    Linear {
        /// How many months that takes; above 0.
        months: f64,
    },
    /// It falls by the same share each month.
    Exponential {
        /// After how many months half of it is left; above 0.
        half_life: f64,
    },
    /// It stays as it is.
    Persistent,
}

/// A constant effect, for a time and with a fade-out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FadingEffect {
    /// The extra share in work, treated − control, while the effect is full.
    pub level: f64,
    /// For how many months it is full; 0 or more, also a part of a month.
    pub lasts: f64,
    /// What happens then.
    pub fade_out: FadeOut,
}

impl FadeOut {
    /// [`Undefined::OutsideDomain`] for a time that is not above 0, [`Undefined::NotFinite`] for one that is not finite.
    fn checked(self) -> Result<FadeOut, Undefined> {
        match self {
            FadeOut::Linear { months: time } | FadeOut::Exponential { half_life: time } if !time.is_finite() => {
                Err(Undefined::NotFinite)
            }
            FadeOut::Linear { months: time } | FadeOut::Exponential { half_life: time } if time <= 0.0 => {
                Err(Undefined::OutsideDomain)
            }
            fine => Ok(fine),
        }
    }

    /// The area under what is left of an effect of 1, from its fall to so many months later.
    fn area(self, months: f64) -> f64 {
        let months = months.max(0.0);
        match self {
            FadeOut::None => 0.0,
            FadeOut::Linear { months: fall } => {
                let within = months.min(fall);
                within * (1.0 - 0.5 * within / fall)
            }
            FadeOut::Exponential { half_life } => -half_life / LN_2 * libm::expm1(-LN_2 * months / half_life),
            FadeOut::Persistent => months,
        }
    }
}

impl FadingEffect {
    fn checked(self) -> Result<FadingEffect, Undefined> {
        finite(self.level)?;
        if finite(self.lasts)? < 0.0 {
            return Err(Undefined::OutsideDomain);
        }
        self.fade_out.checked()?;
        Ok(self)
    }

    /// The mean effect in each of so many months.
    ///
    /// It is the mean over the month, so that a duration of 18.5 months gives half the effect in month 19, and everything
    /// that depends on a duration depends on it smoothly. [`Undefined::OutsideDomain`] for a negative duration or a fade-out
    /// that takes no time, [`Undefined::NotFinite`] for numbers that are not finite.
    ///
    /// ```
    /// use utfall::econ::horizon::{FadeOut, FadingEffect};
    ///
    /// let effect = FadingEffect { level: 0.1, lasts: 1.5, fade_out: FadeOut::Linear { months: 2.0 } };
    /// let path = effect.path(5)?;
    /// // 1, then half of 1 and half of (1 + 0.75)/2, then from 0.75 to 0.25, then half of 0.25/2, then nothing.
    /// for (month, share) in path.iter().zip([1.0, 0.9375, 0.5, 0.0625, 0.0]) {
    ///     assert!((month - 0.1 * share).abs() < 1e-15);
    /// }
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn path(self, months: usize) -> Result<Vec<f64>, Undefined> {
        let mut path = Vec::with_capacity(months);
        self.checked()?.each_month(months, |effect| path.push(effect));
        Ok(path)
    }

    /// The discounted extra person-years in work, E = Σ effect · DF / 12 over the months.
    ///
    /// Errors as for [`FadingEffect::path`]; [`Undefined::OutsideDomain`] for periods that are no months.
    ///
    /// ```
    /// use utfall::econ::annuity::Periods;
    /// use utfall::econ::horizon::{FadeOut, FadingEffect};
    /// use utfall::econ::{DiscountSchedule, Timing};
    ///
    /// // Without discounting, an effect that halves each year is worth level · 12 / ln 2 months in the long run.
    /// let months = Periods::months(&DiscountSchedule::flat(0.0).unwrap(), 1_200, Timing::End);
    /// let effect = FadingEffect { level: 0.1, lasts: 0.0, fade_out: FadeOut::Exponential { half_life: 12.0 } };
    /// assert!((effect.person_years(&months)? - 0.1 / std::f64::consts::LN_2).abs() < 1e-14);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn person_years(self, months: &Periods) -> Result<f64, Undefined> {
        let effect = self.checked()?;
        monthly(months)?;
        let mut weights = months.factors().iter();
        let mut total = 0.0;
        effect.each_month(months.factors().len(), |effect| total += effect * weights.next().unwrap_or(&0.0));
        finite(total * months.length())
    }

    /// The area under an effect of 1 from the start to so many months.
    pub(in crate::econ) fn area(self, months: f64) -> f64 {
        months.min(self.lasts) + self.fade_out.area(months - self.lasts)
    }

    /// Calls `each` with the mean effect in every month, in order.
    ///
    /// A half-life costs two exponentials in all, not one a month: once the fall has begun every month is the same share
    /// of the one before.
    fn each_month(self, months: usize, mut each: impl FnMut(f64)) {
        let FadingEffect { level, lasts, fade_out } = self;
        let full = (lasts as usize).min(months);
        (0..full).for_each(|_| each(level));
        // The month in which the fall begins, then the months after it.
        let mut month = full;
        let begins = (libm::ceil(lasts).min(1e9) as usize).min(months);
        if month < begins {
            each(level * (self.area(month as f64 + 1.0) - month as f64));
            month += 1;
        }
        match fade_out {
            FadeOut::None => (month..months).for_each(|_| each(0.0)),
            FadeOut::Persistent => (month..months).for_each(|_| each(level)),
            FadeOut::Linear { months: fall } => (month..months).for_each(|month| {
                // The mean of the line over the part of the month before it reaches nothing.
                let before = month as f64 - lasts;
                let left = (fall - before).clamp(0.0, 1.0);
                each(level * left * (fall - before - 0.5 * left) / fall);
            }),
            FadeOut::Exponential { half_life } => {
                let share = libm::exp(-LN_2 / half_life);
                let before = (month as f64 - lasts).max(0.0);
                // exp(−before ln 2 / h) (1 − share) h / ln 2
                let first = libm::exp(-LN_2 * before / half_life) * fade_out.area(1.0);
                let mut effect = level * first;
                for _ in month..months {
                    each(effect);
                    effect *= share;
                }
            }
        }
    }
}

/// The discounted extra person-years in work of an effect that was measured month by month and then fades from its last
/// value.
///
/// `observed` is the extra share in work in each month of follow-up; the fade-out fills the months after it. Months beyond
/// the horizon are not counted. Errors as for [`FadingEffect::person_years`], [`Undefined::NoObservations`] where no month was
/// observed.
///
/// ```
/// use utfall::econ::annuity::Periods;
/// use utfall::econ::horizon::{FadeOut, observed_person_years};
/// use utfall::econ::{DiscountSchedule, Timing};
///
/// let months = Periods::months(&DiscountSchedule::flat(0.0).unwrap(), 24, Timing::End);
/// let years = observed_person_years(&[0.05, 0.10], FadeOut::Persistent, &months)?;
/// assert!((years - (0.05 + 23.0 * 0.10) / 12.0).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn observed_person_years(observed: &[f64], fade_out: FadeOut, months: &Periods) -> Result<f64, Undefined> {
    let last = *observed.last().ok_or(Undefined::NoObservations)?;
    monthly(months)?;
    let rest = months.factors().len().saturating_sub(observed.len());
    let fading = FadingEffect { level: last, lasts: 0.0, fade_out }.path(rest)?;
    let path = observed.iter().chain(&fading);
    let total: Sum = path.zip(months.factors()).map(|(effect, factor)| effect * factor).collect();
    finite(total.value() * months.length())
}

/// [`Undefined::OutsideDomain`] for periods that are no months.
pub(in crate::econ) fn monthly(months: &Periods) -> Result<(), Undefined> {
    if months.length() == 1.0 / 12.0 { Ok(()) } else { Err(Undefined::OutsideDomain) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::econ::{DiscountSchedule, Timing};

    const FADE_OUTS: [FadeOut; 4] =
        [FadeOut::None, FadeOut::Linear { months: 7.3 }, FadeOut::Exponential { half_life: 5.1 }, FadeOut::Persistent];

    #[test]
    fn the_months_add_up_to_the_area() {
        for fade_out in FADE_OUTS {
            for lasts in [0.0, 0.25, 3.0, 4.999, 11.0, 30.0] {
                let path = FadingEffect { level: 1.0, lasts, fade_out }.path(20).unwrap();
                assert_eq!(path.len(), 20);
                assert!(path.windows(2).all(|pair| pair[1] <= pair[0] + 1e-15), "{fade_out:?} {lasts} {path:?}");
                for months in 1..=20 {
                    let area = f64::from(months).min(lasts) + fade_out.area(f64::from(months) - lasts);
                    let total: f64 = path[..months as usize].iter().sum();
                    assert!((total - area).abs() < 1e-13, "{fade_out:?} {lasts} {months}: {total} {area}");
                }
            }
        }
    }

    #[test]
    fn person_years_are_the_discounted_path() {
        let months = Periods::months(&DiscountSchedule::official(), 600, Timing::Mid);
        for fade_out in FADE_OUTS {
            let effect = FadingEffect { level: -0.07, lasts: 17.5, fade_out };
            let direct = months.present_value(&effect.path(600).unwrap()).unwrap() / 12.0;
            assert!((effect.person_years(&months).unwrap() / direct - 1.0).abs() < 1e-13);
        }
    }

    #[test]
    fn impossible_durations() {
        let months = Periods::months(&DiscountSchedule::official(), 12, Timing::Mid);
        let of = |lasts, fade_out| FadingEffect { level: 0.1, lasts, fade_out }.person_years(&months);
        assert_eq!(of(-1.0, FadeOut::None), Err(Undefined::OutsideDomain));
        assert_eq!(of(1.0, FadeOut::Linear { months: 0.0 }), Err(Undefined::OutsideDomain));
        assert_eq!(of(1.0, FadeOut::Exponential { half_life: f64::NAN }), Err(Undefined::NotFinite));
        assert!(of(1e300, FadeOut::None).unwrap() > 0.09);
        let years = Periods::years(&DiscountSchedule::official(), 12, Timing::Mid);
        let effect = FadingEffect { level: 0.1, lasts: 1.0, fade_out: FadeOut::None };
        assert_eq!(effect.person_years(&years), Err(Undefined::OutsideDomain));
    }
}
