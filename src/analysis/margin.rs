//! A margin that a difference is held against: non-inferiority and equivalence.

use schemars::JsonSchema;
use serde::Deserialize;

use super::input::Entry;
use super::proportion_methods::with_interval;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Estimate, Method, Quantity, Section, Test, Text, Unit, Value};
use crate::stats::equivalence::{Side, one_sided_p, two_one_sided_p};
use crate::stats::{Estimated, Interval, Level, Undefined};

/// What is to be shown of a difference: `{non_inferiority: 0.1}`, or `{equivalence: 5}`.
///
/// Non-inferiority holds where the interval of treated − control lies above −margin (below the margin where lower values
/// are better), equivalence where it lies between −margin and margin. The interval has confidence 1 − 2 alpha: 95 per cent
/// for non-inferiority, with alpha 0.025, and 90 per cent for equivalence, with alpha 0.05, unless `alpha` says otherwise.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Margin {
    /// How much worse the treated group may be: a share such as 0.1 for ten percentage points, or points of the outcome.
    #[serde(default)]
    non_inferiority: Option<Spanned<f64>>,
    /// How different the groups may be, in either direction.
    #[serde(default)]
    equivalence: Option<Spanned<f64>>,
    /// Whether higher or lower values of the outcome are better, for non-inferiority; `higher` unless given.
    #[serde(default)]
    better: Option<Spanned<Better>>,
    /// The one-sided level of significance: 0.025 for non-inferiority and 0.05 for equivalence unless given.
    #[serde(default)]
    alpha: Option<Spanned<f64>>,
}

/// Which values are better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Better {
    /// Higher values, such as being in work.
    #[default]
    Higher,
    /// Lower values, such as symptoms.
    Lower,
}

/// A margin that makes sense.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    size: f64,
    equivalence: bool,
    better: Better,
    level: Level,
}

impl Margin {
    /// The claim, or what is wrong with it; the margin lies below `most`.
    pub(super) fn claim(&self, entry: &Entry<'_>, most: f64) -> Result<Claim, Diagnostic> {
        let (size, equivalence) = match (&self.non_inferiority, &self.equivalence) {
            (Some(size), None) => (size, false),
            (None, Some(size)) => (size, true),
            (Some(_), Some(second)) => {
                let problem = Problem::new("a margin is one of non-inferiority or one of equivalence");
                return Err(problem.hint("keep one of them, or make two analyses").at(second.location()));
            }
            (None, None) => {
                let problem = Problem::new("a margin needs its size");
                let hint = "write `margin: {non_inferiority: \u{2026}}` or `margin: {equivalence: \u{2026}}`";
                return Err(problem.hint(hint).at(entry.location.clone()));
            }
        };
        if !(size.value > 0.0 && size.value < most) {
            let within = if most.is_finite() { format!("between 0 and {most}") } else { "above 0".to_owned() };
            let problem = Problem::new(format!("a margin lies {within}, not {size}"));
            let hint = "write its size without sign; `better` says which direction is worse";
            return Err(problem.hint(hint).at(size.location()));
        }
        if let (Some(better), true) = (&self.better, equivalence) {
            let problem = Problem::new("equivalence has a margin in both directions");
            return Err(problem.hint("remove `better`").at(better.location()));
        }
        let alpha = self.alpha.as_ref().map_or(if equivalence { 0.05 } else { 0.025 }, |alpha| alpha.value);
        let outside = || {
            let problem =
                Problem::new(format!("a one-sided level of significance lies between 0 and 0.5, not {alpha}"));
            problem.hint("write 0.025 or 0.05").at(self.alpha.as_ref().and_then(Spanned::location))
        };
        if !(alpha > 0.0 && alpha < 0.5) {
            return Err(outside());
        }
        let level = Level::new(1.0 - 2.0 * alpha).map_err(|_| outside())?;
        let better = self.better.as_ref().map(|better| better.value).unwrap_or_default();
        Ok(Claim { size: size.value, equivalence, better, level })
    }
}

/// What is computed of a claim.
pub(super) const OF_MARGIN: [&str; 2] = ["margin.difference", "margin.conclusion"];

impl Claim {
    /// Puts the margin, the difference with the interval that decides, and the conclusion into a section.
    pub(super) fn describe(
        self,
        section: &mut Section,
        (unit, decimals): (Unit, i8),
        method: Method,
        interval: impl Fn(Level) -> Result<Estimated, Undefined>,
    ) {
        let word = if self.equivalence { "equivalence" } else { "non_inferiority" };
        section.labels.push(("margin".to_owned(), Text::from(word)));
        let mut put = |name: &str, value: Value| section.values.push((format!("margin.{name}"), value));
        put("size", Quantity { value: self.size, unit, decimals }.into());
        let (tested_by, p) = if self.equivalence {
            (Method::TwoOneSidedTests, two_one_sided_p(-self.size, self.size, &interval))
        } else {
            let (limit, side) = match self.better {
                Better::Higher => (-self.size, Side::Above),
                Better::Lower => (self.size, Side::Below),
            };
            (Method::NonInferiorityTest, one_sided_p(limit, side, &interval))
        };
        match interval(self.level) {
            Ok(computed) => {
                let conclusion = self.conclusion(computed.interval);
                let mut estimate = with_interval(Estimate::new(0.0, unit, decimals), computed, self.level, method);
                estimate.tests.extend(p.ok().map(|p| Test {
                    method: tested_by,
                    statistic: None,
                    degrees_of_freedom: Vec::new(),
                    p,
                }));
                put("difference", estimate.into());
                put("conclusion", Quantity { value: conclusion, unit: Unit::MarginConclusion, decimals: 0 }.into());
            }
            Err(why) => {
                put("difference", why.into());
                put("conclusion", why.into());
            }
        }
    }

    /// 1 where the interval lies within the margin, −1 where it lies beyond, 0 where it is not settled.
    fn conclusion(self, interval: Interval) -> f64 {
        let Interval::Bounded { lower, upper } = interval else { return 0.0 };
        let (worse, better) = match self.better {
            Better::Higher => (lower > -self.size, upper < -self.size),
            Better::Lower => (upper < self.size, lower > self.size),
        };
        let (within, beyond) = if self.equivalence {
            (lower > -self.size && upper < self.size, upper < -self.size || lower > self.size)
        } else {
            (worse, better)
        };
        match (within, beyond) {
            (true, _) => 1.0,
            (false, true) => -1.0,
            (false, false) => 0.0,
        }
    }
}
