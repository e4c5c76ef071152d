//! Which columns of a design say something that the others do not.

use super::fixed_effects::within;
use super::{Design, Factor};
use crate::stats::Undefined;
use crate::stats::orthogonal::Orthogonal;

/// The places of the columns that are no combination of those before them: the model with these alone has the same
/// fitted values, and is not [`Undefined::Collinear`].
///
/// Columns that come first stay, so the one whose coefficient is asked for comes right after the intercept. With
/// `groups` the columns are those of [`fixed_effects`](super::fixed_effects()): one that is constant within all groups
/// says nothing either.
///
/// [`Undefined::OutsideDomain`] when the groups have another number of rows than the design, or the design with
/// groups has an intercept.
///
/// ```
/// use utfall::stats::regression::{Design, independent_columns};
///
/// let design = Design::with_intercept(4)
///     .numeric("age", &[30.0, 40.0, 50.0, 60.0])?
///     .numeric("born", &[1996.0, 1986.0, 1976.0, 1966.0])?
///     .numeric("treated", &[1.0, 0.0, 0.0, 1.0])?;
/// assert_eq!(independent_columns(&design, None)?, [0, 1, 3]);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Golub, G. H. and Van Loan, C. F. (2013). *Matrix Computations*, 4th edition, section 5.5.
pub fn independent_columns(design: &Design, groups: Option<&Factor>) -> Result<Vec<usize>, Undefined> {
    let width = design.columns().len();
    let Some(groups) = groups else {
        let order = design.canonical_order(&[]);
        let column = |j: usize| order.iter().map(|row| design.row(*row)[j]).collect::<Vec<f64>>();
        return Orthogonal::independent((0..width).map(column).collect(), design.has_intercept());
    };
    if groups.len() != design.rows() || design.has_intercept() {
        return Err(Undefined::OutsideDomain);
    }
    let codes: Vec<f64> = groups.codes().iter().map(|code| *code as f64).collect();
    let order = design.canonical_order(&[&codes]);
    let columns: Vec<(usize, Vec<f64>)> =
        (0..width).filter_map(|j| Some((j, within(design, groups, &order, j).ok()?))).collect();
    let (places, columns): (Vec<usize>, Vec<Vec<f64>>) = columns.into_iter().unzip();
    Ok(Orthogonal::independent(columns, false)?.into_iter().map(|kept| places[kept]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_constant_within_groups_says_nothing_beside_them() {
        let design = Design::without_intercept(6)
            .numeric("urban", &[1.0, 1.0, 0.0, 0.0, 1.0, 1.0])
            .and_then(|design| design.numeric("after", &[0.0, 1.0, 0.0, 1.0, 0.0, 1.0]))
            .and_then(|design| design.numeric("before", &[1.0, 0.0, 1.0, 0.0, 1.0, 0.0]))
            .unwrap();
        let sites = Factor::new(&["a", "a", "b", "b", "c", "c"]);
        assert_eq!(independent_columns(&design, Some(&sites)), Ok(vec![1]));
        assert_eq!(independent_columns(&design, None), Ok(vec![0, 1, 2]));
        assert_eq!(independent_columns(&design, Some(&Factor::new(&["a"]))), Err(Undefined::OutsideDomain));
    }

    #[test]
    fn rows_may_come_in_any_order() {
        let x = [3.0, 1.0, 2.0, 5.0];
        let turned = [5.0, 2.0, 1.0, 3.0];
        let design = |x: &[f64]| {
            let double: Vec<f64> = x.iter().map(|x| 2.0 * x + 1.0).collect();
            Design::with_intercept(4).numeric("x", x).and_then(|design| design.numeric("double", &double)).unwrap()
        };
        assert_eq!(independent_columns(&design(&x), None), Ok(vec![0, 1]));
        assert_eq!(independent_columns(&design(&turned), None), Ok(vec![0, 1]));
    }
}
