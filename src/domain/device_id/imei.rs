use super::check_digit::{imei_check_digit, meid_check_digit};
use super::id::{DeviceId, IdentifierKind};
use super::repair::Repair;
use crate::domain::row_error::{Reason, RowError};

/// Returns whether a number begins like an IMEI: with a reporting body identifier that the GSMA has assigned.
pub(super) fn has_reporting_body(digits: &str) -> bool {
    matches!(
        digits.as_bytes(),
        [b'0', b'1', ..]
            | [b'1', b'0', ..]
            | [b'3', b'0' | b'3' | b'5', ..]
            | [b'4', b'4' | b'5' | b'9', ..]
            | [b'5', b'0'..=b'4', ..]
            | [b'8', b'6', ..]
            | [b'9', b'1' | b'8' | b'9', ..]
    )
}

/// Reads 15 digits as an IMEI.
pub(super) fn imei(digits: &str) -> Result<DeviceId, RowError> {
    let Some((last, body)) = digits.as_bytes().split_last().filter(|(_, body)| body.len() == 14) else {
        return Err(RowError::new(Reason::ImeiLength, format!("{} digits", digits.len())));
    };
    if body.iter().all(|digit| digit == last) {
        return Err(Reason::ImeiAllEqual.into());
    }
    // The expected digit isn't shown, because a user who copies it would enter another device's valid IMEI.
    if imei_check_digit(body) != *last {
        return Err(Reason::ImeiCheckDigit.into());
    }
    Ok(DeviceId::checked(IdentifierKind::Imei, digits.as_bytes()))
}

/// Reads 14 digits as an IMEI without its check digit, unless a leading zero may have been lost.
pub(super) fn without_check_digit(digits: &str) -> Result<(DeviceId, Option<Repair>), RowError> {
    let with_zero = format!("0{digits}");
    if digits.starts_with('1') && imei(&with_zero).is_ok() {
        return Err(RowError::new(Reason::ImeiLostZero, format!("{with_zero} is a valid IMEI.")));
    }
    completed(digits, Repair::CheckDigitAdded)
}

/// Adds the check digit to the first 14 digits of a number.
pub(super) fn completed(digits: &str, repair: Repair) -> Result<(DeviceId, Option<Repair>), RowError> {
    let body = digits.get(..14).unwrap_or(digits);
    let id = imei(&format!("{body}{}", char::from(imei_check_digit(body.as_bytes()))))?;
    Ok((id, Some(repair)))
}

/// Reads 18 digits as a decimal MEID: 10 for the upper 32 bits and 8 for the lower 24 (3GPP2 X.S0008).
pub(super) fn decimal_meid(digits: &str) -> Result<DeviceId, RowError> {
    let parts =
        digits.split_at_checked(10).map(|(upper, lower)| (upper.parse::<u32>(), lower.parse::<u32>()));
    match parts {
        Some((Ok(upper @ 0xA000_0000..), Ok(lower @ ..=0xFF_FFFF))) => {
            Ok(DeviceId::checked(IdentifierKind::Meid, format!("{upper:08X}{lower:06X}").as_bytes()))
        }
        _ => Err(Reason::MeidRange.into()),
    }
}

/// Returns whether text consists of 14 hexadecimal digits that begin with `A0` to `FF`.
pub(super) fn is_meid_body(text: &str) -> bool {
    text.len() == 14 && text.starts_with(|c: char| c.is_ascii_uppercase()) && is_hex(text)
}

/// Reads 14 hexadecimal digits as a MEID, or 15 with the check digit. Returns `None` for any other text.
pub(super) fn meid(text: &str) -> Option<DeviceId> {
    let body = text.get(..14).filter(|body| is_meid_body(body))?;
    let is_valid = match text.get(14..)?.as_bytes() {
        [] => true,
        [last] => meid_check_digit(body.as_bytes()) == *last,
        _ => false,
    };
    is_valid.then(|| DeviceId::checked(IdentifierKind::Meid, body.as_bytes()))
}

/// Returns whether text consists of upper-case hexadecimal digits.
pub(super) fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'))
}
