//! The contrast of every pair of colours that meet, after WCAG 2: 4.5 to 1 for text, 3 to 1 for marks and lines that carry meaning. Computed from the
//! files that name them: the house styles and the look of the charts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Colour = [u8; 3];

const WHITE: Colour = [255, 255, 255];

/// Text, and what it stands on.
const TEXT: [(&str, &str); 17] = [
    ("ink", "paper"),
    ("accent", "paper"),
    ("grey", "paper"),
    ("ochre", "paper"),
    ("ink", "tint"),
    ("accent", "tint"),
    ("grey", "tint"),
    ("on-accent", "accent"),
    ("cover-subtitle", "accent"),
    // The signs on the discs of risk of bias, and the discs of certainty.
    ("paper", "low-risk"),
    ("ink", "some-risk"),
    ("paper", "high-risk"),
    ("paper", "critical-risk"),
    // What stands on the band of a group in a chart.
    ("ink", "accent at 14 %"),
    ("accent", "accent at 14 %"),
    ("ink", "control at 17 %"),
    ("grey", "control at 17 %"),
];

/// Marks and lines that carry meaning, and what they stand on.
const GRAPHICS: [(&str, &str); 12] = [
    ("ink", "paper"),
    ("accent", "paper"),
    ("grey", "paper"),
    ("control", "paper"),
    ("ochre", "paper"),
    ("accent", "tint"),
    ("control", "tint"),
    ("low-risk", "paper"),
    ("some-risk", "paper"),
    ("high-risk", "paper"),
    ("critical-risk", "paper"),
    ("control", "control at 17 %"),
];

/// What is decoration only: nothing is told by it alone.
const DECORATION: [&str; 3] = ["hair", "guide", "tint"];

/// The names in `src/charts/theme.rs` and in `templates/lib/style.typ`.
const CHARTS: [(&str, &str); 12] = [
    ("INK", "ink"),
    ("PETROL", "accent"),
    ("GREY", "grey"),
    ("CONTROL", "control"),
    ("HAIR", "hair"),
    ("GUIDE", "guide"),
    ("TINT", "tint"),
    ("PAPER", "paper"),
    ("LOW_RISK", "low-risk"),
    ("SOME_RISK", "some-risk"),
    ("HIGH_RISK", "high-risk"),
    ("CRITICAL_RISK", "critical-risk"),
];

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// All files below a folder with this ending.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found
}

fn hex(text: &str) -> Colour {
    let part = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    [part(0), part(2), part(4)]
}

/// The colours of a house style by name.
fn style(path: &Path) -> BTreeMap<String, Colour> {
    let text = fs::read_to_string(path).unwrap();
    let line = |line: &str| {
        let (name, value) = line.strip_prefix("#let ")?.split_once(" = rgb(\"")?;
        Some((name.to_owned(), hex(value)))
    };
    let mut colours: BTreeMap<String, Colour> = text.lines().filter_map(line).collect();
    colours.insert("paper".to_owned(), WHITE);
    colours
}

fn charts() -> BTreeMap<String, Colour> {
    let text = fs::read_to_string(root("src/charts/theme.rs")).unwrap();
    let line = |line: &str| {
        let (name, value) = line.strip_prefix("pub(super) const ")?.split_once(": Colour = Colour(")?;
        let parts: Vec<u8> = value
            .split([',', ')'])
            .filter_map(|part| u8::from_str_radix(part.trim().strip_prefix("0x")?, 16).ok())
            .collect();
        Some((name.to_owned(), parts.try_into().ok()?))
    };
    text.lines().filter_map(line).collect()
}

/// Relative luminance.
fn luminance(colour: Colour) -> f64 {
    let part = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(colour[0]) + 0.7152 * part(colour[1]) + 0.0722 * part(colour[2])
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

/// `accent`, or `accent at 14 %`: on paper so much of it.
fn named(colours: &BTreeMap<String, Colour>, name: &str) -> Colour {
    let (name, share) = match name.split_once(" at ") {
        Some((name, share)) => (name, share.trim_end_matches(" %").parse::<f64>().unwrap() / 100.0),
        None => (name, 1.0),
    };
    let colour = colours.get(name).unwrap_or_else(|| panic!("no colour `{name}`"));
    colour.map(|part| (255.0 - share * (255.0 - f64::from(part))).round() as u8)
}

#[test]
fn contrast_is_that_of_wcag() {
    assert!((contrast(WHITE, [0, 0, 0]) - 21.0).abs() < 1e-9);
    // #767676 is the lightest grey that passes 4.5 on white, #949494 the lightest that passes 3.
    assert!(contrast(WHITE, hex("767676")) > 4.5 && contrast(WHITE, hex("777777")) < 4.5);
    assert!(contrast(WHITE, hex("949494")) > 3.0 && contrast(WHITE, hex("959595")) < 3.0);
}

#[test]
fn every_pair_of_colours_has_enough_contrast_in_every_house_style() {
    let styles: Vec<PathBuf> =
        files(&root("templates"), "typ").into_iter().filter(|path| path.ends_with("style.typ")).collect();
    assert!(styles.len() >= 4, "{styles:?}");
    let mut wrong = Vec::new();
    for path in &styles {
        let colours = style(path);
        let mut check = |pairs: &[(&str, &str)], least: f64| {
            for (one, other) in pairs {
                let found = contrast(named(&colours, one), named(&colours, other));
                if found < least {
                    wrong.push(format!("{}: {one} on {other} is {found:.2}, not {least}", path.display()));
                }
            }
        };
        check(&TEXT, 4.5);
        check(&GRAPHICS, 3.0);
        // Two groups are told apart by dash and mark too; in print without colours they must not be one grey.
        check(&[("accent", "control")], 2.2);
        let known: BTreeSet<&str> = TEXT.iter().chain(&GRAPHICS).flat_map(|(one, other)| [*one, *other]).collect();
        for name in colours.keys() {
            if !known.contains(name.as_str()) && !DECORATION.contains(&name.as_str()) {
                wrong.push(format!("{}: `{name}` is in no pair of this test", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn charts_have_the_colours_of_the_first_house_style() {
    let (charts, style) = (charts(), style(&root("templates/lib/style.typ")));
    let known: BTreeSet<&str> = CHARTS.iter().map(|(chart, _)| *chart).collect();
    assert_eq!(
        charts.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        known,
        "a colour without its name in style.typ"
    );
    for (chart, name) in CHARTS {
        assert_eq!(charts[chart], style[name], "{chart} and {name}");
    }
}

/// Colours are named in one place each, so that this test sees all of them.
#[test]
fn no_colour_is_named_elsewhere() {
    let mut wrong = Vec::new();
    for path in files(&root("templates"), "typ").iter().filter(|path| !path.ends_with("style.typ")) {
        let text = fs::read_to_string(path).unwrap();
        for word in ["rgb(", "luma(", "cmyk(", "oklch(", "oklab(", "hsl("] {
            if text.contains(word) {
                wrong.push(format!("{}: {word}…)", path.display()));
            }
        }
    }
    // The shades behind a funnel, which are no more than light greys; the words on them are ink.
    let greys = root("src/charts/funnel_plot/funnel.rs");
    for path in files(&root("src/charts"), "rs").iter().filter(|path| !path.ends_with("theme.rs")) {
        let text = fs::read_to_string(path).unwrap();
        for (_, rest) in text.match_indices("Colour(0x").map(|(at, found)| (at, &text[at + found.len() - 2..])) {
            let parts: Vec<&str> = rest.split([',', ')']).take(3).map(str::trim).collect();
            let colour: String = parts.iter().map(|part| part.trim_start_matches("0x")).collect();
            if *path != greys {
                wrong.push(format!("{}: {colour}", path.display()));
            } else if contrast(hex("1C2126"), hex(&colour)) < 4.5 || contrast(hex("4F5A62"), hex(&colour)) < 4.5 {
                wrong.push(format!("{}: text on {colour} cannot be read", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
