//! Runs queries on a PostgreSQL server, and saves the answers. Only with the feature `postgres`.

use std::path::Path;

use postgres::{Client, NoTls, SimpleQueryMessage};

use super::Outcome;
use crate::data::Query;
use crate::diag::{Diagnostic, Problem};

/// Runs all queries, one after the other, and saves each answer where a build looks for it.
pub(super) fn save(connection: &str, queries: &[&Query]) -> Outcome {
    let mut client = Client::connect(connection, NoTls).map_err(|error| {
        let problem = Problem::new(format!("cannot connect to the database: {error}"));
        vec![
            problem
                .hint("write the connection as `host=\u{2026} port=\u{2026} user=\u{2026} dbname=\u{2026}`")
                .nowhere(),
        ]
    })?;
    for query in queries {
        let table = ask(&mut client, query).map_err(|problem| vec![problem])?;
        let folder = query.path.parent().unwrap_or(Path::new("."));
        let saved = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&query.path, table));
        saved.map_err(|error| vec![Problem::new(format!("cannot write `{}`: {error}", query.file)).nowhere()])?;
        eprintln!("{}", query.file);
    }
    Ok(Vec::new())
}

/// The answer to one query as CSV.
fn ask(client: &mut Client, query: &Query) -> Result<String, Diagnostic> {
    let messages = client.simple_query(&query.sql).map_err(|error| {
        let problem = Problem::new(format!("the database refuses the query of `{}`: {error}", query.file));
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
