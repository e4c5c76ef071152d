//! Changes as what a template of a change report reads.

use serde::Serialize;

use super::Changes;
use super::listing::{Group, Listing};
use crate::locale::Locale;

/// More changes of a weight than this are counted and not listed.
const MANY: usize = 150;

/// What `changes/report.typ` reads.
#[derive(Debug, Serialize)]
struct Document<'a> {
    language: &'static str,
    from_to: String,
    listing: &'a Listing,
    /// Of each group, how many entries are not listed.
    more: Vec<Option<String>>,
    before: &'static str,
    now: &'static str,
    size: &'static str,
    place: &'static str,
    cause: &'static str,
    alone: &'static str,
    nothing: &'static str,
}

impl Changes {
    /// What the template of a change report reads, as JSON: the changes from `old` to `new`, as these were given, in the
    /// words of a language.
    ///
    /// # Errors
    /// Never in practice: words and counts have a JSON.
    pub fn document(&self, locale: Locale, old: &str, new: &str) -> Result<Vec<u8>, serde_json::Error> {
        let mut listing = self.listing(locale);
        let cut = |group: &mut Group| {
            let rest = group.entries.len().saturating_sub(MANY);
            group.entries.truncate(MANY);
            (rest > 0).then(|| locale.and_more(rest))
        };
        let more = listing.groups.iter_mut().map(cut).collect();
        let document = Document {
            language: locale.language().code(),
            from_to: locale.change_from_to(old, new),
            listing: &listing,
            more,
            before: locale.change_before(),
            now: locale.change_now(),
            size: locale.change_size(),
            place: locale.change_place(),
            cause: locale.change_cause(),
            alone: locale.cause_alone(),
            nothing: locale.nothing_changed(),
        };
        serde_json::to_vec(&document)
    }
}
