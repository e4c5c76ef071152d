//! Columns of other sources.

use super::*;

fn municipalities() -> Above {
    let yaml = "
file: k.csv
columns:
  kommune: text
  sentralitet: {type: integer, label: Sentralitet, codes: {1: h, 2: l, 9: ukjent}, missing: [9]}
  fylke: text
";
    let kommuner = frame(yaml, "kommune;sentralitet;fylke\n0301;1;03\n1103;2;11\n1506;9;15\n5001;1;50\n", "kommuner");
    Above { frames: vec![kommuner], broken: vec!["odelagt".into()] }
}

#[test]
fn columns_of_another_source_are_found_by_their_key() {
    let yaml = "{file: p.csv, join: [{with: kommuner, by: kommune, columns: [sentralitet]}]}";
    let csv = "kommune;x\n1103;1\n0301;2\n;3\n9999;4\n1506;5\n";
    let frame = shaped_with(yaml, csv, &municipalities());
    assert_eq!(values(&frame, "sentralitet"), ["2", "1", "", "", ""]);
    assert_eq!(values(&frame, "\u{1}missing:sentralitet"), ["", "", "", "", "ukjent"]);
    assert_eq!(column(&frame, "sentralitet").label, Some(Text::from("Sentralitet")));
    let joined = Fact::Joined { with: "kommuner".into(), matched: 3, unmatched: 2, unused: 1 };
    assert_eq!(frame.facts, [Fact::RowsRead(5), joined]);

    // Whole numbers here meet texts there; names may differ; without `columns` all but the key are taken.
    let yaml = "{file: p.csv, join: [{with: kommuner, by: {bosted: kommune}}]}";
    let frame = shaped_with(yaml, "bosted\n1103\n5001\n", &municipalities());
    assert_eq!(values(&frame, "fylke"), ["11", "50"]);
    let yaml = "{file: p.csv, join: {- }}";
    assert!(!refused(yaml).is_empty());
    let yaml = "{file: p.csv, join: [{with: kommuner, by: [kommune, fylke], columns: {s: sentralitet}}]}";
    let frame = shaped_with(yaml, "kommune;fylke\n1103;11\n1103;12\n", &municipalities());
    assert_eq!(values(&frame, "s"), ["2", ""]);
}

#[test]
fn a_join_that_cannot_be_made_says_why() {
    let told = |join: &str| {
        let mut told = wrong_with(
            &format!("{{file: p.csv, join: [{join}]}}"),
            "kommune;fylke;x\n0301;a;1\n9999;;2\n",
            &municipalities(),
        );
        assert_eq!(told.len(), 1, "{told:#?}");
        told.remove(0)
    };
    for (join, expected) in [
        ("{with: kommunr, by: kommune}", "there is no data source `kommunr`; did you mean `kommuner`?"),
        ("{with: kommuner, by: komune, columns: []}", "has no column `komune`; did you mean `kommune`?"),
        ("{with: kommuner, by: {kommune: kode}, columns: []}", "`kommuner.csv` has no column `kode`"),
        ("{with: kommuner, by: kommune, columns: [sentral]}", "`kommuner.csv` has no column `sentral`"),
        (
            "{with: kommuner, by: kommune}",
            "`p.csv` has a column `fylke` already; choose another name; give it another \
          name: `columns: {other_name: fylke}`",
        ),
        (
            "{with: kommuner, by: {x: sentralitet}, columns: []}",
            "`kommuner.csv` has a key in `sentralitet` more than once: \
          `1` in line 2 and line 5; a join needs a key",
        ),
        (
            "{with: kommuner, by: kommune, columns: [sentralitet], required: true}",
            "`p.csv` has a row whose `kommune` \
          `kommuner` does not have: `9999` in line 3",
        ),
        ("{with: kommuner, by: [], columns: []}", "the join has no key"),
        ("{with: kommuner, by: kommune, columns: {a: fylke, a2: sentral}}", "has no column `sentral`"),
    ] {
        let told = told(join);
        assert!(told.contains(expected), "{told}");
    }
    let dates = "{file: p.csv, join: [{with: kommuner, by: {d: kommune}}]}";
    let told = wrong_with(dates, "d\n2020-01-01\n", &municipalities());
    assert!(told[0].contains("`d` holds dates, and `kommune` of `kommuner` text"), "{told:?}");
    // What is broken is reported where it broke, and what depends on it nowhere.
    let yaml = "{file: p.csv, join: [{with: odelagt, by: x}], derive: {y: noe + 1}, where: noe == 1}";
    assert_eq!(wrong_with(yaml, "x\n1\n", &municipalities()), Vec::<String>::new());
}
