//! Two groups compared with what is missing filled in many times over.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::baseline_table::GroupLabel;
use super::imputation::{Imputing, Outcome, People, Set, imputed, note_of_models, scale_reduction};
use super::input::{Common, Entry, Event, add_note};
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{test, with_interval};
use crate::data::{Cell, Rows};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Estimate, Input, Language, Method, Note, Origin, Quantity, Role, Section, Text, Unit, Value,
    decimals_for_share,
};
use crate::stats::imputation::{
    Imputations, Pooled, pool, pooled_log_odds_ratio, pooled_log_risk_ratio, pooled_mean, pooled_mean_difference,
    pooled_risk_difference, pooled_wilson,
};
use crate::stats::means::{self, one_mean};
use crate::stats::{Arm, Level, Undefined, one_proportion, two_proportions::risk_difference, two_proportions::tests};

/// Chains whose potential scale reduction is above this have not mixed.
const MIXED: f64 = 1.1;

/// Two groups compared with multiple imputation of what is missing, beside those whose outcome is known.
///
/// Missing values are drawn by chained equations from everything that the model is given: the group, the outcome, the
/// columns that the analysis adjusts for, and further predictors. Each data set is analysed as if nothing had been
/// missing, and the results are pooled by Rubin's rules with Barnard and Rubin's degrees of freedom. With `event` the
/// groups are compared in a share, with `column` in a mean; `adjust_for` adds a difference adjusted for columns.
///
/// Data sets that another program has imputed are pooled in the same way: `imported` names the column with the number of
/// the data set, with 0, or nothing, in the rows as they were observed.
///
/// ```yaml
/// employment_imputed:
///   kind: multiple_imputation
///   outcome: i ordinært arbeid
///   from: randomised
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   event: {column: employed_12m, equals: 1}
///   adjust_for: [age, worked_before]
///   impute: {seed: 20260115, imputations: 50, predictors: [hads_0, employed_6m]}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MultipleImputation {
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
    /// The outcome: of an event worded so that it can follow «var» or «were», of a mean so that it can follow
    /// «gjennomsnittlig» or «mean».
    outcome: Text,
    /// The unit of a mean; points of its own scale unless given.
    #[serde(default)]
    outcome_unit: Option<Spanned<Unit>>,
    /// Decimals that means are shown with; one unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// The population or data source.
    from: Spanned<String>,
    /// Which rows belong to which group.
    group: Groups,
    /// Those who got the programme.
    treated: GroupLabel,
    /// Those they are compared with.
    control: GroupLabel,
    /// What counts as the outcome, for a difference of shares.
    #[serde(default)]
    event: Option<Event>,
    /// The column of the outcome, for a difference of means.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// Columns that a further difference is adjusted for.
    #[serde(default)]
    adjust_for: Vec<Spanned<String>>,
    /// How what is missing is imputed.
    #[serde(default)]
    impute: Option<Imputing>,
    /// Data sets that were imputed elsewhere, instead of `impute`.
    #[serde(default)]
    imported: Option<Imported>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// Data sets that were imputed elsewhere, one below the other in the data source.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Imported {
    /// The column with the number of the data set; 0 or nothing in the rows as they were observed.
    column: Spanned<String>,
}

/// What is analysed: the data as they were observed, where they are known, and with what was missing filled in.
struct Data {
    observed: Option<People>,
    sets: Vec<Set>,
    members: [Cell; 2],
    imputations: Option<Imputations>,
}

impl Analyse for MultipleImputation {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        let outcome = Outcome::one_of(self.event.as_ref(), self.column.as_ref(), entry).map_err(one)?;
        outcome.check(self.outcome_unit.as_ref(), self.decimals.as_ref()).map_err(one)?;
        let rows = entry.rows(&self.from).map_err(one)?;
        let data = match (&self.impute, &self.imported) {
            (Some(plan), None) => self.imputed(entry, &rows, outcome, plan)?,
            (None, Some(imported)) => self.imported(entry, &rows, outcome, imported)?,
            (Some(_), Some(imported)) => {
                let problem = Problem::new("the data sets are imputed here or elsewhere, not both");
                return Err(vec![problem.hint("remove `impute`, or `imported`").at(imported.column.location())]);
            }
            (None, None) => {
                let problem = Problem::new(format!("`{}` does not say how what is missing is imputed", entry.id));
                let hint = "add `impute: {seed: \u{2026}, imputations: 50}`, or `imported: {column: \u{2026}}` for data sets imputed elsewhere";
                return Err(vec![problem.hint(hint).at(entry.location.clone())]);
            }
        };
        let mut section = entry.section(Vec::new());
        self.describe(&mut section, &rows).map_err(one)?;
        self.results(&mut section, &data, outcome, level);
        self.cells(&mut section, &rows, &data, outcome);
        let plan = self.impute.iter().flat_map(|plan| &plan.predictors);
        let columns = [&self.group.column, outcome.column()].into_iter().chain(&self.adjust_for).chain(plan);
        let columns = columns.chain(self.imported.iter().map(|imported| &imported.column));
        section.provenance.inputs.push(Input {
            name: "rows".to_owned(),
            origin: Origin::Data {
                source: self.from.value.clone(),
                columns: columns.map(|column| column.value.clone()).collect(),
                rows: data.sets.first().map_or(0, |set| set.len() as u64),
            },
        });
        Ok(vec![section])
    }
}

impl MultipleImputation {
    fn imputed(
        &self,
        entry: &Entry<'_>,
        rows: &Rows<'_>,
        outcome: Outcome<'_>,
        plan: &Imputing,
    ) -> Result<Data, Vec<Diagnostic>> {
        let group = (&self.from, &self.group);
        let (people, members) = People::of(entry, rows, group, outcome, &self.adjust_for, &plan.predictors)?;
        if people.outcomes.iter().all(Option::is_none) {
            let problem = Problem::new(format!("`{}` has no value in any row of the groups", outcome.column()));
            return Err(vec![problem.hint("name the column of the outcome").at(outcome.column().location())]);
        }
        let imputations = people.impute(plan).map_err(|problem| vec![problem])?;
        let sets = imputations.each(|completed| people.completed(completed));
        let sets = sets.map_err(|why| vec![Problem::new(why.to_string()).at(plan.seed.location())])?;
        Ok(Data { observed: Some(people), sets, members, imputations: Some(imputations) })
    }

    fn imported(
        &self,
        entry: &Entry<'_>,
        rows: &Rows<'_>,
        outcome: Outcome<'_>,
        imported: &Imported,
    ) -> Result<Data, Vec<Diagnostic>> {
        let group = (&self.from, &self.group);
        let by = std::slice::from_ref(&imported.column);
        let covariates: Vec<Spanned<String>> = self.adjust_for.iter().chain(by).cloned().collect();
        let (mut people, members) = People::of(entry, rows, group, outcome, &covariates, &[])?;
        let numbers = people.take_numbers(&imported.column).map_err(|problem| vec![problem])?;
        let mut known: Vec<u64> = numbers.clone();
        known.sort_unstable();
        known.dedup();
        let wrong = |what: String, hint: &str| vec![Problem::new(what).hint(hint).at(imported.column.location())];
        let sets: Vec<u64> = known.iter().copied().filter(|number| *number > 0).collect();
        if sets.len() < 2 {
            let what = format!("`{}` numbers {} imputed data sets, and pooling needs two", imported.column, sets.len());
            return Err(wrong(what, "name the column with the number of the imputation, 1, 2 and so on"));
        }
        let size = |number: u64| numbers.iter().filter(|own| **own == number).count();
        let mut made = Vec::new();
        for number in &sets {
            if size(*number) != size(sets[0]) {
                let what = format!(
                    "the data set {number} has {} rows of the groups, and the first one {}",
                    size(*number),
                    size(sets[0])
                );
                return Err(wrong(what, "each data set has all persons once"));
            }
            made.push(people.set(&|row| numbers[row] == *number).ok_or_else(|| {
                let what = format!("the data set {number} has missing values in what is analysed");
                wrong(what, "an imputed data set has none; give the rows as they were observed the number 0")
            })?);
        }
        let observed = known.contains(&0).then(|| people.only(&|row| numbers[row] == 0));
        if let Some(observed) = observed.as_ref().filter(|observed| observed.treated.len() != size(sets[0])) {
            let rows = observed.treated.len();
            let what = format!("there are {rows} rows as they were observed, and {} in a data set", size(sets[0]));
            return Err(wrong(what, "each data set has all persons once"));
        }
        Ok(Data { observed, sets: made, members, imputations: None })
    }

    fn describe(&self, section: &mut Section, rows: &Rows<'_>) -> Result<(), Diagnostic> {
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(Basis::Observed),
        };
        common.describe(section);
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        for (name, text) in
            [("outcome", &self.outcome), ("treated", &self.treated.label), ("control", &self.control.label)]
        {
            section.labels.push((name.to_owned(), text.clone()));
        }
        if !self.adjust_for.is_empty() {
            let mut named = Vec::new();
            for column in &self.adjust_for {
                named.push(rows.column(column)?.label.clone().unwrap_or_else(|| Text::from(column.as_str())));
            }
            let listed = |language| named.iter().map(|text| text.get(language)).collect::<Vec<_>>().join(", ");
            let words = Text::per_language(Language::ALL.map(|language| (language, listed(language))));
            section.labels.push(("adjusted_for".to_owned(), words));
        }
        if let Some(plan) = &self.impute {
            section.labels.push(("seed".to_owned(), Text::from(plan.seed.to_string().as_str())));
        }
        Ok(())
    }

    fn results(&self, section: &mut Section, data: &Data, outcome: Outcome<'_>, level: Level) {
        let is_event = matches!(outcome, Outcome::Event(..));
        let size = data.sets.first().map_or(0, Set::len) as u64;
        let (effect, empty) = match is_event {
            true => {
                let decimals = decimals_for_share(size);
                ("risk_difference", Estimate::new(0.0, Unit::ProportionDifference, decimals))
            }
            false => {
                let unit = self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value);
                let decimals = self.decimals.as_ref().map_or(1, |decimals| decimals.value);
                ("mean_difference", Estimate::new(0.0, unit, decimals))
            }
        };
        let empty = Estimate { no_effect: Some(0.0), ..empty };
        let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
        for (name, treated) in [("treated", true), ("control", false)] {
            let (total, missing) = match &data.observed {
                Some(observed) => observed.counts(treated),
                None => (data.sets.first().map_or(0, |set| set.of(treated)), 0),
            };
            put(&format!("{name}.total"), Value::Count(total));
            if data.observed.is_some() {
                put(&format!("{name}.missing"), Value::Count(missing));
            }
        }
        if let Some(observed) = &data.observed {
            let known = observed.known();
            for (name, value) in own_values(std::slice::from_ref(&known), is_event, level, &empty) {
                put(&format!("complete_cases.{name}"), value);
            }
            put(&format!("complete_cases.{effect}"), unadjusted(&known, is_event, level, &empty));
            if !self.adjust_for.is_empty() {
                let adjusted = observed
                    .complete()
                    .adjusted(is_event)
                    .and_then(|(contrast, _)| Ok((contrast.estimated(level)?, contrast.test().ok())));
                let method = if is_event { Method::DeltaMethod } else { Method::LeastSquaresT };
                let tested = if is_event { Method::WaldTest } else { Method::CoefficientTest };
                let value = adjusted.map(|(computed, result)| {
                    let mut estimate = with_interval(empty.clone(), computed, level, method);
                    estimate.tests.extend(result.map(|result| test(tested, result)));
                    estimate
                });
                put("complete_cases.adjusted_difference", value.map_or_else(Value::from, Value::from));
            }
        }
        for (name, value) in own_values(&data.sets, is_event, level, &empty) {
            put(&name, value);
        }
        let main = pooled_difference(&data.sets, is_event);
        put(effect, pooled_value(main, level, &empty));
        put("missing_information", information(main));
        if is_event {
            for (name, pooled) in [
                ("risk_ratio", arms(&data.sets).and_then(|arms| pooled_log_risk_ratio(&arms))),
                ("odds_ratio", arms(&data.sets).and_then(|arms| pooled_log_odds_ratio(&arms))),
            ] {
                let ratio = Estimate { no_effect: Some(1.0), ..Estimate::new(1.0, Unit::Ratio, 2) };
                let value = pooled.and_then(|pooled| {
                    let mut estimate = with_interval(ratio, pooled.ratio(level)?, level, Method::RubinsRules);
                    estimate.tests.extend(pooled.test().ok().map(|result| test(Method::RubinsTest, result)));
                    Ok(estimate)
                });
                put(name, value.map_or_else(Value::from, Value::from));
            }
        }
        let mut penalised = false;
        let mut decisive = main;
        if !self.adjust_for.is_empty() {
            let each: Result<Vec<_>, Undefined> = data.sets.iter().map(|set| set.adjusted(is_event)).collect();
            let adjusted = each.and_then(|each| {
                penalised = each.iter().any(|(_, penalised)| *penalised);
                let complete_df = each.iter().filter_map(|(contrast, _)| contrast.df).reduce(f64::min);
                let estimates: Vec<_> = each.iter().map(|(contrast, _)| imputed(contrast)).collect();
                pool(&estimates, complete_df.unwrap_or(f64::INFINITY))
            });
            put("adjusted_difference", pooled_value(adjusted, level, &empty));
            put("adjusted_missing_information", information(adjusted));
            decisive = adjusted.or(main);
        }
        match &data.imputations {
            Some(imputations) => describe_chains(section, imputations),
            None => {
                put("imputations", Value::Count(data.sets.len() as u64));
                add_note(section, Note::ImputedElsewhere);
            }
        }
        if penalised {
            add_note(section, Note::FirthInstead);
        }
        if decisive.is_ok_and(|pooled| 100.0 * pooled.fraction_missing() > data.sets.len() as f64) {
            add_note(section, Note::FewImputations);
        }
        if self.adjust_for.is_empty() {
            add_note(section, Note::Unadjusted);
        }
    }

    /// Who is behind the numbers.
    fn cells(&self, section: &mut Section, rows: &Rows<'_>, data: &Data, outcome: Outcome<'_>) {
        let Some(observed) = &data.observed else { return self.cells_of_imported(section, rows, data) };
        let everyone = match self.imported {
            // Each person stands in every data set.
            Some(_) => Persons::of(rows).counted_in("imputed"),
            None => Persons::of(rows),
        };
        let names: Vec<String> = section.values.iter().map(|(name, _)| name.clone()).collect();
        let effects =
            |name: &&String| name.contains("difference") || name.contains("ratio") || name.contains("information");
        let effects: Vec<String> = names.iter().filter(effects).cloned().collect();
        for (name, treated) in [("treated", true), ("control", false)] {
            let persons = everyone.with(&self.group.column, &data.members[usize::from(!treated)]);
            let (total, missing) = observed.counts(treated);
            let own = |part: &&String| part.contains(&format!("{name}.")) && !part.ends_with("missing");
            let shown = || names.iter().filter(own).chain(&effects).cloned();
            section.cells.push(persons.cell(total, [format!("{name}.total")]));
            match outcome {
                Outcome::Event(_, event) => {
                    let dimension = event.dimension();
                    let known = persons.known(&dimension, true);
                    let events = observed.events(treated);
                    section.cells.push(known.in_category(&dimension, "yes").cell(events, shown()));
                    section.cells.push(known.in_category(&dimension, "no").cell(total - missing - events, shown()));
                    section.cells.push(known.cell(total - missing, shown()));
                    section.cells.push(persons.known(&dimension, false).cell(missing, [format!("{name}.missing")]));
                }
                Outcome::Numbers(column) => {
                    section.cells.push(persons.known(column, true).cell(total - missing, shown()));
                    section.cells.push(persons.known(column, false).cell(missing, [format!("{name}.missing")]));
                }
            }
        }
        keep_known_names(section);
    }

    /// Each person stands once in every data set: they are counted in the first.
    fn cells_of_imported(&self, section: &mut Section, rows: &Rows<'_>, data: &Data) {
        let everyone = Persons::of(rows).counted_in("imputed");
        let names: Vec<String> = section.values.iter().map(|(name, _)| name.clone()).collect();
        for treated in [true, false] {
            let persons = everyone.with(&self.group.column, &data.members[usize::from(!treated)]);
            let other = if treated { "control." } else { "treated." };
            let shown = names.iter().filter(|known| !known.starts_with(other)).cloned();
            section.cells.push(persons.cell(data.sets.first().map_or(0, |set| set.of(treated)), shown));
        }
        keep_known_names(section);
    }
}

/// The shares or means of both groups, pooled where there are several data sets.
pub(super) fn own_values(sets: &[Set], is_event: bool, level: Level, empty: &Estimate) -> Vec<(String, Value)> {
    let mut values = Vec::new();
    for (name, treated) in [("treated", true), ("control", false)] {
        let of = |value: Result<Estimate, Undefined>| value.map_or_else(Value::from, Value::from);
        if is_event {
            let arms = arms(sets).map(|arms| {
                arms.iter().map(|arms| if treated { arms.treated } else { arms.control }).collect::<Vec<Arm>>()
            });
            let value = arms.and_then(|arms| {
                let proportion = Estimate::new(0.0, Unit::Proportion, empty.decimals);
                match arms.as_slice() {
                    [arm] => Ok(with_interval(proportion, one_proportion::wilson(*arm, level)?, level, Method::Wilson)),
                    arms => Ok(with_interval(proportion, pooled_wilson(arms, level)?, level, Method::WilsonPooled)),
                }
            });
            if let ([set], Ok(counted)) = (sets, sets.first().map_or(Err(Undefined::NoObservations), Set::arms)) {
                let arm = if treated { counted.treated } else { counted.control };
                values.push((format!("{name}.events"), Value::Count(arm.events())));
                values.push((format!("{name}.total"), Value::Count(set.of(treated))));
            }
            values.push((format!("{name}.proportion"), of(value)));
        } else {
            let summaries = sets.iter().map(Set::means).collect::<Result<Vec<_>, Undefined>>().map(|means| {
                means.iter().map(|means| if treated { means.treated } else { means.control }).collect::<Vec<_>>()
            });
            let mean = Estimate { no_effect: None, ..empty.clone() };
            let value = summaries.and_then(|summaries| match summaries.as_slice() {
                [summary] => Ok(match one_mean(*summary, level) {
                    Ok(computed) => with_interval(mean, computed, level, Method::StudentT),
                    Err(_) => Estimate { value: summary.mean(), ..mean },
                }),
                summaries => {
                    let pooled = pooled_mean(summaries)?;
                    Ok(with_interval(mean, pooled.estimated(level)?, level, Method::RubinsRules))
                }
            });
            if let [set] = sets {
                values.push((format!("{name}.total"), Value::Count(set.of(treated))));
            }
            values.push((format!("{name}.mean"), of(value)));
        }
    }
    values
}

/// The difference among those whose outcome is known, by the methods that are usual without imputation.
pub(super) fn unadjusted(known: &Set, is_event: bool, level: Level, empty: &Estimate) -> Value {
    let computed = match is_event {
        true => known.arms().and_then(|arms| {
            let computed = risk_difference::miettinen_nurminen(arms.treated, arms.control, level)?;
            let mut estimate = with_interval(empty.clone(), computed, level, Method::MiettinenNurminen);
            let tested = tests::n_minus_1(arms.treated, arms.control).ok();
            estimate.tests.extend(tested.map(|result| test(Method::ChiSquaredNMinusOne, result)));
            Ok(estimate)
        }),
        false => known.means().and_then(|means| {
            let computed = means::difference::welch(means.treated, means.control, level)?;
            let mut estimate = with_interval(empty.clone(), computed, level, Method::Welch);
            let tested = means::difference::welch_test(means.treated, means.control).ok();
            estimate.tests.extend(tested.map(|result| test(Method::WelchTest, result)));
            Ok(estimate)
        }),
    };
    computed.map_or_else(Value::from, Value::from)
}

fn arms(sets: &[Set]) -> Result<Vec<crate::stats::imputation::ImputedArms>, Undefined> {
    sets.iter().map(Set::arms).collect()
}

/// The difference of both groups, pooled.
fn pooled_difference(sets: &[Set], is_event: bool) -> Result<Pooled, Undefined> {
    match is_event {
        true => pooled_risk_difference(&arms(sets)?),
        false => pooled_mean_difference(&sets.iter().map(Set::means).collect::<Result<Vec<_>, Undefined>>()?),
    }
}

/// A pooled difference with its interval and test.
pub(super) fn pooled_value(pooled: Result<Pooled, Undefined>, level: Level, empty: &Estimate) -> Value {
    let value = pooled.and_then(|pooled| {
        let mut estimate = with_interval(empty.clone(), pooled.estimated(level)?, level, Method::RubinsRules);
        estimate.tests.extend(pooled.test().ok().map(|result| test(Method::RubinsTest, result)));
        Ok(estimate)
    });
    value.map_or_else(Value::from, Value::from)
}

/// The fraction of missing information.
fn information(pooled: Result<Pooled, Undefined>) -> Value {
    let fraction =
        pooled.map(|pooled| Quantity { value: pooled.fraction_missing(), unit: Unit::Proportion, decimals: 0 });
    fraction.map_or_else(Value::from, Value::from)
}

/// How many data sets there are, how many times the chains went round, and what is to be known of their models.
pub(super) fn describe_chains(section: &mut Section, imputations: &Imputations) {
    section.values.push(("imputations".to_owned(), Value::Count(imputations.len() as u64)));
    section.values.push(("iterations".to_owned(), Value::Count(imputations.iterations() as u64)));
    if let Some(reduction) = scale_reduction(imputations) {
        let value = Quantity { value: reduction, unit: Unit::Number, decimals: 2 };
        section.values.push(("scale_reduction".to_owned(), value.into()));
        if reduction > MIXED {
            add_note(section, Note::ChainsNotMixed);
        }
    }
    note_of_models(section, imputations);
}
