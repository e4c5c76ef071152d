//! The effect on an outcome: an earlier result or stated numbers, and what it means of a thousand persons or on the
//! outcome's own scale.

use schemars::JsonSchema;
use serde::Deserialize;

use super::baseline::{Level, Risk};
use crate::analysis::input::{Entry, written_decimals};
use crate::analysis::one_proportion::level;
use crate::diag::{Diagnostic, Location, Problem, ResultRef, Spanned};
use crate::results::{
    Basis, ConfidenceInterval, Estimate, Found, Input, Method, Origin, PersonCell, Quantity, Section, Text, Unit, Value,
};
use crate::stats::absolute_risk::{
    AbsoluteRisk, with_hazard_ratio, with_odds_ratio, with_risk_difference, with_risk_ratio,
};
use crate::stats::{Interval, Undefined};

/// What an effect compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The share of the treated with the outcome over that of the controls.
    RiskRatio,
    /// The odds of the treated over those of the controls.
    OddsRatio,
    /// The hazard of the treated over that of the controls.
    HazardRatio,
    /// The share of the treated less that of the controls.
    RiskDifference,
    /// The rate of the treated over that of the controls.
    RateRatio,
    /// The mean of the treated less that of the controls.
    MeanDifference,
    /// The same in standard deviations.
    StandardisedMeanDifference,
    /// The mean of the treated over that of the controls.
    RatioOfMeans,
}

impl Measure {
    const ALL: [Measure; 8] = [
        Measure::RiskRatio,
        Measure::OddsRatio,
        Measure::HazardRatio,
        Measure::RiskDifference,
        Measure::RateRatio,
        Measure::MeanDifference,
        Measure::StandardisedMeanDifference,
        Measure::RatioOfMeans,
    ];

    /// The name in a specification, in the results and of the words in the templates.
    pub(super) fn name(self) -> &'static str {
        match self {
            Measure::RiskRatio => "risk_ratio",
            Measure::OddsRatio => "odds_ratio",
            Measure::HazardRatio => "hazard_ratio",
            Measure::RiskDifference => "risk_difference",
            Measure::RateRatio => "rate_ratio",
            Measure::MeanDifference => "mean_difference",
            Measure::StandardisedMeanDifference => "standardised_mean_difference",
            Measure::RatioOfMeans => "ratio_of_means",
        }
    }

    /// Whether the outcome is one that a person has or has not.
    pub(super) fn is_of_risks(self) -> bool {
        matches!(self, Measure::RiskRatio | Measure::OddsRatio | Measure::HazardRatio | Measure::RiskDifference)
    }

    fn is_ratio(self) -> bool {
        matches!(
            self,
            Measure::RiskRatio | Measure::OddsRatio | Measure::HazardRatio | Measure::RateRatio | Measure::RatioOfMeans
        )
    }

    /// Whether numbers in this unit can be this measure.
    fn fits(self, unit: Unit) -> bool {
        match self {
            Measure::RiskDifference => unit == Unit::ProportionDifference,
            Measure::StandardisedMeanDifference => unit == Unit::EffectSize,
            Measure::MeanDifference => is_of_levels(unit),
            _ => unit == Unit::Ratio,
        }
    }
}

/// Whether an outcome can be measured in this unit.
pub(super) fn is_of_levels(unit: Unit) -> bool {
    match unit {
        Unit::Number
        | Unit::Persons
        | Unit::Points
        | Unit::Kroner { .. }
        | Unit::KronerPerYear { .. }
        | Unit::BasicAmounts
        | Unit::RelativeChange
        | Unit::Significance
        | Unit::Extent
        | Unit::Consequence
        | Unit::QualityAdjustedLifeYears
        | Unit::Years
        | Unit::Months
        | Unit::Weeks
        | Unit::Days => true,
        Unit::Proportion
        | Unit::ProportionDifference
        | Unit::Ratio
        | Unit::NumberNeeded
        | Unit::EffectSize
        | Unit::PerThousand
        | Unit::Certainty
        | Unit::EffectMagnitude
        | Unit::RiskOfBias
        | Unit::RiskOfBiasNonRandomised
        | Unit::PerKrone
        | Unit::ShareOfWage
        | Unit::RatePerYear
        | Unit::PersonYears
        | Unit::PerHundredPersonYears
        | Unit::MarginConclusion => false,
    }
}

/// An effect as a publication states it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// What the effect compares.
    measure: Spanned<Measure>,
    /// The effect: a ratio as it is printed; a risk difference as a share, 0.1 for 100 of 1000.
    value: Spanned<f64>,
    /// The lower end of its interval.
    #[serde(default)]
    lower: Option<Spanned<f64>>,
    /// The upper end of its interval.
    #[serde(default)]
    upper: Option<Spanned<f64>>,
    /// The level of the interval; 0.95 unless given.
    #[serde(default)]
    level: Option<Spanned<f64>>,
    /// The unit of a mean difference; points unless given.
    #[serde(default)]
    unit: Option<Spanned<Unit>>,
    /// How the numbers are known; published unless given.
    #[serde(default)]
    pub(super) basis: Option<Basis>,
    /// Where they come from, in Typst markup: `@key` cites.
    #[serde(default)]
    pub(super) source: Option<Text>,
}

/// The effect on an outcome, found.
#[derive(Clone, Debug)]
pub(super) struct FoundEffect {
    pub measure: Measure,
    /// The effect, or why there is none.
    pub effect: Result<Estimate, Value>,
    pub participants: Option<u64>,
    pub studies: Option<u64>,
    pub basis: Basis,
    pub input: Input,
    /// The persons behind it, as cells of the outcome.
    pub cells: Vec<PersonCell>,
}

impl Stated {
    pub(super) fn find(&self, outcome: &str) -> Result<FoundEffect, Vec<Diagnostic>> {
        let measure = self.measure.value;
        let mut problems = Vec::new();
        let unit = match (&self.unit, measure) {
            (None, Measure::MeanDifference) => Unit::Points,
            (Some(unit), Measure::MeanDifference) if is_of_levels(unit.value) => unit.value,
            (Some(unit), Measure::MeanDifference) => {
                let problem = Problem::new("no outcome is measured in this unit");
                problems.push(problem.hint("write for instance `points`, `days` or `number`").at(unit.location()));
                unit.value
            }
            (Some(unit), _) => {
                let problem = Problem::new(format!("`unit` is for a mean difference, not for a {}", spoken(measure)));
                problems.push(problem.hint("remove it").at(unit.location()));
                unit.value
            }
            (None, Measure::RiskDifference) => Unit::ProportionDifference,
            (None, Measure::StandardisedMeanDifference) => Unit::EffectSize,
            (None, _) => Unit::Ratio,
        };
        let numbers = [Some(&self.value), self.lower.as_ref(), self.upper.as_ref()];
        let possible = |number: f64| match measure {
            Measure::RiskDifference => (-1.0..=1.0).contains(&number),
            measure if measure.is_ratio() => number > 0.0,
            _ => true,
        };
        for number in numbers.into_iter().flatten() {
            if !number.value.is_finite() || !possible(number.value) {
                let problem = Problem::new(format!("a {} cannot be {number}", spoken(measure)));
                let problem = match measure {
                    Measure::RiskDifference => problem.hint("write 0.1 for 100 of 1000 persons"),
                    measure if measure.is_ratio() => problem.hint("write the ratio itself, not its logarithm"),
                    _ => problem,
                };
                problems.push(problem.at(number.location()));
            }
        }
        let interval = match (&self.lower, &self.upper) {
            (None, None) => {
                if let Some(level) = &self.level {
                    let problem = Problem::new("a level belongs to an interval").hint("add `lower` and `upper`");
                    problems.push(problem.at(level.location()));
                }
                None
            }
            (Some(lower), Some(upper)) => {
                if !(lower.value <= self.value.value && self.value.value <= upper.value) {
                    let problem = Problem::new(format!("the interval {lower} to {upper} does not hold {}", self.value));
                    let problem = problem.hint("write the smaller end as `lower`, the larger as `upper`");
                    problems.push(problem.at(lower.location()));
                }
                let bounds = Interval::Bounded { lower: lower.value, upper: upper.value };
                match level(self.level.as_ref()) {
                    Ok(level) => Some(ConfidenceInterval { bounds, level, method: Method::AsPublished }),
                    Err(problem) => {
                        problems.push(problem);
                        None
                    }
                }
            }
            (Some(one), None) | (None, Some(one)) => {
                let problem = Problem::new("an interval has two ends").hint("write both `lower` and `upper`");
                problems.push(problem.at(one.location()));
                None
            }
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let written = numbers.into_iter().flatten().map(written_decimals).max().unwrap_or_default();
        let written = i8::try_from(written).unwrap_or(6).min(6);
        let decimals = match measure {
            Measure::RiskDifference => (written - 2).max(0),
            measure if measure.is_ratio() => written.max(2),
            _ => written,
        };
        let no_effect = Some(if measure.is_ratio() { 1.0 } else { 0.0 });
        let effect = Estimate { interval, no_effect, ..Estimate::new(self.value.value, unit, decimals) };
        Ok(FoundEffect {
            measure,
            effect: Ok(effect),
            participants: None,
            studies: None,
            basis: self.basis.unwrap_or(Basis::Published),
            input: Input { name: format!("{outcome}.effect"), origin: Origin::Specification },
            cells: Vec::new(),
        })
    }
}

/// An earlier result as the effect on an outcome; `names` are the cells of the outcome that are worked out from it.
pub(super) fn from_result(
    entry: &Entry<'_>,
    reference: &ResultRef,
    measure: Option<&Spanned<Measure>>,
    outcome: &str,
    names: &[&str],
) -> Result<FoundEffect, Diagnostic> {
    let found = entry.find(reference)?;
    let (unit, effect) = match found.value {
        Value::Estimate(estimate) => (Some(estimate.unit), Ok(estimate.clone())),
        Value::Quantity(quantity) => {
            (Some(quantity.unit), Ok(Estimate::new(quantity.value, quantity.unit, quantity.decimals)))
        }
        Value::Undefined(_) => (None, Err(found.value.clone())),
        Value::Count(_) | Value::Curve(_) | Value::Table(_) => {
            return Err(Problem::new(format!("`{reference}` is no effect"))
                .hint("an effect is an estimate, such as `work.pooled` or `employment.risk_ratio`")
                .at(reference.location()));
        }
    };
    let measure = measure_of(reference, &found, unit, measure)?;
    let effect =
        effect.map(|estimate| Estimate { no_effect: Some(if measure.is_ratio() { 1.0 } else { 0.0 }), ..estimate });
    let (participants, studies) = people(&found);
    Ok(FoundEffect {
        measure,
        effect,
        participants,
        studies,
        basis: found.row.and_then(|row| row.basis).unwrap_or(found.section.provenance.basis),
        input: Input { name: format!("{outcome}.effect"), origin: Origin::Result(path(&found, reference)) },
        cells: entry.earlier.cells_behind(reference.id(), names),
    })
}

/// The whole path of what was found, also where the author wrote a short one.
fn path(found: &Found<'_>, reference: &ResultRef) -> String {
    match found.row {
        None => format!("{}.{}", found.id, found.name),
        Some(_) => reference.id().to_owned(),
    }
}

/// What an earlier result compares: as the author says, as its unit says, or as its name or its section does.
fn measure_of(
    reference: &ResultRef,
    found: &Found<'_>,
    unit: Option<Unit>,
    stated: Option<&Spanned<Measure>>,
) -> Result<Measure, Diagnostic> {
    if let Some(stated) = stated {
        return match unit {
            Some(unit) if !stated.value.fits(unit) => {
                let problem = Problem::new(format!("`{reference}` is no {}", spoken(stated.value)));
                Err(problem.hint("remove `measure`, or name another result").at(stated.location()))
            }
            _ => Ok(stated.value),
        };
    }
    let last = reference.id().rsplit('.').next().unwrap_or_default();
    let named = Measure::ALL.into_iter().find(|measure| measure.name() == last);
    let label = found.section.label("measure").map(|text| text.get(crate::results::Language::English));
    let said = Measure::ALL.into_iter().find(|measure| label == Some(measure.name()));
    let fits = |measure: &Measure| unit.is_none_or(|unit| measure.fits(unit));
    if let Some(measure) = named.filter(fits).or_else(|| said.filter(fits)) {
        return Ok(measure);
    }
    match unit {
        Some(Unit::ProportionDifference) => Ok(Measure::RiskDifference),
        Some(Unit::EffectSize) => Ok(Measure::StandardisedMeanDifference),
        Some(unit) if is_of_levels(unit) => Ok(Measure::MeanDifference),
        Some(Unit::Ratio) | None => Err(Problem::new(format!("nothing says what `{reference}` compares"))
            .hint("add `measure`: `risk_ratio`, `odds_ratio`, `hazard_ratio`, …")
            .at(reference.location())),
        Some(_) => Err(Problem::new(format!("`{reference}` is no effect"))
            .hint("an effect is a ratio or a difference, such as `work.pooled` or `employment.risk_ratio`")
            .at(reference.location())),
    }
}

/// How many participants and studies are behind a result, where its row or its section says so.
fn people(found: &Found<'_>) -> (Option<u64>, Option<u64>) {
    if let Some(row) = found.row {
        let Some(Value::Table(table)) = found.section.value(found.name) else { return (None, None) };
        let of = |column: &str| {
            let at = table.columns.iter().position(|known| known == column)?;
            row.cells.get(at).and_then(whole)
        };
        return (of("participants"), of("studies"));
    }
    let of = |name: &str| found.section.value(name).and_then(whole);
    let arms = || Some(of("treated.total")?.saturating_add(of("control.total")?));
    match (of("participants"), of("study_count")) {
        // Two groups of one study.
        (None, None) => {
            let arms = arms();
            (arms, arms.map(|_| 1))
        }
        (participants, studies) => (participants.or_else(arms), studies),
    }
}

/// A whole number of persons or studies.
pub(super) fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Count(count) => Some(*count),
        Value::Quantity(Quantity { value, .. }) if *value >= 0.0 && value.fract() == 0.0 && *value < 2f64.powi(53) => {
            Some(*value as u64)
        }
        _ => None,
    }
}

/// What an effect means: the risk or level with the programme, and the difference.
#[derive(Clone, Debug)]
pub(super) struct Absolute {
    pub control: Value,
    pub treated: Value,
    pub difference: Value,
    pub relative: Value,
    /// Whether a risk was set to all, and whether one was set to none.
    pub limited: [bool; 2],
}

impl Absolute {
    /// An outcome whose effect does not exist.
    pub fn unknown(control: Value, reason: &Value) -> Absolute {
        let none = || reason.clone();
        Absolute { control, treated: none(), difference: none(), relative: none(), limited: [false; 2] }
    }

    /// The risk with the programme over that without; nothing for other outcomes.
    pub fn risk_ratio(&self) -> Option<f64> {
        match (&self.treated, self.control.amount()) {
            (Value::Estimate(Estimate { value, unit: Unit::PerThousand, .. }), Some(control)) => Some(value / control),
            _ => None,
        }
    }
}

/// Of a thousand persons: the risk of the controls is held fixed, and the ends of the interval are those of the effect.
///
/// # Errors
/// A diagnostic at the place of the risk, where a ratio has no meaning for it.
pub(super) fn of_thousand(
    measure: Measure,
    effect: &Estimate,
    risk: &Risk,
    decimals: Option<i8>,
    place: Option<Location>,
) -> Result<Absolute, Diagnostic> {
    let control = risk.value;
    let risk_with = |effect: f64| -> Result<AbsoluteRisk, Undefined> {
        match measure {
            Measure::OddsRatio => with_odds_ratio(control, effect),
            Measure::HazardRatio => with_hazard_ratio(control, effect),
            Measure::RiskDifference => with_risk_difference(control, effect),
            _ => with_risk_ratio(control, effect),
        }
    };
    let impossible = |_: Undefined| {
        Problem::new(format!("a control risk of {control} has no risk with a {} of {}", spoken(measure), effect.value))
            .hint("a ratio needs a risk between 0 and 1: choose another `baseline_risk`")
            .at(place.clone())
    };
    let with = risk_with(effect.value).map_err(impossible)?;
    let decimals = risk.decimals(decimals);
    let ends = match effect.interval {
        Some(ConfidenceInterval { bounds: Interval::Bounded { lower, upper }, level, method }) => {
            let [lower, upper] = [risk_with(lower).map_err(impossible)?, risk_with(upper).map_err(impossible)?];
            Some((lower, upper, level, method))
        }
        _ => None,
    };
    let interval = |less: f64| {
        let (lower, upper, level, method) = ends?;
        let bounds = Interval::Bounded { lower: lower.risk - less, upper: upper.risk - less };
        Some(ConfidenceInterval { bounds, level, method })
    };
    let all = std::iter::once(with).chain(ends.iter().flat_map(|(lower, upper, ..)| [*lower, *upper]));
    let limited = all
        .filter(|risk| risk.limited)
        .fold([false; 2], |[all, none], risk| if risk.risk == 1.0 { [true, none] } else { [all, true] });
    let estimate = |value: f64| Estimate::new(value, Unit::PerThousand, decimals);
    Ok(Absolute {
        control: risk.shown(Some(decimals)),
        treated: Estimate { interval: interval(0.0), ..estimate(with.risk) }.into(),
        difference: Estimate { interval: interval(control), no_effect: Some(0.0), ..estimate(with.risk - control) }
            .into(),
        relative: match measure {
            Measure::RiskDifference => Undefined::NoObservations.into(),
            _ => effect.clone().into(),
        },
        limited,
    })
}

/// On the outcome's own scale: the level of the controls is held fixed.
pub(super) fn on_scale(measure: Measure, effect: &Estimate, level: Option<&Level>, decimals: Option<i8>) -> Absolute {
    let none = || Value::from(Undefined::NoObservations);
    let standardised = measure == Measure::StandardisedMeanDifference;
    let (unit, factor) = match (level, standardised) {
        (Some(level), true) => match level.sd {
            Some(sd) => (level.unit.unwrap_or(Unit::Points), sd),
            None => (Unit::EffectSize, 1.0),
        },
        (Some(level), false) if measure.is_ratio() => (level.unit.unwrap_or(Unit::Number), 1.0),
        (None, _) if measure.is_ratio() => (Unit::Ratio, 1.0),
        _ => (effect.unit, 1.0),
    };
    // A standardised difference without a standard deviation is on no scale that levels are on.
    let placed = level.filter(|_| unit != Unit::EffectSize);
    let written = placed.map(|level| level.decimals);
    let own = if standardised && unit != Unit::EffectSize || measure.is_ratio() { None } else { Some(effect.decimals) };
    let decimals = decimals.or_else(|| written.max(own)).unwrap_or(0);
    let mapped = |estimate: Estimate, of: &dyn Fn(f64) -> f64| -> Estimate {
        let interval =
            effect.interval.map(|interval| ConfidenceInterval { bounds: interval.bounds.map_monotone(of), ..interval });
        Estimate { interval, ..estimate }
    };
    let with = |effect: f64| match placed {
        Some(level) if measure.is_ratio() => level.value * effect,
        Some(level) => level.value + factor * effect,
        None => factor * effect,
    };
    let away = |effect: f64| with(effect) - placed.map_or(0.0, |level| level.value);
    let difference = match (measure.is_ratio(), placed) {
        (true, None) => none(),
        _ => {
            let estimate = Estimate { no_effect: Some(0.0), ..Estimate::new(away(effect.value), unit, decimals) };
            mapped(estimate, &away).into()
        }
    };
    Absolute {
        control: placed.map_or_else(none, |level| Quantity { value: level.value, unit, decimals }.into()),
        treated: placed.map_or_else(none, |_| mapped(Estimate::new(with(effect.value), unit, decimals), &with).into()),
        difference,
        relative: if measure.is_ratio() || (standardised && unit != Unit::EffectSize) {
            effect.clone().into()
        } else {
            none()
        },
        limited: [false; 2],
    }
}

/// The name of a measure in a sentence.
pub(super) fn spoken(measure: Measure) -> String {
    measure.name().replace('_', " ")
}

/// The counts of both groups that a section has in all.
pub(super) fn counted(section: &Section, of: &str) -> Option<u64> {
    section.value(of).and_then(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Level as Confidence;

    fn ratio(value: f64, lower: f64, upper: f64) -> Estimate {
        let bounds = Interval::Bounded { lower, upper };
        let interval = ConfidenceInterval { bounds, level: Confidence::NINETY_FIVE, method: Method::AsPublished };
        Estimate { interval: Some(interval), no_effect: Some(1.0), ..Estimate::new(value, Unit::Ratio, 2) }
    }

    /// Value, lower and upper end of 1000, rounded.
    fn shown(value: &Value) -> [i64; 3] {
        let Value::Estimate(Estimate { value, interval: Some(interval), .. }) = value else { panic!("{value:?}") };
        [*value, interval.bounds.lower().unwrap(), interval.bounds.upper().unwrap()]
            .map(|x| (1000.0 * x).round() as i64)
    }

    fn absolute(measure: Measure, effect: &Estimate, control: f64) -> Absolute {
        of_thousand(measure, effect, &Risk { value: control, method: None }, None, None).unwrap()
    }

    #[test]
    fn published_tables_come_out() {
        // 205 and 205 persons with 270 and 370 of 1000: the illustration of the project's page on conventions.
        let found = absolute(Measure::RiskRatio, &ratio(1.37, 1.03, 1.83), 0.27);
        assert_eq!(shown(&found.treated), [370, 278, 494]);
        assert_eq!(shown(&found.difference), [100, 8, 224]);
        assert_eq!(found.limited, [false, false]);
        // Lones et al. 2017: 11 of 22 and 1 of 23.
        let found = absolute(Measure::RiskRatio, &ratio(11.5, 1.62, 81.8), 1.0 / 23.0);
        assert_eq!(shown(&found.treated), [500, 70, 1000]);
        assert_eq!(shown(&found.difference), [457, 27, 957]);
        assert_eq!(found.limited, [true, false]);
        // The same persons by their odds ratio.
        assert_eq!(shown(&absolute(Measure::OddsRatio, &ratio(22.0, 1.0, 500.0), 1.0 / 23.0).treated), [500, 43, 958]);
    }

    #[test]
    fn a_difference_leads_to_no_risk_below_nought() {
        let bounds = Interval::Bounded { lower: -0.3, upper: 0.1 };
        let interval = ConfidenceInterval { bounds, level: Confidence::NINETY_FIVE, method: Method::Wald };
        let effect = Estimate { interval: Some(interval), ..Estimate::new(-0.1, Unit::ProportionDifference, 1) };
        let found = absolute(Measure::RiskDifference, &effect, 0.2);
        assert_eq!(shown(&found.treated), [100, 0, 300]);
        assert_eq!(shown(&found.difference), [-100, -200, 100]);
        assert_eq!(found.limited, [false, true]);
        assert_eq!(found.relative, Undefined::NoObservations.into());
    }

    /// Whoever swaps the groups, and the ratio with them, finds the same two risks.
    #[test]
    fn swapping_the_groups_swaps_the_risks() {
        for measure in [Measure::RiskRatio, Measure::OddsRatio, Measure::HazardRatio] {
            for (control, value) in [(0.1, 2.0), (0.3, 1.37), (0.5, 0.6), (0.9, 0.1)] {
                let there = absolute(measure, &ratio(value, value / 1.2, value * 1.1), control);
                let treated = there.treated.amount().unwrap();
                let back = absolute(measure, &ratio(1.0 / value, 1.0 / value / 1.1, 1.2 / value), treated);
                assert!((back.treated.amount().unwrap() - control).abs() < 1e-12);
                let [there, back] = [&there, &back].map(|found| found.difference.amount().unwrap());
                assert!((there + back).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_risk_of_none_has_no_ratio() {
        for control in [0.0, 1.0] {
            let risk = Risk { value: control, method: None };
            assert!(of_thousand(Measure::RiskRatio, &ratio(2.0, 1.0, 4.0), &risk, None, None).is_err());
        }
    }

    #[test]
    fn rare_outcomes_keep_a_decimal() {
        let found = absolute(Measure::RiskRatio, &ratio(2.0, 1.0, 4.0), 0.0008);
        let Value::Estimate(treated) = &found.treated else { panic!() };
        assert_eq!((treated.decimals, treated.unit), (1, Unit::PerThousand));
    }

    #[test]
    fn levels_are_on_the_scale_of_the_outcome() {
        let difference = |value: f64, unit| Estimate { decimals: 1, ..Estimate::new(value, unit, 1) };
        let level = Level { value: 38.0, sd: None, unit: Some(Unit::Points), decimals: 1 };
        let found = on_scale(Measure::MeanDifference, &difference(2.5, Unit::Points), Some(&level), None);
        assert_eq!(found.treated.amount(), Some(40.5));
        assert_eq!(found.difference.amount(), Some(2.5));
        let level = Level { sd: Some(10.0), decimals: 0, ..level };
        let effect = Estimate { interval: ratio(0.3, 0.1, 0.5).interval, ..difference(0.3, Unit::EffectSize) };
        let found = on_scale(Measure::StandardisedMeanDifference, &effect, Some(&level), None);
        assert_eq!((found.treated.amount(), found.difference.amount()), (Some(41.0), Some(3.0)));
        let Value::Estimate(Estimate { unit, decimals, interval: Some(interval), .. }) = found.difference else {
            panic!()
        };
        assert_eq!((unit, decimals), (Unit::Points, 0));
        assert_eq!(interval.bounds, Interval::Bounded { lower: 1.0, upper: 5.0 });
        // Without a standard deviation the difference stays in standard deviations.
        let found = on_scale(Measure::StandardisedMeanDifference, &effect, None, None);
        assert_eq!((found.control.amount(), found.difference.amount()), (None, Some(0.3)));
        let level = Level { sd: None, ..level };
        let found = on_scale(Measure::RatioOfMeans, &ratio(1.2, 1.0, 1.5), Some(&level), None);
        assert!((found.treated.amount().unwrap() - 45.6).abs() < 1e-12);
        assert!((found.difference.amount().unwrap() - 7.6).abs() < 1e-12);
    }
}
