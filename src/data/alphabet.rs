//! The alphabetical order of names that are listed by name, such as those of services and counties.

use std::cmp::Ordering;

use super::Cell;

/// The order of two names by the Norwegian alphabet, in which æ, ø and å follow z, in this order.
///
/// It is the same in reports of every language, as results are. Case and accents count only where nothing else differs;
/// ä goes with æ, ö with ø and ü with y, and the letters of the Sami languages with those that they are made of. Two
/// letters a are two letters: Aasen comes before Abel. Blanks and signs come before figures, and figures before letters.
///
/// ```
/// use std::cmp::Ordering;
///
/// use utfall::data::alphabetical;
///
/// let mut names = ["Ålesund", "Ørsta", "Åmot", "Ærø", "ås", "Aasen", "Zürich", "Ås", "Bodø", "Béal"];
/// names.sort_by(|one, other| alphabetical(one, other));
/// assert_eq!(names, ["Aasen", "Béal", "Bodø", "Zürich", "Ærø", "Ørsta", "Ålesund", "Åmot", "Ås", "ås"]);
/// assert_eq!(alphabetical("Oslo", "Oslo"), Ordering::Equal);
/// ```
pub fn alphabetical(one: &str, other: &str) -> Ordering {
    letters(one).cmp(letters(other)).then_with(|| one.cmp(other))
}

/// The same for the values of a column: texts by the alphabet, all else by itself.
pub(super) fn by_name(one: &Cell, other: &Cell) -> Ordering {
    match (one, other) {
        (Cell::Text(one), Cell::Text(other)) => alphabetical(one, other),
        _ => one.cmp(other),
    }
}

/// The places of the characters: signs, figures, letters of ours, and letters of other alphabets.
fn letters(name: &str) -> impl Iterator<Item = (u8, u32)> + '_ {
    let mut characters = name.chars().flat_map(char::to_lowercase).peekable();
    std::iter::from_fn(move || {
        loop {
            let mut character = characters.next()?;
            // The ring and the dots of a letter that is written in two parts.
            let made = match (character, characters.peek()) {
                ('a', Some('\u{30a}')) => Some('\u{e5}'),
                ('a', Some('\u{308}')) => Some('\u{e6}'),
                ('o', Some('\u{308}')) => Some('\u{f8}'),
                ('u', Some('\u{308}')) => Some('y'),
                _ => None,
            };
            if let Some(made) = made {
                characters.next();
                character = made;
            }
            if !('\u{300}'..='\u{36f}').contains(&character) {
                return Some(place(character));
            }
        }
    })
}

/// The place of a small letter, a figure or a sign.
fn place(character: char) -> (u8, u32) {
    let base = match character {
        '\u{e0}'..='\u{e3}' | '\u{101}' | '\u{103}' | '\u{105}' => 'a',
        '\u{e7}' | '\u{107}' | '\u{10d}' => 'c',
        '\u{f0}' | '\u{10f}' | '\u{111}' => 'd',
        '\u{e8}'..='\u{eb}' | '\u{113}' | '\u{119}' | '\u{11b}' => 'e',
        '\u{11f}' | '\u{1e5}' | '\u{1e7}' => 'g',
        '\u{ec}'..='\u{ef}' | '\u{12b}' | '\u{131}' => 'i',
        '\u{1e9}' => 'k',
        '\u{142}' => 'l',
        '\u{f1}' | '\u{144}' | '\u{148}' | '\u{14b}' => 'n',
        '\u{f2}'..='\u{f5}' | '\u{14d}' => 'o',
        '\u{159}' => 'r',
        '\u{15b}' | '\u{15f}' | '\u{161}' | '\u{df}' => 's',
        '\u{163}' | '\u{165}' | '\u{167}' | '\u{fe}' => 't',
        '\u{f9}'..='\u{fb}' | '\u{16b}' | '\u{16f}' => 'u',
        '\u{fc}' | '\u{fd}' | '\u{ff}' => 'y',
        '\u{17a}' | '\u{17c}' | '\u{17e}' | '\u{292}' | '\u{1ef}' => 'z',
        '\u{e4}' => '\u{e6}',
        '\u{f6}' | '\u{153}' => '\u{f8}',
        own => own,
    };
    match base {
        'a'..='z' => (2, u32::from(base) - u32::from('a')),
        '\u{e6}' => (2, 26),
        '\u{f8}' => (2, 27),
        '\u{e5}' => (2, 28),
        other if other.is_numeric() => (1, u32::from(other)),
        other if other.is_alphabetic() => (3, u32::from(other)),
        other => (0, u32::from(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_order(names: &[&str]) -> bool {
        names.windows(2).all(|pair| alphabetical(pair[0], pair[1]) == Ordering::Less)
    }

    #[test]
    fn ae_oe_and_aa_follow_z_in_this_order() {
        assert!(in_order(&["Alta", "Oslo s\u{f8}r", "Zambia", "\u{c6}r\u{f8}", "\u{d8}rsta", "\u{c5}lesund"]));
        assert!(in_order(&[
            "B",
            "Bergen",
            "Bergen nord",
            "Berger",
            "Bod\u{f8}",
            "B\u{e6}rum",
            "B\u{f8}",
            "B\u{e5}tsfjord"
        ]));
        assert!(in_order(&["Moss", "M\u{e4}kel\u{e4}", "M\u{e6}l", "M\u{f6}ller", "M\u{f8}re"]));
        assert!(in_order(&["Muus", "Myhre", "M\u{fc}ller", "Myrvoll"]));
    }

    #[test]
    fn two_letters_a_are_no_ring() {
        assert!(in_order(&["Aasen", "Abel", "Zahl", "\u{c5}sen"]));
    }

    #[test]
    fn case_and_accents_count_last_and_letters_of_two_parts_are_one() {
        assert!(in_order(&["Ande", "And\u{e9}n", "andre", "Anna"]));
        assert!(in_order(&["Oslo", "oslo", "Oslo 2"]));
        assert!(in_order(&["\u{c4}ngsbo", "\u{d6}rebro", "A\u{30a}lesund", "\u{c5}s"]));
        assert!(in_order(&["Karasj", "K\u{e1}r\u{e1}\u{161}johka", "Karasjok", "Karlsen"]));
        assert!(in_order(&["", "-", "2", "A"]));
    }

    #[test]
    fn numbers_stay_in_their_own_order() {
        let mut cells =
            [Cell::number(10.0), Cell::text("\u{c5}s"), Cell::number(2.0), Cell::text("\u{d8}ye"), Cell::Missing];
        cells.sort_by(by_name);
        let shown: Vec<String> = cells.iter().map(Cell::to_string).collect();
        assert_eq!(shown, ["2", "10", "\u{d8}ye", "\u{c5}s", ""]);
    }

    /// Sorting needs an order in which everything is before, after or the same, and each is as the others say.
    #[test]
    fn the_order_is_total() {
        let names = [
            "\u{c5}s",
            "As",
            "a\u{30a}s",
            "\u{e5}s",
            "AS",
            "\u{e0}s",
            "\u{c6}s",
            "\u{d8}s",
            "a s",
            "a-s",
            "a2",
            "\u{3b1}",
            "",
        ];
        for one in names {
            for other in names {
                assert_eq!(alphabetical(one, other), alphabetical(other, one).reverse(), "{one} {other}");
                assert_eq!(alphabetical(one, other) == Ordering::Equal, one == other, "{one} {other}");
                for third in names {
                    let rises = alphabetical(one, other).is_le() && alphabetical(other, third).is_le();
                    assert!(!rises || alphabetical(one, third).is_le(), "{one} {other} {third}");
                }
            }
        }
    }
}
