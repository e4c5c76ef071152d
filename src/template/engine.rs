//! Tera with our filters and templates, for one language.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tera::{Context, Error, Kwargs, State, Tera, TeraResult, Value};

use super::errors::{self, Explain, Text};
use super::filters::{self, Writer, only};
use super::{appendices, builtin, context, escape, grading, lines};
use crate::diag::{Diagnostic, Problem};

/// The names of our functions, for suggestions.
pub(super) const FUNCTIONS: &[&str] =
    &["prose", "show", "methods", "provenance", "interval_methods", "test_methods", "reasons", "graded", "labels"];

/// The templates by path.
pub(super) type Templates = BTreeMap<String, Text>;

/// The engine of one language: what chapters and whole reports are rendered with.
#[derive(Debug)]
pub(super) struct Engine {
    tera: Rendering,
    blocks: Arc<Blocks>,
}

/// The templates of tables, figures and generated sentences. They stand in an engine of their own, so that the functions
/// that put them into a chapter cannot be called from within them.
#[derive(Debug)]
struct Blocks {
    tera: Rendering,
    writer: Writer,
    figures: BTreeMap<String, Value>,
    kept: Mutex<Vec<Diagnostic>>,
}

/// Tera, and what every text sees.
struct Rendering {
    tera: Tera,
    context: Context,
    templates: Arc<Templates>,
}

impl std::fmt::Debug for Rendering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rendering")
    }
}

impl Engine {
    /// An engine whose templates of blocks and of whole reports are those named.
    ///
    /// # Errors
    /// What is wrong with a template.
    pub(super) fn new(
        writer: Writer,
        templates: &Arc<Templates>,
        blocks: &[String],
        whole: &[String],
        figures: BTreeMap<String, Value>,
        charts: &Arc<[(String, Vec<String>)]>,
    ) -> Result<Engine, Vec<Diagnostic>> {
        let mut context = Context::new();
        for (name, value) in writer.handles.tree() {
            context.insert_value(name, value);
        }
        let (of, charts) = (writer.clone(), Arc::clone(charts));
        let tera =
            Rendering::new(&writer, templates, blocks, context.clone(), |tera| register_labels(tera, of, charts))?;
        let blocks = Arc::new(Blocks { tera, writer: writer.clone(), figures, kept: Mutex::default() });
        let inserts = Arc::clone(&blocks);
        let tera = Rendering::new(&writer, templates, whole, context, |tera| inserts.register(tera))?;
        Ok(Engine { tera, blocks })
    }

    /// A chapter's text as Typst, still with marks.
    pub(super) fn text(&self, text: &Text) -> Result<String, Vec<Diagnostic>> {
        let rendered = self.tera.tera.render_str(&text.marked, &self.tera.context, true);
        rendered.map_err(|error| self.explained(&error, Some(text)))
    }

    /// A whole report as Typst, still with marks.
    pub(super) fn report(&self, template: &str, document: Value) -> Result<String, Vec<Diagnostic>> {
        let mut context = self.tera.context.clone();
        context.insert_value("document", document);
        self.tera.tera.render(template, &context).map_err(|error| self.explained(&error, None))
    }

    /// The table of an entry or a figure, as Typst with marks.
    pub(super) fn shown(&self, id: &str) -> Result<String, Vec<Diagnostic>> {
        self.blocks.shown(id)
    }

    /// The generated sentences about an entry, as Typst.
    pub(super) fn prose(&self, id: &str) -> Result<String, Vec<Diagnostic>> {
        self.blocks.prose(id)
    }

    fn explained(&self, error: &Error, text: Option<&Text>) -> Vec<Diagnostic> {
        let kept = std::mem::take(&mut *self.blocks.kept.lock().unwrap_or_else(PoisonError::into_inner));
        if kept.is_empty() { self.tera.explain(error, text, &self.blocks.writer) } else { kept }
    }
}

impl Rendering {
    fn new(
        writer: &Writer,
        templates: &Arc<Templates>,
        names: &[String],
        context: Context,
        add: impl FnOnce(&mut Tera),
    ) -> Result<Rendering, Vec<Diagnostic>> {
        let mut tera = Tera::default();
        tera.autoescape_on([".typ"]);
        tera.set_escape_fn(escape::markup);
        filters::register(&mut tera, writer);
        register_methods(&mut tera, writer);
        add(&mut tera);
        let mut rendering = Rendering { tera, context, templates: Arc::clone(templates) };
        let sources = names.iter().filter_map(|name| Some((name.as_str(), templates.get(name)?.marked.as_str())));
        match rendering.tera.add_raw_templates(sources) {
            Ok(()) => Ok(rendering),
            Err(error) => Err(rendering.explain(&error, None, writer)),
        }
    }

    fn explain(&self, error: &Error, text: Option<&Text>, writer: &Writer) -> Vec<Diagnostic> {
        let template = |name: &str| self.templates.get(name);
        let names = || writer.handles.names();
        Explain { template: &template, text, names: &names }.diagnostics(error)
    }
}

impl Blocks {
    fn register(self: Arc<Self>, tera: &mut Tera) {
        let blocks = Arc::clone(&self);
        tera.register_function("prose", move |arguments: Kwargs, _: &State| -> TeraResult<Value> {
            let of = blocks.named(&arguments)?;
            blocks.inserted(blocks.prose(&of))
        });
        for name in ["methods", "provenance"] {
            let blocks = Arc::clone(&self);
            tera.register_function(name, move |arguments: Kwargs, _: &State| -> TeraResult<Value> {
                only(&arguments, &[])?;
                let Writer { handles, locale, words, .. } = &blocks.writer;
                let value = match name {
                    "methods" => appendices::methods(handles, *locale),
                    _ => appendices::provenance(handles, *locale, words),
                };
                blocks.inserted(blocks.render(&format!("{name}.typ"), name, value))
            });
        }
        let blocks = self;
        tera.register_function("show", move |arguments: Kwargs, _: &State| -> TeraResult<Value> {
            let of = blocks.named(&arguments)?;
            blocks.inserted(blocks.shown(&of))
        });
    }

    /// The id that `of` gives, as a text or as the entry itself.
    fn named(&self, arguments: &Kwargs) -> TeraResult<String> {
        only(arguments, &["of"])?;
        let of = arguments.must_get::<Value>("of")?;
        if of.is_undefined() {
            return Err(errors::carrying(Problem::new("`of` is not defined").hint("write the id in quotes")));
        }
        match of.as_str() {
            Some(id) => Ok(id.to_owned()),
            None => self
                .writer
                .handles
                .section_of(&of)
                .map(|(section, _)| section.entry.clone())
                .ok_or_else(|| errors::carrying(Problem::new("`of` names no entry").hint("write the id in quotes"))),
        }
    }

    fn inserted(&self, rendered: Result<String, Vec<Diagnostic>>) -> TeraResult<Value> {
        match rendered {
            Ok(text) => Ok(Value::safe_string(&lines::inserted(&text))),
            Err(problems) => {
                let error = match problems.as_slice() {
                    // A problem without a place stands where the function is called.
                    [only] if only.location.is_none() => return Err(errors::carrying(only.problem.clone())),
                    _ => Error::message("see the template"),
                };
                self.kept.lock().unwrap_or_else(PoisonError::into_inner).extend(problems);
                Err(error)
            }
        }
    }

    /// The generated sentences about an entry: one paragraph for each of its analyses.
    fn prose(&self, id: &str) -> Result<String, Vec<Diagnostic>> {
        let language = self.writer.locale.language();
        let mut paragraphs = Vec::new();
        let analyses = self.analyses(id)?;
        let several = analyses.len() > 1;
        for id in analyses {
            let entry = self.entry(&id)?;
            let kind = self.kind(&id);
            let template = format!("prose/{language}/{kind}.typ");
            let paragraph = lines::paragraph(&self.render(&template, "entry", entry)?);
            let of = context::combination(&self.writer.handles, self.writer.locale, &id);
            paragraphs.push(match of.filter(|_| several && builtin::TOLD_APART.contains(&kind)) {
                Some(of) => {
                    format!("#strong({}) {paragraph}", escape::string(&format!("{}:", self.writer.locale.header(&of))))
                }
                None => paragraph,
            });
        }
        Ok(paragraphs.join("\n\n"))
    }

    fn shown(&self, id: &str) -> Result<String, Vec<Diagnostic>> {
        match self.figures.get(id) {
            Some(figure) => self.render("figure.typ", "figure", figure.clone()),
            None => {
                let is_known = self.analyses(id).is_ok();
                let (id, table) = match id.rsplit_once('.').filter(|_| !is_known) {
                    Some((id, table)) => (id, format!(".{table}")),
                    None => (id, String::new()),
                };
                let mut analyses = self.analyses(id)?;
                let kind = self.kind(id);
                let together = table.is_empty() && builtin::TOGETHER.contains(&kind);
                if together && context::differ_by_outcome(&self.writer.handles, id) {
                    analyses = vec![id.to_owned()];
                }
                let template = format!("analyses/{kind}{table}.typ");
                let tables = analyses.iter().map(|id| self.render(&template, "entry", self.entry(id)?));
                Ok(tables.collect::<Result<Vec<_>, _>>()?.join("\n\n"))
            }
        }
    }

    /// The analyses that an id stands for.
    fn analyses(&self, id: &str) -> Result<Vec<String>, Vec<Diagnostic>> {
        let analyses = context::analyses(&self.writer.handles, id);
        if analyses.is_empty() { Err(vec![self.unknown(id)]) } else { Ok(analyses) }
    }

    fn unknown(&self, id: &str) -> Diagnostic {
        let sections = &self.writer.handles.results().sections;
        let entries = sections.iter().map(|(_, section)| section.entry.clone());
        let analyses = sections.iter().map(|(_, section)| section.analysis());
        let known: Vec<String> = entries.chain(analyses).chain(self.figures.keys().cloned()).collect();
        let known = known.iter().map(String::as_str);
        Problem::new(format!("there is no analysis or chart `{id}`")).closest_of(id, known).nowhere()
    }

    fn entry(&self, id: &str) -> Result<Value, Vec<Diagnostic>> {
        context::entry(&self.writer.handles, self.writer.locale, id).ok_or_else(|| vec![self.unknown(id)])
    }

    fn kind(&self, id: &str) -> &str {
        let sections = &self.writer.handles.results().sections;
        sections.iter().find(|(_, section)| section.belongs_to(id)).map_or("", |(_, section)| section.kind.as_str())
    }

    fn render(&self, template: &str, name: &'static str, value: Value) -> Result<String, Vec<Diagnostic>> {
        if !self.tera.templates.contains_key(template) {
            return Err(vec![Problem::new(format!("there is no template `{template}`")).nowhere()]);
        }
        let mut context = self.tera.context.clone();
        context.insert_value(name, value);
        let rendered = self.tera.tera.render(template, &context);
        rendered.map_err(|error| self.tera.explain(&error, None, &self.writer))
    }
}

/// `labels(of=…)`: under which labels an entry may stand in the report, the likeliest first: its table or those of its
/// analyses, its further tables, and the charts of it.
fn register_labels(tera: &mut Tera, writer: Writer, charts: Arc<[(String, Vec<String>)]>) {
    tera.register_function("labels", move |arguments: Kwargs, _: &State| -> TeraResult<Vec<String>> {
        only(&arguments, &["of"])?;
        let of = arguments.must_get::<&str>("of")?;
        let mut labels = vec![of.to_owned()];
        labels.extend(context::analyses(&writer.handles, of).into_iter().filter(|id| id != of));
        let kind = writer.handles.results().sections_of(of).next().map_or("", |section| section.kind.as_str());
        let start = format!("analyses/{kind}.");
        let names = builtin::FILES.iter().filter_map(|(path, _)| path.strip_prefix(&start)?.strip_suffix(".typ"));
        let further: Vec<String> =
            names.flat_map(|table| labels.iter().map(move |id| format!("{id}_{table}"))).collect();
        labels.extend(further);
        let charts = charts.iter().filter(|(_, entries)| entries.iter().any(|entry| entry == of));
        labels.extend(charts.map(|(id, _)| id.clone()));
        Ok(labels)
    });
}

/// The functions that every text has.
fn register_methods(tera: &mut Tera, writer: &Writer) {
    for (name, tests) in [("interval_methods", false), ("test_methods", true)] {
        let writer = writer.clone();
        tera.register_function(name, move |arguments: Kwargs, _: &State| -> TeraResult<Vec<String>> {
            only(&arguments, if tests { &["of", "values"] } else { &["of", "values", "names"] })?;
            let of = arguments.must_get::<&str>("of")?;
            let values = arguments.must_get::<Vec<String>>("values")?;
            if tests {
                return Ok(context::test_methods(&writer.handles, writer.locale, of, &values));
            }
            let names = arguments.get::<Vec<String>>("names")?.unwrap_or_default();
            Ok(context::interval_methods(&writer.handles, writer.locale, of, &values, &names))
        });
    }
    let graded = writer.clone();
    tera.register_function("graded", move |arguments: Kwargs, _: &State| -> TeraResult<Value> {
        only(&arguments, &["of"])?;
        let of = arguments.must_get::<&str>("of")?;
        grading::graded(&graded.handles, graded.locale, of)
            .ok_or_else(|| errors::carrying(Problem::new(format!("`{of}` is no summary of findings"))))
    });
    let writer = writer.clone();
    tera.register_function("reasons", move |arguments: Kwargs, _: &State| -> TeraResult<Vec<String>> {
        only(&arguments, &["of", "values"])?;
        let of = arguments.must_get::<&str>("of")?;
        let values = arguments.must_get::<Vec<String>>("values")?;
        Ok(context::reasons(&writer.handles, writer.locale, of, &values))
    });
}
