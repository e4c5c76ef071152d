//! The few shapes a result can have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::{self, JsonNumber};
use super::{Basis, Method, Text, Unit};
use crate::stats::{self, Interval, Level};

/// What every analysis returns and every chart, template, export and diff reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A whole number of persons or things.
    Count(u64),
    /// One number with a unit.
    Quantity(Quantity),
    /// A number estimated from data, with what is known of its uncertainty.
    Estimate(Estimate),
    /// A course over time or another continuous variable.
    Curve(Curve),
    /// Labelled rows of scalars.
    Table(Table),
    /// No such number exists for these data.
    Undefined(Undefined),
}

/// One number with a unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// The number, in full precision, in its unit.
    #[serde(with = "json::number")]
    #[schemars(with = "JsonNumber")]
    pub value: f64,
    /// What it counts or measures.
    pub unit: Unit,
    /// Decimals of the *shown* number (per cent for a share); −3 rounds to thousands.
    pub decimals: i8,
}

/// A number estimated from data, with what is known of its uncertainty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// The point estimate, in full precision, in its unit.
    #[serde(with = "json::number")]
    #[schemars(with = "JsonNumber")]
    pub value: f64,
    /// What it measures.
    pub unit: Unit,
    /// Decimals of the *shown* number (per cent for a share); −3 rounds to thousands.
    pub decimals: i8,
    /// The estimator, where there is more than one for this quantity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// The standard error; on the log scale for a ratio.
    #[serde(default, with = "json::optional_number", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<JsonNumber>")]
    pub standard_error: Option<f64>,
    /// The confidence interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<ConfidenceInterval>,
    /// The value that means «no effect»: 0 for a difference, 1 for a ratio.
    #[serde(default, with = "json::optional_number", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<JsonNumber>")]
    pub no_effect: Option<f64>,
    /// Tests of «no effect», the first one the one to print when only one is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<Test>,
}

impl Estimate {
    /// A point estimate alone; add what is known with struct update or the `with_` functions.
    pub fn new(value: f64, unit: Unit, decimals: i8) -> Estimate {
        Estimate {
            value,
            unit,
            decimals,
            method: None,
            standard_error: None,
            interval: None,
            no_effect: None,
            tests: Vec::new(),
        }
    }

    /// Whether the interval leaves out «no effect»: `None` without an interval or a value of no effect.
    ///
    /// ```
    /// use utfall::results::{ConfidenceInterval, Estimate, Method, Unit};
    /// use utfall::stats::{Interval, Level};
    /// let mut ratio = Estimate::new(1.38, Unit::Ratio, 2);
    /// assert_eq!(ratio.excludes_no_effect(), None);
    /// ratio.no_effect = Some(1.0);
    /// ratio.interval = Some(ConfidenceInterval {
    ///     bounds: Interval::Bounded { lower: 1.03, upper: 1.85 },
    ///     level: Level::NINETY_FIVE,
    ///     method: Method::Katz,
    /// });
    /// assert_eq!(ratio.excludes_no_effect(), Some(true));
    /// ```
    pub fn excludes_no_effect(&self) -> Option<bool> {
        Some(!self.interval?.bounds.contains(self.no_effect?))
    }
}

/// A confidence interval with its level and method.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfidenceInterval {
    /// The set of values: bounded, the complement of a bounded interval, or everything.
    #[serde(with = "json::interval")]
    #[schemars(with = "json::JsonInterval")]
    pub bounds: Interval,
    /// The confidence level, such as 0.95.
    #[schemars(with = "f64")]
    pub level: Level,
    /// How it was computed.
    pub method: Method,
}

/// A test of «no effect».
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// Which test.
    pub method: Method,
    /// The test statistic, where the test has one.
    #[serde(default, with = "json::optional_number", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<JsonNumber>")]
    pub statistic: Option<f64>,
    /// Degrees of freedom, where the reference distribution has them.
    #[serde(default, with = "json::numbers", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<JsonNumber>")]
    pub degrees_of_freedom: Vec<f64>,
    /// The two-sided p-value.
    #[serde(with = "json::number")]
    #[schemars(with = "JsonNumber")]
    pub p: f64,
}

/// How the points of a curve are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CurveStyle {
    /// Straight lines between the points.
    Line,
    /// Steps: each value holds until the next point.
    Step,
}

/// A course over time or another continuous variable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Curve {
    /// The unit along the horizontal axis.
    pub x_unit: Unit,
    /// The unit along the vertical axis.
    pub y_unit: Unit,
    /// Decimals of the shown vertical values.
    pub decimals: i8,
    /// How the points are joined.
    pub style: CurveStyle,
    /// The level of the band, where the points have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    pub level: Option<Level>,
    /// The points, by rising `x`.
    pub points: Vec<Point>,
}

/// One point of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Horizontal position.
    #[serde(with = "json::number")]
    #[schemars(with = "JsonNumber")]
    pub x: f64,
    /// Vertical position.
    #[serde(with = "json::number")]
    #[schemars(with = "JsonNumber")]
    pub y: f64,
    /// The band's lower and upper end at this point.
    #[serde(default, with = "json::band", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<(JsonNumber, JsonNumber)>")]
    pub band: Option<(f64, f64)>,
}

/// Labelled rows of scalars.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The names of the columns, in `snake_case`.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row of a [`Table`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The name of the row, in `snake_case`; templates word it where there is no label.
    pub name: String,
    /// The author's own words for the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
    /// How the numbers of the row are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Where the numbers of the row come from, in the author's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Text>,
    /// The author's words about the row by what they name, such as the `country` of a study.
    #[serde(default, with = "json::ordered", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "std::collections::BTreeMap<String, Text>")]
    pub words: Vec<(String, Text)>,
    /// One scalar a column.
    pub cells: Vec<Value>,
}

/// No such number exists for these data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Undefined {
    /// Why not.
    pub reason: Reason,
}

/// Why a number does not exist. Closed, so that every language must word each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A statistical function has no value for these numbers.
    Statistics(#[schemars(with = "String")] stats::Undefined),
    /// The effect is not positive, so no wage carries the costs.
    NoWageCarriesTheCosts,
    /// Saved transfers alone carry the costs, so every wage does.
    EveryWageCarriesTheCosts,
    /// The programme gives public budgets more than it costs them.
    PublicPurseGains,
    /// The costs are not carried within a hundred years.
    CostsNeverCarried,
    /// The alternative costs less and achieves more, so that a ratio has no meaning.
    Dominant,
    /// The alternative costs more and achieves less, so that a ratio has no meaning.
    Dominated,
    /// A mix of two other alternatives achieves more at the same cost.
    ExtendedlyDominated,
    /// The alternative is what the others are compared with.
    Comparator,
    /// The number exists, but would tell of single persons.
    Protected,
}

impl Value {
    /// The number of a scalar that exists: a count, a quantity, or the point estimate; in its unit.
    ///
    /// ```
    /// use utfall::results::Value;
    ///
    /// assert_eq!(Value::Count(85).amount(), Some(85.0));
    /// ```
    pub fn amount(&self) -> Option<f64> {
        match self {
            Value::Count(count) => Some(*count as f64),
            Value::Quantity(quantity) => Some(quantity.value),
            Value::Estimate(estimate) => Some(estimate.value),
            Value::Curve(_) | Value::Table(_) | Value::Undefined(_) => None,
        }
    }

    /// Whether the number exists, but is not shown because it would tell of single persons.
    pub fn is_protected(&self) -> bool {
        matches!(self, Value::Undefined(Undefined { reason: Reason::Protected }))
    }
}

impl From<stats::Undefined> for Value {
    fn from(reason: stats::Undefined) -> Value {
        Value::Undefined(Undefined { reason: Reason::Statistics(reason) })
    }
}

impl From<Reason> for Value {
    fn from(reason: Reason) -> Value {
        Value::Undefined(Undefined { reason })
    }
}

impl From<Estimate> for Value {
    fn from(estimate: Estimate) -> Value {
        Value::Estimate(estimate)
    }
}

impl From<Quantity> for Value {
    fn from(quantity: Quantity) -> Value {
        Value::Quantity(quantity)
    }
}
