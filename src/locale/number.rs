//! Decimal numbers as strings of digits, so that shifting to per cent and rounding are exact.

use std::fmt::Write;

/// A finite decimal number: `digits` read as a whole number, times ten to the power of `exponent`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    exponent: i32,
}

/// What happens to the digits that are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounding {
    /// To the nearest, halves away from zero.
    HalfAwayFromZero,
    /// Away from zero, unless the number is within a billionth of its own size of the nearest: a floating error must
    /// not turn the 10 persons of 1 / 0.1 into 11.
    AwayFromZero,
}

/// The marks of a written number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    pub decimal: char,
    pub group: char,
    /// The shortest whole number that is grouped, in digits.
    pub grouped_from: usize,
}

impl Decimal {
    /// The shortest decimal number that reads back as `value`; `None` when it is not finite.
    pub(super) fn shortest(value: f64) -> Option<Decimal> {
        if !value.is_finite() {
            return None;
        }
        let text = format!("{:e}", value.abs());
        let (mantissa, exponent) = text.split_once('e')?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = whole.bytes().chain(fraction.bytes()).map(|digit| digit - b'0').collect();
        let exponent = exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?;
        Some(Decimal { negative: value.is_sign_negative(), digits, exponent })
    }

    /// A whole number, exact however large.
    pub(super) fn whole(value: u64) -> Decimal {
        let digits = value.to_string().bytes().map(|digit| digit - b'0').collect();
        Decimal { negative: false, digits, exponent: 0 }
    }

    /// The number times ten to the power of `places`.
    pub(super) fn shifted(mut self, places: i32) -> Decimal {
        self.exponent += places;
        self
    }

    /// How many decimals write the number in full, once it is rounded to `most`.
    pub(super) fn decimals(&self, most: i8) -> i8 {
        let rounded = self.rounded(most, Rounding::HalfAwayFromZero);
        let zeros = rounded.digits.iter().rev().take_while(|digit| **digit == 0).count();
        let needed = if zeros == rounded.digits.len() { 0 } else { -rounded.exponent - zeros as i32 };
        i8::try_from(needed.max(0)).unwrap_or(most)
    }

    /// The number rounded to `decimals` decimals; −3 rounds to thousands.
    fn rounded(&self, decimals: i8, rounding: Rounding) -> Decimal {
        let last = -i32::from(decimals);
        let Ok(dropped) = usize::try_from(last - self.exponent) else { return self.clone() };
        if dropped == 0 {
            return self.clone();
        }
        let kept = self.digits.len().saturating_sub(dropped);
        let nearest_is_up = dropped <= self.digits.len() && self.digits[kept] >= 5;
        let nearest = self.cut(kept, nearest_is_up, last);
        match rounding {
            Rounding::HalfAwayFromZero => nearest,
            Rounding::AwayFromZero => {
                let (value, close) = (self.value(), nearest.value());
                if nearest_is_up || (close - value).abs() <= 1e-9 * value {
                    nearest
                } else {
                    self.cut(kept, true, last)
                }
            }
        }
    }

    /// The first `kept` digits, one more in the last place where `up`.
    fn cut(&self, kept: usize, up: bool, exponent: i32) -> Decimal {
        let mut digits = self.digits[..kept].to_vec();
        if up {
            match digits.iter().rposition(|digit| *digit < 9) {
                Some(place) => {
                    digits[place] += 1;
                    digits[place + 1..].fill(0);
                }
                None => {
                    digits.fill(0);
                    digits.insert(0, 1);
                }
            }
        }
        Decimal { negative: self.negative, digits, exponent }
    }

    /// The size of the number as a float.
    fn value(&self) -> f64 {
        let mut text: String = self.digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        let _ = write!(text, "e{}", self.exponent);
        text.parse().unwrap_or(0.0)
    }

    /// The number rounded to `decimals` decimals and written with just as many, or with none where that is negative.
    /// Zero has no sign.
    pub(super) fn written(&self, decimals: i8, rounding: Rounding, marks: Marks) -> String {
        let rounded = self.rounded(decimals, rounding);
        let decimals = usize::try_from(decimals).unwrap_or(0);
        let mut digits = rounded.digits;
        // After rounding, the last digit stands at or before the last decimal.
        let padding = usize::try_from(rounded.exponent + decimals as i32).unwrap_or(0);
        digits.resize(digits.len() + padding, 0);
        if digits.len() <= decimals {
            digits.splice(0..0, std::iter::repeat_n(0, decimals + 1 - digits.len()));
        }
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let whole = &whole[whole.iter().take_while(|digit| **digit == 0).count()..];
        let whole = if whole.is_empty() { &[0] } else { whole };
        let mut text = String::with_capacity(2 * digits.len() + 4);
        if rounded.negative && digits.iter().any(|digit| *digit != 0) {
            text.push('\u{2212}');
        }
        for (place, digit) in whole.iter().enumerate() {
            if place > 0 && whole.len() >= marks.grouped_from && (whole.len() - place) % 3 == 0 {
                text.push(marks.group);
            }
            text.push(char::from(b'0' + digit));
        }
        if !fraction.is_empty() {
            text.push(marks.decimal);
            text.extend(fraction.iter().map(|digit| char::from(b'0' + digit)));
        }
        text
    }
}
