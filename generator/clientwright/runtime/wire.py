"""The names in the service's answers, and its only query; no other module of the runtime writes one.

Methods, paths and the header of the token differ by service, so a `Service` has them.
"""

REQUEST_ID, STATUS, QUEUE_POSITION, OUTCOME = "request_id", "status", "queue_position", "outcome"
OUTPUT, COST, CREATED_AT, FINISHED_AT = "output", "cost", "created_at", "finished_at"
ERROR, FAULT_PATH = "error", "loc"
ERROR_CODES = ("error_code", "code")
"""The first one is an error in any answer, the others only in that of a refused call."""
MESSAGES = ("error_message", "message", ERROR, "detail", "msg")
WITH_COST = "?include_cost=true"
