//! The drawing of break-even wages: the curve, its points with their amounts, and the reference wages.

use super::super::axis::{self, Axis, Scale};
use super::super::canvas::{Anchor, At, Canvas, Label, Stroke, centred};
use super::super::metrics::{self, Weight};
use super::super::place::{Placer, Rect, spread};
use super::{Locale, Reason, Style, Unit, theme};
use crate::results::{Estimate, Quantity};

/// Type size of the wage at a point, in points.
const AMOUNT: f64 = 9.5;
/// From the base line of a wage to that of its basic amounts, in millimetres.
const SECOND: f64 = 3.5;
/// Between two amounts side by side, which would else be read as one, in millimetres.
const BESIDE: f64 = 0.8;
/// From one line of a name to the next, in millimetres.
const LINE: f64 = 3.9;
/// From the plot to the names of the reference wages, in millimetres.
const TO_NAMES: f64 = 4.0;
/// From an amount to a dashed line, in millimetres.
const CLEAR: f64 = 1.5;
/// More horizons than these have amounts only at the ends and around the reference wages.
const MOST_AMOUNTS: usize = 6;
/// The widest a name may be before it is broken, in millimetres.
const WIDEST_NAME: f64 = 36.0;

/// What is drawn.
pub(super) struct Wages<'a> {
    /// The year whose prices the amounts are in.
    pub(super) price_year: u16,
    /// The unit of the horizons.
    pub(super) time: Unit,
    /// Whether the effect goes its own way within a horizon, and does not last as long.
    pub(super) fades: bool,
    /// The horizons, rising.
    pub(super) horizons: Vec<Horizon<'a>>,
    /// The curve in kroner a year; empty where there is none.
    pub(super) curve: Vec<At>,
    /// Wages to compare with.
    pub(super) references: Vec<Reference>,
    /// The upper end of the axis in kroner, where the author sets it.
    pub(super) top: Option<f64>,
}

/// One horizon.
pub(super) struct Horizon<'a> {
    /// How long the effect lasts.
    pub(super) at: f64,
    /// The same in words.
    pub(super) words: String,
    /// The wage, or why there is none.
    pub(super) wage: Result<&'a Estimate, Reason>,
    /// The wage in basic amounts.
    pub(super) in_basic_amounts: Option<String>,
}

/// A wage to compare with.
pub(super) struct Reference {
    /// Whose wage it is.
    pub(super) name: String,
    /// The wage.
    pub(super) wage: Quantity,
}

impl Wages<'_> {
    /// The horizons that have no wage for this reason.
    pub(super) fn without(&self, reason: Reason) -> impl Iterator<Item = &Horizon<'_>> {
        self.horizons.iter().filter(move |horizon| horizon.wage == Err(reason))
    }

    /// The highest amount that the axis has to hold.
    fn highest(&self) -> f64 {
        let wages = self.horizons.iter().filter_map(|horizon| horizon.wage.ok()).map(|wage| wage.value);
        let references = self.references.iter().map(|reference| reference.wage.value);
        let finite = wages.chain(references).filter(|wage| wage.is_finite());
        self.top.unwrap_or_else(|| finite.fold(0.0, f64::max))
    }

    /// An amount of kroner, without «a year»: the title has said so.
    fn kroner(&self, amount: f64, decimals: i8, locale: Locale) -> String {
        locale.with_unit(amount, Unit::Kroner { price_year: self.price_year }, decimals, Style::Table)
    }

    /// What the numbers on the axis count: kroner, thousands or millions.
    pub(super) fn step(&self) -> f64 {
        match self.highest() {
            highest if highest >= 5e6 => 1e6,
            highest if highest >= 1e4 => 1e3,
            _ => 1.0,
        }
    }
}

/// Draws the wages on a page `width` millimetres wide.
pub(super) fn draw(wages: &Wages<'_>, width: f64, locale: Locale) -> Canvas {
    let step = wages.step();
    let (rounded, y_ticks) = axis::from_zero(wages.highest() / step, 6, locale);
    let top = wages.top.map_or(rounded, |top| top / step);
    let y_ticks: Vec<_> = y_ticks.into_iter().filter(|(tick, _)| tick.value <= top * (1.0 + 1e-9)).collect();
    let plot_height = if width > theme::MEASURE { 66.0 } else { 56.0 };
    let y = Axis { scale: Scale::Linear, from: 0.0, to: top, start: 3.0 + plot_height, end: 3.0 };

    let title = metrics::wrap(
        if wages.fades { locale.time_horizon() } else { locale.duration_of_effect() },
        theme::TEXT,
        Weight::Regular,
        WIDEST_NAME,
    );
    let names: Vec<Vec<String>> = wages
        .references
        .iter()
        .map(|reference| metrics::wrap(&reference.name, theme::TEXT, Weight::Regular, WIDEST_NAME))
        .collect();
    let amounts: Vec<String> = wages
        .references
        .iter()
        .map(|reference| {
            let wage = &reference.wage;
            wages.kroner(wage.value, wage.decimals, locale)
        })
        .collect();
    let regular = |text: &String| metrics::width(text, theme::TEXT, Weight::Regular);
    let gutter = names.iter().flatten().chain(&title).chain(&amounts).map(regular).fold(0.0, f64::max) + TO_NAMES;

    let left = axis::widest(&y_ticks) + 2.0;
    let right = width - gutter;
    let (first, last) = (wages.horizons[0].at, wages.horizons[wages.horizons.len() - 1].at);
    let x = if last > first {
        Axis { scale: Scale::Linear, from: first, to: last, start: left + 9.0, end: right - 19.0 }
    } else {
        Axis { scale: Scale::Linear, from: first - 1.0, to: first + 1.0, start: left, end: right }
    };
    let below = axis::under_axis(y.start);
    let extra = LINE * (title.len() as f64 - 1.0);
    let mut canvas = Canvas::new(width, below + extra + 1.2);

    axis::label_upwards(&mut canvas, &y, left - 2.0, &y_ticks);
    canvas.line([(left, y.start), (right, y.start)], Stroke::solid(theme::INK, theme::AXIS_LINE));
    for (at, words) in horizon_ticks(wages, &x, locale) {
        let at = x.at(at);
        canvas.line([(at, y.start), (at, y.start + theme::TICK)], Stroke::solid(theme::INK, theme::AXIS_LINE));
        canvas.label(Label::new(words, (at, below), Anchor::Middle));
    }
    for (index, line) in title.iter().enumerate() {
        canvas.label(Label::new(line, (right + TO_NAMES, below + LINE * index as f64), Anchor::Start));
    }

    let visible = |wage: f64| wage.is_finite() && wage / step <= top * (1.0 + 1e-9);
    let mut placer =
        Placer::new(Rect { left: left + 0.5, top: 0.0, right: right + TO_NAMES - 0.8, bottom: y.start - 0.4 });
    let shown = || wages.references.iter().map(|reference| reference.wage.value).filter(|wage| visible(*wage));
    let (lowest, highest) = (shown().fold(f64::INFINITY, f64::min), shown().fold(0.0, f64::max));
    if lowest < highest {
        let band = Rect { left, top: y.at(highest / step), right, bottom: y.at(lowest / step) };
        canvas.rectangle(band, theme::TINT);
    }
    for reference in wages.references.iter().filter(|reference| visible(reference.wage.value)) {
        let at = y.at(reference.wage.value / step);
        let line = [(left, at), (right, at)];
        canvas.line(line, Stroke::dashed(theme::CONTROL, theme::REFERENCE_LINE, theme::REFERENCE_DASH));
        placer.keep_clear(line[0], line[1], CLEAR);
    }
    let curve: Vec<At> = wages.curve.iter().map(|(at, wage)| (x.at(*at), y.at(wage / step))).collect();
    let inside: Vec<Option<At>> =
        curve.iter().zip(&wages.curve).map(|(at, (_, wage))| visible(*wage).then_some(*at)).collect();
    for piece in inside.split(Option::is_none).filter(|piece| piece.len() > 1) {
        let piece: Vec<At> = piece.iter().copied().flatten().collect();
        placer.avoid(&piece);
        canvas.line(piece, Stroke::solid(theme::PETROL, theme::TREATED_LINE));
    }
    let points: Vec<(&Horizon<'_>, &Estimate, At)> = wages
        .horizons
        .iter()
        .filter_map(|horizon| Some((horizon, horizon.wage.ok()?)))
        .filter(|(_, wage)| visible(wage.value))
        .map(|(horizon, wage)| (horizon, wage, (x.at(horizon.at), y.at(wage.value / step))))
        .collect();
    for (_, _, at) in &points {
        canvas.disc(*at, theme::MARK + 0.1, theme::PETROL);
        let mark = theme::MARK + 0.15;
        placer.take(Rect { left: at.0 - mark, top: at.1 - mark, right: at.0 + mark, bottom: at.1 + mark });
    }
    for label in point_labels(wages, &points, &placer, locale) {
        canvas.label(label);
    }
    label_references(
        &mut canvas,
        wages,
        &names,
        &amounts,
        right,
        |wage| visible(wage).then(|| y.at(wage / step)),
        y.start,
    );
    canvas
}

/// The wages with their basic amounts beside their points: all of them where there is room, else every second, every
/// third and so on, the first and the last among them, and what then fits between them. Of more than six, the first, the
/// last and those on both sides of a reference wage.
fn point_labels(
    wages: &Wages<'_>,
    points: &[(&Horizon<'_>, &Estimate, At)],
    placer: &Placer,
    locale: Locale,
) -> Vec<Label> {
    let last = points.len().saturating_sub(1);
    let place = |placer: &mut Placer, index: usize| {
        let (horizon, wage, at) = points[index];
        place_beside(placer, horizon, &wages.kroner(wage.value, wage.decimals, locale), at)
    };
    if points.len() > MOST_AMOUNTS {
        let mut placer = placer.clone();
        let told = [0, last].into_iter().chain(around_references(wages, points));
        let mut chosen: Vec<usize> = Vec::new();
        for index in told {
            if !chosen.contains(&index) {
                chosen.push(index);
            }
        }
        return chosen.into_iter().filter_map(|index| place(&mut placer, index)).flatten().collect();
    }
    let mut labels = Vec::new();
    for stride in 1..=points.len() {
        let mut placer = placer.clone();
        let (chosen, others): (Vec<usize>, Vec<usize>) = (0..points.len())
            .partition(|index| *index == 0 || (last - index).is_multiple_of(stride) && *index >= stride);
        let placed: Vec<Option<Vec<Label>>> = chosen.into_iter().map(|index| place(&mut placer, index)).collect();
        let all = placed.iter().all(Option::is_some);
        labels = placed;
        if all {
            labels.extend(others.into_iter().map(|index| place(&mut placer, index)));
            break;
        }
    }
    labels.into_iter().flatten().flatten().collect()
}

/// The points on either side of each reference wage: the last above it and the first that is not.
fn around_references(wages: &Wages<'_>, points: &[(&Horizon<'_>, &Estimate, At)]) -> Vec<usize> {
    let sides = |reference: &Reference| {
        let above = points.iter().rposition(|(_, wage, _)| wage.value > reference.wage.value);
        let below = above.map_or(0, |above| above + 1);
        above.into_iter().chain((below < points.len()).then_some(below))
    };
    wages.references.iter().flat_map(sides).collect()
}

/// The horizons under the axis: with their unit where all fit, else as numbers, else every second and so on.
fn horizon_ticks(wages: &Wages<'_>, x: &Axis, locale: Locale) -> Vec<(f64, String)> {
    let fits = |ticks: &[(f64, String)]| {
        ticks.windows(2).all(|pair| {
            let width = |words: &str| metrics::width(words, theme::TEXT, Weight::Regular);
            x.at(pair[1].0) - x.at(pair[0].0) >= (width(&pair[0].1) + width(&pair[1].1)) / 2.0 + 2.0
        })
    };
    let worded: Vec<(f64, String)> = wages.horizons.iter().map(|horizon| (horizon.at, horizon.words.clone())).collect();
    if fits(&worded) {
        return worded;
    }
    for stride in 1..=wages.horizons.len() {
        let numbers: Vec<(f64, String)> = wages
            .horizons
            .iter()
            .step_by(stride)
            .enumerate()
            .map(|(index, horizon)| {
                let words = match index {
                    0 => horizon.words.clone(),
                    _ => locale.shown(horizon.at, wages.time, 0, Style::Table),
                };
                (horizon.at, words)
            })
            .collect();
        if fits(&numbers) {
            return numbers;
        }
    }
    Vec::new()
}

/// The wage and its basic amounts where they fit best beside a point.
fn place_beside(placer: &mut Placer, horizon: &Horizon<'_>, amount: &str, (x, y): At) -> Option<Vec<Label>> {
    let write = |at: At, anchor: Anchor| {
        let mut lines =
            vec![Label::new(amount, at, anchor).size(AMOUNT).colour(theme::PETROL).weight(Weight::Semibold)];
        if let Some(second) = &horizon.in_basic_amounts {
            lines.push(Label::new(second, (at.0, at.1 + SECOND), anchor).size(theme::SMALL));
        }
        lines
    };
    let cap = metrics::CAP_HEIGHT * AMOUNT * theme::POINT;
    let tall = if horizon.in_basic_amounts.is_some() { SECOND } else { 0.0 };
    let (over, under) = (y - theme::MARK - 0.9 - tall, y + theme::MARK + 1.0 + cap);
    let middle = centred(y, AMOUNT) - tall / 2.0;
    // Above and to the right of the falling curve is where a reader looks for all of them.
    let mut candidates: Vec<Vec<Label>> =
        [0.0, 1.6, 3.2].map(|away| write((x + 1.4, over - away), Anchor::Start)).into();
    for away in [0.0, 1.6, 3.2, 5.0] {
        let (left, right) = (x - 1.4 - away, x + 1.4 + away);
        candidates.extend([
            write((x + 1.4, over - away), Anchor::Start),
            write((x - 1.4, under + away), Anchor::End),
            write((x, over - away), Anchor::Middle),
            write((x, under + away), Anchor::Middle),
            write((right, middle), Anchor::Start),
            write((right, under), Anchor::Start),
            write((left, over), Anchor::End),
        ]);
    }
    // Far to the right, where the curve has fallen below the words.
    candidates.extend([7.0, 9.0].map(|away| write((x + 1.4 + away, middle), Anchor::Start)));
    let places: Vec<Rect> = candidates.iter().map(|lines| around_all(lines)).collect();
    let best = placer.place(&places)?;
    let Rect { left, top, right, bottom } = places[best];
    placer.take(Rect { left: left - BESIDE, top, right: right + BESIDE, bottom });
    Some(candidates.swap_remove(best))
}

fn around_all(labels: &[Label]) -> Rect {
    let nothing = Rect { left: f64::INFINITY, top: f64::INFINITY, right: f64::NEG_INFINITY, bottom: f64::NEG_INFINITY };
    labels.iter().map(Label::extent).fold(nothing, |all, one| Rect {
        left: all.left.min(one.left),
        top: all.top.min(one.top),
        right: all.right.max(one.right),
        bottom: all.bottom.max(one.bottom),
    })
}

/// Writes the names and amounts of the reference wages at the right ends of their lines.
fn label_references(
    canvas: &mut Canvas,
    wages: &Wages<'_>,
    names: &[Vec<String>],
    amounts: &[String],
    right: f64,
    height: impl Fn(f64) -> Option<f64>,
    bottom: f64,
) {
    let seen: Vec<(usize, f64)> = wages
        .references
        .iter()
        .enumerate()
        .filter_map(|(index, reference)| Some((index, height(reference.wage.value)?)))
        .collect();
    let wanted: Vec<f64> = seen.iter().map(|(_, y)| *y).collect();
    let heights: Vec<f64> = seen.iter().map(|(index, _)| LINE * (names[*index].len() as f64 + 1.0) + 1.0).collect();
    let centres = spread(&wanted, &heights, 0.0, bottom);
    for ((index, y), centre) in seen.into_iter().zip(centres) {
        let lines = names[index].len() as f64 + 1.0;
        let first = centre - LINE * (lines - 1.0) / 2.0;
        if (centre - y).abs() > 1.2 {
            canvas.line(
                [(right + 0.6, y), (right + TO_NAMES - 0.8, centre)],
                Stroke::solid(theme::HAIR, theme::AXIS_LINE),
            );
        }
        let at = |line: f64, size: f64| (right + TO_NAMES, centred(first + LINE * line, size));
        for (line, text) in names[index].iter().enumerate() {
            canvas.label(Label::new(text, at(line as f64, theme::TEXT), Anchor::Start).colour(theme::INK));
        }
        let amount = Label::new(&amounts[index], at(lines - 1.0, theme::SMALL), Anchor::Start);
        canvas.label(amount.size(theme::SMALL));
    }
}
