//! Sentences as cities write them, with what the check has to say about each.
use crate::{EMERGENCY, ORDINARY, found, of_text, warnings};
use domain::guard::WarningCode::{
    self, DisguisedLink, DrillWord, EmergencyWord, EverydayEmergency, HttpLink, ImpossibleDate,
    InvisibleLetter, LinkMissing, PastDate, Placeholder, WeekdayMismatch,
};
use serde_json::json;

const WARN: [(&str, &[(WarningCode, &str)]); 84] = [
    // What was to be filled in.
    ("開始は○時です。", &[(Placeholder, "○時")]),
    ("〇月〇日に開きます。", &[(Placeholder, "〇月"), (Placeholder, "〇日")]),
    ("◯月◯日（◯）に開きます。", &[(Placeholder, "◯月"), (Placeholder, "◯日"), (Placeholder, "◯")]),
    ("11月28日（○）10時から", &[(Placeholder, "○")]),
    ("○○様へのご案内", &[(Placeholder, "○○")]),
    ("会場は△△センターです。", &[(Placeholder, "△△")]),
    ("電話はXX-XXXXです。", &[(Placeholder, "XX"), (Placeholder, "XXXX")]),
    ("第ＸＸ回の総会", &[(Placeholder, "ＸＸ")]),
    ("参加費は××円です。", &[(Placeholder, "××")]),
    ("【　】ごみの収集日が変わります。", &[(Placeholder, "【　】")]),
    ("場所：（　　　）", &[(Placeholder, "（　　　）")]),
    ("「」を持ってきてください。", &[(Placeholder, "「」")]),
    ("{{氏名}}様", &[(Placeholder, "{{氏名}}")]),
    ("{name}さん、こんにちは。", &[(Placeholder, "{name}")]),
    ("＊＊＊を記入してお持ちください。", &[(Placeholder, "＊＊＊")]),
    ("定員は●●名です。", &[(Placeholder, "●●")]),
    ("申込先　[[担当課]]", &[(Placeholder, "[[担当課]]")]),
    ("00月00日に実施します。", &[(Placeholder, "00月"), (Placeholder, "00日")]),
    ("TODO 地図を貼る", &[(Placeholder, "TODO")]),
    ("要確認：会場の広さ", &[(Placeholder, "要確認")]),
    ("連絡先は＿＿＿＿です。", &[(Placeholder, "＿＿＿＿")]),
    ("くわしくは https://example.com/a へ", &[(Placeholder, "https://example.com/a")]),
    ("開始は＿＿時です。", &[(Placeholder, "＿＿")]),
    ("定員は＊＊名、会場は＊＊です。", &[(Placeholder, "＊＊"), (Placeholder, "＊＊")]),
    ("＜氏名＞様", &[(Placeholder, "＜氏名＞")]),
    ("会場は市民館（仮）です。", &[(Placeholder, "（仮）")]),
    ("ここに本文を入力", &[(Placeholder, "本文を入力")]),
    ("外字の\u{e000}さん", &[(InvisibleLetter, "外字の")]),
    ("開始は×時です。", &[(Placeholder, "×時")]),
    ("Ｘ月に開きます。", &[(Placeholder, "Ｘ月")]),
    ("○:○から、○／○まで", &[(Placeholder, "○:○"), (Placeholder, "○／○")]),
    ("場所：【＿】", &[(Placeholder, "【＿】")]),
    // Weekdays.
    ("11月27日(木)に開きます。", &[(WeekdayMismatch, "11月27日(木)")]),
    ("11月28日（日）に開きます。", &[(WeekdayMismatch, "11月28日（日）")]),
    ("１２月１日（月）です。", &[(WeekdayMismatch, "１２月１日（月）")]),
    ("2026/11/28（金）です。", &[(WeekdayMismatch, "2026/11/28（金）")]),
    ("2026-12-05(Sun)", &[(WeekdayMismatch, "2026-12-05(Sun)")]),
    ("令和8年11月28日（金）です。", &[(WeekdayMismatch, "令和8年11月28日（金）")]),
    ("令和九年一月十日(土)です。", &[(WeekdayMismatch, "令和九年一月十日(土)")]),
    ("R8.12.1(月)", &[(WeekdayMismatch, "R8.12.1(月)")]),
    ("2026年（令和8年）12月1日（水）", &[(WeekdayMismatch, "2026年（令和8年）12月1日（水）")]),
    ("12/5（金）まで", &[(WeekdayMismatch, "12/5（金）")]),
    ("12.5(金)まで", &[(WeekdayMismatch, "12.5(金)")]),
    ("12月5日【金】", &[(WeekdayMismatch, "12月5日【金】")]),
    ("12月5日 金曜日", &[(WeekdayMismatch, "12月5日 金曜日")]),
    ("12月5日㈮", &[(WeekdayMismatch, "12月5日㈮")]),
    ("12⽉5⽇(⾦)", &[(WeekdayMismatch, "12⽉5⽇(⾦)")]),
    ("11月28日(土)・30日(日)", &[(WeekdayMismatch, "30日(日)")]),
    ("11/28(土)、29(月)", &[(WeekdayMismatch, "29(月)")]),
    ("1月11日(日・祝)です。", &[(WeekdayMismatch, "1月11日(日・祝)")]),
    ("来年1月10日(土)", &[(WeekdayMismatch, "1月10日(土)")]),
    ("12月31日(木)〜1月3日(月)", &[(WeekdayMismatch, "1月3日(月)")]),
    // Days that do not exist or are over.
    ("11月31日までに申し込んでください。", &[(ImpossibleDate, "11月31日")]),
    ("2027年2月29日", &[(ImpossibleDate, "2027年2月29日")]),
    ("13月1日", &[(ImpossibleDate, "13月1日")]),
    ("11月20日(金)に開きます。", &[(PastDate, "11月20日(金)")]),
    ("締め切りは10月30日です。", &[(PastDate, "10月30日")]),
    ("2025年12月1日(月)に開きます。", &[(PastDate, "2025年12月1日(月)")]),
    ("令和7年12月5日（金）から受け付けます。", &[(PastDate, "令和7年12月5日（金）")]),
    ("昨年11月28日に", &[(PastDate, "11月28日")]),
    ("11月27日(金)10時から12時まで", &[(PastDate, "11月27日(金)")]),
    ("11月27日(金) 午後1時〜2時30分", &[(PastDate, "11月27日(金)")]),
    ("2024-07-25 12:00 大雨に注意", &[(PastDate, "2024-07-25")]),
    // Links.
    ("詳細は http://www.city.jp/a を", &[(HttpLink, "http://www.city.jp/a")]),
    ("詳しくはこちらをご覧ください。", &[(LinkMissing, "はこちら")]),
    ("https://www.city.jp@evil.test/ へ", &[(DisguisedLink, "https://www.city.jp@evil.test/")]),
    (
        "https://www.city.jp%2Fkosodate:x@evil.test",
        &[(DisguisedLink, "https://www.city.jp%2Fkosodate:x@evil.test")],
    ),
    // Letters that nobody sees.
    ("避難\u{200b}指示を出しました。", &[(InvisibleLetter, "避難")]),
    ("申込は\u{202e}円000,3です", &[(InvisibleLetter, "申込は")]),
    ("\u{feff}断水\u{2060}と\u{2060}停電", &[(InvisibleLetter, "断水"), (InvisibleLetter, "断水")]),
    // Drills in earnest, emergencies in everyday messages.
    ("【訓練】大きな地震です。", &[(DrillWord, "訓練")]),
    ("これはテストです。", &[(DrillWord, "テスト")]),
    ("配信テスト中", &[(DrillWord, "配信テスト")]),
    ("【ﾃｽﾄ】てすとです。", &[(DrillWord, "ﾃｽﾄ"), (DrillWord, "てすと")]),
    ("【訓　練】大きな地震です。", &[(DrillWord, "訓　練")]),
    ("これは くんれん です。", &[(DrillWord, "くんれん")]),
    ("ﾐｻｲﾙが発射されました。", &[(EmergencyWord, "ﾐｻｲﾙ")]),
    ("つなみが きます。", &[(EmergencyWord, "つなみ")]),
    ("避 難 指 示", &[(EmergencyWord, "避 難 指 示")]),
    ("きのう、避難\n指示が出ました。", &[(EmergencyWord, "避難\n指示")]),
    ("Jｱﾗｰﾄで国民保護", &[(EmergencyWord, "Jｱﾗｰﾄ"), (EmergencyWord, "国民保護")]),
    ("避難指示を出しました。", &[(EmergencyWord, "避難指示")]),
    ("大雨警報が出ています。", &[(EmergencyWord, "警報")]),
    (
        "津波が来ます。高台へ避難してください。",
        &[(EmergencyWord, "津波"), (EmergencyWord, "避難してください")],
    ),
];

#[test]
fn sentences_with_a_slip_are_warned_about_and_quoted() {
    let wrong: Vec<_> = WARN
        .iter()
        .map(|(text, expected)| (text, of_text(text, &ORDINARY), expected))
        .filter(|(_, warnings, expected)| found(warnings) != **expected)
        .map(|(text, warnings, _)| format!("{text}: {:?}", found(&warnings)))
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

const LEAVE: [&str; 59] = [
    "葛\u{e0100}城市、❤\u{fe0f}\u{200d}🔥と👩🏽\u{200d}🚒",
    "  ○○○○○  \nお知らせ\n○○○○○",
    "お問い合わせ https://www.city.jp/mail?to=a@city.jp",
    "○日時　12月5日(土) 10時〜12時\n○場所　市民館\n○名称　健康講座",
    "●年齢　18歳以上\n●人数　20名\n○番号　044-200-2111",
    "創立一〇〇周年を迎えます。二〇二六年の行事です。",
    "正解は○か×か、クイズ大会！",
    "＊＊＊＊＊＊＊＊＊＊＊＊\nお知らせ\n＊＊＊＊＊＊＊＊＊＊＊＊",
    "★★冬のおまつり★★",
    "＊＊冬のおまつり＊＊",
    "＜お問い合わせ＞ 広報課　新庁舎（仮称）",
    "XLサイズとXXLサイズがあります。",
    "EXXON、maxxなど",
    "【重要】（会場：市役所）「冬の講座」",
    "11月27日(金)に開きます。",
    "１１月２８日（土）・２９日（日）",
    "11月28日(土)・29日(日)・12月5日(土)",
    "2026/11/28（土）まで",
    "令和8年11月28日（土曜日）",
    "R8.11.28(土)、令和九年一月十日(日)",
    "1月11日(月・祝)は休みです。",
    "11月28日(土曜・雨天決行の場合もあり)",
    "12月5日(日程は変わることがあります)",
    "12月5日(水道局の都合により休み)",
    "12月5日、土曜日に開きます。",
    "12月28日(月)〜1月3日(日)は休みます。",
    "4月1日から新しい制度が始まります。",
    "2月28日までに申し込んでください。",
    "11月20日現在、120人が参加しています。",
    "11月1日から12月25日まで受け付けています。",
    "11月1日〜12月25日に受け付けます。",
    "10月1日に開館しました。",
    "令和6年4月2日から令和7年4月1日生まれのお子さん",
    "平成7年1月17日の震災から学ぶ",
    "1995年1月17日を忘れない",
    "11月27日(金)16時から17時まで",
    "11月27日(金)10時から開館中",
    "小さじ1/2の塩、1/4カップの水",
    "24/7対応ではありません。",
    "電話 044-200-2111、FAX 03-5501-1234",
    "v2.11.27(木)ではない版",
    "https://www.city.jp/2025/11/20/xx/00.html をご覧ください。",
    "詳しくはこちらをご覧ください。https://www.city.jp/",
    "こちらの会場は満員です。",
    "職業訓練校の生徒を募集します。",
    "防災訓練を行います。",
    "ぼうさいくんれんを します。",
    "シェイクアウト訓練に参加しませんか。",
    "作文コンテストの作品を募集します。",
    "体力テストと学力テスト、PCRテスト",
    "テストマーケティングを学ぶ講座",
    "contestやlatestな話題",
    "住宅用火災警報器を点検しましょう。",
    "津波ハザードマップを配っています。",
    "ステロイド薬の使い方、エステロン、テロップの作り方",
    "3日間の講座です。1月3日間ではありません。",
    "10:00〜11:30 受付は9:45から",
    "参加費 1,000円、定員100名、第10回",
    "$のかわりに絵文字😀を👨‍👩‍👧で",
];

#[test]
fn sentences_without_a_slip_are_left_alone() {
    for text in LEAVE {
        assert_eq!(found(&of_text(text, &ORDINARY)), [], "{text}");
    }
}

#[test]
fn an_emergency_may_use_its_words_and_no_drill_in_any_company() {
    assert_eq!(found(&of_text("避難指示を出しました。", &EMERGENCY)), []);
    let drill = "津波避難訓練です。避難してください。";
    assert_eq!(found(&of_text(drill, &EMERGENCY)), [(DrillWord, "訓練")]);
    let announced = domain::guard::Context { live: false, ..ORDINARY };
    assert_eq!(found(&of_text("【訓練】これはテストです。", &announced)), []);
}

#[test]
fn an_emergency_without_a_word_of_it_is_asked_about_once_and_anew_after_any_edit() {
    for text in [
        "北部の断水が続いています。",
        "【停電】復旧の見込み",
        "川が増水しています。",
        "Ｊアラートが出ました。",
    ] {
        assert_eq!(found(&of_text(text, &EMERGENCY)), [], "{text}");
    }
    let market = || json!({"type": "text", "text": "朝市を開きます。"});
    let picture = json!({"type": "image", "originalContentUrl": "https://media.city.example.jp/a", "previewImageUrl": "https://media.city.example.jp/a"});
    for messages in [vec![market()], vec![market(), json!({"type": "text", "text": "雨天決行"})]] {
        let asked = warnings(&messages, &EMERGENCY);
        assert_eq!(found(&asked), [(EverydayEmergency, "")]);
        assert_eq!(asked[0].path, "/emergency");
        assert_eq!(found(&warnings(&messages, &ORDINARY)), []);
    }
    assert!(found(&warnings(&[picture], &EMERGENCY)).contains(&(EverydayEmergency, "")));
    let key = |text: &str| of_text(text, &EMERGENCY).remove(0).key;
    assert_ne!(key("朝市を開きます。"), key("朝市を開きません。"));
}

#[test]
fn a_department_has_words_of_its_own() {
    let words = ["マイナンバー".to_owned(), "ＤＶ".to_owned(), " ".to_owned(), String::new()];
    let context = domain::guard::Context { words: &words, ..ORDINARY };
    let expected = [(WarningCode::DepartmentWord, "マイナンバー"), (WarningCode::DepartmentWord, "dv")];
    assert_eq!(found(&of_text("マイナンバーとdv相談", &context)), expected);
    assert_eq!(found(&of_text("マイナ保険証", &context)), []);
}

#[test]
fn staff_read_what_is_wrong_and_what_to_do() {
    let say = |text: &str| of_text(text, &ORDINARY).remove(0).message;
    assert_eq!(
        say("11月27日(木)に"),
        "「11月27日(木)」の曜日が合いません。2026年11月27日は金曜日です。日付か曜日を直してください。"
    );
    assert_eq!(
        say("11月20日に"),
        "「11月20日」は2026年11月20日で、配信の開始より前です。前の文面が残っていないか確かめてください。"
    );
    assert_eq!(
        say("○時に"),
        "「○時」が書きかけのまま残っていないか確かめてください。正しい内容に直すか、消してください。"
    );
}
