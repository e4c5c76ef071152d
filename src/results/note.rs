//! What has to be said under a table. Closed, so that every language must word each of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A remark that belongs to a section's numbers and is printed with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// Counts were worked out from published percentages.
    CountsReconstructed,
    /// The numbers are simulated.
    Simulated,
    /// The shown numbers do not add up because each is rounded.
    Rounding,
    /// The number needed to treat is not given because the interval of the difference covers zero.
    NumberNeededNotGiven,
    /// The number needed to treat is rounded away from zero.
    NumberNeededRounded,
    /// 0.5 was added to every cell because one of them was zero.
    HalfAdded,
    /// An expected count is below five, so the chi-squared approximation is rough.
    SmallExpectedCounts,
    /// Estimates are not adjusted for other variables.
    Unadjusted,
    /// Parameters of the economic model were inferred, not published.
    ParametersInferred,
    /// The effect counts persons, not full-time equivalents.
    EffectInPersons,
    /// Persons whose outcome is not known are left out.
    MissingOutcomes,
    /// A result without a p-value stays in its family as if its p were 1.
    UntestedStaysInFamily,
    /// The adjustment of p-values holds for tests that are independent or positively dependent.
    TestsPositivelyDependent,
    /// The adjustment of p-values holds for independent tests.
    TestsIndependent,
    /// Numbers of persons and clusters are rounded up.
    NumbersRoundedUp,
    /// Power is for planning, and says nothing of a result at hand.
    PowerForPlanning,
    /// The effect counts full-time equivalents.
    EffectInFullTimeEquivalents,
    /// The discount rate falls in steps: 4 per cent to year 40, 3 to year 75, then 2.
    DiscountStaircase,
    /// Payments fall at the start of each period.
    PaymentsAtStart,
    /// Payments fall in the middle of each period.
    PaymentsMid,
    /// Payments fall at the end of each period.
    PaymentsAtEnd,
    /// The tax-financing cost is reckoned on the net effect on public budgets: programme cost less income tax, employer
    /// contribution and saved transfers.
    TaxFinancingOnNetBudget,
    /// The tax-financing cost is reckoned on the programme's cost alone.
    TaxFinancingOnCostAlone,
    /// The tax-financing cost is reckoned on programme cost less income tax and saved transfers, without the employer
    /// contribution.
    TaxFinancingWithoutPayrollTax,
    /// The interval of the wage carries the interval of the effect; other parameters are held fixed.
    IntervalFromEffectAlone,
    /// The upper limit of the wage cannot be fixed, because the interval of the effect reaches zero.
    UpperLimitNotFixed,
    /// The interval of the wage is Fieller's set of cost and person-years.
    IntervalOfCostAndEffect,
    /// Probabilities are from the normal distribution of the estimates.
    ProbabilityFromNormal,
    /// The interval of the net present value carries the interval of the effect; other parameters are held fixed.
    ValueIntervalFromEffectAlone,
    /// The interval of the net present value is from the normal distribution of cost and person-years.
    ValueIntervalOfCostAndEffect,
    /// Costs are estimated with standard errors.
    CostIsEstimated,
    /// Amounts of other years are converted by the consumer price index.
    PricesConverted,
    /// The account is that of public budgets: taxes and transfers count in full.
    ForPublicBudgets,
    /// The account is that of the labour and welfare administration.
    ForNav,
    /// The account is that of the participants.
    ForParticipants,
    /// The account is that of the employers.
    ForEmployers,
    /// Persons are drawn anew within each group for intervals and probabilities.
    PersonsDrawnAnew,
    /// Between observations the effect is on straight lines, from nothing at the start.
    EffectInterpolated,
    /// The effect is the observed difference of each month.
    EffectMonthByMonth,
    /// After the last observation nothing is left of the effect.
    EffectEnds,
    /// After the last observation the effect stays as it is.
    EffectPersists,
    /// After the last observation the effect falls in a straight line to nothing.
    EffectFadesLinearly,
    /// After the last observation the effect falls by the same share each month.
    EffectFadesExponentially,
    /// The analysis was not specified beforehand.
    Exploratory,
    /// Counts are rounded to multiples of three, and shares are worked out from rounded counts.
    RoundedToThree,
    /// Counts are rounded to multiples of five, and shares are worked out from rounded counts.
    RoundedToFive,
    /// Some numbers are not shown so that they tell of no single persons.
    Protected,
    /// The numbers before allocation are stated, not counted in the data.
    EnrolmentStated,
    /// The intervals allow for clusters.
    ClusterRobust,
    /// The outcome was separated, and Firth's penalised likelihood is used instead of maximum likelihood.
    FirthInstead,
    /// The log-binomial model did not converge, and modified Poisson regression is used instead.
    ModifiedPoissonInstead,
    /// Columns that are combinations of others are left out of the model.
    CollinearLeftOut,
    /// All rows belong to one cluster, so that there is no standard error.
    OneCluster,
    /// There are few clusters, so that cluster-robust intervals are uncertain.
    FewClusters,
    /// One row alone determines a coefficient, and HC1 is used instead.
    Hc1Instead,
    /// Persons without a value of one of the variables are left out.
    IncompleteRows,
    /// The groups were not allocated by lot, so that estimates are associations.
    Associations,
    /// Whether an effect differs between subgroups is told by the test of interaction alone.
    SubgroupsByInteraction,
    /// The variance between clusters is estimated at zero.
    NoVarianceBetweenClusters,
    /// The odds ratios of a mixed model compare persons of the same cluster.
    ConditionalOdds,
    /// Persons without the value at the start, or without any measurement, are left out.
    NothingMeasured,
    /// The model of repeated measures takes what is missing to depend on what was seen only.
    MissingAtRandom,
    /// A covariance of its own for every pair of visits did not converge, and one variance and correlation are used instead.
    CompoundSymmetryInstead,
    /// The model with random slopes did not converge, and random intercepts alone are used instead.
    InterceptInstead,
    /// Services that are reviewed more than once stand with their latest review.
    LatestReview,
    /// Services with an item that was not rated have no total.
    ItemsNotRated,
    /// An association over services may come from other differences between them.
    AcrossServices,
    /// There are fewer than ten services.
    FewServices,
    /// 0.5 was added to both counts of services where all or nobody had the outcome.
    HalfAddedToServices,
    /// Some items were turned, so that all run the same way.
    ItemsReversed,
    /// Persons with an open item are left out.
    CompleteAnswersOnly,
    /// Some shares have no interval: all or nobody gave such an answer, or a stratum has one cluster alone.
    NoIntervalFromDesign,
    /// Shares are of those who answered the item.
    UnansweredLeftOut,
    /// Shares and means are weighted, counts are not.
    Weighted,
    /// Intervals follow from how the sample was drawn.
    DesignBased,
    /// The intervals of a curve hold for each point by itself.
    PointwiseIntervals,
    /// Curves have fewer steps than the data, so that none tells of few persons.
    StepsGathered,
    /// There are too few clusters for ordinary cluster-robust errors, and CR2 is used.
    FewClustersCorrected,
    /// The groups developed differently before the programme started.
    TrendsDifferBefore,
    /// Those with a score near 0 or 1 are left out.
    ExtremeScoresLeftOut,
    /// The largest weights are lowered.
    LargeWeightsLowered,
    /// What else may happen prevents the event, and is allowed for.
    OtherEventsPrevent,
    /// The test speaks against proportional hazards.
    HazardsNotProportional,
    /// A hazard ratio is nought or infinite because an outcome never occurs in a group.
    InfiniteHazardRatio,
    /// There are too few clusters, and nothing corrects for it.
    FewClustersUncorrected,
    /// The difference in differences rests on parallel trends.
    ParallelTrends,
    /// Units start at different times, which two-way fixed effects handle badly where effects vary.
    StaggeredStart,
    /// The ends of an event study gather all earlier and later periods.
    EndsGathered,
    /// Balance concerns measured characteristics alone.
    OnlyMeasured,
    /// A standardised difference above 0.1 remains.
    ImbalanceLeft,
    /// Some of the treated had no match and are left out.
    SomeUnmatched,
    /// The propensity score was penalised because the groups are separated.
    PenalisedScore,
    /// The first-stage F is below ten.
    WeakInstrument,
    /// A complier effect concerns those who take part exactly if they are offered to.
    CompliersOnly,
    /// A table of characteristics at the start has no p-values, because people were allocated by lot.
    NoTestsOfBaseline,
    /// The same, of some of the people in the data: who they are may explain differences too, if that was settled afterwards.
    NoTestsOfBaselineOfSome,
    /// People were not allocated by lot, and what they were like at the start may explain what they differ in later.
    DifferFromTheStart,
    /// Nobody's outcome is missing.
    NobodyLost,
    /// There are two studies, from which the variance between studies is hardly estimable.
    TwoStudies,
    /// There is one study, and nothing is pooled.
    OneStudy,
    /// The Hartung-Knapp interval is narrower than that of Wald.
    NarrowerThanWald,
    /// The likelihood of the variance between studies has several maxima.
    SeveralMaxima,
    /// The interval is that of Wald, as the profile has it with two studies or without heterogeneity.
    WaldInstead,
    /// 0.5 was added to every cell of the studies with an empty one.
    HalfAddedWhereNeeded,
    /// The treatment-arm correction was added to the studies with an empty cell.
    TreatmentArmAdded,
    /// Some studies have no estimate of their own and are left out.
    StudiesWithoutEstimate,
    /// Cluster-randomised studies are corrected by their design effect.
    ClusterCorrected,
    /// A control group that several arms share is divided among them.
    SharedControlSplit,
    /// Standard errors of some studies are worked out from their intervals or p-values.
    EffectsFromIntervals,
    /// Means and standard deviations of some studies are worked out from medians and quartiles.
    MeansFromMedians,
    /// The quantiles of some studies contradict a symmetric distribution.
    SkewedMedians,
    /// There are fewer than ten studies, too few for tests of asymmetry.
    FewStudiesForAsymmetry,
    /// Differences between studies are associations, not effects.
    AcrossStudies,
    /// There are fewer than ten studies for each moderator.
    FewStudiesForModerators,
    /// A risk cannot be above 1000 per 1000.
    RiskCappedAtAll,
    /// A risk cannot be below nought.
    RiskAtLeastNone,
    /// Fewer than ten pairs have different outcomes, and McNemar's exact test with mid-p is used.
    FewDiscordantPairs,
    /// Persons who lack one of the two values are left out.
    IncompletePairs,
    /// A change over time in one group is not the effect of a programme.
    ChangeIsNotEffect,
    /// The effects of the strata differ more than chance explains.
    StrataDiffer,
    /// Strata in which one of the groups has nobody say nothing of a difference.
    StrataWithoutComparison,
    /// An expected count is below five, and the exact test is used instead of chi-squared.
    ExactInsteadOfChiSquared,
    /// An expected count is below five, and the table is too large for the exact test: random tables are drawn.
    RandomTablesInsteadOfChiSquared,
    /// A test of trend takes the ordered categories to be equally far apart.
    EquallySpacedScores,
    /// An association is not a cause.
    AssociationOnly,
    /// Correlations are weighted, and their intervals rest on the effective number of rows.
    WeightedCorrelations,
    /// Each correlation uses everyone of whom both variables are known.
    PairwiseComplete,
    /// A group has fewer than five persons, too few for the approximation of the rank test.
    SmallGroupsForRanks,
    /// Rates are taken to be constant over the time at risk.
    ConstantRates,
    /// The confidence set of a ratio is no interval, because its denominator may be nought.
    RatioNotAnInterval,
    /// Probabilities come from persons drawn anew within each group.
    DrawsFromBootstrap,
    /// Probabilities come from clusters drawn anew within each group.
    DrawsFromClusterBootstrap,
    /// Probabilities come from the normal distribution of the estimates.
    DrawsFromNormal,
    /// Differences are adjusted for other variables by regression.
    AdjustedByRegression,
    /// What was imputed is supposed to be missing at random.
    ImputedAtRandom,
    /// In some models of the imputation the outcome was separated, and the likelihood was penalised.
    ImputationSeparated,
    /// Some models of the imputation could not be fitted, and values were drawn without regard to the predictors.
    ImputationWithoutModel,
    /// Predictors that tell nothing new were left out of some models of the imputation.
    ImputationPredictorsLeftOut,
    /// The pattern of the missing is monotone, and one pass was enough.
    ImputedInOnePass,
    /// The data sets were imputed by another program.
    ImputedElsewhere,
    /// The chains of the imputation had not mixed.
    ChainsNotMixed,
    /// There are fewer imputations than per cent of missing information.
    FewImputations,
}
