//! The gross wage that those who got work must earn for the programme to carry its costs.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::assumption::{Assumption, Effect, PayrollTax};
use super::input::{Common, Entry, add_note};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::econ::{BreakEven, BreakEvenModel, DiscountSchedule, PublicMoney, Timing, basic_amount};
use crate::results::{
    Basis, ConfidenceInterval, Curve, CurveStyle, Estimate, Facet, FacetValue, Input, Method, Note, Origin, Point,
    Quantity, Reason, Role, Row, Section, Table, Text, Unit, Value,
};
use crate::stats::Interval;

/// The annual gross wage that those who got work must earn for the programme to carry its costs, by horizon.
///
/// Per participant, K is the cost, E the discounted extra person-years in work, B the saved transfers, a the employer
/// contribution, s other social costs, φ the share of production that is offset, τ the income tax and λ the
/// tax-financing cost: W* = [K(1 + λ) − λB] / {E·[(1 + a + s)(1 − φ) + λ(τ + a)]}. The effect is an earlier result; where
/// it has an interval, so has the wage.
///
/// ```yaml
/// break_even:
///   kind: break_even_wage
///   effect: employment.month_18.risk_difference
///   price_year: 2016
///   horizons: [2, 3, 4, 5]
///   cost_per_participant: {value: 87250, basis: inferred}
///   payroll_tax: 0.141                 # or {zone: I, year: 2026}
///   income_tax: 0.25
///   saved_transfers: 268000            # kroner a year for each extra person in work
///   reference_wages:
///     - {label: Gjennomsnittslønn, wage: 519600, source: Statistisk sentralbyrå}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakEvenWage {
    /// The title of the table of wages.
    #[serde(default)]
    title: Option<Text>,
    /// The unit in the table's title.
    #[serde(default)]
    unit: Option<Text>,
    /// A remark under the tables, in Typst markup: `@key` cites.
    #[serde(default)]
    note: Option<Text>,
    /// The source line under the tables, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// How the numbers are known; by default as the least certain of the effect and the assumptions.
    #[serde(default)]
    basis: Option<Basis>,
    /// The extra share in work: an earlier result such as `employment.month_18.risk_difference`, or a number.
    effect: Spanned<Effect>,
    /// Whether the effect counts persons or full-time equivalents.
    #[serde(default)]
    effect_counts: EffectCounts,
    /// The year whose prices all amounts are in.
    price_year: Spanned<u16>,
    /// How long the effect lasts, in years or months (see `period`); each horizon gives a wage.
    horizons: Vec<Spanned<u16>>,
    /// What a horizon counts, and how often payments fall.
    #[serde(default)]
    period: Period,
    /// When in its period a payment falls.
    #[serde(default)]
    timing: Timing,
    /// The real discount rate a year; by default the state's staircase of 4, 3 and 2 per cent.
    #[serde(default)]
    discount_rate: Option<Assumption>,
    /// K: the extra cost per participant, already discounted, in kroner.
    cost_per_participant: Assumption,
    /// a: the employer contribution as a share of the wage, or its zone and year.
    payroll_tax: Spanned<PayrollTax>,
    /// s: other social costs as a share of the wage.
    #[serde(default)]
    social_costs: Option<Assumption>,
    /// φ: the share of the production value that the value of lost leisure offsets.
    #[serde(default)]
    lost_leisure: Option<Assumption>,
    /// The share of the extra employment that displaces others.
    #[serde(default)]
    displacement: Option<Assumption>,
    /// τ: income tax as a share of the wage.
    #[serde(default)]
    income_tax: Option<Assumption>,
    /// λ: tax-financing cost per krone of public money; by default 0.20.
    #[serde(default)]
    tax_financing: Option<Assumption>,
    /// What the tax-financing cost is reckoned on.
    #[serde(default)]
    tax_financing_on: TaxFinancingOn,
    /// Transfers saved, in kroner a year for each extra person in work (or full-time equivalent).
    #[serde(default)]
    saved_transfers: Option<Assumption>,
    /// Wages to compare with, in kroner a year.
    #[serde(default)]
    reference_wages: Vec<ReferenceWage>,
}

/// What one unit of the effect is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum EffectCounts {
    /// Persons in work, whatever their hours: the wage is per person and year.
    #[default]
    Persons,
    /// Full-time equivalents: the wage is per full-time year.
    FullTimeEquivalents,
}

/// What a horizon counts, and how often payments fall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Period {
    /// Years.
    #[default]
    Year,
    /// Months.
    Month,
}

impl Period {
    fn in_years(self) -> f64 {
        match self {
            Period::Year => 1.0,
            Period::Month => 1.0 / 12.0,
        }
    }
}

/// What the tax-financing cost is reckoned on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum TaxFinancingOn {
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

/// A wage to compare with.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReferenceWage {
    /// Whose wage it is.
    label: Text,
    /// The wage, in kroner a year.
    wage: Spanned<f64>,
    /// Where it comes from.
    #[serde(default)]
    source: Option<Text>,
    /// How it is known.
    #[serde(default = "published")]
    basis: Basis,
}

fn published() -> Basis {
    Basis::Published
}

/// The longest horizon, in years.
const LONGEST_HORIZON: u16 = 100;

/// The model with its numbers checked, all but the person-years, which the horizon gives.
struct Checked {
    model: BreakEvenModel,
    schedule: DiscountSchedule,
    effect: Estimate,
    assumptions: Vec<Row>,
    inputs: Vec<Input>,
    basis: Basis,
    /// Whether the state's staircase of rates is used beyond its first step.
    staircase: bool,
}

impl Analyse for BreakEvenWage {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let checked = self.check(entry)?;
        let price_year = self.price_year.value;
        let basic_amount = basic_amount::average(price_year);
        let mut overview = self.overview(entry, &checked, basic_amount);
        let mut sections = Vec::new();
        for horizon in &self.horizons {
            let section = self.at_horizon(entry, &checked, f64::from(horizon.value), basic_amount);
            for note in &section.notes {
                add_note(&mut overview, *note);
            }
            sections.push(section);
        }
        sections.insert(0, overview);
        Ok(sections)
    }
}

impl BreakEvenWage {
    fn check(&self, entry: &Entry<'_>) -> Result<Checked, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let effect = self.effect.value.find(entry, self.effect.location()).unwrap_or_else(|problem| {
            problems.push(problem);
            super::assumption::FoundEffect::default()
        });
        if self.horizons.is_empty() {
            let problem = Problem::new("there is no horizon").hint("write for instance `horizons: [2, 3, 4, 5]`");
            problems.push(problem.at(entry.location.clone()));
        }
        let longest = match self.period {
            Period::Year => LONGEST_HORIZON,
            Period::Month => 12 * LONGEST_HORIZON,
        };
        let price_year = self.price_year.value;
        if !(1900..=2100).contains(&price_year) {
            let problem = Problem::new(format!("{price_year} is no price year"));
            problems.push(problem.hint("write a year such as 2025").at(self.price_year.location()));
        } else if basic_amount::average(price_year).is_none() {
            let problem = Problem::new(format!("the basic amount (G) of {price_year} is not known here"));
            entry.warn(problem.hint("wages are shown in kroner alone").at(self.price_year.location()));
        }
        for (index, horizon) in self.horizons.iter().enumerate() {
            if horizon.value > longest {
                let problem = Problem::new(format!("a horizon is at most {longest}, not {horizon}"));
                problems.push(problem.hint("`period` says whether it counts years or months").at(horizon.location()));
            } else if horizon.value == 0 {
                problems.push(Problem::new("a horizon is at least one period").at(horizon.location()));
            } else if self.horizons[..index].contains(horizon) {
                problems.push(Problem::new(format!("the horizon {horizon} stands twice")).at(horizon.location()));
            }
        }
        let mut share = |assumption: Option<&Assumption>, least: f64, most: f64, what: &str| {
            let Some(assumption) = assumption else { return 0.0 };
            let value = assumption.value.value;
            if !(least..=most).contains(&value) {
                let problem = Problem::new(format!("{what} lies between {least} and {most}, not {value}"))
                    .hint("write a share such as 0.25 for 25 per cent");
                problems.push(problem.at(assumption.value.location()));
            }
            value
        };
        let income_tax = share(self.income_tax.as_ref(), 0.0, 1.0, "the income tax");
        let social_costs = share(self.social_costs.as_ref(), 0.0, 2.0, "the social costs");
        let leisure = share(self.lost_leisure.as_ref(), 0.0, 1.0, "the offset by lost leisure");
        let displacement = share(self.displacement.as_ref(), 0.0, 1.0, "the displacement");
        let official = Assumption::rule(0.20);
        let financing = self.tax_financing.as_ref().unwrap_or(&official);
        let tax_financing = share(Some(financing), 0.0, 1.0, "the tax-financing cost per krone");
        let payroll = self.payroll_tax.value.find(self.payroll_tax.location()).unwrap_or_else(|problem| {
            problems.push(problem);
            Assumption::rule(0.0)
        });
        let mut amount = |assumption: Option<&Assumption>, what: &str| {
            let Some(assumption) = assumption else { return 0.0 };
            let value = assumption.value.value;
            if !(value.is_finite() && value >= 0.0) {
                let problem = Problem::new(format!("{what} must be zero or more, not {value}"));
                problems.push(problem.at(assumption.value.location()));
            }
            value
        };
        let cost = amount(Some(&self.cost_per_participant), "the cost per participant");
        let saved_transfers = amount(self.saved_transfers.as_ref(), "the saved transfers");
        for reference in &self.reference_wages {
            if !(reference.wage.value.is_finite() && reference.wage.value > 0.0) {
                problems.push(Problem::new("a reference wage must be positive").at(reference.wage.location()));
            }
        }
        let schedule = match &self.discount_rate {
            None => DiscountSchedule::official(),
            Some(rate) if !(-0.1..=1.0).contains(&rate.value.value) => {
                let problem = Problem::new(format!("a discount rate lies between -0.1 and 1, not {}", rate.value));
                problems.push(problem.hint("write 0.04 for 4 per cent").at(rate.value.location()));
                DiscountSchedule::official()
            }
            Some(rate) => DiscountSchedule::flat(rate.value.value).unwrap_or_else(|error| {
                problems.push(Problem::new(error.to_string()).at(rate.value.location()));
                DiscountSchedule::official()
            }),
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let first_rate = Assumption::rule(schedule.rate(1));
        let rate = self.discount_rate.as_ref().unwrap_or(&first_rate);
        let kroner = Unit::Kroner { price_year };
        let kroner_per_year = Unit::KronerPerYear { price_year };
        let rows = [
            ("effect", Some(&effect.assumption), Unit::ProportionDifference),
            ("discount_rate", Some(rate), Unit::RatePerYear),
            ("tax_financing", Some(financing), Unit::PerKrone),
            ("payroll_tax", Some(&payroll), Unit::ShareOfWage),
            ("cost_per_participant", Some(&self.cost_per_participant), kroner),
            ("saved_transfers", self.saved_transfers.as_ref(), kroner_per_year),
            ("income_tax", self.income_tax.as_ref(), Unit::ShareOfWage),
            ("social_costs", self.social_costs.as_ref(), Unit::ShareOfWage),
            ("lost_leisure", self.lost_leisure.as_ref(), Unit::Proportion),
            ("displacement", self.displacement.as_ref(), Unit::Proportion),
        ];
        let by_default = |name: &str| match name {
            "discount_rate" => self.discount_rate.is_none(),
            "tax_financing" => self.tax_financing.is_none(),
            "payroll_tax" => payroll.basis == Basis::Rule && self.payroll_tax.is_a_zone(),
            _ => false,
        };
        let mut assumptions = Vec::new();
        let mut inputs = Vec::new();
        for (name, assumption, unit) in rows {
            let Some(assumption) = assumption else { continue };
            assumptions.push(assumption.row(name, unit));
            let origin = match name {
                "effect" => effect.origin.clone(),
                _ if by_default(name) => Origin::Edition,
                _ => Origin::Specification,
            };
            inputs.push(Input { name: name.to_owned(), origin });
        }
        let least_certain = [Basis::Simulated, Basis::Inferred, Basis::Assumed, Basis::Reconstructed, Basis::Published];
        let known = |basis: &Basis| assumptions.iter().any(|row| row.basis == Some(*basis));
        let basis = self.basis.or(least_certain.into_iter().find(known)).unwrap_or_default();
        let beyond_40 = self.horizons.iter().any(|horizon| f64::from(horizon.value) * self.period.in_years() > 40.0);
        Ok(Checked {
            model: BreakEvenModel {
                cost,
                person_years: 0.0,
                payroll_tax: payroll.value.value,
                social_costs,
                offset: 1.0 - (1.0 - leisure) * (1.0 - displacement),
                income_tax,
                tax_financing,
                saved_transfers,
                public_money: self.tax_financing_on.public_money(),
            },
            schedule,
            effect: effect.estimate,
            assumptions,
            inputs,
            basis,
            staircase: self.discount_rate.is_none() && beyond_40,
        })
    }

    /// The section of the entry itself: assumptions, reference wages, and the course of the wage over the horizons.
    fn overview(&self, entry: &Entry<'_>, checked: &Checked, basic_amount: Option<f64>) -> Section {
        let mut section = self.described(entry, Vec::new(), checked);
        let unit = Unit::KronerPerYear { price_year: self.price_year.value };
        let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
        put("effect", checked.effect.clone().into());
        let cost = &self.cost_per_participant;
        put("cost_per_participant", cost.quantity(Unit::Kroner { price_year: self.price_year.value }).into());
        if let Some(basic_amount) = basic_amount {
            put("basic_amount", Quantity { value: basic_amount, unit, decimals: 0 }.into());
        }
        let columns = vec!["value".to_owned()];
        put("assumptions", Value::Table(Table { columns, rows: checked.assumptions.clone() }));
        if !self.reference_wages.is_empty() {
            put("reference_wages", Value::Table(self.references(unit, basic_amount)));
        }
        if let Some(curve) = self.curve(checked, unit) {
            put("curve", Value::Curve(curve));
        }
        section
    }

    fn described(&self, entry: &Entry<'_>, facets: Vec<Facet>, checked: &Checked) -> Section {
        let mut section = entry.section(facets);
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: checked.basis,
        };
        common.describe(&mut section);
        section.provenance.inputs.clone_from(&checked.inputs);
        section.notes.extend(match self.timing {
            Timing::Start => [Note::PaymentsAtStart],
            Timing::Mid => [Note::PaymentsMid],
            Timing::End => [Note::PaymentsAtEnd],
        });
        section.notes.push(self.tax_financing_on.note());
        section.notes.push(match self.effect_counts {
            EffectCounts::Persons => Note::EffectInPersons,
            EffectCounts::FullTimeEquivalents => Note::EffectInFullTimeEquivalents,
        });
        if checked.staircase {
            section.notes.push(Note::DiscountStaircase);
        }
        if checked.assumptions.iter().any(|row| row.basis == Some(Basis::Inferred)) {
            section.notes.push(Note::ParametersInferred);
        }
        section
    }

    fn references(&self, unit: Unit, basic_amount: Option<f64>) -> Table {
        let mut columns = vec!["wage".to_owned()];
        columns.extend(basic_amount.map(|_| "in_basic_amounts".to_owned()));
        let rows = self.reference_wages.iter().enumerate().map(|(index, reference)| {
            let wage = reference.wage.value;
            let mut cells = vec![Value::Quantity(Quantity { value: wage, unit, decimals: 0 })];
            cells.extend(basic_amount.map(|amount| in_basic_amounts(wage, amount)));
            Row {
                name: format!("reference_{}", index + 1),
                label: Some(reference.label.clone()),
                basis: Some(reference.basis),
                source: reference.source.clone(),
                words: Vec::new(),
                cells,
            }
        });
        Table { columns, rows: rows.collect() }
    }

    /// The wage at every tenth of a period between the first and the last horizon, where there is one.
    fn curve(&self, checked: &Checked, unit: Unit) -> Option<Curve> {
        let horizons = || self.horizons.iter().map(|horizon| horizon.value);
        let (first, last) = (horizons().min()?, horizons().max()?);
        let points: Vec<Point> = (u32::from(first) * 10..=u32::from(last) * 10)
            .filter_map(|tenths| {
                let horizon = f64::from(tenths) / 10.0;
                match self.wage(checked, checked.effect.value, horizon) {
                    BreakEven::Wage(y) => Some(Point { x: horizon, y, band: None }),
                    BreakEven::NoWage | BreakEven::EveryWage => None,
                }
            })
            .collect();
        let x_unit = match self.period {
            Period::Year => Unit::Years,
            Period::Month => Unit::Months,
        };
        (points.len() > 1).then_some(Curve {
            x_unit,
            y_unit: unit,
            decimals: -3,
            style: CurveStyle::Line,
            level: None,
            points,
        })
    }

    /// The section of one horizon.
    fn at_horizon(&self, entry: &Entry<'_>, checked: &Checked, horizon: f64, basic_amount: Option<f64>) -> Section {
        let (name, unit) = match self.period {
            Period::Year => ("year", Unit::Years),
            Period::Month => ("month", Unit::Months),
        };
        let value = FacetValue::Number { value: horizon, unit };
        let mut section = self.described(entry, vec![Facet { name: name.to_owned(), value, label: None }], checked);
        let annuity = self.annuity(&checked.schedule, horizon);
        let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
        put("annuity", Quantity { value: annuity, unit: Unit::Number, decimals: 4 }.into());
        let per_year = Unit::KronerPerYear { price_year: self.price_year.value };
        let mut undefined = |reason: Reason| {
            put("wage", reason.into());
            if basic_amount.is_some() {
                put("wage_in_basic_amounts", reason.into());
            }
        };
        match self.wage(checked, checked.effect.value, horizon) {
            BreakEven::NoWage => undefined(Reason::NoWageCarriesTheCosts),
            BreakEven::EveryWage => undefined(Reason::EveryWageCarriesTheCosts),
            BreakEven::Wage(wage) => {
                let interval = self.wage_interval(checked, horizon);
                put("wage", Estimate { interval, ..Estimate::new(wage, per_year, -3) }.into());
                if let Some(amount) = basic_amount {
                    put("wage_in_basic_amounts", in_basic_amounts(wage, amount));
                }
                if let Some(interval) = interval {
                    section.notes.push(Note::IntervalFromEffectAlone);
                    if interval.bounds.upper().is_none_or(f64::is_infinite) {
                        section.notes.push(Note::UpperLimitNotFixed);
                    }
                }
            }
        }
        section
    }

    /// The wage at the ends of the effect's interval: it falls as the effect rises, so the interval carries over.
    ///
    /// Where the effect's lower end is not positive the wage has no upper limit; where saved transfers alone carry the
    /// costs at the effect's upper end, its lower limit is zero.
    fn wage_interval(&self, checked: &Checked, horizon: f64) -> Option<ConfidenceInterval> {
        let interval = checked.effect.interval?;
        let Interval::Bounded { lower, upper } = interval.bounds else { return None };
        let at = |effect| match self.wage(checked, effect, horizon) {
            BreakEven::Wage(wage) => wage,
            BreakEven::EveryWage => 0.0,
            BreakEven::NoWage => f64::INFINITY,
        };
        let bounds = Interval::Bounded { lower: at(upper), upper: at(lower) };
        Some(ConfidenceInterval { bounds, level: interval.level, method: Method::BreakEvenOfEffect })
    }

    fn wage(&self, checked: &Checked, effect: f64, horizon: f64) -> BreakEven {
        let person_years = effect * self.annuity(&checked.schedule, horizon);
        BreakEvenModel { person_years, ..checked.model }.break_even_wage()
    }

    /// The discounted years of a constant path of one, up to the horizon; a started period counts by its share.
    fn annuity(&self, schedule: &DiscountSchedule, horizon: f64) -> f64 {
        let period = self.period.in_years();
        let whole = horizon.floor();
        let path = vec![period; whole as usize];
        let started = horizon - whole;
        let time = (whole + started * self.timing.share_of_period()) * period;
        schedule.present_value(&path, period, self.timing) + started * period * schedule.factor(time)
    }
}

fn in_basic_amounts(wage: f64, basic_amount: f64) -> Value {
    Quantity { value: wage / basic_amount, unit: Unit::BasicAmounts, decimals: 1 }.into()
}
