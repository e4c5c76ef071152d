//! Hard spaces in text that an author wrote: between a number and its unit a line must not break.

const HARD_SPACE: char = '\u{a0}';

/// What may stand after a number, in any of the languages: a report in one may hold a summary in another.
const UNITS: &[&str] = &[
    "%",
    "prosent",
    "prosentpoeng",
    "prosents",
    "per cent",
    "percent",
    "percentage",
    "kr",
    "kroner",
    "mill.",
    "mrd.",
    "millioner",
    "milliardar",
    "milliarder",
    "G",
    "år",
    "years",
    "måneder",
    "månader",
    "måned",
    "månad",
    "months",
    "uker",
    "veker",
    "weeks",
    "dager",
    "dagar",
    "dag",
    "days",
    "day",
    "uke",
    "veke",
    "week",
    "month",
    "year",
    "personer",
    "personar",
    "people",
    "persons",
    "deltakere",
    "deltakarar",
    "participants",
    "tabeller",
    "flere",
    "fleire",
    "færre",
    "more",
    "fewer",
];

/// The text with a hard space between a number and a sign or unit after it, and in `95 % KI`.
///
/// Every replaced space is one character as before, so columns counted in characters stay.
///
/// ```
/// use utfall::locale::hard_spaces;
/// assert_eq!(hard_spaces("37 % (95 % KI), 18 måneder"), "37\u{a0}% (95\u{a0}%\u{a0}KI), 18\u{a0}måneder");
/// assert_eq!(hard_spaces("kapittel 2 prøver"), "kapittel 2 prøver");
/// // a number that a filter wrote is a string in the Typst text
/// assert_eq!(hard_spaces("#\"410\"; deltakere"), "#\"410\";\u{a0}deltakere");
/// ```
pub fn hard_spaces(text: &str) -> String {
    let mut hardened = String::with_capacity(text.len() + 64);
    // The character before, and the one before `";`, which ends what a filter wrote.
    let (mut before, mut closed) = (' ', ' ');
    for (at, letter) in text.char_indices() {
        let rest = &text[at + letter.len_utf8()..];
        let hard = letter == ' '
            && (((before.is_ascii_digit() || (before == ';' && closed.is_ascii_digit()))
                && UNITS.iter().any(|unit| starts_with_word(rest, unit)))
                || (before == '%' && ["KI", "CI"].iter().any(|word| starts_with_word(rest, word))));
        closed = match (before, letter) {
            (_, '"') => before,
            ('"', ';') => closed,
            _ => ' ',
        };
        before = letter;
        hardened.push(if hard { HARD_SPACE } else { letter });
    }
    hardened
}

/// Whether a text starts with this word, and not with a longer one.
fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| {
        !word.ends_with(char::is_alphabetic) || !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_')
    })
}
