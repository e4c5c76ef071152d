//! From Typst source to PDF, checked on the bytes that are written.

use std::collections::BTreeMap;
use std::sync::Arc;

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys::{ALT, LANG, MARK_INFO, METADATA, S, STRUCT_TREE_ROOT, TYPE};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use utfall::diag::{Source, render as shown};
use utfall::results::Language;
use utfall::template::{Document, Overrides, render};
use utfall::typeset::{Options, Project, Typeset, typeset, vancouver};

use super::sample_report::{chapter, document, titled};

fn options() -> Options {
    Options { date: Some(jiff::civil::date(2016, 6, 1)), ident: "ips".into() }
}

fn typeset_document(document: &Document) -> Typeset {
    let rendered =
        render(document, &Overrides::none()).unwrap_or_else(|problems| panic!("{}", shown(&problems, false)));
    let project = Project::new(rendered.main, rendered.files).with_origins(rendered.origins);
    typeset(&project, &options()).unwrap_or_else(|problems| panic!("{}", shown(&problems, false)))
}

fn project(report: &str) -> Project {
    let report = format!("#set document(title: \"T\", date: datetime.today())\n{report}");
    Project::new("report.typ", BTreeMap::from([("report.typ".to_owned(), report.into_bytes())]))
}

fn errors(report: &str) -> String {
    shown(&typeset(&project(report), &options()).unwrap_err(), false)
}

fn dicts(pdf: &Pdf) -> Vec<Dict<'_>> {
    let dict = |object| match object {
        Object::Dict(dict) => Some(dict),
        Object::Stream(stream) => Some(stream.dict().clone()),
        _ => None,
    };
    pdf.objects().into_iter().filter_map(dict).collect()
}

fn root(pdf: &Pdf) -> Dict<'_> {
    pdf.xref().get(pdf.xref().root_id()).expect("a catalogue")
}

fn words(string: &PdfString) -> String {
    let bytes = string.as_bytes();
    match bytes.strip_prefix(&[0xfe, 0xff]) {
        Some(utf16) => {
            let units: Vec<u16> = utf16.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).unwrap()
        }
        None => String::from_utf8_lossy(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)).into_owned(),
    }
}

#[test]
fn a_report_is_tagged_and_archivable() {
    let typeset = typeset_document(&document());
    assert!(typeset.warnings.is_empty(), "{}", shown(&typeset.warnings, false));
    let pdf = Pdf::new(typeset.pdf.clone()).unwrap();
    assert_eq!(pdf.pages().len(), typeset.pages);
    let root = root(&pdf);
    assert_eq!(words(&root.get::<PdfString>(LANG).unwrap()), "nb-NO");
    assert!(root.get::<Dict>(MARK_INFO).unwrap().get::<bool>("Marked").unwrap());
    assert!(root.get::<Dict>(STRUCT_TREE_ROOT).is_some());
    let metadata = root.get::<Stream>(METADATA).unwrap();
    let xmp = String::from_utf8(metadata.decoded().unwrap().into_owned()).unwrap();
    for part in [
        "<pdfuaid:part>1</pdfuaid:part>",
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "Effektevaluering av IPS",
        "<xmp:CreatorTool>utfall</xmp:CreatorTool>",
        "2016-06-01",
    ] {
        assert!(xmp.contains(part), "{part} in {xmp}");
    }
    let roles: Vec<(String, Dict)> = dicts(&pdf)
        .into_iter()
        .filter(|dict| dict.get::<Name>(TYPE).is_some_and(|name| name.as_str() == "StructElem"))
        .filter_map(|dict| Some((dict.get::<Name>(S)?.as_str().to_owned(), dict)))
        .collect();
    for (role, dict) in &roles {
        if role == "Figure" || role == "Formula" {
            assert!(dict.get::<PdfString>(ALT).is_some_and(|alt| !alt.as_bytes().is_empty()), "{role} without Alt");
        }
    }
    let count = |wanted: &str| roles.iter().filter(|(role, _)| role == wanted).count();
    assert_eq!(count("Table"), 5);
    assert_eq!(count("Figure"), 1);
    assert!(
        count("TH") > 20 && count("H1") >= 7 && count("H2") >= 2,
        "{} {} {}",
        count("TH"),
        count("H1"),
        count("H2")
    );
}

#[test]
fn what_a_report_was_made_from_can_be_taken_out_of_it() {
    let document = document();
    let typeset = typeset_document(&document);
    let pdf = Pdf::new(typeset.pdf).unwrap();
    let associated: Array = root(&pdf).get("AF").unwrap();
    let mut found = Vec::new();
    for file in associated.iter::<Dict>() {
        let stream: Stream = file.get::<Dict>("EF").unwrap().get("F").unwrap();
        let name = words(&file.get::<PdfString>("UF").unwrap());
        let relationship = file.get::<Name>("AFRelationship").unwrap().as_str().to_owned();
        let mime_type = stream.dict().get::<Name>("Subtype").unwrap().as_str().to_owned();
        found.push((name, relationship, mime_type, stream.decoded().unwrap().into_owned()));
    }
    found.sort();
    let expected = [("ips.yaml", "Source"), ("manifest.json", "Supplement"), ("results.json", "Data")];
    assert_eq!(found.len(), expected.len());
    for ((name, relationship, mime_type, bytes), (known, role)) in found.iter().zip(expected) {
        let file = document.attachments.iter().find(|file| file.name == *name).unwrap();
        assert_eq!((name.as_str(), relationship.as_str()), (known, role));
        assert_eq!((mime_type, bytes), (&file.mime_type, &file.bytes));
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let first = typeset_document(&document()).pdf;
    utfall::typeset::forget(0);
    utfall::typeset::warm_up();
    assert!(first == typeset_document(&document()).pdf);
}

#[test]
fn a_label_stands_in_the_pdf_as_it_was_written() {
    let label = "*IPS* #eval(\"x\") $y$ @z [a] // k";
    let mut document = titled(label, Language::Bokmal);
    document.authors = vec![label.to_owned()];
    document.subtitle = Some(label.to_owned());
    document.colophon = vec![(label.to_owned(), label.to_owned())];
    let mut part = chapter("Hei.");
    part.title = Some(label.to_owned());
    document.parts = vec![part];
    let pdf = Pdf::new(typeset_document(&document).pdf).unwrap();
    let titles: Vec<String> =
        dicts(&pdf).iter().filter_map(|dict| Some(words(&dict.get::<PdfString>("Title")?))).collect();
    assert!(titles.iter().filter(|title| title.contains(label)).count() >= 1, "the outline has {titles:?}");
}

#[test]
fn errors_stand_at_the_line_of_the_template() {
    assert_eq!(
        errors("= Hei\n#let f(x) = x + \"a\"\n#f(1)"),
        "\
error: cannot add integer and string
 --> report.typ:3:13
  |
3 | #let f(x) = x + \"a\"
  |             ^^^^^^^
4 | #f(1)
  |  ---- while calling `f`
"
    );
    assert!(errors("#import \"lib/x.typ\": y").contains("file not found"));
}

#[test]
fn packages_are_refused() {
    let message = errors("#import \"@preview/cetz:0.3.0\"");
    assert!(message.starts_with("error: `@preview/cetz:0.3.0` is a package from the network"), "{message}");
}

#[test]
fn what_the_standards_forbid_is_an_error_at_its_place() {
    let message = errors("\n$x$");
    assert!(message.contains("missing alt text\n --> report.typ:3:1"), "{message}");
    let undated =
        Project::new("a.typ", BTreeMap::from([("a.typ".to_owned(), b"#set document(title: \"T\")\nHei".to_vec())]));
    let problems = typeset(&undated, &options()).unwrap_err();
    assert_eq!(
        problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "the report has no date, which an archive file (PDF/A-3) must have; give it a `date`, such as `date: 2026-11-22`"
        ]
    );
}

#[test]
fn an_error_in_a_chapter_leads_to_the_specification() {
    let yaml = Arc::new(Source::new("ips.yaml", "text: |\n  Først.\n  Se @ingensteds og #fins().\n"));
    let report = "= T\nFørst.\nSe @ingensteds og #fins().\n";
    let prefix = "#set document(title: \"T\", date: datetime.today())\n";
    let at = |words: &str| prefix.len() + report.find(words).unwrap();
    let origins = vec![
        (at("Først.")..at("Se"), yaml.location_at(2, 3, 6)),
        (at("Se")..prefix.len() + report.len(), yaml.location_at(3, 3, 26)),
    ];
    let problems = typeset(&project(report).with_origins(origins), &options()).unwrap_err();
    assert_eq!(problems[0].to_string(), "ips.yaml:3:22: unknown variable: fins");
}

#[test]
fn text_that_runs_over_the_edge_is_a_warning_at_its_line() {
    let wide = "Hei.\n\n#box(width: 400mm)[En #h(250mm) Kolonne]\n";
    let typeset = typeset(&project(wide), &options()).unwrap();
    let warnings: Vec<String> = typeset.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("text runs over the edge of page 1: `"), "{warnings:?}");
    assert!(warnings[0].starts_with("report.typ:4:") && warnings[0].contains("narrower"), "{warnings:?}");
}

#[test]
fn the_date_is_that_of_the_specification() {
    let undated = Options { date: None, ident: String::new() };
    let problems = typeset(&project("Hei"), &undated).unwrap_err();
    assert!(problems[0].to_string().contains("unable to get the current date"), "{}", problems[0]);
}

/// Sorted as Norwegian is, æ ø å last and aa as å, with the words of a Norwegian list: «s.», «u.å.», «2. utg.».
#[test]
fn references_are_listed_as_norwegian_is() {
    let bib = "@article{zorn, author={Zorn, Per}, title={Om z}, journal={Tidsskrift}, year={2019}, pages={25--28}, volume={3}}\n\
               @article{asen, author={Åsen, Kari and Ødegård, Ola}, title={Om å}, journal={Tidsskrift}, year={2018}, pages={1--8}}\n\
               @article{aerlig, author={Ærlig, Anne}, title={Om æ}, journal={Tidsskrift}, year={2017}}\n\
               @article{ostby, author={Østby, Ivar}, title={Om ø}, journal={Tidsskrift}, year={2016}}\n\
               @book{aasen, author={Aasen, Berit}, title={Om aa}, publisher={Forlaget}}\n\
               @incollection{adam, author={Adam, Eva}, title={Om a}, booktitle={Boken}, editor={Berg, Nils}, publisher={Forlaget}, \
               year={2015}, pages={25--28}}\n\
               @book{dahl, author={Dahl, A and Eik, B and Foss, C}, title={Om d}, edition={2}, publisher={Forlaget}, year={2020}}\n";
    let text = |style: &str, language: &str| {
        let report = format!(
            "#set document(title: \"T\", date: datetime.today())\n#set text(lang: \"{language}\", region: \"NO\")\n\
             @zorn @asen @aerlig @ostby @aasen @adam @dahl\n#bibliography(\"a.bib\", style: \"{style}\")\n"
        );
        let files = [("report.typ", report), ("a.bib", bib.to_owned()), ("vancouver.csl", vancouver().unwrap())];
        let files = files.map(|(name, text)| (name.to_owned(), text.into_bytes()));
        let typeset = typeset(&Project::new("report.typ", files.into()), &options()).unwrap();
        let pages = utfall::pdf::Pages::of("a", typeset.pdf).unwrap();
        let words: Vec<String> = pages.words(0).into_iter().map(|word| word.text).collect();
        words.join(" ")
    };
    for language in ["nb", "nn"] {
        let apa = text("apa", language);
        assert!(apa.contains("Dahl et al., 2020") && apa.contains("Aasen, u.å."), "{apa}");
        let (_, list) = apa.split_once("Adam, E.").unwrap();
        let order = ["Dahl, A.", "Zorn, P.", "Ærlig, A.", "Østby, I.", "Aasen, B.", "Åsen, K."];
        let places: Vec<Option<usize>> = order.iter().map(|name| list.find(name)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{language}: {places:?} in {list}");
        assert!(list.contains("(s. 25–28)") && list.contains("(2. utg.)") && list.contains("& Ødegård"), "{list}");
        let numbered = text("vancouver.csl", language);
        assert!(numbered.contains("1. Zorn P. Om z. Tidsskrift. 2019;3:25–8."), "{numbered}");
        assert!(numbered.contains("s. 25–8") && numbered.contains("2. utg."), "{numbered}");
        // The list is that of the style that it is made from, word for word.
        let list = |text: &str| text.split_once("1. Zorn").map(|(_, list)| list.to_owned());
        assert_eq!(list(&numbered), list(&text("springer-vancouver", language)));
    }
}
