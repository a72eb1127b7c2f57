"""Puts the built pages where a stage's stack serves them from: publish.py test|prod. Comes after `sam deploy`."""

import mimetypes
import re
import sys
import tomllib
from pathlib import Path

import boto3

ROOT = Path(__file__).resolve().parents[1]
# Files under assets/ are named after their content and never change; a page is asked for anew each time.
FOREVER = "public, max-age=31536000, immutable"
ANEW = "no-cache"


def outputs(cloudformation, stack: str) -> dict[str, str]:
    """The stack's outputs by name."""
    (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def liff_id(overrides: list[str]) -> str:
    """The LIFF app's id, which the form's page needs to sign in, from the parameter LiffUrl."""
    (url,) = [value for name, value in (pair.split("=", 1) for pair in overrides) if name == "LiffUrl"]
    return url.rsplit("/", 1)[1]


def publish(s3, bucket: str, folder: Path, prefix: str = "", fill=lambda text: text) -> list[str]:
    """Uploads a built page, assets first, so that no page names a file that is not there yet. Files of earlier builds
    stay: somebody may have their page open. Answers the keys."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    files.sort(key=lambda path: path.suffix == ".html")
    keys = []
    for path in files:
        relative = path.relative_to(folder).as_posix()
        body = path.read_bytes()
        if path.suffix == ".html":
            body = fill(body.decode()).encode()
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        kind = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        kept = FOREVER if relative.startswith("assets/") else ANEW
        s3.put_object(Bucket=bucket, Key=prefix + relative, Body=body, ContentType=kind, CacheControl=kept)
        keys.append(prefix + relative)
    return keys


def with_liff_id(page: str, found: str) -> str:
    """The form's page with the id in its place; a page without the place is another build."""
    filled, places = re.subn(r'(name="liff-id" content=")"', rf'\g<1>{found}"', page)
    if places != 1:
        raise SystemExit("web/liff/dist/index.html has no place for the LIFF id; build it anew")
    return filled


def main(stage: str) -> None:
    """Publishes both pages of a stage."""
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())[stage]
    place, overrides = config["global"]["parameters"], config["deploy"]["parameters"]["parameter_overrides"]
    session = boto3.Session(region_name=place["region"])
    found = outputs(session.client("cloudformation"), place["stack_name"])
    s3, app = session.client("s3"), liff_id(overrides)
    form = publish(
        s3, found["FormBucketName"], ROOT / "web/liff/dist", "form/", lambda page: with_liff_id(page, app)
    )
    console = publish(s3, found["AdminBucketName"], ROOT / "web/admin/dist")
    print(f"{len(form)} files of the form, {len(console)} files of the staff console")
    print(f"form {found['FormUrl']}, staff console {found['AdminUrl']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
