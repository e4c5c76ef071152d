//! One report for each site: the same specification over a part of its data.

use std::collections::BTreeMap;

use super::Project;
use crate::data::{By, Cell};
use crate::diag::{Diagnostic, Problem};
use crate::results::Text;

/// The part of the data that a report is about: the rows with one value in a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The data source that has the column.
    pub source: String,
    /// The column.
    pub column: String,
    /// The value.
    pub value: Cell,
    /// The value as a part of a folder's name: lower case, without blanks.
    pub slug: String,
    /// What the value is called.
    pub label: Text,
}

/// The joint report, and one for each site where the specification asks for them.
///
/// # Errors
/// A column that is not there or has no values, and two values that would be written to one folder.
pub(super) fn family(joint: Project) -> Result<Vec<Project>, Vec<Diagnostic>> {
    let Some(for_each) = joint.report.header.for_each.clone() else { return Ok(vec![joint]) };
    let rows = joint.frames.rows(&for_each.from).map_err(|problem| vec![problem])?;
    let column = rows.column(&for_each.column).map_err(|problem| vec![problem])?.clone();
    let source = rows.frame().name().to_owned();
    let tally = rows.tally(&[By::Column(&for_each.column)])?;
    let mut sites = Vec::new();
    let mut known: BTreeMap<String, Cell> = BTreeMap::new();
    let mut problems = Vec::new();
    for value in tally.values(0).into_iter().filter(|value| !value.is_missing()) {
        let slug = slug(&value.to_string());
        if let Some(other) = known.insert(slug.clone(), value.clone()) {
            let problem =
                Problem::new(format!("`{other}` and `{value}` would both be built in a folder `\u{2026}-{slug}`"));
            problems.push(problem.hint("give one of them another code").at(for_each.column.location()));
        }
        let label = column.codes.iter().find(|(code, _)| *code == value).map(|(_, label)| label.clone());
        let label = label.unwrap_or_else(|| Text::from(value.to_string().as_str()));
        let site = Site { source: source.clone(), column: column.name.clone(), value, slug, label };
        match joint.of_site(&site, for_each.keep_subtitle) {
            Ok(project) => sites.push(project),
            Err(more) => problems.extend(more),
        }
    }
    if sites.is_empty() && problems.is_empty() {
        let problem = Problem::new(format!("no row of `{}` has a value in `{}`", for_each.from, for_each.column));
        problems.push(problem.hint("name a column with one value for each report").at(for_each.column.location()));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if for_each.joint {
        sites.insert(0, joint);
    }
    Ok(sites)
}

impl Project {
    /// The report of one site.
    fn of_site(&self, site: &Site, keep_subtitle: bool) -> Result<Project, Vec<Diagnostic>> {
        let mut report = self.report.clone();
        if !keep_subtitle {
            report.header.subtitle = Some(site.label.clone());
        }
        Ok(Project {
            frames: self.frames.restricted(&site.column, &site.value, &report.populations)?,
            report,
            site: Some(site.clone()),
            folder: self.folder.clone(),
            file: self.file.clone(),
            broken: self.broken.clone(),
            ledger: self.ledger.clone(),
            review: self.review.clone(),
        })
    }
}

/// A value as a part of a folder's name.
fn slug(value: &str) -> String {
    let mut slug = String::new();
    for character in value.to_lowercase().chars() {
        match character {
            '\u{e6}' | '\u{e4}' => slug.push_str("ae"),
            '\u{f8}' | '\u{f6}' => slug.push('o'),
            '\u{e5}' => slug.push_str("aa"),
            'a'..='z' | '0'..='9' => slug.push(character),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-').to_owned();
    if slug.is_empty() { "site".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_folders() {
        assert_eq!(slug("\u{d8}stfold \u{2013} nord"), "ostfold-nord");
        assert_eq!(slug("T01"), "t01");
        assert_eq!(slug("../x"), "x");
        assert_eq!(slug("***"), "site");
    }
}
