//! The months that each person was in a state, one bit a month.

use std::sync::Arc;

use super::question::Window;
use crate::data::query::RemoteState;

/// The months that each person was in a state: one bit a month, persons in the order of their rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateMonths {
    /// The name of the state.
    pub name: String,
    /// The number of the first month.
    pub first_month: i64,
    /// How many months there are.
    pub months: usize,
    /// The months in the state, `words` words a person; the lowest bit is the first month.
    pub(in crate::data) bits: Vec<u64>,
    /// The months that were observed, likewise; `None` where all were.
    pub(in crate::data) observed: Option<Arc<Vec<u64>>>,
    /// The state in a database, where that is where the panel is.
    pub(in crate::data) remote: Option<RemoteState>,
}

/// How many words hold so many months.
pub(super) fn words(months: usize) -> usize {
    months.div_ceil(64).max(1)
}

impl StateMonths {
    /// A state of a panel in a database: no bits, but the place where it is.
    pub(in crate::data) fn in_database(name: &str, first_month: i64, months: usize, state: RemoteState) -> StateMonths {
        StateMonths {
            name: name.to_owned(),
            first_month,
            months,
            bits: Vec::new(),
            observed: None,
            remote: Some(state),
        }
    }

    /// How many persons there are.
    pub fn persons(&self) -> usize {
        self.bits.len() / words(self.months)
    }

    /// Whether this person was in the state in this month, counted from the first as 0; `None` where nobody knows, and
    /// for a person or month that is not there.
    pub fn is_in(&self, person: usize, month: usize) -> Option<bool> {
        if month >= self.months {
            return None;
        }
        let at = person.checked_mul(words(self.months))?.checked_add(month / 64)?;
        let bit = |words: &[u64]| words.get(at).map(|word| word >> (month % 64) & 1 == 1);
        match &self.observed {
            Some(observed) if !bit(observed)? => None,
            _ => bit(&self.bits),
        }
    }

    /// The months of the persons that are chosen.
    pub(in crate::data) fn of_rows(&self, chosen: &[bool]) -> StateMonths {
        let words = words(self.months);
        let kept = |bits: &[u64]| -> Vec<u64> {
            let persons = bits.chunks_exact(words).zip(chosen).filter(|(_, chosen)| **chosen);
            persons.flat_map(|(person, _)| person).copied().collect()
        };
        let observed = self.observed.as_ref().map(|observed| Arc::new(kept(observed)));
        StateMonths { name: self.name.clone(), bits: kept(&self.bits), observed, remote: self.remote.clone(), ..*self }
    }

    /// How many months each person was in the state, over all months.
    pub fn months_in(&self) -> Vec<u32> {
        self.bits
            .chunks_exact(words(self.months))
            .map(|words| words.iter().map(|word| word.count_ones()).sum())
            .collect()
    }

    /// Whether each person was observed in every month; nothing where all were.
    pub(in crate::data) fn observed_throughout(&self) -> Option<Vec<bool>> {
        let observed = self.observed.as_ref()?;
        let of = |words: &[u64]| words.iter().map(|word| word.count_ones() as usize).sum::<usize>() == self.months;
        Some(observed.chunks_exact(words(self.months)).map(of).collect())
    }

    /// How many persons of each group were in the state, month by month, and how many were observed.
    ///
    /// `group_of_row` names the group of each person; a person without one, or whose group is not below `groups`, is not
    /// counted.
    pub fn by_month(&self, group_of_row: &[Option<u32>], groups: usize) -> (Vec<Vec<u64>>, Vec<Vec<u64>>) {
        let in_state = counts(&self.bits, self.months, group_of_row, groups);
        let observed = match &self.observed {
            Some(observed) => counts(observed, self.months, group_of_row, groups),
            None => {
                let mut rows = vec![0u64; groups];
                for group in group_of_row.iter().take(self.persons()).flatten() {
                    if let Some(rows) = rows.get_mut(*group as usize) {
                        *rows += 1;
                    }
                }
                rows.into_iter().map(|rows| vec![rows; self.months]).collect()
            }
        };
        (in_state, observed)
    }
}

/// Each byte, with its eight bits spread over eight bytes.
const SPREAD: [u64; 256] = {
    let mut spread = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            spread[byte] |= ((byte as u64 >> bit) & 1) << (8 * bit);
            bit += 1;
        }
        byte += 1;
    }
    spread
};

/// How often each bit is set in each group.
fn counts(bits: &[u64], months: usize, group_of_row: &[Option<u32>], groups: usize) -> Vec<Vec<u64>> {
    let words = words(months);
    let mut counts = vec![vec![0u64; words * 64]; groups];
    // Eight months share a word, one byte each, until a byte would overflow.
    let mut sums = vec![0u64; groups * words * 8];
    let mut summed = vec![0u8; groups];
    let flush = |counts: &mut [u64], sums: &mut [u64]| {
        for (eight, sum) in counts.chunks_exact_mut(8).zip(sums) {
            for (count, byte) in eight.iter_mut().zip(sum.to_le_bytes()) {
                *count += u64::from(byte);
            }
            *sum = 0;
        }
    };
    for (person, group) in bits.chunks_exact(words).zip(group_of_row) {
        let Some(group) = group.map(|group| group as usize).filter(|group| *group < groups) else { continue };
        let sums = &mut sums[group * words * 8..(group + 1) * words * 8];
        for (word, eight) in person.iter().zip(sums.chunks_exact_mut(8)) {
            for (byte, sum) in word.to_le_bytes().into_iter().zip(eight) {
                *sum += SPREAD[usize::from(byte)];
            }
        }
        summed[group] += 1;
        if summed[group] == u8::MAX {
            flush(&mut counts[group], sums);
            summed[group] = 0;
        }
    }
    for (counts, sums) in counts.iter_mut().zip(sums.chunks_exact_mut(words * 8)) {
        flush(counts, sums);
        counts.truncate(months);
    }
    counts
}

impl Window {
    /// The months of the window, among the 64 of this word.
    pub(super) fn mask(self, word: usize) -> u64 {
        let start = word * 64;
        let from = self.first.saturating_sub(start).min(64);
        let to = (self.last + 1).saturating_sub(start).min(64);
        let below = |month: usize| if month >= 64 { u64::MAX } else { (1 << month) - 1 };
        below(to) & !below(from)
    }

    /// The words of a person, without the months outside the window.
    pub(super) fn of(self, words: &[u64]) -> impl Iterator<Item = u64> {
        words.iter().enumerate().map(move |(at, word)| word & self.mask(at))
    }

    /// Whether all months of the window are among these.
    pub(super) fn is_full(self, words: &[u64]) -> bool {
        self.of(words).enumerate().all(|(at, word)| word == self.mask(at))
    }
}

/// The first month of the window that is among these.
pub(super) fn first_of(words: &[u64], window: Window) -> Option<usize> {
    window.of(words).enumerate().find(|(_, word)| *word != 0).map(|(at, word)| at * 64 + word.trailing_zeros() as usize)
}

/// The last month of the window that is among these.
pub(super) fn last_of(words: &[u64], window: Window) -> Option<usize> {
    let last = window.of(words).enumerate().filter(|(_, word)| *word != 0).last();
    last.map(|(at, word)| at * 64 + 63 - word.leading_zeros() as usize)
}

/// The number of periods in the state of at least so many months, with gaps of at most so many months in them.
pub(super) fn spells(words: &[u64], window: Window, at_least: usize, gap: usize) -> usize {
    let mut spells = 0;
    // The first and the last month of the period that is running.
    let mut running: Option<(usize, usize)> = None;
    let mut close = |period: Option<(usize, usize)>| {
        spells += usize::from(period.is_some_and(|(first, last)| last - first + 1 >= at_least));
    };
    for (at, mut word) in window.of(words).enumerate() {
        while word != 0 {
            let first = at * 64 + word.trailing_zeros() as usize;
            let length = (word >> word.trailing_zeros()).trailing_ones() as usize;
            let last = first + length - 1;
            running = match running {
                Some((start, end)) if first - end - 1 <= gap => Some((start, last)),
                before => {
                    close(before);
                    Some((first, last))
                }
            };
            word &= if last % 64 == 63 { 0 } else { u64::MAX << (last % 64 + 1) };
        }
    }
    close(running);
    spells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(months: usize, bits: Vec<u64>, observed: Option<Vec<u64>>) -> StateMonths {
        StateMonths {
            name: "i_jobb".into(),
            first_month: 1,
            months,
            bits,
            observed: observed.map(Arc::new),
            remote: None,
        }
    }

    /// A word of which every bit says something.
    fn scrambled(at: u64) -> u64 {
        (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (at << 7)
    }

    #[test]
    fn counts_are_those_of_counting_one_by_one() {
        for months in [1, 8, 43, 64, 65, 130] {
            let words = words(months);
            let last = if months % 64 == 0 { u64::MAX } else { (1 << (months % 64)) - 1 };
            let masked = |at: usize| scrambled(at as u64) & if at % words == words - 1 { last } else { u64::MAX };
            let bits: Vec<u64> = (0..1000 * words).map(masked).collect();
            let groups: Vec<Option<u32>> =
                (0..1000).map(|person| Some(person % 4).filter(|group| *group < 3)).collect();
            let state = state(months, bits, None);
            let (in_state, observed) = state.by_month(&groups, 3);
            for group in 0..3u32 {
                for month in 0..months {
                    let one_by_one = (0..1000)
                        .filter(|person| groups[*person] == Some(group) && state.is_in(*person, month) == Some(true))
                        .count();
                    assert_eq!(in_state[group as usize][month], one_by_one as u64);
                    assert_eq!(observed[group as usize][month], 250);
                }
                assert_eq!(in_state[group as usize].len(), months);
            }
            let sum: u64 = state.months_in().into_iter().map(u64::from).sum();
            assert_eq!(sum, state.bits.iter().map(|word| u64::from(word.count_ones())).sum::<u64>());
        }
    }

    #[test]
    fn months_that_were_not_observed() {
        let state = state(3, vec![0b001, 0b000], Some(vec![0b011, 0b000]));
        assert_eq!([0, 1, 2, 3].map(|month| state.is_in(0, month)), [Some(true), Some(false), None, None]);
        assert_eq!(state.is_in(2, 0), None);
        let (in_state, observed) = state.by_month(&[Some(0), Some(0)], 1);
        assert_eq!((in_state, observed), (vec![vec![1, 0, 0]], vec![vec![1, 1, 0]]));
        assert_eq!(state.by_month(&[None, Some(7)], 1).0, [[0, 0, 0]]);
    }

    #[test]
    fn windows_over_more_than_one_word() {
        let window = Window { first: 60, last: 130 };
        assert_eq!([0, 1, 2, 3].map(|word| window.mask(word)), [0xf << 60, u64::MAX, 0b111, 0]);
        assert!(window.is_full(&[u64::MAX, u64::MAX, 0b111]) && !window.is_full(&[u64::MAX, u64::MAX, 0b011]));
        assert_eq!(first_of(&[1, 0, 0b110], window), Some(129));
        assert_eq!(last_of(&[u64::MAX, 0b1000, 0b1000], window), Some(67));
        assert_eq!(first_of(&[1, 0, 0], window), None);
    }

    #[test]
    fn periods_and_gaps() {
        let all = Window { first: 0, last: 127 };
        let months = |text: &str| {
            let mut words = [0u64; 2];
            text.bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'1')
                .for_each(|(at, _)| words[at / 64] |= 1 << (at % 64));
            words
        };
        let word = months("0110101110");
        assert_eq!((spells(&word, all, 1, 0), spells(&word, all, 2, 0), spells(&word, all, 3, 0)), (3, 2, 1));
        assert_eq!((spells(&word, all, 1, 1), spells(&word, all, 8, 1), spells(&word, all, 9, 1)), (1, 1, 0));
        assert_eq!(spells(&word, Window { first: 2, last: 4 }, 1, 0), 2);
        // A period that goes on in the next word is one period.
        let across = [u64::MAX << 60, 0b11];
        assert_eq!((spells(&across, all, 6, 0), spells(&across, all, 7, 0)), (1, 0));
        assert_eq!(spells(&[0, 0], all, 1, 0), 0);
    }
}
