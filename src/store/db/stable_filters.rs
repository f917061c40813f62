//! Filters whose SQL text doesn't depend on their values, so that their statements can be cached.
//!
//! Statements with Diesel's `eq_any` and `ne_all` are planned again each time. For many pages, planning took longer
//! than the queries themselves.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Array, BigInt, Bool, HasSqlType, Text};
use diesel::sqlite::Sqlite;

use crate::domain::actor::Scope;
use crate::domain::ids::ResellerKey;

/// A filter on a column.
#[derive(Clone, Debug)]
pub(crate) struct Condition<C, W> {
    column: C,
    value: W,
}

/// Keys that are bound as a single value, as an array on PostgreSQL and as JSON on SQLite.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    keys: Vec<i64>,
    json: String,
}

/// Constant words, written into the SQL text together with their operator.
#[derive(Clone, Debug)]
pub(crate) struct Words(String);

/// Creates a condition that the reseller key in a column is within a scope.
pub(crate) fn is_within<C>(column: C, scope: Scope) -> Condition<C, Scope> {
    Condition { column, value: scope }
}

/// Creates a condition that a column contains one of these keys.
pub(crate) fn is_among<C, K>(column: C, keys: &[K]) -> Condition<C, Keys>
where
    K: Into<i64> + Copy,
{
    let keys: Vec<i64> = keys.iter().map(|key| (*key).into()).collect();
    let numbers: Vec<String> = keys.iter().map(i64::to_string).collect();
    Condition { column, value: Keys { keys, json: format!("[{}]", numbers.join(",")) } }
}

/// Creates a condition that a column contains one of these words, which consist of letters and underscores.
pub(crate) fn is_one_of<C, W>(column: C, words: &[W]) -> Condition<C, Words>
where
    W: Into<&'static str> + Copy,
{
    Condition { column, value: Words(format!(" IN ({})", quoted(words))) }
}

/// Creates a condition that a column contains none of these words.
pub(crate) fn is_none_of<C, W>(column: C, words: &[W]) -> Condition<C, Words>
where
    W: Into<&'static str> + Copy,
{
    Condition { column, value: Words(format!(" NOT IN ({})", quoted(words))) }
}

fn quoted<W: Into<&'static str> + Copy>(words: &[W]) -> String {
    let quoted = |word: &W| format!("'{}'", (*word).into());
    words.iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// Creates a condition that a column doesn't contain this word, written as in a partial index. With a bound value, the
/// index wouldn't be used.
pub(crate) fn is_not<C>(column: C, word: impl Into<&'static str>) -> Condition<C, Words> {
    Condition { column, value: Words(format!(" <> '{}'", word.into())) }
}

impl<C: Expression, W> Expression for Condition<C, W> {
    type SqlType = Bool;
}

impl<C: ValidGrouping<G>, W, G> ValidGrouping<G> for Condition<C, W> {
    type IsAggregate = C::IsAggregate;
}

impl<C: AppearsOnTable<S>, W, S> AppearsOnTable<S> for Condition<C, W> {}

impl<C: SelectableExpression<S>, W, S> SelectableExpression<S> for Condition<C, W> {}

/// The right-hand side of a [`Condition`]. `HAS_FIXED_SQL` says whether the SQL text is the same for all values of the
/// type.
pub(crate) trait FilterValue {
    const HAS_FIXED_SQL: bool;
}

impl FilterValue for Keys {
    const HAS_FIXED_SQL: bool = true;
}

/// The words are part of the SQL text, but not of the type.
impl FilterValue for Words {
    const HAS_FIXED_SQL: bool = false;
}

/// The SQL text for one reseller differs from the text for all resellers.
impl FilterValue for Scope {
    const HAS_FIXED_SQL: bool = false;
}

impl<C: QueryId, W: FilterValue + 'static> QueryId for Condition<C, W> {
    type QueryId = Condition<C::QueryId, W>;
    const HAS_STATIC_QUERY_ID: bool = C::HAS_STATIC_QUERY_ID && W::HAS_FIXED_SQL;
}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for Condition<C, Keys> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" = ANY (");
        out.push_bind_param::<Array<BigInt>, _>(&self.value.keys)?;
        out.push_sql(")");
        Ok(())
    }
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Condition<C, Keys> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (SELECT value FROM json_each(");
        out.push_bind_param::<Text, _>(&self.value.json)?;
        out.push_sql("))");
        Ok(())
    }
}

impl<C: QueryFragment<B>, B: Backend> QueryFragment<B> for Condition<C, Words> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, B>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(&self.value.0);
        Ok(())
    }
}

impl<C, B> QueryFragment<B> for Condition<C, Scope>
where
    C: QueryFragment<B>,
    B: Backend + HasSqlType<BigInt>,
    ResellerKey: ToSql<BigInt, B>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, B>) -> QueryResult<()> {
        let Scope::Reseller(key) = &self.value else {
            out.push_sql("TRUE");
            return Ok(());
        };
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" = ");
        out.push_bind_param::<BigInt, _>(key)
    }
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::*;

    diesel::table! {
        things (id) {
            id -> BigInt,
            word -> Text,
        }
    }

    #[test]
    fn cached_statements_return_the_rows_for_the_current_words_and_keys() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute(
            "CREATE TABLE things (id BIGINT, word TEXT);
             INSERT INTO things VALUES (1, 'red'), (2, 'green'), (3, 'blue')",
        )
        .unwrap();
        let all = things::table.select(things::id).order(things::id);
        let mut ids = |condition| all.filter(condition).load::<i64>(&mut conn).unwrap();
        for _ in 0..2 {
            assert_eq!(ids(is_one_of(things::word, &["red", "blue"])), [1, 3]);
            assert_eq!(ids(is_one_of(things::word, &["green"])), [2]);
            assert_eq!(ids(is_none_of(things::word, &["green"])), [1, 3]);
            assert_eq!(ids(is_not(things::word, "red")), [2, 3]);
        }
        let mut ids = |keys: &[i64]| all.filter(is_among(things::id, keys)).load::<i64>(&mut conn).unwrap();
        for _ in 0..2 {
            assert_eq!(ids(&[3, 1, 7]), [1, 3]);
            assert_eq!(ids(&[2]), [2]);
            assert_eq!(ids(&[]), [0_i64; 0]);
        }
    }

    #[test]
    fn a_scope_matches_one_reseller_or_all_resellers() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute(
            "CREATE TABLE things (id BIGINT, word TEXT);
             INSERT INTO things VALUES (1, 'red'), (2, 'green')",
        )
        .unwrap();
        let mut ids = |scope| {
            let within = things::table.select(things::id).filter(is_within(things::id, scope));
            within.order(things::id).load::<i64>(&mut conn).unwrap()
        };
        for _ in 0..2 {
            assert_eq!(ids(Scope::Reseller(ResellerKey::new(2))), [2]);
            assert_eq!(ids(Scope::AllResellers), [1, 2]);
            assert_eq!(ids(Scope::Reseller(ResellerKey::new(1))), [1]);
        }
    }
}
