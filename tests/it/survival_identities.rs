//! What must hold for every curve, test and model of time to an event.

use utfall::stats::regression::{Design, Factor};
use utfall::stats::survival::*;
use utfall::stats::{Level, Undefined};

const SCALES: [LimitScale; 3] = [LimitScale::Plain, LimitScale::Log, LimitScale::LogLog];

/// Small data in great variety, always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn persons(&mut self, most: u64, times: u64) -> Vec<Observation> {
        let count = 1 + self.below(most);
        let person = |dice: &mut Dice| Observation { time: dice.below(times) as f64, event: dice.below(3) > 0 };
        (0..count).map(|_| person(self)).collect()
    }
}

fn table(persons: &[Observation]) -> EventTable {
    EventTable::from_observations(persons.iter().copied()).unwrap()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

#[test]
fn grouped_counts_give_the_bits_of_persons_in_any_order() {
    let mut dice = Dice(1);
    for _ in 0..200 {
        let mut persons = dice.persons(40, 9);
        let from_persons = table(&persons);
        let rows: Vec<TimeRow> = from_persons.rows().iter().rev().copied().collect();
        assert_eq!(EventTable::new(rows).unwrap(), from_persons);
        persons.reverse();
        assert_eq!(kaplan_meier(&table(&persons)), kaplan_meier(&from_persons));
    }
}

#[test]
fn a_curve_without_censoring_is_the_share_left_and_its_area_the_mean() {
    let mut dice = Dice(2);
    for _ in 0..200 {
        let persons: Vec<Observation> =
            dice.persons(30, 12).into_iter().map(|person| Observation { event: true, ..person }).collect();
        let n = persons.len() as f64;
        let curve = kaplan_meier(&table(&persons)).unwrap();
        for step in curve.steps() {
            let share = persons.iter().filter(|person| person.time > step.time).count() as f64 / n;
            assert!(near(step.survival, share));
            if let Some(standard_error) = step.standard_error() {
                assert!(near(standard_error, (share * (1.0 - share) / n).sqrt()));
            }
        }
        let horizon = 7.5;
        let mean = restricted_mean(&curve, horizon).unwrap();
        let times: Vec<f64> = persons.iter().map(|person| person.time.min(horizon)).collect();
        let average = times.iter().sum::<f64>() / n;
        assert!(near(mean.mean, average));
        assert!(near(mean.variance, times.iter().map(|t| (t - average).powi(2)).sum::<f64>() / n / n));
    }
}

#[test]
fn limits_enclose_and_nest_and_quantiles_lie_within_theirs() {
    let mut dice = Dice(3);
    let (ninety, ninety_nine) = (Level::new(0.9).unwrap(), Level::new(0.99).unwrap());
    for _ in 0..100 {
        let curve = kaplan_meier(&table(&dice.persons(30, 10))).unwrap();
        for scale in SCALES {
            for step in curve.steps() {
                let (Some(narrow), Some(wide)) = (step.interval(ninety, scale), step.interval(ninety_nine, scale))
                else {
                    continue;
                };
                assert!(narrow.contains(step.survival));
                assert!(wide.lower() <= narrow.lower() && narrow.upper() <= wide.upper());
                assert!(wide.lower() >= Some(0.0) && wide.upper() <= Some(1.0));
            }
            let median = curve.median(ninety, scale);
            if let (Ok(value), Some(lower)) = (median.value, median.lower) {
                assert!(lower <= value);
            }
            if let (Ok(value), Some(upper)) = (median.value, median.upper) {
                assert!(value <= upper);
            }
        }
    }
}

#[test]
fn log_rank_ignores_the_order_of_groups_and_the_unit_of_time() {
    let mut dice = Dice(4);
    for _ in 0..200 {
        let groups: Vec<Vec<Observation>> = (0..3).map(|_| dice.persons(20, 8)).collect();
        let stretched: Vec<EventTable> = groups
            .iter()
            .map(|group| {
                let times = group.iter().map(|person| Observation { time: 1.0 + 3.0 * person.time, ..*person });
                EventTable::from_observations(times).unwrap()
            })
            .collect();
        let tables: Vec<EventTable> = groups.iter().map(|group| table(group)).collect();
        let turned = [tables[2].clone(), tables[0].clone(), tables[1].clone()];
        for weights in [TestWeights::LogRank, TestWeights::PetoPeto, TestWeights::GehanBreslow, TestWeights::TaroneWare]
        {
            let test = |groups: &[EventTable]| weighted_log_rank(&[groups], weights);
            let (Ok(found), Ok(turned)) = (test(&tables), test(&turned)) else { continue };
            assert_eq!(Ok(&found), test(&stretched).as_ref());
            assert!(near(found.test.statistic.unwrap(), turned.test.statistic.unwrap()));
            assert!(near(found.observed.iter().sum(), found.expected.iter().sum()));
            // A stratum without contrast adds nothing; two equal strata double the statistic.
            let alone = vec![tables[0].clone(), EventTable::default(), EventTable::default()];
            let padded = weighted_log_rank(&[tables.clone(), alone], weights).unwrap();
            assert!(near(padded.test.statistic.unwrap(), found.test.statistic.unwrap()));
            let doubled = weighted_log_rank(&[tables.clone(), tables.clone()], weights).unwrap();
            assert!(near(doubled.test.statistic.unwrap(), 2.0 * found.test.statistic.unwrap()));
        }
    }
}

#[test]
fn the_exact_score_test_of_cox_is_the_log_rank_test() {
    let mut dice = Dice(5);
    for _ in 0..60 {
        let groups = [dice.persons(15, 6), dice.persons(15, 6)];
        let tables = [table(&groups[0]), table(&groups[1])];
        let Ok(expected) = log_rank(&tables) else { continue };
        let persons: Vec<&Observation> = groups.iter().flatten().collect();
        let arm: Vec<f64> = (0..persons.len()).map(|i| if i < groups[0].len() { 0.0 } else { 1.0 }).collect();
        let subjects: Vec<Subject> = persons.iter().map(|person| Subject::new(person.time, person.event)).collect();
        let design = Design::without_intercept(subjects.len()).numeric("arm", &arm).unwrap();
        match cox(&subjects, &design, Ties::Exact) {
            Ok(model) => assert!(near(model.score_test().unwrap().statistic, expected.test.statistic.unwrap())),
            Err(why) => assert_eq!(why, Undefined::Separation),
        }
    }
}

/// Subjects with two covariates, of which `x` is a measurement.
fn cox_data(dice: &mut Dice, count: usize) -> (Vec<Subject>, Vec<f64>, Vec<f64>) {
    let subjects = (0..count).map(|_| Subject::new(1.0 + dice.below(15) as f64, dice.below(3) > 0)).collect::<Vec<_>>();
    let arm = (0..count).map(|i| (i % 2) as f64).collect();
    let x = (0..count).map(|_| dice.below(50) as f64).collect();
    (subjects, arm, x)
}

fn fitted(subjects: &[Subject], arm: &[f64], x: &[f64], ties: Ties) -> Cox {
    let design = Design::without_intercept(arm.len()).numeric("arm", arm).unwrap().numeric("x", x).unwrap();
    cox(subjects, &design, ties).unwrap()
}

#[test]
fn cox_ignores_the_order_of_rows_the_origin_of_covariates_and_what_happens_between_events() {
    let mut dice = Dice(6);
    for ties in [Ties::Efron, Ties::Breslow, Ties::Exact] {
        let (subjects, arm, x) = cox_data(&mut dice, 60);
        let model = fitted(&subjects, &arm, &x, ties);
        let reversed = fitted(
            &subjects.iter().rev().copied().collect::<Vec<_>>(),
            &arm.iter().rev().copied().collect::<Vec<_>>(),
            &x.iter().rev().copied().collect::<Vec<_>>(),
            ties,
        );
        assert_eq!(model.coefficients(), reversed.coefficients());
        let moved: Vec<f64> = x.iter().map(|x| 1000.0 - 4.0 * x).collect();
        let moved = fitted(&subjects, &arm, &moved, ties);
        assert!(near(moved.coefficients().values()[1], -0.25 * model.coefficients().values()[1]));
        assert!(near(moved.log_likelihood(), model.log_likelihood()));
        // Residuals sum to zero; each person in two pieces is the same model.
        assert!(model.martingale_residuals().iter().sum::<f64>().abs() < 1e-9);
        let twice = |values: &[f64]| values.iter().flat_map(|value| [*value, *value]).collect::<Vec<_>>();
        let pieces: Vec<Subject> = subjects
            .iter()
            .flat_map(|subject| {
                let half = 0.5 * subject.time;
                [Subject::new(half, false), subject.entering(half)]
            })
            .collect();
        let split = fitted(&pieces, &twice(&arm), &twice(&x), ties);
        assert!(near(split.coefficients().values()[0], model.coefficients().values()[0]));
        assert!(near(split.log_likelihood(), model.log_likelihood()));
        if ties != Ties::Exact {
            let persons = |count: usize, pieces: usize| {
                Factor::new(&(0..count).map(|i| (i / pieces).to_string()).collect::<Vec<_>>())
            };
            let (whole, halves) = (model.clustered(&persons(60, 1)), split.clustered(&persons(120, 2)));
            assert!(near(whole.unwrap().covariance(1, 1), halves.unwrap().covariance(1, 1)));
        }
    }
}

#[test]
fn a_weight_of_two_is_two_persons_by_breslow() {
    let (subjects, arm, x) = cox_data(&mut Dice(7), 40);
    let weighted: Vec<Subject> = subjects.iter().map(|subject| subject.weighted(2.0)).collect();
    let twice = |values: &[f64]| [values, values].concat();
    let doubled = fitted(&[subjects.clone(), subjects.clone()].concat(), &twice(&arm), &twice(&x), Ties::Breslow);
    let weighted = fitted(&weighted, &arm, &x, Ties::Breslow);
    assert!(near(weighted.coefficients().values()[0], doubled.coefficients().values()[0]));
    assert!(near(weighted.coefficients().covariance(0, 0), doubled.coefficients().covariance(0, 0)));
}

#[test]
fn the_proportional_hazards_test_is_that_of_a_covariate_that_changes_at_every_event() {
    let (subjects, arm, x) = cox_data(&mut Dice(8), 30);
    let model = fitted(&subjects, &arm, &x, Ties::Efron);
    let test = model.proportional_hazards(TimeScale::Identity).unwrap();
    assert!(test.columns.iter().all(|column| (0.0..=1.0).contains(&column.p)));
    // The statistic is the quadratic approximation of the likelihood ratio of the model that has it.
    let (mut pieces, mut arms, mut xs, mut trends) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for ((subject, arm), x) in subjects.iter().zip(&arm).zip(&x) {
        for time in 1..=subject.time as u32 {
            let time = f64::from(time);
            let piece = Subject::new(time, subject.event && time == subject.time);
            pieces.push(piece.entering(time - 1.0));
            arms.push(*arm);
            xs.push(*x);
            trends.push(arm * time);
        }
    }
    let design = Design::without_intercept(pieces.len())
        .numeric("arm", &arms)
        .unwrap()
        .numeric("x", &xs)
        .unwrap()
        .numeric("trend", &trends)
        .unwrap();
    let wider = cox(&pieces, &design, Ties::Efron).unwrap();
    let ratio = 2.0 * (wider.log_likelihood() - model.log_likelihood());
    assert!((test.columns[0].statistic - ratio).abs() < 0.1 * (1.0 + ratio), "{ratio} {test:?}");
}

#[test]
fn incidences_sum_to_one_and_one_cause_alone_is_kaplan_meier() {
    let mut dice = Dice(9);
    for _ in 0..100 {
        let rows: Vec<CompetingRow> = (0..8)
            .map(|time| CompetingRow {
                time: f64::from(time),
                events: vec![dice.below(4), dice.below(4)],
                censored: dice.below(3),
            })
            .collect();
        let Ok(incidences) = cumulative_incidence(&rows) else { continue };
        let any = EventTable::new(rows.iter().map(|row| TimeRow {
            time: row.time,
            events: row.events.iter().sum(),
            censored: row.censored,
        }))
        .unwrap();
        let curve = kaplan_meier(&any).unwrap();
        for (i, step) in curve.steps().iter().enumerate() {
            let total: f64 = incidences.iter().map(|incidence| incidence.steps[i].incidence).sum();
            assert!(near(step.survival + total, 1.0));
        }
        let single: Vec<CompetingRow> = any
            .rows()
            .iter()
            .map(|row| CompetingRow { time: row.time, events: vec![row.events], censored: row.censored })
            .collect();
        let alone = &cumulative_incidence(&single).unwrap()[0];
        for (step, incidence) in curve.steps().iter().zip(&alone.steps) {
            if let Some(standard_error) = step.standard_error() {
                assert!((standard_error - incidence.standard_error()).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn swapping_arms_turns_differences_and_ratios() {
    let mut dice = Dice(10);
    for _ in 0..100 {
        let curves = [(); 2].map(|()| kaplan_meier(&table(&dice.persons(30, 12))).unwrap());
        let means = [restricted_mean(&curves[0], 6.0), restricted_mean(&curves[1], 6.0)];
        let [Ok(a), Ok(b)] = means else { continue };
        let level = Level::NINETY_FIVE;
        let (there, back) = (a.difference(b, level).unwrap(), b.difference(a, level).unwrap());
        assert_eq!(there.value, -back.value);
        assert_eq!(there.interval.lower(), back.interval.upper().map(|upper| -upper));
        if let (Ok(there), Ok(back)) = (a.ratio(b, level), b.ratio(a, level)) {
            assert!(near(there.value * back.value, 1.0));
            assert!(near(there.interval.lower().unwrap() * back.interval.upper().unwrap(), 1.0));
        }
    }
}

#[test]
fn wild_data_are_computed_or_declined() {
    let numbers = [0.0, 1e-300, 1.0, 1e300, f64::MAX];
    let level = Level::NINETY_FIVE;
    for a in numbers {
        for b in numbers {
            let rows = [TimeRow { time: a, events: 1 << 51, censored: 3 }, TimeRow { time: b, events: 1, censored: 0 }];
            let table = EventTable::new(rows).unwrap();
            let curve = kaplan_meier(&table).unwrap();
            assert!(curve.steps().iter().all(|step| step.survival.is_finite()));
            for scale in SCALES {
                let _ = curve.median(level, scale);
            }
            if let Ok(mean) = restricted_mean(&curve, b) {
                assert!(mean.mean.is_finite() && mean.variance.is_finite());
            }
            if let Ok(found) = log_rank(&[table.clone(), table]) {
                assert!((0.0..=1.0).contains(&found.test.p));
            }
            for ties in [Ties::Efron, Ties::Breslow, Ties::Exact] {
                let subjects = [Subject::new(a, true), Subject::new(b, true), Subject::new(1.0, false)];
                let design = Design::without_intercept(3).numeric("x", &[a, b, -1.0]).unwrap();
                if let Ok(model) = cox(&subjects, &design, ties) {
                    assert!(model.log_likelihood().is_finite());
                    assert!(model.martingale_residuals().iter().all(|residual| residual.is_finite()));
                }
            }
        }
    }
    let one = |time, event| EventTable::from_observations([Observation { time, event }]);
    assert_eq!(one(f64::NAN, true), Err(Undefined::NotFinite));
    assert_eq!(one(-1.0, true), Err(Undefined::OutsideDomain));
    assert_eq!(kaplan_meier(&EventTable::default()), Err(Undefined::NoObservations));
    assert_eq!(
        EventTable::new([TimeRow { time: 1.0, events: u64::MAX, censored: 1 }]).unwrap_err(),
        Undefined::TooLarge
    );
}

#[test]
fn collinear_and_separated_covariates_are_named() {
    let (subjects, arm, _) = cox_data(&mut Dice(11), 30);
    let double: Vec<f64> = arm.iter().map(|arm| 2.0 * arm).collect();
    let design = |x: &[f64]| Design::without_intercept(30).numeric("arm", &arm).unwrap().numeric("x", x).unwrap();
    assert_eq!(cox(&subjects, &design(&double), Ties::Efron).err(), Some(Undefined::Collinear));
    assert_eq!(cox(&subjects, &design(&[1.0; 30]), Ties::Efron).err(), Some(Undefined::Collinear));
    let early: Vec<f64> = subjects.iter().map(|subject| -subject.time).collect();
    let all_events: Vec<Subject> = subjects.iter().map(|subject| Subject::new(subject.time, true)).collect();
    assert_eq!(cox(&all_events, &design(&early), Ties::Efron).err(), Some(Undefined::Separation));
}
