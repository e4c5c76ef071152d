//! The faces that are part of the program. No other font is ever used, so that every machine gives the same pages.
//!
//! Libertinus Serif, New Computer Modern Math and DejaVu Sans Mono come with Typst; Source Sans 3 lies in
//! `templates/fonts/`. Reading the metadata of all of them takes three milliseconds, once in a process.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::Font;
use typst_kit::fonts::FontStore;

macro_rules! vendored {
    ($($name:literal),+ $(,)?) => {
        [$((concat!("fonts/", $name), include_bytes!(concat!("../../templates/fonts/", $name)).as_slice())),+]
    };
}

/// The faces that Typst does not bring, by the path that they have beside a report, with their licence.
const SOURCE_SANS: [(&str, &[u8]); 5] = vendored![
    "SourceSans3-Regular.otf",
    "SourceSans3-It.otf",
    "SourceSans3-Semibold.otf",
    "SourceSans3-SemiboldIt.otf",
    "SourceSans3-OFL.txt",
];

/// The fonts that have to lie beside a report for `typst compile --font-path fonts` to find them, and their licence.
pub fn font_files() -> impl Iterator<Item = (String, Vec<u8>)> {
    SOURCE_SANS.into_iter().map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
}

/// All faces, ours first.
pub(super) static FONTS: LazyLock<FontStore> = LazyLock::new(|| {
    let mut store = FontStore::new();
    store.extend(SOURCE_SANS.into_iter().flat_map(|(_, data)| Font::iter(Bytes::new(data))).map(|font| {
        let info = font.info().clone();
        (font, info)
    }));
    store.extend(typst_kit::fonts::embedded());
    store
});
