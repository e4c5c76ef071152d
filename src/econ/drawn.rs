//! A programme whose numbers are drawn: what no draw changes is summed once, and a draw takes no memory.

use super::draws::Draws;
use super::horizon::{FadeOut, FadingEffect};
use super::increment::{Increment, finite};
use super::programme::{Balance, EffectCourse, Parameter, Perspective, Programme, Sums};
use crate::stats::Undefined;

/// A programme, a wage, and the numbers of them that are drawn.
///
/// The same model as [`Programme::sums`] and [`Programme::balance`], to the last digits: discount factors, unit costs and the
/// course of the effect are summed once, and a draw scales them. Where the horizon or the discount rate is drawn, every draw is
/// summed anew.
///
/// ```
/// # use utfall::econ::drawn::DrawnProgramme;
/// # use utfall::econ::draws::{Distribution, Inputs};
/// # use utfall::econ::horizon::FadeOut;
/// # use utfall::econ::programme::*;
/// # use utfall::econ::{DiscountSchedule, PublicMoney, Timing};
/// # let programme = Programme {
/// #     costs: vec![Cost { amount: 87_250.0, paid: Paid::AtStart, payer: Payer::Nav, comparison: false }],
/// #     effect: EffectCourse::constant(0.1037, 18.0, FadeOut::Exponential { half_life: 24.0 }),
/// #     payroll_tax: 0.141, social_costs: 0.0, lost_leisure: 0.0, displacement: 0.0, income_tax: 0.25, tax_financing: 0.2,
/// #     saved_transfers: 268_000.0, public_money: PublicMoney::ALL, health: Health::default(),
/// #     schedule: DiscountSchedule::official(), period: Period::Month, timing: Timing::Mid, horizon: 60.0,
/// # };
/// let mut inputs = Inputs::new(2_026);
/// inputs.independent("effect", Distribution::normal(0.1037, 0.043)?)?;
/// inputs.independent("fade_out", Distribution::log_normal_of_mean(24.0, 10.0)?)?;
/// let drawn = DrawnProgramme::new(&programme, 400_000.0, &[Some(Parameter::Effect), Some(Parameter::FadeOut)])?;
/// let values = drawn.net_present_values(Perspective::Society, &inputs.draw(10_000)?)?;
/// assert_eq!(values.len(), 10_000);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
#[derive(Debug, Clone)]
pub struct DrawnProgramme {
    /// What each drawn number is; `None` for one that the model does not use.
    parameters: Vec<Option<Parameter>>,
    programme: Programme,
    wage: f64,
    /// `None` where every draw is summed anew.
    once: Option<Once>,
}

/// What is summed once.
#[derive(Debug, Clone)]
struct Once {
    /// The sums as assumed, whose costs are scaled.
    sums: Sums,
    /// The discounted costs of the programme and of the alternative, all payers together.
    totals: [f64; 2],
    /// What a quality-adjusted life year of one krone is worth.
    health: f64,
    /// The discounted sum of the observed course, in person-years, and the level that it ends with.
    observed: f64,
    level: f64,
    /// The months after the observed ones.
    rest: Weights,
    /// What an effect of 1 is worth in them; `None` where its fall is drawn.
    after: Option<f64>,
}

/// The weights of months: for each its share that is counted times its discount factor, over twelve.
#[derive(Debug, Clone, PartialEq)]
struct Weights {
    /// The sum of all before each month, and of all.
    before: Vec<f64>,
    /// Months in a row of one weight: the first, how many, and the weight.
    runs: Vec<(u32, u32, f64)>,
}

/// What one draw comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// The extra person-years in work.
    pub person_years: f64,
    /// What a wage and a person-year are worth, and what they must carry.
    pub balance: Balance,
    /// The wage.
    pub wage: f64,
}

impl Drawn {
    /// What the draw is worth.
    pub fn net_present_value(&self) -> f64 {
        self.balance.net_present_value(self.person_years, self.wage)
    }

    /// What is to be carried, and what a krone of annual wage carries of it: cost C − v·E and effect m·E. At a threshold of W
    /// kroner the net benefit is the net present value at that wage, so that an acceptability curve of the increments is the
    /// probability that the break-even wage is at most W.
    pub fn increment(&self) -> Increment {
        let Balance { per_wage, per_person_year, cost } = self.balance;
        Increment { cost: cost - per_person_year * self.person_years, effect: per_wage * self.person_years }
    }
}

impl Weights {
    fn new(months: &[(f64, f64)]) -> Weights {
        let mut weights = Weights { before: vec![0.0], runs: Vec::new() };
        let mut total = 0.0;
        for (month, (share, factor)) in (0_u32..).zip(months) {
            let weight = share * factor / 12.0;
            total += weight;
            weights.before.push(total);
            match weights.runs.last_mut() {
                Some((_, count, same)) if *same == weight => *count += 1,
                _ => weights.runs.push((month, 1, weight)),
            }
        }
        weights
    }

    /// The weighted sum of the months of an effect of 1: Σ wₘ · (A(m + 1) − A(m)), with A the area under it.
    ///
    /// Months of one weight are summed by the area from the first to the last of them, those of an exponential fall by the
    /// geometric series.
    fn sum(&self, lasts: f64, fade_out: FadeOut) -> f64 {
        let months = self.before.len() - 1;
        let full = (lasts as usize).min(months);
        let mut total = self.before[full];
        let effect = FadingEffect { level: 1.0, lasts, fade_out };
        // The month in which the fall begins.
        let begins = (libm::ceil(lasts).min(1e9) as usize).min(months);
        if full < begins {
            let weight = self.before[begins] - self.before[full];
            total += weight * (effect.area(full as f64 + 1.0) - full as f64);
        }
        match fade_out {
            FadeOut::None => {}
            FadeOut::Persistent => total += self.before[months] - self.before[begins],
            FadeOut::Linear { .. } => {
                for &(first, count, weight) in self.runs_from(begins) {
                    let (from, to) = (f64::from(first).max(begins as f64), f64::from(first + count));
                    total += weight * (effect.area(to) - effect.area(from));
                }
            }
            FadeOut::Exponential { half_life } => {
                let share = libm::exp2(-1.0 / half_life);
                let mut month = effect.area(begins as f64 + 1.0) - effect.area(begins as f64);
                for &(first, count, weight) in self.runs_from(begins) {
                    let from = (first as usize).max(begins);
                    let (sum, power) = geometric(share, (first + count) as usize - from);
                    total += weight * month * sum;
                    month *= power;
                }
            }
        }
        total
    }

    /// The runs that end after a month.
    fn runs_from(&self, month: usize) -> impl Iterator<Item = &(u32, u32, f64)> {
        self.runs.iter().filter(move |(first, count, _)| (first + count) as usize > month)
    }
}

/// 1 + q + … + q^(n − 1), and q^n, by doubling: no difference of near numbers.
fn geometric(q: f64, n: usize) -> (f64, f64) {
    if n == 1 {
        return (1.0, q);
    }
    let (mut sum, mut power) = (0.0, 1.0);
    // The series of the highest bits of n so far: doubled, then one term more where the next bit is set.
    for bit in (0..usize::BITS - n.leading_zeros()).rev() {
        sum += sum * power;
        power *= power;
        if n >> bit & 1 == 1 {
            sum += power;
            power *= q;
        }
    }
    (sum, power)
}

impl DrawnProgramme {
    /// A programme at a wage, with what each input of its draws is.
    ///
    /// # Errors
    /// [`Undefined::OutsideDomain`] for a parameter that the model has no place for, as for [`Parameter::set`], and as for
    /// [`Programme::sums`].
    pub fn new(
        programme: &Programme,
        wage: f64,
        parameters: &[Option<Parameter>],
    ) -> Result<DrawnProgramme, Undefined> {
        for parameter in parameters.iter().flatten() {
            let value = parameter.of(programme, wage)?.ok_or(Undefined::OutsideDomain)?;
            parameter.set(&mut programme.clone(), &mut wage.clone(), value)?;
        }
        let draws = |wanted: &[Parameter]| parameters.iter().flatten().any(|parameter| wanted.contains(parameter));
        let anew = draws(&[Parameter::Horizon, Parameter::DiscountRate]);
        let falls = draws(&[Parameter::Lasts, Parameter::FadeOut]);
        let once = if anew { None } else { Some(Once::new(programme, falls)?) };
        let mut programme = programme.clone();
        if once.is_some() {
            // What is summed already.
            programme.costs = Vec::new();
            programme.effect = EffectCourse { observed: Vec::new(), ..programme.effect };
        }
        Ok(DrawnProgramme { parameters: parameters.to_vec(), programme, wage, once })
    }

    /// What one draw comes to; `own` is a copy of the programme that is written over.
    fn drawn(&self, own: &mut Programme, perspective: Perspective, x: &[f64]) -> Result<Drawn, Undefined> {
        let Some(once) = &self.once else {
            let mut own = self.programme.clone();
            let mut wage = self.wage;
            for (parameter, value) in self.parameters.iter().zip(x) {
                if let Some(parameter) = parameter {
                    parameter.set(&mut own, &mut wage, *value)?;
                }
            }
            let sums = own.sums()?;
            return Ok(Drawn { person_years: sums.person_years, balance: own.balance(perspective, &sums), wage });
        };
        let mut wage = self.wage;
        let mut sums = once.sums;
        let mut level = once.level;
        for (parameter, value) in self.parameters.iter().zip(x) {
            match parameter {
                None => {}
                Some(parameter) if !parameter.allows(*value) => return Err(Undefined::OutsideDomain),
                Some(Parameter::Cost) => sums.programme.iter_mut().for_each(|cost| *cost *= value / once.totals[0]),
                Some(Parameter::ComparisonCost) => {
                    sums.comparison.iter_mut().for_each(|cost| *cost *= value / once.totals[1]);
                }
                Some(Parameter::Effect) => level = *value,
                Some(parameter) => parameter.set(own, &mut wage, *value)?,
            }
        }
        let after = match once.after {
            Some(after) => after,
            None => once.rest.sum(own.effect.after.lasts, own.effect.after.fade_out),
        };
        // Without an observed course the level that is assumed may be nought.
        let observed = if once.observed == 0.0 { 0.0 } else { once.observed * (level / once.level) };
        sums.person_years = observed + level * after;
        sums.health = once.health * own.health.qalys * own.health.value;
        let balance = own.balance(perspective, &sums);
        finite(balance.net_present_value(sums.person_years, wage))?;
        Ok(Drawn { person_years: sums.person_years, balance, wage })
    }

    /// What every draw comes to in a perspective, in order: the same on any number of threads.
    ///
    /// The inputs stand in the order of the parameters. Errors as for [`Parameter::set`] and [`Programme::sums`], those of the
    /// first draw that has one.
    ///
    /// # Errors
    /// [`Undefined::OutsideDomain`] for a draw that a parameter cannot have, [`Undefined::NotFinite`] where the numbers are too
    /// large.
    pub fn evaluate(&self, perspective: Perspective, draws: &Draws) -> Result<Vec<Drawn>, Undefined> {
        self.each(perspective, draws, |drawn| drawn)
    }

    /// The net present value of every draw in a perspective.
    ///
    /// # Errors
    /// As for [`DrawnProgramme::evaluate`].
    pub fn net_present_values(&self, perspective: Perspective, draws: &Draws) -> Result<Vec<f64>, Undefined> {
        self.each(perspective, draws, |drawn| drawn.net_present_value())
    }

    /// The increment of every draw for society, one for each: see [`Drawn::increment`].
    ///
    /// # Errors
    /// As for [`DrawnProgramme::evaluate`].
    pub fn increments(&self, draws: &Draws) -> Result<Vec<Increment>, Undefined> {
        self.each(Perspective::Society, draws, |drawn| drawn.increment())
    }

    fn each<T: Send>(
        &self,
        perspective: Perspective,
        draws: &Draws,
        of: impl Fn(Drawn) -> T + Sync,
    ) -> Result<Vec<T>, Undefined> {
        if draws.names().len() != self.parameters.len() {
            return Err(Undefined::OutsideDomain);
        }
        let own = || self.programme.clone();
        draws.evaluate_with(own, |own, x| self.drawn(own, perspective, x).map(&of)).into_iter().collect()
    }
}

impl Once {
    fn new(programme: &Programme, falls: bool) -> Result<Once, Undefined> {
        let months = programme.months()?;
        let sums = programme.sums()?;
        let effect = &programme.effect;
        effect.after.path(0)?;
        let seen = effect.observed.len().min(months.len());
        let of_seen = effect.observed.iter().zip(&months);
        let rest = Weights::new(&months[seen..]);
        let unit = Programme {
            costs: Vec::new(),
            health: super::programme::Health { qalys: 1.0, value: 1.0, ..programme.health },
            ..programme.clone()
        };
        Ok(Once {
            totals: [sums.programme.iter().sum(), sums.comparison.iter().sum()],
            health: unit.sums()?.health,
            observed: of_seen.map(|(effect, (share, factor))| effect * share * factor / 12.0).sum(),
            level: effect.after.level,
            after: (!falls).then(|| rest.sum(effect.after.lasts, effect.after.fade_out)),
            rest,
            sums,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::econ::draws::{Distribution, Inputs};
    use crate::econ::programme::{Cost, Health, Paid, Payer, Period};
    use crate::econ::{DiscountSchedule, PublicMoney, Timing};
    use crate::stats::Random;

    fn programme(random: &mut Random) -> Programme {
        let mut between = |low: f64, high: f64| low + (high - low) * random.uniform();
        let cost = |amount, paid, payer, comparison| Cost { amount, paid, payer, comparison };
        let fade_out = match between(0.0, 4.0) as u8 {
            0 => FadeOut::None,
            1 => FadeOut::Linear { months: between(1.0, 50.0) },
            2 => FadeOut::Exponential { half_life: between(1.0, 500.0) },
            _ => FadeOut::Persistent,
        };
        let effect = if between(0.0, 1.0) < 0.5 {
            let points = [(between(6.0, 12.0), between(0.02, 0.2)), (between(13.0, 43.0), between(0.02, 0.2))];
            EffectCourse::through(&points, fade_out).unwrap()
        } else {
            EffectCourse::constant(between(0.02, 0.2), between(0.0, 30.0), fade_out)
        };
        Programme {
            costs: vec![
                cost(between(1e4, 9e4), Paid::AtStart, Payer::Nav, false),
                cost(between(1e3, 4e3), Paid::Monthly { from: 1, to: 18 }, Payer::OtherPublic, false),
                cost(between(1e2, 2e3), Paid::Monthly { from: 4, to: 9 }, Payer::Nav, true),
                cost(between(0.0, 5e3), Paid::AtStart, Payer::Employer, false),
            ],
            effect,
            payroll_tax: between(0.0, 0.2),
            social_costs: between(0.0, 0.2),
            lost_leisure: between(0.0, 0.5),
            displacement: between(0.0, 0.5),
            income_tax: between(0.0, 0.4),
            tax_financing: between(0.0, 0.3),
            saved_transfers: between(0.0, 2e5),
            public_money: PublicMoney::ALL,
            health: Health { qalys: between(-0.01, 0.05), months: 12, value: 1.4e6 },
            schedule: DiscountSchedule::flat(between(0.0, 0.08)).unwrap(),
            period: if between(0.0, 1.0) < 0.5 { Period::Year } else { Period::Month },
            timing: Timing::Mid,
            horizon: between(10.0, 90.0),
        }
    }

    #[test]
    fn a_draw_is_the_model_with_its_numbers() {
        let mut random = Random::new(6, 21);
        let near = |one: f64, two: f64| (one - two).abs() <= 1e-10 * one.abs().max(two.abs()).max(1.0);
        for number in 0..400 {
            let programme = programme(&mut random);
            let wage = 4e5;
            // Every parameter that the model has; in turn without those that make every draw summed anew.
            let drawn: Vec<Parameter> = Parameter::ALL
                .into_iter()
                .filter(|parameter| {
                    let anew = matches!(parameter, Parameter::Horizon | Parameter::DiscountRate);
                    parameter.of(&programme, wage).unwrap().is_some() && (number % 4 == 0 || !anew)
                })
                .filter(|parameter| {
                    let falls = matches!(parameter, Parameter::FadeOut | Parameter::Lasts);
                    number % 3 != 0 || !falls
                })
                .collect();
            let mut inputs = Inputs::new(number);
            for parameter in &drawn {
                let mean = parameter.of(&programme, wage).unwrap().unwrap().abs();
                inputs
                    .independent(
                        parameter.name(),
                        Distribution::gamma_of_mean(mean + 1e-3, 0.02 * mean + 1e-4).unwrap(),
                    )
                    .unwrap();
            }
            let draws = inputs.draw(7).unwrap();
            let parameters: Vec<Option<Parameter>> = drawn.iter().copied().map(Some).collect();
            let fast = DrawnProgramme::new(&programme, wage, &parameters).unwrap();
            for perspective in Perspective::ALL {
                let values = fast.net_present_values(perspective, &draws).unwrap();
                for (draw, value) in values.iter().enumerate() {
                    let (mut own, mut own_wage) = (programme.clone(), wage);
                    for parameter in &drawn {
                        let value = draws.column(parameter.name()).unwrap()[draw];
                        parameter.set(&mut own, &mut own_wage, value).unwrap();
                    }
                    let slow = own.net_present_value(perspective, own_wage).unwrap();
                    assert!(near(*value, slow), "{number} {perspective:?}: {value} {slow} {own:?}");
                }
            }
        }
    }

    #[test]
    fn threads_make_no_difference() {
        let programme = programme(&mut Random::new(6, 23));
        let mut inputs = Inputs::new(3);
        inputs.independent("effect", Distribution::normal(0.1, 0.03).unwrap()).unwrap();
        inputs.independent("displacement", Distribution::beta_of_mean(0.1, 0.05).unwrap()).unwrap();
        let draws = inputs.draw(20_000).unwrap();
        let model =
            DrawnProgramme::new(&programme, 4e5, &[Some(Parameter::Effect), Some(Parameter::Displacement)]).unwrap();
        let on = |threads: usize| -> Vec<u64> {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let values = pool.install(|| model.net_present_values(Perspective::Society, &draws)).unwrap();
            values.into_iter().map(f64::to_bits).collect()
        };
        assert_eq!(on(1), on(3));
    }

    #[test]
    fn a_draw_that_cannot_be() {
        let programme = programme(&mut Random::new(6, 22));
        let mut inputs = Inputs::new(1);
        inputs.independent("displacement", Distribution::fixed(1.5).unwrap()).unwrap();
        let draws = inputs.draw(3).unwrap();
        let fast = DrawnProgramme::new(&programme, 4e5, &[Some(Parameter::Displacement)]).unwrap();
        assert_eq!(fast.evaluate(Perspective::Society, &draws), Err(Undefined::OutsideDomain));
        // Inputs that are not those of the model.
        let none = DrawnProgramme::new(&programme, 4e5, &[]).unwrap();
        assert_eq!(none.evaluate(Perspective::Society, &draws), Err(Undefined::OutsideDomain));
        // One that the model does not use changes nothing.
        let unused = DrawnProgramme::new(&programme, 4e5, &[None]).unwrap();
        let value = programme.net_present_value(Perspective::Society, 4e5).unwrap();
        for found in unused.net_present_values(Perspective::Society, &draws).unwrap() {
            assert!((found / value - 1.0).abs() < 1e-11);
        }
    }

    #[test]
    fn the_geometric_series() {
        for n in 1..40 {
            for q in [0.0, 0.3, 0.999_999, 1.0] {
                let terms: Vec<f64> = (0..n).map(|power| libm::pow(q, power as f64)).collect();
                let (sum, power) = geometric(q, n);
                assert!((sum - terms.iter().sum::<f64>()).abs() < 1e-12 * n as f64);
                assert!((power - libm::pow(q, n as f64)).abs() < 1e-13);
            }
        }
    }
}
