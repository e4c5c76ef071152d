//! What holds of every economic evaluation: three ways to the same break-even wage; of scale, order and exchange of arms; of
//! thresholds, ratios and simulations; and that no input panics, hangs or gives a NaN.

#[path = "econ_identities/simulations.rs"]
mod simulations;
#[path = "econ_identities/wild.rs"]
mod wild;

use utfall::econ::annuity::Periods;
use utfall::econ::draws::{Distribution, Inputs};
use utfall::econ::frontier::{Standing, frontier};
use utfall::econ::horizon::{FadeOut, FadingEffect};
use utfall::econ::icer::fieller;
use utfall::econ::increment::{Increment, Outcome, Spread, UncertainIncrement};
use utfall::econ::net_benefit_regression::{Errors, Persons, adjusted_increment, net_benefit_regression};
use utfall::econ::wage_interval::{Uncertainty, payable};
use utfall::econ::{BreakEven, BreakEvenModel, DiscountSchedule, PublicMoney, Timing};
use utfall::stats::regression::{Clustered, Design, Factor, Heteroskedastic};
use utfall::stats::{Interval, Level, Undefined, root};

const LEVEL: Level = Level::NINETY_FIVE;

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    fn flag(&mut self) -> bool {
        self.uniform() < 0.5
    }

    fn choice<T: Copy>(&mut self, among: &[T]) -> T {
        among[(self.uniform() * among.len() as f64) as usize]
    }

    /// An increment with a spread that is possible.
    fn increment(&mut self) -> UncertainIncrement {
        let point = Increment { cost: self.between(-1e5, 1e5), effect: self.between(-0.2, 0.2) };
        let (up, across) = (self.between(1e3, 5e4), self.between(0.005, 0.1));
        let spread = Spread {
            cost_variance: up * up,
            effect_variance: across * across,
            covariance: self.between(-0.99, 0.99) * up * across,
        };
        let increment = UncertainIncrement::new(point, spread).unwrap();
        if self.flag() { increment.with_df(self.between(2.0, 500.0)).unwrap() } else { increment }
    }

    /// A programme with all that its break-even wage depends on.
    fn specification(&mut self) -> Specification {
        let timing = self.choice(&[Timing::Start, Timing::Mid, Timing::End]);
        let schedule = match self.flag() {
            true => DiscountSchedule::official(),
            false => DiscountSchedule::flat(self.between(-0.01, 0.08)).unwrap(),
        };
        let fade_out = match self.choice(&[0, 1, 2, 3]) {
            0 => FadeOut::None,
            1 => FadeOut::Linear { months: self.between(0.5, 80.0) },
            2 => FadeOut::Exponential { half_life: self.between(0.5, 80.0) },
            _ => FadeOut::Persistent,
        };
        Specification {
            model: BreakEvenModel {
                cost: self.between(20_000.0, 200_000.0),
                person_years: 0.0,
                payroll_tax: self.choice(&[0.0, 0.051, 0.079, 0.141]),
                social_costs: self.between(0.0, 0.3),
                offset: self.between(0.0, 0.8),
                income_tax: self.between(0.0, 0.45),
                tax_financing: self.choice(&[0.0, 0.2, 0.3]),
                saved_transfers: self.between(0.0, 200_000.0),
                public_money: PublicMoney {
                    income_tax: self.flag(),
                    payroll_tax: self.flag(),
                    saved_transfers: self.flag(),
                },
            },
            effect: FadingEffect { level: self.between(0.01, 0.3), lasts: self.between(0.0, 60.0), fade_out },
            schedule,
            timing,
            months: self.between(1.0, 120.0) as usize,
        }
    }
}

#[derive(Debug, Clone)]
struct Specification {
    model: BreakEvenModel,
    effect: FadingEffect,
    schedule: DiscountSchedule,
    timing: Timing,
    months: usize,
}

impl Specification {
    fn periods(&self) -> Periods {
        Periods::months(&self.schedule, self.months, self.timing)
    }

    fn complete(&self) -> BreakEvenModel {
        BreakEvenModel { person_years: self.effect.person_years(&self.periods()).unwrap(), ..self.model }
    }

    fn wage(&self) -> BreakEven {
        self.complete().break_even_wage()
    }

    /// The net present value at a wage from the payments of each month, none of which knows of person-years.
    fn month_by_month(&self, path: &[f64], wage: f64) -> f64 {
        let m = &self.model;
        let public = m.public_money;
        let counted = |counts: bool, amount: f64| if counts { amount } else { 0.0 };
        let payments: Vec<f64> = path
            .iter()
            .map(|effect| {
                let wages = effect * wage / 12.0;
                let employer = wages * (1.0 + m.payroll_tax + m.social_costs);
                let purse = counted(public.income_tax, wages * m.income_tax)
                    + counted(public.payroll_tax, wages * m.payroll_tax)
                    + counted(public.saved_transfers, effect * m.saved_transfers / 12.0);
                employer - employer * m.offset + m.tax_financing * purse
            })
            .collect();
        let value = self.schedule.present_value(&payments, 1.0 / 12.0, self.timing);
        value - m.cost - m.tax_financing * m.cost
    }
}

fn near(one: f64, two: f64, relative: f64) -> bool {
    one == two || (one - two).abs() <= relative * one.abs().max(two.abs())
}

#[test]
fn closed_form_bisection_and_simulation_find_the_same_wage() {
    let mut random = Random(0x5eed_0001);
    let mut found = 0;
    for number in 0..1_000 {
        let specification = random.specification();
        let BreakEven::Wage(closed) = specification.wage() else { continue };
        found += 1;
        // By bisection of the payments of each month.
        let path = specification.effect.path(specification.months).unwrap();
        let value = |wage: f64| specification.month_by_month(&path, wage);
        let bisected = root::bracketed(value, 0.0, 4.0 * closed).unwrap();
        assert!(near(closed, bisected, 1e-10), "{number}: {closed} {bisected} {specification:?}");
        // By simulation: the mean net present value of draws is zero at the wage of the mean cost and the mean effect.
        let mut inputs = Inputs::new(number);
        let BreakEvenModel { cost, .. } = specification.model;
        inputs.independent("cost", Distribution::gamma_of_mean(cost, 0.2 * cost).unwrap()).unwrap();
        inputs.independent("share", Distribution::log_normal_of_mean(1.0, 0.1).unwrap()).unwrap();
        let draws = inputs.draw(64).unwrap();
        let full = specification.complete();
        let at = |wage: f64| {
            let value = |x: &[f64]| {
                let person_years = x[1] * full.person_years;
                BreakEvenModel { cost: x[0], person_years, ..full }.net_present_value(wage)
            };
            draws.evaluate(value).iter().sum::<f64>() / 64.0
        };
        let mean = |name: &str| draws.column(name).unwrap().iter().sum::<f64>() / 64.0;
        let of_means = BreakEvenModel { cost: mean("cost"), person_years: mean("share") * full.person_years, ..full };
        let BreakEven::Wage(closed) = of_means.break_even_wage() else { continue };
        let simulated = root::bracketed(at, 0.0, 4.0 * closed).unwrap();
        assert!(near(closed, simulated, 1e-10), "{number}: {closed} {simulated}");
    }
    assert!(found > 900, "{found}");
}

#[test]
fn doubling_all_prices_doubles_the_wage() {
    let mut random = Random(0x5eed_0002);
    for _ in 0..1_000 {
        let once = random.specification();
        let mut twice = once.clone();
        twice.model.cost *= 2.0;
        twice.model.saved_transfers *= 2.0;
        match (once.wage(), twice.wage()) {
            (BreakEven::Wage(one), BreakEven::Wage(two)) => assert_eq!(two, 2.0 * one),
            (one, two) => assert_eq!(one, two),
        }
    }
}

#[test]
fn another_currency_changes_nothing_else() {
    let mut random = Random(0x5eed_0007);
    let rate = 0.0871;
    for _ in 0..1_000 {
        let kroner = random.specification();
        let mut other = kroner.clone();
        other.model.cost *= rate;
        other.model.saved_transfers *= rate;
        match (kroner.wage(), other.wage()) {
            (BreakEven::Wage(one), BreakEven::Wage(two)) => assert!(near(two, rate * one, 1e-9), "{one} {two}"),
            (one, two) => assert_eq!(one, two),
        }
        let (one, two) = (kroner.complete(), other.complete());
        assert_eq!(one.person_years, two.person_years);
        let value = one.net_present_value(400_000.0);
        assert!((two.net_present_value(400_000.0 * rate) - rate * value).abs() <= 1e-9 * (value.abs() + one.cost));
    }
}

#[test]
fn a_longer_horizon_never_raises_the_wage_of_an_effect_that_persists() {
    let mut random = Random(0x5eed_0003);
    let wage = |specification: &Specification| match specification.wage() {
        BreakEven::Wage(wage) => wage,
        BreakEven::EveryWage => 0.0,
        BreakEven::NoWage => f64::INFINITY,
    };
    for _ in 0..200 {
        let mut specification = random.specification();
        specification.effect.fade_out = FadeOut::Persistent;
        let mut before = f64::INFINITY;
        for months in 1..60 {
            specification.months = months;
            let now = wage(&specification);
            assert!(now <= before);
            before = now;
        }
        // Whatever is left of an effect lowers the wage: nothing, some of it, all of it.
        let fades = [
            FadeOut::None,
            FadeOut::Exponential { half_life: 6.0 },
            FadeOut::Exponential { half_life: 60.0 },
            FadeOut::Persistent,
        ];
        let wages = fades.map(|fade_out| {
            specification.effect.fade_out = fade_out;
            wage(&specification)
        });
        assert!(wages.windows(2).all(|pair| pair[1] <= pair[0]), "{wages:?}");
    }
}

#[test]
fn a_wage_and_its_account_agree() {
    let mut random = Random(0x5eed_0004);
    for _ in 0..1_000 {
        let model = random.specification().complete();
        let wage = random.between(0.0, 1e6);
        let account = model.account(wage).unwrap();
        assert!((account.net_present_value - model.net_present_value(wage)).abs() < 1e-6);
        let (paid, ratio) = (account.cost + account.financing, account.benefit_cost_ratio());
        if paid > 0.0 {
            assert_eq!(ratio.unwrap() > 1.0, account.net_present_value > 0.0);
        }
        if let BreakEven::Wage(wage) = model.break_even_wage() {
            let at = model.account(wage).unwrap();
            assert!(at.net_present_value.abs() < 1e-6 * at.cost && near(at.benefit_cost_ratio().unwrap(), 1.0, 1e-9));
        }
    }
}

#[test]
fn fieller_of_a_wage_is_the_interval_of_the_effect_turned_over() {
    let mut random = Random(0x5eed_0005);
    for _ in 0..1_000 {
        let model = random.specification().complete();
        if !matches!(model.break_even_wage(), BreakEven::Wage(_)) {
            continue;
        }
        let sd = model.person_years * random.between(0.01, 1.2);
        let uncertain = Uncertainty { cost_variance: 0.0, person_years_variance: sd * sd, covariance: 0.0 };
        let set = model.wage_fieller(uncertain, LEVEL).unwrap().interval;
        let interval = Interval::around(model.person_years, LEVEL.z() * sd);
        let (Interval::Bounded { lower, upper }, Interval::Bounded { lower: low, upper: high }) =
            (payable(set), model.wages(interval))
        else {
            panic!()
        };
        assert!(near(lower, low, 1e-7) && near(upper, high, 1e-7), "{set:?} {interval:?} {lower} {low} {upper} {high}");
        assert!(lower >= 0.0);
    }
}

#[test]
fn a_ratio_is_in_fiellers_set_where_its_net_benefit_is_not_significant() {
    let mut random = Random(0x5eed_0006);
    for _ in 0..1_000 {
        let increment = random.increment();
        let set = fieller(&increment, LEVEL).unwrap();
        for _ in 0..20 {
            let ratio = random.between(-3e6, 3e6);
            let Interval::Bounded { lower, upper } =
                increment.net_monetary_benefit(ratio, LEVEL).unwrap().estimated.interval
            else {
                panic!()
            };
            assert_eq!(set.interval.contains(ratio), lower <= 0.0 && 0.0 <= upper, "{increment:?} {ratio}");
        }
        if let Ok(icer) = increment.point().icer() {
            assert!(set.interval.contains(icer));
        }
    }
}

#[test]
fn exchanging_the_arms() {
    let mut random = Random(0x5eed_0007);
    for _ in 0..1_000 {
        let there = random.increment();
        let back = there.swapped();
        assert_eq!(there.point().icer(), back.point().icer());
        assert_eq!(fieller(&there, LEVEL).unwrap().interval, fieller(&back, LEVEL).unwrap().interval);
        let threshold = random.between(0.0, 1e6);
        let (one, two) = (
            there.net_monetary_benefit(threshold, LEVEL).unwrap(),
            back.net_monetary_benefit(threshold, LEVEL).unwrap(),
        );
        assert_eq!(one.estimated.value, -two.estimated.value);
        assert!((one.probability + two.probability - 1.0).abs() < 1e-12);
        let health = there.net_health_benefit(threshold, LEVEL).unwrap();
        assert!(near(health.estimated.value * threshold, one.estimated.value, 1e-12));
        assert_eq!(health.probability, one.probability);
    }
}

#[test]
fn the_frontier_does_not_depend_on_order_or_units() {
    let mut random = Random(0x5eed_0008);
    for _ in 0..300 {
        let count = 1 + (random.uniform() * 12.0) as usize;
        let strategies: Vec<Outcome> =
            (0..count).map(|_| Outcome { cost: random.between(0.0, 1e5), effect: random.between(0.0, 10.0) }).collect();
        let placed = frontier(&strategies).unwrap();
        assert_eq!(placed.len(), count);
        let reversed: Vec<Outcome> = strategies.iter().rev().copied().collect();
        let scaled: Vec<Outcome> = strategies
            .iter()
            .map(|strategy| Outcome { cost: 4.0 * strategy.cost + 1_024.0, effect: 0.5 * strategy.effect })
            .collect();
        let (backwards, scaled) = (frontier(&reversed).unwrap(), frontier(&scaled).unwrap());
        for ((one, two), three) in placed.iter().zip(&backwards).zip(&scaled) {
            assert_eq!(one.strategy, count - 1 - two.strategy);
            assert_eq!(one.standing, two.standing);
            assert_eq!(one.strategy, three.strategy);
            if let (Standing::Frontier { icer: one, .. }, Standing::Frontier { icer: three, .. }) =
                (one.standing, three.standing)
            {
                assert!(near(8.0 * one, three, 1e-9));
            }
        }
        // One more that is dominated changes nothing but its own place.
        let last = strategies[0];
        let worse = Outcome { cost: last.cost + 1.0, effect: last.effect - 1.0 };
        let more = frontier(&[&strategies[..], &[worse]].concat()).unwrap();
        assert!(more.iter().any(|placed| placed.strategy == count && placed.standing == Standing::Dominated));
        assert_eq!(more.iter().filter(|placed| placed.strategy < count).copied().collect::<Vec<_>>(), placed);
    }
}

/// Persons in clusters that are treated as wholes, with an age.
fn persons(random: &mut Random, clusters: usize, each: usize) -> (Vec<Outcome>, Vec<bool>, Vec<f64>, Vec<String>) {
    let (mut outcomes, mut treated, mut ages, mut labels) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for cluster in 0..clusters {
        let common = random.between(-10_000.0, 10_000.0);
        for _ in 0..each {
            let age = random.between(18.0, 60.0);
            let effect = random.between(0.0, 1.0) + 0.1 * f64::from(u8::from(cluster % 2 == 0));
            outcomes.push(Outcome { cost: 50_000.0 + common + 300.0 * age + random.between(0.0, 40_000.0), effect });
            treated.push(cluster % 2 == 0);
            ages.push(age);
            labels.push(format!("{cluster}"));
        }
    }
    (outcomes, treated, ages, labels)
}

#[test]
fn regressions_of_cost_and_effect_give_the_regression_of_net_benefit() {
    let mut random = Random(0x5eed_0009);
    let (outcomes, treated, ages, labels) = persons(&mut random, 12, 9);
    let clusters = Factor::new(&labels);
    let plain = Design::with_intercept(outcomes.len());
    let adjusted = plain.clone().numeric("age", &ages).unwrap();
    let thresholds = [0.0, 5e4, 3e5, 2e6];
    for covariates in [&plain, &adjusted] {
        let persons = Persons { outcomes: &outcomes, treated: &treated, covariates };
        for errors in [
            Errors::Equal,
            Errors::Robust(Heteroskedastic::Hc3),
            Errors::Clustered(&clusters, Clustered::Cr1Stata),
            Errors::Clustered(&clusters, Clustered::Cr2),
        ] {
            let increment = adjusted_increment(persons, errors).unwrap();
            let direct = net_benefit_regression(persons, errors, &thresholds, LEVEL).unwrap();
            for (threshold, direct) in thresholds.iter().zip(direct) {
                let through = increment.net_monetary_benefit(*threshold, LEVEL).unwrap();
                assert!(near(through.estimated.value, direct.estimated.value, 1e-9));
                let (one, two) = (through.estimated.standard_error.unwrap(), direct.estimated.standard_error.unwrap());
                assert!(near(one, two, 1e-8), "{errors:?} {threshold}: {one} {two}");
                // Bell and McCaffrey's degrees of freedom depend on the design alone; so do the others'.
                assert!(near(through.probability, direct.probability, 1e-7));
            }
        }
    }
    // Without covariates, HC2 is what the two groups give on their own.
    let persons = Persons { outcomes: &outcomes, treated: &treated, covariates: &plain };
    let group = |of: bool| -> Vec<Outcome> {
        outcomes.iter().zip(&treated).filter(|(_, treated)| **treated == of).map(|(outcome, _)| *outcome).collect()
    };
    let direct = UncertainIncrement::of_persons(&group(true), &group(false)).unwrap();
    let fitted = adjusted_increment(persons, Errors::Robust(Heteroskedastic::Hc2)).unwrap();
    let (one, two) = (direct.spread(), fitted.spread());
    assert!(near(direct.point().cost, fitted.point().cost, 1e-10));
    assert!(near(one.cost_variance, two.cost_variance, 1e-10) && near(one.covariance, two.covariance, 1e-8));
    // Everyone exchanged.
    let others: Vec<bool> = treated.iter().map(|treated| !treated).collect();
    let swapped = Persons { treated: &others, ..persons };
    let benefits = |persons| net_benefit_regression(persons, Errors::Equal, &[1e5], LEVEL).unwrap()[0].estimated.value;
    assert!(near(benefits(persons), -benefits(swapped), 1e-10));
    let short = Persons { treated: &others[1..], ..persons };
    assert_eq!(adjusted_increment(short, Errors::Equal), Err(Undefined::OutsideDomain));
}
