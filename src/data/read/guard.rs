//! A last line of defence around readers of formats that other people wrote.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::diag::Problem;

/// How many guarded readers are at work.
static AT_WORK: AtomicUsize = AtomicUsize::new(0);
static QUIET: Once = Once::new();

/// Runs a reader; a panic in it is a damaged file, and so an error.
///
/// Everything that can be checked before is checked before. But a Parquet or SPSS file has more places for a wrong byte
/// than can be foreseen, its readers index and unwrap in some of them, and whoever evaluates a programme should then read
/// that the file is damaged. Nothing that a reader leaves half done is used afterwards.
pub(in crate::data) fn guarded<T>(what: &str, read: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    // The message of such a panic says nothing to the user, and goes to standard error from any thread of polars.
    QUIET.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if AT_WORK.load(Ordering::SeqCst) == 0 {
                usual(info);
            }
        }));
    });
    AT_WORK.fetch_add(1, Ordering::SeqCst);
    let outcome = catch_unwind(AssertUnwindSafe(read));
    AT_WORK.fetch_sub(1, Ordering::SeqCst);
    outcome.unwrap_or_else(|_| Err(damaged(what, "its parts contradict each other")))
}

/// Whether so many bytes can be held at all: where they cannot, asking for them would end the program.
pub(super) fn can_hold(bytes: u64) -> bool {
    usize::try_from(bytes).is_ok_and(|bytes| Vec::<u8>::new().try_reserve_exact(bytes).is_ok())
}

/// A file that says what it is, and then is not.
pub(super) fn damaged(what: &str, why: impl std::fmt::Display) -> Problem {
    Problem::new(format!("is a damaged {what} file: {why}")).hint("copy or export it again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_damaged_file() {
        let problem = guarded("SPSS", || -> Result<(), Problem> { panic!("index out of bounds") }).unwrap_err();
        assert_eq!(problem.what, "is a damaged SPSS file: its parts contradict each other");
        assert!(guarded("SPSS", || Ok(1)).is_ok());
        assert!(can_hold(1 << 20) && !can_hold(1 << 60));
    }
}
