"""The deployed template with the built bootstraps, on an AWS that we did not write: a citizen follows, a delivery
goes out, and the adapters pass their contract suite."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from ministack import ACCOUNT, REGION, eventually, started
from outside import outside
from stack import ROOT, deploy

sys.path.insert(0, str(ROOT / "scripts"))

from publish import publish, with_liff_id  # noqa: E402

CHANNEL_SECRET = "0123456789abcdef0123456789abcdef"
ADMIN_TOKEN = "a-token-of-this-test"
BOT = "U" + "b" * 32


@pytest.fixture(scope="module")
def world():
    with outside() as world:
        yield world


@pytest.fixture(scope="module")
def aws(tmp_path_factory, world):
    functions_see = {
        "LINE_API_URL": world.origin,
        "LINE_DATA_API_URL": world.origin,
        "FORWARD_LOOPBACK_ORIGIN": world.origin,
        "ADMIN_TOKEN_SECRET_ID": "admin-token",
    }
    with started(tmp_path_factory.mktemp("ministack") / "log", functions_see) as aws:
        yield aws


@pytest.fixture(scope="module")
def stack(aws, world):
    parameters = {"Stage": "test", "ForwardTargetUrl": f"{world.origin}/chatbot"}
    stack = deploy(aws, parameters | {"LiffUrl": "https://liff.line.me/1000000000-testtest"})
    secrets = aws.client("secretsmanager")
    key = subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, check=True, text=True).stdout
    channel = {"channel_id": "1234567890", "key_id": "a-key", "private_key_pem": key}
    webhook = {"channel_secrets": [CHANNEL_SECRET], "bot_user_id": BOT}
    secrets.put_secret_value(SecretId=stack["WebhookSecret"], SecretString=json.dumps(webhook))
    secrets.put_secret_value(SecretId=stack["ChannelSecret"], SecretString=json.dumps(channel))
    let_admin_api_know_the_token(aws, stack)
    let_admin_api_keep_schedules(aws, stack)
    return stack


def let_admin_api_know_the_token(aws, stack):
    """The template knows no such token, and its role may not read it; this test stands in for the local city."""
    secret = aws.client("secretsmanager").create_secret(
        Name="admin-token", SecretString=json.dumps({"token": ADMIN_TOKEN})
    )
    grant(aws, stack["AdminApiRole"], ["secretsmanager:GetSecretValue"], secret["ARN"])


def let_admin_api_keep_schedules(aws, stack):
    """ministack 1.5.33 takes every schedule for one of the default group, which our policy rightly leaves out."""
    actions = ["scheduler:CreateSchedule", "scheduler:DeleteSchedule"]
    grant(aws, stack["AdminApiRole"], actions, f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/*")


def grant(aws, role: str, actions: list[str], resource: str):
    """One more statement for a role, for the length of this test."""
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    name = actions[0].replace(":", "-")
    aws.client("iam").put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=document)


def user(number: int) -> str:
    return f"U{number:032x}"


def follow(number: int) -> bytes:
    """A follow webhook as LINE sends it."""
    event = {
        "type": "follow",
        "webhookEventId": f"01J00000000000000000{number:06d}",
        "timestamp": int(time.time() * 1000),
        "mode": "active",
        "source": {"type": "user", "userId": user(number)},
        "replyToken": f"{number:032x}",
        "deliveryContext": {"isRedelivery": False},
        "follow": {"isUnblocked": False},
    }
    return json.dumps({"destination": BOT, "events": [event]}).encode()


def post_webhook(aws, stack, body: bytes, secret: str = CHANNEL_SECRET) -> int:
    """Calls the API as LINE would and gives the status."""
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    url = f"{aws.endpoint}/restapis/{stack['WebhookApi']}/v1/_user_request_/webhook"
    headers = {"content-type": "application/json; charset=utf-8", "x-line-signature": signature}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def followers(aws, stack) -> list[str]:
    rows = aws.client("dynamodb").scan(TableName=stack["FollowerTable"], ConsistentRead=True, Limit=100)[
        "Items"
    ]
    return [row["user_id"]["S"] for row in rows]


def waiting(aws, stack, queue: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = aws.client("sqs").get_queue_attributes(QueueUrl=stack[queue], AttributeNames=names)[
        "Attributes"
    ]
    return sum(int(attributes[name]) for name in names)


def admin(aws, stack, method: str, path: str, body=None, token: str | None = ADMIN_TOKEN):
    """Calls admin_api with the event that a Function URL makes of a request; gives status and JSON."""
    headers = {"content-type": "application/json", "host": "admin.example.jp"}
    if token:
        headers["x-kairan-admin-token"] = token
    http = {
        "method": method,
        "path": path,
        "protocol": "HTTP/1.1",
        "sourceIp": "192.0.2.1",
        "userAgent": "test",
    }
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "url",
            "domainName": "admin.example.jp",
            "domainPrefix": "url",
            "http": http,
            "requestId": "a-request",
            "routeKey": "$default",
            "stage": "$default",
            "time": "22/Nov/2026:00:00:00 +0000",
            "timeEpoch": int(time.time() * 1000),
        },
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }
    answer = aws.client("lambda").invoke(
        FunctionName=stack["AdminApiFunction"], Payload=json.dumps(event).encode()
    )
    response = json.loads(answer["Payload"].read())
    return response["statusCode"], json.loads(response.get("body") or "null")


def test_a_follow_becomes_a_follower_a_greeting_and_a_call_of_the_chatbot(aws, stack, world):
    body = follow(1)
    assert post_webhook(aws, stack, body) == 200
    assert eventually(lambda: user(1) in followers(aws, stack))
    assert eventually(lambda: world.to("/v2/bot/message/reply"))
    forwarded = eventually(lambda: world.to("/chatbot"))
    assert [call.body for call in forwarded] == [body], "the chatbot gets LINE's own bytes"


def test_a_forged_webhook_changes_nothing(aws, stack):
    assert post_webhook(aws, stack, follow(2), secret="f" * 32) == 401
    assert user(2) not in followers(aws, stack)
    assert eventually(lambda: waiting(aws, stack, "EventQueue") == 0)


def test_one_unreadable_message_does_not_take_the_others_with_it(aws, stack):
    sqs = aws.client("sqs")
    sqs.send_message(
        QueueUrl=stack["EventQueue"],
        MessageBody='{"v":99}',
        MessageGroupId="nobody",
        MessageDeduplicationId="a",
    )
    assert post_webhook(aws, stack, follow(3)) == 200
    assert eventually(lambda: user(3) in followers(aws, stack))
    assert eventually(lambda: waiting(aws, stack, "EventQueue") == 1), (
        "only the unreadable one waits for its next try"
    )


def test_the_minute_tick_answers(aws, stack):
    answer = aws.client("lambda").invoke(FunctionName=stack["TickFunction"], Payload=b"{}")
    assert "FunctionError" not in answer, answer["Payload"].read()


def test_admin_api_refuses_who_has_no_token_and_comes_by_no_front_door(aws, stack):
    for token in (None, "another"):
        status, _ = admin(aws, stack, "POST", "/api/deliveries", {}, token=token)
        assert status == 403


def test_a_delivery_to_a_segment_reaches_line_once_and_its_sums_balance(aws, stack, world):
    for number in (11, 12, 13):
        assert post_webhook(aws, stack, follow(number)) == 200
    assert eventually(lambda: {user(n) for n in (11, 12, 13)} <= set(followers(aws, stack)))
    unregistered = {"kind": "segment", "condition": {"not": {"system": "registered"}}}
    messages = [{"type": "text", "text": "川崎市からのお知らせです。"}]
    draft = {"title": "第二の意見", "target": unregistered, "messages": messages}
    status, delivery = admin(aws, stack, "POST", "/api/deliveries", draft)
    assert status == 201, delivery
    path = f"/api/deliveries/{delivery['id']}"
    status, answer = admin(aws, stack, "POST", f"{path}/start", {"version": delivery["version"]})
    assert status == 200, answer
    assert eventually(lambda: admin(aws, stack, "GET", path)[1]["counts"]["accepted"] > 0, seconds=60)
    counts = admin(aws, stack, "GET", path)[1]["counts"]
    assert counts["balanced"], counts
    assert counts["accepted"] == counts["planned"] == len(followers(aws, stack))
    sent = [to for call in world.to("/v2/bot/message/multicast") for to in call.json()["to"]]
    assert sorted(sent) == sorted(followers(aws, stack))


def test_a_reservation_becomes_a_schedule_and_a_cancel_removes_it(aws, stack):
    scheduler = aws.client("scheduler")

    def reserved() -> list[str]:
        found = scheduler.list_schedules(GroupName=stack["ScheduleGroup"])["Schedules"]
        return [schedule["Name"] for schedule in found if schedule["Name"].startswith("delivery-")]

    draft = {
        "title": "予約",
        "target": {"kind": "everyone"},
        "messages": [{"type": "text", "text": "予約です。"}],
    }
    _, delivery = admin(aws, stack, "POST", "/api/deliveries", draft)
    path = f"/api/deliveries/{delivery['id']}"
    wish = {"version": delivery["version"], "at": "2027-03-01T09:00:00+09:00"}
    status, answer = admin(aws, stack, "PUT", f"{path}/schedule", wish)
    assert status == 200, answer
    assert len(reserved()) == 1
    status, answer = admin(aws, stack, "POST", f"{path}/cancel")
    assert status == 200, answer
    assert reserved() == []


def test_the_built_pages_go_where_the_stack_serves_them_from(aws, stack):
    s3 = aws.client("s3")
    form = publish(
        s3,
        stack["FormBucket"],
        ROOT / "web/liff/dist",
        "form/",
        lambda page: with_liff_id(page, "1000000000-testtest"),
    )
    console = publish(s3, stack["AdminBucket"], ROOT / "web/admin/dist")
    assert form[-1] == "form/index.html" and console[-1] == "index.html"
    page = s3.get_object(Bucket=stack["FormBucket"], Key="form/index.html")
    assert b'content="1000000000-testtest"' in page["Body"].read()
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", "no-cache")
    script = next(key for key in console if key.endswith(".js"))
    asset = s3.head_object(Bucket=stack["AdminBucket"], Key=script)
    assert asset["ContentType"].startswith("text/javascript") and "immutable" in asset["CacheControl"]


def test_the_adapters_pass_their_contract_suite(aws):
    command = ["cargo", "nextest", "run", "--workspace", "--lib", "--bins", "--tests"]
    command += ["--filterset", "package(it) and test(contract)"]
    run = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "KAIRAN_CONTRACT_ENDPOINT": aws.endpoint},
        capture_output=True,
        text=True,
    )
    print(run.stderr[-3000:])
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-5000:]
