//! Ids with wildcards: `employment.*.risk_difference`.

/// A pattern of ids: `*` is any part between two full stops, `**` anything at all, `?` one character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Glob {
    /// What an id must start with, which rules most of them out.
    start: String,
    rest: Vec<Piece>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Is(char),
    One,
    /// Any number of characters; over full stops as well where true.
    Any(bool),
}

impl Glob {
    pub(super) fn new(pattern: &str) -> Glob {
        let (start, rest) = pattern.split_at(pattern.find(['*', '?']).unwrap_or(pattern.len()));
        let mut pieces = Vec::new();
        let mut letters = rest.chars().peekable();
        while let Some(letter) = letters.next() {
            pieces.push(match letter {
                '*' if letters.next_if_eq(&'*').is_some() => Piece::Any(true),
                '*' => Piece::Any(false),
                '?' => Piece::One,
                letter => Piece::Is(letter),
            });
        }
        Glob { start: start.to_owned(), rest: pieces }
    }

    /// Whether the whole of `id` fits.
    pub(super) fn fits(&self, id: &str) -> bool {
        let Some(rest) = id.strip_prefix(self.start.as_str()) else { return false };
        // Which pieces may come next, after each letter: linear in letters times pieces, however many wildcards.
        let mut open = vec![false; self.rest.len() + 1];
        let mut next = open.clone();
        open[0] = true;
        self.skip_wildcards(&mut open);
        for letter in rest.chars() {
            next.fill(false);
            for (at, piece) in self.rest.iter().enumerate().filter(|(at, _)| open[*at]) {
                match piece {
                    Piece::Is(wanted) => next[at + 1] |= *wanted == letter,
                    Piece::One => next[at + 1] |= letter != '.',
                    Piece::Any(over) => next[at] |= *over || letter != '.',
                }
            }
            self.skip_wildcards(&mut next);
            std::mem::swap(&mut open, &mut next);
        }
        open[self.rest.len()]
    }

    /// A wildcard may stand for nothing.
    fn skip_wildcards(&self, open: &mut [bool]) {
        for (at, piece) in self.rest.iter().enumerate() {
            if open[at] && matches!(piece, Piece::Any(_)) {
                open[at + 1] = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn a_star_keeps_within_a_part_and_two_do_not() {
        let fits = |pattern: &str, id: &str| Glob::new(pattern).fits(id);
        assert!(fits("employment.*.risk_difference", "employment.month_12.risk_difference"));
        assert!(!fits("employment.*", "employment.month_12.risk_difference"));
        assert!(fits("employment.**", "employment.month_12.risk_difference"));
        assert!(fits("**.p?oled", "work.studies.pooled") && !fits("p?oled", "p.oled"));
        assert!(fits("**", "") && fits("*", "") && !fits("?", "") && fits("a**b**c", "aabbcc"));
        assert!(!fits("work", "work.pooled") && !fits("work.pooled", "work"));
        assert!(!fits(&"**a".repeat(50), &"a".repeat(49)), "many wildcards are no slower");
    }
}
