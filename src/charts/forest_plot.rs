//! Effects with their intervals, one row each: a table with a picture in it.

mod bias;
mod effects;
mod numbers;
mod pages;
mod panel;
mod review;
mod series;
mod sheet;

use schemars::JsonSchema;
use serde::Deserialize;

use self::pages::{Beside, Pages};
use self::panel::{Mark, Panel, Share};
use self::review::Review;
use self::series::Steps;
use self::sheet::{Fit, Line, Sheet};
use super::around::{self, Around};
use super::axis::{Axis, Scale};
use super::effect::{Limits, Measure};
use super::figure::{Body, Chunk, Favours, Figure, Forest, ForestRow, Width};
use super::metrics::{self, Weight};
use super::reference::{self, Picked, References};
use super::{Draw, theme};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::locale::Locale;
use crate::results::{Estimate, Results, Text, Unit};

/// How wide the words on either side of no effect may be before they are broken, in millimetres.
const WIDEST_FAVOURS: f64 = 35.0;

/// A forest plot: one row for each effect, with its interval as a line around a square.
///
/// Of a `meta_analysis` every study has its row, with the numbers of its groups, its weight and a square whose area is the
/// weight; under them stand the pooled estimate as a diamond and the prediction interval. `work.leave_one_out` and
/// `work.cumulative` show what was pooled without one study, or up to one. Of other analyses, each has a row, grouped by
/// outcome. Ratios stand on a logarithmic axis, differences on a linear one; the hairline is «no effect», the dotted line
/// the pooled estimate. Intervals that reach beyond the axis end in an arrow. What cannot be computed keeps its row, with
/// an en dash and no mark. A long plot is set tighter, and then goes on over pages.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForestPlot {
    /// What is shown: a meta-analysis such as `work`, a table of it such as `work.leave_one_out`, or analyses, sections of
    /// them, or single estimates such as `employment.month_18.odds_ratio`.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; the name of the effect unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analyses unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// The effect that is shown where `of` names analyses of two groups: `risk_ratio` unless given. A meta-analysis has the
    /// effect that it pools.
    #[serde(default)]
    pub measure: Option<Spanned<Measure>>,
    /// The ends of the axis; from the data unless given.
    #[serde(default)]
    pub axis: Option<Spanned<Limits>>,
    /// What lies on either side of no effect, such as `{left: favours control, right: favours IPS}`.
    #[serde(default)]
    pub favours: Option<Sides>,
    /// Whether the persons with the outcome, or means with standard deviations, are listed for each group: where the
    /// analyses know them, and there is room.
    #[serde(default = "yes")]
    pub counts: bool,
    /// Words about the studies of a meta-analysis that have a column, such as `[year, country]`.
    #[serde(default)]
    pub columns: Vec<Spanned<String>>,
    /// What divides the studies of a meta-analysis into subgroups, each with its pooled estimate, such as `country`.
    #[serde(default)]
    pub by: Option<Spanned<String>>,
    /// The analysis of the kind `risk_of_bias` whose judgements stand beside the studies of a meta-analysis: of every domain
    /// where there is room, else of the study as a whole.
    #[serde(default)]
    pub risk_of_bias: Option<Spanned<String>>,
    /// The order of the studies of a meta-analysis: as given, by `year`, by `effect`, or by `weight` (the largest first).
    #[serde(default)]
    pub sort: Option<Spanned<Order>>,
    /// The names of studies that are set semibold, such as `reme_2019`.
    #[serde(default)]
    pub emphasise: Vec<Spanned<String>>,
    /// Whether the prediction interval of a meta-analysis has a row, where it has one; yes unless given.
    #[serde(default)]
    pub prediction: Option<Spanned<bool>>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

fn yes() -> bool {
    true
}

/// What lies on either side of the line of no effect.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sides {
    /// Left of the line: smaller values.
    pub left: Text,
    /// Right of the line: larger values.
    pub right: Text,
}

/// The order of studies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// That of the analysis.
    #[default]
    Given,
    /// The oldest first.
    Year,
    /// The smallest effect first.
    Effect,
    /// The largest weight first.
    Weight,
}

impl Draw for ForestPlot {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick(results)?;
        if let [only] = picked.as_slice() {
            if let Some(review) = Review::of(only) {
                return self.draw_review(&picked, review, results, locale);
            }
            if let Some(steps) = Steps::of(only) {
                return self.draw_steps(&picked, steps, locale);
            }
        }
        self.draw_effects(&picked, locale)
    }
}

/// A forest plot but for its axis and its pages.
struct Drawn<'a, 'b> {
    picked: &'b [Picked<'b>],
    sheet: Sheet<'a>,
    fit: Fit,
    /// What the range of the axis is made from.
    estimates: Vec<&'a Estimate>,
    /// Estimates whose intervals should not be clipped.
    whole: Vec<&'a Estimate>,
    /// The place of the dotted line, in shown units.
    pooled: Option<f64>,
    /// The place of the hairline, in shown units.
    no_effect: Option<f64>,
    unit: Unit,
    /// The unit after the title, unless the author words it.
    title_unit: String,
    /// How to read it; what arrows mean is added.
    reading: Vec<String>,
    /// Sentences after that.
    last_notes: Vec<String>,
    marks: Vec<(String, String)>,
    alt: String,
    /// Whether an axis of ratios shows a half and the double whatever the estimates are.
    centre: bool,
    /// Whether rows may stand tighter where there are many.
    tight: bool,
}

impl ForestPlot {
    fn order(&self) -> Order {
        self.sort.as_ref().map(|order| order.value).unwrap_or_default()
    }

    fn measure(&self) -> Measure {
        self.measure.as_ref().map(|measure| measure.value).unwrap_or_default()
    }

    fn shows_prediction(&self) -> bool {
        self.prediction.as_ref().is_none_or(|shown| shown.value)
    }

    /// An error for every option that only a meta-analysis as a whole can have.
    fn out_of_place(&self, why: &str) -> Vec<Diagnostic> {
        let options = [
            ("columns", self.columns.first().map(Spanned::location)),
            ("by", self.by.as_ref().map(Spanned::location)),
            ("risk_of_bias", self.risk_of_bias.as_ref().map(Spanned::location)),
            ("sort", self.sort.as_ref().map(Spanned::location)),
            ("prediction", self.prediction.as_ref().map(Spanned::location)),
        ];
        options
            .into_iter()
            .filter_map(|(name, location)| {
                let hint = format!("remove `{name}`, or let `of` be the id of one meta-analysis");
                Some(Problem::new(why).hint(hint).at(location?))
            })
            .collect()
    }

    /// The words under the axis, broken where they are long.
    fn favours(&self, axis: &Axis, no_effect: Option<f64>, locale: Locale) -> Option<Favours> {
        let (sides, no_effect) = self.favours.as_ref().zip(no_effect)?;
        let words = |text: &Text| {
            metrics::wrap(text.get(locale.language()), theme::TEXT, Weight::Regular, WIDEST_FAVOURS).join("\n")
        };
        Some(Favours { left: words(&sides.left), right: words(&sides.right), at_mm: axis.clamped(no_effect) })
    }

    /// Draws the panels and cuts the plot into pages.
    fn finish(&self, drawn: Drawn<'_, '_>, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let Drawn { mut sheet, fit, estimates, whole, unit, no_effect, alt, mut reading, .. } = drawn;
        let scale = if unit == Unit::Ratio { Scale::Logarithmic } else { Scale::Linear };
        let (from, to) = match &self.axis {
            Some(limits) => limits.value.of(scale).map_err(|problem| vec![problem.at(limits.location())])?,
            None => {
                let share = if drawn.tight { Share::Half } else { Share::ThreeQuarters };
                panel::range(&estimates, &whole, no_effect, scale, share, drawn.centre)
            }
        };
        let axis = Axis { scale, from, to, start: panel::MARGIN, end: fit.panel - panel::MARGIN };
        if estimates.iter().chain(&whole).any(|estimate| panel::leaves(estimate, &axis)) {
            reading.push(locale.note_arrows());
        }
        reading.extend(drawn.last_notes);
        let favours = self.favours(&axis, no_effect, locale);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let forest = Forest {
            columns: sheet.columns.clone(),
            chunks: Vec::new(),
            favours,
            pitch_mm: Forest::PITCH_MM,
            marks: drawn.marks,
        };
        let mut figure =
            around.figure(drawn.picked, Some(drawn.title_unit), reading, alt.clone(), Body::Forest(forest), locale);
        sheet.cut(fit);
        let air = if drawn.tight { 1.0 } else { 1.2 };
        let panel = Panel { axis, no_effect, pooled: drawn.pooled, width: fit.panel, pitch: Forest::PITCH_MM, air };
        let Body::Forest(forest) = &figure.body else { return Ok(figure) };
        let pages = match drawn.tight {
            true => Pages::of(&sheet, Beside::of(&figure, forest)),
            false => Pages::plain(&sheet),
        };
        let panel = Panel { pitch: pages.pitch, ..panel };
        let chunks = chunks(sheet, &pages, &panel, &figure.title, &alt, drawn.tight, locale);
        if let Body::Forest(forest) = &mut figure.body {
            forest.pitch_mm = pages.pitch;
            forest.chunks = chunks;
        }
        Ok(figure)
    }
}

/// The pages with their panels. Where a group goes on over a page, its label is repeated.
fn chunks(
    sheet: Sheet<'_>,
    pages: &Pages,
    panel: &Panel,
    title: &str,
    alt: &str,
    says_continued: bool,
    locale: Locale,
) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut rows = sheet.rows.into_iter().peekable();
    let mut group: Option<String> = None;
    let mut shown = 0;
    for (page, count) in pages.rows.iter().enumerate() {
        let mut lines: Vec<Line<'_>> = Vec::new();
        if let (Some(label), false) = (&group, rows.peek().is_none_or(Line::is_group)) {
            lines.push(Line::group(if says_continued { locale.forest_continued(label) } else { label.clone() }));
        }
        for line in rows.by_ref().take(*count) {
            if let ForestRow::Group(label) = &line.row {
                group = Some(label.clone());
            }
            lines.push(line);
        }
        let own = lines.iter().filter(|line| !line.is_group()).count() as u64;
        let is_last = page + 1 == pages.rows.len();
        let summary: &[Line<'_>] = if is_last { &sheet.summary } else { &[] };
        let marks: Vec<Option<Mark<'_>>> = lines.iter().map(|line| line.mark).collect();
        let under: Vec<Option<Mark<'_>>> = summary.iter().map(|line| line.mark).collect();
        let alt = if page == 0 { alt.to_owned() } else { locale.alt_continued(shown + 1, shown + own) };
        shown += own;
        chunks.push(Chunk {
            rows: lines.into_iter().map(|line| line.row).collect(),
            summary: summary.iter().map(|line| line.row.clone()).collect(),
            panel: panel.draw(&marks, &under, locale).picture(title, &alt),
            alt,
        });
    }
    chunks
}
