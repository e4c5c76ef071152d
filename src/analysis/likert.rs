//! Answers to questionnaire items on a scale of agreement.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::input::{Common, Entry, add_note};
use super::names::free_name;
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{ProportionInterval, with_interval};
use super::sampling::{Sampled, Sampling};
use crate::data::{By, Cell, Rows};
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::results::{
    Basis, Estimate, Input, Language, Method, Note, Origin, PersonCell, Quantity, Role, Row, Section, Table, Text,
    Unit, Value, decimals_for_share,
};
use crate::stats::Level;
use crate::stats::means::{MeanSummary, one_mean};
use crate::stats::survey::{LikertItem, SurveyDesign, likert_item};

/// Answers to the items of a questionnaire on one scale, such as from «helt uenig» to «helt enig»: the share of each
/// answer, the share of positive ones with its interval, and how many answered.
///
/// The answers are stated as counts or read from columns of a data source, with weights, strata and clusters where the
/// sample was drawn with them. Who left an item open is not in its shares. The answers stand from the most negative to the
/// most positive; the middle one of an odd number is neutral unless `side` says otherwise. Without `answers`, those of the
/// first column's codebook are taken.
///
/// ```yaml
/// experience:
///   kind: likert
///   from: survey
///   sampling: {weights: weight, strata: county, clusters: service}
///   positive: {nb: enige, nn: samde, en: agreeing answers}
///   answers:
///     - {value: 1, label: Helt uenig}
///     - {value: 2, label: Litt uenig}
///     - {value: 3, label: Verken–eller}
///     - {value: 4, label: Litt enig}
///     - {value: 5, label: Helt enig}
///   items:
///     - {column: q1, label: Jeg fikk hjelp da jeg trengte det}
///     - {column: q2, label: Jobbspesialisten lyttet til meg}
///   order: positive
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Likert {
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
    /// The answers from the most negative to the most positive.
    #[serde(default)]
    answers: Vec<Answer>,
    /// The positive answers, worded so that it can follow «andelen» or «the share of»: `enige`.
    #[serde(default)]
    positive: Option<Text>,
    /// The items.
    items: Vec<Item>,
    /// The data source or population whose rows are the persons who answered.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// How those persons were drawn.
    #[serde(default)]
    sampling: Option<Sampling>,
    /// The order of the items in table and chart: as they are stated, or the largest share of positive answers first.
    #[serde(default)]
    order: Order,
    /// Whether the mean answer is shown too, counting the answers 1, 2, 3 and so on: it takes the steps between them as
    /// equal, which the shares do not.
    #[serde(default)]
    mean: bool,
    /// The interval of a share, where the sample is not described.
    #[serde(default)]
    interval: ProportionInterval,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// One answer of the scale.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Answer {
    /// What it says: `Helt enig`.
    label: Text,
    /// Its value in the data; its place in the list unless given.
    #[serde(default)]
    value: Option<Spanned<String>>,
    /// The side of the scale that it belongs to; by its place unless given.
    #[serde(default)]
    side: Option<Side>,
}

/// A side of a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Side {
    /// Left of the middle.
    Negative,
    /// The middle.
    Neutral,
    /// Right of the middle.
    Positive,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Side::Negative => "negative",
            Side::Neutral => "neutral",
            Side::Positive => "positive",
        }
    }
}

/// The order of the items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Order {
    /// As they are stated.
    #[default]
    Stated,
    /// The largest share of positive answers first.
    Positive,
}

/// One item of the questionnaire.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Item {
    /// What was asked or claimed, without quotation marks; the column's label in the codebook unless given.
    #[serde(default)]
    label: Option<Text>,
    /// The column of the answers.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// How many gave each answer, from the most negative to the most positive, where they come from no data.
    #[serde(default)]
    counts: Option<Spanned<Vec<u64>>>,
    /// How many did not answer, beside `counts`.
    #[serde(default)]
    missing: Option<Spanned<u64>>,
}

/// The scale as it is used: labels, values in the data, and sides.
struct Scale {
    labels: Vec<Text>,
    values: Vec<String>,
    sides: Vec<Side>,
}

impl Scale {
    /// The names of the columns of the shares: `negative_1`, `negative_2`, `neutral_1`, `positive_1`, `positive_2`.
    fn names(&self) -> Vec<String> {
        let number = |place: usize| place - self.first(self.sides[place]) + 1;
        (0..self.sides.len()).map(|place| format!("{}_{}", self.sides[place].name(), number(place))).collect()
    }

    /// The place of the first positive answer.
    fn first(&self, side: Side) -> usize {
        self.sides.iter().position(|own| *own >= side).unwrap_or(self.sides.len())
    }
}

/// The scale, who was asked, and at which level.
struct Survey<'a> {
    scale: Scale,
    rows: Option<Rows<'a>>,
    sampled: Option<Sampled>,
    level: Level,
}

/// What is known of one item.
struct Measured {
    name: String,
    label: Text,
    item: LikertItem,
    positive: Value,
    negative: f64,
    mean: Value,
    cells: Vec<PersonCell>,
}

impl Analyse for Likert {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        let rows = self.from.as_ref().map(|from| entry.rows(from)).transpose().map_err(one)?;
        let scale = self.scale(entry, rows.as_ref()).map_err(one)?;
        if self.items.is_empty() {
            let problem = Problem::new("a questionnaire has at least one item");
            return Err(one(problem.hint("write `items: [{column: …}]`").at(entry.location.clone())));
        }
        let sampled = match (&self.sampling, &rows) {
            (None, _) => None,
            (Some(sampling), Some(rows)) => Some(sampling.read(entry, rows).map_err(one)?),
            (Some(sampling), None) => {
                let place = sampling.columns().next().and_then(Spanned::location);
                let problem = Problem::new("stated counts tell nothing of how the sample was drawn");
                return Err(one(problem.hint("remove `sampling`, or name a data source with `from`").at(place)));
            }
        };
        let survey = Survey { scale, rows, sampled, level };
        let mut measured: Vec<Measured> = Vec::new();
        let mut problems = Vec::new();
        for item in &self.items {
            match self.measure(entry, item, &survey, &measured) {
                Ok(found) => measured.push(found),
                Err(more) => problems.extend(more),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        if self.order == Order::Positive {
            // A stable sort: items with the same share stay as they are stated.
            measured.sort_by(|a, b| share(&b.positive).total_cmp(&share(&a.positive)));
        }
        let mut section = entry.section(Vec::new());
        self.describe(&mut section, &survey.scale);
        self.values(&mut section, measured, &survey.scale);
        if let (Some(sampled), Some(rows)) = (&survey.sampled, &survey.rows) {
            self.sample(&mut section, sampled, rows);
        }
        keep_known_names(&mut section);
        let origin = match &self.from {
            None => Origin::Specification,
            Some(from) => {
                let columns = self.items.iter().filter_map(|item| item.column.as_ref());
                let sampling = self.sampling.iter().flat_map(Sampling::columns);
                let rows = survey.rows.as_ref().map_or(Ok(0), |rows| rows.tally(&[]).map(|tally| tally.total()))?;
                let columns = columns.chain(sampling).map(|column| column.value.clone()).collect();
                Origin::Data { source: from.value.clone(), columns, rows }
            }
        };
        section.provenance.inputs.push(Input { name: "answers".to_owned(), origin });
        Ok(vec![section])
    }
}

impl Likert {
    /// The answers with their values and sides.
    fn scale(&self, entry: &Entry<'_>, rows: Option<&Rows<'_>>) -> Result<Scale, Diagnostic> {
        let mut labels: Vec<Text> = self.answers.iter().map(|answer| answer.label.clone()).collect();
        let mut values: Vec<String> = Vec::new();
        for (place, answer) in self.answers.iter().enumerate() {
            values.push(answer.value.as_ref().map_or_else(|| (place + 1).to_string(), |value| value.value.clone()));
            if values[..place].contains(&values[place]) {
                let problem = Problem::new(format!("two answers have the value `{}`", values[place]));
                return Err(problem.hint("give each answer the value that it has in the data").at(answer
                    .value
                    .as_ref()
                    .and_then(Spanned::location)
                    .or_else(|| entry.location.clone())));
            }
        }
        let first = self.items.first().and_then(|item| item.column.as_ref());
        if let (true, Some(rows), Some(column)) = (labels.is_empty(), rows, first) {
            for (value, label) in &rows.column(column)?.codes {
                values.push(value.to_string());
                labels.push(label.clone());
            }
        }
        if !(2..=11).contains(&labels.len()) {
            let problem = Problem::new(match labels.len() {
                0 => "a scale needs its answers".to_owned(),
                number => format!("a scale has from two to eleven answers, not {number}"),
            });
            let hint = "write `answers: [{value: 1, label: Helt uenig}, …]` from the most negative to the most positive, or give the codes of the column under `columns`";
            return Err(problem.hint(hint).at(entry.location.clone()));
        }
        let size = labels.len();
        let by_place = |place: usize| match (2 * place + 1).cmp(&size) {
            std::cmp::Ordering::Less => Side::Negative,
            std::cmp::Ordering::Equal => Side::Neutral,
            std::cmp::Ordering::Greater => Side::Positive,
        };
        let stated: Vec<Side> = self.answers.iter().filter_map(|answer| answer.side).collect();
        let sides: Vec<Side> = match stated.len() {
            0 => (0..size).map(by_place).collect(),
            number if number == size => stated,
            _ => {
                let problem = Problem::new("some answers say which side they belong to, and some do not");
                return Err(problem
                    .hint("give `side` to all answers, or to none")
                    .at(self.answers[0].label_place(entry)));
            }
        };
        if sides.windows(2).any(|pair| pair[0] > pair[1]) {
            let problem = Problem::new("the answers do not stand from the most negative to the most positive");
            return Err(problem
                .hint("list negative answers first, then neutral, then positive ones")
                .at(self.answers[0].label_place(entry)));
        }
        if sides[0] != Side::Negative || sides[size - 1] != Side::Positive {
            let problem = Problem::new("a scale has negative and positive answers");
            return Err(problem
                .hint("give at least one answer `side: negative` and one `side: positive`")
                .at(self.answers[0].label_place(entry)));
        }
        Ok(Scale { labels, values, sides })
    }

    /// The words of the section.
    fn describe(&self, section: &mut Section, scale: &Scale) {
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(Basis::Observed),
        };
        common.describe(section);
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        section.labels.extend(self.positive.clone().map(|label| ("positive".to_owned(), label)));
        section.labels.extend(scale.names().into_iter().zip(scale.labels.iter().cloned()));
    }

    /// One item, from its counts or its column.
    fn measure(
        &self,
        entry: &Entry<'_>,
        item: &Item,
        survey: &Survey<'_>,
        before: &[Measured],
    ) -> Result<Measured, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let scale = &survey.scale;
        let taken = |name: &str| before.iter().any(|known| known.name == name);
        match (&item.counts, &item.column, &survey.rows) {
            (Some(counts), None, None) => {
                let found = of_counts(counts, item.missing.as_ref(), scale.labels.len()).map_err(one)?;
                let Some(label) = item.label.clone() else {
                    let problem = Problem::new("an item needs its `label`").hint("write what was asked");
                    return Err(one(problem.at(counts.location())));
                };
                let name = free_name(label.get(Language::Bokmal), taken);
                Ok(self.summarise((name, label), found, None, survey, Vec::new()))
            }
            (None, Some(column), Some(rows)) => {
                if let Some(missing) = &item.missing {
                    let problem = Problem::new("missing answers are counted in the data");
                    return Err(one(problem.hint("remove `missing`").at(missing.location())));
                }
                let label = item.label.clone().or_else(|| rows.column(column).ok()?.label.clone());
                let label = label.unwrap_or_else(|| Text::from(column.as_str()));
                let name = free_name(column, taken);
                let persons = Persons::of(rows);
                let (found, answers) = match &survey.sampled {
                    None => (self.tallied(rows, column, scale)?, None),
                    Some(sampled) => {
                        let (found, answers) = weighted(rows, column, scale, sampled).map_err(one)?;
                        (found, Some((answers, sampled)))
                    }
                };
                let cells = cells(&persons, column, &name, &found, scale);
                let answers = answers.as_ref().map(|(answers, sampled)| (answers.as_slice(), *sampled));
                Ok(self.summarise((name, label), found, answers, survey, cells))
            }
            (Some(counts), ..) => {
                let problem = Problem::new("an item has `counts`, or a `column` of a data source, not both");
                Err(one(problem.hint("keep `counts` alone, or `from` and `column`").at(counts.location())))
            }
            (None, Some(column), None) => {
                let problem = Problem::new(format!("`{column}` is a column of no data source"));
                Err(one(problem.hint("name the data source with `from`").at(column.location())))
            }
            (None, None, _) => {
                let problem = Problem::new(format!("an item of `{}` has no answers", entry.id));
                let hint = "write `{column: …}` for a column of `from`, or `{label: …, counts: […]}`";
                Err(one(problem.hint(hint).at(entry.location.clone())))
            }
        }
    }

    /// The answers to an item, counted in the data source.
    fn tallied(&self, rows: &Rows<'_>, column: &Spanned<String>, scale: &Scale) -> Result<LikertItem, Vec<Diagnostic>> {
        let tally = rows.tally(&[By::Column(column)])?;
        let mut counts = vec![0; scale.labels.len()];
        let mut missing = 0;
        for (cells, count) in &tally.counts {
            match place(&cells[0], column, scale).map_err(|problem| vec![problem])? {
                Some(place) => counts[place] += count,
                None => missing += count,
            }
        }
        LikertItem::of_counts(counts, missing).map_err(|_| vec![nobody(column)])
    }

    /// The share of positive answers and the mean, with their intervals; `answers` are those of every row, where the
    /// sample is described.
    fn summarise(
        &self,
        (name, label): (String, Text),
        item: LikertItem,
        answers: Option<(&[Option<i64>], &Sampled)>,
        survey: &Survey<'_>,
        cells: Vec<PersonCell>,
    ) -> Measured {
        let Survey { scale, level, .. } = survey;
        let level = *level;
        let first = scale.first(Side::Positive) as i64 + 1;
        let decimals = decimals_for_share(item.answered());
        let empty = Estimate::new(item.share_from(first), Unit::Proportion, decimals);
        let mean = Estimate::new(item.mean(), Unit::Number, 1);
        let (positive, mean) = match answers {
            None => {
                let arm = item.arm_from(first);
                let positive = arm
                    .and_then(|arm| self.interval.compute(arm, level))
                    .map(|computed| with_interval(empty.clone(), computed, level, self.interval.method()));
                let summary = item.sd().and_then(|sd| MeanSummary::new(item.answered(), item.mean(), sd));
                let computed = summary.and_then(|summary| one_mean(summary, level));
                let mean = computed.map_or(mean.clone(), |computed| {
                    // The mean of the shares, to the last bit, and not that of the summary.
                    Estimate { value: mean.value, ..with_interval(mean, computed, level, Method::StudentT) }
                });
                (positive.map_or_else(Value::from, Value::from), mean)
            }
            Some((answers, sampled)) => {
                let answered: Vec<bool> = answers.iter().map(Option::is_some).collect();
                let high = answers.iter().map(|answer| f64::from(u8::from(answer.is_some_and(|place| place >= first))));
                let points = answers.iter().map(|answer| answer.map_or(0.0, |place| place as f64));
                let of = |values: Vec<f64>| sampled.design.mean_within(&values, &answered);
                let positive = of(high.collect()).and_then(|share| SurveyDesign::logit_interval(share, level));
                let positive = positive
                    .map_or(empty.clone(), |computed| with_interval(empty, computed, level, Method::LogitLinearised));
                let mean = match of(points.collect()).and_then(|found| found.estimated(level)) {
                    Ok(computed) => with_interval(mean, computed, level, Method::Linearised),
                    Err(_) => mean,
                };
                (positive.into(), mean)
            }
        };
        let negative = 1.0 - item.share_from(scale.first(Side::Neutral) as i64 + 1);
        Measured { name, label, positive, negative: negative.clamp(0.0, 1.0), mean: mean.into(), item, cells }
    }

    /// The numbers of the section.
    fn values(&self, section: &mut Section, measured: Vec<Measured>, scale: &Scale) {
        let mut columns = scale.names();
        columns.extend(["negative", "positive", "total", "missing"].map(str::to_owned));
        if self.mean {
            columns.push("mean".to_owned());
        }
        let mut table = Table { columns, rows: Vec::new() };
        let least = measured.iter().map(|item| item.item.answered()).min().unwrap_or(0);
        let decimals = decimals_for_share(least);
        let quantity = |value: f64| Value::from(Quantity { value, unit: Unit::Proportion, decimals });
        let shown = |value: &Value| match value {
            Value::Estimate(estimate) => Value::from(Estimate { decimals, ..estimate.clone() }),
            other => other.clone(),
        };
        let (mut highest, mut lowest) = (0, 0);
        for (at, item) in measured.iter().enumerate() {
            if share(&item.positive) > share(&measured[highest].positive) {
                highest = at;
            }
            if share(&item.positive) <= share(&measured[lowest].positive) {
                lowest = at;
            }
            if item.item.missing > 0 {
                add_note(section, Note::UnansweredLeftOut);
            }
            if matches!(&item.positive, Value::Estimate(estimate) if estimate.interval.is_none()) {
                add_note(section, Note::NoIntervalFromDesign);
            }
            let mut cells: Vec<Value> = item.item.shares.iter().map(|share| quantity(*share)).collect();
            cells.push(quantity(item.negative));
            cells.push(shown(&item.positive));
            cells.extend([Value::Count(item.item.answered()), Value::Count(item.item.missing)]);
            if self.mean {
                cells.push(item.mean.clone());
            }
            let label = Some(item.label.clone());
            table.rows.push(Row {
                name: item.name.clone(),
                label,
                basis: None,
                source: None,
                words: Vec::new(),
                cells,
            });
        }
        section.values.push(("items".to_owned(), Value::Table(table)));
        for (name, at) in [("highest", highest), ("lowest", lowest)] {
            let Some(item) = measured.get(at) else { continue };
            section.labels.push((name.to_owned(), item.label.clone()));
            section.values.push((name.to_owned(), shown(&item.positive)));
            let betrayed = format!("items/{}/positive", item.name);
            for cell in measured.iter().flat_map(|item| &item.cells).filter(|cell| cell.shown_in.contains(&betrayed)) {
                section.cells.push(cell.clone().shown_in([name]));
            }
        }
        section.cells.extend(measured.into_iter().flat_map(|item| item.cells));
    }

    /// What is said of a sample that was drawn with weights, strata or clusters.
    fn sample(&self, section: &mut Section, sampled: &Sampled, rows: &Rows<'_>) {
        add_note(section, Note::DesignBased);
        if self.sampling.as_ref().is_some_and(|sampling| sampling.weights.is_some()) {
            add_note(section, Note::Weighted);
            let size = sampled.weights.iter().filter(|weight| **weight > 0.0).count() as u64;
            section.values.push(("sample.total".to_owned(), Value::Count(size)));
            section.cells.push(Persons::of(rows).in_category("weighted", "yes").cell(size, ["sample.total"]));
            if let Some(value) = sampled.effective_size() {
                let quantity = Quantity { value, unit: Unit::Number, decimals: 0 };
                section.values.push(("sample.effective".to_owned(), quantity.into()));
            }
        }
    }
}

impl Answer {
    fn label_place(&self, entry: &Entry<'_>) -> Option<crate::diag::Location> {
        self.value.as_ref().and_then(Spanned::location).or_else(|| entry.location.clone())
    }
}

/// A share, to compare items by; one that is not defined comes last.
fn share(value: &Value) -> f64 {
    match value {
        Value::Estimate(estimate) => estimate.value,
        _ => -1.0,
    }
}

/// The answers to an item that stated counts stand for.
fn of_counts(
    counts: &Spanned<Vec<u64>>,
    missing: Option<&Spanned<u64>>,
    size: usize,
) -> Result<LikertItem, Diagnostic> {
    if counts.len() != size {
        let problem = Problem::new(format!("there are {} counts for {size} answers", counts.len()));
        return Err(problem.hint("write a number for every answer, 0 where nobody gave it").at(counts.location()));
    }
    let missing = missing.map_or(0, |missing| missing.value);
    LikertItem::of_counts(counts.value.clone(), missing).map_err(|why| {
        Problem::new(format!("these counts are no answers: {why}"))
            .hint("leave out an item that nobody answered")
            .at(counts.location())
    })
}

/// The place of an answer on the scale; nothing where it is missing.
fn place(cell: &Cell, column: &Spanned<String>, scale: &Scale) -> Result<Option<usize>, Diagnostic> {
    if cell.is_missing() {
        return Ok(None);
    }
    let found = scale.values.iter().position(|value| cell.is_written(value));
    found.map(Some).ok_or_else(|| {
        let known = one_of(scale.values.iter().map(String::as_str));
        Problem::new(format!("`{column}` has the value `{cell}`, which is no answer of the scale"))
            .hint(format!("the answers are {known}: add it to `answers`, or declare it as missing under `columns`"))
            .at(column.location())
    })
}

/// The answers row by row, and what they come to with weights.
fn weighted(
    rows: &Rows<'_>,
    column: &Spanned<String>,
    scale: &Scale,
    sampled: &Sampled,
) -> Result<(LikertItem, Vec<Option<i64>>), Diagnostic> {
    let mut answers = Vec::new();
    for (cell, weight) in rows.cells(column)?.iter().zip(&sampled.weights) {
        let found = place(cell, column, scale)?.filter(|_| *weight > 0.0);
        answers.push(found.map(|place| place as i64 + 1));
    }
    let mut item =
        likert_item(&answers, 1, scale.labels.len() as i64, Some(&sampled.weights)).map_err(|_| nobody(column))?;
    // Rows without a weight are no part of the sample.
    let outside = sampled.weights.iter().filter(|weight| **weight == 0.0).count() as u64;
    item.missing = item.missing.saturating_sub(outside);
    Ok((item, answers))
}

fn nobody(column: &Spanned<String>) -> Diagnostic {
    Problem::new(format!("no row has an answer in `{column}`")).hint("leave the item out").at(column.location())
}

/// Who is behind the numbers of an item: who gave each answer, on which side of the scale, and who gave none.
fn cells(persons: &Persons, column: &str, name: &str, item: &LikertItem, scale: &Scale) -> Vec<PersonCell> {
    let shown = |part: &str| format!("items/{name}/{part}");
    let known = persons.known(column, true);
    let mut cells = vec![persons.known(column, false).cell(item.missing, [shown("missing")])];
    let names = scale.names();
    let all = names.iter().map(String::as_str).chain(["positive", "negative", "total", "mean"]);
    cells.push(known.cell(item.answered(), all.map(shown)));
    let dimension = PersonCell::merged(column);
    for side in [Side::Negative, Side::Neutral, Side::Positive] {
        let on_side = known.in_category(&dimension, side.name());
        let places = || (0..scale.labels.len()).filter(|place| scale.sides[*place] == side);
        let count = places().map(|place| item.counts[place]).sum();
        let parts: &[&str] = match side {
            Side::Negative => &["negative"],
            Side::Neutral => &[],
            Side::Positive => &["positive"],
        };
        cells.push(on_side.cell(count, parts.iter().map(|part| shown(part))));
        for place in places() {
            let own = on_side.in_category(column, &scale.values[place]);
            cells.push(own.cell(item.counts[place], [shown(&names[place]), shown("mean")]));
        }
    }
    cells
}
