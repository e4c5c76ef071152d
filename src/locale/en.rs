//! British English, as in the summaries of Norwegian institutes: `per cent`, `programme`, `NOK 395,000`.

use super::Style;
use super::words::{Wording, Words};
use crate::results::{Basis, Method, Note, Reason, Unit};
use crate::stats::Undefined;

pub(super) const WORDS: Words = Words {
    tag: "en-GB",
    decimal_mark: '.',
    group_mark: ',',
    grouped_from: 4,
    number_separator: ", ",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    day_mark: "",
    dotted_dates: false,
    numerals: [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ],
    and: "and",
    to: "to",
    at_most: "at most",
    at_least: "at least",
    or: "or",
    whole_line: "the whole number line",
    one_more: "one more",
    one_fewer: "one fewer",
    no_upper_limit: "the upper limit cannot be determined",
    confidence_short: "CI",
    confidence_long: " confidence interval",
    not_defined: "not defined",
    participants: ["participant", "participants"],
    unit,
    unit_name,
    judgement,
    method,
    interval_method,
    note,
    reason,
    basis,
};

fn unit(unit: Unit, style: Style) -> Wording {
    match (unit, style) {
        (Unit::Number | Unit::Ratio | Unit::NumberNeeded | Unit::EffectSize, _) => Wording::Bare,
        (Unit::Persons, _) => Wording::After("person", "people"),
        (Unit::Proportion | Unit::ShareOfWage, Style::Text) => Wording::invariant("per cent"),
        (Unit::Proportion | Unit::ShareOfWage, Style::Table) => Wording::Attached("%"),
        (Unit::ProportionDifference, _) => Wording::After("percentage point", "percentage points"),
        (Unit::RatePerYear, Style::Text) => Wording::invariant("per cent a year"),
        (Unit::RatePerYear, Style::Table) => Wording::Attached("% a year"),
        (Unit::Kroner { .. }, _) => Wording::Around("NOK", ""),
        (Unit::KronerPerYear { .. }, _) => Wording::Around("NOK", " a year"),
        (Unit::PerKrone, _) => Wording::invariant("øre per krone"),
        (Unit::QualityAdjustedLifeYears, _) => Wording::After("QALY", "QALYs"),
        (Unit::Significance | Unit::Extent | Unit::Consequence, _) => Wording::Bare,
        (Unit::RelativeChange, Style::Text) => Wording::invariant("per cent"),
        (Unit::RelativeChange, Style::Table) => Wording::Attached("%"),
        (Unit::BasicAmounts, _) => Wording::invariant("G"),
        (Unit::PerThousand, _) => Wording::invariant("per 1,000"),
        (Unit::PersonYears, _) => Wording::After("person-year", "person-years"),
        (Unit::PerHundredPersonYears, _) => Wording::invariant("per 100 person-years"),
        (Unit::MarginConclusion, _) => Wording::Bare,
        (Unit::Points, _) => Wording::After("point", "points"),
        (Unit::Certainty | Unit::EffectMagnitude | Unit::RiskOfBias | Unit::RiskOfBiasNonRandomised, _) => {
            Wording::Bare
        }
        (Unit::Years, _) => Wording::After("year", "years"),
        (Unit::Months, _) => Wording::After("month", "months"),
        (Unit::Weeks, _) => Wording::After("week", "weeks"),
        (Unit::Days, _) => Wording::After("day", "days"),
    }
}

fn unit_name(unit: Unit, style: Style) -> String {
    let name = match (unit, style) {
        (Unit::Kroner { price_year }, _) => return format!("NOK, {price_year} prices"),
        (Unit::KronerPerYear { price_year }, _) => return format!("NOK a year, {price_year} prices"),
        (Unit::Number, _) => "",
        (Unit::Persons, _) => "people",
        (Unit::Proportion, Style::Text) => "per cent",
        (Unit::Proportion, Style::Table) => "%",
        (Unit::ProportionDifference, _) => "percentage points",
        (Unit::Ratio, _) => "ratio",
        (Unit::NumberNeeded, Style::Text) => {
            "number of people who must get the programme for one more to have the outcome"
        }
        (Unit::NumberNeeded, Style::Table) => "NNT",
        (Unit::EffectSize, _) => "effect size",
        (Unit::PerKrone, _) => "øre per krone",
        (Unit::ShareOfWage, Style::Text) => "per cent of the wage",
        (Unit::ShareOfWage, Style::Table) => "% of the wage",
        (Unit::RatePerYear, Style::Text) => "per cent a year",
        (Unit::RatePerYear, Style::Table) => "% a year",
        (Unit::QualityAdjustedLifeYears, _) => "QALYs",
        (Unit::Significance, _) => "significance",
        (Unit::Extent, _) => "extent",
        (Unit::Consequence, _) => "consequence",
        (Unit::RelativeChange, Style::Text) => "per cent",
        (Unit::RelativeChange, Style::Table) => "%",
        (Unit::BasicAmounts, Style::Text) => "National Insurance basic amounts (G)",
        (Unit::BasicAmounts, Style::Table) => "G",
        (Unit::PerThousand, _) => "per 1,000",
        (Unit::Points, _) => "points",
        (Unit::PersonYears, _) => "person-years",
        (Unit::PerHundredPersonYears, _) => "per 100 person-years",
        (Unit::MarginConclusion, _) => "conclusion",
        (Unit::Certainty, _) => "certainty of the evidence",
        (Unit::EffectMagnitude, _) => "size of the effect",
        (Unit::RiskOfBias, _) => "risk of bias",
        (Unit::RiskOfBiasNonRandomised, _) => "risk of bias",
        (Unit::Years, _) => "years",
        (Unit::Months, _) => "months",
        (Unit::Weeks, _) => "weeks",
        (Unit::Days, _) => "days",
    };
    name.to_owned()
}

fn judgement(unit: Unit, level: i64) -> &'static str {
    match (unit, level) {
        (Unit::MarginConclusion, -1) => "beyond the margin",
        (Unit::MarginConclusion, 0) => "not settled",
        (Unit::MarginConclusion, 1) => "within the margin",
        (Unit::Significance, 1) => "small",
        (Unit::Significance, 2) => "medium",
        (Unit::Significance, 3) => "large",
        (Unit::Extent, -3) => "large, negative",
        (Unit::Extent, -2) => "medium, negative",
        (Unit::Extent, -1) => "small, negative",
        (Unit::Extent, 0) => "negligible",
        (Unit::Extent, 1) => "small, positive",
        (Unit::Extent, 2) => "medium, positive",
        (Unit::Extent, 3) => "large, positive",
        (Unit::Consequence, -4) => "−\u{a0}−\u{a0}−\u{a0}−",
        (Unit::Consequence, -3) => "−\u{a0}−\u{a0}−",
        (Unit::Consequence, -2) => "−\u{a0}−",
        (Unit::Consequence, -1) => "−",
        (Unit::Consequence, 0) => "0",
        (Unit::Consequence, 1) => "+",
        (Unit::Consequence, 2) => "+\u{a0}+",
        (Unit::Consequence, 3) => "+\u{a0}+\u{a0}+",
        (Unit::Consequence, 4) => "+\u{a0}+\u{a0}+\u{a0}+",
        (Unit::Certainty, 1) => "very low",
        (Unit::Certainty, 2) => "low",
        (Unit::Certainty, 3) => "moderate",
        (Unit::Certainty, 4) => "high",
        (Unit::EffectMagnitude, 0) => "little or no difference",
        (Unit::EffectMagnitude, 1) => "small increase",
        (Unit::EffectMagnitude, 2) => "moderate increase",
        (Unit::EffectMagnitude, 3) => "large increase",
        (Unit::EffectMagnitude, -1) => "small reduction",
        (Unit::EffectMagnitude, -2) => "moderate reduction",
        (Unit::EffectMagnitude, -3) => "large reduction",
        (Unit::RiskOfBias | Unit::RiskOfBiasNonRandomised, 0) => "low",
        (Unit::RiskOfBias, 1) => "some concerns",
        (Unit::RiskOfBias, 2) => "high",
        (Unit::RiskOfBiasNonRandomised, 1) => "moderate",
        (Unit::RiskOfBiasNonRandomised, 2) => "serious",
        (Unit::RiskOfBiasNonRandomised, 3) => "critical",
        (Unit::RiskOfBiasNonRandomised, 4) => "no information",
        _ => "–",
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Wald => "Wald intervals",
        Method::Wilson => "Wilson score intervals",
        Method::WilsonContinuity => "Wilson score intervals with continuity correction",
        Method::AgrestiCoull => "Agresti–Coull adjusted Wald intervals",
        Method::ClopperPearson => "Clopper–Pearson exact intervals",
        Method::Jeffreys => "Jeffreys intervals",
        Method::Newcombe => "Newcombe hybrid score intervals",
        Method::MiettinenNurminen => "Miettinen–Nurminen score intervals",
        Method::Mee => "Mee score intervals",
        Method::AgrestiCaffo => "Agresti–Caffo adjusted Wald intervals",
        Method::Katz => "Katz log intervals",
        Method::KatzHalf => "Katz log intervals with 0.5 added to every cell",
        Method::Koopman => "Koopman score intervals",
        Method::Woolf => "Woolf logit intervals",
        Method::WoolfHalf => "Woolf logit intervals with 0.5 added to every cell",
        Method::HaldaneAnscombe => "Haldane–Anscombe adjusted logit intervals",
        Method::ConditionalExact => "exact conditional intervals",
        Method::Arcsine => "arcsine intervals for Cohen’s h",
        Method::BinomialExact => "the exact binomial test",
        Method::ScoreTest => "the score test of one proportion",
        Method::ChiSquaredNMinusOne => "the chi-squared test with the factor (N\u{a0}−\u{a0}1)/N",
        Method::ChiSquaredPearson => "Pearson’s chi-squared test",
        Method::ChiSquaredYates => "Pearson’s chi-squared test with Yates’ continuity correction",
        Method::FisherExact => "Fisher’s exact test",
        Method::FisherMidP => "Fisher’s exact test with mid-p",
        Method::WaldTest => "Wald’s test",
        Method::AsPublished => "as published",
        Method::ValueOfEffect => "the net present value at the two ends of the confidence interval of the effect",
        Method::QuantilesOfDraws => "quantiles of the draws",
        Method::Fieller => "Fieller’s confidence set",
        Method::BreakEvenOfEffect => "the break-even wages at the two ends of the confidence interval of the effect",
        Method::Welch => "Welch’s t interval",
        Method::StudentT => "the t interval for a mean",
        Method::KappaGwet => "the t interval of Fleiss’ kappa",
        Method::KappaNormal => "the normal interval of kappa",
        Method::KappaFleiss => "Fleiss’ kappa",
        Method::KappaQuadratic => "Cohen’s kappa with quadratic weights",
        Method::KappaLinear => "Cohen’s kappa with linear weights",
        Method::KappaUnweighted => "Cohen’s kappa without weights",
        Method::IntraclassTest => "the F test of an intraclass correlation",
        Method::IntraclassF => "the F interval of an intraclass correlation",
        Method::IccTwoWayFixed => "ICC(3), consistency",
        Method::IccTwoWayRandom => "ICC(2), absolute agreement",
        Method::IccOneWay => "ICC(1), each rated by raters of its own",
        Method::OmegaOneFactor => "McDonald’s omega from a model with one factor",
        Method::Feldt => "Feldt’s F interval",
        Method::LogitLinearised => "the logit interval with a linearised variance",
        Method::Linearised => "the t interval with a linearised variance",
        Method::ClusterRobustCr1 => "the cluster-robust t interval (CR1)",
        Method::ClusterRobustCr2 => "the cluster-robust t interval (CR2) with Satterthwaite’s degrees of freedom",
        Method::ClusterRobustCr0 => "the cluster-robust interval (CR0)",
        Method::LeastSquaresT => "the t interval of a regression coefficient",
        Method::HeteroskedasticHc0 => "the robust interval (HC0)",
        Method::HeteroskedasticHc1 => "the robust interval (HC1)",
        Method::HeteroskedasticHc2 => "the robust interval (HC2)",
        Method::HeteroskedasticHc3 => "the robust interval (HC3)",
        Method::FirthProfile => "Firth’s profile interval",
        Method::DeltaMethod => "the delta-method interval",
        Method::WildClusterBootstrap => "the wild cluster bootstrap",
        Method::SatterthwaiteT => "the t interval with Satterthwaite’s degrees of freedom",
        Method::CoefficientTest => "the t test of the coefficient",
        Method::RobustTest => "the test with robust standard errors",
        Method::PenalisedLikelihoodRatio => "Firth’s likelihood ratio test",
        Method::SatterthwaiteTest => "the t test with Satterthwaite’s degrees of freedom",
        Method::InteractionTest => "the test of interaction",
        Method::ArmByTimeTest => "the test of interaction between group and time",
        Method::LinearRegression => "linear regression",
        Method::FixedEffectsRegression => "linear regression with fixed effects",
        Method::LogisticRegression => "logistic regression",
        Method::FirthRegression => "logistic regression after Firth",
        Method::ModifiedPoisson => "modified Poisson regression",
        Method::LogBinomial => "log-binomial regression",
        Method::LinearMixedModel => "linear multilevel model (REML)",
        Method::LogisticMixedLaplace => "logistic multilevel model (Laplace)",
        Method::LogisticMixedQuadrature => "logistic multilevel model (adaptive quadrature)",
        Method::RepeatedMeasuresModel => "mixed model for repeated measures (REML)",
        Method::KaplanMeierLogLog => "the Kaplan–Meier estimate with pointwise log–log intervals",
        Method::BrookmeyerCrowley => "Brookmeyer and Crowley’s interval",
        Method::RestrictedMean => "the normal interval for the difference in restricted mean time",
        Method::RubinsRules => "the interval of Rubin’s rules with Barnard and Rubin’s degrees of freedom",
        Method::RubinsTest => "the t test by Rubin’s rules",
        Method::WilsonPooled => "Wilson’s interval for imputed data",
        Method::BootstrapPercentile => "the percentile interval of the bootstrap",
        Method::BootstrapBca => "the bias-corrected and accelerated interval of the bootstrap (BCa)",
        Method::BootstrapStudentised => "the studentised interval of the bootstrap",
        Method::PermutationOfMeans => "the permutation test of the means",
        Method::PermutationOfMeansExact => "the exact permutation test of the means",
        Method::WelchTest => "Welch’s t test",
        Method::ClusterRobustTest => "the cluster-robust t test",
        Method::Ancova => "analysis of covariance with the value at the start",
        Method::NoncentralT => "intervals from the noncentral t distribution",
        Method::AncovaTest => "the t test of the analysis of covariance",
        Method::LogRank => "the log-rank test",
        Method::PetoPeto => "Peto and Peto’s test",
        Method::GehanBreslow => "the Gehan–Breslow test",
        Method::TaroneWare => "the Tarone–Ware test",
        Method::RestrictedMeanRatio => "the normal interval on the log scale for the ratio of restricted mean times",
        Method::AalenJohansen => "the Aalen–Johansen estimate with pointwise log–log intervals",
        Method::CoxRegression => "Cox regression with Efron’s method for ties",
        Method::CoxRobust => "Cox regression with Efron’s method for ties and cluster-robust standard errors",
        Method::SchoenfeldTest => "the test of Schoenfeld residuals",
        Method::TwoWayFixedEffects => "fixed effects of unit and period",
        Method::EventStudy => "an event study with fixed effects of unit and period",
        Method::PreTrendTest => "the F test of the differences before the start",
        Method::InverseProbabilityWeighting => "inverse probability weighting",
        Method::EntropyBalancing => "entropy balancing",
        Method::PropensityMatching => "propensity score matching",
        Method::MatchedTest => "the t test of the differences within matched sets",
        Method::TwoStageLeastSquares => "two-stage least squares with robust standard errors (HC1)",
        Method::AndersonRubin => "the Anderson–Rubin interval",
        Method::LeastSquaresHc1 => "the t interval with robust standard errors (HC1)",
        Method::LeastSquaresHc1Test => "the t test with robust standard errors (HC1)",
        Method::FirstStageTest => "the first-stage F test",
        Method::HartungKnapp => "Hartung–Knapp intervals",
        Method::HartungKnappTruncated => "Hartung–Knapp intervals whose standard error is never below Wald’s",
        Method::HartungKnappWidest => "the wider of Hartung–Knapp and Wald intervals",
        Method::PooledStudentT => "t intervals with one degree of freedom less than there are studies",
        Method::InverseVariance => "a common effect with inverse-variance weights",
        Method::MantelHaenszel => "the Mantel–Haenszel method for a common effect",
        Method::MantelHaenszelRandom => {
            "random effects after DerSimonian and Laird, with Q around the Mantel–Haenszel estimate"
        }
        Method::Peto => "Peto’s method for a common odds ratio",
        Method::DerSimonianLaird => "random effects after DerSimonian and Laird",
        Method::PauleMandel => "random effects after Paule and Mandel",
        Method::RestrictedMaximumLikelihood => "random effects by restricted maximum likelihood (REML)",
        Method::MaximumLikelihood => "random effects by maximum likelihood (ML)",
        Method::EmpiricalBayes => "random effects after Morris (empirical Bayes)",
        Method::SidikJonkman => "random effects after Sidik and Jonkman",
        Method::HedgesOlkin => "random effects after Hedges and Olkin",
        Method::HunterSchmidt => "random effects after Hunter and Schmidt",
        Method::ThreeLevel => "a three-level model (REML)",
        Method::QProfile => "Q-profile intervals",
        Method::ProfileLikelihood => "profile-likelihood intervals",
        Method::PredictionKLessTwo => "the prediction interval of Higgins, Thompson and Spiegelhalter",
        Method::PredictionKLessOne => "the prediction interval with one degree of freedom less than there are studies",
        Method::PredictionNormal => "the prediction interval from the normal distribution",
        Method::HartungKnappTest => "the Hartung–Knapp t test",
        Method::PooledStudentTest => "the t test with one degree of freedom less than there are studies",
        Method::CochranQ => "Cochran’s Q test",
        Method::SubgroupTest => "the test of differences between subgroups",
        Method::ModeratorTest => "the test of association with the moderators",
        Method::PermutationTest => "the permutation test",
        Method::EggerTest => "Egger’s test",
        Method::HarbordTest => "Harbord’s test",
        Method::PetersTest => "Peters’ test",
        Method::BeggMazumdar => "Begg and Mazumdar’s rank test",
        Method::TrimAndFillL0 => "trim and fill (L0) after Duval and Tweedie",
        Method::TrimAndFillR0 => "trim and fill (R0) after Duval and Tweedie",
        Method::FailSafeRosenthal => "Rosenthal’s fail-safe number",
        Method::PooledControlRisk => "the pooled share of the studies’ control groups",
        Method::MedianControlRisk => "the median of the shares of the studies’ control groups",
        Method::Tango => "Tango’s score interval for pairs",
        Method::NewcombePaired => "Newcombe’s score interval for pairs",
        Method::Tang => "Tang’s score interval for pairs",
        Method::DiscordantWilson => "Wilson’s score interval for the discordant pairs",
        Method::McNemar => "McNemar’s test",
        Method::McNemarExact => "McNemar’s exact test",
        Method::McNemarMidP => "McNemar’s exact test with mid-p",
        Method::Holm => "Holm’s method",
        Method::Hochberg => "Hochberg’s method",
        Method::Hommel => "Hommel’s method",
        Method::Bonferroni => "Bonferroni’s method",
        Method::Sidak => "Šidák’s method",
        Method::BenjaminiHochberg => "Benjamini and Hochberg’s method",
        Method::BenjaminiYekutieli => "Benjamini and Yekutieli’s method",
        Method::FixedSequence => "testing in a fixed sequence",
        Method::PowerOfProportions => "the power of the test of two proportions (normal approximation)",
        Method::PowerOfMeans => "the power of the t test of two means",
        Method::PowerOfClusters => "the power of the t test of the clusters",
        Method::PairedT => "the t interval for differences within pairs",
        Method::PairedTTest => "the paired t test",
        Method::MantelHaenszelDifference => "Mantel and Haenszel’s interval with Sato’s variance",
        Method::MantelHaenszelRiskRatio => "Mantel and Haenszel’s interval with Greenland and Robins’ variance",
        Method::MantelHaenszelOddsRatio => {
            "Mantel and Haenszel’s interval with the variance of Robins, Breslow and Greenland"
        }
        Method::CochranMantelHaenszel => "the Cochran–Mantel–Haenszel test",
        Method::BreslowDayTarone => "the Breslow–Day test with Tarone’s correction",
        Method::FisherFreemanHalton => "the Fisher–Freeman–Halton exact test",
        Method::FisherFreemanHaltonMonteCarlo => "the Fisher–Freeman–Halton test by random tables",
        Method::CochranArmitage => "the Cochran–Armitage trend test",
        Method::LinearByLinear => "Mantel’s test of linear association",
        Method::NoncentralChiSquared => "the interval of the noncentral chi-squared distribution",
        Method::MannWhitney => "the Mann–Whitney test",
        Method::MannWhitneyExact => "the exact Mann–Whitney test",
        Method::HodgesLehmann => "the Hodges–Lehmann interval",
        Method::SuperiorityLogit => "the logit interval of the probability",
        Method::KruskalWallis => "the Kruskal–Wallis test",
        Method::SignedRank => "Wilcoxon’s signed-rank test",
        Method::SignedRankExact => "Wilcoxon’s exact signed-rank test",
        Method::FisherZ => "Fisher’s z interval",
        Method::WeightedFisherZ => "Fisher’s z interval for the effective number",
        Method::BonettWright => "Bonett and Wright’s interval",
        Method::FiellerKendall => "Fieller, Hartley and Pearson’s interval",
        Method::PearsonCorrelationTest => "the t test of a correlation",
        Method::SpearmanTest => "the t test of Spearman’s rho",
        Method::SpearmanExact => "the exact test of Spearman’s rho",
        Method::KendallTest => "the test of Kendall’s tau",
        Method::KendallExact => "the exact test of Kendall’s tau",
        Method::Garwood => "Garwood’s exact interval",
        Method::RateMidP => "the mid-p interval of rates",
        Method::RateRatioScore => "the score interval of a rate ratio",
        Method::RateRatioExact => "the exact interval of a rate ratio",
        Method::RateDifferenceRecovered => "Zou and Donner’s interval",
        Method::RateScoreTest => "the score test of two rates",
        Method::RateExactTest => "the exact test of rates",
        Method::RateMidPTest => "the mid-p test of rates",
        Method::RateWaldTest => "Wald’s test of rates",
        Method::TwoOneSidedTests => "two one-sided tests (TOST)",
        Method::NonInferiorityTest => "the one-sided test against the margin",
        Method::AnglesOfDraws => "the angular interval of the draws",
        Method::RobustRegression => "linear regression with robust standard errors (HC2)",
    }
}

fn interval_method(method: Method) -> &'static str {
    match method {
        Method::Wald => "the Wald method",
        Method::Wilson => "the Wilson score method",
        Method::WilsonContinuity => "the Wilson score method with continuity correction",
        Method::AgrestiCoull => "the Agresti–Coull adjusted Wald method",
        Method::ClopperPearson => "the Clopper–Pearson exact method",
        Method::Jeffreys => "the Jeffreys method",
        Method::Newcombe => "the Newcombe hybrid score method",
        Method::MiettinenNurminen => "the Miettinen–Nurminen score method",
        Method::Mee => "the Mee score method",
        Method::AgrestiCaffo => "the Agresti–Caffo adjusted Wald method",
        Method::Katz => "the Katz log method",
        Method::KatzHalf => "the Katz log method with 0.5 added to every cell",
        Method::Koopman => "the Koopman score method",
        Method::Woolf => "the Woolf logit method",
        Method::WoolfHalf => "the Woolf logit method with 0.5 added to every cell",
        Method::HaldaneAnscombe => "the Haldane–Anscombe adjusted logit method",
        Method::ConditionalExact => "the exact conditional method",
        Method::Arcsine => "the arcsine method for Cohen’s h",
        Method::AsPublished => "the method of the publication",
        Method::Welch => "Welch’s method",
        Method::StudentT => "the t method for a mean",
        Method::KappaGwet => "the t method with Gwet’s standard error",
        Method::KappaNormal => "the normal method (Fleiss, Cohen and Everitt)",
        Method::IntraclassF => "the F method",
        Method::Feldt => "Feldt’s F method",
        Method::LogitLinearised => "the logit method with a linearised variance",
        Method::Linearised => "the t method with a linearised variance",
        Method::ClusterRobustCr1 => "the cluster-robust method (CR1)",
        Method::ClusterRobustCr2 => "the cluster-robust method (CR2) with Satterthwaite’s degrees of freedom",
        Method::ClusterRobustCr0 => "the cluster-robust method (CR0)",
        Method::LeastSquaresT => "the t method with equal variances",
        Method::HeteroskedasticHc0 => "robust standard errors (HC0)",
        Method::HeteroskedasticHc1 => "robust standard errors (HC1)",
        Method::HeteroskedasticHc2 => "robust standard errors (HC2)",
        Method::HeteroskedasticHc3 => "robust standard errors (HC3)",
        Method::FirthProfile => "Firth’s profile method",
        Method::DeltaMethod => "the delta method",
        Method::WildClusterBootstrap => "the wild cluster bootstrap",
        Method::SatterthwaiteT => "the t method with Satterthwaite’s degrees of freedom",
        Method::KaplanMeierLogLog => "the Kaplan–Meier method with pointwise log–log intervals",
        Method::BrookmeyerCrowley => "Brookmeyer and Crowley’s method",
        Method::RestrictedMean => "the normal method for the difference in restricted mean time",
        Method::RestrictedMeanRatio => "the normal method on the log scale for the ratio of restricted mean times",
        Method::AalenJohansen => "the Aalen–Johansen method with pointwise log–log intervals",
        Method::CoxRegression => "Cox regression with Efron’s method for ties",
        Method::CoxRobust => "Cox regression with Efron’s method for ties and cluster-robust standard errors",
        Method::InverseProbabilityWeighting => {
            "inverse probability weighting, with standard errors that allow for estimated weights"
        }
        Method::EntropyBalancing => "entropy balancing",
        Method::PropensityMatching => "propensity score matching (nearest neighbour)",
        Method::TwoStageLeastSquares => "two-stage least squares with robust standard errors (HC1)",
        Method::AndersonRubin => "the Anderson–Rubin method",
        Method::LeastSquaresHc1 => "the t method with robust standard errors (HC1)",
        Method::HartungKnapp => "Hartung–Knapp intervals",
        Method::HartungKnappTruncated => "Hartung–Knapp intervals whose standard error is never below Wald’s",
        Method::HartungKnappWidest => "the wider of Hartung–Knapp and Wald intervals",
        Method::PooledStudentT => "t intervals with one degree of freedom less than there are studies",
        Method::QProfile => "Q-profile intervals",
        Method::ProfileLikelihood => "profile-likelihood intervals",
        Method::PredictionKLessTwo => "the prediction interval of Higgins, Thompson and Spiegelhalter",
        Method::PredictionKLessOne => "the prediction interval with one degree of freedom less than there are studies",
        Method::PredictionNormal => "the prediction interval from the normal distribution",
        Method::Ancova => "analysis of covariance with the value at the start",
        Method::NoncentralT => "intervals from the noncentral t distribution",
        Method::Tango => "Tango’s score method for pairs",
        Method::NewcombePaired => "Newcombe’s score method for pairs",
        Method::Tang => "Tang’s score method for pairs",
        Method::DiscordantWilson => "Wilson’s score method for the discordant pairs",
        Method::PairedT => "the t method for differences within pairs",
        Method::MantelHaenszelDifference => "Mantel and Haenszel’s method with Sato’s variance",
        Method::MantelHaenszelRiskRatio => "Mantel and Haenszel’s method with Greenland and Robins’ variance",
        Method::MantelHaenszelOddsRatio => {
            "Mantel and Haenszel’s method with the variance of Robins, Breslow and Greenland"
        }
        Method::NoncentralChiSquared => "the noncentral chi-squared distribution",
        Method::HodgesLehmann => "the Hodges–Lehmann method",
        Method::SuperiorityLogit => "the logit method with Cliff’s variance",
        Method::FisherZ => "Fisher’s z method",
        Method::WeightedFisherZ => "Fisher’s z method for the effective number",
        Method::BonettWright => "Bonett and Wright’s method",
        Method::FiellerKendall => "Fieller, Hartley and Pearson’s method",
        Method::Garwood => "Garwood’s exact method",
        Method::RateMidP => "the mid-p method for rates",
        Method::RateRatioScore => "the score method for rates",
        Method::RateRatioExact => "the exact method for rates",
        Method::RateDifferenceRecovered => "Zou and Donner’s method",
        Method::Fieller => "Fieller’s method",
        Method::AnglesOfDraws => "the angular method on the draws",
        Method::RobustRegression => "linear regression with robust standard errors (HC2)",
        Method::RubinsRules => "Rubin’s rules with Barnard and Rubin’s degrees of freedom",
        Method::WilsonPooled => "Wilson’s method for imputed data",
        Method::BootstrapPercentile => "the bootstrap (percentiles)",
        Method::BootstrapBca => "the bootstrap (BCa)",
        Method::BootstrapStudentised => "the bootstrap (studentised)",
        Method::BinomialExact
        | Method::ScoreTest
        | Method::ChiSquaredNMinusOne
        | Method::ChiSquaredPearson
        | Method::ChiSquaredYates
        | Method::FisherExact
        | Method::FisherMidP
        | Method::WaldTest
        | Method::OmegaOneFactor
        | Method::IccOneWay
        | Method::IccTwoWayRandom
        | Method::IccTwoWayFixed
        | Method::IntraclassTest
        | Method::KappaUnweighted
        | Method::KappaLinear
        | Method::KappaQuadratic
        | Method::KappaFleiss
        | Method::WelchTest
        | Method::CoefficientTest
        | Method::RobustTest
        | Method::PenalisedLikelihoodRatio
        | Method::SatterthwaiteTest
        | Method::InteractionTest
        | Method::ArmByTimeTest
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
        | Method::ClusterRobustTest
        | Method::LogRank
        | Method::PetoPeto
        | Method::GehanBreslow
        | Method::TaroneWare
        | Method::SchoenfeldTest
        | Method::TwoWayFixedEffects
        | Method::EventStudy
        | Method::PreTrendTest
        | Method::MatchedTest
        | Method::LeastSquaresHc1Test
        | Method::FirstStageTest
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
        | Method::HartungKnappTest
        | Method::PooledStudentTest
        | Method::CochranQ
        | Method::SubgroupTest
        | Method::ModeratorTest
        | Method::PermutationTest
        | Method::EggerTest
        | Method::HarbordTest
        | Method::PetersTest
        | Method::BeggMazumdar
        | Method::TrimAndFillL0
        | Method::TrimAndFillR0
        | Method::FailSafeRosenthal
        | Method::PooledControlRisk
        | Method::MedianControlRisk
        | Method::RubinsTest
        | Method::PermutationOfMeans
        | Method::PermutationOfMeansExact
        | Method::AncovaTest
        | Method::McNemar
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
        | Method::PairedTTest
        | Method::CochranMantelHaenszel
        | Method::BreslowDayTarone
        | Method::FisherFreemanHalton
        | Method::FisherFreemanHaltonMonteCarlo
        | Method::CochranArmitage
        | Method::LinearByLinear
        | Method::MannWhitney
        | Method::MannWhitneyExact
        | Method::KruskalWallis
        | Method::SignedRank
        | Method::SignedRankExact
        | Method::PearsonCorrelationTest
        | Method::SpearmanTest
        | Method::SpearmanExact
        | Method::KendallTest
        | Method::KendallExact
        | Method::RateScoreTest
        | Method::RateExactTest
        | Method::RateMidPTest
        | Method::RateWaldTest
        | Method::TwoOneSidedTests
        | Method::NonInferiorityTest
        | Method::ValueOfEffect
        | Method::QuantilesOfDraws
        | Method::BreakEvenOfEffect => self::method(method),
    }
}

fn note(note: Note) -> &'static str {
    match note {
        Note::CountsReconstructed => "Counts were back-calculated from published percentages or measures of effect.",
        Note::Simulated => "The numbers are simulated and describe no real people.",
        Note::Rounding => "Discrepancies are due to rounding.",
        Note::NumberNeededNotGiven => {
            "NNT (the number of people who must get the programme for one more to have the outcome) is not given (–) \
             where the confidence interval of the difference covers zero."
        }
        Note::NumberNeededRounded => {
            "NNT (the number of people who must get the programme for one more to have the outcome) is rounded away \
             from zero."
        }
        Note::HalfAdded => "0.5 was added to every cell because at least one of them is zero.",
        Note::SmallExpectedCounts => {
            "At least one expected count is below five, so the p-value of the chi-squared test is a rough approximation."
        }
        Note::Unadjusted => "The estimates are not adjusted for other variables.",
        Note::ParametersInferred => {
            "The parameters of the economic model have not been published. They were chosen so that the model gives \
             the published results; other choices can give the same."
        }
        Note::MissingOutcomes => "Persons whose outcome is not known are left out.",
        Note::UntestedStaysInFamily => "Results without a p-value count among the tests as if p were 1.",
        Note::TestsPositivelyDependent => {
            "The adjustment supposes that the tests are independent or positively dependent."
        }
        Note::TestsIndependent => "The adjustment supposes that the tests are independent.",
        Note::NumbersRoundedUp => "Numbers of persons and clusters are rounded up.",
        Note::PowerForPlanning => "Power is for planning, and says nothing about a result that is already there.",
        Note::EffectInFullTimeEquivalents => {
            "The effect counts full-time equivalents, so the wage is per full-time year."
        }
        Note::DiscountStaircase => {
            "The discount rate is 4\u{a0}per cent to year\u{a0}40, 3\u{a0}per cent to year\u{a0}75 and 2\u{a0}per cent after that."
        }
        Note::EffectInPersons => "The effect is measured in people, not in full-time equivalents.",
        Note::PaymentsAtStart => "Amounts are calculated as paid at the start of each period.",
        Note::PaymentsMid => "Amounts are calculated as paid in the middle of each period.",
        Note::PaymentsAtEnd => "Amounts are calculated as paid at the end of each period.",
        Note::TaxFinancingOnNetBudget => {
            "The tax-financing cost is calculated on the net effect on public budgets: the cost of the programme less \
             income tax, employer’s national insurance contributions and saved transfers."
        }
        Note::TaxFinancingOnCostAlone => "The tax-financing cost is calculated on the cost of the programme alone.",
        Note::TaxFinancingWithoutPayrollTax => {
            "The tax-financing cost is calculated on the cost of the programme less income tax and saved transfers. \
             Employer’s national insurance contributions are left out."
        }
        Note::IntervalFromEffectAlone => {
            "The confidence interval of the wage reflects only the uncertainty of the effect; the other quantities of \
             the model are held fixed."
        }
        Note::UpperLimitNotFixed => {
            "The upper limit of the wage cannot be determined because the confidence interval of the effect reaches \
             zero."
        }
        Note::IntervalOfCostAndEffect => {
            "The interval of the wage is Fieller’s, with the uncertainty of both cost and effect; other assumptions are held fixed."
        }
        Note::ProbabilityFromNormal => {
            "Probabilities are from the normal distribution of the estimates; other assumptions are held fixed."
        }
        Note::ValueIntervalFromEffectAlone => {
            "The interval of the net present value carries the uncertainty of the effect alone; other assumptions are held fixed."
        }
        Note::ValueIntervalOfCostAndEffect => {
            "The interval of the net present value is from the normal distribution, with the uncertainty of both cost and effect."
        }
        Note::CostIsEstimated => "The cost is estimated, with standard errors.",
        Note::PricesConverted => "Amounts of other years are converted by the consumer price index.",
        Note::ForPublicBudgets => {
            "The account is that of public budgets: taxes, employer contributions and saved transfers count in full."
        }
        Note::ForNav => {
            "The account is that of NAV: saved transfers count in full, taxes and employer contributions do not count."
        }
        Note::ForParticipants => {
            "The account is that of the participants: the wage after tax counts against the transfers that are lost."
        }
        Note::ForEmployers => {
            "The account is that of employers: production equals labour costs, so that only what they pay of the programme themselves is left."
        }
        Note::PersonsDrawnAnew => {
            "Confidence intervals and probabilities are from a bootstrap: persons are drawn anew within each group."
        }
        Note::EffectInterpolated => "Between observations the effect is on straight lines, from nothing at the start.",
        Note::EffectMonthByMonth => "The effect is the observed difference of each month.",
        Note::EffectEnds => "The effect is assumed to be gone after the last observation.",
        Note::EffectPersists => "The effect is assumed to persist after the last observation.",
        Note::EffectFadesLinearly => "The effect is assumed to fall evenly to nothing after the last observation.",
        Note::EffectFadesExponentially => {
            "The effect is assumed to fall by the same share each month after the last observation."
        }
        Note::Exploratory => "The analysis was not specified beforehand and must be interpreted with caution.",
        Note::RoundedToThree => {
            "Counts of people are rounded to the nearest multiple of three, and percentages are calculated from the rounded \
             counts, so numbers do not always add up."
        }
        Note::RoundedToFive => {
            "Counts of people are rounded to the nearest multiple of five, and percentages are calculated from the rounded \
             counts, so numbers do not always add up."
        }
        Note::Protected => ": = Numbers are not shown for reasons of privacy.",
        Note::EnrolmentStated => "The numbers before allocation are stated, not counted in the data.",
        Note::LatestReview => "Services that were reviewed more than once stand with their latest review.",
        Note::ItemsNotRated => "Services with an item that was not rated have no total.",
        Note::AcrossServices => {
            "The associations are between services and are no effects: they may come from different participants or different local labour markets."
        }
        Note::FewServices => "There are fewer than ten services, so the associations may easily be chance.",
        Note::HalfAddedToServices => {
            "For services where all or nobody had the outcome, 0.5 is added to both counts in the meta-regression."
        }
        Note::DesignBased => "The intervals allow for how the sample was drawn.",
        Note::Weighted => "Percentages and means are weighted; N is the unweighted number of answers.",
        Note::UnansweredLeftOut => "Percentages are of those who answered the question.",
        Note::NoIntervalFromDesign => {
            "Some percentages have no interval: everyone or nobody answered so, or a stratum has a single cluster, and then the sample does not tell how uncertain they are."
        }
        Note::CompleteAnswersOnly => "Persons who left anything unanswered are left out.",
        Note::ItemsReversed => "Some items are reversed, so that all run the same way.",
        Note::ClusterRobust => "The intervals allow for participants belonging to clusters whose members are alike.",
        Note::FirthInstead => {
            "One variable, or several together, separate those with the outcome from those without. Ordinary logistic regression then gives an infinite estimate, and Firth’s method is used instead."
        }
        Note::ModifiedPoissonInstead => {
            "The log-binomial regression did not converge, and modified Poisson regression is used instead."
        }
        Note::CollinearLeftOut => "Characteristics that follow entirely from the others in the model are left out (–).",
        Note::OneCluster => {
            "All belong to the same cluster. The uncertainty cannot then be estimated, and the estimates have no confidence interval."
        }
        Note::FewClusters => {
            "There are fewer than 20 clusters. Cluster-robust intervals are then uncertain and may be too narrow."
        }
        Note::Hc1Instead => {
            "One person alone determines one of the coefficients. HC2 and HC3 cannot then be computed, and HC1 is used instead."
        }
        Note::IncompleteRows => "Persons without a value of at least one of the variables are left out.",
        Note::Associations => {
            "The participants were not allocated by lot. The estimates are associations, and not necessarily effects."
        }
        Note::SubgroupsByInteraction => {
            "That a difference is statistically significant in one subgroup and not in another does not mean that the effects differ. It is the test of interaction that shows whether the subgroups differ by more than chance."
        }
        Note::NoVarianceBetweenClusters => {
            "The variance between clusters is estimated at zero: they differ by no more than chance."
        }
        Note::ConditionalOdds => {
            "The odds ratios compare persons of the same cluster and are further from 1 than in a model without clusters."
        }
        Note::NothingMeasured => "Persons without the value at the start, or without any measurement, are left out.",
        Note::MissingAtRandom => {
            "Persons who lack some of the measurements are included. The model takes what is missing to depend on what was observed only."
        }
        Note::CompoundSymmetryInstead => {
            "A correlation of its own for every pair of measurements could not be estimated. One variance and one common correlation are used instead."
        }
        Note::InterceptInstead => {
            "The model in which change varies too did not converge. The level alone varies instead."
        }
        Note::PointwiseIntervals => "The intervals hold for each month by itself.",
        Note::StepsGathered => "The curves have fewer steps than the data, to protect privacy.",
        Note::FewClustersCorrected => {
            "There are fewer than 40 clusters. Ordinary cluster-robust standard errors are then too small, so CR2 with Satterthwaite’s degrees of freedom is used."
        }
        Note::TrendsDifferBefore => {
            "The groups developed differently already before the start, which speaks against the assumption of parallel trends."
        }
        Note::ExtremeScoresLeftOut => {
            "Persons who were too unlike those of the other group to be compared are left out. The estimate concerns those who remain."
        }
        Note::LargeWeightsLowered => {
            "The largest weights are lowered, which makes the estimate more precise at the price of some bias."
        }
        Note::OtherEventsPrevent => {
            "Whoever has had one of the other events can no longer have this one. The percentages allow for that, and add up to no more than 100\u{a0}per cent."
        }
        Note::HazardsNotProportional => {
            "The test suggests that the hazard ratio changes over the follow-up. It must then be read as an average that depends on how long the participants were followed."
        }
        Note::InfiniteHazardRatio => {
            "The hazard ratio cannot be computed when the event does not occur, or occurs to all of them first, in one of the groups: the estimate grows without limit. The log-rank test and restricted mean times can be used instead."
        }
        Note::FewClustersUncorrected => {
            "There are fewer than 40 clusters. The cluster-robust standard errors may then be too small."
        }
        Note::ParallelTrends => {
            "The estimate supposes that the groups would have developed alike without the programme."
        }
        Note::StaggeredStart => {
            "The units start at different times. If the programme works differently early and late, or differently between units, one overall number from this model may mislead."
        }
        Note::EndsGathered => "The outermost points gather all earlier and later periods.",
        Note::OnlyMeasured => {
            "The method only evens out the characteristics in the table. Other differences may remain."
        }
        Note::ImbalanceLeft => "At least one characteristic still has a standardised difference above 0.1.",
        Note::SomeUnmatched => {
            "Some in the programme group had no match and are left out. The estimate concerns only those who had one."
        }
        Note::PenalisedScore => {
            "The characteristics separate the groups completely for some, so the propensity score was estimated by Firth’s method."
        }
        Note::WeakInstrument => {
            "The first-stage F is below ten: the allocation moves participation too little. The estimate is then not to be trusted, and the interval is Anderson and Rubin’s, which holds all the same."
        }
        Note::CompliersOnly => {
            "The estimate concerns those who take part when offered, and otherwise do not. It supposes that the offer works through taking part alone, and that nobody does the opposite of what they are offered."
        }
        Note::NoTestsOfBaseline => {
            "No p-values are given: differences at the start between groups allocated by lot are due to chance."
        }
        Note::NoTestsOfBaselineOfSome => {
            "No p-values are given, since the groups were allocated by lot. The table is of some of the people in the data: if they were chosen after the allocation, differences at the start may also be due to that choice."
        }
        Note::DifferFromTheStart => {
            "The participants were not allocated by lot. What they differ in at the start may explain some of what the groups differ in later."
        }
        Note::NobodyLost => "Nobody’s outcome is missing.",
        Note::TwoStudies => {
            "There are only two studies. The variation between studies can then hardly be estimated, and the interval must be read with great caution."
        }
        Note::OneStudy => "There is only one study, so nothing is pooled.",
        Note::NarrowerThanWald => {
            "The Hartung–Knapp interval is narrower than Wald’s here, which happens when studies agree more than chance would have it."
        }
        Note::SeveralMaxima => {
            "The likelihood of the variation between studies has several maxima; the highest is used."
        }
        Note::WaldInstead => {
            "With two studies, or where the variation between studies is estimated as zero, the profile uses the Wald interval."
        }
        Note::HalfAddedWhereNeeded => "0.5 was added to every cell of studies with an empty cell.",
        Note::TreatmentArmAdded => {
            "A number by the size of the arms was added to the cells of studies with an empty cell (Sweeting and others 2004)."
        }
        Note::StudiesWithoutEstimate => "Studies without an estimate (–) are not part of the pooled estimate.",
        Note::ClusterCorrected => "Cluster-randomised studies are corrected by their design effect.",
        Note::SharedControlSplit => {
            "Control groups that several arms share are divided among them, so that nobody counts twice."
        }
        Note::EffectsFromIntervals => {
            "Standard errors of some studies are worked out from published intervals or p-values."
        }
        Note::MeansFromMedians => {
            "Some means and standard deviations are worked out from medians and quartiles or ranges, which takes the distribution not to be skewed."
        }
        Note::SkewedMedians => {
            "At least one set of quantiles points to a skewed distribution; the mean worked out from it is uncertain."
        }
        Note::FewStudiesForAsymmetry => "There are fewer than ten studies. Tests of funnel asymmetry then say little.",
        Note::AcrossStudies => {
            "Differences between studies are associations, not effects: studies were not allocated at random."
        }
        Note::FewStudiesForModerators => {
            "There are fewer than ten studies for each moderator, so that the result may well be due to chance."
        }
        Note::RiskCappedAtAll => "The risk with the programme is set to 1,000 per 1,000, the highest possible.",
        Note::ImputedAtRandom => {
            "The imputation supposes that values are missing at random, given what the model holds."
        }
        Note::ImputationSeparated => {
            "In some models of the imputation the predictors separated the groups completely; those were fitted with Firth’s penalty."
        }
        Note::ImputationWithoutModel => {
            "Some models of the imputation could not be fitted; there values were drawn without regard to the predictors."
        }
        Note::ImputationPredictorsLeftOut => {
            "Predictors that tell nothing new were left out of some models of the imputation."
        }
        Note::ImputedInOnePass => "The values are missing in a monotone pattern, so one round is enough.",
        Note::ImputedElsewhere => "The imputation was made outside this analysis.",
        Note::ChainsNotMixed => {
            "The chains of the imputation did not mix well enough: The largest potential scale reduction is above 1.1, so the result is uncertain."
        }
        Note::FewImputations => {
            "There are fewer imputed data sets than per cent of missing information; another seed may give another result."
        }
        Note::RiskAtLeastNone => "The risk with the programme is set to 0 per 1,000, the lowest possible.",
        Note::FewDiscordantPairs => {
            "Fewer than ten pairs are discordant. The normal approximation is then rough, so p is from McNemar’s exact test with mid-p."
        }
        Note::IncompletePairs => "Persons who lack one of the two values are left out.",
        Note::ChangeIsNotEffect => "The numbers show a change over time, not how much of it is due to the programme.",
        Note::StrataDiffer => {
            "The effect differs between the strata (p\u{a0}<\u{a0}0.05). The pooled estimate is a weighted mean of them."
        }
        Note::StrataWithoutComparison => "Strata in which one of the groups is empty are left out.",
        Note::ExactInsteadOfChiSquared => {
            "At least one expected count is below five. The chi-squared test is then a rough approximation, so p is from the exact test."
        }
        Note::RandomTablesInsteadOfChiSquared => {
            "At least one expected count is below five, and the table is too large for an exact test. p is therefore from random tables with the same sums."
        }
        Note::EquallySpacedScores => "The test of trend takes the categories to be equally far apart.",
        Note::AssociationOnly => "An association does not say what is cause and what is effect.",
        Note::WeightedCorrelations => "The correlations are weighted, and the intervals rest on the effective number.",
        Note::PairwiseComplete => "Each correlation uses those with both values, so the number may vary.",
        Note::SmallGroupsForRanks => {
            "At least one group has fewer than five persons, so the p-value of the test is a rough approximation."
        }
        Note::ConstantRates => "The rates are taken to be constant over the follow-up.",
        Note::RatioNotAnInterval => {
            "The confidence set of cost per effect is no ordinary interval, because the effect may be nought."
        }
        Note::DrawsFromBootstrap => {
            "Probabilities and the value of information come from the bootstrap: persons are drawn anew within each group."
        }
        Note::DrawsFromClusterBootstrap => {
            "Probabilities and the value of information come from the bootstrap: clusters are drawn anew within each group."
        }
        Note::AdjustedByRegression => "Differences are adjusted for other variables by regression.",
        Note::DrawsFromNormal => {
            "Probabilities and the value of information come from the normal distribution of the estimates, with the correlation of cost and effect."
        }
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::NoWageCarriesTheCosts => "the programme cannot carry its costs at any wage",
        Reason::PublicPurseGains => "the programme gives public budgets more than it costs them",
        Reason::CostsNeverCarried => "the programme does not carry its costs within a hundred years",
        Reason::EveryWageCarriesTheCosts => "the programme is profitable at every wage",
        Reason::Dominant => "the programme costs less and achieves more, so the ratio has no meaning",
        Reason::Dominated => "the programme costs more and achieves less, so the ratio has no meaning",
        Reason::ExtendedlyDominated => "a mix of two others achieves more at the same cost",
        Reason::Comparator => "the alternative is what others are compared with",
        Reason::Protected => "the number is not shown for reasons of privacy",
        Reason::Statistics(undefined) => match undefined {
            Undefined::NoObservations => "there are no observations",
            Undefined::TooFewObservations => "there are too few observations",
            Undefined::EventsExceedTotal => "more people have the outcome than there are in the group",
            Undefined::NoEvents => "nobody has the outcome",
            Undefined::ZeroCell => "a cell of the table is zero",
            Undefined::ZeroMargin => "a row or column of the table sums to zero",
            Undefined::ZeroDifference => "the difference is zero",
            Undefined::NoVariation => "all values are equal",
            Undefined::OutsideDomain => "one of the numbers is outside the range of the method",
            Undefined::TooLarge => "the numbers are too large for an exact calculation",
            Undefined::BeyondFollowUp => "the follow-up is too short",
            Undefined::TooFewGroups => "there are too few groups or clusters",
            Undefined::Collinear => "a variable is a combination of the others",
            Undefined::FullLeverage => "one observation alone determines a coefficient",
            Undefined::Separation => "the outcome is perfectly predicted and the estimate is infinite",
            Undefined::NoConvergence => "the calculation did not converge",
            Undefined::NotFinite => "the result is not a finite number",
        },
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Observed => "observed",
        Basis::Published => "published",
        Basis::Reconstructed => "back-calculated",
        Basis::Inferred => "inferred",
        Basis::Assumed => "assumed",
        Basis::Rule => "government rules",
        Basis::Simulated => "simulated",
    }
}
