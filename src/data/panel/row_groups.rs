//! Parquet files, several row groups at a time.

use std::fs::File;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use polars::prelude::Series;

use super::gather::{Gathered, Gatherer, Origin};
use super::input::{Read, Reading};
use super::parquet::ParquetFile;
use super::plan::{PanelColumns, Planned};
use super::stretch::Stretch;
use crate::data::frame::InputFile;
use crate::data::raw::{Places, RawColumn, RawTable, Recognised};
use crate::data::read::{self, Found};
use crate::data::{ColumnType, codebook};
use crate::diag::{Diagnostic, Problem};

/// A Parquet file of the panel.
struct OfParquet<'f> {
    found: &'f Found,
    parquet: ParquetFile,
}

impl Reading<'_> {
    /// Reads Parquet files, several row groups at a time.
    pub fn parquet(&self, found: &[Found], inputs: Vec<InputFile>) -> Result<Read, Vec<Diagnostic>> {
        let mut files = Vec::new();
        for found in found {
            let wrong = |problem| vec![self.of_file(problem, &found.shown)];
            let parquet = read::guarded("Parquet", || ParquetFile::open(&mut open(found)?)).map_err(wrong)?;
            files.push(OfParquet { found, parquet });
        }
        let Some(first) = files.first() else { return Err(Vec::new()) };
        let known: Vec<(String, ColumnType)> =
            first.parquet.columns().filter_map(|(name, kind)| Some((name.to_owned(), kind?))).collect();
        for file in &files[1..] {
            self.insist_on_columns(&known, file, &first.found.shown)?;
        }
        let names: Vec<String> = known.iter().map(|(name, _)| name.clone()).collect();
        let direct = self.is_direct();
        let known = match direct {
            true => PanelColumns { called: self.called(files.len()), columns: known },
            false => self.columns_of(&self.frame(empty(&known))?, files.len()),
        };
        let planned = Planned::new(self.asked, direct, &known, self.persons)?;
        let gathered = Mutex::new(Gathered::new(&planned.plan));
        let names = if direct { &planned.names } else { &names };
        let groups = files.iter().enumerate().flat_map(|(at, file)| {
            let mut before = 0;
            file.parquet.row_groups().enumerate().map(move |(group, rows)| {
                before += rows as u64;
                (at, group, before - rows as u64)
            })
        });
        let groups: Vec<(usize, usize, u64)> = groups.collect();
        self.row_groups(&files, &groups, names, &planned, &gathered)?;
        let gathered = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Read { planned, gathered, files: inputs })
    }

    /// Gathers row groups, on as many threads as there are to work with.
    ///
    /// They are plain threads, for each of them runs to its end; one of the pool could be made to wait for polars by
    /// starting on another's work.
    fn row_groups(
        &self,
        files: &[OfParquet<'_>],
        groups: &[(usize, usize, u64)],
        names: &[String],
        planned: &Planned,
        gathered: &Mutex<Gathered>,
    ) -> Result<(), Vec<Diagnostic>> {
        let next = AtomicUsize::new(0);
        let stopped = AtomicBool::new(false);
        // What went wrong first, in the order of the rows and not of time: earlier groups are all begun, and finish.
        let wrong: Mutex<Option<(usize, Vec<Diagnostic>)>> = Mutex::new(None);
        let work = || {
            let mut gatherer = Gatherer::new(&planned.plan, gathered);
            while !stopped.load(Ordering::SeqCst) {
                let at = next.fetch_add(1, Ordering::SeqCst);
                let Some(&(file, group, before)) = groups.get(at) else { return };
                let Some(of) = files.get(file) else { return };
                let mut problems = Vec::new();
                let outcome = read::guarded("Parquet", || {
                    let mut handle = open(of.found)?;
                    of.parquet.stretches(&mut handle, group, names, |stretch, row| {
                        let first_row = before + row as u64;
                        match self.stretch(&mut gatherer, stretch, names, planned, (file, first_row), of.found) {
                            Ok(()) => Ok(()),
                            Err(more) => {
                                problems = more;
                                Err(Problem::new(String::new()))
                            }
                        }
                    })
                });
                let Err(problem) = outcome else { continue };
                if problems.is_empty() {
                    problems.push(self.of_file(problem, &of.found.shown));
                }
                stopped.store(true, Ordering::SeqCst);
                let mut wrong = wrong.lock().unwrap_or_else(PoisonError::into_inner);
                if wrong.as_ref().is_none_or(|(before, _)| at < *before) {
                    *wrong = Some((at, problems));
                }
            }
        };
        let threads = rayon::current_num_threads().clamp(1, groups.len().max(1));
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        match wrong.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some((_, problems)) => Err(problems),
            None => Ok(()),
        }
    }

    fn stretch(
        &self,
        gatherer: &mut Gatherer<'_>,
        stretch: Stretch,
        names: &[String],
        planned: &Planned,
        (file, first_row): (usize, u64),
        found: &Found,
    ) -> Result<(), Vec<Diagnostic>> {
        let of_several = self.source.file.as_ref().is_some_and(|file| file.value != found.shown);
        let start = usize::try_from(first_row).unwrap_or(usize::MAX);
        let place = |row: usize| match of_several {
            true => format!("{} of `{}`", Places::Numbers.of(start.saturating_add(row)), found.shown),
            false => Places::Numbers.of(start.saturating_add(row)),
        };
        if self.is_direct() {
            let origin = Origin { file, first_row, places: &place };
            return gatherer.gather(&stretch, &origin, 0).map_err(|problem| vec![self.of_file(problem, &found.shown)]);
        }
        let rows = stretch.rows as u64;
        let columns =
            stretch.columns.iter().zip(names).map(|(values, name)| plain(name, values.series(name))).collect();
        let places = match of_several {
            true => Places::Files(vec![(found.shown.clone(), stretch.rows, Places::From(start))]),
            false => Places::From(start),
        };
        let raw = RawTable { columns, height: stretch.rows, places, recognised: recognised() };
        let frame = self.frame(raw)?;
        self.gather_frame(gatherer, &frame, planned, (file, first_row), rows)
    }

    /// Insists that a file has the columns of the first one, with the same types.
    fn insist_on_columns(
        &self,
        known: &[(String, ColumnType)],
        file: &OfParquet<'_>,
        first: &str,
    ) -> Result<(), Vec<Diagnostic>> {
        for (name, kind) in known {
            let here = file.parquet.columns().find(|(other, _)| other == name).map(|(_, kind)| kind);
            let what = match here {
                Some(Some(other)) if other == *kind => continue,
                Some(Some(other)) => format!("has {other} in `{name}`, and `{first}` has {kind}"),
                Some(None) => format!("has values in `{name}` that a table cannot hold, and `{first}` has {kind}"),
                None => format!("has no column `{name}`, and `{first}` has one"),
            };
            let problem = Problem::new(what).hint("files that are read as one table have the same columns");
            return Err(vec![self.of_file(problem, &file.found.shown)]);
        }
        Ok(())
    }
}

fn open(found: &Found) -> Result<File, Problem> {
    File::open(&found.path).map_err(|error| Problem::new(format!("cannot be read: {error}")))
}

fn plain(name: &str, values: Series) -> RawColumn {
    RawColumn { name: name.to_owned(), values, label: None, codes: Vec::new(), missing: None }
}

fn recognised() -> Recognised {
    Recognised { format: "Parquet", ..Recognised::default() }
}

/// A table of these columns without rows.
fn empty(columns: &[(String, ColumnType)]) -> RawTable {
    let column = |(name, kind): &(String, ColumnType)| {
        plain(name, Series::new_empty(name.as_str().into(), &codebook::dtype_of(*kind)))
    };
    let columns = columns.iter().map(column).collect();
    RawTable { columns, height: 0, places: Places::Numbers, recognised: recognised() }
}
