//! Every mistake that a specification can hold, and the whole message that its author reads.
//!
//! `tests/errors/<name>.yaml` is wrong, and `tests/errors/<name>.txt` is what is said about it. `UPDATE=1 cargo test`
//! rewrites the messages; read what changed before you keep it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use utfall::diag::{Source, render};
use utfall::pipeline;
use utfall::report::{Files, Report, schema};
use utfall::results::Language;
use utfall::template::Overrides;

/// Relative to the root of the package, where Cargo runs tests, so that messages show the same path everywhere.
const FOLDER: &str = "tests/errors";

/// What is said about this specification, or nothing where it is right: what the reader finds, else what its analyses
/// do, else its charts and chapters.
fn message(path: &str) -> String {
    let rendered = || {
        let projects = pipeline::load(Path::new(path))?;
        let (computed, _) = pipeline::compute(&projects)?;
        for (project, computed) in projects.iter().zip(&computed) {
            for language in project.report.header.languages() {
                pipeline::render(project, computed, *language, &Overrides::none())?;
            }
        }
        Ok(())
    };
    match Report::load(path).and_then(|_| rendered()) {
        Ok(()) => String::new(),
        Err(diagnostics) => render(&diagnostics, false),
    }
}

/// What is said about a specification that is in memory.
fn message_about(text: &str) -> String {
    match Report::parse(Arc::new(Source::new("report.yaml", text)), Files::none()) {
        Ok(_) => String::new(),
        Err(diagnostics) => render(&diagnostics, false),
    }
}

#[test]
fn every_mistake_has_its_message() {
    let mut names: Vec<String> = fs::read_dir(FOLDER)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_string_lossy().strip_suffix(".yaml").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= 45, "only {} specifications in {FOLDER}", names.len());
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = String::new();
    for name in names {
        let found = message(&format!("{FOLDER}/{name}.yaml"));
        if found.is_empty() {
            writeln!(wrong, "{name}.yaml: no mistake was found").unwrap();
            continue;
        }
        let kept = format!("{FOLDER}/{name}.txt");
        if update {
            fs::write(kept, found).unwrap();
        } else if fs::read_to_string(kept).unwrap_or_default() != found {
            writeln!(wrong, "{name}.yaml: the message is now\n{found}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A specification of forty analyses; entry `n` reads as `entry(n)` says.
fn forty(entry: impl Fn(usize) -> String) -> String {
    let mut text = "report:\n  title: Forty\n  date: 2026-01-01\nanalyses:\n".to_owned();
    for n in 1..=40 {
        text.push_str(&entry(n));
    }
    text
}

fn right(n: usize) -> String {
    format!(
        "  entry_{n}:\n    kind: one_proportion\n    outcome: in work\n    group: {{label: all, events: {n}, total: 50}}\n"
    )
}

#[test]
fn mistakes_in_three_of_forty_entries_are_found_in_one_run() {
    let text = forty(|n| match n {
        3 => right(n).replace("outcome", "outcom"),
        17 => right(n).replace("total: 50", "total: fifty"),
        40 => right(n).replace("one_proportion", "one_proprotion"),
        _ => right(n),
    });
    let message = message_about(&text);
    assert_eq!(message.matches("error: ").count(), 3, "{message}");
    let line = |n: usize, within: usize| 4 + (n - 1) * 4 + within;
    for (what, place) in [
        ("unknown key `outcom` in `entry_3`", format!("{}:5", line(3, 3))),
        ("expected a whole number, zero or more, found the text `fifty`", format!("{}:44", line(17, 4))),
        ("unknown kind `one_proprotion`", format!("{}:11", line(40, 2))),
    ] {
        assert!(message.contains(&format!("error: {what}\n")), "{what} is not in\n{message}");
        assert!(message.contains(&format!("--> report.yaml:{place}\n")), "{place} is not in\n{message}");
    }
    assert_eq!(message_about(&forty(right)), "");
}

#[test]
fn a_mistake_in_an_entry_that_borrows_from_another_is_found_at_its_own_token() {
    let base = "    group: &arm {label: all, events: 1, total: 50}\n";
    let text = forty(|n| match n {
        1 => right(n).replace("    group: {label: all, events: 1, total: 50}\n", base),
        39 => right(n).replace("{label: all, events: 39, total: 50}", "{<<: *arm, events: 2}"),
        40 => right(n).replace("{label: all, events: 40, total: 50}", "{<<: *arm, events: two}"),
        _ => right(n),
    });
    let message = message_about(&text);
    assert_eq!(message.matches("error: ").count(), 1, "{message}");
    assert!(message.contains("expected a whole number, zero or more, found the text `two`"), "{message}");
    assert!(message.contains("--> report.yaml:164:31\n"), "{message}");
}

/// Runs on a small stack, as a test or a worker thread has it, and fails when it takes long.
fn quickly(text: String) -> String {
    let started = Instant::now();
    let message = std::thread::Builder::new()
        .stack_size(2 * 1024 * 1024)
        .spawn(move || message_about(&text))
        .unwrap()
        .join()
        .expect("no stack overflow and no panic");
    assert!(started.elapsed() < Duration::from_secs(1), "took {:?}", started.elapsed());
    message
}

#[test]
fn nesting_without_end_is_a_clear_error() {
    let header = "report:\n  title: Deep\n  date: 2026-01-01\n";
    let flow = format!("{header}analyses: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    let map = format!("{header}analyses: {}", "{a: ".repeat(10_000));
    let block: String = (0..2_000).fold(header.to_owned(), |mut text, level| {
        writeln!(text, "{}a:", " ".repeat(level)).unwrap();
        text
    });
    let dashes = format!("{header}chapters:\n{}x\n", "- ".repeat(10_000));
    for text in [flow, map, block, dashes] {
        let message = quickly(text);
        assert!(message.contains("more than 40 levels inside each other"), "{message}");
    }
}

#[test]
fn aliases_that_grow_without_end_are_a_clear_error() {
    let mut text =
        "report:\n  title: Bomb\n  date: 2026-01-01\nanalyses:\n  a: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..40 {
        let repeated = vec![format!("*a{}", n - 1); 10].join(", ");
        writeln!(text, "  b{n}: &a{n} [{repeated}]").unwrap();
    }
    let message = quickly(text);
    assert!(message.contains("aliases repeat more than 50000 values"), "{message}");
    assert_eq!(message.matches("error: ").count(), 1, "{message}");
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let path = std::env::temp_dir().join(format!("utfall-large-{}.yaml", std::process::id()));
    fs::File::create(&path).unwrap().set_len(100 * 1024 * 1024).unwrap();
    let started = Instant::now();
    let message = message(&path.to_string_lossy());
    fs::remove_file(&path).unwrap();
    assert!(message.contains("is larger than 4 MB (100.0 MB)"), "{message}");
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    assert_eq!(
        message("tests/errors/none.yml"),
        "error: there is no file `tests/errors/none.yml`\nhelp: check the path, from the folder you stand in\n"
    );
}

#[test]
fn no_text_makes_the_reader_panic() {
    let whole = forty(right);
    let start = &whole[..whole.find("  entry_3:").unwrap()];
    for at in 0..start.len() {
        message_about(&start[..at]);
        message_about(&format!("{}{}", &start[..at], &start[at + 1..]));
    }
}

/// A specification that uses every key of the header and of a chapter, in every form that it may have.
const MAXIMAL: &str = r#"
report:
  title: {nb: Evaluering av IPS, nn: Evaluering av IPS, en: Evaluation of IPS}
  subtitle: {nb: En studie, nn: Ein studie, en: A study}
  short_title: IPS
  english_title: Evaluation of IPS
  language: [nb, nn, en]
  template: rapport
  for_each: {from: register, column: service}
  date: 2016-06-01
  authors:
    - Kari Nordmann
    - {name: Josiah Carberry, role: {nb: prosjektleder, nn: prosjektleiar, en: project leader}, orcid: 0000-0002-1825-0097}
  institute: Uni Research Rokkansenteret
  responsible: Ola Nordmann
  series: Rapport
  number: 1-2016
  commissioned_by: [Arbeids- og velferdsdirektoratet, Helsedirektoratet]
  funding: {nb: Staten, nn: Staten, en: The state}
  project_number: 807
  project_leader: Kari Nordmann
  quality_assurer: [Ola Nordmann (statistikk)]
  isbn: {print: 978-0-306-40615-7, electronic: 9783161484100}
  issn: {print: 0028-0836, electronic: 2434-561X}
  doi: 10.1000/182
  keywords: [arbeid, {nb: helse, nn: helse, en: health}]
  abstract: Kort om rapporten.
  publication_type: Rapport
  classification: Offentlig
  copyright: CC BY 4.0
  address: Postboks 1
  website: https://example.org
  contact: post@example.org
  citation: Nordmann, K. (2016).
  cover_note: Eksempelrapport
  references: references.bib
  citation_style: vancouver
  percent_style: sign
  methods: 2026.1
data:
  participants: {file: participants.csv, id: person}
analyses:
  employment:
    kind: one_proportion
    outcome: in work
    group: &arm {label: all, events: 40, total: 49}
  young:
    kind: one_proportion
    outcome: 'no'
    group:
      <<: *arm
      events: 30
charts:
chapters:
  - {part: appendix, title: Metode, text: Kort.}
  - part: foreword
    text: Takk.
  - {part: key_messages, lead: Kortest., text: Kort.}
  - {part: summary, text: Kort.}
  - {part: english_summary, text: Short.}
  - part: chapter
    title: {nb: Resultater, nn: Resultat, en: Results}
    id: results
    text:
      nb: |
        Av {{ employment.share }} var
        {{ young.share }} i arbeid.
      nn: Kort.
      en: Short.
    show: [employment, young]
    sections:
      - title: Mer
        file: more.typ
"#;

fn maximal() -> Report {
    let files = Files::from_fn(|path| Ok(Source::new(path, "= More\n{{ wrong }}\n")));
    Report::parse(Arc::new(Source::new("maximal.yaml", MAXIMAL)), files)
        .unwrap_or_else(|found| panic!("{}", render(&found, false)))
}

#[test]
fn a_maximal_specification_is_read_as_it_is_written() {
    let report = maximal();
    assert_eq!(report.header.languages().len(), 3);
    assert_eq!(report.header.date.to_string(), "2016-06-01");
    assert_eq!(report.header.edition().name(), "2026.1");
    let ids: Vec<&str> = report.analyses.iter().map(|planned| planned.id.as_str()).collect();
    assert_eq!(ids, ["employment", "young"]);
    assert_eq!(report.analyses[1].id.location().unwrap().to_string(), "maximal.yaml:47:3");
    let parts: Vec<&str> = report.chapters.iter().map(|chapter| chapter.part.name()).collect();
    assert_eq!(parts, ["foreword", "key_messages", "summary", "english_summary", "chapter", "appendix"]);
    assert_eq!(report.chapter_files.len(), 1);
}

#[test]
fn places_in_a_chapter_are_places_in_its_file() {
    let report = maximal();
    let results = &report.chapters[4];
    let text = results.text(Language::Bokmal).unwrap();
    assert_eq!(text.location_at(2, 4, 5).unwrap().to_string(), "maximal.yaml:67:12");
    assert_eq!(text.location_at(2, 4, 5).unwrap().text(), "young");
    let more = results.sections[0].text(Language::English).unwrap();
    assert_eq!(more.location_at(2, 4, 5).unwrap().to_string(), "more.typ:2:4");
}

/// Every key of the header and of a chapter that the schema knows stands in `MAXIMAL`, and so is read above; and the
/// schema allows no others.
#[test]
fn the_schema_knows_exactly_the_keys_that_are_read() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
    assert_eq!(schema["additionalProperties"], serde_json::json!(false));
    for definition in ["Header", "Chapter"] {
        let definition = &schema["$defs"][definition];
        assert_eq!(definition["additionalProperties"], serde_json::json!(false));
        for (key, property) in definition["properties"].as_object().unwrap() {
            assert!(MAXIMAL.contains(&format!("{key}:")), "`{key}` does not stand in the example");
            assert!(
                property["description"].as_str().is_some_and(|text| text.ends_with('.')),
                "`{key}` lacks a description"
            );
        }
    }
    for section in ["analyses", "charts"] {
        let entry = &schema["properties"][section]["additionalProperties"]["$ref"];
        let name = entry.as_str().unwrap().rsplit('/').next().unwrap();
        for kind in schema["$defs"][name]["oneOf"].as_array().unwrap() {
            let first = kind["properties"].as_object().unwrap().keys().next().unwrap();
            assert_eq!((first.as_str(), &kind["additionalProperties"]), ("kind", &serde_json::json!(false)));
            assert!(kind["description"].is_string(), "{kind}");
        }
    }
}
