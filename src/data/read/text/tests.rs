use super::*;

fn parsed(bytes: &[u8]) -> Result<RawTable, String> {
    parse(Cow::Borrowed(bytes), Stated::default()).map_err(|fault| fault.problem.what)
}

fn cells<'a>(table: &'a RawTable, name: &str) -> Vec<Option<&'a str>> {
    let column = table.columns.iter().find(|column| column.name == name).unwrap();
    column.values.str().unwrap().iter().collect()
}

fn lines(table: &RawTable) -> Vec<u32> {
    match &table.places {
        Places::Lines(lines) => lines.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn cells_stay_text() {
    let table = parsed(b"kommune;jobb\n0301;1\n5001;\n").unwrap();
    assert_eq!(cells(&table, "kommune"), [Some("0301"), Some("5001")]);
    assert_eq!(cells(&table, "jobb"), [Some("1"), None]);
    assert_eq!(table.height, 2);
    assert_eq!(table.places.of(1), "line 3");
}

#[test]
fn a_file_that_is_no_table_is_a_problem() {
    assert!(parsed(b"").unwrap_err().contains("empty"));
    assert!(parsed(b"\n\n").unwrap_err().contains("empty"));
    assert!(parsed(b"a,a\n1,2\n").unwrap_err().contains("two columns called `a`, as column 1 and column 2"));
    assert!(parsed(b"\"a\",b,\"a\"\n1,2,3\n").unwrap_err().contains("as column 1 and column 3"));
    assert!(parsed(b"a,b\n1,2,3\n").unwrap_err().contains("3 cells in line 2, and 2 in its header"));
}

#[test]
fn cells_in_quotes_may_hold_anything() {
    let text = "\u{feff}\"id, number\",b\r\n\"1\",\"x, y\"\r\n2,\"say \"\"hi\"\"\nto all\"\r\n3,\r\n4,\"\"\r\n\r\n";
    let table = parsed(text.as_bytes()).unwrap();
    assert_eq!(lines(&table), [2, 3, 5, 6]);
    assert_eq!(cells(&table, "id, number"), [Some("1"), Some("2"), Some("3"), Some("4")]);
    assert_eq!(cells(&table, "b"), [Some("x, y"), Some("say \"hi\"\nto all"), None, None]);
}

#[test]
fn a_header_alone_is_a_table_without_rows() {
    for text in ["a;b", "a;b\n", "a;b\r\n\r\n"] {
        let table = parsed(text.as_bytes()).unwrap();
        assert_eq!((table.height, table.columns.len()), (0, 2), "{text:?}");
        assert_eq!(table.columns[1].values.dtype(), &polars::prelude::DataType::String);
    }
}

#[test]
fn one_column_is_a_table_too() {
    let table = parsed(b"a\n1\n\n\"2\n3\"\n4\n").unwrap();
    assert_eq!(lines(&table), [2, 3, 4, 6]);
    assert_eq!(cells(&table, "a"), [Some("1"), None, Some("2\n3"), Some("4")]);
}

#[test]
fn other_programs_have_their_ways() {
    let excel = parsed(b"sep=;\r\na;b\r\n1;2\r\n").unwrap();
    assert_eq!((cells(&excel, "b"), lines(&excel)), (vec![Some("2")], vec![3]));
    let macintosh = parsed(b"a;b\r1;2\r3;4\r").unwrap();
    assert_eq!(cells(&macintosh, "b"), [Some("2"), Some("4")]);
    let dos = parsed(b"a;b\r\n1;2\r\n\x1a").unwrap();
    assert_eq!(dos.height, 1);
    let r = parsed(b"\"\",\"a\"\n\"1\",5\n\"2\",6\n").unwrap();
    assert_eq!((r.columns.len(), r.recognised.remarks.len()), (1, 1));
    assert_eq!(parsed(b"a;b;;\n1;2;;\n").unwrap().columns.len(), 2);
    let unnamed = parsed(b"a;b;\n1;2;\n1;2;x\n").unwrap_err();
    assert_eq!(unnamed, "has no name for column 3 in its first line, but `x` in line 3");
}

#[test]
fn what_a_text_is_was_recognised() {
    let table = parsed("l\u{f8}nn;n\n1\u{a0}234,50;3\n".as_bytes()).unwrap();
    let Recognised { encoding, delimiter, decimal, .. } = table.recognised;
    assert_eq!(
        (encoding, delimiter, decimal),
        (Some(Encoding::Utf8), Some(Delimiter::Semicolon), Some(Decimal::Comma))
    );
    assert!(parsed(b"a;b\n1,5;2.5\n").unwrap_err().contains("`1,5` (line 2, column `a`)"));
}

/// The rows of a text that is read in blocks of so many bytes.
fn in_blocks(text: &[u8], size: usize) -> Result<Vec<(u32, Vec<Option<String>>)>, String> {
    let file = super::super::found::Found { shown: "a.csv".into(), path: "a.csv".into() };
    let opened = Opened::with(&file, text.to_vec());
    let mut rows = Vec::new();
    let outcome = blocks(&opened, Stated::default(), size, &mut |table| {
        for (row, line) in lines(&table).into_iter().enumerate() {
            let cell = |column: &RawColumn| column.values.str().unwrap().get(row).map(str::to_owned);
            rows.push((line, table.columns.iter().map(cell).collect()));
        }
        Ok(())
    });
    outcome.map(|()| rows).map_err(|fault| fault.problem.what)
}

#[test]
fn blocks_are_the_whole() {
    let text = "\u{feff}navn;\"b\nc\"\r\n\u{e5};1\r\n\"x;\ny\";2\r\n\"say \"\"hi\"\"\";3\r\nz;\r\n\r\n\r\n";
    let table = parsed(text.as_bytes()).unwrap();
    let whole: Vec<(u32, Vec<Option<String>>)> = lines(&table)
        .into_iter()
        .enumerate()
        .map(|(row, line)| {
            (line, table.columns.iter().map(|c| c.values.str().unwrap().get(row).map(str::to_owned)).collect())
        })
        .collect();
    assert_eq!(whole.len(), 4);
    for size in 4..=text.len() + 1 {
        assert_eq!(in_blocks(text.as_bytes(), size).as_ref(), Ok(&whole), "{size}");
    }
    assert_eq!(in_blocks(b"a;b\n1;2\n3\n", 4).unwrap_err(), "has 1 cell in line 3, and 2 in its header");
    assert_eq!(in_blocks(b"a;b\n1;2\n\n3;4\n", 4).unwrap_err(), "has 1 cell in line 3, and 2 in its header");
    assert!(in_blocks(b"a;b\n1.234;2\n3,5;4\n", 8).unwrap_err().contains("only in line 3"));
    assert!(in_blocks(b"a;b\n1,5;2\n3.5;4\n", 8).unwrap_err().contains("`3.5` (line 3, column `a`)"));
    assert_eq!(in_blocks(b"a;b\n", 8), Ok(Vec::new()));
    assert!(in_blocks(b"", 8).unwrap_err().contains("empty"));
}
