//! One compilation: project to PDF bytes.

use typst::diag::Warned;
use typst::foundations::Smart;
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
    Ok(Typeset { pdf, pages: document.pages().len(), warnings: located(warnings, project, &world) })
}

/// Frees what earlier compilations left behind for later ones and that the last `age` compilations did not use.
///
/// A build of many documents calls `forget(0)` between them; a watcher that compiles the same document again keeps the
/// memory of a few compilations and gets most of its speed from it.
pub fn forget(age: usize) {
    comemo::evict(age);
}
