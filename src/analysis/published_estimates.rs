//! Estimates of other reviews or studies, beside our own.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::input::{Common, Entry};
use super::one_proportion::{collect, level};
use crate::diag::{Diagnostic, Problem, ResultRef, Spanned};
use crate::results::{
    Basis, ConfidenceInterval, Estimate, Input, Language, Method, Origin, Role, Row, Section, Table, Text, Unit, Value,
};
use crate::stats::{Interval, Undefined};

/// Published estimates with their intervals, one row each, with results of this report above them.
///
/// Nothing is pooled: reviews of the same studies are not independent of each other.
///
/// ```yaml
/// reviews:
///   kind: published_estimates
///   own: [{result: work.pooled, label: Denne rapporten}]
///   from: published
///   study: review
///   unit_of_effect: ratio
///   estimate: estimate
///   lower: ci_lo
///   upper: ci_hi
///   studies: k
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedEstimates {
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
    /// The standing of the comparison in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// What is estimated, worded so that it can follow «for» or «of».
    outcome: Text,
    /// Results of this report that are compared with them.
    #[serde(default)]
    own: Vec<OwnEstimate>,
    /// The data source whose rows are the published estimates.
    from: Spanned<String>,
    /// The column of what each row is called.
    study: Spanned<String>,
    /// The unit of the estimates.
    #[serde(default = "ratio")]
    unit_of_effect: Unit,
    /// The column of the estimates.
    estimate: Spanned<String>,
    /// The column of the lower ends of their intervals.
    lower: Spanned<String>,
    /// The column of the upper ends of their intervals.
    upper: Spanned<String>,
    /// The column of the number of studies.
    #[serde(default)]
    studies: Option<Spanned<String>>,
    /// The column of the number of participants.
    #[serde(default)]
    participants: Option<Spanned<String>>,
    /// Decimals that the estimates are shown with; two unless given.
    #[serde(default = "two")]
    decimals: i8,
    /// The level of the published intervals.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// A result of this report.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OwnEstimate {
    /// The result.
    result: ResultRef,
    /// What it is called.
    label: Text,
}

fn published() -> Basis {
    Basis::Published
}

fn ratio() -> Unit {
    Unit::Ratio
}

fn two() -> i8 {
    2
}

impl Analyse for PublishedEstimates {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        let own = collect(self.own.iter().enumerate().map(|(place, own)| self.own_row(entry, place, own)))?;
        let rows = entry.rows(&self.from).map_err(|problem| vec![problem])?;
        let labels = rows.words(&self.study).map_err(|problem| vec![problem])?;
        let columns =
            collect([&self.estimate, &self.lower, &self.upper].into_iter().map(|column| rows.numbers(column)))?;
        let counts = collect([&self.studies, &self.participants].into_iter().map(|column| match column {
            Some(column) => rows.numbers(column),
            None => Ok(vec![None; labels.len()]),
        }))?;
        let no_effect = match self.unit_of_effect {
            Unit::Ratio => Some(1.0),
            Unit::ProportionDifference | Unit::EffectSize | Unit::Points => Some(0.0),
            _ => None,
        };
        let mut problems = Vec::new();
        let mut found = own;
        for (row, label) in labels.iter().enumerate() {
            let name = label
                .as_ref()
                .map_or_else(|| format!("row {}", row + 1), |label| label.get(Language::Bokmal).to_owned());
            let Some(value) = columns[0][row] else {
                let problem = Problem::new(format!("`{name}` has no estimate in `{}`", self.estimate));
                problems.push(problem.hint("fill it in, or leave the row out").at(self.estimate.location()));
                continue;
            };
            let interval = match (columns[1][row], columns[2][row]) {
                (Some(lower), Some(upper)) if lower <= value && value <= upper => {
                    let bounds = Interval::Bounded { lower, upper };
                    Some(ConfidenceInterval { bounds, level, method: Method::AsPublished })
                }
                (None, None) => None,
                (Some(lower), Some(upper)) => {
                    let problem =
                        Problem::new(format!("the interval {lower} to {upper} of `{name}` does not hold {value}"));
                    problems.push(problem.hint("compare the row with its source").at(self.lower.location()));
                    continue;
                }
                _ => {
                    let problem = Problem::new(format!("the interval of `{name}` lacks an end"));
                    problems.push(problem.hint("fill in both ends, or none").at(self.lower.location()));
                    continue;
                }
            };
            if self.unit_of_effect == Unit::Ratio && value <= 0.0 {
                let problem = Problem::new(format!("`{name}` has a ratio of {value}; ratios are positive"));
                let hint = "correct the row, or choose another `unit_of_effect`: logarithms of ratios are no ratios";
                problems.push(problem.hint(hint).at(self.estimate.location()));
                continue;
            }
            let estimate = Estimate { interval, no_effect, ..Estimate::new(value, self.unit_of_effect, self.decimals) };
            let count = |of: &[Option<f64>]| match of[row] {
                Some(count) if count >= 0.0 && count.fract() == 0.0 => Value::Count(count as u64),
                _ => Undefined::NoObservations.into(),
            };
            found.push(Row {
                name: format!("row_{}", row + 1),
                label: label.clone(),
                basis: None,
                source: None,
                words: Vec::new(),
                cells: vec![count(&counts[0]), count(&counts[1]), estimate.into()],
            });
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
        section.labels.push(("outcome".to_owned(), self.outcome.clone()));
        for own in &self.own {
            let origin = Origin::Result(own.result.id().to_owned());
            section.provenance.inputs.push(Input { name: "own".to_owned(), origin });
        }
        section.provenance.inputs.push(Input {
            name: "published".to_owned(),
            origin: Origin::Data {
                source: self.from.value.clone(),
                columns: [&self.study, &self.estimate, &self.lower, &self.upper].map(|of| of.value.clone()).to_vec(),
                rows: labels.len() as u64,
            },
        });
        let columns = ["studies", "participants", "effect"].map(str::to_owned).to_vec();
        section.values.push(("estimates".to_owned(), Value::Table(Table { columns, rows: found })));
        Ok(vec![section])
    }
}

impl PublishedEstimates {
    /// The row of a result of this report, with the studies and participants of its section where it has them.
    fn own_row(&self, entry: &Entry<'_>, place: usize, own: &OwnEstimate) -> Result<Row, Diagnostic> {
        let found = entry.find(&own.result)?;
        let effect = match found.value {
            Value::Estimate(estimate) if estimate.unit == self.unit_of_effect => found.value.clone(),
            Value::Undefined(_) => found.value.clone(),
            Value::Estimate(_) => {
                let problem =
                    Problem::new(format!("`{}` has another unit than the published estimates", own.result.id()));
                return Err(problem.hint("compare ratios with ratios; see `unit_of_effect`").at(own.result.location()));
            }
            _ => {
                let problem = Problem::new(format!("`{}` is no estimate", own.result.id()));
                return Err(problem.hint("name an effect such as `work.pooled`").at(own.result.location()));
            }
        };
        let count = |name: &str| match found.section.value(name) {
            Some(Value::Count(count)) => Value::Count(*count),
            _ => Undefined::NoObservations.into(),
        };
        Ok(Row {
            name: format!("own_{}", place + 1),
            label: Some(own.label.clone()),
            basis: None,
            source: None,
            words: Vec::new(),
            cells: vec![count("study_count"), count("participants"), effect],
        })
    }
}
