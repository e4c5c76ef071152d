//! A confidence set, which is not always a bounded interval.

/// A confidence set on the real line.
///
/// The reciprocal of an interval that spans zero (a number needed to treat) and a Fieller set can be
/// the *outside* of an interval or the whole line, so that a pair of numbers is not enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Interval {
    /// All values from `lower` to `upper`, ends included; an end may be infinite.
    Bounded {
        /// The smallest value of the set.
        lower: f64,
        /// The largest value of the set.
        upper: f64,
    },
    /// All values up to `lower` and all values from `upper`: `(-inf, lower]` and `[upper, inf)`.
    Complement {
        /// The largest value of the lower part.
        lower: f64,
        /// The smallest value of the upper part.
        upper: f64,
    },
    /// Every number: the data exclude nothing.
    Whole,
}

impl Interval {
    /// The interval `estimate - margin` to `estimate + margin`.
    pub fn around(estimate: f64, margin: f64) -> Interval {
        Interval::Bounded { lower: estimate - margin, upper: estimate + margin }
    }

    /// Whether `value` belongs to the set; ends belong to it.
    pub fn contains(self, value: f64) -> bool {
        match self {
            Interval::Bounded { lower, upper } => lower <= value && value <= upper,
            Interval::Complement { lower, upper } => value <= lower || value >= upper,
            Interval::Whole => !value.is_nan(),
        }
    }

    /// The lower end of a [`Interval::Bounded`]; `None` for the others, so that the two parts of a
    /// complement are never printed as if they were a range.
    pub fn lower(self) -> Option<f64> {
        match self {
            Interval::Bounded { lower, .. } => Some(lower),
            Interval::Complement { .. } | Interval::Whole => None,
        }
    }

    /// The upper end of a [`Interval::Bounded`]; `None` for the others.
    pub fn upper(self) -> Option<f64> {
        match self {
            Interval::Bounded { upper, .. } => Some(upper),
            Interval::Complement { .. } | Interval::Whole => None,
        }
    }

    /// The set of `f(x)` for `x` in this set, for a strictly monotone `f`.
    ///
    /// A decreasing `f` swaps the ends. `f` must be monotone over the whole line for a
    /// [`Interval::Complement`], and over the interval for a [`Interval::Bounded`]; the reciprocal of
    /// an interval that spans zero is therefore *not* a case for this function.
    ///
    /// ```
    /// use utfall::stats::Interval;
    ///
    /// let log = Interval::Bounded { lower: 0.0, upper: f64::INFINITY };
    /// assert_eq!(log.map_monotone(f64::exp), Interval::Bounded { lower: 1.0, upper: f64::INFINITY });
    /// assert_eq!(log.map_monotone(|x| -x), Interval::Bounded { lower: f64::NEG_INFINITY, upper: 0.0 });
    /// ```
    pub fn map_monotone(self, f: impl Fn(f64) -> f64) -> Interval {
        let ends = |lower: f64, upper: f64| {
            let (a, b) = (f(lower), f(upper));
            if a <= b { (a, b) } else { (b, a) }
        };
        match self {
            Interval::Bounded { lower, upper } => {
                let (lower, upper) = ends(lower, upper);
                Interval::Bounded { lower, upper }
            }
            Interval::Complement { lower, upper } => {
                let (lower, upper) = ends(lower, upper);
                Interval::Complement { lower, upper }
            }
            Interval::Whole => Interval::Whole,
        }
    }
}
