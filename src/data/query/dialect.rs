//! The databases that a query is written for, and how each writes names, texts and types.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::ColumnType;

/// The database that a query is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// PostgreSQL, from version 12.
    Postgresql,
    /// DuckDB, from version 1.0.
    Duckdb,
    /// Spark SQL, from version 3.3.
    Spark,
    /// Trino, from version 400.
    Trino,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Dialect; 4] = [Dialect::Postgresql, Dialect::Duckdb, Dialect::Spark, Dialect::Trino];

    /// The name as a specification writes it.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Postgresql => "postgresql",
            Dialect::Duckdb => "duckdb",
            Dialect::Spark => "spark",
            Dialect::Trino => "trino",
        }
    }

    /// The name of a table or column, quoted, so that any name means itself.
    pub(in crate::data) fn identifier(self, name: &str) -> String {
        match self {
            Dialect::Spark => format!("`{}`", name.replace('`', "``")),
            Dialect::Postgresql | Dialect::Duckdb | Dialect::Trino => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A text, quoted. Only Spark reads `\` as the start of an escape, and `''` as two texts side by side.
    pub(in crate::data) fn text(self, text: &str) -> String {
        match self {
            Dialect::Spark => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
            Dialect::Postgresql | Dialect::Duckdb | Dialect::Trino => format!("'{}'", text.replace('\'', "''")),
        }
    }

    /// No value of this kind.
    pub(in crate::data) fn null_of(self, kind: ColumnType) -> String {
        format!("CAST(NULL AS {})", self.type_of(kind))
    }

    /// The type that holds values of this kind.
    pub(in crate::data) fn type_of(self, kind: ColumnType) -> &'static str {
        let postgresql = self == Dialect::Postgresql;
        match kind {
            ColumnType::Boolean if postgresql => "boolean",
            ColumnType::Boolean => "BOOLEAN",
            ColumnType::Integer if postgresql => "bigint",
            ColumnType::Integer => "BIGINT",
            ColumnType::Number if postgresql => "double precision",
            ColumnType::Number => "DOUBLE",
            ColumnType::Text | ColumnType::Category => match self {
                Dialect::Postgresql => "text",
                Dialect::Spark => "STRING",
                Dialect::Duckdb | Dialect::Trino => "VARCHAR",
            },
            ColumnType::Date if postgresql => "date",
            ColumnType::Date => "DATE",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_within_names_and_texts_stay_within_them() {
        assert_eq!(Dialect::Postgresql.identifier("a\"b"), "\"a\"\"b\"");
        assert_eq!(Dialect::Spark.identifier("a`b"), "`a``b`");
        assert_eq!(Dialect::Trino.text("it's \\"), "'it''s \\'");
        assert_eq!(Dialect::Spark.text("it's \\"), "'it\\'s \\\\'");
    }

    #[test]
    fn the_name_is_the_one_that_is_read() {
        for dialect in Dialect::ALL {
            assert_eq!(serde_json::from_str::<Dialect>(&format!("\"{}\"", dialect.name())).ok(), Some(dialect));
        }
    }
}
