//! What is another in the results of a report than it was: Results × Results → [`Changes`], and views of these.
//!
//! Results are matched by id, and where an id is gone, by content. What is found is sorted by weight ([`ChangeKind`]):
//! a conclusion that changed, a number beyond the tolerance, what came and went, printed digits, figures, methods and
//! inputs, words, and last the digits that nobody sees. Each change of a number says why, as far as two results can
//! tell ([`Cause`]).
//!
//! ```
//! use utfall::diff::{Tolerance, compare, read};
//! # let file = |lower: f64, value: f64, upper: f64| format!(r#"{{"schema": "utfall-results-1", "edition": "2026.1",
//! #   "report": {{"title": "IPS", "languages": ["en"]}}, "sections": {{"work": {{"entry": "work",
//! #   "kind": "two_proportions", "values": {{"risk_difference": {{"estimate": {{"value": {value},
//! #   "unit": "proportion_difference", "decimals": 1, "no_effect": 0.0, "interval": {{"level": 0.95, "method": "wald",
//! #   "bounds": {{"bounded": {{"lower": {lower}, "upper": {upper}}}}}}}}}}}}},
//! #   "provenance": {{"basis": "observed"}}}}}}}}"#);
//! # let (before, now) = (file(0.013, 0.104, 0.194), file(-0.010, 0.081, 0.172));
//! let changes = compare(&read("old", &before)?, &read("new", &now)?, &Tolerance::default())?;
//! assert_eq!(changes.exit_code, 3);
//! let text = changes.terminal(utfall::diff::Terminal::default());
//! // With hard spaces, as everywhere: 10.4 (1.3 to 19.4) → 8.1 (−1.0 to 17.2).
//! assert!(text.contains("The interval now covers zero: 10.4"), "{text}");
//! # Ok::<(), utfall::diag::Problem>(())
//! ```
//!
//! The layer is pure. It is handed results; files, git revisions and the attachments of a PDF are read by commands.

mod attribution;
mod carried;
mod cause;
mod change;
mod changes;
mod comparison;
mod conclusion;
mod document;
mod glob;
mod grounds;
mod html;
mod listing;
mod making;
mod markdown;
mod overlay;
mod pairing;
mod passages;
mod read;
mod renames;
mod scalar;
mod sentences;
mod set;
mod tables;
mod terminal;
#[cfg(test)]
mod tests;
mod tolerance;
mod values;
mod worded;
mod words;

pub use carried::Alone;
pub use cause::{Cause, MethodOf};
pub use change::{Aspect, Change, ChangeKind, Content, Parts};
pub use changes::{Changes, Heading, SCHEMA, compare, compare_versions, compare_with_sentences};
pub use conclusion::Conclusion;
pub use html::{Mark, PagePair, PageView, Shown};
pub use listing::{Entry, Group, Listing, Sentence, Stale};
pub use making::{Factor, Grounds, Making, RowChanges, differing, with_lines};
pub use passages::{ChangedSentence, Passage, StaleNumber};
pub use read::read;
pub use sentences::Sentences;
pub use set::{ChangeSet, Reported, SET_SCHEMA, set_schema};
pub use terminal::Terminal;
pub use tolerance::{Limit, Measure, Tolerance};
pub use words::{Piece, words};
