//! Where something was seen in a table: the first few places, and how many there are.

/// So many places are listed; the rest are counted.
const LISTED: usize = 5;

/// No more characters of a value than this are shown.
const SHOWN: usize = 40;

/// Rows in which one kind of mistake was seen, each with its value.
#[derive(Clone, Debug, Default)]
pub(in crate::data) struct Sightings {
    count: usize,
    first: Vec<(usize, Option<String>)>,
}

impl Sightings {
    /// One more row, with the value that stands there.
    pub fn see(&mut self, row: usize, value: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push((row, Some(value())));
        }
    }

    /// One more row, where nothing stands.
    pub fn see_nothing(&mut self, row: usize) {
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push((row, None));
        }
    }

    /// In how many rows it was seen.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether it was seen nowhere.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The value of the first row.
    pub fn first_value(&self) -> Option<&str> {
        self.first.first().and_then(|(_, value)| value.as_deref())
    }

    /// `a value`, or `117 values`.
    pub fn counted(&self, one: &str, many: &str) -> String {
        match self.count {
            1 => one.to_owned(),
            count => format!("{count} {many}"),
        }
    }

    /// The values alone: «`name`, `age`, and 4 more».
    pub fn values(&self) -> String {
        let values = self.first.iter().filter_map(|(_, value)| value.as_deref());
        self.joined(values.map(|value| format!("`{}`", shown(value))).collect())
    }

    /// The places in words: «`17` in line 12, `99` in line 15, and 112 more».
    pub fn listed(&self, place: impl Fn(usize) -> String) -> String {
        let listed = self.first.iter().map(|(row, value)| match value {
            Some(value) => format!("`{}` in {}", shown(value), place(*row)),
            None => place(*row),
        });
        self.joined(listed.collect())
    }

    fn joined(&self, mut listed: Vec<String>) -> String {
        match self.count.saturating_sub(listed.len()) {
            0 => {}
            more => listed.push(format!("and {more} more")),
        }
        listed.join(", ")
    }
}

/// A value on one line, and not too long.
pub(in crate::data) fn shown(value: &str) -> String {
    let plain = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let mut text: String = value.chars().take(SHOWN).map(plain).collect();
    if value.chars().nth(SHOWN).is_some() {
        text.push('\u{2026}');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_five_are_listed_and_the_rest_are_counted() {
        let mut seen = Sightings::default();
        for row in 0..117 {
            seen.see(row, || (row * 2).to_string());
        }
        let listed = seen.listed(|row| format!("line {}", row + 2));
        assert!(listed.starts_with("`0` in line 2, `2` in line 3, "), "{listed}");
        assert!(listed.ends_with("`8` in line 6, and 112 more"), "{listed}");
        assert_eq!(seen.counted("a value", "values"), "117 values");
    }

    #[test]
    fn long_values_are_cut_and_stay_on_their_line() {
        assert_eq!(shown("a\nb"), "a\u{fffd}b");
        assert_eq!(shown(&"x".repeat(99)).chars().count(), 41);
    }
}
