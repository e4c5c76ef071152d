//! The drawing of judgements: circles with their signs in rows and columns, and bars with shares.

use super::super::axis::{self, Axis, Scale};
use super::super::canvas::{Anchor, At, Canvas, Label, Stroke, centred};
use super::super::metrics::{self, Weight};
use super::super::place::Rect;
use super::{Locale, Style, Unit, around, theme};
use crate::results::Quantity;

/// The highest that a picture may be, so that its title and note have room on the page, in millimetres.
const HIGHEST: f64 = 190.0;
/// The heights that a row may have, in millimetres; rows are made low before they are set in two columns.
const ROW: (f64, f64) = (4.3, 5.8);
/// The least height of a row in two columns.
const LOWEST: f64 = 3.9;
/// From a line of a heading to the next.
const LINE: f64 = 3.6;
/// Before the column of the overall judgement.
const GAP: f64 = 2.5;
/// Between two columns of studies.
const BETWEEN: f64 = 8.0;
/// The height of a bar, and from one bar to the next.
const BAR: (f64, f64) = (4.2, 5.8);

/// What is drawn.
#[derive(Clone, Debug)]
pub(super) struct Lights {
    /// The unit of the judgements.
    pub(super) unit: Unit,
    /// What each level is called, from low risk on.
    pub(super) words: Vec<String>,
    /// The columns.
    pub(super) domains: Vec<Domain>,
    /// The studies.
    pub(super) rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Domain {
    /// Its heading.
    pub(super) name: String,
    /// Whether it is the judgement over all domains.
    pub(super) overall: bool,
    /// How many studies have each level, where bars are drawn.
    pub(super) counts: Option<Vec<u64>>,
}

/// A study.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Its name.
    pub(super) name: String,
    /// Its level in each column.
    pub(super) judgements: Vec<Option<usize>>,
}

/// The sign of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
    Cross,
    Exclamation,
    Question,
}

/// How a level looks: its colour, its sign and the colour of that.
fn look(level: usize) -> (theme::Colour, Sign, theme::Colour) {
    match level {
        0 => (theme::LOW_RISK, Sign::Plus, theme::PAPER),
        1 => (theme::SOME_RISK, Sign::Minus, theme::INK),
        2 => (theme::HIGH_RISK, Sign::Cross, theme::PAPER),
        3 => (theme::CRITICAL_RISK, Sign::Exclamation, theme::PAPER),
        _ => (theme::PAPER, Sign::Question, theme::GREY),
    }
}

/// How the studies stand on the page.
struct Layout {
    /// Beside each other.
    blocks: usize,
    /// Under each other.
    rows: usize,
    /// The height of a row.
    pitch: f64,
    /// The width of a block, of the names in it, and of a column.
    block: f64,
    names: f64,
    column: f64,
    /// The lines of the headings; numbers where they are too long for their columns.
    heads: Vec<Vec<String>>,
    numbered: bool,
}

/// Draws the judgements on a page `width` millimetres wide.
///
/// # Errors
/// How many studies fit on a page, where there are more.
pub(super) fn draw(lights: &Lights, width: f64, locale: Locale) -> Result<Canvas, usize> {
    let legend = legend(lights, width, locale);
    let bars = lights.domains.iter().filter(|domain| domain.counts.is_some()).count() as f64;
    let summary = if bars > 0.0 { bars * BAR.1 + GAP + 7.6 } else { 0.0 };
    let layout = if lights.rows.is_empty() {
        None
    } else {
        let key = key(lights, width);
        let room = HIGHEST - legend.1 - summary - if summary > 0.0 { 6.0 } else { 0.0 };
        Some((arranged(lights, width, room, key.1)?, key))
    };
    let mut height = legend.1;
    if let Some((layout, key)) = &layout {
        if layout.numbered {
            height += key.1;
        }
        height += head_height(layout) + layout.rows as f64 * layout.pitch + 0.6;
    }
    let bars_from = height + if layout.is_some() && summary > 0.0 { 6.0 } else { 0.0 };
    let mut canvas = Canvas::new(width, (bars_from + summary).max(height));
    for draw in legend.0 {
        draw.on(&mut canvas);
    }
    if let Some((layout, key)) = &layout {
        let mut top = legend.1;
        if layout.numbered {
            for line in &key.0 {
                let mut line = line.clone();
                line.at.1 += top;
                canvas.label(line);
            }
            top += key.1;
        }
        for block in 0..layout.blocks {
            draw_block(&mut canvas, lights, layout, block, top);
        }
    }
    if summary > 0.0 {
        draw_bars(&mut canvas, lights, width, bars_from, locale);
    }
    Ok(canvas)
}

/// One or two columns of studies with rows as high as the page allows.
fn arranged(lights: &Lights, width: f64, room: f64, key: f64) -> Result<Layout, usize> {
    let columns = lights.domains.len() as f64;
    let longest =
        lights.rows.iter().map(|row| metrics::width(&row.name, theme::TEXT, Weight::Regular)).fold(0.0, f64::max);
    let mut most = 0;
    for blocks in 1..=2_usize {
        let block = (width - BETWEEN * (blocks as f64 - 1.0)) / blocks as f64;
        let narrowest = if blocks == 1 { 6.0 } else { 4.8 };
        let names = (longest + 2.0).min(block - GAP - narrowest * columns).max(12.0);
        let column = ((block - GAP - names) / columns).min(20.0);
        let words = (blocks == 1).then(|| headings(lights, column)).flatten();
        let numbered = words.is_none();
        let heads = words.unwrap_or_else(|| {
            (1..=lights.domains.len()).map(|number| vec![number.to_string()]).collect::<Vec<Vec<String>>>()
        });
        let rows = lights.rows.len().div_ceil(blocks);
        let column = if numbered { column.min(11.0) } else { column };
        let mut layout = Layout { blocks, rows, pitch: 0.0, block, names, column, heads, numbered };
        let free = room - head_height(&layout) - if numbered { key } else { 0.0 } - 0.6;
        let least = if blocks == 1 { ROW.0 } else { LOWEST };
        most = most.max((free / least).floor() as usize * blocks);
        if free / rows as f64 >= least {
            layout.pitch = (free / rows as f64).min(ROW.1);
            return Ok(layout);
        }
    }
    Err(most)
}

/// The headings in lines, where every word of them is narrower than its column.
fn headings(lights: &Lights, column: f64) -> Option<Vec<Vec<String>>> {
    let limit = column - 1.4;
    lights
        .domains
        .iter()
        .map(|domain| {
            let weight = weight(domain);
            let fits = domain.name.split(' ').all(|word| metrics::width(word, theme::SMALL, weight) <= limit);
            let lines = metrics::wrap(&domain.name, theme::SMALL, weight, limit);
            (fits && lines.len() <= 3).then_some(lines)
        })
        .collect()
}

fn weight(domain: &Domain) -> Weight {
    if domain.overall { Weight::Semibold } else { Weight::Regular }
}

fn head_height(layout: &Layout) -> f64 {
    layout.heads.iter().map(Vec::len).max().unwrap_or(1) as f64 * LINE + 1.8
}

/// The names of the columns by their numbers, in lines, and how much room they take.
fn key(lights: &Lights, width: f64) -> (Vec<Label>, f64) {
    let mut labels: Vec<Label> = Vec::new();
    let (mut x, mut line) = (0.0, 0.0);
    for (index, domain) in lights.domains.iter().enumerate() {
        let words = format!("{}\u{a0}{}", index + 1, domain.name);
        let words = metrics::on_one_line(&words, theme::SMALL, weight(domain), width);
        let wide = metrics::width(&words, theme::SMALL, weight(domain));
        if x > 0.0 && x + wide > width {
            (x, line) = (0.0, line + 1.0);
        }
        let label = Label::new(words, (x, centred(1.6 + 4.0 * line, theme::SMALL)), Anchor::Start);
        labels.push(label.size(theme::SMALL).weight(weight(domain)));
        x += wide + 4.0;
    }
    (labels, 4.0 * (line + 1.0) + 2.0)
}

/// A circle or a text of the legend.
enum Piece {
    Light(At, usize),
    Words(Label),
}

impl Piece {
    fn on(self, canvas: &mut Canvas) {
        match self {
            Piece::Light(at, level) => draw_light(canvas, at, 1.6, level),
            Piece::Words(label) => canvas.label(label),
        }
    }
}

/// What the circles mean, above everything, and how much room it takes.
fn legend(lights: &Lights, width: f64, locale: Locale) -> (Vec<Piece>, f64) {
    let name = format!("{}:", around::capitalised(&locale.unit_name(lights.unit, Style::Text)));
    let first = metrics::width(&name, theme::TEXT, Weight::Regular) + 4.0;
    let mut pieces = vec![Piece::Words(Label::new(name, (0.0, centred(2.0, theme::TEXT)), Anchor::Start))];
    let (mut x, mut line) = (first, 0.0);
    for (level, words) in lights.words.iter().enumerate() {
        let wide = 1.6 + 2.9 + metrics::width(words, theme::TEXT, Weight::Regular);
        if x > first && x + wide > width {
            (x, line) = (first, line + 1.0);
        }
        let y = 2.0 + 4.6 * line;
        pieces.push(Piece::Light((x + 1.6, y), level));
        let label = Label::new(words, (x + 4.3, centred(y, theme::TEXT)), Anchor::Start);
        pieces.push(Piece::Words(label.colour(theme::INK)));
        x += wide + 4.5;
    }
    (pieces, 4.6 * (line + 1.0) + 2.4)
}

fn draw_block(canvas: &mut Canvas, lights: &Lights, layout: &Layout, block: usize, top: f64) {
    let left = (layout.block + BETWEEN) * block as f64;
    let columns = lights.domains.len();
    let overall = lights.domains.iter().position(|domain| domain.overall);
    let middle = |column: usize| {
        let gap = if overall.is_some_and(|overall| column >= overall) { GAP } else { 0.0 };
        left + layout.names + gap + layout.column * (column as f64 + 0.5)
    };
    let right = middle(columns.saturating_sub(1)) + layout.column / 2.0;
    let first = top + head_height(layout);
    for (column, (domain, lines)) in lights.domains.iter().zip(&layout.heads).enumerate() {
        for (index, line) in lines.iter().rev().enumerate() {
            let at = (middle(column), first - 1.6 - LINE * index as f64);
            let label = Label::new(line, at, Anchor::Middle).size(theme::SMALL).weight(weight(domain));
            canvas.label(label.colour(if domain.overall { theme::INK } else { theme::GREY }));
        }
    }
    canvas.line([(left, first), (right, first)], Stroke::solid(theme::INK, 0.45));
    let radius = (0.36 * layout.pitch).min(1.95);
    let size = if layout.pitch < ROW.0 { theme::SMALL } else { theme::TEXT };
    let from = block * layout.rows;
    for (place, row) in lights.rows.iter().skip(from).take(layout.rows).enumerate() {
        let y = first + layout.pitch * (place as f64 + 0.5);
        if place > 0 {
            let line = y - layout.pitch / 2.0;
            canvas.line([(left, line), (right, line)], Stroke::solid(theme::GUIDE, theme::GUIDE_LINE));
        }
        let name = metrics::on_one_line(&row.name, size, Weight::Regular, layout.names - 1.0);
        canvas.label(Label::new(name, (left, centred(y, size)), Anchor::Start).size(size).colour(theme::INK));
        for (column, level) in row.judgements.iter().enumerate() {
            if let Some(level) = level {
                draw_light(canvas, (middle(column), y), radius, *level);
            }
        }
    }
}

fn draw_light(canvas: &mut Canvas, at: At, radius: f64, level: usize) {
    let (colour, sign, ink) = look(level);
    if colour == theme::PAPER {
        canvas.ring(at, radius, Stroke::solid(theme::GREY, theme::INTERVAL_LINE));
    } else {
        canvas.disc(at, radius, colour);
    }
    draw_sign(canvas, at, radius, sign, ink);
}

/// Draws a sign that fits a circle of this radius; drawn and not written, so that it needs no font.
fn draw_sign(canvas: &mut Canvas, (x, y): At, radius: f64, sign: Sign, colour: theme::Colour) {
    let stroke = Stroke::solid(colour, 0.62 * radius);
    let arm = 0.5 * radius;
    match sign {
        Sign::Plus => {
            canvas.line([(x - arm, y), (x + arm, y)], stroke);
            canvas.line([(x, y - arm), (x, y + arm)], stroke);
        }
        Sign::Minus => canvas.line([(x - arm, y), (x + arm, y)], stroke),
        Sign::Cross => {
            let arm = 0.8 * arm;
            canvas.line([(x - arm, y - arm), (x + arm, y + arm)], stroke);
            canvas.line([(x - arm, y + arm), (x + arm, y - arm)], stroke);
        }
        Sign::Exclamation => {
            canvas.line([(x, y - 0.62 * radius), (x, y + 0.14 * radius)], stroke);
            canvas.disc((x, y + 0.52 * radius), 0.16 * radius, colour);
        }
        Sign::Question => {
            let bow = 0.31 * radius;
            let arc = (0..=14).map(|step| {
                let angle = std::f64::consts::PI * (1.0 + 1.45 * f64::from(step) / 14.0);
                (x + bow * libm::cos(angle), y - 0.30 * radius + bow * libm::sin(angle))
            });
            let tail = [(x, y + 0.16 * radius)];
            canvas.line(arc.chain(tail), Stroke { width: 0.48 * radius, ..stroke });
            canvas.disc((x, y + 0.52 * radius), 0.15 * radius, colour);
        }
    }
}

/// Draws a bar of shares for every domain, and an axis of per cent under them.
fn draw_bars(canvas: &mut Canvas, lights: &Lights, width: f64, top: f64, locale: Locale) {
    let domains: Vec<(&Domain, &Vec<u64>)> =
        lights.domains.iter().filter_map(|domain| Some((domain, domain.counts.as_ref()?))).collect();
    let title = around::capitalised(locale.percent_of_studies());
    let widest = domains.iter().map(|(domain, _)| metrics::width(&domain.name, theme::TEXT, weight(domain)));
    let least = metrics::width(&title, theme::TEXT, Weight::Regular);
    let names = (widest.fold(least, f64::max) + 3.0).min(0.42 * width);
    let x = Axis { scale: Scale::Linear, from: 0.0, to: 100.0, start: names, end: width - 5.0 };
    let mut y = top;
    for (domain, counts) in domains {
        if domain.overall {
            y += GAP;
        }
        let middle = y + BAR.0 / 2.0;
        let name = metrics::on_one_line(&domain.name, theme::TEXT, weight(domain), names - 1.5);
        let label = Label::new(name, (0.0, centred(middle, theme::TEXT)), Anchor::Start).weight(weight(domain));
        canvas.label(label.colour(theme::INK));
        let all: u64 = counts.iter().sum();
        let mut before = 0;
        for (level, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let share = |count: u64| 100.0 * count as f64 / all as f64;
            let rect =
                Rect { left: x.at(share(before)), top: y, right: x.at(share(before + count)), bottom: y + BAR.0 };
            let words = Quantity { value: *count as f64 / all as f64, unit: Unit::Proportion, decimals: 0 };
            draw_segment(canvas, rect, level, &locale.value_with_unit(&words.into(), Style::Table));
            before += count;
        }
        y += BAR.1;
    }
    let line = y - (BAR.1 - BAR.0) + 1.4;
    let ticks = x.ticks_across(locale, 8.0);
    x.draw_across(canvas, line, &ticks);
    let label = Label::new(title, (0.0, axis::under_axis(line)), Anchor::Start);
    canvas.label(label);
}

/// A part of a bar with its sign and its share, as far as there is room.
fn draw_segment(canvas: &mut Canvas, rect: Rect, level: usize, words: &str) {
    let (colour, sign, ink) = look(level);
    let inner = Rect { right: (rect.right - 0.35).max(rect.left + 0.1), ..rect };
    if colour == theme::PAPER {
        let Rect { left, top, right, bottom } = inner.grown(-0.18);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        canvas.line(corners, Stroke::solid(theme::GREY, theme::INTERVAL_LINE));
    } else {
        canvas.rectangle(inner, colour);
    }
    let room = inner.right - inner.left;
    let text = metrics::width(words, theme::SMALL, Weight::Semibold);
    let (x, y) = ((inner.left + inner.right) / 2.0, (inner.top + inner.bottom) / 2.0);
    if room > text + 6.5 {
        draw_sign(canvas, (x - text / 2.0 - 1.0, y), 1.6, sign, ink);
        let label = Label::new(words, (x + 1.4, centred(y, theme::SMALL)), Anchor::Middle).size(theme::SMALL);
        canvas.label(label.weight(Weight::Semibold).colour(ink));
    } else if room > 2.8 {
        draw_sign(canvas, (x, y), 1.6, sign, ink);
    }
}
