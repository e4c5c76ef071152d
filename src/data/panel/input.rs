//! The rows of a panel on their way from its files to what is gathered.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::gather::{Gathered, Gatherer, Origin};
use super::plan::{Asked, PanelColumns, Planned};
use super::stretch::{Stretch, Values};
use crate::data::frame::{Frame, InputFile};
use crate::data::raw::{Places, RawTable};
use crate::data::read::{self, Found, Opened};
use crate::data::{DataSource, Frames, codebook, derive};
use crate::diag::{Diagnostic, Location, Problem, Spanned};

/// Everything that the rows are read with.
pub(super) struct Reading<'a> {
    pub name: &'a Spanned<String>,
    pub source: &'a DataSource,
    pub asked: &'a Asked<'a>,
    pub persons: &'a Frame,
    /// The sources above this one.
    pub earlier: &'a Frames,
    pub folder: &'a Path,
}

/// What was gathered from all rows.
pub(super) struct Read {
    pub planned: Planned,
    pub gathered: Gathered,
    pub files: Vec<InputFile>,
}

/// What was gathered from tables so far.
#[derive(Default)]
struct Tables {
    all: Option<(Planned, Mutex<Gathered>)>,
    /// The file that is being read, and how many of its rows have been.
    file: usize,
    first_row: u64,
}

impl Reading<'_> {
    /// Reads all rows, and gathers what is asked for.
    pub fn read(&self) -> Result<Read, Vec<Diagnostic>> {
        if self.source.file.is_none() {
            let (table, files) = read::read(self.source, self.folder)?;
            let mut tables = Tables::default();
            self.table(table, None, &mut tables)?;
            return self.gathered(tables, files);
        }
        let found = read::find(self.source, self.folder).map_err(|problem| vec![problem])?;
        let mut files = Vec::new();
        let mut all_parquet = true;
        for file in &found {
            let opened = Opened::new(file).map_err(|problem| vec![self.of_file(problem, &file.shown)])?;
            all_parquet &= opened.head.starts_with(b"PAR1");
            files.push(opened.into_input());
        }
        if all_parquet && !self.states_what_parquet_has_not() {
            return self.parquet(&found, files);
        }
        let mut tables = Tables::default();
        for (at, file) in found.iter().enumerate() {
            tables.file = at;
            tables.first_row = 0;
            let several = (found.len() > 1).then_some(file);
            read::chunks(self.source, file, &mut |raw| self.table(raw, several, &mut tables))?;
        }
        self.gathered(tables, files)
    }

    /// Whether something is stated of the file that a Parquet file does not have, which is an error where it is read.
    fn states_what_parquet_has_not(&self) -> bool {
        let source = self.source;
        source.encoding.is_some()
            || source.delimiter.is_some()
            || source.sheet.is_some()
            || source.range.is_some()
            || source.outcome.is_some()
    }

    pub(super) fn location(&self) -> Option<Location> {
        self.source.file.as_ref().map_or_else(|| self.name.location(), Spanned::location)
    }

    pub(super) fn of_file(&self, problem: Problem, file: &str) -> Diagnostic {
        Problem { what: format!("`{file}` {}", problem.what), hints: problem.hints }.at(self.location())
    }

    /// What the panel is called in messages.
    pub(super) fn called(&self, files: usize) -> String {
        match &self.source.file {
            Some(file) if files == 1 => file.value.clone(),
            _ => self.name.value.clone(),
        }
    }

    /// Whether the rows are gathered as the file holds them: nothing is declared of them, and nothing derived.
    pub(super) fn is_direct(&self) -> bool {
        self.source.columns.is_empty() && self.source.derive.is_empty() && !self.source.only_declared
    }

    /// Reads a table with what the specification declares of it and derives from it.
    pub(super) fn frame(&self, raw: RawTable) -> Result<Frame, Vec<Diagnostic>> {
        let (frame, problems) = codebook::declare(raw, self.source, self.name);
        match problems.iter().any(Diagnostic::is_error) {
            true => Err(problems),
            false => derive::shape(frame, self.source, self.earlier),
        }
    }

    pub(super) fn columns_of(&self, frame: &Frame, files: usize) -> PanelColumns {
        let columns = frame.columns.iter().map(|column| (column.name.clone(), column.kind)).collect();
        PanelColumns { called: self.called(files), columns }
    }

    /// Gathers the rows of a table; of one file among several, if there are.
    fn table(&self, mut raw: RawTable, file: Option<&Found>, tables: &mut Tables) -> Result<(), Vec<Diagnostic>> {
        let rows = raw.height as u64;
        if let Some(file) = file {
            raw.places = Places::Files(vec![(file.shown.clone(), raw.height, raw.places)]);
        }
        let frame = self.frame(raw)?;
        if tables.all.is_none() {
            let known = self.columns_of(&frame, if file.is_some() { 2 } else { 1 });
            let planned = Planned::new(self.asked, false, &known, self.persons)?;
            let gathered = Mutex::new(Gathered::new(&planned.plan));
            tables.all = Some((planned, gathered));
        }
        let Some((planned, gathered)) = &tables.all else { return Ok(()) };
        let mut gatherer = Gatherer::new(&planned.plan, gathered);
        self.gather_frame(&mut gatherer, &frame, planned, (tables.file, tables.first_row), rows)?;
        tables.first_row += rows;
        Ok(())
    }

    fn gathered(&self, tables: Tables, files: Vec<InputFile>) -> Result<Read, Vec<Diagnostic>> {
        let Some((planned, gathered)) = tables.all else {
            return Err(vec![Problem::new(format!("`{}` has no rows", self.name)).at(self.location())]);
        };
        Ok(Read { planned, gathered: gathered.into_inner().unwrap_or_else(PoisonError::into_inner), files })
    }

    /// Gathers the rows of a frame, which were `before` rows of the file.
    pub(super) fn gather_frame(
        &self,
        gatherer: &mut Gatherer<'_>,
        frame: &Frame,
        planned: &Planned,
        (file, first_row): (usize, u64),
        before: u64,
    ) -> Result<(), Vec<Diagnostic>> {
        let mut columns = Vec::with_capacity(planned.names.len());
        for name in &planned.names {
            columns.push(Values::Plain(
                frame.series(&Spanned::from(name.clone())).map_err(|problem| vec![problem])?.clone(),
            ));
        }
        let rows = frame.height();
        let origin = Origin { file, first_row, places: &|row| frame.place(row) };
        let left_out = before.saturating_sub(rows as u64);
        gatherer
            .gather(&Stretch { rows, columns }, &origin, left_out)
            .map_err(|problem| vec![problem.at(self.location())])
    }
}
