//! The values of a column as the type that it is declared to have.

use polars::prelude::{DataType, PolarsResult, Series};

use super::convert::as_texts;
use super::date::{NoDate, date, slashes};
use super::marks::Marks;
use super::mistake::{Mistake, Mistakes, number_shown};
use super::number::{NoNumeral, Numeral, numeral};
use super::reasons::Reasons;
use super::rules::Rules;

/// What a column is read with, and what is found on the way.
pub(super) struct Reading<'a> {
    pub rules: &'a Rules,
    pub marks: Marks,
    pub mistakes: &'a mut Mistakes,
    pub reasons: &'a mut Reasons,
}

/// The values of a column; nothing where the type of the file has nothing to do with the type wanted.
type Values<T> = PolarsResult<Option<Vec<Option<T>>>>;

impl Reading<'_> {
    /// Every value that `read` makes something of. Empty texts, and texts that mean that there is no value, are missing.
    fn texts<T>(&mut self, values: &Series, read: impl Fn(&str) -> Result<T, Mistake>) -> Values<T> {
        let mut all = Vec::with_capacity(values.len());
        for (row, text) in values.str()?.iter().enumerate() {
            let text = text.map(str::trim).filter(|text| !text.is_empty());
            let Some(text) = text else {
                all.push(None);
                continue;
            };
            if let Some(reason) = self.rules.missing.iter().position(|(code, _)| code == text) {
                self.reasons.give(row, reason);
                all.push(None);
                continue;
            }
            let value = read(text);
            if let Err(mistake) = value {
                self.mistakes.see(mistake, row, || text.to_owned());
            }
            all.push(value.ok());
        }
        Ok(Some(all))
    }

    fn numbers<T>(&mut self, values: &Series, read: impl Fn(f64) -> Result<T, Mistake>) -> Values<T> {
        let mut all = Vec::with_capacity(values.len());
        for (row, number) in values.f64()?.iter().enumerate() {
            let value = number.filter(|number| !number.is_nan()).map(|number| (number, read(number)));
            if let Some((number, Err(mistake))) = &value {
                self.mistakes.see(*mistake, row, || number_shown(*number));
            }
            all.push(value.and_then(|(_, value)| value.ok()));
        }
        Ok(Some(all))
    }

    /// Whole numbers.
    pub fn integers(&mut self, values: &Series) -> Values<i64> {
        let marks = self.marks;
        match values.dtype() {
            DataType::Int64 => Ok(Some(values.i64()?.iter().collect())),
            DataType::Boolean => Ok(Some(values.bool()?.iter().map(|value| value.map(i64::from)).collect())),
            DataType::Float64 => self.numbers(values, whole),
            DataType::String => self.texts(values, |text| match numeral(text, marks) {
                Ok(Numeral::Whole(number)) => Ok(number),
                Ok(Numeral::Other(number)) => whole(number),
                Err(why) => Err(why.into()),
            }),
            _ => Ok(None),
        }
    }

    /// Numbers.
    pub fn floats(&mut self, values: &Series) -> Values<f64> {
        let marks = self.marks;
        match values.dtype() {
            DataType::Int64 => Ok(Some(values.i64()?.iter().map(|value| value.map(|number| number as f64)).collect())),
            DataType::Boolean => {
                let number = |value: bool| f64::from(u8::from(value));
                Ok(Some(values.bool()?.iter().map(|value| value.map(number)).collect()))
            }
            DataType::Float64 => self.numbers(values, |number| match number.is_finite() {
                true => Ok(number),
                false => Err(Mistake::NotFinite),
            }),
            DataType::String => self.texts(values, |text| match numeral(text, marks) {
                Ok(Numeral::Whole(number)) => Ok(number as f64),
                Ok(Numeral::Other(number)) => Ok(number),
                Err(why) => Err(why.into()),
            }),
            _ => Ok(None),
        }
    }

    /// True and false.
    pub fn booleans(&mut self, values: &Series) -> Values<bool> {
        match values.dtype() {
            DataType::Boolean => Ok(Some(values.bool()?.iter().collect())),
            // As texts, so that a code for missing values such as 9 is met.
            DataType::Int64 | DataType::Float64 => self.booleans(&as_texts(values)?),
            DataType::String => self.texts(values, |text| truth(text).ok_or(Mistake::Unlike)),
            _ => Ok(None),
        }
    }

    /// Dates, as days from 1 January 1970.
    pub fn dates(&mut self, values: &Series) -> Values<i32> {
        let format = self.rules.format.as_ref();
        match values.dtype() {
            DataType::Date => Ok(Some(values.date()?.physical().iter().collect())),
            // `20231214`
            DataType::Int64 if format.is_some() => self.dates(&values.cast(&DataType::String)?),
            DataType::String => {
                let slashes = slashes(values.str()?.iter().flatten());
                self.texts(values, |text| date(text, format, slashes).map_err(Mistake::from))
            }
            _ => Ok(None),
        }
    }
}

fn whole(number: f64) -> Result<i64, Mistake> {
    match number {
        _ if !number.is_finite() => Err(Mistake::NotFinite),
        _ if number.trunc() != number => Err(Mistake::NotWhole),
        _ if number.abs() > 9_007_199_254_740_992.0 => Err(Mistake::TooLarge),
        _ => Ok(number as i64),
    }
}

/// What a word says, if it says true or false.
fn truth(word: &str) -> Option<bool> {
    let is_one_of = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    match () {
        () if is_one_of(&["true", "1", "ja", "yes", "sann"]) => Some(true),
        () if is_one_of(&["false", "0", "nei", "no", "usann"]) => Some(false),
        () => None,
    }
}

impl From<NoNumeral> for Mistake {
    fn from(why: NoNumeral) -> Mistake {
        match why {
            NoNumeral::Unlike => Mistake::Unlike,
            NoNumeral::OtherMark => Mistake::OtherMark,
            NoNumeral::Ambiguous => Mistake::Ambiguous,
            NoNumeral::TooLarge => Mistake::TooLarge,
        }
    }
}

impl From<NoDate> for Mistake {
    fn from(why: NoDate) -> Mistake {
        match why {
            NoDate::Unlike => Mistake::Unlike,
            NoDate::NoSuchDay => Mistake::NoSuchDay,
            NoDate::Ambiguous => Mistake::Ambiguous,
        }
    }
}
