//! Two threads for work that is worth it.

/// Below this many items a second thread costs more than it saves.
const MIN_ITEMS: usize = 20_000;

/// Works on both halves of the items at once. A panic continues in the caller.
pub(crate) fn in_halves<T: Send, E: Send>(
    items: &mut [T],
    work: impl Fn(&mut [T]) -> Result<(), E> + Sync,
) -> Result<(), E> {
    if items.len() < MIN_ITEMS {
        return work(items);
    }
    let (one, other) = items.split_at_mut(items.len() / 2);
    let (first, second) = join(|| work(one), || work(other));
    first.and(second)
}

/// Runs `here` in this thread and `beside` in a second one, and returns both results. A panic continues in the caller.
pub(crate) fn join<T, R: Send>(here: impl FnOnce() -> T, beside: impl FnOnce() -> R + Send) -> (T, R) {
    let span = tracing::Span::current();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| span.in_scope(beside));
        let done = here();
        (done, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}
