//! `chapters:` — what the report says, in the order in which it says it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Files;
use super::prose::{ChapterText, Origin, Prose};
use crate::diag::{Diagnostic, Location, Problem, Spanned, one_of};
use crate::results::{Language, Text};

/// Chapters have sections, and sections have sections, but no more than three levels are numbered.
const MAX_LEVEL: usize = 3;

/// One chapter, or one section of a chapter.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// What part of the report it is. Foreword, key messages and summaries stand before the table of contents and are
    /// not numbered; appendices stand after the references.
    #[serde(default)]
    pub part: Spanned<Part>,
    /// The heading. A foreword, key messages and summaries have their own, and need none.
    pub title: Option<Spanned<Text>>,
    /// A label for references from the text: `@results` for `id: results`.
    pub id: Option<Spanned<String>>,
    /// The answer in a few lines, set larger over the text; for key messages only.
    pub lead: Option<Prose>,
    /// The text: Typst markup, with results as `{{ employment.treated | percent }}`.
    pub text: Option<Prose>,
    /// A file with the text, beside the specification, instead of `text`.
    pub file: Option<Prose>,
    /// The analyses and charts that are shown after the text, in this order.
    #[serde(default)]
    pub show: Vec<Spanned<String>>,
    /// Sections, one level down.
    #[serde(default)]
    pub sections: Vec<Chapter>,
    /// The text per language, read from `text` or `file`.
    #[serde(skip)]
    texts: Vec<(Language, ChapterText)>,
    /// The lead per language.
    #[serde(skip)]
    leads: Vec<(Language, ChapterText)>,
}

/// The parts of a report, in the order in which they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The foreword.
    Foreword,
    /// The key messages, on one page.
    KeyMessages,
    /// The summary.
    Summary,
    /// The summary in English; left out of a report that is in English.
    EnglishSummary,
    /// A numbered chapter.
    #[default]
    Chapter,
    /// An appendix.
    Appendix,
}

impl Part {
    /// Its name in YAML.
    pub fn name(self) -> &'static str {
        match self {
            Part::Foreword => "foreword",
            Part::KeyMessages => "key_messages",
            Part::Summary => "summary",
            Part::EnglishSummary => "english_summary",
            Part::Chapter => "chapter",
            Part::Appendix => "appendix",
        }
    }

    /// Whether a report has one of it at most, with a heading of its own.
    pub fn is_single(self) -> bool {
        !matches!(self, Part::Chapter | Part::Appendix)
    }
}

impl Chapter {
    /// The text in this language, if the chapter has one.
    pub fn text(&self, language: Language) -> Option<&ChapterText> {
        self.texts.iter().find(|(known, _)| *known == language).map(|(_, text)| text)
    }

    /// The lead in a language, where there is one.
    pub fn lead(&self, language: Language) -> Option<&ChapterText> {
        self.leads.iter().find(|(known, _)| *known == language).map(|(_, text)| text)
    }

    /// All that the author wrote in a language: the lead and the text.
    pub fn written(&self, language: Language) -> impl Iterator<Item = &ChapterText> {
        self.lead(language).into_iter().chain(self.text(language))
    }

    /// This chapter and all its sections, in the order of reading.
    pub fn with_sections(&self) -> Vec<&Chapter> {
        let mut all = vec![self];
        for section in &self.sections {
            all.extend(section.with_sections());
        }
        all
    }

    /// Reads the texts of the chapter and its sections, and reports everything that is well-formed but cannot be.
    pub(super) fn complete(
        &mut self,
        place: &Location,
        languages: &[Language],
        files: &mut Files<'_>,
        level: usize,
    ) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let here = || self.title.as_ref().and_then(Spanned::location).unwrap_or_else(|| place.clone());
        let noun = if level == 1 { "chapter" } else { "section" };
        if level > 1 && *self.part != Part::Chapter {
            found.push(
                Problem::new(format!("a section cannot be `{}`", self.part.name()))
                    .hint("move it out, to be an item of `chapters` itself")
                    .at(self.part.location()),
            );
        }
        if level > MAX_LEVEL {
            let problem = Problem::new(format!("more than {MAX_LEVEL} levels of headings"));
            found.push(problem.hint("move the section one level up, or let it be a paragraph").at(here()));
        }
        match &self.title {
            Some(title) if title.is_empty() => {
                found.push(Problem::new(format!("the {noun} has an empty title")).hint("write one").at(here()));
            }
            None if !self.part.is_single() => {
                found.push(
                    Problem::new(format!("the {noun} has no title")).hint("add `title: \u{2026}`").at(place.clone()),
                );
            }
            _ => {}
        }
        if let Some(id) = self.id.as_ref().filter(|id| !is_label(id)) {
            found.push(
                Problem::new(format!("`{}` cannot be a label", **id))
                    .hint("write lower-case letters a to z, digits, `_` and `-`, with a letter first")
                    .at(id.location()),
            );
        }
        if self.text.is_none() && self.file.is_none() && self.show.is_empty() && self.sections.is_empty() {
            let problem = Problem::new(format!("the {noun} holds nothing"));
            found.push(problem.hint(format!("add {}", one_of(["text", "file", "show", "sections"]))).at(here()));
        }
        if let Some(lead) = &self.lead {
            let written = |written: &Spanned<String>| {
                let origin = written.location().map_or(Origin::Nowhere, Origin::Scalar);
                Some(ChapterText { text: written.value.clone(), origin })
            };
            self.leads = per_language(languages, lead, written);
            if level > 1 || *self.part != Part::KeyMessages {
                let location = languages.first().and_then(|language| lead.get(*language)).and_then(Spanned::location);
                found.push(
                    Problem::new("only key messages have a `lead`")
                        .hint("move it into `text`, or write `part: key_messages`")
                        .at(location.unwrap_or_else(here)),
                );
            }
        }
        self.texts = match (&self.text, &self.file) {
            (Some(_), Some(file)) => {
                let location = languages.first().and_then(|language| file.get(*language)).and_then(Spanned::location);
                found.push(
                    Problem::new(format!("the {noun} has both `text` and `file`"))
                        .hint("keep one of them")
                        .at(location.unwrap_or_else(here)),
                );
                Vec::new()
            }
            (Some(text), None) => per_language(languages, text, |written| {
                let origin = written.location().map_or(Origin::Nowhere, Origin::Scalar);
                Some(ChapterText { text: written.value.clone(), origin })
            }),
            (None, Some(file)) => per_language(languages, file, |path| match files.read(path) {
                Ok(source) => Some(ChapterText { text: source.text().to_owned(), origin: Origin::File(source) }),
                Err(problem) => {
                    let diagnostic = problem.at(path.location());
                    if !found.contains(&diagnostic) {
                        found.push(diagnostic);
                    }
                    None
                }
            }),
            (None, None) => Vec::new(),
        };
        for section in &mut self.sections {
            found.extend(section.complete(place, languages, files, level + 1));
        }
        found
    }
}

fn per_language(
    languages: &[Language],
    prose: &Prose,
    mut read: impl FnMut(&Spanned<String>) -> Option<ChapterText>,
) -> Vec<(Language, ChapterText)> {
    languages.iter().filter_map(|language| Some((*language, read(prose.get(*language)?)?))).collect()
}

/// Whether Typst can refer to it, and an address in HTML too.
fn is_label(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_plain() {
        assert!(is_label("resultater-etter_18"));
        assert!(!is_label("Resultater") && !is_label("1a") && !is_label("bl\u{e5}") && !is_label(""));
    }
}
