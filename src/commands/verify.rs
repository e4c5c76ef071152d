//! `utfall verify`: whether a report says what its specification and data give.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::diff::{Compared, Manifest, Scratch};
use crate::diag::{Diagnostic, Problem};
use crate::diff::{Terminal, Tolerance, compare, read};
use crate::pdf::{self, Attachment};
use crate::pipeline::{self, sha256_of_file};
use crate::results::{Language, to_json};
use crate::template::Overrides;
use crate::{discover, typeset};

/// Recompute a report from the specification and data that its PDF names, and compare
///
/// The specification is taken from the PDF; the data, references and own templates are looked for in the project, and
/// must be the files that the report was made from, by their SHA-256. Then the results are computed anew and compared with
/// those that the PDF carries, and last the pages, byte by byte.
///
/// Exit codes: 0 the report is what its inputs give, 1 it is not, 2 error, 3 it is not and a conclusion is another.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Verify {
    /// The report: a `report.pdf` that utfall made
    report: PathBuf,
    /// The folder of the specification, which the data lie in; looked for under `analyses` unless given
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
}

/// What a PDF carries.
struct Carried {
    name: String,
    specification: Vec<u8>,
    results: String,
    manifest: Manifest,
}

impl Verify {
    /// Runs the command.
    pub fn run(&self) -> Compared {
        let one = |problem: Problem| vec![problem.nowhere()];
        let shown = self.report.display().to_string();
        let pdf =
            fs::read(&self.report).map_err(|error| one(Problem::new(format!("cannot read `{shown}`: {error}"))))?;
        let carried = carried(&shown, pdf.clone()).map_err(one)?;
        let folder = self.folder(&carried).map_err(one)?;
        let mut said = Vec::new();
        let scratch =
            Scratch::new().map_err(|error| one(Problem::new(format!("cannot make a temporary folder: {error}"))))?;
        let spec = gather(&carried, folder.as_deref(), scratch.path(), &mut said)?;

        let projects = pipeline::load(&spec)?;
        let (computed, warnings) = pipeline::compute(&projects)?;
        let site = carried.manifest.site.as_deref();
        let of_site = |project: &&pipeline::Project| project.site.as_ref().map(|site| site.slug.as_str()) == site;
        let Some(place) = projects.iter().position(|project| of_site(&project)) else {
            let what = format!("`{shown}` is about `{}`, which these data do not hold", site.unwrap_or_default());
            return Err(one(Problem::new(what).hint("give the data that the report was made from")));
        };
        let (project, computed) = (&projects[place], &computed[place]);
        let json = to_json(&computed.results).map_err(|error| one(Problem::new(error.to_string())))?;
        let mut code = 0;
        if json == carried.results {
            said.push(format!("results: the same, {} numbers", computed.results.paths().len()));
        } else {
            let theirs = read(&format!("{shown}: results.json"), &carried.results).map_err(one)?;
            let changes = compare(&computed.results, &theirs, &Tolerance::default()).map_err(one)?;
            code = changes.exit_code.max(1);
            said.push(
                "results: NOT what the specification and the data give; from what they give to what the report says:"
                    .to_owned(),
            );
            said.push(changes.terminal(Terminal { all: true, ..Terminal::default() }).trim_end().to_owned());
        }
        code = code.max(self.pages(&carried, project, computed, &spec, &pdf, &mut said)?);
        let mut out = said.join("\n");
        out.push('\n');
        // A closed pipe is the reader's choice, not an error.
        let _ = std::io::stdout().lock().write_all(out.as_bytes());
        Ok((warnings, code))
    }

    /// Compares the pages; the code that this gives.
    fn pages(
        &self,
        carried: &Carried,
        project: &pipeline::Project,
        computed: &pipeline::Computed,
        spec: &Path,
        pdf: &[u8],
        said: &mut Vec<String>,
    ) -> Result<u8, Vec<Diagnostic>> {
        let (version, ours) =
            (carried.manifest.version.as_deref().unwrap_or("of unknown version"), env!("CARGO_PKG_VERSION"));
        if version != ours {
            said.push(format!("pages: not compared, for utfall {version} made them and this is {ours}"));
            return Ok(0);
        }
        let language = Language::from_code(&carried.manifest.language).unwrap_or(Language::Bokmal);
        let overrides = Overrides::read(&spec.parent().unwrap_or(Path::new("")).join("templates"))?;
        let output = pipeline::render(project, computed, language, &overrides);
        typeset::forget(0);
        let output = output?;
        if output.files.get("report.pdf").is_some_and(|ours| ours == pdf) {
            said.push(format!("pages: the same, byte by byte, {} of them", output.pages));
            return Ok(0);
        }
        said.push(
            "pages: NOT what the specification and the data give: the file was changed after it was made".to_owned(),
        );
        Ok(1)
    }

    /// Where the inputs lie: as given, or the folder of the specification of this name under `analyses`.
    fn folder(&self, carried: &Carried) -> Result<Option<PathBuf>, Problem> {
        if let Some(folder) = &self.project {
            return match folder.is_dir() {
                true => Ok(Some(folder.clone())),
                false => Err(Problem::new(format!("`{}` is no folder", folder.display()))
                    .hint("give the folder of the specification, where the data lie")),
            };
        }
        if carried.manifest.inputs.len() <= 1 {
            return Ok(None);
        }
        // From here, and from the project that holds the output folder of the report.
        let beside = self.report.canonicalize().unwrap_or_else(|_| self.report.clone());
        let project = beside.ancestors().nth(3).map(|project| project.join(discover::ANALYSES));
        let places: Vec<PathBuf> = [Some(PathBuf::from(discover::ANALYSES)), project].into_iter().flatten().collect();
        let found = places.iter().filter(|place| place.is_dir()).find_map(|place| {
            let specifications = discover::specifications(std::slice::from_ref(place)).ok()?;
            let of_name = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy() == carried.name);
            specifications.into_iter().find(of_name)?.parent().map(Path::to_owned)
        });
        found.map(Some).ok_or_else(|| {
            Problem::new(format!("the data of `{}` are not to be found", carried.name))
                .hint("give the folder that they lie in with `--project`")
        })
    }
}

/// The specification, results and manifest that a PDF carries.
fn carried(shown: &str, pdf: Vec<u8>) -> Result<Carried, Problem> {
    let attached = pdf::attachments(shown, pdf)?;
    let missing = |name: &str| {
        Problem::new(format!("`{shown}` carries no {name}, so that it cannot be verified")).hint(
            "take the `report.pdf` as utfall wrote it: printing or saving a PDF anew drops the files attached to it",
        )
    };
    let named = |name: &str| attached.iter().find(|file| file.name == name);
    let is_yaml = |file: &&Attachment| file.name.ends_with(".yaml") || file.name.ends_with(".yml");
    let specification = attached.iter().find(is_yaml).ok_or_else(|| missing("specification"))?;
    let results = named("results.json").ok_or_else(|| missing("`results.json`"))?;
    let manifest = named("manifest.json").ok_or_else(|| missing("`manifest.json`"))?;
    let manifest = Manifest::read(&manifest.bytes)
        .ok_or_else(|| Problem::new(format!("the `manifest.json` that `{shown}` carries cannot be read")))?;
    Ok(Carried {
        name: specification.name.clone(),
        specification: specification.bytes.clone(),
        results: String::from_utf8_lossy(&results.bytes).into_owned(),
        manifest,
    })
}

/// Puts the inputs of a report where they can be read: the specification that it carries, and the files of the project
/// that are what they were. The path of the specification there.
///
/// # Errors
/// One problem for each input that is missing, or is another than the report was made from.
fn gather(
    carried: &Carried,
    folder: Option<&Path>,
    scratch: &Path,
    said: &mut Vec<String>,
) -> Result<PathBuf, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut same = 0;
    let spec = scratch.join(&carried.name);
    let written =
        |error: std::io::Error| Problem::new(format!("cannot write to the temporary folder: {error}")).nowhere();
    fs::write(&spec, &carried.specification).map_err(|error| vec![written(error)])?;
    let inputs: BTreeMap<&String, &String> = carried.manifest.inputs.iter().collect();
    for (path, hash) in inputs {
        let is_safe = Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if !is_safe {
            problems.push(Problem::new(format!("the report names an input `{path}` outside its project")).nowhere());
            continue;
        }
        if *path == carried.name {
            let found = sha256_of_file(&spec).unwrap_or_default();
            if found == *hash {
                same += 1;
            } else {
                problems.push(changed(path, hash, &found).hint("the PDF was changed after it was made").nowhere());
            }
            continue;
        }
        let place = match path.strip_prefix("templates/") {
            Some(own) => folder.map(|folder| pipeline::templates_of(&folder.join(&carried.name)).join(own)),
            None => folder.map(|folder| folder.join(path)),
        };
        let found = place.as_ref().and_then(|place| Some((place, sha256_of_file(place).ok()?)));
        match found {
            None => problems.push(
                Problem::new(format!("the input `{path}` of the report is not to be found"))
                    .hint("give the folder that it lies in with `--project`")
                    .nowhere(),
            ),
            Some((_, other)) if other != *hash => problems.push(
                changed(path, hash, &other).hint("give the data of the report, or build the report anew").nowhere(),
            ),
            Some((place, _)) => {
                let copy = scratch.join(path);
                let made = copy.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::copy(place, &copy));
                match made {
                    Ok(_) => same += 1,
                    Err(error) => problems.push(written(error)),
                }
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    said.push(format!("inputs: {same} of {same} are the files that the report was made from"));
    Ok(spec)
}

fn changed(path: &str, was: &str, is: &str) -> Problem {
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    Problem::new(format!(
        "`{path}` is not what the report was made from: its SHA-256 is {}\u{2026}, and was {}\u{2026}",
        short(is),
        short(was)
    ))
}
