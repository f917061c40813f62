//! When a client disconnects or the portal stops while a file is being read, reading stops.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

use diesel::prelude::*;
use reseller_portal::store::schema::submissions;
use reseller_portal::store::{Db, Error};
use zip::write::SimpleFileOptions;

use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::client::Client;
use crate::harness::database::Database;
use crate::harness::process::Signal;
use crate::harness::raw::{connect, session_cookie};
use crate::harness::wait;
use crate::never_lost::instances::Instance;

/// Returns a workbook that takes much longer to read than a connection takes to close.
fn workbook() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, pieces: &mut dyn Iterator<Item = String>| {
        zip.start_file(name, SimpleFileOptions::default().compression_level(Some(1))).unwrap();
        for piece in pieces {
            zip.write_all(piece.as_bytes()).unwrap();
        }
    };
    let once = |text: &str| std::iter::once(format!("<?xml version=\"1.0\"?>{text}"));
    let (main, office) = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    );
    let relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
    part(
        "_rels/.rels",
        &mut once(&format!(
            "<Relationships xmlns=\"{relationships}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        )),
    );
    part(
        "xl/workbook.xml",
        &mut once(&format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
        )),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &mut once(&format!(
            "<Relationships xmlns=\"{relationships}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
        )),
    );
    let rows = (1..900_000).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>{row:015}</v></c></row>"));
    let start = once(&format!("<worksheet xmlns=\"{main}\"><sheetData>"));
    part("xl/worksheets/sheet1.xml", &mut start.chain(rows).chain(["</sheetData></worksheet>".to_owned()]));
    zip.finish().unwrap().into_inner()
}

/// Uploads the workbook. Returns the client's connection once reading has begun.
async fn begin_upload(instance: &Instance) -> TcpStream {
    let server = SocketAddr::from(([127, 0, 0, 1], instance.port()));
    let cookie = session_cookie(&Client::new(instance.home()), ALICE).await;
    let mut body =
        b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n".to_vec();
    body.extend(workbook());
    body.extend(b"\r\n--b--\r\n");
    let head = format!(
        "POST /customers/{}/uploads HTTP/1.1\r\nHost: {server}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\n\r\n",
        HARBOUR.id,
        body.len()
    );
    let stream = tokio::task::spawn_blocking(move || {
        let mut stream = connect(server);
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&body).unwrap();
        stream
    });
    let stream = stream.await.unwrap();
    // One file is the upload, and the other contains the rows that were read from it.
    let has_content = |sizes: &[u64]| sizes.iter().filter(|size| **size > 0).count() >= 2;
    wait::until("reading begins", || has_content(&instance.temporary_files())).await;
    stream
}

/// Uploads the workbook, and disconnects the client once reading has begun. Asserts that nothing is accepted.
async fn reading_stops_after(disconnect: fn(TcpStream) -> Option<TcpStream>) {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start());
    let _half_closed = disconnect(begin_upload(&instance).await);
    wait::until("reading ends", || instance.temporary_files().is_empty()).await;
    assert_nothing_was_accepted(&database);
}

fn assert_nothing_was_accepted(database: &Database) {
    let db = Db::open(database.url(), 2).unwrap();
    let count = db.read(|conn| Ok::<i64, Error>(submissions::table.count().get_result(conn)?)).unwrap();
    assert_eq!(count, 0, "reading didn't stop, so the file was accepted");
}

#[tokio::test]
async fn reading_stops_when_the_client_closes_the_connection() {
    reading_stops_after(|stream| {
        drop(stream);
        None
    })
    .await;
}

#[tokio::test]
async fn reading_stops_when_the_client_half_closes_the_connection() {
    reading_stops_after(|stream| {
        stream.shutdown(Shutdown::Write).unwrap();
        Some(stream)
    })
    .await;
}

#[tokio::test]
async fn reading_stops_when_the_portal_stops() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start());
    let mut stream = begin_upload(&instance).await;
    instance.signal(Signal::TERM);
    let response = tokio::task::spawn_blocking(move || {
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    });
    let response = response.await.unwrap();
    assert!(response.starts_with("HTTP/1.1 503"), "{response}");
    assert!(response.contains("The portal is restarting"), "{response}");
    assert!(instance.wait_for_exit());
    assert!(!instance.log().contains("responded with an error"), "{}", instance.log());
    assert_nothing_was_accepted(&database);
}
