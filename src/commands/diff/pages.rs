//! The pages of two versions side by side, with the words that are only in one of them.

use std::collections::HashMap;
use std::sync::Arc;

use super::version::{Finished, Version};
use crate::diag::{Diagnostic, Problem};
use crate::diff::{Mark, PagePair, PageView, Shown, differing};
use crate::pdf::{Pages, Word};
use crate::pipeline;
use crate::results::Language;
use crate::template::Overrides;

/// Pages further apart than this are not taken for each other.
const APART: usize = 12;

/// The pages that differ; nothing where one version is results alone.
///
/// # Errors
/// A PDF that cannot be read, or a report that cannot be rendered.
pub(super) fn shown(old: &Version, new: &Version, language: Language) -> Result<Shown, Vec<Diagnostic>> {
    let (Some(old), Some(new)) = (pdf(old, language)?, pdf(new, language)?) else { return Ok(Shown::default()) };
    let one = |problem: Problem| vec![problem.nowhere()];
    let old = Read::of(Pages::of("report.pdf", old).map_err(one)?);
    let new = Read::of(Pages::of("report.pdf", new).map_err(one)?);
    let mut shown = Shown::default();
    for (was, is) in aligned(&old, &new) {
        let pair = match (was, is) {
            (Some(was), Some(is)) => {
                let (before, now) = (old.texts(was), new.texts(is));
                let runs = differing(&before, &now);
                let marks = |words: &[Word], of: fn(&(std::ops::Range<usize>, std::ops::Range<usize>)) -> std::ops::Range<usize>| {
                    runs.iter().flat_map(|run| words[of(run)].iter().map(mark)).collect::<Vec<_>>()
                };
                PagePair {
                    old: old.view(was, marks(&old.words[was], |run| run.0.clone())),
                    new: new.view(is, marks(&new.words[is], |run| run.1.clone())),
                }
            }
            (was, is) => PagePair {
                old: was.and_then(|page| old.view(page, Vec::new())),
                new: is.and_then(|page| new.view(page, Vec::new())),
            },
        };
        // A figure may differ where no word does.
        let is_same = matches!((&pair.old, &pair.new), (Some(old), Some(new)) if old.svg == new.svg);
        match is_same {
            true => shown.same_pages += 1,
            false => shown.pages.push(pair),
        }
    }
    Ok(shown)
}

/// The finished report of a version in a language, where there is one.
fn pdf(version: &Version, language: Language) -> Result<Option<Vec<u8>>, Vec<Diagnostic>> {
    match &version.finished {
        Finished::None => Ok(None),
        Finished::Pdf(bytes) => Ok(Some(Vec::clone(bytes))),
        Finished::Folder(folder) => {
            // Another language of the report lies beside it.
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let beside = folder.with_file_name(format!("{name}-{language}"));
            let folder = if beside.join("report.pdf").is_file() { &beside } else { folder };
            Ok(std::fs::read(folder.join("report.pdf")).ok())
        }
        Finished::Computed(computed) => {
            let (Some(project), Some(path)) = (&version.project, &version.specification_path) else { return Ok(None) };
            let overrides = Overrides::read(&pipeline::templates_of(path))?;
            let mut output = pipeline::render(project, &Arc::clone(computed), language, &overrides)?;
            Ok(output.files.remove("report.pdf"))
        }
    }
}

/// A PDF with the words of its pages.
struct Read {
    pages: Pages,
    words: Vec<Vec<Word>>,
}

impl Read {
    fn of(pages: Pages) -> Read {
        let words = (0..pages.count()).map(|page| pages.words(page)).collect();
        Read { pages, words }
    }

    fn texts(&self, page: usize) -> Vec<&str> {
        self.words[page].iter().map(|word| word.text.as_str()).collect()
    }

    fn view(&self, page: usize, marks: Vec<Mark>) -> Option<PageView> {
        let (width, height) = self.pages.size(page)?;
        Some(PageView { number: page + 1, width, height, svg: self.pages.svg(page)?, marks })
    }
}

fn mark(word: &Word) -> Mark {
    let Word { text, left, top, width, height } = word.clone();
    Mark { left, top, width, height, text }
}

/// Which page took the place of which: the pairs that share most words, in order.
fn aligned(old: &Read, new: &Read) -> Vec<(Option<usize>, Option<usize>)> {
    let (rows, columns) = (old.words.len(), new.words.len());
    let width = columns + 1;
    let mut best = vec![0.0f64; (rows + 1) * width];
    let mut alike = HashMap::new();
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            let near = i.abs_diff(j) <= APART + rows.abs_diff(columns);
            let score = if near { shared(&old.texts(i), &new.texts(j)) } else { 0.0 };
            alike.insert((i, j), score);
            let pair = best[(i + 1) * width + j + 1] + score;
            best[i * width + j] = pair.max(best[(i + 1) * width + j]).max(best[i * width + j + 1]);
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut found = Vec::new();
    while i < rows || j < columns {
        let here = best[i * width + j];
        let score = alike.get(&(i, j)).copied().unwrap_or(0.0);
        if i < rows && j < columns && score > 0.2 && best[(i + 1) * width + j + 1] + score >= here - 1e-12 {
            found.push((Some(i), Some(j)));
            (i, j) = (i + 1, j + 1);
        } else if i < rows && (j == columns || best[(i + 1) * width + j] >= best[i * width + j + 1]) {
            found.push((Some(i), None));
            i += 1;
        } else {
            found.push((None, Some(j)));
            j += 1;
        }
    }
    found
}

/// The share of words that two pages have in common, from 0 to 1.
fn shared(old: &[&str], new: &[&str]) -> f64 {
    if old.is_empty() && new.is_empty() {
        return 1.0;
    }
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in old {
        *left.entry(word).or_default() += 1;
    }
    let mut common = 0;
    for word in new {
        if let Some(count) = left.get_mut(word).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    2.0 * f64::from(common) / (old.len() + new.len()) as f64
}
