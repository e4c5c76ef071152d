//! The program as a user meets it: commands, exit codes, files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("utfall-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn utfall(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_utfall")).args(arguments).current_dir(&self.0).output().unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// All files below a folder of it, by path.
    fn files(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let root = self.0.join(folder);
        let mut files = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.strip_prefix(&root).unwrap().to_owned(), fs::read(&path).unwrap());
                }
            }
        }
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_new_project_builds_and_builds_the_same_again() {
    let folder = Folder::new("new");
    let made = folder.utfall(&["new", "tiltak-2026"]);
    assert!(made.status.success(), "{}", stderr(&made));
    let checked = folder.utfall(&["check"]);
    assert!(checked.status.success(), "{}", stderr(&checked));
    assert!(!stderr(&checked).contains("warning"), "{}", stderr(&checked));
    let built = folder.utfall(&["build"]);
    assert!(built.status.success(), "{}", stderr(&built));
    let first = folder.files("output/tiltak-2026");
    for name in ["report.pdf", "report.typ", "results.json", "manifest.json", "tables/employment.csv"] {
        assert!(first.contains_key(Path::new(name)), "{name} is missing");
    }
    assert!(folder.utfall(&["build", "--threads", "1"]).status.success());
    assert!(first == folder.files("output/tiltak-2026"), "one thread gives other bytes");

    let again = folder.utfall(&["new", "tiltak-2026"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("is there already"), "{}", stderr(&again));
}

#[test]
fn a_failed_build_leaves_the_last_good_report() {
    let folder = Folder::new("failed");
    folder.utfall(&["new", "a"]);
    assert!(folder.utfall(&["build"]).status.success());
    let good = folder.files("output/a");
    let spec = fs::read_to_string(folder.0.join("analyses/a/a.yaml")).unwrap();
    for (from, to) in [
        ("kind: two_proportions", "kind: two_proportion"),
        ("employment.risk_difference | points", "employment.risk_diference | points"),
        ("@altman1998", "@altmann1998"),
        ("file: participants.csv", "file: nowhere.csv"),
    ] {
        assert!(spec.contains(from));
        folder.write("analyses/a/a.yaml", &spec.replace(from, to));
        let built = folder.utfall(&["build"]);
        assert_eq!(built.status.code(), Some(2), "{to}: {}", stderr(&built));
        assert!(stderr(&built).contains("analyses/a/a.yaml:"), "{to}: {}", stderr(&built));
        assert!(good == folder.files("output/a"), "{to}: the last good report was touched");
    }
    let left: Vec<_> = fs::read_dir(folder.0.join("output")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["a"]);
}

#[test]
fn a_killed_build_leaves_the_last_good_report() {
    let folder = Folder::new("killed");
    folder.utfall(&["new", "a"]);
    assert!(folder.utfall(&["build"]).status.success());
    let good = folder.files("output/a");
    for milliseconds in [5, 20, 60, 120, 200] {
        let mut build =
            Command::new(env!("CARGO_BIN_EXE_utfall")).arg("build").current_dir(&folder.0).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        let _ = build.kill();
        build.wait().unwrap();
        assert!(good == folder.files("output/a"), "killed after {milliseconds} ms");
    }
}

#[test]
fn compute_prints_results_and_nothing_else() {
    let folder = Folder::new("compute");
    folder.utfall(&["new", "a"]);
    let computed = folder.utfall(&["compute", "analyses/a/a.yaml"]);
    assert!(computed.status.success());
    let results = utfall::results::from_json(&String::from_utf8(computed.stdout).unwrap()).unwrap();
    assert!(results.find("employment.risk_difference").is_ok());
    assert!(!folder.0.join("output").exists());
}

#[test]
fn a_specification_outside_any_project_builds() {
    let folder = Folder::new("outside");
    folder.utfall(&["new", "a"]);
    fs::rename(folder.0.join("analyses/a"), folder.0.join("elsewhere")).unwrap();
    let empty = Folder::new("empty");
    let spec = folder.0.join("elsewhere/a.yaml");
    let built = empty.utfall(&["build", &spec.to_string_lossy()]);
    assert!(built.status.success(), "{}", stderr(&built));
    assert!(empty.0.join("output/a/report.pdf").exists());
}

#[test]
fn several_languages_are_several_reports() {
    let folder = Folder::new("languages");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/break_even_wage/break_even_wage.yaml");
    let built = folder.utfall(&["build", &fixture.to_string_lossy()]);
    assert!(built.status.success(), "{}", stderr(&built));
    let results = |name: &str| fs::read(folder.0.join(format!("output/{name}/results.json"))).unwrap();
    assert_eq!(results("break_even_wage"), results("break_even_wage-nn"));
    assert_eq!(results("break_even_wage"), results("break_even_wage-en"));
}

#[test]
fn kinds_and_schema_describe_what_a_specification_can_say() {
    let folder = Folder::new("kinds");
    let listed = String::from_utf8(folder.utfall(&["kinds"]).stdout).unwrap();
    assert!(listed.contains("two_proportions") && listed.contains("forest_plot"), "{listed}");
    let explained = String::from_utf8(folder.utfall(&["kinds", "two_proportions"]).stdout).unwrap();
    assert!(explained.contains("follow_up") && explained.contains("outcome (required)"), "{explained}");
    let unknown = folder.utfall(&["kinds", "two_proportion"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("did you mean `two_proportions`?"));
    for arguments in [vec!["schema"], vec!["schema", "--results"]] {
        let schema = folder.utfall(&arguments).stdout;
        serde_json::from_slice::<serde_json::Value>(&schema).unwrap();
    }
}

#[test]
fn the_schema_in_the_repository_is_the_programs() {
    let kept = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("utfall.schema.json")).unwrap();
    assert!(kept == utfall::report::schema(), "run `utfall schema > utfall.schema.json`");
}

#[test]
fn nothing_to_build_is_said_with_what_to_do() {
    let folder = Folder::new("nothing");
    let built = folder.utfall(&["build"]);
    assert_eq!(built.status.code(), Some(2));
    assert!(stderr(&built).contains("analyses"), "{}", stderr(&built));
    folder.write("analyses/notes.yaml", "note: not a report\n");
    assert!(stderr(&folder.utfall(&["build"])).contains("holds no specification"));
}

#[test]
fn a_project_template_takes_the_place_of_a_built_in_one() {
    let folder = Folder::new("override");
    folder.utfall(&["new", "a"]);
    folder.write("templates/prose/nb/two_proportions.typ", "Egen setning om {{ entry.labels.treated }}.");
    let built = folder.utfall(&["build"]);
    assert!(built.status.success(), "{}", stderr(&built));
    let source = fs::read_to_string(folder.0.join("output/a/report.typ")).unwrap();
    assert!(source.contains("Egen setning om"), "the override was not used");
}
