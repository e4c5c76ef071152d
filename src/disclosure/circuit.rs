//! Moves that need no linear program: circuits of groups in which one gives what the next one takes.
//!
//! Most moves are small circuits: a person more in one group is one fewer in its neighbour, one more in the neighbour's
//! neighbour, and one fewer where the circuit closes. They are found by trying, within a budget; what is not found here is
//! looked for by linear programming.

use std::collections::BTreeMap;

use super::attacker::{Attacker, Level};
use super::guard::Guard;
use super::program::Move;

/// No circuit has more groups.
const LONGEST: usize = 60;
/// So many groups are tried for a circuit of hidden groups, and for the cheapest circuit.
const TRIES: [usize; 2] = [200, 1500];

/// A circuit in which the group changes by `delta`: of hidden groups alone, or else the cheapest that is found.
pub(super) fn find(guard: &Guard<'_>, group: usize, delta: i64, attacker: Attacker, hiding: bool) -> Option<Move> {
    let mut search = Search::new(guard, attacker, hiding);
    search.run(group, delta);
    let (cost, steps) = search.best?;
    Some(Move {
        cost: cost as f64,
        steps: steps.into_iter().map(|(group, step, level)| (group, step as f64, level)).collect(),
    })
}

/// Circuits of hidden groups one after the other, in which the group goes as far as it can in one direction, up to the
/// width that it needs.
pub(super) fn farthest(guard: &Guard<'_>, group: usize, direction: i64, attacker: Attacker) -> Option<Move> {
    let most = guard.rule.width() as i64;
    let mut search = Search::new(guard, attacker, false);
    let mut done = 0;
    let mut step = most;
    while step > 0 && done < most {
        (search.tries, search.best) = (TRIES[0], None);
        search.run(group, direction * step.min(most - done));
        match search.best.take() {
            Some((_, steps)) => {
                done += step.min(most - done);
                steps.into_iter().for_each(|(group, step, _)| *search.moved.entry(group).or_default() += step);
            }
            None => step /= 2,
        }
    }
    let steps = search.moved.into_iter().filter(|(_, step)| *step != 0);
    (done > 0)
        .then(|| Move { cost: 0.0, steps: steps.map(|(group, step)| (group, step as f64, Level::Free)).collect() })
}

struct Search<'a> {
    guard: &'a Guard<'a>,
    attacker: Attacker,
    hiding: bool,
    /// How far groups have gone in circuits before this one.
    moved: BTreeMap<usize, i64>,
    steps: Vec<(usize, i64, Level)>,
    cost: u64,
    /// Equations whose parts now sum to so much more than the whole.
    unbalanced: Vec<(usize, i64)>,
    best: Option<(u64, Vec<(usize, i64, Level)>)>,
    tries: usize,
    /// Whether each group has a step.
    taken: Vec<bool>,
}

/// A group that could be changed next.
struct Way {
    group: usize,
    delta: i64,
    level: Level,
    cost: u64,
}

impl<'a> Search<'a> {
    fn new(guard: &'a Guard<'a>, attacker: Attacker, hiding: bool) -> Search<'a> {
        Search {
            guard,
            attacker,
            hiding,
            moved: BTreeMap::new(),
            steps: Vec::new(),
            cost: 0,
            unbalanced: Vec::new(),
            best: None,
            tries: TRIES[usize::from(hiding)],
            taken: vec![false; guard.system.groups.len()],
        }
    }

    fn run(&mut self, group: usize, delta: i64) {
        if let Some(way) = self.way(group, delta) {
            self.take(&way);
            self.close();
            self.give_back(&way);
        }
    }

    /// How a group can change by so much, if it can.
    fn way(&self, group: usize, delta: i64) -> Option<Way> {
        if self.taken[group] {
            return None;
        }
        let moved = if self.moved.is_empty() { 0 } else { self.moved.get(&group).copied().unwrap_or_default() };
        let (level, cost) = self.guard.price(group, moved, delta, self.attacker, self.hiding)?;
        Some(Way { group, delta, level, cost })
    }

    fn take(&mut self, way: &Way) {
        self.taken[way.group] = true;
        self.steps.push((way.group, way.delta, way.level));
        self.cost += way.cost;
        self.tip(way.group, way.delta);
    }

    fn give_back(&mut self, way: &Way) {
        self.taken[way.group] = false;
        self.steps.pop();
        self.cost -= way.cost;
        self.tip(way.group, -way.delta);
    }

    /// What a change does to the equations of a group.
    fn tip(&mut self, group: usize, delta: i64) {
        for number in &self.guard.system.of_group[group] {
            let own = if self.guard.system.equations[*number].whole == group { -delta } else { delta };
            match self.unbalanced.iter().position(|(known, _)| known == number) {
                Some(at) => {
                    self.unbalanced[at].1 += own;
                    if self.unbalanced[at].1 == 0 {
                        self.unbalanced.remove(at);
                    }
                }
                None => self.unbalanced.push((*number, own)),
            }
        }
    }

    /// Tries all further steps that balance the equations and cost less than the best circuit so far.
    fn close(&mut self) {
        if self.unbalanced.is_empty() {
            self.best = Some((self.cost, self.steps.clone()));
            if self.cost == 0 {
                self.tries = 0;
            }
            return;
        }
        if self.steps.len() >= LONGEST {
            return;
        }
        // The equation with the fewest ways out.
        let mut fewest: Option<(usize, usize)> = None;
        for (at, (number, excess)) in self.unbalanced.iter().enumerate() {
            let most = fewest.map_or(usize::MAX, |(count, _)| count);
            let count = self.ways_out(*number, *excess).take(most).count();
            if count < most {
                fewest = Some((count, at));
            }
            if count == 0 {
                return;
            }
        }
        let Some((_, at)) = fewest else { return };
        let (number, excess) = self.unbalanced[at];
        let mut ways: Vec<Way> = self.ways_out(number, excess).collect();
        // First the cheap ones, and of these the ones that leave the fewest equations unbalanced.
        if ways.len() > 1 {
            ways.sort_by_cached_key(|way| (way.cost, self.left_unbalanced(way.group, way.delta), way.group));
        }
        for way in ways {
            if self.tries == 0 {
                return;
            }
            if self.best.as_ref().is_some_and(|(best, _)| self.cost + way.cost >= *best) {
                continue;
            }
            self.tries -= 1;
            self.take(&way);
            self.close();
            self.give_back(&way);
        }
    }

    /// The groups of an equation that can balance it.
    fn ways_out(&self, number: usize, excess: i64) -> impl Iterator<Item = Way> {
        let equation = &self.guard.system.equations[number];
        let parts = equation.parts.iter().map(move |part| (*part, -excess));
        parts.chain([(equation.whole, excess)]).filter_map(|(group, delta)| self.way(group, delta))
    }

    fn left_unbalanced(&self, group: usize, delta: i64) -> usize {
        let mut left = self.unbalanced.len();
        for number in &self.guard.system.of_group[group] {
            let own = if self.guard.system.equations[*number].whole == group { -delta } else { delta };
            match self.unbalanced.iter().find(|(known, _)| known == number) {
                Some((_, excess)) if excess + own == 0 => left -= 1,
                Some(_) => {}
                None => left += 1,
            }
        }
        left
    }
}
