//! 14: cost-effectiveness; and the cases of 20 on the same topic.

use utfall::econ::annuity::Periods;
use utfall::econ::duration::Duration;
use utfall::econ::frontier::{self, Standing};
use utfall::econ::icer::fieller;
use utfall::econ::increment::{Increment, Outcome, Quadrant, Spread, UncertainIncrement};
use utfall::econ::price_year::real;
use utfall::econ::quality_adjusted::{Utility, qaly};
use utfall::econ::simulation::Simulation;
use utfall::econ::{BreakEven, BreakEvenModel, DiscountSchedule, PublicMoney, Timing};
use utfall::stats::{Interval, Undefined};

use super::super::case::{ABSENT, Case, Field, Fields, Outcome as Reported};
use super::{level, undefined};

pub fn run(case: &Case) -> Option<Reported> {
    Some(match case.method().as_str() {
        "pv" => present_value(case),
        "icer" => increment(case),
        "fieller" => ratio(case),
        "ceac" => acceptability(case),
        "breakeven" => break_even(case),
        "payback" => payback(case),
        "qaly" => area(case),
        "price" => prices(case),
        "icer_frontier" => dominance(case),
        "ceac_breakeven_k" => changes(case),
        _ => return None,
    })
}

fn list(numbers: impl IntoIterator<Item = f64>) -> Field {
    Field::List(numbers.into_iter().map(Field::Number).collect())
}

fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Field {
    Field::List(texts.into_iter().map(|text| Field::Text(text.to_owned())).collect())
}

fn number(case: &Case, name: &str) -> Result<f64, String> {
    case.number(name).ok_or(format!("no `{name}`"))
}

fn numbers(case: &Case, name: &str) -> Result<Vec<f64>, String> {
    case.numbers(name).ok_or(format!("no `{name}`"))
}

fn schedule(case: &Case) -> Result<DiscountSchedule, String> {
    DiscountSchedule::flat(number(case, "rate")?).map_err(|error| error.to_string())
}

/// By default at the end of each period.
fn timing(case: &Case) -> Result<Timing, String> {
    match case.option("timing") {
        Some("start") => Ok(Timing::Start),
        Some("mid") => Ok(Timing::Mid),
        Some("end") | None => Ok(Timing::End),
        Some(other) => Err(format!("unknown timing `{other}`")),
    }
}

fn present_value(case: &Case) -> Reported {
    let payments = numbers(case, "cash_flow")?;
    let (schedule, timing) = (schedule(case)?, timing(case)?);
    let periods = match case.option("unit") {
        Some("year") => Periods::years(&schedule, payments.len(), timing),
        Some("month") => Periods::months(&schedule, payments.len(), timing),
        other => return Err(format!("unknown unit {other:?}")),
    };
    let present = periods.present_value(&payments).map_err(undefined)?;
    Ok(Fields::new()
        .number("pv", present)
        .with("discount_factors", list(periods.factors().iter().copied()))
        .number("annuity_factor", periods.annuity_factor())
        .optional("equivalent_level_payment", periods.level_payment(present)))
}

fn uncertain(case: &Case) -> Result<UncertainIncrement, String> {
    let spread = Spread {
        cost_variance: number(case, "var_cost")?,
        effect_variance: number(case, "var_effect")?,
        covariance: number(case, "cov")?,
    };
    let increment = UncertainIncrement::new(point(case)?, spread).map_err(undefined)?;
    match case.number("df") {
        None => Ok(increment),
        Some(df) => increment.with_df(df).map_err(undefined),
    }
}

fn point(case: &Case) -> Result<Increment, String> {
    Ok(Increment { cost: number(case, "d_cost")?, effect: number(case, "d_effect")? })
}

fn increment(case: &Case) -> Reported {
    let (increment, thresholds) = (point(case)?, numbers(case, "lambda")?);
    let quadrant = match increment.quadrant() {
        Quadrant::NorthEast => "NE",
        Quadrant::SouthEast => "SE (dominant)",
        Quadrant::NorthWest => "NW (dominated)",
        Quadrant::SouthWest => "SW",
        Quadrant::Axis => "axis",
    };
    let mut fields = Fields::new()
        .with("quadrant", Field::Text(quadrant.to_owned()))
        .with("nmb", list(thresholds.iter().map(|threshold| increment.net_monetary_benefit(*threshold))));
    fields = match increment.icer() {
        Ok(icer) => fields.number("icer", icer),
        Err(Undefined::ZeroDifference) => {
            let why = "incremental effect is zero: ICER undefined";
            fields.with("icer_error", Field::Text(why.to_owned()))
        }
        Err(_) => fields,
    };
    if case.number("var_cost").is_none() {
        return Ok(fields);
    }
    let (uncertain, level) = (uncertain(case)?, level(case)?);
    let benefits: Result<Vec<_>, _> =
        thresholds.iter().map(|threshold| uncertain.net_monetary_benefit(*threshold, level)).collect();
    let benefits = benefits.map_err(undefined)?;
    let end = |end: fn(Interval) -> Option<f64>| {
        list(benefits.iter().map(|benefit| end(benefit.estimated.interval).unwrap_or(ABSENT)))
    };
    Ok(fields
        .with("nmb_se", list(benefits.iter().filter_map(|benefit| benefit.estimated.standard_error)))
        .with("nmb_ci_low", end(Interval::lower))
        .with("nmb_ci_high", end(Interval::upper))
        .with("prob_cost_effective_normal", list(benefits.iter().map(|benefit| benefit.probability))))
}

fn ratio(case: &Case) -> Reported {
    let set = fieller(&uncertain(case)?, level(case)?).map_err(undefined)?;
    let fields = Fields::new()
        .with("quadratic", list(set.quadratic))
        .number("discriminant", set.discriminant)
        .optional("estimate", point(case)?.icer());
    let kind = |name: &str| Field::Text(name.to_owned());
    Ok(match set.interval {
        Interval::Bounded { lower, upper } => {
            fields.with("type", kind("interval")).number("ci_low", lower).number("ci_high", upper)
        }
        Interval::Complement { lower, upper } => {
            fields.with("type", kind("complement")).number("excluded_low", lower).number("excluded_high", upper)
        }
        Interval::Whole => fields.with("type", kind("whole line")),
    })
}

fn acceptability(case: &Case) -> Reported {
    let (costs, effects) = (numbers(case, "d_cost")?, numbers(case, "d_effect")?);
    if costs.len() != effects.len() {
        return Err("not as many effects as costs".to_owned());
    }
    let draws: Vec<Increment> =
        costs.into_iter().zip(effects).map(|(cost, effect)| Increment { cost, effect }).collect();
    let simulation = Simulation::of_increments(&draws).map_err(undefined)?;
    let decisions = simulation.decisions(&numbers(case, "lambda")?).map_err(undefined)?;
    let mean = simulation.mean(1);
    let cloud = simulation.cloud(1).map_err(undefined)?;
    Ok(Fields::new()
        .with("prob", list(decisions.iter().map(|decision| decision.probabilities[1])))
        .with("mean_inb", list(decisions.iter().map(|decision| decision.expected[1])))
        .number("mean_cost", mean.cost)
        .number("mean_effect", mean.effect)
        .optional("cost_q025", cloud.cost_quantile(0.025))
        .optional("cost_q975", cloud.cost_quantile(0.975))
        .optional("effect_q025", cloud.effect_quantile(0.025))
        .optional("effect_q975", cloud.effect_quantile(0.975))
        .number("share_NE", cloud.north_east)
        .number("share_SE", cloud.south_east)
        .number("share_NW", cloud.north_west)
        .number("share_SW", cloud.south_west))
}

/// The model of variant A, where tax finances the programme's cost alone, or of variant B, where it finances the cost less
/// income tax and saved transfers. Displacement takes the place of lost leisure.
fn model(case: &Case) -> Result<BreakEvenModel, String> {
    let common = BreakEvenModel {
        cost: number(case, "cost_pv")?,
        person_years: 0.0,
        payroll_tax: number(case, "payroll")?,
        social_costs: 0.0,
        offset: number(case, "displacement")?,
        income_tax: 0.0,
        tax_financing: number(case, "tax_cost")?,
        saved_transfers: 0.0,
        public_money: PublicMoney::COST_ALONE,
    };
    match case.option("variant") {
        Some("A") | None => Ok(common),
        Some("B") => Ok(BreakEvenModel {
            income_tax: number(case, "tax_rate")?,
            saved_transfers: number(case, "benefit_annual")?,
            public_money: PublicMoney { payroll_tax: false, ..PublicMoney::ALL },
            ..common
        }),
        Some(other) => Err(format!("unknown variant `{other}`")),
    }
}

fn break_even(case: &Case) -> Reported {
    let effects = numbers(case, "extra_employment")?;
    let months = Periods::months(&schedule(case)?, effects.len(), timing(case)?);
    let discounted = months.present_value(&effects).map_err(undefined)?;
    let model = BreakEvenModel { person_years: discounted / 12.0, ..model(case)? };
    let wage = match model.break_even_wage() {
        BreakEven::Wage(wage) => wage,
        // The least wage at which the programme carries its costs.
        BreakEven::EveryWage => 0.0,
        BreakEven::NoWage => return Err("no wage carries the costs".to_owned()),
    };
    let fields = Fields::new()
        .number("wage", wage)
        .number("discounted_employment_months", discounted)
        .number("undiscounted_employment_months", effects.iter().sum());
    let Some(wage) = case.number("wage") else { return Ok(fields) };
    let account = model.account(wage).map_err(undefined)?;
    Ok(fields
        .number("npv_at_wage", account.net_present_value)
        .optional("benefit_cost_ratio", account.benefit_cost_ratio()))
}

fn payback(case: &Case) -> Reported {
    let months = Periods::months(&schedule(case)?, 1_200, Timing::End);
    let paid = model(case)?.payback(number(case, "wage")?, number(case, "effect")?, &months).map_err(undefined)?;
    match paid {
        Duration::After(paid) => Ok(Fields::new()
            .number("months", paid.months)
            .number("pv_benefit", paid.benefit)
            .number("pv_cost", paid.cost)),
        Duration::Never => Err("the effect is not positive".to_owned()),
        Duration::NotWithin => Err("not within 1200 months".to_owned()),
    }
}

fn area(case: &Case) -> Reported {
    let (months, values) = (numbers(case, "months")?, numbers(case, "utility")?);
    let utilities: Vec<Utility> =
        months.into_iter().zip(values).map(|(month, value)| Utility { month, value }).collect();
    qaly(&utilities).map(|years| Fields::new().number("qaly", years)).map_err(undefined)
}

fn prices(case: &Case) -> Reported {
    let index = case.numbers_by_name("index").ok_or("no `index`")?;
    let of_year = |year: f64| {
        let found = index.iter().find(|(known, _)| known.parse() == Ok(year));
        found.map(|(_, value)| *value).ok_or(format!("no index of {year}"))
    };
    let base = of_year(case.option_number("base_year").ok_or("no `base_year`")?)?;
    let amounts = numbers(case, "nominal")?.into_iter().zip(numbers(case, "years")?);
    let real: Result<Vec<f64>, String> =
        amounts.map(|(amount, year)| real(amount, of_year(year)?, base).map_err(undefined)).collect();
    Ok(Fields::new().with("real", list(real?)))
}

/// `null` for what a strategy does not have.
fn dominance(case: &Case) -> Reported {
    let names = case.texts("strategies").ok_or("no `strategies`")?;
    let strategies: Vec<Outcome> = numbers(case, "cost")?
        .into_iter()
        .zip(numbers(case, "effect")?)
        .map(|(cost, effect)| Outcome { cost, effect })
        .collect();
    let placed = frontier::frontier(&strategies).map_err(undefined)?;
    let increment = |of: fn(Increment, f64) -> f64| {
        list(placed.iter().map(|placed| match placed.standing {
            Standing::Frontier { increment, icer } => of(increment, icer),
            _ => ABSENT,
        }))
    };
    let status = placed.iter().map(|placed| match placed.standing {
        Standing::Reference | Standing::Frontier { .. } => "ND",
        Standing::ExtendedlyDominated => "ED",
        Standing::Dominated => "D",
    });
    Ok(Fields::new()
        .with("strategy", texts(placed.iter().map(|placed| names[placed.strategy].as_str())))
        .with("inc_cost", increment(|increment, _| increment.cost))
        .with("inc_effect", increment(|increment, _| increment.effect))
        .with("icer", increment(|_, icer| icer))
        .with("status", texts(status)))
}

fn changes(case: &Case) -> Reported {
    let best: Vec<usize> = numbers(case, "best")?.into_iter().map(|best| best as usize).collect();
    let changes = frontier::changes(&numbers(case, "k")?, &best).map_err(undefined)?;
    Ok(Fields::new().with("kstar", list(changes)))
}
