//! 06: correlation.

use utfall::stats::correlation::{self, Pairs};
use utfall::stats::{Estimated, TestResult, Undefined};

use super::super::case::{Case, Field, Fields, Outcome};
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Outcome> {
    Some(match case.method().as_str() {
        "pearson" => pearson(case),
        "spearman" => spearman(case),
        "kendall" => kendall(case),
        "weighted_pearson" => weighted(case),
        "partial" => partial(case),
        _ => return None,
    })
}

fn column(case: &Case, name: &str) -> Result<Vec<f64>, String> {
    case.numbers(name).ok_or(format!("no `{name}`"))
}

fn pairs(case: &Case) -> Result<Pairs, String> {
    Pairs::new(&column(case, "x")?, &column(case, "y")?).map_err(undefined)
}

fn pearson(case: &Case) -> Outcome {
    let pairs = pairs(case)?;
    let fields = Fields::new().number("estimate", correlation::pearson_coefficient(&pairs).map_err(undefined)?);
    let fields = with_test(fields, correlation::pearson_test(&pairs).map_err(undefined)?);
    Ok(with_interval(fields, correlation::pearson(&pairs, level(case)?)))
}

fn spearman(case: &Case) -> Outcome {
    let pairs = pairs(case)?;
    let fields = Fields::new().number("estimate", correlation::spearman_coefficient(&pairs).map_err(undefined)?);
    let fields = with_test(fields, correlation::spearman_test(&pairs).map_err(undefined)?);
    let fields = with_interval(fields, correlation::spearman(&pairs, level(case)?));
    Ok(fields.optional("p_exact", correlation::spearman_exact_test(&pairs).map(|test| test.p)))
}

fn kendall(case: &Case) -> Outcome {
    let pairs = pairs(case)?;
    let test = correlation::kendall_test(&pairs).map_err(undefined)?;
    Ok(Fields::new()
        .number("estimate", correlation::kendall_coefficient(&pairs).map_err(undefined)?)
        .optional("z", test.statistic.ok_or(()))
        .number("p", test.p)
        .optional("p_exact", correlation::kendall_exact_test(&pairs).map(|test| test.p)))
}

fn weighted(case: &Case) -> Outcome {
    let (x, y, weights) = (column(case, "x")?, column(case, "y")?, column(case, "w")?);
    let r = correlation::weighted_coefficient(&x, &y, &weights).map_err(undefined)?;
    Ok(Fields::new().number("estimate", r))
}

fn partial(case: &Case) -> Outcome {
    let covariates = case.lists("covariates").ok_or("no `covariates`")?;
    let r = correlation::partial(&column(case, "x")?, &column(case, "y")?, &covariates).map_err(undefined)?;
    let fields = with_test(Fields::new().number("estimate", r.value()), r.test().map_err(undefined)?);
    Ok(with_interval(fields, r.estimated(level(case)?)))
}

fn with_test(fields: Fields, test: TestResult) -> Fields {
    fields.number("p", test.p).optional("t", test.statistic.ok_or(())).optional("df", test.df.ok_or(()))
}

fn with_interval(fields: Fields, estimated: Result<Estimated, Undefined>) -> Fields {
    match estimated {
        Ok(estimated) => fields
            .optional("ci_low", estimated.interval.lower().ok_or(()))
            .optional("ci_high", estimated.interval.upper().ok_or(())),
        Err(_) => fields.with("ci_error", Field::Text("Fisher z interval needs n > 3".to_owned())),
    }
}
