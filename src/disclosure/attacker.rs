//! Who reads the reports, and which counts each of them holds possible.

use super::guard::Guard;
use super::rule::Rule;
use super::system::Standing;

/// Who tries to work out a protected count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Attacker {
    /// Knows only that no count is negative; must not come near the count.
    Plain,
    /// Knows the rule, and of each hidden count whether it is small, nought or neither, unless that is not told; must not
    /// find it.
    Informed,
}

/// How far a group is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// As it is.
    Free,
    /// Only rounded values show it.
    Blur,
    /// Nothing shows it.
    Hide,
}

/// What is seen of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Count,
    Rounded,
    Nothing,
}

/// Some way that a group can go, and what it costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub level: Level,
    pub down: f64,
    pub up: f64,
    pub cost: f64,
}

/// The ways of one group, each beyond the one before: as it is, with its exact count hidden, and hidden altogether.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ways {
    ways: [Option<Way>; 3],
}

impl Ways {
    const NONE: Ways = Ways { ways: [None; 3] };

    fn push(&mut self, way: Way) {
        if let Some(place) = self.ways.iter_mut().find(|place| place.is_none()) {
            *place = Some(way);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Way> {
        self.ways.iter().flatten()
    }

    pub fn first(&self) -> Option<&Way> {
        self.ways[0].as_ref()
    }
}

/// No group needs to go further than so many times the width of a protected interval.
const FAR: f64 = 8.0;
/// What it costs to move a group that is hidden already; hiding another costs a hundred times as much and more.
const FREE: f64 = 1.0;

impl Rule {
    /// How wide the interval of a small count has to be for one who does not know the rule.
    pub(super) fn width(&self) -> f64 {
        (self.minimum - 1) as f64
    }

    fn far(&self) -> f64 {
        FAR * (self.minimum.max(self.base.unwrap_or(0)) as f64)
    }
}

impl Guard<'_> {
    /// The counts that a group may have for an attacker who sees this much of it.
    pub(super) fn bounds(&self, group: usize, attacker: Attacker, seen: Seen) -> (i64, i64) {
        let own = &self.system.groups[group];
        let minimum = self.rule.minimum as i64;
        if seen == Seen::Count {
            return (own.count, own.count);
        }
        if let Some(base) = self.rule.base {
            return match seen {
                Seen::Rounded => {
                    let rounded = Rule::rounded(own.count.unsigned_abs(), base) as i64;
                    let half = base as i64 / 2;
                    ((rounded - half).max(0), rounded + half)
                }
                // What is not even rounded may be any number.
                _ => (own.least, i64::MAX),
            };
        }
        if own.standing != Standing::Listed {
            return (own.least, i64::MAX);
        }
        match (attacker, self.small[group], own.count) {
            // A nought that is not protected is as good as shown.
            (_, false, 0) => (0, 0),
            (Attacker::Plain, ..) => (0, i64::MAX),
            (Attacker::Informed, ..) if self.is_untold(group) => (i64::from(!self.rule.zeros), i64::MAX),
            (Attacker::Informed, true, _) => (i64::from(!self.rule.zeros), minimum - 1),
            (Attacker::Informed, false, count) => (if count >= minimum { minimum } else { 0 }, i64::MAX),
        }
    }

    /// The ways a group can go; kept until what is seen of the group changes.
    pub(super) fn ways(&self, group: usize, attacker: Attacker, hiding: bool) -> &Ways {
        let place = 2 * attacker as usize + usize::from(hiding);
        let ways = self.ways[group][place].get_or_init(|| {
            let ways = self.new_ways(group, attacker, hiding);
            ways.first().is_some().then(|| Box::new(ways))
        });
        ways.as_deref().unwrap_or(&Ways::NONE)
    }

    fn new_ways(&self, group: usize, attacker: Attacker, hiding: bool) -> Ways {
        let count = self.system.groups[group].count;
        let far = self.rule.far();
        let seen = self.seen(group);
        let mut ways = Ways::default();
        let (mut down, mut up) = (0.0, 0.0);
        let mut add = |level: Level, as_seen: Seen, cost: f64| {
            let (lower, upper) = self.bounds(group, attacker, as_seen);
            let to_down = ((count - lower) as f64).clamp(down, far);
            let to_up = ((upper - count) as f64).clamp(up, far);
            if to_down > down || to_up > up {
                ways.push(Way { level, down: to_down - down, up: to_up - up, cost });
                (down, up) = (to_down, to_up);
            }
        };
        if seen != Seen::Count {
            add(Level::Free, seen, FREE);
        }
        if hiding && seen != Seen::Nothing {
            let price = |level| 100.0 + 10.0 * self.loss(group, level) as f64;
            if seen == Seen::Count && self.rule.base.is_some() {
                add(Level::Blur, Seen::Rounded, price(Level::Blur));
            }
            add(Level::Hide, Seen::Nothing, price(Level::Hide));
        }
        ways
    }

    /// How far a group that has gone so far already has to be hidden to change by `delta` more, and what is lost by that.
    pub(super) fn price(
        &self,
        group: usize,
        gone: i64,
        delta: i64,
        attacker: Attacker,
        hiding: bool,
    ) -> Option<(Level, u64)> {
        let there = (gone + delta) as f64;
        let (mut down, mut up) = (0.0, 0.0);
        for way in self.ways(group, attacker, hiding).iter() {
            (down, up) = (down + way.down, up + way.up);
            if -down <= there && there <= up {
                return Some((way.level, self.loss(group, way.level)));
            }
        }
        None
    }

    /// Whether hiding a group would hide anything more.
    pub(super) fn can_be_hidden(&self, group: usize) -> bool {
        self.system.groups[group].standing == Standing::Listed && self.loss(group, Level::Hide) > 0
    }
}
