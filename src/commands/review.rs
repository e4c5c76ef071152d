//! `utfall review`: the four-eyes principle, in a file beside the specification.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::diff::Compared;
use super::{is_colourful, replace};
use crate::diag::Problem;
use crate::diff::{Changes, Terminal};
use crate::ledger::{Judgement, Ledger, Standing, Verdict};
use crate::pipeline::{self, Project};
use crate::results::Results;

/// Walk the conclusions that changed since the last accepted review, and accept or reject each
///
/// What is decided is written to NAME.review.json beside the specification, with the reviewer's name and reason. Until
/// every changed conclusion is accepted, the report says on its first page that it is not fully reviewed. The reviewer is
/// none of the report's authors.
///
/// Exit codes: 0 every conclusion is accepted, 2 error, 3 some conclusion is not.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Review {
    /// The specification
    spec: PathBuf,
    /// Who reviews; asked for where it is left out
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// The date of the review; today (UTC) unless given
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
    /// Only list what is not accepted
    #[arg(long, conflicts_with_all = ["accept", "accept_all", "reject"])]
    list: bool,
    /// Accept the change of this result, without asking; needs `--by` and `--reason`
    #[arg(long, value_name = "ID", requires_all = ["by", "reason"])]
    accept: Vec<String>,
    /// Accept everything as it is, without asking; needs `--by` and `--reason`
    #[arg(long, requires_all = ["by", "reason"])]
    accept_all: bool,
    /// Reject the change of this result, without asking; needs `--by` and `--reason`
    #[arg(long, value_name = "ID", requires_all = ["by", "reason"])]
    reject: Vec<String>,
    /// Why, for `--accept`, `--accept-all` and `--reject`
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// What the reviewer answers to one change.
enum Answer {
    Decided(Verdict, String),
    Skipped,
    Stopped,
}

impl Review {
    /// Runs the command.
    pub fn run(&self) -> Compared {
        let one = |problem: Problem| vec![problem.nowhere()];
        let date = self.date().map_err(one)?;
        let projects = pipeline::load(&self.spec)?;
        let (computed, warnings) = pipeline::compute(&projects)?;
        let path = pipeline::ledger_of(&self.spec);
        let mut ledger = projects.first().and_then(|project| project.ledger.clone()).unwrap_or_default();
        if self.list {
            let open = self.listed(&projects, &computed, &ledger).map_err(one)?;
            return Ok((warnings, if open { 3 } else { 0 }));
        }
        let mut input = std::io::stdin().lock();
        let by = match &self.by {
            Some(by) => by.trim().to_owned(),
            None => asked(&mut input, "Who reviews? ").unwrap_or_default(),
        };
        insist_on_another(&projects, &by).map_err(one)?;
        let mut open = false;
        let mut unknown: Vec<&String> = self.accept.iter().chain(&self.reject).collect();
        for (project, computed) in projects.iter().zip(&computed) {
            let report = project.site.as_ref().map_or("", |site| site.slug.as_str());
            let walk = Walk { review: self, report, by: &by, date: &date };
            walk.through(&mut ledger, &computed.results, &mut input, &mut unknown).map_err(one)?;
            open |= match ledger.standing(report, &computed.results).map_err(one)? {
                Standing::NeverReviewed => true,
                standing => standing.open().is_some(),
            };
        }
        if let Some(id) = unknown.first() {
            let problem = Problem::new(format!("no conclusion of `{id}` has changed since the last accepted review"));
            return Err(one(problem.hint("see what has with `--list`; nothing was written")));
        }
        write(&path, &ledger).map_err(one)?;
        eprintln!("{}: {}", path.display(), if open { "not everything is accepted" } else { "everything is accepted" });
        Ok((warnings, if open { 3 } else { 0 }))
    }

    fn date(&self) -> Result<String, Problem> {
        match &self.date {
            Some(date) => match date.parse::<jiff::civil::Date>() {
                Ok(date) => Ok(date.to_string()),
                Err(_) => Err(Problem::new(format!("`{date}` is no date")).hint("write such as `--date 2026-11-22`")),
            },
            None => Ok(jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()),
        }
    }

    /// Prints what is not accepted; whether there is any.
    fn listed(&self, projects: &[Project], computed: &[pipeline::Computed], ledger: &Ledger) -> Result<bool, Problem> {
        let mut out = String::new();
        let mut open = false;
        for (project, computed) in projects.iter().zip(computed) {
            let report = project.site.as_ref().map_or("", |site| site.slug.as_str());
            match ledger.standing(report, &computed.results)? {
                Standing::NeverReviewed => {
                    out.push_str(&format!("{}was never reviewed\n", named(report)));
                    open = true;
                }
                Standing::Compared { changes, undecided, rejected } => {
                    for (places, verdict) in [(&undecided, "not decided"), (&rejected, "rejected")] {
                        for place in places {
                            out.push_str(&format!("{}{verdict}:\n{}", named(report), shown(&changes, *place)));
                            open = true;
                        }
                    }
                }
            }
        }
        if !open {
            out.push_str("everything is accepted\n");
        }
        let _ = std::io::stdout().lock().write_all(out.as_bytes());
        Ok(open)
    }
}

/// The name of a report before what is said of it.
fn named(report: &str) -> String {
    if report.is_empty() { String::new() } else { format!("`{report}`: ") }
}

/// The walk through the changes of one report.
struct Walk<'a> {
    review: &'a Review,
    report: &'a str,
    by: &'a str,
    date: &'a str,
}

impl Walk<'_> {
    fn through(
        &self,
        ledger: &mut Ledger,
        now: &Results,
        input: &mut impl BufRead,
        unknown: &mut Vec<&String>,
    ) -> Result<(), Problem> {
        match ledger.standing(self.report, now)? {
            Standing::NeverReviewed => {
                let question =
                    format!("{}Nothing was accepted before. Accept the report as it is?\n", named(self.report));
                if let Answer::Decided(Verdict::Accepted, reason) = self.answer(None, &question, input)? {
                    ledger.accept_all(self.report, now, self.judgement(Verdict::Accepted, &reason));
                }
            }
            Standing::Compared { changes, undecided, rejected } => {
                for place in undecided.into_iter().chain(rejected) {
                    let change = &changes.changes[place];
                    unknown.retain(|id| **id != change.path);
                    let question = format!("{}{}", named(self.report), shown(&changes, place));
                    match self.answer(Some(&change.path), &question, input)? {
                        Answer::Decided(verdict, reason) => {
                            ledger.decide(self.report, change, self.judgement(verdict, &reason));
                        }
                        Answer::Skipped => {}
                        Answer::Stopped => break,
                    }
                }
                ledger.settle(self.report, now)?;
            }
        }
        Ok(())
    }

    fn judgement<'a>(&'a self, verdict: Verdict, reason: &'a str) -> Judgement<'a> {
        Judgement { verdict, reason, reviewer: self.by, date: self.date }
    }

    /// What the arguments say of a change, or else the reviewer.
    fn answer(&self, path: Option<&str>, question: &str, input: &mut impl BufRead) -> Result<Answer, Problem> {
        let review = self.review;
        let reason = review.reason.as_deref().map(str::trim).unwrap_or_default();
        let is_among = |ids: &[String]| path.is_some_and(|path| ids.iter().any(|id| id == path));
        let told = match () {
            () if is_among(&review.reject) => Some(Verdict::Rejected),
            () if review.accept_all || is_among(&review.accept) => Some(Verdict::Accepted),
            () => None,
        };
        if told.is_some() && reason.is_empty() {
            return Err(Problem::new("the reason is empty").hint("say why with `--reason`"));
        }
        match told {
            Some(verdict) => return Ok(Answer::Decided(verdict, reason.to_owned())),
            None if !review.accept.is_empty() || !review.reject.is_empty() => return Ok(Answer::Skipped),
            None => {}
        }
        eprint!("{question}");
        let verdict = loop {
            match asked(input, "[a]ccept, [r]eject, [s]kip or [q]uit? ").as_deref() {
                Some("a" | "accept") => break Verdict::Accepted,
                Some("r" | "reject") => break Verdict::Rejected,
                Some("s" | "skip") => return Ok(Answer::Skipped),
                Some("q" | "quit") | None => return Ok(Answer::Stopped),
                Some(_) => eprintln!("Write a, r, s or q."),
            }
        };
        loop {
            match asked(input, "Why? ") {
                Some(reason) if !reason.is_empty() => return Ok(Answer::Decided(verdict, reason)),
                Some(_) => eprintln!("A decision without a reason helps nobody."),
                None => return Ok(Answer::Stopped),
            }
        }
    }
}

/// One change as it is shown on a terminal.
fn shown(changes: &Changes, place: usize) -> String {
    let mut one = changes.clone();
    one.changes = vec![changes.changes[place].clone()];
    one.unchanged = 0;
    let colour = is_colourful(&std::io::stderr());
    let text = one.terminal(Terminal { colour, ..Terminal::default() });
    // Without the line that counts: there is one change.
    text.split_once("\n\n").map_or(text.clone(), |(_, change)| change.to_owned())
}

/// A line of the reviewer's; nothing at the end of the input.
fn asked(input: &mut impl BufRead, question: &str) -> Option<String> {
    eprint!("{question}");
    let mut line = String::new();
    match input.read_line(&mut line) {
        Ok(1..) => Some(line.trim().to_owned()),
        _ => None,
    }
}

/// Four eyes: the reviewer has a name, and it is none of the authors'.
fn insist_on_another(projects: &[Project], by: &str) -> Result<(), Problem> {
    if by.is_empty() {
        return Err(Problem::new("a review needs the name of who reviews").hint("give it with `--by`"));
    }
    let same = |author: &str| author.trim().to_lowercase() == by.to_lowercase();
    let authors = projects.iter().flat_map(|project| &project.report.header.authors);
    match authors.into_iter().find(|author| same(&author.name)) {
        Some(author) => Err(Problem::new(format!("`{}` is an author of the report", author.name))
            .hint("let someone else review it: four eyes see more than two")),
        None => Ok(()),
    }
}

/// Writes the ledger whole, or leaves what was there.
fn write(path: &Path, ledger: &Ledger) -> Result<(), Problem> {
    let json = ledger.json().map_err(|error| Problem::new(error.to_string()))?;
    replace(path, json.as_bytes())
}
