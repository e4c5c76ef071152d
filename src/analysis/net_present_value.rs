//! What a programme is worth: its priced effects by year, its net present value and the effects without a price.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::assumption::Assumption;
use super::economy::{Economy, Model, economic};
use super::input::{Common, Entry, add_note};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::econ::programme::{Item, Perspective, Programme, Sums};
use crate::results::{
    Basis, ConfidenceInterval, Curve, CurveStyle, Estimate, Input, Method, Note, Origin, Point, Quantity, Reason, Role,
    Row, Section, Table, Text, Unit, Value,
};
use crate::stats::Interval;

economic! {
    /// The net present value of a programme per participant, with its priced effects by year and in the eyes of those concerned.
    ///
    /// The model is that of `break_even_wage`, judged at a wage: what those who got work produce, less displacement and lost
    /// leisure, gains in health, costs, and the tax-financing cost of what the public purse pays. Effects without a price are
    /// weighed by the plus-minus method: significance and extent give the consequence.
    ///
    /// ```yaml
    /// value:
    ///   kind: net_present_value
    ///   of: break_even                      # the same model as an earlier entry, or all of its fields here
    ///   horizon: 5
    ///   wage: {value: 350000, basis: assumed}
    ///   non_priced:
    ///     - {label: Livskvalitet, significance: large, extent: small_positive, grounds: Bedre etter tolv måneder}
    /// ```
    pub struct NetPresentValue {
        /// The title of the table of effects by year.
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
        /// What the alternative is called, for figures that show several.
        #[serde(default)]
        label: Option<Text>,
        /// The standing of the analysis in the study's plan.
        #[serde(default)]
        role: Option<Role>,
        /// How the numbers are known; by default as the least certain of the effect and the assumptions.
        #[serde(default)]
        basis: Option<Basis>,
        /// How many years or months (see `period`) are counted.
        horizon: Spanned<u16>,
        /// The annual gross wage of those who got work, in kroner.
        wage: Assumption,
        /// Effects without a price.
        #[serde(default)]
        non_priced: Vec<NonPriced>,
    }
}

/// An effect without a price.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NonPriced {
    /// What is affected.
    label: Text,
    /// How much it matters to those concerned.
    significance: Significance,
    /// How large the change is, and in which direction.
    extent: Extent,
    /// What the judgement rests on.
    grounds: Text,
}

/// How much an effect matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Significance {
    /// Little.
    Small,
    /// Some.
    Medium,
    /// Much.
    Large,
}

/// How large a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Extent {
    /// Much for the worse.
    LargeNegative,
    /// For the worse.
    MediumNegative,
    /// A little for the worse.
    SmallNegative,
    /// No change.
    None,
    /// A little for the better.
    SmallPositive,
    /// For the better.
    MediumPositive,
    /// Much for the better.
    LargePositive,
}

/// The longest horizon, in years.
const LONGEST_HORIZON: u16 = 100;

/// The longest horizon whose years are shown one by one.
const YEARS_SHOWN: usize = 15;

/// What the programme comes to.
struct Valued<'a> {
    model: &'a Model,
    programme: Programme,
    sums: Sums,
    wage: f64,
    kroner: Unit,
}

impl Analyse for NetPresentValue {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let model = self.check(entry)?;
        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(model.basis),
        };
        common.describe(&mut section);
        model.describe(&mut section);
        if let Some(label) = &self.label {
            section.labels.push(("label".to_owned(), label.clone()));
        }
        let programme = model.at(f64::from(self.horizon.value));
        let kroner = Unit::Kroner { price_year: model.price_year };
        let wage = self.wage.value.value;
        section.provenance.inputs.push(Input { name: "wage".to_owned(), origin: Origin::Specification });
        let horizon = Quantity { value: f64::from(self.horizon.value), unit: model.period.unit(), decimals: 0 };
        section.values.push(("horizon".to_owned(), horizon.into()));
        section
            .values
            .push(("wage".to_owned(), self.wage.quantity(Unit::KronerPerYear { price_year: model.price_year }).into()));
        match programme.sums() {
            Ok(sums) => Valued { model: &model, programme, sums, wage, kroner }.put(&mut section),
            Err(undefined) => section.values.push(("net_present_value".to_owned(), undefined.into())),
        }
        let mut tables = model.tables();
        if let Some((_, Value::Table(assumptions))) = tables.first_mut() {
            assumptions.rows.push(self.wage.row("wage", Unit::KronerPerYear { price_year: model.price_year }));
        }
        section.values.extend(tables);
        if !self.non_priced.is_empty() {
            let columns = ["significance", "extent", "consequence"].map(str::to_owned).to_vec();
            let rows = self.non_priced.iter().enumerate().map(|(index, effect)| effect.row(index)).collect();
            section.values.push(("non_priced".to_owned(), Value::Table(Table { columns, rows })));
        }
        Ok(vec![section])
    }

    fn economy(&self) -> Option<Economy> {
        Some(self.stated())
    }
}

impl NetPresentValue {
    fn check(&self, entry: &Entry<'_>) -> Result<Model, Vec<Diagnostic>> {
        let economy = self.stated().complete(entry).map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();
        let longest = (f64::from(LONGEST_HORIZON) * 12.0 / economy.period().months()) as u16;
        if self.horizon.value == 0 || self.horizon.value > longest {
            let problem = Problem::new(format!("a horizon lies between 1 and {longest}, not {}", self.horizon));
            problems.push(problem.hint("`period` says whether it counts years or months").at(self.horizon.location()));
        }
        let wage = &self.wage.value;
        if !(wage.value.is_finite() && wage.value >= 0.0) {
            problems.push(Problem::new(format!("a wage must be zero or more, not {wage}")).at(wage.location()));
        }
        match economy.check(entry, f64::from(self.horizon.value.min(longest))) {
            Ok(model) if problems.is_empty() => Ok(model),
            Ok(_) => Err(problems),
            Err(more) => {
                problems.extend(more);
                Err(problems)
            }
        }
    }
}

impl Valued<'_> {
    fn put(&self, section: &mut Section) {
        let Valued { model, programme, sums, wage, kroner } = self;
        let number = |value: f64, unit: Unit, decimals: i8| Value::Quantity(Quantity { value, unit, decimals });
        let society = programme.balance(Perspective::Society, sums);
        let value = society.net_present_value(sums.person_years, *wage);
        let interval = self.interval();
        let estimate = Estimate { interval, no_effect: Some(0.0), ..Estimate::new(value, *kroner, -2) };
        section.values.push(("person_years".to_owned(), number(sums.person_years, Unit::Number, 4)));
        section.values.push(("net_present_value".to_owned(), estimate.into()));
        if let Some(interval) = interval {
            add_note(
                section,
                match interval.method {
                    Method::ValueOfEffect => Note::ValueIntervalFromEffectAlone,
                    _ => Note::ValueIntervalOfCostAndEffect,
                },
            );
        }
        if let Some(uncertain) = model.uncertainty(programme, Perspective::Society) {
            let chance = society.probability(sums.person_years, uncertain, *wage);
            section.values.push(("probability".to_owned(), number(chance, Unit::Proportion, 0)));
            add_note(section, Note::ProbabilityFromNormal);
        }
        let budgets = programme.balance(Perspective::PublicBudgets, sums);
        let paid = -budgets.net_present_value(sums.person_years, *wage);
        section.values.push(("public_cost".to_owned(), number(paid, *kroner, -2)));
        let per_krone = match paid > 0.0 {
            true => number(value / paid, Unit::Number, 2),
            false => Reason::PublicPurseGains.into(),
        };
        section.values.push(("per_public_krone".to_owned(), per_krone));
        section.values.push(("accounts".to_owned(), Value::Table(self.accounts())));
        if let Some(years) = self.years() {
            section.values.push(("years".to_owned(), Value::Table(years)));
        }
        if let Some(cumulative) = self.cumulative() {
            section.values.push(("cumulative".to_owned(), Value::Curve(cumulative)));
        }
    }

    /// The net present value at the ends of the effect's interval, or by the normal distribution of cost and person-years.
    fn interval(&self) -> Option<ConfidenceInterval> {
        let balance = self.programme.balance(Perspective::Society, &self.sums);
        if let Some(interval) = self.model.person_years_interval(&self.programme) {
            let Interval::Bounded { lower, upper } = interval.bounds else { return None };
            let at = |years: f64| balance.net_present_value(years, self.wage);
            let bounds = Interval::Bounded { lower: at(lower).min(at(upper)), upper: at(lower).max(at(upper)) };
            return Some(ConfidenceInterval { bounds, level: interval.level, method: Method::ValueOfEffect });
        }
        let uncertain = self.model.uncertainty(&self.programme, Perspective::Society)?;
        let worth = self.wage * balance.per_wage + balance.per_person_year;
        let variance = worth * worth * uncertain.person_years_variance + uncertain.cost_variance;
        let level = self.model.level();
        let value = balance.net_present_value(self.sums.person_years, self.wage);
        let bounds = Interval::around(value, level.z() * libm::sqrt(variance));
        Some(ConfidenceInterval { bounds, level, method: Method::Wald })
    }

    /// Every line of every account, society first.
    fn accounts(&self) -> Table {
        let mut rows = Vec::new();
        for perspective in Perspective::ALL {
            let items = self.programme.items(perspective, &self.sums, self.wage);
            if items.is_empty() {
                continue;
            }
            let total: f64 = items.iter().map(|(_, amount)| amount).sum();
            let lines = items.iter().map(|(item, amount)| (item.name(), *amount)).chain([("total", total)]);
            rows.extend(lines.map(|(name, amount)| self.row(format!("{}_{name}", perspective.name()), vec![amount])));
        }
        Table { columns: vec!["value".to_owned()], rows }
    }

    /// Society's items of each year, undiscounted, then their present values.
    fn years(&self) -> Option<Table> {
        let years = self.programme.years(false).ok().filter(|years| years.len() <= YEARS_SHOWN)?;
        let whole = self.programme.items(Perspective::Society, &self.sums, self.wage);
        let columns: Vec<Item> = whole.iter().map(|(item, _)| *item).collect();
        let line = |sums: &Sums| -> Vec<f64> {
            let items = self.programme.items(Perspective::Society, sums, self.wage);
            let of = |wanted: &Item| items.iter().find(|(item, _)| item == wanted).map_or(0.0, |(_, amount)| *amount);
            let mut amounts: Vec<f64> = columns.iter().map(of).collect();
            amounts.push(amounts.iter().sum());
            amounts
        };
        let mut rows: Vec<Row> =
            years.iter().enumerate().map(|(index, sums)| self.row(format!("year_{}", index + 1), line(sums))).collect();
        rows.push(self.row("present_value".to_owned(), line(&self.sums)));
        let names = columns.iter().map(|item| item.name().to_owned()).chain(["net".to_owned()]);
        Some(Table { columns: names.collect(), rows })
    }

    fn row(&self, name: String, amounts: Vec<f64>) -> Row {
        let cell = |value: f64| Value::Quantity(Quantity { value, unit: self.kroner, decimals: -2 });
        let cells = amounts.into_iter().map(cell).collect();
        Row { name, label: None, basis: None, source: None, words: Vec::new(), cells }
    }

    /// The net present value of all months until one, over the horizon.
    fn cumulative(&self) -> Option<Curve> {
        let months = self.programme.horizon;
        let in_months = months <= 36.0;
        let (step, unit) = if in_months { (1.0, Unit::Months) } else { (12.0, Unit::Years) };
        let count = 12.max((months / step).ceil() as u32 * if in_months { 1 } else { 4 });
        let points = (0..=count).filter_map(|index| {
            let at = months * f64::from(index) / f64::from(count);
            let programme = Programme { horizon: at, ..self.programme.clone() };
            let sums = programme.sums().ok()?;
            let balance = programme.balance(Perspective::Society, &sums);
            let y = balance.net_present_value(sums.person_years, self.wage);
            Some(Point { x: at / step, y, band: None })
        });
        let points: Vec<Point> = points.filter(|point| point.y.is_finite()).collect();
        (points.len() > 1).then_some(Curve {
            x_unit: unit,
            y_unit: self.kroner,
            decimals: -2,
            style: CurveStyle::Line,
            level: None,
            points,
        })
    }
}

impl NonPriced {
    fn row(&self, index: usize) -> Row {
        let significance = match self.significance {
            Significance::Small => 1,
            Significance::Medium => 2,
            Significance::Large => 3,
        };
        let extent = match self.extent {
            Extent::LargeNegative => -3,
            Extent::MediumNegative => -2,
            Extent::SmallNegative => -1,
            Extent::None => 0,
            Extent::SmallPositive => 1,
            Extent::MediumPositive => 2,
            Extent::LargePositive => 3,
        };
        let cell = |level: i32, unit: Unit| Value::Quantity(Quantity { value: f64::from(level), unit, decimals: 0 });
        Row {
            name: format!("effect_{}", index + 1),
            label: Some(self.label.clone()),
            basis: None,
            source: Some(self.grounds.clone()),
            words: Vec::new(),
            cells: vec![
                cell(significance, Unit::Significance),
                cell(extent, Unit::Extent),
                cell(consequence(significance, extent), Unit::Consequence),
            ],
        }
    }
}

/// The consequence of an effect without a price, −4 to 4, of its significance (1 to 3) and its extent (−3 to 3).
///
/// A small change of what matters little is of no consequence, and each step of either adds one: (sign of extent) ·
/// (significance + |extent| − 2). DFØ, *Veileder i samfunnsøkonomiske analyser*, section 3.4, the matrix of the plus-minus
/// method.
fn consequence(significance: i32, extent: i32) -> i32 {
    match extent {
        0 => 0,
        extent => extent.signum() * (significance + extent.abs() - 2).max(0),
    }
}

#[cfg(test)]
mod tests {
    use super::consequence;

    #[test]
    fn the_matrix_of_the_plus_minus_method() {
        let row = |significance| [-3, -2, -1, 0, 1, 2, 3].map(|extent| consequence(significance, extent));
        assert_eq!(row(1), [-2, -1, 0, 0, 0, 1, 2]);
        assert_eq!(row(2), [-3, -2, -1, 0, 1, 2, 3]);
        assert_eq!(row(3), [-4, -3, -2, 0, 2, 3, 4]);
    }
}
