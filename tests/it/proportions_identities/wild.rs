//! Counts up to 2^53 and levels from 1e-12 to 1 - 1e-15: no panic, no NaN, no hang.

use utfall::stats::two_proportions::{odds_ratio, risk_difference, risk_ratio, tests};
use utfall::stats::{Alternative, Arm, Estimated, Level, Undefined, one_proportion as one};

use super::{DIFFERENCES, ONE, RATIOS, TwoSampleTest, ends, level};

#[test]
fn no_estimator_fails_on_wild_counts() {
    let mut random = Random(20_260_101);
    let mut counts = || {
        let bits = random.below(54);
        let total = 1 + random.below(1 << bits.min(53));
        let events = match random.below(5) {
            0 => 0,
            1 => total,
            2 => random.below(total.min(5) + 1),
            3 => total - random.below(total.min(5) + 1),
            _ => random.below(total + 1),
        };
        Arm::new(events, total).expect("an arm")
    };
    let levels = [1e-12, 0.5, 0.95, 0.999_999, 1.0 - 1e-15].map(level);
    for round in 0..400 {
        let (treated, control) = (counts(), counts());
        let level = levels[round % levels.len()];
        for (name, method) in ONE {
            let estimated = method(treated, level).expect("always defined");
            sound(name, &estimated, treated, control);
        }
        for (name, method) in DIFFERENCES.into_iter().chain(RATIOS) {
            if let Ok(estimated) = method(treated, control, level) {
                sound(name, &estimated, treated, control);
                let exempt = name == "agresti_caffo";
                let (lower, upper) = ends(&estimated);
                let near_end = 1e-6 * (1.0 + estimated.value.abs());
                let inside = lower <= estimated.value + near_end && estimated.value - near_end <= upper;
                assert!(
                    exempt || estimated.value.is_infinite() || inside,
                    "{name} {treated:?} {control:?} {level:?} {estimated:?}"
                );
            }
        }
        let tests: [(&str, TwoSampleTest); 8] = [
            ("pearson", tests::pearson),
            ("n_minus_1", tests::n_minus_1),
            ("yates", tests::yates),
            ("pooled_z", tests::pooled_z),
            ("likelihood_ratio", tests::likelihood_ratio),
            ("wald", risk_difference::wald_test),
            ("katz", risk_ratio::katz_test),
            ("woolf", odds_ratio::woolf_test),
        ];
        for (name, test) in tests {
            if let Ok(result) = test(treated, control) {
                assert!((0.0..=1.0).contains(&result.p), "{name} {treated:?} {control:?} {result:?}");
            }
        }
        for null in [1e-300, 0.3, 1.0 - 1e-15] {
            for alternative in [Alternative::TwoSided, Alternative::Less, Alternative::Greater] {
                let test = one::binom_test(treated, null, alternative).expect("defined");
                assert!((0.0..=1.0).contains(&test.p), "{treated:?} {null} {test:?}");
            }
        }
    }
}

#[test]
fn exact_methods_answer_or_decline_on_wild_counts() {
    let mut random = Random(7);
    for _ in 0..60 {
        let mut counts = || {
            let bits = 1 + random.below(52);
            let total = 1 + random.below(1 << bits);
            Arm::new(random.below(total + 1), total).expect("an arm")
        };
        let (treated, control) = (counts(), counts());
        for alternative in [Alternative::TwoSided, Alternative::Less, Alternative::Greater] {
            match tests::fisher(treated, control, alternative) {
                Ok(test) => assert!((0.0..=1.0).contains(&test.p), "{treated:?} {control:?}"),
                Err(why) => assert_eq!(why, Undefined::TooLarge),
            }
        }
        if treated.total().min(control.total()) < 1 << 24 {
            match odds_ratio::conditional(treated, control, Level::NINETY_FIVE) {
                Ok(estimated) => sound("conditional", &estimated, treated, control),
                Err(why) => {
                    assert!(matches!(why, Undefined::TooLarge | Undefined::ZeroMargin), "{why:?}");
                }
            }
        }
    }
}

/// No NaN, and ends in order.
fn sound(name: &str, estimated: &Estimated, treated: Arm, control: Arm) {
    let (lower, upper) = ends(estimated);
    assert!(!estimated.value.is_nan() && lower <= upper, "{name} {treated:?} {control:?} {estimated:?}");
}

/// A small generator with a fixed seed (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }
}
