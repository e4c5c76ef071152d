//! 10e: sensitivity to single studies, small-study effects and cluster-robust errors.

use utfall::stats::meta::bias::{
    AsymmetryModel, AsymmetryTest, FailSafe, MissingStudies, Predictor, Side, asymmetry, begg_mazumdar, orwin,
    rosenberg, rosenthal, trim_and_fill,
};
use utfall::stats::meta::sensitivity::{
    Influence, PooledSubset, StudyResidual, cumulative, influence, leave_one_out, residuals,
};
use utfall::stats::meta::{Inference, Model, RobustVariance, Studies, cluster_robust};
use utfall::stats::regression::{Design, Factor};
use utfall::stats::{Interval, Level, Undefined};

use super::super::case::{ABSENT, Case, Field, Fields, Outcome};
use super::meta_regression::list;
use super::{level, meta_effects, meta_pooled, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    Some(match case.option("proc")? {
        "regtest" => regression_test(case),
        "ranktest" => rank_test(case),
        "trimfill" => trimmed(case),
        "fsn" => fail_safe(case),
        "leave1out" => with_model(case, |studies, model, inference, level| {
            let studies = Studies::new(studies).map_err(undefined)?;
            subsets(leave_one_out(&studies, model, inference, level), model)
        }),
        "cumul" => with_model(case, |studies, model, inference, level| {
            subsets(cumulative(studies, model, inference, level), model)
        }),
        "influence" => with_model(case, |studies, model, inference, _| influences(studies, model, inference)),
        "residuals" => with_model(case, |studies, model, inference, _| standardised(studies, model, inference)),
        "robust" => clustered(case, RobustVariance::Cr1),
        "robust_cr2" => clustered(case, RobustVariance::Cr2),
        _ => return None,
    })
}

type Study = utfall::stats::meta::Study;

fn with_model(case: &Case, run: impl Fn(&[Study], Model, Inference, Level) -> Outcome) -> Outcome {
    let model = case.option("method").and_then(meta_pooled::model).ok_or("no `method`")?;
    let inference = meta_pooled::inference(case.option("test")).ok_or("no such `test`")?;
    run(&meta_effects::studies(case)?, model, inference, level(case)?)
}

fn regression_test(case: &Case) -> Outcome {
    let sizes = case.numbers("ni").unwrap_or_default();
    let predictor = match case.option("predictor") {
        Some("sei") => Predictor::StandardError,
        Some("vi") => Predictor::Variance,
        Some("ni") => Predictor::SampleSize(&sizes),
        Some("ninv") => Predictor::InverseSampleSize(&sizes),
        Some("sqrtni") => Predictor::RootSampleSize(&sizes),
        Some("sqrtninv") => Predictor::InverseRootSampleSize(&sizes),
        _ => return Err("no `predictor`".to_owned()),
    };
    let run = |model: AsymmetryModel, studies: &[Study], level: Level| {
        asymmetry(studies, predictor, model, level).map(asymmetry_fields).map_err(undefined)
    };
    if case.option("model") == Some("lm") {
        return run(AsymmetryModel::Egger, &meta_effects::studies(case)?, level(case)?);
    }
    with_model(case, |studies, model, inference, level| {
        run(AsymmetryModel::MetaRegression(model, inference), studies, level)
    })
}

fn asymmetry_fields(found: AsymmetryTest) -> Fields {
    let fields = super::test(found.test)
        .number("intercept", found.intercept.value)
        .number("slope", found.slope.value)
        .number("se_intercept", found.intercept.standard_error)
        .number("se_slope", found.slope.standard_error)
        .number("tau2", found.tau_squared);
    match found.limit {
        None => fields,
        Some(limit) => meta_pooled::with_interval(
            fields.number("limit", limit.value),
            ["limit_ci_low", "limit_ci_high"],
            Ok(limit.interval),
        ),
    }
}

fn rank_test(case: &Case) -> Outcome {
    let (tau, test) = begg_mazumdar(&meta_effects::studies(case)?).map_err(undefined)?;
    Ok(Fields::new().number("tau", tau).number("p", test.p))
}

fn trimmed(case: &Case) -> Outcome {
    let estimator = match case.option("estimator") {
        Some("L0") => MissingStudies::L0,
        Some("R0") => MissingStudies::R0,
        Some("Q0") => MissingStudies::Q0,
        _ => return Err("no `estimator`".to_owned()),
    };
    let side = match case.option("side") {
        None => None,
        Some("left") => Some(Side::Left),
        Some(_) => Some(Side::Right),
    };
    with_model(case, |studies, model, inference, level| {
        let fill = |inference| trim_and_fill(studies, estimator, side, model, inference, level).map_err(undefined);
        let filled = fill(inference)?;
        // metafor pools a funnel to which it has added studies by its default test, that of Wald.
        let filled = if filled.missing > 0 { fill(Inference::Wald)? } else { filled };
        let side = if filled.side == Side::Left { "left" } else { "right" };
        Ok(meta_pooled::fields(&filled.pooled)
            .number("k0", filled.missing as f64)
            .optional("se_k0", filled.standard_error.ok_or(()))
            .optional("p_k0", filled.p.ok_or(()))
            .with("side", Field::Text(side.to_owned()))
            .with("filled_yi", list(filled.filled.iter().map(|study| study.effect()).collect())))
    })
}

fn fail_safe(case: &Case) -> Outcome {
    let studies = meta_effects::studies(case)?;
    let found = match case.option("type") {
        Some("Rosenthal") => rosenthal(&studies, level(case)?),
        Some("Rosenberg") => rosenberg(&studies, level(case)?),
        Some("Orwin") => orwin(&studies, case.number("target").ok_or("no `target`")?),
        _ => return Err("no `type`".to_owned()),
    };
    let FailSafe { studies, p } = found.map_err(undefined)?;
    Ok(Fields::new().number("fsn", studies).optional("p", p.ok_or(())))
}

/// Under a common effect there is no variance between studies to report.
fn subsets(rows: Vec<Result<PooledSubset, Undefined>>, model: Model) -> Outcome {
    let rows = rows.into_iter().collect::<Result<Vec<_>, _>>().map_err(undefined)?;
    let column = |number: &dyn Fn(&PooledSubset) -> Option<f64>| {
        list(rows.iter().map(|row| number(row).unwrap_or(ABSENT)).collect())
    };
    let fields = Fields::new()
        .with("estimate", column(&|row| Some(row.estimated.value)))
        .with("se", column(&|row| row.estimated.standard_error))
        .with("p", column(&|row| Some(row.test.p)))
        .with("ci_low", column(&|row| Interval::lower(row.estimated.interval)))
        .with("ci_high", column(&|row| Interval::upper(row.estimated.interval)))
        .with("Q", column(&|row| row.heterogeneity.q.statistic))
        .with("I2", column(&|row| Some(100.0 * row.heterogeneity.i_squared)));
    Ok(match model {
        Model::CommonEffect => fields,
        Model::RandomEffects(_) => fields.with("tau2", column(&|row| Some(row.tau_squared))),
    })
}

fn influences(studies: &[Study], model: Model, inference: Inference) -> Outcome {
    let studies = Studies::new(studies).map_err(undefined)?;
    let rows = influence(&studies, model, inference).map_err(undefined)?;
    let rows = rows.into_iter().collect::<Result<Vec<_>, _>>().map_err(undefined)?;
    let column = |number: fn(&Influence) -> f64| list(rows.iter().map(number).collect());
    Ok(Fields::new()
        .with("rstudent", column(|row| row.studentised_residual))
        .with("dffits", column(|row| row.dffits))
        .with("cook_d", column(|row| row.cooks_distance))
        .with("cov_r", column(|row| row.covariance_ratio))
        .with("tau2_del", column(|row| row.tau_squared_without))
        .with("QE_del", column(|row| row.q_without))
        .with("hat", column(|row| row.weight))
        .with("weight", column(|row| 100.0 * row.weight))
        .with("dfbs", column(|row| row.dfbetas))
        .with("is_influential", Field::List(rows.iter().map(|row| Field::Flag(row.is_influential)).collect())))
}

fn standardised(studies: &[Study], model: Model, inference: Inference) -> Outcome {
    let studies = Studies::new(studies).map_err(undefined)?;
    let rows = residuals(&studies, model, inference).map_err(undefined)?;
    let column = |number: fn(&StudyResidual) -> f64| list(rows.iter().map(number).collect());
    Ok(Fields::new()
        .with("resid", column(|row| row.residual))
        .with("se", column(|row| row.standard_error))
        .with("z", column(|row| row.standardised.unwrap_or(ABSENT)))
        .with("blup", column(|row| row.shrunken))
        .with("blup_se", column(|row| row.shrunken_error)))
}

fn clustered(case: &Case, variance: RobustVariance) -> Outcome {
    with_model(case, |studies, model, _, level| {
        let clusters = clusters(case)?;
        let groups = clusters.levels().len() as f64;
        let design = Design::with_intercept(studies.len());
        let fit = cluster_robust(studies, &design, &clusters, model, variance).map_err(undefined)?;
        let contrast = fit.coefficient(0).map_err(undefined)?;
        let estimated = contrast.estimated(level).map_err(undefined)?;
        let test = contrast.test().map_err(undefined)?;
        let fields = super::estimate(estimated).number("p", test.p).number("clusters", groups);
        let fields = fields.optional("statistic", test.statistic.ok_or(()));
        Ok(fields.optional("df", test.df.ok_or(())))
    })
}

/// The clusters of the input.
pub fn clusters(case: &Case) -> Result<Factor, String> {
    match (case.numbers("cluster"), case.texts("cluster")) {
        (_, Some(labels)) => Ok(Factor::new(&labels)),
        (Some(numbers), None) => Ok(Factor::new(&numbers.iter().map(f64::to_string).collect::<Vec<_>>())),
        (None, None) => Err("no `cluster`".to_owned()),
    }
}

/// Fisher's scoring for the restricted likelihood, from Hedges' estimate until a step is at most `threshold`, as metafor
/// does it.
fn scoring(studies: &[Study], threshold: f64) -> f64 {
    let k = studies.len() as f64;
    let mean = studies.iter().map(|study| study.effect()).sum::<f64>() / k;
    let squares: f64 = studies.iter().map(|study| (study.effect() - mean).powi(2)).sum();
    let mut t = (squares / (k - 1.0) - studies.iter().map(|study| study.variance()).sum::<f64>() / k).max(0.0);
    for _ in 0..1_000 {
        let (mean, _) = weighted(studies, t);
        let powers = |power: i32| studies.iter().map(|study| (study.variance() + t).powi(-power)).sum::<f64>();
        let (w, w2, w3) = (powers(1), powers(2), powers(3));
        let fall: f64 = studies.iter().map(|study| ((study.effect() - mean) / (study.variance() + t)).powi(2)).sum();
        let mut step = (fall - (w - w2 / w)) / (w2 - 2.0 * w3 / w + (w2 / w).powi(2));
        while t + step < 0.0 {
            step /= 2.0;
        }
        t += step;
        if step.abs() <= threshold {
            break;
        }
    }
    t
}

/// The weighted mean and its standard error.
fn weighted(studies: &[Study], t: f64) -> (f64, f64) {
    let total: f64 = studies.iter().map(|study| 1.0 / (study.variance() + t)).sum();
    let mean = studies.iter().map(|study| study.effect() / (study.variance() + t)).sum::<f64>() / total;
    (mean, 1.0 / total.sqrt())
}

/// The proof beside the disputed cases: the printed numbers are where metafor's iteration stops, at a step of 1e-5 (which is
/// large for a tau squared of 0.01, and `trimfill` does not hand on the threshold of the model it is given); the same
/// iteration carried on gives ours.
#[test]
fn trim_and_fill_differs_where_metafor_stops_its_iteration_early() {
    const DISPUTED: [&str; 8] = [
        "trimfill-L0-REML-bcg",
        "trimfill-L0-right-bcg",
        "trimfill-L0-REML-raudenbush",
        "trimfill-R0-REML-raudenbush",
        "trimfill-L0-REML-egger_or",
        "trimfill-R0-REML-egger_or",
        "trimfill-L0-right-egger_or",
        "trimfill-L0-REML-molloy_zcor",
    ];
    let text = include_str!("../../../oracle/10e-meta-diagnostics.json");
    let cases = super::super::case::parse(text).expect("an oracle file");
    let file: serde_json::Value = serde_json::from_str(text).expect("a JSON file");
    for id in DISPUTED {
        let case = cases.iter().find(|case| case.id == id).expect("a case");
        let entry = file["cases"].as_array().and_then(|cases| cases.iter().find(|case| case["id"] == id));
        let expected = &entry.expect("a case")["expected"];
        let printed = |name: &str| expected[name].as_f64().expect("a number");
        let studies = meta_effects::studies(case).expect("studies");
        let estimator = if id.contains("R0") { MissingStudies::R0 } else { MissingStudies::L0 };
        let reml = meta_pooled::model("REML").expect("a model");
        let ours = trim_and_fill(&studies, estimator, None, reml, Inference::Wald, Level::NINETY_FIVE).expect("a fit");
        assert_eq!((ours.missing as f64, ours.side == Side::Left), (printed("k0"), expected["side"] == "left"));
        // The outermost studies, which are trimmed and mirrored, on the side that is full.
        let mut sorted = studies.clone();
        sorted.sort_by(|a, b| a.effect().total_cmp(&b.effect()));
        if ours.side == Side::Right {
            sorted.reverse();
        }
        let (kept, outermost) = sorted.split_at(sorted.len() - ours.missing);
        let filled = |threshold: f64| {
            let (centre, _) = weighted(kept, scoring(kept, threshold));
            let mirrored = outermost.iter().map(|study| Study::new(2.0 * centre - study.effect(), study.variance()));
            let all: Vec<Study> = studies.iter().copied().chain(mirrored.map(|study| study.expect("finite"))).collect();
            let t = scoring(&all, threshold);
            let (estimate, error) = weighted(&all, t);
            [t, estimate, error]
        };
        let (early, late) = (filled(1e-5), filled(1e-14));
        let found = ours.pooled.estimated;
        let ours = [ours.pooled.tau_squared, found.value, found.standard_error.expect("an error")];
        for (i, name) in ["tau2", "estimate", "se"].into_iter().enumerate() {
            assert!((early[i] / printed(name) - 1.0).abs() < 1e-10, "{id}, {name}: {early:?}");
            assert!((late[i] / ours[i] - 1.0).abs() < 1e-10, "{id}, {name}: {late:?}, {ours:?}");
        }
    }
}
