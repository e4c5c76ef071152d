//! How long an effect must last for a programme to carry its costs.

use super::annuity::Periods;
use super::break_even::BreakEvenModel;
use super::horizon::{FadingEffect, monthly};
use super::increment::finite;
use crate::stats::{Sum, Undefined, root};

/// When a programme has carried its costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Duration {
    /// After so many months.
    After(Months),
    /// The effect is worth nothing: never.
    Never,
    /// Not within the months that were looked at.
    NotWithin,
}

/// When a programme had carried its costs, and by how much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Months {
    /// For how many months the effect must last.
    pub months: f64,
    /// The discounted worth of the effect by then: production, and the financing that is spared.
    pub benefit: f64,
    /// The programme's cost and its financing.
    pub cost: f64,
}

impl BreakEvenModel {
    /// The payback time: the first whole month by whose end the discounted worth of a constant effect reaches the cost.
    ///
    /// `effect` is the extra share in work, and `months` the months that are looked at; the model's person-years are not
    /// used. The worth of one person-year is W·[(1 + a + s)(1 − φ) + λ(τ + a)] + λb as in
    /// [`BreakEvenModel::net_present_value`], and what it is held against K(1 + λ). A programme that costs nothing has paid at
    /// month 0. [`Undefined::OutsideDomain`] for periods that are no months, [`Undefined::NotFinite`] for numbers that are not
    /// finite.
    ///
    /// ```
    /// use utfall::econ::annuity::Periods;
    /// use utfall::econ::duration::Duration;
    /// use utfall::econ::{BreakEvenModel, DiscountSchedule, PublicMoney, Timing};
    ///
    /// let model = BreakEvenModel {
    ///     cost: 60_000.0,
    ///     person_years: 0.0,
    ///     payroll_tax: 0.0,
    ///     social_costs: 0.0,
    ///     offset: 0.0,
    ///     income_tax: 0.0,
    ///     tax_financing: 0.0,
    ///     saved_transfers: 0.0,
    ///     public_money: PublicMoney::ALL,
    /// };
    /// // A tenth of 600 000 a year pays 5 000 a month.
    /// let months = Periods::months(&DiscountSchedule::flat(0.0).unwrap(), 1_200, Timing::End);
    /// let Duration::After(paid) = model.payback(600_000.0, 0.1, &months)? else { panic!() };
    /// assert_eq!(paid.months, 12.0);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn payback(&self, wage: f64, effect: f64, months: &Periods) -> Result<Duration, Undefined> {
        monthly(months)?;
        let (worth, cost) = self.sides(wage)?;
        let each = finite(effect * worth * months.length())?;
        let after = |months: usize, benefit: f64| Months { months: months as f64, benefit, cost };
        if cost <= 0.0 && each >= 0.0 {
            return Ok(Duration::After(after(0, 0.0)));
        }
        if each <= 0.0 {
            return Ok(Duration::Never);
        }
        let mut factors = Sum::default();
        for (month, factor) in months.factors().iter().enumerate() {
            factors.add(*factor);
            let benefit = each * factors.value();
            if benefit >= cost {
                return Ok(Duration::After(after(month + 1, benefit)));
            }
        }
        Ok(Duration::NotWithin)
    }

    /// The break-even duration: for how many months the effect must be full, before it fades, for the programme to carry its
    /// costs within `months`.
    ///
    /// Of `effect` the level and the fade-out count. The time is exact and seldom whole, and 0 where the fade-out alone
    /// carries the cost. Errors as for [`BreakEvenModel::payback`] and
    /// [`FadingEffect::person_years`](FadingEffect::person_years).
    ///
    /// ```
    /// use utfall::econ::annuity::Periods;
    /// use utfall::econ::duration::Duration;
    /// use utfall::econ::horizon::{FadeOut, FadingEffect};
    /// use utfall::econ::{BreakEvenModel, DiscountSchedule, PublicMoney, Timing};
    ///
    /// let model = BreakEvenModel {
    ///     cost: 60_000.0,
    ///     person_years: 0.0,
    ///     payroll_tax: 0.0,
    ///     social_costs: 0.0,
    ///     offset: 0.0,
    ///     income_tax: 0.0,
    ///     tax_financing: 0.0,
    ///     saved_transfers: 0.0,
    ///     public_money: PublicMoney::ALL,
    /// };
    /// // 5 000 a month, and a fade-out over six months that is worth three full ones.
    /// let months = Periods::months(&DiscountSchedule::flat(0.0).unwrap(), 1_200, Timing::End);
    /// let effect = FadingEffect { level: 0.1, lasts: 0.0, fade_out: FadeOut::Linear { months: 6.0 } };
    /// let Duration::After(paid) = model.break_even_duration(600_000.0, effect, &months)? else { panic!() };
    /// assert!((paid.months - 9.0).abs() < 1e-12);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn break_even_duration(
        &self,
        wage: f64,
        effect: FadingEffect,
        months: &Periods,
    ) -> Result<Duration, Undefined> {
        let (worth, cost) = self.sides(wage)?;
        let longest = months.factors().len() as f64;
        let benefit = |lasts: f64| FadingEffect { lasts, ..effect }.person_years(months).map(|years| years * worth);
        let (least, most) = (finite(benefit(0.0)?)?, finite(benefit(longest)?)?);
        let after = |months, benefit| Duration::After(Months { months, benefit, cost });
        if least >= cost {
            return Ok(after(0.0, least));
        }
        if effect.level * worth <= 0.0 {
            return Ok(Duration::Never);
        }
        if most < cost {
            return Ok(Duration::NotWithin);
        }
        let excess = |lasts: f64| benefit(lasts).map_or(f64::NAN, |benefit| benefit - cost);
        let lasts = root::bracketed_from(excess, (0.0, least - cost), (longest, most - cost))?;
        Ok(after(lasts, benefit(lasts)?))
    }

    /// The worth of one person-year, and what the programme costs with its financing.
    fn sides(&self, wage: f64) -> Result<(f64, f64), Undefined> {
        let one = BreakEvenModel { person_years: 1.0, cost: 0.0, ..*self }.account(wage)?;
        Ok((one.net_present_value, finite(self.cost * (1.0 + self.tax_financing))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::econ::horizon::FadeOut;
    use crate::econ::{DiscountSchedule, PublicMoney, Timing};

    fn model() -> BreakEvenModel {
        BreakEvenModel {
            cost: 60_000.0,
            person_years: 0.0,
            payroll_tax: 0.141,
            social_costs: 0.0,
            offset: 0.0,
            income_tax: 0.25,
            tax_financing: 0.2,
            saved_transfers: 100_000.0,
            public_money: PublicMoney::ALL,
        }
    }

    #[test]
    fn payback_is_the_break_even_duration_rounded_up() {
        let months = Periods::months(&DiscountSchedule::official(), 1_200, Timing::Mid);
        for effect in [0.02, 0.05, 0.1, 0.4] {
            let fading = FadingEffect { level: effect, lasts: 0.0, fade_out: FadeOut::None };
            let (Duration::After(whole), Duration::After(exact)) = (
                model().payback(450_000.0, effect, &months).unwrap(),
                model().break_even_duration(450_000.0, fading, &months).unwrap(),
            ) else {
                panic!()
            };
            assert_eq!(whole.months, exact.months.ceil());
            assert!((exact.benefit - exact.cost).abs() < 1e-6);
            // The model at that duration breaks even at that wage.
            let person_years = FadingEffect { lasts: exact.months, ..fading }.person_years(&months).unwrap();
            assert!(BreakEvenModel { person_years, ..model() }.net_present_value(450_000.0).abs() < 1e-6);
        }
    }

    #[test]
    fn never_and_not_within() {
        let months = Periods::months(&DiscountSchedule::official(), 12, Timing::End);
        assert_eq!(model().payback(450_000.0, 0.0, &months), Ok(Duration::Never));
        assert_eq!(model().payback(450_000.0, -0.1, &months), Ok(Duration::Never));
        assert_eq!(model().payback(450_000.0, 0.1, &months), Ok(Duration::NotWithin));
        let effect = FadingEffect { level: 0.1, lasts: 0.0, fade_out: FadeOut::None };
        assert_eq!(model().break_even_duration(450_000.0, effect, &months), Ok(Duration::NotWithin));
        let effect = FadingEffect { level: -0.1, ..effect };
        assert_eq!(model().break_even_duration(450_000.0, effect, &months), Ok(Duration::Never));
        let free = BreakEvenModel { cost: 0.0, ..model() };
        let Ok(Duration::After(paid)) = free.payback(450_000.0, 0.1, &months) else { panic!() };
        assert_eq!((paid.months, paid.cost), (0.0, 0.0));
    }
}
