//! The same people in the same categories twice: tables with as many rows as columns.
//!
//! Rows are the first classification and columns the second; differences are first minus second. Only people who
//! changed category speak of a change. All functions say [`Undefined::OutsideDomain`] unless the table is square.

use nalgebra::{DMatrix, DVector};

use super::distribution::{ChiSquared, Normal};
use super::linear::Cholesky;
use super::sum::sum;
use super::tables::{Contingency, Simultaneous};
use super::{Estimated, Interval, Level, TestResult, Undefined};

/// The McNemar-Bowker test of symmetry: `sum((n_ij - n_ji)^2 / (n_ij + n_ji))` over pairs of categories, with as many
/// degrees of freedom as pairs.
///
/// For two categories it is McNemar's test. [`Undefined::NoVariation`] when no one changed category.
///
/// ```
/// use utfall::stats::{paired_categories::bowker, tables::Contingency};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 9, susceptibility of pathogens: 26.250 with 6, p = 0.000200.
/// let table = Contingency::new(&[[596, 18, 6, 5], [0, 2, 0, 0], [0, 0, 42, 0], [11, 0, 0, 0]])?;
/// let test = bowker(&table)?;
/// assert!((test.statistic.unwrap() - 26.25).abs() < 1e-12);
/// assert!((test.p - 0.000_200).abs() < 5e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bowker, A. H. (1948). A test for symmetry in contingency tables. *Journal of the American Statistical Association* 43,
/// 572-574.
pub fn bowker(table: &Contingency) -> Result<TestResult, Undefined> {
    let changes = Changes::new(table)?;
    let size = changes.size;
    let pairs = (0..size).flat_map(|i| (i + 1..size).map(move |j| (i, j)));
    let statistic = sum(pairs.map(|(i, j)| {
        let (one, two) = (changes.moved(i, j), changes.moved(j, i));
        if one + two == 0.0 { 0.0 } else { (one - two) / (one + two) * (one - two) }
    }));
    chi_squared(statistic, (size * (size - 1) / 2) as f64)
}

/// Stuart's test of marginal homogeneity: `d' V^-1 d`, with `d` the differences of the sums of rows and columns and `V`
/// their covariance when they do not differ, `V_ii = n_i+ + n_+i - 2 n_ii` and `V_ij = -(n_ij + n_ji)`.
///
/// One degree of freedom less than categories between which someone changed (for each group of them that changes
/// connect). For three categories it is the Fleiss-Everitt test. [`Undefined::NoVariation`] when no one changed category.
///
/// ```
/// use utfall::stats::{paired_categories::stuart, tables::Contingency};
///
/// // Fleiss, Levin and Paik (2003), table 13.6: 14.00 with 2 degrees of freedom.
/// let test = stuart(&Contingency::new(&[[35, 5, 0], [15, 20, 5], [10, 5, 5]])?)?;
/// assert!((test.statistic.unwrap() - 14.0).abs() < 1e-12);
/// assert_eq!(test.df, Some(2.0));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Stuart, A. (1955). A test for homogeneity of the marginal distributions in a two-way classification. *Biometrika* 42,
/// 412-416.
pub fn stuart(table: &Contingency) -> Result<TestResult, Undefined> {
    let (statistic, df) = Changes::new(table)?.stuart()?;
    chi_squared(statistic, df)
}

/// Bhapkar's test of marginal homogeneity: [`stuart`] with the covariance that does not suppose the hypothesis; its
/// statistic `S` becomes `S / (1 - S / N)`.
///
/// [`Undefined::NotFinite`] when `S` is `N`: everyone changed in the same way.
///
/// ```
/// use utfall::stats::{paired_categories::bhapkar, tables::Contingency};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 9, susceptibility of pathogens: 27.304 with 3.
/// let table = Contingency::new(&[[596, 18, 6, 5], [0, 2, 0, 0], [0, 0, 42, 0], [11, 0, 0, 0]])?;
/// assert!((bhapkar(&table)?.statistic.unwrap() - 27.304).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bhapkar, V. P. (1966). A note on the equivalence of two test criteria for hypotheses in categorical data. *Journal of the
/// American Statistical Association* 61, 228-235; Ireland, C. T., Ku, H. H. and Kullback, S. (1969) (the relation).
pub fn bhapkar(table: &Contingency) -> Result<TestResult, Undefined> {
    let (statistic, df) = Changes::new(table)?.stuart()?;
    chi_squared(statistic / (1.0 - statistic / table.total() as f64), df)
}

/// The difference of mean scores, first less second, with its Wald interval.
///
/// `sum(a_i (n_i+ - n_+i)) / N`, which is the paired difference of scores, with standard error
/// `sqrt((sum((a_i - a_j)^2 n_ij / N) - estimate^2) / N)`. [`Undefined::OutsideDomain`] unless there is a score for each
/// category.
///
/// ```
/// use utfall::stats::{Level, paired_categories::mean_scores, tables::Contingency};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 9, serial and retrospective measurement: 1.6942 (0.9347 to 2.4537).
/// let table = Contingency::new(&[[1, 0, 1, 0, 0], [0, 2, 8, 4, 4], [1, 1, 31, 14, 11], [1, 0, 15, 9, 12], [0, 0, 2, 1, 3]])?;
/// let change = mean_scores(&table, &[8.0, 3.5, 0.0, -3.5, -8.0], Level::NINETY_FIVE)?;
/// assert!((change.interval.lower().unwrap() - 0.9347).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti (2013), section 11.3.3.
pub fn mean_scores(table: &Contingency, scores: &[f64], level: Level) -> Result<Estimated, Undefined> {
    let (value, squares, n) = scored(table, scores)?;
    Ok(around(value, libm::sqrt((squares - value * value).max(0.0) / n), level))
}

/// [`mean_scores`] with the standard error when the means do not differ, `sqrt(sum((a_i - a_j)^2 n_ij)) / N`: the interval
/// that goes with [`mean_scores_test`].
///
/// ```
/// use utfall::stats::{Level, paired_categories::mean_scores_null, tables::Contingency};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 9: 1.6942 (0.8769 to 2.5115).
/// let table = Contingency::new(&[[1, 0, 1, 0, 0], [0, 2, 8, 4, 4], [1, 1, 31, 14, 11], [1, 0, 15, 9, 12], [0, 0, 2, 1, 3]])?;
/// let change = mean_scores_null(&table, &[8.0, 3.5, 0.0, -3.5, -8.0], Level::NINETY_FIVE)?;
/// assert!((change.interval.lower().unwrap() - 0.8769).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, Lydersen and Laake (2017), section 9.6.2.
pub fn mean_scores_null(table: &Contingency, scores: &[f64], level: Level) -> Result<Estimated, Undefined> {
    let (value, squares, n) = scored(table, scores)?;
    Ok(around(value, libm::sqrt(squares / n), level))
}

/// The score test that mean scores do not differ: `sum(a_i d_i) / sqrt(sum((a_i - a_j)^2 n_ij))`; two-sided.
///
/// For two categories it is McNemar's, for three equally spaced ones the square is the Fleiss-Levin-Paik chi-squared.
/// [`Undefined::NoVariation`] when no one's score changed.
///
/// ```
/// use utfall::stats::{paired_categories::mean_scores_test, tables::Contingency};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 9: Fleiss-Levin-Paik 21.429.
/// let table = Contingency::new(&[[596, 18, 6], [0, 2, 0], [0, 0, 42]])?;
/// let z = mean_scores_test(&table, &[1.0, 2.0, 3.0])?.statistic.unwrap();
/// assert!((z * z - 21.429).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fleiss, Levin and Paik (2003), section 13.3.
pub fn mean_scores_test(table: &Contingency, scores: &[f64]) -> Result<TestResult, Undefined> {
    let (value, squares, n) = scored(table, scores)?;
    if squares == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let z = value / libm::sqrt(squares / n);
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// The probability that a random second classification is in a higher category than a random first one, ties counting
/// a half, with Wald's interval.
///
/// From the ridits of both margins; 1/2 means no change. The standard error is half of that of the difference of mean
/// ridits, which allows for the pairing.
///
/// ```
/// use utfall::stats::{Level, paired_categories::probability_of_increase, tables::Contingency};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 9: 0.6196 (0.5591 to 0.6800).
/// let table = Contingency::new(&[[1, 0, 1, 0, 0], [0, 2, 8, 4, 4], [1, 1, 31, 14, 11], [1, 0, 15, 9, 12], [0, 0, 2, 1, 3]])?;
/// let p = probability_of_increase(&table, Level::NINETY_FIVE)?;
/// assert!((p.value - 0.6196).abs() < 5e-5);
/// assert!((p.interval.lower().unwrap() - 0.5591).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti, A. (1983). Testing marginal homogeneity for ordinal categorical variables. *Biometrics* 39, 505-510; Ryu, E. and
/// Agresti, A. (2008). *Statistics in Medicine* 27, 1703-1717.
pub fn probability_of_increase(table: &Contingency, level: Level) -> Result<Estimated, Undefined> {
    let (difference, standard_error) = ridits(table)?;
    Ok(around(0.5 + 0.5 * difference, 0.5 * standard_error, level))
}

/// The z test that matches [`probability_of_increase`]; two-sided. [`Undefined::NoVariation`] when everyone's change is
/// the same.
pub fn probability_of_increase_test(table: &Contingency) -> Result<TestResult, Undefined> {
    let (difference, standard_error) = ridits(table)?;
    if standard_error == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let z = difference / standard_error;
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// The difference of the two shares of each category, first less second, with simultaneous intervals.
///
/// With `q` the chi-squared quantile at `1 - alpha / categories` and one degree of freedom (Bonferroni) or at `1 - alpha`
/// and `categories - 1` (Scheffe), all `x` with `(d - x)^2 <= q ((n_i+ + n_+i - 2 n_ii) / N - x^2) / N`, or the whole range
/// from -1 to 1 when no one changed.
///
/// ```
/// use utfall::stats::{Level, paired_categories::marginal_differences, tables::{Contingency, Simultaneous}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 9, the fourth category, which 5 entered and 11 left: 0.0088 (-0.0059 to
/// // 0.0233).
/// let table = Contingency::new(&[[596, 18, 6, 5], [0, 2, 0, 0], [0, 0, 42, 0], [11, 0, 0, 0]])?;
/// let all = marginal_differences(&table, Simultaneous::Bonferroni, Level::NINETY_FIVE)?;
/// assert!((all[3].value - 6.0 / 680.0).abs() < 1e-15);
/// assert!((all[3].interval.upper().unwrap() - 0.0233).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, Lydersen and Laake (2017), section 9.5.
pub fn marginal_differences(
    table: &Contingency,
    simultaneous: Simultaneous,
    level: Level,
) -> Result<Vec<Estimated>, Undefined> {
    let changes = Changes::of_square(table)?;
    if changes.size < 2 {
        return Err(Undefined::TooFewGroups);
    }
    let categories = changes.size as f64;
    let quantile = match simultaneous {
        Simultaneous::Bonferroni => ChiSquared::new(1.0)?.upper_quantile(level.alpha() / categories)?,
        Simultaneous::Scheffe => ChiSquared::new(categories - 1.0)?.upper_quantile(level.alpha())?,
    };
    let n = table.total() as f64;
    let difference = |category: usize| {
        let value = changes.difference[category] / n;
        let changed = (0..changes.size).map(|other| changes.moved(category, other) + changes.moved(other, category));
        let moved = (sum(changed) - 2.0 * changes.moved(category, category)) / n;
        // (1 + q/n) x^2 - 2 d x + d^2 - q moved / n
        let square = 1.0 + quantile / n;
        let discriminant = value * value - square * (value * value - quantile * moved / n);
        let interval = if discriminant > 0.0 {
            let root = libm::sqrt(discriminant);
            Interval::Bounded { lower: (value - root) / square, upper: (value + root) / square }
        } else {
            Interval::Bounded { lower: -1.0, upper: 1.0 }
        };
        Estimated { value, standard_error: None, interval }
    };
    Ok((0..changes.size).map(difference).collect())
}

fn around(value: f64, standard_error: f64, level: Level) -> Estimated {
    Estimated {
        value,
        standard_error: Some(standard_error),
        interval: Interval::around(value, level.z() * standard_error),
    }
}

fn chi_squared(statistic: f64, df: f64) -> Result<TestResult, Undefined> {
    if !(statistic.is_finite() && statistic >= 0.0) {
        return Err(Undefined::NotFinite);
    }
    Ok(TestResult { statistic: Some(statistic), df: Some(df), p: ChiSquared::new(df)?.sf(statistic) })
}

/// The mean difference of scores, the mean of its squares, and the number of people.
fn scored(table: &Contingency, scores: &[f64]) -> Result<(f64, f64, f64), Undefined> {
    let changes = Changes::of_square(table)?;
    if scores.len() != changes.size {
        return Err(Undefined::OutsideDomain);
    }
    if scores.iter().any(|score| !score.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let n = table.total() as f64;
    let cells = || (0..changes.size).flat_map(|i| (0..changes.size).map(move |j| (i, j)));
    let apart = |i: usize, j: usize| scores[i] - scores[j];
    let value = sum(cells().map(|(i, j)| changes.moved(i, j) * apart(i, j))) / n;
    let squares = sum(cells().map(|(i, j)| changes.moved(i, j) * apart(i, j) * apart(i, j))) / n;
    if value.is_finite() && squares.is_finite() { Ok((value, squares, n)) } else { Err(Undefined::NotFinite) }
}

/// The difference of mean ridits, second less first, and its standard error.
fn ridits(table: &Contingency) -> Result<(f64, f64), Undefined> {
    let changes = Changes::of_square(table)?;
    let n = table.total() as f64;
    let ridit = |totals: Vec<u64>| {
        let mut below = 0.0;
        let ridit = |total: u64| {
            let share = total as f64 / n;
            below += share;
            below - 0.5 * share
        };
        totals.into_iter().map(ridit).collect::<Vec<f64>>()
    };
    let (first, second) = (ridit(table.row_totals()), ridit(table.column_totals()));
    let cells = || (0..changes.size).flat_map(|i| (0..changes.size).map(move |j| (i, j)));
    // Each person's part: how the second classification stands to the first margin and the first to the second.
    let part = |i: usize, j: usize| 2.0 * (first[j] - second[i]);
    let mean = sum(cells().map(|(i, j)| changes.moved(i, j) / n * part(i, j)));
    let own = |i: usize, j: usize| 2.0 * (second[j] - first[i]);
    let squares = sum(cells().map(|(i, j)| changes.moved(i, j) / n * own(i, j) * own(i, j)));
    let centre = sum(cells().map(|(i, j)| changes.moved(i, j) / n * own(i, j)));
    Ok((0.5 * mean, libm::sqrt((squares - centre * centre).max(0.0) / n)))
}

/// A square table and the differences of its margins.
struct Changes<'a> {
    table: &'a Contingency,
    size: usize,
    /// Rows less columns.
    difference: Vec<f64>,
}

impl<'a> Changes<'a> {
    /// A square table of at least two categories in which someone changed.
    fn new(table: &'a Contingency) -> Result<Changes<'a>, Undefined> {
        let changes = Changes::of_square(table)?;
        let stayed: u64 = (0..changes.size).map(|i| table.cell(i, i)).sum();
        if changes.size < 2 {
            Err(Undefined::TooFewGroups)
        } else if stayed == table.total() {
            Err(Undefined::NoVariation)
        } else {
            Ok(changes)
        }
    }

    fn of_square(table: &'a Contingency) -> Result<Changes<'a>, Undefined> {
        if table.rows() != table.columns() {
            return Err(Undefined::OutsideDomain);
        }
        let pairs = table.row_totals().into_iter().zip(table.column_totals());
        let difference = pairs.map(|(row, column)| {
            let size = row.abs_diff(column) as f64;
            if row >= column { size } else { -size }
        });
        Ok(Changes { table, size: table.rows(), difference: difference.collect() })
    }

    fn moved(&self, from: usize, to: usize) -> f64 {
        self.table.cell(from, to) as f64
    }

    /// Stuart's statistic and its degrees of freedom.
    fn stuart(&self) -> Result<(f64, f64), Undefined> {
        // One category of each connected group is the sum of the others.
        let mut group: Vec<usize> = (0..self.size).collect();
        for i in 0..self.size {
            for j in 0..i {
                if self.moved(i, j) + self.moved(j, i) > 0.0 {
                    let (one, other) = (group[i], group[j]);
                    group.iter_mut().filter(|label| **label == one).for_each(|label| *label = other);
                }
            }
        }
        let kept: Vec<usize> = (0..self.size).filter(|i| group[..*i].contains(&group[*i])).collect();
        let covariance = DMatrix::from_fn(kept.len(), kept.len(), |row, column| {
            let (i, j) = (kept[row], kept[column]);
            if i == j {
                let changed = (0..self.size).filter(|other| *other != i);
                sum(changed.map(|other| self.moved(i, other) + self.moved(other, i)))
            } else {
                -(self.moved(i, j) + self.moved(j, i))
            }
        });
        let difference = DVector::from_iterator(kept.len(), kept.iter().map(|i| self.difference[*i]));
        Ok((Cholesky::new(&covariance)?.quadratic_form(&difference), kept.len() as f64))
    }
}
