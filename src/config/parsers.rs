//! Parsers for the values of settings. Their errors say which values are allowed.

use std::fmt::Display;
use std::net::SocketAddr;
use std::str::FromStr;

use super::host_name::HostAndPort;

/// Maximum length of an instance's name, in bytes.
const MAX_NAME_LENGTH: usize = 200;

/// Returns a parser that accepts whole numbers in a range. The setting's description must end with that range.
pub(super) fn between<T>(min: T, max: T) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static
where
    T: FromStr + PartialOrd + Display + Copy + Send + Sync + 'static,
{
    move |text| match text.parse() {
        Ok(number) if number >= min && number <= max => Ok(number),
        _ => Err(format!("use a whole number from {min} to {max}")),
    }
}

/// Parses a setting that is on or off.
pub(super) fn on_or_off(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "on" | "true" => Ok(true),
        "0" | "no" | "off" | "false" => Ok(false),
        _ => Err("use 1, yes, on or true, or 0, no, off or false".to_owned()),
    }
}

/// Parses an address to listen on.
pub(super) fn socket_address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "use an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080".to_owned())
}

/// Parses one of the hosts in a list.
pub(super) fn host(text: &str) -> Result<HostAndPort, String> {
    text.trim().parse().map_err(|reason| {
        format!("{reason}. Use host names or addresses, such as portal.example,10.0.0.5:8080")
    })
}

/// Parses a name that will appear in the database and in the log.
pub(super) fn name(text: &str) -> Result<String, String> {
    let is_valid =
        !text.trim().is_empty() && text.len() <= MAX_NAME_LENGTH && !text.contains(char::is_control);
    match is_valid {
        true => Ok(text.to_owned()),
        false => Err(format!("use 1 to {MAX_NAME_LENGTH} characters, not only spaces")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_turn_a_setting_on_or_off() {
        for word in ["1", "yes", "on", "true", "Yes", "TRUE"] {
            assert_eq!(on_or_off(word), Ok(true), "{word}");
        }
        for word in ["0", "no", "off", "false", "Off"] {
            assert_eq!(on_or_off(word), Ok(false), "{word}");
        }
        for word in ["", "2", "maybe", " on"] {
            assert!(on_or_off(word).is_err(), "{word}");
        }
    }

    #[test]
    fn numbers_outside_the_range_are_rejected() {
        let parse = between::<u32>(1, 10);
        assert_eq!((parse("1"), parse("10")), (Ok(1), Ok(10)));
        for wrong in ["", "0", "11", "-1", "1.5", "1e3", " 1", "4294967296", "ten"] {
            assert_eq!(parse(wrong), Err("use a whole number from 1 to 10".to_owned()), "{wrong}");
        }
    }
}
