//! The quadrature of Gauss and Hermite.

use nalgebra::DMatrix;

use crate::stats::linear::eigen;

/// Points and weights with which `sum weight f(point)` is the mean of `f` of a standard normal variable, exactly
/// for polynomials of a degree below twice the number of points.
///
/// Golub, G. H. and Welsch, J. H. (1969). Calculation of Gauss quadrature rules. *Mathematics of Computation* 23,
/// 221-230.
pub(super) fn normal_quadrature(points: usize) -> Vec<(f64, f64)> {
    let entry = |i: usize, j: usize| if i.abs_diff(j) == 1 { libm::sqrt(i.max(j) as f64) } else { 0.0 };
    let (nodes, vectors) = eigen(&DMatrix::from_fn(points, points, entry));
    let mut rule: Vec<(f64, f64)> =
        nodes.into_iter().enumerate().map(|(i, node)| (node, vectors[(0, i)] * vectors[(0, i)])).collect();
    rule.sort_by(|a, b| a.0.total_cmp(&b.0));
    // The rule is symmetric; make it exactly so.
    for i in 0..points / 2 {
        let j = points - 1 - i;
        let (node, weight) = (0.5 * (rule[j].0 - rule[i].0), 0.5 * (rule[j].1 + rule[i].1));
        (rule[i], rule[j]) = ((-node, weight), (node, weight));
    }
    if points % 2 == 1 {
        rule[points / 2].0 = 0.0;
    }
    rule
}

#[cfg(test)]
mod tests {
    use super::normal_quadrature;

    #[test]
    fn moments_of_the_normal_are_exact() {
        for points in [1, 2, 5, 9, 25] {
            let rule = normal_quadrature(points);
            let moment = |power: i32| rule.iter().map(|(x, w)| w * x.powi(power)).sum::<f64>();
            let expected = [1.0, 0.0, 1.0, 0.0, 3.0, 0.0, 15.0, 0.0, 105.0];
            for (power, expected) in expected.iter().enumerate().take(2 * points) {
                assert!((moment(power as i32) - expected).abs() < 1e-12 * (1.0 + expected), "{points} {power}");
            }
        }
    }
}
