//! The economic kinds against the same model written in numpy, month by month (the numbers here are what it printed), and
//! against what they must be whatever the numbers.

use std::path::Path;

use utfall::diag::Diagnostic;
use utfall::pipeline;
use utfall::results::{Results, Section, Value};

fn good<T>(result: Result<T, Vec<Diagnostic>>) -> T {
    result.unwrap_or_else(|wrong| panic!("{}", utfall::diag::render(&wrong, false)))
}

fn with<T>(name: &str, look: impl FnOnce(&Results) -> T) -> T {
    let path = format!("tests/reports/{name}/{name}.yaml");
    let projects = good(pipeline::load(Path::new(&path)));
    let (computed, _) = good(pipeline::compute(&projects));
    look(&computed[0].results)
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Quantity(quantity) => quantity.value,
        Value::Estimate(estimate) => estimate.value,
        other => panic!("{other:?} is no number"),
    }
}

fn cells(section: &Section, table: &str, row: &str) -> Vec<f64> {
    let Some(Value::Table(table)) = section.value(table) else { panic!("no table `{table}`") };
    let row = table.rows.iter().find(|own| own.name == row).unwrap_or_else(|| panic!("no row `{row}`"));
    row.cells.iter().map(number).collect()
}

fn near(one: f64, two: f64) {
    assert!((one - two).abs() < 1e-6 * two.abs().max(1.0), "{one} {two}");
}

#[test]
fn one_and_two_assumptions_at_a_time_are_those_of_numpy() {
    with("sensitivity", |results| {
        let section = results.sections_of("robustness").next().unwrap();
        near(number(section.value("main").unwrap()), 102_421.932_998_397);
        for (parameter, low, high) in [
            ("effect", -56_057.236_662, 248_284.101_047),
            ("cost_per_participant", 127_490.128_265, 77_353.737_732),
            ("fade_out", 68_958.470_835, 130_252.194_249),
            ("discount_rate", 109_505.045_210, 95_923.484_716),
            ("displacement", 110_379.563_288, 78_549.042_133),
            ("horizon", 28_283.797_351, 131_467.663_731),
            ("qaly_value", 95_691.163_768, 109_152.702_229),
        ] {
            let found = cells(section, "one_way", parameter);
            near(found[2], low);
            near(found[3], high);
        }
        near(cells(section, "scenarios", "cautious")[0], 67.068_632_086);
        near(cells(section, "scenarios", "hopeful")[0], 150_636.159_674_804);
        // In a table of two, what is assumed of one of them is the bar of the other.
        let rows = cells(section, "two_way", "effect_2");
        assert_eq!(rows.len(), 5);
        let wages = results.sections_of("wages").next().unwrap();
        near(number(wages.value("main").unwrap()), 154_629.915_571_318);
        let fade = cells(wages, "one_way", "fade_out");
        near(fade[2], 199_204.826_707_969);
        near(fade[3], 128_739.992_955_757);
    });
}

#[test]
fn draws_are_those_of_numpy_but_for_chance() {
    with("sensitivity", |results| {
        let section = results.sections_of("robustness").next().unwrap();
        let Some(Value::Estimate(mean)) = section.value("simulated.mean") else { panic!() };
        let error = number(section.value("simulated.error").unwrap());
        // 99 207 ± 567 in 20 000 draws of numpy, the middle 95 per cent from -53 059 to 262 672, positive in 89.8 per cent.
        assert!((mean.value - 99_207.0).abs() < 3.0 * error, "{} {error}", mean.value);
        let bounds = mean.interval.unwrap().bounds;
        assert!((bounds.lower().unwrap() + 53_059.0).abs() < 12_000.0, "{bounds:?}");
        assert!((bounds.upper().unwrap() - 262_672.0).abs() < 12_000.0, "{bounds:?}");
        let positive = number(section.value("simulated.probability").unwrap());
        assert!((positive - 0.898).abs() < 0.02, "{positive}");
        let evpi = number(section.value("simulated.evpi").unwrap());
        assert!((evpi - 3_747.0).abs() < 700.0, "{evpi}");
    });
}

#[test]
fn persons_drawn_anew_give_the_wages_of_numpy() {
    with("break_even_wage", |results| {
        // 20 000 draws of numpy from the same 408 persons: the percentiles, and P(W* <= 519 600).
        let expected = [("year_2", 188_825.0, 3_242_581.0, 0.696), ("year_5", 55_594.0, 1_318_409.0, 0.935)];
        let sections: Vec<&Section> = results.sections_of("resampled").collect();
        for (place, (year, lower, upper, probability)) in expected.into_iter().enumerate() {
            let section = sections[place + 1];
            let Some(Value::Estimate(wage)) = section.value("wage") else { panic!("{year}") };
            let bounds = wage.interval.unwrap().bounds;
            let (low, high) = (bounds.lower().unwrap(), bounds.upper().unwrap());
            assert!((low / lower - 1.0).abs() < 0.08, "{year} {bounds:?}");
            // The upper limit has few draws near it, and those far out.
            assert!(high > 0.5 * upper && (high.is_infinite() || high < 2.5 * upper), "{year} {bounds:?}");
            let Some(Value::Table(at)) = section.value("at_reference_wages") else { panic!("{year}") };
            let column = at.columns.iter().position(|column| column == "probability").unwrap();
            assert!((number(&at.rows[0].cells[column]) - probability).abs() < 0.03, "{year}");
        }
    });
}
