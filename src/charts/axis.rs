//! A value axis: from numbers to millimetres, with ticks whose labels do not meet.

use super::canvas::{Anchor, Canvas, Label, Stroke, centred};
use super::metrics::{self, Weight};
use super::theme;
use super::ticks::{self, Tick};
use crate::locale::{Locale, Style};

/// How numbers are spaced along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// Equal differences are equally far apart.
    Linear,
    /// Equal ratios are equally far apart.
    Logarithmic,
}

impl Scale {
    /// The number on the scale itself.
    pub(super) fn warp(self, value: f64) -> f64 {
        match self {
            Scale::Linear => value,
            Scale::Logarithmic => libm::log10(value),
        }
    }

    /// The number that [`Scale::warp`] came from.
    pub(super) fn unwarp(self, warped: f64) -> f64 {
        match self {
            Scale::Linear => warped,
            Scale::Logarithmic => libm::exp10(warped),
        }
    }
}

/// An axis in shown units (per cent, kroner), along either edge of the plot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    /// The spacing.
    pub(super) scale: Scale,
    /// The number at `start`.
    pub(super) from: f64,
    /// The number at `end`.
    pub(super) to: f64,
    /// Where it starts, in millimetres.
    pub(super) start: f64,
    /// Where it ends, in millimetres.
    pub(super) end: f64,
}

impl Axis {
    /// The place of a number in millimetres; outside the axis for a number outside the range.
    pub(super) fn at(&self, value: f64) -> f64 {
        let (from, to) = (self.scale.warp(self.from), self.scale.warp(self.to));
        self.start + (self.scale.warp(value) - from) / (to - from) * (self.end - self.start)
    }

    /// The place of a number, moved to the nearer end when it is outside.
    pub(super) fn clamped(&self, value: f64) -> f64 {
        self.at(value.clamp(self.from, self.to))
    }

    /// The ticks of a horizontal axis whose labels stand at least `gap` millimetres apart.
    pub(super) fn ticks_across(&self, locale: Locale, gap: f64) -> Vec<(Tick, String)> {
        let sets = match self.scale {
            Scale::Linear => (2..=9).rev().map(|most| ticks::linear(self.from, self.to, most)).collect(),
            Scale::Logarithmic => ticks::logarithmic(self.from, self.to),
        };
        self.first_that_fits(sets.into_iter().map(|set| worded(set, locale)).collect(), gap)
    }

    /// The first of these sets of ticks whose labels stand at least `gap` millimetres apart on a horizontal axis.
    pub(super) fn first_that_fits(&self, sets: Vec<Vec<(Tick, String)>>, gap: f64) -> Vec<(Tick, String)> {
        let fits = |set: &Vec<(Tick, String)>| {
            set.windows(2).all(|pair| {
                let half = |index: usize| metrics::width(&pair[index].1, theme::TEXT, Weight::Regular) / 2.0;
                (self.at(pair[1].0.value) - self.at(pair[0].0.value)).abs() >= half(0) + half(1) + gap
            })
        };
        sets.into_iter().find(fits).unwrap_or_default()
    }

    /// The ticks of a vertical axis that stand at least `gap` millimetres apart.
    pub(super) fn ticks_upwards(&self, locale: Locale, gap: f64) -> Vec<(Tick, String)> {
        let sets = match self.scale {
            Scale::Linear => (2..=7).rev().map(|most| ticks::linear(self.from, self.to, most)).collect(),
            Scale::Logarithmic => ticks::logarithmic(self.from, self.to),
        };
        let fits =
            |set: &Vec<Tick>| set.windows(2).all(|pair| (self.at(pair[1].value) - self.at(pair[0].value)).abs() >= gap);
        worded(sets.into_iter().find(fits).unwrap_or_default(), locale)
    }

    /// Draws a horizontal axis line at `y` with these ticks and labels under it.
    pub(super) fn draw_across(&self, canvas: &mut Canvas, y: f64, ticks: &[(Tick, String)]) {
        canvas.line([(self.start, y), (self.end, y)], Stroke::solid(theme::INK, theme::AXIS_LINE));
        for (tick, words) in ticks {
            let x = self.at(tick.value);
            canvas.line([(x, y), (x, y + theme::TICK)], Stroke::solid(theme::INK, theme::AXIS_LINE));
            canvas.label(Label::new(words, (x, under_axis(y)), Anchor::Middle));
        }
    }
}

/// The base line of the labels under a horizontal axis at `y`.
pub(super) fn under_axis(y: f64) -> f64 {
    y + theme::TICK + 0.9 + metrics::CAP_HEIGHT * theme::TEXT * theme::POINT
}

/// A vertical linear axis from zero that ends on a tick: its ticks with their words, and its upper end.
pub(super) fn from_zero(highest: f64, most: usize, locale: Locale) -> (f64, Vec<(Tick, String)>) {
    let (_, to) = ticks::rounded_out(0.0, if highest > 0.0 { highest } else { 1.0 }, most);
    (to, worded(ticks::linear(0.0, to, most + 1), locale))
}

/// Writes the labels of a vertical axis, right-aligned at `right`.
pub(super) fn label_upwards(canvas: &mut Canvas, axis: &Axis, right: f64, ticks: &[(Tick, String)]) {
    for (tick, words) in ticks {
        let y = centred(axis.at(tick.value), theme::TEXT);
        canvas.label(Label::new(words, (right, y), Anchor::End));
    }
}

/// The width of the widest of these labels.
pub(super) fn widest(ticks: &[(Tick, String)]) -> f64 {
    ticks.iter().map(|(_, words)| metrics::width(words, theme::TEXT, Weight::Regular)).fold(0.0, f64::max)
}

/// Ticks with their labels as numbers of a table.
pub(super) fn worded(ticks: Vec<Tick>, locale: Locale) -> Vec<(Tick, String)> {
    ticks.into_iter().map(|tick| (tick, locale.number(tick.value, tick.decimals, Style::Table))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Language;

    #[test]
    fn labels_of_a_horizontal_axis_never_meet() {
        let locale = Locale::new(Language::Bokmal);
        for width in [12.0, 25.0, 39.0, 60.0, 110.0] {
            for (scale, from, to) in [
                (Scale::Logarithmic, 0.42, 26.0),
                (Scale::Logarithmic, 0.001, 1000.0),
                (Scale::Logarithmic, 0.8, 1.3),
                (Scale::Linear, -12.0, 31.0),
                (Scale::Linear, 0.0, 1.2e7),
            ] {
                let axis = Axis { scale, from, to, start: 5.0, end: 5.0 + width };
                let ticks = axis.ticks_across(locale, 1.0);
                let mut canvas = Canvas::new(width + 30.0, 20.0);
                axis.draw_across(&mut canvas, 5.0, &ticks);
                let meeting: Vec<_> = canvas.collisions().into_iter().filter(|text| text.contains("meets")).collect();
                assert!(meeting.is_empty(), "{width} {from} {to}: {meeting:?}");
                assert!(!ticks.is_empty());
            }
        }
    }

    #[test]
    fn a_number_and_its_place() {
        let axis = Axis { scale: Scale::Logarithmic, from: 0.1, to: 10.0, start: 0.0, end: 20.0 };
        assert!((axis.at(1.0) - 10.0).abs() < 1e-12);
        assert_eq!(axis.clamped(1e9), 20.0);
    }
}
