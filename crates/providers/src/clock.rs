//! The machine's clock.

use app::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use std::path::PathBuf;

/// Says what the operating system says.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place where the product reads the clock"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The machine's clock, moved: a file says by how many seconds it is ahead, and may be written anew at any time. For tests of
/// what happens after years.
#[derive(Clone, Debug)]
pub struct MovedClock {
    file: PathBuf,
}

impl MovedClock {
    /// Without the file the clock is not moved.
    pub fn new(file: PathBuf) -> MovedClock {
        MovedClock { file }
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        let text = std::fs::read_to_string(&self.file).unwrap_or_default();
        let ahead = SignedDuration::from_secs(text.trim().parse().unwrap_or(0));
        let now = SystemClock.now();
        now.saturating_add(ahead).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_clock_is_as_far_ahead_as_its_file_says() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ahead");
        let clock = MovedClock::new(file.clone());
        let ahead = || clock.now().duration_since(SystemClock.now()).as_secs();
        assert!(ahead().abs() <= 1);
        std::fs::write(&file, "86400\n").unwrap();
        assert!((86398..=86401).contains(&ahead()));
    }

    #[test]
    fn time_does_not_run_backwards() {
        let first = SystemClock.now();
        assert!(SystemClock.now() >= first);
    }
}
