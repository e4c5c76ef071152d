//! What studies have in common: subgroups and moderators.

use schemars::JsonSchema;
use serde::Deserialize;

use super::pooled::{Fitted, model_of, with_effect};
use super::settings::{Settings, names};
use super::studies::{Gathered, note};
use super::{MetaAnalysis, Shown};
use crate::analysis::input::Entry;
use crate::analysis::names::name_of;
use crate::analysis::proportion_methods::test;
use crate::data::Cell;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    ConfidenceInterval, Curve, CurveStyle, Estimate, Language, Method, Note, Point, Quantity, Row, Section, Table,
    Test, Text, Unit, Value,
};
use crate::stats::meta::{
    Inference, MetaRegression, Model, Permutations, Study, TauSharing, meta_regression, permutation_test,
    residual_q_profile, subgroups,
};
use crate::stats::regression::{Design, Factor, JointTest};
use crate::stats::{Interval, Level, Undefined};

/// How many studies there should be for each moderator.
const STUDIES_FOR_A_MODERATOR: usize = 10;

/// A division of the studies.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubgroupAnalysis {
    /// The column that divides the studies.
    pub(super) by: Spanned<String>,
    /// What the division is called; the column's label unless given.
    #[serde(default)]
    pub(super) label: Option<Text>,
    /// Whether each subgroup has a variance between studies of its own.
    #[serde(default)]
    pub(super) tau_squared: Sharing,
}

/// Whether each subgroup has a variance between studies of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// Each is pooled on its own.
    #[default]
    Separate,
    /// One variance for all; better when subgroups are small.
    Common,
}

/// A meta-regression.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Moderation {
    /// The columns of the moderators: numbers as they are, texts as categories.
    pub(super) columns: Vec<Spanned<String>>,
    /// What the moderators are called together.
    #[serde(default)]
    pub(super) label: Option<Text>,
    /// A permutation test of the moderators with so many permutations.
    #[serde(default)]
    pub(super) permutations: Option<Spanned<u32>>,
    /// The seed of the permutations.
    #[serde(default)]
    pub(super) seed: Option<u64>,
}

impl MetaAnalysis {
    /// The subgroups of the studies, and whether they differ.
    pub(super) fn subgroups(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        gathered: &Gathered,
        effects: &[Result<Study, Undefined>],
        settings: Settings,
        level: Level,
    ) {
        let shown = self.shown();
        let (places, studies) = with_effect(effects);
        for subgroup in &self.subgroups {
            let by = subgroup.by.value.as_str();
            let word = |place: &usize| {
                let words = &gathered.rows[*place].words;
                words
                    .iter()
                    .find(|(name, _)| name == by)
                    .map(|(_, text)| text.clone())
                    .unwrap_or_else(|| Text::from(""))
            };
            // In the order of the codebook, or else in the order in which they first occur.
            let mut labels: Vec<Text> = Vec::new();
            for place in &places {
                let text = word(place);
                if !labels.contains(&text) {
                    labels.push(text);
                }
            }
            let codes = entry
                .rows(&self.from)
                .and_then(|rows| Ok(rows.column(&subgroup.by)?.codes.clone()))
                .unwrap_or_default();
            labels.sort_by_key(|label| codes.iter().position(|(_, text)| text == label).unwrap_or(codes.len()));
            let keys: Vec<String> = labels.iter().enumerate().map(|(place, _)| format!("{place:05}")).collect();
            let codes: Vec<&str> = places
                .iter()
                .filter_map(|place| {
                    let text = word(place);
                    labels.iter().position(|label| *label == text).map(|place| keys[place].as_str())
                })
                .collect();
            let sharing = match subgroup.tau_squared {
                Sharing::Separate => TauSharing::Separate,
                Sharing::Common => TauSharing::Common,
            };
            // A subgroup of counts is compared by inverse variances too: that is what the test between them needs.
            let model = model_of(settings);
            let inference = settings.interval.inference(studies.len(), f64::INFINITY);
            let found = subgroups(&studies, &Factor::new(&codes), sharing, model, inference, level);
            let (interval, test_method) = names(inference);
            let mut rows = Vec::new();
            for (place, label) in labels.iter().enumerate() {
                let members: Vec<usize> = places.iter().copied().filter(|of| word(of) == *label).collect();
                let alone = found.as_ref().map_err(|why| *why).and_then(|found| found.groups[place].clone());
                let alone = alone.map(|group| {
                    let one = group.studies == 1;
                    let random = model != Model::CommonEffect && !one;
                    let (interval, test_method) = if one { names(Inference::Wald) } else { (interval, test_method) };
                    let effect = Estimate {
                        method: Some(if random { settings.tau_squared.method() } else { Method::InverseVariance }),
                        tests: vec![test(test_method, group.test)],
                        ..shown.effect(group.estimated, level, interval)
                    };
                    let tau_squared =
                        if random { number(group.tau_squared) } else { Undefined::TooFewObservations.into() };
                    let i_squared =
                        if one { Undefined::TooFewObservations.into() } else { share(group.heterogeneity.i_squared) };
                    (Value::from(effect), tau_squared, i_squared)
                });
                let (effect, tau_squared, i_squared) = match alone {
                    Ok(cells) => cells,
                    Err(why) => (why.into(), why.into(), why.into()),
                };
                let participants = participants(gathered, &members);
                rows.push(Row {
                    name: unique(name_of(label.get(Language::Bokmal)), &rows),
                    label: Some(label.clone()),
                    basis: None,
                    source: None,
                    words: Vec::new(),
                    cells: vec![Value::Count(members.len() as u64), participants, effect, tau_squared, i_squared],
                });
            }
            let columns = ["studies", "participants", "effect", "tau_squared", "i_squared"];
            let table = Table { columns: columns.map(str::to_owned).to_vec(), rows };
            section.values.push((format!("subgroups.{by}"), Value::Table(table)));
            let difference = found.and_then(|found| found.between).map(|joint| joint_test(joint, Method::SubgroupTest));
            section
                .values
                .push((format!("subgroup_difference.{by}"), difference.map_or_else(Value::from, Value::from)));
            note(&mut section.notes, Note::AcrossStudies);
        }
    }

    /// The meta-regressions.
    ///
    /// # Errors
    /// A column that is not there or has gaps.
    pub(super) fn moderations(
        &self,
        entry: &Entry<'_>,
        section: &mut Section,
        gathered: &Gathered,
        effects: &[Result<Study, Undefined>],
        settings: Settings,
        level: Level,
    ) -> Result<(), Vec<Diagnostic>> {
        if self.moderators.is_empty() {
            return Ok(());
        }
        let rows = entry.rows(&self.from).map_err(|problem| vec![problem])?;
        let (places, studies) = with_effect(effects);
        let mut problems = Vec::new();
        for (name, moderation) in &self.moderators {
            match self.design(&rows, name, moderation, gathered, &places) {
                Ok(Planned { design, numeric, label, axis, columns, levels }) => {
                    section.labels.push((format!("regression.{name}"), label));
                    section.labels.extend(axis.map(|axis| (format!("axis.{name}"), axis)));
                    for (column, label) in columns {
                        let key = format!("moderator.{column}");
                        if section.label(&key).is_none() {
                            section.labels.push((key, label));
                        }
                    }
                    let references: Vec<&ModeratorLevel> = levels.iter().filter(|level| level.place == 0).collect();
                    if let [reference] = references.as_slice() {
                        section.labels.push((format!("reference.{name}"), reference.label.clone()));
                    }
                    let few = studies.len()
                        < STUDIES_FOR_A_MODERATOR * (design.as_ref().map_or(1, |d| d.columns().len() - 1)).max(1);
                    if few {
                        note(&mut section.notes, Note::FewStudiesForModerators);
                    }
                    note(&mut section.notes, Note::AcrossStudies);
                    let model = model_of(settings);
                    let inference = settings.interval.inference(studies.len(), f64::INFINITY);
                    let fitted = design.and_then(|design| {
                        let fit = meta_regression(&studies, &design, model, inference, level)?;
                        let limits = residual_q_profile(&studies, &design, level).ok();
                        let permuted = match &moderation.permutations {
                            Some(count) => {
                                let plan = Permutations { replicates: count.value, seed: moderation.seed.unwrap_or(1) };
                                Some(permutation_test(&studies, &design, model, inference, plan)?)
                            }
                            None => None,
                        };
                        Ok((fit, limits, permuted, design))
                    });
                    match fitted {
                        Ok((fit, limits, permuted, design)) => {
                            let permuted = permuted.and_then(|permuted| permuted.moderators);
                            let tau = limits.map(|limits| limits.tau_squared);
                            self.regression(section, name, &fit, (&design, &levels), tau, level);
                            if let Some(p) = permuted {
                                let method = Method::PermutationTest;
                                let tested = Test { method, statistic: None, degrees_of_freedom: Vec::new(), p };
                                let estimate = Estimate { tests: vec![tested], ..Estimate::new(p, Unit::Number, 3) };
                                section.values.push((format!("regression.{name}.permutation"), estimate.into()));
                            }
                            if let Some(values) = numeric {
                                let points = Points { gathered, places: &places, studies: &studies, values: &values };
                                self.line(section, name, &fit, &points, level);
                            }
                        }
                        Err(why) => section.values.push((format!("regression.{name}"), why.into())),
                    }
                }
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The design of a meta-regression, and the moderator itself where it is one number.
    fn design(
        &self,
        rows: &crate::data::Rows<'_>,
        name: &Spanned<String>,
        moderation: &Moderation,
        gathered: &Gathered,
        places: &[usize],
    ) -> Result<Planned, Vec<Diagnostic>> {
        if moderation.columns.is_empty() {
            let problem = Problem::new(format!("the meta-regression `{name}` has no moderators"));
            return Err(vec![problem.hint("name at least one column under `columns`").at(name.location())]);
        }
        let mut problems = Vec::new();
        let mut design = Ok(Design::with_intercept(places.len()));
        let mut numeric = None;
        let mut labels = Vec::new();
        let mut levels: Vec<ModeratorLevel> = Vec::new();
        for (place, column) in moderation.columns.iter().enumerate() {
            if moderation.columns[..place].contains(column) {
                let problem = Problem::new(format!("the moderator `{column}` stands twice"));
                problems.push(problem.hint("name each column once").at(column.location()));
                continue;
            }
            let cells = match rows.cells(column) {
                Ok(cells) => cells,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            labels.push(rows.column(column).ok().and_then(|column| column.label.clone()));
            let cells: Vec<&Cell> = places.iter().map(|place| &cells[*place]).collect();
            if let Some(gap) = cells.iter().position(|cell| cell.is_missing()) {
                let study = &gathered.rows[places[gap]].label;
                problems.push(
                    Problem::new(format!("the study `{study}` has no value in the moderator `{column}`"))
                        .hint("fill it in, or leave the study out with a population")
                        .at(column.location()),
                );
                continue;
            }
            let numbers: Option<Vec<f64>> = cells.iter().map(|cell| cell.as_number()).collect();
            design = design.and_then(|design: Design| match &numbers {
                // Around their mean, so that the intercept is the effect at an ordinary value and not at the year 0.
                Some(numbers) => {
                    let mean = mean(numbers);
                    design.numeric(column, &numbers.iter().map(|number| number - mean).collect::<Vec<f64>>())
                }
                None => {
                    let codes = rows.column(column).map(|of| of.codes.clone()).unwrap_or_default();
                    let own = occurring(column, &cells, &codes);
                    if own.len() < 2 {
                        return Err(Undefined::Collinear);
                    }
                    let key =
                        |cell: &&Cell| own.iter().find(|level| level.value == **cell).map(|level| level.key.as_str());
                    let factor = Factor::new(&cells.iter().filter_map(key).collect::<Vec<&str>>());
                    levels.extend(own.iter().cloned());
                    design.factor(column, factor)
                }
            });
            if moderation.columns.len() == 1 {
                numeric = numbers;
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let columns = moderation.columns.iter().zip(&labels);
        let columns = columns.filter_map(|(column, label)| Some((column.value.clone(), label.clone()?))).collect();
        let only = labels.pop().flatten().filter(|_| labels.is_empty());
        let axis = only.clone().filter(|_| numeric.is_some());
        let label = moderation.label.clone().or(only).unwrap_or_else(|| Text::from(name.as_str()));
        Ok(Planned { design, numeric, label, axis, columns, levels })
    }

    /// What a meta-regression found.
    fn regression(
        &self,
        section: &mut Section,
        name: &Spanned<String>,
        fit: &MetaRegression,
        (design, levels): (&Design, &[ModeratorLevel]),
        tau_squared: Option<Interval>,
        level: Level,
    ) {
        let shown = self.shown();
        let (interval, test_method) = names(fit.inference);
        let mut rows = Vec::new();
        for (place, column) in design.columns().iter().enumerate() {
            let contrast = fit.coefficients.coefficient(place);
            let coefficient = contrast.and_then(|contrast| Ok((contrast.estimated(level)?, contrast.test()?)));
            let cells = match coefficient {
                Ok((estimated, tested)) => {
                    let slope = number(estimated.value);
                    let effect =
                        Estimate { tests: vec![test(test_method, tested)], ..shown.effect(estimated, level, interval) };
                    // A unit more of a number may change little: more decimals than an effect has.
                    let decimals = if place > 0 { effect.decimals + 1 } else { effect.decimals };
                    vec![Value::from(Estimate { decimals, ..effect }), slope]
                }
                Err(why) => vec![why.into(), why.into()],
            };
            let words = match column.parts.as_slice() {
                [] => None,
                [(variable, Some(key))] => {
                    let level = levels.iter().find(|level| level.column == *variable && level.key == *key);
                    level.map(|level| level.label.clone())
                }
                [(variable, _), ..] => section.label(&format!("column.{variable}")).cloned(),
            };
            let label = words.clone().or_else(|| match column.parts.as_slice() {
                [(variable, None)] => section.label(&format!("moderator.{variable}")).cloned(),
                _ => None,
            });
            // A level by its words, a number by the name of its column, whatever is written over it.
            let row = match (&words, column.parts.as_slice()) {
                _ if place == 0 => "intercept".to_owned(),
                (Some(words), [(_, Some(_))]) => name_of(words.get(Language::Bokmal)),
                _ => name_of(&column.to_string()),
            };
            rows.push(Row { name: unique(row, &rows), label, basis: None, source: None, words: Vec::new(), cells });
        }
        let table = Table { columns: vec!["coefficient".to_owned(), "slope".to_owned()], rows };
        section.values.push((format!("regression.{name}"), Value::Table(table)));
        if fit.model != Model::CommonEffect {
            let mut estimate = Estimate::new(fit.tau_squared, Unit::Number, 2);
            estimate.interval =
                tau_squared.map(|bounds| ConfidenceInterval { bounds, level, method: Method::QProfile });
            section.values.push((format!("regression.{name}.tau_squared"), estimate.into()));
        }
        let explained = fit.r_squared.map_or(Value::from(Undefined::NoVariation), share);
        section.values.push((format!("regression.{name}.r_squared"), explained));
        let joint = fit.moderators.map_or(Value::from(Undefined::TooFewObservations), |joint| {
            joint_test(joint, Method::ModeratorTest).into()
        });
        section.values.push((format!("regression.{name}.test"), joint));
    }

    /// The points and the line of a meta-regression on one number.
    fn line(&self, section: &mut Section, name: &str, fit: &MetaRegression, points: &Points<'_>, level: Level) {
        let shown = self.shown();
        let Points { gathered, places, studies, values } = *points;
        let total = sorted_sum(studies.iter().map(|study| 1.0 / (study.variance() + fit.tau_squared)).collect());
        let decimals = values.iter().map(|value| if value.fract() == 0.0 { 0 } else { 1 }).max().unwrap_or(0);
        let rows = places
            .iter()
            .zip(studies)
            .zip(values)
            .map(|((place, study), value)| {
                let of = &gathered.rows[*place];
                let effect = shown.study(*study, level, Method::Wald);
                let moderator = Quantity { value: *value, unit: Unit::Number, decimals };
                let weight = 1.0 / (study.variance() + fit.tau_squared) / total;
                Row {
                    name: of.name.clone(),
                    label: Some(Text::from(of.label.as_str())),
                    basis: None,
                    source: None,
                    words: of.words.clone(),
                    cells: vec![moderator.into(), effect.into(), share(weight)],
                }
            })
            .collect();
        let columns = ["moderator", "effect", "weight"].map(str::to_owned).to_vec();
        section.values.push((format!("regression.{name}.points"), Value::Table(Table { columns, rows })));
        let centre = mean(values);
        section.values.push((
            format!("regression.{name}.centre"),
            Quantity { value: centre, unit: Unit::Number, decimals: 1 }.into(),
        ));
        let (least, most) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
        const STEPS: u32 = 50;
        let points = (0..=STEPS)
            .filter_map(|step| {
                let x = least + (most - least) * f64::from(step) / f64::from(STEPS);
                let (estimated, _) = fit.predict(&[1.0, x - centre], level).ok()?;
                let shown = shown.transformed(estimated);
                let band = shown.interval.lower().zip(shown.interval.upper());
                Some(Point { x, y: shown.value, band })
            })
            .collect();
        let curve = Curve {
            x_unit: Unit::Number,
            y_unit: shown.unit,
            decimals: shown.decimals,
            style: CurveStyle::Line,
            level: Some(level),
            points,
        };
        section.values.push((format!("regression.{name}.line"), Value::Curve(curve)));
    }
}

/// A meta-regression before it is fitted.
struct Planned {
    /// The design, or why there is none.
    design: Result<Design, Undefined>,
    /// The moderator, where it is one number.
    numeric: Option<Vec<f64>>,
    /// What the moderators are called together.
    label: Text,
    /// What the moderator is called on an axis, where it is one number.
    axis: Option<Text>,
    /// What the columns are called, where they are called anything.
    columns: Vec<(String, Text)>,
    /// The levels of the categories among them.
    levels: Vec<ModeratorLevel>,
}

/// One level of a moderator that is a category.
#[derive(Clone, Debug)]
struct ModeratorLevel {
    column: String,
    /// Its place in the order of the codebook; the first is the reference.
    place: usize,
    /// Its name in the design, which sorts by its place.
    key: String,
    value: Cell,
    label: Text,
}

/// The levels of a category that occur, in the order of the codebook, else in their canonical order.
fn occurring(column: &str, cells: &[&Cell], codes: &[(Cell, Text)]) -> Vec<ModeratorLevel> {
    let mut values: Vec<Cell> = cells.iter().map(|cell| (*cell).clone()).collect();
    let rank = |cell: &Cell| codes.iter().position(|(code, _)| code == cell).unwrap_or(codes.len());
    values.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    values.dedup();
    let level = |(place, value): (usize, Cell)| {
        let label = codes.iter().find(|(code, _)| *code == value).map(|(_, label)| label.clone());
        ModeratorLevel {
            column: column.to_owned(),
            place,
            key: format!("{place:05}"),
            label: label.unwrap_or_else(|| Text::from(value.to_string().as_str())),
            value,
        }
    };
    values.into_iter().enumerate().map(level).collect()
}

/// The studies of a meta-regression on one number.
#[derive(Clone, Copy)]
struct Points<'a> {
    gathered: &'a Gathered,
    places: &'a [usize],
    studies: &'a [Study],
    values: &'a [f64],
}

/// The plain mean, which does not depend on the order of the numbers.
fn mean(numbers: &[f64]) -> f64 {
    sorted_sum(numbers.to_vec()) / numbers.len() as f64
}

/// A sum that does not depend on the order of its terms.
fn sorted_sum(mut terms: Vec<f64>) -> f64 {
    terms.sort_unstable_by(f64::total_cmp);
    terms.iter().sum()
}

/// A number without unit, with two decimals.
pub(super) fn number(value: f64) -> Value {
    Quantity { value, unit: Unit::Number, decimals: 2 }.into()
}

/// A share in whole per cent.
pub(super) fn share(value: f64) -> Value {
    Quantity { value, unit: Unit::Proportion, decimals: 0 }.into()
}

/// The statistic of a test of several things at once, with the test.
fn joint_test(joint: JointTest, method: Method) -> Estimate {
    let degrees_of_freedom = [Some(joint.df), joint.residual_df].into_iter().flatten().collect();
    let tested = Test { method, statistic: Some(joint.statistic), degrees_of_freedom, p: joint.p };
    Estimate { tests: vec![tested], ..Estimate::new(joint.statistic, Unit::Number, 2) }
}

/// The participants of some studies together, where all of them are known.
pub(super) fn participants(gathered: &Gathered, places: &[usize]) -> Value {
    let known: Option<Vec<f64>> = places.iter().map(|place| gathered.rows[*place].participants).collect();
    known.map_or(Undefined::NoObservations.into(), |known| Value::Count(known.iter().sum::<f64>().round() as u64))
}

/// A name that no row has yet.
fn unique(name: String, rows: &[Row]) -> String {
    let taken = |name: &str| rows.iter().any(|row| row.name == name);
    if !taken(&name) {
        return name;
    }
    (2..).map(|number| format!("{name}_{number}")).find(|name| !taken(name)).unwrap_or(name)
}

impl Shown {
    /// The pooled effect as it is shown.
    pub(super) fn pooled(&self, fitted: &Fitted, level: Level) -> Estimate {
        Estimate {
            method: Some(fitted.method),
            tests: vec![test(fitted.test_method, fitted.test)],
            ..self.effect(fitted.estimated, level, fitted.interval)
        }
    }
}
