//! One item with ordered answers.

use crate::stats::sum::sum;
use crate::stats::{Arm, Undefined};

/// The answers to one Likert item, as counts and, where there are weights, weighted shares.
#[derive(Debug, Clone, PartialEq)]
pub struct LikertItem {
    /// How many chose each answer, the lowest first.
    pub counts: Vec<u64>,
    /// How many did not answer.
    pub missing: u64,
    /// The weighted share of each answer among those who answered; without weights `counts / answered`.
    pub shares: Vec<f64>,
    /// The number of the lowest answer.
    lowest: i64,
}

/// Counts the answers to an item: whole numbers from `lowest` to `highest`, or missing.
///
/// Available cases: who left this item open is counted in [`LikertItem::missing`] and not in the shares.
/// [`Undefined::OutsideDomain`] for an answer outside the scale, for other weights than one per row, or a scale of
/// fewer than two or more than 1000 answers; errors of the weights as for
/// [`SurveyDesign::new`](super::SurveyDesign::new); [`Undefined::NoObservations`] when nobody answered.
///
/// ```
/// use utfall::stats::survey::likert_item;
///
/// let item = likert_item(&[Some(5), Some(4), None, Some(1), Some(4)], 1, 5, None)?;
/// assert_eq!((item.counts.as_slice(), item.missing), (&[1, 0, 0, 2, 1][..], 1));
/// assert_eq!(item.share_from(4), 0.75);
/// assert_eq!(item.mean(), 3.5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn likert_item(
    answers: &[Option<i64>],
    lowest: i64,
    highest: i64,
    weights: Option<&[f64]>,
) -> Result<LikertItem, Undefined> {
    let size = match highest.checked_sub(lowest) {
        Some(steps @ 1..1000) => steps as usize + 1,
        _ => return Err(Undefined::OutsideDomain),
    };
    let weights = weights.map_or_else(|| vec![1.0; answers.len()], <[f64]>::to_vec);
    if weights.len() != answers.len() || weights.iter().any(|weight| *weight < 0.0) {
        return Err(Undefined::OutsideDomain);
    }
    if weights.iter().any(|weight| !weight.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let mut counts = vec![0; size];
    let mut weighted = vec![Vec::new(); size];
    let mut missing = 0;
    for (answer, weight) in answers.iter().zip(&weights) {
        match answer {
            None => missing += 1,
            Some(answer) if (lowest..=highest).contains(answer) => {
                let place = (answer - lowest) as usize;
                counts[place] += 1;
                weighted[place].push(*weight);
            }
            Some(_) => return Err(Undefined::OutsideDomain),
        }
    }
    let totals: Vec<f64> = weighted
        .into_iter()
        .map(|mut weights| {
            weights.sort_by(f64::total_cmp);
            sum(weights)
        })
        .collect();
    let total = sum(totals.iter().copied());
    if total <= 0.0 {
        return Err(Undefined::NoObservations);
    }
    Ok(LikertItem { counts, missing, shares: totals.iter().map(|weight| weight / total).collect(), lowest })
}

impl LikertItem {
    /// The answers that these counts stand for, the lowest first; the answers are numbered from 1.
    ///
    /// [`Undefined::OutsideDomain`] for fewer than two answers, [`Undefined::NoObservations`] when nobody answered,
    /// [`Undefined::TooLarge`] for more than 2^53 answers.
    ///
    /// ```
    /// use utfall::stats::survey::LikertItem;
    ///
    /// let item = LikertItem::of_counts(vec![1, 0, 0, 2, 1], 1)?;
    /// assert_eq!((item.answered(), item.share_from(4), item.mean()), (4, 0.75, 3.5));
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn of_counts(counts: Vec<u64>, missing: u64) -> Result<LikertItem, Undefined> {
        if !(2..=1000).contains(&counts.len()) {
            return Err(Undefined::OutsideDomain);
        }
        let total = counts.iter().try_fold(0u64, |total, count| total.checked_add(*count));
        match total.filter(|total| *total <= 1 << 53) {
            None => Err(Undefined::TooLarge),
            Some(0) => Err(Undefined::NoObservations),
            Some(total) => {
                let shares = counts.iter().map(|count| *count as f64 / total as f64).collect();
                Ok(LikertItem { counts, missing, shares, lowest: 1 })
            }
        }
    }

    /// How many answered.
    pub fn answered(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The answers with their numbers.
    fn answers(&self) -> impl Iterator<Item = f64> {
        (self.lowest..).map(|answer| answer as f64)
    }

    /// The mean answer, weighted.
    ///
    /// It takes the steps between answers as equal; the shares do not.
    pub fn mean(&self) -> f64 {
        sum(self.answers().zip(&self.shares).map(|(answer, share)| answer * share))
    }

    /// The standard deviation of the answers without weights, with `answered - 1`.
    ///
    /// [`Undefined::TooFewObservations`] when fewer than two answered.
    pub fn sd(&self) -> Result<f64, Undefined> {
        let n = self.answered() as f64;
        if n < 2.0 {
            return Err(Undefined::TooFewObservations);
        }
        let mean = sum(self.answers().zip(&self.counts).map(|(answer, count)| answer * *count as f64)) / n;
        let square = |(answer, count): (f64, &u64)| (answer - mean) * (answer - mean) * *count as f64;
        Ok(libm::sqrt(sum(self.answers().zip(&self.counts).map(square)) / (n - 1.0)))
    }

    /// The weighted share who gave `answer` or a higher one: with 4 on a scale to 5, those who agree.
    pub fn share_from(&self, answer: i64) -> f64 {
        sum(self.answers().zip(&self.shares).filter(|(own, _)| *own >= answer as f64).map(|(_, share)| *share))
    }

    /// How many gave `answer` or a higher one, of those who answered, without weights: for an
    /// [interval](crate::stats::one_proportion).
    pub fn arm_from(&self, answer: i64) -> Result<Arm, Undefined> {
        let high = self.answers().zip(&self.counts).filter(|(own, _)| *own >= answer as f64).map(|(_, count)| count);
        Arm::new(high.sum(), self.answered())
    }
}
