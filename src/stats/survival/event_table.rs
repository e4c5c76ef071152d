//! Follow-up in counts: who had the event, and who left observation, at each distinct time.

use crate::stats::Undefined;

/// The largest number of persons that is counted without rounding.
const MOST_PERSONS: u64 = 1 << 53;

/// One person: followed to `time`, at which the event happened or observation ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// The time of the event, or the last time without it.
    pub time: f64,
    /// Whether the event happened; otherwise the person is censored at `time`.
    pub event: bool,
}

/// The persons whose follow-up ended at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeRow {
    /// The time.
    pub time: f64,
    /// How many had the event at `time`.
    pub events: u64,
    /// How many were censored at `time`; they are at risk of the events at `time`.
    pub censored: u64,
}

/// The follow-up of one group as counts by time, sorted, each time once; possibly of nobody.
///
/// Times are equal when they are the same number. R's `survfit` also merges times that differ by
/// rounding; times that are computed (days / 365.25) are best rounded before they come here.
///
/// ```
/// use utfall::stats::survival::{EventTable, Observation, TimeRow};
///
/// let person = |time, event| Observation { time, event };
/// let persons = [person(2.0, true), person(1.0, false), person(2.0, true), person(2.0, false)];
/// let rows = [TimeRow { time: 2.0, events: 2, censored: 1 }, TimeRow { time: 1.0, events: 0, censored: 1 }];
/// assert_eq!(EventTable::from_observations(persons)?, EventTable::new(rows)?);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EventTable {
    rows: Vec<TimeRow>,
    total: u64,
}

impl EventTable {
    /// A table from counts, in any order; rows of the same time are added together.
    ///
    /// [`Undefined::OutsideDomain`] for a negative time, [`Undefined::NotFinite`] for an infinite one,
    /// [`Undefined::TooLarge`] for more than 2^53 persons.
    pub fn new(rows: impl IntoIterator<Item = TimeRow>) -> Result<EventTable, Undefined> {
        let mut given: Vec<TimeRow> = rows.into_iter().collect();
        if given.iter().any(|row| !row.time.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        if given.iter().any(|row| row.time < 0.0) {
            return Err(Undefined::OutsideDomain);
        }
        // The order of equal times is of no consequence: they are added up.
        given.sort_unstable_by(|a, b| a.time.total_cmp(&b.time));
        let mut table = EventTable::default();
        for TimeRow { time, events, censored } in given {
            let persons = events.checked_add(censored).ok_or(Undefined::TooLarge)?;
            table.total = table.total.checked_add(persons).ok_or(Undefined::TooLarge)?;
            match table.rows.last_mut() {
                // -0.0 == 0.0, and sorts before it.
                Some(last) if last.time == time => {
                    last.events += events;
                    last.censored += censored;
                }
                _ if persons > 0 => table.rows.push(TimeRow { time: time + 0.0, events, censored }),
                _ => {}
            }
        }
        if table.total > MOST_PERSONS { Err(Undefined::TooLarge) } else { Ok(table) }
    }

    /// A table from persons, in any order; errors as for [`EventTable::new`].
    pub fn from_observations(persons: impl IntoIterator<Item = Observation>) -> Result<EventTable, Undefined> {
        EventTable::new(persons.into_iter().map(|Observation { time, event }| TimeRow {
            time,
            events: u64::from(event),
            censored: u64::from(!event),
        }))
    }

    /// The times with their counts, in increasing order; no row is empty.
    pub fn rows(&self) -> &[TimeRow] {
        &self.rows
    }

    /// The number of persons.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The number of events.
    pub fn events(&self) -> u64 {
        self.rows.iter().map(|row| row.events).sum()
    }

    /// The last time at which anyone was observed.
    pub fn last_time(&self) -> Option<f64> {
        self.rows.last().map(|row| row.time)
    }

    /// The number still under observation just before `time`: those whose own time is `time` or later.
    pub fn at_risk(&self, time: f64) -> u64 {
        let later = self.rows.partition_point(|row| row.time < time);
        self.rows[later..].iter().map(|row| row.events + row.censored).sum()
    }
}
