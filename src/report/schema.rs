//! The JSON Schema of a specification, from the same structs that read it.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::{Chapter, Header};
use crate::analysis::Analysis;
use crate::charts::Chart;
use crate::data::{DataSource, Population};
use crate::disclosure::Disclosure;

/// The JSON Schema (draft 2020-12) of a specification, for editors: `utfall schema > utfall.schema.json`, and in the
/// first line of a specification `# yaml-language-server: $schema=utfall.schema.json`.
pub fn schema() -> String {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let header = generator.subschema_for::<Header>();
    let chapter = generator.subschema_for::<Chapter>();
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "utfall specification",
        "description": "An analysis specification: from data to a finished evaluation report.",
        "type": "object",
        "properties": {
            "report": header,
            "data": entries::<DataSource>(&mut generator, "The data sources, each under its name."),
            "populations": entries::<Population>(&mut generator, "Who is counted, and why others are not, each population under its name."),
            "disclosure": generator.subschema_for::<Disclosure>(),
            "analyses": entries::<Analysis>(&mut generator, "The analyses, each under its id, in the order in which they run."),
            "charts": entries::<Chart>(&mut generator, "The charts, each under its id."),
            "chapters": {
                "description": "The parts and chapters of the report, in the order of reading.",
                "type": ["array", "null"],
                "items": chapter
            }
        },
        "required": ["report"],
        "additionalProperties": false
    });
    schema["$defs"] = Value::Object(generator.take_definitions(true));
    // A map of strings, numbers and maps has a text.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// The keys that may stand under `report:`.
pub(super) fn header_keys() -> Vec<String> {
    let schema = Header::json_schema(&mut SchemaGenerator::default());
    let keys = schema.get("properties").and_then(Value::as_object).map(Map::keys);
    keys.map(|keys| keys.cloned().collect()).unwrap_or_default()
}

fn entries<T: JsonSchema>(generator: &mut SchemaGenerator, description: &str) -> Value {
    json!({
        "description": description,
        "type": ["object", "null"],
        "propertyNames": { "pattern": "^[a-z][a-z0-9_]*$" },
        "additionalProperties": generator.subschema_for::<T>()
    })
}
