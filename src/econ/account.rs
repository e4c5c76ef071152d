//! The account of a programme at a wage: what it is worth, what it costs, and what the public purse pays.

use super::break_even::BreakEvenModel;
use super::increment::finite;
use crate::stats::Undefined;

/// The items of the net present value per participant, in kroner; discounted where the model's are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Account {
    /// The value of the extra production, less what is offset: W·E·(1 + a + s)(1 − φ).
    pub production: f64,
    /// The programme's extra cost, K.
    pub cost: f64,
    /// What the public purse gets back in taxes and saved transfers, as far as the model counts it.
    pub public_income: f64,
    /// The cost of financing by taxes, λ times K less the public income; negative where the purse gains.
    pub financing: f64,
    /// Production less cost and financing.
    pub net_present_value: f64,
}

impl BreakEvenModel {
    /// The account at an annual gross wage.
    ///
    /// [`Undefined::NotFinite`] where the numbers are too large.
    ///
    /// ```
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
    /// // At the break-even wage of 515 233 kroner production pays for cost and financing.
    /// let account = model.account(515_233.0)?;
    /// assert!(account.net_present_value.abs() < 0.5);
    /// assert_eq!(account.production.round(), 129_942.0);
    /// assert_eq!(account.financing.round(), 9_942.0);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn account(&self, wage: f64) -> Result<Account, Undefined> {
        let wages = wage * self.person_years;
        let production = wages * (1.0 + self.payroll_tax + self.social_costs) * (1.0 - self.offset);
        let counted = |counts: bool, amount: f64| if counts { amount } else { 0.0 };
        let public_income = counted(self.public_money.income_tax, wages * self.income_tax)
            + counted(self.public_money.payroll_tax, wages * self.payroll_tax)
            + counted(self.public_money.saved_transfers, self.saved_transfers * self.person_years);
        let financing = self.tax_financing * (self.cost - public_income);
        Ok(Account {
            production: finite(production)?,
            cost: finite(self.cost)?,
            public_income: finite(public_income)?,
            financing: finite(financing)?,
            net_present_value: finite(production - self.cost - financing)?,
        })
    }
}

impl Account {
    /// The benefit-cost ratio: production over cost and financing.
    ///
    /// Above 1 exactly where the net present value is positive, as long as there is anything to pay; negative where the
    /// public purse gains more than the programme costs, and then it must not be printed. [`Undefined::ZeroDifference`] where
    /// nothing is to be paid.
    pub fn benefit_cost_ratio(&self) -> Result<f64, Undefined> {
        let paid = self.cost + self.financing;
        if paid == 0.0 { Err(Undefined::ZeroDifference) } else { finite(self.production / paid) }
    }

    /// The net present value per krone that the public purse pays, the measure by which projects are ranked when the budget
    /// is given.
    ///
    /// [`Undefined::OutsideDomain`] where the purse pays nothing.
    ///
    /// DFØ, *Veileder i samfunnsøkonomiske analyser*, section 3.5.
    pub fn per_public_krone(&self) -> Result<f64, Undefined> {
        let paid = self.cost - self.public_income;
        if paid > 0.0 { finite(self.net_present_value / paid) } else { Err(Undefined::OutsideDomain) }
    }
}
