//! Requests another reseller's pages, each on a new connection, while the portal is busy with other work.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use reqwest::blocking::Client;
use reseller_portal::store::Db;

use crate::Result;
use crate::cost::quantile;
use crate::database::number;
use crate::portal::{ASTRID, Portal};

/// Pause after each request.
const PAUSE: Duration = Duration::from_millis(20);

/// A person at another reseller who keeps requesting pages.
pub struct OtherPerson {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<ResponseTimes>,
}

/// The response times in milliseconds, and the number of failures.
#[derive(Default)]
pub struct ResponseTimes {
    times: Vec<f64>,
    failed: usize,
}

impl OtherPerson {
    /// Signs in and starts requesting pages.
    pub fn start(portal: &Portal, db: &Db) -> Result<OtherPerson> {
        let other = portal.sign_in_as(ASTRID)?;
        let customer = number(
            db,
            "SELECT min(CAST(customer_id AS BIGINT)) AS number FROM customers
                 JOIN accounts ON accounts.id = account_key WHERE reseller_key = 2 AND status = 'active'",
        )?;
        let paths = [
            "/customers".to_owned(),
            format!("/customers/{customer}/uploads"),
            format!("/customers/{customer}/devices"),
        ];
        let urls: Vec<String> = paths.iter().map(|path| other.at(path)).collect();
        let client = Client::builder().pool_max_idle_per_host(0).timeout(Duration::from_secs(30)).build()?;
        let is_over = Arc::new(AtomicBool::new(false));
        let until = is_over.clone();
        let thread = std::thread::spawn(move || {
            let mut pages = ResponseTimes::default();
            for url in urls.iter().cycle() {
                if until.load(Ordering::Relaxed) {
                    break;
                }
                let requested = Instant::now();
                let response = client.get(url).header("cookie", &other.cookie).send();
                let is_page = response.and_then(|response| response.error_for_status()?.bytes()).is_ok();
                pages.failed += usize::from(!is_page);
                pages.times.push(requested.elapsed().as_secs_f64() * 1_000.0);
                std::thread::sleep(PAUSE);
            }
            pages
        });
        Ok(OtherPerson { is_over, thread })
    }

    /// Stops requesting pages and returns the measurements.
    pub fn stop(self) -> Result<ResponseTimes> {
        self.is_over.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| "the thread that requests pages panicked".into())
    }
}

impl fmt::Display for ResponseTimes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut times = self.times.clone();
        let (median, percentile_99) = (quantile(&mut times, 0.5), quantile(&mut times, 0.99));
        let (count, failed, worst) = (times.len(), self.failed, quantile(&mut times, 1.0));
        write!(
            f,
            "{count}, {failed} failed; median {median:.1} ms, 99 % within {percentile_99:.1} ms, slowest {worst:.1} ms"
        )
    }
}
