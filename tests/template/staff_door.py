"""T-24 and the rest of what must hold at the staff's front door, whichever of the two is chosen (R-A1, R-A3 to R-A9, R-A17)."""

import json
import re
import subprocess

from rules import rule
from transformed import of_type, references, target

ADDRESSES = ("AdminAddressOne", "AdminAddressTwo")
IN, OUT = (
    ("203.0.113.5/32", "198.51.100.7/32"),
    ("203.0.113.5/33", "203.0.113.0/24", "0.0.0.0/0", "::/0", "2001:db8::/32", "*"),
)


@rule("T-24")
def exactly_two_single_addresses_are_let_in(template):
    parameters = template["Parameters"]
    found = tuple(name for name in parameters if name.startswith("AdminAddress"))
    if found != tuple(ADDRESSES):
        yield f"staff come from {found} instead of two addresses"
    for name in found:
        pattern = parameters[name].get("AllowedPattern", "")
        yield from (
            f"{name} refuses {good}" for good in (*IN, "2001:db8::5/128") if not re.fullmatch(pattern, good)
        )
        yield from (
            f"{name} takes {bad}, which is more than one address" for bad in OUT if re.fullmatch(pattern, bad)
        )
    gates = of_type(template, "AWS::CloudFront::Function")
    for name, gate in gates.items():
        if not references(gate["FunctionCode"]) >= set(ADDRESSES):
            yield f"{name} does not ask for both addresses"
    yield from every_behaviour_has_the_gate(template, set(gates))
    door = of_type(template, "AWS::ApiGateway::RestApi")["AdminDoor"]["Body"]
    refused = [
        s for s in door.get("x-amazon-apigateway-policy", {}).get("Statement", []) if s["Effect"] == "Deny"
    ]
    if not any(references(s["Condition"]["NotIpAddress"]) == set(ADDRESSES) for s in refused):
        yield "AdminDoor lets other addresses in"


def every_behaviour_has_the_gate(template, gates):
    """R-A7: a script or a picture is behind it, too."""
    config = of_type(template, "AWS::CloudFront::Distribution")["AdminDistribution"]["DistributionConfig"]
    for behaviour in [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]:
        associated = [
            a for a in behaviour.get("FunctionAssociations", []) if a["EventType"] == "viewer-request"
        ]
        if not any(target(a["FunctionARN"]) in gates for a in associated):
            yield f"AdminDistribution: {behaviour.get('PathPattern', 'the rest')} is open to every address"


def run_gate(template, addresses, event):
    """What the CloudFront Function answers, run by Node."""
    code = template["Resources"]["AdminGate"]["Properties"]["FunctionCode"]["Fn::Sub"]
    for name, value in zip(ADDRESSES, addresses, strict=True):
        code = code.replace("${" + name + "}", value)
    assert "${" not in code
    script = f"{code}\nprocess.stdout.write(JSON.stringify(handler({json.dumps(event)})));"
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True, timeout=20)
    return json.loads(done.stdout)


def page_policies(template):
    """The content security policies that AdminDoor's answers carry, one for each of its pages."""
    for path, methods in of_type(template, "AWS::ApiGateway::RestApi")["AdminDoor"]["Body"]["paths"].items():
        for method in methods.values():
            answers = method["x-amazon-apigateway-integration"].get("responses", {})
            for answer in answers.values():
                header = answer["responseParameters"]["method.response.header.Content-Security-Policy"]
                yield path, set(header["Fn::Sub"][1:-1].split("; "))
