//! The reports under `analyses/` as they are read: their pages, their words with places, their headings. Built once for all tests.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use rayon::prelude::*;
use utfall::pdf::{Pages, Word};
use utfall::results::{Language, Results};
use utfall::template::Overrides;
use utfall::{discover, pipeline};

/// Headings under which languages differ: what only a report in Norwegian has, and what counts pages.
pub(crate) const APART: [&str; 13] = [
    "English summary",
    "Innhold",
    "Innhald",
    "Contents",
    "Figurer",
    "Figurar",
    "Figures",
    "Tabeller",
    "Tabellar",
    "Tables",
    "Referanser",
    "Referansar",
    "References",
];

/// A report in one language.
pub(crate) struct Finished {
    /// The name of its specification.
    pub(crate) name: String,
    pub(crate) language: Language,
    pub(crate) results: std::sync::Arc<Results>,
    pub(crate) pdf: Vec<u8>,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) pages: Vec<Page>,
}

pub(crate) struct Page {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) words: Vec<Word>,
}

/// What stands under a heading of the first or second level, up to the next one.
pub(crate) struct Passage {
    pub(crate) heading: String,
    pub(crate) level: usize,
    /// Its words, without running headers and folios. A hyphen at the end of a line is U+00AD: it may be part of the word or not.
    pub(crate) text: String,
}

/// All of them: each specification in each of its languages.
pub(crate) static ALL: LazyLock<Vec<Finished>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("analyses");
    let specifications = discover::specifications(&[folder]).unwrap_or_else(|problems| panic!("{problems:?}"));
    let built: Vec<Vec<Finished>> = specifications.par_iter().map(|path| built(path)).collect();
    built.into_iter().flatten().collect()
});

/// The joint report of a specification in all its languages.
fn built(path: &Path) -> Vec<Finished> {
    let fail = |problems: Vec<utfall::diag::Diagnostic>| -> ! { panic!("{}", utfall::diag::render(&problems, false)) };
    let projects = pipeline::load(path).unwrap_or_else(|problems| fail(problems));
    let (computed, _) = pipeline::compute(&projects).unwrap_or_else(|problems| fail(problems));
    let languages = projects[0].report.header.languages();
    let finished = languages.par_iter().map(|language| {
        let output = pipeline::render(&projects[0], &computed[0], *language, &Overrides::none());
        let mut output = output.unwrap_or_else(|problems| fail(problems));
        let pdf = output.files.remove("report.pdf").unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let pages = pages(&name, &pdf);
        Finished { name, language: *language, results: computed[0].results.clone(), pdf, files: output.files, pages }
    });
    finished.collect()
}

fn pages(name: &str, pdf: &[u8]) -> Vec<Page> {
    let pages = Pages::of(name, pdf.to_vec()).unwrap();
    let page = |number| {
        let (width, height) = pages.size(number).unwrap();
        Page { width, height, words: pages.words(number) }
    };
    (0..pages.count()).map(page).collect()
}

/// Millimetres in points.
pub(crate) fn mm(millimetres: f64) -> f64 {
    millimetres * 72.0 / 25.4
}

/// The sizes of headings (templates/lib/theme.typ) as heights of words.
const HEADINGS: [(f64, usize); 2] = [(22.0 * 1.02, 1), (14.5 * 1.02, 2)];

fn level(word: &Word) -> Option<usize> {
    HEADINGS.iter().find(|(height, _)| (word.height - height).abs() < 0.05).map(|(_, level)| *level)
}

impl Finished {
    /// `ips-ung (nn)`.
    pub(crate) fn shown(&self) -> String {
        format!("{} ({})", self.name, self.language)
    }

    /// The passages from page 3, after cover and colophon.
    pub(crate) fn passages(&self) -> Vec<Passage> {
        self.passages_without(0.0)
    }

    /// The same without words of this height.
    pub(crate) fn passages_without(&self, height: f64) -> Vec<Passage> {
        let mut passages: Vec<Passage> = Vec::new();
        let mut last: Option<Word> = None;
        for page in self.pages.iter().skip(2) {
            for word in page.words.iter().filter(|word| word.top > mm(29.0) && (word.height - height).abs() > 0.02) {
                let level = level(word);
                let same_line = last.as_ref().is_some_and(|last| (last.top - word.top).abs() < 0.2 * word.height);
                // A hard space inside a number reads as a space in a PDF, but columns stand further apart.
                let gap = last.as_ref().map_or(f64::MAX, |last| word.left - last.left - last.width);
                let goes_on = same_line && (0.0..0.35 * word.height).contains(&gap) && is_thousands(&word.text);
                let place = match (same_line, goes_on) {
                    (true, true) => Place::SameNumber,
                    (true, false) => Place::SameLine,
                    (false, _) => Place::NextLine,
                };
                match (level, passages.last_mut()) {
                    // A heading goes on while its words have one size; two headings have a line of another size, or a gap, between them.
                    (Some(level), Some(passage)) if passage.text.is_empty() && passage.level == level => {
                        join(&mut passage.heading, &word.text, place);
                    }
                    (Some(level), _) => {
                        passages.push(Passage { heading: word.text.clone(), level, text: String::new() });
                    }
                    (None, Some(passage)) => join(&mut passage.text, &word.text, place),
                    (None, None) => {}
                }
                last = Some(word.clone());
            }
        }
        for passage in &mut passages {
            passage.heading = without_number(&passage.heading);
        }
        passages
    }
}

/// Where a word stands after the last one.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    SameNumber,
    SameLine,
    NextLine,
}

/// Three digits that may be the end of a number: «000» of «395 000».
fn is_thousands(word: &str) -> bool {
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    digits == 3 && word.chars().nth(3).is_none_or(|c| !c.is_alphanumeric())
}

/// Adds a word; one that was parted at the end of a line is whole but for the hyphen.
fn join(text: &mut String, word: &str, place: Place) {
    let word = word.replace('\u{202f}', "\u{a0}");
    let before = |back: usize| text.chars().rev().nth(back);
    let parted = place == Place::NextLine && before(0) == Some('-') && before(1).is_some_and(char::is_alphabetic);
    if parted && word.starts_with(char::is_lowercase) {
        text.pop();
        text.push('\u{ad}');
    } else if place == Place::SameNumber && before(0).is_some_and(|c| c.is_ascii_digit()) {
        text.push('\u{a0}');
    } else if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(&word);
}

/// Words without what a line break may change: spaces and hyphens.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{ad}' | '\u{a0}' | '\u{202f}')).collect()
}

/// «Effekt» of «2.1 Effekt».
fn without_number(heading: &str) -> String {
    let is_number = |word: &str| {
        word.chars().next().is_some_and(|c| c.is_ascii_digit() || c == 'V')
            && word.chars().skip(1).all(|c| c.is_ascii_digit() || c == '.')
    };
    match heading.split_once(' ') {
        Some((first, rest)) if is_number(first) => rest.to_owned(),
        _ => heading.to_owned(),
    }
}
