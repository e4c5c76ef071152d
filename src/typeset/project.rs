//! The files that a document may read.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diag::Location;

/// The files of a document by their path, such as `report.typ`, `lib/theme.typ` or `charts/effect.svg`.
#[derive(Clone, Debug, Default)]
pub struct Project {
    pub(super) main: String,
    pub(super) files: BTreeMap<String, Vec<u8>>,
    pub(super) origins: Vec<(Range<usize>, Location)>,
}

impl Project {
    /// A project that is typeset from the file `main`.
    pub fn new(main: impl Into<String>, files: BTreeMap<String, Vec<u8>>) -> Project {
        Project { main: main.into(), files, origins: Vec::new() }
    }

    /// The same project, knowing where parts of its main file were written.
    ///
    /// Each range of bytes of the main file stems from one line of a specification or template; the ranges rise and do
    /// not overlap. A problem inside such a range is reported at the line that its author can change.
    #[must_use]
    pub fn with_origins(mut self, origins: Vec<(Range<usize>, Location)>) -> Project {
        self.origins = origins;
        self
    }

    /// The files, when the project has been typeset.
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.files
    }

    /// Where the byte of the main file was written, if that is known.
    pub(super) fn origin(&self, byte: usize) -> Option<&Location> {
        let next = self.origins.partition_point(|(range, _)| range.start <= byte);
        let (range, location) = self.origins.get(next.checked_sub(1)?)?;
        (byte <= range.end).then_some(location)
    }
}
