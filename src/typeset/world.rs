//! What the compiler sees: the files of one project, the embedded fonts and the date of the specification.

use std::path::PathBuf;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, PackageError};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_kit::files::{FileLoader, FileStore};

use super::fonts::FONTS;
use super::{Options, Project};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// A world of one project.
pub(super) struct World<'a> {
    main: FileId,
    files: FileStore<Files<'a>>,
    today: Option<Datetime>,
}

impl<'a> World<'a> {
    /// The world of a project, or `None` when the path of its main file is not a path.
    pub(super) fn new(project: &'a Project, options: &Options) -> Option<World<'a>> {
        let path = VirtualPath::new(&project.main).ok()?;
        let today = options.date.and_then(|date| {
            let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
            Datetime::from_ymd(i32::from(date.year()), month, day)
        });
        Some(World {
            main: RootedPath::new(VirtualRoot::Project, path).intern(),
            files: FileStore::new(Files(project)),
            today,
        })
    }
}

impl typst::World for World<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        FONTS.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.files.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

/// The files of a project, as the compiler asks for them.
struct Files<'a>(&'a Project);

impl FileLoader for Files<'_> {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get();
        if let VirtualRoot::Package(package) = path.root() {
            return Err(PackageError::NotFound(package.clone()).into());
        }
        let name = path.vpath().get_without_slash();
        match self.0.files.get(name) {
            Some(bytes) => Ok(Bytes::new(bytes.clone())),
            None => Err(FileError::NotFound(PathBuf::from(name))),
        }
    }
}
