//! Two single numbers with all that is known of them.

use super::Tolerance;
use super::conclusion::paired_tests;
use super::tolerance::Measure;
use crate::locale::{Locale, Style};
use crate::results::{Estimate, Language, Test, Unit, Value};
use crate::stats::Interval;

/// How far apart two numbers are, the same first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    Same,
    /// Only digits that nobody sees.
    Rounding,
    /// It can be seen, and the project has said that it does not matter.
    Allowed,
    /// The printed digits differ.
    Displayed,
    /// Beyond the tolerance, or no longer comparable.
    Material,
}

/// The number of a quantity, an estimate or a count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number<'a> {
    pub value: f64,
    pub unit: Unit,
    pub decimals: i8,
    pub estimate: Option<&'a Estimate>,
}

impl Number<'_> {
    /// `None` for what is no number, and for a count, which is exact.
    pub(super) fn of(value: &Value) -> Option<Number<'_>> {
        match value {
            Value::Quantity(quantity) => {
                Some(Number { value: quantity.value, unit: quantity.unit, decimals: quantity.decimals, estimate: None })
            }
            Value::Estimate(estimate) => Some(Number {
                value: estimate.value,
                unit: estimate.unit,
                decimals: estimate.decimals,
                estimate: Some(estimate),
            }),
            Value::Count(_) | Value::Curve(_) | Value::Table(_) | Value::Undefined(_) => None,
        }
    }
}

/// What of a number is printed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Printed {
    /// The unit, and the decimals before and now.
    Digits(Unit, i8, i8),
    /// As a p-value.
    P,
    /// Not in the report; only plotted and exported.
    Never,
}

/// The digits of a number, which are the same in every language but for the marks.
pub(super) fn shown(value: f64, unit: Unit, decimals: i8) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    Locale::new(Language::English).shown(value, unit, decimals, Style::Table)
}

/// Grades the numbers of one result.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grader<'a> {
    pub tolerance: &'a Tolerance,
    pub path: &'a str,
}

impl Grader<'_> {
    /// Two scalars that are not equal. `Same` where only methods differ.
    pub(super) fn scalars(self, old: &Value, new: &Value) -> Grade {
        match (old, new) {
            (Value::Count(old), Value::Count(new)) => self.counts(*old, *new),
            _ => match (Number::of(old), Number::of(new)) {
                (Some(old), Some(new)) => self.numbers(old, new),
                _ if old == new => Grade::Same,
                _ => Grade::Material,
            },
        }
    }

    fn counts(self, old: u64, new: u64) -> Grade {
        let (limit, stated) = self.tolerance.limit(self.path, Measure::Count);
        match limit.most(old as f64, new as f64) {
            _ if old == new => Grade::Same,
            most if old.abs_diff(new) as f64 > most => Grade::Material,
            _ if stated => Grade::Allowed,
            _ => Grade::Displayed,
        }
    }

    fn numbers(self, old: Number, new: Number) -> Grade {
        if old.unit != new.unit {
            return Grade::Material;
        }
        let (unit, measure) = (old.unit, Measure::from(old.unit));
        let digits = Printed::Digits(unit, old.decimals, new.decimals);
        let mut grade = self.number(old.value, new.value, measure, digits);
        let nothing = Estimate::new(0.0, unit, 0);
        let (a, b) = (old.estimate.unwrap_or(&nothing), new.estimate.unwrap_or(&nothing));
        grade = grade.max(match (a.interval, b.interval) {
            (None, None) => Grade::Same,
            (Some(a), Some(b)) => self.bounds(a.bounds, b.bounds, measure, digits),
            _ => Grade::Material,
        });
        grade = grade.max(match (a.standard_error, b.standard_error) {
            (None, None) => Grade::Same,
            (Some(a), Some(b)) => self.number(a, b, measure, Printed::Never),
            // It is not printed, but exported.
            _ => Grade::Displayed,
        });
        paired_tests(&a.tests, &b.tests).into_iter().fold(grade, |grade, (a, b)| grade.max(self.tests(a, b)))
    }

    fn bounds(self, old: Interval, new: Interval, measure: Measure, printed: Printed) -> Grade {
        match (old, new) {
            (Interval::Bounded { lower: a, upper: b }, Interval::Bounded { lower: c, upper: d })
            | (Interval::Complement { lower: a, upper: b }, Interval::Complement { lower: c, upper: d }) => {
                self.number(a, c, measure, printed).max(self.number(b, d, measure, printed))
            }
            (Interval::Whole, Interval::Whole) => Grade::Same,
            _ => Grade::Material,
        }
    }

    fn tests(self, old: &Test, new: &Test) -> Grade {
        let statistic = |old, new, decimals| {
            self.number(old, new, Measure::TestStatistic, Printed::Digits(Unit::Number, decimals, decimals))
        };
        let mut grade = self.number(old.p, new.p, Measure::PValue, Printed::P);
        grade = grade.max(match (old.statistic, new.statistic) {
            (None, None) => Grade::Same,
            (Some(a), Some(b)) => statistic(a, b, 2),
            _ => Grade::Displayed,
        });
        let (a, b) = (&old.degrees_of_freedom, &new.degrees_of_freedom);
        if a.len() != b.len() {
            return grade.max(Grade::Displayed);
        }
        a.iter().zip(b).fold(grade, |grade, (a, b)| grade.max(statistic(*a, *b, 1)))
    }

    /// Two numbers of one measure.
    pub(super) fn number(self, old: f64, new: f64, measure: Measure, printed: Printed) -> Grade {
        let other_decimals = matches!(printed, Printed::Digits(_, before, now) if before != now);
        if (old == new || (old.is_nan() && new.is_nan())) && !other_decimals {
            return Grade::Same;
        }
        let (limit, stated) = self.tolerance.limit(self.path, measure);
        let differs = match printed {
            Printed::Digits(unit, before, now) => {
                let surely = if before == now { differ_surely(old, new, unit, now) } else { None };
                surely.unwrap_or_else(|| shown(old, unit, before) != shown(new, unit, now))
            }
            // Three decimals, but for what is near to nought or one.
            Printed::P if old.min(new) > 0.0011 && old.max(new) < 0.9989 => {
                differ_surely(old, new, Unit::Number, 3).unwrap_or_else(|| printed_p(old) != printed_p(new))
            }
            Printed::P => printed_p(old) != printed_p(new),
            Printed::Never => false,
        };
        // What is never printed may still be a part in a million off for no reason but the order of a sum.
        let is_noise = !stated && (old - new).abs() <= 1e-6 * old.abs().max(new.abs());
        match (limit.allows(old, new), differs) {
            (false, true) => Grade::Material,
            // A built-in limit raises no alarm about digits that nobody sees; a stated one does.
            (false, false) if stated || (matches!(printed, Printed::Never) && !is_noise) => Grade::Material,
            (true, true) if stated && !other_decimals => Grade::Allowed,
            (true, true) => Grade::Displayed,
            (_, false) => Grade::Rounding,
        }
    }
}

/// Whether the printed digits of two numbers differ, where this can be told without writing them: not near to a half.
fn differ_surely(old: f64, new: f64, unit: Unit, decimals: i8) -> Option<bool> {
    let scale = unit.shown_factor() * 10f64.powi(i32::from(decimals));
    let (old, new) = (old * scale, new * scale);
    if unit.is_worded() || unit == Unit::NumberNeeded || old.abs().max(new.abs()) >= 1e12 {
        return None;
    }
    let is_clear = |number: f64| (number - number.round()).abs() < 0.499;
    (is_clear(old) && is_clear(new)).then(|| old.round() != new.round())
}

fn printed_p(p: f64) -> String {
    match (0.0..=1.0).contains(&p) {
        true => Locale::new(Language::English).p_value(p),
        false => p.to_string(),
    }
}
