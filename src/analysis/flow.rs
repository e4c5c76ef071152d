//! What the flows of persons and of studies have in common: boxes whose numbers have to add up.

use super::persons::Persons;
use crate::diag::{Diagnostic, Location, Problem};
use crate::results::Text;

/// A number that others are taken from.
#[derive(Clone, Debug)]
pub(super) struct Box {
    /// What it counts, for a message.
    pub what: String,
    /// How many.
    pub count: u64,
    /// Where it is written.
    pub place: Option<Location>,
}

/// One stage: how many of each group reached it, and why the others did not.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub name: String,
    pub label: Text,
    pub counts: [u64; 2],
    pub lost: Vec<Lost>,
}

/// Those who did not reach a stage for one reason.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    pub name: String,
    /// The reason; nothing where a condition of a population gives none.
    pub label: Option<Text>,
    pub counts: [u64; 2],
    /// Who they are, where they are rows of a data source.
    pub persons: Option<Persons>,
}

/// Insists that what goes into a box comes out of it: `count = losses + rest`.
///
/// # Errors
/// A diagnostic at the box with the sum as it is.
pub(super) fn insist_on_closing(
    from: &Box,
    losses: impl Iterator<Item = u64>,
    rest_is: &str,
    rest: u64,
) -> Result<(), Diagnostic> {
    let lost = losses.fold(0u64, u64::saturating_add);
    if lost.checked_add(rest) == Some(from.count) {
        return Ok(());
    }
    let sum = lost.saturating_add(rest);
    let problem = Problem::new(format!(
        "the flow does not close: {} {}, of whom {lost} are lost and {rest} {rest_is}, which makes {sum}",
        from.count, from.what
    ));
    let hint = match sum < from.count {
        true => format!("{} are not accounted for: add the reason why they left", from.count - sum),
        false => format!("{} too many: check the numbers and reasons", sum - from.count),
    };
    Err(problem.hint(hint).at(from.place.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let assessed = Box { what: "assessed".into(), count: 620, place: None };
        assert!(insist_on_closing(&assessed, [210].into_iter(), "allocated", 410).is_ok());
        let short = insist_on_closing(&assessed, [200].into_iter(), "allocated", 410).unwrap_err();
        assert!(short.to_string().contains("620 assessed"), "{short}");
        assert!(insist_on_closing(&assessed, [u64::MAX].into_iter(), "allocated", 410).is_err());
    }
}
