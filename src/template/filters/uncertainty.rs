//! Filters that write what is known of an estimate's uncertainty.

use tera::{Error, Kwargs, State, Tera, TeraResult, Value as Input};

use super::{Writer, only, refused};
use crate::diag::one_of;
use crate::locale::Style;
use crate::results::{ConfidenceInterval, Estimate, Method, Test, Unit, Value};
use crate::template::handles::{Named, end_handle};

pub(super) fn register(tera: &mut Tera, writer: &Writer) {
    let mut add = |name: &'static str, write: fn(&Writer, &Named) -> TeraResult<String>| {
        let writer = writer.clone();
        tera.register_filter(name, move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<String> {
            only(&arguments, &[])?;
            let named = writer.handles.named(&input)?;
            Ok(writer.said(named.path, write(&writer, &named)?))
        });
    };
    add("ci", |writer, named| {
        let estimate = estimate(named, "ci")?;
        writer.locale.confidence(estimate).ok_or_else(|| without_interval(named))
    });
    add("needed_interval", |writer, named| {
        let (estimate, interval) = confidence(named, "needed_interval")?;
        match estimate.unit {
            Unit::NumberNeeded => Ok(writer.locale.needed_interval(&interval.bounds, estimate.decimals)),
            _ => Err(refused(format!("`{}` is no number needed to treat", named.path), "use `| interval`")),
        }
    });
    add("no_effect", |writer, named| {
        let estimate = estimate(named, "no_effect")?;
        let value = estimate
            .no_effect
            .ok_or_else(|| refused(format!("`{}` has no value of no effect", named.path), "ask `is tested` first"))?;
        Ok(writer.locale.plain(value, estimate.unit))
    });
    add("interval_method", |writer, named| {
        Ok(writer.locale.method(confidence(named, "interval_method")?.1.method).to_owned())
    });
    add("method_name", |writer, named| match estimate(named, "method_name")?.method {
        Some(method) => Ok(writer.locale.method(method).to_owned()),
        None => {
            Err(refused(format!("`{}` has one method only", named.path), "use `| interval_method` or `| test_name`"))
        }
    });
    add("reason", |writer, named| match &*named.value {
        Value::Undefined(undefined) => Ok(writer.locale.reason(undefined.reason)),
        _ => Err(refused(format!("`{}` is defined", named.path), "ask `is undefined_value` first")),
    });

    let mut add = |name: &'static str, write: fn(&Writer, &Test) -> String| {
        let writer = writer.clone();
        tera.register_filter(name, move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<String> {
            only(&arguments, &["test"])?;
            let named = writer.handles.named(&input)?;
            let written = write(&writer, test(&named, arguments.get::<&str>("test")?)?);
            Ok(writer.said(named.path, written))
        });
    };
    add("p", |writer, test| writer.locale.p_statement(test.p));
    add("p_bare", |writer, test| writer.locale.p_value(test.p));
    add("statistic", |writer, test| {
        writer.locale.test_statistic(test).unwrap_or_else(|| writer.locale.p_statement(test.p))
    });
    add("test_name", |writer, test| writer.locale.method(test.method).to_owned());

    let intervals = writer.clone();
    tera.register_filter("interval", move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<String> {
        only(&arguments, &["dash", "short"])?;
        let dash = arguments.get::<bool>("dash")?.unwrap_or(false);
        let named = intervals.handles.named(&input)?;
        let (estimate, interval) = confidence(&named, "interval")?;
        if arguments.get::<bool>("short")?.unwrap_or(false) {
            let short = intervals.locale.short_interval(&interval.bounds, estimate.unit, estimate.decimals);
            return Ok(intervals.said(named.path, short));
        }
        let written = intervals.locale.interval(&interval.bounds, estimate.unit, estimate.decimals, dash);
        Ok(intervals.said(named.path, written))
    });

    let levels = writer.clone();
    tera.register_filter("level", move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<String> {
        only(&arguments, &["style"])?;
        let style = match arguments.get::<&str>("style")? {
            None | Some("table") => Style::Table,
            Some("text") => Style::Text,
            Some(other) => return Err(refused(format!("there is no style `{other}`"), "write `text` or `table`")),
        };
        let named = levels.handles.named(&input)?;
        let (_, interval) = confidence(&named, "level")?;
        Ok(levels.locale.confidence_name(interval.level, style))
    });

    // The string filters of Tera with these names, for texts; the ends of an interval, for results.
    for end in ["lower", "upper"] {
        let ends = writer.clone();
        tera.register_filter(end, move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<String> {
            only(&arguments, &[])?;
            if let Some(text) = input.as_str().filter(|text| !text.starts_with(crate::template::handles::is_handle)) {
                return Ok(if end == "lower" { text.to_lowercase() } else { text.to_uppercase() });
            }
            let named = ends.handles.named(&input)?;
            confidence(&named, end)?;
            Ok(end_handle(named.path, end))
        });
    }
}

fn estimate<'a>(named: &'a Named, filter: &str) -> Result<&'a Estimate, Error> {
    match &*named.value {
        Value::Estimate(estimate) => Ok(estimate),
        Value::Undefined(_) => Err(refused(
            format!("`{}` is not defined for these data, so `{filter}` has nothing to write", named.path),
            "ask `is estimated` first",
        )),
        _ => {
            Err(refused(format!("`{}` is no estimate", named.path), "only what is estimated from data has an interval"))
        }
    }
}

fn confidence<'a>(named: &'a Named, filter: &str) -> Result<(&'a Estimate, &'a ConfidenceInterval), Error> {
    let estimate = estimate(named, filter)?;
    let interval = estimate.interval.as_ref().ok_or_else(|| without_interval(named))?;
    Ok((estimate, interval))
}

fn without_interval(named: &Named) -> Error {
    refused(format!("`{}` has no interval", named.path), "ask for its method, or leave the interval out")
}

/// The test with this name, or the first one.
fn test<'a>(named: &'a Named, wanted: Option<&str>) -> Result<&'a Test, Error> {
    let tests = &estimate(named, "p")?.tests;
    let Some(wanted) = wanted else {
        return tests
            .first()
            .ok_or_else(|| refused(format!("`{}` was not tested", named.path), "ask `is tested` first"));
    };
    let names: Vec<String> = tests.iter().map(|test| name(test.method)).collect();
    names.iter().position(|name| name == wanted).map(|at| &tests[at]).ok_or_else(|| {
        let names = one_of(names.iter().map(String::as_str));
        refused(format!("`{}` was not tested with `{wanted}`", named.path), format!("it was tested with {names}"))
    })
}

/// The name of a method in a specification and in `results.json`.
fn name(method: Method) -> String {
    serde_json::to_value(method).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}
