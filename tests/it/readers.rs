//! The files of a data source: which are read, and which are refused and why.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use utfall::data::{DataSource, Frames};
use utfall::diag::{Diagnostic, Source, Spanned, reading};

use crate::folder::Folder;

impl Folder {
    /// The folder of the specification.
    fn spec(&self) -> PathBuf {
        let path = self.0.join("spec");
        fs::create_dir_all(&path).unwrap();
        path
    }
}

/// The number of rows and the names of the columns of a source, or what is wrong with it.
fn read(folder: &Path, source: &str) -> Result<(usize, Vec<String>), Vec<Diagnostic>> {
    let text = Arc::new(Source::new("a.yaml", source));
    let source: DataSource = reading(&text, || serde_yaml::from_str(text.text())).unwrap();
    let (frames, problems) = Frames::read(&[(Spanned::from("a".to_owned()), source)], &[], folder);
    match frames.sources() {
        [frame] => Ok((frame.height(), frame.columns().iter().map(|column| column.name.clone()).collect())),
        _ => Err(problems),
    }
}

/// What is wrong with a source, and where in the specification that is said.
fn wrong(folder: &Path, source: &str) -> (String, String) {
    let problems = read(folder, source).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    let place = problems[0].location.as_ref().map_or(String::new(), |place| place.text().to_owned());
    (problems[0].problem.to_string(), place)
}

#[test]
fn several_files_are_read_as_one_table() {
    let folder = Folder::new("readers-several");
    folder.write("spec/skjema-2.csv", "person;jobb\n3;1\n").write("spec/skjema-1.csv", "person;jobb\n1;1\n2;0\n");
    // Neither the hidden copies of editors and offices nor folders are meant.
    folder.write("spec/.skjema-9.csv", "x\n1\n").write("spec/~$skjema-8.csv", "x\n1\n");
    fs::create_dir(folder.spec().join("skjema-7.csv")).unwrap();
    let spec = folder.spec();
    let columns = vec!["person".to_owned(), "jobb".to_owned()];
    assert_eq!(read(&spec, "file: \"skjema-*.csv\"").unwrap(), (3, columns.clone()));
    assert_eq!(read(&spec, "file: \"*.csv\"").unwrap(), (3, columns.clone()));
    assert_eq!(read(&spec, "file: \"skjema-[1].csv\"").unwrap(), (2, columns));
    let (what, place) = wrong(&spec, "file: \"skjema-*.dta\"");
    assert!(what.starts_with("no file matches `skjema-*.dta`"), "{what}");
    assert_eq!(place, "\"skjema-*.dta\"");
    folder.write("spec/skjema-3.csv", "person;job\n4;1\n");
    let (what, _) = wrong(&spec, "file: \"skjema-?.csv\"");
    assert!(what.starts_with("`skjema-3.csv` has no column `jobb`, which `skjema-1.csv` has"), "{what}");
    // A file may have brackets in its name.
    folder.write("spec/data [1].csv", "a\n1\n");
    assert_eq!(read(&spec, "file: \"data [1].csv\"").unwrap().0, 1);
}

#[test]
fn files_outside_the_folder_are_refused_unless_that_is_allowed() {
    let folder = Folder::new("readers-outside");
    folder.write("secret.csv", "a\n1\n2\n");
    let spec = folder.spec();
    let absolute = folder.0.join("secret.csv");
    for path in ["../secret.csv", absolute.to_str().unwrap(), "../*.csv"] {
        let (what, place) = wrong(&spec, &format!("file: {path}"));
        assert!(what.contains("is outside the folder of the specification"), "{what}");
        assert!(what.contains("state `allow_outside: true`"), "{what}");
        assert_eq!(place, path);
        assert_eq!(read(&spec, &format!("file: {path}\nallow_outside: true")).unwrap().0, 2, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn links_may_not_lead_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("readers-links");
    folder.write("secret.csv", "a\n1\n2\n").write("spec/own.csv", "a\n1\n");
    let spec = folder.spec();
    symlink("../secret.csv", spec.join("out.csv")).unwrap();
    symlink("own.csv", spec.join("in.csv")).unwrap();
    symlink("loop.csv", spec.join("loop.csv")).unwrap();
    symlink("..", spec.join("up")).unwrap();
    assert_eq!(read(&spec, "file: in.csv").unwrap().0, 1);
    for path in ["out.csv", "up/secret.csv", "o*.csv"] {
        let (what, _) = wrong(&spec, &format!("file: \"{path}\""));
        assert!(what.contains("is a link to a file outside the folder of the specification"), "{what}");
    }
    assert_eq!(read(&spec, "{file: out.csv, allow_outside: true}").unwrap().0, 2);
    let (what, _) = wrong(&spec, "file: loop.csv");
    assert!(what.starts_with("`loop.csv` cannot be read:"), "{what}");
}

#[test]
fn what_is_no_file_is_a_clear_error() {
    let folder = Folder::new("readers-no-file");
    folder.write("spec/participants.csv", "a\n1\n");
    let spec = folder.spec();
    let (what, place) = wrong(&spec, "file: particpants.csv");
    assert!(
        what.starts_with("`particpants.csv` cannot be read: ") && what.ends_with("did you mean `participants.csv`?"),
        "{what}"
    );
    assert_eq!(place, "particpants.csv");
    fs::create_dir(spec.join("data")).unwrap();
    assert!(wrong(&spec, "file: data").0.starts_with("`data` is a folder; name a file in it"));
    assert!(wrong(&spec, "file: \"\"").0.contains("`file` is empty"));
    #[cfg(unix)]
    assert!(wrong(&spec, "{file: /dev/zero, allow_outside: true}").0.contains("is no regular file"));
}

#[test]
fn what_is_stated_and_cannot_be_right_is_wrong_at_its_field() {
    let folder = Folder::new("readers-stated");
    folder.write("spec/a.csv", "navn;tall\nbl\u{e5};3,5\n");
    let spec = folder.spec();
    let (what, place) = wrong(&spec, "file: a.csv\nencoding: windows-1252");
    assert_eq!(
        (what.as_str(), place.as_str()),
        ("`a.csv` is UTF-8 text (line 2); state `encoding: utf-8`", "windows-1252")
    );
    assert_eq!(wrong(&spec, "file: a.csv\ndelimiter: tab").1, "tab");
    assert_eq!(wrong(&spec, "file: a.csv\ndecimal: point").1, "point");
    assert_eq!(wrong(&spec, "file: a.csv\nsheet: Ark1").1, "Ark1");
    assert_eq!(wrong(&spec, "file: a.csv\nrange: A1:B2").1, "A1:B2");
    assert_eq!(wrong(&spec, "file: a.csv\noutcome: 1.10").1, "1.10");
    for (key, value) in [("decimal", "comma"), ("delimiter", "tab"), ("sheet", "Ark1"), ("outcome", "1.10")] {
        let (what, place) = wrong(&spec, &format!("rows: [{{a: 1}}]\n{key}: {value}"));
        assert_eq!((what, place), (format!("rows that stand here have no `{key}`; remove `{key}`"), value.to_owned()));
    }
    let right = "file: a.csv\nencoding: utf-8\ndelimiter: semicolon\ndecimal: comma";
    assert_eq!(read(&spec, right).unwrap().0, 1);
}

#[test]
fn many_columns_and_many_rows_are_a_table() {
    let folder = Folder::new("readers-many");
    let row = |cell: &dyn Fn(usize) -> String| (0..10_000).map(cell).collect::<Vec<String>>().join(";");
    let wide = [row(&|column| format!("v{column}")), row(&|column| column.to_string()), row(&|_| String::new())];
    folder.write("spec/wide.csv", wide.join("\n"));
    let (rows, columns) = read(&folder.spec(), "file: wide.csv").unwrap();
    assert_eq!((rows, columns.len()), (2, 10_000));
    let mut long = String::from("person;tekst\n");
    for person in 0..200_000 {
        long.push_str(&format!("{person};\"a;\n{person}\"\n"));
    }
    folder.write("spec/long.csv", &long);
    assert_eq!(read(&folder.spec(), "{file: long.csv, id: person}").unwrap().0, 200_000);
}

#[test]
fn rows_may_stand_in_the_specification() {
    let folder = Folder::new("readers-rows");
    let rows = "rows: [{studie: A, n1: 12}, {studie: B, n1: 14, es: 0.5}]";
    let columns = ["studie", "n1", "es"].map(str::to_owned).to_vec();
    assert_eq!(read(&folder.spec(), rows).unwrap(), (2, columns));
}
