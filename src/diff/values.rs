//! Numbers and curves that are not equal.

use std::collections::HashSet;

use super::change::{Aspect, ChangeKind, Content};
use super::comparison::{At, Comparison};
use super::conclusion::conclusions;
use super::pairing::by_name;
use super::scalar::{Grade, Grader, Printed};
use super::tolerance::Measure;
use crate::results::{Curve, Estimate, Method, Point, Quantity, Value};

impl Comparison<'_> {
    /// Two scalars, or two values of different shapes.
    pub(super) fn scalars(&mut self, at: &At, old: &Value, new: &Value) {
        if let (Value::Estimate(old), Value::Estimate(new)) = (old, new) {
            self.methods(at, old, new);
        }
        let grade = Grader { tolerance: self.tolerance, path: at.new }.scalars(old, new);
        let conclusions = conclusions(old, new);
        let kind = match grade {
            _ if !conclusions.is_empty() => ChangeKind::Conclusion,
            Grade::Same => {
                self.unchanged += 1;
                return;
            }
            Grade::Rounding => ChangeKind::Rounding,
            Grade::Allowed | Grade::Displayed => ChangeKind::Displayed,
            Grade::Material => ChangeKind::Material,
        };
        let contents = (Some(Content::Value(old.clone())), Some(Content::Value(new.clone())));
        let mut change = at.change(kind, Aspect::Itself, contents);
        change.within_tolerance = grade == Grade::Allowed && conclusions.is_empty();
        change.conclusions = conclusions;
        self.changes.push(change);
    }

    /// How two estimates are computed.
    fn methods(&mut self, at: &At, old: &Estimate, new: &Estimate) {
        let kind = ChangeKind::MethodOrInput;
        let one = |method: &Option<Method>| Some(Content::Methods(vec![(*method)?]));
        self.differs(at, kind, Aspect::Estimator, &old.method, &new.method, one);
        if let (Some(old), Some(new)) = (old.interval, new.interval) {
            self.differs(at, kind, Aspect::IntervalMethod, &Some(old.method), &Some(new.method), one);
            self.differs(at, kind, Aspect::Level, &old.level.get(), &new.level.get(), |level| {
                Some(Content::Number(*level))
            });
        }
        let tests = |estimate: &Estimate| estimate.tests.iter().map(|test| test.method).collect::<Vec<_>>();
        self.differs(at, kind, Aspect::Tests, &tests(old), &tests(new), |tests| Some(Content::Methods(tests.clone())));
        let (unit, decimals) = (new.unit, new.decimals);
        self.differs(at, kind, Aspect::NoEffect, &old.no_effect, &new.no_effect, |number| {
            Some(Content::Value(Value::Quantity(Quantity { value: (*number)?, unit, decimals })))
        });
    }

    /// Two curves: a figure is another when something that can be seen of it is.
    pub(super) fn curves(&mut self, at: &At, old: &Curve, new: &Curve) {
        self.differs(at, ChangeKind::MethodOrInput, Aspect::Level, &old.level, &new.level, |level| {
            Some(Content::Number((*level)?.get()))
        });
        let mut grade = match (old.x_unit, old.y_unit, old.style) == (new.x_unit, new.y_unit, new.style) {
            true if old.decimals == new.decimals => Grade::Same,
            true => Grade::Displayed,
            false => Grade::Material,
        };
        let grader = Grader { tolerance: self.tolerance, path: at.new };
        let pairs = match old.points.len() == new.points.len() {
            true => by_name(&vec![(); old.points.len()], &vec![(); new.points.len()]),
            false => {
                let places = |curve: &Curve| curve.points.iter().map(|point| point.x.to_bits()).collect::<Vec<_>>();
                grade = Grade::Material;
                by_name(&places(old), &places(new))
            }
        };
        let mut differing = pairs.both.clone();
        differing.retain(|(was, is)| {
            let of_points = points(grader, (old, &old.points[*was]), (new, &new.points[*is]));
            grade = grade.max(of_points);
            of_points != Grade::Same
        });
        let kind = match grade {
            Grade::Same => {
                self.unchanged += 1;
                return;
            }
            Grade::Rounding => ChangeKind::Rounding,
            Grade::Allowed | Grade::Displayed | Grade::Material => ChangeKind::Figure,
        };
        let part = |curve: &Curve, of_pairs: Vec<usize>, left: &[usize]| {
            let places: HashSet<usize> = of_pairs.into_iter().chain(left.iter().copied()).collect();
            let points = curve.points.iter().enumerate().filter(|(place, _)| places.contains(place));
            let points = points.map(|(_, point)| *point).collect();
            Some(Content::Value(Value::Curve(Curve { points, ..curve.clone() })))
        };
        let before = part(old, differing.iter().map(|(was, _)| *was).collect(), &pairs.removed);
        let now = part(new, differing.iter().map(|(_, is)| *is).collect(), &pairs.added);
        let mut change = at.change(kind, Aspect::Itself, (before, now));
        change.within_tolerance = grade == Grade::Allowed;
        self.changes.push(change);
    }
}

/// How far apart two points are.
fn points(grader: Grader, (old_curve, old): (&Curve, &Point), (new_curve, new): (&Curve, &Point)) -> Grade {
    if old == new && old_curve.decimals == new_curve.decimals {
        return Grade::Same;
    }
    if old_curve.x_unit != new_curve.x_unit || old_curve.y_unit != new_curve.y_unit {
        return Grade::Material;
    }
    let (unit, measure) = (new_curve.y_unit, Measure::from(new_curve.y_unit));
    let digits = Printed::Digits(unit, old_curve.decimals, new_curve.decimals);
    // A point that moves along the axis is seen when the axis has room for it: a millionth of its place is nothing.
    let along = match (old.x - new.x).abs() <= 1e-6 * old.x.abs().max(new.x.abs()) {
        _ if old.x == new.x => Grade::Same,
        true => Grade::Rounding,
        false => Grade::Material,
    };
    let band = match (old.band, new.band) {
        (None, None) => Grade::Same,
        (Some(old), Some(new)) => {
            grader.number(old.0, new.0, measure, digits).max(grader.number(old.1, new.1, measure, digits))
        }
        _ => Grade::Material,
    };
    along.max(grader.number(old.y, new.y, measure, digits)).max(band)
}
