//! Each factual sentence of the five seeds can be read off a report, or a table says why it cannot.
//!
//! `tests/seeds/000.txt` is a seed as it was found, `tests/seeds/000.yaml` the table: for each sentence the report, its section, the results that
//! give it and words that stand there; or why no report gives it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use utfall::results::{Language, Results, Row, Value};

use super::finished::{ALL, Finished, squeezed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    report: String,
    sentences: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The words of the seed.
    sentence: String,
    /// Another report than that of the seed.
    report: Option<String>,
    /// The heading under which it reads in the report in bokmål.
    section: Option<String>,
    /// The results that give its numbers.
    #[serde(default)]
    results: Vec<String>,
    /// Words of the report in bokmål.
    reads: Option<String>,
    /// Why no report says it.
    why_not: Option<String>,
}

fn seeds(extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds");
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|found| found == extension));
    found.sort();
    found
}

#[test]
fn every_sentence_of_a_seed_reads_in_its_report_or_is_said_not_to() {
    let mut wrong = Vec::new();
    for path in seeds("yaml") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path.with_extension("txt")).unwrap();
        let seed: Seed = serde_yaml::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for entry in &seed.sentences {
            let shown: String = entry.sentence.chars().take(60).collect();
            wrong.extend(
                problems(&seed, entry, &text).into_iter().map(|problem| format!("{name}: «{shown}»: {problem}")),
            );
        }
        let told: Vec<String> = seed.sentences.iter().map(|entry| squeezed(&entry.sentence)).collect();
        for sentence in factual(&text) {
            let sought = squeezed(&sentence);
            if !told.iter().any(|told| told.contains(&sought) || (sought.contains(told.as_str()) && told.len() > 20)) {
                wrong.push(format!("{name}: no entry for «{sentence}»"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn problems(seed: &Seed, entry: &Entry, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if !squeezed(text).contains(&squeezed(&entry.sentence)) {
        problems.push("not in the seed".to_owned());
    }
    let reads = match (&entry.reads, &entry.why_not) {
        (None, Some(why)) if why.len() > 10 && entry.section.is_none() && entry.results.is_empty() => return problems,
        (Some(reads), None) => reads,
        _ => {
            problems.push("needs either `section` and `reads`, or `why_not`".to_owned());
            return problems;
        }
    };
    let name = entry.report.as_ref().unwrap_or(&seed.report);
    let Some(report) = ALL.iter().find(|report| report.name == *name && report.language == Language::Bokmal) else {
        problems.push(format!("there is no report `{name}` in bokmål"));
        return problems;
    };
    for id in &entry.results {
        if !is_result(&report.results, id) {
            problems.push(format!("`{name}` has no result `{id}`"));
        }
    }
    let Some(section) = &entry.section else {
        problems.push("`section` is missing".to_owned());
        return problems;
    };
    let under = under(report, section);
    if under.is_empty() {
        problems.push(format!("`{name}` has no section «{section}»"));
    } else if !under.iter().any(|text| squeezed(text).contains(&squeezed(reads))) {
        problems.push(format!("«{reads}» does not stand under «{section}»"));
    }
    problems
}

/// Whether an id names a result, a row or cell of one, or a group of them: `employment.month_18.treated`.
fn is_result(results: &Results, id: &str) -> bool {
    let begins = |name: &str| name.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    results.sections.iter().any(|(section, found)| {
        let of_value = |(name, value): &(String, Value)| {
            let whole = [format!("{section}.{name}"), format!("{}.{name}", found.entry)];
            let rows = match value {
                Value::Table(table) => table.rows.as_slice(),
                _ => &[],
            };
            whole.iter().any(|name| begins(name) || rows.iter().any(|row| begins(&format!("{name}.{}", row.name))))
                || whole.iter().any(|name| {
                    let Value::Table(table) = value else { return false };
                    let cell =
                        |row: &Row| table.columns.iter().any(|column| begins(&format!("{name}.{}.{column}", row.name)));
                    table.rows.iter().any(cell)
                })
        };
        let labels = || found.labels.iter().any(|(name, _)| begins(&format!("{section}.{name}")));
        begins(section) || found.values.iter().any(of_value) || labels()
    })
}

/// The text under each heading of these words: that of a chapter with its sections, and that after a heading of the third level.
fn under(report: &Finished, heading: &str) -> Vec<String> {
    let sought = squeezed(heading);
    let passages = report.passages();
    let mut found = Vec::new();
    for (index, passage) in passages.iter().enumerate() {
        let below = passages[index + 1..].iter().take_while(|below| below.level > passage.level);
        if squeezed(&passage.heading) == sought {
            let texts: Vec<&str> = std::iter::once(passage).chain(below).map(|passage| passage.text.as_str()).collect();
            found.push(texts.join(" "));
        }
    }
    if found.is_empty() {
        found.extend(passages.iter().filter_map(|passage| {
            let text = squeezed(&passage.text);
            text.find(&sought).map(|at| text[at + sought.len()..].to_owned())
        }));
    }
    found
}

/// The sentences of a seed that say something: what ends as a sentence does, and what has a number.
fn factual(seed: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    for line in seed.lines() {
        let line = line.trim().trim_start_matches(['\u{2022}', '\u{2013}', '-']).trim();
        let line =
            line.strip_prefix(|c: char| c.is_ascii_digit()).and_then(|rest| rest.strip_prefix(". ")).unwrap_or(line);
        let letters: Vec<char> = line.chars().collect();
        let mut start = 0;
        for at in 0..letters.len() {
            let ends = ".?!".contains(letters[at])
                && letters.get(at + 1).is_none_or(|next| next.is_whitespace())
                && letters.get(at + 2).is_none_or(|next| next.is_uppercase() || "\u{ab}\u{2013}".contains(*next));
            if ends || at + 1 == letters.len() {
                let sentence: String = letters[start..=at].iter().collect();
                let sentence = sentence.trim();
                if sentence.ends_with(['.', '?', '!']) || sentence.contains(|c: char| c.is_ascii_digit()) {
                    found.insert(sentence.to_owned());
                }
                start = at + 1;
            }
        }
    }
    found.into_iter().collect()
}

#[test]
fn all_five_seeds_are_here() {
    assert_eq!((seeds("txt").len(), seeds("yaml").len()), (5, 5));
    for path in seeds("txt") {
        let text = fs::read_to_string(&path).unwrap();
        assert!(factual(&text).len() >= 15, "{}", path.display());
    }
}
