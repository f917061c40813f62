//! Restarts instances while people are working. Two instances behind a proxy that probes `/readyz` are restarted in
//! turn, and every request is answered. On SQLite there is one instance, which completes the current request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::{Body, Method, redirect};
use reseller_portal::store::Db;
use tokio::sync::{Mutex, mpsc};
use tokio::task::block_in_place;

use super::instances::{Instance, is_ready};
use super::load::{CLIENTS, SentFile, SubmissionKind};
use super::promise;
use super::proxy::Proxy;
use crate::harness::cast::{self, ALICE, HARBOUR};
use crate::harness::client::{Client, send};
use crate::harness::database::{self, Database};
use crate::harness::process::{self, Signal};
use crate::harness::{given, wait};

/// The number of times that each instance is restarted.
const RESTARTS: u32 = 3;

#[derive(Default)]
struct Work {
    is_over: AtomicBool,
    next_imei: AtomicU32,
    answered: AtomicU32,
    /// Files that were sent, and whether they were acknowledged.
    journal: Mutex<Vec<SentFile>>,
    /// Requests that got no response or a 5xx status.
    faults: Mutex<Vec<String>>,
}

impl Work {
    /// Records the outcome of a request. Returns its status, or 0 if it failed.
    async fn record(&self, request: &str, response: Result<reqwest::Response, reqwest::Error>) -> u16 {
        let outcome = match response {
            Ok(response) => {
                let status = response.status().as_u16();
                response.bytes().await.map(|_| status)
            }
            Err(error) => Err(error),
        };
        self.answered.fetch_add(1, Ordering::Relaxed);
        match outcome {
            Ok(status) if status < 500 => return status,
            Ok(status) => self.faults.lock().await.push(format!("{request}: {status}")),
            Err(error) => self.faults.lock().await.push(format!("{request}: {error:?}")),
        }
        0
    }
}

/// Requests pages and uploads files as one client, and never repeats a request. Every other client keeps its connection
/// open.
async fn work(work: Arc<Work>, home: String, at: usize) {
    let (person, customers) = &CLIENTS[at];
    let builder = reqwest::Client::builder()
        .cookie_store(true)
        .redirect(redirect::Policy::none())
        .timeout(process::MAX_RUN);
    let max_idle = if at.is_multiple_of(2) { usize::MAX } else { 0 };
    let client = builder.pool_max_idle_per_host(max_idle).build().unwrap();
    let post = |path: &str| client.post(format!("{home}{path}")).header("sec-fetch-site", "same-origin");
    let sign_in = [("email", person.email), ("password", cast::PASSWORD)];
    assert_eq!(work.record("sign-in", post("/sign-in").form(&sign_in).send().await).await, 303);
    for number in 0.. {
        if work.is_over.load(Ordering::Relaxed) {
            break;
        }
        let uploads = format!("/customers/{}/uploads", customers[number % 2].id);
        for page in ["/customers", uploads.as_str(), "/healthz"] {
            work.record(page, client.get(format!("{home}{page}")).send().await).await;
        }
        let imeis = given::imeis(work.next_imei.fetch_add(20, Ordering::Relaxed), 20);
        let name = format!("r{at}-{number}.csv");
        let part = reqwest::multipart::Part::bytes(given::file(&imeis)).file_name(name.clone());
        let form = reqwest::multipart::Form::new().part("file", part);
        let status = work.record(&name, post(&uploads).multipart(form).send().await).await;
        let (kind, lines) = (SubmissionKind::Upload, (1..).zip(imeis).collect());
        let sent = SentFile { kind, name, lines, is_acknowledged: status == 303, is_cut: false };
        work.journal.lock().await.push(sent);
    }
}

/// Restarts instances in turn under load. Returns the failures and the number of requests.
async fn violations_after_restarts(database: &Database) -> (Vec<String>, u32) {
    let mut instances = Instance::all(database);
    for instance in &mut instances {
        instance.flags.extend(["--drain-seconds", "2"]);
        assert!(instance.start());
    }
    let ports: Vec<u16> = instances.iter().map(Instance::port).collect();
    let proxy = Proxy::start(&ports).await;
    wait::until("the proxy uses both instances", || proxy.uses(0) && proxy.uses(1)).await;
    let shared = Arc::new(Work::default());
    let clients: Vec<_> = (0..CLIENTS.len())
        .map(|at| tokio::spawn(work(Arc::clone(&shared), proxy.home.clone(), at)))
        .collect();
    for _ in 0..RESTARTS {
        for (at, instance) in instances.iter_mut().enumerate() {
            // Some requests are answered before the next instance restarts.
            let before = shared.answered.load(Ordering::Relaxed);
            wait::until("requests are answered", || shared.answered.load(Ordering::Relaxed) > before + 20)
                .await;
            assert!(
                block_in_place(|| instance.stop()),
                "SIGTERM stops the instance cleanly:\n{}",
                instance.log()
            );
            assert!(block_in_place(|| instance.start()));
            wait::until("the proxy uses the instance again", || proxy.uses(at)).await;
        }
    }
    shared.is_over.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }
    let db = Db::open(database.url(), 2).unwrap();
    promise::settle(&db, Duration::from_secs(120));
    let mut violations = shared.faults.lock().await.clone();
    violations.extend(promise::violations_in_tables(&db));
    violations.extend(promise::violations_in_journal(&db, &shared.journal.lock().await));
    (violations, shared.answered.load(Ordering::Relaxed))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_request_fails_during_restarts() {
    let database = Database::with_cast();
    if database::server().is_none() {
        return one_instance_completes_the_current_request(&database).await;
    }
    let (violations, answered) = violations_after_restarts(&database).await;
    println!("{answered} requests");
    assert_eq!(violations, Vec::<String>::new());
}

async fn one_instance_completes_the_current_request(database: &Database) {
    let mut instance = Instance::new("one", database);
    assert!(instance.start());
    let second = cast::command(database.url(), database.data_dir(), &["serve"], "");
    let message = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(
        !second.status.success() && message.contains("Another 'serve', 'work' or 'restore' process is using"),
        "{message}"
    );

    let alice = instance.sign_in(ALICE).await;
    let db = Db::open(database.url(), 2).unwrap();
    for round in 0..RESTARTS {
        let (parts, receiver) = mpsc::unbounded_channel();
        let body = futures_util::stream::unfold(receiver, |mut receiver| async {
            let part: String = receiver.recv().await?;
            Some((Ok::<_, std::io::Error>(part), receiver))
        });
        let post = alice.request(Method::POST, &format!("/customers/{}/uploads", HARBOUR.id));
        let post = post.header("sec-fetch-site", "same-origin");
        let post = post.header("content-type", "multipart/form-data; boundary=b");
        let response = tokio::spawn(send(post.body(Body::wrap_stream(body.boxed()))));
        let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
        parts.send(format!("{head}{}\n", given::imei(round * 2))).unwrap();
        wait::until("the upload has begun", || instance.is_receiving()).await;
        instance.signal(Signal::TERM);
        wait::until("the instance accepts no new connections", || !is_ready(instance.port())).await;
        parts.send(format!("{}\n\r\n--b--\r\n", given::imei(round * 2 + 1))).unwrap();
        drop(parts);
        assert_eq!(response.await.unwrap().status, 303, "round {round}");
        wait::until("the instance exits", || instance.has_ended()).await;
        assert!(instance.wait_for_exit(), "the instance exited successfully");
        assert!(block_in_place(|| instance.start()));
    }
    promise::settle(&db, Duration::from_secs(60));
    assert_eq!(promise::violations_in_tables(&db), Vec::<String>::new());
    let registered = promise::count(&db, "SELECT count(*) AS n FROM registrations");
    assert_eq!(registered, i64::from(RESTARTS) * 2);
}

#[tokio::test]
async fn a_draining_instance_still_responds_and_says_that_it_is_stopping() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    // This is longer than any test runs, so only the second signal can end the draining.
    instance.flags.extend(["--drain-seconds", "3600"]);
    assert!(instance.start());
    let alice = instance.sign_in(ALICE).await;
    assert_eq!(alice.get("/customers").await.header("connection"), "");
    instance.signal(Signal::TERM);
    wait::until("the instance isn't ready", || !is_ready(instance.port())).await;
    let ready = alice.get("/readyz").await;
    assert_eq!((ready.status, ready.text().as_str()), (503, "draining\n"));
    let uploads = format!("/customers/{}/uploads", HARBOUR.id);
    for (path, status) in [("/healthz", 200), ("/customers", 200), ("/nothing", 404), (uploads.as_str(), 200)]
    {
        let response = alice.get(path).await;
        assert_eq!((response.status, response.header("connection")), (status, "close"), "{path}");
    }
    let response = alice.upload(&uploads, "a.csv", given::file(&given::imeis(0, 3)), &[]).await;
    assert_eq!((response.status, response.header("connection")), (303, "close"));
    assert!(!instance.has_ended());
    instance.signal(Signal::TERM);
    wait::until("the instance exits", || instance.has_ended()).await;
    assert!(instance.wait_for_exit(), "the instance exited successfully");

    // The instance's worker stopped at the first signal, so a file uploaded afterwards waits for the next instance.
    let db = Db::open(database.url(), 2).unwrap();
    let registered = "SELECT count(*) AS n FROM registrations";
    assert_eq!(promise::count(&db, registered), 0);
    instance.start();
    promise::settle(&db, Duration::from_secs(60));
    assert_eq!(promise::count(&db, registered), 3);
    assert_eq!(Client::new(instance.home()).get("/readyz").await.status, 200);
}
