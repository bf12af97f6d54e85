"""The refusals of AWS and of Kubernetes as they are on the wire, by name. What DynamoDB Local never says is said here.

    aws_answer({"answer": "ThrottlingException"}, request)
    aws_answer({"answer": "TransactionCanceledException", "reasons": {"0": "TransactionConflict"}}, request)
    kubernetes_answer({"kubernetes": "Expired"})
"""

import email.utils
import json
import secrets
import zlib

from wire import Answer

SERVICE = "com.amazonaws.dynamodb.v20120810#"
CORAL = "com.amazon.coral.service#"
AVAILABILITY = "com.amazon.coral.availability#"
VALIDATION = "com.amazon.coral.validate#"

# name: (status, prefix of __type, message). Names and classes: the table of errors in docs/dynamodb.md.
AWS = {
    "ProvisionedThroughputExceededException": (
        400, SERVICE, "The level of configured provisioned throughput for the table was exceeded."),
    "ThrottlingException": (400, AVAILABILITY, "Rate of requests exceeds the allowed throughput."),
    "Throttling": (400, AVAILABILITY, "Rate exceeded"),
    "RequestLimitExceeded": (400, SERVICE, "Throughput exceeds the current throughput limit for your account."),
    "LimitExceededException": (400, SERVICE, "Subscriber limit exceeded: too many control plane operations at once"),
    "TooManyRequestsException": (400, AVAILABILITY, "Too many requests"),
    "InternalServerError": (500, SERVICE, "The request processing has failed because of an unknown error, exception or failure."),
    "TransactionConflictException": (400, SERVICE, "Transaction is ongoing for the item"),
    "TransactionInProgressException": (400, SERVICE, "The transaction with the given request token is already in progress."),
    "ConditionalCheckFailedException": (400, SERVICE, "The conditional request failed"),
    "IdempotentParameterMismatchException": (
        400, SERVICE, "The request uses the same client token as a previous, but non-identical request."),
    "ValidationException": (400, VALIDATION, "One or more parameter values were invalid"),
    "SerializationException": (400, CORAL, "Start of structure or map found where not expected"),
    "ResourceNotFoundException": (400, SERVICE, "Requested resource not found"),
    "AccessDeniedException": (
        400, CORAL, "User: arn:aws:sts::123456789012:assumed-role/nightly/pod is not authorized to perform this action"),
    "MissingAuthenticationTokenException": (400, CORAL, "Missing Authentication Token"),
    "IncompleteSignatureException": (400, CORAL, "Authorization header requires 'Signature' parameter."),
    "InvalidSignatureException": (
        400, CORAL, "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
        "and signing method. Consult the service documentation for details."),
    "RequestTimeTooSkewed": (403, CORAL, "The difference between the request time and the current time is too large."),
    "RequestExpired": (400, CORAL, "Request has expired."),
    "UnrecognizedClientException": (400, CORAL, "The security token included in the request is invalid."),
    "ExpiredTokenException": (400, CORAL, "The security token included in the request is expired"),
    "InvalidClientTokenId": (403, CORAL, "The security token included in the request is invalid."),
    "ReplicatedWriteConflictException": (
        409, SERVICE, "One or more items in this request are being modified by a request in another Region."),
}
WITH_CAPITAL_MESSAGE = ("AccessDeniedException", "SerializationException")   # both spellings occur
WITH_THROTTLING_REASONS = ("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded")
REASON_TEXTS = {
    "TransactionConflict": "Transaction is ongoing for the item",
    "ConditionalCheckFailed": "The conditional request failed",
    "ThrottlingError": "Throughput exceeds the current capacity for one or more global secondary indexes.",
    "ProvisionedThroughputExceeded": "The level of configured provisioned throughput for the table was exceeded.",
    "ValidationError": "Item size has exceeded the maximum allowed size",
}

# name: (status, message); the answer is a Status object, as the API server writes it.
KUBERNETES = {
    "Conflict": (409, "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version"),
    "Expired": (410, "The provided continue parameter is too old to display a consistent list result."),
    "Invalid": (422, "the object is invalid"),
    "TooManyRequests": (429, "too many requests, please try again later."),
    "InternalError": (500, "an error on the server has prevented the request from succeeding"),
    "ServiceUnavailable": (503, "the server is currently unable to handle the request"),
    "Timeout": (504, "the server was unable to return a response in the time allotted"),
}


def dress(answer, clock_offset):
    """What every answer of AWS carries, where it is missing: an id, the sum of the body, the service's date."""
    if answer.header("x-amzn-RequestId") is None:
        answer.set("x-amzn-RequestId", secrets.token_hex(26).upper())
    if answer.header("x-amz-crc32") is None and answer.body:
        answer.set("x-amz-crc32", zlib.crc32(answer.body))
    answer.set("Date", date(clock_offset))
    return answer


def date(now):
    return email.utils.formatdate(now, usegmt=True)


def aws_answer(fault, document, table):
    """fault: {"answer": name, "message"?, "item"?, "reasons"?: {place: code}, "retry_after_ms"?}. document: the request's."""
    name = fault["answer"]
    if name == "TransactionCanceledException":
        body = _cancelled(fault, document)
        status = 400
    else:
        status, prefix, message = AWS[name]
        key = "Message" if name in WITH_CAPITAL_MESSAGE else "message"
        body = {"__type": prefix + name, key: fault.get("message", message)}
        if name in WITH_THROTTLING_REASONS:
            body["ThrottlingReasons"] = [{"reason": "TableWriteKeyRangeThroughputExceeded",
                                          "resource": f"arn:aws:dynamodb:us-east-1:123456789012:table/{table or 'unknown'}"}]
        if name == "ConditionalCheckFailedException" and "item" in fault:
            body["Item"] = fault["item"]
    answer = Answer(status, [("Content-Type", "application/x-amz-json-1.0")], json.dumps(body).encode())
    if "retry_after_ms" in fault:
        answer.set("x-amz-retry-after", fault["retry_after_ms"])
    return answer


def _cancelled(fault, document):
    wanted = fault["reasons"]
    places = range(len(document.get("TransactItems", [])))
    codes = [wanted.get(str(place), "None") for place in places]
    reasons = [{"Code": code} if code == "None" else {"Code": code, "Message": REASON_TEXTS[code]} for code in codes]
    return {"__type": SERVICE + "TransactionCanceledException", "CancellationReasons": reasons,
            "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons "
                       f"[{', '.join(codes)}]"}


def plain_answer(fault):
    """fault: {"status": 503, "body"?: text}: what a load balancer says."""
    body = fault.get("body", f"<html><body><h1>{fault['status']}</h1></body></html>")
    return Answer(fault["status"], [("Content-Type", "text/html"), *fault.get("headers", {}).items()], body.encode())


def kubernetes_answer(fault):
    """fault: {"kubernetes": name, "retry_after"?: seconds}."""
    reason = fault["kubernetes"]
    code, message = KUBERNETES[reason]
    body = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message, "reason": reason,
            "code": code}
    answer = Answer(code, [("Content-Type", "application/json")], json.dumps(body).encode())
    if "retry_after" in fault:
        answer.set("Retry-After", fault["retry_after"])
    return answer
