//! Pictures that the text of chapters names, such as `#image("fylker.png", alt: "…")`: files beside the specification.

use std::collections::BTreeMap;
use std::fs;

use super::Project;
use crate::data::insist_on_beside;
use crate::diag::{Diagnostic, Problem};
use crate::results::Language;

/// The endings of the files that Typst reads as pictures.
const ENDINGS: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".pdf"];

/// The pictures that the chapters in this language name, by the path they give.
///
/// # Errors
/// A diagnostic at each path that leaves the folder of the specification, or names no file.
pub(super) fn named(project: &Project, language: Language) -> Result<BTreeMap<String, Vec<u8>>, Vec<Diagnostic>> {
    let mut images = BTreeMap::new();
    let mut problems = Vec::new();
    for text in project.report.all_chapters().flat_map(|chapter| chapter.written(language)) {
        for path in paths(text.as_str()) {
            let start = path.as_ptr() as usize - text.as_str().as_ptr() as usize;
            let place = || text.location(start..start + path.len());
            if let Err(problem) = insist_on_beside(path) {
                problems.push(problem.at(place()));
                continue;
            }
            match fs::read(project.folder.join(path)) {
                Ok(bytes) => {
                    images.insert(path.to_owned(), bytes);
                }
                Err(error) => {
                    let problem = Problem::new(format!("the picture `{path}` cannot be read: {error}"));
                    problems.push(problem.hint("pictures lie beside the specification").at(place()));
                }
            }
        }
    }
    if problems.is_empty() { Ok(images) } else { Err(problems) }
}

/// What stands in quotes after `image(` and has the ending of a picture.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("image(").filter_map(|(at, call)| {
        let path = text[at + call.len()..].trim_start().strip_prefix('"')?.split('"').next()?;
        let lower = path.to_lowercase();
        ENDINGS.iter().any(|ending| lower.ends_with(ending)).then_some(path)
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_are_what_stands_in_quotes_after_image() {
        let text = "#image(\"kart/fylker.png\", alt: \"a.png\") og image(x) #figure(image( \"B.SVG\"))";
        assert_eq!(super::paths(text).collect::<Vec<_>>(), ["kart/fylker.png", "B.SVG"]);
    }
}
