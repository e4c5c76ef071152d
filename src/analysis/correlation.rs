//! How numbers of the same persons, or of the same services, go together.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::input::{Common, Entry, add_note};
use super::names::free_name;
use super::one_proportion::level;
use super::paired::incomplete;
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{test, with_interval};
use crate::data::{By, Rows, Tally};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Basis, Estimate, Input, Method, Note, Origin, Role, Section, Test, Text, Unit, Value};
use crate::stats::correlation::{
    Pairs, kendall, kendall_exact_test, kendall_test, pearson, pearson_test, spearman, spearman_exact_test,
    spearman_test, weighted,
};
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// Correlations of two or more columns of numbers, each pair with its interval and its test.
///
/// Pearson's with Fisher's interval by default; Spearman's rho and Kendall's tau by ranks. With `weight`, Pearson's is
/// weighted, such as by the number of participants of a service; its interval is for the effective number of rows, and
/// it has no test. Each pair uses everyone of whom both are known. The result of a pair is
/// `entry.correlation.first.second`, in the order of `columns`.
///
/// There is no chart of points: a point would show a person.
///
/// ```yaml
/// distress_and_quality_of_life:
///   kind: correlation
///   from: participants
///   columns: [{column: hads, label: psykisk plage}, {column: quality_of_life, label: livskvalitet}]
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correlation {
    /// What the analysis is called where several stand together.
    #[serde(default)]
    label: Option<Text>,
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
    /// How the numbers are known; observed unless given.
    #[serde(default)]
    basis: Option<Basis>,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The data source or population.
    from: Spanned<String>,
    /// The columns, two at least.
    columns: Vec<Correlated>,
    /// Which correlation; `pearson` unless given.
    #[serde(default)]
    method: Option<Spanned<Coefficient>>,
    /// The column of the weight of each row.
    #[serde(default)]
    weight: Option<Spanned<String>>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// A column of numbers with its name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Correlated {
    /// The column.
    column: Spanned<String>,
    /// What it is called, worded so that it can follow «mellom» or «between»; the column's own label unless given.
    #[serde(default)]
    label: Option<Text>,
}

/// Coefficients of correlation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Coefficient {
    /// Pearson's r: how close to a straight line.
    #[default]
    Pearson,
    /// Spearman's rho: Pearson's of the ranks.
    Spearman,
    /// Kendall's tau-b: concordant less discordant pairs.
    Kendall,
}

/// A column with the name that its results have.
struct Variable<'a> {
    column: &'a Spanned<String>,
    name: String,
}

impl Analyse for Correlation {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        self.check(entry)?;
        let rows = entry.rows(&self.from).map_err(one)?;
        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(Basis::Observed),
        };
        common.describe(&mut section);
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        section.labels.push(("method".to_owned(), Text::from(self.coefficient().name())));
        let mut variables: Vec<Variable<'_>> = Vec::new();
        for correlated in &self.columns {
            let described = rows.column(&correlated.column).map_err(one)?;
            // Asks for its numbers, so that a column of words is told of at its name.
            rows.distributions(&correlated.column, &[])?;
            let taken = |name: &str| variables.iter().any(|other| other.name == name);
            let name = free_name(&correlated.column, taken);
            let label = correlated.label.clone().or_else(|| described.label.clone());
            let label = label.unwrap_or_else(|| Text::from(correlated.column.as_str()));
            section.labels.push((format!("variable.{name}"), label));
            variables.push(Variable { column: &correlated.column, name });
        }
        if let Some(weight) = &self.weight {
            rows.distributions(weight, &[])?;
            add_note(&mut section, Note::WeightedCorrelations);
        }
        let mut largest = 0;
        for (place, first) in variables.iter().enumerate() {
            for second in &variables[place + 1..] {
                largest = largest.max(self.correlate(&mut section, &rows, [first, second], level)?);
            }
        }
        if variables.len() > 2 {
            add_note(&mut section, Note::PairwiseComplete);
        }
        add_note(&mut section, Note::AssociationOnly);
        keep_known_names(&mut section);
        let columns = self.columns.iter().map(|correlated| &correlated.column).chain(&self.weight);
        section.provenance.inputs.push(Input {
            name: "rows".to_owned(),
            origin: Origin::Data {
                source: self.from.value.clone(),
                columns: columns.map(|column| column.value.clone()).collect(),
                rows: largest,
            },
        });
        Ok(vec![section])
    }
}

impl Coefficient {
    /// The word in a specification, by which templates choose theirs.
    fn name(self) -> &'static str {
        match self {
            Coefficient::Pearson => "pearson",
            Coefficient::Spearman => "spearman",
            Coefficient::Kendall => "kendall",
        }
    }

    fn compute(self, pairs: &Pairs, level: Level) -> Result<Estimated, Undefined> {
        match self {
            Coefficient::Pearson => pearson(pairs, level),
            Coefficient::Spearman => spearman(pairs, level),
            Coefficient::Kendall => kendall(pairs, level),
        }
    }

    fn interval(self) -> Method {
        match self {
            Coefficient::Pearson => Method::FisherZ,
            Coefficient::Spearman => Method::BonettWright,
            Coefficient::Kendall => Method::FiellerKendall,
        }
    }

    /// The test, exact where there are few rows without ties.
    fn tested(self, pairs: &Pairs) -> Result<Test, Undefined> {
        let with = |method: Method| move |computed: TestResult| test(method, computed);
        match self {
            Coefficient::Pearson => pearson_test(pairs).map(with(Method::PearsonCorrelationTest)),
            Coefficient::Spearman => spearman_exact_test(pairs)
                .map(with(Method::SpearmanExact))
                .or_else(|_| spearman_test(pairs).map(with(Method::SpearmanTest))),
            Coefficient::Kendall if pairs.total() < 50 => kendall_exact_test(pairs)
                .map(with(Method::KendallExact))
                .or_else(|_| kendall_test(pairs).map(with(Method::KendallTest))),
            Coefficient::Kendall => kendall_test(pairs).map(with(Method::KendallTest)),
        }
    }
}

impl Correlation {
    fn coefficient(&self) -> Coefficient {
        self.method.as_ref().map(|method| method.value).unwrap_or_default()
    }

    /// What does not depend on the data.
    fn check(&self, entry: &Entry<'_>) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        if self.columns.len() < 2 {
            let place = self.columns.first().map(|correlated| correlated.column.location());
            let problem = Problem::new("a correlation needs two columns");
            let hint = "write `columns: [{column: \u{2026}}, {column: \u{2026}}]`";
            problems.push(problem.hint(hint).at(place.unwrap_or_else(|| entry.location.clone())));
        }
        for (place, correlated) in self.columns.iter().enumerate() {
            let column = &correlated.column;
            if self.columns[..place].iter().any(|earlier| earlier.column.value == column.value) {
                let problem = Problem::new(format!("`{column}` stands twice among the columns"));
                problems.push(problem.hint("remove one of them").at(column.location()));
            }
        }
        if let (Some(weight), Coefficient::Spearman | Coefficient::Kendall) = (&self.weight, self.coefficient()) {
            let problem = Problem::new("only Pearson's correlation is weighted");
            problems.push(problem.hint("remove `weight`, or `method`").at(weight.location()));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Puts one pair into the section, and tells how many rows it has.
    fn correlate(
        &self,
        section: &mut Section,
        rows: &Rows<'_>,
        [first, second]: [&Variable<'_>; 2],
        level: Level,
    ) -> Result<u64, Vec<Diagnostic>> {
        let by: Vec<By<'_>> = [first.column, second.column].into_iter().chain(&self.weight).map(By::Column).collect();
        let tally = rows.tally(&by)?;
        let known: Vec<(f64, f64, f64, u64)> = tally
            .counts
            .iter()
            .filter_map(|(cells, count)| {
                let weight = if self.weight.is_some() { cells[2].as_number()? } else { 1.0 };
                Some((cells[0].as_number()?, cells[1].as_number()?, weight, *count))
            })
            .collect();
        let each = |number: fn(&(f64, f64, f64, u64)) -> f64| -> Vec<f64> {
            let repeated = |row: &(f64, f64, f64, u64)| {
                let times = usize::try_from(row.3).unwrap_or(usize::MAX);
                std::iter::repeat_n(number(row), times)
            };
            known.iter().flat_map(repeated).collect()
        };
        let (x, y) = (each(|row| row.0), each(|row| row.1));
        let total: u64 = known.iter().map(|row| row.3).sum();
        let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, Unit::EffectSize, 2) };
        let correlation = if self.weight.is_some() {
            let weights = each(|row| row.2);
            let computed = weighted(&x, &y, &weights, level);
            computed.map(|computed| with_interval(empty, computed, level, Method::WeightedFisherZ))
        } else {
            let coefficient = self.coefficient();
            Pairs::new(&x, &y).and_then(|pairs| {
                let computed = coefficient.compute(&pairs, level)?;
                let mut estimate = with_interval(empty, computed, level, coefficient.interval());
                estimate.tests.extend(coefficient.tested(&pairs).ok());
                Ok(estimate)
            })
        };
        let names =
            [format!("correlation.{}.{}", first.name, second.name), format!("pairs.{}.{}", first.name, second.name)];
        section.values.push((names[0].clone(), correlation.map_or_else(Value::from, Value::from)));
        section.values.push((names[1].clone(), Value::Count(total)));
        self.cells(section, rows, &tally, [first, second], (total, names));
        Ok(total)
    }

    /// Who is behind a pair.
    fn cells(
        &self,
        section: &mut Section,
        rows: &Rows<'_>,
        tally: &Tally,
        [first, second]: [&Variable<'_>; 2],
        (total, names): (u64, [String; 2]),
    ) {
        let mut everyone = Persons::of(rows);
        let weighs = |cells: &[crate::data::Cell]| self.weight.is_none() || cells[2].as_number().is_some();
        if let Some(weight) = &self.weight {
            everyone = everyone.known(weight, true);
        }
        let known = everyone.known(first.column, true).known(second.column, true);
        section.cells.push(known.cell(total, names));
        section.cells.extend(incomplete(&everyone, [first.column, second.column], |a, b| {
            tally.sum(|cells| {
                weighs(cells) && cells[0].as_number().is_some() == a && cells[1].as_number().is_some() == b
            })
        }));
    }
}
