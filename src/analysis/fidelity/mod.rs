//! How closely services follow a programme model, and how that goes together with what their participants attain.

mod association;
mod scale;
mod scores;

use schemars::JsonSchema;
use serde::Deserialize;

use self::association::ServiceOutcome;
use self::scale::{Named, Scale};
use self::scores::{Scored, Service, Services};
use super::Analyse;
use super::input::{Common, Entry, add_note};
use super::one_proportion::level;
use super::persons::keep_known_names;
use super::proportion_methods::{test, with_interval};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Estimate, Input, Method, Note, Origin, Quantity, Role, Row, Section, Table, Text, Unit, Value,
};
use crate::stats::means::{MeanSummary, one_mean, one_mean_test};
use crate::stats::{Level, Sample, Undefined};

/// The fidelity of services to a programme model: the total of each service with its band, the mean of each item, the
/// change from review to review, and how fidelity goes together with an outcome of the participants.
///
/// `ips_25` is the IPS fidelity scale with 25 items of 1 to 5 points: up to 73 points are not IPS, up to 99 fair, up to 114
/// good and from 115 exemplary fidelity. Its items are named in this program's own words. Another scale, or other bands,
/// stand in the specification. Each row is a service, or a service at a review; the total is the sum of its items, and
/// services are compared by their latest review.
///
/// With an `outcome` come the correlation over services, weighted by their numbers of participants; the odds ratio for ten
/// points more in a meta-regression over services (REML with Hartung and Knapp's interval); and the same from a logistic
/// model with a random intercept for each service. None of them is an effect: services were not drawn to their fidelity.
///
/// ```yaml
/// fidelity:
///   kind: fidelity
///   from: reviews
///   service: service
///   review: year
///   prefix: item_
///   outcome:
///     label: i ordinært arbeid
///     from: participants
///     event: {column: employed_12, equals: 1}
///     terms: [age, sex]
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fidelity {
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
    /// How the numbers are known.
    #[serde(default)]
    basis: Basis,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The data source, with a row for each service, or for each service at each review.
    from: Spanned<String>,
    /// The column that names the service.
    service: Spanned<String>,
    /// The column of the review, such as its year or its number, where services are reviewed more than once.
    #[serde(default)]
    review: Option<Spanned<String>>,
    /// The scale: `ips_25`, or one of your own.
    #[serde(default)]
    scale: Option<Named>,
    /// The columns of the items, in the order of the scale.
    #[serde(default)]
    items: Option<Spanned<Vec<Spanned<String>>>>,
    /// What the columns of the items start with, before the number: `item_` for `item_1`, `item_2` and so on.
    #[serde(default)]
    prefix: Option<Spanned<String>>,
    /// The column of the total, where the items are not in the data.
    #[serde(default)]
    total: Option<Spanned<String>>,
    /// What fidelity is related to.
    #[serde(default)]
    outcome: Option<ServiceOutcome>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// So many points.
pub(super) fn points(value: f64, decimals: i8) -> Value {
    Quantity { value, unit: Unit::Points, decimals }.into()
}

/// The decimals of totals: none where all are whole.
fn decimals_of<'a>(totals: impl IntoIterator<Item = &'a f64>) -> i8 {
    i8::from(totals.into_iter().any(|total| total.fract() != 0.0))
}

fn row(name: String, label: Text, words: Vec<(String, Text)>, cells: Vec<Value>) -> Row {
    Row { name, label: Some(label), basis: None, source: None, words, cells }
}

/// A value that may not be.
fn or_undefined(value: Option<Value>) -> Value {
    value.unwrap_or_else(|| Undefined::NoObservations.into())
}

/// The mean change of the same services with its interval and its test.
fn mean_change(changes: &[f64], level: Level) -> Value {
    let summary = Sample::new(changes).map(|sample| sample.summary());
    let estimate = summary.and_then(|summary: MeanSummary| {
        let computed = one_mean(summary, level)?;
        let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, Unit::Points, 1) };
        let mut estimate = with_interval(empty, computed, level, Method::PairedT);
        estimate.tests.extend(one_mean_test(summary, 0.0).ok().map(|tested| test(Method::PairedTTest, tested)));
        Ok(estimate)
    });
    estimate.map_or_else(Value::from, Value::from)
}

impl Analyse for Fidelity {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        let scale = match &self.scale {
            Some(named) => named.scale(),
            None => Scale::ips(entry.location.clone()),
        };
        let scale = scale.map_err(one)?;
        let services = self.read(entry, &scale)?;
        let mut section = entry.section(Vec::new());
        self.describe(&mut section, &scale, &services);
        self.totals(&mut section, &scale, &services, level);
        self.each_service(&mut section, &scale, &services);
        if services.has_items {
            self.each_item(&mut section, &scale, &services, level);
        }
        let rows = entry.rows(&self.from).map_err(one)?;
        let mut columns = vec![self.service.value.clone()];
        columns.extend(self.review.iter().map(|column| column.value.clone()));
        columns.extend(services.columns.iter().cloned());
        section.provenance.inputs.push(Input {
            name: "services".to_owned(),
            origin: Origin::Data { source: self.from.value.clone(), columns, rows: services.rows },
        });
        if let Some(outcome) = &self.outcome {
            outcome.relate(entry, &mut section, (&rows, &self.service), (&scale, &services), level)?;
        }
        keep_known_names(&mut section);
        Ok(vec![section])
    }

    fn tables(&self) -> &'static [&'static str] {
        &["services", "items", "association"]
    }
}

impl Fidelity {
    /// The points of every service at every review.
    fn read(&self, entry: &Entry<'_>, scale: &Scale) -> Result<Services, Vec<Diagnostic>> {
        let wanted = scale.items().count();
        let items: Vec<Spanned<String>> = match (&self.items, &self.prefix) {
            (Some(items), None) if items.len() == wanted => items.value.clone(),
            (Some(items), None) => {
                let problem = Problem::new(format!("there are {} columns for {wanted} items", items.len()));
                let hint = "name a column for each item of the scale, in its order";
                return Err(vec![problem.hint(hint).at(items.location())]);
            }
            (None, Some(prefix)) => {
                (1..=wanted).map(|number| Spanned::new(format!("{prefix}{number}"), prefix.location())).collect()
            }
            (Some(_), Some(prefix)) => {
                let problem = Problem::new("the columns of the items are named twice");
                return Err(vec![problem.hint("keep `items`, or `prefix`").at(prefix.location())]);
            }
            (None, None) if self.total.is_some() => Vec::new(),
            (None, None) => {
                let problem = Problem::new("the points of the services are not named");
                let hint = "add `prefix: item_` for columns `item_1`, `item_2` and so on, `items: [\u{2026}]`, or `total: \u{2026}`";
                return Err(vec![problem.hint(hint).at(entry.location.clone())]);
            }
        };
        let rows = entry.rows(&self.from).map_err(|problem| vec![problem])?;
        Services::read(&rows, (&self.service, self.review.as_ref()), &items, self.total.as_ref(), scale)
    }

    /// The words of the section.
    fn describe(&self, section: &mut Section, scale: &Scale, services: &Services) {
        let of_scale = scale.source.as_deref().map(Text::from);
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis,
        };
        common.describe(section);
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        section.labels.push(("scale".to_owned(), scale.name.clone()));
        section.labels.extend(of_scale.map(|source| ("scale_source".to_owned(), source)));
        for (place, band) in scale.bands.iter().enumerate() {
            section.labels.push((format!("band_{}", place + 1), band.label.clone()));
        }
        for review in &services.reviews {
            section.labels.push((format!("review.{}", review.name), review.label.clone()));
        }
        if services.any_open() {
            add_note(section, Note::ItemsNotRated);
        }
        if services.reviews.len() > 1 {
            add_note(section, Note::LatestReview);
        }
    }

    /// What the totals come to, at each review and in the latest one of each service.
    fn totals(&self, section: &mut Section, scale: &Scale, services: &Services, level: Level) {
        let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
        put("service_count", Value::Count(services.services.len() as u64));
        put("review_count", Value::Count(services.reviews.len() as u64));
        let [lowest, highest] = scale.totals();
        put("least_total", points(f64::from(lowest), 0));
        put("most_total", points(f64::from(highest), 0));
        let latest: Vec<f64> = services.services.iter().filter_map(Service::total).collect();
        let summary = summary(&latest);
        for (name, value) in SUMMARY.iter().zip(summary) {
            put(&format!("total.{name}"), value);
        }
        let bands: Vec<String> = (1..=scale.bands.len()).map(|band| format!("band_{band}")).collect();
        let counted = |totals: &[f64]| -> Vec<u64> {
            let in_band = |band: usize| totals.iter().filter(|total| scale.band(**total) == band).count() as u64;
            (0..scale.bands.len()).map(in_band).collect()
        };
        let mut columns: Vec<String> = vec!["services".to_owned()];
        columns.extend(SUMMARY.map(str::to_owned));
        columns.extend(bands.iter().cloned());
        let cells = |totals: &[f64]| {
            let mut cells = vec![Value::Count(totals.len() as u64)];
            cells.extend(self::summary(totals));
            cells.extend(counted(totals).into_iter().map(Value::Count));
            cells
        };
        let mut rows: Vec<Row> = Vec::new();
        for (place, review) in services.reviews.iter().enumerate() {
            let own = |service: &Service| service.reviews[place].as_ref()?.total;
            let totals: Vec<f64> = services.services.iter().filter_map(own).collect();
            rows.push(row(review.name.clone(), review.label.clone(), Vec::new(), cells(&totals)));
        }
        if services.reviews.len() != 1 {
            rows.push(Row {
                name: "latest".to_owned(),
                label: None,
                basis: None,
                source: None,
                words: Vec::new(),
                cells: cells(&latest),
            });
        }
        section.values.push(("reviews".to_owned(), Value::Table(Table { columns, rows })));
        let all = latest.len() as f64;
        let rows = scale.ranges().into_iter().zip(counted(&latest)).zip(&scale.bands).zip(&bands);
        let rows = rows.map(|((([from, to], count), band), name)| {
            let share =
                (all > 0.0).then(|| Quantity { value: count as f64 / all, unit: Unit::Proportion, decimals: 0 }.into());
            let cells =
                vec![points(f64::from(from), 0), points(f64::from(to), 0), Value::Count(count), or_undefined(share)];
            row(name.clone(), band.label.clone(), Vec::new(), cells)
        });
        let columns = ["from", "to", "services", "share"].map(str::to_owned).to_vec();
        let table = Table { columns, rows: rows.collect() };
        section.values.push(("bands".to_owned(), Value::Table(table)));
        if services.reviews.len() > 1 {
            let changes: Vec<f64> = services.services.iter().filter_map(Service::change).collect();
            let counted = |wanted: fn(f64) -> bool| changes.iter().filter(|change| wanted(**change)).count() as u64;
            let mut put = |name: &str, value: Value| section.values.push((format!("change.{name}"), value));
            put("services", Value::Count(changes.len() as u64));
            put("mean", mean_change(&changes, level));
            put("higher", Value::Count(counted(|change| change > 0.0)));
            put("same", Value::Count(counted(|change| change == 0.0)));
            put("lower", Value::Count(counted(|change| change < 0.0)));
        }
    }

    /// The totals of each service, with the band of the latest, and its points where they are known.
    fn each_service(&self, section: &mut Section, scale: &Scale, services: &Services) {
        let several = services.reviews.len() > 1;
        let mut columns: Vec<String> = Vec::new();
        if several {
            columns.extend(services.reviews.iter().map(|review| format!("total_{}", review.name)));
            columns.push("change".to_owned());
        }
        columns.push("total".to_owned());
        let known: Vec<f64> = services
            .services
            .iter()
            .flat_map(|service| &service.reviews)
            .flatten()
            .filter_map(|one| one.total)
            .collect();
        let decimals = decimals_of(&known);
        let total = |one: Option<f64>| or_undefined(one.map(|total| points(total, decimals)));
        let rows = services.services.iter().map(|service| {
            let mut cells: Vec<Value> = Vec::new();
            if several {
                let own = |one: &Option<Scored>| total(one.as_ref().and_then(|one| one.total));
                cells.extend(service.reviews.iter().map(own));
                cells.push(total(service.change()));
            }
            cells.push(total(service.total()));
            let band = service.total().map(|total| scale.bands[scale.band(total)].label.clone());
            let words = band.map(|band| ("band".to_owned(), band)).into_iter().collect();
            row(service.name.clone(), service.label.clone(), words, cells)
        });
        let table = Table { columns, rows: rows.collect() };
        section.values.push(("services".to_owned(), Value::Table(table)));
        if !services.has_items {
            return;
        }
        let items = scale.items().count();
        let columns = (1..=items).map(|item| format!("item_{item}")).chain(["total".to_owned()]).collect();
        let rows = services.services.iter().map(|service| {
            let latest = service.latest();
            let item = |item: usize| {
                or_undefined(
                    latest.and_then(|one| one.items.get(item).copied().flatten()).map(|value| points(value, 0)),
                )
            };
            let mut cells: Vec<Value> = (0..items).map(item).collect();
            cells.push(total(service.total()));
            row(service.name.clone(), service.label.clone(), Vec::new(), cells)
        });
        let table = Table { columns, rows: rows.collect() };
        section.values.push(("scores".to_owned(), Value::Table(table)));
    }

    /// The mean of each item in the latest review, and its change.
    fn each_item(&self, section: &mut Section, scale: &Scale, services: &Services, level: Level) {
        let several = services.reviews.len() > 1;
        let mut columns: Vec<String> = ["mean", "lowest", "highest", "services"].map(str::to_owned).to_vec();
        if several {
            columns.push("change".to_owned());
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut means: Vec<Option<f64>> = Vec::new();
        for (heading, (place, label)) in scale
            .groups
            .iter()
            .flat_map(|group| {
                let first = |at: usize| (at == 0).then_some(&group.title);
                group.items.iter().enumerate().map(move |(at, label)| (first(at), label))
            })
            .enumerate()
            .map(|(place, (heading, label))| (heading, (place, label)))
        {
            let of = |one: &Scored| one.items[place];
            let latest: Vec<f64> =
                services.services.iter().filter_map(|service| service.latest().and_then(of)).collect();
            let sample = Sample::new(&latest);
            means.push(sample.as_ref().ok().map(|sample| sample.summary().mean()));
            let value = |value: Result<f64, Undefined>, decimals: i8| {
                value.map_or_else(Value::from, |value| points(value, decimals))
            };
            let mut cells = vec![
                value(sample.as_ref().map(|sample| sample.summary().mean()).map_err(|why| *why), 1),
                value(sample.as_ref().map(Sample::minimum).map_err(|why| *why), 0),
                value(sample.as_ref().map(Sample::maximum).map_err(|why| *why), 0),
                Value::Count(latest.len() as u64),
            ];
            if several {
                let changes: Vec<f64> = services.services.iter().filter_map(|service| service.change_of(of)).collect();
                cells.push(mean_change(&changes, level));
            }
            let words = heading.map(|title| ("group".to_owned(), title.clone())).into_iter().collect();
            rows.push(row(format!("item_{}", place + 1), label.clone(), words, cells));
        }
        let labels: Vec<&Text> = scale.items().collect();
        let pick = |wanted: fn(f64, f64) -> bool| {
            let mut best: Option<(usize, f64)> = None;
            for (place, mean) in means.iter().enumerate() {
                if let Some(mean) = mean
                    && best.is_none_or(|(_, before)| wanted(*mean, before))
                {
                    best = Some((place, *mean));
                }
            }
            best
        };
        let ends =
            [("highest_item", pick(|mean, before| mean > before)), ("lowest_item", pick(|mean, before| mean < before))];
        for (name, found) in ends {
            let Some((place, mean)) = found else { continue };
            section.labels.push((name.to_owned(), labels[place].clone()));
            section.values.push((name.to_owned(), points(mean, 1)));
        }
        section.values.push(("items".to_owned(), Value::Table(Table { columns, rows })));
    }
}

/// What is told of totals.
const SUMMARY: [&str; 5] = ["mean", "sd", "median", "lowest", "highest"];

/// Those of [`SUMMARY`].
fn summary(totals: &[f64]) -> [Value; 5] {
    let sample = match Sample::new(totals) {
        Ok(sample) => sample,
        Err(why) => return [(); 5].map(|()| why.into()),
    };
    let bare = |total: f64| points(total, i8::from(total.fract() != 0.0));
    [
        points(sample.summary().mean(), 1),
        sample.summary().sd().map_or_else(Value::from, |sd| points(sd, 1)),
        bare(sample.median()),
        bare(sample.minimum()),
        bare(sample.maximum()),
    ]
}
