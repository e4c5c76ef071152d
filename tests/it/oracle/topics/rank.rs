//! 05: rank methods.

use utfall::stats::{Estimated, Interval, Level, Sample, Undefined, means, rank};

use super::super::case::{Case, Field, Fields, Outcome};
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    let outcome = match case.method().as_str() {
        "mann_whitney" => groups(case).and_then(|(x, y)| mann_whitney(&x, &y)),
        "hl" => groups(case).and_then(|(x, y)| shift(&x, &y, level(case)?)),
        // The file's convention exchanges the sizes of the groups in Cliff's variance; ours by default does not.
        "cliffs_delta" => {
            groups(case).and_then(|(x, y)| dominance(&x, &y, rank::cliffs_delta_sizes_exchanged(&x, &y, level(case)?)))
        }
        "rank_biserial" => groups(case).and_then(|(x, y)| dominance(&x, &y, rank::rank_biserial(&x, &y, level(case)?))),
        "kruskal" => kruskal(case),
        "signed_rank" => signed_rank(case),
        _ => return None,
    };
    Some(outcome)
}

fn groups(case: &Case) -> Result<(Sample, Sample), String> {
    let sample = |name: &str| Sample::new(&case.numbers(name).ok_or("no values")?).map_err(undefined);
    Ok((sample("x")?, sample("y")?))
}

fn mann_whitney(x: &Sample, y: &Sample) -> Outcome {
    let u = rank::mann_whitney_u(x, y).map_err(undefined)?;
    Ok(Fields::new()
        .number("U", u)
        .number("prob_superiority", u / (x.total() * y.total()) as f64)
        .number("p_asymptotic", rank::mann_whitney_test(x, y).map_err(undefined)?.p)
        .number("p_asymptotic_cc", rank::mann_whitney_corrected_test(x, y).map_err(undefined)?.p)
        .optional("p_exact", rank::mann_whitney_exact_test(x, y).map(|test| test.p)))
}

fn shift(x: &Sample, y: &Sample, level: Level) -> Outcome {
    let fields = Fields::new()
        .number("estimate", rank::hodges_lehmann_estimate(x, y).map_err(undefined)?)
        .optional("estimate_asymptotic", rank::hodges_lehmann_normal_estimate(x, y));
    let fields = match rank::hodges_lehmann_normal(x, y, level) {
        Ok(interval) => bounds(fields, interval, "ci_low_asymptotic", "ci_high_asymptotic"),
        Err(_) => fields,
    };
    Ok(match rank::hodges_lehmann(x, y, level) {
        Ok(exact) => bounds(fields, exact.interval, "ci_low", "ci_high"),
        Err(Undefined::TooFewObservations) => {
            fields.with("ci_error", Field::Text("samples too small for the requested level".to_owned()))
        }
        Err(_) => fields,
    })
}

fn bounds(fields: Fields, interval: Interval, low: &'static str, high: &'static str) -> Fields {
    fields.optional(low, interval.lower().ok_or(())).optional(high, interval.upper().ok_or(()))
}

/// The estimate exists where its interval may not.
fn dominance(x: &Sample, y: &Sample, estimated: Result<Estimated, Undefined>) -> Outcome {
    let fields = Fields::new().number("estimate", rank::dominance(x, y).map_err(undefined)?);
    Ok(match estimated {
        Ok(estimated) => {
            let variance = estimated.standard_error.map(|se| se * se).ok_or(());
            bounds(fields, estimated.interval, "ci_low", "ci_high").optional("variance", variance)
        }
        Err(_) => fields,
    })
}

fn kruskal(case: &Case) -> Outcome {
    let (y, group) = (case.numbers("y").ok_or("no `y`")?, case.numbers("group").ok_or("no `group`")?);
    let labels = Sample::new(&group).map_err(undefined)?;
    let groups: Vec<Sample> = labels
        .values()
        .iter()
        .map(|label| {
            let values: Vec<f64> = y.iter().zip(&group).filter(|(_, of)| *of == label).map(|(y, _)| *y).collect();
            Sample::new(&values).map_err(undefined)
        })
        .collect::<Result<_, _>>()?;
    let result = rank::kruskal_wallis(&groups).map_err(undefined)?;
    Ok(super::test(result.test)
        .number("epsilon2", result.epsilon_squared)
        .optional("eta2_h", result.eta_squared.ok_or(())))
}

fn signed_rank(case: &Case) -> Outcome {
    let (x, y) = (case.numbers("x").ok_or("no `x`")?, case.numbers("y").ok_or("no `y`")?);
    let pairs: Vec<(f64, f64)> = x.into_iter().zip(y).collect();
    let differences = means::paired_differences(&pairs).map_err(undefined)?;
    let ranks = rank::signed_ranks(&differences).map_err(undefined)?;
    Ok(Fields::new()
        .number("V", ranks.positive)
        .number("n_nonzero", ranks.nonzero as f64)
        .number("rank_biserial", ranks.rank_biserial())
        .optional("p_asymptotic", rank::signed_rank_test(&differences).map(|test| test.p))
        .optional("p_asymptotic_cc", rank::signed_rank_corrected_test(&differences).map(|test| test.p))
        .optional("p_exact", rank::signed_rank_exact_test(&differences).map(|test| test.p))
        .optional("hl", rank::paired_hodges_lehmann(&differences)))
}
