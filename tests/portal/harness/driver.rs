//! Starts and stops chromedriver, which controls a test's browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::process;

/// The maximum time that the driver may take to report its port.
const MAX_STARTUP: Duration = Duration::from_secs(60);

/// The maximum number of times that the driver is started before the test fails.
const MAX_ATTEMPTS: usize = 5;

/// The maximum time that the driver may take to close its browser. After that, the driver is killed.
const MAX_SHUTDOWN: Duration = Duration::from_secs(10);

/// A chromedriver process on a free port.
pub struct Driver {
    process: Child,
    /// The port that it listens on.
    pub port: u16,
}

impl Driver {
    /// Starts the driver. Dropping it ends the driver and its browser.
    ///
    /// The driver chooses a free port for IPv4 and then needs the same one for IPv6. If another program takes
    /// that port in the meantime, the driver exits and is started again.
    pub fn start() -> Driver {
        (0..MAX_ATTEMPTS).find_map(|_| Driver::try_start()).expect("chromedriver starts and reports its port")
    }

    fn try_start() -> Option<Driver> {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("chromedriver is missing: scripts/test browser installs it");
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (found, port) = mpsc::channel();
        // Reads to the end, because the driver would block if the pipe were full.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                match line.split_once("started successfully on port ") {
                    // The receiver is gone if the driver took too long.
                    Some((_, port)) => drop(found.send(port.trim_end_matches('.').parse::<u16>())),
                    None => println!("chromedriver: {line}"),
                }
            }
        });
        let mut driver = Driver { process, port: 0 };
        let port = port.recv_timeout(MAX_STARTUP).ok()?;
        driver.port = port.expect("the port is a number");
        Some(driver)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = stream.set_read_timeout(Some(MAX_SHUTDOWN));
            let _ =
                stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            let _ = stream.read_to_end(&mut Vec::new());
        }
        if let Err(error) = process::kill(&mut self.process) {
            eprintln!("chromedriver can't be stopped: {error}");
        }
    }
}
