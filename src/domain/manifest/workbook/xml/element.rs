use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;

use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::limits::{MAX_ATTRIBUTES, MAX_KEY_LENGTH};
use crate::domain::manifest::workbook_rejection::WorkbookRejection;

/// The start of an element.
pub(crate) struct Element<'e> {
    start: BytesStart<'e>,
    kind: &'static str,
}

impl<'e> Element<'e> {
    /// Wraps a start tag. `kind` is the format that the rejection of a damaged element names.
    pub(super) fn new(start: BytesStart<'e>, kind: &'static str) -> Element<'e> {
        Element { start, kind }
    }

    /// Returns the name without its prefix.
    pub(crate) fn local_name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// Returns the name with its prefix.
    pub(crate) fn name(&self) -> &str {
        self.start.name().into_inner()
    }

    /// Returns the values of these attributes in the given order, with references resolved.
    pub(crate) fn attributes<const N: usize>(
        &self,
        names: [&str; N],
    ) -> Result<[Option<Cow<'_, str>>; N], ManifestError> {
        self.matching(|key| names.iter().position(|name| *name == key))
    }

    /// Returns the value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Result<Option<Cow<'_, str>>, ManifestError> {
        let [value] = self.attributes([name])?;
        Ok(value)
    }

    /// Returns the value of an attribute with any prefix.
    pub(crate) fn attribute_of_any_prefix(&self, name: &str) -> Result<Option<Cow<'_, str>>, ManifestError> {
        let [value] = self.matching(|key| (key.rsplit(':').next() == Some(name)).then_some(0))?;
        Ok(value)
    }

    /// Returns a copy of an attribute's value, or an empty string if there is none.
    ///
    /// # Errors
    ///
    /// Rejects the workbook if the value is too long.
    pub(crate) fn key(&self, name: &str) -> Result<String, ManifestError> {
        self.owned_value(self.attribute(name)?)
    }

    /// Returns a copy of a value, or rejects the workbook if the value is too long.
    pub(crate) fn owned_value(&self, value: Option<Cow<'_, str>>) -> Result<String, ManifestError> {
        match value {
            Some(value) if value.len() > MAX_KEY_LENGTH => Err(self.damaged()),
            value => Ok(value.unwrap_or_default().into_owned()),
        }
    }

    /// Returns the error that rejects a damaged workbook.
    pub(crate) fn damaged(&self) -> ManifestError {
        WorkbookRejection::Damaged(self.kind).into()
    }

    fn matching<const N: usize>(
        &self,
        find: impl Fn(&str) -> Option<usize>,
    ) -> Result<[Option<Cow<'_, str>>; N], ManifestError> {
        let mut values = [const { None }; N];
        let mut attributes = self.start.attributes();
        for (count, attribute) in attributes.with_checks(false).enumerate() {
            let attribute = attribute.map_err(|_| self.damaged())?;
            if count >= MAX_ATTRIBUTES {
                return Err(self.damaged());
            }
            if let Some(value) = find(attribute.key.into_inner()).and_then(|index| values.get_mut(index)) {
                let text = attribute.normalized_value(XmlVersion::Implicit1_0);
                *value = Some(text.map_err(|_| self.damaged())?);
            }
        }
        Ok(values)
    }
}
