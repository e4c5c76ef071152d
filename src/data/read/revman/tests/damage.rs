//! Reviews that are too deep, too large, cut off or broken.

use super::*;

/// Elements in elements, as many as a file has room for, are read or refused, and the stack does not grow with them.
#[test]
fn depth_and_size_end_nothing() {
    let depth = 300_000;
    let deep = with(&format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth)));
    assert!(wrong(&deep, None).starts_with("has no numbers of studies"));
    assert!(wrong(&format!("<COCHRANE_REVIEW>{}", "<a>".repeat(depth)), None).contains("its end is missing"));
    assert!(wrong(&"<".repeat(10_000_001), None).starts_with("is larger than any RevMan 5 file that is read"));
    assert!(wrong(&"=".repeat(10_000_001), None).starts_with("is larger than any RevMan 5 file that is read"));
    let rows = "<DICH_DATA STUDY_ID='STD-A' EVENTS_1='1' TOTAL_1='2'/>".repeat(20_000);
    let table = chosen_rows(with(&format!("<DICH_OUTCOME>{rows}</DICH_OUTCOME>")).as_bytes(), Some("1.1")).unwrap();
    assert_eq!(table.height, 20_000);
}

/// A review that is cut off is an error, and one with wrong bytes a table or an error.
#[test]
fn damage_is_an_error_or_a_table() {
    for at in (0..REVIEW.len() - 20).step_by(7) {
        assert!(chosen_rows(&REVIEW[..at], None).is_err(), "cut at {at}");
    }
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut next = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % limit as u64).unwrap()
    };
    for _ in 0..400 {
        let mut bytes = REVIEW.to_vec();
        for _ in 0..=next(4) {
            let at = next(bytes.len());
            match next(5) {
                0 => bytes[at] = b"<>&\"'="[next(6)],
                1 => bytes[at] = u8::try_from(next(256)).unwrap(),
                2 => {
                    let end = (at + next(60)).min(bytes.len() - 1).max(at);
                    bytes.drain(at..end);
                }
                3 => bytes[at] ^= 1 << next(8),
                _ => {
                    let end = (at + next(200)).min(bytes.len());
                    let again = bytes[at..end].to_vec();
                    bytes.splice(at..at, again);
                }
            }
        }
        let _ = chosen_rows(&bytes, [None, Some("1.1")][next(2)]);
    }
}
