//! Two measurements of the same persons, or of persons in pairs: proportions or means.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::input::{Common, Entry, Event, add_note};
use super::one_proportion::level;
use super::persons::Persons;
use super::proportion_methods::{ProportionInterval, test, with_interval};
use crate::data::{By, Cell, Rows, Tally};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Estimate, Input, Method, Note, Origin, PersonCell, Quantity, Role, Section, Test, Text, Unit, Value,
    decimals_for_share,
};
use crate::stats::means::{self, MeanSummary};
use crate::stats::paired_proportions::{PairedCounts, odds_ratio, risk_difference, risk_ratio, tests};
use crate::stats::{Estimated, Level, Sample, TestResult, Undefined};

/// Two measurements of the same persons, such as at the start and a year later, or of persons in pairs: shares with
/// McNemar's test, or means with the paired t test.
///
/// The difference is the second measurement − the first. Shares come from the four counts of pairs, or from two
/// conditions on the rows of a data source; means from the differences' own mean and standard deviation, or from two
/// columns. By default the interval of a difference of shares is Tango's and the p-value is that of McNemar's test, so
/// that they never contradict each other; where fewer than ten pairs differ, p is from the exact test with mid-p.
///
/// ```yaml
/// work_before_and_after:
///   kind: paired
///   outcome: i ordinært arbeid
///   first: {label: ved start}
///   second: {label: etter 12 måneder}
///   pairs: {both: 20, first_only: 8, second_only: 31, neither: 101}
/// distress:
///   kind: paired
///   outcome: psykisk plage (HADS)
///   from: participants
///   first: {label: ved start, column: hads_0}
///   second: {label: etter 12 måneder, column: hads_12}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paired {
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
    /// The outcome, worded so that it can follow «var» or «were» where it is a share, and «gjennomsnittlig» or «mean»
    /// where it is a number.
    outcome: Text,
    /// The unit of an outcome that is a number; points of its own scale unless given.
    #[serde(default)]
    outcome_unit: Option<Spanned<Unit>>,
    /// Decimals that means are shown with; one unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// The first measurement, or the first person of each pair.
    first: Measurement,
    /// The second.
    second: Measurement,
    /// Whether the same persons are measured twice, or persons are matched in pairs; `repeated` unless given.
    #[serde(default)]
    design: Design,
    /// The pairs by their two outcomes.
    #[serde(default)]
    pairs: Option<Spanned<StatedPairs>>,
    /// The differences within pairs, second − first, as a publication has them.
    #[serde(default)]
    differences: Option<Spanned<StatedDifferences>>,
    /// The data source or population whose rows are the pairs.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// The interval of a difference of shares.
    #[serde(default)]
    interval: Option<Spanned<PairedInterval>>,
    /// The tests of a difference of shares, the first of them the one to print.
    #[serde(default)]
    tests: Vec<Spanned<PairedTest>>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// One of the two measurements.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Measurement {
    /// When or where it was made, worded so that it can follow the outcome: `ved start`, `etter 12 måneder`.
    label: Text,
    /// The column of an outcome that is a number.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// What counts as the outcome, where it is a share.
    #[serde(default)]
    event: Option<Event>,
}

/// What the pairs are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Design {
    /// The same persons twice.
    #[default]
    Repeated,
    /// Two persons who were matched.
    Matched,
}

/// Pairs by their two outcomes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatedPairs {
    /// Pairs with the outcome both times.
    both: u64,
    /// Pairs with the outcome the first time only.
    first_only: u64,
    /// Pairs with the outcome the second time only.
    second_only: u64,
    /// Pairs without the outcome.
    neither: u64,
}

/// Differences within pairs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatedDifferences {
    /// Their mean, second − first.
    mean: Spanned<f64>,
    /// Their standard deviation.
    #[serde(default)]
    sd: Option<Spanned<f64>>,
    /// The standard error of their mean, instead of the standard deviation.
    #[serde(default)]
    standard_error: Option<Spanned<f64>>,
    /// How many pairs there are.
    total: Spanned<u64>,
}

/// Intervals of a difference of two shares of the same pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum PairedInterval {
    /// Tango's score interval.
    #[default]
    Tango,
    /// Newcombe's hybrid score interval.
    Newcombe,
    /// Estimate ± z standard errors.
    Wald,
}

/// Tests of a difference of two shares of the same pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
enum PairedTest {
    /// McNemar's test.
    #[serde(rename = "mcnemar")]
    McNemar,
    /// McNemar's exact test.
    #[serde(rename = "mcnemar_exact")]
    McNemarExact,
    /// McNemar's exact test with mid-p.
    #[serde(rename = "mcnemar_mid_p")]
    McNemarMidP,
}

impl PairedInterval {
    fn compute(self, pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
        match self {
            PairedInterval::Tango => risk_difference::tango(pairs, level),
            PairedInterval::Newcombe => risk_difference::newcombe(pairs, level),
            PairedInterval::Wald => risk_difference::wald(pairs, level),
        }
    }

    fn method(self) -> Method {
        match self {
            PairedInterval::Tango => Method::Tango,
            PairedInterval::Newcombe => Method::NewcombePaired,
            PairedInterval::Wald => Method::Wald,
        }
    }
}

impl PairedTest {
    fn compute(self, pairs: PairedCounts) -> Result<Test, Undefined> {
        let (method, computed): (Method, Result<TestResult, Undefined>) = match self {
            PairedTest::McNemar => (Method::McNemar, tests::mcnemar(pairs)),
            PairedTest::McNemarExact => (Method::McNemarExact, tests::exact(pairs)),
            PairedTest::McNemarMidP => (Method::McNemarMidP, tests::mid_p(pairs)),
        };
        computed.map(|computed| test(method, computed))
    }
}

/// Where the numbers come from.
enum Numbers<'a> {
    Pairs(&'a Spanned<StatedPairs>),
    Differences(&'a StatedDifferences),
    Events(&'a Spanned<String>, [&'a Event; 2]),
    Columns(&'a Spanned<String>, [&'a Spanned<String>; 2]),
}

impl Analyse for Paired {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        let numbers = self.numbers(entry).map_err(|problem| vec![problem])?;
        self.check(&numbers).map_err(|problem| vec![problem])?;
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
        for (name, text) in [("outcome", &self.outcome), ("first", &self.first.label), ("second", &self.second.label)] {
            section.labels.push((name.to_owned(), text.clone()));
        }
        match numbers {
            Numbers::Pairs(pairs) => {
                let StatedPairs { both, first_only, second_only, neither } = pairs.value;
                let counts = PairedCounts::new(both, first_only, second_only, neither).map_err(|why| {
                    let problem = Problem::new(format!("these are no counts of pairs: {why}"));
                    vec![problem.hint("at least one of the four is above 0").at(pairs.location())]
                })?;
                self.proportions(entry, &mut section, counts, None, level);
                let origin = Origin::Specification;
                section.provenance.inputs.push(Input { name: "pairs".to_owned(), origin });
            }
            Numbers::Differences(stated) => {
                let summary = stated.summary().map_err(|problem| vec![problem])?;
                section.values.push(("total".to_owned(), Value::Count(summary.n())));
                self.means(&mut section, Ok(summary), level);
                let origin = Origin::Specification;
                section.provenance.inputs.push(Input { name: "differences".to_owned(), origin });
            }
            Numbers::Events(from, events) => self.count_pairs(entry, &mut section, from, events, level)?,
            Numbers::Columns(from, columns) => self.measure_pairs(entry, &mut section, from, columns, level)?,
        }
        if self.design == Design::Repeated {
            add_note(&mut section, Note::ChangeIsNotEffect);
        }
        Ok(vec![section])
    }
}

impl StatedDifferences {
    fn summary(&self) -> Result<MeanSummary, Diagnostic> {
        let total = self.total.value;
        let (summary, place) = match (&self.sd, &self.standard_error) {
            (Some(sd), None) => (MeanSummary::new(total, self.mean.value, sd.value), sd.location()),
            (None, Some(error)) => {
                (MeanSummary::from_standard_error(total, self.mean.value, error.value), error.location())
            }
            _ => {
                let problem = Problem::new("differences have `sd` or `standard_error`, one of them");
                let hint = "write `{mean: -2.1, sd: 5.4, total: 120}`";
                return Err(problem.hint(hint).at(self.mean.location()));
            }
        };
        summary.map_err(|why| {
            Problem::new(format!("these are no mean and spread of {total} differences: {why}"))
                .hint("there is at least one pair, and a standard deviation or standard error is not negative")
                .at(place)
        })
    }
}

impl Paired {
    /// The one source of numbers that is given.
    fn numbers<'a>(&'a self, entry: &Entry<'_>) -> Result<Numbers<'a>, Diagnostic> {
        let events = self.first.event.as_ref().zip(self.second.event.as_ref());
        let columns = self.first.column.as_ref().zip(self.second.column.as_ref());
        let named = self.first.event.is_some()
            || self.second.event.is_some()
            || self.first.column.is_some()
            || self.second.column.is_some();
        match (&self.pairs, &self.differences, &self.from) {
            (Some(pairs), None, None) if !named => Ok(Numbers::Pairs(pairs)),
            (None, Some(differences), None) if !named => Ok(Numbers::Differences(&differences.value)),
            (None, None, Some(from)) => match (events, columns) {
                (Some((first, second)), None) if self.first.column.is_none() && self.second.column.is_none() => {
                    Ok(Numbers::Events(from, [first, second]))
                }
                (None, Some((first, second))) if self.first.event.is_none() && self.second.event.is_none() => {
                    Ok(Numbers::Columns(from, [first, second]))
                }
                _ => Err(Problem::new("`first` and `second` each need an `event`, or each a `column`")
                    .hint("write `event: {column: \u{2026}, equals: \u{2026}}` in both, or the `column` of a number in both")
                    .at(from.location())),
            },
            _ => {
                let problem = Problem::new(format!("`{}` needs one source of numbers", entry.id));
                let hint = "give `pairs`, or `differences`, or `from` with an `event` or a `column` in `first` and `second`";
                Err(problem.hint(hint).at(entry.location.clone()))
            }
        }
    }

    /// What belongs to shares alone, and to means alone.
    fn check(&self, numbers: &Numbers<'_>) -> Result<(), Diagnostic> {
        let of_shares = matches!(numbers, Numbers::Pairs(_) | Numbers::Events(..));
        let interval = self.interval.as_ref().map(Spanned::location);
        let of_means =
            [self.outcome_unit.as_ref().map(Spanned::location), self.decimals.as_ref().map(Spanned::location)];
        if let Some(place) = interval.or(self.tests.first().map(Spanned::location)).filter(|_| !of_shares) {
            let problem = Problem::new("means have the t interval and the paired t test");
            return Err(problem.hint("remove this").at(place));
        }
        if let Some(place) = of_means.into_iter().flatten().next().filter(|_| of_shares) {
            let problem = Problem::new("shares have no other unit than per cent, with decimals by their number");
            return Err(problem.hint("remove this").at(place));
        }
        if let Numbers::Columns(_, [first, second]) = numbers
            && first.value == second.value
        {
            let problem = Problem::new("both measurements are the same column, so that no one differs");
            return Err(problem.hint("name the column of the second measurement").at(second.location()));
        }
        if let Some(unit) = self.outcome_unit.as_ref().filter(|unit| unit.is_worded()) {
            let problem = Problem::new("this unit is a judgement, which has no mean");
            let hint = "leave it out for points of a scale, or write such as `days`";
            return Err(problem.hint(hint).at(unit.location()));
        }
        if let Some(decimals) = self.decimals.as_ref().filter(|decimals| !(-6..=6).contains(&decimals.value)) {
            let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
            return Err(problem.at(decimals.location()));
        }
        Ok(())
    }

    /// The counts of pairs, both shares and what is made of them; `missing` for rows that lack one of the two.
    fn proportions(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        counts: PairedCounts,
        missing: Option<u64>,
        level: Level,
    ) {
        let decimals = decimals_for_share(counts.total());
        for (name, count) in [
            ("both", counts.both()),
            ("first_only", counts.first_only()),
            ("second_only", counts.second_only()),
            ("neither", counts.neither()),
            ("total", counts.total()),
        ] {
            section.values.push((name.to_owned(), Value::Count(count)));
        }
        section.values.extend(missing.map(|missing| ("missing".to_owned(), Value::Count(missing))));
        for (name, arm) in [("first", counts.first()), ("second", counts.second())] {
            section.values.push((format!("{name}.events"), Value::Count(arm.events())));
            let empty = Estimate::new(arm.proportion(), Unit::Proportion, decimals);
            let interval = ProportionInterval::Wilson;
            let proportion = match interval.compute(arm, level) {
                Ok(computed) => with_interval(empty, computed, level, interval.method()),
                Err(_) => empty,
            };
            section.values.push((format!("{name}.proportion"), proportion.into()));
        }
        // Second − first.
        let pairs = counts.exchanged();
        let tests = self.tests_of(entry, section, pairs);
        let estimate = |computed: Result<Estimated, Undefined>, unit, decimals, none: f64, method| match computed {
            Ok(computed) => {
                let empty =
                    Estimate { no_effect: Some(none), tests: tests.clone(), ..Estimate::new(none, unit, decimals) };
                Value::from(with_interval(empty, computed, level, method))
            }
            Err(why) => why.into(),
        };
        let interval = self.interval.as_ref().map(|interval| interval.value).unwrap_or_default();
        let difference = interval.compute(pairs, level);
        let difference = estimate(difference, Unit::ProportionDifference, decimals, 0.0, interval.method());
        let ratio = estimate(risk_ratio::tang(pairs, level), Unit::Ratio, 2, 1.0, Method::Tang);
        let odds = estimate(odds_ratio::wilson(pairs, level), Unit::Ratio, 2, 1.0, Method::DiscordantWilson);
        for (name, value) in [("risk_difference", difference), ("risk_ratio", ratio), ("odds_ratio", odds)] {
            section.values.push((name.to_owned(), value));
        }
    }

    /// The tests that are named; by default McNemar's, the exact one with mid-p where few pairs differ.
    fn tests_of(&self, entry: &Entry<'_>, section: &mut Section, pairs: PairedCounts) -> Vec<Test> {
        let few = pairs.first_only() + pairs.second_only() < 10;
        let usual = if few { PairedTest::McNemarMidP } else { PairedTest::McNemar };
        if !self.tests.is_empty() {
            return self
                .tests
                .iter()
                .filter_map(|wanted| {
                    let computed = wanted.value.compute(pairs);
                    if let Err(undefined) = &computed {
                        let problem = Problem::new(format!("a test of `{}` does not exist: {undefined}", entry.id));
                        entry.warn(problem.at(wanted.location()));
                    }
                    computed.ok()
                })
                .collect();
        }
        let computed: Vec<Test> = usual.compute(pairs).into_iter().collect();
        if few && !computed.is_empty() {
            add_note(section, Note::FewDiscordantPairs);
        }
        computed
    }

    /// Pairs counted in the rows of a data source.
    fn count_pairs(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        from: &Spanned<String>,
        events: [&Event; 2],
        level: Level,
    ) -> Result<(), Vec<Diagnostic>> {
        let rows = entry.rows(from).map_err(|problem| vec![problem])?;
        let by = events.iter().map(|event| event.by()).collect::<Result<Vec<By<'_>>, _>>();
        let tally = rows.tally(&by.map_err(|problem| vec![problem])?)?;
        for (place, event) in events.iter().enumerate() {
            event.look_at(entry, &rows, &tally.values(place));
        }
        let count = |first: Option<bool>, second: Option<bool>| {
            tally.sum(|cells| events[0].holds(&cells[0]) == first && events[1].holds(&cells[1]) == second)
        };
        let [both, first_only, second_only, neither] =
            [(true, true), (true, false), (false, true), (false, false)].map(|(a, b)| count(Some(a), Some(b)));
        let counts = PairedCounts::new(both, first_only, second_only, neither).map_err(|_| {
            let what = format!("no row of `{from}` has both {} and {}", events[0].shown(), events[1].shown());
            vec![Problem::new(what).at(events[1].location())]
        })?;
        let total = counts.total();
        let missing = tally.total() - total;
        if missing > 0 {
            add_note(section, Note::IncompletePairs);
        }
        self.proportions(entry, section, counts, Some(missing), level);
        let effects = ["risk_difference", "risk_ratio", "odds_ratio"].map(str::to_owned);
        let [first, second] = events.map(Event::dimension);
        let everyone = Persons::of(&rows);
        let known = everyone.known(&first, true).known(&second, true);
        let mut put = |persons: &Persons, count: u64, own: &[&str], effects: &[String]| {
            let own = own.iter().map(|name| (*name).to_owned());
            section.cells.push(persons.cell(count, own.chain(effects.iter().cloned())));
        };
        for (a, b, name, count) in [
            ("yes", "yes", "both", both),
            ("yes", "no", "first_only", first_only),
            ("no", "yes", "second_only", second_only),
            ("no", "no", "neither", neither),
        ] {
            put(&known.in_category(&first, a).in_category(&second, b), count, &[name], &effects);
        }
        for (dimension, name, events) in
            [(&first, "first", counts.first().events()), (&second, "second", counts.second().events())]
        {
            let own = [format!("{name}.events"), format!("{name}.proportion")];
            put(&known.in_category(dimension, "yes"), events, &own.each_ref().map(String::as_str), &effects);
            put(&known.in_category(dimension, "no"), total - events, &[&own[1]], &effects);
        }
        put(&known, total, &["total", "first.proportion", "second.proportion"], &effects);
        section.cells.extend(incomplete(&everyone, [&first, &second], |a, b| {
            tally.sum(|cells| events[0].holds(&cells[0]).is_some() == a && events[1].holds(&cells[1]).is_some() == b)
        }));
        section.provenance.inputs.push(Input {
            name: "rows".to_owned(),
            origin: Origin::Data { source: from.value.clone(), columns: events.map(Event::name).to_vec(), rows: total },
        });
        Ok(())
    }

    /// The differences of two columns.
    fn measure_pairs(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        from: &Spanned<String>,
        columns: [&Spanned<String>; 2],
        level: Level,
    ) -> Result<(), Vec<Diagnostic>> {
        let rows = entry.rows(from).map_err(|problem| vec![problem])?;
        let tally = tally_of_numbers(&rows, columns)?;
        let known = |cells: &[Cell]| cells[0].as_number().zip(cells[1].as_number());
        let pairs: Vec<(f64, f64, u64)> = tally
            .counts
            .iter()
            .filter_map(|(cells, count)| known(cells).map(|(first, second)| (first, second, *count)))
            .collect();
        let of = |value: fn(&(f64, f64, u64)) -> f64| {
            let counted: Vec<(f64, u64)> = pairs.iter().map(|pair| (value(pair), pair.2)).collect();
            Sample::from_counts(&counted).map(|sample| sample.summary())
        };
        let total: u64 = pairs.iter().map(|(.., count)| count).sum();
        let missing = tally.total() - total;
        if missing > 0 {
            add_note(section, Note::IncompletePairs);
        }
        section.values.push(("total".to_owned(), Value::Count(total)));
        section.values.push(("missing".to_owned(), Value::Count(missing)));
        for (name, summary) in [("first", of(|pair| pair.0)), ("second", of(|pair| pair.1))] {
            let mean = summary.map(|summary| self.quantity(summary.mean()));
            section.values.push((format!("{name}.mean"), mean.unwrap_or_else(Value::from)));
            let sd = summary.and_then(MeanSummary::sd).map(|sd| self.quantity(sd));
            section.values.push((format!("{name}.sd"), sd.unwrap_or_else(Value::from)));
        }
        self.means(section, of(|pair| pair.1 - pair.0), level);
        let [first, second] = columns.map(|column| column.value.as_str());
        let everyone = Persons::of(&rows);
        let shown: Vec<String> =
            section.values.iter().map(|(name, _)| name).filter(|name| *name != "missing").cloned().collect();
        section.cells.push(everyone.known(first, true).known(second, true).cell(total, shown));
        section.cells.extend(incomplete(&everyone, [first, second], |a, b| {
            tally.sum(|cells| cells[0].as_number().is_some() == a && cells[1].as_number().is_some() == b)
        }));
        section.provenance.inputs.push(Input {
            name: "rows".to_owned(),
            origin: Origin::Data {
                source: from.value.clone(),
                columns: columns.map(|column| column.value.clone()).to_vec(),
                rows: total,
            },
        });
        Ok(())
    }

    /// What is made of the differences within pairs.
    fn means(&self, section: &mut Section, differences: Result<MeanSummary, Undefined>, level: Level) {
        let sd = differences.and_then(MeanSummary::sd).map(|sd| self.quantity(sd));
        section.values.push(("differences.sd".to_owned(), sd.unwrap_or_else(Value::from)));
        let estimate = |computed: Result<Estimated, Undefined>, unit, decimals, method| {
            let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, unit, decimals) };
            computed.map(|computed| with_interval(empty, computed, level, method))
        };
        let difference = differences.and_then(|differences| means::one_mean(differences, level));
        let difference = estimate(difference, self.unit(), self.decimals(), Method::PairedT).map(|mut estimate| {
            let tested = differences.and_then(|differences| means::one_mean_test(differences, 0.0));
            estimate.tests.extend(tested.ok().map(|tested| test(Method::PairedTTest, tested)));
            estimate
        });
        section.values.push(("mean_difference".to_owned(), difference.map_or_else(Value::from, Value::from)));
        let standardised = differences.and_then(|differences| means::hedges_g_within_pairs(differences, level));
        let standardised = estimate(standardised, Unit::EffectSize, 2, Method::NoncentralT);
        section.values.push(("standardised_change".to_owned(), standardised.map_or_else(Value::from, Value::from)));
    }

    fn quantity(&self, value: f64) -> Value {
        Quantity { value, unit: self.unit(), decimals: self.decimals() }.into()
    }

    fn unit(&self) -> Unit {
        self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value)
    }

    fn decimals(&self) -> i8 {
        self.decimals.as_ref().map_or(1, |decimals| decimals.value)
    }
}

/// How many rows have each combination of two columns of numbers.
pub(super) fn tally_of_numbers(rows: &Rows<'_>, columns: [&Spanned<String>; 2]) -> Result<Tally, Vec<Diagnostic>> {
    // Asks for the numbers of each, so that a column of words is told of at its name.
    for column in columns {
        rows.distributions(column, &[])?;
    }
    rows.tally(&columns.map(By::Column))
}

/// Those of whom one measurement is missing, or both.
pub(super) fn incomplete(
    everyone: &Persons,
    [first, second]: [&str; 2],
    count: impl Fn(bool, bool) -> u64,
) -> [PersonCell; 3] {
    [(true, false), (false, true), (false, false)]
        .map(|(a, b)| everyone.known(first, a).known(second, b).cell(count(a, b), ["missing"]))
}
