//! Two groups that were not formed by lot, made comparable by weighting or matching.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::baseline_table::GroupLabel;
use super::explanatory::{Piece, Scale, Term, design, independent, main_pieces};
use super::input::{Common, Entry, Event, add_note};
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names, values_of};
use super::proportion_methods::{test, with_interval};
use super::regression::{ModelRows, Outcome, lines, read};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Estimate, Input, Method, Note, Origin, PersonCell, Quantity, Role, Row, Section, Table, Text, Unit, Value,
    decimals_for_share,
};
use crate::stats::causal::{
    Balance, Estimand, MatchingPlan, Propensity, Trimming, Weighting, balance, effective_sample_size, entropy_balance,
    inverse_probability_means, inverse_probability_weights, nearest_neighbours,
};
use crate::stats::regression::{Contrast, Design, StandardisedRisks};
use crate::stats::{Level, Sample, Undefined};

/// Two groups that were not formed by lot, made comparable in what is known of them: by weighting with a propensity score,
/// by matching on it, or by entropy balancing. Shows how alike the groups are before and after, how many persons the
/// weighted groups are worth, and the difference in the outcome.
///
/// Only the characteristics under `terms` are made alike. The difference is an effect if nothing else tells the groups
/// apart, which no method can see.
///
/// ```yaml
/// comparison:
///   kind: balance
///   from: register
///   outcome: i arbeid
///   event: {column: employed, equals: 1}
///   group: {column: programme, treated: "1", control: "0"}
///   treated: {label: tiltaksgruppen}
///   control: {label: de andre}
///   terms: [age, sex, {column: education, reference: primary}, earlier_income]
///   method: weighting
///   estimand: treated
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BalanceAnalysis {
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
    /// How the numbers are known.
    #[serde(default)]
    basis: Basis,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The population or data source of the persons.
    from: Spanned<String>,
    /// The outcome: for a yes-or-no worded so that it can follow «var» or «were», else so that it can follow
    /// «gjennomsnittlig» or «mean».
    outcome: Text,
    /// The column of an outcome that is a number.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// What counts as the outcome, where it is a yes-or-no.
    #[serde(default)]
    event: Option<Event>,
    /// The unit of an outcome that is a number; points of its own scale unless given.
    #[serde(default)]
    outcome_unit: Option<Spanned<Unit>>,
    /// Decimals of means of an outcome that is a number; one unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// Which rows belong to which group.
    group: Groups,
    /// Those who got the programme.
    treated: GroupLabel,
    /// Those they are compared with.
    control: GroupLabel,
    /// The characteristics that are made alike: names of columns, or maps that say more.
    terms: Vec<Term>,
    /// How the groups are made comparable.
    #[serde(default)]
    method: Balancing,
    /// On whom the effect is wanted; matching and entropy balancing are for the treated.
    #[serde(default)]
    estimand: Option<Spanned<On>>,
    /// What is done about very large weights, in weighting.
    #[serde(default)]
    trimming: Option<Trimmed>,
    /// How matches are chosen, in matching.
    #[serde(default)]
    matching: Option<Matching>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// How groups are made comparable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Balancing {
    /// Weights from the probability of the programme, given the characteristics.
    #[default]
    Weighting,
    /// Each treated person with the controls whose probability is nearest.
    Matching,
    /// Weights of the controls that make the means of all characteristics those of the treated.
    Entropy,
}

/// On whom an effect is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum On {
    /// On the treated.
    Treated,
    /// On everyone.
    Everyone,
}

/// What is done about very large weights.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Trimmed {
    /// Those with a probability below this, or above 1 less this, are left out, such as 0.05.
    #[serde(default)]
    leave_out: Option<Spanned<f64>>,
    /// Weights above this quantile of their group are lowered to it, such as 0.99.
    #[serde(default)]
    lower_to: Option<Spanned<f64>>,
}

/// How matches are chosen.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Matching {
    /// How many controls each treated person has; one unless given.
    #[serde(default)]
    controls: Option<Spanned<u64>>,
    /// The farthest a match may be, in standard deviations of the score on the log-odds scale; 0.2 unless given.
    #[serde(default)]
    caliper: Option<Spanned<f64>>,
}

/// The groups made comparable.
struct Balanced {
    weights: Vec<f64>,
    balance: Vec<Balance>,
    /// The mean or share in each group, where the method has them, and the difference between them.
    means: Option<[Contrast; 2]>,
    difference: Contrast,
    log_ratio: Option<Contrast>,
    unmatched: u64,
    notes: Vec<Note>,
}

impl Analyse for BalanceAnalysis {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        self.check(entry)?;
        let labels = [Some(self.treated.label.clone()), Some(self.control.label.clone())];
        let outcome = Outcome { column: self.column.as_ref(), event: self.event.as_ref() };
        let found = read(entry, &self.from, (Some(&self.group), labels), &self.terms, outcome, &[])?;
        self.section(entry, &found, level).map(|section| vec![section])
    }
}

impl BalanceAnalysis {
    fn estimand(&self) -> Estimand {
        match self.estimand.as_ref().map(|estimand| estimand.value) {
            Some(On::Everyone) => Estimand::Everyone,
            _ => Estimand::Treated,
        }
    }

    /// What does not depend on the data.
    fn check(&self, entry: &Entry<'_>) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut wrong = |what: &str, hint: &str, place| problems.push(Problem::new(what).hint(hint).at(place));
        if self.terms.is_empty() {
            let hint = "add columns under `terms`";
            wrong("groups are made comparable in characteristics, and there are none", hint, entry.location.clone());
        }
        match (&self.column, &self.event) {
            (Some(column), Some(_)) => {
                wrong("an outcome is a number or a yes-or-no, not both", "keep `column` or `event`", column.location());
            }
            (None, None) => {
                let hint =
                    "add `column` for a number, or `event: {column: \u{2026}, equals: \u{2026}}` for a yes-or-no";
                wrong("a comparison needs its outcome", hint, entry.location.clone());
            }
            _ => {}
        }
        if let Some(unit) = self.outcome_unit.as_ref().filter(|unit| unit.is_worded() || self.event.is_some()) {
            wrong("an outcome of this kind has no unit of its own", "leave `outcome_unit` out", unit.location());
        }
        if let Some(decimals) = self.decimals.as_ref().filter(|decimals| !(-6..=6).contains(&decimals.value)) {
            wrong("`decimals` lies between -6 and 6", "write a number between them", decimals.location());
        }
        if let Some(estimand) = self.estimand.as_ref().filter(|on| on.value == On::Everyone)
            && self.method != Balancing::Weighting
        {
            let hint = "write `estimand: treated`, or `method: weighting`";
            wrong("matching and entropy balancing are for the effect on the treated", hint, estimand.location());
        }
        if let Some(trimming) = &self.trimming {
            let (one, other) = (trimming.leave_out.as_ref(), trimming.lower_to.as_ref());
            let place = one.or(other).and_then(Spanned::location).or_else(|| entry.location.clone());
            if self.method != Balancing::Weighting {
                wrong("weights are trimmed in weighting alone", "leave `trimming` out", place);
            } else if one.is_some() == other.is_some() {
                wrong("weights are trimmed in one way", "write `leave_out` or `lower_to`", place);
            } else if one.is_some_and(|limit| !(limit.value > 0.0 && limit.value < 0.5)) {
                wrong("`leave_out` is a probability between 0 and 0.5", "0.05 or 0.1 are usual", place);
            } else if other.is_some_and(|quantile| !(quantile.value > 0.0 && quantile.value < 1.0)) {
                wrong("`lower_to` is a quantile between 0 and 1", "0.99 is usual", place);
            }
        }
        if let Some(matching) = &self.matching {
            let (controls, caliper) = (matching.controls.as_ref(), matching.caliper.as_ref());
            let place = controls.and_then(Spanned::location).or_else(|| caliper.and_then(Spanned::location));
            let place = place.or_else(|| entry.location.clone());
            if self.method != Balancing::Matching {
                wrong("`matching` says how matches are chosen", "write `method: matching`, or leave it out", place);
            } else if controls.is_some_and(|controls| !(1..=100).contains(&controls.value)) {
                wrong("a treated person has between 1 and 100 controls", "1 is usual", place);
            } else if caliper.is_some_and(|caliper| !(caliper.value > 0.0 && caliper.value.is_finite())) {
                wrong("a caliper is a number above 0", "0.2 is usual", caliper.and_then(Spanned::location));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The name of the method in the report.
    fn method(&self) -> Method {
        match self.method {
            Balancing::Weighting => Method::InverseProbabilityWeighting,
            Balancing::Matching => Method::PropensityMatching,
            Balancing::Entropy => Method::EntropyBalancing,
        }
    }

    /// Makes the groups comparable.
    fn balanced(&self, found: &ModelRows, design: &Design, treated: &[bool]) -> Result<Balanced, Undefined> {
        let estimand = self.estimand();
        let of_risks = |risks: StandardisedRisks, weights: Vec<f64>, notes: Vec<Note>| -> Result<Balanced, Undefined> {
            Ok(Balanced {
                balance: balance(design, treated, &weights, estimand)?,
                weights,
                means: Some([risks.treated, risks.control]),
                difference: risks.difference,
                log_ratio: risks.log_ratio,
                unmatched: 0,
                notes,
            })
        };
        if self.method == Balancing::Entropy {
            let found_weights = entropy_balance(design, treated)?;
            return of_risks(found_weights.means(&found.outcome)?, found_weights.weights().to_vec(), Vec::new());
        }
        let propensity = Propensity::new(design, treated)?;
        let mut notes = Vec::new();
        if propensity.penalised() {
            notes.push(Note::PenalisedScore);
        }
        if self.method == Balancing::Weighting {
            let trimming = match &self.trimming {
                Some(Trimmed { leave_out: Some(limit), .. }) => Trimming::LeaveOut(limit.value),
                Some(Trimmed { lower_to: Some(quantile), .. }) => Trimming::LowerTo(quantile.value),
                _ => Trimming::None,
            };
            match trimming {
                Trimming::LeaveOut(_) => notes.push(Note::ExtremeScoresLeftOut),
                Trimming::LowerTo(_) => notes.push(Note::LargeWeightsLowered),
                Trimming::None => {}
            }
            let weighting = Weighting { estimand, stabilised: false, trimming };
            let weights = inverse_probability_weights(&propensity, weighting)?;
            return of_risks(inverse_probability_means(&propensity, &found.outcome, weighting)?, weights, notes);
        }
        let matching = self.matching.as_ref();
        let controls = matching.and_then(|matching| matching.controls.as_ref()).map_or(1, |controls| controls.value);
        let caliper = matching.and_then(|matching| matching.caliper.as_ref()).map_or(0.2, |caliper| caliper.value);
        let plan = MatchingPlan { controls: usize::try_from(controls).unwrap_or(1), caliper: Some(caliper) };
        let matches = nearest_neighbours(&propensity, plan)?;
        let weights = matches.weights();
        if !matches.unmatched.is_empty() {
            notes.push(Note::SomeUnmatched);
        }
        Ok(Balanced {
            balance: balance(design, treated, &weights, estimand)?,
            weights,
            means: None,
            difference: matches.difference(&found.outcome)?,
            log_ratio: None,
            unmatched: matches.unmatched.len() as u64,
            notes,
        })
    }

    fn section(&self, entry: &Entry<'_>, found: &ModelRows, level: Level) -> Result<Section, Vec<Diagnostic>> {
        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis,
        };
        common.describe(&mut section);
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        for (name, text) in
            [("outcome", &self.outcome), ("treated", &self.treated.label), ("control", &self.control.label)]
        {
            section.labels.push((name.to_owned(), text.clone()));
        }
        let (method, on) = match (self.method, self.estimand()) {
            (Balancing::Weighting, _) => ("weighting", self.estimand()),
            (Balancing::Matching, on) => ("matching", on),
            (Balancing::Entropy, on) => ("entropy", on),
        };
        section.labels.push(("method".to_owned(), Text::from(method)));
        let on = if on == Estimand::Everyone { "everyone" } else { "treated" };
        section.labels.push(("estimand".to_owned(), Text::from(on)));
        section.labels.push(("measure".to_owned(), Text::from(if self.event.is_some() { "share" } else { "mean" })));

        let arm = &found.variables[0];
        let rows = found.kept.len();
        let treated: Vec<bool> = (0..rows).map(|row| arm.holds(1, row)).collect();
        let pieces = main_pieces(&found.variables, 1..found.variables.len());
        let computed = independent(&found.variables, &pieces, rows, None).and_then(|kept| {
            let own: Vec<&Piece> =
                pieces.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(piece, _)| piece).collect();
            let design = design(&found.variables, &own, rows, true)?;
            self.balanced(found, &design, &treated).map(|balanced| (balanced, kept))
        });
        for (name, wanted) in [("treated", true), ("control", false)] {
            let total = treated.iter().filter(|treated| **treated == wanted).count() as u64;
            section.values.push((format!("{name}.total"), Value::Count(total)));
            if self.event.is_some() {
                let events = (0..rows).filter(|row| treated[*row] == wanted && found.outcome[*row] == 1.0).count();
                section.values.push((format!("{name}.events"), Value::Count(events as u64)));
            }
        }
        section.values.push(("missing".to_owned(), Value::Count(found.missing)));
        section.values.push(("crude".to_owned(), self.crude(found, &treated, level)));
        self.effects(&computed, &treated, level, &mut section);
        section.values.push(("covariates".to_owned(), covariates(found, &treated, &pieces, &computed)));
        if let Ok((balanced, kept)) = &computed {
            for note in &balanced.notes {
                add_note(&mut section, *note);
            }
            if kept.iter().any(|kept| !kept) {
                add_note(&mut section, Note::CollinearLeftOut);
            }
            let is_far = |after: &Result<f64, Undefined>| after.as_ref().is_ok_and(|after| after.abs() > 0.1);
            if balanced.balance.iter().any(|balance| is_far(&balance.after)) {
                add_note(&mut section, Note::ImbalanceLeft);
            }
        }
        if found.missing > 0 {
            add_note(&mut section, Note::IncompleteRows);
        }
        add_note(&mut section, Note::OnlyMeasured);
        let source = entry.rows(&self.from).map_err(|problem| vec![problem])?;
        section.cells = self.cells(&Persons::of(&source), found, &section);
        keep_known_names(&mut section);
        section.provenance.inputs.push(Input {
            name: "persons".to_owned(),
            origin: Origin::Data { source: self.from.value.clone(), columns: self.columns(), rows: rows as u64 },
        });
        Ok(section)
    }

    /// The columns that are read.
    fn columns(&self) -> Vec<String> {
        let outcome = self.column.iter().map(|column| column.value.clone()).chain(self.event.iter().map(Event::name));
        let terms = self.terms.iter().map(|term| term.column.value.clone());
        [self.group.column.value.clone()].into_iter().chain(outcome).chain(terms).collect()
    }

    /// A mean or share, still without its number.
    fn mean(&self, found: u64) -> Estimate {
        match &self.event {
            Some(_) => Estimate::new(0.0, Unit::Proportion, decimals_for_share(found)),
            None => {
                let unit = self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value);
                Estimate::new(0.0, unit, self.decimals.as_ref().map_or(1, |decimals| decimals.value))
            }
        }
    }

    /// A difference, still without its number.
    fn difference(&self, found: u64) -> Estimate {
        let mean = self.mean(found);
        let unit = if mean.unit == Unit::Proportion { Unit::ProportionDifference } else { mean.unit };
        Estimate { unit, no_effect: Some(0.0), ..mean }
    }

    /// The difference of the groups as they are.
    fn crude(&self, found: &ModelRows, treated: &[bool], level: Level) -> Value {
        let values = |wanted: bool| -> Vec<f64> {
            found
                .outcome
                .iter()
                .zip(treated)
                .filter(|(_, treated)| **treated == wanted)
                .map(|(value, _)| *value)
                .collect()
        };
        let of = |wanted: bool| Ok::<_, Undefined>(Sample::new(&values(wanted))?.summary());
        let computed = of(true).and_then(|one| {
            let other = of(false)?;
            let estimated = crate::stats::means::difference::welch(one, other, level)?;
            Ok((estimated, crate::stats::means::difference::welch_test(one, other)?))
        });
        match computed {
            Ok((estimated, tested)) => {
                let mut estimate =
                    with_interval(self.difference(found.kept.len() as u64), estimated, level, Method::Welch);
                estimate.tests.push(test(Method::WelchTest, tested));
                estimate.into()
            }
            Err(why) => why.into(),
        }
    }

    /// What the comparison comes to.
    fn effects(
        &self,
        computed: &Result<(Balanced, Vec<bool>), Undefined>,
        treated: &[bool],
        level: Level,
        section: &mut Section,
    ) {
        let rows = treated.len() as u64;
        let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
        let (balanced, _) = match computed {
            Ok(found) => found,
            Err(why) => {
                put("difference", (*why).into());
                return;
            }
        };
        if let Some(means) = &balanced.means {
            for (name, contrast) in ["treated", "control"].into_iter().zip(means) {
                let estimated = contrast.estimated(level);
                let value =
                    estimated.map(|estimated| with_interval(self.mean(rows), estimated, level, self.method()).into());
                put(&format!("{name}.mean"), value.unwrap_or_else(Value::from));
            }
        }
        let tests = if self.method == Balancing::Matching { Method::MatchedTest } else { Method::WaldTest };
        let effect = |contrast: Contrast, empty: Estimate, ratio: bool| -> Result<Value, Undefined> {
            let estimated = if ratio { contrast.ratio(level)? } else { contrast.estimated(level)? };
            let mut estimate = with_interval(empty, estimated, level, self.method());
            estimate.tests.push(test(tests, contrast.test()?));
            Ok(estimate.into())
        };
        let difference = effect(balanced.difference, self.difference(rows), false);
        put("difference", difference.unwrap_or_else(Value::from));
        if let (Some(log_ratio), Some(_)) = (balanced.log_ratio, &self.event) {
            let one = Estimate { no_effect: Some(1.0), ..Estimate::new(1.0, Unit::Ratio, 2) };
            put("ratio", effect(log_ratio, one, true).unwrap_or_else(Value::from));
        }
        for (name, wanted) in [("treated", true), ("control", false)] {
            let own = balanced.weights.iter().zip(treated).filter(|(_, treated)| **treated == wanted);
            let weights: Vec<f64> = own.map(|(weight, _)| *weight).collect();
            let size = effective_sample_size(&weights);
            let value = size.map(|value| Quantity { value, unit: Unit::Number, decimals: 0 });
            put(&format!("{name}.effective"), value.map_or_else(Value::from, Value::from));
        }
        if self.method == Balancing::Matching {
            put("unmatched", Value::Count(balanced.unmatched));
        }
        for (name, of) in
            [("before", (|b| &b.before) as fn(&Balance) -> &Result<f64, Undefined>), ("after", |b| &b.after)]
        {
            let known = balanced.balance.iter().filter_map(|balance| of(balance).ok().map(f64::abs));
            if let Some(value) = known.max_by(f64::total_cmp) {
                put(&format!("largest.{name}"), Quantity { value, unit: Unit::EffectSize, decimals: 2 }.into());
            }
        }
    }

    /// The persons behind the numbers: of each group, with the outcome and without it, and of each category.
    fn cells(&self, everyone: &Persons, found: &ModelRows, section: &Section) -> Vec<PersonCell> {
        let complete = format!("all of {}", self.columns().join(", "));
        let known = everyone.known(&complete, true);
        let mut cells = vec![everyone.known(&complete, false).cell(found.missing, ["missing"])];
        let arm = &found.variables[0];
        let Scale::Categories { levels, .. } = &arm.scale else { return cells };
        let effects = values_of(section, &["crude", "difference", "ratio", "covariates", "largest", "unmatched"]);
        for (level, name) in [(1, "treated"), (0, "control")] {
            let persons = known.with(&arm.name, &levels[level].0);
            let own = ["total", "mean", "effective"].map(|part| format!("{name}.{part}"));
            let shown: Vec<String> = effects.iter().cloned().chain(own).collect();
            let total = arm.count(level);
            cells.push(persons.cell(total, &shown));
            if let Some(event) = &self.event {
                let holds = |row: &usize| arm.holds(level, *row) && found.outcome[*row] == 1.0;
                let events = (0..found.kept.len()).filter(holds).count() as u64;
                let shown = ["crude", "difference", "ratio"].map(str::to_owned).into_iter();
                let shown: Vec<String> = shown.chain([format!("{name}.events"), format!("{name}.mean")]).collect();
                let dimension = event.dimension();
                cells.push(persons.in_category(&dimension, "yes").cell(events, &shown));
                cells.push(persons.in_category(&dimension, "no").cell(total - events, &shown));
            }
            for variable in &found.variables[1..] {
                let Scale::Categories { levels, binary, .. } = &variable.scale else { continue };
                for (category, (cell, _)) in levels.iter().enumerate() {
                    let holds = |row: &usize| arm.holds(level, *row) && variable.holds(category, *row);
                    let count = (0..found.kept.len()).filter(holds).count() as u64;
                    let row = self.row_of(section, &variable.name, if *binary { 0 } else { category });
                    let names = row.iter().flat_map(|row| {
                        ["treated", "control", "before", "treated_after", "control_after", "after"]
                            .map(|column| format!("covariates/{row}/{column}"))
                    });
                    cells.push(persons.with(&variable.name, cell).cell(count, names));
                }
            }
        }
        cells
    }

    /// The name of the row of a category.
    fn row_of(&self, section: &Section, variable: &str, category: usize) -> Option<String> {
        let Some(Value::Table(table)) = section.value("covariates") else { return None };
        let is_of = |row: &&Row| row.words.iter().any(|(name, text)| name == "of" && *text == Text::from(variable));
        table.rows.iter().filter(is_of).nth(category).map(|row| row.name.clone())
    }
}

/// One row for each characteristic: its mean or share in both groups, and their standardised difference, before and after.
fn covariates(
    found: &ModelRows,
    treated: &[bool],
    pieces: &[Piece],
    computed: &Result<(Balanced, Vec<bool>), Undefined>,
) -> Value {
    let ones = vec![1.0; treated.len()];
    let weights = computed.as_ref().map_or(&ones, |(balanced, _)| &balanced.weights);
    let own_lines = lines(&found.variables, pieces, true).into_iter().filter(|line| line.of.0 > 0);
    let rows = own_lines.map(|line| {
        let (place, category) = line.of;
        let variable = &found.variables[place];
        let value = |row: usize| match &variable.scale {
            Scale::Number { values, .. } => values[row],
            Scale::Categories { .. } => f64::from(u8::from(variable.holds(category, row))),
        };
        let shown = |value: Result<f64, Undefined>| match (&variable.scale, value) {
            (_, Err(why)) => why.into(),
            (Scale::Number { unit, .. }, Ok(value)) => {
                Value::from(Quantity { value, unit: unit.unwrap_or(Unit::Number), decimals: 1 })
            }
            (Scale::Categories { .. }, Ok(value)) => Quantity { value, unit: Unit::Proportion, decimals: 1 }.into(),
        };
        let mean = |wanted: bool, weights: &[f64]| {
            let own = || (0..treated.len()).filter(|row| treated[*row] == wanted);
            let all = sorted_sum(own().map(|row| weights[row]));
            if all == 0.0 {
                return Err(Undefined::NoObservations);
            }
            Ok(sorted_sum(own().map(|row| weights[row] / all * value(row))))
        };
        let standardised = |of: fn(&Balance) -> &Result<f64, Undefined>| -> Value {
            let found = computed.as_ref().map_err(|why| *why).and_then(|(balanced, kept)| {
                let piece = line.piece.ok_or(Undefined::OutsideDomain)?;
                if !kept[piece] {
                    return Err(Undefined::Collinear);
                }
                let at = kept[..piece].iter().filter(|kept| **kept).count();
                balanced.balance.get(at).map_or(Err(Undefined::OutsideDomain), |balance| *of(balance))
            });
            found.map_or_else(Value::from, |value| Quantity { value, unit: Unit::EffectSize, decimals: 2 }.into())
        };
        let mut words = line.words;
        words.push(("of".to_owned(), Text::from(variable.name.as_str())));
        let cells = vec![
            shown(mean(true, &ones)),
            shown(mean(false, &ones)),
            standardised(|balance| &balance.before),
            shown(mean(true, weights)),
            shown(mean(false, weights)),
            standardised(|balance| &balance.after),
        ];
        Row { name: line.name, label: line.label, basis: None, source: None, words, cells }
    });
    let columns = ["treated", "control", "before", "treated_after", "control_after", "after"];
    Value::Table(Table { columns: columns.map(str::to_owned).to_vec(), rows: rows.collect() })
}

/// A sum that is the same in whatever order the rows stand.
fn sorted_sum(terms: impl Iterator<Item = f64>) -> f64 {
    let mut terms: Vec<f64> = terms.collect();
    terms.sort_unstable_by(f64::total_cmp);
    terms.iter().sum()
}
