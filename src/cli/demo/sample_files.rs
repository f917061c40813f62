//! Sample files for the demo.

use std::path::{Path, PathBuf};

use super::hardware::{identifier, imei, second_imei};
use crate::cli::error::CliError;
use crate::store::db::private_files;

/// Writes the samples to a folder. Returns the path of the one to try first.
pub(super) fn write(folder: &Path) -> Result<PathBuf, CliError> {
    private_files::create_folder(folder)?;
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes);
    // Devices in the catalog that aren't registered.
    let known: Vec<String> = (40_000..41_000).map(identifier).collect();
    put("1000-devices-from-the-catalog.csv", known.join("\r\n").as_bytes())?;
    // Devices that aren't in the catalog, which become reported devices.
    let good: Vec<String> = (0..10_000).map(|number| imei("35881177", number * 97 % 1_000_000)).collect();
    put("10000-good.csv", good.join("\r\n").as_bytes())?;
    put("excel-germany.csv", &german_excel())?;
    put("header-only.csv", b"IMEI\r\n")?;
    put("empty.csv", b"")?;
    Ok(folder.join("10000-good.csv"))
}

/// Returns 10,000 lines as the German version of Excel writes them, with all common errors.
fn german_excel() -> Vec<u8> {
    let mut text = String::from("\"Modell\";\"Farbe\";\"IMEI\";\"Bestellnummer\"\r\n");
    for number in 0..10_000_usize {
        let good = imei("35881299", number * 89 % 1_000_000);
        let cell = match number % 100 {
            0 => "3,5E+14".to_owned(),
            1 => format!("{},{}E+14", &good[..1], &good[1..]),
            2 => format!("{} {} {}", &good[..6], &good[6..12], &good[12..]),
            3 => format!("{}-{}-{}-{}", &good[..2], &good[2..8], &good[8..14], &good[14..]),
            4 => good[..14].to_owned(),
            5 => format!("{}01", &good[..14]),
            6 => format!("{}{}", &good[..14], if good.ends_with('7') { '8' } else { '7' }),
            // Repeats the device from an earlier line.
            7 => imei("35881299", number.saturating_sub(57) * 89 % 1_000_000),
            8 => format!("R58N{number:06}Q"),
            9 => format!("{good},00"),
            // The next two lines have both IMEIs of an unregistered phone from the catalog.
            10 => identifier(41_000 + number / 100 * 10),
            11 => second_imei(41_000 + number / 100 * 10).unwrap_or(good),
            _ => good,
        };
        text.push_str(&format!("\"Nova 12\";\"wei\u{df}\";\"{cell}\";\"B-{number}\"\r\n"));
    }
    // In Windows-1252, every character used here is one byte.
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}
