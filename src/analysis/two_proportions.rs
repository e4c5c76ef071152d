//! The shares of two groups that have an outcome, compared absolutely and relatively.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::{CountedArm, Counts, Groups, count_rows};
use super::input::{Common, Entry, Event, FollowUp, add_note};
use super::margin::{Claim, Margin, OF_MARGIN};
use super::one_proportion::{basis_of, collect, counts, insist_on_use, level, which_numbers};
use super::proportion_methods::{Intervals, ProportionsTest, with_interval};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, ConfidenceInterval, Estimate, Method, Note, Role, Section, Test, Text, Unit, Value, decimals_for_share,
};
use crate::stats::{Arm, Estimated, Level, Undefined, two_proportions as stats};

/// The shares of two groups that have an outcome: risk difference, risk ratio, odds ratio, number needed to treat.
///
/// Absolute and relative effects always come together, as CONSORT asks. The groups' numbers are counts, published
/// percentages with the groups' sizes, or rows of a data source; several times of follow-up stand in one entry.
/// Differences are treated − control, ratios treated / control.
///
/// By default the intervals are Miettinen and Nurminen's and the p-value comes from the chi-squared test with the
/// factor (N − 1)/N, so that an interval and its p-value never contradict each other. `intervals: wald` gives what most
/// published tables print: Wald, Katz and Woolf, with Pearson's test.
///
/// ```yaml
/// employment:
///   kind: two_proportions
///   outcome: i ordinært arbeid
///   role: primary
///   basis: reconstructed
///   treated: {label: IPS}
///   control: {label: {nb: kontrollgruppen, nn: kontrollgruppa, en: the control group}}
///   follow_up:
///     - {month: 12, treated: {events: 83, total: 227}, control: {events: 49, total: 181}}
///     - {month: 18, treated: {percent: 37.4, total: 227}, control: {percent: 27.1, total: 181}}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TwoProportions {
    /// What the analysis is called where several stand together, such as the study's name in a forest plot.
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
    /// Those who got the programme, and their numbers where they do not stand under `follow_up` or come from data.
    treated: LabelledArm,
    /// Those they are compared with.
    control: LabelledArm,
    /// The data source whose rows are counted.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// Which rows of the data source belong to which group.
    #[serde(default)]
    group: Option<Groups>,
    /// What counts as the outcome in the data source.
    #[serde(default)]
    event: Option<Event>,
    /// Several times of follow-up, each with its numbers.
    #[serde(default)]
    follow_up: Vec<ArmsAt>,
    /// The intervals: `miettinen_nurminen`, `wald`, or one for each measure.
    #[serde(default)]
    intervals: Intervals,
    /// The tests, the first of them the one to print; by default the one that belongs to the intervals.
    #[serde(default)]
    tests: Vec<ProportionsTest>,
    /// A margin that the risk difference is held against, as a share: `{non_inferiority: 0.1}` or `{equivalence: 0.1}`.
    #[serde(default)]
    margin: Option<Margin>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// A group with its name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LabelledArm {
    /// What the group is called, worded so that it can follow «i» or «in»: `IPS`, `kontrollgruppen`.
    label: Text,
    /// How many had the outcome.
    #[serde(default)]
    events: Option<Spanned<u64>>,
    /// The published percentage, instead of `events`.
    #[serde(default)]
    percent: Option<Spanned<f64>>,
    /// How many there were.
    #[serde(default)]
    total: Option<Spanned<u64>>,
}

/// Both groups at one time of follow-up.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ArmsAt {
    /// Days since the start.
    #[serde(default)]
    day: Option<Spanned<f64>>,
    /// Weeks since the start.
    #[serde(default)]
    week: Option<Spanned<f64>>,
    /// Months since the start.
    #[serde(default)]
    month: Option<Spanned<f64>>,
    /// Years since the start.
    #[serde(default)]
    year: Option<Spanned<f64>>,
    /// The numbers of those who got the programme.
    #[serde(default)]
    treated: Option<Counts>,
    /// The numbers of those they are compared with.
    #[serde(default)]
    control: Option<Counts>,
    /// What counts as the outcome at this time, in the data source.
    #[serde(default)]
    event: Option<Event>,
}

/// Where the numbers of both groups come from at one time.
#[derive(Clone, Copy)]
struct Numbers<'a> {
    treated: Option<&'a Counts>,
    control: Option<&'a Counts>,
    event: Option<&'a Event>,
}

impl Analyse for TwoProportions {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        self.claim(entry).map_err(|problem| vec![problem])?;
        let stated = collect(
            [&self.treated, &self.control].into_iter().map(|arm| counts(&arm.events, &arm.percent, &arm.total)),
        )?;
        let [treated, control] = [stated[0].as_ref(), stated[1].as_ref()];
        if self.follow_up.is_empty() {
            let numbers = Numbers { treated, control, event: self.event.as_ref() };
            return self.section(entry, level, None, numbers).map(|section| vec![section]);
        }
        let own = |at: &ArmsAt| (at.treated.is_some() && at.control.is_some()) || at.event.is_some();
        let every_time_has_its_own = self.follow_up.iter().all(own);
        insist_on_use(every_time_has_its_own, treated.or(control), self.event.as_ref())
            .map_err(|problem| vec![problem])?;
        let mut sections = Vec::new();
        let mut problems = Vec::new();
        for at in &self.follow_up {
            let time = match FollowUp::one_of([&at.day, &at.week, &at.month, &at.year], entry) {
                Ok(time) => time,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let numbers = Numbers {
                treated: at.treated.as_ref().or(treated),
                control: at.control.as_ref().or(control),
                event: at.event.as_ref().or(self.event.as_ref()),
            };
            match self.section(entry, level, Some(time), numbers) {
                Ok(section) => sections.push(section),
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() { Ok(sections) } else { Err(problems) }
    }

    fn follows_up(&self) -> bool {
        true
    }
}

impl TwoProportions {
    fn section(
        &self,
        entry: &Entry<'_>,
        level: Level,
        time: Option<FollowUp>,
        numbers: Numbers<'_>,
    ) -> Result<Section, Vec<Diagnostic>> {
        let (treated, control) = self.count(entry, numbers)?;
        let mut section = entry.section(time.map(FollowUp::facet).into_iter().collect());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(basis_of(&[&treated, &control])),
        };
        common.describe(&mut section);
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        for (name, text) in
            [("outcome", &self.outcome), ("treated", &self.treated.label), ("control", &self.control.label)]
        {
            section.labels.push((name.to_owned(), text.clone()));
        }
        // Both with the decimals of the smaller group: shares that are compared are read against each other.
        let decimals = decimals_for_share(treated.arm.total().min(control.arm.total()));
        for (name, arm) in [("treated", &treated), ("control", &control)] {
            let interval = self.intervals.proportion;
            let proportion = match interval.compute(arm.arm, level) {
                Ok(computed) => with_interval(arm.proportion(decimals), computed, level, interval.method()),
                Err(_) => arm.proportion(decimals),
            };
            arm.describe(&mut section, name, proportion);
        }
        let methods = (self.intervals, self.tests.as_slice());
        effects_of(entry, &mut section, methods, (treated.arm, control.arm), level, decimals);
        let claim = self.claim(entry).map_err(|problem| vec![problem])?;
        if let Some(claim) = claim {
            let interval = self.intervals.risk_difference;
            claim.describe(&mut section, (Unit::ProportionDifference, decimals), interval.method(), |level| {
                interval.compute(treated.arm, control.arm, level)
            });
        }
        let of_margin = if claim.is_some() { &OF_MARGIN[..] } else { &[] };
        let effects: Vec<&str> = EFFECTS.iter().chain(of_margin).copied().collect();
        for (name, arm) in [("treated", &treated), ("control", &control)] {
            section.cells.extend(arm.cells(name, &effects));
        }
        Ok(section)
    }

    /// The claim of a margin, where there is one.
    fn claim(&self, entry: &Entry<'_>) -> Result<Option<Claim>, Diagnostic> {
        self.margin.as_ref().map(|margin| margin.claim(entry, 1.0)).transpose()
    }

    /// The counts of both groups, and everything that is wrong with either.
    fn count(&self, entry: &Entry<'_>, numbers: Numbers<'_>) -> Result<(CountedArm, CountedArm), Vec<Diagnostic>> {
        let each = match (numbers.treated, numbers.control, &self.from, &self.group, numbers.event) {
            (Some(treated), Some(control), None, None, None) => {
                collect([treated, control].into_iter().map(|counts| counts.count(entry)))
            }
            (None, None, Some(from), Some(group), Some(event)) => count_rows(entry, from, Some(group), event),
            _ => Err(vec![which_numbers(entry, self.from.as_ref())]),
        };
        let mut arms = each?.into_iter();
        match (arms.next(), arms.next()) {
            (Some(treated), Some(control)) => Ok((treated, control)),
            _ => Err(vec![which_numbers(entry, self.from.as_ref())]),
        }
    }
}

/// Puts all effect measures of two arms and the notes they need into a section.
pub(super) fn effects_of(
    entry: &Entry<'_>,
    section: &mut Section,
    (intervals, tests): (Intervals, &[ProportionsTest]),
    (treated, control): (Arm, Arm),
    level: Level,
    decimals: i8,
) {
    let Intervals { risk_difference, risk_ratio, odds_ratio, .. } = intervals;
    let tests = tests_of(entry, (intervals, tests), treated, control);

    let difference = estimate(
        Estimate {
            no_effect: Some(0.0),
            tests: tests.clone(),
            ..Estimate::new(0.0, Unit::ProportionDifference, decimals)
        },
        risk_difference.compute(treated, control, level),
        level,
        risk_difference.method(),
    );
    let ratio = || Estimate { no_effect: Some(1.0), tests: tests.clone(), ..Estimate::new(1.0, Unit::Ratio, 2) };
    let relative =
        estimate(ratio(), risk_ratio.compute(treated, control, level), level, risk_ratio.method(treated, control));
    let odds =
        estimate(ratio(), odds_ratio.compute(treated, control, level), level, odds_ratio.method(treated, control));
    let needed = number_needed(&difference);

    if rounding_shows(treated.proportion(), control.proportion(), &difference, decimals) {
        add_note(section, Note::Rounding);
    }
    match (&needed, &difference) {
        (Value::Estimate(_), Value::Estimate(difference)) if difference.excludes_no_effect() == Some(true) => {
            add_note(section, Note::NumberNeededRounded);
        }
        _ => add_note(section, Note::NumberNeededNotGiven),
    }
    let adds_a_half = |value: &Value| {
        let adding = [Method::KatzHalf, Method::WoolfHalf, Method::HaldaneAnscombe];
        matches!(value, Value::Estimate(Estimate { method: Some(method), .. }) if adding.contains(method))
    };
    if adds_a_half(&relative) || adds_a_half(&odds) {
        add_note(section, Note::HalfAdded);
    }
    if has_small_expected_count(treated, control)
        && tests.iter().any(|test| {
            matches!(test.method, Method::ChiSquaredPearson | Method::ChiSquaredYates | Method::ChiSquaredNMinusOne)
        })
    {
        add_note(section, Note::SmallExpectedCounts);
    }
    add_note(section, Note::Unadjusted);

    let effect_size = estimate(
        Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, Unit::EffectSize, 2) },
        stats::cohens_h(treated, control, level),
        level,
        Method::Arcsine,
    );
    for (name, value) in [
        ("risk_difference", difference),
        ("risk_ratio", relative),
        ("odds_ratio", odds),
        ("number_needed_to_treat", needed),
        ("cohens_h", effect_size),
    ] {
        section.values.push((name.to_owned(), value));
    }
}

/// The tests that are named, or the one that belongs to the intervals; a named one that is undefined is told of.
fn tests_of(
    entry: &Entry<'_>,
    (intervals, named): (Intervals, &[ProportionsTest]),
    treated: Arm,
    control: Arm,
) -> Vec<Test> {
    let matching = [intervals.matching_test()];
    let wanted = if named.is_empty() { &matching[..] } else { named };
    let mut tests = Vec::new();
    for test in wanted {
        match test.compute(treated, control) {
            Ok(test) => tests.push(test),
            Err(undefined) if !named.is_empty() => {
                let problem = Problem::new(format!("a test of `{}` does not exist: {undefined}", entry.id));
                entry.warn(problem.at(entry.location.clone()));
            }
            Err(_) => {}
        }
    }
    tests
}

/// What is computed from both groups.
pub(super) const EFFECTS: [&str; 5] =
    ["risk_difference", "risk_ratio", "odds_ratio", "number_needed_to_treat", "cohens_h"];

/// An estimate with its interval, or why there is none.
fn estimate(empty: Estimate, computed: Result<Estimated, Undefined>, level: Level, method: Method) -> Value {
    match computed {
        Ok(computed) => with_interval(empty, computed, level, method).into(),
        Err(undefined) => undefined.into(),
    }
}

/// How many must get the programme for one more to have the outcome: 1/difference, with the difference's interval.
fn number_needed(difference: &Value) -> Value {
    let Value::Estimate(Estimate { value, interval: Some(interval), .. }) = difference else {
        return difference.clone();
    };
    let difference = Estimated { value: *value, standard_error: None, interval: interval.bounds };
    match stats::number_needed_to_treat::from_risk_difference(difference) {
        Ok(needed) => Estimate {
            interval: Some(ConfidenceInterval { bounds: needed.interval, ..*interval }),
            ..Estimate::new(needed.value, Unit::NumberNeeded, 0)
        }
        .into(),
        Err(undefined) => undefined.into(),
    }
}

/// Whether the shown shares do not differ by the shown difference.
pub(super) fn rounding_shows(treated: f64, control: f64, difference: &Value, decimals: i8) -> bool {
    let Value::Estimate(Estimate { value, .. }) = difference else { return false };
    // A tie in decimal, such as 57.5, may lie a hair below it in binary; it is rounded away from zero as text is.
    let shown = |share: f64| {
        let scaled = share * 100.0 * 10f64.powi(i32::from(decimals));
        (scaled + 1e-9 * scaled.signum()).round()
    };
    shown(treated) - shown(control) != shown(*value)
}

/// Whether an expected count of the fourfold table is below five.
fn has_small_expected_count(treated: Arm, control: Arm) -> bool {
    let total = treated.total() as f64 + control.total() as f64;
    let events = treated.events() as f64 + control.events() as f64;
    let smaller_arm = treated.total().min(control.total()) as f64;
    smaller_arm * events.min(total - events) / total < 5.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_shares_may_not_add_up() {
        let difference = Value::Estimate(Estimate::new(85.0 / 227.0 - 49.0 / 181.0, Unit::ProportionDifference, 1));
        // 37.4 − 27.1 = 10.3, but the difference is 10.4.
        assert!(rounding_shows(85.0 / 227.0, 49.0 / 181.0, &difference, 1));
        // 57.5, 25 and 32.5 are shown as 58, 25 and 33, and 58 − 25 = 33.
        let difference = Value::Estimate(Estimate::new(0.325, Unit::ProportionDifference, 0));
        assert!(!rounding_shows(23.0 / 40.0, 10.0 / 40.0, &difference, 0));
        let difference = Value::Estimate(Estimate::new(0.25, Unit::ProportionDifference, 1));
        assert!(!rounding_shows(0.5, 0.25, &difference, 1));
    }
}
