//! The actor of a request.

use std::sync::Arc;

use crate::domain::actor::Actor;

/// A request extension with the actor, which the access check adds.
#[derive(Clone)]
pub(crate) struct RequestActor(pub(crate) Arc<Actor>);
