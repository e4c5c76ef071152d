//! What happens without the programme: a risk, or a level on the outcome's own scale.

use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::effect::{counted, is_of_levels, whole};
use crate::analysis::input::{Entry, written_decimals};
use crate::diag::{Diagnostic, Location, Problem, ResultRef, Spanned};
use crate::results::{Estimate, Input, Method, Origin, PersonCell, Quantity, Section, Text, Unit, Value};
use crate::stats::{QuantileType, Sample};

/// The risk without the programme: a share (0.27 for 270 of 1000), or where it comes from.
#[derive(Clone, Debug)]
pub struct BaselineRisk(Full);

/// The risk without the programme, and where it comes from.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Full {
    /// The risk as a share: 0.27 for 270 of 1000 persons.
    #[serde(default)]
    risk: Option<Spanned<f64>>,
    /// How many had the outcome, instead of the share.
    #[serde(default)]
    events: Option<Spanned<u64>>,
    /// How many there were.
    #[serde(default)]
    total: Option<Spanned<u64>>,
    /// An entry whose control groups have the risk, such as a meta-analysis.
    #[serde(default)]
    from: Option<ResultRef>,
    /// What is taken of the control groups.
    #[serde(default, rename = "use")]
    taken: Option<Spanned<Taken>>,
    /// Where a stated risk comes from, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
}

/// What is taken of the control groups of several studies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Taken {
    /// The events of all groups over their persons.
    Pooled,
    /// The median of the studies' shares.
    Median,
}

/// The level without the programme: a number in the unit of the outcome, or a number with its unit and spread.
#[derive(Clone, Debug)]
pub struct BaselineLevel(FullLevel);

/// The level without the programme.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FullLevel {
    /// The mean of the controls.
    level: Spanned<f64>,
    /// The standard deviation, by which a standardised difference is turned into one on the outcome's scale.
    #[serde(default)]
    sd: Option<Spanned<f64>>,
    /// The unit, where the effect does not say it.
    #[serde(default)]
    unit: Option<Spanned<Unit>>,
    /// Where the level comes from, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
}

/// A risk, found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Risk {
    pub value: f64,
    /// How it was worked out of the studies' control groups, where it was.
    pub method: Option<Method>,
}

impl Risk {
    /// The decimals of risks beside this one, where the author does not say: rare outcomes keep a figure that is not nought.
    pub(super) fn decimals(self, stated: Option<i8>) -> i8 {
        stated.unwrap_or(if self.value < 0.01 { 1 } else { 0 })
    }

    /// The risk in the table, with how it was worked out.
    pub(super) fn shown(self, decimals: Option<i8>) -> Value {
        let (value, decimals) = (self.value, self.decimals(decimals));
        match self.method {
            None => Quantity { value, unit: Unit::PerThousand, decimals }.into(),
            method => Estimate { method, ..Estimate::new(value, Unit::PerThousand, decimals) }.into(),
        }
    }
}

/// A level, checked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub value: f64,
    pub sd: Option<f64>,
    pub unit: Option<Unit>,
    pub decimals: i8,
}

/// What a baseline tells of itself.
#[derive(Clone, Debug)]
pub(super) struct Grounds {
    pub source: Option<Text>,
    pub input: Input,
    pub cells: Vec<PersonCell>,
}

impl BaselineRisk {
    /// The risk; `names` are the cells of the outcome that are worked out from it.
    pub(super) fn find(
        &self,
        entry: &Entry<'_>,
        place: Option<Location>,
        outcome: &str,
        names: &[&str],
    ) -> Result<(Risk, Grounds), Diagnostic> {
        let Full { risk, events, total, from, taken, source } = &self.0;
        let grounds = |origin: Origin, cells: Vec<PersonCell>| Grounds {
            source: source.clone(),
            input: Input { name: format!("{outcome}.baseline"), origin },
            cells,
        };
        if let (Some(taken), None) = (taken, from) {
            let problem = Problem::new("`use` says what is taken of an entry, and none is named");
            return Err(problem.hint("add `from`, or remove `use`").at(taken.location()));
        }
        let stated = |value: f64| (Risk { value, method: None }, grounds(Origin::Specification, Vec::new()));
        match (risk, events, total, from) {
            (Some(risk), None, None, None) => {
                if !(0.0..=1.0).contains(&risk.value) {
                    let problem = Problem::new(format!("a risk is a share between 0 and 1, not {risk}"));
                    return Err(problem.hint("write 0.27 for 270 of 1000 persons").at(risk.location()));
                }
                Ok(stated(risk.value))
            }
            (None, Some(events), Some(total), None) => {
                if total.value == 0 || events.value > total.value {
                    let problem = Problem::new(format!("{events} of {total} persons cannot have the outcome"));
                    return Err(problem.at(events.location()));
                }
                Ok(stated(events.value as f64 / total.value as f64))
            }
            (None, None, None, Some(from)) => {
                if source.is_some() {
                    let problem = Problem::new("a risk from an earlier result has that as its source");
                    return Err(problem.hint("remove `source`").at(from.location()));
                }
                let taken = taken.as_ref().map_or(Taken::Pooled, |taken| taken.value);
                let (value, id, paths) = of_entry(entry, from, taken)?;
                let cells = paths.iter().flat_map(|path| entry.earlier.cells_behind(path, names)).collect();
                let method = match taken {
                    Taken::Pooled => Method::PooledControlRisk,
                    Taken::Median => Method::MedianControlRisk,
                };
                Ok((Risk { value, method: Some(method) }, grounds(Origin::Result(id), cells)))
            }
            (None, Some(one), None, None) | (None, None, Some(one), None) => {
                let problem = Problem::new("a risk from counts needs both `events` and `total`");
                Err(problem.hint("write for instance `{events: 49, total: 181}`").at(one.location()))
            }
            (None, None, None, None) => {
                let problem = Problem::new("this says no risk");
                Err(problem.hint("write a share such as `0.27`, or `{from: work}`").at(place))
            }
            _ => {
                let problem = Problem::new("a risk comes from one place");
                Err(problem.hint("keep one of `risk`, `events` with `total`, and `from`").at(place))
            }
        }
    }
}

/// The risk of the control groups of an entry, the id of its section and the paths of what it was worked out from.
fn of_entry(entry: &Entry<'_>, from: &ResultRef, taken: Taken) -> Result<(f64, String, Vec<String>), Diagnostic> {
    let sections: Vec<(&str, &Section)> = entry
        .earlier
        .sections
        .iter()
        .filter(|(id, section)| id == from.id() || section.entry == from.id())
        .map(|(id, section)| (id.as_str(), section))
        .collect();
    let (id, section) = match sections.as_slice() {
        [only] => *only,
        // Said in the words that all entries have for it: unknown, later, or without results.
        [] => {
            let known = entry.earlier.sections.iter().map(|(_, section)| section.entry.as_str());
            return entry.find(from).and_then(|_| Err(no_groups(from))).map_err(|mut unknown| {
                if unknown.problem.hints.is_empty() {
                    unknown.problem = unknown.problem.closest_of(from.id(), known);
                }
                unknown
            });
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|(id, _)| *id).collect();
            return Err(Problem::new(format!("`{from}` has {} times or groups", ids.len()))
                .hint(format!("write {}", crate::diag::one_of(ids)))
                .at(from.location()));
        }
    };
    let share = |events: u64, total: u64| (total > 0 && events <= total).then(|| events as f64 / total as f64);
    match taken {
        Taken::Pooled => {
            let counts = (counted(section, "control.events"), counted(section, "control.total"));
            let (Some(events), Some(total)) = counts else { return Err(no_groups(from)) };
            let risk = share(events, total).ok_or_else(|| no_groups(from))?;
            Ok((risk, id.to_owned(), ["control.events", "control.total"].map(|name| format!("{id}.{name}")).to_vec()))
        }
        Taken::Median => {
            let Some(Value::Table(table)) = section.value("studies") else {
                let problem = Problem::new(format!("`{from}` has no table of studies, so there is no median"));
                return Err(problem.hint("write `use: pooled`, or name a meta-analysis").at(from.location()));
            };
            let at = |name: &str| table.columns.iter().position(|known| known == name);
            let (Some(events), Some(total)) = (at("control_events"), at("control_total")) else {
                return Err(no_groups(from));
            };
            // A study without counts has no share of its own.
            let shares = table
                .rows
                .iter()
                .filter_map(|row| share(row.cells.get(events).and_then(whole)?, row.cells.get(total).and_then(whole)?));
            let shares: Vec<f64> = shares.collect();
            let median = Sample::new(&shares).and_then(|shares| shares.quantile(0.5, QuantileType::Seven));
            let median = median.map_err(|_| no_groups(from))?;
            let paths = table.rows.iter().flat_map(|row| {
                ["control_events", "control_total"].map(|column| format!("{id}.studies.{}.{column}", row.name))
            });
            Ok((median, id.to_owned(), paths.collect()))
        }
    }
}

fn no_groups(from: &ResultRef) -> Diagnostic {
    Problem::new(format!("`{from}` has no counts of control groups"))
        .hint("state the risk: `baseline_risk: 0.27`")
        .at(from.location())
}

impl BaselineLevel {
    /// The level, where the effect has this unit.
    pub(super) fn find(&self, effect: Option<Unit>, outcome: &str) -> Result<(Level, Grounds), Vec<Diagnostic>> {
        let FullLevel { level, sd, unit, source } = &self.0;
        let mut problems = Vec::new();
        if !level.value.is_finite() {
            problems.push(Problem::new("a level is a finite number").at(level.location()));
        }
        let standardised = effect == Some(Unit::EffectSize);
        match sd {
            Some(sd) if !standardised => {
                let problem = Problem::new("only a standardised difference is turned into one on the outcome's scale");
                problems.push(problem.hint("remove `sd`").at(sd.location()));
            }
            Some(sd) if !(sd.value.is_finite() && sd.value > 0.0) => {
                let problem = Problem::new(format!("a standard deviation is a positive number, not {sd}"));
                problems.push(problem.at(sd.location()));
            }
            None if standardised => {
                let problem = Problem::new("a standardised difference and a level are on two scales");
                let problem =
                    problem.hint("add `sd`, the standard deviation on the outcome's scale, or remove the level");
                problems.push(problem.at(level.location()));
            }
            _ => {}
        }
        if let Some(unit) = unit {
            let own = effect.filter(|unit| is_of_levels(*unit));
            if !is_of_levels(unit.value) {
                let problem = Problem::new("no outcome is measured in this unit");
                problems.push(problem.hint("write for instance `points`, `days` or `number`").at(unit.location()));
            } else if own.is_some_and(|own| own != unit.value) {
                let problem = Problem::new("the level is in another unit than the difference");
                problems.push(problem.hint("remove `unit`: that of the difference is used").at(unit.location()));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let found = Level {
            value: level.value,
            sd: sd.as_ref().map(|sd| sd.value),
            unit: unit.as_ref().map(|unit| unit.value),
            decimals: i8::try_from(written_decimals(level)).unwrap_or(6).min(6),
        };
        let input = Input { name: format!("{outcome}.baseline"), origin: Origin::Specification };
        Ok((found, Grounds { source: source.clone(), input, cells: Vec::new() }))
    }
}

/// A number or a map, as it is read.
enum NumberOr<T> {
    Number(f64),
    Map(T),
}

/// A map that may be shortened to a number.
trait Shortened {
    /// What both forms look like, for a message.
    const EXPECTED: &'static str;
}

impl Shortened for Full {
    const EXPECTED: &'static str = "a share such as `0.27`, or a map such as `{from: work, use: median}`";
}

impl Shortened for FullLevel {
    const EXPECTED: &'static str = "a number such as `52.0`, or a map such as `{level: 52.0, sd: 10, unit: points}`";
}

impl<'de, T: Shortened + Deserialize<'de>> Deserialize<'de> for NumberOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<NumberOr<T>, D::Error> {
        struct EitherVisitor<T>(PhantomData<T>);
        impl<'de, T: Shortened + Deserialize<'de>> Visitor<'de> for EitherVisitor<T> {
            type Value = NumberOr<T>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(T::EXPECTED)
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<NumberOr<T>, E> {
                Ok(NumberOr::Number(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<NumberOr<T>, E> {
                Ok(NumberOr::Number(number as f64))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<NumberOr<T>, E> {
                Ok(NumberOr::Number(number as f64))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<NumberOr<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(NumberOr::Map)
            }
        }
        deserializer.deserialize_any(EitherVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for BaselineRisk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<BaselineRisk, D::Error> {
        let read = Spanned::<NumberOr<Full>>::deserialize(deserializer)?;
        let place = read.location();
        Ok(BaselineRisk(match read.value {
            NumberOr::Map(full) => full,
            NumberOr::Number(risk) => Full { risk: Some(Spanned::new(risk, place)), ..Full::default() },
        }))
    }
}

impl<'de> Deserialize<'de> for BaselineLevel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<BaselineLevel, D::Error> {
        let read = Spanned::<NumberOr<FullLevel>>::deserialize(deserializer)?;
        let place = read.location();
        Ok(BaselineLevel(match read.value {
            NumberOr::Map(full) => full,
            NumberOr::Number(level) => {
                FullLevel { level: Spanned::new(level, place), sd: None, unit: None, source: None }
            }
        }))
    }
}

impl JsonSchema for BaselineRisk {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BaselineRisk".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let full = generator.subschema_for::<Full>();
        json_schema!({ "anyOf": [{ "type": "number", "description": "A share: 0.27 for 270 of 1000." }, full] })
    }
}

impl JsonSchema for BaselineLevel {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BaselineLevel".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let full = generator.subschema_for::<FullLevel>();
        json_schema!({ "anyOf": [{ "type": "number", "description": "The mean of the controls." }, full] })
    }
}
