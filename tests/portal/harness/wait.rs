//! Waits for work that the server does after it has responded.

use std::time::Duration;

/// Waits until the condition is met. Panics after 10 s so that a broken test doesn't hang.
pub async fn until(condition: &str, mut is_met: impl FnMut() -> bool) {
    for _ in 0..1_000 {
        if is_met() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("still waiting after 10 s: {condition}");
}
