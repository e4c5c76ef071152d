//! Meta-analyses and judgements of bias to draw: ordinary ones, and ones that try to break the layout.

use super::super::figure::Body;
use super::fixture::{estimate, results, section, text};
use super::{chart, figure, svg};
use crate::diag::render;
use crate::locale::Locale;
use crate::results::{
    Curve, CurveStyle, Estimate, Language, Method, Point, Quantity, Results, Row, Section, Table, Test, Text, Unit,
    Value,
};
use crate::stats::distribution::Normal;
use crate::stats::{Interval, Level, Undefined};

/// A study: its name, the months of follow-up, events and total of the treated and of the control group.
type Trial = (&'static str, f64, (u64, u64), (u64, u64));

/// Seventeen trials of IPS.
const TRIALS: [Trial; 17] = [
    ("Drake 1999", 18.0, (45, 74), (7, 76)),
    ("Gold 2006", 24.0, (42, 66), (20, 77)),
    ("Killackey 2008", 6.0, (13, 20), (2, 21)),
    ("Davis 2012", 12.0, (32, 42), (12, 43)),
    ("Ottomanelli 2012", 12.0, (21, 81), (8, 76)),
    ("Hoffmann 2014", 60.0, (30, 46), (18, 54)),
    ("Bond 2015", 12.0, (13, 42), (3, 43)),
    ("Hellstr\u{f6}m 2017", 24.0, (72, 162), (62, 164)),
    ("Lones 2017", 6.0, (11, 22), (1, 23)),
    ("Poremski 2017", 8.0, (15, 44), (9, 41)),
    ("Davis 2018", 18.0, (105, 271), (63, 270)),
    ("Killackey 2019", 6.0, (47, 66), (29, 60)),
    ("Reme 2019", 18.0, (85, 227), (49, 181)),
    ("Nuechterlein 2020", 18.0, (25, 36), (5, 15)),
    ("Sveinsdottir 2020", 12.0, (22, 46), (3, 37)),
    ("Erickson 2021", 12.0, (34, 47), (25, 50)),
    ("Rognli 2025", 18.0, (36, 91), (33, 96)),
];

/// A name that is longer than any chart has room for.
const LONG: &str = "Arbeidsmarkedstiltaket varig tilrettelagt arbeid i ordin\u{e6}r virksomhet 2021";

/// An effect that is known by itself: its name, a number that differs between studies, the effect on the scale of its
/// standard error, and that error.
#[derive(Clone)]
struct Reported {
    name: String,
    months: f64,
    effect: Option<(f64, f64)>,
    counts: Option<[(u64, u64); 2]>,
}

fn reported(trials: &[Trial]) -> Vec<Reported> {
    let one = |&(name, months, treated, control): &Trial| {
        let [a, n, c, m] = [treated.0, treated.1, control.0, control.1].map(|count| count as f64);
        let error = (1.0 / a - 1.0 / n + 1.0 / c - 1.0 / m).sqrt();
        let effect = ((a / n) / (c / m)).ln();
        let effect = (effect.is_finite() && error > 0.0 && error.is_finite()).then_some((effect, error));
        Reported { name: name.to_owned(), months, effect, counts: Some([treated, control]) }
    };
    trials.iter().map(one).collect()
}

fn slug(name: &str, place: usize) -> String {
    let plain: String = name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("{plain}_{place}")
}

fn table(columns: &[&str], rows: Vec<(String, String, Vec<Value>)>) -> Table {
    let row = |(name, label, cells): (String, String, Vec<Value>)| Row {
        name,
        label: Some(Text::from(label.as_str())),
        basis: None,
        source: None,
        words: Vec::new(),
        cells,
    };
    Table {
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        rows: rows.into_iter().map(row).collect(),
    }
}

fn plain(value: f64) -> Value {
    Quantity { value, unit: Unit::Number, decimals: 2 }.into()
}

/// What a meta-analysis has of these studies: DerSimonian and Laird's model with Wald's intervals.
struct Made {
    unit: Unit,
    known: Vec<(usize, f64, f64)>,
    tau_squared: f64,
    mean: f64,
    error: f64,
}

impl Made {
    fn of(studies: &[Reported], unit: Unit) -> Made {
        let known: Vec<(usize, f64, f64)> = studies
            .iter()
            .enumerate()
            .filter_map(|(place, study)| study.effect.map(|(effect, error)| (place, effect, error)))
            .collect();
        let mean = |tau_squared: f64| {
            let (sum, weights) = known.iter().fold((0.0, 0.0), |(sum, weights), (_, effect, error)| {
                let weight = 1.0 / (error * error + tau_squared);
                (sum + weight * effect, weights + weight)
            });
            (sum / weights, (1.0 / weights).sqrt())
        };
        let (common, _) = mean(0.0);
        let weights: Vec<f64> = known.iter().map(|(_, _, error)| 1.0 / (error * error)).collect();
        let q: f64 = known.iter().zip(&weights).map(|((_, effect, _), w)| w * (effect - common).powi(2)).sum();
        let (sum, squares): (f64, f64) = (weights.iter().sum(), weights.iter().map(|w| w * w).sum());
        let tau_squared = ((q - known.len() as f64 + 1.0) / (sum - squares / sum)).max(0.0);
        let tau_squared = if tau_squared.is_finite() { tau_squared } else { 0.0 };
        let (mean, error) = mean(tau_squared);
        Made { unit, known, tau_squared, mean, error }
    }

    /// A number on the scale of its error as an estimate.
    fn estimate(&self, effect: f64, error: f64) -> Estimate {
        let shown = |x: f64| if self.unit == Unit::Ratio { x.exp() } else { x };
        let z = Level::NINETY_FIVE.z();
        let bounds = (shown(effect - z * error), shown(effect + z * error));
        let decimals = if self.unit == Unit::ProportionDifference { 1 } else { 2 };
        let no_effect = Some(if self.unit == Unit::Ratio { 1.0 } else { 0.0 });
        Estimate { standard_error: Some(error), no_effect, ..estimate(shown(effect), bounds, self.unit, decimals) }
    }

    fn weight(&self, error: f64) -> f64 {
        let weight = |error: f64| 1.0 / (error * error + self.tau_squared);
        weight(error) / self.known.iter().map(|(_, _, error)| weight(*error)).sum::<f64>()
    }
}

fn with_test(estimate: Estimate, method: Method, statistic: f64, degrees: &[f64]) -> Estimate {
    let p = Normal.two_sided(statistic);
    Estimate {
        tests: vec![Test { method, statistic: Some(statistic), degrees_of_freedom: degrees.to_vec(), p }],
        ..estimate
    }
}

/// The section of a meta-analysis of these studies.
fn meta_analysis(studies: &[Reported], unit: Unit) -> Section {
    let made = Made::of(studies, unit);
    let measure = match unit {
        Unit::Ratio if studies.iter().all(|study| study.counts.is_none()) => "hazard_ratio",
        Unit::Ratio => "risk_ratio",
        Unit::ProportionDifference => "risk_difference",
        _ => "standardised_mean_difference",
    };
    let mut section = section("work", "meta_analysis", None);
    section.labels = vec![
        ("outcome".to_owned(), text("ordin\u{e6}rt arbeid", "ordin\u{e6}rt arbeid", "competitive employment")),
        ("treated".to_owned(), Text::from("IPS")),
        ("control".to_owned(), text("kontrollgruppen", "kontrollgruppa", "the control group")),
        ("measure".to_owned(), Text::from(measure)),
        ("regression.months".to_owned(), text("oppf\u{f8}lgingstid", "oppf\u{f8}lgingstid", "follow-up")),
    ];
    let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
    let named = |place: usize, study: &Reported| (slug(&study.name, place), study.name.clone());
    let rows = |cells: &dyn Fn(usize, &Reported) -> Vec<Value>| -> Vec<(String, String, Vec<Value>)> {
        let row = |(place, study): (usize, &Reported)| {
            let (name, label) = named(place, study);
            (name, label, cells(place, study))
        };
        studies.iter().enumerate().map(row).collect()
    };
    let effect_of = |study: &Reported| match study.effect {
        Some((effect, error)) => made.estimate(effect, error).into(),
        None => Undefined::ZeroCell.into(),
    };
    let weight_of = |study: &Reported| match study.effect {
        Some((_, error)) => Quantity { value: made.weight(error), unit: Unit::Proportion, decimals: 1 }.into(),
        None => Undefined::ZeroCell.into(),
    };
    let columns = ["treated_events", "treated_total", "control_events", "control_total", "effect", "weight"];
    let cells = |_: usize, study: &Reported| {
        let counts: Vec<Value> = match study.counts {
            Some([(a, n), (c, m)]) => [a, n, c, m].map(Value::Count).to_vec(),
            None => vec![Undefined::NoObservations.into(); 4],
        };
        counts.into_iter().chain([effect_of(study), weight_of(study)]).collect()
    };
    put("studies", Value::Table(table(&columns, rows(&cells))));
    put("study_count", Value::Count(studies.len() as u64));
    let k = made.known.len();
    if k > 0 {
        let pooled = Estimate { method: Some(Method::DerSimonianLaird), ..made.estimate(made.mean, made.error) };
        put("pooled", pooled.into());
    } else {
        put("pooled", Undefined::NoObservations.into());
    }
    if k > 1 {
        let common = Made { tau_squared: 0.0, ..Made::of(studies, unit) };
        let weight = |error: f64| 1.0 / (error * error);
        let mean_without = |left_out: Option<usize>| {
            let kept = || common.known.iter().filter(move |(place, ..)| Some(*place) != left_out);
            let weights: f64 = kept().map(|(_, _, error)| weight(*error)).sum();
            let sum: f64 = kept().map(|(_, effect, error)| weight(*error) * effect).sum();
            (sum / weights, 1.0 / weights)
        };
        let (mean, _) = mean_without(None);
        let cells = |place: usize, study: &Reported| match study.effect {
            Some((effect, error)) => {
                let (without, variance) = mean_without(Some(place));
                vec![plain(weight(error) * (effect - mean).powi(2)), plain((mean - without).powi(2) / variance)]
            }
            None => vec![Undefined::ZeroCell.into(); 2],
        };
        put("baujat", Value::Table(table(&["heterogeneity", "influence"], rows(&cells))));
    }
    if k > 2 {
        let points: Vec<(f64, f64, f64)> =
            made.known.iter().map(|(_, effect, error)| (*error, *effect, 1.0 / (error * error))).collect();
        match line(&points) {
            Some((slope, _, error, _)) if error > 0.0 && (slope / error).is_finite() => {
                let egger = Estimate::new(slope, Unit::Number, 2);
                put("egger", with_test(egger, Method::EggerTest, slope / error, &[k as f64 - 2.0]).into());
            }
            _ => put("egger", Undefined::NoVariation.into()),
        }
        let mut largest: Vec<&(usize, f64, f64)> = made.known.iter().collect();
        largest.sort_by(|a, b| b.1.total_cmp(&a.1));
        let filled: Vec<(f64, f64)> =
            largest.iter().take(k / 4).map(|(_, effect, error)| (2.0 * made.mean - effect, *error)).collect();
        let all: Vec<Reported> = filled
            .iter()
            .map(|effect| Reported { name: String::new(), months: 0.0, effect: Some(*effect), counts: None })
            .chain(studies.iter().cloned())
            .collect();
        let with = Made::of(&all, unit);
        put("trim_and_fill.pooled", with.estimate(with.mean, with.error).into());
        put("trim_and_fill.missing", Value::Count(filled.len() as u64));
        let row = |(place, (effect, error)): (usize, &(f64, f64))| {
            (format!("filled_{}", place + 1), String::new(), vec![made.estimate(*effect, *error).into()])
        };
        put("filled", Value::Table(table(&["effect"], filled.iter().enumerate().map(row).collect())));
    }
    regression(&mut section, studies, &made);
    section
}

/// Slope, intercept, and their errors, of a weighted line through `(x, y, weight)`; nothing where all `x` are equal.
fn line(points: &[(f64, f64, f64)]) -> Option<(f64, f64, f64, f64)> {
    let sum = |of: &dyn Fn(&(f64, f64, f64)) -> f64| points.iter().map(of).sum::<f64>();
    let (w, x, y) = (sum(&|p| p.2), sum(&|p| p.2 * p.0), sum(&|p| p.2 * p.1));
    let (xx, xy) = (sum(&|p| p.2 * p.0 * p.0), sum(&|p| p.2 * p.0 * p.1));
    let determinant = w * xx - x * x;
    (determinant > 1e-9 * w * xx).then(|| {
        let slope = (w * xy - x * y) / determinant;
        (slope, (y - slope * x) / w, (w / determinant).sqrt(), (xx / determinant).sqrt())
    })
}

fn regression(section: &mut Section, studies: &[Reported], made: &Made) {
    let mut put = |name: &str, value: Value| section.values.push((format!("regression.months{name}"), value));
    let weight = |error: f64| 1.0 / (error * error + made.tau_squared);
    let points: Vec<(f64, f64, f64)> =
        made.known.iter().map(|(place, effect, error)| (studies[*place].months, *effect, weight(*error))).collect();
    let fitted = line(&points);
    if let Some((slope, intercept, slope_error, intercept_error)) = fitted {
        let coefficient = |name: &str, value: f64, error: f64| {
            (name.to_owned(), name.to_owned(), vec![made.estimate(value, error).into(), plain(value)])
        };
        let rows =
            vec![coefficient("intercept", intercept, intercept_error), coefficient("months", slope, slope_error)];
        put("", Value::Table(table(&["coefficient", "slope"], rows)));
        let test = Estimate::new((slope / slope_error).powi(2), Unit::Number, 2);
        put(".test", with_test(test, Method::ModeratorTest, slope / slope_error, &[1.0]).into());
    }
    let cells = |study: &Reported| {
        let moderator = Quantity { value: study.months, unit: Unit::Months, decimals: 0 }.into();
        match study.effect {
            Some((effect, error)) => vec![
                moderator,
                made.estimate(effect, error).into(),
                Quantity { value: made.weight(error), unit: Unit::Proportion, decimals: 1 }.into(),
            ],
            None => vec![moderator, Undefined::ZeroCell.into(), Undefined::ZeroCell.into()],
        }
    };
    let rows = studies.iter().enumerate();
    let rows = rows.map(|(place, study)| (slug(&study.name, place), study.name.clone(), cells(study))).collect();
    put(".points", Value::Table(table(&["moderator", "effect", "weight"], rows)));
    let (low, high) =
        points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| (low.min(p.0), high.max(p.0)));
    if let Some((slope, intercept, slope_error, _)) = fitted
        && low < high
    {
        let total: f64 = points.iter().map(|p| p.2).sum();
        let centre: f64 = points.iter().map(|p| p.2 * p.0).sum::<f64>() / total;
        let shown = |x: f64| if made.unit == Unit::Ratio { x.exp() } else { x };
        let point = |step: u32| {
            let x = low + (high - low) * f64::from(step) / 40.0;
            let (y, error) = (intercept + slope * x, (1.0 / total + (slope_error * (x - centre)).powi(2)).sqrt());
            Point { x, y: shown(y), band: Some((shown(y - 1.96 * error), shown(y + 1.96 * error))) }
        };
        let curve = Curve {
            x_unit: Unit::Months,
            y_unit: made.unit,
            decimals: 2,
            style: CurveStyle::Line,
            level: Some(Level::NINETY_FIVE),
            points: (0..=40).map(point).collect(),
        };
        put(".line", Value::Curve(curve));
    }
}

/// The trials of IPS.
fn ips() -> Section {
    meta_analysis(&reported(&TRIALS), Unit::Ratio)
}

/// Effects without counts, of `k` studies.
fn spread(k: usize, unit: Unit, effect: impl Fn(usize) -> (f64, f64), name: impl Fn(usize) -> String) -> Section {
    let study = |place: usize| Reported {
        name: name(place),
        months: (6 + 6 * (place % 7)) as f64,
        effect: Some(effect(place)),
        counts: None,
    };
    meta_analysis(&(0..k).map(study).collect::<Vec<_>>(), unit)
}

/// Numbers that look like chance, between 0 and 1.
fn chance(place: usize, salt: usize) -> f64 {
    let mut bits =
        (place as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (salt as u64).wrapping_mul(0xD1B5_4A32_D192_ED03);
    for factor in [0xBF58_476D_1CE4_E5B9_u64, 0x94D0_49BB_1331_11EB] {
        bits = (bits ^ (bits >> 30)).wrapping_mul(factor);
    }
    (bits >> 40) as f64 / (1_u64 << 24) as f64
}

const ROB2: [&str; 6] = ["randomisation", "deviations", "missing_data", "measurement", "reporting", "overall"];
const ROBINS: [&str; 8] =
    ["confounding", "selection", "classification", "deviations", "missing_data", "measurement", "reporting", "overall"];

/// Judgements of these studies; the overall one is the worst.
fn risk_of_bias(names: &[String], randomised: bool, judged: impl Fn(usize, usize) -> Option<u8>) -> Section {
    let (domains, levels, unit): (&[&str], &[&str], Unit) = if randomised {
        (&ROB2, &["low", "some_concerns", "high"], Unit::RiskOfBias)
    } else {
        (&ROBINS, &["low", "moderate", "serious", "critical", "no_information"], Unit::RiskOfBiasNonRandomised)
    };
    let mut section = section("rob", "risk_of_bias", None);
    let tool = if randomised { "RoB 2" } else { "ROBINS-I" };
    section.labels = vec![("tool".to_owned(), Text::from(tool))];
    let judgements: Vec<Vec<Option<u8>>> = (0..names.len())
        .map(|study| {
            let parts: Vec<Option<u8>> = (0..domains.len() - 1).map(|domain| judged(study, domain)).collect();
            let worst = parts.iter().flatten().copied().filter(|level| *level < 4).max();
            parts.into_iter().chain([worst]).collect()
        })
        .collect();
    let cell = |level: &Option<u8>| match level {
        Some(level) => Quantity { value: f64::from(*level), unit, decimals: 0 }.into(),
        None => Undefined::NoObservations.into(),
    };
    let rows = names.iter().enumerate();
    let rows =
        rows.map(|(place, name)| (slug(name, place), name.clone(), judgements[place].iter().map(cell).collect()));
    section.values.push(("judgements".to_owned(), Value::Table(table(domains, rows.collect()))));
    let count = |domain: usize, level: usize| {
        judgements.iter().filter(|judged| judged[domain] == Some(level as u8)).count() as u64
    };
    let rows = domains.iter().enumerate().map(|(domain, name)| {
        let cells = (0..levels.len()).map(|level| Value::Count(count(domain, level))).collect();
        ((*name).to_owned(), (*name).to_owned(), cells)
    });
    section.values.push(("summary".to_owned(), Value::Table(table(levels, rows.collect()))));
    section
}

fn judged(k: usize, randomised: bool) -> Section {
    let names: Vec<String> = (0..k)
        .map(|place| TRIALS.get(place).map_or(format!("Studie {}", place + 1), |trial| trial.0.to_owned()))
        .collect();
    risk_of_bias(&names, randomised, |study, domain| match (chance(study, domain + 3) * 100.0) as u8 {
        0..=49 => Some(0),
        50..=77 => Some(1),
        78..=92 => Some(2),
        93..=95 if !randomised => Some(3),
        96..=97 if !randomised => Some(4),
        98..=99 => None,
        _ => Some(2),
    })
}

/// What is drawn for the goldens: name, YAML, results, language.
pub(super) fn samples() -> Vec<(&'static str, String, Results, Language)> {
    let all = || results(vec![ips(), judged(17, true)]);
    let title = "title: {nb: Studier av IPS, nn: Studiar av IPS, en: Trials of IPS}";
    let yaml = |kind: &str, rest: &str| format!("kind: {kind}\n{title}\n{rest}\n");
    let (nb, nn, en) = (Language::Bokmal, Language::Nynorsk, Language::English);
    vec![
        ("funnel", yaml("funnel_plot\nof: work", ""), all(), nb),
        ("funnel_contours", yaml("funnel_plot\nof: work", "contours: true\nfilled: true"), all(), nn),
        ("baujat", yaml("baujat_plot\nof: work", ""), all(), nb),
        ("labbe", yaml("labbe_plot\nof: work", ""), all(), nb),
        ("bubble", yaml("bubble_plot\nof: work", "moderator: months"), all(), nb),
        ("risk_of_bias", yaml("risk_of_bias_plot\nof: rob", "summary: true"), all(), nb),
        (
            "risk_of_bias_robins",
            yaml("risk_of_bias_plot\nof: rob", "width: text"),
            results(vec![judged(12, false)]),
            en,
        ),
    ]
}

/// Hard cases by name: kind and options, and the sections.
pub(super) fn cases() -> Vec<(&'static str, &'static str, Vec<Section>)> {
    let few = |k: usize| meta_analysis(&reported(&TRIALS[..k]), Unit::Ratio);
    let short = |place: usize| format!("Studie {place}");
    let wild = |place: usize| (27.6 * chance(place, 1) - 13.8, 0.05 + 2.5 * chance(place, 2));
    let same = |_: usize| (0.4, 0.25);
    let many = |place: usize| {
        let error = 0.05 + 0.6 * chance(place, 2);
        (0.3 + 2.2 * error * (chance(place, 1) + chance(place, 3) - 0.9), error)
    };
    let undefined = |studies: Vec<Reported>| {
        let without = |study: Reported| Reported { effect: None, ..study };
        meta_analysis(&studies.into_iter().map(without).collect::<Vec<_>>(), Unit::Ratio)
    };
    let named = |k: usize| {
        meta_analysis(
            &reported(&TRIALS[..k])
                .into_iter()
                .map(|study| Reported { name: format!("{} {LONG}", study.name), ..study })
                .collect::<Vec<_>>(),
            Unit::Ratio,
        )
    };
    let difference = |place: usize| (0.4 * chance(place, 1) - 0.05, 0.03 + 0.1 * chance(place, 2));
    let counted = |k: usize, odds: bool| {
        let trial = |place: usize| {
            let total = 20 + (400.0 * chance(place, 4)) as u64;
            let risk = 0.05 + 0.9 * chance(place, 5);
            let treated = if odds { (2.0 * risk / (1.0 + risk)).min(0.98) } else { (1.4 * risk).min(0.97) };
            let events = |risk: f64| ((risk * total as f64).round() as u64).clamp(1, total - 1);
            let ([a, n, c, m], counts) = {
                let counts = [(events(treated), total), (events(risk), total)];
                ([counts[0].0, total, counts[1].0, total].map(|count| count as f64), counts)
            };
            let effect = if odds {
                ((a * (m - c) / (c * (n - a))).ln(), (1.0 / a + 1.0 / (n - a) + 1.0 / c + 1.0 / (m - c)).sqrt())
            } else {
                (a / n - c / m, (a * (n - a) / n.powi(3) + c * (m - c) / m.powi(3)).sqrt())
            };
            Reported { name: short(place), months: 12.0, effect: Some(effect), counts: Some(counts) }
        };
        let unit = if odds { Unit::Ratio } else { Unit::ProportionDifference };
        let section = meta_analysis(&(0..k).map(trial).collect::<Vec<_>>(), unit);
        if odds { of_odds(section) } else { section }
    };
    let identical = |k: usize| {
        let one = || Reported { name: "Studie".to_owned(), ..reported(&TRIALS[..1])[0].clone() };
        meta_analysis(&(0..k).map(|_| one()).collect::<Vec<_>>(), Unit::Ratio)
    };
    let extremes = meta_analysis(
        &[
            Reported {
                name: "Alle".to_owned(),
                months: 1.0,
                effect: Some((0.1, 0.1)),
                counts: Some([(50, 50), (45, 50)]),
            },
            Reported { name: "Ingen".to_owned(), months: 1.0, effect: None, counts: Some([(0, 50), (0, 50)]) },
            Reported {
                name: "Motsatt".to_owned(),
                months: 2.0,
                effect: Some((-3.0, 0.9)),
                counts: Some([(1, 50), (49, 50)]),
            },
        ],
        Unit::Ratio,
    );
    let long_names: Vec<String> = (0..17).map(|place| format!("{} {LONG}", TRIALS[place].0)).collect();
    let mut cases = vec![
        ("funnel_one", "funnel_plot", vec![few(1)]),
        ("funnel_two", "funnel_plot\ncontours: true", vec![few(2)]),
        ("funnel_three", "funnel_plot\nfilled: true", vec![few(3)]),
        ("funnel_many", "funnel_plot\nfilled: true", vec![spread(120, Unit::Ratio, many, short)]),
        (
            "funnel_many_contours",
            "funnel_plot\ncontours: true\nregion: no_effect",
            vec![spread(120, Unit::Ratio, many, short)],
        ),
        ("funnel_wild", "funnel_plot", vec![spread(12, Unit::Ratio, wild, short)]),
        ("funnel_wild_contours", "funnel_plot\ncontours: true", vec![spread(12, Unit::Ratio, wild, short)]),
        ("funnel_same", "funnel_plot\nregion: pooled\ncontours: true", vec![spread(8, Unit::Ratio, same, short)]),
        ("funnel_undefined", "funnel_plot\ncontours: true", vec![undefined(reported(&TRIALS))]),
        (
            "funnel_difference",
            "funnel_plot\ncontours: true",
            vec![spread(20, Unit::ProportionDifference, difference, short)],
        ),
        ("funnel_effect_size", "funnel_plot\nregion: no_effect", vec![spread(14, Unit::EffectSize, many, short)]),
        ("baujat_two", "baujat_plot", vec![few(2)]),
        ("baujat_three", "baujat_plot", vec![few(3)]),
        ("baujat_many", "baujat_plot", vec![spread(120, Unit::Ratio, many, short)]),
        ("baujat_wild", "baujat_plot", vec![spread(30, Unit::Ratio, wild, short)]),
        ("baujat_same", "baujat_plot", vec![spread(8, Unit::Ratio, same, short)]),
        ("baujat_long", "baujat_plot", vec![named(17)]),
        ("labbe_one", "labbe_plot", vec![few(1)]),
        ("labbe_two", "labbe_plot\narea: participants", vec![few(2)]),
        ("labbe_three", "labbe_plot", vec![few(3)]),
        ("labbe_many", "labbe_plot", vec![counted(120, false)]),
        ("labbe_odds", "labbe_plot", vec![counted(40, true)]),
        ("labbe_same", "labbe_plot", vec![identical(9)]),
        ("labbe_ends", "labbe_plot", vec![extremes.clone()]),
        ("labbe_undefined", "labbe_plot", vec![undefined(reported(&TRIALS))]),
        ("labbe_long", "labbe_plot", vec![named(17)]),
        ("bubble_one", "bubble_plot", vec![few(1)]),
        ("bubble_two", "bubble_plot", vec![few(2)]),
        ("bubble_three", "bubble_plot", vec![few(3)]),
        ("bubble_many", "bubble_plot", vec![spread(120, Unit::Ratio, many, short)]),
        ("bubble_wild", "bubble_plot", vec![spread(12, Unit::Ratio, wild, short)]),
        ("bubble_same", "bubble_plot", vec![identical(9)]),
        ("bubble_undefined", "bubble_plot", vec![undefined(reported(&TRIALS))]),
        ("bubble_long", "bubble_plot", vec![named(17)]),
        ("bubble_difference", "bubble_plot", vec![spread(20, Unit::ProportionDifference, difference, short)]),
        ("lights_one", "risk_of_bias_plot\nsummary: true", vec![judged(1, true)]),
        ("lights_three", "risk_of_bias_plot\nsummary: true", vec![judged(3, false)]),
        ("lights_forty", "risk_of_bias_plot\nsummary: true", vec![judged(40, true)]),
        ("lights_part", "risk_of_bias_plot\npart: {number: 2, of: 3}", vec![judged(120, true)]),
        ("lights_shares", "risk_of_bias_plot\nstudies: false\nsummary: true", vec![judged(120, false)]),
        ("lights_long", "risk_of_bias_plot\nsummary: true", vec![risk_of_bias(&long_names, false, |_, _| Some(3))]),
        ("lights_empty", "risk_of_bias_plot\nsummary: true", vec![risk_of_bias(&long_names, true, |_, _| None)]),
    ];
    let blank = spread(0, Unit::Ratio, same, short);
    cases.push(("funnel_empty", "funnel_plot\nregion: no_effect", vec![blank]));
    cases
}

fn message(yaml: &str) -> String {
    let mut alone = few_studies(1);
    alone.entry = "alone".to_owned();
    let results = results(vec![ips(), alone, judged(17, true), judged_many()]);
    let diagnostics = chart(yaml).draw(&results, Locale::new(Language::Bokmal)).expect_err("no chart");
    render(&diagnostics, false)
}

fn few_studies(k: usize) -> Section {
    meta_analysis(&reported(&TRIALS[..k]), Unit::Ratio)
}

fn judged_many() -> Section {
    Section { entry: "many".to_owned(), ..judged(120, true) }
}

#[test]
fn what_these_charts_cannot_show_is_said_with_what_to_do() {
    for (yaml, what, hint) in [
        (
            "kind: funnel_plot\nof: rob\ntitle: T\n",
            "`rob` is of the kind `risk_of_bias`",
            "of the kind `meta_analysis`",
        ),
        (
            "kind: risk_of_bias_plot\nof: work\ntitle: T\n",
            "is of the kind `meta_analysis`",
            "of the kind `risk_of_bias`",
        ),
        ("kind: labbe_plot\nof: [work, alone]\ntitle: T\n", "one section, and 2 are named", "write `work` or `alone`"),
        ("kind: baujat_plot\nof: work.pooled\ntitle: T\n", "is one number", "write `work`"),
        ("kind: baujat_plot\nof: alone\ntitle: T\n", "no table `baujat`", "at least two studies"),
        ("kind: funnel_plot\nof: alone\ntitle: T\nfilled: true\n", "no table `filled`", "leave out `filled`"),
        (
            "kind: bubble_plot\nof: work\ntitle: T\nmoderator: month\n",
            "no regression `month`",
            "did you mean `months`?",
        ),
        ("kind: risk_of_bias_plot\nof: many\ntitle: T\n", "120 studies do not fit", "part: {number: 1, of: 2}"),
        (
            "kind: risk_of_bias_plot\nof: rob\ntitle: T\npart: {number: 3, of: 2}\n",
            "no part 3 of 2",
            "from 1 to the number of parts",
        ),
        ("kind: risk_of_bias_plot\nof: rob\ntitle: T\nstudies: false\n", "neither a row", "summary: true"),
    ] {
        let message = message(yaml);
        assert!(message.contains(what) && message.contains(hint), "{yaml}{message}");
    }
    assert!(message("kind: bubble_plot\nof: work\ntitle: T\nmoderator: month\n").contains("charts.yaml:4:12"));
}

#[test]
fn a_regression_has_to_be_named_where_there_are_several() {
    let mut section = ips();
    let again: Vec<(String, Value)> = section
        .values
        .iter()
        .filter_map(|(name, value)| {
            Some((format!("regression.year{}", name.strip_prefix("regression.months")?), value.clone()))
        })
        .collect();
    section.values.extend(again);
    let results = results(vec![section]);
    let draw = |yaml: &str| chart(yaml).draw(&results, Locale::new(Language::Bokmal));
    let errors = draw("kind: bubble_plot\nof: work\ntitle: T\n").expect_err("two regressions");
    assert!(render(&errors, false).contains("`moderator`: `months` or `year`"), "{}", render(&errors, false));
    assert!(draw("kind: bubble_plot\nof: work\ntitle: T\nmoderator: year\n").is_ok());
}

#[test]
fn every_part_of_the_studies_is_shown_once() {
    let results = results(vec![judged_many()]);
    let shown = |part: usize| {
        let yaml = format!("kind: risk_of_bias_plot\nof: many\ntitle: T\npart: {{number: {part}, of: 2}}\n");
        let figure = figure(&yaml, &results, Language::Bokmal);
        let Body::Picture(picture) = &figure.body else { panic!("a picture") };
        assert!(picture.height_mm <= 190.0, "{}", picture.height_mm);
        let names = svg::labels(picture).into_iter().map(|label| label.text);
        names
            .filter(|name| name.starts_with("Studie ") || TRIALS.iter().any(|trial| trial.0 == name))
            .collect::<Vec<_>>()
    };
    let mut names = [shown(1), shown(2)].concat();
    assert_eq!(names.len(), 120);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 120);
}

#[test]
fn the_curve_is_that_of_the_effect_that_was_pooled() {
    for (section, words) in [(ips(), "samlet RR"), (of_odds(ips()), "samlet OR")] {
        let figure = figure("kind: labbe_plot\nof: work\ntitle: T\n", &results(vec![section]), Language::Bokmal);
        let Body::Picture(picture) = &figure.body else { panic!("a picture") };
        assert!(svg::labels(picture).iter().any(|label| label.text.starts_with(words)), "{words}");
    }
}

#[test]
fn years_are_written_without_a_mark_in_their_thousands() {
    let mut studies = reported(&TRIALS);
    for (study, year) in studies.iter_mut().zip(2001_u32..) {
        study.months = f64::from(year);
    }
    let mut section = meta_analysis(&studies, Unit::Ratio);
    for (_, value) in &mut section.values {
        let Value::Table(table) = value else { continue };
        for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
            if let Value::Quantity(quantity) = cell
                && quantity.unit == Unit::Months
            {
                quantity.unit = Unit::Number;
            }
        }
    }
    let figure = figure("kind: bubble_plot\nof: work\ntitle: T\n", &results(vec![section]), Language::English);
    let Body::Picture(picture) = &figure.body else { panic!("a picture") };
    assert!(svg::labels(picture).iter().any(|label| label.text == "2010"));
    assert!(figure.alt.contains("at 2001 to"), "{}", figure.alt);
}

/// The same, with the word for odds ratios.
fn of_odds(mut section: Section) -> Section {
    for (name, text) in &mut section.labels {
        if name == "measure" {
            *text = Text::from("odds_ratio");
        }
    }
    section
}

#[test]
fn what_the_analyses_of_the_house_make_is_drawn() {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/meta_analysis/expected/results.json");
    let Ok(json) = std::fs::read_to_string(path) else { panic!("the results of the fixture of `meta_analysis`") };
    let results = crate::results::from_json(&json).expect("results");
    for (kind, ids) in [
        ("funnel_plot\nfilled: true\ncontours: true", &["work", "quality", "common"][..]),
        ("funnel_plot", &["work", "quality", "common", "two", "one", "nothing"]),
        ("baujat_plot", &["work", "quality", "common", "two"]),
        ("labbe_plot", &["work", "common", "two"]),
        ("bubble_plot", &["work"]),
    ] {
        for id in ids {
            for language in Language::ALL {
                let figure = figure(&format!("kind: {kind}\nof: {id}\ntitle: Tittel\n"), &results, language);
                assert_eq!(svg::faults(&figure), [""; 0], "{kind} of {id}");
                if let Some(folder) = std::env::var_os("SHOW") {
                    let name = format!("real_{}_{id}_{language}.txt", kind.replace(['\n', ':', ' '], "_"));
                    let text = super::golden::written(&figure);
                    std::fs::write(std::path::Path::new(&folder).join(name), text)
                        .expect("a folder to show the charts in");
                }
            }
        }
    }
    let yaml = "kind: bubble_plot\nof: work\ntitle: T\nmoderator: constant\n";
    let errors = chart(yaml).draw(&results, Locale::new(Language::Bokmal)).expect_err("a constant");
    assert!(render(&errors, false).contains("`constant` of `work` cannot be computed"), "{}", render(&errors, false));
}

#[test]
fn all_that_stand_out_have_their_names() {
    let results = results(vec![ips()]);
    for (kind, names) in [
        ("baujat_plot", &["Drake 1999", "Hellstr\u{f6}m 2017"][..]),
        ("labbe_plot", &["Drake 1999", "Hellstr\u{f6}m 2017", "Reme 2019", "Rognli 2025"]),
        ("bubble_plot", &["Drake 1999", "Hoffmann 2014"]),
    ] {
        let figure = figure(&format!("kind: {kind}\nof: work\ntitle: T\n"), &results, Language::Bokmal);
        let Body::Picture(picture) = &figure.body else { panic!("a picture") };
        let labels = svg::labels(picture);
        for name in names {
            assert!(labels.iter().any(|label| label.text == *name), "{kind}: {name}");
        }
    }
}

#[test]
fn signs_tell_judgements_apart_without_colour() {
    let section = risk_of_bias(&["A".to_owned()], false, |_, domain| Some(domain as u8 % 5));
    let figure = figure("kind: risk_of_bias_plot\nof: rob\ntitle: T\n", &results(vec![section]), Language::Bokmal);
    let Body::Picture(picture) = &figure.body else { panic!("a picture") };
    // a plus and a cross have two strokes, the others one; each level stands in the legend and in the row
    let strokes = picture.svg.matches("<polyline").count();
    assert!(strokes >= 2 * (2 + 1 + 2 + 1 + 1), "{strokes}");
    assert!(figure.notes[0].contains("ROBINS-I"));
}

/// The bounds of the interval of an estimate, which these charts have to bear however wide.
#[test]
fn a_study_without_bounds_does_not_stand_out() {
    let mut section = ips();
    for (_, value) in &mut section.values {
        let Value::Table(table) = value else { continue };
        for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
            if let Value::Estimate(estimate) = cell
                && let Some(interval) = &mut estimate.interval
            {
                interval.bounds = Interval::Whole;
            }
        }
    }
    let results = results(vec![section]);
    let figure = figure("kind: labbe_plot\nof: work\ntitle: T\n", &results, Language::Bokmal);
    assert!(!figure.notes.iter().any(|note| note.contains("navn")), "{:?}", figure.notes);
}
