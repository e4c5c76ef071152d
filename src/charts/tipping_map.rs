//! Where the conclusion changes when those whose outcome is missing differ from the others.

use schemars::JsonSchema;
use serde::Deserialize;

use super::around::{self, Around};
use super::axis::{self, Scale};
use super::canvas::{Anchor, At, Canvas, Label, Stroke};
use super::figure::{Body, Figure, Width};
use super::metrics::{self, Weight};
use super::names::{self, Named};
use super::place::{Placer, Rect};
use super::reference::{Picked, References};
use super::scatter::{Frame, Plot, Range};
use super::studies::only;
use super::{Draw, theme, ticks};
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Style};
use crate::results::{CurveStyle, Quantity, Results, Section, Text, Value};

/// The map of a `tipping_point` analysis: for everything that may be true of the missing of both groups, whether the
/// difference is statistically significant.
///
/// Of shares, each place is a number with the outcome among the missing of either group, and the point is where they are
/// like those whose outcome is known. Of means, each place is a shift of the imputed values of either group, and the point
/// is where nothing is shifted. The fields have their names in them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TippingMap {
    /// The analysis of the kind `tipping_point` that is shown.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; what the axes count unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analysis unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

/// Everything that is drawn.
struct Map {
    /// Whether the axes count persons, and are no shifts.
    shares: bool,
    /// The possible range of the treated and of the controls.
    ranges: [(f64, f64); 2],
    /// Under which line the treated have more, if anywhere.
    more: Vec<(f64, f64)>,
    /// Above which line they have less.
    less: Vec<(f64, f64)>,
    /// Where nothing differs from those known.
    point: (f64, f64),
}

/// What is concluded at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    More,
    Unclear,
    Less,
}

impl Draw for TippingMap {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let one = |error: Diagnostic| vec![error];
        let shown = only(&picked, "tipping_map", "tipping_point").map_err(one)?;
        let map = Map::of(shown).map_err(one)?;
        let section = shown.section;
        let groups = ["treated", "control"].map(|name| around::group_words(section, name, locale));
        let unit = match section.value("limit") {
            Some(Value::Quantity(limit)) => locale.unit_name(limit.unit, Style::Text),
            _ => String::new(),
        };
        let alt = alt(section, &map, &groups, locale);
        let canvas = draw(&map, &groups, &unit, self.width.millimetres(), locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let reading = vec![locale.note_tipping_map(map.shares).to_owned()];
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = if map.shares { around::capitalised(locale.tipping_persons()) } else { around::capitalised(&unit) };
        Ok(around.figure(&picked, Some(unit), reading, alt, Body::Picture(picture), locale))
    }
}

impl Map {
    /// The map of a section.
    ///
    /// # Errors
    /// Where its numbers are hidden, or too many are missing.
    fn of(picked: &Picked<'_>) -> Result<Map, Diagnostic> {
        let section = picked.section;
        let count = |name: &str| super::reference::count(section, name);
        let hidden = || {
            let problem = Problem::new(format!("`{}` has no map", picked.token));
            picked.error(problem.hint("numbers that are hidden, or too many missing, leave nothing to draw"))
        };
        let curve = |name: &str| match section.value(name) {
            Some(Value::Curve(curve)) => {
                (curve.style, curve.points.iter().map(|point| (point.x, point.y)).collect::<Vec<(f64, f64)>>())
            }
            _ => (CurveStyle::Line, Vec::new()),
        };
        let ((style, more), (_, less)) = (curve("more_up_to"), curve("less_from"));
        if let Some(Value::Quantity(Quantity { value: limit, .. })) = section.value("limit") {
            let ranges = [(-limit, *limit); 2];
            return Ok(Map { shares: false, ranges, more, less, point: (0.0, 0.0) });
        }
        let (Some(_), Some(rows), Some(columns)) =
            (count("combinations"), count("treated.missing"), count("control.missing"))
        else {
            return Err(hidden());
        };
        let (Some(x), Some(y)) = (count("like_known.treated"), count("like_known.control")) else {
            return Err(hidden());
        };
        let ranges = [rows, columns].map(|missing| (-0.5, missing as f64 + 0.5));
        debug_assert!(more.is_empty() || style == CurveStyle::Step, "numbers of persons are steps");
        Ok(Map {
            shares: true,
            ranges,
            more: stairs(&more, 0.5, ranges[1].0),
            less: stairs(&less, -0.5, ranges[1].1),
            point: (x as f64, y as f64),
        })
    }

    fn field(&self, (x, y): (f64, f64)) -> Field {
        match (height(&self.more, x), height(&self.less, x)) {
            (Some(line), _) if y < line => Field::More,
            (_, Some(line)) if y > line => Field::Less,
            _ => Field::Unclear,
        }
    }
}

/// The outline of whole numbers, each a square around its place: `half` beyond each, down or up to `base` where there is
/// none.
fn stairs(points: &[(f64, f64)], half: f64, base: f64) -> Vec<(f64, f64)> {
    let mut line: Vec<(f64, f64)> = Vec::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let follows = index > 0 && points[index - 1].0 + 1.0 == *x;
        if !follows {
            line.push((x - 0.5, base));
        }
        line.extend([(x - 0.5, y + half), (x + 0.5, y + half)]);
        if points.get(index + 1).is_none_or(|next| next.0 != x + 1.0) {
            line.push((x + 0.5, base));
        }
    }
    line
}

/// How high a line is at a place; nothing beside its ends.
fn height(line: &[(f64, f64)], x: f64) -> Option<f64> {
    let pair = line.windows(2).find(|pair| pair[0].0 <= x && x <= pair[1].0 && pair[0].0 < pair[1].0)?;
    let share = (x - pair[0].0) / (pair[1].0 - pair[0].0);
    Some(pair[0].1 + share * (pair[1].1 - pair[0].1))
}

fn draw(map: &Map, groups: &[String; 2], unit: &str, width: f64, locale: Locale) -> Canvas {
    /// The most millimetres of a whole number of persons upwards: with more there would be room for halves.
    const STEP: f64 = 10.5;
    /// The width of a map without anybody missing across, which holds its words, and what each person adds.
    const ACROSS: (f64, f64) = (64.0, 12.0);
    /// What stands beside the widest map, in millimetres.
    const BESIDE: f64 = 16.0;
    let range = |(from, to): (f64, f64)| Range { scale: Scale::Linear, from, to };
    let [x, y] = map.ranges.map(range);
    let name = |group: &String| match map.shares {
        true => locale.tipping_axis_of_persons(&around::capitalised(group)),
        false => locale.tipping_axis_of_shifts(&around::capitalised(group), unit),
    };
    let (x_name, y_name) = (name(&groups[0]), name(&groups[1]));
    let whole = (2..=9).rev().map(|most| ticks::linear(x.from, x.to, most));
    let whole = whole.filter(|set| !map.shares || set.iter().all(|tick| tick.decimals == 0));
    let height = if width > theme::MEASURE { 84.0 } else { 72.0 };
    let across = ACROSS.0 + ACROSS.1 * (x.to - x.from - 1.0);
    let frame = Frame {
        width,
        height: if map.shares { (STEP * (y.to - y.from)).min(height) } else { height },
        above: 0.0,
        strip: 0.0,
        inset: 0.0,
        across: (map.shares && across < width - BESIDE).then_some(across),
        ticks: whole.map(|set| axis::worded(set, locale)).collect(),
        x,
        x_name: &x_name,
        y,
        y_name: &y_name,
        down: false,
        guides: false,
    };
    let (mut canvas, plot) = frame.draw(locale);
    let at = |(x, y): (f64, f64)| -> At { (plot.x.clamped(x), plot.y.clamped(y)) };
    let [(left, right), (bottom, top)] = map.ranges;
    for (line, base, colour, opacity) in
        [(&map.more, bottom, theme::PETROL, theme::PETROL_BAND), (&map.less, top, theme::CONTROL, theme::CONTROL_BAND)]
    {
        let (Some(first), Some(last)) = (line.first(), line.last()) else { continue };
        let ends = [(last.0, base), (first.0, base)];
        canvas.area(line.iter().chain(&ends).map(|place| at(*place)), colour, opacity);
    }
    let mut placer = Placer::new(Rect {
        left: plot.area.left + 0.6,
        top: plot.area.top + 0.4,
        right: plot.area.right - 0.4,
        bottom: plot.area.bottom - 0.6,
    });
    let on_edge = |one: (f64, f64), two: (f64, f64)| {
        (one.0 == two.0 && (one.0 == left || one.0 == right)) || (one.1 == two.1 && (one.1 == bottom || one.1 == top))
    };
    for (line, stroke) in [
        (&map.more, Stroke::solid(theme::PETROL, theme::TREATED_LINE)),
        (&map.less, Stroke::dashed(theme::CONTROL, theme::CONTROL_LINE, theme::CONTROL_DASH)),
    ] {
        for piece in line.windows(2).collect::<Vec<_>>().split(|pair| on_edge(pair[0], pair[1])) {
            let Some(first) = piece.first() else { continue };
            let points: Vec<At> = std::iter::once(first[0]).chain(piece.iter().map(|pair| pair[1])).map(at).collect();
            placer.avoid(&points);
            canvas.line(points, stroke);
        }
    }
    let corners = [(left, bottom), (left, top), (right, top), (right, bottom)];
    canvas.line(corners.map(at), Stroke::solid(theme::GUIDE, theme::AXIS_LINE));
    let point = at(map.point);
    placer.take(names::mark(point, theme::MARK + 0.3));
    let mut named: Vec<(At, f64, String)> = Vec::new();
    for field in [Field::More, Field::Unclear, Field::Less] {
        let words = match field {
            Field::More => locale.tipping_more(map.shares, &groups[0]),
            Field::Unclear => locale.tipping_unclear().to_owned(),
            Field::Less => locale.tipping_less(map.shares, &groups[0]),
        };
        if let Some(place) = label_field(&mut canvas, &mut placer, map, &plot, field, &words) {
            named.push((place, 0.0, words));
        }
    }
    canvas.disc(point, theme::MARK + 0.2, theme::INK);
    named.insert(0, (point, theme::MARK + 0.2, locale.tipping_point_named(map.shares).to_owned()));
    let named: Vec<Named<'_>> =
        named.iter().map(|(at, radius, name)| Named { at: *at, radius: *radius, name }).collect();
    names::write(&mut canvas, &mut placer, &named);
    canvas
}

/// Writes the name of a field where it has the most room; gives back a place in the field when there is not enough, and
/// nothing when there is no such field.
fn label_field(
    canvas: &mut Canvas,
    placer: &mut Placer,
    map: &Map,
    plot: &Plot,
    field: Field,
    words: &str,
) -> Option<At> {
    /// The places that are looked at along each axis.
    const PLACES: u32 = 48;
    /// The widest a name is set before it is broken, in millimetres.
    const WIDEST: f64 = 36.0;
    /// From one line to the next, in millimetres.
    const LINE: f64 = 3.7;
    let (weight, colour) = match field {
        Field::More => (Weight::Semibold, theme::PETROL),
        Field::Unclear | Field::Less => (Weight::Regular, theme::INK),
    };
    let lines = metrics::wrap(words, theme::TEXT, weight, WIDEST);
    let wide = lines.iter().map(|line| metrics::width(line, theme::TEXT, weight)).fold(0.0, f64::max);
    let high = metrics::CAP_HEIGHT * theme::TEXT * theme::POINT + LINE * (lines.len() - 1) as f64;
    let [(left, right), (bottom, top)] = map.ranges;
    let along = |from: f64, to: f64, step: u32| from + (to - from) * (f64::from(step) + 0.5) / f64::from(PLACES);
    let back = |(x, y): At| {
        let share = |axis: &axis::Axis, at: f64| {
            axis.from + (at - axis.start) / (axis.end - axis.start) * (axis.to - axis.from)
        };
        (share(&plot.x, x), share(&plot.y, y))
    };
    let possible =
        Rect { left: plot.x.at(left), top: plot.y.at(top), right: plot.x.at(right), bottom: plot.y.at(bottom) };
    let holds = |rect: &Rect| {
        possible.holds(rect)
            && (0..=6).all(|across| {
                (0..=4).all(|down| {
                    let x = rect.left + (rect.right - rect.left) * f64::from(across) / 6.0;
                    let y = rect.top + (rect.bottom - rect.top) * f64::from(down) / 4.0;
                    map.field(back((x, y))) == field
                })
            })
    };
    let around =
        |(x, y): At| Rect { left: x - wide / 2.0, top: y - high / 2.0, right: x + wide / 2.0, bottom: y + high / 2.0 };
    // From the roomiest to the tightest; the first of equals.
    let mut candidates: Vec<(u32, At)> = Vec::new();
    let mut anywhere = None;
    for row in 0..PLACES {
        for column in 0..PLACES {
            let place = (along(left, right, column), along(bottom, top, row));
            if map.field(place) != field {
                continue;
            }
            let centre = (plot.x.at(place.0), plot.y.at(place.1));
            anywhere = anywhere.or(Some(centre));
            let room = (0..16).take_while(|room| holds(&around(centre).grown(0.8 + 1.2 * f64::from(*room)))).count();
            if room > 0 {
                candidates.push((room as u32, centre));
            }
        }
    }
    candidates.sort_by_key(|(room, _)| std::cmp::Reverse(*room));
    let places: Vec<Rect> = candidates.iter().map(|(_, centre)| around(*centre)).collect();
    let Some(index) = placer.place(&places) else { return anywhere };
    let rect = places[index];
    let first = rect.top + metrics::CAP_HEIGHT * theme::TEXT * theme::POINT;
    for (number, line) in lines.into_iter().enumerate() {
        let at = ((rect.left + rect.right) / 2.0, first + LINE * number as f64);
        canvas.label(Label::new(line, at, Anchor::Middle).weight(weight).colour(colour));
    }
    None
}

fn alt(section: &Section, map: &Map, groups: &[String; 2], locale: Locale) -> String {
    let count = |name: &str| super::reference::count(section, name).unwrap_or(0);
    let quantity = |name: &str| match section.value(name) {
        Some(Value::Quantity(Quantity { value, unit, decimals })) => {
            Some(locale.with_unit(*value, *unit, *decimals, Style::Text))
        }
        _ => None,
    };
    let mut sentences = Vec::new();
    if map.shares {
        let missing = ["treated", "control"].map(|name| count(&format!("{name}.missing")));
        sentences.push(locale.alt_tipping_persons(groups, missing));
        sentences.push(locale.alt_tipping_combinations(count("same_conclusion"), count("combinations")));
    } else {
        sentences.push(locale.alt_tipping_shifts(groups, &quantity("limit").unwrap_or_default()));
    }
    let here = map.field(map.point);
    let concluded = match here {
        Field::More => locale.tipping_more(map.shares, &groups[0]),
        Field::Unclear => locale.tipping_unclear().to_owned(),
        Field::Less => locale.tipping_less(map.shares, &groups[0]),
    };
    sentences.push(locale.alt_tipping_point(map.shares, &around::inside(&concluded)));
    let mut changes = 0;
    for (name, group) in ["treated", "control"].into_iter().zip(groups) {
        for (side, lower) in [("lower", true), ("higher", false)] {
            if let Some(by) = quantity(&format!("{name}_{side}.by")) {
                sentences.push(locale.alt_tipping_shift(group, &by, lower));
                changes += 1;
            }
        }
    }
    if !map.shares && changes == 0 {
        sentences.push(locale.alt_tipping_never().to_owned());
    }
    sentences.join(" ")
}
