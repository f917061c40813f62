/// Returns the Luhn digit of 14 decimal digits as ASCII (3GPP TS 23.003 annex B). The result is meaningless for other
/// bytes.
pub fn imei_check_digit(body: &[u8]) -> u8 {
    let mut sum = 0u32;
    for (index, byte) in body.iter().enumerate() {
        let digit = u32::from(byte.wrapping_sub(b'0') % 10);
        // Every second digit is doubled, counted from the check digit leftwards.
        sum += if (body.len() - index) % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { digit };
    }
    b'0' + ((10 - sum % 10) % 10) as u8
}

/// Returns the base-16 Luhn digit of 14 upper-case hexadecimal digits as ASCII (3GPP2 X.S0008).
pub fn meid_check_digit(body: &[u8]) -> u8 {
    let mut sum = 0u32;
    for (index, byte) in body.iter().enumerate() {
        let digit = char::from(*byte).to_digit(16).unwrap_or(0);
        sum += if (body.len() - index) % 2 == 1 { digit * 2 / 16 + digit * 2 % 16 } else { digit };
    }
    b"0123456789ABCDEF"[((16 - sum % 16) % 16) as usize]
}
