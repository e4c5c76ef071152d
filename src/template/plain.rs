//! Typst markup as plain words.

/// The words of a text: without emphasis, headings, references, comments and the names of functions; paragraphs are
/// parted by an empty line.
///
/// Text that code makes is kept where it is a string (`#"p = 0,047";`) or the content of a function (`#footnote[…]`).
pub(super) fn words(markup: &str) -> String {
    let mut plain = String::with_capacity(markup.len());
    let letters: Vec<char> = markup.chars().collect();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let next = letters.get(at + 1).copied();
        match (letter, next) {
            ('\\', Some(escaped)) => {
                plain.push(if escaped == '\n' { ' ' } else { escaped });
                at += 2;
            }
            ('/', Some('/')) if at == 0 || letters[at - 1] != ':' => at = until(&letters, at, '\n'),
            ('#', Some('"')) => at = string(&letters, at + 2, &mut plain),
            ('#', Some(start)) if start.is_alphabetic() => at = call(&letters, at + 1),
            ('@' | '<', Some(start)) if start.is_alphabetic() => at = reference(&letters, at),
            ('*' | '_' | '$' | '`', _) => at += 1,
            ('[' | ']', _) => at += 1,
            ('=', _) if plain.is_empty() || plain.ends_with('\n') => at += 1,
            ('~', _) => {
                plain.push('\u{a0}');
                at += 1;
            }
            _ => {
                plain.push(*letter);
                at += 1;
            }
        }
    }
    let paragraphs =
        plain.split("\n\n").map(|part| part.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()));
    let paragraphs: Vec<String> = paragraphs.map(|words| words.collect::<Vec<_>>().join(" ")).collect();
    paragraphs.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn until(letters: &[char], from: usize, end: char) -> usize {
    letters[from..].iter().position(|letter| *letter == end).map_or(letters.len(), |count| from + count)
}

/// Copies the string that starts here, and returns the place after it and its semicolon.
fn string(letters: &[char], from: usize, plain: &mut String) -> usize {
    let mut at = from;
    while let Some(letter) = letters.get(at) {
        match letter {
            '"' => {
                at += 1;
                return at + usize::from(letters.get(at) == Some(&';'));
            }
            '\\' => {
                plain.extend(letters.get(at + 1));
                at += 2;
            }
            _ => {
                plain.push(*letter);
                at += 1;
            }
        }
    }
    at
}

/// The place after the name of a function and its arguments in parentheses; its content is read as text.
fn call(letters: &[char], from: usize) -> usize {
    let is_of_name = |letter: &char| letter.is_alphanumeric() || "-_.".contains(*letter);
    let mut at = from + letters[from..].iter().take_while(|letter| is_of_name(letter)).count();
    if letters.get(at) == Some(&'(') {
        let (mut depth, mut quoted) = (0, false);
        while let Some(letter) = letters.get(at) {
            at += 1;
            match letter {
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    at + usize::from(letters.get(at) == Some(&';'))
}

/// The place after `@label` or `<label>`.
fn reference(letters: &[char], from: usize) -> usize {
    let is_of_label = |letter: &char| letter.is_alphanumeric() || "-_:".contains(*letter);
    let end = from + 1 + letters[from + 1..].iter().take_while(|letter| is_of_label(letter)).count();
    end + usize::from(letters[from] == '<' && letters.get(end) == Some(&'>'))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn markup_is_taken_out_and_words_are_kept() {
        let markup = "= Resultater <res>\n\nForskjellen er #\"4,1\u{a0}poeng\"; (#\"95 % KI 0,0 til 8,2\";), se @tabell.\n\
                      Den er _ikke_ *stor*#footnote[En note.]. // en merknad\nSe 5 \\* 3 og https://x.no.";
        let expected = "Resultater\n\nForskjellen er 4,1\u{a0}poeng (95 % KI 0,0 til 8,2), se . \
                        Den er ikke storEn note.. Se 5 * 3 og https://x.no.";
        assert_eq!(words(markup), expected);
        assert_eq!(words("#figure(image(\"x).svg\"), alt: \"y\")\nTekst."), "Tekst.");
    }
}
