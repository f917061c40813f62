use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding};

/// Size of the buffers in bytes.
const BUFFER_BYTES: usize = 64 * 1024;

/// A reader that converts text in any encoding to UTF-8.
pub(super) struct TextSource<R> {
    source: R,
    decoder: Decoder,
    input: Box<[u8]>,
    /// Number of bytes in the input.
    filled: usize,
    /// Number of bytes in the input that have been decoded.
    decoded: usize,
    is_at_end: bool,
    /// Decoded text that hasn't been read yet.
    text: Box<[u8]>,
    from: usize,
    to: usize,
}

impl<R: Read> TextSource<R> {
    /// Creates a reader for a source that is at its first byte.
    pub(super) fn new(source: R, encoding: &'static Encoding) -> TextSource<R> {
        TextSource {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            input: vec![0; BUFFER_BYTES].into_boxed_slice(),
            filled: 0,
            decoded: 0,
            is_at_end: false,
            text: vec![0; BUFFER_BYTES].into_boxed_slice(),
            from: 0,
            to: 0,
        }
    }

    /// Decodes input until there is text, or until the source ends.
    fn fill(&mut self) -> io::Result<()> {
        while self.from == self.to {
            if self.decoded == self.filled && !self.is_at_end {
                (self.decoded, self.filled) = (0, self.source.read(&mut self.input)?);
                self.is_at_end = self.filled == 0;
            }
            let input = &self.input[self.decoded..self.filled];
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(input, &mut self.text, self.is_at_end);
            (self.decoded, self.from, self.to) = (self.decoded + read, 0, written);
            if self.is_at_end && written == 0 && result == CoderResult::InputEmpty {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for TextSource<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.from == self.to && !(self.is_at_end && self.decoded == self.filled) {
            self.fill()?;
        }
        let count = (&self.text[self.from..self.to]).read(buffer)?;
        self.from += count;
        Ok(count)
    }
}
