//! Outcomes that are measured several times on the same people.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::baseline_table::GroupLabel;
use super::explanatory::{Explanatory, Piece, Read, Term, main_pieces};
use super::input::{Common, Entry, FollowUp, add_note};
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{test, with_interval};
use super::regression::Allocation;
use crate::data::{By, Cell};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Estimate, Facet, FacetValue, Input, Method, Note, Origin, PersonCell, Quantity, Role, Section, Test, Text,
    Unit, Value,
};
use crate::stats::means::one_mean;
use crate::stats::mixed::{self, Criterion, Dependence, RepeatedMeasures};
use crate::stats::regression::{Design, Factor};
use crate::stats::{Level, Sample, Undefined};

/// A number that is measured at several times on the same people: the mean of each group at each time, the difference at
/// each time, and the test of whether it is the same at all of them.
///
/// The mixed model for repeated measures lets every time have its own mean in each group and lets a person's measurements
/// depend on each other, so that who lacks some of them is kept. With `baseline` the means are held at the same value at
/// the start. Each row is a person, and each time a column.
///
/// ```yaml
/// distress:
///   kind: repeated_measures
///   from: randomised
///   outcome: psykisk plage
///   allocation: randomised
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   baseline: hads_0
///   times: [{month: 6, column: hads_6}, {month: 12, column: hads_12}]
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatedMeasuresAnalysis {
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
    /// The population or data source, with a row for each person.
    from: Spanned<String>,
    /// The outcome, worded so that it can follow «gjennomsnittlig» or «mean»: `livskvalitet`.
    outcome: Text,
    /// The unit of the outcome; points of its own scale unless given.
    #[serde(default)]
    outcome_unit: Option<Spanned<Unit>>,
    /// Decimals that means are shown with; one unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// How people came into the groups.
    #[serde(default)]
    allocation: Allocation,
    /// Which rows belong to which group.
    group: Groups,
    /// Those who got the programme.
    treated: GroupLabel,
    /// Those they are compared with.
    control: GroupLabel,
    /// The column of the outcome at the start, which is held constant.
    #[serde(default)]
    baseline: Option<Spanned<String>>,
    /// The times, at least two, each with its column.
    times: Vec<MeasuredAt>,
    /// Further variables that are held constant.
    #[serde(default)]
    terms: Vec<Term>,
    /// How the measurements of a person depend on each other; `unstructured` unless given.
    #[serde(default)]
    dependence: Option<Between>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// The outcome at one time.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MeasuredAt {
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
    /// The column of the outcome at this time.
    column: Spanned<String>,
}

/// How the measurements of a person depend on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Between {
    /// Every time has its own variance and every pair of times its own correlation.
    Unstructured,
    /// One variance and one correlation.
    CompoundSymmetry,
    /// One variance, and correlations that fall with the number of times between.
    Autoregressive,
}

/// Everything that is read of the persons.
struct Measured {
    /// The group of each person: whether they got the programme.
    treated: Vec<bool>,
    /// The outcome of each person at each time.
    outcomes: Vec<Vec<Option<f64>>>,
    /// The outcome at the start, where it is held constant.
    baseline: Option<Vec<f64>>,
    /// The further variables.
    variables: Vec<Explanatory>,
    /// The persons of each group who lack the outcome at the start or a variable, or all measurements.
    left_out: [u64; 2],
    members: [Cell; 2],
}

/// The model with what its contrasts need.
struct Fitted {
    model: RepeatedMeasures,
    /// The mean of each column that is held constant.
    held: Vec<f64>,
    times: usize,
    notes: Vec<Note>,
}

impl Analyse for RepeatedMeasuresAnalysis {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        let times = self.check(entry)?;
        let measured = self.read(entry)?;
        let fitted = self.fit(&measured);
        let rows = entry.rows(&self.from).map_err(one)?;
        let everyone = Persons::of(&rows);
        let mut sections = Vec::new();
        if self.baseline.is_some() {
            let start = FollowUp { value: 0.0, unit: times[0].unit };
            sections.push(self.start(entry, &measured, start.facet(), level));
        }
        for (place, time) in times.iter().enumerate() {
            sections.push(self.at(entry, &measured, &fitted, (place, time.facet()), level));
        }
        if let Some(section) = sections.first_mut() {
            let test = match &fitted {
                Ok(fitted) => fitted.arm_by_time().map_or_else(Value::from, Value::from),
                Err(why) => (*why).into(),
            };
            section.values.push(("interaction".to_owned(), test));
        }
        let columns = self.columns();
        for section in &mut sections {
            for note in fitted.iter().flat_map(|fitted| &fitted.notes) {
                add_note(section, *note);
            }
            add_note(section, Note::MissingAtRandom);
            if measured.left_out.iter().any(|count| *count > 0) {
                add_note(section, Note::NothingMeasured);
            }
            if self.allocation == Allocation::Observational {
                add_note(section, Note::Associations);
            }
            section.provenance.inputs.push(Input {
                name: "rows".to_owned(),
                origin: Origin::Data {
                    source: self.from.value.clone(),
                    columns: columns.clone(),
                    rows: measured.treated.len() as u64,
                },
            });
        }
        self.cells(&everyone, &measured, &mut sections);
        for section in &mut sections {
            keep_known_names(section);
        }
        Ok(sections)
    }
}

impl RepeatedMeasuresAnalysis {
    /// What does not depend on the data: the times, in order.
    fn check(&self, entry: &Entry<'_>) -> Result<Vec<FollowUp>, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut times: Vec<FollowUp> = Vec::new();
        if !(2..=12).contains(&self.times.len()) {
            let problem = Problem::new(format!("repeated measures have from 2 to 12 times, not {}", self.times.len()));
            let place = self.times.first().and_then(|at| at.column.location()).or_else(|| entry.location.clone());
            problems.push(problem.hint("use `two_means` for one time").at(place));
        }
        for at in &self.times {
            match FollowUp::one_of([&at.day, &at.week, &at.month, &at.year], entry) {
                Ok(time) => {
                    if let Some(before) = times.last()
                        && (before.unit != time.unit || before.value >= time.value)
                    {
                        let problem = Problem::new("the times rise, and are counted in the same unit");
                        problems.push(problem.hint("write each time once, in order").at(at.column.location()));
                    }
                    times.push(time);
                }
                Err(problem) => problems.push(problem),
            }
        }
        if let (Some(baseline), Some(first)) = (&self.baseline, times.first())
            && first.value == 0.0
        {
            let problem = Problem::new("the start is held constant, and is no time of its own");
            problems.push(problem.hint("remove `baseline`, or the time 0").at(baseline.location()));
        }
        if let Some(unit) = self.outcome_unit.as_ref().filter(|unit| unit.is_worded()) {
            let problem = Problem::new("this unit is a judgement, which has no mean");
            problems.push(problem.hint("leave it out for points of a scale").at(unit.location()));
        }
        if let Some(decimals) = self.decimals.as_ref().filter(|decimals| !(-6..=6).contains(&decimals.value)) {
            let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
            problems.push(problem.at(decimals.location()));
        }
        if problems.is_empty() { Ok(times) } else { Err(problems) }
    }

    fn columns(&self) -> Vec<String> {
        let times = self.times.iter().map(|at| at.column.value.clone());
        let mut columns = vec![self.group.column.value.clone()];
        let terms = self.terms.iter().map(|term| term.column.value.clone());
        for column in times.chain(self.baseline.iter().map(|column| column.value.clone())).chain(terms) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }

    fn read(&self, entry: &Entry<'_>) -> Result<Measured, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let rows = entry.rows(&self.from).map_err(one)?;
        let tally = rows.tally(&[By::Column(&self.group.column)])?;
        let members = self.group.values(entry, &self.from, &tally).map_err(one)?;
        let arms = rows.cells(&self.group.column).map_err(one)?;
        let mut problems = Vec::new();
        let mut columns: Vec<Vec<Option<f64>>> = Vec::new();
        for column in self.times.iter().map(|at| &at.column).chain(&self.baseline) {
            match rows.numbers(column) {
                Ok(numbers) => columns.push(numbers),
                Err(problem) => problems.push(problem),
            }
        }
        let mut terms: Vec<Read<'_>> = Vec::new();
        for term in &self.terms {
            match term.read(&rows) {
                Ok(found) => terms.push(found),
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let at_start = self.baseline.as_ref().and_then(|_| columns.pop());
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
        let mut kept = Vec::new();
        let mut left_out = [0, 0];
        for (row, arm) in arms.iter().enumerate() {
            let Some(group) = members.iter().position(|member| member == arm) else { continue };
            let known = at_start.as_ref().is_none_or(|start| finite(start[row]).is_some())
                && terms.iter().all(|term| term.is_known(row))
                && columns.iter().any(|column| finite(column[row]).is_some());
            if known {
                kept.push(row);
            } else {
                left_out[group] += 1;
            }
        }
        if kept.is_empty() {
            let problem = Problem::new(format!("no row of `{}` has a measurement and all variables", self.from));
            return Err(one(problem.at(self.from.location())));
        }
        // In one order, whatever that of the rows: who differs in nothing can change places.
        let number = |column: &Vec<Option<f64>>, row: usize| finite(column[row]).unwrap_or(f64::INFINITY);
        kept.sort_by(|one, other| {
            let numbers = columns.iter().chain(&at_start).map(|c| number(c, *one).total_cmp(&number(c, *other)));
            let cells = terms.iter().map(|term| term.cell(*one).cmp(term.cell(*other)));
            let orders = std::iter::once(arms[*one].cmp(&arms[*other])).chain(numbers).chain(cells);
            orders.into_iter().find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
        });
        let variables = terms.iter().map(|term| term.in_rows(&kept)).collect::<Result<Vec<_>, _>>().map_err(one)?;
        Ok(Measured {
            treated: kept.iter().map(|row| arms[*row] == members[0]).collect(),
            outcomes: kept.iter().map(|row| columns.iter().map(|column| finite(column[*row])).collect()).collect(),
            baseline: at_start.map(|start| kept.iter().filter_map(|row| finite(start[*row])).collect()),
            variables,
            left_out,
            members,
        })
    }

    /// Fits the model: unless it converges with the asked dependence, with one variance and one correlation.
    fn fit(&self, measured: &Measured) -> Result<Fitted, Undefined> {
        let times = self.times.len();
        let mut person = Vec::new();
        let mut visit = Vec::new();
        let mut outcome = Vec::new();
        for (row, outcomes) in measured.outcomes.iter().enumerate() {
            for (time, value) in outcomes.iter().enumerate() {
                if let Some(value) = value {
                    person.push(row);
                    visit.push(time);
                    outcome.push(*value);
                }
            }
        }
        let column = |value: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            person.iter().zip(&visit).map(|(row, time)| value(*row, *time)).collect()
        };
        let treated = |row: usize| f64::from(u8::from(measured.treated[row]));
        let is = |time: usize, other: usize| f64::from(u8::from(time == other));
        let mut design = Design::with_intercept(outcome.len()).numeric("arm", &column(&|row, _| treated(row)))?;
        for other in 1..times {
            design = design.numeric(&format!("time {other}"), &column(&|_, time| is(time, other)))?;
        }
        for other in 1..times {
            let values = column(&|row, time| treated(row) * is(time, other));
            design = design.numeric(&format!("arm at time {other}"), &values)?;
        }
        // What is held constant is held at its mean over persons, each counted once.
        let persons = measured.treated.len() as f64;
        let mut held = Vec::new();
        if let Some(start) = &measured.baseline {
            design = design.numeric("outcome at the start", &column(&|row, _| start[row]))?;
            held.push(sorted_sum(start.clone()) / persons);
        }
        let pieces = main_pieces(&measured.variables, 0..measured.variables.len());
        for (place, piece) in pieces.iter().enumerate() {
            let value = |row: usize| Piece::value(piece, &measured.variables, row);
            design = design.numeric(&format!("variable {place}"), &column(&|row, _| value(row)))?;
            held.push(sorted_sum((0..measured.treated.len()).map(value).collect()) / persons);
        }
        // Named by their places, so that the order of the levels is that of the times and of the persons.
        let persons = Factor::new(&person.iter().map(usize::to_string).collect::<Vec<_>>());
        let visits = Factor::new(&visit.iter().map(usize::to_string).collect::<Vec<_>>());
        let fit =
            |dependence| mixed::repeated_measures(&design, &outcome, &persons, &visits, dependence, Criterion::Reml);
        let asked = match self.dependence {
            None | Some(Between::Unstructured) => Dependence::Unstructured,
            Some(Between::CompoundSymmetry) => Dependence::CompoundSymmetry,
            Some(Between::Autoregressive) => Dependence::Autoregressive,
        };
        let mut notes = Vec::new();
        let model = match fit(asked) {
            Err(Undefined::NoConvergence) if asked != Dependence::CompoundSymmetry => {
                notes.push(Note::CompoundSymmetryInstead);
                fit(Dependence::CompoundSymmetry)?
            }
            other => other?,
        };
        Ok(Fitted { model, held, times, notes })
    }

    fn unit(&self) -> Unit {
        self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value)
    }

    fn decimals(&self) -> i8 {
        self.decimals.as_ref().map_or(1, |decimals| decimals.value)
    }

    /// A section with its words.
    fn begin(&self, entry: &Entry<'_>, facet: Facet) -> Section {
        let at_start = matches!(facet.value, FacetValue::Number { value: 0.0, .. });
        let mut section = entry.section(vec![facet]);
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
        if at_start {
            section.labels.push(("start".to_owned(), Text::from("yes")));
        }
        section
    }

    /// How many of a group were measured, and their standard deviation; the sample too.
    fn observed(
        &self,
        measured: &Measured,
        treated: bool,
        value: &dyn Fn(usize) -> Option<f64>,
    ) -> (u64, u64, Result<Sample, Undefined>) {
        let own: Vec<Option<f64>> =
            (0..measured.treated.len()).filter(|row| measured.treated[*row] == treated).map(value).collect();
        let known: Vec<f64> = own.iter().copied().flatten().collect();
        (known.len() as u64, (own.len() - known.len()) as u64, Sample::new(&known))
    }

    fn describe(
        &self,
        section: &mut Section,
        name: &str,
        (total, missing, sample): (u64, u64, &Result<Sample, Undefined>),
        mean: Value,
    ) {
        let (unit, decimals) = (self.unit(), self.decimals());
        section.values.push((format!("{name}.total"), Value::Count(total)));
        section.values.push((format!("{name}.missing"), Value::Count(missing)));
        section.values.push((format!("{name}.mean"), mean));
        let summary = sample.as_ref().map_err(|why| *why).map(Sample::summary);
        let observed = summary.map(|summary| Quantity { value: summary.mean(), unit, decimals });
        section.values.push((format!("{name}.observed_mean"), observed.map_or_else(Value::from, Value::from)));
        let sd = summary.and_then(|summary| summary.sd()).map(|value| Quantity { value, unit, decimals });
        section.values.push((format!("{name}.sd"), sd.map_or_else(Value::from, Value::from)));
    }

    /// The start: what was seen, without a model.
    fn start(&self, entry: &Entry<'_>, measured: &Measured, facet: Facet, level: Level) -> Section {
        let mut section = self.begin(entry, facet);
        for (name, treated) in [("treated", true), ("control", false)] {
            let start = |row: usize| measured.baseline.as_ref().map(|start| start[row]);
            let (total, missing, sample) = self.observed(measured, treated, &start);
            let mean = sample.as_ref().map_err(|why| *why).map(Sample::summary).and_then(|summary| {
                let empty = Estimate::new(summary.mean(), self.unit(), self.decimals());
                Ok(with_interval(empty, one_mean(summary, level)?, level, Method::StudentT))
            });
            self.describe(&mut section, name, (total, missing, &sample), mean.map_or_else(Value::from, Value::from));
        }
        section
    }

    /// The means and the difference at one time.
    fn at(
        &self,
        entry: &Entry<'_>,
        measured: &Measured,
        fitted: &Result<Fitted, Undefined>,
        (place, facet): (usize, Facet),
        level: Level,
    ) -> Section {
        let mut section = self.begin(entry, facet);
        for (name, treated) in [("treated", true), ("control", false)] {
            let (total, missing, sample) = self.observed(measured, treated, &|row| measured.outcomes[row][place]);
            let mean = self.contrast(fitted, &|fitted| fitted.mean(treated, place), None, level);
            self.describe(&mut section, name, (total, missing, &sample), mean);
        }
        let difference = self.contrast(fitted, &|fitted| fitted.difference(place), Some(0.0), level);
        section.values.push(("mean_difference".to_owned(), difference));
        section
    }

    fn contrast(
        &self,
        fitted: &Result<Fitted, Undefined>,
        weights: &dyn Fn(&Fitted) -> Vec<f64>,
        no_effect: Option<f64>,
        level: Level,
    ) -> Value {
        let computed = fitted.as_ref().map_err(|why| *why).and_then(|fitted| {
            let contrast = fitted.model.coefficients().contrast(&weights(fitted))?;
            Ok((contrast.estimated(level)?, contrast.test().ok()))
        });
        match computed {
            Ok((estimated, tested)) => {
                let empty = Estimate { no_effect, ..Estimate::new(0.0, self.unit(), self.decimals()) };
                let mut estimate = with_interval(empty, estimated, level, Method::SatterthwaiteT);
                estimate.method = Some(Method::RepeatedMeasuresModel);
                if no_effect.is_some() {
                    estimate.tests.extend(tested.map(|result| test(Method::SatterthwaiteTest, result)));
                }
                estimate.into()
            }
            Err(why) => why.into(),
        }
    }

    /// Who is behind the numbers: those of each group who were measured at each time.
    fn cells(&self, everyone: &Persons, measured: &Measured, sections: &mut [Section]) {
        let complete = format!("measured in {}", self.columns().join(", "));
        let mut shared: Vec<PersonCell> = Vec::new();
        for (place, (name, treated)) in [("treated", true), ("control", false)].into_iter().enumerate() {
            let arm = everyone.with(&self.group.column, &measured.members[place]);
            let own = measured.treated.iter().filter(|is| **is == treated).count() as u64;
            let shown = ["mean", "observed_mean", "sd"].map(|part| format!("{name}.{part}"));
            let shown = shown.into_iter().chain(["mean_difference", "interaction"].map(str::to_owned));
            let shown: Vec<String> = shown.collect();
            shared.push(arm.known(&complete, true).cell(own, &shown));
            shared.push(arm.known(&complete, false).cell::<&str>(measured.left_out[place], []));
            let first = sections.len() - self.times.len();
            for (time, at) in self.times.iter().enumerate() {
                let known = arm.known(&complete, true);
                let seen = |row: &usize| measured.treated[*row] == treated && measured.outcomes[*row][time].is_some();
                let count = (0..measured.treated.len()).filter(seen).count() as u64;
                let section = &mut sections[first + time];
                let total = shown.iter().cloned().chain([format!("{name}.total")]);
                section.cells.push(known.known(&at.column, true).cell(count, total));
                section.cells.push(known.known(&at.column, false).cell(own - count, [format!("{name}.missing")]));
            }
        }
        for section in sections.iter_mut() {
            section.cells.extend(shared.iter().cloned());
        }
        if let (Some(_), Some(section)) = (&self.baseline, sections.first_mut()) {
            for (place, name) in ["treated", "control"].into_iter().enumerate() {
                let arm = everyone.with(&self.group.column, &measured.members[place]);
                let own = measured.treated.iter().filter(|is| **is == (place == 0)).count() as u64;
                section.cells.push(arm.known(&complete, true).cell(own, [format!("{name}.total")]));
            }
        }
    }
}

/// The sum of some numbers, whatever their order.
fn sorted_sum(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.iter().sum()
}

impl Fitted {
    /// The mean of a group at a time, with what is held constant at its mean.
    fn mean(&self, treated: bool, time: usize) -> Vec<f64> {
        let mut weights = vec![1.0, f64::from(u8::from(treated))];
        weights.extend((1..self.times).map(|other| f64::from(u8::from(other == time))));
        weights.extend((1..self.times).map(|other| f64::from(u8::from(treated && other == time))));
        weights.extend(&self.held);
        weights
    }

    /// The difference between the groups at a time.
    fn difference(&self, time: usize) -> Vec<f64> {
        self.mean(true, time).iter().zip(self.mean(false, time)).map(|(one, two)| one - two).collect()
    }

    /// The test that the difference is the same at all times.
    fn arm_by_time(&self) -> Result<Estimate, Undefined> {
        let places: Vec<usize> = (self.times + 1..2 * self.times).collect();
        let joint = self.model.normal_coefficients().joint_test(&places)?;
        let degrees_of_freedom = [Some(joint.df), joint.residual_df].into_iter().flatten().collect();
        let tested =
            Test { method: Method::ArmByTimeTest, statistic: Some(joint.statistic), degrees_of_freedom, p: joint.p };
        Ok(Estimate { tests: vec![tested], ..Estimate::new(joint.statistic, Unit::Number, 2) })
    }
}
