//! The person, API client or command line that acts on the portal.

use chrono_tz::Tz;
use strum::{EnumString, IntoStaticStr, VariantArray};

pub use super::permission::{Permission, Permissions, Role};
use crate::domain::ids::{ActorKey, PersonKey, ResellerKey};

/// The colors that a person prefers, in the order in which they are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Theme {
    /// The setting of the device.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// The reseller whose rows a query may see. Only `auth`, `worker` and `cli` create one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    reseller: ResellerKey,
}

impl Scope {
    /// Returns the scope of a reseller, by the key of its row.
    pub(crate) fn of(reseller: ResellerKey) -> Scope {
        Scope { reseller }
    }

    /// Returns the key of the reseller's row.
    pub fn reseller(self) -> ResellerKey {
        self.reseller
    }
}

/// The reseller that a person belongs to.
#[derive(Clone, Debug)]
pub struct ActorReseller {
    /// The rows that the person sees.
    pub scope: Scope,
    /// The reseller ID of ten digits.
    pub reseller_id: String,
    /// The reseller's name.
    pub name: String,
}

/// The person who is signed in.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Key of the actor's row.
    pub key: ActorKey,
    /// Key of the person's row.
    pub person: PersonKey,
    /// E-mail address in lower case.
    pub email: String,
    /// Name shown on pages.
    pub name: String,
    /// The role from which the permissions come.
    pub role: Role,
    /// What the person may do.
    pub permissions: Permissions,
    /// The account at the identity provider. Only people who sign in through single sign-on have one.
    pub sso_account: Option<String>,
    /// The reseller; `None` for support and operators.
    pub reseller: Option<ActorReseller>,
    /// Time zone of the times on pages.
    pub time_zone: Tz,
    /// Preferred colors.
    pub theme: Theme,
    /// Whether shortcuts without Ctrl or Alt are on.
    pub shortcuts: bool,
}

impl Actor {
    /// Returns whether the actor has a permission.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.has(permission)
    }

    /// Returns the rows that the actor sees. Returns `None` for support and operators.
    pub fn scope(&self) -> Option<Scope> {
        self.reseller.as_ref().map(|reseller| reseller.scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    #[test]
    fn words_stay_as_they_are_stored() {
        assert_words::<Theme>(&["system", "light", "dark"]);
    }
}
