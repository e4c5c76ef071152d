//! What a screen reader is told beyond PDF/UA-1: levels of headings, headers of tables with what they head, the language of passages in another one.
//! Read from the tag trees of the finished reports.

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys::{A, ALT, K, LANG, S, STRUCT_TREE_ROOT};
use hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};
use utfall::results::Language;

use super::finished::{ALL, Finished};

/// An element of the tag tree: its role, its depth, its language and the scope it has as a header.
struct Element {
    role: String,
    parents: Vec<String>,
    language: Option<String>,
    scope: Option<String>,
    has_alt: bool,
}

fn text(string: &PdfString) -> String {
    let bytes = string.as_bytes();
    String::from_utf8_lossy(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)).into_owned()
}

/// All elements in the order of reading.
fn elements(report: &Finished) -> Vec<Element> {
    let pdf = Pdf::new(report.pdf.clone()).unwrap();
    let root: Dict = pdf.xref().get(pdf.xref().root_id()).unwrap();
    let tree: Dict = root.get(STRUCT_TREE_ROOT).unwrap();
    let mut found = Vec::new();
    children(&tree, &mut Vec::new(), &mut found);
    found
}

fn children(dict: &Dict, parents: &mut Vec<String>, found: &mut Vec<Element>) {
    if let Some(kids) = dict.get::<Array>(K) {
        for kid in kids.iter::<Object>() {
            if let Object::Dict(kid) = kid {
                element(&kid, parents, found);
            }
        }
    } else if let Some(kid) = dict.get::<Dict>(K) {
        element(&kid, parents, found);
    }
}

fn element(dict: &Dict, parents: &mut Vec<String>, found: &mut Vec<Element>) {
    let Some(role) = dict.get::<Name>(S).map(|name| name.as_str().to_owned()) else { return };
    let scope_of = |attributes: &Dict| attributes.get::<Name>("Scope").map(|name| name.as_str().to_owned());
    let scope = match dict.get::<Object>(A) {
        Some(Object::Dict(attributes)) => scope_of(&attributes),
        Some(Object::Array(all)) => all.iter::<Dict>().find_map(|attributes| scope_of(&attributes)),
        _ => None,
    };
    found.push(Element {
        role: role.clone(),
        parents: parents.clone(),
        language: dict.get::<PdfString>(LANG).map(|language| text(&language)),
        scope,
        has_alt: dict.get::<PdfString>(ALT).is_some_and(|alt| !alt.as_bytes().is_empty()),
    });
    parents.push(role);
    children(dict, parents, found);
    parents.pop();
}

fn heading_level(role: &str) -> Option<usize> {
    role.strip_prefix('H').and_then(|level| level.parse().ok())
}

#[test]
fn levels_of_headings_are_never_skipped() {
    for report in ALL.iter() {
        let elements = elements(report);
        let levels: Vec<usize> = elements.iter().filter_map(|element| heading_level(&element.role)).collect();
        assert!(levels.len() >= 3, "{}: {levels:?}", report.shown());
        assert_eq!(levels[0], 1, "{}", report.shown());
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{}: level {} follows {}", report.shown(), pair[1], pair[0]);
        }
    }
}

#[test]
fn every_table_has_headers_that_say_what_they_head() {
    for report in ALL.iter() {
        let elements = elements(report);
        let tables = elements.iter().filter(|element| element.role == "Table").count();
        let headers: Vec<&Element> = elements.iter().filter(|element| element.role == "TH").collect();
        assert!(
            tables >= 1 && headers.len() >= 2 * tables,
            "{}: {tables} tables, {} headers",
            report.shown(),
            headers.len()
        );
        for header in &headers {
            assert!(
                header.scope.as_deref().is_some_and(|scope| ["Column", "Row", "Both"].contains(&scope)),
                "{}: a header without scope in {:?}",
                report.shown(),
                header.parents
            );
        }
        for element in elements.iter().filter(|element| element.role == "Figure" || element.role == "Formula") {
            assert!(element.has_alt, "{}: {} without words for it", report.shown(), element.role);
        }
    }
}

#[test]
fn a_passage_in_another_language_says_so() {
    for report in ALL.iter() {
        let pdf = Pdf::new(report.pdf.clone()).unwrap();
        let root: Dict = pdf.xref().get(pdf.xref().root_id()).unwrap();
        let own = text(&root.get::<PdfString>(LANG).unwrap());
        let expected = match report.language {
            Language::Bokmal => "nb-NO",
            Language::Nynorsk => "nn-NO",
            Language::English => "en-GB",
        };
        assert_eq!(own, expected, "{}", report.shown());
        let has_summary = report.passages().iter().any(|passage| passage.heading == "English summary");
        let elements = elements(report);
        let english =
            elements.iter().filter(|element| element.language.as_deref().is_some_and(|l| l.starts_with("en"))).count();
        if report.language != Language::English && has_summary {
            assert!(english >= 2, "{}: the English summary is not said to be English", report.shown());
        }
    }
}
