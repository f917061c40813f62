/// Returns the Luhn check digit of 14 decimal digits (3GPP TS 23.003 annex B). The digits are ASCII characters. For
/// other bytes, the result is meaningless.
pub fn imei_check_digit(body: &[u8]) -> u8 {
    let mut sum = 0u32;
    for (index, byte) in body.iter().enumerate() {
        let digit = u32::from(byte.wrapping_sub(b'0') % 10);
        // Every other digit is doubled, starting with the last one.
        sum += if (body.len() - index) % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { digit };
    }
    b'0' + ((10 - sum % 10) % 10) as u8
}

/// Returns the base-16 Luhn check digit of 14 upper-case hexadecimal digits (3GPP2 X.S0008). The digits are ASCII
/// characters.
pub fn meid_check_digit(body: &[u8]) -> u8 {
    let mut sum = 0u32;
    for (index, byte) in body.iter().enumerate() {
        let digit = char::from(*byte).to_digit(16).unwrap_or(0);
        sum += if (body.len() - index) % 2 == 1 { digit * 2 / 16 + digit * 2 % 16 } else { digit };
    }
    b"0123456789ABCDEF"[((16 - sum % 16) % 16) as usize]
}
