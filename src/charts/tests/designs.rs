//! Charts of causal designs: event studies and Love plots.

use super::chart;
use super::fixture::{estimate, results, section, text};
use super::{figure, svg};
use crate::diag::render;
use crate::locale::Locale;
use crate::results::{Language, Quantity, Reason, Row, Section, Table, Text, Unit, Value};

fn plain_row(name: &str, words: &[(&str, Text)], cells: Vec<Value>) -> Row {
    let words = words.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
    Row { name: name.to_owned(), label: Some(Text::from(name)), basis: None, source: None, words, cells }
}

fn quantity(value: f64, unit: Unit, decimals: i8) -> Value {
    Quantity { value, unit, decimals }.into()
}

/// An event study over these periods, the last one before the start being the reference.
fn study(periods: std::ops::RangeInclusive<i64>, unit: Unit, size: f64) -> Section {
    let mut section = section("absence", "difference_in_differences", None);
    section.labels = vec![
        ("outcome".to_owned(), Text::from("frav\u{e6}r")),
        ("treated".to_owned(), text("tiltaksgruppen", "tiltaksgruppa", "the programme group")),
        ("control".to_owned(), text("de andre", "dei andre", "the others")),
    ];
    let row = |time: i64| {
        let effect = if time == -1 {
            quantity(0.0, Unit::Days, 2)
        } else {
            let value = if time < 0 { 0.02 * size } else { -0.1 * size * (time + 1) as f64 };
            estimate(value, (value - 0.3 * size, value + 0.3 * size), Unit::Days, 2).into()
        };
        plain_row(
            &format!("period_{}", time + 1000),
            &[],
            vec![quantity(time as f64, unit, 0), Value::Count(20), effect],
        )
    };
    let columns = ["time", "units", "effect"].map(str::to_owned).to_vec();
    section.values =
        vec![("event_study".to_owned(), Value::Table(Table { columns, rows: periods.map(row).collect() }))];
    section
}

/// A balance of these characteristics, before and after.
fn balance(rows: &[(&str, f64, f64)]) -> Section {
    let mut section = section("compared", "balance", None);
    section.labels = vec![("treated".to_owned(), Text::from("IPS")), ("control".to_owned(), Text::from("de andre"))];
    let row = |(name, before, after): &(&str, f64, f64)| {
        let number = |value: f64| match value.is_nan() {
            true => Value::from(Reason::Protected),
            false => quantity(value, Unit::EffectSize, 2),
        };
        plain_row(name, &[], vec![number(*before), number(*after)])
    };
    let columns = ["before", "after"].map(str::to_owned).to_vec();
    section.values =
        vec![("covariates".to_owned(), Value::Table(Table { columns, rows: rows.iter().map(row).collect() }))];
    section
}

#[test]
fn labels_of_event_studies_never_meet() {
    for (name, section) in [
        ("a few years", study(-4..=3, Unit::Years, 1.0)),
        ("many months", study(-36..=60, Unit::Months, 1.0)),
        ("hardly any", study(-1..=0, Unit::Number, 1.0)),
        ("only before", study(-3..=-1, Unit::Years, 1.0)),
        ("large numbers", study(-4..=3, Unit::Years, 123_456.0)),
        ("small numbers", study(-4..=3, Unit::Years, 1e-4)),
    ] {
        for rest in ["", "width: text"] {
            for language in Language::ALL {
                let yaml = format!("kind: event_study\nof: absence\ntitle: T\n{rest}\n");
                let faults = svg::faults(&figure(&yaml, &results(vec![section.clone()]), language));
                assert!(faults.is_empty(), "{name}, {rest}: {faults:#?}");
            }
        }
    }
}

#[test]
fn labels_of_love_plots_never_meet() {
    let long = "deltakere i arbeidsmarkedstiltaket varig tilrettelagt arbeid i ordin\u{e6}r virksomhet";
    for (name, section) in [
        ("three", balance(&[("alder", 0.42, 0.03), ("kj\u{f8}nn", -0.2, 0.0), ("utdanning", 0.05, -0.11)])),
        ("one", balance(&[("alder", 0.02, 0.02)])),
        ("equal", balance(&[("alder", 0.0, 0.0), ("kj\u{f8}nn", 0.0, 0.0)])),
        ("long names", balance(&[(long, 0.42, 0.03), (long, -0.9, 0.6)])),
        ("huge", balance(&[("alder", 14.0, -3.0), ("kj\u{f8}nn", -20.0, 0.1)])),
        ("one hidden", balance(&[("alder", 0.42, f64::NAN), ("kj\u{f8}nn", 0.1, 0.1)])),
    ] {
        for rest in ["", "width: text", "limit: 0.25"] {
            let yaml = format!("kind: love_plot\nof: compared\ntitle: T\n{rest}\n");
            let faults = svg::faults(&figure(&yaml, &results(vec![section.clone()]), Language::Bokmal));
            assert!(faults.is_empty(), "{name}, {rest}: {faults:#?}");
        }
    }
}

#[test]
fn the_descriptions_say_what_is_seen() {
    let alt = |yaml: &str, section: Section, language| figure(yaml, &results(vec![section]), language).alt;
    let found = alt("kind: event_study\nof: absence\ntitle: T\n", study(-4..=3, Unit::Years, 1.0), Language::Bokmal);
    assert!(
        found.contains("mellom tiltaksgruppen og de andre, med fire perioder f\u{f8}r og fire etter start"),
        "{found}"
    );
    let found = alt(
        "kind: love_plot\nof: compared\ntitle: T\n",
        balance(&[("alder", 0.42, 0.03), ("kj\u{f8}nn", -0.2, 0.0)]),
        Language::English,
    );
    assert!(found.contains("Before, the largest is 0.42, for alder, and two lie outside \u{b1}0.10"), "{found}");
    assert!(found.contains("After, the largest is 0.03, for alder, and zero lie outside"), "{found}");
}

#[test]
fn what_cannot_be_drawn_says_why() {
    let all = results(vec![study(-4..=3, Unit::Years, 1.0), balance(&[("alder", 0.42, 0.03)])]);
    let message =
        |yaml: &str| render(&chart(yaml).draw(&all, Locale::new(Language::Bokmal)).expect_err("no chart"), false);
    for (yaml, what) in [
        ("kind: event_study\nof: compared\ntitle: T\n", "no differences by period"),
        ("kind: love_plot\nof: absence\ntitle: T\n", "no standardised differences"),
        ("kind: event_study\nof: [absence, compared]\ntitle: T\n", "shows one analysis"),
        ("kind: love_plot\nof: compared\nlimit: 0\ntitle: T\n", "a number above 0"),
    ] {
        let found = message(yaml);
        assert!(found.contains(what), "{yaml}:\n{found}");
    }
}
