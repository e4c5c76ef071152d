//! `utfall new`: a project to start from.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use crate::diag::Problem;
use crate::{discover, report};

/// Make a project to start from: a specification, data and references that build as they stand
#[derive(Debug, Args)]
pub struct New {
    /// The name of the report: small letters a to z, digits and hyphens
    name: String,
}

/// The files of a new project, by their path beside the specification.
const FILES: [(&str, &str); 3] = [
    ("", include_str!("new/report.yaml")),
    ("participants.csv", include_str!("new/participants.csv")),
    ("references.bib", include_str!("new/references.bib")),
];

/// The schema that editors check specifications with, beside the folder of the analyses.
const SCHEMA: &str = "utfall.schema.json";

impl New {
    /// Runs the command.
    pub fn run(&self) -> Outcome {
        let name = self.name.as_str();
        let plain = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !plain {
            let problem = Problem::new(format!("`{name}` cannot be the name of a report"));
            return Err(vec![
                problem.hint("use small letters a to z, digits and hyphens, such as `ips-2026`").nowhere(),
            ]);
        }
        let folder = Path::new(discover::ANALYSES).join(name);
        if folder.exists() {
            let problem = Problem::new(format!("`{}` is there already", folder.display()));
            return Err(vec![problem.hint("choose another name; nothing was changed").nowhere()]);
        }
        let failed = |path: &Path| {
            let path = path.display().to_string();
            move |error: std::io::Error| vec![Problem::new(format!("cannot write `{path}`: {error}")).nowhere()]
        };
        fs::create_dir_all(&folder).map_err(failed(&folder))?;
        for (file, text) in FILES {
            let path = self.path(&folder, file);
            fs::write(&path, text).map_err(failed(&path))?;
            println!("{}", path.display());
        }
        let schema = Path::new(SCHEMA);
        if !schema.exists() {
            fs::write(schema, report::schema()).map_err(failed(schema))?;
            println!("{}", schema.display());
        }
        let specification = self.path(&folder, "");
        eprintln!("next: utfall build {}", specification.display());
        Ok(Vec::new())
    }

    fn path(&self, folder: &Path, file: &str) -> PathBuf {
        folder.join(if file.is_empty() { format!("{}.yaml", self.name) } else { file.to_owned() })
    }
}
