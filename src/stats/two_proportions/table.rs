//! The 2 by 2 table behind two arms.

use crate::stats::Arm;

/// The cells, the margins and the quantities that would cancel if they were formed from proportions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    /// Events and non-events of the treated.
    pub a: f64,
    pub b: f64,
    /// Events and non-events of the controls.
    pub c: f64,
    pub d: f64,
    /// Treated, controls, all.
    pub treated: f64,
    pub control: f64,
    pub total: f64,
    /// `a d - b c`, formed from the integers.
    pub determinant: f64,
}

impl Table {
    pub(super) fn new(treated: Arm, control: Arm) -> Table {
        let product = |x: u64, y: u64| u128::from(x) * u128::from(y);
        let concordant = product(treated.events(), control.non_events());
        let discordant = product(treated.non_events(), control.events());
        let determinant = if concordant >= discordant {
            (concordant - discordant) as f64
        } else {
            -((discordant - concordant) as f64)
        };
        let (n1, n2) = (treated.total() as f64, control.total() as f64);
        Table {
            a: treated.events() as f64,
            b: treated.non_events() as f64,
            c: control.events() as f64,
            d: control.non_events() as f64,
            treated: n1,
            control: n2,
            total: n1 + n2,
            determinant,
        }
    }

    pub(super) fn events(&self) -> f64 {
        self.a + self.c
    }

    pub(super) fn non_events(&self) -> f64 {
        self.b + self.d
    }

    /// `p1 - p2`, exactly zero when the proportions are equal.
    pub(super) fn difference(&self) -> f64 {
        // Rounding may carry the quotient beyond 1 by a unit in the last place.
        (self.determinant / self.treated / self.control).clamp(-1.0, 1.0)
    }

    /// Whether everyone or no one had the event.
    pub(super) fn has_zero_margin(&self) -> bool {
        self.events() == 0.0 || self.non_events() == 0.0
    }

    /// Whether any cell is zero.
    pub(super) fn has_zero_cell(&self) -> bool {
        self.a == 0.0 || self.b == 0.0 || self.c == 0.0 || self.d == 0.0
    }

    /// `N / (N - 1)`, the factor on the variance that makes it unbiased.
    pub(super) fn variance_factor(&self) -> f64 {
        self.total / (self.total - 1.0)
    }

    /// The pooled z statistic `(p1 - p2) / sqrt(p q (1/n1 + 1/n2))`, without cancellation.
    pub(super) fn pooled_z(&self) -> f64 {
        self.phi() * libm::sqrt(self.total)
    }

    /// `(a d - b c) / sqrt(n1 n2 m1 m0)`; the product of four counts is far from overflowing.
    pub(super) fn phi(&self) -> f64 {
        let margins = self.treated * self.control * self.events() * self.non_events();
        self.determinant / libm::sqrt(margins)
    }
}
