//! Long and wide.

use super::*;

#[test]
fn columns_become_rows() {
    let yaml = "
file: p.csv
columns: {hads_6: {type: integer, label: HADS, missing: {99: nei}}, hads_12: {type: integer}}
reshape: {to: long, id: person, columns: {hads: {6: hads_6, 12: hads_12}, q: {12: q_12}}, name: month}
derive: {etter: month > 6}
where: hads > 1
";
    let csv = "person;arm;hads_6;hads_12;q_12\na;ips;1;2;0,5\nb;tau;99;4;\n";
    let whole = shaped(&yaml.replace("where: hads > 1\n", ""), csv);
    assert_eq!(values(&whole, "person"), ["a", "a", "b", "b"]);
    assert_eq!(values(&whole, "month"), ["6", "12", "6", "12"]);
    assert_eq!(values(&whole, "hads"), ["1", "2", "", "4"]);
    assert_eq!(values(&whole, "\u{1}missing:hads"), ["", "", "nei", ""]);
    assert_eq!(values(&whole, "q"), ["", "0.5", "", ""]);
    assert_eq!(column(&whole, "hads").label, Some(Text::from("HADS")));
    assert_eq!(whole.place(2), "line 3");
    let kept = shaped(yaml, csv);
    assert_eq!(values(&kept, "person"), ["a", "b"]);
    assert_eq!(kept.facts, [Fact::RowsRead(2), Fact::RowsLeftOut(2)]);
    assert_eq!(kept.place(1), "line 3");
    let words = shaped(
        "{file: p.csv, reshape: {to: long, id: person, columns: {x: {start: a, slutt: b}}, name: tid}}",
        "person;a;b\n1;1;2\n",
    );
    assert_eq!(values(&words, "tid"), ["start", "slutt"]);
    assert_eq!(codes(&words, "tid"), ["start", "slutt"]);
}

#[test]
fn rows_become_columns() {
    let yaml = "
file: p.csv
columns: {hads: {type: integer, label: HADS, missing: {99: nei}}}
reshape: {to: wide, id: person, from: month, columns: [hads]}
";
    let frame = shaped(yaml, "person;arm;month;hads\nb;tau;12;4\na;ips;6;1\na;ips;12;2\nb;tau;6;99\nc;ips;6;3\n");
    assert_eq!(values(&frame, "person"), ["b", "a", "c"]);
    assert_eq!(values(&frame, "arm"), ["tau", "ips", "ips"]);
    assert_eq!(values(&frame, "hads_6"), ["", "1", "3"]);
    assert_eq!(values(&frame, "hads_12"), ["4", "2", ""]);
    assert_eq!(values(&frame, "\u{1}missing:hads_6"), ["nei", "", ""]);
    assert_eq!(column(&frame, "hads_6").label, Some(Text::from("HADS (6)")));
    assert_eq!(frame.place(2), "line 6");
    assert_eq!(frame.columns.len(), 4);
}

#[test]
fn a_shape_that_cannot_be_made_says_why() {
    let told = |reshape: &str, csv: &str| only(&format!("{{file: p.csv, reshape: {{{reshape}}}}}"), csv);
    let wide = "person;month;hads;arm\n1;6;1;a\n1;12;2;b\n1;12;3;a\n";
    let long = "person;a;b;c\n1;1;2;x\n1;1;2;y\n";
    for (reshape, csv, expected) in [
        ("to: long, id: person, columns: {x: {1: a}}", long, "`to: long` lacks `name`"),
        ("to: long, id: person, columns: [a], name: t", long, "`to: long` needs the old columns"),
        ("to: long, id: person, columns: {x: {1: a}}, name: t, from: b", long, "`from` belongs to `to: wide`"),
        ("to: wide, id: person, columns: [hads]", wide, "`to: wide` lacks `from`"),
        ("to: wide, id: person, columns: {x: {1: hads}}, from: month", wide, "`to: wide` needs a list of columns"),
        ("to: wide, id: person, columns: [hads], from: month, name: x", wide, "`name` belongs to `to: long`"),
        (
            "to: long, id: person, columns: {x: {1: a}}, name: t",
            long,
            "`p.csv` has a `person` twice: `1` in line 2 and line 3",
        ),
        ("to: long, id: b, columns: {x: {1: a}}, name: t", "b;a\n1;1\n;2\n", "`p.csv` has no `b` in line 3"),
        ("to: long, id: c, columns: {x: {1: aa}}, name: t", long, "`p.csv` has no column `aa`"),
        ("to: long, id: c, columns: {x: {1: a, 2: c}}, name: t", long, "`c` names the person"),
        ("to: long, id: c, columns: {x: {1: a}, y: {1: a}}, name: t", long, "`a` stands twice"),
        ("to: long, id: c, columns: {x: {1: a}}, name: b", long, "the new shape has a column `b` already"),
        ("to: long, id: c, columns: {}, name: t", long, "names no columns"),
        (
            "to: long, id: p, columns: {x: {1: a, 2: b}}, name: t",
            "p;a;b\n1;1;x\n",
            "`a` holds whole numbers, and `b` text",
        ),
        ("to: wide, id: person, columns: [hads], from: hads", wide, "`hads` stands twice"),
        ("to: wide, id: [], columns: [hads], from: month", wide, "needs the columns of `id`"),
        (
            "to: wide, id: person, columns: [hads, arm], from: month",
            wide,
            "a row with a `month` that the person has already: `12` in line 4",
        ),
        (
            "to: wide, id: person, columns: [hads], from: month",
            "person;month;hads;arm\n1;6;1;a\n1;12;2;b\n",
            "`arm` differs between the rows of one person: `b` in line 3",
        ),
        (
            "to: wide, id: person, columns: [hads], from: month",
            "person;month;hads\n1;;1\n1;12;2\n",
            "has no `month` in line 2",
        ),
        (
            "to: wide, id: person, columns: [hads], from: month",
            "person;month;hads\n;6;1\n1;12;2\n",
            "has no `person` in line 2",
        ),
        (
            "to: wide, id: person, columns: [hads], from: month",
            "person;month;hads;hads_6\n1;6;1;2\n",
            "has a column `hads_6` already",
        ),
    ] {
        let told = told(reshape, csv);
        assert!(told.contains(expected), "{told}");
    }
    let many: String = (0..1001).map(|n| format!("{n};{n};{n}\n")).collect();
    let told = told("to: wide, id: person, columns: [hads], from: month", &format!("person;month;hads\n{many}"));
    assert!(told.contains("`month` has 1001 different values"), "{told}");
}
