//! How far a build has come: a bar on a terminal when it takes longer than a second, and nothing elsewhere.

use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// A build shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the bar is drawn.
const BEAT: Duration = Duration::from_millis(150);
/// The width of the bar in letters.
const WIDTH: usize = 30;

/// A count of finished reports that may be seen.
#[derive(Debug)]
pub(super) struct Progress {
    state: Arc<State>,
    drawing: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct State {
    total: usize,
    done: AtomicUsize,
    over: AtomicBool,
    /// Whether the bar stands on the last line.
    shown: Mutex<bool>,
}

impl Progress {
    /// Starts to count to `total`.
    pub(super) fn start(total: usize) -> Progress {
        let state = Arc::new(State {
            total,
            done: AtomicUsize::new(0),
            over: AtomicBool::new(false),
            shown: Mutex::new(false),
        });
        let drawn = Arc::clone(&state);
        let drawing = stderr().is_terminal().then(|| std::thread::spawn(move || drawn.draw()));
        Progress { state, drawing }
    }

    /// One report more is ready to be written.
    pub(super) fn tick(&self) {
        self.state.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Writes a line above the bar.
    pub(super) fn line(&self, line: &str) {
        let mut shown = self.state.shown.lock().unwrap_or_else(PoisonError::into_inner);
        clear(&mut shown);
        eprintln!("{line}");
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::Relaxed);
        if let Some(drawing) = self.drawing.take() {
            drawing.thread().unpark();
            // A bar that could not be drawn is no reason to fail.
            let _ = drawing.join();
        }
        clear(&mut self.state.shown.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl State {
    fn draw(&self) {
        std::thread::park_timeout(PATIENCE);
        while !self.over.load(Ordering::Relaxed) {
            let bar = bar(self.done.load(Ordering::Relaxed), self.total);
            let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = write!(stderr(), "\r\x1b[2K{bar}").and_then(|()| stderr().flush());
            *shown = true;
            drop(shown);
            std::thread::park_timeout(BEAT);
        }
    }
}

fn clear(shown: &mut bool) {
    if std::mem::take(shown) {
        let _ = write!(stderr(), "\r\x1b[2K");
    }
}

fn bar(done: usize, total: usize) -> String {
    let filled = (done * WIDTH).checked_div(total).unwrap_or(WIDTH).min(WIDTH);
    format!("{}{} {done} of {total} reports", "\u{2588}".repeat(filled), "\u{2591}".repeat(WIDTH - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_when_all_is_done() {
        assert!(bar(0, 15).starts_with('\u{2591}') && bar(0, 15).ends_with(" 0 of 15 reports"));
        assert_eq!(bar(5, 15).matches('\u{2588}').count(), 10);
        assert_eq!(bar(15, 15).matches('\u{2591}').count(), 0);
        assert_eq!(bar(0, 0).matches('\u{2588}').count(), WIDTH);
        assert!((0..=43).all(|done| bar(done, 43).chars().count() >= WIDTH));
    }
}
