//! The means of two groups, compared on the scale of the outcome and in standard deviations.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::comparison::{ClusterAdjustment, compare_means, describe_mean};
use super::input::{Common, Entry, FollowUp, add_note};
use super::margin::{Claim, Margin, OF_MARGIN};
use super::one_proportion::{collect, level};
use super::persons::Persons;
use super::proportion_methods::{test, with_interval};
use super::resampled::{MeansInterval, MeansTest, Resampled, Resampling};
use crate::data::{By, Cell, Distribution, Rows};
use crate::diag::{Diagnostic, Location, Problem, Spanned};
use crate::results::{Basis, Estimate, Input, Method, Note, Origin, Quantity, Role, Section, Text, Unit, Value};
use crate::stats::means::{self, MeanSummary};
use crate::stats::meta::effect::{Quantiles, skewness_test};
use crate::stats::{Level, Undefined};

/// The means of two groups, such as scores of a questionnaire: mean difference with Welch's interval, and Hedges' g.
///
/// The numbers are stated, as a publication has them (mean and standard deviation, or standard error, or median with
/// quartiles or range), or counted in the rows of a data source. With `baseline` the difference is also adjusted for the
/// value at the start (analysis of covariance); with `cluster` the interval allows for clusters, and Hedges' g has none.
///
/// ```yaml
/// health:
///   kind: two_means
///   outcome: livskvalitet
///   important_difference: 5
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   follow_up:
///     - {month: 6, treated: {mean: 52.1, sd: 18.0, total: 180}, control: {mean: 48.0, sd: 19.2, total: 151}}
///     - {month: 12, treated: {mean: 55.4, sd: 18.3, total: 171}, control: {mean: 49.2, sd: 19.0, total: 140}}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TwoMeans {
    /// What the analysis is called where several stand together.
    #[serde(default)]
    label: Option<Text>,
    /// The title of the table.
    #[serde(default)]
    title: Option<Text>,
    /// The unit in the table's title.
    #[serde(default)]
    unit: Option<Text>,
    /// A remark under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    note: Option<Text>,
    /// The source line under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
    /// How the numbers are known; observed unless given.
    #[serde(default)]
    basis: Option<Basis>,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The outcome, worded so that it can follow «gjennomsnittlig» or «mean»: `livskvalitet`.
    outcome: Text,
    /// The unit of the outcome; points of its own scale unless given.
    #[serde(default)]
    outcome_unit: Option<Spanned<Unit>>,
    /// Decimals that means are shown with; one unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// Those who got the programme, and their numbers where they do not stand under `follow_up` or come from data.
    treated: LabelledMean,
    /// Those they are compared with.
    control: LabelledMean,
    /// The data source or population whose rows are compared.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// Which rows belong to which group.
    #[serde(default)]
    group: Option<Groups>,
    /// The column of the outcome.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// The column of its value at the start, which a second difference is adjusted for.
    #[serde(default)]
    baseline: Option<Spanned<String>>,
    /// The column of the cluster, such as the service or the county.
    #[serde(default)]
    cluster: Option<Spanned<String>>,
    /// How the interval allows for clusters.
    #[serde(default)]
    cluster_method: ClusterAdjustment,
    /// Several times of follow-up, each with its numbers or its column.
    #[serde(default)]
    follow_up: Vec<MeansAt>,
    /// The smallest difference that matters to people; the sentences state it beside the differences.
    #[serde(default)]
    important_difference: Option<Spanned<f64>>,
    /// A margin that the mean difference is held against, in the unit of the outcome: `{non_inferiority: 3, better: lower}`
    /// or `{equivalence: 5}`.
    #[serde(default)]
    margin: Option<Margin>,
    /// The interval of the difference; Welch's unless given.
    #[serde(default)]
    interval: Option<Spanned<MeansInterval>>,
    /// The test of the difference; Welch's unless given.
    #[serde(default)]
    test: Option<Spanned<MeansTest>>,
    /// How data are resampled, for an interval by the bootstrap and a permutation test.
    #[serde(default)]
    resampling: Option<Resampling>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// A group with its name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LabelledMean {
    /// What the group is called, worded so that it can follow «i» or «in»: `IPS`, `kontrollgruppen`.
    label: Text,
    /// How many there were.
    #[serde(default)]
    total: Option<Spanned<u64>>,
    /// Their mean.
    #[serde(default)]
    mean: Option<Spanned<f64>>,
    /// Their standard deviation.
    #[serde(default)]
    sd: Option<Spanned<f64>>,
    /// The standard error of their mean, instead of the standard deviation.
    #[serde(default)]
    standard_error: Option<Spanned<f64>>,
    /// Their median, instead of the mean.
    #[serde(default)]
    median: Option<Spanned<f64>>,
    /// Lower and upper quartile.
    #[serde(default)]
    quartiles: Option<(Spanned<f64>, Spanned<f64>)>,
    /// Smallest and largest value.
    #[serde(default)]
    range: Option<(Spanned<f64>, Spanned<f64>)>,
}

/// The numbers of a group at one time.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatedMean {
    /// How many there were.
    pub total: Spanned<u64>,
    /// Their mean.
    #[serde(default)]
    pub mean: Option<Spanned<f64>>,
    /// Their standard deviation.
    #[serde(default)]
    pub sd: Option<Spanned<f64>>,
    /// The standard error of their mean, instead of the standard deviation.
    #[serde(default)]
    pub standard_error: Option<Spanned<f64>>,
    /// Their median, instead of the mean.
    #[serde(default)]
    pub median: Option<Spanned<f64>>,
    /// Lower and upper quartile.
    #[serde(default)]
    pub quartiles: Option<(Spanned<f64>, Spanned<f64>)>,
    /// Smallest and largest value.
    #[serde(default)]
    pub range: Option<(Spanned<f64>, Spanned<f64>)>,
}

/// Both groups at one time of follow-up.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MeansAt {
    /// Days since the start.
    #[serde(default)]
    day: Option<Spanned<f64>>,
    /// Weeks since the start.
    #[serde(default)]
    week: Option<Spanned<f64>>,
    /// Months since the start.
    #[serde(default)]
    month: Option<Spanned<f64>>,
    /// Years since the start.
    #[serde(default)]
    year: Option<Spanned<f64>>,
    /// The numbers of those who got the programme.
    #[serde(default)]
    treated: Option<StatedMean>,
    /// The numbers of those they are compared with.
    #[serde(default)]
    control: Option<StatedMean>,
    /// The column of the outcome at this time.
    #[serde(default)]
    column: Option<Spanned<String>>,
}

impl LabelledMean {
    /// The numbers, where any are stated.
    fn stated(&self) -> Result<Option<StatedMean>, Diagnostic> {
        let any = [&self.mean, &self.sd, &self.standard_error, &self.median].into_iter().flatten().next();
        match (&self.total, any) {
            (Some(total), _) => Ok(Some(StatedMean {
                total: total.clone(),
                mean: self.mean.clone(),
                sd: self.sd.clone(),
                standard_error: self.standard_error.clone(),
                median: self.median.clone(),
                quartiles: self.quartiles.clone(),
                range: self.range.clone(),
            })),
            (None, Some(number)) => Err(Problem::new("a group needs its size")
                .hint("add `total`, the number of persons in the group")
                .at(number.location())),
            (None, None) => Ok(None),
        }
    }
}

/// What a group's stated numbers come to.
pub(super) struct Stated {
    /// Number, mean and standard deviation.
    pub summary: MeanSummary,
    /// What has to be said of how they were worked out.
    pub notes: Vec<Note>,
}

impl StatedMean {
    /// Number, mean and standard deviation.
    pub fn summary(&self) -> Result<Stated, Diagnostic> {
        let total = self.total.value;
        let wrong = |why: Undefined, place: Option<Location>| {
            Problem::new(format!("these are no mean and spread of {total} persons: {why}"))
                .hint("a group has at least one person, and its standard deviation or standard error is not negative")
                .at(place)
        };
        match (&self.mean, &self.sd, &self.standard_error, &self.median) {
            (Some(mean), Some(sd), None, None) => MeanSummary::new(total, mean.value, sd.value)
                .map(|summary| Stated { summary, notes: Vec::new() })
                .map_err(|why| wrong(why, sd.location())),
            (Some(mean), None, Some(error), None) => MeanSummary::from_standard_error(total, mean.value, error.value)
                .map(|summary| Stated { summary, notes: Vec::new() })
                .map_err(|why| wrong(why, error.location())),
            (None, None, None, Some(median)) => {
                let pair = |pair: &Option<(Spanned<f64>, Spanned<f64>)>| {
                    pair.as_ref().map(|(lower, upper)| (lower.value, upper.value))
                };
                let middle = median.value;
                let quantiles = match (pair(&self.quartiles), pair(&self.range)) {
                    (Some((lower, upper)), Some((least, most))) => {
                        Quantiles::Five { least, lower, median: middle, upper, most }
                    }
                    (Some((lower, upper)), None) => Quantiles::Quartiles { lower, median: middle, upper },
                    (None, Some((least, most))) => Quantiles::Range { least, median: middle, most },
                    (None, None) => {
                        let problem = Problem::new("a median alone says nothing of the spread");
                        return Err(problem
                            .hint("add `quartiles: [lower, upper]` or `range: [least, most]`")
                            .at(median.location()));
                    }
                };
                let group = quantiles.group_mean(total as f64).map_err(|why| wrong(why, median.location()))?;
                let summary =
                    MeanSummary::new(total, group.mean(), group.sd()).map_err(|why| wrong(why, median.location()))?;
                let mut notes = vec![Note::MeansFromMedians];
                if skewness_test(quantiles, total as f64) == Ok(true) {
                    notes.push(Note::SkewedMedians);
                }
                Ok(Stated { summary, notes })
            }
            _ => Err(Problem::new(
                "a group has `mean` with `sd` or `standard_error`, or `median` with `quartiles` or `range`",
            )
            .hint("write `{mean: 52.1, sd: 18.0, total: 180}`")
            .at(self.total.location())),
        }
    }
}

impl Analyse for TwoMeans {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        self.check().map_err(|problem| vec![problem])?;
        self.claim(entry).map_err(|problem| vec![problem])?;
        let stated = collect([&self.treated, &self.control].into_iter().map(LabelledMean::stated))?;
        let [treated, control] = [stated[0].as_ref(), stated[1].as_ref()];
        if self.follow_up.is_empty() {
            return self
                .section(entry, level, None, (treated, control), self.column.as_ref())
                .map(|section| vec![section]);
        }
        let mut sections = Vec::new();
        let mut problems = Vec::new();
        for at in &self.follow_up {
            let section = FollowUp::one_of([&at.day, &at.week, &at.month, &at.year], entry)
                .map_err(|problem| vec![problem])
                .and_then(|time| {
                    let numbers = (at.treated.as_ref().or(treated), at.control.as_ref().or(control));
                    let column = at.column.as_ref().or(self.column.as_ref());
                    self.section(entry, level, Some(time), numbers, column)
                });
            match section {
                Ok(section) => sections.push(section),
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() { Ok(sections) } else { Err(problems) }
    }

    fn follows_up(&self) -> bool {
        true
    }
}

impl TwoMeans {
    fn resampled(&self) -> Resampled<'_> {
        Resampled { interval: self.interval.as_ref(), test: self.test.as_ref(), resampling: self.resampling.as_ref() }
    }

    /// What does not depend on the numbers.
    fn check(&self) -> Result<(), Diagnostic> {
        let why_not = match (&self.from, &self.cluster) {
            (None, _) => Some("the numbers are stated"),
            (Some(_), Some(_)) => Some("rows of one cluster belong together"),
            (Some(_), None) => None,
        };
        self.resampled().check(why_not)?;
        if let (Some(baseline), Some(_)) = (&self.baseline, &self.cluster) {
            let problem = Problem::new("a difference adjusted for `baseline` does not allow for clusters");
            let hint = "leave out `baseline`, or `cluster`, or make two analyses";
            return Err(problem.hint(hint).at(baseline.location()));
        }
        if let Some(unit) = self.outcome_unit.as_ref().filter(|unit| unit.is_worded()) {
            let problem = Problem::new("this unit is a judgement, which has no mean");
            return Err(problem
                .hint("leave it out for points of a scale, or write such as `days`")
                .at(unit.location()));
        }
        if let Some(decimals) = self.decimals.as_ref().filter(|decimals| !(-6..=6).contains(&decimals.value)) {
            let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
            return Err(problem.at(decimals.location()));
        }
        if let Some(difference) =
            self.important_difference.as_ref().filter(|difference| difference.value <= 0.0 || difference.value.is_nan())
        {
            let problem = Problem::new(format!("the smallest difference that matters is positive, not {difference}"));
            return Err(problem.hint("it is compared with differences in both directions").at(difference.location()));
        }
        Ok(())
    }

    fn unit(&self) -> Unit {
        self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value)
    }

    fn decimals(&self) -> i8 {
        self.decimals.as_ref().map_or(1, |decimals| decimals.value)
    }

    fn section(
        &self,
        entry: &Entry<'_>,
        level: Level,
        time: Option<FollowUp>,
        numbers: (Option<&StatedMean>, Option<&StatedMean>),
        column: Option<&Spanned<String>>,
    ) -> Result<Section, Vec<Diagnostic>> {
        let mut section = entry.section(time.map(FollowUp::facet).into_iter().collect());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(Basis::Observed),
        };
        common.describe(&mut section);
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        for (name, text) in
            [("outcome", &self.outcome), ("treated", &self.treated.label), ("control", &self.control.label)]
        {
            section.labels.push((name.to_owned(), text.clone()));
        }
        match (numbers, &self.from, &self.group, column) {
            ((Some(treated), Some(control)), None, None, None) => {
                if let Some(named) = self.baseline.as_ref().or(self.cluster.as_ref()) {
                    let problem = Problem::new("stated numbers cannot be adjusted, nor tell of clusters");
                    return Err(vec![
                        problem.hint("remove this, or name a data source with `from`").at(named.location()),
                    ]);
                }
                self.of_stated(entry, &mut section, [treated, control], level)?;
            }
            ((None, None), Some(from), Some(group), Some(column)) => {
                self.of_rows(entry, &mut section, (from, group, column), level)?;
            }
            _ => {
                let problem = Problem::new(format!("`{}` has no numbers that belong together", entry.id));
                let hint = "give each group `mean`, `sd` and `total`, or compare the rows of a data source with `from`, `group` and `column`";
                return Err(vec![problem.hint(hint).at(entry.location.clone())]);
            }
        }
        if let Some(important) = &self.important_difference {
            let quantity = Quantity { value: important.value, unit: self.unit(), decimals: self.decimals() };
            section.values.push(("important_difference".to_owned(), quantity.into()));
        }
        if section.find("adjusted_difference").is_none() {
            add_note(&mut section, Note::Unadjusted);
        }
        Ok(section)
    }

    /// The claim of a margin, where there is one.
    fn claim(&self, entry: &Entry<'_>) -> Result<Option<Claim>, Diagnostic> {
        if let (Some(_), Some(cluster)) = (&self.margin, &self.cluster) {
            let problem = Problem::new("the interval that is held against a margin does not allow for clusters");
            return Err(problem.hint("leave out `margin`, or `cluster`").at(cluster.location()));
        }
        self.margin.as_ref().map(|margin| margin.claim(entry, f64::INFINITY)).transpose()
    }

    /// Holds the difference of two means against the margin, where there is one.
    fn hold_against_margin(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        [treated, control]: [Result<MeanSummary, Undefined>; 2],
    ) -> Result<(), Vec<Diagnostic>> {
        if let Some(claim) = self.claim(entry).map_err(|problem| vec![problem])? {
            claim.describe(section, (self.unit(), self.decimals()), Method::Welch, |level| {
                means::difference::welch(treated?, control?, level)
            });
        }
        Ok(())
    }

    fn of_stated(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        groups: [&StatedMean; 2],
        level: Level,
    ) -> Result<(), Vec<Diagnostic>> {
        let stated = collect(groups.into_iter().map(StatedMean::summary))?;
        for (name, group) in ["treated", "control"].into_iter().zip(&stated) {
            self.describe(section, name, Ok(group.summary), level);
            for note in &group.notes {
                add_note(section, *note);
            }
            section.provenance.inputs.push(Input { name: name.to_owned(), origin: Origin::Specification });
        }
        let (treated, control) = (stated[0].summary, stated[1].summary);
        let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, self.unit(), self.decimals()) };
        let difference = match means::difference::welch(treated, control, level) {
            Ok(computed) => {
                let mut estimate = with_interval(empty, computed, level, Method::Welch);
                estimate.tests.extend(
                    means::difference::welch_test(treated, control).ok().map(|result| test(Method::WelchTest, result)),
                );
                estimate.into()
            }
            Err(why) => why.into(),
        };
        section.values.push(("mean_difference".to_owned(), difference));
        section.values.push(("hedges_g".to_owned(), hedges_g(Ok(treated), Ok(control), level)));
        self.hold_against_margin(entry, section, [Ok(treated), Ok(control)])
    }

    fn of_rows(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        (from, group, column): (&Spanned<String>, &Groups, &Spanned<String>),
        level: Level,
    ) -> Result<(), Vec<Diagnostic>> {
        let rows = entry.rows(from).map_err(|problem| vec![problem])?;
        let tally = rows.tally(&[By::Column(&group.column)])?;
        let members = group.values(entry, from, &tally).map_err(|problem| vec![problem])?;
        let by: Vec<By<'_>> = [&group.column].into_iter().chain(&self.cluster).map(By::Column).collect();
        let found = rows.distributions(column, &by)?;
        let of =
            |member: &Cell| -> Vec<&Distribution> { found.iter().filter(|group| group.group[0] == *member).collect() };
        let [treated, control] = [of(&members[0]), of(&members[1])];
        let mut summaries = Vec::new();
        for (name, distributions) in [("treated", &treated), ("control", &control)] {
            let summary = super::comparison::summary(distributions);
            self.describe(section, name, summary, level);
            let missing: u64 = distributions.iter().map(|group| group.missing).sum();
            section.values.push((format!("{name}.missing"), Value::Count(missing)));
            if missing > 0 {
                add_note(section, Note::MissingOutcomes);
            }
            summaries.push(summary);
        }
        let cluster = self.cluster.as_ref().map(|_| (1, self.cluster_method));
        let empty = Estimate::new(0.0, self.unit(), self.decimals());
        let difference = compare_means(&treated, &control, cluster, level, empty.clone());
        let difference = self.resampled().apply(section, difference, [&treated, &control], level);
        section.values.push(("mean_difference".to_owned(), difference));
        if self.cluster.is_some() {
            add_note(section, Note::ClusterRobust);
        }
        let mut g = hedges_g(summaries[0], summaries[1], level);
        if let (Value::Estimate(estimate), Some(_)) = (&mut g, &self.cluster) {
            // The noncentral t distribution knows nothing of clusters: too narrow an interval is worse than none.
            estimate.interval = None;
        }
        section.values.push(("hedges_g".to_owned(), g));
        self.hold_against_margin(entry, section, [summaries[0], summaries[1]])?;
        if let Some(baseline) = &self.baseline {
            let adjusted = self.adjusted(&rows, (group, &members), (column, baseline), level, empty);
            section.values.push(("adjusted_difference".to_owned(), adjusted.map_err(|problem| vec![problem])?));
        }
        self.cells(section, &rows, (group, &members), column, [&treated, &control]);
        let columns = [&group.column, column].into_iter().chain(&self.baseline).chain(&self.cluster);
        section.provenance.inputs.push(Input {
            name: "rows".to_owned(),
            origin: Origin::Data {
                source: from.value.clone(),
                columns: columns.map(|column| column.value.clone()).collect(),
                rows: [treated, control].iter().flatten().flat_map(|group| &group.values).map(|(_, count)| count).sum(),
            },
        });
        Ok(())
    }

    /// The mean, the standard deviation and the size of a group.
    fn describe(&self, section: &mut Section, name: &str, summary: Result<MeanSummary, Undefined>, level: Level) {
        describe_mean(section, name, summary, (self.unit(), self.decimals()), level);
    }

    /// The difference adjusted for the value at the start, over everyone of whom both are known.
    fn adjusted(
        &self,
        rows: &Rows<'_>,
        (group, members): (&Groups, &[Cell; 2]),
        (column, baseline): (&Spanned<String>, &Spanned<String>),
        level: Level,
        empty: Estimate,
    ) -> Result<Value, Diagnostic> {
        let arms = rows.cells(&group.column)?;
        let (after, before) = (rows.numbers(column)?, rows.numbers(baseline)?);
        let mut known: Vec<(f64, f64, bool)> = Vec::new();
        for ((arm, after), before) in arms.iter().zip(&after).zip(&before) {
            let treated = *arm == members[0];
            if let (Some(after), Some(before), true) = (after, before, treated || *arm == members[1]) {
                known.push((*after, *before, treated));
            }
        }
        // In one order, whatever that of the rows.
        known.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        let outcome: Vec<f64> = known.iter().map(|(after, ..)| *after).collect();
        let treated: Vec<bool> = known.iter().map(|(.., treated)| *treated).collect();
        let covariate: Vec<f64> = known.iter().map(|(_, before, _)| *before).collect();
        let computed =
            means::ancova(&outcome, &treated, &[covariate]).and_then(|fit| Ok((fit.estimated(level)?, fit.test()?)));
        Ok(match computed {
            Ok((estimated, tested)) => {
                let empty = Estimate { no_effect: Some(0.0), ..empty };
                let mut estimate = with_interval(empty, estimated, level, Method::Ancova);
                estimate.tests.push(test(Method::AncovaTest, tested));
                estimate.into()
            }
            Err(why) => why.into(),
        })
    }

    /// Who is behind the numbers.
    fn cells(
        &self,
        section: &mut Section,
        rows: &Rows<'_>,
        (group, members): (&Groups, &[Cell; 2]),
        column: &Spanned<String>,
        groups: [&Vec<&Distribution>; 2],
    ) {
        let everyone = Persons::of(rows);
        let both = ["mean_difference", "hedges_g", "adjusted_difference"];
        for (at, name) in ["treated", "control"].into_iter().enumerate() {
            let persons = everyone.with(&group.column, &members[at]);
            let known: u64 = groups[at].iter().flat_map(|group| &group.values).map(|(_, count)| count).sum();
            let missing: u64 = groups[at].iter().map(|group| group.missing).sum();
            let own = ["total", "mean", "sd"].map(|part| format!("{name}.{part}"));
            let shown = own.into_iter().chain(both.iter().chain(&OF_MARGIN).map(|name| (*name).to_owned()));
            let shown = shown.filter(|name| section.find(name).is_some());
            let shown: Vec<String> = shown.collect();
            section.cells.push(persons.known(column, true).cell(known, shown));
            section.cells.push(persons.known(column, false).cell(missing, [format!("{name}.missing")]));
        }
    }
}

/// The difference in standard deviations, with its interval from the noncentral t distribution.
fn hedges_g(treated: Result<MeanSummary, Undefined>, control: Result<MeanSummary, Undefined>, level: Level) -> Value {
    let computed = treated.and_then(|treated| means::hedges_g(treated, control?, level));
    match computed {
        Ok(computed) => {
            let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, Unit::EffectSize, 2) };
            with_interval(empty, computed, level, Method::NoncentralT).into()
        }
        Err(why) => why.into(),
    }
}
