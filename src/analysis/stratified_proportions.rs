//! The shares of two groups within strata, and what the strata say together.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::{CountedArm, Counts, Groups};
use super::baseline_table::GroupLabel;
use super::categories::{Category, category_name, listed};
use super::input::{Common, Entry, Event, add_note};
use super::one_proportion::{basis_of, collect, level};
use super::persons::Persons;
use super::proportion_methods::{Intervals, test, with_interval};
use crate::data::By;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Estimate, Facet, FacetValue, Method, Note, Origin, Quantity, Role, Section, Test, Text, Unit, Value,
    decimals_for_share,
};
use crate::stats::stratified_proportions::{
    DifferenceVariance, Stratum, cochran_mantel_haenszel, mantel_haenszel_odds_ratio, mantel_haenszel_risk_difference,
    mantel_haenszel_risk_ratio, tarone,
};
use crate::stats::{Arm, Estimated, Level, Undefined};

/// The shares of two groups within strata, such as counties: each stratum's effects, and Mantel and Haenszel's pooled
/// ones, which compare like with like.
///
/// Every stratum has a section of its own, `work.oslo`, with the names of values that `two_proportions` has, so that a
/// forest plot can show them; the pooled effects stand in `work.pooled`. Their p-value is that of the
/// Cochran–Mantel–Haenszel test, and `homogeneity` tests whether the odds ratio is the same in all strata (Breslow and
/// Day with Tarone's correction). The pooled effect beside the crude one, under `crude`, shows what the strata explain.
///
/// ```yaml
/// work:
///   kind: stratified_proportions
///   outcome: i ordinært arbeid
///   by: fylke
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   strata:
///     - {label: Oslo, treated: {events: 14, total: 38}, control: {events: 9, total: 36}}
///     - {label: Nordland, treated: {events: 12, total: 35}, control: {events: 8, total: 34}}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StratifiedProportions {
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
    /// The outcome, worded so that it can follow «var» or «were»: `i ordinært arbeid`.
    outcome: Text,
    /// What divides persons into strata, worded so that it can follow «hensyn til» or «allowing for»: `fylke`.
    by: Text,
    /// Those who got the programme.
    treated: GroupLabel,
    /// Those they are compared with.
    control: GroupLabel,
    /// The strata with their numbers, where these do not come from data.
    #[serde(default)]
    strata: Vec<StatedStratum>,
    /// The data source whose rows are counted.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// Which rows of the data source belong to which group.
    #[serde(default)]
    group: Option<Groups>,
    /// What counts as the outcome in the data source.
    #[serde(default)]
    event: Option<Event>,
    /// The column whose values are the strata.
    #[serde(default)]
    stratum: Option<Spanned<String>>,
    /// The intervals within strata, and of the crude effects: `miettinen_nurminen`, `wald`, or one for each measure.
    #[serde(default)]
    intervals: Intervals,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// Both groups in one stratum.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatedStratum {
    /// What the stratum is called.
    label: Text,
    /// The numbers of those who got the programme.
    treated: Counts,
    /// The numbers of those they are compared with.
    control: Counts,
}

/// A stratum in which both groups have persons.
struct Compared {
    name: String,
    label: Text,
    treated: CountedArm,
    control: CountedArm,
}

/// Where the pooled effects stand.
const POOLED: &str = "pooled";

/// What is computed from both groups of a stratum.
const EFFECTS: [&str; 4] = ["risk_difference", "risk_ratio", "odds_ratio", "weight"];

/// What is computed from all strata.
const POOLED_EFFECTS: [&str; 7] = [
    "risk_difference",
    "risk_ratio",
    "odds_ratio",
    "homogeneity",
    "crude.risk_difference",
    "crude.risk_ratio",
    "crude.odds_ratio",
];

impl Analyse for StratifiedProportions {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        let (strata, left_out, everyone) = match (&self.from, &self.group, &self.event, &self.stratum) {
            (Some(from), Some(group), Some(event), Some(stratum)) if self.strata.is_empty() => {
                self.count(entry, from, group, event, stratum)?
            }
            (None, None, None, None) if !self.strata.is_empty() => (self.stated(entry)?, 0, None),
            _ => {
                let problem = Problem::new(format!("`{}` has no numbers that belong together", entry.id));
                let hint = "list `strata` with their numbers, or count the rows of a data source with `from`, `group`, `event` and `stratum`";
                return Err(vec![problem.hint(hint).at(entry.location.clone())]);
            }
        };
        if strata.is_empty() {
            let problem = Problem::new("there is no stratum in which both groups have persons");
            return Err(vec![problem.at(self.stratum.as_ref().map_or(entry.location.clone(), Spanned::location))]);
        }
        let smallest = strata.iter().flat_map(|stratum| [stratum.treated.arm.total(), stratum.control.arm.total()]);
        let decimals = decimals_for_share(smallest.min().unwrap_or_default());
        let arms: Vec<Stratum> = strata
            .iter()
            .map(|stratum| Stratum { treated: stratum.treated.arm, control: stratum.control.arm })
            .collect();
        let weights: f64 = arms.iter().map(weight).sum();
        let mut sections: Vec<Section> = Vec::new();
        for (stratum, both) in strata.iter().zip(&arms) {
            let mut section = self.section(entry, &stratum.name, Some(&stratum.label), &strata);
            self.describe(&mut section, [&stratum.treated, &stratum.control], level, decimals);
            self.compare(&mut section, "", *both, level, decimals);
            let share = Quantity { value: weight(both) / weights, unit: Unit::Proportion, decimals: 1 };
            section.values.push(("weight".to_owned(), share.into()));
            for (name, arm) in [("treated", &stratum.treated), ("control", &stratum.control)] {
                section.cells.extend(arm.cells(name, &EFFECTS));
            }
            sections.push(section);
        }
        let mut section = self.section(entry, POOLED, None, &strata);
        if left_out > 0 {
            add_note(&mut section, Note::StrataWithoutComparison);
        }
        let mut of_all = Vec::new();
        for name in ["treated", "control"] {
            let of =
                |stratum: &Compared| if name == "treated" { stratum.treated.clone() } else { stratum.control.clone() };
            let persons = everyone.as_ref().map(|both| if name == "treated" { &both[0] } else { &both[1] });
            of_all.push(together(strata.iter().map(of), persons).map_err(|problem| vec![problem])?);
        }
        self.describe(
            &mut section,
            [&of_all[0], &of_all[1]],
            level,
            decimals_for_share(of_all[0].arm.total().min(of_all[1].arm.total())),
        );
        self.pool(entry, &mut section, &arms, level, decimals);
        let crude = Stratum { treated: of_all[0].arm, control: of_all[1].arm };
        self.compare(&mut section, "crude.", crude, level, decimals);
        // The pooled effects betray the sums over strata; that one stratum cannot be solved for among several hidden ones is
        // what hiding at least two of them is for.
        for (name, arm) in ["treated", "control"].into_iter().zip(&of_all) {
            section.cells.extend(arm.cells(name, &POOLED_EFFECTS));
        }
        sections.push(section);
        Ok(sections)
    }
}

/// The weight of a stratum's risk difference in the pooled one, n₁n₂/N.
fn weight(stratum: &Stratum) -> f64 {
    let (treated, control) = (stratum.treated.total() as f64, stratum.control.total() as f64);
    treated * (control / (treated + control))
}

/// The sum of a group over strata.
fn together(arms: impl Iterator<Item = CountedArm>, persons: Option<&Persons>) -> Result<CountedArm, Diagnostic> {
    let arms: Vec<CountedArm> = arms.collect();
    let sum = |number: fn(&CountedArm) -> u64| arms.iter().map(number).fold(0u64, u64::saturating_add);
    let arm = Arm::new(sum(|arm| arm.arm.events()), sum(|arm| arm.arm.total()));
    let arm = arm.map_err(|why| Problem::new(format!("the strata together have no share: {why}")).at(None))?;
    let mut all = arms.first().cloned().ok_or_else(|| Problem::new("there are no strata").at(None))?;
    all.missing = all.missing.map(|_| sum(|arm| arm.missing.unwrap_or_default()));
    all.reconstructed = arms.iter().any(|arm| arm.reconstructed);
    if let Origin::Data { rows, .. } = &mut all.origin {
        *rows = arm.total();
    }
    if let (Some((own, _)), Some(persons)) = (&mut all.persons, persons) {
        *own = persons.clone();
    }
    Ok(CountedArm { arm, ..all })
}

impl StratifiedProportions {
    /// A section still without numbers.
    fn section(&self, entry: &Entry<'_>, name: &str, label: Option<&Text>, strata: &[Compared]) -> Section {
        let facet =
            Facet { name: "stratum".to_owned(), value: FacetValue::Name(name.to_owned()), label: label.cloned() };
        let mut section = entry.section(vec![facet]);
        let arms: Vec<&CountedArm> = strata.iter().flat_map(|stratum| [&stratum.treated, &stratum.control]).collect();
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(basis_of(&arms)),
        };
        common.describe(&mut section);
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        for (name, text) in [
            ("outcome", &self.outcome),
            ("by", &self.by),
            ("treated", &self.treated.label),
            ("control", &self.control.label),
        ] {
            section.labels.push((name.to_owned(), text.clone()));
        }
        section
    }

    fn stated(&self, entry: &Entry<'_>) -> Result<Vec<Compared>, Vec<Diagnostic>> {
        let each = self.strata.iter().flat_map(|stratum| [&stratum.treated, &stratum.control]);
        let mut arms = collect(each.map(|counts| counts.count(entry)))?.into_iter();
        let mut strata: Vec<Compared> = Vec::new();
        for stratum in &self.strata {
            let (Some(treated), Some(control)) = (arms.next(), arms.next()) else { break };
            let words = stratum.label.get(crate::results::Language::Bokmal);
            let taken = |name: &str| name == POOLED || strata.iter().any(|other| other.name == name);
            strata.push(Compared { name: category_name(words, taken), label: stratum.label.clone(), treated, control });
        }
        Ok(strata)
    }

    /// The strata in the rows of a data source, how many lack a group, and who is in the others.
    fn count(
        &self,
        entry: &Entry<'_>,
        from: &Spanned<String>,
        group: &Groups,
        event: &Event,
        stratum: &Spanned<String>,
    ) -> Result<(Vec<Compared>, usize, Option<[Persons; 2]>), Vec<Diagnostic>> {
        let rows = entry.rows(from).map_err(|problem| vec![problem])?;
        let outcome = event.by().map_err(|problem| vec![problem])?;
        let tally = rows.tally(&[By::Column(&group.column), By::Column(stratum), outcome])?;
        event.look_at(entry, &rows, &tally.values(2));
        let members = group.values(entry, from, &tally).map_err(|problem| vec![problem])?;
        let column = rows.column(stratum).map_err(|problem| vec![problem])?;
        let in_no_stratum = tally.sum(|cells| members.contains(&cells[0]) && cells[1].is_missing());
        let mut everyone = Persons::of(&rows);
        if in_no_stratum > 0 {
            let problem =
                Problem::new(format!("{in_no_stratum} rows of `{from}` have no `{stratum}` and are left out"));
            entry.warn(problem.at(stratum.location()));
            everyone = everyone.known(stratum, true);
        }
        let count = |place: usize, category: &crate::data::Cell, outcome: Option<bool>| {
            tally.sum(|cells| cells[0] == members[place] && cells[1] == *category && event.holds(&cells[2]) == outcome)
        };
        let found = listed(column, &tally.values(1), |name| name == POOLED);
        let arm = |place: usize, category: &crate::data::Cell| {
            let (events, others) = (count(place, category, Some(true)), count(place, category, Some(false)));
            Arm::new(events, events + others)
        };
        let compares = |category: &crate::data::Cell| arm(0, category).is_ok() && arm(1, category).is_ok();
        let left_out = found.iter().filter(|category| !compares(&category.value)).count();
        if left_out > 0 {
            everyone = everyone.in_category(&format!("{stratum} compared"), "yes");
        }
        let mut strata = Vec::new();
        for category in &found {
            let counted = |place: usize| {
                let arm = arm(place, &category.value).ok()?;
                let persons = everyone.with(&group.column, &members[place]).with(stratum, &category.value);
                let columns = vec![group.column.value.clone(), stratum.value.clone(), event.name()];
                Some(CountedArm {
                    arm,
                    origin: Origin::Data { source: from.value.clone(), columns, rows: arm.total() },
                    reconstructed: false,
                    missing: Some(count(place, &category.value, None)),
                    persons: Some((persons, event.dimension())),
                })
            };
            if let (Some(treated), Some(control)) = (counted(0), counted(1)) {
                let Category { name, label, .. } = category.clone();
                strata.push(Compared { name, label, treated, control });
            }
        }
        let both = [0, 1].map(|place| everyone.with(&group.column, &members[place]));
        Ok((strata, left_out, Some(both)))
    }

    /// The counts and shares of both groups.
    fn describe(&self, section: &mut Section, arms: [&CountedArm; 2], level: Level, decimals: i8) {
        for (name, arm) in ["treated", "control"].into_iter().zip(arms) {
            let interval = self.intervals.proportion;
            let proportion = match interval.compute(arm.arm, level) {
                Ok(computed) => with_interval(arm.proportion(decimals), computed, level, interval.method()),
                Err(_) => arm.proportion(decimals),
            };
            arm.describe(section, name, proportion);
        }
    }

    /// The effects in one stratum, or in all persons together.
    fn compare(&self, section: &mut Section, prefix: &str, both: Stratum, level: Level, decimals: i8) {
        let Stratum { treated, control } = both;
        let Intervals { risk_difference, risk_ratio, odds_ratio, .. } = self.intervals;
        let effects = [
            (
                "risk_difference",
                estimate(
                    (Unit::ProportionDifference, decimals, 0.0),
                    risk_difference.compute(treated, control, level),
                    level,
                    risk_difference.method(),
                    &[],
                ),
            ),
            (
                "risk_ratio",
                estimate(
                    (Unit::Ratio, 2, 1.0),
                    risk_ratio.compute(treated, control, level),
                    level,
                    risk_ratio.method(treated, control),
                    &[],
                ),
            ),
            (
                "odds_ratio",
                estimate(
                    (Unit::Ratio, 2, 1.0),
                    odds_ratio.compute(treated, control, level),
                    level,
                    odds_ratio.method(treated, control),
                    &[],
                ),
            ),
        ];
        section.values.extend(effects.into_iter().map(|(name, value)| (format!("{prefix}{name}"), value)));
    }

    /// The effects over all strata, and whether they are the same in each.
    fn pool(&self, entry: &Entry<'_>, section: &mut Section, strata: &[Stratum], level: Level, decimals: i8) {
        let tests: Vec<Test> = match cochran_mantel_haenszel(strata) {
            Ok(computed) => vec![test(Method::CochranMantelHaenszel, computed)],
            Err(why) => {
                let problem = Problem::new(format!("the test of `{}` does not exist: {why}", entry.id));
                entry.warn(problem.at(entry.location.clone()));
                Vec::new()
            }
        };
        // Where nobody has the outcome, or everybody, there is no variance and no interval.
        let difference =
            mantel_haenszel_risk_difference(strata, DifferenceVariance::Sato, level).and_then(|computed| {
                if computed.standard_error == Some(0.0) { Err(Undefined::NoVariation) } else { Ok(computed) }
            });
        let (ratio, odds) = (mantel_haenszel_risk_ratio(strata, level), mantel_haenszel_odds_ratio(strata, level));
        let difference_of = (Unit::ProportionDifference, decimals, 0.0);
        for (name, value) in [
            ("risk_difference", estimate(difference_of, difference, level, Method::MantelHaenszelDifference, &tests)),
            ("risk_ratio", estimate((Unit::Ratio, 2, 1.0), ratio, level, Method::MantelHaenszelRiskRatio, &tests)),
            ("odds_ratio", estimate((Unit::Ratio, 2, 1.0), odds, level, Method::MantelHaenszelOddsRatio, &tests)),
        ] {
            section.values.push((name.to_owned(), value));
        }
        let homogeneity = match tarone(strata) {
            Ok(computed) => {
                if computed.p < 0.05 {
                    add_note(section, Note::StrataDiffer);
                }
                Estimate {
                    tests: vec![test(Method::BreslowDayTarone, computed)],
                    ..Estimate::new(computed.statistic.unwrap_or_default(), Unit::Number, 2)
                }
                .into()
            }
            Err(why) => why.into(),
        };
        section.values.push(("homogeneity".to_owned(), homogeneity));
    }
}

/// An estimate with its interval, or why there is none; `(unit, decimals, no effect)`.
fn estimate(
    (unit, decimals, no_effect): (Unit, i8, f64),
    computed: Result<Estimated, Undefined>,
    level: Level,
    method: Method,
    tests: &[Test],
) -> Value {
    match computed {
        Ok(computed) => {
            let empty = Estimate {
                no_effect: Some(no_effect),
                tests: tests.to_vec(),
                ..Estimate::new(no_effect, unit, decimals)
            };
            with_interval(empty, computed, level, method).into()
        }
        Err(why) => why.into(),
    }
}
