//! What a programme costs and achieves beyond another, and whether that is worth its price.

mod counted;
mod decisions;
mod stated;

use schemars::JsonSchema;
use serde::Deserialize;

use self::decisions::Valued;
use super::Analyse;
use super::assumption::Assumption;
use super::comparison::ClusterAdjustment;
use super::economy::{of_rule, spans};
use super::input::{Common, Entry, add_note};
use super::names::free_name;
use super::one_proportion::{collect, level};
use super::proportion_methods::with_interval;
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::econ::increment::{Outcome, UncertainIncrement};
use crate::econ::net_benefit::NetBenefit;
use crate::econ::rules::{Rules, Topic};
use crate::econ::simulation::Simulation;
use crate::results::{
    Basis, Estimate, Facet, FacetValue, Input, Method, Note, PersonCell, Quantity, Reason, Role, Row, Section, Table,
    Text, Unit, Value,
};
use crate::stats::{Estimated, Interval, Level, Undefined};

/// Costs and effects of two or more alternatives: the price of one more unit of effect, and which alternative is worth it.
///
/// The first alternative is what the others are compared with. The numbers are stated for each (mean and standard
/// deviation, or standard error, with the correlation of cost and effect), or counted in the rows of a data source, there
/// with adjustment and clusters too. The ratio of extra cost to extra effect is given where both are positive (a price) or
/// both negative (what is saved for what is given up), with Fieller's set and the interval of draws; where one alternative
/// dominates the other, that is said instead. Net benefit, probabilities and the value of information are given at the
/// thresholds, and along a curve from 0.
///
/// ```yaml
/// value_for_money:
///   kind: cost_effectiveness
///   effect: kvalitetsjusterte leveår
///   per: kvalitetsjustert leveår
///   effect_unit: quality_adjusted_life_years
///   price_year: 2016
///   alternatives:
///     - {label: vanlig oppfølging, total: 181, cost: {mean: 241000, sd: 180000}, effect: {mean: 0.98, sd: 0.24}, correlation: -0.1}
///     - {label: IPS, total: 227, cost: {mean: 302000, sd: 190000}, effect: {mean: 1.07, sd: 0.23}, correlation: -0.1}
///   thresholds: [275000, 500000]
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostEffectiveness {
    /// The title of the table.
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
    /// How the numbers are known; observed unless given.
    #[serde(default)]
    basis: Option<Basis>,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The effect, worded so that it can follow «forskjellen i» or «the difference in»: `kvalitetsjusterte leveår`.
    effect: Text,
    /// One unit of it, worded so that it can follow «kostnad per» or «cost per»: `kvalitetsjustert leveår`.
    per: Text,
    /// The unit of the effect; a plain number unless given.
    #[serde(default)]
    effect_unit: Option<Spanned<Unit>>,
    /// Decimals that effects are shown with; two unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// The year whose prices all amounts are in.
    price_year: Spanned<u16>,
    /// What is compared, the first one being what the others are compared with.
    alternatives: Spanned<Vec<Alternative>>,
    /// The data source or population whose rows are compared.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// The columns of the group, the cost and the effect of each row.
    #[serde(default)]
    columns: Option<Columns>,
    /// Columns that the differences are adjusted for by regression; with two alternatives.
    #[serde(default)]
    adjust_for: Vec<Spanned<String>>,
    /// The column of the cluster, such as the service or the county.
    #[serde(default)]
    cluster: Option<Spanned<String>>,
    /// How intervals allow for clusters.
    #[serde(default)]
    cluster_method: ClusterAdjustment,
    /// What one more unit of effect is worth, in kroner: where net benefit and probabilities are given.
    #[serde(default = "none_stated")]
    thresholds: Spanned<Vec<Assumption>>,
    /// Instead or beside: values of a quality-adjusted life year in the table of rates, such as `health_service` and `welfare`,
    /// in the price year.
    #[serde(default)]
    threshold_rules: Vec<Spanned<String>>,
    /// Where the curves end, in kroner; at twice the highest threshold unless given.
    #[serde(default)]
    curves_to: Option<Spanned<f64>>,
    /// How many draws probabilities are taken from; 10 000 unless given.
    #[serde(default)]
    draws: Option<Spanned<u64>>,
    /// The seed of the draws.
    #[serde(default = "seed")]
    seed: u64,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

fn none_stated() -> Spanned<Vec<Assumption>> {
    Spanned::new(Vec::new(), None)
}

fn seed() -> u64 {
    2_026
}

/// One of the alternatives.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Alternative {
    /// What it is called, worded so that it can stand inside a sentence: `IPS`, `vanlig oppfølging`.
    label: Text,
    /// Its value in the column of the group.
    #[serde(default)]
    value: Option<Spanned<String>>,
    /// How many persons there were.
    #[serde(default)]
    total: Option<Spanned<u64>>,
    /// Their cost per person, in kroner.
    #[serde(default)]
    cost: Option<Spread>,
    /// Their effect per person.
    #[serde(default)]
    effect: Option<Spread>,
    /// The correlation of cost and effect between persons; 0 unless given.
    #[serde(default)]
    correlation: Option<Spanned<f64>>,
}

/// A mean with its spread.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Spread {
    /// The mean.
    mean: Spanned<f64>,
    /// The standard deviation between persons.
    #[serde(default)]
    sd: Option<Spanned<f64>>,
    /// The standard error of the mean, instead of the standard deviation.
    #[serde(default)]
    standard_error: Option<Spanned<f64>>,
}

/// The columns of a data source.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Columns {
    /// The column that names the alternative of each row.
    group: Spanned<String>,
    /// The cost of each row, in kroner.
    cost: Spanned<String>,
    /// The effect of each row.
    effect: Spanned<String>,
}

/// An alternative, as it is known.
struct Known {
    total: u64,
    cost: Estimated,
    effect: Estimated,
}

/// What either way of knowing costs and effects comes to.
struct Found {
    /// In the order of the alternatives.
    known: Vec<Known>,
    /// Over the first, for each of the others.
    increments: Vec<Result<UncertainIncrement, Undefined>>,
    /// At each threshold, for each of the others.
    benefits: Vec<Vec<Result<NetBenefit, Undefined>>>,
    /// Draws of the mean cost and effect of each.
    simulation: Result<Simulation, Undefined>,
    /// How the intervals of differences were made.
    method: Method,
    notes: Vec<Note>,
    inputs: Vec<Input>,
    /// How many rows of each alternative lack cost or effect.
    missing: Vec<u64>,
    /// Who is behind the numbers; still without names of values.
    cells: Vec<PersonCell>,
    /// Those of whom cost or effect is not known.
    lost: Vec<PersonCell>,
}

/// The value that counts those of whom cost or effect is not known.
const MISSING: &str = "missing";
/// The most alternatives.
const MOST: usize = 8;
/// The most draws.
const MOST_DRAWS: u64 = 1_000_000;

impl Analyse for CostEffectiveness {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        if !self.threshold_rules.is_empty() {
            return self.with_rules()?.run(entry);
        }
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        self.check(entry)?;
        let stated = self.alternatives.value.iter().any(|alternative| {
            alternative.total.is_some() || alternative.cost.is_some() || alternative.effect.is_some()
        });
        let found = match (stated, &self.from, &self.columns) {
            (true, None, None) => self.of_stated(level)?,
            (false, Some(from), Some(columns)) => self.of_rows(entry, from, columns, level)?,
            _ => {
                let problem = Problem::new(format!("`{}` has no numbers that belong together", entry.id));
                let hint = "give each alternative `total`, `cost` and `effect`, or compare the rows of a data source with `from`, `columns` and the `value` of each";
                return Err(vec![problem.hint(hint).at(entry.location.clone())]);
            }
        };
        Ok(self.sections(entry, &found, level))
    }

    fn tables(&self) -> &'static [&'static str] {
        &["decisions", "frontier"]
    }
}

impl CostEffectiveness {
    /// The same with the thresholds that are rules stated.
    fn with_rules(&self) -> Result<CostEffectiveness, Vec<Diagnostic>> {
        let (rules, topic, year) = (Rules::built_in(), Topic::QualityAdjustedLifeYear, self.price_year.value);
        let find = |which: &Spanned<String>| -> Result<Assumption, Diagnostic> {
            let known = rules.which(topic);
            if !known.contains(&which.value.as_str()) {
                let problem = Problem::new(format!("there is no value of a life year `{which}` in the table of rates"));
                return Err(problem
                    .closest_of(which, known.clone())
                    .hint(format!("it has {}", one_of(known)))
                    .at(which.location()));
            }
            let Some(rule) = rules.find(topic, which, year) else {
                let problem = Problem::new(format!("the value of a life year `{which}` in {year} is not known here"));
                let hint = format!("the table of rates has {}", spans(&rules.years(topic, which)));
                return Err(problem.hint(hint).at(which.location()));
            };
            let known = of_rule(rule);
            Ok(Assumption { value: Spanned::new(rule.value, which.location()), ..known })
        };
        let found = collect(self.threshold_rules.iter().map(find))?;
        let mut stated = self.clone();
        stated.threshold_rules.clear();
        stated.thresholds.value.extend(found);
        Ok(stated)
    }

    /// What does not depend on where the numbers come from.
    fn check(&self, entry: &Entry<'_>) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let alternatives = &self.alternatives;
        if !(2..=MOST).contains(&alternatives.value.len()) {
            let problem = Problem::new(format!("there are 2 to {MOST} alternatives, not {}", alternatives.value.len()));
            problems.push(
                problem
                    .hint("the first one is what the others are compared with")
                    .at(alternatives.location().or(entry.location.clone())),
            );
        }
        if self.thresholds.value.is_empty() {
            let problem = Problem::new("there is no threshold");
            let hint = "write what one more unit of effect is worth, such as `thresholds: [275000, 500000]`";
            problems.push(problem.hint(hint).at(self.thresholds.location().or(entry.location.clone())));
        }
        for (place, threshold) in self.thresholds.value.iter().enumerate() {
            let amount = threshold.value.value;
            if !(amount.is_finite() && amount >= 0.0) {
                let problem = Problem::new(format!("a threshold must be zero or more, not {amount}"));
                let hint = "it is what one more unit of effect is worth, in kroner";
                problems.push(problem.hint(hint).at(threshold.value.location()));
            } else if self.thresholds.value[..place].iter().any(|other| other.value.value == amount) {
                let problem = Problem::new(format!("the threshold {amount} stands twice"));
                problems.push(problem.at(threshold.value.location()));
            }
        }
        if let Some(to) = self.curves_to.as_ref().filter(|to| !(to.value.is_finite() && to.value > 0.0)) {
            let problem = Problem::new(format!("curves cannot end at {to} kroner"));
            problems.push(problem.hint("they start at 0: write a positive amount").at(to.location()));
        }
        if let Some(draws) = self.draws.as_ref().filter(|draws| !(100..=MOST_DRAWS).contains(&draws.value)) {
            let problem = Problem::new(format!("`draws` lies between 100 and {MOST_DRAWS}, not {draws}"));
            problems.push(problem.at(draws.location()));
        }
        if let Some(decimals) = self.decimals.as_ref().filter(|decimals| !(-6..=6).contains(&decimals.value)) {
            let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
            problems.push(problem.at(decimals.location()));
        }
        if let Some(unit) = self.effect_unit.as_ref().filter(|unit| unit.is_worded()) {
            let problem = Problem::new("this unit is a judgement, which has no mean");
            problems.push(problem.hint("leave it out, or write such as `years`").at(unit.location()));
        }
        let year = self.price_year.value;
        if !(1900..=2100).contains(&year) {
            let problem = Problem::new(format!("{year} is no price year"));
            problems.push(problem.hint("write a year such as 2025").at(self.price_year.location()));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn effect_unit(&self) -> Unit {
        self.effect_unit.as_ref().map_or(Unit::Number, |unit| unit.value)
    }

    fn decimals(&self) -> i8 {
        self.decimals.as_ref().map_or(2, |decimals| decimals.value)
    }

    fn kroner(&self) -> Unit {
        Unit::Kroner { price_year: self.price_year.value }
    }

    fn number_of_draws(&self) -> u64 {
        self.draws.as_ref().map_or(10_000, |draws| draws.value)
    }

    fn thresholds(&self) -> Vec<f64> {
        self.thresholds.value.iter().map(|threshold| threshold.value.value).collect()
    }

    /// The amounts along the curves: from 0 in a hundred steps.
    fn grid(&self) -> Vec<f64> {
        let highest = self.thresholds().into_iter().fold(0.0, f64::max);
        let to = self.curves_to.as_ref().map_or(if highest > 0.0 { 2.0 * highest } else { 1e6 }, |to| to.value);
        (0..=100).map(|step| to * f64::from(step) / 100.0).collect()
    }

    /// The names of the alternatives in ids.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for alternative in &self.alternatives.value {
            let words = alternative.label.get(crate::results::Language::Bokmal);
            let name = free_name(words, |name| names.iter().any(|taken| taken == name));
            names.push(name);
        }
        names
    }

    fn sections(&self, entry: &Entry<'_>, found: &Found, level: Level) -> Vec<Section> {
        let names = self.names();
        let largest = found.known.iter().map(|known| known.cost.value.abs()).fold(0.0, f64::max);
        let valued = Valued {
            of: self,
            found,
            names: &names,
            level,
            cost_decimals: kroner_decimals(largest),
            means: found
                .known
                .iter()
                .map(|known| Outcome { cost: known.cost.value, effect: known.effect.value })
                .collect(),
        };
        let mut sections = vec![self.described(entry, found, Vec::new())];
        valued.overview(&mut sections[0]);
        for (place, name) in names.iter().enumerate().skip(1) {
            let label = self.alternatives.value[place].label.clone();
            let facet = Facet {
                name: "alternative".to_owned(),
                value: FacetValue::Name(name.clone()),
                label: Some(label.clone()),
            };
            let mut section = self.described(entry, found, vec![facet]);
            section.labels.push(("treated".to_owned(), label));
            section.labels.push(("control".to_owned(), self.alternatives.value[0].label.clone()));
            valued.comparison(&mut section, place);
            for note in section.notes.clone() {
                add_note(&mut sections[0], note);
            }
            sections.push(section);
        }
        for section in &mut sections {
            let (missing, shown): (Vec<String>, Vec<String>) =
                section.values.iter().map(|(name, _)| name.clone()).partition(|name| name == MISSING);
            let cell = |known: bool| {
                let names = if known { &shown } else { &missing };
                move |cell: &PersonCell| cell.clone().shown_in(names.iter().map(String::as_str))
            };
            section.cells = found.cells.iter().map(cell(true)).chain(found.lost.iter().map(cell(false))).collect();
        }
        sections
    }

    /// A section with its words and where its numbers come from.
    fn described(&self, entry: &Entry<'_>, found: &Found, facets: Vec<Facet>) -> Section {
        let mut section = entry.section(facets);
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(Basis::Observed),
        };
        common.describe(&mut section);
        section.labels.push(("effect".to_owned(), self.effect.clone()));
        section.labels.push(("per".to_owned(), self.per.clone()));
        for note in &found.notes {
            add_note(&mut section, *note);
        }
        section.provenance.inputs.clone_from(&found.inputs);
        section
    }
}

/// Decimals that show three figures of an amount of kroner, none after the comma.
fn kroner_decimals(amount: f64) -> i8 {
    let figures = if amount >= 1.0 { libm::floor(libm::log10(amount)) } else { 0.0 };
    -((figures - 2.0).clamp(0.0, 9.0) as i8)
}

/// A mean with its interval as a result.
fn mean(known: Estimated, unit: Unit, decimals: i8, level: Level) -> Value {
    with_interval(Estimate::new(known.value, unit, decimals), known, level, Method::StudentT).into()
}
