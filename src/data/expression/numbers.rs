//! What the operators and functions do with single numbers. Every function is total; a result that is no number is none.

/// A number, if it is one.
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// How many whole times `by` goes into `value`, rounded down.
pub(super) fn div(value: i64, by: i64) -> Option<i64> {
    let quotient = value.checked_div(by)?;
    let below = value % by != 0 && (value < 0) != (by < 0);
    Some(quotient - i64::from(below))
}

/// What is left of `value` after [`div`]; it has the sign of `by`.
pub(super) fn modulo(value: i64, by: i64) -> Option<i64> {
    if by == 0 {
        return None;
    }
    // The remainder by −1 is 0, also of the least whole number, whose quotient is none.
    let rest = value.checked_rem(by).unwrap_or(0);
    Some(if rest != 0 && (rest < 0) != (by < 0) { rest + by } else { rest })
}

/// A number without decimals as a whole number, if it is not too large for one.
pub(super) fn whole(value: f64) -> Option<i64> {
    const END: f64 = 9_223_372_036_854_775_808.0;
    (-END..END).contains(&value).then_some(value as i64)
}

/// Rounded to so many decimals, halves away from zero.
///
/// What is rounded is `value` times a power of ten, as a computer multiplies it: 1.005 · 100 is a little less than
/// 100.5 and becomes 1.00. Databases are asked for the same operations, and so give the same number.
pub(super) fn round(value: f64, decimals: i8) -> Option<f64> {
    // Powers of ten up to 10^15 are exact.
    let power = 10_f64.powi(i32::from(decimals.unsigned_abs()));
    finite(if decimals < 0 { (value / power).round() * power } else { (value * power).round() / power })
}

/// The square root, which is the nearest number to the true one on every platform.
pub(super) fn sqrt(value: f64) -> Option<f64> {
    finite(value.sqrt())
}

/// The natural logarithm. `f64::ln`, and so polars, ask the platform; libm gives the same bits on all of them.
pub(super) fn ln(value: f64) -> Option<f64> {
    (value > 0.0).then(|| libm::log(value)).and_then(finite)
}

/// The exponential function, from libm for the same reason as [`ln`].
pub(super) fn exp(value: f64) -> Option<f64> {
    finite(libm::exp(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_division_rounds_down_and_leaves_the_sign_of_the_divisor() {
        for value in -20..=20 {
            for by in (-5..=5).filter(|by| *by != 0) {
                let (quotient, rest) = (div(value, by).expect("a quotient"), modulo(value, by).expect("a rest"));
                assert_eq!(quotient * by + rest, value);
                assert!((0..by.abs()).contains(&(rest * by.signum())), "{value} {by}");
                assert_eq!(quotient as f64, (value as f64 / by as f64).floor());
            }
        }
        assert_eq!((div(1, 0), modulo(1, 0)), (None, None));
        assert_eq!((div(i64::MIN, -1), modulo(i64::MIN, -1)), (None, Some(0)));
        assert_eq!(
            (div(i64::MIN, 3), modulo(i64::MIN, i64::MAX)),
            (Some(-3_074_457_345_618_258_603), Some(i64::MAX - 1))
        );
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!([0.5, 1.5, 2.5, -0.5, -2.5].map(|x| round(x, 0)), [1.0, 2.0, 3.0, -1.0, -3.0].map(Some));
        assert_eq!(round(0.499_999_999_999_999_94, 0), Some(0.0));
        assert_eq!(round(2.345, 2), Some(2.35));
        assert_eq!(round(1.005, 2), Some(1.0));
        assert_eq!(round(254_499.9, -3), Some(254_000.0));
        assert_eq!(round(1e308, 2), None);
    }

    #[test]
    fn what_is_no_number_is_none() {
        assert_eq!((sqrt(-1.0), ln(0.0), ln(-1.0), exp(1000.0)), (None, None, None, None));
        assert_eq!((sqrt(9.0), ln(1.0), exp(0.0), exp(-1000.0)), (Some(3.0), Some(0.0), Some(1.0), Some(0.0)));
        assert_eq!((whole(9.3e18), whole(-9.3e18), whole(f64::NAN)), (None, None, None));
        assert_eq!(whole(-9_223_372_036_854_775_808.0), Some(i64::MIN));
    }
}
