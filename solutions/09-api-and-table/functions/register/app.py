from answers import answer
from bodies import deployment_of
from items import register
from store import Conflict, find


def handler(event, context):
    if event["httpMethod"] == "GET":
        found = find(event["pathParameters"]["id"])
        return answer(200, found) if found else answer(404, {"error": "not registered"})
    try:
        return answer(201, register(deployment_of(event)))
    except ValueError as error:
        return answer(400, {"error": str(error)})
    except Conflict as error:
        return answer(409, {"error": str(error)})
