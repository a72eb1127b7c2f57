"""Deploys template.yaml with the bootstraps that `sam build` made."""

import io
import json
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from ministack import REGION, Ministack, eventually

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "template"))

from transformed import references, source, transform  # noqa: E402

BUILD = ROOT / ".aws-sam" / "build"
STACK = "kairan-second-opinion"
# ministack 1.5.33 refuses these; an alarm with metric math likewise.
UNKNOWN_TYPES = {
    "AWS::CodeDeploy::Application",
    "AWS::CodeDeploy::DeploymentGroup",
    "AWS::WAFv2::WebACLAssociation",
}


@dataclass
class Stack:
    """The deployed stack's physical names by logical id."""

    names: dict[str, str]

    def __getitem__(self, logical_id: str) -> str:
        return self.names[logical_id]


def deploy(aws: Ministack, parameters: dict[str, str]) -> Stack:
    """Uploads code and template and creates the stack; anything but CREATE_COMPLETE raises with the reasons."""
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": REGION})
    template = as_ministack_reads(transform(source(), stage="test"))
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Lambda::Function":
            key = f"{name}.zip"
            s3.put_object(Bucket="artifacts", Key=key, Body=zipped(BUILD / name / "bootstrap"))
            resource["Properties"]["Code"] = {"S3Bucket": "artifacts", "S3Key": key}
    s3.put_object(Bucket="artifacts", Key="template.json", Body=json.dumps(template).encode())
    cloudformation = aws.client("cloudformation")
    cloudformation.create_stack(
        StackName=STACK,
        TemplateURL=f"{aws.endpoint}/artifacts/template.json",
        Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
    )
    return settled(cloudformation)


def as_ministack_reads(template: dict) -> dict:
    """The template with exactly the changes that ministack 1.5.33 and plain HTTP ask for."""
    del template["Parameters"]["ForwardTargetUrl"][
        "AllowedPattern"
    ]  # our chatbot stands on loopback, without TLS
    resources = template["Resources"]
    for name, resource in list(resources.items()):
        resource.pop("UpdatePolicy", None)
        # A bucket's policy refuses whoever comes without TLS, as here everybody does; the form's page is not served.
        left_out = resource["Type"] == "AWS::S3::BucketPolicy" or resource["Type"].startswith(
            "AWS::CloudFront::"
        )
        if left_out or resource["Type"] in UNKNOWN_TYPES or "Metrics" in resource.get("Properties", {}):
            del resources[name]
        for policy in resource.get("Properties", {}).get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                # AWS lets sqs:SendMessage send batches too; ministack asks for an action that AWS does not have.
                if statement["Action"] == "sqs:SendMessage":
                    statement["Action"] = ["sqs:SendMessage", "sqs:SendMessageBatch"]
    outputs = template["Outputs"]
    template["Outputs"] = {
        name: output
        for name, output in outputs.items()
        if not any(
            named.startswith(("FormDistribution", "AdminDistribution")) for named in references(output)
        )
    }
    return template


def settled(cloudformation) -> Stack:
    """Waits for the stack's end state."""

    def state():
        status = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
        return None if status.endswith("IN_PROGRESS") else status

    status = eventually(state, seconds=120)
    if status != "CREATE_COMPLETE":
        events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
        reasons = [
            f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason')}"
            for e in events
            if "FAILED" in e["ResourceStatus"]
        ]
        raise RuntimeError(f"the stack is {status}: {reasons}")
    resources = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
    return Stack({resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources})


def zipped(bootstrap: Path) -> bytes:
    """One executable as Lambda wants it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, bootstrap.read_bytes())
    return buffer.getvalue()
