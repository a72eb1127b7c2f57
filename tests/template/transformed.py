"""The template as CloudFormation will see it: SAM's transform, run in this process without credentials."""

import json
import logging
import os
from pathlib import Path

os.environ.setdefault("AWS_DEFAULT_REGION", "ap-northeast-1")
logging.getLogger("samtranslator").setLevel(logging.ERROR)

from samcli.yamlhelper import yaml_parse  # noqa: E402
from samtranslator.parser.parser import Parser  # noqa: E402
from samtranslator.public.translator import Translator  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


def source() -> dict:
    """template.yaml as plain dictionaries, with `Fn::…` in place of YAML tags."""
    return json.loads(json.dumps(yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))))


def transform(template: dict, stage: str = "prod") -> dict:
    """Runs SAM's transform; a template that SAM refuses raises here."""
    template = json.loads(json.dumps(template))
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = (
                "s3://artifacts/bootstrap.zip"  # what `sam package` would write
            )
    return Translator({}, Parser()).translate(template, {"Stage": stage, "AWS::Region": "ap-northeast-1"})


def of_type(template: dict, kind: str) -> dict:
    """The resources of one type by logical id, their `Properties` only."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template["Resources"].items()
        if resource["Type"] == kind
    }


def as_list(value) -> list:
    """IAM lets one value stand for a list of one."""
    return value if isinstance(value, list) else [value]


def target(value) -> str | None:
    """The logical id that a `Ref` or `Fn::GetAtt` names."""
    if isinstance(value, dict) and "Ref" in value:
        return value["Ref"]
    if isinstance(value, dict) and "Fn::GetAtt" in value:
        get_att = value["Fn::GetAtt"]
        return get_att[0] if isinstance(get_att, list) else get_att.split(".")[0]
    return None


def references(value) -> set[str]:
    """Every logical id that a value names, in `Ref`, `Fn::GetAtt` and the braces of `Fn::Sub`."""
    found: set[str] = set()
    if isinstance(value, list):
        for item in value:
            found |= references(item)
    elif isinstance(value, dict):
        if (name := target(value)) is not None:
            found.add(name)
        for key, item in value.items():
            if key == "Fn::Sub":
                text = item if isinstance(item, str) else item[0]
                found |= {part.split("}")[0].split(".")[0] for part in text.split("${")[1:]}
                item = None if isinstance(item, str) else item[1]
            found |= references(item)
    return found
