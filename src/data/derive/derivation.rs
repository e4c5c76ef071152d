//! One entry of `derive:`, as it is written.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::super::expression::Expression;
use super::items::{MissingItems, Reverse};
use super::words::{Labels, NewValue, Recodes};
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::results::{Text, Unit};

/// A new column: an expression, or a map that cuts, recodes or sums.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Spanned<AnyDerivation>")]
pub struct Derivation(pub(super) Form);

impl Derivation {
    /// The expression, where that is what it is.
    pub(in crate::data) fn expression(&self) -> Option<&Expression> {
        match &self.0 {
            Form::Expression(expression) => Some(expression),
            Form::Described(described) => described.value.as_ref(),
        }
    }
}

/// Either form of a [`Derivation`].
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    /// `alder < 30`
    Expression(Expression),
    /// `{cut: alder, at: [18, 30]}`
    Described(Box<Described>),
}

/// A new column: the groups of a number (`cut`), other codes (`recode`), a `sum` or `mean` of items, or the `value` of an
/// expression.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DescribedDerivation")]
pub(super) struct Described {
    /// The expression whose value it is.
    #[serde(default)]
    value: Option<Expression>,
    /// The column of numbers or dates that is cut into groups.
    #[serde(default)]
    cut: Option<Spanned<String>>,
    /// Where each group starts, from the lowest to the highest: a group reaches up to the start of the next one, which is
    /// not in it, and the last one has no end.
    #[serde(default)]
    #[schemars(schema_with = "starts")]
    at: Option<Spanned<Vec<Spanned<String>>>>,
    /// What the groups are called: as many as there are starts, or one more, where the first is for what lies below them
    /// all. Generated (`18–29`, `40+`) where it is not stated.
    #[serde(default)]
    labels: Option<Spanned<Labels>>,
    /// The column whose values get other codes.
    #[serde(default)]
    recode: Option<Spanned<String>>,
    /// With `recode`: the new value for each old one, with its words in each language if need be, or `null` for none.
    /// Otherwise: the words for the values of the new column.
    #[serde(default)]
    codes: Option<Recodes>,
    /// The new value for all values that `codes` does not name; without it, such a value is an error.
    #[serde(default, rename = "else", deserialize_with = "present")]
    #[schemars(with = "Option<NewValue>")]
    otherwise: Option<NewValue>,
    /// The columns that are added up.
    #[serde(default)]
    sum: Option<Spanned<Vec<Spanned<String>>>>,
    /// The columns whose mean is taken.
    #[serde(default)]
    mean: Option<Spanned<Vec<Spanned<String>>>>,
    /// The items of a sum or mean that are asked the other way round.
    #[serde(default)]
    reverse: Option<Reverse>,
    /// What is done where items of a sum or mean are missing; without it, one missing item makes the result missing.
    #[serde(default)]
    missing: Option<MissingItems>,
    /// What the new column is called in a report.
    #[serde(default)]
    pub label: Option<Text>,
    /// The unit of its numbers.
    #[serde(default)]
    pub unit: Option<Spanned<Unit>>,
}

fn starts(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["array", "null"], "items": { "type": ["number", "string"] }, "minItems": 1 })
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NewValue>, D::Error> {
    NewValue::deserialize(deserializer).map(Some)
}

/// How a new column is made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Plan<'a> {
    Value(&'a Expression),
    Cut {
        column: &'a Spanned<String>,
        at: &'a Spanned<Vec<Spanned<String>>>,
        labels: Option<&'a Spanned<Labels>>,
    },
    Recode {
        column: &'a Spanned<String>,
        codes: &'a Recodes,
        otherwise: Option<&'a NewValue>,
    },
    Items {
        mean: bool,
        items: &'a Spanned<Vec<Spanned<String>>>,
        reverse: Option<&'a Reverse>,
        missing: Option<&'a MissingItems>,
    },
}

impl Described {
    /// How the column is made; an error where that is said twice, not at all, or with keys of something else.
    pub fn plan(&self, name: &Spanned<String>) -> Result<Plan<'_>, Vec<Diagnostic>> {
        const WAYS: [&str; 5] = ["value", "cut", "recode", "sum", "mean"];
        let given =
            [self.value.is_some(), self.cut.is_some(), self.recode.is_some(), self.sum.is_some(), self.mean.is_some()];
        let ways: Vec<&str> = WAYS.into_iter().zip(given).filter_map(|(way, given)| given.then_some(way)).collect();
        let [way] = ways.as_slice() else {
            let problem = match ways.as_slice() {
                [] => Problem::new(format!("`{name}` does not say what it is made of"))
                    .hint(format!("add {}, or write an expression", one_of(WAYS))),
                many => Problem::new(format!("`{name}` is made in {} ways", many.len()))
                    .hint(format!("keep one of {}", one_of(many.iter().copied()))),
            };
            return Err(vec![problem.at(name.location())]);
        };
        let foreign = [
            (self.at.is_some(), "at", &["cut"][..]),
            (self.labels.is_some(), "labels", &["cut"]),
            (self.codes.is_some(), "codes", &["recode", "value", "sum", "mean"]),
            (self.otherwise.is_some(), "else", &["recode"]),
            (self.reverse.is_some(), "reverse", &["sum", "mean"]),
            (self.missing.is_some(), "missing", &["sum", "mean"]),
            (self.unit.is_some(), "unit", &["value", "recode", "sum", "mean"]),
        ];
        let misplaced = foreign.into_iter().filter(|(given, _, of)| *given && !of.contains(way));
        let mut problems: Vec<Diagnostic> = misplaced
            .map(|(_, key, of)| {
                Problem::new(format!("`{name}` has `{key}`, which belongs to {}", one_of(of.iter().copied())))
                    .hint(format!("remove `{key}`"))
                    .at(name.location())
            })
            .collect();
        let mut lacks = |key: &str, example: &str| {
            let problem = Problem::new(format!("`{name}` has `{way}` and lacks `{key}`"));
            problems.push(problem.hint(format!("add `{key}: {example}`")).at(name.location()));
        };
        let reverse = self.reverse.as_ref();
        let missing = self.missing.as_ref();
        let plan = match self {
            Described { value: Some(expression), .. } => Some(Plan::Value(expression)),
            Described { cut: Some(column), at: Some(at), labels, .. } => {
                Some(Plan::Cut { column, at, labels: labels.as_ref() })
            }
            Described { recode: Some(column), codes: Some(codes), otherwise, .. } => {
                Some(Plan::Recode { column, codes, otherwise: otherwise.as_ref() })
            }
            Described { sum: Some(items), .. } => Some(Plan::Items { mean: false, items, reverse, missing }),
            Described { mean: Some(items), .. } => Some(Plan::Items { mean: true, items, reverse, missing }),
            Described { cut: Some(_), .. } => {
                lacks("at", "[18, 30, 40]");
                None
            }
            _ => {
                lacks("codes", "{old: new}");
                None
            }
        };
        plan.filter(|_| problems.is_empty()).ok_or(problems)
    }

    /// The words for the values of the new column, where `codes` gives them.
    pub fn codes(&self) -> Option<&Recodes> {
        self.codes.as_ref().filter(|_| self.recode.is_none())
    }
}

/// Either form, as it is read.
enum AnyDerivation {
    Text(String),
    Described(Box<Described>),
}

impl From<Spanned<AnyDerivation>> for Derivation {
    fn from(read: Spanned<AnyDerivation>) -> Derivation {
        let location = read.location();
        Derivation(match read.value {
            AnyDerivation::Text(text) => Form::Expression(Expression::from(Spanned::new(text, location))),
            AnyDerivation::Described(described) => Form::Described(described),
        })
    }
}

impl<'de> Deserialize<'de> for AnyDerivation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AnyDerivation, D::Error> {
        struct AnyVisitor;
        impl<'de> Visitor<'de> for AnyVisitor {
            type Value = AnyDerivation;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an expression such as `age < 30`, or a map such as `{cut: age, at: [18, 30]}`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<AnyDerivation, E> {
                Ok(AnyDerivation::Text(text.to_owned()))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<AnyDerivation, E> {
                Ok(AnyDerivation::Text(value.to_string()))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<AnyDerivation, E> {
                Ok(AnyDerivation::Text(number.to_string()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<AnyDerivation, E> {
                Ok(AnyDerivation::Text(number.to_string()))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<AnyDerivation, E> {
                Ok(AnyDerivation::Text(number.to_string()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AnyDerivation, A::Error> {
                let described = Described::deserialize(MapAccessDeserializer::new(map))?;
                Ok(AnyDerivation::Described(Box::new(described)))
            }
        }
        deserializer.deserialize_any(AnyVisitor)
    }
}

impl JsonSchema for Derivation {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Derivation".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let expression = generator.subschema_for::<Expression>();
        let described = generator.subschema_for::<Described>();
        json_schema!({
            "description": "A new column: an expression, or a map that cuts, recodes or sums.",
            "anyOf": [expression, described]
        })
    }
}
