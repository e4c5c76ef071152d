//! What a version of a report says in words.

use super::version::Version;
use crate::diff::{Passage, Sentences, StaleNumber};
use crate::locale::Locale;
use crate::report::{Chapter, ChapterText};
use crate::results::Language;
use crate::template::{KnownNumbers, Markup, Said, stale_numbers};

/// What the templates of this utfall say of the results of each entry, and the author's chapters with those results.
pub(super) fn sentences(version: &Version, language: Language) -> Sentences {
    let mut sentences = Sentences { language, by_entry: Vec::new(), passages: Vec::new() };
    let Some(said) = Said::of(&version.results, language) else { return sentences };
    sentences.by_entry = said.by_entry();
    for (chapter, text) in written(version, language) {
        // Tables and figures say nothing in sentences, and need what is not at hand.
        let sentence = without_shown(text.as_str());
        if let Some(words) = said.text(&Markup::new(sentence)) {
            let place = place(chapter, language);
            sentences.passages.push(Passage { place, written: text.as_str().to_owned(), said: words });
        }
    }
    sentences
}

/// The hand-written numbers of the new version that were right in the old one only.
pub(super) fn stale(old: &Version, new: &Version, language: Language) -> Vec<StaleNumber> {
    let known = |version: &Version| KnownNumbers::of(&version.results, Locale::new(language));
    let (was, is) = (known(old), known(new));
    let mut found = Vec::new();
    for (chapter, text) in written(new, language) {
        for stale in stale_numbers(text.as_str(), &was, &is) {
            let location = text.location(stale.range.clone());
            let file = location.as_ref().and_then(|location| {
                std::path::Path::new(location.path()).file_name().map(|name| name.to_string_lossy().into_owned())
            });
            found.push(StaleNumber {
                place: place(chapter, language),
                file,
                line: location.map(|location| location.line() as u64),
                sentence: sentence_at(text.as_str(), stale.range.start).to_owned(),
                literal: stale.literal,
                path: stale.path,
                now: stale.now,
            });
        }
    }
    found
}

/// The chapters with what the author wrote, where the specification is at hand.
fn written(version: &Version, language: Language) -> impl Iterator<Item = (&Chapter, &ChapterText)> {
    let chapters = version.report.iter().flat_map(|report| report.all_chapters());
    chapters.flat_map(move |chapter| chapter.written(language).map(move |text| (chapter, text)))
}

/// The heading of a chapter; a summary and the like have no heading of their own.
fn place(chapter: &Chapter, language: Language) -> String {
    match &chapter.title {
        Some(title) => title.get(language).to_owned(),
        None => Locale::new(language).part_name(chapter.part.name()).to_owned(),
    }
}

/// The text without `{{ show(…) }}`.
fn without_shown(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(length) = rest[start..].find("}}") else { break };
        let end = start + length + 2;
        let is_shown = rest[start + 2..end].trim_start_matches(['-', ' ']).starts_with("show(");
        kept.push_str(&rest[..if is_shown { start } else { end }]);
        rest = &rest[end..];
    }
    kept + rest
}

/// The sentence, or line of a list, that this byte stands in.
fn sentence_at(text: &str, byte: usize) -> &str {
    let ends = |part: &str| part.find(". ").map(|at| at + 1).into_iter().chain(part.find("\n\n")).min();
    let mut start = 0;
    while let Some(length) = ends(&text[start..]).filter(|length| start + length <= byte) {
        start += length.max(1);
    }
    let end = ends(&text[start..]).map_or(text.len(), |length| start + length);
    text[start..end].trim()
}
