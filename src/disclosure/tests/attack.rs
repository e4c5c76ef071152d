//! An attack on protected reports that shares nothing with how they were protected.
//!
//! The attacker reads the numbers that are still there, knows what they mean, and solves for the number of persons in
//! every combination of all categories: a linear program over these, and not over the groups that analyses list.

use std::collections::BTreeSet;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::world::{Draft, Filter, Meaning, Random, World, drafts};
use crate::disclosure::{Log, Rule, Struck, protect};
use crate::results::{Results, Value};

/// A linear statement about persons: the sum over all combinations of factor times count lies in this range.
struct Statement {
    factors: Vec<(usize, f64)>,
    least: f64,
    most: f64,
}

fn about(world: &World, filter: &Filter, factor: f64) -> Vec<(usize, f64)> {
    (0..world.counts.len()).filter(|place| world.holds(*place, filter)).map(|place| (place, factor)).collect()
}

fn range(world: &World, filter: &Filter, least: f64, most: f64) -> Statement {
    Statement { factors: about(world, filter, 1.0), least, most }
}

/// The number that is shown under a name, if one is.
fn shown(results: &Results, id: &str, name: &str) -> Option<f64> {
    let section = results.section(id)?;
    let scalar = |value: &Value| match value {
        Value::Count(count) => Some(*count as f64),
        Value::Quantity(quantity) => Some(quantity.value),
        Value::Estimate(estimate) => Some(estimate.value),
        _ => None,
    };
    if let Some((table, cell)) = name.split_once('/') {
        let Some(Value::Table(table)) = section.value(table) else { return None };
        let (row, column) = cell.split_once('/')?;
        let row = table.rows.iter().find(|known| known.name == row)?;
        return scalar(&row.cells[table.columns.iter().position(|known| known == column)?]);
    }
    if let Some((curve, x)) = name.strip_suffix(']').and_then(|name| name.split_once('[')) {
        let Some(Value::Curve(curve)) = section.value(curve) else { return None };
        let x: f64 = x.parse().ok()?;
        return curve.points.iter().find(|point| point.x == x).map(|point| point.y);
    }
    scalar(section.value(name)?)
}

/// All that the reports say.
fn read(world: &World, drafts: &[Draft], reports: &[Results]) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (draft, results) in drafts.iter().zip(reports) {
        for (id, name, meaning) in &draft.meanings {
            let Some(value) = shown(results, id, name) else { continue };
            match meaning {
                Meaning::Count(filter) => statements.push(range(world, filter, value, value)),
                Meaning::Share(part, whole) => {
                    // Full precision, as in results.json; the printed decimals say less.
                    let mut factors = about(world, part, 1.0);
                    factors.extend(about(world, whole, -value));
                    let slack = 1e-7;
                    statements.push(Statement { factors: joined(factors), least: -slack, most: slack });
                    let total = world.count(whole) as f64;
                    let printed = (value * 1000.0).round() / 1000.0;
                    let decimals = 0.0005 * total + 1e-7;
                    if shown(results, id, &name.replace("proportion", "total")).is_some() {
                        let middle = printed * total;
                        statements.push(range(world, part, middle - decimals, middle + decimals));
                    }
                }
                Meaning::Exactly(filters) => {
                    for filter in filters {
                        let count = world.count(filter) as f64;
                        statements.push(range(world, filter, count, count));
                    }
                }
            }
        }
    }
    statements
}

fn joined(factors: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
    let mut sums = std::collections::BTreeMap::new();
    factors.into_iter().for_each(|(place, factor)| *sums.entry(place).or_insert(0.0) += factor);
    sums.into_iter().filter(|(_, factor)| *factor != 0.0).collect()
}

/// What the rule and the logs tell of hidden counts, besides: the class of each listed group that is not shown, unless
/// the log keeps it to itself.
fn told(world: &World, drafts: &[Draft], reports: &[Results], logs: &[Log], rule: &Rule) -> Vec<Statement> {
    let mut seen: BTreeSet<Filter> = BTreeSet::new();
    let mut untold: BTreeSet<Filter> = BTreeSet::new();
    let mut listed: BTreeSet<Filter> = BTreeSet::new();
    for ((draft, results), log) in drafts.iter().zip(reports).zip(logs) {
        for (id, name, meaning) in &draft.meanings {
            let filters = match meaning {
                Meaning::Count(filter) => vec![filter.clone()],
                Meaning::Share(part, whole) => vec![part.clone(), whole.clone()],
                Meaning::Exactly(filters) => filters.clone(),
            };
            listed.extend(filters.iter().map(sorted));
            if shown(results, id, name).is_some() {
                seen.extend(filters.iter().map(sorted));
            }
            let section = log.sections.iter().find(|section| section.id == *id);
            let hit = section.and_then(|section| section.hidden.iter().find(|hidden| hidden.value == *name));
            if hit.is_some_and(|hit| hit.rule == Struck::Protected) {
                untold.extend(filters.iter().map(sorted));
            }
        }
    }
    let minimum = rule.minimum;
    let statement = |filter: &Filter| {
        let count = world.count(filter);
        let least = |count: u64| range(world, filter, count as f64, f64::INFINITY);
        match count {
            0 if rule.zeros => range(world, filter, 0.0, (minimum - 1) as f64),
            0 => range(world, filter, 0.0, 0.0),
            _ if untold.contains(filter) => least(u64::from(!rule.zeros)),
            _ if count < minimum => range(world, filter, f64::from(u8::from(!rule.zeros)), (minimum - 1) as f64),
            _ => least(minimum),
        }
    };
    listed.difference(&seen).map(statement).collect()
}

fn sorted(filter: &Filter) -> Filter {
    let mut sorted = filter.clone();
    sorted.sort_unstable();
    sorted
}

/// The interval of the number who fulfil a condition, as far as these statements go.
fn interval(world: &World, statements: &[Statement], filter: &Filter) -> (f64, f64) {
    let end = |direction| {
        let sign = if direction == OptimizationDirection::Minimize { 1.0 } else { -1.0 };
        let mut problem = Problem::new(direction);
        let within: BTreeSet<usize> = about(world, filter, 1.0).into_iter().map(|(place, _)| place).collect();
        let variables: Vec<Variable> = (0..world.counts.len())
            .map(|place| problem.add_var(f64::from(u8::from(within.contains(&place))), (0.0, 1e5)))
            .collect();
        for Statement { factors, least, most } in statements {
            let terms: Vec<(Variable, f64)> =
                factors.iter().map(|(place, factor)| (variables[*place], *factor)).collect();
            if terms.is_empty() {
                continue;
            }
            if least == most {
                problem.add_constraint(&terms, ComparisonOp::Eq, *least);
            } else {
                problem.add_constraint(&terms, ComparisonOp::Ge, *least);
                if most.is_finite() {
                    problem.add_constraint(&terms, ComparisonOp::Le, *most);
                }
            }
        }
        match problem.solve() {
            Ok(outcome) => outcome.into_solution().map_or(f64::NAN, |solution| solution.objective()),
            Err(microlp::Error::Unbounded) => -sign * f64::INFINITY,
            Err(error) => panic!("the truth itself fits, but: {error}"),
        }
    };
    (end(OptimizationDirection::Minimize), end(OptimizationDirection::Maximize))
}

/// The groups that nobody may work out: small ones that are listed, and small differences.
fn targets(world: &World, drafts: &[Draft], rule: &Rule) -> BTreeSet<Filter> {
    let mut listed: BTreeSet<Filter> = BTreeSet::new();
    for draft in drafts {
        for (_, section) in &draft.results.sections {
            for cell in &section.cells {
                let named = |text: &str| -> &'static str {
                    let all = world.dimensions.iter().flat_map(|(name, categories)| categories.iter().chain([name]));
                    all.copied().chain(["employed known"]).find(|known| *known == text).unwrap_or_default()
                };
                listed.insert(
                    cell.keys.iter().map(|(dimension, category)| (named(dimension), named(category))).collect(),
                );
            }
        }
    }
    let is_small = |count: u64, zeros: bool| (count > 0 && count < rule.minimum) || (count == 0 && zeros);
    listed.into_iter().filter(|filter| is_small(world.count(filter), false)).collect()
}

/// Protects the reports of a study and attacks them; the number of protected groups, and of hidden values.
fn withstands(seed: u64, scale: u64, rule: &Rule) -> (usize, usize) {
    let mut random = Random(seed);
    let world = World::random(&mut random, scale);
    let drafts = drafts(&mut random, &world);
    let mut reports: Vec<Results> = drafts.iter().map(|draft| draft.results.clone()).collect();
    let logs = protect(&mut reports, rule);
    let statements = read(&world, &drafts, &reports);
    let targets = targets(&world, &drafts, rule);
    let mut informed = told(&world, &drafts, &reports, &logs, rule);
    informed.extend(read(&world, &drafts, &reports));
    for target in &targets {
        let count = world.count(target) as f64;
        let (least, most) = interval(&world, &statements, target);
        assert!(
            most - least >= (rule.minimum - 1) as f64 - 1e-4,
            "seed {seed}: {target:?}, which is {count}, lies between {least} and {most}"
        );
        let (least, most) = interval(&world, &informed, target);
        assert!(
            (most + 1e-4).floor() - (least - 1e-4).ceil() >= 1.0,
            "seed {seed}: {target:?}, which is {count}, lies between {least} and {most} for who knows the rule"
        );
    }
    let hidden = logs.iter().flat_map(|log| &log.sections).map(|section| section.hidden.len()).sum();
    (targets.len(), hidden)
}

#[test]
fn no_small_count_can_be_worked_out() {
    let rule = Rule::default();
    let many = std::env::var("UTFALL_ATTACKS").ok().and_then(|many| many.parse().ok()).unwrap_or(300);
    let (mut protected, mut hidden) = (0, 0);
    for seed in 0..many {
        let (targets, values) = withstands(seed, [12, 30, 80][(seed % 3) as usize], &rule);
        (protected, hidden) = (protected + targets, hidden + values);
    }
    eprintln!("{protected} protected, {hidden} hidden");
    assert!(protected > 1000);
}

#[test]
#[ignore]
fn statistics() {
    let many: u64 = std::env::var("UTFALL_ATTACKS").ok().and_then(|many| many.parse().ok()).unwrap_or(300);
    let mut total = [0usize; 4];
    let mut time = std::time::Duration::ZERO;
    let mut longest = (std::time::Duration::ZERO, 0);
    for seed in 0..many {
        let mut random = Random(seed);
        let world = World::random(&mut random, [12, 30, 80][(seed % 3) as usize]);
        let drafts = drafts(&mut random, &world);
        let mut reports: Vec<Results> = drafts.iter().map(|draft| draft.results.clone()).collect();
        total[0] += drafts.iter().map(|draft| draft.meanings.len()).sum::<usize>();
        let start = std::time::Instant::now();
        let logs = protect(&mut reports, &Rule::default());
        time += start.elapsed();
        longest = longest.max((start.elapsed(), seed));
        for hidden in logs.iter().flat_map(|log| &log.sections).flat_map(|section| &section.hidden) {
            total[match hidden.rule {
                Struck::SmallCount => 1,
                Struck::Complementary => 2,
                Struck::Protected => 3,
            }] += 1;
        }
    }
    eprintln!(
        "values {}, small {}, complementary {}, untold {}; {time:?}, longest {longest:?}",
        total[0], total[1], total[2], total[3]
    );
}

#[test]
#[ignore]
fn show() {
    let seed: u64 = std::env::var("SEED").unwrap().parse().unwrap();
    let mut random = Random(seed);
    let world = World::random(&mut random, [12, 30, 80][(seed % 3) as usize]);
    let drafts = drafts(&mut random, &world);
    let mut reports: Vec<Results> = drafts.iter().map(|draft| draft.results.clone()).collect();
    let logs = protect(&mut reports, &Rule::default());
    for ((draft, results), log) in drafts.iter().zip(&reports).zip(&logs) {
        for (id, name, meaning) in &draft.meanings {
            let truth = shown(&draft.results, id, name);
            let hit =
                log.sections.iter().find(|s| s.id == *id).and_then(|s| s.hidden.iter().find(|h| h.value == *name));
            let m = match meaning {
                Meaning::Count(f) => format!("{f:?}"),
                Meaning::Share(a, _) => format!("share {a:?}"),
                _ => String::new(),
            };
            eprintln!(
                "{id:30} {name:25} {truth:?} {} {:?} {m}",
                shown(results, id, name).is_some(),
                hit.map(|h| h.rule)
            );
        }
    }
}

/// A study of many sites and several background variables, each crossed with arm and outcome, in every site.
fn large(random: &mut Random, sites: u64, persons: u64, variables: u64) -> Vec<Results> {
    use super::world::{results, section};
    use crate::results::PersonCell;
    use std::collections::BTreeMap;
    let mut people: Vec<Vec<(String, String)>> = Vec::new();
    for _ in 0..persons {
        let mut keys = vec![
            ("site".to_owned(), format!("{:02}", random.below(sites).min(random.below(sites)))),
            ("arm".to_owned(), ["ips", "tau"][random.below(2) as usize].to_owned()),
            ("employed".to_owned(), ["yes", "no", "no"][random.below(3) as usize].to_owned()),
        ];
        for variable in 0..variables {
            keys.push((format!("v{variable}"), format!("{}", random.below(5).min(random.below(4)))));
        }
        people.push(keys);
    }
    let mut reports = Vec::new();
    let crossings = |site: bool| {
        let mut all: Vec<Vec<String>> =
            vec![vec![], vec!["arm".into()], vec!["arm".into(), "employed".into()], vec!["employed".into()]];
        for variable in 0..variables {
            let v = format!("v{variable}");
            all.push(vec![v.clone()]);
            all.push(vec![v.clone(), "arm".into()]);
            if !site || variable < 2 {
                all.push(vec![v.clone(), "arm".into(), "employed".into()]);
            }
        }
        all
    };
    for site in std::iter::once(None).chain((0..sites).map(Some)) {
        let mut own = section("all", &[]);
        for crossing in crossings(site.is_some()) {
            let mut counts: BTreeMap<Vec<(&str, &str)>, u64> = BTreeMap::new();
            for person in people.iter().filter(|person| site.is_none_or(|site| person[0].1 == format!("{site:02}"))) {
                let keys = person.iter().filter(|(d, _)| crossing.contains(d) || (d == "site" && site.is_some()));
                *counts.entry(keys.map(|(d, c)| (d.as_str(), c.as_str())).collect()).or_default() += 1;
            }
            for (keys, count) in counts {
                let name = format!("{keys:?}");
                own.cells.push(PersonCell::new("persons", keys, count).shown_in([name.as_str()]));
                own.values.push((name, Value::Count(count)));
            }
        }
        reports.push(results(vec![own]));
    }
    reports
}

fn sizes() -> Vec<(u64, u64, u64)> {
    let all = [(43, 2000, 6), (1, 400, 12), (6, 1200, 6), (10, 2000, 8), (43, 20000, 6), (43, 8000, 6)];
    let many = std::env::var("UTFALL_ATTACKS").ok().and_then(|many| many.parse().ok()).unwrap_or(3);
    all[..many].to_vec()
}

#[test]
#[ignore]
fn stress() {
    for (sites, persons, variables) in sizes() {
        let mut reports = large(&mut Random(7), sites, persons, variables);
        let cells: usize = reports.iter().flat_map(|r| &r.sections).map(|(_, s)| s.cells.len()).sum();
        let small: usize =
            reports.iter().flat_map(|r| &r.sections).flat_map(|(_, s)| &s.cells).filter(|c| c.count < 5).count();
        let start = std::time::Instant::now();
        let cpu = || {
            let s = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
            s.split(' ').next().unwrap().parse::<u64>().unwrap() as f64 / 1e9
        };
        let before = cpu();
        let logs = protect(&mut reports, &Rule::default());
        eprintln!("sites cpu {:.2}", cpu() - before);
        let hidden: usize = logs.iter().flat_map(|log| &log.sections).map(|section| section.hidden.len()).sum();
        let untold: usize = logs
            .iter()
            .flat_map(|log| &log.sections)
            .flat_map(|s| &s.hidden)
            .filter(|h| h.rule == Struck::Protected)
            .count();
        eprintln!(
            "{sites} sites, {persons} persons, {cells} cells, {small} small, {hidden} hidden ({untold} untold), {:?}",
            start.elapsed()
        );
    }
}
