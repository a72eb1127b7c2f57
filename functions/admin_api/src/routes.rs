//! Where the routes go: into the router that answers them, or into the description of the API. Both are made of one
//! list, so neither has a route that the other lacks. The program only ever makes the router.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, on};
use utoipa::ToSchema;

use crate::App;
use crate::openapi::Described;

/// How a route is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates or does.
    Post,
    /// Replaces.
    Put,
    /// Takes away.
    Delete,
}

impl From<Method> for MethodFilter {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
            Method::Delete => Self::DELETE,
        }
    }
}

/// Takes routes one by one.
pub trait Routes: Sized {
    /// This method of this path is answered by this handler.
    fn route<H, T>(self, method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>> + Described<T>,
        T: 'static;

    /// The route just taken may also be refused with these, beside what its arguments bring with them.
    #[must_use]
    fn refused(self, _: &[u16]) -> Self {
        self
    }

    /// The body of the route just taken has to hold these fields, which another route takes without.
    #[must_use]
    fn needs(self, _: &[&'static str]) -> Self {
        self
    }

    /// The route just taken names the version that its caller saw, and is refused without one. Where another one stands it is refused with 409, and
    /// `current` is this: both sides can be shown.
    #[must_use]
    fn stale_shows<T: ToSchema>(self) -> Self {
        self
    }

    /// `GET`.
    #[must_use]
    fn get<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>> + Described<T>,
        T: 'static,
    {
        self.route(Method::Get, path, handler)
    }

    /// `POST`.
    #[must_use]
    fn post<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>> + Described<T>,
        T: 'static,
    {
        self.route(Method::Post, path, handler)
    }

    /// `PUT`.
    #[must_use]
    fn put<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>> + Described<T>,
        T: 'static,
    {
        self.route(Method::Put, path, handler)
    }

    /// `DELETE`.
    #[must_use]
    fn delete<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>> + Described<T>,
        T: 'static,
    {
        self.route(Method::Delete, path, handler)
    }
}

impl Routes for Router<Arc<App>> {
    fn route<H, T>(self, method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<App>> + Described<T>,
        T: 'static,
    {
        Router::route(self, path, on(method.into(), handler))
    }
}
