//! The actor of a request.

use std::sync::Arc;

use crate::domain::actor::Actor;

/// A request extension that holds the actor. The access check adds it.
#[derive(Clone)]
pub(crate) struct RequestActor(pub(crate) Arc<Actor>);
