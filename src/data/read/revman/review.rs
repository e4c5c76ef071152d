//! A review as RevMan 5 writes it: comparisons, their outcomes, and the studies with their numbers.
//!
//! ```xml
//! <COCHRANE_REVIEW>
//!   <STUDIES_AND_REFERENCES><STUDIES><INCLUDED_STUDIES>
//!     <STUDY ID="STD-Dahl-2004" NAME="Dahl 2004" YEAR="2004"/>
//!   <ANALYSES_AND_DATA CALCULATED_DATA="YES">
//!     <COMPARISON NO="1"><NAME>IPS</NAME>
//!       <DICH_OUTCOME NO="5" EFFECT_MEASURE="RR" METHOD="MH" RANDOM="YES" CI_STUDY="95" SWAP_EVENTS="NO">
//!         <NAME/><GROUP_LABEL_1/><GROUP_LABEL_2/>
//!         <DICH_SUBGROUP NO="1"><NAME/>
//!           <DICH_DATA STUDY_ID="STD-Dahl-2004" EVENTS_1="12" TOTAL_1="40" EVENTS_2="6" TOTAL_2="41" ORDER="3"/>
//! ```
//!
//! Studies stand in subgroups where an outcome has any, and in the outcome itself where it has none.

use std::collections::{BTreeSet, HashSet};

use roxmltree::{Document, Error, Node, ParsingOptions};

use super::super::guard::damaged;
use super::numbers::{self, COUNT, NUMBERS};
use super::studies::{Studies, Study};
use super::words::{children, one_line, said, shortened, yes};
use super::{NAME, ROOT};
use crate::diag::Problem;

/// What the studies of an outcome have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Data {
    /// Persons with the outcome in both groups (`DICH_OUTCOME`).
    Counts,
    /// Means and standard deviations of both groups (`CONT_OUTCOME`).
    Means,
    /// Estimates with standard errors as they were entered, of ratios nearly always the logarithms (`IV_OUTCOME`).
    Estimates,
    /// Observed less expected events with their variance (`IPD_OUTCOME`).
    LogRank,
    /// Words (`OTHER_OUTCOME`), or something that RevMan 5.4 did not know.
    Text,
}

impl Data {
    /// What an element holds whose name starts so.
    fn of(start: &str) -> Data {
        match start {
            "DICH" => Data::Counts,
            "CONT" => Data::Means,
            "IV" => Data::Estimates,
            "IPD" => Data::LogRank,
            _ => Data::Text,
        }
    }

    /// What a specification calls it.
    pub fn name(self) -> &'static str {
        match self {
            Data::Counts => "counts",
            Data::Means => "means",
            Data::Estimates => "estimates",
            Data::LogRank => "log_rank",
            Data::Text => "text",
        }
    }
}

/// An outcome of a comparison.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// The number of its comparison, such as `1`.
    pub comparison: String,
    pub comparison_name: Option<String>,
    /// Its own number, such as `1.5`.
    pub number: String,
    pub name: Option<String>,
    pub data: Data,
    /// The effect measure in RevMan's words: `RR`, `PETO_OR`, `Hazard Ratio`.
    pub measure: Option<String>,
    /// `MH`, `IV`, `PETO` or `EXP_O_E_VAR`.
    pub method: Option<String>,
    /// Whether the pooled effect is one of random effects.
    pub random: Option<bool>,
    /// The labels of the two groups.
    pub groups: [Option<String>; 2],
    /// The level of the intervals of the studies.
    pub level: Option<f64>,
    /// Whether RevMan pooled those without the event.
    pub swapped: bool,
    pub rows: Vec<Row>,
}

/// A study in an outcome.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub subgroup: Option<String>,
    pub id: Option<String>,
    pub study: Option<Study>,
    /// Whether RevMan worked out an effect.
    pub estimable: Option<bool>,
    /// In the order of [`NUMBERS`].
    pub numbers: [Option<f64>; COUNT],
    /// Its place in the order that the authors gave.
    pub order: Option<f64>,
}

impl Row {
    /// What the study is called.
    pub fn name(&self) -> Option<&str> {
        self.study.as_ref().map(|study| study.name.as_str())
    }

    /// Whether an estimate was entered as RevMan shows it, rather than as its logarithm.
    pub fn is_shown_as_entered(&self) -> bool {
        let number = |column: &str| {
            let place = NUMBERS.iter().position(|number| number.column == column)?;
            self.numbers[place]
        };
        // No number is its own logarithm.
        number("estimate")
            .zip(number("effect"))
            .is_some_and(|(entered, shown)| (entered - shown).abs() <= 1e-6 * shown.abs())
    }
}

/// The signs of tags and attributes that a review may have: room is made for as many before anything is read.
const SIGNS: usize = 10_000_000;

/// The outcomes of a review, in the order of the file.
///
/// # Errors
/// XML that is damaged or has a document type, another root, a number that is none, and two outcomes of one number.
pub(super) fn outcomes(text: &str) -> Result<Vec<Outcome>, Problem> {
    let signs = |sign: u8| text.bytes().filter(|byte| *byte == sign).count();
    if signs(b'<') > SIGNS || signs(b'=') > SIGNS {
        return Err(too_large());
    }
    let limit = u32::try_from(2 * SIGNS).unwrap_or(u32::MAX);
    let options = ParsingOptions { allow_dtd: false, nodes_limit: limit, entity_resolver: None };
    let document = Document::parse_with_options(text, options).map_err(broken)?;
    let root = document.root_element();
    if !root.has_tag_name(ROOT) {
        let root = shortened(root.tag_name().name());
        return Err(Problem::new(format!("is no {NAME} file: its root is `{root}` and not `{ROOT}`")));
    }
    let studies = Studies::of(root);
    let mut outcomes = Vec::new();
    let comparisons = root.descendants().filter(|node| node.has_tag_name("COMPARISON"));
    for (place, comparison) in comparisons.enumerate() {
        let number = number(comparison, place);
        let name = said(comparison, "NAME");
        let parts =
            children(comparison).filter_map(|node| Some((node, node.tag_name().name().strip_suffix("_OUTCOME")?)));
        for (place, (node, start)) in parts.enumerate() {
            outcomes.push(outcome(node, start, place, (&number, name.as_ref()), &studies)?);
        }
    }
    let mut known = HashSet::new();
    match outcomes.iter().find(|outcome| !known.insert(outcome.number.as_str())) {
        Some(twice) => Err(Problem::new(format!("has two outcomes with the number `{}`", twice.number))
            .hint("open it in RevMan 5 and save it again, which numbers them")),
        None => Ok(outcomes),
    }
}

/// An outcome with its studies.
fn outcome(
    node: Node<'_, '_>,
    start: &str,
    place: usize,
    (comparison, comparison_name): (&str, Option<&String>),
    studies: &Studies,
) -> Result<Outcome, Problem> {
    let attribute = |name: &str| node.attribute(name).map(one_line).filter(|text| !text.is_empty());
    let number = format!("{comparison}.{}", number(node, place));
    let level = attribute("CI_STUDY").and_then(|level| numbers::read(&level).ok().flatten());
    let mut outcome = Outcome {
        comparison: comparison.to_owned(),
        comparison_name: comparison_name.cloned(),
        number,
        name: said(node, "NAME"),
        data: Data::of(start),
        // An attribute of counts and means, an element of estimates.
        measure: attribute("EFFECT_MEASURE").or_else(|| said(node, "EFFECT_MEASURE")),
        method: attribute("METHOD"),
        random: node.attribute("RANDOM").and_then(yes),
        groups: [said(node, "GROUP_LABEL_1"), said(node, "GROUP_LABEL_2")],
        level: level.map(|level| level / 100.0).filter(|level| *level > 0.0 && *level < 1.0),
        swapped: node.attribute("SWAP_EVENTS").and_then(yes) == Some(true),
        rows: Vec::new(),
    };
    if outcome.data == Data::Text {
        return Ok(outcome);
    }
    let (of_study, of_subgroup) = (format!("{start}_DATA"), format!("{start}_SUBGROUP"));
    for part in children(node) {
        if part.has_tag_name(of_study.as_str()) {
            outcome.add(part, None, studies)?;
        } else if part.has_tag_name(of_subgroup.as_str()) {
            let subgroup = said(part, "NAME");
            for study in children(part).filter(|child| child.has_tag_name(of_study.as_str())) {
                outcome.add(study, subgroup.as_ref(), studies)?;
            }
        }
    }
    Ok(outcome)
}

impl Outcome {
    /// The model that RevMan pooled by.
    pub fn model(&self) -> Option<&'static str> {
        self.random.map(|random| if random { "random" } else { "fixed" })
    }

    /// The names of studies that stand in it more than once, which they do in several subgroups.
    pub fn repeated(&self) -> BTreeSet<&str> {
        let mut seen = HashSet::new();
        self.rows.iter().filter_map(Row::name).filter(|name| !seen.insert(*name)).collect()
    }

    /// Adds a study.
    fn add(&mut self, node: Node<'_, '_>, subgroup: Option<&String>, studies: &Studies) -> Result<(), Problem> {
        let id = node.attribute("STUDY_ID").map(str::trim).filter(|id| !id.is_empty());
        let study = id.map(|id| studies.find(id));
        let estimable = node.attribute("ESTIMABLE").and_then(yes);
        let wrong = |attribute: &str, written: &str| {
            let study = study.as_ref().map_or("without a name", |study| study.name.as_str());
            let (study, written) = (shortened(study), shortened(written));
            Problem::new(format!(
                "has `{written}` as `{attribute}` of the study `{study}` in outcome `{}`, which is no number",
                self.number
            ))
            .hint("write it with a decimal point, and without signs between thousands")
        };
        let numbers = numbers::of_study(node, self.data, estimable != Some(false))
            .map_err(|(attribute, written)| wrong(attribute, written))?;
        let order = node.attribute("ORDER").and_then(|order| numbers::read(order).ok().flatten());
        self.rows.push(Row {
            subgroup: subgroup.cloned(),
            id: id.map(str::to_owned),
            study,
            estimable,
            numbers,
            order,
        });
        Ok(())
    }
}

/// The number of a comparison or an outcome; its place among the others where it has none.
fn number(node: Node<'_, '_>, place: usize) -> String {
    let stated = node.attribute("NO").and_then(|number| number.trim().parse::<u32>().ok());
    stated.map_or_else(|| (place + 1).to_string(), |number| number.to_string())
}

/// A review that is larger than any is.
pub(super) fn too_large() -> Problem {
    Problem::new(format!("is larger than any {NAME} file that is read"))
        .hint("in RevMan, export the analyses alone, or write the studies as CSV")
}

fn broken(error: Error) -> Problem {
    match error {
        Error::DtdDetected => Problem::new("has a document type (`<!DOCTYPE`), which RevMan does not write")
            .hint("remove it, and write what it abbreviates in full"),
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => damaged(NAME, "its end is missing"),
        Error::NodesLimitReached | Error::AttributesLimitReached => too_large(),
        error => damaged(NAME, error.to_string().chars().take(200).collect::<String>()),
    }
}
