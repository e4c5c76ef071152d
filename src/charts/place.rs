//! Labels that meet neither each other nor the data: a small placer, and the spreading of labels in a column.

use super::canvas::At;

/// A rectangle in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    /// Smallest x.
    pub(super) left: f64,
    /// Smallest y.
    pub(super) top: f64,
    /// Largest x.
    pub(super) right: f64,
    /// Largest y.
    pub(super) bottom: f64,
}

impl Rect {
    /// Whether two rectangles have more than an edge in common.
    pub(super) fn meets(&self, other: &Rect) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// The same, larger by `margin` on every side.
    pub(super) fn grown(&self, margin: f64) -> Rect {
        Rect {
            left: self.left - margin,
            top: self.top - margin,
            right: self.right + margin,
            bottom: self.bottom + margin,
        }
    }

    /// Whether the other rectangle lies wholly inside.
    pub(super) fn holds(&self, other: &Rect) -> bool {
        self.left <= other.left && other.right <= self.right && self.top <= other.top && other.bottom <= self.bottom
    }

    /// How much of the straight line from `a` to `b` lies inside, in millimetres (Liang and Barsky's clipping).
    pub(super) fn crossed_by(&self, a: At, b: At) -> f64 {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
        for (step, room) in
            [(-dx, a.0 - self.left), (dx, self.right - a.0), (-dy, a.1 - self.top), (dy, self.bottom - a.1)]
        {
            if step == 0.0 {
                if room < 0.0 {
                    return 0.0;
                }
            } else if step < 0.0 {
                enters = enters.max(room / step);
            } else {
                leaves = leaves.min(room / step);
            }
        }
        if enters < leaves { (leaves - enters) * (dx * dx + dy * dy).sqrt() } else { 0.0 }
    }
}

/// Finds free places for labels among the data, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Placer {
    bounds: Rect,
    taken: Vec<Rect>,
    lines: Vec<Near>,
}

/// A line that labels had better stay away from.
#[derive(Clone, Copy, Debug)]
struct Near {
    from: At,
    to: At,
    /// How much worse it is to cross than a guide.
    weight: f64,
    /// The air to keep to it, in millimetres.
    air: f64,
}

/// How much worse it is to cross the data than a guide: half a millimetre of a line is worse than a guide behind a whole label.
const DATA: f64 = 20.0;

/// The air that a label keeps to other labels and to marks, in millimetres.
const AIR: f64 = 0.35;

impl Placer {
    /// A placer for labels inside `bounds`.
    pub(super) fn new(bounds: Rect) -> Placer {
        Placer { bounds, taken: Vec::new(), lines: Vec::new() }
    }

    /// A place that no label may use, such as a mark.
    pub(super) fn take(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// A line of the data, which labels had better not cross.
    pub(super) fn avoid(&mut self, points: &[At]) {
        self.lines.extend(points.windows(2).map(|pair| Near { from: pair[0], to: pair[1], weight: DATA, air: AIR }));
    }

    /// A guide, which labels cross only where they would else cross the data.
    pub(super) fn avoid_guide(&mut self, from: At, to: At) {
        self.lines.push(Near { from, to, weight: 1.0, air: AIR });
    }

    /// A line to compare with, which labels keep `air` to where they can.
    pub(super) fn keep_clear(&mut self, from: At, to: At, air: f64) {
        self.lines.push(Near { from, to, weight: DATA, air: AIR });
        self.lines.push(Near { from, to, weight: 1.0, air });
    }

    /// Whether a line meets nothing that is taken, but for the mark that it starts at.
    pub(super) fn is_clear(&self, from: At, to: At) -> bool {
        let starts_in =
            |rect: &Rect| rect.grown(0.01).holds(&Rect { left: from.0, top: from.1, right: from.0, bottom: from.1 });
        self.taken.iter().all(|taken| starts_in(taken) || taken.crossed_by(from, to) == 0.0)
    }

    /// The index of the best of the `candidates`, given from the dearest to the least dear, which is then taken.
    /// `None` where each of them meets another label, a mark or the edge.
    pub(super) fn place(&mut self, candidates: &[Rect]) -> Option<usize> {
        let mut best: Option<(usize, f64)> = None;
        for (index, candidate) in candidates.iter().enumerate() {
            let roomy = candidate.grown(AIR);
            if !self.bounds.holds(candidate) || self.taken.iter().any(|taken| taken.meets(&roomy)) {
                continue;
            }
            let crossing = |line: &Near| line.weight * candidate.grown(line.air).crossed_by(line.from, line.to);
            let crossed: f64 = self.lines.iter().map(crossing).sum();
            if best.is_none_or(|(_, least)| crossed < least - 0.25) {
                best = Some((index, crossed));
            }
        }
        let (index, _) = best?;
        self.taken.push(candidates[index]);
        Some(index)
    }
}

/// Moves the centres of labels in a column apart until none meets its neighbour and all lie between `low` and `high`.
///
/// Labels that would meet form a block around the mean of the places they wanted; blocks that meet are merged. The
/// order of the centres is kept, equal ones in the order given. Where there is not room for all, they are set closer.
pub(super) fn spread(wanted: &[f64], heights: &[f64], low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let total: f64 = heights.iter().sum();
    let squeeze = if total > high - low { (high - low) / total } else { 1.0 };
    let height = |index: usize| heights[index] * squeeze;

    struct Block {
        members: Vec<usize>,
        top: f64,
        height: f64,
    }
    let fitted = |members: Vec<usize>| {
        let tall: f64 = members.iter().map(|&index| height(index)).sum();
        let mut above = 0.0;
        let mut offset = 0.0;
        for &index in &members {
            offset += wanted[index] - above - height(index) / 2.0;
            above += height(index);
        }
        let top = (offset / members.len() as f64).clamp(low, (high - tall).max(low));
        Block { members, top, height: tall }
    };
    let mut blocks: Vec<Block> = Vec::new();
    for index in order {
        let mut block = fitted(vec![index]);
        while let Some(last) = blocks.pop_if(|last| last.top + last.height > block.top) {
            let mut members = last.members;
            members.extend(block.members);
            block = fitted(members);
        }
        blocks.push(block);
    }
    let mut centres = vec![0.0; wanted.len()];
    for block in blocks {
        let mut top = block.top;
        for index in block.members {
            centres[index] = top + height(index) / 2.0;
            top += height(index);
        }
    }
    centres
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(left: f64, top: f64) -> Rect {
        Rect { left, top, right: left + 10.0, bottom: top + 4.0 }
    }

    #[test]
    fn labels_far_apart_stay_where_they_are() {
        assert_eq!(spread(&[10.0, 30.0], &[4.0, 4.0], 0.0, 50.0), [10.0, 30.0]);
    }

    #[test]
    fn labels_that_meet_part_evenly_and_keep_their_order() {
        assert_eq!(spread(&[20.0, 21.0], &[4.0, 4.0], 0.0, 50.0), [18.5, 22.5]);
        assert_eq!(spread(&[21.0, 20.0], &[4.0, 4.0], 0.0, 50.0), [22.5, 18.5]);
        assert_eq!(spread(&[0.0, 0.0, 0.0], &[4.0, 4.0, 4.0], 0.0, 50.0), [2.0, 6.0, 10.0]);
        assert_eq!(spread(&[50.0, 49.0], &[4.0, 4.0], 0.0, 50.0), [48.0, 44.0]);
    }

    #[test]
    fn no_label_leaves_the_column_even_when_it_is_too_short() {
        let centres = spread(&[5.0, 5.0, 5.0, 5.0], &[4.0; 4], 0.0, 10.0);
        assert_eq!(centres, [1.25, 3.75, 6.25, 8.75]);
        assert!(spread(&[], &[], 0.0, 10.0).is_empty());
    }

    #[test]
    fn the_placer_takes_the_dearest_free_place() {
        let mut placer = Placer::new(Rect { left: 0.0, top: 0.0, right: 40.0, bottom: 20.0 });
        let candidates = [rect(35.0, 0.0), rect(0.0, 0.0), rect(0.0, 10.0)];
        assert_eq!(placer.place(&candidates), Some(1), "the first reaches over the edge");
        assert_eq!(placer.place(&candidates), Some(2), "the second is taken");
        assert_eq!(placer.place(&candidates), None);
    }

    #[test]
    fn the_placer_prefers_a_place_without_lines_to_a_dearer_one() {
        let mut placer = Placer::new(Rect { left: 0.0, top: 0.0, right: 40.0, bottom: 20.0 });
        placer.avoid(&[(0.0, 2.0), (40.0, 2.0)]);
        assert_eq!(placer.place(&[rect(0.0, 0.0), rect(0.0, 10.0)]), Some(1));
        assert_eq!(placer.place(&[rect(0.0, 0.0)]), Some(0), "better across a line than nowhere");
    }

    #[test]
    fn how_much_of_a_line_lies_inside() {
        assert_eq!(rect(0.0, 0.0).crossed_by((-5.0, 2.0), (20.0, 2.0)), 10.0);
        assert_eq!(rect(0.0, 0.0).crossed_by((-5.0, 5.0), (20.0, 5.0)), 0.0);
        assert_eq!(rect(0.0, 0.0).crossed_by((1.0, 1.0), (1.0, 3.0)), 2.0);
    }
}
