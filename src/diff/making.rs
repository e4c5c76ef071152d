//! How two versions of a report were made, and what of that differs: files, lines of the specification, the program.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Cause;
use super::comparison::Compared;
use crate::results::{Origin, Section};

/// How a version of a report was made, as far as that is at hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Making {
    /// The version of utfall.
    pub tool: Option<String>,
    /// The SHA-256 of every input, by its path beside the specification.
    pub inputs: BTreeMap<String, String>,
    /// The specification: its file name and its text.
    pub specification: Option<(String, String)>,
    /// The files that each data source is read from, by its name under `data`.
    pub sources: BTreeMap<String, Vec<String>>,
}

/// How two versions were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grounds {
    /// The version before.
    pub old: Making,
    /// The version now.
    pub new: Making,
    /// What happened to the rows of data sources, by their names, where both versions of the data are at hand.
    pub rows: BTreeMap<String, RowChanges>,
}

/// How many rows of a data source came, went and are others. No row is named, for rows may be persons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct RowChanges {
    /// The column that rows were matched by; without one, rows were matched by all that they hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Rows that are only in the new data.
    pub added: u64,
    /// Rows that are only in the old data.
    pub removed: u64,
    /// Rows with another value in some column.
    pub changed: u64,
    /// The columns in which values are others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

/// One thing that differs between how two versions were made, and which sections it bears upon.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// What differs.
    pub cause: Cause,
    /// Of lines of the specification, their places in the old file and in the new one, from 0.
    pub lines: Option<(Range<usize>, Range<usize>)>,
    reach: Reach,
}

/// The sections that something bears upon.
#[derive(Clone, Debug, PartialEq)]
enum Reach {
    /// All of them.
    All,
    /// Those of an entry.
    Entry(String),
    /// Those that read data; of these sources where they are known.
    Data(BTreeSet<String>),
}

impl Factor {
    /// Whether it may have changed the numbers of these sections.
    pub(super) fn bears_upon(&self, section: &Compared) -> bool {
        let sides = [section.old, section.new];
        match &self.reach {
            Reach::All => true,
            Reach::Entry(entry) => sides.iter().any(|side| side.entry == *entry),
            Reach::Data(sources) => sides.iter().any(|side| reads(side, sources)),
        }
    }
}

/// Whether a section reads data, from one of these sources where any is named; a population has a name of its own.
fn reads(section: &Section, sources: &BTreeSet<String>) -> bool {
    section.provenance.inputs.iter().any(|input| match &input.origin {
        Origin::Data { source, .. } | Origin::ProtectedData { source, .. } => {
            sources.is_empty() || sources.contains(source)
        }
        Origin::Specification | Origin::Edition | Origin::Result(_) => false,
    })
}

impl Grounds {
    /// What differs between how the two versions were made, but the edition, which results tell themselves.
    pub fn factors(&self) -> Vec<Factor> {
        self.files().into_iter().chain(self.lines()).collect()
    }

    /// The program, where both versions tell it and it is another.
    pub(super) fn tool(&self) -> Option<Cause> {
        let (old, new) = (self.old.tool.clone()?, self.new.tool.clone()?);
        (old != new).then_some(Cause::Tool { old, new })
    }

    /// The files of data that are others.
    fn files(&self) -> Vec<Factor> {
        let (old, new) = (&self.old.inputs, &self.new.inputs);
        if old.is_empty() || new.is_empty() {
            return Vec::new();
        }
        let mut sources: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (source, files) in self.old.sources.iter().chain(&self.new.sources) {
            for file in files {
                sources.entry(file).or_default().insert(source);
            }
        }
        let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let differing = paths.into_iter().filter(|path| old.get(*path) != new.get(*path));
        let factor = |path: &String| {
            let read_by = sources.get(path.as_str())?;
            // What happened to rows is told of one file, the first where a source has several.
            let rows = read_by.iter().find_map(|source| self.rows.get(*source)).cloned();
            let cause =
                Cause::File { path: path.clone(), old: old.get(path).cloned(), new: new.get(path).cloned(), rows };
            let read_by = read_by.iter().map(|source| (*source).to_owned()).collect();
            Some(Factor { cause, lines: None, reach: Reach::Data(self.with_populations(read_by)) })
        };
        differing.filter_map(factor).collect()
    }

    /// These sources; all where one of them is read by way of a population, whose name results give instead.
    fn with_populations(&self, sources: BTreeSet<String>) -> BTreeSet<String> {
        let has_populations = [&self.old, &self.new].into_iter().any(|making| {
            let text = making.specification.as_ref().map_or("", |(_, text)| text);
            text.lines().any(|line| line.starts_with("populations:") || line.contains("join:"))
        });
        if has_populations { BTreeSet::new() } else { sources }
    }

    /// The lines of the specification that are others and may bear upon numbers.
    fn lines(&self) -> Vec<Factor> {
        let (Some((_, old)), Some((file, new))) = (&self.old.specification, &self.new.specification) else {
            return Vec::new();
        };
        let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let (old_places, new_places) = (places(&old), places(&new));
        let mut factors = Vec::new();
        for (was, is) in differing(&old, &new) {
            for (place, was, is) in by_place((was, &old_places), (is, &new_places)) {
                let telling = |lines: &[&str]| {
                    let kept =
                        lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty() && !line.starts_with('#'));
                    kept.map(str::to_owned).collect::<Vec<_>>()
                };
                let (before, now) = (telling(&old[was.clone()]), telling(&new[is.clone()]));
                let edition = edition(&before, &now).filter(|_| place.0 == "report");
                let reach = edition.as_ref().map(|_| Reach::All).or_else(|| self.reach(&place));
                let Some(reach) = reach.filter(|_| before != now) else { continue };
                let cause = edition.or_else(|| seed(&before, &now)).unwrap_or_else(|| Cause::Lines {
                    file: file.clone(),
                    line: (if is.is_empty() { was.start } else { is.start }) as u64 + 1,
                    old: before,
                    new: now,
                });
                factors.push(Factor { cause, lines: Some((was, is)), reach });
            }
        }
        factors
    }

    /// What lines at this place bear upon; nothing where they bear upon no number.
    fn reach(&self, (top, entry): &Place) -> Option<Reach> {
        match (top.as_str(), entry) {
            ("report" | "charts" | "chapters", _) => None,
            ("analyses", Some(entry)) => Some(Reach::Entry(entry.clone())),
            ("data", Some(source)) => Some(Reach::Data(self.with_populations(BTreeSet::from([source.clone()])))),
            ("data" | "populations", _) => Some(Reach::Data(BTreeSet::new())),
            _ => Some(Reach::All),
        }
    }
}

/// The seed of random numbers, where that is all that is another.
fn seed(old: &[String], new: &[String]) -> Option<Cause> {
    let ([old], [new]) = (old, new) else { return None };
    let number = |line: &str| line.strip_prefix("seed:").map(|rest| rest.trim().to_owned());
    Some(Cause::Seed { old: number(old)?, new: number(new)? })
}

/// The edition of the methods, where that is all that is another.
fn edition(old: &[String], new: &[String]) -> Option<Cause> {
    let ([old], [new]) = (old, new) else { return None };
    let name = |line: &str| {
        let rest = line.strip_prefix("method_edition:").or_else(|| line.strip_prefix("methods:"));
        rest.map(|rest| rest.trim().trim_matches(['"', '\'']).to_owned())
    };
    Some(Cause::Edition { old: name(old)?, new: name(new)? })
}

/// A top-level key of a specification and the entry under it.
type Place = (String, Option<String>);

/// The place of each line.
fn places(lines: &[&str]) -> Vec<Place> {
    let mut place: Place = (String::new(), None);
    let mut indent = None;
    let key = |line: &str| {
        let (key, _) = line.trim_start().split_once(':')?;
        let key = key.trim_matches(['"', '\'']);
        let fits = !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || "_-.".contains(letter));
        fits.then(|| key.to_owned())
    };
    let mut found = Vec::with_capacity(lines.len());
    for line in lines {
        let depth = line.len() - line.trim_start().len();
        let is_empty = line.trim().is_empty() || line.trim_start().starts_with('#');
        if !is_empty && depth == 0 {
            place = (key(line).unwrap_or_default(), None);
            indent = None;
        } else if !is_empty && depth <= *indent.get_or_insert(depth) {
            place.1 = key(line);
        }
        found.push(place.clone());
    }
    found
}

/// The stretches of two lists of lines or words that differ, by the longest common sequence.
///
/// ```
/// use utfall::diff::differing;
/// assert_eq!(differing(&["a", "b", "c"], &["a", "x", "c", "d"]), [(1..2, 1..2), (3..3, 3..4)]);
/// ```
pub fn differing(old: &[&str], new: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
    /// More comparisons of lines than this are not made: the middle of such files is one stretch.
    const MOST: usize = 4_000_000;
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    if a.is_empty() && b.is_empty() {
        return Vec::new();
    }
    if a.len().saturating_mul(b.len()) > MOST {
        return vec![(start..start + a.len(), start..start + b.len())];
    }
    let width = b.len() + 1;
    let mut common = vec![0u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i * width + j] = match a[i] == b[j] {
                true => common[(i + 1) * width + j + 1] + 1,
                false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
            };
        }
    }
    let mut found = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let (from, to) = (i, j);
        while (i < a.len() || j < b.len()) && !(i < a.len() && j < b.len() && a[i] == b[j]) {
            if j == b.len() || (i < a.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
                i += 1;
            } else {
                j += 1;
            }
        }
        if (from, to) != (i, j) {
            found.push((start + from..start + i, start + to..start + j));
        }
        while i < a.len() && j < b.len() && a[i] == b[j] {
            i += 1;
            j += 1;
        }
    }
    found
}

/// A stretch that differs, cut where an entry ends and the next one starts.
fn by_place(
    (old, old_places): (Range<usize>, &[Place]),
    (new, new_places): (Range<usize>, &[Place]),
) -> Vec<(Place, Range<usize>, Range<usize>)> {
    let mut found: Vec<(Place, Range<usize>, Range<usize>)> = Vec::new();
    for at in old.clone() {
        match found.last_mut() {
            Some((place, was, _)) if *place == old_places[at] => was.end = at + 1,
            _ => found.push((old_places[at].clone(), at..at + 1, new.start..new.start)),
        }
    }
    for at in new {
        match found.iter_mut().find(|(place, ..)| *place == new_places[at]) {
            Some((_, _, is)) if is.start == is.end => *is = at..at + 1,
            Some((_, _, is)) => is.end = at + 1,
            None => found.push((new_places[at].clone(), old.end..old.end, at..at + 1)),
        }
    }
    found
}

/// The old specification with one stretch of lines as they are now; `None` where the factor is none of lines.
pub fn with_lines(old: &str, new: &str, factor: &Factor) -> Option<String> {
    let (was, is) = factor.lines.clone()?;
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let lines = old[..was.start].iter().chain(&new[is]).chain(&old[was.end..]);
    Some(lines.map(|line| format!("{line}\n")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "report:\n  title: A\ndata:\n  people: {file: a.csv}\nanalyses:\n  work:\n    kind: x\n    seed: 1\n  wage:\n    rate: 0.03\n";

    fn grounds(new: &str) -> Grounds {
        let making =
            |text: &str| Making { specification: Some(("a.yaml".to_owned(), text.to_owned())), ..Making::default() };
        Grounds { old: making(OLD), new: making(new), rows: BTreeMap::new() }
    }

    #[test]
    fn lines_are_found_with_the_entry_that_they_bear_upon() {
        let new = OLD.replace("rate: 0.03", "rate: 0.04").replace("seed: 1", "seed: 2").replace("title: A", "title: B");
        let found = grounds(&new).factors();
        let [seed, rate] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(seed.cause, Cause::Seed { old: "1".to_owned(), new: "2".to_owned() });
        assert_eq!(seed.reach, Reach::Entry("work".to_owned()));
        let (old, now) = (vec!["rate: 0.03".to_owned()], vec!["rate: 0.04".to_owned()]);
        assert_eq!(rate.cause, Cause::Lines { file: "a.yaml".to_owned(), line: 10, old, new: now });
        assert_eq!(rate.reach, Reach::Entry("wage".to_owned()));
        assert_eq!(with_lines(OLD, &new, rate).unwrap(), OLD.replace("rate: 0.03", "rate: 0.04"));
        // The other way round, the same with old and new exchanged.
        let Grounds { old, new, rows } = grounds(&new);
        let back = Grounds { old: new, new: old, rows }.factors();
        let (old, now) = (vec!["rate: 0.04".to_owned()], vec!["rate: 0.03".to_owned()]);
        assert_eq!(back[0].cause, Cause::Seed { old: "2".to_owned(), new: "1".to_owned() });
        assert_eq!(back[1].cause, Cause::Lines { file: "a.yaml".to_owned(), line: 10, old, new: now });
        let old = OLD.replace("title: A", "method_edition: 2026.1");
        let mut grounds = grounds(&old.replace("2026.1", "\"2027.1\""));
        grounds.old.specification = Some(("a.yaml".to_owned(), old));
        let [edition] = grounds.factors().try_into().unwrap();
        assert_eq!(edition.cause, Cause::Edition { old: "2026.1".to_owned(), new: "2027.1".to_owned() });
        // Comments and empty lines compute nothing.
        assert!(self::grounds(&OLD.replace("    kind: x", "    # a remark\n\n    kind: x")).factors().is_empty());
    }

    #[test]
    fn a_stretch_over_two_entries_is_two_causes() {
        let new = OLD.replace("    seed: 1\n  wage:\n    rate: 0.03\n", "    level: 0.9\n  wage2:\n    rate: 0.05\n");
        let reaches: Vec<Reach> = grounds(&new).factors().into_iter().map(|factor| factor.reach).collect();
        let entry = |name: &str| Reach::Entry(name.to_owned());
        assert_eq!(reaches, [entry("work"), entry("wage"), entry("wage2")]);
    }
}
