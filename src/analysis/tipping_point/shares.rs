//! Tipping points of a difference of shares: every possible number with the outcome among the missing.

use super::super::arms::{CountedArm, Counts, Groups, count_rows};
use super::super::input::{Entry, Event, add_note};
use super::super::one_proportion::{basis_of, collect};
use super::super::persons::keep_known_names;
use super::super::proportion_methods::{ProportionsTest, RiskDifferenceInterval, with_interval};
use super::TippingPoint;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Curve, CurveStyle, Estimate, Input, Method, Note, Point, Section, Unit, Value, decimals_for_share,
};
use crate::stats::imputation::{Assumption, Conclusion, IncompleteArm, TippingGrid};
use crate::stats::{Arm, Level, Undefined, one_proportion};

/// The names of what is supposed of the missing, as [`Assumption::ALL`] has them.
const ASSUMPTIONS: [&str; 5] = ["known", "none", "all", "largest", "smallest"];

impl TippingPoint {
    pub(super) fn shares_stated(
        &self,
        entry: &Entry<'_>,
        stated: [(Counts, u64); 2],
        level: Level,
    ) -> Result<Section, Vec<Diagnostic>> {
        let arms = collect(
            stated
                .into_iter()
                .map(|(counts, missing)| counts.count(entry).map(|arm| CountedArm { missing: Some(missing), ..arm })),
        )?;
        self.shares(entry, &arms, level)
    }

    pub(super) fn shares_counted(
        &self,
        entry: &Entry<'_>,
        (from, group): (&Spanned<String>, &Groups),
        event: &Event,
        level: Level,
    ) -> Result<Section, Vec<Diagnostic>> {
        let arms = count_rows(entry, from, Some(group), event)?;
        self.shares(entry, &arms, level)
    }

    fn shares(&self, entry: &Entry<'_>, arms: &[CountedArm], level: Level) -> Result<Section, Vec<Diagnostic>> {
        let [treated, control] = arms else { return Err(Self::nothing_missing(entry)) };
        let incomplete = |arm: &CountedArm| {
            let missing = arm.missing.unwrap_or(0);
            IncompleteArm::new(arm.arm.events(), arm.arm.total() - arm.arm.events(), missing)
                .map_err(|why| vec![Problem::new(why.to_string()).at(entry.location.clone())])
        };
        let groups = [incomplete(treated)?, incomplete(control)?];
        if groups.iter().all(|group| group.missing() == 0) {
            return Err(Self::nothing_missing(entry));
        }
        let mut section = entry.section(Vec::new());
        self.describe(&mut section, basis_of(&[treated, control]));
        let decimals = decimals_for_share(groups[0].total().min(groups[1].total()));
        for (name, arm) in [("treated", treated), ("control", control)] {
            let mut put = |part: &str, value: Value| section.values.push((format!("{name}.{part}"), value));
            put("events", Value::Count(arm.arm.events()));
            put("total", Value::Count(arm.arm.total()));
            put("missing", Value::Count(arm.missing.unwrap_or(0)));
            let proportion = match one_proportion::wilson(arm.arm, level) {
                Ok(computed) => with_interval(arm.proportion(decimals), computed, level, Method::Wilson),
                Err(_) => arm.proportion(decimals),
            };
            put("proportion", proportion.into());
            section.provenance.inputs.push(Input { name: name.to_owned(), origin: arm.origin.clone() });
        }
        if arms.iter().any(|arm| arm.reconstructed) {
            add_note(&mut section, Note::CountsReconstructed);
        }
        for (name, assumption) in ASSUMPTIONS.into_iter().zip(Assumption::ALL) {
            supposed(&mut section, name, assumption.arms(groups[0], groups[1]), level, decimals);
        }
        tipping(&mut section, groups, level);
        add_note(&mut section, Note::Unadjusted);
        cells(&mut section, [("treated", treated), ("control", control)]);
        Ok(section)
    }
}

/// The difference when something is supposed of the missing.
fn supposed(section: &mut Section, name: &str, arms: Result<(Arm, Arm), Undefined>, level: Level, decimals: i8) {
    let mut put = |part: &str, value: Value| section.values.push((format!("{name}.{part}"), value));
    let Ok((treated, control)) = arms else { return put("risk_difference", Undefined::NoObservations.into()) };
    for (group, arm) in [("treated", treated), ("control", control)] {
        put(&format!("{group}.events"), Value::Count(arm.events()));
        put(&format!("{group}.total"), Value::Count(arm.total()));
        put(&format!("{group}.proportion"), Estimate::new(arm.proportion(), Unit::Proportion, decimals).into());
    }
    let interval = RiskDifferenceInterval::MiettinenNurminen;
    let value = interval.compute(treated, control, level).map(|computed| {
        let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, Unit::ProportionDifference, decimals) };
        let mut estimate = with_interval(empty, computed, level, interval.method());
        estimate.tests.extend(ProportionsTest::ChiSquaredNMinusOne.compute(treated, control).ok());
        estimate
    });
    put("risk_difference", value.map_or_else(Value::from, Value::from));
}

/// On which side of no difference the interval lies: the test that matches it says so at once.
fn conclusion(treated: Arm, control: Arm, level: Level) -> Conclusion {
    match ProportionsTest::ChiSquaredNMinusOne.compute(treated, control) {
        Ok(test) if test.p < level.alpha() && treated.proportion() > control.proportion() => Conclusion::More,
        Ok(test) if test.p < level.alpha() => Conclusion::Less,
        _ => Conclusion::Unclear,
    }
}

/// In how many of all combinations the conclusion holds, and where it changes.
fn tipping(section: &mut Section, [treated, control]: [IncompleteArm; 2], level: Level) {
    let of = |wanted: Conclusion| {
        TippingGrid::new(treated, control, |treated, control| Ok(conclusion(treated, control, level) == wanted))
    };
    let (more, less) = match (of(Conclusion::More), of(Conclusion::Less)) {
        (Ok(more), Ok(less)) => (more, less),
        (Err(why), _) | (_, Err(why)) => {
            for name in ["combinations", "same_conclusion", "other_conclusion"] {
                section.values.push((name.to_owned(), why.into()));
            }
            return;
        }
    };
    let Ok(observed) = treated.observed().and_then(|treated| Ok((treated, control.observed()?))) else { return };
    let here = conclusion(observed.0, observed.1, level);
    let at = |of_treated: u64, of_control: u64| match (
        more.holds(of_treated, of_control),
        less.holds(of_treated, of_control),
    ) {
        (Some(true), _) => Conclusion::More,
        (_, Some(true)) => Conclusion::Less,
        _ => Conclusion::Unclear,
    };
    let (rows, columns) = (treated.missing(), control.missing());
    let same = (0..=rows).flat_map(|row| (0..=columns).map(move |column| (row, column)));
    let same = same.filter(|(row, column)| at(*row, *column) == here).count() as u64;
    let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
    put("combinations", Value::Count((rows + 1) * (columns + 1)));
    put("same_conclusion", Value::Count(same));
    put("other_conclusion", Value::Count((rows + 1) * (columns + 1) - same));
    // As many with the outcome as among those who are known.
    let like_known = |missing: u64, known: Arm| libm::round(missing as f64 * known.proportion()) as u64;
    let expected = [like_known(rows, observed.0), like_known(columns, observed.1)];
    for (name, expected) in [("treated", expected[0]), ("control", expected[1])] {
        put(&format!("like_known.{name}"), Value::Count(expected));
    }
    if at(expected[0], expected[1]) == here {
        let changes = |row: &u64| at(*row, expected[1]) != here;
        for (name, found) in
            [("at_most", (0..expected[0]).rev().find(changes)), ("at_least", (expected[0]..=rows).find(changes))]
        {
            found.into_iter().for_each(|count| put(&format!("tipping.treated.{name}"), Value::Count(count)));
        }
        let changes = |column: &u64| at(expected[0], *column) != here;
        for (name, found) in
            [("at_most", (0..expected[1]).rev().find(changes)), ("at_least", (expected[1]..=columns).find(changes))]
        {
            found.into_iter().for_each(|count| put(&format!("tipping.control.{name}"), Value::Count(count)));
        }
    }
    let curve = |points: Vec<Point>| {
        let curve = Curve {
            x_unit: Unit::Persons,
            y_unit: Unit::Persons,
            decimals: 0,
            style: CurveStyle::Step,
            level: Some(level),
            points,
        };
        (!curve.points.is_empty()).then_some(Value::Curve(curve))
    };
    let point = |row: u64, column: u64| Point { x: row as f64, y: column as f64, band: None };
    let highest = (0..=rows).filter_map(|row| {
        let column = (0..=columns).take_while(|column| at(row, *column) == Conclusion::More).last()?;
        Some(point(row, column))
    });
    let lowest = (0..=rows).filter_map(|row| {
        let column = (0..=columns).rev().take_while(|column| at(row, *column) == Conclusion::Less).last()?;
        Some(point(row, column))
    });
    for (name, points) in [("more_up_to", highest.collect()), ("less_from", lowest.collect::<Vec<Point>>())] {
        curve(points).into_iter().for_each(|curve| put(name, curve));
    }
}

/// Who is behind the numbers: all that is computed tells of those known and of those missing in both groups.
fn cells(section: &mut Section, arms: [(&str, &CountedArm); 2]) {
    let own = |name: &str| ["events", "total", "missing", "proportion"].map(|part| format!("{name}.{part}"));
    let of_groups: Vec<String> = ["treated", "control"].into_iter().flat_map(own).collect();
    let computed: Vec<String> =
        section.values.iter().map(|(name, _)| name.clone()).filter(|name| !of_groups.contains(name)).collect();
    for (name, arm) in arms {
        let (Some((persons, outcome)), Some(missing)) = (&arm.persons, arm.missing) else { continue };
        let shown = |parts: &[&str]| {
            let own: Vec<String> = parts.iter().map(|part| format!("{name}.{part}")).collect();
            computed.iter().cloned().chain(own).collect::<Vec<String>>()
        };
        let known = persons.known(outcome, true);
        let (events, total) = (arm.arm.events(), arm.arm.total());
        section.cells.extend([
            known.in_category(outcome, "yes").cell(events, shown(&["events", "proportion"])),
            known.in_category(outcome, "no").cell(total - events, shown(&["proportion"])),
            known.cell(total, shown(&["total", "proportion"])),
            persons.known(outcome, false).cell(missing, shown(&["missing"])),
        ]);
    }
    keep_known_names(section);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_agrees_with_the_interval() {
        let level = Level::NINETY_FIVE;
        for (a, n, b, m) in [(30, 80, 20, 90), (40, 90, 20, 95), (5, 60, 20, 60), (0, 9, 0, 11), (9, 9, 2, 11)] {
            let (treated, control) = (Arm::new(a, n).unwrap(), Arm::new(b, m).unwrap());
            let interval = RiskDifferenceInterval::MiettinenNurminen.compute(treated, control, level).unwrap().interval;
            assert_eq!(conclusion(treated, control, level), Conclusion::of(interval, 0.0), "{a}/{n} {b}/{m}");
        }
    }
}
