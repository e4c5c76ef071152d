//! Names beside the points that stand out, kept off each other and off all points.

use super::canvas::{Anchor, At, Canvas, Label, Stroke, centred};
use super::metrics::{self, Weight};
use super::place::{Placer, Rect};
use super::theme;

/// The widest a name may be, in millimetres; a longer one is cut.
const WIDEST: f64 = 44.0;
/// From a point to its name, in millimetres.
const BESIDE: f64 = 0.7;
/// The most names that one picture has.
const MOST: usize = 12;
/// How far away a name may stand that is tied to its point by a line, in millimetres.
const FAR: [f64; 7] = [2.5, 4.0, 6.0, 8.5, 11.5, 15.0, 19.0];
/// The directions in which it may stand, as parts of a turn from the right upwards.
const DIRECTIONS: u32 = 24;

/// A point that is to have its name beside it.
#[derive(Clone, Debug)]
pub(super) struct Named<'a> {
    /// Its centre.
    pub(super) at: At,
    /// Its radius.
    pub(super) radius: f64,
    /// Its name.
    pub(super) name: &'a str,
}

/// The square that a round mark takes.
pub(super) fn mark(at: At, radius: f64) -> Rect {
    Rect { left: at.0, top: at.1, right: at.0, bottom: at.1 }.grown(radius)
}

/// Writes the names of the dearest points, the first first: beside the point where there is room, else at the end of a
/// thin line.
///
/// A name without a place is left out. All marks must have been taken from the placer before.
pub(super) fn write(canvas: &mut Canvas, placer: &mut Placer, points: &[Named<'_>]) {
    let mut ties: Vec<[At; 2]> = Vec::new();
    for point in points.iter().take(MOST) {
        write_one(canvas, placer, point, &mut ties);
    }
}

fn write_one(canvas: &mut Canvas, placer: &mut Placer, point: &Named<'_>, ties: &mut Vec<[At; 2]>) {
    let text = metrics::on_one_line(point.name, theme::SMALL, Weight::Regular, WIDEST);
    let mut candidates: Vec<(Label, Option<[At; 2]>)> =
        beside(point).into_iter().map(|(at, anchor)| (label(&text, at, anchor), None)).collect();
    for distance in FAR {
        for turn in 0..DIRECTIONS {
            // steps to either side of «up and to the right», where a name is looked for first
            let step = f64::from(turn.div_ceil(2)) * if turn % 2 == 0 { 1.0 } else { -1.0 };
            let angle = std::f64::consts::TAU * (step / f64::from(DIRECTIONS) + 0.08);
            let (dx, dy) = (libm::cos(angle), -libm::sin(angle));
            let along = |length: f64| (point.at.0 + dx * length, point.at.1 + dy * length);
            let tie = [along(point.radius + 0.25), along(point.radius + distance)];
            if !placer.is_clear(tie[0], tie[1]) || ties.iter().any(|other| cross(tie, *other)) {
                continue;
            }
            let (x, y) = tie[1];
            let (at, anchor) = match dx {
                dx if dx > 0.3 => ((x + 0.5, centred(y, theme::SMALL)), Anchor::Start),
                dx if dx < -0.3 => ((x - 0.5, centred(y, theme::SMALL)), Anchor::End),
                _ if dy < 0.0 => ((x, y - 0.9), Anchor::Middle),
                _ => ((x, centred(y + 1.6, theme::SMALL)), Anchor::Middle),
            };
            candidates.push((label(&text, at, anchor), Some(tie)));
        }
    }
    let places: Vec<Rect> = candidates.iter().map(|(label, _)| label.extent()).collect();
    let Some(index) = placer.place(&places) else { return };
    let (label, tie) = candidates.swap_remove(index);
    if let Some(tie) = tie {
        canvas.line(tie, Stroke::solid(theme::CONTROL, theme::GUIDE_LINE));
        placer.avoid(&tie);
        ties.push(tie);
    }
    canvas.label(label);
}

/// Whether two straight lines cross: the ends of each lie on different sides of the other.
fn cross([a, b]: [At; 2], [c, d]: [At; 2]) -> bool {
    let side = |from: At, to: At, at: At| (to.0 - from.0) * (at.1 - from.1) - (to.1 - from.1) * (at.0 - from.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

fn label(text: &str, at: At, anchor: Anchor) -> Label {
    Label::new(text, at, anchor).size(theme::SMALL).colour(theme::INK)
}

/// The places right beside a point, from the dearest to the least dear.
fn beside(point: &Named<'_>) -> Vec<(At, Anchor)> {
    let ((x, y), apart) = (point.at, point.radius + BESIDE);
    let middle = centred(y, theme::SMALL);
    let (above, below) = (y - point.radius - BESIDE - 0.3, centred(y + apart + 1.2, theme::SMALL));
    let diagonal = 0.72 * point.radius + 0.5;
    let (upper, lower) = (y - diagonal - 0.3, centred(y + diagonal + 1.1, theme::SMALL));
    vec![
        ((x + apart, middle), Anchor::Start),
        ((x - apart, middle), Anchor::End),
        ((x, above), Anchor::Middle),
        ((x, below), Anchor::Middle),
        ((x + diagonal, upper), Anchor::Start),
        ((x + diagonal, lower), Anchor::Start),
        ((x - diagonal, upper), Anchor::End),
        ((x - diagonal, lower), Anchor::End),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_cross() {
        assert!(cross([(0.0, 0.0), (2.0, 2.0)], [(0.0, 2.0), (2.0, 0.0)]));
        assert!(!cross([(0.0, 0.0), (1.0, 1.0)], [(0.0, 2.0), (0.9, 1.1)]));
    }

    #[test]
    fn points_in_one_place_have_names_in_different_places() {
        let mut canvas = Canvas::new(60.0, 60.0);
        let mut placer = Placer::new(Rect { left: 0.0, top: 0.0, right: 60.0, bottom: 60.0 });
        let point = Named { at: (30.0, 30.0), radius: 1.0, name: "Navn" };
        placer.take(mark(point.at, point.radius));
        write(&mut canvas, &mut placer, &vec![point; 20]);
        assert_eq!(canvas.collisions(), [""; 0]);
        assert!((4..=MOST).contains(&canvas.picture("", "").svg.matches("Navn").count()));
    }
}
