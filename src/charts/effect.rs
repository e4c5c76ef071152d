//! The effects that a chart can show, and the ends of an axis.

use schemars::JsonSchema;
use serde::Deserialize;

use super::axis::Scale;
use crate::diag::Problem;
use crate::locale::Effect;

/// The effect that is shown of an analysis of two proportions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The share of the treated less that of the control group, in percentage points.
    RiskDifference,
    /// The share of the treated over that of the control group.
    #[default]
    RiskRatio,
    /// The odds of the treated over those of the control group.
    OddsRatio,
}

impl Measure {
    /// All of them.
    pub(super) const ALL: [Measure; 3] = [Measure::RiskDifference, Measure::RiskRatio, Measure::OddsRatio];

    /// The name of the value in a section.
    pub(super) fn name(self) -> &'static str {
        match self {
            Measure::RiskDifference => "risk_difference",
            Measure::RiskRatio => "risk_ratio",
            Measure::OddsRatio => "odds_ratio",
        }
    }

    /// What the languages have a name for.
    pub(super) fn effect(measure: Option<Measure>) -> Effect {
        match measure {
            Some(Measure::RiskDifference) => Effect::RiskDifference,
            Some(Measure::RiskRatio) => Effect::RiskRatio,
            Some(Measure::OddsRatio) => Effect::OddsRatio,
            None => Effect::Other,
        }
    }
}

/// The ends of an axis, as the numbers stand on it: percentage points for differences of shares.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The left end.
    pub from: f64,
    /// The right end.
    pub to: f64,
}

impl Limits {
    /// The two ends, for an axis of this scale.
    ///
    /// # Errors
    /// Where they are no range, or reach zero on a logarithmic axis.
    pub(super) fn of(self, scale: Scale) -> Result<(f64, f64), Problem> {
        let Limits { from, to } = self;
        if !(from.is_finite() && to.is_finite() && from < to) {
            return Err(Problem::new(format!("the axis goes from {from} to {to}")).hint("let `from` be below `to`"));
        }
        if scale == Scale::Logarithmic && from <= 0.0 {
            return Err(Problem::new(format!("the axis of a ratio cannot start at {from}"))
                .hint("let `from` be above zero, such as `0.2`"));
        }
        Ok((from, to))
    }
}
