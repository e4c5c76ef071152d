//! What can be compared, read from files.

use serde::Deserialize;

use crate::diag::Problem;
use crate::results::{self, Results};

/// Reads a `results.json` that is to be compared; `name` is what the user calls it.
///
/// # Errors
/// A [`Problem`] that says what the file is instead: empty, cut off, of a newer or an older format, no results at all,
/// or with two results of one id.
///
/// ```
/// use utfall::diff::read;
/// let problem = read("new/results.json", r#"{"schema": "utfall-results-2", "tables": []}"#).unwrap_err();
/// assert_eq!(
///     problem.what,
///     "`new/results.json` is of the format `utfall-results-2`, which is newer than `utfall-results-1`"
/// );
/// assert_eq!(problem.hints, ["compare with the utfall that made it, or a newer one"]);
/// ```
pub fn read(name: &str, json: &str) -> Result<Results, Problem> {
    results::from_json(json).map_err(|error| problem(name, json, &error))
}

fn problem(name: &str, json: &str, error: &serde_json::Error) -> Problem {
    if json.trim().is_empty() {
        return Problem::new(format!("`{name}` is empty")).hint("build the report again");
    }
    if error.is_eof() {
        let what = format!("`{name}` is cut off: it ends in the middle of a result, at line {}", error.line());
        return Problem::new(what).hint("copy it again, or build the report again");
    }
    if error.is_syntax() {
        return Problem::new(format!("`{name}` is not JSON: {error}"))
            .hint("give the `results.json` of a report, or its output folder");
    }
    match format_of(json) {
        Some(format) if format == results::SCHEMA => {
            let what = format!("`{name}` is not as `{}` is: {error}", results::SCHEMA);
            Problem::new(what).hint("build the report again")
        }
        Some(format) => other_format(name, &format),
        None => Problem::new(format!("`{name}` is no results of utfall: it has no `schema`"))
            .hint("give the `results.json` of a report, or its output folder"),
    }
}

/// What the file says that it is.
fn format_of(json: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Head {
        schema: Option<String>,
    }
    serde_json::from_str::<Head>(json).ok()?.schema
}

fn other_format(name: &str, format: &str) -> Problem {
    let version = |format: &str| format.strip_prefix("utfall-results-")?.parse::<u64>().ok();
    let ours = results::SCHEMA;
    match (version(format), version(ours)) {
        (Some(theirs), Some(known)) if theirs > known => {
            Problem::new(format!("`{name}` is of the format `{format}`, which is newer than `{ours}`"))
                .hint("compare with the utfall that made it, or a newer one")
        }
        (Some(_), _) => Problem::new(format!("`{name}` is of the format `{format}`, which is older than `{ours}`"))
            .hint("build the report again with this utfall"),
        (None, _) => Problem::new(format!("`{name}` is of the format `{format}`, but results are `{ours}`"))
            .hint("give the `results.json` of a report, or its output folder"),
    }
}
