//! Clients that are slow or silent, or send too much, don't affect others.

use std::time::Duration;

use reseller_portal::store::Db;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::instances::Instance;
use super::promise;
use crate::harness::cast::{self, ALICE, HARBOUR};
use crate::harness::client::Client;
use crate::harness::database::Database;
use crate::harness::given;
use crate::harness::process::MAX_RUN;

/// Connections that send nothing.
const SILENT: usize = 1_000;
/// Uploads that arrive at one byte per second.
const DRIPPING: usize = 200;

/// Signs in and returns the session cookie.
async fn cookie(instance: &Instance) -> String {
    let form = [("email", ALICE.email), ("password", cast::PASSWORD)];
    let answer = Client::new(instance.home()).post("/sign-in", &form).await;
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// Opens a connection and announces an upload of this length on it.
async fn announce(instance: &Instance, cookie: &str, bytes: u64) -> TcpStream {
    let place = instance.home().trim_start_matches("http://").to_owned();
    let mut line = TcpStream::connect(&place).await.unwrap();
    let head = format!(
        "POST /customers/{}/uploads HTTP/1.1\r\nHost: {place}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {bytes}\r\n\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"huge.csv\"\r\n\r\n",
        HARBOUR.id
    );
    line.write_all(head.as_bytes()).await.unwrap();
    line
}

/// Returns the first line of the answer.
async fn status(line: &mut TcpStream) -> String {
    let mut answer = vec![0; 64];
    let read =
        tokio::time::timeout(MAX_RUN, line.read(&mut answer)).await.expect("an answer").unwrap_or_default();
    String::from_utf8_lossy(&answer[..read]).lines().next().unwrap_or_default().to_owned()
}

/// Sends a byte each second until there is an answer, and returns its first line.
async fn drip(mut line: TcpStream) -> String {
    loop {
        tokio::select! {
            answer = async { line.readable().await } => {
                answer.unwrap();
                return status(&mut line).await;
            }
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
        if line.write_all(b"3").await.is_err() {
            return status(&mut line).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_silent_and_two_hundred_dripping_connections_affect_no_other() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    instance.start();
    let cookie = cookie(&instance).await;
    let mut dripping = JoinSet::new();
    for _ in 0..DRIPPING {
        dripping.spawn(drip(announce(&instance, &cookie, 1_000_000).await));
    }
    let place = instance.home().trim_start_matches("http://").to_owned();
    let mut silent = Vec::with_capacity(SILENT);
    for _ in 0..SILENT {
        silent.push(TcpStream::connect(&place).await.unwrap());
    }

    let alice = instance.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    for round in 0..20 {
        assert_eq!(alice.get("/customers").await.status, 200);
        let file = given::file(&given::imeis(round * 10, 10));
        assert_eq!(alice.upload(&path, "a.csv", file, &[]).await.location(), path);
    }
    assert!(dripping.try_join_next().is_none(), "all of that happened while they dripped");

    while let Some(answer) = tokio::time::timeout(MAX_RUN, dripping.join_next()).await.expect("an answer") {
        assert_eq!(answer.unwrap(), "HTTP/1.1 408 Request Timeout");
    }
    let db = Db::open(database.url(), 2).unwrap();
    promise::settle(&db, Duration::from_secs(60));
    assert_eq!(promise::broken_in_tables(&db), Vec::<String>::new());
    assert_eq!(promise::count(&db, "SELECT count(*) AS n FROM registrations"), 200);
}

/// The server reads at most a MiB of the body before it answers.
#[tokio::test]
async fn a_length_over_the_limit_is_refused_before_the_body_has_arrived() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    instance.start();
    let mut line = announce(&instance, &cookie(&instance).await, 10 << 30).await;
    line.write_all(&vec![b'3'; 1 << 20]).await.unwrap();
    // Nothing more is sent, so a server that waited for more would wait for ever.
    assert_eq!(status(&mut line).await, "HTTP/1.1 413 Payload Too Large");
    // A client that continues sending, as a browser does, isn't cut off before it has read the answer.
    for _ in 0..20 {
        line.write_all(&vec![b'3'; 1 << 20]).await.unwrap();
    }
    let mut answer = Vec::new();
    while !String::from_utf8_lossy(&answer).contains("must be smaller than 64 MB") {
        let read =
            tokio::time::timeout(MAX_RUN, line.read_buf(&mut answer)).await.expect("the rest of the page");
        assert!(read.unwrap() > 0, "{}", String::from_utf8_lossy(&answer));
    }
    let db = Db::open(database.url(), 2).unwrap();
    assert_eq!(promise::count(&db, "SELECT count(*) AS n FROM submissions"), 0, "the file isn't stored");
    let told =
        "SELECT count(*) AS n FROM activity WHERE detail LIKE '%huge.csv%' OR object LIKE '%huge.csv%'";
    assert_eq!(promise::count(&db, told), 1, "support can answer");
}
