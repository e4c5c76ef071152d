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
/// something from outside itself (`*alias`, `<<: *base`) is read from the whole file instead. What stands in `left_out`
/// is passed over, and variables are filled in where `filling` has them.
pub(super) fn read<T: DeserializeOwned>(
    source: &Arc<Source>,
    entry: &Node,
    steps: &[Step<'_>],
    left_out: &[Range<usize>],
    filling: Option<&Filling<'_>>,
) -> Result<T, Failure> {
    let borrows = entry.borrows();
    let bytes = if borrows { 0..source.text().len() } else { entry.bytes.clone() };
    let (line, column) = source.line_and_column(bytes.start);
    let lines = line - 1;
    let mut text = " ".repeat(column - 1);
    let mut left_out: Vec<&Range<usize>> = left_out.iter().collect();
    left_out.sort_by_key(|range| (range.start, range.end));
    let mut from = bytes.start;
    for range in left_out.into_iter().filter(|range| range.end > range.start) {
        if range.start >= from {
            text.push_str(&source.text()[from..range.start]);
        }
        if range.end > from {
            blank(&source.text()[from.max(range.start)..range.end], &mut text);
            from = range.end;
        }
    }
    text.push_str(&source.text()[from..bytes.end]);
    let read = reading_after(source, lines, || {
        let steps = if borrows { steps } else { &[] };
        serde_yaml::with_deserializer_from_str_with_options(&text, options(), |whole| {
            Only { steps, filling, read: PhantomData::<T> }.deserialize(whole)
        })
    });
    read.map_err(|error| Failure { error, lines })
}

/// Writes a blank in the place of a text: as many lines, and the last one as wide, so that what follows stays where it is.
fn blank(text: &str, blanked: &mut String) {
    let last = text.rfind('\n').map_or(text, |end| {
        blanked.extend(text.matches('\n'));
        &text[end + 1..]
    });
    blanked.extend(last.chars().map(|_| ' '));
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::report::outline::outline;

    #[test]
    fn an_entry_that_repeats_others_is_read_as_from_the_whole_file() {
        let text = r##"report: {title: &title "Effekt: #1", languages: [nb, {x: &inner [1, *title]}, "a
    b"]}
notes: |
  # no comment
  a: *b
folded: >-
  one

  two
base: &base # with a remark
  left: {a: 1, b: [2, 3], c: &deep {d: *inner}}
  # between
  right: 'it''s'
other: &other
  base: 1
  list:
  - - 1
    - {a: b}
  - *base
analyses:
  first: {kind: x}
  wanted:
    <<: *base
    text: |
      æøå
        in
    deep: *deep
    own: [*title, {k: *inner}]
  last: &last
    a: ~
    b:
empty:
"end": *last
"##;
        let source = Arc::new(Source::new("a.yaml", text.to_owned()));
        let root = outline(text).unwrap().unwrap();
        let (steps, wanted) = ([Step::Key("analyses"), Step::Key("wanted")], root.get("analyses").unwrap());
        let wanted = wanted.get("wanted").unwrap();
        let apart = root.apart_from(wanted, text);
        let read = |left_out: &[Range<usize>]| {
            super::read::<BTreeMap<String, serde_json::Value>>(&source, wanted, &steps, left_out, None).unwrap()
        };
        assert_eq!(read(&apart), read(&[]));
        let named = |name: &str| apart.iter().any(|range| text[range.clone()].contains(name));
        assert!(named("no comment") && named("kind: x") && named("two"), "{apart:?}");
        assert!(!named("d: *inner") && !named("Effekt"), "{apart:?}");
        // What is left out changes no place.
        let mistake = super::read::<BTreeMap<String, i64>>(&source, wanted, &steps, &apart, None).unwrap_err();
        let whole = super::read::<BTreeMap<String, i64>>(&source, wanted, &steps, &[], None).unwrap_err();
        let place = |failure: &Failure| failure.error.location().map(|place| (place.line(), place.column()));
        assert_eq!(place(&mistake), place(&whole));
    }
}
