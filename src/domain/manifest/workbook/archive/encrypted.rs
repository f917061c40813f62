use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Returns whether a compound file has the stream `EncryptedPackage`, an encrypted workbook (MS-OFFCRYPTO 2.3.4.4).
pub(crate) fn is_encrypted(source: &mut File) -> io::Result<bool> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    source.seek(SeekFrom::Start(0))?;
    let mut buffer = vec![0; 256 * 1024];
    let mut kept = 0;
    loop {
        let read = source.read(&mut buffer[kept..])?;
        let filled = kept + read;
        if buffer[..filled].windows(name.len()).any(|part| part == name) {
            return Ok(true);
        }
        if read == 0 {
            return Ok(false);
        }
        let from = filled.saturating_sub(name.len());
        buffer.copy_within(from..filled, 0);
        kept = filled - from;
    }
}
