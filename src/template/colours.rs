//! The colours of a house style in its charts, which are drawn in those of `lib/style.typ`.

use std::collections::BTreeMap;

use super::builtin;

/// Where a house style says its colours.
const STYLE: &str = "lib/style.typ";

/// The colours of a house style by those in whose place they stand.
#[derive(Debug, Default)]
pub(super) struct Colours(BTreeMap<String, String>);

impl Colours {
    /// What is different in the `lib/style.typ` among these files from the built-in one.
    pub(super) fn of(files: &BTreeMap<String, Vec<u8>>) -> Colours {
        let own = files.get(STYLE).map(|bytes| named(&String::from_utf8_lossy(bytes))).unwrap_or_default();
        let drawn = builtin::file(STYLE).map(named).unwrap_or_default();
        let changed = drawn.into_iter().filter_map(|(name, drawn)| {
            let own = own.get(&name)?;
            (*own != drawn).then(|| (drawn, own.clone()))
        });
        Colours(changed.collect())
    }

    /// The chart in the colours of the style.
    pub(super) fn of_chart(&self, svg: &str) -> String {
        if self.0.is_empty() {
            return svg.to_owned();
        }
        // A colour is a whole attribute: `fill="#0B4A63"`.
        let mut pieces = svg.split("=\"#");
        let mut chart = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let own = piece.split_once('"').and_then(|(colour, rest)| Some((self.0.get(colour)?, rest)));
            chart.push_str("=\"#");
            match own {
                Some((own, rest)) => chart.extend([own.as_str(), "\"", rest]),
                None => chart.push_str(piece),
            }
        }
        chart
    }
}

/// The colours that a file of Typst names: `#let accent = rgb("0B4A63")`.
fn named(text: &str) -> BTreeMap<String, String> {
    let line = |line: &str| {
        let (name, value) = line.strip_prefix("#let ")?.split_once('=')?;
        let hex = value.trim_start().strip_prefix("rgb(\"")?.split_once('"')?.0.trim_start_matches('#').to_uppercase();
        Some((name.trim().to_owned(), hex))
    };
    text.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_takes_the_colours_of_its_style() {
        let style =
            "#let accent = rgb(\"#6b2a4a\") // plum\n#let grey = rgb(\"4F5A62\")\n#let mine = rgb(\"000000\")\n";
        let files = BTreeMap::from([(STYLE.to_owned(), style.as_bytes().to_vec())]);
        let colours = Colours::of(&files);
        let svg = |colour: &str| format!("<p fill=\"none\" stroke=\"#{colour}\"/><t fill=\"#4F5A62\">«=\"#0B4A63</t>");
        assert_eq!(colours.of_chart(&svg("0B4A63")), svg("6B2A4A"));
        assert_eq!(colours.of_chart(&svg("76818A")), svg("76818A"));
        assert_eq!(Colours::default().of_chart(&svg("0B4A63")), svg("0B4A63"));
    }
}
