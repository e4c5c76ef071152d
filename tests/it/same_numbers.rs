//! A report has the same numbers in bokmål, nynorsk and English: in its results, its tables and the text of its pages.

use std::collections::BTreeMap;

use utfall::results::{Language, to_json};

use super::finished::{ALL, APART, Finished, Passage};

/// The reports by name, each with its languages.
fn by_name() -> BTreeMap<&'static str, Vec<&'static Finished>> {
    let mut reports: BTreeMap<&str, Vec<&Finished>> = BTreeMap::new();
    for report in ALL.iter() {
        reports.entry(report.name.as_str()).or_default().push(report);
    }
    reports
}

#[test]
fn results_do_not_depend_on_the_language() {
    for (name, reports) in by_name() {
        let first = to_json(&reports[0].results).unwrap();
        for report in &reports {
            assert!(to_json(&report.results).unwrap() == first, "{}", report.shown());
            let carried = utfall::pdf::attachments(name, report.pdf.clone()).unwrap();
            let carried = carried.into_iter().find(|file| file.name == "results.json").unwrap();
            assert!(carried.bytes == first.as_bytes(), "{} carries other results", report.shown());
        }
    }
}

#[test]
fn tables_of_all_languages_have_the_same_numbers() {
    let mut wrong = Vec::new();
    for (name, reports) in by_name() {
        let tables = |report: &Finished| -> BTreeMap<String, Vec<Vec<String>>> {
            let tables = report.files.iter().filter(|(path, _)| path.starts_with("tables/"));
            let rows = |bytes: &[u8]| {
                String::from_utf8_lossy(bytes).lines().skip(1).map(|line| numbers(line, report.language)).collect()
            };
            tables.map(|(path, bytes)| (path.clone(), rows(bytes))).collect()
        };
        let first = tables(reports[0]);
        for report in &reports[1..] {
            for (path, rows) in tables(report) {
                if first.get(&path) != Some(&rows) {
                    wrong.push(format!("{name}: {path} is another in {}", report.language));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The pages: under each heading the same numbers, each as often. A table that breaks over pages says its header again, and a break differs from
/// language to language; so a number may be there more often, but not only in one language.
#[test]
fn pages_of_all_languages_have_the_same_numbers() {
    let mut wrong = Vec::new();
    for (name, reports) in by_name() {
        let first = compared(reports[0]);
        for report in &reports[1..] {
            let other = compared(report);
            if first.len() != other.len() {
                let headings = |passages: &[Passage]| passages.iter().map(|p| p.heading.clone()).collect::<Vec<_>>();
                wrong.push(format!(
                    "{name}: other headings in {}:\n{:?}\n{:?}",
                    report.language,
                    headings(&first),
                    headings(&other)
                ));
                continue;
            }
            for (one, two) in first.iter().zip(&other) {
                let (mut left, mut right) =
                    (numbers(&one.text, reports[0].language), numbers(&two.text, report.language));
                let lacks = |from: &[String], of: &[String]| {
                    let missing = |number: &&String| !of.contains(number) && !may_differ(number);
                    let mut lacking: Vec<String> = from.iter().filter(missing).cloned().collect();
                    lacking.sort();
                    lacking.dedup();
                    lacking.join(", ")
                };
                let (only_first, only_other) = (lacks(&left, &right), lacks(&right, &left));
                left.sort();
                right.sort();
                if !only_first.is_empty() || !only_other.is_empty() {
                    wrong.push(format!(
                        "{name}: «{}» ({}) has [{only_first}], «{}» ({}) has [{only_other}]",
                        one.heading, reports[0].language, two.heading, report.language
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// «Tusen kroner» is «1,000 kroner» in English; and a share of less than ten per cent stands in its bar only where the words beside leave room.
fn may_differ(number: &str) -> bool {
    number == "1000" || (number.len() == 1 && number.parse::<u8>().is_ok())
}

/// The size of type in charts, as the height of a word: an axis has as many ticks as fit, and that depends on the words beside it.
const CHART: f64 = 8.5 * 1.02;

/// A text without the numbers of its sources, «[1,5,7]»: they are numbered as they are met.
fn without_citations(text: &str) -> String {
    let mut kept = String::new();
    for (index, piece) in text.split('[').enumerate() {
        let is_citation =
            |inside: &str| inside.chars().all(|c| c.is_ascii_digit() || ", \u{2013}\u{a0}\u{ad}-".contains(c));
        match piece.split_once(']') {
            Some((inside, rest)) if index > 0 && is_citation(inside) => kept.push_str(rest),
            _ => kept.push_str(piece),
        }
    }
    kept
}

fn compared(report: &Finished) -> Vec<Passage> {
    let is_checklist = |heading: &str| heading.starts_with("Sjekkliste") || heading.starts_with("Checklist");
    let passages = report.passages_without(CHART);
    let kept = passages.into_iter().filter(|p| !APART.contains(&p.heading.as_str()) && !is_checklist(&p.heading));
    kept.map(|passage| Passage { text: without_citations(&passage.text), ..passage }).collect()
}

/// The numbers of a text in one form: a point before decimals, nothing between thousands.
fn numbers(text: &str, language: Language) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let thousands = |at: usize| (at + 1..=at + 3).all(digit) && !digit(at + 4);
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if !digit(at) || (at > 0 && (letters[at - 1].is_alphabetic() || digit(at - 1))) {
            at += 1;
            continue;
        }
        let mut number = String::new();
        // The sign of a number, not the dash of a range.
        if at > 0 && letters[at - 1] == '\u{2212}' {
            number.push('-');
        }
        let mut leading = 0;
        while at < letters.len() {
            match (letters[at], language) {
                (c, _) if c.is_ascii_digit() => {
                    number.push(c);
                    leading += 1;
                }
                ('\u{a0}', Language::Bokmal | Language::Nynorsk) | (',', Language::English)
                    if (1..=3).contains(&leading) && !number.contains('.') && thousands(at) =>
                {
                    leading = 3;
                    number.extend(&letters[at + 1..at + 4]);
                    at += 3;
                }
                (',', Language::Bokmal | Language::Nynorsk) | ('.', _) if digit(at + 1) => {
                    number.push('.');
                    leading = 9;
                }
                _ => break,
            }
            at += 1;
        }
        found.push(number);
    }
    found
}

#[test]
fn a_number_is_the_same_in_every_notation() {
    for (norwegian, english) in [
        ("95 % KI 1,02 til 2,38", "95% CI 1.02 to 2.38"),
        ("395\u{a0}000 kroner, \u{2212}12\u{a0}345,6 (avsnitt 2.1)", "NOK 395,000, \u{2212}12,345.6 (section 2.1)"),
        ("Q(16) = 51,30; 1\u{a0}234\u{a0}567", "Q(16) = 51.30, 1,234,567"),
        ("22. november 2026, 3\u{2013}5, 18", "22 November 2026, 3\u{2013}5, 18"),
    ] {
        assert_eq!(numbers(norwegian, Language::Bokmal), numbers(english, Language::English));
    }
    assert_eq!(numbers("1\u{a0}234,5 og 120 290 F(2; 324)", Language::Nynorsk), ["1234.5", "120", "290", "2", "324"]);
}
