//! What each class means, on examples.

use super::super::{Aspect, Cause, ChangeKind, Conclusion, Sentences, Tolerance, compare, compare_with_sentences};
use super::{changes, estimate, results, section, tolerance};
use crate::results::{
    Estimate, Facet, FacetValue, Input, Language, Method, Origin, Quantity, Reason, Results, Row, Table, Text, Unit,
    Value,
};

fn one(value: impl Into<Value>) -> Results {
    results("work", vec![("risk_difference", value.into())])
}

fn difference(value: f64, lower: f64, upper: f64) -> Estimate {
    estimate(value, lower, upper, Unit::ProportionDifference)
}

fn quantity(value: f64, unit: Unit, decimals: i8) -> Value {
    Value::Quantity(Quantity { value, unit, decimals })
}

fn kinds(old: &Results, new: &Results, tolerance: &Tolerance) -> (Vec<ChangeKind>, u8) {
    let found = compare(old, new, tolerance).unwrap();
    (found.changes.iter().map(|change| change.kind).collect(), found.exit_code)
}

#[test]
fn a_conclusion_is_told_from_a_large_number() {
    let excludes = one(difference(0.104, 0.013, 0.194));
    let covers = one(difference(0.081, -0.010, 0.172));
    let found = changes(&excludes, &covers);
    assert_eq!(found.changes[0].conclusions, [Conclusion::NowCoversNoEffect]);
    // Much larger, and the same conclusion.
    let larger = one(difference(0.404, 0.313, 0.494));
    assert_eq!(kinds(&excludes, &larger, &Tolerance::default()), (vec![ChangeKind::Material], 1));
    // A hair, and another conclusion, although no digit that is printed differs.
    let (hair, breadth) = (one(difference(0.09, 1e-9, 0.19)), one(difference(0.09, -1e-9, 0.19)));
    assert_eq!(kinds(&hair, &breadth, &Tolerance::default()), (vec![ChangeKind::Conclusion], 3));
}

#[test]
fn a_sign_counts_when_it_can_be_seen() {
    let default = Tolerance::default();
    let none = |value: f64| one(difference(value, -0.2, 0.2));
    assert_eq!(kinds(&none(-0.0004), &none(0.0004), &default), (vec![ChangeKind::Rounding], 0));
    assert_eq!(changes(&none(-0.004), &none(0.004)).changes[0].conclusions, [Conclusion::OtherSide]);
    let ratio = |value: f64| one(estimate(value, 0.5, 2.0, Unit::Ratio));
    assert_eq!(changes(&ratio(0.98), &ratio(1.02)).changes[0].conclusions, [Conclusion::OtherSide]);
    // The net benefit of a programme.
    let net = |value: f64| one(quantity(value, Unit::Kroner { price_year: 2016 }, -3));
    assert_eq!(changes(&net(-4000.0), &net(6000.0)).changes[0].conclusions, [Conclusion::OtherSide]);
    // The mean of a scale that is below zero is no conclusion.
    let score = |value: f64| one(quantity(value, Unit::Points, 1));
    assert_eq!(kinds(&score(-0.4), &score(0.4), &default), (vec![ChangeKind::Material], 1));
}

#[test]
fn what_pays_and_what_does_not_is_a_conclusion() {
    let wage = one(quantity(395_012.0, Unit::KronerPerYear { price_year: 2016 }, -3));
    let none = one(Reason::NoWageCarriesTheCosts);
    let any = one(Reason::EveryWageCarriesTheCosts);
    for (old, new) in [(&wage, &none), (&none, &wage), (&none, &any)] {
        assert_eq!(changes(old, new).changes[0].conclusions, [Conclusion::OtherProfitability]);
    }
    // That there are no data is none.
    let unknown = one(crate::stats::Undefined::NoObservations);
    assert_eq!(kinds(&wage, &unknown, &Tolerance::default()), (vec![ChangeKind::Material], 1));
    // Another price year is another unit, and no other conclusion.
    let later = one(quantity(395_012.0, Unit::KronerPerYear { price_year: 2024 }, -3));
    assert_eq!(kinds(&wage, &later, &Tolerance::default()), (vec![ChangeKind::Material], 1));
}

#[test]
fn a_stated_tolerance_allows_and_a_built_in_one_only_sorts() {
    let (old, new) = (one(quantity(0.374, Unit::Proportion, 1)), one(quantity(0.379, Unit::Proportion, 1)));
    assert_eq!(kinds(&old, &new, &Tolerance::default()), (vec![ChangeKind::Displayed], 1));
    let wide = tolerance(r#"{"units": {"proportion": {"absolute": 0.005}}}"#);
    assert_eq!(kinds(&old, &new, &wide), (vec![ChangeKind::Displayed], 0));
    // The last rule of an id that fits wins.
    let narrow =
        r#"{"units": {"proportion": {"absolute": 1}}, "ids": {"**": {"absolute": 1}, "work.*": {"absolute": 0.004}}}"#;
    assert_eq!(kinds(&old, &new, &tolerance(narrow)), (vec![ChangeKind::Material], 1));
    // Digits that nobody sees are material when a project says so.
    let exact = tolerance(r#"{"ids": {"work.**": {"relative": 1e-6}}}"#);
    let hidden = one(quantity(0.37401, Unit::Proportion, 1));
    assert_eq!(kinds(&old, &hidden, &Tolerance::default()), (vec![ChangeKind::Rounding], 0));
    assert_eq!(kinds(&old, &hidden, &exact), (vec![ChangeKind::Material], 1));
    assert_eq!(exact.unused(&old, &new), Vec::<&str>::new());
    assert_eq!(tolerance(r#"{"ids": {"wrok.**": {"relative": 1}}}"#).unused(&old, &new), ["wrok.**"]);
    // No tolerance allows another conclusion.
    let all = tolerance(r#"{"ids": {"**": {"absolute": 1e9}}}"#);
    assert_eq!(kinds(&one(difference(0.1, 0.01, 0.2)), &one(difference(0.1, -0.01, 0.2)), &all).1, 3);
    // Whole numbers beyond what a float tells apart.
    let (much, more) = (one(Value::Count(1 << 60)), one(Value::Count((1 << 60) + 1)));
    assert_eq!(kinds(&much, &more, &Tolerance::default()), (vec![ChangeKind::Material], 1));
    assert_eq!(kinds(&much, &more, &tolerance(r#"{"units": {"count": {"absolute": 1}}}"#)).1, 0);
}

/// What R's `cards::compare_ard()` looks at, where a row of an ARD is a value here.
#[test]
fn all_that_compare_ard_finds_is_found() {
    let (a, b) = (quantity(0.4, Unit::Proportion, 1), quantity(0.6, Unit::Proportion, 1));
    let old = results("work", vec![("a", a.clone()), ("b", b.clone())]);
    // Keys: rows are matched whatever their order; here the order is a change of its own.
    let swapped = results("work", vec![("b", b.clone()), ("a", a.clone())]);
    assert_eq!(kinds(&old, &swapped, &Tolerance::default()), (vec![ChangeKind::Text], 1));
    // Missing on either side.
    let fewer = results("work", vec![("a", a.clone())]);
    assert_eq!(kinds(&old, &fewer, &Tolerance::default()), (vec![ChangeKind::Removed], 1));
    assert_eq!(kinds(&fewer, &old, &Tolerance::default()), (vec![ChangeKind::Added], 1));
    // `stat` within its tolerance of 1.5e-8, and `stat_fmt`.
    let nearly = results("work", vec![("a", quantity(0.4 * (1.0 + 1e-9), Unit::Proportion, 1)), ("b", b.clone())]);
    assert_eq!(kinds(&old, &nearly, &Tolerance::default()), (vec![ChangeKind::Rounding], 0));
    let format = results("work", vec![("a", quantity(0.4, Unit::Proportion, 0)), ("b", b.clone())]);
    assert_eq!(kinds(&old, &format, &Tolerance::default()), (vec![ChangeKind::Displayed], 1));
    // Attributes: unit, label; `stat_label`.
    let unit = results("work", vec![("a", quantity(0.4, Unit::ShareOfWage, 1)), ("b", b)]);
    assert_eq!(kinds(&old, &unit, &Tolerance::default()), (vec![ChangeKind::Material], 1));
    let mut label = old.clone();
    label.sections[0].1.labels[0].1 = Text::from("i arbeid");
    assert_eq!(kinds(&old, &label, &Tolerance::default()), (vec![ChangeKind::Text], 1));
}

#[test]
fn a_renamed_entry_is_followed_with_its_facets() {
    let month = |entry: &str, month: f64, share: f64| {
        let mut section = section(entry, vec![("share", difference(share, 0.01, 0.3).into())]);
        let value = FacetValue::Number { value: month, unit: Unit::Months };
        section.facets = vec![Facet { name: "month".into(), value, label: None }];
        (section.id(), section)
    };
    let of = |entry: &str, moved: f64| {
        let mut all = results("other", vec![("x", Value::Count(1))]);
        all.sections.extend([month(entry, 12.0, 0.104), month(entry, 18.0, 0.205 + moved), month(entry, 24.0, 0.1)]);
        all
    };
    let found = changes(&of("employment", 0.0), &of("work", 0.05));
    assert_eq!(found.count(ChangeKind::Renamed), 3);
    assert_eq!((found.count(ChangeKind::Added), found.count(ChangeKind::Removed)), (0, 0));
    let moved = &found.changes[0];
    assert_eq!((moved.kind, moved.path.as_str()), (ChangeKind::Material, "work.month_18.share"));
    assert_eq!(moved.old_path.as_deref(), Some("employment.month_18.share"));
}

#[test]
fn each_change_of_a_number_has_its_causes() {
    let data = |rows: u64| Origin::Data { source: "people".into(), columns: vec!["employed".into()], rows };
    let of = |share: f64, origin: Origin, wage: f64, edition: &str| {
        let mut all = results("work", vec![("risk_difference", difference(share, 0.01, 0.3).into())]);
        all.sections[0].1.provenance.inputs = vec![Input { name: "treated".into(), origin }];
        let mut wages = section("wage", vec![("year_2", quantity(wage, Unit::Number, 0))]);
        let origin = Origin::Result("work.risk_difference".into());
        wages.provenance.inputs = vec![Input { name: "effect".into(), origin }];
        all.sections.push(("wage".into(), wages));
        all.edition = edition.into();
        all
    };
    let why = |old: &Results, new: &Results, path: &str| {
        let found = changes(old, new);
        let of = found.changes.iter().find(|change| change.path == path && change.aspect == Aspect::Itself).unwrap();
        found.why(of).cloned().collect::<Vec<_>>()
    };
    let old = of(0.1, data(408), 390.0, "2026.1");
    let rows = Cause::Rows { source: "people".into(), old: 408, new: 410 };
    let new = of(0.2, data(410), 450.0, "2026.1");
    assert_eq!(why(&old, &new, "work.risk_difference"), [rows]);
    assert_eq!(why(&old, &new, "wage.year_2"), [Cause::Result { id: "work.risk_difference".into() }]);
    let edition = Cause::Edition { old: "2026.1".into(), new: "2027.1".into() };
    assert_eq!(why(&old, &of(0.2, data(408), 390.0, "2027.1"), "work.risk_difference"), [edition]);
    let values = Cause::Values { source: "people".into() };
    assert_eq!(why(&old, &of(0.2, data(408), 390.0, "2026.1"), "work.risk_difference"), [values]);
    let stated = of(0.1, Origin::Specification, 390.0, "2026.1");
    assert_eq!(
        why(&stated, &of(0.2, Origin::Specification, 390.0, "2026.1"), "work.risk_difference"),
        [Cause::Specification]
    );
    // The rate is stated in the table of assumptions of the entry's first section.
    let rated = |rate: f64, wage: f64| {
        let origin = Origin::Specification;
        let mut all = of(0.1, Origin::Specification, 390.0, "2026.1");
        let cells = vec![quantity(rate, Unit::RatePerYear, 1)];
        let row = Row { name: "rate".into(), label: None, basis: None, source: None, words: vec![], cells };
        let table = Value::Table(Table { columns: vec!["value".into()], rows: vec![row] });
        let inputs = vec![Input { name: "rate".into(), origin }];
        let mut assumptions = section("pay", vec![("assumptions", table)]);
        let mut year = section("pay", vec![("wage", quantity(wage, Unit::Number, 0))]);
        (assumptions.provenance.inputs, year.provenance.inputs) = (inputs.clone(), inputs);
        let value = FacetValue::Number { value: 2.0, unit: Unit::Years };
        year.facets = vec![Facet { name: "year".into(), value, label: None }];
        all.sections.extend([(assumptions.id(), assumptions), (year.id(), year)]);
        all
    };
    let stated = Cause::Stated { path: "pay.assumptions.rate.value".into() };
    assert_eq!(why(&rated(0.03, 389.0), &rated(0.04, 395.0), "pay.year_2.wage"), [stated]);
    let input = Cause::Input { section: "work".into(), input: "treated".into() };
    assert_eq!(why(&old, &of(0.2, Origin::Specification, 390.0, "2026.1"), "work.risk_difference"), [input]);
    let mut method = of(0.2, data(408), 390.0, "2026.1");
    if let Value::Estimate(estimate) = &mut method.sections[0].1.values[0].1 {
        estimate.interval.as_mut().unwrap().method = Method::Newcombe;
    }
    assert!(matches!(why(&old, &method, "work.risk_difference")[..], [Cause::Method { .. }]));
}

#[test]
fn a_sentence_says_something_else_when_its_own_words_are_others() {
    let (old, new) = (one(difference(0.104, 0.013, 0.194)), one(difference(0.106, 0.015, 0.196)));
    let said = |text: &str| Sentences {
        language: Language::Bokmal,
        by_entry: vec![("work".to_owned(), text.to_owned())],
        passages: vec![],
    };
    let code = |old: &Results, new: &Results, before: &str, now: &str| {
        let sentences = (&said(before), &said(now));
        compare_with_sentences(old, new, &Tolerance::default(), Some(sentences)).unwrap().exit_code
    };
    let before = "Etter 18\u{a0}måneder var to studier i jobb (p\u{a0}=\u{a0}0,027). Forskjellen er signifikant.";
    let numbers = "Etter 12\u{a0}måneder var 14 studier i jobb (p\u{a0}<\u{a0}0,001). Forskjellen er signifikant.";
    assert_eq!(code(&old, &new, before, numbers), 1);
    assert_eq!(code(&old, &new, before, &before.replace("er signifikant", "er ikke signifikant")), 3);
    // Another label, and the name of another method, are no other sentence.
    let mut label = new.clone();
    label.sections[0].1.labels[0].1 = Text::from("i ordinært arbeid");
    assert_eq!(code(&old, &label, before, &before.replace("i jobb", "i ordinært arbeid")), 1);
    assert_eq!(code(&old, &new, before, &before.replace("i jobb", "i ordinært arbeid")), 3);
    let wald = crate::locale::Locale::new(Language::Bokmal).method(Method::Wald);
    assert_eq!(code(&old, &new, &format!("{before} {wald}."), &format!("{before} Metoden er en annen.")), 3);
}
