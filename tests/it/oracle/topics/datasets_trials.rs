//! 16: counts, means, ranks, costs and correlations on whole data sets.

use std::collections::BTreeMap;

use utfall::econ::annuity::Periods;
use utfall::econ::increment::{Outcome as Person, UncertainIncrement};
use utfall::econ::quality_adjusted::{Utility, qaly};
use utfall::econ::{BreakEven, BreakEvenModel, DiscountSchedule, PublicMoney, Timing};
use utfall::stats::correlation::{Pairs, kendall, kendall_test, pearson, pearson_test, spearman_coefficient};
use utfall::stats::correlation::{spearman_test, weighted_coefficient};
use utfall::stats::means::{self, MeanSummary, SmdVariance, difference};
use utfall::stats::rank::{dominance, kruskal_wallis, mann_whitney_test, mann_whitney_u};
use utfall::stats::stratified_proportions as strata;
use utfall::stats::stratified_proportions::{DifferenceVariance, Stratum};
use utfall::stats::two_proportions::{odds_ratio, risk_difference, risk_ratio, tests};
use utfall::stats::{Arm, Estimated, Interval, Sample, TestResult, Undefined};

use super::super::case::{ABSENT, Case, Field, Fields, Outcome};
use super::datasets::Frame;
use super::formula::list;
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let id = case.id.strip_prefix("data-")?;
    Some(match id.split_once('-').map_or(id, |(start, _)| start) {
        "counts" => counts(case),
        "mh" => by_site(case),
        "welch" => welch(case),
        "wilcoxon" => ranks(case),
        "missing" => missing(case),
        "baseline" => baseline(case),
        "monthly" if id == "monthly-rates" => monthly(case),
        "breakeven" => break_even(case),
        "cost" => costs(case),
        "qaly" => quality(case),
        "fidelity" if id == "fidelity-cor" => fidelity(case),
        "survey" if id == "survey-kruskal" => roles(case),
        _ => return None,
    })
}

/// The rows of the treated, and of the controls.
fn arms(frame: &Frame) -> Result<[Frame; 2], String> {
    Ok([frame.filtered("arm", |cell| cell == "1")?, frame.filtered("arm", |cell| cell == "0")?])
}

/// The known numbers of a column.
fn known(frame: &Frame, name: &str) -> Result<Vec<f64>, String> {
    Ok(frame.numbers(name)?.into_iter().flatten().collect())
}

fn arm(frame: &Frame, name: &str) -> Result<Arm, String> {
    let values = known(frame, name)?;
    Arm::new(values.iter().filter(|value| **value == 1.0).count() as u64, values.len() as u64).map_err(undefined)
}

/// The two arms of the outcome of a case.
fn outcome(case: &Case) -> Result<[Arm; 2], String> {
    let name = case.option("outcome").ok_or("no `outcome`")?;
    let [treated, control] = arms(&Frame::of_case(case)?)?;
    Ok([arm(&treated, name)?, arm(&control, name)?])
}

/// The samples of the outcome of a case.
fn samples(case: &Case) -> Result<[Sample; 2], String> {
    let name = case.option("outcome").ok_or("no `outcome`")?;
    let [treated, control] = arms(&Frame::of_case(case)?)?;
    let sample = |frame: &Frame| Sample::new(&known(frame, name)?).map_err(undefined);
    Ok([sample(&treated)?, sample(&control)?])
}

fn ends(estimated: Estimated) -> [f64; 2] {
    match estimated.interval {
        Interval::Bounded { lower, upper } => [lower, upper],
        Interval::Complement { .. } | Interval::Whole => [ABSENT; 2],
    }
}

/// Estimate, lower end and upper end.
fn triple(estimated: Result<Estimated, Undefined>) -> Result<Field, String> {
    let estimated = estimated.map_err(undefined)?;
    Ok(list([estimated.value].into_iter().chain(ends(estimated))))
}

fn counts(case: &Case) -> Outcome {
    let [treated, control] = outcome(case)?;
    let level = level(case)?;
    let chi = tests::pearson(treated, control).map_err(undefined)?;
    Ok(Fields::new()
        .number("x1", treated.events() as f64)
        .number("n1", treated.total() as f64)
        .number("x2", control.events() as f64)
        .number("n2", control.total() as f64)
        .number("p1", treated.proportion())
        .number("p2", control.proportion())
        .with("rd", triple(risk_difference::wald(treated, control, level))?)
        .with("rr", triple(risk_ratio::katz(treated, control, level))?)
        .with("or", triple(odds_ratio::woolf(treated, control, level))?)
        .number("chi2", chi.statistic.unwrap_or(ABSENT))
        .number("p", chi.p))
}

fn by_site(case: &Case) -> Outcome {
    let frame = Frame::of_case(case)?;
    let name = case.option("outcome").ok_or("no `outcome`")?;
    let by = case.option("strata").ok_or("no `strata`")?;
    let mut sites = frame.texts(by)?;
    sites.sort();
    sites.dedup();
    let mut found = Vec::new();
    for site in &sites {
        let [treated, control] = arms(&frame.filtered(by, |cell| cell == site)?)?;
        found.push(Stratum { treated: arm(&treated, name)?, control: arm(&control, name)? });
    }
    let level = level(case)?;
    let sato = DifferenceVariance::Sato;
    let p = |result: Result<TestResult, Undefined>| result.map(|result| result.p);
    Ok(Fields::new()
        .with("rr", triple(strata::mantel_haenszel_risk_ratio(&found, level))?)
        .with("or", triple(strata::mantel_haenszel_odds_ratio(&found, level))?)
        .with("rd", triple(strata::mantel_haenszel_risk_difference(&found, sato, level))?)
        .optional("rr_p", p(strata::mantel_haenszel_risk_ratio_test(&found)))
        .optional("or_p", p(strata::mantel_haenszel_odds_ratio_test(&found)))
        .optional("rd_p", p(strata::mantel_haenszel_risk_difference_test(&found, sato))))
}

fn welch(case: &Case) -> Outcome {
    let [treated, control] = samples(case)?.map(|sample| sample.summary());
    let level = level(case)?;
    let computed = difference::welch(treated, control, level).map_err(undefined)?;
    let tested = difference::welch_test(treated, control).map_err(undefined)?;
    let g = means::hedges_g_normal(treated, control, SmdVariance::LargeSample, level).map_err(undefined)?;
    let ([ci_low, ci_high], [g_ci_low, g_ci_high]) = (ends(computed), ends(g));
    Ok(Fields::new()
        .number("n1", treated.n() as f64)
        .number("n2", control.n() as f64)
        .number("mean1", treated.mean())
        .number("mean2", control.mean())
        .optional("sd1", treated.sd())
        .optional("sd2", control.sd())
        .number("difference", computed.value)
        .number("ci_low", ci_low)
        .number("ci_high", ci_high)
        .number("df", tested.df.unwrap_or(ABSENT))
        .number("p", tested.p)
        .number("g", g.value)
        .number("g_ci_low", g_ci_low)
        .number("g_ci_high", g_ci_high))
}

fn ranks(case: &Case) -> Outcome {
    let [treated, control] = samples(case)?;
    Ok(Fields::new()
        .optional("U", mann_whitney_u(&treated, &control))
        .optional("p", mann_whitney_test(&treated, &control).map(|result| result.p))
        .optional("cliffs_delta", dominance(&treated, &control)))
}

fn missing(case: &Case) -> Outcome {
    let names = ["hads_0", "hads_6", "hads_12", "eq5d_6", "eq5d_12"];
    let [treated, control] = arms(&Frame::of_case(case)?)?;
    let count = |frame: &Frame| -> Result<Field, String> {
        let each = names.iter().map(|name| Ok(frame.len() as f64 - known(frame, name)?.len() as f64));
        Ok(list(each.collect::<Result<Vec<f64>, String>>()?))
    };
    Ok(Fields::new()
        .with("variables", Field::List(names.iter().map(|name| Field::Text((*name).to_owned())).collect()))
        .with("missing_control", count(&control)?)
        .with("missing_ips", count(&treated)?))
}

fn baseline(case: &Case) -> Outcome {
    let both = arms(&Frame::of_case(case)?)?;
    let ages: Vec<MeanSummary> = both
        .iter()
        .map(|frame| Ok(Sample::new(&known(frame, "age")?).map_err(undefined)?.summary()))
        .collect::<Result<_, String>>()?;
    let women = |frame: &Frame| -> Result<f64, String> {
        Ok(frame.filtered("sex", |cell| cell == "K")?.len() as f64 / frame.len() as f64)
    };
    let categories = |frame: &Frame, name: &str| -> Result<Field, String> {
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        frame.texts(name)?.into_iter().for_each(|cell| *counts.entry(cell).or_default() += 1.0);
        Ok(list(counts.into_values()))
    };
    let sd = |summary: &MeanSummary| summary.sd().map_err(undefined);
    Ok(Fields::new()
        .with("n", list(both.iter().map(|frame| frame.len() as f64)))
        .with("age_mean", list(ages.iter().map(|age| age.mean())))
        .with("age_sd", list([sd(&ages[0])?, sd(&ages[1])?]))
        .with("share_women", list([women(&both[0])?, women(&both[1])?]))
        .optional("smd_age", means::standardised_difference_of_means(ages[0], ages[1]))
        .with("education_ips", categories(&both[0], "education")?)
        .with("education_control", categories(&both[1], "education")?)
        .with("diagnosis_ips", categories(&both[0], "diagnosis")?)
        .with("diagnosis_control", categories(&both[1], "diagnosis")?))
}

/// The shares employed month by month, of the treated and of the controls.
fn shares(case: &Case) -> Result<[Vec<f64>; 2], String> {
    let frame = Frame::of_case(case)?.joined(&Frame::read("ips_rct.csv")?, "id", "arm")?;
    let of = |frame: &Frame| -> Result<Vec<f64>, String> {
        let months = frame.complete("month")?.into_iter().zip(frame.complete("employed")?);
        let mut counts: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
        for (month, employed) in months {
            let count = counts.entry(month as u64).or_default();
            count.0 += u64::from(employed == 1.0);
            count.1 += 1;
        }
        counts
            .into_values()
            .map(|(events, total)| Ok(Arm::new(events, total).map_err(undefined)?.proportion()))
            .collect()
    };
    let [treated, control] = arms(&frame)?;
    Ok([of(&treated)?, of(&control)?])
}

fn monthly(case: &Case) -> Outcome {
    let [treated, control] = shares(case)?;
    let mut sum = 0.0;
    let cumulative: Vec<f64> = treated
        .iter()
        .zip(&control)
        .map(|(treated, control)| {
            sum += treated - control;
            sum
        })
        .collect();
    Ok(Fields::new()
        .with("control", list(control))
        .with("ips", list(treated))
        .with("cumulative_difference", list(cumulative)))
}

/// Cost and months in work of each person.
fn persons(frame: &Frame) -> Result<Vec<Person>, String> {
    let costs = frame.complete("cost")?.into_iter().zip(frame.complete("months_employed_43")?);
    Ok(costs.map(|(cost, effect)| Person { cost, effect }).collect())
}

fn increment() -> Result<UncertainIncrement, String> {
    let [treated, control] = arms(&Frame::read("ips_rct.csv")?)?;
    UncertainIncrement::of_persons(&persons(&treated)?, &persons(&control)?).map_err(undefined)
}

fn break_even(case: &Case) -> Outcome {
    let [treated, control] = shares(case)?;
    let effects: Vec<f64> = treated.iter().zip(&control).map(|(treated, control)| treated - control).collect();
    let schedule = DiscountSchedule::flat(0.04).map_err(|error| error.to_string())?;
    let months = Periods::months(&schedule, effects.len(), Timing::End);
    let discounted = months.present_value(&effects).map_err(undefined)?;
    let cost = increment()?.point().cost;
    let model = BreakEvenModel {
        cost,
        person_years: discounted / 12.0,
        payroll_tax: 0.141,
        social_costs: 0.0,
        offset: 0.0,
        income_tax: 0.0,
        tax_financing: 0.2,
        saved_transfers: 0.0,
        public_money: PublicMoney::COST_ALONE,
    };
    let BreakEven::Wage(wage) = model.break_even_wage() else { return Err("no wage breaks even".to_owned()) };
    Ok(Fields::new().number("incremental_cost", cost).number("discounted_months", discounted).number("wage", wage))
}

fn costs(case: &Case) -> Outcome {
    let [treated, control] = arms(&Frame::of_case(case)?)?;
    let summary = |frame: &Frame| Ok::<_, String>(Sample::new(&frame.complete("cost")?).map_err(undefined)?.summary());
    let computed = difference::welch(summary(&treated)?, summary(&control)?, level(case)?).map_err(undefined)?;
    let [ci_low, ci_high] = ends(computed);
    let increment = increment()?;
    let spread = increment.spread();
    Ok(Fields::new()
        .number("d_cost", computed.value)
        .number("ci_low", ci_low)
        .number("ci_high", ci_high)
        .number("d_effect", increment.point().effect)
        .optional("icer", increment.point().icer())
        .number("var_cost", spread.cost_variance)
        .number("var_effect", spread.effect_variance)
        .number("cov", spread.covariance))
}

/// Quality-adjusted life years over a year, of those who answered three times.
fn quality(case: &Case) -> Outcome {
    let frame = Frame::of_case(case)?.complete_cases(&["eq5d_0", "eq5d_6", "eq5d_12"])?;
    let columns = ["eq5d_0", "eq5d_6", "eq5d_12"].map(|name| frame.complete(name));
    let [start, half, year] = columns;
    let (start, half, year) = (start?, half?, year?);
    let treated: Vec<bool> = frame.texts("arm")?.iter().map(|arm| arm == "1").collect();
    let years: Vec<f64> = start
        .iter()
        .zip(&half)
        .zip(&year)
        .map(|((start, half), year)| {
            let at = |month: f64, value: f64| Utility { month, value };
            qaly(&[at(0.0, *start), at(6.0, *half), at(12.0, *year)]).map_err(undefined)
        })
        .collect::<Result<_, _>>()?;
    let of = |wanted: bool| {
        let of: Vec<f64> =
            years.iter().zip(&treated).filter(|(_, arm)| **arm == wanted).map(|(years, _)| *years).collect();
        Ok::<_, String>(Sample::new(&of).map_err(undefined)?.summary())
    };
    let level = level(case)?;
    let plain = difference::welch(of(true)?, of(false)?, level).map_err(undefined)?;
    let adjusted = means::ancova(&years, &treated, &[start]).and_then(|fit| fit.estimated(level)).map_err(undefined)?;
    let ([ci_low, ci_high], [adjusted_low, adjusted_high]) = (ends(plain), ends(adjusted));
    Ok(Fields::new()
        .number("n", years.len() as f64)
        .number("difference", plain.value)
        .number("ci_low", ci_low)
        .number("ci_high", ci_high)
        .number("adjusted", adjusted.value)
        .number("adjusted_low", adjusted_low)
        .number("adjusted_high", adjusted_high))
}

fn fidelity(case: &Case) -> Outcome {
    let frame = Frame::of_case(case)?;
    let (scores, participants) = (frame.complete("fidelity")?, frame.complete("participants")?);
    let rates: Vec<f64> =
        frame.complete("employed")?.iter().zip(&participants).map(|(employed, of)| employed / of).collect();
    let pairs = Pairs::new(&scores, &rates).map_err(undefined)?;
    let level = level(case)?;
    let correlation = pearson(&pairs, level).map_err(undefined)?;
    let [ci_low, ci_high] = ends(correlation);
    Ok(Fields::new()
        .number("pearson", correlation.value)
        .number("ci_low", ci_low)
        .number("ci_high", ci_high)
        .optional("p", pearson_test(&pairs).map(|result| result.p))
        .optional("spearman", spearman_coefficient(&pairs))
        .optional("spearman_p", spearman_test(&pairs).map(|result| result.p))
        .optional("kendall", kendall(&pairs, level).map(|tau| tau.value))
        .optional("kendall_p", kendall_test(&pairs).map(|result| result.p))
        .optional("weighted", weighted_coefficient(&scores, &rates, &participants)))
}

/// The mean answer of those who answered six of eight items at least, by role.
fn roles(case: &Case) -> Outcome {
    let frame = Frame::of_case(case)?;
    let items = (1..=8).map(|item| frame.numbers(&format!("q{item}"))).collect::<Result<Vec<_>, _>>()?;
    let mut groups: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (row, role) in frame.texts("role")?.into_iter().enumerate() {
        let answers: Vec<f64> = items.iter().filter_map(|item| item[row]).collect();
        if answers.len() >= 6 {
            groups.entry(role).or_default().push(answers.iter().sum::<f64>() / answers.len() as f64);
        }
    }
    let samples = groups.values().map(|group| Sample::new(group)).collect::<Result<Vec<_>, _>>().map_err(undefined)?;
    let test = kruskal_wallis(&samples).map_err(undefined)?.test;
    Ok(Fields::new()
        .number("n", groups.values().map(Vec::len).sum::<usize>() as f64)
        .number("H", test.statistic.unwrap_or(ABSENT))
        .number("df", test.df.unwrap_or(ABSENT))
        .number("p", test.p))
}
