//! Clients that hold connections open or send many requests, from several loopback addresses.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};

use crate::Result;
use crate::portal::Portal;

/// Number of client addresses. The first is 127.0.0.2.
const ADDRESSES: usize = 8;
/// Number of connections whose requests are refused.
const SENDERS: usize = 16;
/// Maximum time to wait for a response.
const MAX_WAIT: Duration = Duration::from_secs(120);

/// The portal, and the requests that the clients send to it.
pub struct Target {
    server: SocketAddr,
    download: String,
    upload: String,
}

impl Target {
    /// Prepares the signed-in person's requests for this customer's devices.
    pub fn new(portal: &Portal, customer: &str) -> Result<Target> {
        let server: SocketAddr = portal.at("").trim_start_matches("http://").parse()?;
        let common =
            format!("Host: {server}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n", portal.cookie);
        let download = format!("GET /customers/{customer}/devices.csv HTTP/1.1\r\n{common}\r\n");
        let upload = format!(
            "POST /customers/{customer}/uploads HTTP/1.1\r\n{common}Content-Type: multipart/form-data; boundary=b\r\n\
             Content-Length: 1000000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
        );
        Ok(Target { server, download, upload })
    }

    /// Connects from one of the addresses and sends the given text.
    fn connect(&self, number: usize, text: &str) -> io::Result<TcpStream> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        let from = Ipv4Addr::new(127, 0, 0, 2 + (number % ADDRESSES) as u8);
        socket.bind(&SocketAddr::from((from, 0)).into())?;
        socket.connect(&self.server.into())?;
        let mut stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(MAX_WAIT))?;
        stream.write_all(text.as_bytes())?;
        Ok(stream)
    }
}

/// Connections of one kind that are held open. They are reopened if the portal closes them.
struct Connections {
    kind: &'static str,
    request: String,
    open: Vec<TcpStream>,
    closed: usize,
}

/// All connections that are held open.
pub struct Held(Vec<Connections>);

impl Held {
    /// Opens the connections.
    pub fn open(target: &Target, downloads: usize, idle: usize, slow: usize) -> Result<Held> {
        let mut held = Vec::new();
        for (kind, count, request) in [
            ("unread downloads", downloads, &target.download),
            ("idle connections", idle, &String::new()),
            ("slow uploads", slow, &target.upload),
        ] {
            let open = (0..count).map(|number| {
                let stream = target.connect(number, request)?;
                stream.set_nonblocking(true)?;
                Ok(stream)
            });
            let open = open.collect::<io::Result<_>>()?;
            held.push(Connections { kind, request: request.clone(), open, closed: 0 });
        }
        Ok(Held(held))
    }

    /// Sends one more byte of each slow upload, and reopens closed connections.
    pub fn maintain(&mut self, target: &Target) -> Result<()> {
        for connections in &mut self.0 {
            let is_slow = connections.kind == "slow uploads";
            for (number, stream) in connections.open.iter_mut().enumerate() {
                let is_sent = !is_slow || stream.write(b"3").is_ok();
                if is_sent && is_open(stream, is_slow) {
                    continue;
                }
                connections.closed += 1;
                *stream = target.connect(number, &connections.request)?;
                stream.set_nonblocking(true)?;
            }
        }
        Ok(())
    }
}

/// Returns whether a connection is open, without reading from it. A slow upload has ended once there is a response.
fn is_open(stream: &TcpStream, is_slow: bool) -> bool {
    match stream.peek(&mut [0]) {
        Ok(0) => false,
        Ok(_) => !is_slow,
        Err(error) => error.kind() == io::ErrorKind::WouldBlock,
    }
}

/// Returns the status of a response that has begun to arrive.
fn status(stream: &TcpStream) -> Option<String> {
    let mut head = [0; 12];
    let length = stream.peek(&mut head).ok()?;
    Some(String::from_utf8_lossy(&head[..length]).split(' ').nth(1)?.to_owned())
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for connections in &self.0 {
            write!(f, "{} {} ({} closed", connections.open.len(), connections.kind, connections.closed)?;
            let statuses = format_counts(connections.open.iter().filter_map(status));
            write!(f, "{}{statuses}), ", if statuses.is_empty() { "" } else { "; now " })?;
        }
        write!(f, "from {ADDRESSES} addresses")
    }
}

/// Counts equal words and formats the result: "4 × 200, 246 × 429".
fn format_counts(words: impl Iterator<Item = String>) -> String {
    let mut counts = BTreeMap::<String, usize>::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(word, count)| format!("{count} × {word}")).collect();
    counts.join(", ")
}

/// Signs in with a wrong password on `count` connections at once. Returns the statuses.
pub fn send_sign_ins(target: &Target, count: usize) -> Result<String> {
    let mut open = Vec::new();
    for number in 0..count {
        let form = format!("email=person-{number}%40example.com&password=not-the-password");
        let request = format!(
            "POST /sign-in HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            target.server,
            form.len()
        );
        open.push(target.connect(number, &request)?);
    }
    let statuses = open.into_iter().map(|mut stream| {
        let mut response = String::new();
        let _ = stream.read_to_string(&mut response);
        response.split(' ').nth(1).unwrap_or("none").to_owned()
    });
    Ok(format_counts(statuses))
}

/// Sends cross-site POST requests for the given time. Returns the number that were refused.
pub fn send_cross_site_requests(target: &Target, time: Duration) -> Result<usize> {
    let request = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 0\r\n\r\n",
        target.server
    );
    std::thread::scope(|scope| {
        let senders: Vec<_> = (0..SENDERS)
            .map(|number| {
                let request = &request;
                scope.spawn(move || -> io::Result<usize> {
                    let (until, mut refused) = (Instant::now() + time, 0);
                    let mut stream = target.connect(number, "")?;
                    let mut buffer = vec![0; 64 * 1024];
                    while Instant::now() < until {
                        stream.write_all(request.as_bytes())?;
                        refused += read_page(&mut stream, &mut buffer)?;
                    }
                    Ok(refused)
                })
            })
            .collect();
        let mut refused = 0;
        for sender in senders {
            refused += sender.join().map_err(|_| "a sender panicked")??;
        }
        Ok(refused)
    })
}

/// Reads a page to its end. Returns 1 if its status is 403, or 0 otherwise.
fn read_page(stream: &mut TcpStream, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while !buffer[..length].ends_with(b"</html>") && !buffer[..length].ends_with(b"</html>\n") {
        match stream.read(&mut buffer[length..])? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => length += read,
        }
    }
    Ok(usize::from(buffer.starts_with(b"HTTP/1.1 403")))
}
