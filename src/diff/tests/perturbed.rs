//! Any leaf of `results.json` that is another is found, and numbers are classed as a plain reading of the rules has it.

use serde_json::Value as Json;

use super::super::{Aspect, Change, ChangeKind, Content};
use super::{Dice, changes, golden};
use crate::locale::{Locale, Style};
use crate::results::{Estimate, Language, Unit, Value, from_json, to_json};
use crate::stats::Interval;

/// Every leaf of a document, in the words of a JSON pointer.
fn leaves(json: &Json, path: String, found: &mut Vec<String>) {
    match json {
        Json::Object(map) => {
            map.iter().for_each(|(key, value)| leaves(value, format!("{path}/{}", key.replace('/', "~1")), found));
        }
        Json::Array(all) => {
            all.iter().enumerate().for_each(|(place, value)| leaves(value, format!("{path}/{place}"), found));
        }
        _ => found.push(path),
    }
}

/// Another value for a leaf, of the same type.
fn perturbed(leaf: &Json, dice: &mut Dice) -> Json {
    match leaf {
        Json::Number(number) if number.is_u64() => Json::from(number.as_u64().unwrap() + 1 + dice.next() % 3),
        Json::Number(number) if number.is_i64() => Json::from(number.as_i64().unwrap() + 1),
        Json::Number(number) => {
            let value = number.as_f64().unwrap();
            let size = [1e-15, 1e-9, 1e-4, 1e-3, 1e-2, 0.1, 1.0, -2.0][dice.below(8)] * (0.5 + dice.share());
            let moved = if value == 0.0 || dice.below(4) == 0 { value + size } else { value * (1.0 + size) };
            Json::from(if moved == value { f64::from_bits(value.to_bits() + 1) } else { moved })
        }
        Json::String(text) => Json::from(format!("{text}x")),
        other => other.clone(),
    }
}

#[test]
fn any_leaf_that_is_another_is_found_and_classed() {
    let mut dice = Dice(1);
    let (mut tried, mut classed) = (0, std::collections::BTreeMap::new());
    for (path, results) in golden() {
        let text = to_json(&results).unwrap();
        let json: Json = serde_json::from_str(&text).unwrap();
        let mut all = Vec::new();
        leaves(&json, String::new(), &mut all);
        let attempts = if text.len() > 100_000 { 60 } else { 400 };
        for _ in 0..attempts {
            let pointer = &all[dice.below(all.len())];
            let mut other = json.clone();
            let leaf = other.pointer_mut(pointer).unwrap();
            *leaf = perturbed(leaf, &mut dice);
            // A name that no one knows, or a level above one, is not read at all.
            let Ok(other) = from_json(&other.to_string()) else { continue };
            let found = changes(&results, &other);
            let place = format!("{pointer} of {}", path.display());
            assert!(!found.changes.is_empty(), "{place} is not found");
            for change in found.changes.iter().filter(|change| change.aspect == Aspect::Itself) {
                check(change, &place, &mut classed);
            }
            tried += 1;
        }
    }
    println!("{tried} leaves perturbed, classed {classed:?}");
    assert!(tried > 1500, "{tried}");
    assert!(classed.values().all(|times| *times > 20) && classed.len() == 4, "{classed:?}");
}

/// Whether a change of a number is of the class that a plain reading of the rules gives it.
fn check(change: &Change, place: &str, classed: &mut std::collections::BTreeMap<String, usize>) {
    let (Some(Content::Value(old)), Some(Content::Value(new))) = (&change.old, &change.new) else { return };
    let expected = match (old, new) {
        (Value::Count(_), Value::Count(_)) => ChangeKind::Material,
        (Value::Quantity(_) | Value::Estimate(_), Value::Quantity(_) | Value::Estimate(_)) => {
            class(&whole(old), &whole(new))
        }
        _ => return,
    };
    assert_eq!(change.kind, expected, "{place}: {old:#?} {new:#?}");
    *classed.entry(format!("{expected:?}")).or_default() += 1;
}

fn whole(value: &Value) -> Estimate {
    match value {
        Value::Quantity(quantity) => Estimate::new(quantity.value, quantity.unit, quantity.decimals),
        Value::Estimate(estimate) => estimate.clone(),
        _ => unreachable!(),
    }
}

/// The rules, read plainly and computed the long way.
fn class(old: &Estimate, new: &Estimate) -> ChangeKind {
    let printed = |of: &Estimate| {
        let locale = Locale::new(Language::Bokmal);
        // A leaf may have become what is no probability.
        let p_statement = |p: f64| match (0.0..=1.0).contains(&p) {
            true => locale.p_statement(p),
            false => p.to_string(),
        };
        let ps: Vec<String> = of.tests.iter().map(|test| p_statement(test.p)).collect();
        let statistics: Vec<_> = of
            .tests
            .iter()
            .map(|test| {
                let degrees = test.degrees_of_freedom.iter().map(|df| locale.number(*df, 1, Style::Text));
                (test.statistic.map(|number| locale.number(number, 2, Style::Text)), degrees.collect::<Vec<_>>())
            })
            .collect();
        let number = locale.with_unit(of.value, of.unit, of.decimals, Style::Table);
        (number, ends(of).map(|end| locale.shown(end, of.unit, of.decimals, Style::Table)), ps, statistics)
    };
    let (was, is) = (printed(old), printed(new));
    let reference = |of: &Estimate| match of.unit {
        Unit::ProportionDifference
        | Unit::EffectSize
        | Unit::NumberNeeded
        | Unit::Kroner { .. }
        | Unit::KronerPerYear { .. } => Some(of.no_effect.unwrap_or(0.0)),
        Unit::Ratio => Some(of.no_effect.unwrap_or(1.0)),
        _ => of.no_effect,
    };
    let side = |of: &Estimate| reference(of).map(|reference| (of.value > reference, of.value < reference));
    let turned = |of: &Estimate| side(of).is_some_and(|side| side == (false, false)) && of.no_effect.is_none();
    let covers = |of: &Estimate| {
        of.interval.is_some() && reference(of).is_some_and(|reference| of.interval.unwrap().bounds.contains(reference))
    };
    let is_money = matches!(old.unit, Unit::NumberNeeded | Unit::Kroner { .. } | Unit::KronerPerYear { .. });
    let alpha = |of: &Estimate| of.interval.map_or(0.05, |interval| 1.0 - interval.level.get());
    let rejects = |of: &Estimate| of.tests.iter().map(|test| test.p < alpha(of)).collect::<Vec<_>>();
    let conclusion = (covers(old) != covers(new) && !(is_money && old.no_effect.is_none()))
        || (side(old) != side(new) && was.0 != is.0 && !turned(old) && !turned(new))
        || rejects(old) != rejects(new)
        || (old.unit.is_worded() && old.value as i64 != new.value as i64);
    let beyond = |a: f64, b: f64, absolute: f64, relative: f64| {
        let most = absolute.max(relative * a.abs().max(b.abs()));
        a != b && (a - b).abs() > most * (1.0 + 1e-9)
    };
    let (absolute, relative) = match old.unit {
        Unit::Persons => (0.0, 0.0),
        unit if unit.is_worded() => (0.0, 0.0),
        Unit::Proportion | Unit::ProportionDifference | Unit::PerThousand | Unit::PerKrone | Unit::ShareOfWage => {
            (0.01, 0.0)
        }
        Unit::RatePerYear => (0.001, 0.0),
        Unit::EffectSize => (0.05, 0.0),
        Unit::NumberNeeded => (1.0, 0.0),
        Unit::Kroner { .. } | Unit::KronerPerYear { .. } | Unit::BasicAmounts => (0.0, 0.01),
        _ => (0.0, 0.02),
    };
    let parts = |a: f64, b: f64, shown: bool| beyond(a, b, absolute, relative) && shown;
    let (a, b) = (ends(old), ends(new));
    let tests = old.tests.iter().zip(&new.tests).zip(was.2.iter().zip(&is.2)).zip(was.3.iter().zip(&is.3));
    let material = old.unit != new.unit
        || parts(old.value, new.value, was.0 != is.0)
        || (0..2).any(|end| parts(a[end], b[end], was.1[end] != is.1[end]))
        || old.standard_error.zip(new.standard_error).is_some_and(|(a, b)| beyond(a, b, absolute, relative.max(1e-6)))
        || tests.into_iter().any(|(((one, other), p), statistic)| {
            (beyond(one.p, other.p, 0.01, 0.0) && p.0 != p.1)
                || (statistic.0.0 != statistic.1.0
                    && one.statistic.zip(other.statistic).is_some_and(|(a, b)| beyond(a, b, 0.0, 0.02)))
                || one
                    .degrees_of_freedom
                    .iter()
                    .zip(&other.degrees_of_freedom)
                    .zip(statistic.0.1.iter().zip(&statistic.1.1))
                    .any(|((a, b), (was, is))| was != is && beyond(*a, *b, 0.0, 0.02))
        });
    match (conclusion, material, was != is) {
        (true, ..) => ChangeKind::Conclusion,
        (_, true, _) => ChangeKind::Material,
        (.., true) => ChangeKind::Displayed,
        _ => ChangeKind::Rounding,
    }
}

/// The ends of the interval; of none, twice nought.
fn ends(of: &Estimate) -> [f64; 2] {
    match of.interval.map(|interval| interval.bounds) {
        Some(Interval::Bounded { lower, upper } | Interval::Complement { lower, upper }) => [lower, upper],
        Some(Interval::Whole) | None => [0.0, 0.0],
    }
}
