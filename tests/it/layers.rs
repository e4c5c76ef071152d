//! The architecture, as a test: who may use whom, which crate is named where, and where Norwegian may stand.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module and the modules of this crate that it may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("diag", &[]),
    ("catalogue", &["diag"]),
    ("stats", &[]),
    ("econ", &["stats"]),
    ("results", &["stats"]),
    ("data", &["diag"]),
    ("analysis", &["data", "stats", "econ", "results", "catalogue", "diag"]),
    ("locale", &["results", "stats"]),
    ("charts", &["results", "stats", "locale", "catalogue", "diag"]),
    ("template", &["results", "stats", "locale", "diag"]),
    ("typeset", &["diag"]),
    ("export", &["results", "stats", "locale"]),
    ("report", &["data", "analysis", "charts", "results", "diag", "catalogue"]),
    ("discover", &["diag"]),
    (
        "pipeline",
        &[
            "analysis", "charts", "data", "diag", "discover", "export", "locale", "report", "results", "template",
            "typeset",
        ],
    ),
    (
        "commands",
        &[
            "analysis", "catalogue", "charts", "data", "diag", "discover", "locale", "pipeline", "report", "results",
            "template", "typeset",
        ],
    ),
    ("cli", &["commands", "diag"]),
];

/// Crates that have a home, and the modules that may name them.
const HOMES: &[(&str, &[&str])] = &[
    ("polars", &["data"]),
    ("statrs", &["stats"]),
    ("plotters", &["charts"]),
    ("tera", &["template"]),
    ("typst", &["typeset"]),
    ("typst_kit", &["typeset"]),
    ("typst_pdf", &["typeset"]),
    ("comemo", &["typeset"]),
    ("walkdir", &["discover"]),
    ("serde_yaml", &["report", "diag"]),
    ("granit_parser", &["report"]),
    ("annotate_snippets", &["diag"]),
    ("strsim", &["diag"]),
    ("clap", &["cli", "commands"]),
    ("rustix", &["commands"]),
    ("sha2", &["pipeline"]),
    ("rayon", &["stats", "econ", "data", "pipeline", "commands"]),
];

/// Folders whose string literals may hold Norwegian letters.
const NORWEGIAN: &[&str] = &["locale"];

#[test]
fn every_module_keeps_to_its_layer() {
    assert_eq!(broken(&sources()), Vec::<String>::new());
}

#[test]
fn a_broken_rule_is_found() {
    let bad = |path: &str, text: &str| broken(&[(PathBuf::from(path), text.to_owned())]);
    assert!(!bad("stats/root.rs", "use crate::locale::Locale;").is_empty());
    assert!(!bad("stats/root.rs", "use crate::{results, stats::Level};").is_empty());
    assert!(!bad("charts/bar.rs", "use polars::prelude::*;").is_empty());
    assert!(!bad("charts/bar.rs", "let x = plotters_svg; let y = tera::Tera::default();").is_empty());
    assert!(!bad("charts/bar.rs", "let x = \"Lønn\";").is_empty());
    assert!(!bad("commands/build.rs", "unknown::thing(); crate::nowhere::x();").is_empty());
    assert!(bad("charts/bar.rs", "// Lønn står i en kommentar.\nuse crate::results::Unit;").is_empty());
    assert!(bad("locale/nb.rs", "let x = \"Lønn\";").is_empty());
    assert!(bad("stats/root.rs", "#[cfg(test)]\nmod tests { use crate::locale::Locale; }").is_empty());
}

/// All sources under `src/`, by their path below it.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path.strip_prefix(&root).unwrap().to_owned(), text));
            }
        }
    }
    files.sort();
    assert!(files.len() > 50, "the sources were not found");
    files
}

/// Everything in these sources that breaks a rule.
fn broken(sources: &[(PathBuf, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources {
        let first = path.components().next().unwrap().as_os_str().to_string_lossy();
        let module = first.trim_end_matches(".rs");
        if module == "lib" || module == "main" || path.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(known, _)| *known == module) else {
            found.push(format!("{}: `{module}` has no row in the table of layers", path.display()));
            continue;
        };
        for (number, line) in code(text) {
            let mut complain = |what: String| found.push(format!("{}:{number}: {what}", path.display()));
            for named in named_modules(line) {
                if named != module && !allowed.contains(&named) {
                    complain(format!("`{module}` may not use `{named}`"));
                }
            }
            for (name, homes) in HOMES {
                if names_crate(line, name) && !homes.contains(&module) {
                    complain(format!("`{name}` is named outside its home, {homes:?}"));
                }
            }
            if !NORWEGIAN.contains(&module) && literals(line).any(|text| text.chars().any(is_norwegian)) {
                complain("Norwegian in a string literal".to_owned());
            }
        }
    }
    found
}

/// The lines of code with their numbers: no comments, and nothing from the unit tests on, which end a file.
fn code(text: &str) -> Vec<(usize, &str)> {
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let mut code = Vec::new();
    while let Some((number, line)) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            match lines.next() {
                // `mod tests;` in a file of its own: the code goes on.
                Some((_, item)) if item.ends_with(';') => continue,
                _ => break,
            }
        }
        if !line.trim_start().starts_with("//") {
            code.push((number, line));
        }
    }
    code
}

/// The modules that `crate::x` and `crate::{x, y}` on this line name.
fn named_modules(line: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        if line[..at].ends_with('$') {
            continue;
        }
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => names.push(word(rest)),
            Some(list) => {
                let mut depth = 0;
                let mut start = true;
                for (index, letter) in list.char_indices() {
                    match letter {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        ' ' => {}
                        _ if start => {
                            names.push(word(&list[index..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names.retain(|name| name.chars().next().is_some_and(|letter| letter.is_ascii_lowercase()));
    names
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

/// Whether `name::` or `use name;` stands on this line as a crate.
fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let starts = before.is_none_or(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '"')));
        starts && line[at + name.len()..].starts_with("::")
    })
}

/// The string literals of a line; a string over several lines counts line by line.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

fn is_norwegian(letter: char) -> bool {
    matches!(letter, 'æ' | 'ø' | 'å' | 'Æ' | 'Ø' | 'Å')
}
