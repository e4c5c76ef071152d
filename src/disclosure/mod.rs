//! Results → results in which no small count of persons can be found: between analysis and everything that shows.
//!
//! # What is protected
//!
//! Analyses that count persons in data say with each [`Section`](crate::results::Section) which groups of persons they
//! counted ([`PersonCell`](crate::results::PersonCell)) and which of its values show or betray each count. A count below
//! the minimum is *small*: every value that shows it becomes
//! [`Reason::Protected`](crate::results::Reason::Protected), percentages and effects as well as counts. So is the
//! difference of two counts, where anyone can work it out.
//!
//! A hidden number that follows from others is not hidden. All counts of all sections, of the joint report and those of
//! its sites, are therefore one linear system (`system.rs`), and more values are hidden, those with the least loss, until
//! no attacker succeeds (`attacker.rs`, `guard.rs`):
//!
//! * who knows only that counts are not negative cannot narrow a protected count down to an interval narrower than the
//!   minimum less one;
//! * who knows the rule, and moreover of each hidden count whether it is small, nought or neither, which is what
//!   `disclosure.json` and the choice of what is hidden may tell, finds at least two whole numbers that fit. Where not even
//!   hiding everything achieves that, as of four persons in four groups, `disclosure.json` does not tell, and it holds for
//!   who knows only that a hidden number is not nought.
//!
//! A published percentage, interval or test counts as publication of the exact counts behind it.
//!
//! # Rounding
//!
//! With `method: round` every count is rounded to the nearest multiple of the base, on its own and therefore to the same
//! number wherever it is shown; shares are worked out from rounded counts, without intervals. Sums of rounded counts are
//! not the rounded sum, which a note says. SSB's SmallCountRounding rounds the inner cells of one table and adds margins
//! up, which is additive but needs that one table: the sections of a report are many tables, whose inner cells nobody has
//! counted. Since rounding each count by itself may betray one (1 + 1 = 2 is shown as 0 + 0 = 3), the same attack is made,
//! and what it needs is hidden. Effects keep their exact values where all counts behind them may be known.
//!
//! # Deliberately absent
//!
//! Noise, and anything that depends on the order of sections or on chance.

mod attacker;
mod circuit;
mod guard;
mod hide;
mod log;
mod lp;
mod program;
mod proofs;
mod rule;
mod showing;
mod system;

#[cfg(test)]
mod tests;

pub use log::{Hidden, Log, LoggedRule, LoggedSection, SCHEMA, Struck};
pub use rule::{Disclosure, Rule};

use crate::results::Results;
use guard::Guard;
use showing::Showing;
use system::System;

/// Protects small counts in all reports of a specification together, and says what it did to each of them.
///
/// Afterwards no section has [`cells`](crate::results::Section::cells). Reports without any are left as they are.
///
/// ```
/// use utfall::disclosure::{Rule, protect};
/// # use utfall::results::{Language, PersonCell, Provenance, ReportInfo, Results, Section, Text, Value};
/// # let mut section = Section {
/// #     entry: "employment".into(), kind: "one_proportion".into(), combination: vec![], facets: vec![], role: None, labels: vec![],
/// #     values: vec![("group.events".into(), Value::Count(3)), ("group.total".into(), Value::Count(50))],
/// #     notes: vec![], source: None, provenance: Provenance::default(), protected: vec![], cells: vec![],
/// # };
/// section.cells = vec![
///     PersonCell::new("persons", [("employed", "yes")], 3).shown_in(["group.events"]),
///     PersonCell::new("persons", [("employed", "no")], 47),
///     PersonCell::new("persons", [], 50).shown_in(["group.total"]),
/// ];
/// # let report = ReportInfo { title: Text::from("x"), languages: vec![Language::Bokmal], date: None };
/// # let mut reports = [Results {
/// #     schema: utfall::results::SCHEMA.into(), edition: "2026.1".into(), report,
/// #     sections: vec![("employment".into(), section)],
/// # }];
/// let logs = protect(&mut reports, &Rule::default());
/// let section = reports[0].section("employment").unwrap();
/// assert!(section.value("group.events").unwrap().is_protected());
/// assert_eq!(section.value("group.total"), Some(&Value::Count(50)));
/// assert_eq!(logs[0].sections[0].hidden[0].value, "group.events");
/// ```
pub fn protect(reports: &mut [Results], rule: &Rule) -> Vec<Log> {
    if let Some(reason) = &rule.off {
        hide::forget_cells(reports);
        return reports.iter().map(|_| Log::off(reason)).collect();
    }
    let showing = Showing::of(reports);
    let system = System::new(&showing.groups);
    let decision = Guard::new(rule, &showing, &system).decide();
    let logs = reports.iter().enumerate().map(|(number, report)| {
        match report.sections.iter().all(|(_, section)| section.cells.is_empty()) {
            true => Log::not_needed(),
            false => Log::of(number, report, rule, &showing, &decision),
        }
    });
    let logs = logs.collect();
    hide::apply(reports, rule, &showing, &decision.hidden);
    hide::forget_cells(reports);
    logs
}
