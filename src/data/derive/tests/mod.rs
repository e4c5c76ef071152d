//! What is derived, joined, reshaped and kept, and every mistake in its own words.

mod joins;
mod mistakes;
mod shapes;

use super::*;
use crate::data::codebook::declare;
use crate::data::codebook::tests::{named, refused, source, table, values};
use crate::data::{ColumnType, InputFile};
use crate::diag::{Location, Severity, render};
use crate::results::{Language, Unit};

/// Sources above this one.
#[derive(Default)]
struct Above {
    frames: Vec<Frame>,
    broken: Vec<String>,
}

impl Earlier for Above {
    fn source(&self, name: &str) -> Result<&Frame, Problem> {
        let names = self.frames.iter().map(|frame| frame.name.as_str());
        let known = self.frames.iter().find(|frame| frame.name == name);
        known.ok_or_else(|| Problem::new(format!("there is no data source `{name}`")).closest_of(name, names))
    }

    fn is_broken(&self, name: &str) -> bool {
        self.broken.iter().any(|broken| broken == name)
    }
}

fn frame(yaml: &str, csv: &str, name: &str) -> Frame {
    let (mut frame, problems) = declare(table(csv), &source(yaml), &named(name));
    assert_eq!(render(&problems, false), "");
    let path = format!("{name}.csv");
    frame.files = vec![InputFile { path, contents: crate::data::Contents::Held(Vec::new()) }];
    frame
}

fn shaped_with(yaml: &str, csv: &str, above: &Above) -> Frame {
    match shape(frame(yaml, csv, "p"), &source(yaml), above) {
        Ok(frame) => {
            let visible = frame.rows.columns().iter().filter(|column| !column.name().starts_with('\u{1}'));
            let names: Vec<&str> = visible.map(|column| column.name().as_str()).collect();
            assert_eq!(names, frame.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>());
            frame
        }
        Err(problems) => panic!("{}", render(&problems, false)),
    }
}

fn shaped(yaml: &str, csv: &str) -> Frame {
    shaped_with(yaml, csv, &Above::default())
}

/// What is wrong, each with its line and column in the specification.
fn wrong_with(yaml: &str, csv: &str, above: &Above) -> Vec<String> {
    let problems = shape(frame(yaml, csv, "p"), &source(yaml), above).map(|_| ()).unwrap_err();
    let place = |location: &Location| format!("{}:{}", location.line(), location.column());
    let shown = problems.iter().filter(|problem| problem.severity != Severity::Consequence);
    shown.map(|wrong| format!("{} {}", wrong.location.as_ref().map(place).unwrap_or_default(), wrong.problem)).collect()
}

fn wrong(yaml: &str, csv: &str) -> Vec<String> {
    wrong_with(yaml, csv, &Above::default())
}

fn only(yaml: &str, csv: &str) -> String {
    let mut all = wrong(yaml, csv);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

fn column<'a>(frame: &'a Frame, name: &str) -> &'a Column {
    frame.columns.iter().find(|column| column.name == name).unwrap()
}

fn codes(frame: &Frame, name: &str) -> Vec<String> {
    column(frame, name).codes.iter().map(|(code, _)| code.to_string()).collect()
}

#[test]
fn expressions_make_columns_from_those_before_them() {
    let yaml = "
file: p.csv
derive:
  ung: alder < 30
  neste: alder + 1
  etter: {value: neste / 0, label: Etter, unit: years}
  ja: {value: alder == 20, codes: {true: Ja, false: Nei}}
  en: 1
";
    let frame = shaped(yaml, "alder\n20\n30\n");
    assert_eq!(values(&frame, "ung"), ["true", "false"]);
    assert_eq!(values(&frame, "neste"), ["21", "31"]);
    assert_eq!(values(&frame, "etter"), ["", ""]);
    assert_eq!(values(&frame, "en"), ["1", "1"]);
    assert_eq!(column(&frame, "ung").kind, ColumnType::Boolean);
    assert_eq!(column(&frame, "neste").kind, ColumnType::Integer);
    assert_eq!(column(&frame, "etter").label, Some(Text::from("Etter")));
    assert_eq!(column(&frame, "etter").unit, Some(Unit::Years));
    assert_eq!(column(&frame, "ja").codes[0], (Cell::Boolean(true), Text::from("Ja")));
}

#[test]
fn numbers_are_cut_into_groups() {
    let yaml = "
file: p.csv
columns: {alder: {type: integer, label: Alder, missing: {99: ukjent}}}
derive:
  gruppe: {cut: alder, at: [18, 30, 40], labels: [18 til 29, {nb: 30 til 39, en: 30 to 39}, 40 og over]}
  fritt: {cut: alder, at: [18, 30, 40], label: Aldersgruppe}
  under: {cut: alder, at: [30], labels: {ung: Under 30, voksen: 30 og over}}
";
    let frame = shaped(yaml, "alder\n18\n29\n30\n39\n40\n99\n");
    let thirty = "30 til 39";
    assert_eq!(values(&frame, "gruppe"), ["18 til 29", "18 til 29", thirty, thirty, "40 og over", ""]);
    assert_eq!(values(&frame, "fritt")[1..4], ["18\u{2013}29", "30\u{2013}39", "30\u{2013}39"]);
    assert_eq!(codes(&frame, "fritt"), ["18\u{2013}29", "30\u{2013}39", "40+"]);
    assert_eq!(values(&frame, "under"), ["ung", "ung", "voksen", "voksen", "voksen", ""]);
    assert_eq!(values(&frame, "\u{1}missing:gruppe")[5], "ukjent");
    assert_eq!(column(&frame, "gruppe").label, Some(Text::from("Alder")));
    assert_eq!(column(&frame, "fritt").label, Some(Text::from("Aldersgruppe")));
    assert_eq!(column(&frame, "gruppe").codes[1].1.get(Language::English), "30 to 39");

    let below = shaped("{file: p.csv, derive: {g: {cut: x, at: [0.5, 2]}}}", "x\n0,1\n0,5\n1,9\n2\n");
    assert_eq!(values(&below, "g"), ["<0,5", "0,5\u{2013}<2", "0,5\u{2013}<2", "2+"]);
    let days =
        shaped("{file: p.csv, derive: {g: {cut: d, at: [2020-01-01, 2020-07-01]}}}", "d\n30.06.2020\n01.07.2020\n");
    assert_eq!(values(&days, "g"), ["2020-01-01\u{2013}2020-06-30", "\u{2265}2020-07-01"]);
}

#[test]
fn values_get_other_codes() {
    let yaml = "
file: p.csv
columns: {utd: {type: category, codes: [grunnskole, videregaende, hogskole], missing: [x]}}
derive:
  niva: {recode: utd, codes: {grunnskole: {nb: lav, en: low}, videregaende: middels}, else: hoy}
  tall: {recode: utd, codes: {grunnskole: 1, videregaende: 2}, else: null}
  ja: {recode: n, codes: {1: true, 2: false}}
  halv: {recode: n, codes: {1: 0.5, 2: 1}}
  kode: {recode: n, codes: {1: '01', 2: '02'}}
";
    let frame = shaped(yaml, "utd;n\ngrunnskole;1\nvideregaende;2\nhogskole;1\nx;\n");
    assert_eq!(values(&frame, "niva"), ["lav", "middels", "hoy", ""]);
    assert_eq!(codes(&frame, "niva"), ["lav", "middels", "hoy"]);
    assert_eq!(column(&frame, "niva").codes[0].1.get(Language::English), "low");
    assert_eq!(values(&frame, "tall"), ["1", "2", "", ""]);
    assert_eq!(values(&frame, "ja"), ["true", "false", "true", ""]);
    assert_eq!(values(&frame, "halv"), ["0.5", "1.0", "0.5", ""]);
    assert_eq!(values(&frame, "kode"), ["01", "02", "01", ""]);
    assert_eq!(values(&frame, "\u{1}missing:niva"), ["", "", "", "x"]);
    use ColumnType::{Boolean, Category, Integer, Number};
    let kinds = ["niva", "tall", "ja", "halv", "kode"].map(|name| column(&frame, name).kind);
    assert_eq!(kinds, [Category, Integer, Boolean, Number, Category]);
}

#[test]
fn items_are_added_up_with_a_rule_for_missing_ones() {
    let yaml = "
file: p.csv
derive:
  streng: {sum: [a, b, c]}
  snudd: {sum: [a, b, c], reverse: {items: [b], low: 0, high: 3}, missing: {at_most: 1, fill: person_mean}}
  rest: {sum: [a, b, c], missing: {at_most: 2, fill: none}, label: Sum}
  snitt: {mean: [a, b, c], missing: {at_most: 1, fill: person_mean}}
";
    let frame = shaped(yaml, "a;b;c\n1;2;3\n1;;3\n;;2\n;;\n");
    assert_eq!(values(&frame, "streng"), ["6", "", "", ""]);
    assert_eq!(values(&frame, "snudd"), ["5.0", "6.0", "", ""]);
    assert_eq!(values(&frame, "rest"), ["6", "4", "2", ""]);
    assert_eq!(values(&frame, "snitt"), ["2.0", "2.0", "", ""]);
    assert_eq!(column(&frame, "streng").kind, ColumnType::Integer);
}

#[test]
fn frames_without_rows_keep_their_columns() {
    let yaml = "
file: p.csv
derive:
  a: x + 1
  one: 1
  b: {cut: x, at: [1]}
  c: {sum: [x]}
  d: {recode: k, codes: {a: b}}
where: a == 1
";
    let yaml = format!("{yaml}columns: {{x: integer, k: text}}\n");
    let frame = shaped(&yaml, "x;k\n");
    assert_eq!((frame.height(), frame.columns.len()), (0, 7));
    let long = "{file: p.csv, reshape: {to: long, id: p, columns: {x: {1: a, 2: b}}, name: t}}";
    assert_eq!(shaped(long, "p;a;b\n").height(), 0);
    let wide = "{file: p.csv, reshape: {to: wide, id: p, columns: [x], from: t}}";
    assert_eq!(shaped(wide, "p;x;t\n").columns.len(), 1);
}
