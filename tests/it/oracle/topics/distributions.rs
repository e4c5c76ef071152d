//! 15: distributions and special functions, by their names in R.

use utfall::stats::Undefined;
use utfall::stats::distribution::*;

use super::super::case::{ABSENT, Case, Fields, Outcome};
use super::undefined;

pub fn run(case: &Case) -> Option<Outcome> {
    let value = value(case)?;
    Some(value.map_err(undefined).map(|value| Fields::new().number("value", value)))
}

fn value(case: &Case) -> Option<Result<f64, Undefined>> {
    let method = case.method();
    let number = |name: &str| case.number(name).unwrap_or(ABSENT);
    let count = |name: &str| case.count(name).unwrap_or(u64::MAX);
    let lower = case.flag("lower_tail") != Some(false);
    let log = case.flag("log") == Some(true);
    let scaled = |p: f64| if log { p.ln() } else { p };
    // The wanted tail of a distribution at a point, and the quantile of the wanted tail.
    macro_rules! tail {
        ($distribution:expr, $x:expr) => {
            $distribution.map(|d| scaled(if lower { d.cdf($x) } else { d.sf($x) }))
        };
    }
    macro_rules! ln_tail {
        ($distribution:expr, $x:expr) => {
            $distribution.map(|d| match (lower, log) {
                (true, false) => d.cdf($x),
                (false, false) => d.sf($x),
                (true, true) => d.ln_cdf($x),
                (false, true) => d.ln_sf($x),
            })
        };
    }
    macro_rules! quantile {
        ($distribution:expr) => {{
            let p = if log { number("p").exp() } else { number("p") };
            $distribution.and_then(|d| if lower { d.quantile(p) } else { d.upper_quantile(p) })
        }};
    }
    let q = number("q");
    let ncp = case.number("ncp");
    Some(match method.as_str() {
        "pnorm" => ln_tail!(Ok::<_, Undefined>(Normal), q),
        "qnorm" if log && lower => Normal.quantile_ln(number("p")),
        "qnorm" => quantile!(Ok::<_, Undefined>(Normal)),
        "pt" => match ncp {
            Some(ncp) => ln_tail!(NoncentralT::new(number("df"), ncp), q),
            None => ln_tail!(StudentT::new(number("df")), q),
        },
        "qt" if ncp.is_none() => quantile!(StudentT::new(number("df"))),
        "qt" | "qt_ncp" => quantile!(NoncentralT::new(number("df"), number("ncp"))),
        "pchisq" => match ncp {
            Some(ncp) => ln_tail!(NoncentralChiSquared::new(number("df"), ncp), q),
            None => ln_tail!(ChiSquared::new(number("df")), q),
        },
        "qchisq" if ncp.is_none() => quantile!(ChiSquared::new(number("df"))),
        "qchisq" | "qchisq_ncp" => {
            quantile!(NoncentralChiSquared::new(number("df"), number("ncp")))
        }
        "pf" => match ncp {
            Some(ncp) => ln_tail!(NoncentralF::new(number("df1"), number("df2"), ncp), q),
            None => ln_tail!(FisherF::new(number("df1"), number("df2")), q),
        },
        "qf" if ncp.is_none() => quantile!(FisherF::new(number("df1"), number("df2"))),
        "qf" | "qf_ncp" => {
            quantile!(NoncentralF::new(number("df1"), number("df2"), number("ncp")))
        }
        "pbeta" => ln_tail!(Beta::new(number("shape1"), number("shape2")), q),
        "qbeta" => quantile!(Beta::new(number("shape1"), number("shape2"))),
        "pgamma" => ln_tail!(Gamma::new(number("shape")), q),
        "qgamma" => quantile!(Gamma::new(number("shape"))),
        "ptukey" => tail!(StudentizedRange::new(count("nmeans") as u32, number("df")), q),
        "qtukey" => quantile!(StudentizedRange::new(count("nmeans") as u32, number("df"))),
        "fnchyper" => fnchyper(case),
        "phyper" => {
            tail!(Hypergeometric::new(count("m"), count("n"), count("k")), count("q"))
        }
        "dhyper" => Hypergeometric::new(count("m"), count("n"), count("k")).map(|d| scaled(d.pmf(count("x")))),
        "pbinom" => tail!(Binomial::new(count("size"), number("prob")), count("q")),
        "dbinom" => Binomial::new(count("size"), number("prob")).map(|d| scaled(d.pmf(count("x")))),
        "qbinom" => {
            Binomial::new(count("size"), number("prob")).and_then(|d| d.quantile(number("p"))).map(|x| x as f64)
        }
        "ppois" => tail!(Poisson::new(number("lambda")), count("q")),
        "dpois" => Poisson::new(number("lambda")).map(|d| scaled(d.pmf(count("x")))),
        "pwilcox" => tail!(Wilcoxon::new(count("m"), count("n")), count("q")),
        "psignrank" => tail!(SignedRank::new(count("n")), count("q")),
        "lgamma" => Ok(ln_gamma(number("x"))),
        "digamma" => Ok(digamma(number("x"))),
        "trigamma" => Ok(trigamma(number("x"))),
        _ => return None,
    })
}

fn fnchyper(case: &Case) -> Result<f64, Undefined> {
    let count = |name: &str| case.count(name).unwrap_or(u64::MAX);
    let odds = case.number("odds").unwrap_or(ABSENT);
    let d = NoncentralHypergeometric::new(count("n1"), count("n2"), count("m"), odds)?;
    match case.text("what") {
        Some("mean") => Ok(d.mean()),
        Some("variance") => Ok(d.variance()),
        Some("pmf") => Ok(d.pmf(count("x"))),
        Some("cdf") => Ok(d.cdf(count("x"))),
        _ => Err(Undefined::OutsideDomain),
    }
}
