//! Maps of tipping points, of ordinary and of extreme numbers.

use super::fixture::{results, section, text};
use super::{chart, figure, svg};
use crate::charts::Body;
use crate::locale::Locale;
use crate::results::{Curve, CurveStyle, Language, Point, Quantity, Reason, Results, Section, Text, Unit, Value};

fn labelled() -> Section {
    let mut section = section("vippe", "tipping_point", None);
    section.labels = vec![
        ("outcome".to_owned(), text("i arbeid", "i arbeid", "in work")),
        ("treated".to_owned(), Text::from("IPS")),
        ("control".to_owned(), text("kontrollgruppen", "kontrollgruppa", "the control group")),
    ];
    section
}

fn curve(style: CurveStyle, points: &[(f64, f64)]) -> Value {
    let points = points.iter().map(|(x, y)| Point { x: *x, y: *y, band: None }).collect();
    Value::Curve(Curve { x_unit: Unit::Points, y_unit: Unit::Points, decimals: 1, style, level: None, points })
}

/// So many missing; more up to a line, less from another one.
fn shares(
    missing: [u64; 2],
    like_known: [u64; 2],
    more: &dyn Fn(u64) -> Option<u64>,
    less: &dyn Fn(u64) -> Option<u64>,
) -> Results {
    let mut section = labelled();
    let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
    for (name, (missing, like_known)) in ["treated", "control"].into_iter().zip(missing.into_iter().zip(like_known)) {
        put(&format!("{name}.missing"), Value::Count(missing));
        put(&format!("like_known.{name}"), Value::Count(like_known));
    }
    put("combinations", Value::Count((missing[0] + 1) * (missing[1] + 1)));
    put("same_conclusion", Value::Count(3));
    for (name, line) in [("more_up_to", more), ("less_from", less)] {
        let points: Vec<(f64, f64)> =
            (0..=missing[0]).filter_map(|row| Some((row as f64, line(row)? as f64))).collect();
        if !points.is_empty() {
            put(name, curve(CurveStyle::Step, &points));
        }
    }
    results(vec![section])
}

fn means(limit: f64, more: &[(f64, f64)], less: &[(f64, f64)], by: Option<f64>) -> Results {
    let mut section = labelled();
    let quantity = |value: f64| Value::Quantity(Quantity { value, unit: Unit::Points, decimals: 1 });
    let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
    put("limit", quantity(limit));
    by.into_iter().for_each(|by| put("treated_lower.by", quantity(by)));
    for (name, points) in [("more_up_to", more), ("less_from", less)] {
        if !points.is_empty() {
            put(name, curve(CurveStyle::Line, points));
        }
    }
    results(vec![section])
}

#[test]
fn maps_have_their_names_and_no_faults() {
    let none = |_: u64| None;
    let all = |_: u64| Some(9);
    let cases = [
        ("both", shares([12, 18], [5, 5], &|row| (row > 1).then(|| (2 * row - 3).min(18)), &none)),
        ("three", shares([30, 30], [15, 15], &|row| row.checked_sub(10), &|row| (row < 20).then_some(row + 11))),
        ("nowhere", shares([12, 9], [5, 3], &none, &none)),
        ("everywhere", shares([12, 9], [5, 3], &all, &none)),
        ("one_group", shares([9, 0], [3, 0], &|row| (row > 6).then_some(0), &none)),
        ("other_group", shares([0, 12], [0, 4], &|_| Some(3), &none)),
        ("one_person", shares([1, 1], [0, 1], &none, &|row| (row == 0).then_some(1))),
        ("many", shares([400, 700], [100, 200], &|row| (row > 390).then(|| row - 391), &none)),
        ("line", means(8.0, &[(-3.0, -8.0), (0.0, -4.5), (8.0, 5.0)], &[], Some(3.0))),
        ("two_lines", means(2.5, &[(0.5, -2.5), (2.5, 0.0)], &[(-2.5, 0.0), (-0.5, 2.5)], None)),
        ("unclear", means(20.0, &[], &[], None)),
        ("large", means(4e6, &[(-4e6, 4e6), (4e6, 4e6)], &[], None)),
    ];
    for (name, results) in cases {
        for width in ["wide", "text"] {
            for language in Language::ALL {
                let yaml = format!("kind: tipping_map\nof: vippe\ntitle: Tittel\nwidth: {width}\n");
                let figure = figure(&yaml, &results, language);
                assert_eq!(svg::faults(&figure), [""; 0], "{name} {width} {language}");
            }
        }
    }
}

#[test]
fn a_group_that_misses_nobody_makes_a_strip() {
    let size = |missing: [u64; 2]| {
        let yaml = "kind: tipping_map\nof: vippe\ntitle: T\n";
        let drawn = figure(yaml, &shares(missing, [0, 0], &|_| Some(0), &|_| None), Language::Bokmal);
        let Body::Picture(picture) = drawn.body else { panic!("a picture") };
        // The petrol field is what is drawn first.
        let field = picture.svg.split("<polygon").nth(1).and_then(|rest| rest.split("points=\"").nth(1)).unwrap();
        let places = field.split('"').next().unwrap().split_whitespace();
        let (low, high) = places
            .filter_map(|place| place.split_once(',')?.0.parse::<f64>().ok())
            .fold((f64::INFINITY, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
        (picture.height_mm, (high - low) / 100.0)
    };
    let (square, flat, narrow) = (size([12, 12]), size([12, 0]), size([0, 12]));
    assert!(square.0 > 90.0 && flat.0 < 30.0 && narrow.0 > 90.0, "{square:?} {flat:?} {narrow:?}");
    assert!(square.1 > 120.0 && flat.1 > 120.0 && narrow.1 < 70.0, "{square:?} {flat:?} {narrow:?}");
}

#[test]
fn a_map_is_described_by_what_it_concludes() {
    let results = shares([12, 18], [5, 5], &|row| (row > 1).then(|| (2 * row - 3).min(18)), &|_| None);
    let figure = figure("kind: tipping_map\nof: vippe\ntitle: T\n", &results, Language::Bokmal);
    assert!(figure.alt.contains("blant de 12 som mangler i IPS"), "{}", figure.alt);
    assert!(figure.alt.contains("er konklusjonen: statistisk signifikant høyere andel i IPS"), "{}", figure.alt);
}

#[test]
fn hidden_numbers_and_other_kinds_have_no_map() {
    let message = |section: Section| {
        let drawn = chart("kind: tipping_map\nof: vippe\ntitle: T\n")
            .draw(&results(vec![section]), Locale::new(Language::Bokmal));
        drawn.err().map(|found| found[0].to_string()).unwrap_or_default()
    };
    let mut hidden = labelled();
    hidden.values.push(("combinations".to_owned(), Value::from(Reason::Protected)));
    assert!(message(hidden).contains("`vippe` has no map"));
    let found = message(section("vippe", "two_means", None));
    assert!(found.contains("is of the kind `two_means`"), "{found}");
}
