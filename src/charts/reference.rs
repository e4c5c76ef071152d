//! What a chart is of: names in the specification, and the results that they stand for.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::results::{Estimate, LookupError, Results, Section, Value};

/// One or several entries, sections or results.
///
/// `employment` is every section of the entry, `employment.month_18` one of them, and
/// `employment.month_18.risk_difference` one number.
#[derive(Clone, Debug)]
pub struct References(Vec<Spanned<String>>);

impl<'de> Deserialize<'de> for References {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<References, D::Error> {
        enum OneOrSeveral {
            One(String),
            Several(Vec<Spanned<String>>),
        }
        impl<'de> Deserialize<'de> for OneOrSeveral {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<OneOrSeveral, D::Error> {
                deserializer.deserialize_any(Names)
            }
        }
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = OneOrSeveral;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the id of an analysis, or a list of ids")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<OneOrSeveral, E> {
                Ok(OneOrSeveral::One(name.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<OneOrSeveral, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = sequence.next_element()? {
                    names.push(name);
                }
                if names.is_empty() {
                    Err(de::Error::invalid_length(0, &self))
                } else {
                    Ok(OneOrSeveral::Several(names))
                }
            }
        }
        let read = Spanned::<OneOrSeveral>::deserialize(deserializer)?;
        let location = read.location();
        Ok(match read.value {
            OneOrSeveral::One(name) => References(vec![Spanned::new(name, location)]),
            OneOrSeveral::Several(names) => References(names),
        })
    }
}

impl JsonSchema for References {
    fn schema_name() -> Cow<'static, str> {
        "References".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The id of an analysis, of one of its sections or of one result, or a list of these.",
            "oneOf": [
                { "type": "string" },
                { "type": "array", "items": { "type": "string" }, "minItems": 1 }
            ]
        })
    }
}

/// A section that a chart is of, and the one value of it that was named, if one was.
#[derive(Clone, Debug)]
pub(super) struct Picked<'a> {
    /// The words in the specification.
    pub(super) token: &'a Spanned<String>,
    /// The id of the section.
    pub(super) id: &'a str,
    /// The section.
    pub(super) section: &'a Section,
    /// Name and value, where the specification names one value.
    pub(super) value: Option<(String, &'a Value)>,
}

impl Picked<'_> {
    /// An error at the words that picked this.
    pub(super) fn error(&self, problem: Problem) -> Diagnostic {
        problem.at(self.token.location())
    }
}

impl References {
    /// The entries under `analyses` whose results are named, as often as they are.
    pub fn entries(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|name| name.split('.').next().unwrap_or_default())
    }

    /// What the names stand for, in their order.
    ///
    /// # Errors
    /// For every name that stands for nothing, or for several values.
    pub(super) fn pick<'a>(&'a self, results: &'a Results) -> Result<Vec<Picked<'a>>, Vec<Diagnostic>> {
        let (mut picked, mut errors) = (Vec::new(), Vec::new());
        for token in &self.0 {
            match pick(token, results) {
                Ok(found) => picked.extend(found),
                Err(problem) => errors.push(problem.at(token.location())),
            }
        }
        if errors.is_empty() { Ok(picked) } else { Err(errors) }
    }

    /// The same, for a chart that needs whole sections.
    ///
    /// # Errors
    /// As [`References::pick`], and for every name of a single value.
    pub(super) fn pick_sections<'a>(&'a self, results: &'a Results) -> Result<Vec<Picked<'a>>, Vec<Diagnostic>> {
        let picked = self.pick(results)?;
        let errors: Vec<Diagnostic> = picked
            .iter()
            .filter(|picked| picked.value.is_some())
            .map(|picked| {
                let problem = Problem::new(format!("`{}` is one number, and this chart needs a section", picked.token));
                picked.error(problem.hint(format!("write `{}`", picked.id)))
            })
            .collect();
        if errors.is_empty() { Ok(picked) } else { Err(errors) }
    }
}

fn pick<'a>(token: &'a Spanned<String>, results: &'a Results) -> Result<Vec<Picked<'a>>, Problem> {
    let name = token.value.as_str();
    let sections: Vec<Picked<'a>> = results
        .sections
        .iter()
        .filter(|(id, _)| id == name || id.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
        .map(|(id, section)| Picked { token, id, section, value: None })
        .collect();
    if !sections.is_empty() {
        return Ok(sections);
    }
    match results.find(name) {
        Ok(found) => {
            let path = name.strip_prefix(found.id).or_else(|| name.strip_prefix(found.section.entry.as_str()));
            let path = path.unwrap_or(found.name).trim_start_matches('.').to_owned();
            Ok(vec![Picked { token, id: found.id, section: found.section, value: Some((path, found.value)) }])
        }
        Err(LookupError::Ambiguous { candidates }) => {
            Err(Problem::new(format!("`{name}` may mean {} results", candidates.len()))
                .hint(format!("write {}", one_of(candidates.iter().map(String::as_str)))))
        }
        Err(LookupError::Unknown { candidates }) => {
            let entries = results.sections.iter().map(|(_, section)| section.entry.as_str());
            let ids = results.sections.iter().map(|(id, _)| id.as_str());
            let known = entries.chain(ids).chain(candidates.iter().map(String::as_str));
            Err(Problem::new(format!("there is no analysis or result `{name}`")).closest_of(name, known))
        }
    }
}

/// The estimate under this name in a section: `Ok(None)` where it is undefined for these data.
///
/// # Errors
/// Where the section has no such value, or it is no estimate.
pub(super) fn estimate<'a>(picked: &Picked<'a>, name: &str) -> Result<Option<&'a Estimate>, Diagnostic> {
    match picked.section.value(name) {
        Some(Value::Estimate(estimate)) => Ok(Some(estimate)),
        Some(Value::Undefined(_)) => Ok(None),
        Some(_) => Err(picked.error(Problem::new(format!("`{}.{name}` is no estimate", picked.id)))),
        None => {
            const OTHER: &str = "show another analysis, or choose another `measure` or kind of chart";
            let names = picked.section.values.iter().map(|(name, _)| name.as_str());
            let problem = Problem::new(format!("`{}` has no value `{name}`, which this chart shows", picked.id));
            Err(picked.error(
                problem
                    .closest_of(name, names)
                    .hint(format!("`{}` is of the kind `{}`: {OTHER}", picked.id, picked.section.kind)),
            ))
        }
    }
}

/// The count under this name in a section.
pub(super) fn count(section: &Section, name: &str) -> Option<u64> {
    match section.value(name) {
        Some(Value::Count(count)) => Some(*count),
        _ => None,
    }
}
