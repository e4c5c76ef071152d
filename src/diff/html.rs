//! Changes as one HTML file that needs nothing beside itself.

use std::fmt::Write;

use super::listing::{Entry, Group, Listing};
use super::overlay::overlay;
use super::words::Piece;
use super::{Change, ChangeKind, Changes};
use crate::locale::Locale;
use crate::results::{Results, Value};

/// What a page of HTML shows beside the changes themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The pages that differ, in the order of reading.
    pub pages: Vec<PagePair>,
    /// How many pages are the same.
    pub same_pages: usize,
}

/// A page before and the page that took its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PagePair {
    /// The page before; nothing for a new one.
    pub old: Option<PageView>,
    /// The page now; nothing for one that is gone.
    pub new: Option<PageView>,
}

/// A picture of a page, with what differs on it.
#[derive(Clone, Debug, PartialEq)]
pub struct PageView {
    /// Its number in the PDF, from 1.
    pub number: usize,
    /// Its width in points.
    pub width: f64,
    /// Its height in points.
    pub height: f64,
    /// The picture as SVG.
    pub svg: String,
    /// The words that are only in this version.
    pub marks: Vec<Mark>,
}

/// A word that is only in one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its left edge, in points from the upper left corner.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The word.
    pub text: String,
}

impl Changes {
    /// The changes as HTML in the language of a report, with the pages that differ side by side and curves laid over each
    /// other. All of it can be reached with the keyboard, and nothing is said by colour alone.
    pub fn html(&self, locale: Locale, old: &Results, new: &Results, shown: &Shown) -> String {
        let listing = self.listing(locale);
        let mut html = String::with_capacity(64 * 1024);
        let title = escaped_html(&format!("{}: {}", listing.heading, listing.title));
        let _ = write!(
            html,
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#changes\">{}</a>\n<header>\n<p>{}</p>\n\
             <h1>{}</h1>\n",
            locale.language().code(),
            locale.html_skip(),
            escaped_html(&listing.title),
            escaped_html(&listing.heading),
        );
        write_counts(&mut html, &listing);
        let _ = write!(html, "</header>\n<main id=\"changes\" tabindex=\"-1\">\n");
        if listing.groups.is_empty() {
            let _ = writeln!(html, "<p>{}</p>", locale.nothing_changed());
        }
        for group in &listing.groups {
            write_group(&mut html, group, locale);
        }
        self.write_overlays(&mut html, locale, old, new);
        write_sentences(&mut html, &listing);
        write_causes(&mut html, &listing);
        write_pages(&mut html, shown, locale);
        let _ = write!(
            html,
            "<p class=\"keys\">{}</p>\n</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
            locale.html_keys()
        );
        html
    }

    /// The curves that changed, each before and now in one frame.
    fn write_overlays(&self, html: &mut String, locale: Locale, old: &Results, new: &Results) {
        let curve = |results: &Results, path: &str| {
            let (id, name) = path
                .char_indices()
                .rev()
                .filter(|(_, letter)| *letter == '.')
                .find_map(|(at, _)| Some((results.section(&path[..at])?, &path[at + 1..])))?;
            match id.value(name)? {
                Value::Curve(curve) => Some(curve.clone()),
                _ => None,
            }
        };
        let drawn = |change: &Change| {
            let was = curve(old, change.old_path.as_deref().unwrap_or(&change.path))?;
            let svg = overlay(&was, &curve(new, &change.path)?, locale)?;
            Some((change.path.clone(), svg))
        };
        let of_figures = self.changes.iter().filter(|change| change.kind == ChangeKind::Figure);
        let drawn: Vec<(String, String)> = of_figures.filter_map(drawn).collect();
        if drawn.is_empty() {
            return;
        }
        let _ = writeln!(html, "<section>\n<h2>{}</h2>", locale.html_overlays());
        for (path, svg) in drawn {
            let _ = writeln!(
                html,
                "<figure class=\"overlay change\" tabindex=\"0\">{svg}<figcaption><code>{}</code></figcaption></figure>",
                escaped_html(&path)
            );
        }
        html.push_str("</section>\n");
    }
}

fn write_counts(html: &mut String, listing: &Listing) {
    html.push_str("<dl class=\"counts\">");
    for (count, words) in &listing.counts {
        let _ = write!(html, "<div><dt>{}</dt><dd>{count}</dd></div>", escaped_html(words));
    }
    html.push_str("</dl>\n");
}

fn write_group(html: &mut String, group: &Group, locale: Locale) {
    let open = if group.is_quiet || group.entries.len() > 200 { "" } else { " open" };
    let _ = writeln!(
        html,
        "<section><details{open}><summary><h2>{} <span class=\"number\">({})</span></h2></summary>",
        escaped_html(&group.heading),
        group.entries.len()
    );
    match group.kind {
        ChangeKind::Conclusion => group.entries.iter().for_each(|entry| write_conclusion(html, entry, locale)),
        _ => write_table(html, group, locale),
    }
    html.push_str("</details></section>\n");
}

fn write_conclusion(html: &mut String, entry: &Entry, locale: Locale) {
    let about = if entry.about.is_empty() { String::new() } else { format!("<h3>{}</h3>", escaped_html(&entry.about)) };
    let _ = write!(
        html,
        "<article class=\"conclusion change\" tabindex=\"0\">{about}<p><code>{}</code></p><p class=\"said\">{}.</p><dl>",
        escaped_html(&entry.path),
        escaped_html(&entry.said.join(". "))
    );
    let (before, now) = match entry.words.is_empty() {
        true => (coded(&entry.before), coded(&entry.now)),
        false => (side(&entry.words, false), side(&entry.words, true)),
    };
    for (name, words, class) in [(locale.change_before(), before, "before"), (locale.change_now(), now, "now")] {
        let _ = write!(html, "<dt>{name}</dt><dd class=\"{class}\">{words}</dd>");
    }
    let why = why(entry, locale);
    if !why.is_empty() {
        let _ = write!(html, "<dt>{}</dt><dd>{why}</dd>", locale.change_cause());
    }
    html.push_str("</dl></article>\n");
}

fn write_table(html: &mut String, group: &Group, locale: Locale) {
    let heads = [
        locale.change_place(),
        locale.change_before(),
        locale.change_now(),
        locale.change_size(),
        locale.change_cause(),
    ];
    html.push_str("<table><thead><tr>");
    for head in heads {
        let _ = write!(html, "<th scope=\"col\">{head}</th>");
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for entry in &group.entries {
        let what =
            entry.what.iter().map(String::as_str).chain([entry.about.as_str()]).filter(|words| !words.is_empty());
        let what: Vec<String> = what.map(coded).collect();
        let (before, now) = match entry.words.is_empty() {
            true => (coded(&entry.before), coded(&entry.now)),
            false => (side(&entry.words, false), side(&entry.words, true)),
        };
        let _ = writeln!(
            html,
            "<tr class=\"change\" tabindex=\"0\"><th scope=\"row\">{}<code>{}</code></th><td class=\"before\">{before}</td>\
             <td class=\"now\">{now}</td><td>{}</td><td>{}</td></tr>",
            if what.is_empty() { String::new() } else { what.join(", ") + "<br>" },
            escaped_html(&entry.path),
            escaped_html(entry.difference.as_deref().unwrap_or_default()),
            why(entry, locale)
        );
    }
    html.push_str("</tbody></table>\n");
}

/// The letters of the causes, each leading to what it stands for, and what each alone makes of the number.
fn why(entry: &Entry, locale: Locale) -> String {
    let letters = entry.letters.iter().map(|letter| format!("<a href=\"#cause-{letter}\">{letter}</a>"));
    let alone = entry.alone.iter().map(|(letter, value)| {
        format!("<br><small>{letter} {}: {}</small>", locale.cause_alone(), escaped_html(value))
    });
    letters.collect::<Vec<_>>().join(", ") + &alone.collect::<String>()
}

/// One version of a text, with what is only in it marked.
fn side(words: &[Piece], now: bool) -> String {
    let pieces = words.iter().filter_map(|piece| match (piece, now) {
        (Piece::Kept(words), _) => Some(escaped_html(words)),
        (Piece::Removed(words), false) => Some(format!("<del>{}</del>", escaped_html(words))),
        (Piece::Added(words), true) => Some(format!("<ins>{}</ins>", escaped_html(words))),
        _ => None,
    });
    pieces.collect::<Vec<_>>().join(" ")
}

fn write_sentences(html: &mut String, listing: &Listing) {
    if !listing.stale.1.is_empty() {
        let _ = writeln!(html, "<section><h2>{}</h2><ul class=\"stale\">", escaped_html(&listing.stale.0));
        for stale in &listing.stale.1 {
            let _ = writeln!(
                html,
                "<li class=\"change\" tabindex=\"0\"><strong>{}</strong>: {}.<br><q>{}</q></li>",
                escaped_html(&stale.place),
                coded(&stale.words),
                escaped_html(&stale.sentence)
            );
        }
        html.push_str("</ul></section>\n");
    }
    if !listing.sentences.1.is_empty() {
        let _ = writeln!(
            html,
            "<section><details open><summary><h2>{}</h2></summary><ul>",
            escaped_html(&listing.sentences.0)
        );
        for sentence in &listing.sentences.1 {
            let words = sentence.words.iter().map(|piece| match piece {
                Piece::Kept(words) => escaped_html(words),
                Piece::Removed(words) => format!("<del>{}</del>", escaped_html(words)),
                Piece::Added(words) => format!("<ins>{}</ins>", escaped_html(words)),
            });
            let by = if sentence.by.is_empty() {
                String::new()
            } else {
                format!("<br><small>{}</small>", coded(&sentence.by))
            };
            let _ = writeln!(
                html,
                "<li class=\"change\" tabindex=\"0\"><strong>{}</strong>: {}{by}</li>",
                escaped_html(&sentence.place),
                words.collect::<Vec<_>>().join(" ")
            );
        }
        html.push_str("</ul></details></section>\n");
    }
}

fn write_causes(html: &mut String, listing: &Listing) {
    if listing.causes.1.is_empty() {
        return;
    }
    let _ = writeln!(html, "<section><h2>{}</h2><dl class=\"causes\">", escaped_html(&listing.causes.0));
    for (letter, words) in &listing.causes.1 {
        let _ = writeln!(html, "<div id=\"cause-{letter}\"><dt>{letter}</dt><dd>{}</dd></div>", coded(words));
    }
    html.push_str("</dl></section>\n");
}

fn write_pages(html: &mut String, shown: &Shown, locale: Locale) {
    if shown.pages.is_empty() {
        return;
    }
    let _ = write!(
        html,
        "<section><h2>{}</h2><p>{} {}</p>\n<p><button type=\"button\" id=\"marks\" aria-pressed=\"true\">{}</button></p>\n",
        locale.html_pages(),
        escaped_html(&locale.html_same_pages(shown.same_pages)),
        locale.html_marks(),
        locale.html_toggle()
    );
    for pair in &shown.pages {
        html.push_str("<div class=\"pair change\" tabindex=\"0\">");
        for (name, page, class) in [(locale.change_before(), &pair.old, "old"), (locale.change_now(), &pair.new, "new")]
        {
            let _ = write!(html, "<figure class=\"page {class}\">");
            match page {
                None => {
                    let _ = write!(html, "<figcaption>{name}: –</figcaption>");
                }
                Some(page) => write_page(html, name, page, locale),
            }
            html.push_str("</figure>");
        }
        html.push_str("</div>\n");
    }
    html.push_str("</section>\n");
}

fn write_page(html: &mut String, name: &str, page: &PageView, locale: Locale) {
    let heading = format!("{name}: {}", locale.html_page(page.number));
    let marked: Vec<&str> = page.marks.iter().map(|mark| mark.text.as_str()).collect();
    let _ = write!(
        html,
        "<figcaption>{heading}</figcaption><div class=\"sheet\"><img alt=\"{}\" src=\"data:image/svg+xml;base64,{}\">\
         <svg viewBox=\"0 0 {:.1} {:.1}\" aria-hidden=\"true\">",
        escaped_html(&format!("{heading}. {}", marked.join(" "))),
        base64(page.svg.as_bytes()),
        page.width,
        page.height
    );
    for mark in &page.marks {
        let class = if mark.text.chars().any(|letter| letter.is_ascii_digit()) { "digits" } else { "word" };
        let _ = write!(
            html,
            "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"1.5\"/>",
            mark.left - 1.2,
            mark.top - 0.6,
            mark.width + 2.4,
            mark.height + 1.2
        );
    }
    html.push_str("</svg></div>");
}

/// Text that means nothing to HTML, also within quotes.
pub(super) fn escaped_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Escaped text in which what stands between backticks is code.
fn coded(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(place, part)| match place % 2 {
        0 => escaped_html(part),
        _ => format!("<code>{}</code>", escaped_html(part)),
    });
    parts.collect()
}

/// Bytes in the letters of base 64 (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let number = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

const STYLE: &str = include_str!("html.css");
const SCRIPT: &str = include_str!("html.js");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_as_in_rfc_4648() {
        let of = |text: &str| base64(text.as_bytes());
        assert_eq!(
            [of(""), of("f"), of("fo"), of("foo"), of("foob"), of("fooba"), of("foobar")],
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]
        );
    }
}
