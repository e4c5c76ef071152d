//! How far measurements can be trusted: scales made of items, and agreement between raters.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::input::{Common, Entry, add_note};
use super::names::free_name;
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{test, with_interval};
use crate::data::{By, Cell, Rows};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Estimate, Input, Method, Note, Origin, Quantity, Role, Row, Section, Table, Text, Unit, Value,
    decimals_for_share,
};
use crate::stats::reliability::{
    AgreementWeights, IntraclassForm, Items, cronbach_alpha, fleiss_kappa, intraclass, kappa, mcdonald_omega,
};
use crate::stats::{Level, Undefined};

/// How far measurements can be trusted: the internal consistency of a scale (`scale`: Cronbach's alpha, McDonald's omega),
/// the agreement of raters in numbers (`ratings`: the intraclass correlation) or in categories (`agreement`: Cohen's kappa,
/// Fleiss' for more than two raters).
///
/// One of the three. Rows with a missing value are left out. Kappa depends on how common the categories are, and alpha
/// rises with the number of items: neither says that a scale measures what it should.
///
/// ```yaml
/// satisfaction:
///   kind: reliability
///   from: survey
///   label: tilfredshet
///   scale: {range: [1, 5], items: [{column: q1}, {column: q2}, {column: q3, reverse: true}]}
/// raters:
///   kind: reliability
///   label: to vurderinger av samme tjeneste
///   agreement: {categories: [svak, god], counts: [[40, 5], [3, 52]], weights: none}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reliability {
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
    /// What is measured, worded so that it can follow «for»: `tilfredshet`.
    label: Text,
    /// The data source or population.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// A scale whose items are summed.
    #[serde(default)]
    scale: Option<Summed>,
    /// Numbers that raters gave the same subjects: a row for each subject.
    #[serde(default)]
    ratings: Option<Ratings>,
    /// Categories that raters put the same subjects in.
    #[serde(default)]
    agreement: Option<Categories>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// A scale whose items are summed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Summed {
    /// The lowest and the highest answer, which items are turned with.
    #[serde(default)]
    range: Option<(f64, f64)>,
    /// The items.
    items: Vec<ScaleItem>,
}

/// One item of a scale.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScaleItem {
    /// The column of the answers.
    column: Spanned<String>,
    /// What was asked; the column's label in the codebook unless given.
    #[serde(default)]
    label: Option<Text>,
    /// Whether the item runs the other way, and is turned.
    #[serde(default)]
    reverse: bool,
}

/// Numbers that raters gave.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Ratings {
    /// The columns, one for each rater.
    columns: Vec<Spanned<String>>,
    /// What the raters are.
    #[serde(default)]
    model: RaterModel,
}

/// What raters are, which decides what counts as agreement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RaterModel {
    /// Each subject has raters of its own: ICC(1).
    OneWay,
    /// The same raters, a sample of all; their level counts (absolute agreement): ICC(2).
    #[default]
    TwoWayRandom,
    /// The same raters, all there are; their level does not count (consistency): ICC(3).
    TwoWayFixed,
}

impl RaterModel {
    fn forms(self) -> (Method, IntraclassForm, IntraclassForm) {
        use IntraclassForm::{OneWay, OneWayMean, TwoWayFixed, TwoWayFixedMean, TwoWayRandom, TwoWayRandomMean};
        match self {
            RaterModel::OneWay => (Method::IccOneWay, OneWay, OneWayMean),
            RaterModel::TwoWayRandom => (Method::IccTwoWayRandom, TwoWayRandom, TwoWayRandomMean),
            RaterModel::TwoWayFixed => (Method::IccTwoWayFixed, TwoWayFixed, TwoWayFixedMean),
        }
    }
}

/// Categories that raters chose.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Categories {
    /// The columns, one for each rater.
    #[serde(default)]
    columns: Vec<Spanned<String>>,
    /// What the two raters are called, the one whose categories are the rows first.
    #[serde(default)]
    raters: Option<(Text, Text)>,
    /// The categories in order, beside `counts`.
    #[serde(default)]
    categories: Vec<Text>,
    /// How many the first rater put in the category of the row and the second in that of the column.
    #[serde(default)]
    counts: Option<Spanned<Vec<Vec<u64>>>>,
    /// How much two neighbouring categories agree.
    #[serde(default)]
    weights: KappaWeights,
}

/// How much two neighbouring categories agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum KappaWeights {
    /// Only the same category agrees.
    #[default]
    None,
    /// In equal steps.
    Linear,
    /// By the square of the distance.
    Quadratic,
}

impl KappaWeights {
    fn method(self) -> (Method, AgreementWeights) {
        match self {
            KappaWeights::None => (Method::KappaUnweighted, AgreementWeights::Unweighted),
            KappaWeights::Linear => (Method::KappaLinear, AgreementWeights::Linear),
            KappaWeights::Quadratic => (Method::KappaQuadratic, AgreementWeights::Quadratic),
        }
    }
}

impl Analyse for Reliability {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        let rows = self.from.as_ref().map(|from| entry.rows(from)).transpose().map_err(one)?;
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
        section.labels.push(("label".to_owned(), self.label.clone()));
        let columns = match (&self.scale, &self.ratings, &self.agreement) {
            (Some(scale), None, None) => {
                scale.run(&mut section, self.rows(entry, rows.as_ref()).map_err(one)?, level).map_err(one)?;
                scale.items.iter().map(|item| item.column.value.clone()).collect()
            }
            (None, Some(ratings), None) => {
                ratings.run(&mut section, self.rows(entry, rows.as_ref()).map_err(one)?, level).map_err(one)?;
                ratings.columns.iter().map(|column| column.value.clone()).collect()
            }
            (None, None, Some(categories)) => {
                categories.run(entry, &mut section, rows.as_ref(), level)?;
                categories.columns.iter().map(|column| column.value.clone()).collect()
            }
            _ => {
                let problem = Problem::new(format!("`{}` has one of `scale`, `ratings` and `agreement`", entry.id));
                let hint = "write `scale: {items: [{column: …}]}`, or make an analysis of each";
                return Err(one(problem.hint(hint).at(entry.location.clone())));
            }
        };
        keep_known_names(&mut section);
        let origin = match &self.from {
            None => Origin::Specification,
            Some(from) => {
                let rows = match section.value("total") {
                    Some(Value::Count(total)) => *total,
                    _ => 0,
                };
                Origin::Data { source: from.value.clone(), columns, rows }
            }
        };
        section.provenance.inputs.push(Input { name: "rows".to_owned(), origin });
        Ok(vec![section])
    }
}

impl Reliability {
    fn rows<'a, 'b>(&self, entry: &Entry<'_>, rows: Option<&'b Rows<'a>>) -> Result<&'b Rows<'a>, Diagnostic> {
        rows.ok_or_else(|| {
            Problem::new(format!("`{}` needs rows", entry.id))
                .hint("name a data source with `from`")
                .at(entry.location.clone())
        })
    }
}

impl Summed {
    fn run(&self, section: &mut Section, rows: &Rows<'_>, level: Level) -> Result<(), Diagnostic> {
        if self.items.len() < 2 {
            let place = self.items.first().and_then(|item| item.column.location());
            return Err(Problem::new("a scale has at least two items").hint("list them under `items`").at(place));
        }
        let mut answers: Vec<Vec<Option<f64>>> = Vec::new();
        let mut labels: Vec<(String, Text)> = Vec::new();
        for item in &self.items {
            let label = item.label.clone().or_else(|| rows.column(&item.column).ok()?.label.clone());
            let name = free_name(&item.column, |name| labels.iter().any(|(known, _)| known == name));
            labels.push((name, label.unwrap_or_else(|| Text::from(item.column.as_str()))));
            let mut column = rows.numbers(&item.column)?;
            if item.reverse {
                let Some((low, high)) = self.range else {
                    let problem = Problem::new("an item is turned between the lowest and the highest answer");
                    return Err(problem.hint("add `range: [1, 5]` to `scale`").at(item.column.location()));
                };
                column.iter_mut().flatten().for_each(|answer| *answer = low + high - *answer);
                add_note(section, Note::ItemsReversed);
            }
            answers.push(column);
        }
        let persons: Vec<Vec<Option<f64>>> =
            (0..answers[0].len()).map(|row| answers.iter().map(|column| column[row]).collect()).collect();
        let all = persons.len() as u64;
        let items = Items::complete(&persons);
        let complete = items.as_ref().map_or(0, |items| items.persons() as u64);
        counts(section, rows, complete, all - complete);
        let number = |value: f64| Estimate::new(value, Unit::Number, 2);
        let alpha = items.as_ref().map_err(|why| *why).and_then(cronbach_alpha);
        let estimated = alpha.clone().and_then(|alpha| alpha.estimated(level));
        section.values.push((
            "alpha".to_owned(),
            estimated.map_or_else(Value::from, |found| with_interval(number(0.0), found, level, Method::Feldt).into()),
        ));
        let omega = items.as_ref().map_err(|why| *why).and_then(mcdonald_omega);
        let omega = omega
            .map(|omega| Estimate { method: Some(Method::OmegaOneFactor), ..number(omega.omega) })
            .map_or_else(Value::from, Value::from);
        section.values.push(("omega".to_owned(), omega));
        let of = |value: Result<f64, Undefined>| value.map_or_else(Value::from, |value| number(value).into());
        let mut table = Table {
            columns: ["mean", "rest_correlation", "alpha_without"].map(str::to_owned).to_vec(),
            rows: Vec::new(),
        };
        for (place, (name, label)) in labels.into_iter().enumerate() {
            let complete = persons.iter().filter(|person| person.iter().all(Option::is_some));
            let mut own: Vec<f64> = complete.filter_map(|person| person[place]).collect();
            own.sort_by(f64::total_cmp);
            let mean = match own.len() {
                0 => Undefined::NoObservations.into(),
                number => {
                    let value = own.iter().map(|answer| answer / number as f64).sum();
                    Quantity { value, unit: Unit::Number, decimals: 1 }.into()
                }
            };
            let item = alpha.as_ref().map(|alpha| alpha.items[place]).map_err(|why| *why);
            let cells = vec![
                mean,
                of(item.and_then(|item| item.rest_correlation)),
                of(item.and_then(|item| item.alpha_if_dropped)),
            ];
            table.rows.push(Row { name, label: Some(label), basis: None, source: None, words: Vec::new(), cells });
        }
        section.values.push(("items".to_owned(), Value::Table(table)));
        behind_all(section, rows, complete);
        Ok(())
    }
}

impl Ratings {
    fn run(&self, section: &mut Section, rows: &Rows<'_>, level: Level) -> Result<(), Diagnostic> {
        if self.columns.len() < 2 {
            let place = self.columns.first().and_then(Spanned::location);
            return Err(Problem::new("raters agree with each other: there are at least two")
                .hint("list a column for each rater")
                .at(place));
        }
        let columns: Vec<Vec<Option<f64>>> =
            self.columns.iter().map(|column| rows.numbers(column)).collect::<Result<_, _>>()?;
        let complete: Vec<Vec<f64>> = (0..columns[0].len())
            .filter_map(|row| columns.iter().map(|column| column[row]).collect::<Option<Vec<f64>>>())
            .collect();
        let total = complete.len() as u64;
        counts(section, rows, total, columns[0].len() as u64 - total);
        section.values.push(("raters".to_owned(), Value::Count(columns.len() as u64)));
        let found = intraclass(&complete);
        let (method, single, mean) = self.model.forms();
        for (name, form) in [("icc", single), ("icc_mean", mean)] {
            let computed = found.and_then(|found| Ok((found.estimated(form, level)?, found.test(form)?)));
            let value = match computed {
                Ok((estimated, tested)) => {
                    let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, Unit::Number, 2) };
                    let mut estimate = with_interval(empty, estimated, level, Method::IntraclassF);
                    estimate.method = Some(method);
                    estimate.tests.push(test(Method::IntraclassTest, tested));
                    estimate.into()
                }
                Err(why) => why.into(),
            };
            section.values.push((name.to_owned(), value));
        }
        behind_all(section, rows, total);
        Ok(())
    }
}

impl Categories {
    fn run(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        rows: Option<&Rows<'_>>,
        level: Level,
    ) -> Result<(), Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        for (name, rater) in ["rater_1", "rater_2"].into_iter().zip(self.raters.iter().flat_map(|(a, b)| [a, b])) {
            section.labels.push((name.to_owned(), rater.clone()));
        }
        match (&self.counts, rows, self.columns.as_slice()) {
            (Some(counts), None, []) => {
                if self.categories.len() < 2
                    || counts.len() != self.categories.len()
                    || counts.iter().any(|row| row.len() != counts.len())
                {
                    let problem = Problem::new("the counts are no square of the categories");
                    let hint = "write a row for each of two or more `categories`, with a count for each of them";
                    return Err(one(problem.hint(hint).at(counts.location())));
                }
                let labels: Vec<Text> = self.categories.clone();
                self.of_two(section, &counts.value, labels, level);
                Ok(())
            }
            (None, Some(rows), columns) if columns.len() >= 2 => {
                if let Some(category) = self.categories.first() {
                    let problem = Problem::new(format!(
                        "`categories` ({}, …) are those of the data",
                        category.get(crate::results::Language::Bokmal)
                    ));
                    return Err(one(problem.hint("remove `categories`").at(columns[0].location())));
                }
                self.of_rows(section, rows, level)
            }
            _ => {
                let problem = Problem::new(format!("`{}` has no ratings that belong together", entry.id));
                let hint = "write `columns` of a data source named with `from`, one for each rater, or `categories` and `counts`";
                Err(one(problem.hint(hint).at(entry.location.clone())))
            }
        }
    }

    fn of_rows(&self, section: &mut Section, rows: &Rows<'_>, level: Level) -> Result<(), Vec<Diagnostic>> {
        let by: Vec<By<'_>> = self.columns.iter().map(By::Column).collect();
        let tally = rows.tally(&by)?;
        let known = |cells: &[Cell]| !cells.iter().any(Cell::is_missing);
        let mut values: Vec<Cell> = (0..by.len()).flat_map(|place| tally.values(place)).collect();
        values.retain(|value| !value.is_missing());
        values.sort();
        values.dedup();
        let (total, missing) = (tally.sum(known), tally.sum(|cells| !known(cells)));
        let codes = &rows.column(&self.columns[0]).map_err(|problem| vec![problem])?.codes;
        if !codes.is_empty() {
            // In the order of the codebook, which is that of the categories.
            let place = |value: &Cell| codes.iter().position(|(code, _)| code == value).unwrap_or(codes.len());
            values.sort_by_key(place);
        }
        let label = |value: &Cell| {
            let coded = codes.iter().find(|(code, _)| code == value);
            coded.map_or_else(|| Text::from(value.to_string().as_str()), |(_, label)| label.clone())
        };
        let labels: Vec<Text> = values.iter().map(label).collect();
        let place = |value: &Cell| values.iter().position(|known| known == value).unwrap_or(0);
        if let [first, second] = self.columns.as_slice() {
            let mut table = vec![vec![0; values.len()]; values.len()];
            for (cells, count) in tally.counts.iter().filter(|(cells, _)| known(cells)) {
                table[place(&cells[0])][place(&cells[1])] += count;
            }
            self.of_two(section, &table, labels, level);
            section.values.push(("missing".to_owned(), Value::Count(missing)));
            let persons = Persons::of(rows).known("ratings", true);
            for (i, row) in table.iter().enumerate() {
                for (j, count) in row.iter().enumerate() {
                    let own = persons.with(first, &values[i]).with(second, &values[j]);
                    section.cells.push(own.cell(*count, [format!("table/category_{}/category_{}", i + 1, j + 1)]));
                }
            }
        } else {
            if self.weights != KappaWeights::None {
                let problem = Problem::new("Fleiss' kappa has no weights");
                let place = self.columns[0].location();
                return Err(vec![problem.hint("leave out `weights`, or compare two raters").at(place)]);
            }
            let rated: Vec<Vec<u64>> = tally
                .counts
                .iter()
                .filter(|(cells, _)| known(cells))
                .flat_map(|(cells, count)| {
                    let mut own = vec![0; values.len()];
                    cells.iter().for_each(|cell| own[place(cell)] += 1);
                    (0..*count).map(move |_| own.clone())
                })
                .collect();
            section.values.push(("total".to_owned(), Value::Count(total)));
            section.values.push(("raters".to_owned(), Value::Count(self.columns.len() as u64)));
            section.values.push(("missing".to_owned(), Value::Count(missing)));
            let found = fleiss_kappa(&rated);
            let shares = found.map(|found| (found.observed, found.expected));
            let estimated = found.and_then(|found| found.estimated(level));
            put_kappa(section, estimated, shares, (Method::KappaFleiss, Method::KappaGwet), total, level);
        }
        if missing > 0 {
            add_note(section, Note::CompleteAnswersOnly);
        }
        section.cells.push(Persons::of(rows).known("ratings", false).cell(missing, ["missing"]));
        behind_all(section, rows, total);
        Ok(())
    }

    /// Kappa of two raters, with their table.
    fn of_two(&self, section: &mut Section, table: &[Vec<u64>], labels: Vec<Text>, level: Level) {
        let total: u64 = table.iter().flatten().fold(0, |total, count| total.saturating_add(*count));
        section.values.push(("total".to_owned(), Value::Count(total)));
        section.values.push(("raters".to_owned(), Value::Count(2)));
        let (method, weights) = self.weights.method();
        // The shares are of full agreement, whatever the weights.
        let shares = kappa(table, AgreementWeights::Unweighted).map(|found| (found.observed, found.expected));
        let estimated = kappa(table, weights).map(|found| found.estimated(level));
        put_kappa(section, estimated, shares, (method, Method::KappaNormal), total, level);
        let names: Vec<String> = (1..=labels.len()).map(|place| format!("category_{place}")).collect();
        section.labels.extend(names.iter().cloned().zip(labels.iter().cloned()));
        let rows = names.iter().zip(labels).zip(table).map(|((name, label), counts)| Row {
            name: name.clone(),
            label: Some(label),
            basis: None,
            source: None,
            words: Vec::new(),
            cells: counts.iter().map(|count| Value::Count(*count)).collect(),
        });
        let rows = rows.collect();
        section.values.push(("table".to_owned(), Value::Table(Table { columns: names, rows })));
    }
}

/// Kappa with its interval, and the shares that it is made of.
fn put_kappa(
    section: &mut Section,
    estimated: Result<crate::stats::Estimated, Undefined>,
    shares: Result<(f64, f64), Undefined>,
    (method, interval): (Method, Method),
    total: u64,
    level: Level,
) {
    let value = match estimated {
        Ok(estimated) => {
            let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, Unit::Number, 2) };
            Estimate { method: Some(method), ..with_interval(empty, estimated, level, interval) }.into()
        }
        Err(why) => why.into(),
    };
    section.values.push(("kappa".to_owned(), value));
    let decimals = decimals_for_share(total);
    let share = |value: f64| Value::from(Quantity { value, unit: Unit::Proportion, decimals });
    let (observed, expected) = match shares {
        Ok((observed, expected)) => (share(observed), share(expected)),
        Err(why) => (why.into(), why.into()),
    };
    section.values.push(("observed".to_owned(), observed));
    section.values.push(("expected".to_owned(), expected));
}

/// How many rows are complete, and how many are left out.
fn counts(section: &mut Section, rows: &Rows<'_>, complete: u64, left_out: u64) {
    section.values.push(("total".to_owned(), Value::Count(complete)));
    section.values.push(("missing".to_owned(), Value::Count(left_out)));
    if left_out > 0 {
        add_note(section, Note::CompleteAnswersOnly);
    }
    section.cells.push(Persons::of(rows).known("ratings", false).cell(left_out, ["missing"]));
}

/// Everyone with complete answers is behind all numbers but the counts of a table.
fn behind_all(section: &mut Section, rows: &Rows<'_>, total: u64) {
    let names: Vec<String> = section
        .values
        .iter()
        .map(|(name, _)| name)
        .filter(|name| *name != "missing" && *name != "table")
        .cloned()
        .collect();
    section.cells.push(Persons::of(rows).known("ratings", true).cell(total, names));
}
