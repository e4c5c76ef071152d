//! Results that try to push labels off the page or onto each other.

use super::super::figure::{Body, Cell, Forest, ForestRow};
use super::fixture::{break_even, estimate, results, section, text, two_proportions};
use super::golden::written;
use super::{figure, svg};
use crate::results::{Language, Reason, Results, Section, Text, Unit, Value};
use crate::stats::{Interval, Undefined};

const LONG: &str = "Deltakere i arbeidsmarkedstiltaket varig tilrettelagt arbeid i ordin\u{e6}r virksomhet";

/// The same outcome at these months.
fn course(
    months: &[f64],
    treated: impl Fn(usize) -> (u64, u64),
    control: impl Fn(usize) -> (u64, u64),
) -> Vec<Section> {
    months
        .iter()
        .enumerate()
        .map(|(index, month)| {
            two_proportions("work", Text::from("i arbeid"), Some(*month), treated(index), control(index))
        })
        .collect()
}

fn renamed(mut sections: Vec<Section>, treated: &str, control: &str, outcome: &str) -> Vec<Section> {
    for section in &mut sections {
        section.labels = vec![
            ("outcome".to_owned(), Text::from(outcome)),
            ("treated".to_owned(), Text::from(treated)),
            ("control".to_owned(), Text::from(control)),
        ];
    }
    sections
}

fn replaced(mut sections: Vec<Section>, change: impl Fn(&str, &Value) -> Option<Value>) -> Vec<Section> {
    for section in &mut sections {
        for (name, value) in &mut section.values {
            if let Some(new) = change(name, value) {
                *value = new;
            }
        }
    }
    sections
}

fn with_interval(value: &Value, bounds: Interval) -> Option<Value> {
    let Value::Estimate(known) = value else { return None };
    let mut known = known.clone();
    if let Some(interval) = &mut known.interval {
        interval.bounds = bounds;
    }
    Some(known.into())
}

/// Hard cases by name: kind and options, and the sections.
fn cases() -> Vec<(&'static str, &'static str, Vec<Section>)> {
    let two = [12.0, 18.0];
    let twelve: Vec<f64> = (1..=12).map(|month| f64::from(month) * 3.0).collect();
    let rising = |index: usize| (20 + 6 * index as u64, 227);
    let slow = |index: usize| (18 + 3 * index as u64, 1810);
    let infinite = |value: &Value| with_interval(value, Interval::Bounded { lower: 0.4, upper: f64::INFINITY });
    let undefined = |name: &str, _: &Value| {
        (name.ends_with("proportion") || name.starts_with("risk") || name.starts_with("odds"))
            .then(|| Undefined::NoObservations.into())
    };
    let references = [
        ("Gjennomsnittsl\u{f8}nn", 519_600.0),
        ("Median for hjelpearbeidere i kommunal sektor", 505_000.0),
        (LONG, 498_000.0),
    ];
    let many: Vec<(f64, Result<f64, Reason>)> =
        (1..=12).map(|year| (f64::from(year), Ok(1_200_000.0 / f64::from(year)))).collect();
    let crossing = |index: usize| (if index.is_multiple_of(2) { 60 } else { 61 }, 181);
    let mut cases = vec![
        ("one_point", "share_over_time", course(&[18.0], rising, slow)),
        (
            "four_points",
            "share_over_time",
            course(&[6.0, 12.0, 18.0, 24.0], rising, |index| (22 + 4 * index as u64, 181)),
        ),
        ("twelve_points", "share_over_time", course(&twelve, rising, slow)),
        ("same_course", "share_over_time", course(&[3.0, 6.0, 12.0, 18.0, 24.0], crossing, crossing)),
        ("uneven_times", "share_over_time", course(&[0.0, 1.0, 2.0, 43.0], rising, slow)),
        ("long_names", "share_over_time", renamed(course(&two, rising, slow), LONG, LONG, LONG)),
        ("all_and_none", "share_over_time", course(&two, |_| (227, 227), |_| (0, 181))),
        ("undefined", "share_over_time", replaced(course(&two, rising, slow), undefined)),
        ("large_totals", "share_over_time", course(&twelve, |_| (1_234_567, 2_345_678), |_| (1_000_000, 3_456_789))),
        ("one_bar", "bar", course(&[18.0], rising, slow)),
        ("twelve_bars", "bar", course(&twelve, rising, slow)),
        ("long_bars", "bar", renamed(course(&two, |_| (227, 227), |_| (0, 181)), LONG, LONG, LONG)),
        ("undefined_bars", "bar", replaced(course(&two, rising, slow), undefined)),
        ("negative_bars", "bar\nmeasure: risk_difference", course(&two, |_| (20, 227), |_| (160, 181))),
        (
            "both_signs",
            "bar\nmeasure: risk_difference",
            course(&[6.0, 12.0], |index| (20 + 60 * index as u64, 227), |_| (40, 181)),
        ),
        ("one_row", "forest_plot", course(&[18.0], rising, slow)),
        (
            "negative_rows",
            "forest_plot\nmeasure: risk_difference",
            course(&twelve, |_| (20, 227), |index| (20 + 10 * index as u64, 181)),
        ),
        ("infinite_rows", "forest_plot", replaced(course(&two, rising, slow), |_, value| infinite(value))),
        (
            "whole_rows",
            "forest_plot",
            replaced(course(&two, rising, slow), |_, value| with_interval(value, Interval::Whole)),
        ),
        (
            "complement_rows",
            "forest_plot",
            replaced(course(&two, rising, slow), |_, value| {
                with_interval(value, Interval::Complement { lower: 0.5, upper: 3.0 })
            }),
        ),
        ("undefined_rows", "forest_plot", replaced(course(&two, rising, slow), undefined)),
        ("long_rows", "forest_plot", renamed(course(&twelve, rising, slow), LONG, LONG, LONG)),
        ("own_axis", "forest_plot\naxis: {from: 0.9, to: 1.2}", course(&two, rising, slow)),
    ];
    for (name, wages) in [
        ("one_wage", vec![(3.0, Ok(254_000.0))]),
        ("twelve_wages", many),
        ("huge_wages", vec![(1.0, Ok(98_000_000.0)), (2.0, Ok(1_200_000.0)), (3.0, Ok(600_000.0))]),
        ("small_wages", vec![(2.0, Ok(900.0)), (3.0, Ok(400.0))]),
        ("no_wages", vec![(2.0, Err(Reason::NoWageCarriesTheCosts)), (5.0, Err(Reason::EveryWageCarriesTheCosts))]),
        (
            "some_wages",
            vec![
                (1.0, Err(Reason::NoWageCarriesTheCosts)),
                (2.0, Ok(395_000.0)),
                (3.0, Ok(100_000.0)),
                (4.0, Err(Reason::EveryWageCarriesTheCosts)),
            ],
        ),
    ] {
        cases.push((name, "break_even_curve", break_even(&wages, &references)));
    }
    cases.extend(super::reviews::cases());
    cases
}

fn drawn(kind: &str, sections: &[Section], width: &str, language: Language) -> super::Figure {
    let of = &sections[0].entry;
    let results: Results = results(sections.to_vec());
    figure(&format!("kind: {kind}\nof: {of}\ntitle: Tittel\nwidth: {width}\n"), &results, language)
}

#[test]
fn no_label_meets_another_or_leaves_the_page() {
    let mut faults = Vec::new();
    for (name, kind, sections) in cases() {
        for language in Language::ALL {
            for width in ["wide", "text"] {
                let figure = drawn(kind, &sections, width, language);
                let found = svg::faults(&figure);
                faults.extend(found.into_iter().map(|fault| format!("{name} {width} {language}: {fault}")));
                if let (Some(folder), Language::Bokmal) = (std::env::var_os("SHOW"), language) {
                    let path = std::path::Path::new(&folder).join(format!("{name}_{width}.txt"));
                    std::fs::write(path, written(&figure)).expect("a folder to show the charts in");
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_chart_is_described() {
    for (name, kind, sections) in cases() {
        for language in Language::ALL {
            let alt = drawn(kind, &sections, "wide", language).alt;
            let sentences = alt.matches(". ").count() + 1;
            assert!(alt.ends_with('.') && (2..=5).contains(&sentences), "{name} {language}: {alt}");
            assert!(!alt.contains("NaN") && !alt.contains("  ") && !alt.contains(".."), "{name} {language}: {alt}");
        }
    }
}

#[test]
fn a_long_forest_plot_is_cut_into_panels_with_their_own_axes() {
    let sections: Vec<Section> = (0..4)
        .flat_map(|outcome| {
            let entry = format!("outcome_{outcome}");
            (1..=12).map(move |month| {
                two_proportions(&entry, Text::from(entry.as_str()), Some(f64::from(month)), (40, 100), (30, 100))
            })
        })
        .collect();
    let of: Vec<String> = (0..4).map(|outcome| format!("outcome_{outcome}")).collect();
    let results = results(sections);
    let yaml = format!("kind: forest_plot\nof: [{}]\ntitle: Tittel\n", of.join(", "));
    let Body::Forest(forest) = figure(&yaml, &results, Language::Bokmal).body else { panic!("a forest plot") };
    let rows: Vec<usize> = forest.chunks.iter().map(|chunk| chunk.rows.len()).collect();
    assert_eq!(rows, [30, 23]);
    for chunk in &forest.chunks {
        let height = 2.0 + Forest::PITCH_MM * chunk.rows.len() as f64 + Forest::AXIS_MM;
        assert_eq!(chunk.panel.height_mm, height);
        assert!(matches!(chunk.rows[0], ForestRow::Group(_)), "a chunk says what its first rows are");
        assert!(svg::labels(&chunk.panel).iter().any(|label| label.text == "1"), "each panel has its axis");
        assert!(!matches!(chunk.rows.last(), Some(ForestRow::Group(_))), "no label is alone at the foot");
    }
    let estimates =
        forest.chunks.iter().flat_map(|chunk| &chunk.rows).filter(|row| matches!(row, ForestRow::Row { .. }));
    assert_eq!(estimates.count(), 48);
}

#[test]
fn what_is_undefined_keeps_its_row_and_has_no_mark() {
    let outcome = || text("i arbeid", "i arbeid", "in work");
    let sections = vec![
        two_proportions("a", outcome(), Some(6.0), (12, 100), (0, 100)),
        two_proportions("a", outcome(), Some(12.0), (12, 100), (6, 100)),
    ];
    let figure = figure("kind: forest_plot\nof: a\ntitle: Tittel\n", &results(sections), Language::Bokmal);
    let Body::Forest(forest) = &figure.body else { panic!("a forest plot") };
    let ForestRow::Row { cells, .. } = &forest.chunks[0].rows[0] else { panic!("an estimate") };
    let words: Vec<&str> = cells.iter().map(Cell::words).collect();
    assert_eq!(words[3..], ["\u{2013}", ""]);
    assert_eq!(forest.chunks[0].panel.svg.matches("<rect").count(), 1);
    assert!(figure.alt.ends_with("I \u{e9}n rad finnes det ikke noe tall."), "{}", figure.alt);
}

#[test]
fn one_group_alone_has_one_line_and_one_bar() {
    let share = |month: f64, value: f64| {
        let mut section = section("alone", "one_proportion", Some((month, Unit::Months)));
        section.labels =
            vec![("outcome".to_owned(), Text::from("i arbeid")), ("group".to_owned(), Text::from("deltakerne"))];
        let share = estimate(value, (value - 0.05, value + 0.05), Unit::Proportion, 1);
        section.values.push(("group.proportion".to_owned(), share.into()));
        section
    };
    let results = results(vec![share(6.0, 0.3), share(12.0, 0.4)]);
    for kind in ["share_over_time", "bar"] {
        let figure = figure(&format!("kind: {kind}\nof: alone\ntitle: Tittel\n"), &results, Language::Bokmal);
        assert_eq!(svg::faults(&figure), [""; 0]);
    }
}

#[test]
fn several_effects_of_one_analysis_are_told_apart() {
    let results = results(course(&[18.0], |_| (85, 227), |_| (49, 181)));
    let yaml = "kind: forest_plot\nof: [work.risk_ratio, work.odds_ratio]\ntitle: Tittel\n";
    let figure = figure(yaml, &results, Language::Bokmal);
    let Body::Forest(forest) = &figure.body else { panic!("a forest plot") };
    let labels: Vec<&str> = forest.chunks[0]
        .rows
        .iter()
        .filter_map(|row| match row {
            ForestRow::Row { cells, .. } => Some(cells[0].words()),
            ForestRow::Group(_) => None,
        })
        .collect();
    assert_eq!(labels, ["18\u{a0}m\u{e5}neder, relativ risiko", "18\u{a0}m\u{e5}neder, oddsratio"]);
}

#[test]
fn a_long_label_leaves_room_for_the_picture() {
    for (name, kind, sections) in cases().into_iter().filter(|(_, kind, _)| kind.starts_with("forest_plot")) {
        for width in ["wide", "text"] {
            let Body::Forest(forest) = drawn(kind, &sections, width, Language::Bokmal).body else { panic!("{name}") };
            assert!((32.0..=64.0).contains(&forest.chunks[0].panel.width_mm), "{name}");
        }
    }
}
