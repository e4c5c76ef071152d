//! A document and the templates, to Typst source with all that it reads.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use tera::Value;

use super::colours::Colours;
use super::context;
use super::document::{Document, FigureBody, Item, Part, ReferenceStyle};
use super::engine::{Engine, Templates};
use super::errors::{Text, lines_of};
use super::filters::Writer;
use super::handles::Handles;
use super::lines::Lines;
use super::parts::Parts;
use super::words::Words;
use super::{Figure, Overrides, builtin};
use crate::diag::{Diagnostic, Location, Problem};
use crate::locale::{Locale, hard_spaces};
use crate::results::Language;

/// The main file of a rendered report.
const MAIN: &str = "report.typ";

/// The house style whose order of parts the others have, unless they have their own.
const DEFAULT: &str = "rapport";

/// What templates of whole reports include: the inside of a part, and the parts of a report.
fn is_included(path: &str) -> bool {
    path == "part.typ" || path.starts_with("parts/")
}

/// What templates of figures and tables include, and the appendices that a chapter may call for.
pub(super) const INCLUDED: [&str; 4] = ["figure.typ", "assumptions.typ", "methods.typ", "provenance.typ"];

/// Typst source with all that it reads.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The path of the main file: `report.typ`.
    pub main: String,
    /// All files by path: the main file, `lib/`, the charts, the references and the attachments.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Which line of a specification or of the project's own templates each stretch of the main file stems from.
    pub origins: Vec<(Range<usize>, Location)>,
}

/// Renders a report.
///
/// # Errors
/// Everything that is wrong with the texts and templates, each at its place: an unknown result, a number of another unit
/// than its filter writes, a result printed without a filter, wrong Tera.
pub fn render(document: &Document, overrides: &Overrides) -> Result<Rendered, Vec<Diagnostic>> {
    let main = main_of(document, overrides)?;
    let mut lines = Lines::default();
    let engines = engines(document, overrides, &mut lines, None)?;
    let mut fields = context::document(document, Locale::new(document.language));
    let mut parts = Parts { engines: &engines, lines: &mut lines, problems: Vec::new() };
    parts.add(document, &mut fields);
    if !parts.problems.is_empty() {
        return Err(parts.problems);
    }
    let Some(engine) = engines.get(&document.language) else { return Err(Vec::new()) };
    let marked = engine.report(&main, Value::from(fields))?;
    let report = lines.resolve(&hard_spaces(&marked))?;

    let mut files = overrides.library(&document.template);
    let colours = Colours::of(&files);
    files.extend(beside(document, &colours));
    files.insert(MAIN.to_owned(), report.text.into_bytes());
    Ok(Rendered { main: MAIN.to_owned(), files, origins: report.origins })
}

/// The template of a whole report: that of the house style, or `rapport.typ` where the style is only a folder.
fn main_of(document: &Document, overrides: &Overrides) -> Result<String, Vec<Diagnostic>> {
    let style = document.template.as_str();
    let main = format!("{style}.typ");
    if overrides.styles().any(|known| known == style) {
        return Ok(if overrides.template(&main).is_some() { main } else { format!("{DEFAULT}.typ") });
    }
    let problem = Problem::new(format!("there is no template `{style}`"));
    Err(vec![problem.closest_of(style, overrides.styles()).nowhere()])
}

/// The engine of each language of a document. What is printed of the result `looked_for` comes out marked.
pub(super) fn engines(
    document: &Document,
    overrides: &Overrides,
    lines: &mut Lines,
    looked_for: Option<&Arc<str>>,
) -> Result<BTreeMap<Language, Engine>, Vec<Diagnostic>> {
    let handles = Arc::new(Handles::new(Arc::clone(&document.results)));
    let names = Names::of(document, overrides, &main_of(document, overrides)?);
    let templates = Arc::new(read(overrides, names.all(), lines));
    let figures: BTreeMap<String, Value> =
        figures(document).map(|figure| (figure.id.clone(), context::figure(figure))).collect();
    let charts = Arc::from(document.charts.as_slice());
    let mut engines = BTreeMap::new();
    for language in languages(document) {
        let words = words(overrides, language)?;
        let writer = Writer {
            handles: Arc::clone(&handles),
            locale: Locale::new(language),
            percent: document.percent,
            words: Arc::new(words),
            looked_for: looked_for.cloned(),
        };
        let blocks: Vec<String> = names.blocks.iter().filter(|path| is_for(path, language)).cloned().collect();
        engines.insert(language, Engine::new(writer, &templates, &blocks, &names.whole, figures.clone(), &charts)?);
    }
    Ok(engines)
}

/// The paths of the templates that a document needs.
struct Names {
    /// Tables, figures and sentences.
    blocks: Vec<String>,
    /// Whole reports.
    whole: Vec<String>,
}

impl Names {
    fn of(document: &Document, overrides: &Overrides, main: &str) -> Names {
        let own = overrides.whole().filter(|path| !INCLUDED.contains(path));
        let built_in = builtin::FILES.iter().map(|(path, _)| *path).filter(|path| *path == main || is_included(path));
        let whole: BTreeSet<String> = own.chain(built_in).map(str::to_owned).collect();
        let whole = whole.into_iter().collect();
        let kinds: BTreeSet<&str> =
            document.results.sections.iter().map(|(_, section)| section.kind.as_str()).collect();
        let mut blocks = INCLUDED.map(str::to_owned).to_vec();
        for kind in kinds {
            // Further tables of the kind, which a chapter shows as `entry.table`.
            let further = format!("analyses/{kind}.");
            let paths = builtin::FILES.iter().map(|(path, _)| *path);
            blocks.extend(paths.filter(|path| path.starts_with(&further)).map(str::to_owned));
            blocks.extend(languages(document).into_iter().map(|language| format!("prose/{language}/{kind}.typ")));
        }
        Names { blocks, whole }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().chain(&self.whole).map(String::as_str)
    }
}

/// Whether a template is read in this language: sentences are written in one, tables and figures in all.
fn is_for(path: &str, language: Language) -> bool {
    path.strip_prefix("prose/").is_none_or(|rest| rest.starts_with(language.code()))
}

/// Reads the templates; the lines of the project's own ones are marked.
fn read<'a>(overrides: &Overrides, paths: impl Iterator<Item = &'a str>, lines: &mut Lines) -> Templates {
    paths
        .filter_map(|path| {
            let (shown, text, own) = overrides.template(path)?;
            let text = if own {
                let places = lines_of(&shown, &text);
                Text { marked: lines.mark(&text, &places), lines: places }
            } else {
                Text::unmarked(&shown, &text)
            };
            Some((path.to_owned(), text))
        })
        .collect()
}

fn words(overrides: &Overrides, language: Language) -> Result<Words, Vec<Diagnostic>> {
    let path = format!("words/{language}.json");
    let own = overrides.template(&path);
    let shown = own.as_ref().map_or(path.as_str(), |(shown, _, _)| shown.as_str());
    let own = own.as_ref().map(|(_, text, _)| text.as_str());
    Words::read(builtin::file(&path).into_iter().chain(own))
        .map_err(|error| vec![Problem::new(format!("`{shown}` is not a list of words: {error}")).nowhere()])
}

/// The languages of a report: its own, and those of its parts.
fn languages(document: &Document) -> BTreeSet<Language> {
    fn add(parts: &[Part], languages: &mut BTreeSet<Language>) {
        for part in parts {
            languages.insert(part.language);
            add(&part.sections, languages);
        }
    }
    let mut languages = BTreeSet::from([document.language]);
    add(&document.parts, &mut languages);
    languages
}

/// All figures, those of the parts first, in order.
fn figures(document: &Document) -> impl Iterator<Item = &Figure> {
    fn add<'a>(parts: &'a [Part], figures: &mut Vec<&'a Figure>) {
        for part in parts {
            figures.extend(part.show.iter().filter_map(|item| match item {
                Item::Figure(figure) => Some(&**figure),
                Item::Analysis(_) => None,
            }));
            add(&part.sections, figures);
        }
    }
    let mut all = Vec::new();
    add(&document.parts, &mut all);
    all.into_iter().chain(&document.figures)
}

/// The files that a report reads beside its library.
fn beside(document: &Document, colours: &Colours) -> BTreeMap<String, Vec<u8>> {
    let mut files = document.files.clone();
    for figure in figures(document) {
        let pictures: Vec<&String> = match &figure.body {
            FigureBody::Picture { svg } => vec![svg],
            FigureBody::Forest(forest) => forest.parts.iter().map(|part| &part.panel_svg).collect(),
        };
        for (index, svg) in pictures.into_iter().enumerate() {
            files.insert(context::file(figure, index), colours.of_chart(svg).into_bytes());
        }
    }
    if let Some(references) = &document.references {
        files.insert(references.name.clone(), references.bytes.clone());
        if let ReferenceStyle::File(name, bytes) = &references.style {
            files.insert(name.clone(), bytes.clone());
        }
    }
    files.extend(document.attachments.iter().map(|file| (file.name.clone(), file.bytes.clone())));
    files
}
