//! Problems without a place, and diagnostics with one.

use std::collections::HashSet;
use std::fmt;

use super::{Location, closest};

/// What is wrong, in lower case and with names in backticks, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What was found, and what was expected.
    pub what: String,
    /// Each an action, such as «write `0.05`».
    pub hints: Vec<String>,
}

impl Problem {
    /// A problem without hints.
    pub fn new(what: impl Into<String>) -> Problem {
        Problem { what: what.into(), hints: Vec::new() }
    }

    /// The same problem with one more hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hints.push(hint.into());
        self
    }

    /// The same problem, with «did you mean» if one of the candidates is near to what was written.
    #[must_use]
    pub fn closest_of<'a>(self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Problem {
        match closest(word, candidates) {
            Some(candidate) => self.hint(format!("did you mean `{candidate}`?")),
            None => self,
        }
    }

    /// An error at this place; a `Location`, or the `Option` that a [`Spanned`](super::Spanned) gives.
    pub fn at(self, location: impl Into<Option<Location>>) -> Diagnostic {
        Diagnostic { severity: Severity::Error, location: location.into(), problem: self, related: Vec::new() }
    }

    /// An error that has no place in any file.
    pub fn nowhere(self) -> Diagnostic {
        self.at(None)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        self.hints.iter().try_for_each(|hint| write!(f, "; {hint}"))
    }
}

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// There is no result.
    Error,
    /// There is a result, but its author should look.
    Warning,
    /// It follows from an error that is reported already, and is not shown.
    Consequence,
}

/// A problem with its place, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether it stops the build.
    pub severity: Severity,
    /// Where, if it has a place.
    pub location: Option<Location>,
    /// What, and what to do.
    pub problem: Problem,
    /// Other places that explain it, each with a few words.
    pub related: Vec<(Location, String)>,
}

impl Diagnostic {
    /// The same diagnostic, said of one of several reports.
    #[must_use]
    pub fn of(mut self, report: &str) -> Diagnostic {
        self.problem.what = format!("in the report of {report}: {}", self.problem.what);
        self
    }

    /// The same diagnostic, as a warning.
    #[must_use]
    pub fn warning(mut self) -> Diagnostic {
        self.severity = Severity::Warning;
        self
    }

    /// The same diagnostic, as a mere consequence of an error that is reported already.
    #[must_use]
    pub fn consequence(mut self) -> Diagnostic {
        self.severity = Severity::Consequence;
        self
    }

    /// The same diagnostic, with one more place that explains it, such as «first used here».
    #[must_use]
    pub fn see(mut self, location: Location, words: impl Into<String>) -> Diagnostic {
        self.related.push((location, words.into()));
        self
    }

    /// Whether it stops the build.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.location {
            Some(location) => write!(f, "{location}: {}", self.problem),
            None => self.problem.fmt(f),
        }
    }
}

/// The diagnostics that say something new: no two that read the same, and no mere consequences.
pub fn distinct(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut known = HashSet::new();
    let mut kept = diagnostics;
    kept.retain(|diagnostic| diagnostic.severity != Severity::Consequence);
    kept.retain(|diagnostic| known.insert((diagnostic.severity, diagnostic.to_string())));
    kept
}

/// «`a`, `b` or `c`».
///
/// ```
/// assert_eq!(utfall::diag::one_of(["nb", "nn", "en"]), "`nb`, `nn` or `en`");
/// ```
pub fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}
