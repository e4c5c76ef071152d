//! Filters that write one number.

use tera::{Error, Kwargs, State, Tera, TeraResult, Value as Input};

use super::{Writer, only, refused};
use crate::locale::Style;
use crate::results::{Unit, Value};
use crate::template::PercentStyle;
use crate::template::handles::Named;

pub(super) fn register(tera: &mut Tera, writer: &Writer) {
    let mut add = |name: &'static str, write: fn(&Writer, &Named) -> TeraResult<String>| {
        let writer = writer.clone();
        tera.register_filter(name, move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<String> {
            only(&arguments, &[])?;
            let named = writer.handles.named(&input)?;
            Ok(writer.said(named.path, write(&writer, &named)?))
        });
    };
    add("percent", percent);
    add("points", points);
    add("ratio", ratio);
    add("kroner", kroner);
    add("count", count);
    add("number", |writer, named| scalar(named, "number").map(|value| writer.locale.value(value, Style::Text)));
    add("quantity", |writer, named| {
        scalar(named, "quantity").map(|value| writer.locale.value_with_unit(value, Style::Text))
    });
    add("short", |writer, named| match scalar(named, "short")? {
        value if unit(value).is_some_and(is_kroner) => Ok(amount_of_kroner(writer, value, Style::Table)),
        value => Ok(writer.locale.value_with_unit(value, Style::Table)),
    });
    add("chance", |writer, named| match of_unit(named, "chance", |unit| unit == Unit::Proportion)? {
        Value::Quantity(chance) => Ok(writer.locale.share(chance.value, chance.decimals, Style::Table)),
        value => Ok(writer.locale.value_with_unit(value, Style::Table)),
    });
    add("cell", |writer, named| scalar(named, "cell").map(|value| writer.locale.value(value, Style::Table)));
    add("unit_name", |writer, named| match (unit(&named.value), &*named.value) {
        (Some(Unit::Ratio), _) => Ok(String::new()),
        (Some(unit), _) => Ok(writer.locale.unit_name(unit, Style::Text)),
        (None, Value::Count(_)) => Ok(writer.locale.unit_name(Unit::Persons, Style::Text)),
        (None, _) => Ok(String::new()),
    });
    add("price_year", |_, named| match unit(&named.value) {
        Some(Unit::Kroner { price_year } | Unit::KronerPerYear { price_year }) => Ok(price_year.to_string()),
        _ => Err(refused(format!("`{}` is no amount of kroner", named.path), "only amounts have a price year")),
    });
    add("needed", |writer, named| match of_unit(named, "needed", |unit| unit == Unit::NumberNeeded)? {
        Value::Estimate(estimate) => {
            Ok(writer.locale.shown(estimate.value.abs(), estimate.unit, estimate.decimals, Style::Table))
        }
        other => Ok(writer.locale.value(other, Style::Table)),
    });
    add("in_words", in_words);

    let hundreds = writer.clone();
    tera.register_filter("of_hundred", move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<String> {
        only(&arguments, &["beside"])?;
        let named = hundreds.handles.named(&input)?;
        let whole = of_hundred(&named)?;
        let beside = match arguments.get::<Input>("beside")? {
            Some(other) => of_hundred(&hundreds.handles.named(&other)?)?,
            None => 0,
        };
        // Numbers of the same kind are all in digits where one of them is too large for letters.
        let written =
            if beside > 12 { hundreds.locale.count(whole, Style::Text) } else { hundreds.locale.numeral(whole) };
        Ok(hundreds.said(named.path, written))
    });
}

/// A number that can be printed: neither a curve nor a whole table.
fn scalar<'a>(named: &'a Named, filter: &str) -> Result<&'a Value, Error> {
    match &*named.value {
        Value::Curve(_) => Err(refused(
            format!("`{}` is a curve, which `{filter}` cannot print", named.path),
            "show it as a chart under `charts`",
        )),
        Value::Table(_) => {
            Err(refused(format!("`{}` is a table, which `{filter}` cannot print", named.path), "name one of its cells"))
        }
        value => Ok(value),
    }
}

/// The unit of a scalar. A count has none.
pub(super) fn unit(value: &Value) -> Option<Unit> {
    match value {
        Value::Quantity(quantity) => Some(quantity.unit),
        Value::Estimate(estimate) => Some(estimate.unit),
        Value::Count(_) | Value::Curve(_) | Value::Table(_) | Value::Undefined(_) => None,
    }
}

/// The value when it has a unit that the filter writes, or does not exist.
fn of_unit<'a>(named: &'a Named, filter: &str, fits: fn(Unit) -> bool) -> Result<&'a Value, Error> {
    let value = scalar(named, filter)?;
    match unit(value) {
        Some(unit) if fits(unit) => Ok(value),
        None if matches!(value, Value::Undefined(_)) => Ok(value),
        found => {
            let (what, right) = described(found);
            Err(refused(format!("`{}` is {what}, not what `{filter}` writes", named.path), format!("use `| {right}`")))
        }
    }
}

/// What a number of this unit is, and the filter that writes it.
fn described(unit: Option<Unit>) -> (&'static str, &'static str) {
    match unit {
        None | Some(Unit::Persons) => ("a count", "count"),
        Some(Unit::Proportion) => ("a share", "percent"),
        Some(Unit::ShareOfWage) => ("a share of a wage", "percent"),
        Some(Unit::RatePerYear) => ("a rate a year", "percent"),
        Some(Unit::ProportionDifference) => ("a difference of shares, in percentage points", "points"),
        Some(Unit::Ratio) => ("a ratio", "ratio"),
        Some(Unit::Kroner { .. } | Unit::KronerPerYear { .. }) => ("an amount of kroner", "kroner"),
        Some(Unit::Number | Unit::NumberNeeded | Unit::EffectSize) => ("a plain number", "number"),
        Some(Unit::PerThousand) => ("a share in a thousand", "quantity"),
        Some(Unit::Points) => ("a number of points", "quantity"),
        Some(
            Unit::Certainty
            | Unit::EffectMagnitude
            | Unit::RiskOfBias
            | Unit::RiskOfBiasNonRandomised
            | Unit::MarginConclusion,
        ) => ("a judgement in words", "number"),
        Some(Unit::PersonYears) => ("a time of persons", "quantity"),
        Some(Unit::PerHundredPersonYears) => ("a rate per hundred person-years", "quantity"),
        Some(Unit::PerKrone) => ("an amount per krone", "quantity"),
        Some(Unit::Significance | Unit::Extent | Unit::Consequence) => ("a judgement in words", "number"),
        Some(Unit::RelativeChange) => ("a relative change", "percent"),
        Some(Unit::QualityAdjustedLifeYears) => ("a number of life years", "quantity"),
        Some(Unit::BasicAmounts) => ("a number of basic amounts (G)", "quantity"),
        Some(Unit::Years | Unit::Months | Unit::Weeks | Unit::Days) => ("a time", "quantity"),
    }
}

fn percent(writer: &Writer, named: &Named) -> TeraResult<String> {
    let fits = |unit| matches!(unit, Unit::Proportion | Unit::ShareOfWage | Unit::RatePerYear | Unit::RelativeChange);
    let value = of_unit(named, "percent", fits)?;
    let style = match writer.percent {
        PercentStyle::Text => Style::Text,
        PercentStyle::Sign => Style::Table,
    };
    Ok(match value {
        Value::Quantity(quantity) => writer.locale.share(quantity.value, quantity.decimals, style),
        Value::Estimate(estimate) => writer.locale.share(estimate.value, estimate.decimals, style),
        other => writer.locale.value_with_unit(other, Style::Text),
    })
}

fn points(writer: &Writer, named: &Named) -> TeraResult<String> {
    let value = of_unit(named, "points", |unit| unit == Unit::ProportionDifference)?;
    Ok(writer.locale.value_with_unit(value, Style::Text))
}

fn ratio(writer: &Writer, named: &Named) -> TeraResult<String> {
    let value = of_unit(named, "ratio", |unit| unit == Unit::Ratio)?;
    Ok(writer.locale.value(value, Style::Text))
}

fn kroner(writer: &Writer, named: &Named) -> TeraResult<String> {
    let value = of_unit(named, "kroner", is_kroner)?;
    Ok(amount_of_kroner(writer, value, Style::Text))
}

fn is_kroner(unit: Unit) -> bool {
    matches!(unit, Unit::Kroner { .. } | Unit::KronerPerYear { .. })
}

/// An amount without «a year», which belongs to the sentence around it.
fn amount_of_kroner(writer: &Writer, value: &Value, style: Style) -> String {
    let plain = |unit: Unit| match unit {
        Unit::KronerPerYear { price_year } => Unit::Kroner { price_year },
        unit => unit,
    };
    match value {
        Value::Quantity(amount) => writer.locale.with_unit(amount.value, plain(amount.unit), amount.decimals, style),
        Value::Estimate(amount) => writer.locale.with_unit(amount.value, plain(amount.unit), amount.decimals, style),
        other => writer.locale.value_with_unit(other, style),
    }
}

fn count(writer: &Writer, named: &Named) -> TeraResult<String> {
    let value = scalar(named, "count")?;
    match value {
        Value::Count(_) | Value::Undefined(_) => Ok(writer.locale.value(value, Style::Text)),
        _ => of_unit(named, "count", |unit| unit == Unit::Persons).map(|value| writer.locale.value(value, Style::Text)),
    }
}

fn in_words(writer: &Writer, named: &Named) -> TeraResult<String> {
    match scalar(named, "in_words")? {
        Value::Count(count) => Ok(writer.locale.numeral(*count)),
        Value::Quantity(quantity) if quantity.value.fract() == 0.0 && (0.0..9e15).contains(&quantity.value) => {
            Ok(writer.locale.numeral(quantity.value as u64))
        }
        value @ Value::Undefined(_) => Ok(writer.locale.value(value, Style::Text)),
        _ => Err(refused(
            format!("`{}` is no whole number, so it cannot stand in words", named.path),
            "use `| of_hundred` for shares and differences, `| number` for others",
        )),
    }
}

/// So many of hundred persons, without sign.
pub(super) fn of_hundred(named: &Named) -> TeraResult<u64> {
    let value = of_unit(named, "of_hundred", |unit| matches!(unit, Unit::Proportion | Unit::ProportionDifference))?;
    match value.amount() {
        Some(share) if (-1.0..=1.0).contains(&share) => Ok((100.0 * share.abs()).round() as u64),
        _ => Err(refused(format!("`{}` has no number of hundred", named.path), "test it with `is estimated` first")),
    }
}
