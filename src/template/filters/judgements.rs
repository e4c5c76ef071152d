//! Filters for what people judged: the certainty of evidence, and the risk of bias.

use tera::{Kwargs, State, Tera, TeraResult, Value as Input};

use super::{Writer, only, refused};
use crate::results::{Quantity, Unit, Value};
use crate::template::grading::Outcome;

pub(super) fn register(tera: &mut Tera, writer: &Writer) {
    let findings = writer.clone();
    tera.register_filter("finding", move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<String> {
        only(&arguments, &[])?;
        let outcome =
            findings.handles.row_of(&input).and_then(|(section, table, row)| Outcome::of(section, table, row));
        let outcome = outcome.ok_or_else(|| {
            refused(
                "this is no outcome of a summary of findings",
                "write for instance `findings.outcomes.work | finding`",
            )
        })?;
        Ok(outcome.sentence(findings.locale))
    });

    let domains = writer.clone();
    tera.register_filter("bias_domain", move |name: &str, arguments: Kwargs, _: &State| -> TeraResult<String> {
        only(&arguments, &[])?;
        Ok(domains.locale.bias_domain(name).to_owned())
    });

    let judgements = writer.clone();
    tera.register_filter("judgement", move |input: Input, arguments: Kwargs, _: &State| -> TeraResult<&'static str> {
        only(&arguments, &[])?;
        let named = judgements.handles.named(&input)?;
        match &*named.value {
            Value::Quantity(Quantity { value, unit, .. }) if unit.is_worded() => Ok(name(*unit, *value as i64)),
            Value::Undefined(_) => Ok("not_judged"),
            _ => Err(refused(format!("`{}` is no judgement", named.path), "use `| cell`")),
        }
    });
}

/// The name by which a template tells judgements apart.
fn name(unit: Unit, level: i64) -> &'static str {
    match (unit, level) {
        (Unit::Certainty, 1) => "very_low",
        (Unit::Certainty, 2) | (Unit::RiskOfBias | Unit::RiskOfBiasNonRandomised, 0) => "low",
        (Unit::Certainty, 3) | (Unit::RiskOfBiasNonRandomised, 1) => "moderate",
        (Unit::Certainty, 4) | (Unit::RiskOfBias, 2) => "high",
        (Unit::EffectMagnitude, 0) => "trivial",
        (Unit::EffectMagnitude, -1 | 1) => "small",
        (Unit::EffectMagnitude, -2 | 2) => "moderate",
        (Unit::EffectMagnitude, _) => "large",
        (Unit::MarginConclusion, 1) => "within",
        (Unit::MarginConclusion, -1) => "beyond",
        (Unit::MarginConclusion, _) => "not_settled",
        (Unit::RiskOfBias, 1) => "some_concerns",
        (Unit::RiskOfBiasNonRandomised, 2) => "serious",
        (Unit::RiskOfBiasNonRandomised, 3) => "critical",
        (Unit::RiskOfBiasNonRandomised, 4) => "no_information",
        _ => "not_judged",
    }
}
