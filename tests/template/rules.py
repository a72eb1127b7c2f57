"""The static rules T-01 to T-24 that concern what the template holds. Each takes the transformed template and
answers with its findings, one sentence each; no finding is the only good answer."""

import re
from collections.abc import Callable, Iterator

from expected import ACCOUNT_CONCURRENCY, ALARMS, ENVIRONMENT_NAMES, NEWS, UNTAGGED
from transformed import as_list, of_type, references, target

RULES: dict[str, Callable[[dict], list[str]]] = {}


def rule(number: str):
    """Registers a rule; a rule yields its findings."""

    def register(check: Callable[[dict], Iterator[str]]):
        RULES[number] = lambda template: list(check(template))
        return check

    return register


def statements(role: dict) -> Iterator[dict]:
    """Every statement of a role's own policies."""
    for policy in role.get("Policies", []):
        yield from as_list(policy["PolicyDocument"]["Statement"])


def function_roles(template: dict) -> dict[str, dict]:
    """The role of each function."""
    roles = of_type(template, "AWS::IAM::Role")
    functions = of_type(template, "AWS::Lambda::Function")
    return {name: roles[target(function["Role"])] for name, function in functions.items()}


@rule("T-01")
def every_function_has_its_own_encrypted_log_group(template):
    groups = of_type(template, "AWS::Logs::LogGroup")
    taken: dict[str, str] = {}
    for name, function in of_type(template, "AWS::Lambda::Function").items():
        group = target(function.get("LoggingConfig", {}).get("LogGroup"))
        if group not in groups:
            yield f"{name} has no log group of its own"
        elif group in taken:
            yield f"{name} and {taken[group]} share {group}"
        else:
            taken[group] = name
    for name, group in groups.items():
        if group.get("RetentionInDays", 0) < 400:
            yield f"{name} keeps logs for less than 400 days"
        if target(group.get("KmsKeyId")) != "LogKey":
            yield f"{name} is not encrypted with LogKey"


@rule("T-02")
def no_function_role_is_wider_than_its_work(template):
    for name, role in function_roles(template).items():
        if role.get("ManagedPolicyArns"):
            yield f"{name} takes a managed policy, whose resources are *"
        for statement in statements(role):
            sid = statement.get("Sid", "")
            if len(re.findall(r"[A-Z][a-z]*", sid)) < 2:
                yield f"{name}: the Sid '{sid}' is not a sentence"
            if any("*" in action for action in as_list(statement["Action"])):
                yield f"{name}: {sid} allows an action with *"
            if len(as_list(statement["Resource"])) != 1 or statement["Resource"] in ("*", ["*"]):
                yield f"{name}: {sid} does not name exactly one resource"
    users = [target(function["Role"]) for function in of_type(template, "AWS::Lambda::Function").values()]
    for role in {role for role in users if users.count(role) > 1}:
        yield f"{role} belongs to more than one function"


@rule("T-03")
def queues_outlast_their_functions(template):
    queues = of_type(template, "AWS::SQS::Queue")
    functions = of_type(template, "AWS::Lambda::Function")
    dead_letter = {
        target(q["RedrivePolicy"]["deadLetterTargetArn"]) for q in queues.values() if "RedrivePolicy" in q
    }
    for name, queue in queues.items():
        if "DeadLetter" in name:
            if queue.get("MessageRetentionPeriod") != 1209600:
                yield f"{name} does not keep its messages for 14 days"
            continue
        if target(queue.get("RedrivePolicy", {}).get("deadLetterTargetArn")) not in queues:
            yield f"{name} has no dead-letter queue"
        elif queue["RedrivePolicy"].get("maxReceiveCount", 0) < 5:
            yield f"{name} gives up after fewer than 5 receives"
        elif queue.get("FifoQueue") != queues[target(queue["RedrivePolicy"]["deadLetterTargetArn"])].get(
            "FifoQueue"
        ):
            yield f"{name} and its dead-letter queue are not of one kind"
    for name, mapping in of_type(template, "AWS::Lambda::EventSourceMapping").items():
        queue, function = target(mapping["EventSourceArn"]), functions[target(mapping["FunctionName"])]
        window = mapping.get("MaximumBatchingWindowInSeconds", 0)
        if queues[queue].get("VisibilityTimeout", 30) < 6 * function["Timeout"] + window:
            yield f"{queue} shows a message again before 6 × the timeout of its reader"
        if function["ReservedConcurrentExecutions"] < mapping["ScalingConfig"]["MaximumConcurrency"]:
            yield f"{name} asks for more readers than are reserved"
        if queue in dead_letter:
            yield f"{name} reads a dead-letter queue"


@rule("T-04")
def mappings_report_partial_failures(template):
    for name, mapping in of_type(template, "AWS::Lambda::EventSourceMapping").items():
        if mapping.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"{name} does not report failed items"
        if mapping.get("ScalingConfig", {}).get("MaximumConcurrency", 0) < 2:
            yield f"{name} has no MaximumConcurrency"


@rule("T-05")
def what_nobody_waits_for_has_somewhere_to_fail(template):
    configured = {
        target(config["FunctionName"])
        for config in of_type(template, "AWS::Lambda::EventInvokeConfig").values()
        if config.get("DestinationConfig", {}).get("OnFailure") and "MaximumRetryAttempts" in config
    }
    for name, schedule in of_type(template, "AWS::Scheduler::Schedule").items():
        if not schedule["Target"].get("DeadLetterConfig") or not schedule["Target"].get("RetryPolicy"):
            yield f"{name} has no dead-letter queue or no retry policy"
        called = target(schedule["Target"]["Arn"])
        if called in of_type(template, "AWS::Lambda::Function") and called not in configured:
            yield f"{called} is called asynchronously and has no destination for failures"


@rule("T-06")
def tables_can_be_had_back(template):
    for name, resource in template["Resources"].items():
        if resource["Type"] != "AWS::DynamoDB::Table":
            continue
        table = resource["Properties"]
        recovery = table.get("PointInTimeRecoverySpecification", {})
        checks = {
            "is not encrypted with DataKey": target(table.get("SSESpecification", {}).get("KMSMasterKeyId"))
            == "DataKey"
            and table["SSESpecification"].get("SSEEnabled") is True,
            "cannot be restored to any second of 35 days": recovery.get("PointInTimeRecoveryEnabled") is True
            and recovery.get("RecoveryPeriodInDays") == 35,
            "can be deleted": table.get("DeletionProtectionEnabled") is True,
            "goes with the stack": resource.get("DeletionPolicy")
            == resource.get("UpdateReplacePolicy")
            == "Retain",
            "is not on demand": table.get("BillingMode") == "PAY_PER_REQUEST",
        }
        yield from (f"{name} {finding}" for finding, holds in checks.items() if not holds)


@rule("T-07")
def buckets_are_private_and_versioned(template):
    policies = of_type(template, "AWS::S3::BucketPolicy").values()
    tls_only = {
        target(policy["Bucket"])
        for policy in policies
        for statement in policy["PolicyDocument"]["Statement"]
        if statement.get("Effect") == "Deny"
        and statement["Principal"] == "*"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }
    for name, bucket in of_type(template, "AWS::S3::Bucket").items():
        encryption = bucket.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", [{}])[0]
        default = encryption.get("ServerSideEncryptionByDefault", {})
        blocks = bucket.get("PublicAccessBlockConfiguration", {})
        checks = {
            "is not encrypted with DataKey": target(default.get("KMSMasterKeyID")) == "DataKey"
            and default.get("SSEAlgorithm") == "aws:kms",
            "has no bucket key": encryption.get("BucketKeyEnabled") is True,
            "may become public": len(blocks) == 4 and all(value is True for value in blocks.values()),
            "keeps no versions": bucket.get("VersioningConfiguration", {}).get("Status") == "Enabled",
            "answers without TLS": name in tls_only,
            "keeps everything for ever": bool(bucket.get("LifecycleConfiguration", {}).get("Rules")),
        }
        yield from (f"{name} {finding}" for finding, holds in checks.items() if not holds)


@rule("T-08")
def everything_at_rest_uses_our_keys(template):
    keys = {
        "AWS::SQS::Queue": "KmsMasterKeyId",
        "AWS::SNS::Topic": "KmsMasterKeyId",
        "AWS::Scheduler::Schedule": "KmsKeyArn",
        "AWS::SecretsManager::Secret": "KmsKeyId",
        "AWS::Logs::LogGroup": "KmsKeyId",
    }
    for kind, field in keys.items():
        for name, resource in of_type(template, kind).items():
            if target(resource.get(field)) not in of_type(template, "AWS::KMS::Key"):
                yield f"{name} has no key of ours"


@rule("T-09")
def environments_hold_names_and_no_secrets(template):
    for name, function in of_type(template, "AWS::Lambda::Function").items():
        for variable, value in function.get("Environment", {}).get("Variables", {}).items():
            if variable not in ENVIRONMENT_NAMES:
                yield f"{name}: {variable} is not on the list"
            if isinstance(value, str) or "resolve:" in str(value):
                yield f"{name}: {variable} is written out instead of naming a resource or a parameter"
    for name, secret in of_type(template, "AWS::SecretsManager::Secret").items():
        if "SecretString" in secret:
            yield f"{name} has its value in the template"
    for name in template.get("Parameters", {}):
        if re.search(r"(?i)secret|token|password|private", name):
            yield f"the parameter {name} looks like a secret"


@rule("T-10")
def function_urls_want_a_signature(template):
    for name, url in of_type(template, "AWS::Lambda::Url").items():
        if url.get("AuthType") != "AWS_IAM":
            yield f"{name} lets anybody in"
        if "Cors" in url:
            yield f"{name} answers other origins"
    for name, permission in of_type(template, "AWS::Lambda::Permission").items():
        if permission["Principal"] == "*":
            yield f"{name} is for everybody"


@rule("T-14")
def keys_rotate_and_stay_in_japan(template):
    for name, key in of_type(template, "AWS::KMS::Key").items():
        if key.get("EnableKeyRotation") is not True:
            yield f"{name} does not rotate"
        if key.get("MultiRegion") is not False:
            yield f"{name} may be copied to other regions"
        for statement in key["KeyPolicy"]["Statement"]:
            if "Service" in statement["Principal"]:
                if "kms:*" in as_list(statement["Action"]):
                    yield f"{name}: {statement['Sid']} gives a service everything"
                if not statement.get("Condition"):
                    yield f"{name}: {statement['Sid']} serves other accounts too"


@rule("T-15")
def alarms_have_their_numbers_and_a_reader(template):
    names = {}
    for name, alarm in of_type(template, "AWS::CloudWatch::Alarm").items():
        names[name] = alarm["AlarmName"]["Fn::Sub"].removeprefix("${AWS::StackName}-")
        if target(alarm.get("AlarmActions", [None])[0]) != "AlarmTopic":
            yield f"{name} tells nobody"
        is_news = names[name][:4] in NEWS
        if is_news == (target(alarm.get("OKActions", [None])[0]) == "AlarmTopic"):
            yield f"{name} gives an all-clear although it stands" if is_news else f"{name} does not say when it is over"
        if is_news and (alarm["EvaluationPeriods"], alarm.get("DatapointsToAlarm")) != (3, 1):
            yield f"{name} rings again where a minute is missing"
        if sum("MetricStat" in part for part in alarm.get("Metrics", [])) > 10:
            yield f"{name} reads more than ten metrics, and CloudWatch refuses it"
    for number, text in ALARMS.items():
        if not any(name.startswith(f"{number}-{text}") for name in names.values()):
            yield f"{number} is missing"
    for name, text in names.items():
        if not any(text.startswith(f"{number}-{begin}") for number, begin in ALARMS.items()):
            yield f"{name} is not in the table: {text}"
    watched = references(of_type(template, "AWS::CloudWatch::Alarm")["DeadLetterAlarm"]["Metrics"])
    for queue in of_type(template, "AWS::SQS::Queue"):
        if "DeadLetter" in queue and queue not in watched:
            yield f"nobody hears when {queue} fills"
    for function in of_type(template, "AWS::Lambda::Function"):
        alarm = of_type(template, "AWS::CloudWatch::Alarm").get(
            function.removesuffix("Function") + "ErrorAlarm", {}
        )
        if function not in references(alarm.get("Metrics", [])):
            yield f"nobody hears when {function} fails"


@rule("T-16")
def functions_that_answer_somebody_change_by_canary(template):
    serving = {target(url["TargetFunctionArn"]) for url in of_type(template, "AWS::Lambda::Url").values()}
    for api in of_type(template, "AWS::ApiGateway::RestApi").values():
        serving |= references(api["Body"]) & set(of_type(template, "AWS::Lambda::Alias"))
        for function in references(api["Body"]) & set(of_type(template, "AWS::Lambda::Function")):
            yield f"the API calls {function} itself instead of its alias"
    groups = of_type(template, "AWS::CodeDeploy::DeploymentGroup")
    for alias in serving:
        update = (
            template["Resources"]
            .get(alias, {})
            .get("UpdatePolicy", {})
            .get("CodeDeployLambdaAliasUpdate", {})
        )
        group = groups.get(target(update.get("DeploymentGroupName")))
        if group is None:
            yield f"{alias} changes all at once"
            continue
        if "Canary" not in str(group["DeploymentConfigName"]):
            yield f"{alias} has no canary"
        if not group.get("AlarmConfiguration", {}).get("Alarms"):
            yield f"{alias} has a canary that nobody listens to"


@rule("T-17")
def concurrency_is_shared_out(template):
    functions = of_type(template, "AWS::Lambda::Function")
    reserved = {name: function.get("ReservedConcurrentExecutions") for name, function in functions.items()}
    yield from (f"{name} has no reserved concurrency" for name, share in reserved.items() if share is None)
    if sum(share or 0 for share in reserved.values()) > ACCOUNT_CONCURRENCY - 100:
        yield "fewer than 100 executions stay unreserved"


@rule("T-18")
def no_region_is_written_out(template):
    for name, resource in template["Resources"].items():
        for region in re.findall(r"\b(?:us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d\b", str(resource)):
            yield f"{name} names {region}"


@rule("T-19")
def everything_taggable_is_tagged(template):
    for name, resource in template["Resources"].items():
        if resource["Type"] in UNTAGGED:
            continue
        tags = resource.get("Properties", {}).get("Tags", [])
        keys = set(tags) if isinstance(tags, dict) else {tag["Key"] for tag in tags}
        yield from (f"{name} has no tag {key}" for key in {"Project", "Env", "DataClass"} - keys)


@rule("T-23")
def services_are_let_in_for_our_account_only(template):
    # An ARN of S3 names no account, every other service's does; there the account condition says the same twice.
    for name, permission in of_type(template, "AWS::Lambda::Permission").items():
        source = str(permission.get("SourceArn", ""))
        if not source:
            yield f"{name} has no SourceArn"
        elif "${AWS::AccountId}" not in source and "SourceAccount" not in permission:
            yield f"{name} names no account"
    for name, role in of_type(template, "AWS::IAM::Role").items():
        for statement in role["AssumeRolePolicyDocument"]["Statement"]:
            if "scheduler.amazonaws.com" in as_list(statement["Principal"].get("Service")):
                condition = statement.get("Condition", {}).get("StringEquals", {})
                if not {"aws:SourceAccount", "aws:SourceArn"} <= set(condition):
                    yield f"{name} can be used for somebody else's schedule"
    policies = of_type(template, "AWS::SNS::TopicPolicy") | of_type(template, "AWS::SQS::QueuePolicy")
    for name, policy in policies.items():
        for statement in policy["PolicyDocument"]["Statement"]:
            if "aws:SourceAccount" not in statement.get("Condition", {}).get("StringEquals", {}):
                yield f"{name}: {statement['Sid']} lets other accounts speak"
