//! How an outcome depends on the group and on other variables at once.

mod fit;
mod table;

use schemars::JsonSchema;
use serde::Deserialize;

use self::fit::{Family, Fit, Model, Plan, StandardErrors};
pub(super) use self::table::{TableOf, coefficients_of, lines, persons_behind};
use super::Analyse;
use super::arms::Groups;
use super::baseline_table::GroupLabel;
use super::explanatory::{Explanatory, Piece, Read, Term, factor, main_pieces, product_pieces};
use super::input::{Common, Entry, Event, add_note};
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::test;
use crate::data::{By, Cell};
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::results::{
    Basis, ConfidenceInterval, Estimate, Input, Method, Note, Origin, Quantity, Role, Section, Text, Unit, Value,
    decimals_for_share,
};
use crate::stats::regression::{Factor, WildPlan, WildWeights, wild_bootstrap};
use crate::stats::{Level, TestResult, Undefined};

/// How an outcome depends on the group and on other variables at once: the crude and the adjusted estimate of every
/// variable side by side, and what the difference between the groups comes to in shares or points.
///
/// The outcome is a number (`column`) or a yes-or-no (`event`); the `family` says what a coefficient is. Categories are
/// compared with their `reference`. Rows without a value of a variable of the model are left out of all estimates, also
/// of the crude ones, so that the two differ by the adjustment alone. With `cluster` the intervals allow for clusters;
/// with few of them add `bootstrap` to a linear model.
///
/// ```yaml
/// work:
///   kind: regression
///   from: randomised
///   family: logistic
///   outcome: i ordinært arbeid
///   event: {column: employed_18, equals: 1}
///   allocation: randomised
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   terms: [{column: age, per: 10}, sex, {column: education, reference: primary}]
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regression {
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
    /// The population or data source.
    from: Spanned<String>,
    /// What is modelled, and how.
    family: Spanned<Family>,
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
    /// Pairs of variables whose product is in the model too, such as `[[arm, age]]`.
    #[serde(default)]
    interactions: Vec<(Spanned<String>, Spanned<String>)>,
    /// The column of a group that has an effect of its own each, such as the service, in a linear model.
    #[serde(default)]
    fixed_effects: Option<Spanned<String>>,
    /// The column of the cluster, such as the service or the county.
    #[serde(default)]
    cluster: Option<Spanned<String>>,
    /// The standard errors: `cr2` with clusters, `hc2` for linear models, `hc0` for modified Poisson, else `model`.
    #[serde(default)]
    standard_errors: Option<Spanned<StandardErrors>>,
    /// The wild cluster bootstrap of the difference between the groups, for a linear model with few clusters.
    #[serde(default)]
    bootstrap: Option<Bootstrap>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// How people came into the groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Allocation {
    /// By lot, so that differences are effects.
    Randomised,
    /// Otherwise, so that differences are associations.
    #[default]
    Observational,
}

/// A wild cluster bootstrap.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Bootstrap {
    /// The seed: the same seed gives the same numbers everywhere.
    seed: Spanned<u64>,
    /// How many replicates; 9,999 unless given.
    #[serde(default)]
    replicates: Option<Spanned<u64>>,
    /// By what residuals are multiplied: `webb` with fewer than twelve clusters, else `rademacher`, unless given.
    #[serde(default)]
    weights: Option<Weights>,
}

/// By what the residuals of a cluster are multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Weights {
    /// By 1 or −1.
    Rademacher,
    /// By plus or minus the root of 1/2, 1 or 3/2.
    Webb,
}

/// The rows of a model, read.
pub(super) struct ModelRows {
    /// The variables, the group first where there is one.
    pub variables: Vec<Explanatory>,
    /// The outcome; 1 and 0 for a yes-or-no.
    pub outcome: Vec<f64>,
    /// The rows that are complete, as places among those of the source.
    pub kept: Vec<usize>,
    /// How many rows lack a value.
    pub missing: u64,
    /// The values of the groups that are compared.
    pub members: Option<[Cell; 2]>,
}

impl Analyse for Regression {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        self.check(entry)?;
        let mut extra = Vec::new();
        for column in [&self.cluster, &self.fixed_effects].into_iter().flatten() {
            extra.push(entry.rows(&self.from).and_then(|rows| rows.cells(column)).map_err(one)?);
        }
        let outcome = Outcome { column: self.column.as_ref(), event: self.event.as_ref() };
        let labels = [&self.treated, &self.control].map(|group| group.as_ref().map(|group| group.label.clone()));
        let found = read(entry, &self.from, (self.group.as_ref(), labels), &self.terms, outcome, &extra)?;
        let mut cells = extra.iter();
        let clusters = self.cluster.as_ref().and_then(|_| cells.next()).map(|cells| factor(cells, &found.kept));
        let groups = self.fixed_effects.as_ref().and_then(|_| cells.next()).map(|cells| factor(cells, &found.kept));
        if let (Some(clusters), Some(groups), Some(place)) = (&clusters, &groups, &self.fixed_effects)
            && self.errors() == StandardErrors::Cr2
            && !lies_within(groups, clusters)
        {
            let problem = Problem::new(format!("`{place}` has groups that lie in several clusters"));
            let hint = "write `standard_errors: cr1`, or name clusters that hold whole groups";
            return Err(one(problem.hint(hint).at(place.location())));
        }
        let plan = Plan {
            variables: &found.variables,
            family: self.family.value,
            errors: self.errors(),
            outcome: &found.outcome,
            clusters: clusters.as_ref(),
            groups: groups.as_ref(),
        };
        self.section(entry, &found, plan, level).map(|section| vec![section])
    }
}

/// Where the outcome comes from.
#[derive(Clone, Copy)]
pub(super) struct Outcome<'a> {
    /// A column of numbers.
    pub column: Option<&'a Spanned<String>>,
    /// A yes-or-no.
    pub event: Option<&'a Event>,
}

/// Reads the rows in which the outcome, the group, all terms and all further columns are known.
///
/// # Errors
/// All that is wrong with any of them.
pub(super) fn read(
    entry: &Entry<'_>,
    from: &Spanned<String>,
    (group, labels): (Option<&Groups>, [Option<Text>; 2]),
    terms: &[Term],
    outcome: Outcome<'_>,
    extra: &[Vec<Cell>],
) -> Result<ModelRows, Vec<Diagnostic>> {
    let one = |problem: Diagnostic| vec![problem];
    let rows = entry.rows(from).map_err(one)?;
    let mut problems = Vec::new();
    for (at, term) in terms.iter().enumerate() {
        let named = |column: &Spanned<String>| column.value == term.column.value;
        if terms[..at].iter().any(|earlier| named(&earlier.column)) {
            let problem = Problem::new(format!("`{}` stands twice among the terms", term.column));
            problems.push(problem.hint("remove one of them").at(term.column.location()));
        }
        if group.is_some_and(|group| named(&group.column)) || outcome.column.is_some_and(named) {
            let problem = Problem::new(format!("`{}` is in the model already", term.column));
            problems.push(problem.hint("remove it from `terms`").at(term.column.location()));
        }
    }
    let mut terms_read: Vec<Read<'_>> = Vec::new();
    for term in terms {
        match term.read(&rows) {
            Ok(found) => terms_read.push(found),
            Err(problem) => problems.push(problem),
        }
    }
    let values = match (outcome.column, outcome.event) {
        (Some(column), _) => rows.numbers(column).map_err(one),
        (None, Some(event)) => yes_or_no(entry, &rows, event),
        (None, None) => Ok(Vec::new()),
    };
    let values = match values {
        Ok(values) => values,
        Err(more) => {
            problems.extend(more);
            Vec::new()
        }
    };
    let members = match group {
        None => None,
        Some(group) => {
            let tally = rows.tally(&[By::Column(&group.column)])?;
            match group.values(entry, from, &tally) {
                Ok(members) => Some((members, rows.cells(&group.column).map_err(one)?)),
                Err(problem) => {
                    problems.push(problem);
                    None
                }
            }
        }
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    let belongs = |row: usize| members.as_ref().is_none_or(|(members, arms)| members.contains(&arms[row]));
    let is_known = |row: &usize| {
        values[*row].is_some_and(f64::is_finite)
            && terms_read.iter().all(|term| term.is_known(*row))
            && extra.iter().all(|cells| !cells[*row].is_missing())
    };
    let all: Vec<usize> = (0..values.len()).filter(|row| belongs(*row)).collect();
    let kept: Vec<usize> = all.iter().copied().filter(is_known).collect();
    if kept.is_empty() {
        let problem = Problem::new(format!("no row of `{from}` has a value of every variable of the model"));
        return Err(one(problem.hint("leave out the variables that are missing for everyone").at(from.location())));
    }
    let mut variables = Vec::new();
    if let (Some(group), Some((members, arms))) = (group, &members) {
        let codes = kept.iter().map(|row| usize::from(arms[*row] == members[0])).collect();
        let [treated, control] = labels.map(|label| label.unwrap_or_else(|| Text::from("")));
        let levels = [(members[1].clone(), control), (members[0].clone(), treated.clone())];
        variables.push(Explanatory::of_two(&group.column, &treated, levels, codes));
    }
    for term in &terms_read {
        match term.in_rows(&kept) {
            Ok(variable) => variables.push(variable),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let missing = (all.len() - kept.len()) as u64;
    let outcome = kept.iter().filter_map(|row| values[*row]).collect();
    Ok(ModelRows { variables, outcome, kept, missing, members: members.map(|(members, _)| members) })
}

/// A yes-or-no, row by row: 1, 0 or nothing.
fn yes_or_no(
    entry: &Entry<'_>,
    rows: &crate::data::Rows<'_>,
    event: &Event,
) -> Result<Vec<Option<f64>>, Vec<Diagnostic>> {
    let one = |problem: Diagnostic| vec![problem];
    let by = event.by().map_err(one)?;
    event.look_at(entry, rows, &rows.tally(&[by])?.values(0));
    let cells = rows.cells_by(by)?;
    Ok(cells.iter().map(|cell| event.holds(cell).map(|holds| f64::from(u8::from(holds)))).collect())
}

/// Whether every group lies in one cluster.
fn lies_within(groups: &Factor, clusters: &Factor) -> bool {
    let mut of_group: Vec<Option<usize>> = vec![None; groups.levels().len()];
    groups
        .codes()
        .iter()
        .zip(clusters.codes())
        .all(|(group, cluster)| *of_group[*group].get_or_insert(*cluster) == *cluster)
}

impl Regression {
    fn errors(&self) -> StandardErrors {
        let usual = StandardErrors::usual(self.family.value, self.cluster.is_some());
        self.standard_errors.as_ref().map_or(usual, |errors| errors.value)
    }

    /// What does not depend on the data.
    fn check(&self, entry: &Entry<'_>) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let family = self.family.value;
        match (&self.column, &self.event) {
            (Some(column), _) if family.is_binary() => {
                let problem = Problem::new(format!("the family `{}` is for a yes-or-no", family.written()));
                let hint = "write `event: {column: \u{2026}, equals: \u{2026}}` instead of `column`";
                problems.push(problem.hint(hint).at(column.location()));
            }
            (_, Some(event)) if !family.is_binary() => {
                let problem = Problem::new("the family `linear` is for numbers");
                let hint = "write `column: \u{2026}` instead of `event`, or `family: linear_probability`";
                problems.push(problem.hint(hint).at(event.location().or_else(|| self.family.location())));
            }
            (None, None) => {
                let wanted =
                    if family.is_binary() { "event: {column: \u{2026}, equals: \u{2026}}" } else { "column: \u{2026}" };
                let problem = Problem::new("a regression needs its outcome").hint(format!("add `{wanted}`"));
                problems.push(problem.at(entry.location.clone()));
            }
            _ => {}
        }
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
        if self.group.is_none() && self.treated.is_none() && self.control.is_none() && self.terms.is_empty() {
            let problem = Problem::new("a regression needs something that explains the outcome");
            problems.push(problem.hint("add `group`, or columns under `terms`").at(entry.location.clone()));
        }
        if let Some(unit) = self.outcome_unit.as_ref().filter(|unit| unit.is_worded() || family.is_binary()) {
            let problem = Problem::new("an outcome of this kind has no unit of its own");
            problems.push(problem.hint("leave `outcome_unit` out").at(unit.location()));
        }
        if let Some(decimals) = self.decimals.as_ref().filter(|decimals| !(-6..=6).contains(&decimals.value)) {
            let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
            problems.push(problem.at(decimals.location()));
        }
        if let Some(groups) = self.fixed_effects.as_ref().filter(|_| !family.is_linear()) {
            let problem = Problem::new(format!("the family `{}` has no fixed effects here", family.written()));
            let hint = "write `family: linear_probability`, or put the column under `terms`";
            problems.push(problem.hint(hint).at(groups.location()));
        }
        self.check_errors(&mut problems);
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// What is wrong with standard errors, clusters and the bootstrap.
    fn check_errors(&self, problems: &mut Vec<Diagnostic>) {
        if let Some(errors) = &self.standard_errors {
            match (errors.value.is_clustered(), &self.cluster) {
                (true, None) => {
                    let problem = Problem::new("cluster-robust standard errors need clusters");
                    problems
                        .push(problem.hint("add `cluster: \u{2026}`, the column of the cluster").at(errors.location()));
                }
                (false, Some(_)) => {
                    let problem = Problem::new("these standard errors do not allow for clusters");
                    problems.push(problem.hint("write `cr2` or `cr1`, or leave `cluster` out").at(errors.location()));
                }
                _ if errors.value == StandardErrors::Model && self.family.value == Family::ModifiedPoisson => {
                    let problem = Problem::new("the variance of a Poisson model is not that of a yes-or-no");
                    problems.push(problem.hint("write `hc0`, or leave it out").at(errors.location()));
                }
                _ => {}
            }
        }
        if let Some(bootstrap) = &self.bootstrap {
            let place = bootstrap.seed.location();
            let what = match () {
                () if !self.family.value.is_linear() => {
                    Some(("the wild bootstrap is for linear models", "leave `bootstrap` out"))
                }
                () if self.cluster.is_none() => Some(("the wild bootstrap draws clusters", "add `cluster: \u{2026}`")),
                () if self.group.is_none() => Some((
                    "the wild bootstrap is of the difference between groups",
                    "add `group`, or leave `bootstrap` out",
                )),
                () => None,
            };
            if let Some((what, hint)) = what {
                problems.push(Problem::new(what).hint(hint).at(place));
            }
            if let Some(replicates) = bootstrap.replicates.as_ref().filter(|n| !(99..=1_000_000).contains(&n.value)) {
                let problem =
                    Problem::new(format!("a bootstrap has between 99 and 1000000 replicates, not {replicates}"));
                problems.push(problem.at(replicates.location()));
            }
        }
    }

    /// The columns of the whole model.
    fn pieces(&self, variables: &[Explanatory]) -> Result<Vec<Piece>, Vec<Diagnostic>> {
        let mut pieces = main_pieces(variables, 0..variables.len());
        let mut problems = Vec::new();
        for (first, second) in &self.interactions {
            let mut place = |name: &Spanned<String>| {
                let found = variables.iter().position(|variable| variable.name == name.value);
                if found.is_none() {
                    let names = || variables.iter().map(|variable| variable.name.as_str());
                    let problem = Problem::new(format!("`{name}` is not in the model")).closest_of(name, names());
                    problems.push(problem.hint(format!("the variables are {}", one_of(names()))).at(name.location()));
                }
                found
            };
            let (Some(one), Some(other)) = (place(first), place(second)) else { continue };
            if one == other {
                let problem = Problem::new(format!("`{second}` cannot interact with itself"));
                problems.push(problem.hint("name two variables").at(second.location()));
                continue;
            }
            let more = product_pieces(variables, one.min(other), one.max(other));
            if more.iter().any(|piece| pieces.contains(piece)) {
                let problem = Problem::new(format!("`{first}` and `{second}` interact twice"));
                problems.push(problem.hint("remove one of them").at(second.location()));
                continue;
            }
            pieces.extend(more);
        }
        if problems.is_empty() { Ok(pieces) } else { Err(problems) }
    }

    /// The unit and the decimals of coefficients, and of means or shares.
    fn units(&self, found: &ModelRows) -> ([Unit; 2], [i8; 2]) {
        let decimals = self.decimals.as_ref().map_or(2, |decimals| decimals.value);
        let points = self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value);
        let least = match found.variables.first().filter(|_| found.members.is_some()) {
            Some(arm) => arm.count(0).min(arm.count(1)),
            None => found.kept.len() as u64,
        };
        let share = decimals_for_share(least);
        match self.family.value {
            Family::Linear => ([points, points], [decimals, decimals]),
            Family::LinearProbability => ([Unit::ProportionDifference, Unit::Proportion], [share, share]),
            _ => ([Unit::Ratio, Unit::Proportion], [2, share]),
        }
    }

    fn section(
        &self,
        entry: &Entry<'_>,
        found: &ModelRows,
        plan: Plan<'_>,
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
        section.labels.push(("measure".to_owned(), Text::from(self.family.value.measure())));
        let pieces = self.pieces(&found.variables)?;
        let fit = plan.fit(&pieces);
        self.numbers(found, plan, &mut section);
        let units = self.units(found);
        if found.members.is_some() {
            let crude = plan.fit(&main_pieces(&found.variables, [0]));
            for (name, fit) in [("crude", &crude), ("adjusted", &fit)] {
                let value = match fit {
                    Ok(fit) => fit.estimate(0, units.0[0], units.1[0], level),
                    Err(why) => (*why).into(),
                };
                section.values.push((name.to_owned(), value));
            }
            self.standardised(found, &fit, units, level, &mut section);
            if let (Some(bootstrap), Ok(fit)) = (&self.bootstrap, &fit) {
                let value = self.bootstrapped(bootstrap, plan, fit, units, level);
                section.values.push(("bootstrap".to_owned(), value));
            }
        }
        let shown = table::Shown { units: (units.0[0], units.1[0]), level, groups: found.members.is_some() };
        let (table, fits) = table::coefficients(plan, &pieces, &fit, shown);
        section.values.push(("coefficients".to_owned(), Value::Table(table)));
        for note in fit.iter().flat_map(|fit| &fit.notes).chain(fits.iter().flatten()) {
            add_note(&mut section, *note);
        }
        self.measures_of_fit(&fit, &mut section);
        if found.missing > 0 {
            add_note(&mut section, Note::IncompleteRows);
        }
        if self.allocation == Allocation::Observational {
            add_note(&mut section, Note::Associations);
        }
        let rows = entry.rows(&self.from).map_err(|problem| vec![problem])?;
        let columns = self.columns();
        let read = (columns.as_slice(), self.event.as_ref());
        section.cells = persons_behind(&Persons::of(&rows), read, found, &pieces, &section);
        keep_known_names(&mut section);
        section.provenance.inputs.push(Input {
            name: "rows".to_owned(),
            origin: Origin::Data { source: self.from.value.clone(), columns, rows: found.kept.len() as u64 },
        });
        Ok(section)
    }

    /// The columns that the model reads.
    fn columns(&self) -> Vec<String> {
        let group = self.group.iter().map(|group| group.column.value.clone());
        let outcome = self.column.iter().map(|column| column.value.clone()).chain(self.event.iter().map(Event::name));
        let terms = self.terms.iter().map(|term| term.column.value.clone());
        let others = [&self.cluster, &self.fixed_effects].into_iter().flatten().map(|column| column.value.clone());
        let mut columns: Vec<String> = Vec::new();
        for column in group.chain(outcome).chain(terms).chain(others) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }

    /// How many persons, of whom how many had the outcome, and how many clusters.
    fn numbers(&self, found: &ModelRows, plan: Plan<'_>, section: &mut Section) {
        section.values.push(("total".to_owned(), Value::Count(found.kept.len() as u64)));
        let binary = self.family.value.is_binary();
        if found.members.is_some() {
            let arm = &found.variables[0];
            for (level, name) in [(1, "treated"), (0, "control")] {
                section.values.push((format!("{name}.total"), Value::Count(arm.count(level))));
                if binary {
                    let events = events_among(found, |row| arm.holds(level, row));
                    section.values.push((format!("{name}.events"), Value::Count(events)));
                }
            }
        }
        if binary {
            section.values.push(("events".to_owned(), Value::Count(events_among(found, |_| true))));
        }
        section.values.push(("missing".to_owned(), Value::Count(found.missing)));
        if let Some(clusters) = plan.clusters {
            section.values.push(("clusters".to_owned(), Value::Count(clusters.levels().len() as u64)));
        }
        if let Some(groups) = plan.groups {
            section.values.push(("groups".to_owned(), Value::Count(groups.levels().len() as u64)));
        }
    }

    /// What the model says of everyone treated and of nobody treated.
    fn standardised(
        &self,
        found: &ModelRows,
        fit: &Result<Fit, Undefined>,
        (units, decimals): ([Unit; 2], [i8; 2]),
        level: Level,
        section: &mut Section,
    ) {
        let treatment = found.variables[0].column_name(1);
        let risks = fit.as_ref().map_err(|why| *why).and_then(|fit| {
            // Without the treatment among the columns there is nothing to set.
            fit.place(0).ok_or(Undefined::Collinear)?;
            Ok((fit, fit.standardised(&treatment)?))
        });
        let mut put = |name: &str, value: Value| section.values.push((format!("standardised.{name}"), value));
        let unit = units[1];
        let difference = if unit == Unit::Proportion { Unit::ProportionDifference } else { unit };
        let empty = |unit: Unit, decimals: i8, no_effect: Option<f64>| Estimate {
            no_effect,
            ..Estimate::new(0.0, unit, decimals)
        };
        let levels = self.fixed_effects.is_none();
        match risks {
            Ok((fit, risks)) => {
                if levels {
                    put("treated", fit.shown(Ok(risks.treated), empty(unit, decimals[1], None), level));
                    put("control", fit.shown(Ok(risks.control), empty(unit, decimals[1], None), level));
                }
                let zero = empty(difference, decimals[1], Some(0.0));
                put("difference", fit.shown(Ok(risks.difference), zero, level));
                if self.family.value.is_binary() && levels {
                    let ratio = risks.log_ratio.ok_or(Undefined::ZeroCell);
                    put("ratio", fit.shown(ratio, empty(Unit::Ratio, 2, Some(1.0)), level));
                }
            }
            Err(why) => {
                if levels {
                    put("treated", why.into());
                    put("control", why.into());
                }
                put("difference", why.into());
                if self.family.value.is_binary() && levels {
                    put("ratio", why.into());
                }
            }
        }
    }

    /// The difference between the groups by the wild cluster bootstrap.
    fn bootstrapped(
        &self,
        bootstrap: &Bootstrap,
        plan: Plan<'_>,
        fit: &Fit,
        (units, decimals): ([Unit; 2], [i8; 2]),
        level: Level,
    ) -> Value {
        let (Model::Linear(model), Some(clusters)) = (&fit.model, plan.clusters) else {
            return Undefined::OutsideDomain.into();
        };
        let few = clusters.levels().len() < 12;
        let weights = match bootstrap.weights {
            Some(Weights::Webb) => WildWeights::Webb,
            Some(Weights::Rademacher) => WildWeights::Rademacher,
            None if few => WildWeights::Webb,
            None => WildWeights::Rademacher,
        };
        let replicates = bootstrap.replicates.as_ref().map_or(9_999, |replicates| replicates.value);
        let drawn = WildPlan { weights, replicates, seed: bootstrap.seed.value };
        let computed = fit
            .place(0)
            .ok_or(Undefined::Collinear)
            .and_then(|place| wild_bootstrap(model, place, clusters, drawn, level));
        match computed {
            Ok(drawn) => Estimate {
                method: Some(fit.estimator),
                interval: Some(ConfidenceInterval {
                    bounds: drawn.interval,
                    level,
                    method: Method::WildClusterBootstrap,
                }),
                no_effect: Some(0.0),
                tests: vec![test(Method::WildClusterBootstrap, TestResult::exact(drawn.p))],
                ..Estimate::new(drawn.value, units[0], decimals[0])
            }
            .into(),
            Err(why) => why.into(),
        }
    }

    /// How well the model fits.
    fn measures_of_fit(&self, fit: &Result<Fit, Undefined>, section: &mut Section) {
        let Ok(fit) = fit else { return };
        let mut put = |name: &str, value: f64, decimals: i8| {
            let value: Value = match value.is_finite() {
                true => Quantity { value, unit: Unit::Number, decimals }.into(),
                false => Undefined::NotFinite.into(),
            };
            section.values.push((name.to_owned(), value));
        };
        match &fit.model {
            Model::Linear(model) => {
                put("r_squared", model.r_squared(), 3);
                put("adjusted_r_squared", model.adjusted_r_squared(), 3);
            }
            Model::Generalized(model) if fit.estimator != Method::ModifiedPoisson => {
                // McFadden's: for a yes-or-no the saturated likelihood is 1, so that deviances are likelihoods.
                put("pseudo_r_squared", 1.0 - model.deviance() / model.null_deviance(), 3);
                put("aic", model.aic(), 1);
            }
            _ => {}
        }
    }
}

/// How many of some rows have the outcome.
pub(super) fn events_among(found: &ModelRows, of: impl Fn(usize) -> bool) -> u64 {
    found.outcome.iter().enumerate().filter(|(row, value)| **value == 1.0 && of(*row)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_lie_within_clusters_or_across_them() {
        let services = Factor::new(&["a", "a", "b", "c"]);
        assert!(lies_within(&services, &Factor::new(&["x", "x", "x", "y"])));
        assert!(!lies_within(&services, &Factor::new(&["x", "y", "y", "y"])));
    }
}
