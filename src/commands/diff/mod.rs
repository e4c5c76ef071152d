//! `utfall diff`: what changed between two versions of a report, and whether a conclusion did.

mod grounds;
mod manifest;
mod pages;
mod revision;
mod rows;
mod said;
mod scratch;
mod version;

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

pub(super) use self::manifest::Manifest;
pub(super) use self::scratch::Scratch;
use self::version::{Side, Version};
use super::is_colourful;
use crate::diag::{Diagnostic, Problem, one_of};
use crate::diff::{ChangeSet, Changes, Reported, Terminal, Tolerance, compare_versions};
use crate::locale::Locale;
use crate::pipeline;
use crate::report::read_settings;
use crate::results::Language;
use crate::template::{Overrides, change_report};
use crate::typeset;

/// Say what changed between two versions of a report, the weightiest first
///
/// OLD and NEW are each a `results.json`, the output folder of a report, a folder with several of them, a `report.pdf`,
/// a specification, a folder with specifications, or a git revision such as `v1.0` or `HEAD`. A revision and a
/// specification are computed with this utfall; of a revision, that happens in a temporary folder, and nothing in your
/// folder or repository is touched.
///
/// Exit codes: 0 nothing changed but what nobody sees or a tolerance allows, 1 something did, 2 error, 3 a conclusion did.
///
/// A tolerance file says what is material to the project. Amounts are in the unit as it is stored: 0.005 is half a
/// percentage point. It is written
///
///   units:
///     proportion_difference: {absolute: 0.005}
///     kroner: {absolute: 500, relative: 0.001}
///   ids:
///     "employment.*.risk_difference": {absolute: 0.001}
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Diff {
    /// The version before
    old: String,
    /// The version now
    new: String,
    /// Of git revisions, the specifications or folders to compare; by default `analyses`
    #[arg(last = true)]
    paths: Vec<PathBuf>,
    /// A YAML file with what the project regards as material
    #[arg(long, value_name = "FILE")]
    tolerance: Option<PathBuf>,
    /// How the changes are written
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    format: Format,
    /// The file that the changes are written to, instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The language; by default English on a terminal, and else that of the new report
    #[arg(long, value_name = "nb|nn|en")]
    language: Option<String>,
    /// List all changes on the terminal, also those that are no differences
    #[arg(long)]
    all: bool,
}

/// How changes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for a terminal
    Terminal,
    /// Markdown for a merge request
    Markdown,
    /// One HTML file with the pages that differ side by side, of one report
    Html,
    /// JSON, as `utfall schema --changes` has it
    Json,
    /// A change report as PDF, of one report
    Pdf,
}

/// A comparison that was made: its warnings and its exit code.
pub type Compared = Result<(Vec<Diagnostic>, u8), Vec<Diagnostic>>;

impl Diff {
    /// Runs the command.
    pub fn run(&self) -> Compared {
        let one = |problem: Problem| vec![problem.nowhere()];
        let language = self.language().map_err(one)?;
        let tolerance: Tolerance = match &self.tolerance {
            Some(path) => read_settings(&path.to_string_lossy()).map_err(|problem| vec![problem])?,
            None => Tolerance::default(),
        };
        let (old, new) = rayon::join(|| Side::read(&self.old, &self.paths), || Side::read(&self.new, &self.paths));
        let (old, new) = both(old, new)?;
        let mut warnings = Vec::new();
        let paired = paired(&old, &new);
        if paired.both.is_empty() {
            return Err(one(no_report_in_common(&old, &new)));
        }
        let mut reports = Vec::new();
        for (name, old, new) in &paired.both {
            let changes = compared(old, new, &tolerance, language).map_err(|problem| {
                let problem = problem.nowhere();
                vec![if paired.both.len() > 1 { problem.of(&format!("`{name}`")) } else { problem }]
            })?;
            reports.push(Reported { name: name.clone(), changes });
        }
        for (_, old, new) in &paired.both {
            warnings.extend(unused_rules(&tolerance, old, new, paired.both.len()));
        }
        let names = (self.old.clone(), self.new.clone());
        let set = ChangeSet::new(names, paired.removed, paired.added, reports);
        let bytes = match self.format {
            Format::Html | Format::Pdf => self.page(&set, &paired.both, language)?,
            Format::Terminal | Format::Markdown | Format::Json => self.text(&set, language).map_err(one)?.into_bytes(),
        };
        self.write(&bytes).map_err(one)?;
        Ok((warnings, set.exit_code))
    }

    fn language(&self) -> Result<Option<Language>, Problem> {
        let Some(code) = &self.language else { return Ok(None) };
        let known = Language::from_code(code);
        known.map(Some).ok_or_else(|| {
            Problem::new(format!("there is no language `{code}`")).hint(format!("write {}", one_of(["nb", "nn", "en"])))
        })
    }

    /// The set in the words of the format.
    fn text(&self, set: &ChangeSet, language: Option<Language>) -> Result<String, Problem> {
        if self.format == Format::Json {
            return set.json().map_err(|error| Problem::new(error.to_string()));
        }
        let several = set.reports.len() + set.removed.len() + set.added.len() > 1;
        let mut text = String::new();
        for (count, Reported { name, changes }) in set.reports.iter().enumerate() {
            if several && self.format == Format::Terminal {
                text.push_str(&format!("{}== {name}\n", if count > 0 { "\n" } else { "" }));
            } else if count > 0 {
                text.push('\n');
            }
            text.push_str(&match self.format {
                Format::Terminal => changes.terminal(Terminal {
                    colour: self.output.is_none() && is_colourful(&std::io::stdout()),
                    all: self.all,
                    language: language.unwrap_or(Language::English),
                }),
                Format::Markdown => changes.markdown(Locale::new(language.unwrap_or(changes.language()))),
                Format::Html | Format::Json | Format::Pdf => String::new(),
            });
        }
        for (names, side, other) in [(&set.removed, &self.old, &self.new), (&set.added, &self.new, &self.old)] {
            for name in names {
                text.push_str(&format!("\n`{name}` is in `{side}` and not in `{other}`\n"));
            }
        }
        Ok(text)
    }

    /// The changes of the one report as HTML or PDF.
    fn page(
        &self,
        set: &ChangeSet,
        both: &[(String, &Version, &Version)],
        language: Option<Language>,
    ) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let one = |problem: Problem| vec![problem.nowhere()];
        let ([Reported { changes, .. }], [(_, old, new)]) = (set.reports.as_slice(), both) else {
            let names = both.iter().take(5).map(|(name, ..)| name.as_str());
            let what = format!("HTML and PDF are made of one report, and there are {}", both.len());
            return Err(one(Problem::new(what).hint(format!("name one of them on each side: {}", one_of(names)))));
        };
        if self.output.is_none() && std::io::stdout().is_terminal() {
            let problem = Problem::new("HTML and PDF are not for a terminal");
            return Err(one(problem.hint("write `--output FILE`")));
        }
        let language = language.unwrap_or(changes.language());
        let locale = Locale::new(language);
        if self.format == Format::Html {
            let shown = pages::shown(old, new, language)?;
            return Ok(changes.html(locale, &old.results, &new.results, &shown).into_bytes());
        }
        let json =
            changes.document(locale, &self.old, &self.new).map_err(|error| one(Problem::new(error.to_string())))?;
        let overrides = match &new.specification_path {
            Some(path) => Overrides::read(&pipeline::templates_of(path))?,
            None => Overrides::none(),
        };
        let ident = format!("changes {} {}", set.exit_code, String::from_utf8_lossy(&json));
        let (main, files) = change_report(json, &overrides);
        // An archive file must have a date: that of the report now, or of the results that tell none.
        let date = changes.new.date.as_deref().and_then(|date| date.parse().ok());
        let options = typeset::Options { date: Some(date.unwrap_or(jiff::civil::date(1970, 1, 1))), ident };
        Ok(typeset::typeset(&typeset::Project::new(main, files), &options)?.pdf)
    }

    fn write(&self, bytes: &[u8]) -> Result<(), Problem> {
        match &self.output {
            // A closed pipe is the reader's choice, not an error.
            None => {
                let _ = std::io::stdout().lock().write_all(bytes);
                Ok(())
            }
            Some(path) => std::fs::write(path, bytes).map_err(|error| {
                Problem::new(format!("cannot write `{}`: {error}", path.display()))
                    .hint("make sure that the folder is there and that you may write in it")
            }),
        }
    }
}

/// Both, or everything that is wrong with either.
fn both<T>(old: Result<T, Vec<Diagnostic>>, new: Result<T, Vec<Diagnostic>>) -> Result<(T, T), Vec<Diagnostic>> {
    match (old, new) {
        (Ok(old), Ok(new)) => Ok((old, new)),
        (old, new) => Err(old.err().into_iter().chain(new.err()).flatten().collect()),
    }
}

/// Which report belongs to which.
struct Paired<'a> {
    both: Vec<(String, &'a Version, &'a Version)>,
    removed: Vec<String>,
    added: Vec<String>,
}

/// Reports of one name; where each side has one, these, whatever they are called.
fn paired<'a>(old: &'a Side, new: &'a Side) -> Paired<'a> {
    if let ([(_, one)], [(name, other)]) = (old.reports.as_slice(), new.reports.as_slice()) {
        return Paired { both: vec![(name.clone(), one, other)], removed: Vec::new(), added: Vec::new() };
    }
    let mut left: BTreeMap<&str, &Version> = old.reports.iter().map(|(name, one)| (name.as_str(), one)).collect();
    let mut paired = Paired { both: Vec::new(), removed: Vec::new(), added: Vec::new() };
    for (name, version) in &new.reports {
        match left.remove(name.as_str()) {
            Some(was) => paired.both.push((name.clone(), was, version)),
            None => paired.added.push(name.clone()),
        }
    }
    paired.removed = left.into_keys().map(str::to_owned).collect();
    paired
}

fn no_report_in_common(old: &Side, new: &Side) -> Problem {
    let names =
        |side: &Side| one_of(side.reports.iter().take(5).map(|(name, _)| name.as_str())).replace(" or ", " and ");
    Problem::new(format!(
        "`{}` and `{}` have no report of one name: the first has {}, the second {}",
        old.given,
        new.given,
        names(old),
        names(new)
    ))
    .hint("name the two reports themselves, one of each side")
}

/// What changed from one version of a report to another.
fn compared(
    old: &Version,
    new: &Version,
    tolerance: &Tolerance,
    language: Option<Language>,
) -> Result<Changes, Problem> {
    let spoken = |version: &Version, language: &Language| version.results.report.languages.contains(language);
    let of_both = || new.results.report.languages.iter().copied().find(|language| spoken(old, language));
    let wanted = language.filter(|language| spoken(old, language) && spoken(new, language)).or_else(of_both);
    let sentences = wanted.map(|language| (said::sentences(old, language), said::sentences(new, language)));
    let sentences = sentences.as_ref().map(|(old, new)| (old, new));
    let grounds = grounds::grounds(old, new);
    let mut changes = compare_versions(&old.results, &new.results, tolerance, sentences, &grounds)?;
    grounds::carry(&grounds, old, new, &mut changes);
    changes.stale = wanted.map(|language| said::stale(old, new, language)).unwrap_or_default();
    Ok(changes)
}

/// Warnings for rules of a tolerance that fit nothing, most likely misspelt.
fn unused_rules(tolerance: &Tolerance, old: &Version, new: &Version, reports: usize) -> Vec<Diagnostic> {
    // A rule may be meant for another of several reports.
    if reports > 1 {
        return Vec::new();
    }
    let unused = tolerance.unused(&old.results, &new.results);
    let warning = |id: &str| {
        let problem = Problem::new(format!("the tolerance names `{id}`, which fits no result of either report"));
        problem.hint("check its spelling; `*` stands for one part of an id, `**` for any").nowhere().warning()
    };
    unused.into_iter().map(warning).collect()
}
