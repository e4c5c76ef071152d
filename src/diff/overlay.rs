//! Two versions of a curve drawn in one frame, from their points.

use std::fmt::Write;

use super::html::escaped_html;
use crate::locale::Locale;
use crate::results::{Curve, CurveStyle};

/// The frame in pixels: width, height, and the room for labels left, right, over and under the plot.
const FRAME: (f64, f64) = (720.0, 300.0);
const ROOM: [f64; 4] = [150.0, 90.0, 14.0, 30.0];

/// Both curves as SVG: the old one dashed, the new one drawn out, each with its name at its end; nothing where the two
/// do not measure the same or one has no point.
pub(super) fn overlay(old: &Curve, new: &Curve, locale: Locale) -> Option<String> {
    let is_comparable = old.x_unit == new.x_unit && old.y_unit == new.y_unit;
    if !is_comparable || old.points.is_empty() || new.points.is_empty() {
        return None;
    }
    let all = || old.points.iter().chain(&new.points).filter(|point| point.x.is_finite() && point.y.is_finite());
    let span = |of: fn(&crate::results::Point) -> f64| {
        let (low, high) =
            all().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
        if high > low { (low, high) } else { (low - 0.5, high + 0.5) }
    };
    let ((left, right), (low, high)) = (span(|point| point.x), span(|point| point.y));
    let [west, east, north, south] = ROOM;
    let (width, height) = (FRAME.0 - west - east, FRAME.1 - north - south);
    let x = |at: f64| west + (at - left) / (right - left) * width;
    let y = |at: f64| north + (high - at) / (high - low) * height;
    let mut svg = format!("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"", FRAME.0, FRAME.1);
    let (was, is) = (locale.change_before(), locale.change_now());
    let end = |curve: &Curve| curve.points.last().map(|point| locale.changed_point(curve, point)).unwrap_or_default();
    let _ = write!(svg, "{}\">", escaped_html(&format!("{was}: {}; {is}: {}", end(old), end(new))));
    let _ = write!(
        svg,
        "<path d=\"M{west} {north}V{}H{}\" fill=\"none\" stroke=\"#76818A\"/>",
        north + height,
        west + width
    );
    let with_y = |at: f64| {
        locale.changed_value(&crate::results::Value::Quantity(crate::results::Quantity {
            value: at,
            unit: new.y_unit,
            decimals: new.decimals,
        }))
    };
    for at in [low, high] {
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            west - 8.0,
            y(at) + 4.0,
            escaped_html(&with_y(at))
        );
    }
    for (at, anchor) in [(left, "start"), (right, "end")] {
        let place =
            crate::results::Value::Quantity(crate::results::Quantity { value: at, unit: new.x_unit, decimals: 0 });
        let _ = write!(
            svg,
            "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            x(at),
            FRAME.1 - 8.0,
            escaped_html(&locale.changed_value(&place))
        );
    }
    // The names may not stand on each other.
    let ends = [old, new].map(|curve| curve.points.last().map_or(north, |point| y(point.y)));
    let apart = if (ends[0] - ends[1]).abs() < 16.0 { if ends[0] <= ends[1] { -8.0 } else { 8.0 } } else { 0.0 };
    for (curve, name, style, shift) in [
        (old, was, "stroke=\"#4F5A62\" stroke-width=\"2\" stroke-dasharray=\"6 4\"", apart),
        (new, is, "stroke=\"#0B4A63\" stroke-width=\"2.6\"", -apart),
    ] {
        let mut path = String::new();
        let mut before: Option<f64> = None;
        for point in curve.points.iter().filter(|point| point.x.is_finite() && point.y.is_finite()) {
            let (x, y) = (x(point.x), y(point.y));
            match (before, curve.style) {
                (None, _) => write!(path, "M{x:.1} {y:.1}"),
                (Some(was), CurveStyle::Step) => write!(path, "L{x:.1} {was:.1}L{x:.1} {y:.1}"),
                (Some(_), CurveStyle::Line) => write!(path, "L{x:.1} {y:.1}"),
            }
            .unwrap_or_default();
            before = Some(y);
        }
        let _ = write!(svg, "<path d=\"{path}\" fill=\"none\" {style}/>");
        if let Some(last) = curve.points.last() {
            let (x, y) = (x(last.x) + 8.0, y(last.y) + 4.0 + shift);
            let _ = write!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped_html(name));
        }
    }
    svg.push_str("</svg>");
    Some(svg)
}
