//! The bytes of a text as characters.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::super::fault::{Fault, Field};
use crate::data::source::Encoding;
use crate::diag::Problem;

/// How the bytes of a text are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Utf8,
    /// Windows-1252, or Latin-1 where that is stated: what they share is read alike.
    SingleByte(Encoding),
    Utf16 {
        big_endian: bool,
    },
}

impl Coding {
    /// What a specification calls it.
    pub fn encoding(self) -> Encoding {
        match self {
            Coding::Utf8 => Encoding::Utf8,
            Coding::SingleByte(encoding) => encoding,
            Coding::Utf16 { .. } => Encoding::Utf16,
        }
    }
}

/// The characters of a whole text, and the encoding that it is in.
pub(super) fn decode(bytes: Cow<'_, [u8]>, stated: Option<Encoding>) -> Result<(Cow<'_, str>, Encoding), Fault> {
    let coding = recognise(&bytes, stated)?;
    Ok((characters(bytes, coding, 1)?, coding.encoding()))
}

/// The characters of a text, or of a part of one that starts on this line.
pub(super) fn characters(bytes: Cow<'_, [u8]>, coding: Coding, first_line: usize) -> Result<Cow<'_, str>, Fault> {
    let text = match (coding, bytes) {
        (Coding::Utf8, Cow::Borrowed(bytes)) => {
            let text = std::str::from_utf8(bytes).map_err(|error| not_utf_8(bytes, error.valid_up_to(), false))?;
            Cow::Borrowed(if first_line == 1 { text.strip_prefix(MARK).unwrap_or(text) } else { text })
        }
        (Coding::Utf8, Cow::Owned(bytes)) => {
            let mut text = String::from_utf8(bytes)
                .map_err(|error| not_utf_8(error.as_bytes(), error.utf8_error().valid_up_to(), false))?;
            if first_line == 1 && text.starts_with(MARK) {
                text.drain(..MARK.len_utf8());
            }
            Cow::Owned(text)
        }
        (Coding::SingleByte(_), bytes) => Cow::Owned(WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned()),
        (Coding::Utf16 { big_endian }, bytes) => {
            let encoding = if big_endian { UTF_16BE } else { UTF_16LE };
            let (text, damaged) = encoding.decode_with_bom_removal(&bytes);
            if damaged || !bytes.len().is_multiple_of(2) {
                return Err(Problem::new("is damaged UTF-16 text").hint("save it as «CSV UTF-8»").into());
            }
            Cow::Owned(text.into_owned())
        }
    };
    // The mark that DOS put at the end of a file is trimmed with the empty lines there.
    let control = |byte: u8| matches!(byte, 0..=8 | 14..=25 | 27..=31);
    match Seen::in_bytes(text.as_bytes()).first(text.as_bytes(), control) {
        Some(at) => Err(not_text(first_line - 1 + line_of(text.as_bytes(), at)).into()),
        None => Ok(text),
    }
}

/// Which bytes come up in a text at all: one pass for all questions, most of which are answered by it.
struct Seen([bool; 256]);

impl Seen {
    fn in_bytes(bytes: &[u8]) -> Seen {
        let mut seen = [false; 256];
        for byte in bytes {
            seen[usize::from(*byte)] = true;
        }
        Seen(seen)
    }

    fn any(&self, wanted: impl Fn(u8) -> bool) -> bool {
        (0..=255).any(|byte| self.0[usize::from(byte)] && wanted(byte))
    }

    /// Where the first of these bytes stands, if there is one.
    fn first(&self, bytes: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
        self.any(&wanted).then(|| bytes.iter().position(|byte| wanted(*byte))).flatten()
    }
}

/// The byte order mark.
const MARK: char = '\u{feff}';

/// The encoding of a text: the stated one where that can be right, else the one that its bytes show.
pub(super) fn recognise(bytes: &[u8], stated: Option<Encoding>) -> Result<Coding, Fault> {
    let wrong = |problem: Problem| Fault::at(Field::Encoding, problem);
    let utf_16 = match bytes {
        [0xff, 0xfe, ..] => Some(false),
        [0xfe, 0xff, ..] => Some(true),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some(false),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => Some(true),
        _ => None,
    };
    match (utf_16, stated) {
        (Some(big_endian), None | Some(Encoding::Utf16)) => return Ok(Coding::Utf16 { big_endian }),
        (Some(_), Some(_)) => return Err(wrong(Problem::new("is UTF-16 text").hint("state `encoding: utf-16`"))),
        (None, Some(Encoding::Utf16)) => {
            return Err(wrong(Problem::new("is not UTF-16 text").hint("leave `encoding` out: it is recognised")));
        }
        (None, _) => {}
    }
    if bytes.contains(&0) {
        let zero = bytes.iter().position(|byte| *byte == 0).unwrap_or_default();
        return Err(not_text(line_of(bytes, zero)).into());
    }
    let utf_8 = std::str::from_utf8(bytes).map_err(|error| error.valid_up_to());
    match (utf_8, stated) {
        (Ok(_), None | Some(Encoding::Utf8)) => Ok(Coding::Utf8),
        (Ok(_), Some(stated)) => match bytes.iter().position(|byte| !byte.is_ascii()) {
            // Plain ASCII is the same text in all of them.
            None => Ok(Coding::SingleByte(stated)),
            Some(at) => Err(wrong(
                Problem::new(format!("is UTF-8 text (line {})", line_of(bytes, at))).hint("state `encoding: utf-8`"),
            )),
        },
        (Err(at), Some(Encoding::Utf8)) => Err(not_utf_8(bytes, at, true)),
        (Err(at), stated) => {
            insist_on_single_bytes(bytes, at, stated)?;
            Ok(Coding::SingleByte(stated.unwrap_or(Encoding::Windows1252)))
        }
    }
}

fn not_utf_8(bytes: &[u8], at: usize, stated: bool) -> Fault {
    let problem = Problem::new(format!("is not UTF-8 text (line {})", line_of(bytes, at)));
    match stated {
        true => Fault::at(Field::Encoding, problem.hint("leave `encoding` out: it is recognised")),
        false => problem.hint("save it as «CSV UTF-8»").into(),
    }
}

fn not_text(line: usize) -> Problem {
    Problem::new(format!("is neither text nor a format that is read: line {line} holds a byte that no text has"))
        .hint("export the table as CSV, Parquet, or a file of SPSS, Stata or SAS")
}

/// Insists that bytes are Windows-1252, or Latin-1 where that is stated, and no older code.
fn insist_on_single_bytes(bytes: &[u8], not_utf_8: usize, stated: Option<Encoding>) -> Result<(), Fault> {
    const UNDEFINED: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
    let seen = Seen::in_bytes(bytes);
    if stated == Some(Encoding::Latin1) {
        let Some(at) = seen.first(bytes, |byte| (0x80..=0x9f).contains(&byte)) else { return Ok(()) };
        let what = format!("is not Latin-1 text: line {} holds byte 0x{:02X}", line_of(bytes, at), bytes[at]);
        return Err(Fault::at(Field::Encoding, Problem::new(what).hint("state `encoding: windows-1252`")));
    }
    let field = if stated.is_some() { Field::Encoding } else { Field::File };
    let save = |what: String| Err(Fault::at(field, Problem::new(what).hint("save it as «CSV UTF-8»")));
    if stated.is_none()
        && seen.any(|byte| byte == 0xc3)
        && let Some(at) = letter_in_utf_8(bytes)
    {
        let (utf_8, other) = (line_of(bytes, at), line_of(bytes, not_utf_8));
        return save(format!("is UTF-8 text in line {utf_8}, and is not in line {other}"));
    }
    if let Some(at) = seen.first(bytes, |byte| UNDEFINED.contains(&byte)) {
        let (line, byte) = (line_of(bytes, at), bytes[at]);
        return save(format!("is neither UTF-8 nor Windows-1252 text: line {line} holds byte 0x{byte:02X}"));
    }
    if stated.is_none()
        && !seen.any(|byte| matches!(byte, 0xe6 | 0xf8 | 0xe5 | 0xc6 | 0xd8 | 0xc5))
        && let Some((at, code)) = older_code(bytes)
    {
        return save(format!("seems to be text in an old code of {code} (line {})", line_of(bytes, at)));
    }
    Ok(())
}

/// Where one of the Norwegian letters stands in UTF-8; no Windows-1252 text has a capital A with tilde before such signs.
fn letter_in_utf_8(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| matches!(pair, [0xc3, 0xa6 | 0xb8 | 0xa5 | 0x86 | 0x98 | 0x85]))
}

/// Where the Norwegian letters of DOS or the old Macintosh stand between other letters, in a text without those of Windows.
fn older_code(bytes: &[u8]) -> Option<(usize, &'static str)> {
    bytes.windows(3).enumerate().find_map(|(at, letters)| match letters {
        [before, code, after] if before.is_ascii_lowercase() && after.is_ascii_lowercase() => match code {
            0x86 | 0x91 | 0x9b => Some((at, "DOS")),
            0x8c | 0xbe | 0xbf => Some((at, "the Macintosh")),
            _ => None,
        },
        _ => None,
    })
}

/// The line, counted from one, that this byte is on.
pub(super) fn line_of(bytes: &[u8], at: usize) -> usize {
    bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], stated: Option<Encoding>) -> Result<(String, Encoding), String> {
        decode(Cow::Borrowed(bytes), stated).map(|(text, encoding)| (text.into_owned(), encoding)).map_err(|fault| {
            let field = if fault.field == Field::Encoding { "encoding " } else { "" };
            format!("{field}{}", fault.problem.what)
        })
    }

    #[test]
    fn encodings_are_recognised() {
        let name = "bl\u{e5}b\u{e6}r".to_owned();
        assert_eq!(read("\u{feff}bl\u{e5}b\u{e6}r".as_bytes(), None), Ok((name.clone(), Encoding::Utf8)));
        assert_eq!(read(b"bl\xe5b\xe6r", None), Ok((name.clone(), Encoding::Windows1252)));
        assert_eq!(read(b"bl\xe5b\xe6r", Some(Encoding::Latin1)), Ok((name.clone(), Encoding::Latin1)));
        assert_eq!(read(b"18\x9639", None), Ok(("18\u{2013}39".into(), Encoding::Windows1252)));
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide, None), Ok((name.clone(), Encoding::Utf16)));
        let marked: Vec<u8> = format!("\u{feff}{name}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&marked, Some(Encoding::Utf16)), Ok((name, Encoding::Utf16)));
    }

    #[test]
    fn a_stated_encoding_that_cannot_be_right_is_wrong() {
        assert_eq!(read(b"a\nbl\xe5", Some(Encoding::Utf8)).unwrap_err(), "encoding is not UTF-8 text (line 2)");
        let letters = "a\nbl\u{e5}".as_bytes();
        assert_eq!(read(letters, Some(Encoding::Windows1252)).unwrap_err(), "encoding is UTF-8 text (line 2)");
        assert!(read(b"18\x9639", Some(Encoding::Latin1)).unwrap_err().starts_with("encoding is not Latin-1"));
        assert!(read(b"abc", Some(Encoding::Utf16)).unwrap_err().starts_with("encoding is not UTF-16"));
        assert!(read(b"\xff\xfea\0", Some(Encoding::Utf8)).unwrap_err().starts_with("encoding is UTF-16"));
        assert_eq!(read(b"abc", Some(Encoding::Latin1)).unwrap().1, Encoding::Latin1);
    }

    #[test]
    fn a_text_that_is_none_is_wrong() {
        assert!(read(b"a;b\n1\0;2", None).unwrap_err().contains("line 2 holds a byte"));
        assert!(read(b"a;b\n1\x02;2", None).unwrap_err().contains("line 2 holds a byte"));
        assert!(read(b"\xff\xfea\0b", None).unwrap_err().contains("damaged UTF-16"));
        assert!(
            read("bl\u{e5}\nx".as_bytes().iter().copied().chain(*b"\xe5").collect::<Vec<_>>().as_slice(), None)
                .unwrap_err()
                .contains("UTF-8 text in line 1, and is not in line 2")
        );
        assert!(read(b"bl\x86b\x91r", None).unwrap_err().contains("DOS"));
        assert!(read(b"bl\x8cb\xber", None).unwrap_err().contains("Macintosh"));
        assert!(read(b"caf\xe9 \x81", None).unwrap_err().contains("0x81"));
    }
}
