//! From the outline of a file to a typed report, entry by entry.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::chapter::Chapter;
use super::explain::{Explain, describe, suggest};
use super::filled::Filling;
use super::header::Header;
use super::ids::Ids;
use super::outline::{Content, Node, Pair, outline};
use super::yaml::{self, Step};
use super::{Entries, Files, Partly, Planned, Report, schema};
use crate::analysis::{Analysis, FOR_EACH, ForEach};
use crate::catalogue::Catalogue;
use crate::charts::Chart;
use crate::data::DataSource;
use crate::diag::{Diagnostic, Location, Problem, Source, Spanned, closest, one_of};
use crate::disclosure::Disclosure;
use crate::results::{Language, with_required_languages};

/// The top-level keys, in the order of the pipeline.
const SECTIONS: [&str; 7] = ["report", "data", "populations", "disclosure", "analyses", "charts", "chapters"];

/// No more than this are shown.
const MAX_DIAGNOSTICS: usize = 200;

/// No more mistakes than this are looked for in one entry.
const MAX_MISTAKES: usize = 20;

/// An entry that borrows from others is read with what it borrows, and one with mistakes is read once for each; so many
/// bytes may be read again in all.
const MAX_READ_AGAIN: usize = 8 * 1024 * 1024;

/// A number that is none, as YAML writes it.
const NOT_FINITE: [&str; 4] = [".nan", ".inf", "+.inf", "-.inf"];

/// Reads a whole specification, and reports everything that is wrong with it.
pub(super) fn partly(source: &Arc<Source>, mut files: Files<'_>) -> Partly {
    let nothing = |problem: Diagnostic| Partly { report: None, broken: Vec::new(), problems: vec![problem] };
    let root = match outline(source.text()) {
        Err((problem, bytes)) => return nothing(problem.at(bytes.map(|bytes| source.location(bytes)))),
        Ok(root) => root.filter(|root| !root.is_nothing()),
    };
    let Some(root) = root else {
        let problem = Problem::new(format!("`{}` is empty", source.path()));
        return nothing(problem.hint("start with `report:`; `utfall new` makes a project to start from").nowhere());
    };
    let explain = Explain { source, root: &root };
    let mut reader = Reader { source, root: &root, explain, found: Vec::new(), read_again: 0 };
    if !matches!(root.content, Content::Map(_)) {
        let problem = Problem::new(format!("expected a map that starts with `report:`, found {}", describe(&root)));
        return nothing(problem.at(source.location(root.bytes.clone())));
    }
    reader.shape();
    let languages = languages(&root);
    let (header, disclosure, data, populations, analyses, charts, chapters) =
        with_required_languages(&languages, || {
            let header = reader.header();
            let disclosure = reader.disclosure();
            let mut ids = Ids::default();
            let data: Entries<DataSource> = reader.entries("data", &mut ids, |_, _| true);
            reader.found.extend(data.iter().filter_map(|(name, source)| source.check(name)));
            let populations = reader.entries("populations", &mut ids, |_, _| true);
            let analyses = reader.analyses(&mut ids);
            let charts = reader.entries("charts", &mut ids, Reader::check_kind::<Chart>);
            (header, disclosure, data, populations, analyses, charts, reader.chapters(&languages, &mut files))
        });
    let mut found = reader.found;
    found.extend(unknown_tables(&analyses, &chapters));
    found.extend(unknown_chapters(&analyses, &chapters));
    // What could not be read may have shown them.
    if found.is_empty() {
        found.extend(unshown(&analyses, &charts, &chapters));
    }
    found.sort_by(|a, b| match (&a.location, &b.location) {
        (Some(a), Some(b)) => a.order(b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
    found.dedup();
    found.truncate(MAX_DIAGNOSTICS);
    let named = root.get("analyses").map(Node::pairs).unwrap_or_default();
    let broken = named
        .iter()
        .filter_map(|pair| pair.key.text())
        .filter(|name| !analyses.iter().any(|planned| planned.id.as_str() == *name))
        .map(str::to_owned)
        .collect();
    let report = header.map(|header| Report {
        source: Arc::clone(source),
        chapter_files: files.into_known(),
        header,
        disclosure,
        data,
        populations,
        analyses,
        charts,
        chapters,
    });
    Partly { report, broken, problems: found }
}

/// What chapters want to show as `entry.table`, or as one of the analyses of an entry, and is not there.
fn unknown_tables(analyses: &[Planned], chapters: &[Chapter]) -> Vec<Diagnostic> {
    let shown = chapters.iter().flat_map(Chapter::with_sections).flat_map(|part| &part.show);
    let unknown = |id: &Spanned<String>| {
        let (entry, wanted) = id.split_once('.')?;
        let planned: Vec<&Planned> = analyses.iter().filter(|planned| planned.id.as_str() == entry).collect();
        let tables = planned.first()?.analysis.tables();
        let mut known: Vec<String> = Vec::new();
        for planned in &planned {
            let mut longer = String::new();
            for facet in &planned.combination {
                longer = if longer.is_empty() { facet.slug() } else { format!("{longer}.{}", facet.slug()) };
                if !known.contains(&longer) {
                    known.push(longer.clone());
                }
            }
        }
        let tables_of = |shown: &String| tables.iter().map(move |table| format!("{shown}.{table}")).collect::<Vec<_>>();
        let tables = tables.iter().map(|table| (*table).to_owned()).chain(known.iter().flat_map(tables_of));
        let tables: Vec<String> = tables.collect();
        if known.iter().chain(&tables).any(|known| known == wanted) {
            return None;
        }
        let problem = match known.is_empty() {
            true => Problem::new(format!("`{entry}` has no table `{wanted}` of its own")),
            false => Problem::new(format!("`{entry}` has no analysis or table `{wanted}`")),
        };
        known.extend(tables);
        let problem = match known.is_empty() {
            true => problem.hint(format!("write `{entry}`")),
            false => suggest(problem, wanted, known.iter().map(String::as_str)),
        };
        Some(problem.at(id.location()))
    };
    shown.filter_map(unknown).collect()
}

/// What analyses name as chapters that no chapter or section is.
fn unknown_chapters(analyses: &[Planned], chapters: &[Chapter]) -> Vec<Diagnostic> {
    let parts: Vec<&Chapter> = chapters.iter().flat_map(Chapter::with_sections).collect();
    let ids: Vec<&str> = parts.iter().filter_map(|part| part.id.as_ref()).map(|id| id.as_str()).collect();
    let named = analyses.iter().flat_map(|planned| planned.analysis.chapters());
    let unknown = named.filter(|named| !ids.contains(&named.as_str()));
    let told = unknown.map(|named| {
        let problem = Problem::new(format!("no chapter has the id `{named}`"));
        let problem = match ids.as_slice() {
            [] => problem.hint(format!("write `id: {named}` under a chapter")),
            ids => suggest(problem, named, ids.iter().copied()),
        };
        problem.at(named.location())
    });
    told.collect()
}

/// What analyses send their reader to that no chapter shows, neither as a table nor in a chart.
fn unshown(analyses: &[Planned], charts: &Entries<Chart>, chapters: &[Chapter]) -> Vec<Diagnostic> {
    let parts: Vec<&Chapter> = chapters.iter().flat_map(Chapter::with_sections).collect();
    let entry_of = |id: &str| id.split('.').next().unwrap_or_default().to_owned();
    let mut shown: BTreeSet<String> =
        parts.iter().flat_map(|part| &part.show).map(|id| entry_of(id.as_str())).collect();
    let texts = parts.iter().flat_map(|part| Language::ALL.into_iter().flat_map(|language| part.written(language)));
    for id in texts.flat_map(|text| shown_in(text.as_str())) {
        // A text that computes what it shows may show anything.
        let Some(id) = id else { return Vec::new() };
        shown.insert(entry_of(id));
    }
    let in_charts = charts.iter().filter(|(id, _)| shown.contains(id.as_str()));
    let in_charts: Vec<String> =
        in_charts.flat_map(|(_, chart)| chart.of().entries().map(str::to_owned).collect::<Vec<_>>()).collect();
    shown.extend(in_charts);
    let is_entry = |id: &str| analyses.iter().any(|planned| planned.id.as_str() == id);
    let named = analyses.iter().flat_map(|planned| planned.analysis.shown());
    let told = named.filter(|named| is_entry(named.as_str()) && !shown.contains(named.as_str())).map(|named| {
        let of: Vec<&str> = charts
            .iter()
            .filter(|(_, chart)| chart.of().entries().any(|entry| entry == named.as_str()))
            .map(|(id, _)| id.as_str())
            .collect();
        let problem = Problem::new(format!("no chapter shows `{named}`, so there is no page to send the reader to"));
        let ids = one_of(std::iter::once(named.as_str()).chain(of));
        problem
            .hint(format!("write {ids} under `show` of a chapter, or answer by `chapter` or `text`"))
            .at(named.location())
    });
    told.collect()
}

/// The ids in `{{ show(of="id") }}` of a text; nothing for one that is no plain id.
fn shown_in(text: &str) -> Vec<Option<&str>> {
    let calls = text.match_indices("show(").filter(|(at, _)| {
        !text[..*at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '_' | '#' | '.'))
    });
    calls
        .map(|(at, call)| {
            let of = text[at + call.len()..].trim_start().strip_prefix("of")?.trim_start().strip_prefix('=')?;
            let of = of.trim_start();
            let quoted = of.starts_with(['"', '\'', '`']);
            let id = of.trim_start_matches(['"', '\'', '`']);
            let end = id.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(id.len());
            quoted.then_some(&id[..end])
        })
        .collect()
}

/// The languages that the header asks for, as far as they can be told before it is read.
fn languages(root: &Node) -> Vec<Language> {
    let written = root.get("report").and_then(|header| header.get("language"));
    let words = written.map(Node::everything).unwrap_or_default();
    let known: Vec<Language> = words.into_iter().filter_map(Node::text).filter_map(Language::from_code).collect();
    if known.is_empty() { vec![Language::Bokmal] } else { known }
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    root: &'a Node,
    explain: Explain<'a>,
    found: Vec<Diagnostic>,
    /// How many bytes were read more than once.
    read_again: usize,
}

impl<'a> Reader<'a> {
    fn at(&self, node: &Node) -> Location {
        self.source.location(node.bytes.clone())
    }

    /// What the outline alone can tell.
    fn shape(&mut self) {
        let mut suggested = false;
        let unknown = |pair: &&Pair| pair.key.text().is_none_or(|key| !SECTIONS.contains(&key));
        for pair in self.root.pairs().iter().filter(unknown).take(MAX_MISTAKES) {
            let key = pair.key.text().unwrap_or_default();
            let problem = Problem::new(format!("unknown key `{key}` in the specification"));
            let problem = if schema::header_keys().iter().any(|field| field == key) {
                problem.hint(format!("move `{key}` in under `report:`"))
            } else {
                let problem = suggest(problem, key, SECTIONS.into_iter().filter(|name| self.root.get(name).is_none()));
                suggested |= problem.hints.iter().any(|hint| hint == "did you mean `report`?");
                problem
            };
            self.found.push(problem.at(self.at(&pair.key)));
        }
        if self.root.get("report").is_none() && !suggested {
            let first = self.root.pairs().first().map_or(self.root, |pair| &pair.key);
            self.found.push(
                Problem::new("the specification lacks `report`")
                    .hint("add `report:`, with at least `title` and `date` under it")
                    .at(self.at(first)),
            );
        }
        // The keys of these are ids, which are checked across sections.
        let sections = ["data", "populations", "analyses", "charts"].map(|section| self.root.get(section));
        for node in self.root.everything() {
            if !sections.iter().flatten().any(|section| std::ptr::eq(*section, node)) {
                self.duplicates(node);
            }
        }
        for section in ["analyses", "charts"] {
            for node in self.root.get(section).map(Node::everything).unwrap_or_default() {
                if let Content::Scalar { text, .. } = &node.content
                    && NOT_FINITE.contains(&text.to_lowercase().as_str())
                {
                    let problem = Problem::new(format!("`{text}` is no number that can be computed with"));
                    self.found.push(problem.hint("leave the key out where there is no number").at(self.at(node)));
                }
            }
        }
    }

    /// Keys that stand twice in one map.
    fn duplicates(&mut self, map: &Node) {
        let mut first: HashMap<&str, &Node> = HashMap::new();
        for Pair { key, .. } in map.pairs() {
            let Some(word) = key.text() else { continue };
            match first.get(word) {
                Some(earlier) => {
                    let earlier = self.at(earlier);
                    let problem =
                        Problem::new(format!("the key `{word}` stands twice, first on line {}", earlier.line()));
                    let diagnostic =
                        problem.hint("remove one of them").at(self.at(key)).see(earlier, "first given here");
                    self.found.push(diagnostic);
                }
                None => {
                    first.insert(word, key);
                }
            }
        }
    }

    /// Reads one entry. The reader stops at the first mistake, so what holds it is blanked out and the rest is read
    /// again, until no more are found.
    fn read<T: DeserializeOwned>(
        &mut self,
        node: &Node,
        steps: &[Step<'_>],
        filling: Option<&Filling<'_>>,
    ) -> Option<T> {
        let borrows = node.borrows();
        // What it repeats is read with it.
        let mut left_out = if borrows { self.root.apart_from(node, self.source.text()) } else { Vec::new() };
        let size = match borrows {
            true => self.source.text().len() - left_out.iter().map(Range::len).sum::<usize>(),
            false => node.bytes.len(),
        };
        let mut blanked: Vec<Range<usize>> = Vec::new();
        let mut missed: Vec<String> = Vec::new();
        loop {
            if borrows || !blanked.is_empty() {
                self.read_again += size;
            }
            if self.read_again > MAX_READ_AGAIN {
                if blanked.is_empty() {
                    let problem = Problem::new("too many entries repeat others by `*` for a file of this size");
                    let place = self.source.location(node.bytes.start..node.bytes.start + 1);
                    self.found.push(problem.hint("write them out").at(place));
                }
                return None;
            }
            let failure = match yaml::read(self.source, node, steps, &left_out, filling) {
                Ok(value) => return Some(value).filter(|_| blanked.is_empty()),
                Err(failure) => failure,
            };
            if let yaml::Error::SerdeMissingField { field, .. } = failure.error
                && missed.iter().any(|key| key == field)
            {
                return None;
            }
            let diagnostic = self.explain.failure(&failure)?;
            let place = diagnostic.location.clone();
            self.found.push(diagnostic);
            // A map that holds nothing else goes with its only key.
            let byte = place.map(|place| place.bytes().start).filter(|byte| node.bytes.contains(byte))?;
            let around = node.pairs_around(byte);
            let (map, pair) = around.iter().rev().find(|(map, _)| map.pairs().len() > 1)?;
            let range = whole_pair(self.source.text(), map, pair);
            if blanked.contains(&range) || blanked.len() > MAX_MISTAKES {
                return None;
            }
            missed.extend(pair.key.text().map(str::to_owned));
            if let yaml::Error::SerdeUnknownField { field, expected, .. } = &failure.error {
                missed.extend(closest(field, expected.iter().copied()).map(str::to_owned));
            }
            left_out.push(range.clone());
            blanked.push(range);
        }
    }

    fn header(&mut self) -> Option<Header> {
        let pair = self.pair("report")?;
        if !self.is_map(&pair.value, &pair.key) {
            return None;
        }
        let header: Header = self.read(&pair.value, &[Step::Key("report")], None)?;
        self.found.extend(header.check());
        Some(header)
    }

    fn disclosure(&mut self) -> Disclosure {
        let Some(pair) = self.pair("disclosure").filter(|pair| !pair.value.is_nothing()) else {
            return Disclosure::default();
        };
        if !self.is_map(&pair.value, &pair.key) {
            return Disclosure::default();
        }
        let disclosure: Disclosure = self.read(&pair.value, &[Step::Key("disclosure")], None).unwrap_or_default();
        self.found.extend(disclosure.check());
        disclosure
    }

    fn pair(&self, section: &str) -> Option<&'a Pair> {
        self.root.pairs().iter().find(|pair| pair.key.text() == Some(section))
    }

    fn is_map(&mut self, node: &Node, key: &Node) -> bool {
        match node.content {
            Content::Map(_) | Content::Alias(_) => true,
            _ => {
                self.found.push(self.explain.unexpected(node, "a map", Some(key)));
                false
            }
        }
    }

    /// The entries of one section, in the order of the file; those that could not be read are left out.
    fn entries<T: DeserializeOwned>(
        &mut self,
        section: &'static str,
        ids: &mut Ids,
        check: impl Fn(&mut Self, &Pair) -> bool,
    ) -> Entries<T> {
        let mut entries = Vec::new();
        for (id, entry) in self.named(section, ids) {
            if check(self, entry)
                && self.is_map(&entry.value, &entry.key)
                && let Some(value) = self.read(&entry.value, &[Step::Key(section), Step::Key(&id)], None)
            {
                entries.push((id, value));
            }
        }
        entries
    }

    /// The keys and values of one section, with their ids looked at.
    fn named(&mut self, section: &'static str, ids: &mut Ids) -> Vec<(Spanned<String>, &'a Pair)> {
        let Some(pair) = self.pair(section).filter(|pair| !pair.value.is_nothing()) else { return Vec::new() };
        if !matches!(pair.value.content, Content::Map(_)) {
            self.found.push(self.explain.unexpected(
                &pair.value,
                "a map of entries, each under its id",
                Some(&pair.key),
            ));
            return Vec::new();
        }
        let mut named = Vec::new();
        for entry in pair.value.pairs() {
            if self.found.len() > MAX_DIAGNOSTICS {
                break;
            }
            let Some(word) = entry.key.text() else { continue };
            let id = Spanned::new(word.to_owned(), self.at(&entry.key));
            self.found.extend(ids.add(&id));
            named.push((id, entry));
        }
        named
    }

    /// What is to be run: each entry once, or once for each combination of its `for_each`.
    fn analyses(&mut self, ids: &mut Ids) -> Vec<Planned> {
        let mut planned = Vec::new();
        for (id, entry) in self.named("analyses", ids) {
            if self.found.len() > MAX_DIAGNOSTICS {
                break;
            }
            if !self.check_kind::<Analysis>(entry) || !self.is_map(&entry.value, &entry.key) {
                continue;
            }
            let steps = [Step::Key("analyses"), Step::Key(&id)];
            match entry.value.pairs().iter().position(|pair| pair.key.text() == Some(FOR_EACH)) {
                None => {
                    if let Some(analysis) = self.read(&entry.value, &steps, None) {
                        planned.push(Planned { id, combination: Vec::new(), times: Vec::new(), analysis });
                    }
                }
                Some(1) => planned.extend(self.each(&id, entry, &steps).unwrap_or_default()),
                Some(at) => {
                    let here = self.at(&entry.value.pairs()[at].key);
                    let problem = Problem::new(format!("`{FOR_EACH}` must be the second key of `{id}`, after `kind`"));
                    let hint = "move it up to the line below `kind`";
                    self.found.push(problem.hint(hint).at(here));
                }
            }
        }
        planned
    }

    /// An entry with `for_each`, read once for each combination; nothing where something is wrong with it.
    fn each(&mut self, id: &Spanned<String>, entry: &Pair, steps: &[Step<'_>]) -> Option<Vec<Planned>> {
        let Pair { key, value } = &entry.value.pairs()[1];
        if !self.is_map(value, key) {
            return None;
        }
        let for_each: ForEach = self.read(value, &[steps, &[Step::Key(FOR_EACH)]].concat(), None)?;
        let problems = for_each.check(&self.at(key));
        if !problems.is_empty() {
            self.found.extend(problems);
            return None;
        }
        let used = RefCell::default();
        let mut planned = Vec::new();
        for combination in for_each.combinations() {
            let analysis: Analysis = self.read(&entry.value, steps, Some(&Filling::new(&combination, &used)))?;
            let (mut others, mut times) = combination.facets();
            if !analysis.follows_up() {
                others.append(&mut times);
            }
            for table in analysis.tables() {
                if let Some(facet) = others.iter().find(|facet| facet.slug() == *table) {
                    let problem =
                        Problem::new(format!("`{}` is a table of `{id}`, and cannot be a value", facet.slug()));
                    self.found.push(problem.hint("rename the value").at(self.at(value)));
                    return None;
                }
            }
            planned.push(Planned { id: id.clone(), combination: others, times, analysis });
        }
        let used = used.into_inner();
        for variable in for_each.variables().filter(|variable| !used.contains(variable.as_str())) {
            let problem = Problem::new(format!("the variable `{variable}` is not used in `{id}`"));
            let hint =
                format!("write `{{{variable}}}` in a text of the entry, in quotes where the text starts with it");
            self.found.push(problem.hint(hint).at(variable.location()));
        }
        Some(planned)
    }

    /// Whether the entry starts with a `kind` that there is.
    fn check_kind<C: Catalogue>(&mut self, entry: &Pair) -> bool {
        let id = entry.key.text().unwrap_or_default();
        let names = C::NAMES.iter().copied();
        let first = match &entry.value.content {
            Content::Map(pairs) => pairs.first(),
            Content::Alias(_) => return true,
            _ if entry.value.is_nothing() => None,
            Content::Scalar { text, .. } if C::NAMES.contains(&text.as_str()) => {
                let problem = Problem::new(format!("expected a map that starts with `kind`, found the text `{text}`"));
                let hint = format!("write `{id}:`, and below it, indented, `kind: {text}`");
                self.found.push(problem.hint(hint).at(self.at(&entry.value)));
                return false;
            }
            _ => return true,
        };
        let Some(kind) = entry.value.pairs().iter().find(|pair| pair.key.text() == Some("kind")) else {
            let problem = Problem::new(format!("the {} `{id}` has no `kind`", C::NOUN));
            let hint = format!("add `kind: \u{2026}` as its first key: {}", one_of(names));
            self.found.push(problem.hint(hint).at(self.at(&entry.key)));
            return false;
        };
        if first.is_some_and(|first| !std::ptr::eq(first, kind)) {
            let to = first.map_or(1, |first| self.at(&first.key).line());
            let here = self.at(&kind.key);
            let hint = if to == here.line() {
                "write `kind` first within the braces".to_owned()
            } else {
                format!("move line {} up to line {to}", here.line())
            };
            let problem = Problem::new(format!("`kind` must be the first key of `{id}`"));
            self.found.push(problem.hint(hint).at(here));
            return false;
        }
        match kind.value.text() {
            Some(name) if !C::NAMES.contains(&name) => {
                let problem = if kind.value.is_nothing() {
                    Problem::new(format!("the `kind` of `{id}` is empty")).hint(format!("expected {}", one_of(names)))
                } else {
                    suggest(Problem::new(format!("unknown kind `{name}`")), name, names)
                };
                let place = if kind.value.is_nothing() { &kind.key } else { &kind.value };
                self.found.push(problem.at(self.at(place)));
                false
            }
            _ => true,
        }
    }

    fn chapters(&mut self, languages: &[Language], files: &mut Files<'_>) -> Vec<Chapter> {
        let Some(pair) = self.pair("chapters").filter(|pair| !pair.value.is_nothing()) else { return Vec::new() };
        let Content::List(items) = &pair.value.content else {
            self.found.push(self.explain.unexpected(&pair.value, "a list of chapters", Some(&pair.key)));
            return Vec::new();
        };
        let mut chapters = Vec::new();
        for (index, item) in items.iter().enumerate() {
            if self.found.len() > MAX_DIAGNOSTICS {
                break;
            }
            if let Some(title) = item.text().filter(|_| !item.is_nothing()) {
                let problem = Problem::new(format!("expected a map, found {}", describe(item)));
                self.found.push(
                    problem
                        .hint(format!("write `title: {title}`, and below it the rest of the chapter"))
                        .at(self.at(item)),
                );
                continue;
            }
            if !self.is_map(item, &pair.key) {
                continue;
            }
            let place = self.at(item.pairs().first().map_or(item, |pair| &pair.key));
            if let Some(mut chapter) = self.read::<Chapter>(item, &[Step::Key("chapters"), Step::Item(index)], None) {
                self.found.extend(chapter.complete(&place, languages, files, 1));
                chapters.push((place, chapter));
            }
        }
        self.check_chapters(&chapters);
        // Within each part the order is the author's.
        chapters.sort_by_key(|(_, chapter)| *chapter.part);
        chapters.into_iter().map(|(_, chapter)| chapter).collect()
    }

    /// What no chapter knows alone: parts and labels that stand once, and ids that there are.
    fn check_chapters(&mut self, chapters: &[(Location, Chapter)]) {
        let mut parts = HashMap::new();
        let mut labels: HashMap<&str, Location> = HashMap::new();
        let ids = |section: &str| self.pair(section).map(|pair| pair.value.pairs()).unwrap_or_default();
        let names = |section: &str| ids(section).iter().filter_map(|pair| pair.key.text());
        let shown: Vec<&str> = names("analyses").chain(names("charts")).collect();
        let mut found = Vec::new();
        for (place, chapter) in chapters {
            if chapter.part.is_single()
                && let Some(first) =
                    parts.insert(*chapter.part, chapter.part.location().unwrap_or_else(|| place.clone()))
            {
                let here = chapter.part.location().unwrap_or_else(|| place.clone());
                let problem =
                    Problem::new(format!("a second `{}`, first on line {}", chapter.part.name(), first.line()));
                let diagnostic = problem.hint("put both into one").at(here).see(first, "first given here");
                found.push(diagnostic);
            }
            for section in chapter.with_sections() {
                if let Some(id) = &section.id
                    && let Some(here) = id.location()
                    && let Some(first) = labels.insert(id.as_str(), here.clone())
                {
                    let problem =
                        Problem::new(format!("the label `{}` stands twice, first on line {}", **id, first.line()));
                    found.push(problem.hint("rename one of them").at(here).see(first, "first used here"));
                }
                for id in &section.show {
                    let entry = id.split('.').next().unwrap_or_default();
                    if shown.contains(&entry) {
                        continue;
                    }
                    let problem = if names("data").any(|name| name == entry) {
                        Problem::new(format!("`{entry}` is a data source, and cannot be shown"))
                            .hint("show an analysis or a chart of it")
                    } else {
                        let problem = Problem::new(format!("there is no analysis or chart `{entry}` to show"));
                        suggest(problem, entry, shown.iter().copied())
                    };
                    found.push(problem.at(id.location()));
                }
            }
        }
        self.found.extend(found);
    }
}

/// The bytes of a key and its value, and of the comma that sets it off within braces.
fn whole_pair(text: &str, map: &Node, pair: &Pair) -> Range<usize> {
    let mut range = pair.key.bytes.start..pair.value.bytes.end.max(pair.key.bytes.end + 1);
    if text[map.bytes.start..].starts_with('{') {
        let after = text[range.end..].trim_start();
        let before = text[..range.start].trim_end();
        if after.starts_with(',') {
            range.end = text.len() - after.len() + 1;
        } else if before.ends_with(',') {
            range.start = before.len() - 1;
        }
    }
    range
}
