//! Meta-analyses to draw, computed here by REML and Hartung and Knapp so that their numbers hang together.

use super::fixture::{estimate, section, text};
use crate::results::{
    Basis, ConfidenceInterval, Estimate, Method, Quantity, Reason, Row, Section, Table, Test, Text, Unit, Value,
};
use crate::stats::{Interval, Level, Undefined};

/// What a study reports.
#[derive(Clone, Debug)]
pub(super) struct Study {
    pub(super) label: String,
    pub(super) year: u32,
    pub(super) country: &'static str,
    pub(super) treated: (u64, u64),
    pub(super) control: (u64, u64),
    pub(super) basis: Option<Basis>,
}

/// The name of a study in an id.
pub(super) fn name(label: &str) -> String {
    let letters = label.chars().map(|letter| match letter {
        '\u{f6}' | '\u{f8}' => 'o',
        letter if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase(),
        _ => '_',
    });
    letters.collect()
}

/// The seventeen trials of supported employment.
pub(super) fn trials() -> Vec<Study> {
    let usa = "USA";
    [
        ("Drake 1999", usa, (45, 74), (7, 76)),
        ("Gold 2006", usa, (42, 66), (20, 77)),
        ("Killackey 2008", "Australia", (13, 20), (2, 21)),
        ("Davis 2012", usa, (32, 42), (12, 43)),
        ("Ottomanelli 2012", usa, (21, 81), (8, 76)),
        ("Hoffmann 2014", "Sveits", (30, 46), (18, 54)),
        ("Bond 2015", usa, (13, 42), (3, 43)),
        ("Hellstr\u{f6}m 2017", "Danmark", (72, 162), (62, 164)),
        ("Lones 2017", usa, (11, 22), (1, 23)),
        ("Poremski 2017", "Canada", (15, 44), (9, 41)),
        ("Davis 2018", usa, (105, 271), (63, 270)),
        ("Killackey 2019", "Australia", (47, 66), (29, 60)),
        ("Reme 2019", "Norge", (85, 227), (49, 181)),
        ("Nuechterlein 2020", usa, (25, 36), (5, 15)),
        ("Sveinsdottir 2020", "Norge", (22, 46), (3, 37)),
        ("Erickson 2021", "Canada", (34, 47), (25, 50)),
        ("Rognli 2025", "Norge", (36, 91), (33, 96)),
    ]
    .into_iter()
    .map(|(label, country, treated, control)| Study {
        label: label.to_owned(),
        year: label[label.len() - 4..].parse().expect("a year"),
        country,
        treated,
        control,
        basis: Some(Basis::Published),
    })
    .collect()
}

/// Any number of trials, always the same ones.
pub(super) fn many(count: usize) -> Vec<Study> {
    let mut state = 12_345_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let names =
        ["Andersen", "Berg", "Carlsson", "de Vries", "Eklund", "Fj\u{e6}rtoft", "Garc\u{ed}a Mart\u{ed}nez", "Hoel"];
    let countries = ["Norge", "Sverige", "USA", "Nederland", "Storbritannia"];
    (0..count)
        .map(|index| {
            let total = 20 + draw(300);
            let control = (total, 1 + total * (5 + draw(40)) / 100);
            let treated_total = total + draw(9);
            let treated = (treated_total * (15 + draw(60)) / 100).max(1);
            let year = 1995 + (index * 29 / count.max(1)) as u32;
            Study {
                label: format!("{} {year}{}", names[index % 8], ['a', 'b', 'c', 'd', 'e', 'f', 'g'][index / 8 % 7]),
                year,
                country: countries[draw(5) as usize],
                treated: (treated, treated_total),
                control: (control.1.min(total), control.0),
                basis: None,
            }
        })
        .enumerate()
        .map(
            |(index, study)| {
                if index >= 56 { Study { label: format!("{} {index}", study.label), ..study } } else { study }
            },
        )
        .collect()
}

/// A log ratio with its variance.
type Effect = (f64, f64);

fn effect(study: &Study) -> Option<Effect> {
    let [a, n, b, m] = [study.treated.0, study.treated.1, study.control.0, study.control.1].map(|count| count as f64);
    (a > 0.0 && b > 0.0).then(|| (((a / n) / (b / m)).ln(), 1.0 / a - 1.0 / n + 1.0 / b - 1.0 / m))
}

/// What a pool of studies gives.
struct Pooled {
    mean: f64,
    error: f64,
    tau_squared: f64,
    q: f64,
    weights: Vec<f64>,
}

fn pool(effects: &[Effect]) -> Pooled {
    let weighted = |tau_squared: f64| {
        let weights: Vec<f64> = effects.iter().map(|(_, variance)| 1.0 / (variance + tau_squared)).collect();
        let all: f64 = weights.iter().sum();
        let mean = effects.iter().zip(&weights).map(|((y, _), w)| y * w).sum::<f64>() / all;
        (weights, all, mean)
    };
    let (fixed, _, common) = weighted(0.0);
    let q = effects.iter().zip(&fixed).map(|((y, _), w)| w * (y - common).powi(2)).sum();
    let mut tau_squared = 0.1;
    for _ in 0..200 {
        let (weights, all, mean) = weighted(tau_squared);
        let squares: f64 = weights.iter().map(|w| w * w).sum();
        let step: f64 =
            effects.iter().zip(&weights).map(|((y, v), w)| w * w * ((y - mean).powi(2) - v)).sum::<f64>() / squares;
        tau_squared = (step + 1.0 / all).max(0.0);
    }
    let (weights, all, mean) = weighted(tau_squared);
    let k = effects.len() as f64;
    let spread: f64 = effects.iter().zip(&weights).map(|((y, _), w)| w * (y - mean).powi(2)).sum();
    let error = if k > 1.0 { (spread / ((k - 1.0) * all)).sqrt() } else { (1.0 / all).sqrt() };
    Pooled { mean, error, tau_squared, q, weights: weights.iter().map(|w| w / all).collect() }
}

/// The upper quantile of Student's t, by Cornish and Fisher.
fn t(df: f64) -> f64 {
    let z = 1.959_963_984_540_054_f64;
    let (z3, z5) = (z.powi(3), z.powi(5));
    z + (z3 + z) / (4.0 * df) + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * df * df)
}

/// The upper tail of chi-squared, by Wilson and Hilferty.
fn chi_squared_tail(value: f64, df: f64) -> f64 {
    let z = ((value / df).cbrt() - (1.0 - 2.0 / (9.0 * df))) / (2.0 / (9.0 * df)).sqrt();
    0.5 * libm::erfc(z / std::f64::consts::SQRT_2)
}

fn ratio(mean: f64, half: f64, error: f64, method: Method) -> Estimate {
    let bounds = Interval::Bounded { lower: (mean - half).exp(), upper: (mean + half).exp() };
    Estimate {
        standard_error: Some(error),
        interval: Some(ConfidenceInterval { bounds, level: Level::NINETY_FIVE, method }),
        no_effect: Some(1.0),
        ..Estimate::new(mean.exp(), Unit::Ratio, 2)
    }
}

fn pooled_estimate(pooled: &Pooled, studies: usize) -> Estimate {
    let half = if studies > 1 { t(studies as f64 - 1.0) } else { 1.96 } * pooled.error;
    Estimate {
        method: Some(Method::RestrictedMaximumLikelihood),
        ..ratio(pooled.mean, half, pooled.error, Method::HartungKnapp)
    }
}

fn share(value: f64) -> Quantity {
    Quantity { value, unit: Unit::Proportion, decimals: 0 }
}

fn i_squared(pooled: &Pooled, studies: usize) -> f64 {
    let df = studies as f64 - 1.0;
    if pooled.q > df { (pooled.q - df) / pooled.q } else { 0.0 }
}

pub(super) fn row(study: &Study, cells: Vec<Value>) -> Row {
    Row {
        name: name(&study.label),
        label: Some(Text::from(study.label.as_str())),
        basis: study.basis,
        source: None,
        words: vec![
            ("year".to_owned(), Text::from(study.year.to_string().as_str())),
            ("country".to_owned(), Text::from(study.country)),
        ],
        cells,
    }
}

/// The section of a meta-analysis of these studies.
pub(super) fn review(entry: &str, studies: &[Study]) -> Section {
    let mut section = section(entry, "meta_analysis", None);
    section.labels = vec![
        ("outcome".to_owned(), text("ordin\u{e6}rt arbeid", "ordin\u{e6}rt arbeid", "competitive employment")),
        ("treated".to_owned(), Text::from("IPS")),
        ("control".to_owned(), text("kontroll", "kontroll", "control")),
        ("measure".to_owned(), Text::from("risk_ratio")),
        ("column.year".to_owned(), text("\u{c5}r", "\u{c5}r", "Year")),
        ("column.country".to_owned(), text("Land", "Land", "Country")),
    ];
    section.source = Some(text(
        "Publiserte studier og egne beregninger.",
        "Publiserte studiar og eigne utrekningar.",
        "Published studies and own computations.",
    ));
    let effects: Vec<Option<Effect>> = studies.iter().map(effect).collect();
    let known: Vec<Effect> = effects.iter().flatten().copied().collect();
    let pooled = (!known.is_empty()).then(|| pool(&known));
    let mut weights = pooled.iter().flat_map(|pooled| pooled.weights.clone());
    let none = || Value::from(Undefined::ZeroCell);
    let rows = studies.iter().zip(&effects).map(|(study, effect)| {
        let counts = [study.treated.0, study.treated.1, study.control.0, study.control.1].map(Value::Count);
        let weight = |value| Value::Quantity(Quantity { value, unit: Unit::Proportion, decimals: 1 });
        let (estimate, weight) = match effect {
            Some((y, v)) => {
                (ratio(*y, 1.96 * v.sqrt(), v.sqrt(), Method::Katz).into(), weights.next().map_or_else(none, weight))
            }
            None => (none(), none()),
        };
        row(study, counts.into_iter().chain([estimate, weight]).collect())
    });
    let columns = ["treated_events", "treated_total", "control_events", "control_total", "effect", "weight"];
    let table = Table { columns: columns.map(str::to_owned).to_vec(), rows: rows.collect() };
    let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
    put("studies", Value::Table(table));
    put("study_count", Value::Count(known.len() as u64));
    let sum = |of: fn(&Study) -> u64| studies.iter().map(of).sum::<u64>();
    put("participants", Value::Count(sum(|study| study.treated.1 + study.control.1)));
    put("treated.events", Value::Count(sum(|study| study.treated.0)));
    put("treated.total", Value::Count(sum(|study| study.treated.1)));
    put("control.events", Value::Count(sum(|study| study.control.0)));
    put("control.total", Value::Count(sum(|study| study.control.1)));
    let Some(pooled) = pooled else {
        put("pooled", Undefined::NoObservations.into());
        put("q", Undefined::NoObservations.into());
        return section;
    };
    let k = known.len();
    put("pooled", pooled_estimate(&pooled, k).into());
    if k > 2 {
        let half = t(k as f64 - 2.0) * (pooled.error.powi(2) + pooled.tau_squared).sqrt();
        let prediction = ratio(pooled.mean, half, pooled.error, Method::PredictionKLessTwo);
        put("prediction", prediction.into());
    } else if k == 2 {
        put("prediction", Undefined::TooFewObservations.into());
    }
    if k > 1 {
        let tau = pooled.tau_squared;
        put("tau_squared", estimate(tau, (0.4 * tau, 4.0 * tau + 0.2), Unit::Number, 2).into());
        let i = i_squared(&pooled, k);
        put("i_squared", estimate(i, (0.7 * i, 0.5 * (1.0 + i)), Unit::Proportion, 0).into());
        let df = k as f64 - 1.0;
        let test = Test {
            method: Method::CochranQ,
            statistic: Some(pooled.q),
            degrees_of_freedom: vec![df],
            p: chi_squared_tail(pooled.q, df),
        };
        put("q", Estimate { tests: vec![test], ..Estimate::new(pooled.q, Unit::Number, 1) }.into());
    }
    let (table, difference) = subgroups(studies);
    put("subgroups.country", table);
    put("subgroup_difference.country", difference);
    let part = |studies: Vec<Effect>| -> Vec<Value> {
        match studies.len() {
            0 => vec![Undefined::NoObservations.into(); 3],
            count => {
                let pooled = pool(&studies);
                let tau_squared = Quantity { value: pooled.tau_squared, unit: Unit::Number, decimals: 2 };
                vec![
                    pooled_estimate(&pooled, count).into(),
                    tau_squared.into(),
                    share(i_squared(&pooled, count)).into(),
                ]
            }
        }
    };
    let with = studies.iter().zip(&effects).filter(|(_, effect)| effect.is_some()).map(|(study, _)| study);
    let columns: Vec<String> = ["pooled", "tau_squared", "i_squared"].map(str::to_owned).to_vec();
    let series = |part_of: &dyn Fn(usize) -> Vec<Effect>| {
        let rows = with
            .clone()
            .enumerate()
            .map(|(index, study)| Row { words: Vec::new(), ..row(study, part(part_of(index))) });
        Value::Table(Table { columns: columns.clone(), rows: rows.collect() })
    };
    let without = |index: usize| {
        known.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, effect)| *effect).collect()
    };
    if k > 1 {
        put("leave_one_out", series(&without));
        put("cumulative", series(&|index| known[..=index].to_vec()));
    }
    section
}

/// The subgroups by country, and the test between them.
fn subgroups(studies: &[Study]) -> (Value, Value) {
    let mut countries: Vec<&str> = Vec::new();
    for study in studies {
        if !countries.contains(&study.country) {
            countries.push(study.country);
        }
    }
    let mut means: Vec<Effect> = Vec::new();
    let mut rows = Vec::new();
    for country in &countries {
        let own: Vec<&Study> = studies.iter().filter(|study| study.country == *country).collect();
        let known: Vec<Effect> = own.iter().filter_map(|study| effect(study)).collect();
        let participants: u64 = own.iter().map(|study| study.treated.1 + study.control.1).sum();
        let mut cells = vec![Value::Count(known.len() as u64), Value::Count(participants)];
        if known.is_empty() {
            cells.extend(vec![Value::from(Undefined::NoObservations); 3]);
        } else {
            let pooled = pool(&known);
            means.push((pooled.mean, pooled.error.powi(2)));
            cells.push(pooled_estimate(&pooled, known.len()).into());
            cells.push(Quantity { value: pooled.tau_squared, unit: Unit::Number, decimals: 2 }.into());
            cells.push(match known.len() {
                1 => Undefined::TooFewObservations.into(),
                count => share(i_squared(&pooled, count)).into(),
            });
        }
        rows.push(Row {
            name: name(country),
            label: Some(Text::from(*country)),
            basis: None,
            source: None,
            words: Vec::new(),
            cells,
        });
    }
    let columns = ["studies", "participants", "effect", "tau_squared", "i_squared"].map(str::to_owned).to_vec();
    let difference = if means.len() < 2 {
        Value::from(Reason::Statistics(Undefined::TooFewGroups))
    } else {
        let all: f64 = means.iter().map(|(_, v)| 1.0 / v).sum();
        let mean = means.iter().map(|(y, v)| y / v).sum::<f64>() / all;
        let q: f64 = means.iter().map(|(y, v)| (y - mean).powi(2) / v).sum();
        let df = means.len() as f64 - 1.0;
        let test = Test {
            method: Method::SubgroupTest,
            statistic: Some(q),
            degrees_of_freedom: vec![df],
            p: chi_squared_tail(q, df),
        };
        Estimate { tests: vec![test], ..Estimate::new(q, Unit::Number, 2) }.into()
    };
    (Value::Table(Table { columns, rows }), difference)
}

/// A review of means: a standardised difference of each study, whose means and standard deviations may be unknown.
pub(super) fn means(entry: &str) -> Section {
    let studies = [
        ("Drake 1999", 48.2, 11.0, 74, 44.1, 10.2, 76),
        ("Gold 2006", 51.0, 9.4, 66, 47.3, 12.8, 77),
        ("Hoffmann 2014", 102.5, 24.7, 46, 95.0, 23.1, 54),
        ("Reme 2019", 39.9, 8.8, 227, 40.2, 9.1, 181),
    ];
    let mut section = review(entry, &trials()[..4]);
    section.labels.retain(|(name, _)| name != "measure" && name != "outcome");
    section.labels.push(("measure".to_owned(), Text::from("standardised_mean_difference")));
    section.labels.push(("outcome".to_owned(), text("livskvalitet", "livskvalitet", "quality of life")));
    let quantity = |value: f64| Value::from(Quantity { value, unit: Unit::Points, decimals: 1 });
    let mut rows = Vec::new();
    let mut effects: Vec<Effect> = Vec::new();
    for (label, mean, sd, total, other, other_sd, other_total) in studies {
        let (n, m) = (total as f64, other_total as f64);
        let g = (mean - other) / (((n - 1.0) * sd * sd + (m - 1.0) * other_sd * other_sd) / (n + m - 2.0)).sqrt();
        let v = 1.0 / n + 1.0 / m + g * g / (2.0 * (n + m));
        effects.push((g, v));
        let study = Study { label: label.to_owned(), ..trials()[0].clone() };
        let numbers = [
            quantity(mean),
            quantity(sd),
            Value::Count(total),
            quantity(other),
            quantity(other_sd),
            Value::Count(other_total),
            plain(g, 1.96 * v.sqrt(), Method::Wald).into(),
        ];
        rows.push(row(&study, numbers.to_vec()));
    }
    let pooled = pool(&effects);
    for (row, weight) in rows.iter_mut().zip(&pooled.weights) {
        row.cells.push(Quantity { value: *weight, unit: Unit::Proportion, decimals: 1 }.into());
    }
    let columns = [
        "treated_mean",
        "treated_sd",
        "treated_total",
        "control_mean",
        "control_sd",
        "control_total",
        "effect",
        "weight",
    ];
    let half = t(3.0) * pooled.error;
    let whole =
        Estimate { method: Some(Method::DerSimonianLaird), ..plain(pooled.mean, half, Method::HartungKnappTruncated) };
    let wide = t(2.0) * (pooled.error.powi(2) + pooled.tau_squared).sqrt();
    for (name, value) in &mut section.values {
        match name.as_str() {
            "studies" => {
                *value = Value::Table(Table {
                    columns: columns.map(str::to_owned).to_vec(),
                    rows: std::mem::take(&mut rows),
                });
            }
            "pooled" => *value = whole.clone().into(),
            "prediction" => *value = plain(pooled.mean, wide, Method::PredictionKLessTwo).into(),
            _ => {}
        }
    }
    section.values.retain(|(name, _)| !name.contains(".events") && !name.starts_with("subgroup"));
    section
}

fn plain(value: f64, half: f64, method: Method) -> Estimate {
    let bounds = Interval::Bounded { lower: value - half, upper: value + half };
    Estimate {
        interval: Some(ConfidenceInterval { bounds, level: Level::NINETY_FIVE, method }),
        no_effect: Some(0.0),
        ..Estimate::new(value, Unit::EffectSize, 2)
    }
}

/// Judgements of these studies with RoB 2, or with ROBINS-I; the last study is not judged in full.
pub(super) fn judgements(entry: &str, studies: &[Study], randomised: bool) -> Section {
    let mut section = section(entry, "risk_of_bias", None);
    section.labels = vec![("tool".to_owned(), Text::from(if randomised { "RoB 2" } else { "ROBINS-I" }))];
    let domains: &[&str] = match randomised {
        true => &["randomisation", "deviations", "missing_data", "measurement", "reporting", "overall"],
        false => &[
            "confounding",
            "selection",
            "classification",
            "deviations",
            "missing_data",
            "measurement",
            "reporting",
            "overall",
        ],
    };
    let unit = if randomised { Unit::RiskOfBias } else { Unit::RiskOfBiasNonRandomised };
    let levels = if randomised { 3 } else { 5 };
    let rows = studies.iter().enumerate().map(|(index, study)| {
        let cells = (0..domains.len()).map(|domain| {
            let level =
                if domain + 1 == domains.len() { index % levels } else { (index * 7 + domain * 3) / 2 % levels };
            match (index + 1 == studies.len(), domain) {
                (true, 2) => Undefined::NoObservations.into(),
                _ => Value::from(Quantity { value: level as f64, unit, decimals: 0 }),
            }
        });
        Row { words: Vec::new(), ..row(study, cells.collect()) }
    });
    let columns = domains.iter().map(|domain| (*domain).to_owned()).collect();
    section.values.push(("judgements".to_owned(), Value::Table(Table { columns, rows: rows.collect() })));
    section
}
