//! Fidelity scales: their items, the points that an item may have, and the bands of the total.

use std::borrow::Cow;
use std::sync::OnceLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::diag::{Diagnostic, Location, Problem, Spanned};
use crate::results::Text;

/// A fidelity scale, as its data file or a specification has it.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scale {
    /// What it is called, worded so that it can follow «med» or «with».
    pub name: Text,
    /// Its reference, for the source line.
    #[serde(default)]
    pub source: Option<String>,
    /// The least and the most points of an item.
    pub points: [u32; 2],
    /// The items, under their headings.
    pub groups: Vec<Group>,
    /// The bands of the total, from the lowest up.
    pub bands: Vec<Band>,
}

/// Items under one heading.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    /// The heading.
    pub title: Text,
    /// What the items are called.
    pub items: Vec<Text>,
}

/// A band of the total.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Band {
    /// What it is called.
    pub label: Text,
    /// The highest total in it; the highest there is, for the last band.
    #[serde(default)]
    pub up_to: Option<u32>,
}

/// The scale that a specification names or describes.
#[derive(Clone, Debug)]
pub(super) struct Named(Spanned<Written>);

#[derive(Clone, Debug)]
enum Written {
    Known(String),
    Own(Box<Scale>),
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Written, D::Error> {
        struct NameOrMap;
        impl<'de> Visitor<'de> for NameOrMap {
            type Value = Written;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("`ips_25`, or a map with `name`, `points`, `groups` and `bands`")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Written, E> {
                String::deserialize(StrDeserializer::new(name)).map(Written::Known)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Written, A::Error> {
                Scale::deserialize(MapAccessDeserializer::new(map)).map(|scale| Written::Own(Box::new(scale)))
            }
        }
        deserializer.deserialize_any(NameOrMap)
    }
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Named, D::Error> {
        Spanned::<Written>::deserialize(deserializer).map(Named)
    }
}

impl JsonSchema for Named {
    fn schema_name() -> Cow<'static, str> {
        "FidelityScale".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let own = generator.subschema_for::<Scale>();
        json_schema!({ "anyOf": [{ "const": "ips_25" }, own] })
    }
}

impl Named {
    /// The scale.
    ///
    /// # Errors
    /// A name that is not known, or a scale that is none.
    pub fn scale(&self) -> Result<Cow<'static, Scale>, Diagnostic> {
        match &self.0.value {
            Written::Known(name) if name == "ips_25" => Scale::ips(self.0.location()),
            Written::Known(name) => Err(Problem::new(format!("there is no fidelity scale `{name}`"))
                .closest_of(name, ["ips_25"])
                .hint("write `scale: ips_25`, or the scale itself with `name`, `points`, `groups` and `bands`")
                .at(self.0.location())),
            Written::Own(scale) => {
                scale.check().map_err(|problem| problem.at(self.0.location()))?;
                Ok(Cow::Owned(Scale::clone(scale)))
            }
        }
    }
}

impl Scale {
    /// The scale of the built-in data file.
    ///
    /// # Errors
    /// Where the file cannot be read, which a test excludes.
    pub fn ips(place: Option<Location>) -> Result<Cow<'static, Scale>, Diagnostic> {
        static READ: OnceLock<Option<Scale>> = OnceLock::new();
        let read = READ.get_or_init(|| serde_json::from_str(include_str!("ips_25.json")).ok());
        let read = read.as_ref().map(Cow::Borrowed);
        read.ok_or_else(|| Problem::new("the scale `ips_25` cannot be read").at(place))
    }

    /// The names of the items, in their order.
    pub fn items(&self) -> impl Iterator<Item = &Text> {
        self.groups.iter().flat_map(|group| &group.items)
    }

    /// The lowest and the highest total.
    pub fn totals(&self) -> [u32; 2] {
        let items = self.items().count() as u32;
        self.points.map(|points| points.saturating_mul(items))
    }

    /// The lowest and the highest total of each band.
    pub fn ranges(&self) -> Vec<[u32; 2]> {
        let [mut from, highest] = self.totals();
        let range = |band: &Band| {
            let to = band.up_to.unwrap_or(highest);
            let range = [from, to];
            from = to + 1;
            range
        };
        self.bands.iter().map(range).collect()
    }

    /// The place of the band that a total lies in. A total between two whole numbers belongs to the lower band.
    pub fn band(&self, total: f64) -> usize {
        let within = |band: &Band| band.up_to.is_none_or(|up_to| total < f64::from(up_to) + 1.0);
        self.bands.iter().position(within).unwrap_or(self.bands.len() - 1)
    }

    fn check(&self) -> Result<(), Problem> {
        let [least, most] = self.points;
        if least >= most {
            let problem = Problem::new(format!("an item cannot have from {least} to {most} points"));
            return Err(problem.hint("write `points: [1, 5]`, the least first"));
        }
        if !(2..=60).contains(&self.items().count()) {
            let problem = Problem::new(format!("a scale has from 2 to 60 items, not {}", self.items().count()));
            return Err(problem.hint("write `groups: [{title: \u{2026}, items: [\u{2026}]}]`"));
        }
        if !(2..=8).contains(&self.bands.len()) {
            let problem = Problem::new(format!("a scale has from 2 to 8 bands, not {}", self.bands.len()));
            return Err(problem.hint("write `bands: [{label: Svak, up_to: 50}, {label: God}]`"));
        }
        let [lowest, highest] = self.totals();
        let Some((last, others)) = self.bands.split_last() else { return Ok(()) };
        let mut before = lowest;
        for band in others {
            match band.up_to {
                Some(up_to) if up_to >= before && up_to < highest => before = up_to + 1,
                Some(up_to) => {
                    let problem = Problem::new(format!("a band cannot end at {up_to}"));
                    let hint = format!("list the bands from the lowest up; totals go from {lowest} to {highest}");
                    return Err(problem.hint(hint));
                }
                None => {
                    return Err(Problem::new("only the last band has no `up_to`")
                        .hint("write where each of the others ends, such as `up_to: 73`"));
                }
            }
        }
        if last.up_to.is_some_and(|up_to| up_to != highest) {
            let problem = Problem::new(format!("the last band ends at {highest}, which is the highest total"));
            return Err(problem.hint("leave out its `up_to`"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Language;

    #[test]
    fn the_scale_of_the_data_file_can_be_used() {
        let scale = Scale::ips(None).unwrap();
        assert_eq!(scale.check(), Ok(()));
        assert_eq!(scale.items().count(), 25);
        assert_eq!(scale.totals(), [25, 125]);
        assert_eq!(scale.ranges(), [[25, 73], [74, 99], [100, 114], [115, 125]]);
        for language in Language::ALL {
            let names: Vec<&str> = scale.items().map(|name| name.get(language)).collect();
            for (place, name) in names.iter().enumerate() {
                assert!(!name.is_empty() && !names[..place].contains(name), "{name}");
            }
        }
    }

    #[test]
    fn bands_end_where_they_say() {
        let scale = Scale::ips(None).unwrap();
        let of = |total: f64| scale.bands[scale.band(total)].label.get(Language::English).to_owned();
        for (total, band) in [
            (25.0, "Not IPS"),
            (73.0, "Not IPS"),
            (73.5, "Not IPS"),
            (74.0, "Fair"),
            (99.0, "Fair"),
            (100.0, "Good"),
            (114.0, "Good"),
            (115.0, "Exemplary"),
            (125.0, "Exemplary"),
        ] {
            assert_eq!(of(total), band, "{total}");
        }
    }
}
