//! What two reports say of their results in words.

use std::collections::HashMap;

use super::change::{Aspect, Change, ChangeKind, Content};
use super::comparison::Compared;
use super::{Conclusion, Passage};
use crate::locale::Locale;
use crate::results::{Estimate, Language, Section, Text, Value};

/// What a report says of the results of each entry, in one language and without markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentences {
    /// The language.
    pub language: Language,
    /// The paragraph of each entry, by its id.
    pub by_entry: Vec<(String, String)>,
    /// The chapters and sections with the text that the author wrote, in the order of reading.
    pub passages: Vec<Passage>,
}

/// The entries of which the report says something else.
pub(super) fn changed_sentences(sections: &[Compared], old: &Sentences, new: &Sentences) -> Vec<Change> {
    let mut pairs: HashMap<&str, Vec<&Compared>> = HashMap::new();
    for section in sections {
        pairs.entry(section.new.entry.as_str()).or_default().push(section);
    }
    let before: HashMap<&str, &str> = old.by_entry.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let (old_locale, new_locale) = (Locale::new(old.language), Locale::new(new.language));
    let mut changes = Vec::new();
    for (entry, now) in &new.by_entry {
        let Some(of_entry) = pairs.get(entry.as_str()) else { continue };
        let old_entry = of_entry[0].old.entry.as_str();
        let Some(was) = before.get(old_entry) else { continue };
        let olds = of_entry.iter().map(|section| section.old);
        let news = of_entry.iter().map(|section| section.new);
        if bare(was, olds, old_locale) != bare(now, news, new_locale) {
            let text = |text: &str| Some(Content::Text(Text::Same(text.to_owned())));
            let contents = (text(was), text(now));
            let mut change = Change::new(entry.clone(), ChangeKind::Conclusion, Aspect::Sentence, contents);
            change.old_path = (old_entry != entry).then(|| old_entry.to_owned());
            change.conclusions = vec![Conclusion::OtherSentence];
            changes.push(change);
        }
    }
    changes
}

/// The words of a text without numbers and signs, and without what is not its own: labels, facets, names of methods.
fn bare<'a>(text: &str, sections: impl Iterator<Item = &'a Section>, locale: Locale) -> Vec<String> {
    let mut foreign: Vec<String> = (0..=12).map(|number| locale.numeral(number)).collect();
    for section in sections {
        foreign.extend(section.labels.iter().map(|(_, label)| label.get(locale.language()).to_owned()));
        foreign.extend(section.coordinates().map(|facet| locale.facet(facet)));
        section.values.iter().for_each(|(_, value)| methods(value, locale, &mut foreign));
    }
    foreign.retain(|words| !words.trim().is_empty());
    foreign.sort_by_key(|words| std::cmp::Reverse(words.len()));
    foreign.dedup();
    let mut text = text.to_owned();
    for words in foreign {
        text = without(&text, &words);
    }
    let is_of_number = |letter: char| letter.is_ascii_digit() || "<>=≤≥.,;:()−+–%∞\u{fffc}".contains(letter);
    let words = text.split_whitespace().map(|word| word.trim_matches(is_of_number).to_lowercase());
    words.filter(|word| !word.is_empty() && !word.chars().all(is_of_number)).collect()
}

/// The text with a sign in place of these words, wherever they stand as words; a capital first letter does not matter.
fn without(text: &str, words: &str) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    let lower = |text: &str| text.chars().next().map(|first| first.to_lowercase().to_string());
    while let Some(next) = rest.char_indices().map(|(at, _)| at).find(|at| {
        let part = &rest[*at..];
        let fits = part
            .get(..words.len())
            .is_some_and(|part| part[first(part)..] == words[first(words)..] && lower(part) == lower(words));
        fits && !rest[..*at].ends_with(char::is_alphanumeric) && !part[words.len()..].starts_with(char::is_alphanumeric)
    }) {
        kept.push_str(&rest[..next]);
        kept.push('\u{fffc}');
        rest = &rest[next + words.len()..];
    }
    kept + rest
}

/// Where the second letter starts.
fn first(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The names of all methods behind a value.
fn methods(value: &Value, locale: Locale, names: &mut Vec<String>) {
    match value {
        Value::Estimate(Estimate { method, interval, tests, .. }) => {
            let tests = tests.iter().map(|test| test.method);
            let all = method.iter().copied().chain(interval.map(|interval| interval.method)).chain(tests);
            names.extend(
                all.flat_map(|method| [locale.method(method), locale.interval_method(method)]).map(str::to_owned),
            );
        }
        Value::Table(table) => {
            table.rows.iter().flat_map(|row| &row.cells).for_each(|cell| methods(cell, locale, names));
        }
        Value::Count(_) | Value::Quantity(_) | Value::Curve(_) | Value::Undefined(_) => {}
    }
}
