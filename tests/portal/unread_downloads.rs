//! Downloads that clients don't read. Their number is limited, and they end after a timeout.

use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use diesel::prelude::*;
use reseller_portal::clock::Clock;
use reseller_portal::config::Config;
use reseller_portal::domain::ids::UploadId;
use reseller_portal::store::Error;
use reseller_portal::store::schema::uploads;

use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, BOB, HARBOUR};
use crate::harness::client::{Client, Response};
use crate::harness::given;
use crate::harness::process::MAX_RUN;
use crate::harness::raw::{session_cookie, start_download};

/// A portal with a download that is larger than the buffers of a connection.
struct Portal {
    app: App,
    alice: Client,
    path: String,
}

impl Portal {
    async fn start(change: impl FnOnce(&mut Config)) -> Portal {
        let app = App::start_with(Clock::fixed(noon()), false, change).await;
        let alice = app.sign_in(ALICE).await;
        let lines: Vec<String> = (0..40_000).map(|number| format!("{number:060}x")).collect();
        let uploads = format!("/customers/{}/uploads", HARBOUR.id);
        assert_eq!(alice.upload(&uploads, "a.csv", given::file(&lines), &[]).await.location(), uploads);
        app.process_queue().await;
        let id = app.db().read(|conn| Ok::<i64, Error>(uploads::table.select(uploads::id).first(conn)?));
        let path = format!("/uploads/{}/errors.csv", UploadId::new(id.unwrap()));
        Portal { app, alice, path }
    }

    /// Starts a download as Alice without reading it. The download ends when the connection is dropped.
    async fn leave_unread(&self) -> TcpStream {
        let server: SocketAddr = self.app.url("").trim_start_matches("http://").parse().unwrap();
        let cookie = session_cookie(&self.app.visitor(), ALICE).await;
        let path = self.path.clone();
        tokio::task::spawn_blocking(move || start_download(server, &cookie, &path)).await.unwrap()
    }

    /// Requests the file until the download succeeds. Returns the response.
    async fn download(&self) -> Response {
        let attempts = async {
            loop {
                let response = self.alice.get(&self.path).await;
                if response.status == 200 {
                    return response;
                }
            }
        };
        tokio::time::timeout(MAX_RUN, attempts).await.expect("the download works again")
    }
}

#[tokio::test]
async fn a_person_with_too_many_downloads_sees_what_to_do() {
    let portal = Portal::start(|config| config.max_downloads_per_person = 2).await;
    let unread = (portal.leave_unread().await, portal.leave_unread().await);
    let refused = portal.alice.get(&portal.path).await;
    assert_eq!(refused.header("retry-after"), "10");
    let page = refused.page(429);
    assert_eq!(page.text("h1"), "You’ve reached a limit");
    assert!(page.text("main").contains(
        "You can run 2 downloads at a time. Wait until one has finished, or cancel one in your browser, then try again."
    ));
    let workbook = portal.path.replace(".csv", ".xlsx");
    assert_eq!(portal.alice.get(&workbook).await.status, 429, "workbooks count as well");
    let bob = portal.app.sign_in(BOB).await;
    assert_eq!(bob.get(&portal.path).await.csv_rows().len(), 40_000);
    drop(unread);
    assert_eq!(portal.download().await.csv_rows().len(), 40_000);
}

#[tokio::test]
async fn the_portal_is_busy_while_there_are_too_many_downloads() {
    let portal = Portal::start(|config| config.max_downloads = 1).await;
    let _unread = portal.leave_unread().await;
    let bob = portal.app.sign_in(BOB).await;
    let refused = bob.get(&portal.path).await;
    assert_eq!(refused.header("retry-after"), "5");
    assert_eq!(refused.page(503).text("h1"), "The portal is busy");
}

#[tokio::test]
async fn a_download_that_is_not_read_ends_after_the_time_limit() {
    let change = |config: &mut Config| (config.max_downloads, config.write_timeout_seconds) = (1, 1);
    let portal = Portal::start(change).await;
    let _unread = portal.leave_unread().await;
    assert_eq!(portal.alice.get(&portal.path).await.status, 503);
    assert_eq!(portal.download().await.csv_rows().len(), 40_000);
}

#[tokio::test]
async fn a_download_that_is_not_read_does_not_delay_stopping() {
    let mut portal = Portal::start(|_| ()).await;
    let _unread = portal.leave_unread().await;
    // The portal waits 20 seconds for other requests.
    let stopped = tokio::time::timeout(Duration::from_secs(15), portal.app.stop()).await;
    assert!(stopped.is_ok(), "the portal still waits for the download");
}

#[tokio::test]
async fn a_download_that_is_read_is_complete_when_the_portal_stops() {
    let mut portal = Portal::start(|_| ()).await;
    let mut download = portal.leave_unread().await;
    let read = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        download.read_to_end(&mut bytes).unwrap();
        bytes
    });
    portal.app.stop().await;
    assert!(read.await.unwrap().ends_with(b"\r\n0\r\n\r\n"), "the last chunk is empty");
}
