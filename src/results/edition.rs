//! Editions of the default methods.

use serde::Deserialize;

/// The edition of the default methods: what an analysis is computed with where its specification does not say.
///
/// A report keeps the edition that it was made with, so that its numbers stay: every later utfall computes an old edition
/// as it was, and a specification that names none has the first one, for ever. What changed in an edition:
///
/// | Edition | Default |
/// |---|---|
/// | `2026.1` | Meta-analyses: the profile `utfall-2026.1` (Hartung and Knapp's interval always, prediction with k − 2) |
/// | `2026.2` | Meta-analyses: the profile `cochrane-2025` (Hartung and Knapp's interval where studies vary, prediction with k − 1, studies without events in either arm left out) |
///
/// ```
/// use utfall::results::Edition;
/// assert_eq!(Edition::default().name(), "2026.1");
/// assert_eq!(Edition::NEWEST.name(), "2026.2");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Edition {
    /// The first edition.
    #[default]
    #[serde(rename = "2026.1")]
    Edition2026_1,
    /// Meta-analyses as Cochrane's methods are from 2025 on.
    #[serde(rename = "2026.2")]
    Edition2026_2,
}

impl Edition {
    /// All of them, the oldest first.
    pub const ALL: [Edition; 2] = [Edition::Edition2026_1, Edition::Edition2026_2];
    /// The newest.
    pub const NEWEST: Edition = Edition::Edition2026_2;

    /// Its name, as it stands in YAML and in the method appendix.
    pub fn name(self) -> &'static str {
        match self {
            Edition::Edition2026_1 => "2026.1",
            Edition::Edition2026_2 => "2026.2",
        }
    }
}
