//! Random studies and the reports that analyses make of them, with what each value of a report means.

use crate::results::{
    ConfidenceInterval, Curve, CurveStyle, Estimate, Facet, FacetValue, Language, Method, PersonCell, Point,
    Provenance, ReportInfo, Results, Row, Section, Table, Text, Unit, Value,
};
use crate::stats::{Interval, Level};

/// Reproducible random numbers (SplitMix64).
pub(super) struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }
}

/// A dimension with its categories.
pub(super) type Dimension = (&'static str, Vec<&'static str>);

/// A condition on persons: categories by dimension; for `employed known` also `yes` for all whose outcome is known.
pub(super) type Filter = Vec<(&'static str, &'static str)>;

/// All persons of a study, counted by every combination of categories.
#[derive(Clone)]
pub(super) struct World {
    pub dimensions: Vec<Dimension>,
    pub counts: Vec<u64>,
}

impl World {
    /// A study of a few sites, with two arms, a subgroup, a population within another and a binary outcome.
    ///
    /// `scale` sets how many persons a combination has.
    pub fn random(random: &mut Random, scale: u64) -> World {
        let some = |names: &[&'static str], many: u64| names[..many as usize].to_vec();
        let missing = random.one_in(3);
        let mut dimensions = vec![
            ("arm", vec!["ips", "tau"]),
            ("employed", if missing { vec!["no", "unknown", "yes"] } else { vec!["no", "yes"] }),
        ];
        if random.one_in(2) {
            dimensions.push(("age", some(&["18-29", "30-39", "40+"], 2 + random.below(2))));
        }
        if random.one_in(2) {
            dimensions.push(("site", some(&["a", "b", "c", "d"], 2 + random.below(3))));
        }
        if random.one_in(3) {
            dimensions.push(("analysed", vec!["included", "lost"]));
        }
        let size: usize = dimensions.iter().map(|(_, categories)| categories.len()).product();
        let counts = (0..size)
            .map(|_| {
                let count = random.below(scale + 1);
                if random.one_in(3) { random.below(4) } else { count }
            })
            .collect();
        World { dimensions, counts }
    }

    /// The categories of the persons counted at this place.
    pub fn categories(&self, mut place: usize) -> Filter {
        let mut all = Vec::new();
        for (name, categories) in &self.dimensions {
            all.push((*name, categories[place % categories.len()]));
            place /= categories.len();
        }
        all
    }

    /// Whether the persons counted at this place fulfil a condition.
    pub fn holds(&self, place: usize, filter: &Filter) -> bool {
        let own = self.categories(place);
        filter.iter().all(|(dimension, category)| match *dimension {
            "employed known" => (*category == "yes") != own.contains(&("employed", "unknown")),
            _ => own.contains(&(*dimension, *category)),
        })
    }

    pub fn count(&self, filter: &Filter) -> u64 {
        (0..self.counts.len()).filter(|place| self.holds(*place, filter)).map(|place| self.counts[place]).sum()
    }

    pub fn of(&self, name: &str) -> Option<&Dimension> {
        self.dimensions.iter().find(|(known, _)| *known == name)
    }

    fn cell(&self, filter: &Filter) -> PersonCell {
        PersonCell::new("persons", filter.iter().copied(), self.count(filter))
    }
}

/// What a value means to a reader.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// So many fulfil it.
    Count(Filter),
    /// The share of the first among the second.
    Share(Filter, Filter),
    /// It can only have come out so with these counts.
    Exactly(Vec<Filter>),
}

/// A report before disclosure control, with the meaning of its values by section and name.
pub(super) struct Draft {
    pub results: Results,
    pub meanings: Vec<(String, String, Meaning)>,
}

pub(super) fn results(sections: Vec<Section>) -> Results {
    Results {
        schema: crate::results::SCHEMA.to_owned(),
        edition: "2026.1".to_owned(),
        report: ReportInfo { title: Text::from("Test"), languages: vec![Language::Bokmal], date: None },
        sections: sections.into_iter().map(|section| (section.id(), section)).collect(),
    }
}

pub(super) fn section(entry: &str, facets: &[String]) -> Section {
    Section {
        entry: entry.to_owned(),
        kind: "test".to_owned(),
        combination: Vec::new(),
        facets: facets
            .iter()
            .map(|name| Facet { name: "part".to_owned(), value: FacetValue::Name(name.clone()), label: None })
            .collect(),
        role: None,
        labels: Vec::new(),
        values: Vec::new(),
        notes: Vec::new(),
        source: None,
        provenance: Provenance::default(),
        protected: Vec::new(),
        cells: Vec::new(),
    }
}

fn estimate(value: f64, unit: Unit) -> Value {
    let bounds = Interval::Bounded { lower: value / 2.0, upper: value * 2.0 };
    let interval = ConfidenceInterval { bounds, level: Level::NINETY_FIVE, method: Method::Wilson };
    Estimate { interval: Some(interval), ..Estimate::new(value, unit, 1) }.into()
}

impl Draft {
    pub fn new() -> Draft {
        Draft { results: results(Vec::new()), meanings: Vec::new() }
    }

    fn put(&mut self, section: Section, meanings: Vec<(String, Meaning)>) {
        let id = section.id();
        self.meanings.extend(meanings.into_iter().map(|(name, meaning)| (id.clone(), name, meaning)));
        self.results.sections.push((id, section));
    }

    /// Events and totals of two groups, their shares and the difference.
    pub fn two_proportions(&mut self, world: &World, entry: &str, within: &Filter) {
        let facets: Vec<String> =
            within.iter().map(|(dimension, category)| format!("{dimension}_{category}")).collect();
        let mut section = section(entry, &facets);
        let mut meanings = Vec::new();
        let mut all = Vec::new();
        let has_missing = world.of("employed").is_some_and(|(_, categories)| categories.contains(&"unknown"));
        for (prefix, arm) in [("treated", "ips"), ("control", "tau")] {
            let name = |name: &str| format!("{prefix}.{name}");
            let group: Filter = within.iter().copied().chain([("arm", arm)]).collect();
            let known: Filter = match has_missing {
                true => group.iter().copied().chain([("employed known", "yes")]).collect(),
                false => group.clone(),
            };
            let outcome = |category| known.iter().copied().chain([("employed", category)]).collect::<Filter>();
            let (events, others) = (outcome("yes"), outcome("no"));
            let (share, effect) = (name("proportion"), "risk_difference");
            let counts = [&events, &others, &known].map(|filter| world.count(filter));
            section.values.push((name("events"), Value::Count(counts[0])));
            section.values.push((name("total"), Value::Count(counts[2])));
            meanings.push((name("events"), Meaning::Count(events.clone())));
            meanings.push((name("total"), Meaning::Count(known.clone())));
            let shown = [name("events"), name("total")];
            section.cells.push(world.cell(&events).shown_in([shown[0].as_str(), &share, effect]));
            section.cells.push(world.cell(&others).shown_in([share.as_str(), effect]));
            section.cells.push(world.cell(&known).shown_in([shown[1].as_str(), &share, effect]));
            if has_missing {
                let missing: Filter = group.iter().copied().chain([("employed known", "no")]).collect();
                section.values.push((name("missing"), Value::Count(world.count(&missing))));
                section.cells.push(world.cell(&missing).shown_in([name("missing").as_str()]));
                meanings.push((name("missing"), Meaning::Count(missing)));
            }
            if counts[2] > 0 {
                section.values.push((share.clone(), estimate(counts[0] as f64 / counts[2] as f64, Unit::Proportion)));
                meanings.push((share, Meaning::Share(events.clone(), known.clone())));
            } else {
                section.values.push((share, crate::stats::Undefined::NoObservations.into()));
            }
            all.extend([events, others, known]);
        }
        section.values.push(("risk_difference".to_owned(), estimate(0.125, Unit::ProportionDifference)));
        meanings.push(("risk_difference".to_owned(), Meaning::Exactly(all)));
        self.put(section, meanings);
    }

    /// A table of counts with its margins.
    pub fn table(&mut self, world: &World, entry: &str, within: &Filter, rows: &Dimension, columns: &Dimension) {
        let mut section = section(entry, &[]);
        let mut meanings = Vec::new();
        let mut table = Table { columns: columns.1.iter().map(|name| (*name).to_owned()).collect(), rows: Vec::new() };
        table.columns.push("all".to_owned());
        for row in rows.1.iter().map(Some).chain([None]) {
            let mut cells = Vec::new();
            for column in columns.1.iter().map(Some).chain([None]) {
                let own = row.map(|row| (rows.0, *row)).into_iter().chain(column.map(|column| (columns.0, *column)));
                let filter: Filter = within.iter().copied().chain(own).collect();
                let name = format!("table/{}/{}", row.unwrap_or(&"all"), column.unwrap_or(&"all"));
                cells.push(Value::Count(world.count(&filter)));
                section.cells.push(world.cell(&filter).shown_in([name.as_str()]));
                meanings.push((name, Meaning::Count(filter)));
            }
            let name = row.unwrap_or(&"all").to_string();
            table.rows.push(Row { name, label: None, basis: None, source: None, words: Vec::new(), cells });
        }
        section.values.push(("table".to_owned(), Value::Table(table)));
        self.put(section, meanings);
    }

    /// The share with the outcome by category, as a curve.
    pub fn curve(&mut self, world: &World, entry: &str, within: &Filter, along: &Dimension) {
        let mut section = section(entry, &[]);
        let mut meanings = Vec::new();
        let mut points = Vec::new();
        for (at, category) in along.1.iter().enumerate() {
            let group: Filter = within.iter().copied().chain([(along.0, *category)]).collect();
            let outcome = |category| group.iter().copied().chain([("employed", category)]).collect::<Filter>();
            let (events, others) = (outcome("yes"), outcome("no"));
            if world.count(&group) == 0 || world.count(&events) + world.count(&others) < world.count(&group) {
                continue;
            }
            let name = format!("shares[{at}]");
            let y = world.count(&events) as f64 / world.count(&group) as f64;
            points.push(Point { x: at as f64, y, band: None });
            for filter in [&events, &others, &group] {
                section.cells.push(world.cell(filter).shown_in([name.as_str()]));
            }
            meanings.push((name, Meaning::Share(events, group)));
        }
        let (x_unit, y_unit, style) = (Unit::Number, Unit::Proportion, CurveStyle::Line);
        let curve = Curve { x_unit, y_unit, decimals: 1, style, level: None, points };
        section.values.push(("shares".to_owned(), Value::Curve(curve)));
        self.put(section, meanings);
    }
}

/// The joint report and perhaps site reports of a study.
pub(super) fn drafts(random: &mut Random, world: &World) -> Vec<Draft> {
    let mut joint = Draft::new();
    let included: Filter = match world.of("analysed") {
        Some(_) if !random.one_in(3) => vec![("analysed", "included")],
        _ => Vec::new(),
    };
    joint.two_proportions(world, "employment", &included);
    let arm = world.of("arm").cloned().unwrap_or_default();
    if let Some(analysed) = world.of("analysed") {
        joint.table(world, "flow", &Vec::new(), &arm, analysed);
    }
    if let Some(age) = world.of("age").cloned() {
        // Sometimes only some of the subgroups: the others follow.
        let many = if random.one_in(3) { 1 } else { age.1.len() };
        for category in &age.1[..many] {
            let within: Filter = included.iter().copied().chain([("age", *category)]).collect();
            joint.two_proportions(world, "subgroups", &within);
        }
        if random.one_in(2) {
            joint.table(world, "baseline", &included, &age, &arm);
        }
        if random.one_in(2) {
            joint.curve(world, "course", &included, &age);
        }
    }
    let mut drafts = vec![joint];
    if let Some((_, sites)) = world.of("site").cloned() {
        let many = if random.one_in(3) { sites.len() - 1 } else { sites.len() };
        for site in &sites[..many] {
            let within: Filter = included.iter().copied().chain([("site", *site)]).collect();
            let mut draft = Draft::new();
            draft.two_proportions(world, "employment", &within);
            if let Some(age) = world.of("age").cloned()
                && random.one_in(3)
            {
                draft.table(world, "baseline", &within, &age, &arm);
            }
            drafts.push(draft);
        }
    }
    drafts
}
