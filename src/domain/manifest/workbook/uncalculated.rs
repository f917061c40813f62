/// The text of a formula that the program which wrote the workbook didn't calculate. Rows that need its value fail.
pub(crate) const UNCALCULATED: &str = "(not calculated)";
