//! Lists of references and citations as they are read: `tests/references` cites a work of every kind that Norwegian reports
//! cite, and `<language>.txt` has what a reader is to find, line by line.

use std::fs;
use std::path::Path;

use utfall::pdf::Pages;
use utfall::pipeline;
use utfall::results::Language;
use utfall::template::Overrides;

use crate::finished::{mm, squeezed};

/// The text of the report after cover, colophon and contents, without running headers.
fn read(spec: &Path, language: Language) -> String {
    let projects = pipeline::load(spec).unwrap_or_else(|problems| panic!("{problems:?}"));
    let (computed, _) = pipeline::compute(&projects).unwrap_or_else(|problems| panic!("{problems:?}"));
    let output = pipeline::render(&projects[0], &computed[0], language, &Overrides::none());
    let mut output = output.unwrap_or_else(|problems| panic!("{problems:?}"));
    let pages = Pages::of("references", output.files.remove("report.pdf").unwrap()).unwrap();
    let words = (3..pages.count()).flat_map(|number| pages.words(number));
    let text: Vec<String> = words.filter(|word| word.top > mm(29.0)).map(|word| word.text).collect();
    plain(&text.join(" "))
}

/// Without what a line break may change, and without the word joiners that the style needs.
fn plain(text: &str) -> String {
    squeezed(text).replace('\u{2060}', "")
}

/// What is expected stands in the text in this order, and with `whole` nothing else does.
fn holds(text: &str, expected: &str, whole: bool) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/references").join(expected);
    let mut rest = text;
    for line in fs::read_to_string(path).unwrap().lines() {
        let wanted = plain(line);
        let start = rest.find(&wanted).unwrap_or_else(|| panic!("{expected}: `{line}` is not in\n{rest}"));
        assert!(!whole || start == 0, "{expected}: `{}` stands before `{line}`", &rest[..start]);
        rest = &rest[start + wanted.len()..];
    }
    assert!(!whole || rest.is_empty(), "{expected}: `{rest}` is left");
}

fn spec() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/references/references.yaml")
}

#[test]
fn apa_has_norwegian_forms_in_bokmal_and_nynorsk_and_english_ones_in_english() {
    for (language, expected) in
        [(Language::Bokmal, "nb.txt"), (Language::Nynorsk, "nn.txt"), (Language::English, "en.txt")]
    {
        let text = read(&spec(), language);
        // The number of the chapter stands beside its heading.
        holds(text.strip_prefix('1').unwrap_or(&text), expected, true);
    }
}

/// The same report with another `citation_style`, in a folder of its own.
fn with_style(style: &str) -> String {
    let folder = std::env::temp_dir().join(format!("utfall-references-{}-{style}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for name in ["references.bib", "own.csl"] {
        fs::copy(spec().with_file_name(name), folder.join(name)).unwrap();
    }
    let yaml = fs::read_to_string(spec()).unwrap();
    let changed = folder.join("references.yaml");
    fs::write(&changed, yaml.replace("citation_style: apa", &format!("citation_style: {style}"))).unwrap();
    let text = read(&changed, Language::Bokmal);
    fs::remove_dir_all(&folder).unwrap();
    text
}

#[test]
fn vancouver_is_numbered_in_the_order_of_citation_with_norwegian_words() {
    holds(&with_style("vancouver"), "vancouver.txt", false);
}

#[test]
fn a_style_of_ones_own_is_used_as_it_is() {
    holds(&with_style("own.csl"), "own.txt", false);
}
