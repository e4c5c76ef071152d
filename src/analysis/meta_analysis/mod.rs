//! The effects of several studies, and what they say together.

mod dependent;
mod groups;
mod pooled;
mod sensitivity;
mod settings;
mod studies;

use schemars::JsonSchema;
use serde::Deserialize;

use self::groups::{Moderation, SubgroupAnalysis, number, participants};
use self::pooled::{Fitted, applicable, fit, with_effect};
use self::settings::{IntervalChoice, ModelChoice, PredictionChoice, Profile, Settings, TauSquaredChoice, ZeroCells};
use self::studies::{
    ArmColumns, ClusterCorrection, EffectMeasure, Evidence, Gathered, LogRankColumns, ReportedColumns, note,
};
use super::Analyse;
use super::input::{Common, Entry, add_note};
use super::one_proportion::level;
use super::proportion_methods::test;
use crate::data::Ordered;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, ConfidenceInterval, Edition, Estimate, Input, Method, Note, Origin, Quantity, Role, Row, Section, Table,
    Text, Unit, Value,
};
use crate::stats::meta::{Studies, Study, prediction_interval, profile_likelihood, q_profile};
use crate::stats::{Estimated, Interval, Level, Undefined};

/// The effects of several studies, pooled, with how much they differ and why.
///
/// Each row of a data source is a study: counts of both groups, means and standard deviations (or medians with quartiles
/// or ranges), an estimate with its interval, standard error or p-value, or a log-rank statistic. A study that has several
/// of these is computed from the first. `profile` sets the defaults; every one of them can be changed by itself.
///
/// ```yaml
/// work:
///   kind: meta_analysis
///   outcome: ordinært arbeid
///   measure: risk_ratio
///   from: trials
///   study: study
///   columns: {year: År, country: Land}
///   treated: {label: IPS, events: x_ips, total: n_ips}
///   control: {label: kontroll, events: x_ctrl, total: n_ctrl}
///   profile: cochrane-2025
///   subgroups: [{by: country}]
///   moderators: {year: {columns: [year], label: Utgivelsesår}}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MetaAnalysis {
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
    /// How the numbers of the studies are known; published unless given.
    #[serde(default = "published")]
    basis: Basis,
    /// The standing of the analysis in the review's protocol.
    #[serde(default)]
    role: Option<Role>,
    /// The outcome, worded so that it can follow «for» or «of»: `ordinært arbeid`.
    outcome: Text,
    /// The effect that is pooled.
    measure: Spanned<EffectMeasure>,
    /// The unit of a mean difference; points unless given.
    #[serde(default)]
    effect_unit: Option<Spanned<Unit>>,
    /// Decimals of the shown effects.
    #[serde(default)]
    decimals: Option<i8>,
    /// The data source or population whose rows are the studies.
    from: Spanned<String>,
    /// The column of the studies' names.
    study: Spanned<String>,
    /// Columns of words shown beside each study, with their headings.
    #[serde(default)]
    columns: Ordered<Text>,
    /// Those who got the programme.
    treated: ArmColumns,
    /// Those they are compared with.
    control: ArmColumns,
    /// The columns of effects as publications report them.
    #[serde(default)]
    reported: Option<ReportedColumns>,
    /// The columns of log-rank statistics.
    #[serde(default)]
    log_rank: Option<LogRankColumns>,
    /// The correction of cluster-randomised studies.
    #[serde(default)]
    clusters: Option<ClusterCorrection>,
    /// The column that names the control group of arms that share one.
    #[serde(default)]
    shared_control: Option<Spanned<String>>,
    /// The column of the trial or the people that several effects come from: adds a three-level model and cluster-robust errors.
    #[serde(default)]
    dependent_within: Option<Spanned<String>>,
    /// How missing studies are counted in trim and fill.
    #[serde(default)]
    trim_and_fill: MissingStudiesChoice,
    /// The column that orders the cumulative analysis, usually the year.
    #[serde(default)]
    cumulative_by: Option<Spanned<String>>,
    /// Whose defaults apply; those of the report's edition of methods unless given.
    #[serde(default)]
    profile: Option<Profile>,
    /// The model, instead of the profile's.
    #[serde(default)]
    model: Option<Spanned<ModelChoice>>,
    /// The estimator of the variance between studies, instead of the profile's.
    #[serde(default)]
    tau_squared: Option<Spanned<TauSquaredChoice>>,
    /// The interval of the pooled effect, instead of the profile's.
    #[serde(default)]
    interval: Option<Spanned<IntervalChoice>>,
    /// The prediction interval, instead of the profile's.
    #[serde(default)]
    prediction: Option<Spanned<PredictionChoice>>,
    /// What is done about empty cells, instead of the profile's.
    #[serde(default)]
    zero_cells: Option<Spanned<ZeroCells>>,
    /// The interval of the variance between studies.
    #[serde(default)]
    heterogeneity_interval: HeterogeneityInterval,
    /// Divisions of the studies.
    #[serde(default)]
    subgroups: Vec<SubgroupAnalysis>,
    /// Meta-regressions by name.
    #[serde(default)]
    moderators: Ordered<Moderation>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

fn published() -> Basis {
    Basis::Published
}

/// The interval of the variance between studies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeterogeneityInterval {
    /// From the profile of Q.
    #[default]
    QProfile,
    /// From the profile of the likelihood; for REML and ML.
    ProfileLikelihood,
}

/// How missing studies are counted in trim and fill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingStudiesChoice {
    /// From the ranks of all studies on the fuller side.
    #[default]
    L0,
    /// From the longest run of extreme studies.
    R0,
}

/// How effects are shown: back from the scale on which they are pooled.
#[derive(Clone, Copy, Debug)]
struct Shown {
    unit: Unit,
    decimals: i8,
    ratio: bool,
}

impl Shown {
    /// An effect on the scale that people read.
    fn transformed(&self, estimated: Estimated) -> Estimated {
        if self.ratio {
            Estimated {
                value: libm::exp(estimated.value),
                interval: estimated.interval.map_monotone(libm::exp),
                ..estimated
            }
        } else {
            estimated
        }
    }

    /// An effect with its interval.
    fn effect(&self, estimated: Estimated, level: Level, method: Method) -> Estimate {
        let Estimated { value, standard_error, interval } = self.transformed(estimated);
        Estimate {
            standard_error,
            interval: Some(ConfidenceInterval { bounds: interval, level, method }),
            no_effect: Some(if self.ratio { 1.0 } else { 0.0 }),
            ..Estimate::new(value, self.unit, self.decimals)
        }
    }

    /// The effect of a study with its normal interval.
    fn study(&self, study: Study, level: Level, method: Method) -> Estimate {
        let interval = Interval::around(study.effect(), level.z() * study.standard_error());
        let standard_error = Some(study.standard_error());
        self.effect(Estimated { value: study.effect(), standard_error, interval }, level, method)
    }
}

impl Analyse for MetaAnalysis {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        let gathered = self.gather(entry, level)?;
        let settings = self.settings(&gathered, entry.edition)?;
        let effects = gathered.effects(self.measure.value, settings);
        let fitted = fit(&gathered, &effects, self.measure.value, settings, level);

        let mut section = entry.section(Vec::new());
        self.describe(&mut section, entry, &gathered);
        self.studies(&mut section, &gathered, &effects, &fitted, settings, level);
        self.totals(&mut section, &gathered, &effects);
        self.together(&mut section, &effects, &fitted, settings, level)?;
        self.subgroups(entry, &mut section, &gathered, &effects, settings, level);
        self.single_studies(&mut section, &gathered, &effects, settings, level);
        self.small_studies(&mut section, &gathered, &effects, settings, level);
        self.dependent_effects(entry, &mut section, &gathered, &effects, settings, level)?;
        self.moderations(entry, &mut section, &gathered, &effects, settings, level)?;
        self.profiles(&mut section, &gathered, settings, level);
        Ok(vec![section])
    }

    fn tables(&self) -> &'static [&'static str] {
        &["studies", "moderators", "sensitivity", "influence", "baujat"]
    }
}

impl MetaAnalysis {
    fn shown(&self) -> Shown {
        let (unit, decimals) = match self.measure.value {
            EffectMeasure::RiskDifference => (Unit::ProportionDifference, 1),
            EffectMeasure::StandardisedMeanDifference => (Unit::EffectSize, 2),
            EffectMeasure::MeanDifference => (self.unit_of_means(), 1),
            _ => (Unit::Ratio, 2),
        };
        Shown { unit, decimals: self.decimals.unwrap_or(decimals), ratio: self.measure.value.is_ratio() }
    }

    /// The unit of means.
    fn unit_of_means(&self) -> Unit {
        self.effect_unit.as_ref().map_or(Unit::Points, |unit| unit.value)
    }

    /// What the studies are pooled with.
    fn settings(&self, gathered: &Gathered, edition: Edition) -> Result<Settings, Vec<Diagnostic>> {
        let defaults = applicable(self.profile.unwrap_or(Profile::of(edition)).settings(), gathered);
        let mut problems = Vec::new();
        if let Some(unit) = &self.effect_unit {
            if self.measure.value != EffectMeasure::MeanDifference {
                let problem = Problem::new("only a `mean_difference` has the unit of the outcome");
                problems.push(problem.hint("remove `effect_unit`").at(unit.location()));
            } else if unit.is_worded() || matches!(unit.value, Unit::Ratio | Unit::NumberNeeded | Unit::EffectSize) {
                let problem = Problem::new("this is no unit of a difference between means");
                problems.push(
                    problem.hint("leave it out for points of a scale, or write such as `days`").at(unit.location()),
                );
            }
        }
        if let Some(model) = &self.model {
            let of_counts = !matches!(model.value, ModelChoice::RandomEffects | ModelChoice::CommonEffect);
            let needs = match (model.value, self.measure.value) {
                _ if !of_counts => None,
                (ModelChoice::Peto, measure) if measure != EffectMeasure::OddsRatio => {
                    Some("pools odds ratios; write `measure: odds_ratio`")
                }
                (_, EffectMeasure::RiskRatio | EffectMeasure::OddsRatio | EffectMeasure::RiskDifference) => {
                    gathered.strata().is_none().then_some(
                        "needs the whole counts of every study; write `model: random_effects` or `common_effect`",
                    )
                }
                _ => Some("needs counts; write `model: random_effects` or `common_effect`"),
            };
            if let Some(needs) = needs {
                problems.push(Problem::new(format!("this model {needs}")).at(model.location()));
            }
        }
        let model = self.model.as_ref().map_or(defaults.model, |model| model.value);
        if let (Some(tau_squared), false) = (&self.tau_squared, model.is_random()) {
            let problem = Problem::new("a common effect has no variance between studies");
            problems.push(problem.hint("remove this, or write `model: random_effects`").at(tau_squared.location()));
        }
        if let (Some(prediction), false) = (&self.prediction, model.is_random())
            && prediction.value != PredictionChoice::None
        {
            let problem = Problem::new("under a common effect there is nothing to predict");
            problems.push(problem.hint("remove this, or write `model: random_effects`").at(prediction.location()));
        }
        let tau_squared = self.tau_squared.as_ref().map_or(defaults.tau_squared, |choice| choice.value);
        let by_counts = !matches!(model, ModelChoice::RandomEffects | ModelChoice::CommonEffect);
        if let (Some(interval), true) = (&self.interval, by_counts)
            && interval.value != IntervalChoice::Wald
        {
            let problem = Problem::new("models that pool counts have Wald's interval");
            problems.push(problem.hint("remove this, or write `model: random_effects`").at(interval.location()));
        }
        let likelihood = matches!(tau_squared, TauSquaredChoice::Reml | TauSquaredChoice::Ml);
        if self.heterogeneity_interval == HeterogeneityInterval::ProfileLikelihood && !likelihood {
            let place = self.tau_squared.as_ref().and_then(Spanned::location);
            let problem = Problem::new("a profile likelihood belongs to `reml` or `ml`");
            problems.push(problem.hint("write `tau_squared: reml`, or leave out `heterogeneity_interval`").at(place));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        // Under a common effect Hartung and Knapp's correction has no place unless the author asks for it.
        let interval = if model.is_random() { defaults.interval } else { IntervalChoice::Wald };
        Ok(Settings {
            model,
            tau_squared,
            interval: self.interval.as_ref().map_or(interval, |choice| choice.value),
            prediction: self.prediction.as_ref().map_or(defaults.prediction, |choice| choice.value),
            zero_cells: self.zero_cells.as_ref().map_or(defaults.zero_cells, |choice| choice.value),
        })
    }

    /// The words of the section, and where its numbers come from.
    fn describe(&self, section: &mut Section, entry: &Entry<'_>, gathered: &Gathered) {
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis,
        };
        common.describe(section);
        for (name, text) in
            [("outcome", &self.outcome), ("treated", &self.treated.label), ("control", &self.control.label)]
        {
            section.labels.push((name.to_owned(), text.clone()));
        }
        section.labels.push(("measure".to_owned(), Text::from(self.measure.value.name())));
        for (name, heading) in &self.columns {
            section.labels.push((format!("column.{name}"), heading.clone()));
        }
        for subgroup in &self.subgroups {
            let name = format!("column.{}", subgroup.by.value);
            if !section.labels.iter().any(|(known, _)| *known == name) {
                let label = subgroup.label.clone().or_else(|| {
                    let rows = entry.rows(&self.from).ok()?;
                    rows.column(&subgroup.by).ok()?.label.clone()
                });
                section.labels.push((name, label.unwrap_or_else(|| Text::from(subgroup.by.as_str()))));
            }
        }
        for note in &gathered.notes {
            add_note(section, *note);
        }
        let columns = [
            &self.treated.events,
            &self.treated.total,
            &self.control.events,
            &self.control.total,
            &self.treated.mean,
            &self.treated.sd,
            &self.control.mean,
            &self.control.sd,
        ];
        let columns = columns.into_iter().flatten().map(|column| column.value.clone());
        section.provenance.inputs.push(Input {
            name: "studies".to_owned(),
            origin: Origin::Data {
                source: self.from.value.clone(),
                columns: std::iter::once(self.study.value.clone()).chain(columns).collect(),
                rows: gathered.rows.len() as u64,
            },
        });
    }

    /// The table of the studies.
    fn studies(
        &self,
        section: &mut Section,
        gathered: &Gathered,
        effects: &[Result<Study, Undefined>],
        fitted: &Result<Fitted, Undefined>,
        settings: Settings,
        level: Level,
    ) {
        let shown = self.shown();
        let mut weights = fitted.as_ref().map(|fitted| fitted.weights.clone()).unwrap_or_default().into_iter();
        let adds = settings.zero_cells != ZeroCells::None && settings.model != ModelChoice::Peto;
        let mut rows = Vec::new();
        for (row, effect) in gathered.rows.iter().zip(effects) {
            let mut cells = row.shown.clone();
            let is_empty = match row.evidence {
                Evidence::Counts { treated, control, .. } => {
                    [treated, control].iter().any(|arm| arm.events() == 0.0 || arm.non_events() == 0.0)
                }
                _ => false,
            };
            match effect {
                Ok(study) => {
                    let filled = adds && (is_empty || settings.zero_cells == ZeroCells::All);
                    let method = match (row.evidence, self.measure.value) {
                        (Evidence::Reported(_), _) => Method::AsPublished,
                        (Evidence::Counts { .. }, _) if settings.model == ModelChoice::Peto => Method::Peto,
                        (Evidence::Counts { .. }, EffectMeasure::RiskRatio) if filled => Method::KatzHalf,
                        (Evidence::Counts { .. }, EffectMeasure::RiskRatio) => Method::Katz,
                        (Evidence::Counts { .. }, EffectMeasure::OddsRatio) if filled => Method::WoolfHalf,
                        (Evidence::Counts { .. }, EffectMeasure::OddsRatio) => Method::Woolf,
                        _ => Method::Wald,
                    };
                    cells.push(shown.study(*study, level, method).into());
                    cells.push(match weights.next() {
                        Some(value) => Quantity { value, unit: Unit::Proportion, decimals: 1 }.into(),
                        None => Undefined::NoObservations.into(),
                    });
                    if filled {
                        let added = match settings.zero_cells {
                            ZeroCells::TreatmentArm => Note::TreatmentArmAdded,
                            _ => Note::HalfAddedWhereNeeded,
                        };
                        note(&mut section.notes, added);
                    }
                }
                Err(why) => {
                    cells.extend([(*why).into(), (*why).into()]);
                    note(&mut section.notes, Note::StudiesWithoutEstimate);
                }
            }
            rows.push(Row {
                name: row.name.clone(),
                label: Some(Text::from(row.label.as_str())),
                basis: None,
                source: None,
                words: row.words.clone(),
                cells,
            });
        }
        let columns = gathered.columns.iter().chain(&["effect", "weight"]).map(|name| (*name).to_owned()).collect();
        section.values.push(("studies".to_owned(), Value::Table(Table { columns, rows })));
    }

    /// How many studies and participants there are.
    fn totals(&self, section: &mut Section, gathered: &Gathered, effects: &[Result<Study, Undefined>]) {
        let (places, _) = with_effect(effects);
        section.values.push(("study_count".to_owned(), Value::Count(places.len() as u64)));
        section.values.push(("participants".to_owned(), participants(gathered, &places)));
        let counts: Option<Vec<[f64; 4]>> = places
            .iter()
            .map(|place| {
                let row = &gathered.rows[*place];
                let count = |at: usize| match row.shown.get(at) {
                    Some(Value::Count(count)) => Some(*count as f64),
                    _ => None,
                };
                let [a, n1, b, n2] = [count(0)?, count(1)?, count(2)?, count(3)?];
                Some([a, n1, b / row.sharing, n2 / row.sharing])
            })
            .collect();
        if let (Some(counts), true) =
            (counts, gathered.columns.first() == Some(&"treated_events") && !places.is_empty())
        {
            for (at, name) in
                ["treated.events", "treated.total", "control.events", "control.total"].into_iter().enumerate()
            {
                let sum: f64 = counts.iter().map(|of| of[at]).sum();
                section.values.push((name.to_owned(), Value::Count(sum.round() as u64)));
            }
        }
    }

    /// The pooled effect, where another study's is expected, and how much the studies differ.
    fn together(
        &self,
        section: &mut Section,
        effects: &[Result<Study, Undefined>],
        fitted: &Result<Fitted, Undefined>,
        settings: Settings,
        level: Level,
    ) -> Result<(), Vec<Diagnostic>> {
        let shown = self.shown();
        let fitted = match fitted {
            Ok(fitted) => fitted,
            Err(why) => {
                section.values.push(("pooled".to_owned(), (*why).into()));
                return Ok(());
            }
        };
        for caution in &fitted.notes {
            note(&mut section.notes, *caution);
        }
        let pooled = shown.pooled(fitted, level);
        section.values.push(("pooled".to_owned(), pooled.clone().into()));
        let (_, studies) = with_effect(effects);
        let sorted = Studies::new(&studies).map_err(|why| vec![Problem::new(why.to_string()).nowhere()])?;
        if let (Some(tau_squared), Some(fit)) = (fitted.tau_squared, &fitted.pooled) {
            if let Some((prediction, method)) = settings.prediction.prediction() {
                // Of two studies a prediction interval spans everything that numbers can say.
                let predicted = match studies.len() {
                    0..3 => Err(Undefined::TooFewObservations),
                    _ => prediction_interval(fit, prediction, level),
                };
                let value = match predicted {
                    Ok(interval) => {
                        let bounds = if shown.ratio { interval.map_monotone(libm::exp) } else { interval };
                        let interval = Some(ConfidenceInterval { bounds, level, method });
                        Value::from(Estimate { interval, tests: Vec::new(), standard_error: None, ..pooled })
                    }
                    Err(why) => why.into(),
                };
                section.values.push(("prediction".to_owned(), value));
            }
            let (limits, method) = match self.heterogeneity_interval {
                HeterogeneityInterval::QProfile => (q_profile(&sorted, level), Method::QProfile),
                HeterogeneityInterval::ProfileLikelihood => {
                    let estimator = settings.tau_squared.estimator();
                    (profile_likelihood(&sorted, estimator, level), Method::ProfileLikelihood)
                }
            };
            let with = |value: f64, unit: Unit, decimals: i8, bounds: Option<Interval>| {
                let interval = bounds.map(|bounds| ConfidenceInterval { bounds, level, method });
                Value::from(Estimate { interval, ..Estimate::new(value, unit, decimals) })
            };
            let limits = limits.ok();
            let heterogeneity = fitted.heterogeneity;
            for (name, value) in [
                ("tau_squared", with(tau_squared, Unit::Number, 2, limits.map(|limits| limits.tau_squared))),
                ("tau", number(libm::sqrt(tau_squared))),
                (
                    "i_squared",
                    with(heterogeneity.i_squared, Unit::Proportion, 0, limits.map(|limits| limits.i_squared)),
                ),
                ("h_squared", with(heterogeneity.h_squared, Unit::Number, 2, limits.map(|limits| limits.h_squared))),
            ] {
                section.values.push((name.to_owned(), value));
            }
        } else if studies.len() > 1 {
            let i_squared = Estimate::new(fitted.heterogeneity.i_squared, Unit::Proportion, 0);
            section.values.push(("i_squared".to_owned(), i_squared.into()));
        }
        if studies.len() > 1 {
            let q = fitted.heterogeneity.q;
            let value = Estimate {
                tests: vec![test(Method::CochranQ, q)],
                ..Estimate::new(q.statistic.unwrap_or_default(), Unit::Number, 1)
            };
            section.values.push(("q".to_owned(), value.into()));
        }
        Ok(())
    }
}
