//! What a version of a report says in words.

use super::version::Version;
use crate::diff::Sentences;
use crate::results::Language;
use crate::template::Said;

/// What the templates of this utfall say of the results of each entry.
pub(super) fn sentences(version: &Version, language: Language) -> Sentences {
    let said = Said::of(&version.results, language);
    Sentences { language, by_entry: said.map(|said| said.by_entry()).unwrap_or_default() }
}
