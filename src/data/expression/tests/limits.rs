//! Long and deep expressions: an error that says so, and no harm.

use super::super::parse::{DEEPEST, LONGEST};
use super::{evaluated, parsed, shown, table, typed};
use crate::data::query::Dialect;

fn problem(text: &str) -> String {
    match typed(text, &table()) {
        Ok(_) => String::new(),
        Err(problems) => problems[0].problem.to_string(),
    }
}

/// Runs on a stack that is smaller than any thread's.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(run).expect("a thread");
    thread.join().expect("no overflow");
}

#[test]
fn what_stands_too_deep_is_an_error() {
    on_a_small_stack(|| {
        let depth = LONGEST / 10;
        for (before, middle, after) in [
            ("(", "1", ")"),
            ("-", "alder", ""),
            ("not ", "samtykke", ""),
            ("abs(", "alder", ")"),
            ("if samtykke then 1 else ", "2", ""),
            ("if ", "true", " then 1 else 2"),
            ("1 + (", "2", ")"),
            ("alder in [", "1", "]"),
        ] {
            let count = depth.min(LONGEST / (before.len() + after.len() + 1) - 10);
            let text = format!("{}{middle}{}", before.repeat(count), after.repeat(count));
            assert!(problem(&text).starts_with("more than 100 parts"), "{before}: {}", problem(&text));
        }
        let sum = format!("alder{}", " + 1".repeat(DEEPEST));
        assert!(problem(&sum).starts_with("more than 100 parts"));
    });
}

#[test]
fn what_is_as_deep_as_allowed_is_evaluated() {
    on_a_small_stack(|| {
        let table = table();
        for text in [
            format!("alder{}", " + 1".repeat(DEEPEST - 2)),
            format!("{}alder{}", "(".repeat(DEEPEST - 2), ")".repeat(DEEPEST - 2)),
            format!("timer{}", " / 2".repeat(DEEPEST - 2)),
            format!("{}2", "if alder < 18 then 1 else ".repeat(DEEPEST - 3)),
            format!("{}samtykke", "not ".repeat(DEEPEST - 2)),
        ] {
            let typed = typed(&text, &table).expect("typed");
            evaluated(&typed, &table.frame());
            for dialect in Dialect::ALL {
                assert!(typed.sql(dialect, &|name| dialect.identifier(name)).len() < 100_000);
            }
        }
    });
}

#[test]
fn long_rows_of_conditions_and_arguments_are_no_depth() {
    on_a_small_stack(|| {
        let table = table();
        for text in [
            vec!["alder == 1"; 1400].join(" or "),
            vec!["samtykke"; 1500].join(" and "),
            format!("alder in [{}]", (0..3000).map(|code| code.to_string()).collect::<Vec<_>>().join(", ")),
            format!("max({})", vec!["barn"; 3000].join(", ")),
            format!("coalesce({})", vec!["barn"; 3000].join(", ")),
            format!("count_missing({})", vec!["barn"; 3000].join(", ")),
        ] {
            assert!(text.len() <= LONGEST);
            evaluated(&typed(&text, &table).expect("typed"), &table.frame());
        }
        let counted = typed(&format!("count_missing({})", vec!["barn"; 3000].join(", ")), &table).expect("typed");
        assert_eq!(shown(&evaluated(&counted, &table.frame())), "0 0 0 3000 0 0 0 0 0 0 0 0");
    });
}

#[test]
fn a_text_that_is_too_long_is_an_error() {
    let problem = problem(&"a".repeat(LONGEST + 1));
    assert!(problem.starts_with("an expression may have 20000 bytes, and this one has 20001; split it"), "{problem}");
    assert!(parsed(&"a".repeat(LONGEST)).is_ok());
}

#[test]
fn what_would_become_gigabytes_of_sql_is_an_error() {
    let mut text = "dato".to_owned();
    for _ in 0..8 {
        text = format!("add_months(fodt, months_between(fodt, {text}))");
    }
    let found = problem(&text);
    assert!(found.starts_with("too many functions that name their arguments several times"), "{found}");
}
