//! JSON text without the blanks between its parts; everything else stays as its author wrote it.

/// `text` is JSON; blanks inside its strings are no blanks between parts.
pub(super) fn without_blanks(text: &str) -> String {
    let (mut inside, mut escaped) = (false, false);
    let keep = |c: &char| {
        let blank = !inside && matches!(c, ' ' | '\n' | '\r' | '\t');
        if escaped {
            escaped = false;
        } else if inside && *c == '\\' {
            escaped = true;
        } else if *c == '"' {
            inside = !inside;
        }
        !blank
    };
    text.chars().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_between_the_parts_go() {
        let text = " {\n \"b\" : \"x \\\" y\\\\\" ,\t\"a\": [1e2, 1.0, \"\\u3042\"] }\r\n";
        assert_eq!(without_blanks(text), r#"{"b":"x \" y\\","a":[1e2,1.0,"\u3042"]}"#);
    }
}
