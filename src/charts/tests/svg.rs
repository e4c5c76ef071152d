//! Reads back the labels and marks of a chart, and finds those that meet.

use super::super::canvas::{Anchor, Label};
use super::super::figure::{Body, Figure, Picture};
use super::super::metrics::Weight;
use super::super::place::Rect;
use super::super::theme::{self, POINT};

/// The value of an attribute of an element on one line.
fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}

fn number(line: &str, name: &str) -> f64 {
    attribute(line, name).and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("`{name}` in {line}"))
}

/// The labels of a picture.
pub(super) fn labels(picture: &Picture) -> Vec<Label> {
    let texts = picture.svg.lines().filter(|line| line.starts_with("<text"));
    texts
        .map(|line| {
            let text = line.split_once('>').and_then(|(_, rest)| rest.rsplit_once("</text>")).expect("a text").0;
            let anchor = match attribute(line, "text-anchor") {
                Some("middle") => Anchor::Middle,
                Some("end") => Anchor::End,
                _ => Anchor::Start,
            };
            let weight = if attribute(line, "font-weight").is_some() { Weight::Semibold } else { Weight::Regular };
            let at = (number(line, "x") / 100.0, number(line, "y") / 100.0);
            let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            Label::new(text, at, anchor).size(number(line, "font-size") / 100.0 / POINT).weight(weight)
        })
        .collect()
}

/// What is wrong with the places of labels: two that meet, one on a mark, one over the edge, one too small.
pub(super) fn faults(figure: &Figure) -> Vec<String> {
    let pictures = figure.body.pictures();
    pictures.into_iter().flat_map(|picture| faults_of(picture, matches!(figure.body, Body::Picture(_)))).collect()
}

fn faults_of(picture: &Picture, whole_page: bool) -> Vec<String> {
    let labels = labels(picture);
    let mut faults = Vec::new();
    let words = ["<title", "<desc", "<text"];
    let mut shapes = picture.svg.lines().filter(|line| !words.iter().any(|word| line.starts_with(word)));
    if shapes.any(|line| line.contains("NaN") || line.contains("inf")) {
        faults.push("a coordinate is no number".to_owned());
    }
    if whole_page && ![theme::WIDE, theme::MEASURE].contains(&picture.width_mm) {
        faults.push(format!("the picture is {} mm wide", picture.width_mm));
    }
    let marks: Vec<Rect> = picture
        .svg
        .lines()
        .filter(|line| line.starts_with("<circle"))
        .map(|line| {
            let (x, y, r) = (number(line, "cx") / 100.0, number(line, "cy") / 100.0, number(line, "r") / 100.0);
            Rect { left: x - r, top: y - r, right: x + r, bottom: y + r }
        })
        .collect();
    for (index, label) in labels.iter().enumerate() {
        let extent = label.extent();
        let page = Rect { left: -0.02, top: -0.02, right: picture.width_mm + 0.02, bottom: picture.height_mm + 0.02 };
        if !page.holds(&extent) {
            faults.push(format!("`{}` reaches over the edge: {extent:?}", label.text));
        }
        if label.size < 7.99 {
            faults.push(format!("`{}` is set in {} points", label.text, label.size));
        }
        for other in labels[index + 1..].iter().filter(|other| extent.meets(&other.extent())) {
            faults.push(format!("`{}` meets `{}`", label.text, other.text));
        }
        if marks.iter().any(|mark| mark.meets(&extent)) {
            faults.push(format!("`{}` stands on a mark", label.text));
        }
    }
    faults
}
