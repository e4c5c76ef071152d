//! A family of tests, with p-values that allow for how many they are.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::Analyse;
use super::input::{Common, Entry, add_note};
use super::names::free_name;
use super::one_proportion::{collect, level};
use super::persons::keep_known_names;
use crate::diag::{Diagnostic, Problem, ResultRef, Spanned, one_of};
use crate::results::{
    Basis, Estimate, Found, Input, Method, Note, Origin, PersonCell, Quantity, Role, Row, Section, Table, Test, Text,
    Unit, Value,
};
use crate::stats::multiplicity::{
    benjamini_hochberg, benjamini_yekutieli, bonferroni, fixed_sequence, hochberg, holm, hommel, sidak,
};
use crate::stats::{Level, Undefined};

/// A family of tests that is declared beforehand: each p-value beside the one that allows for how many tests there are.
///
/// The members are effects of earlier entries, such as the primary outcomes of a study; the first test of each counts. A
/// member without a p-value for these data stays in the family as if its p were 1, so that the family keeps its size. The
/// intervals of the effects are not adjusted.
///
/// ```yaml
/// primary_outcomes:
///   kind: multiplicity
///   method: holm
///   of:
///     - employment.month_18.risk_difference
///     - {result: health.month_18.mean_difference, label: livskvalitet}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Multiplicity {
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
    /// How the numbers are known; as the least certain of the members unless given.
    #[serde(default)]
    basis: Option<Basis>,
    /// The standing of the family in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// How the p-values are adjusted; Holm's method unless given.
    #[serde(default)]
    method: Adjustment,
    /// The members: results, or maps such as `{result: work.risk_difference, label: i arbeid}`. Their order counts for
    /// `fixed_sequence` alone.
    of: Vec<Member>,
    /// One less the level of significance: 0.95, for a family that is tested at 5 per cent, unless given.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// How p-values are adjusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Adjustment {
    /// Holm's step-down method: no assumption about dependence, and never worse than Bonferroni's.
    #[default]
    Holm,
    /// Hochberg's step-up method, for tests that are independent or positively dependent.
    Hochberg,
    /// Hommel's method by Simes' test, under the same conditions as Hochberg's and never worse.
    Hommel,
    /// Each p times the number of tests.
    Bonferroni,
    /// Sidak's method, for independent tests.
    Sidak,
    /// Benjamini and Hochberg's: the expected share of false ones among the findings; for exploration.
    BenjaminiHochberg,
    /// Benjamini and Yekutieli's: the same under any dependence.
    BenjaminiYekutieli,
    /// Each test in its declared order, as long as those before it reject.
    FixedSequence,
}

impl Adjustment {
    fn adjust(self, p: &[f64]) -> Result<Vec<f64>, Undefined> {
        match self {
            Adjustment::Holm => holm(p),
            Adjustment::Hochberg => hochberg(p),
            Adjustment::Hommel => hommel(p),
            Adjustment::Bonferroni => bonferroni(p),
            Adjustment::Sidak => sidak(p),
            Adjustment::BenjaminiHochberg => benjamini_hochberg(p),
            Adjustment::BenjaminiYekutieli => benjamini_yekutieli(p),
            Adjustment::FixedSequence => fixed_sequence(p),
        }
    }

    /// The name in the report.
    fn method(self) -> Method {
        match self {
            Adjustment::Holm => Method::Holm,
            Adjustment::Hochberg => Method::Hochberg,
            Adjustment::Hommel => Method::Hommel,
            Adjustment::Bonferroni => Method::Bonferroni,
            Adjustment::Sidak => Method::Sidak,
            Adjustment::BenjaminiHochberg => Method::BenjaminiHochberg,
            Adjustment::BenjaminiYekutieli => Method::BenjaminiYekutieli,
            Adjustment::FixedSequence => Method::FixedSequence,
        }
    }

    /// What the method bounds, for templates: the chance of any false finding, their share, or the first by the order.
    fn bounds(self) -> &'static str {
        match self {
            Adjustment::BenjaminiHochberg | Adjustment::BenjaminiYekutieli => "discoveries",
            Adjustment::FixedSequence => "sequence",
            _ => "family",
        }
    }

    /// What the method assumes of how the tests depend on each other.
    fn assumption(self) -> Option<Note> {
        match self {
            Adjustment::Hochberg | Adjustment::Hommel | Adjustment::BenjaminiHochberg => {
                Some(Note::TestsPositivelyDependent)
            }
            Adjustment::Sidak => Some(Note::TestsIndependent),
            _ => None,
        }
    }
}

/// A member of a family.
#[derive(Clone, Debug)]
struct Member {
    result: ResultRef,
    label: Option<Text>,
}

/// A member that is more than an id.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Described {
    /// The result: an effect with a test.
    result: ResultRef,
    /// What it is called; the outcome of its analysis unless given.
    #[serde(default)]
    label: Option<Text>,
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Member, D::Error> {
        use serde::de::value::MapAccessDeserializer;
        use serde::de::{Error, MapAccess, Visitor};
        struct NameOrMap;
        impl<'de> Visitor<'de> for NameOrMap {
            type Value = Read;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a result such as `work.risk_difference`, or a map such as `{result: …, label: …}`")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Read, E> {
                Ok(Read::Name(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Read, A::Error> {
                Described::deserialize(MapAccessDeserializer::new(map)).map(Read::Map)
            }
        }
        enum Read {
            Name(String),
            Map(Described),
        }
        impl<'de> Deserialize<'de> for Read {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Read, D::Error> {
                deserializer.deserialize_any(NameOrMap)
            }
        }
        let read = Spanned::<Read>::deserialize(deserializer)?;
        let place = read.location();
        Ok(match read.value {
            Read::Name(name) => Member { result: ResultRef::at(name, place), label: None },
            Read::Map(Described { result, label }) => Member { result, label },
        })
    }
}

impl JsonSchema for Member {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Member".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let described = generator.subschema_for::<Described>();
        json_schema!({ "anyOf": [{ "type": "string", "description": "The result." }, described] })
    }
}

/// A member with its numbers.
struct Tested<'a> {
    member: &'a Member,
    /// The whole path of the result.
    path: String,
    label: Text,
    basis: Basis,
    /// The effect, or why there is none.
    effect: Value,
}

impl Tested<'_> {
    /// The p-value of the first test.
    fn p(&self) -> Option<f64> {
        match &self.effect {
            Value::Estimate(estimate) => estimate.tests.first().map(|test| test.p),
            _ => None,
        }
    }
}

impl Analyse for Multiplicity {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        if self.of.len() < 2 {
            let problem = Problem::new(format!("a family of {} has no p-values to adjust", self.of.len()));
            let hint = "name at least two results under `of`, such as `work.risk_difference`";
            return Err(vec![problem.hint(hint).at(entry.location.clone())]);
        }
        let members = collect(self.of.iter().map(|member| member.find(entry)))?;
        check_alike(&members)?;
        let raw: Vec<f64> = members.iter().map(|member| member.p().unwrap_or(1.0)).collect();
        let adjusted = self.method.adjust(&raw).map_err(|why| {
            let problem = Problem::new(format!("the p-values cannot be adjusted: {why}"));
            vec![problem.at(entry.location.clone())]
        })?;
        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.or(members.iter().map(|member| member.basis).max()).unwrap_or_default(),
        };
        common.describe(&mut section);
        self.describe(&members, (&raw, &adjusted), level, &mut section);
        section.cells = self.cells(entry, &members, &raw, &adjusted, &section);
        keep_known_names(&mut section);
        for member in &members {
            let origin = Origin::Result(member.path.clone());
            section.provenance.inputs.push(Input { name: "member".to_owned(), origin });
        }
        Ok(vec![section])
    }
}

impl Member {
    /// The effect that it names.
    ///
    /// # Errors
    /// No such result, one that has no test, or one without words.
    fn find<'a>(&'a self, entry: &Entry<'_>) -> Result<Tested<'a>, Diagnostic> {
        let found = entry.find(&self.result)?;
        let place = self.result.location();
        let tested = match found.value {
            Value::Estimate(estimate) => !estimate.tests.is_empty(),
            Value::Undefined(_) => true,
            _ => false,
        };
        if !tested {
            let problem = Problem::new(format!("`{}` has no test, and so no p-value", self.result));
            let others: Vec<String> = tested_beside(&found);
            let hint = match others.is_empty() {
                true => "name an effect that is tested, such as `work.risk_difference`".to_owned(),
                false => format!("tested are {}", one_of(others.iter().take(6).map(String::as_str))),
            };
            return Err(problem.hint(hint).at(place));
        }
        let own = found.row.and_then(|row| row.label.clone());
        let of_section = || found.section.label("label").or(found.section.label("outcome")).cloned();
        let Some(label) = self.label.clone().or(own).or_else(of_section) else {
            let problem = Problem::new(format!("`{}` has no words of its own", self.result));
            let hint = format!("write `{{result: {}, label: …}}`", self.result);
            return Err(problem.hint(hint).at(place));
        };
        let path = match found.row {
            None => format!("{}.{}", found.id, found.name),
            Some(_) => self.result.id().to_owned(),
        };
        let basis = found.row.and_then(|row| row.basis).unwrap_or(found.section.provenance.basis);
        Ok(Tested { member: self, path, label, basis, effect: found.value.clone() })
    }
}

/// What else is tested in the section of a result.
fn tested_beside(found: &Found<'_>) -> Vec<String> {
    let tested = |value: &Value| matches!(value, Value::Estimate(Estimate { tests, .. }) if !tests.is_empty());
    let own = found.section.values.iter().filter(|(_, value)| tested(value));
    own.map(|(name, _)| format!("{}.{name}", found.id)).collect()
}

/// Errors for results that stand twice, and for two that have the same words.
fn check_alike(members: &[Tested<'_>]) -> Result<(), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    for (at, member) in members.iter().enumerate() {
        let place = member.member.result.location();
        if members[..at].iter().any(|other| other.path == member.path) {
            let problem = Problem::new(format!("`{}` stands twice in the family", member.path));
            problems.push(problem.hint("remove one of them").at(place));
        } else if members[..at].iter().any(|other| other.label == member.label) {
            let problem = Problem::new(format!("`{}` has the same words as another of the family", member.path));
            let hint = format!("tell them apart: `{{result: {}, label: …}}`", member.member.result);
            problems.push(problem.hint(hint).at(place));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

impl Multiplicity {
    /// The table, and how many hold.
    fn describe(&self, members: &[Tested<'_>], (raw, adjusted): (&[f64], &[f64]), level: Level, section: &mut Section) {
        let alpha = level.alpha();
        let mut labels = vec![("bounds", self.method.bounds())];
        let units: Vec<Unit> = members.iter().filter_map(|member| unit_of(&member.effect)).collect();
        labels.push(("units", if units.windows(2).all(|pair| pair[0] == pair[1]) { "one" } else { "mixed" }));
        section.labels.extend(labels.into_iter().map(|(name, word)| (name.to_owned(), Text::from(word))));
        let yes_or_no =
            |yes: bool| Value::from(Quantity { value: f64::from(u8::from(yes)), unit: Unit::Number, decimals: 0 });
        let mut rows: Vec<Row> = Vec::new();
        for (at, member) in members.iter().enumerate() {
            let tested = member.p().is_some();
            let after = match &member.effect {
                Value::Estimate(effect) if tested => Estimate {
                    interval: None,
                    standard_error: None,
                    tests: vec![Test {
                        method: self.method.method(),
                        statistic: None,
                        degrees_of_freedom: Vec::new(),
                        p: adjusted[at],
                    }],
                    ..effect.clone()
                }
                .into(),
                other => other.clone(),
            };
            rows.push(Row {
                name: free_name(&member.path, |name| rows.iter().any(|row| row.name == name)),
                label: Some(member.label.clone()),
                basis: None,
                source: None,
                words: Vec::new(),
                cells: vec![
                    member.effect.clone(),
                    after,
                    yes_or_no(tested && raw[at] < alpha),
                    yes_or_no(tested && adjusted[at] < alpha),
                ],
            });
        }
        let count = |p: &[f64]| Value::Count(p.iter().filter(|p| **p < alpha).count() as u64);
        let decimals = if (alpha * 100.0 - libm::round(alpha * 100.0)).abs() < 1e-9 { 0 } else { 1 };
        let columns = ["effect", "adjusted", "significant_raw", "significant"].map(str::to_owned).to_vec();
        section.values.extend([
            ("family_size".to_owned(), Value::Count(members.len() as u64)),
            ("alpha".to_owned(), Quantity { value: alpha, unit: Unit::Proportion, decimals }.into()),
            ("significant_raw".to_owned(), count(raw)),
            ("significant".to_owned(), count(adjusted)),
            ("members".to_owned(), Value::Table(Table { columns, rows })),
        ]);
        if members.iter().any(|member| member.p().is_none()) {
            add_note(section, Note::UntestedStaysInFamily);
        }
        if let Some(note) = self.method.assumption() {
            add_note(section, note);
        }
    }

    /// The persons behind the effects: each is shown in its own row, and in the adjusted p-values that depend on its own.
    fn cells(
        &self,
        entry: &Entry<'_>,
        members: &[Tested<'_>],
        raw: &[f64],
        adjusted: &[f64],
        section: &Section,
    ) -> Vec<PersonCell> {
        let Some(Value::Table(table)) = section.value("members") else { return Vec::new() };
        let mut cells = Vec::new();
        for (at, member) in members.iter().enumerate() {
            // A little more or a little less p tells which adjusted ones are worked out from this one.
            let mut depend = vec![false; members.len()];
            for factor in [1.0 - 1e-7, 1.0 + 1e-7] {
                let mut moved = raw.to_vec();
                moved[at] = (raw[at] * factor + f64::MIN_POSITIVE).min(1.0);
                let Ok(then) = self.method.adjust(&moved) else { continue };
                for (depends, (then, now)) in depend.iter_mut().zip(then.iter().zip(adjusted)) {
                    *depends |= then != now;
                }
            }
            let mut shown = vec!["significant_raw".to_owned(), "significant".to_owned()];
            for (other, row) in table.rows.iter().enumerate() {
                let columns: &[&str] = match (other == at, depend[other]) {
                    (true, _) => &["effect", "adjusted", "significant_raw", "significant"],
                    (false, true) => &["adjusted", "significant"],
                    (false, false) => &[],
                };
                shown.extend(columns.iter().map(|column| format!("members/{}/{column}", row.name)));
            }
            let names: Vec<&str> = shown.iter().map(String::as_str).collect();
            cells.extend(entry.earlier.cells_behind(&member.path, &names));
        }
        cells
    }
}

/// The unit of an effect.
fn unit_of(value: &Value) -> Option<Unit> {
    match value {
        Value::Estimate(estimate) => Some(estimate.unit),
        _ => None,
    }
}
