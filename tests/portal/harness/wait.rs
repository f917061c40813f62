//! Waiting for what the server does after it has answered.

use std::time::Duration;

/// Asks again until the answer is yes. The limit only keeps a test that has failed from hanging.
pub async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..1_000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("after 10 s still not: {what}");
}
