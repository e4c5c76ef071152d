//! `for_each`: one entry for many outcomes and times.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::data::Ordered;
use crate::diag::{Diagnostic, Location, Problem, Spanned, closest, one_of};
use crate::results::{Facet, FacetValue, Text, Unit};

/// The key under which an entry lists them, right after `kind`.
pub const FOR_EACH: &str = "for_each";

/// One entry does not stand for more analyses than this.
const MAX_COMBINATIONS: usize = 400;

/// The names of variables that are points in time where their values are numbers.
const TIMES: [(&str, Unit); 4] =
    [("day", Unit::Days), ("week", Unit::Weeks), ("month", Unit::Months), ("year", Unit::Years)];

/// Runs the entry once for each name, or for each combination of names: `for_each: {outcome: [livskvalitet, hads_d]}`.
///
/// A variable has a list of names, or a map from names to their words, each one text or one per language. `{outcome}` in
/// a text of the entry stands for the name, and `{outcome.label}` for its words; a text that starts with `{` stands in
/// quotes, and so does a number: `month: "{month}"`. The results are `health.hads_d.hedges_g`; the numbers of a variable
/// called `day`, `week`, `month` or `year` are points in time: `health.hads_d.month_6.hedges_g`.
#[derive(Clone, Debug, Default)]
pub struct ForEach {
    variables: Vec<(Spanned<String>, Vec<Named>)>,
}

/// One value of a variable.
#[derive(Clone, Debug)]
struct Named {
    name: Spanned<String>,
    words: Vec<(Spanned<String>, Text)>,
}

/// One value for each variable.
#[derive(Clone, Debug)]
pub struct Combination<'a>(Vec<(&'a str, &'a Named)>);

/// What stands for a variable in a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Word<'a> {
    /// The name itself.
    Name(&'a str),
    /// Words of the name.
    Words(&'a Text),
}

impl ForEach {
    /// The names of the variables, and where they stand.
    pub fn variables(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.variables.iter().map(|(name, _)| name)
    }

    /// Everything that is wrong with it; `place` is that of the key `for_each`.
    pub fn check(&self, place: &Location) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if self.variables.is_empty() {
            let problem = Problem::new("`for_each` has no variable");
            found.push(
                problem.hint("write `for_each: {outcome: [livskvalitet, hads_d]}`, or remove it").at(place.clone()),
            );
        }
        for (at, (name, values)) in self.variables.iter().enumerate() {
            let is_called = |what: &str, word: &Spanned<String>| {
                let problem = Problem::new(format!("`{word}` cannot be the name of a {what}"));
                problem.hint("a name has lower-case letters a to z, digits and `_`, with a letter first")
            };
            if !is_name(name) {
                found.push(is_called("variable", name).at(name.location()));
            } else if ["kind", FOR_EACH].contains(&name.as_str()) {
                let problem = Problem::new(format!("a variable cannot be called `{name}`, as a key of every entry is"));
                found.push(problem.hint("rename it, such as `outcome`").at(name.location()));
            }
            if self.variables[..at].iter().any(|(earlier, _)| earlier == name) {
                let problem = Problem::new(format!("the variable `{name}` stands twice"));
                found.push(problem.hint("remove one of them").at(name.location()));
            }
            if values.is_empty() {
                let problem = Problem::new(format!("the variable `{name}` has no values"));
                found.push(
                    problem.hint(format!("write `{name}: [\u{2026}]` with at least one name")).at(name.location()),
                );
            }
            for (at, value) in values.iter().enumerate() {
                if !is_name(&value.name) && value.number().is_none() {
                    let problem = is_called("value", &value.name);
                    let hint = format!(
                        "give it a plain name, and the word beside it: `{name}: {{a: {{column: {}}}}}` with `{{{name}.column}}`",
                        value.name
                    );
                    found.push(problem.hint(hint).at(value.name.location()));
                }
                if values[..at].iter().any(|earlier| earlier.name == value.name) {
                    let problem = Problem::new(format!("`{}` stands twice under `{name}`", value.name));
                    found.push(problem.hint("remove one of them").at(value.name.location()));
                }
                for (word, _) in value.words.iter().filter(|(word, _)| !is_name(word)) {
                    found.push(is_called("word", word).at(word.location()));
                }
            }
        }
        let count = self.variables.iter().fold(1_usize, |count, (_, values)| count.saturating_mul(values.len()));
        if count > MAX_COMBINATIONS {
            let problem = Problem::new(format!(
                "`for_each` makes {count} combinations, and one entry has {MAX_COMBINATIONS} at most"
            ));
            found.push(problem.hint("divide them among several entries").at(place.clone()));
        }
        found
    }

    /// Every combination; the last variable changes fastest.
    pub fn combinations(&self) -> Vec<Combination<'_>> {
        let mut all = vec![Combination(Vec::new())];
        for (variable, values) in &self.variables {
            all = all
                .iter()
                .flat_map(|combination| {
                    values.iter().map(|value| {
                        let mut longer = combination.0.clone();
                        longer.push((variable.as_str(), value));
                        Combination(longer)
                    })
                })
                .collect();
        }
        all
    }
}

impl Combination<'_> {
    /// The names of the variables.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(variable, _)| *variable)
    }

    /// What stands for `{variable}` or `{variable.field}`.
    ///
    /// # Errors
    /// No such variable, or no such words of its value.
    pub fn word(&self, variable: &str, field: Option<&str>) -> Result<Word<'_>, Problem> {
        let Some((_, value)) = self.0.iter().find(|(known, _)| *known == variable) else {
            let problem = Problem::new(format!("there is no variable `{variable}` under `for_each`"));
            return Err(match closest(variable, self.variables()) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint(format!("write {}", one_of(self.variables()))),
            });
        };
        let Some(field) = field else { return Ok(Word::Name(value.name.as_str())) };
        let words = value.words.iter().find(|(known, _)| known.as_str() == field);
        words.map(|(_, text)| Word::Words(text)).ok_or_else(|| {
            Problem::new(format!("`{}` under `for_each` has no `{field}`", value.name))
                .closest_of(field, value.words.iter().map(|(known, _)| known.as_str()))
                .hint(format!("write `{variable}: {{{}: {{{field}: \u{2026}}}}}`", value.name))
        })
    }

    /// What tells its results from those of the others: first what is no time, and then the times.
    pub fn facets(&self) -> (Vec<Facet>, Vec<Facet>) {
        let facet = |(variable, value): &(&str, &Named)| {
            let label = value.words.iter().find(|(word, _)| word.as_str() == "label").map(|(_, text)| text.clone());
            let unit = TIMES.iter().find(|(name, _)| name == variable).map(|(_, unit)| *unit);
            let (value, label) = match (value.number(), unit) {
                (Some(number), Some(unit)) => (FacetValue::Number { value: number + 0.0, unit }, label),
                (Some(_), None) => (
                    FacetValue::Name(format!("{variable}_{}", value.name.replace(['.', '-'], "_"))),
                    label.or_else(|| Some(Text::from(value.name.as_str()))),
                ),
                (None, _) => (FacetValue::Name(value.name.value.clone()), label),
            };
            Facet { name: (*variable).to_owned(), value, label }
        };
        self.0.iter().map(facet).partition(|facet| matches!(facet.value, FacetValue::Name(_)))
    }
}

impl Named {
    /// Its value, where the name is a number.
    fn number(&self) -> Option<f64> {
        let starts = self.name.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        self.name.parse().ok().filter(|number: &f64| starts && number.is_finite())
    }
}

/// Whether a word can stand in an id.
fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

impl<'de> Deserialize<'de> for ForEach {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ForEach, D::Error> {
        let variables = Ordered::<Values>::deserialize(deserializer)?;
        Ok(ForEach { variables: variables.0.into_iter().map(|(name, values)| (name, values.0)).collect() })
    }
}

/// The values of a variable.
struct Values(Vec<Named>);

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Values, D::Error> {
        struct ListOrMap;
        impl<'de> Visitor<'de> for ListOrMap {
            type Value = Values;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list of names, or a map from names to their words")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Values, A::Error> {
                let mut values = Vec::new();
                while let Some(name) = list.next_element()? {
                    values.push(Named { name, words: Vec::new() });
                }
                Ok(Values(values))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
                let mut values = Vec::new();
                while let Some((name, words)) = map.next_entry::<Spanned<String>, Option<Ordered<Text>>>()? {
                    values.push(Named { name, words: words.unwrap_or_default().0 });
                }
                Ok(Values(values))
            }
        }
        deserializer.deserialize_any(ListOrMap)
    }
}

impl JsonSchema for ForEach {
    fn schema_name() -> Cow<'static, str> {
        "ForEach".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<Text>();
        json_schema!({
            "description": "The variables that the entry runs once for each combination of: each a list of names, or a map from names to their words. `{outcome}` in the entry's texts stands for the name, `{outcome.label}` for its words.",
            "type": "object",
            "minProperties": 1,
            "propertyNames": { "pattern": "^[a-z][a-z0-9_]*$" },
            "additionalProperties": {
                "oneOf": [
                    { "type": "array", "items": { "type": ["string", "number"] }, "minItems": 1 },
                    {
                        "type": "object",
                        "minProperties": 1,
                        "additionalProperties": {
                            "oneOf": [{ "type": "null" }, { "type": "object", "additionalProperties": text }]
                        }
                    }
                ]
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> ForEach {
        let whole: serde_json::Value = serde_json::from_str(json).unwrap();
        let named = |name: &str| Named { name: Spanned::from(name.to_owned()), words: Vec::new() };
        let variables = whole.as_object().unwrap().iter().map(|(name, values)| {
            let values = values.as_array().unwrap().iter().map(|value| named(value.as_str().unwrap()));
            (Spanned::from(name.clone()), values.collect())
        });
        ForEach { variables: variables.collect() }
    }

    #[test]
    fn the_last_variable_changes_fastest_and_times_stand_last() {
        let each = read(r#"{"month": ["6", "12"], "outcome": ["a", "b"]}"#);
        let slugs: Vec<String> = each
            .combinations()
            .iter()
            .map(|combination| {
                let (others, times) = combination.facets();
                others.iter().chain(&times).map(Facet::slug).collect::<Vec<_>>().join(".")
            })
            .collect();
        assert_eq!(slugs, ["a.month_6", "b.month_6", "a.month_12", "b.month_12"]);
    }

    #[test]
    fn a_number_that_is_no_time_has_its_variable_in_the_id() {
        let each = read(r#"{"wave": ["1", "2"]}"#);
        let (others, times) = each.combinations()[1].facets();
        assert_eq!((others[0].slug().as_str(), times.len()), ("wave_2", 0));
        assert_eq!(others[0].label, Some(Text::from("2")));
    }

    #[test]
    fn an_unknown_variable_is_told_of() {
        let each = read(r#"{"outcome": ["a"]}"#);
        let all = each.combinations();
        assert_eq!(all[0].word("outcome", None), Ok(Word::Name("a")));
        assert_eq!(all[0].word("outcom", None).unwrap_err().hints[0], "did you mean `outcome`?");
        assert!(all[0].word("outcome", Some("label")).unwrap_err().what.contains("has no `label`"));
    }
}
