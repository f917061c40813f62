/// The Luhn digit of 14 decimal digits (3GPP TS 23.003 annex B), as ASCII. Other bytes give a meaningless digit.
pub fn imei_check_digit(body: &[u8]) -> u8 {
    let mut sum = 0u32;
    for (place, byte) in body.iter().enumerate() {
        let digit = u32::from(byte.wrapping_sub(b'0') % 10);
        // Every second digit is doubled, counted from the check digit leftwards.
        sum += if (body.len() - place) % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { digit };
    }
    b'0' + ((10 - sum % 10) % 10) as u8
}

/// The Luhn digit in base 16 of 14 hexadecimal digits in capitals (3GPP2 X.S0008), as ASCII.
pub fn meid_check_digit(body: &[u8]) -> u8 {
    let mut sum = 0u32;
    for (place, byte) in body.iter().enumerate() {
        let digit = char::from(*byte).to_digit(16).unwrap_or(0);
        sum += if (body.len() - place) % 2 == 1 { digit * 2 / 16 + digit * 2 % 16 } else { digit };
    }
    b"0123456789ABCDEF"[((16 - sum % 16) % 16) as usize]
}
