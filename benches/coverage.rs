//! How often the intervals hold the true value: each method at three designs, 10 000 seeded replicates.
//!
//! `cargo bench --bench coverage` prints the table, and fails when a method does not do what the literature says of it. For
//! counts the coverage is also summed over every possible outcome, so that the simulation itself is checked. A replicate whose
//! interval does not exist excludes nothing, and counts as covering. The same seed gives the same table everywhere.

use std::collections::BTreeMap;
use std::process::ExitCode;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use utfall::econ::icer::fieller;
use utfall::econ::increment::{Outcome, UncertainIncrement};
use utfall::stats::correlation::{Pairs, kendall, pearson, spearman};
use utfall::stats::means::{self, MeanSummary, bonett_d, cohens_d, difference};
use utfall::stats::meta::{Estimator, Inference, Model, Prediction, Studies, Study, pool, prediction_interval};
use utfall::stats::one_proportion;
use utfall::stats::paired_proportions::{self, PairedCounts};
use utfall::stats::rank::{hodges_lehmann, probability_of_superiority};
use utfall::stats::rates::{self, PersonTime};
use utfall::stats::regression::{Clustered, Design, Factor, Heteroskedastic, ordinary_least_squares};
use utfall::stats::reliability::{IntraclassForm, Items, cronbach_alpha, intraclass};
use utfall::stats::survival::{EventTable, LimitScale, Observation, kaplan_meier, restricted_mean};
use utfall::stats::two_proportions::{odds_ratio, risk_difference, risk_ratio};
use utfall::stats::{Arm, Estimated, Interval, Level, Sample, Undefined};

const REPLICATES: u64 = 10_000;
const SEED: u64 = 20_261_122;
const LEVEL: Level = Level::NINETY_FIVE;

/// What the literature says of a method at a design.
#[derive(Clone, Copy)]
enum Claim {
    /// Exactly the level: the theory of the normal distribution, or of the ranks.
    Exact,
    /// At least the level, whatever the truth.
    AtLeast,
    /// Within so much of the level.
    Near(f64),
    /// Short of the level, as textbooks warn.
    Short,
}

impl Claim {
    fn holds(self, coverage: f64, error: f64) -> bool {
        let off = coverage - LEVEL.get();
        match self {
            Claim::Exact => off.abs() <= error,
            Claim::AtLeast => off >= -error,
            Claim::Near(width) => off.abs() <= width + error,
            Claim::Short => off < error,
        }
    }

    fn words(self) -> String {
        match self {
            Claim::Exact => "0.950".to_owned(),
            Claim::AtLeast => "at least 0.950".to_owned(),
            Claim::Near(width) => format!("0.950 ± {width:.3}"),
            Claim::Short => "below 0.950".to_owned(),
        }
    }
}

/// Three standard errors of a share of the replicates.
fn monte_carlo_error(share: f64) -> f64 {
    3.0 * (share * (1.0 - share) / REPLICATES as f64).sqrt().max(1.0 / REPLICATES as f64)
}

/// The table as it grows.
#[derive(Default)]
struct Table {
    broken: usize,
}

impl Table {
    fn heading(&mut self, title: &str) {
        println!("\n{title}\n{:<34} {:<34} {:>9} {:>9}   literature", "method", "design", "simulated", "summed");
    }

    fn row(&mut self, method: &str, design: &str, covered: u64, summed: Option<f64>, claim: Claim) {
        let share = covered as f64 / REPLICATES as f64;
        let error = monte_carlo_error(share);
        let sum_agrees = summed.is_none_or(|summed| (share - summed).abs() <= monte_carlo_error(summed));
        // What is summed has no error of its own.
        let kept = match summed {
            Some(summed) => claim.holds(summed, 1e-9),
            None => claim.holds(share, error),
        };
        let verdict = if kept && sum_agrees { "" } else { "  NOT SO" };
        self.broken += usize::from(!(kept && sum_agrees));
        let summed = summed.map_or_else(String::new, |summed| format!("{summed:.4}"));
        println!("{method:<34} {design:<34} {share:>9.4} {summed:>9}   {}{verdict}", claim.words());
    }
}

/// Random numbers of one replicate.
struct Draws(ChaCha8Rng);

impl Draws {
    fn new(replicate: u64) -> Draws {
        let mut generator = ChaCha8Rng::seed_from_u64(SEED);
        generator.set_stream(replicate);
        Draws(generator)
    }

    fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// Box and Muller's.
    fn normal(&mut self) -> f64 {
        let (radius, angle) = (self.uniform(), self.uniform());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }

    fn normals(&mut self, n: usize, mean: f64, sd: f64) -> Vec<f64> {
        (0..n).map(|_| mean + sd * self.normal()).collect()
    }

    fn binomial(&mut self, n: u64, p: f64) -> u64 {
        (0..n).filter(|_| self.uniform() < p).count() as u64
    }

    /// A Poisson number: how many waits of a process of rate 1 fit in `mean`.
    fn poisson(&mut self, mean: f64) -> u64 {
        let (mut time, mut events) = (-self.uniform().ln(), 0);
        while time <= mean {
            events += 1;
            time -= self.uniform().ln();
        }
        events
    }
}

fn main() -> ExitCode {
    println!("{REPLICATES} replicates, seed {SEED}, level {}", LEVEL.get());
    let mut table = Table::default();
    one_group(&mut table);
    two_groups(&mut table);
    pairs(&mut table);
    person_time(&mut table);
    two_means(&mut table);
    correlations(&mut table);
    regressions(&mut table);
    follow_up(&mut table);
    meta_analyses(&mut table);
    cost_effectiveness(&mut table);
    reliability(&mut table);
    match table.broken {
        0 => ExitCode::SUCCESS,
        broken => {
            eprintln!("{broken} rows are not as the literature says");
            ExitCode::FAILURE
        }
    }
}

/// Whether an interval, or its absence, is compatible with the truth.
fn covers(estimated: Result<Estimated, Undefined>, truth: f64) -> bool {
    estimated.map_or(true, |estimated| estimated.interval.contains(truth))
}

/// The number of replicates of a design that a method covers.
fn covered<T>(mut draw: impl FnMut(&mut Draws) -> T, covers: impl Fn(&T) -> bool) -> u64 {
    (0..REPLICATES).filter(|replicate| covers(&draw(&mut Draws::new(*replicate)))).count() as u64
}

/// The same for counts, each outcome judged once.
fn covered_counts<K: Ord + Copy>(mut draw: impl FnMut(&mut Draws) -> K, covers: impl Fn(K) -> bool) -> u64 {
    let mut judged: BTreeMap<K, bool> = BTreeMap::new();
    (0..REPLICATES)
        .filter(|replicate| {
            let outcome = draw(&mut Draws::new(*replicate));
            *judged.entry(outcome).or_insert_with(|| covers(outcome))
        })
        .count() as u64
}

/// The binomial probabilities of 0 to `n`.
fn binomial_probabilities(n: u64, p: f64) -> Vec<f64> {
    let choose =
        |x: u64| libm::lgamma(n as f64 + 1.0) - libm::lgamma(x as f64 + 1.0) - libm::lgamma((n - x) as f64 + 1.0);
    (0..=n).map(|x| (choose(x) + x as f64 * p.ln() + (n - x) as f64 * (1.0 - p).ln()).exp()).collect()
}

type OneProportion = fn(Arm, Level) -> Result<Estimated, Undefined>;

fn one_group(table: &mut Table) {
    table.heading("One proportion (Brown, Cai and DasGupta 2001; Agresti and Coull 1998; Newcombe 1998)");
    let designs = [(20, 0.1), (40, 0.5), (205, 0.37)];
    let methods: [(&str, OneProportion, [Claim; 3]); 9] = [
        ("Wald", one_proportion::wald, [Claim::Short; 3]),
        ("Wilson", one_proportion::wilson, [Claim::Near(0.03); 3]),
        ("Wilson, corrected", one_proportion::wilson_cc, [Claim::AtLeast; 3]),
        ("Agresti-Coull", one_proportion::agresti_coull, [Claim::Near(0.03); 3]),
        ("Clopper-Pearson", one_proportion::clopper_pearson, [Claim::AtLeast; 3]),
        ("mid-p", one_proportion::mid_p, [Claim::Near(0.04); 3]),
        ("Jeffreys", one_proportion::jeffreys, [Claim::Near(0.03); 3]),
        ("Blaker", one_proportion::blaker, [Claim::AtLeast; 3]),
        // Short near 0 and 1, as Brown, Cai and DasGupta show.
        ("likelihood ratio", one_proportion::likelihood_ratio, [Claim::Short, Claim::Near(0.03), Claim::Near(0.03)]),
    ];
    for (name, method, claims) in methods {
        for ((n, p), claim) in designs.into_iter().zip(claims) {
            let hit = |x: u64| covers(Arm::new(x, n).and_then(|arm| method(arm, LEVEL)), p);
            let count = covered_counts(|draws| draws.binomial(n, p), hit);
            let summed = binomial_probabilities(n, p).iter().zip(0..).filter(|(_, x)| hit(*x)).map(|(p, _)| p).sum();
            table.row(name, &format!("n = {n}, p = {p}"), count, Some(summed), claim);
        }
    }
}

type TwoProportions = fn(Arm, Arm, Level) -> Result<Estimated, Undefined>;

fn two_groups(table: &mut Table) {
    table.heading("Two proportions (Newcombe 1998; Agresti and Caffo 2000; Fagerland, Lydersen and Laake 2015)");
    let designs: [((u64, f64), (u64, f64)); 3] =
        [((20, 0.3), (20, 0.1)), ((50, 0.5), (40, 0.3)), ((206, 0.37), (204, 0.27))];
    let near = Claim::Near(0.03);
    let truth: [fn(f64, f64) -> f64; 3] = [|p, q| p - q, |p, q| p / q, |p, q| p / (1.0 - p) / (q / (1.0 - q))];
    let methods: [(&str, TwoProportions, usize, [Claim; 3]); 16] = [
        ("difference, Wald", risk_difference::wald, 0, [Claim::Short; 3]),
        ("difference, Newcombe", risk_difference::newcombe, 0, [near; 3]),
        ("difference, Agresti-Caffo", risk_difference::agresti_caffo, 0, [near; 3]),
        ("difference, Miettinen-Nurminen", risk_difference::miettinen_nurminen, 0, [near; 3]),
        ("difference, Mee", risk_difference::mee, 0, [near; 3]),
        ("risk ratio, Katz", risk_ratio::katz, 1, [near; 3]),
        ("risk ratio, Koopman", risk_ratio::koopman, 1, [near; 3]),
        ("risk ratio, Miettinen-Nurminen", risk_ratio::miettinen_nurminen, 1, [near; 3]),
        ("odds ratio, Woolf", odds_ratio::woolf, 2, [near; 3]),
        ("odds ratio, Haldane", odds_ratio::haldane, 2, [near; 3]),
        ("odds ratio, Miettinen-Nurminen", odds_ratio::miettinen_nurminen, 2, [near; 3]),
        ("odds ratio, conditional", odds_ratio::conditional, 2, [Claim::AtLeast; 3]),
        ("odds ratio, Cornfield exact", odds_ratio::cornfield_exact, 2, [Claim::AtLeast; 3]),
        ("odds ratio, Cornfield mid-p", odds_ratio::cornfield_mid_p, 2, [near; 3]),
        ("odds ratio, Baptista-Pike", odds_ratio::baptista_pike, 2, [Claim::AtLeast; 3]),
        ("odds ratio, Baptista-Pike mid-p", odds_ratio::baptista_pike_mid_p, 2, [near; 3]),
    ];
    for (name, method, measure, claims) in methods {
        for (((n, p), (m, q)), claim) in designs.into_iter().zip(claims) {
            let truth = truth[measure](p, q);
            let hit = |(x, y): (u64, u64)| match (Arm::new(x, n), Arm::new(y, m)) {
                (Ok(treated), Ok(control)) => covers(method(treated, control, LEVEL), truth),
                _ => true,
            };
            let count = covered_counts(|draws| (draws.binomial(n, p), draws.binomial(m, q)), hit);
            // The exact ones take long: the largest design is only simulated.
            let summed = (n < 100 || matches!(claim, Claim::Near(_) | Claim::Short)).then(|| {
                let (first, second) = (binomial_probabilities(n, p), binomial_probabilities(m, q));
                let cells = (0..=n).flat_map(|x| (0..=m).map(move |y| (x, y)));
                cells
                    .map(|(x, y)| ((x, y), first[x as usize] * second[y as usize]))
                    .filter(|(_, probability)| *probability > 1e-12)
                    .filter(|(cell, _)| hit(*cell))
                    .map(|(_, probability)| probability)
                    .sum()
            });
            table.row(name, &format!("{p} of {n}, {q} of {m}"), count, summed, claim);
        }
    }
}

fn pairs(table: &mut Table) {
    table.heading("Paired proportions (Newcombe 1998; Tango 1998; Fagerland, Lydersen and Laake 2014)");
    // Both, first only, second only; the rest neither.
    let designs: [(u64, [f64; 3]); 3] = [(25, [0.3, 0.2, 0.1]), (50, [0.4, 0.25, 0.1]), (200, [0.2, 0.15, 0.1])];
    type Paired = fn(PairedCounts, Level) -> Result<Estimated, Undefined>;
    let methods: [(&str, Paired, Claim); 5] = [
        ("Wald", paired_proportions::risk_difference::wald, Claim::Short),
        ("Newcombe", paired_proportions::risk_difference::newcombe, Claim::Near(0.02)),
        ("Tango", paired_proportions::risk_difference::tango, Claim::Near(0.02)),
        ("Bonett-Price", paired_proportions::risk_difference::bonett_price, Claim::Near(0.02)),
        ("Agresti-Min", paired_proportions::risk_difference::agresti_min, Claim::Near(0.02)),
    ];
    for (name, method, claim) in methods {
        for (n, [both, first, second]) in designs {
            let draw = |draws: &mut Draws| {
                let mut counts = [0_u64; 4];
                for _ in 0..n {
                    let at = draws.uniform();
                    let cell = [both, both + first, both + first + second].iter().filter(|end| at >= **end).count();
                    counts[cell] += 1;
                }
                counts
            };
            let hit = |counts: [u64; 4]| {
                let pairs = PairedCounts::new(counts[0], counts[1], counts[2], counts[3]);
                covers(pairs.and_then(|pairs| method(pairs, LEVEL)), first - second)
            };
            let design = format!("n = {n}, {both}/{first}/{second}");
            table.row(name, &design, covered_counts(draw, hit), None, claim);
        }
    }
}

fn person_time(table: &mut Table) {
    table.heading("Rates (Garwood 1936; Brown, Cai and DasGupta 2003; Price and Bonett 2000; Graham et al. 2003)");
    type OneRate = fn(PersonTime, Level) -> Result<Estimated, Undefined>;
    let one: [(&str, OneRate, Claim); 3] = [
        ("rate, Garwood", rates::garwood, Claim::AtLeast),
        ("rate, mid-p", rates::mid_p, Claim::Near(0.03)),
        ("rate, Jeffreys", rates::jeffreys, Claim::Near(0.04)),
    ];
    for (name, method, claim) in one {
        for mean in [4.0, 15.0, 60.0] {
            let hit = |events: u64| {
                covers(PersonTime::new(events, 100.0).and_then(|group| method(group, LEVEL)), mean / 100.0)
            };
            let probability =
                |events: u64| (events as f64 * f64::ln(mean) - mean - libm::lgamma(events as f64 + 1.0)).exp();
            let summed = (0..400).filter(|events| hit(*events)).map(probability).sum();
            table.row(
                name,
                &format!("{mean} expected"),
                covered_counts(|draws| draws.poisson(mean), hit),
                Some(summed),
                claim,
            );
        }
    }
    type TwoRates = fn(PersonTime, PersonTime, Level) -> Result<Estimated, Undefined>;
    let two: [(&str, TwoRates, Claim); 5] = [
        ("ratio, Wald", rates::rate_ratio, Claim::Near(0.03)),
        ("ratio, exact", rates::rate_ratio_exact, Claim::AtLeast),
        ("ratio, mid-p", rates::rate_ratio_mid_p, Claim::Near(0.03)),
        ("ratio, score", rates::rate_ratio_score, Claim::Near(0.03)),
        ("ratio, MOVER Jeffreys", rates::rate_ratio_mover_jeffreys, Claim::Near(0.03)),
    ];
    for (name, method, claim) in two {
        for (treated, control) in [(6.0, 4.0), (20.0, 15.0), (90.0, 60.0)] {
            let hit = |(x, y): (u64, u64)| {
                let groups = PersonTime::new(x, 100.0).and_then(|one| Ok((one, PersonTime::new(y, 80.0)?)));
                covers(groups.and_then(|(one, other)| method(one, other, LEVEL)), treated / 100.0 / (control / 80.0))
            };
            let count = covered_counts(|draws| (draws.poisson(treated), draws.poisson(control)), hit);
            table.row(name, &format!("{treated} and {control} expected"), count, None, claim);
        }
    }
}

fn summary(values: &[f64]) -> Result<MeanSummary, Undefined> {
    Sample::new(values).map(|sample| sample.summary())
}

fn two_means(table: &mut Table) {
    table.heading("Means (Student 1908; Welch 1947; Hedges 1981; Bonett 2008; Hodges and Lehmann 1963)");
    type TwoMeans = fn(MeanSummary, MeanSummary, Level) -> Result<Estimated, Undefined>;
    // The true value of each: the difference of means 1, of standard deviations 2 and s.
    let designs: [(usize, usize, f64); 3] = [(6, 6, 2.0), (10, 30, 2.0), (15, 40, 5.0)];
    let methods: [(&str, TwoMeans, fn(f64) -> f64, [Claim; 3]); 6] = [
        ("difference, pooled", difference::pooled, |_| 1.0, [Claim::Exact, Claim::Exact, Claim::AtLeast]),
        ("difference, Welch", difference::welch, |_| 1.0, [Claim::Near(0.01); 3]),
        ("difference, normal", difference::normal, |_| 1.0, [Claim::Short; 3]),
        ("Cohen's d, noncentral t", cohens_d, |_| 0.5, [Claim::Exact, Claim::Exact, Claim::AtLeast]),
        ("Bonett's d", bonett_d, |s| 1.0 / ((4.0 + s * s) / 2.0).sqrt(), [Claim::Near(0.02); 3]),
        ("ratio of variances", means::ratio_of_variances, |s| 4.0 / (s * s), [Claim::Exact; 3]),
    ];
    for (name, method, truth, claims) in methods {
        for ((n, m, s), claim) in designs.into_iter().zip(claims) {
            let count = covered(
                |draws| (draws.normals(n, 11.0, 2.0), draws.normals(m, 10.0, s)),
                |(x, y)| covers(summary(x).and_then(|x| method(x, summary(y)?, LEVEL)), truth(s)),
            );
            // With unequal spread Cohen's d has another meaning: its standard deviation is a mixture.
            if name.starts_with("Cohen") && s != 2.0 {
                continue;
            }
            table.row(name, &format!("n = {n} and {m}, sd 2 and {s}"), count, None, claim);
        }
    }
    for (n, m) in [(6, 6), (10, 15), (30, 30)] {
        let shifted = |draws: &mut Draws| {
            // Far from normal: exponential, shifted by 1.
            let x: Vec<f64> = (0..n).map(|_| 1.0 - draws.uniform().ln()).collect();
            let y: Vec<f64> = (0..m).map(|_| -draws.uniform().ln()).collect();
            (x, y)
        };
        let hit = |(x, y): &(Vec<f64>, Vec<f64>)| {
            let found = Sample::new(x).and_then(|x| hodges_lehmann(&x, &Sample::new(y)?, LEVEL));
            found.map_or(true, |found| found.interval.contains(1.0))
        };
        table.row(
            "Hodges-Lehmann",
            &format!("n = {n} and {m}, exponential"),
            covered(shifted, hit),
            None,
            Claim::AtLeast,
        );
        // P(X > Y) for exponential X shifted by 1: 1 - e^-1 / 2.
        let truth = 1.0 - (-1.0_f64).exp() / 2.0;
        let hit = |(x, y): &(Vec<f64>, Vec<f64>)| {
            covers(Sample::new(x).and_then(|x| probability_of_superiority(&x, &Sample::new(y)?, LEVEL)), truth)
        };
        table.row(
            "probability of superiority",
            &format!("n = {n} and {m}, exponential"),
            covered(shifted, hit),
            None,
            Claim::Near(0.03),
        );
    }
    for n in [4, 12, 50] {
        let count = covered(
            |draws| draws.normals(n, 3.0, 2.0),
            |values| covers(summary(values).and_then(|group| means::one_mean(group, LEVEL)), 3.0),
        );
        table.row("one mean", &format!("n = {n}"), count, None, Claim::Exact);
    }
}

fn correlations(table: &mut Table) {
    table.heading("Correlations (Fisher 1921; Bonett and Wright 2000)");
    type Correlation = fn(&Pairs, Level) -> Result<Estimated, Undefined>;
    let arcsine = |rho: f64| 2.0 / std::f64::consts::PI * rho.asin();
    for (n, rho) in [(10, 0.3), (43, 0.5), (200, -0.2_f64)] {
        let methods: [(&str, Correlation, f64, Claim); 3] = [
            ("Pearson", pearson, rho, Claim::Near(0.01)),
            ("Spearman", spearman, 6.0 / std::f64::consts::PI * (rho / 2.0).asin(), Claim::Near(0.03)),
            ("Kendall", kendall, arcsine(rho), Claim::Near(0.03)),
        ];
        for (name, method, truth, claim) in methods {
            let draw = |draws: &mut Draws| {
                let x = draws.normals(n, 0.0, 1.0);
                let y: Vec<f64> = x.iter().map(|x| rho * x + (1.0 - rho * rho).sqrt() * draws.normal()).collect();
                (x, y)
            };
            let hit =
                |(x, y): &(Vec<f64>, Vec<f64>)| covers(Pairs::new(x, y).and_then(|pairs| method(&pairs, LEVEL)), truth);
            table.row(name, &format!("n = {n}, rho = {rho}"), covered(draw, hit), None, claim);
        }
    }
}

fn regressions(table: &mut Table) {
    table.heading("Regression (MacKinnon and White 1985; Long and Ervin 2000; Pustejovsky and Tipton 2018)");
    // One treated in three, the spread of the treated `s` times that of the others.
    for (n, s, claims) in [
        (30, 1.0, [Claim::Exact, Claim::Short, Claim::Near(0.015)]),
        (30, 3.0, [Claim::Short, Claim::Short, Claim::Near(0.03)]),
        (150, 3.0, [Claim::Short, Claim::Short, Claim::Near(0.015)]),
    ] {
        let arm: Vec<f64> = (0..n).map(|i| f64::from(u8::from(i % 3 == 0))).collect();
        let draw = |draws: &mut Draws| -> Vec<f64> {
            arm.iter().map(|arm| 2.0 + arm + draws.normal() * if *arm > 0.0 { s } else { 1.0 }).collect()
        };
        let fit = |kind: Option<Heteroskedastic>, outcome: &Vec<f64>| -> Result<Estimated, Undefined> {
            let design = Design::with_intercept(n).numeric("arm", &arm)?;
            let model = ordinary_least_squares(&design, outcome)?;
            let coefficients = match kind {
                Some(kind) => model.robust(kind)?,
                None => model.coefficients(),
            };
            coefficients.coefficient(1)?.estimated(LEVEL)
        };
        let kinds = [("model-based", None), ("HC0", Some(Heteroskedastic::Hc0)), ("HC3", Some(Heteroskedastic::Hc3))];
        for ((name, kind), claim) in kinds.into_iter().zip(claims) {
            let count = covered(draw, |outcome| covers(fit(kind, outcome), 1.0));
            table.row(name, &format!("n = {n}, sd times {s}"), count, None, claim);
        }
    }
    // Whole clusters are treated; each shifts its persons.
    for clusters in [6, 12, 40] {
        let persons = 10;
        let cluster: Vec<String> = (0..clusters * persons).map(|i| format!("{:02}", i / persons)).collect();
        let arm: Vec<f64> = (0..clusters * persons).map(|i| f64::from(u8::from((i / persons) % 2 == 0))).collect();
        let factor = Factor::new(&cluster);
        let draw = |draws: &mut Draws| -> Vec<f64> {
            let shifts = draws.normals(clusters, 0.0, 0.5);
            arm.iter().enumerate().map(|(i, arm)| arm + shifts[i / persons] + draws.normal()).collect()
        };
        let fit = |kind: Clustered, outcome: &Vec<f64>| -> Result<Estimated, Undefined> {
            let design = Design::with_intercept(arm.len()).numeric("arm", &arm)?;
            ordinary_least_squares(&design, outcome)?.clustered(&factor, kind)?.coefficient(1)?.estimated(LEVEL)
        };
        let kinds = [("CR0", Clustered::Cr0, Claim::Short), ("CR2, Satterthwaite", Clustered::Cr2, Claim::Near(0.01))];
        for (name, kind, claim) in kinds {
            let count = covered(draw, |outcome| covers(fit(kind, outcome), 1.0));
            table.row(name, &format!("{clusters} clusters of {persons}"), count, None, claim);
        }
    }
}

fn follow_up(table: &mut Table) {
    table.heading("Survival (Borgan and Liestøl 1990; Klein and Moeschberger 2003; Royston and Parmar 2013)");
    for n in [25, 50, 200] {
        // Exponential times, censored evenly between 0.5 and 2.5; the truth at time 1.
        let draw = |draws: &mut Draws| {
            let persons = (0..n).map(|_| {
                let (event, censored) = (-draws.uniform().ln(), 0.5 + 2.0 * draws.uniform());
                Observation { time: event.min(censored), event: event <= censored }
            });
            EventTable::from_observations(persons).and_then(|table| kaplan_meier(&table))
        };
        for (name, scale, claim) in [
            ("Kaplan-Meier, plain", LimitScale::Plain, Claim::Near(0.03)),
            ("Kaplan-Meier, log", LimitScale::Log, Claim::Near(0.02)),
            ("Kaplan-Meier, log-log", LimitScale::LogLog, Claim::Near(0.015)),
        ] {
            let count = covered(draw, |curve| {
                let interval = curve.as_ref().ok().and_then(|curve| curve.step(1.0)?.interval(LEVEL, scale));
                interval.is_none_or(|interval: Interval| interval.contains((-1.0_f64).exp()))
            });
            table.row(name, &format!("n = {n}, at time 1"), count, None, claim);
        }
        let count = covered(draw, |curve| {
            let mean = curve.as_ref().map_err(|why| *why).and_then(|curve| restricted_mean(curve, 1.0));
            covers(mean.map(|mean| mean.estimated(LEVEL)), 1.0 - (-1.0_f64).exp())
        });
        table.row("restricted mean", &format!("n = {n}, to time 1"), count, None, Claim::Near(0.02));
    }
}

fn meta_analyses(table: &mut Table) {
    // Prediction intervals fall short unless studies are many and differ much (Partlett and Riley; Nagashima et al.).
    table.heading("Meta-analysis (IntHout, Ioannidis and Borm 2014; Partlett and Riley 2017; Nagashima et al. 2019)");
    for (k, tau, claims) in [
        (5, 0.3_f64, [Claim::Short, Claim::Near(0.015)]),
        (10, 0.3, [Claim::Short, Claim::Near(0.015)]),
        (30, 0.2, [Claim::Near(0.02), Claim::Near(0.015)]),
    ] {
        // Variances between 0.04 and 0.10, and an effect of 0.5; the last is that of one more study.
        let draw = |draws: &mut Draws| {
            let mut studies = Vec::new();
            for i in 0..k {
                let variance = 0.04 + 0.06 * i as f64 / (k - 1) as f64;
                studies.push((0.5 + tau * draws.normal() + variance.sqrt() * draws.normal(), variance));
            }
            (studies, 0.5 + tau * draws.normal())
        };
        let pooled = |studies: &[(f64, f64)], estimator: Estimator, inference: Inference| {
            let studies: Vec<Study> = studies.iter().map(|(y, v)| Study::new(*y, *v)).collect::<Result<_, _>>()?;
            pool(&Studies::new(&studies)?, Model::RandomEffects(estimator), inference, LEVEL)
        };
        let design = format!("k = {k}, tau = {tau}");
        let count = covered(draw, |(studies, _)| {
            covers(pooled(studies, Estimator::DerSimonianLaird, Inference::Wald).map(|pooled| pooled.estimated), 0.5)
        });
        table.row("DerSimonian-Laird, Wald", &design, count, None, claims[0]);
        let count = covered(draw, |(studies, _)| {
            covers(
                pooled(studies, Estimator::RestrictedMaximumLikelihood, Inference::HartungKnapp)
                    .map(|pooled| pooled.estimated),
                0.5,
            )
        });
        table.row("REML, Hartung-Knapp", &design, count, None, claims[1]);
        let count = covered(draw, |(studies, new)| {
            let interval = pooled(studies, Estimator::RestrictedMaximumLikelihood, Inference::HartungKnapp)
                .and_then(|pooled| prediction_interval(&pooled, Prediction::StudentKLessOne, LEVEL));
            interval.map_or(true, |interval| interval.contains(*new))
        });
        table.row("prediction, t of k - 1", &design, count, None, Claim::Short);
    }
}

fn cost_effectiveness(table: &mut Table) {
    table.heading("Cost-effectiveness ratio (Polsky et al. 1997: Fieller's set keeps its level)");
    // Cost and effect correlate by 0.3; the true ratio is 10.
    for (n, effect) in [(50, 0.2), (100, 0.5), (200, 1.0)] {
        let draw = |draws: &mut Draws| {
            let mut persons = |cost: f64, effect: f64| -> Vec<Outcome> {
                (0..n)
                    .map(|_| {
                        let (one, other) = (draws.normal(), draws.normal());
                        let cost = cost + 5.0 * (0.3 * one + (1.0 - 0.09_f64).sqrt() * other);
                        Outcome { cost, effect: effect + one }
                    })
                    .collect()
            };
            let treated = persons(10.0 + 10.0 * effect, 2.0 + effect);
            (treated, persons(10.0, 2.0))
        };
        let hit = |(treated, control): &(Vec<Outcome>, Vec<Outcome>)| {
            let set = UncertainIncrement::of_persons(treated, control).and_then(|increment| fieller(&increment, LEVEL));
            set.map_or(true, |set| set.interval.contains(10.0))
        };
        table.row("Fieller", &format!("n = {n} each, effect {effect}"), covered(draw, hit), None, Claim::Near(0.01));
    }
}

fn reliability(table: &mut Table) {
    table.heading("Reliability (Feldt 1965; Shrout and Fleiss 1979)");
    for (n, k, shared) in [(20, 4, 0.5_f64), (50, 5, 0.4), (150, 10, 0.3)] {
        // Parallel items: alpha is k r / (1 + (k - 1) r), and the intraclass correlation is r.
        let draw = |draws: &mut Draws| -> Vec<Vec<f64>> {
            (0..n)
                .map(|_| {
                    let trait_value = shared.sqrt() * draws.normal();
                    (0..k).map(|_| trait_value + (1.0 - shared).sqrt() * draws.normal()).collect()
                })
                .collect()
        };
        let design = format!("n = {n}, {k} items, r = {shared}");
        let alpha = k as f64 * shared / (1.0 + (k - 1) as f64 * shared);
        let count = covered(draw, |rows| {
            let rows: Vec<Vec<Option<f64>>> = rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect();
            covers(Items::complete(&rows).and_then(|items| cronbach_alpha(&items)?.estimated(LEVEL)), alpha)
        });
        table.row("Cronbach's alpha, Feldt", &design, count, None, Claim::Exact);
        let count = covered(draw, |rows| {
            covers(intraclass(rows).and_then(|found| found.estimated(IntraclassForm::OneWay, LEVEL)), shared)
        });
        table.row("ICC(1,1)", &design, count, None, Claim::Exact);
    }
}
