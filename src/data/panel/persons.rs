//! The persons, found by what names them.

use std::hash::{DefaultHasher, Hasher};

use polars::prelude::{DataType, Int64Chunked, Series, StringChunked};

/// The place of a row whose person is not among the persons.
pub(super) const NOBODY: u32 = u32::MAX;

/// The persons, found by what names them.
#[derive(Debug)]
pub(super) struct Persons {
    keys: Keys,
    /// Places of persons, `NOBODY` where there is none: by their numbers, or by the hash of their keys.
    table: Vec<u32>,
    order: Order,
}

/// What the index of a place in the table is.
#[derive(Clone, Copy, Debug)]
enum Order {
    /// The number of the person, less this one; for numbers that lie close to each other.
    Number(i64),
    /// The hash of the key, shifted so far, or the next index that is free.
    Hash(u32),
}

#[derive(Debug)]
enum Keys {
    Integers(Int64Chunked),
    Texts(StringChunked),
}

/// Why a column of the persons does not name them.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoKey {
    /// Neither whole numbers nor text.
    Type(String),
    /// The second row of two with the same value.
    Twice(usize),
    /// Persons without a name may be left out, but there may not be more of them than a place can count.
    TooMany,
}

impl Persons {
    /// The persons of this column, as whole numbers or as text.
    ///
    /// Where numbers are asked for and the column is text, a text is the number that it writes, without leading zeros.
    pub fn new(ids: &Series, as_numbers: bool) -> Result<Persons, NoKey> {
        if ids.len() >= NOBODY as usize {
            return Err(NoKey::TooMany);
        }
        let wrong = || NoKey::Type(ids.dtype().to_string());
        let cast = |dtype| ids.rechunk().strict_cast(&dtype).map_err(|_| wrong());
        let keys = match ids.dtype() {
            DataType::String | DataType::Categorical(..) | DataType::Enum(..) => {
                let texts = cast(DataType::String)?.str().map_err(|_| wrong())?.clone();
                match as_numbers {
                    true => Keys::Integers(texts.iter().map(|text| text.and_then(plain_number)).collect()),
                    false => Keys::Texts(texts),
                }
            }
            dtype if dtype.is_integer() => Keys::Integers(cast(DataType::Int64)?.i64().map_err(|_| wrong())?.clone()),
            DataType::Float64 => {
                let numbers = ids.f64().map_err(|_| wrong())?;
                let whole = |number: f64| (number.trunc() == number && number.abs() < 9e15).then_some(number as i64);
                if numbers.iter().flatten().any(|number| whole(number).is_none()) {
                    return Err(wrong());
                }
                Keys::Integers(numbers.iter().map(|number| number.and_then(whole)).collect())
            }
            _ => return Err(wrong()),
        };
        let keys = match keys {
            Keys::Integers(ids) => Keys::Integers(ids.rechunk().into_owned()),
            Keys::Texts(ids) => Keys::Texts(ids.rechunk().into_owned()),
        };
        Persons::indexed(keys)
    }

    fn indexed(keys: Keys) -> Result<Persons, NoKey> {
        let mut persons = Persons { keys, table: Vec::new(), order: Order::Hash(0) };
        let count = persons.len();
        if let Keys::Integers(keys) = &persons.keys
            && let (Some(lowest), Some(highest)) = (keys.iter().flatten().min(), keys.iter().flatten().max())
            && let Some(range) = highest.checked_sub(lowest).and_then(|range| usize::try_from(range).ok())
            && range <= count.saturating_mul(4)
        {
            let mut table = vec![NOBODY; range + 1];
            for (place, id) in keys.iter().enumerate() {
                let Some(id) = id else { continue };
                let known = &mut table[(id - lowest) as usize];
                if *known != NOBODY {
                    return Err(NoKey::Twice(place));
                }
                *known = place as u32;
            }
            return Ok(Persons { table, order: Order::Number(lowest), ..persons });
        }
        let slots = (count * 2).next_power_of_two().max(2);
        persons.table = vec![NOBODY; slots];
        persons.order = Order::Hash(64 - slots.trailing_zeros());
        for place in 0..count as u32 {
            let hash = match &persons.keys {
                Keys::Integers(keys) => keys.get(place as usize).map(hash_of_number),
                Keys::Texts(keys) => keys.get(place as usize).map(hash_of_text),
            };
            let Some(hash) = hash else { continue };
            let (slot, known) = persons.slot(hash, |other| persons.same(place, other));
            if known != NOBODY {
                return Err(NoKey::Twice(place as usize));
            }
            persons.table[slot] = place;
        }
        Ok(persons)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.keys {
            Keys::Integers(keys) => keys.len(),
            Keys::Texts(keys) => keys.len(),
        }
    }

    /// The name of one of them, for a person to compare.
    pub fn example(&self) -> Option<String> {
        match &self.keys {
            Keys::Integers(keys) => keys.iter().flatten().next().map(|id| id.to_string()),
            Keys::Texts(keys) => keys.iter().flatten().next().map(str::to_owned),
        }
    }

    /// The place of the person with this number, or with the text that writes it, or `NOBODY`; `guess` is tried first.
    #[inline]
    pub fn numbered(&self, id: i64, guess: u32) -> u32 {
        let keys = match &self.keys {
            Keys::Integers(keys) => keys,
            Keys::Texts(_) => return self.named(&id.to_string(), guess),
        };
        if let Order::Number(lowest) = self.order {
            // Below the lowest the difference wraps around, and is as far out of range.
            let index = usize::try_from(id.wrapping_sub(lowest) as u64).unwrap_or(usize::MAX);
            return self.table.get(index).copied().unwrap_or(NOBODY);
        }
        // One chunk without missing values, unless some person has no name.
        if let Ok(ids) = keys.cont_slice() {
            if ids.get(guess as usize) == Some(&id) {
                return guess;
            }
            return self.slot(hash_of_number(id), |place| ids.get(place as usize) == Some(&id)).1;
        }
        self.slot(hash_of_number(id), |place| keys.get(place as usize) == Some(id)).1
    }

    /// The place of the person with this name, or `NOBODY`; `guess` is tried first.
    #[inline]
    pub fn named(&self, id: &str, guess: u32) -> u32 {
        match &self.keys {
            Keys::Integers(_) => plain_number(id).map_or(NOBODY, |id| self.numbered(id, guess)),
            Keys::Texts(keys) => {
                if keys.get(guess as usize) == Some(id) {
                    return guess;
                }
                self.slot(hash_of_text(id), |place| keys.get(place as usize) == Some(id)).1
            }
        }
    }

    /// The slot of a key, and the place in it.
    #[inline]
    fn slot(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> (usize, u32) {
        let Order::Hash(shift) = self.order else { return (0, NOBODY) };
        let mut slot = (hash >> shift) as usize;
        loop {
            let place = self.table[slot];
            if place == NOBODY || is_it(place) {
                return (slot, place);
            }
            slot = (slot + 1) & (self.table.len() - 1);
        }
    }

    fn same(&self, a: u32, b: u32) -> bool {
        match &self.keys {
            Keys::Integers(keys) => keys.get(a as usize) == keys.get(b as usize),
            Keys::Texts(keys) => keys.get(a as usize) == keys.get(b as usize),
        }
    }
}

/// The number that a text writes the way a number is printed.
fn plain_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits == "0" || (digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0'));
    plain.then(|| text.parse().ok())?
}

#[inline]
fn hash_of_number(id: i64) -> u64 {
    let id = id as u64;
    (id ^ (id >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn hash_of_text(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use polars::prelude::NamedFrom;

    use super::*;

    #[test]
    fn numbers_texts_and_numbers_written_as_text() {
        let numbers = Persons::new(&Series::new("id".into(), [30i64, 10, -20]), false).unwrap();
        assert_eq!([30, 10, -20, 7].map(|id| numbers.numbered(id, 0)), [0, 1, 2, NOBODY]);
        assert_eq!([("10", 2), ("010", 0), ("x", 0)].map(|(id, guess)| numbers.named(id, guess)), [1, NOBODY, NOBODY]);
        let texts = Persons::new(&Series::new("id".into(), ["b", "a", "01"]), false).unwrap();
        assert_eq!(["b", "a", "01", "1"].map(|id| texts.named(id, 1)), [0, 1, 2, NOBODY]);
        let written = Persons::new(&Series::new("id".into(), ["12", "01", "7"]), true).unwrap();
        assert_eq!([12, 1, 7].map(|id| written.numbered(id, NOBODY)), [0, NOBODY, 2]);
        assert_eq!(numbers.len(), 3);
    }

    #[test]
    fn what_does_not_name_a_person() {
        assert_eq!(Persons::new(&Series::new("id".into(), [1i64, 2, 1]), false).unwrap_err(), NoKey::Twice(2));
        assert_eq!(Persons::new(&Series::new("id".into(), ["a", "a"]), false).unwrap_err(), NoKey::Twice(1));
        assert!(matches!(Persons::new(&Series::new("id".into(), [0.5]), false), Err(NoKey::Type(_))));
        let some = Persons::new(&Series::new("id".into(), [Some(5i64), None, None]), false).unwrap();
        assert_eq!([some.numbered(5, 1), some.numbered(6, 1)], [0, NOBODY]);
        let none = Persons::new(&Series::new("id".into(), Vec::<i64>::new()), false).unwrap();
        assert_eq!(none.numbered(5, 0), NOBODY);
    }

    #[test]
    fn many_persons_in_any_order() {
        let ids: Vec<i64> = (0..50_000i64).map(|at| (at * 7919) % 50_000 * 1_000_003).collect();
        let persons = Persons::new(&Series::new("id".into(), &ids), false).unwrap();
        assert!(ids.iter().enumerate().all(|(place, id)| persons.numbered(*id, 3) == place as u32));
        assert_eq!(persons.numbered(1, 0), NOBODY);
    }
}
