//! The Prometheus metrics: exact counts on a separate listener, without values from files or URLs.

use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;

use chrono::Duration;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use reqwest::Method;
use reseller_portal::clock::Clock;
use reseller_portal::store::schema::submissions;
use reseller_portal::store::submissions::queue::{self, Lane};
use reseller_portal::store::{Conn, Error};
use reseller_portal::uploads::processing::attempt::{AttemptOutcome, attempt};

use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, HARBOUR, PROGRAM};
use crate::harness::client::{Client, send};
use crate::harness::database::Database;
use crate::harness::process::{self, Signal};
use crate::harness::{given, wait};
use crate::main_job::give_up::{accept_device_in_database, reject_device_in_database};

async fn start() -> App {
    let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
    App::start_with(Clock::fixed(noon()), false, |config| config.metrics_listen = Some(loopback)).await
}

async fn scrape(app: &App) -> String {
    let response = app.prometheus().get("/metrics").await;
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    response.text()
}

#[track_caller]
fn assert_has(text: &str, lines: &[&str]) {
    for line in lines {
        let line = format!("portal_{line}");
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
}

fn uploads() -> String {
    format!("/customers/{}/uploads", HARBOUR.id)
}

#[tokio::test]
async fn an_upload_with_failed_rows_is_counted_row_by_row() {
    let app = start().await;
    let alice = app.sign_in(ALICE).await;
    assert_has(
        &scrape(&app).await,
        &[
            "database_up 1",
            "submissions_open{status=\"waiting\"} 0",
            "queue_oldest_seconds 0",
            "rows_total{outcome=\"registered\"} 0",
            "submissions_finished_total{kind=\"upload\",status=\"error\"} 0",
            &format!("build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION")),
        ],
    );
    let lines = [given::imei(1), given::imei(2), given::wrong_imei(3), given::imei(1), given::imei(4)];
    assert_eq!(alice.upload(&uploads(), "a.csv", given::file(&lines), &[]).await.status, 303);
    app.clock().set(noon() + Duration::minutes(10));
    let waiting = ["submissions_open{status=\"waiting\"} 1", "queue_length 1", "queue_oldest_seconds 600"];
    assert_has(&scrape(&app).await, &waiting);
    assert_has(&scrape(&app).await, &["queue_stalled 0"]);
    app.clock().set(noon() + Duration::minutes(11));
    assert_has(&scrape(&app).await, &["queue_stalled 1", "queue_oldest_seconds 660"]);

    app.process_queue().await;
    assert_has(
        &scrape(&app).await,
        &[
            "rows_total{outcome=\"registered\"} 3",
            "rows_total{outcome=\"failed\"} 2",
            "rows_total{outcome=\"deleted\"} 0",
            "submissions_finished_total{kind=\"upload\",status=\"completed_with_error\"} 1",
            "submissions_finished_total{kind=\"upload\",status=\"completed\"} 0",
            "submissions_open{status=\"waiting\"} 0",
            "queue_length 0",
            "queue_stalled 0",
            "queue_oldest_seconds 0",
            "leases_lost_total 0",
            "attempts_failed_total 0",
        ],
    );
    let (devices, one) = (format!("/customers/{}/deletions", HARBOUR.id), given::imei(1));
    alice.post(&devices, &[("device", &one), ("confirm", "1")]).await.location();
    app.process_queue().await;
    // A check registers nothing and isn't counted.
    let file = given::file(&given::imeis(10, 2));
    alice.upload(&uploads(), "b.csv", file, &[("check", "1")]).await.location();
    assert_has(&scrape(&app).await, &["queue_length 1"]);
    app.process_queue().await;
    assert_has(
        &scrape(&app).await,
        &[
            "rows_total{outcome=\"registered\"} 3",
            "rows_total{outcome=\"failed\"} 2",
            "rows_total{outcome=\"deleted\"} 1",
            "submissions_finished_total{kind=\"deletion\",status=\"completed\"} 1",
            "submissions_finished_total{kind=\"upload\",status=\"completed\"} 0",
        ],
    );
}

#[tokio::test]
async fn requests_are_measured_by_route_and_not_by_url() {
    let app = start().await;
    let alice = app.sign_in(ALICE).await;
    let (imei, wrong) = (given::imei(7), given::wrong_imei(8));
    alice
        .upload(&uploads(), "a.csv", given::file(&[&imei]), &[("order_number", "PO-4711-B")])
        .await
        .location();
    app.process_queue().await;
    assert_eq!(alice.get(&format!("/devices/{imei}")).await.status, 200);
    alice.get(&format!("/find?q={wrong}")).await;
    assert_eq!(alice.get(&format!("/nothing/{imei}?q={wrong}")).await.status, 404);
    assert_eq!(alice.get(&format!("/customers/{}/nothing", HARBOUR.id)).await.status, 404);
    send(alice.request(Method::from_bytes(b"BREW").unwrap(), &format!("/devices/{wrong}"))).await;
    let text = scrape(&app).await;
    let count = "http_request_duration_seconds_count";
    assert_has(
        &text,
        &[
            &format!("{count}{{method=\"POST\",route=\"/sign-in\",status=\"3xx\"}} 1"),
            &format!(
                "{count}{{method=\"POST\",route=\"/customers/{{customer_id}}/uploads\",status=\"3xx\"}} 1"
            ),
            &format!("{count}{{method=\"GET\",route=\"/devices/{{identifier}}\",status=\"2xx\"}} 1"),
            &format!("{count}{{method=\"GET\",route=\"unknown\",status=\"4xx\"}} 2"),
            &format!("{count}{{method=\"other\",route=\"/devices/{{identifier}}\",status=\"4xx\"}} 1"),
        ],
    );
    for secret in [&imei, &wrong, "PO-4711-B", HARBOUR.id, "BREW", ALICE.email] {
        assert!(!text.contains(secret), "{secret} is in\n{text}");
    }
}

#[tokio::test]
async fn the_metrics_listener_serves_nothing_but_metrics() {
    let app = start().await;
    assert_eq!(app.visitor().get("/metrics").await.status, 404);
    for path in ["/", "/customers", "/healthz", "/metrics/", "/metrics/x"] {
        assert_eq!(app.prometheus().get(path).await.status, 404, "{path}");
    }
    assert_eq!(app.prometheus().post("/metrics", &[]).await.status, 404);
}

#[tokio::test]
async fn an_unreachable_database_hides_only_the_metrics_read_from_it() {
    let app = start().await;
    let alice = app.sign_in(ALICE).await;
    alice.upload(&uploads(), "a.csv", given::file(&given::imeis(0, 2)), &[]).await.location();
    app.process_queue().await;
    let rename = |from: &str, to: &str| {
        let sql = format!("ALTER TABLE {from} RENAME TO {to}");
        let renamed = |conn: &mut Conn| match conn {
            Conn::Sqlite(c) => c.batch_execute(&sql),
            Conn::Postgres(c) => c.batch_execute(&sql),
        };
        app.db().write(|conn| Ok::<_, Error>(renamed(conn)?)).unwrap();
    };
    rename("submissions", "away");
    let text = scrape(&app).await;
    assert_has(&text, &["database_up 0", "rows_total{outcome=\"registered\"} 2"]);
    for hidden in ["queue_length", "queue_oldest", "queue_stalled", "submissions_open"] {
        assert!(!text.contains(hidden), "{hidden} is in\n{text}");
    }
    rename("away", "submissions");
    assert_has(&scrape(&app).await, &["database_up 1", "queue_length 0"]);
}

#[tokio::test]
async fn leases_failures_and_lost_leases_are_counted() {
    let app = start().await;
    let alice = app.sign_in(ALICE).await;
    alice.upload(&uploads(), "a.csv", given::file(&given::imeis(0, 3)), &[]).await.location();
    let acquire = || app.db().write(|conn| queue::acquire(conn, "test", Lane::Any, noon())).unwrap().unwrap();
    let work = |lease| attempt(app.services(), &lease, &AtomicBool::new(false));
    let first = acquire();
    let leased = ["submissions_open{status=\"checking\"} 1", "submissions_open{status=\"waiting\"} 0"];
    assert_has(&scrape(&app).await, &leased);
    assert_has(&scrape(&app).await, &["queue_length 0"]);

    reject_device_in_database(app.db(), &given::imei(1));
    assert_eq!(work(first), AttemptOutcome::Failed);
    let failed = ["attempts_failed_total 1", "submissions_open{status=\"registering\"} 1", "queue_length 1"];
    assert_has(&scrape(&app).await, &failed);
    accept_device_in_database(app.db());

    let lost = acquire();
    let free = (submissions::lease_token.eq(None::<String>), submissions::lease_until.eq(None::<i64>));
    let end = |conn: &mut Conn| Ok::<_, Error>(diesel::update(submissions::table).set(free).execute(conn)?);
    app.db().write(end).unwrap();
    assert_eq!(work(lost), AttemptOutcome::LeaseLost);
    assert_has(&scrape(&app).await, &["leases_lost_total 1", "rows_total{outcome=\"registered\"} 0"]);
    app.process_queue().await;
    assert_has(&scrape(&app).await, &["leases_lost_total 1", "rows_total{outcome=\"registered\"} 3"]);
}

#[tokio::test]
async fn a_worker_without_pages_serves_metrics() {
    let database = Database::with_cast();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut child = Command::new(PROGRAM)
        .arg("work")
        .env("DATABASE_URL", database.url())
        .env("DATA_DIR", database.data_dir())
        .env("METRICS_LISTEN", address.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let is_listening = || std::net::TcpStream::connect(address).is_ok();
    wait::until("the worker is listening", is_listening).await;
    let response = Client::new(format!("http://{address}")).get("/metrics").await;
    assert_has(&response.text(), &["database_up 1", "queue_length 0"]);
    process::signal(&mut child, Signal::TERM).unwrap();
    assert!(process::wait(&mut child).unwrap().success());
    assert!(!is_listening());
}
