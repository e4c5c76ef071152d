//! The studies of a review: what each of them reports, and the effect that follows from it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::MetaAnalysis;
use super::settings::{ModelChoice, Settings, ZeroCells};
use crate::analysis::input::Entry;
use crate::analysis::names::free_name;
use crate::data::{Cell, Rows};
use crate::diag::{Diagnostic, Location, Problem, Spanned};
use crate::results::{Note, Quantity, Text, Unit, Value};
use crate::stats::meta::Study;
use crate::stats::meta::effect::reported::{Scale, from_interval, from_observed_less_expected, from_p_value};
use crate::stats::meta::effect::{
    EffectiveArm, GroupMean, Quantiles, StandardisedVariance, TwoByTwo, TwoMeans, design_effect, inflated,
    skewness_test, two_by_two_tables,
};
use crate::stats::stratified_proportions::Stratum;
use crate::stats::{Arm, Level, Undefined};

/// The effect that is compared and pooled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EffectMeasure {
    /// The share of the treated with the outcome over that of the controls.
    RiskRatio,
    /// The odds of the treated over those of the controls.
    OddsRatio,
    /// The share of the treated less that of the controls.
    RiskDifference,
    /// The hazard of the treated over that of the controls.
    HazardRatio,
    /// The rate of the treated over that of the controls.
    RateRatio,
    /// The mean of the treated less that of the controls.
    MeanDifference,
    /// The same in standard deviations (Hedges' g).
    StandardisedMeanDifference,
    /// The mean of the treated over that of the controls.
    RatioOfMeans,
}

impl EffectMeasure {
    /// Whether effects are logarithms while they are pooled.
    pub(super) fn is_ratio(self) -> bool {
        !matches!(
            self,
            EffectMeasure::RiskDifference | EffectMeasure::MeanDifference | EffectMeasure::StandardisedMeanDifference
        )
    }

    fn scale(self) -> Scale {
        if self.is_ratio() { Scale::Logarithmic } else { Scale::Plain }
    }

    /// The name in a specification, which is also that of the words in the templates.
    pub(super) fn name(self) -> &'static str {
        match self {
            EffectMeasure::RiskRatio => "risk_ratio",
            EffectMeasure::OddsRatio => "odds_ratio",
            EffectMeasure::RiskDifference => "risk_difference",
            EffectMeasure::HazardRatio => "hazard_ratio",
            EffectMeasure::RateRatio => "rate_ratio",
            EffectMeasure::MeanDifference => "mean_difference",
            EffectMeasure::StandardisedMeanDifference => "standardised_mean_difference",
            EffectMeasure::RatioOfMeans => "ratio_of_means",
        }
    }

    fn of_counts(self, table: TwoByTwo) -> Option<Result<Study, Undefined>> {
        match self {
            EffectMeasure::RiskRatio => Some(table.log_risk_ratio()),
            EffectMeasure::OddsRatio => Some(table.log_odds_ratio()),
            EffectMeasure::RiskDifference => Some(table.risk_difference()),
            _ => None,
        }
    }

    fn of_means(self, means: TwoMeans) -> Option<Result<Study, Undefined>> {
        match self {
            EffectMeasure::MeanDifference => Some(means.mean_difference()),
            EffectMeasure::StandardisedMeanDifference => {
                Some(means.standardised_mean_difference(StandardisedVariance::LargeSample))
            }
            EffectMeasure::RatioOfMeans => Some(means.log_ratio_of_means()),
            _ => None,
        }
    }
}

/// What a group is called, and the columns that describe it in every study.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArmColumns {
    /// What the group is called, worded so that it can follow «i» or «in»: `IPS`, `kontrollgruppen`.
    pub(super) label: Text,
    /// The column of the persons with the outcome.
    #[serde(default)]
    pub(super) events: Option<Spanned<String>>,
    /// The column of the persons in the group.
    #[serde(default)]
    pub(super) total: Option<Spanned<String>>,
    /// The column of the mean.
    #[serde(default)]
    pub(super) mean: Option<Spanned<String>>,
    /// The column of the standard deviation.
    #[serde(default)]
    pub(super) sd: Option<Spanned<String>>,
    /// The column of the median, for studies without a mean.
    #[serde(default)]
    median: Option<Spanned<String>>,
    /// The column of the lower quartile.
    #[serde(default)]
    lower_quartile: Option<Spanned<String>>,
    /// The column of the upper quartile.
    #[serde(default)]
    upper_quartile: Option<Spanned<String>>,
    /// The column of the smallest value.
    #[serde(default)]
    least: Option<Spanned<String>>,
    /// The column of the largest value.
    #[serde(default)]
    most: Option<Spanned<String>>,
}

/// The columns of effects as publications report them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportedColumns {
    /// The column of the estimate, a ratio as it is printed and not its logarithm.
    estimate: Spanned<String>,
    /// The column of the lower end of its interval.
    #[serde(default)]
    lower: Option<Spanned<String>>,
    /// The column of the upper end of its interval.
    #[serde(default)]
    upper: Option<Spanned<String>>,
    /// The column of the standard error; of the logarithm for ratios.
    #[serde(default)]
    standard_error: Option<Spanned<String>>,
    /// The column of the two-sided p-value.
    #[serde(default)]
    p: Option<Spanned<String>>,
    /// The column of the degrees of freedom of a t interval or test.
    #[serde(default)]
    degrees_of_freedom: Option<Spanned<String>>,
    /// The level of the intervals, 0.95 unless given.
    #[serde(default)]
    level: Option<Spanned<f64>>,
    /// The column of the number of participants.
    #[serde(default)]
    total: Option<Spanned<String>>,
}

/// The columns of log-rank statistics, for hazard ratios.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogRankColumns {
    /// The column of observed less expected events among the treated.
    observed_less_expected: Spanned<String>,
    /// The column of its variance.
    variance: Spanned<String>,
}

/// How cluster-randomised studies that were analysed without regard to their clusters are corrected.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClusterCorrection {
    /// The column of the mean size of the clusters; empty for studies that need no correction.
    size: Spanned<String>,
    /// The correlation within clusters.
    icc: Spanned<f64>,
}

/// What a study reports of its two groups.
#[derive(Clone, Copy, Debug)]
pub(super) enum Evidence {
    /// Counts, whole unless they were corrected for clusters or a control group was divided.
    Counts { treated: EffectiveArm, control: EffectiveArm, whole: Option<Stratum> },
    /// Means, perhaps worked out from medians.
    Means { treated: GroupMean, control: GroupMean },
    /// An effect with its standard error.
    Reported(Study),
}

/// A study of the review.
#[derive(Clone, Debug)]
pub(super) struct StudyRow {
    /// Its name in an id.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// The author's words about it, by column.
    pub words: Vec<(String, Text)>,
    /// Its numbers as they are shown, by the columns of the table.
    pub shown: Vec<Value>,
    /// What its effect follows from.
    pub evidence: Evidence,
    /// The number of participants, where it is known; those of a control group that several arms share are divided.
    pub participants: Option<f64>,
    /// How many arms share its control group.
    pub sharing: f64,
    /// Its place in the order of the cumulative analysis.
    pub order: Option<f64>,
}

/// The studies of a review, and what has to be said of how they were read.
#[derive(Debug)]
pub(super) struct Gathered {
    /// The studies in the order of the data.
    pub rows: Vec<StudyRow>,
    /// The columns of the numbers shown.
    pub columns: Vec<&'static str>,
    /// What has to be said.
    pub notes: Vec<Note>,
}

impl Gathered {
    /// The effects of all studies under these settings.
    pub fn effects(&self, measure: EffectMeasure, settings: Settings) -> Vec<Result<Study, Undefined>> {
        let by_peto = settings.model == ModelChoice::Peto;
        let policy = if by_peto { ZeroCells::None.policy() } else { settings.zero_cells.policy() };
        let arms: Vec<(EffectiveArm, EffectiveArm)> = self
            .rows
            .iter()
            .filter_map(|row| match row.evidence {
                Evidence::Counts { treated, control, .. } => Some((treated, control)),
                _ => None,
            })
            .collect();
        let leaves_out = !by_peto && settings.zero_cells == ZeroCells::WhereNeededWithEvents;
        let mut tables = two_by_two_tables(&arms, policy).into_iter();
        let of = |row: &StudyRow| match row.evidence {
            Evidence::Counts { treated, control, .. } => {
                let table = tables.next().unwrap_or(Err(Undefined::NoObservations))?;
                if leaves_out && says_nothing(measure, treated, control) {
                    return Err(Undefined::ZeroMargin);
                }
                let effect = if by_peto { Some(table.peto_log_odds_ratio()) } else { measure.of_counts(table) };
                effect.unwrap_or(Err(Undefined::OutsideDomain))
            }
            Evidence::Means { treated, control } => {
                measure.of_means(TwoMeans { treated, control }).unwrap_or(Err(Undefined::OutsideDomain))
            }
            Evidence::Reported(study) => Ok(study),
        };
        self.rows.iter().map(of).collect()
    }

    /// Whether some study has an empty cell in its counts.
    pub fn has_empty_cells(&self) -> bool {
        self.rows.iter().any(|row| match row.evidence {
            Evidence::Counts { treated, control, .. } => {
                [treated, control].iter().any(|arm| arm.events() == 0.0 || arm.non_events() == 0.0)
            }
            _ => false,
        })
    }

    /// The counts of all studies, where every one of them has whole ones.
    pub fn strata(&self) -> Option<Vec<Stratum>> {
        self.rows
            .iter()
            .map(|row| match row.evidence {
                Evidence::Counts { whole, .. } => whole,
                _ => None,
            })
            .collect()
    }
}

/// Numbers of the rows, by column, with what is wrong with the columns.
struct Numbers<'a> {
    rows: &'a Rows<'a>,
    problems: Vec<Diagnostic>,
}

impl Numbers<'_> {
    /// The numbers of a column; nothing in every row where no column is named.
    fn of(&mut self, column: Option<&Spanned<String>>, count: usize) -> Vec<Option<f64>> {
        match column.map(|column| self.rows.numbers(column)) {
            None => vec![None; count],
            Some(Ok(numbers)) => numbers,
            Some(Err(problem)) => {
                self.problems.push(problem);
                vec![None; count]
            }
        }
    }
}

/// The numbers of one group in all studies.
struct ArmNumbers {
    events: Vec<Option<f64>>,
    total: Vec<Option<f64>>,
    mean: Vec<Option<f64>>,
    sd: Vec<Option<f64>>,
    median: Vec<Option<f64>>,
    quartiles: [Vec<Option<f64>>; 2],
    range: [Vec<Option<f64>>; 2],
}

impl ArmColumns {
    fn read(&self, numbers: &mut Numbers<'_>, count: usize) -> ArmNumbers {
        let mut of = |column: &Option<Spanned<String>>| numbers.of(column.as_ref(), count);
        ArmNumbers {
            events: of(&self.events),
            total: of(&self.total),
            mean: of(&self.mean),
            sd: of(&self.sd),
            median: of(&self.median),
            quartiles: [of(&self.lower_quartile), of(&self.upper_quartile)],
            range: [of(&self.least), of(&self.most)],
        }
    }

    /// Where its numbers are named.
    fn location(&self) -> Option<Location> {
        [&self.events, &self.mean, &self.median, &self.total].into_iter().flatten().find_map(Spanned::location)
    }
}

impl ArmNumbers {
    /// The counts of a study, where it has them.
    fn counts(&self, row: usize) -> Option<(f64, f64)> {
        Some((self.events[row]?, self.total[row]?))
    }

    /// The mean of a study, perhaps from its quantiles; whether it is, and whether these are skewed.
    fn mean(&self, row: usize) -> Option<Result<(GroupMean, bool, bool), Undefined>> {
        let total = self.total[row]?;
        if let (Some(mean), Some(sd)) = (self.mean[row], self.sd[row]) {
            return Some(GroupMean::new(mean, sd, total).map(|mean| (mean, false, false)));
        }
        let median = self.median[row]?;
        let pair = |of: &[Vec<Option<f64>>; 2]| Some((of[0][row]?, of[1][row]?));
        let quantiles = match (pair(&self.quartiles), pair(&self.range)) {
            (Some((lower, upper)), Some((least, most))) => Quantiles::Five { least, lower, median, upper, most },
            (Some((lower, upper)), None) => Quantiles::Quartiles { lower, median, upper },
            (None, Some((least, most))) => Quantiles::Range { least, median, most },
            (None, None) => return None,
        };
        Some(quantiles.group_mean(total).map(|mean| (mean, true, skewness_test(quantiles, total).unwrap_or(false))))
    }
}

/// A whole number of persons.
fn whole(number: f64) -> Option<u64> {
    (number >= 0.0 && number.fract() == 0.0 && number < 9e15).then_some(number as u64)
}

impl MetaAnalysis {
    /// The studies in the rows of the data source.
    ///
    /// # Errors
    /// Every column that is not there, every study that stands twice, and every number that cannot be.
    pub(super) fn gather(&self, entry: &Entry<'_>, level: Level) -> Result<Gathered, Vec<Diagnostic>> {
        let rows = entry.rows(&self.from).map_err(|problem| vec![problem])?;
        let labels = rows.cells(&self.study).map_err(|problem| vec![problem])?;
        let count = labels.len();
        let mut problems = Vec::new();
        let words = self.words(&rows, count, &mut problems);
        let mut numbers = Numbers { rows: &rows, problems };
        let treated = self.treated.read(&mut numbers, count);
        let control = self.control.read(&mut numbers, count);
        let reported = self.reported.as_ref();
        let mut of = |column: Option<&Spanned<String>>| numbers.of(column, count);
        let estimate = of(reported.map(|columns| &columns.estimate));
        let lower = of(reported.and_then(|columns| columns.lower.as_ref()));
        let upper = of(reported.and_then(|columns| columns.upper.as_ref()));
        let standard_error = of(reported.and_then(|columns| columns.standard_error.as_ref()));
        let p = of(reported.and_then(|columns| columns.p.as_ref()));
        let df = of(reported.and_then(|columns| columns.degrees_of_freedom.as_ref()));
        let reported_total = of(reported.and_then(|columns| columns.total.as_ref()));
        let observed = of(self.log_rank.as_ref().map(|columns| &columns.observed_less_expected));
        let variance = of(self.log_rank.as_ref().map(|columns| &columns.variance));
        let sizes = of(self.clusters.as_ref().map(|clusters| &clusters.size));
        let order = of(self.cumulative_by.as_ref());
        let mut problems = numbers.problems;
        let reported_level = match reported.and_then(|columns| columns.level.as_ref()) {
            Some(stated) => crate::analysis::one_proportion::level(Some(stated)).unwrap_or_else(|problem| {
                problems.push(problem);
                level
            }),
            None => level,
        };
        let shared = self.shared_controls(&rows, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }

        let means = self.treated.mean.is_some() || self.treated.median.is_some();
        let counted = self.treated.events.is_some();
        let columns: Vec<&'static str> = match (counted, means) {
            (true, _) => vec!["treated_events", "treated_total", "control_events", "control_total"],
            (false, true) => {
                vec!["treated_mean", "treated_sd", "treated_total", "control_mean", "control_sd", "control_total"]
            }
            (false, false) => Vec::new(),
        };
        if let Some(icc) =
            self.clusters.as_ref().map(|clusters| &clusters.icc).filter(|icc| !(0.0..=1.0).contains(&icc.value))
        {
            let problem = Problem::new(format!("a correlation within clusters lies between 0 and 1, not {icc}"));
            return Err(vec![problem.at(icc.location())]);
        }
        if let Some(shared) = &shared {
            let numbers = |row: usize| (control.counts(row), control.mean[row], control.sd[row], control.total[row]);
            for (row, group) in shared.iter().enumerate() {
                let Some((key, _)) = group else { continue };
                let first = shared.iter().position(|other| other.as_ref().is_some_and(|(other, _)| other == key));
                if first.is_some_and(|first| numbers(first) != numbers(row)) {
                    problems.push(
                        Problem::new(format!("the studies of the control group `{key}` have different numbers for it"))
                            .hint("studies that share a control group repeat its numbers; they are divided among the studies")
                            .at(self.shared_control.as_ref().and_then(Spanned::location)),
                    );
                    return Err(problems);
                }
            }
        }
        let mut gathered = Gathered { rows: Vec::new(), columns, notes: Vec::new() };
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let scale = self.measure.value.scale();
        for row in 0..count {
            let label = match &labels[row] {
                Cell::Missing => {
                    let problem =
                        Problem::new(format!("row {} of `{}` has no study in `{}`", row + 1, self.from, self.study));
                    problems.push(problem.hint("give every study its name").at(self.study.location()));
                    continue;
                }
                cell => cell.to_string(),
            };
            if let Some(first) = seen.insert(label.clone(), row) {
                problems.push(
                    Problem::new(format!(
                        "the study `{label}` stands in row {} and again in row {}",
                        first + 1,
                        row + 1
                    ))
                    .hint(
                        "remove one of them, or tell them apart by their names; a population with `where` chooses rows",
                    )
                    .at(self.study.location()),
                );
                continue;
            }
            let mut wrong = |what: String, place: Option<Location>| {
                problems.push(Problem::new(format!("the study `{label}` {what}")).at(place));
            };
            let (of_treated, of_control) = (treated.counts(row), control.counts(row));
            let (mean_treated, mean_control) = (treated.mean(row), control.mean(row));
            let inflation = match (&self.clusters, sizes[row]) {
                (Some(clusters), Some(size)) => match design_effect(size, clusters.icc.value) {
                    Ok(effect) => Some(effect),
                    Err(_) => {
                        wrong(
                            format!("has clusters of mean size {size}; they have one member at least"),
                            clusters.size.location(),
                        );
                        continue;
                    }
                },
                _ => None,
            };
            let sharing = shared.as_ref().and_then(|shared| shared[row].as_ref());
            let divisor = sharing.map_or(1.0, |(_, arms)| *arms as f64);
            let mut shown = vec![Value::from(Undefined::NoObservations); gathered.columns.len()];
            let participants;
            let evidence = if let (Some(t), Some(c)) = (of_treated, of_control) {
                let whole_numbers = [t.0, t.1, c.0, c.1].map(whole);
                let [Some(a), Some(n1), Some(b), Some(n2)] = whole_numbers else {
                    wrong("has counts that are no whole numbers".to_owned(), self.treated.location());
                    continue;
                };
                let arms = Arm::new(a, n1).and_then(|treated| Ok((treated, Arm::new(b, n2)?)));
                let (treated, control) = match arms {
                    Ok(arms) => arms,
                    Err(why) => {
                        let counts = format!("has {a} of {n1} and {b} of {n2} persons with the outcome: {why}");
                        wrong(counts, self.treated.location());
                        continue;
                    }
                };
                if counted {
                    shown = [a, n1, b, n2].map(Value::Count).to_vec();
                }
                participants = Some(n1 as f64 + n2 as f64 / divisor);
                let by = inflation.unwrap_or(1.0);
                let corrected = EffectiveArm::from(treated)
                    .divided(by)
                    .and_then(|treated| Ok((treated, EffectiveArm::from(control).divided(by * divisor)?)));
                match corrected {
                    Ok((t, c)) => Evidence::Counts {
                        treated: t,
                        control: c,
                        whole: (by == 1.0 && divisor == 1.0).then_some(Stratum { treated, control }),
                    },
                    Err(why) => {
                        wrong(format!("cannot be corrected: {why}"), self.treated.location());
                        continue;
                    }
                }
            } else if let (Some(t), Some(c)) = (mean_treated, mean_control) {
                let (treated, control) = match t.and_then(|treated| Ok((treated, c?))) {
                    Ok(arms) => arms,
                    Err(why) => {
                        wrong(format!("has a mean or spread that cannot be: {why}"), self.treated.location());
                        continue;
                    }
                };
                for (_, from_median, skewed) in [treated, control] {
                    if from_median {
                        note(&mut gathered.notes, Note::MeansFromMedians);
                    }
                    if skewed {
                        note(&mut gathered.notes, Note::SkewedMedians);
                    }
                }
                if !counted && means {
                    shown = [treated.0, control.0].iter().flat_map(|group| self.mean_cells(*group)).collect();
                }
                participants = Some(treated.0.total() + control.0.total() / divisor);
                let by = inflation.unwrap_or(1.0);
                match treated.0.divided(by).and_then(|t| Ok((t, control.0.divided(by * divisor)?))) {
                    Ok((treated, control)) => Evidence::Means { treated, control },
                    Err(why) => {
                        wrong(format!("cannot be corrected: {why}"), self.treated.location());
                        continue;
                    }
                }
            } else {
                let place = reported.and_then(|columns| columns.estimate.location());
                if let Some(estimate) = estimate[row].filter(|estimate| scale == Scale::Logarithmic && *estimate <= 0.0)
                {
                    wrong(format!("has a ratio of {estimate}; ratios are positive, and not their logarithms"), place);
                    continue;
                }
                let of_error = reported.and_then(|columns| columns.standard_error.as_ref()).and_then(Spanned::location);
                if let Some(error) = standard_error[row].filter(|error| *error <= 0.0) {
                    wrong(format!("has a standard error of {error}; standard errors are positive"), of_error);
                    continue;
                }
                if let Some(variance) = variance[row].filter(|variance| *variance <= 0.0) {
                    let place = self.log_rank.as_ref().and_then(|columns| columns.variance.location());
                    wrong(format!("has a variance of {variance}; variances are positive"), place);
                    continue;
                }
                let computed = match (estimate[row], standard_error[row], lower[row].zip(upper[row]), p[row]) {
                    (Some(estimate), Some(error), _, _) => {
                        scaled(estimate, scale).and_then(|effect| Study::from_standard_error(effect, error))
                    }
                    (Some(estimate), None, Some(limits), _) => {
                        note(&mut gathered.notes, Note::EffectsFromIntervals);
                        from_interval(estimate, limits, scale, df[row], reported_level)
                    }
                    (Some(estimate), None, None, Some(p)) => {
                        note(&mut gathered.notes, Note::EffectsFromIntervals);
                        from_p_value(estimate, p, scale, df[row])
                    }
                    (Some(_), None, None, None) => {
                        problems.push(
                            Problem::new(format!(
                                "the study `{label}` has an estimate without interval, standard error or p-value"
                            ))
                            .hint("an estimate counts only with what is known of its uncertainty")
                            .at(place),
                        );
                        continue;
                    }
                    (None, ..) => match observed[row].zip(variance[row]) {
                        Some((less_expected, variance)) => from_observed_less_expected(less_expected, variance),
                        None => {
                            let problem =
                                Problem::new(format!("the study `{label}` has no numbers that make an effect"));
                            let hint = "a study needs counts or means of both groups, or an estimate with its interval";
                            problems.push(problem.hint(hint).at(self.study.location()));
                            continue;
                        }
                    },
                };
                let computed = computed.and_then(|study| match inflation {
                    Some(by) => inflated(study, by),
                    None => Ok(study),
                });
                if divisor != 1.0 {
                    wrong(
                        "shares its control group, which can be divided only where there are counts or means"
                            .to_owned(),
                        self.shared_control.as_ref().and_then(Spanned::location),
                    );
                    continue;
                }
                participants = reported_total[row].filter(|total| *total >= 0.0);
                match computed {
                    Ok(study) => Evidence::Reported(study),
                    Err(why) => {
                        wrong(
                            format!("has an estimate that cannot be: {why}"),
                            place.or(self.log_rank.as_ref().and_then(|columns| columns.variance.location())),
                        );
                        continue;
                    }
                }
            };
            let of_other_measure = match evidence {
                Evidence::Counts { .. } => !matches!(
                    self.measure.value,
                    EffectMeasure::RiskRatio | EffectMeasure::OddsRatio | EffectMeasure::RiskDifference
                ),
                Evidence::Means { .. } => !matches!(
                    self.measure.value,
                    EffectMeasure::MeanDifference
                        | EffectMeasure::StandardisedMeanDifference
                        | EffectMeasure::RatioOfMeans
                ),
                Evidence::Reported(_) => false,
            };
            if of_other_measure {
                let measure = self.measure.value.name();
                problems.push(
                    Problem::new(format!("the study `{label}` has numbers that make no `{measure}`"))
                        .hint("counts make a `risk_ratio`, `odds_ratio` or `risk_difference`; means a `mean_difference`, `standardised_mean_difference` or `ratio_of_means`")
                        .at(self.measure.location()),
                );
                return Err(problems);
            }
            if inflation.is_some_and(|by| by > 1.0) {
                note(&mut gathered.notes, Note::ClusterCorrected);
            }
            if divisor > 1.0 {
                note(&mut gathered.notes, Note::SharedControlSplit);
            }
            gathered.rows.push(StudyRow {
                name: free_name(&label, |name| gathered.rows.iter().any(|row| row.name == name)),
                label,
                words: words.iter().map(|(name, texts)| (name.clone(), texts[row].clone())).collect(),
                shown,
                evidence,
                participants,
                sharing: divisor,
                order: order[row],
            });
        }
        if problems.is_empty() { Ok(gathered) } else { Err(problems) }
    }

    /// The mean, the standard deviation and the size of a group as they are shown.
    fn mean_cells(&self, group: GroupMean) -> [Value; 3] {
        let quantity = |value: f64| {
            Value::from(Quantity { value, unit: self.unit_of_means(), decimals: self.decimals.unwrap_or(1) })
        };
        let total = whole(group.total())
            .map_or(Value::from(Quantity { value: group.total(), unit: Unit::Persons, decimals: 0 }), Value::Count);
        [quantity(group.mean()), quantity(group.sd()), total]
    }

    /// The words of every study, by column: those shown, and those that divide the studies into subgroups.
    fn words(&self, rows: &Rows<'_>, count: usize, problems: &mut Vec<Diagnostic>) -> Vec<(String, Vec<Text>)> {
        let shown = self.columns.iter().map(|(name, _)| name);
        let dividing = self.subgroups.iter().map(|subgroup| &subgroup.by);
        let mut words: Vec<(String, Vec<Text>)> = Vec::new();
        for column in shown.chain(dividing) {
            if words.iter().any(|(name, _)| *name == column.value) {
                continue;
            }
            match rows.words(column) {
                Ok(found) => {
                    let text = |word: Option<Text>| word.unwrap_or_else(|| Text::from("\u{2013}"));
                    words.push((column.value.clone(), found.into_iter().map(text).collect()));
                }
                Err(problem) => {
                    problems.push(problem);
                    words.push((column.value.clone(), vec![Text::from(""); count]));
                }
            }
        }
        words
    }

    /// For every study the control group that it shares with others, and how many share it.
    fn shared_controls(&self, rows: &Rows<'_>, problems: &mut Vec<Diagnostic>) -> Option<Vec<Option<(String, usize)>>> {
        let column = self.shared_control.as_ref()?;
        match rows.cells(column) {
            Ok(cells) => {
                let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
                for cell in cells.iter().filter(|cell| !cell.is_missing()) {
                    *sizes.entry(cell.to_string()).or_default() += 1;
                }
                let of = |cell: &Cell| {
                    let key = cell.to_string();
                    let arms = *sizes.get(&key)?;
                    (!cell.is_missing()).then_some((key, arms))
                };
                Some(cells.iter().map(of).collect())
            }
            Err(problem) => {
                problems.push(problem);
                None
            }
        }
    }
}

/// Whether a study says nothing of the effect, as RevMan has it: no events at all for a ratio, or nobody without an event
/// for an odds ratio; a difference of zero is a finding.
fn says_nothing(measure: EffectMeasure, treated: EffectiveArm, control: EffectiveArm) -> bool {
    let no_events = treated.events() + control.events() == 0.0;
    let no_others = treated.non_events() + control.non_events() == 0.0;
    match measure {
        EffectMeasure::OddsRatio => no_events || no_others,
        EffectMeasure::RiskDifference => false,
        _ => no_events,
    }
}

/// Adds a note once.
pub(super) fn note(notes: &mut Vec<Note>, note: Note) {
    if !notes.contains(&note) {
        notes.push(note);
    }
}

/// The logarithm of a ratio, or a difference as it is.
fn scaled(estimate: f64, scale: Scale) -> Result<f64, Undefined> {
    match scale {
        Scale::Plain => Ok(estimate),
        Scale::Logarithmic if estimate > 0.0 => Ok(libm::log(estimate)),
        Scale::Logarithmic => Err(Undefined::OutsideDomain),
    }
}
