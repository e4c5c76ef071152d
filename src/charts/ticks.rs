//! Round numbers on an axis: multiples of 1, 2, 5 (and 25, 250 …) times powers of ten on a linear one; 1, 2 and 5 times
//! powers of ten on a logarithmic one.

/// A tick: where, in shown units, and with how many decimals it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tick {
    /// The number.
    pub(super) value: f64,
    /// The decimals it is written with.
    pub(super) decimals: i8,
}

/// The multiples of a round step from `low` to `high`, both included, at most `most` of them.
///
/// The step is the smallest of 1, 2, 5 and, from 25 on, 2.5 times a power of ten that gives few enough. Ticks are whole
/// multiples of it, so that zero is one of them whenever it is in range, and all have the same decimals.
pub(super) fn linear(low: f64, high: f64, most: usize) -> Vec<Tick> {
    if !(low < high && low.is_finite() && high.is_finite()) {
        return Vec::new();
    }
    for exponent in power_below((high - low) / most.max(1) as f64)..=308 {
        for mantissa in [1.0, 2.0, 2.5, 5.0] {
            if mantissa == 2.5 && exponent < 1 {
                continue; // 0.25 and 2.5 need a decimal more than their neighbours
            }
            let step = mantissa * power(exponent);
            let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
            if last - first + 1.0 <= most as f64 {
                let decimals = i8::try_from((-exponent).max(0)).unwrap_or(i8::MAX);
                let count = (last - first + 1.0).max(0.0) as usize;
                // `+ 0.0` makes a negative zero positive
                let value = |index: usize| scaled((first + index as f64) * mantissa, exponent) + 0.0;
                return (0..count).map(|index| Tick { value: value(index), decimals }).collect();
            }
        }
    }
    Vec::new()
}

/// The ticks of an axis of months from the densest set to the sparsest: every month, quarter, half year, year and so on.
pub(super) fn months(low: f64, high: f64) -> Vec<Vec<Tick>> {
    let every = |step: f64| -> Vec<Tick> {
        let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
        let count = (last - first + 1.0).clamp(0.0, 40.0) as usize;
        (0..count).map(|index| Tick { value: (first + index as f64) * step + 0.0, decimals: 0 }).collect()
    };
    let steps = [1.0, 3.0, 6.0, 12.0, 24.0, 60.0, 120.0];
    steps.into_iter().map(every).filter(|set| (2..=12).contains(&set.len())).collect()
}

/// The smallest range that holds `low` and `high` and ends on ticks of [`linear`].
pub(super) fn rounded_out(low: f64, high: f64, most: usize) -> (f64, f64) {
    let ticks = linear(low, high, most);
    let [first, second, ..] = ticks.as_slice() else { return (low, high) };
    let step = second.value - first.value;
    ((low / step + 1e-9).floor() * step + 0.0, (high / step - 1e-9).ceil() * step + 0.0)
}

/// Ticks on a logarithmic axis from the densest set to the sparsest: 1-2-5, every second of these on a short axis, decades,
/// every second decade and so on.
///
/// The chart takes the first set whose labels fit. On an axis so short that 1-2-5 gives fewer than three, the first
/// set is that of a linear axis.
pub(super) fn logarithmic(low: f64, high: f64) -> Vec<Vec<Tick>> {
    if !(low > 0.0 && low < high && high.is_finite()) {
        return Vec::new();
    }
    let (first, last) = (power_below(low), power_below(high));
    let within = |multiples: &[f64], stride: i32| -> Vec<Tick> {
        (first..=last)
            .filter(|exponent| exponent.rem_euclid(stride) == 0)
            .flat_map(|exponent| multiples.iter().map(move |multiple| (*multiple, exponent)))
            .map(|(multiple, exponent)| Tick {
                value: scaled(multiple, exponent),
                decimals: i8::try_from((-exponent).max(0)).unwrap_or(i8::MAX),
            })
            .filter(|tick| low * (1.0 - 1e-9) <= tick.value && tick.value <= high * (1.0 + 1e-9))
            .collect()
    };
    let mut sets = Vec::new();
    let dense = within(&[1.0, 2.0, 5.0], 1);
    if dense.len() < 3 {
        for most in [6, 5, 4, 3] {
            sets.push(linear(low, high, most));
        }
    }
    // every second of 1-2-5, counted from 1, where powers of ten alone would be one or two
    let every_second: Vec<Tick> = (first..=last)
        .flat_map(|exponent| [(1.0, 0), (2.0, 1), (5.0, 2)].map(|(multiple, place)| (multiple, exponent, place)))
        .filter(|(_, exponent, place)| (3 * exponent + place).rem_euclid(2) == 0)
        .filter_map(|(multiple, exponent, _)| {
            dense.iter().copied().find(|tick| tick.value == scaled(multiple, exponent))
        })
        .collect();
    sets.push(dense);
    if within(&[1.0], 1).len() < 3 {
        sets.push(every_second);
    }
    for stride in 1..=(last - first + 1).max(1) {
        sets.push(within(&[1.0], stride));
    }
    sets.retain(|set| !set.is_empty());
    sets
}

/// The largest power of ten that is not above a positive number.
fn power_below(value: f64) -> i32 {
    let estimate = libm::log10(value).floor() as i32;
    if power(estimate + 1) <= value { estimate + 1 } else { estimate }
}

/// A number times a power of ten; by division for a negative one, so that 12 tenths are 1.2 and no near number.
fn scaled(number: f64, exponent: i32) -> f64 {
    if exponent < 0 { number / power(-exponent) } else { number * power(exponent) }
}

/// Ten to a whole power, exact where a double can be.
fn power(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(ticks: &[Tick]) -> Vec<f64> {
        ticks.iter().map(|tick| tick.value).collect()
    }

    #[test]
    fn linear_steps_are_round() {
        assert_eq!(values(&linear(0.0, 50.0, 6)), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]);
        assert_eq!(values(&linear(0.0, 600.0, 8)), [0.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0]);
        assert_eq!(values(&linear(-7.0, 20.0, 6)), [-5.0, 0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(values(&linear(0.0, 100.0, 5)), [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(values(&linear(0.0, 10.0, 5)), [0.0, 5.0, 10.0]);
        assert_eq!(linear(0.0, 1.0, 6)[1], Tick { value: 0.2, decimals: 1 });
        assert_eq!(values(&linear(0.0, 1.2, 7)), [0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2]);
        assert_eq!(values(&linear(-3.0, -1.0, 3)), [-3.0, -2.0, -1.0]);
    }

    #[test]
    fn tiny_and_huge_ranges_have_ticks() {
        assert_eq!(linear(0.0, 1e-12, 3).len(), 3);
        assert_eq!(linear(0.0, 9e15, 5).len(), 5);
        assert!(linear(1.0, 1.0, 5).is_empty());
        assert!(linear(0.0, f64::INFINITY, 5).is_empty());
        for most in 2..12 {
            for high in [0.3, 0.7, 1.0, 37.4, 49.9, 519_600.0, 1.3e9] {
                assert!(linear(0.0, high, most).len() <= most);
            }
        }
    }

    #[test]
    fn a_range_is_rounded_out_to_ticks() {
        assert_eq!(rounded_out(0.0, 47.0, 6), (0.0, 50.0));
        assert_eq!(rounded_out(-3.2, 18.4, 6), (-5.0, 20.0));
        assert_eq!(rounded_out(0.0, 50.0, 6), (0.0, 50.0));
    }

    #[test]
    fn months_are_counted_by_the_year() {
        let sets = months(3.0, 62.0);
        assert_eq!(values(&sets[0]), [6.0, 12.0, 18.0, 24.0, 30.0, 36.0, 42.0, 48.0, 54.0, 60.0]);
        assert_eq!(values(&sets[1]), [12.0, 24.0, 36.0, 48.0, 60.0]);
        assert!(months(0.1, 0.4).is_empty());
    }

    #[test]
    fn logarithmic_ticks_are_one_two_five() {
        let sets = logarithmic(0.1, 10.0);
        assert_eq!(values(&sets[0]), [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]);
        assert_eq!(sets[0].iter().map(|tick| tick.decimals).collect::<Vec<_>>(), [1, 1, 1, 0, 0, 0, 0]);
        assert_eq!(values(&sets[1]), [0.1, 1.0, 10.0]);
        assert_eq!(values(&logarithmic(0.42, 26.0)[0]), [0.5, 1.0, 2.0, 5.0, 10.0, 20.0]);
    }

    #[test]
    fn a_narrow_logarithmic_axis_has_every_second_tick() {
        assert_eq!(values(&logarithmic(0.15, 34.0)[1]), [0.2, 1.0, 5.0, 20.0]);
        assert_eq!(values(&logarithmic(0.15, 34.0)[2]), [1.0, 10.0]);
    }

    #[test]
    fn a_short_logarithmic_axis_has_linear_ticks() {
        assert_eq!(values(&logarithmic(0.85, 1.28)[0]), [0.9, 1.0, 1.1, 1.2]);
    }
}
