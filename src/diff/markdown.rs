//! Changes as Markdown for a merge request, in the language of a report.

use std::fmt::Write;

use super::listing::{Entry, Group};
use super::words::Piece;
use super::{ChangeKind, Changes};
use crate::locale::Locale;

/// So many changes of a weight are listed before the rest is counted. Conclusions all are.
const MANY: usize = 50;

impl Changes {
    /// The changes as Markdown for a merge request, the weightiest first.
    ///
    /// ```
    /// # use utfall::diff::{Tolerance, compare, read};
    /// # use utfall::{locale::Locale, results::Language};
    /// # let file = |lower: f64, value: f64, upper: f64| format!(r#"{{"schema": "utfall-results-1",
    /// #   "edition": "2026.1", "report": {{"title": "IPS", "languages": ["nb"]}}, "sections": {{"work": {{"entry": "work",
    /// #   "kind": "two_proportions", "values": {{"risk_difference": {{"estimate": {{"value": {value},
    /// #   "unit": "proportion_difference", "decimals": 1, "no_effect": 0.0, "interval": {{"level": 0.95,
    /// #   "method": "wald", "bounds": {{"bounded": {{"lower": {lower}, "upper": {upper}}}}}}}}}}}}},
    /// #   "provenance": {{"basis": "observed"}}}}}}}}"#);
    /// # let (old, new) = (read("old", &file(0.013, 0.104, 0.194))?, read("new", &file(-0.010, 0.081, 0.172))?);
    /// let text = compare(&old, &new, &Tolerance::default())?.markdown(Locale::new(Language::Bokmal));
    /// let sentence = "Intervallet dekker nå null: 10,4 (1,3 til 19,4) → 8,1 (−1,0 til 17,2).";
    /// assert!(text.replace('\u{a0}', " ").contains(sentence), "{text}");
    /// # Ok::<(), utfall::diag::Problem>(())
    /// ```
    pub fn markdown(&self, locale: Locale) -> String {
        let listing = self.listing(locale);
        let mut text = format!("# {}: {}\n\n", listing.heading, escaped(&listing.title));
        if listing.groups.is_empty() {
            let _ = writeln!(text, "{}", locale.nothing_changed());
            return text;
        }
        let counts = listing.counts.iter().map(|(count, words)| format!("**{count}** {words}"));
        let _ = writeln!(text, "{}", counts.collect::<Vec<_>>().join(" · "));
        for group in &listing.groups {
            if group.is_quiet {
                let _ = writeln!(text, "\n{}: {}", group.heading, group.entries.len());
                continue;
            }
            let _ = writeln!(text, "\n## {}\n", group.heading);
            match group.kind {
                ChangeKind::Conclusion => {
                    for (place, entry) in group.entries.iter().enumerate() {
                        text.push_str(if place > 0 { "\n" } else { "" });
                        write_conclusion(&mut text, entry, locale);
                    }
                }
                _ => write_table(&mut text, group, locale),
            }
        }
        if !listing.stale.1.is_empty() {
            let _ = writeln!(text, "\n## {}\n", listing.stale.0);
            for stale in listing.stale.1.iter().take(MANY) {
                let (place, words) = (escaped(&stale.place), escaped(&stale.words));
                let _ = writeln!(text, "- {place}: {words}. «{}»", escaped(&stale.sentence));
            }
            write_rest(&mut text, listing.stale.1.len(), locale);
        }
        if !listing.sentences.1.is_empty() {
            let _ = writeln!(text, "\n## {}\n", listing.sentences.0);
            for sentence in listing.sentences.1.iter().take(MANY) {
                let by = if sentence.by.is_empty() { String::new() } else { format!(" ({})", escaped(&sentence.by)) };
                let _ = writeln!(text, "- {}: {}{by}", escaped(&sentence.place), pieces(&sentence.words));
            }
            write_rest(&mut text, listing.sentences.1.len(), locale);
        }
        if !listing.causes.1.is_empty() {
            let _ = writeln!(text, "\n## {}\n", listing.causes.0);
            for (letter, words) in listing.causes.1.iter().take(MANY) {
                let _ = writeln!(text, "- **{letter}** {}", escaped(words));
            }
            write_rest(&mut text, listing.causes.1.len(), locale);
        }
        text
    }
}

fn write_rest(text: &mut String, all: usize, locale: Locale) {
    if all > MANY {
        let _ = writeln!(text, "\n… {}", locale.and_more(all - MANY));
    }
}

fn write_conclusion(text: &mut String, entry: &Entry, locale: Locale) {
    let about = if entry.about.is_empty() { String::new() } else { format!(" – {}", escaped(&entry.about)) };
    let _ = writeln!(text, "### {}{about}\n", code(&entry.path));
    let said = entry.said.join("; ");
    match entry.words.is_empty() {
        true => {
            let change = locale.changed_from(&said, &escaped(&entry.before), &escaped(&entry.now));
            let _ = writeln!(text, "{change}.");
        }
        false => {
            let _ = writeln!(text, "{said}: {}", pieces(&entry.words));
        }
    }
    if !entry.letters.is_empty() {
        let _ = writeln!(text, "\n{}: {}{}", locale.change_cause(), entry.letters.join(", "), alone(entry, locale));
    }
}

/// What each of several causes alone makes of a number.
fn alone(entry: &Entry, locale: Locale) -> String {
    let word = locale.cause_alone();
    entry.alone.iter().map(|(letter, value)| format!("; {letter} {word}: {}", escaped(value))).collect()
}

fn write_table(text: &mut String, group: &Group, locale: Locale) {
    let heads = [
        locale.change_place(),
        locale.change_before(),
        locale.change_now(),
        locale.change_size(),
        locale.change_cause(),
    ];
    let rows: Vec<[String; 5]> = group.entries.iter().take(MANY).map(|entry| row(entry, locale)).collect();
    // Columns without content say nothing.
    let kept: Vec<usize> = (0..heads.len()).filter(|column| rows.iter().any(|row| !row[*column].is_empty())).collect();
    let mut line = |cells: Vec<&str>| {
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    };
    line(kept.iter().map(|column| heads[*column]).collect());
    let has_numbers = matches!(group.kind, ChangeKind::Material | ChangeKind::Displayed | ChangeKind::Figure);
    let to_the_right = |column: &usize| if has_numbers && (1..4).contains(column) { "--:" } else { "---" };
    line(kept.iter().map(to_the_right).collect());
    for row in &rows {
        line(kept.iter().map(|column| row[*column].as_str()).collect());
    }
    write_rest(text, group.entries.len(), locale);
}

/// Place, before, now, how much it moved, and why.
fn row(entry: &Entry, locale: Locale) -> [String; 5] {
    let mut place = code(&entry.path);
    for words in entry.what.iter().map(|what| escaped(what)).chain([escaped(&entry.about)]) {
        if !words.is_empty() {
            place = format!("{place}<br>{words}");
        }
    }
    let (before, now) = match entry.words.is_empty() {
        true => (escaped(&entry.before), escaped(&entry.now)),
        false => (String::new(), pieces(&entry.words)),
    };
    let why = entry.letters.join(", ") + &alone(entry, locale);
    [place, before, now, entry.difference.clone().unwrap_or_default(), why]
}

/// Words that went struck out, words that came in bold.
fn pieces(words: &[Piece]) -> String {
    let pieces = words.iter().map(|piece| match piece {
        Piece::Kept(words) => escaped(words),
        Piece::Removed(words) => format!("~~{}~~", escaped(words)),
        Piece::Added(words) => format!("**{}**", escaped(words)),
    });
    pieces.collect::<Vec<_>>().join(" ")
}

/// Text that means nothing to Markdown; what stands between backticks stays so.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut in_code = false;
    let closed = text.matches('`').count().is_multiple_of(2);
    for letter in text.chars() {
        match letter {
            '`' if closed => in_code = !in_code,
            '|' => escaped.push('\\'),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' if !in_code => escaped.push('\\'),
            _ => {}
        }
        escaped.push(if letter == '\n' || letter == '\r' { ' ' } else { letter });
    }
    escaped
}

/// An id as code.
fn code(id: &str) -> String {
    let id = id.replace('|', "\\|").replace(['\n', '\r'], " ");
    if id.contains('`') { format!("`` {id} ``") } else { format!("`{id}`") }
}
