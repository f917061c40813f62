//! The counters in the Customers list. They change in the same transactions as the devices that they count.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::activity::Activity;
use crate::domain::customer::{Approval, CustomerStatus};
use crate::domain::ids::{AccountKey, CustomerKey, ResellerKey};
use crate::domain::word::Word;
use crate::store::activity::{self, Personal};
use crate::store::people::actors;
use crate::store::schema::{accounts, customers};
use crate::store::{Conn, Error};

/// Adds newly registered devices to a customer's count. A pending customer becomes active if its account approves
/// resellers automatically.
pub(crate) fn add_registered(
    conn: &mut Conn,
    id: CustomerKey,
    devices: i64,
    at: NaiveDateTime,
) -> Result<(), Error> {
    if devices == 0 {
        return Ok(());
    }
    let (status, account, reseller): (CustomerStatus, AccountKey, ResellerKey) =
        diesel::update(customers::table.find(id))
            .set(customers::devices.eq(customers::devices + devices))
            .returning((customers::status, customers::account_key, customers::reseller_key))
            .get_result(conn)?;
    if status != CustomerStatus::Pending {
        return Ok(());
    }
    let (customer_id, approval): (String, Approval) =
        accounts::table.find(account).select((accounts::customer_id, accounts::approval)).first(conn)?;
    if approval == Approval::Automatic {
        diesel::update(customers::table.find(id))
            .set(customers::status.eq(CustomerStatus::Active))
            .execute(conn)?;
        let entry = activity::ActivityEntry {
            at,
            actor_key: actors::PORTAL,
            reseller_key: Some(reseller),
            action: Activity::CustomerStatusChanged,
            object: &customer_id,
            detail: CustomerStatus::Active.word(),
            personal: Personal::NONE,
        };
        activity::write(conn, entry)?;
    }
    Ok(())
}

/// Subtracts deleted devices from a customer's count.
pub(crate) fn subtract_deleted(conn: &mut Conn, id: CustomerKey, devices: i64) -> Result<(), Error> {
    diesel::update(customers::table.find(id))
        .set(customers::devices.eq(customers::devices - devices))
        .execute(conn)?;
    Ok(())
}
