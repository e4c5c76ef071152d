//! The courses of a `trajectory`: one section that holds a share for every month.

use super::course::Series;
use super::{Locale, Picked, around};
use crate::results::{ConfidenceInterval, Curve, Estimate, Method, Section, Unit, Value};
use crate::stats::Interval;

/// The shares of one group, by month.
pub(super) struct Monthly {
    arm: &'static str,
    estimates: Vec<Option<Estimate>>,
}

/// All groups of a section that holds courses, with their months; nothing where it holds none.
pub(super) fn courses(picked: &[Picked<'_>]) -> Option<(Unit, Vec<f64>, Vec<Monthly>)> {
    let [only] = picked else { return None };
    let arms: Vec<(&'static str, &Curve)> = ["treated", "control", "everyone"]
        .into_iter()
        .filter_map(|arm| match only.section.value(&format!("{arm}.course")) {
            Some(Value::Curve(curve)) => Some((arm, curve)),
            _ => None,
        })
        .collect();
    let unit = arms.first()?.1.x_unit;
    let mut times: Vec<f64> = arms.iter().flat_map(|(_, curve)| curve.points.iter().map(|point| point.x)).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    // A month that was left out in the middle is a gap in the line.
    let whole = times.iter().all(|time| time.fract() == 0.0);
    if let (true, Some(&first), Some(&last)) = (whole, times.first(), times.last()) {
        times = (first as i64..=last as i64).map(|month| month as f64).collect();
    }
    let monthly = arms
        .into_iter()
        .map(|(arm, curve)| Monthly {
            arm,
            estimates: times.iter().map(|time| estimate(only.section, arm, curve, *time)).collect(),
        })
        .collect();
    Some((unit, times, monthly))
}

fn estimate(section: &Section, arm: &str, curve: &Curve, time: f64) -> Option<Estimate> {
    let point = curve.points.iter().find(|point| point.x == time)?;
    let mut estimate = Estimate::new(point.y, curve.y_unit, curve.decimals);
    if let (Some((lower, upper)), Some(level)) = (point.band, curve.level) {
        let method = method(section, arm).unwrap_or(Method::AsPublished);
        estimate.interval = Some(ConfidenceInterval { bounds: Interval::Bounded { lower, upper }, level, method });
    }
    Some(estimate)
}

/// The method of the band: that of the same shares in the table.
fn method(section: &Section, arm: &str) -> Option<Method> {
    let Some(Value::Table(table)) = section.value("months") else { return None };
    let column = table.columns.iter().position(|column| column == arm)?;
    table.rows.iter().find_map(|row| match row.cells.get(column) {
        Some(Value::Estimate(estimate)) => estimate.interval.map(|interval| interval.method),
        _ => None,
    })
}

/// The groups as they are drawn.
pub(super) fn series<'a>(monthly: &'a [Monthly], section: &Section, locale: Locale) -> Vec<Series<'a>> {
    monthly
        .iter()
        .map(|group| Series {
            treated: group.arm != "control",
            name: around::group_words(section, group.arm, locale),
            estimates: group.estimates.iter().map(Option::as_ref).collect(),
            totals: None,
        })
        .collect()
}

/// Whether the band of the difference covers zero in this month; nothing where there is none.
pub(super) fn covers_zero(section: &Section, time: f64) -> Option<bool> {
    let Some(Value::Curve(curve)) = section.value("difference.course") else { return None };
    let (lower, upper) = curve.points.iter().find(|point| point.x == time)?.band?;
    Some(lower <= 0.0 && 0.0 <= upper)
}
