//! `utfall upgrade`: what a newer edition of the default methods would move.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::diff::Compared;
use super::{is_colourful, replace};
use crate::diag::Problem;
use crate::diff::{Terminal, Tolerance, compare};
use crate::pipeline::{self, Project};
use crate::results::Edition;

/// Show what the newest edition of the default methods would change in a report, and write it into the specification
///
/// A report keeps the edition that it was made with, so that its numbers stay whatever utfall computes it. With
/// `--explain`, nothing is written.
///
/// Exit codes: 0 nothing would change, 1 something would, 2 error, 3 a conclusion would.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Upgrade {
    /// The specification
    spec: PathBuf,
    /// Only show what would change
    #[arg(long)]
    explain: bool,
}

impl Upgrade {
    /// Runs the command.
    pub fn run(&self) -> Compared {
        let one = |problem: Problem| vec![problem.nowhere()];
        let mut projects = pipeline::load(&self.spec)?;
        let Some(edition) = projects.first().map(|project| project.report.header.edition()) else {
            return Ok((Vec::new(), 0));
        };
        let newest = Edition::NEWEST;
        if edition == newest {
            let _ = writeln!(std::io::stdout(), "{}: has the newest edition, {}", self.spec.display(), newest.name());
            return Ok((Vec::new(), 0));
        }
        let (before, _) = pipeline::compute(&projects)?;
        let line = upgraded(&projects[0], newest);
        for project in &mut projects {
            project.report.header.set_edition(newest);
        }
        let (after, warnings) = pipeline::compute(&projects)?;
        let colour = is_colourful(&std::io::stdout());
        let mut out = format!("{}: from edition {} to {}\n", self.spec.display(), edition.name(), newest.name());
        let mut code = 0;
        for ((project, before), after) in projects.iter().zip(&before).zip(&after) {
            if let Some(site) = &project.site {
                out.push_str(&format!("== {}\n", site.slug));
            }
            let changes = compare(&before.results, &after.results, &Tolerance::default()).map_err(one)?;
            // That the edition is another is what was asked for, and no difference of its own.
            let moved = changes.changes.iter().any(|change| change.is_difference() && change.path != "edition");
            code = code.max(if moved { changes.exit_code } else { 0 });
            out.push_str(&changes.terminal(Terminal { colour, ..Terminal::default() }));
        }
        let _ = std::io::stdout().lock().write_all(out.as_bytes());
        if !self.explain {
            let text = line.ok_or_else(|| {
                one(Problem::new(format!("`{}` has no line of its own to write the edition on", self.spec.display()))
                    .hint(format!("write `methods: \"{}\"` under `report` yourself", newest.name())))
            })?;
            replace(&self.spec, text.as_bytes()).map_err(one)?;
            eprintln!("{}: `methods: \"{}\"`", self.spec.display(), newest.name());
        }
        Ok((warnings, code))
    }
}

/// The specification with another edition: the value that stands there replaced, or a line put before that of the title.
fn upgraded(project: &Project, edition: Edition) -> Option<String> {
    let source = &project.report.source;
    let text = source.text();
    let header = &project.report.header;
    let name = format!("\"{}\"", edition.name());
    if let Some(location) = header.methods.as_ref().and_then(crate::diag::Spanned::location) {
        let range = location.bytes();
        return Some(format!("{}{name}{}", &text[..range.start], &text[range.end..]));
    }
    let title = header.title.location()?.bytes().start;
    let line = text[..title].rfind('\n').map_or(0, |end| end + 1);
    let key = &text[line..title];
    let indent = key.len() - key.trim_start().len();
    if indent == 0 || !key.trim_start().starts_with("title:") {
        return None;
    }
    Some(format!("{}{}methods: {name}\n{}", &text[..line], &key[..indent], &text[line..]))
}
