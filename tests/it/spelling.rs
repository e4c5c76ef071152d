//! Every report is spelled in its own language: hunspell with Debian's dictionaries, and the project's own words in `tests/spelling/`.
//!
//! Where hunspell is not installed nothing is checked, unless `UTFALL_SPELLING` is set, as `.ci/run` does after it has installed it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use utfall::results::Language;

use super::finished::{ALL, APART, Finished};

/// Parts of names and references, beside those that are in another language or count pages.
const LEFT_OUT: [&str; 3] = ["Metoder og kilder", "Metodar og kjelder", "Methods and sources"];

fn folder(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A report's own text: its chapters and summaries, without what others have written in another language.
fn own_text(report: &Finished) -> String {
    let passages = report
        .passages()
        .into_iter()
        .filter(|passage| !APART.iter().chain(&LEFT_OUT).any(|heading| *heading == passage.heading));
    let mut text = String::new();
    for passage in passages {
        text.push_str(&passage.heading);
        text.push_str(" .\n");
        text.push_str(&passage.text);
        text.push('\n');
    }
    for phrase in foreign(report) {
        text = text.replace(&phrase, " ");
    }
    text
}

/// Titles that stand in a report in the language in which they were published: what checklists and scales are cited as, with journal, year and volume.
fn foreign(report: &Finished) -> Vec<String> {
    let is_cited = |text: &str| {
        text.split(';').any(|part| part.chars().rev().take_while(char::is_ascii_digit).count() == 4)
            && text.contains(';')
    };
    let sections = report.results.sections.iter();
    // A scale's reference stands among the labels of its analysis.
    let sources =
        sections.flat_map(|(_, section)| section.source.iter().chain(section.labels.iter().map(|(_, text)| text)));
    sources.map(|source| source.get(report.language).to_owned()).filter(|source| is_cited(source)).collect()
}

/// The names of authors and of journals in the lists of references.
fn names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder("analyses")).unwrap() {
        for file in fs::read_dir(entry.unwrap().path()).into_iter().flatten() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "bib" || extension == "csv") {
                let text = fs::read_to_string(&path).unwrap_or_default();
                let of_bib = path.extension().is_some_and(|extension| extension == "bib");
                let lines = text.lines().filter(|line| {
                    !of_bib || ["author", "editor", "journal", "publisher"].iter().any(|field| line.contains(field))
                });
                for line in lines {
                    names.extend(words(line).filter(|word| word.starts_with(char::is_uppercase)).map(str::to_owned));
                }
            }
        }
    }
    names
}

/// The words of a text; a hyphen that may be one of a line's end stays in its word.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '\u{ad}' | '-' | '\u{2019}' | '.' | '@' | '/' | '_');
    text.split(move |c: char| !is_of_word(c))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

/// Whether a dictionary can know it: no number, address, symbol of one letter or abbreviation in capitals.
fn is_word(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters > 2
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\u{ad}' | '-' | '\u{2019}'))
        && word.chars().skip(1).any(char::is_lowercase)
}

/// What of these words hunspell does not know.
fn unknown(language: Language, words: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    let dictionary = match language {
        Language::Bokmal => "nb_NO",
        Language::Nynorsk => "nn_NO",
        Language::English => "en_GB",
    };
    let started = Command::new("hunspell")
        .args(["-l", "-i", "UTF-8", "-d", dictionary])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut hunspell = match started {
        Ok(hunspell) => hunspell,
        Err(error) if std::env::var_os("UTFALL_SPELLING").is_some() => panic!("hunspell: {error}"),
        Err(_) => return None,
    };
    let mut given = hunspell.stdin.take().unwrap();
    let asked: String = words.iter().map(|word| format!("{word}\n")).collect();
    let writer = std::thread::spawn(move || given.write_all(asked.as_bytes()));
    let output = hunspell.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    // Without the dictionary every word would be right.
    assert!(output.status.success(), "hunspell has no dictionary {dictionary}; install hunspell-no and hunspell-en-gb");
    Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
}

/// The words of the project: names and terms of the trade, for all languages and for one.
fn project(language: Language) -> BTreeSet<String> {
    let read = |name: &str| fs::read_to_string(folder("tests/spelling").join(name)).unwrap();
    let lines = [read("names.txt"), read(&format!("{language}.txt"))].join("\n");
    lines.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn every_report_is_spelled_in_its_language() {
    let names = names();
    let mut wrong: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for language in Language::ALL {
        let own = project(language);
        let is_own = |word: &str| own.contains(word) || own.contains(&lowered(word)) || names.contains(word);
        // Each word with the forms that it may have: with the hyphen at the end of a line, without it, and in parts.
        let mut forms: BTreeMap<String, (Vec<String>, BTreeSet<&str>)> = BTreeMap::new();
        for report in ALL.iter().filter(|report| report.language == language) {
            let cited: BTreeSet<String> =
                foreign(report).iter().flat_map(|title| words(title).map(str::to_owned).collect::<Vec<_>>()).collect();
            for word in words(&own_text(report)).filter(|word| is_word(word) && !cited.contains(*word)) {
                let entry = forms.entry(word.replace('\u{ad}', "-")).or_default();
                entry.0 = vec![word.replace('\u{ad}', ""), word.replace('\u{ad}', "-")];
                entry.1.insert(report.name.as_str());
            }
        }
        let asked = forms
            .values()
            .flat_map(|(forms, _)| {
                forms.iter().flat_map(|form| std::iter::once(form.clone()).chain(form.split('-').map(str::to_owned)))
            })
            .collect();
        let Some(unknown) = unknown(language, &asked) else { return };
        let is_right = |word: &str| {
            !unknown.contains(word)
                || is_own(word)
                || genitive(word).is_some_and(|word| is_own(word) || !unknown.contains(word))
        };
        let is_known = |form: &String| {
            is_right(form)
                || form.contains('-') && form.split('-').filter(|part| part.chars().count() > 2).all(is_right)
        };
        for (word, (forms, reports)) in &forms {
            if !forms.iter().any(is_known) {
                wrong
                    .entry(format!("{language}: {}", reports.iter().copied().collect::<Vec<_>>().join(", ")))
                    .or_default()
                    .insert(word.clone());
            }
        }
    }
    let shown: Vec<String> = wrong
        .iter()
        .map(|(reports, words)| format!("{reports}: {}", words.iter().cloned().collect::<Vec<_>>().join(" ")))
        .collect();
    assert!(shown.is_empty(), "not spelled right, or missing in tests/spelling/:\n{}", shown.join("\n"));
}

fn lowered(word: &str) -> String {
    word.to_lowercase()
}

/// «Wald» of «Walds», «Hedges’» and «Woolf’s».
fn genitive(word: &str) -> Option<&str> {
    word.strip_suffix("\u{2019}s").or_else(|| word.strip_suffix('\u{2019}')).or_else(|| word.strip_suffix('s'))
}

/// norwegian.md, section 7: what a text in nynorsk never has.
const BOKMAL: [&str; 59] = [
    "ikke",
    "antall",
    "antallet",
    "økning",
    "økningen",
    "uke",
    "uker",
    "måned",
    "måneder",
    "kilde",
    "kilder",
    "fra",
    "imidlertid",
    "kun",
    "forskjell",
    "forskjellen",
    "forskjellig",
    "noen",
    "hvis",
    "hver",
    "hvor",
    "hva",
    "jeg",
    "en",
    "et",
    "dem",
    "noe",
    "høyere",
    "lavere",
    "flere",
    "lønn",
    "lønnen",
    "personer",
    "dager",
    "deltaker",
    "deltakere",
    "deltakerne",
    "verdier",
    "tallene",
    "estimatene",
    "resultatene",
    "resultater",
    "beregning",
    "beregningen",
    "regnet",
    "gruppen",
    "være",
    "gjelder",
    "størrelser",
    "mellom",
    "hvordan",
    "mange",
    "nå",
    "selv",
    "disse",
    "uten",
    "de",
    "tiltakene",
    "andelen",
];
/// Words of the list above that nynorsk has too, in other senses.
const BOTH: [&str; 3] = ["mellom", "mange", "de"];

#[test]
fn nynorsk_has_no_word_of_bokmal() {
    let mut wrong = Vec::new();
    for report in ALL.iter().filter(|report| report.language == Language::Nynorsk) {
        wrong.extend(bokmal_words(&own_text(report)).into_iter().map(|word| format!("{}: {word}", report.shown())));
    }
    // Our templates: their own words, without the code of Tera and Typst.
    for entry in fs::read_dir(folder("templates/prose/nn")).unwrap() {
        let path = entry.unwrap().path();
        let text = without_code(&fs::read_to_string(&path).unwrap());
        wrong.extend(bokmal_words(&text).into_iter().map(|word| format!("{}: {word}", path.display())));
    }
    let words: BTreeMap<String, String> =
        serde_json::from_str(&fs::read_to_string(folder("templates/words/nn.json")).unwrap()).unwrap();
    for (key, text) in &words {
        wrong.extend(
            bokmal_words(&without_code(text)).into_iter().map(|word| format!("templates/words/nn.json: {key}: {word}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The words of bokmål in a text, each with what stands before and after it.
fn bokmal_words(text: &str) -> Vec<String> {
    let all: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_bokmal = |word: &str| BOKMAL.contains(&word) && !BOTH.contains(&word);
    all.iter()
        .enumerate()
        .filter(|(at, word)| is_bokmal(&word.to_lowercase()) && !(**word == "et" && all.get(at + 1) == Some(&"al")))
        .map(|(at, _)| all[at.saturating_sub(2)..(at + 3).min(all.len())].join(" "))
        .collect()
}

/// A template without `{{ … }}`, `{% … %}`, `{# … #}` and the places of `{words}`.
fn without_code(template: &str) -> String {
    let mut text = String::new();
    let mut depth = 0;
    for letter in template.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => text.push(letter),
            _ => {}
        }
        if depth == 0 && letter == '}' {
            text.push(' ');
        }
    }
    text
}
