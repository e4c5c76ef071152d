//! What holds of every distribution: quantiles invert tails, wild input neither panics nor hangs nor
//! gives a NaN, and statrs agrees where statrs is right.

use super::*;
use crate::stats::Undefined;

/// From the smallest normal numbers to as close to 1 as doubles come.
const PROBABILITIES: [f64; 14] =
    [1e-300, 1e-100, 1e-20, 1e-8, 1e-3, 0.1, 0.25, 0.499_999, 0.5, 0.7, 0.975, 0.999_999, 1.0 - 1e-12, 1.0 - 1e-16];

const POSITIVE: [f64; 14] = [1e-300, 1e-3, 0.3, 0.5, 1.0, 2.5, 30.0, 999.5, 5_001.0, 1e5, 1e8, 1e12, 9e15, 1e300];

/// The smaller tail at a quantile is the probability asked for. `slack` bounds how far one unit in the
/// last place of the argument moves the logarithm of the tail.
fn assert_inverts(what: &str, p: f64, ln_lower: f64, ln_upper: f64, slack: f64) {
    let (wanted, found) = if p <= 0.5 { (p.ln(), ln_lower) } else { ((1.0 - p).ln(), ln_upper) };
    let error = (wanted - found).abs();
    assert!(error <= slack, "{what}: ln p is {found}, wanted {wanted}");
}

/// A quantile that exists, or nothing where it is beyond the doubles.
fn representable(what: &str, quantile: Result<f64, Undefined>) -> Option<f64> {
    match quantile {
        Ok(x) => {
            assert!(!x.is_nan(), "{what} is NaN");
            (x != 0.0 && x.is_finite() && x.abs() < 1e300 && x.abs() > 1e-300).then_some(x)
        }
        Err(why) => {
            assert_eq!(why, Undefined::NotFinite, "{what}");
            None
        }
    }
}

#[test]
fn normal_quantiles_invert() {
    for p in PROBABILITIES {
        let x = Normal.quantile(p).expect("a probability");
        assert_inverts(&format!("normal {p}"), p, Normal.ln_cdf(x), Normal.ln_sf(x), 1e-12);
        assert_eq!(Normal.upper_quantile(p), Ok(-x));
    }
    for ln_p in [-1e300, -1e10, -1e4, -745.0, -2.0, -0.5, -1e-3, -1e-20] {
        let x = Normal.quantile_ln(ln_p).expect("a log-probability");
        assert!((Normal.ln_cdf(x) / ln_p - 1.0).abs() < 1e-9 || ln_p < -1e200, "{ln_p}");
    }
}

/// R 4.2.2 gives -141.379837998372, which the oracle repeats; this is the root to 16 digits (mpmath).
#[test]
fn the_normal_quantile_at_a_log_probability_of_minus_ten_thousand() {
    let x = Normal.quantile_ln(-1e4).expect("a log-probability");
    assert!((x + 141.379_839_873_127_16).abs() < 1e-12);
}

#[test]
fn student_quantiles_invert() {
    for df in POSITIVE {
        let t = StudentT::new(df).expect("positive");
        for p in PROBABILITIES {
            let what = format!("t({df}) at {p}");
            let quantile = representable(&what, t.quantile(p));
            if let Some(x) = quantile.filter(|_| (1e-3..1e200).contains(&df)) {
                assert_inverts(&what, p, t.ln_cdf(x), t.ln_sf(x), 1e-11);
            }
        }
    }
}

#[test]
fn chi_squared_and_gamma_quantiles_invert() {
    for df in POSITIVE {
        let chi_squared = ChiSquared::new(df).expect("positive");
        for p in PROBABILITIES {
            let what = format!("chi-squared({df}) at {p}");
            if let Some(x) = representable(&what, chi_squared.quantile(p)) {
                // One unit in the last place of x is eps sqrt(df / 2) standard deviations.
                let slack = 1e-11 + 1e-13 * df.sqrt();
                if slack < 1.0 && df >= 1e-3 {
                    assert_inverts(&what, p, chi_squared.ln_cdf(x), chi_squared.ln_sf(x), slack);
                }
            }
        }
    }
}

#[test]
fn beta_and_f_quantiles_invert() {
    for a in POSITIVE {
        for b in POSITIVE {
            let beta = Beta::new(a, b).expect("positive");
            for p in PROBABILITIES {
                let x = beta.quantile(p).expect("a probability");
                assert!((0.0..=1.0).contains(&x), "beta({a}, {b}) at {p} is {x}");
                let log_odds = beta.log_odds_at(p, 1.0 - p).expect("a probability");
                let tails = super::beta::ln_tails_at_log_odds(a, b, log_odds);
                let smaller = a.min(b);
                // Log-odds are rounded relative to their own size.
                let slack = 1e-11 + 1e-13 * smaller.sqrt() * (1.0 + log_odds.abs());
                if slack < 1.0 && a.max(b) < 1e200 && smaller >= 1e-3 {
                    let what = format!("beta({a}, {b}) at {p}, log-odds {log_odds}");
                    assert_inverts(&what, p, tails.lower, tails.upper, slack);
                }
                let f = FisherF::new(2.0 * a, 2.0 * b).and_then(|f| f.quantile(p));
                representable("F", f);
            }
        }
    }
}

#[test]
fn noncentral_quantiles_invert() {
    for df in [0.3, 1.0, 12.0, 408.0, 1e6] {
        for ncp in [-30.0, -1.0, 0.5, 4.0, 200.0] {
            let t = NoncentralT::new(df, ncp).expect("valid");
            for p in [1e-300, 1e-8, 0.1, 0.5, 0.975, 1.0 - 1e-12] {
                let what = format!("noncentral t({df}, {ncp}) at {p}");
                if let Some(x) = representable(&what, t.quantile(p)) {
                    assert_inverts(&what, p, t.ln_cdf(x), t.ln_sf(x), 1e-8);
                }
            }
        }
    }
    for df in [0.3, 1.0, 12.0, 1e5] {
        for ncp in [0.0, 1e-3, 5.0, 300.0, 1e5] {
            let x = NoncentralChiSquared::new(df, ncp).expect("valid");
            let f = NoncentralF::new(df, 7.5, ncp).expect("valid");
            for p in [1e-300, 1e-8, 0.1, 0.5, 0.975, 1.0 - 1e-12] {
                let what = format!("noncentral chi-squared({df}, {ncp}) at {p}");
                if let Some(q) = representable(&what, x.quantile(p)) {
                    assert_inverts(&what, p, x.ln_cdf(q), x.ln_sf(q), 1e-9);
                }
                let what = format!("noncentral F({df}, 7.5, {ncp}) at {p}");
                if let Some(q) = representable(&what, f.quantile(p)) {
                    assert_inverts(&what, p, f.ln_cdf(q), f.ln_sf(q), 1e-9);
                }
            }
        }
    }
}

#[test]
fn the_largest_noncentralities_are_computed_or_declined() {
    let t = NoncentralT::new(0.3, 1e8).expect("valid");
    assert!((0.0..=1.0).contains(&t.cdf(1e8)));
    let x = NoncentralChiSquared::new(2.0, 1e9).expect("valid");
    assert!((x.cdf(1e9 + 2.0) - 0.5).abs() < 1e-4);
    assert_eq!(NoncentralT::new(5.0, 1e9), Err(Undefined::TooLarge));
    assert_eq!(NoncentralChiSquared::new(5.0, 1e10), Err(Undefined::TooLarge));
    assert_eq!(NoncentralF::new(5.0, 5.0, 1e10), Err(Undefined::TooLarge));
}

#[test]
fn studentized_range_quantiles_invert() {
    for (groups, df) in [(2, 0.3), (3, 5.0), (10, 1e4), (40, f64::INFINITY)] {
        let range = StudentizedRange::new(groups, df).expect("valid");
        for p in [1e-100, 1e-6, 0.5, 0.95, 1.0 - 1e-10] {
            let what = format!("range({groups}, {df}) at {p}");
            if let Some(q) = representable(&what, range.quantile(p)) {
                assert_inverts(&what, p, range.cdf(q).ln(), range.sf(q).ln(), 1e-8);
            }
        }
    }
}

/// Of two groups the studentized range is the square root of 2 times the absolute t statistic.
#[test]
fn the_range_of_two_is_students_t() {
    for df in [1.0, 7.0, 300.0] {
        let range = StudentizedRange::new(2, df).expect("valid");
        let t = StudentT::new(df).expect("valid");
        for x in [1e-6, 0.5, 2.0, 9.0, 200.0] {
            let two_sided = t.two_sided(x);
            let found = range.sf(x * std::f64::consts::SQRT_2);
            assert!((found / two_sided - 1.0).abs() < 1e-10, "{df} {x} {found} {two_sided}");
        }
    }
}

#[test]
fn discrete_quantiles_are_the_smallest_that_suffice() {
    let check = |what: &str, p: f64, x: u64, cdf: &dyn Fn(u64) -> f64| {
        let enough = p * (1.0 - 1e-12);
        assert!(cdf(x) >= enough, "{what} at {p}: {x} is too small");
        assert!(x == 0 || cdf(x - 1) <= p, "{what} at {p}: {x} is too large");
    };
    for total in [1, 7, 1_000, 1 << 30, 1 << 53] {
        for probability in [0.0, 1e-300, 1e-9, 0.27, 0.5, 1.0 - 1e-9, 1.0] {
            let binomial = Binomial::new(total, probability).expect("a probability");
            for p in PROBABILITIES {
                let x = binomial.quantile(p).expect("a probability");
                check("binomial", p, x, &|x| binomial.cdf(x));
            }
        }
    }
    for mean in [0.0, 1e-9, 3.3, 980.0, 1e9] {
        let poisson = Poisson::new(mean).expect("a mean");
        for p in PROBABILITIES {
            let x = poisson.quantile(p).expect("a probability");
            check("poisson", p, x, &|x| poisson.cdf(x));
        }
    }
    let hypergeometric = Hypergeometric::new(1_000_000, 30, 5_000).expect("valid");
    let wilcoxon = Wilcoxon::new(20, 22).expect("valid");
    let signed_rank = SignedRank::new(45).expect("valid");
    for p in PROBABILITIES {
        let x = hypergeometric.quantile(p).expect("a probability");
        check("hypergeometric", p, x, &|x| hypergeometric.cdf(x));
        let x = wilcoxon.quantile(p).expect("a probability");
        check("wilcoxon", p, x, &|x| wilcoxon.cdf(x));
        let x = signed_rank.quantile(p).expect("a probability");
        check("signed rank", p, x, &|x| signed_rank.cdf(x));
    }
}

#[test]
fn arguments_outside_the_domain_are_declined() {
    for p in [-1e-300, 1.0 + f64::EPSILON, f64::NAN, f64::INFINITY] {
        assert_eq!(Normal.quantile(p), Err(Undefined::OutsideDomain));
        assert_eq!(StudentT { df: 3.0 }.quantile(p), Err(Undefined::OutsideDomain));
        let beta = Beta::new(2.0, 3.0).expect("positive");
        assert_eq!(beta.quantile(p), Err(Undefined::OutsideDomain));
        let gamma = Gamma::new(2.0).expect("positive");
        assert_eq!(gamma.upper_quantile(p), Err(Undefined::OutsideDomain));
    }
    for wrong in [0.0, -1.0, f64::NAN] {
        assert_eq!(StudentT::new(wrong), Err(Undefined::OutsideDomain));
        assert_eq!(Gamma::new(wrong), Err(Undefined::OutsideDomain));
        assert_eq!(Beta::new(wrong, 1.0), Err(Undefined::OutsideDomain));
        assert_eq!(FisherF::new(1.0, wrong), Err(Undefined::OutsideDomain));
    }
    assert_eq!(Hypergeometric::new(2, 3, 6), Err(Undefined::OutsideDomain));
    assert_eq!(Wilcoxon::new(1_000, 1_000), Err(Undefined::TooLarge));
    assert_eq!(SignedRank::new(1 << 53), Err(Undefined::TooLarge));
}

/// statrs is right here: moderate shapes, the middle of the distributions.
#[test]
fn statrs_agrees_where_it_is_right() {
    use statrs::function::beta::beta_reg;
    use statrs::function::gamma::gamma_lr;
    for a in [0.5, 1.0, 2.5, 30.0, 400.0] {
        for b in [0.5, 1.0, 2.5, 30.0, 400.0] {
            for x in [0.05, 0.3, 0.5, 0.9] {
                let beta = Beta::new(a, b).expect("positive");
                assert!((beta.cdf(x) - beta_reg(a, b, x)).abs() < 1e-11, "beta({a}, {b}) at {x}");
            }
        }
        for x in [0.2, 1.0, 3.0, 40.0, 390.0] {
            let gamma = Gamma::new(a).expect("positive");
            assert!((gamma.cdf(x) - gamma_lr(a, x)).abs() < 1e-10, "gamma({a}) at {x}");
        }
    }
}

#[test]
fn the_distribution_of_all_or_nothing() {
    // No draws, or a group of nobody: one possible count.
    for (successes, failures, draws, only) in [(5, 0, 3, 3), (0, 5, 3, 0), (4, 4, 0, 0), (4, 4, 8, 4)] {
        let hypergeometric = Hypergeometric::new(successes, failures, draws).expect("valid");
        assert_eq!(hypergeometric.pmf(only), 1.0);
        assert_eq!(hypergeometric.cdf(only), 1.0);
        assert_eq!(hypergeometric.sf(only), 0.0);
        assert_eq!(hypergeometric.pmf(only + 1), 0.0);
    }
    for odds in [1e-300, 1e-8, 1.0, 1e8, 1e300] {
        let x = NoncentralHypergeometric::new(8, 9, 7, odds).expect("valid");
        let total: f64 = (0..=7).map(|k| x.pmf(k)).sum();
        assert!((total - 1.0).abs() < 1e-12, "{odds} {total}");
        assert!((0.0..=7.0).contains(&x.mean()) && x.variance() >= 0.0);
    }
}
