//! Who acts, what they may do, and whose data they see (specification of permissions: one place).

use chrono_tz::Tz;

/// What a person is to the portal. Stored by its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything of one reseller.
    Administrator,
    /// Reads everything of one reseller, changes nothing.
    Viewer,
    /// Reads the uploads of all resellers.
    Support,
    /// Keeps resellers, accounts and the catalog.
    Operator,
}

/// Something that a role allows. Checked by the route table, and again in the transaction that changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// See the reseller's customers and their uploads.
    ViewCustomers,
    /// Add customers and edit their internal reference.
    ManageCustomers,
    /// See devices and download them.
    ViewDevices,
    /// Hand in device files.
    UploadDevices,
    /// Delete devices.
    DeleteDevices,
    /// Add, edit and delete sold-to codes.
    ManageSoldToCodes,
    /// Review the uploads of all resellers.
    ReviewUploads,
    /// Keep resellers, accounts and the catalog.
    ManageResellers,
}

impl Role {
    /// All roles, in the order in which they are listed.
    pub const ALL: [Role; 4] = [Role::Administrator, Role::Viewer, Role::Support, Role::Operator];

    /// The word in tables and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Viewer => "viewer",
            Role::Support => "support",
            Role::Operator => "operator",
        }
    }

    /// The role of a word, if there is one.
    pub fn from_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether people of this role belong to one reseller.
    pub fn is_of_reseller(self) -> bool {
        matches!(self, Role::Administrator | Role::Viewer)
    }

    /// Whether the role allows it.
    pub fn may(self, permission: Permission) -> bool {
        use Permission::*;
        match self {
            Role::Administrator => !matches!(permission, ReviewUploads | ManageResellers),
            Role::Viewer => matches!(permission, ViewCustomers | ViewDevices),
            Role::Support => matches!(permission, ReviewUploads),
            Role::Operator => matches!(permission, ManageResellers),
        }
    }
}

/// Which colours a person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the device is set.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All themes, in the order in which they are offered.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The word in tables and forms.
    pub fn word(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of a word, if there is one.
    pub fn from_word(word: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.word() == word)
    }
}

/// Whose rows a query may see: those of one reseller. Only `auth`, `worker` and `cli` make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    reseller: i64,
}

impl Scope {
    /// The scope of a reseller, by the key of its row.
    pub(crate) fn of(reseller: i64) -> Scope {
        Scope { reseller }
    }

    /// Key of the reseller's row.
    pub fn reseller(self) -> i64 {
        self.reseller
    }
}

/// The reseller that a person belongs to.
#[derive(Clone, Debug)]
pub struct ActorReseller {
    /// Whose rows the person sees.
    pub scope: Scope,
    /// The reseller ID of ten digits.
    pub public_id: String,
    /// The reseller's name.
    pub name: String,
}

/// The person who is signed in.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Key of the person's row.
    pub person: i64,
    /// E-mail address, in lower case.
    pub email: String,
    /// Name, as it is shown.
    pub name: String,
    /// What the person is to the portal.
    pub role: Role,
    /// Account ID at the identity provider; only people who sign in through single sign-on have one.
    pub account_id: Option<String>,
    /// The reseller; none for support and operators.
    pub reseller: Option<ActorReseller>,
    /// The zone in which times are shown.
    pub time_zone: Tz,
    /// Which colours.
    pub theme: Theme,
    /// Whether keys without Ctrl or Alt do something.
    pub shortcuts: bool,
}

impl Actor {
    /// Whether this person may do it.
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }

    /// Whose rows this person sees; none for support and operators.
    pub fn scope(&self) -> Option<Scope> {
        self.reseller.as_ref().map(|reseller| reseller.scope)
    }
}
