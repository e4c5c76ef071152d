//! What costs and effects say: ratios, the frontier, and decisions at thresholds.

use super::{
    CostEffectiveness, Estimate, Estimated, Found, Interval, Level, MISSING, Method, Note, Outcome, Quantity, Reason,
    Row, Section, Simulation, Table, UncertainIncrement, Undefined, Unit, Value, add_note, kroner_decimals, mean,
    with_interval,
};
use crate::econ::bootstrap::icer_wedge;
use crate::econ::ellipse::Ellipse;
use crate::econ::frontier::{Placed, Standing, frontier};
use crate::econ::icer::fieller;
use crate::econ::increment::{Increment, Quadrant};
use crate::econ::information::Metamodel;
use crate::econ::simulation::Decision;
use crate::results::{ConfidenceInterval, Curve, CurveStyle, Point};

/// How many draws a picture of the plane shows.
const SHOWN: usize = 500;
/// How many places along the effect the ellipse has.
const ELLIPSE: usize = 48;

/// Everything that sections are made of.
pub(super) struct Valued<'a> {
    pub of: &'a CostEffectiveness,
    pub found: &'a Found,
    pub names: &'a [String],
    pub level: Level,
    pub cost_decimals: i8,
    pub means: Vec<Outcome>,
}

/// The value of perfect information, and of information about costs and about effects alone.
struct Information {
    decisions: Vec<Decision>,
    costs: Result<Vec<Decision>, Undefined>,
    effects: Result<Vec<Decision>, Undefined>,
}

impl Information {
    fn new(simulation: &Simulation, thresholds: &[f64]) -> Result<Information, Undefined> {
        let less = |of: fn(&Simulation, usize) -> &[f64]| -> Vec<Vec<f64>> {
            let first = of(simulation, 0);
            let increment =
                |strategy| of(simulation, strategy).iter().zip(first).map(|(own, first)| own - first).collect();
            (1..simulation.strategies()).map(increment).collect()
        };
        // What is left after learning one of them is close to linear in it, as means of many persons are nearly normal.
        let given = |inputs: Vec<Vec<f64>>| -> Result<Vec<Decision>, Undefined> {
            let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
            simulation.given(&inputs, Metamodel::Polynomial(2))?.decisions(thresholds)
        };
        Ok(Information {
            decisions: simulation.decisions(thresholds)?,
            costs: given(less(Simulation::costs)),
            effects: given(less(Simulation::effects)),
        })
    }
}

impl Valued<'_> {
    fn cost(&self, value: f64) -> Value {
        Quantity { value, unit: self.of.kroner(), decimals: self.cost_decimals }.into()
    }

    fn effect(&self, value: f64) -> Value {
        Quantity { value, unit: self.of.effect_unit(), decimals: self.of.decimals() }.into()
    }

    fn ratio(&self, value: f64) -> Value {
        Quantity { value, unit: self.of.kroner(), decimals: kroner_decimals(value.abs()) }.into()
    }

    fn row(&self, name: &str, place: usize, cells: Vec<Value>) -> Row {
        Row {
            name: name.to_owned(),
            label: Some(self.of.alternatives.value[place].label.clone()),
            basis: None,
            source: None,
            words: Vec::new(),
            cells,
        }
    }

    /// All alternatives beside each other, the frontier, and the decisions.
    pub(super) fn overview(&self, section: &mut Section) {
        let rows = self.found.known.iter().enumerate().map(|(place, known)| {
            let cells = vec![
                Value::Count(known.total),
                mean(known.cost, self.of.kroner(), self.cost_decimals, self.level),
                mean(known.effect, self.of.effect_unit(), self.of.decimals(), self.level),
            ];
            self.row(&self.names[place], place, cells)
        });
        let columns = ["total", "cost", "effect"].map(str::to_owned).to_vec();
        section.values.push(("alternatives".to_owned(), Value::Table(Table { columns, rows: rows.collect() })));
        let missing: u64 = self.found.missing.iter().sum();
        if missing > 0 {
            section.values.push((MISSING.to_owned(), Value::Count(missing)));
        }
        if let Ok(placed) = frontier(&self.means) {
            section.values.push(("frontier".to_owned(), Value::Table(self.frontier(&placed))));
        }
        self.decisions(section);
    }

    fn frontier(&self, placed: &[Placed]) -> Table {
        let rows = placed.iter().map(|Placed { strategy, standing }| {
            let own = self.means[*strategy];
            let [extra_cost, extra_effect, icer] = match *standing {
                Standing::Frontier { increment, icer } => {
                    [self.cost(increment.cost), self.effect(increment.effect), self.ratio(icer)]
                }
                Standing::Reference => [(); 3].map(|()| Reason::Comparator.into()),
                Standing::ExtendedlyDominated => [(); 3].map(|()| Reason::ExtendedlyDominated.into()),
                Standing::Dominated => [(); 3].map(|()| Reason::Dominated.into()),
            };
            let cells = vec![self.cost(own.cost), self.effect(own.effect), extra_cost, extra_effect, icer];
            self.row(&self.names[*strategy], *strategy, cells)
        });
        let columns = ["cost", "effect", "extra_cost", "extra_effect", "icer"].map(str::to_owned).to_vec();
        Table { columns, rows: rows.collect() }
    }

    /// What is best at each threshold and along the curves.
    fn decisions(&self, section: &mut Section) {
        let thresholds = self.of.thresholds();
        let information = |thresholds: &[f64]| match &self.found.simulation {
            Ok(simulation) => Information::new(simulation, thresholds),
            Err(why) => Err(*why),
        };
        let at = information(&thresholds);
        let highest = at.as_ref().map_or(0.0, |at| at.decisions.iter().map(|found| found.evpi).fold(0.0, f64::max));
        let kroner = |value: f64| -> Value {
            Quantity { value, unit: self.of.kroner(), decimals: kroner_decimals(highest) }.into()
        };
        let rows = self.of.thresholds.value.iter().enumerate().map(|(place, threshold)| {
            let mut row = threshold.row(&format!("at_{}", named(threshold.value.value)), self.of.kroner());
            row.words = Vec::new();
            match &at {
                Ok(found) => {
                    let decision = &found.decisions[place];
                    let part = |of: &Result<Vec<Decision>, Undefined>| match of {
                        Ok(decisions) => kroner(decisions[place].evpi.min(decision.evpi)),
                        Err(why) => (*why).into(),
                    };
                    row.words.push(("best".to_owned(), self.of.alternatives.value[decision.best].label.clone()));
                    row.cells.extend([
                        share(decision.frontier_probability()),
                        kroner(decision.evpi),
                        part(&found.costs),
                        part(&found.effects),
                    ]);
                }
                Err(why) => row.cells.extend([(); 4].map(|()| Value::from(*why))),
            }
            row
        });
        let columns = ["threshold", "probability", "evpi", "evppi_costs", "evppi_effects"].map(str::to_owned).to_vec();
        section.values.push(("decisions".to_owned(), Value::Table(Table { columns, rows: rows.collect() })));
        let grid = self.of.grid();
        let Ok(along) = information(&grid) else { return };
        let unit = self.of.kroner();
        let curve = |y_unit: Unit, decimals: i8, of: &dyn Fn(usize) -> f64| {
            let point = |(place, x): (usize, &f64)| Point { x: *x, y: of(place), band: None };
            Value::Curve(Curve {
                x_unit: unit,
                y_unit,
                decimals,
                style: CurveStyle::Line,
                level: None,
                points: grid.iter().enumerate().map(point).collect(),
            })
        };
        for (strategy, name) in self.names.iter().enumerate() {
            let of = |place: usize| along.decisions[place].probabilities[strategy];
            section.values.push((format!("acceptability.{name}"), curve(Unit::Proportion, 0, &of)));
        }
        let of = |place: usize| along.decisions[place].frontier_probability();
        section.values.push(("acceptability_frontier".to_owned(), curve(Unit::Proportion, 0, &of)));
        let highest = along.decisions.iter().map(|decision| decision.evpi).fold(0.0, f64::max);
        let evpi = |place: usize| along.decisions[place].evpi;
        section.values.push(("evpi".to_owned(), curve(unit, kroner_decimals(highest), &evpi)));
        for (name, part) in [("evppi_costs", &along.costs), ("evppi_effects", &along.effects)] {
            let value = match part {
                Ok(decisions) => curve(unit, kroner_decimals(highest), &|place| decisions[place].evpi.min(evpi(place))),
                Err(why) => (*why).into(),
            };
            section.values.push((name.to_owned(), value));
        }
    }

    /// One alternative over the first.
    pub(super) fn comparison(&self, section: &mut Section, place: usize) {
        let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
        let increment = match &self.found.increments[place - 1] {
            Ok(increment) => increment,
            Err(why) => {
                for name in ["extra_cost", "extra_effect", "icer", "icer_of_draws"] {
                    put(name, (*why).into());
                }
                return;
            }
        };
        let point = increment.point();
        let difference = |value: f64, variance: f64, unit: Unit, decimals: i8| -> Value {
            let error = libm::sqrt(variance);
            let reach = increment.df().map_or(Ok(self.level.z()), |df| {
                crate::stats::distribution::StudentT::new(df)?.upper_quantile(0.5 * self.level.alpha())
            });
            let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(value, unit, decimals) };
            match reach {
                Ok(reach) => {
                    let interval = Interval::around(value, reach * error);
                    let estimated = Estimated { value, standard_error: Some(error), interval };
                    with_interval(empty, estimated, self.level, self.found.method).into()
                }
                Err(_) => empty.into(),
            }
        };
        let spread = increment.spread();
        let (kroner, unit) = (self.of.kroner(), self.of.effect_unit());
        let cost = |value: f64| difference(value, spread.cost_variance, kroner, self.cost_decimals);
        let effect = |value: f64| difference(value, spread.effect_variance, unit, self.of.decimals());
        put("extra_cost", cost(point.cost));
        put("extra_effect", effect(point.effect));
        if point.cost < 0.0 {
            put("saving", cost(0.0 - point.cost));
        }
        if point.effect < 0.0 {
            put("lost_effect", effect(0.0 - point.effect));
        }
        let product = libm::sqrt(spread.cost_variance) * libm::sqrt(spread.effect_variance);
        if product > 0.0 {
            let value = spread.covariance / product;
            put("correlation", Quantity { value, unit: Unit::Number, decimals: 2 }.into());
        }
        let standing = standing(point);
        put("icer", self.ratio_of(increment, standing));
        let cloud = self.found.simulation.as_ref().map(|simulation| increments(simulation, place));
        let by_draws = match (&cloud, standing) {
            (_, Err(reason)) => reason.into(),
            (Err(why), _) => (**why).into(),
            (Ok(draws), Ok(icer)) => match icer_wedge(point, draws, self.level) {
                Ok(bounds) => self.ratio_with(icer, bounds, Method::AnglesOfDraws),
                Err(why) => why.into(),
            },
        };
        put("icer_of_draws", by_draws);
        if let Ok(simulation) = &self.found.simulation
            && let Ok(cloud) = simulation.cloud(place)
        {
            put("better_and_dearer", share(cloud.north_east));
            put("better_and_cheaper", share(cloud.south_east));
            put("worse_and_dearer", share(cloud.north_west));
            put("worse_and_cheaper", share(cloud.south_west));
        }
        let rows = self.of.thresholds.value.iter().zip(&self.found.benefits[place - 1]);
        let rows = rows.map(|(threshold, benefit)| {
            let mut row = threshold.row(&format!("at_{}", named(threshold.value.value)), kroner);
            match benefit {
                Ok(benefit) => {
                    let empty = Estimate {
                        no_effect: Some(0.0),
                        ..Estimate::new(benefit.estimated.value, kroner, self.cost_decimals)
                    };
                    let probability = match &cloud {
                        Ok(draws) => {
                            let gains = |draw: &&Increment| draw.net_monetary_benefit(threshold.value.value) > 0.0;
                            draws.iter().filter(gains).count() as f64 / draws.len() as f64
                        }
                        Err(_) => benefit.probability,
                    };
                    row.cells.extend([
                        with_interval(empty, benefit.estimated, self.level, self.found.method).into(),
                        share(probability),
                    ]);
                }
                Err(why) => row.cells.extend([(); 2].map(|()| Value::from(*why))),
            }
            row
        });
        let columns = ["threshold", "net_benefit", "probability"].map(str::to_owned).to_vec();
        put("net_benefit", Value::Table(Table { columns, rows: rows.collect() }));
        if let Ok(draws) = &cloud {
            put("cloud", self.cloud(draws));
        }
        if let Ok(ellipse) = Ellipse::new(increment, self.level)
            && ellipse.effect_reach > 0.0
            && ellipse.cost_reach > 0.0
        {
            put("ellipse", self.ellipse(&ellipse));
        }
        let set = match section.value("icer") {
            Some(Value::Estimate(estimate)) => estimate.interval.map(|interval| interval.bounds),
            _ => None,
        };
        if matches!(set, Some(Interval::Complement { .. } | Interval::Whole)) {
            add_note(section, Note::RatioNotAnInterval);
        }
    }

    /// The ratio with Fieller's set, or why there is none.
    fn ratio_of(&self, increment: &UncertainIncrement, standing: Result<f64, Reason>) -> Value {
        match (standing, fieller(increment, self.level)) {
            (Err(reason), _) => reason.into(),
            (Ok(icer), Ok(found)) => self.ratio_with(icer, found.interval, Method::Fieller),
            (Ok(icer), Err(_)) => Estimate::new(icer, self.of.kroner(), kroner_decimals(icer.abs())).into(),
        }
    }

    fn ratio_with(&self, icer: f64, bounds: Interval, method: Method) -> Value {
        Estimate {
            interval: Some(ConfidenceInterval { bounds, level: self.level, method }),
            ..Estimate::new(icer, self.of.kroner(), kroner_decimals(icer.abs()))
        }
        .into()
    }

    /// Some of the draws, by rising effect.
    fn cloud(&self, draws: &[Increment]) -> Value {
        let mut points: Vec<Point> =
            draws.iter().take(SHOWN).map(|draw| Point { x: draw.effect, y: draw.cost, band: None }).collect();
        points.sort_by(|one, two| one.x.total_cmp(&two.x).then(one.y.total_cmp(&two.y)));
        self.plane(points, None)
    }

    /// The ellipse as what lies between its lower and its upper side at each effect.
    fn ellipse(&self, ellipse: &Ellipse) -> Value {
        let outline = ellipse.outline(2 * ELLIPSE);
        let points = (0..=ELLIPSE).rev().map(|place| {
            let (one, two) = (outline[place], outline[(2 * ELLIPSE - place) % (2 * ELLIPSE)]);
            let (low, high) = (one.cost.min(two.cost), one.cost.max(two.cost));
            Point { x: one.effect, y: 0.5 * (low + high), band: Some((low, high)) }
        });
        self.plane(points.collect(), Some(self.level))
    }

    fn plane(&self, points: Vec<Point>, level: Option<Level>) -> Value {
        Value::Curve(Curve {
            x_unit: self.of.effect_unit(),
            y_unit: self.of.kroner(),
            decimals: self.cost_decimals,
            style: CurveStyle::Line,
            level,
            points,
        })
    }
}

/// The ratio where it says something, or why it does not.
fn standing(point: Increment) -> Result<f64, Reason> {
    let icer = || point.icer().map_err(Reason::Statistics);
    match point.quadrant() {
        Quadrant::NorthEast | Quadrant::SouthWest => icer(),
        Quadrant::SouthEast => Err(Reason::Dominant),
        Quadrant::NorthWest => Err(Reason::Dominated),
        Quadrant::Axis if point.effect > 0.0 => Err(Reason::Dominant),
        Quadrant::Axis if point.effect < 0.0 => Err(Reason::Dominated),
        Quadrant::Axis => icer(),
    }
}

/// The draws of an alternative less those of the first.
fn increments(simulation: &Simulation, place: usize) -> Vec<Increment> {
    let costs = simulation.costs(place).iter().zip(simulation.costs(0));
    let effects = simulation.effects(place).iter().zip(simulation.effects(0));
    let less = |((cost, first), (effect, none)): ((&f64, &f64), (&f64, &f64))| Increment {
        cost: cost - first,
        effect: effect - none,
    };
    costs.zip(effects).map(less).collect()
}

fn share(value: f64) -> Value {
    Quantity { value, unit: Unit::Proportion, decimals: 0 }.into()
}

/// An amount as part of a name: `500000`, or `0_5` for a half.
fn named(amount: f64) -> String {
    amount.to_string().replace('.', "_")
}
