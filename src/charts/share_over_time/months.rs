//! The courses of trajectories: sections that hold a share for every month.

use super::course::{Look, Series};
use super::{Diagnostic, Locale, Picked, Problem, around};
use crate::results::{ConfidenceInterval, Curve, Estimate, Method, Section, Unit, Value};
use crate::stats::Interval;

/// The shares of one group, by month.
pub(super) struct Monthly {
    /// The section among those that are shown.
    place: usize,
    arm: &'static str,
    estimates: Vec<Option<Estimate>>,
}

/// All groups of a section that holds courses, or everyone's courses of several, with their months; nothing where there
/// are none.
///
/// # Errors
/// Several sections with groups of their own: their lines would not tell which is which.
pub(super) fn courses(picked: &[Picked<'_>]) -> Result<Option<(Unit, Vec<f64>, Vec<Monthly>)>, Vec<Diagnostic>> {
    let mut arms: Vec<(usize, &'static str, &Curve)> = Vec::new();
    for (place, picked) in picked.iter().enumerate() {
        for arm in ["treated", "control", "everyone"] {
            if let Some(Value::Curve(curve)) = picked.section.value(&format!("{arm}.course")) {
                arms.push((place, arm, curve));
            }
        }
    }
    let Some((_, _, first)) = arms.first() else { return Ok(None) };
    let unit = first.x_unit;
    let alone = |picked: &Picked<'_>| matches!(picked.section.value("everyone.course"), Some(Value::Curve(_)));
    if let Some(other) = picked.iter().find(|other| picked.len() > 1 && !alone(other)) {
        let problem = Problem::new(format!("`{}` cannot share a chart with other courses", other.id));
        let hint = "show it by itself: courses stand together where each is a `trajectory` without groups";
        return Err(vec![other.error(problem.hint(hint))]);
    }
    let mut times: Vec<f64> = arms.iter().flat_map(|(_, _, curve)| curve.points.iter().map(|point| point.x)).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    // A month that was left out in the middle is a gap in the line.
    let whole = times.iter().all(|time| time.fract() == 0.0);
    if let (true, Some(&first), Some(&last)) = (whole, times.first(), times.last()) {
        times = (first as i64..=last as i64).map(|month| month as f64).collect();
    }
    let monthly = arms.into_iter().map(|(place, arm, curve)| {
        let section = picked[place].section;
        let estimates = times.iter().map(|time| estimate(section, arm, curve, *time)).collect();
        Monthly { place, arm, estimates }
    });
    Ok(Some((unit, times.clone(), monthly.collect())))
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

/// The groups as they are drawn: those of one section by their names, those of several by what each is about.
pub(super) fn series<'a>(monthly: &'a [Monthly], picked: &[Picked<'_>], locale: Locale) -> Vec<Series<'a>> {
    let several = picked.len() > 1;
    monthly
        .iter()
        .map(|group| {
            let section = picked[group.place].section;
            let look = match (group.arm, group.place) {
                ("control", _) => Look::Control,
                (_, 0) => Look::Treated,
                (_, place) => Look::Further(place - 1),
            };
            let name = match several {
                true => around::subject_words(section, locale),
                false => around::group_words(section, group.arm, locale),
            };
            Series { look, name, estimates: group.estimates.iter().map(Option::as_ref).collect(), totals: None }
        })
        .collect()
}

/// Whether the band of the difference covers zero in this month; nothing where there is none.
pub(super) fn covers_zero(section: &Section, time: f64) -> Option<bool> {
    let Some(Value::Curve(curve)) = section.value("difference.course") else { return None };
    let (lower, upper) = curve.points.iter().find(|point| point.x == time)?.band?;
    Some(lower <= 0.0 && 0.0 <= upper)
}
