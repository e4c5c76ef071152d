//! The gross wage that those who got work must earn for the programme to carry its costs.

mod resampled;

use self::resampled::{Resampled, Resampling, own_cost};
use super::Analyse;
use super::economy::{Economy, Model, economic};
use super::input::{Common, Entry, add_note};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::econ::programme::{Perspective, Programme};
use crate::econ::{BreakEven, programme};
use crate::results::{
    Basis, Curve, CurveStyle, Estimate, Facet, FacetValue, Method, Note, Point, Quantity, Reason, Role, Row, Section,
    Table, Text, Unit, Value,
};
use crate::stats::{Undefined, root};

economic! {
    /// The annual gross wage that those who got work must earn for the programme to carry its costs, by horizon.
    ///
    /// Per participant, K is the cost, E the discounted extra person-years in work, B the saved transfers, a the employer
    /// contribution, s other social costs, φ the share of production that is offset, τ the income tax and λ the
    /// tax-financing cost: W* = [K(1 + λ) − λB] / {E·[(1 + a + s)(1 − φ) + λ(τ + a)]}. The effect is an earlier result; where
    /// it has an interval, so has the wage, and so have the chances that it is below the wages it is compared with.
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
    ///     - {label: Hjelpearbeidere, average: elementary_occupations, price_year: 2024}
    /// fading:
    ///   kind: break_even_wage
    ///   of: break_even                     # the same model, but for one assumption
    ///   horizons: [2, 3, 4, 5]
    ///   fade_out: {exponential: 12}
    /// ```
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
        /// Within how many years or months (see `period`) the costs must be carried; each gives a wage. An effect that does not
        /// fade lasts as long.
        horizons: Vec<Spanned<u16>>,
        /// Who the costs must be carried for: `society`; `public_budgets`, where taxes and transfers are income; `nav`, where
        /// saved transfers are; `participant`, where the wage after tax replaces transfers; or `employer`.
        #[serde(default)]
        perspective: Option<Spanned<PerspectiveName>>,
        /// The persons behind the effect: intervals and probabilities are then from drawing them anew.
        #[serde(default)]
        persons: Option<Spanned<Resampling>>,
    }
}

/// Whose account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
enum PerspectiveName {
    /// Everybody together.
    Society,
    /// All public budgets.
    PublicBudgets,
    /// The budgets of the labour and welfare administration.
    Nav,
    /// The participants.
    Participant,
    /// Their employers.
    Employer,
}

/// The longest horizon, in years.
const LONGEST_HORIZON: u16 = 100;

/// How many wages the curve of the chances has.
const WAGES: u32 = 100;

/// The model, and whose account it is.
struct Checked {
    model: Model,
    perspective: Perspective,
    basis: Basis,
    resampled: Option<Resampled>,
}

impl Analyse for BreakEvenWage {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let checked = self.check(entry)?;
        let mut overview = self.overview(entry, &checked);
        let mut sections = Vec::new();
        for horizon in &self.horizons {
            let section = self.at_horizon(entry, &checked, f64::from(horizon.value));
            for note in &section.notes {
                add_note(&mut overview, *note);
            }
            sections.push(section);
        }
        sections.insert(0, overview);
        Ok(sections)
    }

    fn tables(&self) -> &'static [&'static str] {
        &["switching"]
    }

    fn economy(&self) -> Option<Economy> {
        Some(self.stated())
    }
}

impl BreakEvenWage {
    fn check(&self, entry: &Entry<'_>) -> Result<Checked, Vec<Diagnostic>> {
        let economy = self.stated().complete(entry).map_err(|problem| vec![problem])?;
        let period = economy.period();
        let mut problems = Vec::new();
        if self.horizons.is_empty() {
            let problem = Problem::new("there is no horizon").hint("write for instance `horizons: [2, 3, 4, 5]`");
            problems.push(problem.at(entry.location.clone()));
        }
        let longest = (f64::from(LONGEST_HORIZON) * 12.0 / period.months()) as u16;
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
        let last = self.horizons.iter().map(|horizon| horizon.value).max().unwrap_or_default().min(longest);
        let model = match economy.check(entry, f64::from(last)) {
            Ok(model) => Some(model),
            Err(more) => {
                problems.extend(more);
                None
            }
        };
        let (Some(model), true) = (model, problems.is_empty()) else { return Err(problems) };
        let perspective = match self.perspective.as_ref().map(|named| named.value) {
            None | Some(PerspectiveName::Society) => Perspective::Society,
            Some(PerspectiveName::PublicBudgets) => Perspective::PublicBudgets,
            Some(PerspectiveName::Nav) => Perspective::Nav,
            Some(PerspectiveName::Participant) => Perspective::Participant,
            Some(PerspectiveName::Employer) => Perspective::Employer,
        };
        let resampled = self.persons.as_ref().map(|persons| persons.value.draw(entry, &model)).transpose();
        let resampled = resampled.map_err(|problem| vec![problem])?;
        Ok(Checked { basis: self.basis.unwrap_or(model.basis), model, perspective, resampled })
    }

    /// The section of the entry itself: assumptions, reference wages, and the course of the wage over the horizons.
    fn overview(&self, entry: &Entry<'_>, checked: &Checked) -> Section {
        let model = &checked.model;
        let mut section = self.described(entry, Vec::new(), checked);
        let unit = Unit::KronerPerYear { price_year: model.price_year };
        let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
        put("effect", model.effect.clone().into());
        let lump = model.assumptions.iter().find(|row| row.name == "cost_per_participant");
        if let Some(cost) = lump.and_then(|row| row.cells.first()) {
            put("cost_per_participant", cost.clone());
        }
        if let Some(value) = model.basic_amount {
            put("basic_amount", Quantity { value, unit, decimals: 0 }.into());
        }
        for (name, table) in model.tables() {
            put(&name, table);
        }
        if !model.references.is_empty() {
            put("reference_wages", Value::Table(references(model, unit)));
            put("payback", Value::Table(payback(checked)));
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
        checked.model.describe(&mut section);
        match checked.perspective {
            Perspective::Society => {}
            Perspective::PublicBudgets => add_note(&mut section, Note::ForPublicBudgets),
            Perspective::Nav => add_note(&mut section, Note::ForNav),
            Perspective::Participant => add_note(&mut section, Note::ForParticipants),
            Perspective::Employer => add_note(&mut section, Note::ForEmployers),
        }
        if let Some(resampled) = &checked.resampled {
            add_note(&mut section, Note::PersonsDrawnAnew);
            if resampled.missing > 0 {
                add_note(&mut section, Note::MissingOutcomes);
            }
            section.provenance.inputs.push(resampled.input.clone());
            section.cells.extend(resampled.cells.iter().cloned());
        }
        section
    }

    /// The wage at every tenth of a period between the first and the last horizon, where there is one.
    fn curve(&self, checked: &Checked, unit: Unit) -> Option<Curve> {
        let horizons = || self.horizons.iter().map(|horizon| horizon.value);
        let (first, last) = (horizons().min()?, horizons().max()?);
        let points: Vec<Point> = (u32::from(first) * 10..=u32::from(last) * 10)
            .filter_map(|tenths| {
                let horizon = f64::from(tenths) / 10.0;
                match checked.model.at(horizon).break_even_wage(checked.perspective) {
                    Ok(BreakEven::Wage(y)) => Some(Point { x: horizon, y, band: None }),
                    _ => None,
                }
            })
            .collect();
        let x_unit = checked.model.period.unit();
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
    fn at_horizon(&self, entry: &Entry<'_>, checked: &Checked, horizon: f64) -> Section {
        let model = &checked.model;
        let unit = model.period.unit();
        let name = if unit == Unit::Years { "year" } else { "month" };
        let value = FacetValue::Number { value: horizon, unit };
        let mut section = self.described(entry, vec![Facet { name: name.to_owned(), value, label: None }], checked);
        let programme = model.at(horizon);
        let per_year = Unit::KronerPerYear { price_year: model.price_year };
        let kroner = Unit::Kroner { price_year: model.price_year };
        let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
        let sums = match programme.sums() {
            Ok(sums) => sums,
            Err(undefined) => {
                put("wage", undefined.into());
                return section;
            }
        };
        let balance = programme.balance(checked.perspective, &sums);
        let drawn = checked.resampled.as_ref().and_then(|own| own.wages(model, &programme, checked.perspective));
        let number = |value: f64, unit: Unit, decimals: i8| Value::Quantity(Quantity { value, unit, decimals });
        put("annuity", number(annuity(&programme), Unit::Number, 4));
        put("person_years", number(sums.person_years, Unit::Number, 4));
        put("cost", number(sums.net_cost(|_| true), kroner, 0));
        let mut undefined = |reason: Reason| {
            put("wage", reason.into());
            if model.basic_amount.is_some() {
                put("wage_in_basic_amounts", reason.into());
            }
        };
        let mut interval = None;
        match balance.break_even_wage(sums.person_years) {
            BreakEven::NoWage => undefined(Reason::NoWageCarriesTheCosts),
            BreakEven::EveryWage => undefined(Reason::EveryWageCarriesTheCosts),
            BreakEven::Wage(wage) => {
                interval = match &drawn {
                    Some(wages) => resampled::interval(model, wages),
                    None => model.wage_interval(&programme, checked.perspective),
                };
                put("wage", Estimate { interval, ..Estimate::new(wage, per_year, -3) }.into());
                if let Some(amount) = model.basic_amount {
                    put("wage_in_basic_amounts", in_basic_amounts(wage, amount));
                }
            }
        }
        let at_wages = at_wages(checked, &programme, drawn.as_deref(), kroner);
        if !at_wages.rows.is_empty() {
            put("at_reference_wages", Value::Table(at_wages));
        }
        if let Some(curve) = chances(checked, &programme, drawn.as_deref(), per_year) {
            put("probability", Value::Curve(curve));
            if drawn.is_none() {
                add_note(&mut section, Note::ProbabilityFromNormal);
            }
        }
        if let Some(interval) = interval {
            match interval.method {
                Method::Fieller => add_note(&mut section, Note::IntervalOfCostAndEffect),
                // Said already.
                Method::BootstrapPercentile => {}
                _ => add_note(&mut section, Note::IntervalFromEffectAlone),
            }
            if interval.bounds.upper().is_none_or(f64::is_infinite) {
                add_note(&mut section, Note::UpperLimitNotFixed);
            }
        }
        section
    }
}

/// The discounted years of the horizon: what an effect of one from the start is worth.
fn annuity(programme: &Programme) -> f64 {
    let effect = programme::EffectCourse::constant(1.0, 0.0, crate::econ::horizon::FadeOut::Persistent);
    let full = Programme { effect, costs: Vec::new(), ..programme.clone() };
    full.sums().map_or(0.0, |sums| sums.person_years)
}

fn references(model: &Model, unit: Unit) -> Table {
    let mut columns = vec!["wage".to_owned()];
    columns.extend(model.basic_amount.map(|_| "in_basic_amounts".to_owned()));
    let rows = model.references.iter().enumerate().map(|(index, reference)| {
        let mut cells = vec![Value::Quantity(Quantity { value: reference.wage, unit, decimals: 0 })];
        cells.extend(model.basic_amount.map(|amount| in_basic_amounts(reference.wage, amount)));
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

/// A row of a table by reference wage.
fn reference_row(model: &Model, index: usize, cells: Vec<Value>) -> Row {
    Row {
        name: format!("reference_{}", index + 1),
        label: Some(model.references[index].label.clone()),
        basis: None,
        source: None,
        words: Vec::new(),
        cells,
    }
}

/// For each reference wage: what the programme is worth, the chance that it carries its costs, and the effect and cost at
/// which it would just do so.
fn at_wages(checked: &Checked, programme: &Programme, drawn: Option<&[f64]>, kroner: Unit) -> Table {
    let model = &checked.model;
    let Ok(sums) = programme.sums() else { return Table { columns: Vec::new(), rows: Vec::new() } };
    let balance = programme.balance(checked.perspective, &sums);
    let chance = chance(checked, programme, drawn);
    let alone = own_cost(programme, checked.perspective);
    let mut columns = vec!["net_present_value".to_owned()];
    columns.extend(chance.as_ref().map(|_| "probability".to_owned()));
    columns.extend(["effect", "effect_change", "cost", "cost_change"].map(str::to_owned));
    let rows = model.references.iter().enumerate().map(|(index, reference)| {
        let number = |value: f64, unit: Unit, decimals: i8| match value.is_finite() {
            true => Value::Quantity(Quantity { value, unit, decimals }),
            false => Undefined::NotFinite.into(),
        };
        let value = balance.net_present_value(sums.person_years, reference.wage);
        let mut cells = vec![number(value, kroner, -2)];
        if let Some(chance) = &chance {
            cells.push(number(chance(reference.wage), Unit::Proportion, 0));
        }
        let none = || Value::from(Reason::NoWageCarriesTheCosts);
        let needed = balance.break_even_person_years(reference.wage).filter(|_| sums.person_years > 0.0);
        match needed {
            Some(years) if years > 0.0 => {
                let times = years / sums.person_years;
                cells.push(number(model.effect.value * times, Unit::ProportionDifference, 1));
                cells.push(number(times - 1.0, Unit::RelativeChange, 0));
            }
            Some(_) => cells.extend([Reason::EveryWageCarriesTheCosts.into(), Reason::EveryWageCarriesTheCosts.into()]),
            None => cells.extend([none(), none()]),
        }
        let times = 1.0 + value / alone;
        if sums.person_years > 0.0 && times > 0.0 && alone > 0.0 {
            let cost: f64 = sums.programme.iter().sum();
            cells.push(number(cost * times, kroner, -2));
            cells.push(number(times - 1.0, Unit::RelativeChange, 0));
        } else {
            cells.extend([none(), none()]);
        }
        reference_row(model, index, cells)
    });
    let rows = rows.collect();
    Table { columns, rows }
}

/// For each reference wage how long it takes until the costs are carried.
fn payback(checked: &Checked) -> Table {
    let model = &checked.model;
    let rows = model.references.iter().enumerate().map(|(index, reference)| {
        let value = |months: f64| {
            let programme = Programme { horizon: months, ..model.programme.clone() };
            programme.net_present_value(checked.perspective, reference.wage).unwrap_or(f64::NAN)
        };
        // The first month by whose end they are, then the time within it.
        let months = |until: u16| f64::from(until) * 12.0;
        let found = (1..=LONGEST_HORIZON).find(|years| value(months(*years)) >= 0.0).and_then(|years| {
            let first =
                (1..=12).map(|month| months(years - 1) + f64::from(month)).find(|month| value(*month) >= 0.0)?;
            root::bracketed(value, first - 1.0, first).ok().or(Some(first))
        });
        let cell = match found {
            Some(value) => Value::Quantity(Quantity { value, unit: Unit::Months, decimals: 0 }),
            None => Reason::CostsNeverCarried.into(),
        };
        reference_row(model, index, vec![cell])
    });
    Table { columns: vec!["duration".to_owned()], rows: rows.collect() }
}

/// The chance that a wage carries the costs: the share of draws where persons are drawn anew, else by the normal distribution.
fn chance<'a>(
    checked: &Checked,
    programme: &Programme,
    drawn: Option<&'a [f64]>,
) -> Option<Box<dyn Fn(f64) -> f64 + 'a>> {
    if let Some(wages) = drawn {
        return Some(Box::new(move |wage| resampled::probability(wages, wage)));
    }
    let uncertain = checked.model.uncertainty(programme, checked.perspective)?;
    let sums = programme.sums().ok()?;
    let balance = programme.balance(checked.perspective, &sums);
    Some(Box::new(move |wage| balance.probability(sums.person_years, uncertain, wage)))
}

/// The chance that the break-even wage is at most so much, over wages up to half as much again as the largest that is
/// compared with, or three times the break-even wage.
fn chances(checked: &Checked, programme: &Programme, drawn: Option<&[f64]>, unit: Unit) -> Option<Curve> {
    let model = &checked.model;
    let chance = chance(checked, programme, drawn)?;
    let sums = programme.sums().ok()?;
    let balance = programme.balance(checked.perspective, &sums);
    let largest = model.references.iter().map(|reference| reference.wage).fold(0.0, f64::max);
    let top = match (largest > 0.0, balance.break_even_wage(sums.person_years)) {
        (true, _) => 1.5 * largest,
        (false, BreakEven::Wage(wage)) => 3.0 * wage,
        (false, _) => return None,
    };
    // Whole tens of thousands, so that the wages are those that a reader may look for.
    let step = (top / f64::from(WAGES) / 1e3).ceil().max(1.0) * 1e3;
    let points = (0..=WAGES).map(|index| {
        let wage = f64::from(index) * step;
        Point { x: wage, y: chance(wage), band: None }
    });
    let points: Vec<Point> = points.filter(|point| point.y.is_finite()).collect();
    Some(Curve { x_unit: unit, y_unit: Unit::Proportion, decimals: 0, style: CurveStyle::Line, level: None, points })
}

fn in_basic_amounts(wage: f64, basic_amount: f64) -> Value {
    Quantity { value: wage / basic_amount, unit: Unit::BasicAmounts, decimals: 1 }.into()
}
