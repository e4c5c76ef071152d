//! Texts as Typst.
//!
//! A value in markup becomes a string expression, `#"…";`: nothing in it can be markup, the semicolon is swallowed, and
//! what follows, even `(` or `.`, is not taken for code. It is valid in markup only; `| typst_str` gives the bare
//! string for code.

use std::io::{self, Write};

use super::handles;

/// Tera's escape function for `.typ`: a text in markup position.
///
/// A handle of a result goes through untouched and is found, with its place, when the marks are taken out.
pub(super) fn markup(text: &str, out: &mut dyn Write) -> io::Result<()> {
    if text.contains(handles::is_handle) {
        return out.write_all(text.as_bytes());
    }
    if text.is_empty() {
        return Ok(());
    }
    out.write_all(b"#")?;
    out.write_all(string(text).as_bytes())?;
    out.write_all(b";")
}

/// A Typst string literal.
pub(super) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        let escaped = |text: &str| {
            let mut out = Vec::new();
            markup(text, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(escaped("*IPS* #eval(\"x\") \\ $y$ // k"), "#\"*IPS* #eval(\\\"x\\\") \\\\ $y$ // k\";");
        assert_eq!(escaped("a\nb\u{7}"), "#\"a\\nb\\u{7}\";");
        assert_eq!(escaped("37,4\u{a0}prosent"), "#\"37,4\u{a0}prosent\";");
        assert_eq!(escaped(""), "");
    }
}
