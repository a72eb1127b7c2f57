//! What the trails' codes are called in the files that staff open, the same words as on the screen: a test compares them
//! with `web/admin/src/features/trails/words.ts`. What is not known here stays as it is.

/// Pairs of a code and its word.
type Words = &'static [(&'static str, &'static str)];

#[rustfmt::skip]
const RESULTS: Words = &[
    ("signed_in", "ログインした"),
    ("ok", "ログインした"),
    ("password_accepted", "パスワードは正しい（2つ目の確認の前）"),
    ("wrong_password", "パスワードのまちがい"),
    ("wrong_code", "2つ目の確認のまちがい"),
    ("copied_passkey", "複製されたおそれのあるパスキーのため拒否"),
    ("locked", "ロックされた・ロック中のため拒否"),
    ("suspended", "利用停止中のため拒否"),
    ("expired", "利用期限切れのため拒否"),
    ("stepped_up", "大切な操作の前の本人確認"),
    ("signed_out", "ログアウトした"),
];

#[rustfmt::skip]
const METHODS: Words = &[
    ("password", "パスワード"),
    ("totp", "認証アプリ"),
    ("passkey", "パスキー"),
    ("invitation", "招待コード"),
    ("first", "初期設定コード"),
    ("session", "―"),
];

#[rustfmt::skip]
const KINDS: Words = &[
    ("draft", "下書き"),
    ("delivery", "配信"),
    ("staff", "利用者"),
    ("department", "部署"),
    ("setting", "設定"),
    ("settings", "設定"),
    ("item", "登録項目"),
    ("items", "登録項目"),
    ("segment", "グループ"),
    ("tester", "テスター"),
    ("tester_group", "テスターのグループ"),
    ("tester_search", "友だちの検索"),
    ("template", "ひな形"),
    ("media", "画像など"),
    ("job", "処理"),
    ("session", "ログイン"),
    ("review", "事後の確認"),
    ("test", "テスト配信"),
    ("trail", "ログイン履歴・操作ログ"),
];

#[rustfmt::skip]
const VERBS: Words = &[
    ("created", "作成"),
    ("saved", "保存"),
    ("changed", "変更"),
    ("updated", "変更"),
    ("deleted", "削除"),
    ("archived", "使用停止"),
    ("restored", "再開"),
    ("put_back", "ごみ箱から戻す"),
    ("sent_off", "配信を確定した"),
    ("scheduled", "予約"),
    ("started", "開始"),
    ("unscheduled", "予約を解除"),
    ("reactions_kept", "反応の記録を開始"),
    ("stopped", "停止"),
    ("resumed", "再開"),
    ("unknown_closed", "届いたか分からない人について、送らずに終了"),
    ("sent_again", "届いたか分からない人に、もう一度送信"),
    ("cancelled", "中止"),
    ("approval_requested", "承認を依頼"),
    ("approved", "承認"),
    ("returned", "差し戻し"),
    ("withdrawn", "依頼を取り下げ"),
    ("acknowledged", "注意を確認"),
    ("reviewed", "事後の確認"),
    ("suspended", "利用停止"),
    ("unlocked", "ロック解除"),
    ("reset", "招待コードを再発行"),
    ("signed_out", "ログアウト"),
    ("session_ended", "ほかの端末のログインを終了"),
    ("handed_over", "引き継ぎ"),
    ("viewed_as", "人の目で表示"),
    ("view_ended", "人の目での表示を終了"),
    ("first_administrator", "最初の管理者の登録"),
    ("password_set", "パスワードを設定"),
    ("authenticator_set", "認証アプリを設定"),
    ("unrecorded", "続けて来たログインの試行（まとめて記録）"),
    ("guards_weakened", "配信前の確認をゆるめた"),
    ("passkey_renamed", "パスキーの名前を変更"),
    ("locked", "続けてまちがえたためロック"),
    ("device_known", "新しいブラウザからログイン"),
    ("device_locked", "続けてまちがえたため、いつものブラウザをロック"),
    ("passkey_added", "パスキーを追加"),
    ("passkey_removed", "パスキーを削除"),
    ("ordered", "並べ替え"),
    ("option_added", "選択肢を追加"),
    ("option_changed", "選択肢を変更"),
    ("options_ordered", "選択肢を並べ替え"),
    ("removal_started", "削除に伴う回答の処理を開始"),
    ("downloaded", "ファイルを受け取り"),
    ("code_shown", "登録用コードを表示"),
    ("searched", "友だちを検索"),
    ("tested", "テスト配信"),
    ("tested_nobody", "テスト配信（条件に当てはまるテスターがいなかった）"),
    ("tested_too_many", "テスト配信（条件に当てはまるテスターが多すぎた）"),
    ("counted", "条件に当てはまる人数を確認"),
    ("registered", "登録"),
    ("removed", "削除"),
    ("invited", "招待"),
];

fn word(words: Words, code: &str) -> &str {
    words.iter().find(|(known, _)| *known == code).map_or(code, |(_, word)| word)
}

/// How a try to come in went.
pub fn result(code: &str) -> &str {
    word(RESULTS, code)
}

/// What was shown on the way in.
pub fn method(code: &str) -> &str {
    word(METHODS, code)
}

/// What something was done to.
pub fn kind(code: &str) -> &str {
    word(KINDS, code)
}

/// `delivery.sent_off` is 配信：配信を確定した.
pub fn action(code: &str) -> String {
    let Some((noun, verb)) = code.split_once('.') else { return code.to_owned() };
    format!("{}：{}", kind(noun), word(VERBS, verb))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a file that is not there is a failed test")]

    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

    fn screen() -> String {
        std::fs::read_to_string(format!("{ROOT}/web/admin/src/features/trails/words.ts")).unwrap()
    }

    /// The sources below a folder, without what only tests say.
    fn sources(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let read = |path: PathBuf| match path.extension() {
            _ if path.is_dir() => sources(&path),
            Some(kind) if kind == "rs" => {
                let text = std::fs::read_to_string(path).unwrap();
                vec![text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned()]
            }
            _ => Vec::new(),
        };
        entries.flat_map(read).collect()
    }

    fn is_operation(text: &str) -> bool {
        let is_verb = |verb: &str| verb.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase());
        let parts = text.split_once('.').filter(|(_, verb)| !verb.is_empty() && is_verb(verb));
        parts.is_some_and(|(kind, _)| KINDS.iter().any(|(known, _)| *known == kind))
    }

    #[test]
    fn every_operation_that_is_recorded_can_be_chosen_in_the_log_and_has_its_words() {
        let folders = ["functions", "lib"].map(|name| std::fs::read_dir(format!("{ROOT}/{name}")).unwrap());
        let crates = folders.into_iter().flatten().map(|entry| entry.unwrap().path().join("src"));
        let texts: Vec<String> =
            crates.filter(|path| path.is_dir()).flat_map(|path| sources(&path)).collect();
        let quoted = texts.iter().flat_map(|text| text.split('"'));
        let recorded: BTreeSet<&str> = quoted.filter(|text| is_operation(text)).collect();
        assert!(recorded.len() > 70, "the sources are written another way: {recorded:?}");
        let screen = screen();
        let (_, rest) = screen.split_once("const ACTIONS = [").unwrap();
        let chosen = rest.lines().skip(1).take_while(|line| *line != "];");
        let chosen: BTreeSet<&str> = chosen.map(|line| line.trim().trim_matches([',', '\''])).collect();
        assert_eq!(recorded, chosen);
        for known in recorded {
            let (_, verb) = known.split_once('.').unwrap();
            assert!(VERBS.iter().any(|(code, _)| *code == verb), "{known} has no word");
        }
    }

    #[test]
    fn files_say_what_the_screen_says() {
        let screen = screen();
        let words = [("RESULTS", RESULTS), ("METHODS", METHODS), ("KINDS", KINDS), ("VERBS", VERBS)];
        for (name, ours) in words {
            let (_, rest) = screen.split_once(&format!("const {name}: Record<string, string> = {{")).unwrap();
            let theirs: Vec<(&str, &str)> = rest
                .lines()
                .skip(1)
                .take_while(|line| *line != "};")
                .map(|line| line.trim().trim_end_matches("',").split_once(": '").unwrap())
                .collect();
            assert_eq!(ours, theirs, "{name}");
        }
        assert_eq!(action("delivery.sent_off"), "配信：配信を確定した");
        assert_eq!((action("odd"), result("odd")), ("odd".to_owned(), "odd"));
    }
}
