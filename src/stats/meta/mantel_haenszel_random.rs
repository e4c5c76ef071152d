//! The random-effects model of Review Manager 5 for counts.

use super::counts::{CountMeasure, sorted_sum};
use super::fitter::Fitted;
use super::one_mean::{Evaluate, OneMean};
use super::pool::{Model, Pooled, reported};
use super::reference::{Inference, Quantiles, finite};
use super::tau_squared::{Estimator, Linear, TauSquared};
use super::weighted::Slope;
use super::{Studies, Study};
use crate::stats::stratified_proportions::Stratum;
use crate::stats::{Level, Undefined};

/// The random effects of Review Manager 5: DerSimonian and Laird's, with Q around the estimate of Mantel and Haenszel.
///
/// With the effects `y_i` of the studies, their variances `v_i`, `w_i = 1 / v_i` and Mantel and Haenszel's estimate `m`:
///
/// ```text
/// Q     = sum(w_i (y_i - m)^2)
/// tau^2 = max(0, (Q - (k - 1)) / (sum(w_i) - sum(w_i^2) / sum(w_i)))
/// y     = sum(y_i / (v_i + tau^2)) / sum(1 / (v_i + tau^2))
/// se    = 1 / sqrt(sum(1 / (v_i + tau^2))),   I^2 = max(0, (Q - (k - 1)) / Q)
/// ```
///
/// Ratios are natural logarithms, with the variances `1/a - 1/n1 + 1/c - 1/n2` and `1/a + 1/b + 1/c + 1/d`; that of a risk
/// difference is `a b / n1^3 + c d / n2^3`. A study with an empty cell has 0.5 added to each of its four cells, in its
/// effect, its variance and its part of `m`; of a risk difference in the variance alone. A study without events in either arm
/// is left out of a ratio, and one in which everyone had the event of an odds ratio: it counts in no sum and its weight is 0.
/// A study that is alone stands for itself, with a tau squared of 0.
///
/// It is for checking and continuing what was made with RevMan 5. For a new review [`pool`](super::pool) with a better
/// [`Estimator`] and [`Inference`] serves; where events are rare, [`mantel_haenszel`](super::mantel_haenszel).
/// [`Undefined::ZeroMargin`] when all studies are left out.
///
/// ```
/// use utfall::stats::meta::{CountMeasure, mantel_haenszel_random};
/// use utfall::stats::stratified_proportions::Stratum;
/// use utfall::stats::{Arm, Level};
///
/// // Spinks, Glasziou and Del Mar (2013), analysis 1.5, as RevMan 5 stored it: thirteen studies, three with an empty cell
/// // and one without events; risk ratio 0.4923906827, tau squared 0.2952039405, weight of the first study 2.0433871 %.
/// let counts = [(0, 100, 7, 99), (4, 277, 15, 198), (0, 42, 2, 40), (3, 51, 15, 51), (3, 61, 10, 70), (6, 157, 16, 50),
///     (0, 52, 0, 43), (66, 388, 35, 184), (0, 41, 1, 41), (21, 89, 32, 90), (6, 129, 3, 59), (117, 352, 63, 154),
///     (20, 100, 7, 56)];
/// let throats = counts
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let pooled = mantel_haenszel_random(&throats, CountMeasure::RiskRatio, Level::NINETY_FIVE)?;
/// assert!((pooled.estimated.value.exp() - 0.4923906827).abs() < 5e-11);
/// assert!((pooled.tau_squared - 0.2952039405).abs() < 5e-11);
/// assert!((pooled.weights[0] - 0.020433871).abs() < 5e-10);
/// assert_eq!(pooled.weights[6], 0.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Deeks, J. J. and Higgins, J. P. T. (2010). *Statistical algorithms in Review Manager 5*. Statistical Methods Group of the
/// Cochrane Collaboration.
pub fn mantel_haenszel_random(studies: &[Stratum], measure: CountMeasure, level: Level) -> Result<Pooled, Undefined> {
    let tables: Vec<Option<Table>> = studies.iter().map(|study| Table::new(study, measure)).collect();
    let kept: Vec<Table> = tables.iter().flatten().copied().collect();
    if kept.is_empty() {
        return Err(if studies.is_empty() { Undefined::NoObservations } else { Undefined::ZeroMargin });
    }
    let sorted = Studies::new(&kept.iter().map(|table| table.effect(measure)).collect::<Result<Vec<_>, _>>()?)?;
    let mut room = Vec::new();
    let mut mean = OneMean::new(&sorted, &mut room);
    let zero = around(&mut mean, centre(&kept, measure));
    let tau = if zero.df > 0.0 { finite((zero.squares - zero.df) / zero.trace)?.max(0.0) } else { 0.0 };
    let quantiles = Quantiles::new(Inference::Wald, zero.df, level)?;
    let fitted = Fitted::at(&mut mean, TauSquared { value: tau, maxima: 1 }, &quantiles)?;
    let model = Model::RandomEffects(Estimator::DerSimonianLaird);
    let pooled = reported(&mut mean, (model, Inference::Wald, level), &zero, fitted)?;
    let mut weights = pooled.weights.iter();
    let weights = tables.iter().map(|table| table.and_then(|_| weights.next()).copied().unwrap_or(0.0)).collect();
    Ok(Pooled { weights, ..pooled })
}

/// The slope without variance between studies, with the squares around `centre` instead of the weighted mean.
fn around(mean: &mut OneMean, centre: f64) -> Slope {
    let (zero, weighing) = (mean.restricted(0.0), mean.weighing(0.0));
    let studies = mean.studies();
    let apart = (centre - studies.origin()) / studies.scale - weighing.mean;
    Slope { squares: zero.squares + weighing.weight * apart * apart, ..zero }
}

/// The counts of a study that is not left out.
#[derive(Debug, Clone, Copy)]
struct Table {
    /// Events and non-events of the treated, then of the controls.
    counted: [f64; 4],
    /// The same, with 0.5 added to each where one is empty.
    filled: [f64; 4],
}

impl Table {
    fn new(study: &Stratum, measure: CountMeasure) -> Option<Table> {
        let cells =
            [study.treated.events(), study.treated.non_events(), study.control.events(), study.control.non_events()];
        let counted @ [a, b, c, d] = cells.map(|count| count as f64);
        let says_nothing = match measure {
            CountMeasure::OddsRatio => a + c == 0.0 || b + d == 0.0,
            CountMeasure::RiskRatio => a + c == 0.0,
            CountMeasure::RiskDifference => false,
        };
        let added = if counted.contains(&0.0) { 0.5 } else { 0.0 };
        (!says_nothing).then_some(Table { counted, filled: counted.map(|count| count + added) })
    }

    fn effect(&self, measure: CountMeasure) -> Result<Study, Undefined> {
        let [a, b, c, d] = self.filled;
        let (n1, n2) = (a + b, c + d);
        match measure {
            CountMeasure::OddsRatio => Study::new(libm::log(a / b / (c / d)), 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d),
            CountMeasure::RiskRatio => Study::new(libm::log(a / n1 / (c / n2)), b / a / n1 + d / c / n2),
            CountMeasure::RiskDifference => {
                let [treated, others, events, rest] = self.counted;
                let difference = treated / (treated + others) - events / (events + rest);
                Study::new(difference, a / n1 * (b / n1) / n1 + c / n2 * (d / n2) / n2)
            }
        }
    }

    /// What the study adds to the numerator and to the denominator of Mantel and Haenszel's estimate.
    fn parts(&self, measure: CountMeasure) -> (f64, f64) {
        let [a, b, c, d] = if measure == CountMeasure::RiskDifference { self.counted } else { self.filled };
        let (n1, n2) = (a + b, c + d);
        let n = n1 + n2;
        match measure {
            CountMeasure::OddsRatio => (a / n * d, b / n * c),
            CountMeasure::RiskRatio => (a / n * n2, c / n * n1),
            // a n2 - c n1 = a d - c b
            CountMeasure::RiskDifference => (a / n * d - c / n * b, n1 / n * n2),
        }
    }
}

/// Mantel and Haenszel's estimate.
fn centre(tables: &[Table], measure: CountMeasure) -> f64 {
    let parts: Vec<(f64, f64)> = tables.iter().map(|table| table.parts(measure)).collect();
    let ratio = sorted_sum(parts.iter().map(|(part, _)| *part)) / sorted_sum(parts.iter().map(|(_, part)| *part));
    if measure == CountMeasure::RiskDifference { ratio } else { libm::log(ratio) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::meta::{Caution, mantel_haenszel, pool};
    use crate::stats::{Arm, Interval};

    fn strata(counts: &[(u64, u64, u64, u64)]) -> Vec<Stratum> {
        let arm = |events, total| Arm::new(events, total).unwrap();
        counts.iter().map(|(x1, n1, x2, n2)| Stratum { treated: arm(*x1, *n1), control: arm(*x2, *n2) }).collect()
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-13 * expected.abs().max(1e-3), "{found:?}, expected {expected:?}");
    }

    /// Spinks, Glasziou and Del Mar (2013), *Antibiotics for sore throat*, analysis 1.5, sore throat at one week.
    const THROATS: [(u64, u64, u64, u64); 13] = [
        (0, 100, 7, 99),
        (4, 277, 15, 198),
        (0, 42, 2, 40),
        (3, 51, 15, 51),
        (3, 61, 10, 70),
        (6, 157, 16, 50),
        (0, 52, 0, 43),
        (66, 388, 35, 184),
        (0, 41, 1, 41),
        (21, 89, 32, 90),
        (6, 129, 3, 59),
        (117, 352, 63, 154),
        (20, 100, 7, 56),
    ];

    #[test]
    fn all_digits_are_those_that_revman_5_stored() {
        // The attributes of the outcome CMP-001.05 in the file antibiotics-for-sore-throat.rm5 (IEBH/revman-replicant).
        let pooled = mantel_haenszel_random(&strata(&THROATS), CountMeasure::RiskRatio, Level::NINETY_FIVE).unwrap();
        near(pooled.estimated.value.exp(), 0.4923906827317763);
        let Interval::Bounded { lower, upper } = pooled.estimated.interval else { panic!("bounded") };
        near(lower.exp(), 0.3187646177544653);
        near(upper.exp(), 0.760588129727169);
        near(pooled.tau_squared, 0.295203940480954);
        near(pooled.test.statistic.unwrap(), -3.193510712631899);
        assert!((pooled.test.p - 0.0014055412247004646).abs() < 1e-12);
        let q = pooled.heterogeneity.q;
        near(q.statistic.unwrap(), 38.59334146363069);
        assert_eq!(q.df, Some(11.0));
        // 6.2096489e-5 in the file: RevMan's tail is right to ten decimals. (mpmath)
        near(q.p, 6.209636733611676e-5);
        near(pooled.heterogeneity.i_squared, 0.7149767399548418);
        let weights = [
            2.043387122524366,
            8.159308392809303,
            1.8589872566294385,
            7.502842213147043,
            7.05268914376525,
            9.883061644702872,
            0.0,
            14.873244208462422,
            1.6888646242278822,
            13.993214767748439,
            6.387745827652728,
            15.861882476639458,
            10.694772321690792,
        ];
        for (found, expected) in pooled.weights.iter().zip(weights) {
            near(100.0 * found, expected);
        }
        assert!(pooled.cautions.is_empty());
    }

    #[test]
    fn odds_ratios_are_those_of_revman_5_and_of_the_r_package_meta() {
        // Fleiss (1993), aspirin after myocardial infarction. RevMan 5 stored CHI2 9.946055983220074 and I2 39.67458045558399
        // (Fleiss1993.rm5 of the R package meta); meta 8.5-0, metabin(method.tau = "DL", Q.Cochrane = TRUE), prints 0.8763
        // (0.7743 to 0.9917), z = -2.09, p = 0.0365, tau^2 = 0.0096 and weights of 8.2 to 35.8 %.
        let trials = strata(&[
            (49, 615, 67, 624),
            (44, 758, 64, 771),
            (102, 832, 126, 850),
            (32, 317, 38, 309),
            (85, 810, 52, 406),
            (246, 2267, 219, 2257),
            (1570, 8587, 1720, 8600),
        ]);
        let pooled = mantel_haenszel_random(&trials, CountMeasure::OddsRatio, Level::NINETY_FIVE).unwrap();
        near(pooled.heterogeneity.q.statistic.unwrap(), 9.946055983220074);
        near(pooled.heterogeneity.i_squared, 0.3967458045558399);
        assert!((pooled.estimated.value.exp() - 0.8763).abs() < 5e-5);
        let Interval::Bounded { lower, upper } = pooled.estimated.interval else { panic!("bounded") };
        assert!((lower.exp() - 0.7743).abs() < 5e-5 && (upper.exp() - 0.9917).abs() < 5e-5);
        assert!((pooled.tau_squared - 0.0096).abs() < 5e-5 && (pooled.test.p - 0.0365).abs() < 5e-5);
        let weights = [8.2, 7.8, 13.2, 5.4, 8.9, 20.7, 35.8];
        assert!(pooled.weights.iter().zip(weights).all(|(found, expected)| (100.0 * found - expected).abs() < 0.05));
    }

    #[test]
    fn risk_differences_keep_all_studies_and_fill_cells_for_the_variance_alone() {
        // 0 of 20 against 0 of 20: a difference of 0 with the variance 2 (0.5 * 20.5 / 21^3), so that RevMan prints
        // 0.00 [-0.09, 0.09]. Beside 2 of 20 against 0 of 20, whose difference is 0.1, and 5 of 25 against 8 of 30.
        let studies = strata(&[(0, 20, 0, 20), (2, 20, 0, 20), (5, 25, 8, 30)]);
        let pooled = mantel_haenszel_random(&studies, CountMeasure::RiskDifference, Level::NINETY_FIVE).unwrap();
        let none: f64 = 0.5 * 20.5 / 9261.0;
        let variances = [2.0 * none, none + 2.5 * 18.5 / 9261.0, 100.0 / 15_625.0 + 176.0 / 27_000.0];
        let effects = [0.0, 0.1, 0.2 - 8.0 / 30.0];
        let w = variances.map(|v| 1.0 / v);
        // Mantel and Haenszel: n1 n2 / N is 10, 10 and 150/11.
        let m = (1.0 - 150.0 / 11.0 / 15.0) / (20.0 + 150.0 / 11.0);
        let q: f64 = (0..3).map(|i| w[i] * (effects[i] - m) * (effects[i] - m)).sum();
        near(pooled.heterogeneity.q.statistic.unwrap(), q);
        let (sum, squares): (f64, f64) = (w.iter().sum(), w.iter().map(|w| w * w).sum());
        let tau = (q - 2.0).max(0.0) / (sum - squares / sum);
        near(pooled.tau_squared, tau);
        let weights = variances.map(|v| 1.0 / (v + tau));
        let all: f64 = weights.iter().sum();
        near(pooled.estimated.value, (0..3).map(|i| weights[i] * effects[i]).sum::<f64>() / all);
        near(pooled.estimated.standard_error.unwrap(), 1.0 / all.sqrt());
    }

    #[test]
    fn what_says_nothing_is_left_out_and_one_study_stands_for_itself() {
        let [measure_or, measure_rr] = [CountMeasure::OddsRatio, CountMeasure::RiskRatio];
        let by = |counts: &[(u64, u64, u64, u64)], measure| {
            mantel_haenszel_random(&strata(counts), measure, Level::NINETY_FIVE)
        };
        // No events at all, and everyone with the event: of the risk ratio the latter says that it is 1.
        let both = [(0, 9, 0, 7), (9, 9, 7, 7), (4, 9, 2, 7), (3, 8, 5, 9)];
        let odds = by(&both, measure_or).unwrap();
        assert_eq!((odds.weights[0], odds.weights[1]), (0.0, 0.0));
        assert_eq!((odds.heterogeneity.q.df, odds.cautions.as_slice()), (Some(1.0), &[Caution::TwoStudies][..]));
        let rest = by(&both[2..], measure_or).unwrap();
        assert_eq!((odds.estimated, odds.tau_squared, odds.test), (rest.estimated, rest.tau_squared, rest.test));
        let risks = by(&both, measure_rr).unwrap();
        assert!(risks.weights[0] == 0.0 && risks.weights[1] > 0.0);
        assert_eq!(by(&both[..2], measure_or).map(|_| ()), Err(Undefined::ZeroMargin));
        assert_eq!(by(&[], measure_or).map(|_| ()), Err(Undefined::NoObservations));
        let alone = by(&[(7, 30, 3, 29), (0, 5, 0, 5)], measure_or).unwrap();
        let own = mantel_haenszel(&strata(&[(7, 30, 3, 29)]), measure_or, Level::NINETY_FIVE).unwrap();
        near(alone.estimated.value, own.estimated.value);
        near(alone.estimated.standard_error.unwrap(), own.estimated.standard_error.unwrap());
        assert_eq!((alone.tau_squared, alone.weights), (0.0, vec![1.0, 0.0]));
    }

    #[test]
    fn order_changes_no_bit_and_swapping_arms_inverts() {
        for measure in [CountMeasure::OddsRatio, CountMeasure::RiskRatio, CountMeasure::RiskDifference] {
            let studies = strata(&THROATS);
            let found = mantel_haenszel_random(&studies, measure, Level::NINETY_FIVE).unwrap();
            let reversed: Vec<Stratum> = studies.iter().rev().copied().collect();
            let mut back = mantel_haenszel_random(&reversed, measure, Level::NINETY_FIVE).unwrap();
            back.weights.reverse();
            assert_eq!(found, back);
            let swapped: Vec<Stratum> =
                studies.iter().map(|study| Stratum { treated: study.control, control: study.treated }).collect();
            let swapped = mantel_haenszel_random(&swapped, measure, Level::NINETY_FIVE).unwrap();
            near(swapped.estimated.value, -found.estimated.value);
            near(swapped.tau_squared, found.tau_squared);
            // Q is least around the weighted mean, so that tau squared is at least that of DerSimonian and Laird.
            let effects: Vec<Study> =
                studies.iter().filter_map(|s| Table::new(s, measure)?.effect(measure).ok()).collect();
            let model = Model::RandomEffects(Estimator::DerSimonianLaird);
            let plain = pool(&Studies::new(&effects).unwrap(), model, Inference::Wald, Level::NINETY_FIVE).unwrap();
            assert!(found.tau_squared >= plain.tau_squared * (1.0 - 1e-12));
        }
    }

    #[test]
    fn no_count_breaks_it() {
        let sizes = [(0, 1), (1, 1), (1, 2), (3, 1_000_000), (0, 1 << 53), (1 << 53, 1 << 53), (1 << 52, 1 << 53)];
        for measure in [CountMeasure::OddsRatio, CountMeasure::RiskRatio, CountMeasure::RiskDifference] {
            for (x1, n1) in sizes {
                for (x2, n2) in sizes {
                    for other in [&[][..], &[(3, 10, 5, 10)], &[(3, 10, 5, 10), (1, 3, 0, 4)]] {
                        let mut counts = vec![(x1, n1, x2, n2)];
                        counts.extend_from_slice(other);
                        let found = mantel_haenszel_random(&strata(&counts), measure, Level::NINETY_FIVE);
                        assert!(!format!("{found:?}").contains("NaN"), "{counts:?} {measure:?}: {found:?}");
                    }
                }
            }
        }
    }
}
