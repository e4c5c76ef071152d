//! Why protected groups are safe: moves that fit all that is shown, in which they change.

use std::collections::{BTreeMap, BTreeSet};

use super::attacker::Attacker;
use super::program::Move;

/// What is proven of which group.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    /// The groups that need a proof.
    needed: BTreeSet<usize>,
    /// The proof that each group may have another whole number.
    whole: BTreeMap<usize, usize>,
    /// How far each group is known to reach down and up, with the proofs.
    reach: BTreeMap<usize, [(f64, usize); 2]>,
    /// The proofs in which each group changes.
    changing: BTreeMap<usize, Vec<usize>>,
    /// The protected groups that each proof was good for, which may have found another since.
    good_for: Vec<Vec<(usize, Attacker)>>,
}

impl Proofs {
    pub fn new(needed: &[usize]) -> Proofs {
        Proofs { needed: needed.iter().copied().collect(), ..Proofs::default() }
    }

    /// Whether a group is safe from an attacker; the plain one must leave it an interval of this width.
    pub fn is_proven(&self, group: usize, attacker: Attacker, width: f64) -> bool {
        match attacker {
            Attacker::Informed => self.whole.contains_key(&group),
            Attacker::Plain => {
                let [down, up] = self.reach(group);
                down + up >= width - 1e-6
            }
        }
    }

    /// How far a group is known to reach down and up.
    pub fn reach(&self, group: usize) -> [f64; 2] {
        self.reach.get(&group).map_or([0.0; 2], |[down, up]| [down.0, up.0])
    }

    /// Remembers what a move proves, of all groups that it changes.
    pub fn credit(&mut self, found: &Move, attacker: Attacker) {
        let number = self.good_for.len();
        let mut good_for = Vec::new();
        for (group, step, _) in found.steps.iter().filter(|(group, ..)| self.needed.contains(group)) {
            match attacker {
                Attacker::Informed => {
                    if step.abs() >= 1.0 - 1e-6 && !self.whole.contains_key(group) {
                        self.whole.insert(*group, number);
                        good_for.push((*group, attacker));
                    }
                }
                Attacker::Plain => {
                    let side = &mut self.reach.entry(*group).or_default()[usize::from(*step > 0.0)];
                    if step.abs() > side.0 {
                        *side = (step.abs(), number);
                        good_for.push((*group, attacker));
                    }
                }
            }
        }
        if !good_for.is_empty() {
            self.good_for.push(good_for);
            for (group, ..) in &found.steps {
                self.changing.entry(*group).or_default().push(number);
            }
        }
    }

    /// The groups whose proofs change one of these, with the attackers.
    pub fn relying_on(&self, groups: &[usize]) -> BTreeSet<(usize, Attacker)> {
        let proofs = groups.iter().filter_map(|group| self.changing.get(group)).flatten();
        let holds = |proof: usize, group: usize, attacker: Attacker| match attacker {
            Attacker::Informed => self.whole.get(&group) == Some(&proof),
            Attacker::Plain => {
                self.reach.get(&group).is_some_and(|reach| reach.iter().any(|(step, own)| *step > 0.0 && *own == proof))
            }
        };
        proofs
            .flat_map(|proof| self.good_for[*proof].iter().map(move |(group, attacker)| (*proof, *group, *attacker)))
            .filter(|(proof, group, attacker)| holds(*proof, *group, *attacker))
            .map(|(_, group, attacker)| (group, attacker))
            .collect()
    }

    /// Takes the proofs of these groups away, and returns them.
    pub fn take(&mut self, of: &BTreeSet<(usize, Attacker)>) -> Taken {
        let mut taken = Taken::default();
        for (group, attacker) in of {
            match attacker {
                Attacker::Informed => taken.whole.extend(self.whole.remove(group).map(|proof| (*group, proof))),
                Attacker::Plain => taken.reach.extend(self.reach.remove(group).map(|reach| (*group, reach))),
            }
        }
        taken
    }

    pub fn put_back(&mut self, taken: Taken) {
        self.whole.extend(taken.whole);
        self.reach.extend(taken.reach);
    }
}

/// Proofs that are set aside.
#[derive(Debug, Default)]
pub(super) struct Taken {
    whole: Vec<(usize, usize)>,
    reach: Vec<(usize, [(f64, usize); 2])>,
}
