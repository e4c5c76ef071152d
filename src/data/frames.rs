//! All data sources and populations of a specification, read.

use std::path::Path;
use std::sync::Arc;

use super::frame::{Frame, InputFile};
use super::population::{Members, Population, RemoteMembers};
use super::query::{self, Answers, Query};
use super::rows::{Rows, holds};
use super::source::DataSource;
use super::{Cell, codebook, derive, panel, read};
use crate::diag::{Diagnostic, Problem, Severity, Spanned};

/// All data sources and populations of a specification, read.
#[derive(Debug, Default)]
pub struct Frames {
    frames: Vec<Frame>,
    populations: Vec<Members>,
    /// The sources of panels: their names, and the sources that hold their outcomes.
    panels: Vec<(String, String)>,
    /// The files of panels.
    panel_files: Vec<InputFile>,
    unread: Vec<String>,
    /// The column and value that the rows are restricted to.
    restriction: Option<(String, Cell)>,
    /// What databases were asked.
    answers: Arc<Answers>,
}

impl Frames {
    /// Reads all sources and finds the rows of all populations; paths are relative to `folder`.
    ///
    /// Returns what could be read, and everything that is wrong with the rest, each at its place.
    pub fn read(
        sources: &[(Spanned<String>, DataSource)],
        populations: &[(Spanned<String>, Population)],
        folder: &Path,
    ) -> (Frames, Vec<Diagnostic>) {
        let mut frames = Frames::default();
        let mut problems = Vec::new();
        for (name, source) in sources {
            let outcome = match &source.panel {
                Some(of) => frames.aggregate(name, source, of, folder),
                None => frames.frame_of(name, source, folder).map(|frame| frames.frames.push(frame)),
            };
            if let Err(more) = outcome {
                frames.unread.push(name.value.clone());
                problems.extend(more);
            }
        }
        for (name, population) in populations {
            match frames.members(name, population) {
                Ok(members) => frames.populations.push(members),
                Err(more) => {
                    frames.unread.push(name.value.clone());
                    problems.extend(more);
                }
            }
        }
        problems.retain(|problem| problem.severity != Severity::Consequence);
        (frames, problems)
    }

    fn frame_of(&self, name: &Spanned<String>, source: &DataSource, folder: &Path) -> Result<Frame, Vec<Diagnostic>> {
        if let Some(sql) = &source.sql {
            return query::frame(name, source, sql, folder, self);
        }
        let (raw, files) = read::read(source, folder)?;
        let (mut frame, mut problems) = codebook::declare(raw, source, name);
        frame.files = files;
        frame.give_reasons(source);
        match derive::shape(frame, source, self) {
            Ok(frame) if problems.is_empty() => Ok(frame),
            Ok(_) => Err(problems),
            Err(more) => {
                problems.extend(more);
                Err(problems)
            }
        }
    }

    /// Puts the outcomes of a panel beside its persons.
    fn aggregate(
        &mut self,
        name: &Spanned<String>,
        source: &DataSource,
        panel: &panel::Panel,
        folder: &Path,
    ) -> Result<(), Vec<Diagnostic>> {
        let persons = self.frame(&panel.of).map_err(|problem| vec![self.missing(&panel.of, problem)])?;
        if let Some(sql) = &source.sql {
            return self.aggregate_remotely(name, source, sql, panel, folder);
        }
        if persons.remote.is_some() {
            let problem = Problem::new(format!("`{}` is a table of a database, and the panel is a file", panel.of));
            return Err(vec![problem.hint("name both as files, or both as tables").at(panel.of.location())]);
        }
        let outcome = panel::aggregate(name, source, panel, persons, self, folder)?;
        self.panels.push((name.value.clone(), panel.of.value.clone()));
        self.panel_files.extend(outcome.files);
        let persons = self.frames.iter_mut().find(|frame| frame.name == *panel.of);
        let Some(persons) = persons else { return Ok(()) };
        for (column, values) in outcome.columns {
            let height = persons.rows.height();
            persons.rows.with_column(values.into()).map_err(|error| {
                vec![Problem::new(format!("`{}` of {height} persons: {error}", column.name)).at(name.location())]
            })?;
            persons.columns.push(column);
        }
        persons.states.extend(outcome.states);
        persons.facts.extend(outcome.facts);
        Ok(())
    }

    /// Puts the outcomes of a panel in a database beside its persons there.
    fn aggregate_remotely(
        &mut self,
        name: &Spanned<String>,
        source: &DataSource,
        sql: &query::Sql,
        panel: &panel::Panel,
        folder: &Path,
    ) -> Result<(), Vec<Diagnostic>> {
        let rows = query::frame(name, source, sql, folder, self)?;
        let Some(persons) = self.frames.iter_mut().find(|frame| frame.name == *panel.of) else { return Ok(()) };
        let columns = query::beside(name, sql, panel, &rows, persons)?;
        for column in columns {
            let values = super::column::empty_series(&column.name, column.kind);
            let added = persons.rows.with_column(values.into()).map(|_| ());
            added.map_err(|error| vec![Problem::new(error.to_string()).at(name.location())])?;
            persons.columns.push(column);
        }
        let [first_month, last] = panel.months.value;
        let months = usize::try_from(last - first_month + 1).unwrap_or_default();
        for (number, (state, _)) in panel.states.iter().enumerate() {
            let state_there = query::RemoteState::of(name, panel, number);
            persons.states.push(panel::StateMonths::in_database(&state.value, first_month, months, state_there));
        }
        self.panels.push((name.value.clone(), panel.of.value.clone()));
        Ok(())
    }

    fn members(&self, name: &Spanned<String>, population: &Population) -> Result<Members, Vec<Diagnostic>> {
        let (start, is_population) = population.start(name).map_err(|problem| vec![problem])?;
        let (frame, parent) = if is_population {
            let parent = self.population(start).ok_or_else(|| {
                let names = self.populations.iter().map(|known| known.name.as_str());
                let problem = Problem::new(format!("there is no population `{start}` above `{name}`"));
                vec![self.missing(start, problem.closest_of(start, names))]
            })?;
            (self.frame(&parent.source), Some(parent))
        } else {
            (self.frame(start), None)
        };
        let frame = frame.map_err(|problem| vec![self.missing(start, problem)])?;
        let mut problems = Vec::new();
        let mut condition = |expression| holds(frame, expression).map_err(|more| problems.extend(more)).ok();
        let kept = population.keep.as_ref().and_then(&mut condition);
        let excluded: Vec<_> =
            population.exclude.iter().filter_map(|(_, exclusion)| condition(&exclusion.when)).collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let remote = match &frame.remote {
            Some(remote) => Some(RemoteMembers::of(frame, &remote.statement, parent, population)?),
            None => None,
        };
        let before = parent.map(|parent| &*parent.standing);
        let standing = Population::standing(before, frame.height(), kept.as_deref(), &excluded);
        Ok(Members {
            name: name.value.clone(),
            label: population.label.clone(),
            source: frame.name.clone(),
            parent: parent.map(|parent| parent.name.clone()),
            remote,
            is_everyone: population.keep.is_none() && population.exclude.is_empty(),
            standing,
            exclusions: population
                .exclude
                .iter()
                .map(|(name, exclusion)| (name.value.clone(), exclusion.label.clone()))
                .collect(),
        })
    }

    /// The same data, with only those rows that have this value in a column, in every source that has the column.
    ///
    /// # Errors
    /// What is wrong with a population; nothing, where the whole data had none.
    pub fn restricted(
        &self,
        column: &str,
        value: &Cell,
        populations: &[(Spanned<String>, Population)],
    ) -> Result<Frames, Vec<Diagnostic>> {
        let mut frames = Frames {
            frames: self.frames.iter().map(|frame| frame.restricted(column, value)).collect(),
            populations: Vec::new(),
            panels: self.panels.clone(),
            panel_files: self.panel_files.clone(),
            unread: self.unread.clone(),
            restriction: Some((column.to_owned(), value.clone())),
            answers: Arc::clone(&self.answers),
        };
        for (name, population) in populations {
            let members = frames.members(name, population)?;
            frames.populations.push(members);
        }
        Ok(frames)
    }

    /// The problem that there is no such source or population; a mere consequence where something is wrong with it.
    fn missing(&self, name: &Spanned<String>, problem: Problem) -> Diagnostic {
        let diagnostic = problem.at(name.location());
        if self.unread.contains(&name.value) { diagnostic.consequence() } else { diagnostic }
    }

    /// The names of the sources and populations that could not be read.
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// The source with this name.
    ///
    /// # Errors
    /// A problem that names the nearest one.
    pub fn frame(&self, name: &str) -> Result<&Frame, Problem> {
        if let Some(frame) = self.frames.iter().find(|frame| frame.name == name) {
            return Ok(frame);
        }
        if let Some((_, persons)) = self.panels.iter().find(|(panel, _)| panel == name) {
            let problem = Problem::new(format!("`{name}` is a panel, whose rows are not held"));
            return Err(problem.hint(format!("its outcomes are columns of `{persons}`: name that source")));
        }
        let names = self.frames.iter().map(|frame| frame.name.as_str());
        Err(Problem::new(format!("there is no data source `{name}`")).closest_of(name, names))
    }

    /// The population with this name.
    pub fn population(&self, name: &str) -> Option<&Members> {
        self.populations.iter().find(|population| population.name == name)
    }

    /// The rows of the population or the data source with this name.
    ///
    /// # Errors
    /// A diagnostic at the name when there is neither.
    pub fn rows(&self, name: &Spanned<String>) -> Result<Rows<'_>, Diagnostic> {
        let population = self.population(name);
        let source = population.map_or(name.as_str(), |population| population.source.as_str());
        match self.frame(source) {
            Ok(frame) => Ok(Rows::new(self, frame, population)),
            Err(problem) if self.panels.iter().any(|(panel, _)| panel == name.as_str()) => {
                Err(problem.at(name.location()))
            }
            Err(_) => {
                let frames = self.frames.iter().map(|frame| frame.name.as_str());
                let names = self.populations.iter().map(|population| population.name.as_str()).chain(frames);
                let problem = Problem::new(format!("there is no population or data source `{name}`"));
                Err(problem.closest_of(name, names).at(name.location()))
            }
        }
    }

    /// The column and value that the rows of sources with that column are restricted to.
    pub(in crate::data) fn restriction(&self) -> Option<(&str, &Cell)> {
        self.restriction.as_ref().map(|(column, value)| (column.as_str(), value))
    }

    /// The data sources, in the order of the specification.
    pub fn sources(&self) -> &[Frame] {
        &self.frames
    }

    /// The populations, in the order of the specification.
    pub fn populations(&self) -> &[Members] {
        &self.populations
    }

    /// What databases were asked, in order, each once.
    pub fn queries(&self) -> Vec<Query> {
        self.answers.asked()
    }

    pub(in crate::data) fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The files read, in the order of the specification.
    pub fn files(&self) -> impl Iterator<Item = &InputFile> {
        self.frames.iter().flat_map(|frame| &frame.files).chain(&self.panel_files)
    }
}
