"""The audit trail is added to and nothing else: no row ends by itself, and no role can take one out or update a part of one.

A put is what adds, and one without its condition would write over a row. That no writer of ours does is held where the
rows are written: `f_23_a_record_that_stands_is_not_written_over_wherever_the_end_of_the_day_is_said_to_be`.
"""

import copy

import pytest
from rules import as_list, statements
from transformed import of_type, references, source, transform

ADDING_AND_READING = {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"}


@pytest.fixture(scope="module")
def template():
    return transform(source())


def about_the_trail(template):
    """Every statement that names the trail's table, with its role's name."""
    for name, role in of_type(template, "AWS::IAM::Role").items():
        for statement in statements(role):
            if "AuditTable" in references(statement.get("Resource", "")):
                yield name, statement


def too_much(template):
    """What lets a role do more with the trail than add to it and read it."""
    for name, statement in about_the_trail(template):
        yield from (
            f"{name}: {action}" for action in as_list(statement["Action"]) if action not in ADDING_AND_READING
        )


def test_f_23_no_role_changes_or_deletes_a_record(template):
    assert [name for name, _ in about_the_trail(template)] == ["HandleWebhookRole", "AdminApiRole"]
    assert list(too_much(template)) == []
    damaged = copy.deepcopy(template)
    next(about_the_trail(damaged))[1]["Action"].append("dynamodb:DeleteItem")
    assert list(too_much(damaged)) == ["HandleWebhookRole: dynamodb:DeleteItem"]


def test_a_record_stays_as_long_as_the_table(template):
    table = template["Resources"]["AuditTable"]
    assert "TimeToLiveSpecification" not in table["Properties"], "400 days at least"
    assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
    assert table["Properties"]["DeletionProtectionEnabled"] is True
