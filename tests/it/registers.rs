//! Data through the whole chain: oracle topic 16, rows against their counts, order of rows, threads, and sites.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use utfall::pipeline::{self, Computed};
use utfall::results::{Results, Value};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path)
}

fn good<T>(outcome: Result<T, Vec<utfall::diag::Diagnostic>>) -> T {
    outcome.unwrap_or_else(|problems| panic!("{}", problems.iter().map(|p| p.problem.to_string()).collect::<String>()))
}

fn computed(path: &Path) -> Vec<Computed> {
    good(pipeline::compute(&good(pipeline::load(path)))).0
}

fn number(results: &Results, path: &str) -> f64 {
    match results.find(path).unwrap_or_else(|error| panic!("{path}: {error:?}")).value {
        Value::Count(count) => *count as f64,
        Value::Quantity(quantity) => quantity.value,
        Value::Estimate(estimate) => estimate.value,
        other => panic!("{path} is {other:?}"),
    }
}

fn oracle(id: &str) -> Json {
    let text = std::fs::read_to_string(here("oracle/16-datasets.json")).unwrap();
    let file: Json = serde_json::from_str(&text).unwrap();
    let case = file["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap().clone();
    case["expected"].clone()
}

fn near(found: f64, expected: &Json, what: &str) {
    let expected = expected.as_f64().unwrap_or_else(|| panic!("{what}: {expected}"));
    assert!((found - expected).abs() <= (1e-8 * expected.abs()).max(1e-9), "{what}: {found}, and {expected} in R");
}

#[test]
fn counts_and_effects_of_rows_are_those_of_r() {
    let all = computed(&here("registers/oracle.yaml"));
    let results = &all[0].results;
    for outcome in ["employed_12", "employed_18"] {
        let expected = oracle(&format!("data-counts-{outcome}"));
        let path = |name: &str| format!("{outcome}.{name}");
        near(number(results, &path("treated.events")), &expected["x1"], "x1");
        near(number(results, &path("treated.total")), &expected["n1"], "n1");
        near(number(results, &path("control.events")), &expected["x2"], "x2");
        near(number(results, &path("control.total")), &expected["n2"], "n2");
        for (name, key) in [("risk_difference", "rd"), ("risk_ratio", "rr"), ("odds_ratio", "or")] {
            let Value::Estimate(estimate) = results.find(&path(name)).unwrap().value else { panic!("{name}") };
            let bounds = estimate.interval.unwrap().bounds;
            for (found, expected) in [estimate.value, bounds.lower().unwrap(), bounds.upper().unwrap()]
                .into_iter()
                .zip(expected[key].as_array().unwrap())
            {
                near(found, expected, name);
            }
        }
    }
}

#[test]
fn rows_and_their_counts_give_the_same_to_the_last_bit() {
    let all = computed(&here("registers/oracle.yaml"));
    let results = &all[0].results;
    let (rows, counts) = (results.section("employed_12").unwrap(), results.section("aggregated").unwrap());
    let mut compared = 0;
    for (name, value) in &counts.values {
        assert_eq!(rows.value(name), Some(value), "{name}");
        compared += 1;
    }
    assert!(compared >= 10, "{compared}");
}

#[test]
fn tables_of_rows_are_those_of_r() {
    let all = computed(&here("registers/oracle.yaml"));
    let results = &all[0].results;
    let baseline = oracle("data-baseline-table");
    for (place, arm) in ["treated", "control"].into_iter().enumerate() {
        near(number(results, &format!("baseline.total.{arm}")), &baseline["n"][place], "n");
        near(number(results, &format!("baseline.age.mean.{arm}")), &baseline["age_mean"][place], "mean");
        near(number(results, &format!("baseline.age.mean.{arm}_sd")), &baseline["age_sd"][place], "sd");
        near(number(results, &format!("baseline.sex.k.{arm}_share")), &baseline["share_women"][place], "women");
    }
    near(number(results, "baseline.standardised_difference.age"), &baseline["smd_age"], "smd");
    let education = [("treated", "education_ips"), ("control", "education_control")];
    for (arm, key) in education {
        let counts: Vec<f64> = ["grunnskole", "videregaende", "hogskole"]
            .map(|level| number(results, &format!("baseline.education.{level}.{arm}")))
            .to_vec();
        let mut expected: Vec<f64> = baseline[key].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
        let mut found = counts;
        expected.sort_by(f64::total_cmp);
        found.sort_by(f64::total_cmp);
        assert_eq!(found, expected, "{key}");
    }
    let missing = oracle("data-missing");
    for (place, variable) in missing["variables"].as_array().unwrap().iter().enumerate() {
        let variable = variable.as_str().unwrap();
        for (arm, key) in [("treated", "missing_ips"), ("control", "missing_control")] {
            near(number(results, &format!("missing.variables.{variable}.{arm}")), &missing[key][place], variable);
        }
    }
}

/// The panel gives the months that the data set itself states, and the shares of R.
#[test]
fn months_of_a_panel_are_those_of_r() {
    let all = computed(&here("registers/oracle.yaml"));
    let results = &all[0].results;
    let rates = oracle("data-monthly-rates");
    for (arm, key) in [("treated", "ips"), ("control", "control")] {
        let Value::Curve(curve) = results.find(&format!("over_time.{arm}.course")).unwrap().value else {
            panic!("{arm}")
        };
        let expected = rates[key].as_array().unwrap();
        assert_eq!(curve.points.len(), expected.len());
        for (point, expected) in curve.points.iter().zip(expected) {
            near(point.y, expected, &format!("{arm} in month {}", point.x));
        }
        for (ours, theirs) in [("months_in_work", "months_employed_43"), ("months_to_18", "months_employed_18")] {
            for part in ["mean", "sd"] {
                let path = |name: &str| format!("baseline.{name}.mean.{arm}{}", if part == "sd" { "_sd" } else { "" });
                assert_eq!(number(results, &path(ours)), number(results, &path(theirs)), "{ours}");
            }
        }
    }
    // The area between the curves is the sum of the monthly differences, and the difference in mean months.
    let Value::Curve(curve) = results.find("over_time.difference.course").unwrap().value else { panic!() };
    let sum: f64 = curve.points.iter().map(|point| point.y).sum();
    assert!((sum - number(results, "over_time.area_between_curves")).abs() < 1e-9);
}

#[test]
fn times_of_rows_are_those_of_r() {
    let all = computed(&here("registers/oracle.yaml"));
    let results = &all[0].results;
    let expected = oracle("data-logrank");
    near(number(results, "first_job.treated.median"), &expected["median_ips"], "median");
    near(number(results, "first_job.control.median"), &expected["median_control"], "median");
    let Value::Estimate(difference) = results.find("first_job.restricted_mean_difference").unwrap().value else {
        panic!()
    };
    let Value::Estimate(curves) = results.find("first_job.curve_test").unwrap().value else { panic!() };
    near(curves.tests[0].statistic.unwrap(), &expected["chi2"], "log-rank");
    near(curves.tests[0].p, &expected["p"], "log-rank p");
    let expected = oracle("data-rmst30");
    assert!((difference.value - expected["difference"].as_f64().unwrap()).abs() < 1e-7);
    assert!((difference.standard_error.unwrap() - expected["difference_se"].as_f64().unwrap()).abs() < 1e-6);
}

/// Rows in another order, in a file of another kind of text, give the same results to the last bit.
#[test]
fn the_order_of_rows_changes_nothing() {
    let folder = std::env::temp_dir().join(format!("utfall-registers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let spec = std::fs::read_to_string(here("registers/oracle.yaml")).unwrap().replace("../oracle/data/", "");
    for name in ["ips_rct.csv", "ips_monthly.csv"] {
        let text = std::fs::read_to_string(here("oracle/data").join(name)).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        let middle = lines.len() / 3;
        lines[1..].rotate_left(middle);
        // As Norwegian Excel writes it: semicolons, decimal commas, Windows line ends and a byte order mark.
        let excel: Vec<String> = lines.iter().map(|line| line.replace(',', ";").replace('.', ",")).collect();
        std::fs::write(folder.join(name), format!("\u{feff}{}\r\n", excel.join("\r\n"))).unwrap();
    }
    std::fs::write(folder.join("oracle.yaml"), spec).unwrap();
    let (straight, turned) = (computed(&here("registers/oracle.yaml")), computed(&folder.join("oracle.yaml")));
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(straight[0].results == turned[0].results);
}

/// One specification over the six sites of the trial: each is the part of the data that it says, and together they are
/// the whole.
#[test]
fn every_site_has_its_own_report() {
    let folder = std::env::temp_dir().join(format!("utfall-sites-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let spec = std::fs::read_to_string(here("registers/oracle.yaml")).unwrap();
    let data = here("oracle/data").to_string_lossy().into_owned();
    let spec = spec.replace("../oracle/data", &data).replace(
        "report: {title: Orakel, date: 2026-01-15}",
        "report: {title: Orakel, date: 2026-01-15, for_each: {from: persons, column: site}}",
    );
    std::fs::write(folder.join("sites.yaml"), spec).unwrap();
    let projects = good(pipeline::load(&folder.join("sites.yaml")));
    let slugs: Vec<Option<String>> =
        projects.iter().map(|project| project.site.as_ref().map(|site| site.slug.clone())).collect();
    let expected: Vec<Option<String>> =
        std::iter::once(None).chain((1..=6).map(|site| Some(site.to_string()))).collect();
    assert_eq!(slugs, expected);
    let (computed, _) = good(pipeline::compute(&projects));
    std::fs::remove_dir_all(&folder).unwrap();
    let sum = |path: &str| computed[1..].iter().map(|site| number(&site.results, path)).sum::<f64>();
    for path in [
        "employed_18.treated.events",
        "employed_18.control.total",
        "missing.variables.hads_12.all",
        "flow.stages.answered.all",
    ] {
        assert_eq!(sum(path), number(&computed[0].results, path), "{path}");
    }
}

/// A review of RevMan 5 gives what the same numbers give that are written by hand.
#[test]
fn a_review_of_revman_is_its_numbers() {
    let all = computed(&here("registers/revman.yaml"));
    let results = &all[0].results;
    for name in ["counts", "subgroups", "means", "estimates", "log_rank"] {
        let (read, written) = (results.section(name).unwrap(), results.section(&format!("{name}_written")).unwrap());
        assert!(read.values.len() > 5, "{name}");
        assert_eq!(read.values, written.values, "{name}");
    }
    // The sums that stand in the review.
    assert_eq!(number(results, "counts.treated.events"), 90.0);
    assert_eq!(number(results, "counts.control.total"), 283.0);
}

/// Every mistake of a specification and its data in one run, each with its place: file, row, column and value.
#[test]
fn all_mistakes_in_data_are_named_in_one_run() {
    compare_mistakes(&here("registers/mistakes"), 20);
}

/// The same for the tables of reviews: studies that stand twice, numbers that cannot be, models that do not fit.
#[test]
fn all_mistakes_in_reviews_are_named_in_one_run() {
    compare_mistakes(&here("registers/reviews"), 18);
}

/// The options of the charts of reviews, each wrong at its own place.
#[test]
fn all_mistakes_in_charts_of_reviews_are_named_in_one_run() {
    compare_mistakes(&here("registers/forest"), 10);
}

fn compare_mistakes(folder: &Path, at_least: usize) {
    let checked = pipeline::check(&folder.join("mistakes.yaml"));
    let root = format!("{}/", env!("CARGO_MANIFEST_DIR"));
    let found = utfall::diag::render(&checked.problems, false).replace(&root, "");
    let kept = folder.join("mistakes.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&kept, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&kept).unwrap_or_default();
    assert!(found == expected, "{found}\n(UPDATE=1 rewrites what is expected)");
    assert!(checked.problems.len() >= at_least, "{}", checked.problems.len());
}
