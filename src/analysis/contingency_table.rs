//! Two classifications of the same persons: a table of counts, and whether they go together.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::categories::{Category, categories, category_name};
use super::input::{Common, Entry, add_note};
use super::one_proportion::level;
use super::paired::incomplete;
use super::persons::Persons;
use super::proportion_methods::{test, with_interval};
use crate::data::{By, Cell};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Estimate, Input, Language, Method, Note, Origin, PersonCell, Quantity, Role, Row, Section, Table, Test,
    Text, Unit, Value, decimals_for_share,
};
use crate::stats::tables::{
    Contingency, ExactStatistic, cramers_v, expected_below, fisher_freeman_halton, linear_by_linear, monte_carlo_test,
    pearson, trend,
};
use crate::stats::{Level, TestResult, Undefined};

/// A table of two classifications, such as county by occupation: counts with the shares of each row, a test of
/// independence, and Cramér's V.
///
/// The test is Pearson's chi-squared where every expected count is at least five; else the exact test of Fisher, Freeman and
/// Halton, or random tables from a stated seed where that would take too long: the table note says which, and why. Where
/// `rows` or `columns` are `ordered` and the other has two categories, a trend is tested too (Cochran and Armitage), and
/// where both are ordered a linear association.
///
/// ```yaml
/// employment_by_county:
///   kind: contingency_table
///   rows: {label: fylke, categories: [Oslo, Nordland, Agder]}
///   columns: {label: arbeid, categories: [I arbeid, I tiltak, Uten arbeid]}
///   counts: [[21, 14, 30], [12, 9, 25], [18, 11, 16]]
/// health_by_arm:
///   kind: contingency_table
///   from: participants
///   rows: {label: gruppe, column: arm}
///   columns: {label: helse, column: health, ordered: true}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContingencyTable {
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
    /// What divides persons into rows.
    rows: Classification,
    /// What divides them into columns.
    columns: Classification,
    /// The counts, a list for each row.
    #[serde(default)]
    counts: Vec<Spanned<Vec<u64>>>,
    /// The data source or population whose rows are counted.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// The test of independence; chosen by the expected counts unless given.
    #[serde(default)]
    test: Option<Spanned<TableTest>>,
    /// How many random tables are drawn, where they are; 10 000 unless given.
    #[serde(default)]
    replicates: Option<Spanned<u64>>,
    /// What random tables are drawn from; 1 unless given.
    #[serde(default)]
    seed: Option<Spanned<u64>>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// What divides persons.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Classification {
    /// What it is called, worded so that it can follow «mellom» or «of»: `fylke`.
    label: Text,
    /// The categories, where counts are stated.
    #[serde(default)]
    categories: Vec<Text>,
    /// The column, where rows of a data source are counted; its categories stand in the order of its codes.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// Whether the categories have an order.
    #[serde(default)]
    ordered: bool,
    /// The distances between ordered categories, a number for each: `[0, 1, 3]`; equally far apart unless given.
    #[serde(default)]
    scores: Option<Spanned<Vec<f64>>>,
}

/// Tests of independence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum TableTest {
    /// Pearson's chi-squared test.
    ChiSquared,
    /// The exact test of Fisher, Freeman and Halton.
    Exact,
    /// The same by random tables.
    RandomTables,
}

/// A table with what its rows and columns are called.
struct Counted {
    rows: Vec<(String, Text)>,
    columns: Vec<(String, Text)>,
    counts: Vec<Vec<u64>>,
    missing: Option<u64>,
    cells: Vec<PersonCell>,
    origin: Origin,
}

/// The row and the column of sums.
const ALL: &str = "all";

/// What is computed from the whole table.
const EFFECTS: [&str; 2] = ["association", "trend"];

impl Analyse for ContingencyTable {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        self.check().map_err(|problem| vec![problem])?;
        let counted = match (&self.from, &self.rows.column, &self.columns.column) {
            (Some(from), Some(rows), Some(columns)) if self.counts.is_empty() => {
                self.count(entry, from, [rows, columns])?
            }
            (None, None, None) if !self.counts.is_empty() => self.stated()?,
            _ => {
                let problem = Problem::new(format!("`{}` has no counts that belong together", entry.id));
                let hint =
                    "give `counts` and the `categories` of `rows` and `columns`, or `from` and the `column` of both";
                return Err(vec![problem.hint(hint).at(entry.location.clone())]);
            }
        };
        let table = Contingency::new(&counted.counts).map_err(|why| {
            vec![Problem::new(format!("these counts make no table: {why}")).at(entry.location.clone())]
        })?;
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
        section.labels.push(("rows".to_owned(), self.rows.label.clone()));
        section.labels.push(("columns".to_owned(), self.columns.label.clone()));
        for (name, label) in &counted.columns {
            section.labels.push((format!("column.{name}"), label.clone()));
        }
        section.values.push(("counts".to_owned(), Value::Table(shown(&counted, &table))));
        section.values.push(("total".to_owned(), Value::Count(table.total())));
        section.values.extend(counted.missing.map(|missing| ("missing".to_owned(), Value::Count(missing))));
        if counted.missing.is_some_and(|missing| missing > 0) {
            add_note(&mut section, Note::IncompletePairs);
        }
        self.associate(entry, &mut section, &table, level);
        self.find_trend(entry, &mut section, &counted.counts, level).map_err(|problem| vec![problem])?;
        add_note(&mut section, Note::AssociationOnly);
        section.cells = counted.cells;
        super::persons::keep_known_names(&mut section);
        section.provenance.inputs.push(Input { name: "counts".to_owned(), origin: counted.origin });
        Ok(vec![section])
    }
}

/// The counts with the shares of their rows, and the sums.
fn shown(counted: &Counted, table: &Contingency) -> Table {
    let sums = table.row_totals();
    let smallest = sums.iter().copied().filter(|sum| *sum > 0).min().unwrap_or_default();
    let decimals = decimals_for_share(smallest);
    let cells = |counts: &[u64]| {
        let total: u64 = counts.iter().sum();
        let share = |count: u64| match total {
            0 => Value::from(Undefined::NoObservations),
            _ => Quantity { value: count as f64 / total as f64, unit: Unit::Proportion, decimals }.into(),
        };
        let mut cells: Vec<Value> = counts.iter().flat_map(|count| [Value::Count(*count), share(*count)]).collect();
        cells.push(Value::Count(total));
        cells
    };
    let row = |name: &str, label: Option<&Text>, counts: &[u64]| Row {
        name: name.to_owned(),
        label: label.cloned(),
        basis: None,
        source: None,
        words: Vec::new(),
        cells: cells(counts),
    };
    let mut rows: Vec<Row> = counted
        .rows
        .iter()
        .zip(&counted.counts)
        .map(|((name, label), counts)| row(name, Some(label), counts))
        .collect();
    rows.push(row(ALL, None, &table.column_totals()));
    let columns = counted.columns.iter().flat_map(|(name, _)| [name.clone(), format!("{name}_share")]);
    Table { columns: columns.chain([ALL.to_owned()]).collect(), rows }
}

/// Whether a column of the table has this name already, or may get it.
fn taken(name: &str) -> bool {
    name == ALL || name.ends_with("_share")
}

impl ContingencyTable {
    /// What does not depend on the numbers.
    fn check(&self) -> Result<(), Diagnostic> {
        for classification in [&self.rows, &self.columns] {
            if let (Some(scores), false) = (&classification.scores, classification.ordered) {
                let problem = Problem::new("only ordered categories have scores");
                return Err(problem.hint("add `ordered: true`, or remove `scores`").at(scores.location()));
            }
        }
        if let Some(replicates) = self.replicates.as_ref().filter(|replicates| replicates.value == 0) {
            let problem = Problem::new("without random tables there is no test");
            return Err(problem.hint("write `replicates: 10000`, or leave it out").at(replicates.location()));
        }
        let random = self.test.as_ref().is_none_or(|test| test.value == TableTest::RandomTables);
        let unused = self.replicates.as_ref().map(Spanned::location).or(self.seed.as_ref().map(Spanned::location));
        if let Some(place) = unused.filter(|_| !random) {
            let problem = Problem::new("this test draws no random tables");
            return Err(problem.hint("remove this, or write `test: random_tables`").at(place));
        }
        Ok(())
    }

    fn stated(&self) -> Result<Counted, Vec<Diagnostic>> {
        let (wanted, found) = (self.rows.categories.len(), self.counts.len());
        let mut problems = Vec::new();
        if wanted != found {
            let problem = Problem::new(format!("there are {wanted} categories of rows, and {found} lists of counts"));
            problems.push(problem.hint("give a list for each row").at(self.counts[0].location()));
        }
        for counts in &self.counts {
            let (wanted, found) = (self.columns.categories.len(), counts.value.len());
            if wanted != found {
                let problem =
                    Problem::new(format!("there are {wanted} categories of columns, and {found} counts here"));
                problems.push(problem.hint("give a count for each column").at(counts.location()));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let named = |categories: &[Text]| {
            let mut names: Vec<(String, Text)> = Vec::new();
            for label in categories {
                let known = |name: &str| taken(name) || names.iter().any(|(other, _)| other == name);
                let name = category_name(label.get(Language::Bokmal), known);
                names.push((name, label.clone()));
            }
            names
        };
        Ok(Counted {
            rows: named(&self.rows.categories),
            columns: named(&self.columns.categories),
            counts: self.counts.iter().map(|counts| counts.value.clone()).collect(),
            missing: None,
            cells: Vec::new(),
            origin: Origin::Specification,
        })
    }

    fn count(
        &self,
        entry: &Entry<'_>,
        from: &Spanned<String>,
        [of_rows, of_columns]: [&Spanned<String>; 2],
    ) -> Result<Counted, Vec<Diagnostic>> {
        if of_rows.value == of_columns.value {
            let problem = Problem::new("rows and columns are the same column of the data source");
            return Err(vec![problem.hint("name another one").at(of_columns.location())]);
        }
        let unused = self.rows.categories.first().or(self.columns.categories.first());
        if unused.is_some() {
            let problem = Problem::new("`categories` belong to stated counts, and these come from data");
            let hint = "remove them; the order of categories is that of `codes` under `data`";
            return Err(vec![problem.hint(hint).at(entry.location.clone())]);
        }
        let rows = entry.rows(from).map_err(|problem| vec![problem])?;
        let tally = rows.tally(&[By::Column(of_rows), By::Column(of_columns)])?;
        let found = |column: &Spanned<String>, place: usize| -> Result<Vec<Category>, Vec<Diagnostic>> {
            let described = rows.column(column).map_err(|problem| vec![problem])?;
            Ok(categories(described, &tally.values(place), taken))
        };
        let (down, across) = (found(of_rows, 0)?, found(of_columns, 1)?);
        let count = |row: &Cell, column: &Cell| tally.sum(|cells| cells[0] == *row && cells[1] == *column);
        let counts: Vec<Vec<u64>> =
            down.iter().map(|row| across.iter().map(|column| count(&row.value, &column.value)).collect()).collect();
        let total: u64 = counts.iter().flatten().sum();
        let everyone = Persons::of(&rows);
        let known = everyone.known(of_rows, true).known(of_columns, true);
        let effects = || EFFECTS.iter().map(|effect| (*effect).to_owned());
        let share = |row: &str, column: &Category| format!("counts/{row}/{}_share", column.name);
        let mut cells = Vec::new();
        for (row, counts) in down.iter().zip(&counts) {
            let of_row = known.with(of_rows, &row.value);
            for (column, count) in across.iter().zip(counts) {
                let shown = [format!("counts/{}/{}", row.name, column.name), share(&row.name, column)];
                cells.push(of_row.with(of_columns, &column.value).cell(*count, shown.into_iter().chain(effects())));
            }
            let shares = across.iter().map(|column| share(&row.name, column));
            let shown = shares.chain([format!("counts/{}/{ALL}", row.name)]).chain(effects());
            cells.push(of_row.cell(counts.iter().sum(), shown));
        }
        for (place, column) in across.iter().enumerate() {
            let sum = counts.iter().map(|counts| counts[place]).sum();
            let shown = [format!("counts/{ALL}/{}", column.name), share(ALL, column)];
            cells.push(known.with(of_columns, &column.value).cell(sum, shown.into_iter().chain(effects())));
        }
        let shares = across.iter().map(|column| share(ALL, column));
        let shown = shares.chain([format!("counts/{ALL}/{ALL}"), "total".to_owned()]).chain(effects());
        cells.push(known.cell(total, shown));
        cells.extend(incomplete(&everyone, [of_rows, of_columns], |a, b| {
            tally.sum(|cells| cells[0].is_missing() != a && cells[1].is_missing() != b)
        }));
        let named = |found: Vec<Category>| found.into_iter().map(|category| (category.name, category.label)).collect();
        Ok(Counted {
            rows: named(down),
            columns: named(across),
            counts,
            missing: Some(tally.total() - total),
            cells,
            origin: Origin::Data {
                source: from.value.clone(),
                columns: vec![of_rows.value.clone(), of_columns.value.clone()],
                rows: total,
            },
        })
    }

    /// Cramér's V with the test of independence.
    fn associate(&self, entry: &Entry<'_>, section: &mut Section, table: &Contingency, level: Level) {
        // Rows and columns without anyone say nothing of the others.
        let occupied = table.occupied();
        let tested = occupied.as_ref().map_err(|why| *why).and_then(|table| self.test_of(section, table));
        let computed = occupied.as_ref().map_err(|why| *why).and_then(|table| cramers_v(table, level));
        let association = match (computed, tested) {
            (Ok(computed), tested) => {
                let empty = Estimate::new(0.0, Unit::EffectSize, 2);
                let mut estimate = with_interval(empty, computed, level, Method::NoncentralChiSquared);
                match tested {
                    Ok(tested) => estimate.tests.push(tested),
                    Err(why) => {
                        let problem = Problem::new(format!("the test of `{}` does not exist: {why}", entry.id));
                        entry.warn(problem.at(entry.location.clone()));
                    }
                }
                estimate.into()
            }
            (Err(why), _) => why.into(),
        };
        section.values.push(("association".to_owned(), association));
    }

    /// The test that is named, or the one that suits the expected counts.
    fn test_of(&self, section: &mut Section, table: &Contingency) -> Result<Test, Undefined> {
        if table.rows() < 2 || table.columns() < 2 {
            return Err(Undefined::TooFewGroups);
        }
        let small = expected_below(table, 5.0)? > 0;
        let exact = |table: &Contingency| {
            fisher_freeman_halton(table).map(|computed| test(Method::FisherFreemanHalton, computed))
        };
        let wanted = self.test.as_ref().map(|wanted| wanted.value);
        match wanted {
            Some(TableTest::ChiSquared) => {
                if small {
                    add_note(section, Note::SmallExpectedCounts);
                }
                pearson(table).map(|computed| test(Method::ChiSquaredPearson, computed))
            }
            Some(TableTest::Exact) => exact(table),
            Some(TableTest::RandomTables) => self.random(section, table),
            None if !small => pearson(table).map(|computed| test(Method::ChiSquaredPearson, computed)),
            None => match exact(table) {
                Err(Undefined::TooLarge) => {
                    add_note(section, Note::RandomTablesInsteadOfChiSquared);
                    self.random(section, table)
                }
                exact => {
                    add_note(section, Note::ExactInsteadOfChiSquared);
                    exact
                }
            },
        }
    }

    fn random(&self, section: &mut Section, table: &Contingency) -> Result<Test, Undefined> {
        let replicates = self.replicates.as_ref().map_or(10_000, |replicates| replicates.value);
        let seed = self.seed.as_ref().map_or(1, |seed| seed.value);
        let drawn = monte_carlo_test(table, ExactStatistic::Probability, replicates, seed)?;
        for (name, value) in [("replicates", replicates), ("seed", seed)] {
            section
                .values
                .push((name.to_owned(), Quantity { value: value as f64, unit: Unit::Number, decimals: 0 }.into()));
        }
        Ok(test(Method::FisherFreemanHaltonMonteCarlo, TestResult::exact(drawn.p)))
    }

    /// The trend over ordered categories, where there is one.
    fn find_trend(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        counts: &[Vec<u64>],
        level: Level,
    ) -> Result<(), Diagnostic> {
        if !self.rows.ordered && !self.columns.ordered {
            return Ok(());
        }
        let width = counts.first().map_or(0, Vec::len);
        let across: Vec<Vec<u64>> =
            (0..width).map(|place| counts.iter().map(|counts| counts[place]).collect()).collect();
        let scores = |of: &Classification, length: usize| {
            let stated = of.scores.as_ref().map(|scores| scores.value.clone());
            let scores = stated.unwrap_or_else(|| (1..=length).map(|place| place as f64).collect());
            if scores.len() == length && scores.iter().all(|score| score.is_finite()) {
                return Ok(scores);
            }
            let problem = Problem::new(format!("there are {length} categories, and {} scores", scores.len()));
            let place = of.scores.as_ref().and_then(Spanned::location);
            Err(problem.hint("give a number for each category").at(place))
        };
        let found = match (self.rows.ordered, self.columns.ordered) {
            (true, _) if width == 2 => slope(counts, &scores(&self.rows, counts.len())?, level),
            (_, true) if counts.len() == 2 => slope(&across, &scores(&self.columns, width)?, level),
            (true, true) => linear(counts, &scores(&self.rows, counts.len())?, &scores(&self.columns, width)?),
            _ => {
                let problem = Problem::new("a trend needs two categories on the other side, or an order there too");
                let hint = "write `ordered: true` for both `rows` and `columns`, or leave it out";
                return Err(problem.hint(hint).at(entry.location.clone()));
            }
        };
        if self.rows.scores.is_none() && self.columns.scores.is_none() {
            add_note(section, Note::EquallySpacedScores);
        }
        section.values.push(("trend".to_owned(), found.map_or_else(Value::from, Value::from)));
        Ok(())
    }
}

/// How much the share in the first of two categories rises for each step of a score.
fn slope(groups: &[Vec<u64>], scores: &[f64], level: Level) -> Result<Estimate, Undefined> {
    // A group without anyone has no share.
    let filled: Vec<(&Vec<u64>, f64)> = groups
        .iter()
        .zip(scores)
        .filter(|(counts, _)| counts.iter().any(|count| *count > 0))
        .map(|(counts, score)| (counts, *score))
        .collect();
    let counts: Vec<&Vec<u64>> = filled.iter().map(|(counts, _)| *counts).collect();
    let scores: Vec<f64> = filled.iter().map(|(_, score)| *score).collect();
    let table = Contingency::new(&counts)?;
    let total = table.row_totals().into_iter().min().unwrap_or_default();
    let empty =
        Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, Unit::ProportionDifference, decimals_for_share(total)) };
    let tested = trend::cochran_armitage(&table, &scores)?;
    let mut estimate = with_interval(empty, trend::slope(&table, &scores, level)?, level, Method::Wald);
    estimate.tests.push(test(Method::CochranArmitage, tested));
    Ok(estimate)
}

/// The correlation of the scores of rows and columns.
fn linear(counts: &[Vec<u64>], rows: &[f64], columns: &[f64]) -> Result<Estimate, Undefined> {
    let table = Contingency::new(counts)?;
    let tested = linear_by_linear(&table, rows, columns)?;
    let size = table.total() as f64 - 1.0;
    let statistic = tested.statistic.ok_or(Undefined::NoVariation)?;
    let value = (statistic / size.sqrt()).clamp(-1.0, 1.0);
    let mut estimate = Estimate { no_effect: Some(0.0), ..Estimate::new(value, Unit::EffectSize, 2) };
    estimate.tests.push(test(Method::LinearByLinear, tested));
    Ok(estimate)
}
