//! A drawing in millimetres, and the only place that knows plotters.
//!
//! A chart lists its shapes and labels here; nothing is drawn until [`Canvas::picture`]. Shapes go through plotters on
//! a grid of whole hundredths of a millimetre. Texts do not: plotters has neither weights nor metrics, so they are
//! written as SVG `<text>` on computed base lines, after the shapes and therefore above them. The family is quoted,
//! since a name with a figure in it is no CSS identifier and would be dropped. Order of calls is order of elements, so
//! that the same chart is the same bytes.

use std::fmt::Write as _;

use plotters::prelude::{
    Circle, IntoDrawingArea, PathElement, Polygon, RGBAColor, RGBColor, Rectangle, SVGBackend, ShapeStyle,
};
use plotters::style::Color as _;

use super::figure::Picture;
use super::metrics::{self, Weight};
use super::place::Rect;
use super::theme::{self, Colour, POINT, Tint};

/// Units of the drawing in a millimetre.
const GRID: f64 = 100.0;

/// A place in millimetres from the upper left corner.
pub(super) type At = (f64, f64);

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    /// Its colour.
    pub(super) colour: Colour,
    /// Its width in points.
    pub(super) width: f64,
    /// Dash and gap in millimetres; solid without.
    pub(super) dash: Option<(f64, f64)>,
}

impl Stroke {
    /// A solid line.
    pub(super) const fn solid(colour: Colour, width: f64) -> Stroke {
        Stroke { colour, width, dash: None }
    }

    /// A dashed line.
    pub(super) const fn dashed(colour: Colour, width: f64, dash: (f64, f64)) -> Stroke {
        Stroke { colour, width, dash: Some(dash) }
    }
}

/// Which side of a label stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The text begins there.
    Start,
    /// The text is centred there.
    Middle,
    /// The text ends there.
    End,
}

/// One line of text.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// What it says.
    pub(super) text: String,
    /// Where: the anchor, and the base line.
    pub(super) at: At,
    /// Type size in points.
    pub(super) size: f64,
    /// Weight.
    pub(super) weight: Weight,
    /// Colour.
    pub(super) colour: Colour,
    /// Which side stands at `at`.
    pub(super) anchor: Anchor,
}

impl Label {
    /// A label in the size and colour of axes.
    pub(super) fn new(text: impl Into<String>, at: At, anchor: Anchor) -> Label {
        Label { text: text.into(), at, size: theme::TEXT, weight: Weight::Regular, colour: theme::GREY, anchor }
    }

    /// The same in another type size.
    pub(super) fn size(self, size: f64) -> Label {
        Label { size, ..self }
    }

    /// The same in another colour.
    pub(super) fn colour(self, colour: Colour) -> Label {
        Label { colour, ..self }
    }

    /// The same in another weight.
    pub(super) fn weight(self, weight: Weight) -> Label {
        Label { weight, ..self }
    }

    /// The place it takes.
    pub(super) fn extent(&self) -> Rect {
        let width = metrics::width(&self.text, self.size, self.weight);
        let left = match self.anchor {
            Anchor::Start => self.at.0,
            Anchor::Middle => self.at.0 - width / 2.0,
            Anchor::End => self.at.0 - width,
        };
        let top = self.at.1 - metrics::CAP_HEIGHT * self.size * POINT;
        let bottom = self.at.1 + metrics::DESCENT * self.size * POINT;
        Rect { left, top, right: left + width, bottom }
    }
}

/// The base line that centres capitals and figures of a type size on `middle`.
pub(super) fn centred(middle: f64, size: f64) -> f64 {
    middle + metrics::CAP_HEIGHT * size * POINT / 2.0
}

/// What is drawn, before anything is drawn.
#[derive(Clone, Debug)]
enum Shape {
    Line(Vec<At>, Stroke),
    Area(Vec<At>, Colour, f64),
    Box(Rect, Colour),
    Disc(At, f64, Colour, f64),
    Ring(At, f64, Stroke),
}

/// A drawing in millimetres.
#[derive(Clone, Debug)]
pub(super) struct Canvas {
    width: f64,
    height: f64,
    shapes: Vec<Shape>,
    labels: Vec<Label>,
}

impl Canvas {
    /// An empty drawing of this size in millimetres.
    pub(super) fn new(width: f64, height: f64) -> Canvas {
        Canvas { width, height, shapes: Vec::new(), labels: Vec::new() }
    }

    /// A line through these points.
    pub(super) fn line(&mut self, points: impl IntoIterator<Item = At>, stroke: Stroke) {
        self.shapes.push(Shape::Line(points.into_iter().collect(), stroke));
    }

    /// A filled area inside these points, `opacity` between 0 and 1.
    pub(super) fn area(&mut self, points: impl IntoIterator<Item = At>, colour: Colour, opacity: f64) {
        self.shapes.push(Shape::Area(points.into_iter().collect(), colour, opacity));
    }

    /// A filled rectangle.
    pub(super) fn rectangle(&mut self, rect: Rect, colour: Colour) {
        self.shapes.push(Shape::Box(rect, colour));
    }

    /// A rectangle in a tint.
    pub(super) fn tinted(&mut self, rect: Rect, tint: Tint) {
        if tint.paper <= 0.0 {
            return self.rectangle(rect, tint.colour);
        }
        let corners =
            [(rect.left, rect.top), (rect.right, rect.top), (rect.right, rect.bottom), (rect.left, rect.bottom)];
        self.area(corners, tint.colour, (1000.0 * (1.0 - tint.paper)).round() / 1000.0);
    }

    /// A filled point.
    pub(super) fn disc(&mut self, at: At, radius: f64, colour: Colour) {
        self.shapes.push(Shape::Disc(at, radius, colour, 1.0));
    }

    /// A tinted point with a line around, through which those behind it are seen.
    pub(super) fn bubble(&mut self, at: At, radius: f64, colour: Colour, opacity: f64) {
        self.shapes.push(Shape::Disc(at, radius, colour, opacity));
        self.shapes.push(Shape::Ring(at, radius, Stroke::solid(colour, theme::AXIS_LINE)));
    }

    /// An open point: paper inside, a line around.
    pub(super) fn ring(&mut self, at: At, radius: f64, stroke: Stroke) {
        self.shapes.push(Shape::Disc(at, radius, theme::PAPER, 1.0));
        self.shapes.push(Shape::Ring(at, radius, stroke));
    }

    /// A line of text.
    pub(super) fn label(&mut self, label: Label) {
        if !label.text.is_empty() {
            self.labels.push(label);
        }
    }

    /// The drawing as SVG, described for readers who cannot see it.
    pub(super) fn picture(&self, title: &str, alt: &str) -> Picture {
        let (width, height) = (grid(self.width), grid(self.height));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{}mm\" height=\"{}mm\" \
             viewBox=\"0 0 {width} {height}\">\n",
            millimetres(self.width),
            millimetres(self.height),
        );
        let _ = writeln!(svg, "<title>{}</title>\n<desc>{}</desc>", escaped(title), escaped(alt));
        svg.push_str("<g stroke-linejoin=\"round\">\n");
        svg.push_str(&self.drawn_by_plotters());
        svg.push_str("</g>\n<g font-family=\"'Source Sans 3'\">\n");
        for label in &self.labels {
            write_label(&mut svg, label);
        }
        svg.push_str("</g>\n</svg>\n");
        Picture { svg, width_mm: self.width, height_mm: self.height }
    }

    /// The shapes as SVG elements, one a line.
    fn drawn_by_plotters(&self) -> String {
        let mut buffer = String::new();
        {
            let size = (grid(self.width).unsigned_abs(), grid(self.height).unsigned_abs());
            let area = SVGBackend::with_string(&mut buffer, size).into_drawing_area();
            for shape in &self.shapes {
                let drawn = match shape {
                    Shape::Line(points, stroke) => {
                        let parts = match stroke.dash {
                            None => vec![points.clone()],
                            Some((dash, gap)) => dashes(points, dash, gap),
                        };
                        parts
                            .iter()
                            .try_for_each(|part| area.draw(&PathElement::new(on_grid(part), line_style(stroke))))
                    }
                    Shape::Area(points, colour, opacity) => {
                        area.draw(&Polygon::new(on_grid(points), rgba(*colour).mix(*opacity).filled()))
                    }
                    Shape::Box(rect, colour) => {
                        let corners = [on(&(rect.left, rect.top)), on(&(rect.right, rect.bottom))];
                        area.draw(&Rectangle::new(corners, rgba(*colour).filled()))
                    }
                    Shape::Disc(at, radius, colour, opacity) => {
                        area.draw(&Circle::new(on(at), grid(*radius), rgba(*colour).mix(*opacity).filled()))
                    }
                    Shape::Ring(at, radius, stroke) => {
                        area.draw(&Circle::new(on(at), grid(*radius), line_style(stroke)))
                    }
                };
                drawn.expect("writing to a string does not fail");
            }
            area.present().expect("writing to a string does not fail");
        }
        let inside = buffer.lines().filter(|line| !line.starts_with("<svg") && !line.starts_with("</svg"));
        inside.fold(String::new(), |mut all, line| {
            all.push_str(&line.replace(" opacity=\"1\"", "").replace(" \"/>", "\"/>"));
            all.push('\n');
            all
        })
    }

    /// Every label that meets another one or reaches over the edge: none in a chart that is fit to print.
    #[cfg(test)]
    pub(super) fn collisions(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (index, label) in self.labels.iter().enumerate() {
            let extent = label.extent();
            let inside = extent.left >= -0.01
                && extent.right <= self.width + 0.01
                && extent.top >= -0.01
                && extent.bottom <= self.height + 0.01;
            if !inside {
                found.push(format!("`{}` reaches over the edge: {extent:?}", label.text));
            }
            for other in &self.labels[index + 1..] {
                if extent.meets(&other.extent()) {
                    found.push(format!("`{}` meets `{}`", label.text, other.text));
                }
            }
        }
        found
    }
}

/// The dashes of a dashed line, which runs on around its corners.
fn dashes(points: &[At], dash: f64, gap: f64) -> Vec<Vec<At>> {
    let mut parts: Vec<Vec<At>> = Vec::new();
    let (mut drawing, mut left) = (true, dash);
    parts.push(points.first().copied().into_iter().collect());
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = (dx * dx + dy * dy).sqrt();
            let step = left.min(length);
            let share = if length > 0.0 { step / length } else { 1.0 };
            from = (from.0 + dx * share, from.1 + dy * share);
            if drawing && let Some(part) = parts.last_mut() {
                part.push(from);
            }
            if length < left {
                left -= length;
                break;
            }
            drawing = !drawing;
            left = if drawing { dash } else { gap };
            if drawing {
                parts.push(vec![from]);
            }
        }
    }
    parts.retain(|part| part.len() > 1);
    parts
}

fn grid(millimetres: f64) -> i32 {
    (millimetres * GRID).round() as i32
}

fn on(&(x, y): &At) -> (i32, i32) {
    (grid(x), grid(y))
}

fn on_grid(points: &[At]) -> Vec<(i32, i32)> {
    points.iter().map(on).collect()
}

fn rgba(Colour(red, green, blue): Colour) -> RGBAColor {
    RGBColor(red, green, blue).to_rgba()
}

fn line_style(stroke: &Stroke) -> ShapeStyle {
    rgba(stroke.colour).stroke_width((stroke.width * POINT * GRID).round() as u32)
}

/// A length for an attribute: no more decimals than it has.
fn millimetres(length: f64) -> f64 {
    (length * GRID).round() / GRID
}

fn write_label(svg: &mut String, label: &Label) {
    let anchor = match label.anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    };
    let weight = match label.weight {
        Weight::Regular => String::new(),
        Weight::Semibold => format!(" font-weight=\"{}\"", label.weight.css()),
    };
    let Colour(red, green, blue) = label.colour;
    let (x, y) = on(&label.at);
    let size = grid(label.size * POINT);
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{anchor} fill=\"#{red:02X}{green:02X}{blue:02X}\">{}</text>",
        escaped(&label.text),
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
