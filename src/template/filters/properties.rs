//! Tests: what a sentence may depend on.

use tera::{Kwargs, State, Tera, TeraResult, Value as Input};

use super::numbers::of_hundred;
use super::{Writer, only, refused};
use crate::results::{Estimate, Reason, Value};
use crate::template::handles::Named;

pub(super) fn register(tera: &mut Tera, writer: &Writer) {
    let mut add = |name: &'static str, holds: fn(&Named) -> TeraResult<bool>| {
        let writer = writer.clone();
        tera.register_test(name, move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<bool> {
            only(&arguments, &[])?;
            holds(&writer.handles.named(&input)?)
        });
    };
    add("significant", |named| match &*named.value {
        Value::Estimate(estimate) => estimate.excludes_no_effect().ok_or_else(|| {
            refused(
                format!("`{}` has no interval around «no effect»", named.path),
                "only effects with an interval can be significant",
            )
        }),
        Value::Undefined(_) => Ok(false),
        _ => Err(refused(format!("`{}` is no estimate", named.path), "only an estimate can be significant")),
    });
    add("protected", |named| Ok(named.value.is_protected()));
    add("undefined_value", |named| Ok(matches!(&*named.value, Value::Undefined(_))));
    add("estimated", |named| Ok(matches!(&*named.value, Value::Estimate(_))));
    add("tested", |named| Ok(matches!(&*named.value, Value::Estimate(Estimate { tests, .. }) if !tests.is_empty())));
    add("bounded", |named| {
        Ok(matches!(&*named.value, Value::Estimate(Estimate { interval: Some(interval), .. })
            if interval.bounds.lower().is_some_and(f64::is_finite) && interval.bounds.upper().is_some_and(f64::is_finite)))
    });
    add("with_negative_limit", |named| {
        Ok(matches!(&*named.value, Value::Estimate(Estimate { interval: Some(interval), .. })
            if interval.bounds.lower().is_some_and(|lower| lower < 0.0)))
    });
    add("with_interval", |named| Ok(matches!(&*named.value, Value::Estimate(Estimate { interval: Some(_), .. }))));
    add("agrees", |named| match &*named.value {
        Value::Estimate(estimate) => Ok(agrees(estimate)),
        _ => Ok(true),
    });
    add("without_any_wage", |named| Ok(undefined_for(&named.value, Reason::NoWageCarriesTheCosts)));
    add("never_carried", |named| Ok(undefined_for(&named.value, Reason::CostsNeverCarried)));
    add("carried_by_every_wage", |named| Ok(undefined_for(&named.value, Reason::EveryWageCarriesTheCosts)));
    add("dominant", |named| Ok(undefined_for(&named.value, Reason::Dominant)));
    add("dominated", |named| Ok(undefined_for(&named.value, Reason::Dominated)));
    add("extendedly_dominated", |named| Ok(undefined_for(&named.value, Reason::ExtendedlyDominated)));
    add("comparator", |named| Ok(undefined_for(&named.value, Reason::Comparator)));
    add("positive", |named| Ok(named.value.amount().is_some_and(|amount| amount > 0.0)));
    add("negative", |named| Ok(named.value.amount().is_some_and(|amount| amount < 0.0)));
    add("zero", |named| Ok(matches!(&*named.value, Value::Count(0))));
    add("one", |named| Ok(matches!(&*named.value, Value::Count(1))));
    add("whole_hundred_zero", |named| Ok(of_hundred(named)? == 0));
}

/// Whether the interval leaves out «no effect» exactly when the first test rejects it at the level of the interval.
fn agrees(estimate: &Estimate) -> bool {
    match (estimate.excludes_no_effect(), estimate.interval, estimate.tests.first()) {
        (Some(excludes), Some(interval), Some(test)) => excludes == (test.p < 1.0 - interval.level.get()),
        _ => true,
    }
}

fn undefined_for(value: &Value, reason: Reason) -> bool {
    matches!(value, Value::Undefined(undefined) if undefined.reason == reason)
}
