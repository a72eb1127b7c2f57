//! URLs and link schemes.
use url::Url;

/// Why a text is no usable link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkProblem {
    /// Characters that must be percent-encoded stand as they are.
    NotEncoded,
    /// A scheme in capitals, as a phone's keyboard begins a line; LINE compares letter by letter.
    Capitals,
    /// Another scheme, no host, or no URL at all.
    NotALink,
    /// A name before the host: `https://www.city.example.jp@elsewhere.example/` opens elsewhere.
    HasUserInfo,
}

/// `None` when the text is an encoded URL with one of these schemes.
pub(super) fn problem(text: &str, schemes: &[&str]) -> Option<LinkProblem> {
    if !text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`')) {
        return Some(LinkProblem::NotEncoded);
    }
    let Ok(url) = Url::parse(text) else { return Some(LinkProblem::NotALink) };
    let scheme = url.scheme();
    let web = matches!(scheme, "http" | "https");
    // The parser forgives `https:example.jp`; LINE is not known to.
    let complete = match scheme {
        "http" | "https" => has_authority(text),
        "line" => text.len() > "line://".len() && text[scheme.len()..].starts_with("://"),
        _ => text.len() > scheme.len() + 1,
    };
    if web && (!url.username().is_empty() || url.password().is_some()) {
        return Some(LinkProblem::HasUserInfo);
    }
    if !schemes.contains(&scheme) || !complete {
        return Some(LinkProblem::NotALink);
    }
    (!text.starts_with(scheme)).then_some(LinkProblem::Capitals)
}

fn has_authority(text: &str) -> bool {
    text.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//") && !rest.starts_with("///"))
}
