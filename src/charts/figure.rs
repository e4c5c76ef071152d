//! What a chart gives to the template: everything is text in the report's language, unescaped.

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
    /// The rows in chunks of at most [`Forest::MOST_ROWS`], each with its own panel and axis.
    pub chunks: Vec<Chunk>,
    /// What lies on either side of the line of no effect.
    pub favours: Option<Favours>,
}

impl Forest {
    /// Height of a row in millimetres.
    pub const PITCH_MM: f64 = 6.0;
    /// Space in the panel above the first and below the last row, in millimetres.
    pub const GAP_MM: f64 = 2.0;
    /// Height of the axis with its numbers under the last row, in millimetres.
    pub const AXIS_MM: f64 = 9.0;
    /// The most rows, groups included, that one panel holds.
    pub const MOST_ROWS: usize = 30;
}

/// A column of a [`Forest`].
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The words in the header, with line feeds where they are broken; empty over the panel.
    pub head: String,
    /// How its cells stand.
    pub align: Align,
    /// Whether its cells are grey, as the interval beside its estimate is.
    pub muted: bool,
}

/// How the cells of a [`Column`] stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// From the left.
    Left,
    /// To the right: the decimals are the same down the column.
    Right,
    /// The column of the panel, which has no cells.
    Panel,
}

/// Rows that stand together with their panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Chunk {
    /// The rows from top to bottom.
    pub rows: Vec<ForestRow>,
    /// The drawing: row `i` is centred at 2 + 6 (i + 1/2) mm, the axis line lies 1.5 mm under the last row.
    pub panel: Picture,
}

/// A row of a [`Forest`].
#[derive(Clone, Debug, PartialEq)]
pub enum ForestRow {
    /// A semibold label over the rows that follow, up to the next group; it takes a row's height.
    Group(String),
    /// An estimate: one cell for every column but the panel's.
    Estimate(Vec<String>),
}

/// What lies on either side of the line of no effect, set under the panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Favours {
    /// Left of the line.
    pub left: String,
    /// Right of the line.
    pub right: String,
    /// The line's distance from the left edge of the panel.
    pub at_mm: f64,
}
