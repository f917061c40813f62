//! The log shows how clients' addresses are determined, and warns about a proxy that isn't trusted.

use reqwest::Method;

use crate::harness::client::{Client, send};
use crate::harness::database::Database;
use crate::never_lost::instances::Instance;

/// Starts the portal with these flags, sends requests with `X-Forwarded-For`, and returns the log.
async fn log_with(flags: &[&'static str]) -> String {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    instance.flags.extend(flags);
    assert!(instance.start());
    let visitor = Client::new(instance.home());
    for _ in 0..3 {
        let request = visitor.request(Method::GET, "/sign-in").header("x-forwarded-for", "203.0.113.7");
        assert_eq!(send(request).await.status, 200);
    }
    assert!(instance.stop());
    instance.log()
}

#[tokio::test]
async fn an_untrusted_proxy_causes_one_warning_a_minute() {
    let log = log_with(&[]).await;
    assert!(log.contains("X-Forwarded-For is ignored"), "{log}");
    let warnings = log.lines().filter(|line| line.contains("TRUSTED_PROXIES")).count();
    assert_eq!(warnings, 1, "{log}");
}

#[tokio::test]
async fn a_trusted_proxy_causes_no_warning() {
    let log = log_with(&["--trusted-proxies", "127.0.0.1"]).await;
    assert!(log.contains("last address in X-Forwarded-For outside 127.0.0.1/32"), "{log}");
    assert!(!log.contains("WARN"), "{log}");
}

#[tokio::test]
async fn the_older_setting_trusts_one_proxy() {
    let log = log_with(&["--trust-forwarded-for"]).await;
    assert!(log.contains("clients=last address in X-Forwarded-For"), "{log}");
    assert!(!log.contains("WARN"), "{log}");
}
