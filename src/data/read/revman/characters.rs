//! The bytes of a review as characters, in the encoding that they state.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use super::ROOT;
use crate::diag::Problem;

/// Whether a file that starts with these bytes is a review of RevMan 5: XML whose root is `COCHRANE_REVIEW`.
pub(in crate::data::read) fn is_review(head: &[u8]) -> bool {
    let (encoding, mark) = Encoding::for_bom(head).unwrap_or((UTF_8, 0));
    let (text, _) = encoding.decode_without_bom_handling(&head[mark..]);
    let mut rest = text.trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            // Refused when the file is read, with the reason.
            _ if rest.starts_with("<!DOCTYPE") => ">",
            _ => break,
        };
        match rest.split_once(end) {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
    let after = rest.strip_prefix('<').and_then(|rest| rest.strip_prefix(ROOT));
    after.is_some_and(|after| after.starts_with(|next: char| next.is_ascii_whitespace() || next == '>' || next == '/'))
}

/// The characters of a review, and a remark where they are in another encoding than it states.
///
/// RevMan writes ISO-8859-1 or UTF-8, and says so in the first line. What it calls ISO-8859-1 is Windows-1252. A review
/// that another program saved as UTF-8 without changing that line is read as what it is: text of single bytes with
/// Norwegian letters is never UTF-8 by chance.
pub(super) fn characters(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<String>), Problem> {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some(marked) => marked,
        None => (declared(bytes)?, 0),
    };
    let bytes = &bytes[mark..];
    if encoding.is_single_byte()
        && !bytes.is_ascii()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        let remark = "states another encoding, but is UTF-8, and is read as that";
        return Ok((Cow::Borrowed(text), Some(remark.to_owned())));
    }
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok((text, None)),
        None => Err(Problem::new(format!("is no {} text, though it says so", encoding.name()))
            .hint("open it in RevMan 5 and save it again, or save it as UTF-8")),
    }
}

/// The encoding that the first line states; UTF-8 where it states none.
fn declared(bytes: &[u8]) -> Result<&'static Encoding, Problem> {
    const FIRST: usize = 400;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(FIRST)]);
    let Some(label) = label(&head) else { return Ok(UTF_8) };
    // Text without a byte order mark whose first line reads as ASCII is not in two bytes a character.
    match Encoding::for_label(label.as_bytes()).map(Encoding::output_encoding) {
        Some(encoding) => Ok(encoding),
        None => Err(Problem::new(format!("is in the encoding `{label}`, which is not read")).hint("save it as UTF-8")),
    }
}

/// What stands after `encoding=` in the declaration of XML.
fn label(head: &str) -> Option<&str> {
    let (declaration, _) = head.trim_start().strip_prefix("<?xml")?.split_once("?>")?;
    let (_, after) = declaration.split_once("encoding")?;
    let quoted = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = quoted.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Some(quoted[1..].split_once(quote)?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_known_by_its_root() {
        for review in [
            "<COCHRANE_REVIEW>",
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><COCHRANE_REVIEW ID=\"1\">",
            "\u{feff}<?xml version='1.0'?>\r\n<!-- a --> <?b c?>\n<!DOCTYPE COCHRANE_REVIEW>\n<COCHRANE_REVIEW\n",
            "<COCHRANE_REVIEW/>",
        ] {
            assert!(is_review(review.as_bytes()), "{review}");
        }
        let wide = |text: &str| -> Vec<u8> {
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
        };
        assert!(is_review(&wide("<?xml version='1.0'?><COCHRANE_REVIEW>")));
        for other in
            ["", "<", "<?xml", "<!--", "<?xml?>", "<COCHRANE_REVIEWS>", "<COCHRANE_REVIEW", "<a><COCHRANE_REVIEW>"]
        {
            assert!(!is_review(other.as_bytes()), "{other}");
        }
        assert!(!is_review(&[0xff, 0xfe, 0x3c]));
    }

    #[test]
    fn the_encoding_is_the_stated_one() {
        let read = |bytes: &[u8]| characters(bytes).map(|(text, remark)| (text.into_owned(), remark));
        let latin = b"<?xml version=\"1.0\" encoding = 'ISO-8859-1' ?>\xe6\xf8\xe5\x96";
        assert!(read(latin).unwrap().0.ends_with("\u{e6}\u{f8}\u{e5}\u{2013}"));
        let (text, remark) = read("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\u{f8}".as_bytes()).unwrap();
        assert!(text.ends_with('\u{f8}'));
        assert_eq!(remark.unwrap(), "states another encoding, but is UTF-8, and is read as that");
        assert_eq!(read("\u{feff}<a/>\u{f8}".as_bytes()).unwrap(), ("<a/>\u{f8}".to_owned(), None));
        assert_eq!(read(&[0xfe, 0xff, 0, b'<']).unwrap().0, "<");
        assert_eq!(read(b"").unwrap().0, "");
        assert_eq!(read(b"<a>\xe6").unwrap_err().what, "is no UTF-8 text, though it says so");
        assert!(read(&[0xff, 0xfe, 0x3c]).is_err());
        let odd = read(b"<?xml encoding=\"EBCDIC-9\"?>").unwrap_err();
        assert_eq!(odd.what, "is in the encoding `EBCDIC-9`, which is not read");
        for head in ["<?xml encoding", "<?xml encoding=?>", "<?xml encoding='?>", "<?xml encoding=\u{e6}?>"] {
            assert_eq!(label(head), None, "{head}");
        }
    }
}
