//! The resolved order of work of a submission, in parts, until it is finished.

use diesel::prelude::*;

use crate::store::schema::submission_plans as plans;
use crate::store::{Conn, Error};

/// Writes one part, counted from 0.
pub fn put(conn: &mut Conn, submission: i64, part: i64, bytes: &[u8]) -> Result<(), Error> {
    diesel::insert_into(plans::table)
        .values((plans::submission_id.eq(submission), plans::part.eq(part), plans::bytes.eq(bytes)))
        .execute(conn)?;
    Ok(())
}

/// One part; none after the last.
pub fn get(conn: &mut Conn, submission: i64, part: i64) -> Result<Option<Vec<u8>>, Error> {
    Ok(plans::table.find((submission, part)).select(plans::bytes).first(conn).optional()?)
}

/// Removes the plan of a submission: it is finished, or an attempt to make one did not come to its end.
pub fn delete(conn: &mut Conn, submission: i64) -> Result<(), Error> {
    diesel::delete(plans::table.filter(plans::submission_id.eq(submission))).execute(conn)?;
    Ok(())
}
