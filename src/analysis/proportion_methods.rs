//! Which interval and which tests a specification asks for, and the functions that compute them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::results::{ConfidenceInterval, Estimate, Method, Test};
use crate::stats::{
    Alternative, Arm, Estimated, Level, TestResult, Undefined, one_proportion as one,
    two_proportions::{odds_ratio, risk_difference, risk_ratio, tests},
};

/// Intervals of one proportion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProportionInterval {
    /// Wilson's score interval.
    #[default]
    Wilson,
    /// Wilson's with Yates' continuity correction.
    WilsonContinuity,
    /// Estimate ± z standard errors.
    Wald,
    /// Agresti and Coull.
    AgrestiCoull,
    /// Clopper and Pearson's exact interval.
    ClopperPearson,
    /// Jeffreys' with the end-point rule.
    Jeffreys,
}

impl ProportionInterval {
    pub(super) fn compute(self, arm: Arm, level: Level) -> Result<Estimated, Undefined> {
        match self {
            ProportionInterval::Wilson => one::wilson(arm, level),
            ProportionInterval::WilsonContinuity => one::wilson_cc(arm, level),
            ProportionInterval::Wald => one::wald(arm, level),
            ProportionInterval::AgrestiCoull => one::agresti_coull(arm, level),
            ProportionInterval::ClopperPearson => one::clopper_pearson(arm, level),
            ProportionInterval::Jeffreys => one::jeffreys(arm, level),
        }
    }
}

impl ProportionInterval {
    /// The name in the report.
    pub(super) fn method(self) -> Method {
        match self {
            ProportionInterval::Wilson => Method::Wilson,
            ProportionInterval::WilsonContinuity => Method::WilsonContinuity,
            ProportionInterval::Wald => Method::Wald,
            ProportionInterval::AgrestiCoull => Method::AgrestiCoull,
            ProportionInterval::ClopperPearson => Method::ClopperPearson,
            ProportionInterval::Jeffreys => Method::Jeffreys,
        }
    }
}

/// Intervals of a risk difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RiskDifferenceInterval {
    /// Miettinen and Nurminen's score interval.
    #[default]
    MiettinenNurminen,
    /// Mee's score interval.
    Mee,
    /// Newcombe's hybrid score interval.
    Newcombe,
    /// Estimate ± z standard errors.
    Wald,
    /// Agresti and Caffo.
    AgrestiCaffo,
}

impl RiskDifferenceInterval {
    pub(super) fn compute(self, treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
        match self {
            RiskDifferenceInterval::MiettinenNurminen => risk_difference::miettinen_nurminen(treated, control, level),
            RiskDifferenceInterval::Mee => risk_difference::mee(treated, control, level),
            RiskDifferenceInterval::Newcombe => risk_difference::newcombe(treated, control, level),
            RiskDifferenceInterval::Wald => risk_difference::wald(treated, control, level),
            RiskDifferenceInterval::AgrestiCaffo => risk_difference::agresti_caffo(treated, control, level),
        }
    }
}

impl RiskDifferenceInterval {
    /// The name in the report.
    pub(super) fn method(self) -> Method {
        match self {
            RiskDifferenceInterval::MiettinenNurminen => Method::MiettinenNurminen,
            RiskDifferenceInterval::Mee => Method::Mee,
            RiskDifferenceInterval::Newcombe => Method::Newcombe,
            RiskDifferenceInterval::Wald => Method::Wald,
            RiskDifferenceInterval::AgrestiCaffo => Method::AgrestiCaffo,
        }
    }
}

/// Intervals of a risk ratio.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RiskRatioInterval {
    /// Miettinen and Nurminen's score interval.
    #[default]
    MiettinenNurminen,
    /// Koopman's score interval.
    Koopman,
    /// Katz' log interval.
    Katz,
    /// Katz' log interval with 0.5 added to every cell when one is zero.
    KatzHalf,
}

impl RiskRatioInterval {
    pub(super) fn compute(self, treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
        match self {
            RiskRatioInterval::MiettinenNurminen => risk_ratio::miettinen_nurminen(treated, control, level),
            RiskRatioInterval::Koopman => risk_ratio::koopman(treated, control, level),
            RiskRatioInterval::Katz => risk_ratio::katz(treated, control, level),
            RiskRatioInterval::KatzHalf => risk_ratio::katz_half(treated, control, level),
        }
    }
}

impl RiskRatioInterval {
    /// The name in the report; 0.5 is spoken of only where it was added.
    pub(super) fn method(self, treated: Arm, control: Arm) -> Method {
        match self {
            RiskRatioInterval::KatzHalf if !has_zero_cell(treated, control) => Method::Katz,
            RiskRatioInterval::MiettinenNurminen => Method::MiettinenNurminen,
            RiskRatioInterval::Koopman => Method::Koopman,
            RiskRatioInterval::Katz => Method::Katz,
            RiskRatioInterval::KatzHalf => Method::KatzHalf,
        }
    }
}

/// Intervals of an odds ratio.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OddsRatioInterval {
    /// Miettinen and Nurminen's score interval.
    #[default]
    MiettinenNurminen,
    /// Woolf's logit interval.
    Woolf,
    /// Woolf's logit interval with 0.5 added to every cell when one is zero.
    WoolfHalf,
    /// The logit interval with 0.5 added to every cell.
    HaldaneAnscombe,
    /// Conditional maximum likelihood with the exact interval.
    ConditionalExact,
}

impl OddsRatioInterval {
    pub(super) fn compute(self, treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
        match self {
            OddsRatioInterval::MiettinenNurminen => odds_ratio::miettinen_nurminen(treated, control, level),
            OddsRatioInterval::Woolf => odds_ratio::woolf(treated, control, level),
            OddsRatioInterval::WoolfHalf => odds_ratio::woolf_half(treated, control, level),
            OddsRatioInterval::HaldaneAnscombe => odds_ratio::haldane(treated, control, level),
            OddsRatioInterval::ConditionalExact => odds_ratio::conditional(treated, control, level),
        }
    }
}

impl OddsRatioInterval {
    /// The name in the report; 0.5 is spoken of only where it was added.
    pub(super) fn method(self, treated: Arm, control: Arm) -> Method {
        match self {
            OddsRatioInterval::WoolfHalf if !has_zero_cell(treated, control) => Method::Woolf,
            OddsRatioInterval::MiettinenNurminen => Method::MiettinenNurminen,
            OddsRatioInterval::Woolf => Method::Woolf,
            OddsRatioInterval::WoolfHalf => Method::WoolfHalf,
            OddsRatioInterval::HaldaneAnscombe => Method::HaldaneAnscombe,
            OddsRatioInterval::ConditionalExact => Method::ConditionalExact,
        }
    }
}

/// Tests of whether two proportions differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProportionsTest {
    /// The chi-squared test with factor (N − 1)/N.
    ChiSquaredNMinusOne,
    /// Pearson's chi-squared test.
    ChiSquaredPearson,
    /// Pearson's chi-squared test with Yates' continuity correction.
    ChiSquaredYates,
    /// Fisher's exact test.
    FisherExact,
    /// Fisher's test with mid-p.
    FisherMidP,
}

impl ProportionsTest {
    pub(super) fn compute(self, treated: Arm, control: Arm) -> Result<Test, Undefined> {
        let result = match self {
            ProportionsTest::ChiSquaredNMinusOne => tests::n_minus_1(treated, control),
            ProportionsTest::ChiSquaredPearson => tests::pearson(treated, control),
            ProportionsTest::ChiSquaredYates => tests::yates(treated, control),
            ProportionsTest::FisherExact => tests::fisher(treated, control, Alternative::TwoSided),
            ProportionsTest::FisherMidP => tests::fisher_mid_p(treated, control, Alternative::TwoSided),
        }?;
        Ok(test(self.method(), result))
    }
}

impl ProportionsTest {
    /// The name in the report.
    pub(super) fn method(self) -> Method {
        match self {
            ProportionsTest::ChiSquaredNMinusOne => Method::ChiSquaredNMinusOne,
            ProportionsTest::ChiSquaredPearson => Method::ChiSquaredPearson,
            ProportionsTest::ChiSquaredYates => Method::ChiSquaredYates,
            ProportionsTest::FisherExact => Method::FisherExact,
            ProportionsTest::FisherMidP => Method::FisherMidP,
        }
    }
}

/// Whether a cell of the fourfold table is zero.
fn has_zero_cell(treated: Arm, control: Arm) -> bool {
    [treated, control].into_iter().any(|arm| arm.events() == 0 || arm.non_events() == 0)
}

/// A test in the shape of a result.
pub(super) fn test(method: Method, result: TestResult) -> Test {
    Test { method, statistic: result.statistic, degrees_of_freedom: result.df.into_iter().collect(), p: result.p }
}

/// The same estimate with what a method computed of it.
pub(super) fn with_interval(estimate: Estimate, computed: Estimated, level: Level, method: Method) -> Estimate {
    // These change the estimate itself, and not only its interval.
    let changes_the_estimate =
        matches!(method, Method::KatzHalf | Method::WoolfHalf | Method::HaldaneAnscombe | Method::ConditionalExact);
    Estimate {
        method: changes_the_estimate.then_some(method),
        value: computed.value,
        standard_error: computed.standard_error,
        interval: Some(ConfidenceInterval { bounds: computed.interval, level, method }),
        ..estimate
    }
}

/// The intervals of a comparison: one word for all, or one for each measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Intervals {
    /// Of each group's proportion.
    pub proportion: ProportionInterval,
    /// Of the risk difference.
    pub risk_difference: RiskDifferenceInterval,
    /// Of the risk ratio.
    pub risk_ratio: RiskRatioInterval,
    /// Of the odds ratio.
    pub odds_ratio: OddsRatioInterval,
}

/// All intervals at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Preset {
    /// Miettinen and Nurminen's score intervals, with Wilson's for each group. The default.
    MiettinenNurminen,
    /// What most published tables print: Wald for differences and groups, Katz for risk ratios, Woolf for odds ratios.
    Wald,
}

/// One interval for each measure; what is left out has its default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct PerMeasure {
    /// Of each group's proportion.
    proportion: ProportionInterval,
    /// Of the risk difference.
    risk_difference: RiskDifferenceInterval,
    /// Of the risk ratio.
    risk_ratio: RiskRatioInterval,
    /// Of the odds ratio.
    odds_ratio: OddsRatioInterval,
}

impl Intervals {
    /// The test that belongs to the risk difference's interval, printed when no test is named.
    pub(super) fn matching_test(self) -> ProportionsTest {
        match self.risk_difference {
            RiskDifferenceInterval::MiettinenNurminen | RiskDifferenceInterval::Newcombe => {
                ProportionsTest::ChiSquaredNMinusOne
            }
            RiskDifferenceInterval::Mee | RiskDifferenceInterval::Wald | RiskDifferenceInterval::AgrestiCaffo => {
                ProportionsTest::ChiSquaredPearson
            }
        }
    }
}

impl From<Preset> for Intervals {
    fn from(preset: Preset) -> Intervals {
        match preset {
            Preset::MiettinenNurminen => Intervals::default(),
            Preset::Wald => Intervals {
                proportion: ProportionInterval::Wald,
                risk_difference: RiskDifferenceInterval::Wald,
                risk_ratio: RiskRatioInterval::Katz,
                odds_ratio: OddsRatioInterval::Woolf,
            },
        }
    }
}

impl<'de> Deserialize<'de> for Intervals {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Intervals, D::Error> {
        use serde::de::value::{MapAccessDeserializer, StrDeserializer};
        use serde::de::{Error, MapAccess, Visitor};
        struct IntervalsVisitor;
        impl<'de> Visitor<'de> for IntervalsVisitor {
            type Value = Intervals;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("`miettinen_nurminen`, `wald`, or a map such as `{risk_difference: newcombe}`")
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Intervals, E> {
                Preset::deserialize(StrDeserializer::new(word)).map(Intervals::from)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Intervals, A::Error> {
                let PerMeasure { proportion, risk_difference, risk_ratio, odds_ratio } =
                    PerMeasure::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Intervals { proportion, risk_difference, risk_ratio, odds_ratio })
            }
        }
        deserializer.deserialize_any(IntervalsVisitor)
    }
}

impl JsonSchema for Intervals {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Intervals".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let preset = generator.subschema_for::<Preset>();
        let per_measure = generator.subschema_for::<PerMeasure>();
        schemars::json_schema!({ "anyOf": [preset, per_measure] })
    }
}
