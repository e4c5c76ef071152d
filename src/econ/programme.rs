//! A programme's costs and effects, month by month: the one model behind the break-even wage, the net present value and
//! what is made of them in sensitivity analysis.
//!
//! Everything is per participant and in kroner of one price year. [`Programme::sums`] discounts; [`Balance`] says what a wage
//! and a person-year are worth to somebody; [`Programme::items`] is the account. A [`Parameter`] is one number of the model,
//! to read and to change.

use super::break_even::{BreakEven, PublicMoney};
use super::discount::{DiscountSchedule, Timing};
use super::horizon::{FadeOut, FadingEffect};
use super::icer::fieller;
use super::increment::{Increment, Spread, UncertainIncrement, finite};
use super::wage_interval::{Uncertainty, payable};
use crate::stats::distribution::Normal;
use crate::stats::{Interval, Level, Undefined};

/// Who pays a cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Payer {
    /// The labour and welfare administration.
    #[default]
    Nav,
    /// Other public budgets, such as the health service.
    OtherPublic,
    /// The employers of participants.
    Employer,
    /// The participants.
    Participant,
}

impl Payer {
    /// All of them.
    pub const ALL: [Payer; 4] = [Payer::Nav, Payer::OtherPublic, Payer::Employer, Payer::Participant];

    /// Whether it is public money, which bears the tax-financing cost.
    pub fn is_public(self) -> bool {
        matches!(self, Payer::Nav | Payer::OtherPublic)
    }
}

/// When a cost is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paid {
    /// At the start, or discounted already: it counts as it stands, whatever the horizon.
    AtStart,
    /// The same amount in each month from one to another, both included and counted from 1. Months beyond the horizon do not
    /// count.
    Monthly {
        /// The first month.
        from: u32,
        /// The last month.
        to: u32,
    },
}

/// One component of what a programme costs per participant, or of what its alternative costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Kroner per participant: in each month, or at the start.
    pub amount: f64,
    /// When it is paid.
    pub paid: Paid,
    /// Who pays it.
    pub payer: Payer,
    /// Whether it is a cost of the alternative, which the programme saves.
    pub comparison: bool,
}

/// The extra share in work over time: as it was observed month by month, then as it is assumed to go on.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectCourse {
    /// The extra share in each month of follow-up.
    pub observed: Vec<f64>,
    /// What comes after the last observed month.
    pub after: FadingEffect,
}

impl EffectCourse {
    /// An effect that is full from the start, for a time, and then fades.
    pub fn constant(level: f64, lasts: f64, fade_out: FadeOut) -> EffectCourse {
        EffectCourse { observed: Vec::new(), after: FadingEffect { level, lasts, fade_out } }
    }

    /// An effect that was observed month by month and then fades from its last value.
    pub fn observed(months: Vec<f64>, fade_out: FadeOut) -> EffectCourse {
        let level = months.last().copied().unwrap_or_default();
        EffectCourse { observed: months, after: FadingEffect { level, lasts: 0.0, fade_out } }
    }

    /// Straight lines between effects at a few months, from nothing at the start, and a fade-out after the last.
    ///
    /// A month has the mean of the line over it. Points at month 0 or before, and those that do not follow one another, are
    /// [`Undefined::OutsideDomain`].
    ///
    /// ```
    /// use utfall::econ::horizon::FadeOut;
    /// use utfall::econ::programme::EffectCourse;
    /// let course = EffectCourse::through(&[(2.0, 0.1), (4.0, 0.2)], FadeOut::Persistent)?;
    /// for (month, effect) in course.path(5)?.iter().zip([0.025, 0.075, 0.125, 0.175, 0.2]) {
    ///     assert!((month - effect).abs() < 1e-15);
    /// }
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn through(points: &[(f64, f64)], fade_out: FadeOut) -> Result<EffectCourse, Undefined> {
        let (last, level) = *points.last().ok_or(Undefined::NoObservations)?;
        let mut before = 0.0;
        for (month, effect) in points {
            finite(*effect)?;
            if finite(*month)? <= before || *month > 2_400.0 {
                return Err(Undefined::OutsideDomain);
            }
            before = *month;
        }
        // The area under the lines from the start to a time, and the effect there.
        let area = |until: f64| {
            let (mut total, mut from) = (0.0, (0.0, 0.0));
            for &(month, effect) in points {
                let end = until.min(month);
                if end > from.0 {
                    let slope = (effect - from.1) / (month - from.0);
                    let at_end = from.1 + slope * (end - from.0);
                    total += 0.5 * (from.1 + at_end) * (end - from.0);
                }
                from = (month, effect);
            }
            total
        };
        let months = last.floor() as usize;
        let observed: Vec<f64> = (0..months).map(|month| area(month as f64 + 1.0) - area(month as f64)).collect();
        // A last point within a month: that month has what is left of the lines, and the effect after it.
        let part = last - months as f64;
        let mut course = EffectCourse { observed, after: FadingEffect { level, lasts: 0.0, fade_out } };
        if part > 0.0 {
            let rest = FadingEffect { level, lasts: 0.0, fade_out }.path(1)?[0] * (1.0 - part);
            course.observed.push(area(last) - area(months as f64) + rest);
        }
        Ok(course)
    }

    /// The mean effect in each of so many months.
    ///
    /// # Errors
    /// As for [`FadingEffect::path`].
    pub fn path(&self, months: usize) -> Result<Vec<f64>, Undefined> {
        let mut path: Vec<f64> = self.observed.iter().copied().take(months).collect();
        path.extend(self.after.path(months.saturating_sub(self.observed.len()))?);
        Ok(path)
    }

    /// The same course, so many times as large.
    #[must_use]
    pub fn times(&self, factor: f64) -> EffectCourse {
        let observed = self.observed.iter().map(|effect| effect * factor).collect();
        EffectCourse { observed, after: FadingEffect { level: self.after.level * factor, ..self.after } }
    }
}

/// A gain in health.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Health {
    /// Quality-adjusted life years gained per participant, within these months.
    pub qalys: f64,
    /// Over how many months they are gained, evenly.
    pub months: u32,
    /// What one of them is worth, in kroner.
    pub value: f64,
}

/// How often payments fall, and so by what they are discounted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    /// Once a year: all months of a year have its discount factor.
    #[default]
    Year,
    /// Every month.
    Month,
}

/// What a sum is worth to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Perspective {
    /// Everybody together. Taxes and transfers are netted out, and count by the cost of financing them alone.
    Society,
    /// All public budgets.
    PublicBudgets,
    /// The budgets of the labour and welfare administration.
    Nav,
    /// The participants.
    Participant,
    /// Their employers.
    Employer,
}

impl Perspective {
    /// All of them, society first.
    pub const ALL: [Perspective; 5] = [
        Perspective::Society,
        Perspective::PublicBudgets,
        Perspective::Nav,
        Perspective::Participant,
        Perspective::Employer,
    ];

    /// The name in a specification.
    pub fn name(self) -> &'static str {
        match self {
            Perspective::Society => "society",
            Perspective::PublicBudgets => "public_budgets",
            Perspective::Nav => "nav",
            Perspective::Participant => "participant",
            Perspective::Employer => "employer",
        }
    }
}

/// One line of an account; gains are positive, costs negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    /// What those in work produce, at the wage with employer contribution and social costs.
    Production,
    /// Of that, what others would have produced.
    Displacement,
    /// The value of the leisure that is given up.
    LostLeisure,
    /// The gross wage.
    Wage,
    /// What the employer pays for work: wage, employer contribution and social costs.
    LabourCost,
    /// Income tax on the wage.
    IncomeTax,
    /// The employer contribution on the wage.
    PayrollTax,
    /// Other social costs on the wage, such as pension rights.
    SocialCosts,
    /// Transfers that are no longer paid.
    Transfers,
    /// Gains in health.
    Health,
    /// What the programme costs.
    Programme,
    /// What the alternative would have cost.
    Comparison,
    /// The tax-financing cost of the net public expenditure.
    TaxFinancing,
}

impl Item {
    /// The name in results.
    pub fn name(self) -> &'static str {
        match self {
            Item::Production => "production",
            Item::Displacement => "displacement",
            Item::LostLeisure => "lost_leisure",
            Item::Wage => "wage",
            Item::LabourCost => "labour_cost",
            Item::IncomeTax => "income_tax",
            Item::PayrollTax => "payroll_tax",
            Item::SocialCosts => "social_costs",
            Item::Transfers => "transfers",
            Item::Health => "health",
            Item::Programme => "programme",
            Item::Comparison => "comparison",
            Item::TaxFinancing => "tax_financing",
        }
    }
}

/// A programme: what it costs, what it does, and what that is worth. Per participant, in kroner of one price year.
///
/// ```
/// use utfall::econ::horizon::FadeOut;
/// use utfall::econ::programme::*;
/// use utfall::econ::{BreakEven, DiscountSchedule, PublicMoney, Timing};
///
/// // The break-even wages of the evaluation of 2016, by how many years the effect lasts.
/// let mut programme = Programme {
///     costs: vec![Cost { amount: 87_250.0, paid: Paid::AtStart, payer: Payer::Nav, comparison: false }],
///     effect: EffectCourse::constant(0.1037, 0.0, FadeOut::Persistent),
///     payroll_tax: 0.141,
///     social_costs: 0.0,
///     lost_leisure: 0.0,
///     displacement: 0.0,
///     income_tax: 0.25,
///     tax_financing: 0.20,
///     saved_transfers: 268_000.0,
///     public_money: PublicMoney::ALL,
///     health: Health::default(),
///     schedule: DiscountSchedule::flat(0.04).unwrap(),
///     period: Period::Year,
///     timing: Timing::End,
///     horizon: 0.0,
/// };
/// for (years, thousands) in [(2.0, 395.0), (3.0, 254.0), (4.0, 184.0), (5.0, 142.0)] {
///     programme.horizon = 12.0 * years;
///     let BreakEven::Wage(wage) = programme.break_even_wage(Perspective::Society)? else { panic!() };
///     assert_eq!((wage / 1e3).round(), thousands);
/// }
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Programme {
    /// What the programme and its alternative cost.
    pub costs: Vec<Cost>,
    /// The extra share in work over time.
    pub effect: EffectCourse,
    /// a: the employer contribution as a share of the wage.
    pub payroll_tax: f64,
    /// s: other social costs as a share of the wage.
    pub social_costs: f64,
    /// φ: the value of lost leisure as a share of what is produced.
    pub lost_leisure: f64,
    /// δ: the share of the extra employment that displaces others.
    pub displacement: f64,
    /// τ: income tax as a share of the wage.
    pub income_tax: f64,
    /// λ: tax-financing cost per krone of net public expenditure.
    pub tax_financing: f64,
    /// b: transfers saved per extra person-year in work, in kroner.
    pub saved_transfers: f64,
    /// Which flows beside public costs bear the tax-financing cost.
    pub public_money: PublicMoney,
    /// Gains in health.
    pub health: Health,
    /// The real discount rates.
    pub schedule: DiscountSchedule,
    /// How often payments fall.
    pub period: Period,
    /// When in its period a payment falls.
    pub timing: Timing,
    /// How many months are counted; also a part of one.
    pub horizon: f64,
}

/// What a programme comes to per participant, over the horizon or in one year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// E: extra person-years in work.
    pub person_years: f64,
    /// What the programme costs, by payer in the order of [`Payer::ALL`].
    pub programme: [f64; 4],
    /// What the alternative costs, by payer.
    pub comparison: [f64; 4],
    /// What gains in health are worth.
    pub health: f64,
}

impl Sums {
    /// The programme's cost less that of the alternative, of these payers.
    pub fn net_cost(&self, payers: impl Fn(Payer) -> bool) -> f64 {
        let all = Payer::ALL.into_iter().zip(self.programme.iter().zip(&self.comparison));
        all.filter(|(payer, _)| payers(*payer)).map(|(_, (programme, comparison))| programme - comparison).sum()
    }
}

/// What a wage and a person-year in work are worth to somebody, and what they must carry: NPV(W) = E·(m·W + v) − C.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balance {
    /// m: what a krone of annual wage is worth for each person-year.
    pub per_wage: f64,
    /// v: what a person-year is worth beside the wage.
    pub per_person_year: f64,
    /// C: what is to be carried, gains in health taken off.
    pub cost: f64,
}

/// The most months that are counted.
const MOST_MONTHS: f64 = 2_400.0;

impl Programme {
    /// The months that are counted, the last one perhaps in part: for each its share and its discount factor.
    ///
    /// With a year as period all months of a year have the factor of the payment in it; a started year has the factor of the
    /// payment in the part that is counted.
    pub(in crate::econ) fn months(&self) -> Result<Vec<(f64, f64)>, Undefined> {
        if !self.horizon.is_finite() {
            return Err(Undefined::NotFinite);
        }
        if !(0.0..=MOST_MONTHS).contains(&self.horizon) {
            return Err(Undefined::OutsideDomain);
        }
        let length: f64 = match self.period {
            Period::Year => 12.0,
            Period::Month => 1.0,
        };
        let count = self.horizon.ceil() as usize;
        // Twelve months need the factor of their year once.
        let mut known: Option<(f64, f64)> = None;
        let months = (0..count).map(|month| {
            let start = (month as f64 / length).floor() * length;
            let factor = match known {
                Some((at, factor)) if at == start => factor,
                _ => {
                    let counted = length.min(self.horizon - start);
                    // Divided, so that twelve months are a year.
                    self.schedule.factor((start + self.timing.share_of_period() * counted) / 12.0)
                }
            };
            known = Some((start, factor));
            ((self.horizon - month as f64).min(1.0), factor)
        });
        Ok(months.collect())
    }

    /// The discounted sums over the horizon.
    ///
    /// # Errors
    /// [`Undefined::OutsideDomain`] for a negative horizon or one above 200 years, and as for [`EffectCourse::path`];
    /// [`Undefined::NotFinite`] where the numbers are too large.
    pub fn sums(&self) -> Result<Sums, Undefined> {
        let months = self.months()?;
        self.summed(&months, 0)
    }

    /// The sums of each year, discounted or not; what is paid at the start falls in the first.
    ///
    /// # Errors
    /// As for [`Programme::sums`].
    pub fn years(&self, discounted: bool) -> Result<Vec<Sums>, Undefined> {
        let mut months = self.months()?;
        if !discounted {
            months.iter_mut().for_each(|(_, factor)| *factor = 1.0);
        }
        let count = months.len().div_ceil(12).max(1);
        (0..count).map(|year| self.summed(&months[12 * year..months.len().min(12 * year + 12)], 12 * year)).collect()
    }

    /// The sums of these months, the first of which is `first` (from 0).
    fn summed(&self, months: &[(f64, f64)], first: usize) -> Result<Sums, Undefined> {
        let path = self.effect.path(first + months.len())?;
        let mut sums = Sums::default();
        for (effect, (share, factor)) in path[first..].iter().zip(months) {
            sums.person_years += effect * share * factor / 12.0;
        }
        let between = |from: u32, to: u32| -> f64 {
            let here = |month: usize| (from as usize..=to as usize).contains(&(first + month + 1));
            let counted = months.iter().enumerate().filter(|(month, _)| here(*month));
            counted.map(|(_, (share, factor))| share * factor).sum()
        };
        for cost in &self.costs {
            let amount = match cost.paid {
                Paid::AtStart if first == 0 => cost.amount,
                Paid::AtStart => 0.0,
                Paid::Monthly { from, to } => cost.amount * between(from, to),
            };
            let side = if cost.comparison { &mut sums.comparison } else { &mut sums.programme };
            side[cost.payer as usize] += amount;
        }
        if self.health.months > 0 {
            let each = self.health.qalys * self.health.value / f64::from(self.health.months);
            sums.health = each * between(1, self.health.months);
        }
        let all = sums.programme.iter().chain(&sums.comparison);
        for number in all.chain([&sums.person_years, &sums.health]) {
            finite(*number)?;
        }
        Ok(sums)
    }

    /// What a wage and a person-year are worth in a perspective, and what they must carry of these sums.
    ///
    /// Society: m = (1 + a + s)(1 − φ)(1 − δ) + λ(τ + a), v = λb, and C the cost with the financing of its public part. Public
    /// budgets: m = τ + a, v = b. The labour and welfare administration: v = b. Participants: m = 1 + s − τ less the leisure
    /// they lose, v = −b. Employers: production pays for labour, so that only what they pay of the programme is left.
    pub fn balance(&self, perspective: Perspective, sums: &Sums) -> Balance {
        let labour = 1.0 + self.payroll_tax + self.social_costs;
        let leisure = labour * (1.0 - self.displacement) * self.lost_leisure;
        let public = self.public_money;
        let counted = |counts: bool, amount: f64| if counts { amount } else { 0.0 };
        let (per_wage, per_person_year, cost) = match perspective {
            Perspective::Society => {
                let taxed = counted(public.income_tax, self.income_tax) + counted(public.payroll_tax, self.payroll_tax);
                let offset = (1.0 - self.lost_leisure) * (1.0 - self.displacement);
                let transfers = counted(public.saved_transfers, self.saved_transfers);
                (
                    labour * offset + self.tax_financing * taxed,
                    self.tax_financing * transfers,
                    sums.net_cost(|_| true) + self.tax_financing * sums.net_cost(Payer::is_public) - sums.health,
                )
            }
            Perspective::PublicBudgets => {
                (self.income_tax + self.payroll_tax, self.saved_transfers, sums.net_cost(Payer::is_public))
            }
            Perspective::Nav => (0.0, self.saved_transfers, sums.net_cost(|payer| payer == Payer::Nav)),
            Perspective::Participant => (
                1.0 + self.social_costs - self.income_tax - leisure,
                -self.saved_transfers,
                sums.net_cost(|payer| payer == Payer::Participant) - sums.health,
            ),
            Perspective::Employer => (0.0, 0.0, sums.net_cost(|payer| payer == Payer::Employer)),
        };
        Balance { per_wage, per_person_year, cost }
    }

    /// The account of these sums at an annual gross wage: every line that is not nothing, in a fixed order.
    ///
    /// The lines sum to [`Balance::net_present_value`]. Society's sum is that of participants, public budgets and employers, less
    /// what is displaced, and the financing.
    pub fn items(&self, perspective: Perspective, sums: &Sums, wage: f64) -> Vec<(Item, f64)> {
        let wages = wage * sums.person_years;
        let production = wages * (1.0 + self.payroll_tax + self.social_costs);
        let displaced = production * self.displacement;
        let leisure = (production - displaced) * self.lost_leisure;
        let transfers = self.saved_transfers * sums.person_years;
        let of = |costs: &[f64; 4], payers: &dyn Fn(Payer) -> bool| -> f64 {
            Payer::ALL.into_iter().zip(costs).filter(|(payer, _)| payers(*payer)).map(|(_, cost)| *cost).sum()
        };
        let costs = |payers: &dyn Fn(Payer) -> bool| {
            [(Item::Programme, -of(&sums.programme, payers)), (Item::Comparison, of(&sums.comparison, payers))]
        };
        let mut items = match perspective {
            Perspective::Society => {
                let mut items = vec![
                    (Item::Production, production),
                    (Item::Displacement, -displaced),
                    (Item::LostLeisure, -leisure),
                    (Item::Health, sums.health),
                ];
                items.extend(costs(&|_| true));
                items.push((Item::TaxFinancing, -self.tax_financing * self.net_public_cost(sums, wage)));
                items
            }
            Perspective::PublicBudgets => {
                let mut items = vec![
                    (Item::IncomeTax, wages * self.income_tax),
                    (Item::PayrollTax, wages * self.payroll_tax),
                    (Item::Transfers, transfers),
                ];
                items.extend(costs(&Payer::is_public));
                items
            }
            Perspective::Nav => {
                let mut items = vec![(Item::Transfers, transfers)];
                items.extend(costs(&|payer| payer == Payer::Nav));
                items
            }
            Perspective::Participant => {
                let mut items = vec![
                    (Item::Wage, wages),
                    (Item::IncomeTax, -wages * self.income_tax),
                    (Item::SocialCosts, wages * self.social_costs),
                    (Item::Transfers, -transfers),
                    (Item::LostLeisure, -leisure),
                    (Item::Health, sums.health),
                ];
                items.extend(costs(&|payer| payer == Payer::Participant));
                items
            }
            Perspective::Employer => {
                let mut items = vec![(Item::Production, production), (Item::LabourCost, -production)];
                items.extend(costs(&|payer| payer == Payer::Employer));
                items
            }
        };
        items.retain(|(_, amount)| *amount != 0.0);
        items
    }

    /// What the public purse pays of these sums at a wage, taxes and saved transfers taken off as far as the model counts them:
    /// what the tax-financing cost is reckoned on.
    pub fn net_public_cost(&self, sums: &Sums, wage: f64) -> f64 {
        let counted = |counts: bool, amount: f64| if counts { amount } else { 0.0 };
        let public = self.public_money;
        sums.net_cost(Payer::is_public)
            - counted(public.income_tax, wage * sums.person_years * self.income_tax)
            - counted(public.payroll_tax, wage * sums.person_years * self.payroll_tax)
            - counted(public.saved_transfers, self.saved_transfers * sums.person_years)
    }

    /// The net present value in a perspective at an annual gross wage.
    ///
    /// # Errors
    /// As for [`Programme::sums`].
    pub fn net_present_value(&self, perspective: Perspective, wage: f64) -> Result<f64, Undefined> {
        let sums = self.sums()?;
        finite(self.balance(perspective, &sums).net_present_value(sums.person_years, wage))
    }

    /// The annual gross wage at which the net present value in a perspective is nought.
    ///
    /// # Errors
    /// As for [`Programme::sums`].
    pub fn break_even_wage(&self, perspective: Perspective) -> Result<BreakEven, Undefined> {
        let sums = self.sums()?;
        Ok(self.balance(perspective, &sums).break_even_wage(sums.person_years))
    }
}

impl Balance {
    /// E·(m·W + v) − C.
    pub fn net_present_value(&self, person_years: f64, wage: f64) -> f64 {
        person_years * (wage * self.per_wage + self.per_person_year) - self.cost
    }

    /// The wage at which the net present value is nought, W* = (C − vE)/(mE).
    ///
    /// Without extra person-years no wage carries the cost; where they carry it without a wage, every wage does. The wage is
    /// positive and finite: one beyond all numbers is none.
    pub fn break_even_wage(&self, person_years: f64) -> BreakEven {
        if person_years.is_nan() || person_years <= 0.0 {
            return BreakEven::NoWage;
        }
        let to_carry = self.cost - self.per_person_year * person_years;
        if to_carry <= 0.0 {
            return BreakEven::EveryWage;
        }
        let wage = to_carry / (person_years * self.per_wage);
        if self.per_wage > 0.0 && wage.is_finite() { BreakEven::Wage(wage) } else { BreakEven::NoWage }
    }

    /// The extra person-years at which the net present value at a wage is nought; `None` where they are worth nothing.
    pub fn break_even_person_years(&self, wage: f64) -> Option<f64> {
        let worth = wage * self.per_wage + self.per_person_year;
        let years = self.cost / worth;
        (worth > 0.0 && years.is_finite()).then_some(years)
    }

    /// The break-even wages of all person-years in a set, from 0, with an infinite end where no upper limit can be fixed.
    pub fn wages(&self, person_years: Interval) -> Interval {
        let at = |person_years: f64| match self.break_even_wage(person_years.min(f64::MAX / 1e30)) {
            BreakEven::Wage(wage) => wage,
            BreakEven::EveryWage => 0.0,
            BreakEven::NoWage => f64::INFINITY,
        };
        match person_years {
            Interval::Bounded { lower, upper } => Interval::Bounded { lower: at(upper), upper: at(lower) },
            Interval::Complement { .. } | Interval::Whole => Interval::Bounded { lower: 0.0, upper: f64::INFINITY },
        }
    }

    /// What can be paid of Fieller's set of the break-even wage, with C and E taken as normal.
    ///
    /// `uncertain.cost_variance` is that of C. [`Undefined::ZeroDifference`] where a wage is worth nothing or E is 0 without
    /// error, [`Undefined::OutsideDomain`] for variances that cannot be.
    ///
    /// Fieller, E. C. (1954). Some problems in interval estimation. *Journal of the Royal Statistical Society B* 16, 175-185.
    pub fn wages_fieller(
        &self,
        person_years: f64,
        uncertain: Uncertainty,
        level: Level,
    ) -> Result<Interval, Undefined> {
        let (m, v) = (self.per_wage, self.per_person_year);
        if finite(m)? == 0.0 {
            return Err(Undefined::ZeroDifference);
        }
        let Uncertainty { cost_variance, person_years_variance, covariance } = uncertain;
        let given = Spread { cost_variance, effect_variance: person_years_variance, covariance };
        let point = Increment { cost: self.cost - v * person_years, effect: m * person_years };
        UncertainIncrement::new(point, given)?;
        let spread = Spread {
            cost_variance: (cost_variance + v * v * person_years_variance - 2.0 * v * covariance).max(0.0),
            effect_variance: m * m * person_years_variance,
            covariance: m * (covariance - v * person_years_variance),
        };
        Ok(payable(fieller(&UncertainIncrement::new(point, spread)?, level)?.interval))
    }

    /// The probability that a programme carries its costs at a wage, with C and E taken as normal: Φ(NPV/σ).
    ///
    /// Without uncertainty it is 1 or 0; at exactly nought it carries them.
    ///
    /// ```
    /// use utfall::econ::programme::Balance;
    /// use utfall::econ::wage_interval::Uncertainty;
    /// let balance = Balance { per_wage: 1.0, per_person_year: 0.0, cost: 100_000.0 };
    /// let uncertain = Uncertainty { cost_variance: 0.0, person_years_variance: 0.0025, covariance: 0.0 };
    /// // At the break-even wage of 500 000 for 0.2 person-years it is one half.
    /// assert!((balance.probability(0.2, uncertain, 500_000.0) - 0.5).abs() < 1e-15);
    /// // At twice that, break-even needs 0.1 person-years, two standard errors less.
    /// assert!((balance.probability(0.2, uncertain, 1e6) - 0.977_249_868).abs() < 1e-9);
    /// ```
    pub fn probability(&self, person_years: f64, uncertain: Uncertainty, wage: f64) -> f64 {
        let worth = wage * self.per_wage + self.per_person_year;
        let Uncertainty { cost_variance, person_years_variance, covariance } = uncertain;
        let variance = worth * worth * person_years_variance + cost_variance - 2.0 * worth * covariance;
        let value = self.net_present_value(person_years, wage);
        if variance > 0.0 {
            Normal.cdf(value / libm::sqrt(variance))
        } else if value >= 0.0 {
            1.0
        } else {
            0.0
        }
    }
}

/// One number of a [`Programme`], or the wage at which it is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Parameter {
    /// W: the annual gross wage.
    Wage,
    /// The programme's cost per participant, all components together: those of a changed value keep their shares. Its value is
    /// the discounted sum.
    Cost,
    /// What the alternative costs, likewise.
    ComparisonCost,
    /// The extra share in work at the last observation; the course before it is scaled with it.
    Effect,
    /// For how many months the effect is full.
    Lasts,
    /// How many months the fade-out takes, or its half-life.
    FadeOut,
    /// How many months are counted.
    Horizon,
    /// One discount rate for all years; the value is the first year's.
    DiscountRate,
    /// The employer contribution.
    PayrollTax,
    /// Other social costs.
    SocialCosts,
    /// The value of lost leisure.
    LostLeisure,
    /// The displacement of others.
    Displacement,
    /// The income tax.
    IncomeTax,
    /// The tax-financing cost.
    TaxFinancing,
    /// The transfers saved per extra person-year.
    SavedTransfers,
    /// The quality-adjusted life years gained.
    Qalys,
    /// The value of one of them.
    QalyValue,
}

impl Parameter {
    /// All of them.
    pub const ALL: [Parameter; 17] = [
        Parameter::Wage,
        Parameter::Cost,
        Parameter::ComparisonCost,
        Parameter::Effect,
        Parameter::Lasts,
        Parameter::FadeOut,
        Parameter::Horizon,
        Parameter::DiscountRate,
        Parameter::PayrollTax,
        Parameter::SocialCosts,
        Parameter::LostLeisure,
        Parameter::Displacement,
        Parameter::IncomeTax,
        Parameter::TaxFinancing,
        Parameter::SavedTransfers,
        Parameter::Qalys,
        Parameter::QalyValue,
    ];

    /// The name in a specification and in the table of assumptions.
    pub fn name(self) -> &'static str {
        match self {
            Parameter::Wage => "wage",
            Parameter::Cost => "cost_per_participant",
            Parameter::ComparisonCost => "comparison_cost",
            Parameter::Effect => "effect",
            Parameter::Lasts => "effect_lasts",
            Parameter::FadeOut => "fade_out",
            Parameter::Horizon => "horizon",
            Parameter::DiscountRate => "discount_rate",
            Parameter::PayrollTax => "payroll_tax",
            Parameter::SocialCosts => "social_costs",
            Parameter::LostLeisure => "lost_leisure",
            Parameter::Displacement => "displacement",
            Parameter::IncomeTax => "income_tax",
            Parameter::TaxFinancing => "tax_financing",
            Parameter::SavedTransfers => "saved_transfers",
            Parameter::Qalys => "qalys",
            Parameter::QalyValue => "qaly_value",
        }
    }

    /// Whether the parameter can have this value at all.
    pub fn allows(self, value: f64) -> bool {
        match self {
            Parameter::Effect => (-1.0..=1.0).contains(&value),
            Parameter::Qalys => value.is_finite(),
            Parameter::DiscountRate => value > -1.0 && value <= 1.0,
            Parameter::LostLeisure
            | Parameter::Displacement
            | Parameter::IncomeTax
            | Parameter::TaxFinancing
            | Parameter::PayrollTax => (0.0..=1.0).contains(&value),
            Parameter::FadeOut => value > 0.0 && value.is_finite(),
            Parameter::Horizon => (0.0..=MOST_MONTHS).contains(&value),
            _ => value >= 0.0 && value.is_finite(),
        }
    }

    /// The value in a model and at a wage; `None` for the length of a fade-out that has none.
    ///
    /// # Errors
    /// As for [`Programme::sums`].
    pub fn of(self, programme: &Programme, wage: f64) -> Result<Option<f64>, Undefined> {
        Ok(Some(match self {
            Parameter::Wage => wage,
            Parameter::Cost => programme.sums()?.programme.iter().sum(),
            Parameter::ComparisonCost => programme.sums()?.comparison.iter().sum(),
            Parameter::Effect => programme.effect.after.level,
            Parameter::Lasts => programme.effect.after.lasts,
            Parameter::FadeOut => match programme.effect.after.fade_out {
                FadeOut::Linear { months } => months,
                FadeOut::Exponential { half_life } => half_life,
                FadeOut::None | FadeOut::Persistent => return Ok(None),
            },
            Parameter::Horizon => programme.horizon,
            Parameter::DiscountRate => programme.schedule.rate(1),
            Parameter::PayrollTax => programme.payroll_tax,
            Parameter::SocialCosts => programme.social_costs,
            Parameter::LostLeisure => programme.lost_leisure,
            Parameter::Displacement => programme.displacement,
            Parameter::IncomeTax => programme.income_tax,
            Parameter::TaxFinancing => programme.tax_financing,
            Parameter::SavedTransfers => programme.saved_transfers,
            Parameter::Qalys => programme.health.qalys,
            Parameter::QalyValue => programme.health.value,
        }))
    }

    /// Gives the parameter another value.
    ///
    /// # Errors
    /// [`Undefined::OutsideDomain`] for a value that the parameter cannot have, and for one that the model has no place for: a
    /// cost where there is none to scale, the length of a fade-out that has none. As for [`Programme::sums`] beside.
    ///
    /// ```
    /// # use utfall::econ::horizon::FadeOut;
    /// # use utfall::econ::programme::*;
    /// # use utfall::econ::{DiscountSchedule, PublicMoney, Timing};
    /// # let mut programme = Programme {
    /// #     costs: vec![Cost { amount: 1_000.0, paid: Paid::Monthly { from: 1, to: 12 }, payer: Payer::Nav, comparison: false }],
    /// #     effect: EffectCourse::constant(0.1, 24.0, FadeOut::Exponential { half_life: 12.0 }),
    /// #     payroll_tax: 0.141, social_costs: 0.0, lost_leisure: 0.0, displacement: 0.0, income_tax: 0.25, tax_financing: 0.2,
    /// #     saved_transfers: 0.0, public_money: PublicMoney::ALL, health: Health::default(),
    /// #     schedule: DiscountSchedule::official(), period: Period::Month, timing: Timing::End, horizon: 60.0,
    /// # };
    /// let mut wage = 400_000.0;
    /// let before = Parameter::Cost.of(&programme, wage)?.unwrap();
    /// Parameter::Cost.set(&mut programme, &mut wage, 2.0 * before)?;
    /// assert!((programme.costs[0].amount - 2_000.0).abs() < 1e-9);
    /// assert!(Parameter::Effect.set(&mut programme, &mut wage, 7.0).is_err());
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    pub fn set(self, programme: &mut Programme, wage: &mut f64, value: f64) -> Result<(), Undefined> {
        if !self.allows(value) {
            return Err(Undefined::OutsideDomain);
        }
        match self {
            Parameter::Wage => *wage = value,
            Parameter::Cost | Parameter::ComparisonCost => {
                let comparison = self == Parameter::ComparisonCost;
                let now = self.of(programme, *wage)?.unwrap_or_default();
                if now <= 0.0 {
                    return Err(Undefined::OutsideDomain);
                }
                let own = |cost: &&mut Cost| cost.comparison == comparison;
                programme.costs.iter_mut().filter(own).for_each(|cost| cost.amount *= value / now);
            }
            Parameter::Effect => {
                let now = programme.effect.after.level;
                if programme.effect.observed.is_empty() {
                    programme.effect.after.level = value;
                } else if now == 0.0 {
                    return Err(Undefined::OutsideDomain);
                } else {
                    programme.effect = programme.effect.times(value / now);
                    programme.effect.after.level = value;
                }
            }
            Parameter::Lasts => programme.effect.after.lasts = value,
            Parameter::FadeOut => match &mut programme.effect.after.fade_out {
                FadeOut::Linear { months: time } | FadeOut::Exponential { half_life: time } => *time = value,
                FadeOut::None | FadeOut::Persistent => return Err(Undefined::OutsideDomain),
            },
            Parameter::Horizon => programme.horizon = value,
            Parameter::DiscountRate => {
                programme.schedule = DiscountSchedule::flat(value).map_err(|_| Undefined::OutsideDomain)?;
            }
            Parameter::PayrollTax => programme.payroll_tax = value,
            Parameter::SocialCosts => programme.social_costs = value,
            Parameter::LostLeisure => programme.lost_leisure = value,
            Parameter::Displacement => programme.displacement = value,
            Parameter::IncomeTax => programme.income_tax = value,
            Parameter::TaxFinancing => programme.tax_financing = value,
            Parameter::SavedTransfers => programme.saved_transfers = value,
            Parameter::Qalys => programme.health.qalys = value,
            Parameter::QalyValue => programme.health.value = value,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::econ::BreakEvenModel;
    use crate::stats::Random;

    /// A programme with all that its account depends on.
    fn programme(random: &mut Random) -> Programme {
        let mut between = |low: f64, high: f64| low + (high - low) * random.uniform();
        let costs = vec![
            Cost { amount: between(1e4, 9e4), paid: Paid::AtStart, payer: Payer::Nav, comparison: false },
            Cost {
                amount: between(1e3, 4e3),
                paid: Paid::Monthly { from: 1, to: between(1.0, 30.0) as u32 },
                payer: Payer::OtherPublic,
                comparison: false,
            },
            Cost {
                amount: between(0.0, 2e3),
                paid: Paid::Monthly { from: 4, to: 9 },
                payer: Payer::Nav,
                comparison: true,
            },
            Cost { amount: between(0.0, 5e3), paid: Paid::AtStart, payer: Payer::Employer, comparison: false },
            Cost { amount: between(0.0, 1e3), paid: Paid::AtStart, payer: Payer::Participant, comparison: false },
        ];
        let fade_out = match between(0.0, 4.0) as u8 {
            0 => FadeOut::None,
            1 => FadeOut::Linear { months: between(1.0, 50.0) },
            2 => FadeOut::Exponential { half_life: between(1.0, 50.0) },
            _ => FadeOut::Persistent,
        };
        let points = [(between(6.0, 12.0), between(0.02, 0.2)), (between(13.0, 43.0), between(0.02, 0.2))];
        Programme {
            costs,
            effect: EffectCourse::through(&points, fade_out).unwrap(),
            payroll_tax: between(0.0, 0.2),
            social_costs: between(0.0, 0.2),
            lost_leisure: between(0.0, 0.5),
            displacement: between(0.0, 0.5),
            income_tax: between(0.0, 0.4),
            tax_financing: between(0.0, 0.3),
            saved_transfers: between(0.0, 2e5),
            public_money: PublicMoney {
                income_tax: between(0.0, 1.0) < 0.7,
                payroll_tax: between(0.0, 1.0) < 0.7,
                saved_transfers: between(0.0, 1.0) < 0.7,
            },
            health: Health { qalys: between(-0.01, 0.05), months: 12, value: 1.4e6 },
            schedule: DiscountSchedule::flat(between(0.0, 0.08)).unwrap(),
            period: if between(0.0, 1.0) < 0.5 { Period::Year } else { Period::Month },
            timing: Timing::Mid,
            horizon: between(1.0, 90.0),
        }
    }

    fn near(one: f64, two: f64) -> bool {
        (one - two).abs() <= 1e-9 * one.abs().max(two.abs()).max(1.0)
    }

    #[test]
    fn accounts_add_up() {
        let mut random = Random::new(6, 1);
        for _ in 0..1_000 {
            let programme = programme(&mut random);
            let sums = programme.sums().unwrap();
            let wage = 600_000.0 * random.uniform();
            let value = |perspective| {
                let items = programme.items(perspective, &sums, wage);
                let total: f64 = items.iter().map(|(_, amount)| amount).sum();
                let balance = programme.balance(perspective, &sums);
                assert!(near(total, balance.net_present_value(sums.person_years, wage)), "{perspective:?}");
                total
            };
            // Society is everybody: participants, public budgets, employers, those who are displaced, and the financing.
            let displaced: f64 = programme
                .items(Perspective::Society, &sums, wage)
                .iter()
                .filter(|(item, _)| matches!(item, Item::Displacement | Item::TaxFinancing))
                .map(|(_, amount)| amount)
                .sum();
            let parts = [Perspective::Participant, Perspective::PublicBudgets, Perspective::Employer].map(value);
            assert!(near(value(Perspective::Society), parts.iter().sum::<f64>() + displaced));
            value(Perspective::Nav);
            // The years are the whole.
            let years = programme.years(true).unwrap();
            let together: f64 = years.iter().map(|year| year.person_years).sum();
            assert!(near(together, sums.person_years) && years.len() == (programme.horizon / 12.0).ceil() as usize);
            let cost = |sums: &Sums| sums.net_cost(|_| true);
            assert!(near(years.iter().map(cost).sum(), cost(&sums)));
            assert!(near(years.iter().map(|year| year.health).sum(), sums.health));
        }
    }

    #[test]
    fn the_closed_form_is_that_of_the_model() {
        let mut random = Random::new(6, 2);
        for _ in 0..1_000 {
            let mut programme = programme(&mut random);
            programme.health = Health::default();
            programme.costs.truncate(3);
            let sums = programme.sums().unwrap();
            let model = BreakEvenModel {
                cost: sums.net_cost(|_| true),
                person_years: sums.person_years,
                payroll_tax: programme.payroll_tax,
                social_costs: programme.social_costs,
                offset: 1.0 - (1.0 - programme.lost_leisure) * (1.0 - programme.displacement),
                income_tax: programme.income_tax,
                tax_financing: programme.tax_financing,
                saved_transfers: programme.saved_transfers,
                public_money: programme.public_money,
            };
            let balance = programme.balance(Perspective::Society, &sums);
            match (balance.break_even_wage(sums.person_years), model.break_even_wage()) {
                (BreakEven::Wage(one), BreakEven::Wage(two)) => assert!(near(one, two)),
                (one, two) => assert_eq!(one, two),
            }
            let wage = 300_000.0;
            assert!(near(balance.net_present_value(sums.person_years, wage), model.net_present_value(wage)));
            // Fieller's set is the same by both ways.
            let uncertain =
                Uncertainty { cost_variance: 1e6, person_years_variance: 0.01 * sums.person_years, covariance: 0.0 };
            let k = 1.0 + programme.tax_financing;
            let carried = Uncertainty { cost_variance: 1e6 * k * k, ..uncertain };
            let (Ok(one), Ok(two)) = (
                balance.wages_fieller(sums.person_years, carried, Level::NINETY_FIVE),
                model.wage_fieller(uncertain, Level::NINETY_FIVE),
            ) else {
                panic!()
            };
            let two = payable(two.interval);
            assert!(near(one.lower().unwrap(), two.lower().unwrap()), "{one:?} {two:?}");
        }
    }

    #[test]
    fn a_parameter_is_what_it_was_set_to() {
        let mut random = Random::new(6, 3);
        for _ in 0..300 {
            let before = programme(&mut random);
            for parameter in Parameter::ALL {
                let (mut programme, mut wage) = (before.clone(), 4e5);
                let Some(value) = parameter.of(&programme, wage).unwrap() else { continue };
                if parameter.set(&mut programme, &mut wage, value * 0.9).is_err() {
                    assert!(value == 0.0 || !parameter.allows(value * 0.9), "{parameter:?} {value}");
                    continue;
                }
                let now = parameter.of(&programme, wage).unwrap().unwrap();
                assert!(near(now, value * 0.9), "{parameter:?} {now} {value}");
                // And back.
                parameter.set(&mut programme, &mut wage, value).unwrap();
                let (one, two) = (
                    programme.net_present_value(Perspective::Society, wage).unwrap(),
                    before.net_present_value(Perspective::Society, 4e5).unwrap(),
                );
                if parameter != Parameter::DiscountRate {
                    assert!(near(one, two), "{parameter:?}");
                }
            }
        }
    }

    #[test]
    fn draws_find_the_closed_form_probability_and_interval() {
        let mut random = Random::new(6, 4);
        let balance = Balance { per_wage: 1.2, per_person_year: 50_000.0, cost: 100_000.0 };
        let uncertain = Uncertainty { cost_variance: 1e8, person_years_variance: 0.0016, covariance: 200.0 };
        let wage = 400_000.0;
        let (sd_c, sd_e) = (1e4, 0.04);
        let correlation = 200.0 / (sd_c * sd_e);
        let count = 40_000;
        let carried = (0..count)
            .filter(|_| {
                let (z1, z2) = (Normal.quantile(random.uniform()).unwrap(), Normal.quantile(random.uniform()).unwrap());
                let cost = balance.cost + sd_c * z1;
                let years = 0.2 + sd_e * (correlation * z1 + (1.0 - correlation * correlation).sqrt() * z2);
                Balance { cost, ..balance }.net_present_value(years, wage) >= 0.0
            })
            .count();
        let probability = balance.probability(0.2, uncertain, wage);
        assert!((carried as f64 / f64::from(count) - probability).abs() < 0.01, "{carried} {probability}");
        // At the ends of Fieller's interval the probability is 2.5 and 97.5 per cent.
        let Interval::Bounded { lower, upper } = balance.wages_fieller(0.2, uncertain, Level::NINETY_FIVE).unwrap()
        else {
            panic!()
        };
        assert!((balance.probability(0.2, uncertain, lower) - 0.025).abs() < 1e-9);
        assert!((balance.probability(0.2, uncertain, upper) - 0.975).abs() < 1e-9);
    }

    #[test]
    fn horizons_that_cannot_be() {
        let mut random = Random::new(6, 5);
        let with = |horizon| Programme { horizon, ..programme(&mut random) };
        assert_eq!([-1.0, 1e6, f64::NAN].map(with).map(|it| it.sums().is_err()), [true; 3]);
        let none = Programme { horizon: 0.0, ..programme(&mut Random::new(6, 6)) };
        assert_eq!(none.sums().unwrap().person_years, 0.0);
        assert_eq!(none.years(true).unwrap().len(), 1);
        assert_eq!(EffectCourse::through(&[(3.0, 0.1), (3.0, 0.1)], FadeOut::None), Err(Undefined::OutsideDomain));
    }
}
