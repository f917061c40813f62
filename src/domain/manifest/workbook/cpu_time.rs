use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// A deadline measured in the current thread's CPU time. Waiting for the disk or for other threads doesn't count.
#[derive(Clone, Copy, Debug)]
pub(super) struct CpuDeadline(Duration);

impl CpuDeadline {
    /// Creates a deadline that passes when the thread has used this much more CPU time.
    pub(super) fn after(time: Duration) -> CpuDeadline {
        CpuDeadline(thread_time() + time)
    }

    /// Returns whether the thread has used up its time.
    pub(super) fn has_passed(self) -> bool {
        thread_time() >= self.0
    }
}

/// Measures the current thread's CPU time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CpuTimer(Duration);

impl CpuTimer {
    /// Starts measuring.
    pub(crate) fn start() -> CpuTimer {
        CpuTimer(thread_time())
    }

    /// Returns the CPU time since the start.
    pub(crate) fn elapsed(self) -> Duration {
        thread_time().saturating_sub(self.0)
    }
}

fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}
