//! What a report says, as plain words: for readers that compare two versions of it.

use std::sync::Arc;

use super::document::PercentStyle;
use super::engine::{Engine, Templates};
use super::errors::Text;
use super::filters::Writer;
use super::handles::Handles;
use super::lines::Lines;
use super::rendering::INCLUDED;
use super::words::Words;
use super::{Markup, builtin, plain};
use crate::locale::Locale;
use crate::results::{Language, Results};

/// What the built-in templates say in a language, without the templates of a project.
#[derive(Debug)]
pub struct Said {
    engine: Engine,
    results: Arc<Results>,
}

impl Said {
    /// The words of these results; nothing when a built-in template is wrong.
    ///
    /// Results of another version may have a kind of analysis that has no templates here, and nothing is said of it.
    pub fn of(results: &Arc<Results>, language: Language) -> Option<Said> {
        let path = format!("words/{language}.json");
        let writer = Writer {
            handles: Arc::new(Handles::new(Arc::clone(results))),
            locale: Locale::new(language),
            percent: PercentStyle::Text,
            words: Arc::new(Words::read(builtin::file(&path)).ok()?),
            looked_for: None,
        };
        let mut templates = Templates::new();
        for path in INCLUDED {
            templates.extend(builtin::file(path).map(|text| (path.to_owned(), Text::unmarked(path, text))));
        }
        for (_, section) in &results.sections {
            for path in [format!("prose/{language}/{}.typ", section.kind), format!("analyses/{}.typ", section.kind)] {
                if let Some(text) = builtin::file(&path) {
                    templates.insert(path.clone(), Text::unmarked(&path, text));
                }
            }
        }
        let names: Vec<String> = templates.keys().cloned().collect();
        let engine = Engine::new(writer, &Arc::new(templates), &names, &[], Default::default(), &Arc::from([])).ok()?;
        Some(Said { engine, results: Arc::clone(results) })
    }

    /// The generated sentences of each entry that has some, in order.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use utfall::results::{Language, from_json};
    /// use utfall::template::Said;
    /// let json = include_str!("../../tests/reports/two_proportions/expected/results.json");
    /// let results = Arc::new(from_json(json)?);
    /// let (entry, words) = Said::of(&results, Language::Bokmal).unwrap().by_entry().swap_remove(0);
    /// assert_eq!(entry, "employment");
    /// assert!(words.contains("og er statistisk signifikant ("), "{words}");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn by_entry(&self) -> Vec<(String, String)> {
        let mut said: Vec<(String, String)> = Vec::new();
        for (_, section) in &self.results.sections {
            if said.iter().any(|(known, _)| *known == section.entry) {
                continue;
            }
            let words = self.engine.prose(&section.entry).ok().and_then(|text| unmarked(&text));
            said.push((section.entry.clone(), words.unwrap_or_default()));
        }
        said.retain(|(_, words)| !words.is_empty());
        said
    }

    /// A chapter's text in words; nothing where it says something of results that are not there.
    pub fn text(&self, markup: &Markup) -> Option<String> {
        let text = Text { marked: markup.text().to_owned(), lines: markup.lines().to_vec() };
        unmarked(&self.engine.text(&text).ok()?)
    }
}

/// Rendered markup as plain words.
fn unmarked(rendered: &str) -> Option<String> {
    Some(plain::words(&Lines::default().resolve(rendered).ok()?.text))
}
