//! Chromium's driver: the process between a test and its browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How long the driver may take to close its browser before it is killed.
const GOODBYE: Duration = Duration::from_secs(10);

/// A driver process on a port of its own choice.
pub struct Driver {
    process: Child,
    /// Where it listens.
    pub port: u16,
}

impl Driver {
    /// Starts it; it ends, with its browser, when this is dropped.
    pub fn start() -> Driver {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is missing: scripts/test browser installs it");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.by_ref().find_map(|line| {
            let line = line.ok()?;
            line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
        });
        // Its later lines must go somewhere, or it stops when the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        Driver { process, port: port.expect("chromedriver says its port") }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Ok(mut line) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = line.set_read_timeout(Some(GOODBYE));
            let _ = line.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            let _ = line.read_to_end(&mut Vec::new());
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
