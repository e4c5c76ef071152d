//! The points of services, review by review.

use super::super::names::free_name;
use super::scale::Scale;
use crate::data::{Cell, Rows};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::Text;

/// The services with their points.
pub(super) struct Services {
    /// The reviews, in their order; one without words where there is no column of reviews.
    pub reviews: Vec<Review>,
    /// The services, in the order of the codebook, else of their names.
    pub services: Vec<Service>,
    /// Whether the points of the items are known.
    pub has_items: bool,
    /// The columns of the points.
    pub columns: Vec<String>,
    /// How many rows there are.
    pub rows: u64,
}

/// A review.
pub(super) struct Review {
    /// Its name in results.
    pub name: String,
    /// What it is called.
    pub label: Text,
}

/// A service.
pub(super) struct Service {
    /// Its value in the data.
    pub cell: Cell,
    /// Its name in results.
    pub name: String,
    /// What it is called.
    pub label: Text,
    /// Its points at each review.
    pub reviews: Vec<Option<Scored>>,
}

/// What a service got at a review.
pub(super) struct Scored {
    /// The points of the items, in the order of the scale; none where only the total is known.
    pub items: Vec<Option<f64>>,
    /// Their sum, where all are known.
    pub total: Option<f64>,
    /// The row that they come from.
    pub row: usize,
}

impl Service {
    /// The latest review with a total; the latest one where none has.
    pub fn latest(&self) -> Option<&Scored> {
        let known = || self.reviews.iter().flatten().rev();
        known().find(|one| one.total.is_some()).or_else(|| known().next())
    }

    /// The total at that review.
    pub fn total(&self) -> Option<f64> {
        self.latest().and_then(|one| one.total)
    }

    /// How much the total changed from the first review to the last; nothing where there is one alone.
    pub fn change(&self) -> Option<f64> {
        self.change_of(|one| one.total)
    }

    /// The same for other points.
    pub fn change_of(&self, of: impl Fn(&Scored) -> Option<f64>) -> Option<f64> {
        let known: Vec<f64> = self.reviews.iter().flatten().filter_map(of).collect();
        match known.as_slice() {
            [first, .., last] => Some(last - first),
            _ => None,
        }
    }
}

/// The values of a column in the order of its codes, then of themselves, each with what it is called.
fn named(cells: &[Cell], codes: &[(Cell, Text)]) -> Vec<(Cell, Text)> {
    let mut found: Vec<Cell> = cells.iter().filter(|cell| !cell.is_missing()).cloned().collect();
    found.sort();
    found.dedup();
    let mut all: Vec<(Cell, Text)> = codes.iter().filter(|(code, _)| found.contains(code)).cloned().collect();
    for cell in found {
        if !all.iter().any(|(known, _)| *known == cell) {
            let label = Text::from(cell.to_string().as_str());
            all.push((cell, label));
        }
    }
    all
}

/// A name in results; one that starts with a figure stands after `what`.
fn name(cell: &Cell, what: &str, taken: impl Fn(&str) -> bool) -> String {
    let words = cell.to_string();
    let words = if words.starts_with(|c: char| c.is_ascii_digit()) { format!("{what} {words}") } else { words };
    free_name(&words, taken)
}

impl Services {
    /// Reads the points.
    ///
    /// # Errors
    /// A column that is not there, a row without a service, two rows of one service at one review, and points that the
    /// scale does not have.
    pub fn read(
        rows: &Rows<'_>,
        (service, review): (&Spanned<String>, Option<&Spanned<String>>),
        items: &[Spanned<String>],
        total: Option<&Spanned<String>>,
        scale: &Scale,
    ) -> Result<Services, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut numbers = |column: &Spanned<String>| {
            rows.numbers(column).map_err(|problem| problems.push(problem)).unwrap_or_default()
        };
        let points: Vec<Vec<Option<f64>>> = items.iter().map(&mut numbers).collect();
        let totals: Option<Vec<Option<f64>>> = total.map(&mut numbers);
        if !problems.is_empty() {
            // One is enough where a prefix fits none of them.
            problems.truncate(3);
            return Err(problems);
        }
        let one = |problem: Diagnostic| vec![problem];
        let names = rows.cells(service).map_err(one)?;
        let reviewed = review.map(|review| rows.cells(review)).transpose().map_err(one)?;
        if let Some(row) = names.iter().position(Cell::is_missing) {
            let problem = Problem::new(format!("row {} of `{}` has no service", row + 1, rows.frame().name()));
            return Err(one(problem.hint(format!("fill in `{service}`, or leave the row out")).at(service.location())));
        }
        let mut reviews: Vec<Review> = Vec::new();
        let mut occasions: Vec<Cell> = Vec::new();
        match (&reviewed, review) {
            (Some(cells), Some(column)) => {
                if let Some(row) = cells.iter().position(Cell::is_missing) {
                    let problem = Problem::new(format!("`{}` has a row without a review", names[row]));
                    return Err(one(problem.hint(format!("fill in `{column}`")).at(column.location())));
                }
                for (cell, label) in named(cells, &rows.column(column).map_err(one)?.codes) {
                    let name = name(&cell, "review", |name| reviews.iter().any(|known| known.name == name));
                    reviews.push(Review { name, label });
                    occasions.push(cell);
                }
            }
            _ => reviews.push(Review { name: "review".to_owned(), label: Text::from("") }),
        }
        let mut services: Vec<Service> = Vec::new();
        let column = rows.column(service).map_err(one)?;
        for (cell, label) in named(&names, &column.codes) {
            let name = name(&cell, "service", |name| services.iter().any(|known| known.name == name));
            services.push(Service { cell, name, label, reviews: reviews.iter().map(|_| None).collect() });
        }
        column.list_by_name(&mut services, |service| &service.cell);
        for row in 0..names.len() {
            let occasion =
                reviewed.as_ref().map_or(Some(0), |cells| occasions.iter().position(|one| *one == cells[row]));
            let own = services.iter_mut().find(|service| service.cell == names[row]);
            let (Some(occasion), Some(own)) = (occasion, own) else { continue };
            if own.reviews[occasion].is_some() {
                let problem = Problem::new(match review {
                    None => format!("`{}` has several rows", names[row]),
                    Some(_) => format!("`{}` has several rows in the review `{}`", names[row], occasions[occasion]),
                });
                let hint = match review {
                    None => "name the column of the review with `review`, or keep one row for each service",
                    Some(_) => "keep one row for each service at each review",
                };
                return Err(one(problem.hint(hint).at(review.unwrap_or(service).location())));
            }
            let of_row = |column: &Vec<Option<f64>>| column[row];
            let points: Vec<Option<f64>> = points.iter().map(of_row).collect();
            let stated = totals.as_ref().and_then(of_row);
            match scored(points, stated, scale, row) {
                Ok(scored) => own.reviews[occasion] = Some(scored),
                Err((item, problem)) => {
                    let column = item.map_or(total, |item| items.get(item));
                    let hint = problem.1;
                    let problem = Problem::new(format!("`{}` {}", names[row], problem.0));
                    problems.push(problem.hint(hint).at(column.unwrap_or(service).location()));
                    if problems.len() == 5 {
                        break;
                    }
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let columns = items.iter().chain(total).map(|column| column.value.clone()).collect();
        Ok(Services { reviews, services, has_items: !items.is_empty(), columns, rows: names.len() as u64 })
    }

    /// Whether a service lacks a total because an item was not rated.
    pub fn any_open(&self) -> bool {
        let open = |one: &Scored| one.total.is_none() && one.items.contains(&None);
        self.services.iter().flat_map(|service| &service.reviews).flatten().any(open)
    }
}

/// A problem with an item, or with the total, in words after the service: what and what to do.
type Wrong = (Option<usize>, (String, String));

/// The points of a row with their sum.
fn scored(items: Vec<Option<f64>>, stated: Option<f64>, scale: &Scale, row: usize) -> Result<Scored, Wrong> {
    let [least, most] = scale.points.map(f64::from);
    for (place, value) in items.iter().enumerate() {
        if let Some(value) = value
            && !((least..=most).contains(value) && value.fract() == 0.0)
        {
            let what = format!("has {value} points in item {}", place + 1);
            let hint =
                format!("an item has whole points from {least} to {most}; leave the cell empty where it was not rated");
            return Err((Some(place), (what, hint)));
        }
    }
    let [lowest, highest] = scale.totals().map(f64::from);
    if let Some(total) = stated.filter(|total| !(lowest..=highest).contains(total)) {
        let what = format!("has a total of {total}");
        return Err((None, (what, format!("a total of this scale lies between {lowest} and {highest}"))));
    }
    let sum: Option<f64> = if items.is_empty() { None } else { items.iter().copied().sum() };
    if let (Some(sum), Some(total)) = (sum, stated)
        && sum != total
    {
        let what = format!("has a total of {total}, and its items sum to {sum}");
        return Err((None, (what, "correct one of them, or leave out `total`".to_owned())));
    }
    Ok(Scored { items, total: sum.or(stated), row })
}
