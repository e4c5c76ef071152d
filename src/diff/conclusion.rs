//! When a report says something else: what of two values decides which sentence is right.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scalar::{Number, shown};
use crate::results::{Estimate, Method, Reason, Test, Undefined, Unit, Value};
use crate::stats::Interval;

/// What a report says otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// The interval left out «no effect», and covers it now.
    NowCoversNoEffect,
    /// The interval covered «no effect», and leaves it out now.
    NoLongerCoversNoEffect,
    /// The number lies on another side of «no effect», or of zero for kroner, and this can be seen.
    OtherSide,
    /// The test did not reject «no effect» at the level of the interval (5 per cent without one), and does now.
    TestNowRejects {
        /// The test before.
        old: Method,
        /// The test now.
        new: Method,
    },
    /// The test rejected «no effect», and does no longer.
    TestNoLongerRejects {
        /// The test before.
        old: Method,
        /// The test now.
        new: Method,
    },
    /// A judgement in words, such as a level of certainty, is another.
    OtherJudgement,
    /// Whether, or from what wage, the programme pays: a reason about the programme came, went or is another.
    OtherProfitability,
    /// An effect exists that did not.
    EffectNowStated,
    /// An effect no longer exists.
    EffectNoLongerStated,
    /// An effect has an interval that had none.
    IntervalNowStated,
    /// An effect no longer has an interval.
    IntervalNoLongerStated,
    /// The interval was all but a range, or everything, and is one range now.
    IntervalNowOneRange,
    /// The interval was one range, and is no longer: that of a number needed to treat passes infinity.
    IntervalNoLongerOneRange,
    /// The analysis is no longer exploratory.
    NoLongerExploratory,
    /// The analysis is exploratory now.
    NowExploratory,
    /// The sentence says something else, whatever its numbers.
    OtherSentence,
}

/// What the report says otherwise when `old` becomes `new`; nothing for curves and tables.
pub(super) fn conclusions(old: &Value, new: &Value) -> Vec<Conclusion> {
    let mut found = Vec::new();
    if let (Some(a), Some(b)) = (Number::of(old), Number::of(new)) {
        verdict(old, new, &mut found);
        if a.unit.is_worded() || b.unit.is_worded() {
            if a.unit != b.unit || a.value as i64 != b.value as i64 {
                found.push(Conclusion::OtherJudgement);
            }
        } else if is_on_another_side(&a, &b) {
            found.push(Conclusion::OtherSide);
        }
        if let (Some(a), Some(b)) = (estimate(old), estimate(new)) {
            for (at, is) in paired_tests(&a.tests, &b.tests) {
                match (rejects(a, at), rejects(b, is)) {
                    (false, true) => found.push(Conclusion::TestNowRejects { old: at.method, new: is.method }),
                    (true, false) => found.push(Conclusion::TestNoLongerRejects { old: at.method, new: is.method }),
                    _ => {}
                }
            }
        }
        return found;
    }
    let (was, is) = (reason(old), reason(new));
    if was != is && (was.is_some_and(is_of_the_programme) || is.is_some_and(is_of_the_programme)) {
        found.push(Conclusion::OtherProfitability);
    }
    match (is_effect(old), is_effect(new)) {
        (true, false) if is.is_some() => found.push(Conclusion::EffectNoLongerStated),
        (false, true) if was.is_some() => found.push(Conclusion::EffectNowStated),
        _ => {}
    }
    found
}

/// The value that means «no effect»: as stated, else what the unit itself says.
pub(super) fn no_effect(estimate: &Estimate) -> Option<f64> {
    estimate.no_effect.or(match estimate.unit {
        Unit::ProportionDifference | Unit::EffectSize => Some(0.0),
        Unit::Ratio => Some(1.0),
        _ => None,
    })
}

fn estimate(value: &Value) -> Option<&Estimate> {
    match value {
        Value::Estimate(estimate) => Some(estimate),
        _ => None,
    }
}

fn reason(value: &Value) -> Option<Reason> {
    match value {
        Value::Undefined(Undefined { reason }) => Some(*reason),
        _ => None,
    }
}

fn is_effect(value: &Value) -> bool {
    estimate(value).is_some_and(|estimate| no_effect(estimate).is_some())
}

/// Whether a reason is itself a finding about the programme, and not about the data.
fn is_of_the_programme(reason: Reason) -> bool {
    match reason {
        Reason::NoWageCarriesTheCosts
        | Reason::EveryWageCarriesTheCosts
        | Reason::CostsNeverCarried
        | Reason::PublicPurseGains
        | Reason::Dominant
        | Reason::Dominated
        | Reason::ExtendedlyDominated => true,
        Reason::Statistics(_) | Reason::Comparator | Reason::Protected => false,
    }
}

/// What the intervals say of «no effect», and whether they are ranges.
fn verdict(old: &Value, new: &Value, found: &mut Vec<Conclusion>) {
    let covers = |value: &Value| {
        let estimate = estimate(value)?;
        Some(estimate.interval?.bounds.contains(no_effect(estimate)?))
    };
    let has_interval = |value: &Value| estimate(value).is_some_and(|estimate| estimate.interval.is_some());
    match (covers(old), covers(new)) {
        (Some(false), Some(true)) => found.push(Conclusion::NowCoversNoEffect),
        (Some(true), Some(false)) => found.push(Conclusion::NoLongerCoversNoEffect),
        (Some(_), None) if has_interval(new) => found.push(Conclusion::EffectNoLongerStated),
        (None, Some(_)) if has_interval(old) => found.push(Conclusion::EffectNowStated),
        (Some(_), None) => found.push(Conclusion::IntervalNoLongerStated),
        (None, Some(_)) => found.push(Conclusion::IntervalNowStated),
        _ => {}
    }
    let is_range = |value: &Value| Some(matches!(estimate(value)?.interval?.bounds, Interval::Bounded { .. }));
    match (is_range(old), is_range(new)) {
        (Some(true), Some(false)) => found.push(Conclusion::IntervalNoLongerOneRange),
        (Some(false), Some(true)) => found.push(Conclusion::IntervalNowOneRange),
        _ => {}
    }
}

/// Whether the numbers lie on different sides of «no effect», and are not printed alike.
fn is_on_another_side(a: &Number, b: &Number) -> bool {
    // A number beside its exact «no effect» counts where that is stated, as nothing and something.
    let side = |number: &Number| {
        let (reference, stated) = match (number.estimate.and_then(|estimate| estimate.no_effect), number.unit) {
            (Some(stated), _) => (stated, true),
            (
                None,
                Unit::ProportionDifference
                | Unit::EffectSize
                | Unit::NumberNeeded
                | Unit::Kroner { .. }
                | Unit::KronerPerYear { .. },
            ) => (0.0, false),
            (None, Unit::Ratio) => (1.0, false),
            (None, _) => return None,
        };
        let side = number.value.partial_cmp(&reference)?;
        (stated || side != Ordering::Equal).then_some(side)
    };
    match (side(a), side(b)) {
        (Some(one), Some(other)) if one != other => {
            a.unit != b.unit || shown(a.value, a.unit, a.decimals) != shown(b.value, b.unit, b.decimals)
        }
        _ => false,
    }
}

/// Whether a test rejects «no effect» at the level of the estimate's interval.
fn rejects(estimate: &Estimate, test: &Test) -> bool {
    test.p < estimate.interval.map_or(0.05, |interval| 1.0 - interval.level.get())
}

/// Tests of one method together, and what is left in order: another test in the place of one.
pub(super) fn paired_tests<'a>(old: &'a [Test], new: &'a [Test]) -> Vec<(&'a Test, &'a Test)> {
    let mut pairs = Vec::new();
    let mut left: Vec<&Test> = old.iter().collect();
    let mut alone = Vec::new();
    for test in new {
        match left.iter().position(|known| known.method == test.method) {
            Some(place) => pairs.push((left.remove(place), test)),
            None => alone.push(test),
        }
    }
    pairs.extend(left.into_iter().zip(alone));
    pairs
}
