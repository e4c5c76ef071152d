//! Numbers with a check digit, and other names that the world outside hands out.

use crate::diag::Problem;

/// Checks an ISBN of thirteen digits (ISO 2108): weights 1 and 3 in turn, and a sum that ten divides.
///
/// # Errors
/// How many digits there are, or which the last one should be.
pub(super) fn isbn(written: &str) -> Result<(), Problem> {
    let digits = digits(written, "ISBN")?;
    let body = |digits: &[u8]| -> u8 {
        let sum: u32 =
            digits.iter().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| u32::from(*digit) * weight).sum();
        u8::try_from((10 - sum % 10) % 10).unwrap_or_default()
    };
    match digits.len() {
        13 => check_digit("ISBN", written, digits[12], body(&digits[..12])),
        10 => {
            let mut longer = vec![9, 7, 8];
            longer.extend(&digits[..9]);
            longer.push(body(&longer));
            let longer: String = longer.into_iter().map(letter).collect();
            Err(Problem::new(format!("`{written}` is an ISBN of ten digits"))
                .hint(format!("write it with thirteen: `{longer}`")))
        }
        found => Err(Problem::new(format!("an ISBN has 13 digits, and `{written}` has {found}"))
            .hint("copy it from the colophon, such as `978-3-16-148410-0`")),
    }
}

/// Checks an ISSN (ISO 3297): weights 8 to 2, modulo eleven.
///
/// # Errors
/// How many digits there are, or which the last one should be.
pub(super) fn issn(written: &str) -> Result<(), Problem> {
    let digits = digits(written, "ISSN")?;
    if digits.len() != 8 {
        return Err(Problem::new(format!("an ISSN has 8 digits, and `{written}` has {}", digits.len()))
            .hint("copy it from the series, such as `0028-0836`"));
    }
    let sum: u32 = digits[..7].iter().zip((2..=8).rev()).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    check_digit("ISSN", written, digits[7], u8::try_from((11 - sum % 11) % 11).unwrap_or_default())
}

/// Checks an ORCID iD (ISO 7064, MOD 11-2), with or without its web address.
///
/// # Errors
/// How many digits there are, or which the last one should be.
pub(super) fn orcid(written: &str) -> Result<(), Problem> {
    let number = written.trim_start_matches("https://orcid.org/");
    let digits = digits(number, "ORCID iD")?;
    if digits.len() != 16 {
        return Err(Problem::new(format!("an ORCID iD has 16 digits, and `{written}` has {}", digits.len()))
            .hint("write it as `0000-0002-1825-0097`"));
    }
    let total = digits[..15].iter().fold(0, |total, digit| (total + u32::from(*digit)) * 2 % 11);
    check_digit("ORCID iD", written, digits[15], u8::try_from((12 - total) % 11).unwrap_or_default())
}

/// Checks that a DOI is one: `10.`, a prefix, a slash and a suffix, with or without its web address.
///
/// # Errors
/// What a DOI looks like.
pub(super) fn doi(written: &str) -> Result<(), Problem> {
    let bare = written.trim_start_matches("https://doi.org/");
    let well_formed = bare.strip_prefix("10.").and_then(|rest| rest.split_once('/')).is_some_and(|(prefix, suffix)| {
        prefix.len() >= 4 && prefix.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !suffix.trim().is_empty()
    });
    if well_formed && !bare.contains(char::is_whitespace) {
        return Ok(());
    }
    Err(Problem::new(format!("`{written}` is not a DOI")).hint("write it as `10.1000/182`"))
}

/// The digits, with `X` as ten; blanks and hyphens do not count.
fn digits(written: &str, what: &str) -> Result<Vec<u8>, Problem> {
    let signs: Vec<char> = written.chars().filter(|c| !matches!(c, '-' | ' ' | '\u{a0}' | '\u{2013}')).collect();
    let last = signs.len().saturating_sub(1);
    signs
        .into_iter()
        .enumerate()
        .map(|(index, sign)| match sign {
            'X' | 'x' if index == last => Ok(10),
            _ => sign.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).ok_or_else(|| {
                Problem::new(format!("`{sign}` cannot stand in an {what}")).hint("write digits and hyphens only")
            }),
        })
        .collect()
}

fn check_digit(what: &str, written: &str, found: u8, expected: u8) -> Result<(), Problem> {
    if found == expected {
        return Ok(());
    }
    let problem = format!(
        "the last digit of the {what} `{written}` is {}, but the others give {}",
        letter(found),
        letter(expected)
    );
    Err(Problem::new(problem).hint("one of the digits is wrong; compare all of them with the original"))
}

fn letter(digit: u8) -> char {
    char::from_digit(u32::from(digit), 10).unwrap_or('X')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_pass() {
        // The examples of the ISBN users' manual and of ISO 2108.
        assert_eq!(isbn("978-0-306-40615-7"), Ok(()));
        assert_eq!(isbn("978 3 16 148410 0"), Ok(()));
        // Nature, and the ISSN manual's own example with X.
        assert_eq!(issn("0028-0836"), Ok(()));
        assert_eq!(issn("2434-561X"), Ok(()));
        // ORCID's own example (Josiah Carberry).
        assert_eq!(orcid("0000-0002-1825-0097"), Ok(()));
        assert_eq!(orcid("https://orcid.org/0000-0002-1694-233X"), Ok(()));
        assert_eq!(doi("10.1000/182"), Ok(()));
        assert_eq!(doi("https://doi.org/10.1000/182"), Ok(()));
    }

    #[test]
    fn every_single_wrong_digit_is_found() {
        type Check = fn(&str) -> Result<(), Problem>;
        for (number, check) in
            [("9780306406157", isbn as Check), ("00280836", issn as Check), ("0000000218250097", orcid as Check)]
        {
            for index in 0..number.len() {
                for digit in '0'..='9' {
                    let mut other: Vec<char> = number.chars().collect();
                    if other[index] != digit {
                        other[index] = digit;
                        assert!(check(&other.into_iter().collect::<String>()).is_err());
                    }
                }
            }
        }
    }

    #[test]
    fn an_isbn_of_ten_digits_is_told_its_thirteen() {
        let problem = isbn("0-306-40615-2").unwrap_err();
        assert_eq!(problem.hints, ["write it with thirteen: `9780306406157`"]);
    }
}
