//! From the words of data to names that can stand in the id of a result.

/// Words as part of an id: small letters and figures, with a line between words.
///
/// What is left empty, such as a dash, and what starts with a figure is put after `study`.
pub(super) fn name_of(words: &str) -> String {
    let mut name = String::new();
    for character in words.to_lowercase().chars() {
        match character {
            '\u{e6}' | '\u{e4}' => name.push_str("ae"),
            '\u{f8}' | '\u{f6}' => name.push('o'),
            '\u{e5}' => name.push_str("aa"),
            '\u{e9}' | '\u{e8}' => name.push('e'),
            '\u{fc}' => name.push('u'),
            'a'..='z' | '0'..='9' => name.push(character),
            _ if name.ends_with('_') || name.is_empty() => {}
            _ => name.push('_'),
        }
    }
    let name = name.trim_end_matches('_').to_owned();
    match name.chars().next() {
        None => "study".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("study_{name}"),
        Some(_) => name,
    }
}

/// The name of these words, with a number where others have it.
pub(super) fn free_name(words: &str, taken: impl Fn(&str) -> bool) -> String {
    let name = name_of(words);
    if !taken(&name) {
        return name;
    }
    (2..).map(|number| format!("{name}_{number}")).find(|name| !taken(name)).unwrap_or(name)
}

/// Whether an author may give a result this name: `snake_case`.
pub(super) fn is_name(written: &str) -> bool {
    written.starts_with(|c: char| c.is_ascii_lowercase())
        && written.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_studies_can_stand_in_ids() {
        assert_eq!(name_of("Hellstr\u{f6}m (IPS-MA) 2017"), "hellstrom_ips_ma_2017");
        assert_eq!(name_of("2016"), "study_2016");
        assert_eq!(name_of("\u{2013}"), "study");
        assert_eq!(free_name("Drake 1999", |name| name == "drake_1999"), "drake_1999_2");
        assert!(is_name("in_work_2") && !is_name("2_in_work") && !is_name("in work") && !is_name(""));
    }
}
