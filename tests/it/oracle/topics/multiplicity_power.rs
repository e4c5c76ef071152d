//! 11: multiplicity and power.

use utfall::stats::power::{self, ArmSizes, Rejection, SignificanceTest};
use utfall::stats::{Undefined, multiplicity};

use super::super::case::{Case, Field, Fields, Outcome};
use super::undefined;

pub fn run(case: &Case) -> Option<Outcome> {
    Some(match case.method().as_str() {
        "padjust" => adjusted(case),
        "prop_n" => proportions_size(case).map(|size| Fields::new().number("n_per_group", size)),
        "prop_power" => proportions_power(case),
        "prop_mde" => proportions_detectable(case),
        "prop_power_unequal" => proportions_unequal(case),
        "t_n" => means_size(case),
        "t_power" => means_power(case),
        "t_mde" => means_detectable(case),
        "t_power_unequal" => means_unequal(case),
        "cluster" => clusters(case),
        _ => return None,
    })
}

type Adjustment = fn(&[f64]) -> Result<Vec<f64>, Undefined>;

fn adjusted(case: &Case) -> Outcome {
    let p = case.numbers("p").ok_or("no `p`")?;
    let methods: [(&str, Adjustment); 7] = [
        ("bonferroni", multiplicity::bonferroni),
        ("sidak", multiplicity::sidak),
        ("holm", multiplicity::holm),
        ("hochberg", multiplicity::hochberg),
        ("hommel", multiplicity::hommel),
        ("bh", multiplicity::benjamini_hochberg),
        ("by", multiplicity::benjamini_yekutieli),
    ];
    methods.into_iter().try_fold(Fields::new(), |fields, (name, method)| {
        let adjusted = method(&p).map_err(undefined)?;
        Ok(fields.with(name, Field::List(adjusted.into_iter().map(Field::Number).collect())))
    })
}

fn number(case: &Case, name: &str) -> Result<f64, String> {
    case.number(name).ok_or(format!("no `{name}`"))
}

/// The test of the options; two-sided where they do not say.
fn test(case: &Case, either_way: bool) -> Result<SignificanceTest, String> {
    let rejection = match case.option("alternative") {
        Some("one.sided") => Rejection::OneSided,
        _ if either_way => Rejection::TwoSidedEitherWay,
        _ => Rejection::TwoSided,
    };
    SignificanceTest::new(number(case, "alpha")?, rejection).map_err(undefined)
}

fn sizes(case: &Case) -> Result<ArmSizes, String> {
    match case.number("n") {
        Some(each) => ArmSizes::equal(each),
        None => ArmSizes::new(number(case, "n1")?, number(case, "n2")?),
    }
    .map_err(undefined)
}

fn proportions_size(case: &Case) -> Result<f64, String> {
    let (p1, p2, power) = (number(case, "p1")?, number(case, "p2")?, number(case, "power")?);
    power::two_proportions_size(p1, p2, 1.0, power, test(case, false)?).map_err(undefined)
}

fn proportions_power(case: &Case) -> Outcome {
    let (p1, p2, sizes) = (number(case, "p1")?, number(case, "p2")?, sizes(case)?);
    let power =
        |either_way: bool| power::two_proportions_power(p1, p2, sizes, test(case, either_way)?).map_err(undefined);
    let fields = Fields::new().number("power", power(false)?);
    let h = power::cohens_h_power(p1, p2, sizes, test(case, true)?).map_err(undefined)?;
    let fields = fields.number("power_cohen_h", h);
    Ok(if case.option("alternative") == Some("one.sided") {
        fields
    } else {
        fields.number("power_strict", power(true)?)
    })
}

fn proportions_detectable(case: &Case) -> Outcome {
    let (control, power) = (number(case, "p1")?, number(case, "power")?);
    let p2 = power::two_proportions_detectable(control, sizes(case)?, true, power, test(case, false)?);
    Ok(Fields::new().number("p2", p2.map_err(undefined)?))
}

fn proportions_unequal(case: &Case) -> Outcome {
    let (p1, p2) = (number(case, "p1")?, number(case, "p2")?);
    let power = power::cohens_h_power(p1, p2, sizes(case)?, test(case, true)?).map_err(undefined)?;
    Ok(Fields::new().number("power", power))
}

fn means_size(case: &Case) -> Outcome {
    let (delta, sd, power) = (number(case, "delta")?, number(case, "sd")?, number(case, "power")?);
    let test = test(case, false)?;
    let size = match case.option("type") {
        Some("two.sample") => power::two_means_size(delta, sd, 1.0, power, test),
        _ => power::one_mean_size(delta, sd, power, test),
    };
    Ok(Fields::new().number("n", size.map_err(undefined)?))
}

fn means_power(case: &Case) -> Outcome {
    let (delta, sd, n) = (number(case, "delta")?, number(case, "sd")?, number(case, "n")?);
    let power = |either_way: bool| {
        let test = test(case, either_way)?;
        match case.option("type") {
            Some("two.sample") => power::two_means_power(delta, sd, sizes(case)?, test),
            _ => power::one_mean_power(delta, sd, n, test),
        }
        .map_err(undefined)
    };
    Ok(Fields::new().number("power", power(false)?).number("power_strict", power(true)?))
}

fn means_detectable(case: &Case) -> Outcome {
    let (sd, power) = (number(case, "sd")?, number(case, "power")?);
    let delta = power::two_means_detectable(sd, sizes(case)?, power, test(case, false)?);
    Ok(Fields::new().number("delta", delta.map_err(undefined)?))
}

fn means_unequal(case: &Case) -> Outcome {
    let power = power::two_means_power(number(case, "d")?, 1.0, sizes(case)?, test(case, true)?);
    Ok(Fields::new().number("power", power.map_err(undefined)?))
}

fn clusters(case: &Case) -> Outcome {
    let (size, m, icc) = (proportions_size(case)?, number(case, "m")?, number(case, "icc")?);
    let effect = power::design_effect(m, icc, 0.0).map_err(undefined)?;
    Ok(Fields::new()
        .number("design_effect", effect)
        .number("n_per_group", size)
        .number("n_per_group_inflated", size * effect)
        .optional("clusters_per_group", power::clusters_needed(size, m, icc, 0.0)))
}
