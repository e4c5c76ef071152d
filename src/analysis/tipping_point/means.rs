//! Tipping points of a difference of means: what was imputed, moved until the conclusion changes.

use super::super::arms::Groups;
use super::super::imputation::{Outcome, People};
use super::super::input::{Entry, add_note};
use super::super::multiple_imputation::{describe_chains, own_values, pooled_value, unadjusted};
use super::super::persons::{Persons, keep_known_names};
use super::TippingPoint;
use crate::data::{Cell, Rows};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Curve, CurveStyle, Estimate, Input, Note, Origin, Point, Quantity, Section, Text, Unit, Value,
};
use crate::stats::imputation::{
    Imputations, Shift, ShiftableMeans, TippingPoint as Tips, TippingSearch, pooled_mean_difference,
};
use crate::stats::{Interval, Level, Undefined};

/// The steps of a search from 0 to the limit.
const STEPS: usize = 60;

/// The columns of the lattice over which the map is drawn: an odd number, with no shift in the middle.
const LATTICE: usize = 33;

impl TippingPoint {
    pub(super) fn means(
        &self,
        entry: &Entry<'_>,
        group: (&Spanned<String>, &Groups),
        outcome: Outcome<'_>,
        level: Level,
    ) -> Result<Section, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        outcome.check(self.outcome_unit.as_ref(), self.decimals.as_ref()).map_err(one)?;
        let Some(plan) = &self.impute else {
            let problem = Problem::new("a mean has no tipping point until what is missing is imputed");
            let hint = "add `impute: {seed: \u{2026}, predictors: [\u{2026}]}`";
            return Err(vec![problem.hint(hint).at(outcome.column().location())]);
        };
        let rows = entry.rows(group.0).map_err(one)?;
        let (people, members) = People::of(entry, &rows, group, outcome, &[], &plan.predictors)?;
        let counts = [people.counts(true), people.counts(false)];
        if counts.iter().all(|(_, missing)| *missing == 0) {
            return Err(Self::nothing_missing(entry));
        }
        let known: Vec<f64> = people.outcomes.iter().flatten().copied().collect();
        let limit = self.farthest(&known, outcome).map_err(one)?;
        let imputations = people.impute(plan).map_err(one)?;
        let refused = |why: Undefined| vec![Problem::new(why.to_string()).at(plan.seed.location())];
        let sets = imputations.each(|completed| people.completed(completed)).map_err(refused)?;
        let means = imputations.shiftable_means(&people.outcome, &people.group).map_err(refused)?;

        let mut section = entry.section(Vec::new());
        self.describe(&mut section, Basis::Observed);
        section.labels.push(("seed".to_owned(), Text::from(plan.seed.to_string().as_str())));
        let unit = self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value);
        let decimals = self.decimals.as_ref().map_or(1, |decimals| decimals.value);
        let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, unit, decimals) };
        let quantity = |value: f64| Value::Quantity(Quantity { value, unit, decimals });
        let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
        for (name, (total, missing)) in ["treated", "control"].into_iter().zip(counts) {
            put(&format!("{name}.total"), Value::Count(total));
            put(&format!("{name}.missing"), Value::Count(missing));
        }
        let of_known = people.known();
        for (name, value) in own_values(std::slice::from_ref(&of_known), false, level, &empty) {
            put(&format!("complete_cases.{name}"), value);
        }
        put("complete_cases.mean_difference", unadjusted(&of_known, false, level, &empty));
        for (name, value) in own_values(&sets, false, level, &empty) {
            put(&name, value);
        }
        let shifted = |shift: Shift| pooled_mean_difference(&means.at(shift)?);
        put("mean_difference", pooled_value(shifted(Shift::BOTH.times(0.0)), level, &empty));
        put("limit", quantity(limit));
        for (arm, direction, (_, missing)) in
            [("treated", Shift::TREATED, counts[0]), ("control", Shift::CONTROL, counts[1])]
        {
            for (side, sign) in [("lower", -1.0), ("higher", 1.0)] {
                let search = TippingSearch { limit: sign * limit, steps: STEPS };
                let (outcome, group) = (&people.outcome, &people.group);
                let tips = imputations.tipping_mean_difference(outcome, group, direction, search, level);
                if let (Ok(Tips::At(delta)), true) = (tips, missing > 0) {
                    put(&format!("{arm}_{side}.by"), quantity(delta.abs()));
                    let difference = pooled_value(shifted(direction.times(delta)), level, &empty);
                    put(&format!("{arm}_{side}.mean_difference"), difference);
                }
            }
        }
        for (name, points) in lines(&means, limit, level) {
            let style = CurveStyle::Line;
            let curve = Curve { x_unit: unit, y_unit: unit, decimals, style, level: Some(level), points };
            put(name, Value::Curve(curve));
        }
        describe_chains(&mut section, &imputations);
        add_note(&mut section, Note::Unadjusted);
        cells(&mut section, &rows, (group.1, outcome), members, counts);
        self.provenance(&mut section, (group.0, group.1), outcome, &imputations);
        Ok(section)
    }

    /// How far imputed values are moved at most.
    fn farthest(&self, known: &[f64], outcome: Outcome<'_>) -> Result<f64, Diagnostic> {
        if let Some(limit) = &self.limit {
            if limit.value > 0.0 && limit.value.is_finite() {
                return Ok(limit.value);
            }
            let problem = Problem::new(format!("imputed values are moved some way in both directions, not {limit}"));
            return Err(problem.hint("write a number above 0, in the unit of the outcome").at(limit.location()));
        }
        let (low, high) = known
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
        if high > low && (high - low).is_finite() {
            return Ok(high - low);
        }
        let problem = Problem::new(format!("the known values of `{}` do not vary", outcome.column()));
        Err(problem.hint("give `limit`, how far imputed values may be moved").at(outcome.column().location()))
    }

    fn provenance(
        &self,
        section: &mut Section,
        (from, group): (&Spanned<String>, &Groups),
        outcome: Outcome<'_>,
        imputations: &Imputations,
    ) {
        let predictors = self.impute.iter().flat_map(|plan| &plan.predictors);
        let columns = [&group.column, outcome.column()].into_iter().chain(predictors);
        section.provenance.inputs.push(Input {
            name: "rows".to_owned(),
            origin: Origin::Data {
                source: from.value.clone(),
                columns: columns.map(|column| column.value.clone()).collect(),
                rows: imputations.data().rows() as u64,
            },
        });
    }
}

/// For each shift of the treated, the largest shift of the controls with which the interval lies above 0, and the smallest
/// with which it lies below: between the points of a lattice, where the ends of the interval are taken to be straight.
fn lines(means: &ShiftableMeans, limit: f64, level: Level) -> Vec<(&'static str, Vec<Point>)> {
    let at = |step: usize| limit * (2.0 * step as f64 / (LATTICE - 1) as f64 - 1.0);
    let ends = |of_treated: usize, of_control: usize| -> Option<(f64, f64)> {
        let shift = Shift { treated: at(of_treated), control: at(of_control) };
        let pooled = pooled_mean_difference(&means.at(shift).ok()?).ok()?;
        match pooled.estimated(level).ok()?.interval {
            Interval::Bounded { lower, upper } => Some((lower, upper)),
            Interval::Complement { .. } | Interval::Whole => None,
        }
    };
    let column = |of_treated: usize| (0..LATTICE).map(|row| ends(of_treated, row)).collect::<Option<Vec<_>>>();
    let Some(lattice) = (0..LATTICE).map(column).collect::<Option<Vec<_>>>() else { return Vec::new() };
    // More where the lower end is above 0, from the bottom up; less where minus the upper end is, from the top down.
    let more = |column: usize, row: usize| lattice[column][row].0;
    let less = |column: usize, row: usize| -lattice[column][LATTICE - 1 - row].1;
    let mut found = Vec::new();
    for (name, points) in [("more_up_to", line(&more, &at)), ("less_from", line(&less, &|row| -at(row)))] {
        let points = points.into_iter().map(|(column, y)| Point { x: column, y, band: None }).collect::<Vec<Point>>();
        if !points.is_empty() {
            found.push((name, points));
        }
    }
    found
}

/// The line up to which `end` is above 0, over the columns of the lattice; `row_at` is where a row lies, columns lie as
/// rows of the first kind.
fn line(end: &dyn Fn(usize, usize) -> f64, row_at: &dyn Fn(usize) -> f64) -> Vec<(f64, f64)> {
    let last = LATTICE - 1;
    let column_at = |column: usize| {
        // Rows and columns reach as far.
        let reach = row_at(last).abs();
        reach * (2.0 * column as f64 / last as f64 - 1.0)
    };
    let zero = |from: (f64, f64), to: (f64, f64)| from.0 + (to.0 - from.0) * from.1 / (from.1 - to.1);
    let mut points = Vec::new();
    for column in 0..LATTICE {
        if end(column, 0) > 0.0 {
            let over = (1..LATTICE).find(|row| end(column, *row) <= 0.0);
            let y = over.map_or(row_at(last), |row| {
                zero((row_at(row - 1), end(column, row - 1)), (row_at(row), end(column, row)))
            });
            points.push((column_at(column), y));
        }
        // Where the line leaves the map through its lower or its upper edge.
        for row in [0, last] {
            if column < last && (end(column, row) > 0.0) != (end(column + 1, row) > 0.0) {
                let x = zero((column_at(column), end(column, row)), (column_at(column + 1), end(column + 1, row)));
                points.push((x, row_at(row)));
            }
        }
    }
    points.sort_by(|one, two| one.0.total_cmp(&two.0));
    points
}

/// Who is behind the numbers.
fn cells(
    section: &mut Section,
    rows: &Rows<'_>,
    (group, outcome): (&Groups, Outcome<'_>),
    members: [Cell; 2],
    counts: [(u64, u64); 2],
) {
    let own = |name: &str| ["total", "missing"].map(|part| format!("{name}.{part}"));
    let of_groups = ["treated", "control"].into_iter().flat_map(own);
    // How the chains were run tells of nobody.
    let of_chains = ["imputations", "iterations", "scale_reduction"].map(str::to_owned);
    let others: Vec<String> = of_groups.chain(of_chains).collect();
    let computed: Vec<String> =
        section.values.iter().map(|(name, _)| name.clone()).filter(|name| !others.contains(name)).collect();
    for ((name, member), (total, missing)) in ["treated", "control"].into_iter().zip(&members).zip(counts) {
        let persons = Persons::of(rows).with(&group.column, member);
        let shown = |part: &str| computed.iter().cloned().chain([format!("{name}.{part}")]).collect::<Vec<String>>();
        section.cells.extend([
            persons.cell(total, [format!("{name}.total")]),
            persons.known(outcome.column(), true).cell(total - missing, computed.iter()),
            persons.known(outcome.column(), false).cell(missing, shown("missing")),
        ]);
    }
    keep_known_names(section);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_the_map_ends_at_its_edges() {
        let last = LATTICE - 1;
        let at = |step: usize| 4.0 * (2.0 * step as f64 / last as f64 - 1.0);
        // Above 0 while the shift of the controls is below that of the treated plus 6.
        let end = |column: usize, row: usize| at(column) + 6.0 - at(row);
        let points = line(&end, &at);
        assert!(points.iter().all(|(x, y)| (y - (x + 6.0).min(4.0)).abs() < 1e-9), "{points:?}");
        assert!(points.iter().any(|(x, y)| (x + 2.0).abs() < 1e-9 && *y == 4.0), "the corner is a point of the line");
        // Never above 0 for shifts of the treated below 1.
        let end = |column: usize, row: usize| at(column) - 5.0 - at(row);
        let points = line(&end, &at);
        assert!((points[0].0 - 1.0).abs() < 1e-9 && points[0].1 == -4.0, "{points:?}");
        assert!((points.last().unwrap().1 + 1.0).abs() < 1e-9);
    }
}
