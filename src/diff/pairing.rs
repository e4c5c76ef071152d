//! What belongs together: by name, and what is left by content.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::results::{Row, Value};
use crate::stats::Interval;

/// Places in the old list and in the new one that belong together, and what is left.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Pairs {
    /// By place in the new list.
    pub both: Vec<(usize, usize)>,
    pub removed: Vec<usize>,
    pub added: Vec<usize>,
}

/// Pairs equal names; of names that stand several times, the first with the first.
pub(super) fn by_name<N: Eq + Hash>(old: &[N], new: &[N]) -> Pairs {
    if old == new {
        return Pairs { both: (0..new.len()).map(|place| (place, place)).collect(), ..Pairs::default() };
    }
    let mut pairs = Pairs::default();
    let mut places: HashMap<&N, Vec<usize>> = HashMap::with_capacity(old.len());
    for (place, name) in old.iter().enumerate().rev() {
        places.entry(name).or_default().push(place);
    }
    for (place, name) in new.iter().enumerate() {
        match places.get_mut(name).and_then(Vec::pop) {
            Some(was) => pairs.both.push((was, place)),
            None => pairs.added.push(place),
        }
    }
    pairs.removed = places.into_values().flatten().collect();
    pairs.removed.sort_unstable();
    pairs
}

impl Pairs {
    /// Takes out of what is left the pairs whose key is the same, and is the key of no other; returns them.
    pub(super) fn by_content<K: Eq + Hash>(
        &mut self,
        old: impl Fn(usize) -> Option<K>,
        new: impl Fn(usize) -> Option<K>,
    ) -> Vec<(usize, usize)> {
        if self.removed.is_empty() || self.added.is_empty() {
            return Vec::new();
        }
        let (old, mut new) = (unique(&self.removed, old), unique(&self.added, new));
        let both = old.into_iter().filter_map(|(key, was)| Some((was?, new.remove(&key)??)));
        let mut found: Vec<(usize, usize)> = both.collect();
        found.sort_unstable_by_key(|(_, is)| *is);
        self.join(&found);
        found
    }

    /// Puts what was found to belong together among the pairs.
    pub(super) fn join(&mut self, found: &[(usize, usize)]) {
        if found.is_empty() {
            return;
        }
        let was: std::collections::HashSet<usize> = found.iter().map(|(was, _)| *was).collect();
        let is: std::collections::HashSet<usize> = found.iter().map(|(_, is)| *is).collect();
        self.removed.retain(|place| !was.contains(place));
        self.added.retain(|place| !is.contains(place));
        self.both.extend(found);
        self.both.sort_unstable_by_key(|(_, is)| *is);
    }

    /// The pairs that stand in another order, as what stood and what stands at each rank from the first to the last
    /// that differs; nothing where the order is the same.
    pub(super) fn moved(&self) -> Vec<(usize, usize)> {
        if self.both.is_sorted_by_key(|(was, _)| *was) {
            return Vec::new();
        }
        let mut olds: Vec<usize> = self.both.iter().map(|(was, _)| *was).collect();
        olds.sort_unstable();
        let differs = |rank: &usize| olds[*rank] != self.both[*rank].0;
        let first = (0..olds.len()).find(differs).unwrap_or(0);
        let last = (0..olds.len()).rfind(differs).unwrap_or(0);
        (first..=last).map(|rank| (olds[rank], self.both[rank].1)).collect()
    }
}

/// Places by their key; `None` for a key of several.
fn unique<K: Eq + Hash>(places: &[usize], key: impl Fn(usize) -> Option<K>) -> HashMap<K, Option<usize>> {
    let mut found = HashMap::with_capacity(places.len());
    for place in places {
        match key(*place).map(|key| found.entry(key)) {
            Some(Entry::Vacant(entry)) => drop(entry.insert(Some(*place))),
            Some(Entry::Occupied(mut entry)) => drop(entry.insert(None)),
            None => {}
        }
    }
    found
}

/// The content of a value as one number, and whether it tells it from others: a count of 3 does not, an estimate does.
pub(super) fn content(value: &Value) -> (u64, bool) {
    let mut hasher = DefaultHasher::new();
    let telling = hash_value(value, &mut hasher);
    (hasher.finish(), telling)
}

/// As [`content`], of a row without its name.
pub(super) fn content_of_row(row: &Row) -> (u64, bool) {
    let mut hasher = DefaultHasher::new();
    let telling = row.cells.iter().filter(|cell| hash_value(cell, &mut hasher)).count();
    (hasher.finish(), telling > 0 || row.cells.len() > 2)
}

fn hash_number(number: f64, hasher: &mut DefaultHasher) {
    // Zero has no sign.
    (number + 0.0).to_bits().hash(hasher);
}

fn hash_value(value: &Value, hasher: &mut DefaultHasher) -> bool {
    std::mem::discriminant(value).hash(hasher);
    match value {
        Value::Count(count) => {
            count.hash(hasher);
            false
        }
        Value::Undefined(undefined) => {
            undefined.reason.hash(hasher);
            false
        }
        Value::Quantity(quantity) => {
            hash_number(quantity.value, hasher);
            quantity.value.fract() != 0.0
        }
        Value::Estimate(estimate) => {
            hash_number(estimate.value, hasher);
            hash_number(estimate.standard_error.unwrap_or(-1.0), hasher);
            if let Some(interval) = estimate.interval {
                match interval.bounds {
                    Interval::Bounded { lower, upper } | Interval::Complement { lower, upper } => {
                        hash_number(lower, hasher);
                        hash_number(upper, hasher);
                    }
                    Interval::Whole => {}
                }
            }
            true
        }
        Value::Curve(curve) => {
            for point in &curve.points {
                hash_number(point.x, hasher);
                hash_number(point.y, hasher);
            }
            curve.points.len() > 1
        }
        Value::Table(table) => {
            let mut telling = table.rows.len() > 2;
            for cell in table.rows.iter().flat_map(|row| &row.cells) {
                telling |= hash_value(cell, hasher);
            }
            telling
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_stand_twice_are_paired_in_order() {
        let pairs = by_name(&["a", "b", "b", "c"], &["b", "a", "b", "b"]);
        assert_eq!(pairs, Pairs { both: vec![(1, 0), (0, 1), (2, 2)], removed: vec![3], added: vec![3] });
        assert_eq!(pairs.moved(), [(0, 0), (1, 1)]);
    }

    #[test]
    fn what_is_alike_twice_is_not_paired_by_content() {
        let mut pairs = Pairs { both: vec![], removed: vec![0, 1, 2], added: vec![0, 1] };
        let (old, new) = ([7, 7, 5], [5, 7]);
        assert_eq!(pairs.by_content(|place| Some(old[place]), |place| Some(new[place])), [(2, 0)]);
        assert_eq!(pairs, Pairs { both: vec![(2, 0)], removed: vec![0, 1], added: vec![1] });
    }
}
