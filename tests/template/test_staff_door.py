"""The staff's front door as it behaves: the gate run by Node, and both fronts compared."""

import pytest
from expected import ADMIN_POLICY
from staff_door import page_policies, run_gate
from transformed import of_type, source, target, transform

CITY = ("203.0.113.5/32", "2001:db8:0:0::5/128")
SPOOFED = [
    "203.0.113.6",
    "203.0.113.50",
    "203.0.113",
    "203.0.113.5.1",
    "0203.0.113.5",
    "203.0.113.05",
    "::ffff:203.0.113.5",
    "::ffff:cb00:7105",
    "2001:db8::50",
    "2001:db8:5::",
    "2001:db8::5:0",
    "2001:db8::",
    "::5",
    "::",
    "",
    "127.0.0.1",
    "203.0.113.5/32",
    " 203.0.113.5",
    "203.0.113.5 ",
    "203.0.113.5,198.51.100.7",
]


@pytest.fixture(scope="module")
def template():
    return transform(source())


def event(address, uri="/", headers=None):
    return {"viewer": {"ip": address}, "request": {"uri": uri, "method": "GET", "headers": headers or {}}}


@pytest.mark.parametrize("address", ["203.0.113.5", "2001:db8::5", "2001:DB8:0:0:0:0:0:5", "2001:0db8::0005"])
def test_r_a6_the_citys_two_addresses_come_in(template, address):
    assert run_gate(template, CITY, event(address))["uri"] == "/index.html"


@pytest.mark.parametrize("address", SPOOFED)
def test_r_a6_no_other_address_does(template, address):
    claims = {
        "x-forwarded-for": {"value": "203.0.113.5"},
        "cloudfront-viewer-address": {"value": "203.0.113.5:1"},
    }
    answer = run_gate(template, CITY, event(address, headers=claims))
    assert answer["statusCode"] == 403
    assert set(answer) == {"statusCode", "statusDescription", "headers"}, (
        "R-A7: it says nothing about the console"
    )


@pytest.mark.parametrize("uri", ["/", "/assets/index-1.js", "/api/session", "/icon.svg"])
def test_r_a7_every_path_is_closed_when_no_address_is_set(template, uri):
    assert run_gate(template, ("", ""), event("203.0.113.5", uri))["statusCode"] == 403


def test_addresses_of_the_console_are_one_page_and_files_and_the_api_stay(template):
    asked = {
        uri: run_gate(template, CITY, event("203.0.113.5", uri))["uri"]
        for uri in (
            "/deliveries/d-1",
            "/drafts/x/confirm",
            "/assets/index-1.js",
            "/api/deliveries/d-1",
            "/api/media/a.png",
        )
    }
    assert asked == {
        "/deliveries/d-1": "/index.html",
        "/drafts/x/confirm": "/index.html",
        "/assets/index-1.js": "/assets/index-1.js",
        "/api/deliveries/d-1": "/api/deliveries/d-1",
        "/api/media/a.png": "/api/media/a.png",
    }


def test_r_a1_cloudfront_has_exactly_its_two_permissions_on_the_alias(template):
    permissions = [
        p
        for p in of_type(template, "AWS::Lambda::Permission").values()
        if p["Principal"] == "cloudfront.amazonaws.com"
    ]
    assert {target(p["FunctionName"]) for p in permissions} == {"AdminApiFunctionAliaslive"}
    assert all("AdminDistribution" in str(p["SourceArn"]) for p in permissions)
    assert sorted(
        (p["Action"], p.get("FunctionUrlAuthType"), p.get("InvokedViaFunctionUrl")) for p in permissions
    ) == [
        ("lambda:InvokeFunction", None, True),
        ("lambda:InvokeFunctionUrl", "AWS_IAM", None),
    ]


def test_r_a3_r_a4_r_a5_the_api_sees_cookies_address_and_body_hash_and_never_the_host(template):
    policy = template["Resources"]["AdminAsked"]["Properties"]["OriginRequestPolicyConfig"]
    headers = {header.lower() for header in policy["HeadersConfig"]["Headers"]}
    assert policy["HeadersConfig"]["HeaderBehavior"] == "whitelist"
    assert policy["CookiesConfig"] == {"CookieBehavior": "all"}
    needed = {"cloudfront-viewer-address", "x-amz-content-sha256", "idempotency-key", "origin"}
    # Without these the page's own polling would keep a forgotten session alive for twelve hours, and a page would act for
    # whoever signed in beside it.
    assert needed | {"x-kairan-background", "x-kairan-person"} <= headers
    assert len(headers) <= 10  # CloudFront takes no more
    assert not {"host", "authorization", "x-forwarded-for", "x-kairan-admin-token"} & headers


def test_r_a8_answers_of_the_api_are_never_kept(template):
    config = template["Resources"]["AdminDistribution"]["Properties"]["DistributionConfig"]
    (api,) = config["CacheBehaviors"]
    assert (api["PathPattern"], api["CachePolicyId"]) == ("/api/*", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad")


def test_r_a17_both_fronts_serve_the_page_under_the_same_policy_and_call_the_same_alias(template):
    assert {path for path, _ in page_policies(template)} == {"/", "/{page+}", "/assets/{file}"}
    assert all(policy == ADMIN_POLICY for _, policy in page_policies(template))
    api = template["Resources"]["AdminDoor"]["Properties"]["Body"]["paths"]["/api/{proxy+}"]
    assert "AdminApiFunctionAliaslive" in str(api)


def test_r_a17_behind_the_regional_door_the_api_hears_paths_without_a_stage(template):
    variables = template["Resources"]["AdminApiFunction"]["Properties"]["Environment"]["Variables"]
    assert "AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH" in variables


def test_only_one_front_stands_at_a_time(template):
    fronts = {
        name: resource["Condition"]
        for name, resource in template["Resources"].items()
        if resource.get("Condition", "").startswith("StaffCome")
    }
    assert fronts["AdminDistribution"] == fronts["AdminGate"] == "StaffComeByCloudFront"
    assert fronts["AdminDoor"] == fronts["AdminFirewallAssociation"] == "StaffComeByRegion"
    assert template["Conditions"]["StaffComeByRegion"] == {"Fn::Equals": [{"Ref": "AdminFront"}, "regional"]}
