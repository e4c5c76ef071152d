//! How sure the evidence is, after GRADE: where it starts, and what lowers or raises it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Quantity, Row, Text, Unit, Value};
use crate::stats::Undefined;

/// Where the certainty starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// Randomised studies, or others whose risk of bias was judged with ROBINS-I.
    High,
    /// Non-randomised studies.
    Low,
}

impl Start {
    fn level(self) -> u64 {
        match self {
            Start::High => 4,
            Start::Low => 2,
        }
    }
}

/// What lowers the certainty.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Downgrade {
    /// The domain of GRADE.
    domain: Spanned<Concern>,
    /// How many levels: 1 or 2; 3 for risk of bias and imprecision.
    #[serde(default = "one")]
    levels: Spanned<u64>,
    /// Why, in Typst markup: `@key` cites.
    #[serde(default)]
    reason: Option<Text>,
}

/// What raises the certainty of non-randomised studies.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upgrade {
    /// The domain of GRADE.
    domain: Spanned<Strength>,
    /// How many levels: 1, or 2 for a very large effect.
    #[serde(default = "one")]
    levels: Spanned<u64>,
    /// Why, in Typst markup: `@key` cites.
    #[serde(default)]
    reason: Option<Text>,
}

fn one() -> Spanned<u64> {
    Spanned::from(1)
}

/// The domains that lower the certainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Concern {
    /// The studies may be biased.
    RiskOfBias,
    /// Their effects differ more than chance explains.
    Inconsistency,
    /// They answer another question than the one that is asked.
    Indirectness,
    /// The interval is wide or the studies are small.
    Imprecision,
    /// Studies are missing.
    PublicationBias,
}

impl Concern {
    const ALL: [(Concern, &'static str); 5] = [
        (Concern::RiskOfBias, "risk_of_bias"),
        (Concern::Inconsistency, "inconsistency"),
        (Concern::Indirectness, "indirectness"),
        (Concern::Imprecision, "imprecision"),
        (Concern::PublicationBias, "publication_bias"),
    ];

    fn most(self) -> u64 {
        match self {
            Concern::RiskOfBias | Concern::Imprecision => 3,
            Concern::Inconsistency | Concern::Indirectness | Concern::PublicationBias => 2,
        }
    }
}

/// The domains that raise the certainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Strength {
    /// The risk is at least doubled or halved (one level), or five times or a fifth (two).
    LargeEffect,
    /// More of the programme has more effect.
    DoseResponse,
    /// What was not adjusted for would have made the effect smaller.
    Confounding,
}

impl Strength {
    const ALL: [(Strength, &'static str); 3] = [
        (Strength::LargeEffect, "large_effect"),
        (Strength::DoseResponse, "dose_response"),
        (Strength::Confounding, "confounding"),
    ];
}

/// The columns of the table of what lowers and raises the certainty.
pub(super) fn columns() -> Vec<String> {
    let domains = Concern::ALL.map(|(_, name)| name).into_iter().chain(Strength::ALL.map(|(_, name)| name));
    std::iter::once("start").chain(domains).map(str::to_owned).collect()
}

/// How sure the evidence on one outcome is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grading<'a> {
    pub start: Start,
    pub downgrade: &'a [Downgrade],
    pub upgrade: &'a [Upgrade],
}

impl Grading<'_> {
    /// The certainty: 1 very low, 2 low, 3 moderate, 4 high.
    ///
    /// Start − levels down + levels up, from 1 to 4. Only evidence that starts low and is not lowered can be raised
    /// (GRADE guidelines 9, Guyatt et al., Journal of Clinical Epidemiology 2011;64:1311–1316).
    ///
    /// # Errors
    /// A domain that stands twice, more levels than a domain has, or a raise that GRADE does not have, each at its place.
    pub fn certainty(&self) -> Result<u64, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut down = 0;
        for (place, concern) in self.downgrade.iter().enumerate() {
            let domain = concern.domain.value;
            if self.downgrade[..place].iter().any(|other| other.domain.value == domain) {
                problems.push(twice(name_of(domain, &Concern::ALL), &concern.domain));
            }
            let levels = concern.levels.value;
            if !(1..=domain.most()).contains(&levels) {
                let most = domain.most();
                let name = name_of(domain, &Concern::ALL);
                let problem =
                    Problem::new(format!("`{name}` lowers the certainty by 1 to {most} levels, not {levels}"));
                problems.push(problem.at(concern.levels.location().or_else(|| concern.domain.location())));
            }
            down += levels.min(4);
        }
        let mut up = 0;
        for (place, strength) in self.upgrade.iter().enumerate() {
            let domain = strength.domain.value;
            let name = name_of(domain, &Strength::ALL);
            if self.upgrade[..place].iter().any(|other| other.domain.value == domain) {
                problems.push(twice(name, &strength.domain));
            }
            let most = if domain == Strength::LargeEffect { 2 } else { 1 };
            let levels = strength.levels.value;
            if !(1..=most).contains(&levels) {
                let by = if most == 1 { "1 level".to_owned() } else { format!("1 to {most} levels") };
                let problem = Problem::new(format!("`{name}` raises the certainty by {by}, not {levels}"));
                problems.push(problem.at(strength.levels.location().or_else(|| strength.domain.location())));
            }
            up += levels.min(4);
        }
        if let Some(first) = self.upgrade.first() {
            if self.start == Start::High {
                let problem =
                    Problem::new("evidence that starts high is not raised: GRADE raises non-randomised studies")
                        .hint("remove `upgrade`, or write `start: low` if the studies are not randomised");
                problems.push(problem.at(first.domain.location()));
            } else if let Some(concern) = self.downgrade.first() {
                let name = name_of(concern.domain.value, &Concern::ALL);
                let problem =
                    Problem::new(format!("evidence that is lowered, here for `{name}`, is not raised as well"))
                        .hint("GRADE raises the certainty only where nothing lowers it: remove `upgrade`");
                problems.push(problem.at(first.domain.location()));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok((self.start.level() + up).saturating_sub(down).clamp(1, 4))
    }

    /// Insists that an effect that raises the certainty is as large as GRADE has it, where the two risks are known.
    ///
    /// # Errors
    /// A diagnostic at the domain.
    pub fn insist_on_large_effect(&self, risk_ratio: f64) -> Result<(), Diagnostic> {
        let large = self.upgrade.iter().find(|strength| strength.domain.value == Strength::LargeEffect);
        let Some(large) = large else { return Ok(()) };
        let (words, least) = if large.levels.value == 1 { ("large", 2.0) } else { ("very large", 5.0) };
        // As it is shown: a ratio that reads 2.00 is one.
        let shown = (risk_ratio * 100.0).round() / 100.0;
        if shown >= least || (shown > 0.0 && 1.0 / shown >= least) || risk_ratio == 0.0 {
            return Ok(());
        }
        let problem = Problem::new(format!("the risk ratio of {shown} is not a {words} effect"));
        let problem = match least as u64 {
            2 => problem.hint("GRADE raises by one level from a risk ratio of 2, or from 0.5 downwards"),
            _ => problem.hint("GRADE raises by two levels from a risk ratio of 5, or from 0.2 downwards"),
        };
        Err(problem.at(large.domain.location()))
    }

    /// The row of the table of what lowers and raises the certainty, with the reasons as its words.
    pub fn row(&self, name: &str, label: &Text) -> Row {
        let start = Quantity { value: self.start.level() as f64, unit: Unit::Certainty, decimals: 0 };
        let mut cells = vec![Value::from(start)];
        let mut words = Vec::new();
        for (domain, name) in Concern::ALL {
            let concern = self.downgrade.iter().find(|concern| concern.domain.value == domain);
            cells.push(Value::Count(concern.map_or(0, |concern| concern.levels.value)));
            words.extend(concern.and_then(|concern| Some((name.to_owned(), concern.reason.clone()?))));
        }
        for (domain, name) in Strength::ALL {
            let strength = self.upgrade.iter().find(|strength| strength.domain.value == domain);
            cells.push(Value::Count(strength.map_or(0, |strength| strength.levels.value)));
            words.extend(strength.and_then(|strength| Some((name.to_owned(), strength.reason.clone()?))));
        }
        Row { name: name.to_owned(), label: Some(label.clone()), basis: None, source: None, words, cells }
    }
}

/// The row of an outcome without studies.
pub(super) fn row_without_studies(name: &str, label: &Text) -> Row {
    let cells = vec![Value::from(Undefined::NoObservations); columns().len()];
    Row { name: name.to_owned(), label: Some(label.clone()), basis: None, source: None, words: Vec::new(), cells }
}

fn name_of<T: PartialEq + Copy>(domain: T, all: &[(T, &'static str)]) -> &'static str {
    all.iter().find(|(known, _)| *known == domain).map_or("", |(_, name)| name)
}

fn twice<T>(name: &str, domain: &Spanned<T>) -> Diagnostic {
    let problem = Problem::new(format!("`{name}` stands twice"));
    problem.hint("a domain lowers or raises the certainty once: add up its `levels`").at(domain.location())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down(concerns: &[(Concern, u64)]) -> Vec<Downgrade> {
        let of = |(domain, levels): &(Concern, u64)| Downgrade {
            domain: Spanned::from(*domain),
            levels: Spanned::from(*levels),
            reason: None,
        };
        concerns.iter().map(of).collect()
    }

    fn up(strengths: &[(Strength, u64)]) -> Vec<Upgrade> {
        let of = |(domain, levels): &(Strength, u64)| Upgrade {
            domain: Spanned::from(*domain),
            levels: Spanned::from(*levels),
            reason: None,
        };
        strengths.iter().map(of).collect()
    }

    fn certainty(start: Start, downgrade: &[Downgrade], upgrade: &[Upgrade]) -> Result<u64, Vec<Diagnostic>> {
        Grading { start, downgrade, upgrade }.certainty()
    }

    #[test]
    fn certainty_is_start_less_down_plus_up_within_the_four_levels() {
        let both = [(Concern::RiskOfBias, 1), (Concern::Imprecision, 1)];
        assert_eq!(certainty(Start::High, &[], &[]), Ok(4));
        assert_eq!(certainty(Start::Low, &[], &[]), Ok(2));
        assert_eq!(certainty(Start::High, &down(&both), &[]), Ok(2));
        assert_eq!(certainty(Start::Low, &down(&both), &[]), Ok(1));
        assert_eq!(certainty(Start::High, &down(&[(Concern::RiskOfBias, 3), (Concern::Imprecision, 3)]), &[]), Ok(1));
        assert_eq!(certainty(Start::Low, &[], &up(&[(Strength::LargeEffect, 1)])), Ok(3));
        assert_eq!(certainty(Start::Low, &[], &up(&[(Strength::LargeEffect, 2), (Strength::DoseResponse, 1)])), Ok(4));
    }

    #[test]
    fn what_grade_does_not_have_is_an_error() {
        let lowered = down(&[(Concern::Inconsistency, 1)]);
        let raised = up(&[(Strength::DoseResponse, 1)]);
        assert!(certainty(Start::High, &[], &raised).is_err());
        assert!(certainty(Start::Low, &lowered, &raised).is_err());
        assert!(certainty(Start::High, &down(&[(Concern::Inconsistency, 3)]), &[]).is_err());
        assert!(certainty(Start::High, &down(&[(Concern::Inconsistency, 0)]), &[]).is_err());
        assert!(certainty(Start::Low, &[], &up(&[(Strength::Confounding, 2)])).is_err());
        let twice = down(&[(Concern::Imprecision, 1), (Concern::Imprecision, 1)]);
        assert_eq!(certainty(Start::High, &twice, &[]).unwrap_err().len(), 1);
    }

    #[test]
    fn a_large_effect_is_a_doubling_or_a_halving() {
        let grading = |upgrade: &[Upgrade], ratio: f64| {
            Grading { start: Start::Low, downgrade: &[], upgrade }.insist_on_large_effect(ratio).is_ok()
        };
        let (large, very_large) = (up(&[(Strength::LargeEffect, 1)]), up(&[(Strength::LargeEffect, 2)]));
        for (ratio, one, two) in [(1.9, false, false), (1.996, true, false), (2.0, true, false), (5.0, true, true)] {
            for ratio in [ratio, 1.0 / ratio] {
                assert_eq!(grading(&large, ratio), one, "{ratio}");
                assert_eq!(grading(&very_large, ratio), two, "{ratio}");
            }
        }
        assert!(grading(&large, 0.0) && grading(&[], 1.0) && !grading(&large, 1.0));
    }

    #[test]
    fn the_row_has_a_cell_for_every_column() {
        let downgrade = down(&[(Concern::Indirectness, 2)]);
        let row = Grading { start: Start::High, downgrade: &downgrade, upgrade: &[] }.row("work", &Text::from("Work"));
        assert_eq!(row.cells.len(), columns().len());
        let at = columns().iter().position(|name| name == "indirectness").unwrap();
        assert_eq!(row.cells[at], Value::Count(2));
        assert_eq!(row_without_studies("work", &Text::from("Work")).cells.len(), columns().len());
    }
}
