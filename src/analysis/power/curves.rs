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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::power::SignificanceTest;

    fn plan(scale: Scale, solved: Solved) -> Plan {
        let test = SignificanceTest::USUAL;
        Plan { scale, sd: 1.0, ratio: 1.0, kept: 1.0, cluster: None, above: true, test, solved }
    }

    /// The curves where so many are in each group, and an effect is stated.
    fn drawn(plan: &Plan, control: f64, effect: f64, each: f64) -> Vec<(usize, Curve)> {
        let size = Size { treated: each, control: each };
        let scenario = Scenario { control, effect: Some(effect), icc: 0.0, size: Some(size), power: None };
        let power = plan.power(&scenario, effect, size);
        let answer = Answer { effect: Ok(effect), size: Ok(size), power };
        curves(plan, &[(scenario, answer)], Unit::Proportion, 1)
    }

    fn at(curve: &Curve, x: f64) -> f64 {
        curve.points.iter().find(|point| point.x == x).map(|point| point.y).expect("a point at this place")
    }

    /// What the help of R's `power.prop.test` and `power.t.test` prints (stats 4.2.2).
    #[test]
    fn curves_go_through_what_r_prints() {
        let shares = drawn(&plan(Scale::Shares, Solved::Power), 0.50, 0.75, 50.0);
        let means = drawn(&plan(Scale::Means, Solved::Power), 0.0, 1.0, 20.0);
        let ([(0, shares)], [(0, means)]) = (shares.as_slice(), means.as_slice()) else { panic!("one curve each") };
        assert!((at(shares, 50.0) - 0.740_165_9).abs() < 1e-7, "power.prop.test(n = 50, p1 = .50, p2 = .75)");
        assert!((at(means, 20.0) - 0.868_952_8).abs() < 1e-7, "power.t.test(n = 20, delta = 1, sd = 1)");
        // power.prop.test(p1 = .50, p2 = .75, power = .90): n = 76.7; power.t.test(power = .90, delta = 1): n = 22.02110.
        let longer = drawn(&plan(Scale::Shares, Solved::Power), 0.50, 0.75, 52.0);
        assert!(at(&longer[0].1, 76.0) < 0.90 && at(&longer[0].1, 77.0) > 0.90);
        assert!(at(means, 22.0) < 0.90 && at(means, 23.0) > 0.90);
    }

    #[test]
    fn curves_rise_from_few_to_half_as_many_again() {
        let found = drawn(&plan(Scale::Shares, Solved::Power), 0.27, 0.37, 340.0);
        let points = &found[0].1.points;
        assert_eq!((points[0].x, points[points.len() - 1].x, points.len()), (4.0, 510.0, POINTS));
        assert!(points.windows(2).all(|pair| pair[0].x < pair[1].x && pair[0].y < pair[1].y));
        assert!(points.iter().all(|point| point.x.fract() == 0.0 && (0.0..=1.0).contains(&point.y)));
    }

    /// Without a difference the test rejects as often as its level says, in the one tail that is counted.
    #[test]
    fn curves_by_effect_start_at_the_level_of_the_test() {
        let found = drawn(&plan(Scale::Means, Solved::Effect), 0.0, 1.0, 20.0);
        let points = &found[0].1.points;
        assert!((points[0].x, points[POINTS - 1].x) == (0.0, 1.5) && (points[0].y - 0.025).abs() < 1e-9, "{points:?}");
        assert!(points.windows(2).all(|pair| pair[0].y < pair[1].y));
        // Below the control group the same curve is mirrored.
        let below = Plan { above: false, ..plan(Scale::Means, Solved::Effect) };
        let mirrored = drawn(&below, 0.0, -1.0, 20.0);
        for (one, other) in points.iter().zip(mirrored[0].1.points.iter().rev()) {
            assert!((one.x + other.x).abs() < 1e-12 && (one.y - other.y).abs() < 1e-12, "{one:?} {other:?}");
        }
    }

    #[test]
    fn combinations_that_differ_along_the_axis_share_a_curve() {
        let plan = plan(Scale::Shares, Solved::Power);
        let one = |effect: f64, each: f64| {
            let size = Size { treated: each, control: each };
            let scenario = Scenario { control: 0.27, effect: Some(effect), icc: 0.0, size: Some(size), power: None };
            (scenario, Answer { effect: Ok(effect), size: Ok(size), power: plan.power(&scenario, effect, size) })
        };
        let all = [one(0.37, 100.0), one(0.37, 200.0), one(0.40, 100.0), one(0.40, 200.0)];
        let found = curves(&plan, &all, Unit::Proportion, 1);
        assert_eq!(found.iter().map(|(first, _)| *first).collect::<Vec<_>>(), [0, 2]);
        assert!(at(&found[0].1, 4.0) < at(&found[1].1, 4.0));
    }
}
