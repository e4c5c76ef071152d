//! The formula of a number with the values put in, where these stand beside it in its section.

use super::{Locale, Style};
use crate::results::{Estimate, Section, Unit, Value};
use crate::stats::Interval;

/// How a value follows from others of its section.
struct Formula {
    /// The end of the value's name.
    of: &'static str,
    /// The values that it follows from, below the same beginning of the name.
    from: &'static [&'static str],
    /// With `{0}`, `{1}` … for these.
    written: &'static str,
    computed: fn(&[f64]) -> f64,
}

const GROUPS: &[&str] = &["treated.events", "treated.total", "control.events", "control.total"];

/// The formulas by the names of values. One is shown only where it gives the number, to twelve digits: an estimate that
/// was adjusted, or whose empty cells were filled, follows from more than these values.
const FORMULAS: &[Formula] = &[
    Formula { of: "proportion", from: &["events", "total"], written: "{0} / {1}", computed: |v| v[0] / v[1] },
    Formula {
        of: "risk_difference",
        from: GROUPS,
        written: "{0} / {1} \u{2212} {2} / {3}",
        computed: |v| v[0] / v[1] - v[2] / v[3],
    },
    Formula {
        of: "risk_ratio",
        from: GROUPS,
        written: "({0} / {1}) / ({2} / {3})",
        computed: |v| (v[0] / v[1]) / (v[2] / v[3]),
    },
    Formula {
        of: "odds_ratio",
        from: GROUPS,
        written: "({0} \u{b7} ({3} \u{2212} {2})) / ({2} \u{b7} ({1} \u{2212} {0}))",
        computed: |v| v[0] * (v[3] - v[2]) / (v[2] * (v[1] - v[0])),
    },
    Formula {
        of: "number_needed_to_treat",
        from: GROUPS,
        written: "1 / ({0} / {1} \u{2212} {2} / {3})",
        computed: |v| 1.0 / (v[0] / v[1] - v[2] / v[3]),
    },
    Formula {
        of: "cohens_h",
        from: GROUPS,
        written: "2 arcsin \u{221a}({0} / {1}) \u{2212} 2 arcsin \u{221a}({2} / {3})",
        computed: |v| 2.0 * (v[0] / v[1]).sqrt().asin() - 2.0 * (v[2] / v[3]).sqrt().asin(),
    },
    Formula {
        of: "mean_difference",
        from: &["treated.mean", "control.mean"],
        written: "{0} \u{2212} {1}",
        computed: |v| v[0] - v[1],
    },
];

impl Locale {
    /// The formula of a value with the numbers of its section put in, such as `85 / 227 − 49 / 181`; nothing where its
    /// section does not hold what it follows from.
    pub(super) fn formula(self, section: &Section, name: &str, value: &Value) -> Option<String> {
        let number = value.amount()?;
        FORMULAS.iter().find_map(|formula| {
            let start = name.strip_suffix(formula.of)?;
            if !(start.is_empty() || start.ends_with('.')) {
                return None;
            }
            let inputs: Vec<&Value> =
                formula.from.iter().map(|part| section.find(&format!("{start}{part}"))).collect::<Option<_>>()?;
            let numbers: Vec<f64> = inputs.iter().map(|input| input.amount()).collect::<Option<_>>()?;
            if !same((formula.computed)(&numbers), number) {
                return None;
            }
            let mut written = formula.written.to_owned();
            for (index, input) in inputs.iter().enumerate() {
                written = written.replace(&format!("{{{index}}}"), &self.value(input, Style::Table));
            }
            Some(written)
        })
    }

    /// The ends of an interval as estimate ± quantile × standard error, on the log scale for a ratio; nothing where it
    /// is of another form.
    pub(super) fn interval_formula(self, estimate: &Estimate) -> Option<String> {
        let (error, interval) = (estimate.standard_error?, estimate.interval?);
        let Interval::Bounded { lower, upper } = interval.bounds else { return None };
        let is_log = matches!(estimate.unit, Unit::Ratio) && estimate.no_effect == Some(1.0);
        let on = |value: f64| if is_log { value.ln() } else { value };
        let quantile = (on(upper) - on(estimate.value)) / error;
        if !quantile.is_finite() || !same(on(estimate.value) - quantile * error, on(lower)) {
            return None;
        }
        let plain = |value: f64| self.number(value, 4, Style::Table);
        Some(match is_log {
            true => format!("exp(ln {} \u{b1} {} \u{d7} {})", plain(estimate.value), plain(quantile), plain(error)),
            false => format!("{} \u{b1} {} \u{d7} {}", plain(estimate.value), plain(quantile), plain(error)),
        })
    }
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-12 * one.abs().max(other.abs()).max(1.0)
}
