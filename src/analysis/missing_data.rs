//! Missing data, looked at: how much, in which group, why, and whose.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::baseline_table::{GroupLabel, describe};
use super::characteristics::{Compared, Variable};
use super::input::{Common, Entry, add_note};
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{ProportionsTest, RiskDifferenceInterval, with_interval};
use crate::data::{By, Cell, Rows};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Estimate, Facet, FacetValue, Input, Language, Note, Origin, PersonCell, Quantity, Role, Row, Section, Table,
    Text, Unit, Value, decimals_for_share,
};
use crate::stats::{Arm, Level, Undefined};

/// How many values of each variable are missing in either group, why, and whether the groups differ in it; and what those
/// whose outcome is missing were like beside the others.
///
/// ```yaml
/// missing:
///   kind: missing_data
///   from: randomised
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   variables: [hads_0, hads_6, hads_12]
///   attrition: {outcome: hads_12, compare: [age, sex, hads_0]}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissingData {
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
    /// The variables whose missing values are counted, in order.
    variables: Vec<Spanned<String>>,
    /// The comparison of those whose outcome is missing with the others.
    #[serde(default)]
    attrition: Option<Attrition>,
}

/// The comparison of those whose outcome is missing with the others.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Attrition {
    /// The outcome: who has no value of it counts as lost.
    outcome: Spanned<String>,
    /// The variables in which those lost and those kept are compared.
    compare: Vec<Variable>,
}

impl Analyse for MissingData {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let rows = entry.rows(&self.from).map_err(one)?;
        let tally = rows.tally(&[By::Column(&self.group.column)])?;
        let groups = self.group.values(entry, &self.from, &tally).map_err(one)?;
        let totals = groups.each_ref().map(|group| tally.sum(|cells| cells[0] == *group));
        let mut problems = Vec::new();
        let mut section = self.section(entry, Vec::new(), ["treated", "control"], totals, &self.variables);
        if self.variables.is_empty() {
            let problem =
                Problem::new("missing data are looked at in variables").hint("name columns under `variables`");
            problems.push(problem.at(self.from.location()));
        }
        let everyone = Persons::of(&rows);
        for (group, (count, name)) in groups.iter().zip(totals.iter().zip(["treated", "control"])) {
            section.cells.push(everyone.with(&self.group.column, group).cell(*count, [format!("total.{name}")]));
        }
        section.cells.push(everyone.cell(totals[0] + totals[1], ["total.all"]));
        let mut table = Table { columns: COLUMNS.map(str::to_owned).to_vec(), rows: Vec::new() };
        let mut reasons = Vec::new();
        for variable in &self.variables {
            match self.variable(&rows, variable, &groups) {
                Ok((label, row, why, cells)) => {
                    section.cells.extend(cells);
                    section.labels.push((variable.value.clone(), label));
                    table.rows.push(row);
                    let columns = ["treated", "control", "all"].map(str::to_owned).to_vec();
                    let table = Value::Table(Table { columns, rows: why });
                    reasons.push((format!("reasons.{variable}"), table));
                }
                Err(more) => problems.extend(more),
            }
        }
        section.values.push(("variables".to_owned(), Value::Table(table)));
        let given = |(_, table): &(String, Value)| matches!(table, Value::Table(table) if !table.rows.is_empty());
        section.values.extend(reasons.into_iter().filter(given));
        let mut sections = vec![section];
        if let Some(attrition) = &self.attrition {
            match self.attrition(entry, &rows, attrition) {
                Ok(section) => sections.push(section),
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() { Ok(sections) } else { Err(problems) }
    }
}

/// The columns of the table of variables.
const COLUMNS: [&str; 7] = ["treated", "treated_share", "control", "control_share", "all", "all_share", "difference"];

impl MissingData {
    fn section(
        &self,
        entry: &Entry<'_>,
        facets: Vec<Facet>,
        names: [&str; 2],
        totals: [u64; 2],
        columns: &[Spanned<String>],
    ) -> Section {
        let mut section = entry.section(facets);
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
        for (name, total) in [(names[0], totals[0]), (names[1], totals[1]), ("all", totals[0] + totals[1])] {
            section.values.push((format!("total.{name}"), Value::Count(total)));
        }
        let columns = columns.iter().map(|column| column.value.clone());
        section.provenance.inputs.push(Input {
            name: "people".to_owned(),
            origin: Origin::Data {
                source: self.from.value.clone(),
                columns: std::iter::once(self.group.column.value.clone()).chain(columns).collect(),
                rows: totals[0] + totals[1],
            },
        });
        section
    }

    /// The row of one variable, with what it is called, and rows for the reasons that the data give.
    fn variable(
        &self,
        rows: &Rows<'_>,
        variable: &Spanned<String>,
        groups: &[Cell; 2],
    ) -> Result<(Text, Row, Vec<Row>, Vec<PersonCell>), Vec<Diagnostic>> {
        let column = rows.column(variable).map_err(|problem| vec![problem])?;
        let label = column.label.clone().unwrap_or_else(|| Text::from(variable.as_str()));
        let tally = rows.tally(&[By::Column(&self.group.column), By::WhyMissing(variable)])?;
        let arms = groups.each_ref().map(|group| {
            let of_group = |cells: &[Cell]| cells[0] == *group;
            Arm::new(tally.sum(|cells| of_group(cells) && !cells[1].is_missing()), tally.sum(of_group))
        });
        let [treated, control] = arms;
        let decimals = decimals_for_share(
            [&treated, &control].iter().filter_map(|arm| arm.as_ref().ok()).map(|arm| arm.total()).min().unwrap_or(0),
        );
        let together = match (treated, control) {
            (Ok(treated), Ok(control)) => {
                Arm::new(treated.events() + control.events(), treated.total() + control.total())
            }
            (Err(why), _) | (_, Err(why)) => Err(why),
        };
        let mut cells = Vec::new();
        for arm in [treated, control, together] {
            cells.push(arm.map_or_else(Value::from, |arm| Value::Count(arm.events())));
            cells.push(arm.map_or_else(Value::from, |arm| {
                Quantity { value: arm.proportion(), unit: Unit::Proportion, decimals }.into()
            }));
        }
        cells.push(difference(treated, control, decimals).unwrap_or_else(Value::from));
        let everyone = Persons::of(rows);
        let persons = [
            everyone.with(&self.group.column, &groups[0]),
            everyone.with(&self.group.column, &groups[1]),
            everyone.clone(),
        ];
        let mut who = Vec::new();
        for ((persons, arm), name) in
            persons.iter().zip([treated, control, together]).zip(["treated", "control", "all"])
        {
            let Ok(arm) = arm else { continue };
            let share = format!("variables/{variable}/{name}_share");
            let shown = [share, format!("variables/{variable}/difference")];
            let shown = if name == "all" { &shown[..1] } else { &shown[..] };
            who.push(persons.cell(arm.total(), shown));
            who.push(persons.known(variable, true).cell(arm.total() - arm.events(), shown));
            let count = [format!("variables/{variable}/{name}")];
            who.push(persons.known(variable, false).cell(arm.events(), count.iter().chain(shown)));
        }
        let mut reasons: Vec<Row> = Vec::new();
        for reason in tally.values(1).iter().filter(|reason| !reason.is_missing()) {
            let Cell::Text(words) = reason else { continue };
            if words.is_empty() {
                continue;
            }
            let of = |group: &Cell| tally.sum(|cells| cells[0] == *group && cells[1] == *reason);
            let counts = [of(&groups[0]), of(&groups[1])];
            let name = format!("reason_{}", reasons.len() + 1);
            let counted = [counts[0], counts[1], counts[0] + counts[1]];
            for ((persons, count), group) in persons.iter().zip(counted).zip(["treated", "control", "all"]) {
                let why = persons.known(variable, false).in_category(&format!("why no {variable}"), words);
                who.push(why.cell(count, [format!("reasons.{variable}/{name}/{group}")]));
            }
            reasons.push(Row {
                name,
                label: Some(reason_in_words(&column.missing, words)),
                basis: None,
                source: None,
                words: Vec::new(),
                cells: [counts[0], counts[1], counts[0] + counts[1]].map(Value::Count).to_vec(),
            });
        }
        Ok((
            label,
            Row { name: variable.value.clone(), label: None, basis: None, source: None, words: Vec::new(), cells },
            reasons,
            who,
        ))
    }

    /// What those whose outcome is missing were like beside the others.
    fn attrition(&self, entry: &Entry<'_>, rows: &Rows<'_>, attrition: &Attrition) -> Result<Section, Vec<Diagnostic>> {
        let by = By::IsMissing(&attrition.outcome);
        let tally = rows.tally(&[by])?;
        let [lost, kept] = [Cell::Boolean(true), Cell::Boolean(false)];
        let of = |value: &Cell| tally.sum(|cells| cells[0] == *value);
        let totals = [of(&lost), of(&kept)];
        let facet =
            Facet { name: "attrition".to_owned(), value: FacetValue::Name("attrition".to_owned()), label: None };
        let compared: Vec<Spanned<String>> = attrition.compare.iter().map(|variable| variable.column.clone()).collect();
        let mut section = self.section(entry, vec![facet], ["lost", "kept"], totals, &compared);
        let outcome = rows.column(&attrition.outcome).map_err(|problem| vec![problem])?;
        let label = outcome.label.clone().unwrap_or_else(|| Text::from(attrition.outcome.as_str()));
        section.labels.push(("outcome".to_owned(), label));
        if totals[0] == 0 {
            add_note(&mut section, Note::NobodyLost);
        }
        let everyone = Persons::of(rows);
        let known = |known| everyone.known(&attrition.outcome, known);
        let persons = [known(false), known(true), everyone.clone()];
        let counts = [totals[0], totals[1], totals[0] + totals[1]];
        for ((persons, count), name) in persons.iter().zip(counts).zip(["lost", "kept", "all"]) {
            section.cells.push(persons.cell(count, [format!("total.{name}")]));
        }
        let compared = Compared { by, groups: [("lost", lost), ("kept", kept)], tests: true, persons };
        describe(&attrition.compare, rows, &compared, &mut section, attrition.outcome.location())?;
        keep_known_names(&mut section);
        Ok(section)
    }
}

/// The difference in missing values, with its interval and test.
fn difference(
    treated: Result<Arm, Undefined>,
    control: Result<Arm, Undefined>,
    decimals: i8,
) -> Result<Value, Undefined> {
    let (treated, control) = (treated?, control?);
    let method = RiskDifferenceInterval::default();
    let computed = method.compute(treated, control, Level::NINETY_FIVE)?;
    let estimate = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, Unit::ProportionDifference, decimals) };
    let mut estimate = with_interval(estimate, computed, Level::NINETY_FIVE, method.method());
    estimate.tests.extend(ProportionsTest::ChiSquaredNMinusOne.compute(treated, control).ok());
    Ok(estimate.into())
}

/// The reason as the codebook words it, or as the file does.
fn reason_in_words(codebook: &[(String, Text)], words: &str) -> Text {
    let known = codebook.iter().find(|(_, reason)| reason.get(Language::Bokmal) == words);
    known.map_or_else(|| Text::from(words), |(_, reason)| reason.clone())
}
