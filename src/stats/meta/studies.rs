//! The studies of a review, each an effect with its sampling variance.

use serde::{Deserialize, Serialize};

use super::lanes::LANES;
use crate::stats::Undefined;
use crate::stats::sum::sum;

/// One study: an estimated effect and the variance of its sampling error.
///
/// Ratios enter as their natural logarithms. Both numbers are finite and the variance is positive: a study with an
/// infinite estimate (a zero cell that nothing was added to) or without a variance cannot be pooled.
///
/// ```
/// use utfall::stats::{Undefined, meta::Study};
///
/// let study = Study::from_standard_error(-0.5, 0.2)?;
/// assert_eq!(study.variance(), 0.2 * 0.2);
/// assert_eq!(Study::new(0.3, -0.1), Err(Undefined::OutsideDomain));
/// assert_eq!(Study::new(f64::INFINITY, 0.1), Err(Undefined::NotFinite));
/// # Ok::<(), Undefined>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Row", into = "Row")]
pub struct Study {
    effect: f64,
    variance: f64,
}

/// The unvalidated form of a [`Study`] in files.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    effect: f64,
    variance: f64,
}

impl Study {
    /// A study, or [`Undefined::NotFinite`] when a number is infinite or missing, or [`Undefined::OutsideDomain`] when
    /// the variance is not positive.
    pub fn new(effect: f64, variance: f64) -> Result<Study, Undefined> {
        if !effect.is_finite() || !variance.is_finite() {
            Err(Undefined::NotFinite)
        } else if variance <= 0.0 {
            Err(Undefined::OutsideDomain)
        } else {
            Ok(Study { effect, variance })
        }
    }

    /// A study with the square of `standard_error` as its variance.
    pub fn from_standard_error(effect: f64, standard_error: f64) -> Result<Study, Undefined> {
        if standard_error <= 0.0 {
            return Err(Undefined::OutsideDomain);
        }
        Study::new(effect, standard_error * standard_error)
    }

    /// The estimated effect.
    pub fn effect(self) -> f64 {
        self.effect
    }

    /// The variance of the sampling error.
    pub fn variance(self) -> f64 {
        self.variance
    }

    /// The square root of the variance.
    pub fn standard_error(self) -> f64 {
        libm::sqrt(self.variance)
    }

    /// The same study on a scale multiplied by `factor`, which must not be 0.
    pub fn scaled(self, factor: f64) -> Result<Study, Undefined> {
        Study::new(self.effect * factor, self.variance * factor * factor)
    }
}

impl TryFrom<Row> for Study {
    type Error = Undefined;

    fn try_from(row: Row) -> Result<Study, Undefined> {
        Study::new(row.effect, row.variance)
    }
}

impl From<Study> for Row {
    fn from(study: Study) -> Row {
        Row { effect: study.effect, variance: study.variance }
    }
}

/// The studies of a review, in an order of their own and scaled, so that the order of the input changes no bit.
///
/// They are sorted by variance, then by effect. The first, the most precise one, stands apart, and the effects of the
/// others are kept as differences from its effect: sums then keep their digits even where one study outweighs all
/// others by ten orders of magnitude. Everything is divided by a power of two, so that the smallest variance is between
/// 1 and 4 and neither 1e300 nor 1e-300 overflows when it is squared.
///
/// ```
/// use utfall::stats::meta::{Studies, Study};
///
/// let (one, two) = (Study::new(0.1, 0.04)?, Study::new(0.5, 0.09)?);
/// assert_eq!(Studies::new(&[one, two])?.len(), 2);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
#[derive(Debug, Clone)]
pub struct Studies {
    /// The studies in the sorted order.
    sorted: Vec<Study>,
    /// For each study in the sorted order its place in the input.
    places: Vec<usize>,
    /// Effects of all but the first less that of the first, over `scale`; zeros up to a multiple of [`LANES`].
    pub(super) differences: Vec<f64>,
    /// Variances of all but the first, over the square of `scale`; infinite up to a multiple of [`LANES`].
    pub(super) variances: Vec<f64>,
    /// The smallest variance, scaled.
    pub(super) least: f64,
    /// The largest variance, scaled.
    pub(super) most: f64,
    /// The sum of squared deviations of the scaled effects from their plain mean.
    pub(super) spread: f64,
    /// That mean.
    pub(super) mean_difference: f64,
    /// A power of two.
    pub(super) scale: f64,
}

impl Studies {
    /// The studies, in any order.
    ///
    /// [`Undefined::NoObservations`] when there are none; [`Undefined::NotFinite`] when the effects are so far apart, in
    /// units of the smallest standard error, or the variances are so different, that a double cannot hold it.
    pub fn new(studies: &[Study]) -> Result<Studies, Undefined> {
        let mut sorted: Vec<(Study, usize)> = studies.iter().copied().zip(0..).collect();
        sorted.sort_unstable_by(|(a, i), (b, j)| canonical(*a, *b).then(i.cmp(j)));
        let (sorted, places) = sorted.into_iter().unzip();
        Studies::from_sorted(sorted, places)
    }

    /// From studies in the sorted order, with their places in the input.
    fn from_sorted(sorted: Vec<Study>, places: Vec<usize>) -> Result<Studies, Undefined> {
        let Some((first, rest)) = sorted.split_first() else {
            return Err(Undefined::NoObservations);
        };
        let scale = scale_of(first.variance);
        let origin = first.effect / scale;
        let padded = rest.len().next_multiple_of(LANES);
        let mut differences = Vec::with_capacity(padded);
        let mut variances = Vec::with_capacity(padded);
        for study in rest {
            differences.push(study.effect / scale - origin);
            variances.push(study.variance / scale / scale);
        }
        let least = first.variance / scale / scale;
        let most = variances.last().copied().unwrap_or(least);
        if !(origin.is_finite() && most.is_finite() && differences.iter().all(|x| x.is_finite())) {
            return Err(Undefined::NotFinite);
        }
        let mean_difference = sum(differences.iter().copied()) / sorted.len() as f64;
        let deviations = differences.iter().map(|x| (x - mean_difference) * (x - mean_difference));
        let spread = mean_difference * mean_difference + sum(deviations);
        differences.resize(padded, 0.0);
        variances.resize(padded, f64::INFINITY);
        Ok(Studies { sorted, places, differences, variances, least, most, spread, mean_difference, scale })
    }

    /// The number of studies, at least one.
    #[allow(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// The studies in the sorted order.
    pub(super) fn sorted(&self) -> &[Study] {
        &self.sorted
    }

    /// The effect of the first, that `differences` are taken from, on its own scale.
    pub(super) fn origin(&self) -> f64 {
        self.sorted[0].effect
    }

    /// Scaled variances and differences in the sorted order, the first included.
    pub(super) fn scaled(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let rest = self.variances.iter().copied().zip(self.differences.iter().copied());
        std::iter::once((self.least, 0.0)).chain(rest).take(self.len())
    }

    /// The scaled variance and difference of the study at `index` in the sorted order.
    pub(super) fn study(&self, index: usize) -> (f64, f64) {
        match index.checked_sub(1) {
            None => (self.least, 0.0),
            Some(place) => (self.variances[place], self.differences[place]),
        }
    }

    /// Values that stand in the sorted order, put back into the order of the input.
    pub(super) fn in_order_of_input<T: Clone>(&self, sorted: &[T]) -> Vec<T> {
        let mut values = sorted.to_vec();
        for (place, value) in self.places.iter().zip(sorted) {
            values[*place] = value.clone();
        }
        values
    }

    /// Those whose place in the input satisfies `keep`, numbered anew.
    pub(super) fn filtered(&self, keep: impl Fn(usize) -> bool) -> Result<Studies, Undefined> {
        let pairs = self.sorted.iter().zip(&self.places).filter(|(_, place)| keep(**place));
        let sorted: Vec<Study> = pairs.map(|(study, _)| *study).collect();
        let places = (0..sorted.len()).collect();
        Studies::from_sorted(sorted, places)
    }

    /// Without the study at `index` in the sorted order; the others are numbered anew.
    pub(super) fn without(&self, index: usize) -> Result<Studies, Undefined> {
        let mut sorted = self.sorted.clone();
        sorted.remove(index);
        let places = (0..sorted.len()).collect();
        Studies::from_sorted(sorted, places)
    }
}

/// Ordered by variance, then by effect.
pub(super) fn canonical(a: Study, b: Study) -> std::cmp::Ordering {
    a.variance.total_cmp(&b.variance).then(a.effect.total_cmp(&b.effect))
}

/// The largest power of two whose square is at most `variance`.
pub(super) fn scale_of(variance: f64) -> f64 {
    // frexp: variance = m 2^e with 1/2 <= m < 1.
    let (_, exponent) = libm::frexp(variance);
    libm::ldexp(1.0, (exponent - 1).div_euclid(2))
}

/// Pairs of places that hold the same effect with the same variance: perhaps a study that was entered twice.
///
/// The earlier place stands first, and pairs come in the order of the earlier, then of the later. Two different studies
/// agree in all digits of both numbers hardly ever, unless both come from rounded tables.
///
/// ```
/// use utfall::stats::meta::{Study, repeated};
///
/// let study = |effect| Study::new(effect, 0.04);
/// assert_eq!(repeated(&[study(0.1)?, study(0.5)?, study(0.1)?]), [(0, 2)]);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn repeated(studies: &[Study]) -> Vec<(usize, usize)> {
    let mut sorted: Vec<usize> = (0..studies.len()).collect();
    sorted.sort_by(|i, j| canonical(studies[*i], studies[*j]));
    let mut pairs: Vec<(usize, usize)> = sorted
        .windows(2)
        .filter(|pair| studies[pair[0]] == studies[pair[1]])
        .map(|pair| (pair[0].min(pair[1]), pair[0].max(pair[1])))
        .collect();
    pairs.sort_unstable();
    pairs
}
