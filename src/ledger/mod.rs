//! Who has looked at which change of a conclusion, and what they thought of it: the file beside a specification that the
//! four-eyes principle leaves behind.
//!
//! A ledger holds the results as they were accepted last, and the decisions since. When a conclusion is another than it
//! was then, the report says so on its first page until a reviewer who is none of its authors has accepted the change.
//! The layer is pure: files are read and written by others, and the date is handed to it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::Problem;
use crate::diff::{Aspect, Change, ChangeKind, Changes, Content, Tolerance, compare};
use crate::results::Results;

/// The name and version of the file format: `utfall-review-1`.
pub const SCHEMA: &str = "utfall-review-1";

/// What was accepted last, and the decisions since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// The name and version of this format: `utfall-review-1`.
    schema: String,
    /// All decisions, the oldest first.
    decisions: Vec<Decision>,
    /// The results as they were accepted last, by the site that the report is about; the joint report's name is empty.
    accepted: BTreeMap<String, Results>,
}

/// What a reviewer decided about one change, or about a whole report where nothing was accepted before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The site that the report is about; empty for the joint report.
    pub report: String,
    /// The id of what changed; empty for the whole report.
    pub path: String,
    /// What of it is another.
    pub aspect: Aspect,
    /// What stood there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Content>,
    /// What stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Content>,
    /// The decision.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub reviewer: String,
    /// When, as `YYYY-MM-DD`.
    pub date: String,
}

/// Whether a change stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The report may say so.
    Accepted,
    /// The report may not say so.
    Rejected,
}

/// Who decides what, and when.
#[derive(Clone, Copy, Debug)]
pub struct Judgement<'a> {
    /// The decision.
    pub verdict: Verdict,
    /// Why.
    pub reason: &'a str,
    /// Who decides.
    pub reviewer: &'a str,
    /// When, as `YYYY-MM-DD`.
    pub date: &'a str,
}

/// What stands between a report and its acceptance.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// Nothing of this report was accepted before.
    NeverReviewed,
    /// Its conclusions against those that were accepted last.
    Compared {
        /// Everything that changed since.
        changes: Box<Changes>,
        /// The places in `changes` of conclusions that nobody has decided about.
        undecided: Vec<usize>,
        /// The places of conclusions that were rejected.
        rejected: Vec<usize>,
    },
}

impl Standing {
    /// How many conclusions changed that are not accepted, and how many of them were rejected; nothing where all is well.
    pub fn open(&self) -> Option<(usize, usize)> {
        match self {
            Standing::NeverReviewed => None,
            Standing::Compared { undecided, rejected, .. } => {
                let open = undecided.len() + rejected.len();
                (open > 0).then_some((open, rejected.len()))
            }
        }
    }
}

impl Default for Ledger {
    fn default() -> Ledger {
        Ledger { schema: SCHEMA.to_owned(), decisions: Vec::new(), accepted: BTreeMap::new() }
    }
}

impl Ledger {
    /// Reads a ledger; `name` is what the user calls the file.
    ///
    /// # Errors
    /// A [`Problem`] with the line when it is no ledger, or one of a newer utfall.
    ///
    /// ```
    /// use utfall::ledger::Ledger;
    /// let ledger = Ledger::default();
    /// assert_eq!(Ledger::read("a.review.json", &ledger.json().unwrap()).unwrap(), ledger);
    /// let problem = Ledger::read("a.review.json", "{\"schema\": \"utfall-review-2\"}").unwrap_err();
    /// assert_eq!(problem.what, "`a.review.json` is a ledger of the format `utfall-review-2`, which this utfall cannot read");
    /// ```
    pub fn read(name: &str, text: &str) -> Result<Ledger, Problem> {
        let format = serde_json::from_str::<serde_json::Value>(text).ok();
        let format = format.as_ref().and_then(|value| value.get("schema")?.as_str());
        if let Some(other) = format.filter(|format| *format != SCHEMA) {
            let what = format!("`{name}` is a ledger of the format `{other}`, which this utfall cannot read");
            return Err(Problem::new(what).hint("use the utfall that wrote it, or a newer one"));
        }
        serde_json::from_str(text).map_err(|error| {
            Problem::new(format!("`{name}` is no ledger of reviews: {error}"))
                .hint("`utfall review` writes it: fetch it again from where it is kept, or remove it and review anew")
        })
    }

    /// The ledger as JSON, indented, with a final line feed.
    ///
    /// # Errors
    /// When a result holds a NaN, which no analysis may return.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// All decisions, the oldest first.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// What stands between a report and its acceptance. `report` is the site that it is about, empty for the joint one.
    ///
    /// # Errors
    /// As [`compare`]: when the results have nothing in common with those that were accepted.
    pub fn standing(&self, report: &str, now: &Results) -> Result<Standing, Problem> {
        let Some(accepted) = self.accepted.get(report) else { return Ok(Standing::NeverReviewed) };
        let changes = compare(accepted, now, &Tolerance::default())?;
        let (mut undecided, mut rejected) = (Vec::new(), Vec::new());
        for (place, change) in changes.changes.iter().enumerate() {
            if change.kind != ChangeKind::Conclusion {
                continue;
            }
            match self.decision(report, change).map(|decision| decision.verdict) {
                None => undecided.push(place),
                Some(Verdict::Rejected) => rejected.push(place),
                Some(Verdict::Accepted) => {}
            }
        }
        Ok(Standing::Compared { changes: Box::new(changes), undecided, rejected })
    }

    /// The last decision about a change, where there is any.
    pub fn decision(&self, report: &str, change: &Change) -> Option<&Decision> {
        self.decisions.iter().rev().find(|decision| {
            decision.report == report
                && decision.path == change.path
                && decision.aspect == change.aspect
                && decision.old == change.old
                && decision.new == change.new
        })
    }

    /// Writes down what was decided about a change.
    pub fn decide(&mut self, report: &str, change: &Change, judgement: Judgement<'_>) {
        self.decisions.push(Decision {
            report: report.to_owned(),
            path: change.path.clone(),
            aspect: change.aspect.clone(),
            old: change.old.clone(),
            new: change.new.clone(),
            verdict: judgement.verdict,
            reason: judgement.reason.to_owned(),
            reviewer: judgement.reviewer.to_owned(),
            date: judgement.date.to_owned(),
        });
    }

    /// Writes down that a whole report is accepted as it is.
    pub fn accept_all(&mut self, report: &str, now: &Results, judgement: Judgement<'_>) {
        self.decisions.push(Decision {
            report: report.to_owned(),
            path: String::new(),
            aspect: Aspect::Itself,
            old: None,
            new: None,
            verdict: judgement.verdict,
            reason: judgement.reason.to_owned(),
            reviewer: judgement.reviewer.to_owned(),
            date: judgement.date.to_owned(),
        });
        self.accepted.insert(report.to_owned(), now.clone());
    }

    /// Takes the results as they are for those that were accepted last, when every change of a conclusion is accepted.
    ///
    /// # Errors
    /// As [`Ledger::standing`].
    pub fn settle(&mut self, report: &str, now: &Results) -> Result<bool, Problem> {
        let is_settled = match self.standing(report, now)? {
            Standing::NeverReviewed => false,
            standing => standing.open().is_none(),
        };
        if is_settled {
            self.accepted.insert(report.to_owned(), now.clone());
        }
        Ok(is_settled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::{
        ConfidenceInterval, Estimate, Language, Method, Provenance, ReportInfo, Section, Text, Unit, Value,
    };
    use crate::stats::{Interval, Level};

    fn results(lower: f64) -> Results {
        let mut estimate = Estimate::new(0.104, Unit::ProportionDifference, 1);
        estimate.no_effect = Some(0.0);
        estimate.interval = Some(ConfidenceInterval {
            bounds: Interval::Bounded { lower, upper: 0.194 },
            level: Level::NINETY_FIVE,
            method: Method::Newcombe,
        });
        let section = Section {
            entry: "work".into(),
            kind: "two_proportions".into(),
            combination: vec![],
            facets: vec![],
            role: None,
            labels: vec![],
            values: vec![("risk_difference".into(), Value::Estimate(estimate))],
            notes: vec![],
            source: None,
            provenance: Provenance::default(),
            protected: vec![],
            cells: vec![],
        };
        let report = ReportInfo { title: Text::from("x"), languages: vec![Language::Bokmal], date: None };
        let schema = crate::results::SCHEMA.into();
        Results { schema, edition: "2026.1".into(), report, sections: vec![("work".into(), section)] }
    }

    fn judgement(verdict: Verdict) -> Judgement<'static> {
        Judgement { verdict, reason: "nye data", reviewer: "Kari", date: "2026-11-22" }
    }

    #[test]
    fn a_changed_conclusion_is_open_until_someone_accepts_it() {
        let (before, now) = (results(0.013), results(-0.010));
        let mut ledger = Ledger::default();
        assert_eq!(ledger.standing("", &before).unwrap(), Standing::NeverReviewed);
        ledger.accept_all("", &before, judgement(Verdict::Accepted));
        assert_eq!(ledger.standing("", &before).unwrap().open(), None);

        let Standing::Compared { changes, undecided, .. } = ledger.standing("", &now).unwrap() else { panic!() };
        assert_eq!(undecided.len(), 1);
        let change = &changes.changes[undecided[0]];
        ledger.decide("", change, judgement(Verdict::Rejected));
        assert_eq!(ledger.standing("", &now).unwrap().open(), Some((1, 1)));
        assert!(!ledger.settle("", &now).unwrap());

        ledger.decide("", change, judgement(Verdict::Accepted));
        let kept = Ledger::read("x", &ledger.json().unwrap()).unwrap();
        assert_eq!(kept, ledger, "the file keeps every bit");
        assert!(ledger.settle("", &now).unwrap());
        assert_eq!(ledger.standing("", &now).unwrap().open(), None);
        // Going back changes the conclusion again.
        assert_eq!(ledger.standing("", &before).unwrap().open(), Some((1, 0)));
    }

    #[test]
    fn another_number_is_another_change() {
        let mut ledger = Ledger::default();
        ledger.accept_all("", &results(0.013), judgement(Verdict::Accepted));
        let Standing::Compared { changes, undecided, .. } = ledger.standing("", &results(-0.010)).unwrap() else {
            panic!()
        };
        ledger.decide("", &changes.changes[undecided[0]], judgement(Verdict::Accepted));
        assert_eq!(ledger.standing("", &results(-0.020)).unwrap().open(), Some((1, 0)));
    }
}
