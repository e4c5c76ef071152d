//! What the functions do with single texts: the same on every platform and in every database.

use std::sync::LazyLock;

/// The characters that `trim` takes away: space, tab, line feed, carriage return and the no-break space.
const BLANK: [char; 5] = [' ', '\t', '\n', '\r', '\u{a0}'];

/// The letters that have another case, capital and small: those of Latin-1 and Latin Extended-A, and so all of Norwegian
/// and the Sami languages.
///
/// What a database makes of `lower` depends on its locale, and on one without any it leaves \u{c6}, \u{d8} and \u{c5} as
/// they are. So both this program and the queries that it writes go by this list.
pub(super) static LETTERS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let latin_1 = (0xc0..=0xde).filter(|code| *code != 0xd7).map(|code| (code, code + 0x20));
    // In pairs; left out are 0130, 0131, 0138 and 0149, whose other case is none or lies elsewhere.
    let pairs = [0x100..=0x12e, 0x132..=0x136, 0x139..=0x147, 0x14a..=0x176, 0x179..=0x17d];
    let extended = pairs.into_iter().flat_map(|range| range.step_by(2)).map(|code| (code, code + 1));
    let ascii = (0x41..=0x5a).map(|code| (code, code + 0x20));
    let all = ascii.chain(latin_1).chain(extended).chain([(0x178, 0xff)]);
    all.filter_map(|(capital, small)| Some((char::from_u32(capital)?, char::from_u32(small)?))).collect()
});

/// With small letters instead of capitals.
pub(super) fn lower(text: &str) -> String {
    let small = |letter: char| match letter {
        'A'..='Z' => letter.to_ascii_lowercase(),
        '\0'..='\u{bf}' => letter,
        _ => LETTERS.iter().find(|(capital, _)| *capital == letter).map_or(letter, |(_, small)| *small),
    };
    text.chars().map(small).collect()
}

/// With capitals instead of small letters.
pub(super) fn upper(text: &str) -> String {
    let capital = |letter: char| match letter {
        'a'..='z' => letter.to_ascii_uppercase(),
        '\0'..='\u{bf}' => letter,
        _ => LETTERS.iter().find(|(_, small)| *small == letter).map_or(letter, |(capital, _)| *capital),
    };
    text.chars().map(capital).collect()
}

/// Without blanks at its ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(BLANK)
}

/// So many characters from this one on, counted from 1.
pub(super) fn substring(text: &str, start: i64, length: i64) -> &str {
    let place = |characters: i64| {
        let characters = usize::try_from(characters).unwrap_or_default();
        text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
    };
    let from = place(start - 1);
    &text[from..place((start - 1).saturating_add(length)).max(from)]
}

/// The number that a text says, with a decimal point or comma; blanks around it do not count.
///
/// At most 18 digits stand on each side of the decimal mark, so that no database finds the number too large.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = trim(text);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let are_digits = |part: &str| (1..=18).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let reads = match digits.split_once(['.', ',']) {
        None => are_digits(digits),
        Some((whole, decimals)) => (whole.is_empty() || are_digits(whole)) && are_digits(decimals),
    };
    if reads { text.replace(',', ".").parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_change_case_one_by_one() {
        assert_eq!(lower("Bod\u{d8}, \u{c5}S & \u{10c}\u{178}1"), "bod\u{f8}, \u{e5}s & \u{10d}\u{ff}1");
        assert_eq!(upper("bod\u{f8} \u{df} \u{f7} \u{17e}"), "BOD\u{d8} \u{df} \u{f7} \u{17d}");
        for (capital, small) in LETTERS.iter() {
            assert!(capital.to_lowercase().eq([*small]) && small.to_uppercase().eq([*capital]), "{capital} {small}");
        }
        assert_eq!(LETTERS.len(), 26 + 30 + 62);
    }

    #[test]
    fn texts_are_read_as_numbers_with_either_decimal_mark() {
        for (text, expected) in [("12", 12.0), (" -0,5\u{a0}", -0.5), ("+1.25", 1.25), (".5", 0.5), ("007", 7.0)] {
            assert_eq!(number(text), Some(expected), "{text}");
        }
        for text in
            ["", " ", "1 234", "1e5", "5.", "-", "1,2,3", "inf", "nan", "12 timer", "0x1f", "1234567890123456789"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert_eq!(substring("\u{e6}\u{f8}\u{e5}", 2, 1), "\u{f8}");
        assert_eq!(substring("0301", 1, 2), "03");
        assert_eq!(substring("0301", 4, 9), "1");
        assert_eq!(substring("0301", 5, 1), "");
        assert_eq!(substring("0301", 1, i64::MAX), "0301");
        assert_eq!(substring("", 1, 0), "");
    }
}
