//! Waits for work that the server does after its answer.

use std::time::Duration;

/// Waits until the condition holds, and fails after 10 s so that a broken test does not hang.
pub async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..1_000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("still waiting after 10 s: {what}");
}
