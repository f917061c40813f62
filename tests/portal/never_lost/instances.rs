//! Runs instances of the portal as processes that tests can kill, stop and restart.

use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::cast::{self, PROGRAM, Person};
use crate::harness::client::Client;
use crate::harness::database::{self, Database};
use crate::harness::keys;
use crate::harness::process::{self, Signal};

/// An instance of the portal with its own address and name. It has a process while it is running.
pub struct Instance {
    name: &'static str,
    port: u16,
    /// Its `DATABASE_URL`.
    pub url: String,
    data_dir: PathBuf,
    /// The value of `FAILPOINTS` for its next start.
    pub fail_points: String,
    /// The flags that are passed to `serve`.
    pub flags: Vec<&'static str>,
    child: Option<Child>,
}

impl Instance {
    /// Creates an instance without starting it.
    pub fn new(name: &'static str, database: &Database) -> Instance {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let data_dir = database.data_dir().join(name);
        fs::create_dir_all(&data_dir).unwrap();
        keys::write_if_missing(&data_dir.join("secret.key"));
        let url = database.url().to_owned();
        Instance { name, port, url, data_dir, fail_points: String::new(), flags: Vec::new(), child: None }
    }

    /// Returns the instances that can share this database: one on SQLite, two on PostgreSQL.
    pub fn all(database: &Database) -> Vec<Instance> {
        let names: &[&'static str] = if database::server().is_some() { &["one", "two"] } else { &["one"] };
        names.iter().map(|name| Instance::new(name, database)).collect()
    }

    /// Signs a person in. Returns a client with the session.
    pub async fn sign_in(&self, person: Person) -> Client {
        let client = Client::new(self.home());
        let form = [("email", person.email), ("password", cast::PASSWORD)];
        assert_eq!(client.post("/sign-in", &form).await.status, 303);
        client
    }

    /// Returns the base URL of its pages.
    pub fn home(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns its process ID. Panics if it hasn't been started.
    pub fn process_id(&self) -> u32 {
        self.child.as_ref().expect("the process has been started").id()
    }

    /// Returns its data folder.
    pub fn data_dir(&self) -> &PathBuf {
        &self.data_dir
    }

    /// Returns the log that its processes have written so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.data_dir.join("log")).unwrap_or_default()
    }

    /// Returns the last lines of its log, without the 503 responses.
    pub fn log_tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().filter(|line| !line.contains("503 Service Unavailable")).collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    /// Starts the process without waiting for it.
    pub fn spawn(&mut self) {
        let log = File::options().create(true).append(true).open(self.data_dir.join("log")).unwrap();
        let child = Command::new(PROGRAM)
            .arg("serve")
            .args(&self.flags)
            .env("DATABASE_URL", &self.url)
            .env("DATA_DIR", &self.data_dir)
            .env("LISTEN", format!("127.0.0.1:{}", self.port))
            .env("INSTANCE", self.name)
            .env("FAILPOINTS", &self.fail_points)
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        self.child = Some(child);
    }

    /// Starts the process and waits until it is ready. Returns false if it exits first.
    pub fn start(&mut self) -> bool {
        self.spawn();
        let deadline = Instant::now() + Duration::from_secs(60);
        while Instant::now() < deadline {
            if self.has_ended() {
                return false;
            }
            if is_ready(self.port) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{} is not ready after a minute:\n{}", self.name, self.log());
    }

    /// Returns whether it is receiving a file.
    pub fn is_receiving(&self) -> bool {
        !self.temporary_files().is_empty()
    }

    /// Returns the sizes of the open files in its folder for temporary files.
    pub fn temporary_files(&self) -> Vec<u64> {
        let id = self.child.as_ref().map_or(0, Child::id);
        let open = fs::read_dir(format!("/proc/{id}/fd")).into_iter().flatten().flatten();
        let is_temporary = |file: &fs::DirEntry| {
            fs::read_link(file.path()).is_ok_and(|to| to.starts_with(self.data_dir.join("tmp")))
        };
        let temporary = open.filter(is_temporary);
        temporary.filter_map(|file| Some(fs::metadata(file.path()).ok()?.len())).collect()
    }

    /// Returns whether its process has ended.
    pub fn has_ended(&mut self) -> bool {
        self.child.as_mut().is_none_or(|child| child.try_wait().unwrap().is_some())
    }

    /// Restarts the process if it has ended. Returns whether it had.
    pub fn revive(&mut self) -> bool {
        let had_ended = self.has_ended();
        if had_ended {
            self.spawn();
        }
        had_ended
    }

    /// Kills the process immediately (SIGKILL).
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            process::kill(&mut child).unwrap();
        }
    }

    /// Sends a signal to the running process.
    pub fn signal(&mut self, signal: Signal) {
        let child = self.child.as_mut().expect("the process has been started");
        process::signal(child, signal).unwrap();
    }

    /// Asks the process to stop (SIGTERM) and waits until it exits. Returns whether it exited successfully.
    pub fn stop(&mut self) -> bool {
        self.signal(Signal::TERM);
        self.wait_for_exit()
    }

    /// Waits until the process exits. Returns whether it exited successfully.
    pub fn wait_for_exit(&mut self) -> bool {
        self.child.take().is_none_or(|mut child| process::wait(&mut child).unwrap().success())
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // SIGKILL also ends a process that SIGSTOP has frozen.
        self.kill();
    }
}

/// Returns whether the readiness probe on this port responds with 200.
pub fn is_ready(port: u16) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let request = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let mut response = String::new();
    stream.write_all(request).is_ok()
        && stream.read_to_string(&mut response).is_ok()
        && response.starts_with("HTTP/1.1 200")
}
