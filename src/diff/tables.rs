//! Tables that are not equal: rows by name, else by content or label; then cell by cell.

use std::collections::HashSet;

use super::change::{Content, Parts};
use super::comparison::{At, Comparison, numbers};
use super::pairing::{Pairs, by_name, content, content_of_row};
use crate::results::{Row, Table, Value};

impl Comparison<'_> {
    pub(super) fn tables(&mut self, at: &At, old: &Table, new: &Table) {
        let (old_columns, new_columns) = (column_names(old), column_names(new));
        let names = |table: &Table| table.rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
        let (old_rows, new_rows) = (names(old), names(new));
        let mut rows = by_name(&old_rows, &new_rows);
        let renamed = renamed_rows(&mut rows, old, new);
        let mut columns = by_name(&old_columns, &new_columns);
        for (was, is) in renamed_columns(&mut columns, &rows, old, new) {
            let before = format!("{}.*.{}", at.old, old_columns[was]);
            let now = format!("{}.*.{}", at.new, new_columns[is]);
            self.renamed(&At { old: &before, new: &now, row: None });
        }
        let same_columns = old_columns == new_columns;
        for (was, is) in &rows.both {
            let (was, row) = (&old.rows[*was], &new.rows[*is]);
            if same_columns && was == row {
                self.unchanged += row.cells.len() as u64;
                continue;
            }
            let (before, now) = (format!("{}.{}", at.old, was.name), format!("{}.{}", at.new, row.name));
            let at_row = At { old: &before, new: &now, row: row.label.as_ref() };
            if renamed.contains(is) {
                self.renamed(&at_row);
            }
            self.row_words(&at_row, was, row);
            for (x, y) in &columns.both {
                let before = format!("{}.{}", at_row.old, old_columns[*x]);
                let now = format!("{}.{}", at_row.new, new_columns[*y]);
                self.cells(&At { old: &before, new: &now, ..at_row }, was.cells.get(*x), row.cells.get(*y));
            }
        }
        self.left(
            &rows,
            |row| (format!("{}.{}", at.old, old_rows[row]), Content::Row(old.rows[row].clone())),
            |row| (format!("{}.{}", at.new, new_rows[row]), Content::Row(new.rows[row].clone())),
        );
        self.left(
            &columns,
            |place| (format!("{}.*.{}", at.old, old_columns[place]), Content::Name(old_columns[place].clone())),
            |place| (format!("{}.*.{}", at.new, new_columns[place]), Content::Name(new_columns[place].clone())),
        );
        self.order(at, &rows, Parts::Rows, |row| &old_rows[row], |row| &new_rows[row]);
        self.order(at, &columns, Parts::Columns, |place| &old_columns[place], |place| &new_columns[place]);
    }

    /// Two cells of one row and column, either of which may be missing in a table that is not whole.
    fn cells(&mut self, at: &At, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (Some(old), Some(new)) if old == new => self.unchanged += numbers(new),
            (Some(old), Some(new)) => self.value(at, old, new),
            (None, None) => {}
            (old, new) => {
                let pairs = Pairs {
                    both: Vec::new(),
                    removed: (0..usize::from(old.is_some())).collect(),
                    added: (0..usize::from(new.is_some())).collect(),
                };
                let whole =
                    |cell: Option<&Value>| cell.map_or(Content::Names(Vec::new()), |cell| Content::Value(cell.clone()));
                self.left(&pairs, |_| (at.old.to_owned(), whole(old)), |_| (at.new.to_owned(), whole(new)));
            }
        }
    }
}

/// The columns by name; by number where rows have more cells than there are columns.
fn column_names(table: &Table) -> Vec<String> {
    let widest = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let unnamed = (table.columns.len()..widest).map(|place| (place + 1).to_string());
    table.columns.iter().cloned().chain(unnamed).collect()
}

/// Rows with another name, by their cells, else by their label; the places of them now.
fn renamed_rows(rows: &mut Pairs, old: &Table, new: &Table) -> HashSet<usize> {
    let telling = |row: &Row| Some(content_of_row(row)).filter(|(_, tells)| *tells);
    let mut found = rows.by_content(|row| telling(&old.rows[row]), |row| telling(&new.rows[row]));
    let label = |row: &Row| row.label.as_ref().filter(|label| !label.is_empty()).map(|label| format!("{label:?}"));
    found.extend(rows.by_content(|row| label(&old.rows[row]), |row| label(&new.rows[row])));
    found.into_iter().map(|(_, is)| is).collect()
}

/// Columns with another name, by their cells in the rows that belong together.
fn renamed_columns(columns: &mut Pairs, rows: &Pairs, old: &Table, new: &Table) -> Vec<(usize, usize)> {
    let cells = |table: &Table, place: usize, row: fn(&(usize, usize)) -> usize| {
        let cells = rows.both.iter().map(|pair| table.rows[row(pair)].cells.get(place).map(content));
        Some(cells.collect::<Vec<_>>()).filter(|cells| cells.iter().flatten().any(|(_, tells)| *tells))
    };
    columns.by_content(|place| cells(old, place, |pair| pair.0), |place| cells(new, place, |pair| pair.1))
}
