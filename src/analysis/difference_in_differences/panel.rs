//! A panel: the same units in several periods, some of which start a programme.

use super::{DifferenceInDifferences, Scale};
use crate::analysis::input::{Entry, add_note};
use crate::analysis::persons::{Persons, keep_known_names, values_of};
use crate::analysis::proportion_methods::{test, with_interval};
use crate::data::{By, Cell};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Estimate, Input, Method, Note, Origin, Quantity, Row, Section, Table, Test, Text, Unit, Value};
use crate::stats::causal::{EventStudy, EventWindow, Panel, event_study, two_way_fixed_effects};
use crate::stats::regression::{Clustered, Contrast, Factor};
use crate::stats::{Sample, Undefined};

/// The fewest clusters for which uncorrected robust errors are about right.
const ENOUGH_CLUSTERS: usize = 40;

/// The most periods that are told apart unless the author chooses.
const WIDEST_WINDOW: i64 = 20;

/// The rows of a panel.
pub(super) struct PanelRows {
    panel: Panel,
    outcome: Vec<f64>,
    /// The period of each row.
    periods: Vec<i64>,
    /// Periods since the start of the row's unit; nothing for a unit that never starts.
    since: Vec<Option<i64>>,
    units: Factor,
    clusters: Factor,
    /// Whether units start in different periods.
    staggered: bool,
    missing: u64,
    /// How many units start, and how many never do.
    counts: [u64; 2],
    columns: Vec<String>,
}

impl PanelRows {
    /// Reads the rows in which everything is known.
    pub(super) fn read(
        analysis: &DifferenceInDifferences,
        entry: &Entry<'_>,
        from: &Spanned<String>,
        unit: &Spanned<String>,
    ) -> Result<PanelRows, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let (Some(column), Some(period)) = (&analysis.column, &analysis.period) else {
            let problem = Problem::new("a panel needs `column` and `period`");
            return Err(one(problem.hint("add the columns of the outcome and of the period").at(unit.location())));
        };
        if let Some(value) = period.before.as_ref().or(period.after.as_ref()) {
            let problem = Problem::new("in a panel the start says what is before and after");
            let hint = "leave `before` and `after` out, and say when units start with `starts` or `start`";
            return Err(one(problem.hint(hint).at(value.location())));
        }
        let rows = entry.rows(from).map_err(one)?;
        let outcome = rows.numbers(column).map_err(one)?;
        let periods = whole(&rows.numbers(&period.column).map_err(one)?, &period.column).map_err(one)?;
        let units = rows.cells(unit).map_err(one)?;
        let clusters = analysis.cluster.as_ref().map(|cluster| rows.cells(cluster)).transpose().map_err(one)?;
        // The first period with the programme, row by row; the outer nothing is for rows of neither group.
        let starts: Vec<Option<Option<i64>>> = match (&analysis.start, &analysis.group, &analysis.starts) {
            (Some(start), None, None) => {
                whole(&rows.numbers(start).map_err(one)?, start).map_err(one)?.into_iter().map(Some).collect()
            }
            (None, Some(group), Some(starts)) => {
                let tally = rows.tally(&[By::Column(&group.column)])?;
                let [treated, control] = group.values(entry, from, &tally).map_err(one)?;
                let start = |cell: &Cell| match cell {
                    cell if *cell == treated => Some(Some(starts.value)),
                    cell if *cell == control => Some(None),
                    _ => None,
                };
                rows.cells(&group.column).map_err(one)?.iter().map(start).collect()
            }
            _ => {
                let problem = Problem::new("a panel needs to know who starts, and when");
                let hint = "write `start`, the column of each unit's first period with the programme; or `group` and `starts`, \
                            the first period of all treated units";
                return Err(one(problem.hint(hint).at(unit.location())));
            }
        };
        let of_group: Vec<usize> = (0..units.len()).filter(|row| starts[*row].is_some()).collect();
        let is_known = |row: &usize| {
            outcome[*row].is_some()
                && periods[*row].is_some()
                && !units[*row].is_missing()
                && clusters.as_ref().is_none_or(|cells| !cells[*row].is_missing())
        };
        let kept: Vec<usize> = of_group.iter().copied().filter(is_known).collect();
        let labels = |cells: &[Cell]| Factor::new(&kept.iter().map(|row| cells[*row].to_string()).collect::<Vec<_>>());
        let unit_factor = labels(&units);
        let cluster_factor = clusters.as_ref().map_or_else(|| unit_factor.clone(), |cells| labels(cells));
        let period_of = |row: &usize| periods[*row].unwrap_or_default();
        let period_factor = Factor::new(&kept.iter().map(|row| period_of(row).to_string()).collect::<Vec<_>>());
        let values: Vec<f64> = kept.iter().filter_map(|row| outcome[*row]).collect();
        let panel = Panel::new(unit_factor.clone(), period_factor, &values).map_err(|why| {
            let (what, hint) = match why {
                Undefined::OutsideDomain => (
                    format!("a value of `{unit}` is there twice in one period"),
                    "each unit has one row in each period",
                ),
                Undefined::TooFewGroups => {
                    ("a panel has two units and two periods or more".to_owned(), "check `unit` and `period`")
                }
                why => (format!("this is no panel: {why}"), "check `unit`, `period` and `column`"),
            };
            one(Problem::new(what).hint(hint).at(unit.location()))
        })?;
        let since: Vec<Option<i64>> =
            kept.iter().map(|row| starts[*row].flatten().map(|start| period_of(row) - start)).collect();
        let mut firsts: Vec<Option<Option<i64>>> = vec![None; unit_factor.levels().len()];
        for (place, row) in kept.iter().enumerate() {
            let start = starts[*row].flatten();
            let known = firsts[unit_factor.codes()[place]].get_or_insert(start);
            if *known != start {
                let name = &unit_factor.levels()[unit_factor.codes()[place]];
                let problem = Problem::new(format!("the unit `{name}` starts in two different periods"));
                let hint = "a unit has one start, the same in all of its rows";
                return Err(one(problem.hint(hint).at(analysis.start.as_ref().unwrap_or(unit).location())));
            }
        }
        let started: Vec<i64> = firsts.iter().flatten().flatten().copied().collect();
        let counts = [started.len() as u64, (firsts.len() - started.len()) as u64];
        let columns = [column, &period.column, unit].into_iter().map(|column| column.value.clone());
        let others = [analysis.start.as_ref(), analysis.cluster.as_ref(), analysis.group.as_ref().map(|g| &g.column)];
        let columns = columns.chain(others.into_iter().flatten().map(|column| column.value.clone())).collect();
        Ok(PanelRows {
            panel,
            outcome: values,
            periods: kept.iter().map(period_of).collect(),
            since,
            units: unit_factor,
            clusters: cluster_factor,
            staggered: started.iter().any(|start| *start != started[0]),
            missing: (of_group.len() - kept.len()) as u64,
            counts,
            columns,
        })
    }

    /// The periods that are told apart: those that the author chooses, or those that there are.
    fn window(&self, analysis: &DifferenceInDifferences) -> Result<EventWindow, Diagnostic> {
        let reference = analysis.reference.as_ref().map_or(-1, |reference| reference.value);
        let known = || self.since.iter().flatten().copied();
        let (least, most) = (known().min().unwrap_or(-1), known().max().unwrap_or(0));
        let (first, last) = match &analysis.window {
            Some(window) => (window.first.value, window.last.value),
            None => (least.max(-WIDEST_WINDOW).min(reference), most.min(WIDEST_WINDOW)),
        };
        let wrong = |what: String, hint: &str, place| Err(Problem::new(what).hint(hint).at(place));
        if let Some(window) = &analysis.window
            && (first >= 0 || last < 0 || last - first > 10_000)
        {
            let what = format!("a window from {first} to {last} does not reach over the start");
            return wrong(
                what,
                "count from the start: `first` is below 0, and `last` is 0 or more",
                window.first.location(),
            );
        }
        if reference >= 0 || reference < first {
            let place = analysis.reference.as_ref().and_then(Spanned::location);
            let place = place.or_else(|| analysis.window.as_ref().and_then(|window| window.first.location()));
            let what = format!("the period {reference} cannot be what the others are compared with");
            return wrong(what, "choose one before the start (below 0) and inside the window", place);
        }
        if !known().any(|time| time.clamp(first, last) == reference) {
            let place = analysis.reference.as_ref().and_then(Spanned::location);
            let place = place.or_else(|| analysis.unit.as_ref().and_then(Spanned::location));
            let what = format!("no unit is seen in the period {reference}, counted from its start");
            return wrong(what, "choose another `reference`, or check `start`", place);
        }
        Ok(EventWindow { first, last, reference })
    }
}

/// Whole numbers, where the column has numbers.
fn whole(numbers: &[Option<f64>], column: &Spanned<String>) -> Result<Vec<Option<i64>>, Diagnostic> {
    if let Some(wrong) = numbers.iter().flatten().find(|number| number.fract() != 0.0 || number.abs() > 1e9) {
        let problem = Problem::new(format!("`{column}` holds {wrong}, and periods are whole numbers"));
        return Err(problem.hint("number the periods one by one, such as years").at(column.location()));
    }
    Ok(numbers.iter().map(|number| number.map(|number| number as i64)).collect())
}

/// How the errors allow for clusters, and what has to be said of it.
struct Errors {
    kind: Clustered,
    method: Method,
    note: Note,
}

/// An estimate of a difference, from its contrast.
fn effect(contrast: Contrast, scale: Scale, errors: &Errors, estimator: Method) -> Result<Value, Undefined> {
    let mut estimate = with_interval(scale.effect(), contrast.estimated(scale.level)?, scale.level, errors.method);
    estimate.method = Some(estimator);
    estimate.tests.push(test(Method::ClusterRobustTest, contrast.test()?));
    Ok(estimate.into())
}

/// Puts the numbers of a panel into the section.
pub(super) fn describe(
    analysis: &DifferenceInDifferences,
    entry: &Entry<'_>,
    rows: &PanelRows,
    scale: Scale,
    section: &mut Section,
) -> Result<(), Vec<Diagnostic>> {
    let one = |problem: Diagnostic| vec![problem];
    let window = rows.window(analysis).map_err(one)?;
    let treated: Vec<bool> = rows.since.iter().map(|since| since.is_some_and(|since| since >= 0)).collect();
    let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
    put("treated.units", Value::Count(rows.counts[0]));
    put("control.units", Value::Count(rows.counts[1]));
    put("observations", Value::Count(rows.outcome.len() as u64));
    put("missing", Value::Count(rows.missing));
    put("clusters", Value::Count(rows.clusters.levels().len() as u64));
    means(rows, scale, &mut put);
    let few = rows.clusters.levels().len() < ENOUGH_CLUSTERS;
    let plain = Errors {
        kind: Clustered::Cr1,
        method: Method::ClusterRobustCr1,
        note: if few { Note::FewClustersUncorrected } else { Note::ClusterRobust },
    };
    let corrected = Errors { kind: Clustered::Cr2, method: Method::ClusterRobustCr2, note: Note::FewClustersCorrected };
    let fixed = |errors: &Errors| {
        let contrast = two_way_fixed_effects(&rows.panel, &treated, &rows.clusters, errors.kind)?;
        effect(contrast, scale, errors, Method::TwoWayFixedEffects)
    };
    let (difference, used) = match few.then(|| fixed(&corrected)) {
        Some(Ok(value)) => (Ok(value), &corrected),
        _ => (fixed(&plain), &plain),
    };
    put("difference", difference.unwrap_or_else(Value::from));
    let study = |kind| event_study(&rows.panel, &rows.since, window, &rows.clusters, kind);
    let by_period = study(used.kind);
    put("event_study", by_time(analysis, rows, &by_period, window, scale, used));
    // Several coefficients at once are tested with CR1, whichever errors each has by itself.
    let before = study(Clustered::Cr1).and_then(|study| study.before.ok_or(Undefined::TooFewObservations));
    let mut differ = false;
    let tested = before.map_or_else(Value::from, |joint| {
        differ = joint.p < scale.level.alpha();
        let degrees_of_freedom = [joint.df].into_iter().chain(joint.residual_df).collect();
        let test =
            Test { method: Method::PreTrendTest, statistic: Some(joint.statistic), degrees_of_freedom, p: joint.p };
        Estimate { tests: vec![test], ..Estimate::new(joint.statistic, Unit::Number, 2) }.into()
    });
    put("before_test", tested);
    add_note(section, used.note);
    if rows.since.iter().flatten().any(|time| *time < window.first || *time > window.last) {
        add_note(section, Note::EndsGathered);
    }
    if rows.staggered {
        add_note(section, Note::StaggeredStart);
    }
    if differ {
        add_note(section, Note::TrendsDifferBefore);
    }
    if rows.missing > 0 {
        add_note(section, Note::MissingOutcomes);
    }
    if !analysis.aggregated {
        cells(analysis, entry, rows, section).map_err(one)?;
    }
    section.provenance.inputs.push(Input {
        name: "rows".to_owned(),
        origin: Origin::Data {
            source: analysis.from.as_ref().map(|from| from.value.clone()).unwrap_or_default(),
            columns: rows.columns.clone(),
            rows: rows.outcome.len() as u64,
        },
    });
    Ok(())
}

/// The mean of each group before and after the start, where all start at once.
fn means(rows: &PanelRows, scale: Scale, put: &mut impl FnMut(&str, Value)) {
    let start = rows.since.iter().zip(&rows.periods).find_map(|(since, period)| Some(period - (*since)?));
    let Some(start) = start.filter(|_| !rows.staggered) else { return };
    for (name, wanted) in [("treated", true), ("control", false)] {
        for (when, after) in [("before", false), ("after", true)] {
            let own = (0..rows.outcome.len())
                .filter(|row| rows.since[*row].is_some() == wanted && (rows.periods[*row] >= start) == after)
                .map(|row| rows.outcome[row])
                .collect::<Vec<f64>>();
            let mean = Sample::new(&own).map(|sample| sample.summary().mean());
            let value = mean.map(|value| Quantity { value, unit: scale.unit, decimals: scale.decimals });
            put(&format!("{name}.{when}.mean"), value.map_or_else(Value::from, Value::from));
        }
    }
}

/// One row for each period, counted from the start: the difference between the groups, less that in the reference period.
fn by_time(
    analysis: &DifferenceInDifferences,
    rows: &PanelRows,
    study: &Result<EventStudy, Undefined>,
    window: EventWindow,
    scale: Scale,
    errors: &Errors,
) -> Value {
    let unit = analysis.period_unit.map_or(Unit::Number, |unit| unit.unit());
    let mut times: Vec<i64> =
        rows.since.iter().flatten().map(|time| (*time).clamp(window.first, window.last)).collect();
    times.sort_unstable();
    times.dedup();
    let row = |time: &i64| {
        let units = rows.units_at(*time, window);
        let (value, role) = if *time == window.reference {
            let zero = Quantity { value: 0.0, unit: scale.effect().unit, decimals: scale.decimals };
            (Value::from(zero), "reference")
        } else {
            let found = study.as_ref().map_err(|why| *why).and_then(|study| {
                let own = study.coefficients.iter().find(|coefficient| coefficient.time == *time);
                effect(own.ok_or(Undefined::NoObservations)?.effect, scale, errors, Method::EventStudy)
            });
            (found.unwrap_or_else(Value::from), if *time < 0 { "before" } else { "after" })
        };
        let name = if *time < 0 { format!("before_{}", -time) } else { format!("after_{time}") };
        Row {
            name,
            label: None,
            basis: None,
            source: None,
            words: vec![("role".to_owned(), Text::from(role))],
            cells: vec![Quantity { value: *time as f64, unit, decimals: 0 }.into(), Value::Count(units), value],
        }
    };
    let columns = ["time", "units", "effect"];
    Value::Table(Table { columns: columns.map(str::to_owned).to_vec(), rows: times.iter().map(row).collect() })
}

impl PanelRows {
    /// How many units that start are seen at a time counted from their start.
    fn units_at(&self, time: i64, window: EventWindow) -> u64 {
        let mut units: Vec<usize> = (0..self.since.len())
            .filter(|row| self.since[*row].is_some_and(|own| own.clamp(window.first, window.last) == time))
            .map(|row| self.units.codes()[row])
            .collect();
        units.sort_unstable();
        units.dedup();
        units.len() as u64
    }
}

/// The persons behind the numbers, where units are persons.
fn cells(
    analysis: &DifferenceInDifferences,
    entry: &Entry<'_>,
    rows: &PanelRows,
    section: &mut Section,
) -> Result<(), Diagnostic> {
    let Some(from) = &analysis.from else { return Ok(()) };
    let source = entry.rows(from)?;
    let complete = format!("all of {}", rows.columns.join(", "));
    let everyone = Persons::of(&source).counted_in("units").known(&complete, true);
    let all = values_of(
        section,
        &[
            "difference",
            "event_study",
            "before_test",
            "treated.before",
            "treated.after",
            "control.before",
            "control.after",
        ],
    );
    for (place, name) in ["treated", "control"].into_iter().enumerate() {
        let shown = all.iter().cloned().chain([format!("{name}.units")]);
        section.cells.push(everyone.in_category("starts", name).cell(rows.counts[place], shown));
    }
    let Some(Value::Table(table)) = section.value("event_study") else { return Ok(()) };
    let own: Vec<(String, u64)> = table
        .rows
        .iter()
        .filter_map(|row| match row.cells.get(1) {
            Some(Value::Count(count)) => Some((row.name.clone(), *count)),
            _ => None,
        })
        .collect();
    for (name, count) in own {
        let shown = ["units", "effect"].map(|column| format!("event_study/{name}/{column}"));
        let persons = everyone.in_category("starts", "treated").in_category(&format!("seen {name}"), "yes");
        section.cells.push(persons.cell(count, shown));
    }
    keep_known_names(section);
    Ok(())
}
