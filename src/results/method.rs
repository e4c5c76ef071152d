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
    /// The net present value at the ends of the effect's interval, the other parameters held fixed.
    ValueOfEffect,
    /// Quantiles of draws of all that is uncertain.
    QuantilesOfDraws,
    /// Fieller's set of a ratio of two estimates that are normal together.
    Fieller,
    /// Welch's t interval for a difference in means.
    Welch,
    /// Student's t interval for a mean.
    StudentT,
    /// The t interval of Fleiss' kappa with Gwet's standard error.
    KappaGwet,
    /// The normal interval of kappa with the standard error of Fleiss, Cohen and Everitt.
    KappaNormal,
    /// Fleiss' kappa for several raters.
    KappaFleiss,
    /// Cohen's kappa with quadratic weights.
    KappaQuadratic,
    /// Cohen's kappa with linear weights.
    KappaLinear,
    /// Cohen's kappa, where only the same category agrees.
    KappaUnweighted,
    /// The F test that subjects do not differ in their ratings.
    IntraclassTest,
    /// The F interval of an intraclass correlation.
    IntraclassF,
    /// The intraclass correlation for consistency, ICC(3), raters being all there are.
    IccTwoWayFixed,
    /// The intraclass correlation for absolute agreement, ICC(2), raters being a sample.
    IccTwoWayRandom,
    /// The intraclass correlation of one-way ratings, ICC(1), each subject having raters of its own.
    IccOneWay,
    /// McDonald's omega from a model with one factor by maximum likelihood.
    OmegaOneFactor,
    /// Feldt's F interval for Cronbach's alpha.
    Feldt,
    /// The interval of a share on the scale of log odds, with a variance by linearisation from the design of a survey.
    LogitLinearised,
    /// Student's t interval with a variance by linearisation, from the design of a survey.
    Linearised,
    /// A t interval with cluster-robust standard error CR1 and one degree of freedom less than there are clusters.
    ClusterRobustCr1,
    /// A t interval with cluster-robust standard error CR2 and Satterthwaite's degrees of freedom.
    ClusterRobustCr2,
    /// An interval with the cluster-robust standard error CR0, which has no correction for few clusters.
    ClusterRobustCr0,
    /// The t interval of a coefficient of a linear model with equal variances.
    LeastSquaresT,
    /// An interval with White's standard error, which allows for unequal variances.
    HeteroskedasticHc0,
    /// An interval with White's standard error times n/(n − k), as Stata has it.
    HeteroskedasticHc1,
    /// An interval with the robust standard error HC2, which allows for the leverage of each row.
    HeteroskedasticHc2,
    /// An interval with the robust standard error HC3, which is close to the jackknife.
    HeteroskedasticHc3,
    /// The profile interval of Firth's penalised likelihood.
    FirthProfile,
    /// The interval of a function of coefficients by the delta method.
    DeltaMethod,
    /// The restricted wild cluster bootstrap: its test, and the interval that inverts it.
    WildClusterBootstrap,
    /// The t interval of a coefficient of a mixed model with Satterthwaite's degrees of freedom.
    SatterthwaiteT,
    /// The t test of a coefficient of a linear model with equal variances.
    CoefficientTest,
    /// The test of a coefficient with a standard error that allows for unequal variances.
    RobustTest,
    /// The likelihood ratio test with Firth's penalised likelihood.
    PenalisedLikelihoodRatio,
    /// The t test of a coefficient of a mixed model with Satterthwaite's degrees of freedom.
    SatterthwaiteTest,
    /// The test that an effect is the same in all subgroups.
    InteractionTest,
    /// The test that the difference between the groups is the same at all times.
    ArmByTimeTest,
    /// A linear model by least squares.
    LinearRegression,
    /// A linear model with an effect of its own for every group.
    FixedEffectsRegression,
    /// A logistic model by maximum likelihood.
    LogisticRegression,
    /// A logistic model by Firth's penalised likelihood.
    FirthRegression,
    /// Modified Poisson regression of a yes-or-no outcome, with robust standard errors.
    ModifiedPoisson,
    /// A log-binomial model by maximum likelihood.
    LogBinomial,
    /// A linear mixed model by restricted maximum likelihood.
    LinearMixedModel,
    /// A logistic model with random intercepts by Laplace's approximation.
    LogisticMixedLaplace,
    /// A logistic model with random intercepts by adaptive quadrature.
    LogisticMixedQuadrature,
    /// A model of repeated measures with a covariance between visits, by restricted maximum likelihood.
    RepeatedMeasuresModel,
    /// Kaplan and Meier's estimate with pointwise log–log intervals.
    KaplanMeierLogLog,
    /// Brookmeyer and Crowley's interval for a median survival time, from the pointwise limits of the curve.
    BrookmeyerCrowley,
    /// The difference of two restricted mean times, with its normal interval.
    RestrictedMean,
    /// The t interval of a difference in means that is adjusted for the value at the start (analysis of covariance).
    Ancova,
    /// The interval of a standardised difference from the noncentral t distribution.
    NoncentralT,
    /// The t test of an adjusted difference in means.
    AncovaTest,
    /// The t interval of an estimate pooled over imputed data sets by Rubin's rules, with Barnard and Rubin's degrees of freedom.
    RubinsRules,
    /// The t test of an estimate pooled over imputed data sets by Rubin's rules.
    RubinsTest,
    /// Wilson's interval of a proportion pooled over imputed data sets.
    WilsonPooled,
    /// The percentile interval of the bootstrap.
    BootstrapPercentile,
    /// The bias-corrected and accelerated interval of the bootstrap.
    BootstrapBca,
    /// The studentised interval of the bootstrap.
    BootstrapStudentised,
    /// The permutation test of a difference in means, with random allocations.
    PermutationOfMeans,
    /// The permutation test of a difference in means, with all allocations.
    PermutationOfMeansExact,
    /// Welch's t test.
    WelchTest,
    /// A t test with a cluster-robust standard error.
    ClusterRobustTest,
    /// The log-rank test.
    LogRank,
    /// Peto and Peto's test of curves, in which early events count more.
    PetoPeto,
    /// Gehan and Breslow's test of curves, in which events count by how many are still followed.
    GehanBreslow,
    /// Tarone and Ware's test of curves, in which events count by the square root of how many are still followed.
    TaroneWare,
    /// The ratio of two restricted mean times, with its interval on the log scale.
    RestrictedMeanRatio,
    /// Aalen and Johansen's cumulative incidence with pointwise log–log intervals.
    AalenJohansen,
    /// Cox' regression with Efron's treatment of ties and Wald's intervals.
    CoxRegression,
    /// Cox' regression with standard errors that are robust to dependence within clusters.
    CoxRobust,
    /// Grambsch and Therneau's test of proportional hazards, from Schoenfeld's residuals.
    SchoenfeldTest,
    /// A difference in differences with effects of each unit and each period.
    TwoWayFixedEffects,
    /// An event study: differences in differences for each period before and after the start.
    EventStudy,
    /// The F test that all differences before the start are zero.
    PreTrendTest,
    /// Means weighted by the inverse probability of the group, with errors that allow for estimated weights.
    InverseProbabilityWeighting,
    /// Controls weighted so that the means of the covariates are those of the treated.
    EntropyBalancing,
    /// Differences within sets that are matched by the nearest propensity score.
    PropensityMatching,
    /// The t test of the differences within matched sets.
    MatchedTest,
    /// Two-stage least squares with robust standard errors (HC1).
    TwoStageLeastSquares,
    /// Anderson and Rubin's set of effects, which holds however weak the instrument.
    AndersonRubin,
    /// A t interval by least squares with robust standard errors (HC1).
    LeastSquaresHc1,
    /// A t test with robust standard errors (HC1).
    LeastSquaresHc1Test,
    /// The F test that the instrument does not move what is received.
    FirstStageTest,
    /// Hartung and Knapp's t interval for a pooled effect, with their standard error.
    HartungKnapp,
    /// Hartung and Knapp's interval with a standard error that is never below that of Wald.
    HartungKnappTruncated,
    /// The wider of the intervals of Hartung and Knapp and of Wald.
    HartungKnappWidest,
    /// A t interval for a pooled effect with the standard error of Wald and one degree of freedom less than there are studies.
    PooledStudentT,
    /// A common effect, weighted by inverse sampling variances.
    InverseVariance,
    /// Mantel and Haenszel's common effect, from counts.
    MantelHaenszel,
    /// DerSimonian and Laird's random effects with Q around Mantel and Haenszel's estimate, as in RevMan 5.
    MantelHaenszelRandom,
    /// Peto's common odds ratio.
    Peto,
    /// Random effects with DerSimonian and Laird's variance between studies.
    DerSimonianLaird,
    /// Random effects with Paule and Mandel's variance between studies.
    PauleMandel,
    /// Random effects with the variance between studies by restricted maximum likelihood (REML).
    RestrictedMaximumLikelihood,
    /// Random effects with the variance between studies by maximum likelihood.
    MaximumLikelihood,
    /// Random effects with the empirical Bayes variance between studies.
    EmpiricalBayes,
    /// Random effects with Sidik and Jonkman's variance between studies.
    SidikJonkman,
    /// Random effects with Hedges and Olkin's unweighted variance between studies.
    HedgesOlkin,
    /// Random effects with Hunter and Schmidt's variance between studies.
    HunterSchmidt,
    /// A three-level model of effects within trials, by restricted maximum likelihood.
    ThreeLevel,
    /// The Q-profile interval of the variance between studies, and of what follows from it.
    QProfile,
    /// The profile-likelihood interval of the variance between studies, and of what follows from it.
    ProfileLikelihood,
    /// The prediction interval from Student's t with two degrees of freedom less than there are studies.
    PredictionKLessTwo,
    /// The prediction interval from Student's t with one degree of freedom less than there are studies.
    PredictionKLessOne,
    /// The prediction interval from the normal distribution.
    PredictionNormal,
    /// The t test of no pooled effect with Hartung and Knapp's standard error.
    HartungKnappTest,
    /// The t test of no pooled effect with the standard error of Wald.
    PooledStudentTest,
    /// Cochran's Q test that all studies have the same effect.
    CochranQ,
    /// The test that the effects of subgroups of studies are the same.
    SubgroupTest,
    /// The test that the effects do not vary with the moderators.
    ModeratorTest,
    /// A permutation test, which shuffles the moderators among the studies.
    PermutationTest,
    /// Egger's regression test of funnel asymmetry.
    EggerTest,
    /// Harbord's regression test of funnel asymmetry for odds ratios.
    HarbordTest,
    /// Peters' regression test of funnel asymmetry for counts.
    PetersTest,
    /// Begg and Mazumdar's rank test of funnel asymmetry.
    BeggMazumdar,
    /// Duval and Tweedie's trim and fill with the estimator L0.
    TrimAndFillL0,
    /// Duval and Tweedie's trim and fill with the estimator R0.
    TrimAndFillR0,
    /// Rosenthal's fail-safe number of studies.
    FailSafeRosenthal,
    /// The persons of all control groups with the outcome over all of their persons.
    PooledControlRisk,
    /// The median of the studies' shares of controls with the outcome.
    MedianControlRisk,
    /// Tango's score interval for a difference of two proportions of pairs.
    Tango,
    /// Newcombe's hybrid score interval for a difference of two proportions of pairs.
    NewcombePaired,
    /// Tang's score interval for a ratio of two proportions of pairs.
    Tang,
    /// Wilson's score interval of the share among discordant pairs, carried to their odds ratio.
    DiscordantWilson,
    /// McNemar's test by the normal approximation.
    McNemar,
    /// McNemar's exact conditional test.
    McNemarExact,
    /// McNemar's exact test with mid-p.
    McNemarMidP,
    /// Holm's step-down adjustment of p-values for how many tests there are.
    Holm,
    /// Hochberg's step-up adjustment of p-values.
    Hochberg,
    /// Hommel's adjustment of p-values.
    Hommel,
    /// Bonferroni's adjustment of p-values.
    Bonferroni,
    /// Sidak's adjustment of p-values.
    Sidak,
    /// Benjamini and Hochberg's adjustment of p-values, for the false discovery rate.
    BenjaminiHochberg,
    /// Benjamini and Yekutieli's adjustment of p-values, for the false discovery rate.
    BenjaminiYekutieli,
    /// Tests in a declared order, each if those before it reject.
    FixedSequence,
    /// The power of the test of two proportions by the normal approximation.
    PowerOfProportions,
    /// The power of the t test of two means by the noncentral t distribution.
    PowerOfMeans,
    /// The power of a t test on the means of clusters.
    PowerOfClusters,
    /// Student's t interval of differences within pairs.
    PairedT,
    /// Student's t test of differences within pairs.
    PairedTTest,
    /// Mantel and Haenszel's risk difference over strata, with Sato's variance.
    MantelHaenszelDifference,
    /// Mantel and Haenszel's risk ratio over strata, with Greenland and Robins' variance.
    MantelHaenszelRiskRatio,
    /// Mantel and Haenszel's odds ratio over strata, with the variance of Robins, Breslow and Greenland.
    MantelHaenszelOddsRatio,
    /// Cochran, Mantel and Haenszel's test over strata.
    CochranMantelHaenszel,
    /// Breslow and Day's test of one odds ratio for all strata, with Tarone's correction.
    BreslowDayTarone,
    /// Fisher, Freeman and Halton's exact test of a table.
    FisherFreemanHalton,
    /// Fisher, Freeman and Halton's test from random tables with the same margins.
    FisherFreemanHaltonMonteCarlo,
    /// Cochran and Armitage's test of a trend in proportions.
    CochranArmitage,
    /// Mantel's test of a linear association of two ordered classifications.
    LinearByLinear,
    /// The interval of Cramer's V from the noncentral chi-squared distribution.
    NoncentralChiSquared,
    /// Mann and Whitney's test by the normal approximation, with ties.
    MannWhitney,
    /// Mann and Whitney's exact test.
    MannWhitneyExact,
    /// Hodges and Lehmann's shift with the interval that the rank test inverts.
    HodgesLehmann,
    /// The logit interval of the probability of superiority, with Cliff's variance.
    SuperiorityLogit,
    /// Kruskal and Wallis' test of several groups.
    KruskalWallis,
    /// Wilcoxon's signed-rank test by the normal approximation.
    SignedRank,
    /// Wilcoxon's exact signed-rank test.
    SignedRankExact,
    /// Fisher's interval of a correlation.
    FisherZ,
    /// Fisher's interval of a weighted correlation, for the effective number of rows.
    WeightedFisherZ,
    /// Bonett and Wright's interval of Spearman's rho.
    BonettWright,
    /// Fieller, Hartley and Pearson's interval of Kendall's tau.
    FiellerKendall,
    /// The t test that a correlation is zero.
    PearsonCorrelationTest,
    /// The t test that Spearman's rho is zero.
    SpearmanTest,
    /// The exact test that Spearman's rho is zero.
    SpearmanExact,
    /// The test that Kendall's tau is zero, with ties.
    KendallTest,
    /// The exact test that Kendall's tau is zero.
    KendallExact,
    /// Garwood's exact interval of a rate.
    Garwood,
    /// The mid-p interval of a rate or of a ratio of rates.
    RateMidP,
    /// The score interval of a ratio of rates.
    RateRatioScore,
    /// The exact interval of a ratio of rates.
    RateRatioExact,
    /// The interval of a difference of rates from the exact intervals of both.
    RateDifferenceRecovered,
    /// The score test that two rates are equal.
    RateScoreTest,
    /// The exact test that two rates are equal, or that one has a stated value.
    RateExactTest,
    /// The mid-p test that two rates are equal.
    RateMidPTest,
    /// The z test that the logarithm of a ratio of rates is zero.
    RateWaldTest,
    /// Two one-sided tests against the limits of equivalence.
    TwoOneSidedTests,
    /// The one-sided test against the margin of non-inferiority.
    NonInferiorityTest,
    /// The interval of a ratio from the angles of draws seen from the origin of the cost-effectiveness plane.
    AnglesOfDraws,
    /// Least squares with errors that allow for unequal variances (HC2).
    RobustRegression,
}
