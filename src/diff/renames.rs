//! Sections that have another id: found by what they hold.

use std::collections::HashMap;

use super::pairing::{Pairs, content};
use crate::results::{Results, Section};

/// A value that stands in more sections than this tells none of them from the others.
const COMMON: usize = 8;

/// Pairs sections without a partner that hold the same: at least half of their values, one of them telling.
///
/// When an entry has another name, what has the same facets follows it, even where its numbers are others.
pub(super) fn renamed_sections(old: &Results, new: &Results, pairs: &mut Pairs) -> Vec<(usize, usize)> {
    if pairs.removed.is_empty() || pairs.added.is_empty() {
        return Vec::new();
    }
    let was = |place: usize| &old.sections[place].1;
    let is = |place: usize| &new.sections[place].1;
    let mut found = alike(pairs, was, is);
    pairs.join(&found);
    // Where the entries went, where all that was found agrees.
    let mut entries: HashMap<&str, Option<&str>> = HashMap::new();
    for (a, b) in &found {
        let to = entries.entry(&was(*a).entry).or_insert(Some(&is(*b).entry));
        if *to != Some(&is(*b).entry) {
            *to = None;
        }
    }
    entries.retain(|from, to| to.is_some_and(|to| to != *from));
    let slugs = |section: &Section| section.coordinates().map(|facet| format!(".{}", facet.slug())).collect::<String>();
    let followed = pairs.by_content(
        |place| {
            let section = was(place);
            let to = (*entries.get(section.entry.as_str())?)?;
            Some((format!("{to}{}", slugs(section)), section.kind.as_str()))
        },
        |place| Some((format!("{}{}", is(place).entry, slugs(is(place))), is(place).kind.as_str())),
    );
    found.extend(followed);
    let same_plan = pairs.by_content(|place| plan(was(place)), |place| plan(is(place)));
    found.extend(same_plan);
    found
}

/// What a section with all other numbers may still be known by: labels, facets, names of values and columns of data.
fn plan(section: &Section) -> Option<String> {
    use crate::results::Origin;
    let columns = section.provenance.inputs.iter().filter_map(|input| match &input.origin {
        Origin::Data { source, columns, .. } | Origin::ProtectedData { source, columns } => {
            Some(format!("{} {source} {columns:?}", input.name))
        }
        Origin::Specification | Origin::Edition | Origin::Result(_) => None,
    });
    let columns: Vec<String> = columns.collect();
    let names: Vec<&str> = section.values.iter().map(|(name, _)| name.as_str()).collect();
    let known = !columns.is_empty() && !section.labels.is_empty();
    known.then(|| {
        format!(
            "{} {:?} {:?} {names:?} {columns:?}",
            section.kind,
            section.labels,
            section.coordinates().collect::<Vec<_>>()
        )
    })
}

/// The pairs that share most, at least half of the values of the larger.
fn alike<'a>(
    pairs: &Pairs,
    was: impl Fn(usize) -> &'a Section,
    is: impl Fn(usize) -> &'a Section,
) -> Vec<(usize, usize)> {
    // Where each content stands among the removed and the added, by their ranks.
    let mut places: HashMap<(&str, &str, u64), [Vec<usize>; 2]> = HashMap::new();
    let mut telling: HashMap<u64, bool> = HashMap::new();
    let mut list = |section: &'a Section, rank: usize, side: usize| {
        for (name, value) in &section.values {
            let (hash, tells) = content(value);
            telling.insert(hash, tells);
            places.entry((&section.kind, name, hash)).or_default()[side].push(rank);
        }
    };
    pairs.removed.iter().enumerate().for_each(|(rank, place)| list(was(*place), rank, 0));
    pairs.added.iter().enumerate().for_each(|(rank, place)| list(is(*place), rank, 1));
    let mut shared: HashMap<(usize, usize), (usize, bool)> = HashMap::new();
    for ((_, _, hash), [olds, news]) in &places {
        if olds.len() > COMMON || news.len() > COMMON {
            continue;
        }
        for (a, b) in olds.iter().flat_map(|a| news.iter().map(move |b| (*a, *b))) {
            let (votes, tells) = shared.entry((a, b)).or_default();
            *votes += 1;
            *tells |= telling[hash];
        }
    }
    let size = |a: usize, b: usize| was(pairs.removed[a]).values.len().max(is(pairs.added[b]).values.len());
    let mut candidates: Vec<(usize, usize, usize)> = shared
        .into_iter()
        .filter(|((a, b), (votes, tells))| {
            let same_words = was(pairs.removed[*a]).labels == is(pairs.added[*b]).labels;
            2 * votes >= size(*a, *b) && (*tells || (same_words && !was(pairs.removed[*a]).labels.is_empty()))
        })
        .map(|((a, b), (votes, _))| (votes, a, b))
        .collect();
    // Of equally good pairs those nearest to the start; two with the same sum never compete, so that the order of old
    // and new does not matter.
    candidates.sort_unstable_by_key(|(votes, a, b)| (std::cmp::Reverse(*votes), a + b, *a));
    let (mut taken, mut given) = (vec![false; pairs.removed.len()], vec![false; pairs.added.len()]);
    let mut found = Vec::new();
    for (_, a, b) in candidates {
        if !taken[a] && !given[b] {
            (taken[a], given[b]) = (true, true);
            found.push((pairs.removed[a], pairs.added[b]));
        }
    }
    found
}
