//! One case of the oracle: its input, what is expected, and how close is close enough.

use std::fmt;

use serde_json::{Map, Value};

/// Runs a case: `None` when the method is unknown, otherwise the fields that it reports or the reason
/// that there are none.
pub type Adapter = fn(&Case) -> Option<Outcome>;

/// The fields that a method reports, or why it is undefined.
pub type Outcome = Result<Fields, String>;

/// A number that an estimator says does not exist, in a list or a field that must hold one: a NaN of its own, so that a
/// NaN that was computed can be told from it.
pub const ABSENT: f64 = f64::from_bits(0x7ff8_0000_0000_0ab5);

/// A reported value.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    Number(f64),
    Flag(bool),
    #[allow(dead_code, reason = "for topics to come")]
    Text(String),
    #[allow(dead_code, reason = "for topics to come")]
    List(Vec<Field>),
}

/// Reported values by name. A value that does not exist is left out.
#[derive(Debug, Default)]
pub struct Fields(Vec<(&'static str, Field)>);

impl Fields {
    pub fn new() -> Fields {
        Fields::default()
    }

    pub fn number(self, name: &'static str, value: f64) -> Fields {
        self.with(name, Field::Number(value))
    }

    /// A number that may be undefined, and then is not reported.
    pub fn optional<E>(self, name: &'static str, value: Result<f64, E>) -> Fields {
        match value {
            Ok(value) => self.number(name, value),
            Err(_) => self,
        }
    }

    pub fn with(mut self, name: &'static str, field: Field) -> Fields {
        self.0.push((name, field));
        self
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Field)> {
        self.0.iter().map(|(name, field)| (*name, field))
    }

    fn find(&self, name: &str) -> Option<&Field> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, field)| field)
    }
}

/// One case.
#[derive(Clone)]
pub struct Case {
    pub id: String,
    input: Map<String, Value>,
    options: Map<String, Value>,
    expected: Map<String, Value>,
    tolerance: Map<String, Value>,
    topic: String,
}

/// The cases of one file.
pub fn parse(text: &str) -> Result<Vec<Case>, String> {
    let file: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let cases = file["cases"].as_array().ok_or("no `cases`")?;
    let object = |case: &Value, key: &str| case[key].as_object().cloned().unwrap_or_default();
    let text = |case: &Value, key: &str| case[key].as_str().unwrap_or_default().to_owned();
    Ok(cases
        .iter()
        .map(|case| Case {
            id: text(case, "id"),
            topic: text(case, "topic"),
            input: object(case, "input"),
            options: object(case, "options"),
            expected: object(case, "expected"),
            tolerance: object(case, "tolerance"),
        })
        .collect())
}

impl Case {
    /// The method, or the id up to its first hyphen where there is none.
    pub fn method(&self) -> String {
        let method = self.options.get("method").and_then(Value::as_str);
        method.unwrap_or_else(|| self.id.split('-').next().unwrap_or_default()).to_owned()
    }

    /// What is asked: the options, whatever the level.
    pub fn kind(&self) -> String {
        let mut options = self.options.clone();
        options.remove("level");
        format!("{} {}", self.method(), Value::Object(options))
    }

    pub fn input(&self) -> &Map<String, Value> {
        &self.input
    }

    /// The same question of another input.
    pub fn with_input(&self, input: Map<String, Value>) -> Case {
        Case { input, ..self.clone() }
    }

    /// The oracle topic of a case of a file that gathers several.
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// A number of the input; `"Inf"` and `"-Inf"` are infinite.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.input.get(name).and_then(as_number)
    }

    /// A whole number of the input.
    pub fn count(&self, name: &str) -> Option<u64> {
        self.number(name).filter(|n| *n >= 0.0 && n.fract() == 0.0).map(|n| n as u64)
    }

    /// A yes-or-no of the input.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.input.get(name).and_then(Value::as_bool)
    }

    /// A text of the input.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.input.get(name).and_then(Value::as_str)
    }

    /// A text of the options.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).and_then(Value::as_str)
    }

    /// A list of numbers of the input; missing values are NaN.
    pub fn numbers(&self, name: &str) -> Option<Vec<f64>> {
        let list = self.input.get(name)?.as_array()?;
        Some(list.iter().map(|value| as_number(value).unwrap_or(ABSENT)).collect())
    }

    /// The numbers of an object of the input, each with its name.
    pub fn numbers_by_name(&self, name: &str) -> Option<Vec<(String, f64)>> {
        let object = self.input.get(name)?.as_object()?;
        object.iter().map(|(name, value)| Some((name.clone(), as_number(value)?))).collect()
    }

    /// A list of the options of numbers or of fractions such as `"13/14"`.
    pub fn option_fractions(&self, name: &str) -> Option<Vec<f64>> {
        let fraction = |value: &Value| match value.as_str().and_then(|text| text.split_once('/')) {
            Some((over, under)) => Some(over.parse::<f64>().ok()? / under.parse::<f64>().ok()?),
            None => as_number(value),
        };
        self.options.get(name)?.as_array()?.iter().map(fraction).collect()
    }

    /// The names of the input.
    pub fn input_names(&self) -> impl Iterator<Item = &str> {
        self.input.keys().map(String::as_str)
    }

    /// A list of lists of numbers of the input: the rows of a table, or several columns.
    pub fn lists(&self, name: &str) -> Option<Vec<Vec<f64>>> {
        let list = |value: &Value| Some(value.as_array()?.iter().filter_map(as_number).collect());
        self.input.get(name)?.as_array()?.iter().map(list).collect()
    }

    /// A list of matrices of the input, each a list of its rows.
    pub fn matrices(&self, name: &str) -> Option<Vec<Vec<Vec<f64>>>> {
        let row = |row: &Value| row.as_array()?.iter().map(as_number).collect();
        let matrix = |matrix: &Value| matrix.as_array()?.iter().map(row).collect();
        self.input.get(name)?.as_array()?.iter().map(matrix).collect()
    }

    /// A list of texts of the input.
    pub fn texts(&self, name: &str) -> Option<Vec<String>> {
        self.input.get(name)?.as_array()?.iter().map(|value| value.as_str().map(str::to_owned)).collect()
    }

    /// A yes-or-no of the options.
    pub fn option_flag(&self, name: &str) -> Option<bool> {
        self.options.get(name).and_then(Value::as_bool)
    }

    /// A list of rows of numbers of the input; missing values are `None`.
    pub fn table(&self, name: &str) -> Option<Vec<Vec<Option<f64>>>> {
        let row = |row: &Value| Some(row.as_array()?.iter().map(as_number).collect());
        self.input.get(name)?.as_array()?.iter().map(row).collect()
    }

    /// A number of the options.
    pub fn option_number(&self, name: &str) -> Option<f64> {
        self.options.get(name).and_then(as_number)
    }

    /// The confidence level, 0.95 when absent.
    pub fn level(&self) -> f64 {
        self.options.get("level").and_then(Value::as_f64).unwrap_or(0.95)
    }

    /// Whether the outcome is what was expected, or else the first difference.
    pub fn check(&self, outcome: &Outcome) -> Result<(), String> {
        let undefined_expected = self.expected.contains_key("error");
        let fields = match (outcome, undefined_expected) {
            (Err(_), true) => return Ok(()),
            // Nothing but nulls: every field is one that need not exist.
            (Err(_), false) if self.expected.values().all(Value::is_null) => return Ok(()),
            (Err(why), false) => return Err(format!("undefined: {why}")),
            (Ok(_), true) => return Err("reported, but expected to be undefined".to_owned()),
            (Ok(fields), false) => fields,
        };
        for (name, expected) in &self.expected {
            let found = fields.find(name);
            if !self.tolerance(name).accepts(expected, found) {
                return Err(format!("`{name}` is {}, expected {expected}", Shown(found)));
            }
        }
        Ok(())
    }

    /// The tolerance of one field.
    fn tolerance(&self, name: &str) -> Tolerance {
        let own = self.tolerance.get("fields").and_then(|fields| fields.get(name));
        let find = |key: &str| {
            let value = match own {
                Some(own) => own.get(key),
                None => self.tolerance.get(key),
            };
            value.and_then(Value::as_f64).unwrap_or(0.0)
        };
        Tolerance { relative: find("rel"), absolute: find("abs") }
    }
}

/// How close a value must be.
struct Tolerance {
    relative: f64,
    absolute: f64,
}

impl Tolerance {
    fn accepts(&self, expected: &Value, found: Option<&Field>) -> bool {
        match (expected, found) {
            (Value::Null, None) => true,
            (Value::Null, Some(Field::Number(value))) => !value.is_finite(),
            (Value::Bool(expected), Some(Field::Flag(found))) => expected == found,
            (Value::Array(expected), Some(Field::List(found))) => {
                expected.len() == found.len() && expected.iter().zip(found).all(|(e, f)| self.accepts(e, Some(f)))
            }
            (Value::String(expected), Some(Field::Text(found))) => expected == found,
            (expected, Some(Field::Number(found))) => {
                as_number(expected).is_some_and(|expected| self.near(expected, *found))
            }
            _ => false,
        }
    }

    fn near(&self, expected: f64, found: f64) -> bool {
        if expected.is_infinite() {
            return expected == found;
        }
        (found - expected).abs() <= (self.relative * expected.abs()).max(self.absolute)
    }
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) if text == "Inf" => Some(f64::INFINITY),
        Value::String(text) if text == "-Inf" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// A found value in a message.
struct Shown<'a>(Option<&'a Field>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("not reported"),
            Some(Field::Number(number)) => write!(f, "{number:?}"),
            Some(other) => write!(f, "{other:?}"),
        }
    }
}
