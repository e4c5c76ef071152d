//! Two texts word by word.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Words in a row that are in both texts, or in one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// In both.
    Kept(String),
    /// In the old text only.
    Removed(String),
    /// In the new text only.
    Added(String),
}

/// More comparisons of words than this are not made: the middle of such texts is replaced as a whole.
const MOST: usize = 1_000_000;

/// What of a text stayed, went and came, by the longest common sequence of words.
///
/// ```
/// use utfall::diff::{Piece, words};
/// assert_eq!(
///     words("The difference is significant.", "The difference is not significant."),
///     [Piece::Kept("The difference is".into()), Piece::Added("not".into()), Piece::Kept("significant.".into())]
/// );
/// ```
pub fn words(old: &str, new: &str) -> Vec<Piece> {
    let (a, b): (Vec<&str>, Vec<&str>) = (split(old), split(new));
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let end = a[start..].iter().rev().zip(b[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (middle_a, middle_b) = (&a[start..a.len() - end], &b[start..b.len() - end]);
    let mut pieces = Vec::new();
    add(&mut pieces, Piece::Kept, &a[..start]);
    if middle_a.len().saturating_mul(middle_b.len()) > MOST {
        add(&mut pieces, Piece::Removed, middle_a);
        add(&mut pieces, Piece::Added, middle_b);
    } else {
        middle(&mut pieces, middle_a, middle_b);
    }
    add(&mut pieces, Piece::Kept, &a[a.len() - end..]);
    pieces
}

/// Hard spaces keep what they join together.
fn split(text: &str) -> Vec<&str> {
    text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()).collect()
}

fn middle(pieces: &mut Vec<Piece>, a: &[&str], b: &[&str]) {
    // common[i][j] is the length of the longest sequence common to a[i..] and b[j..].
    let width = b.len() + 1;
    let mut common = vec![0u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i * width + j] = match a[i] == b[j] {
                true => common[(i + 1) * width + j + 1] + 1,
                false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            add(pieces, Piece::Kept, &a[i..=i]);
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || (i < a.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            add(pieces, Piece::Removed, &a[i..=i]);
            i += 1;
        } else {
            add(pieces, Piece::Added, &b[j..=j]);
            j += 1;
        }
    }
}

/// Adds words to the last piece where that is of the same sort.
fn add(pieces: &mut Vec<Piece>, sort: fn(String) -> Piece, words: &[&str]) {
    if words.is_empty() {
        return;
    }
    let piece = sort(words.join(" "));
    match (pieces.last_mut(), piece) {
        (Some(Piece::Kept(text)), Piece::Kept(more))
        | (Some(Piece::Removed(text)), Piece::Removed(more))
        | (Some(Piece::Added(text)), Piece::Added(more)) => *text = format!("{text} {more}"),
        (_, piece) => pieces.push(piece),
    }
}
