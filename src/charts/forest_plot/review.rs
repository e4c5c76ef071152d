//! A forest plot of a review: every study with its numbers, and what they say together.

use super::bias::{Bias, Shown};
use super::numbers::{self, Named, Numbers, estimate};
use super::panel::{self, Mark, Whole};
use super::sheet::{Air, Fit, Line, Sheet};
use super::{Drawn, ForestPlot, Order, around, reference};
use crate::charts::figure::{Align, Cell, Column, Figure, ForestRow};
use crate::charts::metrics::{self, Weight};
use crate::charts::reference::Picked;
use crate::charts::studies::{cell, name};
use crate::charts::theme;
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::locale::{Locale, Style};
use crate::results::{
    Basis, Estimate, Note, Quantity, Reason, Results, Row, Section, Table, Test, Undefined, Unit, Value,
};

/// The word of a study that says when it was published.
const YEAR: &str = "year";
/// The widest the name of a group or a heading may be over its column, in millimetres.
const WIDEST_HEAD: f64 = 24.0;

/// A review that a forest plot can show: a section with a table of studies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Review<'a> {
    /// The id of the section.
    pub(super) id: &'a str,
    /// The section.
    pub(super) section: &'a Section,
    studies: &'a Table,
}

/// A study with what the author asked about it.
#[derive(Clone, Debug)]
struct Study<'a> {
    row: &'a Row,
    label: String,
    /// The letters that say how its numbers are known.
    marks: String,
    effect: Option<&'a Estimate>,
    weight: Option<&'a Quantity>,
    strong: bool,
}

/// A subgroup with its studies.
struct Subgroup<'a> {
    label: String,
    /// The row of the table of subgroups; none for studies that belong to no subgroup.
    row: Option<&'a Row>,
    studies: Vec<Study<'a>>,
}

/// How much is said of the groups of each study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arms {
    /// Events and totals; for means also totals.
    Full,
    /// Means with standard deviations.
    Short,
    /// Nothing.
    None,
}

/// What a sheet holds where there is room for it.
#[derive(Clone, Copy, Debug)]
struct Detail {
    arms: Arms,
    bias: Shown,
    /// Whether columns stand closer than they should.
    close: bool,
}

/// What the studies report of their groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Evidence {
    Counts,
    Means,
    Effects,
}

impl<'a> Review<'a> {
    /// The review behind a section, if it is one.
    pub(super) fn of(picked: &Picked<'a>) -> Option<Review<'a>> {
        let whole = picked.value.as_ref().is_none_or(|(name, _)| name == "studies");
        match picked.section.value("studies") {
            Some(Value::Table(studies)) if whole && studies.columns.iter().any(|column| column == "effect") => {
                Some(Review { id: picked.id, section: picked.section, studies })
            }
            _ => None,
        }
    }

    /// The pooled estimate of all studies.
    pub(super) fn pooled(section: &'a Section) -> Option<&'a Estimate> {
        estimate(section.value("pooled"))
    }

    fn cell(&self, row: &'a Row, column: &str) -> Option<&'a Value> {
        cell(self.studies, row, column)
    }

    fn evidence(&self) -> Evidence {
        let has = |column: &str| self.studies.columns.iter().any(|known| known == column);
        if has("treated_events") {
            Evidence::Counts
        } else if has("treated_mean") {
            Evidence::Means
        } else {
            Evidence::Effects
        }
    }

    /// The words that the author keeps about the studies.
    fn words(&self) -> Vec<&'a str> {
        let mut known: Vec<&str> = Vec::new();
        for (name, _) in self.studies.rows.iter().flat_map(|row| &row.words) {
            if !known.contains(&name.as_str()) {
                known.push(name);
            }
        }
        known
    }

    /// The names that subgroups are formed by.
    fn divisions(&self) -> Vec<&'a str> {
        self.section.values.iter().filter_map(|(name, _)| name.strip_prefix("subgroups.")).collect()
    }

    fn names(&self) -> Vec<&'a str> {
        self.studies.rows.iter().map(|row| row.name.as_str()).collect()
    }

    /// The heading of a column of words.
    fn heading(&self, name: &str, locale: Locale) -> String {
        match self.section.label(&format!("column.{name}")) {
            Some(text) => text.get(locale.language()).to_owned(),
            None => around::capitalised(&name.replace('_', " ")),
        }
    }

    /// Everything that is wrong with the options, each at its own place.
    fn mistakes(&self, chart: &ForestPlot, locale: Locale) -> Vec<Diagnostic> {
        let id = self.id;
        let mut errors = Vec::new();
        if let Some(measure) = &chart.measure {
            let problem = Problem::new(format!("`{id}` is a meta-analysis, which shows the effect that it pools"));
            errors.push(problem.hint("remove `measure`").at(measure.location()));
        }
        let words = self.words();
        for (index, column) in chart.columns.iter().enumerate() {
            let name = column.value.as_str();
            if chart.columns[..index].contains(column) {
                let problem = Problem::new(format!("the column `{name}` stands twice"));
                errors.push(problem.hint("remove one of them").at(column.location()));
            } else if !words.contains(&name) {
                let problem = Problem::new(format!("the studies of `{id}` have no column `{name}`"));
                let problem = problem.closest_of(name, words.iter().copied());
                errors.push(
                    match words.is_empty() {
                        true => problem.hint(format!("name it in `{id}`, such as `columns: {{{name}: …}}`")),
                        false => problem.hint(format!("write {}", one_of(words.iter().copied()))),
                    }
                    .at(column.location()),
                );
            }
        }
        if let Some(by) = &chart.by
            && !matches!(self.section.value(&format!("subgroups.{by}")), Some(Value::Table(_)))
        {
            let known = self.divisions();
            let problem = Problem::new(format!("`{id}` has no subgroups by `{by}`"));
            let problem = problem.closest_of(by.value.as_str(), known.iter().copied());
            errors.push(
                match known.is_empty() {
                    true => problem.hint(format!("write `subgroups: [{{by: {by}}}]` in `{id}`")),
                    false => problem.hint(format!("write {}", one_of(known))),
                }
                .at(by.location()),
            );
        }
        if let Some(sort) = chart.sort.as_ref().filter(|sort| sort.value == Order::Year)
            && self.studies.rows.iter().all(|row| year(row, locale).is_none())
        {
            let problem = Problem::new(format!("the studies of `{id}` have no `{YEAR}` to be sorted by"));
            errors.push(problem.hint(format!("name it in `{id}`: `columns: {{{YEAR}: …}}`")).at(sort.location()));
        }
        errors.extend(unknown(&chart.emphasise, &self.names(), id));
        if let Some(prediction) = chart.prediction.as_ref().filter(|prediction| prediction.value)
            && self.section.value("prediction").is_none()
        {
            let problem = Problem::new(format!("`{id}` has no prediction interval"));
            let hint = "remove `prediction`, or choose random effects with a prediction interval in the analysis";
            errors.push(problem.hint(hint).at(prediction.location()));
        }
        errors
    }

    /// The studies in the order that the author asked for.
    fn ordered(&self, chart: &ForestPlot, marks: &[(Basis, String)], locale: Locale) -> Vec<Study<'a>> {
        let mut studies: Vec<Study<'a>> = self
            .studies
            .rows
            .iter()
            .map(|row| Study {
                row,
                label: name(row, locale),
                marks: row
                    .basis
                    .and_then(|basis| marks.iter().find(|(marked, _)| *marked == basis))
                    .map_or_else(String::new, |(_, letter)| letter.clone()),
                effect: estimate(self.cell(row, "effect")),
                weight: match self.cell(row, "weight") {
                    Some(Value::Quantity(weight)) => Some(weight),
                    _ => None,
                },
                strong: chart.emphasise.iter().any(|name| name.value == row.name),
            })
            .collect();
        // what has no number stands last
        let key = |study: &Study<'_>| -> f64 {
            match chart.order() {
                Order::Given => 0.0,
                Order::Year => year(study.row, locale).unwrap_or(f64::INFINITY),
                Order::Effect => study.effect.map_or(f64::INFINITY, |effect| effect.value),
                Order::Weight => study.weight.map_or(f64::INFINITY, |weight| -weight.value),
            }
        };
        studies.sort_by(|a, b| key(a).total_cmp(&key(b)));
        studies
    }

    /// The letters for the ways in which the numbers of studies are known, where these differ; published ones have none.
    fn marks(&self) -> Vec<(Basis, String)> {
        let mut found: Vec<Basis> = Vec::new();
        for basis in self.studies.rows.iter().filter_map(|row| row.basis) {
            if !found.contains(&basis) {
                found.push(basis);
            }
        }
        let marked = self.studies.rows.iter().any(|row| row.basis != found.first().copied());
        found.retain(|basis| *basis != Basis::Published);
        if !marked {
            return Vec::new();
        }
        found.into_iter().zip('a'..='z').map(|(basis, letter)| (basis, letter.to_string())).collect()
    }

    /// The studies of each subgroup, in the order of the subgroups; those of none stand last.
    fn divided(&self, by: &str, studies: Vec<Study<'a>>, locale: Locale) -> Vec<Subgroup<'a>> {
        let Some(Value::Table(table)) = self.section.value(&format!("subgroups.{by}")) else { return Vec::new() };
        let mut groups: Vec<Subgroup<'a>> = table
            .rows
            .iter()
            .map(|row| Subgroup { label: name(row, locale), row: Some(row), studies: Vec::new() })
            .collect();
        let mut others = Vec::new();
        for study in studies {
            let group =
                word(study.row, by, locale).and_then(|word| groups.iter().position(|group| group.label == word));
            match group {
                Some(group) => groups[group].studies.push(study),
                None => others.push(study),
            }
        }
        if !others.is_empty() {
            groups.push(Subgroup { label: locale.forest_no_subgroup().to_owned(), row: None, studies: others });
        }
        groups
    }
}

/// An error for every name that is no row.
pub(super) fn unknown(names: &[Spanned<String>], known: &[&str], id: &str) -> Vec<Diagnostic> {
    names
        .iter()
        .filter(|name| !known.contains(&name.value.as_str()))
        .map(|name| {
            let problem = Problem::new(format!("`{id}` has no study `{name}`"));
            let nearest = problem.closest_of(&name.value, known.iter().copied());
            let hint = match nearest.hints.is_empty() {
                true => nearest.hint(format!("studies are called {}", one_of(known.iter().copied().take(3)))),
                false => nearest,
            };
            hint.at(name.location())
        })
        .collect()
}

/// A word of the author about a study.
fn word<'a>(row: &'a Row, name: &str, locale: Locale) -> Option<&'a str> {
    let (_, text) = row.words.iter().find(|(known, _)| known == name)?;
    Some(text.get(locale.language()))
}

/// When a study was published: the author's word `year`, else the last four figures in a row in what it is called.
fn year(row: &Row, locale: Locale) -> Option<f64> {
    let label = name(row, locale);
    let text = word(row, YEAR, locale).unwrap_or(&label);
    let mut years = text.split(|letter: char| !letter.is_ascii_digit()).filter(|figures| figures.len() == 4);
    years.next_back()?.parse().ok()
}

/// A word over a column, broken where it is long.
fn broken(head: &str) -> String {
    metrics::wrap(head, theme::TEXT, Weight::Regular, WIDEST_HEAD).join("\n")
}

/// Everything that the sheet of a review is made from.
struct Setting<'a, 'b> {
    chart: &'b ForestPlot,
    review: Review<'a>,
    groups: Vec<Subgroup<'a>>,
    bias: Option<Bias<'a>>,
    numbers: Numbers,
    named: Named,
    largest: f64,
    /// Whether there is something to pool.
    several: bool,
    locale: Locale,
}

impl ForestPlot {
    /// The forest plot of a review.
    pub(super) fn draw_review<'a>(
        &self,
        picked: &[Picked<'a>],
        review: Review<'a>,
        results: &'a Results,
        locale: Locale,
    ) -> Result<Figure, Vec<Diagnostic>> {
        let section = review.section;
        let mut errors = review.mistakes(self, locale);
        let bias = match &self.risk_of_bias {
            None => None,
            Some(token) => match Bias::of(token, results, &review.names(), review.id) {
                Ok(bias) => Some(bias),
                Err(error) => {
                    errors.push(error);
                    None
                }
            },
        };
        if !errors.is_empty() {
            return Err(errors);
        }

        let marks = review.marks();
        let studies = review.ordered(self, &marks, locale);
        let effects: Vec<&Estimate> = studies.iter().filter_map(|study| study.effect).collect();
        let several = effects.len() > 1;
        let pooled = Review::pooled(section).filter(|_| several);
        let prediction = estimate(section.value("prediction")).filter(|_| several && self.shows_prediction());
        let unit = pooled.or(effects.first().copied()).map_or(Unit::Ratio, |estimate| estimate.unit);
        let named = Named::of(section.label("measure").map(|name| name.get(locale.language())), unit, locale);
        let largest = studies.iter().filter_map(|study| study.weight).map(|weight| weight.value).fold(0.0, f64::max);
        let groups = match &self.by {
            Some(by) => review.divided(by, studies, locale),
            None => vec![Subgroup { label: String::new(), row: None, studies }],
        };
        let subtotals: Vec<&Estimate> = match &self.by {
            Some(by) => groups.iter().filter_map(|group| review.subtotal(by, group)).collect(),
            None => Vec::new(),
        };
        let mut shown = effects.clone();
        shown.extend(&subtotals);
        shown.extend(pooled);
        let others: Vec<&Estimate> = prediction.into_iter().collect();
        let numbers = Numbers::of(&shown, &others, unit, locale);

        let setting = Setting { chart: self, review, groups, bias, numbers, named, largest, several, locale };
        let (sheet, fit, detail) = setting.sheet()?;
        let reading = setting.reading(detail, &sheet);
        let alt = setting.alt();
        let no_effect = shown.iter().find_map(|estimate| estimate.no_effect);
        let pooled_ones: Vec<&Estimate> = pooled.into_iter().chain(prediction).collect();
        let abbreviations = setting.abbreviations(detail);
        self.finish(
            Drawn {
                picked,
                sheet,
                fit,
                estimates: effects,
                whole: pooled_ones,
                pooled: pooled.map(around::shown),
                no_effect: no_effect.map(|value| value * unit.shown_factor()),
                unit,
                title_unit: setting.named.unit.clone(),
                reading,
                last_notes: vec![abbreviations],
                marks: marks
                    .into_iter()
                    .map(|(basis, letter)| (letter, locale.forest_basis(basis).to_owned()))
                    .collect(),
                alt,
                centre: true,
                tight: true,
            },
            locale,
        )
    }
}

impl<'a> Review<'a> {
    /// The pooled estimate of a subgroup; none of a single study, which it would only repeat.
    fn subtotal(&self, by: &str, group: &Subgroup<'a>) -> Option<&'a Estimate> {
        estimate(self.subgroup_cell(by, group, "effect")).filter(|_| group.studies.len() > 1)
    }

    fn subgroup_cell(&self, by: &str, group: &Subgroup<'a>, column: &str) -> Option<&'a Value> {
        match self.section.value(&format!("subgroups.{by}")) {
            Some(Value::Table(table)) => cell(table, group.row?, column),
            _ => None,
        }
    }
}

impl<'a> Setting<'a, '_> {
    /// The richest sheet that fits the page, with its widths.
    fn sheet(&self) -> Result<(Sheet<'a>, Fit, Detail), Vec<Diagnostic>> {
        let arms: &[Arms] = match (self.chart.counts, self.review.evidence()) {
            (false, _) | (_, Evidence::Effects) => &[Arms::None],
            (true, Evidence::Counts) => &[Arms::Full, Arms::None],
            (true, Evidence::Means) => &[Arms::Full, Arms::Short, Arms::None],
        };
        let biases: &[Shown] = if self.bias.is_some() { &[Shown::Domains, Shown::Overall] } else { &[Shown::Overall] };
        let width = self.chart.width.millimetres();
        for arms in arms {
            for (bias, close) in biases.iter().flat_map(|bias| [(*bias, false), (*bias, true)]) {
                let detail = Detail { arms: *arms, bias, close };
                let sheet = self.set(detail);
                if let Some(fit) = sheet.fit(width) {
                    return Ok((sheet, fit, detail));
                }
            }
        }
        let detail = Detail { arms: Arms::None, bias: Shown::Overall, close: true };
        let sheet = self.set(detail);
        match (sheet.forced(width), self.chart.columns.last()) {
            (Some(fit), _) => Ok((sheet, fit, detail)),
            (None, Some(column)) => {
                let excess = sheet.excess(width).ceil();
                let problem = Problem::new(format!("these columns need {excess} mm more than the figure is wide"));
                let hint = match self.chart.width {
                    crate::charts::Width::Wide => "leave one of them out",
                    crate::charts::Width::Text => "leave one of them out, or write `width: wide`",
                };
                Err(vec![problem.hint(hint).at(column.location())])
            }
            (None, None) => {
                let fit = sheet.anyhow(width);
                Ok((sheet, fit, detail))
            }
        }
    }

    /// The columns and lines with so much detail.
    fn set(&self, detail: Detail) -> Sheet<'a> {
        let mut rows = Vec::new();
        for group in &self.groups {
            if let Some(by) = &self.chart.by {
                if group.studies.is_empty() {
                    continue;
                }
                rows.push(Line::group(group.label.clone()));
                rows.extend(group.studies.iter().map(|study| self.study(study, detail)));
                rows.extend(self.subtotal(by, group, detail));
            } else {
                rows.extend(group.studies.iter().map(|study| self.study(study, detail)));
            }
        }
        if rows.is_empty() {
            rows.push(Line::group(self.locale.forest_no_studies()));
        }
        Sheet {
            columns: self.columns(detail),
            rows,
            summary: self.summary(detail),
            air: if detail.close { Air::MOST } else { Air::MANY },
        }
    }

    fn columns(&self, detail: Detail) -> Vec<Column> {
        let (review, locale) = (self.review, self.locale);
        let narrow = if detail.close { 1.0 } else { 1.5 };
        let mut columns = vec![Column::new(locale.forest_study(), Align::Left)];
        for name in &self.chart.columns {
            let all = || review.studies.rows.iter().filter_map(|row| word(row, name, locale));
            let figures =
                all().all(|word| word.chars().all(|letter| letter.is_ascii_digit() || "\u{2212},.".contains(letter)));
            let align = if figures { Align::Right } else { Align::Left };
            columns.push(Column::new(broken(&review.heading(name, locale)), align));
        }
        let over = match (review.evidence(), detail.arms) {
            (_, Arms::None) | (Evidence::Effects, _) => None,
            (Evidence::Counts, _) => Some(locale.forest_events()),
            (Evidence::Means, Arms::Full) => Some(locale.forest_means_and_totals()),
            (Evidence::Means, Arms::Short) => Some(locale.forest_means()),
        };
        if let Some(over) = over {
            let head = |group: &str| broken(&locale.header(&around::group_words(review.section, group, locale)));
            columns.push(Column { over: Some((over.to_owned(), 2)), ..Column::new(head("treated"), Align::Right) });
            columns.push(Column { gap_mm: Some(narrow), ..Column::new(head("control"), Align::Right) });
        }
        // what room is left stands before the panel where there is nothing but labels
        let gap_mm = (columns.len() > 1).then_some(1.0);
        columns.push(Column { gap_mm, ..Column::new("", Align::Panel) });
        columns.push(Column { gap_mm: Some(0.5), ..Column::new(self.named.head.clone(), Align::Right) });
        columns.push(Column { gap_mm: Some(0.5), muted: true, ..Column::new(self.numbers.head(), Align::Left) });
        if self.weighted() {
            let unit = locale.unit_name(Unit::Proportion, if detail.close { Style::Table } else { Style::Text });
            let column = Column::new(locale.forest_weight(), Align::Right);
            columns.push(Column { sub: Some(unit), gap_mm: Some(narrow), ..column });
        }
        if let Some(bias) = &self.bias {
            columns.extend(bias.columns(detail.bias, locale));
        }
        columns
    }

    /// Whether any study has a weight.
    fn weighted(&self) -> bool {
        self.groups.iter().flat_map(|group| &group.studies).any(|study| study.weight.is_some())
    }

    /// How many columns stand between the labels and the estimates, the panel not counted.
    fn before(&self, detail: Detail) -> usize {
        self.chart.columns.len() + if detail.arms == Arms::None { 0 } else { 2 }
    }

    /// Empty cells for the judgements.
    fn after(&self, detail: Detail) -> usize {
        self.bias.as_ref().map_or(0, |bias| bias.columns(detail.bias, self.locale).len())
    }

    fn study(&self, study: &Study<'a>, detail: Detail) -> Line<'a> {
        let locale = self.locale;
        let label = match study.marks.is_empty() {
            true => Cell::Text(study.label.clone()),
            false => Cell::Marked(study.label.clone(), study.marks.clone()),
        };
        let mut cells = vec![label];
        for name in &self.chart.columns {
            cells.push(Cell::Text(word(study.row, name, locale).unwrap_or_default().to_owned()));
        }
        match detail.arms {
            Arms::None => {}
            arms => cells.extend(["treated", "control"].map(|arm| Cell::Text(self.arm(study.row, arm, arms)))),
        }
        cells.extend(self.estimate_cells(study.effect, self.review.cell(study.row, "effect")));
        if self.weighted() {
            let weight = self.review.cell(study.row, "weight");
            cells.push(Cell::Text(weight.map_or_else(String::new, |weight| locale.value(weight, Style::Table))));
        }
        if let Some(bias) = &self.bias {
            cells.extend(bias.cells(&study.row.name, detail.bias));
        }
        let side = match study.weight {
            Some(weight) => panel::side(weight.value, self.largest),
            None if self.weighted() => panel::side(0.0, 0.0),
            None => panel::SQUARE,
        };
        Line {
            row: ForestRow::Row { cells, strong: study.strong },
            mark: study.effect.map(|effect| Mark::Square(effect, side)),
        }
    }

    /// The estimate and its interval, or what stands for them.
    fn estimate_cells(&self, estimate: Option<&Estimate>, value: Option<&Value>) -> [Cell; 2] {
        match estimate {
            Some(estimate) => [Cell::Text(self.numbers.value(estimate)), Cell::Text(self.numbers.interval(estimate))],
            None => {
                let nothing = Value::from(crate::stats::Undefined::NoObservations);
                [Cell::Text(self.locale.value(value.unwrap_or(&nothing), Style::Table)), Cell::Blank]
            }
        }
    }

    /// What a study reports of one of its groups.
    fn arm(&self, row: &'a Row, arm: &str, arms: Arms) -> String {
        let locale = self.locale;
        let value = |what: &str| self.review.cell(row, &format!("{arm}_{what}"));
        let is_known = |value: Option<&Value>| matches!(value, Some(Value::Count(_) | Value::Quantity(_)));
        let written = |what: &str| value(what).map_or_else(String::new, |value| locale.value(value, Style::Table));
        let (first, second) = match self.review.evidence() {
            Evidence::Counts => ("events", "total"),
            _ => ("mean", "sd"),
        };
        if !is_known(value(first)) && !is_known(value(second)) {
            return written(first);
        }
        if self.review.evidence() == Evidence::Counts {
            return format!("{}/{}", written(first), written(second));
        }
        // the parts of each cell stand under those of the others
        let padded = |what: &str| {
            let column = format!("{arm}_{what}");
            let all = self.review.studies.rows.iter().filter_map(|row| self.review.cell(row, &column));
            let widest = all.map(|value| numbers::width(&locale.value(value, Style::Table))).fold(0.0, f64::max);
            let own = written(what);
            (numbers::room(widest, &own), own)
        };
        let ((room, sd), (before, total)) = (padded(second), padded("total"));
        match arms {
            Arms::Full => format!("{} {room}({sd}); {before}{total}", written(first)),
            _ => format!("{} {room}({sd})", written(first)),
        }
    }

    /// The row of the pooled estimate of a subgroup.
    fn subtotal(&self, by: &str, group: &Subgroup<'a>, detail: Detail) -> Option<Line<'a>> {
        if group.studies.len() < 2 {
            return None;
        }
        group.row?;
        let locale = self.locale;
        let studies = match self.review.subgroup_cell(by, group, "studies") {
            Some(Value::Count(count)) => *count,
            _ => group.studies.len() as u64,
        };
        let i_squared = match self.review.subgroup_cell(by, group, "i_squared") {
            Some(value @ Value::Quantity(_)) => Some(locale.value_with_unit(value, Style::Table)),
            Some(Value::Estimate(estimate)) => {
                Some(locale.with_unit(estimate.value, estimate.unit, estimate.decimals, Style::Table))
            }
            _ => None,
        };
        let mut cells = vec![Cell::Text(locale.forest_pooled_of(studies, i_squared.as_deref()))];
        cells.extend(std::iter::repeat_n(Cell::Blank, self.before(detail)));
        let pooled = self.review.subtotal(by, group);
        cells.extend(self.estimate_cells(pooled, self.review.subgroup_cell(by, group, "effect")));
        cells.extend(std::iter::repeat_n(Cell::Blank, usize::from(self.weighted()) + self.after(detail)));
        Some(Line {
            row: ForestRow::Row { cells, strong: false },
            mark: pooled.map(|pooled| Mark::Diamond(pooled, Whole::Subgroup)),
        })
    }

    /// The pooled estimate with its sums, and the prediction interval.
    fn summary(&self, detail: Detail) -> Vec<Line<'a>> {
        let (section, locale) = (self.review.section, self.locale);
        let Some(value) = section.value("pooled").filter(|_| self.several) else { return Vec::new() };
        let pooled = Review::pooled(section);
        let mut cells = vec![Cell::Text(locale.forest_pooled().to_owned())];
        let sums: Option<Vec<String>> = ["treated", "control"]
            .into_iter()
            .map(|arm| {
                let events = reference::count(section, &format!("{arm}.events"))?;
                let total = reference::count(section, &format!("{arm}.total"))?;
                Some(format!("{}/{}", locale.count(events, Style::Table), locale.count(total, Style::Table)))
            })
            .collect();
        cells.extend(std::iter::repeat_n(Cell::Blank, self.chart.columns.len()));
        match (detail.arms, sums.filter(|_| self.review.evidence() == Evidence::Counts)) {
            (Arms::None, _) => {}
            (_, Some(sums)) => cells.extend(sums.into_iter().map(Cell::Text)),
            (_, None) => cells.extend([Cell::Blank, Cell::Blank]),
        }
        cells.extend(self.estimate_cells(pooled, Some(value)));
        if self.weighted() {
            let all =
                if pooled.is_some() { locale.shown(1.0, Unit::Proportion, 1, Style::Table) } else { String::new() };
            cells.push(Cell::Text(all));
        }
        cells.extend(std::iter::repeat_n(Cell::Blank, self.after(detail)));
        let mut lines = vec![Line {
            row: ForestRow::Row { cells, strong: true },
            mark: pooled.map(|pooled| Mark::Diamond(pooled, Whole::Review)),
        }];
        if let Some(value) = section.value("prediction").filter(|_| self.chart.shows_prediction()) {
            let prediction = estimate(Some(value)).filter(|estimate| estimate.interval.is_some());
            let level = prediction.and_then(|estimate| estimate.interval).map(|interval| interval.level);
            let level = level.or(self.numbers.level).unwrap_or(crate::stats::Level::NINETY_FIVE);
            let mut cells = vec![Cell::Text(locale.forest_prediction(level))];
            cells.extend(std::iter::repeat_n(Cell::Blank, self.before(detail) + 1));
            let interval = prediction.map(|prediction| self.numbers.interval(prediction));
            cells.push(Cell::Text(interval.unwrap_or_else(|| locale.value(value, Style::Table))));
            cells.extend(std::iter::repeat_n(Cell::Blank, usize::from(self.weighted()) + self.after(detail)));
            lines.push(Line { row: ForestRow::Row { cells, strong: false }, mark: prediction.map(Mark::Span) });
        }
        lines
    }

    /// The sentences that say how the figure is read and what its numbers rest on; arrows and abbreviations come later.
    fn reading(&self, detail: Detail, sheet: &Sheet<'a>) -> Vec<String> {
        let (section, locale) = (self.review.section, self.locale);
        let mut notes = Vec::new();
        if let Some(pooled) = Review::pooled(section).filter(|_| self.several) {
            if let Some(model) = pooled.method {
                notes.push(locale.forest_model(model, pooled.interval.map(|interval| interval.method)));
            }
            notes.extend(locale.forest_heterogeneity(
                estimate(section.value("tau_squared")),
                estimate(section.value("i_squared")),
                first_test(section.value("q")),
            ));
        }
        if let Some(by) = &self.chart.by {
            let words = around::inside(&self.review.heading(by, locale));
            match section.value(&format!("subgroup_difference.{by}")) {
                Some(Value::Undefined(Undefined { reason })) if *reason != Reason::Protected => {
                    notes.push(locale.forest_subgroups_untested(&words, &locale.reason(*reason)));
                }
                value => {
                    notes.extend(first_test(value).map(|test| locale.forest_subgroups_differ(&words, test)));
                }
            }
        }
        if self.largest > 0.0 {
            notes.push(locale.forest_squares().to_owned());
        }
        if self.several && Review::pooled(section).is_some() {
            notes.push(locale.forest_diamond(sheet.rows.iter().any(Line::is_pooled)).to_owned());
            if sheet.summary.iter().any(|line| matches!(line.mark, Some(Mark::Span(_)))) {
                notes.push(locale.forest_prediction_means().to_owned());
            }
        }
        if let Some(bias) = &self.bias {
            notes.push(bias.note(&self.review.names(), detail.bias, locale));
        }
        let dash = locale.no_value();
        let cells = sheet.rows.iter().chain(&sheet.summary).filter_map(|line| match &line.row {
            ForestRow::Row { cells, .. } => Some(cells),
            ForestRow::Group(_) => None,
        });
        if cells.flatten().any(|cell| cell.words() == dash || cell.words().contains(&format!("{dash}/"))) {
            notes.push(locale.forest_missing().to_owned());
        }
        let one = self.review.marks().is_empty().then(|| self.review.studies.rows.first()?.basis).flatten();
        if let Some(basis @ (Basis::Inferred | Basis::Assumed | Basis::Rule)) = one {
            notes.push(locale.forest_basis(basis).to_owned());
        }
        notes.extend(section.notes.iter().filter(|note| matters(**note)).map(|note| locale.note(*note).to_owned()));
        notes
    }

    /// The abbreviations in the table, in the order in which they stand.
    fn abbreviations(&self, detail: Detail) -> String {
        let mut known: Vec<(&str, &str)> = Vec::new();
        if self.review.evidence() == Evidence::Means && detail.arms != Arms::None {
            known.push(("SD", self.locale.standard_deviation()));
        }
        if let Some((short, long)) = &self.named.short {
            known.push((short, long));
        }
        self.locale.forest_abbreviations(&known)
    }

    /// Two to five sentences for those who cannot see the figure.
    fn alt(&self) -> String {
        let (section, locale) = (self.review.section, self.locale);
        let studies: Vec<&Study<'a>> = self.groups.iter().flat_map(|group| &group.studies).collect();
        let known: Vec<(&Study<'a>, &Estimate)> =
            studies.iter().filter_map(|study| Some((*study, study.effect?))).collect();
        let undefined = studies.len() - known.len();
        let outcome = around::subject_words(section, locale);
        let arms = ["treated", "control"].map(|group| around::group_words(section, group, locale));
        let compared = section.label("treated").is_some().then_some((arms[0].as_str(), arms[1].as_str()));
        let mut sentences =
            vec![locale.alt_review(studies.len() as u64, undefined as u64, &self.named.name, &outcome, compared)];
        let told = |estimate: &Estimate| locale.value_and_interval(estimate);
        let least = known.iter().min_by(|a, b| a.1.value.total_cmp(&b.1.value));
        let most = known.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value));
        match (least, most) {
            (Some((study, effect)), _) if known.len() == 1 => {
                sentences.push(locale.alt_row(&study.label, &told(effect)));
            }
            (Some((first, least)), Some((last, most))) => {
                sentences.push(locale.alt_extremes(&told(least), &first.label, &told(most), &last.label));
            }
            _ => sentences.push(locale.alt_nothing()),
        }
        let subgroups: Vec<String> = match &self.chart.by {
            Some(by) => self
                .groups
                .iter()
                .filter_map(|group| {
                    let subtotal = self.review.subtotal(by, group)?;
                    Some(locale.alt_value_of(&told(subtotal), &group.label))
                })
                .collect(),
            None => Vec::new(),
        };
        let tells_groups = (1..=4).contains(&subgroups.len());
        let covering: Vec<bool> = known.iter().filter_map(|(_, effect)| effect.excludes_no_effect()).collect();
        if let (Some(no_effect), false) = (known.iter().find_map(|(_, effect)| effect.no_effect), tells_groups)
            && !covering.is_empty()
        {
            let unit = known[0].1.unit;
            let value = locale.shown(no_effect, unit, 0, Style::Text);
            let some = covering.iter().filter(|excludes| !**excludes).count() as u64;
            sentences.push(match covering.len() {
                1 => locale.alt_no_effect(some, 1, &value),
                all => locale.alt_studies_covering(some, all as u64, &value),
            });
        }
        if let Some(pooled) = Review::pooled(section).filter(|_| self.several) {
            let prediction = estimate(section.value("prediction")).filter(|_| self.chart.shows_prediction());
            let prediction = prediction.and_then(|estimate| {
                Some(locale.interval(&estimate.interval?.bounds, estimate.unit, estimate.decimals, false))
            });
            sentences.push(locale.alt_pooled_and_predicted(&told(pooled), prediction.as_deref()));
            if let Some(i_squared) = estimate(section.value("i_squared")) {
                let written = |estimate: &Estimate| {
                    locale.with_unit(estimate.value, estimate.unit, estimate.decimals, Style::Text)
                };
                let tau_squared = estimate(section.value("tau_squared")).map(written);
                sentences.push(locale.alt_heterogeneity(&written(i_squared), tau_squared.as_deref()));
            }
        }
        if let (Some(by), true) = (&self.chart.by, tells_groups) {
            let by = around::inside(&self.review.heading(by, locale));
            sentences.push(locale.alt_subgroups(&by, &locale.list(&subgroups)));
        }
        sentences.join(" ")
    }
}

/// The first test of a value.
fn first_test(value: Option<&Value>) -> Option<&Test> {
    estimate(value)?.tests.first()
}

/// Whether a remark about a review also belongs under its forest plot.
fn matters(note: Note) -> bool {
    matches!(
        note,
        Note::TwoStudies
            | Note::OneStudy
            | Note::NarrowerThanWald
            | Note::WaldInstead
            | Note::HalfAddedWhereNeeded
            | Note::TreatmentArmAdded
            | Note::StudiesWithoutEstimate
            | Note::ClusterCorrected
            | Note::SharedControlSplit
            | Note::EffectsFromIntervals
            | Note::MeansFromMedians
            | Note::SkewedMedians
    )
}
