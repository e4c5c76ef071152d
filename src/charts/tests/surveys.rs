//! Charts of questionnaires.

use super::fixture::{results, section, text};
use super::{chart, figure, svg};
use crate::diag::render;
use crate::locale::Locale;
use crate::results::{Estimate, Language, Quantity, Reason, Results, Row, Section, Table, Text, Unit, Value};
use crate::stats::Undefined;

/// The names of the answers of a scale of this size.
fn names(size: usize) -> Vec<String> {
    let half = size / 2;
    let of = |side: &str, number: usize| (1..=number).map(|place| format!("{side}_{place}")).collect::<Vec<_>>();
    [of("negative", half), of("neutral", size % 2), of("positive", half)].concat()
}

/// A `likert` section with these shares of each item; an item without shares is protected.
fn likert(entry: &str, words: &[Text], items: &[(Text, Option<Vec<f64>>)]) -> Section {
    let mut section = section(entry, "likert", None);
    let columns = names(words.len());
    section.labels = columns.iter().cloned().zip(words.iter().cloned()).collect();
    section.labels.push(("positive".to_owned(), text("enige", "samde", "those who agreed")));
    let hidden = || Value::from(Reason::Protected);
    let rows = items.iter().enumerate().map(|(place, (label, shares))| {
        let quantity = |value: f64| Value::from(Quantity { value, unit: Unit::Proportion, decimals: 1 });
        let sum = |side: &str| {
            let own = columns.iter().zip(shares.iter().flatten()).filter(|(column, _)| column.starts_with(side));
            own.map(|(_, share)| share).sum::<f64>()
        };
        let mut cells: Vec<Value> = match shares {
            Some(shares) => shares.iter().map(|share| quantity(*share)).collect(),
            None => columns.iter().map(|_| hidden()).collect(),
        };
        cells.push(if shares.is_some() { quantity(sum("negative")) } else { hidden() });
        cells.push(match shares {
            Some(_) => Estimate::new(sum("positive"), Unit::Proportion, 1).into(),
            None => hidden(),
        });
        cells.push(if shares.is_some() { Value::Count(1234) } else { hidden() });
        Row {
            name: format!("item_{place}"),
            label: Some(label.clone()),
            basis: None,
            source: None,
            words: Vec::new(),
            cells,
        }
    });
    let rows = rows.collect();
    let columns = columns.into_iter().chain(["negative", "positive", "total"].map(str::to_owned)).collect();
    section.values.push(("items".to_owned(), Value::Table(Table { columns, rows })));
    section
}

fn agreement() -> [Text; 5] {
    [
        text("Helt uenig", "Heilt usamd", "Strongly disagree"),
        text("Litt uenig", "Litt usamd", "Disagree"),
        text("Verken enig eller uenig", "Verken samd eller usamd", "Neither agree nor disagree"),
        text("Litt enig", "Litt samd", "Agree"),
        text("Helt enig", "Heilt samd", "Strongly agree"),
    ]
}

fn experience() -> Section {
    likert(
        "experience",
        &agreement(),
        &[
            (text("Jeg fikk hjelp", "Eg fekk hjelp", "I got help"), Some(vec![0.0, 0.04, 0.12, 0.31, 0.53])),
            (text("Jobben passer", "Jobben passar", "The job fits"), Some(vec![0.18, 0.29, 0.27, 0.19, 0.07])),
            (text("F\u{e5} svarte", "F\u{e5} svara", "Few answered"), None),
        ],
    )
}

pub(super) fn samples() -> Vec<(&'static str, String, Results, Language)> {
    let yaml = "kind: likert\nof: experience\ntitle: {nb: Erfaringer, nn: Erfaringar, en: Experiences}\n";
    vec![
        ("likert", yaml.to_owned(), results(vec![experience()]), Language::Bokmal),
        ("likert_nynorsk", format!("{yaml}width: text\n"), results(vec![experience()]), Language::Nynorsk),
        (
            "item_heat_map",
            "kind: item_heat_map\nof: fidelity\ntitle: {nb: Poeng, nn: Poeng, en: Points}\n".to_owned(),
            results(vec![fidelity(4, 6, 2, true)]),
            Language::English,
        ),
    ]
}

#[test]
fn scales_of_any_size_have_labels_that_meet_nothing() {
    let long = "En p\u{e5}stand med s\u{e5} mange ord at den m\u{e5} deles p\u{e5} flere linjer i figuren";
    for size in 2..=11_usize {
        let words: Vec<Text> = (0..size).map(|place| Text::from(format!("Svar {place}").as_str())).collect();
        for items in [1_usize, 3, 28] {
            let share = |item: usize, place: usize| (1 + (7 * item + 3 * place) % 11) as f64;
            let items: Vec<(Text, Option<Vec<f64>>)> = (0..items)
                .map(|item| {
                    let all: f64 = (0..size).map(|place| share(item, place)).sum();
                    let shares = (0..size).map(|place| share(item, place) / all).collect();
                    (Text::from(if item == 1 { long } else { "Kort" }), Some(shares))
                })
                .collect();
            for width in ["wide", "text"] {
                let yaml = format!("kind: likert\nof: x\ntitle: Svar\nwidth: {width}\n");
                let drawn = figure(&yaml, &results(vec![likert("x", &words, &items)]), Language::English);
                assert_eq!(svg::faults(&drawn), [""; 0], "{size} answers, {} items, {width}", items.len());
            }
        }
    }
}

#[test]
fn extreme_shares_are_drawn() {
    let one_sided = [vec![1.0, 0.0, 0.0, 0.0, 0.0], vec![0.0, 0.0, 1.0, 0.0, 0.0], vec![0.0, 0.0, 0.0, 0.0, 1.0]];
    for shares in one_sided.into_iter().map(Some).chain([None]) {
        let section = likert("x", &agreement(), &[(Text::from("Alle"), shares)]);
        let drawn = figure("kind: likert\nof: x\ntitle: Svar\n", &results(vec![section]), Language::Bokmal);
        assert_eq!(svg::faults(&drawn), [""; 0]);
    }
}

#[test]
fn what_the_chart_cannot_show_is_said() {
    let message = |sections: Vec<Section>, of: &str| {
        let chart = chart(&format!("kind: likert\nof: {of}\ntitle: Svar\n"));
        render(&chart.draw(&results(sections), Locale::new(Language::Bokmal)).unwrap_err(), false)
    };
    let other = likert("other", &agreement()[..2], &[(Text::from("x"), Some(vec![0.5, 0.5]))]);
    let said = message(vec![experience(), other], "[experience, other]");
    assert!(said.contains("`other` has other answers than the one before it"), "{said}");
    let many: Vec<(Text, Option<Vec<f64>>)> =
        (0..29).map(|_| (Text::from("x"), Some(vec![0.2, 0.2, 0.2, 0.2, 0.2]))).collect();
    let said = message(vec![likert("many", &agreement(), &many)], "many");
    assert!(said.contains("a chart has room for 28 items, not 29"), "{said}");
    let said = message(super::fixture::employment(), "employment");
    assert!(said.contains("this chart shows an analysis of the kind `likert`"), "{said}");
}

/// A `fidelity` section with the points of these services, and every ninth square empty where `gaps`.
fn fidelity(services: usize, items: usize, groups: usize, gaps: bool) -> Section {
    let mut section = section("fidelity", "fidelity", None);
    let points = |value: f64| Value::from(Quantity { value, unit: Unit::Points, decimals: 0 });
    let row = |name: String, label: Text, cells: Vec<Value>| Row {
        name,
        label: Some(label),
        basis: None,
        source: None,
        words: Vec::new(),
        cells,
    };
    let mut of_items: Vec<Row> = Vec::new();
    for item in 0..items {
        let label = text(
            &format!("Et punkt med et navn {item}"),
            &format!("Eit punkt med eit namn {item}"),
            &format!("An item with a name {item}"),
        );
        let mut row = row(format!("item_{}", item + 1), label, vec![points(1.0 + (item % 5) as f64)]);
        if item.is_multiple_of(items.div_ceil(groups)) {
            row.words.push(("group".to_owned(), text("Bemanning", "Bemanning", "Staffing")));
        }
        of_items.push(row);
    }
    let scores = (0..services).map(|service| {
        let point = |item: usize| 1 + (3 * service + 5 * item) % 5;
        let open = |item: usize| gaps && (service + item).is_multiple_of(9);
        let mut cells: Vec<Value> = (0..items)
            .map(|item| if open(item) { Value::from(Undefined::NoObservations) } else { points(point(item) as f64) })
            .collect();
        let sum = (0..items).map(|item| point(item) as f64).sum();
        cells.push(if (0..items).any(open) { Value::from(Undefined::NoObservations) } else { points(sum) });
        let label = if service == 1 { "En tjeneste med et langt navn som ikke f\u{e5}r plass" } else { "Sted" };
        row(format!("service_{service}"), Text::from(label), cells)
    });
    let columns = (1..=items).map(|item| format!("item_{item}")).chain(["total".to_owned()]).collect();
    let scores = Table { columns, rows: scores.collect() };
    let of_items = Table { columns: vec!["mean".to_owned()], rows: of_items };
    section.values = vec![
        ("least_total".to_owned(), points(items as f64)),
        ("most_total".to_owned(), points(5.0 * items as f64)),
        ("scores".to_owned(), Value::Table(scores)),
        ("items".to_owned(), Value::Table(of_items)),
    ];
    section
}

#[test]
fn forty_three_services_fit_a_page() {
    for (services, items, groups) in [(43, 25, 3), (1, 25, 1), (3, 2, 1), (20, 12, 2), (0, 4, 1), (43, 25, 25)] {
        for width in ["wide", "text"] {
            for gaps in [false, true] {
                let yaml = format!("kind: item_heat_map\nof: fidelity\ntitle: Poeng\nwidth: {width}\n");
                let section = fidelity(services, items, groups, gaps);
                let drawn = figure(&yaml, &results(vec![section]), Language::Bokmal);
                assert_eq!(svg::faults(&drawn), [""; 0], "{services} services, {items} items, {width}");
            }
        }
    }
}

#[test]
fn what_the_field_cannot_show_is_said() {
    let message = |yaml: &str, section: Section| {
        let chart = chart(&format!("kind: item_heat_map\nof: fidelity\ntitle: Poeng\n{yaml}"));
        match chart.draw(&results(vec![section]), Locale::new(Language::Bokmal)) {
            Ok(_) => "drawn".to_owned(),
            Err(problems) => render(&problems, false),
        }
    };
    let said = message("", fidelity(80, 25, 3, false));
    assert!(said.contains("80 services do not fit on a page") && said.contains("of: 2"), "{said}");
    assert_eq!(message("part: {number: 2, of: 2}\n", fidelity(80, 25, 3, false)), "drawn");
    let said = message("part: {number: 3, of: 2}\n", fidelity(80, 25, 3, false));
    assert!(said.contains("there is no part 3 of 2"), "{said}");
    let mut without = fidelity(3, 5, 1, false);
    without.values.truncate(2);
    let said = message("", without);
    assert!(said.contains("`prefix` or `items`"), "{said}");
}
