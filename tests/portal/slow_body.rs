//! A stalled upload gets 408 and leaves nothing behind. In this test, the server waits the full ten seconds in
//! real time. The unit tests of the timeout use a simulated clock.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use diesel::prelude::*;
use reseller_portal::store::Error;
use reseller_portal::store::schema::submissions;

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, HARBOUR};
use crate::harness::raw::session_cookie;

/// Sends the beginning of an upload and then stops. Returns the response.
fn stall(address: &str, cookie: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let body =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n350000120000007\n";
    let head = format!(
        "POST /customers/{}/uploads HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n",
        HARBOUR.id
    );
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    String::from_utf8(response).unwrap()
}

#[tokio::test]
async fn a_stalled_upload_gets_408_and_leaves_nothing_behind() {
    let app = App::start().await;
    let address = app.url("").trim_start_matches("http://").to_owned();
    let (alice, bob) =
        (session_cookie(&app.visitor(), ALICE).await, session_cookie(&app.visitor(), BOB).await);
    let stalled = |cookie: String| {
        let address = address.clone();
        tokio::task::spawn_blocking(move || stall(&address, &cookie))
    };
    // Alice can upload, but Bob can't. Both stall at the same time.
    let (permitted, forbidden) = tokio::join!(stalled(alice), stalled(bob));
    let (permitted, forbidden) = (permitted.unwrap(), forbidden.unwrap());
    assert!(permitted.starts_with("HTTP/1.1 408 "), "{permitted}");
    assert!(permitted.contains("We didn’t receive all of your file, so nothing was saved."), "{permitted}");
    assert!(forbidden.starts_with("HTTP/1.1 403 "), "{forbidden}");

    let rows = app.db().read(|conn| Ok::<i64, Error>(submissions::table.count().get_result(conn)?)).unwrap();
    assert_eq!(rows, 0, "no submission is stored");
    let files = std::fs::read_dir(app.data_dir().join("tmp")).unwrap().count();
    assert_eq!(files, 0, "no temporary file is left");
    // Temporary files have no names, so they appear only among the open files of the server, which runs in this
    // process.
    let open = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
    let open = open.filter_map(|entry| std::fs::read_link(entry.path()).ok());
    let remaining: Vec<_> = open.filter(|path| path.starts_with(app.data_dir().join("tmp"))).collect();
    assert!(remaining.is_empty(), "{remaining:?}");
}
