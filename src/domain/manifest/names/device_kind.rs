/// A kind of device that a name may mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeviceKind {
    Phone,
    Tablet,
    Computer,
    Watch,
}
