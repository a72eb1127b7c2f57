"""The lists that the rules compare the template with. Changing one is a decision, not a repair."""

ENVIRONMENT_NAMES = {
    "STAGE",
    "FOLLOWER_TABLE",
    "SEGMENT_TABLE",
    "DELIVERY_TABLE",
    "WEBHOOK_EVENT_TABLE",
    "RECIPIENTS_BUCKET",
    "EVENT_QUEUE_URL",
    "FORWARD_QUEUE_URL",
    "FORWARD_DEAD_LETTER_QUEUE_URL",
    "START_QUEUE_URL",
    "START_QUEUE_ARN",
    "BATCH_QUEUE_URL",
    "EMERGENCY_BATCH_QUEUE_URL",
    "JOB_QUEUE_URL",
    "JOB_BUCKET",
    "FORM_URL",
    "SCHEDULE_GROUP",
    "SCHEDULER_ROLE_ARN",
    "WEBHOOK_SECRET_ID",
    "CHANNEL_SECRET_ID",
    "FORWARD_TARGET_URL",
    "FORM_SECRET_ID",
}
PFS_POLICIES = {"SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"}
ACCOUNT_CONCURRENCY = 1000  # Lambda's default per account and region
ALARMS = {  # number: the name's beginning, for every alarm whose metric exists
    "A-01": "webhook-5xx",
    "A-02": "webhook-latency-p99",
    "A-03": "webhook-signature-fail",
    "A-04": "any-DLQ-visible",
    "A-05": "schedule-overdue",
    "A-06": "delivery-stuck",
    "A-07": "line-auth-fail",
    "A-09": "delivery-unknown",
    "A-11": "queue-age",
    "A-12": "forward-fail",
    "A-15": "",
    "A-18": "heartbeat",
    "A-25": "page-differences",
    "A-26": "job-failed",
}
# Resources that CloudFormation cannot tag, or that SAM makes without asking for tags.
UNTAGGED = {
    "AWS::ApiGateway::Account",
    "AWS::ApiGateway::BasePathMapping",
    "AWS::ApiGateway::Deployment",
    "AWS::CloudFront::CachePolicy",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::CodeDeploy::Application",
    "AWS::CodeDeploy::DeploymentGroup",
    "AWS::Lambda::Alias",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Url",
    "AWS::Lambda::Version",
    "AWS::Logs::MetricFilter",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::Scheduler::Schedule",
    "AWS::WAFv2::WebACLAssociation",
}
FORM_PATH = "/form/api/"  # where the firewall may turn somebody away
FORM_POLICY = {  # what the form's page may do at most
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self' https://api.line.me https://access.line.me https://liffsdk.line-scdn.net",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
}
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # a policy that AWS keeps for everybody
