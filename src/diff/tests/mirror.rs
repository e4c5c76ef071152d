//! Nothing differs from itself, and what differs one way differs the other way.

use super::super::cause::Cause;
use super::super::{Change, ChangeKind, Conclusion};
use super::plants::{PLANTS, apply};
use super::{Dice, changes, golden};

#[test]
fn results_do_not_differ_from_themselves() {
    for (path, results) in golden() {
        let found = changes(&results, &results);
        assert_eq!(found.changes, [], "{}", path.display());
        assert_eq!((found.exit_code, found.causes.len()), (0, 0));
        assert!(found.unchanged > 0 || results.sections.is_empty());
    }
}

/// A change and its causes as they are the other way round.
fn turned(change: &Change, causes: &[Cause]) -> (Change, Vec<Cause>) {
    let mut turned = change.clone();
    (turned.old, turned.new) = (change.new.clone(), change.old.clone());
    if let Some(old) = &change.old_path {
        turned.path.clone_from(old);
        turned.old_path = Some(change.path.clone());
    }
    turned.kind = match change.kind {
        ChangeKind::Added => ChangeKind::Removed,
        ChangeKind::Removed => ChangeKind::Added,
        kind => kind,
    };
    turned.why = Vec::new();
    turned.row = None;
    for conclusion in &mut turned.conclusions {
        *conclusion = match conclusion.clone() {
            Conclusion::NowCoversNoEffect => Conclusion::NoLongerCoversNoEffect,
            Conclusion::NoLongerCoversNoEffect => Conclusion::NowCoversNoEffect,
            Conclusion::TestNowRejects { old, new } => Conclusion::TestNoLongerRejects { old: new, new: old },
            Conclusion::TestNoLongerRejects { old, new } => Conclusion::TestNowRejects { old: new, new: old },
            Conclusion::EffectNowStated => Conclusion::EffectNoLongerStated,
            Conclusion::EffectNoLongerStated => Conclusion::EffectNowStated,
            Conclusion::IntervalNowStated => Conclusion::IntervalNoLongerStated,
            Conclusion::IntervalNoLongerStated => Conclusion::IntervalNowStated,
            Conclusion::IntervalNowOneRange => Conclusion::IntervalNoLongerOneRange,
            Conclusion::IntervalNoLongerOneRange => Conclusion::IntervalNowOneRange,
            Conclusion::NowExploratory => Conclusion::NoLongerExploratory,
            Conclusion::NoLongerExploratory => Conclusion::NowExploratory,
            same @ (Conclusion::OtherSide
            | Conclusion::OtherJudgement
            | Conclusion::OtherProfitability
            | Conclusion::OtherSentence) => same,
        };
    }
    let turn = |cause: &Cause| match cause.clone() {
        Cause::Rows { source, old, new } => Cause::Rows { source, old: new, new: old },
        Cause::Columns { source, old, new } => Cause::Columns { source, old: new, new: old },
        Cause::Method { of, old, new } => Cause::Method { of, old: new, new: old },
        Cause::Level { old, new } => Cause::Level { old: new, new: old },
        Cause::Edition { old, new } => Cause::Edition { old: new, new: old },
        Cause::Schema { old, new } => Cause::Schema { old: new, new: old },
        Cause::Hidden => Cause::Shown,
        Cause::Shown => Cause::Hidden,
        same => same,
    };
    let turn = |cause: &Cause| by_first_name(turn(cause));
    let mut why: Vec<Cause> = change.why.iter().map(|place| turn(&causes[*place])).collect();
    why.sort_by_key(|cause| format!("{cause:?}"));
    (turned, why)
}

/// A cause names results by their ids now; here what was renamed keeps its first name.
fn by_first_name(cause: Cause) -> Cause {
    let first = |id: String| id.replace("_v2", "");
    match cause {
        Cause::Input { section, input } => Cause::Input { section: first(section), input },
        Cause::Result { id } => Cause::Result { id: first(id) },
        Cause::Stated { path } => Cause::Stated { path: first(path) },
        other => other,
    }
}

/// The same, without being turned.
fn plain(change: &Change, causes: &[Cause]) -> (Change, Vec<Cause>) {
    let mut why: Vec<Cause> = change.why.iter().map(|place| by_first_name(causes[*place].clone())).collect();
    why.sort_by_key(|cause| format!("{cause:?}"));
    (Change { why: Vec::new(), row: None, ..change.clone() }, why)
}

#[test]
fn a_difference_is_the_mirror_of_the_other_way() {
    let mut compared = 0;
    let golden = golden();
    for (seed, (path, results)) in (0..6).flat_map(|seed| golden.iter().map(move |one| (seed, one))) {
        let mut dice = Dice(seed);
        for _ in 0..12 {
            // A version with a dozen changes of all kinds.
            let mut other = results.clone();
            for _ in 0..12 {
                apply(PLANTS[dice.below(PLANTS.len())], &mut other, &mut dice);
            }
            let (there, back) = (changes(results, &other), changes(&other, results));
            let sorted = |mut all: Vec<(Change, Vec<Cause>)>| {
                all.sort_by_cached_key(|(change, _)| format!("{change:?}"));
                all
            };
            let turned: Vec<_> = there.changes.iter().map(|change| turned(change, &there.causes)).collect();
            let plain: Vec<_> = back.changes.iter().map(|change| plain(change, &back.causes)).collect();
            let (turned, plain) = (sorted(turned), sorted(plain));
            for (one, other) in turned.iter().zip(&plain) {
                assert_eq!(one, other, "{}, seed {seed}", path.display());
            }
            assert_eq!(turned.len(), plain.len());
            assert_eq!((there.exit_code, there.unchanged), (back.exit_code, back.unchanged));
            compared += turned.len();
        }
    }
    assert!(compared > 1000, "{compared}");
}
