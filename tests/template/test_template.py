"""T-01 to T-24 over the transformed template, each with a proof that it can fail."""

import copy
import re
import tomllib

import front  # noqa: F401, its rules register themselves
import pytest
import staff_door  # noqa: F401, likewise
from rules import RULES
from transformed import ROOT, of_type, references, source, transform

# Rules about resources that do not exist yet. Whoever adds one adds its rule.
NOT_YET = {
    "T-13": "AWS::SES::ReceiptRule",
    "T-20": "AWS::CloudTrail::Trail",
    "T-21": "AWS::Backup::BackupPlan",
    "T-22": "AWS::GuardDuty::MalwareProtectionPlan",
}


@pytest.fixture(scope="module")
def template():
    return transform(source())


@pytest.mark.parametrize("number", sorted(RULES))
def test_the_template_keeps_the_rule(number, template):
    assert RULES[number](template) == []


@pytest.mark.parametrize("number", sorted(NOT_YET))
def test_a_rule_without_a_check_has_nothing_to_check(number, template):
    assert of_type(template, NOT_YET[number]) == {}, f"{number} needs its check now"


def test_every_rule_is_checked_or_waits_for_its_resource():
    assert set(RULES) | set(NOT_YET) == {f"T-{n:02}" for n in range(1, 25)}


def properties(template, name):
    return template["Resources"][name]["Properties"]


def first(template, kind):
    return next(iter(of_type(template, kind).values()))


# One damage per rule; the rule must see it.
DAMAGE = {
    "T-01": lambda t: properties(t, "TickFunction")["LoggingConfig"].update(
        LogGroup={"Ref": "SendBatchLogGroup"}
    ),
    "T-02": lambda t: properties(t, "SendBatchRole")["Policies"][0]["PolicyDocument"]["Statement"][1].update(
        Resource="*"
    ),
    "T-03": lambda t: properties(t, "BatchQueue").update(VisibilityTimeout=179),
    "T-04": lambda t: first(t, "AWS::Lambda::EventSourceMapping").pop("FunctionResponseTypes"),
    "T-05": lambda t: first(t, "AWS::Scheduler::Schedule")["Target"].pop("DeadLetterConfig"),
    "T-06": lambda t: t["Resources"]["FollowerTable"].pop("DeletionPolicy"),
    "T-07": lambda t: t["Resources"].pop("RecipientsBucketPolicy"),
    "T-08": lambda t: properties(t, "StartQueue").pop("KmsMasterKeyId"),
    "T-09": lambda t: properties(t, "SendBatchFunction")["Environment"]["Variables"].update(
        CHANNEL_TOKEN="abc"
    ),
    "T-10": lambda t: first(t, "AWS::Lambda::Url").update(AuthType="NONE"),
    "T-11": lambda t: t["Resources"].pop("WebhookFirewallAssociation"),
    "T-12": lambda t: properties(t, "FormDistribution")["DistributionConfig"]["CacheBehaviors"].pop(),
    "T-14": lambda t: properties(t, "DataKey").update(MultiRegion=True),
    "T-15": lambda t: properties(t, "DeadLetterAlarm")["Metrics"].pop(),
    "T-16": lambda t: t["Resources"]["ReceiveWebhookFunctionAliaslive"].pop("UpdatePolicy"),
    "T-17": lambda t: properties(t, "ReceiveWebhookFunction").update(ReservedConcurrentExecutions=900),
    "T-18": lambda t: properties(t, "AlarmTopic").update(DisplayName="us-east-1"),
    "T-19": lambda t: properties(t, "EventQueue")["Tags"].pop(),
    "T-24": lambda t: t["Parameters"]["AdminAddressTwo"].update(AllowedPattern=".*"),
    "T-23": lambda t: first(t, "AWS::Lambda::Permission").pop("SourceArn"),
}


@pytest.mark.parametrize("number", sorted(RULES))
def test_the_rule_sees_its_damage(number, template):
    damaged = copy.deepcopy(template)
    DAMAGE[number](damaged)
    assert RULES[number](damaged) != []


def dependencies(resource):
    """What a resource waits for, its update policy included: that is where canaries and alarms close circles."""
    named = references({key: resource.get(key) for key in ("Properties", "UpdatePolicy")})
    waits = resource.get("DependsOn", [])
    return named | set([waits] if isinstance(waits, str) else waits)


def circle(resources):
    """The resources that can never be created because each waits for another of them."""
    waiting = {name: dependencies(resource) & set(resources) for name, resource in resources.items()}
    while ready := {name for name, needs in waiting.items() if not needs & set(waiting)}:
        waiting = {name: needs for name, needs in waiting.items() if name not in ready}
    return set(waiting)


def test_the_resources_can_be_created_in_some_order(template):
    assert circle(template["Resources"]) == set()


def test_an_alarm_that_waits_for_its_own_canary_is_seen(template):
    damaged = copy.deepcopy(template)
    dimensions = properties(damaged, "WebhookServerErrorAlarm")["Dimensions"]
    dimensions[1]["Value"] = {"Ref": "WebhookApiv1Stage"}
    assert "ReceiveWebhookFunctionAliaslive" in circle(damaged["Resources"])


@pytest.mark.parametrize(
    "change", [{"OKActions": [{"Ref": "AlarmTopic"}]}, {"EvaluationPeriods": 1, "DatapointsToAlarm": 1}]
)
def test_an_all_clear_for_what_still_stands_is_seen(change, template):
    damaged = copy.deepcopy(template)
    properties(damaged, "HeldAlarm").update(change)
    assert len(list(RULES["T-15"](damaged))) == 1


def test_functions_are_built_as_their_folder_is_named():
    for name, function in source()["Resources"].items():
        if function["Type"] == "AWS::Serverless::Function":
            folder = function["Properties"]["CodeUri"].removeprefix("functions/")
            assert function["Metadata"]["BuildMethod"] == "rust-cargolambda", name
            assert function["Metadata"]["BuildProperties"]["Binary"] == folder, name
            assert name == "".join(word.capitalize() for word in folder.split("_")) + "Function"


def test_physical_names_are_left_to_aws(template):
    named = ("TableName", "QueueName", "BucketName", "FunctionName", "RoleName", "LogGroupName", "TopicName")
    for name, resource in template["Resources"].items():
        own = resource["Type"].split("::")[2] + "Name"  # a metric filter's LogGroupName names somebody else
        assert own not in named or own not in resource["Properties"], name
    for name, schedule in of_type(template, "AWS::Scheduler::Schedule").items():
        assert "Name" not in schedule, name


def test_samconfig_has_two_stacks_and_no_secret():
    text = (ROOT / "samconfig.toml").read_text(encoding="utf-8")
    config = tomllib.loads(text)
    assert config["prod"]["deploy"]["parameters"]["confirm_changeset"] is True
    assert {config[stage]["global"]["parameters"]["region"] for stage in ("test", "prod")} == {
        "ap-northeast-1"
    }
    assert len({config[stage]["global"]["parameters"]["stack_name"] for stage in ("test", "prod")}) == 2
    known = set(source()["Parameters"])
    for stage in ("test", "prod"):
        overrides = dict(
            pair.split("=", 1) for pair in config[stage]["deploy"]["parameters"]["parameter_overrides"]
        )
        assert overrides["Stage"] == stage
        assert set(overrides) <= known


def test_a_correction_begins_before_the_lists_are_gone(template):
    source_text = (ROOT / "lib/domain/src/batch/attempted.rs").read_text(encoding="utf-8")
    days = int(re.search(r"CORRECTABLE_FOR: Duration = Duration::from_hours\((\d+) \* 24\)", source_text)[1])
    rules = template["Resources"]["RecipientsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    kept = {rule["ExpirationInDays"] for rule in rules}
    assert kept == {days + 1}, "the list of a delivery that may be corrected is there for another day"
