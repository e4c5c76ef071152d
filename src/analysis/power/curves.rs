//! The power by size, or by effect where that is what is found.

use super::plan::{Answer, Plan, Scale, Scenario, Size, Solved};
use crate::results::{Curve, CurveStyle, Point, Unit};

/// The most points of a curve.
const POINTS: usize = 80;
/// The most curves.
const MOST_CURVES: usize = 6;

/// One curve for each combination but for what lies along its axis and what is wanted, by the number of its first row.
pub(super) fn curves(plan: &Plan, scenarios: &[(Scenario, Answer)], unit: Unit, decimals: i8) -> Vec<(usize, Curve)> {
    let by_effect = plan.solved == Solved::Effect;
    let same = |a: &Scenario, b: &Scenario| {
        let along = if by_effect { a.size == b.size } else { a.effect == b.effect };
        a.control == b.control && a.icc == b.icc && along
    };
    let mut firsts: Vec<usize> = Vec::new();
    for (at, (scenario, _)) in scenarios.iter().enumerate() {
        if !firsts.iter().any(|first| same(&scenarios[*first].0, scenario)) {
            firsts.push(at);
        }
    }
    firsts.truncate(MOST_CURVES);
    let xs = if by_effect { effects(plan, scenarios) } else { sizes(plan, scenarios) };
    let mut found = Vec::new();
    for at in firsts {
        let (scenario, answer) = &scenarios[at];
        let power = |x: f64| match by_effect {
            true => plan.power(scenario, x, answer.size?),
            false => plan.power(scenario, answer.effect?, size_at(plan, scenario, x)),
        };
        // Where the control group has several shares, a curve starts at its own.
        let is_own = |x: &&f64| {
            let from = scenario.control;
            !by_effect || plan.scale == Scale::Means || if plan.above { **x >= from } else { **x <= from }
        };
        let own = xs.iter().filter(is_own);
        let points: Vec<Point> = own.filter_map(|x| Some(Point { x: *x, y: power(*x).ok()?, band: None })).collect();
        if points.len() > 1 {
            let x_unit = match (by_effect, plan.cluster) {
                (true, _) => unit,
                (false, None) => Unit::Persons,
                (false, Some(_)) => Unit::Number,
            };
            let decimals = if by_effect { decimals } else { 1 };
            let curve =
                Curve { x_unit, y_unit: Unit::Proportion, decimals, style: CurveStyle::Line, level: None, points };
            found.push((at, curve));
        }
    }
    found
}

/// The sizes of both groups at a size of the treated one, in the proportion of those that are stated.
fn size_at(plan: &Plan, scenario: &Scenario, treated: f64) -> Size {
    match scenario.size {
        Some(size) => Plan { ratio: size.control / size.treated, ..*plan }.size(treated),
        None => plan.size(treated),
    }
}

/// Whole sizes from few to half as many again as the largest.
fn sizes(plan: &Plan, scenarios: &[(Scenario, Answer)]) -> Vec<f64> {
    let known = scenarios.iter().filter_map(|(_, answer)| answer.size.ok()).map(|size| size.treated);
    let most = known.fold(0.0, f64::max);
    let least: f64 = if plan.cluster.is_some() { 2.0 } else { 4.0 };
    if most < least {
        return Vec::new();
    }
    let last = libm::ceil(1.5 * most).max(least + 4.0);
    let mut xs: Vec<f64> = Vec::new();
    for step in 0..POINTS {
        let x = libm::round(least + (last - least) * step as f64 / (POINTS - 1) as f64);
        if xs.last() != Some(&x) {
            xs.push(x);
        }
    }
    xs
}

/// Effects from none to half as much again as the largest.
fn effects(plan: &Plan, scenarios: &[(Scenario, Answer)]) -> Vec<f64> {
    let none = |scenario: &Scenario| if plan.scale == Scale::Shares { scenario.control } else { 0.0 };
    let known: Vec<(f64, f64)> =
        scenarios.iter().filter_map(|(scenario, answer)| Some((none(scenario), answer.effect.ok()?))).collect();
    let Some((start, _)) = known.first().copied() else { return Vec::new() };
    let sign = if plan.above { 1.0 } else { -1.0 };
    let start = known.iter().map(|(none, _)| *none).fold(start, |a, b| if plan.above { a.min(b) } else { a.max(b) });
    let longest = known.iter().map(|(_, effect)| (effect - start).abs()).fold(0.0, f64::max);
    let mut end = start + sign * 1.5 * longest;
    if plan.scale == Scale::Shares {
        end = end.clamp(0.0, 1.0);
    }
    let mut xs: Vec<f64> = (0..POINTS).map(|step| start + (end - start) * step as f64 / (POINTS - 1) as f64).collect();
    xs.sort_by(f64::total_cmp);
    xs
}
