//! Runs clients while processes fail, and keeps a journal of the files that they sent.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, redirect};

use crate::harness::cast::{self, ALICE, Account, CHARLIE, FJORD, FLEETCARE, HARBOUR, Person};
use crate::harness::given;

/// The kind of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmissionKind {
    Upload,
    Bulk,
    Deletion,
}

/// A file that was sent, possibly more than once with the same form key.
#[derive(Clone, Debug)]
pub struct SentFile {
    pub kind: SubmissionKind,
    /// Its unique file name.
    pub name: String,
    /// Its line numbers with their IMEIs.
    pub lines: Vec<(u32, String)>,
    /// Whether the response was 303.
    pub is_acknowledged: bool,
    /// Whether the request was cut off halfway, so that it can't have been accepted.
    pub is_cut: bool,
}

/// The state that all clients share.
pub struct Load {
    /// The base URLs of the instances.
    pub homes: Vec<String>,
    /// The number of the next unused IMEI.
    pub next_imei: AtomicU32,
    pub stop: AtomicBool,
    pub journal: Mutex<Vec<SentFile>>,
    /// Responses that must not occur, such as a 500, with their paths.
    pub faults: Mutex<Vec<String>>,
    /// The number of responses with status 503, 408 or 429. They aren't faults, because they mean that nothing was
    /// done.
    pub refused: AtomicU32,
}

/// The person who uses each client, and the customers that the client uploads for.
pub const CLIENTS: [(Person, [Account; 2]); 4] = [
    (ALICE, [HARBOUR, FLEETCARE]),
    (CHARLIE, [HARBOUR, FJORD]),
    (ALICE, [FLEETCARE, HARBOUR]),
    (CHARLIE, [FJORD, HARBOUR]),
];

/// All clients upload IMEIs with numbers below this one.
const CONTESTED: u32 = 300;

impl Load {
    pub fn new(homes: Vec<String>) -> Arc<Load> {
        Arc::new(Load {
            homes,
            next_imei: AtomicU32::new(1_000),
            stop: AtomicBool::new(false),
            journal: Mutex::default(),
            faults: Mutex::default(),
            refused: AtomicU32::new(0),
        })
    }

    /// Returns the number of files that have been acknowledged so far.
    pub fn acknowledged(&self) -> usize {
        self.journal.lock().unwrap().iter().filter(|sent| sent.is_acknowledged).count()
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Acts as one client: uploads files and bulk files, and deletes its own uploads, until the load is stopped.
pub async fn work(load: Arc<Load>, worker: usize, seed: u64) {
    let mut rng = StdRng::seed_from_u64(seed ^ (worker as u64) << 32);
    let (person, customers) = &CLIENTS[worker % CLIENTS.len()];
    let client = Client::builder()
        .cookie_store(true)
        .redirect(redirect::Policy::none())
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap();
    let mut uploads: Vec<(usize, Vec<String>)> = Vec::new();
    let mut number = 0;
    while !load.is_stopped() {
        // Keeps the client slower than the portal, so that the number of files to check doesn't depend on the speed of
        // the machine.
        tokio::time::sleep(Duration::from_millis(rng.random_range(0..300))).await;
        number += 1;
        let name = format!("w{worker}-{number}.csv");
        let customer = rng.random_range(0..customers.len());
        let (kind, path, imeis) = match rng.random_range(0..10) {
            0 | 1 if !uploads.is_empty() => {
                let (customer, imeis) = uploads.swap_remove(rng.random_range(0..uploads.len()));
                (SubmissionKind::Deletion, format!("/customers/{}/deletions", customers[customer].id), imeis)
            }
            2 => (SubmissionKind::Bulk, "/bulk-actions/uploads".to_owned(), imeis(&load, &mut rng)),
            _ => (
                SubmissionKind::Upload,
                format!("/customers/{}/uploads", customers[customer].id),
                imeis(&load, &mut rng),
            ),
        };
        let (file, lines) = match kind {
            SubmissionKind::Bulk => bulk(customers, &imeis),
            _ => (given::file(&imeis), (1..).zip(imeis.clone()).collect()),
        };
        let mut sent = SentFile { kind, name, lines, is_acknowledged: false, is_cut: rng.random_bool(0.08) };
        if sent.is_cut {
            send_half(&load, &client, &mut rng, &path, &sent.name, &file).await;
        } else {
            sent.is_acknowledged = send(&load, &client, *person, &mut rng, &path, &sent, &file).await;
        }
        if sent.is_acknowledged && kind == SubmissionKind::Upload {
            uploads.push((customer, imeis));
        }
        load.journal.lock().unwrap().push(sent);
    }
}

/// Returns mostly new IMEIs, some that other clients upload as well, and some that are invalid or repeated.
fn imeis(load: &Load, rng: &mut StdRng) -> Vec<String> {
    let count = match rng.random_range(0..10) {
        0 => rng.random_range(1_000..4_000),
        1..=4 => rng.random_range(100..600),
        _ => rng.random_range(3..40),
    };
    let first = load.next_imei.fetch_add(count, Ordering::Relaxed);
    let mut lines = given::imeis(first, count);
    for at in 0..lines.len() {
        match rng.random_range(0..100) {
            0..8 => lines[at] = given::imei(rng.random_range(0..CONTESTED)),
            8..10 => lines[at] = given::wrong_imei(first),
            10..12 => lines[at] = lines[at / 2].clone(),
            _ => {}
        }
    }
    lines
}

/// Returns a bulk file for two customers, and the numbers and IMEIs of its lines.
fn bulk(customers: &[Account; 2], imeis: &[String]) -> (Vec<u8>, Vec<(u32, String)>) {
    let row = |(at, imei): (usize, &String)| format!("{};{imei}", customers[at % 2].id);
    let rows: Vec<String> = imeis.iter().enumerate().map(row).collect();
    let file = given::table("Customer ID;IMEI", &rows.iter().map(String::as_str).collect::<Vec<_>>());
    (file, (2..).zip(imeis.to_vec()).collect())
}

/// Sends a file with the same form key until it is acknowledged, but sometimes stops trying. Returns whether it was
/// acknowledged. A deletion has no form key, so it isn't sent again if its outcome is unknown.
async fn send(
    load: &Load,
    client: &Client,
    person: Person,
    rng: &mut StdRng,
    path: &str,
    sent: &SentFile,
    file: &[u8],
) -> bool {
    let mut is_acknowledged = false;
    loop {
        let home = &load.homes[rng.random_range(0..load.homes.len())];
        let part = Part::bytes(file.to_vec()).file_name(sent.name.clone());
        let mut form = Form::new().text("form_key", sent.name.clone());
        if sent.kind == SubmissionKind::Deletion {
            form = Form::new().text("confirm", sent.lines.len().to_string());
        }
        let form = form.part("file", part);
        let request = client.post(format!("{home}{path}")).header("sec-fetch-site", "same-origin");
        match request.multipart(form).send().await {
            Ok(response) => match (response.status().as_u16(), response.headers().get("location")) {
                (303, Some(to)) if to.to_str().unwrap().contains("sign-in") => {
                    let form = [("email", person.email), ("password", cast::PASSWORD)];
                    let post = client.post(format!("{home}/sign-in")).header("sec-fetch-site", "same-origin");
                    let _ = post.form(&form).send().await;
                }
                (303, _) => is_acknowledged = true,
                // With 408, the process was frozen for so long that it mistook the client for a slow one. With 429, too
                // much is in progress, because no process was working.
                (503 | 408 | 429, _) => {
                    load.refused.fetch_add(1, Ordering::Relaxed);
                    let page = response.text().await.unwrap_or_default();
                    // The connection was lost during the commit. Without a form key, a retry would be a second
                    // deletion.
                    if sent.kind == SubmissionKind::Deletion
                        && page.contains("may or may not have been saved")
                    {
                        return false;
                    }
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                (status, _) => {
                    let text = response.text().await.unwrap_or_default();
                    load.faults.lock().unwrap().push(format!("{status} at {path}: {text}"));
                    return is_acknowledged;
                }
            },
            // It is unknown whether the file was accepted.
            Err(_) if sent.kind == SubmissionKind::Deletion || rng.random_bool(0.2) => {
                return is_acknowledged;
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        // Sending an acknowledged form again doesn't create another upload.
        if (is_acknowledged && (sent.kind == SubmissionKind::Deletion || !rng.random_bool(0.05)))
            || load.is_stopped()
        {
            return is_acknowledged;
        }
    }
}

/// Sends half of a file and then aborts the request.
async fn send_half(load: &Load, client: &Client, rng: &mut StdRng, path: &str, name: &str, file: &[u8]) {
    let home = &load.homes[rng.random_range(0..load.homes.len())];
    let head = format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    let half = [head.as_bytes(), &file[..file.len() / 2]].concat();
    let body = futures_util::stream::iter([Ok(half), Err(std::io::Error::other("aborted"))]);
    let request = client.post(format!("{home}{path}")).header("sec-fetch-site", "same-origin");
    let request = request.header("content-type", "multipart/form-data; boundary=b");
    let _ = request.body(reqwest::Body::wrap_stream(body)).send().await;
}
