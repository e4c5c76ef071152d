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
//! Where more is at hand than results ([`Grounds`]), a cause is a file and what happened to its rows, a line of the
//! specification, the seed or the program; and where the inputs of both versions are at hand, each number says what every
//! cause alone makes of it ([`Alone`]). [`Changes::sentences`] are the sentences that results changed, and
//! [`Changes::stale`] the numbers in hand-written text that were right and no longer are.
//!
//! # Beside `cards::compare_ard()`
//!
//! R's `cards::compare_ard(x, y, keys, columns, tolerance, check.attributes)` compares two tables of results row by row.
//! All that it finds is found here (`all_that_compare_ard_finds_is_found` in the tests), and this differs:
//!
//! * **Keys** are the ids of results, never chosen; an id that is gone is looked for by its content, and is then
//!   «renamed», where R lists one row as missing on each side.
//! * **Duplicates** are refused when results are read, since no result may have the id of another; rows of a table that
//!   have one name, which R refuses, are paired in order.
//! * **Missing on either side** is «removed» and «added», as R's rows only in `x` or `y`.
//! * **Tolerance**: R has one for all numbers, `all.equal()` with 1.5e-8 of the mean. Here the limit is per unit and per
//!   id, the same whichever way two results are compared, and no limit hides a conclusion that changed. What is within
//!   R's tolerance is «rounding» unless a printed digit differs.
//! * **Columns**: R compares `stat_label`, `stat` and `stat_fmt`. Here they are the words, the number with its interval,
//!   tests and degrees of freedom, and the printed digits, each with a weight of its own.
//! * **Attributes**: unit, level, method, basis, role and the value of no effect are compared one by one; the order of
//!   results, which R does not look at, is a change of words.
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
