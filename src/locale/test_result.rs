//! Test statistics with their degrees of freedom.

use super::quantity::decimals_of;
use super::{HARD_SPACE, Locale, Style};
use crate::results::{Method, Test, Unit};

impl Locale {
    /// The statistic of a test with its degrees of freedom, `χ²(1) = 4,91` or `z = 2,21`; `None` for an exact test.
    ///
    /// ```
    /// use utfall::locale::Locale;
    /// use utfall::results::{Language, Method, Test};
    /// let test = Test {
    ///     method: Method::ChiSquaredPearson,
    ///     statistic: Some(4.9127),
    ///     degrees_of_freedom: vec![1.0],
    ///     p: 0.0266,
    /// };
    /// assert_eq!(Locale::new(Language::Bokmal).test_statistic(&test).unwrap(), "χ²(1)\u{a0}=\u{a0}4,91");
    /// ```
    pub fn test_statistic(self, test: &Test) -> Option<String> {
        let symbol = symbol(test)?;
        let value = self.number(test.statistic?, 2, Style::Text);
        let degrees: Vec<String> = test
            .degrees_of_freedom
            .iter()
            .map(|degrees| self.number(*degrees, decimals_of(*degrees, Unit::Number, 1), Style::Text))
            .collect();
        let degrees = match degrees.as_slice() {
            [] => String::new(),
            some => format!("({})", some.join(self.words().number_separator)),
        };
        Some(format!("{symbol}{degrees}{HARD_SPACE}={HARD_SPACE}{value}"))
    }
}

/// The letter of the reference distribution, where the method is a test with a statistic.
fn symbol(test: &Test) -> Option<&'static str> {
    match test.method {
        Method::ChiSquaredNMinusOne | Method::ChiSquaredPearson | Method::ChiSquaredYates => Some("χ²"),
        Method::ScoreTest | Method::WaldTest => Some(if test.degrees_of_freedom.is_empty() { "z" } else { "χ²" }),
        Method::WelchTest | Method::AncovaTest | Method::RubinsTest => Some("t"),
        Method::ClusterRobustTest | Method::CoefficientTest | Method::RobustTest | Method::SatterthwaiteTest => {
            Some(if test.degrees_of_freedom.is_empty() { "z" } else { "t" })
        }
        Method::PenalisedLikelihoodRatio => Some("χ²"),
        Method::InteractionTest | Method::ArmByTimeTest => match test.degrees_of_freedom.as_slice() {
            [] => Some("z"),
            [_] => Some("χ²"),
            _ => Some("F"),
        },
        Method::LogRank | Method::PetoPeto | Method::GehanBreslow | Method::TaroneWare | Method::SchoenfeldTest => {
            Some("χ²")
        }
        Method::MatchedTest | Method::LeastSquaresHc1Test => Some("t"),
        Method::PreTrendTest | Method::FirstStageTest => Some("F"),
        Method::CochranMantelHaenszel | Method::BreslowDayTarone | Method::KruskalWallis => Some("χ²"),
        Method::PairedTTest | Method::PearsonCorrelationTest | Method::SpearmanTest => Some("t"),
        Method::McNemar
        | Method::CochranArmitage
        | Method::LinearByLinear
        | Method::MannWhitney
        | Method::SignedRank
        | Method::KendallTest
        | Method::RateScoreTest
        | Method::RateWaldTest => Some("z"),
        Method::IntraclassTest => Some("F"),
        Method::CochranQ => Some("Q"),
        Method::SubgroupTest | Method::ModeratorTest => {
            Some(if test.degrees_of_freedom.len() == 2 { "F" } else { "Q" })
        }
        Method::HartungKnappTest
        | Method::PooledStudentTest
        | Method::EggerTest
        | Method::HarbordTest
        | Method::PetersTest => Some("t"),
        Method::BinomialExact
        | Method::Welch
        | Method::Linearised
        | Method::LogitLinearised
        | Method::Feldt
        | Method::OmegaOneFactor
        | Method::IccOneWay
        | Method::IccTwoWayRandom
        | Method::IccTwoWayFixed
        | Method::IntraclassF
        | Method::KappaUnweighted
        | Method::KappaLinear
        | Method::KappaQuadratic
        | Method::KappaFleiss
        | Method::KappaNormal
        | Method::KappaGwet
        | Method::StudentT
        | Method::ClusterRobustCr1
        | Method::ClusterRobustCr2
        | Method::ClusterRobustCr0
        | Method::LeastSquaresT
        | Method::HeteroskedasticHc0
        | Method::HeteroskedasticHc1
        | Method::HeteroskedasticHc2
        | Method::HeteroskedasticHc3
        | Method::FirthProfile
        | Method::DeltaMethod
        | Method::WildClusterBootstrap
        | Method::SatterthwaiteT
        | Method::LinearRegression
        | Method::FixedEffectsRegression
        | Method::LogisticRegression
        | Method::FirthRegression
        | Method::ModifiedPoisson
        | Method::LogBinomial
        | Method::LinearMixedModel
        | Method::LogisticMixedLaplace
        | Method::LogisticMixedQuadrature
        | Method::RepeatedMeasuresModel
        | Method::KaplanMeierLogLog
        | Method::BrookmeyerCrowley
        | Method::RestrictedMean
        | Method::RestrictedMeanRatio
        | Method::AalenJohansen
        | Method::CoxRegression
        | Method::CoxRobust
        | Method::TwoWayFixedEffects
        | Method::EventStudy
        | Method::InverseProbabilityWeighting
        | Method::EntropyBalancing
        | Method::PropensityMatching
        | Method::TwoStageLeastSquares
        | Method::AndersonRubin
        | Method::LeastSquaresHc1
        | Method::FisherExact
        | Method::FisherMidP
        | Method::Wald
        | Method::Wilson
        | Method::WilsonContinuity
        | Method::AgrestiCoull
        | Method::ClopperPearson
        | Method::Jeffreys
        | Method::Newcombe
        | Method::MiettinenNurminen
        | Method::Mee
        | Method::AgrestiCaffo
        | Method::Katz
        | Method::KatzHalf
        | Method::Koopman
        | Method::Woolf
        | Method::WoolfHalf
        | Method::HaldaneAnscombe
        | Method::ConditionalExact
        | Method::Arcsine
        | Method::AsPublished
        | Method::HartungKnapp
        | Method::HartungKnappTruncated
        | Method::HartungKnappWidest
        | Method::PooledStudentT
        | Method::InverseVariance
        | Method::MantelHaenszel
        | Method::MantelHaenszelRandom
        | Method::Peto
        | Method::DerSimonianLaird
        | Method::PauleMandel
        | Method::RestrictedMaximumLikelihood
        | Method::MaximumLikelihood
        | Method::EmpiricalBayes
        | Method::SidikJonkman
        | Method::HedgesOlkin
        | Method::HunterSchmidt
        | Method::ThreeLevel
        | Method::QProfile
        | Method::ProfileLikelihood
        | Method::PredictionKLessTwo
        | Method::PredictionKLessOne
        | Method::PredictionNormal
        | Method::PermutationTest
        | Method::BeggMazumdar
        | Method::TrimAndFillL0
        | Method::TrimAndFillR0
        | Method::FailSafeRosenthal
        | Method::PooledControlRisk
        | Method::AnglesOfDraws
        | Method::RobustRegression
        | Method::MedianControlRisk
        | Method::Ancova
        | Method::BootstrapPercentile
        | Method::BootstrapBca
        | Method::BootstrapStudentised
        | Method::PermutationOfMeans
        | Method::PermutationOfMeansExact
        | Method::RubinsRules
        | Method::WilsonPooled
        | Method::NoncentralT
        | Method::Tango
        | Method::NewcombePaired
        | Method::Tang
        | Method::DiscordantWilson
        | Method::McNemarExact
        | Method::McNemarMidP
        | Method::Holm
        | Method::Hochberg
        | Method::Hommel
        | Method::Bonferroni
        | Method::Sidak
        | Method::BenjaminiHochberg
        | Method::BenjaminiYekutieli
        | Method::FixedSequence
        | Method::PowerOfProportions
        | Method::PowerOfMeans
        | Method::PowerOfClusters
        | Method::PairedT
        | Method::MantelHaenszelDifference
        | Method::MantelHaenszelRiskRatio
        | Method::MantelHaenszelOddsRatio
        | Method::FisherFreemanHalton
        | Method::FisherFreemanHaltonMonteCarlo
        | Method::NoncentralChiSquared
        | Method::MannWhitneyExact
        | Method::HodgesLehmann
        | Method::SuperiorityLogit
        | Method::SignedRankExact
        | Method::FisherZ
        | Method::WeightedFisherZ
        | Method::BonettWright
        | Method::FiellerKendall
        | Method::SpearmanExact
        | Method::KendallExact
        | Method::Garwood
        | Method::RateMidP
        | Method::RateRatioScore
        | Method::RateRatioExact
        | Method::RateDifferenceRecovered
        | Method::RateExactTest
        | Method::RateMidPTest
        | Method::TwoOneSidedTests
        | Method::NonInferiorityTest
        | Method::Fieller
        | Method::ValueOfEffect
        | Method::QuantilesOfDraws
        | Method::BreakEvenOfEffect => None,
    }
}
