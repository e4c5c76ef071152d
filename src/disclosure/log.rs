//! `disclosure.json`: which rule struck where, without any number that it hid.

use serde::Serialize;

use super::guard::Decision;
use super::hide::name_of;
use super::rule::Rule;
use super::showing::{Rounding, Showing};
use crate::results::{Protection, Results, Text, Value};

/// The name and version of the format.
pub const SCHEMA: &str = "utfall-disclosure-1";

/// What disclosure control did to one report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Log {
    /// The name and version of this format: `utfall-disclosure-1`.
    pub schema: &'static str,
    /// The rule, or why there is none.
    pub rule: LoggedRule,
    /// The sections with anything to tell, in the order of the report.
    pub sections: Vec<LoggedSection>,
    #[serde(skip)]
    protection: Protection,
}

/// The rule of a report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoggedRule {
    /// Nothing in the report is counted in data on persons.
    NotNeeded,
    /// Nothing is protected, for this reason.
    Off(Text),
    /// Small numbers are not shown, nor others from which they follow.
    Suppress {
        /// The smallest count that is shown.
        minimum: u64,
        /// Whether noughts are protected.
        zeros: bool,
        /// What is no secret however few it concerns.
        public: Vec<String>,
    },
    /// Counts are rounded, and numbers that would betray small ones are not shown.
    Round {
        /// The smallest count that is not protected.
        minimum: u64,
        /// Counts are multiples of it.
        base: u64,
        /// What is no secret however few it concerns.
        public: Vec<String>,
    },
}

/// What was done in one section.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LoggedSection {
    /// The id of the section.
    pub id: String,
    /// The values that are not shown, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<Hidden>,
    /// The values that are rounded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rounded: Vec<String>,
    /// The values that are shown although they tell that something holds for nobody or everybody in a group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nobody_or_everybody: Vec<String>,
    /// Whether its counts contradict those of other sections, so that they were looked at by themselves: whom the
    /// analysis leaves out should be a dimension of its own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
}

/// A value that is not shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hidden {
    /// Its name, such as `risk_difference`, `shares[12]` or `table/row/column`.
    pub value: String,
    /// Which rule struck.
    pub rule: Struck,
}

/// Why a value is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Struck {
    /// Fewer persons than the minimum stand behind it, or it tells that there are so few; nobody among them where
    /// noughts are protected.
    SmallCount,
    /// A number that is not shown could be worked out from it.
    Complementary,
    /// One of these; which one would tell a count.
    Protected,
}

impl Log {
    /// What was done, in a form that every language can say.
    pub fn protection(&self) -> &Protection {
        &self.protection
    }

    /// The file `disclosure.json`: indented, with a final line feed.
    ///
    /// # Errors
    /// Never for a log that [`protect`](super::protect) gives.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|json| json + "\n")
    }

    pub(super) fn not_needed() -> Log {
        Log { schema: SCHEMA, rule: LoggedRule::NotNeeded, sections: Vec::new(), protection: Protection::NotNeeded }
    }

    pub(super) fn off(reason: &Text) -> Log {
        let protection = Protection::Off(reason.clone());
        Log { schema: SCHEMA, rule: LoggedRule::Off(reason.clone()), sections: Vec::new(), protection }
    }

    /// The log of one report; its results are those before anything is hidden.
    pub(super) fn of(report: usize, results: &Results, rule: &Rule, showing: &Showing, decision: &Decision) -> Log {
        let mut sections: Vec<LoggedSection> = Vec::new();
        let mut hidden = 0;
        for (at, (id, section)) in results.sections.iter().enumerate() {
            let mut own =
                LoggedSection { id: id.clone(), apart: showing.apart.contains(&(report, at)), ..Default::default() };
            for (number, value) in showing.values.iter().enumerate() {
                if (value.place.report, value.place.section) != (report, at) {
                    continue;
                }
                let name = name_of(section, value.place);
                if decision.hidden[number] {
                    let rule = match (decision.untold[number], decision.small[number]) {
                        (true, _) => Struck::Protected,
                        (false, true) => Struck::SmallCount,
                        (false, false) => Struck::Complementary,
                    };
                    own.hidden.push(Hidden { value: name, rule });
                } else if rule.base.is_some() {
                    own.rounded.extend((value.rounding != Rounding::None).then_some(name));
                } else if is_telling(super::showing::scalar(section, value.place), value, showing) {
                    own.nobody_or_everybody.push(name);
                }
            }
            hidden += own.hidden.len() as u64;
            if own != (LoggedSection { id: id.clone(), ..Default::default() }) {
                sections.push(own);
            }
        }
        let (minimum, public) = (rule.minimum, rule.public.clone());
        let (logged, protection) = match rule.base {
            Some(base) => (LoggedRule::Round { minimum, base, public }, Protection::Rounded { minimum, base, hidden }),
            None => {
                let zeros = rule.zeros;
                (LoggedRule::Suppress { minimum, zeros, public }, Protection::Suppressed { minimum, zeros, hidden })
            }
        };
        Log { schema: SCHEMA, rule: logged, sections, protection }
    }
}

/// Whether a count or a share says that nobody, or everybody, in a group of one or more has something.
fn is_telling(shown: Option<&Value>, value: &super::showing::Shown, showing: &Showing) -> bool {
    let all = matches!(shown, Some(Value::Count(_) | Value::Quantity(_) | Value::Estimate(_)));
    all && value.groups.iter().any(|group| {
        let ((source, keys), count) = &showing.groups[*group];
        let larger = |whole: &usize| {
            let ((other, fewer), whole) = &showing.groups[*whole];
            other == source && *whole > 0 && fewer.len() < keys.len() && fewer.iter().all(|key| keys.contains(key))
        };
        *count == 0 && (0..showing.groups.len()).any(|whole| larger(&whole))
    })
}
