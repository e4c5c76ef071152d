//! Circles whose areas stand for weights, and the dotted line of a pooled effect among them.

use super::canvas::{At, Canvas, Stroke};
use super::theme;

/// The dots of the line of a pooled effect: dash and gap, in millimetres.
pub(super) const DOTTED: (f64, f64) = (0.5, 0.65);
/// The radii between which circles are, in millimetres.
const LEAST: f64 = 0.6;
const MOST: f64 = 3.6;
/// How much of the plot the circles may cover together.
const COVER: f64 = 0.06;
/// How strongly a circle is tinted.
const TINT: f64 = 0.30;

/// The radius of each circle in a plot of so many square millimetres; the areas are in the proportions given.
///
/// Circles without an area have the least radius, and so have those whose area would be too small to be seen.
pub(super) fn radii(areas: &[Option<f64>], plot: f64) -> Vec<f64> {
    let known = || areas.iter().flatten().copied().filter(|area| area.is_finite() && *area > 0.0);
    let (sum, largest) = known().fold((0.0, 0.0_f64), |(sum, largest), area| (sum + area, largest.max(area)));
    let most = (COVER * plot * largest / (std::f64::consts::PI * sum)).sqrt().clamp(1.1, MOST);
    areas
        .iter()
        .map(|area| match area {
            Some(area) if *area > 0.0 && largest > 0.0 => (most * (area / largest).sqrt()).max(LEAST),
            _ => LEAST,
        })
        .collect()
}

/// Draws a circle, an open one for a study that has no weight.
pub(super) fn draw(canvas: &mut Canvas, at: At, radius: f64, weighted: bool) {
    if weighted {
        canvas.bubble(at, radius, theme::PETROL, TINT);
    } else {
        canvas.ring(at, radius, Stroke::solid(theme::CONTROL, theme::INTERVAL_LINE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_in_proportion() {
        let radii = radii(&[Some(0.4), Some(0.1), None], 6000.0);
        assert!((radii[0] / radii[1] - 2.0).abs() < 1e-12);
        assert_eq!(radii[2], LEAST);
    }

    #[test]
    fn many_or_no_circles_have_radii() {
        assert!(radii(&[], 6000.0).is_empty());
        assert_eq!(radii(&[None, Some(0.0)], 6000.0), [LEAST, LEAST]);
        assert!(radii(&[Some(1.0); 200], 6000.0).iter().all(|radius| (1.0..1.2).contains(radius)));
    }
}
