//! What a user reads when a chart cannot be drawn.

use super::chart;
use super::fixture::{activity, employment, ips_wages, results};
use crate::diag::render;
use crate::locale::Locale;
use crate::results::Language;

fn message(yaml: &str) -> String {
    let results = results([employment(), activity(), ips_wages()].concat());
    let diagnostics = chart(yaml).draw(&results, Locale::new(Language::Bokmal)).expect_err("no chart");
    render(&diagnostics, false)
}

#[test]
fn a_name_of_nothing_has_a_suggestion_at_its_place() {
    assert_eq!(
        message("kind: bar\nof: [activity, emplyment]\ntitle: T\n"),
        "\
error: there is no analysis or result `emplyment`
 --> charts.yaml:2:16
  |
2 | of: [activity, emplyment]
  |                ^^^^^^^^^
help: did you mean `employment`?
"
    );
    assert!(message("kind: bar\nof: emplyment\ntitle: T\n").contains("charts.yaml:2:5"));
}

#[test]
fn a_chart_of_what_it_cannot_show_says_what_it_can() {
    for (yaml, what, hint) in [
        ("kind: break_even_curve\nof: employment\ntitle: T\n", "has no break-even wages", "break_even_wage"),
        ("kind: bar\nof: employment.month_18.risk_ratio\ntitle: T\n", "is one number", "write `employment.month_18`"),
        ("kind: bar\nof: break_even\ntitle: T\n", "no value `group.proportion`", "kind `break_even_wage`"),
        ("kind: share_over_time\nof: [employment, activity]\ntitle: T\n", "at the same time", "one outcome"),
        ("kind: share_over_time\nof: employment\ntitle: T\nvalues_at: [13]\n", "no follow-up at 13", "12, 18"),
        ("kind: share_over_time\nof: employment\ntitle: T\ntop: 120\n", "cannot end at 120", "at most 100"),
        ("kind: forest_plot\nof: employment\ntitle: T\naxis: {from: 0, to: 3}\n", "cannot start at 0", "above zero"),
        (
            "kind: forest_plot\nof: [employment.month_12.risk_ratio, employment.month_18.risk_difference]\ntitle: T\n",
            "another unit",
            "one forest plot for ratios",
        ),
        (
            "kind: forest_plot\nof: employment.risk_ratio\ntitle: T\n",
            "may mean 2 results",
            "employment.month_12.risk_ratio",
        ),
        (
            "kind: forest_plot\nof: break_even.reference_wages\ntitle: T\n",
            "no estimate with an interval",
            "name an effect",
        ),
    ] {
        let message = message(yaml);
        assert!(message.contains(what) && message.contains(hint), "{yaml}{message}");
    }
}

#[test]
fn an_unknown_option_is_an_error() {
    let error = super::read("kind: bar\nof: a\ntitle: T\nlegend: yes\n").expect_err("an error");
    assert!(error.contains("legend"), "{error}");
    assert!(super::read("kind: bar\nof: a\n").is_err(), "a title is required");
    assert!(super::read("kind: bar\nof: []\ntitle: T\n").is_err(), "a chart is of something");
    assert!(super::read("kind: bar\nof: a\ntitle: T\nmeasure: risk_ratio\n").is_err());
}

#[test]
fn every_kind_is_documented() {
    for kind in super::Chart::KINDS {
        assert!(!kind.summary().is_empty(), "{}", kind.name);
    }
}

#[test]
fn the_schema_knows_every_kind_and_its_options() {
    let schema = schemars::schema_for!(super::Chart);
    let kinds = schema.as_value()["oneOf"].as_array().expect("one schema a kind");
    assert_eq!(kinds.len(), super::Chart::KINDS.len());
    for kind in kinds {
        for option in ["of", "title", "unit", "note", "source", "width"] {
            assert!(kind["properties"][option].is_object(), "{option}");
        }
        assert_eq!(kind["required"], serde_json::json!(["kind", "of", "title"]));
    }
}
