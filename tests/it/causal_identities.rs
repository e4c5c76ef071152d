//! What must hold of designs for effects, and the numbers of an independent program: numpy and scipy, errors by
//! numerical derivatives of the stacked estimating equations.

use utfall::stats::causal::*;
use utfall::stats::regression::{Clustered, Design, Factor, StandardisedRisks, fixed_effects, ordinary_least_squares};
use utfall::stats::{Interval, Level, Sample, Undefined};

const LEVEL: Level = Level::NINETY_FIVE;
const HC1: RobustErrors = RobustErrors::Heteroskedastic { corrected: true };

/// Numbers in some variety, always the same.
struct Numbers(u64);

impl Numbers {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let (u, v) = (self.uniform(), self.uniform());
        (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
    }
}

/// People who were treated or not, the more often the higher `x` and with `w`.
struct People {
    x: Vec<f64>,
    w: Vec<f64>,
    treated: Vec<bool>,
    outcome: Vec<f64>,
}

impl People {
    fn new(rows: usize, seed: u64) -> People {
        let mut numbers = Numbers(seed);
        let mut people = People { x: vec![], w: vec![], treated: vec![], outcome: vec![] };
        for _ in 0..rows {
            let (x, w) = (numbers.normal(), f64::from(numbers.uniform() < 0.4));
            let treated = numbers.uniform() < 1.0 / (1.0 + (-(0.3 * x + 0.8 * w - 0.4)).exp());
            people.x.push(x);
            people.w.push(w);
            people.treated.push(treated);
            people.outcome.push(2.0 + x - 0.5 * w + 1.5 * f64::from(treated) + numbers.normal());
        }
        people
    }

    fn design(&self) -> Design {
        let design = Design::with_intercept(self.x.len()).numeric("x", &self.x);
        design.and_then(|design| design.numeric("w", &self.w)).unwrap()
    }

    fn propensity(&self) -> Propensity {
        Propensity::new(&self.design(), &self.treated).unwrap()
    }

    fn reversed(&self) -> People {
        fn turned<T: Copy>(values: &[T]) -> Vec<T> {
            values.iter().rev().copied().collect()
        }
        People {
            x: turned(&self.x),
            w: turned(&self.w),
            treated: turned(&self.treated),
            outcome: turned(&self.outcome),
        }
    }
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + b.abs())
}

fn plain(estimand: Estimand) -> Weighting {
    Weighting { estimand, stabilised: false, trimming: Trimming::None }
}

fn assert_means(found: &StandardisedRisks, values: [f64; 2], errors: [f64; 3], tolerance: f64) {
    assert!(close(found.treated.value, values[0], 1e-9), "{found:?}");
    assert!(close(found.control.value, values[1], 1e-7), "{found:?}");
    let own = [found.treated, found.control, found.difference].map(|contrast| contrast.standard_error);
    assert!(own.iter().zip(errors).all(|(own, error)| close(*own, error, tolerance)), "{own:?} {errors:?}");
}

#[test]
fn weighted_means_have_the_errors_of_all_their_equations() {
    let people = People::new(120, 42);
    let propensity = people.propensity();
    let means = |estimand| inverse_probability_means(&propensity, &people.outcome, plain(estimand)).unwrap();
    let everyone = means(Estimand::Everyone);
    let errors = [0.168_082_185_277, 0.181_545_656_323, 0.205_638_418_887];
    assert_means(&everyone, [3.400_613_701_992, 2.021_940_941_027], errors, 1e-7);
    let errors = [0.183_543_753_683, 0.215_950_257_829, 0.227_180_896_793];
    assert_means(&means(Estimand::Treated), [3.585_160_150_665, 2.259_696_648_857], errors, 1e-7);
    let errors = [0.207_648_926_752, 0.206_052_240_903, 0.214_884_777_230];
    assert_means(&means(Estimand::Controls), [3.191_469_710_965, 1.754_946_666_425], errors, 1e-7);
    // Stabilised weights have a mean near 1 and change no mean.
    let stabilised = Weighting { stabilised: true, ..plain(Estimand::Everyone) };
    let other = inverse_probability_means(&propensity, &people.outcome, stabilised).unwrap();
    assert!(close(other.difference.value, everyone.difference.value, 1e-12));
    assert!(close(other.difference.standard_error, everyone.difference.standard_error, 1e-12));
    let weights = inverse_probability_weights(&propensity, stabilised).unwrap();
    assert!(close(weights.iter().sum::<f64>() / 120.0, 1.0, 0.03));
    // Nor does the order of the people.
    let turned = people.reversed();
    let again = inverse_probability_means(&turned.propensity(), &turned.outcome, plain(Estimand::Everyone)).unwrap();
    assert_eq!(again, everyone);
}

#[test]
fn balanced_controls_have_the_means_of_the_treated_and_their_errors() {
    let people = People::new(120, 42);
    let balanced = entropy_balance(&people.design(), &people.treated).unwrap();
    let means = balanced.means(&people.outcome).unwrap();
    let errors = [0.183_543_753_683, 0.215_102_295_192, 0.217_867_864_053];
    assert_means(&means, [3.585_160_150_665, 2.337_874_423_178], errors, 1e-6);
    let controls: Vec<f64> =
        balanced.weights().iter().zip(&people.treated).filter(|(_, treated)| !**treated).map(|(w, _)| *w).collect();
    for (own, expected) in controls.iter().zip([1.025_714_02, 0.838_418_42, 0.428_815_81]) {
        assert!(close(*own, expected, 1e-6));
    }
    let found = balance(&people.design(), &people.treated, balanced.weights(), Estimand::Treated).unwrap();
    assert!(found.iter().all(|column| column.after.unwrap().abs() < 1e-7 && column.before.unwrap().abs() > 0.05));
    let turned = people.reversed();
    let again = entropy_balance(&turned.design(), &turned.treated).unwrap();
    assert!(again.weights().iter().rev().eq(balanced.weights().iter()));
    // What is in balance stays as it is.
    let even = Design::with_intercept(4).numeric("x", &[1.0, 3.0, 1.0, 3.0]).unwrap();
    let weights = entropy_balance(&even, &[true, true, false, false]).unwrap().weights().to_vec();
    assert!(weights.iter().all(|weight| close(*weight, 1.0, 1e-12)));
    // Treated beyond all controls.
    let beyond = Design::with_intercept(4).numeric("x", &[5.0, 6.0, 1.0, 3.0]).unwrap();
    assert_eq!(entropy_balance(&beyond, &[true, true, false, false]), Err(Undefined::Separation));
    // Within the range of each covariate, but beyond the controls in their sum.
    let corner = Design::with_intercept(4).numeric("x", &[0.9, 0.0, 1.0, 0.0]);
    let corner = corner.and_then(|design| design.numeric("y", &[0.9, 0.0, 0.0, 1.0])).unwrap();
    assert_eq!(entropy_balance(&corner, &[true, false, false, false]), Err(Undefined::Separation));
    let twice = people.design().numeric("y", &people.x).unwrap();
    assert_eq!(entropy_balance(&twice, &people.treated), Err(Undefined::Collinear));
    assert_eq!(entropy_balance(&people.design(), &[true; 120]), Err(Undefined::NoObservations));
    let alone = entropy_balance(&Design::with_intercept(120), &people.treated).unwrap();
    let raw = alone.means(&people.outcome).unwrap();
    assert!(close(raw.control.value, people.control_mean(), 1e-12));
}

impl People {
    fn control_mean(&self) -> f64 {
        let own: Vec<f64> =
            self.outcome.iter().zip(&self.treated).filter(|(_, treated)| !**treated).map(|(y, _)| *y).collect();
        Sample::new(&own).unwrap().summary().mean()
    }
}

#[test]
fn neighbours_within_the_caliper() {
    let people = People::new(120, 42);
    let propensity = people.propensity();
    let matches = nearest_neighbours(&propensity, MatchingPlan { controls: 1, caliper: Some(0.2) }).unwrap();
    assert_eq!((matches.sets.len(), matches.unmatched.len()), (48, 16));
    let effect = matches.difference(&people.outcome).unwrap();
    assert!(close(effect.value, 1.475_923_195_766, 1e-11) && close(effect.standard_error, 0.238_141_586_134, 1e-11));
    let found = balance(&people.design(), &people.treated, &matches.weights(), Estimand::Treated).unwrap();
    assert!(found.iter().all(|column| column.after.unwrap().abs() < column.before.unwrap().abs()));
    // Every control once, and nobody is left when anyone will do.
    let all = nearest_neighbours(&propensity, MatchingPlan { controls: 5, caliper: None }).unwrap();
    let mut used: Vec<usize> = all.sets.iter().flat_map(|set| set.controls.clone()).collect();
    assert_eq!(used.len(), people.treated.iter().filter(|treated| !**treated).count());
    used.sort_unstable();
    used.dedup();
    assert!(used.iter().all(|row| !people.treated[*row]) && used.len() == 56);
    let refused = |plan| nearest_neighbours(&propensity, plan).unwrap_err();
    assert_eq!(refused(MatchingPlan { controls: 0, caliper: None }), Undefined::OutsideDomain);
    assert_eq!(refused(MatchingPlan { controls: 1, caliper: Some(0.0) }), Undefined::OutsideDomain);
    assert_eq!(matches.difference(&[1.0]), Err(Undefined::OutsideDomain));
    assert_eq!(matches.difference(&[1.0; 120]), Err(Undefined::NoVariation));
}

#[test]
fn trimming_leaves_out_or_lowers() {
    let people = People::new(200, 9);
    let propensity = people.propensity();
    let with = |trimming| Weighting { trimming, ..plain(Estimand::Everyone) };
    let weights = |trimming| inverse_probability_weights(&propensity, with(trimming)).unwrap();
    let whole = weights(Trimming::None);
    let trimmed = weights(Trimming::LeaveOut(0.3));
    for ((score, weight), own) in propensity.scores().iter().zip(&trimmed).zip(&whole) {
        assert_eq!(*weight, if (0.3..=0.7).contains(score) { *own } else { 0.0 });
    }
    assert!(trimmed.contains(&0.0));
    let lowered = weights(Trimming::LowerTo(0.9));
    let largest = |weights: &[f64]| weights.iter().copied().fold(0.0, f64::max);
    assert!(largest(&lowered) < largest(&whole) && lowered.iter().zip(&whole).all(|(low, own)| low <= own));
    assert!(effective_sample_size(&lowered).unwrap() > effective_sample_size(&whole).unwrap());
    for trimming in [Trimming::LeaveOut(0.0), Trimming::LeaveOut(0.5), Trimming::LowerTo(0.0), Trimming::LowerTo(1.0)] {
        assert_eq!(inverse_probability_weights(&propensity, with(trimming)), Err(Undefined::OutsideDomain));
    }
    let all = with(Trimming::LeaveOut(0.499_999_999));
    assert_eq!(inverse_probability_means(&propensity, &people.outcome, all), Err(Undefined::NoObservations));
    let overlap = propensity.overlap();
    assert!(overlap.lower < overlap.upper && overlap.treated_outside + overlap.controls_outside > 0);
    // Without any covariate it is the plain difference, with the errors of two samples.
    let bare = Propensity::new(&Design::with_intercept(200), &people.treated).unwrap();
    let means = inverse_probability_means(&bare, &people.outcome, plain(Estimand::Everyone)).unwrap();
    assert!(close(means.control.value, people.control_mean(), 1e-12));
    assert!(!bare.penalised());
}

#[test]
fn separated_groups_are_said_to_be() {
    let x: Vec<f64> = (0..20).map(f64::from).collect();
    let treated: Vec<bool> = (0..20).map(|i| i >= 10).collect();
    let propensity = Propensity::new(&Design::with_intercept(20).numeric("x", &x).unwrap(), &treated).unwrap();
    let overlap = propensity.overlap();
    assert!(propensity.penalised() && overlap.upper < overlap.lower);
    assert_eq!((overlap.treated_outside, overlap.controls_outside), (10, 10));
    let means = inverse_probability_means(&propensity, &x, plain(Estimand::Everyone)).unwrap();
    assert!(means.difference.value.is_finite());
}

/// An instrument, a covariate, what was received and an outcome that share a cause.
fn instrumented(rows: usize) -> (Vec<f64>, Vec<f64>, Vec<f64>, Vec<f64>, Vec<f64>) {
    let mut numbers = Numbers(7);
    let (mut z1, mut z2, mut x, mut d, mut y) = (vec![], vec![], vec![], vec![], vec![]);
    for _ in 0..rows {
        let (a, b, c, cause) =
            (f64::from(numbers.uniform() < 0.5), numbers.normal(), numbers.normal(), numbers.normal());
        let received = 0.2 + 0.6 * a + 0.3 * b + 0.5 * c + 0.7 * cause + 0.5 * numbers.normal();
        z1.push(a);
        z2.push(b);
        x.push(c);
        d.push(received);
        y.push(1.0 + 0.8 * received + 0.4 * c + cause + 0.5 * numbers.normal());
    }
    (z1, z2, x, d, y)
}

#[test]
fn two_stages_have_the_numbers_of_another_program() {
    let (z1, z2, x, d, y) = instrumented(150);
    let covariates = Design::with_intercept(150).numeric("x", &x).unwrap();
    let both = Design::without_intercept(150).numeric("z1", &z1).and_then(|z| z.numeric("z2", &z2)).unwrap();
    let found = two_stage_least_squares(&covariates, &both, &d, &y, HC1).unwrap();
    assert!(close(found.effect.value, 0.998_341_885_513, 1e-11));
    assert!(close(found.effect.standard_error, 0.176_191_013_519, 1e-11));
    let test = found.first_stage.unwrap();
    assert!(close(test.statistic, 23.931_967_517_876, 1e-11) && test.df == 2.0 && test.residual_df == Some(146.0));
    assert!(close(found.on_received.standard_error, 0.146_517_518_583, 1e-11));
    let hc0 = RobustErrors::Heteroskedastic { corrected: false };
    let found = two_stage_least_squares(&covariates, &both, &d, &y, hc0).unwrap();
    assert!(close(found.effect.standard_error, 0.174_420_204_621, 1e-11));
    assert_eq!(found.anderson_rubin(LEVEL), Err(Undefined::OutsideDomain));
    let clusters = Factor::new(&(0..150).map(|row| (row % 12).to_string()).collect::<Vec<_>>());
    let clustered = |kind| RobustErrors::Clustered { clusters: &clusters, kind };
    let found = two_stage_least_squares(&covariates, &both, &d, &y, clustered(Clustered::Cr1Stata)).unwrap();
    assert!(close(found.effect.standard_error, 0.225_811_630_279, 1e-11) && found.effect.df == Some(11.0));
    assert!(two_stage_least_squares(&covariates, &both, &d, &y, clustered(Clustered::Cr2)).is_err());
    let one = Design::without_intercept(150).numeric("z1", &z1).unwrap();
    let found = two_stage_least_squares(&covariates, &one, &d, &y, HC1).unwrap();
    let Interval::Bounded { lower, upper } = found.anderson_rubin(LEVEL).unwrap() else { panic!("{found:?}") };
    assert!(close(lower, 0.614_084_767_155, 1e-10) && close(upper, 1.414_135_238_563, 1e-10));
    // The instrument is what was received: least squares.
    let same = Design::without_intercept(150).numeric("d", &d).unwrap();
    let found = two_stage_least_squares(&covariates, &same, &d, &y, HC1).unwrap();
    let plain = ordinary_least_squares(&covariates.numeric("d", &d).unwrap(), &y).unwrap();
    let robust = plain.robust(utfall::stats::regression::Heteroskedastic::Hc1).unwrap().coefficient(2).unwrap();
    assert!(close(found.effect.value, robust.value, 1e-11));
    assert!(close(found.effect.standard_error, robust.standard_error, 1e-10));
    assert!(found.first_stage.is_none_or(|test| test.p < 1e-100));
}

#[test]
fn compliers_bear_the_whole_effect_of_assignment() {
    let mut numbers = Numbers(21);
    let assigned: Vec<bool> = (0..120).map(|i| i % 2 == 0).collect();
    let received: Vec<bool> = assigned.iter().map(|assigned| *assigned && numbers.uniform() < 0.7).collect();
    let outcome: Vec<f64> = received.iter().map(|received| f64::from(*received) + numbers.normal()).collect();
    let found = complier_average_causal_effect(&assigned, &received, &outcome).unwrap();
    assert!(close(found.effect.value, found.on_outcome.value / found.on_received.value, 1e-12));
    // Other units, and the opposite assignment.
    let scaled: Vec<f64> = outcome.iter().map(|y| 5.0 - 3.0 * y).collect();
    let other = complier_average_causal_effect(&assigned, &received, &scaled).unwrap();
    assert!(close(other.effect.value, -3.0 * found.effect.value, 1e-12));
    assert!(close(other.effect.standard_error, 3.0 * found.effect.standard_error, 1e-12));
    let opposite: Vec<bool> = assigned.iter().map(|assigned| !assigned).collect();
    let turned = complier_average_causal_effect(&opposite, &received, &outcome).unwrap();
    assert!(close(turned.effect.value, found.effect.value, 1e-12));
    assert!(close(turned.on_outcome.value, -found.on_outcome.value, 1e-12));
    let (own, other) = (found.anderson_rubin(LEVEL).unwrap(), turned.anderson_rubin(LEVEL).unwrap());
    assert!(close(own.lower().unwrap(), other.lower().unwrap(), 1e-10) && own.contains(found.effect.value));
    // All comply: the effect is that of assignment, and what is received has no error.
    let all = complier_average_causal_effect(&assigned, &assigned, &outcome).unwrap();
    assert!(close(all.effect.value, all.on_outcome.value, 1e-12));
    assert!(close(all.effect.standard_error, all.on_outcome.standard_error, 1e-10));
    assert!(all.first_stage.is_none_or(|test| test.p < 1e-100));
    // Nobody does: there is nothing to divide by.
    assert!(complier_average_causal_effect(&assigned, &[false; 120], &outcome).is_err());
    // An assignment that changes nothing allows every effect.
    let useless: Vec<bool> = (0..120).map(|i| i % 4 < 2).collect();
    let weak = complier_average_causal_effect(&assigned, &useless, &outcome);
    assert!(weak.is_err() || !matches!(weak.unwrap().anderson_rubin(LEVEL), Ok(Interval::Bounded { .. })));
}

/// Ten units in five periods, four treated from the third on and three from the fourth.
fn staggered() -> (Panel, Vec<bool>, Vec<Option<i64>>, Factor) {
    let mut numbers = Numbers(3);
    let rows: Vec<(usize, usize)> = (0..50).map(|row| (row / 5, row % 5)).collect();
    let start = |unit: usize| {
        if unit < 4 {
            Some(2)
        } else if unit < 7 {
            Some(3)
        } else {
            None
        }
    };
    let began: Vec<Option<i64>> = rows.iter().map(|(unit, p)| start(*unit).map(|start| *p as i64 - start)).collect();
    let treated: Vec<bool> = began.iter().map(|time| time.is_some_and(|time| time >= 0)).collect();
    let value = |((unit, period), treated): (&(usize, usize), &bool)| {
        0.5 * *unit as f64 + 0.3 * *period as f64 + 1.2 * f64::from(*treated) + numbers.normal()
    };
    let outcome: Vec<f64> = rows.iter().zip(&treated).map(value).collect();
    let units = Factor::new(&rows.iter().map(|(unit, _)| unit.to_string()).collect::<Vec<_>>());
    let periods = Factor::new(&rows.iter().map(|(_, period)| period.to_string()).collect::<Vec<_>>());
    (Panel::new(units.clone(), periods, &outcome).unwrap(), treated, began, units)
}

#[test]
fn panels_have_the_numbers_of_regressions_with_all_indicators() {
    let (panel, treated, began, units) = staggered();
    let effect = two_way_fixed_effects(&panel, &treated, &units, Clustered::Cr1).unwrap();
    assert!(close(effect.value, 0.937_296_260_363, 1e-11) && close(effect.standard_error, 0.441_352_956_871, 1e-10));
    assert_eq!(effect.df, Some(9.0));
    let window = EventWindow { first: -2, last: 1, reference: -1 };
    let study = event_study(&panel, &began, window, &units, Clustered::Cr1).unwrap();
    let times: Vec<i64> = study.coefficients.iter().map(|at| at.time).collect();
    assert_eq!(times, [-2, 0, 1]);
    let expected = [(-0.092_109_49, 0.614_790_03), (0.915_894_78, 0.397_731_63), (0.887_280_32, 0.688_142_08)];
    for (at, (value, error)) in study.coefficients.iter().zip(expected) {
        assert!(close(at.effect.value, value, 1e-7) && close(at.effect.standard_error, error, 1e-7));
    }
    assert!(close(study.before.unwrap().statistic, 0.022_446_833_564, 1e-9));
    let wrong = |window| event_study(&panel, &began, window, &units, Clustered::Cr1).unwrap_err();
    assert_eq!(wrong(EventWindow { first: 1, last: 1, reference: 1 }), Undefined::OutsideDomain);
    assert_eq!(wrong(EventWindow { first: -2, last: 1, reference: 5 }), Undefined::OutsideDomain);
    assert_eq!(wrong(EventWindow { first: i64::MIN, last: i64::MAX, reference: 0 }), Undefined::OutsideDomain);
    assert_eq!(wrong(EventWindow { first: -9, last: 9, reference: -8 }), Undefined::NoObservations);
    // Treatment that never changes, or that all have at once.
    let always: Vec<bool> = (0..50).map(|row| row < 20).collect();
    assert_eq!(two_way_fixed_effects(&panel, &always, &units, Clustered::Cr1), Err(Undefined::Collinear));
    let together: Vec<bool> = (0..50).map(|row| row % 5 > 1).collect();
    assert_eq!(two_way_fixed_effects(&panel, &together, &units, Clustered::Cr1), Err(Undefined::Collinear));
    let label = |count: usize| Factor::new(&(0..50).map(|row| (row % count).to_string()).collect::<Vec<_>>());
    assert_eq!(Panel::new(label(10), label(5), &[0.0; 50]), Err(Undefined::OutsideDomain));
    assert_eq!(Panel::new(label(1), label(5), &[0.0; 50]), Err(Undefined::TooFewGroups));
}

#[test]
fn two_groups_and_two_periods_are_the_difference_of_changes() {
    let mut numbers = Numbers(5);
    let (mut outcome, mut changes) = (vec![], [vec![], vec![]]);
    for unit in 0..24 {
        let (before, after) = (numbers.normal(), numbers.normal() + f64::from(unit % 3 == 0));
        outcome.extend([before, after]);
        changes[usize::from(unit % 3 == 0)].push(after - before);
    }
    let units = Factor::new(&(0..48).map(|row| (row / 2).to_string()).collect::<Vec<_>>());
    let periods = Factor::new(&(0..48).map(|row| (row % 2).to_string()).collect::<Vec<_>>());
    let treated: Vec<bool> = (0..48).map(|row| row / 2 % 3 == 0 && row % 2 == 1).collect();
    let panel = Panel::new(units.clone(), periods, &outcome).unwrap();
    let summary = |changes: &[f64]| Sample::new(changes).unwrap().summary();
    let simple = difference_in_changes(summary(&changes[1]), summary(&changes[0])).unwrap();
    let model = two_way_fixed_effects(&panel, &treated, &units, Clustered::Cr2).unwrap();
    assert!(close(model.value, simple.value, 1e-12));
    // CR2 of two groups is Welch's error.
    assert!(close(model.standard_error, simple.standard_error, 1e-10));
    // As cross-sections the four means give the same effect.
    let of = |wanted: usize, time: usize| {
        let values: Vec<f64> =
            (0..24).filter(|u| usize::from(u % 3 == 0) == wanted).map(|u| outcome[2 * u + time]).collect();
        summary(&values)
    };
    let group = |wanted| BeforeAfter { before: of(wanted, 0), after: of(wanted, 1) };
    let cross = difference_in_differences(group(1), group(0)).unwrap();
    assert!(close(cross.value, simple.value, 1e-12) && cross.df.unwrap() <= 44.0);
    let design = Design::without_intercept(48).numeric("after", &[0.0, 1.0].repeat(24)).unwrap();
    assert!(fixed_effects(&design, &outcome, &units).is_ok());
}

#[test]
fn wild_data_are_estimated_or_refused() {
    for scale in [1e-300, 1e-150, 1.0, 1e150, 1e300] {
        let people = People::new(40, 11);
        let outcome: Vec<f64> = people.outcome.iter().map(|y| y * scale).collect();
        let finite = |means: Result<StandardisedRisks, Undefined>| {
            means.is_err()
                || means.is_ok_and(|m| m.difference.value.is_finite() && m.difference.standard_error.is_finite())
        };
        assert!(finite(inverse_probability_means(&people.propensity(), &outcome, plain(Estimand::Everyone))));
        assert!(finite(entropy_balance(&people.design(), &people.treated).unwrap().means(&outcome)));
        let received: Vec<bool> = people.x.iter().map(|x| *x > 0.0).collect();
        if let Ok(found) = complier_average_causal_effect(&people.treated, &received, &outcome) {
            assert!(found.effect.value.is_finite() && found.effect.standard_error.is_finite());
            assert!(found.anderson_rubin(LEVEL).is_err() || found.anderson_rubin(LEVEL).is_ok());
        }
        let x: Vec<f64> = people.x.iter().map(|x| x * scale).collect();
        let design = Design::with_intercept(40).numeric("x", &x).unwrap();
        let Ok(propensity) = Propensity::new(&design, &people.treated) else { continue };
        assert!(finite(inverse_probability_means(&propensity, &people.outcome, plain(Estimand::Treated))));
        assert!(balance(&design, &people.treated, &[1.0; 40], Estimand::Everyone).is_ok());
        assert!(nearest_neighbours(&propensity, MatchingPlan { controls: 2, caliper: Some(0.1) }).is_ok());
    }
    let people = People::new(40, 11);
    assert_eq!(Propensity::new(&people.design(), &[true; 40]), Err(Undefined::NoVariation));
    assert_eq!(
        inverse_probability_means(&people.propensity(), &[f64::NAN; 40], plain(Estimand::Treated)),
        Err(Undefined::NotFinite)
    );
    assert_eq!(
        balance(&people.design(), &people.treated, &[-1.0; 40], Estimand::Treated),
        Err(Undefined::OutsideDomain)
    );
    assert_eq!(
        balance(&people.design(), &people.treated, &[0.0; 40], Estimand::Treated),
        Err(Undefined::NoObservations)
    );
    assert_eq!(effective_sample_size(&[0.0]), Err(Undefined::NoObservations));
}
