//! What the missing would have to be like for a conclusion to change.

use utfall::stats::imputation::*;
use utfall::stats::{Arm, Undefined, two_proportions};

use super::{LEVEL, Trial, close};

#[test]
fn shifting_moves_what_is_imputed_and_nothing_else() {
    let trial = Trial::new(100, 14);
    let imputations = impute(&trial.data(), &Plan::new(5, 3)).unwrap();
    let shift = Shift { treated: -2.0, control: 0.5 };
    let shifted = imputations.shifted("after", "arm", shift).unwrap();
    for (own, other) in imputations.completed().zip(shifted.completed()) {
        let (own, other) = (own.numeric("after").unwrap(), other.numeric("after").unwrap());
        for row in 0..100 {
            let by = if trial.after[row].is_some() {
                0.0
            } else if row % 2 == 0 {
                -2.0
            } else {
                0.5
            };
            assert!(close(other[row], own[row] + by, 1e-15));
        }
    }
    // More events with every step, all of the missing in the end; and the same ones at no shift.
    let events = |delta: f64| {
        let shifted = imputations.shifted("employed", "arm", Shift::BOTH.times(delta)).unwrap();
        let arms = shifted.arms("employed", "arm").unwrap();
        arms.iter().map(|arms| arms.treated.events() + arms.control.events()).collect::<Vec<u64>>()
    };
    let steps = [-50.0, -2.0, -0.5, 0.0, 0.5, 2.0, 50.0].map(events);
    assert!(steps.windows(2).all(|pair| pair[0].iter().zip(&pair[1]).all(|(fewer, more)| fewer <= more)));
    let observed = trial.employed.iter().flatten().filter(|yes| **yes).count() as u64;
    let missing = trial.employed.iter().filter(|value| value.is_none()).count() as u64;
    assert!(steps[0].iter().all(|events| *events == observed));
    assert!(steps[6].iter().all(|events| *events == observed + missing));
    let own = imputations.arms("employed", "arm").unwrap();
    assert_eq!(steps[3], own.iter().map(|arms| arms.treated.events() + arms.control.events()).collect::<Vec<u64>>());
    assert!(
        imputations.shifted("county", "arm", shift).is_err() && imputations.shifted("after", "before", shift).is_err()
    );
    assert_eq!(imputations.shifted("after", "arm", Shift::BOTH.times(f64::NAN)), Err(Undefined::NotFinite));
}

#[test]
fn at_the_tipping_point_the_conclusion_is_another_one() {
    let imputations = impute(&Trial::new(160, 31).data(), &Plan::new(10, 3)).unwrap();
    let at = |delta: f64| {
        let shifted = imputations.shifted("after", "arm", Shift::TREATED.times(delta)).unwrap();
        let difference = pooled_mean_difference(&shifted.means("after", "arm").unwrap()).unwrap();
        Conclusion::of(difference.estimated(LEVEL).unwrap().interval, 0.0)
    };
    for limit in [-15.0, 15.0] {
        let search = TippingSearch { limit, steps: 60 };
        let found = imputations.tipping_mean_difference("after", "arm", Shift::TREATED, search, LEVEL).unwrap();
        if let TippingPoint::At(delta) = found {
            assert!(delta * limit > 0.0 && delta.abs() <= limit.abs());
            assert_ne!(at(delta), at(0.0));
            assert_eq!(at(delta * (1.0 - 1e-9)), at(0.0));
        } else {
            assert_eq!(at(limit), at(0.0));
        }
    }
    let search = TippingSearch { limit: 6.0, steps: 30 };
    let risk = imputations.tipping_risk_difference("employed", "arm", Shift::TREATED, search, LEVEL).unwrap();
    let risk_at = |delta: f64| {
        let shifted = imputations.shifted("employed", "arm", Shift::TREATED.times(delta)).unwrap();
        let difference = pooled_risk_difference(&shifted.arms("employed", "arm").unwrap()).unwrap();
        Conclusion::of(difference.estimated(LEVEL).unwrap().interval, 0.0)
    };
    match risk {
        TippingPoint::At(delta) => assert_ne!(risk_at(delta), risk_at(0.0)),
        TippingPoint::Beyond => assert_eq!(risk_at(6.0), risk_at(0.0)),
    }
    let nowhere = TippingSearch { limit: 0.0, steps: 5 };
    assert_eq!(tipping_point(nowhere, |_| Ok(true)), Err(Undefined::OutsideDomain));
    assert_eq!(tipping_point(TippingSearch { limit: 1.0, steps: 5 }, |_| Ok(true)), Ok(TippingPoint::Beyond));
}

#[test]
fn the_corners_of_the_grid_are_the_extreme_cases() {
    for missing in 0..5 {
        let (treated, control) = (IncompleteArm::new(9, 6, missing).unwrap(), IncompleteArm::new(3, 12, 4).unwrap());
        let conclusion = |treated: Arm, control: Arm| {
            let interval = two_proportions::risk_difference::miettinen_nurminen(treated, control, LEVEL)?.interval;
            Ok(Conclusion::of(interval, 0.0) == Conclusion::More)
        };
        let grid = TippingGrid::new(treated, control, conclusion).unwrap();
        let corner = |assumption: Assumption| {
            let (treated, control) = assumption.arms(treated, control).unwrap();
            Some(conclusion(treated, control).unwrap())
        };
        assert_eq!(grid.holds(missing, 0), corner(Assumption::AllTreatedNoControls));
        assert_eq!(grid.holds(0, 4), corner(Assumption::NoTreatedAllControls));
        assert_eq!(grid.holds(0, 0), corner(Assumption::NoneHasIt));
        assert_eq!(grid.holds(missing, 4), corner(Assumption::AllHaveIt));
        assert_eq!(grid.holds(missing + 1, 0), None);
        assert_eq!(grid.holds(0, 5), None);
        assert_eq!(grid.rows().count() as u64, missing + 1);
        // More of the treated only ever helps.
        for row in 0..missing {
            assert!((0..=4).all(|column| grid.holds(row, column) <= grid.holds(row + 1, column)));
        }
    }
    let many = IncompleteArm::new(1, 1, u64::MAX / 2).unwrap();
    assert_eq!(TippingGrid::new(many, many, |_, _| Ok(true)), Err(Undefined::TooLarge));
    assert_eq!(IncompleteArm::new(0, 0, 0), Err(Undefined::NoObservations));
    assert_eq!(IncompleteArm::new(1, 1, u64::MAX), Err(Undefined::TooLarge));
    let unseen = IncompleteArm::new(0, 0, 5).unwrap();
    assert_eq!(Assumption::LeftOut.arms(unseen, unseen), Err(Undefined::NoObservations));
}

#[test]
fn informative_missing_stay_between_none_and_all() {
    let arms = |missing| (IncompleteArm::new(20, 30, missing).unwrap(), IncompleteArm::new(10, 45, 7).unwrap());
    for missing in [0, 5, 50] {
        let (treated, control) = arms(missing);
        let at = |delta: f64| {
            informative_risk_difference(treated, control, Shift::TREATED.times(delta), LEVEL).unwrap().value
        };
        assert!(close(at(0.0), 20.0 / 50.0 - 10.0 / 55.0, 1e-12));
        let all = (20 + missing) as f64 / (50 + missing) as f64;
        let none = 20.0 / (50 + missing) as f64;
        assert!(close(at(300.0), all - 10.0 / 55.0, 1e-12) && close(at(-300.0), none - 10.0 / 55.0, 1e-12));
        let steps: Vec<f64> = (-20..=20).map(|step| at(f64::from(step) / 4.0)).collect();
        assert!(steps.windows(2).all(|pair| pair[0] <= pair[1]));
        // Nothing missing, or no difference: Wald's interval of those observed.
        let own = informative_risk_difference(treated, control, Shift::BOTH.times(0.0), LEVEL).unwrap();
        let wald =
            two_proportions::risk_difference::wald(treated.observed().unwrap(), control.observed().unwrap(), LEVEL);
        assert!(close(own.standard_error.unwrap(), wald.unwrap().standard_error.unwrap(), 1e-12));
        let ratio = informative_risk_ratio(treated, control, Shift::BOTH.times(0.0), LEVEL).unwrap();
        let katz = two_proportions::risk_ratio::katz(treated.observed().unwrap(), control.observed().unwrap(), LEVEL);
        assert!(close(ratio.standard_error.unwrap(), katz.unwrap().standard_error.unwrap(), 1e-12));
    }
    for counts in [(0, 0, 3), (0, 5, 2), (5, 0, 2), (1, 0, 0), (u64::MAX / 4, 1, u64::MAX / 4)] {
        let arm = IncompleteArm::new(counts.0, counts.1, counts.2).unwrap();
        for delta in [-1e4, -40.0, 0.0, 40.0, 1e4, f64::NAN] {
            for result in [
                informative_risk_difference(arm, arm, Shift::TREATED.times(delta), LEVEL),
                informative_risk_ratio(arm, arm, Shift::TREATED.times(delta), LEVEL),
            ] {
                assert!(result.is_err() || result.is_ok_and(|estimate| estimate.interval.contains(estimate.value)));
            }
        }
    }
}
