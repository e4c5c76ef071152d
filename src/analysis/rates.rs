//! Events over the time that persons were at risk: one rate, or two rates compared.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::input::{Common, Entry, add_note};
use super::one_proportion::{collect, level};
use super::paired::tally_of_numbers;
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{test, with_interval};
use crate::data::By;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Estimate, Input, Method, Note, Origin, PersonCell, Quantity, Role, Section, Test, Text, Unit, Value,
};
use crate::stats::rates::{
    PersonTime, garwood, rate_difference_mover, rate_ratio, rate_ratio_exact, rate_ratio_exact_test, rate_ratio_mid_p,
    rate_ratio_mid_p_test, rate_ratio_score, rate_ratio_score_test, rate_ratio_test,
};
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// Events that may happen to a person more than once, or that persons are at risk of for different lengths of time:
/// events per 100 person-years of one group, or of two with their rate ratio and difference.
///
/// Events and times are stated, or summed over the rows of a data source. The interval of one rate is Garwood's exact
/// one. The ratio has the score interval and the score test by default, which never contradict each other; `method`
/// chooses the exact, the mid-p or Wald's instead. The difference has Zou and Donner's interval, from the exact ones of both
/// rates.
///
/// ```yaml
/// admissions:
///   kind: rates
///   outcome: innleggelser
///   treated: {label: IPS, events: 60, person_years: 515}
///   control: {label: kontrollgruppen, events: 84, person_years: 543}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rates {
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
    /// The events in the plural, worded so that they can follow a number: `innleggelser`.
    outcome: Text,
    /// Those who got the programme, or the one group there is.
    treated: AtRisk,
    /// Those they are compared with.
    #[serde(default)]
    control: Option<AtRisk>,
    /// The data source or population whose rows are summed.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// Which rows belong to which group.
    #[serde(default)]
    group: Option<Groups>,
    /// The column with each person's number of events.
    #[serde(default)]
    events: Option<Spanned<String>>,
    /// The column with each person's time at risk.
    #[serde(default)]
    time: Option<Time>,
    /// The interval and test of the rate ratio; `score` unless given.
    #[serde(default)]
    method: Option<Spanned<RateMethod>>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// A group with its events and its time.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AtRisk {
    /// What the group is called, worded so that it can follow «i» or «in»: `IPS`, `kontrollgruppen`.
    label: Text,
    /// How many events there were.
    #[serde(default)]
    events: Option<Spanned<u64>>,
    /// The years that all persons together were at risk.
    #[serde(default)]
    person_years: Option<Spanned<f64>>,
    /// The same in months.
    #[serde(default)]
    person_months: Option<Spanned<f64>>,
    /// The same in days.
    #[serde(default)]
    person_days: Option<Spanned<f64>>,
}

/// A column of times.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Time {
    /// The column.
    column: Spanned<String>,
    /// What it counts: `days`, `weeks`, `months` or `years`.
    unit: Spanned<Unit>,
}

/// Methods for the ratio of two rates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RateMethod {
    /// The score interval and test.
    #[default]
    Score,
    /// The exact interval and test.
    Exact,
    /// The mid-p interval and test.
    MidP,
    /// The interval and test by the normal distribution of the logarithm.
    Wald,
}

/// Days in a year, and months.
const DAYS: f64 = 365.25;
const MONTHS: f64 = 12.0;
const WEEKS: f64 = DAYS / 7.0;

/// The events of a group, and who they are.
struct Summed {
    group: PersonTime,
    /// Rows without events or without a time; nothing for stated numbers.
    missing: Option<u64>,
    cells: Vec<PersonCell>,
    origin: Origin,
}

impl RateMethod {
    fn interval(self) -> Method {
        match self {
            RateMethod::Score => Method::RateRatioScore,
            RateMethod::Exact => Method::RateRatioExact,
            RateMethod::MidP => Method::RateMidP,
            RateMethod::Wald => Method::Wald,
        }
    }

    fn compute(self, treated: PersonTime, control: PersonTime, level: Level) -> Result<Estimated, Undefined> {
        match self {
            RateMethod::Score => rate_ratio_score(treated, control, level),
            RateMethod::Exact => rate_ratio_exact(treated, control, level),
            RateMethod::MidP => rate_ratio_mid_p(treated, control, level),
            RateMethod::Wald => rate_ratio(treated, control, level),
        }
    }

    fn tested(self, treated: PersonTime, control: PersonTime) -> Result<Test, Undefined> {
        let (method, computed): (Method, Result<TestResult, Undefined>) = match self {
            RateMethod::Score => (Method::RateScoreTest, rate_ratio_score_test(treated, control)),
            RateMethod::Exact => (Method::RateExactTest, rate_ratio_exact_test(treated, control)),
            RateMethod::MidP => (Method::RateMidPTest, rate_ratio_mid_p_test(treated, control)),
            RateMethod::Wald => (Method::RateWaldTest, rate_ratio_test(treated, control)),
        };
        computed.map(|computed| test(method, computed))
    }
}

impl Analyse for Rates {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        if let (Some(method), None) = (&self.method, &self.control) {
            let problem = Problem::new("one rate has Garwood's interval, and no ratio");
            return Err(vec![problem.hint("remove `method`, or add `control`").at(method.location())]);
        }
        let named: Vec<(&str, &AtRisk)> = [("treated", Some(&self.treated)), ("control", self.control.as_ref())]
            .into_iter()
            .filter_map(|(name, group)| Some((name, group?)))
            .collect();
        let groups = match (&self.from, &self.events, &self.time) {
            (Some(from), Some(events), Some(time)) => self.sum(entry, from, events, time)?,
            (None, None, None) if self.group.is_none() => collect(named.iter().map(|(_, group)| group.stated(entry)))?,
            _ => {
                let problem = Problem::new(format!("`{}` has no numbers that belong together", entry.id));
                let hint = "give each group `events` and `person_years`, or sum the rows of a data source with `from`, `events` and `time`";
                return Err(vec![problem.hint(hint).at(entry.location.clone())]);
            }
        };
        let mut section = entry.section(Vec::new());
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
        section.labels.push(("outcome".to_owned(), self.outcome.clone()));
        let decimals = decimals(&groups);
        for ((name, group), summed) in named.iter().zip(&groups) {
            section.labels.push(((*name).to_owned(), group.label.clone()));
            describe(&mut section, name, summed, decimals, level);
        }
        if let [treated, control] = groups.as_slice() {
            self.compare(entry, &mut section, (treated.group, control.group), decimals, level);
            add_note(&mut section, Note::Unadjusted);
        }
        add_note(&mut section, Note::ConstantRates);
        for summed in groups {
            section.cells.extend(summed.cells);
        }
        keep_known_names(&mut section);
        Ok(vec![section])
    }
}

/// Decimals that show the smallest rate above nought with two figures: one from 1 per 100 person-years, three at most.
fn decimals(groups: &[Summed]) -> i8 {
    let rates = groups.iter().map(|summed| 100.0 * summed.group.rate()).filter(|rate| *rate > 0.0);
    match rates.fold(f64::INFINITY, f64::min) {
        least if least < 0.1 => 3,
        least if least < 1.0 => 2,
        _ => 1,
    }
}

/// Puts events, time and rate of a group into a section.
fn describe(section: &mut Section, name: &str, summed: &Summed, decimals: i8, level: Level) {
    let group = summed.group;
    let mut put = |part: &str, value: Value| section.values.push((format!("{name}.{part}"), value));
    put("events", Value::Count(group.events()));
    put("person_years", Quantity { value: group.time(), unit: Unit::PersonYears, decimals: 1 }.into());
    if let Some(missing) = summed.missing {
        put("missing", Value::Count(missing));
    }
    let empty = Estimate::new(group.rate(), Unit::PerHundredPersonYears, decimals);
    let rate = match garwood(group, level) {
        Ok(computed) => with_interval(empty, computed, level, Method::Garwood),
        Err(_) => empty,
    };
    put("rate", rate.into());
    if summed.missing.is_some_and(|missing| missing > 0) {
        add_note(section, Note::MissingOutcomes);
    }
    section.provenance.inputs.push(Input { name: name.to_owned(), origin: summed.origin.clone() });
}

impl AtRisk {
    /// Whether any number is stated.
    fn is_stated(&self) -> bool {
        self.events.is_some()
            || self.person_years.is_some()
            || self.person_months.is_some()
            || self.person_days.is_some()
    }

    fn stated(&self, entry: &Entry<'_>) -> Result<Summed, Diagnostic> {
        let times = [(&self.person_years, 1.0), (&self.person_months, MONTHS), (&self.person_days, DAYS)];
        let given: Vec<(&Spanned<f64>, f64)> =
            times.into_iter().filter_map(|(time, per_year)| Some((time.as_ref()?, per_year))).collect();
        let (Some(events), [(time, per_year)]) = (&self.events, given.as_slice()) else {
            let place = self.events.as_ref().map(Spanned::location).or(given.last().map(|(time, _)| time.location()));
            let problem =
                Problem::new("a group needs `events` and one of `person_years`, `person_months`, `person_days`");
            let hint = "write `{label: \u{2026}, events: 60, person_years: 515}`";
            return Err(problem.hint(hint).at(place.unwrap_or_else(|| entry.location.clone())));
        };
        let group = PersonTime::new(events.value, time.value / per_year).map_err(|_| {
            let problem = Problem::new(format!("a time at risk is above 0, not {time}"));
            problem.hint("give the time of all persons together").at(time.location())
        })?;
        Ok(Summed { group, missing: None, cells: Vec::new(), origin: Origin::Specification })
    }
}

impl Rates {
    /// Events and times of each group, summed over the rows of a data source.
    fn sum(
        &self,
        entry: &Entry<'_>,
        from: &Spanned<String>,
        events: &Spanned<String>,
        time: &Time,
    ) -> Result<Vec<Summed>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        if [Some(&self.treated), self.control.as_ref()].into_iter().flatten().any(AtRisk::is_stated) {
            let problem = Problem::new("these numbers come from data, and a group states some too");
            return Err(vec![problem.hint("leave the groups their `label` alone").at(from.location())]);
        }
        let per_year = match time.unit.value {
            Unit::Days => DAYS,
            Unit::Weeks => WEEKS,
            Unit::Months => MONTHS,
            Unit::Years => 1.0,
            _ => {
                let problem = Problem::new("this unit is no time");
                return Err(vec![problem.hint("write `days`, `weeks`, `months` or `years`").at(time.unit.location())]);
            }
        };
        let rows = entry.rows(from).map_err(one)?;
        tally_of_numbers(&rows, [events, &time.column])?;
        let members: Vec<Option<crate::data::Cell>> = match (&self.group, &self.control) {
            (Some(group), Some(_)) => {
                let tally = rows.tally(&[By::Column(&group.column)])?;
                group.values(entry, from, &tally).map_err(one)?.map(Some).to_vec()
            }
            (None, None) => vec![None],
            (Some(group), None) => {
                let problem = Problem::new("two groups are told apart, and one has a name");
                return Err(vec![problem.hint("add `control: {label: \u{2026}}`").at(group.column.location())]);
            }
            (None, Some(_)) => {
                let problem = Problem::new("nothing tells which rows belong to which group");
                let hint = "add `group: {column: \u{2026}, treated: \u{2026}, control: \u{2026}}`";
                return Err(vec![problem.hint(hint).at(from.location())]);
            }
        };
        let by: Vec<By<'_>> =
            self.group.iter().map(|group| &group.column).chain([events, &time.column]).map(By::Column).collect();
        let tally = rows.tally(&by)?;
        let places = (by.len() - 2, by.len() - 1);
        let mut groups = Vec::new();
        for (name, member) in ["treated", "control"].into_iter().zip(&members) {
            let of = tally.counts.iter().filter(|(cells, _)| member.as_ref().is_none_or(|member| cells[0] == *member));
            let (mut sum, mut at_risk, mut known, mut with, mut missing) = (0u64, 0.0, 0u64, 0u64, 0u64);
            for (cells, count) in of {
                let (Some(own), Some(length)) = (cells[places.0].as_number(), cells[places.1].as_number()) else {
                    missing += count;
                    continue;
                };
                if own < 0.0 || own.fract() != 0.0 || own > 1e9 {
                    let problem = Problem::new(format!("`{events}` has {own}, which is no number of events"));
                    return Err(vec![
                        problem.hint("a number of events is whole, and not negative").at(events.location()),
                    ]);
                }
                if length < 0.0 {
                    let problem = Problem::new(format!("`{}` has {length}, which is no time at risk", time.column));
                    return Err(vec![problem.hint("a time at risk is not negative").at(time.column.location())]);
                }
                sum = sum.saturating_add((own as u64).saturating_mul(*count));
                at_risk += length * *count as f64;
                known += count;
                with += if own > 0.0 { *count } else { 0 };
            }
            let group = PersonTime::new(sum, at_risk / per_year).map_err(|_| {
                let problem = Problem::new("a group has no time at risk in these rows");
                vec![problem.hint("name the column of each person's time").at(time.column.location())]
            })?;
            let everyone = Persons::of(&rows);
            let persons = match (&self.group, member) {
                (Some(group), Some(member)) => everyone.with(&group.column, member),
                _ => everyone,
            };
            let name = |part: &str| format!("{name}.{part}");
            let both = ["rate_ratio", "rate_difference"].map(str::to_owned);
            let shown = || [name("events"), name("person_years"), name("rate")].into_iter().chain(both.clone());
            let complete = persons.known(&format!("{events} and {}", time.column), true);
            let any = format!("{events} > 0");
            let cells = vec![
                complete.cell(known, shown()),
                complete.in_category(&any, "yes").cell(with, shown()),
                complete.in_category(&any, "no").cell(known - with, shown()),
                persons.known(&format!("{events} and {}", time.column), false).cell(missing, [name("missing")]),
            ];
            let columns = self.group.iter().map(|group| &group.column).chain([events, &time.column]);
            let columns = columns.map(|column| column.value.clone()).collect();
            let origin = Origin::Data { source: from.value.clone(), columns, rows: known };
            groups.push(Summed { group, missing: Some(missing), cells, origin });
        }
        Ok(groups)
    }

    /// The ratio and the difference of two rates.
    fn compare(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        (treated, control): (PersonTime, PersonTime),
        decimals: i8,
        level: Level,
    ) {
        let method = self.method.as_ref().map(|method| method.value).unwrap_or_default();
        let tested = method.tested(treated, control);
        if let (Err(why), Some(named)) = (&tested, &self.method) {
            let problem = Problem::new(format!("a test of `{}` does not exist: {why}", entry.id));
            entry.warn(problem.at(named.location()));
        }
        let tests: Vec<Test> = tested.into_iter().collect();
        let estimate = |computed: Result<Estimated, Undefined>, unit, decimals, none: f64, method| match computed {
            Ok(computed) => {
                let empty =
                    Estimate { no_effect: Some(none), tests: tests.clone(), ..Estimate::new(none, unit, decimals) };
                Value::from(with_interval(empty, computed, level, method))
            }
            Err(why) => why.into(),
        };
        let ratio = estimate(method.compute(treated, control, level), Unit::Ratio, 2, 1.0, method.interval());
        let difference = rate_difference_mover(treated, control, level);
        let difference =
            estimate(difference, Unit::PerHundredPersonYears, decimals, 0.0, Method::RateDifferenceRecovered);
        section.values.push(("rate_ratio".to_owned(), ratio));
        section.values.push(("rate_difference".to_owned(), difference));
    }
}
