//! Widths of text in Source Sans 3, from the fonts that the report embeds.
//!
//! plotters without a font engine guesses 0.7 em a *byte*, so that margins and collisions could not be computed. The
//! tables hold the advance widths of the regular and the semibold face in thousandths of the type size; its default
//! figures are lining and tabular. Kerning is left out, so that a width is never too small by more than a hair.

use super::theme::POINT;

/// One of the two weights of the house style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// 400.
    Regular,
    /// 600.
    Semibold,
}

impl Weight {
    /// The weight as CSS counts it.
    pub(super) fn css(self) -> u16 {
        match self {
            Weight::Regular => 400,
            Weight::Semibold => 600,
        }
    }
}

/// Height of a capital or a figure, as a share of the type size.
pub(super) const CAP_HEIGHT: f64 = 0.66;
/// How far a letter reaches under the base line, as a share of the type size.
pub(super) const DESCENT: f64 = 0.21;

/// What a computed width may be over its limit by rounding, in millimetres.
const ROUNDING: f64 = 1e-6;

/// The width of a text in millimetres, set at `size` points.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let thousandths: u32 = text.chars().map(|letter| u32::from(advance(letter, weight))).sum();
    f64::from(thousandths) / 1000.0 * size * POINT
}

/// Breaks a text at spaces into lines no wider than `limit` millimetres; a longer word stands alone and is cut with
/// an ellipsis, since a chart has no other place to go.
pub(super) fn wrap(text: &str, size: f64, weight: Weight, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word = cut(word, size, weight, limit);
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size, weight) <= limit + ROUNDING => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// A text on one line no wider than `limit` millimetres, cut with an ellipsis where it is longer.
pub(super) fn on_one_line(text: &str, size: f64, weight: Weight, limit: f64) -> String {
    cut(text, size, weight, limit)
}

/// As much of a word as fits, with an ellipsis where something is missing.
fn cut(word: &str, size: f64, weight: Weight, limit: f64) -> String {
    if width(word, size, weight) <= limit + ROUNDING {
        return word.to_owned();
    }
    let mut kept = String::new();
    for letter in word.chars() {
        if width(&format!("{kept}{letter}\u{2026}"), size, weight) > limit {
            break;
        }
        kept.push(letter);
    }
    format!("{}\u{2026}", kept.trim_end())
}

fn advance(letter: char, weight: Weight) -> u16 {
    let (regular, semibold) = match letter {
        '\u{20}'..='\u{7e}' => BASIC[letter as usize - 0x20],
        '\u{ad}' => (0, 0),
        '\u{a0}'..='\u{17f}' => LATIN[letter as usize - 0xa0],
        '\u{2009}' => (100, 100),
        '\u{200a}' => (20, 20),
        '\u{202f}' => (120, 120),
        '\u{2010}' | '\u{2011}' => (311, 322),
        '\u{2013}' => (480, 480),
        '\u{2014}' => (800, 800),
        '\u{2018}'..='\u{201a}' => (249, 275),
        '\u{201c}' | '\u{201d}' => (426, 482),
        '\u{2026}' => (948, 964),
        '\u{2212}' | '\u{2260}' | '\u{2264}' | '\u{2265}' | '\u{2248}' => (497, 513),
        '\u{221e}' => (782, 798),
        '\u{2190}' | '\u{2192}' => (619, 618),
        // Letters of other scripts: the width of a wide capital, so that nothing is ever set too close.
        _ => (700, 720),
    };
    match weight {
        Weight::Regular => regular,
        Weight::Semibold => semibold,
    }
}

/// U+0020 to U+007E.
#[rustfmt::skip]
const BASIC: [(u16, u16); 95] = [
    (200, 200), (289, 315), (426, 482), (497, 513), (497, 513), (824, 841), (609, 639), (249, 275), (303, 324), (303,
    324), (418, 438), (497, 513), (249, 275), (311, 322), (249, 275), (350, 344), (497, 513), (497, 513), (497, 513),
    (497, 513), (497, 513), (497, 513), (497, 513), (497, 513), (497, 513), (497, 513), (249, 275), (249, 275), (497,
    513), (497, 513), (497, 513), (425, 444), (847, 875), (544, 558), (588, 597), (571, 576), (615, 625), (527, 538),
    (494, 510), (617, 628), (652, 663), (263, 282), (480, 494), (579, 597), (486, 502), (727, 745), (647, 657), (664,
    674), (566, 582), (664, 674), (569, 592), (534, 545), (536, 546), (645, 655), (515, 536), (786, 800), (513, 541),
    (476, 501), (539, 540), (303, 324), (350, 344), (303, 324), (497, 513), (500, 500), (542, 549), (504, 516), (553,
    563), (456, 462), (555, 564), (496, 507), (292, 317), (504, 520), (544, 558), (246, 262), (247, 263), (495, 522),
    (255, 271), (829, 843), (547, 560), (542, 549), (555, 564), (555, 564), (347, 373), (419, 431), (338, 361), (544,
    556), (467, 495), (719, 748), (446, 481), (467, 495), (425, 443), (303, 324), (241, 255), (303, 324), (497, 513),
];

/// U+00A0 to U+017F.
#[rustfmt::skip]
const LATIN: [(u16, u16); 224] = [
    (200, 200), (289, 315), (497, 513), (497, 513), (497, 513), (497, 513), (241, 255), (497, 513), (542, 549), (744,
    747), (345, 352), (429, 455), (497, 513), (311, 322), (423, 443), (542, 549), (331, 348), (497, 513), (367, 372),
    (367, 372), (542, 549), (562, 578), (560, 599), (249, 275), (542, 549), (367, 372), (365, 369), (429, 455), (781,
    795), (808, 827), (796, 807), (425, 444), (544, 558), (544, 558), (544, 558), (544, 558), (544, 558), (544, 558),
    (822, 834), (571, 576), (527, 538), (527, 538), (527, 538), (527, 538), (263, 282), (263, 282), (263, 282), (263,
    282), (639, 651), (647, 656), (664, 674), (664, 674), (664, 674), (664, 674), (664, 674), (497, 513), (664, 674),
    (645, 655), (645, 655), (645, 655), (645, 655), (476, 501), (583, 600), (576, 604), (504, 516), (504, 516), (504,
    516), (504, 516), (504, 516), (504, 516), (778, 780), (456, 462), (496, 507), (496, 507), (496, 507), (496, 507),
    (246, 262), (246, 262), (246, 262), (246, 262), (544, 552), (547, 560), (542, 549), (542, 549), (542, 549), (542,
    549), (542, 549), (497, 513), (542, 549), (544, 556), (544, 556), (544, 556), (544, 556), (467, 495), (555, 564),
    (467, 495), (544, 558), (504, 516), (544, 558), (504, 516), (544, 558), (504, 516), (571, 576), (456, 462), (571,
    576), (456, 462), (571, 576), (456, 462), (571, 576), (456, 462), (615, 625), (573, 594), (635, 645), (562, 564),
    (527, 538), (496, 507), (527, 538), (496, 507), (527, 538), (496, 507), (527, 538), (496, 507), (527, 538), (496,
    507), (617, 628), (504, 520), (617, 628), (504, 520), (617, 628), (504, 520), (617, 628), (504, 520), (652, 663),
    (544, 558), (692, 703), (557, 566), (263, 282), (246, 262), (263, 282), (246, 262), (263, 282), (246, 262), (263,
    282), (246, 262), (263, 282), (246, 262), (526, 565), (493, 524), (480, 494), (247, 263), (579, 597), (495, 522),
    (495, 522), (486, 502), (255, 271), (486, 502), (255, 271), (486, 502), (265, 292), (486, 502), (362, 408), (500,
    522), (298, 329), (647, 656), (547, 560), (647, 656), (547, 560), (647, 656), (547, 560), (769, 810), (635, 651),
    (547, 560), (664, 674), (542, 549), (664, 674), (542, 549), (664, 674), (542, 549), (847, 859), (839, 830), (569,
    592), (347, 373), (569, 592), (347, 373), (569, 592), (347, 373), (534, 545), (419, 431), (534, 545), (419, 431),
    (534, 545), (419, 431), (534, 545), (419, 431), (536, 546), (338, 361), (536, 546), (338, 361), (536, 546), (338,
    361), (645, 655), (544, 556), (645, 655), (544, 556), (645, 655), (544, 556), (645, 655), (544, 556), (645, 655),
    (544, 556), (645, 655), (544, 556), (786, 800), (718, 748), (476, 501), (467, 495), (476, 501), (539, 540), (425,
    443), (539, 540), (425, 443), (539, 540), (425, 443), (271, 292),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_tabular() {
        for weight in [Weight::Regular, Weight::Semibold] {
            assert_eq!(width("1111", 8.5, weight), width("2086", 8.5, weight));
        }
    }

    #[test]
    fn a_letter_counts_once_however_many_bytes_it_has() {
        assert_eq!(advance('\u{f8}', Weight::Regular), 542, "o with stroke");
        assert_eq!(advance('\u{e5}', Weight::Semibold), 516, "a with ring");
    }

    #[test]
    fn a_known_width() {
        // 6 figures of 0.497 em, two hard spaces of 0.2 em, «kr» of 0.495 + 0.347 em, at 10 pt
        let text = "395\u{a0}000\u{a0}kr";
        let em = 6.0 * 0.497 + 2.0 * 0.2 + 0.495 + 0.347;
        assert!((width(text, 10.0, Weight::Regular) - em * 10.0 * POINT).abs() < 1e-12);
    }

    #[test]
    fn lines_are_never_wider_than_the_limit() {
        let text = "Gjennomsnittsinntektsutviklingsforventningene i kommunal sektor";
        for limit in [8.0, 15.0, 30.0, 60.0] {
            for line in wrap(text, 8.5, Weight::Regular, limit) {
                assert!(width(&line, 8.5, Weight::Regular) <= limit + ROUNDING, "{line} at {limit}");
            }
        }
        assert!(wrap("", 8.5, Weight::Regular, 10.0).is_empty());
    }
}
