//! Switching values: how far one assumption must move before a programme no longer carries its costs, or begins to.

use super::break_even::BreakEvenModel;
use super::increment::finite;
use crate::stats::{Undefined, root};

/// One number of a [`BreakEvenModel`], or the wage at which it is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Assumed {
    /// W: the annual gross wage.
    Wage,
    /// K: the cost per participant.
    Cost,
    /// E: the discounted extra person-years in work.
    PersonYears,
    /// a: the employer contribution.
    PayrollTax,
    /// s: other social costs.
    SocialCosts,
    /// φ: the share of production that is offset.
    Offset,
    /// τ: the income tax.
    IncomeTax,
    /// λ: the tax-financing cost per krone.
    TaxFinancing,
    /// b: the transfers saved per extra person-year.
    SavedTransfers,
}

/// Where a net present value is zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SwitchingValue {
    /// The value of the assumption at which the net present value is zero.
    pub value: f64,
    /// How far that is from the value assumed, as a share of it: −0.24 is a fall by 24 %; `None` where 0 was assumed.
    pub change: Option<f64>,
}

impl SwitchingValue {
    fn new(value: f64, assumed: f64) -> Result<SwitchingValue, Undefined> {
        let change = if assumed == 0.0 { None } else { Some(finite((value - assumed) / assumed)?) };
        Ok(SwitchingValue { value: finite(value)?, change })
    }
}

impl Assumed {
    /// All of them.
    pub const ALL: [Assumed; 9] = [
        Assumed::Wage,
        Assumed::Cost,
        Assumed::PersonYears,
        Assumed::PayrollTax,
        Assumed::SocialCosts,
        Assumed::Offset,
        Assumed::IncomeTax,
        Assumed::TaxFinancing,
        Assumed::SavedTransfers,
    ];

    /// Whether the assumption can have this value at all: amounts and rates are not negative, shares not above 1; person-years
    /// may be negative.
    pub fn allows(self, value: f64) -> bool {
        match self {
            Assumed::PersonYears => value.is_finite(),
            Assumed::Offset | Assumed::IncomeTax => (0.0..=1.0).contains(&value),
            _ => value.is_finite() && value >= 0.0,
        }
    }

    /// The value in a model and at a wage.
    pub fn of(self, model: &BreakEvenModel, wage: f64) -> f64 {
        match self {
            Assumed::Wage => wage,
            Assumed::Cost => model.cost,
            Assumed::PersonYears => model.person_years,
            Assumed::PayrollTax => model.payroll_tax,
            Assumed::SocialCosts => model.social_costs,
            Assumed::Offset => model.offset,
            Assumed::IncomeTax => model.income_tax,
            Assumed::TaxFinancing => model.tax_financing,
            Assumed::SavedTransfers => model.saved_transfers,
        }
    }

    /// The model and the wage with another value.
    pub fn replaced(self, model: &BreakEvenModel, wage: f64, value: f64) -> (BreakEvenModel, f64) {
        let model = *model;
        let with = match self {
            Assumed::Wage => return (model, value),
            Assumed::Cost => BreakEvenModel { cost: value, ..model },
            Assumed::PersonYears => BreakEvenModel { person_years: value, ..model },
            Assumed::PayrollTax => BreakEvenModel { payroll_tax: value, ..model },
            Assumed::SocialCosts => BreakEvenModel { social_costs: value, ..model },
            Assumed::Offset => BreakEvenModel { offset: value, ..model },
            Assumed::IncomeTax => BreakEvenModel { income_tax: value, ..model },
            Assumed::TaxFinancing => BreakEvenModel { tax_financing: value, ..model },
            Assumed::SavedTransfers => BreakEvenModel { saved_transfers: value, ..model },
        };
        (with, wage)
    }
}

impl BreakEvenModel {
    /// The value of one assumption at which the net present value at a wage is zero, all others as they are.
    ///
    /// The break-even effect is that of [`Assumed::PersonYears`], the break-even cost that of [`Assumed::Cost`]. The net
    /// present value is linear in each assumption, so that x* = x − NPV / (∂NPV/∂x). The value need not be possible: ask
    /// [`Assumed::allows`]. [`Undefined::NoVariation`] where the net present value does not depend on the assumption,
    /// [`Undefined::NotFinite`] where the numbers are too large.
    ///
    /// ```
    /// use utfall::econ::switching::Assumed;
    /// use utfall::econ::{BreakEvenModel, PublicMoney};
    ///
    /// let model = BreakEvenModel {
    ///     cost: 120_000.0,
    ///     person_years: 0.20,
    ///     payroll_tax: 0.141,
    ///     social_costs: 0.12,
    ///     offset: 0.0,
    ///     income_tax: 0.25,
    ///     tax_financing: 0.20,
    ///     saved_transfers: 150_000.0,
    ///     public_money: PublicMoney::ALL,
    /// };
    /// // At twice the break-even wage of 515 233 the person-years may fall by 49 %: to less than half, for fewer transfers
    /// // are saved then.
    /// let effect = model.switching_value(2.0 * 515_233.0, Assumed::PersonYears)?;
    /// assert!((effect.change.unwrap() + 0.489).abs() < 5e-4);
    /// assert!((model.switching_value(1e6, Assumed::Wage)?.value - 515_233.0).abs() < 0.5);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// DFØ, *Veileder i samfunnsøkonomiske analyser*, section 3.6.
    pub fn switching_value(&self, wage: f64, assumed: Assumed) -> Result<SwitchingValue, Undefined> {
        let BreakEvenModel { cost, person_years, payroll_tax, social_costs, offset, income_tax, tax_financing, .. } =
            *self;
        let account = self.account(wage)?;
        let counted = |counts: bool, amount: f64| if counts { amount } else { 0.0 };
        let wages = wage * person_years;
        let production = (1.0 + payroll_tax + social_costs) * (1.0 - offset);
        let taxes =
            counted(self.public_money.income_tax, income_tax) + counted(self.public_money.payroll_tax, payroll_tax);
        let transfers = counted(self.public_money.saved_transfers, self.saved_transfers);
        let slope = match assumed {
            Assumed::Wage => person_years * (production + tax_financing * taxes),
            Assumed::Cost => -(1.0 + tax_financing),
            Assumed::PersonYears => wage * (production + tax_financing * taxes) + tax_financing * transfers,
            Assumed::PayrollTax => wages * (1.0 - offset + counted(self.public_money.payroll_tax, tax_financing)),
            Assumed::SocialCosts => wages * (1.0 - offset),
            Assumed::Offset => -wages * (1.0 + payroll_tax + social_costs),
            Assumed::IncomeTax => wages * counted(self.public_money.income_tax, tax_financing),
            Assumed::TaxFinancing => account.public_income - cost,
            Assumed::SavedTransfers => counted(self.public_money.saved_transfers, tax_financing * person_years),
        };
        if finite(slope)? == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let value = assumed.of(self, wage);
        SwitchingValue::new(value - account.net_present_value / slope, value)
    }
}

/// The value between `lowest` and `highest` at which any net present value crosses zero, the one nearest to the value assumed
/// where it is monotone.
///
/// For assumptions in which it is not linear: a discount rate, a half-life. [`Undefined::OutsideDomain`] unless `assumed`
/// lies between the ends, [`Undefined::NoConvergence`] where the sign is the same at both ends and where it is assumed.
///
/// ```
/// use utfall::econ::switching::switching_value;
///
/// // The internal rate of return of −100 now and 110 in a year is 10 %.
/// let rate = switching_value(|rate| -100.0 + 110.0 / (1.0 + rate), 0.04, (0.0, 1.0))?;
/// assert!((rate.value - 0.10).abs() < 1e-15 && (rate.change.unwrap() - 1.5).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn switching_value(
    net_present_value: impl Fn(f64) -> f64,
    assumed: f64,
    (lowest, highest): (f64, f64),
) -> Result<SwitchingValue, Undefined> {
    if !(lowest <= assumed && assumed <= highest) {
        return Err(Undefined::OutsideDomain);
    }
    let here = net_present_value(assumed);
    let mut found: Vec<f64> = Vec::new();
    for end in [lowest, highest] {
        let there = net_present_value(end);
        if there.is_nan() || here.is_nan() {
            return Err(Undefined::NotFinite);
        }
        if here == 0.0 || there == 0.0 || here.signum() != there.signum() {
            found.push(root::bracketed_from(&net_present_value, (assumed, here), (end, there))?);
        }
    }
    let nearest = found.into_iter().min_by(|one, two| (one - assumed).abs().total_cmp(&(two - assumed).abs()));
    SwitchingValue::new(nearest.ok_or(Undefined::NoConvergence)?, assumed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::econ::PublicMoney;

    #[test]
    fn every_switching_value_makes_the_net_present_value_zero() {
        let model = BreakEvenModel {
            cost: 120_000.0,
            person_years: 0.23,
            payroll_tax: 0.141,
            social_costs: 0.12,
            offset: 0.1,
            income_tax: 0.25,
            tax_financing: 0.20,
            saved_transfers: 150_000.0,
            public_money: PublicMoney::ALL,
        };
        let wage = 480_000.0;
        for assumed in Assumed::ALL {
            let found = model.switching_value(wage, assumed).unwrap();
            let (replaced, at) = assumed.replaced(&model, wage, found.value);
            assert!(replaced.net_present_value(at).abs() < 1e-8, "{assumed:?}");
            assert!((replaced.account(at).unwrap().net_present_value).abs() < 1e-8, "{assumed:?}");
            assert_eq!(assumed.of(&replaced, at), found.value);
        }
        let alone = BreakEvenModel { public_money: PublicMoney::COST_ALONE, ..model };
        assert_eq!(alone.switching_value(wage, Assumed::IncomeTax), Err(Undefined::NoVariation));
        assert!(!Assumed::Offset.allows(1.1) && Assumed::PersonYears.allows(-0.1) && !Assumed::Cost.allows(-1.0));
    }

    #[test]
    fn no_switch_within_reach() {
        assert_eq!(switching_value(|x| x + 1.0, 0.5, (0.0, 1.0)), Err(Undefined::NoConvergence));
        assert_eq!(switching_value(|x| x, 2.0, (0.0, 1.0)), Err(Undefined::OutsideDomain));
        assert_eq!(switching_value(|x| x, 0.5, (0.0, 1.0)).unwrap().value, 0.0);
    }
}
