//! Permissions, and the roles that grant them.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// An action that a role allows. The route table checks the permission, and each transaction that changes data checks
/// it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum Permission {
    /// See the reseller's customers and their uploads.
    ViewCustomers,
    /// Add customers and edit their internal reference.
    ManageCustomers,
    /// See devices and download them.
    ViewDevices,
    /// Upload device files.
    UploadDevices,
    /// Delete devices.
    DeleteDevices,
    /// Change the reseller's settings, such as its sold-to codes.
    ManageSettings,
    /// Review the uploads of all resellers.
    ReviewUploads,
    /// Manage resellers, customer accounts, people and the catalog.
    ManageResellers,
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u32);

impl Permissions {
    /// Returns whether the set contains a permission.
    pub(crate) fn has(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Permissions {
        Permissions(permissions.into_iter().fold(0, |set, permission| set | bit(permission)))
    }
}

fn bit(permission: Permission) -> u32 {
    1 << permission as u32
}

/// A person's role. Lists show the roles in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Manages everything that belongs to one reseller.
    Administrator,
    /// Sees one reseller's customers and devices, but can't change anything.
    Viewer,
    /// Reviews the uploads of all resellers.
    Support,
    /// Manages resellers, customer accounts, people and the catalog.
    Operator,
}

impl Role {
    /// Returns whether people with this role belong to one reseller.
    pub(crate) fn belongs_to_reseller(self) -> bool {
        matches!(self, Role::Administrator | Role::Viewer)
    }

    /// Returns the permissions that the role grants.
    pub(crate) fn permissions(self) -> Permissions {
        use Permission::*;
        let grants = |permission: &Permission| match self {
            Role::Administrator => !matches!(permission, ReviewUploads | ManageResellers),
            Role::Viewer => matches!(permission, ViewCustomers | ViewDevices),
            Role::Support => matches!(permission, ReviewUploads),
            Role::Operator => matches!(permission, ManageResellers),
        };
        Permission::VARIANTS.iter().copied().filter(grants).collect()
    }

    /// Returns whether the role grants a permission.
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().has(permission)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    #[test]
    fn stored_words_do_not_change() {
        assert_words::<Role>(&["administrator", "viewer", "support", "operator"]);
    }

    #[test]
    fn a_viewer_cannot_change_anything() {
        let granted: Vec<_> =
            Permission::VARIANTS.iter().filter(|permission| Role::Viewer.may(**permission)).collect();
        assert_eq!(granted, [&Permission::ViewCustomers, &Permission::ViewDevices]);
    }

    #[test]
    fn each_permission_is_granted_by_exactly_one_role_besides_viewer() {
        for permission in Permission::VARIANTS {
            let roles = [Role::Administrator, Role::Support, Role::Operator];
            assert_eq!(roles.iter().filter(|role| role.may(*permission)).count(), 1, "{permission:?}");
        }
        assert!(!Permissions::default().has(Permission::ViewCustomers));
    }
}
