//! Home of the YAML crate: one way to read, with the options that a specification needs.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_yaml::Options;

use super::filled::{Filling, Wrapped};
use super::outline::Node;
use crate::diag::{Source, reading_after};

/// `no` is a word, `0301` is a code, and a key that is given twice is an error.
fn options() -> Options {
    serde_yaml::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    }
}

/// One step from the top of a specification to an entry.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    /// Into the value of this key.
    Key(&'a str),
    /// Into this item of a list, counted from zero.
    Item(usize),
}

pub(super) use serde_yaml::Error;

/// An error, and the lines of the file that stand before the text in which it was found.
#[derive(Debug)]
pub(super) struct Failure {
    pub error: Error,
    pub lines: usize,
}

/// Reads one entry, with the line and column that it has in the whole file.
///
/// The entry is read from its own bytes, after as many blanks as stand before it on its line. One that repeats
/// something from outside itself (`*alias`, `<<: *base`) is read from the whole file instead. What stands in `blanked`
/// is passed over, and variables are filled in where `filling` has them.
pub(super) fn read<T: DeserializeOwned>(
    source: &Arc<Source>,
    entry: &Node,
    steps: &[Step<'_>],
    blanked: &[Range<usize>],
    filling: Option<&Filling<'_>>,
) -> Result<T, Failure> {
    let borrows = entry.borrows();
    let bytes = if borrows { 0..source.text().len() } else { entry.bytes.clone() };
    let (line, column) = source.line_and_column(bytes.start);
    let lines = line - 1;
    let mut text = " ".repeat(column - 1);
    let is_blanked = |at: usize| blanked.iter().any(|range| range.contains(&at));
    if blanked.is_empty() {
        text.push_str(&source.text()[bytes]);
    } else {
        let characters = source.text()[bytes.clone()].char_indices();
        text.extend(characters.map(|(at, c)| if c != '\n' && is_blanked(bytes.start + at) { ' ' } else { c }));
    }
    let read = reading_after(source, lines, || {
        let steps = if borrows { steps } else { &[] };
        serde_yaml::with_deserializer_from_str_with_options(&text, options(), |whole| {
            Only { steps, filling, read: PhantomData::<T> }.deserialize(whole)
        })
    });
    read.map_err(|error| Failure { error, lines })
}

/// Reads what the steps lead to, and skips everything else.
#[derive(Clone, Copy)]
struct Only<'a, T> {
    steps: &'a [Step<'a>],
    filling: Option<&'a Filling<'a>>,
    read: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Only<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        match self.steps.first() {
            None => match self.filling {
                Some(filling) => T::deserialize(Wrapped::entry(deserializer, filling)),
                None => T::deserialize(deserializer),
            },
            Some(Step::Key(_)) => deserializer.deserialize_map(self),
            Some(Step::Item(_)) => deserializer.deserialize_seq(self),
        }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Only<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a map or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<String>()? {
            match self.steps {
                [Step::Key(wanted), rest @ ..] if *wanted == key => {
                    found = Some(map.next_value_seed(Only { steps: rest, ..self })?);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        found.ok_or_else(|| de::Error::custom("the entry is not there"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<T, A::Error> {
        let (index, rest) = match self.steps {
            [Step::Item(index), rest @ ..] => (*index, rest),
            _ => (0, self.steps),
        };
        for _ in 0..index {
            list.next_element::<IgnoredAny>()?;
        }
        let found = list.next_element_seed(Only { steps: rest, ..self })?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        found.ok_or_else(|| de::Error::custom("the entry is not there"))
    }
}
