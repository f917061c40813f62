use std::io::{self, BufRead, Read};

use crate::domain::manifest::cancellation::Cancellation;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::limits::{Budget, MAX_BYTES, MAX_EVENT_BYTES, MAX_EVENTS};
use crate::domain::manifest::workbook_rejection::WorkbookRejection;

/// Size of the buffer in bytes.
const BUFFER_BYTES: usize = 64 * 1024;

/// The reason for an error that the source itself caused.
enum Failure {
    LongEvent,
    TooLarge,
    /// The part is larger than this limit in bytes.
    LargePart(u64),
    TooSlow,
    Cancelled(io::Error),
}

/// The bytes of a document. Reading fails if one event or the whole part is too large, if it takes too long, or if it
/// is cancelled.
pub(super) struct LimitedSource<'a> {
    part: Box<dyn Read + 'a>,
    buffer: Box<[u8]>,
    from: usize,
    to: usize,
    /// Number of bytes of the current event that have been consumed.
    event: usize,
    /// Maximum number of bytes in the part.
    limit: u64,
    /// Number of bytes that may still be read from the part.
    left: u64,
    budget: &'a mut Budget,
    cancellation: &'a Cancellation,
    failure: Option<Failure>,
}

impl<'a> LimitedSource<'a> {
    /// Creates a source for a part of at most `limit` bytes.
    pub(super) fn new(
        part: Box<dyn Read + 'a>,
        limit: u64,
        budget: &'a mut Budget,
        cancellation: &'a Cancellation,
    ) -> LimitedSource<'a> {
        let buffer = vec![0; BUFFER_BYTES].into_boxed_slice();
        let (from, to, event, left, failure) = (0, 0, 0, limit, None);
        LimitedSource { part, buffer, from, to, event, limit, left, budget, cancellation, failure }
    }

    /// Starts counting the bytes of an event. Returns an error if the workbook has too many events.
    pub(super) fn begin_event(&mut self) -> Result<(), WorkbookRejection> {
        self.event = 0;
        let left = self.budget.events.checked_sub(1);
        self.budget.events = left.ok_or(WorkbookRejection::TooManyElements(MAX_EVENTS))?;
        Ok(())
    }

    /// Returns why a parser failed, given the error of its source, if any.
    pub(super) fn explain(&mut self, error: Option<&io::Error>, kind: &'static str) -> ManifestError {
        match self.failure.take() {
            Some(Failure::TooLarge) => return WorkbookRejection::TooLarge(MAX_BYTES).into(),
            Some(Failure::LargePart(limit)) => return WorkbookRejection::LargePart(limit).into(),
            Some(Failure::TooSlow) => return WorkbookRejection::TooSlow.into(),
            Some(Failure::Cancelled(error)) => return error.into(),
            Some(Failure::LongEvent) | None => {}
        }
        match error {
            // Only errors from the operating system have a number, so the data isn't damaged.
            Some(error) if error.raw_os_error().is_some() => {
                ManifestError::Io(io::Error::new(error.kind(), error.to_string()))
            }
            _ => WorkbookRejection::Damaged(kind).into(),
        }
    }

    fn fail(&mut self, failure: Failure) -> io::Error {
        self.failure = Some(failure);
        io::Error::other("a limit was reached")
    }
}

impl BufRead for LimitedSource<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.from == self.to {
            if self.event > MAX_EVENT_BYTES {
                return Err(self.fail(Failure::LongEvent));
            }
            if let Err(error) = self.cancellation.check() {
                return Err(self.fail(Failure::Cancelled(error)));
            }
            if self.budget.deadline.has_passed() {
                return Err(self.fail(Failure::TooSlow));
            }
            // The parser repeats an interrupted read.
            (self.from, self.to) = (0, self.part.read(&mut self.buffer)?);
            let read = self.to as u64;
            if read > self.budget.bytes {
                return Err(self.fail(Failure::TooLarge));
            }
            if read > self.left {
                return Err(self.fail(Failure::LargePart(self.limit)));
            }
            self.left -= read;
            self.budget.bytes -= read;
        }
        Ok(&self.buffer[self.from..self.to])
    }

    fn consume(&mut self, count: usize) {
        self.from = (self.from + count).min(self.to);
        self.event += count;
    }
}

impl Read for LimitedSource<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let count = available.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}
