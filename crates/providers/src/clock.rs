//! The machine's clock.

use app::ports::Clock;
use jiff::Timestamp;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_does_not_run_backwards() {
        let first = SystemClock.now();
        assert!(SystemClock.now() >= first);
    }
}
