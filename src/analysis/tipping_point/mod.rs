//! How different those whose outcome is missing must be for a conclusion to change.

mod means;
mod shares;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::imputation::{Imputing, Outcome};
use super::input::{Common, Entry, Event};
use super::one_proportion::{counts, level};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Basis, Role, Section, Text, Unit};

/// How different those whose outcome is missing must be from the others for the conclusion to change.
///
/// Of a share (`event`, or stated counts with those missing) every possible number with the outcome among the missing of
/// both groups is tried, the best and the worst case among them, and the result says in how many the conclusion is the one
/// of those whose outcome is known, and how many with the outcome would change it. Of a mean (`column` with `impute`) what
/// is missing is imputed many times, and the imputed values of one group are moved until the conclusion changes.
///
/// The conclusion is on which side of no difference the interval lies, if on any: Miettinen and Nurminen's for a share,
/// pooled by Rubin's rules for a mean.
///
/// ```yaml
/// employment_missing:
///   kind: tipping_point
///   outcome: i ordinært arbeid
///   treated: {label: IPS, events: 85, total: 215, missing: 12}
///   control: {label: kontrollgruppen, events: 49, total: 172, missing: 9}
/// health_missing:
///   kind: tipping_point
///   outcome: psykisk plage (HADS)
///   from: randomised
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   column: hads_12
///   impute: {seed: 20260115, imputations: 50, predictors: [hads_0, age]}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TippingPoint {
    /// What the analysis is called where several stand together.
    #[serde(default)]
    label: Option<Text>,
    /// The title of the table.
    #[serde(default)]
    title: Option<Text>,
    /// The unit in the table's title.
    #[serde(default)]
    unit: Option<Text>,
    /// A remark under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    note: Option<Text>,
    /// The source line under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
    /// How the numbers are known; by default reconstructed where they come from percentages, else observed.
    #[serde(default)]
    basis: Option<Basis>,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The outcome: of an event worded so that it can follow «var» or «were», of a mean so that it can follow
    /// «gjennomsnittlig» or «mean».
    outcome: Text,
    /// The unit of a mean; points of its own scale unless given.
    #[serde(default)]
    outcome_unit: Option<Spanned<Unit>>,
    /// Decimals that means are shown with; one unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// Those who got the programme, and their numbers where they do not come from data.
    treated: IncompleteGroup,
    /// Those they are compared with.
    control: IncompleteGroup,
    /// The population or data source.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// Which rows belong to which group.
    #[serde(default)]
    group: Option<Groups>,
    /// What counts as the outcome, for a difference of shares.
    #[serde(default)]
    event: Option<Event>,
    /// The column of the outcome, for a difference of means.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// How what is missing of a mean is imputed before it is moved.
    #[serde(default)]
    impute: Option<Imputing>,
    /// How far imputed values are moved at most, in the unit of the outcome; as far as the observed values lie apart unless
    /// given.
    #[serde(default)]
    limit: Option<Spanned<f64>>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// A group with its name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct IncompleteGroup {
    /// What the group is called, worded so that it can follow «i» or «in»: `IPS`, `kontrollgruppen`.
    label: Text,
    /// How many are known to have had the outcome.
    #[serde(default)]
    events: Option<Spanned<u64>>,
    /// The published percentage of those whose outcome is known, instead of `events`.
    #[serde(default)]
    percent: Option<Spanned<f64>>,
    /// Of how many the outcome is known.
    #[serde(default)]
    total: Option<Spanned<u64>>,
    /// Of how many it is missing.
    #[serde(default)]
    missing: Option<Spanned<u64>>,
}

impl Analyse for TippingPoint {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        let stated = self.stated().map_err(one)?;
        let section = match (&self.from, &self.group, stated) {
            (None, None, Some(stated)) => {
                self.only_of_means("stated counts").map_err(one)?;
                self.shares_stated(entry, stated, level)?
            }
            (Some(from), Some(group), None) => {
                let outcome = Outcome::one_of(self.event.as_ref(), self.column.as_ref(), entry);
                match (outcome, &self.event) {
                    // A condition divides persons as well as a column does.
                    (_, Some(event)) if self.column.is_none() => {
                        self.only_of_means("a share").map_err(one)?;
                        self.shares_counted(entry, (from, group), event, level)?
                    }
                    (outcome, _) => {
                        let outcome = outcome.map_err(one)?;
                        self.means(entry, (from, group), outcome, level)?
                    }
                }
            }
            (from, ..) => {
                let place = from.as_ref().map_or(entry.location.clone(), Spanned::location);
                let problem = Problem::new(format!("`{}` has no numbers that belong together", entry.id));
                let hint = "give each group `events`, `total` and `missing`, or name rows with `from`, `group` and `event` or `column`";
                return Err(vec![problem.hint(hint).at(place)]);
            }
        };
        Ok(vec![section])
    }
}

impl TippingPoint {
    /// The stated numbers of both groups; nothing where none are stated.
    fn stated(&self) -> Result<Option<[(super::arms::Counts, u64); 2]>, Diagnostic> {
        let of_group = |group: &IncompleteGroup| -> Result<Option<(super::arms::Counts, u64)>, Diagnostic> {
            match (counts(&group.events, &group.percent, &group.total)?, &group.missing) {
                (Some(counts), Some(missing)) => Ok(Some((counts, missing.value))),
                (Some(counts), None) => Err(Problem::new("a group needs the number whose outcome is missing")
                    .hint("add `missing`, beside the `total` of those whose outcome is known")
                    .at(counts.total.location())),
                (None, Some(missing)) => Err(Problem::new("a group needs the numbers of those whose outcome is known")
                    .hint("add `events` and `total`")
                    .at(missing.location())),
                (None, None) => Ok(None),
            }
        };
        match (of_group(&self.treated)?, of_group(&self.control)?) {
            (Some(treated), Some(control)) => Ok(Some([treated, control])),
            (None, None) => Ok(None),
            (Some((one, _)), None) | (None, Some((one, _))) => {
                let problem = Problem::new("one group has numbers and the other one has none");
                Err(problem.hint("give both `events`, `total` and `missing`").at(one.total.location()))
            }
        }
    }

    /// Insists that nothing is said that matters for a mean alone.
    fn only_of_means(&self, what: &str) -> Result<(), Diagnostic> {
        let places = [
            self.column.as_ref().map(Spanned::location),
            self.impute.as_ref().map(|plan| plan.seed.location()),
            self.limit.as_ref().map(Spanned::location),
            self.outcome_unit.as_ref().map(Spanned::location),
            self.decimals.as_ref().map(Spanned::location),
        ];
        let names = ["column", "impute", "limit", "outcome_unit", "decimals"];
        match names.into_iter().zip(places).find_map(|(name, place)| Some((name, place?))) {
            None => Ok(()),
            Some((name, place)) => Err(Problem::new(format!("`{name}` does not go with {what}"))
                .hint(format!("remove `{name}`, or compare means with `from`, `group`, `column` and `impute`"))
                .at(place)),
        }
    }

    /// The words and the standing of the section.
    fn describe(&self, section: &mut Section, basis: Basis) {
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(basis),
        };
        common.describe(section);
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        for (name, text) in
            [("outcome", &self.outcome), ("treated", &self.treated.label), ("control", &self.control.label)]
        {
            section.labels.push((name.to_owned(), text.clone()));
        }
    }

    /// The problem that nobody's outcome is missing.
    fn nothing_missing(entry: &Entry<'_>) -> Vec<Diagnostic> {
        let problem = Problem::new(format!("`{}` is about the missing, and nobody's outcome is missing", entry.id));
        vec![
            problem
                .hint("remove the entry: with all outcomes known there is no tipping point")
                .at(entry.location.clone()),
        ]
    }
}
