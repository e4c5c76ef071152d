//! The risk of bias of the studies of a review, domain by domain.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::input::{Common, Entry};
use super::names::{free_name, name_of};
use crate::data::{Cell, Ordered};
use crate::diag::{Diagnostic, Location, Problem, Spanned, one_of};
use crate::results::{Basis, Input, Origin, Quantity, Row, Section, Table, Text, Unit, Value};
use crate::stats::Undefined;

/// The risk of bias of the studies of a review, domain by domain: RoB 2 for randomised studies, ROBINS-I for others.
///
/// The judgements are columns of a data source, one row a study, or stand under `studies`. The words are those of the
/// tools: `low`, `some concerns`, `high`; `low`, `moderate`, `serious`, `critical`, `no information`. Norwegian words are
/// read as well, and `+`, `?` and `-` for low, some concerns and high of RoB 2 (for ROBINS-I `+` is low and `?` no
/// information). An empty cell, or `not judged`, is a domain that nobody judged.
///
/// Where no overall judgement is given, the tool's rule makes it. RoB 2: high where a domain is high, some concerns where
/// one has some, else low; so many domains with some concerns as `concerns_that_make_high` says are a high risk too.
/// ROBINS-I: critical where a domain is, else serious, else no information where a domain has none, else moderate, else
/// low.
///
/// ```yaml
/// rob:
///   kind: risk_of_bias
///   tool: rob_2
///   from: trials
///   study: study
///   domains: {randomisation: d1, deviations: d2, missing_data: d3, measurement: d4, reporting: d5}
///   overall: overall            # a column; without it the rule of the tool
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskOfBias {
    /// The title of the table.
    #[serde(default)]
    title: Option<Text>,
    /// A remark under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    note: Option<Text>,
    /// The source line under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
    /// How the judgements are known; `published` where others made them.
    #[serde(default)]
    basis: Basis,
    /// The tool.
    tool: Spanned<Tool>,
    /// The data source or population whose rows are the studies.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// The column of the studies' names.
    #[serde(default)]
    study: Option<Spanned<String>>,
    /// The column of each domain of the tool.
    #[serde(default)]
    domains: Ordered<Spanned<String>>,
    /// The column of the overall judgement; the tool's rule unless given.
    #[serde(default)]
    overall: Option<Spanned<String>>,
    /// The studies with their judgements, instead of a data source.
    #[serde(default)]
    studies: Vec<JudgedStudy>,
    /// How many domains with some concerns make the overall risk high, where the rule of RoB 2 makes it.
    #[serde(default)]
    concerns_that_make_high: Option<Spanned<u64>>,
}

/// The tools of risk of bias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Tool {
    /// RoB 2, for randomised studies (Sterne et al. 2019).
    #[serde(rename = "rob_2")]
    Rob2,
    /// ROBINS-I, for non-randomised studies (Sterne et al. 2016).
    RobinsI,
}

/// A study with its judgements.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JudgedStudy {
    /// The name of the study.
    study: Spanned<String>,
    /// RoB 2: bias from the randomisation.
    #[serde(default)]
    randomisation: Option<Spanned<String>>,
    /// ROBINS-I: bias from confounding.
    #[serde(default)]
    confounding: Option<Spanned<String>>,
    /// ROBINS-I: bias in the selection of participants.
    #[serde(default)]
    selection: Option<Spanned<String>>,
    /// ROBINS-I: bias in the classification of programmes.
    #[serde(default)]
    classification: Option<Spanned<String>>,
    /// Bias from deviations from the intended programmes.
    #[serde(default)]
    deviations: Option<Spanned<String>>,
    /// Bias from missing data.
    #[serde(default)]
    missing_data: Option<Spanned<String>>,
    /// Bias in the measurement of the outcome.
    #[serde(default)]
    measurement: Option<Spanned<String>>,
    /// Bias in the selection of the reported result.
    #[serde(default)]
    reporting: Option<Spanned<String>>,
    /// The overall judgement; the tool's rule unless given.
    #[serde(default)]
    overall: Option<Spanned<String>>,
}

/// What the table and the sums call the overall judgement.
const OVERALL: &str = "overall";

/// How a judgement that nobody made is written.
const NOT_JUDGED: [&str; 3] = ["not_judged", "ikke_vurdert", "ikkje_vurdert"];

impl Tool {
    /// What it is called everywhere.
    fn name(self) -> &'static str {
        match self {
            Tool::Rob2 => "RoB 2",
            Tool::RobinsI => "ROBINS-I",
        }
    }

    fn unit(self) -> Unit {
        match self {
            Tool::Rob2 => Unit::RiskOfBias,
            Tool::RobinsI => Unit::RiskOfBiasNonRandomised,
        }
    }

    /// The domains in the tool's own order.
    fn domains(self) -> &'static [&'static str] {
        match self {
            Tool::Rob2 => &["randomisation", "deviations", "missing_data", "measurement", "reporting"],
            Tool::RobinsI => &[
                "confounding",
                "selection",
                "classification",
                "deviations",
                "missing_data",
                "measurement",
                "reporting",
            ],
        }
    }

    /// The levels by their number: the name in the results, and how data may write it, in the form of an id.
    fn levels(self) -> &'static [(&'static str, &'static [&'static str])] {
        match self {
            Tool::Rob2 => &[
                ("low", &["low", "low_risk", "lav", "lav_risiko", "laag", "laag_risiko", "+"]),
                ("some_concerns", &["some_concerns", "some", "noe_bekymring", "noko_uro", "noko_bekymring", "?"]),
                ("high", &["high", "high_risk", "hoy", "hoy_risiko", "hog", "hog_risiko", "-"]),
            ],
            Tool::RobinsI => &[
                ("low", &["low", "low_risk", "lav", "lav_risiko", "laag", "laag_risiko", "+"]),
                ("moderate", &["moderate", "moderate_risk", "moderat", "moderat_risiko"]),
                ("serious", &["serious", "serious_risk", "alvorlig", "alvorlig_risiko", "alvorleg", "alvorleg_risiko"]),
                ("critical", &["critical", "critical_risk", "kritisk", "kritisk_risiko"]),
                ("no_information", &["no_information", "ingen_opplysninger", "ingen_opplysningar", "ni", "?"]),
            ],
        }
    }

    /// The level that a word stands for, or nothing where nobody judged.
    ///
    /// # Errors
    /// The words that would have been right.
    fn read(self, written: &str) -> Result<Option<u8>, Problem> {
        let written = written.trim();
        let plain = match written {
            // Three characters that look alike.
            "-" | "\u{2212}" | "\u{2013}" => "-".to_owned(),
            "+" | "?" => written.to_owned(),
            words => name_of(words),
        };
        if NOT_JUDGED.contains(&plain.as_str()) || written.is_empty() {
            return Ok(None);
        }
        let level = self.levels().iter().position(|(_, words)| words.contains(&plain.as_str()));
        if let Some(level) = level.and_then(|level| u8::try_from(level).ok()) {
            return Ok(Some(level));
        }
        let right: Vec<String> = self.levels().iter().map(|(name, _)| name.replace('_', " ")).collect();
        let right = right.iter().map(String::as_str);
        Err(Problem::new(format!("`{written}` is no judgement of {}", self.name()))
            .closest_of(written, right.clone())
            .hint(format!("write {}", one_of(right.chain(["not judged"])))))
    }

    /// How bad a level is: a study of which nothing is known may be worse than moderate, but is not known to be serious.
    fn severity(self, level: u8) -> u8 {
        match (self, level) {
            (Tool::Rob2, level) => 2 * level,
            // no information
            (Tool::RobinsI, 4) => 3,
            (Tool::RobinsI, level) if level >= 2 => 2 * level,
            (Tool::RobinsI, level) => level,
        }
    }

    /// The overall judgement that follows from those of the domains: the worst of them.
    ///
    /// Nothing where a domain was not judged, unless another is already as bad as can be.
    fn overall(self, domains: &[Option<u8>], concerns_that_make_high: Option<u64>) -> Option<u8> {
        let worst = domains.iter().flatten().copied().max_by_key(|level| self.severity(*level))?;
        let top = match self {
            Tool::Rob2 => 2,
            Tool::RobinsI => 3,
        };
        let concerns = domains.iter().filter(|level| **level == Some(1)).count() as u64;
        match (self, concerns_that_make_high) {
            (Tool::Rob2, Some(enough)) if concerns >= enough => Some(top),
            _ if worst == top || domains.iter().all(Option::is_some) => Some(worst),
            _ => None,
        }
    }
}

/// A study with its judgements, as far as they can be read.
struct Judged {
    label: String,
    domains: Vec<Option<u8>>,
    /// The overall judgement, where one is given; inside, nothing where it is given as not judged.
    overall: Option<Option<u8>>,
    /// Where the overall judgement is written.
    place: Option<Location>,
}

impl Analyse for RiskOfBias {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let mut problems = self.wrong_settings();
        let gathered = match (&self.from, self.studies.first()) {
            (Some(from), None) => self.in_data(entry, from),
            (None, Some(_)) => self.listed(),
            (Some(from), Some(_)) => {
                let problem = Problem::new("the studies come from a data source or stand under `studies`, not both");
                Err(vec![problem.hint("keep `from`, or `studies`").at(from.location())])
            }
            (None, None) => Err(vec![
                Problem::new(format!("`{}` has no studies", entry.id))
                    .hint("name a data source under `from`, or list the studies under `studies`")
                    .at(entry.location.clone()),
            ]),
        };
        let studies = gathered.unwrap_or_else(|more| {
            problems.extend(more);
            Vec::new()
        });
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: None,
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: None,
            basis: self.basis,
        };
        common.describe(&mut section);
        let tool = self.tool.value;
        section.labels.push(("tool".to_owned(), Text::from(tool.name())));
        let judgements = self.judgements(entry, &studies);
        let by_rule = studies.iter().filter(|study| study.overall.is_none()).count();
        let open = |cell: &&Value| matches!(cell, Value::Undefined(_));
        let not_judged = judgements.rows.iter().flat_map(|row| &row.cells).filter(open).count();
        let without = judgements.rows.iter().filter_map(|row| row.cells.last()).filter(open).count();
        let counts = [
            ("studies", studies.len()),
            ("overall_by_rule", by_rule),
            ("not_judged", not_judged),
            ("overall_not_judged", without),
        ];
        let summary = summary(tool, &judgements);
        section.values.push(("judgements".to_owned(), Value::Table(judgements)));
        section.values.push(("summary".to_owned(), summary));
        section.values.extend(counts.map(|(name, count)| (name.to_owned(), Value::Count(count as u64))));
        if let Some(enough) = &self.concerns_that_make_high {
            section.values.push(("concerns_that_make_high".to_owned(), Value::Count(enough.value)));
        }
        let origin = match &self.from {
            None => Origin::Specification,
            Some(from) => Origin::Data {
                source: from.value.clone(),
                columns: self
                    .study
                    .iter()
                    .chain(self.domains.iter().map(|(_, column)| column))
                    .chain(&self.overall)
                    .map(|column| column.value.clone())
                    .collect(),
                rows: studies.len() as u64,
            },
        };
        section.provenance.inputs.push(Input { name: "judgements".to_owned(), origin });
        Ok(vec![section])
    }
}

impl RiskOfBias {
    /// What is wrong whatever the studies are.
    fn wrong_settings(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        if let Some(enough) = &self.concerns_that_make_high {
            let domains = self.tool.value.domains().len() as u64;
            if self.tool.value != Tool::Rob2 {
                let problem = Problem::new("only the rule of RoB 2 counts domains with some concerns");
                problems.push(problem.hint("remove `concerns_that_make_high`").at(enough.location()));
            } else if let Some(overall) = &self.overall {
                let problem = Problem::new("the overall judgements are given, so no rule makes them");
                let problem = problem.hint(format!("remove `concerns_that_make_high`, or `overall: {overall}`"));
                problems.push(problem.at(enough.location()));
            } else if !(2..=domains).contains(&enough.value) {
                let problem = Problem::new(format!("several of {domains} domains are 2 to {domains}, not {enough}"));
                problems.push(problem.at(enough.location()));
            }
        }
        if self.from.is_none() {
            let of_data = [("study", self.study.as_ref()), (OVERALL, self.overall.as_ref())];
            let domains = self.domains.iter().map(|(name, column)| (name.as_str(), Some(column)));
            for (name, column) in of_data.into_iter().chain(domains) {
                let Some(column) = column else { continue };
                let problem = Problem::new(format!("`{name}` names a column, and there is no data source"));
                problems.push(problem.hint("name it under `from`, or remove this").at(column.location()));
            }
        }
        problems
    }

    /// The studies in the rows of a data source.
    fn in_data(&self, entry: &Entry<'_>, from: &Spanned<String>) -> Result<Vec<Judged>, Vec<Diagnostic>> {
        let tool = self.tool.value;
        let rows = entry.rows(from).map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();
        let Some(study) = &self.study else {
            let problem = Problem::new(format!("nothing says which column of `{from}` names the studies"));
            return Err(vec![problem.hint("add `study`, the name of a column").at(from.location())]);
        };
        let labels = rows.cells(study).unwrap_or_else(|problem| {
            problems.push(problem);
            Vec::new()
        });
        for (name, _) in &self.domains {
            if !tool.domains().contains(&name.as_str()) {
                let known = tool.domains().iter().copied();
                let problem = Problem::new(format!("{} has no domain `{name}`", tool.name()));
                let problem = problem.closest_of(name, known.clone());
                let problem = match name.as_str() {
                    OVERALL => problem.hint("the overall judgement is no domain: write `overall` beside `domains`"),
                    _ => problem.hint(format!("its domains are {}", one_of(known))),
                };
                problems.push(problem.at(name.location()));
            }
        }
        let missing: Vec<&str> =
            tool.domains().iter().copied().filter(|domain| self.domains.find(domain).is_none()).collect();
        if !missing.is_empty() {
            let have = if missing.len() == 1 { "has" } else { "have" };
            let problem = Problem::new(format!("{} of {} {have} no column", list(&missing), tool.name()))
                .hint(format!("add `{}: \u{2026}` under `domains`", missing[0]));
            let place = self.domains.iter().next().and_then(|(name, _)| name.location());
            problems.push(problem.at(place.or_else(|| from.location())));
        }
        // A word that is no judgement is told of once for each column, with the first study that has it.
        let read = |column: &Spanned<String>, problems: &mut Vec<Diagnostic>| -> Vec<Option<u8>> {
            let cells = rows.cells(column).unwrap_or_else(|problem| {
                problems.push(problem);
                Vec::new()
            });
            let mut wrong: BTreeMap<String, (usize, usize, Problem)> = BTreeMap::new();
            let levels = cells.iter().enumerate().map(|(row, cell)| match cell {
                Cell::Missing => None,
                cell => tool.read(&cell.to_string()).unwrap_or_else(|problem| {
                    wrong.entry(cell.to_string()).or_insert((row, 0, problem)).1 += 1;
                    None
                }),
            });
            let levels = levels.collect();
            let mut wrong: Vec<(usize, usize, Problem)> = wrong.into_values().collect();
            wrong.sort_by_key(|(row, _, _)| *row);
            for (row, times, mut problem) in wrong {
                let study = labels.get(row).map_or_else(|| format!("row {}", row + 1), Cell::to_string);
                let others = if times > 1 { format!(" and {} more", times - 1) } else { String::new() };
                problem.what = format!("`{column}` of `{study}`{others}: {}", problem.what);
                problems.push(problem.at(column.location()));
            }
            levels
        };
        let mut columns: BTreeMap<&str, Vec<Option<u8>>> = BTreeMap::new();
        for (name, column) in &self.domains {
            columns.insert(name.as_str(), read(column, &mut problems));
        }
        let overall = self.overall.as_ref().map(|column| read(column, &mut problems));
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut studies = Vec::new();
        for (row, label) in labels.iter().enumerate() {
            if label.is_missing() {
                let problem = Problem::new(format!("row {} of `{from}` has no study in `{study}`", row + 1));
                problems.push(problem.hint("give every study its name").at(study.location()));
                continue;
            }
            let label = label.to_string();
            if let Some(first) = known.insert(label.clone(), row) {
                let (first, again) = (first + 1, row + 1);
                let problem =
                    Problem::new(format!("the study `{label}` stands in row {first} and again in row {again}"));
                problems.push(problem.hint("a study is judged once: remove one of the rows").at(study.location()));
            }
            let of = |levels: Option<&Vec<Option<u8>>>| levels.and_then(|levels| levels.get(row).copied().flatten());
            studies.push(Judged {
                label,
                domains: tool.domains().iter().map(|domain| of(columns.get(domain))).collect(),
                overall: overall.as_ref().map(|levels| of(Some(levels))),
                place: self.overall.as_ref().and_then(Spanned::location),
            });
        }
        if studies.is_empty() && problems.is_empty() {
            problems.push(Problem::new(format!("`{from}` has no rows, so there are no studies")).at(from.location()));
        }
        if problems.is_empty() { Ok(studies) } else { Err(problems) }
    }

    /// The studies that stand in the specification.
    fn listed(&self) -> Result<Vec<Judged>, Vec<Diagnostic>> {
        let tool = self.tool.value;
        let mut problems = Vec::new();
        let mut studies: Vec<Judged> = Vec::new();
        for written in &self.studies {
            let name = &written.study;
            if name.trim().is_empty() {
                problems.push(Problem::new("a study needs its name").at(name.location()));
            } else if studies.iter().any(|study| study.label == name.value) {
                let problem = Problem::new(format!("the study `{name}` stands twice"));
                problems
                    .push(problem.hint("remove one of them, or tell them apart by their names").at(name.location()));
            }
            let mut read = |word: &Spanned<String>| {
                tool.read(word).unwrap_or_else(|problem| {
                    problems.push(problem.at(word.location()));
                    None
                })
            };
            let overall = written.overall.as_ref().map(&mut read);
            let judged: Vec<Option<Option<u8>>> =
                tool.domains().iter().map(|domain| written.domain(domain).map(&mut read)).collect();
            for (domain, word) in written.domains() {
                if let Some(word) = word.filter(|_| !tool.domains().contains(&domain)) {
                    let problem = Problem::new(format!("{} has no domain `{domain}`", tool.name()));
                    let known = one_of(tool.domains().iter().copied());
                    problems.push(problem.hint(format!("its domains are {known}")).at(word.location()));
                }
            }
            let judged_domains = tool.domains().iter().zip(&judged);
            let missing: Vec<&str> =
                judged_domains.filter(|(_, level)| level.is_none()).map(|(domain, _)| *domain).collect();
            if !missing.is_empty() {
                let problem = Problem::new(format!("`{name}` lacks {} of {}", list(&missing), tool.name()));
                let hint = format!("add `{}: \u{2026}`, or `{0}: not judged`", missing[0]);
                problems.push(problem.hint(hint).at(name.location()));
            }
            studies.push(Judged {
                label: name.value.clone(),
                domains: judged.into_iter().map(Option::flatten).collect(),
                overall,
                place: written.overall.as_ref().and_then(Spanned::location),
            });
        }
        if problems.is_empty() { Ok(studies) } else { Err(problems) }
    }

    /// The table of the judgements. An overall judgement that is better than that of a domain is told of: both tools have
    /// it at least as bad.
    fn judgements(&self, entry: &Entry<'_>, studies: &[Judged]) -> Table {
        let tool = self.tool.value;
        let enough = self.concerns_that_make_high.as_ref().map(|enough| enough.value);
        let mut rows: Vec<Row> = Vec::new();
        for study in studies {
            let overall = study.overall.unwrap_or_else(|| tool.overall(&study.domains, enough));
            let better = |level: &Option<u8>| {
                let (level, overall) = (level.as_ref()?, overall?);
                Some(tool.severity(*level) > tool.severity(overall))
            };
            if let Some(at) = study.domains.iter().position(|level| better(level) == Some(true)) {
                let domain = tool.domains()[at];
                let problem = Problem::new(format!(
                    "the overall risk of bias of `{}` is lower than that of its domain `{domain}`",
                    study.label
                ));
                let hint = format!("{} has it at least as high as in any domain", tool.name());
                entry.warn(problem.hint(hint).at(study.place.clone()));
            }
            let cell = |level: Option<u8>| match level {
                Some(level) => Quantity { value: f64::from(level), unit: tool.unit(), decimals: 0 }.into(),
                None => Value::from(Undefined::NoObservations),
            };
            rows.push(Row {
                name: free_name(&study.label, |name| rows.iter().any(|row| row.name == name)),
                label: Some(Text::from(study.label.as_str())),
                basis: None,
                source: None,
                words: Vec::new(),
                cells: study.domains.iter().copied().chain([overall]).map(cell).collect(),
            });
        }
        let columns = tool.domains().iter().chain(&[OVERALL]).map(|name| (*name).to_owned()).collect();
        Table { columns, rows }
    }
}

/// How many studies have each level in each domain.
fn summary(tool: Tool, judgements: &Table) -> Value {
    let rows = judgements.columns.iter().enumerate().map(|(at, domain)| {
        let count = |level: usize| {
            let has = |row: &&Row| {
                matches!(&row.cells[at], Value::Quantity(Quantity { value, .. }) if *value == level as f64)
            };
            Value::Count(judgements.rows.iter().filter(has).count() as u64)
        };
        Row {
            name: domain.clone(),
            label: None,
            basis: None,
            source: None,
            words: Vec::new(),
            cells: (0..tool.levels().len()).map(count).collect(),
        }
    });
    let columns = tool.levels().iter().map(|(name, _)| (*name).to_owned()).collect();
    Value::Table(Table { columns, rows: rows.collect() })
}

impl JudgedStudy {
    /// What is written of each domain of any tool.
    fn domains(&self) -> [(&'static str, Option<&Spanned<String>>); 8] {
        [
            ("randomisation", self.randomisation.as_ref()),
            ("confounding", self.confounding.as_ref()),
            ("selection", self.selection.as_ref()),
            ("classification", self.classification.as_ref()),
            ("deviations", self.deviations.as_ref()),
            ("missing_data", self.missing_data.as_ref()),
            ("measurement", self.measurement.as_ref()),
            ("reporting", self.reporting.as_ref()),
        ]
    }

    fn domain(&self, name: &str) -> Option<&Spanned<String>> {
        self.domains().into_iter().find(|(known, _)| *known == name).and_then(|(_, word)| word)
    }
}

/// «`a`», «`a` and `b`».
fn list(names: &[&str]) -> String {
    one_of(names.iter().copied()).replace(" or ", " and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_data_are_read_as_people_write_them() {
        for (words, level) in [
            (["low", "Low risk", "LAV", "l\u{e5}g", "+", " lav risiko "], 0),
            (["some concerns", "Some_concerns", "noe bekymring", "Noko uro", "?", "some"], 1),
            (["high", "High risk", "h\u{f8}y", "H\u{d8}G RISIKO", "-", "\u{2212}"], 2),
        ] {
            for word in words {
                assert_eq!(Tool::Rob2.read(word), Ok(Some(level)), "{word}");
            }
        }
        for (word, level) in
            [("+", 0), ("Moderat", 1), ("alvorlig", 2), ("alvorleg", 2), ("kritisk risiko", 3), ("NI", 4), ("?", 4)]
        {
            assert_eq!(Tool::RobinsI.read(word), Ok(Some(level)), "{word}");
        }
        for tool in [Tool::Rob2, Tool::RobinsI] {
            assert_eq!(tool.read(""), Ok(None));
            assert_eq!(tool.read("ikke vurdert"), Ok(None));
            for (level, (name, words)) in tool.levels().iter().enumerate() {
                assert!(words.contains(name));
                for word in *words {
                    assert_eq!(tool.read(word), Ok(u8::try_from(level).ok()), "{word}");
                }
            }
        }
        // Risk of bias of other tools, and a sign that means two things.
        assert!(
            Tool::Rob2.read("unclear").is_err() && Tool::RobinsI.read("-").is_err() && Tool::Rob2.read("2").is_err()
        );
        let hint = Tool::Rob2.read("hihg").unwrap_err().to_string();
        assert!(hint.contains("did you mean `high`?"), "{hint}");
    }

    #[test]
    fn the_rule_of_rob_2_is_the_worst_domain_or_several_concerns() {
        let overall = |levels: &[u8]| Tool::Rob2.overall(&levels.iter().copied().map(Some).collect::<Vec<_>>(), None);
        assert_eq!(overall(&[0, 0, 0, 0, 0]), Some(0));
        assert_eq!(overall(&[0, 1, 0, 0, 0]), Some(1));
        assert_eq!(overall(&[1, 1, 1, 1, 1]), Some(1));
        assert_eq!(overall(&[0, 0, 2, 1, 0]), Some(2));
        let concerns = [Some(1), Some(1), Some(0), Some(1), Some(0)];
        assert_eq!(Tool::Rob2.overall(&concerns, Some(3)), Some(2));
        assert_eq!(Tool::Rob2.overall(&concerns, Some(4)), Some(1));
    }

    #[test]
    fn the_rule_of_robins_i_has_no_information_between_moderate_and_serious() {
        let overall =
            |levels: &[u8]| Tool::RobinsI.overall(&levels.iter().copied().map(Some).collect::<Vec<_>>(), None);
        assert_eq!(overall(&[0, 0, 0, 0, 0, 0, 0]), Some(0));
        assert_eq!(overall(&[0, 1, 0, 1, 0, 0, 0]), Some(1));
        assert_eq!(overall(&[0, 1, 4, 1, 0, 0, 0]), Some(4));
        assert_eq!(overall(&[2, 1, 4, 1, 0, 0, 0]), Some(2));
        assert_eq!(overall(&[2, 1, 4, 3, 0, 0, 0]), Some(3));
    }

    #[test]
    fn a_domain_that_nobody_judged_leaves_the_overall_judgement_open_unless_it_is_the_worst() {
        for (tool, top) in [(Tool::Rob2, 2), (Tool::RobinsI, 3)] {
            assert_eq!(tool.overall(&[Some(top), None], None), Some(top));
            assert_eq!(tool.overall(&[Some(top - 1), None], None), None);
            assert_eq!(tool.overall(&[None, None], None), None);
        }
        assert_eq!(Tool::RobinsI.overall(&[Some(4), None], None), None);
        assert_eq!(Tool::Rob2.overall(&[Some(1), Some(1), None], Some(2)), Some(2));
    }

    /// Exhaustively: no overall judgement is better than any domain, and a worse domain never makes it better.
    #[test]
    fn the_overall_judgement_is_at_least_as_bad_as_every_domain() {
        for tool in [Tool::Rob2, Tool::RobinsI] {
            let levels: Vec<u8> = (0..u8::try_from(tool.levels().len()).unwrap()).collect();
            for a in &levels {
                for b in &levels {
                    let overall = tool.overall(&[Some(*a), Some(*b)], None).unwrap();
                    assert!(tool.severity(overall) >= tool.severity(*a).max(tool.severity(*b)));
                    assert_eq!(tool.overall(&[Some(*b), Some(*a)], None), Some(overall));
                }
            }
        }
    }
}
