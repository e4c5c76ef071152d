//! Charts of ordinary and of extreme results, looked at as the SVG that comes out.

mod designs;
mod extremes;
mod fixture;
mod forest;
mod golden;
mod means;
mod messages;
mod reviews;
mod surveys;
mod svg;
mod time;
mod tipping;
mod trials;

use std::sync::Arc;

use super::{Chart, Figure};
use crate::diag::{Source, reading, render};
use crate::locale::Locale;
use crate::results::{Language, Results};

/// The chart of this YAML, or what is wrong with its structure.
fn read(yaml: &str) -> Result<Chart, String> {
    let source = Arc::new(Source::new("charts.yaml", yaml));
    reading(&source, || serde_yaml::from_str(yaml)).map_err(|error| error.to_string())
}

/// The chart of this YAML.
fn chart(yaml: &str) -> Chart {
    read(yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"))
}

/// The figure of this YAML.
fn figure(yaml: &str, results: &Results, language: Language) -> Figure {
    chart(yaml)
        .draw(results, Locale::new(language))
        .unwrap_or_else(|diagnostics| panic!("{}", render(&diagnostics, false)))
}
