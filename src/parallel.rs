//! Helpers that split large tasks between two threads.

/// Minimum number of items that are split. For fewer items, a second thread costs more than it saves.
const MIN_ITEMS: usize = 20_000;

/// Runs `work` on both halves of the items in parallel. A panic propagates to the caller.
pub(crate) fn in_halves<T: Send, E: Send>(
    items: &mut [T],
    work: impl Fn(&mut [T]) -> Result<(), E> + Sync,
) -> Result<(), E> {
    if items.len() < MIN_ITEMS {
        return work(items);
    }
    let (left, right) = items.split_at_mut(items.len() / 2);
    let (first, second) = join(|| work(left), || work(right));
    first.and(second)
}

/// Runs `first` on this thread and `second` on another one, and returns both results. A panic propagates to the caller.
pub(crate) fn join<T, R: Send>(first: impl FnOnce() -> T, second: impl FnOnce() -> R + Send) -> (T, R) {
    let span = tracing::Span::current();
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| span.in_scope(second));
        let result = first();
        (result, thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}
