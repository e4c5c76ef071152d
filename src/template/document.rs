//! What a report consists of when it reaches the templates: plain fields, filled by the pipeline.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::Markup;
use crate::results::{Language, Results};

/// A report in one language.
#[derive(Clone, Debug)]
pub struct Document {
    /// The template of the whole report: `rapport` stands for `rapport.typ`.
    pub template: String,
    /// The language of everything that does not say otherwise.
    pub language: Language,
    /// How `| percent` writes a share in running text.
    pub percent: PercentStyle,
    /// The title.
    pub title: String,
    /// The title of the cover in Typst markup, where it needs line breaks made by hand.
    pub cover_title: Option<String>,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// The title of the running header, where the title is too long for it.
    pub short_title: Option<String>,
    /// The authors, in order.
    pub authors: Vec<String>,
    /// The institute that publishes the report.
    pub institute: Option<String>,
    /// The series, such as `AFI-rapport`.
    pub series: Option<String>,
    /// The number in the series, such as `2024:01`.
    pub number: Option<String>,
    /// Who commissioned it.
    pub commissioned_by: Vec<String>,
    /// The date, which an archive file (PDF/A) must have.
    pub date: Date,
    /// Keywords of the PDF.
    pub keywords: Vec<String>,
    /// What the report is about, in a sentence, for the PDF.
    pub description: Option<String>,
    /// A remark on the cover.
    pub cover_note: Option<String>,
    /// That conclusions changed which no reviewer has accepted.
    pub review_note: Option<String>,
    /// The fields of the colophon: a key such as `publisher` or ready words, and the text. `pages` with `auto` counts.
    pub colophon: Vec<(String, String)>,
    /// A remark under the colophon.
    pub colophon_note: Option<String>,
    /// The parts, in the order in which they stand among those of their role.
    pub parts: Vec<Part>,
    /// Figures that no part shows after its text, but that a text may show by `{{ show(of="…") }}`.
    pub figures: Vec<Figure>,
    /// The ids of all charts, in order, each with the entries that it is of.
    pub charts: Vec<(String, Vec<String>)>,
    /// The reference list.
    pub references: Option<References>,
    /// Files that the PDF carries.
    pub attachments: Vec<Attachment>,
    /// Other files that chapters read, such as photographs, by their path beside the report.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The results that every number comes from.
    pub results: Arc<Results>,
}

impl Document {
    /// A report that has a title and a date, and nothing else yet.
    pub fn new(title: impl Into<String>, language: Language, date: Date, results: Arc<Results>) -> Document {
        Document {
            template: "rapport".to_owned(),
            language,
            percent: PercentStyle::Text,
            title: title.into(),
            cover_title: None,
            subtitle: None,
            short_title: None,
            authors: Vec::new(),
            institute: None,
            series: None,
            number: None,
            commissioned_by: Vec::new(),
            date,
            keywords: Vec::new(),
            description: None,
            cover_note: None,
            review_note: None,
            colophon: Vec::new(),
            colophon_note: None,
            parts: Vec::new(),
            figures: Vec::new(),
            charts: Vec::new(),
            references: None,
            attachments: Vec::new(),
            files: BTreeMap::new(),
            results,
        }
    }
}

/// How a share is written in running text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PercentStyle {
    /// «37,4 prosent».
    #[default]
    Text,
    /// «37,4 %».
    Sign,
}

/// A part of the report, or a section of one.
#[derive(Clone, Debug)]
pub struct Part {
    /// Where it stands. A section has the role of its chapter.
    pub role: PartRole,
    /// Its language.
    pub language: Language,
    /// Its heading; parts whose heading is always the same need none.
    pub title: Option<String>,
    /// What `@label` refers to it by.
    pub label: Option<String>,
    /// The answer in a few lines, set larger; only key messages have one.
    pub lead: Option<Markup>,
    /// Place and date under a foreword.
    pub place: Option<String>,
    /// The names under a foreword.
    pub signed: Vec<String>,
    /// The text.
    pub text: Markup,
    /// What stands after the text, in order.
    pub show: Vec<Item>,
    /// Its sections.
    pub sections: Vec<Part>,
}

impl Part {
    /// A part with this text and nothing else.
    pub fn new(role: PartRole, language: Language, text: Markup) -> Part {
        Part {
            role,
            language,
            title: None,
            label: None,
            lead: None,
            place: None,
            signed: Vec::new(),
            text,
            show: Vec::new(),
            sections: Vec::new(),
        }
    }
}

/// Where a part stands in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartRole {
    /// Forord.
    Foreword,
    /// Hovedbudskap.
    KeyMessages,
    /// Sammendrag.
    Summary,
    /// The summary in English of a Norwegian report.
    EnglishSummary,
    /// A numbered chapter.
    Chapter,
    /// A vedlegg.
    Appendix,
}

impl PartRole {
    /// All roles, in the order of a report.
    pub const ALL: [PartRole; 6] = [
        PartRole::Foreword,
        PartRole::KeyMessages,
        PartRole::Summary,
        PartRole::EnglishSummary,
        PartRole::Chapter,
        PartRole::Appendix,
    ];

    /// Its name in a specification.
    pub fn name(self) -> &'static str {
        match self {
            PartRole::Foreword => "foreword",
            PartRole::KeyMessages => "key_messages",
            PartRole::Summary => "summary",
            PartRole::EnglishSummary => "english_summary",
            PartRole::Chapter => "chapter",
            PartRole::Appendix => "appendix",
        }
    }

    /// The name of the list in which a template finds the parts of this role.
    pub(super) fn list(self) -> &'static str {
        match self {
            PartRole::Foreword => "forewords",
            PartRole::KeyMessages => "key_messages",
            PartRole::Summary => "summaries",
            PartRole::EnglishSummary => "english_summaries",
            PartRole::Chapter => "chapters",
            PartRole::Appendix => "appendices",
        }
    }
}

/// A table or figure.
#[derive(Clone, Debug)]
pub enum Item {
    /// The result table of the entry with this id.
    Analysis(String),
    /// A figure.
    Figure(Box<Figure>),
}

/// A drawn chart, with the words around it.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The id of the chart: what `@id` refers to it by, and the name of its file.
    pub id: String,
    /// What, by whom, when.
    pub title: String,
    /// The unit, after the title.
    pub unit: Option<String>,
    /// What the picture shows, for those who cannot see it.
    pub alt: String,
    /// The sentences under it.
    pub note: Option<String>,
    /// The source line, in Typst markup.
    pub source: Option<String>,
    /// A tag such as `illustration` beside the title.
    pub tag: Option<String>,
    /// How wide it stands.
    pub width: Width,
    /// The picture.
    pub body: FigureBody,
}

/// How wide a figure stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Width {
    /// 146 mm: with the margin of the headings.
    #[default]
    Wide,
    /// 118 mm: as the text.
    Text,
}

/// What a figure consists of.
#[derive(Clone, Debug)]
pub enum FigureBody {
    /// One picture.
    Picture {
        /// The picture as SVG.
        svg: String,
    },
    /// A table with a picture in it.
    Forest(Forest),
}

/// A forest plot: text in columns, and one picture beside the rows; a long one goes on over pages.
#[derive(Clone, Debug)]
pub struct Forest {
    /// The columns. One of them is the picture's.
    pub columns: Vec<Column>,
    /// The parts, each on a page of its own.
    pub parts: Vec<ForestPart>,
    /// The width of the pictures.
    pub panel_width_mm: f64,
    /// The height of a row.
    pub pitch_mm: f64,
    /// What stands to the left and to the right of no effect, and how far from the picture's left edge that is.
    pub favours: Option<Favours>,
    /// The raised letters after labels, and what they stand for.
    pub marks: Vec<(String, String)>,
}

/// The rows of a forest plot that stand beside one picture.
#[derive(Clone, Debug)]
pub struct ForestPart {
    /// The rows.
    pub rows: Vec<Row>,
    /// The rows under the hairline, such as a pooled estimate.
    pub summary: Vec<Row>,
    /// The picture as SVG.
    pub panel_svg: String,
    /// What the picture shows, for those who cannot see it.
    pub alt: String,
}

/// The words under the axis of a forest plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Favours {
    /// What values below no effect favour; a line feed breaks the line.
    pub left: String,
    /// What values above no effect favour; a line feed breaks the line.
    pub right: String,
    /// The distance of no effect from the left edge of the picture.
    pub at_mm: f64,
}

/// A column of a forest plot.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// The heading; a line feed breaks the line.
    pub head: String,
    /// A second line of the heading, grey.
    pub sub: Option<String>,
    /// A heading over this column and the next ones, and how many it spans.
    pub over: Option<(String, usize)>,
    /// `left`, `right` or `center`, where it differs from what the table chooses.
    pub align: Option<&'static str>,
    /// Whether the picture stands here.
    pub plot: bool,
    /// Whether its text is grey.
    pub muted: bool,
    /// The gap before it.
    pub gap_mm: Option<f64>,
}

/// A row of a forest plot.
#[derive(Clone, Debug)]
pub enum Row {
    /// A label over the rows that follow.
    Group(String),
    /// One cell a column, but none for the picture's.
    Cells {
        /// The cells.
        cells: Vec<Cell>,
        /// Whether it is set semibold.
        strong: bool,
    },
}

/// A cell of a forest plot.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// Text with raised letters that point to notes.
    Marked(String, String),
    /// A judgement of the risk of bias, by its name in `forest.typ`.
    Judgement(&'static str),
    /// Nothing, so that the label before it may run on.
    Blank,
}

/// The reference list.
#[derive(Clone, Debug)]
pub struct References {
    /// The name of the file, such as `references.bib`.
    pub name: String,
    /// Its content, BibTeX or Hayagriva's YAML.
    pub bytes: Vec<u8>,
    /// The citation style.
    pub style: ReferenceStyle,
}

/// A citation style.
#[derive(Clone, Debug)]
pub enum ReferenceStyle {
    /// One that Typst knows, such as `apa` or `vancouver`.
    Named(String),
    /// A CSL file: its name and content.
    File(String, Vec<u8>),
}

/// A file that the PDF carries.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// What it is to the report.
    pub relationship: Relationship,
    /// Its media type, such as `application/json`.
    pub mime_type: String,
    /// What it is, in a sentence.
    pub description: String,
}

/// What an attached file is to the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relationship {
    /// The report was made from it.
    Source,
    /// It holds the numbers that the report shows.
    Data,
    /// It is the same content in another form.
    Alternative,
    /// It is something more.
    Supplement,
}

impl Relationship {
    /// The word for it in Typst and in PDF.
    pub(super) fn name(self) -> &'static str {
        match self {
            Relationship::Source => "source",
            Relationship::Data => "data",
            Relationship::Alternative => "alternative",
            Relationship::Supplement => "supplement",
        }
    }
}
