//! Reviews of RevMan 5 (`.rm5`): a table with a row for each study in each outcome.
//!
//! A review is XML that holds everything from its title to its appendices; the numbers of its studies stand under
//! «Data and analyses». The Cochrane Library offers them alone, in the same format. Read are what the authors entered,
//! and the effect and interval that RevMan shows beside it.

mod characters;
mod columns;
mod numbers;
mod review;
mod studies;
mod words;

pub(super) use characters::is_review;

use std::collections::BTreeSet;

use self::review::{Data, Outcome, Row};
use self::words::shortened;
use super::fault::{Fault, Field, counted, first_few};
use super::guard::guarded;
use super::opened::Opened;
use crate::data::raw::RawTable;
use crate::data::source::DataSource;
use crate::diag::Problem;

/// What a person calls such a file.
pub(super) const NAME: &str = "RevMan 5";

/// The root of the XML.
const ROOT: &str = "COCHRANE_REVIEW";

/// The size up to which a review is read: 256 MB.
const LARGEST: u64 = 1 << 28;

/// Reads the outcome that a source names, or all outcomes where it names none.
pub(super) fn read(opened: &Opened<'_>, source: &DataSource) -> Result<RawTable, Fault> {
    if opened.size > LARGEST {
        return Err(review::too_large().into());
    }
    // A fault at a field is no panic, and has to come through as it is.
    guarded(NAME, || Ok(chosen_rows(&opened.bytes()?, source.outcome.as_ref().map(|outcome| outcome.as_str()))))?
}

fn chosen_rows(bytes: &[u8], stated: Option<&str>) -> Result<RawTable, Fault> {
    let (text, remark) = characters::characters(bytes)?;
    let outcomes = review::outcomes(&text)?;
    let read = match stated {
        Some(stated) => vec![chosen(&outcomes, stated.trim())?],
        None => outcomes.iter().filter(|outcome| !outcome.rows.is_empty()).collect(),
    };
    if read.is_empty() {
        return Err(Problem::new("has no numbers of studies")
            .hint("name a review with outcomes under «Data and analyses»")
            .into());
    }
    let mut remarks: Vec<String> = remark.into_iter().collect();
    remarks.push(match stated {
        Some(_) => read_alone(read[0], outcomes.len()),
        None => read_together(&read),
    });
    if stated.is_none() {
        remarks.extend(not_read(&outcomes));
    }
    remarks.extend(read.iter().filter_map(|outcome| repeated(outcome)));
    remarks.extend(swapped(&read));
    remarks.extend(without_logarithms(&read));
    remarks.extend(unlisted(&read));
    Ok(columns::table(&read, remarks))
}

/// The outcome with the stated number.
fn chosen<'a>(outcomes: &'a [Outcome], stated: &str) -> Result<&'a Outcome, Fault> {
    let wrong = |problem: Problem| Err(Fault::at(Field::Outcome, problem));
    match outcomes.iter().find(|outcome| outcome.number == stated) {
        Some(outcome) if outcome.data == Data::Text => wrong(
            Problem::new(format!("has words and no numbers in the outcome {}", called(outcome)))
                .hint(choices(outcomes)),
        ),
        Some(outcome) if outcome.rows.is_empty() => {
            wrong(Problem::new(format!("has no studies in the outcome {}", called(outcome))).hint(choices(outcomes)))
        }
        Some(outcome) => Ok(outcome),
        None => {
            // Numbers that are close to each other are no misspellings: all of them are named below.
            let problem = Problem::new(format!("has no outcome `{}`", shortened(stated)));
            let of_subgroup = outcomes
                .iter()
                .any(|outcome| stated.strip_prefix(&outcome.number).is_some_and(|rest| rest.starts_with('.')));
            let problem = problem.hint(choices(outcomes));
            wrong(match of_subgroup {
                true => {
                    problem.hint("a subgroup of an outcome is chosen by its name: `where: subgroup == \"\u{2026}\"`")
                }
                false => problem,
            })
        }
    }
}

/// The outcomes that can be named.
fn choices(outcomes: &[Outcome]) -> String {
    const SHOWN: usize = 40;
    let usable: Vec<String> = outcomes.iter().filter(|outcome| !outcome.rows.is_empty()).map(called).collect();
    match usable.len() {
        0 => "it has no outcomes with numbers of studies".to_owned(),
        all if all <= SHOWN => format!("its outcomes are {}", usable.join(", ")),
        all => format!("its outcomes are {} and {} more", usable[..SHOWN].join(", "), all - SHOWN),
    }
}

/// An outcome in a message: `` `1.5` «Ordinary work» ``.
fn called(outcome: &Outcome) -> String {
    match &outcome.name {
        Some(name) => format!("`{}` \u{ab}{}\u{bb}", outcome.number, shortened(name)),
        None => format!("`{}`", outcome.number),
    }
}

fn read_alone(outcome: &Outcome, of: usize) -> String {
    let mut pooled: Vec<String> = outcome.measure.iter().map(|measure| shortened(measure)).collect();
    pooled.extend(outcome.method.iter().map(|method| format!("method {}", shortened(method))));
    pooled.extend(outcome.model().map(|model| format!("{model} effects")));
    let pooled = if pooled.is_empty() { String::new() } else { format!(", pooled by RevMan as {}", pooled.join(", ")) };
    let what = match outcome.data {
        Data::Counts => "counts",
        Data::Means => "means",
        Data::Estimates => "estimates",
        Data::LogRank => "log-rank statistics",
        Data::Text => "words",
    };
    let studies = match outcome.rows.len() {
        1 => "1 study".to_owned(),
        several => format!("{several} studies"),
    };
    let of = counted(of, "outcome");
    format!("has {of}, of which {} is read: {what} of {studies}{pooled}", called(outcome))
}

fn read_together(read: &[&Outcome]) -> String {
    let outcomes = counted(read.len(), "outcome");
    let called = first_few(read.iter().map(|outcome| called(outcome)));
    match read.len() {
        1 => format!("has {outcomes} with numbers of studies, which is read: {called}"),
        _ => format!("has {outcomes} with numbers of studies, which are all read: {called}; `outcome` chooses one"),
    }
}

/// What has no rows in the table.
fn not_read(outcomes: &[Outcome]) -> Option<String> {
    let empty = outcomes.iter().filter(|outcome| outcome.rows.is_empty()).map(called);
    let empty = first_few(empty);
    (!empty.is_empty()).then(|| format!("has outcomes of words, or without studies, which are not read: {empty}"))
}

fn repeated(outcome: &Outcome) -> Option<String> {
    let names = first_few(outcome.repeated().into_iter().map(|name| format!("`{}`", shortened(name))));
    (!names.is_empty()).then(|| {
        format!(
            "has studies in more than one subgroup of the outcome {}, which `label` tells apart: {names}",
            called(outcome)
        )
    })
}

fn swapped(read: &[&Outcome]) -> Option<String> {
    let outcomes = first_few(read.iter().filter(|outcome| outcome.swapped).map(|outcome| called(outcome)));
    (!outcomes.is_empty()).then(|| {
        format!("has outcomes that RevMan pooled with events and non-events swapped: {outcomes}; the events are read as they were entered")
    })
}

/// Ratios that were entered as ratios, whose standard errors are those of no logarithm.
fn without_logarithms(read: &[&Outcome]) -> Option<String> {
    let is_ratio = |outcome: &Outcome| outcome.measure.as_ref().is_some_and(|measure| measure.contains("Ratio"));
    let ratios = read.iter().filter(|outcome| outcome.data == Data::Estimates && is_ratio(outcome));
    let entered = ratios.filter(|outcome| outcome.rows.iter().any(Row::is_shown_as_entered));
    let outcomes = first_few(entered.map(|outcome| called(outcome)));
    (!outcomes.is_empty()).then(|| {
        format!("has ratios that were entered without logarithms, so that `se` is no standard error of a logarithm: {outcomes}")
    })
}

/// The studies that the list of studies does not name.
fn unlisted(read: &[&Outcome]) -> Option<String> {
    let studies = read.iter().flat_map(|outcome| &outcome.rows).filter_map(|row| row.study.as_ref());
    let names: BTreeSet<&str> = studies.filter(|study| !study.listed).map(|study| study.name.as_str()).collect();
    let names = first_few(names.into_iter().map(|name| format!("`{}`", shortened(name))));
    (!names.is_empty())
        .then(|| format!("has studies that its list of studies does not name, called by their ids: {names}"))
}

#[cfg(test)]
mod tests;
