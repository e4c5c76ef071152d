//! What each outcome means, on rows small enough to count by hand.

use super::*;

const ROWS: [(i64, i64, &str, f64); 14] = [
    (1, 1, "ledig", 0.0),
    (1, 2, "jobb", 100.5),
    (1, 3, "jobb", 200.0),
    (1, 5, "jobb", 300.0),
    (1, 6, "ledig", 0.0),
    (2, 1, "ledig", 0.0),
    (2, 2, "ledig", 0.0),
    (2, 3, "syk", 0.0),
    (2, 4, "ledig", 0.0),
    (2, 5, "ledig", 10.0),
    (2, 6, "ledig", 0.0),
    // A second row of the same month, a month outside, and a person that nobody knows.
    (2, 5, "jobb", 20.0),
    (1, 7, "jobb", 1000.0),
    (9, 1, "jobb", 1000.0),
];

const ASKED: &str = r#"
states: {i_jobb: 'status == "jobb"', syk: 'status == "syk"'}
outcomes:
  m4: {in: i_jobb, month: 4}
  m4g: {in: i_jobb, month: 4, grace: 1}
  m6g: {in: i_jobb, month: 6, grace: 1}
  antall: {months_in: i_jobb}
  tidlig: {months_in: i_jobb, from: 1, to: 3}
  forste: {first_month_in: i_jobb}
  sykt: {first_month_in: syk, from: 4}
  perioder: {spells_in: i_jobb}
  lange: {spells_in: i_jobb, at_least: 2}
  broer: {spells_in: i_jobb, at_least: 4, gap: 1}
  lonn: {total: lonn}
  lonn_sent: {total: lonn, from: 3, to: 5}
"#;

fn asked(absent: &str) -> String {
    format!("of: personer\nperson: person\nmonth: month\nmonths: [1, 6]\nabsent: {absent}{ASKED}")
}

#[test]
fn absent_is_not_in_the_state() {
    let outcome = outcome(&asked("not_in_state"), &ROWS, &three()).unwrap();
    let expected = [
        ("m4", ["false", "false", "false"]),
        ("m4g", ["true", "true", "false"]),
        ("m6g", ["true", "true", "false"]),
        ("antall", ["3", "1", "0"]),
        ("tidlig", ["2", "0", "0"]),
        ("forste", ["2", "5", "-"]),
        ("forste_time", ["2", "5", "6"]),
        ("forste_observed", ["true", "true", "false"]),
        ("sykt", ["-", "-", "-"]),
        ("sykt_time", ["6", "6", "6"]),
        ("perioder", ["2", "1", "0"]),
        ("lange", ["1", "0", "0"]),
        ("broer", ["1", "0", "0"]),
        ("lonn", ["600.5", "30.0", "0.0"]),
        ("lonn_sent", ["500.0", "30.0", "0.0"]),
    ];
    for (name, values) in expected {
        assert_eq!(column(&outcome, name), values, "{name}");
    }
    let fact = Fact::Panel {
        source: "maaneder".into(),
        rows: 14,
        left_out: 0,
        unknown_persons: 1,
        outside_months: 1,
        persons_without_rows: 1,
    };
    assert_eq!(outcome.facts, [fact]);
    assert_eq!(outcome.states.len(), 2);
    let (in_state, observed) = outcome.states[0].by_month(&[Some(0), Some(0), Some(1)], 2);
    assert_eq!((&in_state[0][..], &observed[0][..]), (&[0, 1, 1, 0, 2, 0][..], &[2, 2, 2, 2, 2, 2][..]));
    assert_eq!(outcome.columns.len(), 16);
}

#[test]
fn absent_is_missing() {
    let outcome = outcome(&asked("missing"), &ROWS, &three()).unwrap();
    let expected = [
        // Person 1 has no row in month 4, person 3 has none at all.
        ("m4", ["-", "false", "-"]),
        ("m4g", ["true", "true", "-"]),
        ("m6g", ["true", "true", "-"]),
        ("antall", ["-", "1", "-"]),
        ("tidlig", ["2", "0", "-"]),
        ("forste", ["2", "5", "-"]),
        ("forste_time", ["2", "5", "-"]),
        ("forste_observed", ["true", "true", "-"]),
        ("sykt_time", ["6", "6", "-"]),
        ("sykt_observed", ["false", "false", "-"]),
        ("perioder", ["-", "1", "-"]),
        ("lonn", ["-", "30.0", "-"]),
        ("lonn_sent", ["-", "30.0", "-"]),
    ];
    for (name, values) in expected {
        assert_eq!(column(&outcome, name), values, "{name}");
    }
    let (in_state, observed) = outcome.states[0].by_month(&[Some(0); 3], 1);
    assert_eq!((&in_state[0][..], &observed[0][..]), (&[0, 1, 1, 0, 2, 0][..], &[2, 2, 2, 1, 2, 2][..]));
}

#[test]
fn rows_that_are_left_out_are_counted() {
    let rows = ROWS.map(|(person, month, status, lonn)| {
        format!("- {{person: {person}, month: {month}, status: {status}, lonn: {lonn:?}}}")
    });
    let panel = asked("not_in_state").replace('\n', "\n  ");
    let yaml = format!("rows:\n{}\nwhere: lonn < 250\npanel:\n  {panel}\n", rows.join("\n"));
    let outcome = outcome_in(Path::new(""), &yaml, &three()).unwrap();
    assert_eq!(column(&outcome, "antall"), ["2", "1", "0"]);
    let Fact::Panel { rows, left_out, unknown_persons, outside_months, .. } = outcome.facts[0] else { panic!() };
    assert_eq!((rows, left_out, unknown_persons, outside_months), (14, 3, 0, 0));
}

/// Months as calendar months, in every form, for three persons with different dates.
#[test]
fn calendar_months() {
    for form in ["2020-0N-15", "2020-0N", "2020M0N", "20200N", "15.0N.2020", "20200N15"] {
        let rows: Vec<String> = [(1, 1), (1, 3), (2, 2), (3, 2), (3, 3)]
            .iter()
            .map(|(person, month)| {
                format!("- {{person: {person}, periode: '{}', lonn: 1000}}", form.replace('N', &month.to_string()))
            })
            .collect();
        let yaml = format!(
            "rows:\n{}\npanel:\n  of: personer\n  person: person\n  month: {{date: periode, since: since}}\n  \
             months: [0, 4]\n  absent: not_in_state\n  states: {{lonnet: lonn > 0}}\n  outcomes:\n    \
             forste: {{first_month_in: lonnet}}\n    antall: {{months_in: lonnet}}\n    \
             priser: {{total: lonn, price_year: 2015}}\n    g: {{total: lonn, in: basic_amounts}}\n",
            rows.join("\n")
        );
        let outcome = outcome_in(Path::new(""), &yaml, &three()).unwrap();
        // Person 1: November 2019 is month 0, so January 2020 is month 2.
        assert_eq!(column(&outcome, "forste"), ["2", "1", "0"], "{form}");
        assert_eq!(column(&outcome, "antall"), ["2", "1", "2"], "{form}");
        let expected = 2.0 * 1000.0 * 100.0 / 112.2;
        let prices = outcome.columns.iter().find(|(column, _)| column.name == "priser").unwrap();
        assert!((prices.1.f64().unwrap().get(0).unwrap() - expected).abs() < 1e-9);
        assert_eq!(prices.0.unit, Some(crate::results::Unit::Kroner { price_year: 2015 }));
        let amounts = outcome.columns.iter().find(|(column, _)| column.name == "g").unwrap();
        assert!((amounts.1.f64().unwrap().get(1).unwrap() - 1000.0 / 100_853.0).abs() < 1e-15);
    }
}

#[test]
fn a_years_wage_of_one_basic_amount_is_one() {
    let rows: Vec<String> =
        (1..=12).map(|month| format!("- {{person: 1, month: {month}, aar: 2016, lonn: 7645}}")).collect();
    let panel =
        "of: personer\n  person: person\n  month: month\n  months: [1, 12]\n  absent: not_in_state\n  outcomes:";
    let sum = |outcomes: &str| {
        let yaml = format!("rows:\n{}\npanel:\n  {panel} {{sum: {outcomes}}}\n", rows.join("\n"));
        let outcome = outcome_in(Path::new(""), &yaml, &three()).unwrap();
        outcome.columns[0].1.f64().unwrap().get(0).unwrap()
    };
    // 12 · 7 645 = 91 740, the average basic amount of 2016.
    assert!((sum("{total: lonn, in: basic_amounts, year: aar}") - 1.0).abs() < 1e-15);
    assert_eq!(sum("{total: lonn}"), 91_740.0);
    let prices = sum("{total: lonn, price_year: 2020, year: aar}");
    assert!((prices - 91_740.0 * 112.2 / 103.6).abs() < 1e-9);
    // Values of the specification stand before those known here.
    let yaml = format!(
        "rows:\n{}\npanel:\n  prices: {{2016: 50, 2030: 200}}\n  basic_amounts: {{2016: 45870}}\n  {panel}\n    \
         a: {{total: lonn, price_year: 2030, year: aar}}\n    b: {{total: lonn, in: basic_amounts, year: aar}}\n",
        rows.join("\n")
    );
    let outcome = outcome_in(Path::new(""), &yaml, &three()).unwrap();
    assert_eq!(column(&outcome, "a")[0], (4.0 * 91_740.0).to_string() + ".0");
    assert!((outcome.columns[1].1.f64().unwrap().get(0).unwrap() - 2.0).abs() < 1e-15);
}

#[test]
fn more_months_than_a_word_has() {
    let rows: Vec<(i64, i64, &str, f64)> =
        (1..=150).map(|month| (1, month, if month % 3 == 0 { "jobb" } else { "ledig" }, 1.0)).collect();
    let panel = "of: personer\nperson: person\nmonth: month\nmonths: [1, 150]\nabsent: missing\n\
                 states: {i_jobb: 'status == \"jobb\"'}\noutcomes:\n  n: {months_in: i_jobb}\n  s: {spells_in: i_jobb}\n  \
                 f: {first_month_in: i_jobb, from: 64}\n  sent: {in: i_jobb, month: 150}\n  sum: {total: lonn, from: 60, to: 140}";
    let outcome = outcome(panel, &rows, &three()).unwrap();
    let first = |name: &str| column(&outcome, name)[0].clone();
    assert_eq!(["n", "s", "f", "sent", "sum"].map(first), ["50", "50", "66", "true", "81.0"]);
    assert_eq!(outcome.states[0].by_month(&[Some(0), None, None], 1).0[0].iter().sum::<u64>(), 50);
}
