//! URLs and link schemes.
use url::Url;

/// Why a text is no usable link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkProblem {
    /// Characters that must be percent-encoded stand as they are.
    NotEncoded,
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
    let complete = if web { has_authority(text) } else { text.len() > scheme.len() + 1 };
    if web && (!url.username().is_empty() || url.password().is_some()) {
        return Some(LinkProblem::HasUserInfo);
    }
    (!schemes.contains(&scheme) || !complete).then_some(LinkProblem::NotALink)
}

fn has_authority(text: &str) -> bool {
    text.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//") && !rest.starts_with("///"))
}
