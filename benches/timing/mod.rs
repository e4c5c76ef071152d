//! How long a computation takes, and what the machine did meanwhile: what every bench measures and prints.

use std::time::{Duration, Instant};

use utfall::stats::Undefined;

/// What some runs of a computation took.
pub struct Timed {
    best: Duration,
    each: Duration,
}

/// Runs a computation: the best of its times by the clock, and the mean of them in processor time over all threads.
pub fn timed(runs: u32, mut run: impl FnMut() -> Result<(), Undefined>) -> Result<Timed, Undefined> {
    let mut best = Duration::MAX;
    let before = processor_time();
    for _ in 0..runs {
        let start = Instant::now();
        run()?;
        best = best.min(start.elapsed());
    }
    Ok(Timed { best, each: processor_time().saturating_sub(before) / runs })
}

impl Timed {
    /// The best run by the clock, in milliseconds.
    pub fn best(&self) -> f64 {
        1e3 * self.best.as_secs_f64()
    }

    /// The mean processor time of a run, in milliseconds.
    pub fn each(&self) -> f64 {
        1e3 * self.each.as_secs_f64()
    }

    /// Whether the best run kept a promise, in a word.
    pub fn kept(&self, promise: Duration) -> &'static str {
        if self.best <= promise { "kept" } else { "BROKEN" }
    }
}

/// The processor time of all threads, as Linux counts it; 0 elsewhere.
fn processor_time() -> Duration {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return Duration::ZERO };
    let of_thread = |thread: std::io::Result<std::fs::DirEntry>| -> Option<u64> {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    Duration::from_nanos(threads.filter_map(of_thread).sum())
}
