//! Whether the numbers of a report agree with each other.

use super::{Results, Section, Value};

/// Two results that cannot both be right.
#[derive(Clone, Debug, PartialEq)]
pub enum Disagreement {
    /// A share is not its count over its total, at the digits that are shown.
    ShareOfCounts {
        /// The path of the share.
        share: String,
        /// The count and the total beside it.
        counts: (u64, u64),
    },
    /// A comparison has more persons than were allocated.
    MoreThanAllocated {
        /// The id of the section that compares.
        section: String,
        /// Its persons.
        persons: u64,
        /// The id of the flow of participants.
        flow: String,
        /// The persons who were allocated.
        allocated: u64,
    },
    /// The same words name two numbers of the same unit.
    TwoValues {
        /// The path of the one.
        one: String,
        /// The path of the other.
        other: String,
    },
}

impl Results {
    /// Every pair of results that cannot both be right, in the order of the report.
    ///
    /// * A share `x.proportion` is `x.events` over `x.total`, at the digits that are shown; where the counts were worked
    ///   back from published shares as well.
    /// * `treated.total` and `control.total` are together no more than a flow of participants has `allocated`.
    /// * A number that the author states under the same words twice has one value.
    pub fn disagreements(&self) -> Vec<Disagreement> {
        let mut found: Vec<Disagreement> =
            self.sections.iter().flat_map(|(id, section)| shares_of_counts(id, section)).collect();
        found.extend(self.more_than_allocated());
        found.extend(self.two_values());
        found
    }

    fn more_than_allocated(&self) -> Vec<Disagreement> {
        let flows = self.sections.iter().filter_map(|(id, section)| match section.value("allocated")? {
            Value::Count(allocated) => Some((id, *allocated)),
            _ => None,
        });
        // With several flows, one of which may be of a part of the study, the largest one holds the others.
        let Some((flow, allocated)) = flows.max_by_key(|(_, allocated)| *allocated) else { return Vec::new() };
        let persons = |section: &Section| match (section.value("treated.total")?, section.value("control.total")?) {
            (Value::Count(treated), Value::Count(control)) => treated.checked_add(*control),
            _ => None,
        };
        let beyond = self.sections.iter().filter_map(|(id, section)| {
            let persons = persons(section).filter(|persons| *persons > allocated)?;
            Some(Disagreement::MoreThanAllocated { section: id.clone(), persons, flow: flow.clone(), allocated })
        });
        beyond.collect()
    }

    fn two_values(&self) -> Vec<Disagreement> {
        let mut known: Vec<(String, &super::Text, &Value)> = Vec::new();
        let mut found = Vec::new();
        for (id, section) in self.sections.iter().filter(|(_, section)| section.kind == "stated_numbers") {
            for (name, value) in &section.values {
                let Some(label) = section.label(name) else { continue };
                let path = format!("{id}.{name}");
                let twice = known.iter().find(|(_, words, other)| *words == label && differ(other, value));
                if let Some((one, ..)) = twice {
                    found.push(Disagreement::TwoValues { one: one.clone(), other: path.clone() });
                }
                known.push((path, label, value));
            }
        }
        found
    }
}

impl Section {
    /// Whether the shares of the categories of a variable, as they are shown, do not add up to a hundred although their
    /// counts are everyone: where a table has the columns `x` and `x_share`, and the section the value `total.x`.
    pub fn shares_show_rounding(&self) -> bool {
        self.values.iter().any(|(name, value)| {
            let Value::Table(table) = value else { return false };
            table.columns.iter().enumerate().any(|(at, column)| {
                let Some(share) = table.columns.iter().position(|other| *other == format!("{column}_share")) else {
                    return false;
                };
                let count = |path: String| match self.value(&path) {
                    Some(Value::Count(count)) => Some(*count),
                    _ => None,
                };
                let Some(total) = count(format!("total.{column}")) else { return false };
                let missing = count(format!("missing.{name}.{column}")).unwrap_or(0);
                let mut counted = 0;
                let mut shown = 0.0;
                let mut unit = 1.0;
                for row in &table.rows {
                    match (&row.cells[at], &row.cells[share]) {
                        (Value::Count(count), Value::Quantity(share)) => {
                            counted += count;
                            unit = 10_f64.powi(-i32::from(share.decimals));
                            shown += (100.0 * share.value / unit).round();
                        }
                        _ => return false,
                    }
                }
                table.rows.len() > 1 && counted + missing == total && shown != (100.0 / unit).round()
            })
        })
    }
}

fn shares_of_counts(id: &str, section: &Section) -> Vec<Disagreement> {
    let share = |(name, value): &(String, Value)| {
        let start = name.strip_suffix("proportion")?;
        let Value::Estimate(share) = value else { return None };
        let (Value::Count(events), Value::Count(total)) =
            (section.value(&format!("{start}events"))?, section.value(&format!("{start}total"))?)
        else {
            return None;
        };
        let half = 0.5 * 10_f64.powi(-i32::from(share.decimals) - 2);
        let is_right = *total > 0 && (*events as f64 / *total as f64 - share.value).abs() <= half * (1.0 + 1e-9);
        (!is_right).then(|| Disagreement::ShareOfCounts { share: format!("{id}.{name}"), counts: (*events, *total) })
    };
    section.values.iter().filter_map(share).collect()
}

fn differ(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Count(one), Value::Count(other)) => one != other,
        (Value::Quantity(one), Value::Quantity(other)) => one.unit == other.unit && one.value != other.value,
        (Value::Estimate(one), Value::Estimate(other)) => one.unit == other.unit && one.value != other.value,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::{Estimate, Language, Provenance, Quantity, ReportInfo, Row, SCHEMA, Table, Text, Unit};

    fn section(entry: &str, kind: &str, values: Vec<(&str, Value)>) -> (String, Section) {
        let section = Section {
            entry: entry.into(),
            kind: kind.into(),
            combination: vec![],
            facets: vec![],
            role: None,
            labels: vec![],
            values: values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            notes: vec![],
            source: None,
            provenance: Provenance::default(),
            protected: vec![],
            cells: vec![],
        };
        (entry.to_owned(), section)
    }

    fn results(sections: Vec<(String, Section)>) -> Results {
        let report = ReportInfo { title: Text::from("x"), languages: vec![Language::Bokmal], date: None };
        Results { schema: SCHEMA.into(), edition: "2026.1".into(), report, sections }
    }

    fn group(events: u64, total: u64, share: f64) -> Vec<(&'static str, Value)> {
        vec![
            ("treated.events", Value::Count(events)),
            ("treated.total", Value::Count(total)),
            ("treated.proportion", Estimate::new(share, Unit::Proportion, 1).into()),
        ]
    }

    #[test]
    fn a_share_is_its_count_over_its_total_at_the_digits_shown() {
        let found = |share| results(vec![section("work", "two_proportions", group(85, 227, share))]).disagreements();
        assert_eq!(found(85.0 / 227.0), []);
        assert_eq!(found(0.374), [], "published with one decimal");
        let wrong = Disagreement::ShareOfCounts { share: "work.treated.proportion".into(), counts: (85, 227) };
        assert_eq!(found(0.384), [wrong]);
    }

    #[test]
    fn no_one_is_analysed_who_was_not_allocated() {
        let compared = vec![("treated.total", Value::Count(227)), ("control.total", Value::Count(184))];
        let flow = |allocated| section("flow", "participant_flow", vec![("allocated", Value::Count(allocated))]);
        let work = section("work", "two_proportions", compared);
        assert_eq!(results(vec![flow(411), work.clone()]).disagreements(), []);
        let found = results(vec![flow(410), work]).disagreements();
        let [Disagreement::MoreThanAllocated { persons: 411, allocated: 410, .. }] = found[..] else {
            panic!("{found:?}")
        };
    }

    #[test]
    fn the_same_words_name_one_number() {
        let stated = |entry: &str, count| {
            let (id, mut section) = section(entry, "stated_numbers", vec![("n", Value::Count(count))]);
            section.labels.push(("n".into(), Text::from("deltakere")));
            (id, section)
        };
        assert_eq!(results(vec![stated("a", 410), stated("b", 410)]).disagreements(), []);
        let wrong = Disagreement::TwoValues { one: "a.n".into(), other: "b.n".into() };
        assert_eq!(results(vec![stated("a", 410), stated("b", 408)]).disagreements(), [wrong]);
    }

    #[test]
    fn shares_that_do_not_add_up_to_a_hundred_are_seen() {
        let table = |counts: &[u64], total: u64| {
            let rows = counts.iter().enumerate().map(|(at, count)| Row {
                name: format!("category_{at}"),
                label: None,
                basis: None,
                source: None,
                words: vec![],
                cells: vec![
                    Value::Count(*count),
                    Quantity { value: *count as f64 / total as f64, unit: Unit::Proportion, decimals: 0 }.into(),
                ],
            });
            let table = Table { columns: vec!["all".into(), "all_share".into()], rows: rows.collect() };
            section("base", "baseline_table", vec![("total.all", Value::Count(total)), ("x", Value::Table(table))]).1
        };
        assert!(table(&[1, 1, 1], 3).shares_show_rounding(), "33 + 33 + 33");
        assert!(!table(&[1, 1, 2], 4).shares_show_rounding());
        assert!(!table(&[1, 1], 3).shares_show_rounding(), "not everyone");
    }
}
