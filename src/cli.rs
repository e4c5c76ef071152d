//! The command line: what a user can ask for, and the exit code of each answer.
//!
//! Standard output is the result, standard error the commentary. Exit codes: 0 fine, 1 differences, 2 error, 3 a
//! conclusion changed.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{
    build, check, compute, diff, explain, is_colourful, kinds, new, query, review, schema, start_workers, upgrade,
    verify,
};
use crate::diag::{self, Diagnostic};

/// From a YAML analysis specification and a data set to a finished Norwegian evaluation report.
#[derive(Debug, Parser)]
#[command(name = "utfall", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Build),
    Compute(compute::Compute),
    Check(check::Check),
    Diff(diff::Diff),
    Explain(explain::Explain),
    New(new::New),
    Kinds(kinds::Kinds),
    Query(query::Query),
    Review(review::Review),
    Schema(schema::Schema),
    Upgrade(upgrade::Upgrade),
    Verify(verify::Verify),
}

/// The exit code of an error.
const ERROR: u8 = 2;

/// The exit code of a command that did what it was asked, and compares nothing.
fn fine(warnings: Vec<Diagnostic>) -> (Vec<Diagnostic>, u8) {
    (warnings, 0)
}

/// Runs the command that the arguments ask for.
pub fn run() -> ExitCode {
    let command = Cli::parse().command;
    let threads = match &command {
        Command::Build(build) => build.threads,
        _ => None,
    };
    let outcome = start_workers(threads).and_then(|()| match command {
        Command::Build(build) => build.run().map(fine),
        Command::Compute(compute) => compute.run().map(fine),
        Command::Check(check) => check.run().map(fine),
        Command::Diff(diff) => diff.run(),
        Command::Explain(explain) => explain.run().map(fine),
        Command::New(new) => new.run().map(fine),
        Command::Kinds(kinds) => kinds.run().map(fine),
        Command::Query(query) => query.run().map(fine),
        Command::Review(review) => review.run(),
        Command::Schema(schema) => schema.run().map(fine),
        Command::Upgrade(upgrade) => upgrade.run(),
        Command::Verify(verify) => verify.run(),
    });
    match outcome {
        Ok((warnings, code)) => {
            show(&diag::distinct(warnings));
            ExitCode::from(code)
        }
        Err(diagnostics) => {
            let diagnostics = diag::distinct(diagnostics);
            show(&diagnostics);
            let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
            eprintln!("{errors} error{}", if errors == 1 { "" } else { "s" });
            ExitCode::from(ERROR)
        }
    }
}

/// Shows diagnostics on standard error, in colour on a terminal.
fn show(diagnostics: &[Diagnostic]) {
    if !diagnostics.is_empty() {
        eprint!("{}", diag::render(diagnostics, is_colourful(&std::io::stderr())));
    }
}
