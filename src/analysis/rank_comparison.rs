//! Two groups, several groups or two measurements compared by ranks.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::baseline_table::GroupLabel;
use super::categories::categories;
use super::comparison::sample;
use super::input::{Common, Entry, add_note};
use super::one_proportion::level;
use super::paired::{incomplete, tally_of_numbers};
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{test, with_interval};
use crate::data::{By, Cell, Distribution, Rows};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, ConfidenceInterval, Estimate, Input, Method, Note, Origin, Quantity, Role, Row, Section, Table, Test, Text,
    Unit, Value,
};
use crate::stats::rank::{
    hodges_lehmann, hodges_lehmann_estimate, hodges_lehmann_normal, kruskal_wallis, mann_whitney_exact_test,
    mann_whitney_test, paired_hodges_lehmann, paired_hodges_lehmann_interval, probability_of_superiority,
    signed_rank_exact_test, signed_rank_test, signed_ranks,
};
use crate::stats::{Interval, Level, QuantileType, Sample, TestResult, Undefined};

/// Scores or amounts compared by their ranks, where a mean would mislead: two groups (Mann and Whitney), several groups
/// (Kruskal and Wallis), or two measurements of the same persons (Wilcoxon's signed ranks).
///
/// Two groups have the Hodges–Lehmann shift and the probability that a random person of the treated group is above a
/// random one of the control group, ties counting a half. The tests are exact where both groups have at most twenty
/// persons, or there are at most 25 pairs.
///
/// ```yaml
/// hours:
///   kind: rank_comparison
///   outcome: arbeidstimer i uken
///   from: participants
///   column: hours
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
/// satisfaction:
///   kind: rank_comparison
///   outcome: tilfredshet
///   from: participants
///   column: satisfaction
///   groups: county
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RankComparison {
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
    /// The outcome, worded so that it can follow «median»: `arbeidstimer i uken`.
    outcome: Text,
    /// The unit of the outcome; points of its own scale unless given.
    #[serde(default)]
    outcome_unit: Option<Spanned<Unit>>,
    /// Decimals that medians are shown with; one unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// The data source or population.
    from: Spanned<String>,
    /// The column of the outcome, where groups are compared.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// Which rows belong to which of two groups.
    #[serde(default)]
    group: Option<Groups>,
    /// What the treated group is called.
    #[serde(default)]
    treated: Option<GroupLabel>,
    /// What the control group is called.
    #[serde(default)]
    control: Option<GroupLabel>,
    /// The column whose values are several groups.
    #[serde(default)]
    groups: Option<Spanned<String>>,
    /// The first of two measurements of the same persons.
    #[serde(default)]
    first: Option<MeasuredAt>,
    /// The second; the shift is second − first.
    #[serde(default)]
    second: Option<MeasuredAt>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// One of two measurements.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MeasuredAt {
    /// When it was made, worded so that it can follow the outcome: `ved start`.
    label: Text,
    /// Its column.
    column: Spanned<String>,
}

/// The most persons of a group for whom the exact test is used.
const EXACT_GROUP: u64 = 20;
/// The most pairs for which the exact test is used.
const EXACT_PAIRS: u64 = 25;

impl Analyse for RankComparison {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        self.check().map_err(one)?;
        let rows = entry.rows(&self.from).map_err(one)?;
        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(Basis::Observed),
        };
        common.describe(&mut section);
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        section.labels.push(("outcome".to_owned(), self.outcome.clone()));
        let shape = (&self.column, &self.group, &self.groups, &self.first, &self.second);
        let columns = match shape {
            (Some(column), Some(group), None, None, None) => {
                let (Some(treated), Some(control)) = (&self.treated, &self.control) else {
                    let problem = Problem::new("both groups need a name");
                    let hint = "add `treated: {label: \u{2026}}` and `control: {label: \u{2026}}`";
                    return Err(vec![problem.hint(hint).at(group.column.location())]);
                };
                for (name, label) in [("treated", treated), ("control", control)] {
                    section.labels.push((name.to_owned(), label.label.clone()));
                }
                self.two_groups(entry, &mut section, &rows, (column, group), level)?;
                vec![&group.column, column]
            }
            (Some(column), None, Some(groups), None, None) if self.treated.is_none() && self.control.is_none() => {
                self.several_groups(&mut section, &rows, column, groups)?;
                vec![groups, column]
            }
            (None, None, None, Some(first), Some(second)) if self.treated.is_none() && self.control.is_none() => {
                for (name, at) in [("first", first), ("second", second)] {
                    section.labels.push((name.to_owned(), at.label.clone()));
                }
                self.pairs(&mut section, &rows, [&first.column, &second.column], level)?;
                vec![&first.column, &second.column]
            }
            _ => {
                let problem = Problem::new(format!("`{}` has to compare one of three things", entry.id));
                let hint = "write `column` with `group`, `treated` and `control`, or `column` with `groups`, or `first` and `second`";
                return Err(vec![problem.hint(hint).at(entry.location.clone())]);
            }
        };
        let known = match section.value("total") {
            Some(Value::Count(total)) => *total,
            _ => 0,
        };
        section.provenance.inputs.push(Input {
            name: "rows".to_owned(),
            origin: Origin::Data {
                source: self.from.value.clone(),
                columns: columns.into_iter().map(|column| column.value.clone()).collect(),
                rows: known,
            },
        });
        keep_known_names(&mut section);
        Ok(vec![section])
    }
}

impl RankComparison {
    /// What does not depend on the data.
    fn check(&self) -> Result<(), Diagnostic> {
        if let Some(unit) = self.outcome_unit.as_ref().filter(|unit| unit.is_worded()) {
            let problem = Problem::new("this unit is a judgement in words");
            return Err(problem
                .hint("leave it out for points of a scale, or write such as `days`")
                .at(unit.location()));
        }
        if let Some(decimals) = self.decimals.as_ref().filter(|decimals| !(-6..=6).contains(&decimals.value)) {
            let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
            return Err(problem.at(decimals.location()));
        }
        if let (Some(first), Some(second)) = (&self.first, &self.second)
            && first.column.value == second.column.value
        {
            let problem = Problem::new("both measurements are the same column, so that no one differs");
            return Err(problem.hint("name the column of the second measurement").at(second.column.location()));
        }
        Ok(())
    }

    fn quantity(&self, value: f64) -> Value {
        Quantity { value, unit: self.unit(), decimals: self.decimals() }.into()
    }

    fn unit(&self) -> Unit {
        self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value)
    }

    fn decimals(&self) -> i8 {
        self.decimals.as_ref().map_or(1, |decimals| decimals.value)
    }

    /// Median and quartiles.
    fn quantiles(&self, sample: &Result<Sample, Undefined>) -> [(&'static str, Value); 3] {
        let at = |p: f64| match sample {
            Ok(sample) => {
                sample.quantile(p, QuantileType::Seven).map_or_else(Value::from, |value| self.quantity(value))
            }
            Err(why) => (*why).into(),
        };
        [("median", at(0.5)), ("lower", at(0.25)), ("upper", at(0.75))]
    }

    fn two_groups(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        rows: &Rows<'_>,
        (column, group): (&Spanned<String>, &Groups),
        level: Level,
    ) -> Result<(), Vec<Diagnostic>> {
        let tally = rows.tally(&[By::Column(&group.column)])?;
        let members = group.values(entry, &self.from, &tally).map_err(|problem| vec![problem])?;
        let found = rows.distributions(column, &[By::Column(&group.column)])?;
        let everyone = Persons::of(rows);
        let mut samples = Vec::new();
        let mut total = 0;
        for (name, member) in ["treated", "control"].into_iter().zip(&members) {
            let of: Vec<&Distribution> = found.iter().filter(|group| group.group[0] == *member).collect();
            let sample = sample(&of);
            let known = sample.as_ref().map_or(0, Sample::total);
            let missing: u64 = of.iter().map(|group| group.missing).sum();
            total += known;
            section.values.push((format!("{name}.total"), Value::Count(known)));
            section.values.push((format!("{name}.missing"), Value::Count(missing)));
            for (part, value) in self.quantiles(&sample) {
                section.values.push((format!("{name}.{part}"), value));
            }
            if missing > 0 {
                add_note(section, Note::MissingOutcomes);
            }
            let persons = everyone.with(&group.column, member);
            let own = ["total", "median", "lower", "upper"].map(|part| format!("{name}.{part}"));
            let both = ["total", "shift", "probability_of_superiority"].map(str::to_owned);
            section.cells.push(persons.known(column, true).cell(known, own.into_iter().chain(both)));
            section.cells.push(persons.known(column, false).cell(missing, [format!("{name}.missing")]));
            samples.push(sample);
        }
        section.values.push(("total".to_owned(), Value::Count(total)));
        let both = samples[0].as_ref().and_then(|treated| Ok((treated, samples[1].as_ref()?)));
        let (shift, superiority) = match both {
            Ok((treated, control)) => {
                let tested = rank_test(treated, control);
                (
                    self.shift(treated, control, level, tested.as_ref().ok()),
                    superiority(treated, control, level, tested.ok()),
                )
            }
            Err(why) => ((*why).into(), (*why).into()),
        };
        section.values.push(("shift".to_owned(), shift));
        section.values.push(("probability_of_superiority".to_owned(), superiority));
        add_note(section, Note::Unadjusted);
        Ok(())
    }

    /// The Hodges–Lehmann shift with the interval that belongs to the test.
    fn shift(&self, treated: &Sample, control: &Sample, level: Level, tested: Option<&Test>) -> Value {
        let estimate = |value: f64, interval: Result<Interval, Undefined>| {
            let bounds = interval.ok();
            let mut estimate = Estimate { no_effect: Some(0.0), ..Estimate::new(value, self.unit(), self.decimals()) };
            estimate.interval =
                bounds.map(|bounds| ConfidenceInterval { bounds, level, method: Method::HodgesLehmann });
            estimate.tests.extend(tested.cloned());
            Value::from(estimate)
        };
        let ties = treated.pairs().chain(control.pairs()).any(|(_, count)| count > 1)
            || treated.values().iter().any(|value| control.values().contains(value));
        if is_small(treated, control) && !ties {
            return match hodges_lehmann(treated, control, level) {
                Ok(found) => estimate(found.value, Ok(found.interval)),
                Err(why) => why.into(),
            };
        }
        match hodges_lehmann_estimate(treated, control) {
            Ok(value) => estimate(value, hodges_lehmann_normal(treated, control, level)),
            Err(why) => why.into(),
        }
    }

    fn several_groups(
        &self,
        section: &mut Section,
        rows: &Rows<'_>,
        column: &Spanned<String>,
        groups: &Spanned<String>,
    ) -> Result<(), Vec<Diagnostic>> {
        let found = rows.distributions(column, &[By::Column(groups)])?;
        let described = rows.column(groups).map_err(|problem| vec![problem])?;
        section
            .labels
            .push(("groups".to_owned(), described.label.clone().unwrap_or_else(|| Text::from(groups.as_str()))));
        let values: Vec<Cell> = found.iter().map(|group| group.group[0].clone()).collect();
        let everyone = Persons::of(rows).known(groups, true);
        let (mut table, mut samples, mut missing_of_all, mut total) = (Vec::new(), Vec::new(), 0, 0);
        for category in categories(described, &values, |_| false) {
            let of: Vec<&Distribution> = found.iter().filter(|group| group.group[0] == category.value).collect();
            let sample = sample(&of);
            let known = sample.as_ref().map_or(0, Sample::total);
            let missing: u64 = of.iter().map(|group| group.missing).sum();
            missing_of_all += missing;
            total += known;
            let quantiles = self.quantiles(&sample).map(|(_, value)| value);
            table.push(Row {
                name: category.name.clone(),
                label: Some(category.label),
                basis: None,
                source: None,
                words: Vec::new(),
                cells: [Value::Count(known), Value::Count(missing)].into_iter().chain(quantiles).collect(),
            });
            let persons = everyone.with(groups, &category.value);
            let own = ["total", "median", "lower", "upper"].map(|part| format!("groups/{}/{part}", category.name));
            let all = ["total", "difference"].map(str::to_owned);
            section.cells.push(persons.known(column, true).cell(known, own.into_iter().chain(all)));
            section
                .cells
                .push(persons.known(column, false).cell(missing, [format!("groups/{}/missing", category.name)]));
            if let Ok(sample) = sample {
                samples.push(sample);
            }
        }
        if missing_of_all > 0 {
            add_note(section, Note::MissingOutcomes);
        }
        if samples.iter().any(|sample| sample.total() < 5) {
            add_note(section, Note::SmallGroupsForRanks);
        }
        let columns = ["total", "missing", "median", "lower", "upper"].map(str::to_owned).to_vec();
        section.values.push(("groups".to_owned(), Value::Table(Table { columns, rows: table })));
        section.values.push(("total".to_owned(), Value::Count(total)));
        let difference = match kruskal_wallis(&samples) {
            Ok(found) => {
                let mut estimate = Estimate::new(found.epsilon_squared, Unit::EffectSize, 2);
                estimate.tests.push(test(Method::KruskalWallis, found.test));
                estimate.into()
            }
            Err(why) => why.into(),
        };
        section.values.push(("difference".to_owned(), difference));
        add_note(section, Note::Unadjusted);
        Ok(())
    }

    fn pairs(
        &self,
        section: &mut Section,
        rows: &Rows<'_>,
        columns: [&Spanned<String>; 2],
        level: Level,
    ) -> Result<(), Vec<Diagnostic>> {
        let tally = tally_of_numbers(rows, columns)?;
        let pairs: Vec<(f64, f64, u64)> = tally
            .counts
            .iter()
            .filter_map(|(cells, count)| {
                let (first, second) = cells[0].as_number().zip(cells[1].as_number())?;
                Some((first, second, *count))
            })
            .collect();
        let of = |value: fn(&(f64, f64, u64)) -> f64| {
            Sample::from_counts(&pairs.iter().map(|pair| (value(pair), pair.2)).collect::<Vec<_>>())
        };
        let total: u64 = pairs.iter().map(|(.., count)| count).sum();
        let missing = tally.total() - total;
        section.values.push(("total".to_owned(), Value::Count(total)));
        section.values.push(("missing".to_owned(), Value::Count(missing)));
        if missing > 0 {
            add_note(section, Note::IncompletePairs);
        }
        for (name, sample) in [("first", of(|pair| pair.0)), ("second", of(|pair| pair.1))] {
            for (part, value) in self.quantiles(&sample) {
                section.values.push((format!("{name}.{part}"), value));
            }
        }
        let differences = of(|pair| pair.1 - pair.0);
        let ranked = differences.as_ref().map_err(|why| *why).and_then(|differences| {
            let ranks = signed_ranks(differences)?;
            let computed: Result<TestResult, Undefined>;
            let method = if ranks.nonzero <= EXACT_PAIRS {
                computed = signed_rank_exact_test(differences);
                Method::SignedRankExact
            } else {
                computed = signed_rank_test(differences);
                Method::SignedRank
            };
            let interval = paired_hodges_lehmann_interval(differences, level).ok();
            Ok(((paired_hodges_lehmann(differences)?, interval), ranks.rank_biserial(), test(method, computed?)))
        });
        let (shift, correlation) = match ranked {
            Ok(((value, bounds), correlation, tested)) => {
                let with_test = |value, unit, decimals| {
                    let tests = vec![tested.clone()];
                    Estimate { no_effect: Some(0.0), tests, ..Estimate::new(value, unit, decimals) }
                };
                let interval = bounds.map(|bounds| ConfidenceInterval { bounds, level, method: Method::HodgesLehmann });
                let shift = Estimate { interval, ..with_test(value, self.unit(), self.decimals()) };
                (Value::from(shift), Value::from(with_test(correlation, Unit::EffectSize, 2)))
            }
            Err(why) => (why.into(), why.into()),
        };
        section.values.push(("shift".to_owned(), shift));
        section.values.push(("rank_biserial".to_owned(), correlation));
        add_note(section, Note::ChangeIsNotEffect);
        let everyone = Persons::of(rows);
        let [first, second] = columns.map(|column| column.value.as_str());
        let shown: Vec<String> =
            section.values.iter().map(|(name, _)| name).filter(|name| *name != "missing").cloned().collect();
        section.cells.push(everyone.known(first, true).known(second, true).cell(total, shown));
        section.cells.extend(incomplete(&everyone, [first, second], |a, b| {
            tally.sum(|cells| cells[0].as_number().is_some() == a && cells[1].as_number().is_some() == b)
        }));
        Ok(())
    }
}

/// Whether the exact distribution is used.
fn is_small(treated: &Sample, control: &Sample) -> bool {
    treated.total().max(control.total()) <= EXACT_GROUP
}

/// Mann and Whitney's test, exact for small groups.
fn rank_test(treated: &Sample, control: &Sample) -> Result<Test, Undefined> {
    if is_small(treated, control) {
        mann_whitney_exact_test(treated, control).map(|computed| test(Method::MannWhitneyExact, computed))
    } else {
        mann_whitney_test(treated, control).map(|computed| test(Method::MannWhitney, computed))
    }
}

fn superiority(treated: &Sample, control: &Sample, level: Level, tested: Option<Test>) -> Value {
    match probability_of_superiority(treated, control, level) {
        Ok(computed) => {
            let empty = Estimate { no_effect: Some(0.5), ..Estimate::new(0.5, Unit::EffectSize, 2) };
            let mut estimate = with_interval(empty, computed, level, Method::SuperiorityLogit);
            estimate.tests.extend(tested);
            estimate.into()
        }
        Err(why) => why.into(),
    }
}
