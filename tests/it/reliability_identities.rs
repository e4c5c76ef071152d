//! What must hold for scales, raters and surveys.

use utfall::stats::regression::Factor;
use utfall::stats::reliability::*;
use utfall::stats::survey::*;
use utfall::stats::{Level, Undefined};

/// Answers in some variety, always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn answers(&mut self, persons: usize, items: usize) -> Vec<Vec<f64>> {
        let person = |dice: &mut Dice| {
            let level = dice.below(4);
            (0..items).map(|_| (level + dice.below(3)) as f64).collect()
        };
        (0..persons).map(|_| person(self)).collect()
    }
}

fn items(rows: &[Vec<f64>]) -> Items {
    Items::complete(&rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect::<Vec<_>>()).unwrap()
}

#[track_caller]
fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0), "{a} is not {b}");
}

#[test]
fn alpha_is_the_intraclass_correlation_of_consistency_of_the_mean() {
    let mut dice = Dice(1);
    let level = Level::NINETY_FIVE;
    for _ in 0..50 {
        let rows = dice.answers(12, 4);
        let alpha = cronbach_alpha(&items(&rows)).unwrap().estimated(level).unwrap();
        let form = intraclass(&rows).unwrap().estimated(IntraclassForm::TwoWayFixedMean, level).unwrap();
        near(alpha.value, form.value);
        near(alpha.interval.lower().unwrap(), form.interval.lower().unwrap());
        near(alpha.interval.upper().unwrap(), form.interval.upper().unwrap());
        assert!(alpha.interval.contains(alpha.value));
    }
}

#[test]
fn persons_in_any_order_give_the_same_bits_and_units_pass_through() {
    let rows = Dice(2).answers(30, 5);
    let reversed: Vec<Vec<f64>> = rows.iter().rev().cloned().collect();
    assert_eq!(cronbach_alpha(&items(&rows)), cronbach_alpha(&items(&reversed)));
    assert_eq!(mcdonald_omega(&items(&rows)), mcdonald_omega(&items(&reversed)));
    assert_eq!(intraclass(&rows), intraclass(&reversed));
    let moved: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().map(|x| 7.0 - 0.5 * x).collect()).collect();
    near(cronbach_alpha(&items(&rows)).unwrap().alpha, cronbach_alpha(&items(&moved)).unwrap().alpha);
    near(mcdonald_omega(&items(&rows)).unwrap().omega, mcdonald_omega(&items(&moved)).unwrap().omega);
    let level = Level::NINETY_FIVE;
    for form in [IntraclassForm::OneWay, IntraclassForm::TwoWayRandom, IntraclassForm::TwoWayRandomMean] {
        let (own, other) = (intraclass(&rows).unwrap(), intraclass(&moved).unwrap());
        near(own.estimated(form, level).unwrap().value, other.estimated(form, level).unwrap().value);
    }
}

#[test]
fn omega_exceeds_alpha_unless_items_measure_alike() {
    let mut dice = Dice(3);
    for _ in 0..20 {
        let answers = items(&dice.answers(60, 4));
        let (alpha, omega) = (cronbach_alpha(&answers).unwrap().alpha, mcdonald_omega(&answers));
        if let Ok(omega) = omega {
            // Alpha is a lower bound of the reliability of a model with one factor that fits; here nearly so.
            assert!(omega.omega > alpha - 0.01 && omega.omega < 1.0, "{alpha} {omega:?}");
        }
    }
}

#[test]
fn kappa_does_not_ask_who_is_who() {
    let mut dice = Dice(4);
    let weights = [AgreementWeights::Unweighted, AgreementWeights::Linear, AgreementWeights::Quadratic];
    for size in 2..5 {
        for _ in 0..50 {
            let table: Vec<Vec<u64>> = (0..size).map(|_| (0..size).map(|_| dice.below(9)).collect()).collect();
            let swapped: Vec<Vec<u64>> = (0..size).map(|i| (0..size).map(|j| table[j][i]).collect()).collect();
            let turned: Vec<Vec<u64>> = table.iter().rev().map(|row| row.iter().rev().copied().collect()).collect();
            let tenfold: Vec<Vec<u64>> = table.iter().map(|row| row.iter().map(|n| 10 * n).collect()).collect();
            for weights in weights {
                let Ok(own) = kappa(&table, weights) else { continue };
                for other in [&swapped, &turned] {
                    let other = kappa(other, weights).unwrap();
                    near(own.kappa, other.kappa);
                    near(own.standard_error, other.standard_error);
                    near(own.null_standard_error, other.null_standard_error);
                }
                let more = kappa(&tenfold, weights).unwrap();
                near(own.kappa, more.kappa);
                near(own.standard_error, more.standard_error * 10_f64.sqrt());
                if size == 2 {
                    near(own.kappa, kappa(&table, AgreementWeights::Unweighted).unwrap().kappa);
                }
                assert!(own.kappa <= 1.0);
            }
        }
    }
}

#[test]
fn a_survey_does_not_ask_for_the_unit_of_weights_or_the_order_of_rows() {
    let mut dice = Dice(5);
    let n = 40;
    let y: Vec<f64> = (0..n).map(|_| dice.below(100) as f64).collect();
    let w: Vec<f64> = (0..n).map(|_| 1.0 + dice.below(20) as f64).collect();
    let strata: Vec<String> = (0..n).map(|i| (i % 3).to_string()).collect();
    let clusters: Vec<String> = (0..n).map(|i| (i % 12).to_string()).collect();
    let design = |w: &[f64], strata: &[String], clusters: &[String]| {
        SurveyDesign::new(w)
            .unwrap()
            .with_strata(Factor::new(strata))
            .unwrap()
            .with_clusters(Factor::new(clusters))
            .unwrap()
    };
    let own = design(&w, &strata, &clusters);
    let heavier = design(&w.iter().map(|w| 8.0 * w).collect::<Vec<_>>(), &strata, &clusters);
    let mean = own.mean(&y).unwrap();
    assert_eq!(mean.df, Some(9.0));
    near(mean.value, heavier.mean(&y).unwrap().value);
    near(mean.standard_error, heavier.mean(&y).unwrap().standard_error);
    near(8.0 * own.total(&y).unwrap().standard_error, heavier.total(&y).unwrap().standard_error);
    let turned = |rows: &[String]| rows.iter().rev().cloned().collect::<Vec<_>>();
    let reversed = design(&w.iter().rev().copied().collect::<Vec<_>>(), &turned(&strata), &turned(&clusters));
    let other = reversed.mean(&y.iter().rev().copied().collect::<Vec<_>>()).unwrap();
    near(mean.value, other.value);
    near(mean.standard_error, other.standard_error);
    // A cluster for each row is no cluster; the whole sample is a subgroup of itself; and so are its parts.
    let single = SurveyDesign::new(&w).unwrap().with_strata(Factor::new(&strata)).unwrap();
    let rows: Vec<String> = (0..n).map(|i| i.to_string()).collect();
    assert_eq!(single.mean(&y), design(&w, &strata, &rows).mean(&y));
    assert_eq!(own.mean_within(&y, &[true; 40]), own.mean(&y));
    let belongs: Vec<bool> = (0..n).map(|i| i % 5 == 0).collect();
    let share = own.proportion(&belongs).unwrap();
    let inside = own.mean_within(&y, &belongs).unwrap();
    let part: Vec<f64> = y.iter().zip(&belongs).map(|(y, belongs)| if *belongs { *y } else { 0.0 }).collect();
    near(share.value * inside.value, own.mean(&part).unwrap().value);
    let logit = SurveyDesign::logit_interval(share, Level::NINETY_FIVE).unwrap();
    assert!(logit.interval.contains(share.value) && logit.interval.lower() > Some(0.0));
    near(kish_effective_size(&w).unwrap() * kish_design_effect(&w).unwrap(), 40.0);
    // A population that was drawn in full does not vary.
    let full = SurveyDesign::new(&[1.0; 40]).unwrap().with_populations(&[40.0; 40]).unwrap();
    assert_eq!(full.mean(&y).unwrap().standard_error, 0.0);
}

#[test]
fn shares_of_answers_sum_to_one() {
    let mut dice = Dice(6);
    let answers: Vec<Option<i64>> = (0..50).map(|_| Some(dice.below(6) as i64).filter(|answer| *answer > 0)).collect();
    let weights: Vec<f64> = (0..50).map(|_| dice.below(10) as f64).collect();
    for weights in [None, Some(weights.as_slice())] {
        let item = likert_item(&answers, 1, 5, weights).unwrap();
        near(item.share_from(1), 1.0);
        assert_eq!(item.answered() + item.missing, 50);
        assert_eq!(item.arm_from(1).unwrap().events(), item.answered());
        near(item.mean(), (1..=5).map(|answer| item.share_from(answer)).sum());
    }
    assert_eq!(likert_item(&[Some(6)], 1, 5, None), Err(Undefined::OutsideDomain));
    assert_eq!(likert_item(&[None], 1, 5, None), Err(Undefined::NoObservations));
    assert_eq!(likert_item(&[Some(1)], i64::MIN, i64::MAX, None), Err(Undefined::OutsideDomain));
}

#[test]
fn wild_numbers_are_computed_or_declined() {
    let numbers = [0.0, 1e-300, 1.0, -1e150, 1e300, f64::MAX];
    let level = Level::NINETY_FIVE;
    for a in numbers {
        for b in numbers {
            let rows = vec![vec![a, b, 1.0], vec![b, b, 2.0], vec![1.0, a, 2.5], vec![a, 1.0, b]];
            let answers = items(&rows);
            if let Ok(alpha) = cronbach_alpha(&answers) {
                assert!(alpha.alpha.is_finite() && alpha.estimated(level).is_ok());
            }
            if let Ok(omega) = mcdonald_omega(&answers) {
                assert!((0.0..=1.0).contains(&omega.omega), "{omega:?}");
            }
            if let Ok(found) = intraclass(&rows) {
                for form in [IntraclassForm::OneWay, IntraclassForm::TwoWayRandom, IntraclassForm::TwoWayFixedMean] {
                    if let Ok(estimated) = found.estimated(form, level) {
                        assert!(estimated.value.is_finite());
                    }
                }
            }
            if let Ok(mean) = SurveyDesign::new(&[a.abs(), b.abs(), 1.0]).and_then(|design| design.mean(&[b, a, 3.0])) {
                assert!(mean.value.is_finite() && mean.standard_error.is_finite());
            }
        }
    }
    let most = 1 << 53;
    assert!(kappa(&[[most, 1], [0, most]], AgreementWeights::Linear).unwrap().kappa.is_finite());
    assert_eq!(kappa(&[[0, 0], [0, 0]], AgreementWeights::Linear), Err(Undefined::NoObservations));
    assert_eq!(kappa(&[vec![1, 2]], AgreementWeights::Linear), Err(Undefined::OutsideDomain));
}
