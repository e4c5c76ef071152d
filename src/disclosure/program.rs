//! Moves of many groups at once, by linear programming.

use std::collections::BTreeSet;

use super::attacker::{Attacker, Level, Ways};
use super::guard::Guard;
use super::lp::{self, Column};

/// Groups that change together: by how much, and how far each has to be hidden for that.
#[derive(Clone, Debug)]
pub(super) struct Move {
    pub cost: f64,
    pub steps: Vec<(usize, f64, Level)>,
}

/// What a group should do in a move.
#[derive(Clone, Copy, Debug)]
enum Goal {
    /// Change by this much.
    By(f64),
    /// Change as far as it can, and as far as it needs, in one direction.
    Towards(f64),
}

/// A proof is looked for among so many hidden groups.
const MOST_FREE: usize = 200;

/// Where groups to hide are looked for: among so many members of an equation, the cheapest, and so many in all.
pub(super) const SEARCHES: [(usize, usize); 4] = [(8, 80), (3, 250), (8, 600), (usize::MAX, 2000)];
/// So many hidden groups of an equation are looked at in any case, those with the most room first.
const FEWEST: usize = 6;

/// A move of hidden groups alone in which the group changes by `delta`.
pub(super) fn free_move(guard: &Guard<'_>, group: usize, delta: f64, attacker: Attacker) -> Option<Move> {
    let groups = around(guard, group, (0, MOST_FREE), attacker);
    solve(guard, Net::of(guard, groups, attacker, false), group, Goal::By(delta), attacker)
}

/// The furthest that the group can go in one direction, up to the width it needs, by a move of hidden groups.
pub(super) fn farthest(guard: &Guard<'_>, group: usize, direction: f64, attacker: Attacker) -> Option<Move> {
    let groups = around(guard, group, (0, MOST_FREE), attacker);
    solve(guard, Net::of(guard, groups, attacker, false), group, Goal::Towards(direction), attacker)
}

/// The cheapest move in which the group changes by one of these, hiding others as needed.
pub(super) fn cheapest(
    guard: &Guard<'_>,
    group: usize,
    goals: &[f64],
    attacker: Attacker,
    search: (usize, usize),
) -> Option<Move> {
    let groups = around(guard, group, search, attacker);
    let found = goals.iter().filter_map(|delta| {
        let net = Net::of(guard, groups.clone(), attacker, true);
        solve(guard, net, group, Goal::By(*delta), attacker)
    });
    found.min_by(|a, b| a.cost.total_cmp(&b.cost))
}

/// The group and those around it that can be moved: of each equation so many hidden ones, those with the most room, and as
/// many that could be hidden, the cheapest first.
fn around(guard: &Guard<'_>, group: usize, (members, most): (usize, usize), attacker: Attacker) -> Vec<usize> {
    let mut found = vec![group];
    let mut known = BTreeSet::from([group]);
    let mut equations = BTreeSet::new();
    let mut next = 0;
    while next < found.len() && found.len() < most {
        for number in &guard.system.of_group[found[next]] {
            if !equations.insert(*number) {
                continue;
            }
            let equation = &guard.system.equations[*number];
            let (mut free, mut open): (Vec<(i64, usize)>, Vec<(u64, usize)>) = Default::default();
            for other in equation.parts.iter().chain([&equation.whole]).copied() {
                if known.contains(&other) {
                    continue;
                }
                match guard.ways(other, attacker, members > 0).first() {
                    None => {}
                    Some(way) if way.level == Level::Free => free.push((-(way.down + way.up) as i64, other)),
                    Some(_) => open.push((guard.loss(other, Level::Hide), other)),
                }
            }
            free.sort_unstable();
            open.sort_unstable();
            let free = free.into_iter().take(members.max(FEWEST)).map(|(_, other)| other);
            for other in free.chain(open.into_iter().take(members).map(|(_, other)| other)) {
                known.insert(other);
                found.push(other);
            }
        }
        next += 1;
    }
    found.truncate(most);
    found
}

/// The cheapest move of the groups of a net in which one of them does what it should.
fn solve(guard: &Guard<'_>, net: Net, group: usize, goal: Goal, attacker: Attacker) -> Option<Move> {
    let target = net.groups.binary_search(&group).ok()?;
    let mut columns: Vec<Column> = Vec::new();
    // The columns of each group, with their directions and levels.
    let mut steps: Vec<Vec<(usize, f64, Level)>> = Vec::with_capacity(net.groups.len());
    for ways in &net.ways {
        let mut own = Vec::new();
        for way in ways.iter() {
            for (direction, most) in [(-1.0, way.down), (1.0, way.up)] {
                if most > 0.0 {
                    own.push((columns.len(), direction, way.level));
                    columns.push(Column { cost: way.cost, lower: 0.0, upper: most });
                }
            }
        }
        steps.push(own);
    }
    let terms =
        |at: usize, factor: f64| steps[at].iter().map(move |(column, direction, _)| (*column, direction * factor));
    let mut rows: Vec<lp::Row> = Vec::with_capacity(net.equations.len() + 1);
    for members in &net.equations {
        let terms = members.iter().flat_map(|(at, factor)| terms(*at, *factor)).collect();
        rows.push(lp::Row { terms, sum: 0.0 });
    }
    match goal {
        Goal::By(delta) => rows.push(lp::Row { terms: terms(target, 1.0).collect(), sum: delta }),
        // A column for how far it goes, which is worth more than all that it costs.
        Goal::Towards(direction) => {
            let mut terms: Vec<_> = terms(target, 1.0).collect();
            terms.push((columns.len(), -direction));
            rows.push(lp::Row { terms, sum: 0.0 });
            columns.push(Column { cost: -1e5, lower: 0.0, upper: guard.rule.width() });
        }
    }
    let mut found = lp::least(&columns, &rows, false)?;
    // Persons are whole: where only parts of persons would fit, nobody is fooled.
    let is_whole = |value: &f64| (value - value.round()).abs() < 1e-6;
    if attacker == Attacker::Informed && !found.iter().all(is_whole) {
        found = lp::least(&columns, &rows, true)?;
    }
    let cost = columns.iter().zip(&found).map(|(column, value)| column.cost * value).sum();
    let mut moved = Vec::new();
    for (group, own) in net.groups.iter().zip(&steps) {
        let used = || own.iter().filter(|(column, ..)| found[*column] > 1e-6);
        if let Some(level) = used().map(|(_, _, level)| *level).max() {
            moved.push((*group, used().map(|(column, direction, _)| direction * found[*column]).sum(), level));
        }
    }
    Some(Move { cost, steps: moved })
}

/// Groups that can be moved together, and the equations that bind them.
struct Net {
    groups: Vec<usize>,
    /// How each of them can go.
    ways: Vec<Ways>,
    /// The members of each equation by their places among the groups, with their factors.
    equations: Vec<Vec<(usize, f64)>>,
}

impl Net {
    /// The net of those of the groups that can move at all: one that stands alone in an equation cannot.
    fn of(guard: &Guard<'_>, mut groups: Vec<usize>, attacker: Attacker, hiding: bool) -> Net {
        groups.sort_unstable();
        let ways: Vec<&Ways> = groups.iter().map(|group| guard.ways(*group, attacker, hiding)).collect();
        let mut alive: Vec<bool> = ways.iter().map(|ways| ways.first().is_some()).collect();
        let mut equations: Vec<usize> = Vec::new();
        for (group, _) in groups.iter().zip(&alive).filter(|(_, alive)| **alive) {
            equations.extend(&guard.system.of_group[*group]);
        }
        equations.sort_unstable();
        equations.dedup();
        let mut members: Vec<Vec<(usize, f64)>> = vec![Vec::new(); equations.len()];
        for (at, group) in groups.iter().enumerate().filter(|(at, _)| alive[*at]) {
            for number in &guard.system.of_group[*group] {
                let factor = if guard.system.equations[*number].whole == *group { -1.0 } else { 1.0 };
                if let Ok(equation) = equations.binary_search(number) {
                    members[equation].push((at, factor));
                }
            }
        }
        let mut left: Vec<usize> = members.iter().map(Vec::len).collect();
        let mut lonely: Vec<usize> = (0..equations.len()).filter(|equation| left[*equation] == 1).collect();
        while let Some(equation) = lonely.pop() {
            let Some((only, _)) = members[equation].iter().copied().find(|(at, _)| alive[*at]) else { continue };
            alive[only] = false;
            for number in &guard.system.of_group[groups[only]] {
                if let Ok(other) = equations.binary_search(number) {
                    left[other] -= 1;
                    if left[other] == 1 {
                        lonely.push(other);
                    }
                }
            }
        }
        let mut places = vec![usize::MAX; groups.len()];
        let mut net = Net { groups: Vec::new(), ways: Vec::new(), equations: Vec::new() };
        for (at, ways) in ways.into_iter().enumerate().filter(|(at, _)| alive[*at]) {
            places[at] = net.groups.len();
            net.groups.push(groups[at]);
            net.ways.push(*ways);
        }
        for members in members {
            let members: Vec<(usize, f64)> =
                members.into_iter().filter(|(at, _)| alive[*at]).map(|(at, factor)| (places[at], factor)).collect();
            if !members.is_empty() {
                net.equations.push(members);
            }
        }
        net
    }
}
