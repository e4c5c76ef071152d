//! Soups of words and signs in no order that means anything: they must do no harm.

use super::random::Random;
use super::{evaluated, parsed, table};
use crate::data::query::Dialect;

/// How many soups are stirred.
const SOUPS: usize = 60_000;

/// What goes into a soup.
const WORDS: &str = "alder barn timer samtykke status arm dato fodt `x` ukjent 12 0.5 0,5 1e9 9223372036854775808 \"jobb\" 'x' \
    \"2023-01-01\" 14.12.2023 true false missing + - * / div mod == != < <= > >= = <> in not between and or is if then else ( ) \
    [ ] , round( min( date( months_between( coalesce( text( number( first( is_missing( count_missing( xyzzy( \" ' ` \\ \u{e6}\u{f8} \
    \u{2212} . ; \u{1f600} \u{0} { alder>1 alder==18 year(dato) [1,2] ,2) then\u{a0}1\u{a0}else --";

fn soup(random: &mut Random) -> String {
    let words: Vec<&str> = WORDS.split(' ').filter(|word| !word.is_empty()).collect();
    let mut text = String::new();
    for _ in 0..=random.below(14) {
        text.push_str(random.one_of(&words));
        if random.below(5) > 0 {
            text.push(' ');
        }
    }
    text
}

#[test]
fn a_soup_of_words_does_no_harm() {
    let table = table();
    let frame = table.frame();
    let mut random = Random::new();
    let (mut read, mut typed) = (0, 0);
    for _ in 0..SOUPS {
        let Ok(parsed) = parsed(&soup(&mut random)) else { continue };
        read += 1;
        let Ok(expression) = parsed.check(&table) else { continue };
        typed += 1;
        evaluated(&expression, &frame);
        for dialect in Dialect::ALL {
            assert!(!expression.sql(dialect, &|name| dialect.identifier(name)).is_empty());
        }
    }
    assert!(read > 500 && typed > 100, "{read} {typed}");
}
