//! The pages of the finished reports: nothing stands outside the margins, nothing on top of something else.

use utfall::pdf::Word;

use super::finished::{ALL, Page, mm};

/// The margins (templates/lib/theme.typ): left and right, of a page on end and of one on its side; tables and figures use the hang.
const UPRIGHT: (f64, f64) = (32.0, 32.0);
const LANDSCAPE: (f64, f64) = (25.0, 25.0);

#[test]
fn no_text_stands_outside_the_margins() {
    let mut wrong = Vec::new();
    for report in ALL.iter() {
        for (index, page) in report.pages.iter().enumerate() {
            let (left, right) = if page.width > page.height { LANDSCAPE } else { UPRIGHT };
            // The cover has its own edges.
            let (left, right) = if index == 0 { (10.0, 10.0) } else { (left, right) };
            // The running header of a page on its side stands nearer to the edge.
            let (top, bottom) = if page.width > page.height { (10.0, 17.0) } else { (15.0, 15.0) };
            for word in &page.words {
                let outside = word.left < mm(left) - 1.0
                    || word.left + word.width > page.width - mm(right) + 1.5
                    || word.top < mm(top)
                    || word.top + word.height > page.height - mm(bottom);
                if outside {
                    wrong.push(format!("{} page {}: «{}» at {}", report.shown(), index + 1, word.text, place(word)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An overfull table lets the words of one cell run into the next.
#[test]
fn no_word_stands_on_another() {
    let mut wrong = Vec::new();
    for report in ALL.iter() {
        for (index, page) in report.pages.iter().enumerate() {
            for (one, other) in collisions(page) {
                wrong.push(format!(
                    "{} page {}: «{}» and «{}» at {} and {}",
                    report.shown(),
                    index + 1,
                    one.text,
                    other.text,
                    place(one),
                    place(other)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn place(word: &Word) -> String {
    format!("{:.0}, {:.0} mm", word.left / mm(1.0), word.top / mm(1.0))
}

/// Pairs of words whose letters overlap, by more than a hair and at the height of small letters.
fn collisions(page: &Page) -> Vec<(&Word, &Word)> {
    let core = |word: &Word| (word.top + 0.3 * word.height, word.top + 0.74 * word.height);
    let mut words: Vec<&Word> = page.words.iter().collect();
    words.sort_by(|one, other| one.left.total_cmp(&other.left));
    let mut found = Vec::new();
    for (index, one) in words.iter().enumerate() {
        let (top, bottom) = core(one);
        let after = words[index + 1..].iter().take_while(|other| other.left < one.left + one.width - 1.2);
        found.extend(
            after
                .filter(|other| {
                    // The hat of p̂ belongs over its letter.
                    if [one, *other].iter().any(|word| {
                        word.text.contains(|c| matches!(c, '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}'))
                    }) {
                        return false;
                    }
                    let (other_top, other_bottom) = core(other);
                    other_top.max(top) < other_bottom.min(bottom) - 0.5
                })
                .map(|other| (*one, *other)),
        );
    }
    found
}
