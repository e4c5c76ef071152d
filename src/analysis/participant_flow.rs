//! Who took part, and what became of the others.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::flow::{Box, Lost, Stage, insist_on_closing};
use super::input::{Common, Entry, add_note};
use super::persons::Persons;
use crate::data::{By, Cell, Ordered, Rows};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Basis, Input, Note, Origin, PersonCell, Role, Row, Section, Table, Text, Value};

/// How many were assessed, allocated, followed up and analysed, and why the others were not: the flow diagram of CONSORT
/// 2025.
///
/// The numbers after allocation are those of populations, each a part of the one before, whose exclusions give the
/// reasons; or they are stated. What does not add up is an error.
///
/// ```yaml
/// flow:
///   kind: participant_flow
///   from: randomised
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: vanlig oppfølging}
///   before:                               # what the data do not hold
///     assessed: 620
///     excluded: {declined: {count: 210, label: Ville ikke delta}}
///   stages:
///     - {population: followed, label: Fulgt opp ved 18 måneder}
///     - {population: analysed, label: Analysert}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParticipantFlow {
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
    /// How the numbers are known; observed where they come from data, else published.
    #[serde(default)]
    basis: Option<Basis>,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The population or data source of all who were allocated.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// Which of its rows belong to which group.
    #[serde(default)]
    group: Option<Groups>,
    /// Those who got the programme.
    treated: FlowArm,
    /// Those they are compared with.
    control: FlowArm,
    /// What came before the allocation.
    #[serde(default)]
    before: Option<Before>,
    /// What came after it, in order.
    #[serde(default)]
    stages: Vec<FlowStage>,
}

/// One group of the flow.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FlowArm {
    /// What the group is called.
    label: Text,
    /// How many were allocated to it, where that is stated and not counted.
    #[serde(default)]
    allocated: Option<Spanned<u64>>,
}

/// What came before the allocation.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Before {
    /// How many were assessed for eligibility.
    assessed: Spanned<u64>,
    /// Why not all of them were allocated.
    #[serde(default)]
    excluded: Ordered<StatedReason>,
}

/// Persons who left before the allocation, and why.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatedReason {
    /// How many they were.
    count: Spanned<u64>,
    /// Why.
    label: Text,
}

/// One stage after the allocation: a population, or stated numbers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FlowStage {
    /// What the stage is called.
    label: Text,
    /// The population of those who reached it.
    #[serde(default)]
    population: Option<Spanned<String>>,
    /// The name of a stage whose numbers are stated.
    #[serde(default)]
    name: Option<Spanned<String>>,
    /// How many of the treated reached it.
    #[serde(default)]
    treated: Option<Spanned<u64>>,
    /// How many of the control group reached it.
    #[serde(default)]
    control: Option<Spanned<u64>>,
    /// Why the others did not, where the numbers are stated.
    #[serde(default)]
    lost: Ordered<StatedLoss>,
}

/// Persons who did not reach a stage, and why.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatedLoss {
    /// Why.
    label: Text,
    /// How many of the treated.
    treated: Spanned<u64>,
    /// How many of the control group.
    control: Spanned<u64>,
}

impl Analyse for ParticipantFlow {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let (allocated, stages, cells) = match (&self.from, &self.group) {
            (Some(from), Some(groups)) => self.counted(entry, from, groups)?,
            (None, None) => {
                let (allocated, stages) = self.stated(entry)?;
                (allocated, stages, Vec::new())
            }
            (Some(from), None) => {
                let problem = Problem::new("a flow that counts rows needs to know the groups");
                return Err(vec![
                    problem
                        .hint("add `group: {column: \u{2026}, treated: \u{2026}, control: \u{2026}}`")
                        .at(from.location()),
                ]);
            }
            (None, Some(groups)) => {
                let problem = Problem::new("a flow that counts groups needs to know whose");
                return Err(vec![problem.hint("add `from:` with a population").at(groups.column.location())]);
            }
        };
        let mut section = entry.section(Vec::new());
        let from_data = self.from.is_some();
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(if from_data { Basis::Observed } else { Basis::Published }),
        };
        common.describe(&mut section);
        for (name, arm) in [("treated", &self.treated), ("control", &self.control)] {
            section.labels.push((name.to_owned(), arm.label.clone()));
        }
        let everyone: u64 = allocated.iter().sum();
        if let Some(before) = &self.before {
            section.values.push(("enrolment".to_owned(), self.enrolment(before, everyone)?));
        }
        section.values.push(("allocated".to_owned(), Value::Count(everyone)));
        section.values.push(("stages".to_owned(), Value::Table(table(allocated, &stages))));
        let origin = match (&self.from, &self.group) {
            (Some(from), Some(groups)) => {
                Origin::Data { source: from.value.clone(), columns: vec![groups.column.value.clone()], rows: everyone }
            }
            _ => Origin::Specification,
        };
        section.provenance.inputs.push(Input { name: "allocated".to_owned(), origin });
        section.cells = cells;
        if from_data && self.before.is_some() {
            let origin = Origin::Specification;
            section.provenance.inputs.push(Input { name: "enrolment".to_owned(), origin });
            add_note(&mut section, Note::EnrolmentStated);
        }
        Ok(vec![section])
    }
}

impl ParticipantFlow {
    /// What came before the allocation, as a table; everybody has to be accounted for.
    fn enrolment(&self, before: &Before, allocated: u64) -> Result<Value, Vec<Diagnostic>> {
        let assessed =
            Box { what: "assessed".to_owned(), count: before.assessed.value, place: before.assessed.location() };
        let reasons = before.excluded.iter().map(|(_, reason)| reason.count.value);
        insist_on_closing(&assessed, reasons.clone(), "allocated", allocated).map_err(|problem| vec![problem])?;
        let row = |name: &str, label: Option<&Text>, count: u64| Row {
            name: name.to_owned(),
            label: label.cloned(),
            basis: None,
            source: None,
            words: Vec::new(),
            cells: vec![Value::Count(count)],
        };
        let mut rows = vec![row("assessed", None, before.assessed.value)];
        rows.push(row("excluded", None, reasons.sum()));
        rows.extend(
            before
                .excluded
                .iter()
                .map(|(name, reason)| row(&format!("excluded.{name}"), Some(&reason.label), reason.count.value)),
        );
        Ok(Value::Table(Table { columns: vec!["all".to_owned()], rows }))
    }

    /// The numbers of populations.
    fn counted(
        &self,
        entry: &Entry<'_>,
        from: &Spanned<String>,
        groups: &Groups,
    ) -> Result<([u64; 2], Vec<Stage>, Vec<PersonCell>), Vec<Diagnostic>> {
        let rows = entry.rows(from).map_err(|problem| vec![problem])?;
        let by = [By::Column(&groups.column)];
        let everyone = rows.tally(&by)?;
        let values = groups.values(entry, from, &everyone).map_err(|problem| vec![problem])?;
        let count = |rows: &Rows<'_>| -> Result<[u64; 2], Vec<Diagnostic>> {
            let tally = rows.tally(&by)?;
            Ok(values.each_ref().map(|value| tally.sum(|cells: &[Cell]| cells[0] == *value)))
        };
        let allocated = count(&rows)?;
        let arms = values.each_ref().map(|value| Persons::of(&rows).with(&groups.column, value));
        let mut cells = Vec::new();
        count_persons(&mut cells, &Persons::of(&rows), &arms, allocated, "allocated");
        let mut problems = Vec::new();
        let mut stages: Vec<Stage> = Vec::new();
        let mut before = (from.value.clone(), allocated);
        for stage in &self.stages {
            match self.reached(entry, stage, &before.0, &count) {
                Ok(reached) => {
                    before = (reached.name.clone(), reached.counts);
                    stages.push(reached);
                }
                Err(more) => problems.extend(more),
            }
        }
        for stage in &stages {
            // Who left at a step belonged to all populations before it.
            for lost in &stage.lost {
                let name = format!("{}.lost.{}", stage.name, lost.name);
                let persons = lost.persons.clone().unwrap_or_else(|| Persons::of(&rows));
                let arms = values.each_ref().map(|value| persons.with(&groups.column, value));
                count_persons(&mut cells, &persons, &arms, lost.counts, &name);
            }
            let population = Spanned::from(stage.name.clone());
            let persons = Persons::of(&entry.rows(&population).map_err(|problem| vec![problem])?);
            let arms = values.each_ref().map(|value| persons.with(&groups.column, value));
            count_persons(&mut cells, &persons, &arms, stage.counts, &stage.name);
        }
        if problems.is_empty() { Ok((allocated, stages, cells)) } else { Err(problems) }
    }

    /// A stage that is a population: who reached it, and why the others of the stage before did not.
    fn reached(
        &self,
        entry: &Entry<'_>,
        stage: &FlowStage,
        before: &str,
        count: &dyn Fn(&Rows<'_>) -> Result<[u64; 2], Vec<Diagnostic>>,
    ) -> Result<Stage, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let (Some(population), None, None, true) =
            (&stage.population, &stage.treated, &stage.control, stage.lost.is_empty())
        else {
            let problem = Problem::new("the stages of a flow that counts rows are populations");
            let place = stage.population.as_ref().and_then(Spanned::location);
            return Err(one(problem
                .hint("write `population:` with the name of a population, and leave out stated numbers")
                .at(place.or_else(|| entry.location.clone()))));
        };
        let rows = entry.rows(population).map_err(one)?;
        // From this population up to that of the stage before, each step loses some.
        let mut lost = Vec::new();
        let mut name = population.value.as_str();
        while name != before {
            let Some(members) = entry.frames.population(name) else {
                let problem = Problem::new(format!("`{population}` is no part of `{before}`, the stage before it"));
                let hint = format!("declare it with `of: {before}`, or with a population that is part of `{before}`");
                return Err(one(problem.hint(hint).at(population.location())));
            };
            let here = entry.rows(&Spanned::new(name.to_owned(), population.location())).map_err(one)?;
            // The persons of the population that this one starts from.
            let before = Persons::before(&here);
            let mut steps = Vec::new();
            let not_kept = count(&here.taken_out(None))?;
            if not_kept != [0, 0] {
                let persons = Some(before.in_category(name, "condition"));
                steps.push(Lost { name: name.to_owned(), label: None, counts: not_kept, persons });
            }
            for (place, (reason, label)) in members.exclusions.iter().enumerate() {
                let counts = count(&here.taken_out(Some(place)))?;
                let persons = Some(before.in_category(name, reason));
                steps.push(Lost { name: reason.clone(), label: Some(label.clone()), counts, persons });
            }
            lost.splice(0..0, steps);
            name = members.parent.as_deref().unwrap_or_default();
        }
        Ok(Stage { name: population.value.clone(), label: stage.label.clone(), counts: count(&rows)?, lost })
    }

    /// The numbers that are stated, which have to add up.
    fn stated(&self, entry: &Entry<'_>) -> Result<([u64; 2], Vec<Stage>), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let (Some(treated), Some(control)) = (&self.treated.allocated, &self.control.allocated) else {
            let problem = Problem::new(format!("`{}` has no numbers", entry.id));
            return Err(vec![
                problem
                    .hint(
                        "count the rows of a population with `from` and `group`, or state `allocated` for both groups",
                    )
                    .at(entry.location.clone()),
            ]);
        };
        let mut before = [treated.clone(), control.clone()];
        let mut stages = Vec::new();
        for stage in &self.stages {
            let (Some(name), Some(treated), Some(control), None) =
                (&stage.name, &stage.treated, &stage.control, &stage.population)
            else {
                let problem =
                    Problem::new("a stage of a flow with stated numbers needs `name`, `treated` and `control`");
                let place = stage.name.as_ref().or(stage.population.as_ref()).and_then(Spanned::location);
                problems.push(
                    problem
                        .hint("a `population` is counted only where the flow has `from` and `group`")
                        .at(place.or_else(|| entry.location.clone())),
                );
                continue;
            };
            let lost: Vec<Lost> = stage
                .lost
                .iter()
                .map(|(name, loss)| Lost {
                    name: name.value.clone(),
                    label: Some(loss.label.clone()),
                    counts: [loss.treated.value, loss.control.value],
                    persons: None,
                })
                .collect();
            let now = [treated.clone(), control.clone()];
            for (arm, word) in ["treated", "control"].into_iter().enumerate() {
                let from = Box {
                    what: format!("{word} before `{name}`"),
                    count: before[arm].value,
                    place: now[arm].location(),
                };
                let losses = lost.iter().map(|loss| loss.counts[arm]);
                if let Err(problem) = insist_on_closing(&from, losses, "left", now[arm].value) {
                    problems.push(problem);
                }
            }
            let counts = [treated.value, control.value];
            stages.push(Stage { name: name.value.clone(), label: stage.label.clone(), counts, lost });
            before = now;
        }
        if problems.is_empty() { Ok(([treated.value, control.value], stages)) } else { Err(problems) }
    }
}

/// The persons of a row of the table: in both groups, and together.
fn count_persons(cells: &mut Vec<PersonCell>, all: &Persons, arms: &[Persons; 2], counts: [u64; 2], row: &str) {
    let shown = |column: &str| format!("stages/{row}/{column}");
    cells.push(arms[0].cell(counts[0], [shown("treated")]));
    cells.push(arms[1].cell(counts[1], [shown("control")]));
    let mut together = vec![shown("all")];
    if row == "allocated" {
        together.push("allocated".to_owned());
    }
    cells.push(all.cell(counts[0] + counts[1], together));
}

/// All stages as one table: a row for each, with those for the reasons why persons did not reach it above it.
fn table(allocated: [u64; 2], stages: &[Stage]) -> Table {
    let row = |name: String, label: Option<&Text>, counts: [u64; 2]| Row {
        name,
        label: label.cloned(),
        basis: None,
        source: None,
        words: Vec::new(),
        cells: [counts[0], counts[1], counts[0] + counts[1]].map(Value::Count).to_vec(),
    };
    let mut rows = vec![row("allocated".to_owned(), None, allocated)];
    for stage in stages {
        rows.extend(
            stage
                .lost
                .iter()
                .map(|lost| row(format!("{}.lost.{}", stage.name, lost.name), lost.label.as_ref(), lost.counts)),
        );
        rows.push(row(stage.name.clone(), Some(&stage.label), stage.counts));
    }
    Table { columns: ["treated", "control", "all"].map(str::to_owned).to_vec(), rows }
}
