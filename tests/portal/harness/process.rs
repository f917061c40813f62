//! Child processes: signals without an external program, and waits that end. The benches use this file too.

use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, kill_process};

pub use rustix::process::Signal;

/// The longest that a child process may take to end. One that needs longer hangs, and fails its test.
pub const MAX_RUN: Duration = Duration::from_secs(150);

/// Sends a signal. Does nothing if the process has already ended: [`wait`] returns how.
pub fn signal(child: &mut Child, signal: Signal) -> io::Result<()> {
    // Once it has been waited for, its number may belong to another process.
    if child.try_wait()?.is_none() {
        kill_process(Pid::from_child(child), signal)?;
    }
    Ok(())
}

/// Waits for the end of a process. Kills it and returns `Err` if it is still running after [`MAX_RUN`].
pub fn wait(child: &mut Child) -> io::Result<ExitStatus> {
    let limit = Instant::now() + MAX_RUN;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if Instant::now() > limit {
            kill(child)?;
            let message = format!("the process was still running after {} s", MAX_RUN.as_secs());
            return Err(io::Error::new(io::ErrorKind::TimedOut, message));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Ends a process immediately, unless it has already ended.
pub fn kill(child: &mut Child) -> io::Result<ExitStatus> {
    child.kill()?;
    // Nothing outlives SIGKILL for long, so this wait ends.
    child.wait()
}

/// Runs a command with this standard input and returns what it printed. Returns `Err` if it can't be started, and if it
/// is still running after [`MAX_RUN`].
pub fn output(command: &mut Command, input: &[u8]) -> io::Result<Output> {
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| named(command, &error))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that reads nothing may end before it has been written to.
        match stdin.write_all(input) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
            _ => {}
        }
    }
    let (stdout, stderr) = (read_to_end(child.stdout.take()), read_to_end(child.stderr.take()));
    let status = wait(&mut child).map_err(|error| named(command, &error))?;
    Ok(Output { status, stdout: joined(stdout)?, stderr: joined(stderr)? })
}

/// Runs a command that must succeed. Returns `Err` with its standard error if it fails.
pub fn succeed(command: &mut Command) -> io::Result<Output> {
    let output = output(command, b"")?;
    if output.status.success() {
        return Ok(output);
    }
    let message = format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    Err(named(command, &io::Error::other(message)))
}

type Reader = Option<std::thread::JoinHandle<io::Result<Vec<u8>>>>;

/// Reads a pipe on a thread of its own, so that a process never stops because a pipe is full.
fn read_to_end(pipe: Option<impl Read + Send + 'static>) -> Reader {
    pipe.map(|mut pipe| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            pipe.read_to_end(&mut bytes).map(|_| bytes)
        })
    })
}

fn joined(reader: Reader) -> io::Result<Vec<u8>> {
    let Some(reader) = reader else { return Ok(Vec::new()) };
    reader.join().unwrap_or_else(|_| Err(io::Error::other("the reader of a pipe panicked")))
}

fn named(command: &Command, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", command.get_program().to_string_lossy()))
}
