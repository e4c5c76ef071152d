//! The sentences of a report that its results changed, and hand-written numbers that no longer hold.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Sentences;
use super::change::{Aspect, Change, ChangeKind, Content};
use super::worded::contents;
use crate::locale::Locale;
use crate::results::Text;

/// The text of a chapter or section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// Its heading.
    pub place: String,
    /// What the author wrote, with the results as they are bound.
    pub written: String,
    /// What a reader sees, without markup; paragraphs are parted by empty lines.
    pub said: String,
}

/// A sentence that is another because results are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangedSentence {
    /// The heading of the chapter or section that it stands in.
    pub place: String,
    /// What it said; nothing of a new sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it says; nothing of a sentence that is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// The ids of the results that changed it, as far as its numbers tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
}

/// A number that an author typed, that equals what a result was, and that equals no result now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StaleNumber {
    /// The heading of the chapter or section that it stands in.
    pub place: String,
    /// The file, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line in the file, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The sentence that it stands in.
    pub sentence: String,
    /// The number as it stands there.
    pub literal: String,
    /// The id of the result that it was.
    pub path: String,
    /// How that result is shown now; nothing where it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

/// The sentences that differ: by the results, and by the author's hand.
#[derive(Debug, Default)]
pub(super) struct Passages {
    pub moved: Vec<ChangedSentence>,
    pub edited: Vec<Change>,
}

/// More causes than this are not named of one sentence.
const FEW: usize = 4;

/// What the passages of two reports say otherwise, given the changes of their results.
pub(super) fn passages(changes: &[Change], old: &Sentences, new: &Sentences) -> Passages {
    let mut found = Passages::default();
    let locale = Locale::new(new.language);
    let numbers = Numbers::of(changes, locale);
    let mut left: Vec<&Passage> = old.passages.iter().collect();
    for now in &new.passages {
        // Headings may stand twice; the first goes with the first.
        let Some(at) = left.iter().position(|was| was.place == now.place) else { continue };
        let was = left.remove(at);
        if was.said == now.said {
            continue;
        }
        let is_same_text = was.written == now.written;
        let (before, after) = (sentences(&was.said), sentences(&now.said));
        for (old, new) in pairs(&before, &after) {
            let by = numbers.between(old.unwrap_or_default(), new.unwrap_or_default());
            if is_same_text || !by.is_empty() {
                let owned = |sentence: Option<&str>| sentence.map(str::to_owned);
                found.moved.push(ChangedSentence { place: now.place.clone(), old: owned(old), new: owned(new), by });
            } else {
                let text = |sentence: Option<&str>| sentence.map(|text| Content::Text(Text::Same(text.to_owned())));
                let mut change =
                    Change::new("chapters".to_owned(), ChangeKind::Text, Aspect::Sentence, (text(old), text(new)));
                change.row = Some(Text::Same(now.place.clone()));
                found.edited.push(change);
            }
        }
    }
    found
}

/// The printed numbers of the changes, by which sentences know what changed them.
struct Numbers<'a> {
    /// The changes by a number that they had.
    by_old: HashMap<String, Vec<usize>>,
    changes: Vec<(&'a str, Vec<String>)>,
}

impl<'a> Numbers<'a> {
    fn of(changes: &'a [Change], locale: Locale) -> Numbers<'a> {
        let mut numbers = Numbers { by_old: HashMap::new(), changes: Vec::new() };
        // Of a curve, one point is told, and that is a number of its own.
        let of_numbers = |change: &&Change| change.is_of_numbers() && change.kind != ChangeKind::Figure;
        for change in changes.iter().filter(of_numbers) {
            let (before, now) = contents(change, locale);
            for number in digits(&before) {
                numbers.by_old.entry(number).or_default().push(numbers.changes.len());
            }
            numbers.changes.push((&change.path, digits(&now)));
        }
        numbers
    }

    /// The results whose numbers went from one sentence and came to the other.
    fn between(&self, old: &str, new: &str) -> Vec<String> {
        let (olds, news) = (digits(old), digits(new));
        let gone = olds.iter().filter(|number| !news.contains(number));
        let come: Vec<&String> = news.iter().filter(|number| !olds.contains(number)).collect();
        let mut weights: HashMap<usize, usize> = HashMap::new();
        for place in gone.filter_map(|number| self.by_old.get(number)).flatten() {
            let shared = self.changes[*place].1.iter().filter(|number| come.contains(number)).count();
            if shared > 0 {
                *weights.entry(*place).or_default() += shared;
            }
        }
        let mut by: Vec<(usize, usize)> = weights.into_iter().collect();
        by.sort_unstable_by_key(|(place, weight)| (std::cmp::Reverse(*weight), *place));
        by.into_iter().take(FEW).map(|(place, _)| self.changes[place].0.to_owned()).collect()
    }
}

/// The numbers in a text as they are printed, without signs and spaces between groups.
fn digits(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let is_digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if !is_digit(at) {
            at += 1;
            continue;
        }
        let mut number = String::new();
        loop {
            match letters.get(at) {
                Some(letter) if letter.is_ascii_digit() => number.push(*letter),
                // A mark or a space within a number, not at its end; a space only between groups of three.
                Some(mark @ (',' | '.')) if is_digit(at + 1) => number.push(*mark),
                Some('\u{a0}' | '\u{202f}') if (1..=3).all(|next| is_digit(at + next)) && !is_digit(at + 4) => {}
                _ => break,
            }
            at += 1;
        }
        found.push(number);
    }
    found
}

/// The sentences of a text, each in one paragraph.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for paragraph in text.split("\n\n") {
        let mut start = 0;
        for (at, _) in paragraph.match_indices(['.', '?', '!', ':']) {
            let rest = &paragraph[at + 1..];
            let after = rest.strip_prefix(['\u{bb}', ')', '"']).unwrap_or(rest);
            let mut next = after.chars();
            let ends = next.next() == Some(' ')
                && next.next().is_some_and(|letter| letter.is_uppercase() || letter == '\u{ab}');
            if ends && at >= start && !paragraph[at..].starts_with(':') {
                let end = paragraph.len() - after.len();
                found.push(paragraph[start..end].trim());
                start = end;
            }
        }
        found.push(paragraph[start..].trim());
    }
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// The sentences that differ: those that stand between the same neighbours are pairs, in order.
fn pairs<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(Option<&'a str>, Option<&'a str>)> {
    let runs = super::making::differing(old, new);
    let mut found = Vec::new();
    for (was, is) in runs {
        let longest = was.len().max(is.len());
        let at = |range: &std::ops::Range<usize>, all: &[&'a str], place: usize| {
            range.clone().nth(place).map(|place| all[place])
        };
        found.extend((0..longest).map(|place| (at(&was, old, place), at(&is, new, place))));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_new_one_starts() {
        let text = "I 2016 var 37,4 prosent i jobb, ca. 10 flere. Det er mye. \u{ab}Ja\u{bb}.\n\nNytt avsnitt";
        let expected =
            ["I 2016 var 37,4 prosent i jobb, ca. 10 flere.", "Det er mye.", "\u{ab}Ja\u{bb}.", "Nytt avsnitt"];
        assert_eq!(sentences(text), expected);
    }

    #[test]
    fn numbers_are_read_as_they_are_printed() {
        assert_eq!(digits("395\u{a0}000 kr, 10,4 (\u{2212}1,3 til 19,4). 12"), ["395000", "10,4", "1,3", "19,4", "12"]);
    }
}
