//! How large a study must be, how likely it is to find a difference, and the smallest one that it can find.

mod curves;
mod plan;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use self::plan::{Answer, Plan, Scale, Scenario, Size, Solved};
use super::Analyse;
use super::input::{Common, Entry, add_note};
use super::one_proportion::level;
use crate::diag::{Diagnostic, Location, Problem, Spanned};
use crate::results::{Basis, Estimate, Input, Note, Origin, Quantity, Role, Row, Section, Table, Text, Unit, Value};
use crate::stats::Undefined;
use crate::stats::power::{Rejection, SignificanceTest, design_effect};

/// The power of a planned comparison of two groups, the size that it needs, or the smallest difference that it can find:
/// what is left out of size, difference and power is found from the others.
///
/// The outcome is a yes-or-no (`share` of each group) or a number (`difference` and `sd`). With `cluster` whole clusters
/// are allocated, and sizes are counted in `clusters`. A number may be a list: every combination has its row. Where only the
/// difference or only the size is known, the power is 80 per cent.
///
/// ```yaml
/// how_many:
///   kind: power
///   outcome: i ordinært arbeid
///   treated: {label: IPS, share: [0.37, 0.40]}
///   control: {label: kontrollgruppen, share: 0.27}
///   power: [0.80, 0.90]
///   loss: 0.10
/// how_small:
///   kind: power
///   outcome: livskvalitet
///   sd: 18
///   treated: {label: IPS, clusters: 12}
///   control: {label: kontrollgruppen}
///   cluster: {size: 20, icc: [0.02, 0.05]}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PowerAnalysis {
    /// The title of the table.
    #[serde(default)]
    title: Option<Text>,
    /// The unit in the table's title.
    #[serde(default)]
    unit: Option<Text>,
    /// A remark under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    note: Option<Text>,
    /// The source line under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
    /// How the numbers are known; assumed unless given.
    #[serde(default = "assumed")]
    basis: Basis,
    /// The standing of the outcome in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The outcome, worded so that it can follow «andelen» or «gjennomsnittlig»: `i ordinært arbeid`, `livskvalitet`.
    outcome: Text,
    /// The unit of a number; points of its own scale unless given.
    #[serde(default)]
    outcome_unit: Option<Spanned<Unit>>,
    /// Decimals that differences of a number are shown with; one unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// Those who get the programme.
    treated: Planned,
    /// Those they are compared with.
    control: Planned,
    /// The difference in means.
    #[serde(default)]
    difference: Several,
    /// The standard deviation in both groups.
    #[serde(default)]
    sd: Option<Spanned<f64>>,
    /// The power that is wanted.
    #[serde(default)]
    power: Several,
    /// How many are in the control group for each treated one, where its size is not stated; 1 unless given.
    #[serde(default)]
    ratio: Option<Spanned<f64>>,
    /// Whether the smallest difference is looked for above the control group or below it.
    #[serde(default)]
    direction: Direction,
    /// Whole clusters that are allocated.
    #[serde(default)]
    cluster: Option<Clustered>,
    /// The share whose outcome will not be known. Sizes are those before the loss.
    #[serde(default)]
    loss: Option<Spanned<f64>>,
    /// Whether the test looks for differences both ways.
    #[serde(default)]
    sides: Sides,
    /// One less the level of significance; 0.95 unless given.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// A planned group.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Planned {
    /// What the group is called, worded so that it can follow «i» or «in»: `kontrollgruppen`.
    label: Text,
    /// The share with the outcome, 0 to 1.
    #[serde(default)]
    share: Several,
    /// How many persons.
    #[serde(default)]
    total: Several,
    /// How many clusters.
    #[serde(default)]
    clusters: Several,
}

/// Clusters that are allocated as a whole.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Clustered {
    /// The mean number of persons in a cluster.
    size: Spanned<f64>,
    /// The intraclass correlation of the outcome.
    icc: Several,
    /// The coefficient of variation of the sizes; none unless given.
    #[serde(default)]
    size_variation: Option<Spanned<f64>>,
}

/// Where the smallest difference is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Direction {
    /// Above the control group.
    #[default]
    Increase,
    /// Below the control group.
    Decrease,
}

/// The sides of a test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Sides {
    /// Differences both ways.
    #[default]
    Two,
    /// Differences in one direction alone.
    One,
}

fn assumed() -> Basis {
    Basis::Assumed
}

/// One number, or a list of numbers.
#[derive(Clone, Debug, Default)]
struct Several(Vec<Spanned<f64>>);

impl<'de> Deserialize<'de> for Several {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Several, D::Error> {
        use serde::de::{Error, SeqAccess, Visitor};
        enum Read {
            One(f64),
            List(Vec<Spanned<f64>>),
        }
        struct Numbers;
        impl<'de> Visitor<'de> for Numbers {
            type Value = Read;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a number, or a list of numbers")
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Read, E> {
                Ok(Read::One(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Read, E> {
                Ok(Read::One(number as f64))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Read, E> {
                Ok(Read::One(number as f64))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Read, A::Error> {
                let mut numbers = Vec::new();
                while let Some(number) = list.next_element()? {
                    numbers.push(number);
                }
                if numbers.is_empty() { Err(Error::invalid_length(0, &self)) } else { Ok(Read::List(numbers)) }
            }
        }
        impl<'de> Deserialize<'de> for Read {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Read, D::Error> {
                deserializer.deserialize_any(Numbers)
            }
        }
        let read = Spanned::<Read>::deserialize(deserializer)?;
        let place = read.location();
        Ok(match read.value {
            Read::One(number) => Several(vec![Spanned::new(number, place)]),
            Read::List(numbers) => Several(numbers),
        })
    }
}

impl JsonSchema for Several {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Several".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "oneOf": [
            { "type": "number" },
            { "type": "array", "items": { "type": "number" }, "minItems": 1 }
        ] })
    }
}

impl Several {
    fn is_given(&self) -> bool {
        !self.0.is_empty()
    }

    fn place(&self) -> Option<Location> {
        self.0.first().and_then(Spanned::location)
    }

    fn values(&self) -> Vec<f64> {
        self.0.iter().map(|number| number.value).collect()
    }

    /// The numbers, or nothing once where there are none.
    fn each(&self) -> Vec<Option<f64>> {
        if self.is_given() { self.0.iter().map(|number| Some(number.value)).collect() } else { vec![None] }
    }

    /// An error for every number that is not as it should be.
    fn insist(&self, what: &str, hint: &str, holds: impl Fn(f64) -> bool, problems: &mut Vec<Diagnostic>) {
        for number in self.0.iter().filter(|number| !holds(number.value)) {
            problems.push(Problem::new(format!("{what}, not {number}")).hint(hint).at(number.location()));
        }
    }
}

/// The most rows of a table.
const MOST_ROWS: usize = 60;
/// The power where none is stated.
const USUAL_POWER: f64 = 0.80;

impl Analyse for PowerAnalysis {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        let rejection = if self.sides == Sides::One { Rejection::OneSided } else { Rejection::TwoSided };
        let test = SignificanceTest::new(level.alpha(), rejection)
            .map_err(|why| vec![Problem::new(format!("the level cannot be used: {why}")).at(entry.location.clone())])?;
        self.check_numbers(level.alpha())?;
        let solved = self.solved(entry).map_err(|problem| vec![problem])?;
        let plan = Plan {
            scale: if self.is_of_shares() { Scale::Shares } else { Scale::Means },
            sd: self.sd.as_ref().map_or(1.0, |sd| sd.value),
            ratio: self.ratio.as_ref().map_or(1.0, |ratio| ratio.value),
            kept: 1.0 - self.loss.as_ref().map_or(0.0, |loss| loss.value),
            cluster: self.cluster.as_ref().map(|cluster| {
                (cluster.size.value, cluster.size_variation.as_ref().map_or(0.0, |variation| variation.value))
            }),
            above: self.direction == Direction::Increase,
            test,
            solved,
        };
        let scenarios = self.scenarios(entry, &plan).map_err(|problem| vec![problem])?;
        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis,
        };
        common.describe(&mut section);
        self.describe(&plan, &scenarios, level.alpha(), &mut section);
        for name in ["treated", "control"] {
            section.provenance.inputs.push(Input { name: name.to_owned(), origin: Origin::Specification });
        }
        Ok(vec![section])
    }
}

impl PowerAnalysis {
    fn is_of_shares(&self) -> bool {
        self.control.share.is_given() || self.treated.share.is_given()
    }

    /// Whether every number can be one.
    fn check_numbers(&self, alpha: f64) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        for group in [&self.treated, &self.control] {
            let hint = "write 0.27 for 27 per cent";
            group.share.insist("a share lies between 0 and 1", hint, |p| (0.0..=1.0).contains(&p), &mut problems);
            let whole = |least: f64| move |n: f64| n >= least && n.fract() == 0.0 && n <= 1e9;
            let hint = "write a whole number";
            group.total.insist("a group has at least two persons", hint, whole(2.0), &mut problems);
            group.clusters.insist("a group has at least one cluster", hint, whole(1.0), &mut problems);
        }
        let hint = "write a number other than 0";
        let is_size = |d: f64| d != 0.0 && d.is_finite();
        self.difference.insist("a difference that can be found is not nought", hint, is_size, &mut problems);
        let hint = "0.8 is the custom";
        let least = "power lies above the level of significance and below 1";
        self.power.insist(least, hint, |power| power > alpha && power < 1.0, &mut problems);
        let one = |number: &Option<Spanned<f64>>| Several(number.iter().cloned().collect());
        let positive = |n: f64| n > 0.0 && n.is_finite();
        one(&self.sd).insist("a standard deviation is above 0", "write that of the outcome", positive, &mut problems);
        let is_ratio = |n: f64| (0.001..=1000.0).contains(&n);
        one(&self.ratio).insist(
            "a ratio of sizes lies between 0.001 and 1000",
            "1 is as many",
            is_ratio,
            &mut problems,
        );
        let is_loss = |n: f64| (0.0..=0.99).contains(&n);
        one(&self.loss).insist("a loss lies between 0 and 0.99", "write 0.1 for 10 per cent", is_loss, &mut problems);
        if let Some(cluster) = &self.cluster {
            let size = Several(vec![cluster.size.clone()]);
            let hint = "write the mean number of persons";
            size.insist("a cluster has at least one person", hint, |n| (1.0..=1e9).contains(&n), &mut problems);
            let is_icc = |n: f64| (0.0..=1.0).contains(&n);
            cluster.icc.insist(
                "an intraclass correlation lies between 0 and 1",
                "0.05 is common",
                is_icc,
                &mut problems,
            );
            let is_variation = |n: f64| (0.0..=100.0).contains(&n);
            let hint = "it is the standard deviation of the sizes over their mean";
            one(&cluster.size_variation).insist(
                "a variation of sizes is not negative",
                hint,
                is_variation,
                &mut problems,
            );
        }
        if let Some(unit) = self.outcome_unit.as_ref().filter(|unit| unit.is_worded() || self.is_of_shares()) {
            let problem = Problem::new("an outcome of this kind has no unit of its own");
            problems.push(problem.hint("leave `outcome_unit` out").at(unit.location()));
        }
        if let Some(decimals) = self.decimals.as_ref().filter(|decimals| !(-6..=6).contains(&decimals.value)) {
            let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
            problems.push(problem.at(decimals.location()));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// What is found from the rest.
    fn solved(&self, entry: &Entry<'_>) -> Result<Solved, Diagnostic> {
        let shares = self.is_of_shares();
        if shares {
            if let Some(place) =
                self.sd.as_ref().map(Spanned::location).or(self.difference.0.first().map(Spanned::location))
            {
                let problem = Problem::new("an outcome has shares, or a difference and a standard deviation");
                return Err(problem.hint("leave `difference` and `sd` out, or `share`").at(place));
            }
            if !self.control.share.is_given() {
                let problem = Problem::new("the share of the control group is not stated");
                return Err(problem.hint("add `share` to `control`").at(self.treated.share.place()));
            }
        } else if self.sd.is_none() {
            let problem = Problem::new(format!("`{}` has no outcome to plan for", entry.id));
            let hint = "give `control` its `share`, or give `sd` (and `difference`) for a number";
            return Err(problem.hint(hint).at(entry.location.clone()));
        }
        let (own, other) = match self.cluster {
            Some(_) => ((&self.treated.clusters, &self.control.clusters), (&self.treated.total, &self.control.total)),
            None => ((&self.treated.total, &self.control.total), (&self.treated.clusters, &self.control.clusters)),
        };
        if let Some(place) = other.0.place().or(other.1.place()) {
            let (problem, hint) = match self.cluster {
                Some(_) => ("sizes are counted in clusters here", "write `clusters` for `total`"),
                None => ("there is no `cluster`, so sizes are counted in persons", "add `cluster: {size: …, icc: …}`"),
            };
            return Err(Problem::new(problem).hint(hint).at(place));
        }
        if let (false, Some(place)) = (own.0.is_given(), own.1.place()) {
            let problem = Problem::new("the size of the treated group is not stated");
            return Err(problem.hint("give it too; that of `control` may be left out").at(place));
        }
        if own.1.is_given() && own.1.0.len() != own.0.0.len() {
            let problem = Problem::new("the groups have lists of sizes that are not as long");
            return Err(problem.hint("give one size of `control` for each of `treated`").at(own.1.place()));
        }
        if let (true, Some(ratio)) = (own.1.is_given(), &self.ratio) {
            let problem = Problem::new("the sizes of both groups are stated, and so is their ratio");
            return Err(problem.hint("leave `ratio` out").at(ratio.location()));
        }
        let effect = if shares { &self.treated.share } else { &self.difference };
        match (effect.is_given(), own.0.is_given(), self.power.is_given()) {
            (true, true, false) => Ok(Solved::Power),
            (true, false, _) => Ok(Solved::Size),
            (false, true, _) => Ok(Solved::Effect),
            (true, true, true) => {
                let problem = Problem::new("difference, size and power are all stated, so nothing is left to find");
                Err(problem.hint("leave one of them out").at(self.power.place()))
            }
            (false, false, _) => {
                let problem = Problem::new(format!("`{}` states neither a difference nor a size", entry.id));
                let hint = match shares {
                    true => "give `treated` its `share`, or its size",
                    false => "give `difference`, or the size of `treated`",
                };
                Err(problem.hint(hint).at(entry.location.clone()))
            }
        }
    }

    /// Every combination of what is assumed, with what follows from it.
    fn scenarios(&self, entry: &Entry<'_>, plan: &Plan) -> Result<Vec<(Scenario, Answer)>, Diagnostic> {
        let (treated, control) = match self.cluster {
            Some(_) => (&self.treated.clusters, self.control.clusters.values()),
            None => (&self.treated.total, self.control.total.values()),
        };
        let mut sizes: Vec<Option<Size>> = Vec::new();
        for (at, size) in treated.each().into_iter().enumerate() {
            sizes.push(size.map(|size| match control.get(at) {
                Some(control) => Size { treated: size, control: *control },
                None => plan.size(size),
            }));
        }
        let powers = match (plan.solved, self.power.is_given()) {
            (Solved::Power, _) => vec![None],
            (_, true) => self.power.each(),
            (_, false) => vec![Some(USUAL_POWER)],
        };
        let iccs = self.cluster.as_ref().map_or(vec![None], |cluster| cluster.icc.each());
        let effects = if plan.scale == Scale::Shares { self.treated.share.each() } else { self.difference.each() };
        let mut found = Vec::new();
        for control in self.control.share.each() {
            for effect in &effects {
                for icc in &iccs {
                    for size in &sizes {
                        for power in &powers {
                            let (control, icc) = (control.unwrap_or(0.0), icc.unwrap_or(0.0));
                            let scenario = Scenario { control, effect: *effect, icc, size: *size, power: *power };
                            found.push((scenario, plan.answer(&scenario)));
                        }
                    }
                }
            }
        }
        if found.len() > MOST_ROWS {
            let problem =
                Problem::new(format!("these lists make {} rows, and at most {MOST_ROWS} can be read", found.len()));
            return Err(problem.hint("shorten the lists, or make two entries").at(entry.location.clone()));
        }
        Ok(found)
    }

    /// The words, the table and the curves.
    fn describe(&self, plan: &Plan, scenarios: &[(Scenario, Answer)], alpha: f64, section: &mut Section) {
        section.labels.push(("outcome".to_owned(), self.outcome.clone()));
        for (name, group) in [("treated", &self.treated), ("control", &self.control)] {
            section.labels.push((name.to_owned(), group.label.clone()));
        }
        let measure = if plan.scale == Scale::Shares { "share" } else { "mean" };
        let sides = if self.sides == Sides::One { "one" } else { "two" };
        for (name, word) in [("measure", measure), ("solved", plan.solved.name()), ("sides", sides)] {
            section.labels.push((name.to_owned(), Text::from(word)));
        }
        let number = |value: f64, unit: Unit, decimals: i8| Value::from(Quantity { value, unit, decimals });
        let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
        put("alpha", number(alpha, Unit::Proportion, percent_decimals([alpha])));
        if let Some(sd) = &self.sd {
            put("sd", number(sd.value, self.unit_of_effect(plan), self.decimals_of_effect()));
        }
        if let Some(loss) = &self.loss {
            put("loss", number(loss.value, Unit::Proportion, percent_decimals([loss.value])));
        }
        if let Some(cluster) = &self.cluster {
            let decimals = if cluster.size.value.fract() == 0.0 { 0 } else { 1 };
            put("cluster_size", number(cluster.size.value, Unit::Number, decimals));
        }
        put("rows", Value::Count(scenarios.len() as u64));
        let table = self.table(plan, scenarios);
        put("scenarios", Value::Table(table));
        for (at, curve) in curves::curves(plan, scenarios, self.unit_of_effect(plan), self.decimals_of_effect()) {
            section.values.push((format!("power_curve.scenario_{}", at + 1), Value::Curve(curve)));
        }
        if plan.solved == Solved::Size {
            add_note(section, Note::NumbersRoundedUp);
        }
        let small = |(scenario, answer): &(Scenario, Answer)| plan.has_small_counts(scenario, answer);
        if scenarios.iter().any(small) {
            add_note(section, Note::SmallExpectedCounts);
        }
        add_note(section, Note::PowerForPlanning);
    }

    /// The unit of a difference in means, or of a share.
    fn unit_of_effect(&self, plan: &Plan) -> Unit {
        match plan.scale {
            Scale::Shares => Unit::Proportion,
            Scale::Means => self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value),
        }
    }

    fn decimals_of_effect(&self) -> i8 {
        self.decimals.as_ref().map_or(1, |decimals| decimals.value)
    }

    /// One row for each combination.
    fn table(&self, plan: &Plan, scenarios: &[(Scenario, Answer)]) -> Table {
        let shares = plan.scale == Scale::Shares;
        let control_decimals = percent_decimals(scenarios.iter().map(|(scenario, _)| scenario.control));
        let effect_decimals = match plan.solved {
            Solved::Effect => 1,
            _ => percent_decimals(scenarios.iter().filter_map(|(scenario, _)| scenario.effect)),
        };
        let power_decimals = match plan.solved {
            Solved::Power => 1,
            _ => percent_decimals(scenarios.iter().filter_map(|(scenario, _)| scenario.power)),
        };
        let icc_decimals = if scenarios.iter().all(|(s, _)| (s.icc * 100.0).fract().abs() < 1e-9) { 2 } else { 3 };
        let number = |value: f64, unit: Unit, decimals: i8| Value::from(Quantity { value, unit, decimals });
        let mut columns: Vec<&str> = Vec::new();
        columns.extend(if shares {
            &["control_share", "treated_share", "difference"][..]
        } else {
            &["difference", "standardised"]
        });
        if plan.cluster.is_some() {
            columns.extend(["icc", "design_effect", "treated_clusters", "control_clusters"]);
        }
        columns.extend(["treated_total", "control_total", "power"]);
        let row = |(at, (scenario, answer)): (usize, &(Scenario, Answer))| {
            let found = |solved: Solved, value: Result<f64, Undefined>, unit: Unit, decimals: i8| match value {
                Ok(value) if plan.solved == solved => {
                    Value::from(Estimate { method: Some(plan.method()), ..Estimate::new(value, unit, decimals) })
                }
                Ok(value) => number(value, unit, decimals),
                Err(why) => why.into(),
            };
            let mut cells = Vec::new();
            if shares {
                let decimals = control_decimals.max(effect_decimals);
                cells.push(number(scenario.control, Unit::Proportion, control_decimals));
                cells.push(found(Solved::Effect, answer.effect, Unit::Proportion, effect_decimals));
                let difference = answer.effect.map(|share| share - scenario.control);
                cells.push(found(Solved::Effect, difference, Unit::ProportionDifference, decimals));
            } else {
                let (unit, decimals) = (self.unit_of_effect(plan), self.decimals_of_effect());
                cells.push(found(Solved::Effect, answer.effect, unit, decimals));
                let standardised = answer.effect.map(|difference| difference / plan.sd);
                cells.push(found(Solved::Effect, standardised, Unit::EffectSize, 2));
            }
            let count = |value: f64| Value::Count(value as u64);
            let of_size = |of: fn(Size) -> f64| answer.size.map_or_else(Value::from, |size| count(of(size)));
            if let Some((persons, variation)) = plan.cluster {
                cells.push(number(scenario.icc, Unit::Number, icc_decimals));
                let effect = design_effect((persons * plan.kept).max(1.0), scenario.icc, variation);
                cells.push(effect.map_or_else(Value::from, |effect| number(effect, Unit::Number, 2)));
                cells.push(of_size(|size| size.treated));
                cells.push(of_size(|size| size.control));
                for of in [(|size| size.treated) as fn(Size) -> f64, |size| size.control] {
                    cells.push(answer.size.map_or_else(Value::from, |size| count(libm::round(of(size) * persons))));
                }
            } else {
                cells.push(of_size(|size| size.treated));
                cells.push(of_size(|size| size.control));
            }
            cells.push(found(Solved::Power, answer.power, Unit::Proportion, power_decimals));
            Row {
                name: format!("scenario_{}", at + 1),
                label: None,
                basis: None,
                source: None,
                words: Vec::new(),
                cells,
            }
        };
        let rows = scenarios.iter().enumerate().map(row).collect();
        Table { columns: columns.into_iter().map(str::to_owned).collect(), rows }
    }
}

/// The decimals of shares in per cent: none where all are whole.
fn percent_decimals(shares: impl IntoIterator<Item = f64>) -> i8 {
    let whole = |share: f64| (share * 100.0 - libm::round(share * 100.0)).abs() < 1e-9;
    if shares.into_iter().all(whole) { 0 } else { 1 }
}
