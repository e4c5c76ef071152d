//! From stretches of rows to the bits and sums of the persons.
//!
//! Bits are joined and exact sums are added, and neither depends on the order of the rows. So each thread gathers
//! the rows that it has read as runs of one person, and adds them to the whole whenever it is done with a stretch.

use std::sync::Mutex;

use super::amounts::Amounts;
use super::calendar;
use super::condition::{Condition, Evaluated};
use super::exact_sum;
use super::faults::Faults;
use super::money::Worth;
use super::months::words;
use super::persons::{NOBODY, Persons};
use super::question::Window;
use super::readings::{LEFT_OUT, Readings};
use super::stretch::Stretch;
use crate::diag::Problem;

/// What is gathered from each row.
#[derive(Debug)]
pub(super) struct Plan {
    pub persons: Persons,
    /// For each person the calendar month that is month 0, where months are calendar months.
    pub since: Option<Vec<i32>>,
    /// The number of the first month.
    pub first: i32,
    pub months: usize,
    /// The rows that count; all where there is none.
    pub keep: Option<Condition>,
    pub conditions: Vec<Condition>,
    pub totals: Vec<Sum>,
    /// Whether a month without a row is a month without an answer.
    pub absence_is_missing: bool,
}

/// A sum over the rows of a person.
#[derive(Debug)]
pub(super) struct Sum {
    /// The place of its column in a stretch.
    pub column: usize,
    /// The place of the column with the year.
    pub year: Option<usize>,
    pub window: Window,
    pub worth: Worth,
}

/// How many rows there were, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub rows: u64,
    pub left_out: u64,
    pub unknown_persons: u64,
    pub outside_months: u64,
}

/// What is known of the persons.
#[derive(Debug)]
pub(super) struct Gathered {
    words: usize,
    /// The months in each state.
    pub states: Vec<Vec<u64>>,
    /// The months with a row, where they matter.
    pub observed: Option<Vec<u64>>,
    /// The sums.
    pub sums: Vec<Vec<i128>>,
    /// The months with an amount, where they matter.
    pub with_amount: Vec<Vec<u64>>,
    /// The persons with any row.
    seen: Vec<bool>,
    pub counts: Counts,
    pub faults: Faults,
}

impl Gathered {
    pub fn new(plan: &Plan) -> Gathered {
        let (persons, words) = (plan.persons.len(), words(plan.months));
        let bits = || vec![0u64; persons * words];
        let where_it_matters = if plan.absence_is_missing { plan.totals.len() } else { 0 };
        Gathered {
            words,
            states: plan.conditions.iter().map(|_| bits()).collect(),
            observed: plan.absence_is_missing.then(bits),
            sums: plan.totals.iter().map(|_| vec![0; persons]).collect(),
            with_amount: (0..where_it_matters).map(|_| bits()).collect(),
            seen: vec![false; persons],
            counts: Counts::default(),
            faults: Faults::default(),
        }
    }

    /// How many persons have no row at all.
    pub fn persons_without_rows(&self) -> u64 {
        self.seen.iter().filter(|seen| !**seen).count() as u64
    }

    fn add(&mut self, runs: &Runs) {
        let words = self.words;
        for place in &runs.places {
            self.seen[*place as usize] = true;
        }
        for (all, run) in self.states.iter_mut().zip(&runs.states) {
            join(all, run, &runs.places, words);
        }
        if let Some(observed) = &mut self.observed {
            join(observed, &runs.observed, &runs.places, words);
        }
        for (all, run) in self.with_amount.iter_mut().zip(&runs.with_amount) {
            join(all, run, &runs.places, words);
        }
        for (all, run) in self.sums.iter_mut().zip(&runs.sums) {
            for (place, sum) in runs.places.iter().zip(run) {
                let all = &mut all[*place as usize];
                *all = all.saturating_add(*sum);
            }
        }
    }
}

/// Joins the bits of runs to those of the persons.
fn join(all: &mut [u64], runs: &[u64], places: &[u32], words: usize) {
    if words == 1 {
        for (place, run) in places.iter().zip(runs) {
            all[*place as usize] |= run;
        }
        return;
    }
    for (place, run) in places.iter().zip(runs.chunks_exact(words)) {
        let start = *place as usize * words;
        for (all, run) in all[start..start + words].iter_mut().zip(run) {
            *all |= run;
        }
    }
}

/// Where the rows of a stretch stand.
pub(super) struct Origin<'a> {
    pub file: usize,
    /// The row of the file that is the first of the stretch.
    pub first_row: u64,
    /// Where a row of the stretch stands, in words.
    pub places: &'a dyn Fn(usize) -> String,
}

/// Rows in a row of one person, summed up.
#[derive(Debug, Default)]
struct Runs {
    places: Vec<u32>,
    observed: Vec<u64>,
    states: Vec<Vec<u64>>,
    sums: Vec<Vec<i128>>,
    with_amount: Vec<Vec<u64>>,
}

/// One thread that gathers.
pub(super) struct Gatherer<'a> {
    plan: &'a Plan,
    all: &'a Mutex<Gathered>,
    readings: Readings,
    kept: Evaluated,
    of_keep: Vec<u8>,
    evaluated: Vec<Evaluated>,
    flags: Vec<Vec<u8>>,
    amounts: Vec<Vec<f64>>,
    runs: Runs,
}

impl<'a> Gatherer<'a> {
    pub fn new(plan: &'a Plan, all: &'a Mutex<Gathered>) -> Gatherer<'a> {
        Gatherer {
            plan,
            all,
            readings: Readings::default(),
            kept: Evaluated::default(),
            of_keep: Vec::new(),
            evaluated: plan.conditions.iter().map(|_| Evaluated::default()).collect(),
            flags: vec![Vec::new(); plan.conditions.len()],
            amounts: vec![Vec::new(); plan.totals.len()],
            runs: Runs::default(),
        }
    }

    /// Gathers a stretch of rows, whose first column is the person and whose second is the month; so many more rows were
    /// left out of it.
    pub fn gather(&mut self, stretch: &Stretch, origin: &Origin<'_>, left_out: u64) -> Result<(), Problem> {
        let plan = self.plan;
        self.readings.read(plan, stretch)?;
        if let Some(keep) = &plan.keep {
            keep.holds(stretch, &mut self.kept, &mut self.of_keep)?;
            self.readings.leave_out(&self.of_keep);
        }
        for ((condition, evaluated), flags) in plan.conditions.iter().zip(&mut self.evaluated).zip(&mut self.flags) {
            condition.holds(stretch, evaluated, flags)?;
        }
        let mut faults = Faults::default();
        self.readings.faults(stretch, origin, &mut faults);
        let of_rows = Amounts { plan, readings: &self.readings, stretch, origin };
        for (at, (sum, amounts)) in plan.totals.iter().zip(&mut self.amounts).enumerate() {
            of_rows.read(at, sum, amounts, &mut faults)?;
        }
        let counts = self.sum_up(stretch.rows);
        // Whoever panicked while holding the lock has left whole numbers and bits behind, and its error is reported.
        let mut all = self.all.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        all.counts.rows += counts.rows + left_out;
        all.counts.left_out += counts.left_out + left_out;
        all.counts.unknown_persons += counts.unknown_persons;
        all.counts.outside_months += counts.outside_months;
        all.faults.join(faults);
        all.add(&self.runs);
        Ok(())
    }

    /// Sums the rows up, run by run.
    fn sum_up(&mut self, rows: usize) -> Counts {
        let (plan, runs) = (self.plan, &mut self.runs);
        let words = words(plan.months);
        runs.clear(plan);
        let months = u32::try_from(plan.months).unwrap_or_default();
        let mut counts = Counts { rows: rows as u64, ..Counts::default() };
        let mut first_row = 0;
        for run in &self.readings.runs {
            let range = first_row..run.end as usize;
            first_row = range.end;
            let of_run = &self.readings.months[range.clone()];
            let left_out = match plan.keep {
                Some(_) => of_run.iter().filter(|month| **month == LEFT_OUT).count(),
                None => 0,
            };
            counts.left_out += left_out as u64;
            if run.place == NOBODY {
                counts.unknown_persons += (range.len() - left_out) as u64;
                continue;
            }
            if run.place == MISSING_PERSON || left_out == range.len() {
                continue;
            }
            let since = plan.since.as_ref().and_then(|since| since.get(run.place as usize)).copied().unwrap_or(0);
            let start = since.wrapping_add(plan.first);
            let offset = |month: i32| month.wrapping_sub(start) as u32;
            counts.outside_months +=
                of_run.iter().filter(|month| offset(**month) >= months && **month > LEFT_OUT).count() as u64;
            runs.places.push(run.place);
            if plan.absence_is_missing {
                fold(&mut runs.observed, words, months, of_run, start, std::iter::repeat(&1));
            }
            for (bits, flags) in runs.states.iter_mut().zip(&self.flags) {
                fold(bits, words, months, of_run, start, &flags[range.clone()]);
            }
            for (at, (sum, amounts)) in plan.totals.iter().zip(&self.amounts).enumerate() {
                let mut units = 0i128;
                let amounts = &amounts[range.clone()];
                for (month, amount) in of_run.iter().zip(amounts) {
                    let offset = offset(*month) as usize;
                    if (sum.window.first..=sum.window.last).contains(&offset) {
                        units = units.saturating_add(exact_sum::units(*amount).unwrap_or(0));
                    }
                }
                runs.sums[at].push(units);
                if let Some(with_amount) = runs.with_amount.get_mut(at) {
                    let present: Vec<u8> = amounts.iter().map(|amount| u8::from(!amount.is_nan())).collect();
                    fold(with_amount, words, months, of_run, start, &present);
                }
            }
        }
        counts
    }
}

/// The place of rows that name no person.
pub(super) const MISSING_PERSON: u32 = NOBODY - 1;

/// Appends the months of a run whose flag is set.
fn fold<'f>(
    bits: &mut Vec<u64>,
    words: usize,
    months: u32,
    of_run: &[i32],
    start: i32,
    flags: impl IntoIterator<Item = &'f u8>,
) {
    if words == 1 {
        let mut word = 0u64;
        for (month, flag) in of_run.iter().zip(flags) {
            let offset = month.wrapping_sub(start) as u32;
            let inside = u64::from(offset < months);
            word |= (u64::from(*flag) & inside) << (offset & 63);
        }
        bits.push(word);
        return;
    }
    let begin = bits.len();
    bits.resize(begin + words, 0);
    for (month, flag) in of_run.iter().zip(flags) {
        let offset = month.wrapping_sub(start) as u32;
        if offset < months {
            bits[begin + (offset / 64) as usize] |= u64::from(*flag) << (offset % 64);
        }
    }
}

impl Runs {
    fn clear(&mut self, plan: &Plan) {
        self.places.clear();
        self.observed.clear();
        self.states.resize_with(plan.conditions.len(), Vec::new);
        self.sums.resize_with(plan.totals.len(), Vec::new);
        self.with_amount.resize_with(if plan.absence_is_missing { plan.totals.len() } else { 0 }, Vec::new);
        self.states.iter_mut().chain(&mut self.with_amount).for_each(Vec::clear);
        self.sums.iter_mut().for_each(Vec::clear);
    }
}

impl Plan {
    /// The calendar year of a row, from the month of the row or from the column with the year.
    pub fn year_of(&self, month: i32) -> Option<i32> {
        (self.since.is_some() && month > LEFT_OUT).then(|| calendar::year_of(month))
    }
}
