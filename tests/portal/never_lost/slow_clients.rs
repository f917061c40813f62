//! Clients that are slow or silent, or that send too much, don't affect other clients.

use std::net::SocketAddr;
use std::time::Duration;

use reseller_portal::store::Db;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

use super::instances::Instance;
use super::promise;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::client::Client;
use crate::harness::database::Database;
use crate::harness::given;
use crate::harness::process::{MAX_RUN, Signal};
use crate::harness::raw::session_cookie;
use crate::harness::wait;

/// The number of networks with silent clients. Each network stays within its own connection limit.
const SILENT_NETWORKS: u8 = 5;
/// The number of silent connections from each of these networks.
const SILENT: usize = 200;
/// The number of uploads that arrive at one byte per second.
const SLOW: usize = 200;

/// Opens a connection and starts an upload whose header announces this many bytes.
async fn start_upload(instance: &Instance, cookie: &str, bytes: u64) -> TcpStream {
    let address = instance.home().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /customers/{}/uploads HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {bytes}\r\n\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"huge.csv\"\r\n\r\n",
        HARBOUR.id
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// Returns the status line of the response.
async fn status_line(stream: &mut TcpStream) -> String {
    let mut response = vec![0; 64];
    let read = tokio::time::timeout(MAX_RUN, stream.read(&mut response))
        .await
        .expect("a response")
        .unwrap_or_default();
    String::from_utf8_lossy(&response[..read]).lines().next().unwrap_or_default().to_owned()
}

/// Sends one byte per second until there is a response. Returns its status line.
async fn drip(mut stream: TcpStream) -> String {
    loop {
        tokio::select! {
            response = async { stream.readable().await } => {
                response.unwrap();
                return status_line(&mut stream).await;
            }
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
        if stream.write_all(b"3").await.is_err() {
            return status_line(&mut stream).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_silent_and_two_hundred_slow_connections_do_not_affect_others() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    instance.start();
    let cookie = session_cookie(&Client::new(instance.home()), ALICE).await;
    let mut slow = JoinSet::new();
    for _ in 0..SLOW {
        slow.spawn(drip(start_upload(&instance, &cookie, 1_000_000).await));
    }
    let address = instance.home().trim_start_matches("http://").to_owned();
    let server = address.parse().unwrap();
    let mut silent = Vec::new();
    for network in 0..SILENT_NETWORKS {
        for _ in 0..SILENT {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind(SocketAddr::from(([127, 0, 0, 2 + network], 0))).unwrap();
            silent.push(socket.connect(server).await.unwrap());
        }
    }

    let alice = instance.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    for round in 0..20 {
        assert_eq!(alice.get("/customers").await.status, 200);
        let file = given::file(&given::imeis(round * 10, 10));
        assert_eq!(alice.upload(&path, "a.csv", file, &[]).await.location(), path);
    }
    assert!(slow.try_join_next().is_none(), "all of that happened while the slow uploads were arriving");

    while let Some(response) = tokio::time::timeout(MAX_RUN, slow.join_next()).await.expect("a response") {
        assert_eq!(response.unwrap(), "HTTP/1.1 408 Request Timeout");
    }
    let db = Db::open(database.url(), 2).unwrap();
    promise::settle(&db, Duration::from_secs(60));
    assert_eq!(promise::violations_in_tables(&db), Vec::<String>::new());
    assert_eq!(promise::count(&db, "SELECT count(*) AS n FROM registrations"), 200);
}

#[tokio::test]
async fn a_body_that_stops_arriving_is_cut_off_when_the_portal_stops() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    instance.start();
    let cookie = session_cookie(&Client::new(instance.home()), ALICE).await;
    let mut stream = start_upload(&instance, &cookie, 1_000_000).await;
    wait::until("the upload has begun", || instance.is_receiving()).await;
    instance.signal(Signal::TERM);
    assert_eq!(status_line(&mut stream).await, "HTTP/1.1 503 Service Unavailable");
    assert!(instance.wait_for_exit());
}

/// After its response, the server would otherwise read the rest of such a body forever.
#[tokio::test]
async fn a_connection_with_an_endless_chunked_body_is_closed_after_the_response() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    instance.start();
    let address = instance.home().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nTransfer-Encoding: chunked\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(status_line(&mut stream).await, "HTTP/1.1 200 OK");
    let is_closed = async {
        while stream.write_all(b"1\r\n3\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    tokio::time::timeout(MAX_RUN, is_closed).await.expect("the connection is closed");
}

/// The server reads at most 1 MiB of the body before it responds.
#[tokio::test]
async fn an_upload_over_the_limit_is_rejected_before_its_body_has_arrived() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    instance.start();
    let cookie = session_cookie(&Client::new(instance.home()), ALICE).await;
    let mut stream = start_upload(&instance, &cookie, 10 << 30).await;
    stream.write_all(&vec![b'3'; 1 << 20]).await.unwrap();
    // Nothing more is sent, so a server that waited for more would wait forever.
    assert_eq!(status_line(&mut stream).await, "HTTP/1.1 413 Payload Too Large");
    // A client that keeps sending, as a browser does, isn't cut off before it has read the response.
    for _ in 0..20 {
        stream.write_all(&vec![b'3'; 1 << 20]).await.unwrap();
    }
    let mut response = Vec::new();
    while !String::from_utf8_lossy(&response).contains("must be smaller than 64 MB") {
        let read = tokio::time::timeout(MAX_RUN, stream.read_buf(&mut response))
            .await
            .expect("the rest of the page");
        assert!(read.unwrap() > 0, "{}", String::from_utf8_lossy(&response));
    }
    let db = Db::open(database.url(), 2).unwrap();
    assert_eq!(promise::count(&db, "SELECT count(*) AS n FROM submissions"), 0, "the file isn't stored");
    let entries = "SELECT count(*) AS n FROM activity_texts WHERE text LIKE '%huge.csv%'";
    assert_eq!(promise::count(&db, entries), 1, "support staff can see the rejected file");
}
