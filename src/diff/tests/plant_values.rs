//! Planting a change of a known class in one value.

use super::Dice;
use super::plants::Plant;
use crate::diff::ChangeKind;
use crate::locale::{Locale, Style};
use crate::results::{Curve, Estimate, Language, Method, Quantity, Reason, Unit, Value};
use crate::stats::{Interval, Level, Undefined};

pub(super) fn in_value(plant: Plant, value: &mut Value, dice: &mut Dice) -> Option<ChangeKind> {
    match value {
        Value::Count(count) if plant == Plant::Count => {
            *count += 1 + dice.below(5) as u64;
            Some(ChangeKind::Material)
        }
        Value::Quantity(quantity) => {
            let Quantity { value: number, unit, decimals } = quantity;
            if plant == Plant::NoNumber && !unit.is_worded() {
                *value = Undefined::NoObservations.into();
                return Some(ChangeKind::Material);
            }
            let (before, reference) = (*number, if *unit == Unit::Ratio { 1.0 } else { 0.0 });
            let kind = moved(plant, number, *unit, *decimals)?;
            let turned = kind != ChangeKind::Conclusion && (before < reference) != (*number < reference);
            *number = if turned { before } else { *number };
            (!turned).then_some(kind)
        }
        Value::Estimate(estimate) => match plant {
            Plant::Unprofitable if matches!(estimate.unit, Unit::KronerPerYear { .. }) => {
                *value = Reason::NoWageCarriesTheCosts.into();
                Some(ChangeKind::Conclusion)
            }
            Plant::NoEffectLeft if estimate.no_effect.is_some() => {
                *value = Undefined::NoEvents.into();
                Some(ChangeKind::Conclusion)
            }
            _ => in_estimate(plant, estimate),
        },
        Value::Undefined(_) if plant == Plant::Profitable => {
            let wage = Unit::KronerPerYear { price_year: 2016 };
            let programme = [Value::from(Reason::NoWageCarriesTheCosts), Reason::EveryWageCarriesTheCosts.into()];
            let fits = programme.contains(value);
            fits.then(|| {
                *value = Estimate::new(395_012.0, wage, -3).into();
                ChangeKind::Conclusion
            })
        }
        Value::Curve(curve) => in_curve(plant, curve, dice),
        _ => None,
    }
}

fn in_curve(plant: Plant, curve: &mut Curve, dice: &mut Dice) -> Option<ChangeKind> {
    let point = dice.below(curve.points.len());
    match plant {
        // By a quarter, and at least by what the decimals show.
        Plant::PointMoved => {
            let shown = 10_f64.powi(-i32::from(curve.decimals));
            curve.points[point].y += (0.25 * curve.points[point].y.abs().max(1.0)).max(shown);
        }
        Plant::PointGone => drop(curve.points.remove(point)),
        _ => return None,
    }
    Some(ChangeKind::Figure)
}

fn in_estimate(plant: Plant, estimate: &mut Estimate) -> Option<ChangeKind> {
    let reference = estimate.no_effect;
    if let (Some(interval), Some(reference)) = (&mut estimate.interval, reference)
        && let Interval::Bounded { lower, upper } = &mut interval.bounds
        && lower.is_finite()
        && upper.is_finite()
    {
        let outside = reference < *lower || *upper < reference;
        match plant {
            Plant::Crosses if outside && reference < *lower => *lower = reference - 1e-6,
            Plant::Crosses if outside => *upper = reference + 1e-6,
            Plant::Leaves if !outside && *upper > reference => *lower = reference + (*upper - reference) * 1e-3,
            _ => return interval_plants(plant, estimate),
        }
        return Some(ChangeKind::Conclusion);
    }
    interval_plants(plant, estimate)
}

fn interval_plants(plant: Plant, estimate: &mut Estimate) -> Option<ChangeKind> {
    match plant {
        Plant::Test => {
            let alpha = estimate.interval.map_or(0.05, |interval| interval.level.alpha());
            let test = estimate.tests.first_mut()?;
            test.p = if test.p < alpha { 0.5 } else { 0.001 };
            Some(ChangeKind::Conclusion)
        }
        Plant::PassesInfinity if estimate.unit == Unit::NumberNeeded => {
            let bounds = &mut estimate.interval.as_mut()?.bounds;
            *bounds = match *bounds {
                Interval::Bounded { .. } => Interval::Complement { lower: -9.5, upper: 4.5 },
                _ => Interval::Bounded { lower: 4.5, upper: 9.5 },
            };
            Some(ChangeKind::Conclusion)
        }
        Plant::Side if estimate.no_effect.is_some() => {
            let reference = estimate.no_effect?;
            let (before, mirrored) = (estimate.value, 2.0 * reference - estimate.value);
            let seen =
                shown(before, estimate.unit, estimate.decimals) != shown(mirrored, estimate.unit, estimate.decimals);
            estimate.value = if seen { mirrored } else { before };
            seen.then_some(ChangeKind::Conclusion)
        }
        Plant::IntervalMethod | Plant::Level => {
            let interval = estimate.interval.as_mut()?;
            // A level that turns no test around.
            if plant == Plant::Level && estimate.tests.is_empty() {
                interval.level = Level::new(0.9).unwrap();
            } else if plant == Plant::Level {
                return None;
            } else {
                interval.method = if interval.method == Method::Mee { Method::Wald } else { Method::Mee };
            }
            Some(ChangeKind::MethodOrInput)
        }
        Plant::Estimator => {
            estimate.method = match estimate.method {
                Some(Method::Peto) => Some(Method::PauleMandel),
                _ => Some(Method::Peto),
            };
            Some(ChangeKind::MethodOrInput)
        }
        Plant::Beyond | Plant::OneDigit | Plant::Nothing if estimate.unit != Unit::NumberNeeded => {
            let (before, reference) = (estimate.value, estimate.no_effect.unwrap_or(f64::NEG_INFINITY));
            let kind = moved(plant, &mut estimate.value, estimate.unit, estimate.decimals)?;
            // A value that is «no effect» itself lies on neither side.
            let turned = before.partial_cmp(&reference) != estimate.value.partial_cmp(&reference);
            if turned {
                estimate.value = before;
            }
            (!turned).then_some(kind)
        }
        _ => None,
    }
}

fn shown(value: f64, unit: Unit, decimals: i8) -> String {
    Locale::new(Language::Bokmal).shown(value, unit, decimals, Style::Table)
}

/// Moves a number so that it is of the class that is wanted, whatever its size.
fn moved(plant: Plant, number: &mut f64, unit: Unit, decimals: i8) -> Option<ChangeKind> {
    let before = *number;
    let step = 10f64.powi(-i32::from(decimals)) / unit.shown_factor();
    let (to, kind) = match plant {
        Plant::Judgement if unit.is_worded() => {
            let most = if unit == Unit::RiskOfBias { 2.0 } else { 3.0 };
            (if before >= most { before - 1.0 } else { before + 1.0 }, ChangeKind::Conclusion)
        }
        _ if unit.is_worded() || !before.is_finite() => return None,
        // Ten per cent and 0.1 are beyond every built-in limit but that of a number needed to treat.
        Plant::Beyond => (before + 0.1 * before.abs() + 0.1, ChangeKind::Material),
        Plant::OneDigit => (before + step, ChangeKind::Displayed),
        Plant::Nothing => (before * (1.0 + 4.0 * f64::EPSILON), ChangeKind::Rounding),
        _ => return None,
    };
    let fits = match plant {
        // One digit has to be within the limits of any unit, and a number near zero has relative limits of nothing.
        Plant::OneDigit => step < 0.009 && step < 0.009 * before.abs() && unit != Unit::RatePerYear,
        Plant::Nothing => before != to && shown(before, unit, decimals) == shown(to, unit, decimals),
        _ => true,
    };
    fits.then(|| {
        *number = to;
        kind
    })
}
