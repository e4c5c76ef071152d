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
    ("data", &["diag", "econ", "results"]),
    ("analysis", &["data", "stats", "econ", "results", "catalogue", "diag"]),
    ("disclosure", &["results", "diag"]),
    ("locale", &["results", "stats"]),
    ("charts", &["results", "stats", "locale", "catalogue", "diag"]),
    ("template", &["results", "stats", "locale", "diag"]),
    ("diff", &["results", "stats", "locale", "diag"]),
    ("typeset", &["diag"]),
    ("pdf", &["diag"]),
    ("ledger", &["diff", "results", "diag"]),
    ("export", &["results", "stats", "locale"]),
    ("report", &["data", "analysis", "charts", "disclosure", "results", "diag", "catalogue"]),
    ("discover", &["diag"]),
    (
        "pipeline",
        &[
            "analysis",
            "charts",
            "data",
            "diag",
            "disclosure",
            "discover",
            "export",
            "ledger",
            "locale",
            "report",
            "results",
            "template",
            "typeset",
        ],
    ),
    (
        "commands",
        &[
            "analysis",
            "catalogue",
            "charts",
            "data",
            "diag",
            "diff",
            "disclosure",
            "discover",
            "ledger",
            "locale",
            "pdf",
            "pipeline",
            "report",
            "results",
            "template",
            "typeset",
        ],
    ),
    ("cli", &["commands", "diag"]),
];

/// Crates that have a home, and the modules that may name them.
const HOMES: &[(&str, &[&str])] = &[
    ("polars", &["data"]),
    ("polars_io", &["data"]),
    ("polars_parquet", &["data"]),
    ("calamine", &["data"]),
    ("encoding_rs", &["data"]),
    ("glob", &["data"]),
    ("dta", &["data"]),
    ("ambers", &["data"]),
    ("arrow", &["data"]),
    ("roxmltree", &["data"]),
    ("sas7bdat", &["data"]),
    ("postgres", &["commands"]),
    ("microlp", &["disclosure"]),
    ("nalgebra", &["stats"]),
    ("rand_chacha", &["stats"]),
    ("statrs", &["stats"]),
    ("plotters", &["charts"]),
    ("tera", &["template"]),
    ("typst", &["typeset"]),
    ("typst_kit", &["typeset"]),
    ("typst_pdf", &["typeset"]),
    ("comemo", &["typeset"]),
    ("hayro_svg", &["pdf"]),
    ("kurbo", &["pdf"]),
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

/// What reaches outside the program, by the start of its path, and the modules that may.
const OUTSIDE: &[(&[&str], &[&str])] = &[
    (&["std", "fs"], &["data", "template", "report", "discover", "pipeline", "commands"]),
    (&["std", "net"], &[]),
    (&["std", "os"], &[]),
    // `utfall diff` asks git for the files of a revision.
    (&["std", "process", "Command"], &["commands"]),
    (&["std", "process"], &["commands", "cli"]),
    (&["std", "env"], &["commands", "cli"]),
    (&["std", "time", "Instant"], &["commands", "cli"]),
    (&["std", "time", "SystemTime"], &["commands", "cli"]),
    (&["jiff", "Timestamp"], &["commands", "cli"]),
    (&["jiff", "Zoned"], &["commands", "cli"]),
];

/// What changes files: for commands alone.
const WRITES: &[&str] = &[
    "write",
    "create",
    "create_new",
    "create_dir",
    "create_dir_all",
    "remove_file",
    "remove_dir",
    "remove_dir_all",
    "rename",
    "copy",
    "hard_link",
    "set_permissions",
    "OpenOptions",
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

#[test]
fn a_rule_that_is_broken_in_other_words_is_found() {
    let bad = |path: &str, text: &str| broken(&[(PathBuf::from(path), text.to_owned())]).len();
    // Lists over several lines, nested, and with other names.
    assert_eq!(bad("stats/root.rs", "use crate::{\n    stats::Level,\n    locale::{\n        Locale,\n    },\n};"), 1);
    assert_eq!(bad("stats/root.rs", "use {crate::{locale as l, results}, std::fmt};"), 2);
    assert_eq!(bad("stats/root.rs", "let x = crate\n    ::locale::x();"), 1);
    // Modules reached from below.
    assert_eq!(bad("stats/two_proportions/wald.rs", "use super::super::super::locale::Locale;"), 1);
    assert_eq!(bad("stats/root.rs", "use super::super::{Level, locale::Locale};"), 1);
    assert_eq!(bad("stats/mod.rs", "use super::locale::Locale;"), 1);
    assert_eq!(bad("stats/root.rs", "mod inner { use super::super::super::locale; }"), 1);
    assert_eq!(bad("stats/root.rs", "mod inner { use super::super::Level; }\nuse super::Level;"), 0);
    // Crates under other names.
    assert_eq!(bad("charts/bar.rs", "let x = ::polars::x();"), 1);
    assert_eq!(bad("charts/bar.rs", "use polars as p;"), 1);
    assert_eq!(bad("charts/bar.rs", "use ::polars;"), 1);
    assert_eq!(bad("charts/bar.rs", "use {std::fmt, polars as p};"), 1);
    assert_eq!(bad("charts/bar.rs", "extern crate polars;"), 1);
    assert_eq!(bad("charts/bar.rs", "let x = crate::charts::polars::y; z.polars();"), 0);
    // Only the one item after `#[cfg(test)]` is a test.
    let after = "#[cfg(test)]\nuse std::{fs, io};\n#[cfg(test)]\n#[test]\nfn x(a: [u8; 3]) { polars::y(); }\n";
    assert_eq!(bad("charts/bar.rs", after), 0);
    assert_eq!(bad("charts/bar.rs", &format!("{after}fn z() {{ polars::y(); }}")), 1);
    assert_eq!(bad("charts/bar.rs", "#[cfg(test)]\nmod tests;\nuse polars::x;"), 1);
    // Files, clock, environment, network.
    for (path, text) in [
        ("stats/root.rs", "use std::{fmt, fs};"),
        ("charts/bar.rs", "let x = std::fs::read(y);"),
        ("export/csv.rs", "use std::net::TcpStream;"),
        ("pipeline/mod.rs", "let x = std::env::var(y);"),
        ("pipeline/mod.rs", "use std::time::{Duration, Instant};"),
        ("pipeline/mod.rs", "use std::time;"),
        ("template/engine.rs", "let x = std::time::SystemTime::now();"),
        ("data/mod.rs", "use std::fs;\nfn x() { fs::write(y, z); }"),
        ("report/files.rs", "use std::fs::{File, write};"),
        ("report/files.rs", "use std::fs::File;\nfn x() { File::create(y); }"),
    ] {
        assert_eq!(bad(path, text), 1, "{path}: {text}");
    }
    assert_eq!(bad("data/mod.rs", "let x = std::fs::read(y); let z = env!(\"A\");"), 0);
    assert_eq!(bad("commands/output.rs", "use std::fs; use std::time::Instant; fn x() { fs::rename(y, z); }"), 0);
    // What only looks like code.
    assert_eq!(
        bad(
            "charts/bar.rs",
            "/* use polars::x; */ let x = \"polars::x\"; let y = r#\"\"polars::x\"#; let c = '\"'; // polars::x"
        ),
        0
    );
    assert_eq!(bad("charts/bar.rs", "let c = '\\''; let d: &'static str = \"\\\"\"; polars::x();"), 1);
    assert_eq!(bad("charts/bar.rs", "let x = \"en\nlønn\";"), 1);
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
        if module == "lib"
            || module == "main"
            || path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs")
        {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(known, _)| *known == module) else {
            found.push(format!("{}: `{module}` has no row in the table of layers", path.display()));
            continue;
        };
        let source = Lexed::of(text);
        let mut complain = |line: usize, what: String| found.push(format!("{}:{line}: {what}", path.display()));
        for Named { line, path: named, is_use } in source.paths(&modules_of(path)) {
            let first = named.first().map_or("", String::as_str);
            let second = named.get(1).map_or("", String::as_str);
            let is_module = second.starts_with(|letter: char| letter.is_ascii_lowercase());
            if first == "crate" && is_module && second != module && !allowed.contains(&second) {
                complain(line, format!("`{module}` may not use `{second}`"));
            }
            // A word alone is a crate only where it is brought into scope.
            if (is_use || named.len() > 1)
                && let Some((name, homes)) = HOMES.iter().find(|(name, _)| *name == first)
                && !homes.contains(&module)
            {
                complain(line, format!("`{name}` is named outside its home, {homes:?}"));
            }
            // A module that is brought into scope brings all that is in it.
            let outside = OUTSIDE.iter().find(|(start, _)| {
                let far_enough = named.len() >= start.len() || (is_use && named.len() > 1);
                far_enough && named.iter().zip(*start).all(|(one, other)| one == other)
            });
            if let Some((start, who)) = outside
                && !who.contains(&module)
            {
                complain(line, format!("`{}` is used outside {who:?}", start.join("::")));
            }
            // The crate that reads SAS has options to open a file of its own, which only read.
            let in_files = first != "sas7bdat"
                && !path.starts_with("data/read/sas")
                && named.iter().any(|part| matches!(part.as_str(), "fs" | "File" | "OpenOptions"));
            if in_files && module != "commands" && named.iter().any(|part| WRITES.contains(&part.as_str())) {
                complain(line, format!("`{}` changes files, which only commands may", named.join("::")));
            }
        }
        if !NORWEGIAN.contains(&module) {
            for (line, _) in source.literals.iter().filter(|(_, text)| text.chars().any(is_norwegian)) {
                complain(*line, "Norwegian in a string literal".to_owned());
            }
        }
    }
    found
}

/// The modules that a file is, from the root of the crate: `charts/bar.rs` is `charts::bar`.
fn modules_of(path: &Path) -> Vec<String> {
    let path = path.with_extension("");
    let mut modules: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    modules.retain(|module| module != "mod");
    modules
}

/// A source without its comments and unit tests: words, `::` and signs with their lines, and the literal strings.
struct Lexed {
    tokens: Vec<(usize, String)>,
    literals: Vec<(usize, String)>,
}

/// A path as it is written in a source, from the root of the crate where it starts with `crate` or `super`.
struct Named {
    line: usize,
    path: Vec<String>,
    is_use: bool,
}

impl Lexed {
    fn of(text: &str) -> Lexed {
        let letters: Vec<char> = text.chars().collect();
        let mut lexed = Lexed { tokens: Vec::new(), literals: Vec::new() };
        let (mut at, mut line) = (0, 1);
        let word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let starts = |at: usize, sign: &str| sign.chars().enumerate().all(|(i, c)| letters.get(at + i) == Some(&c));
        while let Some(&letter) = letters.get(at) {
            let from = at;
            let start = line;
            if starts(at, "//") {
                while letters.get(at).is_some_and(|c| *c != '\n') {
                    at += 1;
                }
            } else if starts(at, "/*") {
                let mut depth = 0;
                loop {
                    let step = if starts(at, "/*") {
                        1
                    } else if starts(at, "*/") {
                        -1
                    } else {
                        0
                    };
                    depth += step;
                    at += if step == 0 { 1 } else { 2 };
                    if depth == 0 || at >= letters.len() {
                        break;
                    }
                }
            } else if word(letter) {
                while letters.get(at).is_some_and(|c| word(*c)) {
                    at += 1;
                }
                let hashes = letters[at..].iter().take_while(|c| **c == '#').count();
                let raw = matches!(letters[from..at], ['r'] | ['b', 'r'] | ['c', 'r']);
                if raw && letters.get(at + hashes) == Some(&'"') {
                    let end = format!("\"{}", "#".repeat(hashes));
                    let open = at + hashes + 1;
                    at = open;
                    while at < letters.len() && !starts(at, &end) {
                        at += 1;
                    }
                    lexed.literals.push((start, letters[open..at].iter().collect()));
                    lexed.tokens.push((start, "\"".to_owned()));
                    at += end.len();
                } else {
                    lexed.tokens.push((start, letters[from..at].iter().collect()));
                }
            } else if letter == '"' {
                at += 1;
                while letters.get(at).is_some_and(|c| *c != '"') {
                    at += if letters[at] == '\\' { 2 } else { 1 };
                }
                lexed.literals.push((start, letters[from + 1..at.min(letters.len())].iter().collect()));
                lexed.tokens.push((start, "\"".to_owned()));
                at += 1;
            } else if letter == '\'' && (letters.get(at + 1) == Some(&'\\') || letters.get(at + 2) == Some(&'\'')) {
                at += if letters[at + 1] == '\\' { 3 } else { 2 };
                while letters.get(at).is_some_and(|c| *c != '\'') {
                    at += 1;
                }
                at += 1;
            } else {
                at += if starts(at, "::") { 2 } else { 1 };
                if !letter.is_whitespace() {
                    lexed.tokens.push((start, letters[from..at].iter().collect()));
                }
            }
            at = at.min(letters.len());
            line += letters[from..at].iter().filter(|c| **c == '\n').count();
        }
        lexed.without_tests()
    }

    fn is(&self, at: usize, signs: &[&str]) -> bool {
        signs.iter().enumerate().all(|(i, sign)| self.tokens.get(at + i).is_some_and(|(_, token)| token == sign))
    }

    /// Without each item that `#[cfg(test)]` stands before, and no more than that item.
    fn without_tests(mut self) -> Lexed {
        let mut at = 0;
        while at < self.tokens.len() {
            if !self.is(at, &["#", "[", "cfg", "(", "test", ")", "]"]) {
                at += 1;
                continue;
            }
            let mut end = at;
            while self.is(end, &["#", "["]) {
                end = self.closing(end + 1) + 1;
            }
            let is_use = self.is(end, &["use"]) || self.is(end, &["pub", "use"]);
            while let Some((_, token)) = self.tokens.get(end) {
                match token.as_str() {
                    ";" => break,
                    "{" if !is_use => {
                        end = self.closing(end);
                        break;
                    }
                    "{" | "(" | "[" => end = self.closing(end) + 1,
                    _ => end += 1,
                }
            }
            let end = end.min(self.tokens.len() - 1);
            let lines = self.tokens[at].0..=self.tokens[end].0;
            self.literals.retain(|(line, _)| !lines.contains(line));
            self.tokens.drain(at..=end);
        }
        self
    }

    /// Where the bracket that opens here is closed.
    fn closing(&self, open: usize) -> usize {
        let mut depth = 0;
        for (at, (_, token)) in self.tokens.iter().enumerate().skip(open) {
            match token.as_str() {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return at;
            }
        }
        self.tokens.len()
    }

    /// Every path in the source, lists written out.
    fn paths(&self, file: &[String]) -> Vec<Named> {
        let mut found = Vec::new();
        let mut modules = file.to_vec();
        // Where the modules within the file end.
        let mut ends: Vec<usize> = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            while ends.last() == Some(&at) {
                ends.pop();
                modules.pop();
            }
            let token = self.tokens[at].1.as_str();
            let before = at.checked_sub(1).map_or("", |before| self.tokens[before].1.as_str());
            if token == "mod" && self.is(at + 2, &["{"]) {
                modules.push(self.tokens[at + 1].1.clone());
                ends.push(self.closing(at + 2));
                at += 3;
            } else if token == "use" || (token == "extern" && self.is(at + 1, &["crate"])) {
                let start = if token == "use" { at + 1 } else { at + 2 };
                at = self.tree(start, &[], &modules, true, &mut found);
            } else if is_word(token) && !matches!(before, "." | "$")
                || token == "::" && !is_word(before) && before != ">"
            {
                at = self.tree(at, &[], &modules, false, &mut found).max(at + 1);
            } else {
                at += 1;
            }
        }
        found
    }

    /// Reads a path with its lists from here on, and returns where it ends.
    fn tree(&self, from: usize, prefix: &[String], modules: &[String], is_use: bool, found: &mut Vec<Named>) -> usize {
        let mut path = prefix.to_vec();
        let mut at = from;
        let line = self.tokens.get(from).map_or(0, |(line, _)| *line);
        loop {
            match self.tokens.get(at).map(|(_, token)| token.as_str()) {
                Some("::") => at += 1,
                Some("{") if is_use => {
                    let end = self.closing(at);
                    at += 1;
                    while at < end {
                        at = self.tree(at, &path, modules, is_use, found).max(at + 1);
                    }
                    return end + 1;
                }
                Some(token) if is_word(token) && (at == from || self.is(at - 1, &["::"])) => {
                    path.push(token.to_owned());
                    at += 1;
                }
                _ => break,
            }
        }
        let supers = path.iter().take_while(|part| *part == "super").count();
        if supers > 0 {
            let own = &modules[..modules.len().saturating_sub(supers)];
            path =
                std::iter::once("crate".to_owned()).chain(own.iter().cloned()).chain(path.split_off(supers)).collect();
        }
        if !path.is_empty() && (at > from || self.is(at, &["*"])) {
            found.push(Named { line, path, is_use });
        }
        // Another name of it says nothing more.
        if self.is(at, &["as"]) && is_use { at + 2 } else { at }
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
        && !matches!(
            token,
            "as" | "in" | "return" | "mut" | "ref" | "dyn" | "impl" | "else" | "match" | "if" | "let" | "where"
        )
}

fn is_norwegian(letter: char) -> bool {
    matches!(letter, 'æ' | 'ø' | 'å' | 'Æ' | 'Ø' | 'Å')
}
