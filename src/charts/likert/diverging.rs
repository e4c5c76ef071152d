//! The drawing of diverging bars: items on the left, bars around a middle line, sums at their ends, the number of answers
//! on the right.

use super::super::canvas::{Anchor, At, Canvas, Label, Stroke, centred};
use super::super::metrics::{self, Weight};
use super::super::place::Rect;
use super::super::theme::{self, Colour, Tint};
use super::{Locale, Style, percent};

/// The most items that fit a page.
pub(super) const MOST_ITEMS: usize = 28;
/// The highest that the picture may be, in millimetres.
const HIGHEST: f64 = 195.0;
/// Height of a bar.
const BAR: f64 = 4.8;
/// From a bar to the next, edge to edge, where there is room.
const APART: f64 = 2.6;
/// From one line of an item to the next.
const LINE: f64 = 3.7;
/// Between names, sums, bars and numbers.
const GAP: f64 = 1.8;
/// The widest the column of items may be, as a share of the chart.
const WIDEST: f64 = 0.37;
/// How much paper the lightest answer of a side is mixed with: 3.1 to 1 on paper, 5.2 to 1 under ink.
const LIGHTEST: f64 = 0.42;

/// A side of the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Left of the middle line.
    Negative,
    /// Across it.
    Neutral,
    /// Right of it.
    Positive,
}

/// An answer of the scale.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) words: String,
    pub(super) side: Side,
}

/// An item with its shares; none where they are not shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub(super) words: String,
    pub(super) shares: Option<Vec<f64>>,
    pub(super) negative: Option<f64>,
    pub(super) positive: Option<f64>,
    pub(super) total: Option<u64>,
}

/// All that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bars {
    pub(super) answers: Vec<Answer>,
    pub(super) items: Vec<Item>,
}

impl Bars {
    /// How far an item reaches left of the middle line: its negative answers and half of its neutral ones.
    fn left_of(&self, shares: &[f64]) -> f64 {
        let of = |side: Side| {
            let own = self.answers.iter().zip(shares).filter(move |(answer, _)| answer.side == side);
            own.map(|(_, share)| share).sum::<f64>()
        };
        of(Side::Negative) + of(Side::Neutral) / 2.0
    }
}

/// The colour of an answer and of the numbers on it: a side is darkest outside and lightest at the middle.
///
/// The steps leave out the greys on which neither paper nor ink can be read.
fn look(answers: &[Answer], place: usize) -> (Tint, Colour) {
    let side = answers[place].side;
    let (before, all) = (
        answers[..place].iter().filter(|answer| answer.side == side).count(),
        answers.iter().filter(|answer| answer.side == side).count(),
    );
    let (from_outside, base) = match side {
        Side::Negative => (before, theme::HIGH_RISK),
        Side::Positive => (all - 1 - before, theme::PETROL),
        Side::Neutral => return (theme::CONTROL.with_paper(0.16), theme::INK),
    };
    if from_outside == 0 {
        return (base.with_paper(0.0), theme::PAPER);
    }
    if from_outside + 1 == all {
        return (base.with_paper(LIGHTEST), theme::INK);
    }
    // Between the two, up to where paper can still be read on it.
    (base.with_paper(0.24 * from_outside as f64 / (all as f64 - 2.0)), theme::PAPER)
}

/// Draws the bars on a page `width` millimetres wide.
pub(super) fn draw(bars: &Bars, width: f64, locale: Locale) -> Canvas {
    let lines: Vec<Vec<String>> = bars
        .items
        .iter()
        .map(|item| metrics::wrap(&item.words, theme::TEXT, Weight::Regular, WIDEST * width))
        .collect();
    let widest = |words: &str| metrics::width(words, theme::TEXT, Weight::Regular);
    let names = lines.iter().flatten().map(|line| widest(line)).fold(0.0, f64::max);
    let total =
        |item: &Item| item.total.map_or_else(|| locale.hidden_mark().to_owned(), |n| locale.count(n, Style::Table));
    let totals = bars.items.iter().map(|item| widest(&total(item))).fold(widest("N"), f64::max);
    let sum = metrics::width(&percent(1.0, Style::Table, locale), theme::STRONG, Weight::Semibold);
    let (start, end) = (names + GAP + sum + GAP, width - totals - GAP - 1.0 - sum - GAP);
    let reach = |of: &dyn Fn(&[f64]) -> f64| {
        bars.items.iter().filter_map(|item| item.shares.as_deref()).map(of).fold(0.0, f64::max)
    };
    let left = reach(&|shares| bars.left_of(shares));
    let right = reach(&|shares| shares.iter().sum::<f64>() - bars.left_of(shares));
    let scale = if left + right > 0.0 { (end - start) / (left + right) } else { 0.0 };
    let middle = if left + right > 0.0 { start + left * scale } else { (start + end) / 2.0 };

    let (key, first) = key(bars, width);
    let heights: Vec<f64> = lines.iter().map(|lines| (lines.len() as f64 * LINE).max(BAR)).collect();
    let tall: f64 = heights.iter().sum();
    let between = APART.min((HIGHEST - first - 1.0 - tall) / bars.items.len() as f64).max(0.6);
    let bottom = first + tall + between * bars.items.len() as f64;
    let mut canvas = Canvas::new(width, bottom + 0.6);
    for piece in key {
        piece.on(&mut canvas);
    }
    // Under the bars, so that it crosses no number.
    canvas.line([(middle, first), (middle, bottom)], Stroke::solid(theme::INK, theme::AXIS_LINE));
    canvas.label(Label::new("N", (width, first - 1.2), Anchor::End));
    let mut top = first + between / 2.0;
    for ((item, lines), height) in bars.items.iter().zip(&lines).zip(heights) {
        let y = top + height / 2.0;
        for (index, line) in lines.iter().enumerate() {
            let at = y + LINE * (index as f64 - (lines.len() as f64 - 1.0) / 2.0);
            canvas.label(Label::new(line, (0.0, centred(at, theme::TEXT)), Anchor::Start).colour(theme::INK));
        }
        canvas.label(Label::new(total(item), (width, centred(y, theme::TEXT)), Anchor::End));
        match &item.shares {
            None => {
                let label = Label::new(locale.hidden_mark(), (middle + GAP, centred(y, theme::TEXT)), Anchor::Start);
                canvas.label(label.colour(theme::INK));
            }
            Some(shares) => {
                let from = middle - bars.left_of(shares) * scale;
                let to = draw_bar(&mut canvas, bars, shares, (from, y), scale, locale);
                let sums = [
                    (item.negative, (from - GAP, centred(y, theme::STRONG)), Anchor::End, theme::HIGH_RISK),
                    (item.positive, (to + GAP, centred(y, theme::STRONG)), Anchor::Start, theme::PETROL),
                ];
                for (share, at, anchor, colour) in sums {
                    let words = share
                        .map_or_else(|| locale.hidden_mark().to_owned(), |share| percent(share, Style::Table, locale));
                    let label = Label::new(words, at, anchor).size(theme::STRONG).weight(Weight::Semibold);
                    canvas.label(label.colour(colour));
                }
            }
        }
        top += height + between;
    }
    canvas
}

/// Draws one bar from its left end; gives its right end.
fn draw_bar(canvas: &mut Canvas, bars: &Bars, shares: &[f64], (from, y): At, scale: f64, locale: Locale) -> f64 {
    let mut left = from;
    for (place, share) in shares.iter().enumerate() {
        let right = left + share * scale;
        if *share > 0.0 {
            let (fill, ink) = look(&bars.answers, place);
            // A hair of paper between two answers.
            let rect = Rect { left, top: y - BAR / 2.0, right: (right - 0.25).max(left + 0.1), bottom: y + BAR / 2.0 };
            if fill.paper > 0.0 {
                // The middle line is not seen through a tint.
                canvas.rectangle(rect, theme::PAPER);
            }
            canvas.tinted(rect, fill);
            let words = locale.shown(*share, crate::results::Unit::Proportion, 0, Style::Table);
            if metrics::width(&words, theme::SMALL, Weight::Semibold) + 1.2 < rect.right - rect.left {
                let at = ((rect.left + rect.right) / 2.0, centred(y, theme::SMALL));
                let label = Label::new(words, at, Anchor::Middle).size(theme::SMALL).weight(Weight::Semibold);
                canvas.label(label.colour(ink));
            }
        }
        left = right;
    }
    left
}

/// A part of the key.
enum Piece {
    Swatch(Rect, Tint),
    Words(Label),
}

impl Piece {
    fn on(self, canvas: &mut Canvas) {
        match self {
            Piece::Swatch(rect, tint) => canvas.tinted(rect, tint),
            Piece::Words(label) => canvas.label(label),
        }
    }
}

/// What the colours mean, in the order of the scale, and where the bars begin.
fn key(bars: &Bars, width: f64) -> (Vec<Piece>, f64) {
    const SWATCH: f64 = 3.4;
    let mut pieces = Vec::new();
    let (mut x, mut line) = (0.0, 0.0);
    for (place, answer) in bars.answers.iter().enumerate() {
        let words = metrics::on_one_line(&answer.words, theme::TEXT, Weight::Regular, width - SWATCH - 1.3);
        let wide = SWATCH + 1.2 + metrics::width(&words, theme::TEXT, Weight::Regular);
        if x > 0.0 && x + wide > width {
            (x, line) = (0.0, line + 1.0);
        }
        let y = 2.2 + 4.8 * line;
        let rect = Rect { left: x, top: y - SWATCH / 2.0, right: x + SWATCH, bottom: y + SWATCH / 2.0 };
        pieces.push(Piece::Swatch(rect, look(&bars.answers, place).0));
        let label = Label::new(words, (x + SWATCH + 1.2, centred(y, theme::TEXT)), Anchor::Start);
        pieces.push(Piece::Words(label.colour(theme::INK)));
        x += wide + 4.5;
    }
    (pieces, 4.8 * (line + 1.0) + 6.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_seen_and_the_numbers_on_it_are_read() {
        for size in 2..=11_usize {
            let side = |place: usize| match (2 * place + 1).cmp(&size) {
                std::cmp::Ordering::Less => Side::Negative,
                std::cmp::Ordering::Equal => Side::Neutral,
                std::cmp::Ordering::Greater => Side::Positive,
            };
            let answers: Vec<Answer> =
                (0..size).map(|place| Answer { words: String::new(), side: side(place) }).collect();
            for place in 0..size {
                let (fill, ink) = look(&answers, place);
                assert!(fill.seen().contrast(theme::PAPER) >= 3.0, "{size} {place} {fill:?}");
                assert!(fill.seen().contrast(ink) >= 4.5, "{size} {place} {fill:?} {}", fill.seen().contrast(ink));
            }
        }
    }
}
