//! Sums that do not depend on the order of their terms.
//!
//! Register rows come in any order and are read by several threads, and the sum of floating-point numbers depends on the
//! order. So amounts are added as whole numbers of 2⁻⁶³: every amount with up to 52 bits and no bit below 2⁻⁶³ (all whole
//! kroner, and every øre as the nearest floating-point number) is added exactly, and the sum is rounded once, at the end.

/// How many of the units of a sum make one.
const UNITS: f64 = 9_223_372_036_854_775_808.0; // 2^63

/// Amounts from here on, 2^52, are not added.
pub(super) const LIMIT: f64 = 4_503_599_627_370_496.0;

/// An amount in units of a sum; `None` for one that is not finite or not below [`LIMIT`].
pub(super) fn units(amount: f64) -> Option<i128> {
    if amount.is_nan() || amount.abs() >= LIMIT {
        return None;
    }
    let whole = amount as i64;
    // Exact: both have the same sign, and the difference needs no bit that the amount has not.
    let rest = amount - whole as f64;
    Some((i128::from(whole) << 63) + i128::from((rest * UNITS) as i64))
}

/// The sum as the nearest floating-point number.
pub(super) fn nearest(units: i128) -> f64 {
    units as f64 / UNITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for amount in [0.0, 1.0, -1.0, 0.1, -0.1, 12_345.67, 1.0 / 3.0, -4_503_599_627_370_495.0] {
            assert_eq!(nearest(units(amount).unwrap()), amount);
        }
        // Bits below 2⁻⁶³ are lost.
        assert!((nearest(units(1e-9).unwrap()) - 1e-9).abs() < 2e-19);
        assert_eq!(nearest(units(1e-30).unwrap()), 0.0);
        assert_eq!([f64::NAN, f64::INFINITY, LIMIT, -LIMIT].map(units), [None; 4]);
    }

    #[test]
    fn the_order_does_not_matter() {
        // Added as floating-point numbers, these give 1 or 0.
        let amounts = [1e15, 0.5, 0.5, -1e15];
        let sum = |order: [usize; 4]| nearest(order.iter().map(|at| units(amounts[*at]).unwrap()).sum());
        assert_eq!((sum([0, 1, 2, 3]), sum([1, 0, 3, 2]), sum([0, 3, 1, 2])), (1.0, 1.0, 1.0));
        let ore: i128 = (0..1000).map(|_| units(0.1).unwrap()).sum();
        assert_eq!(nearest(ore), 100.0);
    }
}
