//! A review as a table, and everything that can be wrong with one.

mod damage;

use std::path::PathBuf;

use polars::prelude::DataType;

use super::*;
use crate::data::read::Found;

const REVIEW: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/review.rm5"));

fn review(stated: &str) -> RawTable {
    chosen_rows(REVIEW, Some(stated)).unwrap()
}

fn wrong(text: &str, stated: Option<&str>) -> String {
    chosen_rows(text.as_bytes(), stated).unwrap_err().problem.to_string()
}

/// The values of a column as texts, a dash where there is none.
fn column(table: &RawTable, name: &str) -> Vec<String> {
    let column = table.columns.iter().find(|column| column.name == name).unwrap();
    let texts = column.values.cast(&DataType::String).unwrap();
    texts.str().unwrap().iter().map(|text| text.unwrap_or("\u{2013}").to_owned()).collect()
}

fn kind(table: &RawTable, name: &str) -> DataType {
    table.columns.iter().find(|column| column.name == name).unwrap().values.dtype().clone()
}

/// A review with this between its comparison and its end, and one study.
fn with(outcomes: &str) -> String {
    format!(
        "<COCHRANE_REVIEW><STUDY ID='STD-A' NAME='A 2001' YEAR='2001'/><ANALYSES_AND_DATA>\
         <COMPARISON NO='1'>{outcomes}</COMPARISON></ANALYSES_AND_DATA></COCHRANE_REVIEW>"
    )
}

#[test]
fn counts_are_those_that_were_entered() {
    let table = review("1.1");
    assert_eq!(table.height, 4);
    assert_eq!(column(&table, "study"), ["Dahl 2004", "S\u{f8}rensen 2008", "El-Haddad 2015", "\u{c5}s 2011"]);
    assert_eq!(column(&table, "year"), ["2004", "2008", "2015", "2011"]);
    assert_eq!(column(&table, "events_1"), ["30", "42", "0", "18"]);
    assert_eq!(column(&table, "total_1"), ["104", "120", "25", "60"]);
    assert_eq!(column(&table, "events_2"), ["12", "25", "0", "11"]);
    assert_eq!(column(&table, "total_2"), ["103", "118", "24", "62"]);
    assert_eq!(kind(&table, "events_1"), DataType::Int64);
    assert_eq!(column(&table, "order"), ["11", "12", "14", "13"]);
    assert_eq!(column(&table, "estimable"), ["true", "true", "false", "true"]);
    assert_eq!(column(&table, "group_1")[0], "IPS");
    assert_eq!(column(&table, "group_2")[0], "Vanlig oppf\u{f8}lging");
    assert_eq!(column(&table, "outcome_name")[0], "Ordin\u{e6}rt arbeid ved 12 m\u{e5}neder");
    assert_eq!(column(&table, "comparison_name")[0], "IPS mot vanlig oppf\u{f8}lging");
    let pooled = ["data_type", "measure", "method", "model", "ci_level"].map(|name| column(&table, name)[0].clone());
    assert_eq!(pooled, ["counts", "RR", "MH", "random", "0.95"]);
    // What RevMan worked out for counts is no estimate of a study, and zeros are no effect.
    for name in ["se", "variance", "observed_less_expected", "estimate", "mean_1", "subgroup"] {
        assert_eq!(column(&table, name), ["\u{2013}"; 4], "{name}");
    }
    let effects = column(&table, "effect");
    assert!(effects[0].starts_with("2.4759") && effects[2] == "\u{2013}", "{effects:?}");
    assert_eq!(
        table.recognised.remarks,
        [
            "has 8 outcomes, of which `1.1` \u{ab}Ordin\u{e6}rt arbeid ved 12 m\u{e5}neder\u{bb} is read: counts of 4 studies, pooled by RevMan as RR, method MH, random effects"
        ]
    );
}

#[test]
fn subgroups_are_a_column() {
    let table = review(" 1.2 ");
    assert_eq!(column(&table, "study"), ["Dahl 2004", "S\u{f8}rensen 2008", "Dahl 2004"]);
    assert_eq!(column(&table, "subgroup"), ["Kvinner", "Kvinner", "Menn & ungdom < 25 \u{e5}r"]);
    assert_eq!(column(&table, "outcome_name")[0], "Ordin\u{e6}rt arbeid, etter kj\u{f8}nn");
    let labels = ["Dahl 2004 (Kvinner)", "S\u{f8}rensen 2008", "Dahl 2004 (Menn & ungdom < 25 \u{e5}r)"];
    assert_eq!(column(&table, "label"), labels);
    let remark = &table.recognised.remarks[1];
    assert!(remark.starts_with("has studies in more than one subgroup of the outcome `1.2` "), "{remark}");
    assert!(remark.ends_with(", which `label` tells apart: `Dahl 2004`"), "{remark}");
}

#[test]
fn means_estimates_and_log_ranks_have_their_columns() {
    let means = review("1.3");
    assert_eq!(column(&means, "mean_1"), ["4.85", "4.4"]);
    assert_eq!(column(&means, "sd_2"), ["1.0", "0.95"]);
    assert_eq!(column(&means, "total_2"), ["115", "60"]);
    assert_eq!((kind(&means, "mean_1"), column(&means, "se")[0].as_str()), (DataType::Float64, "\u{2013}"));
    let estimates = review("1.4");
    assert_eq!(
        (column(&estimates, "estimate"), column(&estimates, "se")),
        (vec!["0.53".to_owned(), "0.31".to_owned()], vec!["0.21".to_owned(), "0.16".to_owned()])
    );
    // The hazard ratio itself, and no participants where none were entered.
    assert!(column(&estimates, "effect")[0].starts_with("1.6989"));
    assert_eq!(column(&estimates, "measure")[0], "Hazard Ratio");
    assert_eq!(column(&estimates, "total_1"), ["\u{2013}", "\u{2013}"]);
    let log_rank = review("1.5");
    assert_eq!(column(&log_rank, "observed_less_expected"), ["-2.5", "0.0"]);
    assert_eq!(column(&log_rank, "variance"), ["6.25", "4.0"]);
    assert_eq!(column(&log_rank, "total_1"), ["104", "\u{2013}"]);
    assert_eq!(
        (column(&log_rank, "method")[0].as_str(), column(&log_rank, "model")[0].as_str()),
        ("\u{2013}", "\u{2013}")
    );
}

#[test]
fn all_outcomes_are_one_table() {
    let table = chosen_rows(REVIEW, None).unwrap();
    let mut outcomes = column(&table, "outcome");
    assert_eq!(table.height, 4 + 3 + 2 + 2 + 2 + 1);
    outcomes.dedup();
    assert_eq!(outcomes, ["1.1", "1.2", "1.3", "1.4", "1.5", "1.10"]);
    let columns = |table: &RawTable| table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    assert_eq!(columns(&table), columns(&review("1.5")));
    let remarks = &table.recognised.remarks;
    assert!(
        remarks[0].starts_with("has 6 outcomes with numbers of studies, which are all read: `1.1` \u{ab}"),
        "{remarks:?}"
    );
    assert!(remarks[0].ends_with(" and 3 more; `outcome` chooses one"), "{remarks:?}");
    assert!(
        remarks[1].starts_with("has outcomes of words, or without studies, which are not read: `1.6` "),
        "{remarks:?}"
    );
    assert!(
        remarks[3].starts_with("has outcomes that RevMan pooled with events and non-events swapped: `1.10` "),
        "{remarks:?}"
    );
    assert!(remarks[4].ends_with("called by their ids: `Ukjent, 2020`"), "{remarks:?}");
    assert_eq!(remarks.len(), 5);
    assert_eq!(column(&table, "study").last().unwrap(), "Ukjent, 2020");
}

#[test]
fn ratios_without_logarithms_are_remarked() {
    let remarks = |estimate: &str, measure: &str| {
        let study = format!("<IV_DATA STUDY_ID='STD-A' ESTIMATE='{estimate}' SE='0.1' EFFECT_SIZE='2'/>");
        let outcome = format!("<IV_OUTCOME><EFFECT_MEASURE>{measure}</EFFECT_MEASURE>{study}</IV_OUTCOME>");
        chosen_rows(with(&outcome).as_bytes(), None).unwrap().recognised.remarks
    };
    assert_eq!((remarks("0.693147", "Risk Ratio").len(), remarks("2", "Mean Difference").len()), (1, 1));
    assert!(remarks("2.0", "Risk Ratio")[1].ends_with("no standard error of a logarithm: `1.1`"));
}

#[test]
fn an_outcome_that_is_not_there_is_an_error_with_those_that_are() {
    let wrong = |stated: &str| {
        let fault = chosen_rows(REVIEW, Some(stated)).unwrap_err();
        assert_eq!(fault.field, Field::Outcome);
        fault.problem.to_string()
    };
    let unknown = wrong("1.7");
    assert!(unknown.starts_with("has no outcome `1.7`; "), "{unknown}");
    assert!(
        unknown.contains("its outcomes are `1.1` \u{ab}Ordin\u{e6}rt arbeid ved 12 m\u{e5}neder\u{bb}, `1.2` "),
        "{unknown}"
    );
    assert!(!unknown.contains("`1.6` \u{ab}") && !unknown.contains("`2.1` \u{ab}"), "{unknown}");
    assert!(wrong("1.2.1").contains("`where: subgroup == \"\u{2026}\"`"));
    assert!(!wrong("1").contains("subgroup =="));
    assert!(wrong("1.6").starts_with("has words and no numbers in the outcome `1.6` \u{ab}Kostnader\u{bb}"));
    assert!(wrong("2.1").starts_with("has no studies in the outcome `2.1` \u{ab}Dager i arbeid\u{bb}"));
    assert!(wrong("").starts_with("has no outcome ``"));
    let many: String = (1..=50).map(|_| "<DICH_OUTCOME><DICH_DATA/></DICH_OUTCOME>").collect();
    assert!(super::tests::wrong(&with(&many), Some("9.9")).contains("`1.40` and 10 more"));
}

#[test]
fn what_is_no_review_is_an_error() {
    let nothing = "has no numbers of studies; name a review with outcomes";
    for text in
        ["<COCHRANE_REVIEW/>", &with(""), &with("<OTHER_OUTCOME/>"), &with("<NEW_OUTCOME><NEW_DATA/></NEW_OUTCOME>")]
    {
        assert!(wrong(text, None).starts_with(nothing), "{text}");
    }
    assert!(wrong("<a/>", None).starts_with("is no RevMan 5 file: its root is `a` and not `COCHRANE_REVIEW`"));
    let damaged = "is a damaged RevMan 5 file: ";
    assert!(wrong("", None).starts_with(damaged));
    assert!(wrong("<COCHRANE_REVIEW>", None).starts_with("is a damaged RevMan 5 file: its end is missing"));
    assert!(wrong("<COCHRANE_REVIEW>&nbsp;</COCHRANE_REVIEW>", None).starts_with(damaged));
    assert!(wrong("<COCHRANE_REVIEW><a></b></COCHRANE_REVIEW>", None).contains("expected 'a' tag, not 'b' at 1:"));
    assert!(wrong("<COCHRANE_REVIEW a='1' a='2'/>", None).starts_with(damaged));
    let laughs = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><COCHRANE_REVIEW>&b;</COCHRANE_REVIEW>";
    assert!(wrong(laughs, None).starts_with("has a document type (`<!DOCTYPE`)"));
    let twice = with("<DICH_OUTCOME NO='2'/><CONT_OUTCOME NO='02'/>");
    assert!(wrong(&twice, None).starts_with("has two outcomes with the number `1.2`"));
}

#[test]
fn a_number_that_is_none_is_named() {
    let counts = |events: &str| {
        with(&format!(
            "<DICH_OUTCOME NO='3'><NAME>N</NAME><DICH_DATA STUDY_ID='STD-A' EVENTS_1='{events}' TOTAL_1='20'/></DICH_OUTCOME>"
        ))
    };
    let said = wrong(&counts("12,5"), None);
    assert_eq!(
        said,
        "has `12,5` as `EVENTS_1` of the study `A 2001` in outcome `1.3`, which is no number; write it with a decimal \
         point, and without signs between thousands"
    );
    for events in ["1 200", "1e999", "ti", "0x10", "--1"] {
        assert!(wrong(&counts(events), None).contains("which is no number"), "{events}");
    }
    assert!(wrong(&counts(&"9,".repeat(100_000)), None).len() < 300);
    let table = chosen_rows(counts(&"9".repeat(30)).as_bytes(), Some("1.3")).unwrap();
    assert_eq!(kind(&table, "events_1"), DataType::Float64);
    for events in ["", " ", "NaN", "Infinity"] {
        assert_eq!(column(&chosen_rows(counts(events).as_bytes(), None).unwrap(), "events_1"), ["\u{2013}"]);
    }
}

#[test]
fn what_is_missing_is_missing() {
    let bare = "<DICH_OUTCOME><DICH_DATA/><DICH_SUBGROUP><DICH_DATA STUDY_ID=''/></DICH_SUBGROUP>\
                <CONT_DATA STUDY_ID='STD-A'/></DICH_OUTCOME><IV_OUTCOME NO='x'><IV_DATA STUDY_ID='STD-A'/></IV_OUTCOME>";
    let table = chosen_rows(with(bare).as_bytes(), None).unwrap();
    assert_eq!(column(&table, "outcome"), ["1.1", "1.1", "1.2"]);
    assert_eq!(column(&table, "study"), ["\u{2013}", "\u{2013}", "A 2001"]);
    for name in
        ["outcome_name", "measure", "model", "group_1", "subgroup", "events_1", "estimable", "order", "ci_level"]
    {
        assert_eq!(column(&table, name), ["\u{2013}"; 3], "{name}");
    }
}

#[test]
fn letters_are_read_in_every_encoding() {
    let text = encoding_rs::WINDOWS_1252.decode(REVIEW).0.into_owned();
    let names = column(&review("1.1"), "study");
    let as_utf_8 = text.replace("ISO-8859-1", "UTF-8");
    let unmarked = text.replace(" encoding=\"ISO-8859-1\"", "");
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [as_utf_8.as_bytes(), unmarked.as_bytes(), &wide, format!("\u{feff}{as_utf_8}").as_bytes()] {
        assert!(is_review(&bytes[..400]));
        let table = chosen_rows(bytes, Some("1.1")).unwrap();
        assert_eq!((column(&table, "study"), table.recognised.remarks.len()), (names.clone(), 1));
    }
    let table = chosen_rows(text.as_bytes(), Some("1.1")).unwrap();
    assert_eq!(column(&table, "study"), names);
    assert_eq!(table.recognised.remarks[0], "states another encoding, but is UTF-8, and is read as that");
}

#[test]
fn a_file_is_named_in_what_is_said() {
    let file = Found { shown: "oversikt.rm5".to_owned(), path: PathBuf::new() };
    let source: DataSource = serde_yaml::from_str("{file: oversikt.rm5, outcome: 1.7}").unwrap();
    let fault = read(&Opened::with(&file, REVIEW.to_vec()), &source).unwrap_err();
    assert!(fault.of("oversikt.rm5", &source).problem.to_string().starts_with("`oversikt.rm5` has no outcome `1.7`; "));
    // The number of an outcome is no decimal number, with quotes or without.
    let source: DataSource = serde_yaml::from_str("{file: oversikt.rm5, outcome: 1.10}").unwrap();
    let table = read(&Opened::with(&file, REVIEW.to_vec()), &source).unwrap();
    assert_eq!(column(&table, "outcome_name"), ["Fortsatt uten arbeid"]);
}
