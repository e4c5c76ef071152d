//! Changes as text for a terminal.

use std::fmt::Write;

use super::listing::{Entry, Group};
use super::words::Piece;
use super::{ChangeKind, Changes};
use crate::locale::Locale;
use crate::results::Language;

/// How changes are written for a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Whether weights stand out in colour.
    pub colour: bool,
    /// Whether all changes are listed, also those that are no differences; otherwise a few of each weight.
    pub all: bool,
    /// The language: English, as all that utfall says on a terminal, unless another is asked for.
    pub language: Language,
}

impl Default for Terminal {
    fn default() -> Terminal {
        Terminal { colour: false, all: false, language: Language::English }
    }
}

/// So many changes of a weight are listed before the rest is counted.
const FEW: usize = 8;

/// So many conclusions are.
const MANY: usize = 50;

const RESET: &str = "\u{1b}[0m";

impl Changes {
    /// The changes as text for a terminal, the weightiest first.
    pub fn terminal(&self, options: Terminal) -> String {
        let locale = Locale::new(options.language);
        let listing = self.listing(locale);
        if listing.groups.is_empty() {
            return format!("{}\n", locale.nothing_changed());
        }
        let counts: Vec<String> = listing.counts.iter().map(|(count, words)| format!("{count} {words}")).collect();
        let mut text = counts.join(" · ") + "\n";
        for group in &listing.groups {
            let paint = |words: &str| match options.colour {
                true => format!("{}{words}{RESET}", colour(group.kind)),
                false => words.to_owned(),
            };
            if group.is_quiet && !options.all {
                let _ = writeln!(text, "\n{}: {}", paint(&group.heading), group.entries.len());
                continue;
            }
            let _ = writeln!(text, "\n{}", paint(&group.heading));
            write_group(&mut text, group, options);
        }
        let paint = |kind, words: &str| match options.colour {
            true => format!("{}{words}{RESET}", colour(kind)),
            false => words.to_owned(),
        };
        if !listing.stale.1.is_empty() {
            let _ = writeln!(text, "\n{}", paint(ChangeKind::Material, &listing.stale.0));
            for stale in listing.stale.1.iter().take(if options.all { usize::MAX } else { FEW }) {
                let _ = writeln!(text, "  {}: {}\n    {}", stale.place, stale.words, stale.sentence);
            }
            write_rest(&mut text, listing.stale.1.len(), FEW, options);
        }
        if !listing.sentences.1.is_empty() {
            let _ = writeln!(text, "\n{}", paint(ChangeKind::Text, &listing.sentences.0));
            for sentence in listing.sentences.1.iter().take(if options.all { usize::MAX } else { FEW }) {
                let words = sentence.words.iter().map(|piece| written(piece, options)).collect::<Vec<_>>().join(" ");
                let by = if sentence.by.is_empty() { String::new() } else { format!(" ({})", sentence.by) };
                let _ = writeln!(text, "  {}: {words}{by}", sentence.place);
            }
            write_rest(&mut text, listing.sentences.1.len(), FEW, options);
        }
        if !listing.causes.1.is_empty() {
            let _ = writeln!(text, "\n{}", listing.causes.0);
            for (letter, words) in listing.causes.1.iter().take(if options.all { usize::MAX } else { 2 * FEW }) {
                let _ = writeln!(text, "  {letter}  {words}");
            }
            write_rest(&mut text, listing.causes.1.len(), 2 * FEW, options);
        }
        text
    }
}

fn colour(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Conclusion => "\u{1b}[1;31m",
        ChangeKind::Material | ChangeKind::Removed | ChangeKind::Added | ChangeKind::Renamed => "\u{1b}[1;33m",
        ChangeKind::Displayed | ChangeKind::Figure | ChangeKind::MethodOrInput | ChangeKind::Text => "\u{1b}[1m",
        ChangeKind::Rounding => "\u{1b}[2m",
    }
}

fn write_rest(text: &mut String, all: usize, few: usize, options: Terminal) {
    if !options.all && all > few {
        let _ = writeln!(text, "  … {}", Locale::new(options.language).and_more(all - few));
    }
}

fn write_group(text: &mut String, group: &Group, options: Terminal) {
    if group.kind == ChangeKind::Conclusion {
        let shown = if options.all { usize::MAX } else { MANY };
        group.entries.iter().take(shown).for_each(|entry| write_conclusion(text, entry, options));
        return write_rest(text, group.entries.len(), MANY, options);
    }
    let shown = if options.all { group.entries.len() } else { FEW };
    let rows: Vec<[String; 4]> = group.entries.iter().take(shown).map(|entry| row(entry, options)).collect();
    let mut widths = [0; 4];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count()).min(60);
        }
    }
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(text, "  {}", line.trim_end());
    }
    write_rest(text, group.entries.len(), FEW, options);
}

/// Where, what it was and is, how much it moved, and why.
fn row(entry: &Entry, options: Terminal) -> [String; 4] {
    let place = match &entry.what {
        Some(what) => format!("{} ({what})", entry.path),
        None => entry.path.clone(),
    };
    let difference = entry.difference.clone().unwrap_or_default();
    [place, from_to(entry, options), difference, entry.letters.join(" ") + &alone(entry, options)]
}

fn write_conclusion(text: &mut String, entry: &Entry, options: Terminal) {
    let about = if entry.about.is_empty() { String::new() } else { format!(" ({})", entry.about) };
    let _ = writeln!(text, "  {}{about}", entry.path);
    let why = match entry.letters.is_empty() {
        true => String::new(),
        false => format!("  [{}{}]", entry.letters.join(" "), alone(entry, options)),
    };
    let _ = writeln!(text, "    {}: {}{why}", entry.said.join("; "), from_to(entry, options));
}

/// What each of several causes alone makes of a number: `; A alone 8.1; B alone 10.2`.
fn alone(entry: &Entry, options: Terminal) -> String {
    let word = Locale::new(options.language).cause_alone();
    entry.alone.iter().map(|(letter, value)| format!("; {letter} {word} {value}")).collect()
}

/// `before → now`; of texts, what went and came within them.
fn from_to(entry: &Entry, options: Terminal) -> String {
    if !entry.words.is_empty() {
        return entry.words.iter().map(|piece| written(piece, options)).collect::<Vec<_>>().join(" ");
    }
    match (entry.before.is_empty(), entry.now.is_empty()) {
        (false, false) => format!("{} → {}", entry.before, entry.now),
        // Of a whole result, its group says whether it came or went.
        _ if entry.what.is_none() => format!("{}{}", entry.before, entry.now),
        (true, _) => written(&Piece::Added(entry.now.clone()), options),
        (false, true) => written(&Piece::Removed(entry.before.clone()), options),
    }
}

fn written(piece: &Piece, options: Terminal) -> String {
    match (piece, options.colour) {
        (Piece::Kept(words), _) => words.clone(),
        (Piece::Removed(words), false) => format!("[-{words}-]"),
        (Piece::Added(words), false) => format!("{{+{words}+}}"),
        (Piece::Removed(words), true) => format!("\u{1b}[31m{words}{RESET}"),
        (Piece::Added(words), true) => format!("\u{1b}[32m{words}{RESET}"),
    }
}
