//! The names that entries are given.

use std::collections::HashMap;

use crate::diag::{Diagnostic, Location, Problem, Spanned};

/// Words that mean something else inside an expression of a text.
const RESERVED: [&str; 14] =
    ["and", "else", "endfor", "endif", "false", "for", "if", "in", "is", "loop", "none", "not", "or", "true"];

/// The ids of a specification: lower-case, and each used once.
#[derive(Default)]
pub(super) struct Ids {
    first: HashMap<String, Location>,
}

impl Ids {
    /// Takes up the id of one more entry.
    pub fn add(&mut self, id: &Spanned<String>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let word = id.as_str();
        if !is_id(word) {
            let problem = Problem::new(format!("`{word}` cannot be an id"))
                .hint("an id has lower-case letters a to z, digits and `_`, with a letter first");
            let suggestion = plain(word);
            let problem = if is_id(&suggestion) { problem.hint(format!("write `{suggestion}`")) } else { problem };
            found.push(problem.at(id.location()));
        } else if RESERVED.contains(&word) {
            let problem = Problem::new(format!("`{word}` cannot be an id: in a text it means something else"));
            found.push(problem.hint("choose a longer name").at(id.location()));
        }
        match (self.first.get(word), id.location()) {
            (Some(first), Some(here)) => {
                let problem = Problem::new(format!("`{word}` is used twice, first on line {}", first.line()))
                    .hint("data, populations, analyses and charts share their names; rename one of them");
                found.push(problem.at(here).see(first.clone(), "first used here"));
            }
            (None, Some(here)) => {
                self.first.insert(word.to_owned(), here);
            }
            (_, None) => {}
        }
        found
    }
}

fn is_id(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The nearest word that can be an id.
fn plain(word: &str) -> String {
    let mut plain = String::new();
    for character in word.to_lowercase().chars() {
        match character {
            '\u{e6}' | '\u{e4}' => plain.push_str("ae"),
            '\u{f8}' | '\u{f6}' => plain.push('o'),
            '\u{e5}' => plain.push('a'),
            'a'..='z' | '0'..='9' => plain.push(character),
            _ if plain.ends_with('_') => {}
            _ => plain.push('_'),
        }
    }
    plain.trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_norwegian_name_becomes_an_id() {
        assert_eq!(plain("Bl\u{e5}b\u{e6}r-syltet\u{f8}y 2"), "blabaer_syltetoy_2");
        assert!(is_id("month_18") && !is_id("18_months") && !is_id("Employment") && !is_id(""));
    }
}
