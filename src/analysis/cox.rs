//! How fast something happens in two groups and by other variables: hazard ratios.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::baseline_table::GroupLabel;
use super::explanatory::{Explanatory, Piece, Scale, Term, design, factor, independent, main_pieces};
use super::follow_up_time::insist_on_times;
use super::input::{Common, Entry, Event, add_note};
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names, values_of};
use super::proportion_methods::{test, with_interval};
use super::regression::{Allocation, ModelRows, Outcome, lines, read};
use crate::data::Cell;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Estimate, Input, Method, Note, Origin, PersonCell, Quantity, Role, Row, Section, Table, Test, Text, Unit,
    Value,
};
use crate::stats::regression::{Coefficients, Contrast, Factor, JointTest};
use crate::stats::survival::{ProportionalHazards, Subject, Ties, TimeScale, cox};
use crate::stats::{Level, Undefined};

/// How fast something happens, in two groups and by other variables, after Cox: the crude and the adjusted hazard ratio of
/// every variable side by side, and tests of whether they change over time.
///
/// A hazard ratio of 1.5 means that, among those to whom it has not happened yet, it happens one and a half times as fast.
/// Categories are compared with their `reference`. With `strata` persons are compared within them alone; with `cluster` the
/// standard errors allow for persons who belong together. Rows without a value of a variable are left out of all estimates.
///
/// ```yaml
/// first_job:
///   kind: cox
///   from: randomised
///   time: first_time
///   event: {column: first_observed}
///   outcome: hatt en jobb
///   allocation: randomised
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   terms: [{column: age, per: 10}, sex]
///   strata: service
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoxAnalysis {
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
    /// The population or data source of the persons.
    from: Spanned<String>,
    /// The column with the time of the event, or the last time without it.
    time: Spanned<String>,
    /// Whether the event happened at that time.
    event: Event,
    /// What happens, worded so that it can follow «hadde» or «had»: `hatt en jobb`.
    outcome: Text,
    /// How people came into the groups.
    #[serde(default)]
    allocation: Allocation,
    /// Which rows belong to which group.
    #[serde(default)]
    group: Option<Groups>,
    /// Those who got the programme.
    #[serde(default)]
    treated: Option<GroupLabel>,
    /// Those they are compared with.
    #[serde(default)]
    control: Option<GroupLabel>,
    /// The variables that are held constant: names of columns, or maps that say more.
    #[serde(default)]
    terms: Vec<Term>,
    /// The column within whose values alone persons are compared, such as the service.
    #[serde(default)]
    strata: Option<Spanned<String>>,
    /// The column of the cluster, which the standard errors allow for.
    #[serde(default)]
    cluster: Option<Spanned<String>>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// The fewest clusters for which uncorrected robust errors are about right.
const ENOUGH_CLUSTERS: usize = 40;

/// The persons as a model has them.
struct Followed<'a> {
    variables: &'a [Explanatory],
    subjects: Vec<Subject>,
    clusters: Option<Factor>,
}

/// A model of some columns.
struct Fitted {
    /// Whether each column is in the model; the others are combinations of these.
    kept: Vec<bool>,
    coefficients: Coefficients,
    proportional: Result<ProportionalHazards, Undefined>,
    method: Method,
}

impl Followed<'_> {
    fn fit(&self, pieces: &[Piece]) -> Result<Fitted, Undefined> {
        let rows = self.subjects.len();
        let kept = independent(self.variables, pieces, rows, None)?;
        let own: Vec<&Piece> = pieces.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(piece, _)| piece).collect();
        let model = cox(&self.subjects, &design(self.variables, &own, rows, false)?, Ties::Efron)?;
        let (coefficients, method) = match &self.clusters {
            Some(clusters) => (model.clustered(clusters)?, Method::CoxRobust),
            None => (model.coefficients().clone(), Method::CoxRegression),
        };
        Ok(Fitted { kept, coefficients, proportional: model.proportional_hazards(TimeScale::KaplanMeier), method })
    }
}

impl Fitted {
    /// The place of a column among those of the model.
    fn place(&self, piece: usize) -> Result<usize, Undefined> {
        match self.kept.get(piece) {
            Some(true) => Ok(self.kept[..piece].iter().filter(|kept| **kept).count()),
            _ => Err(Undefined::Collinear),
        }
    }

    fn contrast(&self, piece: usize) -> Result<Contrast, Undefined> {
        self.coefficients.coefficient(self.place(piece)?)
    }
}

/// The hazard ratio of a column.
fn ratio(fit: &Result<Fitted, Undefined>, piece: usize, level: Level) -> Value {
    let computed = fit.as_ref().map_err(|why| *why).and_then(|fit| {
        let contrast = fit.contrast(piece)?;
        Ok((contrast.ratio(level)?, contrast.test()?, fit.method))
    });
    match computed {
        Ok((estimated, tested, method)) => {
            let empty = Estimate { no_effect: Some(1.0), ..Estimate::new(1.0, Unit::Ratio, 2) };
            let mut estimate = with_interval(empty, estimated, level, method);
            estimate.tests.push(test(Method::WaldTest, tested));
            estimate.into()
        }
        Err(why) => why.into(),
    }
}

/// A test of whether hazard ratios change over time.
fn change_test(tested: Result<&JointTest, Undefined>) -> Value {
    match tested {
        Ok(joint) => {
            let test = Test {
                method: Method::SchoenfeldTest,
                statistic: Some(joint.statistic),
                degrees_of_freedom: vec![joint.df],
                p: joint.p,
            };
            Estimate { tests: vec![test], ..Estimate::new(joint.statistic, Unit::Number, 2) }.into()
        }
        Err(why) => why.into(),
    }
}

impl Analyse for CoxAnalysis {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        self.check(entry)?;
        let rows = entry.rows(&self.from).map_err(one)?;
        insist_on_times(&rows, &self.time).map_err(one)?;
        let event = self.event.by().map_err(one)?;
        self.event.look_at(entry, &rows, &rows.tally(&[event])?.values(0));
        let mut extra = vec![rows.cells_by(event)?];
        for column in [&self.strata, &self.cluster].into_iter().flatten() {
            extra.push(rows.cells(column).map_err(one)?);
        }
        let labels = [&self.treated, &self.control].map(|group| group.as_ref().map(|group| group.label.clone()));
        let outcome = Outcome { column: Some(&self.time), event: None };
        let found = read(entry, &self.from, (self.group.as_ref(), labels), &self.terms, outcome, &extra)?;
        let happened: Vec<bool> =
            found.kept.iter().map(|row| self.event.holds(&extra[0][*row]) == Some(true)).collect();
        let followed = self.followed(&found, &happened, &extra[1..]);
        if let Some(wrong) = found.outcome.iter().find(|time| **time < 0.0) {
            let problem = Problem::new(format!("`{}` holds {wrong}, and times are numbers from zero on", self.time));
            return Err(one(problem.hint("count from the start of follow-up").at(self.time.location())));
        }
        self.section(entry, &found, &happened, &followed, level).map(|section| vec![section])
    }
}

impl CoxAnalysis {
    /// What does not depend on the data.
    fn check(&self, entry: &Entry<'_>) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        match (&self.group, &self.treated, &self.control) {
            (Some(_), Some(_), Some(_)) | (None, None, None) => {}
            (Some(group), ..) => {
                let problem =
                    Problem::new("two groups need `treated: {label: \u{2026}}` and `control: {label: \u{2026}}`");
                problems.push(problem.hint("give both a label").at(group.column.location()));
            }
            (None, ..) => {
                let problem = Problem::new("groups with labels need the column that tells them apart");
                let hint =
                    "add `group: {column: \u{2026}, treated: \u{2026}, control: \u{2026}}`, or leave the labels out";
                problems.push(problem.hint(hint).at(entry.location.clone()));
            }
        }
        if self.group.is_none() && self.terms.is_empty() {
            let problem = Problem::new("a Cox regression needs something that explains how fast it happens");
            problems.push(problem.hint("add `group`, or columns under `terms`").at(entry.location.clone()));
        }
        for (what, column) in [("strata", &self.strata), ("cluster", &self.cluster)] {
            let Some(column) = column else { continue };
            if what == "strata" && self.terms.iter().any(|term| term.column.value == column.value) {
                let problem = Problem::new(format!("`{column}` cannot be both a stratum and a term"));
                let hint = "within a stratum it does not vary: remove it from one of them";
                problems.push(problem.hint(hint).at(column.location()));
            }
            if self.group.as_ref().is_some_and(|group| group.column.value == column.value) {
                let problem = Problem::new(format!("`{column}` tells the groups apart, and cannot be `{what}` too"));
                problems.push(problem.hint("name another column").at(column.location()));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The persons of the model.
    fn followed<'a>(&self, found: &'a ModelRows, happened: &[bool], extra: &[Vec<Cell>]) -> Followed<'a> {
        let mut extra = extra.iter();
        let strata = self.strata.as_ref().and_then(|_| extra.next()).map(|cells| factor(cells, &found.kept));
        let clusters = self.cluster.as_ref().and_then(|_| extra.next()).map(|cells| factor(cells, &found.kept));
        let subject = |(row, (time, happened)): (usize, (&f64, &bool))| {
            Subject::new(*time, *happened).in_stratum(strata.as_ref().map_or(0, |strata| strata.codes()[row]))
        };
        let subjects = found.outcome.iter().zip(happened).enumerate().map(subject).collect();
        Followed { variables: &found.variables, subjects, clusters }
    }

    fn section(
        &self,
        entry: &Entry<'_>,
        found: &ModelRows,
        happened: &[bool],
        followed: &Followed<'_>,
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
        section.labels.push(("outcome".to_owned(), self.outcome.clone()));
        for (name, group) in [("treated", &self.treated), ("control", &self.control)] {
            section.labels.extend(group.as_ref().map(|group| (name.to_owned(), group.label.clone())));
        }
        self.numbers(found, happened, followed, &mut section);
        let pieces = main_pieces(&found.variables, 0..found.variables.len());
        let fit = followed.fit(&pieces);
        let crude: Vec<(Vec<Piece>, Result<Fitted, Undefined>)> = (0..found.variables.len())
            .map(|place| {
                let own = main_pieces(&found.variables, [place]);
                let fit = followed.fit(&own);
                (own, fit)
            })
            .collect();
        if found.members.is_some() {
            section.values.push(("crude".to_owned(), ratio(&crude[0].1, 0, level)));
            section.values.push(("adjusted".to_owned(), ratio(&fit, 0, level)));
        }
        section.values.push(("coefficients".to_owned(), table(found, happened, &pieces, &fit, &crude, level)));
        let proportional =
            fit.as_ref().map_err(|why| *why).and_then(|fit| fit.proportional.as_ref().map_err(|why| *why));
        section
            .values
            .push(("proportional_hazards".to_owned(), change_test(proportional.map(|found| &found.together))));
        self.notes(found, followed, &fit, level, &mut section);
        let rows = entry.rows(&self.from).map_err(|problem| vec![problem])?;
        section.cells = self.cells(&Persons::of(&rows), found, happened, &section);
        keep_known_names(&mut section);
        section.provenance.inputs.push(Input {
            name: "persons".to_owned(),
            origin: Origin::Data {
                source: self.from.value.clone(),
                columns: self.columns(),
                rows: found.kept.len() as u64,
            },
        });
        Ok(section)
    }

    /// The columns that the model reads.
    fn columns(&self) -> Vec<String> {
        let group = self.group.iter().map(|group| group.column.value.clone());
        let own = [self.time.value.clone(), self.event.name()];
        let terms = self.terms.iter().map(|term| term.column.value.clone());
        let others = [&self.strata, &self.cluster].into_iter().flatten().map(|column| column.value.clone());
        let mut columns: Vec<String> = Vec::new();
        for column in group.chain(own).chain(terms).chain(others) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }

    /// How many persons there were, and to how many it happened.
    fn numbers(&self, found: &ModelRows, happened: &[bool], followed: &Followed<'_>, section: &mut Section) {
        let mut put = |name: String, count: u64| section.values.push((name, Value::Count(count)));
        put("total".to_owned(), found.kept.len() as u64);
        put("events".to_owned(), count(happened, |_| true));
        if found.members.is_some() {
            let arm = &found.variables[0];
            for (level, name) in [(1, "treated"), (0, "control")] {
                put(format!("{name}.total"), arm.count(level));
                put(format!("{name}.events"), count(happened, |row| arm.holds(level, row)));
            }
        }
        put("missing".to_owned(), found.missing);
        if let Some(clusters) = &followed.clusters {
            put("clusters".to_owned(), clusters.levels().len() as u64);
        }
        if self.strata.is_some() {
            let mut strata: Vec<usize> = followed.subjects.iter().map(|subject| subject.stratum).collect();
            strata.sort_unstable();
            strata.dedup();
            put("strata".to_owned(), strata.len() as u64);
        }
    }

    /// What has to be said of the model.
    fn notes(
        &self,
        found: &ModelRows,
        followed: &Followed<'_>,
        fit: &Result<Fitted, Undefined>,
        level: Level,
        section: &mut Section,
    ) {
        match fit {
            Err(Undefined::Separation) => add_note(section, Note::InfiniteHazardRatio),
            Ok(fit) => {
                if fit.kept.iter().any(|kept| !kept) {
                    add_note(section, Note::CollinearLeftOut);
                }
                let changes = |proportional: &ProportionalHazards| {
                    let own = proportional.columns.first().filter(|_| found.members.is_some());
                    own.into_iter().chain([&proportional.together]).any(|test| test.p < level.alpha())
                };
                if fit.proportional.as_ref().is_ok_and(changes) {
                    add_note(section, Note::HazardsNotProportional);
                }
            }
            Err(_) => {}
        }
        if let Some(clusters) = &followed.clusters {
            let few = clusters.levels().len() < ENOUGH_CLUSTERS;
            add_note(section, if few { Note::FewClustersUncorrected } else { Note::ClusterRobust });
        }
        if found.missing > 0 {
            add_note(section, Note::IncompleteRows);
        }
        if self.allocation == Allocation::Observational {
            add_note(section, Note::Associations);
        }
    }

    /// The persons behind the numbers: of each group and category, those to whom it happened and the others.
    fn cells(&self, everyone: &Persons, found: &ModelRows, happened: &[bool], section: &Section) -> Vec<PersonCell> {
        let everything = values_of(section, &["crude", "adjusted", "coefficients", "proportional", "total"]);
        let complete = format!("all of {}", self.columns().join(", "));
        let known = everyone.known(&complete, true);
        let dimension = self.event.dimension();
        let events = count(happened, |_| true);
        let total = found.kept.len() as u64;
        let of_events: Vec<String> = everything.iter().cloned().chain(["events".to_owned()]).collect();
        let mut cells = vec![
            known.cell(total, &everything),
            everyone.known(&complete, false).cell(found.missing, ["missing"]),
            known.in_category(&dimension, "yes").cell(events, &of_events),
            known.in_category(&dimension, "no").cell(total - events, &of_events),
        ];
        let Some(Value::Table(table)) = section.value("coefficients") else { return cells };
        for (at, variable) in found.variables.iter().enumerate() {
            let Scale::Categories { levels, .. } = &variable.scale else { continue };
            for (level, (cell, _)) in levels.iter().enumerate() {
                let of_variable = |row: &&Row| {
                    row.words.iter().any(|(name, text)| name == "of" && *text == Text::from(variable.name.as_str()))
                };
                let all: Vec<&Row> = table.rows.iter().filter(of_variable).collect();
                // The rows of the categories are in their order; a yes-or-no has one row, which tells of both.
                let own: Vec<&&Row> = match all.len() {
                    1 => all.iter().collect(),
                    _ => all.iter().skip(level).take(1).collect(),
                };
                let names = |columns: &'static [&'static str]| {
                    let own = own.clone();
                    own.into_iter()
                        .flat_map(move |row| columns.iter().map(|column| format!("coefficients/{}/{column}", row.name)))
                        .collect::<Vec<String>>()
                };
                // A reference has no estimate; those of the other categories are compared with it.
                let (mut shown, mut with) = match all.len() > 1 && level == 0 {
                    false => (
                        names(&["persons", "crude", "adjusted", "change"]),
                        names(&["events", "crude", "adjusted", "change"]),
                    ),
                    true => (names(&["persons"]), names(&["events"])),
                };
                if all.len() > 1 && level == 0 {
                    let others = all.iter().skip(1);
                    let of_row = |row: &&Row| {
                        ["crude", "adjusted", "change"].map(|column| format!("coefficients/{}/{column}", row.name))
                    };
                    with.extend(others.flat_map(of_row));
                }
                if at == 0 && found.members.is_some() {
                    let name = if level == 1 { "treated" } else { "control" };
                    shown.push(format!("{name}.total"));
                    with.extend([format!("{name}.events"), "crude".to_owned(), "adjusted".to_owned()]);
                }
                let persons = known.with(&variable.name, cell);
                let (count, events) = (variable.count(level), count(happened, |row| variable.holds(level, row)));
                cells.push(persons.cell(count, &shown));
                cells.push(persons.in_category(&dimension, "yes").cell(events, &with));
                cells.push(persons.in_category(&dimension, "no").cell(count - events, &with));
            }
        }
        cells
    }
}

/// To how many of some rows it happened.
fn count(happened: &[bool], is_of: impl Fn(usize) -> bool) -> u64 {
    happened.iter().enumerate().filter(|(row, happened)| **happened && is_of(*row)).count() as u64
}

/// One row for each category and number: persons, events, and the crude and the adjusted hazard ratio.
fn table(
    found: &ModelRows,
    happened: &[bool],
    pieces: &[Piece],
    fit: &Result<Fitted, Undefined>,
    crude: &[(Vec<Piece>, Result<Fitted, Undefined>)],
    level: Level,
) -> Value {
    let change = |place: usize| {
        let fit = fit.as_ref().map_err(|why| *why)?;
        let own = fit.place(place)?;
        fit.proportional.as_ref().map_err(|why| *why)?.columns.get(own).cloned().ok_or(Undefined::OutsideDomain)
    };
    let rows = lines(&found.variables, pieces, found.members.is_some()).into_iter().map(|line| {
        let (variable, category) = line.of;
        let variable = &found.variables[variable];
        let (crude, adjusted, change) = match line.piece {
            None => {
                let one = || Value::from(Quantity { value: 1.0, unit: Unit::Ratio, decimals: 2 });
                (one(), one(), Undefined::OutsideDomain.into())
            }
            Some(place) => {
                let (own, alone) = &crude[line.of.0];
                let at = own.iter().position(|piece| *piece == pieces[place]).unwrap_or_default();
                (
                    ratio(alone, at, level),
                    ratio(fit, place, level),
                    change_test(change(place).as_ref().map_err(|why| *why)),
                )
            }
        };
        let mut words = line.words;
        words.push(("of".to_owned(), Text::from(variable.name.as_str())));
        let per = line.unit.map_or_else(|| Value::Count(1), Value::from);
        let events = count(happened, |row| variable.holds(category, row));
        let cells = vec![Value::Count(line.persons), Value::Count(events), per, crude, adjusted, change];
        Row { name: line.name, label: line.label, basis: None, source: None, words, cells }
    });
    let columns = ["persons", "events", "per", "crude", "adjusted", "change"];
    Value::Table(Table { columns: columns.map(str::to_owned).to_vec(), rows: rows.collect() })
}
