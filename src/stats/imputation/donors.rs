//! Donors: the observed whose predictions are nearest.

use crate::stats::random::Random;

/// Observed predictions in order, to find the nearest to others.
pub(super) struct Donors {
    /// Increasing.
    predictions: Vec<f64>,
    /// Where each stands among the observed.
    places: Vec<usize>,
}

impl Donors {
    /// Donors by their predictions, of which there is at least one, all finite.
    pub(super) fn new(predictions: &[f64]) -> Donors {
        let mut places: Vec<usize> = (0..predictions.len()).collect();
        places.sort_by(|a, b| predictions[*a].total_cmp(&predictions[*b]));
        Donors { predictions: places.iter().map(|place| predictions[*place]).collect(), places }
    }

    /// One of the `count` donors nearest to a prediction, all equally likely; of those that are equally near as the
    /// last of them, some are chosen at random.
    ///
    /// Rows that are alike in all predictors tie, and there may be hundreds of them: a fixed choice among them would
    /// impute the same few values over and over.
    pub(super) fn draw(&self, prediction: f64, count: usize, random: &mut Random) -> usize {
        let all = &self.predictions;
        let count = count.min(all.len());
        // The window of the nearest, grown from where the prediction stands.
        let from = all.partition_point(|x| *x < prediction);
        let (mut low, mut high) = (from, from);
        let mut farthest = 0.0;
        for _ in 0..count {
            let below = if low > 0 { Some(prediction - all[low - 1]) } else { None };
            let above = if high < all.len() { Some(all[high] - prediction) } else { None };
            farthest = match (below, above) {
                (Some(below), Some(above)) if below <= above => {
                    low -= 1;
                    below
                }
                (_, Some(above)) => {
                    high += 1;
                    above
                }
                (Some(below), None) => {
                    low -= 1;
                    below
                }
                (None, None) => break,
            };
        }
        // Distances are monotone on either side, in floating point too.
        let nearer_from = all[..from].partition_point(|x| prediction - x >= farthest);
        let nearer_to = from + all[from..].partition_point(|x| x - prediction < farthest);
        let tied_from = all[..from].partition_point(|x| prediction - x > farthest);
        let tied_to = from + all[from..].partition_point(|x| x - prediction <= farthest);
        let nearer = nearer_to - nearer_from;
        let chosen = random.below(count as u64) as usize;
        let place = if chosen < nearer {
            nearer_from + chosen
        } else {
            let before = nearer_from - tied_from;
            let ties = before + (tied_to - nearer_to);
            let tie = random.below(ties as u64) as usize;
            if tie < before { tied_from + tie } else { nearer_to + tie - before }
        };
        self.places[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_nearest_give_and_ties_all_do() {
        let donors = Donors::new(&[5.0, 1.0, 2.0, 2.0, 2.0, 2.0, 9.0]);
        let mut random = Random::new(1, 1);
        let mut seen = [0; 7];
        for _ in 0..3000 {
            seen[donors.draw(2.1, 2, &mut random)] += 1;
        }
        // Four tie at 2.0, of whom two are wanted.
        assert_eq!((seen[0], seen[1], seen[6]), (0, 0, 0));
        assert!(seen[2..6].iter().all(|count| (650..850).contains(count)), "{seen:?}");
        let mut seen = [0; 7];
        for _ in 0..3000 {
            seen[donors.draw(4.0, 3, &mut random)] += 1;
        }
        // 5.0 is nearest and gives one time in three.
        assert!((900..1100).contains(&seen[0]) && seen[6] == 0 && seen[1] == 0, "{seen:?}");
        assert!(seen[2..6].iter().all(|count| (420..580).contains(count)), "{seen:?}");
        assert_eq!(Donors::new(&[3.0]).draw(100.0, 5, &mut random), 0);
        assert_eq!(Donors::new(&[3.0, 4.0]).draw(-1.0, 1, &mut random), 0);
    }

    #[test]
    fn equally_near_on_both_sides() {
        let donors = Donors::new(&[1.0, 3.0]);
        let mut random = Random::new(2, 1);
        let lower = (0..2000).filter(|_| donors.draw(2.0, 1, &mut random) == 0).count();
        assert!((900..1100).contains(&lower), "{lower}");
    }
}
