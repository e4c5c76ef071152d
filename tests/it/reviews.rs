//! Whole reviews, from a specification to results: what the kind `meta_analysis` adds to its estimators.

use std::fs;
use std::path::PathBuf;

use utfall::pipeline;
use utfall::results::{Note, Reason, Results, Section, Value};
use utfall::stats::Undefined;

const STUDIES: [(&str, [u64; 4], &str, i32); 7] = [
    ("Alm", [12, 40, 6, 41], "NO", 2011),
    ("B\u{f8}e", [30, 120, 19, 118], "NO", 2013),
    ("Dahl", [9, 25, 3, 24], "SE", 2014),
    ("Eik", [44, 160, 25, 158], "SE", 2016),
    ("Foss", [18, 60, 10, 61], "DK", 2018),
    ("Gran", [61, 210, 40, 205], "DK", 2020),
    ("Hald", [9, 33, 7, 35], "NO", 2022),
];

/// A specification of a review of these rows of YAML, with more lines in its entry.
fn specification(rows: &[String], more: &str) -> String {
    let rows: String = rows.iter().map(|row| format!("      - {row}\n")).collect();
    format!(
        "report: {{title: R, language: nb, date: 2026-01-15}}\ndata:\n  trials:\n    rows:\n{rows}analyses:\n  work:\n    \
         kind: meta_analysis\n    outcome: arbeid\n    from: trials\n    study: study\n{more}chapters:\n  - {{title: R, text: T}}\n"
    )
}

fn counts() -> Vec<String> {
    let row = |(name, [a, n1, b, n2], land, year): &(&str, [u64; 4], &str, i32)| {
        format!("{{study: {name}, a: {a}, n1: {n1}, b: {b}, n2: {n2}, land: {land}, year: {year}}}")
    };
    STUDIES.iter().map(row).collect()
}

const OF_COUNTS: &str = "    measure: risk_ratio\n    treated: {label: IPS, events: a, total: n1}\n    control: {label: kontroll, events: b, total: n2}\n";

/// The results of a specification, computed from a file of its own.
fn compute(name: &str, specification: &str) -> Results {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reviews");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.yaml"));
    fs::write(&path, specification).unwrap();
    let projects = pipeline::load(&path).unwrap_or_else(|found| panic!("{}", utfall::diag::render(&found, false)));
    let (computed, _) =
        pipeline::compute(&projects).unwrap_or_else(|found| panic!("{}", utfall::diag::render(&found, false)));
    (*computed[0].results).clone()
}

fn section(results: &Results) -> &Section {
    &results.sections[0].1
}

fn estimate(results: &Results, name: &str) -> (f64, Option<(f64, f64)>) {
    match section(results).find(name) {
        Some(Value::Estimate(estimate)) => {
            let interval = estimate.interval.map(|interval| interval.bounds);
            (estimate.value, interval.and_then(|bounds| Some((bounds.lower()?, bounds.upper()?))))
        }
        other => panic!("`{name}` is {other:?}"),
    }
}

fn reason(results: &Results, name: &str) -> Option<Undefined> {
    match section(results).find(name)? {
        Value::Undefined(undefined) => match undefined.reason {
            Reason::Statistics(reason) => Some(reason),
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn the_order_of_studies_changes_no_bit() {
    let more = format!(
        "{OF_COUNTS}    cumulative_by: year\n    subgroups: [{{by: land}}]\n    moderators:\n      year: {{columns: [year]}}\n      land: {{columns: [land]}}\n"
    );
    let rows = counts();
    let given = compute("order_given", &specification(&rows, &more));
    let mut turned = rows.clone();
    turned.reverse();
    turned.swap(1, 4);
    let turned = compute("order_turned", &specification(&turned, &more));
    // Everything by its path: rows of tables are found by their names.
    let (mut compared, mut different) = (0, Vec::new());
    for path in given.paths() {
        let (here, there) = (given.find(&path).unwrap().value, turned.find(&path).unwrap().value);
        if !matches!(here, Value::Table(_)) {
            compared += 1;
            if here != there {
                different.push(path);
            }
        }
    }
    assert!(compared > 150, "{compared}");
    assert!(different.is_empty(), "{different:?}");
}

#[test]
fn counts_and_their_estimates_with_intervals_give_the_same() {
    let from_counts = compute("forms_counts", &specification(&counts(), OF_COUNTS));
    let rows: Vec<String> = STUDIES
        .iter()
        .map(|(name, [a, n1, b, n2], ..)| {
            let [a, n1, b, n2] = [*a, *n1, *b, *n2].map(|count| count as f64);
            let (ratio, error) = (a / n1 / (b / n2), (1.0 / a - 1.0 / n1 + 1.0 / b - 1.0 / n2).sqrt());
            let z = 1.959_963_984_540_054;
            let (lower, upper) = (ratio * (-z * error).exp(), ratio * (z * error).exp());
            format!("{{study: {name}, rr: {ratio}, lower: {lower}, upper: {upper}, se: {error}}}")
        })
        .collect();
    let labels = "    measure: risk_ratio\n    treated: {label: IPS}\n    control: {label: kontroll}\n";
    for (form, columns) in [("interval", "lower: lower, upper: upper"), ("error", "standard_error: se")] {
        let more = format!("{labels}    reported: {{estimate: rr, {columns}}}\n");
        let reported = compute(&format!("forms_{form}"), &specification(&rows, &more));
        for name in ["pooled", "prediction", "tau_squared", "i_squared", "q"] {
            let (one, other) = (estimate(&from_counts, name), estimate(&reported, name));
            assert!((one.0 - other.0).abs() < 1e-9 * one.0.abs().max(1.0), "{form} {name}: {one:?} {other:?}");
        }
    }
}

#[test]
fn swapping_the_groups_inverts_the_ratio() {
    let swapped =
        OF_COUNTS.replace("events: a, total: n1", "X").replace("events: b, total: n2", "events: a, total: n1");
    let swapped = swapped.replace('X', "events: b, total: n2");
    let one = compute("swap_one", &specification(&counts(), OF_COUNTS));
    let other = compute("swap_other", &specification(&counts(), &swapped));
    for name in ["pooled", "prediction", "leave_one_out.gran.pooled"] {
        let (value, interval) = estimate(&one, name);
        let (turned, turned_interval) = estimate(&other, name);
        assert!((value * turned - 1.0).abs() < 1e-12, "{name}");
        let ((lower, _), (_, upper)) = (interval.unwrap(), turned_interval.unwrap());
        assert!((lower * upper - 1.0).abs() < 1e-12, "{name}");
    }
}

#[test]
fn few_studies_give_warnings_or_reasons_and_never_false_precision() {
    let rows = counts();
    let nobody = specification(&rows, OF_COUNTS)
        .replace("from: trials", "from: nobody")
        .replace("analyses:", "populations:\n  nobody: {from: trials, where: year > 2030}\nanalyses:");
    let none = compute("few_none", &nobody);
    assert_eq!(reason(&none, "pooled"), Some(Undefined::NoObservations));
    let one = compute("few_one", &specification(&rows[..1], OF_COUNTS));
    assert!(section(&one).notes.contains(&Note::OneStudy));
    assert_eq!(section(&one).find("prediction"), None);
    for profile in ["utfall-2026.1", "cochrane-2025", "revman5", "fhi", "metafor"] {
        let more = format!("{OF_COUNTS}    profile: {profile}\n");
        let two = compute(&format!("few_two_{profile}"), &specification(&rows[..2], &more));
        assert!(section(&two).notes.contains(&Note::TwoStudies), "{profile}");
        if let Some(prediction) = section(&two).find("prediction") {
            assert!(matches!(prediction, Value::Undefined(_)), "{profile}");
        }
    }
    for model in ["common_effect", "mantel_haenszel"] {
        let two =
            compute(&format!("few_{model}"), &specification(&rows[..2], &format!("{OF_COUNTS}    model: {model}\n")));
        assert!(section(&two).notes.contains(&Note::TwoStudies), "{model}");
    }
    // Two studies that agree exactly have no Hartung-Knapp interval at all.
    let twins = [rows[0].clone(), rows[0].replace("Alm", "Alm II")];
    let twins = compute("few_twins", &specification(&twins, OF_COUNTS));
    assert_eq!(reason(&twins, "pooled"), Some(Undefined::NoVariation));
}

#[test]
fn empty_cells_follow_the_stated_policy() {
    let empty: Vec<String> =
        ["A", "B", "C"].iter().map(|name| format!("{{study: {name}, a: 0, n1: 20, b: 0, n2: 21}}")).collect();
    for zero_cells in ["none", "where_needed_with_events"] {
        let more = format!("{OF_COUNTS}    zero_cells: {zero_cells}\n");
        let found = compute(&format!("zero_{zero_cells}"), &specification(&empty, &more));
        assert_eq!(reason(&found, "pooled"), Some(Undefined::NoObservations), "{zero_cells}");
        assert!(section(&found).notes.contains(&Note::StudiesWithoutEstimate));
    }
    // One study with an empty cell among others: a half, or a number by the size of the arms.
    let mut rows = counts();
    rows.push("{study: Zed, a: 0, n1: 30, b: 4, n2: 60}".to_owned());
    let ratio = |zero_cells: &str| {
        let more = format!("{OF_COUNTS}    zero_cells: {zero_cells}\n");
        estimate(&compute(&format!("zed_{zero_cells}"), &specification(&rows, &more)), "studies.zed.effect").0
    };
    assert!((ratio("where_needed") - (0.5 / 31.0) / (4.5 / 61.0)).abs() < 1e-12);
    assert!(
        (ratio("treatment_arm") - ((1.0 / 3.0) / (30.0 + 2.0 / 3.0)) / ((4.0 + 2.0 / 3.0) / (60.0 + 4.0 / 3.0))).abs()
            < 1e-12
    );
}

#[test]
fn an_infinite_estimate_is_an_error_at_its_column() {
    let rows = ["{study: A, rr: .inf, se: 0.2}".to_owned(), "{study: B, rr: 1.2, se: 0.2}".to_owned()];
    let more = "    measure: risk_ratio\n    treated: {label: IPS}\n    control: {label: kontroll}\n    reported: {estimate: rr, standard_error: se}\n";
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reviews");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("infinite.yaml");
    fs::write(&path, specification(&rows, more)).unwrap();
    let found = utfall::diag::render(&pipeline::check(&path).problems, false);
    assert!(found.contains("infinite.yaml:") && found.contains("error"), "{found}");
}

#[test]
fn a_shared_control_group_counts_once() {
    let rows = [
        "{study: A1, a: 12, n1: 40, b: 6, n2: 40, arm: a}".to_owned(),
        "{study: A2, a: 15, n1: 40, b: 6, n2: 40, arm: a}".to_owned(),
        "{study: B, a: 22, n1: 80, b: 16, n2: 81, arm: }".to_owned(),
    ];
    let found = compute("shared", &specification(&rows, &format!("{OF_COUNTS}    shared_control: arm\n")));
    let count = |name: &str| match section(&found).find(name) {
        Some(Value::Count(count)) => *count,
        other => panic!("{other:?}"),
    };
    assert_eq!((count("control.events"), count("control.total"), count("participants")), (22, 121, 281));
    // Half of the controls stand beside each arm: 3 of 20.
    let error = match section(&found).find("studies.a1.effect") {
        Some(Value::Estimate(estimate)) => estimate.standard_error.unwrap(),
        other => panic!("{other:?}"),
    };
    assert!((error - (1.0f64 / 12.0 - 1.0 / 40.0 + 1.0 / 3.0 - 1.0 / 20.0).sqrt()).abs() < 1e-12);
}
