//! One change, cause or conclusion in the words of a language.

use super::cause::{Cause, MethodOf};
use super::change::{Aspect, Change, Content};
use super::changes::Heading;
use super::conclusion::{Conclusion, no_effect};
use super::scalar::{Number, shown};
use crate::locale::{Locale, Style};
use crate::results::{Estimate, FacetValue, Method, Text, Unit, Value};
use crate::stats::Interval;

/// What an id is about: «i ordinært arbeid, 12 måneder».
pub(super) fn about(heading: Option<&Heading>, row: Option<&Text>, locale: Locale) -> String {
    let mut parts = Vec::new();
    if let Some(heading) = heading {
        parts.extend(heading.outcome.iter().map(|outcome| outcome.get(locale.language()).to_owned()));
        // A name without the author's words stands in the id already.
        let telling =
            |facet: &&crate::results::Facet| facet.label.is_some() || !matches!(facet.value, FacetValue::Name(_));
        parts.extend(heading.facets.iter().filter(telling).map(|facet| locale.facet(facet)));
    }
    parts.extend(row.map(|row| row.get(locale.language()).to_owned()));
    parts.join(", ")
}

/// What of a thing is another; nothing where it is the thing itself.
pub(super) fn aspect(aspect: &Aspect, locale: Locale) -> Option<String> {
    let of = |words: &str, name: &str| Some(format!("{words} `{name}`"));
    let words = match aspect {
        Aspect::Itself => return None,
        Aspect::Sentence => locale.aspect_sentence(),
        Aspect::Estimator => locale.aspect_estimator(),
        Aspect::IntervalMethod => locale.aspect_interval(),
        Aspect::Level => locale.aspect_level(),
        Aspect::Tests => locale.aspect_tests(),
        Aspect::NoEffect => locale.aspect_no_effect(),
        Aspect::Basis => locale.aspect_basis(),
        Aspect::Input(name) => return of(locale.aspect_input(), name),
        Aspect::Role => locale.aspect_role(),
        Aspect::Kind => locale.aspect_kind(),
        Aspect::Entry => locale.aspect_entry(),
        Aspect::Facet(name) => return of(locale.aspect_facet(), name),
        Aspect::Protected => locale.aspect_protected(),
        Aspect::Edition => locale.aspect_edition(),
        Aspect::Schema => locale.aspect_schema(),
        Aspect::Label(name) if name.is_empty() => locale.aspect_row(),
        Aspect::Label(name) | Aspect::FacetLabel(name) => return of(locale.aspect_label(), name),
        Aspect::Note => locale.aspect_note(),
        Aspect::Source => locale.aspect_source(),
        Aspect::Title => locale.aspect_title(),
        Aspect::Languages => locale.aspect_languages(),
        Aspect::Date => locale.aspect_date(),
        Aspect::Order(_) => locale.aspect_order(),
    };
    Some(words.to_owned())
}

/// A cause as a phrase without full stop.
pub(super) fn cause(cause: &Cause, locale: Locale) -> String {
    let from_to = |what: &str, old: &str, new: &str| locale.changed_from(&locale.header(what), old, new);
    match cause {
        Cause::Rows { source, old, new } => locale.cause_rows(source, *old, *new),
        Cause::Columns { source, old, new } => locale.cause_columns(source, old, new),
        Cause::Input { section, input } => locale.cause_input(section, input),
        Cause::Result { id } => locale.cause_result(id),
        Cause::Stated { path } => locale.cause_stated(path),
        Cause::Method { of, old, new } => {
            let what = match of {
                MethodOf::Estimate => locale.aspect_estimator(),
                MethodOf::Interval => locale.aspect_interval(),
                MethodOf::Test => locale.aspect_tests(),
            };
            let name = |method: &Option<Method>| method.map_or("–", |method| locale.method(method));
            from_to(what, name(old), name(new))
        }
        Cause::Level { old, new } => {
            let level = |level: &str| level.parse().map_or(level.to_owned(), |level| locale.change_level(level));
            from_to(locale.aspect_level(), &level(old), &level(new))
        }
        Cause::Edition { old, new } => from_to(locale.aspect_edition(), old, new),
        Cause::Schema { old, new } => from_to(locale.aspect_schema(), old, new),
        Cause::Tool { old, new } => from_to(locale.cause_tool(), old, new),
        Cause::Seed { old, new } => from_to(locale.cause_seed(), old, new),
        Cause::File { path, old, new, rows } => {
            let hash =
                |hash: &Option<String>| hash.as_ref().map_or("–".to_owned(), |hash| hash.chars().take(8).collect());
            match rows {
                Some(rows) if (rows.added, rows.removed, rows.changed) != (0, 0, 0) => {
                    let counts = [rows.added, rows.removed, rows.changed];
                    locale.cause_file_rows(path, counts, &rows.columns)
                }
                Some(_) => locale.cause_file_same_rows(path),
                None => locale.cause_file(path, &hash(old), &hash(new)),
            }
        }
        Cause::Lines { file, line, old, new } => {
            let shown = |lines: &[String]| match lines {
                [] => "–".to_owned(),
                [first, rest @ ..] => {
                    format!("`{}`{}", first.replace('`', "'"), if rest.is_empty() { "" } else { " …" })
                }
            };
            locale.changed_from(&locale.cause_lines(file, *line), &shown(old), &shown(new))
        }
        Cause::Hidden => locale.cause_hidden().to_owned(),
        Cause::Shown => locale.cause_shown().to_owned(),
        Cause::Values { source } => locale.cause_values(source),
        Cause::Specification => locale.cause_specification().to_owned(),
        Cause::Unknown => locale.cause_unknown().to_owned(),
    }
}

/// What the report says otherwise, as a phrase without full stop.
pub(super) fn said(conclusion: &Conclusion, change: &Change, locale: Locale) -> String {
    let value = |content: &Option<Content>| match content {
        Some(Content::Value(value)) => Some(value.clone()),
        _ => None,
    };
    let now = value(&change.new).or_else(|| value(&change.old));
    let estimate = match &now {
        Some(Value::Estimate(estimate)) => Some(estimate),
        _ => None,
    };
    let unit = now.as_ref().and_then(Number::of).map_or(Unit::Number, |number| number.unit);
    let reference = estimate.and_then(no_effect).unwrap_or(if unit == Unit::Ratio { 1.0 } else { 0.0 });
    let alpha = estimate.and_then(|estimate| estimate.interval).map_or(0.05, |interval| interval.level.alpha());
    let phrase = match conclusion {
        Conclusion::NowCoversNoEffect => return locale.covers_no_effect(true, reference),
        Conclusion::NoLongerCoversNoEffect => return locale.covers_no_effect(false, reference),
        Conclusion::TestNowRejects { new, .. } => return locale.test_rejects(true, locale.method(*new), alpha),
        Conclusion::TestNoLongerRejects { new, .. } => return locale.test_rejects(false, locale.method(*new), alpha),
        Conclusion::OtherJudgement => return locale.other_judgement(unit),
        Conclusion::OtherSide if matches!(unit, Unit::Kroner { .. } | Unit::KronerPerYear { .. }) => {
            locale.other_sign()
        }
        Conclusion::OtherSide => locale.other_direction(),
        Conclusion::OtherProfitability => locale.other_profitability(),
        Conclusion::EffectNowStated => locale.now_an_effect(),
        Conclusion::EffectNoLongerStated => locale.no_longer_an_effect(),
        Conclusion::IntervalNowStated => locale.now_an_interval(),
        Conclusion::IntervalNoLongerStated => locale.no_longer_an_interval(),
        Conclusion::IntervalNowOneRange => locale.now_one_range(),
        Conclusion::IntervalNoLongerOneRange => locale.no_longer_one_range(),
        Conclusion::NowExploratory => locale.now_exploratory(),
        Conclusion::NoLongerExploratory => locale.no_longer_exploratory(),
        Conclusion::OtherSentence => locale.other_sentence(),
    };
    phrase.to_owned()
}

/// What stood and what stands; empty where there was or is nothing.
pub(super) fn contents(change: &Change, locale: Locale) -> (String, String) {
    if let (Some(Content::Value(Value::Curve(old))), Some(Content::Value(Value::Curve(new)))) =
        (&change.old, &change.new)
        && old.points.len() == new.points.len()
        && let Some((a, b)) =
            old.points.iter().zip(&new.points).max_by(|(a, b), (c, d)| (a.y - b.y).abs().total_cmp(&(c.y - d.y).abs()))
    {
        // The point that moved most stands for the curve.
        return (locale.changed_point(old, a), locale.changed_point(new, b));
    }
    let word = |side: &Option<Content>| side.as_ref().map_or_else(String::new, |side| content(side, locale));
    let (before, now) = (word(&change.old), word(&change.new));
    let by_test = change.conclusions.iter().any(|conclusion| {
        matches!(conclusion, Conclusion::TestNowRejects { .. } | Conclusion::TestNoLongerRejects { .. })
    });
    let (Some(Content::Value(old)), Some(Content::Value(new))) = (&change.old, &change.new) else {
        return (before, now);
    };
    if let (Some(a), Some(b)) = (Number::of(old), Number::of(new))
        && a.unit != b.unit
    {
        let with_unit = |words: &str, unit| format!("{words} ({})", locale.unit_name(unit, Style::Text));
        return (with_unit(&before, a.unit), with_unit(&now, b.unit));
    }
    let (a, b) = (with_p(old, &before, locale), with_p(new, &now, locale));
    if by_test || (before == now && a != b) {
        (a, b)
    } else if before == now {
        // What cannot be seen is told in full.
        in_full(old, new).unwrap_or((before, now))
    } else {
        (before, now)
    }
}

fn with_p(value: &Value, words: &str, locale: Locale) -> String {
    match value {
        Value::Estimate(Estimate { tests, .. }) if !tests.is_empty() => {
            let ps = tests.iter().filter(|test| (0.0..=1.0).contains(&test.p)).map(|test| locale.p_statement(test.p));
            format!("{words}, {}", ps.collect::<Vec<_>>().join(" / "))
        }
        _ => words.to_owned(),
    }
}

/// The first pair of numbers of two results that differ, with all their digits.
fn in_full(old: &Value, new: &Value) -> Option<(String, String)> {
    let numbers = |value: &Value| {
        let number = Number::of(value)?;
        let mut all = vec![number.value];
        if let Some(estimate) = number.estimate {
            if let Some(interval) = estimate.interval
                && let Interval::Bounded { lower, upper } | Interval::Complement { lower, upper } = interval.bounds
            {
                all.extend([lower, upper]);
            }
            all.extend(estimate.standard_error);
            all.extend(estimate.tests.iter().flat_map(|test| test.statistic.into_iter().chain([test.p])));
        }
        Some(all)
    };
    let (old, new) = (numbers(old)?, numbers(new)?);
    let (a, b) = old.iter().zip(&new).find(|(a, b)| a != b)?;
    Some((a.to_string(), b.to_string()))
}

fn content(content: &Content, locale: Locale) -> String {
    match content {
        Content::Value(value) => locale.changed_value(value),
        Content::Row(row) => locale.change_results(row.cells.len() as u64),
        Content::Section { values, .. } => locale.change_results(*values),
        Content::Text(text) => text.get(locale.language()).to_owned(),
        Content::Name(name) => format!("`{name}`"),
        Content::Names(names) => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
        Content::Methods(methods) => methods.iter().map(|method| locale.method(*method)).collect::<Vec<_>>().join(", "),
        Content::Number(level) => locale.change_level(*level),
        Content::Note(note) => locale.note(*note).to_owned(),
        Content::Basis(basis) => locale.basis(*basis).to_owned(),
        Content::Role(role) => locale.role(*role).to_owned(),
        Content::Origin(origin) => locale.origin(origin),
    }
}

/// How much a number moved, between the digits that are shown.
pub(super) fn difference(change: &Change, locale: Locale) -> Option<String> {
    let (Some(Content::Value(old)), Some(Content::Value(new))) = (&change.old, &change.new) else { return None };
    let (old, new, decimals) = match (old, new) {
        (Value::Count(old), Value::Count(new)) => {
            let sign = if new > old { '+' } else { '\u{2212}' };
            return Some(format!("{sign}{}", locale.count(old.abs_diff(*new), Style::Table)));
        }
        _ => {
            let (old, new) = (Number::of(old)?, Number::of(new)?);
            if old.unit != new.unit || old.decimals != new.decimals || new.unit.is_worded() {
                return None;
            }
            let digits = |number: Number| {
                let text = shown(number.value, number.unit, number.decimals).replace(',', "").replace('\u{2212}', "-");
                text.parse::<f64>().ok()
            };
            (digits(old)?, digits(new)?, new.decimals)
        }
    };
    let moved = new - old;
    let text = locale.number(moved.abs(), decimals, Style::Table);
    let is_nothing = !text.chars().any(|digit| ('1'..='9').contains(&digit));
    (!is_nothing && moved.is_finite()).then(|| format!("{}{text}", if moved > 0.0 { '+' } else { '\u{2212}' }))
}
