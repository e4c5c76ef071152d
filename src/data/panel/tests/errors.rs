//! What is wrong with a panel, and where it is said.

use super::*;

const ROWS: [(i64, i64, &str, f64); 2] = [(1, 1, "ledig", 0.0), (2, 2, "jobb", 100.0)];
const PANEL: &str = "of: personer\nperson: person\nmonth: month\nmonths: [1, 6]\nabsent: not_in_state\nstates: {i_jobb: 'status == \"jobb\"'}\n";

fn wrong(panel: &str) -> String {
    outcome(panel, &ROWS, &three()).map(|_| ()).unwrap_err()
}

/// What is wrong with one outcome.
fn wrong_outcome(outcome: &str) -> String {
    wrong(&format!("{PANEL}outcomes:\n  utfall: {outcome}"))
}

#[test]
fn outcomes_that_cannot_be_worked_out() {
    for (outcome, expected) in [
        ("{months_in: i_job}", "there is no state `i_job`"),
        ("{months_in: i_job}", "did you mean `i_jobb`?"),
        ("{in: i_jobb, month: 7}", "month 7 lies outside the months of the panel, 1 to 6"),
        ("{in: i_jobb}", "the outcome `utfall` lacks its `month`"),
        ("{in: i_jobb, month: 2, grace: -1}", "`grace` is a number of months, 0 or more, not -1"),
        ("{spells_in: i_jobb, at_least: 0}", "`at_least` is a number of months, 1 or more, not 0"),
        ("{months_in: i_jobb, from: 4, to: 2}", "`from` lies after `to`"),
        ("{months_in: i_jobb, grace: 1}", "`grace` means nothing beside `months_in`"),
        ("{months_in: i_jobb, spells_in: i_jobb}", "is both `months_in` and `spells_in`"),
        ("{from: 2}", "the outcome `utfall` does not say what it is"),
        ("{total: lonn, price_year: 2020}", "`utfall` needs the calendar year of each row"),
        ("{total: lonn, in: basic_amounts}", "`utfall` needs the calendar year of each row"),
        ("{total: lonn, in: kroner}", "a total is not counted in `kroner`"),
        ("{total: lonn, in: basic_amounts, price_year: 2020, year: month}", "or in basic amounts, not both"),
        ("{total: lonn, year: month}", "`year` means nothing without"),
        ("{total: lonn, price_year: 2050, year: month}", "the consumer price index of 2050 is not known here"),
        ("{total: lonn, price_year: 2020, year: month}", "the consumer price index of 2 is not known here"),
        ("{total: l\u{f8}nn}", "has no column `l\u{f8}nn`"),
        ("{total: status}", "is text, and no amount"),
    ] {
        let message = wrong_outcome(outcome);
        assert!(message.contains(expected) && message.contains("a.yaml:"), "{outcome}: {message}");
    }
}

#[test]
fn a_panel_that_does_not_hold_together() {
    let with = |old: &str, new: &str| wrong(&PANEL.replace(old, new));
    for (message, expected) in [
        (with("months: [1, 6]", "months: [6, 1]"), "the first month, 6, comes after the last, 1"),
        (with("months: [1, 6]", "months: [1, 201612]"), "more than a hundred years"),
        (with("months: [1, 6]", "months: [1]"), "2"),
        (with("absent: not_in_state\n", ""), "absent"),
        (with("person: person", "person: persn"), "did you mean `person`?"),
        (with("person: person", "person: {person: since}"), "does not name persons"),
        (with("person: person", "person: {person: fnr}"), "has no column `fnr`"),
        (with("month: month", "month: person"), "the person and the month are one column"),
        (with("month: month", "month: {date: month, since: person}"), "is whole numbers, and no date"),
        (with("states: {", "states: {x: 'statu == 1', "), "did you mean `status`?"),
        (
            with("states: {", "prices: {20x: 5}\nbasic_amounts: {2020: -1}\nstates: {"),
            "`20x` under `prices` is no year",
        ),
        (with("states: {", "prices: {20x: 5}\nbasic_amounts: {2020: -1}\nstates: {"), "and not above 0"),
        (wrong("of: personer\nperson: person\nmonth: month\nmonths: [1, 6]\nabsent: missing"), "asks for nothing"),
        (wrong(&format!("{PANEL}outcomes: {{person: {{months_in: i_jobb}}}}")), "has a column `person` already"),
        (
            wrong(&format!("{PANEL}outcomes: {{a: {{first_month_in: i_jobb}}, a_time: {{months_in: i_jobb}}}}")),
            "the outcomes `a` and `a_time` both make a column `a_time`",
        ),
    ] {
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn rows_that_say_too_little() {
    let rows = |rows: &str| {
        let yaml = format!(
            "rows:\n{rows}\npanel:\n  of: personer\n  person: person\n  month: month\n  months: [1, 6]\n  absent: missing\n  \
             states: {{a: x == 1}}\n"
        );
        outcome_in(Path::new(""), &yaml, &three()).map(|_| ()).unwrap_err()
    };
    let message =
        rows("- {person: 1, month: 1, x: 1}\n- {person: null, month: 2, x: 1}\n- {person: 2, month: null, x: 1}");
    assert!(message.contains("`maaneder` has no `person` in row 2"), "{message}");
    assert!(message.contains("`maaneder` has no `month` in row 3"), "{message}");
    let message = rows("- {person: 1, month: 1.5, x: 1}\n- {person: 1, month: 2, x: 1}");
    assert!(message.contains("`month` of `maaneder` is not the number of a month: `1.5` in row 1"), "{message}");
    let message = rows("- {person: 7, month: 1, x: 1}");
    assert!(message.contains("no row of `maaneder` belongs to a person of `personer`"), "{message}");
    assert!(message.contains("the first person there is `1`"), "{message}");
}

#[test]
fn persons_that_cannot_be_counted_from() {
    let panel = PANEL.replace("month: month", "month: {date: month, since: since}");
    let without = persons(
        "columns: {since: {type: date}}\nrows:\n- {person: 1, since: 2020-01-01}\n- {person: 2, since: null}\n",
    );
    let message = outcome(&panel, &ROWS, &without).map(|_| ()).unwrap_err();
    assert!(message.contains("`personer` has no `since` in row 2, and months cannot be counted"), "{message}");
    let twice = persons("rows:\n- {person: 1}\n- {person: 1}\n");
    let message = outcome(PANEL, &ROWS, &twice).map(|_| ()).unwrap_err();
    assert!(message.contains("`personer` has `person` `1` twice, the second time in row 2"), "{message}");
}

#[test]
fn what_a_source_of_a_panel_may_not_say() {
    let yaml = "rows: [{person: 1, month: 1, x: 1}]\nid: person\npanel: {of: personer, person: person, month: month, \
                months: [1, 2], absent: missing, states: {a: x == 1}}\n";
    let message = outcome_in(Path::new(""), yaml, &three()).map(|_| ()).unwrap_err();
    assert!(message.contains("a panel has no `id`"), "{message}");
}
