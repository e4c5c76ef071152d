//! The share of persons in a state, month by month.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::comparison::{ClusterAdjustment, compare_means, mean_of};
use super::input::{Common, Entry, add_note};
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names, values_of};
use super::proportion_methods::{ProportionInterval, RiskDifferenceInterval, with_interval};
use super::two_proportions::rounding_shows;
use crate::data::{By, Cell, Months};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, Curve, CurveStyle, Estimate, Input, Method, Note, Origin, PersonCell, Point, Quantity, Role, Row, Section,
    Table, Text, Unit, Value, decimals_for_share,
};
use crate::stats::means::{ArmSums, ClusterSums, clustered_difference};
use crate::stats::{Arm, Interval, Level, Undefined};

/// The share of persons in a state of a panel, month by month: one curve, or two with their difference and the area
/// between them.
///
/// The interval of each month holds for that month by itself. The area between the curves is the difference in mean months
/// in the state.
///
/// ```yaml
/// over_time:
///   kind: trajectory
///   from: randomised
///   state: employed
///   outcome: i ordinært arbeid
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   cluster: service            # intervals that allow for services
///   at: [12, 24, 43]            # the months of the table
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trajectory {
    /// The title of the table.
    #[serde(default)]
    title: Option<Text>,
    /// The unit in the table's title.
    #[serde(default)]
    unit: Option<Text>,
    /// A remark under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    note: Option<Text>,
    /// The source line under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
    /// How the numbers are known.
    #[serde(default)]
    basis: Basis,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The population or data source of the persons.
    from: Spanned<String>,
    /// The state, as the panel names it.
    state: Spanned<String>,
    /// The state in words, so that it can follow «var» or «were»: `i ordinært arbeid`.
    outcome: Text,
    /// Which persons belong to which of two groups.
    #[serde(default)]
    group: Option<Groups>,
    /// Those who got the programme.
    #[serde(default)]
    treated: Option<LabelledGroup>,
    /// Those they are compared with.
    #[serde(default)]
    control: Option<LabelledGroup>,
    /// All persons, where there are no groups.
    #[serde(default)]
    everyone: Option<LabelledGroup>,
    /// The column of the clusters, such as services, that the intervals of differences allow for.
    #[serde(default)]
    cluster: Option<Spanned<String>>,
    /// How they allow for them.
    #[serde(default)]
    cluster_method: ClusterAdjustment,
    /// The months of the table; by default every twelfth and the last.
    #[serde(default)]
    at: Vec<Spanned<i64>>,
    /// The interval of each share.
    #[serde(default)]
    interval: ProportionInterval,
    /// The interval of each difference, where there are no clusters.
    #[serde(default)]
    difference: RiskDifferenceInterval,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// A group with its name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LabelledGroup {
    /// What the group is called, worded so that it can follow «i» or «in».
    label: Text,
}

/// One group: its name in the results, and how many were in the state and observed in each month.
struct Course {
    name: &'static str,
    value: Option<Cell>,
    in_state: Vec<u64>,
    observed: Vec<u64>,
    rows: u64,
}

impl Course {
    /// The share with its interval in one month, counted from zero; nothing where nobody was observed.
    fn share(&self, month: usize, interval: ProportionInterval, level: Level, decimals: i8) -> Value {
        let arm = match Arm::new(self.in_state[month], self.observed[month]) {
            Ok(arm) => arm,
            Err(undefined) => return undefined.into(),
        };
        let estimate = Estimate::new(arm.proportion(), Unit::Proportion, decimals);
        match interval.compute(arm, level) {
            Ok(computed) => with_interval(estimate, computed, level, interval.method()).into(),
            Err(undefined) => undefined.into(),
        }
    }
}

impl Analyse for Trajectory {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        let labels = self.labels(entry).map_err(|problem| vec![problem])?;
        let rows = entry.rows(&self.from).map_err(|problem| vec![problem])?;
        let mut by: Vec<By<'_>> = self.group.iter().map(|group| By::Column(&group.column)).collect();
        by.extend(self.cluster.iter().map(By::Column));
        let (first, months) = rows.months(&self.state, &by)?;
        let groups = match &self.group {
            Some(group) => {
                let tally = rows.tally(&[By::Column(&group.column)])?;
                let [treated, control] = group.values(entry, &self.from, &tally).map_err(|problem| vec![problem])?;
                vec![("treated", Some(treated)), ("control", Some(control))]
            }
            None => vec![("everyone", None)],
        };
        let courses: Vec<Course> = groups.into_iter().map(|(name, value)| course(name, value, &months)).collect();
        let length = months.first().map_or(0, |group| group.in_state.len());
        if length == 0 || courses.iter().any(|course| course.rows == 0) {
            let problem = Problem::new(format!("`{}` has nobody to follow", self.from));
            return Err(vec![problem.at(self.from.location())]);
        }
        let at = self.table_months(first, length).map_err(|problem| vec![problem])?;
        let decimals = decimals_for_share(courses.iter().map(|course| course.rows).min().unwrap_or_default());

        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis,
        };
        common.describe(&mut section);
        section.labels.push(("outcome".to_owned(), self.outcome.clone()));
        section.labels.extend(labels);
        for course in &courses {
            section.values.push((format!("{}.total", course.name), Value::Count(course.rows)));
        }
        // The shares and differences of every month, of which the table shows some.
        let shares: Vec<Vec<Value>> = courses
            .iter()
            .map(|course| (0..length).map(|month| course.share(month, self.interval, level, decimals)).collect())
            .collect();
        let differences: Vec<Value> = match courses.as_slice() {
            [treated, control] => {
                let clusters = self.cluster.as_ref().map(|_| months.as_slice());
                (0..length).map(|month| self.difference(treated, control, clusters, month, level, decimals)).collect()
            }
            _ => Vec::new(),
        };
        let share = |course: usize, month: usize| match &shares[course][month] {
            Value::Estimate(share) => Some(share.value),
            _ => None,
        };
        let shows_rounding = |month: &usize| match (share(0, *month), differences.get(*month)) {
            (Some(treated), Some(difference)) => {
                share(1, *month).is_some_and(|control| rounding_shows(treated, control, difference, decimals))
            }
            _ => false,
        };
        if at.iter().any(shows_rounding) {
            add_note(&mut section, Note::Rounding);
        }
        let mut columns: Vec<(&str, &[Value])> =
            courses.iter().zip(&shares).map(|(course, shares)| (course.name, shares.as_slice())).collect();
        if !differences.is_empty() {
            columns.push(("difference", &differences));
        }
        section.values.push(("months".to_owned(), table(&at, first, &columns)));
        for (name, values) in &columns {
            let unit = if *name == "difference" { Unit::ProportionDifference } else { Unit::Proportion };
            section.values.push((format!("{name}.course"), curve(values, first, unit, decimals, level)));
        }
        self.time_in_state(&rows, &courses, level, &mut section)?;
        section.cells = self.cells(&Persons::of(&rows), &courses, first, &section);
        keep_known_names(&mut section);
        add_note(&mut section, Note::PointwiseIntervals);
        if self.cluster.is_some() && courses.len() == 2 {
            add_note(&mut section, Note::ClusterRobust);
        }
        let columns = self.group.iter().map(|group| group.column.value.clone());
        let columns = columns.chain([self.state.value.clone()]).chain(self.cluster.iter().map(|c| c.value.clone()));
        section.provenance.inputs.push(Input {
            name: "persons".to_owned(),
            origin: Origin::Data {
                source: self.from.value.clone(),
                columns: columns.collect(),
                rows: courses.iter().map(|course| course.rows).sum(),
            },
        });
        Ok(vec![section])
    }

    fn tables(&self) -> &'static [&'static str] {
        &["course"]
    }
}

impl Trajectory {
    /// The words for the groups, which have to be those that there are.
    fn labels(&self, entry: &Entry<'_>) -> Result<Vec<(String, Text)>, Diagnostic> {
        let label = |name: &str, group: &LabelledGroup| (name.to_owned(), group.label.clone());
        match (&self.group, &self.treated, &self.control, &self.everyone) {
            (Some(_), Some(treated), Some(control), None) => Ok(vec![label("treated", treated), label("control", control)]),
            (None, None, None, Some(everyone)) => Ok(vec![label("everyone", everyone)]),
            (Some(group), ..) => Err(Problem::new("two groups need `treated: {label: \u{2026}}` and `control: {label: \u{2026}}`")
                .hint("give both a label, and leave `everyone` out")
                .at(group.column.location())),
            (None, ..) => Err(Problem::new("a trajectory without groups needs `everyone: {label: \u{2026}}`")
                .hint("or say which persons belong to which group with `group: {column: \u{2026}, treated: \u{2026}, control: \u{2026}}`")
                .at(entry.location.clone())),
        }
    }

    /// The months of the table, as places from zero.
    fn table_months(&self, first: i64, length: usize) -> Result<Vec<usize>, Diagnostic> {
        let last = first + length as i64 - 1;
        let place = |month: i64| usize::try_from(month - first).ok().filter(|place| *place < length);
        if self.at.is_empty() {
            let mut at: Vec<usize> =
                (first..=last).filter(|month| *month > 0 && month % 12 == 0).filter_map(place).collect();
            if at.last() != Some(&(length - 1)) {
                at.push(length - 1);
            }
            return Ok(at);
        }
        let mut at = Vec::new();
        for month in &self.at {
            let Some(place) = place(month.value) else {
                return Err(Problem::new(format!("the panel has months {first} to {last}, and not {month}"))
                    .hint("name months within them")
                    .at(month.location()));
            };
            if at.last().is_some_and(|before| *before >= place) {
                let problem = Problem::new("the months of a table rise").hint("write each month once, in order");
                return Err(problem.at(month.location()));
            }
            at.push(place);
        }
        Ok(at)
    }

    /// The difference in one month, with the interval that the specification asks for.
    fn difference(
        &self,
        treated: &Course,
        control: &Course,
        clusters: Option<&[Months]>,
        month: usize,
        level: Level,
        decimals: i8,
    ) -> Value {
        let arm = |course: &Course| Arm::new(course.in_state[month], course.observed[month]);
        let computed = match clusters {
            None => arm(treated).and_then(|t| self.difference.compute(t, arm(control)?, level)),
            Some(months) => clusters_of(months, treated, control, |group| {
                ArmSums::of_events(group.in_state[month], group.observed[month])
            })
            .and_then(|clusters| {
                clustered_difference(&clusters, self.cluster_method.of_statistics())?.estimated(level)
            }),
        };
        let estimate = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, Unit::ProportionDifference, decimals) };
        let method = if clusters.is_some() { self.cluster_method.method() } else { self.difference.method() };
        match computed {
            Ok(computed) => with_interval(estimate, computed, level, method).into(),
            Err(undefined) => undefined.into(),
        }
    }

    /// The persons behind every month of every group, and their months in the state.
    fn cells(&self, everyone: &Persons, courses: &[Course], first: i64, section: &Section) -> Vec<PersonCell> {
        let mut cells = Vec::new();
        for course in courses {
            let name = course.name;
            let persons = match (&self.group, &course.value) {
                (Some(group), Some(value)) => everyone.with(&group.column, value),
                _ => everyone.clone(),
            };
            let of_all = values_of(section, &["difference", "area_between_curves", name]);
            let rows = (0..course.in_state.len()).map(|place| first + place as i64);
            let of_months = rows
                .flat_map(|month| [format!("months/month_{month}/{name}"), format!("months/month_{month}/difference")]);
            cells.push(persons.cell(course.rows, of_all.into_iter().chain(of_months)));
            let months = persons.counted_in(&format!("months {}", self.state));
            let together = [format!("{name}.months"), "area_between_curves".to_owned()];
            cells.push(months.cell(course.in_state.iter().sum(), together));
            for (place, (in_state, observed)) in course.in_state.iter().zip(&course.observed).enumerate() {
                let month = first + place as i64;
                let shown = [
                    format!("{name}.course[{month}]"),
                    format!("difference.course[{month}]"),
                    format!("months/month_{month}/{name}"),
                    format!("months/month_{month}/difference"),
                ];
                let dimension = format!("{} in month {month}", self.state);
                let mut known = persons.clone();
                if *observed < course.rows {
                    cells.push(persons.known(&dimension, false).cell(course.rows - observed, &shown));
                    known = persons.known(&dimension, true);
                    cells.push(known.cell(*observed, &shown));
                }
                cells.push(known.in_category(&dimension, "yes").cell(*in_state, &shown));
                cells.push(known.in_category(&dimension, "no").cell(observed - in_state, &shown));
                cells.push(months.in_category("month", &month.to_string()).cell(*in_state, &shown));
            }
        }
        cells
    }

    /// Mean months in the state by group, and the area between the curves.
    fn time_in_state(
        &self,
        rows: &crate::data::Rows<'_>,
        courses: &[Course],
        level: Level,
        section: &mut Section,
    ) -> Result<(), Vec<Diagnostic>> {
        let mut by: Vec<By<'_>> = self.group.iter().map(|group| By::Column(&group.column)).collect();
        by.extend(self.cluster.iter().map(By::Column));
        let spent = rows.months_in(&self.state, &by)?;
        let of = |course: &Course| -> Vec<_> {
            spent.iter().filter(|group| course.value.as_ref().is_none_or(|value| group.group[0] == *value)).collect()
        };
        let estimate = Estimate::new(0.0, Unit::Months, 1);
        for course in courses {
            let mean = mean_of(&of(course), level);
            let value = mean.map(|mean| with_interval(estimate.clone(), mean, level, Method::StudentT).into());
            section.values.push((format!("{}.months", course.name), value.unwrap_or_else(Value::from)));
        }
        if let [treated, control] = courses {
            let cluster = self.cluster.as_ref().map(|_| (1, self.cluster_method));
            let difference = compare_means(&of(treated), &of(control), cluster, level, estimate);
            section.values.push(("area_between_curves".to_owned(), difference));
        }
        Ok(())
    }
}

/// The persons of one group over all of its clusters.
fn course(name: &'static str, value: Option<Cell>, months: &[Months]) -> Course {
    let length = months.first().map_or(0, |group| group.in_state.len());
    let mut course = Course { name, value, in_state: vec![0; length], observed: vec![0; length], rows: 0 };
    for group in months.iter().filter(|group| course.value.as_ref().is_none_or(|value| group.group[0] == *value)) {
        course.rows += group.rows;
        for (sum, one) in course.in_state.iter_mut().zip(&group.in_state) {
            *sum += one;
        }
        for (sum, one) in course.observed.iter_mut().zip(&group.observed) {
            *sum += one;
        }
    }
    course
}

/// The sums of each cluster, from groups that are told apart by arm and cluster.
fn clusters_of(
    months: &[Months],
    treated: &Course,
    control: &Course,
    sums: impl Fn(&Months) -> Result<ArmSums, Undefined>,
) -> Result<Vec<ClusterSums>, Undefined> {
    let mut clusters: Vec<(&Cell, ClusterSums)> = Vec::new();
    for group in months {
        let is = |course: &Course| course.value.as_ref() == Some(&group.group[0]);
        if !is(treated) && !is(control) {
            continue;
        }
        let place = match clusters.iter().position(|(cluster, _)| **cluster == group.group[1]) {
            Some(place) => place,
            None => {
                clusters.push((&group.group[1], ClusterSums::default()));
                clusters.len() - 1
            }
        };
        let cluster = &mut clusters[place].1;
        *if is(treated) { &mut cluster.treated } else { &mut cluster.control } = sums(group)?;
    }
    Ok(clusters.into_iter().map(|(_, cluster)| cluster).collect())
}

/// Some months as a table, a row for each.
fn table(at: &[usize], first: i64, columns: &[(&str, &[Value])]) -> Value {
    let row = |place: &usize| {
        let month = first + *place as i64;
        Row {
            name: format!("month_{month}"),
            label: None,
            basis: None,
            source: None,
            words: Vec::new(),
            cells: std::iter::once(Quantity { value: month as f64, unit: Unit::Months, decimals: 0 }.into())
                .chain(columns.iter().map(|(_, values)| values[*place].clone()))
                .collect(),
        }
    };
    let names = std::iter::once("month").chain(columns.iter().map(|(name, _)| *name));
    Value::Table(Table { columns: names.map(str::to_owned).collect(), rows: at.iter().map(row).collect() })
}

/// All months as a curve with a band; a month without a number has no point.
fn curve(values: &[Value], first: i64, unit: Unit, decimals: i8, level: Level) -> Value {
    let point = |(place, value): (usize, &Value)| {
        let Value::Estimate(estimate) = value else { return None };
        let band = estimate.interval.as_ref().and_then(|interval| match interval.bounds {
            Interval::Bounded { lower, upper } => Some((lower, upper)),
            _ => None,
        });
        Some(Point { x: (first + place as i64) as f64, y: estimate.value, band })
    };
    Value::Curve(Curve {
        x_unit: Unit::Months,
        y_unit: unit,
        decimals,
        style: CurveStyle::Line,
        level: Some(level),
        points: values.iter().enumerate().filter_map(point).collect(),
    })
}
