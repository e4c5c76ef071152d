//! What a review found, outcome by outcome, and how sure it is.

mod baseline;
mod certainty;
mod effect;

use schemars::JsonSchema;
use serde::Deserialize;

use self::baseline::{BaselineLevel, BaselineRisk, Grounds};
use self::certainty::{Downgrade, Grading, Start, Upgrade, row_without_studies};
use self::effect::{Absolute, FoundEffect, Measure, Stated, from_result, of_thousand, on_scale, spoken};
use super::Analyse;
use super::input::{Common, Entry, add_note};
use super::names::is_name;
use crate::data::Ordered;
use crate::diag::{Diagnostic, Location, Problem, ResultRef, Spanned};
use crate::results::{
    Basis, Estimate, Input, Note, PersonCell, Quantity, Role, Row, Section, Table, Text, Unit, Value,
};
use crate::stats::{Level, Undefined};

/// What a review found, outcome by outcome, and how sure it is: the summary of findings of GRADE.
///
/// Each outcome has an effect: an earlier result, or stated numbers. A ratio is turned into so many of a thousand persons
/// by the risk without the programme, held fixed (RR: p·RR; OR: by the odds; HR: 1 − (1 − p)^HR), and its interval with it.
/// The size of the effect is decided by the author's thresholds for the shown difference, never by a p-value. The
/// certainty starts high or low, and is lowered and raised by the domains of GRADE; whatever GRADE does not have is an
/// error. From certainty and size follows the sentence that says what was found.
///
/// ```yaml
/// findings:
///   kind: summary_of_findings
///   population: Personer med moderate til alvorlige psykiske lidelser
///   treated: {label: individuell jobbstøtte (IPS), short: IPS}
///   control: {label: annet tiltak}
///   start: high
///   thresholds: {small: 20, moderate: 50, large: 100}      # per 1000, of all outcomes that are risks
///   outcomes:
///     work:
///       label: I vanlig arbeid
///       named: andelen i vanlig arbeid         # how sentences call it
///       doubling: å komme i vanlig arbeid      # what follows «dobbelt så stor sannsynlighet for»
///       effect: work.pooled                    # or stated: {measure: risk_ratio, value: 2.0, lower: 1.7, upper: 2.35}
///       baseline_risk: {from: work}            # or 0.25, {events: 49, total: 181}, {from: work, use: median}
///       downgrade: [{domain: risk_of_bias}, {domain: inconsistency, levels: 1, reason: I² er 60 prosent}]
///     income:
///       label: Inntekt
///       stated: {measure: mean_difference, value: 2.5, lower: 0.2, upper: 4.8, unit: number}
///       participants: 1860
///       studies: 10
///       baseline_level: 38.0
///       thresholds: {small: 2, moderate: 5, large: 10}     # in the unit of the outcome
///     harms: {label: Uønskede hendelser, no_studies: true}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SummaryOfFindings {
    /// The title of the table.
    #[serde(default)]
    title: Option<Text>,
    /// A remark under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    note: Option<Text>,
    /// The source line under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
    /// How the numbers are known; by default as the least certain of the outcomes.
    #[serde(default)]
    basis: Option<Basis>,
    /// The standing of the analysis in the review's protocol.
    #[serde(default)]
    role: Option<Role>,
    /// Who was studied.
    population: Text,
    /// Where they were studied.
    #[serde(default)]
    setting: Option<Text>,
    /// The programme.
    treated: Programme,
    /// What it is compared with.
    control: Programme,
    /// Where the certainty starts, of the outcomes that do not say it: high for randomised studies, low for others.
    #[serde(default)]
    start: Option<Start>,
    /// From which difference per 1000 an effect is small, moderate and large, of the outcomes that are risks.
    #[serde(default)]
    thresholds: Option<Spanned<Thresholds>>,
    /// Whose words tell of an effect below the smallest important one; those of GRADE unless given.
    #[serde(default)]
    wording: Wording,
    /// The outcomes by name, at most seven.
    outcomes: Ordered<Outcome>,
}

/// A programme, or what it is compared with.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Programme {
    /// What it is called over the table.
    label: Text,
    /// What it is called in the heading of its column and in sentences; the label unless given.
    #[serde(default)]
    short: Option<Text>,
}

/// How sentences tell of an effect that is too small to be important.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Wording {
    /// GRADE guidelines 26: «gir trolig liten eller ingen forskjell».
    #[default]
    Grade,
    /// Folkehelseinstituttet: «trolig en svært liten økning» where the whole interval is an increase, «trolig ingen merkbar
    /// forskjell» where it holds no difference.
    Fhi,
}

/// From which difference an effect is small but important, moderate and large; below `small` it is trivial.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    /// From here on an effect is small but important.
    small: f64,
    /// From here on it is moderate.
    moderate: f64,
    /// From here on it is large.
    large: f64,
}

/// One outcome.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Outcome {
    /// What it is called in the table.
    label: Text,
    /// What it is called in sentences, worded so that it can follow «øker» or «increases»; the label unless given.
    #[serde(default)]
    named: Option<Text>,
    /// What it is called after «dobbelt så stor sannsynlighet for» or «doubles the likelihood of». Where it is given and
    /// the risk with the programme is from 1.9 to 3 times that without, the sentence says so.
    #[serde(default)]
    doubling: Option<Spanned<Text>>,
    /// How it is measured, such as `Skala 0–100`.
    #[serde(default)]
    measured: Option<Text>,
    /// When it is measured, such as `6–24 måneder`.
    #[serde(default)]
    follow_up: Option<Text>,
    /// The effect as an earlier result.
    #[serde(default)]
    effect: Option<ResultRef>,
    /// What the earlier result compares, where neither its unit nor its name nor its entry says it.
    #[serde(default)]
    measure: Option<Spanned<Measure>>,
    /// The effect as a publication states it.
    #[serde(default)]
    stated: Option<Spanned<Stated>>,
    /// Whether no study looked at the outcome.
    #[serde(default)]
    no_studies: Option<Spanned<bool>>,
    /// How many participants there are, where the effect does not come with them.
    #[serde(default)]
    participants: Option<Spanned<u64>>,
    /// How many studies there are, where the effect does not come with them.
    #[serde(default)]
    studies: Option<Spanned<u64>>,
    /// The risk without the programme.
    #[serde(default)]
    baseline_risk: Option<Spanned<BaselineRisk>>,
    /// The level without the programme.
    #[serde(default)]
    baseline_level: Option<Spanned<BaselineLevel>>,
    /// From which difference the effect is small, moderate and large: per 1000 persons, or in the unit of the outcome.
    #[serde(default)]
    thresholds: Option<Spanned<Thresholds>>,
    /// Where the certainty starts.
    #[serde(default)]
    start: Option<Start>,
    /// What lowers the certainty.
    #[serde(default)]
    downgrade: Vec<Downgrade>,
    /// What raises the certainty.
    #[serde(default)]
    upgrade: Vec<Upgrade>,
    /// Decimals of the shown risks or levels; by default none for risks from 10 of 1000, and those of the level.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
}

/// The columns of the table, as `results.json` has them.
const COLUMNS: [&str; 8] =
    ["control_risk", "treated_risk", "difference", "relative", "participants", "studies", "certainty", "magnitude"];

/// More outcomes than a reader keeps in mind.
const MOST_OUTCOMES: usize = 7;

/// An outcome, found.
struct Found {
    row: Row,
    grading: Row,
    inputs: Vec<Input>,
    cells: Vec<PersonCell>,
    notes: Vec<Note>,
    level: Option<(Level, Option<Location>)>,
}

impl Analyse for SummaryOfFindings {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut outcomes: Vec<Found> = Vec::new();
        if self.outcomes.is_empty() {
            let problem = Problem::new(format!("`{}` has no outcomes", entry.id));
            problems.push(problem.hint("list them under `outcomes`, by name").at(entry.location.clone()));
        }
        if let Some(thresholds) = &self.thresholds {
            problems.extend(thresholds.value.insist_on_order(thresholds.location(), true).err());
        }
        for (name, outcome) in &self.outcomes {
            if !is_name(name) {
                let problem = Problem::new(format!("`{name}` is no name of an outcome: write it in `snake_case`"));
                problems.push(problem.at(name.location()));
            }
            match outcome.find(entry, name, self.start, self.thresholds.as_ref()) {
                Ok(found) => outcomes.push(found),
                Err(more) => problems.extend(more),
            }
        }
        let mut levels = outcomes.iter().filter_map(|found| found.level.clone());
        if let Some((first, _)) = levels.next()
            && let Some((other, place)) = levels.find(|(level, _)| *level != first)
        {
            let (first, other) = (first.get(), other.get());
            let problem = Problem::new(format!("an interval of level {other} stands among those of level {first}"))
                .hint("the head of the column names one level: give all effects the same");
            problems.push(problem.at(place));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        if let Some((name, _)) = self.outcomes.iter().nth(MOST_OUTCOMES) {
            let count = self.outcomes.iter().count();
            let problem =
                Problem::new(format!("a summary of findings has at most 7 outcomes, and this one has {count}"));
            entry.warn(problem.hint("keep those that matter for the decision").at(name.location()));
        }
        let mut section = entry.section(Vec::new());
        let known = |basis: &Basis| outcomes.iter().any(|found| found.row.basis == Some(*basis));
        let least_certain =
            [Basis::Simulated, Basis::Inferred, Basis::Assumed, Basis::Reconstructed, Basis::Published, Basis::Rule];
        let common = Common {
            title: self.title.as_ref(),
            unit: None,
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.or(least_certain.into_iter().find(known)).unwrap_or_default(),
        };
        common.describe(&mut section);
        let labels = [
            ("population", Some(&self.population)),
            ("setting", self.setting.as_ref()),
            ("treated", Some(&self.treated.label)),
            ("control", Some(&self.control.label)),
            ("treated.short", self.treated.short.as_ref()),
            ("control.short", self.control.short.as_ref()),
        ];
        for (name, text) in labels {
            section.labels.extend(text.map(|text| (name.to_owned(), text.clone())));
        }
        if self.wording == Wording::Fhi {
            section.labels.push(("wording".to_owned(), Text::from("fhi")));
        }
        let (mut rows, mut grading) = (Vec::new(), Vec::new());
        for found in outcomes {
            rows.push(found.row);
            grading.push(found.grading);
            section.provenance.inputs.extend(found.inputs);
            section.cells.extend(found.cells);
            for note in found.notes {
                add_note(&mut section, note);
            }
        }
        let table = |columns: Vec<String>, rows: Vec<Row>| Value::Table(Table { columns, rows });
        section.values.push(("outcomes".to_owned(), table(COLUMNS.map(str::to_owned).to_vec(), rows)));
        section.values.push(("grading".to_owned(), table(certainty::columns(), grading)));
        Ok(vec![section])
    }
}

impl Thresholds {
    /// # Errors
    /// A diagnostic where they do not rise from above nought, or where those of risks are not per 1000.
    fn insist_on_order(self, place: Option<Location>, per_thousand: bool) -> Result<(), Diagnostic> {
        let Thresholds { small, moderate, large } = self;
        if !(small > 0.0 && small < moderate && moderate < large && large.is_finite()) {
            return Err(Problem::new("thresholds rise from above 0: `small`, then `moderate`, then `large`")
                .hint(format!("{small}, {moderate} and {large} do not"))
                .at(place));
        }
        if per_thousand && large >= 1000.0 {
            let problem = Problem::new(format!("no difference is {large} per 1000 or more"));
            return Err(problem.hint("thresholds of risks are differences per 1000 persons").at(place));
        }
        if per_thousand && large < 1.0 {
            return Err(Problem::new(format!("thresholds of risks are per 1000, and {large} of 1000 is nobody"))
                .hint("write 20 for 20 of 1000 persons, not 0.02")
                .at(place));
        }
        Ok(())
    }

    /// The size of a difference as it is shown, 0 to 3, with its sign.
    fn size(self, difference: &Estimate) -> i8 {
        let Estimate { value, unit, decimals, .. } = *difference;
        // Thresholds of risks are per 1000, as the difference is shown; others are in the outcome's own unit.
        let factor = if unit == Unit::PerThousand { unit.shown_factor() } else { 1.0 };
        let grain = 10f64.powi(i32::from(decimals));
        let shown = (value * factor).abs() * grain;
        // A tie in decimal may lie a hair below it in binary; it is rounded away from nought, as the table does.
        let shown = (shown + 1e-9 * shown).round() / grain;
        let reaches = |threshold: f64| shown >= threshold - 1e-9 * threshold;
        let size = [self.small, self.moderate, self.large].into_iter().filter(|threshold| reaches(*threshold)).count();
        let size = i8::try_from(size).unwrap_or_default();
        if value < 0.0 { -size } else { size }
    }
}

impl Outcome {
    fn find(
        &self,
        entry: &Entry<'_>,
        name: &Spanned<String>,
        start: Option<Start>,
        shared: Option<&Spanned<Thresholds>>,
    ) -> Result<Found, Vec<Diagnostic>> {
        match &self.no_studies {
            Some(none) if none.value => self.without_studies(name, none),
            _ => self.with_studies(entry, name, start, shared),
        }
    }

    /// An outcome that no study looked at.
    fn without_studies(&self, name: &Spanned<String>, none: &Spanned<bool>) -> Result<Found, Vec<Diagnostic>> {
        let given = [
            ("effect", self.effect.is_some()),
            ("stated", self.stated.is_some()),
            ("measure", self.measure.is_some()),
            ("participants", self.participants.is_some()),
            ("studies", self.studies.is_some()),
            ("baseline_risk", self.baseline_risk.is_some()),
            ("baseline_level", self.baseline_level.is_some()),
            ("thresholds", self.thresholds.is_some()),
            ("start", self.start.is_some()),
            ("downgrade", !self.downgrade.is_empty()),
            ("upgrade", !self.upgrade.is_empty()),
            ("doubling", self.doubling.is_some()),
            ("decimals", self.decimals.is_some()),
        ];
        if let Some((key, _)) = given.into_iter().find(|(_, given)| *given) {
            let problem = Problem::new(format!("an outcome without studies has no `{key}`"));
            return Err(vec![problem.hint(format!("remove `no_studies` or `{key}`")).at(none.location())]);
        }
        let unknown = || Value::from(Undefined::NoObservations);
        let cells = COLUMNS.map(|column| match column {
            "participants" | "studies" => Value::Count(0),
            _ => unknown(),
        });
        Ok(Found {
            row: self.row(name, None, None, cells.to_vec(), self.words()),
            grading: row_without_studies(name, &self.label),
            inputs: Vec::new(),
            cells: Vec::new(),
            notes: Vec::new(),
            level: None,
        })
    }

    /// The author's words about the outcome.
    fn words(&self) -> Vec<(String, Text)> {
        let words = [("named", &self.named), ("measured", &self.measured), ("follow_up", &self.follow_up)];
        words.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text.clone()?))).collect()
    }

    fn row(
        &self,
        name: &Spanned<String>,
        basis: Option<Basis>,
        source: Option<Text>,
        cells: Vec<Value>,
        words: Vec<(String, Text)>,
    ) -> Row {
        Row { name: name.value.clone(), label: Some(self.label.clone()), basis, source, words, cells }
    }

    fn with_studies(
        &self,
        entry: &Entry<'_>,
        name: &Spanned<String>,
        start: Option<Start>,
        shared: Option<&Spanned<Thresholds>>,
    ) -> Result<Found, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let cell = |column: &str| format!("outcomes/{name}/{column}");
        let shown = COLUMNS.map(cell);
        let (with_effect, with_baseline): (Vec<&str>, Vec<&str>) = (
            ["treated_risk", "difference", "relative", "participants", "magnitude"].map(|c| at(&shown, c)).to_vec(),
            ["control_risk", "treated_risk", "difference", "magnitude"].map(|c| at(&shown, c)).to_vec(),
        );
        let place =
            self.effect.as_ref().map_or_else(|| self.stated.as_ref().and_then(Spanned::location), ResultRef::location);
        let effect = match (&self.effect, &self.stated) {
            (Some(reference), None) => from_result(entry, reference, self.measure.as_ref(), name, &with_effect)
                .map_err(|problem| vec![problem]),
            (None, Some(stated)) => stated.find(name),
            (Some(reference), Some(_)) => {
                let problem = Problem::new("an effect is an earlier result or stated, not both");
                Err(vec![problem.hint("keep `effect` or `stated`").at(reference.location())])
            }
            (None, None) => {
                let problem = Problem::new(format!("the outcome `{name}` has no effect"));
                let hint = "add `effect` with an earlier result, `stated` with numbers, or `no_studies: true`";
                Err(vec![problem.hint(hint).at(name.location())])
            }
        };
        if let (Some(measure), None) = (&self.measure, &self.effect) {
            let problem = Problem::new("`measure` says what an earlier result compares, and there is none");
            problems.push(problem.hint("write it under `stated`").at(measure.location()));
        }
        let start = self.start.or(start);
        if start.is_none() {
            let problem = Problem::new(format!("nothing says where the certainty of `{name}` starts"));
            let hint = "add `start: high` for randomised studies or `start: low` for others, here or beside `outcomes`";
            problems.push(problem.hint(hint).at(name.location()));
        }
        let grading =
            Grading { start: start.unwrap_or(Start::High), downgrade: &self.downgrade, upgrade: &self.upgrade };
        let certainty = grading.certainty().unwrap_or_else(|more| {
            problems.extend(more);
            1
        });
        let decimals = self.decimals.as_ref().filter(|decimals| !(-6..=6).contains(&decimals.value));
        if let Some(decimals) = decimals {
            let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
            problems.push(problem.hint("-3 rounds to thousands").at(decimals.location()));
        }
        let effect = match effect {
            Ok(effect) => effect,
            Err(more) => {
                problems.extend(more);
                return Err(problems);
            }
        };
        let people = self.people(name, &effect);
        let (absolute, grounds) = match self.absolute(entry, name, &effect, place.clone(), &with_baseline) {
            Ok(found) => found,
            Err(more) => {
                problems.extend(more);
                problems.extend(people.err().into_iter().flatten());
                return Err(problems);
            }
        };
        let thresholds = self.thresholds(name, &effect, shared).unwrap_or_else(|problem| {
            problems.push(problem);
            Thresholds { small: 1.0, moderate: 2.0, large: 3.0 }
        });
        if let Some(ratio) = absolute.risk_ratio() {
            problems.extend(grading.insist_on_large_effect(ratio).err());
        }
        if let Some(doubling) = self.doubling.as_ref().filter(|_| !effect.measure.is_of_risks()) {
            let problem = Problem::new(format!("a {} doubles no likelihood", spoken(effect.measure)));
            problems.push(problem.hint("remove `doubling`").at(doubling.location()));
        }
        let (participants, studies) = people.unwrap_or_else(|more| {
            problems.extend(more);
            (0, 0)
        });
        if !problems.is_empty() {
            return Err(problems);
        }
        let magnitude = match &absolute.difference {
            Value::Estimate(difference) => {
                let value = f64::from(thresholds.size(difference));
                Quantity { value, unit: Unit::EffectMagnitude, decimals: 0 }.into()
            }
            other => other.clone(),
        };
        let mut words = self.words();
        words.push(("measure".to_owned(), Text::from(effect.measure.name())));
        words.extend(self.doubling.as_ref().map(|doubling| ("doubling".to_owned(), doubling.value.clone())));
        let mut notes = Vec::new();
        let [all, none] = absolute.limited;
        if all {
            notes.push(Note::RiskCappedAtAll);
        }
        if none {
            notes.push(Note::RiskAtLeastNone);
        }
        if rounding_shows(&absolute) {
            notes.push(Note::Rounding);
        }
        let (mut inputs, mut cells) = (vec![effect.input], effect.cells);
        if let Some(grounds) = grounds {
            if let Some(source) = grounds.source {
                words.push(("baseline".to_owned(), source));
            }
            inputs.push(grounds.input);
            cells.extend(grounds.cells);
        }
        let level = effect.effect.as_ref().ok().and_then(|effect| effect.interval).map(|interval| interval.level);
        let certainty = Quantity { value: certainty as f64, unit: Unit::Certainty, decimals: 0 };
        let source = self.stated.as_ref().and_then(|stated| stated.source.clone());
        let row = vec![
            absolute.control,
            absolute.treated,
            absolute.difference,
            absolute.relative,
            Value::Count(participants),
            Value::Count(studies),
            certainty.into(),
            magnitude,
        ];
        Ok(Found {
            row: self.row(name, Some(effect.basis), source, row, words),
            grading: grading.row(name, &self.label),
            inputs,
            cells,
            notes,
            level: level.map(|level| (level, place)),
        })
    }

    /// How many participants and studies there are: with the effect, or as the author says.
    fn people(&self, name: &Spanned<String>, effect: &FoundEffect) -> Result<(u64, u64), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut of = |what: &str, found: Option<u64>, stated: Option<&Spanned<u64>>| match (found, stated) {
            (Some(found), None) => found,
            (None, Some(stated)) => stated.value,
            (Some(found), Some(stated)) => {
                let problem = Problem::new(format!("the effect comes with {found} {what}"));
                problems.push(problem.hint(format!("remove `{what}`")).at(stated.location()));
                found
            }
            (None, None) => {
                let problem = Problem::new(format!("nothing says how many {what} there are for `{name}`"));
                problems.push(problem.hint(format!("add `{what}`")).at(name.location()));
                0
            }
        };
        let participants = of("participants", effect.participants, self.participants.as_ref());
        let studies = of("studies", effect.studies, self.studies.as_ref());
        if problems.is_empty() { Ok((participants, studies)) } else { Err(problems) }
    }

    /// What the effect means of a thousand persons or on the outcome's own scale.
    fn absolute(
        &self,
        entry: &Entry<'_>,
        name: &Spanned<String>,
        found: &FoundEffect,
        place: Option<Location>,
        names: &[&str],
    ) -> Result<(Absolute, Option<Grounds>), Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let of = spoken(found.measure);
        let decimals = self.decimals.as_ref().map(|decimals| decimals.value);
        if found.measure.is_of_risks() {
            if let Some(level) = &self.baseline_level {
                let problem = Problem::new(format!("a {of} starts from a risk, not from a level"));
                return Err(vec![problem.hint("write `baseline_risk`").at(level.location())]);
            }
            let Some(risk) = &self.baseline_risk else {
                let problem = Problem::new(format!("a {of} needs the risk without the programme"));
                let hint =
                    "add `baseline_risk`: a share such as `0.27`, or `{from: …}` with an entry that has control groups";
                return Err(vec![problem.hint(hint).at(place.or_else(|| name.location()))]);
            };
            let place = risk.location();
            let (risk, grounds) = risk.find(entry, place.clone(), name, names).map_err(one)?;
            let absolute = match &found.effect {
                Ok(effect) => of_thousand(found.measure, effect, &risk, decimals, place).map_err(one)?,
                Err(reason) => Absolute::unknown(risk.shown(decimals), reason),
            };
            return Ok((absolute, Some(grounds)));
        }
        if let Some(risk) = &self.baseline_risk {
            let problem = Problem::new(format!("a {of} starts from a level, not from a risk"));
            return Err(vec![problem.hint("write `baseline_level`, in the unit of the outcome").at(risk.location())]);
        }
        let unit = found.effect.as_ref().ok().map(|effect| effect.unit);
        let level = self.baseline_level.as_ref().map(|level| level.find(unit, name)).transpose()?;
        let (level, grounds) = level.unzip();
        let absolute = match &found.effect {
            Ok(effect) => on_scale(found.measure, effect, level.as_ref(), decimals),
            Err(reason) => Absolute::unknown(Undefined::NoObservations.into(), reason),
        };
        if found.effect.is_ok() && matches!(absolute.difference, Value::Undefined(_)) {
            let problem = Problem::new(format!("a {of} needs the level without the programme"));
            return Err(vec![problem.hint("add `baseline_level`, in the unit of the outcome").at(name.location())]);
        }
        Ok((absolute, grounds))
    }

    /// The outcome's own thresholds, or for risks those of all.
    fn thresholds(
        &self,
        name: &Spanned<String>,
        effect: &FoundEffect,
        shared: Option<&Spanned<Thresholds>>,
    ) -> Result<Thresholds, Diagnostic> {
        let risks = effect.measure.is_of_risks();
        match (&self.thresholds, shared.filter(|_| risks)) {
            (Some(own), _) => own.value.insist_on_order(own.location(), risks).map(|()| own.value),
            (None, Some(shared)) => Ok(shared.value),
            (None, None) => Err(Problem::new(format!("nothing says when the effect on `{name}` is small or large"))
                .hint("add `thresholds: {small: …, moderate: …, large: …}`: per 1000 for risks, else in the outcome's unit")
                .at(name.location())),
        }
    }
}

/// The path of a cell among those of all columns.
fn at<'a>(paths: &'a [String; 8], column: &str) -> &'a str {
    let place = COLUMNS.iter().position(|known| *known == column);
    place.map_or("", |place| paths[place].as_str())
}

/// Whether the shown risks or levels do not differ by the shown difference.
fn rounding_shows(absolute: &Absolute) -> bool {
    let shown = |value: &Value| {
        let (value, unit, decimals) = match value {
            Value::Quantity(quantity) => (quantity.value, quantity.unit, quantity.decimals),
            Value::Estimate(estimate) => (estimate.value, estimate.unit, estimate.decimals),
            _ => return None,
        };
        let scaled = value * unit.shown_factor() * 10f64.powi(i32::from(decimals));
        Some((scaled + 1e-9 * scaled).round())
    };
    let numbers = (shown(&absolute.treated), shown(&absolute.control), shown(&absolute.difference));
    matches!(numbers, (Some(treated), Some(control), Some(difference)) if treated - control != difference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_the_difference_that_is_shown() {
        let thresholds = Thresholds { small: 20.0, moderate: 50.0, large: 100.0 };
        let size = |value: f64| thresholds.size(&Estimate::new(value, Unit::PerThousand, 0));
        for (value, expected) in
            [(0.0, 0), (0.0194, 0), (0.0195, 1), (0.02, 1), (0.0494, 1), (0.0496, 2), (0.0999, 3), (0.1, 3), (1.0, 3)]
        {
            assert_eq!((size(value), size(-value)), (expected, -expected), "{value}");
        }
        let own = Thresholds { small: 0.2, moderate: 0.5, large: 0.8 };
        assert_eq!(own.size(&Estimate::new(-0.3, Unit::EffectSize, 2)), -1);
        // Money that is shown in thousands is compared in kroner.
        let kroner = Thresholds { small: 2_000.0, moderate: 5_000.0, large: 10_000.0 };
        assert_eq!(kroner.size(&Estimate::new(1_600.0, Unit::Kroner { price_year: 2020 }, -3)), 1);
    }

    #[test]
    fn thresholds_rise_and_those_of_risks_are_per_thousand() {
        let wrong =
            |small, moderate, large, risks| Thresholds { small, moderate, large }.insist_on_order(None, risks).is_err();
        assert!(!wrong(20.0, 50.0, 100.0, true) && !wrong(0.2, 0.5, 0.8, false));
        assert!(wrong(0.0, 1.0, 2.0, true) && wrong(5.0, 5.0, 6.0, true) && wrong(5.0, 4.0, 6.0, false));
        assert!(wrong(0.02, 0.05, 0.1, true) && wrong(1.0, 2.0, 1000.0, true) && wrong(f64::NAN, 1.0, 2.0, false));
    }

    #[test]
    fn rounding_is_told_of() {
        let quantity = |value: f64| Value::from(Quantity { value, unit: Unit::PerThousand, decimals: 0 });
        let absolute = |control: f64, treated: f64| Absolute {
            control: quantity(control),
            treated: quantity(treated),
            difference: quantity(treated - control),
            relative: Undefined::NoObservations.into(),
            limited: [false; 2],
        };
        assert!(!rounding_shows(&absolute(0.27, 0.37)));
        assert!(rounding_shows(&absolute(0.0104, 0.0208)));
    }
}
