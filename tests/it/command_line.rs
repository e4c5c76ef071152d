//! The program as a user meets it: commands, exit codes, files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::folder::Folder;

impl Folder {
    /// What a folder of it holds, hidden or not.
    fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.0.join(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
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
        folder.write("analyses/a/a.yaml", spec.replace(from, to));
        let built = folder.utfall(&["build"]);
        assert_eq!(built.status.code(), Some(2), "{to}: {}", stderr(&built));
        assert!(stderr(&built).contains("analyses/a/a.yaml:"), "{to}: {}", stderr(&built));
        assert!(good == folder.files("output/a"), "{to}: the last good report was touched");
    }
    assert_eq!(folder.names("output"), ["a"]);
}

/// A build that is killed at any moment leaves the old report or the new one, never a mixture of both.
#[test]
fn a_killed_build_leaves_the_old_report_or_the_new_one() {
    let folder = Folder::new("killed");
    folder.utfall(&["new", "a"]);
    let spec = fs::read_to_string(folder.0.join("analyses/a/a.yaml")).unwrap();
    let title = "title: Effekt av et arbeidsmarkedstiltak";
    assert!(spec.contains(title));
    assert!(folder.utfall(&["build"]).status.success());
    let mut old = folder.files("output/a");
    let started = std::time::Instant::now();
    assert!(folder.utfall(&["build"]).status.success());
    let whole = started.elapsed();
    // More of the moments fall near the end, when the new report takes its place.
    for (round, part) in [0.1, 0.5, 0.7, 0.8, 0.85, 0.9, 0.94, 0.97, 1.0, 1.05].into_iter().enumerate() {
        folder.write("analyses/a/a.yaml", spec.replace(title, &format!("title: Forsøk {round}")));
        let mut build = Command::new(env!("CARGO_BIN_EXE_utfall")).arg("build").current_dir(&folder.0).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(part));
        let _ = build.kill();
        build.wait().unwrap();
        let left = folder.files("output/a");
        assert!(folder.utfall(&["build"]).status.success());
        let new = folder.files("output/a");
        assert!(old != new, "the specification was changed, and the report was not");
        assert!(left == old || left == new, "killed after {part} of a build: neither the old report nor the new one");
        assert_eq!(folder.names("output"), ["a"], "the next build removes what was left");
        old = new;
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

/// A report of one stated number, in these languages.
fn small(languages: &str) -> String {
    format!(
        "report:\n  title: Liten\n  language: {languages}\n  date: 2026-01-15\nanalyses:\n  study:\n    \
         kind: stated_numbers\n    numbers:\n      people: {{value: 12, unit: persons, label: Personer}}\nchapters:\n  \
         - {{title: Om, text: '{{{{ study.people | count }}}} personer.'}}\n"
    )
}

/// Runs the program, which must find errors and say this.
fn refused(folder: &Folder, arguments: &[&str], words: &[&str]) {
    let output = folder.utfall(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
    for words in words {
        assert!(stderr(&output).contains(words), "{words} is not in\n{}", stderr(&output));
    }
}

#[test]
fn a_build_replaces_nothing_but_reports() {
    let folder = Folder::new("replaces");
    folder.utfall(&["new", "a"]);
    let before = folder.files("analyses");
    refused(&folder, &["build", "--output", "analyses"], &["`analyses/a` holds the specification itself", "--output"]);
    refused(&folder, &["build", "--output", "missing/../analyses"], &["holds the specification itself"]);
    assert!(before == folder.files("analyses"));
    folder.write("output/a/thesis.txt", "years of work");
    refused(&folder, &["build"], &["`output/a` holds files that utfall did not write", "move the folder away"]);
    assert_eq!(folder.names("output/a"), ["thesis.txt"]);
    assert_eq!(folder.names("output"), ["a"]);
    fs::remove_file(folder.0.join("output/a/thesis.txt")).unwrap();
    assert!(folder.utfall(&["build"]).status.success(), "an empty folder is nothing to lose");
    assert!(folder.utfall(&["build"]).status.success(), "a finished report is replaced");
    // The copy of a specification in a finished report would be built over itself.
    folder.write("analyses/b.yaml", small("nb"));
    assert!(folder.utfall(&["build"]).status.success());
    refused(&folder, &["build", "output/b/b.yaml"], &["`output/b` holds the specification itself"]);
}

#[test]
fn two_reports_are_never_written_to_one_folder() {
    let folder = Folder::new("same");
    folder.write("analyses/a.yaml", small("[nb, nn]"));
    folder.write("analyses/b/A-nn.yaml", small("nb"));
    for command in ["build", "check"] {
        let words = ["`analyses/a.yaml` and `analyses/b/A-nn.yaml` would both be built as `A-nn`", "rename one"];
        refused(&folder, &[command], &words);
    }
    assert!(!folder.0.join("output").exists());
}

#[test]
fn the_languages_of_a_report_are_replaced_together() {
    let folder = Folder::new("together");
    folder.write("analyses/a.yaml", small("[nb, nn]"));
    assert!(folder.utfall(&["build"]).status.success());
    let good = folder.files("output");
    fs::remove_dir_all(folder.0.join("output/a-nn")).unwrap();
    folder.write("output/a-nn", "a file where a folder must be");
    folder.write("analyses/a.yaml", small("[nb, nn]").replace("Liten", "Stor"));
    refused(&folder, &["build"], &["`output/a-nn` is a file"]);
    fs::remove_file(folder.0.join("output/a-nn")).unwrap();
    let left = folder.files("output/a");
    assert!(
        left.iter().all(|(path, bytes)| good[&Path::new("a").join(path)] == *bytes),
        "only one language was replaced"
    );
}

#[test]
fn finished_reports_hidden_folders_and_target_are_not_searched() {
    let folder = Folder::new("search");
    folder.write("analyses/a.yaml", small("nb"));
    for path in [".git/b.yaml", "target/c.yaml"] {
        folder.write(path, small("nb"));
    }
    assert!(folder.utfall(&["build"]).status.success());
    let built = folder.utfall(&["build", ".", "analyses", "analyses/../analyses/a.yaml"]);
    assert!(built.status.success(), "{}", stderr(&built));
    assert_eq!(stderr(&built).matches("report.pdf").count(), 1, "{}", stderr(&built));
    refused(&folder, &["build", "output"], &["`output` holds no specification"]);
}

#[test]
fn the_manifest_and_the_attachment_have_the_exact_bytes() {
    use sha2::Digest as _;
    let folder = Folder::new("bytes");
    let spec = format!("\u{feff}{}", small("nb").replace("text: '", "file: om.typ, id: om } #'")).replace('\n', "\r\n");
    folder.write("analyses/a.yaml", &spec);
    folder.write("analyses/om.typ", "\u{feff}Her er\r\nen tekst.\r\n");
    folder.write("templates/prose/nb/stated_numbers.typ", "Egen setning.");
    let built = folder.utfall(&["build"]);
    assert!(built.status.success(), "{}", stderr(&built));
    let files = folder.files("output/a");
    assert!(files[Path::new("a.yaml")] == spec.as_bytes(), "the copy of the specification has other bytes");
    let manifest: serde_json::Value = serde_json::from_slice(&files[Path::new("manifest.json")]).unwrap();
    for (name, path) in [
        ("a.yaml", "analyses/a.yaml"),
        ("om.typ", "analyses/om.typ"),
        ("templates/prose/nb/stated_numbers.typ", "templates/prose/nb/stated_numbers.typ"),
    ] {
        let hash = sha2::Sha256::digest(fs::read(folder.0.join(path)).unwrap());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(manifest["inputs"][name], hash, "{name} in {manifest}");
    }
}

#[test]
fn templates_are_found_from_inside_analyses() {
    let folder = Folder::new("inside");
    folder.utfall(&["new", "a"]);
    folder.write("templates/prose/nb/two_proportions.typ", "Egen setning om {{ entry.labels.treated }}.");
    let built = Command::new(env!("CARGO_BIN_EXE_utfall"))
        .args(["build", "a.yaml"])
        .current_dir(folder.0.join("analyses/a"))
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", stderr(&built));
    let source = fs::read_to_string(folder.0.join("analyses/a/output/a/report.typ")).unwrap();
    assert!(source.contains("Egen setning om"), "the override was not used");
}

#[test]
fn no_threads_are_too_few() {
    let folder = Folder::new("threads");
    folder.utfall(&["new", "a"]);
    refused(&folder, &["build", "--threads", "0"], &["`--threads 0` leaves no thread", "leave `--threads` out"]);
}

/// A check goes on from the specification to its data and its analyses, and says nothing twice.
#[test]
fn a_check_finds_everything_at_once() {
    let folder = Folder::new("check");
    folder.utfall(&["new", "a"]);
    let spec = fs::read_to_string(folder.0.join("analyses/a/a.yaml")).unwrap();
    let with = |changes: &[(&str, &str)]| {
        let mut changed = spec.clone();
        for (from, to) in changes {
            assert!(changed.contains(from), "{from}");
            changed = changed.replace(from, to);
        }
        folder.write("analyses/a/a.yaml", &changed);
        stderr(&folder.utfall(&["check"]))
    };
    // A key of the specification, a data source, and no consequence of either.
    let found = with(&[("horizons: [2, 3, 5]", "horizon: [2, 3, 5]"), ("file: participants.csv", "file: nowhere.csv")]);
    assert!(found.contains("unknown key `horizon`") && found.contains("`nowhere.csv` cannot be read"), "{found}");
    assert!(!found.contains("there is no data source") && !found.contains("there is no result"), "{found}");
    // An entry that fails, and one that needs it.
    let found = with(&[("column: jobb_12", "column: jobb_13")]);
    assert!(found.contains("no column `jobb_13`") && found.contains("\n1 error\n"), "{found}");
    // What only typesetting finds, in two languages and said once.
    let found =
        with(&[("language: nb", "language: [nb, nn]"), ("Etter 12 måneder var", "#ukjent() Etter 12 måneder var")]);
    assert!(found.contains("ukjent") && found.contains("\n1 error\n"), "{found}");
    assert!(!folder.0.join("output").exists());
}

#[test]
fn a_row_with_too_few_cells_is_an_error_at_its_line() {
    let folder = Folder::new("cells");
    folder.utfall(&["new", "a"]);
    let data = fs::read_to_string(folder.0.join("analyses/a/participants.csv")).unwrap();
    let mut lines: Vec<&str> = data.lines().collect();
    lines[4] = lines[4].rsplit_once([';', ',']).unwrap().0;
    folder.write("analyses/a/participants.csv", lines.join("\n"));
    refused(&folder, &["build"], &["in line 5, and", "analyses/a/a.yaml:"]);
}

#[test]
fn no_two_results_share_a_name() {
    let folder = Folder::new("names");
    let twice = small("nb").replace("numbers:\n      people", "title: Tall\n    numbers:\n      title");
    folder.write("analyses/a.yaml", twice.replace("study.people", "study.title"));
    let words = ["`study` gives two labels the name `study.title`", "--> analyses/a.yaml:6:3", "of its own"];
    refused(&folder, &["build"], &words);
    let arms =
        |events| format!("{{month: 12, treated: {{events: 9, total: 20}}, control: {{events: {events}, total: 20}}}}");
    let entry = "analyses:\n  work:\n    kind: two_proportions\n    outcome: i jobb\n    treated: {label: A}\n    \
                 control: {label: B}\n    follow_up:";
    let entry = format!("{entry}\n      - {}\n      - {}\n", arms(2), arms(3));
    folder.write("analyses/a.yaml", small("nb").replace("analyses:\n", &entry));
    refused(&folder, &["build"], &["`work`", "month_12", "analyses/a.yaml:"]);
}

/// A team's own house style: one file that is copied and changed, and a specification outside the repository, built by the
/// program alone in a folder with nothing else, without any variable of the environment.
#[test]
fn a_house_style_is_one_copied_file_beside_the_specification() {
    let folder = Folder::new("house-style");
    folder.utfall(&["new", "jobb"]);
    let path = "analyses/jobb/jobb.yaml";
    let spec = fs::read_to_string(folder.0.join(path)).unwrap();
    let line = spec.lines().find(|line| line.trim_start().starts_with("template:")).map(str::to_owned);
    let spec = match line {
        Some(line) => spec.replace(&line, "  template: vaar-avdeling"),
        None => spec.replacen("report:\n", "report:\n  template: vaar-avdeling\n", 1),
    };
    folder.write(path, &spec);
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/lib/style.typ");
    let style = fs::read_to_string(built_in)
        .unwrap()
        .replace("0B4A63", "402060")
        .replace("Libertinus Serif", "New Computer Modern");
    folder.write("templates/vaar-avdeling/style.typ", &style);
    let built =
        Command::new(env!("CARGO_BIN_EXE_utfall")).arg("build").current_dir(&folder.0).env_clear().output().unwrap();
    assert!(built.status.success(), "{}", stderr(&built));
    assert_eq!(fs::read_to_string(folder.0.join("output/jobb/lib/style.typ")).unwrap(), style);
    let charts = fs::read_dir(folder.0.join("output/jobb/charts")).unwrap();
    let charts: Vec<String> = charts.map(|chart| fs::read_to_string(chart.unwrap().path()).unwrap()).collect();
    assert!(
        charts.iter().any(|chart| chart.contains("#402060")) && charts.iter().all(|chart| !chart.contains("#0B4A63"))
    );
    let manifest = fs::read_to_string(folder.0.join("output/jobb/manifest.json")).unwrap();
    assert!(manifest.contains("templates/vaar-avdeling/style.typ"), "{manifest}");
    // One letter wrong.
    folder.write(path, spec.replace("vaar-avdeling", "vaar-avdelin"));
    refused(&folder, &["build"], &["there is no template `vaar-avdelin`", "did you mean `vaar-avdeling`?"]);
}
