//! Filters that write words.

use tera::{Kwargs, State, Tera, TeraResult, Value as Input};

use super::{Writer, only, refused};
use crate::results::{Language, Section, Text};
use crate::template::{errors, escape, handles};

pub(super) fn register(tera: &mut Tera, writer: &Writer) {
    let labels = writer.clone();
    tera.register_filter("label", move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<String> {
        only(&arguments, &["of"])?;
        label(&labels, &input, arguments.get::<&str>("of")?)
    });

    let facets = writer.clone();
    tera.register_filter("facet", move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<String> {
        only(&arguments, &[])?;
        let (section, _) = section(&facets, &input)?;
        let words: Vec<String> = section.coordinates().map(|facet| facets.locale.facet(facet)).collect();
        Ok(words.join(", "))
    });

    let bases = writer.clone();
    tera.register_filter("basis", move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<String> {
        only(&arguments, &[])?;
        let own = bases.handles.named(&input).ok().and_then(|named| named.row.and_then(|row| row.basis));
        let basis = own.unwrap_or(section(&bases, &input)?.0.provenance.basis);
        Ok(bases.locale.basis(basis).to_owned())
    });

    let words = writer.clone();
    tera.register_filter("word", move |key: &str, arguments: Kwargs, _: &State| -> TeraResult<String> {
        let fillings: Vec<(String, String)> = arguments
            .iter()
            .map(|(name, value)| (name.as_str().unwrap_or_default().to_owned(), value.to_string()))
            .collect();
        words.words.word(key, &fillings).map_err(errors::carrying)
    });

    let parameters = writer.clone();
    tera.register_filter("parameter", move |name: &str, arguments: Kwargs, _: &State| -> TeraResult<&'static str> {
        only(&arguments, &[])?;
        Ok(parameters.locale.parameter(name))
    });

    let lists = writer.clone();
    tera.register_filter("list", move |items: Vec<String>, arguments: Kwargs, _: &State| -> TeraResult<String> {
        only(&arguments, &[])?;
        Ok(lists.locale.list(&items))
    });

    let headers = writer.clone();
    tera.register_filter("header", move |text: &str, arguments: Kwargs, _: &State| -> TeraResult<String> {
        only(&arguments, &[])?;
        Ok(if text.starts_with(handles::is_handle) { text.to_owned() } else { headers.locale.header(text) })
    });

    tera.register_filter("sentence", |text: &str, arguments: Kwargs, _: &State| -> TeraResult<String> {
        only(&arguments, &[])?;
        let mut letters = text.chars();
        Ok(match letters.next() {
            Some(first) if !handles::is_handle(first) => first.to_uppercase().chain(letters).collect(),
            _ => text.to_owned(),
        })
    });

    tera.register_filter("typst_str", |input: Input, arguments: Kwargs, _: &State| -> TeraResult<Input> {
        only(&arguments, &[])?;
        if input.is_undefined() {
            return Err(errors::undefined());
        }
        if input.is_none() {
            return Ok(Input::safe_string("none"));
        }
        match input.as_str() {
            Some(text) if text.starts_with(handles::is_handle) => Ok(Input::safe_string(text)),
            Some(text) => Ok(Input::safe_string(&escape::string(text))),
            None => Err(refused(format!("this is a {}, not a text", input.name()), "`typst_str` takes a text")),
        }
    });
}

fn section<'a>(writer: &'a Writer, input: &Input) -> TeraResult<(&'a Section, String)> {
    if input.is_undefined() {
        return Err(errors::undefined());
    }
    writer
        .handles
        .section_of(input)
        .ok_or_else(|| refused("this names no result", "write the name of an entry or of one of its results"))
}

/// The author's words for a result, or for `of` in its section.
fn label(writer: &Writer, input: &Input, of: Option<&str>) -> TeraResult<String> {
    let language = writer.locale.language();
    let (section, name) = section(writer, input)?;
    if let Some(of) = of {
        let known: Vec<&str> = section.labels.iter().map(|(name, _)| name.as_str()).collect();
        return section.label(of).map(|text| text.get(language).to_owned()).ok_or_else(|| {
            errors::carrying(
                crate::diag::Problem::new(format!("`{}` has no label `{of}`", section.entry)).closest_of(of, known),
            )
        });
    }
    let row = writer.handles.named(input).ok().and_then(|named| named.row.and_then(|row| row.label.clone()));
    row.as_ref()
        .or_else(|| nearest(section, &name))
        .map(|text| own(text, language))
        .ok_or_else(|| refused(format!("`{}.{name}` has no label", section.entry), "write `label(of=…)`"))
}

/// The label of the value or of the group that it belongs to: `treated` for `treated.proportion`.
fn nearest<'a>(section: &'a Section, name: &str) -> Option<&'a Text> {
    let mut name = name;
    loop {
        if let Some(text) = section.label(name) {
            return Some(text);
        }
        name = name.rsplit_once('.')?.0;
    }
}

fn own(text: &Text, language: Language) -> String {
    text.get(language).to_owned()
}
