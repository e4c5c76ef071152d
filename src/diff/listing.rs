//! Changes in the words of a language, before they are laid out: what all views share.

use serde::Serialize;

use super::change::{Aspect, Change, ChangeKind};
use super::worded::{about, aspect, cause, contents, difference, said};
use super::words::{Piece, words};
use super::{Cause, Changes, Content};
use crate::locale::Locale;

/// Changes in the words of a language, the weightiest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// «Change report».
    pub heading: String,
    /// The title of the report now.
    pub title: String,
    /// Conclusions changed, other changes, causes and numbers unchanged, each with its words.
    pub counts: [(usize, String); 4],
    /// The changes of one weight each; none is empty.
    pub groups: Vec<Group>,
    /// «Causes», and each cause with its letter.
    pub causes: (String, Vec<(String, String)>),
    /// «Sentences with other numbers», and each sentence.
    pub sentences: (String, Vec<Sentence>),
    /// «Hand-written numbers that are no longer right», and each of them.
    pub stale: (String, Vec<Stale>),
}

/// A sentence that results changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// The heading that it stands under.
    pub place: String,
    /// The sentence word by word.
    pub words: Vec<Piece>,
    /// «changed by» and the results that changed it; empty where its numbers do not tell.
    pub by: String,
}

/// A hand-written number that is no longer right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stale {
    /// The heading that it stands under, with file and line where they are known.
    pub place: String,
    /// The sentence.
    pub sentence: String,
    /// What is wrong, as a phrase without full stop.
    pub words: String,
}

/// The changes of one weight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Their weight.
    pub kind: ChangeKind,
    /// What they are, as a heading.
    pub heading: String,
    /// Whether they are no differences: digits that nobody sees, and what is within a stated tolerance.
    pub is_quiet: bool,
    /// The changes.
    pub entries: Vec<Entry>,
}

/// A change in the words of a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The id.
    pub path: String,
    /// What the id is about: outcome, facets and row; may be empty.
    pub about: String,
    /// What of it is another, where that is not the result itself.
    pub what: Option<String>,
    /// What the report says otherwise, as phrases without full stop.
    pub said: Vec<String>,
    /// What stood there; empty for what is new.
    pub before: String,
    /// What stands there; empty for what is gone.
    pub now: String,
    /// How much a number moved, in the digits that are shown: `+2`.
    pub difference: Option<String>,
    /// Texts word by word; empty for all else.
    pub words: Vec<Piece>,
    /// The letters of its causes.
    pub letters: Vec<String>,
    /// What each cause alone makes of the number, where several move it: its letter, and the number.
    pub alone: Vec<(String, String)>,
}

impl Changes {
    /// The changes in the words of a language, for every view of them.
    ///
    /// ```
    /// # use utfall::diff::{Tolerance, compare, read};
    /// # use utfall::{locale::Locale, results::Language};
    /// # let file = |rows: u64, count: u64| format!(r#"{{"schema": "utfall-results-1", "edition": "2026.1",
    /// #   "report": {{"title": "IPS", "languages": ["nb"]}}, "sections": {{"work": {{"entry": "work",
    /// #   "kind": "one_proportion", "values": {{"group.events": {{"count": {count}}}}},
    /// #   "provenance": {{"basis": "observed", "inputs": [{{"name": "group", "origin": {{"data": {{"source": "people",
    /// #   "columns": ["employed"], "rows": {rows}}}}}}}]}}}}}}}}"#);
    /// # let (old, new) = (read("old", &file(408, 49))?, read("new", &file(410, 51))?);
    /// let changes = compare(&old, &new, &Tolerance::default())?;
    /// let listing = changes.listing(Locale::new(Language::Bokmal));
    /// let entry = &listing.groups[0].entries[0];
    /// assert_eq!((entry.path.as_str(), entry.before.as_str(), entry.now.as_str()), ("work.group.events", "49", "51"));
    /// assert_eq!((entry.difference.as_deref(), entry.letters[0].as_str()), (Some("+2"), "A"));
    /// assert_eq!(listing.causes.1[0].1, "Data: 2\u{a0}rader er kommet til i `people` (408 → 410)");
    /// # Ok::<(), utfall::diag::Problem>(())
    /// ```
    pub fn listing(&self, locale: Locale) -> Listing {
        let mut groups: Vec<Group> = Vec::new();
        // What is within the tolerance stands before what nobody sees.
        let quiet = self.changes.iter().filter(|change| change.within_tolerance);
        let loud = |change: &&Change| !change.within_tolerance;
        let (rounding, others) = (ChangeKind::Rounding, self.changes.iter().filter(loud));
        let others: Vec<&Change> = others.collect();
        let (last, first): (Vec<&Change>, Vec<&Change>) =
            others.into_iter().partition(|change| change.kind == rounding);
        for change in first.into_iter().chain(quiet).chain(last) {
            let is_quiet = !change.is_difference();
            let heading = match change.within_tolerance {
                true => locale.changed_within_tolerance(),
                false => group_heading(change.kind, locale),
            };
            let entry = self.entry(change, locale);
            match groups.last_mut() {
                Some(group) if group.heading == heading => group.entries.push(entry),
                _ => groups.push(Group {
                    kind: change.kind,
                    heading: heading.to_owned(),
                    is_quiet,
                    entries: vec![entry],
                }),
            }
        }
        let conclusions = self.count(ChangeKind::Conclusion);
        let differences = self.changes.iter().filter(|change| change.is_difference()).count();
        let unchanged = usize::try_from(self.unchanged).unwrap_or(usize::MAX);
        let counts = [conclusions, differences - conclusions, self.causes.len(), unchanged];
        let causes = self.causes.iter().enumerate();
        Listing {
            heading: locale.change_report().to_owned(),
            title: self.new.title.get(locale.language()).to_owned(),
            counts: locale.change_counts(counts).map(|(count, words)| (count, words.to_owned())),
            groups,
            causes: (
                locale.change_causes().to_owned(),
                causes.map(|(place, of)| (letter(place), self.cause(of, locale))).collect(),
            ),
            sentences: (locale.sentences_changed().to_owned(), self.sentence_list(locale)),
            stale: (locale.numbers_stale().to_owned(), self.stale_list(locale)),
        }
    }

    fn sentence_list(&self, locale: Locale) -> Vec<Sentence> {
        let listed = self.sentences.iter().map(|sentence| {
            let by: Vec<String> = sentence.by.iter().map(|id| format!("`{id}`")).collect();
            Sentence {
                place: sentence.place.clone(),
                words: words(sentence.old.as_deref().unwrap_or_default(), sentence.new.as_deref().unwrap_or_default()),
                by: if by.is_empty() { String::new() } else { format!("{} {}", locale.changed_by(), by.join(", ")) },
            }
        });
        listed.collect()
    }

    fn stale_list(&self, locale: Locale) -> Vec<Stale> {
        let listed = self.stale.iter().map(|stale| {
            let at = stale.file.as_ref().map(|file| match stale.line {
                Some(line) => format!(" ({file}:{line})"),
                None => format!(" ({file})"),
            });
            Stale {
                place: format!("{}{}", stale.place, at.unwrap_or_default()),
                sentence: stale.sentence.clone(),
                words: locale.stale_number(&stale.literal, &stale.path, stale.now.as_deref()),
            }
        });
        listed.collect()
    }

    /// A cause as a phrase without full stop; of a stated number, with what it was and is.
    fn cause(&self, of: &Cause, locale: Locale) -> String {
        let phrase = cause(of, locale);
        let Cause::Stated { path } = of else { return phrase };
        match self.changes.iter().find(|change| change.path == *path && change.is_of_numbers()) {
            Some(change) => {
                let (before, now) = contents(change, locale);
                locale.changed_from(&phrase, &before, &now)
            }
            None => phrase,
        }
    }

    fn entry(&self, change: &Change, locale: Locale) -> Entry {
        let (before, now) = contents(change, locale);
        let is_text = matches!(change.aspect, Aspect::Sentence)
            || matches!((&change.old, &change.new), (Some(Content::Text(_)), Some(Content::Text(_))));
        let of_row = |side: &Option<Content>| match side {
            Some(Content::Row(row)) => row.label.clone(),
            _ => None,
        };
        let row = change.row.clone().or_else(|| of_row(&change.new)).or_else(|| of_row(&change.old));
        Entry {
            path: change.path.clone(),
            about: about(self.heading(change), row.as_ref(), locale),
            what: aspect(&change.aspect, locale),
            said: change.conclusions.iter().map(|conclusion| said(conclusion, change, locale)).collect(),
            words: if is_text { words(&before, &now) } else { Vec::new() },
            before,
            now,
            difference: difference(change, locale),
            letters: change.why.iter().map(|place| letter(*place)).collect(),
            alone: match change.alone.as_slice() {
                [] | [_] => Vec::new(),
                several => several
                    .iter()
                    .filter_map(|one| Some((letter(one.cause), locale.changed_value(one.value.as_ref()?))))
                    .collect(),
            },
        }
    }
}

fn group_heading(kind: ChangeKind, locale: Locale) -> &'static str {
    match kind {
        ChangeKind::Conclusion => locale.conclusions_changed(),
        ChangeKind::Material => locale.numbers_changed(),
        ChangeKind::Removed => locale.parts_removed(),
        ChangeKind::Added => locale.parts_added(),
        ChangeKind::Renamed => locale.parts_renamed(),
        ChangeKind::Displayed => locale.digits_changed(),
        ChangeKind::Figure => locale.figures_changed(),
        ChangeKind::MethodOrInput => locale.grounds_changed(),
        ChangeKind::Text => locale.words_changed(),
        ChangeKind::Rounding => locale.rounding_changed(),
    }
}

/// A to Z, then AA to AZ and on.
fn letter(place: usize) -> String {
    let last = char::from(b'A' + (place % 26) as u8);
    match place / 26 {
        0 => last.to_string(),
        more => letter(more - 1) + &last.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn causes_after_the_twenty_sixth_have_two_letters() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(super::letter), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
