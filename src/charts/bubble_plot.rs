//! The effects of studies against something that differs between them, with the line of a meta-regression.

use schemars::JsonSchema;
use serde::Deserialize;

use super::around::{self, Around};
use super::axis::{self, Scale};
use super::bubbles;
use super::canvas::{At, Canvas, Stroke};
use super::figure::{Body, Figure, Width};
use super::names::{self, Named};
use super::place::{Placer, Rect};
use super::reference::{Picked, References};
use super::scatter::{Frame, Range, Worded};
use super::studies::{self, Review};
use super::{Draw, theme, ticks};
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::locale::Locale;
use crate::results::{Curve, Estimate, Language, Note, Results, Row, Table, Text, Unit, Value};

/// The effects of the studies of a `meta_analysis` against a numeric moderator, with the line of its meta-regression.
///
/// The area of a study grows with its weight in the regression; the band is the confidence band of the line. Ratios have a
/// logarithmic axis. Studies that are alone at either end of the moderator, and those whose interval does not hold the
/// line, have their names.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BubblePlot {
    /// The analysis of the kind `meta_analysis` that is shown.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; the name of the effect unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analysis unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// The name of the regression; the only one with a single numeric moderator unless given.
    #[serde(default)]
    pub moderator: Option<Spanned<String>>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

/// A study that is drawn, in shown units.
struct Bubble<'a> {
    name: String,
    moderator: f64,
    effect: &'a Estimate,
    weight: Option<f64>,
    stands_out: bool,
}

/// Everything that is drawn.
struct Regression<'a> {
    bubbles: Vec<Bubble<'a>>,
    hidden: u64,
    line: Option<&'a Curve>,
    /// The moderator's name, without its unit.
    moderator: String,
    /// Its unit and decimals.
    moderator_unit: Unit,
    coefficient: Option<&'a Estimate>,
    test: Option<&'a Estimate>,
}

/// A point of the line in shown units: moderator, effect, and the ends of the band.
type Fitted = (f64, f64, Option<(f64, f64)>);

impl Regression<'_> {
    /// Whether the moderator counts years of the calendar, which are written without a mark in their thousands.
    fn counts_years(&self) -> bool {
        let is_year =
            |bubble: &Bubble<'_>| (1800.0..=2200.0).contains(&bubble.moderator) && bubble.moderator.fract() == 0.0;
        self.moderator_unit == Unit::Number && !self.bubbles.is_empty() && self.bubbles.iter().all(is_year)
    }

    /// A value of the moderator in a sentence.
    fn place(&self, value: f64, locale: Locale) -> String {
        if self.counts_years() { format!("{value:.0}") } else { locale.plain(value, self.moderator_unit) }
    }

    /// The ticks that the moderator's axis may have, where they are not those of any number.
    fn ticks(&self, x: Range, locale: Locale) -> Vec<Worded> {
        if self.moderator_unit == Unit::Months {
            return ticks::months(x.from, x.to).into_iter().map(|set| axis::worded(set, locale)).collect();
        }
        if !self.counts_years() {
            return Vec::new();
        }
        let whole = (2..=9).rev().map(|most| ticks::linear(x.from, x.to, most));
        let whole = whole.filter(|set| set.iter().all(|tick| tick.decimals == 0));
        whole.map(|set| set.into_iter().map(|tick| (tick, format!("{:.0}", tick.value))).collect()).collect()
    }
}

impl Draw for BubblePlot {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let only = studies::only(&picked, "bubble_plot", "meta_analysis").map_err(|error| vec![error])?;
        let review = Review::of(only, locale).map_err(|error| vec![error])?;
        let name = self.name(only).map_err(|error| vec![error])?;
        let regression = regression(only, &review, name, locale).map_err(|error| vec![error])?;
        let alt = alt(&regression, &review, locale);
        let canvas = draw(&regression, &review, self.width.millimetres(), locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = around::capitalised(&locale.effect_axis(review.measure, review.unit));
        let reading = reading(&regression, locale);
        Ok(around.figure(&picked, Some(unit), reading, alt, Body::Picture(picture), locale))
    }
}

impl BubblePlot {
    /// The name of the regression that is shown.
    fn name<'a>(&self, picked: &Picked<'a>) -> Result<&'a str, Diagnostic> {
        let names = || {
            let values = picked.section.values.iter();
            values.filter_map(|(name, _)| name.strip_prefix("regression.")?.strip_suffix(".points"))
        };
        let none =
            "a bubble plot shows a meta-regression on one number that differs between studies: add one to the analysis";
        if let Some(wanted) = &self.moderator
            && let Some(Value::Undefined(undefined)) = picked.section.value(&format!("regression.{wanted}"))
        {
            let reason = Locale::new(Language::English).reason(undefined.reason);
            let problem =
                Problem::new(format!("the regression `{wanted}` of `{}` cannot be computed: {reason}", picked.id));
            return Err(problem.hint("leave out this chart, or show another regression").at(wanted.location()));
        }
        match &self.moderator {
            Some(wanted) => names().find(|name| *name == wanted.value).ok_or_else(|| {
                let found = Problem::new(format!("`{}` has no regression `{wanted}` on one number", picked.id));
                let problem = found.closest_of(&wanted.value, names());
                let problem = match names().next() {
                    Some(_) => problem.hint(format!("write {}", one_of(names()))),
                    None => problem.hint(none),
                };
                problem.at(wanted.location())
            }),
            None => {
                let mut all = names();
                match (all.next(), all.next()) {
                    (Some(only), None) => Ok(only),
                    (Some(_), Some(_)) => {
                        let problem = Problem::new(format!("`{}` has several regressions", picked.id));
                        let which = one_of(names());
                        Err(picked.error(problem.hint(format!("name one with `moderator`: {which}"))))
                    }
                    (None, _) => {
                        let problem = Problem::new(format!("`{}` has no regression on one number", picked.id));
                        Err(picked.error(problem.hint(none)))
                    }
                }
            }
        }
    }
}

fn regression<'a>(
    picked: &Picked<'a>,
    review: &Review<'a>,
    name: &str,
    locale: Locale,
) -> Result<Regression<'a>, Diagnostic> {
    let section = picked.section;
    let key = |part: &str| format!("regression.{name}{part}");
    let points = studies::table(picked, &key(".points"), "compute the results anew")?;
    let line = match section.value(&key(".line")) {
        Some(Value::Curve(curve)) => Some(curve),
        _ => None,
    };
    let mut bubbles: Vec<Bubble<'a>> =
        points.rows.iter().filter_map(|row| bubble(points, row, review, line, locale)).collect();
    let end = |of: fn(f64, f64) -> f64| bubbles.iter().map(|bubble| bubble.moderator).reduce(of);
    for end in [end(f64::min), end(f64::max)].into_iter().flatten() {
        let mut there: Vec<&mut Bubble<'a>> = bubbles.iter_mut().filter(|bubble| bubble.moderator == end).collect();
        if let [alone] = there.as_mut_slice() {
            alone.stands_out = true;
        }
    }
    let moderator_unit = points.rows.iter().find_map(|row| match studies::cell(points, row, "moderator")? {
        Value::Quantity(quantity) => Some(quantity.unit),
        _ => None,
    });
    let coefficients = match section.value(&key("")) {
        Some(Value::Table(table)) => Some(table),
        _ => None,
    };
    // a share is shown in per cent, and its slope is per whole
    let whole = moderator_unit.is_none_or(|unit| unit.shown_factor() == 1.0);
    let coefficient = coefficients.filter(|_| whole).and_then(|table| {
        match studies::cell(table, table.rows.get(1)?, "coefficient")? {
            Value::Estimate(estimate) => Some(estimate),
            _ => None,
        }
    });
    let test = match section.value(&key(".test")) {
        Some(Value::Estimate(estimate)) => Some(estimate),
        _ => None,
    };
    let label = section.label(&format!("axis.{name}")).or_else(|| section.label(&key("")));
    let moderator = label.map_or_else(|| name.replace('_', " "), |label| label.get(locale.language()).to_owned());
    Ok(Regression {
        hidden: (points.rows.len() - bubbles.len()) as u64,
        bubbles,
        line,
        moderator,
        moderator_unit: moderator_unit.unwrap_or(Unit::Number),
        coefficient,
        test,
    })
}

/// The study of a row, where it has both numbers.
fn bubble<'a>(
    points: &'a Table,
    row: &'a Row,
    review: &Review<'a>,
    line: Option<&Curve>,
    locale: Locale,
) -> Option<Bubble<'a>> {
    let moderator = studies::number(points, row, "moderator")?;
    let effect = match studies::cell(points, row, "effect")? {
        Value::Estimate(effect) if review.scale().warp(effect.value).is_finite() => effect,
        _ => return None,
    };
    let expected = line.and_then(|line| height(line, moderator / line.x_unit.shown_factor()));
    let holds = expected.zip(effect.interval).is_none_or(|(expected, interval)| interval.bounds.contains(expected));
    Some(Bubble {
        name: studies::name(row, locale),
        moderator,
        effect,
        weight: studies::number(points, row, "weight"),
        stands_out: !holds,
    })
}

/// The height of a curve at `x`, in its own unit, between its points as on a straight line.
fn height(curve: &Curve, x: f64) -> Option<f64> {
    curve.points.windows(2).find(|pair| pair[0].x <= x && x <= pair[1].x).map(|pair| {
        let (a, b) = (pair[0], pair[1]);
        let share = if b.x > a.x { (x - a.x) / (b.x - a.x) } else { 0.0 };
        a.y + share * (b.y - a.y)
    })
}

fn draw(regression: &Regression<'_>, review: &Review<'_>, width: f64, locale: Locale) -> Canvas {
    let scale = review.scale();
    let bubbles = &regression.bubbles;
    let factor = review.unit.shown_factor();
    let line: Vec<Fitted> = regression
        .line
        .iter()
        .flat_map(|line| {
            let (across, up) = (line.x_unit.shown_factor(), line.y_unit.shown_factor());
            line.points.iter().map(move |point| {
                (point.x * across, point.y * up, point.band.map(|(lower, upper)| (lower * up, upper * up)))
            })
        })
        .filter(|(x, y, _)| x.is_finite() && scale.warp(*y).is_finite())
        .collect();
    let effects = || bubbles.iter().map(|bubble| bubble.effect.value * factor);
    let points = effects().chain(line.iter().map(|(_, y, _)| *y)).chain([review.no_effect()]);
    let tight = Range::around(scale, points, review.no_effect(), 0.10);
    // a band may reach far: the axis follows it no further than the points are spread
    let (low, high) = (scale.warp(tight.from), scale.warp(tight.to));
    let room = 0.25 * (high - low);
    let bands = line.iter().filter_map(|(_, _, band)| *band).flat_map(|(lower, upper)| [lower, upper]);
    let bands = bands.map(|end| scale.unwarp(scale.warp(end).clamp(low - room, high + room)));
    let y = Range::around(scale, bands.chain([tight.from, tight.to]), review.no_effect(), 0.0);
    let moderators = bubbles.iter().map(|bubble| bubble.moderator).chain(line.iter().map(|(x, _, _)| *x));
    let x = Range::around(Scale::Linear, moderators, 0.0, 0.06);
    let unit = locale.unit_name(regression.moderator_unit, crate::locale::Style::Text);
    let x_name = around::capitalised(&regression.moderator);
    let frame = Frame {
        width,
        height: if width > theme::MEASURE { 74.0 } else { 64.0 },
        above: 0.0,
        strip: 0.0,
        inset: 0.0,
        across: None,
        ticks: regression.ticks(x, locale),
        x,
        x_name: &if unit.is_empty() { x_name } else { format!("{x_name} ({unit})") },
        y,
        y_name: "",
        down: false,
        guides: true,
    };
    let (mut canvas, plot) = frame.draw(locale);
    let band: Vec<(f64, (f64, f64))> = line.iter().filter_map(|(x, _, band)| Some((*x, (*band)?))).collect();
    if band.len() > 1 {
        let edge = |of: fn(&(f64, f64)) -> f64| {
            let edge: Vec<At> = band.iter().map(|(x, band)| (plot.x.at(*x), plot.y.clamped(of(band)))).collect();
            edge
        };
        let (lower, upper) = (edge(|band| band.0), edge(|band| band.1));
        canvas.area(upper.into_iter().chain(lower.into_iter().rev()), theme::PETROL, theme::PETROL_BAND);
    }
    let none = plot.y.at(review.no_effect());
    canvas.line([(plot.area.left, none), (plot.area.right, none)], Stroke::solid(theme::INK, theme::AXIS_LINE));
    let fitted: Vec<At> = line.iter().map(|(x, y, _)| (plot.x.at(*x), plot.y.at(*y))).collect();
    canvas.line(fitted.iter().copied(), Stroke::solid(theme::PETROL, theme::TREATED_LINE));

    let weights: Vec<Option<f64>> = bubbles.iter().map(|bubble| bubble.weight).collect();
    let radii = bubbles::radii(&weights, (plot.area.right - plot.area.left) * (plot.area.bottom - plot.area.top));
    let at = |bubble: &Bubble<'_>| (plot.x.at(bubble.moderator), plot.y.at(bubble.effect.value * factor));
    let mut placer =
        Placer::new(Rect { left: plot.area.left + 0.4, top: 0.0, right: width, bottom: plot.area.bottom - 0.6 });
    placer.avoid(&fitted);
    placer.keep_clear((plot.area.left, none), (plot.area.right, none), 0.6);
    for (bubble, radius) in bubbles.iter().zip(&radii) {
        placer.take(names::mark(at(bubble), *radius));
    }
    let mut order: Vec<usize> = (0..radii.len()).collect();
    order.sort_by(|&a, &b| radii[b].total_cmp(&radii[a]));
    for index in order {
        bubbles::draw(&mut canvas, at(&bubbles[index]), radii[index], bubbles[index].weight.is_some());
    }
    let mut out: Vec<usize> = (0..bubbles.len()).filter(|index| bubbles[*index].stands_out).collect();
    let off = |index: usize| {
        let bubble = &bubbles[index];
        let expected =
            line.iter().min_by(|a, b| (a.0 - bubble.moderator).abs().total_cmp(&(b.0 - bubble.moderator).abs()));
        expected.map_or(0.0, |(_, y, _)| (at(bubble).1 - plot.y.at(*y)).abs())
    };
    out.sort_by(|&a, &b| off(b).total_cmp(&off(a)));
    let named: Vec<Named<'_>> = out
        .into_iter()
        .map(|index| Named { at: at(&bubbles[index]), radius: radii[index], name: &bubbles[index].name })
        .collect();
    names::write(&mut canvas, &mut placer, &named);
    canvas
}

/// How to read the chart, and what the regression says.
fn reading(regression: &Regression<'_>, locale: Locale) -> Vec<String> {
    let mut reading = vec![locale.note_area_of_weight().to_owned()];
    match regression.line {
        Some(line) => match line.level.filter(|_| line.points.iter().any(|point| point.band.is_some())) {
            Some(level) => reading.push(locale.note_regression_band(level)),
            None => reading.push(locale.note_regression_line().to_owned()),
        },
        None => reading.push(locale.note_no_regression_line().to_owned()),
    }
    if let Some(coefficient) = regression.coefficient {
        let p = regression.test.and_then(|test| test.tests.first()).or(coefficient.tests.first()).map(|test| test.p);
        reading.push(locale.note_slope(coefficient, p));
    }
    if regression.bubbles.iter().any(|bubble| bubble.stands_out) {
        reading.push(locale.note_names_off_the_line().to_owned());
    }
    if regression.hidden > 0 {
        reading.push(locale.note_studies_not_shown(regression.hidden));
    }
    reading.push(locale.note(Note::AcrossStudies).to_owned());
    if regression.bubbles.len() < 10 {
        reading.push(locale.note(Note::FewStudiesForModerators).to_owned());
    }
    reading
}

fn alt(regression: &Regression<'_>, review: &Review<'_>, locale: Locale) -> String {
    let bubbles = &regression.bubbles;
    let effect = locale.effect_axis(review.measure, review.unit);
    let mut sentences = vec![locale.alt_bubbles(bubbles.len() as u64, &effect, &around::inside(&regression.moderator))];
    let by = |of: fn(&Estimate, &Estimate) -> bool| {
        bubbles.iter().reduce(|best, bubble| if of(bubble.effect, best.effect) { bubble } else { best })
    };
    match (by(|a, b| a.value < b.value), by(|a, b| a.value > b.value)) {
        (Some(least), Some(most)) if bubbles.len() > 1 => {
            let words = |bubble: &Bubble<'_>| locale.value_in_sentence(bubble.effect);
            sentences.push(locale.alt_extremes(&words(least), &least.name, &words(most), &most.name));
        }
        (Some(only), _) => sentences.push(locale.alt_row(&only.name, &locale.value_and_interval(only.effect))),
        _ => sentences.push(locale.alt_nothing()),
    }
    if let Some((line, (first, last))) = regression
        .line
        .and_then(|line| Some((line, (line.points.first()?, line.points.last()?))))
        .filter(|(_, (first, last))| first.x < last.x)
    {
        let value = |y: f64| locale.with_unit(y, line.y_unit, line.decimals, crate::locale::Style::Text);
        let place = |x: f64| regression.place(x, locale);
        sentences.push(locale.alt_regression_line(&value(first.y), &place(first.x), &value(last.y), &place(last.x)));
    }
    if let Some(coefficient) = regression.coefficient {
        sentences.push(locale.note_slope(coefficient, None));
    }
    sentences.join(" ")
}
