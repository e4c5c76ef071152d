//! The drawing of a flow: boxes under each other, arrows between them, and beside the arrows those who left.

use super::super::canvas::{Anchor, Canvas, Label, Stroke, centred};
use super::super::metrics::{self, Weight};
use super::super::place::Rect;
use super::super::theme;

/// A whole flow: a chain on top, chains side by side, and a box that they lead to.
pub(super) struct Flow {
    pub above: Option<Chain>,
    pub beside: Vec<Chain>,
    /// The words of the last box, and who left each chain before it.
    pub below: Option<(String, Vec<Vec<Left>>)>,
}

/// Boxes under each other.
pub(super) struct Chain {
    pub nodes: Vec<Node>,
}

/// A box, and those who left before it.
pub(super) struct Node {
    pub words: String,
    /// What the number is made up of, each on a line of its own.
    pub parts: Vec<String>,
    pub count: String,
    pub lost: Vec<Left>,
}

impl Node {
    /// A box whose number is not made up of others.
    pub(super) fn new(words: &str, count: String, lost: Vec<Left>) -> Node {
        Node { words: words.to_owned(), parts: Vec::new(), count, lost }
    }
}

/// Those who left: the reason, how many, and whether they are the sum of those under it.
pub(super) type Left = (String, String, bool);

/// From one line of text to the next.
const LINE: f64 = 4.2;
/// From the edge of a box to its text.
const PAD: f64 = 2.4;
/// The height of an arrow without text beside it.
const ARROW: f64 = 7.0;
/// Between two chains.
const GAP: f64 = 8.0;
/// From the arrow to the text beside it.
const ASIDE: f64 = 3.0;

/// The lines of text beside an arrow, and those of its box.
struct Measured {
    box_lines: Vec<String>,
    lost: Vec<(String, bool)>,
    count: String,
}

impl Measured {
    fn arrow(&self) -> f64 {
        if self.lost.is_empty() { ARROW } else { self.lost.len() as f64 * LINE + 5.0 }
    }

    fn height(&self) -> f64 {
        self.box_lines.len() as f64 * LINE + 2.0 * PAD - 0.6
    }
}

/// Draws the flow on a page `width` millimetres wide.
pub(super) fn draw(flow: &Flow, width: f64) -> Canvas {
    let columns = flow.beside.len().max(1) as f64;
    let column = (width - GAP * (columns - 1.0)) / columns;
    // One chain alone does not fill the page: its boxes keep the width that two have.
    let box_width = column.min((width - GAP) / 2.0);
    let measure = |node: &Node, aside: f64| {
        let room = box_width - 2.0 * PAD - metrics::width(&node.count, theme::STRONG, Weight::Semibold) - 3.0;
        let lines_of = |words: &String| metrics::wrap(words, theme::TEXT, Weight::Regular, room);
        Measured {
            box_lines: std::iter::once(&node.words).chain(&node.parts).flat_map(lines_of).collect(),
            lost: lines(&node.lost, aside),
            count: node.count.clone(),
        }
    };
    let above_aside = width / 2.0 - ASIDE;
    let chain_aside =
        |chains: usize| if chains == 1 { column / 2.0 + (column - box_width) / 2.0 } else { column / 2.0 } - ASIDE;
    let aside = chain_aside(flow.beside.len());
    let above: Vec<Measured> =
        flow.above.iter().flat_map(|chain| &chain.nodes).map(|node| measure(node, above_aside)).collect();
    let beside: Vec<Vec<Measured>> =
        flow.beside.iter().map(|chain| chain.nodes.iter().map(|node| measure(node, aside)).collect()).collect();
    let rows = beside.iter().map(Vec::len).max().unwrap_or(0);
    let tallest = |row: usize, of: fn(&Measured) -> f64| {
        beside.iter().filter_map(|chain| chain.get(row)).map(of).fold(0.0, f64::max)
    };
    let last: Vec<Vec<(String, bool)>> =
        flow.below.iter().flat_map(|(_, lost)| lost.iter().map(|lost| lines(lost, aside))).collect();
    let last_arrow = last
        .iter()
        .map(|lost| if lost.is_empty() { ARROW } else { lost.len() as f64 * LINE + 5.0 })
        .fold(ARROW, f64::max);

    let mut height = 1.0;
    height +=
        above.iter().enumerate().map(|(at, node)| node.height() + if at > 0 { node.arrow() } else { 0.0 }).sum::<f64>();
    let branch = if above.is_empty() { 0.0 } else { 9.0 };
    height += branch;
    height += (0..rows)
        .map(|row| tallest(row, Measured::height) + if row > 0 { tallest(row, Measured::arrow) } else { 0.0 })
        .sum::<f64>();
    if flow.below.is_some() {
        height += last_arrow + LINE + 2.0 * PAD;
    }
    let mut canvas = Canvas::new(width, height + 1.0);

    let centre = width / 2.0;
    let mut y = 1.0;
    for (at, node) in above.iter().enumerate() {
        if at > 0 {
            arrow(&mut canvas, centre, y, y + node.arrow());
            beside_arrow(&mut canvas, centre, y, node.arrow(), &node.lost);
            y += node.arrow();
        }
        draw_box(&mut canvas, node, centre - box_width / 2.0, y, box_width, node.height(), at + 1 == above.len());
        y += node.height();
    }
    let centres: Vec<f64> = (0..flow.beside.len()).map(|at| column / 2.0 + at as f64 * (column + GAP)).collect();
    if !above.is_empty() {
        let turn = y + branch / 2.0;
        canvas.line([(centre, y), (centre, turn)], rule());
        if let (Some(first), Some(last)) = (centres.first(), centres.last()) {
            canvas.line([(*first, turn), (*last, turn)], rule());
        }
        for centre in &centres {
            arrow(&mut canvas, *centre, turn, y + branch);
        }
        y += branch;
    }
    let mut ends = vec![y; beside.len()];
    for row in 0..rows {
        let gap = if row > 0 { tallest(row, Measured::arrow) } else { 0.0 };
        let high = tallest(row, Measured::height);
        for (place, chain) in beside.iter().enumerate() {
            let Some(node) = chain.get(row) else { continue };
            if row > 0 {
                arrow(&mut canvas, centres[place], ends[place], y + gap);
                beside_arrow(&mut canvas, centres[place], y, gap, &node.lost);
            }
            let strong = row == 0 || row + 1 == chain.len();
            draw_box(&mut canvas, node, centres[place] - box_width / 2.0, y + gap, box_width, high, strong);
            ends[place] = y + gap + high;
        }
        y += gap + high;
    }
    if let Some((words, _)) = &flow.below {
        let top = y + last_arrow;
        for (place, centre) in centres.iter().enumerate() {
            arrow(&mut canvas, *centre, ends[place], top);
            beside_arrow(&mut canvas, *centre, y, last_arrow, last.get(place).map_or(&[], Vec::as_slice));
        }
        let (left, right) = (centres[0] - box_width / 2.0, centres[centres.len() - 1] + box_width / 2.0);
        let rect = Rect { left, top, right, bottom: top + LINE + 2.0 * PAD - 0.6 };
        outline(&mut canvas, &rect, true);
        let at = ((left + right) / 2.0, centred((rect.top + rect.bottom) / 2.0, theme::STRONG));
        let label = Label::new(words, at, Anchor::Middle).size(theme::STRONG).weight(Weight::Semibold);
        canvas.label(label.colour(theme::INK));
    }
    canvas
}

fn rule() -> Stroke {
    Stroke::solid(theme::GREY, theme::INTERVAL_LINE)
}

/// The lines of text for those who left: a sum stands out, its parts are indented by a dash.
fn lines(lost: &[Left], room: f64) -> Vec<(String, bool)> {
    lost.iter()
        .flat_map(|(words, count, is_sum)| {
            let weight = if *is_sum { Weight::Semibold } else { Weight::Regular };
            // The number stays with the last word.
            let text = format!("{words}:\u{a0}{count}");
            metrics::wrap(&text, theme::TEXT, weight, room - 1.0)
                .into_iter()
                .map(|line| (line, *is_sum))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn arrow(canvas: &mut Canvas, x: f64, from: f64, to: f64) {
    canvas.line([(x, from), (x, to - 0.9)], rule());
    canvas.area([(x - 0.9, to - 1.9), (x + 0.9, to - 1.9), (x, to)], theme::GREY, 1.0);
}

fn beside_arrow(canvas: &mut Canvas, x: f64, top: f64, height: f64, lost: &[(String, bool)]) {
    let first = top + height / 2.0 - 1.0 - LINE * (lost.len() as f64 - 1.0) / 2.0;
    for (index, (line, is_sum)) in lost.iter().enumerate() {
        let y = centred(first + LINE * index as f64, theme::TEXT);
        let weight = if *is_sum { Weight::Semibold } else { Weight::Regular };
        canvas.label(Label::new(line, (x + ASIDE, y), Anchor::Start).weight(weight).colour(theme::GREY));
    }
}

fn outline(canvas: &mut Canvas, rect: &Rect, strong: bool) {
    let Rect { left, top, right, bottom } = *rect;
    let tint = Rect { left, top, right, bottom };
    if strong {
        canvas.rectangle(tint, theme::TINT);
    }
    let stroke = Stroke::solid(if strong { theme::PETROL } else { theme::HAIR }, theme::INTERVAL_LINE);
    canvas.line([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], stroke);
}

fn draw_box(canvas: &mut Canvas, node: &Measured, left: f64, top: f64, width: f64, height: f64, strong: bool) {
    outline(canvas, &Rect { left, top, right: left + width, bottom: top + height }, strong);
    let first = top + height / 2.0 - LINE * (node.box_lines.len() as f64 - 1.0) / 2.0;
    for (index, line) in node.box_lines.iter().enumerate() {
        let y = centred(first + LINE * index as f64, theme::TEXT);
        canvas.label(Label::new(line, (left + PAD, y), Anchor::Start).colour(theme::INK));
    }
    let at = (left + width - PAD, centred(top + height / 2.0, theme::STRONG));
    let count = Label::new(&node.count, at, Anchor::End).size(theme::STRONG).weight(Weight::Semibold);
    canvas.label(count.colour(theme::INK));
}
