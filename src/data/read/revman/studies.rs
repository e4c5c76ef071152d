//! The studies of a review: what each of them is called, and when it was published.

use std::collections::HashMap;

use roxmltree::Node;

use super::words::one_line;

/// A study, as the list of studies or its id names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Study {
    /// What RevMan shows, such as `Dahl 2004`.
    pub name: String,
    pub year: Option<i64>,
    /// Whether the list of studies names it.
    pub listed: bool,
}

/// The list of studies, by id.
pub(super) struct Studies(HashMap<String, Study>);

impl Studies {
    /// The studies under this element, at whatever depth.
    pub fn of(root: Node<'_, '_>) -> Studies {
        let mut studies = HashMap::new();
        for node in root.descendants().filter(|node| node.has_tag_name("STUDY")) {
            let Some(id) = node.attribute("ID") else { continue };
            let name = node.attribute("NAME").map(one_line).filter(|name| !name.is_empty());
            let year = node.attribute("YEAR").and_then(year);
            let study = Study { name: name.unwrap_or_else(|| named_by(id)), year, listed: true };
            studies.entry(key(id)).or_insert(study);
        }
        Studies(studies)
    }

    /// The study with this id.
    pub fn find(&self, id: &str) -> Study {
        let listed = self.0.get(&key(id)).cloned();
        listed.unwrap_or_else(|| Study { name: named_by(id), year: None, listed: false })
    }
}

/// The same id is written with one hyphen here and with two there.
fn key(id: &str) -> String {
    id.trim().replace("--", "-")
}

/// What a study is called whose id alone is known: `STD-El_x002d_Daher-1991` is `El-Daher 1991`.
///
/// In an id, a hyphen stands for a space, and `_x` with four hexadecimal digits and `_` for any other sign.
fn named_by(id: &str) -> String {
    let id = id.trim();
    let mut rest = id.strip_prefix("STD-").unwrap_or(id);
    let mut name = String::new();
    while let Some(letter) = rest.chars().next() {
        match escaped(rest) {
            Some(escaped) => {
                name.push(escaped);
                rest = &rest[7..];
            }
            None => {
                name.push(if letter == '-' { ' ' } else { letter });
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    one_line(&name)
}

/// The sign that a text starts with an escape of.
fn escaped(text: &str) -> Option<char> {
    let digits = text.strip_prefix("_x")?.get(..5)?.strip_suffix('_')?;
    let digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(digits)?;
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

/// The year of a study, which may be followed by something else: `2004`, `2004.`, `2004a`, `2004-2006`.
fn year(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (digits == 4).then(|| text[..4].parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_a_study() {
        for (id, name) in [
            ("STD-El_x002d_Daher-1991", "El-Daher 1991"),
            ("STD-S_x00f8_rensen-2004", "S\u{f8}rensen 2004"),
            ("Dahl 2004", "Dahl 2004"),
            ("STD-a_x", "a_x"),
            ("STD-a_x00g1_b", "a_x00g1_b"),
            ("STD-a_xd800_b", "a_xd800_b"),
            ("STD-a_x\u{e6}\u{f8}\u{e5}_", "a_x\u{e6}\u{f8}\u{e5}_"),
            ("STD-a_x+0e6_b", "a_x+0e6_b"),
            ("STD-", ""),
            ("", ""),
        ] {
            assert_eq!(named_by(id), name, "{id}");
        }
    }

    #[test]
    fn a_year_has_four_digits() {
        let years = ["2004", " 2004.", "2004a", "2004-2006", "20045", "204", "in press", ""].map(year);
        assert_eq!(years, [Some(2004), Some(2004), Some(2004), Some(2004), None, None, None, None]);
    }

    #[test]
    fn studies_are_found_by_their_ids() {
        let text = "<a><b><STUDY ID='STD-Dahl--2004' NAME=' Dahl  2004 ' YEAR='2004.'/><STUDY NAME='x'/>
                    <STUDY ID='STD-Berg-1999' NAME=''/></b></a>";
        let document = roxmltree::Document::parse(text).unwrap();
        let studies = Studies::of(document.root_element());
        assert_eq!(
            studies.find("STD-Dahl-2004"),
            Study { name: "Dahl 2004".to_owned(), year: Some(2004), listed: true }
        );
        assert_eq!(studies.find("STD-Berg-1999").name, "Berg 1999");
        assert_eq!(studies.find("STD-Ukjent"), Study { name: "Ukjent".to_owned(), year: None, listed: false });
    }
}
