//! 16: the meta-analyses of `meta_studies.csv`, and the sites of `ips_rct.csv` pooled by Mantel and Haenszel.

use utfall::stats::meta::bias::{
    AsymmetryModel, MissingStudies, Predictor, Side, asymmetry, begg_mazumdar, trim_and_fill,
};
use utfall::stats::meta::effect::{TwoByTwo, ZeroCells, two_by_two_tables};
use utfall::stats::meta::sensitivity::leave_one_out;
use utfall::stats::meta::{
    CountMeasure, Estimator, Inference, Model, Studies, Study, TauSharing, mantel_haenszel, meta_regression, pool,
    prediction_interval, q_profile, subgroups,
};
use utfall::stats::regression::{Design, Factor};
use utfall::stats::stratified_proportions::Stratum;
use utfall::stats::{Arm, Level};

use super::super::case::{ABSENT, Case, Field, Fields, Outcome};
use super::datasets::Frame;
use super::meta_regression::list;
use super::{level, meta_pooled, undefined};

const REML: Model = Model::RandomEffects(Estimator::RestrictedMaximumLikelihood);

pub fn run(case: &Case) -> Option<Outcome> {
    if case.id.starts_with("data-mh-site-") {
        return Some(sites(case));
    }
    let what = case.id.strip_prefix("data-meta-")?;
    let run = match what {
        "mh" => counts,
        "reg" => moderators,
        "bias" => bias,
        _ => pooled,
    };
    Some(Frame::of_case(case).and_then(|frame| {
        let strata = strata(&frame)?;
        let arms: Vec<_> = strata.iter().map(|stratum| (stratum.treated.into(), stratum.control.into())).collect();
        let studies = two_by_two_tables(&arms, ZeroCells::HALF_WHERE_NEEDED)
            .into_iter()
            .map(|table| table.and_then(TwoByTwo::log_risk_ratio))
            .collect::<Result<Vec<_>, _>>()
            .map_err(undefined)?;
        run(case, &Review { frame, strata, studies, level: level(case)? })
    }))
}

struct Review {
    frame: Frame,
    strata: Vec<Stratum>,
    studies: Vec<Study>,
    level: Level,
}

fn strata(frame: &Frame) -> Result<Vec<Stratum>, String> {
    let columns = ["ips_events", "ips_n", "control_events", "control_n"].map(|name| frame.complete(name));
    let [x1, n1, x2, n2] = columns;
    let (x1, n1, x2, n2) = (x1?, n1?, x2?, n2?);
    let arm = |events: f64, total: f64| Arm::new(events as u64, total as u64).map_err(undefined);
    (0..x1.len()).map(|i| Ok(Stratum { treated: arm(x1[i], n1[i])?, control: arm(x2[i], n2[i])? })).collect()
}

fn pooled(case: &Case, review: &Review) -> Outcome {
    let model = meta_pooled::model(&case.method()).ok_or("no such `method`")?;
    let inference = meta_pooled::inference(case.option("test")).ok_or("no such `test`")?;
    let studies = Studies::new(&review.studies).map_err(undefined)?;
    let found = pool(&studies, model, inference, review.level).map_err(undefined)?;
    let fields = meta_pooled::fields(&found).number("rr", found.estimated.value.exp());
    let usual = prediction_interval(&found, meta_pooled::usual_prediction(inference), review.level);
    let fields = meta_pooled::with_interval(fields, ["pi_low", "pi_high"], usual);
    // The Q profile is the same whatever the estimator; the cases have it for two of them.
    if !["DL", "REML"].contains(&case.method().as_str()) {
        return Ok(fields);
    }
    let limits = q_profile(&studies, review.level).map_err(undefined)?.tau_squared;
    let ends = [limits.lower(), limits.upper()].map(|end| end.unwrap_or(ABSENT));
    Ok(fields.with("tau2_ci", list(ends.to_vec())))
}

fn counts(_: &Case, review: &Review) -> Outcome {
    let found = mantel_haenszel(&review.strata, CountMeasure::RiskRatio, review.level).map_err(undefined)?;
    let ratio = found.estimated.interval.map_monotone(f64::exp);
    let fields = Fields::new()
        .number("rr", found.estimated.value.exp())
        .number("p", found.test.p)
        .optional("Q", found.heterogeneity.q.statistic.ok_or(()));
    Ok(meta_pooled::with_interval(fields, ["ci_low", "ci_high"], Ok(ratio)))
}

/// Every measure over the sites of one trial.
fn sites(case: &Case) -> Outcome {
    let (outcome, sites) = (case.option("outcome").ok_or("no `outcome`")?, case.option("strata").ok_or("no `strata`")?);
    let frame = Frame::of_case(case)?.complete_cases(&[outcome, "arm", sites])?;
    let (events, arms, labels) = (frame.complete(outcome)?, frame.complete("arm")?, frame.texts(sites)?);
    let arm = |site: &str, which: f64| {
        let of_arm: Vec<f64> =
            (0..frame.len()).filter(|i| labels[*i] == site && arms[*i] == which).map(|i| events[i]).collect();
        Arm::new(of_arm.iter().sum::<f64>() as u64, of_arm.len() as u64).map_err(undefined)
    };
    let strata = Factor::new(&labels)
        .levels()
        .iter()
        .map(|site| Ok(Stratum { treated: arm(site, 1.0)?, control: arm(site, 0.0)? }))
        .collect::<Result<Vec<_>, String>>()?;
    let mut fields = Fields::new();
    for (measure, names) in [
        (CountMeasure::RiskRatio, ["rr", "rr_p"]),
        (CountMeasure::OddsRatio, ["or", "or_p"]),
        (CountMeasure::RiskDifference, ["rd", "rd_p"]),
    ] {
        let pooled = mantel_haenszel(&strata, measure, level(case)?).map_err(undefined)?;
        let shown = |x: f64| if measure == CountMeasure::RiskDifference { x } else { x.exp() };
        let interval = pooled.estimated.interval;
        let ends = [interval.lower(), interval.upper()].map(|end| end.map_or(ABSENT, shown));
        let numbers = vec![shown(pooled.estimated.value), ends[0], ends[1]];
        fields = fields.with(names[0], list(numbers)).number(names[1], pooled.test.p);
    }
    Ok(fields)
}

fn moderators(_: &Case, review: &Review) -> Outcome {
    let design = Design::with_intercept(review.studies.len())
        .numeric("protection", &review.frame.complete("protection")?)
        .map_err(undefined)?;
    let fit =
        meta_regression(&review.studies, &design, REML, Inference::HartungKnapp, review.level).map_err(undefined)?;
    let coefficients = [0, 1].map(|i| fit.coefficients.coefficient(i));
    let column = |number: fn(utfall::stats::regression::Contrast) -> f64| {
        list(coefficients.iter().map(|found| found.map_or(ABSENT, number)).collect())
    };
    let regions = Factor::new(&review.frame.texts("region")?);
    let wald = Inference::Wald;
    let by_region =
        subgroups(&review.studies, &regions, TauSharing::Common, REML, wald, review.level).map_err(undefined)?;
    let between = by_region.between.map_err(undefined)?;
    Ok(Fields::new()
        .with("coef", column(|found| found.value))
        .with("se", column(|found| found.standard_error))
        .with("p", column(|found| found.test().map_or(ABSENT, |test| test.p)))
        .number("tau2", fit.tau_squared)
        .number("R2", 100.0 * fit.r_squared.unwrap_or(ABSENT))
        .number("region_QM", between.statistic)
        .number("region_df", between.df)
        .number("region_p", between.p))
}

fn bias(_: &Case, review: &Review) -> Outcome {
    let (studies, level) = (&review.studies, review.level);
    let error = Predictor::StandardError;
    let egger = asymmetry(studies, error, AsymmetryModel::Egger, level).map_err(undefined)?;
    let mixed = AsymmetryModel::MetaRegression(REML, Inference::Wald);
    let mixed = asymmetry(studies, error, mixed, level).map_err(undefined)?;
    let (tau, rank) = begg_mazumdar(studies).map_err(undefined)?;
    let pooled_by = Model::RandomEffects(Estimator::DerSimonianLaird);
    let filled =
        trim_and_fill(studies, MissingStudies::L0, None, pooled_by, Inference::Wald, level).map_err(undefined)?;
    let side = if filled.side == Side::Left { "left" } else { "right" };
    let sorted = Studies::new(studies).map_err(undefined)?;
    let without = leave_one_out(&sorted, REML, Inference::Wald, level)
        .into_iter()
        .collect::<Result<Vec<_>, _>>()
        .map_err(undefined)?;
    Ok(Fields::new()
        .optional("egger_t", egger.test.statistic.ok_or(()))
        .number("egger_p", egger.test.p)
        .optional("egger_rma_z", mixed.test.statistic.ok_or(()))
        .number("egger_rma_p", mixed.test.p)
        .number("rank_tau", tau)
        .number("rank_p", rank.p)
        .number("k0", filled.missing as f64)
        .with("side", Field::Text(side.to_owned()))
        .number("filled_estimate", filled.pooled.estimated.value)
        .with("loo_estimate", list(without.iter().map(|row| row.estimated.value).collect()))
        .with("loo_tau2", list(without.iter().map(|row| row.tau_squared).collect())))
}
