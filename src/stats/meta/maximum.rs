//! The highest of all maxima of a likelihood of the variance between studies.

use super::weighted::Slope;

/// A likelihood of the variance between studies, `t`, for studies whose scaled variances are known.
pub(super) trait Likelihood {
    /// The derivatives at `t >= 0`.
    fn slope(&mut self, t: f64) -> Slope;
    /// The log-likelihood at `t`, up to a constant.
    fn ln(&mut self, t: f64) -> f64;
    /// The smallest and the largest variance of a study.
    fn variances(&self) -> (f64, f64);
    /// The sum of squared residuals without weights.
    fn spread(&self) -> f64;
}

/// Where a likelihood is highest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Maximum {
    /// The variance between studies, not negative.
    pub at: f64,
    /// How many local maxima there are.
    pub maxima: usize,
}

/// Cells narrower than this share of the variances in them are not divided: what is hidden in them is a likelihood that
/// is flat to the sixth digit.
const NARROWEST: f64 = 1e-3;

/// A step of Newton's iteration below this share of the variances is the last.
const CLOSE: f64 = 1e-7;

/// More steps than Newton's iteration or bisection ever needs.
const MOST_STEPS: usize = 200;

/// More cells than a likelihood ever needs; from here on they are not divided, so that no input takes for ever.
const MOST_CELLS: usize = 20_000;

/// The global maximum over `t >= 0`.
///
/// Newton's iteration finds one stationary point; the rest of the half-line is then divided into cells until each of
/// them is *proved* to hold no other maximum. With `a_i` the eigenvalues of the variances within the space of residuals
/// and `z_i` the residuals along them, twice the restricted log-likelihood has the derivative
///
/// ```text
/// fall(t) - trace(t),   fall = sum z_i^2 / (a_i + t)^2,   trace = sum 1 / (a_i + t).
/// ```
///
/// `f = 1 / sqrt(fall)` and `g = 1 / trace` are power means of the `a_i + t` of orders -2 and -1, up to a factor, and
/// so concave: each lies above its chords and below its tangents. (They are straight lines when all variances are
/// equal.) The likelihood rises where `f^2 < g`, and these bounds show it for whole cells; see [`Search::rises`],
/// [`Search::falls`] and [`Search::falls_for_ever`]. As every `a_i` lies between the smallest and the largest variance,
/// a fourth bound, [`Search::one_maximum`], always holds from the largest less twice the smallest onwards. The plain
/// likelihood has the same form, with the variances for the `a_i` of the trace.
pub(super) fn global(likelihood: &mut impl Likelihood) -> Maximum {
    let mut best = Maximum { at: 0.0, maxima: 0 };
    let mut height = None;
    survey(likelihood, |likelihood, t| {
        best.maxima += 1;
        if best.maxima == 1 {
            best.at = t;
            return;
        }
        let old = height.unwrap_or_else(|| likelihood.ln(best.at));
        let new = likelihood.ln(t);
        height = Some(old.max(new));
        // Of two equal ones the smaller.
        if new > old || (new == old && t < best.at) {
            best.at = t;
        }
    });
    best
}

/// All maxima, increasing.
pub(super) fn all(likelihood: &mut impl Likelihood) -> Vec<f64> {
    let mut maxima = Vec::new();
    survey(likelihood, |_, t| maxima.push(t));
    maxima.sort_unstable_by(f64::total_cmp);
    maxima
}

/// Tells `found` of each maximum.
fn survey<L: Likelihood>(likelihood: &mut L, mut found: impl FnMut(&mut L, f64)) {
    let (least, most) = likelihood.variances();
    let zero = likelihood.slope(0.0);
    if !(zero.fall > 0.0 && zero.fall.is_finite()) {
        // No variation at all, or more than a double holds.
        return found(likelihood, if zero.fall == 0.0 { 0.0 } else { f64::INFINITY });
    }
    let mut search = Search { likelihood, least, most, cells: 0, found };
    let zero = Point::new(zero);
    if zero.sign < 0.0 {
        search.add(0.0);
    }
    let mut points = [zero; POINTS];
    let count = search.newton(&mut points);
    let points = &points[..count];
    for pair in points.windows(2) {
        search.between(&pair[0], &pair[1]);
    }
    search.beyond(points[count - 1]);
}

/// A point of the half-line with what is known of the likelihood there.
#[derive(Debug, Clone, Copy)]
struct Point {
    slope: Slope,
    /// The sign of the derivative; 0 at a root that has been counted, though the point is only next to it.
    sign: f64,
    /// `1 / sqrt(fall)`, and its derivative.
    f: f64,
    df: f64,
    /// `1 / trace`, and its derivative.
    g: f64,
    dg: f64,
}

impl Point {
    fn new(slope: Slope) -> Point {
        let f = 1.0 / libm::sqrt(slope.fall);
        let g = 1.0 / slope.trace;
        let sign = if slope.fall > slope.trace { 1.0 } else { -1.0 };
        Point { slope, sign, f, df: slope.half_curve / slope.fall * f, g, dg: slope.trace_of_square * g * g }
    }

    fn at(&self) -> f64 {
        self.slope.at
    }

    /// Newton's step for the root of `trace / fall - 1`, which is a straight line when all variances are equal; none
    /// where that function does not increase.
    fn newton(&self) -> Option<f64> {
        let Slope { fall, half_curve, trace, trace_of_square, .. } = self.slope;
        let ratio = trace / fall;
        let rise = 2.0 * ratio * (half_curve / fall) - trace_of_square / fall;
        let step = (1.0 - ratio) / rise;
        (rise > 0.0 && step.is_finite()).then_some(step)
    }

    /// DerSimonian and Laird's estimate, or 0.
    fn first_guess(&self) -> f64 {
        let guess = (self.slope.squares - self.slope.df) / self.slope.trace;
        if guess.is_finite() { guess.max(0.0) } else { 0.0 }
    }
}

/// Where the tangents of a concave function at the two ends of a cell meet, from its left end.
///
/// Any place is a right one for the proofs; this is the best.
fn meeting((left, dl): (f64, f64), (right, dr): (f64, f64), width: f64) -> f64 {
    let x = (right - left - dr * width) / (dl - dr);
    if x > 0.0 && x < width { x } else { 0.5 * width }
}

/// Whether `(c + d x)^2 > p + q x` for all `x` from 0 to `end`; if the two are equal at 0, for all but 0.
fn square_is_above((c, d): (f64, f64), (p, q): (f64, f64), end: f64, equal: bool) -> bool {
    if equal {
        // The difference is convex.
        return 2.0 * c * d > q;
    }
    let lowest = ((0.5 * q / d - c) / d).clamp(0.0, end);
    (c + d * lowest) * (c + d * lowest) > p + q * lowest
}

/// The points that Newton's iteration may leave behind.
const POINTS: usize = 8;

/// A search under way.
struct Search<'a, L, F> {
    likelihood: &'a mut L,
    least: f64,
    most: f64,
    cells: usize,
    found: F,
}

impl<L: Likelihood, F: FnMut(&mut L, f64)> Search<'_, L, F> {
    fn add(&mut self, t: f64) {
        (self.found)(self.likelihood, t);
    }

    fn point(&mut self, t: f64) -> Point {
        self.cells += 1;
        Point::new(self.likelihood.slope(t))
    }

    /// Newton's iteration from DerSimonian and Laird's estimate. The points that it visits are left behind 0, the first
    /// of `points`, in increasing order, to serve as ends of cells, whether or not it arrives; returns how many there are.
    fn newton(&mut self, points: &mut [Point; POINTS]) -> usize {
        let mut count = 1;
        let mut t = points[0].first_guess();
        while t > 0.0 && count < POINTS {
            let mut point = self.point(t);
            let step = point.newton().unwrap_or(f64::NEG_INFINITY);
            // The next step would be some 1e-14: the root is known, though not evaluated.
            let arrived = step.abs() <= CLOSE * (t + self.least);
            if arrived {
                point.sign = 0.0;
                self.add((t + step).max(0.0));
            }
            let place = points[..count].partition_point(|other| other.at() < t);
            points.copy_within(place..count, place + 1);
            points[place] = point;
            count += 1;
            if arrived {
                break;
            }
            t += step;
        }
        count
    }

    /// Finds the maxima strictly between two points.
    fn between(&mut self, left: &Point, right: &Point) {
        if self.rises(left, right) || self.falls(left, right) || self.one_minimum(left, right) {
            return;
        }
        let (l, r) = (left.at(), right.at());
        let divisible = r - l > NARROWEST * (l + self.least) && self.cells < MOST_CELLS;
        if self.one_maximum(left, right) || !divisible {
            if left.sign > 0.0 && right.sign < 0.0 {
                let t = self.root(*left, *right);
                self.add(t);
            }
            return;
        }
        // The geometric middle of the smallest total variances.
        let middle = libm::sqrt((l + self.least) * (r + self.least)) - self.least;
        let middle = self.point(if middle > l && middle < r { middle } else { 0.5 * (l + r) });
        self.between(left, &middle);
        self.between(&middle, right);
    }

    /// Whether the likelihood is proved to rise throughout a cell: `f^2 < g`, with `f` below its tangents and `g` above
    /// its chord. Where the tangents meet is the only place to look, as the square of a line is convex.
    fn rises(&self, left: &Point, right: &Point) -> bool {
        if left.sign < 0.0 || right.sign < 0.0 {
            return false;
        }
        let width = right.at() - left.at();
        let x = meeting((left.f, left.df), (right.f, right.df), width);
        let f = (left.f + left.df * x).max(right.f - right.df * (width - x));
        let g = left.g + (right.g - left.g) * (x / width);
        f * f < g
    }

    /// Whether the likelihood is proved to fall throughout a cell: `f^2 > g`, with `f` above its chord and `g` below its
    /// tangents.
    fn falls(&self, left: &Point, right: &Point) -> bool {
        if left.sign > 0.0 || right.sign > 0.0 {
            return false;
        }
        let width = right.at() - left.at();
        let x = meeting((left.g, left.dg), (right.g, right.dg), width);
        let chord = (right.f - left.f) / width;
        square_is_above((left.f, chord), (left.g, left.dg), x, left.sign == 0.0)
            && square_is_above((right.f, -chord), (right.g, -right.dg), width - x, right.sign == 0.0)
    }

    /// Whether the likelihood is proved to fall from a point onwards. Beyond it `f` rises at least as fast as far away,
    /// where its slope tends to `1 / sqrt(sum z_i^2)`, and `g` stays below its tangent.
    fn falls_for_ever(&self, point: &Point) -> bool {
        let slope = 1.0 / libm::sqrt(self.likelihood.spread());
        point.sign <= 0.0 && square_is_above((point.f, slope), (point.g, point.dg), f64::INFINITY, point.sign == 0.0)
    }

    /// Whether a cell is proved to hold one maximum at most and no minimum, as `fall / trace` decreases.
    ///
    /// With `M` the largest variance, `2 (t + M) half_curve / fall` and `(t + M) trace_of_square / trace` decrease, being
    /// averages of decreasing numbers whose weights move to the smaller ones.
    fn one_maximum(&self, left: &Point, right: &Point) -> bool {
        let (l, r) = (left.at() + self.most, right.at() + self.most);
        let fall = 2.0 * right.slope.half_curve / right.slope.fall * r;
        fall >= left.slope.trace_of_square / left.slope.trace * l
    }

    /// Whether a cell is proved to hold one minimum at most and no maximum.
    fn one_minimum(&self, left: &Point, right: &Point) -> bool {
        let (l, r) = (left.at() + self.most, right.at() + self.most);
        let fall = 2.0 * left.slope.half_curve / left.slope.fall * l;
        fall < right.slope.trace_of_square / right.slope.trace * r
    }

    /// Finds the maxima beyond the last point.
    fn beyond(&mut self, mut last: Point) {
        let edge = self.most - 2.0 * self.least;
        while last.at() < edge {
            if self.falls_for_ever(&last) {
                return;
            }
            let next = self.point(edge.min(4.0 * (last.at() + self.least)));
            self.between(&last, &next);
            last = next;
        }
        // From here on `fall / trace` decreases.
        for _ in 0..MOST_STEPS {
            if last.sign <= 0.0 {
                return;
            }
            let step = last.newton().filter(|step| *step > 0.0).unwrap_or(last.at() + self.least);
            let next = self.point(last.at() + 2.0 * step);
            if next.sign <= 0.0 {
                let t = self.root(last, next);
                return self.add(t);
            }
            last = next;
        }
    }

    /// The root between a point where the likelihood rises and one where it falls.
    fn root(&mut self, mut left: Point, mut right: Point) -> f64 {
        let mut from = left;
        for step in 0..MOST_STEPS {
            let (l, r) = (left.at(), right.at());
            let newton = from.newton().map(|step| from.at() + step).filter(|t| *t > l && *t < r);
            if let Some(t) = newton
                && (t - from.at()).abs() <= CLOSE * (t + self.least)
            {
                return t;
            }
            let middle = 0.5 * (l + r);
            if middle <= l || middle >= r {
                return l;
            }
            // Every third step halves the bracket, whatever Newton says.
            from = self.point(if step % 3 == 2 { middle } else { newton.unwrap_or(middle) });
            if from.sign > 0.0 {
                left = from;
            } else {
                right = from;
            }
        }
        0.5 * (left.at() + right.at())
    }
}
