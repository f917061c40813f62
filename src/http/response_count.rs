//! Counts the portal's responses that are being written to a connection. While there are any, the bytes may come from a
//! file, so they aren't searched for the HTTP library's own responses.

use std::cell::Cell;
use std::rc::Rc;

/// The number of responses that are being written to a connection.
#[derive(Clone, Default)]
pub(crate) struct ResponseCount(Rc<Cell<usize>>);

/// A response that is counted until it is dropped.
pub(crate) struct CountedResponse(ResponseCount);

impl ResponseCount {
    /// Counts one more response.
    pub(crate) fn begin(&self) -> CountedResponse {
        self.0.set(self.0.get() + 1);
        CountedResponse(self.clone())
    }

    /// Returns whether no response is being written.
    pub(crate) fn is_zero(&self) -> bool {
        self.0.get() == 0
    }
}

impl Drop for CountedResponse {
    fn drop(&mut self) {
        let ResponseCount(count) = &self.0;
        count.set(count.get().saturating_sub(1));
    }
}
