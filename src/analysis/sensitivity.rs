//! How far the result of an economic model depends on what is assumed.

mod simulated;

use schemars::JsonSchema;
use serde::Deserialize;

use self::simulated::Probabilistic;
use super::Analyse;
use super::assumption::Assumption;
use super::economy::{Economy, Model, economic};
use super::input::{Common, Entry};
use super::names::is_name;
use crate::data::Ordered;
use crate::diag::{Diagnostic, Location, Problem, Spanned};
use crate::econ::BreakEven;
use crate::econ::programme::{Parameter, Perspective, Programme};
use crate::econ::tornado::{Range, tornado};
use crate::results::{Basis, Quantity, Reason, Role, Row, Section, Table, Text, Unit, Value};
use crate::stats::Undefined;

economic! {
    /// How far the break-even wage or the net present value of a programme depends on what is assumed: one assumption at a time,
    /// two at a time, scenarios, and all uncertain ones together by draws.
    ///
    /// Parameters are named as in the table of assumptions: `effect`, `cost_per_participant`, `effect_lasts`, `discount_rate`,
    /// `displacement` and so on, and `wage` and `horizon` (in months). Draws are of the net present value for society at `wage`,
    /// with one stream of random numbers for each parameter, so that changing one does not reshuffle the others.
    ///
    /// ```yaml
    /// robustness:
    ///   kind: sensitivity
    ///   of: break_even
    ///   horizon: 5
    ///   wage: 420000
    ///   one_way:
    ///     - {parameter: cost_per_participant, low: 70000, high: 105000}
    ///     - {parameter: displacement, low: 0, high: 0.2}
    ///     - {parameter: saved_transfers, change: 0.25}
    ///   two_way:
    ///     rows: {parameter: effect, values: [0.05, 0.10, 0.15]}
    ///     columns: {parameter: horizon, values: [24, 36, 60]}
    ///   scenarios:
    ///     cautious: {label: Forsiktig, set: {effect: 0.05, displacement: 0.1}}
    ///   probabilistic:
    ///     draws: 10000
    ///     independent:
    ///       - {parameter: effect, estimated: true}
    ///       - {parameter: cost_per_participant, gamma: {sd: 9000}}
    /// ```
    pub struct Sensitivity {
        /// The title of the table.
        #[serde(default)]
        title: Option<Text>,
        /// A remark under the tables, in Typst markup: `@key` cites.
        #[serde(default)]
        note: Option<Text>,
        /// The source line under the tables, in Typst markup: `@key` cites.
        #[serde(default)]
        source: Option<Text>,
        /// The standing of the analysis in the study's plan.
        #[serde(default)]
        role: Option<Role>,
        /// How the numbers are known; by default as the least certain of the assumptions.
        #[serde(default)]
        basis: Option<Basis>,
        /// Within how many years or months (see `period`) costs and effects are counted.
        horizon: Spanned<f64>,
        /// What is looked at; the net present value where there is a `wage`, else the break-even wage.
        #[serde(default)]
        result: Option<Spanned<Outcome>>,
        /// The annual gross wage of those who got work, which the net present value needs.
        #[serde(default)]
        wage: Option<Assumption>,
        /// Assumptions that are varied one at a time.
        #[serde(default)]
        one_way: Vec<OneWay>,
        /// Two assumptions that are varied together.
        #[serde(default)]
        two_way: Option<TwoWay>,
        /// Sets of assumptions by name.
        #[serde(default)]
        scenarios: Ordered<Scenario>,
        /// What is drawn.
        #[serde(default)]
        probabilistic: Option<Spanned<Probabilistic>>,
    }
}

/// The result that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// The wage at which the programme carries its costs.
    BreakEvenWage,
    /// The net present value for society per participant.
    NetPresentValue,
}

/// An assumption with the ends of its range.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OneWay {
    /// Which assumption.
    parameter: Spanned<String>,
    /// The low end.
    #[serde(default)]
    low: Option<Spanned<f64>>,
    /// The high end.
    #[serde(default)]
    high: Option<Spanned<f64>>,
    /// Instead of the ends: how far they are from what is assumed, as a share of it.
    #[serde(default)]
    change: Option<Spanned<f64>>,
}

/// Two assumptions that are varied together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TwoWay {
    /// The one whose values stand down the side.
    rows: Values,
    /// The one whose values stand across.
    columns: Values,
}

/// Values of an assumption.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Values {
    /// Which assumption.
    parameter: Spanned<String>,
    /// Its values.
    values: Vec<Spanned<f64>>,
}

/// A set of assumptions.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    /// What it is called.
    label: Text,
    /// The assumptions that differ from the main one.
    set: Ordered<Spanned<f64>>,
}

/// The model as it is assumed, to be changed.
struct Assumed {
    model: Model,
    programme: Programme,
    wage: Option<f64>,
    outcome: Outcome,
}

impl Assumed {
    fn result(&self, programme: &Programme, wage: f64) -> Result<f64, Reason> {
        match self.outcome {
            Outcome::NetPresentValue => {
                programme.net_present_value(Perspective::Society, wage).map_err(Reason::Statistics)
            }
            Outcome::BreakEvenWage => {
                match programme.break_even_wage(Perspective::Society).map_err(Reason::Statistics)? {
                    BreakEven::Wage(wage) => Ok(wage),
                    BreakEven::NoWage => Err(Reason::NoWageCarriesTheCosts),
                    BreakEven::EveryWage => Err(Reason::EveryWageCarriesTheCosts),
                }
            }
        }
    }

    /// The result with other values of some parameters.
    fn with(&self, changes: &[(Parameter, f64)]) -> Result<f64, Reason> {
        let (programme, wage) = self.changed(changes).map_err(Reason::Statistics)?;
        self.result(&programme, wage)
    }

    fn changed(&self, changes: &[(Parameter, f64)]) -> Result<(Programme, f64), Undefined> {
        let mut programme = self.programme.clone();
        let mut wage = self.wage.unwrap_or_default();
        for (parameter, value) in changes {
            parameter.set(&mut programme, &mut wage, *value)?;
        }
        Ok((programme, wage))
    }

    /// What is assumed of a parameter.
    fn value(&self, parameter: Parameter, place: Option<Location>) -> Result<f64, Diagnostic> {
        let known = match (parameter, self.wage) {
            (Parameter::Wage, None) => Ok(None),
            _ => parameter.of(&self.programme, self.wage.unwrap_or_default()),
        };
        match known {
            Ok(Some(value)) => Ok(value),
            Ok(None) => {
                let problem = Problem::new(format!("the model has no `{}`", parameter.name()));
                Err(problem.hint("state it, or vary another assumption").at(place))
            }
            Err(why) => Err(Problem::new(format!("the model has no result: {why}")).at(place)),
        }
    }

    /// Whether the model can have this value.
    fn allows(&self, parameter: Parameter, value: &Spanned<f64>) -> Result<(), Diagnostic> {
        match self.changed(&[(parameter, value.value)]) {
            Ok(_) => Ok(()),
            Err(_) => {
                let problem = Problem::new(format!("`{}` cannot be {value} in this model", parameter.name()));
                Err(problem.hint("shares are written such as 0.25, times in months").at(value.location()))
            }
        }
    }

    fn unit(&self) -> Unit {
        let price_year = self.model.price_year;
        match self.outcome {
            Outcome::BreakEvenWage => Unit::KronerPerYear { price_year },
            Outcome::NetPresentValue => Unit::Kroner { price_year },
        }
    }

    fn shown(&self, found: Result<f64, Reason>) -> Value {
        match found {
            Ok(value) => {
                let decimals = if self.outcome == Outcome::BreakEvenWage { -3 } else { -2 };
                Quantity { value, unit: self.unit(), decimals }.into()
            }
            Err(reason) => reason.into(),
        }
    }

    /// A value of a parameter with the digits that it was written with; amounts in whole kroner, and no more than three
    /// decimals (two of a percentage point) of what is a share of another value.
    fn parameter(&self, parameter: Parameter, value: f64) -> Value {
        let mut quantity = Assumption::rule(value).quantity(self.unit_of(parameter));
        let most = match quantity.unit {
            Unit::Kroner { .. } | Unit::KronerPerYear { .. } => 0,
            Unit::ProportionDifference => 2,
            _ => 3,
        };
        quantity.decimals = quantity.decimals.min(most);
        quantity.into()
    }

    fn unit_of(&self, parameter: Parameter) -> Unit {
        let price_year = self.model.price_year;
        match parameter {
            Parameter::Wage | Parameter::SavedTransfers => Unit::KronerPerYear { price_year },
            Parameter::Cost | Parameter::ComparisonCost | Parameter::QalyValue => Unit::Kroner { price_year },
            Parameter::Effect => Unit::ProportionDifference,
            Parameter::Lasts | Parameter::FadeOut | Parameter::Horizon => Unit::Months,
            Parameter::DiscountRate => Unit::RatePerYear,
            Parameter::PayrollTax | Parameter::SocialCosts | Parameter::IncomeTax => Unit::ShareOfWage,
            Parameter::LostLeisure | Parameter::Displacement => Unit::Proportion,
            Parameter::TaxFinancing => Unit::PerKrone,
            Parameter::Qalys => Unit::QualityAdjustedLifeYears,
        }
    }
}

/// The parameter of this name.
fn named(written: &Spanned<String>) -> Result<Parameter, Diagnostic> {
    Parameter::ALL.into_iter().find(|parameter| parameter.name() == written.as_str()).ok_or_else(|| {
        let problem = Problem::new(format!("there is no assumption `{written}`"));
        problem.closest_of(written, Parameter::ALL.map(Parameter::name)).at(written.location())
    })
}

impl Analyse for Sensitivity {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let assumed = self.assumed(entry)?;
        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: None,
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(assumed.model.basis),
        };
        common.describe(&mut section);
        assumed.model.describe(&mut section);
        let result = match assumed.outcome {
            Outcome::BreakEvenWage => "break_even_wage",
            Outcome::NetPresentValue => "net_present_value",
        };
        section.labels.push(("result".to_owned(), Text::from(result)));
        let main = assumed.result(&assumed.programme, assumed.wage.unwrap_or_default());
        section.values.push(("main".to_owned(), assumed.shown(main)));
        if let Some(wage) = assumed.wage {
            section.values.push(("wage".to_owned(), assumed.parameter(Parameter::Wage, wage)));
        }
        let mut problems = Vec::new();
        let mut put = |section: &mut Section, found: Result<Vec<(String, Value)>, Vec<Diagnostic>>| match found {
            Ok(values) => section.values.extend(values),
            Err(more) => problems.extend(more),
        };
        put(&mut section, self.one_way(&assumed));
        put(&mut section, self.two_way(&assumed));
        put(&mut section, self.scenarios(&assumed));
        if let Some(probabilistic) = &self.probabilistic {
            put(&mut section, probabilistic.value.run(&assumed, probabilistic.location()));
        }
        if self.of.is_none() {
            // Those of another entry stand there.
            section.values.extend(assumed.model.tables());
        }
        if problems.is_empty() { Ok(vec![section]) } else { Err(problems) }
    }

    fn tables(&self) -> &'static [&'static str] {
        &["simulated", "distribution", "convergence", "two_way"]
    }

    fn economy(&self) -> Option<Economy> {
        Some(self.stated())
    }
}

impl Sensitivity {
    fn assumed(&self, entry: &Entry<'_>) -> Result<Assumed, Vec<Diagnostic>> {
        let economy = self.stated().complete(entry).map_err(|problem| vec![problem])?;
        let longest = 1_200.0 / economy.period().months();
        let horizon = self.horizon.value;
        if !(horizon > 0.0 && horizon <= longest) {
            let problem = Problem::new(format!("a horizon lies between 0 and {longest}, not {horizon}"));
            return Err(vec![
                problem.hint("`period` says whether it counts years or months").at(self.horizon.location()),
            ]);
        }
        if let Some(wage) = self.wage.as_ref().filter(|wage| !Parameter::Wage.allows(wage.value.value)) {
            let problem = Problem::new(format!("a wage is zero or more, not {}", wage.value));
            return Err(vec![problem.at(wage.value.location())]);
        }
        let model = economy.check(entry, horizon)?;
        let wage = self.wage.as_ref().map(|wage| wage.value.value);
        let outcome = match (&self.result, wage) {
            (Some(stated), None) if stated.value == Outcome::NetPresentValue => {
                let problem = Problem::new("a net present value needs the wage of those who got work");
                return Err(vec![problem.hint("add `wage`, in kroner a year").at(stated.location())]);
            }
            (Some(stated), _) => stated.value,
            (None, Some(_)) => Outcome::NetPresentValue,
            (None, None) => Outcome::BreakEvenWage,
        };
        Ok(Assumed { programme: model.at(horizon), model, wage, outcome })
    }

    fn one_way(&self, assumed: &Assumed) -> Result<Vec<(String, Value)>, Vec<Diagnostic>> {
        if self.one_way.is_empty() {
            return Ok(Vec::new());
        }
        let read = |varied: &OneWay| -> Result<(Parameter, Range), Diagnostic> {
            let place = varied.parameter.location();
            let parameter = named(&varied.parameter)?;
            let value = assumed.value(parameter, place.clone())?;
            let ends = match (&varied.low, &varied.high, &varied.change) {
                (Some(low), Some(high), None) => [low.clone(), high.clone()],
                (None, None, Some(change)) => {
                    [-1.0, 1.0].map(|sign| Spanned::new(value * (1.0 + sign * change.value), change.location()))
                }
                _ => {
                    let problem = Problem::new(format!("`{}` has no range", varied.parameter));
                    return Err(problem.hint("write `low` and `high`, or `change: 0.25` for 25 per cent").at(place));
                }
            };
            if ends[0].value >= ends[1].value {
                let problem = Problem::new(format!("the low end {} is not below the high end {}", ends[0], ends[1]));
                return Err(problem.at(ends[1].location()));
            }
            for end in &ends {
                assumed.allows(parameter, end)?;
            }
            Ok((parameter, Range { assumed: value, low: ends[0].value, high: ends[1].value }))
        };
        let read = super::one_proportion::collect(self.one_way.iter().map(read))?;
        let ranges: Vec<Range> = read.iter().map(|(_, range)| *range).collect();
        let bars = tornado(&ranges, |values| {
            // One of them differs from what is assumed.
            let changed = values.iter().zip(&ranges).position(|(value, range)| *value != range.assumed);
            let changes: Vec<(Parameter, f64)> = changed.map(|at| (read[at].0, values[at])).into_iter().collect();
            assumed.with(&changes).map_err(|_| Undefined::ZeroDifference)
        });
        let rows = bars.iter().map(|bar| {
            let (parameter, range) = read[bar.assumption];
            let cells = vec![
                assumed.parameter(parameter, range.low),
                assumed.parameter(parameter, range.high),
                assumed.shown(assumed.with(&[(parameter, range.low)])),
                assumed.shown(assumed.with(&[(parameter, range.high)])),
            ];
            row(parameter.name(), None, cells)
        });
        let columns = ["low", "high", "at_low", "at_high"].map(str::to_owned).to_vec();
        Ok(vec![("one_way".to_owned(), Value::Table(Table { columns, rows: rows.collect() }))])
    }

    fn two_way(&self, assumed: &Assumed) -> Result<Vec<(String, Value)>, Vec<Diagnostic>> {
        let Some(TwoWay { rows, columns }) = &self.two_way else { return Ok(Vec::new()) };
        let read = |values: &Values| -> Result<(Parameter, Vec<f64>), Diagnostic> {
            let parameter = named(&values.parameter)?;
            assumed.value(parameter, values.parameter.location())?;
            if !(1..=9).contains(&values.values.len()) {
                let problem = Problem::new(format!("`{}` has 1 to 9 values", values.parameter));
                return Err(problem.at(values.parameter.location()));
            }
            for value in &values.values {
                assumed.allows(parameter, value)?;
            }
            Ok((parameter, values.values.iter().map(|value| value.value).collect()))
        };
        let both = super::one_proportion::collect([rows, columns].into_iter().map(read))?;
        let [(down, down_values), (across, across_values)] = [&both[0], &both[1]];
        if down == across {
            let problem = Problem::new("both sides of the table are the same assumption");
            return Err(vec![problem.at(columns.parameter.location())]);
        }
        let names: Vec<String> = (1..=across_values.len()).map(|number| format!("c{number}")).collect();
        let heads =
            row(across.name(), None, across_values.iter().map(|value| assumed.parameter(*across, *value)).collect());
        let mut table = Vec::new();
        for (number, value) in down_values.iter().enumerate() {
            let mut cells = vec![assumed.parameter(*down, *value)];
            cells.extend(
                across_values.iter().map(|other| assumed.shown(assumed.with(&[(*down, *value), (*across, *other)]))),
            );
            table.push(row(&format!("{}_{}", down.name(), number + 1), None, cells));
        }
        for row in &mut table {
            row.words.push(("rows".to_owned(), Text::from(down.name())));
            row.words.push(("columns".to_owned(), Text::from(across.name())));
        }
        let columns = std::iter::once("value".to_owned()).chain(names.iter().cloned()).collect();
        Ok(vec![
            ("two_way".to_owned(), Value::Table(Table { columns, rows: table })),
            ("two_way_columns".to_owned(), Value::Table(Table { columns: names, rows: vec![heads] })),
        ])
    }

    fn scenarios(&self, assumed: &Assumed) -> Result<Vec<(String, Value)>, Vec<Diagnostic>> {
        if self.scenarios.is_empty() {
            return Ok(Vec::new());
        }
        let mut problems = Vec::new();
        let (mut rows, mut changes) = (Vec::new(), Vec::new());
        for (name, scenario) in &self.scenarios {
            if !is_name(name) {
                let problem = Problem::new(format!("`{name}` cannot be the name of a scenario"));
                problems.push(problem.hint("write small letters, figures and `_`").at(name.location()));
            }
            let mut set = Vec::new();
            for (written, value) in &scenario.set {
                match named(written).and_then(|parameter| assumed.allows(parameter, value).map(|()| parameter)) {
                    Ok(parameter) => set.push((parameter, value.value)),
                    Err(problem) => problems.push(problem),
                }
            }
            if scenario.set.is_empty() {
                let problem = Problem::new(format!("the scenario `{name}` sets nothing"));
                problems.push(problem.hint("write such as `set: {effect: 0.05}`").at(name.location()));
            }
            rows.push(row(name, Some(scenario.label.clone()), vec![assumed.shown(assumed.with(&set))]));
            for (parameter, value) in set {
                let mut change =
                    row(&format!("{name}_{}", parameter.name()), None, vec![assumed.parameter(parameter, value)]);
                change.words.push(("scenario".to_owned(), Text::from(name.as_str())));
                change.words.push(("parameter".to_owned(), Text::from(parameter.name())));
                changes.push(change);
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let table = |column: &str, rows| Value::Table(Table { columns: vec![column.to_owned()], rows });
        Ok(vec![
            ("scenarios".to_owned(), table("result", rows)),
            ("scenario_changes".to_owned(), table("value", changes)),
        ])
    }
}

fn row(name: &str, label: Option<Text>, cells: Vec<Value>) -> Row {
    Row { name: name.to_owned(), label, basis: None, source: None, words: Vec::new(), cells }
}
