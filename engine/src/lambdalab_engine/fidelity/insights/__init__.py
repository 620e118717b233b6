"""CloudWatch Logs Insights: its query language, and the fields that it finds in log events.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""
