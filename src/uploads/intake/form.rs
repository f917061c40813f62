//! The upload form: its fields other than the file, and their validation.

use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Serialize};

use super::rejection::FieldProblem;
use crate::domain::actor::{Actor, Scope};
use crate::domain::order::{DateBounds, OrderNumber, form_date};
use crate::store::resellers::sold_to_codes;
use crate::store::{self, Conn};
use crate::uploads::services::Services;

/// The form's fields, as entered, except the contents of the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    /// The file's name, as the browser sent it.
    pub(crate) file_name: String,
    /// Alias of a sold-to code. May be empty.
    pub(crate) sold_to_code: String,
    /// Order number. May be empty.
    pub(crate) order_number: String,
    /// Order date as `YYYY-MM-DD`. May be empty.
    pub(crate) order_date: String,
    /// Key that distinguishes a double click from a second upload.
    pub(crate) form_key: Option<String>,
    /// Whether a file that was uploaded before is checked first instead of being accepted immediately.
    pub(crate) is_check_required_if_duplicate: bool,
    /// Whether a program accepts several uploads for a list with several orders.
    #[serde(default)]
    pub(crate) is_split_by_order: bool,
}

impl Form {
    /// Creates a form that has only a file.
    pub(crate) fn of_file(file_name: &str) -> Form {
        Form { file_name: file_name.to_owned(), ..Form::default() }
    }
}

/// The validated fields of a form.
pub(crate) struct Fields {
    pub(crate) sold_to_code: Option<sold_to_codes::SoldToCodeRow>,
    pub(crate) order_number: Option<String>,
    pub(crate) order_date: Option<NaiveDate>,
}

impl Fields {
    /// Returns the fields with the values of others where these have none.
    pub(super) fn or(self, others: Fields) -> Fields {
        Fields {
            sold_to_code: self.sold_to_code.or(others.sold_to_code),
            order_number: self.order_number.or(others.order_number),
            order_date: self.order_date.or(others.order_date),
        }
    }
}

/// Validates the fields. Returns `Ok(Err(_))` with a message for each invalid field.
pub(crate) fn validate(
    conn: &mut Conn,
    services: &Services,
    scope: Scope,
    actor: &Actor,
    form: &Form,
) -> Result<Result<Fields, Vec<FieldProblem>>, store::Error> {
    let mut problems = Vec::new();
    let alias = form.sold_to_code.trim();
    let sold_to_code = match alias {
        "" => None,
        alias => match sold_to_codes::find(conn, scope, alias) {
            Ok(code) => Some(code),
            Err(store::Error::NotFound) => {
                let message = "Choose a sold-to code (STC) alias from the list".to_owned();
                problems.push(FieldProblem { field: "sold_to_code", message });
                None
            }
            Err(other) => return Err(other),
        },
    };
    let order_number = OrderNumber::read(&form.order_number).unwrap_or_else(|_| {
        problems.push(FieldProblem { field: "order_number", message: OrderNumber::MESSAGE.to_owned() });
        None
    });
    let now = services.clock.now().and_utc();
    let today = DateTime::with_timezone(&now, &actor.time_zone()).date_naive();
    let order_date = form_date(&form.order_date, &DateBounds::to(today)).unwrap_or_else(|error| {
        problems.push(FieldProblem { field: "order_date", message: error.to_string() });
        None
    });
    if problems.is_empty() {
        let order_number = order_number.map(|number| number.as_str().to_owned());
        Ok(Ok(Fields { sold_to_code, order_number, order_date }))
    } else {
        Ok(Err(problems))
    }
}
