//! Where in the messages a value stands: LINE's notation for programs, Japanese words for staff.
use std::fmt;

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// The way from the root to a value.
#[derive(Debug, Clone)]
pub(super) struct Path<'a>(Vec<Step<'a>>);

impl<'a> Path<'a> {
    /// The array of messages itself.
    pub(super) fn root() -> Self {
        Self(vec![Step::Key("messages")])
    }

    pub(super) fn key(&self, key: &'a str) -> Self {
        self.with(Step::Key(key))
    }

    pub(super) fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    fn with(&self, step: Step<'a>) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend(&self.0);
        steps.push(step);
        Self(steps)
    }

    /// Such as 「1件目の2枚目のカラムの本文」.
    pub(super) fn in_words(&self) -> String {
        let mut words = Vec::new();
        let mut steps = self.0.iter().peekable();
        let (mut in_flex, mut in_carousel) = (false, false);
        while let Some(step) = steps.next() {
            match (step, steps.peek()) {
                // A carousel is a `contents` directly in the message's.
                (Step::Key("contents"), Some(Step::Index(index))) if in_flex && in_carousel => {
                    words.push(format!("{}枚目のバブル", index + 1));
                    steps.next();
                }
                (Step::Key("contents"), next) if !in_flex => {
                    words.push("Flexの内容".to_owned());
                    (in_flex, in_carousel) = (true, matches!(next, Some(Step::Key("contents"))));
                    continue;
                }
                (Step::Key("contents"), None) if in_flex && in_carousel => words.push("バブル".to_owned()),
                (Step::Key(key), Some(Step::Index(index))) => {
                    words.push(entry_in_words(key, index + 1));
                    steps.next();
                }
                // The template object is no place staff know of; its fields speak for themselves.
                (Step::Key("template"), Some(_)) => {}
                (Step::Key(key), _) => words.push(key_in_words(key)),
                (Step::Index(index), _) => words.push(format!("{}番目", index + 1)),
            }
            in_carousel = false;
        }
        words.join("の")
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if position == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

fn entry_in_words(list: &str, number: usize) -> String {
    match list {
        "messages" => format!("{number}件目"),
        "columns" => format!("{number}枚目のカラム"),
        "actions" => format!("{number}番目のアクション"),
        "items" => format!("{number}番目のボタン"),
        "emojis" => format!("{number}番目のLINE絵文字"),
        "contents" => format!("{number}番目の要素"),
        other => format!("{other}の{number}番目"),
    }
}

const WORDS: [(&str, &str); 114] = [
    ("messages", "メッセージ"),
    ("text", "テキスト"),
    ("altText", "代替テキスト"),
    ("title", "タイトル"),
    ("label", "ラベル"),
    ("address", "住所"),
    ("latitude", "緯度"),
    ("longitude", "経度"),
    ("type", "種類"),
    ("emojis", "LINE絵文字"),
    ("substitution", "置き換え"),
    ("index", "位置"),
    ("originalContentUrl", "コンテンツのURL"),
    ("previewImageUrl", "プレビュー画像のURL"),
    ("previewUrl", "プレビュー画像のURL"),
    ("thumbnailImageUrl", "画像のURL"),
    ("imageUrl", "画像のURL"),
    ("iconUrl", "アイコンのURL"),
    ("baseUrl", "画像のURL"),
    ("url", "URL"),
    ("uri", "リンク先"),
    ("linkUri", "リンク先"),
    ("desktop", "PC版のリンク先"),
    ("duration", "長さ"),
    ("trackingId", "トラッキングID"),
    ("packageId", "スタンプのパッケージID"),
    ("stickerId", "スタンプID"),
    ("baseSize", "基準サイズ"),
    ("width", "幅"),
    ("height", "高さ"),
    ("area", "領域"),
    ("video", "動画"),
    ("externalLink", "動画のリンク"),
    ("actions", "アクション"),
    ("action", "アクション"),
    ("defaultAction", "既定のアクション"),
    ("columns", "カラム"),
    ("template", "テンプレート"),
    ("imageBackgroundColor", "画像の背景色"),
    ("contents", "中の要素"),
    ("header", "ヘッダー"),
    ("hero", "ヒーロー"),
    ("body", "ボディ"),
    ("footer", "フッター"),
    ("size", "サイズ"),
    ("color", "色"),
    ("backgroundColor", "背景色"),
    ("borderColor", "枠線の色"),
    ("quickReply", "クイックリプライ"),
    ("items", "ボタン"),
    ("sender", "送信者"),
    ("name", "名前"),
    ("data", "データ"),
    ("displayText", "表示テキスト"),
    ("fillInText", "入力欄のテキスト"),
    ("clipboardText", "コピーするテキスト"),
    ("couponId", "クーポンID"),
    ("deliveryTag", "クーポンの配信タグ"),
    ("layout", "レイアウト"),
    ("mode", "選び方"),
    ("initial", "最初に示す日時"),
    ("min", "最初の日時"),
    ("max", "最後の日時"),
    ("direction", "向き"),
    ("styles", "背景と区切り線"),
    ("separator", "区切り線"),
    ("separatorColor", "区切り線の色"),
    ("background", "背景"),
    ("angle", "グラデーションの角度"),
    ("startColor", "グラデーションの始めの色"),
    ("endColor", "グラデーションの終わりの色"),
    ("centerColor", "グラデーションの中間の色"),
    ("aspectRatio", "縦横比"),
    ("aspectMode", "画像の収め方"),
    ("imageAspectRatio", "画像の縦横比"),
    ("imageSize", "画像の収め方"),
    ("gravity", "縦の位置"),
    ("align", "横の位置"),
    ("weight", "文字の太さ"),
    ("style", "スタイル"),
    ("decoration", "文字の飾り"),
    ("wrap", "折り返し"),
    ("maxLines", "最大の行数"),
    ("lineSpacing", "行の間隔"),
    ("spacing", "要素の間隔"),
    ("margin", "手前の余白"),
    ("flex", "幅の割合"),
    ("adjustMode", "文字の縮小"),
    ("scaling", "文字サイズの連動"),
    ("position", "置き方"),
    ("offsetTop", "上からのずれ"),
    ("offsetBottom", "下からのずれ"),
    ("offsetStart", "左からのずれ"),
    ("offsetEnd", "右からのずれ"),
    ("justifyContent", "要素の並べ方"),
    ("alignItems", "要素のそろえ方"),
    ("borderWidth", "枠線の太さ"),
    ("cornerRadius", "角の丸み"),
    ("maxWidth", "最大の幅"),
    ("maxHeight", "最大の高さ"),
    ("paddingAll", "内側の余白"),
    ("paddingTop", "上の余白"),
    ("paddingBottom", "下の余白"),
    ("paddingStart", "左の余白"),
    ("paddingEnd", "右の余白"),
    ("altContent", "動画の代わりの内容"),
    ("animated", "動く画像の設定"),
    ("altUri", "別のリンク先"),
    ("inputOption", "入力欄の開き方"),
    ("richMenuAliasId", "メニューのエイリアスID"),
    ("productId", "LINE絵文字のプロダクトID"),
    ("emojiId", "LINE絵文字のID"),
    ("x", "左端の位置"),
    ("y", "上端の位置"),
];

fn key_in_words(key: &str) -> String {
    let known = WORDS.iter().find(|(name, _)| *name == key).map(|(_, words)| (*words).to_owned());
    known.unwrap_or_else(|| {
        format!("「{}」", key.chars().filter(|c| !c.is_control()).take(40).collect::<String>())
    })
}
