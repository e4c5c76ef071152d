//! Reviews at the edge: one, two or three studies, equal effects, the same study twice, one study that outweighs all others,
//! variances of 1e-300 and 1e300. A result is a proper one, or there is a reason why there is none.

use utfall::stats::meta::bias::{MissingStudies, Side, harbord, peters, trim_and_fill};
use utfall::stats::meta::effect::ArmRate;
use utfall::stats::meta::sensitivity::{cumulative, influence, leave_one_out, residuals};
use utfall::stats::meta::{
    CountMeasure, Estimator, Inference, Model, Pooled, Prediction, Studies, Study, cochrane_inference, mantel_haenszel,
    mantel_haenszel_random, mantel_haenszel_rate_difference, mantel_haenszel_rate_ratio, peto, pool,
    prediction_interval, profile_likelihood, q_profile, repeated,
};
use utfall::stats::stratified_proportions::Stratum;
use utfall::stats::{Arm, Undefined};

use super::{INFERENCES, LEVEL, REML, Random, assert_near, ends, models, study, wild};

fn both() -> impl Iterator<Item = (Model, Inference)> {
    models().flat_map(|model| INFERENCES.map(|inference| (model, inference)))
}

/// Effects that are multiples of 1/8, so that adding a whole number changes no difference between them.
fn corners() -> Vec<Vec<Study>> {
    let of = |rows: &[(f64, f64)]| rows.iter().map(|(effect, variance)| study(*effect, *variance)).collect();
    vec![
        of(&[(0.375, 0.02)]),
        of(&[(0.375, 0.02), (-1.25, 0.3)]),
        of(&[(0.375, 0.02), (-1.25, 0.3), (2.0, 0.05)]),
        // All effects equal, and all variances too.
        of(&[(0.5, 0.04), (0.5, 0.04)]),
        of(&[(0.5, 0.04), (0.5, 0.07), (0.5, 0.01)]),
        of(&[(-0.25, 0.04); 5]),
        of(&[(0.0, 0.04), (0.0, 0.3), (0.0, 0.5), (0.0, 0.1)]),
        // The same study twice, and three times.
        of(&[(0.125, 0.03), (0.125, 0.03), (0.75, 0.05)]),
        of(&[(0.125, 0.03), (0.75, 0.05), (0.125, 0.03), (-0.5, 0.4), (0.125, 0.03)]),
        // One that outweighs the others, near them and far from them.
        of(&[(0.5, 1e-14), (0.75, 0.1), (0.25, 0.2), (1.5, 0.7)]),
        of(&[(64.0, 1e-14), (0.75, 0.1), (0.25, 0.2), (1.5, 0.7)]),
        // One that weighs nothing.
        of(&[(0.5, 0.02), (0.75, 0.1), (-1000.0, 1e12)]),
        of(&[(0.5, 0.02), (0.75, 0.1), (0.625, 1e300)]),
        // Tiny and huge ones.
        of(&[(0.5, 1e-300), (0.75, 1e-300), (1.0, 3e-300)]),
        of(&[(0.5, 1e300), (0.75, 2e300), (1.0, 1e300)]),
        of(&[(0.5, 1e-300), (0.75, 1e300), (1.0, 1.0)]),
    ]
}

/// What a pooled effect must be whatever the studies.
fn proper(studies: &[Study], pooled: &Pooled) {
    let what = format!("{:?} {:?} of {studies:?}", pooled.model, pooled.inference);
    let (value, error) = (pooled.estimated.value, pooled.estimated.standard_error.expect("an error"));
    let (lower, upper) = ends(pooled);
    let effects = || studies.iter().map(|study| study.effect());
    let (least, most) = (effects().fold(f64::INFINITY, f64::min), effects().fold(f64::NEG_INFINITY, f64::max));
    let slack = 1e-12 * least.abs().max(most.abs());
    assert!(least - slack <= value && value <= most + slack, "{what}: {value}");
    assert!(error > 0.0 && error.is_finite() && lower <= value && value <= upper, "{what}: {lower} {value} {upper}");
    assert!(pooled.tau_squared >= 0.0 && pooled.tau_squared.is_finite(), "{what}");
    assert!((0.0..=1.0).contains(&pooled.test.p), "{what}: {:?}", pooled.test);
    let heterogeneity = pooled.heterogeneity;
    assert!((0.0..=1.0).contains(&heterogeneity.i_squared) && (0.0..=1.0).contains(&heterogeneity.q.p), "{what}");
    assert!(heterogeneity.q.statistic.is_some_and(|q| q >= 0.0) && heterogeneity.h_squared >= 0.0, "{what}");
    assert_eq!(heterogeneity.q.df, Some((studies.len() - 1) as f64), "{what}");
    assert!(pooled.weights.iter().all(|weight| (0.0..=1.0).contains(weight)), "{what}: {:?}", pooled.weights);
    assert_near(&what, pooled.weights.iter().sum(), 1.0, 1e-12, 0.0);
    assert!(pooled.ln_likelihood.is_finite() && pooled.akaike.is_finite(), "{what}");
}

fn try_pool(studies: &[Study], model: Model, inference: Inference) -> Result<Pooled, Undefined> {
    pool(&Studies::new(studies)?, model, inference, LEVEL)
}

#[test]
fn a_result_is_a_proper_one_or_there_is_a_reason() {
    let mut random = Random(0x1357_9bdf);
    let mut reviews = corners();
    for round in 0..200 {
        let spread = [0.0, 1.0, 10.0, 100.0][round % 4];
        reviews.push(random.review(1 + round % 6, spread, [0.0, 0.3, 30.0][round % 3]));
    }
    for studies in &reviews {
        for (model, inference) in both() {
            let what = format!("{model:?} {inference:?} of {studies:?}");
            match try_pool(studies, model, inference) {
                Ok(pooled) => proper(studies, &pooled),
                Err(Undefined::TooFewObservations) => {
                    assert!(
                        studies.len() == 1 && (model, inference) != (Model::CommonEffect, Inference::Wald),
                        "{what}"
                    );
                }
                Err(Undefined::NoVariation) => {
                    let equal = studies.iter().all(|study| study.effect() == studies[0].effect());
                    assert!(equal && inference == Inference::HartungKnapp, "{what}");
                }
                Err(Undefined::NotFinite) => {
                    // Only what a double does not hold.
                    assert!(studies.iter().any(|study| !(1e-140..=1e140).contains(&study.variance())), "{what}");
                }
                Err(why) => panic!("{what}: {why:?}"),
            }
        }
    }
    for studies in &corners() {
        wild::everything(studies);
    }
}

#[test]
fn a_whole_number_added_changes_no_bit_but_those_of_the_estimate() {
    for studies in corners() {
        let shifted: Vec<Study> = studies.iter().map(|s| study(s.effect() + 1024.0, s.variance())).collect();
        for (model, inference) in both() {
            let (one, two) = (try_pool(&studies, model, inference), try_pool(&shifted, model, inference));
            let (one, two) = match (one, two) {
                (Ok(one), Ok(two)) => (one, two),
                (one, two) => {
                    assert_eq!(one.err(), two.err());
                    continue;
                }
            };
            let what = format!("{model:?} {inference:?} of {studies:?}");
            assert_near(&what, two.estimated.value, one.estimated.value + 1024.0, 1e-15, 0.0);
            assert_eq!(two.estimated.standard_error, one.estimated.standard_error, "{what}");
            assert_eq!((two.tau_squared, &two.weights), (one.tau_squared, &one.weights), "{what}");
            assert_eq!(two.heterogeneity, one.heterogeneity, "{what}");
            assert_eq!((two.ln_likelihood, two.akaike), (one.ln_likelihood, one.akaike), "{what}");
        }
        let (Ok(one), Ok(two)) = (Studies::new(&studies), Studies::new(&shifted)) else { continue };
        assert_eq!(q_profile(&one, LEVEL), q_profile(&two, LEVEL));
        for estimator in [Estimator::RestrictedMaximumLikelihood, Estimator::MaximumLikelihood] {
            assert_eq!(profile_likelihood(&one, estimator, LEVEL), profile_likelihood(&two, estimator, LEVEL));
        }
        let trimmed = |studies: &[Study]| {
            let filled = trim_and_fill(studies, MissingStudies::L0, None, REML, Inference::Wald, LEVEL);
            filled.map(|filled| (filled.missing, filled.side))
        };
        assert_eq!(trimmed(&studies), trimmed(&shifted));
    }
}

#[test]
fn the_order_of_studies_changes_no_bit_at_the_corners_either() {
    let mut random = Random(31);
    for studies in corners() {
        for _ in 0..3 {
            let (shuffled, order) = random.shuffled(&studies);
            for (model, inference) in both() {
                let mut two = try_pool(&shuffled, model, inference);
                if let Ok(pooled) = &mut two {
                    pooled.weights = super::in_order(&pooled.weights, &order);
                }
                assert_eq!(two, try_pool(&studies, model, inference));
            }
            if Studies::new(&studies).is_err() {
                continue;
            }
            let sorted = |studies: &[Study]| Studies::new(studies).expect("studies");
            let without = leave_one_out(&sorted(&shuffled), REML, Inference::HartungKnapp, LEVEL);
            let expected = leave_one_out(&sorted(&studies), REML, Inference::HartungKnapp, LEVEL);
            assert_eq!(super::in_order(&without, &order), expected);
            let found = influence(&sorted(&shuffled), REML, Inference::Wald);
            let found = found.map(|rows| super::in_order(&rows, &order));
            assert_eq!(found, influence(&sorted(&studies), REML, Inference::Wald));
            let found = residuals(&sorted(&shuffled), REML, Inference::Wald);
            let found = found.map(|rows| super::in_order(&rows, &order));
            assert_eq!(found, residuals(&sorted(&studies), REML, Inference::Wald));
            for (estimator, side) in
                [(MissingStudies::L0, Side::Left), (MissingStudies::R0, Side::Right), (MissingStudies::Q0, Side::Left)]
            {
                let fill = |studies: &[Study]| {
                    trim_and_fill(studies, estimator, Some(side), REML, Inference::Wald, LEVEL)
                        .map(|found| (found.missing, found.p, found.filled, found.pooled.estimated))
                };
                assert_eq!(fill(&shuffled), fill(&studies));
            }
        }
    }
}

#[test]
fn the_order_of_studies_changes_no_bit_of_pooled_counts() {
    let arm = |events, total| Arm::new(events, total).expect("an arm");
    let counts =
        [(4, 40, 11, 41), (0, 30, 3, 29), (7, 7, 5, 9), (0, 12, 0, 13), (62, 1_350, 48, 1_290), (4, 40, 11, 41)];
    let studies: Vec<Stratum> =
        counts.iter().map(|(x1, n1, x2, n2)| Stratum { treated: arm(*x1, *n1), control: arm(*x2, *n2) }).collect();
    let rates: Vec<(ArmRate, ArmRate)> = counts
        .iter()
        .map(|(x1, n1, x2, n2)| {
            let rate = |x: u64, n: u64| ArmRate::new(x as f64, 0.7 * n as f64).expect("a rate");
            (rate(*x1, *n1), rate(*x2, *n2))
        })
        .collect();
    let mut random = Random(8);
    let everything = |studies: &[Stratum], rates: &[(ArmRate, ArmRate)], order: &[usize]| {
        let mut texts = Vec::new();
        for measure in [CountMeasure::OddsRatio, CountMeasure::RiskRatio, CountMeasure::RiskDifference] {
            let mut pooled = mantel_haenszel(studies, measure, LEVEL).expect("pooled");
            pooled.weights = super::in_order(&pooled.weights, order);
            let mut mixed = mantel_haenszel_random(studies, measure, LEVEL).expect("pooled");
            mixed.weights = super::in_order(&mixed.weights, order);
            texts.push(format!("{pooled:?} {mixed:?}"));
        }
        let without_weights = |found: utfall::stats::meta::PooledCounts| {
            format!("{:?} {:?} {:?}", found.estimated, found.test, found.heterogeneity)
        };
        texts.push(without_weights(peto(studies, LEVEL).expect("pooled")));
        texts.push(without_weights(mantel_haenszel_rate_ratio(rates, LEVEL).expect("pooled")));
        texts.push(without_weights(mantel_haenszel_rate_difference(rates, LEVEL).expect("pooled")));
        texts.push(format!(
            "{:?} {:?}",
            harbord(studies, LEVEL).map(|found| found.test),
            peters(studies, LEVEL).map(|found| found.test)
        ));
        texts
    };
    let expected = everything(&studies, &rates, &[0, 1, 2, 3, 4, 5]);
    for _ in 0..10 {
        let rows: Vec<(Stratum, (ArmRate, ArmRate))> = studies.iter().copied().zip(rates.iter().copied()).collect();
        let (shuffled, order) = random.shuffled(&rows);
        let (studies, rates): (Vec<_>, Vec<_>) = shuffled.into_iter().unzip();
        assert_eq!(everything(&studies, &rates, &order), expected);
    }
}

#[test]
fn two_identical_reviews_together_never_widen_the_common_effect() {
    let mut random = Random(12);
    let mut reviews = corners();
    reviews.extend((0..60).map(|round| random.review(1 + round % 9, 0.1 * round as f64, 0.3)));
    for studies in reviews {
        let twice = [studies.as_slice(), &studies].concat();
        for inference in INFERENCES {
            let Ok(one) = try_pool(&studies, Model::CommonEffect, inference) else { continue };
            let two = try_pool(&twice, Model::CommonEffect, inference).expect("twice as much of it");
            let width = |pooled: &Pooled| ends(pooled).1 - ends(pooled).0;
            assert!(width(&two) <= width(&one), "{inference:?} {studies:?}");
            // Half the variance, if it is that of the model.
            if matches!(inference, Inference::Wald | Inference::StudentT) {
                let error = |pooled: &Pooled| pooled.estimated.standard_error.expect("an error");
                assert_near("error", error(&two) * 2_f64.sqrt(), error(&one), 1e-12, 0.0);
            }
            assert_near("estimate", two.estimated.value, one.estimated.value, 1e-12, 1e-15);
        }
    }
}

#[test]
fn one_enormous_study_is_the_common_effect_and_one_voice_among_others_at_random() {
    let studies = [study(0.5, 1e-14), study(0.75, 0.1), study(0.25, 0.2), study(1.5, 0.7)];
    let common = try_pool(&studies, Model::CommonEffect, Inference::Wald).expect("pooled");
    assert_near("the effect", common.estimated.value, 0.5, 1e-12, 0.0);
    assert_near("its error", common.estimated.standard_error.expect("an error"), 1e-7, 1e-12, 0.0);
    assert!(common.weights[0] > 1.0 - 1e-12);
    // Without variance between studies it is all there is; with one it is a study among four.
    let apart = [study(64.0, 1e-14), studies[1], studies[2], studies[3]];
    let model = Model::RandomEffects(Estimator::PauleMandel);
    let mixed = try_pool(&apart, model, Inference::HartungKnapp).expect("pooled");
    assert!(mixed.weights[0] < 0.3 && mixed.estimated.value < 30.0, "{mixed:?}");
    // A study of next to no weight changes next to nothing.
    let light = [studies[1], studies[2], study(-3.0, 1e15)];
    let (with, without) = (
        try_pool(&light, Model::CommonEffect, Inference::Wald).expect("pooled"),
        try_pool(&light[..2], Model::CommonEffect, Inference::Wald).expect("pooled"),
    );
    assert_near("the effect", with.estimated.value, without.estimated.value, 1e-13, 0.0);
}

#[test]
fn what_is_no_study_is_rejected_wherever_it_comes_from() {
    for (effect, variance, why) in [
        (f64::NAN, 0.1, Undefined::NotFinite),
        (f64::INFINITY, 0.1, Undefined::NotFinite),
        (0.1, f64::NAN, Undefined::NotFinite),
        (0.1, f64::INFINITY, Undefined::NotFinite),
        (0.1, -1e-300, Undefined::OutsideDomain),
        (0.1, f64::NEG_INFINITY, Undefined::NotFinite),
        (0.1, -0.0, Undefined::OutsideDomain),
    ] {
        assert_eq!(Study::new(effect, variance), Err(why));
    }
    assert_eq!(Study::from_standard_error(0.1, -0.2), Err(Undefined::OutsideDomain));
    // A square that is no longer positive, or no longer finite.
    assert_eq!(Study::from_standard_error(0.1, 1e-170), Err(Undefined::OutsideDomain));
    assert_eq!(Study::from_standard_error(0.1, 1e170), Err(Undefined::NotFinite));
    assert_eq!(study(0.1, 0.2).scaled(0.0), Err(Undefined::OutsideDomain));
    for text in [r#"{"effect": 0.1, "variance": -0.2}"#, r#"{"effect": 0.1, "variance": 0}"#, r#"{"effect": 0.1}"#] {
        assert!(serde_json::from_str::<Study>(text).is_err(), "{text}");
    }
    let read: Study = serde_json::from_str(r#"{"effect": 0.1, "variance": 0.2}"#).expect("a study");
    assert_eq!(read, study(0.1, 0.2));
    // Effects so far apart, in units of the smallest standard error, that a double does not hold it.
    let far = [study(1e300, 1e-300), study(-1e300, 1.0)];
    assert_eq!(Studies::new(&far).map(|_| ()), Err(Undefined::NotFinite));
}

#[test]
fn one_two_and_three_studies() {
    let three = [study(0.375, 0.02), study(-1.25, 0.3), study(2.0, 0.05)];
    // One stands for itself where that is all there is to ask, and is too few for everything else.
    let one = Studies::new(&three[..1]).expect("a study");
    let alone = pool(&one, Model::CommonEffect, Inference::Wald, LEVEL).expect("itself");
    assert_eq!((alone.estimated.value, alone.estimated.standard_error), (0.375, Some(0.02_f64.sqrt())));
    assert_eq!(alone.weights, [1.0]);
    assert_eq!(q_profile(&one, LEVEL), Err(Undefined::TooFewObservations));
    let fill = |studies: &[Study]| {
        trim_and_fill(studies, MissingStudies::L0, None, REML, Inference::Wald, LEVEL).map(|found| found.missing)
    };
    assert_eq!(
        (fill(&three[..1]), fill(&three[..2])),
        (Err(Undefined::TooFewObservations), Err(Undefined::TooFewObservations))
    );
    // Of two, each that is left stands for itself.
    let two = Studies::new(&three[..2]).expect("two studies");
    let left = leave_one_out(&two, REML, Inference::HartungKnapp, LEVEL);
    assert_eq!(left[0].map(|row| row.estimated.value), Ok(-1.25));
    assert_eq!(left[1].map(|row| row.estimated.value), Ok(0.375));
    let grown = cumulative(&three, REML, Inference::HartungKnapp, LEVEL);
    assert_eq!(grown[0].map(|row| (row.estimated.value, row.tau_squared)), Ok((0.375, 0.0)));
    assert_eq!(
        grown[1].map(|row| row.estimated),
        pool(&two, REML, Inference::HartungKnapp, LEVEL).map(|p| p.estimated)
    );
    // Two have one degree of freedom, three are the fewest that a prediction interval can be had of.
    let predict = |count: usize| {
        let found = pool(&Studies::new(&three[..count])?, REML, Inference::Wald, LEVEL)?;
        prediction_interval(&found, Prediction::HigginsThompsonSpiegelhalter, LEVEL)
    };
    assert_eq!(predict(2), Err(Undefined::TooFewObservations));
    assert!(predict(3).is_ok_and(|interval| interval.lower() < interval.upper()));
    assert_eq!(cochrane_inference(2, 1.0), Inference::Wald);
    assert_eq!(cochrane_inference(3, 1.0), Inference::HartungKnapp);
    assert_eq!(cochrane_inference(3, 0.0), Inference::Wald);
    // A study that was entered twice is found, wherever it stands.
    assert_eq!(repeated(&[three[1], three[0], three[2], three[0]]), [(1, 3)]);
}
