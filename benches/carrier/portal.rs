//! Starts the portal and sends requests as signed-in people.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::blocking::{Client, multipart::Form};

use crate::Result;
use crate::database::{PROGRAM, Server};
use crate::process::{self, Signal};

/// The demo's administrator of the first reseller.
pub const MAYA: &str = "maya.okafor@brightline.example";
/// The demo's administrator of the second reseller.
pub const ASTRID: &str = "astrid.lund@nordtel.example";
/// The demo's support agent.
pub const SAM: &str = "sam.reyes@support.example";

/// A running portal. Its process is killed on drop.
pub struct Portal {
    child: Child,
    client: Person,
}

/// A signed-in person.
pub struct Person {
    home: String,
    client: Client,
    /// The session cookie.
    pub cookie: String,
}

impl Portal {
    /// Starts a portal with this database and signs in as the first reseller's administrator.
    pub fn serve(server: &Server, name: &str, settings: &[(&str, String)]) -> Result<Portal> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        if !data_dir(server).join("secret.key").exists() {
            let mut create = Command::new(PROGRAM);
            create
                .args(["key", "create"])
                .env("DATABASE_URL", server.url(name))
                .env("DATA_DIR", data_dir(server));
            process::run_successfully(&mut create)?;
        }
        let log = std::fs::File::create(server.folder.join("log"))?;
        let mut child = Command::new(PROGRAM)
            .arg("serve")
            .env("DATABASE_URL", server.url(name))
            .env("DATA_DIR", data_dir(server))
            .env("LISTEN", format!("127.0.0.1:{port}"))
            .env("INSTANCE", "bench")
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let home = format!("http://127.0.0.1:{port}");
        let limit = Instant::now() + Duration::from_secs(60);
        while !reqwest::blocking::get(format!("{home}/readyz"))
            .is_ok_and(|response| response.status().is_success())
        {
            if Instant::now() > limit || child.try_wait()?.is_some() {
                return Err("the portal didn't start; see `log` in the folder with the databases".into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let client = Person::sign_in(&home, MAYA)?;
        Ok(Portal { child, client })
    }

    /// Returns the peak memory of the process in MiB.
    pub fn peak_memory(&self) -> Result<f64> {
        Ok(self.status("VmHWM:")? / 1024.0)
    }

    /// Returns the current number of threads.
    pub fn threads(&self) -> Result<f64> {
        self.status("Threads:")
    }

    /// Returns a number from the process's status file (proc(5)).
    fn status(&self, name: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with(name)).ok_or("no such line in /proc")?;
        Ok(line.split_whitespace().nth(1).ok_or("no number in /proc")?.parse()?)
    }

    /// Returns the CPU time that the process itself has used, in seconds, without the database server.
    pub fn cpu(&self) -> Result<f64> {
        super::cost::cpu_seconds(self.child.id())
    }

    /// Stops the portal and waits until it has ended. Returns `Err` if it exits with a failure.
    pub fn stop(mut self) -> Result<()> {
        process::signal(&mut self.child, Signal::TERM)?;
        match process::wait(&mut self.child)? {
            status if status.success() => Ok(()),
            status => Err(format!("the portal ended with {status}").into()),
        }
    }

    /// Signs in as another person.
    pub fn sign_in_as(&self, email: &str) -> Result<Person> {
        Person::sign_in(&self.client.home, email)
    }
}

impl std::ops::Deref for Portal {
    type Target = Person;

    fn deref(&self) -> &Person {
        &self.client
    }
}

impl Person {
    fn sign_in(home: &str, email: &str) -> Result<Person> {
        let stay = reqwest::redirect::Policy::none();
        let client = Client::builder().redirect(stay).timeout(Duration::from_secs(120)).build()?;
        let form = [("email", email), ("password", "demo-Portal-2026")];
        let response = client.post(format!("{home}/sign-in")).form(&form).send()?.error_for_status()?;
        let cookies = response.headers().get_all("set-cookie").iter().flat_map(|cookie| cookie.to_str());
        let session =
            cookies.flat_map(|cookie| cookie.split(';').next()).find(|cookie| cookie.starts_with("session="));
        let cookie = session.ok_or("the response sets no session cookie")?.to_owned();
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("cookie", cookie.parse()?);
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).default_headers(headers);
        Ok(Person {
            home: home.to_owned(),
            client: client.timeout(Duration::from_secs(120)).build()?,
            cookie,
        })
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.home)
    }

    /// Uploads a file for a customer. Returns once the upload has been acknowledged.
    pub fn upload(&self, customer: &str, file: &Path) -> Result<()> {
        let form = Form::new().file("file", file)?;
        let response =
            self.client.post(self.at(&format!("/customers/{customer}/uploads"))).multipart(form).send()?;
        match response.status().as_u16() {
            303 => Ok(()),
            _ => Err(format!("the upload returned {}", response.status()).into()),
        }
    }

    /// Fetches a download and returns its number of lines.
    pub fn download(&self, path: &str) -> Result<usize> {
        count_lines(self.client.get(self.at(path)).send()?.error_for_status()?)
    }

    /// Fetches a page. Returns `Err` unless the response is a success.
    pub fn page(&self, path: &str) -> Result<Vec<u8>> {
        let response = self.client.get(self.at(path)).send()?.error_for_status()?;
        match response.status().is_success() {
            true => Ok(response.bytes()?.to_vec()),
            false => Err(format!("{path} returned {}", response.status()).into()),
        }
    }
}

/// Reads the source to its end and returns the number of lines.
pub fn count_lines(mut source: impl Read) -> Result<usize> {
    let (mut buffer, mut lines) = (vec![0; 256 * 1024], 0);
    loop {
        let read = source.read(&mut buffer)?;
        if read == 0 {
            return Ok(lines);
        }
        lines += buffer[..read].iter().filter(|byte| **byte == b'\n').count();
    }
}

/// Returns the folder in which the portal keeps its files.
pub fn data_dir(server: &Server) -> PathBuf {
    server.folder.join("data")
}

impl Drop for Portal {
    fn drop(&mut self) {
        // Still running only if a measurement failed.
        if let Err(error) = process::kill(&mut self.child) {
            eprintln!("carrier: can't kill the portal: {error}");
        }
    }
}
