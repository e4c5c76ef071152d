//! Runs queries on a PostgreSQL server, and saves the answers. Only with the feature `postgres`.

use std::collections::HashSet;
use std::error::Error;
use std::path::Path;

use postgres::{Client, NoTls, SimpleQueryMessage};

use super::Outcome;
use crate::data::Query;
use crate::diag::{Diagnostic, Problem};
use crate::pipeline;

/// Runs the queries of a specification, and saves each answer where a build looks for it. An answer can lead to further
/// queries, such as those that need to know which categories there are: this goes on until all are answered.
pub(super) fn answer(connection: &str, spec: &Path, again: bool) -> Outcome {
    let mut client = Client::connect(connection, NoTls).map_err(|error| {
        let problem = Problem::new(format!("cannot connect to the database: {}", reasons(&error)));
        vec![
            problem
                .hint("write the connection as `host=\u{2026} port=\u{2026} user=\u{2026} dbname=\u{2026}`")
                .nowhere(),
        ]
    })?;
    let mut asked = HashSet::new();
    loop {
        let queries = pipeline::queries(spec)?;
        let wanted = queries.iter().filter(|query| (again || !query.answered) && !asked.contains(&query.file));
        let wanted: Vec<&Query> = wanted.collect();
        if wanted.is_empty() {
            eprintln!("{} queries, {} of them answered now", queries.len(), asked.len());
            return Ok(Vec::new());
        }
        for query in wanted {
            let table = ask(&mut client, query).map_err(|problem| vec![problem])?;
            let folder = query.path.parent().unwrap_or(Path::new("."));
            let saved = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&query.path, table));
            saved.map_err(|error| vec![Problem::new(format!("cannot write `{}`: {error}", query.file)).nowhere()])?;
            eprintln!("{}", query.file);
            asked.insert(query.file.clone());
        }
    }
}

/// What an error says, and what is behind it.
fn reasons(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut behind = error.source();
    while let Some(cause) = behind {
        text += &format!(": {cause}");
        behind = cause.source();
    }
    text
}

/// The answer to one query as CSV.
fn ask(client: &mut Client, query: &Query) -> Result<String, Diagnostic> {
    let messages = client.simple_query(&query.sql).map_err(|error| {
        let problem = Problem::new(format!("the database refuses the query of `{}`: {}", query.file, reasons(&error)));
        problem.hint("`utfall query` prints it").nowhere()
    })?;
    let mut lines = Vec::new();
    for message in &messages {
        match message {
            SimpleQueryMessage::RowDescription(columns) => {
                lines.push(columns.iter().map(|column| quoted(column.name())).collect::<Vec<_>>().join(","));
            }
            SimpleQueryMessage::Row(row) => {
                let cells = (0..row.len()).map(|cell| row.get(cell).map(quoted).unwrap_or_default());
                lines.push(cells.collect::<Vec<_>>().join(","));
            }
            _ => {}
        }
    }
    Ok(lines.join("\n") + "\n")
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r', ';', '\t']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
