//! The numbers of a study: which there are, for which data, and how they are written.

use roxmltree::Node;

use super::review::Data;

/// A number that a study may have.
pub(super) struct Number {
    /// The column that it is read into.
    pub column: &'static str,
    /// The attribute that holds it.
    pub attribute: &'static str,
    /// The data that it is entered for; of other data the attribute holds something that RevMan worked out.
    of: &'static [Data],
    /// Whether it is a number of persons.
    pub whole: bool,
    /// Whether RevMan worked it out, for the plot.
    shown: bool,
}

const COUNTED: &[Data] = &[Data::Counts, Data::LogRank];
const ALL: &[Data] = &[Data::Counts, Data::Means, Data::Estimates, Data::LogRank];
const MEANS: &[Data] = &[Data::Means];
const ESTIMATES: &[Data] = &[Data::Estimates];
const LOG_RANK: &[Data] = &[Data::LogRank];

const fn entered(column: &'static str, attribute: &'static str, of: &'static [Data]) -> Number {
    Number { column, attribute, of, whole: false, shown: false }
}

const fn persons(column: &'static str, attribute: &'static str, of: &'static [Data]) -> Number {
    Number { column, attribute, of, whole: true, shown: false }
}

const fn shown(column: &'static str, attribute: &'static str) -> Number {
    Number { column, attribute, of: ALL, whole: false, shown: true }
}

/// How many numbers there are.
pub(super) const COUNT: usize = 15;

/// Every number, in the order of the columns.
///
/// `SE` and `VAR` of counts and means, and `O_E` of counts, are what RevMan worked out on the way. Its logarithms
/// (`LOG_EFFECT_SIZE`) have the base 10. None of these is read.
pub(super) const NUMBERS: [Number; COUNT] = [
    persons("events_1", "EVENTS_1", COUNTED),
    persons("total_1", "TOTAL_1", ALL),
    persons("events_2", "EVENTS_2", COUNTED),
    persons("total_2", "TOTAL_2", ALL),
    entered("mean_1", "MEAN_1", MEANS),
    entered("sd_1", "SD_1", MEANS),
    entered("mean_2", "MEAN_2", MEANS),
    entered("sd_2", "SD_2", MEANS),
    entered("estimate", "ESTIMATE", ESTIMATES),
    entered("se", "SE", ESTIMATES),
    entered("observed_less_expected", "O_E", LOG_RANK),
    entered("variance", "VAR", LOG_RANK),
    shown("effect", "EFFECT_SIZE"),
    shown("ci_lower", "CI_START"),
    shown("ci_upper", "CI_END"),
];

/// The numbers of persons in the two groups, and with the outcome.
const EVENTS: [usize; 2] = [0, 2];
const TOTALS: [usize; 2] = [1, 3];

/// The numbers of a study in the order of [`NUMBERS`], or the attribute that holds something else, and what it holds.
///
/// `estimable` is whether RevMan worked out an effect; where it did not, it wrote zeros.
pub(super) fn of_study<'a>(
    node: Node<'a, '_>,
    data: Data,
    estimable: bool,
) -> Result<[Option<f64>; COUNT], (&'static str, &'a str)> {
    let mut numbers = [None; COUNT];
    for (number, place) in NUMBERS.iter().zip(&mut numbers) {
        if number.of.contains(&data)
            && (estimable || !number.shown)
            && let Some(written) = node.attribute(number.attribute)
        {
            *place = read(written).map_err(|NoNumber| (number.attribute, written))?;
        }
    }
    // The sizes of the groups need not be entered where they are not pooled with, and are then zeros.
    let optional = matches!(data, Data::Estimates | Data::LogRank);
    if optional && TOTALS.iter().all(|total| numbers[*total].unwrap_or(0.0) == 0.0) {
        for place in TOTALS.iter().chain(&EVENTS) {
            numbers[*place] = None;
        }
    }
    Ok(numbers)
}

/// What is no number.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoNumber;

/// A number as Java writes it, which RevMan is written in; nothing where it is empty or not a finite one.
pub(super) fn read(written: &str) -> Result<Option<f64>, NoNumber> {
    let written = written.trim();
    if matches!(written, "" | "NaN" | "Infinity" | "-Infinity") {
        return Ok(None);
    }
    // Rust has more words for numbers than digits.
    let plain = written.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    let number = plain.then(|| written.parse::<f64>().ok()).flatten().filter(|number| number.is_finite());
    number.map(Some).ok_or(NoNumber)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_java() {
        for (written, number) in [
            ("12", Some(12.0)),
            (" -0.5 ", Some(-0.5)),
            ("1.4576093112206312E-4", Some(1.4576093112206312e-4)),
            ("", None),
            ("NaN", None),
            ("-Infinity", None),
        ] {
            assert_eq!(read(written), Ok(number), "{written}");
        }
        for written in ["12,5", "1 234", "1e999", "inf", "nan", "0x1", "-", "1.2.3", "\u{bd}", "ca. 3"] {
            assert_eq!(read(written), Err(NoNumber), "{written}");
        }
    }

    #[test]
    fn every_place_is_the_one_it_is_called() {
        assert_eq!(EVENTS.map(|place| NUMBERS[place].column), ["events_1", "events_2"]);
        assert_eq!(TOTALS.map(|place| NUMBERS[place].column), ["total_1", "total_2"]);
    }

    #[test]
    fn what_was_not_entered_is_missing() {
        let numbers = |attributes: &str, data: Data, estimable: bool| {
            let text = format!("<a {attributes}/>");
            let document = roxmltree::Document::parse(&text).unwrap();
            let numbers = of_study(document.root_element(), data, estimable).unwrap();
            let known = NUMBERS.iter().zip(numbers).filter_map(|(number, value)| Some((number.column, value?)));
            known.collect::<Vec<_>>()
        };
        let all = "EVENTS_1='0' TOTAL_1='0' EVENTS_2='0' TOTAL_2='0' O_E='-1.5' VAR='4' SE='0.2' EFFECT_SIZE='0.7'";
        let expected = [("observed_less_expected", -1.5), ("variance", 4.0), ("effect", 0.7)];
        assert_eq!(numbers(all, Data::LogRank, true), expected);
        assert_eq!(numbers(all, Data::Estimates, false), [("se", 0.2)]);
        let counts = [("events_1", 0.0), ("total_1", 0.0), ("events_2", 0.0), ("total_2", 0.0)];
        assert_eq!(numbers(all, Data::Counts, false), counts);
        assert_eq!(numbers("", Data::Means, true), []);
    }
}
