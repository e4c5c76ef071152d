//! What a meta-analysis is computed with: the profile that sets the defaults, and what an entry changes of it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::results::{Edition, Method};
use crate::stats::meta::effect::{AddTo, Addition, ZeroCells as Policy};
use crate::stats::meta::{Estimator, Inference, Prediction, cochrane_inference};

/// Whose defaults an analysis has where it does not say otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Profile {
    /// Edition 2026.1 of utfall: REML, Hartung and Knapp's interval, Higgins', Thompson's and Spiegelhalter's prediction
    /// interval; 0.5 in every cell of a study with an empty one.
    #[serde(rename = "utfall-2026.1")]
    Utfall,
    /// Cochrane's methods from 2025 on, as in RevMan: REML; Hartung and Knapp's interval with more than two studies and a
    /// variance between studies above zero, else Wald's; studies without events in either arm are left out.
    #[serde(rename = "cochrane-2025")]
    Cochrane2025,
    /// RevMan 5: DerSimonian and Laird around Mantel and Haenszel's estimate where there are counts, Wald's interval, no
    /// prediction interval.
    #[serde(rename = "revman5")]
    RevMan5,
    /// What the reviews of the Norwegian Institute of Public Health were computed with until 2024, which is RevMan 5.
    #[serde(rename = "fhi")]
    Fhi,
    /// The defaults of `rma()` in the R package metafor: REML and Wald's interval, with a normal prediction interval.
    #[serde(rename = "metafor")]
    Metafor,
}

impl Profile {
    /// All of them, in the order in which they are compared.
    pub(super) const ALL: [Profile; 5] =
        [Profile::Utfall, Profile::Cochrane2025, Profile::RevMan5, Profile::Fhi, Profile::Metafor];

    /// Whose defaults an edition has.
    pub(super) fn of(edition: Edition) -> Profile {
        match edition {
            Edition::Edition2026_1 => Profile::Utfall,
            Edition::Edition2026_2 => Profile::Cochrane2025,
        }
    }

    /// The name of its row among the profiles.
    pub(super) fn name(self) -> &'static str {
        match self {
            Profile::Utfall => "utfall_2026_1",
            Profile::Cochrane2025 => "cochrane_2025",
            Profile::RevMan5 => "revman5",
            Profile::Fhi => "fhi",
            Profile::Metafor => "metafor",
        }
    }

    /// What it is called wherever it is named.
    pub(super) fn title(self) -> &'static str {
        match self {
            Profile::Utfall => "utfall 2026.1",
            Profile::Cochrane2025 => "Cochrane 2025",
            Profile::RevMan5 => "RevMan 5",
            Profile::Fhi => "FHI",
            Profile::Metafor => "metafor",
        }
    }

    /// Its defaults.
    pub(super) fn settings(self) -> Settings {
        let random = ModelChoice::RandomEffects;
        let reml = TauSquaredChoice::Reml;
        match self {
            Profile::Utfall => Settings {
                model: random,
                tau_squared: reml,
                interval: IntervalChoice::HartungKnapp,
                prediction: PredictionChoice::KLessTwo,
                zero_cells: ZeroCells::WhereNeeded,
            },
            Profile::Cochrane2025 => Settings {
                model: random,
                tau_squared: reml,
                interval: IntervalChoice::HartungKnappWhereHeterogeneous,
                prediction: PredictionChoice::KLessOne,
                zero_cells: ZeroCells::WhereNeededWithEvents,
            },
            Profile::RevMan5 | Profile::Fhi => Settings {
                model: ModelChoice::MantelHaenszelRandom,
                tau_squared: TauSquaredChoice::DerSimonianLaird,
                interval: IntervalChoice::Wald,
                prediction: PredictionChoice::None,
                zero_cells: ZeroCells::WhereNeededWithEvents,
            },
            Profile::Metafor => Settings {
                model: random,
                tau_squared: reml,
                interval: IntervalChoice::Wald,
                prediction: PredictionChoice::Normal,
                zero_cells: ZeroCells::WhereNeeded,
            },
        }
    }
}

/// Everything that must be decided before studies are pooled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub model: ModelChoice,
    pub tau_squared: TauSquaredChoice,
    pub interval: IntervalChoice,
    pub prediction: PredictionChoice,
    pub zero_cells: ZeroCells,
}

/// What the studies are thought to have in common, and how they are weighted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModelChoice {
    /// A distribution of effects; weights by inverse variances.
    RandomEffects,
    /// One effect; weights by inverse variances.
    CommonEffect,
    /// One effect, from counts with Mantel and Haenszel's weights.
    MantelHaenszel,
    /// One odds ratio, from counts by Peto's method.
    Peto,
    /// Random effects of RevMan 5: DerSimonian and Laird with Q around Mantel and Haenszel's estimate.
    MantelHaenszelRandom,
}

impl ModelChoice {
    /// Whether effects are thought to differ between studies.
    pub(super) fn is_random(self) -> bool {
        matches!(self, ModelChoice::RandomEffects | ModelChoice::MantelHaenszelRandom)
    }
}

/// How the variance between studies is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TauSquaredChoice {
    /// Restricted maximum likelihood.
    Reml,
    /// Maximum likelihood.
    Ml,
    /// DerSimonian and Laird.
    #[serde(rename = "dersimonian_laird")]
    DerSimonianLaird,
    /// Paule and Mandel.
    PauleMandel,
    /// Empirical Bayes.
    EmpiricalBayes,
    /// Sidik and Jonkman.
    SidikJonkman,
    /// Hedges and Olkin.
    HedgesOlkin,
    /// Hunter and Schmidt.
    HunterSchmidt,
}

impl TauSquaredChoice {
    pub(super) fn estimator(self) -> Estimator {
        match self {
            TauSquaredChoice::Reml => Estimator::RestrictedMaximumLikelihood,
            TauSquaredChoice::Ml => Estimator::MaximumLikelihood,
            TauSquaredChoice::DerSimonianLaird => Estimator::DerSimonianLaird,
            TauSquaredChoice::PauleMandel => Estimator::PauleMandel,
            TauSquaredChoice::EmpiricalBayes => Estimator::EmpiricalBayes,
            TauSquaredChoice::SidikJonkman => Estimator::SidikJonkman,
            TauSquaredChoice::HedgesOlkin => Estimator::Hedges,
            TauSquaredChoice::HunterSchmidt => Estimator::HunterSchmidt,
        }
    }

    pub(super) fn method(self) -> Method {
        match self {
            TauSquaredChoice::Reml => Method::RestrictedMaximumLikelihood,
            TauSquaredChoice::Ml => Method::MaximumLikelihood,
            TauSquaredChoice::DerSimonianLaird => Method::DerSimonianLaird,
            TauSquaredChoice::PauleMandel => Method::PauleMandel,
            TauSquaredChoice::EmpiricalBayes => Method::EmpiricalBayes,
            TauSquaredChoice::SidikJonkman => Method::SidikJonkman,
            TauSquaredChoice::HedgesOlkin => Method::HedgesOlkin,
            TauSquaredChoice::HunterSchmidt => Method::HunterSchmidt,
        }
    }
}

/// How the uncertainty of the pooled effect is assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IntervalChoice {
    /// Hartung and Knapp.
    HartungKnapp,
    /// Hartung and Knapp with a standard error that is not below that of Wald.
    HartungKnappTruncated,
    /// The wider of Hartung and Knapp's and Wald's intervals.
    HartungKnappWidest,
    /// Hartung and Knapp with more than two studies and a variance between studies above zero; else Wald.
    HartungKnappWhereHeterogeneous,
    /// Student's t with the standard error of Wald.
    StudentT,
    /// Wald.
    Wald,
}

impl IntervalChoice {
    /// The inference for so many studies, once the variance between them is known.
    pub(super) fn inference(self, studies: usize, tau_squared: f64) -> Inference {
        match self {
            IntervalChoice::HartungKnapp => Inference::HartungKnapp,
            IntervalChoice::HartungKnappTruncated => Inference::HartungKnappTruncated,
            IntervalChoice::HartungKnappWidest => Inference::HartungKnappWidest,
            IntervalChoice::HartungKnappWhereHeterogeneous => cochrane_inference(studies, tau_squared),
            IntervalChoice::Wald => Inference::Wald,
            IntervalChoice::StudentT => Inference::StudentT,
        }
    }
}

/// The names of an inference: of its interval and of its test.
pub(super) fn names(inference: Inference) -> (Method, Method) {
    match inference {
        Inference::Wald => (Method::Wald, Method::WaldTest),
        Inference::StudentT => (Method::PooledStudentT, Method::PooledStudentTest),
        Inference::HartungKnapp => (Method::HartungKnapp, Method::HartungKnappTest),
        Inference::HartungKnappTruncated => (Method::HartungKnappTruncated, Method::HartungKnappTest),
        Inference::HartungKnappWidest => (Method::HartungKnappWidest, Method::HartungKnappTest),
    }
}

/// Where the effect of another study is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PredictionChoice {
    /// Student's t with two degrees of freedom less than there are studies (Higgins, Thompson and Spiegelhalter).
    KLessTwo,
    /// Student's t with one degree of freedom less than there are studies.
    KLessOne,
    /// The normal distribution.
    Normal,
    /// No prediction interval.
    None,
}

impl PredictionChoice {
    pub(super) fn prediction(self) -> Option<(Prediction, Method)> {
        match self {
            PredictionChoice::KLessTwo => Some((Prediction::HigginsThompsonSpiegelhalter, Method::PredictionKLessTwo)),
            PredictionChoice::KLessOne => Some((Prediction::StudentKLessOne, Method::PredictionKLessOne)),
            PredictionChoice::Normal => Some((Prediction::Normal, Method::PredictionNormal)),
            PredictionChoice::None => None,
        }
    }
}

/// What is done about empty cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ZeroCells {
    /// Nothing: a study with an empty cell has no ratio, and is left out.
    None,
    /// 0.5 in every cell of a study with an empty one.
    WhereNeeded,
    /// The same, but a study that says nothing of the effect is left out, as in RevMan: one without any event for a ratio, and
    /// one in which everyone had it for an odds ratio.
    WhereNeededWithEvents,
    /// A number by the size of the arms in the cells of a study with an empty one.
    TreatmentArm,
    /// 0.5 in every cell of every study.
    All,
}

impl ZeroCells {
    pub(super) fn policy(self) -> Policy {
        let half = Policy::HALF_WHERE_NEEDED;
        match self {
            ZeroCells::None => Policy::NONE,
            ZeroCells::WhereNeeded | ZeroCells::WhereNeededWithEvents => half,
            ZeroCells::TreatmentArm => Policy { add: Addition::TreatmentArm, ..half },
            ZeroCells::All => Policy { to: AddTo::All, ..half },
        }
    }
}
