//! A model of people who belong to clusters that differ among themselves.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::baseline_table::GroupLabel;
use super::explanatory::{Explanatory, Piece, Term, design, factor, independent, main_pieces};
use super::input::{Common, Entry, Event, add_note};
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{test, with_interval};
use super::regression::{Allocation, ModelRows, Outcome, TableOf, coefficients_of, events_among, persons_behind, read};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Basis, Estimate, Input, Method, Note, Origin, Quantity, Role, Section, Text, Unit, Value};
use crate::stats::mixed::{Criterion, RandomEffects, linear_mixed, logistic_mixed};
use crate::stats::regression::{Coefficients, Factor, Link, persons};
use crate::stats::{Level, Undefined};

/// A mixed (multilevel) model: people belong to clusters, such as services or counties, whose level differs, and whose
/// difference between the groups may differ too.
///
/// A number is modelled by restricted maximum likelihood with Satterthwaite's degrees of freedom, a yes-or-no by
/// logistic regression with adaptive quadrature. With it come how much the clusters differ and the intraclass
/// correlation. Each row is a person; repeated measurements of persons are `repeated_measures`.
///
/// ```yaml
/// work_by_service:
///   kind: mixed_model
///   from: randomised
///   family: logistic
///   outcome: i ordinært arbeid
///   event: {column: employed_18, equals: 1}
///   allocation: randomised
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   terms: [age, sex]
///   cluster: service
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MixedModel {
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
    /// The population or data source, with a row for each person.
    from: Spanned<String>,
    /// What is modelled.
    family: MixedFamily,
    /// The outcome: for a yes-or-no worded so that it can follow «var» or «were», else so that it can follow
    /// «gjennomsnittlig» or «mean».
    outcome: Text,
    /// The column of an outcome that is a number.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// What counts as the outcome, where it is a yes-or-no.
    #[serde(default)]
    event: Option<Event>,
    /// The unit of an outcome that is a number; points of its own scale unless given.
    #[serde(default)]
    outcome_unit: Option<Spanned<Unit>>,
    /// Decimals of coefficients and means of an outcome that is a number; two unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// How people came into the groups.
    #[serde(default)]
    allocation: Allocation,
    /// Which rows belong to which group.
    group: Groups,
    /// Those who got the programme.
    treated: GroupLabel,
    /// Those they are compared with.
    control: GroupLabel,
    /// The variables that are held constant: names of columns, or maps that say more.
    #[serde(default)]
    terms: Vec<Term>,
    /// The column of the cluster, such as the service or the county.
    cluster: Spanned<String>,
    /// What differs between clusters: `intercept`, the level alone, or `slope`, the difference between the groups too.
    #[serde(default)]
    random: Option<Spanned<Random>>,
    /// The points of the quadrature of a logistic model, from 1 (Laplace's approximation) to 50; 9 unless given.
    #[serde(default)]
    points: Option<Spanned<u64>>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// Whether everyone in a cluster belongs to the same group, as where services are compared.
fn is_of_clusters(arm: &Explanatory, clusters: &Factor) -> bool {
    let mut known = vec![None; clusters.levels().len()];
    clusters.codes().iter().enumerate().all(|(row, cluster)| {
        let treated = arm.holds(1, row);
        *known[*cluster].get_or_insert(treated) == treated
    })
}

/// What is modelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum MixedFamily {
    /// A number: coefficients are differences in means.
    Linear,
    /// A yes-or-no: coefficients are odds ratios among persons of one cluster.
    Logistic,
}

/// What differs between clusters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Random {
    /// The level.
    Intercept,
    /// The level, and the difference between the groups.
    Slope,
}

/// A fitted mixed model.
struct Fitted {
    places: Vec<Option<usize>>,
    coefficients: Coefficients,
    /// Standard deviations between clusters: of the level and, where it varies, of the difference.
    between: Vec<f64>,
    correlation: Option<f64>,
    residual: Option<f64>,
    intraclass: Result<f64, Undefined>,
    log_likelihood: f64,
    estimator: Method,
    notes: Vec<Note>,
}

impl Analyse for MixedModel {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        self.check(entry)?;
        let extra = vec![entry.rows(&self.from).and_then(|rows| rows.cells(&self.cluster)).map_err(one)?];
        let outcome = Outcome { column: self.column.as_ref(), event: self.event.as_ref() };
        let labels = [Some(self.treated.label.clone()), Some(self.control.label.clone())];
        let found = read(entry, &self.from, (Some(&self.group), labels), &self.terms, outcome, &extra)?;
        let clusters = factor(&extra[0], &found.kept);
        let pieces = main_pieces(&found.variables, 0..found.variables.len());
        let fitted = self.fit(&found, &pieces, &clusters);
        self.section(entry, &found, &pieces, &clusters, fitted, level).map(|section| vec![section])
    }
}

impl MixedModel {
    fn link(&self) -> Link {
        if self.family == MixedFamily::Linear { Link::Identity } else { Link::Logit }
    }

    /// What does not depend on the data.
    fn check(&self, entry: &Entry<'_>) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let linear = self.family == MixedFamily::Linear;
        match (&self.column, &self.event) {
            (Some(column), _) if !linear => {
                let problem = Problem::new("the family `logistic` is for a yes-or-no");
                let hint = "write `event: {column: \u{2026}, equals: \u{2026}}` instead of `column`";
                problems.push(problem.hint(hint).at(column.location()));
            }
            (_, Some(event)) if linear => {
                let problem = Problem::new("the family `linear` is for numbers");
                problems.push(problem.hint("write `column: \u{2026}` instead of `event`").at(event.location()));
            }
            (None, None) => {
                let wanted = if linear { "column: \u{2026}" } else { "event: {column: \u{2026}, equals: \u{2026}}" };
                let problem = Problem::new("a model needs its outcome").hint(format!("add `{wanted}`"));
                problems.push(problem.at(entry.location.clone()));
            }
            _ => {}
        }
        if let Some(unit) = self.outcome_unit.as_ref().filter(|unit| unit.is_worded() || !linear) {
            let problem = Problem::new("an outcome of this kind has no unit of its own");
            problems.push(problem.hint("leave `outcome_unit` out").at(unit.location()));
        }
        if let Some(decimals) = self.decimals.as_ref().filter(|decimals| !(-6..=6).contains(&decimals.value)) {
            let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
            problems.push(problem.at(decimals.location()));
        }
        if let Some(random) = self.random.as_ref().filter(|random| !linear && random.value == Random::Slope) {
            let problem = Problem::new("a logistic model has random levels, and no random slopes");
            problems.push(problem.hint("write `random: intercept`, or leave it out").at(random.location()));
        }
        if let Some(points) = &self.points {
            if linear {
                let problem = Problem::new("a linear model needs no quadrature");
                problems.push(problem.hint("leave `points` out").at(points.location()));
            } else if !(1..=50).contains(&points.value) {
                let problem = Problem::new(format!("a quadrature has from 1 to 50 points, not {points}"));
                problems.push(problem.at(points.location()));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Fits the model; a model with random slopes that does not converge has random levels alone.
    fn fit(&self, found: &ModelRows, pieces: &[Piece], clusters: &Factor) -> Result<Fitted, Undefined> {
        let rows = found.outcome.len();
        let kept = independent(&found.variables, pieces, rows, None)?;
        let mut next = 1;
        let places = kept.iter().map(|kept| {
            let place = kept.then_some(next);
            next += usize::from(*kept);
            place
        });
        let places: Vec<Option<usize>> = places.collect();
        let shown: Vec<&Piece> = pieces.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(piece, _)| piece).collect();
        let design = design(&found.variables, &shown, rows, true)?;
        let mut notes = Vec::new();
        if kept.contains(&false) {
            notes.push(Note::CollinearLeftOut);
        }
        if self.family == MixedFamily::Logistic {
            let points = self.points.as_ref().map_or(9, |points| points.value as usize);
            let happened: Vec<bool> = found.outcome.iter().map(|value| *value == 1.0).collect();
            let model = logistic_mixed(&design, &persons(&happened), clusters, points)?;
            notes.push(Note::ConditionalOdds);
            if model.singular() {
                notes.push(Note::NoVarianceBetweenClusters);
            }
            return Ok(Fitted {
                places,
                coefficients: model.coefficients().clone(),
                between: vec![model.random_sd()],
                correlation: None,
                residual: None,
                intraclass: Ok(model.latent_intraclass_correlation()),
                log_likelihood: model.log_likelihood(),
                estimator: if points == 1 { Method::LogisticMixedLaplace } else { Method::LogisticMixedQuadrature },
                notes,
            });
        }
        let slope = self.random.as_ref().is_some_and(|random| random.value == Random::Slope);
        let treated: Vec<f64> = (0..rows).map(|row| f64::from(u8::from(found.variables[0].holds(1, row)))).collect();
        let fit = |random: RandomEffects<'_>| linear_mixed(&design, &found.outcome, clusters, random, Criterion::Reml);
        let model = match slope {
            false => fit(RandomEffects::Intercept)?,
            true => match fit(RandomEffects::InterceptAndSlope(&treated)) {
                Err(Undefined::NoConvergence) => {
                    notes.push(Note::InterceptInstead);
                    fit(RandomEffects::Intercept)?
                }
                other => other?,
            },
        };
        if model.random_sd().iter().all(|sd| *sd == 0.0) {
            notes.push(Note::NoVarianceBetweenClusters);
        }
        Ok(Fitted {
            places,
            coefficients: model.coefficients(),
            between: model.random_sd().to_vec(),
            correlation: model.correlation(),
            residual: Some(model.residual_sd()),
            intraclass: model.intraclass_correlation(),
            log_likelihood: model.log_likelihood(),
            estimator: Method::LinearMixedModel,
            notes,
        })
    }

    fn section(
        &self,
        entry: &Entry<'_>,
        found: &ModelRows,
        pieces: &[Piece],
        clusters: &Factor,
        fitted: Result<Fitted, Undefined>,
        level: Level,
    ) -> Result<Section, Vec<Diagnostic>> {
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
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        for (name, text) in
            [("outcome", &self.outcome), ("treated", &self.treated.label), ("control", &self.control.label)]
        {
            section.labels.push((name.to_owned(), text.clone()));
        }
        let measure = if self.family == MixedFamily::Linear { "mean_difference" } else { "odds_ratio" };
        section.labels.push(("measure".to_owned(), Text::from(measure)));
        let arm: &Explanatory = &found.variables[0];
        if is_of_clusters(arm, clusters) {
            section.labels.push(("group_of_clusters".to_owned(), Text::from("yes")));
        }
        section.values.push(("total".to_owned(), Value::Count(found.kept.len() as u64)));
        for (place, name) in [(1, "treated"), (0, "control")] {
            section.values.push((format!("{name}.total"), Value::Count(arm.count(place))));
            if self.family == MixedFamily::Logistic {
                let events = events_among(found, |row| arm.holds(place, row));
                section.values.push((format!("{name}.events"), Value::Count(events)));
            }
        }
        if self.family == MixedFamily::Logistic {
            section.values.push(("events".to_owned(), Value::Count(events_among(found, |_| true))));
        }
        section.values.push(("missing".to_owned(), Value::Count(found.missing)));
        section.values.push(("clusters".to_owned(), Value::Count(clusters.levels().len() as u64)));

        let (unit, decimals) = self.units();
        let value = |place: usize| -> Value {
            match &fitted {
                Ok(fitted) => fitted.estimate(fitted.places[place], self.link(), (unit, decimals), level),
                Err(why) => (*why).into(),
            }
        };
        section.values.push(("adjusted".to_owned(), value(0)));
        let constant = match (&fitted, self.family) {
            (Ok(fitted), MixedFamily::Linear) => Some(fitted.estimate(Some(0), self.link(), (unit, decimals), level)),
            _ => None,
        };
        let shape = TableOf { unit, decimals, linear: self.family == MixedFamily::Linear, groups: true, constant };
        let table = coefficients_of(&found.variables, pieces, shape, &value);
        section.values.push(("coefficients".to_owned(), Value::Table(table)));
        self.variances(&fitted, &mut section);
        for note in fitted.iter().flat_map(|fitted| &fitted.notes) {
            add_note(&mut section, *note);
        }
        if found.missing > 0 {
            add_note(&mut section, Note::IncompleteRows);
        }
        if self.allocation == Allocation::Observational {
            add_note(&mut section, Note::Associations);
        }
        let rows = entry.rows(&self.from).map_err(|problem| vec![problem])?;
        let columns = self.columns();
        section.cells = persons_behind(&Persons::of(&rows), (&columns, self.event.as_ref()), found, pieces, &section);
        keep_known_names(&mut section);
        section.provenance.inputs.push(Input {
            name: "rows".to_owned(),
            origin: Origin::Data { source: self.from.value.clone(), columns, rows: found.kept.len() as u64 },
        });
        Ok(section)
    }

    fn units(&self) -> (Unit, i8) {
        match self.family {
            MixedFamily::Logistic => (Unit::Ratio, 2),
            MixedFamily::Linear => (
                self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value),
                self.decimals.as_ref().map_or(2, |decimals| decimals.value),
            ),
        }
    }

    /// The columns that the model reads.
    fn columns(&self) -> Vec<String> {
        let outcome = self.column.iter().map(|column| column.value.clone()).chain(self.event.iter().map(Event::name));
        let terms = self.terms.iter().map(|term| term.column.value.clone());
        let mut columns = vec![self.group.column.value.clone()];
        for column in outcome.chain(terms).chain([self.cluster.value.clone()]) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }

    /// How much the clusters differ.
    fn variances(&self, fitted: &Result<Fitted, Undefined>, section: &mut Section) {
        let (unit, decimals) = match self.family {
            MixedFamily::Linear => self.units(),
            MixedFamily::Logistic => (Unit::Number, 2),
        };
        let mut put = |name: &str, value: Result<f64, Undefined>, unit: Unit, decimals: i8| {
            let value = value.and_then(|value| if value.is_finite() { Ok(value) } else { Err(Undefined::NotFinite) });
            let value = value.map(|value| Quantity { value, unit, decimals });
            section.values.push((name.to_owned(), value.map_or_else(Value::from, Value::from)));
        };
        match fitted {
            Ok(fitted) => {
                put(
                    "between_clusters.sd",
                    fitted.between.first().copied().ok_or(Undefined::NoVariation),
                    unit,
                    decimals,
                );
                if let Some(slope) = fitted.between.get(1) {
                    put("between_clusters.difference_sd", Ok(*slope), unit, decimals);
                    put(
                        "between_clusters.correlation",
                        fitted.correlation.ok_or(Undefined::NoVariation),
                        Unit::Number,
                        2,
                    );
                }
                if let Some(residual) = fitted.residual {
                    put("within_clusters.sd", Ok(residual), unit, decimals);
                }
                if fitted.between.len() == 1 {
                    put("intraclass_correlation", fitted.intraclass, Unit::Number, 3);
                }
                put("log_likelihood", Ok(fitted.log_likelihood), Unit::Number, 1);
            }
            Err(why) => put("between_clusters.sd", Err(*why), unit, decimals),
        }
    }
}

impl Fitted {
    /// A coefficient: an odds ratio but for linear models.
    fn estimate(&self, place: Option<usize>, link: Link, (unit, decimals): (Unit, i8), level: Level) -> Value {
        let Some(place) = place else { return Undefined::Collinear.into() };
        let ratio = link != Link::Identity;
        let computed = self.coefficients.coefficient(place).and_then(|contrast| {
            let estimated = if ratio { contrast.ratio(level)? } else { contrast.estimated(level)? };
            Ok((estimated, contrast.test().ok()))
        });
        let (interval, tested) = match ratio {
            true => (Method::Wald, Method::WaldTest),
            false => (Method::SatterthwaiteT, Method::SatterthwaiteTest),
        };
        match computed {
            Ok((estimated, result)) if estimated.value.is_finite() => {
                let no_effect = Some(if ratio { 1.0 } else { 0.0 });
                let empty = Estimate { no_effect, ..Estimate::new(0.0, unit, decimals) };
                let mut estimate = with_interval(empty, estimated, level, interval);
                estimate.method = Some(self.estimator);
                estimate.tests.extend(result.map(|result| test(tested, result)));
                estimate.into()
            }
            Ok(_) => Undefined::NotFinite.into(),
            Err(why) => why.into(),
        }
    }
}
