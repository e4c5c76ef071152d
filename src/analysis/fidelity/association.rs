//! How the fidelity of services goes together with an outcome of their participants.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::explanatory::{Explanatory, Piece, Scale as Values, Term, design, factor, independent, main_pieces};
use super::super::input::{Entry, Event, add_note};
use super::super::persons::Persons;
use super::super::proportion_methods::{ProportionInterval, test, with_interval};
use super::super::regression::{Outcome, read};
use super::scale::Scale;
use super::scores::{Scored, Services};
use super::{or_undefined, points, row};
use crate::data::{By, Cell, Rows};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Estimate, Input, Method, Note, Origin, Quantity, Section, Table, Text, Unit, Value, decimals_for_share,
};
use crate::stats::correlation::weighted;
use crate::stats::meta::effect::one_group::log_odds;
use crate::stats::meta::{Estimator, Inference, Model, Study, meta_regression};
use crate::stats::mixed::{LogisticMixed, logistic_mixed};
use crate::stats::regression::{Contrast, Design, Factor, persons};
use crate::stats::{Arm, Level, Undefined};

/// The services that there should be for a regression over them.
const ENOUGH_SERVICES: usize = 10;
/// The points of the quadrature of the multilevel model.
const QUADRATURE: usize = 9;

/// What fidelity is related to: how many participants of each service had an outcome. `events` and `total` are columns of
/// the services; `from` with an `event` counts the persons of another data source.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceOutcome {
    /// The outcome, worded so that it can follow «var» or «were»: `i ordinært arbeid`.
    label: Text,
    /// The data source or population of the participants, with a row for each.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// Its column of the service; of the same name as that of the services unless given.
    #[serde(default)]
    service: Option<Spanned<String>>,
    /// What counts as the outcome.
    #[serde(default)]
    event: Option<Event>,
    /// The variables that the multilevel model holds constant: names of columns, or maps that say more.
    #[serde(default)]
    terms: Vec<Term>,
    /// The column of how many participants had the outcome, where they are counted already.
    #[serde(default)]
    events: Option<Spanned<String>>,
    /// The column of how many participants there were.
    #[serde(default)]
    total: Option<Spanned<String>>,
    /// The review whose totals are used; the latest of each service unless given.
    #[serde(default)]
    review: Option<Spanned<String>>,
    /// How many points more the odds ratios are for; ten unless given.
    #[serde(default)]
    per: Option<Spanned<f64>>,
}

/// A service with a total, and its participants.
struct Related<'a> {
    place: usize,
    score: f64,
    cell: &'a Cell,
    events: u64,
    total: u64,
}

/// The services that are compared, and who their participants are.
struct Counted<'a> {
    related: Vec<Related<'a>>,
    persons: Persons,
    /// The dimension of the outcome.
    dimension: String,
    /// The persons that are left out, by whether their service has a total and their outcome is known.
    left_out: Vec<(bool, bool, u64)>,
    input: Input,
}

impl ServiceOutcome {
    /// Adds what goes together to the section.
    ///
    /// # Errors
    /// Columns that are not there or hold no counts, and a review that is none.
    pub fn relate(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        (rows, service): (&Rows<'_>, &Spanned<String>),
        (scale, services): (&Scale, &Services),
        level: Level,
    ) -> Result<(), Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        self.check(entry).map_err(one)?;
        let per = match &self.per {
            None => 10.0,
            Some(per) if per.value > 0.0 && per.value.is_finite() => per.value,
            Some(per) => {
                let problem = Problem::new(format!("an odds ratio is for a number of points above 0, not {per}"));
                return Err(one(problem.at(per.location())));
            }
        };
        let used = self.used(services).map_err(one)?;
        let counted = match (&self.from, &self.event) {
            (Some(from), Some(event)) => self.of_persons(entry, (from, event), service, services, &used)?,
            _ => self.of_counts(rows, service, services, &used)?,
        };
        section.labels.push(("outcome".to_owned(), self.label.clone()));
        section.provenance.inputs.push(counted.input.clone());
        let (events, total) = (sum(&counted.related, |one| one.events), sum(&counted.related, |one| one.total));
        // The same decimals in all bands, as few as the smallest one allows.
        let decimals = (0..scale.bands.len())
            .map(|band| sum_of(counted.related.iter().filter(|one| scale.band(one.score) == band), |one| one.total))
            .filter(|total| *total > 0)
            .map(decimals_for_share)
            .min()
            .unwrap_or(0);
        let share = share(events, total, decimals, level);
        let with_participants: Vec<&Related<'_>> = counted.related.iter().filter(|one| one.total > 0).collect();
        let missing: u64 = counted.left_out.iter().map(|(.., count)| count).sum();
        let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
        put("outcome.services", Value::Count(with_participants.len() as u64));
        put("outcome.persons", Value::Count(total));
        put("outcome.events", Value::Count(events));
        put("outcome.share", share);
        put("outcome.missing", Value::Count(missing));
        put("association.per", points(per, i8::from(per.fract() != 0.0)));
        put("association.correlation", correlation(&with_participants, level));
        self.across(section, &with_participants, per, level);
        self.within(entry, section, (service, services, &used), &with_participants, per, level)?;
        self.by_band(section, scale, &counted, decimals, level);
        self.by_service(section, services, &counted);
        self.cells(section, scale, services, &counted);
        if missing > 0 {
            add_note(section, Note::MissingOutcomes);
        }
        if with_participants.len() < ENOUGH_SERVICES {
            add_note(section, Note::FewServices);
        }
        add_note(section, Note::AcrossServices);
        Ok(())
    }

    /// What does not depend on the data.
    fn check(&self, entry: &Entry<'_>) -> Result<(), Diagnostic> {
        let of_persons = self.from.as_ref().map(Spanned::location).or(self.event.as_ref().map(Event::location));
        match (&self.from, &self.event, &self.events, &self.total) {
            (Some(_), Some(_), None, None) => Ok(()),
            (None, None, Some(_), Some(total)) => match (self.terms.first(), &self.service) {
                (Some(term), _) => Err(Problem::new("counts of participants tell nothing else of them")
                    .hint("remove `terms`, or name the participants with `from` and `event`")
                    .at(term.column.location())),
                (None, Some(service)) => Err(Problem::new("`service` is the column of another data source")
                    .hint("remove it, or name the participants with `from` and `event`")
                    .at(service.location())),
                (None, None) if total.value == *self.events.as_ref().map_or("", |events| events.as_str()) => {
                    let problem = Problem::new("`events` and `total` name the same column");
                    Err(problem.hint("name the column of how many participants there were").at(total.location()))
                }
                (None, None) => Ok(()),
            },
            (Some(_), None, None, None) | (None, Some(_), None, None) => {
                let problem = Problem::new("an outcome of participants needs both `from` and `event`");
                let hint = "write `from: participants` and `event: {column: \u{2026}, equals: \u{2026}}`";
                Err(problem.hint(hint).at(of_persons.flatten()))
            }
            (None, None, Some(column), None) | (None, None, None, Some(column)) => {
                let problem = Problem::new("counted participants need both `events` and `total`");
                Err(problem.hint("name both columns").at(column.location()))
            }
            (None, None, None, None) => {
                let problem = Problem::new("the outcome has no numbers");
                let hint = "add `from` and `event`, or the columns `events` and `total` of the services";
                Err(problem.hint(hint).at(entry.location.clone()))
            }
            _ => Err(Problem::new("participants are counted in the data, or counted already, not both")
                .hint("keep `from` and `event`, or `events` and `total`")
                .at(of_persons.flatten())),
        }
    }

    /// The points of each service that are used.
    fn used<'a>(&self, services: &'a Services) -> Result<Vec<Option<&'a Scored>>, Diagnostic> {
        let Some(wanted) = &self.review else {
            return Ok(services.services.iter().map(|service| service.latest()).collect());
        };
        let name = |place: usize| services.reviews[place].label.get(crate::results::Language::Bokmal).to_owned();
        let names: Vec<String> = (0..services.reviews.len()).map(name).collect();
        let is_it = |place: &usize| names[*place] == wanted.value || services.reviews[*place].name == wanted.value;
        let Some(place) = (0..names.len()).find(is_it) else {
            let known = || names.iter().map(String::as_str).filter(|name| !name.is_empty());
            let problem = Problem::new(format!("there is no review `{wanted}`"));
            let problem = match known().next() {
                None => problem.hint("name the column of the review with `review` beside `service`"),
                Some(_) => problem.closest_of(wanted, known()),
            };
            return Err(problem.at(wanted.location()));
        };
        Ok(services.services.iter().map(|service| service.reviews[place].as_ref()).collect())
    }

    /// The participants, counted in their own data source.
    fn of_persons<'a>(
        &self,
        entry: &Entry<'_>,
        (from, event): (&Spanned<String>, &Event),
        service: &Spanned<String>,
        services: &'a Services,
        used: &[Option<&Scored>],
    ) -> Result<Counted<'a>, Vec<Diagnostic>> {
        let rows = entry.rows(from).map_err(|problem| vec![problem])?;
        let column = self.column(service);
        let tally = rows.tally(&[By::Column(&column), event.by().map_err(|problem| vec![problem])?])?;
        event.look_at(entry, &rows, &tally.values(1));
        let place = |cell: &Cell| services.services.iter().position(|one| one.cell.to_string() == cell.to_string());
        let unknown: Vec<String> = tally
            .values(0)
            .iter()
            .filter(|cell| !cell.is_missing() && place(cell).is_none())
            .map(|cell| format!("`{cell}`"))
            .collect();
        if let Some(first) = unknown.first() {
            let what = match unknown.len() {
                1 => format!("the service {first} has participants and no fidelity"),
                more => format!("{more} services have participants and no fidelity, the first of them {first}"),
            };
            entry.warn(
                Problem::new(what)
                    .hint("their participants are left out; check how the services are written")
                    .at(column.location()),
            );
        }
        let mut related: Vec<Related<'a>> = Vec::new();
        for (place, own) in services.services.iter().enumerate() {
            if let Some(score) = used[place].and_then(|one| one.total) {
                related.push(Related { place, score, cell: &own.cell, events: 0, total: 0 });
            }
        }
        let mut left_out = vec![(true, false, 0), (false, true, 0), (false, false, 0)];
        for (cells, count) in &tally.counts {
            let own = place(&cells[0]).and_then(|place| related.iter_mut().find(|one| one.place == place));
            let outcome = event.holds(&cells[1]);
            match (own, outcome) {
                (Some(own), Some(happened)) => {
                    own.total += count;
                    own.events += if happened { *count } else { 0 };
                }
                (own, outcome) => {
                    let standing = (own.is_some(), outcome.is_some());
                    for (scored, known, number) in &mut left_out {
                        if (*scored, *known) == standing {
                            *number += count;
                        }
                    }
                }
            }
        }
        let mut columns = vec![column.value.clone(), event.name()];
        columns.extend(self.terms.iter().map(|term| term.column.value.clone()));
        let origin = Origin::Data { source: from.value.clone(), columns, rows: sum(&related, |one| one.total) };
        Ok(Counted {
            related,
            persons: Persons::of(&rows),
            dimension: event.dimension(),
            left_out,
            input: Input { name: "participants".to_owned(), origin },
        })
    }

    /// The participants, counted already.
    fn of_counts<'a>(
        &self,
        rows: &Rows<'_>,
        service: &Spanned<String>,
        services: &'a Services,
        used: &[Option<&Scored>],
    ) -> Result<Counted<'a>, Vec<Diagnostic>> {
        let (Some(events), Some(total)) = (&self.events, &self.total) else { return Err(Vec::new()) };
        let read = |column: &Spanned<String>| rows.numbers(column).map_err(|problem| vec![problem]);
        let (counted, totals) = (read(events)?, read(total)?);
        let mut related = Vec::new();
        for (place, own) in services.services.iter().enumerate() {
            let Some((score, scored)) = used[place].and_then(|one| Some((one.total?, one))) else { continue };
            // A service without counts is left out of everything, as one without a total is.
            let (Some(happened), Some(all)) = (counted[scored.row], totals[scored.row]) else { continue };
            let whole = |value: f64| value >= 0.0 && value.fract() == 0.0 && value < 1e15;
            if !whole(happened) || !whole(all) || happened > all {
                let problem = Problem::new(format!("`{}` has {happened} of {all} participants", own.cell));
                let hint = format!("`{events}` and `{total}` are whole numbers, the first not above the second");
                return Err(vec![problem.hint(hint).at(events.location())]);
            }
            related.push(Related { place, score, cell: &own.cell, events: happened as u64, total: all as u64 });
        }
        let origin = Origin::Data {
            source: rows.frame().name().to_owned(),
            columns: vec![service.value.clone(), events.value.clone(), total.value.clone()],
            rows: related.len() as u64,
        };
        Ok(Counted {
            related,
            persons: Persons::of(rows).counted_in("persons"),
            dimension: events.value.clone(),
            left_out: Vec::new(),
            input: Input { name: "participants".to_owned(), origin },
        })
    }

    fn column(&self, service: &Spanned<String>) -> Spanned<String> {
        let place = || self.from.as_ref().and_then(Spanned::location);
        self.service.clone().unwrap_or_else(|| Spanned::new(service.value.clone(), place()))
    }

    /// The meta-regression over services.
    fn across(&self, section: &mut Section, related: &[&Related<'_>], per: f64, level: Level) {
        let studies: Result<Vec<Study>, Undefined> = related
            .iter()
            .map(|one| Arm::new(one.events, one.total).and_then(|arm| log_odds(arm.into(), 0.5)))
            .collect();
        if related.iter().any(|one| one.events == 0 || one.events == one.total) {
            add_note(section, Note::HalfAddedToServices);
        }
        let fitted = studies.and_then(|studies| {
            let design = Design::with_intercept(studies.len()).numeric("fidelity", &centred(related, per))?;
            let model = Model::RandomEffects(Estimator::RestrictedMaximumLikelihood);
            meta_regression(&studies, &design, model, Inference::HartungKnapp, level)
        });
        let ratio = fitted.as_ref().map_err(|why| *why).and_then(|fit| {
            let contrast = fit.coefficients.coefficient(1)?;
            odds_ratio(contrast, level, (Method::HartungKnapp, Method::HartungKnappTest))
        });
        section.values.push(("association.odds_ratio".to_owned(), ratio.map_or_else(Value::from, Value::from)));
        if let Ok(fit) = fitted {
            let quantity = |value: f64, unit: Unit, decimals: i8| Quantity { value, unit, decimals }.into();
            section.values.push(("association.tau_squared".to_owned(), quantity(fit.tau_squared, Unit::Number, 2)));
            let explained = fit.r_squared.map(|share| quantity(share, Unit::Proportion, 0));
            let explained = explained.unwrap_or_else(|| Undefined::NoVariation.into());
            section.values.push(("association.r_squared".to_owned(), explained));
        }
    }

    /// The multilevel model of persons in services.
    fn within(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        (service, services, used): (&Spanned<String>, &Services, &[Option<&Scored>]),
        related: &[&Related<'_>],
        per: f64,
        level: Level,
    ) -> Result<(), Vec<Diagnostic>> {
        let mut adjusted = None;
        let fitted = match (&self.from, &self.event, self.terms.is_empty()) {
            (Some(from), Some(event), false) => {
                let rows = entry.rows(from).map_err(|problem| vec![problem])?;
                let cells = rows.cells(&self.column(service)).map_err(|problem| vec![problem])?;
                let place =
                    |cell: &Cell| services.services.iter().position(|one| one.cell.to_string() == cell.to_string());
                let score = |cell: &Cell| place(cell).and_then(|place| used[place]).and_then(|one| one.total);
                let scores: Vec<Option<f64>> = cells.iter().map(score).collect();
                let known = cells.iter().zip(&scores);
                let known = known.map(|(cell, score)| if score.is_some() { cell.clone() } else { Cell::Missing });
                let extra = vec![known.collect::<Vec<Cell>>()];
                let outcome = Outcome { column: None, event: Some(event) };
                let found = read(entry, from, (None, [None, None]), &self.terms, outcome, &extra)?;
                let values = found.kept.iter().filter_map(|row| scores[*row]).collect();
                let fidelity = Explanatory {
                    name: "fidelity".to_owned(),
                    label: Text::from("fidelity"),
                    scale: Values::Number { values, per, unit: None },
                };
                let variables: Vec<Explanatory> = [fidelity].into_iter().chain(found.variables).collect();
                let groups = factor(&extra[0], &found.kept);
                let happened: Vec<bool> = found.outcome.iter().map(|value| *value == 1.0).collect();
                let events = happened.iter().filter(|one| **one).count() as u64;
                for (place, variable) in variables[1..].iter().enumerate() {
                    section.labels.push((format!("term.{}", place + 1), variable.label.clone()));
                }
                adjusted = Some((found.kept.len() as u64, events, found.missing));
                with_terms(&variables, &groups, &happened)
            }
            _ => {
                let arms: Result<Vec<Arm>, Undefined> =
                    related.iter().map(|one| Arm::new(one.events, one.total)).collect();
                let names: Vec<String> = related.iter().map(|one| one.cell.to_string()).collect();
                arms.and_then(|arms| {
                    let design = Design::with_intercept(arms.len()).numeric("fidelity", &centred(related, per))?;
                    Ok((logistic_mixed(&design, &arms, &Factor::new(&names), QUADRATURE)?, 1, false))
                })
            }
        };
        let methods = (Method::Wald, Method::WaldTest);
        let ratio = fitted.as_ref().map_err(|why| *why).and_then(|(model, place, _)| {
            let mut estimate = odds_ratio(model.coefficients().coefficient(*place)?, level, methods)?;
            estimate.method = Some(Method::LogisticMixedQuadrature);
            Ok(estimate)
        });
        section.values.push(("association.multilevel".to_owned(), ratio.map_or_else(Value::from, Value::from)));
        if let Some((total, _, missing)) = adjusted {
            section.values.push(("association.persons".to_owned(), Value::Count(total)));
            section.values.push(("association.left_out".to_owned(), Value::Count(missing)));
            if missing > 0 {
                add_note(section, Note::IncompleteRows);
            }
        }
        if let Ok((model, _, left_out)) = &fitted {
            let put = |value: f64, decimals: i8| Quantity { value, unit: Unit::Number, decimals }.into();
            section.values.push(("association.between_services".to_owned(), put(model.random_sd(), 2)));
            let latent = model.latent_intraclass_correlation();
            section.values.push(("association.intraclass_correlation".to_owned(), put(latent, 3)));
            if model.singular() {
                add_note(section, Note::NoVarianceBetweenClusters);
            }
            if *left_out {
                add_note(section, Note::CollinearLeftOut);
            }
            add_note(section, Note::ConditionalOdds);
        }
        if let (Some((total, events, missing)), Some(from), Some(event)) = (adjusted, &self.from, &self.event) {
            let rows = entry.rows(from).map_err(|problem| vec![problem])?;
            let mut columns = vec![self.column(service).value, event.name()];
            columns.extend(self.terms.iter().map(|term| term.column.value.clone()));
            let complete = format!("all of {}", columns.join(", "));
            let everyone = Persons::of(&rows);
            let known = everyone.known(&complete, true);
            let shown =
                ["association.multilevel", "association.between_services", "association.intraclass_correlation"];
            let all = shown.into_iter().chain(["association.persons"]);
            section.cells.push(known.cell(total, all));
            let dimension = event.dimension();
            section.cells.push(known.in_category(&dimension, "yes").cell(events, shown));
            section.cells.push(known.in_category(&dimension, "no").cell(total - events, shown));
            section.cells.push(everyone.known(&complete, false).cell(missing, ["association.left_out"]));
        }
        Ok(())
    }

    /// The share with the outcome in each band.
    fn by_band(&self, section: &mut Section, scale: &Scale, counted: &Counted<'_>, decimals: i8, level: Level) {
        let rows = scale.bands.iter().enumerate().map(|(band, of)| {
            let own = || counted.related.iter().filter(move |one| one.total > 0 && scale.band(one.score) == band);
            let (events, total) = (own().map(|one| one.events).sum(), own().map(|one| one.total).sum());
            let cells = vec![
                Value::Count(own().count() as u64),
                Value::Count(total),
                Value::Count(events),
                share(events, total, decimals, level),
            ];
            row(format!("band_{}", band + 1), of.label.clone(), Vec::new(), cells)
        });
        let columns = ["services", "persons", "events", "share"].map(str::to_owned).to_vec();
        let table = Table { columns, rows: rows.collect() };
        section.values.push(("outcomes".to_owned(), Value::Table(table)));
    }

    /// The participants and the share with the outcome, beside the totals of each service.
    fn by_service(&self, section: &mut Section, services: &Services, counted: &Counted<'_>) {
        let Some((_, Value::Table(table))) = section.values.iter_mut().find(|(name, _)| name == "services") else {
            return;
        };
        table.columns.extend(["persons", "share"].map(str::to_owned));
        let least = counted.related.iter().map(|one| one.total).filter(|total| *total > 0).min().unwrap_or(0);
        for (place, row) in table.rows.iter_mut().enumerate().take(services.services.len()) {
            let own = counted.related.iter().find(|one| one.place == place);
            let share = own.filter(|one| one.total > 0).map(|one| {
                let value = one.events as f64 / one.total as f64;
                Quantity { value, unit: Unit::Proportion, decimals: decimals_for_share(least) }.into()
            });
            row.cells.push(or_undefined(own.map(|one| Value::Count(one.total))));
            row.cells.push(or_undefined(share));
        }
    }

    /// The participants behind everything: of each service, of each band, and of all of them, with the outcome and without.
    fn cells(&self, section: &mut Section, scale: &Scale, services: &Services, counted: &Counted<'_>) {
        const SCORED: &str = "fidelity";
        let Counted { related, persons, dimension, left_out, .. } = counted;
        let known = persons.known(SCORED, true).known(dimension, true);
        let mut together = vec!["outcome.share", "association.correlation", "association.odds_ratio"];
        together.extend(["association.tau_squared", "association.r_squared"]);
        if self.terms.is_empty() {
            together.extend(["association.multilevel", "association.between_services"]);
            together.push("association.intraclass_correlation");
        }
        let mut put =
            |group: &Persons, (events, total): (u64, u64), own: &[String], with: &[String], shares: &[String]| {
                section.cells.push(group.cell(total, own.iter().chain(shares)));
                section.cells.push(group.in_category(dimension, "yes").cell(events, with.iter().chain(shares)));
                section.cells.push(group.in_category(dimension, "no").cell(total - events, shares));
            };
        let names = |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
        let all = (sum(related, |one| one.events), sum(related, |one| one.total));
        put(&known, all, &names(&["outcome.persons"]), &names(&["outcome.events"]), &names(&together));
        for band in 0..scale.bands.len() {
            let name = format!("band_{}", band + 1);
            let group = known.in_category("band", &name);
            let own = || related.iter().filter(|one| scale.band(one.score) == band);
            let counts = (own().map(|one| one.events).sum(), own().map(|one| one.total).sum());
            let of = |column: &str| vec![format!("outcomes/{name}/{column}")];
            put(&group, counts, &of("persons"), &of("events"), &of("share"));
            for one in own() {
                let group = group.in_category("service", &one.cell.to_string());
                let of = |column: &str| vec![format!("services/{}/{column}", services.services[one.place].name)];
                put(&group, (one.events, one.total), &of("persons"), &[], &of("share"));
            }
        }
        for (scored, outcome, count) in left_out {
            let group = persons.known(SCORED, *scored).known(dimension, *outcome);
            section.cells.push(group.cell(*count, ["outcome.missing"]));
        }
    }
}

fn sum(related: &[Related<'_>], of: impl Fn(&Related<'_>) -> u64) -> u64 {
    sum_of(related.iter(), of)
}

fn sum_of<'a>(related: impl Iterator<Item = &'a Related<'a>>, of: impl Fn(&Related<'_>) -> u64) -> u64 {
    related.map(of).sum()
}

/// The scores around their mean, in units of so many points.
fn centred(related: &[&Related<'_>], per: f64) -> Vec<f64> {
    let mut scores: Vec<f64> = related.iter().map(|one| one.score).collect();
    scores.sort_by(f64::total_cmp);
    let mean = scores.iter().sum::<f64>() / scores.len().max(1) as f64;
    related.iter().map(|one| (one.score - mean) / per).collect()
}

/// A share with Wilson's interval.
fn share(events: u64, total: u64, decimals: i8, level: Level) -> Value {
    let interval = ProportionInterval::Wilson;
    let computed = Arm::new(events, total).and_then(|arm| interval.compute(arm, level));
    let empty = Estimate::new(0.0, Unit::Proportion, decimals);
    let share = computed.map(|computed| with_interval(empty, computed, level, interval.method()));
    share.map_or_else(Value::from, Value::from)
}

/// The correlation over services, weighted by their participants.
fn correlation(related: &[&Related<'_>], level: Level) -> Value {
    let scores: Vec<f64> = related.iter().map(|one| one.score).collect();
    let shares: Vec<f64> = related.iter().map(|one| one.events as f64 / one.total as f64).collect();
    let weights: Vec<f64> = related.iter().map(|one| one.total as f64).collect();
    let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, Unit::EffectSize, 2) };
    weighted(&scores, &shares, &weights, level)
        .map_or_else(Value::from, |computed| with_interval(empty, computed, level, Method::WeightedFisherZ).into())
}

/// A coefficient on the scale of log odds, as an odds ratio.
fn odds_ratio(contrast: Contrast, level: Level, (interval, tested): (Method, Method)) -> Result<Estimate, Undefined> {
    let computed = contrast.ratio(level)?;
    if !computed.value.is_finite() {
        return Err(Undefined::NotFinite);
    }
    let empty = Estimate { no_effect: Some(1.0), ..Estimate::new(1.0, Unit::Ratio, 2) };
    let mut estimate = with_interval(empty, computed, level, interval);
    estimate.tests.extend(contrast.test().ok().map(|result| test(tested, result)));
    Ok(estimate)
}

/// The multilevel model with variables held constant: the fit, the place of fidelity, and whether any was left out.
fn with_terms(
    variables: &[Explanatory],
    groups: &Factor,
    happened: &[bool],
) -> Result<(LogisticMixed, usize, bool), Undefined> {
    let rows = happened.len();
    let pieces = main_pieces(variables, 0..variables.len());
    let kept = independent(variables, &pieces, rows, None)?;
    if !kept[0] {
        return Err(Undefined::Collinear);
    }
    let shown: Vec<&Piece> = pieces.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(piece, _)| piece).collect();
    let design = design(variables, &shown, rows, true)?;
    Ok((logistic_mixed(&design, &persons(happened), groups, QUADRATURE)?, 1, kept.contains(&false)))
}
