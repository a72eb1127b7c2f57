"""The rules about what the world can reach, T-11 and T-12: the webhook's API, the citizens' form and the staff's door."""

import re

from expected import ADMIN_POLICY, CACHING_DISABLED, FORM_PATH, FORM_POLICY, PFS_POLICIES
from rules import rule
from transformed import of_type, references, target


@rule("T-11")
def apis_have_forward_secrecy_a_log_and_a_firewall(template):
    stages = of_type(template, "AWS::ApiGateway::Stage")
    guarded = set()
    for association in of_type(template, "AWS::WAFv2::WebACLAssociation").values():
        guarded |= references(association["ResourceArn"])
    for name, api in of_type(template, "AWS::ApiGateway::RestApi").items():
        closed = (
            api["Body"].get("x-amazon-apigateway-endpoint-configuration", {}).get("disableExecuteApiEndpoint")
        )
        checks = {
            "is not regional": api.get("EndpointConfiguration", {}).get("Types") == ["REGIONAL"],
            "answers under AWS's own name in production": closed
            in (True, {"Fn::If": ["HasOwnDomain", True, False]}),
            "allows ciphers without forward secrecy": api.get("SecurityPolicy") in PFS_POLICIES,
            "does not check the access mode": api.get("EndpointAccessMode") == "STRICT",
            "has no firewall": name in guarded,
        }
        yield from (f"{name} {finding}" for finding, holds in checks.items() if not holds)
    for name, stage in stages.items():
        log_format = stage.get("AccessLogSetting", {}).get("Format", "")
        if not log_format:
            yield f"{name} has no access log"
        if re.search(r"(?i)query|body|header|\$context\.path", log_format):
            yield f"{name} logs queries, bodies or headers"
        if any(setting.get("DataTraceEnabled") is not False for setting in stage.get("MethodSettings", [{}])):
            yield f"{name} may trace whole bodies"
    for name, domain in of_type(template, "AWS::ApiGateway::DomainName").items():
        if domain.get("SecurityPolicy") not in PFS_POLICIES or domain.get("EndpointAccessMode") != "STRICT":
            yield f"{name} allows ciphers without forward secrecy"
    for name, firewall in of_type(template, "AWS::WAFv2::WebACL").items():
        for entry in firewall["Rules"]:
            if entry.get("OverrideAction") == {"Count": {}} or is_for_the_form(entry["Statement"]):
                continue
            yield f"{name}: {entry['Name']} may turn citizens' words or LINE's few addresses away"


def is_for_the_form(statement: dict) -> bool:
    """Whether a rule of the firewall sees requests of the form and nothing else."""
    scope = next(iter(statement.values())).get("ScopeDownStatement", {}).get("ByteMatchStatement", {})
    return scope.get("SearchString") == FORM_PATH and "UriPath" in scope.get("FieldToMatch", {})


@rule("T-12")
def pages_come_from_private_buckets_to_japan_under_a_strict_policy(template):
    policies = of_type(template, "AWS::CloudFront::ResponseHeadersPolicy")
    for name, policy in policies.items():
        headers = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        csp = headers.get("ContentSecurityPolicy", {}).get("ContentSecurityPolicy", "")
        csp = csp["Fn::Sub"] if isinstance(csp, dict) else csp
        if set(csp.split("; ")) != (ADMIN_POLICY if name == "AdminHeaders" else FORM_POLICY):
            yield f"{name} lets the page do something else"
        wanted = {"StrictTransportSecurity", "ContentTypeOptions", "ReferrerPolicy", "FrameOptions"}
        yield from (f"{name} does not send {header}" for header in sorted(wanted - set(headers)))
    for name, resource in of_type(template, "AWS::CloudFront::Distribution").items():
        config = resource["DistributionConfig"]
        certificate = config["ViewerCertificate"].get("Fn::If", [None, {}])[1]
        checks = {
            "allows old TLS versions": certificate.get("MinimumProtocolVersion") == "TLSv1.2_2021",
            "serves other countries": config["Restrictions"]["GeoRestriction"]
            == {"RestrictionType": "whitelist", "Locations": ["JP"]},
            "keeps answers to anybody": config["CacheBehaviors"][-1]["CachePolicyId"] == CACHING_DISABLED,
        }
        yield from (f"{name} {finding}" for finding, holds in checks.items() if not holds)
        for origin in config["Origins"]:
            if "S3OriginConfig" in origin and not origin.get("OriginAccessControlId"):
                yield f"{name}: {origin['Id']} is read without a signature"
            custom = origin.get("CustomOriginConfig", {"OriginProtocolPolicy": "https-only"})
            if custom["OriginProtocolPolicy"] != "https-only":
                yield f"{name}: {origin['Id']} is asked without TLS"
        for behaviour in [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]:
            place = behaviour.get("PathPattern", "the rest")
            if behaviour["ViewerProtocolPolicy"] not in ("https-only", "redirect-to-https"):
                yield f"{name}: {place} answers without TLS"
            if target(behaviour.get("ResponseHeadersPolicyId")) not in policies:
                yield f"{name}: {place} has no security headers"
    for name, policy in of_type(template, "AWS::S3::BucketPolicy").items():
        if target(policy["Bucket"]) == "MediaBucket":
            allowed = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
            seen = [(s["Action"], s["Resource"]["Fn::Sub"]) for s in allowed]
            if seen != [("s3:GetObject", "${MediaBucket.Arn}/published/*")]:
                yield f"{name} shows more than what is published: {seen}"
