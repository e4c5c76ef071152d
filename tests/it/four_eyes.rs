//! What a reviewer does with a finished report: verify it, accept or reject what it says, ask where a number comes from.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use utfall::results::Language;
use utfall::template::Overrides;
use utfall::{pipeline, typeset};

use crate::folder::Folder;

const SPEC: &str = "report:
  title: Eksempel
  date: 2024-06-01
  authors: [Kari Nordmann]
data:
  people: {file: people.csv}
analyses:
  work:
    kind: two_proportions
    outcome: i arbeid
    treated: {label: IPS, events: 85, total: 227}
    control: {label: kontrollgruppen, events: 49, total: 181}
chapters:
  - title: Resultater
    text: |
      {{ prose(of=\"work\") }}

      Forskjellen er p\u{e5} {{ work.risk_difference | points }} ({{ work.risk_difference | ci }}).
    show: [work]
";

impl Folder {
    /// A folder with one specification.
    fn example(name: &str) -> Folder {
        let folder = Folder::new(name);
        folder.write("analyses/eksempel/people.csv", "person;arm\n1;ips\n2;tau\n").specify(SPEC);
        folder
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.0.join("analyses/eksempel").join(name)
    }

    fn specify(&self, spec: &str) {
        fs::write(self.beside("eksempel.yaml"), spec).unwrap();
    }

    /// The exit code and all that was said to one who answers.
    fn answered(&self, arguments: &[&str], input: &str) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_utfall"));
        command.args(arguments).current_dir(&self.0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        (status.code().unwrap(), said)
    }
}

const REVIEW: [&str; 2] = ["review", "analyses/eksempel/eksempel.yaml"];
const PDF: &str = "output/eksempel/report.pdf";

#[test]
fn a_report_is_verified_and_tampering_is_found() {
    let folder = Folder::example("verify");
    assert_eq!(folder.answered(&["build"], "").0, 0);
    let (code, said) = folder.answered(&["verify", PDF], "");
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("inputs: 2 of 2") && said.contains("pages: the same, byte by byte"), "{said}");

    // Other pages.
    let mut pdf = fs::read(folder.0.join(PDF)).unwrap();
    pdf.push(b'\n');
    fs::write(folder.0.join("pages.pdf"), &pdf).unwrap();
    let (code, said) = folder.answered(&["verify", "pages.pdf"], "");
    assert!(code == 1 && said.contains("pages: NOT"), "{code} {said}");

    // Another number in the results that the PDF carries.
    let spec = folder.beside("eksempel.yaml");
    let projects = pipeline::load(&spec).unwrap();
    let (computed, _) = pipeline::compute(&projects).unwrap();
    let overrides = Overrides::read(Path::new("no-templates")).unwrap();
    let output = pipeline::render(&projects[0], &computed[0], Language::Bokmal, &overrides).unwrap();
    let mut files = output.files;
    let results = String::from_utf8(files["results.json"].clone()).unwrap();
    assert!(results.contains("-0.01") || results.contains("0.012027889524578735"), "{results}");
    files.insert(
        "results.json".to_owned(),
        results.replace("0.012027889524578735", "-0.012027889524578735").into_bytes(),
    );
    let project = typeset::Project::new("report.typ", files);
    let options = typeset::Options { date: Some(projects[0].report.header.date), ident: "x".to_owned() };
    fs::write(folder.0.join("numbers.pdf"), typeset::typeset(&project, &options).unwrap().pdf).unwrap();
    let (code, said) = folder.answered(&["verify", "numbers.pdf"], "");
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("results: NOT") && said.contains("work.risk_difference"), "{said}");

    // Other data.
    fs::write(folder.beside("people.csv"), "person;arm\n1;ips\n2;ips\n").unwrap();
    let (code, said) = folder.answered(&["verify", PDF], "");
    assert!(code == 2 && said.contains("`people.csv` is not what the report was made from"), "{code} {said}");
    fs::remove_file(folder.beside("people.csv")).unwrap();
    let (code, said) = folder.answered(&["verify", PDF], "");
    assert!(code == 2 && said.contains("`people.csv` of the report is not to be found"), "{code} {said}");

    // No report of ours.
    fs::write(folder.0.join("other.pdf"), "%PDF-1.7\n").unwrap();
    let (code, said) = folder.answered(&["verify", "other.pdf"], "");
    assert!(code == 2 && said.contains("damaged or cut off"), "{code} {said}");
}

#[test]
fn four_eyes_see_every_changed_conclusion() {
    let folder = Folder::example("review");
    let review = |more: &[&str], input: &str| folder.answered(&[&REVIEW, more].concat(), input);
    let first_page = || {
        let (code, said) = folder.answered(&["build"], "");
        assert_eq!(code, 0, "{said}");
        let typst = fs::read_to_string(folder.0.join("output/eksempel/report.typ")).unwrap();
        (
            said,
            typst.contains(
                "Ikke ferdig gjennomg\u{e5}tt: fem konklusjoner er endret siden siste godkjente gjennomgang.",
            ),
        )
    };

    assert!(!first_page().1, "nothing was ever reviewed");
    let (code, said) = review(&["--list"], "");
    assert!(code == 3 && said.contains("was never reviewed"), "{code} {said}");
    let (code, said) = review(&["--accept-all", "--by", "kari nordmann", "--reason", "x"], "");
    assert!(code == 2 && said.contains("`Kari Nordmann` is an author"), "{code} {said}");
    let (code, said) = review(&["--by", "Per Hansen", "--date", "2026-11-22"], "a\nF\u{f8}rste gjennomgang.\n");
    assert_eq!(code, 0, "{said}");
    assert!(!first_page().1);

    folder.specify(&SPEC.replace("events: 85", "events: 78"));
    let (said, noted) = first_page();
    assert!(noted && said.contains("5 changed conclusions are not accepted"), "{said}");
    let (code, said) = review(&["--by", "Per Hansen", "--date", "2026-11-23"], "r\n\nFeil datauttrekk.\nq\n");
    assert!(code == 3 && said.contains("A decision without a reason helps nobody."), "{code} {said}");
    let (code, said) = review(&["--list"], "");
    assert!(code == 3 && said.contains("rejected:"), "{code} {said}");
    let (code, said) = review(&["--accept", "work.nothing", "--by", "Per Hansen", "--reason", "x"], "");
    assert!(code == 2 && said.contains("no conclusion of `work.nothing` has changed"), "{code} {said}");
    let (code, said) =
        review(&["--accept-all", "--by", "Per Hansen", "--reason", "Rettet", "--date", "2026-11-24"], "");
    assert_eq!(code, 0, "{said}");
    assert!(!first_page().1);

    let ledger = folder.beside("eksempel.review.json");
    let whole = fs::read_to_string(&ledger).unwrap();
    assert_eq!(whole.matches("\"reviewer\": \"Per Hansen\"").count(), 7, "one, one rejected, five accepted");
    fs::write(&ledger, &whole[..whole.len() / 2]).unwrap();
    let (code, said) = folder.answered(&["build"], "");
    assert!(code == 2 && said.contains("is no ledger of reviews") && said.contains("line"), "{code} {said}");
}

#[test]
fn a_number_is_explained_from_its_sentence_to_its_rows() {
    let folder = Folder::example("explain");
    let (code, said) = folder.answered(&["explain", "work.risk_difference", "analyses/eksempel/eksempel.yaml"], "");
    assert_eq!(code, 0, "{said}");
    for wanted in [
        "work.risk_difference = 10,4\u{a0}prosentpoeng",
        "85 / 227 \u{2212} 49 / 181",
        "Resultater: \u{ab}Forskjellen er p\u{e5} 10,4 prosentpoeng (95 % KI 1,2 til 19,3).\u{bb}",
        "Resultater: tabellen \u{ab}",
        "people.csv: SHA-256 ",
    ] {
        assert!(said.contains(wanted), "{wanted}\n{said}");
    }
}

#[test]
fn an_edition_is_kept_and_a_newer_one_explained() {
    let folder = Folder::example("upgrade");
    // Few studies that hardly vary: the editions differ in which interval that calls for.
    let studies: String = [("A", 12, 40, 8, 40), ("B", 30, 100, 20, 100), ("C", 9, 30, 7, 31)]
        .iter()
        .map(|(study, a, n, b, m)| {
            format!("      - {{study: {study}, treated_events: {a}, treated_total: {n}, control_events: {b}, control_total: {m}}}\n")
        })
        .collect();
    let spec = format!(
        "report:\n  title: Eksempel\n  date: 2024-06-01\ndata:\n  studies:\n    rows:\n{studies}analyses:\n  pooled:\n    kind: meta_analysis\n    \
         from: studies\n    study: study\n    measure: risk_ratio\n    outcome: i arbeid\n    treated: {{label: IPS, events: treated_events, total: treated_total}}\n    \
         control: {{label: kontroll, events: control_events, total: control_total}}\nchapters:\n  - {{title: Resultater, show: [pooled]}}\n"
    );
    folder.specify(&spec);
    let path = "analyses/eksempel/eksempel.yaml";
    let (code, said) = folder.answered(&["upgrade", "--explain", path], "");
    assert!((code == 1 || code == 3) && said.contains("from edition 2026.1 to 2026.2"), "{code} {said}");
    assert_eq!(fs::read_to_string(folder.beside("eksempel.yaml")).unwrap(), spec, "nothing is written");
    folder.answered(&["upgrade", path], "");
    let upgraded = fs::read_to_string(folder.beside("eksempel.yaml")).unwrap();
    assert_eq!(upgraded, spec.replace("report:\n  title", "report:\n  methods: \"2026.2\"\n  title"));
    let (code, said) = folder.answered(&["upgrade", path], "");
    assert!(code == 0 && said.contains("has the newest edition"), "{code} {said}");
    folder.specify(&upgraded.replace("\"2026.2\"", "2026.1"));
    folder.answered(&["upgrade", path], "");
    assert_eq!(
        fs::read_to_string(folder.beside("eksempel.yaml")).unwrap(),
        upgraded,
        "where it stands, it is replaced"
    );
}
