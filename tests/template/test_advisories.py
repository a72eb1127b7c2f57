"""scripts/advisories.sh lets nothing out unasked, against stand-ins for the two programs that ask (R-I0, ASVS V15.2.1)."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What the two programs say and how they end, as cargo-deny 0.20 and npm 11 do.
CLEAN = {"cargo": (0, "advisories ok"), "npm": (0, "found 0 vulnerabilities")}
WEAK = {
    "cargo": (1, "error[vulnerability]: a bytes that are not there can be read\n\nadvisories FAILED"),
    "npm": (1, "# npm audit report\n\n3 vulnerabilities (1 moderate, 2 high)"),
}
AWAY = {
    "cargo": (1, "[ERROR] failed to fetch advisory database: failed to connect"),
    "npm": (
        1,
        "npm warn audit request to https://registry.npmjs.org failed\nnpm error audit endpoint returned an error",
    ),
}


def asked(folder, cargo, npm, anyway=None):
    """Runs the script with stand-ins; answers its status, its output and how the stand-ins were called."""
    for name, (status, words) in {"cargo": cargo, "npm": npm}.items():
        (folder / f"{name}.says").write_text(words + "\n")
        program = folder / name
        program.write_text(
            f'#!/bin/sh\necho "{name} $*" >>"{folder}/calls"\ncat "{folder}/{name}.says"\nexit {status}\n'
        )
        program.chmod(0o755)
    env = os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}
    env.pop("KAIRAN_DEPLOY_ANYWAY", None)
    env |= {"KAIRAN_DEPLOY_ANYWAY": anyway} if anyway is not None else {}
    command = [ROOT / "scripts/advisories.sh"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, (folder / "calls").read_text().splitlines()


def test_with_two_clean_lists_the_deploy_goes_on_and_both_were_asked_about_all_that_goes_out(tmp_path):
    status, said, calls = asked(tmp_path, CLEAN["cargo"], CLEAN["npm"])
    assert status == 0 and re.search(r"^ok .*on \d{4}-\d\d-\d\d:", said, re.M), said
    assert calls == [
        "cargo deny --color never check advisories",
        "npm --prefix web audit --omit=dev --audit-level=low --no-offline --no-color --package-lock-only",
    ]


@pytest.mark.parametrize(
    ("cargo", "npm", "told"),
    [
        (WEAK["cargo"], CLEAN["npm"], ["WEAK     RustSec"]),
        (CLEAN["cargo"], WEAK["npm"], ["WEAK     npm"]),
        (CLEAN["cargo"], (1, "1 high severity vulnerability"), ["WEAK     npm"]),
        (AWAY["cargo"], CLEAN["npm"], ["UNASKED  RustSec"]),
        (CLEAN["cargo"], AWAY["npm"], ["UNASKED  npm"]),
        (AWAY["cargo"], WEAK["npm"], ["UNASKED  RustSec", "WEAK     npm"]),
        # Ended well, and yet nobody was asked.
        ((0, ""), CLEAN["npm"], ["UNASKED  RustSec"]),
        (CLEAN["cargo"], (0, "up to date"), ["UNASKED  npm"]),
        # Says that it is clean, and ends with a mistake.
        ((1, "advisories ok\n[ERROR] the database is torn"), CLEAN["npm"], ["UNASKED  RustSec"]),
        ((127, "error: no such command: `deny`"), CLEAN["npm"], ["UNASKED  RustSec"]),
    ],
)
def test_a_weakness_stops_the_deploy_and_so_does_a_list_that_could_not_be_asked(tmp_path, cargo, npm, told):
    status, said, calls = asked(tmp_path, cargo, npm)
    assert (status, len(calls)) == (1, 2), said
    found = [line for line in said.splitlines() if line.startswith(("WEAK ", "UNASKED "))]
    assert [line[: len(one)] for line, one in zip(found, told, strict=True)] == told, said
    assert cargo[1] in said and npm[1] in said, "what the lists said is shown"
    assert 'KAIRAN_DEPLOY_ANYWAY="a sentence"' in said and "docs/runbooks/weaknesses.md" in said


@pytest.mark.parametrize("found", [WEAK, AWAY])
def test_the_one_way_past_is_a_sentence_that_stands_in_the_output(tmp_path, found):
    reason = "台風の避難情報を出すため。情報システム課長が決めた"
    status, said, calls = asked(tmp_path, found["cargo"], found["npm"], reason)
    assert (status, len(calls)) == (0, 2), "asked all the same"
    assert said.splitlines()[-1] == f"ANYWAY   it goes on by the word of whoever deploys: {reason}"
    for nothing in ("", "1", "yes", "true"):
        status, said, _ = asked(tmp_path, found["cargo"], found["npm"], nothing)
        assert status == 1 and "ANYWAY  " not in said, nothing


def test_nothing_is_built_or_deployed_before_the_lists_were_asked():
    command = ["make", "--dry-run", "--no-print-directory", "deploy", "STAGE=test"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    steps = [line for line in done.stdout.splitlines() if not line.startswith("scripts/setup.sh")]
    assert steps[0] == "scripts/advisories.sh", steps
    assert any(step.startswith("sam deploy") for step in steps[1:])
