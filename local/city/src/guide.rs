//! What `make run` shows when the city is ready: addresses and a first walk, in Japanese and English.

use std::time::Duration;

use crate::City;

/// The guide; `took` is the time from the start to now, `is_first` whether the phones were just made.
pub fn guide(city: &City, took: Duration, is_first: bool) -> String {
    let (admin, token) = (city.admin_url(), city.admin_token());
    let phones = city.line.control_url();
    let first = if is_first {
        "3台の電話が友だち追加しました。 Three phones have added the account.\n"
    } else {
        ""
    };
    format!(
        "
回覧 Kairan — 手元の街が動いています。 The local city is running.
{first}
  電話       phones         {phones}
  Webhook    API Gateway    {webhook}
  管理API    admin_api      {admin}
  LINE API   simulator      {line}
  AWS        embedded       {aws}
  AIチャットボット chatbot   {chatbot}
  登録フォーム   form         {form}
  職員用の画面   staff        {staff}   初期設定コード first code {code}

  職員用の画面は、初期設定コードで最初の管理者になるか、職員(kiki2 は承認者、kiki3 は作成者、kiki1 は閲覧者。kosodate なども同じ番号)が招待コード {invitation} で
  パスワードを決めて始めます。 Become the first administrator with the code, or a colleague with that invitation.

最初の一歩 First walk
  1. {phones} を開き、電話から「ごみ」と送る。 Open the phones and write ごみ: the chatbot answers.
  2. 配信を作り、返ってきた id で始める。 Create a delivery, then start it with the id of the answer:

curl -s {admin}/api/deliveries -H 'x-kairan-admin-token: {token}' -H 'content-type: application/json' -d '{{\"title\":\"はじめての配信\",\"target\":{{\"kind\":\"segment\",\"condition\":{{\"item\":\"ward\",\"any_of\":[\"kawasaki\",\"tama\"]}}}},\"messages\":[{{\"type\":\"text\",\"text\":\"川崎市からのお知らせです。\"}}]}}'
curl -s {admin}/api/deliveries/ID/start -H 'x-kairan-admin-token: {token}' -H 'content-type: application/json' -d '{{\"version\":1}}'

  `make deliver` は同じことを一度に行います。 `make deliver` does both at once.
  `make crowd` で友だちを500人増やすと、届く人の例や進み具合も見られます（3人では出ません）。
  `make crowd` adds 500 friends: with three there are no examples of recipients, and hardly any progress to watch.
  Ctrl-C で終了。 Ctrl-C stops it; `make reset` empties it.

ready in {seconds:.1} s, {memory} MB resident
",
        webhook = city.webhook_url(),
        line = city.line.api_url(),
        aws = city.aws.endpoint(),
        chatbot = city.chatbot.url(),
        form = city.form.url(),
        staff = city.staff.url(),
        code = city.first_code(),
        invitation = crate::seed::INVITATION,
        seconds = took.as_secs_f64(),
        memory = city.rss_bytes() / 1_000_000,
    )
}
