//! `utfall diff` as a user meets it: what it takes, what it says, and its exit codes.

use std::fs;
use std::process::{Command, Output};

use utfall::typeset::{Options, Project, typeset};

use crate::folder::Folder;

const SPEC: &str = "analyses/tiltak/tiltak.yaml";
const DATA: &str = "analyses/tiltak/participants.csv";

impl Folder {
    /// A folder with a project in it.
    fn project(name: &str) -> Folder {
        let folder = Folder::new(&format!("differs-{name}"));
        assert!(folder.utfall(&["new", "tiltak"]).status.success());
        folder
    }

    fn git(&self, arguments: &[&str]) -> String {
        let own = ["-c", "user.name=x", "-c", "user.email=x@x.no", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").args(own).args(arguments).current_dir(&self.0).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// A repository with what is there, tagged `v1`.
    fn commit(&self) {
        self.git(&["init", "--quiet"]);
        fs::write(self.0.join(".gitignore"), "output*\n").unwrap();
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "-m", "one"]);
        self.git(&["tag", "v1"]);
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, text.replace(from, to));
    }

    fn build(&self, output: &str) {
        let built = self.utfall(&["build", "--output", output]);
        assert!(built.status.success(), "{}", said(&built));
    }

    /// The exit code and all that was said.
    fn diff(&self, arguments: &[&str]) -> (i32, String) {
        let arguments: Vec<&str> = ["diff"].into_iter().chain(arguments.iter().copied()).collect();
        let output = self.utfall(&arguments);
        (output.status.code().unwrap(), said(&output))
    }
}

/// What stands on standard output and after it what stands on standard error, with plain blanks.
fn said(output: &Output) -> String {
    let both = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).replace('\u{a0}', " "));
    both.concat()
}

/// People of the treated group lose their job.
fn fewer(csv: &str, people: usize) -> String {
    let mut left = people;
    let mut lines: Vec<String> = Vec::new();
    for line in csv.lines() {
        let loses = left > 0 && line.ends_with(";tiltak;1");
        left -= usize::from(loses);
        lines.push(if loses { line.trim_end_matches('1').to_owned() + "0" } else { line.to_owned() });
    }
    lines.join("\n") + "\n"
}

#[test]
fn all_that_holds_results_can_be_compared() {
    let folder = Folder::project("forms");
    folder.commit();
    folder.build("output-old");
    folder.write(DATA, fewer(&folder.read(DATA), 3));
    folder.build("output-new");
    let expected = folder.diff(&["output-old/tiltak", "output-new/tiltak"]);
    assert_eq!(expected.0, 1, "{}", expected.1);
    assert!(
        expected.1.contains("employment.month_12.treated.events") && expected.1.contains("24 → 21"),
        "{}",
        expected.1
    );
    for (old, new) in [
        ("output-old", "output-new"),
        ("output-old/tiltak/report.pdf", "output-new/tiltak/report.pdf"),
        ("output-old/tiltak/results.json", "output-new/tiltak"),
        ("output-old/tiltak", SPEC),
        ("output-old", "."),
        ("v1", "analyses"),
    ] {
        let (code, text) = folder.diff(&[old, new]);
        assert_eq!(code, 1, "{old} {new}: {text}");
        assert!(text.contains("employment.month_12.treated.events") && text.contains("24 → 21"), "{old} {new}: {text}");
        // The same way round for all of them.
        let same = folder.diff(&[new, new]);
        assert_eq!(same, (0, "Nothing has changed.\n".to_owned()), "{new}");
    }
}

#[test]
fn revisions_are_computed_beside_the_users_folder() {
    let folder = Folder::project("revisions");
    folder.commit();
    folder.write(DATA, fewer(&folder.read(DATA), 3));
    folder.git(&["commit", "--quiet", "--all", "-m", "two"]);
    // What the user is in the middle of.
    folder.write(DATA, fewer(&folder.read(DATA), 3));
    folder.write("new.txt", "new");
    folder.git(&["add", "new.txt"]);
    let before =
        (folder.git(&["status", "--porcelain"]), folder.git(&["rev-parse", "HEAD"]), folder.git(&["worktree", "list"]));
    let (code, text) = folder.diff(&["v1", "HEAD"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("24 → 21"), "{text}");
    let named = folder.diff(&["v1", "HEAD", "--", SPEC]);
    assert_eq!(named.1, text);
    // From below the top of the repository.
    let below = Command::new(env!("CARGO_BIN_EXE_utfall"))
        .args(["diff", "v1", "HEAD", "--", "tiltak.yaml"])
        .current_dir(folder.0.join("analyses/tiltak"))
        .output()
        .unwrap();
    assert_eq!(said(&below), text);
    let after =
        (folder.git(&["status", "--porcelain"]), folder.git(&["rev-parse", "HEAD"]), folder.git(&["worktree", "list"]));
    assert_eq!(before, after);
    let (code, text) = folder.diff(&["v1", "HEAD", "--", "analyses/other.yaml"]);
    assert_eq!(code, 2);
    assert!(text.contains("the revision `v1` does not hold what is to be compared"), "{text}");
    // A revision with a mistake in it.
    folder.replace(SPEC, "kind: two_proportions", "kind: two_proportion");
    folder.git(&["commit", "--quiet", "--all", "-m", "three"]);
    let (code, text) = folder.diff(&["v1", "HEAD"]);
    assert_eq!(code, 2);
    assert!(text.contains("two_proportion") && text.contains("tiltak.yaml:"), "{text}");
    assert!(text.contains("the revision `HEAD` does not build with this utfall"), "{text}");
    assert!(text.contains("give the two output folders instead"), "{text}");
}

#[test]
fn exit_codes_tell_conclusions_from_other_differences() {
    let folder = Folder::project("codes");
    folder.build("output-old");
    let first = folder.read(DATA);
    folder.write(DATA, fewer(&first, 24));
    folder.build("output-new");
    let (code, text) = folder.diff(&["output-old", "output-new"]);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("Conclusions that changed") && text.contains("no longer covers zero"), "{text}");
    // The project allows what is not material to it, but no conclusion.
    let all = "units:\n  count: {absolute: 1000}\n  p_value: {absolute: 1}\n  test_statistic: {absolute: 1000}\n\
               ids:\n  '**': {absolute: 1.0e+9}\n";
    folder.write("tolerance.yaml", all);
    assert_eq!(folder.diff(&["output-old", "output-new", "--tolerance", "tolerance.yaml"]).0, 3);
    folder.write(DATA, fewer(&first, 1));
    folder.build("output-near");
    assert_eq!(folder.diff(&["output-old", "output-near"]).0, 1);
    let (code, text) = folder.diff(&["output-old", "output-near", "--tolerance", "tolerance.yaml"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("Within the tolerance: "), "{text}");
    for (wrong, says) in [
        ("unit: {}", "unknown key `unit`"),
        ("units: {procent: {absolute: 1}}", "procent"),
        ("units: {ratio: {absolute: -1}}", "must be a number from 0"),
        ("", "is empty"),
        ("units: [", "tolerance.yaml"),
    ] {
        folder.write("tolerance.yaml", wrong);
        let (code, text) = folder.diff(&["output-old", "output-new", "--tolerance", "tolerance.yaml"]);
        assert_eq!(code, 2, "{wrong}: {text}");
        assert!(text.contains(says), "{wrong}: {text}");
    }
    folder.write("tolerance.yaml", "ids: {'employmnt.**': {absolute: 1}}");
    let (_, text) = folder.diff(&["output-old", "output-new", "--tolerance", "tolerance.yaml"]);
    assert!(text.contains("the tolerance names `employmnt.**`, which fits no result"), "{text}");
}

#[test]
fn changes_are_written_in_the_form_that_is_asked_for() {
    let folder = Folder::project("formats");
    folder.build("output-old");
    folder.write(DATA, fewer(&folder.read(DATA), 3));
    folder.build("output-new");
    let both = ["output-old", "output-new"];
    let (_, markdown) = folder.diff(&[both[0], both[1], "--format", "markdown"]);
    assert!(markdown.starts_with("# Endringsrapport: "), "{markdown}");
    let (_, english) = folder.diff(&[both[0], both[1], "--format", "markdown", "--language", "en"]);
    assert!(english.starts_with("# Change report: "), "{english}");
    let (_, nynorsk) = folder.diff(&[both[0], both[1], "--language", "nn"]);
    assert!(nynorsk.contains("Tal som er vesentleg endra"), "{nynorsk}");
    let (code, json) = folder.diff(&[both[0], both[1], "--format", "json"]);
    assert_eq!(code, 1);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["schema"], "utfall-change-set-1");
    assert_eq!(json["reports"][0]["changes"]["schema"], "utfall-changes-1");
    let set: utfall::diff::ChangeSet = serde_json::from_value(json).unwrap();
    assert_eq!(set.exit_code, 1);
    let (code, text) = folder.diff(&[both[0], both[1], "--format", "markdown", "--output", "changes.md"]);
    assert_eq!((code, text.as_str()), (1, ""));
    assert_eq!(folder.read("changes.md").replace('\u{a0}', " "), markdown);
    let schema = folder.utfall(&["schema", "--changes"]);
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).unwrap();
    assert_eq!(schema["title"], "ChangeSet");
    let (code, text) = folder.diff(&[both[0], both[1], "--language", "no"]);
    assert_eq!(code, 2);
    assert!(text.contains("there is no language `no`"), "{text}");
}

#[test]
fn changes_say_which_file_and_which_line_they_come_from_and_which_of_them_carried_them() {
    let folder = Folder::project("causes");
    folder.commit();
    folder.build("output-old");
    folder.write(DATA, fewer(&folder.read(DATA), 3));
    let line = 1 + folder.read(SPEC).lines().position(|line| line.contains("saved_transfers: 200000")).unwrap();
    folder.replace(SPEC, "saved_transfers: 200000", "saved_transfers: 150000");
    folder.build("output-new");
    // Finished reports know which file and which line, but not the rows of the old file.
    let (_, text) = folder.diff(&["output-old", "output-new"]);
    assert!(text.contains("Data: `participants.csv` is another file (SHA-256 "), "{text}");
    let said = format!("`tiltak.yaml` line {line}: `saved_transfers: 200000` → `saved_transfers: 150000`");
    assert!(text.contains(&said), "{text}");
    // With both versions of the data, rows are matched by the key; no person is named.
    let (_, text) = folder.diff(&["v1", "."]);
    assert!(text.contains("Data: `participants.csv`: 3 rows changed (`jobb_12`)"), "{text}");
    assert!(text.contains(&said), "{text}");
    let (_, json) = folder.diff(&["v1", ".", "--format", "json"]);
    let set: utfall::diff::ChangeSet = serde_json::from_str(&json.replace("\\u00a0", " ")).unwrap();
    let changes = &set.reports[0].changes;
    let change = |path: &str| {
        changes
            .changes
            .iter()
            .find(|change| change.path == path && !change.alone.is_empty())
            .unwrap_or_else(|| panic!("{path}: {json}"))
    };
    // The share is the data's alone; the wage is moved by both, each of which is told.
    let share = change("employment.month_12.treated.proportion");
    assert_eq!(share.alone.len(), 1);
    assert!(share.alone[0].is_whole);
    assert!(matches!(changes.causes[share.alone[0].cause], utfall::diff::Cause::File { .. }));
    let wage = change("break_even.year_2.wage");
    let sorts: Vec<&str> = wage
        .alone
        .iter()
        .map(|one| match &changes.causes[one.cause] {
            utfall::diff::Cause::File { rows: Some(rows), .. } if rows.changed == 3 => "data",
            utfall::diff::Cause::Lines { .. } => "line",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(sorts, ["data", "line"]);
    assert!(wage.alone.iter().all(|one| !one.is_whole && one.value.is_some()));
}

#[test]
fn sentences_say_what_changed_them_and_old_numbers_in_them_are_found() {
    let folder = Folder::project("sentences");
    folder.replace(
        SPEC,
        "  - title: Resultater\n",
        "  - title: Drøfting\n    text: |\n      Av deltakerne var 24 i arbeid. Det er et resultat.\n  - title: Resultater\n",
    );
    folder.build("output-old");
    folder.write(DATA, fewer(&folder.read(DATA), 3));
    folder.build("output-new");
    for (old, new) in [("output-old", "output-new"), ("output-old/tiltak/report.pdf", "output-new/tiltak/report.pdf")] {
        let (_, text) = folder.diff(&[old, new, "--all"]);
        assert!(text.contains("Sentences with other numbers"), "{text}");
        assert!(text.contains("(changed by `employment.month_12.treated.proportion`"), "{text}");
        assert!(text.contains("Hand-written numbers that are no longer right"), "{text}");
        assert!(text.contains("“24” was `employment.month_12.treated.events`, which is 21 now"), "{text}");
        assert!(text.contains("Av deltakerne var 24 i arbeid."), "{text}");
        assert!(text.contains("Drøfting (tiltak.yaml:"), "{text}");
    }
    // What the author wrote otherwise is a difference of words.
    folder.replace(SPEC, "Det er et resultat.", "Det er et funn.");
    folder.build("output-edited");
    let (code, text) = folder.diff(&["output-new", "output-edited"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("[-resultat.-] {+funn.+}"), "{text}");
}

#[test]
fn a_page_of_html_and_a_pdf_need_nothing_beside_themselves() {
    let folder = Folder::project("pages");
    folder.build("output-old");
    let first = folder.read(DATA);
    folder.write(DATA, fewer(&first, 24));
    folder.build("output-new");
    let both = ["output-old/tiltak/report.pdf", "output-new/tiltak"];
    let (code, text) = folder.diff(&[both[0], both[1], "--format", "html", "--output", "changes.html"]);
    assert_eq!((code, text.as_str()), (3, ""));
    let html = folder.read("changes.html");
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"nb\">"));
    assert!(html.contains("Konklusjoner som er endret") && html.contains("<rect class=\"digits\""), "no marks");
    assert!(html.contains("src=\"data:image/svg+xml;base64,"));
    // Nothing is fetched.
    for outside in ["src=\"http", "href=\"http", "@import", "url(", "<link"] {
        assert!(!html.contains(outside), "{outside}");
    }
    // A curve that both versions have is drawn twice in one frame.
    folder.write(DATA, fewer(&first, 3));
    folder.build("output-near");
    folder.diff(&["output-old", "output-near", "--format", "html", "--language", "en", "--output", "near.html"]);
    let near = folder.read("near.html");
    assert!(near.contains("class=\"overlay change\"") && near.contains("stroke-dasharray"), "no overlay");
    assert!(near.contains("<html lang=\"en\">") && near.contains("Sentences with other numbers"));
    let (code, _) = folder.diff(&[both[0], both[1], "--format", "pdf", "--output", "changes.pdf"]);
    assert_eq!(code, 3);
    let pages = utfall::pdf::Pages::of("changes.pdf", fs::read(folder.0.join("changes.pdf")).unwrap()).unwrap();
    let words: Vec<String> = (0..pages.count()).flat_map(|page| pages.words(page)).map(|word| word.text).collect();
    for word in ["Endringsrapport", "Konklusjoner", "Årsaker"] {
        assert!(words.iter().any(|known| known == word), "{word} in {words:?}");
    }
    // The same changes, the same bytes.
    folder.diff(&[both[0], both[1], "--format", "pdf", "--output", "again.pdf"]);
    assert!(fs::read(folder.0.join("changes.pdf")).unwrap() == fs::read(folder.0.join("again.pdf")).unwrap());
}

#[test]
fn several_reports_are_matched_by_name() {
    let folder = Folder::project("several");
    let spec = folder.read(SPEC);
    folder.write("analyses/tiltak/annet.yaml", &spec);
    folder.build("output-old");
    fs::remove_file(folder.0.join("analyses/tiltak/annet.yaml")).unwrap();
    folder.write("analyses/tiltak/tredje.yaml", &spec);
    folder.build("output-new");
    let (code, text) = folder.diff(&["output-old", "output-new"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("`annet` is in `output-old` and not in `output-new`"), "{text}");
    assert!(text.contains("`tredje` is in `output-new` and not in `output-old`"), "{text}");
    assert!(text.contains("== tiltak\nNothing has changed."), "{text}");
    // One report each is compared whatever the names.
    assert_eq!(folder.diff(&["output-old/annet", "output-new/tredje"]).0, 0);
}

#[test]
fn what_cannot_be_compared_is_told_with_what_to_do() {
    let folder = Folder::project("bad");
    folder.build("output");
    let results = folder.read("output/tiltak/results.json");
    let pdf = fs::read(folder.0.join("output/tiltak/report.pdf")).unwrap();
    let plain = "#set document(title: \"T\", date: datetime.today())\n#set text(lang: \"nb\")\nHei.";
    let plain = Project::new("a.typ", [("a.typ".to_owned(), plain.as_bytes().to_vec())].into());
    let options = Options { date: Some(jiff::civil::date(2016, 6, 1)), ident: "x".into() };
    folder.write("bare.pdf", typeset(&plain, &options).unwrap().pdf);
    folder.write("cut.pdf", &pdf[..pdf.len() / 2]);
    folder.write("no.pdf", "hei");
    folder.write("newer.json", results.replace("utfall-results-1", "utfall-results-2"));
    folder.write("cut.json", &results[..results.len() / 2]);
    folder.write("image.png", [0x89, b'P', b'N', b'G', 0xff]);
    fs::create_dir(folder.0.join("empty")).unwrap();
    for (given, says) in [
        ("bare.pdf", "`bare.pdf` carries no `results.json`"),
        ("cut.pdf", "`cut.pdf` is a PDF that is damaged or cut off"),
        ("no.pdf", "`no.pdf` is no PDF"),
        ("newer.json", "`newer.json` is of the format `utfall-results-2`, which is newer"),
        ("cut.json", "`cut.json` is cut off"),
        ("image.png", "`image.png` is neither a PDF nor text"),
        ("empty", "`empty` holds neither finished reports nor specifications"),
        ("nowhere", "`nowhere` is no file, no folder and no git revision here"),
        ("--x", "unexpected argument"),
    ] {
        let (code, text) = folder.diff(&["output/tiltak", given]);
        assert_eq!(code, 2, "{given}: {text}");
        assert!(text.contains(says), "{given}: {text}");
        assert!(text.contains("help: ") || given == "--x", "{given} is not told what to do: {text}");
    }
}
