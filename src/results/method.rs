//! The statistical methods a result can come from. Closed, so that every language must name each of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How an estimate, an interval or a test was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Wald's interval: estimate ± z standard errors.
    Wald,
    /// Wilson's score interval for one proportion.
    Wilson,
    /// Wilson's score interval with Yates' continuity correction.
    WilsonContinuity,
    /// Agresti and Coull's adjusted Wald interval for one proportion.
    AgrestiCoull,
    /// Clopper and Pearson's exact interval for one proportion.
    ClopperPearson,
    /// Jeffreys' interval for one proportion, with the end-point rule of Brown, Cai and DasGupta.
    Jeffreys,
    /// Newcombe's hybrid score interval for a risk difference.
    Newcombe,
    /// Miettinen and Nurminen's score interval, with the variance factor N/(N − 1).
    MiettinenNurminen,
    /// Mee's score interval for a risk difference, without the variance factor.
    Mee,
    /// Agresti and Caffo's adjusted Wald interval for a risk difference.
    AgrestiCaffo,
    /// Katz' log interval for a risk ratio.
    Katz,
    /// Katz' log interval with 0.5 added to every cell when one is zero.
    KatzHalf,
    /// Koopman's score interval for a risk ratio.
    Koopman,
    /// Woolf's logit interval for an odds ratio.
    Woolf,
    /// Woolf's interval with 0.5 added to every cell when one is zero.
    WoolfHalf,
    /// Gart's and Haldane's adjusted logit interval: 0.5 added to every cell.
    HaldaneAnscombe,
    /// Conditional maximum likelihood with the exact interval from Fisher's noncentral hypergeometric distribution.
    ConditionalExact,
    /// The interval of Cohen's h on the arcsine scale.
    Arcsine,
    /// The exact two-sided binomial test (outcomes no more probable than the observed).
    BinomialExact,
    /// The score test of one proportion against a stated value.
    ScoreTest,
    /// The chi-squared test with factor (N − 1)/N, the score test that belongs to Miettinen and Nurminen's interval.
    ChiSquaredNMinusOne,
    /// Pearson's chi-squared test.
    ChiSquaredPearson,
    /// Pearson's chi-squared test with Yates' continuity correction.
    ChiSquaredYates,
    /// Fisher's exact test (tables no more probable than the observed).
    FisherExact,
    /// Fisher's test with mid-p.
    FisherMidP,
    /// Wald's test: estimate over standard error against the normal distribution.
    WaldTest,
    /// The interval as a publication prints it.
    AsPublished,
    /// The break-even wage at the ends of the effect's interval, the other parameters held fixed.
    BreakEvenOfEffect,
    /// Welch's t interval for a difference in means.
    Welch,
    /// Student's t interval for a mean.
    StudentT,
    /// A t interval with cluster-robust standard error CR1 and one degree of freedom less than there are clusters.
    ClusterRobustCr1,
    /// A t interval with cluster-robust standard error CR2 and Satterthwaite's degrees of freedom.
    ClusterRobustCr2,
    /// Kaplan and Meier's estimate with pointwise log–log intervals.
    KaplanMeierLogLog,
    /// Brookmeyer and Crowley's interval for a median survival time, from the pointwise limits of the curve.
    BrookmeyerCrowley,
    /// The difference of two restricted mean times, with its normal interval.
    RestrictedMean,
    /// Welch's t test.
    WelchTest,
    /// A t test with a cluster-robust standard error.
    ClusterRobustTest,
    /// The log-rank test.
    LogRank,
}
