//! Which values have to be hidden, so that no protected count can be worked out from what is still shown.
//!
//! A *move* changes some groups so that all equations still hold and all that is shown still fits. While a group can be
//! moved, nobody can tell its count from what it would be after the move. Every protected group gets a move as a proof,
//! if need be by hiding more. Hiding more never takes a proof away, so each group is looked at once; in the end what turned
//! out to be hidden in vain is shown again.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::attacker::{Attacker, Level, Seen, Ways};
use super::circuit;
use super::program::{self, Move};
use super::proofs::Proofs;
use super::rule::Rule;
use super::showing::{Rounding, Showing, Shown};
use super::system::{Standing, System};

/// The search for values to hide: what is hidden so far, and what is proven of each protected group.
pub(super) struct Guard<'a> {
    pub(super) rule: &'a Rule,
    pub(super) showing: &'a Showing,
    pub(super) system: &'a System,
    /// The listed groups that are small.
    pub(super) small: Vec<bool>,
    /// The groups that no one may work out: the small ones, and small differences of others.
    protected: Vec<usize>,
    /// What is hidden of which group beside the small ones.
    chosen: BTreeMap<usize, Level>,
    /// How many groups are the reason that a value is hidden.
    reasons: Vec<u32>,
    /// The parts of each value that is shown as a whole too.
    parts: Vec<Vec<usize>>,
    /// What is seen of each group.
    seen: Vec<Seen>,
    /// The groups of which it is not told whether they are small: whoever knew could work out others.
    untold: Vec<bool>,
    /// How much is lost when a group is hidden to a level, as far as that was asked for.
    losses: Vec<[OnceCell<u64>; 2]>,
    /// The ways each group can go, as far as that was asked for; nothing for the many that cannot go at all.
    pub(super) ways: Vec<[OnceCell<Option<Box<Ways>>>; 4]>,
    proofs: Proofs,
}

/// What the guard decided.
pub(super) struct Decision {
    /// The values that are hidden.
    pub hidden: Vec<bool>,
    /// The values that show a small group.
    pub small: Vec<bool>,
    /// The values of which it must not be told whether they show a small group.
    pub untold: Vec<bool>,
}

/// Restoring values that turned out to be hidden in vain stops after so many attempts at a proof.
const MOST_ATTEMPTS: usize = 1000;
/// In so many of these attempts linear programs are solved.
const MOST_PROGRAMS: usize = 60;
/// What is known of one group is carried to others so many times.
const MOST_SWEEPS: usize = 20;
/// So many rings of neighbours are left untold before more is hidden.
const MOST_RINGS: usize = 3;

/// Whether the count of a listed group must not be shown.
///
/// Where counts are rounded this depends on the rounded count alone, so that it tells nothing more when the values that
/// would betray the exact count are hidden.
fn is_small(rule: &Rule, showing: &Showing, system: &System, group: usize) -> bool {
    let ((_, keys), count) = &showing.groups[group];
    if rule.is_public(keys.iter().map(|(dimension, _)| dimension.as_str())) {
        return false;
    }
    match (rule.base, *count) {
        (Some(base), count) => Rule::rounded(count, base).saturating_sub(base / 2) < rule.minimum,
        // A nought tells something of everyone in a larger group, if there is anyone.
        (None, 0) => {
            let is_part_of_some = |number: &usize| {
                let equation = &system.equations[*number];
                equation.whole != group && system.groups[equation.whole].count > 0
            };
            rule.zeros && system.of_group[group].iter().any(is_part_of_some)
        }
        (None, count) => count < rule.minimum,
    }
}

impl<'a> Guard<'a> {
    pub fn new(rule: &'a Rule, showing: &'a Showing, system: &'a System) -> Guard<'a> {
        let small: Vec<bool> = (0..showing.groups.len()).map(|group| is_small(rule, showing, system, group)).collect();
        let below = |count: i64| 0 < count && count < rule.minimum as i64;
        let protected = (0..system.groups.len()).filter(|at| {
            let group = &system.groups[*at];
            match group.standing {
                Standing::Listed => small[*at],
                Standing::Inferred => {
                    below(group.count) && !rule.is_public(group.dimensions.iter().map(String::as_str))
                }
                Standing::Unknown => false,
            }
        });
        let protected: Vec<usize> = protected.collect();
        let mut parts = vec![Vec::new(); showing.values.len()];
        for (number, value) in showing.values.iter().enumerate() {
            value.whole.into_iter().for_each(|whole| parts[whole].push(number));
        }
        let mut guard = Guard {
            rule,
            showing,
            system,
            chosen: BTreeMap::new(),
            reasons: vec![0; showing.values.len()],
            parts,
            seen: vec![Seen::Nothing; system.groups.len()],
            untold: vec![false; system.groups.len()],
            losses: vec![Default::default(); system.groups.len()],
            ways: vec![Default::default(); system.groups.len()],
            proofs: Proofs::new(&protected),
            small,
            protected,
        };
        (0..guard.small.len()).for_each(|group| guard.seen[group] = guard.look(group));
        let level = if rule.base.is_some() { Level::Blur } else { Level::Hide };
        for group in (0..guard.small.len()).filter(|group| guard.small[*group]).collect::<Vec<_>>() {
            guard.cover(group, level, true);
        }
        guard
    }

    /// Hides what has to be hidden.
    pub fn decide(mut self) -> Decision {
        if self.rule.base.is_none() {
            self.leave_small_wholes_untold();
        }
        for group in self.protected.clone() {
            self.secure(group, Attacker::Informed);
            if self.rule.base.is_none() {
                self.secure(group, Attacker::Plain);
            }
        }
        self.restore();
        let shows = |value: &Shown, what: &[bool]| value.groups.iter().any(|group| what[*group]);
        let values = &self.showing.values;
        Decision {
            hidden: (0..values.len()).map(|value| self.is_hidden(value)).collect(),
            small: values.iter().map(|value| shows(value, &self.small)).collect(),
            untold: values.iter().map(|value| shows(value, &self.untold)).collect(),
        }
    }

    /// What is seen of a group.
    pub fn seen(&self, group: usize) -> Seen {
        self.seen[group]
    }

    /// Whether it is not told of a group whether it is small.
    pub fn is_untold(&self, group: usize) -> bool {
        self.untold[group]
    }

    /// How much is lost when a group is hidden to this level.
    pub fn loss(&self, group: usize, level: Level) -> u64 {
        let Some(values) = self.showing.of_group.get(group) else { return 0 };
        if level == Level::Free {
            return 0;
        }
        let place = usize::from(level == Level::Hide);
        *self.losses[group][place].get_or_init(|| {
            let lost = values.iter().filter(|value| !self.is_hidden(**value) && self.falls(**value, level));
            let weight: u64 = lost.map(|value| self.showing.values[*value].weight).sum();
            weight * (2 + u64::from((self.system.groups[group].count.unsigned_abs() + 1).ilog2()))
        })
    }

    /// Whether a value is hidden when one of its groups is hidden to this level.
    fn falls(&self, value: usize, level: Level) -> bool {
        match level {
            Level::Free => false,
            Level::Blur => self.showing.values[value].rounding == Rounding::None,
            Level::Hide => true,
        }
    }

    fn is_hidden(&self, value: usize) -> bool {
        let hidden = |value: usize| self.reasons[value] > 0;
        hidden(value) || self.showing.values[value].whole.is_some_and(hidden)
    }

    /// Makes a group safe from an attacker, hiding as little as it finds.
    fn secure(&mut self, group: usize, attacker: Attacker) {
        let mut rings = 0;
        while !self.is_proven(group, attacker) && !self.prove(group, attacker, true) {
            if let Some(found) = self.cheapest(group, attacker) {
                for (changed, _, level) in &found.steps {
                    self.choose(*changed, *level);
                }
                self.proofs.credit(&found, attacker);
            } else if attacker == Attacker::Informed && self.rule.base.is_none() && rings < MOST_RINGS {
                rings += 1;
                self.leave_untold(&self.rings(group, rings));
            } else if !self.hide_around(group) {
                return;
            }
        }
    }

    fn is_proven(&self, group: usize, attacker: Attacker) -> bool {
        self.proofs.is_proven(group, attacker, self.rule.width())
    }

    /// Looks for counts that fit all that is shown, and in which the group has another.
    fn prove(&mut self, group: usize, attacker: Attacker, with_programs: bool) -> bool {
        for program in [false, true] {
            for direction in [1.0, -1.0] {
                let found = match (attacker, program) {
                    (_, true) if !with_programs => None,
                    (Attacker::Plain, false) => circuit::farthest(self, group, direction as i64, attacker),
                    (Attacker::Plain, true) => program::farthest(self, group, direction, attacker),
                    (Attacker::Informed, false) => circuit::find(self, group, direction as i64, attacker, false),
                    (Attacker::Informed, true) => program::free_move(self, group, direction, attacker),
                };
                if let Some(found) = found {
                    self.proofs.credit(&found, attacker);
                    if self.is_proven(group, attacker) {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// The cheapest move that is found that makes the group safe from the attacker, hiding others as needed.
    fn cheapest(&self, group: usize, attacker: Attacker) -> Option<Move> {
        let goals = match attacker {
            Attacker::Informed => vec![1.0, -1.0],
            // All the way up, or what is missing in either direction.
            Attacker::Plain => {
                let (width, [down, up]) = (self.rule.width(), self.proofs.reach(group));
                let more = [(down > 0.0).then_some(width - down), Some(up - width)];
                std::iter::once(width).chain(more.into_iter().flatten()).collect()
            }
        };
        let found = goals.iter().filter_map(|delta| circuit::find(self, group, *delta as i64, attacker, true));
        let found = found.min_by(|a, b| a.cost.total_cmp(&b.cost));
        let by_program = || {
            let searches = program::SEARCHES.into_iter();
            searches.map(|search| program::cheapest(self, group, &goals, attacker, search)).find_map(|found| found)
        };
        found.or_else(by_program)
    }

    /// Hides a group beside the small ones, at least to this level.
    fn choose(&mut self, group: usize, level: Level) {
        let known = self.chosen.get(&group).copied().unwrap_or(Level::Free);
        if level > known {
            self.cover(group, known, false);
            self.cover(group, level, true);
            self.chosen.insert(group, level);
        }
    }

    /// Hides the values of a group, or shows those again that no other group hides; the groups of which something else is
    /// seen then.
    fn cover(&mut self, group: usize, level: Level, hide: bool) -> Vec<usize> {
        let showing = self.showing;
        let mut changed = Vec::new();
        for value in showing.of_group.get(group).map(Vec::as_slice).unwrap_or_default() {
            if !self.falls(*value, level) {
                continue;
            }
            let reasons = &mut self.reasons[*value];
            let before = *reasons > 0;
            *reasons = if hide { *reasons + 1 } else { reasons.saturating_sub(1) };
            if before == (*reasons > 0) {
                continue;
            }
            let values = self.parts[*value].iter().chain([value]);
            for group in values.flat_map(|value| &showing.values[*value].groups).copied().collect::<Vec<_>>() {
                let seen = self.look(group);
                if self.seen[group] != seen {
                    self.seen[group] = seen;
                    changed.push(group);
                }
                self.losses[group] = Default::default();
                self.ways[group] = Default::default();
            }
        }
        changed
    }

    /// What is still seen of a listed group.
    fn look(&self, group: usize) -> Seen {
        let mut seen = Seen::Nothing;
        for value in self.showing.of_group[group].iter().filter(|value| !self.is_hidden(**value)) {
            match (self.rule.base, self.showing.values[*value].rounding) {
                (None, _) | (Some(_), Rounding::None) => return Seen::Count,
                (Some(_), Rounding::Count | Rounding::Share(..)) => seen = Seen::Rounded,
            }
        }
        seen
    }

    /// The groups at this distance or less.
    fn rings(&self, group: usize, distance: usize) -> BTreeSet<usize> {
        let mut known = BTreeSet::from([group]);
        let mut ring = vec![group];
        for _ in 0..distance {
            let equations: BTreeSet<usize> =
                ring.iter().flat_map(|group| self.system.of_group[*group].iter().copied()).collect();
            ring.clear();
            for equation in equations {
                let equation = &self.system.equations[equation];
                ring.extend(equation.parts.iter().chain([&equation.whole]).filter(|group| known.insert(**group)));
            }
        }
        known
    }

    /// Tells of none of these groups whether it is small.
    fn leave_untold(&mut self, groups: &BTreeSet<usize>) {
        for group in groups {
            self.untold[*group] = true;
            self.ways[*group] = Default::default();
        }
    }

    /// Leaves untold what would betray a protected group even if nothing at all were shown, as of four persons in four
    /// groups of which none is empty: that they are fewer than five says that each is one.
    fn leave_small_wholes_untold(&mut self) {
        loop {
            let bounds = self.known_by_class();
            let is_found = |group: &&usize| bounds[**group].0 == bounds[**group].1;
            let found: Vec<usize> = self.protected.iter().filter(is_found).copied().collect();
            let equations = found.iter().flat_map(|group| self.system.of_group[*group].iter().copied());
            let wholes = equations.map(|equation| self.system.equations[equation].whole);
            let told: BTreeSet<usize> =
                wholes.chain(found.iter().copied()).filter(|group| !self.untold[*group]).collect();
            if told.is_empty() {
                return;
            }
            self.leave_untold(&told);
        }
    }

    /// The counts that an informed attacker holds possible where all listed groups are hidden, equation by equation.
    fn known_by_class(&self) -> Vec<(i64, i64)> {
        let mut bounds: Vec<(i64, i64)> =
            (0..self.system.groups.len()).map(|group| self.bounds(group, Attacker::Informed, Seen::Nothing)).collect();
        for _ in 0..MOST_SWEEPS {
            let mut changed = false;
            for equation in &self.system.equations {
                let add = |a: i64, b: i64| a.saturating_add(b);
                let least: i64 = equation.parts.iter().map(|part| bounds[*part].0).fold(0, add);
                let most: i64 = equation.parts.iter().map(|part| bounds[*part].1).fold(0, add);
                let mut narrow = |group: usize, lower: i64, upper: i64| {
                    let (old_lower, old_upper) = bounds[group];
                    bounds[group] = (old_lower.max(lower), old_upper.min(upper));
                    changed = changed || bounds[group] != (old_lower, old_upper);
                };
                narrow(equation.whole, least, most);
                let (whole_least, whole_most) = bounds[equation.whole];
                for part in &equation.parts {
                    let (own_least, own_most) = bounds[*part];
                    let others_most = if most == i64::MAX { i64::MAX } else { most - own_most };
                    let lower = if others_most == i64::MAX { i64::MIN } else { whole_least - others_most };
                    let upper = if whole_most == i64::MAX { i64::MAX } else { whole_most - (least - own_least) };
                    let mut narrow = |lower: i64, upper: i64| {
                        bounds[*part] = (own_least.max(lower), own_most.min(upper));
                        changed = changed || bounds[*part] != (own_least, own_most);
                    };
                    narrow(lower, upper);
                }
            }
            if !changed {
                break;
            }
        }
        bounds
    }

    /// Hides the nearest groups that are not hidden yet, if there are any.
    fn hide_around(&mut self, group: usize) -> bool {
        let mut known = 0;
        for distance in 1.. {
            let near = self.rings(group, distance);
            let open: Vec<usize> = near.iter().copied().filter(|group| self.can_be_hidden(*group)).collect();
            if !open.is_empty() {
                open.into_iter().for_each(|group| self.choose(group, Level::Hide));
                return true;
            }
            if near.len() == known {
                break;
            }
            known = near.len();
        }
        false
    }

    /// Shows again what was hidden in vain, the greatest loss first.
    fn restore(&mut self) {
        let (mut attempts, mut programs) = (0, 0);
        let mut order: Vec<(u64, usize)> = self.chosen.keys().map(|group| (self.gain(*group), *group)).collect();
        order.sort_unstable_by(|a, b| b.cmp(a));
        for (_, group) in order {
            let Some(level) = self.chosen.remove(&group) else { continue };
            let shown = self.cover(group, level, false);
            let lost = self.proofs.relying_on(&shown);
            let taken = self.proofs.take(&lost);
            let safe = lost.into_iter().all(|(group, attacker)| {
                attempts += 1;
                let with_programs = programs < MOST_PROGRAMS;
                attempts <= MOST_ATTEMPTS
                    && (self.prove(group, attacker, false) || {
                        programs += 1;
                        with_programs && self.prove(group, attacker, true)
                    })
            });
            if !safe {
                self.cover(group, level, true);
                self.chosen.insert(group, level);
                self.proofs.put_back(taken);
            }
        }
    }

    /// How much is hidden for the sake of this group, whatever else hides it.
    fn gain(&self, group: usize) -> u64 {
        let values = self.showing.of_group.get(group).map(Vec::as_slice).unwrap_or_default();
        let weight: u64 = values.iter().map(|value| self.showing.values[*value].weight).sum();
        weight * (2 + u64::from((self.system.groups[group].count.unsigned_abs() + 1).ilog2()))
    }
}
