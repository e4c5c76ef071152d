//! The pages of a PDF: pictures of them, and the words on them with their places.

use hayro_svg::hayro_interpret::font::Glyph;
use hayro_svg::hayro_interpret::hayro_cmap::BfString;
use hayro_svg::hayro_interpret::util::TransformExt;
use hayro_svg::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, interpret_page,
};
use hayro_svg::hayro_syntax::Pdf;
use hayro_svg::{RenderCache, SvgRenderSettings, convert};
use kurbo::{Affine, BezPath, Point, Rect};

use super::attachments::opened;
use crate::diag::Problem;

/// A PDF whose pages can be looked at.
pub struct Pages {
    pdf: Pdf,
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pages({})", self.count())
    }
}

/// A word on a page, with its box from the upper left corner in points.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The word; what hard spaces join is one.
    pub text: String,
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Pages {
    /// The pages of a PDF; `name` is what the user calls it.
    ///
    /// # Errors
    /// As [`attachments`](super::attachments).
    pub fn of(name: &str, pdf: Vec<u8>) -> Result<Pages, Problem> {
        opened(name, pdf).map(|pdf| Pages { pdf })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.pdf.pages().len()
    }

    /// The width and height of a page in points, counted from 0; nothing beyond the last one.
    pub fn size(&self, page: usize) -> Option<(f64, f64)> {
        let (width, height) = self.pdf.pages().get(page)?.render_dimensions();
        Some((f64::from(width), f64::from(height)))
    }

    /// A picture of a page as SVG, on white.
    pub fn svg(&self, page: usize) -> Option<String> {
        let page = self.pdf.pages().get(page)?;
        let settings = SvgRenderSettings { bg_color: [255, 255, 255, 255] };
        Some(convert(page, &RenderCache::new(), &InterpreterSettings::default(), &settings))
    }

    /// The words of a page in the order in which they are drawn, which is that of reading.
    pub fn words(&self, page: usize) -> Vec<Word> {
        let Some(page) = self.pdf.pages().get(page) else { return Vec::new() };
        let (width, height) = page.render_dimensions();
        let cache = InterpreterCache::new();
        let mut context = Context::new(
            page.initial_transform(true).to_kurbo(),
            Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
            &cache,
            page.xref(),
            InterpreterSettings::default(),
        );
        let mut reader = Reader::default();
        interpret_page(page, &mut context, &mut reader);
        reader.end_word();
        reader.words
    }
}

/// Gathers the letters of a page into words.
#[derive(Default)]
struct Reader {
    words: Vec<Word>,
    text: String,
    /// Where the word starts, and where its last letter ends.
    start: Point,
    end: Point,
    size: f64,
}

/// The height of letters above and below the line on which they stand, as shares of the size of the type.
const ABOVE: f64 = 0.78;
const BELOW: f64 = 0.24;

impl Reader {
    fn letter(&mut self, letters: &str, at: Point, end: Point, size: f64) {
        // Two letters are of one word when they stand on one line, the second where the first ends.
        let follows = (at.y - self.end.y).abs() < 0.1 * size
            && (at.x - self.end.x).abs() < 0.22 * size
            && (size - self.size).abs() < 0.01 * size;
        if !follows {
            self.end_word();
        }
        if letters.chars().all(|letter| letter != '\u{a0}' && letter != '\u{202f}' && letter.is_whitespace()) {
            self.end_word();
            return;
        }
        if self.text.is_empty() {
            (self.start, self.size) = (at, size);
        }
        self.text.push_str(letters);
        self.end = end;
    }

    fn end_word(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return;
        }
        self.words.push(Word {
            text,
            left: self.start.x,
            top: self.start.y - ABOVE * self.size,
            width: (self.end.x - self.start.x).max(0.2 * self.size),
            height: (ABOVE + BELOW) * self.size,
        });
    }
}

impl<'a> Device<'a> for Reader {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        let letters = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(letters)) => letters,
            None => return,
        };
        let Glyph::Outline(outline) = glyph else { return };
        let placed = transform * glyph_transform;
        let advance = f64::from(outline.advance_width().unwrap_or(500.0));
        let (at, end) = (placed * Point::ZERO, placed * Point::new(advance, 0.0));
        let size = at.distance(placed * Point::new(0.0, 1000.0));
        // Text that stands on end, as along the axis of a chart, is passed over.
        if (end.y - at.y).abs() < 0.05 * size {
            self.letter(&letters, at, end, size);
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
