//! The effect in each of several subgroups, and whether it differs between them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::{CountedArm, Counts, Groups};
use super::comparison::{describe_mean, summary};
use super::input::{Common, Entry, Event, add_note};
use super::names::free_name;
use super::one_proportion::{basis_of, level};
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{Intervals, ProportionsTest, test, with_interval};
use super::two_means::StatedMean;
use super::two_proportions::effects_of;
use crate::data::{By, Cell, Distribution, Expression, Rows};
use crate::diag::{Diagnostic, Location, Problem, Spanned};
use crate::results::{
    Basis, ConfidenceInterval, Estimate, Facet, FacetValue, Input, Method, Note, Origin, PersonCell, Role, Section,
    Text, Unit, Value, decimals_for_share,
};
use crate::stats::interaction::{Effect, difference_of_effects, equal_effects};
use crate::stats::means::{self, MeanSummary};
use crate::stats::two_proportions as stats;
use crate::stats::{Arm, Level, Undefined};

/// The difference between two groups within subgroups, with a test for each division of whether it differs between them.
///
/// That an effect is significant in one subgroup and not in another says nothing of a difference between them: only the
/// test of interaction does, and it has little power. Each division says whether it was `prespecified` or is
/// `exploratory`; the sentences and the table repeat it. The numbers of the subgroups are stated, or counted in the rows
/// of a data source, where a division is a column of categories or a list of conditions that exclude each other.
///
/// ```yaml
/// by_group:
///   kind: subgroups
///   from: randomised
///   outcome: i ordinært arbeid
///   measure: risk_difference
///   event: {column: employed_18, equals: 1}
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   by:
///     - label: alder
///       plan: prespecified
///       groups: [{label: under 30 år, when: age < 30}, {label: 30 år og eldre, when: age >= 30}]
///     - {label: utdanning, plan: exploratory, column: education}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subgroups {
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
    /// How the numbers are known; by default reconstructed where they come from percentages, else observed.
    #[serde(default)]
    basis: Option<Basis>,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The outcome: for shares worded so that it can follow «var» or «were», for means so that it can follow
    /// «gjennomsnittlig» or «mean».
    outcome: Text,
    /// The difference that is shown, and that the test of interaction is about.
    measure: Spanned<Measure>,
    /// The unit of an outcome that has means; points of its own scale unless given.
    #[serde(default)]
    outcome_unit: Option<Spanned<Unit>>,
    /// Decimals that means are shown with; one unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// Those who got the programme; with numbers, all of them.
    treated: LabelledGroup,
    /// Those they are compared with.
    control: LabelledGroup,
    /// The data source or population whose rows are compared.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// Which rows belong to which group.
    #[serde(default)]
    group: Option<Groups>,
    /// What counts as the outcome in the data source.
    #[serde(default)]
    event: Option<Event>,
    /// The column of an outcome that has means.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// The divisions into subgroups.
    by: Vec<Division>,
    /// The intervals of shares: `miettinen_nurminen`, `wald`, or one for each measure.
    #[serde(default)]
    intervals: Intervals,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// What is compared between the groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Measure {
    /// The difference of shares.
    RiskDifference,
    /// The ratio of shares.
    RiskRatio,
    /// The ratio of odds.
    OddsRatio,
    /// The difference of means.
    MeanDifference,
}

impl Measure {
    fn name(self) -> &'static str {
        match self {
            Measure::RiskDifference => "risk_difference",
            Measure::RiskRatio => "risk_ratio",
            Measure::OddsRatio => "odds_ratio",
            Measure::MeanDifference => "mean_difference",
        }
    }

    fn is_ratio(self) -> bool {
        matches!(self, Measure::RiskRatio | Measure::OddsRatio)
    }
}

/// Whether a division was in the plan of the study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Plan {
    /// It was, before anyone saw the outcomes.
    Prespecified,
    /// It was not.
    Exploratory,
}

impl Plan {
    fn name(self) -> &'static str {
        match self {
            Plan::Prespecified => "prespecified",
            Plan::Exploratory => "exploratory",
        }
    }
}

/// A group with its name, and its numbers in all subgroups together where they are stated.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LabelledGroup {
    /// What the group is called, worded so that it can follow «i» or «in»: `IPS`, `kontrollgruppen`.
    label: Text,
    /// How many there were.
    #[serde(default)]
    total: Option<Spanned<u64>>,
    /// How many had the outcome.
    #[serde(default)]
    events: Option<Spanned<u64>>,
    /// The published percentage, instead of `events`.
    #[serde(default)]
    percent: Option<Spanned<f64>>,
    /// Their mean.
    #[serde(default)]
    mean: Option<Spanned<f64>>,
    /// Their standard deviation.
    #[serde(default)]
    sd: Option<Spanned<f64>>,
    /// The standard error of their mean, instead of the standard deviation.
    #[serde(default)]
    standard_error: Option<Spanned<f64>>,
}

/// The stated numbers of a group in one subgroup.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Numbers {
    /// How many there were.
    total: Spanned<u64>,
    /// How many had the outcome.
    #[serde(default)]
    events: Option<Spanned<u64>>,
    /// The published percentage, instead of `events`.
    #[serde(default)]
    percent: Option<Spanned<f64>>,
    /// Their mean.
    #[serde(default)]
    mean: Option<Spanned<f64>>,
    /// Their standard deviation.
    #[serde(default)]
    sd: Option<Spanned<f64>>,
    /// The standard error of their mean, instead of the standard deviation.
    #[serde(default)]
    standard_error: Option<Spanned<f64>>,
}

/// One division into subgroups.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Division {
    /// What people are divided by, worded so that it can follow «varierer med» or «varies with»: `alder`.
    label: Text,
    /// Whether the division was in the plan of the study.
    plan: Plan,
    /// The column of categories, in a data source.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// The subgroups, where they are no categories of a column.
    #[serde(default)]
    groups: Vec<Part>,
}

/// One subgroup.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Part {
    /// What it is called: `under 30 år`.
    label: Text,
    /// Who belongs to it, in a data source.
    #[serde(default)]
    when: Option<Expression>,
    /// The stated numbers of those who got the programme.
    #[serde(default)]
    treated: Option<Numbers>,
    /// The stated numbers of those they are compared with.
    #[serde(default)]
    control: Option<Numbers>,
}

/// What is known of a group in a subgroup.
enum Known {
    Counted(CountedArm),
    Measured {
        summary: Result<MeanSummary, Undefined>,
        missing: Option<u64>,
        persons: Option<Persons>,
    },
    /// Nobody with a known outcome.
    Nobody {
        missing: u64,
    },
}

/// A subgroup with both groups' numbers.
struct Found {
    label: Text,
    name: String,
    groups: [Known; 2],
}

/// How numbers are shown.
#[derive(Clone, Copy)]
struct Shown {
    /// The level of intervals.
    level: Level,
    /// The decimals of shares.
    decimals: i8,
}

/// A division with its subgroups.
struct Divided {
    label: Text,
    plan: Plan,
    parts: Vec<Found>,
    /// How many belong to no subgroup.
    left_out: u64,
    /// The persons who belong to none.
    rest: Vec<PersonCell>,
}

impl Analyse for Subgroups {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        self.check(entry)?;
        let (overall, divided) = match (&self.from, &self.group) {
            (Some(from), Some(group)) => self.counted(entry, from, group)?,
            _ => self.stated(entry)?,
        };
        let mut sections = Vec::new();
        let parts = || overall.iter().chain(divided.iter().flat_map(|division| &division.parts));
        let arms: Vec<&CountedArm> = parts()
            .flat_map(|part| &part.groups)
            .filter_map(|known| match known {
                Known::Counted(arm) => Some(arm),
                _ => None,
            })
            .collect();
        let basis = self.basis.unwrap_or_else(|| basis_of(&arms));
        // All with the decimals of the smallest group: what stands under each other is read against each other.
        let least = arms.iter().map(|arm| arm.arm.total()).min().unwrap_or_default();
        let shown = Shown { level, decimals: decimals_for_share(least) };
        if let Some(overall) = &overall {
            let mut section = self.begin(entry, Vec::new(), basis);
            self.describe(entry, &mut section, &overall.groups, shown);
            sections.push(section);
        }
        for division in &divided {
            sections.extend(self.sections_of(entry, division, basis, shown));
        }
        for section in &mut sections {
            self.read_from(entry, section);
            keep_known_names(section);
        }
        Ok(sections)
    }
}

impl Subgroups {
    /// What does not depend on the data.
    fn check(&self, entry: &Entry<'_>) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let means = self.measure.value == Measure::MeanDifference;
        if self.by.is_empty() {
            let problem = Problem::new("subgroups need what people are divided by");
            problems.push(
                problem
                    .hint("add `by: [{label: \u{2026}, plan: \u{2026}, groups: \u{2026}}]`")
                    .at(entry.location.clone()),
            );
        }
        if let Some(unit) = self.outcome_unit.as_ref().filter(|unit| unit.is_worded() || !means) {
            let problem = Problem::new("an outcome of this kind has no unit of its own");
            problems.push(problem.hint("leave `outcome_unit` out").at(unit.location()));
        }
        if let Some(decimals) = self.decimals.as_ref().filter(|decimals| !(-6..=6).contains(&decimals.value)) {
            let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
            problems.push(problem.at(decimals.location()));
        }
        match (&self.from, &self.group) {
            (Some(from), None) => {
                let problem = Problem::new("rows of a data source need the column that tells the groups apart");
                let hint = "add `group: {column: \u{2026}, treated: \u{2026}, control: \u{2026}}`";
                problems.push(problem.hint(hint).at(from.location()));
            }
            (None, Some(group)) => {
                let problem = Problem::new("`group` is a column of a data source, and none is named");
                problems.push(problem.hint("add `from`").at(group.column.location()));
            }
            (Some(from), Some(_)) => match (&self.event, &self.column) {
                (Some(_), None) if !means => {}
                (None, Some(_)) if means => {}
                _ => {
                    let wanted = if means { "column: \u{2026}" } else { "event: {column: \u{2026}, equals: \u{2026}}" };
                    let problem =
                        Problem::new(format!("the measure `{}` needs another outcome", self.measure.value.name()));
                    problems.push(problem.hint(format!("write `{wanted}` alone")).at(from.location()));
                }
            },
            (None, None) => {
                let place = self.event.as_ref().and_then(Event::location);
                if let Some(place) = place.or_else(|| self.column.as_ref().and_then(Spanned::location)) {
                    let problem = Problem::new("the outcome is a column of a data source, and none is named");
                    problems.push(problem.hint("add `from` and `group`, or state numbers").at(place));
                }
            }
        }
        let from = self.from.is_some();
        for division in &self.by {
            if let Some(column) = division.column.as_ref().filter(|_| !from || !division.groups.is_empty()) {
                let problem = Problem::new("a division is a column of a data source, or a list of subgroups");
                problems.push(problem.hint("remove one of `column` and `groups`, or add `from`").at(column.location()));
            } else if division.column.is_none() && division.groups.len() < 2 {
                let problem = Problem::new("a division has at least two subgroups");
                let hint = if from { "add `column`, or conditions under `groups`" } else { "add them under `groups`" };
                problems.push(problem.hint(hint).at(self.place(division, entry)));
            }
            for part in &division.groups {
                let stated = part.treated.as_ref().zip(part.control.as_ref());
                let place = part.when.as_ref().and_then(Expression::location);
                let place = place.or_else(|| part.treated.as_ref().and_then(|numbers| numbers.total.location()));
                let fits = match from {
                    true => part.when.is_some() && part.treated.is_none() && part.control.is_none(),
                    false => part.when.is_none() && stated.is_some(),
                };
                if !fits {
                    let problem = Problem::new("a subgroup has a condition or stated numbers");
                    let hint = match from {
                        true => "write `when: \u{2026}` and no numbers, since rows are counted",
                        false => "write `treated: {\u{2026}}` and `control: {\u{2026}}`",
                    };
                    problems.push(problem.hint(hint).at(place.or_else(|| self.place(division, entry))));
                }
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Where a division is written, as near as it can be told.
    fn place(&self, division: &Division, entry: &Entry<'_>) -> Option<Location> {
        let inside = division.groups.iter().find_map(|part| {
            let when = part.when.as_ref().and_then(Expression::location);
            when.or_else(|| part.treated.as_ref().and_then(|numbers| numbers.total.location()))
        });
        inside.or_else(|| self.measure.location()).or_else(|| entry.location.clone())
    }

    /// One section for each subgroup of a division.
    fn sections_of(&self, entry: &Entry<'_>, division: &Divided, basis: Basis, shown: Shown) -> Vec<Section> {
        let effects: Vec<Result<Effect, Undefined>> =
            division.parts.iter().map(|part| self.effect(&part.groups)).collect();
        let (interaction, differs) = self.interaction(&effects, shown);
        let mut sections = Vec::new();
        for part in &division.parts {
            let facet = Facet {
                name: "subgroup".to_owned(),
                value: FacetValue::Name(part.name.clone()),
                label: Some(part.label.clone()),
            };
            let mut section = self.begin(entry, vec![facet], basis);
            if sections.is_empty() {
                section.labels.push(("first".to_owned(), Text::from("yes")));
            }
            section.labels.push(("variable".to_owned(), division.label.clone()));
            section.labels.push(("plan".to_owned(), Text::from(division.plan.name())));
            section.labels.push(("differs".to_owned(), Text::from(if differs { "yes" } else { "no" })));
            self.describe(entry, &mut section, &part.groups, shown);
            section.values.push(("interaction".to_owned(), interaction.clone()));
            add_note(&mut section, Note::SubgroupsByInteraction);
            if division.left_out > 0 {
                add_note(&mut section, Note::IncompleteRows);
            }
            sections.push(section);
        }
        if let Some(first) = sections.first_mut() {
            first.cells.extend(division.rest.iter().cloned());
        }
        // The test is worked out from all subgroups, and stands in the section of each.
        let measure = self.measure.value.name();
        let behind: Vec<PersonCell> = sections
            .iter()
            .flat_map(|section| &section.cells)
            .filter(|cell| cell.shown_in.iter().any(|name| name == measure))
            .map(|cell| PersonCell { shown_in: vec!["interaction".to_owned()], ..cell.clone() })
            .collect();
        for section in &mut sections {
            section.cells.extend(behind.iter().cloned());
        }
        sections
    }

    /// Where the numbers of a section come from.
    fn read_from(&self, entry: &Entry<'_>, section: &mut Section) {
        let (Some(from), Some(group)) = (&self.from, &self.group) else { return };
        let divided = self.by.iter().filter_map(|division| division.column.as_ref().map(|column| column.value.clone()));
        let outcome = self.column.iter().map(|column| column.value.clone()).chain(self.event.iter().map(Event::name));
        let total = |name: &str| match section.value(&format!("{name}.total")) {
            Some(Value::Count(count)) => *count,
            _ => 0,
        };
        let origin = Origin::Data {
            source: from.value.clone(),
            columns: std::iter::once(group.column.value.clone()).chain(outcome).chain(divided).collect(),
            rows: total("treated") + total("control"),
        };
        section.provenance.inputs = vec![Input { name: entry.id.to_owned(), origin }];
    }

    /// A section with its words.
    fn begin(&self, entry: &Entry<'_>, facets: Vec<Facet>, basis: Basis) -> Section {
        let mut section = entry.section(facets);
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis,
        };
        common.describe(&mut section);
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        for (name, text) in
            [("outcome", &self.outcome), ("treated", &self.treated.label), ("control", &self.control.label)]
        {
            section.labels.push((name.to_owned(), text.clone()));
        }
        section.labels.push(("measure".to_owned(), Text::from(self.measure.value.name())));
        section
    }

    /// The numbers of both groups and the difference between them.
    fn describe(&self, entry: &Entry<'_>, section: &mut Section, groups: &[Known; 2], shown: Shown) {
        let Shown { level, decimals } = shown;
        let names = ["treated", "control"];
        match groups {
            [Known::Counted(treated), Known::Counted(control)] => {
                for (name, arm) in names.into_iter().zip([treated, control]) {
                    let interval = self.intervals.proportion;
                    let proportion = match interval.compute(arm.arm, level) {
                        Ok(computed) => with_interval(arm.proportion(decimals), computed, level, interval.method()),
                        Err(_) => arm.proportion(decimals),
                    };
                    arm.describe(section, name, proportion);
                }
                let tests: &[ProportionsTest] = &[];
                effects_of(entry, section, (self.intervals, tests), (treated.arm, control.arm), level, decimals);
                for (name, arm) in names.into_iter().zip([treated, control]) {
                    section.cells.extend(arm.cells(name, &super::two_proportions::EFFECTS));
                }
            }
            [Known::Measured { .. }, Known::Measured { .. }] => self.describe_means(section, groups, level),
            _ => {
                for (name, known) in names.into_iter().zip(groups) {
                    let (total, missing) = match known {
                        Known::Counted(arm) => (arm.arm.total(), arm.missing.unwrap_or_default()),
                        Known::Measured { summary, missing, .. } => {
                            (summary.map_or(0, MeanSummary::n), missing.unwrap_or_default())
                        }
                        Known::Nobody { missing } => (0, *missing),
                    };
                    section.values.push((format!("{name}.total"), Value::Count(total)));
                    section.values.push((format!("{name}.missing"), Value::Count(missing)));
                    if let Known::Counted(arm) = known {
                        section.cells.extend(arm.cells(name, &[]));
                    }
                }
                section.values.push((self.measure.value.name().to_owned(), Undefined::NoObservations.into()));
            }
        }
    }

    fn describe_means(&self, section: &mut Section, groups: &[Known; 2], level: Level) {
        let unit = self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value);
        let decimals = self.decimals.as_ref().map_or(1, |decimals| decimals.value);
        let mut summaries = Vec::new();
        for (name, known) in ["treated", "control"].into_iter().zip(groups) {
            let Known::Measured { summary, missing, persons } = known else { continue };
            describe_mean(section, name, *summary, (unit, decimals), level);
            if let (Some(persons), Some(column)) = (persons, &self.column) {
                let shown = ["total", "mean", "sd"].map(|part| format!("{name}.{part}"));
                let shown = shown.into_iter().chain(["mean_difference".to_owned()]);
                let total = summary.map_or(0, MeanSummary::n);
                section.cells.push(persons.known(column, true).cell(total, shown));
                let missing = missing.unwrap_or_default();
                section.cells.push(persons.known(column, false).cell(missing, [format!("{name}.missing")]));
            }
            if let Some(missing) = missing {
                section.values.push((format!("{name}.missing"), Value::Count(*missing)));
                if *missing > 0 {
                    add_note(section, Note::MissingOutcomes);
                }
            }
            summaries.push(*summary);
        }
        let [treated, control] = summaries.as_slice() else { return };
        let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, unit, decimals) };
        let computed = treated.and_then(|treated| {
            let control = (*control)?;
            Ok((
                means::difference::welch(treated, control, level)?,
                means::difference::welch_test(treated, control).ok(),
            ))
        });
        let value = match computed {
            Ok((estimated, tested)) => {
                let mut estimate = with_interval(empty, estimated, level, Method::Welch);
                estimate.tests.extend(tested.map(|result| test(Method::WelchTest, result)));
                estimate.into()
            }
            Err(why) => why.into(),
        };
        section.values.push(("mean_difference".to_owned(), value));
        add_note(section, Note::Unadjusted);
    }

    /// The difference between the groups on the scale on which it is normal.
    fn effect(&self, groups: &[Known; 2]) -> Result<Effect, Undefined> {
        let level = Level::NINETY_FIVE;
        let estimated = match groups {
            [Known::Counted(treated), Known::Counted(control)] => {
                let (treated, control) = (treated.arm, control.arm);
                match self.measure.value {
                    Measure::RiskDifference => stats::risk_difference::wald(treated, control, level)?,
                    Measure::RiskRatio => stats::risk_ratio::katz(treated, control, level)?,
                    Measure::OddsRatio => stats::odds_ratio::woolf(treated, control, level)?,
                    Measure::MeanDifference => return Err(Undefined::OutsideDomain),
                }
            }
            [Known::Measured { summary: treated, .. }, Known::Measured { summary: control, .. }] => {
                means::difference::welch((*treated)?, (*control)?, level)?
            }
            _ => return Err(Undefined::NoObservations),
        };
        let standard_error = estimated.standard_error.ok_or(Undefined::NoVariation)?;
        let value = if self.measure.value.is_ratio() { logarithm(estimated.value)? } else { estimated.value };
        Ok(Effect { value, standard_error })
    }

    /// The test that all effects are the same, and with two of them the first against the second; with it whether the
    /// test rejects it at the level of the intervals.
    fn interaction(&self, effects: &[Result<Effect, Undefined>], shown: Shown) -> (Value, bool) {
        let Shown { level, decimals: of_shares } = shown;
        let known: Result<Vec<Effect>, Undefined> = effects.iter().copied().collect();
        let ratio = self.measure.value.is_ratio();
        let computed = known.and_then(|known| {
            let tested = equal_effects(&known)?;
            let [first, second] = known.as_slice() else {
                let empty = Estimate::new(tested.statistic.unwrap_or_default(), Unit::Number, 2);
                return Ok((Estimate { tests: vec![test(Method::InteractionTest, tested)], ..empty }, tested.p));
            };
            let contrast = difference_of_effects(*first, *second)?;
            let estimated = if ratio { contrast.ratio(level)? } else { contrast.estimated(level)? };
            let tested = contrast.test()?;
            let (unit, decimals) = match self.measure.value {
                Measure::RiskDifference => (Unit::ProportionDifference, of_shares),
                Measure::RiskRatio | Measure::OddsRatio => (Unit::Ratio, 2),
                Measure::MeanDifference => (
                    self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value),
                    self.decimals.as_ref().map_or(1, |decimals| decimals.value),
                ),
            };
            let estimate = Estimate {
                standard_error: estimated.standard_error,
                interval: Some(ConfidenceInterval { bounds: estimated.interval, level, method: Method::Wald }),
                no_effect: Some(if ratio { 1.0 } else { 0.0 }),
                tests: vec![test(Method::InteractionTest, tested)],
                ..Estimate::new(estimated.value, unit, decimals)
            };
            Ok((estimate, tested.p))
        });
        match computed {
            Ok((estimate, p)) if estimate.value.is_finite() => (estimate.into(), p < level.alpha()),
            Ok(_) => (Undefined::NotFinite.into(), false),
            Err(why) => (why.into(), false),
        }
    }

    /// The subgroups whose numbers are stated.
    fn stated(&self, entry: &Entry<'_>) -> Result<(Option<Found>, Vec<Divided>), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut known = |numbers: &Numbers| match self.known(entry, numbers) {
            Ok(known) => Some(known),
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        let all = [&self.treated, &self.control].map(|group| {
            group.total.clone().map(|total| Numbers {
                total,
                events: group.events.clone(),
                percent: group.percent.clone(),
                mean: group.mean.clone(),
                sd: group.sd.clone(),
                standard_error: group.standard_error.clone(),
            })
        });
        let overall = match &all {
            [Some(treated), Some(control)] => match (known(treated), known(control)) {
                (Some(treated), Some(control)) => Some([treated, control]),
                _ => None,
            },
            _ => None,
        };
        let mut divided: Vec<Divided> = Vec::new();
        for division in &self.by {
            let mut parts: Vec<Found> = Vec::new();
            for part in &division.groups {
                let (Some(treated), Some(control)) = (&part.treated, &part.control) else { continue };
                if let (Some(treated), Some(control)) = (known(treated), known(control)) {
                    let name = part_name(&division.label, in_ids(&part.label), &divided, &parts);
                    parts.push(Found { label: part.label.clone(), name, groups: [treated, control] });
                }
            }
            divided.push(Divided {
                label: division.label.clone(),
                plan: division.plan,
                parts,
                left_out: 0,
                rest: Vec::new(),
            });
        }
        let lone = [&self.treated, &self.control].into_iter().zip(&all).find(|(_, numbers)| numbers.is_some());
        if let (Some((group, _)), false) = (lone, all.iter().all(Option::is_some)) {
            let problem = Problem::new("the numbers of all subgroups together are stated for one group alone");
            let place = group.total.as_ref().and_then(Spanned::location);
            problems.push(problem.hint("state them for both groups, or for neither").at(place));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let overall = overall.map(|groups| Found { label: Text::from(""), name: String::new(), groups });
        Ok((overall, divided))
    }

    /// The stated numbers of one group.
    fn known(&self, entry: &Entry<'_>, numbers: &Numbers) -> Result<Known, Diagnostic> {
        let Numbers { total, events, percent, mean, sd, standard_error } = numbers.clone();
        if self.measure.value == Measure::MeanDifference {
            if let Some(place) = events.map(|n| n.location()).or(percent.map(|n| n.location())) {
                let problem = Problem::new("a mean has no number of persons with the outcome");
                return Err(problem.hint("write `mean` and `sd`").at(place));
            }
            let stated = StatedMean { total, mean, sd, standard_error, median: None, quartiles: None, range: None };
            return Ok(Known::Measured { summary: Ok(stated.summary()?.summary), missing: None, persons: None });
        }
        if let Some(place) = [mean, sd, standard_error].into_iter().flatten().next().map(|n| n.location()) {
            let problem = Problem::new("a share has no mean and spread");
            return Err(problem.hint("write `events` or `percent`, or `measure: mean_difference`").at(place));
        }
        Ok(Known::Counted(Counts { events, percent, total }.count(entry)?))
    }

    /// The subgroups whose rows are counted.
    fn counted(
        &self,
        entry: &Entry<'_>,
        from: &Spanned<String>,
        group: &Groups,
    ) -> Result<(Option<Found>, Vec<Divided>), Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let rows = entry.rows(from).map_err(one)?;
        let tally = rows.tally(&[By::Column(&group.column)])?;
        let members = group.values(entry, from, &tally).map_err(one)?;
        if let Some(event) = &self.event {
            event.look_at(entry, &rows, &rows.tally(&[event.by().map_err(one)?])?.values(0));
        }
        let source = Source { from, group, rows: &rows, members: &members, everyone: Persons::of(&rows) };
        let groups = self.in_part(&source, &[], &|_| true, None)?;
        let overall = Found { label: Text::from(""), name: String::new(), groups };
        let mut divided: Vec<Divided> = Vec::new();
        let mut problems = Vec::new();
        for division in &self.by {
            match self.divide(&source, division, &divided) {
                Ok(division) => divided.push(division),
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() { Ok((Some(overall), divided)) } else { Err(problems) }
    }

    /// The subgroups of one division.
    fn divide(&self, source: &Source<'_>, division: &Division, before: &[Divided]) -> Result<Divided, Vec<Diagnostic>> {
        let mut parts: Vec<Found> = Vec::new();
        let arm = By::Column(&source.group.column);
        let (left_out, rest);
        if let Some(column) = &division.column {
            let known = source.rows.column(column).map_err(|problem| vec![problem])?;
            let tally = source.rows.tally(&[arm, By::Column(column)])?;
            let belongs = |cells: &[Cell]| source.members.contains(&cells[0]);
            let found: Vec<Cell> = tally.values(1).into_iter().filter(|cell| !cell.is_missing()).collect();
            let mut categories: Vec<(Cell, Text)> =
                known.codes.iter().filter(|(code, _)| found.contains(code)).cloned().collect();
            for cell in found {
                if !categories.iter().any(|(code, _)| *code == cell) {
                    let label = Text::from(cell.to_string().as_str());
                    categories.push((cell, label));
                }
            }
            if !(2..=20).contains(&categories.len()) {
                let problem = Problem::new(format!("`{column}` divides people into {}", categories.len()));
                let hint = "a division has from 2 to 20 subgroups: name another column, or conditions under `groups`";
                return Err(vec![problem.hint(hint).at(column.location())]);
            }
            for (cell, label) in categories {
                let persons = source.everyone.with(column, &cell);
                let groups = self.in_part(source, &[By::Column(column)], &|cells| cells[0] == cell, Some(&persons))?;
                let name = part_name(&division.label, &cell.to_string(), before, &parts);
                parts.push(Found { label, name, groups });
            }
            left_out = tally.sum(|cells| belongs(cells) && cells[1].is_missing());
            let persons = source.everyone.with(column, &Cell::Missing);
            let groups = self.in_part(source, &[By::Column(column)], &|cells| cells[0].is_missing(), Some(&persons))?;
            rest = if left_out > 0 { self.persons_of(&groups) } else { Vec::new() };
        } else {
            let conditions: Vec<&Expression> = division.groups.iter().filter_map(|part| part.when.as_ref()).collect();
            let by: Vec<By<'_>> = conditions.iter().map(|when| By::Condition(when)).collect();
            let tally = source.rows.tally(&[&[arm], by.as_slice()].concat())?;
            let holding = |cells: &[Cell]| cells.iter().filter(|cell| **cell == Cell::Boolean(true)).count();
            let twice = tally.sum(|cells| source.members.contains(&cells[0]) && holding(&cells[1..]) > 1);
            if twice > 0 {
                let problem = Problem::new(format!("{twice} rows belong to several subgroups of one division"));
                let place = conditions.get(1).and_then(|when| when.location());
                return Err(vec![problem.hint("write conditions that exclude each other").at(place)]);
            }
            let dimension = conditions.iter().map(|when| when.text()).collect::<Vec<_>>().join(" | ");
            for (place, part) in division.groups.iter().enumerate() {
                let Some(when) = &part.when else { continue };
                let persons = source.everyone.in_category(&dimension, when.text());
                let own = |cells: &[Cell]| cells[place] == Cell::Boolean(true);
                let groups = self.in_part(source, &by, &own, Some(&persons))?;
                let name = part_name(&division.label, in_ids(&part.label), before, &parts);
                parts.push(Found { label: part.label.clone(), name, groups });
            }
            left_out = tally.sum(|cells| source.members.contains(&cells[0]) && holding(&cells[1..]) == 0);
            let persons = source.everyone.in_category(&dimension, "none of them");
            let groups = self.in_part(source, &by, &|cells| holding(cells) == 0, Some(&persons))?;
            rest = if left_out > 0 { self.persons_of(&groups) } else { Vec::new() };
        }
        Ok(Divided { label: division.label.clone(), plan: division.plan, parts, left_out, rest })
    }

    /// The persons of both groups, shown nowhere: they are what is left of a whole whose other parts are shown.
    fn persons_of(&self, groups: &[Known; 2]) -> Vec<PersonCell> {
        let mut cells = Vec::new();
        for known in groups {
            match known {
                Known::Counted(arm) => cells.extend(arm.cells("rest", &[])),
                Known::Measured { summary, missing, persons: Some(persons) } => {
                    if let Some(column) = &self.column {
                        let total = summary.map_or(0, MeanSummary::n);
                        cells.push(persons.known(column, true).cell::<&str>(total, []));
                        cells.push(persons.known(column, false).cell::<&str>(missing.unwrap_or_default(), []));
                    }
                }
                _ => {}
            }
        }
        for cell in &mut cells {
            cell.shown_in.clear();
        }
        cells
    }

    /// Both groups among the rows that are wanted by what they are divided by.
    fn in_part(
        &self,
        source: &Source<'_>,
        by: &[By<'_>],
        wanted: &dyn Fn(&[Cell]) -> bool,
        persons: Option<&Persons>,
    ) -> Result<[Known; 2], Vec<Diagnostic>> {
        let arm = By::Column(&source.group.column);
        let everyone = persons.unwrap_or(&source.everyone);
        if let Some(column) = &self.column {
            let all = [&[arm], by].concat();
            let found = source.rows.distributions(column, &all)?;
            let of = |member: &Cell| {
                let own = |group: &&Distribution| group.group[0] == *member && wanted(&group.group[1..]);
                let groups: Vec<&Distribution> = found.iter().filter(own).collect();
                let missing = groups.iter().map(|group| group.missing).sum();
                let persons = everyone.with(&source.group.column, member);
                Known::Measured { summary: summary(&groups), missing: Some(missing), persons: Some(persons) }
            };
            return Ok([of(&source.members[0]), of(&source.members[1])]);
        }
        let Some(event) = &self.event else { return Ok([0, 1].map(|_| Known::Nobody { missing: 0 })) };
        let outcome = event.by().map_err(|problem| vec![problem])?;
        let tally = source.rows.tally(&[&[arm, outcome], by].concat())?;
        Ok([0, 1].map(|place| {
            let member = &source.members[place];
            let count = |had: Option<bool>| {
                tally.sum(|cells| cells[0] == *member && event.holds(&cells[1]) == had && wanted(&cells[2..]))
            };
            let (events, others, missing) = (count(Some(true)), count(Some(false)), count(None));
            match Arm::new(events, events + others) {
                Ok(arm) => Known::Counted(CountedArm {
                    arm,
                    origin: source.origin(&event.name(), events + others),
                    reconstructed: false,
                    missing: Some(missing),
                    persons: Some((everyone.with(&source.group.column, member), event.dimension())),
                }),
                Err(_) => Known::Nobody { missing },
            }
        }))
    }
}

/// Where rows are counted.
struct Source<'a> {
    from: &'a Spanned<String>,
    group: &'a Groups,
    rows: &'a Rows<'a>,
    members: &'a [Cell; 2],
    everyone: Persons,
}

impl Source<'_> {
    fn origin(&self, outcome: &str, rows: u64) -> Origin {
        Origin::Data {
            source: self.from.value.clone(),
            columns: vec![self.group.column.value.clone(), outcome.to_owned()],
            rows,
        }
    }
}

fn logarithm(value: f64) -> Result<f64, Undefined> {
    if value > 0.0 { Ok(libm::log(value)) } else { Err(Undefined::ZeroCell) }
}

/// Words as they go into an id, whatever the language of the report.
fn in_ids(label: &Text) -> &str {
    label.get(crate::results::Language::Bokmal)
}

/// The name of a subgroup, after that of its division: `age_under_30`.
fn part_name(division: &Text, words: &str, before: &[Divided], parts: &[Found]) -> String {
    let taken = |name: &str| {
        let earlier = before.iter().flat_map(|division| &division.parts);
        earlier.chain(parts).any(|part| part.name == name)
    };
    free_name(&format!("{} {words}", in_ids(division)), taken)
}
