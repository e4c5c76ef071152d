//! Words that say more than the numbers: in specifications, and in our own sentences.

use std::fs;
use std::path::Path;

use utfall::diag::render;
use utfall::pipeline;
use utfall::results::{Language, ReportInfo, Results, SCHEMA, Text};
use utfall::template::phrasing;

/// What a check says of a report with this text, in bokmål, with an English summary.
fn checked(text: &str, summary: &str) -> String {
    let folder = std::env::temp_dir().join(format!("utfall-phrases-{}-{}", std::process::id(), text.len()));
    fs::create_dir_all(&folder).unwrap();
    let spec = folder.join("report.yaml");
    let indented = |text: &str| text.replace('\n', "\n      ");
    fs::write(
        &spec,
        format!(
            "report: {{title: Eksempel, date: 2024-06-01}}\nanalyses:\n  work:\n    kind: two_proportions\n    outcome: i arbeid\n    \
             treated: {{label: IPS, events: 85, total: 227}}\n    control: {{label: kontrollgruppen, events: 49, total: 181}}\nchapters:\n  \
             - part: english_summary\n    text: |\n      {}\n  - title: Resultater\n    text: |\n      {}\n",
            indented(summary),
            indented(text)
        ),
    )
    .unwrap();
    let checked = pipeline::check(&spec);
    fs::remove_dir_all(&folder).unwrap();
    let mut found = checked.problems;
    found.extend(checked.warnings);
    render(&found, false)
}

#[test]
fn a_report_that_says_too_much_is_not_built() {
    let text =
        "Forskjellen er {{ work.risk_difference | number }} prosent.\nTiltaket hadde ingen effekt p\u{e5} helse.";
    let said = checked(text, "It had no effect on health.");
    for wanted in [
        "error: `work.risk_difference` is a difference of percentages",
        "write `{{ work.risk_difference | points }}`",
        "report.yaml:14:22",
        "error: \u{ab}ingen effekt\u{bb} says more than a result that is not statistically significant can",
        "report.yaml:15:22",
        "Vi finner ingen statistisk signifikant forskjell",
        "error: \u{ab}no effect\u{bb}",
        "We find no statistically significant difference",
    ] {
        assert!(said.contains(wanted), "{wanted}\n{said}");
    }
}

#[test]
fn a_proof_is_only_looked_at() {
    let said = checked("Studien viser at tiltaket virker.", "Fine.");
    assert!(said.starts_with("warning: \u{ab}viser at tiltaket virker\u{bb} takes an estimate for a proof"), "{said}");
}

/// The sentences that utfall writes itself keep to the rules that it holds authors to.
#[test]
fn our_own_sentences_keep_to_the_rules() {
    let report = ReportInfo { title: Text::from("x"), languages: vec![Language::Bokmal], date: None };
    let results = Results { schema: SCHEMA.to_owned(), edition: "2026.1".to_owned(), report, sections: Vec::new() };
    let mut wrong = Vec::new();
    for language in Language::ALL {
        let folder = Path::new("templates/prose").join(language.code());
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            for phrase in phrasing(&text, &results, language) {
                wrong.push(format!("{}: {}: {}", path.display(), &text[phrase.range], phrase.problem.what));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
