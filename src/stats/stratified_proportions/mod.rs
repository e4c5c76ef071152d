//! Two proportions compared within strata, and pooled over them.
//!
//! Every function takes the same list of [`Stratum`]s, in any order: the order changes no bit of a result. A stratum in
//! which everyone or no one had the event says nothing of the odds ratio or the risk ratio's test and drops out of
//! their sums by itself.

mod cochran_mantel_haenszel;
mod exact;
mod homogeneity;
mod inverse_variance;
mod likelihood;
mod mantel_haenszel;
mod score;

use crate::stats::Arm;

pub use cochran_mantel_haenszel::{cochran_mantel_haenszel, cochran_mantel_haenszel_corrected};
pub use exact::{exact_odds_ratio, exact_test};
pub use homogeneity::{breslow_day, cochran_q_risk_difference, tarone, woolf_heterogeneity};
pub use inverse_variance::{inverse_variance_odds_ratio, inverse_variance_odds_ratio_test};
pub use likelihood::{CommonEffect, FitStatistic, maximum_likelihood};
pub use mantel_haenszel::{
    DifferenceVariance, mantel_haenszel_odds_ratio, mantel_haenszel_odds_ratio_test, mantel_haenszel_risk_difference,
    mantel_haenszel_risk_difference_test, mantel_haenszel_risk_ratio, mantel_haenszel_risk_ratio_test,
};
pub use score::{ScoreCorrections, score_odds_ratio, score_risk_ratio, score_risk_ratio_homogeneity};

/// The two arms of one stratum: of one site, say, or one trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stratum {
    /// The treated of the stratum.
    pub treated: Arm,
    /// The controls of the stratum.
    pub control: Arm,
}

impl Stratum {
    /// `[a, b, c, d]`, the events and non-events of the treated and of the controls, with the sizes of both arms and
    /// the total.
    fn cells(self) -> Cells {
        let Stratum { treated, control } = self;
        let (n1, n2) = (treated.total() as f64, control.total() as f64);
        Cells {
            a: treated.events() as f64,
            b: treated.non_events() as f64,
            c: control.events() as f64,
            d: control.non_events() as f64,
            n1,
            n2,
            total: n1 + n2,
        }
    }
}

/// The table of a stratum in real numbers.
#[derive(Clone, Copy)]
struct Cells {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    n1: f64,
    n2: f64,
    total: f64,
}

impl Cells {
    fn events(&self) -> f64 {
        self.a + self.c
    }

    fn non_events(&self) -> f64 {
        self.b + self.d
    }

    /// Whether some, but not all, of the stratum had the event.
    fn is_informative(&self) -> bool {
        self.events() > 0.0 && self.non_events() > 0.0
    }
}

/// The tables in an order that does not depend on that of the strata.
fn tables(strata: &[Stratum]) -> Vec<Cells> {
    let mut sorted = strata.to_vec();
    sorted.sort_unstable_by_key(|stratum| {
        let key = |arm: Arm| (arm.events(), arm.total());
        (key(stratum.treated), key(stratum.control))
    });
    sorted.into_iter().map(Stratum::cells).collect()
}

/// A compensated sum over the tables.
fn total(tables: &[Cells], term: impl Fn(&Cells) -> f64) -> f64 {
    crate::stats::sum::sum(tables.iter().map(term))
}
