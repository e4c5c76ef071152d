//! What people are like: one variable in two groups and together, as a table.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::comparison::{sample, summary};
use super::persons::Persons;
use super::proportion_methods::test;
use crate::data::{By, Cell, Column, ColumnType, Distribution, Rows};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Estimate, Method, Quantity, Row, Section, Table, Text, Unit, Value, decimals_for_share};
use crate::stats::means::{
    MeanSummary, difference, standardised_difference_of_categories, standardised_difference_of_means,
};
use crate::stats::tables::{Contingency, pearson};
use crate::stats::{QuantileType, Sample, TestResult, Undefined};

/// A variable of a table of characteristics: the name of a column, or a map that says how it is shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Variable {
    /// The column.
    pub column: Spanned<String>,
    /// How it is shown.
    pub show: Option<Spanned<Shown>>,
    /// The values that are shown of a category.
    pub values: Vec<Spanned<String>>,
    /// What it is called, instead of the column's label.
    pub label: Option<Text>,
}

/// How a variable is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Shown {
    /// Mean and standard deviation.
    Mean,
    /// Median and quartiles.
    Median,
    /// Number and share of each value.
    Counts,
}

/// A variable with more than its name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Described {
    /// The column.
    column: Spanned<String>,
    /// `mean` (with standard deviation), `median` (with quartiles) or `counts` (with shares); by default counts for
    /// categories and true and false, and the mean for numbers.
    #[serde(default)]
    show: Option<Spanned<Shown>>,
    /// The values that are shown of a category, such as one of two; by default all.
    #[serde(default)]
    values: Vec<Spanned<String>>,
    /// What it is called, instead of the column's label.
    #[serde(default)]
    label: Option<Text>,
}

impl<'de> Deserialize<'de> for Variable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Variable, D::Error> {
        use serde::de::value::{MapAccessDeserializer, StrDeserializer};
        use serde::de::{Error, MapAccess, Visitor};
        struct NameOrMap;
        impl<'de> Visitor<'de> for NameOrMap {
            type Value = (Option<String>, Option<Described>);

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("the name of a column, or a map such as `{column: age, show: median}`")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
                Ok((Some(String::deserialize(StrDeserializer::new(name))?), None))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Ok((None, Some(Described::deserialize(MapAccessDeserializer::new(map))?)))
            }
        }
        struct Read((Option<String>, Option<Described>));
        impl<'de> Deserialize<'de> for Read {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Read, D::Error> {
                deserializer.deserialize_any(NameOrMap).map(Read)
            }
        }
        // The place is that of the name, or of the whole map.
        let read = Spanned::<Read>::deserialize(deserializer)?;
        let place = read.location();
        match read.value.0 {
            (_, Some(Described { column, show, values, label })) => Ok(Variable { column, show, values, label }),
            (name, None) => Ok(Variable {
                column: Spanned::new(name.unwrap_or_default(), place),
                show: None,
                values: Vec::new(),
                label: None,
            }),
        }
    }
}

impl JsonSchema for Variable {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Variable".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let described = generator.subschema_for::<Described>();
        json_schema!({ "anyOf": [{ "type": "string", "description": "The column." }, described] })
    }
}

/// The two groups of a table: what rows are told apart by, the value of each group and its name in the results.
pub(super) struct Compared<'a> {
    pub by: By<'a>,
    pub groups: [(&'static str, Cell); 2],
    /// Whether a test is given.
    pub tests: bool,
    /// The persons of each group, and of both.
    pub persons: [Persons; 3],
}

impl Variable {
    /// Puts the variable into a section: a table under its name, how many values are missing, the standardised
    /// difference, and a test where one is asked for.
    pub(super) fn describe(
        &self,
        rows: &Rows<'_>,
        compared: &Compared<'_>,
        section: &mut Section,
    ) -> Result<(), Vec<Diagnostic>> {
        let column = rows.column(&self.column).map_err(|problem| vec![problem])?;
        let name = self.column.as_str();
        let label = self.label.clone().or_else(|| column.label.clone()).unwrap_or_else(|| Text::from(name));
        section.labels.push((name.to_owned(), label));
        let numeric = matches!(column.kind, ColumnType::Integer | ColumnType::Number);
        let shown = match &self.show {
            Some(shown) if shown.value != Shown::Counts && !numeric => {
                let problem = Problem::new(format!("`{name}` holds {}, which have no mean or median", column.kind));
                return Err(vec![problem.hint("write `show: counts`, or leave `show` out").at(shown.location())]);
            }
            Some(shown) => shown.value,
            None if numeric && column.codes.is_empty() => Shown::Mean,
            None => Shown::Counts,
        };
        if let (Some(first), true) = (self.values.first(), shown != Shown::Counts) {
            let problem = Problem::new(format!("`values` are for categories, and `{name}` is shown as a number"));
            return Err(vec![problem.hint("write `show: counts`, or remove `values`").at(first.location())]);
        }
        let described = match shown {
            Shown::Counts => self.counts(rows, column, compared)?,
            Shown::Mean | Shown::Median => self.numbers(rows, compared, shown)?,
        };
        section.values.push((name.to_owned(), Value::Table(described.table)));
        let difference_name = format!("standardised_difference.{name}");
        for ((group, missing), persons) in described.missing.into_iter().zip(&compared.persons) {
            let shown = format!("missing.{name}.{group}");
            section.cells.push(persons.known(name, false).cell(missing, [&shown]));
            section.values.push((shown, Value::Count(missing)));
        }
        for (place, category, count, mut shown) in described.cells {
            let known = compared.persons[place].known(name, true);
            let persons = category.map_or_else(|| known.clone(), |category| known.in_category(name, &category));
            if place < 2 {
                shown.push(difference_name.clone());
            }
            section.cells.push(persons.cell(count, shown));
        }
        let difference = described.difference.map(|value| Estimate::new(value, Unit::EffectSize, 2));
        let difference = difference.map(|mut estimate| {
            estimate.no_effect = Some(0.0);
            if let (true, Some((method, Ok(tested)))) = (compared.tests, described.tested) {
                estimate.tests.push(test(method, tested));
            }
            Value::from(estimate)
        });
        section.values.push((difference_name, difference.unwrap_or_else(Value::from)));
        Ok(())
    }

    /// A number: mean and standard deviation, or median and quartiles.
    fn numbers(&self, rows: &Rows<'_>, compared: &Compared<'_>, shown: Shown) -> Result<InTwoGroups, Vec<Diagnostic>> {
        let all = rows.distributions(&self.column, &[compared.by])?;
        let of = |value: &Cell| all.iter().filter(|group| group.group[0] == *value).collect::<Vec<&Distribution>>();
        let groups = compared.groups.each_ref().map(|(name, value)| (*name, of(value)));
        let both: Vec<&Distribution> = groups.iter().flat_map(|(_, of)| of.iter().copied()).collect();
        let decimals = decimals_of(&both);
        let missing = |of: &[&Distribution]| of.iter().map(|group| group.missing).sum::<u64>();
        let mut described = InTwoGroups {
            missing: groups.iter().map(|(name, of)| (*name, missing(of))).collect(),
            difference: summary(&groups[0].1)
                .and_then(|treated| standardised_difference_of_means(treated, summary(&groups[1].1)?)),
            tested: Some((Method::WelchTest, {
                summary(&groups[0].1).and_then(|treated| difference::welch_test(treated, summary(&groups[1].1)?))
            })),
            table: Table { columns: Vec::new(), rows: Vec::new() },
            cells: Vec::new(),
        };
        described.missing.push(("all", missing(&both)));
        let quantity = |value: Result<f64, Undefined>| -> Value {
            value.map_or_else(Value::from, |value| Quantity { value, unit: Unit::Number, decimals }.into())
        };
        let mut cells = Vec::new();
        let row = if shown == Shown::Mean { "mean" } else { "median" };
        let suffixes: &[&str] = if shown == Shown::Mean { &["", "_sd"] } else { &["", "_lower", "_upper"] };
        for (place, (name, of)) in groups.iter().map(|(name, of)| (*name, of)).chain([("all", &both)]).enumerate() {
            let sample = sample(of);
            let known = of.iter().flat_map(|group| &group.values).map(|(_, count)| count).sum();
            let shown_in = suffixes.iter().map(|suffix| format!("{}/{row}/{name}{suffix}", self.column)).collect();
            described.cells.push((place, None, known, shown_in));
            let mut put = |suffix: &str, value: Value| {
                described.table.columns.push(format!("{name}{suffix}"));
                cells.push(value);
            };
            if shown == Shown::Mean {
                let summary = sample.map(|sample| sample.summary());
                put("", quantity(summary.map(MeanSummary::mean)));
                put("_sd", quantity(summary.and_then(MeanSummary::sd)));
            } else {
                let quantile = |p: f64| {
                    sample.as_ref().map_err(|why| *why).and_then(|s: &Sample| s.quantile(p, QuantileType::Seven))
                };
                put("", quantity(quantile(0.5)));
                put("_lower", quantity(quantile(0.25)));
                put("_upper", quantity(quantile(0.75)));
            }
        }
        described.table.rows.push(Row {
            name: row.to_owned(),
            label: None,
            basis: None,
            source: None,
            words: Vec::new(),
            cells,
        });
        Ok(described)
    }

    /// A category: number and share of each value.
    fn counts(
        &self,
        rows: &Rows<'_>,
        column: &Column,
        compared: &Compared<'_>,
    ) -> Result<InTwoGroups, Vec<Diagnostic>> {
        let tally = rows.tally(&[compared.by, By::Column(&self.column)])?;
        let count = |group: Option<&Cell>, value: &Cell| {
            let groups = compared.groups.each_ref().map(|(_, value)| value);
            tally.sum(|cells| {
                group.map_or(groups.contains(&&cells[0]), |group| cells[0] == *group) && cells[1] == *value
            })
        };
        // Declared codes in their order, also those that nobody has; then what the data have besides.
        let mut values: Vec<(Cell, Option<Text>)> =
            column.codes.iter().map(|(code, label)| (code.clone(), Some(label.clone()))).collect();
        for value in tally.values(1) {
            if !value.is_missing() && !values.iter().any(|(known, _)| *known == value) {
                values.push((value, None));
            }
        }
        let groups: Vec<(&str, Option<&Cell>)> =
            compared.groups.iter().map(|(name, value)| (*name, Some(value))).chain([("all", None)]).collect();
        let totals: Vec<u64> =
            groups.iter().map(|(_, group)| values.iter().map(|(value, _)| count(*group, value)).sum()).collect();
        let counts: Vec<Vec<u64>> =
            values.iter().map(|(value, _)| groups.iter().map(|(_, group)| count(*group, value)).collect()).collect();
        let column_of = |place: usize| counts.iter().map(|counts| counts[place]).collect::<Vec<u64>>();
        let [treated, control] = [column_of(0), column_of(1)];
        let table = Contingency::new(&[&treated, &control]).and_then(|table| table.occupied());
        let mut described = InTwoGroups {
            missing: groups.iter().map(|(name, group)| (*name, count(*group, &Cell::Missing))).collect(),
            difference: standardised_difference_of_categories(&treated, &control),
            tested: Some((Method::ChiSquaredPearson, table.and_then(|table| pearson(&table)))),
            table: Table {
                columns: groups.iter().flat_map(|(name, _)| [(*name).to_owned(), format!("{name}_share")]).collect(),
                rows: Vec::new(),
            },
            cells: Vec::new(),
        };
        let names: Vec<String> = values.iter().enumerate().map(|(place, (value, _))| row_name(value, place)).collect();
        for (place, (group, _)) in groups.iter().enumerate() {
            let share = |row: &String| format!("{}/{row}/{group}_share", self.column);
            described.cells.push((place, None, totals[place], names.iter().map(share).collect()));
            for ((row, (value, _)), counts) in names.iter().zip(&values).zip(&counts) {
                let shown = vec![format!("{}/{row}/{group}", self.column), share(row)];
                described.cells.push((place, Some(value.to_string()), counts[place], shown));
            }
        }
        let wanted: Vec<usize> = if self.values.is_empty() {
            let mut listed: Vec<(usize, &Cell)> = values.iter().map(|(value, _)| value).enumerate().collect();
            column.list_by_name(&mut listed, |(_, value)| value);
            listed.into_iter().map(|(place, _)| place).collect()
        } else {
            let place = |written: &Spanned<String>| {
                values.iter().position(|(value, _)| value.is_written(written)).ok_or_else(|| {
                    let known: Vec<String> = values.iter().map(|(value, _)| value.to_string()).collect();
                    Problem::new(format!("`{}` never has the value `{written}`", self.column))
                        .closest_of(written, known.iter().map(String::as_str))
                        .at(written.location())
                })
            };
            self.values.iter().map(place).collect::<Result<_, _>>().map_err(|problem| vec![problem])?
        };
        let decimals = decimals_for_share(totals.iter().take(2).copied().min().unwrap_or_default());
        for place in wanted {
            let (value, label) = &values[place];
            let share = |count: u64, total: u64| match total {
                0 => Value::from(Undefined::NoObservations),
                _ => Quantity { value: count as f64 / total as f64, unit: Unit::Proportion, decimals }.into(),
            };
            described.table.rows.push(Row {
                name: row_name(value, place),
                label: Some(label.clone().unwrap_or_else(|| Text::from(value.to_string().as_str()))),
                basis: None,
                source: None,
                words: Vec::new(),
                cells: counts[place]
                    .iter()
                    .zip(&totals)
                    .flat_map(|(count, total)| [Value::Count(*count), share(*count, *total)])
                    .collect(),
            });
        }
        Ok(described)
    }
}

/// A variable in two groups and together.
struct InTwoGroups {
    table: Table,
    missing: Vec<(&'static str, u64)>,
    difference: Result<f64, Undefined>,
    tested: Option<(Method, Result<TestResult, Undefined>)>,
    /// Who is behind it: the place of the group, the category, how many, and where that is shown.
    cells: Vec<(usize, Option<String>, u64, Vec<String>)>,
}

/// The name of the row of a category: its value where that can stand in an id, else its place.
fn row_name(value: &Cell, place: usize) -> String {
    let name = value.to_string().to_lowercase();
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { name } else { format!("category_{}", place + 1) }
}

/// Decimals that show a spread with two or three figures: one for ages and scores, two or three for indices below one.
fn decimals_of(groups: &[&Distribution]) -> i8 {
    match summary(groups).and_then(MeanSummary::sd) {
        Ok(sd) if sd >= 1.0 => 1,
        Ok(sd) if sd >= 0.1 => 2,
        Ok(sd) if sd > 0.0 => 3,
        _ => 1,
    }
}
