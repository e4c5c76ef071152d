//! The counts of persons as one linear system: which group is the sum of which others.
//!
//! A group is named by its categories, one of each dimension. Without one of them it is part of a larger group, and all
//! groups that differ in that one category make a family: the larger group is their sum. Where the sum of the families
//! that are listed is less, the others are one more part, which nobody listed, but anyone can work out.
//!
//! Larger groups that no section lists belong to the system as well, for two families may meet in one: events by arm and
//! events by sex have the same sum. They are reckoned to be the sum of their parts where all categories are listed and
//! nothing shows that anyone has another: a reader knows that there are two arms.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How a count of the system is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// An analysis lists it.
    Listed,
    /// It follows from those that are listed.
    Inferred,
    /// It follows from nothing; `count` is one that fits the others.
    Unknown,
}

/// One group of persons.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// How many they are, or may be.
    pub count: i64,
    /// How that is known.
    pub standing: Standing,
    /// The dimensions that divide persons into this group.
    pub dimensions: Vec<String>,
    /// The smallest number that it can be as far as is known, whoever looks: nought but for those whom nobody counted.
    pub least: i64,
}

/// The whole is the sum of its parts.
#[derive(Clone, Debug)]
pub(super) struct Equation {
    pub whole: usize,
    pub parts: Vec<usize>,
}

/// Groups and equations; the listed groups come first, in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub(super) struct System {
    pub groups: Vec<Group>,
    pub equations: Vec<Equation>,
    /// The equations that each group stands in.
    pub of_group: Vec<Vec<usize>>,
    /// Whether somewhere the parts were more than the whole, so that they cannot be what they are said to be.
    pub inconsistent: bool,
}

/// The name of a group: source and categories, each with its dimension.
pub(super) type Name = (String, Vec<(String, String)>);

/// No more groups than these are looked at between those that are listed.
const MOST_GROUPS: usize = 1_000_000;

/// A group by numbers: the source, and its categories, rising.
type Node = (u32, Vec<u32>);

/// All groups that share a larger group and a dimension.
struct Family {
    whole: usize,
    parts: Vec<usize>,
    /// Whether all persons of the larger group are in one of the parts.
    closed: bool,
    /// Whether the parts are more than the whole.
    broken: bool,
}

impl System {
    /// The system of these groups, each named once.
    pub fn new(listed: &[(Name, u64)]) -> System {
        let categories = Categories::of(listed);
        let nodes = Nodes::of(listed, &categories);
        let mut families = families(&nodes, &categories);
        let mut counts: Vec<Option<i64>> = vec![None; nodes.names.len()];
        for (node, (_, count)) in nodes.listed.iter().zip(listed) {
            counts[*node] = Some(i64::try_from(*count).unwrap_or(i64::MAX / 4));
        }
        infer(&mut families, &mut counts, &nodes, &categories);
        let completed = complete(&families, &counts, &nodes);
        Builder::new(&nodes, &categories, &counts, &completed).build(listed.len(), families.into_values())
    }
}

/// All categories, numbered in the order of their dimensions.
struct Categories<'a> {
    numbers: BTreeMap<(&'a str, &'a str), u32>,
    /// The dimension of each, by number.
    dimension: Vec<u32>,
    /// The names of the dimensions.
    names: Vec<&'a str>,
}

impl<'a> Categories<'a> {
    fn of(listed: &'a [(Name, u64)]) -> Categories<'a> {
        let all = listed.iter().flat_map(|((_, keys), _)| keys);
        let all: BTreeSet<(&str, &str)> =
            all.map(|(dimension, category)| (dimension.as_str(), category.as_str())).collect();
        let mut names: Vec<&str> = Vec::new();
        let mut dimension = Vec::new();
        for (name, _) in &all {
            if names.last() != Some(name) {
                names.push(name);
            }
            dimension.push(names.len() as u32 - 1);
        }
        Categories { numbers: all.into_iter().zip(0..).collect(), dimension, names }
    }
}

/// The listed groups and all larger ones.
struct Nodes {
    /// By number of categories, so that larger groups come first.
    names: Vec<Node>,
    index: HashMap<Node, usize>,
    /// The node of each listed group.
    listed: Vec<usize>,
    /// What all groups of each source have in common, which divides nobody.
    common: BTreeMap<u32, BTreeSet<u32>>,
}

impl Nodes {
    fn of(listed: &[(Name, u64)], categories: &Categories<'_>) -> Nodes {
        let sources: BTreeSet<&str> = listed.iter().map(|((source, _), _)| source.as_str()).collect();
        let sources: BTreeMap<&str, u32> = sources.into_iter().zip(0..).collect();
        let mut own: Vec<Node> = listed
            .iter()
            .map(|((source, keys), _)| {
                let number = |(dimension, category): &(String, String)| {
                    categories.numbers[&(dimension.as_str(), category.as_str())]
                };
                let mut numbers: Vec<u32> = keys.iter().map(number).collect();
                numbers.sort_unstable();
                numbers.dedup();
                (sources[source.as_str()], numbers)
            })
            .collect();
        let mut common: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (source, keys) in &own {
            let keys: BTreeSet<u32> = keys.iter().copied().collect();
            common.entry(*source).and_modify(|known| known.retain(|key| keys.contains(key))).or_insert(keys);
        }
        for (source, keys) in &mut own {
            keys.retain(|key| !common[source].contains(key));
        }
        let mut all: BTreeSet<Node> = own.iter().cloned().collect();
        let mut open: Vec<Node> = all.iter().cloned().collect();
        while let Some((source, keys)) = open.pop() {
            for left_out in 0..keys.len() {
                let larger = (source, without(&keys, left_out));
                if all.len() < MOST_GROUPS && !all.contains(&larger) {
                    open.push(larger.clone());
                    all.insert(larger);
                }
            }
        }
        let mut names: Vec<Node> = all.into_iter().collect();
        names.sort_by(|a, b| (a.1.len(), a).cmp(&(b.1.len(), b)));
        let index: HashMap<Node, usize> = names.iter().cloned().zip(0..).collect();
        let listed = own.iter().map(|node| index[node]).collect();
        Nodes { names, index, listed, common }
    }

    /// All dimensions that a group is of.
    fn dimensions(&self, node: usize, categories: &Categories<'_>) -> Vec<String> {
        let (source, keys) = &self.names[node];
        let common = self.common.get(source).into_iter().flatten();
        keys.iter().chain(common).map(|key| categories.name_of(*key)).collect()
    }

    /// The larger group without the category at this place.
    fn larger(&self, node: usize, left_out: usize) -> Option<usize> {
        let (source, keys) = &self.names[node];
        self.index.get(&(*source, without(keys, left_out))).copied()
    }
}

fn without(keys: &[u32], left_out: usize) -> Vec<u32> {
    keys.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, key)| *key).collect()
}

/// The families by larger group and dimension; larger groups come first.
fn families(nodes: &Nodes, categories: &Categories<'_>) -> BTreeMap<(usize, u32), Family> {
    let mut families = BTreeMap::new();
    for (node, (_, keys)) in nodes.names.iter().enumerate() {
        for (at, key) in keys.iter().enumerate() {
            let Some(whole) = nodes.larger(node, at) else { continue };
            let family = families.entry((whole, categories.dimension[*key as usize]));
            family
                .or_insert_with(|| Family { whole, parts: Vec::new(), closed: false, broken: false })
                .parts
                .push(node);
        }
    }
    families
}

/// Finds the families that leave nobody out, and the counts that follow from others.
///
/// Where all persons of a group are in one of the parts, so are those of every smaller group.
fn infer(
    families: &mut BTreeMap<(usize, u32), Family>,
    counts: &mut [Option<i64>],
    nodes: &Nodes,
    categories: &Categories<'_>,
) {
    let category = |node: usize, dimension: u32| {
        nodes.names[node].1.iter().copied().find(|key| categories.dimension[*key as usize] == dimension)
    };
    let mut closed: HashMap<(usize, u32), BTreeSet<u32>> = HashMap::new();
    loop {
        let mut changed = false;
        for ((whole, dimension), family) in families.iter_mut().filter(|(_, family)| !family.broken) {
            let known: i64 = family.parts.iter().filter_map(|part| counts[*part]).sum();
            let unknown: Vec<usize> = family.parts.iter().copied().filter(|part| counts[*part].is_none()).collect();
            if counts[*whole].is_some_and(|count| known > count) {
                (family.broken, changed) = (true, true);
                continue;
            }
            let own = || family.parts.iter().filter_map(|part| category(*part, *dimension)).collect::<BTreeSet<u32>>();
            if !family.closed {
                let adds_up = unknown.is_empty() && counts[*whole] == Some(known);
                let inherits = || {
                    let own = own();
                    (0..nodes.names[*whole].1.len()).any(|at| {
                        let larger = nodes.larger(*whole, at).and_then(|larger| closed.get(&(larger, *dimension)));
                        larger.is_some_and(|needed| needed.is_subset(&own))
                    })
                };
                if adds_up || inherits() {
                    (family.closed, changed) = (true, true);
                    // Nobody is in a category whose count is nought, so that no smaller group needs it.
                    let filled = family.parts.iter().filter(|part| counts[**part] != Some(0));
                    let filled = filled.filter_map(|part| category(*part, *dimension)).collect();
                    closed.insert((*whole, *dimension), filled);
                }
            }
            if family.closed {
                match (counts[*whole], unknown.as_slice()) {
                    (None, []) => (counts[*whole], changed) = (Some(known), true),
                    (Some(count), [only]) => (counts[*only], changed) = (Some(count - known), true),
                    (Some(count), []) if count != known => (family.broken, changed) = (true, true),
                    _ => {}
                }
            }
        }
        if !changed && !suppose(families, counts, nodes, categories) {
            return;
        }
    }
}

/// Takes larger groups whose count is not known, but that all categories of a dimension divide, for the sum of their
/// parts, the smallest first; whether there were any.
fn suppose(
    families: &BTreeMap<(usize, u32), Family>,
    counts: &mut [Option<i64>],
    nodes: &Nodes,
    categories: &Categories<'_>,
) -> bool {
    let mut all: BTreeMap<(u32, u32), BTreeSet<u32>> = BTreeMap::new();
    for (source, keys) in &nodes.names {
        for key in keys {
            all.entry((*source, categories.dimension[*key as usize])).or_default().insert(*key);
        }
    }
    let sum = |family: &Family| family.parts.iter().map(|part| counts[*part]).sum::<Option<i64>>();
    let source = |family: &Family| nodes.names[family.whole].0;
    let is_full = |dimension: u32, family: &Family| {
        let every = all[&(source(family), dimension)].len();
        every > 1 && family.parts.len() == every
    };
    let full = || families.iter().filter(|((_, dimension), family)| !family.broken && is_full(*dimension, family));
    let leaves_out: BTreeSet<(u32, u32)> = full()
        .filter(|(_, family)| counts[family.whole].zip(sum(family)).is_some_and(|(whole, sum)| sum < whole))
        .map(|((_, dimension), family)| (source(family), *dimension))
        .collect();
    let supposed: Vec<(usize, i64)> = full()
        .filter(|((whole, dimension), family)| {
            counts[*whole].is_none() && !leaves_out.contains(&(source(family), *dimension))
        })
        .filter_map(|((whole, _), family)| Some((*whole, sum(family)?)))
        .collect();
    let categories = |whole: usize| nodes.names[whole].1.len();
    let most = supposed.iter().map(|(whole, _)| categories(*whole)).max();
    for (whole, count) in supposed.iter().filter(|(whole, _)| Some(categories(*whole)) == most) {
        counts[*whole] = counts[*whole].max(Some(*count));
    }
    !supposed.is_empty()
}

/// Counts for all groups that fit together, with those that are known.
fn complete(families: &BTreeMap<(usize, u32), Family>, counts: &[Option<i64>], nodes: &Nodes) -> Vec<i64> {
    let mut of_whole: Vec<Vec<&Family>> = vec![Vec::new(); nodes.names.len()];
    for family in families.values().filter(|family| !family.broken) {
        of_whole[family.whole].push(family);
    }
    let mut completed = vec![0; nodes.names.len()];
    for node in (0..nodes.names.len()).rev() {
        let sum = |family: &&Family| family.parts.iter().map(|part| completed[*part]).sum::<i64>();
        completed[node] = counts[node].unwrap_or_else(|| of_whole[node].iter().map(sum).max().unwrap_or(0));
    }
    completed
}

/// Puts groups and equations together, and leaves out what says nothing.
struct Builder<'a> {
    nodes: &'a Nodes,
    categories: &'a Categories<'a>,
    system: System,
}

impl<'a> Builder<'a> {
    fn new(nodes: &'a Nodes, categories: &'a Categories<'a>, counts: &[Option<i64>], completed: &[i64]) -> Builder<'a> {
        let mut listed = vec![false; nodes.names.len()];
        nodes.listed.iter().for_each(|node| listed[*node] = true);
        let groups = (0..nodes.names.len()).map(|node| Group {
            count: completed[node],
            standing: match (listed[node], counts[node]) {
                (true, _) => Standing::Listed,
                (false, Some(_)) => Standing::Inferred,
                (false, None) => Standing::Unknown,
            },
            dimensions: nodes.dimensions(node, categories),
            least: 0,
        });
        let system = System { groups: groups.collect(), ..System::default() };
        Builder { nodes, categories, system }
    }

    fn build(mut self, listed: usize, families: impl Iterator<Item = Family>) -> System {
        for family in families {
            self.add(family);
        }
        self.prune();
        // The listed groups first, in their order; then the others that stand in an equation.
        let mut places = vec![usize::MAX; self.system.groups.len()];
        let mut order: Vec<usize> = self.nodes.listed.clone();
        debug_assert_eq!(order.len(), listed);
        for (place, node) in order.iter().enumerate() {
            places[*node] = place;
        }
        for equation in &self.system.equations {
            for node in equation.parts.iter().chain([&equation.whole]) {
                if places[*node] == usize::MAX {
                    places[*node] = order.len();
                    order.push(*node);
                }
            }
        }
        let mut system = System {
            groups: order.iter().map(|node| self.system.groups[*node].clone()).collect(),
            equations: Vec::new(),
            of_group: vec![Vec::new(); order.len()],
            inconsistent: self.system.inconsistent,
        };
        for (number, equation) in self.system.equations.iter().enumerate() {
            let parts: Vec<usize> = equation.parts.iter().map(|part| places[*part]).collect();
            let whole = places[equation.whole];
            for group in parts.iter().chain([&whole]) {
                system.of_group[*group].push(number);
            }
            system.equations.push(Equation { whole, parts });
        }
        system
    }

    /// Adds the equation of a family, with those whom it leaves out as one more part.
    fn add(&mut self, family: Family) {
        let Family { whole, mut parts, closed, broken } = family;
        let sum: i64 = parts.iter().map(|part| self.system.groups[*part].count).sum();
        let others = self.system.groups[whole].count - sum;
        if broken || others < 0 {
            self.system.inconsistent = true;
            return;
        }
        if !closed || others > 0 {
            let unknown = |node: &usize| self.system.groups[*node].standing == Standing::Unknown;
            let standing = match parts.iter().chain([&whole]).any(unknown) {
                true => Standing::Unknown,
                false => Standing::Inferred,
            };
            let mut dimensions = self.system.groups[whole].dimensions.clone();
            let dimension = self.nodes.names[parts[0]].1.iter().find(|key| !self.nodes.names[whole].1.contains(key));
            dimensions.extend(dimension.map(|key| self.categories.name_of(*key)));
            // Of whom nobody counted there may be none, whatever fits the others.
            let least = if standing == Standing::Unknown { others } else { 0 };
            self.system.groups.push(Group { count: others, standing, dimensions, least });
            parts.push(self.system.groups.len() - 1);
        }
        self.system.equations.push(Equation { whole, parts });
    }

    /// Leaves out equations of which one count is known of nothing else and may be any.
    fn prune(&mut self) {
        let System { groups, equations, .. } = &mut self.system;
        let mut uses = vec![0_usize; groups.len()];
        for equation in equations.iter() {
            equation.parts.iter().chain([&equation.whole]).for_each(|node| uses[*node] += 1);
        }
        let mut kept = vec![true; equations.len()];
        let mut changed = true;
        while changed {
            changed = false;
            for (number, equation) in equations.iter_mut().enumerate() {
                if !kept[number] {
                    continue;
                }
                let free = |node: usize, uses: &[usize]| groups[node].standing == Standing::Unknown && uses[node] == 1;
                if free(equation.whole, &uses) {
                    (kept[number], changed) = (false, true);
                    equation.parts.iter().chain([&equation.whole]).for_each(|node| uses[*node] -= 1);
                    continue;
                }
                // Several parts of which nothing is known are as one.
                let mut first = true;
                equation.parts.retain(|part| {
                    let superfluous = free(*part, &uses) && !std::mem::take(&mut first);
                    if superfluous {
                        uses[*part] -= 1;
                    }
                    !superfluous
                });
            }
        }
        let mut number = 0;
        equations.retain(|_| {
            number += 1;
            kept[number - 1]
        });
    }
}

impl Categories<'_> {
    /// The name of the dimension of a category.
    fn name_of(&self, category: u32) -> String {
        self.names[self.dimension[category as usize] as usize].to_owned()
    }
}
