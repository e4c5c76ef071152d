//! One compilation: project to PDF bytes.

use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::Smart;
use typst::layout::{Abs, Frame, FrameItem, Point, Size, Transform};
use typst::syntax::Span;
use typst::text::TextItem;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::Project;
use super::problems::located;
use super::world::World;
use crate::diag::{Diagnostic, Problem};

/// What a compilation needs beside the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The date of the specification: what `datetime.today()` gives. Without one, asking for it is an error.
    pub date: Option<jiff::civil::Date>,
    /// What the identifier in the PDF is made from, such as a hash of the inputs. The same identifier in two PDFs says
    /// that they are the same document.
    pub ident: String,
}

/// A finished document.
#[derive(Clone, Debug)]
pub struct Typeset {
    /// The bytes of the PDF.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// What its author should look at, though there is a document.
    pub warnings: Vec<Diagnostic>,
}

/// Typesets a project as PDF/UA-1 and PDF/A-3a.
///
/// # Errors
/// All errors that the compiler finds, each at the place of the project that it stems from: wrong Typst, a missing file,
/// a package import, and what the two standards forbid, such as a picture without a text for those who cannot see it.
pub fn typeset(project: &Project, options: &Options) -> Result<Typeset, Vec<Diagnostic>> {
    let Some(world) = World::new(project, options) else {
        return Err(vec![Problem::new(format!("`{}` is not a path of a project", project.main)).nowhere()]);
    };
    let standards = [PdfStandard::Ua_1, PdfStandard::A_3a];
    let standards =
        PdfStandards::new(&standards).map_err(|error| vec![Problem::new(error.message().as_str()).nowhere()])?;
    let pdf_options = PdfOptions {
        ident: Smart::Custom(options.ident.clone()),
        creator: Smart::Custom(Some("utfall".to_owned())),
        timestamp: None,
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    };
    let Warned { output, warnings } = typst::compile(&world);
    let document = output.map_err(|errors| located(errors, project, &world))?;
    let pdf = typst_pdf::pdf(&document, &pdf_options).map_err(|errors| located(errors, project, &world))?;
    let mut warnings: Vec<_> = warnings.into_iter().collect();
    warnings.extend(off_page(document.pages().iter().map(|page| &page.frame)));
    Ok(Typeset { pdf, pages: document.pages().len(), warnings: located(warnings, project, &world) })
}

/// What stands nearer to the edge of a page than this is cut or not printed.
const EDGE: Abs = Abs::raw(4.0 * 72.0 / 25.4);

/// The first text on each page that runs over its edge, as that of a table does which is too wide.
fn off_page<'a>(pages: impl Iterator<Item = &'a Frame>) -> Vec<SourceDiagnostic> {
    let found = pages.enumerate().filter_map(|(index, frame)| {
        let text = outside(frame, Transform::identity(), frame.size())?;
        let span = text.glyphs.first().map_or_else(Span::detached, |glyph| glyph.span.0);
        let message = format!("text runs over the edge of page {}: `{}`", index + 1, text.text);
        let hint = "make the table narrower: fewer columns, shorter words, or a page on its side";
        Some(SourceDiagnostic::warning(span, message).with_hint(hint))
    });
    found.collect()
}

fn outside(frame: &Frame, transform: Transform, page: Size) -> Option<&TextItem> {
    frame.items().find_map(|(at, item)| {
        let placed = transform.pre_concat(Transform::translate(at.x, at.y));
        match item {
            FrameItem::Group(group) => outside(&group.frame, placed.pre_concat(group.transform), page),
            FrameItem::Text(text) => {
                let ends = [Point::zero(), Point::new(text.width(), Abs::zero())];
                let inside = |point: Point| {
                    let across = EDGE <= point.x && point.x <= page.x - EDGE;
                    across && EDGE <= point.y && point.y <= page.y - EDGE
                };
                (!ends.into_iter().map(|end| end.transform(placed)).all(inside)).then_some(text)
            }
            _ => None,
        }
    })
}

/// Frees what earlier compilations left behind for later ones and that was not used since the last `age` calls before
/// this one.
///
/// Between compilations one after the other it is `forget(0)`. Where others go on meanwhile, as in a build of many
/// documents, `forget(1)` leaves them what they have used; so does a watcher that compiles the same document again, and
/// gets most of its speed from it.
pub fn forget(age: usize) {
    comemo::evict(age);
}
