//! What the elements of a review say in words.

use roxmltree::Node;

/// The elements right below this one.
pub(super) fn children<'a, 'input>(node: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(Node::is_element)
}

/// The text of the first child of this name, on one line; nothing where it is empty.
pub(super) fn said(node: Node<'_, '_>, name: &str) -> Option<String> {
    let child = children(node).find(|child| child.has_tag_name(name))?;
    // Names may hold italics and the like.
    let text: String = child.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect();
    Some(one_line(&text)).filter(|text| !text.is_empty())
}

/// What `YES` and `NO` say.
pub(super) fn yes(written: &str) -> Option<bool> {
    match written.trim() {
        "YES" => Some(true),
        "NO" => Some(false),
        _ => None,
    }
}

/// A text with single spaces between its words.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// So much of a text as a message has room for.
pub(super) fn shortened(text: &str) -> String {
    const ROOM: usize = 60;
    match text.char_indices().nth(ROOM) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_on_one_line() {
        let text =
            "<a>x<NAME> Dager\n i <I>ordin\u{e6}rt</I>  arbeid<!-- b --></NAME><NAME>b</NAME><LABEL> </LABEL></a>";
        let document = roxmltree::Document::parse(text).unwrap();
        let root = document.root_element();
        assert_eq!(said(root, "NAME").unwrap(), "Dager i ordin\u{e6}rt arbeid");
        assert_eq!((said(root, "LABEL"), said(root, "TITLE")), (None, None));
        assert_eq!([yes("YES"), yes(" NO"), yes("yes"), yes("")], [Some(true), Some(false), None, None]);
        assert_eq!(shortened(&"\u{e6}".repeat(61)).chars().count(), 61);
        assert_eq!(shortened("\u{e6}"), "\u{e6}");
    }
}
