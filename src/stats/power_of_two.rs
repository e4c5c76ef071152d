//! Scaling that rounds nothing.

/// The smallest power of two above `size`, which is not negative, within the range in which dividing by it and
/// multiplying by it are exact for all numbers of that size.
pub(in crate::stats) fn above(size: f64) -> f64 {
    let (_, exponent) = libm::frexp(size);
    libm::ldexp(1.0, exponent.clamp(-1000, 1000))
}

#[cfg(test)]
mod tests {
    use super::above;

    #[test]
    fn is_just_above() {
        assert_eq!(above(1.0), 2.0);
        assert_eq!(above(0.75), 1.0);
        assert_eq!(above(1000.0), 1024.0);
        assert_eq!(above(0.0), 1.0);
        assert!(above(f64::MAX).is_finite() && above(f64::MIN_POSITIVE) > 0.0);
    }
}
