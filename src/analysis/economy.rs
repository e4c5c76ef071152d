//! The economic model of a specification: what the kinds that reckon in kroner can all say, and what they make of it.
//!
//! The fields stand in each kind's own struct, so that an error in them keeps its place; `economic!` writes them there. An
//! entry may take what it does not say from an earlier one (`of: break_even`), so that the same model stands once and another
//! entry changes one assumption of it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::assumption::{Assumption, Effect, PayrollTax};
use super::input::{Entry, add_note};
use crate::data::Cell;
use crate::diag::{Diagnostic, Location, Problem, Spanned, one_of};
use crate::econ::horizon::FadeOut;
use crate::econ::programme::{self, Cost, EffectCourse, Health, Paid, Payer, Perspective, Programme};
use crate::econ::rules::{Rule, Rules, Topic};
use crate::econ::wage_interval::Uncertainty;
use crate::econ::{DiscountSchedule, PublicMoney, Timing};
use crate::results::{
    Basis, ConfidenceInterval, Estimate, Input, Method, Note, Origin, Quantity, Row, Section, Table, Text, Unit, Value,
};
use crate::stats::{Interval, Level};

/// Writes the struct of a kind that reckons in kroner: its own fields, then those of the economic model.
macro_rules! economic {
    ($(#[$meta:meta])* pub struct $name:ident { $($own:tt)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            /// An earlier entry of a kind with the same model: what is not said here is as there.
            #[serde(default)]
            of: Option<crate::diag::Spanned<String>>,
            /// The extra share in work: an earlier result such as `employment.month_18.risk_difference`, a number, or a list of
            /// them with their months.
            #[serde(default)]
            effect: Option<crate::diag::Spanned<super::assumption::Effect>>,
            /// Whether the effect counts persons or full-time equivalents.
            #[serde(default)]
            effect_counts: Option<super::economy::EffectCounts>,
            /// For how many months the effect is full, before it fades; by default until the last observation where a
            /// `fade_out` is given, and for the whole horizon where none is.
            #[serde(default)]
            effect_lasts: Option<super::assumption::Assumption>,
            /// What happens to the effect then: `none`, `persistent`, `{linear: 24}` (months until it is gone) or
            /// `{exponential: 12}` (months until half is left).
            #[serde(default)]
            fade_out: Option<crate::diag::Spanned<super::economy::FadeOutSpec>>,
            /// The correlation between the effects of several months; by default 1, which gives the widest interval.
            #[serde(default)]
            correlation: Option<crate::diag::Spanned<f64>>,
            /// The year whose prices all amounts are in.
            #[serde(default)]
            price_year: Option<crate::diag::Spanned<u16>>,
            /// A data source with the project's own rates, in the columns of the built-in table: what, which, first, last, value,
            /// seen, source.
            #[serde(default)]
            rules: Option<crate::diag::Spanned<String>>,
            /// The year whose rates are used where none are stated; by default the price year.
            #[serde(default)]
            rules_year: Option<crate::diag::Spanned<u16>>,
            /// What a horizon counts, and how often payments fall.
            #[serde(default)]
            period: Option<super::economy::Period>,
            /// When in its period a payment falls.
            #[serde(default)]
            timing: Option<crate::econ::Timing>,
            /// The real discount rate a year; by default the state's staircase in the year of the rates.
            #[serde(default)]
            discount_rate: Option<super::assumption::Assumption>,
            /// K: the extra cost per participant, already discounted, in kroner.
            #[serde(default)]
            cost_per_participant: Option<super::assumption::Assumption>,
            /// The components of what the programme costs per participant.
            #[serde(default)]
            costs: Option<Vec<super::economy::Component>>,
            /// The components of what the alternative would have cost per participant.
            #[serde(default)]
            comparison_costs: Option<Vec<super::economy::Component>>,
            /// a: the employer contribution as a share of the wage, or its zone and year.
            #[serde(default)]
            payroll_tax: Option<crate::diag::Spanned<super::assumption::PayrollTax>>,
            /// s: other social costs as a share of the wage.
            #[serde(default)]
            social_costs: Option<super::assumption::Assumption>,
            /// φ: the share of the production value that the value of lost leisure offsets.
            #[serde(default)]
            lost_leisure: Option<super::assumption::Assumption>,
            /// The share of the extra employment that displaces others.
            #[serde(default)]
            displacement: Option<super::assumption::Assumption>,
            /// τ: income tax as a share of the wage.
            #[serde(default)]
            income_tax: Option<super::assumption::Assumption>,
            /// λ: tax-financing cost per krone of public money; by default that of the year of the rates.
            #[serde(default)]
            tax_financing: Option<super::assumption::Assumption>,
            /// What the tax-financing cost is reckoned on.
            #[serde(default)]
            tax_financing_on: Option<super::economy::TaxFinancingOn>,
            /// Transfers saved, in kroner a year for each extra person in work (or full-time equivalent).
            #[serde(default)]
            saved_transfers: Option<super::assumption::Assumption>,
            /// Gains in health, in quality-adjusted life years.
            #[serde(default)]
            health: Option<super::economy::HealthSpec>,
            /// Wages to compare with, in kroner a year.
            #[serde(default)]
            reference_wages: Option<Vec<super::economy::ReferenceWage>>,
        }

        impl $name {
            /// What the entry says of the economic model, before what it takes from another.
            fn stated(&self) -> super::economy::Economy {
                super::economy::Economy {
                    of: self.of.clone(),
                    effect: self.effect.clone(),
                    effect_counts: self.effect_counts,
                    effect_lasts: self.effect_lasts.clone(),
                    fade_out: self.fade_out.clone(),
                    correlation: self.correlation.clone(),
                    price_year: self.price_year.clone(),
                    rules: self.rules.clone(),
                    rules_year: self.rules_year.clone(),
                    period: self.period,
                    timing: self.timing,
                    discount_rate: self.discount_rate.clone(),
                    cost_per_participant: self.cost_per_participant.clone(),
                    costs: self.costs.clone(),
                    comparison_costs: self.comparison_costs.clone(),
                    payroll_tax: self.payroll_tax.clone(),
                    social_costs: self.social_costs.clone(),
                    lost_leisure: self.lost_leisure.clone(),
                    displacement: self.displacement.clone(),
                    income_tax: self.income_tax.clone(),
                    tax_financing: self.tax_financing.clone(),
                    tax_financing_on: self.tax_financing_on,
                    saved_transfers: self.saved_transfers.clone(),
                    health: self.health.clone(),
                    reference_wages: self.reference_wages.clone(),
                }
            }
        }
    };
}
pub(super) use economic;

/// What an entry says of the economic model.
#[derive(Clone, Debug, Default)]
pub struct Economy {
    pub(super) of: Option<Spanned<String>>,
    pub(super) effect: Option<Spanned<Effect>>,
    pub(super) effect_counts: Option<EffectCounts>,
    pub(super) effect_lasts: Option<Assumption>,
    pub(super) fade_out: Option<Spanned<FadeOutSpec>>,
    pub(super) correlation: Option<Spanned<f64>>,
    pub(super) price_year: Option<Spanned<u16>>,
    pub(super) rules: Option<Spanned<String>>,
    pub(super) rules_year: Option<Spanned<u16>>,
    pub(super) period: Option<Period>,
    pub(super) timing: Option<Timing>,
    pub(super) discount_rate: Option<Assumption>,
    pub(super) cost_per_participant: Option<Assumption>,
    pub(super) costs: Option<Vec<Component>>,
    pub(super) comparison_costs: Option<Vec<Component>>,
    pub(super) payroll_tax: Option<Spanned<PayrollTax>>,
    pub(super) social_costs: Option<Assumption>,
    pub(super) lost_leisure: Option<Assumption>,
    pub(super) displacement: Option<Assumption>,
    pub(super) income_tax: Option<Assumption>,
    pub(super) tax_financing: Option<Assumption>,
    pub(super) tax_financing_on: Option<TaxFinancingOn>,
    pub(super) saved_transfers: Option<Assumption>,
    pub(super) health: Option<HealthSpec>,
    pub(super) reference_wages: Option<Vec<ReferenceWage>>,
}

/// What one unit of the effect is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum EffectCounts {
    /// Persons in work, whatever their hours: the wage is per person and year.
    #[default]
    Persons,
    /// Full-time equivalents: the wage is per full-time year.
    FullTimeEquivalents,
}

/// What a horizon counts, and how often payments fall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Period {
    /// Years.
    #[default]
    Year,
    /// Months.
    Month,
}

impl Period {
    /// How many months a period has.
    pub fn months(self) -> f64 {
        match self {
            Period::Year => 12.0,
            Period::Month => 1.0,
        }
    }

    /// The unit of a horizon.
    pub fn unit(self) -> Unit {
        match self {
            Period::Year => Unit::Years,
            Period::Month => Unit::Months,
        }
    }
}

/// What the tax-financing cost is reckoned on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum TaxFinancingOn {
    /// Programme cost less income tax, employer contribution and saved transfers.
    #[default]
    NetBudget,
    /// Programme cost alone.
    CostAlone,
    /// Programme cost less income tax and saved transfers.
    WithoutPayrollTax,
}

impl TaxFinancingOn {
    fn public_money(self) -> PublicMoney {
        match self {
            TaxFinancingOn::NetBudget => PublicMoney::ALL,
            TaxFinancingOn::CostAlone => PublicMoney::COST_ALONE,
            TaxFinancingOn::WithoutPayrollTax => PublicMoney { payroll_tax: false, ..PublicMoney::ALL },
        }
    }

    fn note(self) -> Note {
        match self {
            TaxFinancingOn::NetBudget => Note::TaxFinancingOnNetBudget,
            TaxFinancingOn::CostAlone => Note::TaxFinancingOnCostAlone,
            TaxFinancingOn::WithoutPayrollTax => Note::TaxFinancingWithoutPayrollTax,
        }
    }
}

/// What happens to the effect after it has been full.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum FadeOutSpec {
    /// It is gone at once.
    None,
    /// It stays as it is.
    Persistent,
    /// It falls in a straight line to nothing, in so many months.
    Linear(Assumption),
    /// Half of it is left after so many months, and half of that after as many more.
    Exponential(Assumption),
}

/// A component of what the programme or its alternative costs per participant.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Component {
    /// What is paid for.
    label: Text,
    /// Kroner per participant: once, or in each month from `from_month` to `to_month`.
    amount: Spanned<f64>,
    /// The first month it is paid in, counted from 1.
    #[serde(default)]
    from_month: Option<Spanned<u16>>,
    /// The last month it is paid in. Without it the amount is paid once, at the start.
    #[serde(default)]
    to_month: Option<Spanned<u16>>,
    /// Who pays: `nav` (by default), `other_public`, `employer` or `participant`, or shares of them that sum to 1.
    #[serde(default)]
    paid_by: Option<Spanned<PaidBy>>,
    /// The year whose prices the amount is in; by default that of the model. Other years are converted by the consumer price
    /// index.
    #[serde(default)]
    price_year: Option<Spanned<u16>>,
    /// The standard error of the amount, where it is estimated.
    #[serde(default)]
    standard_error: Option<Spanned<f64>>,
    /// How it is known.
    #[serde(default = "assumed")]
    basis: Basis,
    /// Where it comes from.
    #[serde(default)]
    source: Option<Text>,
}

/// Who pays a cost: one, or shares of several.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum PaidBy {
    /// One of them pays all of it.
    One(PayerName),
    /// Shares of it, which sum to 1.
    Shares(PayerShares),
}

/// Who pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum PayerName {
    /// The labour and welfare administration.
    Nav,
    /// Other public budgets, such as the health service.
    OtherPublic,
    /// The employers.
    Employer,
    /// The participants.
    Participant,
}

/// Shares of a cost by who pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PayerShares {
    /// The labour and welfare administration.
    #[serde(default)]
    nav: f64,
    /// Other public budgets.
    #[serde(default)]
    other_public: f64,
    /// The employers.
    #[serde(default)]
    employer: f64,
    /// The participants.
    #[serde(default)]
    participant: f64,
}

/// Gains in health.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HealthSpec {
    /// Quality-adjusted life years gained per participant.
    qalys: Assumption,
    /// Over how many months they are gained, evenly; by default twelve.
    #[serde(default)]
    months: Option<Spanned<u16>>,
    /// What one of them is worth, in kroner; by default the value for analyses of welfare in the year of the rates.
    #[serde(default)]
    value: Option<Assumption>,
}

/// A wage to compare with.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferenceWage {
    /// Whose wage it is.
    label: Text,
    /// The wage, in kroner a year.
    #[serde(default)]
    wage: Option<Spanned<f64>>,
    /// Instead of a wage: twelve times a monthly wage of the table of rates, such as `all` or `elementary_occupations`.
    #[serde(default)]
    average: Option<Spanned<String>>,
    /// The year whose prices the wage is in; by default that of the model. Other years are converted by the consumer price
    /// index.
    #[serde(default)]
    price_year: Option<Spanned<u16>>,
    /// Where it comes from.
    #[serde(default)]
    source: Option<Text>,
    /// How it is known.
    #[serde(default)]
    basis: Option<Basis>,
}

fn assumed() -> Basis {
    Basis::Assumed
}

impl Economy {
    /// What is said here, and what another entry says beside.
    fn over(self, base: Economy) -> Economy {
        // An entry that states its costs states all of them.
        let own_costs = self.costs.is_some() || self.cost_per_participant.is_some();
        let (lump, components) = match own_costs {
            true => (self.cost_per_participant, self.costs),
            false => (base.cost_per_participant, base.costs),
        };
        Economy {
            of: None,
            effect: self.effect.or(base.effect),
            effect_counts: self.effect_counts.or(base.effect_counts),
            effect_lasts: self.effect_lasts.or(base.effect_lasts),
            fade_out: self.fade_out.or(base.fade_out),
            correlation: self.correlation.or(base.correlation),
            price_year: self.price_year.or(base.price_year),
            rules: self.rules.or(base.rules),
            rules_year: self.rules_year.or(base.rules_year),
            period: self.period.or(base.period),
            timing: self.timing.or(base.timing),
            discount_rate: self.discount_rate.or(base.discount_rate),
            cost_per_participant: lump,
            costs: components,
            comparison_costs: self.comparison_costs.or(base.comparison_costs),
            payroll_tax: self.payroll_tax.or(base.payroll_tax),
            social_costs: self.social_costs.or(base.social_costs),
            lost_leisure: self.lost_leisure.or(base.lost_leisure),
            displacement: self.displacement.or(base.displacement),
            income_tax: self.income_tax.or(base.income_tax),
            tax_financing: self.tax_financing.or(base.tax_financing),
            tax_financing_on: self.tax_financing_on.or(base.tax_financing_on),
            saved_transfers: self.saved_transfers.or(base.saved_transfers),
            health: self.health.or(base.health),
            reference_wages: self.reference_wages.or(base.reference_wages),
        }
    }

    /// With what it takes from an earlier entry.
    ///
    /// # Errors
    /// A diagnostic where there is no such entry, or it has no economic model.
    pub(super) fn complete(self, entry: &Entry<'_>) -> Result<Economy, Diagnostic> {
        match self.of.clone() {
            None => Ok(self),
            Some(of) => Ok(self.over(entry.economy(&of)?)),
        }
    }
}

impl Entry<'_> {
    /// What an earlier entry says of the economic model, with what that one takes from others.
    ///
    /// # Errors
    /// A diagnostic at the id where there is no such entry above this one, or it is of a kind without an economic model.
    pub(super) fn economy(&self, id: &Spanned<String>) -> Result<Economy, Diagnostic> {
        let is_meant =
            |known: &str| known.strip_prefix(id.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let meant: Vec<&(String, &super::Analysis)> =
            self.before.iter().filter(|(known, _)| is_meant(known.as_str())).collect();
        let analysis = match meant.as_slice() {
            [] => {
                let problem = Problem::new(format!("there is no entry `{id}` above `{}`", self.id));
                let named = self.before.iter().filter(|(_, analysis)| analysis.economy().is_some());
                return Err(problem
                    .closest_of(id, named.map(|(known, _)| known.as_str()))
                    .hint("name an entry that stands above it")
                    .at(id.location()));
            }
            [(_, only)] => only,
            several => {
                let problem = Problem::new(format!("`{id}` stands for {} analyses", several.len()));
                let ids = one_of(several.iter().take(8).map(|(known, _)| known.as_str()));
                return Err(problem.hint(format!("write {ids}")).at(id.location()));
            }
        };
        let Some(economy) = analysis.economy() else {
            let kind = analysis.kind();
            let problem = Problem::new(format!("`{id}` has no economic model: it is of the kind `{kind}`"));
            return Err(problem
                .hint("name an entry of the kind `break_even_wage` or `net_present_value`")
                .at(id.location()));
        };
        let entry = id.split('.').next().unwrap_or_default();
        if self.failed.iter().any(|failed| failed == entry) {
            return Err(Problem::new(format!("`{id}` has no results")).at(id.location()).consequence());
        }
        economy.complete(self)
    }
}

/// A wage to compare with, in the prices of the model.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub label: Text,
    pub wage: f64,
    pub basis: Basis,
    pub source: Option<Text>,
}

/// The model with its numbers checked.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// The programme; its horizon is for the kind to set.
    pub programme: Programme,
    /// The year of all prices.
    pub price_year: u16,
    /// What a horizon counts.
    pub period: Period,
    /// What is assumed, a row each: the name is that of the field or of a [`programme::Parameter`].
    pub assumptions: Vec<Row>,
    /// From which month to which the components of cost are paid, by the name of their row.
    pub payments: Vec<(String, f64, f64)>,
    /// Where the assumptions come from.
    pub inputs: Vec<Input>,
    /// How certain the least certain of them is.
    pub basis: Basis,
    /// What has to be said under its tables.
    pub notes: Vec<Note>,
    /// The wages to compare with.
    pub references: Vec<Reference>,
    /// The average basic amount of the price year.
    pub basic_amount: Option<f64>,
    /// The effect that is shown: that of the last observation.
    pub effect: Estimate,
    /// The estimates that the course of the effect is made of, with their months.
    estimates: Vec<(f64, Estimate)>,
    form: Form,
    correlation: f64,
    /// The standard errors of the components of cost, by their place in the programme.
    cost_errors: Vec<(usize, f64)>,
}

/// How the course of the effect is made of its estimates.
#[derive(Clone, Debug)]
enum Form {
    /// One level from the start, for a time or for the whole horizon.
    Constant { lasts: Option<f64>, fade_out: FadeOut },
    /// Straight lines through the estimates.
    Through { fade_out: FadeOut },
    /// A value for each month.
    Monthly { fade_out: FadeOut },
}

impl Form {
    fn course(&self, values: &[(f64, f64)]) -> Option<EffectCourse> {
        match self {
            Form::Constant { lasts, fade_out } => {
                Some(EffectCourse::constant(values.first()?.1, lasts.unwrap_or_default(), *fade_out))
            }
            Form::Through { fade_out } => EffectCourse::through(values, *fade_out).ok(),
            Form::Monthly { fade_out } => {
                Some(EffectCourse::observed(values.iter().map(|(_, value)| *value).collect(), *fade_out))
            }
        }
    }
}

impl Model {
    /// The programme with a horizon of so many periods.
    pub fn at(&self, horizon: f64) -> Programme {
        Programme { horizon: horizon * self.period.months(), ..self.programme.clone() }
    }

    /// The programme with other values of the effect's estimates, in their order.
    pub fn with_effects(&self, programme: &Programme, values: &[f64]) -> Option<Programme> {
        let months = self.estimates.iter().map(|(month, _)| *month);
        let effect = self.form.course(&months.zip(values.iter().copied()).collect::<Vec<_>>())?;
        Some(Programme { effect, ..programme.clone() })
    }

    /// The estimates that the course of the effect is made of.
    pub fn effects(&self) -> impl Iterator<Item = &Estimate> {
        self.estimates.iter().map(|(_, estimate)| estimate)
    }

    /// What each estimate of the effect adds to the person-years, for one of it: they are linear in the estimates.
    fn contributions(&self, programme: &Programme) -> Option<Vec<f64>> {
        let count = self.estimates.len();
        (0..count)
            .map(|own| {
                let unit: Vec<f64> = (0..count).map(|other| if other == own { 1.0 } else { 0.0 }).collect();
                Some(self.with_effects(programme, &unit)?.sums().ok()?.person_years)
            })
            .collect()
    }

    /// The variances of what is to be carried in a perspective and of the person-years; `None` where neither is estimated.
    ///
    /// The effects of several months have the stated correlation; costs do not depend on them or on one another.
    pub fn uncertainty(&self, programme: &Programme, perspective: Perspective) -> Option<Uncertainty> {
        let errors: Vec<f64> = self.effects().map(|estimate| standard_error(estimate).unwrap_or_default()).collect();
        let parts: Vec<f64> =
            self.contributions(programme)?.iter().zip(&errors).map(|(each, error)| each * error).collect();
        let total: f64 = parts.iter().sum();
        let squares: f64 = parts.iter().map(|part| part * part).sum();
        let person_years_variance = (1.0 - self.correlation) * squares + self.correlation * total * total;
        let mut cost_variance = 0.0;
        for (place, error) in &self.cost_errors {
            let mut unit = programme.clone();
            unit.costs = vec![Cost { amount: 1.0, ..programme.costs[*place] }];
            unit.health = Health::default();
            let sums = unit.sums().ok()?;
            let each = unit.balance(perspective, &sums).cost * error;
            cost_variance += each * each;
        }
        (person_years_variance > 0.0 || cost_variance > 0.0).then_some(Uncertainty {
            cost_variance,
            person_years_variance,
            covariance: 0.0,
        })
    }

    /// The interval of the person-years that the effect's own interval gives: exact where the effect is one estimate and no
    /// cost is uncertain.
    pub fn person_years_interval(&self, programme: &Programme) -> Option<ConfidenceInterval> {
        let [(_, estimate)] = self.estimates.as_slice() else { return None };
        let interval = estimate.interval.filter(|_| self.cost_errors.is_empty())?;
        let Interval::Bounded { lower, upper } = interval.bounds else { return None };
        let each = *self.contributions(programme)?.first()?;
        let bounds = Interval::Bounded { lower: lower * each, upper: upper * each };
        Some(ConfidenceInterval { bounds, level: interval.level, method: interval.method })
    }

    /// The interval of the break-even wage: that of the effect carried over where it is one estimate, else Fieller's set of
    /// cost and person-years.
    pub fn wage_interval(&self, programme: &Programme, perspective: Perspective) -> Option<ConfidenceInterval> {
        let sums = programme.sums().ok()?;
        let balance = programme.balance(perspective, &sums);
        if let Some(interval) = self.person_years_interval(programme) {
            let bounds = balance.wages(interval.bounds);
            return Some(ConfidenceInterval { bounds, level: interval.level, method: Method::BreakEvenOfEffect });
        }
        let uncertain = self.uncertainty(programme, perspective)?;
        let level = self.level();
        let bounds = balance.wages_fieller(sums.person_years, uncertain, level).ok()?;
        Some(ConfidenceInterval { bounds, level, method: Method::Fieller })
    }

    /// The level of the effect's interval, 0.95 where it has none.
    pub fn level(&self) -> Level {
        self.effects().find_map(|estimate| estimate.interval).map_or(Level::NINETY_FIVE, |interval| interval.level)
    }

    /// Puts what every table of the model needs into its first section.
    pub fn describe(&self, section: &mut Section) {
        section.provenance.inputs.clone_from(&self.inputs);
        for note in &self.notes {
            add_note(section, *note);
        }
    }

    /// The tables of what is assumed.
    pub fn tables(&self) -> Vec<(String, Value)> {
        let columns = vec!["value".to_owned()];
        let assumptions = Table { columns, rows: self.assumptions.clone() };
        let mut tables = vec![("assumptions".to_owned(), Value::Table(assumptions))];
        if !self.payments.is_empty() {
            let months = |value: f64| Value::Quantity(Quantity { value, unit: Unit::Number, decimals: 0 });
            let rows = self.payments.iter().map(|(name, from, to)| Row {
                name: name.clone(),
                label: None,
                basis: None,
                source: None,
                words: Vec::new(),
                cells: vec![months(*from), months(*to)],
            });
            let columns = vec!["from".to_owned(), "to".to_owned()];
            tables.push(("payments".to_owned(), Value::Table(Table { columns, rows: rows.collect() })));
        }
        tables
    }
}

/// The standard error of an estimate, or the one that its interval would have by the normal distribution.
pub(super) fn standard_error(estimate: &Estimate) -> Option<f64> {
    estimate.standard_error.or_else(|| {
        let interval = estimate.interval?;
        let Interval::Bounded { lower, upper } = interval.bounds else { return None };
        Some((upper - lower) / (2.0 * interval.level.z())).filter(|error| error.is_finite())
    })
}

/// Collects what is wrong, and the rows of the table of assumptions.
struct Reading<'a> {
    entry: &'a Entry<'a>,
    problems: Vec<Diagnostic>,
    rules: Rules,
    rules_year: u16,
    price_year: u16,
    rows: Vec<Row>,
    inputs: Vec<Input>,
    payments: Vec<(String, f64, f64)>,
    notes: BTreeSet<Note>,
}

impl Reading<'_> {
    fn share(&mut self, assumption: Option<&Assumption>, most: f64, what: &str) -> f64 {
        let Some(assumption) = assumption else { return 0.0 };
        let value = assumption.value.value;
        if !(0.0..=most).contains(&value) {
            let problem = Problem::new(format!("{what} lies between 0 and {most}, not {value}"))
                .hint("write a share such as 0.25 for 25 per cent");
            self.problems.push(problem.at(assumption.value.location()));
        }
        value
    }

    fn amount(&mut self, number: &Spanned<f64>, what: &str) -> f64 {
        if !(number.value.is_finite() && number.value >= 0.0) {
            let problem = Problem::new(format!("{what} must be zero or more, not {number}"));
            self.problems.push(problem.at(number.location()));
        }
        number.value
    }

    fn months(&mut self, assumption: &Assumption, what: &str, least: f64) -> f64 {
        let value = assumption.value.value;
        if !(least..=2_400.0).contains(&value) || (least > 0.0 && value == 0.0) {
            let problem = Problem::new(format!("{what} lies between {least} and 2400 months, not {value}"));
            self.problems.push(problem.at(assumption.value.location()));
        }
        value
    }

    /// An amount of another year in the prices of the model.
    fn converted(&mut self, amount: f64, year: Option<&Spanned<u16>>) -> f64 {
        let Some(year) = year.filter(|year| year.value != self.price_year) else { return amount };
        let Some(converted) = self.rules.in_prices_of(self.price_year, amount, year.value) else {
            let years = self.rules.years(Topic::ConsumerPrices, "all");
            let unknown = if years.contains(&year.value) { self.price_year } else { year.value };
            let problem = Problem::new(format!("the consumer price index of {unknown} is not known here"));
            self.problems.push(problem.hint(format!("the table of rates has {}", spans(&years))).at(year.location()));
            return amount;
        };
        self.notes.insert(Note::PricesConverted);
        converted
    }

    /// The rate of the year of the rates, as an assumption: that of a rule, or assumed where it was not seen in its source.
    fn rule(&mut self, topic: Topic, which: &str, what: &str, hint: &str, place: Option<Location>) -> Assumption {
        match self.rules.find(topic, which, self.rules_year) {
            Some(rule) => of_rule(rule),
            None => {
                let years = spans(&self.rules.years(topic, which));
                let problem = Problem::new(format!("{what} of {} is not known here", self.rules_year));
                let place = place.or_else(|| self.entry.location.clone());
                self.problems.push(problem.hint(format!("the table of rates has {years}; {hint}")).at(place));
                Assumption::rule(0.0)
            }
        }
    }

    fn row(&mut self, name: &str, assumption: &Assumption, unit: Unit, origin: Origin) {
        self.rows.push(assumption.row(name, unit));
        self.inputs.push(Input { name: name.to_owned(), origin });
    }
}

/// A rate of the table as an assumption.
pub(super) fn of_rule(rule: &Rule) -> Assumption {
    let basis = if rule.seen { Basis::Rule } else { Basis::Assumed };
    let source = Some(Text::from(rule.source.as_str()));
    Assumption { value: rule.value.into(), basis, label: None, source }
}

/// «2010 to 2015 and 2018» of a list of years.
pub(super) fn spans(years: &[u16]) -> String {
    let mut spans: Vec<(u16, u16)> = Vec::new();
    for year in years {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == *year => *last = *year,
            _ => spans.push((*year, *year)),
        }
    }
    let words: Vec<String> = spans
        .iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first} to {last}") })
        .collect();
    if words.is_empty() { "no year".to_owned() } else { words.join(", ") }
}

impl Economy {
    /// What a horizon counts.
    pub(super) fn period(&self) -> Period {
        self.period.unwrap_or_default()
    }

    /// The model with its numbers checked; `longest` is the longest horizon that will be asked for, in periods.
    ///
    /// # Errors
    /// All that is wrong with it, each at its own place.
    pub(super) fn check(&self, entry: &Entry<'_>, longest: f64) -> Result<Model, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let price_year = self.checked_price_year(entry, &mut problems);
        let rules = match self.rules.as_ref().map(|name| own_rules(entry, name)) {
            None => Rules::built_in().clone(),
            Some(Ok(own)) => Rules::built_in().with(own),
            Some(Err(more)) => {
                problems.extend(more);
                Rules::built_in().clone()
            }
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let rules_year = self.rules_year.as_ref().map_or(price_year, |year| year.value);
        let mut reading = Reading {
            entry,
            problems,
            rules,
            rules_year,
            price_year,
            rows: Vec::new(),
            inputs: Vec::new(),
            payments: Vec::new(),
            notes: BTreeSet::new(),
        };
        let model = self.read(&mut reading, longest);
        match model {
            Some(model) if reading.problems.is_empty() => Ok(model),
            _ => Err(reading.problems),
        }
    }

    fn checked_price_year(&self, entry: &Entry<'_>, problems: &mut Vec<Diagnostic>) -> u16 {
        match &self.price_year {
            Some(year) if (1900..=2100).contains(&year.value) => year.value,
            Some(year) => {
                let problem = Problem::new(format!("{year} is no price year")).hint("write a year such as 2025");
                problems.push(problem.at(year.location()));
                0
            }
            None => {
                let cost = self.cost_per_participant.as_ref().and_then(|cost| cost.value.location());
                let component = || self.costs.iter().flatten().find_map(|component| component.amount.location());
                let place = cost.or_else(component).or_else(|| entry.location.clone());
                let problem = Problem::new("the cost has no price year");
                problems
                    .push(problem.hint("add `price_year: 2025`, the year whose prices the amounts are in").at(place));
                0
            }
        }
    }

    /// Reads all fields in the order of the table of assumptions.
    fn read(&self, reading: &mut Reading<'_>, longest: f64) -> Option<Model> {
        let price_year = reading.price_year;
        let (kroner, per_year) = (Unit::Kroner { price_year }, Unit::KronerPerYear { price_year });
        let period = self.period();
        let basic_amount = reading.rules.find(Topic::BasicAmount, "average", price_year).map(|rule| rule.value);
        if basic_amount.is_none() {
            let problem = Problem::new(format!("the basic amount (G) of {price_year} is not known here"));
            let place = self.price_year.as_ref().and_then(Spanned::location);
            reading.entry.warn(problem.hint("wages are shown in kroner alone").at(place));
        }
        let effect = self.read_effect(reading);
        let schedule = self.read_discounting(reading, longest * period.months());
        let financing = match &self.tax_financing {
            Some(stated) => (stated.clone(), Origin::Specification),
            None => {
                let hint = "or write `tax_financing: 0.20`";
                let rule = reading.rule(Topic::TaxFinancing, "all", "the tax-financing cost", hint, None);
                (rule, Origin::Edition)
            }
        };
        let tax_financing = reading.share(Some(&financing.0), 1.0, "the tax-financing cost per krone");
        reading.row("tax_financing", &financing.0, Unit::PerKrone, financing.1);
        let payroll_tax = self.read_payroll_tax(reading);
        let (costs, cost_errors) = self.read_costs(reading, kroner);
        let amount = |reading: &mut Reading<'_>, assumption: Option<&Assumption>, name: &str, what: &str| {
            let Some(assumption) = assumption else { return 0.0 };
            let value = reading.amount(&assumption.value, what);
            reading.row(name, assumption, per_year, Origin::Specification);
            value
        };
        let saved_transfers = amount(reading, self.saved_transfers.as_ref(), "saved_transfers", "the saved transfers");
        let shares = [
            (&self.income_tax, "income_tax", Unit::ShareOfWage, 1.0, "the income tax"),
            (&self.social_costs, "social_costs", Unit::ShareOfWage, 2.0, "the social costs"),
            (&self.lost_leisure, "lost_leisure", Unit::Proportion, 1.0, "the offset by lost leisure"),
            (&self.displacement, "displacement", Unit::Proportion, 1.0, "the displacement"),
        ];
        let [income_tax, social_costs, lost_leisure, displacement] =
            shares.map(|(assumption, name, unit, most, what)| {
                let Some(assumption) = assumption else { return 0.0 };
                let value = reading.share(Some(assumption), most, what);
                reading.row(name, assumption, unit, Origin::Specification);
                value
            });
        let health = self.read_health(reading, kroner);
        let references = self.read_references(reading);
        let on = self.tax_financing_on.unwrap_or_default();
        let timing = self.timing.unwrap_or_default();
        reading.notes.extend([
            match timing {
                Timing::Start => Note::PaymentsAtStart,
                Timing::Mid => Note::PaymentsMid,
                Timing::End => Note::PaymentsAtEnd,
            },
            on.note(),
            match self.effect_counts.unwrap_or_default() {
                EffectCounts::Persons => Note::EffectInPersons,
                EffectCounts::FullTimeEquivalents => Note::EffectInFullTimeEquivalents,
            },
        ]);
        if reading.rows.iter().any(|row| row.basis == Some(Basis::Inferred)) {
            reading.notes.insert(Note::ParametersInferred);
        }
        let effect = effect?;
        let course = effect.form.course(&effect.values())?;
        let correlation = self.correlation.as_ref().map_or(1.0, |correlation| correlation.value);
        if let Some(stated) = &self.correlation {
            if !(0.0..=1.0).contains(&stated.value) {
                let problem = Problem::new(format!("a correlation of effects lies between 0 and 1, not {stated}"));
                reading.problems.push(problem.at(stated.location()));
            } else if effect.estimates.len() < 2 {
                let problem = Problem::new("there is one effect, and nothing for it to be correlated with");
                reading.problems.push(problem.hint("remove `correlation`").at(stated.location()));
            }
        }
        let least_certain = [Basis::Simulated, Basis::Inferred, Basis::Assumed, Basis::Reconstructed, Basis::Published];
        let known = |basis: &Basis| reading.rows.iter().any(|row| row.basis == Some(*basis));
        let basis = least_certain.into_iter().find(known).unwrap_or_default();
        let (_, last) = effect.estimates.last()?.clone();
        Some(Model {
            programme: Programme {
                costs,
                effect: course,
                payroll_tax,
                social_costs,
                lost_leisure,
                displacement,
                income_tax,
                tax_financing,
                saved_transfers,
                public_money: on.public_money(),
                health,
                schedule: schedule?,
                period: match period {
                    Period::Year => programme::Period::Year,
                    Period::Month => programme::Period::Month,
                },
                timing,
                horizon: 0.0,
            },
            price_year,
            period,
            assumptions: std::mem::take(&mut reading.rows),
            payments: std::mem::take(&mut reading.payments),
            inputs: std::mem::take(&mut reading.inputs),
            basis,
            notes: reading.notes.iter().copied().collect(),
            references,
            basic_amount,
            effect: last,
            estimates: effect.estimates,
            form: effect.form,
            correlation,
            cost_errors,
        })
    }

    fn read_effect(&self, reading: &mut Reading<'_>) -> Option<ReadEffect> {
        let Some(stated) = &self.effect else {
            let problem = Problem::new("the extra share in work is missing");
            let hint = "add `effect:` with the id of an earlier result, such as `employment.risk_difference`";
            reading.problems.push(problem.hint(hint).at(reading.entry.location.clone()));
            return None;
        };
        let found = match stated.value.find_all(reading.entry, stated.location()) {
            Ok(found) => found,
            Err(problem) => {
                reading.problems.push(problem);
                return None;
            }
        };
        // One estimate, a list of them with their months, or one for each month.
        let monthly = found.iter().any(|one| !one.course.is_empty());
        let several = stated.value.is_a_list();
        let fade_out = match self.fade_out.as_ref().map(|spec| &spec.value) {
            None | Some(FadeOutSpec::Persistent) => FadeOut::Persistent,
            Some(FadeOutSpec::None) => FadeOut::None,
            Some(FadeOutSpec::Linear(months)) => {
                FadeOut::Linear { months: reading.months(months, "the time until the effect is gone", 0.1) }
            }
            Some(FadeOutSpec::Exponential(months)) => {
                FadeOut::Exponential { half_life: reading.months(months, "the half-life of the effect", 0.1) }
            }
        };
        for (index, one) in found.iter().enumerate() {
            let name = if several { format!("effect_{}", index + 1) } else { "effect".to_owned() };
            let name = if one.unit == Unit::Months { format!("{name}_months") } else { name };
            if let (true, Some(month)) = (several, one.month) {
                reading.payments.push((name.clone(), month, month));
            }
            reading.row(&name, &one.assumption, one.unit, one.origin.clone());
        }
        let estimates: Vec<(f64, Estimate)> = if monthly {
            found.into_iter().flat_map(|one| one.course).collect()
        } else {
            found.iter().map(|one| (one.month.unwrap_or_default(), one.estimate.clone())).collect()
        };
        let stands_for = |list: &[(f64, Estimate)]| list.windows(2).all(|pair| pair[1].0 > pair[0].0);
        if several && (!stands_for(&estimates) || estimates.iter().any(|(month, _)| *month <= 0.0)) {
            let problem = Problem::new("the effects need their months, each later than the one before");
            reading.problems.push(problem.hint("write `{month: 12, result: \u{2026}}`").at(stated.location()));
            return None;
        }
        let lasting = self.effect_lasts.as_ref();
        let form = match (monthly, several) {
            (false, false) => {
                let observed = estimates.first().map(|(month, _)| *month).filter(|month| *month > 0.0);
                let lasts = match (lasting, &self.fade_out) {
                    (Some(lasts), _) => Some(reading.months(lasts, "the time the effect lasts", 0.0)),
                    (None, None) => None,
                    (None, Some(_)) if observed.is_some() => observed,
                    (None, Some(fade_out)) => {
                        let problem = Problem::new("the effect fades, but it is not known from when");
                        let hint = "add `effect_lasts: 18`, the months it is full before it fades";
                        reading.problems.push(problem.hint(hint).at(fade_out.location()));
                        None
                    }
                };
                // Full for a time, and nothing said of what comes then: it ends.
                let fade_out = match (&self.fade_out, lasting) {
                    (None, Some(_)) => FadeOut::None,
                    _ => fade_out,
                };
                Form::Constant { lasts, fade_out }
            }
            (true, _) => Form::Monthly { fade_out },
            (false, true) => Form::Through { fade_out },
        };
        if let (Some(lasts), false) = (lasting, matches!(form, Form::Constant { .. })) {
            let problem = Problem::new("the effect lasts until its last observation, and then fades");
            reading.problems.push(problem.hint("remove `effect_lasts`").at(lasts.value.location()));
        }
        self.put_course(reading, &form);
        Some(ReadEffect { estimates, form })
    }

    /// The rows and notes of how the effect goes on.
    fn put_course(&self, reading: &mut Reading<'_>, form: &Form) {
        let months = |value: f64, basis: Basis| Assumption { value: value.into(), basis, label: None, source: None };
        match form {
            Form::Constant { lasts: Some(lasts), .. } => {
                let derived = months(*lasts, Basis::Assumed);
                let lasts = self.effect_lasts.as_ref().unwrap_or(&derived);
                reading.row("effect_lasts", lasts, Unit::Months, Origin::Specification);
            }
            Form::Constant { lasts: None, .. } => {}
            Form::Through { .. } => {
                reading.notes.insert(Note::EffectInterpolated);
            }
            Form::Monthly { .. } => {
                reading.notes.insert(Note::EffectMonthByMonth);
            }
        }
        let (Form::Constant { fade_out, .. } | Form::Through { fade_out } | Form::Monthly { fade_out }) = form;
        let persists_by_default = self.fade_out.is_none() && matches!(form, Form::Constant { lasts: None, .. });
        match fade_out {
            FadeOut::None => reading.notes.insert(Note::EffectEnds),
            FadeOut::Persistent if persists_by_default => false,
            FadeOut::Persistent => reading.notes.insert(Note::EffectPersists),
            FadeOut::Linear { .. } => reading.notes.insert(Note::EffectFadesLinearly),
            FadeOut::Exponential { .. } => reading.notes.insert(Note::EffectFadesExponentially),
        };
        match self.fade_out.as_ref().map(|spec| &spec.value) {
            Some(FadeOutSpec::Linear(months)) => {
                reading.row("fade_out", &months.clone(), Unit::Months, Origin::Specification);
            }
            Some(FadeOutSpec::Exponential(months)) => {
                reading.row("half_life", &months.clone(), Unit::Months, Origin::Specification);
            }
            _ => {}
        }
    }

    /// The rates of discount; a step that the horizon does not reach is not shown.
    fn read_discounting(&self, reading: &mut Reading<'_>, months: f64) -> Option<DiscountSchedule> {
        if let Some(rate) = &self.discount_rate {
            reading.row("discount_rate", rate, Unit::RatePerYear, Origin::Specification);
            let value = rate.value.value;
            if !(-0.1..=1.0).contains(&value) {
                let problem = Problem::new(format!("a discount rate lies between -0.1 and 1, not {}", rate.value));
                reading.problems.push(problem.hint("write 0.04 for 4 per cent").at(rate.value.location()));
                return None;
            }
            return DiscountSchedule::flat(value)
                .map_err(|error| {
                    reading.problems.push(Problem::new(error.to_string()).at(rate.value.location()));
                })
                .ok();
        }
        let Some((schedule, steps)) = reading.rules.discounting(reading.rules_year) else {
            let hint = "or write `discount_rate: 0.04`";
            reading.rule(Topic::DiscountRate, "0", "the discount rate", hint, None);
            return None;
        };
        let reached = |rule: &&&Rule| rule.which.parse().is_ok_and(|from: f64| from == 0.0 || 12.0 * from < months);
        let used: Vec<Rule> = steps.iter().filter(reached).map(|rule| (*rule).clone()).collect();
        if used.len() > 1 {
            reading.notes.insert(Note::DiscountStaircase);
        }
        if let Some(rule) = used.first() {
            reading.row("discount_rate", &of_rule(rule), Unit::RatePerYear, Origin::Edition);
        }
        for rule in used.iter().skip(1) {
            let name = format!("discount_rate_from_{}", rule.which);
            reading.payments.extend(rule.which.parse().ok().map(|from: f64| (name.clone(), from, from)));
            reading.row(&name, &of_rule(rule), Unit::RatePerYear, Origin::Edition);
        }
        Some(schedule)
    }

    fn read_payroll_tax(&self, reading: &mut Reading<'_>) -> f64 {
        let Some(stated) = &self.payroll_tax else {
            let problem = Problem::new("the employer contribution is missing");
            let hint = "add `payroll_tax: {zone: I, year: 2026}`, or a share such as `payroll_tax: 0.141`";
            reading.problems.push(problem.hint(hint).at(reading.entry.location.clone()));
            return 0.0;
        };
        match stated.value.find(&reading.rules, stated.location()) {
            Ok(found) => {
                let origin = if stated.value.is_a_zone() { Origin::Edition } else { Origin::Specification };
                reading.row("payroll_tax", &found, Unit::ShareOfWage, origin);
                found.value.value
            }
            Err(problem) => {
                reading.problems.push(problem);
                0.0
            }
        }
    }

    /// The costs of the programme and its alternative, and the places of those that are estimated with their standard errors.
    fn read_costs(&self, reading: &mut Reading<'_>, kroner: Unit) -> (Vec<Cost>, Vec<(usize, f64)>) {
        let (mut costs, mut errors) = (Vec::new(), Vec::new());
        match (&self.cost_per_participant, &self.costs) {
            (None, None) => {
                let problem = Problem::new("the cost of the programme is missing");
                let hint = "add `cost_per_participant:`, or `costs:` with its components";
                reading.problems.push(problem.hint(hint).at(reading.entry.location.clone()));
            }
            (Some(lump), Some(_)) => {
                let problem = Problem::new("the cost is one sum or its components, not both");
                reading.problems.push(problem.hint("keep `cost_per_participant` or `costs`").at(lump.value.location()));
            }
            (Some(lump), None) => {
                let amount = reading.amount(&lump.value, "the cost per participant");
                reading.row("cost_per_participant", lump, kroner, Origin::Specification);
                costs.push(Cost { amount, paid: Paid::AtStart, payer: Payer::Nav, comparison: false });
            }
            (None, Some(components)) => {
                if components.is_empty() {
                    let problem = Problem::new("`costs` lists no component");
                    reading.problems.push(problem.at(reading.entry.location.clone()));
                }
                for (index, component) in components.iter().enumerate() {
                    component.read(reading, &format!("cost_{}", index + 1), false, &mut costs, &mut errors);
                }
            }
        }
        for (index, component) in self.comparison_costs.iter().flatten().enumerate() {
            component.read(reading, &format!("comparison_cost_{}", index + 1), true, &mut costs, &mut errors);
        }
        if !errors.is_empty() {
            reading.notes.insert(Note::CostIsEstimated);
        }
        (costs, errors)
    }

    fn read_health(&self, reading: &mut Reading<'_>, kroner: Unit) -> Health {
        let Some(health) = &self.health else { return Health::default() };
        let qalys = health.qalys.value.value;
        if !(-10.0..=10.0).contains(&qalys) {
            let problem = Problem::new(format!("a gain in quality-adjusted life years cannot be {qalys}"));
            reading
                .problems
                .push(problem.hint("state the gain per participant, such as 0.02").at(health.qalys.value.location()));
        }
        let months = health.months.as_ref().map_or(12, |months| u32::from(months.value));
        if let Some(stated) = health.months.as_ref().filter(|months| months.value == 0) {
            reading.problems.push(Problem::new("a gain takes at least one month").at(stated.location()));
        }
        reading.row("qalys", &health.qalys, Unit::QualityAdjustedLifeYears, Origin::Specification);
        reading.payments.push(("qalys".to_owned(), 1.0, f64::from(months)));
        let value = match &health.value {
            Some(stated) => {
                reading.amount(&stated.value, "the value of a life year");
                reading.row("qaly_value", stated, kroner, Origin::Specification);
                stated.value.value
            }
            None => {
                let place = health.qalys.value.location();
                let hint = "or write `value: 1400000` beside `qalys`";
                let topic = Topic::QualityAdjustedLifeYear;
                let rule = reading.rule(topic, "welfare", "the value of a life year", hint, place);
                reading.row("qaly_value", &rule, kroner, Origin::Edition);
                rule.value.value
            }
        };
        Health { qalys, months, value }
    }

    fn read_references(&self, reading: &mut Reading<'_>) -> Vec<Reference> {
        let mut references = Vec::new();
        for stated in self.reference_wages.iter().flatten() {
            match stated.read(reading) {
                Ok(reference) => references.push(reference),
                Err(problem) => reading.problems.push(problem),
            }
        }
        references
    }
}

/// The estimates of the effect, and how its course is made of them.
struct ReadEffect {
    estimates: Vec<(f64, Estimate)>,
    form: Form,
}

impl ReadEffect {
    fn values(&self) -> Vec<(f64, f64)> {
        self.estimates.iter().map(|(month, estimate)| (*month, estimate.value)).collect()
    }
}

impl Component {
    fn read(
        &self,
        reading: &mut Reading<'_>,
        name: &str,
        comparison: bool,
        costs: &mut Vec<Cost>,
        errors: &mut Vec<(usize, f64)>,
    ) {
        let stated = reading.amount(&self.amount, "a cost");
        let amount = reading.converted(stated, self.price_year.as_ref());
        let paid = match (&self.from_month, &self.to_month) {
            (None, None) => Paid::AtStart,
            (from, Some(to)) => {
                let first = from.as_ref().map_or(1, |from| from.value);
                if first == 0 || to.value < first || to.value > 2_400 {
                    let problem = Problem::new(format!("a cost is paid from month 1 on, and not from {first} to {to}"));
                    reading.problems.push(problem.hint("months are counted from 1").at(to.location()));
                }
                reading.payments.push((name.to_owned(), f64::from(first), f64::from(to.value)));
                Paid::Monthly { from: u32::from(first), to: u32::from(to.value) }
            }
            (Some(from), None) => {
                let problem = Problem::new("a cost by month needs its last month");
                reading.problems.push(problem.hint("add `to_month: 12`").at(from.location()));
                Paid::AtStart
            }
        };
        let shares = self.shares(reading);
        let error = self.standard_error.as_ref().map_or(0.0, |error| {
            let checked = reading.amount(error, "a standard error");
            if stated > 0.0 { checked * amount / stated } else { checked }
        });
        for (payer, share) in Payer::ALL.into_iter().zip(shares).filter(|(_, share)| *share > 0.0) {
            if error > 0.0 {
                errors.push((costs.len(), error * share));
            }
            costs.push(Cost { amount: amount * share, paid, payer, comparison });
        }
        let shown = Assumption {
            value: Spanned::new(amount, self.amount.location()),
            basis: self.basis,
            label: Some(self.label.clone()),
            source: self.source.clone(),
        };
        let price_year = reading.price_year;
        let mut row = shown.row(name, Unit::Kroner { price_year });
        if let [Value::Quantity(quantity)] = row.cells.as_mut_slice()
            && amount != stated
        {
            quantity.decimals = 0;
        }
        reading.rows.push(row);
        reading.inputs.push(Input { name: name.to_owned(), origin: Origin::Specification });
    }

    fn shares(&self, reading: &mut Reading<'_>) -> [f64; 4] {
        let Some(paid_by) = &self.paid_by else { return [1.0, 0.0, 0.0, 0.0] };
        match paid_by.value {
            PaidBy::One(PayerName::Nav) => [1.0, 0.0, 0.0, 0.0],
            PaidBy::One(PayerName::OtherPublic) => [0.0, 1.0, 0.0, 0.0],
            PaidBy::One(PayerName::Employer) => [0.0, 0.0, 1.0, 0.0],
            PaidBy::One(PayerName::Participant) => [0.0, 0.0, 0.0, 1.0],
            PaidBy::Shares(PayerShares { nav, other_public, employer, participant }) => {
                let shares = [nav, other_public, employer, participant];
                let sum: f64 = shares.iter().sum();
                if shares.iter().any(|share| !(0.0..=1.0).contains(share)) || (sum - 1.0).abs() > 1e-9 {
                    let sum = (sum * 1e6).round() / 1e6;
                    let problem = Problem::new(format!("the shares of those who pay sum to {sum}, not to 1"));
                    reading.problems.push(
                        problem.hint("write shares such as `{nav: 0.6, other_public: 0.4}`").at(paid_by.location()),
                    );
                }
                shares
            }
        }
    }
}

impl ReferenceWage {
    fn read(&self, reading: &mut Reading<'_>) -> Result<Reference, Diagnostic> {
        let entry = reading.entry;
        match (&self.wage, &self.average) {
            (Some(wage), None) => {
                if !(wage.value.is_finite() && wage.value > 0.0) {
                    return Err(Problem::new("a reference wage must be positive").at(wage.location()));
                }
                let basis = self.basis.unwrap_or(Basis::Published);
                let converted = reading.converted(wage.value, self.price_year.as_ref());
                Ok(Reference { label: self.label.clone(), wage: converted, basis, source: self.source.clone() })
            }
            (None, Some(which)) => {
                let year = self.price_year.as_ref().map_or(reading.price_year, |year| year.value);
                let known = reading.rules.which(Topic::AverageWage);
                if !known.contains(&which.value.as_str()) {
                    let problem = Problem::new(format!("there is no average wage `{which}` in the table of rates"));
                    return Err(problem.closest_of(which, known).at(which.location()));
                }
                let Some(rule) = reading.rules.find(Topic::AverageWage, which, year).cloned() else {
                    let years = spans(&reading.rules.years(Topic::AverageWage, which));
                    let problem = Problem::new(format!("the average wage `{which}` of {year} is not known here"));
                    let hint = format!("the table of rates has {years}; or write `wage:`");
                    return Err(problem.hint(hint).at(which.location()));
                };
                if let Some(basis) = self.basis {
                    let problem =
                        Problem::new(format!("how an average wage is known is not for the entry to say ({basis:?})"));
                    return Err(problem.hint("remove `basis`").at(which.location()));
                }
                let Assumption { basis, source, .. } = of_rule(&rule);
                let basis = if basis == Basis::Rule { Basis::Published } else { basis };
                let wage = reading.converted(12.0 * rule.value, self.price_year.as_ref());
                Ok(Reference { label: self.label.clone(), wage, basis, source: self.source.clone().or(source) })
            }
            (Some(wage), Some(_)) => {
                let problem = Problem::new("a reference wage is a `wage` or an `average`, not both");
                Err(problem.at(wage.location()))
            }
            (None, None) => {
                let problem = Problem::new("a reference wage needs `wage` or `average`");
                Err(problem.at(entry.location.clone()))
            }
        }
    }
}

/// A project's own rates, from a data source with the columns of the built-in table.
fn own_rules(entry: &Entry<'_>, name: &Spanned<String>) -> Result<Rules, Vec<Diagnostic>> {
    let one = |problem: Diagnostic| vec![problem];
    let rows = entry.rows(name).map_err(one)?;
    let mut columns = Vec::new();
    for column in ["what", "which", "first", "last", "value", "seen", "source"] {
        columns.push(rows.cells(&Spanned::new(column.to_owned(), name.location())).map_err(one)?);
    }
    let count = columns.first().map_or(0, Vec::len);
    let mut lines = Vec::new();
    let mut problems = Vec::new();
    for row in 0..count {
        let cells: Vec<String> = columns.iter().map(|column| written(&column[row])).collect();
        let [what, which, first, last, value, seen, source] = cells.as_slice() else { continue };
        match Rule::read(what, which, [first, last], value, seen, source) {
            Ok(rule) => lines.push(rule),
            Err(wrong) => {
                let problem = Problem::new(format!("row {} of `{name}` is no rate: {wrong}", row + 1));
                problems.push(problem.at(name.location()));
            }
        }
    }
    if problems.is_empty() { Ok(Rules::new(lines)) } else { Err(problems) }
}

fn written(cell: &Cell) -> String {
    cell.to_string()
}
