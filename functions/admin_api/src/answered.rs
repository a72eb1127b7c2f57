//! What a handler answers where it is not a plain 200: its type says which status, so that the description can tell.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A creation.
pub enum Created<T> {
    /// It was made: 201.
    New(T),
    /// The same request made it before: 200.
    Before(T),
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        match self {
            Self::New(made) => (StatusCode::CREATED, Json(made)).into_response(),
            Self::Before(stands) => Json(stands).into_response(),
        }
    }
}

/// Work that has begun and takes longer than an answer: 202.
pub struct Accepted<T>(pub T);

impl<T: Serialize> IntoResponse for Accepted<T> {
    fn into_response(self) -> Response {
        (StatusCode::ACCEPTED, Json(self.0)).into_response()
    }
}

/// It is done and there is nothing to say: 204.
pub struct Done;

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

/// An answer after which the browser holds other cookies, or none.
pub struct WithCookies<T>(pub T, pub Vec<HeaderValue>);

impl<T: Serialize> IntoResponse for WithCookies<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.0).into_response();
        for cookie in self.1 {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// The end of a session, after which the browser forgets what it has cached, pages to go back to among them. Its storage
/// stays: words that could not be saved wait there for whoever typed them. So do its other cookies, by which it is known
/// (docs/decisions/0022).
pub struct Ended<T>(pub WithCookies<T>);

impl<T: Serialize> IntoResponse for Ended<T> {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
        response
    }
}

/// A table for a spreadsheet program, to be kept as a file. Its length is not told: the first of its marks is taken away on
/// its way into Lambda's JSON.
pub struct CsvFile {
    /// Without `.csv`.
    pub name: &'static str,
    /// UTF-8 with its marks.
    pub bytes: Vec<u8>,
}

impl IntoResponse for CsvFile {
    fn into_response(self) -> Response {
        let Self { name, bytes } = self;
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
        ];
        let once = futures::stream::once(async { Ok::<_, std::convert::Infallible>(bytes) });
        (headers, Body::from_stream(once)).into_response()
    }
}
