//! What happened to the rows of data sources, where both versions of the data are at hand.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::data::Rows;
use crate::diag::Spanned;
use crate::diff::RowChanges;
use crate::pipeline::Project;

/// The rows that came, went and are others, by data source.
pub(super) fn rows(old: &Project, new: &Project) -> BTreeMap<String, RowChanges> {
    let names = new.frames.sources().iter().map(|frame| frame.name().to_owned());
    names.filter_map(|name| Some((name.clone(), of_source(old, new, &name)?))).collect()
}

fn of_source(old: &Project, new: &Project, name: &str) -> Option<RowChanges> {
    let named = Spanned::new(name.to_owned(), None);
    let (was, is) = (old.frames.rows(&named).ok()?, new.frames.rows(&named).ok()?);
    let key =
        new.report.data.iter().find(|(known, _)| known.as_str() == name).and_then(|(_, source)| source.id.as_ref());
    let (before, now) = (Held::of(&was)?, Held::of(&is)?);
    let key = key.map(|key| key.value.clone()).filter(|key| before.has(key) && now.has(key));
    Some(match &key {
        Some(column) => by_key(&before, &now, column),
        None => by_content(&before, &now),
    })
}

/// The values of a source as words, column by column.
struct Held {
    columns: Vec<(String, Vec<String>)>,
    height: usize,
}

impl Held {
    fn of(rows: &Rows) -> Option<Held> {
        let mut columns = Vec::new();
        for column in rows.frame().columns() {
            let cells = rows.cells(&Spanned::new(column.name.clone(), None)).ok()?;
            columns.push((column.name.clone(), cells.iter().map(|cell| format!("{cell:?}")).collect::<Vec<_>>()));
        }
        let height = columns.first().map_or(0, |(_, cells)| cells.len());
        Some(Held { columns, height })
    }

    fn has(&self, name: &str) -> bool {
        self.column(name).is_some()
    }

    fn column(&self, name: &str) -> Option<&[String]> {
        self.columns.iter().find(|(known, _)| known == name).map(|(_, cells)| cells.as_slice())
    }
}

/// The columns of two tables that have one name, each with its cells on both sides.
fn shared<'a>(old: &'a Held, new: &'a Held) -> Vec<(&'a str, &'a [String], &'a [String])> {
    let both = new.columns.iter().filter_map(|(name, now)| Some((name.as_str(), old.column(name)?, now.as_slice())));
    both.collect()
}

/// Rows by a column that names each of them.
fn by_key(old: &Held, new: &Held, key: &str) -> RowChanges {
    let mut changes = RowChanges { key: Some(key.to_owned()), ..RowChanges::default() };
    let (Some(was), Some(is)) = (old.column(key), new.column(key)) else { return changes };
    let mut places: HashMap<&str, usize> = was.iter().enumerate().map(|(at, key)| (key.as_str(), at)).collect();
    let shared = shared(old, new);
    let mut columns = BTreeSet::new();
    for (now, key) in is.iter().enumerate() {
        let Some(before) = places.remove(key.as_str()) else {
            changes.added += 1;
            continue;
        };
        let differing = shared.iter().filter(|(_, was, is)| was[before] != is[now]).map(|(name, ..)| *name);
        let differing: Vec<&str> = differing.collect();
        changes.changed += u64::from(!differing.is_empty());
        columns.extend(differing);
    }
    changes.removed = places.len() as u64;
    changes.columns = in_order(new, &columns);
    changes
}

/// Rows without a name: those that are alike go together; of the rest, as many as both sides have are others.
fn by_content(old: &Held, new: &Held) -> RowChanges {
    let shared = shared(old, new);
    let row = |at: usize, now: bool| {
        let cells = shared.iter().map(|(_, was, is)| if now { is[at].as_str() } else { was[at].as_str() });
        cells.collect::<Vec<_>>().join("\u{1f}")
    };
    let mut left: HashMap<String, Vec<usize>> = HashMap::new();
    for at in 0..old.height {
        left.entry(row(at, false)).or_default().push(at);
    }
    let mut come: Vec<usize> = Vec::new();
    for at in 0..new.height {
        if left.get_mut(&row(at, true)).and_then(Vec::pop).is_none() {
            come.push(at);
        }
    }
    let mut gone: Vec<usize> = left.into_values().flatten().collect();
    gone.sort_unstable();
    let changed = gone.len().min(come.len());
    let mut columns = BTreeSet::new();
    for (was, is) in gone.iter().zip(&come) {
        columns.extend(shared.iter().filter(|(_, olds, news)| olds[*was] != news[*is]).map(|(name, ..)| *name));
    }
    RowChanges {
        key: None,
        added: (come.len() - changed) as u64,
        removed: (gone.len() - changed) as u64,
        changed: changed as u64,
        columns: in_order(new, &columns),
    }
}

/// The names in the order of the table.
fn in_order(table: &Held, names: &BTreeSet<&str>) -> Vec<String> {
    let all = table.columns.iter().map(|(name, _)| name);
    all.filter(|name| names.contains(name.as_str())).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(columns: &[(&str, &[&str])]) -> Held {
        let of = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let columns: Vec<_> = columns.iter().map(|(name, cells)| ((*name).to_owned(), of(cells))).collect();
        Held { height: columns[0].1.len(), columns }
    }

    #[test]
    fn rows_are_matched_by_their_key_whatever_their_order() {
        let old = held(&[("id", &["1", "2", "3"]), ("job", &["a", "b", "c"]), ("age", &["7", "8", "9"])]);
        let new = held(&[("id", &["4", "3", "1"]), ("job", &["d", "x", "a"]), ("age", &["6", "9", "7"])]);
        let found = by_key(&old, &new, "id");
        assert_eq!((found.added, found.removed, found.changed), (1, 1, 1));
        assert_eq!(found.columns, ["job"]);
        // The other way round they mirror.
        let back = by_key(&new, &old, "id");
        assert_eq!((back.added, back.removed, back.changed, back.columns), (1, 1, 1, found.columns));
    }

    #[test]
    fn rows_without_a_key_are_matched_by_what_they_hold() {
        let old = held(&[("job", &["a", "a", "b"])]);
        let new = held(&[("job", &["b", "a", "c", "d"])]);
        let found = by_content(&old, &new);
        assert_eq!((found.added, found.removed, found.changed), (1, 0, 1));
        assert_eq!(by_content(&old, &old), RowChanges::default());
    }
}
