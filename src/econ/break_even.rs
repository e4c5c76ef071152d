//! The gross wage at which a programme carries its costs.

/// Which flows count as public money, and so bear the tax-financing cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicMoney {
    /// Income tax on the wages of those who got work.
    pub income_tax: bool,
    /// The employer's contribution on those wages.
    pub payroll_tax: bool,
    /// Transfers that are no longer paid to those who got work.
    pub saved_transfers: bool,
}

impl PublicMoney {
    /// All three flows, the default.
    pub const ALL: PublicMoney = PublicMoney { income_tax: true, payroll_tax: true, saved_transfers: true };
    /// Only the programme's cost is public money.
    pub const COST_ALONE: PublicMoney = PublicMoney { income_tax: false, payroll_tax: false, saved_transfers: false };
}

/// The model behind the break-even wage, per participant, in kroner of one price year.
///
/// With K the discounted extra cost, E the discounted extra person-years in work, B = b·E the saved transfers, a the
/// employer contribution, s other social costs, φ the share of production that is offset (lost leisure, or
/// displacement of others), τ the income tax and λ the tax-financing cost,
///
/// NPV(W) = W·E·(1 + a + s)(1 − φ) − K + λ·[W·E·(τ + a) + B − K]
///
/// W* = [K(1 + λ) − λB] / { E·[(1 + a + s)(1 − φ) + λ(τ + a)] }.
///
/// τ, a and B stand in the bracket of λ only where [`PublicMoney`] says so.
///
/// ```
/// use utfall::econ::{BreakEven, BreakEvenModel, PublicMoney};
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
/// let BreakEven::Wage(wage) = model.break_even_wage() else { panic!() };
/// assert_eq!(wage.round(), 515_233.0);
/// assert!(model.net_present_value(wage).abs() < 1e-6);
/// ```
///
/// Source: the formula and its test vectors are this project's (`norwegian.md` 4.5), built on the rules of the
/// Ministry of Finance's circular R-109/2021 and DFØ's guide to economic analysis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BreakEvenModel {
    /// K: discounted extra programme cost per participant, in kroner.
    pub cost: f64,
    /// E: discounted extra person-years in work per participant.
    pub person_years: f64,
    /// a: the employer's contribution as a share of the wage.
    pub payroll_tax: f64,
    /// s: other social costs as a share of the wage.
    pub social_costs: f64,
    /// φ: the share of the production value that is offset by lost leisure or displacement.
    pub offset: f64,
    /// τ: income tax as a share of the wage.
    pub income_tax: f64,
    /// λ: tax-financing cost per krone of public money.
    pub tax_financing: f64,
    /// b: transfers saved per extra person-year in work, in kroner.
    pub saved_transfers: f64,
    /// Which flows bear the tax-financing cost.
    pub public_money: PublicMoney,
}

/// Whether there is a wage at which a programme carries its costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BreakEven {
    /// The annual gross wage, in kroner; positive.
    Wage(f64),
    /// The effect is not positive: no wage carries the costs.
    NoWage,
    /// Saved transfers alone carry the costs: every wage does.
    EveryWage,
}

impl BreakEvenModel {
    /// The annual gross wage at which the net present value is zero.
    ///
    /// Where E is not positive no wage does; where the numerator is not positive every wage does; where a wage is worth
    /// nothing because every krone of production is offset, none does, and neither does one beyond all numbers. A wage is never
    /// negative, infinite or no number.
    pub fn break_even_wage(&self) -> BreakEven {
        if self.person_years.is_nan() || self.person_years <= 0.0 {
            return BreakEven::NoWage;
        }
        let mut to_carry = self.cost * (1.0 + self.tax_financing) - self.tax_financing * self.public_transfers();
        let mut per_wage = self.value_per_krone_of_wage();
        let mut scale = 1.0;
        if !(to_carry.is_finite() && per_wage.is_finite()) {
            // 2e150 kroner for each of 3e160 person-years overflow, and 0 of that is no number: per person-year, in a
            // currency of which a unit is 2^512 kroner, they do not.
            scale = 2.0_f64.powi(-512);
            let transfers = counted(self.public_money.saved_transfers, self.saved_transfers * scale);
            let cost = self.cost * scale / self.person_years;
            to_carry = cost * (1.0 + self.tax_financing) - self.tax_financing * transfers;
            per_wage = BreakEvenModel { person_years: 1.0, ..*self }.value_per_krone_of_wage();
        }
        let wage = to_carry / per_wage / scale;
        if to_carry <= 0.0 {
            BreakEven::EveryWage
        } else if per_wage <= 0.0 || !wage.is_finite() {
            BreakEven::NoWage
        } else {
            BreakEven::Wage(wage)
        }
    }

    /// The net present value per participant at an annual gross wage, in kroner.
    pub fn net_present_value(&self, wage: f64) -> f64 {
        wage * self.value_per_krone_of_wage() - self.cost + self.tax_financing * (self.public_transfers() - self.cost)
    }

    /// What one krone of annual wage is worth: E·[(1 + a + s)(1 − φ) + λ(τ + a)].
    fn value_per_krone_of_wage(&self) -> f64 {
        let production = (1.0 + self.payroll_tax + self.social_costs) * (1.0 - self.offset);
        let public = counted(self.public_money.income_tax, self.income_tax)
            + counted(self.public_money.payroll_tax, self.payroll_tax);
        self.person_years * (production + self.tax_financing * public)
    }

    /// B where saved transfers count as public money, else 0.
    fn public_transfers(&self) -> f64 {
        counted(self.public_money.saved_transfers, self.saved_transfers * self.person_years)
    }
}

fn counted(counts: bool, amount: f64) -> f64 {
    if counts { amount } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector() -> BreakEvenModel {
        BreakEvenModel {
            cost: 120_000.0,
            person_years: 0.20,
            payroll_tax: 0.141,
            social_costs: 0.12,
            offset: 0.0,
            income_tax: 0.0,
            tax_financing: 0.2,
            saved_transfers: 0.0,
            public_money: PublicMoney::ALL,
        }
    }

    fn wage(model: BreakEvenModel) -> f64 {
        match model.break_even_wage() {
            BreakEven::Wage(wage) => wage.round(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_vectors_of_norwegian_md() {
        assert_eq!(wage(vector()), 558_486.0);
        assert_eq!(wage(BreakEvenModel { tax_financing: 0.0, ..vector() }), 475_813.0);
        // B = 30 000 per participant is 150 000 per person-year at E = 0.2.
        assert_eq!(wage(BreakEvenModel { income_tax: 0.25, saved_transfers: 150_000.0, ..vector() }), 515_233.0);
        assert_eq!(wage(BreakEvenModel { offset: 0.2, ..vector() }), 694_311.0);
        assert_eq!(wage(BreakEvenModel { payroll_tax: 0.079, ..vector() }), 592_690.0);
        assert_eq!(wage(BreakEvenModel { payroll_tax: 0.0, ..vector() }), 642_857.0);
        let bare = BreakEvenModel { tax_financing: 0.0, payroll_tax: 0.0, social_costs: 0.0, ..vector() };
        assert_eq!(wage(bare), 600_000.0);
    }

    #[test]
    fn no_wage_and_every_wage() {
        assert_eq!(BreakEvenModel { person_years: 0.0, ..vector() }.break_even_wage(), BreakEven::NoWage);
        assert_eq!(BreakEvenModel { person_years: -0.1, ..vector() }.break_even_wage(), BreakEven::NoWage);
        let generous = BreakEvenModel { saved_transfers: 1e9, ..vector() };
        assert_eq!(generous.break_even_wage(), BreakEven::EveryWage);
        // All production is offset, but the saved transfers alone carry the costs.
        let offset = BreakEvenModel {
            offset: 1.0,
            public_money: PublicMoney { payroll_tax: false, ..PublicMoney::ALL },
            ..generous
        };
        assert_eq!(offset.break_even_wage(), BreakEven::EveryWage);
        assert!(offset.net_present_value(0.0) > 0.0);
        assert_eq!(BreakEvenModel { saved_transfers: 0.0, ..offset }.break_even_wage(), BreakEven::NoWage);
    }

    #[test]
    fn numbers_beyond_all_bounds_give_no_wage_that_is_no_number() {
        let large = BreakEvenModel { person_years: 3e160, saved_transfers: 2e150, ..vector() };
        assert_eq!(large.break_even_wage(), BreakEven::EveryWage);
        // Without a tax-financing cost the transfers do not count, however large.
        let BreakEven::Wage(wage) = (BreakEvenModel { tax_financing: 0.0, ..large }).break_even_wage() else {
            panic!()
        };
        assert!((wage * 3e160 * 1.261 / 120_000.0 - 1.0).abs() < 1e-12);
        let costly = BreakEvenModel { cost: 1.7e308, saved_transfers: 1e308, person_years: 2.0, ..vector() };
        assert!(matches!(costly.break_even_wage(), BreakEven::Wage(wage) if wage.is_finite() && wage > 0.0));
        let endless = BreakEvenModel { cost: 1e308, person_years: 1e-300, ..vector() };
        assert_eq!(endless.break_even_wage(), BreakEven::NoWage);
        for odd in [f64::NAN, f64::INFINITY] {
            for model in [BreakEvenModel { cost: odd, ..vector() }, BreakEvenModel { person_years: odd, ..vector() }] {
                assert!(!matches!(model.break_even_wage(), BreakEven::Wage(wage) if !wage.is_finite()));
            }
        }
    }

    #[test]
    fn scaling_the_money_scales_the_wage() {
        let model = BreakEvenModel { saved_transfers: 150_000.0, ..vector() };
        let doubled = BreakEvenModel { cost: 2.0 * model.cost, saved_transfers: 300_000.0, ..model };
        let (BreakEven::Wage(one), BreakEven::Wage(two)) = (model.break_even_wage(), doubled.break_even_wage()) else {
            panic!()
        };
        assert_eq!(two, 2.0 * one);
    }
}
