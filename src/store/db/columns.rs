//! Column types for the domain's types. Keys are stored as `BIGINT`, enums as their words and public IDs as text.
//!
//! The domain doesn't depend on Diesel, so Diesel's traits are implemented here, once for all backends.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{BigInt, Nullable, SingleValue, Text};

use crate::config::Verification;
use crate::domain::activity::{Activity, Way};
use crate::domain::actor::{Role, Theme};
use crate::domain::attempt::AttemptKind;
use crate::domain::csv_separator::CsvSeparator;
use crate::domain::customer::{AccountKind, Approval, CustomerStatus};
use crate::domain::device::{DeviceEventKind, DeviceSource};
use crate::domain::device_id::Repair;
use crate::domain::ids::*;
use crate::domain::ids::{
    AccountKey, ActivityKey, ActorKey, CustomerKey, DeviceKey, FileLayoutKey, PersonKey, QueuePosition,
    ResellerKey, SoldToCodeKey, SubmissionId, UploadId,
};
use crate::domain::manifest::ValueKind;
use crate::domain::row_error::Reason;
use crate::domain::submission::{Phase, SubmissionKind};
use crate::domain::word::Word;

/// Implements the traits that `#[derive(AsExpression, FromSqlRow)]` would, for a domain type and a column type.
macro_rules! column {
    ($type:ty, $sql:ty) => {
        impl AsExpression<$sql> for $type {
            type Expression = Bound<$sql, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl AsExpression<Nullable<$sql>> for $type {
            type Expression = Bound<Nullable<$sql>, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl AsExpression<$sql> for &$type {
            type Expression = Bound<$sql, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl AsExpression<Nullable<$sql>> for &$type {
            type Expression = Bound<Nullable<$sql>, Self>;

            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl<DB> ToSql<Nullable<$sql>, DB> for $type
        where
            DB: Backend,
            Self: ToSql<$sql, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                ToSql::<$sql, DB>::to_sql(self, out)
            }
        }

        impl<ST, DB> Queryable<ST, DB> for $type
        where
            ST: SingleValue,
            DB: Backend,
            Self: FromSql<ST, DB>,
        {
            type Row = Self;

            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
    };
}

/// Stores the domain's numeric types as `BIGINT`.
macro_rules! numbers {
    ($($type:ident),+) => {$(
        column!($type, BigInt);

        impl<DB> ToSql<BigInt, DB> for $type
        where
            DB: Backend,
            i64: ToSql<BigInt, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.0.to_sql(out)
            }
        }

        impl<DB> FromSql<BigInt, DB> for $type
        where
            DB: Backend,
            i64: FromSql<BigInt, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
                i64::from_sql(value).map($type::new)
            }
        }
    )+};
}

/// Stores the domain's enums as their words.
macro_rules! words {
    ($($type:ident),+) => {$(
        column!($type, Text);

        impl<DB> ToSql<Text, DB> for $type
        where
            DB: Backend,
            str: ToSql<Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.word().to_sql(out)
            }
        }

        impl<DB> FromSql<Text, DB> for $type
        where
            DB: Backend,
            String: FromSql<Text, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let word = String::from_sql(value)?;
                Self::from_word(&word).ok_or_else(|| format!("{} has no word {word:?}", stringify!($type)).into())
            }
        }
    )+};
}

/// Stores ten-digit public IDs as text.
macro_rules! ten_digits {
    ($($type:ident),+) => {$(
        column!($type, Text);

        impl<DB> ToSql<Text, DB> for $type
        where
            DB: Backend,
            str: ToSql<Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.as_str().to_sql(out)
            }
        }

        impl<DB> FromSql<Text, DB> for $type
        where
            DB: Backend,
            String: FromSql<Text, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let text = String::from_sql(value)?;
                text.parse().map_err(|_| format!("{text:?} is not a {}", stringify!($type)).into())
            }
        }
    )+};
}

numbers!(
    ResellerKey,
    AccountKey,
    CustomerKey,
    PersonKey,
    ActorKey,
    SoldToCodeKey,
    FileLayoutKey,
    DeviceKey,
    ActivityKey,
    SubmissionId,
    UploadId,
    QueuePosition
);
words!(
    AccountKind,
    Activity,
    Approval,
    AttemptKind,
    CsvSeparator,
    CustomerStatus,
    DeviceEventKind,
    DeviceSource,
    Phase,
    Reason,
    Repair,
    Role,
    SubmissionKind,
    Theme,
    ValueKind,
    Verification,
    Way
);
ten_digits!(CustomerId, ResellerId);

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;
    use diesel::prelude::*;
    use diesel::sql_types::Integer;

    use super::*;
    use crate::store::Error;
    use crate::store::db::connection::Conn;

    diesel::table! {
        things (key) {
            key -> BigInt,
            parent -> Nullable<BigInt>,
            kind -> Text,
            account -> Nullable<Text>,
        }
    }

    #[derive(Debug, PartialEq, Queryable, Insertable, QueryableByName)]
    #[diesel(table_name = things)]
    struct Thing {
        key: DeviceKey,
        parent: Option<UploadId>,
        kind: SubmissionKind,
        account: Option<CustomerId>,
    }

    #[test]
    fn keys_words_and_public_ids_are_stored_and_read_back() {
        let mut conn = Conn::Sqlite(SqliteConnection::establish(":memory:").unwrap());
        conn.batch_execute("CREATE TABLE things (key BIGINT, parent BIGINT, kind TEXT, account TEXT)")
            .unwrap();
        let thing = |key, parent: Option<i64>| Thing {
            key: DeviceKey::new(key),
            parent: parent.map(UploadId::new),
            kind: SubmissionKind::BulkUpload,
            account: "0063200417".parse().ok(),
        };
        for row in [thing(1, None), thing(2, Some(7))] {
            diesel::insert_into(things::table).values(row).execute(&mut conn).unwrap();
        }
        let stored: Vec<(String, Option<String>)> =
            things::table.select((things::kind, things::account)).limit(1).load(&mut conn).unwrap();
        assert_eq!(stored, [("bulk_upload".to_owned(), Some("0063200417".to_owned()))]);
        let found: Vec<Thing> = things::table
            .filter(things::key.eq(DeviceKey::new(2)))
            .filter(things::parent.eq(UploadId::new(7)))
            .filter(things::kind.eq(SubmissionKind::BulkUpload))
            .load(&mut conn)
            .unwrap();
        assert_eq!(found, [thing(2, Some(7))]);
        let by_name: Vec<Thing> =
            diesel::sql_query("SELECT * FROM things ORDER BY key").load(&mut conn).unwrap();
        assert_eq!(by_name, [thing(1, None), thing(2, Some(7))]);
    }

    #[test]
    fn the_error_for_an_unknown_word_names_it() {
        let mut conn = Conn::Sqlite(SqliteConnection::establish(":memory:").unwrap());
        let result: QueryResult<(i32, SubmissionKind)> =
            diesel::select((1.into_sql::<Integer>(), "sold".into_sql::<Text>())).get_result(&mut conn);
        let error = Error::from(result.unwrap_err()).to_string();
        assert!(error.contains("SubmissionKind") && error.contains("sold"), "{error}");
    }
}
