//! How much the pooled effect owes to single studies, to unseen ones and to the choice of methods.

use super::pooled::{applicable, fit, model_of, with_effect};
use super::settings::{IntervalChoice, ModelChoice, Profile, Settings};
use super::studies::{EffectMeasure, Gathered, note};
use super::{MetaAnalysis, MissingStudiesChoice, Shown};
use crate::analysis::proportion_methods::test;
use crate::results::{Estimate, Method, Note, Row, Section, Table, Text, Unit, Value};
use crate::stats::meta::bias::{
    AsymmetryModel, AsymmetryTest, MissingStudies, Predictor, asymmetry, begg_mazumdar, harbord, peters, rosenthal,
    trim_and_fill,
};
use crate::stats::meta::sensitivity::{PooledSubset, baujat, cumulative, influence, leave_one_out};
use crate::stats::meta::{Inference, Model, Studies, Study};
use crate::stats::{Level, Undefined};

use super::groups::{number, share};

/// Tests of asymmetry say little below so many studies.
const STUDIES_FOR_ASYMMETRY: usize = 10;

impl MetaAnalysis {
    /// The pooled effect without each study, study by study in time, and what single studies weigh.
    pub(super) fn single_studies(
        &self,
        section: &mut Section,
        gathered: &Gathered,
        effects: &[Result<Study, Undefined>],
        settings: Settings,
        level: Level,
    ) {
        let shown = self.shown();
        let (places, studies) = with_effect(effects);
        let Ok(sorted) = Studies::new(&studies) else { return };
        if studies.len() < 2 {
            return;
        }
        let (model, inference) = (model_of(settings), settings.interval.inference(studies.len(), f64::INFINITY));
        let without = leave_one_out(&sorted, model, inference, level);
        let table_without = subsets(&shown, gathered, &places, &without, settings, level);
        let (lowest, highest) = extremes(&table_without);
        section.values.push(("leave_one_out".to_owned(), table_without));
        for (name, extreme) in [("lowest", lowest), ("highest", highest)] {
            if let Some((label, estimate)) = extreme {
                section.labels.push((format!("leave_one_out.{name}"), label));
                section.values.push((format!("leave_one_out.{name}"), estimate.into()));
            }
        }
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by(|a, b| {
            let of = |place: &usize| gathered.rows[places[*place]].order.unwrap_or(f64::INFINITY);
            of(a).total_cmp(&of(b))
        });
        let in_order: Vec<Study> = order.iter().map(|place| studies[*place]).collect();
        let in_places: Vec<usize> = order.iter().map(|place| places[*place]).collect();
        let added = cumulative(&in_order, model, inference, level);
        section.values.push(("cumulative".to_owned(), subsets(&shown, gathered, &in_places, &added, settings, level)));

        let found = influence(&sorted, model, inference);
        let columns = ["studentised_residual", "dffits", "cooks_distance", "covariance_ratio", "weight", "dfbetas"]
            .map(str::to_owned);
        let rows = places.iter().enumerate().map(|(index, place)| {
            let cells = match found.as_ref().map_err(|why| *why).and_then(|all| all[index]) {
                Ok(one) => vec![
                    number(one.studentised_residual),
                    number(one.dffits),
                    number(one.cooks_distance),
                    number(one.covariance_ratio),
                    share(one.weight),
                    number(one.dfbetas),
                ],
                Err(why) => vec![why.into(); 6],
            };
            row(gathered, *place, cells)
        });
        section.values.push(("influence".to_owned(), table(columns.to_vec(), rows.collect())));
        if let Ok(points) = baujat(&sorted) {
            let rows = places.iter().zip(points).map(|(place, point)| {
                row(gathered, *place, vec![number(point.heterogeneity), number(point.influence)])
            });
            let columns = ["heterogeneity", "influence"].map(str::to_owned).to_vec();
            section.values.push(("baujat".to_owned(), table(columns, rows.collect())));
        }
    }

    /// Whether small studies show other effects than large ones.
    pub(super) fn small_studies(
        &self,
        section: &mut Section,
        gathered: &Gathered,
        effects: &[Result<Study, Undefined>],
        settings: Settings,
        level: Level,
    ) {
        let shown = self.shown();
        let (_, studies) = with_effect(effects);
        if studies.len() < 3 {
            return;
        }
        if studies.len() < STUDIES_FOR_ASYMMETRY {
            note(&mut section.notes, Note::FewStudiesForAsymmetry);
        }
        let strata = gathered.strata();
        let egger = |section: &mut Section, name: &str, method: Method, found: Result<AsymmetryTest, Undefined>| {
            let value = match found {
                Ok(found) => Value::from(Estimate {
                    standard_error: Some(found.slope.standard_error),
                    tests: vec![test(method, found.test)],
                    no_effect: Some(0.0),
                    method: Some(method),
                    ..Estimate::new(found.slope.value, Unit::Number, 2)
                }),
                Err(why) => why.into(),
            };
            section.values.push((name.to_owned(), value));
        };
        let by_standard_error = asymmetry(&studies, Predictor::StandardError, AsymmetryModel::Egger, level);
        egger(section, "egger", Method::EggerTest, by_standard_error);
        if let (Some(strata), true) =
            (&strata, matches!(self.measure.value, EffectMeasure::OddsRatio | EffectMeasure::RiskRatio))
        {
            if self.measure.value == EffectMeasure::OddsRatio {
                egger(section, "harbord", Method::HarbordTest, harbord(strata, level));
            }
            egger(section, "peters", Method::PetersTest, peters(strata, level));
        }
        let rank = match begg_mazumdar(&studies) {
            Ok((tau, tested)) => Value::from(Estimate {
                tests: vec![test(Method::BeggMazumdar, tested)],
                no_effect: Some(0.0),
                method: Some(Method::BeggMazumdar),
                ..Estimate::new(tau, Unit::Number, 2)
            }),
            Err(why) => why.into(),
        };
        section.values.push(("rank_correlation".to_owned(), rank));

        let (model, inference) = (model_of(settings), settings.interval.inference(studies.len(), f64::INFINITY));
        let (missing, method) = match self.trim_and_fill {
            MissingStudiesChoice::L0 => (MissingStudies::L0, Method::TrimAndFillL0),
            MissingStudiesChoice::R0 => (MissingStudies::R0, Method::TrimAndFillR0),
        };
        match trim_and_fill(&studies, missing, None, model, inference, level) {
            Ok(filled) => {
                let (interval, test_method) = super::settings::names(filled.pooled.inference);
                let estimate = Estimate {
                    method: Some(method),
                    tests: vec![test(test_method, filled.pooled.test)],
                    ..shown.effect(filled.pooled.estimated, level, interval)
                };
                section.values.push(("trim_and_fill.pooled".to_owned(), estimate.into()));
                section.values.push(("trim_and_fill.missing".to_owned(), Value::Count(filled.missing as u64)));
                let rows = filled.filled.iter().enumerate().map(|(place, study)| Row {
                    name: format!("filled_{}", place + 1),
                    label: None,
                    basis: None,
                    source: None,
                    words: Vec::new(),
                    cells: vec![shown.study(*study, level, Method::Wald).into()],
                });
                section.values.push(("filled".to_owned(), table(vec!["effect".to_owned()], rows.collect())));
            }
            Err(why) => section.values.push(("trim_and_fill.pooled".to_owned(), why.into())),
        }
        let fail_safe = match rosenthal(&studies, level) {
            Ok(found) if found.studies < 9e15 => Value::Count(found.studies as u64),
            Ok(_) => Undefined::TooLarge.into(),
            Err(why) => why.into(),
        };
        section.values.push(("fail_safe".to_owned(), fail_safe));
    }

    /// What the defaults of other programs would have given, and what each single default would have changed.
    pub(super) fn profiles(&self, section: &mut Section, gathered: &Gathered, ours: Settings, level: Level) {
        let shown = self.shown();
        let with = |settings: Settings| {
            let settings = applicable(settings, gathered);
            let effects = gathered.effects(self.measure.value, settings);
            match fit(gathered, &effects, self.measure.value, settings, level) {
                Ok(fitted) => Value::from(shown.pooled(&fitted, level)),
                Err(why) => why.into(),
            }
        };
        let mut rows = Vec::new();
        let mut add = |name: String, label: &str, settings: Settings| {
            rows.push(Row {
                name,
                label: Some(Text::from(label)),
                basis: None,
                source: None,
                words: Vec::new(),
                cells: vec![with(settings)],
            });
        };
        for profile in Profile::ALL {
            let theirs = applicable(profile.settings(), gathered);
            add(profile.name().to_owned(), profile.title(), theirs);
            // One default at a time, so that it is seen which of them moves the number. RevMan's random effects have Wald's
            // interval only; with another interval they are DerSimonian and Laird's.
            let model = match theirs.model {
                ModelChoice::MantelHaenszelRandom if ours.interval != IntervalChoice::Wald => {
                    ModelChoice::RandomEffects
                }
                model => model,
            };
            let steps = [
                ("model", Settings { model, tau_squared: theirs.tau_squared, ..ours }),
                ("interval", Settings { interval: theirs.interval, ..ours }),
                ("zero_cells", Settings { zero_cells: theirs.zero_cells, ..ours }),
            ];
            for (step, settings) in steps {
                let same_cells = step == "zero_cells" && !gathered.has_empty_cells();
                let same_estimator = step == "model" && theirs.model == ours.model && !ours.model.is_random();
                if settings != ours && !same_cells && !same_estimator {
                    add(format!("{}.{step}", profile.name()), profile.title(), settings);
                }
            }
        }
        section.values.push(("profiles".to_owned(), table(vec!["pooled".to_owned()], rows)));
    }
}

/// Pooled effects of some of the studies, one row for each study.
fn subsets(
    shown: &Shown,
    gathered: &Gathered,
    places: &[usize],
    found: &[Result<PooledSubset, Undefined>],
    settings: Settings,
    level: Level,
) -> Value {
    let rows = places.iter().zip(found).map(|(place, found)| {
        let cells = match found {
            Ok(subset) => {
                let df = subset.test.df;
                let inference =
                    if df.is_none() { Inference::Wald } else { settings.interval.inference(3, f64::INFINITY) };
                let (interval, test_method) = super::settings::names(inference);
                let effect = Estimate {
                    tests: vec![test(test_method, subset.test)],
                    ..shown.effect(subset.estimated, level, interval)
                };
                let random = model_of(settings) != Model::CommonEffect;
                let tau_squared = if random { number(subset.tau_squared) } else { Undefined::OutsideDomain.into() };
                vec![Value::from(effect), tau_squared, share(subset.heterogeneity.i_squared)]
            }
            Err(why) => vec![(*why).into(); 3],
        };
        row(gathered, *place, cells)
    });
    table(["pooled", "tau_squared", "i_squared"].map(str::to_owned).to_vec(), rows.collect())
}

/// A pooled effect, and the study that it does without.
type Without = Option<(Text, Estimate)>;

/// The lowest and the highest pooled effect, and the studies that they do without.
fn extremes(table: &Value) -> (Without, Without) {
    let Value::Table(table) = table else { return (None, None) };
    let estimates = || {
        table.rows.iter().filter_map(|row| match row.cells.first() {
            Some(Value::Estimate(estimate)) => Some((row.label.clone()?, estimate)),
            _ => None,
        })
    };
    let owned = |found: Option<(Text, &Estimate)>| found.map(|(label, estimate)| (label, estimate.clone()));
    (
        owned(estimates().min_by(|a, b| a.1.value.total_cmp(&b.1.value))),
        owned(estimates().max_by(|a, b| a.1.value.total_cmp(&b.1.value))),
    )
}

/// A row about a study.
fn row(gathered: &Gathered, place: usize, cells: Vec<Value>) -> Row {
    let of = &gathered.rows[place];
    Row {
        name: of.name.clone(),
        label: Some(Text::from(of.label.as_str())),
        basis: None,
        source: None,
        words: of.words.clone(),
        cells,
    }
}

fn table(columns: Vec<String>, rows: Vec<Row>) -> Value {
    Value::Table(Table { columns, rows })
}
