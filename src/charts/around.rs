//! What is printed around a chart, and what its sections are called.

use super::figure::{Body, Figure, Width};
use super::reference::Picked;
use crate::locale::Locale;
use crate::results::{Basis, Estimate, Note, Section, Text};
use crate::stats::{Interval, Level};

/// The words of the specification around a chart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    /// The title.
    pub(super) title: &'a Text,
    /// The unit, where the author words it.
    pub(super) unit: Option<&'a Text>,
    /// The author's note.
    pub(super) note: Option<&'a Text>,
    /// The source, where the author words it.
    pub(super) source: Option<&'a Text>,
    /// The width on the page.
    pub(super) width: Width,
}

impl Around<'_> {
    /// The finished figure; `reading` are the sentences that say how to read the chart.
    pub(super) fn figure(
        self,
        picked: &[Picked<'_>],
        unit: Option<String>,
        reading: Vec<String>,
        alt: String,
        body: Body,
        locale: Locale,
    ) -> Figure {
        let language = locale.language();
        let mut notes = reading;
        for picked in picked {
            for note in picked.section.notes.iter().filter(|note| matters(**note)) {
                let sentence = locale.note(*note).to_owned();
                if !notes.contains(&sentence) {
                    notes.push(sentence);
                }
            }
        }
        notes.extend(self.note.map(|note| note.get(language).to_owned()));
        Figure {
            title: self.title.get(language).to_owned(),
            unit: self.unit.map(|unit| unit.get(language).to_owned()).or(unit).filter(|unit| !unit.is_empty()),
            alt,
            notes,
            source: self.source.map(|source| source.get(language).to_owned()).or_else(|| sources(picked, locale)),
            simulated: picked.iter().any(|picked| picked.section.provenance.basis == Basis::Simulated),
            width: self.width,
            body,
        }
    }
}

/// Whether a remark about a section's numbers also belongs under a chart of them, and not only under their table.
fn matters(note: Note) -> bool {
    matches!(
        note,
        Note::CountsReconstructed
            | Note::Simulated
            | Note::ParametersInferred
            | Note::Exploratory
            | Note::StepsGathered
    )
}

/// The sources of the sections, each once; the author's markup ends each with its own full stop or none.
fn sources(picked: &[Picked<'_>], locale: Locale) -> Option<String> {
    let mut sources: Vec<&str> = Vec::new();
    for source in picked.iter().filter_map(|picked| picked.section.source.as_ref()) {
        let source = source.get(locale.language()).trim();
        if !source.is_empty() && !sources.contains(&source) {
            sources.push(source);
        }
    }
    (!sources.is_empty()).then(|| sources.join(" "))
}

/// What a section is called or about, in the author's words; else the id of its entry.
pub(super) fn subject(section: &Section, locale: Locale) -> String {
    capitalised(&subject_words(section, locale))
}

/// The same as it stands inside a sentence: as the author wrote it.
pub(super) fn subject_words(section: &Section, locale: Locale) -> String {
    let named = ["label", "outcome", "title"].into_iter().find_map(|name| section.label(name));
    named.map_or_else(|| section.entry.replace('_', " "), |text| text.get(locale.language()).to_owned())
}

/// What tells a section from its neighbours, but for what the words for its subject say already; empty without facets.
pub(super) fn facets(section: &Section, locale: Locale) -> String {
    let subject = subject_words(section, locale);
    let said = section.combination.iter().map(|facet| locale.facet(facet)).filter(|words| !subject.contains(words));
    said.chain(section.facets.iter().map(|facet| locale.facet(facet))).collect::<Vec<_>>().join(", ")
}

/// The author's words for one of the groups, as they stand inside a sentence.
pub(super) fn group_words(section: &Section, name: &str, locale: Locale) -> String {
    match section.label(name) {
        Some(text) => text.get(locale.language()).to_owned(),
        None if name == "group" => subject_words(section, locale),
        None => locale.group_name(name == "treated").to_owned(),
    }
}

/// The same text with a capital first letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The name of a group as a label: with a capital first letter and, in English, without its article, as the head of a
/// column has it.
pub(super) fn as_label(text: &str) -> String {
    capitalised(text.strip_prefix("the ").unwrap_or(text))
}

/// A name of the author as it stands inside a sentence: with a small first letter, unless its first word has capitals
/// or figures after the first letter too, as abbreviations have.
pub(super) fn inside(text: &str) -> String {
    let word: Vec<char> = text.chars().take_while(|letter| !letter.is_whitespace()).collect();
    if word.iter().skip(1).any(|letter| letter.is_uppercase() || letter.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The decimals that all of these estimates are written with: those of the most exact one.
pub(super) fn decimals<'a>(estimates: impl IntoIterator<Item = &'a Estimate>) -> i8 {
    estimates.into_iter().map(|estimate| estimate.decimals).max().unwrap_or(0)
}

/// The level of the intervals, where all that there are have the same.
pub(super) fn level<'a>(estimates: impl IntoIterator<Item = &'a Estimate>) -> Option<Level> {
    let mut levels = estimates.into_iter().filter_map(|estimate| estimate.interval).map(|interval| interval.level);
    let first = levels.next()?;
    levels.all(|level| level == first).then_some(first)
}

/// The two ends of an estimate's interval in shown units; the outside of an interval reaches from end to end.
pub(super) fn ends(estimate: &Estimate) -> Option<(f64, f64)> {
    let factor = estimate.unit.shown_factor();
    match estimate.interval?.bounds {
        Interval::Bounded { lower, upper } => Some((lower * factor, upper * factor)),
        Interval::Complement { .. } | Interval::Whole => Some((f64::NEG_INFINITY, f64::INFINITY)),
    }
}

/// An estimate in shown units.
pub(super) fn shown(estimate: &Estimate) -> f64 {
    estimate.value * estimate.unit.shown_factor()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capital_of_any_alphabet() {
        assert_eq!(capitalised("\u{f8}konomi"), "\u{d8}konomi");
        assert_eq!(capitalised(""), "");
        assert_eq!(capitalised("IPS"), "IPS");
        assert_eq!(as_label("the control group"), "Control group");
        assert_eq!(as_label("kontrollgruppen"), "Kontrollgruppen");
    }

    #[test]
    fn a_small_letter_inside_a_sentence_but_not_in_abbreviations() {
        assert_eq!(inside("I ordinært arbeid"), "i ordinært arbeid");
        assert_eq!(inside("Øvre grense"), "øvre grense");
        assert_eq!(inside("NAV-lønn"), "NAV-lønn");
        assert_eq!(inside(""), "");
    }
}
