//! Table 1: what the groups are like.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::characteristics::{Compared, Variable};
use super::input::{Common, Entry, add_note};
use super::persons::{Persons, keep_known_names};
use super::regression::Allocation;
use crate::data::{By, Cell};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Basis, Input, Note, Origin, Role, Section, Text, Value};

/// What two groups were like at the start: number and share, mean and standard deviation, or median and quartiles of each
/// variable, with standardised differences and how many values are missing.
///
/// There are no p-values unless they are asked for: where people were allocated by lot, a difference at the start is
/// chance (CONSORT 2025).
///
/// ```yaml
/// baseline:
///   kind: baseline_table
///   from: randomised
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   variables:
///     - age
///     - {column: hads_0, show: median}
///     - {column: sex, values: [K], label: Kvinner}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BaselineTable {
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
    /// Which rows belong to which group.
    group: Groups,
    /// Those who got the programme.
    treated: GroupLabel,
    /// Those they are compared with.
    control: GroupLabel,
    /// The variables, in order: names of columns, or maps that say how they are shown.
    variables: Vec<Variable>,
    /// Whether p-values are given.
    #[serde(default)]
    tests: bool,
    /// How people came into the groups; `randomised` unless given.
    #[serde(default = "by_lot")]
    allocation: Allocation,
}

fn by_lot() -> Allocation {
    Allocation::Randomised
}

/// What a group is called.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupLabel {
    /// What the group is called, worded so that it can follow «i» or «in».
    pub label: Text,
}

impl Analyse for BaselineTable {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let rows = entry.rows(&self.from).map_err(one)?;
        let by = By::Column(&self.group.column);
        let tally = rows.tally(&[by])?;
        let [treated, control] = self.group.values(entry, &self.from, &tally).map_err(one)?;
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
        for (name, group) in [("treated", &self.treated), ("control", &self.control)] {
            section.labels.push((name.to_owned(), group.label.clone()));
        }
        let of = |value: &Cell| tally.sum(|cells| cells[0] == *value);
        let totals = [of(&treated), of(&control)];
        for (name, total) in [("treated", totals[0]), ("control", totals[1]), ("all", totals[0] + totals[1])] {
            section.values.push((format!("total.{name}"), Value::Count(total)));
        }
        let everyone = Persons::of(&rows);
        let of_group = |value| everyone.with(&self.group.column, value);
        let persons = [of_group(&treated), of_group(&control), everyone.clone()];
        let counts = [totals[0], totals[1], totals[0] + totals[1]];
        for ((persons, count), name) in persons.iter().zip(counts).zip(["treated", "control", "all"]) {
            section.cells.push(persons.cell(count, [format!("total.{name}")]));
        }
        let compared =
            Compared { by, groups: [("treated", treated), ("control", control)], tests: self.tests, persons };
        describe(&self.variables, &rows, &compared, &mut section, self.group.column.location())?;
        keep_known_names(&mut section);
        match self.allocation {
            Allocation::Observational => add_note(&mut section, Note::DifferFromTheStart),
            Allocation::Randomised if self.tests => {}
            Allocation::Randomised if rows.are_some() => add_note(&mut section, Note::NoTestsOfBaselineOfSome),
            Allocation::Randomised => add_note(&mut section, Note::NoTestsOfBaseline),
        }
        let columns = self.variables.iter().map(|variable| variable.column.value.clone());
        section.provenance.inputs.push(Input {
            name: "people".to_owned(),
            origin: Origin::Data {
                source: self.from.value.clone(),
                columns: std::iter::once(self.group.column.value.clone()).chain(columns).collect(),
                rows: totals[0] + totals[1],
            },
        });
        Ok(vec![section])
    }
}

/// Puts all variables into a section, or says what is wrong with any.
pub(super) fn describe(
    variables: &[Variable],
    rows: &crate::data::Rows<'_>,
    compared: &Compared<'_>,
    section: &mut Section,
    place: Option<crate::diag::Location>,
) -> Result<(), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    if variables.is_empty() {
        let problem = Problem::new("a table of characteristics needs variables");
        problems.push(problem.hint("name columns under `variables`").at(place));
    }
    for (at, variable) in variables.iter().enumerate() {
        if variables[..at].iter().any(|earlier| earlier.column == variable.column) {
            let problem = Problem::new(format!("`{}` stands twice among the variables", variable.column));
            problems.push(problem.hint("remove one of them").at(variable.column.location()));
        } else if let Err(more) = variable.describe(rows, compared, section) {
            problems.extend(more);
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
