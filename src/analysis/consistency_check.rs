//! Whether published estimates can belong to the intervals that they are printed with.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::input::{Common, Entry};
use super::one_proportion::level;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, ConfidenceInterval, Estimate, Input, Language, Method, Origin, Quantity, Role, Row, Section, Table, Text,
    Unit, Value,
};
use crate::stats::Interval;
use crate::stats::meta::effect::reported::Scale;
use crate::stats::meta::effect::rounded::printed_estimate;

/// Published ratios or differences, each checked against its own interval.
///
/// The interval of a ratio is symmetric around it as a logarithm, and that of a difference as it stands, but for rounding.
/// What rounding cannot explain is a misprint, or an interval of another kind.
///
/// ```yaml
/// misprints:
///   kind: consistency_check
///   from: published
///   study: source
///   scale: ratio
///   estimate: rr
///   lower: ci_lo
///   upper: ci_hi
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsistencyCheck {
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
    /// How the numbers are known; published unless given.
    #[serde(default = "published")]
    basis: Basis,
    /// The standing of the check in the review's protocol.
    #[serde(default)]
    role: Option<Role>,
    /// The data source whose rows are checked.
    from: Spanned<String>,
    /// The column of what each row is called.
    study: Spanned<String>,
    /// Whether the numbers are ratios or differences.
    #[serde(default)]
    scale: PrintedScale,
    /// The column of the printed estimates.
    estimate: Spanned<String>,
    /// The column of the lower ends of their intervals.
    lower: Spanned<String>,
    /// The column of the upper ends of their intervals.
    upper: Spanned<String>,
    /// Decimals that the numbers are printed with; two unless given.
    #[serde(default = "two")]
    decimals: Spanned<i8>,
    /// The level of the intervals.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

fn published() -> Basis {
    Basis::Published
}

fn two() -> Spanned<i8> {
    Spanned::from(2)
}

/// Whether printed numbers are ratios or differences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrintedScale {
    /// Ratios, symmetric as logarithms.
    #[default]
    Ratio,
    /// Differences, symmetric as they are.
    Difference,
}

impl Analyse for ConsistencyCheck {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        if !(0..=6).contains(&self.decimals.value) {
            let problem = Problem::new(format!("numbers are printed with 0 to 6 decimals, not {}", self.decimals));
            return Err(vec![problem.at(self.decimals.location())]);
        }
        let rows = entry.rows(&self.from).map_err(|problem| vec![problem])?;
        let labels = rows.words(&self.study).map_err(|problem| vec![problem])?;
        let columns = super::one_proportion::collect(
            [&self.estimate, &self.lower, &self.upper].into_iter().map(|column| rows.numbers(column)),
        )?;
        let (scale, unit, no_effect) = match self.scale {
            PrintedScale::Ratio => (Scale::Logarithmic, Unit::Ratio, 1.0),
            PrintedScale::Difference => (Scale::Plain, Unit::Number, 0.0),
        };
        let mut problems = Vec::new();
        let (mut misprints, mut consistent) = (Vec::new(), Vec::new());
        for (row, label) in labels.iter().enumerate() {
            let name = label
                .as_ref()
                .map_or_else(|| format!("row {}", row + 1), |label| label.get(Language::Bokmal).to_owned());
            let [Some(value), Some(lower), Some(upper)] = [columns[0][row], columns[1][row], columns[2][row]] else {
                let problem = Problem::new(format!("`{name}` lacks its estimate or an end of its interval"));
                problems.push(problem.hint("fill it in, or leave the row out").at(self.estimate.location()));
                continue;
            };
            let printed = match printed_estimate(value, (lower, upper), i32::from(self.decimals.value), scale) {
                Ok(printed) => printed,
                Err(why) => {
                    let problem =
                        Problem::new(format!("`{name}`, {value} ({lower} to {upper}), cannot be checked: {why}"));
                    problems.push(problem.at(self.lower.location()));
                    continue;
                }
            };
            let bounds = Interval::Bounded { lower, upper };
            let estimate = Estimate {
                interval: Some(ConfidenceInterval { bounds, level, method: Method::AsPublished }),
                no_effect: Some(no_effect),
                ..Estimate::new(value, unit, self.decimals.value)
            };
            let quantity = |value: f64| Value::from(Quantity { value, unit, decimals: self.decimals.value });
            let row = Row {
                name: format!("row_{}", row + 1),
                label: label.clone(),
                basis: None,
                source: None,
                words: Vec::new(),
                cells: vec![estimate.into(), quantity(printed.middle), quantity(printed.least), quantity(printed.most)],
            };
            if printed.is_possible { consistent.push(row) } else { misprints.push(row) }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
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
        let scale = if self.scale == PrintedScale::Ratio { "ratio" } else { "difference" };
        section.labels.push(("scale".to_owned(), Text::from(scale)));
        section.provenance.inputs.push(Input {
            name: "printed".to_owned(),
            origin: Origin::Data {
                source: self.from.value.clone(),
                columns: [&self.study, &self.estimate, &self.lower, &self.upper].map(|of| of.value.clone()).to_vec(),
                rows: labels.len() as u64,
            },
        });
        section.values.push(("checked".to_owned(), Value::Count(labels.len() as u64)));
        section.values.push(("misprint_count".to_owned(), Value::Count(misprints.len() as u64)));
        for (name, rows) in [("misprints", misprints), ("consistent", consistent)] {
            let columns = ["printed", "middle", "least", "most"].map(str::to_owned).to_vec();
            section.values.push((name.to_owned(), Value::Table(Table { columns, rows })));
        }
        Ok(vec![section])
    }
}
