//! What a chart gives to the template: everything is text in the report's language, unescaped.

use crate::results::Unit;

/// A finished chart with all that is printed around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What is shown, by whom, when; without full stop.
    pub title: String,
    /// The unit, printed grey after the title.
    pub unit: Option<String>,
    /// What the chart shows, for readers who cannot see it: two to five sentences.
    pub alt: String,
    /// The sentences of the note under the chart, in order: how to read it, what its numbers rest on, the author's.
    pub notes: Vec<String>,
    /// The sources, in the author's markup.
    pub source: Option<String>,
    /// Whether some of the numbers are simulated, which the template marks with a tag.
    pub simulated: bool,
    /// How wide it stands on the page.
    pub width: Width,
    /// The drawing.
    pub body: Body,
}

/// How wide a chart stands on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    /// The text and the hang beside it: 146 mm.
    #[default]
    Wide,
    /// The text alone: 118 mm.
    Text,
}

impl Width {
    /// The width in millimetres.
    pub fn millimetres(self) -> f64 {
        match self {
            Width::Wide => super::theme::WIDE,
            Width::Text => super::theme::MEASURE,
        }
    }
}

/// The drawing of a [`Figure`].
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// One picture.
    Picture(Picture),
    /// A table with a picture in it.
    Forest(Forest),
}

impl Body {
    /// The pictures of the drawing, in order.
    pub fn pictures(&self) -> Vec<&Picture> {
        match self {
            Body::Picture(picture) => vec![picture],
            Body::Forest(forest) => forest.chunks.iter().map(|chunk| &chunk.panel).collect(),
        }
    }
}

/// An SVG drawing at its final size.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The SVG file.
    pub svg: String,
    /// Its width.
    pub width_mm: f64,
    /// Its height.
    pub height_mm: f64,
}

/// A forest plot: text columns that are set as a real table, and the drawing between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Forest {
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows in chunks that each fit a page, with their own panels and axes.
    pub chunks: Vec<Chunk>,
    /// What lies on either side of the line of no effect.
    pub favours: Option<Favours>,
    /// Height of a row in millimetres.
    pub pitch_mm: f64,
    /// The raised letters after labels, and the sentences that they stand for.
    pub marks: Vec<(String, String)>,
}

impl Forest {
    /// Height of a row in millimetres, where there is room for it.
    pub const PITCH_MM: f64 = 6.0;
    /// Space in the panel above the first row, and around the rule over the summary, in millimetres.
    pub const GAP_MM: f64 = 2.0;
    /// Height of the axis with its numbers under the last row, in millimetres.
    pub const AXIS_MM: f64 = 9.0;
    /// The most rows, groups included, that one panel holds at [`Forest::PITCH_MM`].
    pub const MOST_ROWS: usize = 30;
}

/// A column of a [`Forest`].
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The words in the header, with line feeds where they are broken; empty over the panel.
    pub head: String,
    /// A second line in the header, grey: a unit.
    pub sub: Option<String>,
    /// A heading over this column and the next ones, and how many it spans.
    pub over: Option<(String, usize)>,
    /// How its cells stand.
    pub align: Align,
    /// Whether its cells are grey, as the interval beside its estimate is.
    pub muted: bool,
    /// The space before it in millimetres; a share of what is left unless given.
    pub gap_mm: Option<f64>,
}

impl Column {
    /// A column with this heading and nothing special.
    pub fn new(head: impl Into<String>, align: Align) -> Column {
        Column { head: head.into(), sub: None, over: None, align, muted: false, gap_mm: None }
    }
}

/// How the cells of a [`Column`] stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// From the left.
    Left,
    /// To the right: the decimals are the same down the column.
    Right,
    /// In the middle, as signs stand.
    Middle,
    /// The column of the panel, which has no cells.
    Panel,
}

/// Rows that stand together with their panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Chunk {
    /// The rows from top to bottom.
    pub rows: Vec<ForestRow>,
    /// The rows under the rule after them, such as a pooled estimate; only the last chunk has some.
    pub summary: Vec<ForestRow>,
    /// The drawing, for rows of height p: row `i` of n is centred at 2 + p (i + 1/2) mm, row `j` of the summary at
    /// 4 + p (n + j + 1/2) mm, and the axis line lies 1.5 mm under the last row.
    pub panel: Picture,
    /// What the drawing shows, for readers who cannot see it.
    pub alt: String,
}

/// A row of a [`Forest`].
#[derive(Clone, Debug, PartialEq)]
pub enum ForestRow {
    /// A semibold label over the rows that follow, up to the next group; it takes a row's height.
    Group(String),
    /// A row with its cells.
    Row {
        /// One cell for every column but the panel's.
        cells: Vec<Cell>,
        /// Whether it is set semibold.
        strong: bool,
    },
}

/// A cell of a [`Forest`].
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words or a number.
    Text(String),
    /// Words with raised letters, which [`Forest::marks`] explains.
    Marked(String, String),
    /// A judgement of the risk of bias, as a small disc with a sign.
    Judgement(Judgement),
    /// Nothing: a label to the left may reach into it.
    Blank,
}

impl Cell {
    /// The words in the cell, without marks; nothing for a judgement.
    pub fn words(&self) -> &str {
        match self {
            Cell::Text(words) | Cell::Marked(words, _) => words,
            Cell::Judgement(_) | Cell::Blank => "",
        }
    }
}

/// A judgement of the risk of bias, whichever tool it was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Judgement {
    /// Low risk.
    Low,
    /// Some concerns (RoB 2), moderate risk (ROBINS-I).
    Some,
    /// High risk (RoB 2), serious risk (ROBINS-I).
    High,
    /// Critical risk (ROBINS-I).
    Critical,
    /// No information.
    Unknown,
}

impl Judgement {
    /// The judgement behind a number of one of the two tools; nothing for another unit or level.
    pub fn of(value: f64, unit: Unit) -> Option<Judgement> {
        match (unit, value as i64) {
            (Unit::RiskOfBias | Unit::RiskOfBiasNonRandomised, 0) => Some(Judgement::Low),
            (Unit::RiskOfBias | Unit::RiskOfBiasNonRandomised, 1) => Some(Judgement::Some),
            (Unit::RiskOfBias | Unit::RiskOfBiasNonRandomised, 2) => Some(Judgement::High),
            (Unit::RiskOfBiasNonRandomised, 3) => Some(Judgement::Critical),
            (Unit::RiskOfBiasNonRandomised, 4) => Some(Judgement::Unknown),
            _ => None,
        }
    }

    /// The name by which the templates know it.
    pub fn name(self) -> &'static str {
        match self {
            Judgement::Low => "low",
            Judgement::Some => "some",
            Judgement::High => "high",
            Judgement::Critical => "critical",
            Judgement::Unknown => "unknown",
        }
    }

    /// The sign on the disc, by which it is read without colour; those of the chart `risk_of_bias_plot`.
    pub fn sign(self) -> &'static str {
        match self {
            Judgement::Low => "+",
            Judgement::Some => "\u{2013}",
            Judgement::High => "\u{d7}",
            Judgement::Critical => "!",
            Judgement::Unknown => "?",
        }
    }
}

/// What lies on either side of the line of no effect, set under the panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Favours {
    /// Left of the line, with line feeds where it is broken.
    pub left: String,
    /// Right of the line, with line feeds where it is broken.
    pub right: String,
    /// The line's distance from the left edge of the panel.
    pub at_mm: f64,
}
