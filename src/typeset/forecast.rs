//! What the first layout of a report is told of it, read from the report's Typst source.
//!
//! Typst lays a document out until nothing changes: the first time without its numbers, its contents and its works
//! cited, so that the second has another length and a third must follow. With a forecast of the contents, of what each
//! reference will say and of what is cited, the first layout has nearly always the length of the last one. A forecast that
//! is wrong costs a layout and changes nothing in print: `lib/forecast.typ` says why.

use std::collections::{BTreeMap, BTreeSet};

use typst::foundations::Repr;
use typst::syntax::ast::{self, AstNode};
use typst::syntax::{SyntaxNode, parse};

/// The file of the library that holds the forecast; the one in `templates/lib/` foretells nothing.
pub const FORECAST: &str = "lib/forecast.typ";

/// The text of [`FORECAST`] for a report with this source and these files of references, which are BibTeX (`.bib`) or Hayagriva.
///
/// ```
/// use utfall::typeset::forecast;
/// let source = "#show: main-matter\n= Metode <metode>\nSe @metode og @reme2019.";
/// let bib: &[u8] = b"@article{reme2019, title = {Effekt}}";
/// let file = forecast(source, [("references.bib", bib)]);
/// assert!(file.contains("\"metode\": (\"chapter\", \"1\")") && file.contains("\"reme2019\": true"), "{file}");
/// ```
pub fn forecast<'a>(source: &str, references: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut forecast = Forecast::default();
    forecast.read(&parse(source));
    for (name, bytes) in references {
        forecast.works.extend(keys(name, &String::from_utf8_lossy(bytes)));
    }
    // A work and something else of one name: the compiler reports it where it is referred to.
    forecast.works.retain(|key| !forecast.numbers.contains_key(key) && !forecast.labels.contains(key));
    forecast.file()
}

/// The keys of a file of references.
fn keys(name: &str, text: &str) -> Vec<String> {
    let of_bibtex = |entry: &str| {
        let (kind, rest) = entry.split_once(['{', '('])?;
        let key = rest.split_once(',')?.0.trim();
        (kind.trim().chars().all(char::is_alphabetic) && !key.is_empty()).then(|| key.to_owned())
    };
    let of_hayagriva = |line: &str| {
        let key = line.split_once(':')?.0.trim_matches(['"', '\'']);
        let is_key = !key.is_empty() && !key.starts_with([' ', '\t', '#', '-']);
        is_key.then(|| key.to_owned())
    };
    match name.ends_with(".bib") {
        true => text.split('@').skip(1).filter_map(of_bibtex).collect(),
        false => text.lines().filter_map(of_hayagriva).collect(),
    }
}

/// A Typst string.
fn string(text: &str) -> String {
    text.repr().to_string()
}

/// The parts of a report before and after its chapters that have a line in the contents, by the function that makes them.
const PARTS: [&str; 5] = ["foreword", "key-messages", "summary", "english-summary", "references"];

#[derive(Default)]
struct Forecast {
    contents: Vec<(usize, String)>,
    figures: Vec<String>,
    tables: Vec<String>,
    numbers: BTreeMap<String, (&'static str, String)>,
    works: BTreeSet<String>,
    unprinted: BTreeSet<String>,
    /// Every label that is written out.
    labels: BTreeSet<String>,
    /// The rows of each table of assumptions that is printed.
    assumptions: Vec<Vec<Row>>,
    counts: [usize; 3],
    place: Place,
}

/// Where in the report the reading stands.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// The parts before the chapters, whose headings have no number.
    #[default]
    Front,
    Chapters,
    Appendices,
}

/// A row of a table of assumptions: its name and all of it, as they are written.
type Row = (String, String);

impl Forecast {
    fn read(&mut self, node: &SyntaxNode) {
        let mut heading: Option<&SyntaxNode> = None;
        for child in node.children() {
            if let Some(label) = child.cast::<ast::Label>() {
                self.labels.insert(label.get().to_owned());
                if let Some(heading) = heading.take() {
                    self.heading(heading, Some(label.get()));
                }
                continue;
            }
            if child.kind().is_trivia() {
                continue;
            }
            if let Some(heading) = heading.take() {
                self.heading(heading, None);
            }
            if child.cast::<ast::Heading>().is_some() {
                heading = Some(child);
                continue;
            }
            if let Some(rule) = child.cast::<ast::ShowRule>() {
                self.rule(rule.transform());
            } else if let Some(call) = child.cast::<ast::FuncCall>() {
                self.call(call);
            }
            self.read(child);
        }
        if let Some(heading) = heading {
            self.heading(heading, None);
        }
    }

    fn rule(&mut self, transform: ast::Expr) {
        let place = match transform {
            ast::Expr::Ident(name) if name.get() == "main-matter" => Place::Chapters,
            ast::Expr::Ident(name) if name.get() == "appendices" => Place::Appendices,
            _ => return,
        };
        self.place = place;
        self.counts = [0; 3];
    }

    fn heading(&mut self, node: &SyntaxNode, label: Option<&str>) {
        let depth = node.cast::<ast::Heading>().map_or(1, |heading| heading.depth().get());
        if self.place == Place::Front {
            return;
        }
        let Some(count) = self.counts.get_mut(depth - 1) else { return };
        *count += 1;
        self.counts[depth..].fill(0);
        if depth <= 2 {
            self.contents.push((depth, words(node)));
        }
        let Some(label) = label else { return };
        let number = self.counts[..depth].iter().map(usize::to_string).collect::<Vec<_>>().join(".");
        let said = match (self.place, depth) {
            (Place::Appendices, 1) => ("appendix", number),
            (Place::Appendices, _) => ("section", format!("V{number}")),
            (_, 1) => ("chapter", number),
            (_, _) => ("section", number),
        };
        self.numbers.insert(label.to_owned(), said);
    }

    fn call(&mut self, call: ast::FuncCall) {
        let ast::Expr::Ident(callee) = call.callee() else { return };
        let name = callee.get().as_str();
        if PARTS.contains(&name) {
            self.contents.push((1, name.to_owned()));
            return;
        }
        let (list, kind) = match name {
            "result-figure" | "forest" => (&mut self.figures, "figure"),
            "result-table" | "assumptions-table" => (&mut self.tables, "table"),
            _ => return,
        };
        let named = |wanted: &str| {
            call.args().items().find_map(|arg| match arg {
                ast::Arg::Named(named) if named.name().as_str() == wanted => match named.expr() {
                    ast::Expr::Str(text) => Some(text.get().to_string()),
                    _ => None,
                },
                _ => None,
            })
        };
        let label = named("id");
        if name == "assumptions-table" {
            let rows = rows(call);
            if self.assumptions.iter().any(|printed| says_the_same(printed, &rows)) {
                self.unprinted.extend(label);
                return;
            }
            self.assumptions.push(rows);
        }
        list.push(named("title").unwrap_or_default());
        if let Some(label) = label {
            self.numbers.insert(label, (kind, list.len().to_string()));
        }
    }

    fn file(&self) -> String {
        let titles = |titles: &[String]| titles.iter().map(|title| string(title)).collect();
        let keys = |keys: &BTreeSet<String>| keys.iter().map(|key| format!("{}: true", string(key))).collect();
        let contents = self.contents.iter().map(|(level, title)| format!("({level}, {})", string(title))).collect();
        let number = |(label, (kind, number)): (&String, &(&str, String))| {
            format!("{}: ({}, {})", string(label), string(kind), string(number))
        };
        let fields = [
            list("contents", "()", contents),
            list("figures", "()", titles(&self.figures)),
            list("tables", "()", titles(&self.tables)),
            list("numbers", "(:)", self.numbers.iter().map(number).collect()),
            list("works", "(:)", keys(&self.works)),
            list("unprinted", "(:)", keys(&self.unprinted)),
        ];
        let head =
            "// What the first layout of this report knows of it, read from its source. Nothing of this is printed.";
        format!("{head}\n\n#let forecast = (\n{})\n", fields.concat())
    }
}

/// A field of the forecast with its items, or with what stands for none.
fn list(name: &str, none: &str, items: Vec<String>) -> String {
    if items.is_empty() {
        return format!("  {name}: {none},\n");
    }
    let lines: String = items.iter().map(|item| format!("    {item},\n")).collect();
    format!("  {name}: (\n{lines}  ),\n")
}

/// The rows of a table of assumptions.
fn rows(call: ast::FuncCall) -> Vec<Row> {
    let row = |arg: ast::Arg| {
        let ast::Arg::Pos(ast::Expr::FuncCall(row)) = arg else { return None };
        let ast::Expr::Ident(callee) = row.callee() else { return None };
        let name = row.args().items().next()?.to_untyped().full_text().to_string();
        (callee.get() == "row").then(|| (name, row.to_untyped().full_text().to_string()))
    };
    call.args().items().filter_map(row).collect()
}

/// Whether a printed table of assumptions stands for another, as `base-of` in `lib/table.typ` decides it.
fn says_the_same(printed: &[Row], own: &[Row]) -> bool {
    let names = |rows: &[Row]| rows.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>();
    let (printed_names, own_names) = (names(printed), names(own));
    let unlike = own.iter().filter(|row| !printed.contains(row)).count();
    printed_names.len() == printed.len()
        && own_names.len() == own.len()
        && printed_names.is_subset(&own_names)
        && 2 * unlike < own.len()
}

/// The words of a heading, without their markup.
fn words(node: &SyntaxNode) -> String {
    if let Some(text) = node.cast::<ast::Str>() {
        return text.get().to_string();
    }
    match node.cast::<ast::Expr>() {
        Some(ast::Expr::Text(text)) => text.get().to_string(),
        _ if node.cast::<ast::Space>().is_some() => " ".to_owned(),
        _ => node.children().map(words).collect::<String>().trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r##"
#import "lib/utfall.typ": *
#foreword(place: none)[
= Ikke i innholdet
#result-table(id: "front", title: "Foran", columns: ())
]
#contents()
#show: main-matter
= #"Metode"; <metode>
== Utvalg og *data* <data>
Se @data, @effekt og @reme2019[s. 3].
=== Under <under>
#result-figure(image("a.svg"), id: "effekt", title: "Effekt \"nå\"", alt: "…")
#assumptions-table(id: "one_assumptions", title: "Forutsetninger", row("Rente", "4"), row("Skatt", "25"), row("Varighet", "2"))
#assumptions-table(id: "two_assumptions", title: "Forutsetninger", row("Rente", "4"), row("Skatt", "25"), row("Varighet", "5"))
#assumptions-table(id: "other_assumptions", title: "Andre", row("Kostnad", "9"), row("Skatt", "25"), row("Varighet", "2"))
= Uten merke
#references(read("references.bib", encoding: none), style: "apa")
#show: appendices
= #"Vedlegget"; <vedlegget>
== Del <del>
#figure[Et bilde.] <bilde>
"##;

    #[test]
    fn a_forecast_says_what_the_finished_report_will_number() {
        let bib: &[u8] = b"@article{reme2019, title = {A}}\n@book {effekt,\n year = 2001}\n@misc{bilde, title = {B}}\n";
        let file = forecast(REPORT, [("references.bib", bib)]);
        let expected = r##"// What the first layout of this report knows of it, read from its source. Nothing of this is printed.

#let forecast = (
  contents: (
    (1, "foreword"),
    (1, "Metode"),
    (2, "Utvalg og data"),
    (1, "Uten merke"),
    (1, "references"),
    (1, "Vedlegget"),
    (2, "Del"),
  ),
  figures: (
    "Effekt \"nå\"",
  ),
  tables: (
    "Foran",
    "Forutsetninger",
    "Andre",
  ),
  numbers: (
    "data": ("section", "1.1"),
    "del": ("section", "V1.1"),
    "effekt": ("figure", "1"),
    "front": ("table", "1"),
    "metode": ("chapter", "1"),
    "one_assumptions": ("table", "2"),
    "other_assumptions": ("table", "3"),
    "under": ("section", "1.1.1"),
    "vedlegget": ("appendix", "1"),
  ),
  works: (
    "reme2019": true,
  ),
  unprinted: (
    "two_assumptions": true,
  ),
)
"##;
        assert_eq!(file, expected);
        let empty = forecast("", []);
        assert!(empty.contains("  contents: (),\n") && empty.contains("  works: (:),\n"), "{empty}");
        for file in [file, empty] {
            assert!(crate::typeset::syntax_problems(&file).is_empty(), "{file}");
        }
    }

    #[test]
    fn keys_of_references_in_both_formats() {
        assert_eq!(
            keys("a.bib", "% skriv til a@b.no, takk\n@Article{a:1,\n}\n@string{x = 1}\n@misc(b_2 , note={c})"),
            ["a:1", "b_2"]
        );
        assert_eq!(keys("a.yml", "# verk\nuni2016:\n  type: report\n\"b\":\n  type: book\n"), ["uni2016", "b"]);
        assert!(keys("a.yaml", "- 1").is_empty());
    }
}
