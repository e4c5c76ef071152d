//! The fixed words of the templates, one file a language.

use std::collections::BTreeMap;

use crate::diag::Problem;

/// The words of one language by key; `{name}` in a text is a place to fill.
#[derive(Clone, Debug, Default)]
pub(super) struct Words(BTreeMap<String, String>);

impl Words {
    /// The built-in words, with those that the project replaces.
    ///
    /// # Errors
    /// When a file is not a JSON object of texts.
    pub(super) fn read<'a>(files: impl IntoIterator<Item = &'a str>) -> Result<Words, serde_json::Error> {
        let mut words = BTreeMap::new();
        for file in files {
            words.extend(serde_json::from_str::<BTreeMap<String, String>>(file)?);
        }
        Ok(Words(words))
    }

    /// The words for a key, with its places filled.
    ///
    /// # Errors
    /// When there is no such key, a place is left empty, or a filling has no place.
    pub(super) fn word(&self, key: &str, fillings: &[(String, String)]) -> Result<String, Problem> {
        let Some(text) = self.0.get(key) else {
            return Err(Problem::new(format!("there are no words for `{key}`"))
                .closest_of(key, self.0.keys().map(String::as_str)));
        };
        let mut filled = String::with_capacity(text.len());
        let mut used = 0;
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            let Some((_, filling)) = fillings.iter().find(|(known, _)| known == name) else {
                return Err(Problem::new(format!("the words for `{key}` need `{name}`"))
                    .hint(format!("write `\"{key}\" | word({name}=…)`")));
            };
            filled.push_str(filling);
            used += 1;
            rest = after;
        }
        filled.push_str(rest);
        if used < fillings.len() {
            let unused: Vec<&str> = fillings
                .iter()
                .map(|(name, _)| name.as_str())
                .filter(|name| !text.contains(&format!("{{{name}}}")))
                .collect();
            if let [first, ..] = unused.as_slice() {
                return Err(Problem::new(format!("the words for `{key}` have no place for `{first}`")));
            }
        }
        Ok(filled)
    }
}
