//! Changes of a known class are found, and classed as what they are.

use std::collections::BTreeMap;

use super::super::{Change, ChangeKind};
use super::plants::{PLANTS, Plant, apply};
use super::{Dice, changes, golden};

/// Whether a change of this class stands at this place.
fn is_found(changes: &[Change], path: &str, kind: ChangeKind) -> bool {
    changes.iter().any(|change| change.kind == kind && change.path == path)
}

#[test]
fn planted_changes_are_classed_without_error() {
    let golden = golden();
    let mut dice = Dice(2016);
    let mut planted: BTreeMap<String, usize> = BTreeMap::new();
    for plant in PLANTS {
        let mut times = 0;
        for attempt in 0..1000 {
            if times == 12 {
                break;
            }
            let (path, results) = &golden[dice.below(golden.len())];
            let mut other = results.clone();
            let Some((place, kind)) = apply(*plant, &mut other, &mut dice) else { continue };
            let found = changes(results, &other);
            let said = format!("{plant:?} at {place} of {}, try {attempt}: {:#?}", path.display(), found.changes);
            assert!(is_found(&found.changes, &place, kind), "{kind:?} is not found: {said}");
            // Nothing else is found but what goes with it: the method of a test with its verdict, say.
            assert!(found.changes.iter().all(|change| change.kind >= kind), "something weightier: {said}");
            assert!(found.changes.len() <= 2, "something more: {said}");
            let code = match kind {
                ChangeKind::Conclusion => 3,
                ChangeKind::Rounding => 0,
                _ => 1,
            };
            assert_eq!(found.exit_code, code, "{said}");
            *planted.entry(format!("{kind:?}")).or_default() += 1;
            times += 1;
        }
        assert!(times > 0, "{plant:?} fits nowhere");
    }
    let all: usize = planted.values().sum();
    println!("{all} planted changes classed without error: {planted:?}");
    assert!(all >= 200, "{all}");
}

#[test]
fn no_conclusion_is_missed_among_many_changes() {
    let mut dice = Dice(410);
    let mut conclusions = 0;
    for (path, results) in golden() {
        for _ in 0..10 {
            let mut other = results.clone();
            for _ in 0..30 {
                // What neither removes nor renames a place, so that a conclusion stays where it was planted.
                let quiet = [Plant::Beyond, Plant::OneDigit, Plant::Nothing, Plant::Count, Plant::Label, Plant::Basis];
                apply(quiet[dice.below(quiet.len())], &mut other, &mut dice);
            }
            let before = changes(&results, &other);
            let loud = [Plant::Crosses, Plant::Leaves, Plant::Judgement, Plant::Unprofitable, Plant::Test];
            if let Some((place, kind)) = apply(loud[dice.below(loud.len())], &mut other, &mut dice) {
                // Where numbers moved before, a conclusion may turn back.
                let found = changes(&results, &other);
                let was = is_found(&before.changes, &place, kind);
                assert!(was || is_found(&found.changes, &place, kind), "{place} of {}", path.display());
                assert_eq!(found.exit_code, if found.count(kind) > 0 { 3 } else { 1 });
                conclusions += 1;
            }
        }
    }
    assert!(conclusions > 50, "{conclusions}");
}
