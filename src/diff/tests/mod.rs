//! Tests of the whole layer: on the results of the golden reports, and on results made for one question.

mod bad_input;
mod meaning;
mod mirror;
mod perturbed;
mod plant_values;
mod planted;
mod plants;
mod speed;
mod views;

use std::fs;
use std::path::{Path, PathBuf};

use super::{Changes, Tolerance, compare};
use crate::results::{
    ConfidenceInterval, Estimate, Language, Method, Provenance, ReportInfo, Results, Section, Text, Unit, Value,
};
use crate::results::{SCHEMA, from_json};
use crate::stats::{Interval, Level};

/// The results of every golden report, by path; never those of built reports, which differ from machine to machine.
fn golden() -> Vec<(PathBuf, Results)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name == "results.json") {
                let results = from_json(&fs::read_to_string(&path).unwrap()).unwrap();
                files.push((path, results));
            }
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(files.len() >= 10, "the golden reports were not found");
    files
}

/// Random numbers that are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Results with one section.
fn results(id: &str, values: Vec<(&str, Value)>) -> Results {
    Results {
        schema: SCHEMA.to_owned(),
        edition: "2026.1".to_owned(),
        report: ReportInfo { title: Text::from("IPS"), languages: vec![Language::Bokmal], date: None },
        sections: vec![(id.to_owned(), section(id, values))],
    }
}

fn section(id: &str, values: Vec<(&str, Value)>) -> Section {
    Section {
        entry: id.to_owned(),
        kind: "two_proportions".to_owned(),
        combination: Vec::new(),
        facets: Vec::new(),
        role: None,
        labels: vec![("outcome".to_owned(), Text::from("i jobb"))],
        values: values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        notes: Vec::new(),
        source: None,
        provenance: Provenance::default(),
        protected: Vec::new(),
        cells: Vec::new(),
    }
}

/// An estimate with a 95 per cent interval and the value of no effect that its unit has.
fn estimate(value: f64, lower: f64, upper: f64, unit: Unit) -> Estimate {
    let interval = ConfidenceInterval {
        bounds: Interval::Bounded { lower, upper },
        level: Level::NINETY_FIVE,
        method: Method::Wald,
    };
    Estimate {
        interval: Some(interval),
        no_effect: match unit {
            Unit::Ratio => Some(1.0),
            Unit::ProportionDifference | Unit::EffectSize => Some(0.0),
            _ => None,
        },
        ..Estimate::new(value, unit, if unit == Unit::Ratio { 2 } else { 1 })
    }
}

fn changes(old: &Results, new: &Results) -> Changes {
    compare(old, new, &Tolerance::default()).unwrap()
}

/// A tolerance as a file says it.
fn tolerance(json: &str) -> Tolerance {
    serde_json::from_str(json).unwrap()
}
