"""A function may use what its environment names: the local city asks nobody for permission, AWS does."""

import copy

import pytest
from rules import function_roles, statements
from transformed import of_type, references, source, transform

USED_BY_PERMISSION = {
    "AWS::DynamoDB::Table",
    "AWS::SQS::Queue",
    "AWS::S3::Bucket",
    "AWS::SecretsManager::Secret",
}


@pytest.fixture(scope="module")
def template():
    return transform(source())


def unusable(template):
    """What a function's environment names and none of its role's statements does."""
    functions = of_type(template, "AWS::Lambda::Function")
    for name, role in function_roles(template).items():
        named = references(functions[name].get("Environment", {}))
        allowed = references([statement["Resource"] for statement in statements(role)])
        for resource in sorted(named - allowed):
            if template["Resources"].get(resource, {}).get("Type") in USED_BY_PERMISSION:
                yield f"{name}: {resource}"


def test_every_function_may_use_what_its_environment_names(template):
    assert list(unusable(template)) == []
    damaged = copy.deepcopy(template)
    policy = damaged["Resources"]["AdminApiRole"]["Properties"]["Policies"][0]["PolicyDocument"]
    policy["Statement"] = [line for line in policy["Statement"] if line["Sid"] != "AskForTests"]
    assert list(unusable(damaged)) == ["AdminApiFunction: TestQueue"]


def test_both_who_look_for_deliveries_under_way_may_ask_the_index(template):
    asking = {
        name
        for name, role in of_type(template, "AWS::IAM::Role").items()
        if any("ActiveIndex" in str(statement["Resource"]) for statement in statements(role))
    }
    assert asking == {"AdminApiRole", "TickRole"}


def test_who_reads_uploads_hears_of_a_missing_one(template):
    statements = template["Resources"]["PrepareMediaRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    listed = [one for one in statements if one["Action"] == "s3:ListBucket"]
    assert [one["Resource"] for one in listed] == [{"Fn::GetAtt": ["MediaBucket", "Arn"]}]
