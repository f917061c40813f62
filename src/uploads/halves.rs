//! Two hands: for what only looks, and to make ready what comes next.

use super::plan::Entry;
use super::process::Trouble;

/// Rows below this are not worth a second thread.
const WORTH: usize = 20_000;

/// Does the work on both halves of the rows at once, each on a connection of its own. A panic goes on in the caller.
pub(super) fn in_halves(
    entries: &mut [Entry],
    work: impl Fn(&mut [Entry]) -> Result<(), Trouble> + Sync,
) -> Result<(), Trouble> {
    if entries.len() < WORTH {
        return work(entries);
    }
    let (one, other) = entries.split_at_mut(entries.len() / 2);
    let span = tracing::Span::current();
    std::thread::scope(|scope| {
        let second = scope.spawn(|| span.in_scope(|| work(other)));
        let first = work(one);
        let second = second.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        first.and(second)
    })
}

/// Does something while something else is made ready beside it. A panic of that goes on in the caller.
pub(super) fn beside<T, R: Send>(work: impl FnOnce() -> T, ready: impl FnOnce() -> R + Send) -> (T, R) {
    let span = tracing::Span::current();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| span.in_scope(ready));
        let done = work();
        (done, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}
